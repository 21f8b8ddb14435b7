"""extract(story) -> claims and what became of every sentence.

A few numbered sentences a call, with their neighbours and the headline as context. What the model answers is checked by
code (`fidelity`); a sentence that it left out, or whose claims add something, is asked for once more, alone, and then its
own text stands in for its claims. Nothing is dropped: every sentence ends with claims, as skipped, or as failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from factcheck import fidelity
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

SENTENCES_PER_CALL = 5
NEIGHBOURS = 2
TOKENS_PER_SENTENCE = 220
"""Room for one sentence's claims in an answer, in tokens."""
STRANGEST = 0.5
"""A claim with more than this share of words unknown to its text is refused."""
SAME_WORDING = 96.0
"""From this rapidfuzz ratio (0 to 100) on, with equal numbers, two claims are one."""

_SETTLING = (Truncated, Unparsable, Refused, Filtered)
"""Errors that asking for less may settle; after any other one a further call would only fail again."""


class ClaimAnswer(BaseModel):
    """One claim as the model words it."""

    model_config = ConfigDict(extra="forbid")

    text: str
    speaker: str | None


class SentenceAnswer(BaseModel):
    """What the model says of one numbered sentence."""

    model_config = ConfigDict(extra="forbid")

    number: int
    kind: Literal["fact", "opinion", "prediction", "question", "quote", "boilerplate"]
    claims: list[ClaimAnswer]


class ExtractAnswer(BaseModel):
    """The answer type of `prompts/extract.md`."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[SentenceAnswer]


@dataclass
class Extraction:
    """The claims, in story order, and one outcome per sentence. `usage` is what the answers cost when first given."""

    claims: list[Claim] = field(default_factory=list)
    outcomes: list[SentenceOutcome] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    paid: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class _Settled:
    """One sentence as the model and the checks left it: claims to number, or the reason there are none."""

    number: int
    claims: tuple[ClaimAnswer, ...] = ()
    wording: Literal["model", "sentence"] = "model"
    reason: SkipReason | None = None
    failure: Failure | None = None


async def extract(
    story: Document,
    model: Model,
    prompt: Prompt,
    on_settled: Callable[[Sequence[SentenceOutcome], Sequence[Claim]], None],
) -> Extraction:
    """The claims of `story`. Calls `on_settled` with each group of sentences, in story order, as soon as it is known.

    Raises a FatalModelError when the model cannot be used at all; any other error of a call becomes a failed sentence.
    """
    extraction = Extraction()
    asked = [s.number for s in story.sentences if _known_skip(story, s.number) is None]
    batches = [asked[i : i + SENTENCES_PER_CALL] for i in range(0, len(asked), SENTENCES_PER_CALL)]
    asker = _Asker(story, model, prompt, extraction)
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
                reason = _known_skip(story, next_number)
                settled = _Settled(next_number, reason=reason) if reason else settled_by_number.get(next_number)
                if settled is None:
                    break
                outcomes.append(_number(story, settled, extraction))
                next_number += 1
            if outcomes:
                extraction.outcomes += outcomes
                on_settled(outcomes, extraction.claims[first_claim:])
    return extraction


def _known_skip(story: Document, number: int) -> SkipReason | None:
    """The reason that the layout alone gives for skipping a sentence, if it does."""
    sentence = story.sentence(number)
    if sentence.role in (SentenceRole.BYLINE, SentenceRole.FOOTER):
        return SkipReason.BOILERPLATE
    if not any(character.isalnum() for character in story.sentence_text(number)):
        return SkipReason.BOILERPLATE
    return None


def _number(story: Document, settled: _Settled, extraction: Extraction) -> SentenceOutcome:
    """Gives a settled sentence's claims their ids; a claim that an earlier sentence already made is not made twice."""
    if settled.failure:
        return SentenceOutcome(number=settled.number, outcome="failed", failure=settled.failure)
    if settled.reason:
        return SentenceOutcome(number=settled.number, outcome="skipped", reason=settled.reason)
    ids: list[str] = []
    repeats: list[str] = []
    for answer in settled.claims:
        twin = next((claim for claim in extraction.claims if _same_claim(claim, answer)), None)
        if twin is not None:
            (ids if settled.number in twin.sentences else repeats).append(twin.id)
            continue
        claim = Claim(
            id=f"c{len(extraction.claims) + 1}",
            text=answer.text,
            sentences=(settled.number,),
            speaker=answer.speaker,
            hedge=fidelity.hedge_of(answer.text),
            unresolved=fidelity.open_references(answer.text, dated=story.published is not None),
            wording=settled.wording,
        )
        extraction.claims.append(claim)
        ids.append(claim.id)
    if not ids:
        return SentenceOutcome(
            number=settled.number, outcome="skipped", reason=SkipReason.DUPLICATE, duplicate_of=repeats[0]
        )
    return SentenceOutcome(number=settled.number, outcome="claims", claims=tuple(dict.fromkeys([*ids, *repeats])))


def _same_claim(claim: Claim, answer: ClaimAnswer) -> bool:
    same_speaker = (claim.speaker or "").casefold() == (answer.speaker or "").casefold()
    return (
        same_speaker
        and fidelity.numbers_of(claim.text) == fidelity.numbers_of(answer.text)
        and fuzz.ratio(claim.text.casefold(), answer.text.casefold()) >= SAME_WORDING
    )


class _Asker:
    """Asks the model for the claims of some sentences and settles every one of them."""

    def __init__(self, story: Document, model: Model, prompt: Prompt, extraction: Extraction) -> None:
        self._story = story
        self._model = model
        self._prompt = prompt
        self._extraction = extraction
        headline = next((s.number for s in story.sentences if s.role is SentenceRole.HEADLINE), None)
        self._headline = story.title or (story.sentence_text(headline) if headline else "(none)")

    async def settle(self, numbers: Sequence[int]) -> list[_Settled]:
        """Every sentence of `numbers`, settled: asked for together, and where that fails once more, alone."""
        problems: dict[int, str] = {}
        settled: dict[int, _Settled] = {}
        try:
            answers = await self._ask(numbers)
        except _SETTLING as error:
            problems = {number: str(error) for number in numbers}
        except StepError as error:
            return [_failed(number, error) for number in numbers]
        else:
            for number in numbers:
                result = self._judge(number, answers.get(number), numbers)
                if isinstance(result, str):
                    problems[number] = result
                else:
                    settled[number] = result
        for number, problem in problems.items():
            settled[number] = await self._settle_alone(number, problem)
        return [settled[number] for number in numbers]

    async def _settle_alone(self, number: int, problem: str) -> _Settled:
        try:
            answers = await self._ask([number], problem)
        except StepError as error:
            return _failed(number, error)
        answer = answers.get(number)
        if answer is None:
            return _failed(number, Unparsable("the model left this sentence out, also when asked for it alone"))
        result = self._judge(number, answer, [number])
        if isinstance(result, _Settled):
            return result
        text = as_data(self._story.sentence_text(number))
        return _Settled(number, claims=(ClaimAnswer(text=text, speaker=None),), wording="sentence")

    async def _ask(self, numbers: Sequence[int], problem: str | None = None) -> dict[int, SentenceAnswer]:
        story = self._story
        before, after = self._neighbours(numbers)
        inputs = {
            "headline": as_data(self._headline),
            "before": before or "(nothing)",
            "sentences": "\n".join(f"[{n}] {as_data(story.sentence_text(n))}" for n in numbers),
            "after": after or "(nothing)",
        }
        message = (
            self._prompt.render("sentences", **inputs)
            if problem is None
            else self._prompt.render("again", **inputs, problem=as_data(problem))
        )
        answer = await self._model.ask(message, ExtractAnswer, max_tokens=TOKENS_PER_SENTENCE * len(numbers) + 80)
        self._extraction.usage += answer.usage
        if answer.paid:
            self._extraction.paid += answer.usage
        return {sentence.number: sentence for sentence in answer.value.sentences if sentence.number in numbers}

    def _neighbours(self, numbers: Sequence[int]) -> tuple[str, str]:
        story = self._story
        before = range(max(1, numbers[0] - NEIGHBOURS), numbers[0])
        after = range(numbers[-1] + 1, min(len(story.sentences), numbers[-1] + NEIGHBOURS) + 1)
        return (
            " ".join(as_data(story.sentence_text(n)) for n in before),
            " ".join(as_data(story.sentence_text(n)) for n in after),
        )

    def _judge(self, number: int, answer: SentenceAnswer | None, numbers: Sequence[int]) -> _Settled | str:
        """The sentence settled by this answer, or what is wrong with the answer, in words for the model."""
        if answer is None:
            return f"sentence {number} was left out."
        claims = tuple(
            ClaimAnswer(text=as_data(c.text), speaker=_clean_speaker(c.speaker)) for c in answer.claims if c.text.strip()
        )
        if not claims:
            if answer.kind == "fact":
                return f"sentence {number} was called a fact but no claim was given."
            return _Settled(number, reason=SkipReason(answer.kind))
        sentence = as_data(self._story.sentence_text(number))
        before, after = self._neighbours(numbers)
        together = " ".join(as_data(self._story.sentence_text(n)) for n in numbers)
        shown = f"{self._headline} {before} {together} {after}"
        for claim in claims:
            if added := fidelity.additions(claim.text, shown):
                return f"the claim {claim.text!r} has {added[0]!r}, which the text does not have."
            if altered := fidelity.altered_quotations(claim.text, shown):
                return f"the words {altered[0]!r} are in quotation marks but the text does not have them."
            if fidelity.strangeness(claim.text, shown) > STRANGEST:
                return f"the claim {claim.text!r} is not what the text says."
            if claim.speaker and fidelity.additions(f"by {claim.speaker}", shown):
                return f"the speaker {claim.speaker!r} is not named in the text."
        if lost := fidelity.lost_hedges(tuple(c.text for c in claims), sentence):
            return f"the words {lost[0]!r} were lost."
        return _Settled(number, claims=claims)


def _clean_speaker(speaker: str | None) -> str | None:
    cleaned = as_data(speaker or "").strip(" .")
    return None if cleaned.casefold() in {"", "null", "none", "unknown", "n/a"} else cleaned


def _failed(number: int, error: StepError) -> _Settled:
    failure = Failure(step="extract", kind=FailureKind(error.kind), detail=str(error))
    return _Settled(number, failure=failure)
