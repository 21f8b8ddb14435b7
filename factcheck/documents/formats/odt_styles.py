"""How the styles of an OpenDocument text make words look: hidden, struck out, raised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from lxml.etree import _Element

from factcheck.documents.formats.runs import HIDDEN, STRUCK

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_MOST_PARENTS = 50
_UNREADABLE = re.compile(r"[0-2](?:\.\d+)?pt")


@dataclass(frozen=True)
class Look:
    """The relevant properties of a style, as written; None if not stated."""

    display: str | None = None
    color: str | None = None
    ground: str | None = None
    size: str | None = None
    struck: str | None = None
    position: str | None = None

    def over(self, own: Look) -> Look:
        """This look, changed by everything in `own`."""
        said = {one.name: value for one in fields(own) if (value := getattr(own, one.name)) is not None}
        return replace(self, **said) if said else self

    @property
    def why_not(self) -> str | None:
        """Why a reader does not see such words, or sees that they no longer count; None if they are read."""
        white = (self.color or "").lower() == "#ffffff" and self.ground in (None, "transparent", "#ffffff")
        if self.display == "none" or white or _UNREADABLE.fullmatch(self.size or ""):
            return HIDDEN
        return STRUCK if self.struck not in (None, "none") else None

    @property
    def is_raised(self) -> bool:
        """Whether such words stand above the line."""
        position = self.position or ""
        return position.startswith("super") or bool(re.match(r"[1-9]\d*%", position))


class Styles:
    """The styles of a document's parts, those of later parts before those of the same name in earlier ones."""

    def __init__(self, parts: Iterable[_Element]) -> None:
        self._styles = {
            (str(style.get(f"{STYLE}family")), str(style.get(f"{STYLE}name"))): style
            for part in parts
            for style in part.iter(f"{STYLE}style")
        }
        self._looks: dict[tuple[str, str], Look] = {}

    def look(self, family: str, name: str | None) -> Look:
        """The properties of the style of that name, and of those it is based on. `family`: "paragraph", "text",
        "table-cell"."""
        if name is None:
            return Look()
        if (family, name) not in self._looks:
            look = Look()
            for style in reversed(self._with_parents(family, name)):
                look = look.over(_own(style))
            self._looks[family, name] = look
        return self._looks[family, name]

    def is_title(self, name: str | None) -> bool:
        """Whether it is a paragraph's style for titles or headings, or based on one."""
        styles = self._with_parents("paragraph", name)
        return any(str(style.get(f"{STYLE}name")).startswith(("Title", "Heading")) for style in styles)

    def _with_parents(self, family: str, name: str | None) -> list[_Element]:
        found: list[_Element] = []
        while (style := self._styles.get((family, name or ""))) is not None and len(found) < _MOST_PARENTS:
            found.append(style)
            name = style.get(f"{STYLE}parent-style-name")
        return found


def _own(style: _Element) -> Look:
    look = Look()
    for node in style:
        struck = node.get(f"{STYLE}text-line-through-style") or node.get(f"{STYLE}text-line-through-type")
        look = look.over(
            Look(
                display=node.get(f"{TEXT}display"),
                color=node.get(f"{_FO}color"),
                ground=node.get(f"{_FO}background-color"),
                size=node.get(f"{_FO}font-size"),
                struck=struck,
                position=node.get(f"{STYLE}text-position"),
            )
        )
    return look
