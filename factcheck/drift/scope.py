"""How far the frame of an unsure statement reaches in its sentence, and whether the claim has the frame as well.

A hedge is lost only if it governs what the claim says. A second verb ("is suspected of theft and will appear on Friday"), a
reason ("to appeal because a juror left"), an age told in passing and the question of a poll are outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from factcheck.drift.unsure import FRAMES, Kind
from factcheck.english.hedges import LEAVE
from factcheck.english.verbs import Token, key_of, tokens

_ENDS_SENTENCE = r"(?<=[a-z]{3})[.!?](?=[”’\"]?\s)"
"""A sentence of the source may be a quotation of several: nothing in one is unsure because of another."""
_ENDS_CLAUSE = re.compile(rf"[;:”\"]|{_ENDS_SENTENCE}|,\s+(?:since|because)\b|\b(?:but|although|though|whereas)\b")
_ENDS_PHRASE = re.compile(rf"[,;:–—“”\"()]|{_ENDS_SENTENCE}|\b(?:but|although|though|whereas|while)\b")
_LONG = re.compile(r"\b(?:that|whether|of|if|to|knowledge|view|opinion|account)\W*$", re.IGNORECASE)
_CLAUSAL = re.compile(r"\b(?:that|whether|if)\W*$", re.IGNORECASE)
_TO_DO = re.compile(r"(?<=\bto)\b|(?=\s*to\b)")
_REASON = re.compile(r"\bbecause\b(?!\s+of)")
_SECOND_VERB = re.compile(r"\band\s+(?:will|has|have|had|was|were|is|are|did)\b")
_RELATIVE_BEFORE = re.compile(
    r"\b(?:(?:of|for|in|to|from|with)\s+wh(?:ich|om)|(?:which|who)\s+(?:has|have|had|did|does|do)\b[^,;]*|"
    r"whose\s+(?:\w+\s+){1,2}(?:has|have|had|is|are|was|were))\s+$"
)
_AUXILIARY = re.compile(r"\s*(?:(?:has|have|had|is|are|was|were|been|also|now)\s+)*")
_SCENE = re.compile(r"(?:In|On|At|Near|During|For|Under|From)\s[^,;]*,")
_IN_PASSING = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+)+[A-Z][\w’'-]*,\s+(?:aged\s+)?\d{1,3}(?=[,;.])|"
    r"(?:[A-Z][\w.’'-]*\s+)+[\w’'-]+,\s+\d+\s?\w+\s+away\b"
)
_QUESTION = re.compile(r"\b[Aa]sked\s+(?:whether|if|what|which|how|to\s+(?:name|choose|pick|say|rank|rate))\b[^,;]*,")
_SHARE = re.compile(r"%|\b(?:per\s*cent|half|thirds?|quarters?|majority|most|in\s+(?:two|three|four|five|six|ten))\b")
_SETTLED = r"(?:reject|refus|turned\s+down|thrown\s+out|dismiss|approv|grant|defeat|block|upheld|quash)\w*"
_IS_SETTLED = re.compile(rf"\b(?:is|was|were|been)\s+(?:\w+ly\s+)?{_SETTLED}")
_TELLS_SETTLED = re.compile(rf"\b{_SETTLED}")
_CHARGED = re.compile(
    r"\b(?:charged\s+(?:with|over)|indicted|prosecuted|on\s+trial|denie[sd]|fac(?:es?|ed|ing)\s+(?:\w+\s+)?charges?)\b"
)
_WAITS = re.compile(r"\b(?:wait\w*\s+for|undecided|pending)\b")
_FINDINGS = frozenset(map(key_of, "poll survey study trial research report figure data analysis review test".split()))
_NEAR = 8
"""So many words before "suggests" may name what suggests it."""


@dataclass(frozen=True)
class Claimed:
    """A claim, the keys of its content words, and those of its verbs."""

    text: str
    keys: frozenset[str]
    verbs: frozenset[str]

    def has(self, kind: Kind, sentence: str, start: int, end: int) -> bool:
        """Whether the claim keeps the frame `sentence[start:end]` in words of its own, or it leaves nothing unsure."""
        if any(found.start() <= start < found.end() for found in _QUESTION.finditer(sentence)):
            return _SHARE.search(sentence) is not None
        if kind is Kind.OPEN:
            return _WAITS.search(self.text) is not None or any(one.search(self.text) for one in FRAMES[kind])
        if kind in (Kind.WISH, Kind.PLAN):
            return bool(_TELLS_SETTLED.search(self.text) and _IS_SETTLED.search(sentence, end))
        if _CHARGED.search(self.text):
            return True
        if sentence[start:end].strip().casefold() == "may":
            return LEAVE.search(self.text) is not None
        before = {one.key for one in tokens(sentence[:start])[-_NEAR:]}
        return bool(before & _FINDINGS & self.keys)


def reach(text: str, found: re.Match[str]) -> int:
    """Where the stretch ends that a frame governs from its own words on."""
    end = (_ENDS_CLAUSE if _LONG.search(found[0]) else _ENDS_PHRASE).search(text, found.end())
    ends = [end.start() if end else len(text)]
    if not _CLAUSAL.search(found[0]):
        ends += [one.start() for one in islice(_SECOND_VERB.finditer(text, found.end()), 1)]
    if _TO_DO.match(text, found.end()):
        ends += [one.start() for one in islice(_REASON.finditer(text, found.end()), 1)]
    return min(ends)


def open_clause(text: str, found: re.Match[str]) -> tuple[int, int]:
    """What a frame leaves open: its whole sentence, or the relative clause whose verb it is."""
    start = max((one.end() for one in re.finditer(r"[;“]", text[: found.start()])), default=0)
    relative = _RELATIVE_BEFORE.search(text, 0, found.start())
    if relative and (relative[0].startswith("whose") or not re.search(r"\bbeen\b", found[0])):
        start = relative.start()
        end = _ENDS_PHRASE.search(text, found.end())
    else:
        end = _ENDS_CLAUSE.search(text, found.end())
    return start, end.start() if end else len(text)


def subject(text: str, at: int) -> tuple[int, int]:
    """The words right before a frame in its clause, which are neither sure nor unsure; also those before an aside."""
    start = max((one.end() for one in _ENDS_PHRASE.finditer(text, 0, at)), default=0)
    if _AUXILIARY.fullmatch(text, start, at):
        start = max((one.end() for one in re.finditer(r"[;:“”]", text[:start])), default=0)
    return start, at


def scene(text: str, at: int) -> tuple[int, int]:
    """Where or when the sentence is set, if it begins with that: neither sure nor unsure."""
    found = _SCENE.match(text)
    return found.span() if found and found.end() <= at else (0, 0)


def is_in_passing(text: str, spoken: Iterable[Token]) -> bool:
    """Whether all of these words are a name and the age, or how far away, after it."""
    asides = [found.span() for found in _IN_PASSING.finditer(text)]
    return all(any(start <= one.start < end for start, end in asides) for one in spoken)
