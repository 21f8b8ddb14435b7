"""Text that a page carries but does not show: removed before anything reads the page, and reported.

Looked for: comments, `hidden`, `noscript`, `display: none`, `visibility: hidden`, next to no size or opacity, text
clipped away, moved off the page or in the colour of its ground (about), in style attributes and in the page's own style
sheets if the selector is a tag, a class, an id or several of these for one element. The page does not show what outside
style sheets or scripts hide. If a whole page hides itself, a script or an animation shows it once it is loaded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from factcheck.hostile import find_attempts

Style = dict[str, str]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Rule:
    """All rules of one selector. `parts` are those of the selector (`p`, `.note`, `#top`), `last` is the one it ends with.

    `declared` has the last value of each name, behind the number of its rule in the page's style sheets.
    """

    parts: frozenset[str]
    last: str
    declared: dict[str, tuple[int, str]] = field(default_factory=dict)


Rules = dict[str, list[Rule]]
"""Each rule once, by the part of its selector that the fewest selectors have: an element meets few that are not for it."""


_LOOKED_AT = frozenset(
    "background background-color clip clip-path color display font-size height left margin-left max-height max-width opacity "
    "overflow text-decoration text-decoration-line text-indent top vertical-align visibility width".split()
)
"""What is looked at of what a style declares, here and in `edited`; the rest is not kept."""
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
    """Removes hidden elements and comments from the tree. Returns their text, in page order, white space folded."""
    rules = own_rules(root)
    taken: list[str] = []
    waiting = [(root, "")]
    while waiting:
        node, ground = waiting.pop()
        if not isinstance(node.tag, str):
            # A comment or processing instruction: never shown, and only worth reporting if it is for a machine.
            if node.text and find_attempts(node.text):
                taken.append(" ".join(node.text.split()))
            remove(node)
            continue
        style = style_of(node, rules)
        ground = _ground(style) or ground
        if node is not root and node.tag not in ("script", "style", "body") and _is_hidden(node, style, ground):
            taken.append(" ".join(" ".join(map(str, node.itertext())).split()))
            remove(node)
        else:
            waiting.extend((child, ground) for child in reversed(node))
    return " ".join(filter(None, taken))


def _is_hidden(node: _Element, style: Style, ground: str) -> bool:
    """Whether it is, by its own style, on a ground of that colour."""
    if node.get("hidden") is not None or (node.tag == "input" and node.get("type") == "hidden"):
        return True
    if node.tag in ("noscript", "template", "amp-ad", "amp-consent"):
        return True
    return bool(style) and (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _faint(style.get("opacity"))
        or _tiny(style.get("font-size"))
        or any(_CLIPPED.fullmatch(style.get(way, "")) for way in ("clip", "clip-path"))
        or (style.get("overflow") == "hidden" and any(_zero(style.get(side)) for side in _SIDES))
        or any(_FAR_AWAY.fullmatch(style.get(side, "")) for side in ("text-indent", "left", "top", "margin-left"))
        or bool(_SEE_THROUGH.fullmatch(style.get("color", "")))
        or _in_colour_of(ground, style)
    )


def _in_colour_of(ground: str, style: Style) -> bool:
    colour = style.get("color")
    if not colour:
        return False
    ours, below = _colour(colour), _colour(ground or "white")  # the default: a page is white
    if ours is None or below is None:
        return colour == ground
    return all(abs(a - b) <= _SAME_COLOUR for a, b in zip(ours, below, strict=True))


def _colour(value: str) -> Colour | None:
    """Red, green and blue, 0 to 255; None for a colour in another notation."""
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
    """The page's own declarations for `node`, without inherited ones."""
    style: Style = {}
    if ground := node.get("bgcolor"):
        style["background-color"] = ground.lower()
    if node.tag == "font" and (colour := node.get("color")):
        style["color"] = colour.lower()
    parts = [str(node.tag), *(f".{name}" for name in (node.get("class") or "").split()), f"#{node.get('id')}"]
    place = {part: number for number, part in enumerate(parts)}
    found: dict[str, tuple[int, int, str]] = {}
    for part in place.keys() & rules.keys():
        for rule in rules[part]:
            if rule.parts <= place.keys():
                for name, (number, value) in rule.declared.items():
                    found[name] = max(found.get(name, (-1, 0, "")), (place[rule.last], number, value))
    style.update((name, value) for name, (_, _, value) in found.items())
    style.update(_declarations(node.get("style") or ""))
    return style


def own_rules(root: _Element) -> Rules:
    """The rules of the page's own style sheets."""
    rules: dict[tuple[frozenset[str], str], Rule] = {}
    for number, (selector, style) in enumerate(_selectors(root)):
        parts = _SELECTOR_PART.findall(selector)
        rule = Rule(frozenset(parts), parts[-1])
        rule = rules.setdefault((rule.parts, rule.last), rule)
        rule.declared.update((name, (number, value)) for name, value in style.items())
    selectors_with = Counter(part for rule in rules.values() for part in rule.parts)
    filed: Rules = {}
    for rule in rules.values():
        filed.setdefault(min(rule.parts, key=selectors_with.__getitem__), []).append(rule)
    return filed


def _selectors(root: _Element) -> Iterator[tuple[str, Style]]:
    """The selectors that are understood, in order, each with what is looked at of what it declares."""
    for sheet in root.iter("style"):
        for selectors, body in _top_rules(_CSS_COMMENT.sub("", sheet.text or "")):
            if style := _declarations(body):
                yield from ((one, style) for one in map(str.strip, selectors.split(",")) if _SELECTOR.fullmatch(one))


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
        name: re.sub(r"\s*!important|(?<=[(,])\s+|\s+(?=[,)])", "", value.strip())
        for name, value in ((name.strip(), value) for name, _, value in pairs)
        if value and name in _LOOKED_AT
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
    """Removes `node` and leaves the text that follows it."""
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
