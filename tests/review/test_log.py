"""The log of decisions after a crash, and after a hand that meant well."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck.errors import InputError
from factcheck.render.claimreview import render
from factcheck.review.desk import Desk, Submission
from factcheck.review.log import Log, beside
from factcheck.review.outcome import sign_off, stand
from factcheck.review.publisher import read
from tests.render.stories import april
from tests.render.test_claimreview import TOML


def desk(folder: Path) -> Desk:
    return Desk(april(), Log(folder / "report.decisions.jsonl"), "Ada")


def accept(at: Desk, claim: str, seen: int, **more: str) -> None:
    at.decide(Submission.model_validate({"claim": claim, "seen": seen, "verdict": "contradicted", **more}))


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_line_that_a_crash_cut_off_does_not_count_and_is_replaced(tmp_path: Path, cut: int) -> None:
    at = desk(tmp_path)
    accept(at, "c2", 0)
    accept(at, "c10", 1)
    at.log.path.write_bytes(at.log.path.read_bytes()[:-cut])
    reading = at.log.read()
    assert (reading.position, reading.torn > 0) == (1, True)
    assert at.standing().torn
    accept(at, "c10", 1, note="again")
    after = at.log.read()
    assert (after.position, after.torn) == (2, 0)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    at = desk(tmp_path)
    accept(at, "c2", 0)
    at.log.path.write_bytes(b"{}\n" + at.log.path.read_bytes())
    with pytest.raises(InputError, match=r"line 1 of the decisions .* is broken"):
        at.standing()


def test_signed_ratings_become_claimreview_and_a_later_word_takes_them_back(tmp_path: Path) -> None:
    at = desk(tmp_path)
    accept(at, "c2", 0, rating="False")
    with pytest.raises(InputError, match="nobody has signed"):
        render(at.report, sign_off(at.standing()), read(TOML))
    at.sign(1)
    assert '"alternateName": "False"' in render(at.report, sign_off(at.standing()), read(TOML))
    accept(at, "c10", 2)
    assert sign_off(stand(at.report, at.log.read())).signed_by is None


def test_the_log_lies_beside_the_report() -> None:
    assert beside(Path("desk/report.json")) == Path("desk/report.decisions.jsonl")
