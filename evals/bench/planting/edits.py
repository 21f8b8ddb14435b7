"""What a planted edit is, and how edits are drawn from many sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from random import Random

from evals.bench.planting.material import Sentence
from factcheck.records import DriftKind, Span


@dataclass(frozen=True)
class Edit:
    """The story's sentence after the edit: `text[start:end]` is what was planted, in the place of `was`.

    `kinds` are the kinds under which naming it is right, the first being its own: a speaker changed is a name changed, too.
    """

    text: str
    start: int
    end: int
    was: str
    kinds: tuple[DriftKind, ...]

    def is_stated_in(self, spans: Iterable[Span]) -> bool:
        """Whether one of the spans of a source has, in these very letters, what the edit took away."""
        was = " ".join(self.was.casefold().split())
        return any(was in " ".join(span.text.casefold().split()) for span in spans)

    @property
    def planted(self) -> str:
        """What was planted."""
        return self.text[self.start : self.end]


Planter = Callable[[Sentence, Random], Iterable[Edit]]
"""All edits of one type that a sentence allows, one for each place, drawn by the generator given."""


def replaced(text: str, start: int, end: int, new: str, *kinds: DriftKind) -> Edit:
    """The edit that puts `new` in the place of `text[start:end]`."""
    return Edit(text[:start] + new + text[end:], start, start + len(new), text[start:end], kinds)


def draw(
    sentences: Sequence[Sentence], planters: Mapping[str, Planter], per_type: int, seed: int
) -> dict[str, list[tuple[Sentence, Edit]]]:
    """For each type up to `per_type` edits, of as many sentences; the origins of the sentences take turns."""
    drawn: dict[str, list[tuple[Sentence, Edit]]] = {}
    for name, planter in planters.items():
        random = Random(f"{seed} {name}")  # noqa: S311 - a sample, no secret
        found: list[tuple[Sentence, Edit]] = []
        for sentence in _by_turns(sentences, random):
            edits = list(planter(sentence, random))
            if edits:
                found.append((sentence, random.choice(edits)))
            if len(found) == per_type:
                break
        drawn[name] = found
    return drawn


def _by_turns(sentences: Sequence[Sentence], random: Random) -> Iterable[Sentence]:
    groups: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        groups.setdefault(sentence.origin, []).append(sentence)
    for group in groups.values():
        random.shuffle(group)
    return (sentence for sentence in chain.from_iterable(zip_longest(*groups.values())) if sentence is not None)
