"""The runs of a Word document: which of their text a reader sees, and what was left out of it and why."""

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
_OFF = frozenset({"0", "false", "off", "none"})


class Runs:
    """Reads runs by their own properties and those of their character style. `left` is what it left out, by reason."""

    def __init__(self, styles: _Element) -> None:
        self.left: defaultdict[str, list[str]] = defaultdict(list)
        self._styles = {style.get(qn("w:styleId")): style for style in styles.iterchildren(qn("w:style"))}

    def text(self, element: _Element) -> str:
        """The text of an element's runs, a line break between its paragraphs, tracked changes as accepted."""
        parts: list[str] = []
        runs = [
            node
            for node in element.iter(qn("w:r"), qn("w:p"), f"{_MATH}r")
            if not any(above.tag == FALLBACK for above in node.iterancestors())
        ]
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
        """Why a reader of the accepted text does not see that run; None when it is seen."""
        for above in run.iterancestors():
            if above.tag in _DELETED:
                return "deleted"
            if above.tag == qn("w:sdt") and above.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None:
                return "unfilled"
        if self._property(run, "w:vanish") or self._is_unreadable(run):
            return "hidden"
        return "struck" if self._property(run, "w:strike") or self._property(run, "w:dstrike") else None

    def _is_unreadable(self, run: _Element) -> bool:
        """White without a ground of its own, or two points and less in size."""
        grounded = self._property(run, "w:shd") or self._property(run, "w:highlight")
        white = (self._property(run, "w:color") or "").upper() == "FFFFFF"
        return (white and not grounded) or bool(re.fullmatch(r"[0-4]", self._property(run, "w:sz") or ""))

    def _property(self, run: _Element, name: str) -> str | None:
        """What a run's own properties say of `name`, or else its character style's; None for nothing, or for no."""
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
