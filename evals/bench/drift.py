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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import click

from evals.bench.planting import KINDS, REFORMATTINGS, Edit, Family, Planter, Sentence, draw, of_rows, of_seeds
from evals.bench.planting.results import FAMILIES, Control, Planted, Result, as_json, as_text, misses
from evals.seeds import all_seeds
from factcheck.calibration.labelled import read_rows
from factcheck.cli.screen import Screen
from factcheck.drift import (
    find_attribution_drift,
    find_date_drift,
    find_name_drift,
    find_number_drift,
    find_quotation_drift,
)
from factcheck.records import Drift, DriftKind

GIVEN = ("evidence", "whole")
"""What the finder may be given of the source."""


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
