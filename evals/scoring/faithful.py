"""Does an extracted claim say what its sentences say, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evals.outcomes import Extracted, Judged
from evals.reading import Figure, counted, denies, figures, names, quotations, running, tokens
from evals.scores import CaseScores, Score
from evals.scoring.tally import named, tally
from evals.seeds import Seed
from factcheck.records import Claim, Document, Failure

CONTEXT = 6
"""How many sentences before and after a claim's own its wording may draw on: as far as an extraction call reads."""
LEAD = 3
"""So many sentences at the beginning it may draw on as well: a story's lead says who and where."""
_DASHES = "-–—"


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
            *told_by_code(story, extracted.claims),
            *(() if threshold is None else (tally("faithful.entailed", entailed),)),
        ),
        failures=len(answers) - len(entailed),
    )


def told_by_code(story: Document, claims: Iterable[Claim]) -> tuple[Score, Score]:
    """What of the faithfulness of `claims` needs no judge: whether their spans are exact, and whether they add nothing."""
    spans = [(claim, _is_exact(story, claim)) for claim in claims]
    return (
        tally("faithful.spans", ((is_exact, named(claim)) for claim, is_exact in spans)),
        tally("faithful.nothing_added", (_added(story, claim) for claim, is_exact in spans if is_exact)),
    )


def _is_exact(story: Document, claim: Claim) -> bool:
    """Whether the claim names sentences of the story, ascending; one that is its sentence's wording has these very words.

    Such a claim may leave out what stands before a dash at the beginning: a dateline.
    """
    numbers = claim.sentences
    if (
        not numbers
        or list(numbers) != sorted(set(numbers))
        or not 1 <= numbers[0] <= numbers[-1] <= len(story.sentences)
    ):
        return False
    if claim.wording == "model":
        return True
    before, found, after = _text(story, numbers).rpartition(claim.text)
    return bool(found) and not after.strip() and (not before.strip() or before.rstrip()[-1] in _DASHES)


def _added(story: Document, claim: Claim) -> tuple[bool, str]:
    """Whether nothing was added, and else the claim with the first thing that its sentences and context lack."""
    fault = next(_additions(story, claim), None)
    return fault is None, f"{named(claim)}: {fault}"


def _additions(story: Document, claim: Claim) -> Iterator[str]:
    first, last = claim.sentences[0], claim.sentences[-1]
    near = sorted(
        {*range(1, LEAD + 1), *range(first - CONTEXT, last + CONTEXT + 1)} & {s.number for s in story.sentences}
    )
    shown = f"{story.title or ''}. {(story.published or '')[:4]}. {_text(story, near)}"
    yield from (f"adds “{figure}”" for figure in sorted(map(str, figures(claim.text) - figures(shown))))
    yield from (f"adds “{name.capitalize()}”" for name in sorted(names(claim.text, story.text) - tokens(shown)))
    yield from (f"quotes “{said}”, which nobody says" for said in quotations(claim.text) if said not in running(shown))
    told = counted(_text(story, claim.sentences))
    for thing, said in counted(claim.text).items():
        if thing in told and not said <= told[thing]:
            yield f"counts {_listed(said)} where its sentences have {_listed(told[thing])}"
    if denies(claim.text) and not denies(shown):
        yield "adds a denial"


def _listed(values: Iterable[Figure]) -> str:
    return " and ".join(sorted(map(str, values)))


def _text(story: Document, numbers: Iterable[int]) -> str:
    return " ".join(story.sentence_text(number) for number in numbers)
