"""compare(claim, source) -> what the source says about the claim, or why there is no answer.

The relation is read from the probabilities of a one-word answer about the source, by `relation_of` or by a calibration
that chooses. The evidence is the sentences that are likeliest to bear on the claim (`factcheck.steps.bearing`); if none
stands out, because the source paraphrases, the model points to sentences by number. Code cuts them out of the source.
Then the model is asked once more, about the evidence alone (`steps.confirm`): a relation that the evidence does not
carry is unclear. So is an unsure silence of a source that speaks of the same things.

The model is asked about the claim as the source would put it: dates and amounts that code proves to be the same are in the
source's words (`factcheck.steps.restate`).

A model that was taught to confirm gets only that second question: what it says of the source as a whole adds nothing to
it (docs/measurements.md). Its evidence is always chosen by code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from factcheck.calibration.calibration import MORE_LIKELY_THAN_NOT, Calibration
from factcheck.errors import ContextTooLong, StepError
from factcheck.models.base import Model, Weights
from factcheck.prompts import Prompt, as_data
from factcheck.records import (
    Claim,
    Comparison,
    Failure,
    FailureKind,
    Relation,
    SentenceRole,
    Usage,
)
from factcheck.steps.bearing import MOST_EVIDENCE, chances_to_bear, choose_evidence
from factcheck.steps.confirm import SPEAKS_OF_IT, evidence_alone, is_carried, may_contradict
from factcheck.steps.evidence import evidence_from_sentences, states_nothing
from factcheck.steps.questions import Questions
from factcheck.steps.reading import Reader, Reading
from factcheck.steps.restate import restate, say_the_rest
from factcheck.steps.several_sentences import sentences_of, together

EVIDENCE_TOKENS = 60
PLAIN = 0.4
"""If a sentence is this likely to bear on the claim (`chances_to_bear`), code chooses the evidence; else the model
points."""
HEADLINE_LEADS = 0.6
"""A headline is evidence if no other sentence has this share of its relevance."""
OF_A_RUN = 0.5
"""A sentence that the model points to is kept from this share of the nearest one's relevance on."""
SURE = 0.8
"""A no of this probability needs no further ground."""
HALF = 0.5
"""An unsure no must be this much likelier than yes, as a ratio of yes to no."""
LIKELY = 0.55
"""An unsure no of less than this counts for nothing. All four figures: docs/measurements.md."""
NARROWER = 0.5
"""After `ContextTooLong` the source is read once more in passages, planned for this share of the context."""

OPTIONS = {"Yes": Relation.SUPPORTS, "No": Relation.CONTRADICTS, "Unknown": Relation.SILENT}


class EvidenceAnswer(BaseModel):
    """The answer type of the evidence question: sentence numbers, the most important first."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[int] = Field(max_length=MOST_EVIDENCE)


@dataclass
class CostedResult:
    """One comparison or failure. `usage` is what the answers cost when first given, `paid` the part this run paid."""

    result: Comparison | Failure
    usage: Usage
    paid: Usage


async def compare(
    claim: Claim,
    reader: Reader,
    model: Model,
    prompts: Mapping[str, Prompt],
    calibration: Calibration | None = None,
    *,
    published: str | None = None,
    evidence: bool = True,
    max_false_green: float | None = None,
) -> CostedResult:
    """What one source says of `claim`. A FatalModelError passes through; any other error of a call becomes a Failure.

    `prompts` are by step; without `evidence`, only that of `compare` is needed. `calibration` must fit `model` and
    `prompts`; if none chooses, `relation_of` reads the answer. `published` is the story's ISO 8601 date, to resolve
    "Friday" in the claim. Without `evidence`, only the first question is asked. `max_false_green` is the error rate that
    the calibration must keep; None means `Calibration.rate`.
    """
    step = _Step(
        claim,
        reader,
        model,
        prompts,
        calibration,
        published=published,
        evidence=evidence,
        max_false_green=max_false_green,
    )
    try:
        try:
            result = await step.run(reader.read(claim.text))
        except ContextTooLong:
            result = await step.run(reader.read(claim.text, share=NARROWER))
    except StepError as error:
        result = Failure(step="compare", kind=error.kind, detail=str(error), claim=claim.id, source=reader.source.id)
    return CostedResult(result, step.usage, step.paid)


def statement(claim: Claim) -> str:
    """The claim as the question has it: with its speaker, if the story attributes it."""
    text = as_data(claim.text)
    if claim.speaker is None or as_data(claim.speaker).casefold() in text.casefold():
        return text
    return f"{as_data(claim.speaker)} said: {text}"


def relation_of(probabilities: Mapping[Relation, float], nearness: float) -> Relation:
    """The relation that an answer means, unless a calibration chooses it.

    `nearness` is the largest `Reader.relevance` of a source sentence. The likeliest answer stands if it is yes, or a
    sure no. A small model says no too easily, so an unsure no counts only for a source that speaks of the same things
    in the same words, and only if it is likelier than not and yes is not half as likely; otherwise the source is
    silent.
    """
    yes, no, unknown = (probabilities[r] for r in (Relation.SUPPORTS, Relation.CONTRADICTS, Relation.SILENT))
    if yes >= max(no, unknown):
        return Relation.SUPPORTS
    if no >= SURE:
        return Relation.CONTRADICTS
    if nearness < SPEAKS_OF_IT:
        return Relation.SILENT
    if yes >= max(no, unknown) * HALF:
        return Relation.SUPPORTS
    return Relation.CONTRADICTS if no >= LIKELY else Relation.SILENT


def _by_relation(weights: Weights) -> dict[Relation, float]:
    """The probabilities of a one-word answer by what the words mean."""
    return {OPTIONS[option]: p for option, p in weights.probabilities.items()}


@dataclass(frozen=True)
class _Asked:
    """One sentence of a claim, in the source's words; the model's answer, and its uncalibrated meaning."""

    claim: Claim
    probabilities: dict[Relation, float]
    basis: Literal["logprobs", "stated"]
    relation: Relation


_GRAVITY = (Relation.SUPPORTS, Relation.SILENT, Relation.CONTRADICTS)
"""Among several sentences' relations, the last in this order is the whole claim's."""


class _Step:
    """The questions about one claim, with their cost."""

    def __init__(
        self,
        claim: Claim,
        reader: Reader,
        model: Model,
        prompts: Mapping[str, Prompt],
        calibration: Calibration | None,
        *,
        published: str | None,
        evidence: bool,
        max_false_green: float | None,
    ) -> None:
        self._claim = claim
        self._reader = reader
        self._questions = Questions(model, claim=claim.id, source=reader.source.name)
        self._prompts = prompts
        self._calibration = calibration
        self._published = published
        self._evidence = evidence
        self._max_false_green = max_false_green
        self._confirms = "confirm" in model.identity.adapters
        self._shares: dict[str, list[float]] = {}
        self.usage = Usage()
        self.paid = Usage()

    async def run(self, reading: Reading) -> Comparison | Failure:
        if self._confirms:
            return await self._run_on_evidence()
        asked = [await self._relation(reading, sentence) for sentence in sentences_of(self._claim)]
        probabilities = together([one.probabilities for one in asked])
        relation = max((one.relation for one in asked), key=_GRAVITY.index)
        bases = {one.basis for one in asked}
        numbers: list[int] = []
        confirmation: dict[Relation, float] | None = None
        if self._evidence and (relation is not Relation.SILENT or max(self._relevance(self._claim)) >= SPEAKS_OF_IT):
            subject = self._subject(reading, relation, asked)
            numbers = await self._gather(reading, relation, subject)
            if not numbers:
                return Failure(
                    step="compare",
                    kind=FailureKind.EVIDENCE_NOT_FOUND,
                    detail=f"the model answered {relation.value!r} but pointed to none of the sentences shown to it",
                    claim=self._claim.id,
                    source=reading.source.id,
                )
            confirmed = await self._confirm(reading, numbers, subject)
            confirmation = _by_relation(confirmed)
            bases.add(confirmed.basis)
        basis: Literal["logprobs", "stated"] = "logprobs" if bases == {"logprobs"} else "stated"
        return self._comparison(reading, relation, probabilities, confirmation, numbers, basis)

    async def _run_on_evidence(self) -> Comparison:
        """The comparison by the evidence alone, for a model that was taught this."""
        reading = self._reader.everything()
        claim = self._restated(reading, self._claim)
        numbers = await self._gather(reading, Relation.SUPPORTS, claim)
        confirmed = await self._confirm(reading, numbers, claim)
        confirmation = _by_relation(confirmed)
        likeliest = max(confirmation, key=lambda relation: confirmation[relation])
        said = self._comparison(reading, likeliest, {}, confirmation, numbers, confirmed.basis)
        if said.relation is Relation.CONTRADICTS and not self._may_contradict(reading, numbers, claim):
            return said.model_copy(update={"carried": False})
        return said

    def _may_contradict(self, reading: Reading, numbers: Sequence[int], claim: Claim) -> bool:
        """Whether the taught model's No may count (`steps.confirm.may_contradict`)."""
        shares = self._relevance(claim)
        nearest = max(numbers, key=lambda n: shares[n - 1])
        return may_contradict(self._claim, reading.source.sentence_text(nearest), shares[nearest - 1])

    def _comparison(
        self,
        reading: Reading,
        relation: Relation,
        probabilities: dict[Relation, float],
        confirmation: dict[Relation, float] | None,
        numbers: Sequence[int],
        basis: Literal["logprobs", "stated"],
    ) -> Comparison:
        """The result from both answers; `relation` is what they mean if no calibration chooses."""
        calibration = self._calibration if basis == "logprobs" else None
        chances: Mapping[Relation, float] = probabilities or confirmation or {}
        settled = None
        if calibration is not None:
            chances = calibration.probabilities(probabilities, confirmation)
            if confirmation is not None:
                settled = calibration.settle(probabilities, confirmation, self._max_false_green)
            if settled is None:
                relation = calibration.relation(probabilities, confirmation) or relation
        relation, carried = settled or (relation, self._is_carried(relation, probabilities, confirmation, chances))
        return Comparison(
            claim=self._claim.id,
            source=reading.source.id,
            relation=relation,
            confidence=chances[relation],
            calibrated=calibration is not None,
            basis=basis,
            probabilities=probabilities,
            confirmation=confirmation,
            carried=carried,
            evidence=evidence_from_sentences(reading.source, numbers),
            read=reading.passages,
            whole=reading.whole,
        )

    def _is_carried(
        self,
        relation: Relation,
        probabilities: Mapping[Relation, float],
        confirmation: Mapping[Relation, float] | None,
        chances: Mapping[Relation, float],
    ) -> bool:
        """Whether the relation counts if no error rate is promised, or if the model was not asked about the evidence
        alone.

        A source far from the claim gets only the first question: the answer must find silence more likely than not.
        """
        if confirmation is not None:
            return is_carried(relation, probabilities, confirmation)
        return not self._evidence or chances[relation] > MORE_LIKELY_THAN_NOT

    async def _confirm(self, reading: Reading, numbers: Sequence[int], claim: Claim) -> Weights:
        """What the model says about the claim with only these sentences in view."""
        evidence = evidence_alone(reading.source, numbers)
        inputs = {"evidence": evidence, "claim": statement(claim)}
        weights = await self._questions.weigh(self._prompts["confirm"], "relation", list(OPTIONS), inputs=inputs)
        self._spend(weights.usage, paid=weights.paid)
        return weights

    async def _relation(self, reading: Reading, sentence: Claim) -> _Asked:
        """What the model says about a sentence of the claim, or about all of it."""
        claim = self._restated(reading, sentence)
        inputs = {"source": reading.text, "claim": statement(claim)}
        weights = await self._questions.weigh(self._prompts["compare"], "relation", list(OPTIONS), inputs=inputs)
        self._spend(weights.usage, paid=weights.paid)
        probabilities = _by_relation(weights)
        nearness = max(self._relevance(claim))
        return _Asked(claim, probabilities, weights.basis, relation_of(probabilities, nearness))

    def _subject(self, reading: Reading, relation: Relation, asked: Sequence[_Asked]) -> Claim:
        """The text to find evidence for: all of a supported claim, else its most contradicted sentence."""
        if relation is Relation.SUPPORTS and len(asked) > 1:
            return self._restated(reading, self._claim)
        weakest = max(asked, key=lambda one: (one.relation is relation, one.probabilities[Relation.CONTRADICTS]))
        return weakest.claim

    async def _gather(self, reading: Reading, relation: Relation, claim: Claim) -> list[int]:
        """The evidence, at most `MOST_EVIDENCE` sentence numbers, ascending.

        The sentences that are likeliest to bear on the claim. If none stands out, the source paraphrases, and unless
        the model was taught to confirm, the evidence is what it points to, except sentences that share far fewer of the
        claim's words than the rest: a small model points to runs of sentences. For a silent source it is the likeliest
        sentences.
        """
        chances = chances_to_bear(self._reader, claim.text, claim.speaker)
        numbers = self._without_furniture(reading, claim)
        plain = self._confirms or max(chances[n - 1] for n in numbers) >= PLAIN
        if not plain and relation is not Relation.SILENT:
            shares = self._relevance(claim)
            pointed = await self._point(reading, claim)
            most = max((shares[n - 1] for n in pointed), default=0.0)
            kept = [n for n in pointed if shares[n - 1] >= most * OF_A_RUN]
        else:
            kept = choose_evidence(self._reader, claim.text, chances, numbers)
        return self._with_figures(reading, kept) if kept and relation is not Relation.CONTRADICTS else sorted(kept)

    async def _point(self, reading: Reading, claim: Claim) -> set[int]:
        """The sentences that bear on the claim, according to the model."""
        inputs = {"source": reading.text, "claim": statement(claim)}
        answer = await self._questions.ask(
            self._prompts["compare"], "evidence", EvidenceAnswer, max_tokens=EVIDENCE_TOKENS, inputs=inputs
        )
        self._spend(answer.usage, paid=answer.paid)
        return set(answer.value.sentences) & set(reading.numbers)

    def _without_furniture(self, reading: Reading, claim: Claim) -> list[int]:
        """The numbers of the sentences read that can be evidence: of the body, or a headline to which none of it is about
        as near. Bylines, datelines, footers and lone names only where a source has nothing else."""
        shares, source = self._relevance(claim), reading.source
        roles = {number: source.sentence(number).role for number in reading.numbers}
        told = [n for n in roles if not states_nothing(source.sentence_text(n))]
        body = [number for number in told if roles[number] is SentenceRole.BODY]
        nearest = max((shares[number - 1] for number in body), default=-1.0)
        heads = [number for number, role in roles.items() if role is SentenceRole.HEADLINE]
        return body + [n for n in heads if shares[n - 1] * HEADLINE_LEADS > nearest] or list(roles)

    def _with_figures(self, reading: Reading, numbers: Sequence[int]) -> list[int]:
        """The evidence, plus the nearest sentence for each date and amount of the claim that it lacks."""
        source = reading.source
        others = self._nearest_first(self._claim, set(reading.numbers) - set(numbers))
        rest = say_the_rest(
            self._claim.text,
            [source.sentence_text(n) for n in numbers],
            [source.sentence_text(n) for n in others],
            published=self._published,
            source_published=source.published,
        )
        lacking = [others[place] for place in rest][:MOST_EVIDENCE]
        kept = self._nearest_first(self._claim, numbers)[: MOST_EVIDENCE - len(lacking)]
        return sorted([*kept, *lacking])

    def _restated(self, reading: Reading, claim: Claim) -> Claim:
        """The claim as the question has it, its dates and amounts in the source's own words."""
        text = restate(
            claim.text,
            [reading.source.sentence_text(n) for n in self._nearest_first(claim, reading.numbers)],
            published=self._published,
            source_published=reading.source.published,
        )
        return claim.model_copy(update={"text": text})

    def _nearest_first(self, claim: Claim, numbers: Iterable[int]) -> list[int]:
        """The sentences by falling relevance to `claim`; equal ones in text order."""
        shares = self._relevance(claim)
        return sorted(numbers, key=lambda n: (-shares[n - 1], n))

    def _relevance(self, claim: Claim) -> list[float]:
        """The source sentences' relevance to `claim`, computed once."""
        if claim.text not in self._shares:
            self._shares[claim.text] = self._reader.relevance(claim.text)
        return self._shares[claim.text]

    def _spend(self, usage: Usage, *, paid: bool) -> None:
        self.usage += usage
        if paid:
            self.paid += usage
