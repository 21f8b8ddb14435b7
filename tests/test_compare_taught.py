"""A model that was taught to confirm is asked about the evidence alone, and code chooses the evidence."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.calibration.calibration import AS_CONFIRMED, Calibration, Scaling
from factcheck.calibration.promise import steps
from factcheck.models.base import Message
from factcheck.prompts import shipped_prompts
from factcheck.records import Claim, Comparison, Document, Relation
from factcheck.steps.compare import compare
from factcheck.steps.reading import Reader
from tests.comparing import CLAIM, SOURCE, compared, saying
from tests.render.reports import document
from tests.scripted import IDENTITY, ScriptedModel

PROMPTS = shipped_prompts()
TAUGHT = IDENTITY.model_copy(update={"adapters": {"confirm": "c"}})


def taught(word: str) -> ScriptedModel:
    """A taught model that always says that word, and can be asked nothing else."""

    def weighed(message: Message, _: Sequence[str]) -> Mapping[str, float]:
        assert message.step == "confirm"
        return saying(word)

    return ScriptedModel(weighed=weighed, identity=TAUGHT)


@pytest.mark.parametrize(
    ("word", "relation"), [("Yes", Relation.SUPPORTS), ("No", Relation.CONTRADICTS), ("Unknown", Relation.SILENT)]
)
def test_one_question_about_the_evidence_is_all(word: str, relation: Relation) -> None:
    model = taught(word)
    result = compared(model)
    assert isinstance(result, Comparison)
    (asked,) = model.messages
    assert "[2] The harbour bridge will close for six weeks." in asked.user
    assert "ferry" not in asked.user
    assert (result.relation, result.carried, result.whole) == (relation, True, True)
    assert result.probabilities == {}
    assert result.confirmation is not None
    assert result.confidence == pytest.approx(result.confirmation[relation]) == pytest.approx(0.9)


def test_a_source_that_shares_no_word_is_asked_about_too() -> None:
    far = document("s1", "Apples were cheap this year.\nThe choir sang in the old church.")
    for word, relation in (("Yes", Relation.SUPPORTS), ("Unknown", Relation.SILENT)):
        model = taught(word)
        result = compared(model, source=far)
        assert isinstance(result, Comparison)
        assert (result.relation, len(model.messages)) == (relation, 1)
        assert result.evidence


@pytest.mark.parametrize(
    ("evidence", "claim", "counts"),
    [
        ("The harbour bridge will close for nine weeks.", CLAIM, True),
        ("The harbour bridge will close for six weeks, officials said.", CLAIM, False),
        (
            "The harbour bridge will close for nine weeks, the mayor said.",
            CLAIM.model_copy(update={"speaker": "The harbour master"}),
            True,
        ),
        ("Apples were cheap this year.", CLAIM, False),
    ],
    ids=["states otherwise", "only reports it", "another says otherwise", "about something else"],
)
def test_a_no_counts_only_for_evidence_that_is_near_and_as_direct_as_the_claim(
    evidence: str, claim: Claim, counts: bool
) -> None:
    result = compared(taught("No"), claim, source=document("s1", evidence))
    assert isinstance(result, Comparison)
    assert (result.relation, result.carried) == (Relation.CONTRADICTS, counts)


@given(st.integers(200, 2_000), st.data())
def test_a_source_longer_than_the_context_is_searched_to_its_end(sentences: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, sentences))
    lines = [f"Item {n} of the list is about nothing much." for n in range(sentences)]
    lines.insert(place, "The harbour bridge will close for nine weeks.")
    source = document("s1", "\n".join(lines))
    model = taught("Yes")
    result = compared(model, source=source, context=2_048)
    assert isinstance(result, Comparison)
    assert place + 1 in [n for evidence in result.evidence for n in evidence.sentences]
    assert result.whole
    assert len(model.messages[0].user) < 1_000


def test_a_claim_of_several_sentences_is_one_question() -> None:
    claim = Claim(id="c1", text="The harbour bridge will close for six weeks. A ferry will run.", sentences=(2, 3))
    model = taught("Yes")
    result = compared(model, claim)
    assert isinstance(result, Comparison)
    assert len(model.messages) == 1
    assert "A ferry will run." in model.messages[0].user


def test_the_calibration_reads_that_answer_alone() -> None:
    scaling = Scaling(slope=0, alone=1, intercept=-1)
    shown = [0.9] * 100
    calibration = Calibration(
        supports=scaling,
        contradicts=AS_CONFIRMED,
        thresholds=None,
        name="taught",
        provider=TAUGHT.provider,
        model=TAUGHT.name,
        endpoint=None,
        weights_sha256=TAUGHT.weights_sha256,
        prompt_sha256=None,
        confirm_sha256=PROMPTS.by_step["confirm"].identity.sha256,
        adapters={"confirm": "c"},
        fitted="2025-01-01",
        measured={},
        steps=steps(shown, [True] * 100),
    )
    assert calibration.fits(TAUGHT, PROMPTS)

    def result(yes: float, source: Document = SOURCE) -> Comparison:
        rest = math.log((1 - yes) / 2)
        model = ScriptedModel(weighed=lambda *_: {"Yes": math.log(yes), "No": rest, "Unknown": rest}, identity=TAUGHT)
        compared = asyncio.run(compare(CLAIM, Reader(source, 8192), model, PROMPTS.by_step, calibration))
        assert isinstance(compared.result, Comparison)
        return compared.result

    sure, unsure = result(0.99), result(0.9)
    assert (sure.relation, sure.carried, sure.calibrated) == (Relation.SUPPORTS, True, True)
    assert sure.confidence == pytest.approx(scaling.probability(0, math.log(0.99 / 0.01)))
    assert unsure.confidence == pytest.approx(scaling.probability(0, math.log(0.9 / 0.1)))
    assert not unsure.carried
