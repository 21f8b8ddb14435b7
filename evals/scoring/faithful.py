"""Does an extracted claim say what its sentences say, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evals.outcomes import Extracted, Judged
from evals.scores import CaseScores
from evals.scoring.tally import named, tally
from evals.seeds import Seed
from factcheck.drift import find_drift
from factcheck.records import Claim, Document, Drift, DriftKind, Failure, Sentence
from factcheck.steps.extract import SENTENCES_PER_CALL, own_wording
from factcheck.steps.fidelity import additions, altered_quotations
from factcheck.steps.shown_story import NEIGHBOURS

CONTEXT = SENTENCES_PER_CALL - 1 + NEIGHBOURS
"""How many sentences before and after a claim's own its wording may draw on: as far as an extraction call reads."""


def faithful(seed: Seed, extracted: Extracted, judged: Judged, threshold: float | None) -> CaseScores:
    """The faithfulness of the extracted claims; `threshold` is the judge's operating point, a probability.

    Without a threshold there is no score `entailed`: nobody knows where this judge's yes begins.
    A claim whose span is not exact is asked nothing further. Raises KeyError for a claim that was not judged.
    """
    story = seed.story
    exact = [claim for claim in extracted.claims if _is_exact(story, claim)]
    answers = [(claim, judged.entailed[claim.id]) for claim in exact]
    entailed = [
        (threshold is not None and probability >= threshold, f"{named(claim)}: {probability:.2f}")
        for claim, probability in answers
        if not isinstance(probability, Failure)
    ]
    return CaseScores(
        eval="faithful",
        case=seed.name,
        scores=(
            tally("faithful.spans", ((_is_exact(story, claim), named(claim)) for claim in extracted.claims)),
            tally("faithful.nothing_added", (_added(story, claim) for claim in exact)),
            *(() if threshold is None else (tally("faithful.entailed", entailed),)),
        ),
        failures=len(answers) - len(entailed),
    )


def _is_exact(story: Document, claim: Claim) -> bool:
    """Whether the claim names sentences of the story, ascending; one that is its sentence's wording has these very words."""
    numbers = claim.sentences
    if (
        not numbers
        or list(numbers) != sorted(set(numbers))
        or not 1 <= numbers[0] <= numbers[-1] <= len(story.sentences)
    ):
        return False
    return claim.wording == "model" or claim.text == own_wording(_text(story, numbers))


def _added(story: Document, claim: Claim) -> tuple[bool, str]:
    """Whether nothing was added, and else the claim with the first thing that its sentences and context lack."""
    fault = next(_additions(story, claim), None)
    return fault is None, f"{named(claim)}: {fault}"


def _additions(story: Document, claim: Claim) -> Iterator[str]:
    first, last = claim.sentences[0], claim.sentences[-1]
    near = range(max(1, first - CONTEXT), min(len(story.sentences), last + CONTEXT) + 1)
    shown = f"{story.title or ''} {(story.published or '')[:4]} {_text(story, near)}"
    yield from (f"adds “{word}”" for word in additions(claim.text, shown))
    yield from (f"quotes “{words}”, which nobody says" for words in altered_quotations(claim.text, shown))
    yield from (drift.message for drift in _drifts(story, claim))


def _drifts(story: Document, claim: Claim) -> Iterator[Drift]:
    """What code proves to differ between the claim's wording and its own sentences; who says it is no part of a wording."""
    wording = story.model_copy(
        update={"id": "claim", "text": claim.text, "sentences": (Sentence(number=1, start=0, end=len(claim.text)),)}
    )
    evidence = [story.sentence_span(number) for number in claim.sentences]
    for drift in find_drift(wording.sentence_span(1), evidence, story=wording, source=story):
        if drift.conflict and drift.kind is not DriftKind.ATTRIBUTION:
            yield drift


def _text(story: Document, numbers: Iterable[int]) -> str:
    return " ".join(story.sentence_text(number) for number in numbers)
