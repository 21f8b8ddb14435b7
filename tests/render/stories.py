"""Stories to render: a real-looking one with everything in it, a large one, a hostile one."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any

from factcheck.records import (
    Claim,
    Clock,
    Comparison,
    Counted,
    Document,
    Drift,
    DriftKind,
    Evidence,
    Failure,
    FailureKind,
    ModelIdentity,
    Passage,
    PromptIdentity,
    Relation,
    Report,
    Run,
    Sentence,
    SentenceOutcome,
    SentenceRole,
    SkipReason,
    Span,
    Usage,
    Verdict,
    VerdictName,
)
from factcheck.render import json

SUPPORTS, CONTRADICTS, SILENT = Relation.SUPPORTS, Relation.CONTRADICTS, Relation.SILENT
RUN = Run(
    factcheck_version="0.1.0",
    model=ModelIdentity(
        spec="embedded",
        name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        provider="embedded",
        weights_sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        engine="xllamacpp 2026.10",
        parameters={"temperature": 0.0, "seed": 1},
    ),
    prompts=(
        PromptIdentity(name="extract", version=1, sha256=sha256(b"extract").hexdigest()),
        PromptIdentity(name="compare", version=2, sha256=sha256(b"compare").hexdigest()),
    ),
    usage={
        "extract": Usage(calls=4, prompt_tokens=3_904, cached_tokens=1_210, output_tokens=811),
        "compare": Usage(calls=24, prompt_tokens=31_220, cached_tokens=24_005, output_tokens=310),
    },
    calibration="embedded compare-2",
)
CLOCK = Clock(
    started="2024-04-13T08:12:05Z",
    seconds=143.4,
    paid=Usage(calls=28, prompt_tokens=35_124, cached_tokens=25_215, output_tokens=1_121),
)


def document(
    identifier: str,
    name: str,
    paragraphs: Sequence[Sequence[str]],
    *,
    headline: bool = False,
    **facts: Any,
) -> Document:
    """A document of these paragraphs of sentences, parted by blank lines; `headline` says that the first is one."""
    text = ""
    sentences: list[Sentence] = []
    for index, paragraph in enumerate(paragraphs):
        text += "\n\n" if text else ""
        for position, sentence in enumerate(paragraph):
            text += " " if position else ""
            role = SentenceRole.HEADLINE if headline and index == 0 else SentenceRole.BODY
            end = len(text) + len(sentence)
            sentences.append(Sentence(number=len(sentences) + 1, start=len(text), end=end, role=role))
            text += sentence
    given = {"id": identifier, "name": name, "origin": name, "media_type": "text/markdown", "text": text}
    found = {"sha256": sha256(text.encode()).hexdigest(), "sentences": tuple(sentences)}
    return Document.model_validate(given | found | facts)


def span(within: Document, words: str) -> Span:
    """The first place of these words."""
    start = within.text.index(words)
    return within.span(start, start + len(words))


def comparison(
    claim: str,
    source: Document,
    relation: Relation,
    confidence: float = 0.9,
    *sentences: int,
    calibrated: bool = True,
    whole: bool = True,
) -> Comparison:
    """A comparison that cites these sentences; the other two relations share what the confidence leaves."""
    rest = (1 - confidence) / 2
    last = source.sentences[-1 if whole else 0]
    return Comparison(
        claim=claim,
        source=source.id,
        relation=relation,
        confidence=confidence,
        calibrated=calibrated,
        basis="logprobs",
        probabilities=dict.fromkeys(Relation, rest) | {relation: confidence},
        evidence=tuple(Evidence(**source.sentence_span(n).model_dump(), sentences=(n,)) for n in sentences),
        read=(Passage(start=0, end=last.end, first=1, last=last.number),),
        whole=whole,
    )


STORY = document(
    "story",
    "story.md",
    [
        ["China is helping Russia arm on a scale unseen since Soviet times, US officials say"],
        [
            "China is helping Russia with its largest military build-up since the Soviet era, senior US officials "
            "said on Friday.",
            "In late 2023, over 70 % of Russia’s machine-tool imports came from China, totalling around $900 million, "
            "the officials said.",
        ],
        [
            "Last year, 90 % of Russia’s microelectronics imports came from China.",
            "The two countries are working together on drones and on space capabilities, according to the officials.",
            "China has not given Russia weapons directly.",
        ],
        [
            "Russia pursues “the most substantial defense expansion since the Soviet times, at a pace previously "
            "deemed unfeasible”, one official said.",
            "“China’s support is pivotal to Russia’s defence industry, which had otherwise suffered significant "
            "setbacks,” the official said.",
            "Some will call this the most dangerous partnership of the decade.",
            "What will Europe do about it?",
        ],
        [
            "Trade between the two countries reached $240 billion in 2023, a rise of 26 %.",
            "Twelve Chinese companies are named in the assessment.",
            "The findings were shared with allies in Brussels on Thursday.",
            "The officials repeated that nine in ten microelectronic parts come from China.",
            "Chinese chips now sit in every missile that Russia fires, one of them added after the briefing.",
        ],
        ["Reporting by our staff; editing by the night desk."],
    ],
    headline=True,
    title="China is helping Russia arm on a scale unseen since Soviet times, US officials say",
    publisher="The Morning Ledger",
    author="Staff reporters",
    published="2024-04-12",
)
WIRE = document(
    "s1",
    "report-a.md",
    [
        ["US: China helps Russia expand its arms industry"],
        [
            "Washington, April 12.",
            "China is helping Russia carry out its largest military build-up since Soviet times, two senior US "
            "officials told reporters on Friday.",
        ],
        [
            "China provided more than 70 % of the $900 million of machine tools that Russia imported in the last "
            "quarter of 2023, the officials said.",
            "Last year 90 % of the microelectronics that Russia imported came from China.",
            "Beijing and Moscow are also producing drones together.",
        ],
        [
            "Russia is undertaking “its most ambitious defense expansion since the Soviet era and on a faster "
            "timeline than we believed possible”, one of the officials said.",
            "Chinese support has been pivotal in reviving Russia’s defence industry, “which had otherwise suffered "
            "significant setbacks”, according to the official.",
            "The officials did not accuse China of giving Russia weapons directly.",
        ],
        ["Trade between Russia and China rose by 26 % to $240 billion last year, customs figures show."],
    ],
    headline=True,
    title="US: China helps Russia expand its arms industry",
    publisher="Wire Service A",
    published="2024-04-12T16:05:00-04:00",
)
DAILY = document(
    "s2",
    "report-b.html",
    [
        [
            "Trade between China and Russia came to $218 billion in 2023, the ministry said.",
            "That is less than the customs office had reported in January.",
        ],
        ["The assessment names fourteen Chinese companies.", "It was handed to allied governments on Wednesday."],
        ["A spokesman for the embassy said that China sells no weapons."],
    ],
    title="Ministry revises China trade figures",
    publisher="Daily B",
    published="2024-04-11",
    origin="https://daily-b.example/world/china-trade",
    notices=("hidden text of 34 characters was taken out",),
)
TRANSCRIPT = document(
    "s3",
    "transcript.pdf",
    [["Transcript of a background briefing, pages 1 to 40."], ["The recording begins after the opening remarks."]],
    published="2024-04-12",
)

OFFICIALS = "senior US officials"
CLAIMS = (
    Claim(
        id="c1",
        text="China is helping Russia with its largest military build-up since the Soviet era.",
        sentences=(1, 2),
        speaker=OFFICIALS,
    ),
    Claim(
        id="c2",
        text="In late 2023, over 70 % of Russia’s machine-tool imports came from China, totalling around $900 million.",
        sentences=(3,),
        speaker=OFFICIALS,
        hedge="around",
    ),
    Claim(id="c3", text="In 2023, 90 % of Russia’s microelectronics imports came from China.", sentences=(4,)),
    Claim(
        id="c4",
        text="China and Russia are working together on drones and on space capabilities.",
        sentences=(5,),
        speaker=OFFICIALS,
    ),
    Claim(id="c5", text="China has not given Russia weapons directly.", sentences=(6,)),
    Claim(
        id="c6",
        text="Russia pursues “the most substantial defense expansion since the Soviet times, at a pace previously "
        "deemed unfeasible”.",
        sentences=(7,),
        speaker="one official",
        unresolved=("one official",),
    ),
    Claim(
        id="c7",
        text="China’s support is pivotal to Russia’s defence industry, which had otherwise suffered significant setbacks.",
        sentences=(8,),
        speaker="one official",
    ),
    Claim(id="c8", text="Trade between China and Russia reached $240 billion in 2023.", sentences=(11,)),
    Claim(id="c9", text="Trade between China and Russia rose by 26 % in 2023.", sentences=(11,)),
    Claim(id="c10", text="Twelve Chinese companies are named in the assessment.", sentences=(12,), wording="sentence"),
    Claim(id="c11", text="The findings were shared with allies in Brussels on Thursday.", sentences=(13,)),
)

SHARE = Drift(
    kind=DriftKind.NUMBER,
    label="share_as_total",
    conflict=True,
    story=span(STORY, "over 70 % of Russia’s machine-tool imports came from China, totalling around $900 million"),
    source=span(WIRE, "more than 70 % of the $900 million of machine tools"),
    story_value="900000000 dollar from China",
    source_value="900000000 dollar in all",
    message="The story gives $900 million as what came from China; the source gives it as the total, of which China "
    "provided more than 70 %.",
)
ALTERED = Drift(
    kind=DriftKind.QUOTATION,
    label="altered",
    conflict=True,
    story=span(
        STORY, "the most substantial defense expansion since the Soviet times, at a pace previously deemed unfeasible"
    ),
    source=span(
        WIRE,
        "its most ambitious defense expansion since the Soviet era and on a faster timeline than we believed possible",
    ),
    story_value="the most substantial defense expansion since the soviet times",
    source_value="its most ambitious defense expansion since the soviet era",
    message="The words in quotation marks are not those of the source.",
)
EXTENDED = Drift(
    kind=DriftKind.QUOTATION,
    label="extended",
    conflict=True,
    story=span(
        STORY,
        "China’s support is pivotal to Russia’s defence industry, which had otherwise suffered significant setbacks,",
    ),
    source=span(WIRE, "which had otherwise suffered significant setbacks"),
    story_value="china's support is pivotal to russia's defence industry, which had otherwise suffered …",
    source_value="which had otherwise suffered significant setbacks",
    message="The source puts only “which had otherwise suffered significant setbacks” in quotation marks.",
)
COMPANIES = Drift(
    kind=DriftKind.NUMBER,
    label="value_differs",
    conflict=True,
    story=span(STORY, "Twelve Chinese companies"),
    source=span(DAILY, "fourteen Chinese companies"),
    story_value="12",
    source_value="14",
    message="The story says twelve, the source says fourteen.",
)


def _verdict(
    claim: str,
    name: VerdictName,
    *found: Comparison | Failure,
    drifts: tuple[Drift, ...] = (),
    disagreements: tuple[str, ...] = (),
) -> Verdict:
    comparisons = tuple(one for one in found if isinstance(one, Comparison))
    failures = tuple(one for one in found if isinstance(one, Failure))
    return Verdict(
        claim=claim,
        verdict=name,
        comparisons=comparisons,
        failures=failures,
        counted={one.source: Counted(one.relation.value) for one in comparisons},
        drifts=drifts,
        disagreements=disagreements,
    )


def _truncated(claim: str) -> Failure:
    detail = "the answer ran into the limit of 64 tokens"
    return Failure(step="compare", kind=FailureKind.TRUNCATED, detail=detail, claim=claim, source="s3")


def _quiet(claim: str, *sources: Document) -> tuple[Comparison, ...]:
    return tuple(comparison(claim, source, SILENT, 0.93) for source in sources)


def april() -> Report:
    """The story of April 2024: drifts, a dispute, failures, skipped sentences, a claim that no source has."""
    settled = {
        9: SentenceOutcome(number=9, outcome="skipped", reason=SkipReason.PREDICTION),
        10: SentenceOutcome(number=10, outcome="skipped", reason=SkipReason.QUESTION),
        14: SentenceOutcome(number=14, outcome="skipped", reason=SkipReason.DUPLICATE, duplicate_of="c3"),
        15: SentenceOutcome(
            number=15,
            outcome="failed",
            failure=Failure(step="extract", kind=FailureKind.REFUSED, detail="the model declined sentence 15"),
        ),
        16: SentenceOutcome(number=16, outcome="skipped", reason=SkipReason.BOILERPLATE),
    }
    coverage = tuple(
        settled.get(number)
        or SentenceOutcome(
            number=number, outcome="claims", claims=tuple(claim.id for claim in CLAIMS if number in claim.sentences)
        )
        for number in range(1, len(STORY.sentences) + 1)
    )
    supported, contradicted = VerdictName.SUPPORTED, VerdictName.CONTRADICTED
    verdicts = (
        _verdict("c1", supported, comparison("c1", WIRE, SUPPORTS, 0.97, 3), *_quiet("c1", DAILY, TRANSCRIPT)),
        _verdict(
            "c2",
            contradicted,
            comparison("c2", WIRE, SUPPORTS, 0.81, 4),
            *_quiet("c2", DAILY, TRANSCRIPT),
            drifts=(SHARE,),
            disagreements=("s1: the model says it supports the claim; code proves a conflict in a number",),
        ),
        _verdict("c3", supported, comparison("c3", WIRE, SUPPORTS, 0.998, 5), *_quiet("c3", DAILY, TRANSCRIPT)),
        _verdict("c4", VerdictName.NOT_MENTIONED, *_quiet("c4", WIRE, DAILY, TRANSCRIPT)),
        _verdict(
            "c5",
            supported,
            comparison("c5", WIRE, SUPPORTS, 0.74, 9),
            comparison("c5", DAILY, SUPPORTS, 0.66, 5, calibrated=False),
            *_quiet("c5", TRANSCRIPT),
        ),
        _verdict(
            "c6",
            supported,
            comparison("c6", WIRE, SUPPORTS, 0.9, 7),
            *_quiet("c6", DAILY, TRANSCRIPT),
            drifts=(ALTERED,),
        ),
        _verdict(
            "c7",
            supported,
            comparison("c7", WIRE, SUPPORTS, 0.92, 8),
            *_quiet("c7", DAILY, TRANSCRIPT),
            drifts=(EXTENDED,),
        ),
        _verdict(
            "c8",
            VerdictName.DISPUTED,
            comparison("c8", WIRE, SUPPORTS, 0.95, 10),
            comparison("c8", DAILY, CONTRADICTS, 0.87, 1, 2, calibrated=False),
            *_quiet("c8", TRANSCRIPT),
        ),
        _verdict("c9", supported, comparison("c9", WIRE, SUPPORTS, 0.91, 10), *_quiet("c9", DAILY), _truncated("c9")),
        _verdict(
            "c10",
            contradicted,
            *_quiet("c10", WIRE),
            comparison("c10", DAILY, CONTRADICTS, 0.84, 3),
            comparison("c10", TRANSCRIPT, SILENT, 0.97, whole=False),
            drifts=(COMPANIES,),
        ),
        _verdict("c11", VerdictName.UNCHECKED, *_quiet("c11", WIRE, DAILY), _truncated("c11")),
    )
    return Report(
        story=STORY,
        sources=(WIRE, DAILY, TRANSCRIPT),
        claims=CLAIMS,
        coverage=coverage,
        verdicts=verdicts,
        quotations=(ALTERED, EXTENDED),
        notices=("s3 gave only 2 sentences of text: its pages may be pictures",),
        run=RUN,
        clock=CLOCK,
    )


def real() -> Report:
    """What a check of `seeds/april-2024-build-up` gave on the embedded model, as its JSON was written."""
    file = Path(__file__).with_name("april-2024-build-up.json")
    return json.read(file.read_text(encoding="utf-8"))


def large(claims: int = 100, sources: int = 10) -> Report:
    """A story of one claim a sentence, each compared with every source."""
    words = "The council of district {n} approved {n} million euros for the repair of bridges and roads on Monday."
    debate = "The vote was taken after a debate of two hours."
    lines = range(1, claims + 1)
    story = document("story", "long.txt", [[words.format(n=n)] for n in lines], title="A long budget")
    minutes = [
        document(f"s{k}", f"minutes-{k}.txt", [[words.format(n=n), debate] for n in lines], title=f"Minutes {k}")
        for k in range(1, sources + 1)
    ]
    relations = cycle((SUPPORTS, SILENT, SILENT, CONTRADICTS, SILENT, SUPPORTS, SILENT))
    verdicts = []
    for n in lines:
        found = []
        for source in minutes:
            relation = next(relations)
            cited = () if relation is SILENT else (2 * n - 1,)
            found.append(comparison(f"c{n}", source, relation, 0.9, *cited))
        verdicts.append(_verdict(f"c{n}", VerdictName.DISPUTED, *found))
    return Report(
        story=story,
        sources=tuple(minutes),
        claims=tuple(
            Claim(id=f"c{n}", text=story.sentence_text(n), sentences=(n,), speaker=f"speaker {n % 7}") for n in lines
        ),
        coverage=tuple(SentenceOutcome(number=n, outcome="claims", claims=(f"c{n}",)) for n in lines),
        verdicts=tuple(verdicts),
        run=RUN,
        clock=CLOCK,
    )


HOSTILE = (
    "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">",
    "\"><svg onload=\"document.title = 'owned'\"> ' onfocus='document.title=1' autofocus x='",
    "</script></style></title></textarea><!-- <![CDATA[ ]]> --> {{ 7 * 7 }} {% raw %} ${7 * 7}",
    "The total \u202erose by 12 %\u2066 and \u2069\u2069 then \u202dfell by 21 %.",
    '=HYPERLINK("http://evil.example","open") | `code` **bold** [link](javascript:alert(1)) # head *x*',
    "[^e1]: forged footnote ![img](http://evil.example/x.png) <http://evil.example> \\| ~~gone~~ &lt; www.evil.example",
)


def hostile(longest: int = 1_000_000) -> Report:
    """A story, a source and a model that try to be more than text, with a line of `longest` characters at the end."""
    lines = [*HOSTILE, ("word " * (longest // 5))[: longest - 4] + "end."]
    facts: dict[str, Any] = {
        "title": HOSTILE[0],
        "author": HOSTILE[1],
        "publisher": HOSTILE[2],
        "published": HOSTILE[4],
        "origin": "javascript:document.title='owned'",
        "notices": (HOSTILE[1], HOSTILE[3]),
    }
    story = document("story", HOSTILE[1], [[line] for line in lines], **facts)
    source = document("s1", HOSTILE[2], [[line] for line in lines], **facts)
    numbers = range(1, len(lines) + 1)
    claims = tuple(
        Claim(
            id=f"c{n}",
            text=lines[n - 1],
            sentences=(n,),
            speaker=HOSTILE[n % 6],
            hedge=HOSTILE[(n + 1) % 6],
            unresolved=HOSTILE[:2],
        )
        for n in numbers
    )
    drifts = [
        Drift(
            kind=DriftKind.NAME,
            label=HOSTILE[2],
            conflict=False,
            story=story.sentence_span(n),
            source=source.sentence_span(len(lines) - n + 1),
            story_value=HOSTILE[0],
            source_value=HOSTILE[1],
            message=HOSTILE[2],
        )
        for n in numbers
    ]
    verdicts = tuple(
        _verdict(
            f"c{n}",
            VerdictName.SUPPORTED,
            comparison(f"c{n}", source, SUPPORTS, 0.9, n),
            drifts=(drifts[n - 1],),
            disagreements=HOSTILE,
        )
        for n in numbers
    )
    return Report(
        story=story,
        sources=(source,),
        claims=claims,
        coverage=tuple(SentenceOutcome(number=n, outcome="claims", claims=(f"c{n}",)) for n in numbers),
        verdicts=verdicts,
        notices=HOSTILE,
        run=RUN,
        clock=CLOCK,
    )
