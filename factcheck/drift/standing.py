"""Names and offices that replace another of the evidence, in an otherwise equal sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rapidfuzz.distance import LCSseq

from factcheck.drift.alignment import text_at
from factcheck.drift.near_names import is_slip_of, misspelt, partly_other
from factcheck.drift.rewording import Rewording, covers, rewordings
from factcheck.drift.sides import WORD, Sides, is_common, plain_words
from factcheck.english.naming import Name, plain
from factcheck.english.offices import is_of_an_office, is_other_office
from factcheck.english.places import PLACES, may_hold
from factcheck.english.same_name import abbreviates, same_name, same_word
from factcheck.english.stems import stem
from factcheck.english.transcription import is_transcribed
from factcheck.english.words import FUNCTION_WORDS, words
from factcheck.records import Document, Drift, Span

_UNKNOWN = 0.5
"""Share of the claim's other content that must agree before a name the source lacks is taken for another one's slip."""
_KNOWN = 0.75
"""The same for a name that the source has elsewhere."""
_VERBATIM = 0.9
"""From this agreeing share on the sentence is the same, whatever kinds of names replace each other."""
_AGREEING = 3
"""At least so many of the claim's other units must agree, unless the words right before the names are the same."""
_BLOCK = 4
"""At most so many units may differ together with a name that replaces another."""
_SYMMETRIC = frozenset(
    {"meet", "met", "marri", "talk", "share", "face", "faced", "join", "drew", "draw", "agree", "with"}
)
_JOINING = frozenset({"and", "or", "nor", "with", "versus", "v", "vs", "against", "as", "than"})
_LISTING = re.compile(r"(?:[\s,;&]|\b(?:and|or|the)\b)*")
_REPEATED = 5
"""At least so many words a sentence must have to be a repetition of another."""
_PIECE = re.compile(r"[^\W_]+")
_ASIDE = re.compile(r",\s+(?:who|which|whose|the|a|an|aged|\d+)\b[^,.;]*,")


@dataclass(frozen=True)
class _Unit:
    """A content word or a name of a sentence, for comparison."""

    key: str
    name: Name | None = None


def in_others_place(name: Name, sides: Sides) -> Drift | None:
    """The name replaces another one of the evidence, in an otherwise equal sentence."""
    if name.unsure:
        return None
    shown = any(same_name(name.text, other.text) for other in sides.evidence_names) or _named_in(name, sides.evidence)
    elsewhere = any(same_name(name.text, other.text) for other in sides.source_names) or _named_in(
        name, [_whole(sides.source)]
    )
    for span in sides.evidence:
        if shown and any(
            same_name(name.text, one.text) for one in sides.evidence_names if span.start <= one.start < span.end
        ):
            continue
        own, theirs = _units(sides, sides.claim, sides.story), _units(sides, span, sides.source)
        agreeing, other = _opposite(name, own, theirs, sides)
        enough = agreeing >= (_VERBATIM if shown else _KNOWN if elsewhere else _UNKNOWN)
        if other is not None and (shown or agreeing < _VERBATIM) and not _comparable(name, other):
            continue
        if other is not None and _may_be_one(name, other, sides):
            continue
        if other is not None and enough and (agreeing * len(own) >= _AGREEING or _same_lead(name, other, sides)):
            label = "swapped" if elsewhere else _label(name, other)
            message = f"The story has {name.text} where the source has {other.text}."
            return sides.drift(label, (name.start, name.end), (other.start, other.end), message)
    return None


def _same_lead(name: Name, other: Name, sides: Sides) -> bool:
    """Whether the same two words, a content word among them, lead up to both names ("approved by the …")."""
    leads = [
        [word.heard for word in words(text[max(0, at - 40) : at]) if word.heard not in ("the", "a", "an")][-2:]
        for text, at in ((sides.story.text, name.start), (sides.source.text, other.start))
    ]
    return leads[0] == leads[1] and not FUNCTION_WORDS.issuperset(leads[0])


def _whole(document: Document) -> Span:
    return document.span(0, len(document.text))


def _named_in(name: Name, spans: Sequence[Span]) -> bool:
    return any(set(name.tokens) <= {plain(word) for word in WORD.findall(span.text)} for span in spans)


def _label(name: Name, other: Name) -> str:
    if name.is_place and other.is_place:
        return "place_differs"
    return "organisation_differs" if name.is_body and other.is_body else "name_differs"


def _units(sides: Sides, span: Span, document: Document) -> list[_Unit]:
    """The names and content words of a span, without asides between commas; equal names of both sides have one key."""
    asides = [(span.start + found.start(), span.start + found.end()) for found in _ASIDE.finditer(span.text)]
    return [
        _Unit(spoken.key if spoken.name else stem(spoken.key), spoken.name)
        for place, spoken in _spoken(sides, span, document)
        if not any(start <= place < end for start, end in asides)
        and (spoken.name or spoken.key.casefold() not in FUNCTION_WORDS)
    ]


def _spoken(sides: Sides, span: Span, document: Document) -> Iterator[tuple[int, _Unit]]:
    """The names and all other words of a span, in order, each with where it begins; equal names of both sides have one key."""
    position = span.start
    for name in [*sides.names_in(span, document), None]:
        for word in WORD.finditer(document.text, position, name.start if name else span.end):
            yield word.start(), _Unit(word[0])
        if name:
            twin = next((one for one in sides.claim_names if same_name(one.text, name.text)), name)
            yield name.start, _Unit(f"={twin.key}", name)
            position = name.end


def _opposite(name: Name, own: list[_Unit], theirs: list[_Unit], sides: Sides) -> tuple[float, Name | None]:
    """The share of the claim's other units that agree, and the name of the evidence in the place of `name`, if any."""
    mine, keys = [unit.key for unit in own], [unit.key for unit in theirs]
    agreeing = 0
    opposite: Name | None = None
    for equal, start, end, other_start, other_end in _steps(mine, keys):
        if equal:
            agreeing += end - start
            continue
        ours = [unit.name for unit in own[start:end] if unit.name]
        others = [unit.name for unit in theirs[other_start:other_end] if unit.name]
        others = [one for one in others if not any(same_name(one.text, claimed.text) for claimed in sides.claim_names)]
        small = end - start <= _BLOCK and other_end - other_start <= _BLOCK
        if small and ours == [name] and len(others) == 1 and not others[0].unsure:
            opposite = others[0]
    return agreeing / max(1, len(own) - 1), opposite


def _steps(mine: list[str], theirs: list[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Stretches that are equal and, between them, stretches that are not: (equal, start, end, start, end)."""
    at, there = 0, 0
    for block in LCSseq.opcodes(mine, theirs):
        if block.tag == "equal":
            if (at, there) != (block.src_start, block.dest_start):
                yield False, at, block.src_start, there, block.dest_start
            yield True, block.src_start, block.src_end, block.dest_start, block.dest_end
            at, there = block.src_end, block.dest_end
    if (at, there) != (len(mine), len(theirs)):
        yield False, at, len(mine), there, len(theirs)


def _comparable(name: Name, other: Name) -> bool:
    """Whether the two are of one kind, as far as their words tell: no person for a country, no body for a person."""
    if name.is_body != other.is_body or bool(PLACES & {*name.tokens}) != bool(PLACES & {*other.tokens}):
        return False
    if name.is_place or other.is_place:
        person = len(name.tokens) > 1 or len(other.tokens) > 1 or name.title or other.title
        return (name.is_place and other.is_place) or not person
    return True


def _reworded(sides: Sides) -> list[Span]:
    """The evidence without what has the claim's words in their order: no name changed places there, whatever is one."""
    claimed = WORD.findall(sides.claim.text.casefold())
    return [
        span for span in sides.evidence if LCSseq.similarity(claimed, WORD.findall(span.text.casefold())) < len(claimed)
    ]


def turned_round(sides: Sides) -> Iterator[Drift]:
    """Two names with one active verb between them, each on the other's side of it in the evidence."""
    reworded = _reworded(sides)
    for first, verb, second in _triples(sides.story, sides.claim_names):
        for span in reworded:
            inside = [name for name in sides.evidence_names if span.start <= name.start < span.end]
            for one, other_verb, two in _triples(sides.source, inside):
                crossed = (
                    same_name(first.text, two.text)
                    and same_name(second.text, one.text)
                    and not same_name(first.text, second.text)
                    and not any(_is_inflected(name, other) for name in (first, second) for other in (one, two))
                )
                if crossed and verb & other_verb - _SYMMETRIC:
                    message = f"The story has {first.text} and {second.text} the other way round."
                    yield sides.drift("swapped", (first.start, second.end), (one.start, two.end), message)
                    return


def exchanged(sides: Sides) -> Iterator[Drift]:
    """Two names that changed places in an otherwise repeated sentence, function words included.

    Not if their order means nothing: in a list, or with a symmetric verb.
    """
    own, mine = _repeatable(sides, sides.claim, sides.story)
    if len(mine) < _REPEATED:
        return
    for span in _reworded(sides):
        theirs, keys = _repeatable(sides, span, sides.source)
        once = {key for key in mine if key.startswith("=") and mine.count(key) == keys.count(key) == 1}
        for (at, first), (to, second) in combinations(((i, u.name) for i, u in enumerate(own) if mine[i] in once), 2):
            start, end = keys.index(mine[to]), keys.index(mine[at])
            between = mine[at + 1 : to]
            one, two = (unit.name for unit in (theirs[min(start, end)], theirs[max(start, end)]))
            if not (first and second and one and two) or same_name(first.text, second.text):
                continue
            if any(_is_inflected(name, other) for name in (first, second) for other in (one, two)):
                continue
            if between != keys[start + 1 : end] or _says_nothing(between):
                continue
            crossed = [*mine[:at], mine[to], *between, mine[at], *mine[to + 1 :]]
            if LCSseq.similarity(crossed, keys) >= _VERBATIM * len(mine):
                message = f"The story has {first.text} and {second.text} the other way round."
                yield sides.drift("swapped", (first.start, second.end), (one.start, two.end), message)
                break


def _is_inflected(name: Name, other: Name) -> bool:
    """Whether one is a country and the other its adjective: "a Danish fund", "a fund of Denmark"."""
    return name.is_place and name.key == other.key and plain(name.text) != plain(other.text)


def crossed(sides: Sides) -> Iterator[Drift]:
    """Two capitalised stretches of words that changed places in a sentence otherwise equal word for word.

    Even if names run into each other or open a sentence, their words still decide.
    """
    own = list(_PIECE.finditer(sides.claim.text))
    mine = [piece[0].casefold() for piece in own]
    for span in sides.evidence:
        others = list(_PIECE.finditer(span.text))
        theirs = [piece[0].casefold() for piece in others]
        found = _crossing(mine, theirs) if sorted(mine) == sorted(theirs) and len(mine) >= _REPEATED else None
        if found is None:
            continue
        (start, end), first, last = found
        stretches = (own[start : start + first], own[end - last : end])
        between = [piece[0] for piece in own[start + first : end - last]]
        is_list = all(word[0].isupper() for word in between)
        named = all(any(piece[0][0].isupper() for piece in stretch) for stretch in stretches)
        if not named or is_list or _says_nothing([word.casefold() for word in between]):
            continue
        one, two = (sides.claim.text[stretch[0].start() : stretch[-1].end()] for stretch in stretches)
        yield sides.drift(
            "swapped",
            (sides.claim.start + own[start].start(), sides.claim.start + own[end - 1].end()),
            (span.start + others[start].start(), span.start + others[end - 1].end()),
            f"The story has {one} and {two} the other way round.",
        )
        return


def _crossing(mine: Sequence[str], theirs: Sequence[str]) -> tuple[tuple[int, int], int, int] | None:
    """Where two stretches of at most `_BLOCK` words changed places, with everything else equal: [start:end] from the
    first of one to the last of the other, and how many words the first and the last stretch of `mine` have. None if
    none did.
    """
    if mine == theirs:
        return None
    start = next(place for place, (one, other) in enumerate(zip(mine, theirs, strict=True)) if one != other)
    end = next(p for p in range(len(mine), 0, -1) if mine[p - 1] != theirs[p - 1])
    ours, there = mine[start:end], theirs[start:end]
    for first in range(1, min(_BLOCK, len(ours) - 2) + 1):
        for last in range(1, min(_BLOCK, len(ours) - first - 1) + 1):
            if [*ours[-last:], *ours[first:-last], *ours[:first]] == there:
                return (start, end), first, last
    return None


def _repeatable(sides: Sides, span: Span, document: Document) -> tuple[list[_Unit], list[str]]:
    """The names and words of a span, and their keys for comparison with a sentence that may repeat it."""
    units = [unit for _, unit in _spoken(sides, span, document)]
    return units, [unit.key if unit.name else unit.key.casefold() for unit in units]


def _says_nothing(between: Sequence[str]) -> bool:
    """Whether two names with these words between them could equally be in the other order."""
    plain_ones = [key for key in between if not key.startswith("=")]
    return (
        set(plain_ones) <= {"the", "a", "an"}
        or not _JOINING.isdisjoint(plain_ones)
        or not _SYMMETRIC.isdisjoint(map(stem, plain_ones))
    )


def in_place_of(sides: Sides) -> Iterator[Drift]:
    """Names and offices that replace each other in an otherwise repeated sentence."""
    changed = rewordings(sides.claim, sides.evidence, story=sides.story, source=sides.source)
    left_out = [change.source for change in changed if not change.story_words]
    dropped = [n for n in sides.evidence_names if any(n.start < end and start < n.end for start, end in left_out)]
    for change in changed:
        if is_other_office(change.story_words, change.source_words):
            here = change.story if change.story_words else _word_after(sides.story, change.story[1])
            there = change.source if change.source_words else _word_after(sides.source, change.source[1])
            message = (
                f"The story has “{text_at(sides.story, here)}” where the source has “{text_at(sides.source, there)}”."
            )
            yield sides.drift("title_differs", here, there, message)
            continue
        name = _covering(change.story, sides.claim_names)
        theirs = _covering(change.source, sides.evidence_names)
        if name and theirs and (same_name(name.text, theirs.text) or _may_be_one(name, theirs, sides)):
            continue
        if _is_slip(change, sides):
            spelt = text_at(sides.story, change.story)
            message = f"The story spells “{spelt}”, the source “{text_at(sides.source, change.source)}”."
            yield sides.drift("misspelt", change.story, change.source, message)
            continue
        if name and theirs and _only_listed_otherwise(name, theirs, sides):
            continue
        if (
            name
            and theirs
            and not _alike(name, theirs, sides)
            and not any(same_name(name.text, one.text) for one in dropped)
        ):
            elsewhere = any(same_name(name.text, one.text) for one in sides.source_names)
            label = "swapped" if elsewhere else _label(name, theirs)
            message = f"The story has {name.text} where the source has {theirs.text}."
            place = sides.drift(label, (name.start, name.end), (theirs.start, theirs.end), message)
            yield partly_other(name, sides) or place


def _may_be_one(name: Name, other: Name, sides: Sides) -> bool:
    """Whether one is a place that the other may lie in, begins what the other abbreviates ("SEC", "Securities and …"), or says
    whose a third name's office is ("Irna Cola maker AB Brun")."""
    return (
        may_hold(name.text, other.text)
        or is_of_an_office(sides.story.text, name.end) != is_of_an_office(sides.source.text, other.end)
        or _begins(other.text, name, sides.story)
        or _begins(name.text, other, sides.source)
    )


def _begins(acronym: str, name: Name, document: Document) -> bool:
    """Whether the name is the beginning of an acronym's full form, which continues after an "and"."""
    parts = list(_PIECE.finditer(document.text, name.start, name.start + 100))
    stretches = (document.text[name.start : part.end()] for part in parts if part.end() > name.end)
    return acronym.isupper() and any(abbreviates(acronym, stretch) for stretch in stretches)


def _only_listed_otherwise(name: Name, other: Name, sides: Sides) -> bool:
    """Whether both sides have both names, and the claim has them in one list, so it says the same in another order."""
    twin = next((one for one in sides.claim_names if one is not name and same_name(one.text, other.text)), None)
    if twin is None or not any(same_name(name.text, one.text) for one in sides.evidence_names):
        return False
    first, last = sorted((name, twin), key=lambda one: one.start)
    between = sides.claim_names[sides.claim_names.index(first) + 1 : sides.claim_names.index(last)]
    rest, position = "", first.end
    for stop, following in [*((one.start, one.end) for one in between), (last.start, last.end)]:
        rest, position = rest + sides.story.text[position:stop], following
    return _LISTING.fullmatch(rest) is not None


def _covering(stretch: tuple[int, int], names: Sequence[Name]) -> Name | None:
    """The first of the names that a stretch consists of: one, or several in a row ("Jackson’s Women’s Champion")."""
    inside = [name for name in names if name.start < stretch[1] and stretch[0] < name.end]
    if not inside or inside[0].unsure or not covers(inside[0].start, inside[-1].end, stretch):
        return None
    return inside[0]


def _is_slip(change: Rewording, sides: Sides) -> bool:
    """Whether a capitalised word is written a letter or two otherwise, as the source never writes it."""
    if (
        len(change.story_words) != 1
        or len(change.source_words) != 1
        or not text_at(sides.story, change.story)[:1].isupper()
    ):
        return False
    token, other = plain(text_at(sides.story, change.story)), plain(text_at(sides.source, change.source))
    if same_word(token, other, is_transcribed((token, other))):
        return False
    return is_slip_of(token, other) and token not in plain_words(sides.source.text) and not is_common(token, sides)


def _alike(name: Name, other: Name, sides: Sides) -> bool:
    """Whether the two may name the same, or differ only in spelling, which is reported elsewhere."""
    return same_name(name.text, other.text) or misspelt(name, sides) is not None


def _word_after(document: Document, place: int) -> tuple[int, int]:
    """The next word: if something was left out, the office that lost its rank."""
    following = WORD.search(document.text, place)
    return following.span() if following else (place, place)


def _triples(document: Document, inside: Sequence[Name]) -> Iterator[tuple[Name, frozenset[str], Name]]:
    """Neighbouring names with the stems of the few words between them, where these are in the active voice."""
    for first, second in pairwise(inside):
        between = document.text[first.end : second.start]
        spoken = WORD.findall(between)
        if not 1 <= len(spoken) <= 5 or re.search(r"[.;:,?!]|\b(?:by|and|or|from|with|that)\b", between):
            continue
        yield first, frozenset(stem(word) for word in spoken if word.casefold() not in FUNCTION_WORDS), second
