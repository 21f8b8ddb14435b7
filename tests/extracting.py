"""A story to take claims from, scripted answers, and what every extraction must account for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from pydantic import BaseModel

from factcheck.models.base import Message
from factcheck.prompts import shipped_prompts
from factcheck.records import Document, SentenceRole, SkipReason
from factcheck.steps.extract import (
    Extraction,
    extract,
)
from tests.render.reports import document
from tests.scripted import ScriptedModel, a_fact

TEXTS = (
    "Bridge at Tamm to close",
    "By Ana Ruiz",
    "The old bridge will close for about six weeks.",
    "It may be torn down, said Mayor Bo Lind.",
    "The bridge was built in 1961.",
    "“We never liked it,” he said.",
    "Is that enough?",
    "The ferry carries 40 cars.",
    "The old bridge will close for about six weeks.",
    "***",
    "Tickets cost nothing.",
    "The council meets on Monday.",
)
STORY = document("story", "\n".join(TEXTS))
STORY = STORY.model_copy(
    update={
        "sentences": tuple(
            s.model_copy(update={"role": {1: SentenceRole.HEADLINE, 2: SentenceRole.BYLINE}.get(s.number, s.role)})
            for s in STORY.sentences
        )
    }
)
Script = Callable[[Message, type[BaseModel]], Mapping[str, object]]


def extracted(model: ScriptedModel, story: Document = STORY) -> Extraction:
    """What that model makes of the story."""
    return asyncio.run(extract(story, model, shipped_prompts().by_step, lambda _outcomes, _claims: None))


def asked_for(answer: type[BaseModel]) -> list[int]:
    """The numbers of the sentences that an answer type asks for."""
    return [int(name.removeprefix("sentence_")) for name in answer.model_fields]


def one(*claims: str, speaker: str | None = None, skip: str | None = None) -> dict[str, object]:
    """The answer for one sentence."""
    return {"claims": list(claims), "speaker": speaker, "skip": skip}


def of_line(text: str, answers: Callable[[bool], dict[str, object]]) -> Extraction:
    """A story of that one sentence; `answers` gets whether it was asked for again."""
    asked: list[int] = []

    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        asked.append(1)
        return {"sentence_1": answers(len(asked) > 1)}

    return extracted(ScriptedModel(script, a_fact), document("story", text))


def of_lines(*texts: str, skip: str) -> Extraction:
    """A story of these sentences, of which the model makes a claim each; the last one, or an ugly thing, it skips."""

    def script(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        return {
            f"sentence_{n}": one(skip=skip) if n == len(texts) or "ugly" in texts[n - 1] else one(texts[n - 1])
            for n in asked_for(answer)
        }

    return extracted(ScriptedModel(script, a_fact), document("story", "\n\n".join(texts)))


def assert_accounted(extraction: Extraction, story: Document = STORY) -> None:
    """Every sentence has exactly one fate, every claim a sentence, and each knows of the other."""
    assert [o.number for o in extraction.outcomes] == [s.number for s in story.sentences]
    claims = {claim.id: claim for claim in extraction.claims}
    assert list(claims) == [f"c{n}" for n in range(1, len(claims) + 1)]
    for outcome in extraction.outcomes:
        assert (outcome.outcome == "claims") == bool(outcome.claims)
        assert (outcome.outcome == "skipped") == (outcome.reason is not None)
        assert (outcome.outcome == "failed") == (outcome.failure is not None)
        assert (outcome.duplicate_of is not None) == (outcome.reason is SkipReason.DUPLICATE)
        assert set(outcome.claims) <= claims.keys()
        assert outcome.duplicate_of is None or outcome.duplicate_of in claims
    for claim in claims.values():
        assert claim.text.strip()
        assert claim.sentences
        assert list(claim.sentences) == sorted(set(claim.sentences))
        for number in claim.sentences:
            story.sentence(number)
            assert claim.id in extraction.outcomes[number - 1].claims
