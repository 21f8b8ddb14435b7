"""What the drift finders find of edits planted into true sentences, and what they raise where nothing was changed.

Sentences come from labelled rows that people call supported (`--data`) and from the seeds. `copied` sentences stand in
their source word for word before they are edited; `retold` ones are a person's own wording of it, so that the finder first
has to see which words answer to which. An edit is found when a finding of its kind, which the unedited sentence does not
raise, overlaps its place. Controls are unedited, reformatted and retold sentences: a finding on them is a false alarm, or,
on a retold one, may be a true one that people let pass.

The finder is given the sentence's `evidence` (the place of a copied sentence; the gold's evidence or the nearest sentences
of a retold one) or the `whole` source. Quotations are always compared with the whole source, as a check does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from math import sqrt
from pathlib import Path
from typing import get_args

import click

from evals.bench.planting import KINDS, REFORMATTINGS, Edit, Family, Planter, Sentence, draw, of_rows, of_seeds
from evals.seeds import all_seeds
from factcheck.cli.screen import Screen
from factcheck.drift import (
    find_attribution_drift,
    find_date_drift,
    find_name_drift,
    find_number_drift,
    find_quotation_drift,
)
from factcheck.labelled import read_rows
from factcheck.records import Drift, DriftKind

FORMAT = "factcheck-bench-drift/1"
FAMILIES: tuple[Family, ...] = get_args(Family)
GIVEN = ("evidence", "whole")
"""What the finder may be given of the source."""


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


def _ignore(done: int, total: int) -> None:
    """Take no notice."""


def measure(
    sentences: Sequence[Sentence],
    *,
    per_type: int,
    controls: int,
    seed: int,
    kinds: Sequence[DriftKind] = tuple(DriftKind),
    given: Sequence[str] = GIVEN,
    on_done: Callable[[int, int], None] = _ignore,
) -> Result:
    """Plant up to `per_type` edits of each type and family, draw up to `controls` controls of each type, and find."""
    tasks: list[tuple[DriftKind | None, str, Sentence, Edit]] = []
    for family in FAMILIES:
        ours = [sentence for sentence in sentences if sentence.family == family]
        intact = [sentence for sentence in ours if sentence.intact]
        for kind in kinds:
            for type, drawn in draw(intact, KINDS[kind], per_type, seed).items():
                tasks += [(kind, type, sentence, edit) for sentence, edit in drawn]
        for type, drawn in draw(ours, _controls(family), controls, seed).items():
            tasks += [(None, type, sentence, edit) for sentence, edit in drawn]
    done: dict[int, Planted | Control] = {}
    # Sentences of one source go together: what the finders have read of it is kept.
    for place in sorted(range(len(tasks)), key=lambda place: tasks[place][2].source.sha256):
        planted_kind, type, sentence, edit = tasks[place]
        if planted_kind is None:
            raised = {way: _find(sentence, edit.text, way, kinds) for way in given}
            done[place] = Control(type, sentence, edit.text, raised)
        else:
            found = {way: _is_found(sentence, edit, way) for way in given}
            done[place] = Planted(planted_kind, type, sentence, edit, found)
        on_done(len(done), len(tasks))
    results = [done[place] for place in range(len(tasks))]
    return Result(
        tuple(given),
        tuple(result for result in results if isinstance(result, Planted)),
        tuple(result for result in results if isinstance(result, Control)),
    )


def _controls(family: Family) -> dict[str, Planter]:
    """What makes the controls of a family: planters of edits that change no meaning."""
    if family == "retold":
        return {"retold": _written(lambda text: text)}
    written = {name: _written(write, only_changed=True) for name, write in REFORMATTINGS.items()}
    return {"unedited": _written(lambda text: text), **written}


def _written(write: Callable[[str], str], *, only_changed: bool = False) -> Planter:
    def plant(sentence: Sentence, _random: object) -> Iterator[Edit]:
        text = write(sentence.text)
        if text != sentence.text or not only_changed:
            yield Edit(text, 0, len(text), sentence.text, ())

    return plant


def _is_found(sentence: Sentence, edit: Edit, given: str) -> bool:
    there = {
        _what(drift)
        for drift in _find(sentence, edit.text, given, edit.kinds)
        if drift.story.start < edit.end and edit.start < drift.story.end
    }
    return bool(there) and bool(there - {_what(drift) for drift in _find(sentence, sentence.text, given, edit.kinds)})


def _what(drift: Drift) -> tuple[str, str, str, str | None]:
    """A finding without its place, which an edit before it moves."""
    return drift.kind, drift.label, drift.story_value, drift.source_value


_FINDERS: Mapping[DriftKind, Callable[..., tuple[Drift, ...]]] = {
    DriftKind.NUMBER: find_number_drift,
    DriftKind.UNIT: find_number_drift,
    DriftKind.DATE: find_date_drift,
    DriftKind.NAME: find_name_drift,
    DriftKind.ATTRIBUTION: find_attribution_drift,
}


def _find(sentence: Sentence, text: str, given: str, kinds: Sequence[DriftKind]) -> tuple[Drift, ...]:
    """The findings of these kinds on the sentence written as `text`."""
    story = sentence.story(text)
    evidence = sentence.evidence if given == "evidence" else sentence.whole
    finders = dict.fromkeys(_FINDERS[kind] for kind in kinds if kind in _FINDERS)
    found = [d for find in finders for d in find(story.sentence_span(1), evidence, story=story, source=sentence.source)]
    if DriftKind.QUOTATION in kinds:
        found += find_quotation_drift(story, [sentence.source])
    return tuple(drift for drift in found if drift.kind in kinds)


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


@click.command("drift", short_help="Planted edits found, and false alarms. Code only, no model.")
@click.option(
    "--data", type=click.Path(path_type=Path), metavar="FILE", help="Labelled rows. Without, the seeds alone."
)
@click.option("--kind", "kinds", type=click.Choice(list(DriftKind)), multiple=True, help="Only this kind; repeatable.")
@click.option("--given", "ways", type=click.Choice(GIVEN), multiple=True, help="Only this; repeatable.")
@click.option("--per-type", type=click.IntRange(min=1), default=100, show_default=True, help="Edits of a type at most.")
@click.option(
    "--controls", type=click.IntRange(min=1), default=700, show_default=True, help="Controls of a type at most."
)
@click.option("--seed", type=int, default=7, show_default=True, help="Which sentences and edits are drawn.")
@click.option("--misses", "most", type=int, default=0, metavar="N", help="Show N misses and alarms of each type.")
@click.option("--json", "output", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON there.")
def command(
    data: Path | None,
    kinds: tuple[str, ...],
    ways: tuple[str, ...],
    per_type: int,
    controls: int,
    seed: int,
    most: int,
    output: Path | None,
) -> None:
    """Plant edits into true sentences and see which are found, and what is raised where nothing was changed."""
    of_data: Iterable[Sentence] = of_rows(read_rows(data)) if data else ()
    sentences = list(chain(of_seeds(all_seeds()), of_data))
    with Screen(quiet=False) as screen:
        found = measure(
            sentences,
            per_type=per_type,
            controls=controls,
            seed=seed,
            kinds=[DriftKind(kind) for kind in kinds] or list(DriftKind),
            given=ways or GIVEN,
            on_done=screen.on_row,
        )
    for line in misses(found, most):
        click.echo(line)
    click.echo(as_text(found), nl=False)
    if output is not None:
        output.write_text(as_json(found, seed) + "\n", encoding="utf-8")
