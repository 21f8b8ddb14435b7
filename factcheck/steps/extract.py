"""extract(story) -> claims and the outcome of every sentence.

A few numbered sentences a call, with their neighbours, the lead and the headline as context. Code checks the answers
(`fidelity`). A sentence that the model left out, or whose claims add something, is asked for once more, alone; if both
answers together do not settle it, its own text stands in for its claims. A small model that was not taught also makes
claims of opinions: for a sentence with claims but no figure, date, quotation or speaker it is asked for the kind of
sentence. Nothing is dropped: every sentence ends with claims, as skipped, or as failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from factcheck.english.datelines import without_dateline
from factcheck.english.marks import quoted
from factcheck.errors import Filtered, Refused, StepError, Truncated, Unparsable
from factcheck.models.base import Model
from factcheck.prompts import Prompt, as_data
from factcheck.records import (
    Claim,
    Document,
    Failure,
    FailureKind,
    SentenceOutcome,
    SentenceRole,
    SkipReason,
    Usage,
)
from factcheck.steps import fidelity
from factcheck.steps.alterations import alteration
from factcheck.steps.questions import Questions
from factcheck.steps.repeats import Made
from factcheck.steps.shown_story import ShownStory, known_skip
from factcheck.steps.speaking import (
    clean_speaker,
    in_marks,
    is_quoted,
    is_told_of,
    opened,
    speaker_in,
    speaker_of_quotation,
    speaks,
)
from factcheck.steps.standing_for import in_doubt
from factcheck.steps.stating import KINDS, is_doubtful, no_fact, own_wording
from factcheck.steps.told_beside import untold, with_figures

SENTENCES_PER_CALL = 5
TOKENS_PER_SENTENCE = 220
"""Room for one sentence's claims in an answer, in tokens."""
MOST_CLAIMS = 6
"""The most claims of one sentence from a taught model; its richest training sentence has five."""
ENOUGH_SAID = 0.8
"""After two refusals the sound claims stand if together they have this share of the sentence's words."""
SAME_SHARE = 0.35
"""A claim stays with the sentence the model named unless another holds this much more of its words (a share)."""

_SETTLING = (Truncated, Unparsable, Refused, Filtered)
"""Errors that a smaller question may avoid; after any other, another call would only fail again."""


class SentenceAnswer(BaseModel):
    """What the model says of one numbered sentence: its claims, or the reason to skip it."""

    model_config = ConfigDict(extra="forbid")

    claims: list[str]
    speaker: str | None
    skip: Literal["opinion", "prediction", "question", "quote", "boilerplate"] | None


class TaughtAnswer(SentenceAnswer):
    """The same of a model that was taught. It learned from no sentence with more claims; one that repeats itself must end."""

    claims: list[str] = Field(max_length=MOST_CLAIMS)


@lru_cache(maxsize=256)
def answer_type(numbers: tuple[int, ...], answer: type[SentenceAnswer] = SentenceAnswer) -> type[BaseModel]:
    """The answer type of `prompts/extract.md` for these sentences: one field each, so that none can be left out."""
    fields: dict[str, Any] = {f"sentence_{number}": (answer, ...) for number in numbers}
    return create_model("ExtractAnswer", __config__=ConfigDict(extra="forbid"), **fields)


@dataclass
class Extraction:
    """The claims, in story order, and one outcome per sentence. `usage` is the cost of the answers when first given."""

    claims: list[Claim] = field(default_factory=list)
    outcomes: list[SentenceOutcome] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    paid: Usage = field(default_factory=Usage)

    def __add__(self, other: Extraction) -> Extraction:
        """This part of a story and the next."""
        return Extraction(
            self.claims + other.claims,
            self.outcomes + other.outcomes,
            self.usage + other.usage,
            self.paid + other.paid,
        )


@dataclass(frozen=True)
class _Wording:
    """A claim before it has an id."""

    text: str
    speaker: str | None = None


@dataclass(frozen=True)
class _Settled:
    """One sentence after the model and the checks: claims to number, or the reason for none."""

    number: int
    claims: tuple[_Wording, ...] = ()
    wording: Literal["model", "sentence"] = "model"
    reason: SkipReason | None = None
    failure: Failure | None = None


async def extract(
    story: Document,
    model: Model,
    prompts: Mapping[str, Prompt],
    on_settled: Callable[[Sequence[SentenceOutcome], Sequence[Claim]], None],
) -> Extraction:
    """The claims of `story`, by the prompts of the steps `extract` and `kind`.

    Calls `on_settled` with each group of sentences, in story order, as soon as it is known. Raises a FatalModelError, in the
    ExceptionGroup of the calls under way, if the model cannot be used at all; any other error makes a failed sentence.
    """
    extraction, made = Extraction(), Made()
    asked = [s.number for s in story.sentences if known_skip(story, s.number) is None]
    batches = [asked[i : i + SENTENCES_PER_CALL] for i in range(0, len(asked), SENTENCES_PER_CALL)]
    asker = _Asker(story, model, prompts, extraction)
    gate = asyncio.Semaphore(model.concurrency)

    async def settle(batch: Sequence[int]) -> list[_Settled]:
        async with gate:
            return await asker.settle(batch)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(settle(batch)) for batch in batches]
        settled_by_number: dict[int, _Settled] = {}
        next_number = 1
        for task in [*tasks, None]:
            if task is not None:
                settled_by_number |= {settled.number: settled for settled in await task}
            outcomes: list[SentenceOutcome] = []
            first_claim = len(extraction.claims)
            while next_number <= len(story.sentences):
                reason = known_skip(story, next_number)
                settled = _Settled(next_number, reason=reason) if reason else settled_by_number.get(next_number)
                if settled is None:
                    break
                outcomes.append(_number(story, settled, extraction, made))
                next_number += 1
            if outcomes:
                extraction.outcomes += outcomes
                on_settled(outcomes, extraction.claims[first_claim:])
    return extraction


def _number(story: Document, settled: _Settled, extraction: Extraction, made: Made) -> SentenceOutcome:
    """Gives a settled sentence's claims their ids; a claim that an earlier sentence already made is not repeated."""
    if settled.failure:
        return SentenceOutcome(number=settled.number, outcome="failed", failure=settled.failure)
    if settled.reason:
        return SentenceOutcome(number=settled.number, outcome="skipped", reason=settled.reason)
    ids, repeats = list[str](), list[str]()
    for answer in settled.claims:
        twin = made.find(answer.text, answer.speaker)
        if twin is not None:
            (ids if settled.number in twin.sentences else repeats).append(twin.id)
            continue
        claim = Claim(
            id=f"c{len(extraction.claims) + 1}",
            text=answer.text,
            sentences=(settled.number,),
            speaker=answer.speaker,
            hedge=fidelity.hedge_of(answer.text),
            unresolved=_left_open(answer.text, story, settled.number),
            wording=settled.wording,
        )
        extraction.claims.append(claim)
        made.add(claim)
        ids.append(claim.id)
    if not ids:
        return SentenceOutcome(
            number=settled.number, outcome="skipped", reason=SkipReason.DUPLICATE, duplicate_of=repeats[0]
        )
    return SentenceOutcome(number=settled.number, outcome="claims", claims=tuple(dict.fromkeys([*ids, *repeats])))


def _left_open(claim: str, story: Document, number: int) -> tuple[str, ...]:
    """The words of a claim that point outside it, and a pronoun that it may have replaced with a wrong name."""
    doubt = in_doubt(claim, story, number)
    words = fidelity.open_references(claim, dated=story.published is not None)
    return tuple(dict.fromkeys([*words, *([doubt] if doubt else [])]))


class _Asker:
    """Asks the model for the claims of some sentences and settles every one of them."""

    def __init__(self, story: Document, model: Model, prompts: Mapping[str, Prompt], extraction: Extraction) -> None:
        self._story = story
        self._is_taught = "extract" in model.identity.adapters
        self._shown = ShownStory(story, with_lead=self._is_taught)
        self._questions = Questions(model, story=story.name)
        self._prompt = prompts["extract"]
        self._kind_prompt = prompts["kind"]
        self._extraction = extraction

    async def settle(self, numbers: Sequence[int]) -> list[_Settled]:
        """Every sentence of `numbers`, settled: asked for together, and if that fails once more, alone."""
        settled: dict[int, _Settled] = {}
        stated: Mapping[int, Sequence[str]] = {}
        claimed: set[int] = set()
        try:
            answers = await self._ask(numbers)
        except _SETTLING as error:
            problems = {number: str(error) for number in numbers}
        except StepError as error:
            return [_failed(number, error) for number in numbers]
        else:
            stated = self._at_home(answers)
            claimed = {number for number, answer in answers.items() if answer.claims}
            judged = {number: self._judge(number, answers, stated[number]) for number in numbers}
            settled = {number: result for number, result in judged.items() if isinstance(result, _Settled)}
            problems = {number: result for number, result in judged.items() if isinstance(result, str)}
        for number, problem in problems.items():
            settled[number] = await self._settle_alone(
                number, problem, stated.get(number, ()), claimed=number in claimed
            )
        return [await self._unless_no_fact(settled[number]) for number in numbers]

    async def _unless_no_fact(self, settled: _Settled) -> _Settled:
        """The settled sentence, or skipped, if an untaught model made claims of one that states no fact.

        A headline, and a sentence with a figure, date, quotation or speaker, states something whatever its kind; it is
        not asked about. If the question gets no answer, the claims stay.
        """
        if self._is_taught:
            return settled  # it has learned to skip sentences without a fact
        number, text = settled.number, self._shown.text(settled.number)
        states = self._story.sentence(number).role is SentenceRole.HEADLINE or fidelity.has_detail(text)
        if not settled.claims or states or speaker_in(self._story, number):
            return settled
        try:
            weights = await self._questions.weigh(
                self._kind_prompt, "kind", KINDS, inputs={"sentence": text}, sentences=str(number)
            )
        except StepError:
            return settled
        self._spend(weights.usage, paid=weights.paid)
        reason = no_fact(text, weights.probabilities)
        return _Settled(number, reason=reason) if reason else settled

    async def _settle_alone(self, number: int, problem: str, earlier: Sequence[str], *, claimed: bool) -> _Settled:
        """The sentence, asked for once more. If it yielded claims at first, it is not skipped since they were refused.

        If the second answer will not do either, its sound claims and the `earlier` sound ones together may.
        """
        try:
            answers = await self._ask([number], problem)
        except StepError as error:
            return _failed(number, error)
        claims = self._at_home(answers)[number]
        both = [*claims, *(text for text in earlier if text not in claims)]
        for tried in (claims, both) if self._is_taught else (claims,):
            result = self._judge(number, answers, tried, last=True)
            if isinstance(result, _Settled) and not (claimed and result.reason):
                return result
        own = own_wording(self._story.sentence_text(number))
        return _Settled(number, claims=(self._worded(number, own, None),), wording="sentence")

    async def _ask(self, numbers: Sequence[int], problem: str | None = None) -> dict[int, SentenceAnswer]:
        inputs = self._shown.inputs(numbers)
        inputs |= {"last": str(numbers[-1])} if problem is None else {"problem": as_data(problem)}
        answer = await self._questions.ask(
            self._prompt,
            "sentences" if problem is None else "again",
            answer_type(tuple(numbers), TaughtAnswer if self._is_taught else SentenceAnswer),
            max_tokens=TOKENS_PER_SENTENCE * len(numbers) + 80,
            inputs=inputs,
            sentences=" ".join(map(str, numbers)),
        )
        self._spend(answer.usage, paid=answer.paid)
        return {number: getattr(answer.value, f"sentence_{number}") for number in numbers}

    def _spend(self, usage: Usage, *, paid: bool) -> None:
        self._extraction.usage += usage
        if paid:
            self._extraction.paid += usage

    def _home(self, claim: str, named: int, numbers: Sequence[int]) -> int:
        """A claim's sentence: the one the model put it under, unless another holds more of the claim's words.

        Small models slip into a neighbouring sentence, even one that was only context; counting shared words finds it.
        """
        shares = {number: fidelity.overlap(claim, self._shown.text(number)) for number in self._shown.near(numbers)}
        best = max(shares, key=lambda number: (shares[number], number == named))
        return named if shares[named] >= shares[best] - SAME_SHARE else best

    def _at_home(self, answers: Mapping[int, SentenceAnswer]) -> Mapping[int, Sequence[str]]:
        """The claims of these answers, tidied, by sentence, without those of sentences that were not asked about."""
        at_home: dict[int, dict[str, None]] = {number: {} for number in answers}
        for named, answer in answers.items():
            for text in filter(str.strip, answer.claims):
                home = self._home(text, named, list(answers))
                tidy = as_data(without_dateline(text.strip())).rstrip(" ,;:")
                if home in at_home and tidy and not fidelity.is_bare_attribution(tidy):
                    at_home[home][opened(tidy, self._shown.text(home))] = None
        return {number: list(claims) for number, claims in at_home.items()}

    def _worded(self, number: int, text: str, stated: str | None) -> _Wording:
        """A claim with its speaker: named by the story's own words, else by the model if the sentence has the name.

        A small model names anybody if nobody speaks ("the shareholders" of "The shares dropped"): a verb of saying must
        be theirs.
        """
        speaker, sentence = speaker_in(self._story, number), self._shown.text(number)
        if self._is_taught:
            speaker = speaker or speaker_of_quotation(self._story, number)
            text = in_marks(text, self._story, number)
        if speaker is None and stated and speaks(stated, sentence):
            speaker = clean_speaker(stated)
        if speaker and is_told_of(text, speaker, sentence):
            speaker = None
        return _Wording(text, speaker)

    def _problem(self, claim: str, sentence: str, shown: str) -> str | None:
        """The fault of a claim, in words for the model; a taught one must keep to the words of the text."""
        problem = fidelity.problem(claim, sentence, shown)
        return problem or (fidelity.departure(claim, sentence, shown) if self._is_taught else None)

    def _judge(
        self, number: int, answers: Mapping[int, SentenceAnswer], claims: Sequence[str], *, last: bool = False
    ) -> _Settled | str:
        """The sentence settled with these claims, or their fault, in words for the model."""
        answer = answers[number]
        sentence = self._shown.text(number)
        if not claims:
            if answer.skip is None:
                return f"sentence {number} has neither a claim nor a reason to skip it."
            if not last and answer.skip != "question" and fidelity.numbers_of(sentence):
                return f"sentence {number} was skipped although it states a figure."
            if answer.skip == "quote" and not quoted(sentence) and speaker_in(self._story, number) is None:
                return f"sentence {number} was skipped as a quotation although it quotes nobody."
            if is_doubtful(SkipReason(answer.skip), self._story, number):
                own = own_wording(self._story.sentence_text(number))
                return _Settled(number, claims=(self._worded(number, own, None),), wording="sentence")
            return _Settled(number, reason=SkipReason(answer.skip))
        shown = self._shown.around(list(answers))
        claims = with_figures(claims, own_wording(sentence)) if last else claims
        problems = [self._problem(claim, sentence, shown) for claim in claims]
        speaker = speaker_in(self._story, number)
        altered = [alteration(claim, sentence, shown, self._story.published, speaker) for claim in claims]
        if last and self._is_taught:
            sound = [claim for claim, *wrong in zip(claims, problems, altered, strict=True) if not any(wrong)]
            if sound and fidelity.overlap(own_wording(sentence), " ".join(sound)) >= ENOUGH_SAID:
                claims, problems, altered = sound, [], []
        if problem := next(filter(None, problems), None):
            return problem
        if lost := fidelity.lost_hedges(tuple(claims), sentence):
            return f"the words {lost[0]!r} were lost."
        if problem := next(filter(None, altered), None):
            return problem
        stated = {figure for claim in claims for figure in fidelity.numbers_of(claim)}
        worded = tuple(self._worded(number, claim, answer.speaker) for claim in claims)
        if self._is_taught and (flat := [one for one in worded if self._is_flat(one, number)]):
            return f"the claim {flat[0].text!r} states as a fact what the sentence quotes."
        left_out = [figure for figure in fidelity.numbers_of(own_wording(sentence)) if figure not in stated]
        if left_out and not last:
            return f"sentence {number} states {left_out[0]}, which no claim has."
        beside = untold(sentence, claims) if self._is_taught else ()
        return _Settled(number, claims=(*worded, *map(_Wording, beside)))

    def _is_flat(self, claim: _Wording, number: int) -> bool:
        """Whether a claim states somebody's quoted words without quotation marks and without the speaker."""
        return claim.speaker is None and not quoted(claim.text) and is_quoted(claim.text, self._story, number)


def _failed(number: int, error: StepError) -> _Settled:
    return _Settled(number, failure=Failure(step="extract", kind=FailureKind(error.kind), detail=str(error)))
