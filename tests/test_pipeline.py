"""The whole flow with a scripted model: what comes out, in which order, and that it is the same every time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence

import pytest
from pydantic import BaseModel

from factcheck.calibration.calibration import AS_ANSWERED, Calibration, Scaling
from factcheck.errors import BadKey, BudgetExhausted, FatalModelError
from factcheck.models.base import Answer, AnswerT, Message, Weights
from factcheck.pipeline import ClaimDecided, Compared, Event, Extracted, check, estimate
from factcheck.prompts import shipped_prompts
from factcheck.records import Clock, ConflictKind, Document, FailureKind, Report, Reprint, Usage, VerdictName
from factcheck.render.json import render
from tests.render.reports import document
from tests.scripted import IDENTITY, ScriptedModel, careful_reader, related

STORY = document(
    "story",
    "The harbour bridge will close on 3 March for nine weeks.\nThe city council decided this on Friday evening.\n"
    "A ferry will run every twenty minutes.\nThe bridge was opened by the queen in 1961.\nIs that enough?\n"
    "Tickets for the ferry cost nothing at all.\nThe mayor will open the new bridge himself.",
)
COUNCIL = document(
    "s1",
    "The harbour bridge will close on 3 March for six weeks.\nThe city council decided this on Friday evening.",
)
PAPER = document(
    "s2", "The harbour bridge will close on 3 March for nine weeks.\nA ferry will run every twenty minutes."
)
SOURCES = (COUNCIL, PAPER)
NO_CLOCK = Clock(started="", seconds=0, paid=Usage())


def checked(model: ScriptedModel, story: Document = STORY, sources: Sequence[Document] = SOURCES) -> Report:
    """The report of one check by that model."""
    return asyncio.run(check(story, sources, model, shipped_prompts()))


def timeless(report: Report) -> str:
    """The report's JSON, but for its clock."""
    return render(report.model_copy(update={"clock": NO_CLOCK}))


def test_a_calibration_without_thresholds_changes_confidences_and_nothing_else() -> None:
    calibration = Calibration(
        supports=Scaling(slope=0.5, intercept=-2),
        contradicts=AS_ANSWERED,
        thresholds=None,
        name="scripted compare",
        provider=IDENTITY.provider,
        model=IDENTITY.name,
        endpoint=None,
        weights_sha256=IDENTITY.weights_sha256,
        prompt_sha256=shipped_prompts().by_step["compare"].identity.sha256,
        fitted="2025-01-01",
        measured={},
    )
    raw = checked(careful_reader())
    report = asyncio.run(check(STORY, SOURCES, careful_reader(), shipped_prompts(), calibration=calibration))
    assert report.run.calibration == "scripted compare of 2025-01-01"
    for before, after in zip(raw.verdicts, report.verdicts, strict=True):
        undone = [
            then.model_copy(update={"confidence": now.confidence, "calibrated": False})
            for now, then in zip(before.comparisons, after.comparisons, strict=True)
        ]
        assert after.model_copy(update={"comparisons": tuple(undone)}) == before
        assert all(then.calibrated for then in after.comparisons)
        assert all(
            now.confidence != then.confidence for now, then in zip(before.comparisons, after.comparisons, strict=True)
        )


class Jittery(ScriptedModel):
    """A careful reader of many calls at once that come back in an order of their own, which `salt` sets."""

    def __init__(self, salt: str, concurrency: int) -> None:
        reader = careful_reader()
        super().__init__(reader._asked, reader._weighed)
        self.concurrency = concurrency
        self._salt = salt
        self._under_way = 0
        self.most_under_way = 0

    async def _wait(self, message: Message) -> None:
        self._under_way += 1
        self.most_under_way = max(self.most_under_way, self._under_way)
        turns = hashlib.sha256(f"{self._salt}{message.user}".encode()).digest()[0]
        for _ in range(turns):
            await asyncio.sleep(0)
        self._under_way -= 1

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:
        await self._wait(message)
        return await super().ask(message, answer, max_tokens=max_tokens)

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        await self._wait(message)
        return await super().weigh(message, options)


def test_the_verdicts_of_a_small_story() -> None:
    report = checked(careful_reader())
    verdicts = {report.claims[n].sentences: v.verdict for n, v in enumerate(report.verdicts)}
    assert verdicts[(1,)] is VerdictName.DISPUTED
    assert verdicts[(2,)] is VerdictName.SUPPORTED
    assert verdicts[(3,)] is VerdictName.SUPPORTED
    assert verdicts[(4,)] is VerdictName.NOT_MENTIONED
    assert report.complete
    assert [v.claim for v in report.verdicts] == [c.id for c in report.claims]
    assert [o.number for o in report.coverage] == [s.number for s in STORY.sentences]
    assert report.clock.paid == report.run.usage["extract"] + report.run.usage["compare"]


@pytest.mark.parametrize("concurrency", [1, 2, 8])
def test_the_report_does_not_depend_on_which_answer_comes_first(concurrency: int) -> None:
    expected = timeless(checked(careful_reader()))
    for salt in ("a", "b", "c"):
        model = Jittery(salt, concurrency)
        assert timeless(checked(model)) == expected
        assert model.most_under_way <= concurrency


def test_calls_are_under_way_together_as_far_as_the_model_says() -> None:
    model = Jittery("a", 8)
    checked(model)
    assert model.most_under_way > 2


def test_a_source_is_compared_with_all_claims_before_the_next_one() -> None:
    """So that it stays in the prompt cache of the model."""
    model = careful_reader()
    checked(model)
    order = ["six weeks" in m.user for m in model.messages if m.step == "compare" and "nine weeks for" not in m.user]
    assert order == sorted(order, reverse=True)


def test_events_tell_everything_once_and_in_step() -> None:
    events: list[Event] = []
    report = asyncio.run(check(STORY, SOURCES, careful_reader(), shipped_prompts(), events.append))
    extracted = [e for e in events if isinstance(e, Extracted)]
    assert sum((e.outcomes for e in extracted), ()) == report.coverage
    told = sum((e.claims for e in extracted), ())
    assert told == tuple(claim.model_copy(update={"worth": None}) for claim in report.claims)
    assert extracted[-1].done == extracted[-1].total == len(STORY.sentences)
    compared = [e for e in events if isinstance(e, Compared)]
    pairs = len(report.claims) * len(SOURCES)
    assert [(e.done, e.total) for e in compared] == [(n, pairs) for n in range(1, pairs + 1)]
    assert {(e.claim.id, e.source.id) for e in compared} == {(c.id, s.id) for c in report.claims for s in SOURCES}
    assert tuple(e.verdict for e in events if isinstance(e, ClaimDecided)) == report.verdicts
    kinds = [type(e) for e in events]
    assert kinds == sorted(kinds, key=[Extracted, Compared, ClaimDecided].index)


@pytest.mark.parametrize("step", ["extract", "compare"])
def test_a_model_that_cannot_be_used_stops_the_check_with_its_own_error(step: str) -> None:
    def asked(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        if message.step == step:
            raise BadKey("the key is not accepted")
        return careful_reader()._asked(message, answer)

    def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        raise BadKey("the key is not accepted")

    with pytest.raises(FatalModelError, match="the key is not accepted") as raised:
        checked(ScriptedModel(asked, weighed))
    assert type(raised.value) is BadKey


def test_a_spent_budget_leaves_a_report_that_says_it_is_not_complete() -> None:
    calls = 0

    def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise BudgetExhausted("not asked: it could have exceeded the cap of 100 tokens")
        return related(message.user)

    report = checked(ScriptedModel(careful_reader()._asked, weighed))
    assert not report.complete
    assert len(report.claims) > 3
    unchecked = [v for v in report.verdicts if v.verdict is VerdictName.UNCHECKED]
    assert unchecked
    assert all(f.kind is FailureKind.BUDGET_EXHAUSTED for v in unchecked for f in v.failures)
    assert all(len(v.comparisons) + len(v.failures) == len(SOURCES) for v in report.verdicts)


class TestNotices:
    def test_the_story_among_its_sources(self) -> None:
        copy = STORY.model_copy(update={"id": "s1", "name": "copy.md"})
        assert any("copy.md" in n and "story" in n for n in checked(careful_reader(), sources=(copy,)).notices)

    def test_two_sources_of_one_text(self) -> None:
        twin = COUNCIL.model_copy(update={"id": "s2", "name": "twin.md"})
        notices = checked(careful_reader(), sources=(COUNCIL, twin)).notices
        assert any("twin.md" in n and COUNCIL.name in n for n in notices)

    def test_a_story_without_a_claim(self) -> None:
        report = checked(careful_reader(), story=document("story", "Why?\nWho knows?"))
        assert report.verdicts == ()
        assert any("No checkable claim" in n for n in report.notices)

    def test_what_the_loading_found(self) -> None:
        guessed = COUNCIL.model_copy(update={"notices": ("the encoding was guessed",)})
        assert f"{COUNCIL.name}: the encoding was guessed" in checked(careful_reader(), sources=(guessed,)).notices

    def test_a_language_that_the_embedded_model_is_not_meant_for(self) -> None:
        reader = careful_reader()
        foreign = COUNCIL.model_copy(update={"language": "de"})
        assert not any("'de'" in n for n in checked(reader, sources=(foreign,)).notices)
        reader.identity = IDENTITY.model_copy(update={"provider": "embedded", "spec": "embedded"})
        assert any("'de'" in n for n in checked(reader, sources=(foreign,)).notices)


class TestManySources:
    def test_a_disputed_claim_says_why_and_quotes_both_sides(self) -> None:
        told = [v.conflict for v in checked(careful_reader()).verdicts]
        (conflict,) = filter(None, told)
        assert conflict.kind is ConflictKind.VALUES_DIFFER
        assert (conflict.supports, conflict.contradicts) == (PAPER.sentence_span(1), COUNCIL.sentence_span(1))

    def test_a_later_report_of_the_same_publisher_supersedes(self) -> None:
        early = PAPER.model_copy(update={"published": "2025-02-14T09:00:00Z", "publisher": "Council"})
        late = COUNCIL.model_copy(update={"published": "2025-02-14T14:00:00Z", "publisher": "Council"})
        (conflict,) = [v.conflict for v in checked(careful_reader(), sources=(late, early)).verdicts if v.conflict]
        assert (conflict.kind, conflict.later) == (ConflictKind.SUPERSEDED, "s1")

    def test_a_reprint_is_named_and_both_stay_in_the_matrix(self) -> None:
        twin = PAPER.model_copy(update={"id": "s3", "name": "twin.md"})
        report = checked(careful_reader(), sources=(COUNCIL, PAPER, twin))
        assert report.reprints == (Reprint(document="s3", of="s2", share=1.0, dated=False),)
        assert all([c.source for c in v.comparisons] == ["s1", "s2", "s3"] for v in report.verdicts)

    def test_a_source_older_than_the_event_is_told_with_the_claim(self) -> None:
        story = document("story", "The council voted on Friday, 7 February 2025.", published="2025-02-10")
        source = document("s1", "The council voted on Friday, 7 February 2025.", published="2025-01-31")
        (verdict,) = checked(careful_reader(), story=story, sources=(source,)).verdicts
        (anachronism,) = verdict.anachronisms
        assert (anachronism.source, anachronism.event) == ("s1", "2025-02-07")

    def test_none_of_it_asks_the_model_anything(self) -> None:
        plain, dated = careful_reader(), careful_reader()
        checked(plain)
        checked(dated, sources=[s.model_copy(update={"published": "2025-01-01", "publisher": "X"}) for s in SOURCES])
        assert plain.messages == dated.messages


def test_the_model_is_asked_about_a_day_as_each_source_has_it() -> None:
    model = careful_reader()
    story = document("story", "The council met on Thursday in the town hall.", published="2025-05-10")
    same_day = document("s1", "The council met today in the town hall.", published="2025-05-08")
    week_later = document("s2", "The council met on Thursday in the town hall.", published="2025-05-16")
    checked(model, story=story, sources=(same_day, week_later))
    asked = {line for m in model.messages for line in m.user.splitlines() if line.startswith("CLAIM: ")}
    assert asked == {
        "CLAIM: The council met today in the town hall.",
        "CLAIM: The council met on Thursday in the town hall.",
    }


def test_an_estimate_is_no_less_than_what_a_check_asks() -> None:
    model = careful_reader()
    report = checked(model)
    guess = estimate(STORY, SOURCES, shipped_prompts())
    assert guess.calls >= report.clock.paid.calls
    assert guess.prompt_tokens > 0
    assert guess.output_tokens > 0
