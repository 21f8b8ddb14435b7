"""Whether two sentences count the same thing: figures for another part, place or period can differ and both be
right."""

from __future__ import annotations

import re

from factcheck.english.calendar_names import CALENDAR
from factcheck.english.moments import Moment, find_moments, published_on
from factcheck.english.stems import content_stems
from factcheck.records import Document
from factcheck.verdict.conflict.opposing import Disagreement

_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Aa]cross|[Tt]hroughout)\s(?:the\s)?((?:[A-Z][\w’'-]+)(?:\s[A-Z][\w’'-]+)*)")
_WHOLE = re.compile(
    r"\b(?:nationwide|worldwide|globally|countrywide|statewide|in total|in all|overall|altogether|all told|combined|"
    r"across the (?:country|region|county|state|world|board)|as a whole|the whole (?:of|country|region|county)|both)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(?:alone|only in|of (?:these|those|them|which|whom)|at one|one of the)\b", re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"\b(?:excluding|not (?:including|counting)|without counting|exclusive of|(?:does|do|did) not (?:include|count)|apart from|"
    r"other than|except(?:ing)?(?: for)?|leaving out)\b",
    re.IGNORECASE,
)
_TAKEN_IN = re.compile(r"\b(?:including|inclusive of|counting|together with|along with|as well as)\b", re.IGNORECASE)
_SHARE_OF = re.compile(
    r"(?:%|\bper\s?cent|\bpercent)\sof\s((?:[\w’'-]+\s?){1,6}?)(?=[,.;:)]|\s(?:and|but|or|who|that|which|were|was|said|in)\b|\s*$)"
)
_DENIAL = re.compile(
    r"\b(?:not|no|never|nobody|none|neither|nor|without|den(?:y|ies|ied)|reject\w*|refus\w+|against)\b|n['’]t\b",
    re.IGNORECASE,
)
_CALENDAR = frozenset(name.title() for name in CALENDAR)


def another_scope(difference: Disagreement, supporting: Document, contradicting: Document) -> str | None:
    """How the two count different things, in a few words; None if nothing shows that they do."""
    ours, theirs = difference.supporting.text, difference.contradicting.text
    if difference.label == "share_as_total":
        return "one gives a share, the other the whole"
    return (
        _bases(ours, theirs)
        or _periods(ours, theirs, (supporting, contradicting))
        or _places(ours, theirs, (supporting.text, contradicting.text))
        or _parts(ours, theirs)
    )


def same_matter(difference: Disagreement) -> bool:
    """Whether the two sentences, figures aside, share most words of the shorter one, and either both deny or neither
    does."""
    one, other = (set(content_stems(span.text)) for span in (difference.supporting, difference.contradicting))
    denying = [_DENIAL.search(span.text) is not None for span in (difference.supporting, difference.contradicting)]
    return denying[0] == denying[1] and 2 * len(one & other) >= min(len(one), len(other))


def _bases(ours: str, theirs: str) -> str | None:
    """ "61 percent of registered voters" and "64 percent of those who voted" are shares of different things."""
    bases = [
        {frozenset(stems): words.strip() for words in _SHARE_OF.findall(text) if (stems := content_stems(words))}
        for text in (ours, theirs)
    ]
    for one, other in ((o, t) for o in bases[0] for t in bases[1]):
        if one & other:
            return None
    if bases[0] and bases[1]:
        return f"shares of “{next(iter(bases[0].values()))}” and of “{next(iter(bases[1].values()))}”"
    return None


def _periods(ours: str, theirs: str, documents: tuple[Document, Document]) -> str | None:
    """Each names a month or a longer period, and no two of them have a day in common."""
    one, other = (
        [moment for moment in find_moments(text, published_on(document.published)) if _is_period(moment)]
        for text, document in zip((ours, theirs), documents, strict=True)
    )
    if not one or not other or any(_overlap(a, b) for a in one for b in other):
        return None
    return f"they speak of “{one[0].text}” and of “{other[0].text}”"


def _is_period(moment: Moment) -> bool:
    return moment.first is not None and moment.last is not None and (moment.last - moment.first).days >= 27


def _overlap(one: Moment, other: Moment) -> bool:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return True
    return one.first <= other.last and other.first <= one.last


def _places(ours: str, theirs: str, texts: tuple[str, str]) -> str | None:
    """Each names places that the other lacks, and one of the texts treats two of them as different."""
    one, other = (
        [place for place in _PLACE.findall(text) if not set(place.split()) & _CALENDAR] for text in (ours, theirs)
    )
    if not one or not other or any(a in theirs for a in one) or any(b in ours for b in other):
        return None
    if any(one[0] in text and other[0] in text for text in texts):
        return f"they speak of {one[0]} and of {other[0]}"
    return None


def _parts(ours: str, theirs: str) -> str | None:
    """One of the two says that it counts all, or leaves something out; the other says the opposite or names a part."""
    for pattern, opposite in ((_WHOLE, _PART), (_LEFT_OUT, _TAKEN_IN)):
        for one, other in ((ours, theirs), (theirs, ours)):
            found, against = pattern.search(one), opposite.search(other)
            if found and against and not pattern.search(other):
                return f"one counts “{found.group()}”, the other “{against.group()}”"
    left = [_LEFT_OUT.search(text) for text in (ours, theirs)]
    found = left[0] or left[1]
    if found and not (left[0] and left[1]):
        return f"only one says “{found.group()}”"
    return None
