"""What code alone says of claims whose evidence people named: how often it is wrong, and how much it finds. No model.

A proof is a conflict of numbers, units, dates or names, which overrules the model; a hardening says that the story states as a
fact what the source does not. On a claim that the source supports either is wrong. Proofs of claims that it contradicts and
hardenings of claims that it only hedges, reports or plans are what code is for; not all of these can be proved. Claims
that the source does not mention are a group of their own: their gold evidence is what lies nearest, if anything.

Claims come from the written pairs, with their gold evidence, and from labelled rows (`--data`), each with the sentences of its
source that are nearest to it. Only supported rows are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from evals.bench.planting import of_rows
from evals.written_pairs import pairs_of
from factcheck.calibration.labelled import read_rows
from factcheck.documents import from_text
from factcheck.drift import find_quotation_drift
from factcheck.records import Claim, Comparison, Document, Drift, DriftKind, Evidence, Relation
from factcheck.steps.evidence import evidence_from_sentences
from factcheck.verdict.attach import drifts_of_claim
from factcheck.verdict.decide import HARDENED

LOOKED_AT = ("train", "calibrate")
"""The parts of the written pairs that may be looked at: nothing is chosen on the reported one."""
SOFTENED = frozenset({"hardened", "hedge", "plan"})
"""Kinds of silent claims whose source says the same, but less surely."""
GROUPS = ("agreeing", "contradicting", "softened", "silent")


@dataclass(frozen=True)
class Looked:
    """A claim of a group, where it is from, and what code says of it."""

    origin: str
    group: str
    name: str
    text: str
    drifts: tuple[Drift, ...]

    @property
    def proofs(self) -> tuple[Drift, ...]:
        """The differences that overrule the model."""
        return tuple(drift for drift in self.drifts if drift.conflict and drift.kind.of_fact)

    @property
    def hardenings(self) -> tuple[Drift, ...]:
        """The differences in certainty that keep a claim from being green."""
        return tuple(d for d in self.drifts if d.kind is DriftKind.ATTRIBUTION and d.label in HARDENED)


def of_pairs(parts: Iterable[str]) -> Iterator[Looked]:
    """The claims of the written pairs."""
    for part in parts:
        for pair in pairs_of(part):
            quotations = find_quotation_drift(pair.story, [pair.source])
            for gold in pair.claims:
                group = _group(gold.relation, gold.kind)
                shown = evidence_from_sentences(pair.source, gold.evidence)
                drifts = _drifts(gold.claim, pair.story, pair.source, shown, quotations)
                yield Looked(part, group, f"{pair.id} {gold.claim.id}", gold.claim.text, drifts)


def of_labelled(data: Path) -> Iterator[Looked]:
    """The sentences of the supported rows."""
    for number, sentence in enumerate(of_rows(read_rows(data)), 1):
        if sentence.family != "retold":
            continue
        story = from_text(sentence.text, id="story")
        claim = Claim(id="c1", text=sentence.text, sentences=tuple(placed.number for placed in story.sentences))
        numbers = [n for span in sentence.evidence for n in sentence.source.sentences_within(span.start, span.end)]
        shown = evidence_from_sentences(sentence.source, numbers)
        drifts = _drifts(claim, story, sentence.source, shown, ())
        yield Looked(sentence.origin, "agreeing", str(number), sentence.text, drifts)


def _group(relation: Relation, kind: str) -> str:
    if relation is Relation.SUPPORTS:
        return "agreeing"
    if relation is Relation.CONTRADICTS:
        return "contradicting"
    return "softened" if kind in SOFTENED else "silent"


def _drifts(
    claim: Claim, story: Document, source: Document, shown: Sequence[Evidence], quotations: Sequence[Drift]
) -> tuple[Drift, ...]:
    found = Comparison(
        claim=claim.id,
        source=source.id,
        relation=Relation.SUPPORTS,
        confidence=1,
        basis="stated",
        probabilities={},
        evidence=tuple(shown),
    )
    return drifts_of_claim(claim, story, [source], [found], quotations)


def as_text(claims: Sequence[Looked]) -> str:
    """A line for each group of each origin."""
    lines = [f"{'':24}{'claims':>8}{'with a proof':>16}{'hardened':>16}"]
    for origin in dict.fromkeys(one.origin for one in claims):
        for group in GROUPS:
            ours = [one for one in claims if (one.origin, one.group) == (origin, group)]
            if ours:
                shares = (_share(ours, lambda one: bool(one.proofs)), _share(ours, lambda one: bool(one.hardenings)))
                lines.append(f"{origin + ', ' + group:24}{len(ours):8}" + "".join(f"{share:>16}" for share in shares))
    return "\n".join(lines) + "\n"


def _share(claims: Sequence[Looked], has: Callable[[Looked], bool]) -> str:
    count = sum(map(has, claims))
    return f"{count} ({count / len(claims):.1%})"


@click.command("proofs", short_help="Wrong and right proofs on claims with gold evidence. Code only, no model.")
@click.option(
    "--data", type=click.Path(path_type=Path), metavar="FILE", help="Labelled rows, beside the written pairs."
)
@click.option("--part", "parts", type=click.Choice(LOOKED_AT), multiple=True, help="Only this part; repeatable.")
@click.option("--show", type=click.Choice(GROUPS), help="Show what is found on claims of this group.")
def command(data: Path | None, parts: tuple[str, ...], show: str | None) -> None:
    """Count proofs and hardenings on claims that a source supports, contradicts or says less surely."""
    claims = list(of_pairs(parts or LOOKED_AT))
    if data is not None:
        claims += of_labelled(data)
    for one in claims:
        if one.group == show:
            for drift in dict.fromkeys((*one.proofs, *one.hardenings)):
                there = drift.source.text if drift.source else ""
                click.echo(
                    f"{one.origin} {one.name} {drift.kind}/{drift.label}: “{drift.story.text}” / “{there}”: {one.text}"
                )
    click.echo(as_text(claims), nl=False)
