"""Whether a date or an amount of a claim and the one found in its place in a source can be of one event.

A date stands in a clause: "since the registry began in 1988" dates the beginning of a registry, whatever its sentence is about.
So two dates clash only where the source's clause says what the claim says. An amount is of the clause's own subject, its own time
and its own mood: "a gale that left 9,000 homes dark", "400 in 1990", "licensed to carry 120".
"""

from __future__ import annotations

import re

from factcheck.english.calendar_names import WEEKDAY
from factcheck.english.persons import PERSON
from factcheck.english.stems import content_stems, stem
from factcheck.languages import language
from factcheck.records import Document, Span

_OF_A_BACKGROUND = 0.5
"""A clause of the background bears on the claim only if the claim has more of its words than this share."""

_EDGE = re.compile(
    r"[,;:()“”\"]|\s[—–-]\s|\b(?:since|when|after|before|until|till|while|as|because|although|though|whereas|where|which|who|that|but)\b"
)
_PREPOSITION = re.compile(r"since|after|before|until|till|as")
_TELLS_WHEN = re.compile(r"\s*(?:since|when|after|before|until|till|while|as)\b", re.IGNORECASE)
"""How a clause begins that tells when something else happened."""
_ASIDE = re.compile(
    r"\s*(?:who|which|where)\b|,\s+(?!aged\b)(?:\w+(?:ing|ed|en)|born|built|made|set|won|due)\b", re.IGNORECASE
)
"""How a clause begins that tells something else of what its sentence is about."""
_OWNED = re.compile(r"['’]s?\s+((?:[\w-]+\s+){0,2}?[a-z][\w-]*)")
"""What a possessive date is of: "Saturday's opponents"."""
_STRETCH = r"(?:days?|weeks?|months?|years?|hours?|night|morning|evening|decades?)"
_COUNTED_FROM = re.compile(
    rf"\b(?:an?|one|two|three|four|five|six|\d+|several|some|the)\s(?:few\s)?{_STRETCH}\s(?:after|before|earlier|later|ago|on)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"\b(?:(?:this|last|next)\s(?:week|weekend|month|year|season|spring|summer|autumn|fall|winter|{WEEKDAY})"
    r"|yesterday|today|tomorrow|tonight)\b",
    re.IGNORECASE,
)
"""A time that only the day of publication resolves."""
_RELATIVE = re.compile(r"\s*(?:that|which|who|where)\b")
_INDEFINITE = re.compile(
    r"\b(?:an?|one|another|any|no|those|several|some)\s?((?:[\w’'-]+\s){0,4}?[\w’'-]*)(?:\s(?:in|of|for|on|at|from|with))?\s*,?\s*$",
    re.IGNORECASE,
)
"""What a relative clause is of: "a gale that …", "one which …"."""
_OTHER_TIME = re.compile(
    r"\b(?:earlier|before|ago|previous(?:ly)?|used\sto|formerly|at\sthe\stime|last\s(?:week|month|year|season)|when\b.*\bfirst"
    r"|(?:in|at|during)\sits\s(?:best|worst|first|last|peak|height|heyday)"
    r"|had\s(?:\w+ly\s|not\s|once\s)?(?:been|\w+(?:ed|en|wn)|paid|made|won|lost|cost|cut|put|hit|sold|found|held|left|built|led|spent|sent|done))\b",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    r"\b(?P<quality>first|second|third|fourth|last|former|old|new|next|sister|parent|smaller|larger|bigger|outer|inner)\s(?P<noun>[a-z]\w+)",
    re.IGNORECASE,
)
"""What tells one thing from others of its kind: "her first book"."""
_OTHER_CASE = re.compile(
    r"\b(?:another|others?|similar|rivals?|neighbouring|elsewhere|separate(?:ly)?|compared|average)\b", re.IGNORECASE
)
_OF_WHICH = re.compile(r"\s(?:in|of|on|for)\s(?:which|whom)\b")
_YEAR = re.compile(r"\b(?:in|of|since|during|by)\s(?:1[5-9]|20)\d\d\b")
_INTENDED = re.compile(
    r"\b(?:hop(?:es?|ed|ing)|plan(?:s|ned)?|aim(?:s|ed)?|want(?:s|ed)?|expect(?:s|ed)?|licensed|could|can|(?-i:may)|might|would|target|goal|"
    r"forecast|capacity|seek(?:s|ing)?|designed|room\sfor|demand(?:s|ed)?|ask(?:s|ed|ing)?\sfor)\b",
    re.IGNORECASE,
)
"""What is hoped for, planned, licensed or only possible; "May" is a month."""


def is_of_another_event(claim: str, ours: Span, theirs: Span, *, story: Document, source: Document) -> bool:
    """Whether the source's date `theirs` surely is of something else than the claim's, `ours`: it is in a clause that tells
    when something else happened, or in a possessive of what the claim does not name."""
    owned = _OWNED.match(source.text, theirs.end)
    if owned and not _said(claim, source) & set(content_stems(owned[1])):
        return True
    here, there = _clause(ours, story), _clause(theirs, source)
    if _is_of_another_clause(here, there, ours, theirs, story=story, source=source):
        return True
    if _is_background(here, ours) or not _is_background(there, theirs):
        return False
    return _share_said(claim, there, theirs, source) <= _OF_A_BACKGROUND


def _is_of_another_clause(
    here: Span, there: Span, ours: Span, theirs: Span, *, story: Document, source: Document
) -> bool:
    """Whether the source's clause has no word of the clause of the claim's date, and one of the rest of its sentence: "who
    taught at the college from 1978 to 2006" and "made 11 albums from 1989 to 2018 and taught at the college"."""
    said, near = _words_around(there, theirs, source), _words_around(here, ours, story)
    rest = _words_around(_sentence(ours, story), here, story)
    return bool(said and near) and not said & near and bool(said & rest)


def may_be_of_another_event(theirs: Span, source: Document) -> bool:
    """Whether the source's date may be of something else than the claim's: near it is a time that is counted from another one,
    or its sentence has one that only the unknown day of publication would resolve."""
    if source.published is None and _OPEN.search(_sentence(theirs, source).text):
        return True
    first, last = _part_of_sentence(theirs, source)
    clause = _clause(theirs, source)
    # "a week after police shot him on Thursday": the date is of what the week is counted from.
    return any(
        not found.start() < clause.start < found.end() for found in _COUNTED_FROM.finditer(source.text, first, last)
    )


def may_be_of_another_case(claim: str, theirs: Span, source: Document) -> bool:
    """Whether the source's amount may be of something else than the claim's: of what a relative clause is of, of another time
    or another case, or only hoped for, licensed or planned, where the claim says nothing of the kind."""
    clause = _clause(theirs, source)
    if _RELATIVE.match(clause.text):
        sentence = _sentence(theirs, source)
        of = _INDEFINITE.search(source.text, sentence.start, clause.start)
        if of and not _said(claim, source) & set(content_stems(of[1])):
            return True
    if _is_background(clause, theirs) and _share_said(claim, clause, theirs, source) <= _OF_A_BACKGROUND:
        return True
    said = _with_its_beginning(clause, source)
    if _OF_WHICH.match(source.text, theirs.end) or _names_another(claim, said) or _qualifies_otherwise(claim, said):
        return True
    return any(sign.search(said) and not sign.search(claim) for sign in (_OTHER_TIME, _OTHER_CASE, _INTENDED, _YEAR))


def _names_another(claim: str, said: str) -> bool:
    """Whether a clause names a person, and the claim another one: "Ida Berg won 500", "Tom Feld won 700"."""
    ours, theirs = PERSON.findall(claim), PERSON.findall(said)
    known = {word for name in ours for word in name.split()}
    return bool(ours and theirs) and not any(word in said for word in known)


def _qualifies_otherwise(claim: str, said: str) -> bool:
    """Whether a clause tells something that the claim names from others of its kind, and the claim does not."""
    stems = set(content_stems(claim))
    return any(
        stem(found["noun"]) in stems and found["quality"].casefold() not in claim.casefold()
        for found in _QUALIFIED.finditer(said)
    )


def _with_its_beginning(clause: Span, document: Document) -> str:
    """The clause's text behind its sentence's first words, if a comma parts it from them ("In a similar march, …"), or behind all
    that a relative clause is told of ("The club wants a stadium that …")."""
    sentence = _sentence(clause, document)
    if _RELATIVE.match(clause.text):
        return document.text[sentence.start : clause.end]
    return f"{sentence.text.partition(',')[0]} {clause.text}" if clause.text.startswith(",") else clause.text


def _tells_when(clause: Span, value: Span) -> bool:
    """Whether the clause tells when something else happened; "until 2001" only dates its own."""
    opener = _TELLS_WHEN.match(clause.text)
    return opener is not None and bool(clause.text[opener.end() : value.start - clause.start].strip())


def _is_background(clause: Span, value: Span) -> bool:
    """Whether the clause tells something else beside what its sentence is about."""
    return _ASIDE.match(clause.text) is not None or _tells_when(clause, value)


def _clause(date: Span, document: Document) -> Span:
    """The clause that the date stands in; a date between commas belongs to the words next to it."""
    sentence = _sentence(date, document)
    edges = [edge for edge in _EDGE.finditer(document.text, sentence.start, sentence.end) if not _leads(edge, date)]
    starts = [sentence.start, *(edge.start() for edge in edges if edge.end() <= date.start)]
    ends = [*(edge.start() for edge in edges if edge.start() >= date.end), sentence.end]
    first, last = starts.pop(), ends.pop(0)
    while ends and not content_stems(f"{document.text[first : date.start]} {document.text[date.end : last]}"):
        last = ends.pop(0)
    while starts and not content_stems(f"{document.text[first : date.start]} {document.text[date.end : last]}"):
        first = starts.pop()
    return document.span(first, last)


def _leads(edge: re.Match[str], date: Span) -> bool:
    """Whether a word is the preposition of the date, with which no clause begins: "until 2001"."""
    return (
        _PREPOSITION.fullmatch(edge[0]) is not None
        and edge.end() <= date.start
        and not edge.string[edge.end() : date.start].strip()
    )


def _sentence(date: Span, document: Document) -> Span:
    numbers = document.sentences_within(date.start, date.end)
    return document.sentence_span(numbers[0]) if numbers else date


def _part_of_sentence(date: Span, document: Document) -> tuple[int, int]:
    """The date's sentence, or its part between semicolons."""
    sentence = _sentence(date, document)
    first = document.text.rfind(";", sentence.start, date.start) + 1 or sentence.start
    last = document.text.find(";", date.end, sentence.end)
    return first, last if last >= 0 else sentence.end


def _said(claim: str, source: Document) -> set[str]:
    return set(content_stems(claim, language(source.language).empty_words))


def _share_said(claim: str, clause: Span, date: Span, source: Document) -> float:
    """The share of the clause's content words, its date aside, that the claim has; 1 where it has none."""
    words = _words_around(clause, date, source)
    return len(words & _said(claim, source)) / len(words) if words else 1.0


def _words_around(whole: Span, part: Span, document: Document) -> set[str]:
    """The content words of a stretch of the document, a part of it left out."""
    around = f"{document.text[whole.start : part.start]} {document.text[part.end : whole.end]}"
    return set(content_stems(around, language(document.language).empty_words))
