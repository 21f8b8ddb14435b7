"""Two small reports that between them hold everything a report can hold."""

from __future__ import annotations

import hashlib
import re

from factcheck.records import (
    Anachronism,
    Claim,
    Clock,
    Comparison,
    Conflict,
    ConflictKind,
    Counted,
    Cue,
    Document,
    Drift,
    DriftKind,
    Evidence,
    Failure,
    FailureKind,
    LeftOut,
    ModelIdentity,
    Passage,
    PromptIdentity,
    Relation,
    Report,
    Reprint,
    Run,
    Sentence,
    SentenceOutcome,
    SkipReason,
    Usage,
    Verdict,
    VerdictName,
)


def document(id: str, text: str, **facts: str) -> Document:
    """A document of one sentence per line of `text`."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    return Document(
        id=id,
        name=facts.pop("name", f"{id}.md"),
        origin=f"{id}.md",
        media_type="text/markdown",
        text=text,
        sha256=hashlib.sha256(text.encode(errors="replace")).hexdigest(),
        sentences=tuple(Sentence(number=n, start=a, end=b) for n, (a, b) in enumerate(lines, start=1)),
        **facts,
    )


def evidence(source: Document, *numbers: int) -> tuple[Evidence, ...]:
    """One piece of evidence per sentence."""
    spans = ((number, source.sentence_span(number)) for number in numbers)
    return tuple(Evidence(**span.model_dump(), sentences=(number,)) for number, span in spans)


def found(
    claim: str, source: Document, relation: Relation, confidence: float, *sentences: int, **more: object
) -> Comparison:
    """A comparison with that result."""
    rest = (1 - confidence) / 2
    return Comparison(
        claim=claim,
        source=source.id,
        relation=relation,
        confidence=confidence,
        probabilities={each: confidence if each is relation else rest for each in Relation},
        evidence=evidence(source, *sentences),
        **{"basis": "logprobs", **more},
    )


def judged(verdict: VerdictName, comparisons: tuple[Comparison, ...] = (), **more: object) -> Verdict:
    """A verdict in which each source counts as what the model says of it, unless `counted` says otherwise."""
    counted = {one.source: Counted(one.relation.value) for one in comparisons} | more.pop("counted", {})
    return Verdict(verdict=verdict, comparisons=comparisons, counted=counted, **more)


STORY = document(
    "story",
    "Harbour bridge to close for nine weeks\n"
    "The harbour bridge will close on 3 March for nine weeks, the city said on Friday.\n"
    "“The deck is in a far worse state than anyone had feared,” said city engineer Ana Ruiz.\n"
    "The repair costs $4.2 million, of which the port pays 70 %.\n"
    "A ferry will run every twenty minutes.\n"
    "Is that enough?\n"
    "It is a scandal that nobody looked earlier.\n"
    "Two contractors have reportedly been suspended.\n"
    "The bridge opened in 1961.\n",
    title="Harbour bridge to close for nine weeks",
    published="2025-02-14",
)
CITY = document(
    "s1",
    "The city council announced the closure of the harbour bridge from 3 March.\n"
    "Works last six weeks.\n"
    "“The deck is in a worse state than we had feared,” city engineer Ana Ruiz told the council.\n"
    "The port pays 70 % of the first instalment; the whole repair costs $4.2 million.\n"
    "During the works a ferry runs every 20 minutes.\n",
    name="city-council.md",
    title="Closure of the harbour bridge",
    publisher="City Council",
    published="2025-02-14",
)
PAPER = document(
    "s2",
    "The harbour bridge closes in March for nine weeks, the Harbour Post has learnt.\n"
    "No contractor has been suspended, the port authority said.\n",
    name="harbour-post.html",
    publisher="The Harbour Post",
    published="2025-02-15T09:00:00+00:00",
)

_BASE = Run(
    factcheck_version="0.1.0",
    model=ModelIdentity(spec="local", name="small-model", provider="embedded", engine="engine 1.0"),
    prompts=(
        PromptIdentity(name="compare", version=2, sha256="ab" * 32),
        PromptIdentity(name="extract", version=1, sha256="cd" * 32),
    ),
    usage={
        "compare": Usage(calls=10, prompt_tokens=12_000, cached_tokens=9_000, output_tokens=40),
        "extract": Usage(calls=3, prompt_tokens=1_500, output_tokens=700),
    },
)
_CLOCK = Clock(started="2025-02-16T10:00:00Z", seconds=75.25, paid=Usage(calls=2, prompt_tokens=900, output_tokens=12))


def _drift(
    kind: DriftKind, label: str, conflict: bool, story: str, source: tuple[Document, str] | None, says: str
) -> Drift:
    at = STORY.text.index(story)
    there = None
    if source is not None:
        start = source[0].text.index(source[1])
        there = source[0].span(start, start + len(source[1]))
    return Drift(
        kind=kind,
        label=label,
        conflict=conflict,
        story=STORY.span(at, at + len(story)),
        source=there,
        story_value=story,
        source_value=source[1] if source else None,
        message=says,
    )


WEEKS = _drift(
    DriftKind.NUMBER,
    "value_differs",
    True,
    "nine weeks, the city said",
    (CITY, "six weeks"),
    "The city says six weeks.",
)
SHARE = _drift(
    DriftKind.NUMBER,
    "share_as_total",
    True,
    "$4.2 million, of which the port pays 70 %",
    (CITY, "The port pays 70 % of the first instalment; the whole repair costs $4.2 million"),
    "In the source the share is of the first instalment, not of the whole.",
)
QUOTE = _drift(
    DriftKind.QUOTATION,
    "altered",
    True,
    "“The deck is in a far worse state than anyone had feared,”",
    (CITY, "“The deck is in a worse state than we had feared,”"),
    "The words in quotation marks are not those of the source.",
)
OUTSIDE = _drift(DriftKind.QUOTATION, "in_no_source", False, "It is a scandal", None, "No source has these words.")


def _claim(id: str, text: str, *sentences: int, **more: object) -> Claim:
    return Claim(id=id, text=text, sentences=sentences, **more)


FULL = Report(
    story=STORY,
    sources=(CITY, PAPER),
    claims=(
        _claim("c1", "The harbour bridge will close for nine weeks.", 1, 2, speaker="the city"),
        _claim("c2", "The bridge's deck is in a far worse state than anyone had feared.", 3, speaker="Ana Ruiz"),
        _claim("c3", "The port pays 70 % of the $4.2 million repair.", 4),
        _claim("c4", "A ferry will run every twenty minutes.", 5),
        _claim("c5", "Two contractors have been suspended.", 8, hedge="reportedly", unresolved=("Two contractors",)),
        _claim("c6", "The bridge opened in 1961.", 9, wording="sentence"),
    ),
    coverage=(
        SentenceOutcome(number=1, outcome="skipped", reason=SkipReason.DUPLICATE, duplicate_of="c1"),
        SentenceOutcome(number=2, outcome="claims", claims=("c1",)),
        SentenceOutcome(number=3, outcome="claims", claims=("c2",)),
        SentenceOutcome(number=4, outcome="claims", claims=("c3",)),
        SentenceOutcome(number=5, outcome="claims", claims=("c4",)),
        SentenceOutcome(number=6, outcome="skipped", reason=SkipReason.QUESTION),
        SentenceOutcome(
            number=7,
            outcome="failed",
            failure=Failure(step="extract", kind=FailureKind.TRUNCATED, detail="the answer ran into 400 tokens"),
        ),
        SentenceOutcome(number=8, outcome="claims", claims=("c5",)),
        SentenceOutcome(number=9, outcome="claims", claims=("c6",)),
    ),
    verdicts=(
        judged(
            claim="c1",
            verdict=VerdictName.DISPUTED,
            comparisons=(
                found("c1", CITY, Relation.CONTRADICTS, 0.91, 2),
                found("c1", PAPER, Relation.SUPPORTS, 0.97, 1),
            ),
            drifts=(WEEKS,),
        ),
        judged(
            claim="c2",
            verdict=VerdictName.SUPPORTED,
            comparisons=(found("c2", CITY, Relation.SUPPORTS, 0.88, 3), found("c2", PAPER, Relation.SILENT, 0.999)),
            drifts=(QUOTE,),
            disagreements=("s1: the model says it supports the claim; code proved that the quotation was altered",),
        ),
        judged(
            claim="c3",
            verdict=VerdictName.CONTRADICTED,
            comparisons=(
                found("c3", CITY, Relation.CONTRADICTS, 0.62, 4),
                found("c3", PAPER, Relation.SILENT, 0.7, basis="stated"),
            ),
            drifts=(SHARE,),
        ),
        judged(
            claim="c4",
            verdict=VerdictName.SUPPORTED,
            comparisons=(
                found("c4", CITY, Relation.SUPPORTS, 0.93, 5),
                found(
                    "c4",
                    PAPER,
                    Relation.SILENT,
                    0.8,
                    whole=False,
                    read=(Passage(start=0, end=PAPER.sentences[0].end, first=1, last=1),),
                ),
            ),
        ),
        judged(
            claim="c5",
            verdict=VerdictName.UNCHECKED,
            comparisons=(found("c5", PAPER, Relation.SILENT, 0.6),),
            failures=(
                Failure(
                    step="compare",
                    kind=FailureKind.TIMED_OUT,
                    detail="no answer in 120 s",
                    claim="c5",
                    source="s1",
                ),
            ),
        ),
        judged(
            claim="c6",
            verdict=VerdictName.NOT_MENTIONED,
            comparisons=(found("c6", CITY, Relation.SILENT, 0.95), found("c6", PAPER, Relation.SILENT, 0.95)),
        ),
    ),
    quotations=(QUOTE, OUTSIDE),
    notices=("the story is also given as a source",),
    run=_BASE,
    clock=_CLOCK,
)
"""Every verdict, relation, kind of failure that a report shows apart, and both ways a quotation finding is told."""

NOTHING = Report(
    story=document("story", "What a day!\n"),
    sources=(PAPER,),
    claims=(),
    coverage=(SentenceOutcome(number=1, outcome="skipped", reason=SkipReason.NOT_CHECKABLE),),
    verdicts=(),
    complete=False,
    run=_BASE.model_copy(update={"usage": {}, "calibration": "small-model-2025"}),
    clock=_CLOCK,
)
"""A story with no checkable claim, in a run that stopped early."""

_DEAD = document(
    "story",
    "Twelve people died in the rockfall on Thursday.\nA road is closed.\n",
    title="Rockfall kills twelve",
    published="2025-09-12",
)
_WIRE = document(
    "s1", "Twelve people died in the rockfall.\nA road is closed.\n", name="wire.md", published="2025-09-11T09:00:00Z"
)
_ECHO = document(
    "s2", "Twelve people died in the rockfall.\nA road is closed.\n", name="echo.md", published="2025-09-11T11:00:00Z"
)
_LATER = document(
    "s3", "Fifteen people are now known to have died.\n", name="later.md", published="2025-09-11T14:00:00Z"
)
_COPY = document("s4", "Twelve people died in the rockfall on Thursday.\nA road is closed.\n", name="copy.md")
_GUIDE = document("s5", "A road along the cliff is closed.\n", name="guide.md", published="2024-05-01")

MANY = Report(
    story=_DEAD,
    sources=(_WIRE, _ECHO, _LATER, _COPY, _GUIDE),
    claims=(
        _claim("c1", "Twelve people died in the rockfall on Thursday.", 1),
        _claim("c2", "A road was closed on Thursday.", 2),
    ),
    coverage=(
        SentenceOutcome(number=1, outcome="claims", claims=("c1",)),
        SentenceOutcome(number=2, outcome="claims", claims=("c2",)),
    ),
    verdicts=(
        judged(
            claim="c1",
            verdict=VerdictName.DISPUTED,
            comparisons=(
                found("c1", _WIRE, Relation.SUPPORTS, 0.97, 1),
                found("c1", _ECHO, Relation.SUPPORTS, 0.97, 1),
                found("c1", _LATER, Relation.SUPPORTS, 0.61, 1),
                found("c1", _COPY, Relation.SUPPORTS, 0.99, 1),
                found("c1", _GUIDE, Relation.SILENT, 0.9),
            ),
            disagreements=("later.md: the model says it supports the claim, code proved a difference",),
            counted={"s3": Counted.CONTRADICTS},
            conflict=Conflict(
                kind=ConflictKind.SUPERSEDED,
                supports=_WIRE.sentence_span(1),
                contradicts=_LATER.sentence_span(1),
                reason="s3 is later than s1, and it says that the figure has changed: “now known”",
                later="s3",
            ),
        ),
        judged(
            claim="c2",
            verdict=VerdictName.SUPPORTED,
            comparisons=(
                found("c2", _WIRE, Relation.SUPPORTS, 0.97, 2),
                found("c2", _ECHO, Relation.SUPPORTS, 0.97, 2),
                found("c2", _LATER, Relation.SILENT, 0.9),
                found("c2", _COPY, Relation.SILENT, 0.9),
                found("c2", _GUIDE, Relation.SUPPORTS, 0.8, 1),
            ),
            anachronisms=(Anachronism(source="s5", published="2024-05-01", event="2025-09-11", words="Thursday"),),
        ),
    ),
    reprints=(
        Reprint(document="s4", of="story", share=1.0, dated=False),
        Reprint(document="s2", of="s1", share=0.96, dated=True),
    ),
    left_out=(
        LeftOut(**_LATER.sentence_span(1).model_dump(), sentence=1, claim="c1", cue=Cue.CONTRAST),
        LeftOut(**_GUIDE.sentence_span(1).model_dump(), sentence=1, claim="c2", cue=Cue.DENIAL),
    ),
    run=_BASE,
    clock=_CLOCK,
)
"""Five sources that are three: a reprint, the story itself, a later report, and one older than what it is said to confirm."""
