"""What code makes of answers that are written down: small cases for the guards that the recorded answers give nothing to do.

`scripted.yaml` holds them, with the answers of the model that stands in. No case asks a real one.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from evals.own import Tally, suite, tally
from evals.own.suite import Case
from factcheck.documents import from_text
from factcheck.drift import find_quotation_drift
from factcheck.errors import Unavailable
from factcheck.models.base import Answer, AnswerT, Message, Weights
from factcheck.prompts import load_prompts
from factcheck.records import Claim, ModelIdentity, Usage
from factcheck.steps.compare import compare
from factcheck.steps.extract import extract
from factcheck.steps.reading import Reader
from factcheck.verdict.judge import judge

YES = (0.9, 0.05, 0.05)
"""A sure yes: the probabilities of Yes, No and Unknown."""
FACT = (0.91, 0.03, 0.03, 0.03)


class Scripted:
    """A model that answers from a case. `weights` gives the probabilities of a question's options, by its step."""

    identity = ModelIdentity(spec="scripted", name="scripted", provider="scripted", weights_sha256="5c" * 32)
    context_tokens = 8192
    concurrency = 1

    def __init__(
        self,
        weights: Callable[[str], Sequence[float]],
        fields: Callable[[type[BaseModel]], Mapping[str, object]],
    ) -> None:
        self._weights = weights
        self._fields = fields

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:  # noqa: ARG002
        """The fields of the case."""
        return Answer(answer.model_validate(self._fields(answer)), Usage())

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:
        """The weights of the case."""
        chances = self._weights(message.step)
        return Weights({o: math.log(p) for o, p in zip(options, chances, strict=True)}, "logprobs", Usage())

    async def close(self) -> None:
        """Nothing was opened."""


@suite(cases="scripted.yaml", asks=False)
async def scripted(case: Case) -> Mapping[str, Tally | bool]:
    """A case with a `claim` is checked against its sources, one with `answers` is extracted from its story."""
    return await (_checked(case) if "claim" in case else _extracted(case))


async def _checked(case: Case) -> Mapping[str, Tally | bool]:
    """The verdict, the differences and what the sources lack, held against those of the case."""
    prompts = load_prompts().by_step
    story = from_text(case["story"], published=case.get("published"))
    claim = Claim(id="c1", text=case["claim"], sentences=tuple(case.get("sentences", [1])), speaker=case.get("speaker"))
    sources = [from_text(said["text"], id=f"s{n}") for n, said in enumerate(case["sources"], start=1)]
    results = []
    for said, source in zip(case["sources"], sources, strict=True):
        model = Scripted(_weighing(said), _always({"sentences": said.get("points", [1])}))
        results.append((await compare(claim, Reader(source, 8192), model, prompts)).result)
    verdict = judge(claim, story, sources, results, find_quotation_drift(story, sources))
    return {
        "verdict": tally([(verdict.verdict == case["verdict"], f"{verdict.verdict.value}, not {case['verdict']}")]),
        "differences": _same(case.get("differences", []), [f"{d.kind.value}: {d.label}" for d in verdict.drifts]),
        "lacking": _same(case.get("lacking", []), [part.text for part in verdict.uncovered if part.absent]),
    }


def _weighing(said: Mapping[str, Any]) -> Callable[[str], Sequence[float]]:
    """What the model says of the claim's sentences, in order, with the source in view, and of all of it with the evidence."""
    whole = iter(said.get("whole", [YES]))

    def weights(step: str) -> Sequence[float]:
        if said.get("fails"):
            raise Unavailable("the server does not answer")
        return next(whole) if step == "compare" else said.get("alone", YES)

    return weights


def _always(fields: Mapping[str, object]) -> Callable[[type[BaseModel]], Mapping[str, object]]:
    return lambda _: fields


async def _extracted(case: Case) -> Mapping[str, Tally | bool]:
    """The claims that are left of the model's answers, and their hedges, held against those of the case."""
    answers = {f"sentence_{number}": claims for number, claims in case["answers"].items()}

    def fields(answer: type[BaseModel]) -> Mapping[str, object]:
        return {name: {"claims": answers[name], "speaker": None, "skip": None} for name in answer.model_fields}

    story = from_text(case["story"])
    async with asyncio.timeout(60):
        found = await extract(story, Scripted(lambda _: FACT, fields), load_prompts().by_step, lambda *_: None)
    return {
        "claims": _same(case["claims"], [claim.text for claim in found.claims]),
        "hedges": _same(case.get("hedges", []), [claim.hedge for claim in found.claims if claim.hedge]),
    }


def _same(wanted: Sequence[str], got: Sequence[str]) -> Tally:
    """Whether they are the same, one part; what is lacking and what is too much in its line."""
    lacks, more = [one for one in wanted if one not in got], [one for one in got if one not in wanted]
    said = [f"lacks {lacks}"] if lacks else []
    return tally([(sorted(wanted) == sorted(got), "; ".join([*said, f"has {more or list(got)}"]))])
