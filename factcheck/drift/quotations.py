"""Quotations: every stretch in quotation marks of the story against all sources.

No drift if one source has the words inside quotation marks, whatever its punctuation, typography, spelling and letter
case, whole or as part of a longer quotation, and whoever interrupts it ("…," he said, "…"). Otherwise the closest
stretch of all sources decides the label:

| label | conflict | meaning |
|---|---|---|
| `trimmed` | no | the words are there, but a negation before them, or the end of their sentence, was left out |
| `hidden_negation` | yes | the story's ellipsis leaves out words that turn the statement round |
| `spliced` | yes | two separate stretches of the source are joined into one |
| `altered` | yes | the source quotes the same statement in other words |
| `extended` | yes | the source puts only a part of these words in quotation marks |
| `quoted_paraphrase` | yes | the words are the source's own, outside quotation marks |
| `misattributed` | yes | the same words, but someone else says them |
| `not_found` | no | no source has the quotation |

Quotations of one or two words and titles of works ("The Old Man and the Sea") are not findings: such marks are often
the writer's own. A source without reported speech, such as a transcript, is one long quotation; it is recognised by the
first person outside quotation marks or by its speakers' labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from factcheck.drift.near_quotations import find_closest
from factcheck.drift.quoted_texts import SHORT, Quotation, QuotedStretch, Voices, apart, story_quotations
from factcheck.english.same_speaker import different_speakers
from factcheck.english.speakers import known_speaker
from factcheck.english.words import NEGATIONS, words
from factcheck.records import Document, Drift, DriftKind

_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*\s")

_MESSAGES = {
    "trimmed": "The story quotes only “{story}” from one sentence of the source: “{source}”.",
    "hidden_negation": "The ellipsis in “{story}” leaves out a negation: the source has “{source}”.",
    "spliced": "The story's “{story}” joins words that are apart in the source: “{source}”.",
    "altered": "The story quotes “{story}”, the source “{source}”: both cannot be verbatim.",
    "extended": "The story puts all of “{story}” in quotation marks, the source only “{quoted}”.",
    "quoted_paraphrase": "The story quotes “{story}”; the source says it in its own words, unquoted: “{source}”.",
    "not_found": "No source has the quotation “{story}”.",
}


def find_quotation_drift(story: Document, sources: Sequence[Document]) -> tuple[Drift, ...]:
    """How the story's quotations change the sources' words, in story order; at most one finding for a quotation.

    The order of the sources matters only if two have equally close stretches: the first is shown. Without sources there
    are no findings.
    """
    if not sources:
        return ()
    voices = [voices_of(source) for source in sources]
    findings = (_finding(story, quotation, voices) for quotation in story_quotations(story))
    return tuple(finding for finding in findings if finding is not None)


@lru_cache(maxsize=32)
def voices_of(document: Document) -> Voices:
    """Its words and who says them, computed once."""
    return Voices(document)


def _finding(story: Document, quotation: Quotation, voices: Sequence[Voices]) -> Drift | None:
    readings = [reading for source in voices for reading in _readings(quotation, source, story)]
    if not readings:
        return _drift("not_found", quotation, None)
    best = max(readings, key=lambda reading: reading.rank)
    if best.label != "exact":
        return _drift(best.label, quotation, best)
    ours = known_speaker(story.text, quotation.span.start, quotation.span.end)
    exact = [reading for reading in readings if reading.label == "exact"]
    theirs = [_speaker_name(reading) for reading in exact]
    for reading, name in zip(exact, theirs, strict=True):
        text = reading.source.document.text
        if ours is None or name is None or not different_speakers(ours, story.text, name, text):
            return None
    message = f"The story has {ours} say “{_brief(quotation.span.text)}”, in the source it is {theirs[0]}."
    return _drift("misattributed", quotation, exact[0], message)


def _speaker_name(reading: QuotedStretch) -> str | None:
    return known_speaker(reading.source.document.text, reading.start, reading.end)


def _readings(quotation: Quotation, source: Voices, story: Document) -> Iterator[QuotedStretch]:
    """Ways to find the quotation in one source: verbatim ones, or else the closest."""
    verbatim = list(verbatim_readings(quotation, source, story))
    yield from verbatim
    if not verbatim:
        closest = find_closest(quotation, source)
        if closest is not None:
            yield closest


def verbatim_readings(quotation: Quotation, source: Voices, story: Document) -> Iterator[QuotedStretch]:
    """All the words are in the source, in this order: inside marks, across them or outside."""
    for in_marks in (True, False):
        for first in source.occurrences(quotation.pieces[0], in_marks=in_marks):
            found = [first]
            for piece in quotation.pieces[1:]:
                following = next(source.occurrences(piece, in_marks=in_marks, after=found[-1][-1]), None)
                if following is None:
                    break
                found.append(following)
            if len(found) == len(quotation.pieces) and not any(_interrupted(source, run) for run in found):
                yield _judge(quotation, source, found, story)


def _interrupted(source: Voices, run: Sequence[int]) -> bool:
    """Whether anything except an attribution is between words of the run."""
    return any(apart(source, before, after) for before, after in pairwise(run))


def _judge(quotation: Quotation, source: Voices, found: list[tuple[int, ...]], story: Document) -> QuotedStretch:
    """Label a verbatim occurrence, given the words' indexes for each piece."""
    start, end = source.stretch(found[0][0], found[-1][-1])
    for index, (run, following) in enumerate(pairwise(found)):
        if quotation.elided[index] and _turns_round(source, run[-1], following[0]):
            return QuotedStretch("hidden_negation", source, start, end, 1.0)
    content = [at for run in found for at in run if source.words[at].is_content]
    inside = sum(source.quotation_of[at] is not None for at in content)
    if inside == len(content):
        negated = _negation_before(source, found[0][0])
        if negated is not None and not is_denied(story, quotation):
            return QuotedStretch("trimmed", source, source.words[negated].start, end, 1.0)
        rest = _rest_of_sentence(quotation, source, found[-1][-1])
        if len(rest) > SHORT:
            return QuotedStretch("trimmed", source, start, source.words[rest[-1]].end, 1.0)
        return QuotedStretch("exact", source, start, end, 1.0)
    label = "extended" if inside else "quoted_paraphrase"
    return QuotedStretch(label, source, start, end, 1.0)


def _turns_round(source: Voices, before: int, after: int) -> bool:
    """Whether a negation between the two words belongs to the sentence of either."""
    for at in range(before + 1, after):
        word = source.words[at]
        if word.heard in NEGATIONS and (
            not _SENTENCE_END.search(source.text(source.words[before].end, word.start))
            or not _SENTENCE_END.search(source.text(word.end, source.words[after].start))
        ):
            return True
    return False


def _negation_before(source: Voices, first: int) -> int | None:
    """The negation that governs word `first`: in its quotation, at most four words before, no comma between."""
    for at in range(first - 1, max(first - 5, -1), -1):
        if source.quotation_of[at] is None or source.quotation_of[at] != source.quotation_of[first]:
            return None
        if re.search(r"[.,;:!?—]|\b(?:but|only|just)\b", source.text(source.words[at].end, source.words[at + 1].start)):
            return None
        if source.words[at].heard in {"but", "only", "just", "because"}:
            return None
        if source.words[at].heard in NEGATIONS:
            return at
    return None


def _rest_of_sentence(quotation: Quotation, source: Voices, last: int) -> list[int]:
    """The words that the source's quotation has between word `last` and the end of the sentence.

    None if the story does not present its quotation as a whole sentence, or continues with the rest itself.
    """
    text = quotation.span.text
    if not (text[:1].isupper() and text[-1:] in ".,!?"):
        return []
    rest = []
    for at in range(last + 1, len(source.words)):
        gap = source.text(source.words[at - 1].end, source.words[at].start)
        same = source.quotations and source.quotation_of[at] == source.quotation_of[last]
        if not same or re.search(r"[.!?…;:—–“”\"]|,['’]|--|\n", gap):
            break
        rest.append(at)
    goes_on = bool(rest) and quotation.following[:2] == tuple(source.words[at].heard for at in rest[:2])
    return [] if goes_on else rest


def is_denied(story: Document, quotation: Quotation) -> bool:
    """Whether the story's own words before the quotation say no."""
    before = story.text[max(0, quotation.span.start - 100) : quotation.span.start]
    heard = {word.heard for word in words(_SENTENCE_END.split(before)[-1])}
    return bool(
        heard & (NEGATIONS | {"denied", "denies", "deny", "refused", "rejected", "doubted", "against", "ruled"})
    )


def _drift(label: str, quotation: Quotation, reading: QuotedStretch | None, message: str | None = None) -> Drift:
    source = None if reading is None else reading.source.document.span(reading.start, reading.end)
    return Drift(
        kind=DriftKind.QUOTATION,
        label=label,
        conflict=label not in ("trimmed", "not_found"),
        story=quotation.span,
        source=source,
        story_value=" ".join(quotation.heard),
        source_value=None if source is None else " ".join(word.heard for word in words(source.text)),
        message=message
        or _MESSAGES[label].format(
            story=_brief(quotation.span.text),
            source=_brief(source.text) if source else "",
            quoted=_brief(_quoted_part(reading)) if reading else "",
        ),
    )


def _quoted_part(reading: QuotedStretch) -> str:
    """The part of the reading's stretch that the source has inside its quotation marks."""
    inside = [
        reading.source.text(max(mark.start, reading.start), min(mark.end, reading.end))
        for mark in reading.source.quotations
        if mark.start < reading.end and reading.start < mark.end
    ]
    return "” and “".join(inside)


def _brief(text: str, limit: int = 90) -> str:
    """The text on one line, without its middle if it is long."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return f"{line[: limit * 2 // 3].rsplit(' ', 1)[0]} […] {line[-limit // 3 :].split(' ', 1)[-1]}"
