"""Who said what: what code, and the claims, make of annotated attributions (source, cue and content spans).

Which stretches are quotations, and which words name nobody, is told apart here by code of its own: where the product's finds no
quotation, it has missed one, and not been asked.

Code alone: the speaker of quotations (`factcheck.english.speakers`), the speaker of every attribution's sentence
(`factcheck.steps.speaking.speaker_in`), and which sentences report at all (`factcheck.drift.attribution.holds`): a check names no
cue, so that is what can be measured of cues. A direct quotation is one whose whole annotated content stands in quotation
marks; the content of a quoted part goes on in the reporter's words.

With the claims: whether one has the content, and whether that one has the speaker. A speaker is right when it stands inside
the annotated source, or shares a name with it; sources that are pronouns count only where the place tells.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from evals.bench.shares import Share, f1_shares
from evals.bench.texts import Attribution, Text
from evals.bench.wording import LEAST_SHARE, content
from factcheck.english.reports import holds
from factcheck.english.speakers import Speaker, speaker_of
from factcheck.records import Claim, Document
from factcheck.steps.speaking import speaker_in

COVERED = 0.8
"""A quotation is an attribution's when the annotated content covers this share of it."""
WHOLE = 0.9
"""A content is a direct quotation when this share of it is in quotation marks."""
_LEAST_WORDS = 3
"""Fewer words in marks are a name or a scare quote."""
_NO_NAMES = frozenset(
    "the a an of mr mrs ms dr in for and to on at by former president secretary "
    "he she they i we it who you that which one".split()
)
_QUOTATION = re.compile(r"“([^”]+)”|``(.+?)''|\"((?:(?!\n\s*\n)[^\"])+)\"", re.DOTALL)
"""A quotation in double marks, over paragraphs only where its marks say which way they face."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

Spans = tuple[tuple[int, int], ...]


def by_code(text: Text, story: Document) -> dict[str, Share]:
    """What code alone makes of the text's attributions."""
    gold = located(text, story)
    marks = list(_QUOTATION.finditer(story.text))
    inside = tuple(mark.span() for mark in marks)
    direct: list[tuple[Speaker | None, Attribution]] = []
    parts: list[tuple[Speaker | None, Attribution]] = []
    for mark in marks:
        of = _quotation_of(mark, gold)
        if of is not None:
            is_direct = _shared(of.content_spans, inside) >= WHOLE * _length(of.content_spans)
            (direct if is_direct else parts).append((speaker_of(story.text, *_words_of(mark)), of))
    sentences = [s.number for s in story.sentences]
    reported = {n for one in gold for n in _numbers(story, one.cue_spans or one.content_spans)}
    named = [one for one in gold if _names(one.source or "")]
    return {
        "direct_quotation_speaker": _right(direct),
        "quoted_part_speaker": _right(parts),
        "sentence_speaker": Share(sum(_code_names(story, one) for one in named), len(named)),
        **f1_shares(
            "reporting_sentence",
            [(n in reported, not holds(story.sentence_text(n))) for n in sentences],
        ),
    }


def by_claims(text: Text, story: Document, claims: Sequence[Claim]) -> dict[str, Share]:
    """What the extracted claims make of them.

    A claim has an attribution's content when it is from one of its sentences and at least `LEAST_SHARE` of its content
    words are the content's. The speaker is right when such a claim has it.
    """
    named = [one for one in located(text, story) if _names(one.source or "")]
    having = [(one, list(_claims_of(one, story, claims))) for one in named]
    found = [(one, theirs) for one, theirs in having if theirs]
    right = sum(
        any(_names(claim.speaker or "") & _names(one.source or "") for claim in theirs) for one, theirs in found
    )
    return {"attributed_content": Share(len(found), len(named)), "claim_speaker": Share(right, len(found))}


def located(text: Text, story: Document) -> list[Attribution]:
    """The attributions, with offsets in the story as it was loaded, which folds white space and takes marks out."""
    blocks = list(Indel.opcodes(text.text, story.text))
    starts = [block.src_start for block in blocks]

    def moved(offset: int) -> int:
        block = blocks[bisect_right(starts, offset) - 1]
        return min(block.dest_start + offset - block.src_start, block.dest_end)

    def all_moved(spans: Spans) -> Spans:
        return tuple((moved(start), moved(end - 1) + 1) for start, end in spans)

    return [
        one.model_copy(
            update={name: all_moved(getattr(one, name)) for name in ("source_spans", "cue_spans", "content_spans")}
        )
        for one in text.attributions
    ]


def _words_of(mark: re.Match[str]) -> tuple[int, int]:
    """Where what the marks hold begins and ends."""
    return mark.span(mark.lastindex or 0)


def _quotation_of(mark: re.Match[str], gold: Sequence[Attribution]) -> Attribution | None:
    """The narrowest attribution with a source whose content covers the quotation; None for a name or a scare quote."""
    start, end = _words_of(mark)
    if len(mark.string[start:end].split()) < _LEAST_WORDS:
        return None
    covering = [
        one for one in gold if one.source and _shared(one.content_spans, ((start, end),)) >= COVERED * (end - start)
    ]
    return min(covering, key=lambda one: _length(one.content_spans), default=None)


def _right(speakers: Sequence[tuple[Speaker | None, Attribution]]) -> Share:
    """How many of the speakers found are the annotated ones."""
    return Share(sum(found is not None and _is(found, gold) for found, gold in speakers), len(speakers))


def _is(found: Speaker, gold: Attribution) -> bool:
    inside = _shared(gold.source_spans, ((found.start, found.end),)) > 0
    return inside or bool((_names(found.name) | _names(found.stands_for or "")) & _names(gold.source or ""))


def _code_names(story: Document, gold: Attribution) -> bool:
    """Whether code names the gold source as the speaker of a sentence of its content."""
    return any(
        _names(speaker_in(story, number) or "") & _names(gold.source or "")
        for number in _numbers(story, gold.content_spans)
    )


def _claims_of(gold: Attribution, story: Document, claims: Sequence[Claim]) -> Iterator[Claim]:
    """The claims that have the content."""
    numbers = _numbers(story, gold.content_spans)
    said = content(" ".join(story.text[start:end] for start, end in gold.content_spans))
    for claim in claims:
        words = content(claim.text)
        if numbers & set(claim.sentences) and words and len(words & said) >= LEAST_SHARE * len(words):
            yield claim


def _numbers(story: Document, spans: Spans) -> set[int]:
    return {number for start, end in spans for number in story.sentences_within(start, end)}


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _shared(spans: Spans, others: Spans) -> int:
    """How many characters two lists of disjoint spans share."""
    return sum(max(0, min(end, last) - max(start, first)) for start, end in spans for first, last in others)


def _names(source: str) -> set[str]:
    """The words that tell a source from another, in lower case; none for a pronoun."""
    words = {re.sub(r"['’]s?$", "", word).casefold() for word in _WORD.findall(source)}
    return words - _NO_NAMES
