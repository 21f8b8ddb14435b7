"""The claim matcher against pairs of claims that a person labelled: `python -m evals.judge --pairs`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated

import numpy as np
import yaml
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from evals.bench.metrics import Estimate, bootstrap
from evals.judge.measuring import kappa
from evals.matcher import Stated, covers, same, stated
from evals.statistics import Interval, wilson
from factcheck.documents import from_text
from factcheck.errors import InputError
from factcheck.records import Document, Record

PAIRS = Path(__file__).parent.parent / "pairs.yaml"


class PairsError(InputError):
    """Pairs that cannot be used: one line that names the file and the field."""


class Likeness(StrEnum):
    """What a person says the first claim of a pair is to the second; `pairs.yaml` says what each word means."""

    SAME = "same"
    MORE = "more"
    LESS = "less"
    DIFFERENT = "different"


class Wording(StrEnum):
    """How claims are worded: near to the story's own words, as extracted claims are, or freely."""

    NEAR = "near"
    FREE = "free"


class Pair(Record):
    """Two claims of a story, what they are to each other, and in what they differ.

    `sentences` are the numbers of the story sentences that they are from, `by` the speakers beside their wording.
    """

    likeness: Annotated[Likeness, Field(alias="is")]
    how: str
    sentences: Annotated[int | tuple[int, int], Field(alias="from")]
    claims: tuple[str, str]
    by: tuple[str | None, str | None] = (None, None)

    def stated(self, story: Document) -> tuple[Stated, Stated]:
        """The two as the matcher takes them."""
        numbers = (self.sentences, self.sentences) if isinstance(self.sentences, int) else self.sentences
        one, other = (
            stated(text, [number], story, speaker=speaker)
            for text, number, speaker in zip(self.claims, numbers, self.by, strict=True)
        )
        return one, other


class StoryPairs(Record):
    """A story with its pairs. Every pair is from sentences that the story has."""

    story: str
    wording: Wording
    text: str
    pairs: Annotated[tuple[Pair, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _sentences_exist(self) -> StoryPairs:
        there = len(self.document.sentences)
        for pair in self.pairs:
            for number in (pair.sentences,) if isinstance(pair.sentences, int) else pair.sentences:
                if not 1 <= number <= there:
                    raise ValueError(f"{self.story} has {there} sentences, none with number {number}")
        return self

    @cached_property
    def document(self) -> Document:
        """The story as the product loads it."""
        return from_text(self.text, id="story", name=self.story)

    @cached_property
    def stated(self) -> tuple[tuple[Pair, Stated, Stated], ...]:
        """Every pair with its claims as the matcher takes them."""
        return tuple((pair, *pair.stated(self.document)) for pair in self.pairs)


@dataclass(frozen=True)
class Decision:
    """One question about a pair: what the person says and what the matcher says."""

    story: str
    wording: Wording
    pair: Pair
    labelled: bool
    matched: bool


@dataclass(frozen=True)
class Agreement:
    """How often the matcher decides as a person does: `accuracy` is the Wilson interval of that rate, kappa's is by story."""

    right: int
    accuracy: Interval | None
    kappa: Estimate

    @classmethod
    def of(cls, decisions: Sequence[Decision]) -> Agreement:
        """Of at least one decision."""
        labelled = np.array([decision.labelled for decision in decisions])
        matched = np.array([decision.matched for decision in decisions])
        right = int((labelled == matched).sum())
        weights = bootstrap([decision.story for decision in decisions], seed=0)
        return cls(right, wilson(right, len(decisions)), Estimate.of(kappa(weights, labelled, matched)))


Matcher = Callable[[Stated, Stated], bool]


def read_pairs(file: Path = PAIRS) -> tuple[StoryPairs, ...]:
    """The stories with their pairs. Raises PairsError."""
    try:
        return TypeAdapter(tuple[StoryPairs, ...]).validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PairsError(f"{file.name}: cannot be read: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise PairsError(f"{file.name}: {where}: {first['msg']}, got {first['input']!r:.60}") from error


def same_decisions(stories: Sequence[StoryPairs], matcher: Matcher = same) -> tuple[Decision, ...]:
    """Are the two the same claim? One decision a pair."""
    return tuple(
        Decision(there.story, there.wording, pair, pair.likeness is Likeness.SAME, matcher(one, other))
        for there in stories
        for pair, one, other in there.stated
    )


def covers_decisions(stories: Sequence[StoryPairs], matcher: Matcher = covers) -> tuple[Decision, ...]:
    """Does the one say all that the other says? Two decisions a pair, one in each direction."""
    return tuple(
        Decision(there.story, there.wording, pair, pair.likeness in (Likeness.SAME, more), matcher(a, b))
        for there in stories
        for pair, one, other in there.stated
        for more, a, b in ((Likeness.MORE, one, other), (Likeness.LESS, other, one))
    )


def as_text(stories: Sequence[StoryPairs]) -> str:
    """Both questions, by wording and altogether, and the pairs that the matcher takes for the same against the label."""
    heads = ("right", "accuracy", "kappa", "true positives", "true negatives")
    lines = []
    same_claim = same_decisions(stories)
    for question, decisions in (("same claim?", same_claim), ("says all of the other?", covers_decisions(stories))):
        lines.append(f"{question:24}" + "".join(f"{head:>18}" for head in heads))
        for name in ("all", *Wording):
            there = [decision for decision in decisions if name in ("all", decision.wording)]
            lines.append(f"  {name:22}" + _cells(there))
    lines += ["", "a person says otherwise:"]
    for wrong in (decision for decision in same_claim if decision.labelled != decision.matched):
        said = "matched" if wrong.matched else "not matched"
        lines.append(f"  {said}, but {wrong.pair.likeness} ({wrong.pair.how}): {' / '.join(wrong.pair.claims)}")
    return "\n".join(lines) + "\n"


def _cells(decisions: Sequence[Decision]) -> str:
    if not decisions:
        return f"{'-':>18}"
    found = Agreement.of(decisions)
    accuracy, agreed = f"{found.right / len(decisions):.3f}", "-"
    if found.accuracy is not None:
        accuracy += f" {found.accuracy.low:.2f}–{found.accuracy.high:.2f}"
    if found.kappa.value is not None:
        agreed = f"{found.kappa.value:.3f} {found.kappa.low:.2f}–{found.kappa.high:.2f}"
    rates = []
    for label in (True, False):
        there = [decision.matched is label for decision in decisions if decision.labelled is label]
        rates.append(f"{sum(there)} of {len(there)}")
    return "".join(f"{cell:>18}" for cell in (f"{found.right} of {len(decisions)}", accuracy, agreed, *rates))
