"""Lost certainty found, and supported claims marked by mistake, on claims with the evidence that a person named. No model.

`written` claims are those of the written pairs whose source says the same less surely. The others are planted into claims that
their source supports: the evidence is put under a frame ("Rivals claim that …", "…, the union said"), or a plan is told as
done. Controls are the supported claims themselves, and with frames that make nothing less sure or that the claim has as well.
A claim is marked when a drift of `HARDENED` is raised on it or on its sentence, so that it would not be green.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from evals.bench.proofs import LOOKED_AT, SOFTENED
from evals.training.planted import Softening, softenings
from evals.written_pairs import Gold, Pair, document_of, pairs_of
from factcheck.drift import find_attribution_drift
from factcheck.drift.certainty import certainty_drift
from factcheck.records import Claim, Document, Relation
from factcheck.steps.evidence import evidence_from_sentences
from factcheck.verdict.decide import HARDENED

WRITTEN, SUPPORTED = "written", "supported"


@dataclass(frozen=True)
class Looked:
    """A claim of a part and a group, and whether code says that it lost certainty; `name` is its pair's and its own id."""

    part: str
    group: str
    name: str
    text: str
    lost: bool
    marked: bool


def of_pairs(parts: Iterable[str]) -> Iterator[Looked]:
    """The written and the planted claims of parts."""
    for part in parts:
        for pair in pairs_of(part):
            for gold in pair.claims:
                if gold.relation is Relation.SILENT and gold.kind in SOFTENED and gold.evidence:
                    yield _looked(part, WRITTEN, pair, gold, lost=True)
                elif gold.relation is Relation.SUPPORTS and gold.evidence:
                    yield _looked(part, SUPPORTED, pair, gold, lost=False)
                    for planted in softenings(pair, gold):
                        yield _of_planted(part, pair, gold, planted)


def _looked(part: str, group: str, pair: Pair, gold: Gold, *, lost: bool) -> Looked:
    marked = _is_marked(gold.claim, pair.story, pair.source, gold.evidence)
    return Looked(part, group, f"{pair.id} {gold.claim.id}", gold.claim.text, lost, marked)


def _of_planted(part: str, pair: Pair, gold: Gold, planted: Softening) -> Looked:
    """The planted claim as a story of one sentence, against the source with the planted evidence in its place."""
    changed = dict(zip(sorted(gold.evidence), planted.evidence, strict=False))
    texts = [changed.get(one.number, pair.source.sentence_text(one.number)) for one in pair.source.sentences]
    story = document_of("story", {"published": pair.story.published}, [planted.claim])
    source = document_of(pair.source.id, {"published": pair.source.published}, texts)
    claim = gold.claim.model_copy(update={"text": planted.claim, "speaker": planted.speaker, "sentences": (1,)})
    marked = _is_marked(claim, story, source, gold.evidence)
    return Looked(part, planted.name, f"{pair.id} {gold.claim.id}", planted.claim, planted.lost, marked)


def _is_marked(claim: Claim, story: Document, source: Document, numbers: Iterable[int]) -> bool:
    evidence = evidence_from_sentences(source, sorted(numbers))
    for number in claim.sentences:
        said = story.sentence_span(number)
        drifts = find_attribution_drift(said, evidence, story=story, source=source)
        softer = certainty_drift(claim.text, claim.speaker, said, evidence, story=story, source=source)
        if softer is not None or any(drift.label in HARDENED for drift in drifts):
            return True
    return False


def as_text(claims: Iterable[Looked]) -> str:
    """A line for each group of each part."""
    looked = list(claims)
    lines = [f"{'':28}{'certainty':>12}{'claims':>9}{'marked':>17}"]
    for part, group, lost in dict.fromkeys((one.part, one.group, one.lost) for one in looked):
        ours = [one for one in looked if (one.part, one.group) == (part, group)]
        marked = sum(one.marked for one in ours)
        share = f"{marked} ({marked / len(ours):.1%})"
        lines.append(f"{part + ', ' + group:28}{'lost' if lost else 'kept':>12}{len(ours):9}{share:>17}")
    return "\n".join(lines) + "\n"


@click.command("hardening", short_help="Lost certainty found, and false marks. Code only, no model.")
@click.option("--part", "parts", type=click.Choice(LOOKED_AT), multiple=True, help="Only this part; repeatable.")
@click.option("--show", type=click.Choice(("wrong", "missed")), help="Show the claims marked by mistake, or missed.")
def command(parts: tuple[str, ...], show: str | None) -> None:
    """Count the claims that are marked among those that lost certainty and those that did not."""
    claims = list(of_pairs(parts or LOOKED_AT))
    for one in claims:
        if show is not None and one.lost == (show == "missed") and one.marked != one.lost:
            click.echo(f"{one.part} {one.group} {one.name}: {one.text}")
    click.echo(as_text(claims), nl=False)
