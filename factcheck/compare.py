"""compare(claim, source) -> what the source says of the claim, or why there is no answer.

Two calls that share the long first part of the prompt (the source, then the claim): the relation is read from the
probabilities of a one-word answer, through the model's calibration where there is one; where the source is not silent,
the model then points to sentences by number. The evidence is cut out of the source by code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from factcheck.calibration import Calibration, features
from factcheck.errors import ContextTooLong, StepError
from factcheck.evidence import evidence_from_sentences
from factcheck.models.base import Model
from factcheck.prompts import Prompt, as_data
from factcheck.reading import Reader, Reading
from factcheck.records import Claim, Comparison, Evidence, Failure, FailureKind, Relation, Usage

MOST_EVIDENCE = 3
EVIDENCE_TOKENS = 60
NEAR = 0.4
"""A source sentence with this share of the claim's weighted words (`Reader.relevance`) is near it."""
KEPT_SHARE = 0.6
"""A sentence the model points to is kept from this share of the nearest sentence's relevance on."""
SURE = 0.8
"""A no of this probability needs no more ground than itself."""
SPEAKS_OF_IT = 0.35
"""Below this relevance of its nearest sentence a source does not speak of what the claim is about."""
HALF = 0.5
"""An unsure no must be this much likelier than yes, as a ratio of yes to no. Both figures: docs/measurements.md."""
NARROWER = 0.5
"""After `ContextTooLong` the source is read once more in passages, planned for this share of the context."""

OPTIONS = {"Yes": Relation.SUPPORTS, "No": Relation.CONTRADICTS, "Unknown": Relation.SILENT}


class EvidenceAnswer(BaseModel):
    """The answer type of the evidence question: sentence numbers, the most important first."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[int] = Field(max_length=MOST_EVIDENCE)


@dataclass
class Compared:
    """One comparison or failure. `usage` is what the answers cost when first given, `paid` the part this run paid."""

    result: Comparison | Failure
    usage: Usage
    paid: Usage


async def compare(
    claim: Claim,
    reader: Reader,
    model: Model,
    prompt: Prompt,
    calibration: Calibration | None = None,
    *,
    evidence: bool = True,
) -> Compared:
    """What one source says of `claim`. A FatalModelError passes through; any other error of a call becomes a Failure.

    `calibration` must fit `model` and `prompt`; without one `relation_of` reads the answer. Without `evidence` only the
    relation is asked for.
    """
    step = _Step(claim, reader, model, prompt, calibration, evidence=evidence)
    try:
        try:
            result = await step.run(reader.read(claim.text))
        except ContextTooLong:
            result = await step.run(reader.read(claim.text, share=NARROWER))
    except StepError as error:
        result = Failure(step="compare", kind=error.kind, detail=str(error), claim=claim.id, source=reader.source_id)
    return Compared(result, step.usage, step.paid)


def statement(claim: Claim) -> str:
    """The claim as the model is asked about it: with its speaker, when somebody else than the story says it."""
    text = as_data(claim.text)
    if claim.speaker is None or as_data(claim.speaker).casefold() in text.casefold():
        return text
    return f"{as_data(claim.speaker)} said: {text}"


def relation_of(probabilities: Mapping[Relation, float], nearness: float) -> Relation:
    """The relation that an uncalibrated answer stands for.

    `nearness` is the largest `Reader.relevance` of a source sentence. The likeliest answer stands when it is yes, or a sure
    no. A small model says no too easily, so that an unsure no counts only against a source that speaks of the same things
    in the same words, and only when yes is not half as likely; a source that does not speak of them is silent.
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
    return Relation.CONTRADICTS if no >= unknown else Relation.SILENT


class _Step:
    """The two questions about one claim, with what they cost."""

    def __init__(
        self,
        claim: Claim,
        reader: Reader,
        model: Model,
        prompt: Prompt,
        calibration: Calibration | None,
        *,
        evidence: bool,
    ) -> None:
        self._claim = claim
        self._relevance = reader.relevance(claim.text)
        self._model = model
        self._prompt = prompt
        self._calibration = calibration
        self._evidence = evidence
        self.usage = Usage()
        self.paid = Usage()

    async def run(self, reading: Reading) -> Comparison | Failure:
        shown = {"source": reading.text, "claim": statement(self._claim)}
        weights = await self._model.weigh(self._prompt.render("relation", **shown), list(OPTIONS))
        self._spend(weights.usage, paid=weights.paid)
        probabilities = {OPTIONS[option]: p for option, p in weights.probabilities.items()}
        calibrated = self._calibration is not None and weights.basis == "logprobs"
        if self._calibration is not None and calibrated:
            seen = features(self._claim.text, reading.sentences, probabilities)
            relation = self._calibration.relation(seen)
            confidence = self._calibration.probabilities(seen)[relation]
        else:
            relation = relation_of(probabilities, max(self._relevance))
            confidence = probabilities[relation]
        evidence: tuple[Evidence, ...] = ()
        if self._evidence and relation is not Relation.SILENT:
            numbers = self._select(reading, await self._point(reading, shown))
            if not numbers:
                return Failure(
                    step="compare",
                    kind=FailureKind.EVIDENCE_NOT_FOUND,
                    detail=f"the model answered {relation.value!r} but pointed to no sentence that was shown to it",
                    claim=self._claim.id,
                    source=reading.source.id,
                )
            evidence = evidence_from_sentences(reading.source, numbers)
        return Comparison(
            claim=self._claim.id,
            source=reading.source.id,
            relation=relation,
            confidence=confidence,
            calibrated=calibrated,
            basis=weights.basis,
            probabilities=probabilities,
            evidence=evidence,
            read=reading.passages,
            whole=reading.whole,
        )

    def _select(self, reading: Reading, pointed: list[int]) -> list[int]:
        """The evidence, at most `MOST_EVIDENCE` sentence numbers, ascending.

        The model's pointing is kept where the sentence shares about as many of the claim's words as the nearest sentence
        does; that nearest one joins when it shares many. Where no sentence shares many words (the source paraphrases), the
        model's pointing stands alone.
        """
        shares = self._relevance
        nearest = max(reading.numbers, key=lambda n: (shares[n - 1], -n))
        best = shares[nearest - 1]
        if best < NEAR:
            return pointed
        kept = {n for n in pointed if shares[n - 1] >= best * KEPT_SHARE} | {nearest}
        return sorted(sorted(kept, key=lambda n: (-shares[n - 1], n))[:MOST_EVIDENCE])

    async def _point(self, reading: Reading, shown: dict[str, str]) -> list[int]:
        """The numbers of the sentences the model points to, ascending, of those it was shown."""
        message = self._prompt.render("evidence", **shown)
        answer = await self._model.ask(message, EvidenceAnswer, max_tokens=EVIDENCE_TOKENS)
        self._spend(answer.usage, paid=answer.paid)
        known = set(reading.numbers)
        return sorted({n for n in answer.value.sentences if n in known})

    def _spend(self, usage: Usage, *, paid: bool) -> None:
        self.usage += usage
        if paid:
            self.paid += usage
