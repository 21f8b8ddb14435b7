"""Stories to render: a real-looking one with everything in it, and one of a real run."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from factcheck.records import (
    Claim,
    Clock,
    Comparison,
    Counted,
    Document,
    Drift,
    DriftKind,
    Failure,
    FailureKind,
    ModelIdentity,
    PromptIdentity,
    Report,
    Run,
    SentenceOutcome,
    SkipReason,
    Usage,
    Verdict,
    VerdictName,
)
from factcheck.render import json
from tests.render.documents import CONTRADICTS, DAILY, SILENT, STORY, SUPPORTS, TRANSCRIPT, WIRE, comparison, span

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


def verdict_with(
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
        verdict_with("c1", supported, comparison("c1", WIRE, SUPPORTS, 0.97, 3), *_quiet("c1", DAILY, TRANSCRIPT)),
        verdict_with(
            "c2",
            contradicted,
            comparison("c2", WIRE, SUPPORTS, 0.81, 4),
            *_quiet("c2", DAILY, TRANSCRIPT),
            drifts=(SHARE,),
            disagreements=("s1: the model says it supports the claim; code proves a conflict in a number",),
        ),
        verdict_with("c3", supported, comparison("c3", WIRE, SUPPORTS, 0.998, 5), *_quiet("c3", DAILY, TRANSCRIPT)),
        verdict_with("c4", VerdictName.NOT_MENTIONED, *_quiet("c4", WIRE, DAILY, TRANSCRIPT)),
        verdict_with(
            "c5",
            supported,
            comparison("c5", WIRE, SUPPORTS, 0.74, 9),
            comparison("c5", DAILY, SUPPORTS, 0.66, 5, calibrated=False),
            *_quiet("c5", TRANSCRIPT),
        ),
        verdict_with(
            "c6",
            supported,
            comparison("c6", WIRE, SUPPORTS, 0.9, 7),
            *_quiet("c6", DAILY, TRANSCRIPT),
            drifts=(ALTERED,),
        ),
        verdict_with(
            "c7",
            supported,
            comparison("c7", WIRE, SUPPORTS, 0.92, 8),
            *_quiet("c7", DAILY, TRANSCRIPT),
            drifts=(EXTENDED,),
        ),
        verdict_with(
            "c8",
            VerdictName.DISPUTED,
            comparison("c8", WIRE, SUPPORTS, 0.95, 10),
            comparison("c8", DAILY, CONTRADICTS, 0.87, 1, 2, calibrated=False),
            *_quiet("c8", TRANSCRIPT),
        ),
        verdict_with(
            "c9", supported, comparison("c9", WIRE, SUPPORTS, 0.91, 10), *_quiet("c9", DAILY), _truncated("c9")
        ),
        verdict_with(
            "c10",
            contradicted,
            *_quiet("c10", WIRE),
            comparison("c10", DAILY, CONTRADICTS, 0.84, 3),
            comparison("c10", TRANSCRIPT, SILENT, 0.97, whole=False),
            drifts=(COMPANIES,),
        ),
        verdict_with("c11", VerdictName.UNCHECKED, *_quiet("c11", WIRE, DAILY), _truncated("c11")),
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
