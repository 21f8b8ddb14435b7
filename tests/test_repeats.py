"""A claim that was made already, found in time that hardly grows with the claims there are."""

from __future__ import annotations

import random

import pytest
from rapidfuzz import fuzz

from factcheck.records import Claim
from factcheck.steps import fidelity
from factcheck.steps.repeats import SAME_WORDING, Made

WORDS = (
    "the harbour bridge council ferry decided opened on Friday closed said will be rebuilt near old mill road".split()
)


def claim(number: int, text: str, speaker: str | None = None) -> Claim:
    return Claim(id=f"c{number}", text=text, sentences=(number,), speaker=speaker)


@pytest.mark.parametrize(
    ("text", "speaker", "found"),
    [
        ("The harbour bridge will close on 3 March for nine weeks.", None, "c1"),
        ("the harbour bridge will close on 3 March for nine weeks", None, "c1"),
        ("The harbour bridge will close on 4 March for nine weeks.", None, None),
        ("The harbour bridge will close on 3 March for nine weeks.", "Ada Lund", "c2"),
        ("The harbour bridge will close on 3 March for nine weeks.", "ADA LUND", "c2"),
        ("The bridge at the harbour is going to be shut on 3 March.", None, None),
    ],
)
def test_the_first_claim_of_the_same_speaker_and_numbers_in_nearly_the_same_words(
    text: str, speaker: str | None, found: str | None
) -> None:
    made = Made()
    made.add(claim(1, "The harbour bridge will close on 3 March for nine weeks."))
    made.add(claim(2, "The harbour bridge will close on 3 March for nine weeks.", "Ada Lund"))
    made.add(claim(3, "The harbour bridge will close on 3 March for nine week."))
    twin = made.find(text, speaker)
    assert (twin.id if twin else None) == found


def test_it_finds_what_holding_each_against_each_finds() -> None:
    dice = random.Random(7)  # noqa: S311 - no secret
    made, before, twins = Made(), [], 0
    for number in range(1, 400):
        text = (
            " ".join(dice.choices(WORDS, k=12))
            if number % 3 or not before
            else before[-1].text.replace("ferry", "ferri")
        )
        slow = next(
            (
                c
                for c in before
                if fidelity.numbers_of(c.text) == fidelity.numbers_of(text)
                and fuzz.ratio(c.text.casefold(), text.casefold()) >= SAME_WORDING
            ),
            None,
        )
        assert made.find(text, None) == slow
        twins += slow is not None
        before.append(claim(number, text))
        made.add(before[-1])
    assert 50 < twins < 200
