"""From an element tree to blocks of text: for HTML pages, trafilatura's output, and rendered Markdown."""

from __future__ import annotations

import re

from lxml.etree import _Element

from factcheck.documents.content import Block
from factcheck.english.columns import CELL_MARK

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "head"})
BREAKS = frozenset({"br", "lb"})
_ITEMS = frozenset({"li", "item"})
_CELLS = frozenset({"td", "th", "cell"})
_PREFORMATTED = frozenset({"pre"})
BLOCKS = _HEADINGS | _ITEMS | _PREFORMATTED | {
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hr", "html", "list", "main", "nav", "ol", "p", "quote", "row",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_UNSEEN = frozenset({"script", "style", "template", "noscript", "title", "meta", "link", "svg", "iframe", "object"})


def blocks_of(root: _Element) -> tuple[Block, ...]:
    """The text under `root` in reading order. List items begin with "- " or their number, cells are separated by " |
    "."""
    reader = _Reader()
    reader.element(root)
    reader.close_block()
    return tuple(reader.blocks)


class _Reader:
    """Collects text until a block ends. Not recursive: a page can nest deeper than Python's stack."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._heading = False
        self._cells = 0
        self._marker = ""
        self._numbers: dict[_Element, int] = {}

    def element(self, root: _Element) -> None:
        stack: list[tuple[_Element, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag if isinstance(node.tag, str) else ""
            if leaving:
                self._leave(tag)
            elif tag and tag not in _UNSEEN:
                self._enter(node, tag)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node))
                continue
            if node is not root:
                self._text(node.tail, preformatted=_inside_pre(node))

    def close_block(self) -> None:
        text = "".join(self._parts).strip(" \n|")
        if text:
            self.blocks.append(Block(self._marker + text, self._heading, row=self._cells > 1 and "\n" not in text))
            self._marker = ""
        self._parts = []
        self._cells = 0

    def _enter(self, node: _Element, tag: str) -> None:
        if tag in BLOCKS:
            self.close_block()
            self._heading = tag in _HEADINGS
            if tag in _ITEMS:
                self._marker = self._item_marker(node)
        elif tag in BREAKS:
            self._parts.append("\n")
        elif tag in _CELLS:
            self._parts.append(CELL_MARK)
            self._cells += 1
        self._text(node.text, preformatted=tag in _PREFORMATTED or _inside_pre(node))

    def _leave(self, tag: str) -> None:
        if tag in BLOCKS:
            self.close_block()
            self._heading = False
        if tag in _ITEMS:
            self._marker = ""

    def _text(self, text: str | None, *, preformatted: bool) -> None:
        if text:
            self._parts.append(text if preformatted else re.sub(r"[ \t\r\n\f]+", " ", text))

    def _item_marker(self, item: _Element) -> str:
        parent = item.getparent()
        if parent is None or not (parent.tag == "ol" or parent.get("rend") == "ol"):
            return "- "
        start = parent.get("start") or "1"
        number = self._numbers.get(parent, int(start) if re.fullmatch(r"\d{1,6}", start) else 1)
        self._numbers[parent] = number + 1
        return f"{number}. "


def _inside_pre(node: _Element) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag in _PREFORMATTED
