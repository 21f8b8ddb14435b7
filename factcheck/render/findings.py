"""The content of a report, counted and looked up in one place for every output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from factcheck.records import (
    Claim,
    Comparison,
    Counted,
    Document,
    Drift,
    Failure,
    FailureKind,
    Report,
    SentenceOutcome,
    SentenceRole,
    Uncovered,
    Verdict,
    VerdictName,
)
from factcheck.render.wording import LEANINGS, VERDICTS, Mark, plural, reprinted


@dataclass(frozen=True)
class Counts:
    """A report in numbers. `verdicts` has every verdict, in order of urgency, including those that no claim got.

    `needing_person` counts claims; the `failed` sentences of the story, whose claims are unknown, also need a person.
    """

    claims: int
    verdicts: dict[VerdictName, int]
    drifting: int
    needing_person: int
    left: int
    sentences: int
    yielding: int
    skipped: int
    failed: int

    @property
    def coverage(self) -> str:
        """The outcomes of the story's sentences, in a line."""
        return (
            f"{plural(self.sentences, 'sentence')}: {self.yielding} with claims, "
            f"{self.skipped} skipped, {self.failed} failed"
        )

    @property
    def for_a_person(self) -> str:
        """The work left for a person, in a line: the claims, and the sentences that could not be read."""
        claims, sentences = plural(self.needing_person, "claim"), plural(self.failed, "unchecked sentence")
        if self.failed and self.needing_person:
            return f"{claims} and {sentences} need a person"
        number, said = (self.failed, sentences) if self.failed else (self.needing_person, claims)
        return f"{said} {'needs' if number == 1 else 'need'} a person"


def count(report: Report) -> Counts:
    """The report in numbers."""
    verdicts = Counter(verdict.verdict for verdict in report.verdicts)
    outcomes = Counter(outcome.outcome for outcome in report.coverage)
    return Counts(
        claims=len(report.claims),
        verdicts={name: verdicts[name] for name in VERDICTS},
        drifting=sum(bool(verdict.drifts) for verdict in report.verdicts),
        needing_person=sum(needs_person(verdict) for verdict in report.verdicts),
        left=sum(is_beyond_top(verdict) for verdict in report.verdicts),
        sentences=len(report.coverage),
        yielding=outcomes["claims"],
        skipped=outcomes["skipped"],
        failed=outcomes["failed"],
    )


def mark(verdict: Verdict) -> Mark:
    """The mark of a verdict; of an unclear one the word says where it leans."""
    plain = VERDICTS[verdict.verdict]
    return replace(plain, word=f"{plain.word}, {LEANINGS[verdict.leaning]}") if verdict.leaning else plain


def needs_person(verdict: Verdict) -> bool:
    """Whether a person should look: yes, except for plain support that code and model agree on, with every part
    covered."""
    return (
        verdict.verdict is not VerdictName.SUPPORTED
        or bool(verdict.failures)
        or bool(verdict.disagreements)
        or bool(verdict.anachronisms)
        or any(drift.conflict for drift in verdict.drifts)
    )


def is_beyond_top(verdict: Verdict) -> bool:
    """Whether the claim was compared with no source, because others mattered more (`--top`)."""
    return any(failure.kind is FailureKind.BEYOND_TOP for failure in verdict.failures)


def failed_sentences(report: Report) -> tuple[SentenceOutcome, ...]:
    """The sentences of the story that could not be read, in order. A person must read them: their claims are
    unknown."""
    return tuple(outcome for outcome in report.coverage if outcome.outcome == "failed")


def findings(report: Report) -> set[str]:
    """The values of `--fail-on` that fit a report: verdicts that claims got, `drift` for what cannot be right, `headline`.

    A story sentence that failed is unchecked, too.
    """
    found = {str(verdict.verdict) for verdict in report.verdicts}
    drifts = [*report.quotations, *(drift for verdict in report.verdicts for drift in verdict.drifts)]
    if any(drift.conflict for drift in drifts):
        found.add("drift")
    if report.headline:
        found.add("headline")
    if failed_sentences(report):
        found.add("unchecked")
    return found


def stopped(report: Report) -> bool:
    """Whether the run stopped before it had asked everything."""
    failures = [outcome.failure for outcome in report.coverage if outcome.failure]
    failures += [failure for verdict in report.verdicts for failure in verdict.failures]
    kinds = {failure.kind for failure in failures}
    accounted = report.complete or FailureKind.BEYOND_TOP in kinds or bool(failed_sentences(report))
    return FailureKind.BUDGET_EXHAUSTED in kinds or not accounted


def incomplete(report: Report) -> str | None:
    """Why a report is not complete, in a line; None if it is."""
    lines = ["the run stopped before everything was asked"] if stopped(report) else []
    if failed := len(failed_sentences(report)):
        lines.append(f"{plural(failed, 'sentence')} of the story could not be read and must be checked by a person")
    if left := count(report).left:
        checked = len(report.claims) - left
        chosen = "claim that matters most was" if checked == 1 else f"{checked:,} claims that matter most were"
        lines.append(f"only the {chosen} checked, {plural(left, 'claim was', 'claims were')} left out (--top)")
    return "; ".join(lines) or None


def by_worth(report: Report) -> tuple[tuple[Claim, Verdict], ...]:
    """Each claim with its verdict, the most important first; claims of equal worth, or without one, in story order."""
    return tuple(sorted(decided(report), key=lambda pair: -(pair[0].worth or 0.0)))


def for_a_person(report: Report) -> tuple[tuple[Claim, Verdict], ...]:
    """The claims that a person should look at, the most important first."""
    return tuple((claim, verdict) for claim, verdict in by_worth(report) if needs_person(verdict))


def results(report: Report, verdict: Verdict) -> tuple[tuple[Document, Comparison | Failure], ...]:
    """The result of each source for one claim, in source order. A source without an entry is left out."""
    by_source: dict[str | None, Comparison | Failure] = {failure.source: failure for failure in verdict.failures}
    by_source |= {comparison.source: comparison for comparison in verdict.comparisons}
    return tuple((source, by_source[source.id]) for source in report.sources if source.id in by_source)


@dataclass(frozen=True)
class Gap:
    """A stretch of a claim that no evidence has: its `text[start:end]`, or its speaker's if `of_speaker`.

    `absent` says that no sentence of a source has it: it keeps the claim from being supported.
    """

    text: str
    start: int
    end: int
    of_speaker: bool
    absent: bool


def gaps(claim: Claim, verdict: Verdict) -> tuple[Gap, ...]:
    """The stretches of a claim that a reader should look at, in order: no supporting source's evidence has them.

    A claim that sources only contradict or are silent on has none: nothing of it is borne out.
    """
    speaking = [s for s, c in verdict.counted.items() if c in _MAY_BEAR_OUT]
    lacking = [{_place(part): part for part in verdict.uncovered if part.source == source} for source in speaking]
    found: list[Gap] = []
    for place in sorted(set.intersection(*map(set, lacking))) if lacking else ():
        of_speaker, start, end = place
        absent = all(one[place].absent for one in lacking)
        said = (claim.speaker or "") if of_speaker else claim.text
        last = found[-1] if found else None
        if last and (last.of_speaker, last.absent) == (of_speaker, absent) and not said[last.end : start].strip():
            found[-1] = Gap(said[last.start : end], last.start, end, of_speaker, absent)
        else:
            found.append(Gap(said[start:end], start, end, of_speaker, absent))
    return tuple(found)


_MAY_BEAR_OUT = frozenset({Counted.SUPPORTS, Counted.PARTLY_SUPPORTS, Counted.UNCLEAR})


def _place(part: Uncovered) -> tuple[bool, int, int]:
    return part.of_speaker, part.start, part.end


def prints_of(report: Report, source: str) -> str | None:
    """The source, or `story`, that a source is a print of; None for a source that counts for itself."""
    reprints = {reprint.document: reprint.of for reprint in reversed(report.reprints)}
    return None if source == report.story.id else reprints.get(source)


def counted_sources(report: Report, sources: Sequence[str]) -> str:
    """How many sources these are, prints of one text counted once: `2 sources, counted as 1: s3 is a reprint of s1`."""
    texts = set()
    for source in sources:
        text: str = source
        while above := prints_of(report, text):
            text = above
        texts.add(text)
    number = len(texts - {report.story.id})
    if number == len(sources):
        return plural(number, "source")
    why = [reprinted(reprint) for reprint in report.reprints if reprint.document in sources]
    return f"{plural(len(sources), 'source')}, counted as {number}: {', '.join(dict.fromkeys(why))}"


def tally(report: Report, verdict: Verdict) -> str | None:
    """How many sources speak on either side of a claim, if prints make that less than obvious; else None."""
    parts, several = [], False
    for relation, word in ((Counted.SUPPORTS, "supported"), (Counted.CONTRADICTS, "contradicted")):
        sources = [source for source, counted in verdict.counted.items() if counted is relation]
        several |= len(sources) > 1 or any(prints_of(report, source) for source in sources)
        parts += [f"{word} by {counted_sources(report, sources)}"] if sources else []
    return "; ".join(parts) if several else None


def found_for(report: Report, source: Document) -> str | None:
    """Why a source of an archive was read: how old it is, for which claims, at which rank and by which words.

    None for a source that was given.
    """
    found = [one for one in report.search.retrieved if one.source == source.id] if report.search else []
    if not report.search or not found:
        return None
    told = "; ".join(f"{one.claim} (rank {one.rank}: {', '.join(one.words) or 'none of its words'})" for one in found)
    share = f"shares words with {found[0].claims} of {plural(len(report.claims), 'claim')}"
    return f"found in the archive {report.search.archive!r}, {_age(report.story, source)}, {share}; read for {told}"


def _age(story: Document, source: Document) -> str:
    """When a source was published relative to the story, in days."""
    days = [_day(document.published) for document in (story, source)]
    if days[1] is None:
        return "of no stated date"
    if days[0] is None:
        return f"of {days[1]}"
    apart = (days[1] - days[0]).days
    if apart == 0:
        return "of the story's own day"
    return f"{plural(abs(apart), 'day')} {'later' if apart > 0 else 'older'} than the story"


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def decided(report: Report) -> tuple[tuple[Claim, Verdict], ...]:
    """Each claim with its verdict, in story order."""
    by_claim = {verdict.claim: verdict for verdict in report.verdicts}
    return tuple((claim, by_claim[claim.id]) for claim in report.claims if claim.id in by_claim)


def drifts_against(verdict: Verdict, source: str | None) -> tuple[Drift, ...]:
    """The drifts of a claim against one source; for None, the findings that no source has it."""
    return tuple(d for d in verdict.drifts if (d.source.document if d.source else None) == source)


def loose_quotations(report: Report) -> tuple[Drift, ...]:
    """The quotation findings that belong to no claim, which a list of claims would lose."""
    told = {drift for verdict in report.verdicts for drift in verdict.drifts}
    return tuple(drift for drift in report.quotations if drift not in told)


def nothing_answered(report: Report) -> str | None:
    """Why the model gave no answer at all, if so."""
    failures = [outcome.failure for outcome in report.coverage if outcome.failure is not None]
    answers = sum(usage.calls for usage in report.run.usage.values())
    return failures[0].detail if failures and not answers else None


def title(document: Document) -> str:
    """The name of a document: its title, else its headline, else its name."""
    headline = next((s.number for s in document.sentences if s.role is SentenceRole.HEADLINE), None)
    return document.title or (document.sentence_text(headline) if headline else document.name)
