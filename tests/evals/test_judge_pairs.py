"""The claim matcher against pairs of claims that a person labelled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.judge.pairs import (
    PAIRS,
    Agreement,
    Decision,
    Likeness,
    PairsError,
    StoryPairs,
    Wording,
    covers_decisions,
    read_pairs,
    same_decisions,
)
from evals.matcher import Stated


@pytest.fixture(scope="module")
def stories() -> tuple[StoryPairs, ...]:
    return read_pairs()


def labels(stories: Sequence[StoryPairs]) -> dict[tuple[str, str], Likeness]:
    """What a person says of two claims, by their texts."""
    return {pair.claims: pair.likeness for there in stories for pair in there.pairs}


class TestPairs:
    def test_there_are_enough_of_both_kinds_and_each_pair_stands_once(self, stories: tuple[StoryPairs, ...]) -> None:
        pairs = [pair for there in stories for pair in there.pairs]
        assert len(pairs) >= 80
        assert len(labels(stories)) == len(pairs)
        for wording in Wording:
            same = [p.likeness is Likeness.SAME for there in stories if there.wording is wording for p in there.pairs]
            assert 0.3 < sum(same) / len(same) < 0.7

    def test_a_matcher_that_decides_as_the_person_agrees_wholly(self, stories: tuple[StoryPairs, ...]) -> None:
        known = labels(stories)

        def covering(one: Stated, other: Stated) -> bool:
            there = known.get((one.text, other.text))
            if there is not None:
                return there in (Likeness.SAME, Likeness.MORE)
            return known[other.text, one.text] in (Likeness.SAME, Likeness.LESS)

        for decisions in (
            covers_decisions(stories, covering),
            same_decisions(stories, lambda one, other: covering(one, other) and covering(other, one)),
        ):
            found = Agreement.of(decisions)
            assert (found.right, found.kappa.value) == (len(decisions), 1)

    def test_a_matcher_that_always_says_yes_agrees_no_more_than_by_chance(
        self, stories: tuple[StoryPairs, ...]
    ) -> None:
        decisions = same_decisions(stories, lambda *_: True)
        found = Agreement.of(decisions)
        assert found.kappa.value == 0
        assert found.right == sum(decision.labelled for decision in decisions)

    def test_accuracy_has_the_score_interval_of_its_decisions(self, stories: tuple[StoryPairs, ...]) -> None:
        """81 of 263 is the example of Newcombe (1998), method 3: 0.2553 to 0.3662."""
        (pair, *_) = stories[0].pairs
        found = Agreement.of([Decision("a", Wording.NEAR, pair, True, number < 81) for number in range(263)])
        assert found.accuracy is not None
        assert (round(found.accuracy.low, 4), round(found.accuracy.high, 4)) == (0.2553, 0.3662)

    @pytest.mark.parametrize(
        ("old", "new", "named"),
        [
            ("is: same", "is: alike", "alike"),
            ("from: 1", "from: 9", "none with number 9"),
            ("wording: free\n", "wording: odd\n", "odd"),
            ("- story: lighthouse", "- story: [", "cannot be read"),
        ],
    )
    def test_pairs_that_cannot_be_used_are_named_in_one_line(
        self, tmp_path: Path, old: str, new: str, named: str
    ) -> None:
        file = tmp_path / "pairs.yaml"
        file.write_text(PAIRS.read_text().replace(old, new, 1))
        with pytest.raises(PairsError, match=r"pairs\.yaml") as raised:
            read_pairs(file)
        assert "\n" not in str(raised.value)
        assert named in str(raised.value)
