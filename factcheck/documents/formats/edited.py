"""Struck-out words and footnote marks of a page: the first no longer count, the second do not belong to the word
before."""

from __future__ import annotations

import re

from lxml.etree import _Element

from factcheck.documents.content import left_out
from factcheck.documents.formats.hidden import Style, own_rules, remove, style_of
from factcheck.documents.formats.markup import BLOCKS
from factcheck.documents.raised import lowered, marks_notice

_STRUCK = frozenset({"s", "del", "strike"})
_LINK_BACK = re.compile(r"[\s↩↑^⬆\ufe0e]*")
_LINK_MARK = re.compile(r"\s*(?:\d{1,3}|[*†‡]{1,3})\s*")
_HANGS_ON = re.compile(r"[\w.,;:!?%\"'”’»)\]]$")


def take_out_edits(root: _Element) -> tuple[str, ...]:
    """Removes struck-out words and footnote marks from the tree, writes exponents as characters. Returns notices."""
    rules = own_rules(root)
    struck: list[str] = []
    marks: list[str] = []
    waiting = list(reversed(root))
    while waiting:
        node = waiting.pop()
        if not isinstance(node.tag, str):
            continue
        style = style_of(node, rules)
        if node.tag in _STRUCK or any(
            "line-through" in style.get(f"text-decoration{end}", "") for end in ("", "-line")
        ):
            struck.append("".join(map(str, node.itertext())))
            remove(node)
        elif _is_raised(node, style):
            words = "".join(map(str, node.itertext()))
            _lower(node, words, marks)
        else:
            waiting.extend(reversed(node))
    return left_out("struck-out text", " ".join(struck)) + marks_notice(marks)


def _is_raised(node: _Element, style: Style) -> bool:
    if node.tag == "sup" or style.get("vertical-align") in ("super", "text-top"):
        return True
    if node.tag != "a" or not (node.get("href") or "").startswith("#"):
        return False
    words = "".join(map(str, node.itertext()))
    return bool(_LINK_MARK.fullmatch(words) and _HANGS_ON.search(_before(node))) or bool(_LINK_BACK.fullmatch(words))


def _lower(node: _Element, words: str, marks: list[str]) -> None:
    following = node.getnext()
    after = (node.tail or "") + ("" if following is None else "".join(map(str, following.itertext())))
    shown = "" if _LINK_BACK.fullmatch(words) else lowered(_before(node), words, after)
    if shown is None:
        marks.append(words.strip())
    if shown == words:
        return
    node.tail = (shown or "") + (node.tail or "")
    remove(node)


def _before(node: _Element) -> str:
    """The text right before `node` in its block."""
    while node.tag not in BLOCKS:
        previous, parent = node.getprevious(), node.getparent()
        if previous is not None:
            text, node = previous.tail or "".join(map(str, previous.itertext())), previous
        elif parent is not None:
            text, node = parent.text or "", parent
        else:
            return ""
        if text:
            return text
    return ""
