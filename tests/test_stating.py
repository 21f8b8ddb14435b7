"""A short sentence of what happened is not skipped as an opinion on one answer of the model."""

from __future__ import annotations

import pytest

from factcheck.documents import from_text
from factcheck.records import SkipReason
from factcheck.steps.stating import is_doubtful

HAPPENED = [
    "Nobody was hurt.",
    "No one was injured.",
    "No arrests have been made.",
    "There were no casualties.",
    "No injuries were reported.",
    "None of the crew was harmed.",
    "Everyone was evacuated safely.",
    "All passengers were rescued.",
    "There was no damage.",
    "The driver was unhurt.",
    "No charges were brought.",
    "Nobody has been arrested.",
    "There have been no complaints.",
    "No trains were cancelled.",
    "Both pilots survived.",
    "The suspect escaped.",
    "The road is closed.",
    "The dog was found later.",
    "The chairman resigned.",
    "Two children are missing.",
]
OPINIONS = [
    "There was no excuse for it.",
    "No one was surprised.",
    "Nobody was happy with the result.",
    "It was a sad day.",
    "The plan is a mistake.",
    "That was never good enough.",
    "It is the heart of the town.",
    "Everyone deserves better.",
    "There is no doubt that it will fail.",
    "It was beautiful.",
]
BEFORE = """Old bridge to close

The old bridge at the edge of the town will be closed for weeks.

It carries many cars and people have used it for years.

Many like it very much and many more do not.

It is what it is in the town.
"""


def doubtful(sentence: str) -> bool:
    story = from_text(f"{BEFORE}\n{sentence}\n\nThat is all.", id="story")
    number = next(one.number for one in story.sentences if story.sentence_text(one.number) == sentence)
    return is_doubtful(SkipReason.OPINION, story, number)


@pytest.mark.parametrize("sentence", HAPPENED)
def test_what_happened_is_kept(sentence: str) -> None:
    assert doubtful(sentence)


@pytest.mark.parametrize("sentence", OPINIONS)
def test_an_opinion_is_skipped(sentence: str) -> None:
    assert not doubtful(sentence)
