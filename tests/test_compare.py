"""One claim and one source: a relation with located evidence, or a failure of its kind, never one for the other."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from factcheck.errors import BadKey, BudgetExhausted, ContextTooLong, Refused, StepError, TimedOut
from factcheck.models.base import Answer, AnswerT, Message, Weights
from factcheck.prompts import shipped_prompts
from factcheck.records import (
    Claim,
    Comparison,
    Document,
    Failure,
    FailureKind,
    Relation,
    Sentence,
    SentenceRole,
)
from factcheck.steps.bearing import MOST_EVIDENCE
from factcheck.steps.compare import compare, relation_of
from factcheck.steps.reading import Reader
from tests.comparing import CLAIM, SOURCE, compared, model, saying
from tests.render.reports import document
from tests.scripted import ScriptedModel

STEP_ERRORS = sorted(StepError.__subclasses__(), key=lambda error: error.__name__)


def raising(error: Exception) -> ScriptedModel:
    """A model whose every call raises that."""

    def fail(message: Message, _: object) -> Mapping[str, object]:
        raise error

    return ScriptedModel(fail, fail)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "relation"), [("Yes", Relation.SUPPORTS), ("No", Relation.CONTRADICTS), ("Unknown", Relation.SILENT)]
)
def test_the_likeliest_word_is_the_relation(word: str, relation: Relation) -> None:
    result = compared(model(word))
    assert isinstance(result, Comparison)
    assert (result.claim, result.source, result.relation, result.whole) == ("c1", "s1", relation, True)
    assert result.confidence == pytest.approx(0.9)
    assert sum(result.probabilities.values()) == pytest.approx(1)
    assert (result.basis, result.calibrated) == ("logprobs", False)
    assert [e.text for e in result.evidence] == ["The harbour bridge will close for six weeks."]


@pytest.mark.parametrize(
    ("yes", "no", "unknown", "nearness", "relation"),
    [
        (0.40, 0.30, 0.30, 0.0, Relation.SUPPORTS),
        (0.15, 0.81, 0.04, 0.0, Relation.CONTRADICTS),
        (0.10, 0.70, 0.20, 0.34, Relation.SILENT),
        (0.10, 0.70, 0.20, 0.35, Relation.CONTRADICTS),
        (0.30, 0.60, 0.10, 0.9, Relation.SUPPORTS),
        (0.29, 0.61, 0.10, 0.9, Relation.CONTRADICTS),
        (0.20, 0.54, 0.26, 0.9, Relation.SILENT),
        (0.20, 0.55, 0.25, 0.9, Relation.CONTRADICTS),
        (0.10, 0.40, 0.50, 0.9, Relation.SILENT),
    ],
)
def test_a_no_that_is_not_sure_needs_grounds(
    yes: float, no: float, unknown: float, nearness: float, relation: Relation
) -> None:
    assert (
        relation_of({Relation.SUPPORTS: yes, Relation.CONTRADICTS: no, Relation.SILENT: unknown}, nearness) is relation
    )


PARAPHRASE = Claim(id="c1", text="Lorries must go round.", sentences=(2,))


def test_a_source_that_speaks_of_nothing_like_it_is_asked_once() -> None:
    silent = model("Unknown")
    compared(silent, PARAPHRASE)
    assert len(silent.messages) == 1


def test_the_second_question_shows_the_evidence_alone() -> None:
    talker = model("Yes")
    result = compared(talker)
    assert isinstance(result, Comparison)
    whole, alone = talker.messages
    assert (whole.step, alone.step) == ("compare", "confirm")
    assert "[2] The harbour bridge will close for six weeks." in alone.user
    assert "ferry" in whole.user
    assert "ferry" not in alone.user
    assert result.confirmation is not None
    assert result.confirmation[Relation.SUPPORTS] == pytest.approx(0.9)


@pytest.mark.parametrize(("unknown", "carried"), [(0.4, False), (0.9, True)])
def test_a_source_that_is_far_is_silent_only_where_that_is_more_likely_than_not(
    unknown: float, *, carried: bool
) -> None:
    rest = (1 - unknown) / 2

    def weighed(message: Message, _: Sequence[str]) -> Mapping[str, float]:
        assert message.step == "compare"
        return {word: math.log(chance) for word, chance in (("Yes", rest), ("No", rest), ("Unknown", unknown))}

    far = document("s1", "Apples were cheap this year.\nThe choir sang in the old church.")
    result = compared(ScriptedModel(weighed=weighed), source=far)
    assert isinstance(result, Comparison)
    assert (result.relation, result.confirmation, result.carried) == (Relation.SILENT, None, carried)
    assert result.evidence == ()


@pytest.mark.parametrize("whole", ["Yes", "No", "Unknown"])
@pytest.mark.parametrize("alone", ["Yes", "No", "Unknown"])
def test_a_relation_is_carried_only_where_the_evidence_alone_says_the_same(whole: str, alone: str) -> None:
    def weighed(message: Message, _: Sequence[str]) -> Mapping[str, float]:
        return saying(alone if message.step == "confirm" else whole)

    result = compared(ScriptedModel(weighed=weighed))
    assert isinstance(result, Comparison)
    assert result.carried == (whole == alone)


@pytest.mark.parametrize("yes", [0.34, 0.43, 0.499])
def test_support_that_is_less_likely_than_not_is_not_carried(yes: float) -> None:
    def weighed(message: Message, _: Sequence[str]) -> Mapping[str, float]:
        rest = math.log((1 - yes) / 2)
        return {"Yes": math.log(yes), "No": rest, "Unknown": rest}

    result = compared(ScriptedModel(weighed=weighed))
    assert isinstance(result, Comparison)
    assert (result.relation, result.carried) == (Relation.SUPPORTS, False)


HEADED = Document(
    **(
        document(
            "s1", "Harbour bridge to close for six weeks\n\nThe harbour bridge will close for six weeks.\n"
        ).model_dump()
        | {
            "sentences": (
                Sentence(number=1, start=0, end=37, role=SentenceRole.HEADLINE),
                Sentence(number=2, start=39, end=83),
            )
        }
    )
)


def test_a_headline_is_evidence_only_where_nothing_below_it_says_the_same() -> None:
    result = compared(model("Yes"), CLAIM.model_copy(update={"text": "Harbour bridge to close for six weeks"}), HEADED)
    assert isinstance(result, Comparison)
    assert [number for evidence in result.evidence for number in evidence.sentences] == [2]
    only = HEADED.model_copy(update={"text": HEADED.text[:39] + "The mayor has not yet said anything about it"})
    result = compared(model("Yes"), CLAIM.model_copy(update={"text": "Harbour bridge to close for six weeks"}), only)
    assert isinstance(result, Comparison)
    assert [number for evidence in result.evidence for number in evidence.sentences] == [1]


def test_where_a_source_paraphrases_the_model_points_and_its_questions_share_the_source_and_the_claim() -> None:
    talker = model("Yes")
    compared(talker, PARAPHRASE)
    relation, evidence = (message.user for message in talker.messages if message.step == "compare")
    end = relation.index(PARAPHRASE.text) + len(PARAPHRASE.text)
    assert evidence[:end] == relation[:end]
    assert "[2] The harbour bridge will close for six weeks." in relation


def test_a_speaker_is_part_of_what_is_asked() -> None:
    talker = model("Yes")
    compared(talker, CLAIM.model_copy(update={"speaker": "Mayor Ruiz"}))
    assert "Mayor Ruiz" in talker.messages[0].user


def test_a_date_is_asked_about_in_the_sources_words() -> None:
    dated = SOURCE.model_copy(update={"published": "2025-05-10"})
    said = Claim(id="c1", text="The mayor spoke on 9 May 2025.", sentences=(2,))
    for source, words in ((dated, "The mayor spoke on Friday."), (SOURCE, said.text)):
        talker = model("Yes")
        result = compared(talker, said, source)
        assert all(f"CLAIM: {words}" in message.user for message in talker.messages)
        assert isinstance(result, Comparison)


FIGURES = document("s1", "The bridge will close.\n\nIt cost two million euros.\n\nIt is old.\n\nIt dates from 1911.\n")


@pytest.mark.parametrize(
    ("word", "text", "shown"),
    [
        ("Yes", "Builders put the whole crossing over the broad river up for €2 million.", [2]),
        ("Yes", "Builders put the whole crossing over the broad river up for €2 million in 1911.", [2, 4]),
        ("No", "Builders put the whole crossing over the broad river up for €2 million in 1911.", [2]),
    ],
)
def test_the_evidence_of_a_supported_claim_has_its_figures(word: str, text: str, shown: list[int]) -> None:
    result = compared(model(word), Claim(id="c1", text=text, sentences=(1,)), FIGURES)
    assert isinstance(result, Comparison)
    assert [number for evidence in result.evidence for number in evidence.sentences] == shown


OPENING = document(
    "s1",
    "The old bridge will close for repairs.\n\nThe mayor, Ana Ruiz, spoke.\n\nThe bridge is old.\n\nA ferry will run.\n",
)


@pytest.mark.parametrize(
    ("text", "pointed", "shown"),
    [
        ("The old bridge will close for repairs.", (), [1]),
        ("The old bridge will close for repairs.", (1, 2, 3), [1]),
        ("The bridge will close. A ferry will run instead.", (2, 3), [1, 4]),
        ("The old bridge will close for repairs, says Ruiz.", (1, 2), [1]),
        ("Cars must make do with a ferry until the crossing is safe.", (2, 3, 4), [4]),
        ("Lorries must go round.", (2, 4), [2, 4]),
        ("Lorries must go round.", (3,), [3]),
    ],
)
def test_the_likeliest_sentences_are_evidence_and_where_none_is_what_the_model_points_to(
    text: str, pointed: tuple[int, ...], shown: list[int]
) -> None:
    result = compared(model("Yes", pointed), Claim(id="c1", text=text, sentences=(1,)), OPENING)
    assert isinstance(result, Comparison)
    assert [number for evidence in result.evidence for number in evidence.sentences] == shown


@pytest.mark.parametrize("word", ["Yes", "No"])
@pytest.mark.parametrize("pointed", [(), (0,), (-1,), (99, 100)])
def test_evidence_that_cannot_be_found_is_a_failure(word: str, pointed: tuple[int, ...]) -> None:
    result = compared(model(word, pointed), Claim(id="c1", text="Zyx qwv.", sentences=(1,)))
    assert isinstance(result, Failure)
    assert (result.kind, result.step, result.claim, result.source) == (
        FailureKind.EVIDENCE_NOT_FOUND,
        "compare",
        "c1",
        "s1",
    )


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-3, 12), max_size=MOST_EVIDENCE),
    st.sampled_from(["Yes", "No", "Unknown"]),
    st.sampled_from([CLAIM.text, "A ferry.", "Zyx qwv.", "The mayor said so on Friday."]),
)
def test_evidence_is_verbatim_at_its_offsets_whatever_the_model_points_to(
    pointed: list[int], word: str, text: str
) -> None:
    result = compared(model(word, pointed), Claim(id="c1", text=text, sentences=(1,)))
    if isinstance(result, Failure):
        assert result.kind is FailureKind.EVIDENCE_NOT_FOUND
        return
    assert result.evidence or result.relation is Relation.SILENT
    assert sum(len(e.sentences) for e in result.evidence) <= MOST_EVIDENCE
    for piece in result.evidence:
        assert piece.document == SOURCE.id
        assert piece.text == SOURCE.text[piece.start : piece.end]
        assert piece.text.strip()
        assert SOURCE.sentences_within(piece.start, piece.end) == piece.sentences


@pytest.mark.parametrize("error", STEP_ERRORS, ids=lambda error: error.__name__)
@pytest.mark.parametrize("call", ["weigh", "ask"])
def test_an_error_of_a_call_is_a_failure_of_its_kind_and_never_a_relation(call: str, error: type[StepError]) -> None:
    def asked(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise error("it said no")

    def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        if call == "weigh":
            raise error("it said no")
        return saying("Yes")

    result = compared(ScriptedModel(asked, weighed), PARAPHRASE)
    assert isinstance(result, Failure)
    assert (result.kind, result.detail) == (error.kind, "it said no")
    assert (result.step, result.claim, result.source) == ("compare", "c1", "s1")


def test_every_kind_of_failure_has_its_error() -> None:
    beside = {FailureKind.EVIDENCE_NOT_FOUND, FailureKind.BEYOND_TOP}
    assert {error.kind for error in STEP_ERRORS} | beside == set(FailureKind)


def test_a_model_that_cannot_be_used_at_all_stops_the_comparison() -> None:
    with pytest.raises(BadKey):
        compared(raising(BadKey("the key is not accepted")))


def test_a_source_too_long_is_read_once_more_and_narrower() -> None:
    source = document("s1", "\n".join(f"Bridge number{n} over the river was closed by mayor{n}." for n in range(200)))
    lengths: list[int] = []

    def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        lengths.append(len(message.user))
        if len(lengths) == 1:
            raise ContextTooLong("4,400 tokens do not fit 4,096")
        return saying("Yes")

    scripted = ScriptedModel(lambda _m, _a: {"sentences": [151]}, weighed)
    result = compared(scripted, Claim(id="c1", text="Bridge number150 was closed.", sentences=(1,)), source, 32768)
    assert isinstance(result, Comparison)
    whole, narrower, _ = lengths
    assert narrower < whole
    assert not result.whole
    assert any(passage.last > 150 and passage.first <= 151 for passage in result.read)


def test_a_source_that_never_fits_is_a_failure_after_two_attempts() -> None:
    scripted = raising(ContextTooLong("too long"))
    result = compared(scripted)
    assert isinstance(result, Failure)
    assert result.kind is FailureKind.CONTEXT_TOO_LONG
    assert len(scripted.messages) == 2


@pytest.mark.parametrize("error", [Refused, TimedOut, BudgetExhausted])
def test_nothing_else_is_asked_twice(error: type[StepError]) -> None:
    scripted = raising(error("no"))
    compared(scripted)
    assert len(scripted.messages) == 1


def test_what_was_paid_before_a_failure_is_counted() -> None:
    def refuse(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise Refused("no")

    scripted = ScriptedModel(refuse, lambda _m, _o: saying("No"))
    done = asyncio.run(compare(PARAPHRASE, Reader(SOURCE, 8192), scripted, shipped_prompts().by_step))
    assert isinstance(done.result, Failure)
    assert done.paid.calls == done.usage.calls == 1


class Free(ScriptedModel):
    """A model whose answers all come from the store."""

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        given = await super().ask(message, answer, max_tokens=max_tokens)
        return Answer(given.value, given.usage, paid=False)

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        given = await super().weigh(message, options)
        return Weights(given.logprobs, "stated", given.usage, paid=False)


def test_answers_from_the_store_are_used_and_not_paid_and_a_stated_basis_stays_stated() -> None:
    scripted = Free(lambda _m, _a: {"sentences": [2]}, lambda _m, _o: saying("No"))
    done = asyncio.run(compare(CLAIM, Reader(SOURCE, 8192), scripted, shipped_prompts().by_step))
    assert (done.usage.calls, done.paid.calls) == (2, 0)
    assert isinstance(done.result, Comparison)
    assert (done.result.basis, done.result.calibrated) == ("stated", False)
