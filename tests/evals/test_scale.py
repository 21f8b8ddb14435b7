"""What `python -m evals.bench scale` measures is a whole check, and its ratio tells linear from more."""

from __future__ import annotations

import pytest

from evals.bench.scale import MOST, checked, made_up, rows
from factcheck.records import VerdictName


def test_a_made_up_check_compares_every_claim_with_every_source() -> None:
    report, story, sources, seconds = checked(6, 3)
    assert len(story.sentences) == 6
    assert {len(source.sentences) for source in sources} == {20}
    assert {claim.sentences for claim in report.claims} == {(number,) for number in range(1, 7)}
    assert all(len(verdict.comparisons) == 3 for verdict in report.verdicts)
    assert all(verdict.verdict is not VerdictName.UNCHECKED for verdict in report.verdicts)
    assert seconds > 0


def test_no_sentence_of_a_made_up_text_is_like_another() -> None:
    text = made_up(200, 1, "story")
    assert len({text.sentence_text(sentence.number) for sentence in text.sentences}) == 200


@pytest.mark.parametrize(("power", "most"), [(1, 1.0), (2, 4.0)])
def test_the_ratio_is_one_where_the_work_is_linear(power: int, most: float) -> None:
    ratios = [ratio for _, _, ratio in rows((10, 20, 40), lambda size: size**power / 1_000)]
    assert ratios[-1] == pytest.approx(most)
    assert (ratios[-1] > MOST) is (power > 1)
