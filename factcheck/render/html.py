"""A report as one page: opens from disk, loads nothing, runs only its own script.

`page/page.html.j2` is the page, `page/page.css` its style, `page/page.js` its interaction; everything is readable
without the script. This module prepares the template's data. All text of documents and models passes the template's
escaping; only our two files go in as they are, each named by its hash in the page's policy.
"""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from urllib.parse import quote, urlsplit

from jinja2 import PackageLoader
from markupsafe import Markup

from factcheck.records import (
    Claim,
    Comparison,
    Counted,
    Document,
    Drift,
    Failure,
    Report,
    Sentence,
    SentenceOutcome,
    Verdict,
    VerdictName,
)
from factcheck.render import findings, wording
from factcheck.render.align import Piece, align
from factcheck.render.escaping import without_controls
from factcheck.render.excerpts import Stretch, around, excerpts, merged, paragraphs, shortened
from factcheck.render.stretches import Marked, Worded, worded
from factcheck.render.templates import page_template
from factcheck.steps.own_words import Resolved, own_words, resolved_words


@dataclass(frozen=True)
class Served:
    """The extras of a page from a local server, beyond the page on disk: the server's style and script.

    Such a page may send forms to its own server, and has places that the server fills in each time: `<!--slot sign-off-->`
    in its head and, for each claim by its id, `<!--slot badge c1-->` in its line and `<!--slot decision c1-->` below.
    No text of a document or a model can hold such a place: there `<` is written `&lt;`.
    """

    style: str
    script: str


def render(report: Report, served: Served | None = None) -> str:
    """The report as a self-contained HTML page; with `served`, one for the server that takes decisions."""
    style, script = _asset("page.css"), _asset("page.js")
    if served:
        style, script = style + served.style, script + served.script
    documents = {document.id: _Shown(document, paragraphs(document)) for document in (report.story, *report.sources)}
    claims = [_claim_view(report, documents, claim, verdict) for claim, verdict in findings.decided(report)]
    return _TEMPLATE.render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own file, not a document's text
        script=Markup(script),  # noqa: S704
        policy=_policy(style, script, served=served is not None),
        served=served is not None,
        counts=findings.count(report),
        counted=findings.counted_sources(report, [source.id for source in report.sources]),
        claims=claims,
        first=_first(report, claims),
        incomplete=findings.incomplete(report),
        story=_story_view(report, claims),
        quotations=[_drift_view(documents, drift) for drift in findings.loose_quotations(report)],
        speakers=sorted({claim.speaker for claim in report.claims if claim.speaker}),
        words=wording,
        prints_of=findings.prints_of,
        found_for=findings.found_for,
        title=findings.title,
        link=web_address,
    )


def _first(report: Report, claims: list[ClaimView]) -> list[ClaimView]:
    """The claims that need a person, the most important first; nothing if the report keeps the story's order."""
    if all(claim.worth is None for claim in report.claims):
        return []
    views = {view.claim.id: view for view in claims}
    return [views[claim.id] for claim, _ in findings.for_a_person(report)]


def web_address(origin: str) -> str | None:
    """The origin if it is an address that a browser may follow, else None: `javascript:` and the like are only text."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return origin if parts.scheme in {"http", "https"} and parts.netloc else None


@dataclass(frozen=True)
class _Shown:
    document: Document
    paragraphs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class DriftView:
    """One drift with its two spans aligned and the words around them."""

    drift: Drift
    kind: str
    label: str
    story: tuple[Piece, ...]
    story_context: tuple[str, str]
    source: tuple[Piece, ...]
    source_context: tuple[str, str]
    source_document: Document | None
    source_place: str


@dataclass(frozen=True)
class ResultView:
    """The result of one source for one claim."""

    source: Document
    mark: wording.Mark
    model: wording.Mark | None
    state: str
    comparison: Comparison | None
    failure: Failure | None
    excerpts: tuple[tuple[Stretch, ...], ...]
    place: str
    drifts: tuple[DriftView, ...]
    read: str | None
    print_of: str | None
    word_for_word: bool = False

    @property
    def brief(self) -> bool:
        """Whether there is nothing to show except that the source is silent, or was not asked."""
        silent = self.state in (Counted.SILENT, "left")
        return silent and not self.excerpts and not self.drifts and self.read is None


@dataclass(frozen=True)
class ClaimView:
    """One claim with everything a reader needs."""

    claim: Claim
    anchor: str
    verdict: Verdict
    mark: wording.Mark
    sentences: tuple[tuple[int, tuple[Stretch, ...]], ...]
    results: tuple[ResultView, ...]
    unsourced: tuple[DriftView, ...]
    text: tuple[Worded, ...]
    speaker: tuple[Worded, ...]
    own: tuple[tuple[int, int], ...]
    resolved: tuple[Resolved, ...]
    gist: str
    tally: str | None
    findings: str
    speaking: str

    def of(self, source: str) -> ResultView | None:
        """The result of that source, None if the claim was not compared with it."""
        return next((one for one in self.results if one.source.id == source), None)


@dataclass(frozen=True)
class StoryPiece:
    """A stretch of the story: a sentence with its outcome, or the text between two sentences."""

    parts: tuple[Marked, ...]
    sentence: Sentence | None = None
    outcome: SentenceOutcome | None = None
    claims: tuple[ClaimView, ...] = ()

    @property
    def verdict(self) -> VerdictName | None:
        """The most urgent verdict among the sentence's claims."""
        order = list(wording.VERDICTS)
        return min((view.verdict.verdict for view in self.claims), key=order.index, default=None)


def _asset(name: str) -> str:
    return files("factcheck.render").joinpath("page", name).read_text(encoding="utf-8")


def _policy(style: str, script: str, *, served: bool) -> str:
    """The content-security policy: the page loads nothing, and only these two texts style it and run.

    Only a served page may send anything, and only to its own server.
    """

    def digest(text: str) -> str:
        return b64encode(sha256(text.encode()).digest()).decode()

    sending = "connect-src 'self'; form-action 'self'" if served else "form-action 'none'"
    return (
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'; "
        f"base-uri 'none'; {sending}"
    )


def _claim_view(report: Report, documents: dict[str, _Shown], claim: Claim, verdict: Verdict) -> ClaimView:
    views = tuple(
        _result_view(report, documents, documents[source.id], verdict, result)
        for source, result in findings.results(report, verdict)
    )
    lacking = findings.gaps(claim, verdict)
    resolved = resolved_words(claim, report.story)
    kinds = [verdict.verdict.value]
    kinds += ["person"] if findings.needs_person(verdict) else []
    kinds += ["drift"] if verdict.drifts else []
    return ClaimView(
        claim=claim,
        anchor=quote(claim.id),
        verdict=verdict,
        mark=findings.mark(verdict),
        sentences=tuple((number, shortened(report.story.sentence_text(number))) for number in claim.sentences),
        results=views,
        unsourced=tuple(_drift_view(documents, drift) for drift in findings.drifts_against(verdict, None)),
        text=worded(claim.text, [gap for gap in lacking if not gap.of_speaker], resolved),
        speaker=worded(claim.speaker or "", [gap for gap in lacking if gap.of_speaker], ()),
        own=own_words(claim, report.story),
        resolved=resolved,
        gist=_gist(views),
        tally=findings.tally(report, verdict),
        findings=" ".join(kinds),
        speaking=" ".join(view.source.id for view in views if view.state not in (Counted.SILENT, "left")),
    )


def _gist(views: tuple[ResultView, ...]) -> str:
    """All sources of a claim in a line, the informative ones first: `contradicts s2 · supports s1 · silent: 8
    sources`."""
    by_word: dict[str, list[str]] = {}
    order = [
        *(mark for counted, mark in wording.COUNTED.items() if counted is not Counted.SILENT),
        wording.FAILED,
        wording.LEFT,
        wording.COUNTED[Counted.SILENT],
    ]
    for view in sorted(views, key=lambda view: order.index(view.mark)):
        by_word.setdefault(f"{view.mark.symbol}\N{NO-BREAK SPACE}{view.mark.word}", []).append(
            view.source.id
            + (f"\N{NO-BREAK SPACE}{wording.DRIFT.symbol}" if view.drifts else "")
            + (f"\N{NO-BREAK SPACE}(={view.print_of})" if view.print_of else "")
        )
    return " · ".join(
        f"{word}: {', '.join(names)}" if len(names) <= 4 else f"{word}: {len(names)} sources"
        for word, names in by_word.items()
    )


def _result_view(
    report: Report, documents: dict[str, _Shown], source: _Shown, verdict: Verdict, result: Comparison | Failure
) -> ResultView:
    drifts = tuple(_drift_view(documents, drift) for drift in findings.drifts_against(verdict, source.document.id))
    print_of = findings.prints_of(report, source.document.id)
    if isinstance(result, Failure):
        mark, state = wording.no_answer(result), "left" if findings.is_beyond_top(verdict) else "failed"
        return ResultView(source.document, mark, None, state, None, result, (), "", drifts, None, print_of)
    cited = tuple(sorted({number for evidence in result.evidence for number in evidence.sentences}))
    read = None
    if not result.whole:
        ranges = ", ".join(f"{passage.first}–{passage.last}" for passage in result.read)
        read = f"sentences {ranges} of {len(source.document.sentences)}"
    return ResultView(
        source=source.document,
        mark=wording.COUNTED[verdict.counted[source.document.id]],
        model=wording.RELATIONS[result.relation],
        state=verdict.counted[source.document.id].value,
        comparison=result,
        failure=None,
        excerpts=excerpts(source.document, source.paragraphs, result.evidence),
        place=wording.place(source.document, cited),
        drifts=drifts,
        read=read,
        print_of=print_of,
        word_for_word=source.document.id in verdict.word_for_word,
    )


def _drift_view(documents: dict[str, _Shown], drift: Drift) -> DriftView:
    source = documents[drift.source.document].document if drift.source else None
    story_pieces, source_pieces = align(drift.story.text, drift.source.text if drift.source else "")
    story = documents[drift.story.document].document
    return DriftView(
        drift=drift,
        kind=wording.DRIFTS[drift.kind],
        label=drift.label.replace("_", " "),
        story=story_pieces,
        story_context=around(story, drift.story),
        source=source_pieces,
        source_context=around(source, drift.source) if source and drift.source else ("", ""),
        source_document=source,
        source_place=wording.place_of(source, drift.source) if source and drift.source else "",
    )


def _story_view(report: Report, claims: list[ClaimView]) -> list[list[StoryPiece]]:
    """The story's paragraphs, each as its sentences and the text between them; joined, they are the story's text."""
    by_claim = {view.claim.id: view for view in claims}
    outcomes = {outcome.number: outcome for outcome in report.coverage}
    proved = [drift.story for verdict in report.verdicts for drift in verdict.drifts]
    proved += [drift.story for drift in report.quotations]
    drifted = merged((span.start, span.end) for span in proved)
    sentences = report.story.sentences
    starts = [sentence.start for sentence in sentences]
    shown = []
    for first, last in paragraphs(report.story):
        pieces, at = [], first
        for sentence in sentences[bisect_left(starts, first) : bisect_left(starts, last)]:
            if at < sentence.start:
                pieces.append(StoryPiece((Marked(report.story.text[at : sentence.start], drifted=False),)))
            outcome = outcomes.get(sentence.number)
            told = tuple(by_claim[name] for name in (outcome.claims if outcome else ()) if name in by_claim)
            pieces.append(StoryPiece(_parts(report.story, sentence, drifted, told), sentence, outcome, told))
            at = sentence.end
        if at < last:
            pieces.append(StoryPiece((Marked(report.story.text[at:last], drifted=False),)))
        shown.append(pieces)
    return shown


def _parts(
    story: Document, sentence: Sentence, drifted: list[tuple[int, int]], told: Sequence[ClaimView]
) -> tuple[Marked, ...]:
    """The sentence's text in stretches, by their claims and by proven drifts.

    A claim that repeats an earlier sentence has no own words here: it belongs to the whole sentence.
    """
    own: dict[str, list[tuple[int, int]]] = {}
    for view in told:
        inside = [(start, end) for start, end in view.own if sentence.start <= start and end <= sentence.end]
        own[view.claim.id] = inside or [(sentence.start, sentence.end)]
    edges = {sentence.start, sentence.end, *(edge for spans in own.values() for span in spans for edge in span)}
    first = bisect_right(drifted, sentence.start, key=lambda span: span[1])
    drifted = drifted[first : bisect_left(drifted, sentence.end, lo=first, key=lambda span: span[0])]
    edges |= {min(max(edge, sentence.start), sentence.end) for span in drifted for edge in span}
    urgency = {view.claim.id: list(wording.VERDICTS).index(view.verdict.verdict) for view in told}
    verdicts = {view.claim.id: view.verdict.verdict for view in told}
    parts = []
    for start, end in pairwise(sorted(edges)):
        claims = [name for name, spans in own.items() if any(a <= start and end <= b for a, b in spans)]
        parts.append(
            Marked(
                story.text[start:end],
                drifted=any(a <= start and end <= b for a, b in drifted),
                claims=tuple(claims),
                ending=tuple(name for name in claims if len(told) > 1 and own[name][-1][1] == end),
                verdict=verdicts[min(claims, key=urgency.__getitem__)] if claims else None,
            )
        )
    return tuple(parts)


_TEMPLATE = page_template(
    PackageLoader("factcheck.render", "page"),
    "page.html.j2",
    finalize=lambda value: without_controls(value) if type(value) is str else value,
)
