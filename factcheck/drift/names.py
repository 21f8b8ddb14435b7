"""Names: a person, place or body of the claim that the evidence spells differently, or that replaces another.

| label | conflict | meaning |
|---|---|---|
| `misspelt` | yes | the source never has this spelling, but one a letter or two away |
| `name_differs` | yes | the source has another name in this place, or another first name |
| `place_differs` | yes | the same for countries |
| `organisation_differs` | yes | the same for bodies, including the body of someone's office |
| `title_differs` | yes | the source gives the person another office: "deputy minister" for "minister" |
| `may_differ` | no | one of the two has the office as future, past or temporary, or leaves out a rank |
| `swapped` | yes | both names are the source's, but each in the other's place |

Two forms of one name agree (`same_name` decides): abbreviations, nationalities, surnames alone, initials, nicknames,
other transcriptions, other and former names of places, British or American spelling. So do a place and one that can
contain it. A name that occurs in another sentence of the source differs only if the claim otherwise repeats the
evidence word by word: silence is better than a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from factcheck.drift.alignment import by_sentence
from factcheck.drift.near_names import misspelt, partly_other
from factcheck.drift.sides import Sides
from factcheck.drift.standing import crossed, exchanged, in_others_place, in_place_of, turned_round
from factcheck.english.naming import Name
from factcheck.english.offices import BESIDE, FOR_LIFE, Office, is_shortened, offices
from factcheck.english.places import may_hold
from factcheck.english.same_name import same_name
from factcheck.english.stems import content_stems
from factcheck.languages import language
from factcheck.records import MAY_DIFFER, Document, Drift, Span


def find_name_drift(claim: Span, evidence: Sequence[Span], *, story: Document, source: Document) -> tuple[Drift, ...]:
    """How the names in `claim` (a stretch of `story`) differ from those in `evidence` (stretches of `source`).

    In the order of the claim, at most one finding for a name; the order of the evidence does not matter.
    """
    if not evidence:
        return ()
    spans = by_sentence(evidence, source)
    our_names, their_names = (language(document.language).find_names for document in (story, source))
    sides = Sides(
        story=story,
        source=source,
        claim=claim,
        claim_names=our_names(story.text, source.text, start=claim.start, end=claim.end),
        evidence=spans,
        evidence_names=tuple(
            name for span in spans for name in their_names(source.text, story.text, start=span.start, end=span.end)
        ),
        source_names=their_names(source.text, story.text),
    )
    found = [
        *_changed_offices(sides),
        *_other_generation(sides),
        *turned_round(sides),
        *exchanged(sides),
        *crossed(sides),
        *in_place_of(sides),
    ]
    found = [drift for place, drift in enumerate(found) if not _overlaps(drift, found[:place])]
    told = [(drift.story.start, drift.story.end) for drift in found]
    for name in sides.claim_names:
        if any(start < name.end and name.start < end for start, end in told):
            continue
        drift = misspelt(name, sides) or partly_other(name, sides) or in_others_place(name, sides)
        if drift is not None:
            found.append(drift)
    found += [drift for drift in _other_country(sides) if not _overlaps(drift, found)]
    return tuple(sorted(found, key=lambda drift: (drift.story.start, drift.story.end)))


def _other_country(sides: Sides) -> Iterator[Drift]:
    """The claim's one country instead of that of an otherwise equal sentence: "a Danish ship", "a ship from Norway"."""
    ours = [name for name in sides.claim_names if name.is_place]
    if len(ours) != 1 or any(same_name(ours[0].text, one.text) for one in sides.source_names):
        return
    said = _without(ours[0], sides.claim.start, sides.claim.end, sides.story)
    for span in sides.evidence:
        theirs = [name for name in sides.evidence_names if name.is_place and span.start <= name.start < span.end]
        if len(theirs) != 1 or may_hold(ours[0].text, theirs[0].text) or len(said) < 2:
            continue
        if said == _without(theirs[0], span.start, span.end, sides.source):
            message = f"The story has {ours[0].text} where the source has {theirs[0].text}."
            here, there = (ours[0].start, ours[0].end), (theirs[0].start, theirs[0].end)
            yield sides.drift(MAY_DIFFER, here, there, message, conflict=False)
            return


def _without(name: Name, start: int, end: int, document: Document) -> frozenset[str]:
    """The stems of a stretch's content words, except a name's."""
    return frozenset(content_stems(document.text[start : name.start]) + content_stems(document.text[name.end : end]))


_GENERATION = re.compile(r",?\s(?P<said>Jr|Sr|Jnr|Snr|Junior|Senior|the\sElder|the\sYounger)\b\.?", re.IGNORECASE)
_OLDER = frozenset({"sr", "snr", "senior", "the elder"})


def _other_generation(sides: Sides) -> Iterator[Drift]:
    """The father for the son: "Hans Lind Jr." for "Hans Lind Sr."."""
    theirs = [(name, said) for name in sides.evidence_names if (said := _generation(name, sides.source))]
    for name in sides.claim_names:
        said = _generation(name, sides.story)
        alike = [(one, its) for one, its in theirs if same_name(name.text, one.text)]
        if not said or not alike or any(said[1] == its[1] for _, its in alike):
            continue
        other, its = alike[0]
        message = f"The story has {sides.story.text[name.start : said[0]]}, the source {sides.source.text[other.start : its[0]]}."
        yield sides.drift("name_differs", (name.start, said[0]), (other.start, its[0]), message)


def _generation(name: Name, document: Document) -> tuple[int, bool] | None:
    """The end of a name's generational suffix, and whether it means the elder; None if there is none."""
    inside = _GENERATION.search(document.text, name.start, name.end)
    found = inside or _GENERATION.match(document.text, name.end)
    if found is None:
        return None
    return max(name.end, found.end()), " ".join(found["said"].lower().split()) in _OLDER


def _overlaps(drift: Drift, others: Sequence[Drift]) -> bool:
    return any(drift.story.start < other.story.end and other.story.start < drift.story.end for other in others)


def _changed_offices(sides: Sides) -> Iterator[Drift]:
    """Offices that the source gives otherwise."""
    theirs = offices(sides.source.text, sides.source_names)
    told: set[tuple[str, ...]] = set()
    for office in offices(sides.story.text, sides.claim_names):
        every = [one for one in theirs if same_name(office.person.text, one.person.text)]
        same = [one for one in every if not one.past]
        if not every or office.person.tokens in told:
            continue
        if office.past:
            own = _BEFORE_OFFICE.match(sides.story.text, office.start) is not None and office.head not in FOR_LIFE
            drift = None if not own or len(same) < len(every) or _is_left(sides) else _other_time(office, same, sides)
        elif same:
            drift = _other_title(office, same, sides) or _other_body(office, same, theirs, sides)
        else:
            drift = _other_time(office, every, sides)
        if drift is not None:
            told.add(office.person.tokens)
            yield drift


_BEFORE_OFFICE = re.compile(r"(?:the\s)?(?:former|ex-|acting|interim)", re.IGNORECASE)
_LEAVING = re.compile(
    r"\b(?:former(?:ly)?|ex|late|acting|interim|then|outgoing|until|resign\w*|stepp?\w*\s(?:down|in)|left|leaves|leaving|quit\w*|"
    r"retire\w*|ousted|sacked|fired|lost|replac\w+|succe\w+|predecessor|term)\b",
    re.IGNORECASE,
)


def _is_left(sides: Sides) -> bool:
    """Whether the source speaks of offices that somebody left, or held for a time."""
    return _LEAVING.search(sides.source.text) is not None


def _other_title(office: Office, same: Sequence[Office], sides: Sides) -> Drift | None:
    alike = [one for one in same if one.head == office.head]
    if not alike:
        return None
    fits = [
        one
        for one in alike
        if one.ranks == office.ranks and (not one.fields or not office.fields or one.fields & office.fields)
    ]
    if fits:
        return None
    other = alike[0]
    if any(
        office.ranks != one.ranks and (office.ranks ^ one.ranks <= BESIDE or is_shortened(office, one)) for one in alike
    ):
        return _in_doubt(office, other, sides)
    message = f"The story makes {office.person.text} {office.title}, the source {other.title}."
    return sides.drift("title_differs", (office.start, office.end), (other.start, other.end), message)


def _other_time(office: Office, every: Sequence[Office], sides: Sides) -> Drift | None:
    """An office that the source gives the person at another time only: "President" for "former President"."""
    other = next((one for one in every if one.head == office.head), None)
    return _in_doubt(office, other, sides) if other else None


def _in_doubt(office: Office, other: Office, sides: Sides) -> Drift:
    """The same office at perhaps another time: the two texts may be of different days."""
    here, there = sides.story.span(office.start, office.end), sides.source.span(other.start, other.end)
    message = f"The story says “{here.text}”, the source “{there.text}”. The two may be of different times."
    return sides.drift(MAY_DIFFER, (office.start, office.end), (other.start, other.end), message, conflict=False)


def _other_body(office: Office, same: Sequence[Office], every: Sequence[Office], sides: Sides) -> Drift | None:
    body = office.body
    alike = [one for one in same if one.head == office.head and one.body]
    if body is None or not alike or any(one.body and same_name(body.text, one.body.text) for one in alike):
        return None
    other = alike[0]
    held = any(
        one.body and same_name(body.text, one.body.text) and not same_name(one.person.text, office.person.text)
        for one in every
    )
    label = "swapped" if held else "organisation_differs"
    message = (
        f"The story makes {office.person.text} {office.title} of {body.text}, "
        f"the source of {other.body.text if other.body else ''}."
    )
    return sides.drift(label, (office.start, office.end), (other.start, other.end), message)
