"""Text that a page carries but does not show: taken out before anything reads the page, and said.

Looked for: comments, `hidden`, `display: none`, `visibility: hidden`, zero size, zero opacity, text moved off the page
and text in the colour of its ground, in style attributes and in the page's own style sheets where the selector is one
plain class, id or tag. What outside style sheets or scripts hide cannot be known from the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element

Style = dict[str, str]

_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PLAIN_SELECTOR = re.compile(r"[.#]?[\w-]+")
_ZERO = re.compile(r"0*(?:\.0+)?(?:[a-z]+|%)?")
_FAR_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|vw|vh|%)?")
_SIDES = ("width", "height", "max-width", "max-height")
_WHITES = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)", "hsl(0,0%,100%)"})


def take_out_hidden(root: _Element) -> str:
    """Takes the hidden elements and comments out of the tree. Returns their text, in page order, white space folded."""
    rules = _own_rules(root)
    taken: list[str] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node.tag, str):
            _remove(node)  # a comment or processing instruction: never shown, and never meant for a reader
        elif node is not root and node.tag not in ("script", "style") and _is_hidden(node, rules):
            taken.append(" ".join(" ".join(map(str, node.itertext())).split()))
            _remove(node)
        else:
            waiting.extend(reversed(node))
    return " ".join(filter(None, taken))


def _is_hidden(node: _Element, rules: dict[str, Style]) -> bool:
    if node.get("hidden") is not None or (node.tag == "input" and node.get("type") == "hidden"):
        return True
    style = _style_of(node, rules)
    return bool(style) and (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _zero(style.get("opacity"))
        or _zero(style.get("font-size"))
        or (style.get("overflow") == "hidden" and any(_zero(style.get(side)) for side in _SIDES))
        or any(_FAR_AWAY.fullmatch(style.get(side, "")) for side in ("text-indent", "left", "top", "margin-left"))
        or style.get("color") == "transparent"
        or _in_colour_of_ground(node, style, rules)
    )


def _in_colour_of_ground(node: _Element, style: Style, rules: dict[str, Style]) -> bool:
    colour = style.get("color")
    if not colour:
        return False
    ground = _ground(style)
    for ancestor in node.iterancestors():
        if ground:
            break
        ground = _ground(_style_of(ancestor, rules))
    if not ground:
        return colour in _WHITES  # nothing says otherwise: a page is white
    return colour == ground or (colour in _WHITES and ground in _WHITES)


def _ground(style: Style) -> str:
    ground = style.get("background-color") or style.get("background", "")
    return "" if ground in ("transparent", "inherit", "none", "initial") else ground


def _style_of(node: _Element, rules: dict[str, Style]) -> Style:
    style: Style = {}
    keys = [str(node.tag), *(f".{name}" for name in (node.get("class") or "").split()), f"#{node.get('id')}"]
    for key in keys:
        style.update(rules.get(key, {}))
    style.update(_declarations(node.get("style") or ""))
    return style


def _own_rules(root: _Element) -> dict[str, Style]:
    rules: dict[str, Style] = {}
    for sheet in root.iter("style"):
        for selectors, body in _top_rules(_CSS_COMMENT.sub("", sheet.text or "")):
            for selector in map(str.strip, selectors.split(",")):
                if _PLAIN_SELECTOR.fullmatch(selector):
                    rules.setdefault(selector, {}).update(_declarations(body))
    return rules


def _top_rules(css: str) -> Iterator[tuple[str, str]]:
    """The selectors and bodies of the rules that stand in no other block, such as `@media print`."""
    openings: list[str] = []
    last = ""
    for part in re.split(r"([{}])", css):
        if part == "{":
            openings.append(last.rpartition(";")[2])
        elif part == "}" and openings:
            selectors = openings.pop()
            if not openings:
                yield selectors, last
        last = part


def _declarations(body: str) -> Style:
    pairs = (part.partition(":") for part in body.lower().split(";"))
    return {
        name.strip(): re.sub(r"\s*!important|(?<=[(,])\s+|\s+(?=[,)])", "", value.strip())
        for name, _, value in pairs
        if value
    }


def _zero(value: str | None) -> bool:
    return bool(value) and bool(_ZERO.fullmatch(value or "")) and (value or "")[0] in "0."


def _remove(node: _Element) -> None:
    """Takes `node` out and leaves the text that follows it."""
    parent = node.getparent()
    if parent is None:
        return
    previous = node.getprevious()
    if node.tail:
        if previous is None:
            parent.text = (parent.text or "") + node.tail
        else:
            previous.tail = (previous.tail or "") + node.tail
    parent.remove(node)
