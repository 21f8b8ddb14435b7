"""What came of planted edits and of controls: shares with intervals, the tables, the JSON, and what was missed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from math import sqrt
from typing import get_args

from evals.bench.planting.edits import Edit
from evals.bench.planting.material import Family, Sentence
from factcheck.records import Drift, DriftKind

FORMAT = "factcheck-bench-drift/1"
FAMILIES: tuple[Family, ...] = get_args(Family)


@dataclass(frozen=True)
class Share:
    """How many of how many, with a 95 % interval of the share (Wilson 1927)."""

    hits: int
    count: int

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.hits / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float]:
        """The interval's ends: 0 and 1 of nothing."""
        if not self.count:
            return 0.0, 1.0
        z, n, share = 1.959964, self.count, self.hits / self.count
        middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))

    def __str__(self) -> str:
        if self.value is None:
            return "-"
        low, high = self.interval
        return f"{self.value:.3f} ({low:.2f}–{high:.2f}) of {self.count}"


@dataclass(frozen=True)
class Planted:
    """One edit and whether it was found, by what was given."""

    kind: DriftKind
    type: str
    sentence: Sentence
    edit: Edit
    found: Mapping[str, bool]


@dataclass(frozen=True)
class Control:
    """One control and its findings, by what was given."""

    type: str
    sentence: Sentence
    text: str
    raised: Mapping[str, tuple[Drift, ...]]


@dataclass(frozen=True)
class Result:
    """The whole of a bench; `given` is what the finder was given, each way apart."""

    given: tuple[str, ...]
    planted: tuple[Planted, ...]
    controls: tuple[Control, ...]

    def recall(
        self, family: Family, given: str, kind: DriftKind, type: str | None = None, *, stated: bool = False
    ) -> Share:
        """The share of the planted edits that were found; with `stated` of those alone whose true words the evidence has."""
        these = [p for p in self.planted if p.sentence.family == family and p.kind is kind and type in (None, p.type)]
        these = [p for p in these if not stated or p.edit.is_stated_in(p.sentence.evidence)]
        return Share(sum(p.found[given] for p in these), len(these))

    @property
    def types(self) -> dict[DriftKind, tuple[str, ...]]:
        """The types of edit that were planted, by kind."""
        kinds = dict.fromkeys(p.kind for p in self.planted)
        return {kind: tuple(dict.fromkeys(p.type for p in self.planted if p.kind is kind)) for kind in kinds}

    def alarms(self, type: str, given: str, *, conflicts: bool, kind: DriftKind | None = None) -> Share:
        """The share of the controls of a type on which something is raised, or something that conflicts."""
        these = [control.raised[given] for control in self.controls if control.type == type]
        raised = sum(any((d.conflict or not conflicts) and kind in (None, d.kind) for d in found) for found in these)
        return Share(raised, len(these))

    @property
    def control_types(self) -> tuple[str, ...]:
        """The types of controls."""
        return tuple(dict.fromkeys(control.type for control in self.controls))


def as_text(found: Result) -> str:
    """The tables."""
    lines: list[str] = []
    for family in FAMILIES:
        head = [f"given the {way}" for way in found.given]
        if family == "retold":
            head.append("the evidence, and it has the words")
        lines.append(_line(f"recall, {family} sentences", head))
        for kind, types in found.types.items():
            for type in (None, *types):
                shares = [found.recall(family, way, kind, type) for way in found.given]
                if family == "retold":
                    shares.append(found.recall(family, found.given[0], kind, type, stated=True))
                lines.append(_line(f"  {type}" if type else kind.value, shares))
        lines.append("")
    lines.append(_line("false alarms", [f"given the {way}" for way in found.given]))
    for type in found.control_types:
        for name, conflicts in (("conflicts", True), ("all findings", False)):
            shares = [found.alarms(type, way, conflicts=conflicts) for way in found.given]
            lines.append(_line(f"{type}, {name}", shares))
    return "\n".join(lines) + "\n"


def _line(name: str, cells: Iterable[object]) -> str:
    return f"{name:<34}" + "".join(f"{cell!s:<30}" for cell in cells).rstrip()


def as_json(found: Result, seed: int) -> str:
    """The bench as JSON: counts with intervals, and of each edit its source's digest and its place, but no text."""
    return json.dumps(
        {
            "format": FORMAT,
            "seed": seed,
            "recall": [
                {
                    "family": family,
                    "given": way,
                    "kind": kind,
                    "type": type,
                    **_share(found.recall(family, way, kind, type, stated=stated)),
                    "stated": stated,
                }
                for family in FAMILIES
                for way in found.given
                for kind, types in found.types.items()
                for type in (None, *types)
                for stated in (False, True)
            ],
            "false_alarms": [
                {
                    "control": type,
                    "given": way,
                    "kind": kind,
                    "conflicts": _share(found.alarms(type, way, conflicts=True, kind=kind)),
                    "all": _share(found.alarms(type, way, conflicts=False, kind=kind)),
                }
                for type in found.control_types
                for way in found.given
                for kind in (None, *DriftKind)
            ],
            "edits": [
                {
                    "kind": p.kind,
                    "type": p.type,
                    "family": p.sentence.family,
                    "origin": p.sentence.origin,
                    "source": p.sentence.source.sha256,
                    "place": [p.edit.start, p.edit.end],
                    "found": p.found,
                }
                for p in found.planted
            ],
        },
        indent=1,
    )


def _share(share: Share) -> dict[str, object]:
    low, high = share.interval
    return {**asdict(share), "value": share.value, "low": round(low, 4), "high": round(high, 4)}


def misses(found: Result, most: int) -> Iterator[str]:
    """Up to `most` missed edits of each type, and as many alarms of each type of control and kind."""
    shown: Counter[tuple[str, ...]] = Counter()
    for planted in found.planted:
        for way in found.given:
            if planted.found[way]:
                continue
            key = (planted.sentence.family, planted.kind, planted.type, way)
            shown[key] += 1
            if shown[key] <= most:
                edit = planted.edit
                told = [
                    f"   << {span.text}" for span in planted.sentence.evidence if planted.sentence.family == "retold"
                ]
                yield "\n".join(
                    [f"missed {', '.join(key)}: [{edit.was}] became [{edit.planted}]", f"   {edit.text}", *told]
                )
    for control in found.controls:
        for way in found.given:
            for drift in control.raised[way]:
                place = (control.type, drift.kind, drift.label, way)
                shown[place] += 1
                if shown[place] <= most:
                    conflict = "conflict" if drift.conflict else "finding"
                    yield f"{conflict} on {', '.join(place)}: {drift.message}\n   {control.text}"
