"""A draft as the text of a `gold.yaml`: numbers of sentences become stretches of text that occur once in their document. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import yaml

from factcheck.errors import InputError
from factcheck.gold.draft import Draft, DraftClaim, DraftDrift, DraftSkip
from factcheck.records import Document, Relation, SkipReason

_VERDICTS = {
    frozenset[Relation](): "not_mentioned",
    frozenset({Relation.SUPPORTS}): "supported",
    frozenset({Relation.CONTRADICTS}): "contradicted",
    frozenset({Relation.SUPPORTS, Relation.CONTRADICTS}): "disputed",
}


class NoAnchor(InputError):
    """A stretch that occurs more than once in its document: one line that names it."""


def gold_yaml(draft: Draft, story: Document, sources: dict[str, Document]) -> str:
    """The text of the `gold.yaml`. The draft must have no problems (`factcheck.gold.draft.problems`). Raises NoAnchor."""
    gold: dict[str, Any] = {"covers": []}
    if draft.reprints:
        gold["reprints"] = draft.reprints
    gold["claims"] = [_claim(claim, story, sources) for claim in draft.claims]
    gold["skipped"] = [_skip(number, skip, story) for number, skip in sorted(draft.skips.items())]
    gold["drifts"] = [_drift(drift, draft, story, sources) for drift in draft.drifts if drift.kept]
    text: str = yaml.safe_dump(gold, allow_unicode=True, sort_keys=False, width=1_000)
    return text


def verdict_of(claim: DraftClaim) -> str:
    """The verdict that follows from the relations."""
    relations = {label.relation for label in claim.sources.values()} - {Relation.SILENT, None}
    return _VERDICTS[frozenset(relation for relation in relations if relation is not None)]


def anchor(document: Document, start: int, end: int) -> str:
    """The shortest stretch, by whole words, around `text[start:end]` that occurs once in the document."""
    text = document.text
    while len(_places(text[start:end], text)) > 1 or not text[start:end].strip():
        if start == 0 and end == len(text):
            break
        end = _word_end(text, end)
        if len(_places(text[start:end], text)) > 1:
            start = _word_start(text, start)
    return text[start:end]


def _claim(claim: DraftClaim, story: Document, sources: dict[str, Document]) -> dict[str, Any]:
    verdict = verdict_of(claim)
    return {
        "id": claim.id,
        "text": claim.text,
        "sentences": [_sentence(number, story) for number in claim.sentences],
        **({"speaker": claim.speaker} if claim.speaker else {}),
        **({"hedge": claim.hedge} if claim.hedge else {}),
        "verdict": verdict,
        **({"conflict": claim.conflict} if verdict == "disputed" else {}),
        **({"note": claim.note} if claim.note else {}),
        "sources": {name: _label(claim, name, source) for name, source in sources.items()},
    }


def _label(claim: DraftClaim, name: str, source: Document) -> dict[str, Any]:
    label = claim.sources[name]
    if label.relation is Relation.SILENT:
        return {"relation": "silent"}
    return {
        "relation": str(label.relation),
        "evidence": [anchor(source, *run) for run in _runs(label.evidence, source)],
    }


def _runs(numbers: tuple[int, ...], document: Document) -> Iterator[tuple[int, int]]:
    """The stretches of these sentences, consecutive ones as one."""
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield document.sentence(members[0]).start, document.sentence(members[-1]).end


def _sentence(number: int, story: Document) -> str:
    """A sentence by its own words, which must occur once: a longer stretch would be of two sentences."""
    words = story.sentence_text(number)
    if len(_places(words, story.text)) > 1:
        raise NoAnchor(f"sentence {number} is in the story more than once (“{words}”): skip one of them as a duplicate")
    return words


def _skip(number: int, skip: DraftSkip, story: Document) -> dict[str, Any]:
    words = story.sentence_text(number)
    entry: dict[str, Any] = {"sentence": words, "reason": str(skip.reason)}
    if skip.reason is SkipReason.DUPLICATE:
        entry["duplicate_of"] = skip.duplicate_of
    if len(places := _places(words, story.text)) > 1:
        entry["occurrence"] = places.index(story.sentence(number).start) + 1
    return entry


def _places(words: str, text: str) -> list[int]:
    """Where the words begin, including overlapping occurrences, as `evals.seeds` counts them."""
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _drift(drift: DraftDrift, draft: Draft, story: Document, sources: dict[str, Document]) -> dict[str, Any]:
    has_source = drift.source is not None and drift.evidence is not None
    return {
        "kind": str(drift.kind),
        "label": drift.label,
        "story": anchor(story, *drift.story),
        "source": drift.source if has_source else None,
        "evidence": anchor(sources[drift.source or ""], *(drift.evidence or (0, 0))) if has_source else None,
        "conflict": drift.conflict,
        **({"claim": drift.claim} if drift.claim and draft.claim(drift.claim) else {}),
    }


def _word_end(text: str, end: int) -> int:
    while end < len(text) and text[end].isspace():
        end += 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return end


def _word_start(text: str, start: int) -> int:
    while start > 0 and text[start - 1].isspace():
        start -= 1
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start
