"""Text that a page carries but does not show: taken out before anything reads the page, and said.

Looked for: comments, `hidden`, `noscript`, `display: none`, `visibility: hidden`, next to no size or opacity, text clipped
away, moved off the page or in the colour of its ground (about), in style attributes and in the page's own style sheets
where the selector is a tag, a class, an id or several of these for one element. What outside style sheets or scripts hide
cannot be known from the page. A whole page that hides itself is one that a script or an animation shows once it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element

from factcheck.hostile import find_attempts

Style = dict[str, str]
Rules = dict[str, list[tuple[frozenset[str], Style]]]
"""By the last part of a selector (`p`, `.note`, `#top`): all of its parts, and what it declares."""
Colour = tuple[int, int, int]

_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SELECTOR = re.compile(r"(?:[\w-]+|[.#][\w-]+)(?:[.#][\w-]+)*")
_SELECTOR_PART = re.compile(r"[.#]?[\w-]+")
_ZERO = re.compile(r"0*(?:\.0+)?(?:[a-z]+|%)?")
_SIZE = re.compile(r"(\d*\.?\d+)(px|pt|em|rem|%|)")
_SMALLEST = {"px": 2.0, "pt": 2.0, "em": 0.15, "rem": 0.15, "%": 15.0, "": 0.0}
"""Text of this size and below, by unit, cannot be read."""
_FAINTEST = 0.05
_FAR_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|vw|vh|%)?")
_SIDES = ("width", "height", "max-width", "max-height")
_CLIPPED = re.compile(r"rect\((?:[01](?:px)?[, ]*){4}\)|inset\((?:[5-9]\d|100)%\)|circle\(0(?:px|%)?\)")
_WHITE: Colour = (255, 255, 255)
_NAMED: dict[str, Colour] = {
    "white": _WHITE, "snow": (255, 250, 250), "ivory": (255, 255, 240), "black": (0, 0, 0), "hsl(0,0%,100%)": _WHITE,
}  # fmt: skip
_HEX = re.compile(r"#([\da-f]{3}|[\da-f]{6})")
_RGB = re.compile(r"rgba?\((\d+),(\d+),(\d+)(?:,(?:1|1?\.\d+))?\)")
_SEE_THROUGH = re.compile(r"transparent|(?:rgb|hsl)a\(.*,(?:0|0?\.0\d*)\)")
_SAME_COLOUR = 16
"""Colours that differ by no more than this (0 to 255) in red, green and blue look the same."""


def take_out_hidden(root: _Element) -> str:
    """Takes the hidden elements and comments out of the tree. Returns their text, in page order, white space folded."""
    rules = own_rules(root)
    taken: list[str] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node.tag, str):
            # A comment or processing instruction: never shown, and no news to a reader unless it is for a machine.
            if node.text and find_attempts(node.text):
                taken.append(" ".join(node.text.split()))
            remove(node)
        elif node is not root and node.tag not in ("script", "style", "body") and _is_hidden(node, rules):
            taken.append(" ".join(" ".join(map(str, node.itertext())).split()))
            remove(node)
        else:
            waiting.extend(reversed(node))
    return " ".join(filter(None, taken))


def _is_hidden(node: _Element, rules: Rules) -> bool:
    if node.get("hidden") is not None or (node.tag == "input" and node.get("type") == "hidden"):
        return True
    if node.tag in ("noscript", "template", "amp-ad", "amp-consent"):
        return True
    style = style_of(node, rules)
    return bool(style) and (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _faint(style.get("opacity"))
        or _tiny(style.get("font-size"))
        or any(_CLIPPED.fullmatch(style.get(way, "")) for way in ("clip", "clip-path"))
        or (style.get("overflow") == "hidden" and any(_zero(style.get(side)) for side in _SIDES))
        or any(_FAR_AWAY.fullmatch(style.get(side, "")) for side in ("text-indent", "left", "top", "margin-left"))
        or bool(_SEE_THROUGH.fullmatch(style.get("color", "")))
        or _in_colour_of_ground(node, style, rules)
    )


def _in_colour_of_ground(node: _Element, style: Style, rules: Rules) -> bool:
    colour = style.get("color")
    if not colour:
        return False
    ground = _ground(style)
    for ancestor in node.iterancestors():
        if ground:
            break
        ground = _ground(style_of(ancestor, rules))
    ours, below = _colour(colour), _colour(ground or "white")  # nothing says otherwise: a page is white
    if ours is None or below is None:
        return colour == ground
    return all(abs(a - b) <= _SAME_COLOUR for a, b in zip(ours, below, strict=True))


def _colour(value: str) -> Colour | None:
    """Red, green and blue, 0 to 255; None for a colour that is written in another way."""
    if value in _NAMED:
        return _NAMED[value]
    if digits := _HEX.fullmatch(value):
        pairs = digits[1] if len(digits[1]) == 6 else "".join(d * 2 for d in digits[1])
        return int(pairs[:2], 16), int(pairs[2:4], 16), int(pairs[4:], 16)
    parts = _RGB.fullmatch(value)
    return (int(parts[1]), int(parts[2]), int(parts[3])) if parts else None


def _ground(style: Style) -> str:
    ground = style.get("background-color") or style.get("background", "")
    return "" if ground in ("transparent", "inherit", "none", "initial") else ground


def style_of(node: _Element, rules: Rules) -> Style:
    """The page's own declarations for `node`, without what it inherits."""
    style: Style = {}
    if ground := node.get("bgcolor"):
        style["background-color"] = ground.lower()
    if node.tag == "font" and (colour := node.get("color")):
        style["color"] = colour.lower()
    parts = [str(node.tag), *(f".{name}" for name in (node.get("class") or "").split()), f"#{node.get('id')}"]
    for part in parts:
        for needed, declared in rules.get(part, ()):
            if needed.issubset(parts):
                style.update(declared)
    style.update(_declarations(node.get("style") or ""))
    return style


def own_rules(root: _Element) -> Rules:
    """The rules of the page's own style sheets."""
    rules: Rules = {}
    for sheet in root.iter("style"):
        for selectors, body in _top_rules(_CSS_COMMENT.sub("", sheet.text or "")):
            for selector in map(str.strip, selectors.split(",")):
                if _SELECTOR.fullmatch(selector):
                    parts = _SELECTOR_PART.findall(selector)
                    rules.setdefault(parts[-1], []).append((frozenset(parts), _declarations(body)))
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


def _faint(value: str | None) -> bool:
    size = _SIZE.fullmatch(value or "")
    return size is not None and float(size[1]) <= (_FAINTEST * 100 if size[2] == "%" else _FAINTEST)


def _tiny(value: str | None) -> bool:
    size = _SIZE.fullmatch(value or "")
    return _zero(value) or (size is not None and float(size[1]) <= _SMALLEST[size[2]])


def remove(node: _Element) -> None:
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
