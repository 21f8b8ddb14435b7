"""The runs of a Word document: the text that a reader sees, and what was left out and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml.etree import _Element

from factcheck.documents.raised import lowered

_DELETED = frozenset(map(qn, ("w:del", "w:moveFrom")))
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RUNS = frozenset({qn("w:r"), qn("w:p"), f"{_MATH}r"})
_HOLDERS = frozenset(map(qn, ("w:tr", "w:tc", "w:p", "w:tbl")))
REFERENCES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_OFF = frozenset({"0", "false", "off", "none"})


class Runs:
    """Reads runs by their own properties and their character style's. `left` collects left-out text by reason."""

    def __init__(self, styles: _Element) -> None:
        self.left: defaultdict[str, list[str]] = defaultdict(list)
        self._styles = {style.get(qn("w:styleId")): style for style in styles.iterchildren(qn("w:style"))}

    def text(self, element: _Element, apart: list[_Element] | None = None) -> str:
        """The text of an element's runs, a line break between its paragraphs, tracked changes as accepted.

        Tables in it that have columns, and references to notes, go to `apart` in their order; without one, tables are read along.
        """
        parts: list[str] = []
        runs = list(_runs_in(element, apart))
        for place, node in enumerate(runs):
            if node.tag == qn("w:p"):
                if parts:
                    parts.append("\n")
                continue
            words = "".join(_written(node))
            reason = self.why_not(node)
            if reason:
                self.left[reason].append(words)
            elif words and self._property(node, "w:vertAlign") == "superscript":
                following = runs[place + 1] if place + 1 < len(runs) else None
                after = "" if following is None or following.tag == qn("w:p") else "".join(_written(following))
                shown = lowered("".join(parts[-2:]), words, after)
                if shown is None:
                    self.left["marks"].append(words.strip())
                parts.append(shown or (" " if words.endswith(" ") else ""))
            else:
                parts.append(words)
        return "".join(parts)

    def why_not(self, run: _Element) -> str | None:
        """Why a reader of the accepted text does not see that run; None if it is seen."""
        for above in run.iterancestors():
            if above.tag in _DELETED:
                return "deleted"
            if above.tag == qn("w:sdt") and above.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None:
                return "unfilled"
        if self._property(run, "w:vanish") or self._is_unreadable(run):
            return "hidden"
        return "struck" if self._property(run, "w:strike") or self._property(run, "w:dstrike") else None

    def _is_unreadable(self, run: _Element) -> bool:
        """White without its own background, or two points or less in size."""
        grounded = self._property(run, "w:shd") or self._property(run, "w:highlight")
        white = (self._property(run, "w:color") or "").upper() == "FFFFFF"
        return (white and not grounded) or bool(re.fullmatch(r"[0-4]", self._property(run, "w:sz") or ""))

    def _property(self, run: _Element, name: str) -> str | None:
        """The value of `name` in a run's own properties, or else in its character style's; None if absent or off."""
        holder: _Element | None = run
        seen: set[str | None] = set()
        while holder is not None:
            properties = holder.find(qn("w:rPr"))
            found = properties.find(qn(name)) if properties is not None else None
            if found is not None:
                value = found.get(qn("w:val")) or "true"
                return None if value in _OFF else value
            chosen = holder.find(qn("w:basedOn"))
            if chosen is None and properties is not None:
                chosen = properties.find(qn("w:rStyle"))
            style = chosen.get(qn("w:val")) if chosen is not None else None
            if style in seen:
                return None
            seen.add(style)
            holder = self._styles.get(style)
        return None


def inside(parent: _Element, tag: str) -> Iterator[_Element]:
    """The children of that tag, those in content controls and other wrappers as well."""
    for node in parent:
        if node.tag == qn(tag):
            yield node
        elif node.tag not in _HOLDERS:
            yield from inside(node, tag)


def _runs_in(element: _Element, apart: list[_Element] | None) -> Iterator[_Element]:
    """The paragraphs and runs in it, in order, as `Runs.text` has them."""
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if apart is not None and node is not element and node.tag == qn("w:tbl") and _has_columns(node):
            apart.append(node)
            continue
        if node.tag in _RUNS:
            yield node
        elif apart is not None and node.tag in REFERENCES:
            apart.append(node)
        waiting.extend(child for child in reversed(node) if child.tag != FALLBACK)


def _has_columns(table: _Element) -> bool:
    """Whether any row has several cells: a table without them is a frame around text."""
    return any(sum(1 for _ in inside(row, "w:tc")) > 1 for row in inside(table, "w:tr"))


def _written(run: _Element) -> Iterator[str]:
    for node in run:
        if node.tag in (qn("w:t"), qn("w:delText"), f"{_MATH}t"):
            yield node.text or ""
        elif node.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif node.tag in (qn("w:tab"), qn("w:ptab")):
            yield "\t"
        elif node.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
