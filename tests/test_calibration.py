"""Calibration: what a fitted record does to an answer, whose answers it is used for, and how it is fitted."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from factcheck.calibration.calibration import (
    SHIPPED,
    Calibration,
    Scaling,
    calibration_for,
    contradiction_odds,
    own_calibrations,
    support_odds,
)
from factcheck.calibration.promise import NEVER, Step
from factcheck.documents import from_text
from factcheck.errors import InputError
from factcheck.models import open_model
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import load_prompts, shipped_directory
from factcheck.records import Claim, Comparison, ModelIdentity, Relation
from factcheck.settings import Settings
from factcheck.steps.compare import OPTIONS, compare
from factcheck.steps.reading import Reader
from tests.calibrations import PLAIN, PROMPTS, answer, made
from tests.scripted import IDENTITY, ScriptedModel

shares = st.floats(0, 1)
answers = st.tuples(shares, shares).map(lambda two: answer(two[0], (1 - two[0]) * two[1], (1 - two[0]) * (1 - two[1])))
scalings = st.builds(Scaling, slope=st.floats(0.01, 10), intercept=st.floats(-10, 10))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FACTCHECK_STORE", str(tmp_path / "kept" / "store.sqlite3"))
    return Settings.from_environment()


def test_log_odds_of_the_models_answer() -> None:
    said = answer(0.5, 0.4, 0.1)
    assert support_odds(said) == pytest.approx(0)
    assert contradiction_odds(said) == pytest.approx(math.log(4))


def test_an_impossible_answer_has_finite_odds() -> None:
    said = answer(1, 0, 0)
    assert math.isfinite(support_odds(said))
    assert math.isfinite(contradiction_odds(said))


def test_a_scaling_by_hand() -> None:
    assert Scaling(slope=2, intercept=-1).probability(math.log(3)) == pytest.approx(9 / (9 + math.e))


@pytest.mark.parametrize("slope", [-0.1, -1])
def test_a_scaling_that_turns_the_order_round_is_none(slope: float) -> None:
    with pytest.raises(ValidationError, match="slope"):
        Scaling(slope=slope, intercept=0)


@given(answers, scalings, scalings)
def test_probabilities_add_up_to_one(said: dict[Relation, float], supports: Scaling, contradicts: Scaling) -> None:
    found = made(supports=supports, contradicts=contradicts).probabilities(said)
    assert set(found) == set(Relation)
    assert all(0 <= p <= 1 for p in found.values())
    assert sum(found.values()) == pytest.approx(1)


@given(answers, answers, scalings)
def test_what_the_model_finds_likelier_is_not_less_likely(
    said: dict[Relation, float], other: dict[Relation, float], scaling: Scaling
) -> None:
    low, high = sorted((said, other), key=support_odds)
    calibration = made(supports=scaling)
    assert calibration.probabilities(low)[Relation.SUPPORTS] <= calibration.probabilities(high)[Relation.SUPPORTS]


@given(answers)
def test_the_models_own_odds_stand_where_they_are_not_scaled(said: dict[Relation, float]) -> None:
    assert made(**PLAIN).probabilities(said) == pytest.approx(said, abs=1e-6)


def test_thresholds_choose_one_question_after_the_other() -> None:
    calibration = made()
    assert calibration.relation(answer(0.95, 0.05, 0.0)) is Relation.SUPPORTS
    assert calibration.relation(answer(0.8, 0.08, 0.12)) is Relation.CONTRADICTS
    assert calibration.relation(answer(0.8, 0.04, 0.16)) is Relation.SILENT
    assert made(thresholds=None).relation(answer(0.9, 0.1, 0.0)) is None


def words_of(said: dict[Relation, float]) -> dict[str, float]:
    """The answer as a model's log-probabilities."""
    return {word: math.log(max(said[relation], 1e-12)) for word, relation in OPTIONS.items()}


async def said_of(
    calibration: Calibration | None,
    *said: dict[Relation, float],
    claim: str = "A claim.",
    source: str = "A source says a thing.",
) -> Comparison:
    """What is said of a claim, whose sentences the model answers with `said` one after the other."""
    replies = iter(said or (answer(0.8, 0.15, 0.05),))
    model = ScriptedModel(weighed=lambda *_: words_of(next(replies)))
    reader = Reader(from_text(source, id="s1"), 4096)
    claimed = Claim(id="c1", text=claim, sentences=(1,))
    compared = await compare(claimed, reader, model, PROMPTS.by_step, calibration, evidence=False)
    assert isinstance(compared.result, Comparison)
    return compared.result


def test_a_comparison_goes_through_its_calibration() -> None:
    raw, calibrated = asyncio.run(said_of(None)), asyncio.run(said_of(made()))
    assert (raw.relation, raw.calibrated) == (Relation.SUPPORTS, False)
    assert raw.confidence == pytest.approx(0.8)
    assert (calibrated.relation, calibrated.calibrated) == (Relation.CONTRADICTS, True)
    assert calibrated.confidence == pytest.approx(0.2 * 0.75)
    assert calibrated.probabilities == raw.probabilities


RIGHT = tuple(Step(threshold=0.9 - n / 1000, shown=n + 1, wrong=0) for n in range(100))
"""A hundred right claims from 0.801 up: that proves 5 %."""
DOUBTFUL = (Step(threshold=0.9, shown=100, wrong=30),)
"""What proves nothing."""


def test_without_labelled_claims_nothing_is_settled_and_nothing_promised() -> None:
    calibration = made(**PLAIN)
    assert calibration.settle(answer(0.9, 0.05, 0.05), answer(0.9, 0.05, 0.05)) is None
    assert (calibration.green_from(), calibration.promise()) == (None, None)


def test_the_threshold_is_that_of_the_rate_asked_for() -> None:
    calibration = made(steps=RIGHT, steps_from="100 claims", **PLAIN)
    assert calibration.rate == 0.05
    assert calibration.green_from() == pytest.approx(0.801)
    assert calibration.green_from(0.01) == NEVER, "a hundred right claims do not prove 1 %"
    promise = calibration.promise(0.05)
    assert promise is not None
    assert (promise.max_false_green, promise.shown, promise.wrong) == (0.05, 100, 0)
    assert made(steps=DOUBTFUL, steps_from="100 claims", **PLAIN).promise() is None
    fewer = made(steps=(Step(threshold=0.9, shown=100, wrong=5),), steps_from="100 claims", **PLAIN)
    assert (fewer.rate, fewer.green_from(), fewer.green_from(0.05)) == (0.1, 0.9, NEVER)


@given(answers, answers)
def test_what_is_settled_keeps_its_thresholds(whole: dict[Relation, float], alone: dict[Relation, float]) -> None:
    calibration = made(
        thresholds=None,
        steps=RIGHT,
        red_steps=RIGHT,
        supports=Scaling(slope=0.5, alone=0.5, intercept=0),
        contradicts=Scaling(slope=0.5, alone=0.5, intercept=0),
    )
    settled = calibration.settle(whole, alone)
    assert settled is not None
    relation, counts = settled
    chances = calibration.probabilities(whole, alone)
    threshold = calibration.green_from()
    assert threshold is not None
    assert ((relation, counts) == (Relation.SUPPORTS, True)) == (chances[Relation.SUPPORTS] >= threshold)
    if counts and relation is not Relation.SUPPORTS:
        assert chances[relation] >= (threshold if relation is Relation.CONTRADICTS else 0.5)


@given(answers, answers)
def test_where_nothing_is_proved_nothing_is_green_or_red(
    whole: dict[Relation, float], alone: dict[Relation, float]
) -> None:
    settled = made(steps=DOUBTFUL, red_steps=DOUBTFUL, **PLAIN).settle(whole, alone)
    assert settled is not None
    assert settled[0] is Relation.SILENT or not settled[1]


@pytest.mark.parametrize("source", ["A ferry sank in the harbour.", "Rain is likely."], ids=["near", "far"])
@given(answers, answers, scalings, scalings)
def test_without_thresholds_a_calibration_changes_the_confidence_and_no_relation(
    source: str, one: dict[Relation, float], other: dict[Relation, float], supports: Scaling, contradicts: Scaling
) -> None:
    calibration = made(supports=supports, contradicts=contradicts, thresholds=None)
    for claim, said in (
        ("A ferry sank in the harbour.", [one]),
        ("A ferry sank in the harbour. Its captain was saved at once.", [one, other]),
    ):
        raw = asyncio.run(said_of(None, *said, claim=claim, source=source))
        calibrated = asyncio.run(said_of(calibration, *said, claim=claim, source=source))
        assert calibrated.relation is raw.relation
        assert calibrated.confidence == calibration.probabilities(raw.probabilities)[raw.relation]


def test_it_belongs_to_its_prompt_and_its_weights(tmp_path: Path, settings: Settings) -> None:
    made().write(own_calibrations(settings) / "mine.json")
    assert calibration_for(IDENTITY, PROMPTS, settings) == made()
    other = IDENTITY.model_copy(update={"weights_sha256": "00" * 32})
    assert calibration_for(other, PROMPTS, settings) is None
    for file in shipped_directory().glob("*.md"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert calibration_for(IDENTITY, load_prompts(tmp_path), settings) is None


def test_it_belongs_to_the_adapters_of_the_steps_that_it_corrects() -> None:
    def taught(**adapters: str) -> ModelIdentity:
        return IDENTITY.model_copy(update={"adapters": adapters})

    confirm = PROMPTS.by_step["confirm"].identity.sha256
    for its, fitting, others in [
        (made(), [{}, {"extract": "e"}], [{"compare": "a"}, {"confirm": "c"}]),
        (made(confirm_sha256=confirm), [{}, {"extract": "e"}], [{"confirm": "c"}, {"compare": "a"}]),
        (
            made(prompt_sha256=None, confirm_sha256=confirm, adapters={"confirm": "c"}),
            [{"confirm": "c"}, {"confirm": "c", "extract": "e"}],
            [{}, {"confirm": "d"}],
        ),
    ]:
        assert all(its.fits(taught(**adapters), PROMPTS) for adapters in fitting)
        assert not any(its.fits(taught(**adapters), PROMPTS) for adapters in others)


def test_a_model_without_known_weights_is_known_by_its_name_and_address() -> None:
    hosted = IDENTITY.model_copy(update={"weights_sha256": None, "endpoint": "https://a.example/v1"})
    its = made(weights_sha256=None, endpoint="https://a.example/v1")
    assert its.fits(hosted, PROMPTS)
    assert not its.fits(hosted.model_copy(update={"endpoint": "https://b.example/v1"}), PROMPTS)
    assert not its.fits(IDENTITY, PROMPTS)


def test_a_file_that_is_no_calibration_is_named(settings: Settings) -> None:
    own_calibrations(settings).mkdir(parents=True)
    (own_calibrations(settings) / "broken.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.json is not a calibration"):
        calibration_for(IDENTITY, PROMPTS, settings)


@pytest.fixture(params=sorted(SHIPPED.glob("*.json")), ids=lambda file: file.stem)
def shipped(request: pytest.FixtureRequest) -> Calibration:
    """A shipped calibration."""
    return Calibration.model_validate_json(request.param.read_bytes())


def test_the_shipped_calibration_is_of_the_embedded_model(shipped: Calibration) -> None:
    assert shipped.weights_sha256 == EMBEDDED.sha256


def test_the_shipped_calibration_is_of_the_shipped_prompt(shipped: Calibration) -> None:
    """One who edits the prompt may not have the labels to fit it anew: reports are uncalibrated then, and say so."""
    if shipped.confirm_sha256 != PROMPTS.by_step["confirm"].identity.sha256:
        pytest.skip("prompts/confirm.md was edited; `python -m evals.bench fit` fits its calibration anew")
    embedded = open_model("embedded", Settings(), prompts=PROMPTS.identities).identity
    assert calibration_for(embedded, PROMPTS) == shipped


def test_the_shipped_calibration_chooses_no_relation(shipped: Calibration) -> None:
    assert shipped.thresholds is None
    assert all(there.calibrated.right == there.uncalibrated.right for there in shipped.measured.values())


def test_the_shipped_calibration_is_better_than_none(shipped: Calibration) -> None:
    before, after = (
        sum(getattr(there, which).brier for there in shipped.measured.values())
        for which in ("uncalibrated", "calibrated")
    )
    assert after < before
