"""check(story, sources, model) -> Report: the whole flow on one screen."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from langchain_core.callbacks import Callbacks
from langchain_core.runnables import Runnable, RunnableLambda

from factcheck import __version__
from factcheck.archive import Chosen, Retrieval
from factcheck.calibration.calibration import Calibration
from factcheck.calibration.promise import NEVER
from factcheck.drift.quotations import find_quotation_drift
from factcheck.models.base import Model
from factcheck.prompts import Prompts
from factcheck.records import (
    Claim,
    Clock,
    Comparison,
    Document,
    Failure,
    FailureKind,
    Report,
    Reprint,
    Run,
    SentenceOutcome,
    Usage,
    Verdict,
)
from factcheck.running import first_error
from factcheck.steps.chains import Pair, comparing, extracting
from factcheck.steps.extract import SENTENCES_PER_CALL, Extraction
from factcheck.steps.reading import count_tokens
from factcheck.verdict.headline import find_headline
from factcheck.verdict.judge import judge
from factcheck.verdict.left_out import find_left_out
from factcheck.verdict.reprints import find_reprints, notice_of
from factcheck.verdict.worth import with_worth, worthiest_first

_NOT_ASKED = (FailureKind.BUDGET_EXHAUSTED, FailureKind.BEYOND_TOP)

CLAIMS_PER_SENTENCE = 2
"""The claims per sentence in an estimate; the seeds' gold has between 1 and 2."""


@dataclass(frozen=True)
class Extracted:
    """Some story sentences are settled: `done` of `total`. `outcomes` and `claims` are the new ones; they have no worth
    yet."""

    outcomes: tuple[SentenceOutcome, ...]
    claims: tuple[Claim, ...]
    done: int
    total: int


@dataclass(frozen=True)
class Compared:
    """One claim was compared with one source: `done` of `total` pairs."""

    claim: Claim
    source: Document
    result: Comparison | Failure
    done: int
    total: int


@dataclass(frozen=True)
class ClaimDecided:
    """All sources of one claim are in."""

    claim: Claim
    verdict: Verdict


Event = Extracted | Compared | ClaimDecided


def ignore(event: Event) -> None:
    """Take no notice."""


def estimate(
    story: Document,
    sources: Sequence[Document],
    prompts: Prompts,
    top: int | None = None,
    retrieval: Retrieval | None = None,
) -> Usage:
    """A rough estimate of a check's calls and tokens, before anything is known about the story's claims.

    Assumes two claims a sentence, a question about the kind of every sentence, and no cached source, so most runs cost
    less. For an archive's documents it uses the average length. With `top`, at most that many claims are compared.
    """
    sentences = len(story.sentences)
    claims = min(CLAIMS_PER_SENTENCE * sentences, top or sys.maxsize)
    batches = -(-sentences // SENTENCES_PER_CALL)
    head = {identity.name: count_tokens(prompts.by_step[identity.name].system) for identity in prompts.identities}
    extract_tokens = batches * (head["extract"] + 200) + 2 * count_tokens(story.text)
    kind_tokens = sentences * (head["kind"] + 30) + count_tokens(story.text)
    lengths = [count_tokens(source.text) for source in sources] + (retrieval.expected_tokens() if retrieval else [])
    compare_tokens = sum(2 * claims * (head["compare"] + length + 150) for length in lengths)
    return Usage(
        calls=batches + sentences + 2 * claims * len(lengths),
        prompt_tokens=extract_tokens + kind_tokens + compare_tokens,
        output_tokens=count_tokens(story.text) * 3 + 20 * claims * len(lengths),
    )


async def check(
    story: Document,
    sources: Sequence[Document],
    model: Model,
    prompts: Prompts,
    on_event: Callable[[Event], None] = ignore,
    calibration: Calibration | None = None,
    max_false_green: float | None = None,
    callbacks: Callbacks = None,
    top: int | None = None,
    retrieval: Retrieval | None = None,
) -> Report:
    """Check `story` against `sources`. Raises a `FatalModelError` if the model cannot be used at all.

    With `retrieval`, each claim is also compared with a few documents of an archive; `sources` can then be empty.

    `calibration` must fit the model and the prompts (`calibration_for`); without one, confidences are uncalibrated.
    `max_false_green` caps the share of the claims shown as supported that are not, if the calibration can promise that;
    None means `Calibration.rate`. `callbacks` are LangChain's: they see the check, its steps and each question as runs.
    With `top`, only the `top` claims that matter most (`verdict.worth`) are compared; the report lists the others as
    left out.
    """

    async def checked(_: object) -> Report:
        return await _check(story, sources, model, prompts, on_event, calibration, max_false_green, top, retrieval)

    names = {"story": story.name, "sources": [source.name for source in sources]}
    root: Runnable[object, Report] = RunnableLambda(checked, name="check")
    return await root.ainvoke(names, {"callbacks": callbacks})


async def _check(
    story: Document,
    sources: Sequence[Document],
    model: Model,
    prompts: Prompts,
    on_event: Callable[[Event], None],
    calibration: Calibration | None,
    max_false_green: float | None,
    top: int | None,
    retrieval: Retrieval | None,
) -> Report:
    started, clock = datetime.now(UTC), time.monotonic()
    given = tuple(sources)
    try:
        extraction = await _extract_all(story, model, prompts, on_event)
        claims = with_worth(extraction.claims, story)
        first = {claim.id for claim in worthiest_first(claims)[:top]}
        found = retrieval.choose(story, claims, given) if retrieval else None
        sources = (*given, *(found.documents if found else ()))
        own = {claim.id: _sources_of(claim, given, found) for claim in claims}
        compared = await _compare_all(
            story,
            [claim for claim in claims if claim.id in first],
            own,
            model,
            prompts,
            calibration,
            on_event,
            max_false_green,
        )
    except BaseExceptionGroup as group:
        raise first_error(group) from None

    quotations = find_quotation_drift(story, sources)
    verdicts = []
    for claim in claims:
        results = [
            compared.results.get((claim.id, source.id)) or _beyond_top(claim, source, top) for source in own[claim.id]
        ]
        ids = {None, *(source.id for source in own[claim.id])}
        quoted = [drift for drift in quotations if (drift.source.document if drift.source else None) in ids]
        verdicts.append(judge(claim, story, own[claim.id], results, quoted))
        on_event(ClaimDecided(claim, verdicts[-1]))
    reprints = find_reprints(story, sources)
    failures = [o.failure for o in extraction.outcomes if o.failure] + [f for v in verdicts for f in v.failures]
    return Report(
        story=story,
        sources=tuple(sources),
        claims=tuple(claims),
        coverage=tuple(extraction.outcomes),
        verdicts=tuple(verdicts),
        quotations=quotations,
        reprints=reprints,
        headline=find_headline(story),
        left_out=find_left_out(story, sources, claims, verdicts),
        notices=_notices(story, sources, reprints, extraction, model)
        + _of_promise(calibration, max_false_green)
        + (_of_search(found) if found else ()),
        search=found.search if found else None,
        complete=not any(outcome.failure for outcome in extraction.outcomes)
        and all(failure.kind not in _NOT_ASKED for failure in failures),
        run=Run(
            factcheck_version=__version__,
            model=model.identity,
            prompts=prompts.identities,
            usage={"compare": compared.usage, "extract": extraction.usage},
            calibration=calibration.title if calibration else None,
            promise=calibration.promise(max_false_green) if calibration else None,
        ),
        clock=Clock(
            started=started.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - clock, 3),
            paid=extraction.paid + compared.paid,
        ),
    )


def _beyond_top(claim: Claim, source: Document, top: int | None) -> Failure:
    """The failure of a claim that was not compared, because `top` others matter more."""
    said = f"not asked: {top} claims that matter more were to be checked"
    return Failure(step="compare", kind=FailureKind.BEYOND_TOP, detail=said, claim=claim.id, source=source.id)


def _sources_of(claim: Claim, given: Sequence[Document], chosen: Chosen | None) -> tuple[Document, ...]:
    """The sources to compare a claim with: every given source, and the claim's own documents of an archive."""
    if chosen is None:
        return tuple(given)
    return (*given, *(source for source in chosen.documents if source.id in chosen.by_claim[claim.id]))


@dataclass
class _Comparing:
    """One result per claim and source, and what they cost."""

    results: dict[tuple[str, str], Comparison | Failure]
    usage: Usage
    paid: Usage


async def _extract_all(
    story: Document, model: Model, prompts: Prompts, on_event: Callable[[Event], None]
) -> Extraction:
    """All claims, with an event for each settled group of sentences."""
    extraction = Extraction()
    parts = extracting(model, prompts.by_step).astream(story, {"metadata": {"story": story.name}})
    async with aclosing(cast("AsyncGenerator[Extraction]", parts)):
        async for part in parts:
            extraction += part
            if part.outcomes:
                done, total = len(extraction.outcomes), len(story.sentences)
                on_event(Extracted(tuple(part.outcomes), tuple(part.claims), done, total))
    return extraction


async def _compare_all(
    story: Document,
    claims: Sequence[Claim],
    own: Mapping[str, Sequence[Document]],
    model: Model,
    prompts: Prompts,
    calibration: Calibration | None,
    on_event: Callable[[Event], None],
    max_false_green: float | None,
) -> _Comparing:
    """Every claim with its own sources, one source after the other, to keep a source in the model's prompt cache."""
    all_compared = _Comparing({}, Usage(), Usage())
    gate = asyncio.Semaphore(model.concurrency)
    readers: dict[str, tuple[Document, list[Claim]]] = {}
    for claim in claims:
        for source in own[claim.id]:
            readers.setdefault(source.id, (source, []))[1].append(claim)
    total = sum(len(sources) for sources in own.values())
    compare = comparing(model, prompts.by_step, calibration, max_false_green=max_false_green)

    async def one(claim: Claim, source: Document) -> None:
        about = {"claim": claim.id, "source": source.name}
        async with gate:
            compared = await compare.ainvoke(Pair(claim, source, story.published), {"metadata": about})
        all_compared.results[claim.id, source.id] = compared.result
        all_compared.usage += compared.usage
        all_compared.paid += compared.paid
        on_event(Compared(claim, source, compared.result, len(all_compared.results), total))

    for source, speaking_of in readers.values():
        async with asyncio.TaskGroup() as group:
            for claim in speaking_of:
                group.create_task(one(claim, source))
    return all_compared


def _of_promise(calibration: Calibration | None, max_false_green: float | None) -> tuple[str, ...]:
    """The notice that nothing can be green, if no threshold is known to keep the error rate."""
    if calibration is None or calibration.green_from(max_false_green) != NEVER:
        return ()
    rate = calibration.rate if max_false_green is None else max_false_green
    return (
        f"No claim is shown as supported: the {calibration.steps[-1].shown} labelled claims of {calibration.title} do not prove "
        f"that at most {rate:.1%} of them would be wrong; ask for a higher rate with --max-false-green.",
    )


def _of_search(chosen: Chosen) -> tuple[str, ...]:
    """Notices about sources that nobody chose."""
    search = chosen.search
    found = {one.claim for one in search.retrieved}
    lines = [
        f"Each claim was compared with at most {search.most} of the {search.documents:,} documents of the archive "
        f"{search.archive!r}, those that share most of its words; the others were not read. How far a mark can be trusted "
        "was measured on sources that people chose."
    ]
    if chosen.unfinished:
        lines.append(f"Documents may be missing from the archive {search.archive!r}: an addition to it is unfinished.")
    if search.story_prints:
        lines.append(f"No source, because it is the story itself or a print of it: {', '.join(search.story_prints)}.")
    if not found:
        lines.append(f"No document of the archive {search.archive!r} has a word of any claim.")
    return tuple(lines)


def _notices(
    story: Document, sources: Sequence[Document], reprints: Sequence[Reprint], extraction: Extraction, model: Model
) -> tuple[str, ...]:
    """Notices about the run, one line each."""
    notices = []
    for document in (story, *sources):
        notices += [f"{document.name}: {notice}" for notice in document.notices]
        if model.identity.spec == "embedded" and document.language not in (None, "en"):
            notices.append(
                f"{document.name} is in {document.language!r}; the embedded model is meant for English, "
                "so trust its answers less."
            )
    names = {document.id: document.name for document in (story, *sources)}
    notices += [notice_of(reprint, names) for reprint in reprints]
    failed = [outcome.number for outcome in extraction.outcomes if outcome.failure]
    if failed:
        notices.append(
            f"Unchecked: {len(failed):,} of {len(extraction.outcomes):,} sentences of the story could not be read; "
            "a person must check them."
        )
    elif not extraction.claims:
        notices.append("No checkable claim was found in the story.")
    return tuple(notices)
