"""Prints of one text among the documents of a check: reprints of a source, and the story itself.

Two documents are prints of one text if the words of their bodies are the same, or if the longer one has at least
`COPIED` of the shorter one's runs of `RUN` words and at least half of its figures. So a reprint can be trimmed and have
its own headline and byline. A form letter with other figures is not a reprint, and texts of fewer than `FEWEST_RUNS`
runs must be equal. docs/decision-table.md says how these limits were measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.english.numerals import FIGURE
from factcheck.records import Document, Reprint, SentenceRole
from factcheck.verdict.chronology import earlier_of, in_order

RUN = 5
"""Words in a run. Shorter runs are shared by texts on one subject, longer ones are lost to every small edit."""
COPIED = 0.65
"""From this share of the shorter text's runs in the longer one on, they are prints of one text."""
FEWEST_RUNS = 25
STORY = "story"
"""The id of the story among the documents."""

_WORD = re.compile(r"[^\W_]+")


def find_reprints(story: Document, sources: Sequence[Document]) -> tuple[Reprint, ...]:
    """The sources that are prints of the story, then those that are prints of an earlier source, in source order.

    Every source is named at most once as the reprint of another source, which is not itself a reprint. If no date
    decides, the longer text counts as the first, and of equally long ones the one given first.
    """
    told = Print.of(story)
    prints = [Print.of(source) for source in sources]
    found = [reprint for one in prints if (reprint := _of_story(told, one))]
    return (*found, *_among(prints))


def notice_of(reprint: Reprint, names: dict[str, str]) -> str:
    """A notice on two prints of one text, in a line; `names` are those of all documents, by id."""
    document, of = names[reprint.document], names[reprint.of]
    copied = f"{reprint.share:.0%} of the shorter text is in both".replace("%", " %", 1)
    if reprint.of == STORY:
        nearly = "" if reprint.share == 1 else f"nearly ({copied}) "
        return f"{document} is {nearly}the story itself: its support says nothing."
    if reprint.document == STORY:
        return f"The story repeats {of}, which came first ({copied}): its support says only that."
    if reprint.dated:
        return f"{document} is a reprint of {of} ({copied}): they count as one source."
    return f"{document} and {of} are prints of one text ({copied}): they count as one source."


@dataclass(frozen=True)
class Print:
    """A document for comparison: its words in order, its runs of words and its figures."""

    document: Document
    words: tuple[str, ...]
    runs: frozenset[int]
    figures: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> Print:
        """The document without headline, byline and footer. Its runs are hashes that hold in this process only."""
        sentences = [s for s in document.sentences if s.role is SentenceRole.BODY] or document.sentences
        body = [document.text[s.start : s.end].casefold() for s in sentences]
        words = tuple(word for sentence in body for word in _WORD.findall(sentence))
        return cls(
            document,
            words,
            frozenset(hash(words[at : at + RUN]) for at in range(len(words) - RUN + 1)),
            frozenset(figure for sentence in body for figure in FIGURE.findall(sentence)),
        )


def share_of(one: Print, other: Print) -> float | None:
    """How much of the shorter text the longer one has; None if they are not prints of one text."""
    if one.words == other.words:
        return 1.0 if one.words else None
    short, long = sorted((one, other), key=lambda print_: len(print_.runs))
    if len(short.runs) < FEWEST_RUNS:
        return None
    share = len(short.runs & long.runs) / len(short.runs)
    alike = len(short.figures & long.figures) * 2 >= len(short.figures)
    return round(share, 4) if share >= COPIED and alike else None


def _of_story(story: Print, source: Print) -> Reprint | None:
    share = share_of(story, source)
    if share is None:
        return None
    first = earlier_of(story.document, source.document)
    if first is source.document and story.words != source.words:
        return Reprint(document=story.document.id, of=source.document.id, share=share, dated=True)
    return Reprint(document=source.document.id, of=story.document.id, share=share, dated=first is not None)


def _among(prints: Sequence[Print]) -> Iterator[Reprint]:
    """Each print of an earlier text, with the text it has most of, in source order."""
    originals: list[Print] = []
    found: dict[str, Reprint] = {}
    for one in sorted(prints, key=lambda each: (in_order(each.document), -len(each.words))):
        shares = [(share, original) for original in originals if (share := share_of(one, original)) is not None]
        if not shares:
            originals.append(one)
            continue
        share, original = max(shares, key=lambda each: each[0])
        found[one.document.id] = Reprint(
            document=one.document.id,
            of=original.document.id,
            share=share,
            dated=earlier_of(one.document, original.document) is original.document,
        )
    yield from (found[one.document.id] for one in prints if one.document.id in found)
