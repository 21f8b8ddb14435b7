"""Finds a source's accusation, wish, plan or link told as a fact.

Each kind has a frame: words of the source, such as "is accused of", that keep what follows them ("stealing the bell") from
being told as a fact. A story hardens it when it tells the frame's own verb ("stole"), in a sentence with much the same
words. If any other sentence of the source also tells it as a fact, nothing was hardened.

- accusations, suspicions, charges and denials told as deeds; a charge told as a conviction, a denial as an admission;
- wishes, proposals and attempts told as what will be or is; these, plans and orders told as done;
- a link told as a cause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.drift.alignment import by_sentence
from factcheck.english.hedges import DOUBT, HEDGES
from factcheck.english.speakers import PRONOUNS
from factcheck.english.verbs import Token, Verb, key_of, tokens, told
from factcheck.records import Document, Span

_SAME = 0.6
"""Share of the claim's content words that the source's sentence must have."""
_FEWEST = 2
"""At least so many of them."""

_BE = r"(?:(?:is|are|was|were|be|been|being|has been|have been|had been)\s+(?:also\s+|still\s+|now\s+|being\s+)?)?"
_ACCUSED = re.compile(
    rf"\b{_BE}(?:"
    r"(?:accus|suspect)\w*(?:\s+[\w’'.-]+){0,6}?\s+of"
    r"|(?:charged|arrested|detained|held|indicted|arraigned|prosecuted|sued|investigated|questioned|tried|wanted|blamed|"
    r"reported)(?:\s+[\w’'.-]+){0,3}?\s+(?:with|for|over|of|in connection with)"
    r"|(?:on trial|in court|under investigation|under suspicion|due to stand trial)(?:\s+[\w’'.-]+){0,3}?\s+(?:for|of|over)"
    r"|(?:investigat|look)ing(?:\s+whether|\s+if|\s+into\s+claims\s+that)"
    r"|(?:fac(?:es?|ed|ing)\s+)?(?:\w+\s+)?(?:charges?|counts?|allegations?|accusations?|suspicions?|claims?|rumou?rs?)\s+(?:of|that)"
    r"|(?:denie[sd]|denying)(?:\s+that|(?=\s+(?:\w+ing|he|she|it|they)\b))|pleaded not guilty to"
    r")\b(?=\s+\w)",
    re.IGNORECASE,
)
_WISHED = re.compile(
    rf"\b{_BE}(?:"
    r"(?:want|wish|hop|seek|tr[yi]|propos|ask|offer|threaten|appl[yi]|campaign|fight|push|press|lobb[yi]|call|attempt|urg"
    r"|sought|request|bid|demand|warn)(?:s|es|e|ed|d|ing)?(?:\s+[\w’'.-]+){0,5}?\s+to"
    r"|would\s+like(?:\s+[\w’'.-]+){0,4}?\s+to"
    r"|(?:propos|consider|suggest|discuss|mull|weigh|contemplat|recommend|float|debat)(?:s|es|e|ed|ing)?(?=\s+[\w-]+ing\b)"
    r"|(?:propos|recommend|demand|request|urg)(?:s|es|e|ed|als?|ations?)?\s+that"
    r"|(?:considering|deciding|discussing|debating|weighing)\s+whether\s+to"
    r"|(?:think|talk|dream)(?:s|ing)?\s+(?:of|about)|in\s+talks\s+(?:to|on|about|over)"
    r")\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    rf"\b{_BE}(?:"
    r"(?:plan|intend|aim|promis|pledg|vow|prepar|arrang)(?:s|es|e|ned|ed|ning|ing)?(?:\s+for(?:\s+[\w’'.-]+){1,4}?)?\s+to"
    r"|(?:set|due|scheduled|expected|about|poised|supposed|ordered|told|required|likely|certain|ready)\s+to"
    r"|would\s+have"
    r")\b",
    re.IGNORECASE,
)
_LINKED = re.compile(
    rf"\b{_BE}(?:\w+ly\s+)?(?:(?:linked|tied|connected|associated|correlated)\s+(?:to|with)"
    r"|(?:links?|associations?|connections?|correlations?|relationships?|ties?)\s+(?:between|with|to)"
    r"|correlates?\s+with|goes?\s+(?:along|hand\s+in\s+hand)\s+with|blamed\s+(?:for|on)|implicated\s+in"
    r"|(?:may|might|could)\s+(?:well\s+)?(?:help|contribute\s+to|play|be|have\s+been|have\s+played)(?=\s)"
    r"|(?:a|an|one|another|the|possible|potential|contributing|risk)\s+(?:\w+\s+)?factors?\s+(?:in|for|behind)"
    r"|play(?:s|ed|ing)?\s+an?\s+(?:\w+\s+)?(?:role|part)\s+in"
    r"|(?:possible|suspected|likely|potential|probable)\s+(?:causes?|reasons?)\s+(?:of|for)"
    r")\b",
    re.IGNORECASE,
)
_CAUSES = """cause trigger prevent cure provoke bring produce create induce spark fuel drive damage harm kill reduce lower cut
raise increase double halve improve boost worsen shorten lengthen protect ward stop make give heal slow ruin destroy weaken
strengthen"""
_CAUSING = re.compile(
    r"\b(?:leads?|led)\s+to|\bresult(?:s|ed)?\s+in|\bdue\s+to|\b(?:because|as\s+a\s+result)\s+of|\bthanks\s+to|\bresponsible\s+for|"
    r"\bto\s+blame\s+for|\bthe\s+(?:\w+\s+)?(?:cause|reason)\s+(?:of|for)|\b(?:was|were|is|are)\s+behind\b"
)
_BEFORE_CLAUSE = re.compile(r"(?:that|whether|if|den\w+)$", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;:!?“”\"]\s|[“”\"]")
_SOFT = re.compile(
    r"\b(?:suggest\w*|may|might|could|would|can|possib\w+|probabl\w+|potential\w*|perhaps|appear\w*|seem\w*|believ\w+|thought|suspect\w*|"
    r"alleg\w+|claim\w*|fear\w*|whether|if|reportedly|apparently|likely|partly|help\w*|in part|not|n['’]t|never|no)\b",
    re.IGNORECASE,
)
"""Words with which a claim keeps from telling a cause or a deed as sure; or says that there is none."""

_DEEDS = {
    "theft": "steal take",
    "larceny": "steal take",
    "robbery": "rob steal",
    "burglary": "burgle steal break",
    "shoplifting": "steal shoplift",
    "arson": "set burn torch",
    "murder": "kill murder",
    "homicide": "kill murder",
    "manslaughter": "kill",
    "killing": "kill murder",
    "death": "kill",
    "fraud": "defraud cheat swindle",
    "embezzlement": "embezzle steal take",
    "bribery": "bribe",
    "corruption": "bribe",
    "perjury": "lie perjure",
    "assault": "assault attack beat hit",
    "attack": "attack",
    "stabbing": "stab",
    "shooting": "shoot",
    "abduction": "abduct kidnap",
    "blackmail": "blackmail",
    "espionage": "spy",
    "smuggling": "smuggle",
    "negligence": "neglect",
    "forgery": "forge fake",
    "vandalism": "vandalise damage",
    "conspiracy": "conspire plot",
    "misconduct": "misbehave",
}
"""A charge names a deed by its noun; the story tells it by the verb."""

_GUILTY = re.compile(
    r"\b(?:convicted|found\s+guilty|ple(?:d|ads|aded)\s+guilty|guilty\s+of|sentenced|jailed|imprisoned)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:if|whether|could|may|might|would|will|fac(?:e|es|ed|ing))\b", re.IGNORECASE)
"""Words with which a source speaks of a verdict that was not given."""
_OF_GUILT = re.compile(
    r"convict|(?<!not )guilt|sentenc|jail|\bprison\b|verdict|behind bars|\bserving\b|custod|\bterm\b", re.IGNORECASE
)
_OF_END = re.compile(
    r"\b(?:fined|verdict|received\s+(?:an?\s+)?[\w-]+\s+(?:years?|months?)|(?:narrative|coroner\S*|inquest|jury)\b.*\bconclu\w+)\b"
)
_SUSPECTED = re.compile(
    rf"\b{_BE}(?:suspected|accused|arrested|indicted|questioned|charged(?!\s+(?:an?\b|[\d£$€]|up\s))|on\s+trial|under\s+investigation|"
    r"fac(?:es?|ed|ing)\s+(?:\w+\s+){0,2}?(?:charges?|trial)|denie[sd]|pleaded\s+not\s+guilty|alleged(?:ly)?|suspects?)\b",
    re.IGNORECASE,
)
_ADMITTED = re.compile(
    r"\b(?:has\s+|have\s+|had\s+)?(?:admit(?:s|ted)?|confess(?:es|ed)?|conced(?:es|ed)|acknowledge[sd]?)\b",
    re.IGNORECASE,
)
_OF_ADMISSION = re.compile(r"admit|admission|confess|conced|acknowledg|(?<!not )guilty", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:has\s+|have\s+|had\s+)?(?:den(?:y|ies|ied)|denying|reject(?:s|ed)|disput(?:es|ed)|pleaded\s+not\s+guilty\s+to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Hardening:
    """The story's words that tell as a fact what the source's words do not."""

    story: Span
    source: Span


def is_unsure(text: str) -> bool:
    """Whether something in a text is only told as an accusation, a wish, a plan or a link."""
    return any(frames.search(text) for frames in (_ACCUSED, _WISHED, _PLANNED, _LINKED))


def find_hardening(
    claim: Span, evidence: Sequence[Span], *, story: Document, source: Document, reported: bool
) -> Hardening | None:
    """The first statement of the evidence that `claim` hardens, in text order.

    `reported` says that the story gives it as somebody's word, so no accusation was hardened.
    """
    for span in by_sentence(evidence, source):
        pair = _Pair(claim.text, span, source)
        attributed = reported or DOUBT.search(claim.text) or HEDGES.search(claim.text)
        kinds: list[Callable[[_Pair], Iterator[tuple[tuple[int, int], re.Match[str]]]]] = [_conviction, _admission]
        if not attributed:
            kinds.append(_deed)
        if not _SOFT.search(claim.text):
            kinds += [_cause, _doing]
        for kind in kinds:
            for (start, end), frame in kind(pair):
                return Hardening(
                    story.span(claim.start + start, claim.start + end),
                    source.span(span.start + frame.start(), span.start + frame.end()),
                )
    return None


def has_verdict(sentences: Iterable[str]) -> bool:
    """Whether one of the sentences of a source tells of a verdict of guilty."""
    return any(_OF_GUILT.search(text) and not _OPEN.search(text) for text in sentences)


def is_judged(sentences: Sequence[str]) -> bool:
    """Whether a source tells how a court or an inquest ended: of a verdict of guilty, a sentence, a fine, a conclusion."""
    ended = any(_OF_END.search(text) and not _OPEN.search(text) for text in sentences)
    return ended or has_verdict(sentences)


class _Pair:
    """A claim, a sentence of a source, and the words of both."""

    def __init__(self, claim: str, span: Span, source: Document) -> None:
        self.claim, self.sentence = claim, span.text
        self.ours, self.theirs = tokens(claim), tokens(span.text)
        self._span, self._source = span, source

    def others(self) -> Iterator[str]:
        """The other sentences of the source."""
        whole = self._source.span(0, len(self._source.text))
        for other in by_sentence([whole], self._source):
            if other.start >= self._span.end or other.end <= self._span.start:
                yield other.text

    def has_verdict(self) -> bool:
        """Whether the source knows of a verdict of guilty."""
        return has_verdict([self.sentence, *self.others()])

    def shares(self, keys: set[str], without: frozenset[str]) -> bool:
        """Whether `keys` have enough of the claim's content words, ignoring those of a verb of `without`."""
        wanted = {one.key for one in self.ours if one.is_content} - without
        shared = wanted & keys
        return len(shared) >= max(1, min(_FEWEST, len(wanted))) and len(shared) >= _SAME * len(wanted)


def _keys(spoken: Sequence[Token]) -> set[str]:
    return {one.key for one in spoken if one.is_content}


def _complement(text: str, start: int) -> str:
    """The clause from `start` on."""
    end = _CLAUSE.search(text, start)
    return text[start : end.start() if end else len(text)]


def _told_elsewhere(pair: _Pair, key: str, framed: tuple[int, int]) -> bool:
    """Whether the source tells the verb as a fact: in its sentence outside `framed`, or in another sentence.

    In another sentence a pronoun can stand for anything in the claim.
    """
    keys = frozenset({key})
    if any(not framed[0] <= verb.start < framed[1] for verb in told(pair.theirs, keys)):
        return True
    about = _keys(pair.ours) - keys
    for other in pair.others():
        spoken = tokens(other)
        firm = not (DOUBT.search(other) or HEDGES.search(other) or _ACCUSED.search(other))
        known = 2 * len(about & _keys(spoken)) >= len(about) or any(one.word in PRONOUNS for one in spoken)
        if firm and known and any(told(spoken, keys)):
            return True
    return False


def _deed(pair: _Pair) -> Iterator[tuple[tuple[int, int], re.Match[str]]]:
    """An accusation, told as a deed."""
    if _ACCUSED.search(pair.claim) or pair.has_verdict():
        return
    for frame in _ACCUSED.finditer(pair.sentence):
        spoken, framed = _framed(pair, frame)
        said = [one for one in spoken if one.is_content]
        deeds = said if framed[0] < framed[1] else [*said[:1], *(one for one in said if one.word.endswith("ing"))]
        named = [key for one in said for key in _verbs_of().get(one.key, ())]
        verb = _hardened(pair, frozenset([*(one.key for one in deeds), *named]), spoken)
        if verb and not _told_elsewhere(pair, pair.ours[verb.index].key, framed):
            yield (verb.start, verb.end), frame


@cache
def _verbs_of() -> Mapping[str, frozenset[str]]:
    """By the key of a deed's name the keys of its verbs."""
    return {key_of(deed): frozenset(map(key_of, verbs.split())) for deed, verbs in _DEEDS.items()}


def _framed(pair: _Pair, frame: re.Match[str]) -> tuple[Sequence[Token], tuple[int, int]]:
    """The words of the clause after a frame, and where the framed statement begins: after "that", not after "of"."""
    clause = _complement(pair.sentence, frame.end())
    end = frame.end() + len(clause) if _BEFORE_CLAUSE.search(frame[0]) else frame.end()
    return tokens(clause), (frame.end(), end)


def _hardened(
    pair: _Pair, heads: frozenset[str], complement: Sequence[Token], *, ok: Callable[[Verb], bool] | None = None
) -> Verb | None:
    """The claim's first verb of `heads`, if claim and sentence say the same about it."""
    for verb in told(pair.ours, heads):
        key = pair.ours[verb.index].key
        about = _keys(complement) - {key}
        ours = _keys(pair.ours) - {key}
        if (
            (ok is None or ok(verb))
            and (not about or about & ours)
            and pair.shares(_keys(pair.theirs), frozenset({key}))
        ):
            return verb
    return None


def _doing(pair: _Pair) -> Iterator[tuple[tuple[int, int], re.Match[str]]]:
    """A wish or a plan, told as what will be or was done."""
    for frames, wish in ((_WISHED, True), (_PLANNED, False)):
        if frames.search(pair.claim):
            continue
        for frame in frames.finditer(pair.sentence):
            spoken, framed = _framed(pair, frame)
            said = [one for one in spoken if one.is_content and not one.word.endswith("ly")]
            heads = frozenset(one.key for one in (said if framed[0] < framed[1] else said[:1]))
            verb = _hardened(pair, heads, spoken, ok=_will_or_was if wish else _was)
            if verb and not _told_elsewhere(pair, pair.ours[verb.index].key, framed):
                yield (verb.start, verb.end), frame


def _was(verb: Verb) -> bool:
    return verb.is_done


def _will_or_was(verb: Verb) -> bool:
    return verb.is_done or verb.is_future


def _cause(pair: _Pair) -> Iterator[tuple[tuple[int, int], re.Match[str]]]:
    """A link, told as a cause."""
    frame = _LINKED.search(pair.sentence)
    if frame is None or _LINKED.search(pair.claim) or _causes(pair.sentence):
        return
    theirs = _keys(pair.theirs)
    linked = _keys(tokens(_complement(pair.sentence, frame.end()).split(",")[0]))
    for start, end in _causes(pair.claim):
        before = {one.key for one in pair.ours if one.is_content and one.end <= start}
        after = {one.key for one in pair.ours if one.is_content and one.start >= end}
        verb = frozenset(one.key for one in pair.ours if start <= one.start < end)
        beyond = linked if frame[0].endswith("between") else theirs
        both = before & beyond and after & beyond and (before | after) & linked
        if (
            both
            and pair.shares(theirs, verb)
            and not any(
                _causes(other) and not _SOFT.search(other) and pair.shares(_keys(tokens(other)), verb)
                for other in pair.others()
            )
        ):
            yield (start, end), frame


@cache
def _cause_keys() -> frozenset[str]:
    return frozenset(map(key_of, _CAUSES.split()))


def _causes(text: str) -> list[tuple[int, int]]:
    """Where a text says that something is a cause."""
    places = [(verb.start, verb.end) for verb in told(tokens(text), _cause_keys())]
    return sorted(places + [found.span() for found in _CAUSING.finditer(text)])


def _conviction(pair: _Pair) -> Iterator[tuple[tuple[int, int], re.Match[str]]]:
    """A suspicion or a charge, told as a conviction."""
    told_guilty, frame = _GUILTY.search(pair.claim), _SUSPECTED.search(pair.sentence)
    if told_guilty is None or frame is None or _SOFT.search(pair.claim):
        return
    if not pair.has_verdict() and _keys(pair.ours) & _keys(pair.theirs):
        yield told_guilty.span(), frame


def _admission(pair: _Pair) -> Iterator[tuple[tuple[int, int], re.Match[str]]]:
    """A denial, told as an admission."""
    admitted, frame = _ADMITTED.search(pair.claim), _DENIED.search(pair.sentence)
    if admitted is None or frame is None or _SOFT.search(pair.claim):
        return
    verb = frozenset(one.key for one in pair.ours if admitted.start() <= one.start < admitted.end())
    rest = _keys(tokens(_complement(pair.sentence, frame.end())))
    silent = not any(_OF_ADMISSION.search(text) for text in [pair.sentence, *pair.others()])
    if silent and pair.shares(_keys(pair.theirs), verb) and rest & _keys(pair.ours):
        yield admitted.span(), frame
