"""Changes of a seed's story that leave its meaning alone, so that what is extracted from it should stay the same.

Each changed story is loaded as the product loads any text, so it is segmented anew; a change after which a sentence is no
longer one sentence is an error, because nothing could be compared sentence by sentence then.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evals.folding import fold
from evals.seeds import Seed
from factcheck.documents import from_text
from factcheck.records import Document, SentenceRole
from factcheck.steps.fidelity import open_references, stems

WIDTH = 72
"""The column, in characters, at which `white_space` breaks lines."""

_CONNECTIVE = re.compile(
    r"\b(?:such|both|same|also|too|another|others?|former|latter|instead|however|but|meanwhile)\b", re.IGNORECASE
)
"""Words in a paragraph's first sentence that may tie it to the paragraph before it, besides pronouns."""
_DEFINITE = re.compile(r"\bthe ([\w’'-]+)", re.IGNORECASE)
_QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"")


@dataclass(frozen=True)
class Varying:
    """A changed story. `numbers` maps each of its sentence numbers to that of the same sentence in the seed's story."""

    story: Document
    numbers: dict[int, int]


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph of a story, with the numbers of its sentences in the seed's story."""

    text: str
    numbers: tuple[int, ...]
    roles: frozenset[SentenceRole]
    opening: str
    """The first sentence without its quotations."""


def vary(seed: Seed) -> dict[str, Varying]:
    """The changes of the seed's story, by name.

    `paragraphs_swapped`: two adjacent body paragraphs change places of which neither refers to the other (`_swapped`);
    `typography`: quotation marks, apostrophes, dashes, the ellipsis, ligatures and non-breaking spaces are written another
    way; `white_space`: lines are broken at `WIDTH` and words set two blanks apart; `headline_dropped`: neither a headline
    nor a title.

    A story in which no two paragraphs can be swapped, as a short one, has no such change. Raises ValueError when a change
    re-segments the story.
    """
    story = seed.story
    paragraphs = _paragraphs(story)
    body = [p for p in paragraphs if SentenceRole.HEADLINE not in p.roles]
    retyped = _straight if "“" in story.text else _curly
    swapped = _swapped(paragraphs)
    return ({"paragraphs_swapped": _load(seed, "paragraphs_swapped", swapped)} if swapped else {}) | {
        "typography": _load(seed, "typography", paragraphs, retyped),
        "white_space": _load(seed, "white_space", paragraphs, _rewrapped),
        "headline_dropped": _load(seed, "headline_dropped", body, title=False),
    }


def _paragraphs(story: Document) -> tuple[_Paragraph, ...]:
    found = []
    for match in re.finditer(r"(?:.+\n?)+", story.text):
        numbers = story.sentences_within(match.start(), match.end())
        found.append(
            _Paragraph(
                text=match[0].strip(),
                numbers=numbers,
                roles=frozenset(story.sentence(number).role for number in numbers),
                opening=_QUOTATION.sub(" ", story.sentence_text(numbers[0])),
            )
        )
    return tuple(found)


def _load(
    seed: Seed,
    change: str,
    paragraphs: Sequence[_Paragraph],
    rewrite: Callable[[str], str] = str,
    *,
    title: bool = True,
) -> Varying:
    """The story of these paragraphs, each rewritten; with `title`, under its title."""
    story = seed.story
    changed = from_text(
        "\n\n".join(rewrite(p.text) for p in paragraphs),
        id=story.id,
        name=f"{story.name} ({change})",
        title=story.title if title else None,
        author=story.author,
        publisher=story.publisher,
        published=story.published,
    )
    expected = [number for paragraph in paragraphs for number in paragraph.numbers]
    _check_segmentation(seed, change, changed, expected)
    return Varying(changed, dict(enumerate(expected, start=1)))


def _check_segmentation(seed: Seed, change: str, changed: Document, expected: Sequence[int]) -> None:
    ours = [fold(seed.story.sentence_text(number)) for number in expected]
    theirs = [fold(changed.sentence_text(sentence.number)) for sentence in changed.sentences]
    for own, other in zip(ours, theirs, strict=False):
        if own != other:
            raise ValueError(f"{seed.name}: {change} makes “{other}” of the sentence “{own}”")
    if len(ours) != len(theirs):
        raise ValueError(f"{seed.name}: {change} makes {len(theirs)} sentences of {len(ours)}")


def _swapped(paragraphs: Sequence[_Paragraph]) -> tuple[_Paragraph, ...]:
    """The paragraphs, two adjacent ones swapped that are `_swappable`; none where no two are.

    Of these, the later one's first sentence has the fewest definite descriptions ("the ship") of words that stand nowhere
    before the two, then the two have the fewest words in common, then they are the first. The lead stays first, and the
    last paragraph, which may be the story's small print, stays last.
    """
    lead = next((i for i, p in enumerate(paragraphs) if p.roles == {SentenceRole.BODY}), len(paragraphs))
    places = [i for i in range(lead + 1, len(paragraphs) - 2) if _swappable(paragraphs, i)]
    if not places:
        return ()

    def tie(place: int) -> tuple[int, int, int]:
        known = stems(_text(paragraphs[:place]))
        described = [stems(found[1]) for found in _DEFINITE.finditer(paragraphs[place + 1].opening)]
        new = sum(not words <= known for words in described)
        return new, len(_shared(*paragraphs[place : place + 2])), place

    place = min(places, key=tie)
    earlier, later = paragraphs[place : place + 2]
    return (*paragraphs[:place], later, earlier, *paragraphs[place + 2 :])


def _swappable(paragraphs: Sequence[_Paragraph], place: int) -> bool:
    """Whether the paragraph at `place` and the next can change places and every reference stays what it was.

    None of the two, nor the one after them, may point back in its first sentence, by a pronoun without a noun before it or
    a connective; and all the words that the two share stand before them too, so that the later one does not speak of what
    the earlier one introduces.
    """
    earlier, later, following = paragraphs[place : place + 3]
    if any(_points_back(paragraph) for paragraph in (earlier, later, following)):
        return False
    return _shared(earlier, later) <= stems(_text(paragraphs[:place]))


def _points_back(paragraph: _Paragraph) -> bool:
    return bool(_CONNECTIVE.search(paragraph.opening) or open_references(paragraph.opening, dated=True))


def _text(paragraphs: Sequence[_Paragraph]) -> str:
    return " ".join(paragraph.text for paragraph in paragraphs)


def _shared(one: _Paragraph, other: _Paragraph) -> frozenset[str]:
    return stems(one.text) & stems(other.text)


def _straight(text: str) -> str:
    """A text of curly quotation marks as plainer software writes it."""
    return _replaced(text, (("[“”]", '"'), ("[‘’]", "'"), (" — ", " – "), ("…", "...")))


def _curly(text: str) -> str:
    """A text of straight quotation marks as a typesetter writes it."""
    return _replaced(text, ((r'"(?=\w)', "“"), ('"', "”"), ("'", "’"), (" - ", " — "), (r"\.\.\.", "…")))


def _replaced(text: str, marks: Iterable[tuple[str, str]]) -> str:
    for written, other in (*marks, ("fi", "ﬁ"), ("fl", "ﬂ"), (r"(?<=\d) (?=\w)", "\u00a0")):
        text = re.sub(written, other, text)
    return text


def _rewrapped(text: str) -> str:
    lines = textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)
    return "\n".join(line.replace(" ", "  ") for line in lines)
