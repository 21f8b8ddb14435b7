"""A claim told as a fact where its evidence is unsure, open, asked for, planned, or only one side's word, however it is worded.

`hardening` compares a story with sentences in much the same words. This compares a claim with the very sentences that are its
evidence, so that few words in common are enough. A frame of a sentence ("is suspected of", "has applied to", "though
nobody has checked") governs a stretch of it: what follows it in its clause, what is reported, or the whole sentence. The claim
lost certainty where what it shares with its evidence stands in governed stretches, and not as much of it elsewhere.
What a relative clause adds ("whether the lamp that broke is to blame") is told as a fact under any frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from factcheck.drift.alignment import by_sentence
from factcheck.drift.attribution import doubts, is_reported
from factcheck.drift.hedges import HEDGES
from factcheck.drift.reports import ACCORDING, holds, report_in, reports_in
from factcheck.drift.speakers import Speaker
from factcheck.drift.verbs import Token, key_of, tokens, told
from factcheck.records import Document, Drift, DriftKind, Span

_WORDS = r"(?:[\w’'.-]+\s+)"
_FEW = rf"{_WORDS}{{0,5}}?"


class _Kind(Enum):
    """What a frame makes of what it governs."""

    DOUBT = "may be, or is only thought or alleged"
    OPEN = "is not settled"
    WISH = "is asked for, offered or considered"
    PLAN = "is to come"
    WORD = "is one side's word"


_THINKS = """suspects? suspected believes? believed thinks? thought supposes? supposed assumes? assumed presumes? presumed guess(?:es|ed)?
fears? feared hopes? hoped speculates? speculated surmises? surmised deduces? deduced infers? inferred suggests? suggested hints? hinted
alleges? alleged claims? claimed contends? contended complain(?:s|ed)? insists? insisted maintains? maintained argues? argued asserts?
asserted""".split()
_THINKS_THAT = rf"\b(?:{'|'.join(_THINKS)})\b"
_NOUN_BEFORE = re.compile(
    r"\b(?:the|an?|two|three|four|five|six|seven|eight|nine|ten|\d+|further|more|other|its|their|his|her|of|any|no|nobody|not|one|alleged)\s+$",
    re.IGNORECASE,
)
_IS = r"\b(?:is|are|was|were|been|be|being)\s+(?:\w+ly\s+|still\s+|also\s+|yet\s+)?"
_CHECKED = r"(?:examin|investigat|studi|study|check|consider|weigh|discuss|review|ascertain|decid|look)"

_PATTERNS: dict[_Kind, Sequence[str]] = {
    _Kind.DOUBT: (
        r"(?<!not )\b(?:may|might|could)\s+(?!(?:still|again|now|not|no|only|go|neither|hear|see|tell|choose|buy|apply|stay|call|"
        r"carry)\b)(?=[a-z])",
        r"\b(?:allegedly|reportedly|supposedly|apparently|presumably|purportedly|probably|possibly|perhaps|maybe|likely|in theory)\b",
        rf"(?P<thinks>{_THINKS_THAT})\s+(?:that\b|of\b|(?=(?:the|an?|he|she|it|they|his|her|its|their|this|some|there|[A-Z]\w+|\w+s)\b))",
        rf"{_IS}(?:thought|believed|said|suspected|alleged|feared|rumou?red|assumed|presumed|reported|understood|regarded|accused)\s+"
        r"(?:to|of|as|that)\b",
        r"\b(?:seems?|seemed|appears?|appeared)\s+(?:to|that|as\s+if)\b",
        r"(?<!question )\bwhether\b",
        r"\b(?:consistent|compatible)\s+with\b",
        r"\b(?:possible|probable|likeliest|suspected|arguable|risk|possibility|hypothes[ie]s|theory|rumou?rs?|fears|suspicions?|"
        r"allegations?|accusations?|chance|hints?)\b[”\"]?(?:\s+(?:that|of|is\s+that|case\s+that|cause|origin|source|explanation)\b|:)",
        rf"\baccus(?:es|ed|ing)\s+{_FEW}of\b",
        r"\b(?:on\s+trial\s+for|charged\s+with|under\s+investigation\s+(?:for|over)|questioned\s+(?:over|about)|in\s+connection\s+with)\b",
        r"\b(?:half|\w+)\s+(?:is|are)\s+said\s+to\b|\bone\s+hypothesis\b|\bsome\s+say\b|\ba\s+theory\b",
        r"\b(?:to\s+(?:our|my|their)\s+knowledge|by\s+(?:his|her|their|its|my|our)(?:\s+own)?\s+(?:guess|reckoning|estimate|account))\b",
        r"\bin\s+(?:his|her|its|their|the\s+\w+’s|the)\s+(?:view|opinion)\b",
        r"\bif\s+(?:\w+\s+){1,3}?(?:confirms?|approves?|agrees?|permits?|fit|finish|can\s+be|will\s+pay)\b",
    ),
    _Kind.OPEN: (
        r"\b(?:nobody|no\s+one|neither|nothing|none|not|never|yet\s+to)\s+(?:\w+\s+){0,3}?(?:known|clear|certain|prove[dn]?|confirm(?:ed)?|"
        r"establish(?:ed)?|decided?|determined|settled|ruled|excluded|shown|checked|inspect(?:ed)?|unrolled|attributed|complete|finished)\b",
        r"\b(?:cannot|could\s+not|can’t)\s+(?:yet\s+)?be\s+(?:said|excluded|ruled\s+out|proved|proven|confirmed|verified)\b",
        r"\bno\s+(?:evidence|proof|trace|information|order)\b",
        r"\b(?:awaits?|awaiting)\b",
        r"\bremains?\s+(?:to\s+be\s+seen|open|unclear)\b",
        r"\bwhich\s+(?:\w+\s+){1,3}?(?:denies|deny|disputes?|rejects?)\b",
        rf"\b(?:being|still|yet\s+to\s+be)\s+{_CHECKED}(?:ed|d)\b",
        r"\bunder\s+(?:study|review|discussion|consideration|examination)\b",
        r"\bto\s+be\s+believed\b",
        r"\bas\s+suspected\b|\bhas\s+to\s+(?:show|prove)\b|\bwas\s+not\s+given\b|\bwill\s+(?:only\s+)?(?:show|say)\b|\bwaiting\s+for\s+a\b",
        rf"{_IS}(?:only\s+)?(?:suspected|alleged|disputed|unclear|unknown|unproven|unconfirmed|in\s+question|in\s+dispute)\b(?!\s+(?:of|to)\b)",
        rf",\s+{_WORDS}{{1,3}}(?:suspects?|believes?|thinks?|guess(?:es)?|supposes?|hopes?|fears?|alleges?|claims?|insists?|argues?)\s*(?=[.;])",
        rf"\bsuspected\s+{_WORDS}{{0,2}}(?:cause|presence|role|origin)\b",
    ),
    _Kind.WISH: (
        rf"(?<!, )\b(?:wants?|wanted|wish(?:es|ed)?|hop(?:es|ed|ing)|seeks?|sought|propos(?:es|ed|ing)|asks|asked|threaten(?:s|ed)|"
        rf"appl(?:y|ies|ied)|bids?|demands?|demanded|requests?|requested|offer(?:s|ed)|urg(?:es|ed)|tr(?:y|ies|ied|ying))\s+{_FEW}(?:to(?!\s+(?:her|him|them|the|all|an?)\b)|that)\b",
        r"\b(?:is|are|was|were|been)\s+(?:still\s+)?(?:consider|discuss|weigh|mull|contemplat|study|review|look)ing\b",
        r"\b(?:request|application|options?|quotes?)\s+(?:to|for|of|that)\b",
        r"\b(?:has|have|had)\s+(?:\w+ly\s+)?proposed\b|\bappl(?:y|ies|ied)\s+(?:\w+\s+){0,3}?for\b|\bseek\s+\w+\s+for\b",
        r"\bagenda\b|\bout\s+to\s+consultation\b|\b(?:looked|look)\s+(?:at|into)\b(?=\s+again|[^,;]{0,40}$)",
        r"\b(?:would|may|can)\s+(?:\w+\s+)?(?:if|once|provided)\b|\bproposal\s+for\b(?=[^,;]*\b(?:in|on|at)\s+[A-Z])",
        r"\b(?:among|one\s+of)\s+(?:\w+\s+)?options\b|\boptions?\s+to\s+be\b",
        r"\bpreferred\s+\w+\b|\bpencilled\s+in\b|\bthe\s+aim\s+is\b",
        r"\b(?:decides?|decided|discuss|consider)\s+(?:on\s+[\w\s]{1,20}\s+)?(?:whether|if|\w+ing)\b",
    ),
    _Kind.PLAN: (
        rf"\b(?:plan|intend|aim|promis|pledg|vow|prepar|agree|mean|expect)(?:s|es|e|ned|d|ed|ning|ing)?\s+{_FEW}(?:to|that)\b",
        rf"{_IS}(?:due\s+|set\s+|scheduled\s+|expected\s+|supposed\s+|about\s+|ready\s+|going\s+)?to\s+(?:be\s+)?(?=[a-z]+\b)",
        r"\b(?:will|shall|would|should\s+have)\b(?!\s+not\b)",
        r"\b(?:promised|set\s+aside|earmarked)\b",
    ),
}
_FRAMES = {kind: [re.compile(one, re.IGNORECASE) for one in patterns] for kind, patterns in _PATTERNS.items()}
_SURE = re.compile(
    r"\b(?:nobody|no\s+one)\s+(?:disputes|doubts|denies)\b|\b(?:is|it\s+is)\s+(?:now\s+)?certain\b|\bno\s+doubt\b|\b(?:records|tests|results)\s+"
    r"(?:show|prove)\b|\beverybody\s+could\s+see\b|\bthe\s+fact\s+is\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|perhaps|maybe|possibl[ey]|possibilit\w+|probabl[ey]|likely|reportedly|alleg\w+|apparently|presum\w+|"
    r"suspect\w*|believ\w+|thinks?|thought|suppos\w+|assum\w+|guess\w*|fears?|feared|hop(?:es?|ed|ing)|speculat\w+|suggest\w*|hint\w*|"
    r"claim(?:s|ed)?|contend\w*|complain\w*|insist\w*|maintain\w*|argu(?:es?|ed|ing)|assert\w*|doubt\w*|seems?|seemed|seen\s+as|"
    r"appears?|appeared\s+to|expect\w*|plan(?:s|ned|ning)?|intend\w*|aim(?:s|ed)?|promis\w+|pledg\w+|vow\w*|wants?|wanted|wish\w*|seeks?|"
    r"sought|propos\w+|ask(?:s|ed|ing)?|threat\w*|appl(?:y|ies|ied)|bids?|demand\w*|request\w*|offer\w*|urg(?:e|es|ed)|consider\w*|"
    r"discuss\w*|risk\w*|chance|rumou?r\w*|theor\w+|accus\w+|if|whether|tr(?:y|ies|ied|ying)|meant|disput\w+|due|to\s+be|estimat\w+|unless)\b"
)
"""A claim with one of these says itself that it is not sure, or tells the asking as the fact."""
_MODAL = re.compile(r"may|might|could")
_ENDS_CLAUSE = re.compile(r"[;”\"]|\b(?:but|although|though|whereas)\b")
_ENDS_PHRASE = re.compile(r"[,;:–—“”\"()]|\b(?:but|although|though|whereas|while)\b")
_LONG = re.compile(r"\b(?:that|whether|of|if|to|knowledge|view|opinion|account)\W*$", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:which|who|whose|where|when)\b[^,;]*|(?<=[a-z] )that\s+(?=\w+(?:ed|ot|ew)\b)[^,;]*?(?=\s(?:is|was|had|has|were)\b|[,;]|$)"
)
_PARTY = frozenset(
    map(
        key_of,
        """campaigner union company firm opposition lawyer attorney counsel defence defense employee worker driver club neighbour neighbor
        resident developer plaintiff claimant owner maker manufacturer family relative friend rival critic supporter activist rebel landlord
        tenant passenger villager memo letter anonymous prosecutor whistleblower bookkeeper participant observer seller buyer""".split(),
    )
)
"""Who speaks for a side: their word alone does not make it so."""


_HELD = 0.75
"""The share of a claim's words with which another sentence of the source tells it as a fact."""


def certainty_drift(
    claim: str, speaker: str | None, said: Span, evidence: Sequence[Span], *, story: Document, source: Document
) -> Drift | None:
    """The certainty that a claim lost, as a drift of `said`, its sentence in the story.

    None where the story hedges it as well or goes on with somebody's words, and where another sentence of the source has
    much the same words and tells them as a fact.
    """
    if HEDGES.search(said.text) or (speaker is None and is_reported(said, story)):
        return None
    spans = by_sentence(evidence, source)
    found = lost_certainty(claim, speaker, [span.text for span in spans])
    if found is None or _is_told_elsewhere(claim, spans, source):
        return None
    at = spans[found.evidence].start
    here, there = _deed(claim, said, story), source.span(at + found.start, at + found.end)
    return Drift(
        kind=DriftKind.ATTRIBUTION,
        label="hardened",
        conflict=False,
        story=here,
        source=there,
        story_value=here.text.casefold(),
        source_value=there.text.casefold(),
        message=f"The source says “{there.text}”, the story states it as a fact: “{here.text}”.",
    )


def _is_told_elsewhere(claim: str, evidence: Sequence[Span], source: Document) -> bool:
    ours = frozenset(one.key for one in tokens(claim) if one.is_content)
    shown = {span.start for span in evidence}
    return any(
        len(ours & {one.key for one in tokens(span.text)}) >= _HELD * len(ours)
        and holds(span.text)
        and not doubts(span.text)
        for span in by_sentence([source.span(0, len(source.text))], source)
        if span.start not in shown
    )


def _deed(claim: str, said: Span, story: Document) -> Span:
    """The claim's first verb in its sentence; the sentence where it has another."""
    spoken = tokens(claim)
    keys = frozenset(spoken[verb.index].key for verb in told(spoken, frozenset(one.key for one in spoken)))
    verb = next(told(tokens(said.text), keys), None)
    return story.span(said.start + verb.start, said.start + verb.end) if verb else said


@dataclass(frozen=True)
class Softer:
    """What is less sure: the number of the evidence, counted from 0, and where the frame stands in it."""

    evidence: int
    start: int
    end: int


@dataclass(frozen=True)
class _Frame:
    kind: _Kind
    start: int
    end: int
    governed: tuple[int, int]


def lost_certainty(claim: str, speaker: str | None, evidence: Sequence[str]) -> Softer | None:
    """The frame of the evidence under which `claim`, told by `speaker` or by the story itself, stands there; None where it is sure."""
    spoken = tokens(claim)
    if _UNSURE.search(claim):
        return None
    told_by = frozenset(one.key for one in tokens(speaker or "") if one.is_content)
    ours = frozenset(one.key for one in spoken if one.is_content) - told_by
    verbs = list(told(spoken, frozenset(one.key for one in spoken)))
    done = any(verb.is_done for verb in verbs) and not any(verb.is_future for verb in verbs)
    event = done or any(verb.is_future for verb in verbs)
    done_keys = frozenset(spoken[verb.index].key for verb in verbs if verb.is_done)
    reported = report_in(claim, 0, len(claim)) is not None
    best: tuple[int, Softer] | None = None
    firm = 0
    for number, text in enumerate(evidence):
        if _SURE.search(text):
            return None
        theirs = [one for one in tokens(text) if one.is_content and one.key in ours]
        frames = []
        for frame in _frames(text, speaker, told_by):
            held = _held(frame, theirs, text)
            if frame.kind is _Kind.PLAN and not (done and done_keys & held and done_keys & _head(text, frame)):
                continue
            if frame.kind is _Kind.WISH and not event:
                continue
            if frame.kind is _Kind.WORD and (reported or not held):
                continue
            frames.append((frame, held))
        governed = [frame.governed for frame, _ in frames]
        subjects = [_subject(text, frame) for frame, _ in frames]
        outside = {
            one.key
            for one in theirs
            if not any(a <= one.start < b for a, b in governed) and not any(a <= one.start < b for a, b in subjects)
        }
        outside |= {one.key for one in theirs if _is_relative(text, one)}
        firm = max(firm, len(outside))
        for frame, held in frames:
            alone = (
                len(evidence) == 1
                and not _MODAL.match(text, frame.start)
                and frame.kind in (_Kind.DOUBT, _Kind.OPEN)
                and not theirs
            )
            if (held or alone) and (best is None or len(held) > best[0]):
                best = len(held), Softer(number, frame.start, frame.end)
    return best[1] if best and best[0] >= firm else None


def _frames(text: str, speaker: str | None, told_by: frozenset[str]) -> Iterator[_Frame]:
    for kind, patterns in _FRAMES.items():
        for pattern in patterns:
            for found in pattern.finditer(text):
                if found[0][:3] == "May" and text[found.start() - 1 : found.start()].strip() == "" and found.start():
                    continue
                thinks = found.groupdict().get("thinks")
                if thinks and (_NOUN_BEFORE.search(text[: found.start()]) or _is_by(text, found.start(), told_by)):
                    continue
                yield _Frame(kind, found.start(), found.end(), _governed(text, kind, found))
    if speaker is None:
        yield from _reports(text)


def _governed(text: str, kind: _Kind, found: re.Match[str]) -> tuple[int, int]:
    if kind is _Kind.OPEN:
        start = max((one.end() for one in re.finditer(r"[;“]", text[: found.start()])), default=0)
        end = _ENDS_CLAUSE.search(text, found.end())
        return start, end.start() if end else len(text)
    end = (_ENDS_CLAUSE if _LONG.search(found[0]) else _ENDS_PHRASE).search(text, found.end())
    return found.start(), end.start() if end else len(text)


def _subject(text: str, frame: _Frame) -> tuple[int, int]:
    """The words right before a frame in its clause, which are neither sure nor unsure."""
    start = max((one.end() for one in _ENDS_PHRASE.finditer(text, 0, frame.start)), default=0)
    return start, frame.start


def _head(text: str, frame: _Frame) -> frozenset[str]:
    """The first words of what is planned."""
    return frozenset(
        one.key for one in [o for o in tokens(text[frame.end : frame.governed[1] + 60]) if o.is_content][:4]
    )


def _held(frame: _Frame, theirs: Sequence[Token], text: str) -> frozenset[str]:
    """The keys of the claim's words that a frame governs, itself aside."""
    start, end = frame.governed
    return frozenset(
        one.key
        for one in theirs
        if start <= one.start < end and not frame.start <= one.start < frame.end and not _is_relative(text, one)
    )


@lru_cache(maxsize=4096)
def _relatives(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _RELATIVE.finditer(text))


def _is_relative(text: str, one: Token) -> bool:
    return any(start <= one.start < end for start, end in _relatives(text))


def _is_by(text: str, at: int, told_by: frozenset[str]) -> bool:
    """Whether who thinks so is who says the claim."""
    before = [one for one in tokens(text[max(0, at - 60) : at])][-8:]
    return bool(told_by & {one.key for one in before}) or bool(
        told_by and before and before[-1].word in ("he", "she", "they", "it")
    )


def _reports(text: str) -> Iterator[_Frame]:
    """What the sentence has somebody say."""
    for report in reports_in(text, 0, len(text)):
        first = min(report.start, report.speaker.start) if report.speaker else report.start
        if _NOUN_BEFORE.search(text[: report.start]) or not (report.distant or _is_side(report.speaker)):
            continue
        after = report.speaker.end if report.speaker and report.speaker.start > report.start else report.end
        closed = text[:first].rstrip().endswith((",", "”", '"'))
        if ACCORDING.match(text, report.start):
            governed = (after, len(text)) if report.start < 3 else (0, report.start)
        elif closed and not re.match(r"\s*(?:\w+\s+){0,3}that\b", text[report.end :]):
            governed = 0, first
        elif first == report.start:
            continue
        else:
            governed = report.end, len(text)
        yield _Frame(_Kind.WORD, report.start, report.end, governed)


def _is_side(speaker: Speaker | None) -> bool:
    return speaker is not None and any(one.key in _PARTY for one in tokens(speaker.name))
