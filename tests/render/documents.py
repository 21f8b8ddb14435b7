"""The documents of the stories to render, and what points into them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from factcheck.records import (
    Comparison,
    Document,
    Evidence,
    Passage,
    Relation,
    Sentence,
    SentenceRole,
    Span,
)

SUPPORTS, CONTRADICTS, SILENT = Relation.SUPPORTS, Relation.CONTRADICTS, Relation.SILENT


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
