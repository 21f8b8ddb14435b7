"""How far two people's labels agree beyond chance: Cohen's kappa over claims and sources. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from factcheck.records import Record, Relation

Labels = dict[str, dict[str, Relation]]
"""The relation by claim id and source file name."""


class Labelled(Record):
    """One person's labels of a story's gold claims. `at` is ISO 8601 in UTC; `claims` are the labelled words.

    `made_gold` says whether these are the gold's labels.
    """

    by: str
    at: str
    made_gold: bool = False
    claims: dict[str, str]
    labels: Labels


class Disagreement(NamedTuple):
    """A claim and source that two people label differently."""

    claim: str
    source: str
    first: Relation
    second: Relation


class Agreement(NamedTuple):
    """`same` of `of` labels are equal. `kappa` is None if undefined: without labels, or with one label for all."""

    same: int
    of: int
    kappa: float | None
    disagreements: tuple[Disagreement, ...]


def agreement(first: Labels, second: Labels) -> Agreement:
    """The agreement of two people on the claims and sources that both labelled.

    Kappa is (observed - expected) / (1 - expected), both shares of equal labels: J. Cohen, "A coefficient of agreement for
    nominal scales", Educational and Psychological Measurement 20 (1960), 37-46.
    """
    one, other = _flat(first), _flat(second)
    shared = [place for place in one if place in other]
    differing = tuple(Disagreement(*place, one[place], other[place]) for place in shared if one[place] != other[place])
    of = len(shared)
    if not of:
        return Agreement(0, 0, None, ())
    counts = Counter(one[place] for place in shared), Counter(other[place] for place in shared)
    expected = sum(counts[0][label] * counts[1][label] for label in Relation) / of**2
    observed = (of - len(differing)) / of
    kappa = (observed - expected) / (1 - expected) if expected < 1 else None
    return Agreement(of - len(differing), of, kappa, differing)


def told(found: Agreement, first: str, second: str) -> str:
    """The agreement for a person, in lines with a line break at the end."""
    kappa = "κ cannot be said" if found.kappa is None else f"κ = {found.kappa:.2f}"
    lines = [f"{first} and {second}: {found.same} of {found.of} labels are the same, {kappa}"]
    lines += [f"  {one.claim}, {one.source}: {one.first} and {one.second}" for one in found.disagreements]
    return "\n".join(lines) + "\n"


def _flat(labels: Mapping[str, Mapping[str, Relation]]) -> dict[tuple[str, str], Relation]:
    return {(claim, source): relation for claim, by_source in labels.items() for source, relation in by_source.items()}
