"""Attribution and certainty: who says it, and how sure they are, in the claim and in the evidence.

| label | conflict | meaning |
|---|---|---|
| `speaker_lost` | no | the story states as a fact what the source has someone say or allege |
| `speaker_changed` | yes | the story has someone else say it |
| `source_named` | no | the story names the speaker, the source leaves it at "officials" or "a person familiar with" |
| `hedge_lost` | no | the source has "may", "alleged", "probably", "is thought to", the story states it as a fact |
| `hedge_added` | no | the story weakens what the source states |

These are compared only where the evidence says the same thing in much the same words. A lost hedge is no conflict: what
may have happened may indeed have happened. "He said" lost needs closer agreement than "he alleges" lost, because news prose
drops the first freely. "Is expected to" told as the future, and plans ("wants to"), raise nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.drift.alignment import by_sentence, stem
from factcheck.drift.marks import quoted
from factcheck.drift.rewording import Rewording, rewordings
from factcheck.drift.speakers import PRONOUNS, Speaker, different_speakers, phrase_from, speaker_of, subject_before
from factcheck.drift.words import FUNCTION_WORDS, words
from factcheck.records import Document, Drift, DriftKind, Span

_DISTANT = (
    "allege|alleges|alleged|claim|claims|claimed|accuses|accused|argues|argued|believe|believes|believed|think|thinks|thought|suspects|suspected|"
    "suggests|suggested|contends|contended|asserts|asserted|insists|insisted|maintains|maintained|speculated|fears|feared"
)
_NEUTRAL = (
    "said|say|says|told|tells|stated|states|added|adds|warned|warns|announced|wrote|writes|tweeted|explained|explains|"
    "confirmed|confirms|declared|noted|notes|predicted|predicts|estimated|estimates|testified|admitted|admits|"
    "acknowledged|conceded|reported|reports|revealed|recalled|promised|vowed"
)
_CUE = rf"\b(?P<cue>{_DISTANT}|{_NEUTRAL})\b"
_CLAUSE_BEGINS = r"(?:he|she|it|they|there|the|a|an|its|his|her|their|this|these|no|some|many|[A-Z])"
_REPORTING = (
    re.compile(rf"{_CUE}(?:\s+[\w’'.]+){{0,5}}?\s+that\b"),
    re.compile(rf"{_CUE}(?:\s+[\w’']+){{0,4}}?\s*[,:]?\s*[“\"‘]"),
    re.compile(
        rf"[,”\"]\s+(?:[\w’'.-]+\s+){{0,8}}?{_CUE}(?:\s+(?:me|us|reporters|journalists|the\s+\w+|[A-Z]\w+))?(?=\s*[.,;]|\s*$|\s+(?:on|in|at|to|during|late|after|outside)\b)"
    ),
    re.compile(
        rf"\b(?P<cue>said|say|says|believe|believes|believed|think|thinks|allege|claims|claimed|alleges|alleged|insists|insisted|argues|argued|"
        rf"suspects|warned|warns)\s+(?={_CLAUSE_BEGINS}\b)"
    ),
)
_ACCORDING = re.compile(r"\b[Aa]ccording to\s+")
_DISTANT_CUE = re.compile(_DISTANT)
_HEDGES = re.compile(
    r"\b(?P<hedge>may|might|could|probably|possibly|perhaps|reportedly|allegedly|supposedly|apparently|presumably|alleged|"
    r"likely|suspected|purported|potentially|seems? to|seemed to|appears? to|appeared to|"
    r"(?:is|are|was|were|been)\s+(?:widely\s+)?(?:thought|believed|said|reported|alleged|rumoured|rumored|understood|"
    r"feared|considered|expected|likely)\s+to|"
    r"(?:[Ii]t\s+(?:is|was)|(?:has|have)\s+been)\s+(?:widely\s+)?(?:thought|believed|said|reported|alleged|claimed|suggested|rumou?red|understood)\s+that)\b"
)
_PLAN = re.compile(r"expected to")
_FUTURE = re.compile(r"\b(?:will|would|to|set|due|going|’ll|plans?|planned|planning|aims?|hopes?)\b")
_DOUBT = re.compile(
    r"\b(?:can|could|may|might|would|should|if|whether|possible|possibility|potential|chance|risk|unclear|claims?|"
    r"allegations?|alleges?|alleged|accus\w+|suspect\w*|suspicion|believ\w+|thought|think|thinks|fear\w*|feel\w*|seem\w*|"
    r"appear\w*|expect\w*|plan(?:s|ned|ning)?\s+to|hop(?:e|es|ed|ing)|want\w*|aim\w*|intend\w*|propos\w+|consider\w*|suggest\w*|reportedly|allegedly|"
    r"apparently|likely|probably|possibly|perhaps|estimated|predict\w*|warn(?:s|ed)?|[Aa]ccording|say|says|said|told|report\w*|"
    r"understood|rumou?r\w*|described|called|denies|denied|argu\w+|insist\w*|admit\w*|announc\w*|confirm\w*|charged)\b",
)
_ANONYMOUS = re.compile(
    r"\b(?:sources?|officials?|(?:an?|one|another|two|some|several)\s+(?:\w+\s+){0,2}(?:person|people|official|source|aide|"
    r"diplomat|insider)s?|person familiar|people familiar|insiders?|aides|anonymous\w*|unnamed)\b",
    re.IGNORECASE,
)
_NAMED_NEXT = re.compile(r"\s+(?:the|a|an|his|her|its|their|one|two|some|[A-Z])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

_SAME = 0.6
"""Share of the claim's content words that the evidence must have for the two to say the same thing."""
_CLOSE = 0.95
"""The same where only a plain "said" was lost."""
_LIKELY_HEDGE = 0.75
"""The same where the hedge is "could", which also tells what someone was able to do."""
_ENOUGH = 3
"""So many content words at least must agree."""


@dataclass(frozen=True)
class _Report:
    """How a sentence reports: the offsets of its cue in the document, who speaks, and whether the cue keeps a distance."""

    start: int
    end: int
    speaker: Speaker | None
    distant: bool


def holds(sentence_text: str) -> bool:
    """Whether a sentence states something itself, rather than reports that someone says, thinks or alleges it.

    False for "X said that …", "…, X said", "according to X, …", "X: “…”", "reportedly", "allegedly", "is said to"; also for
    a sentence that is a quotation of more than two words. A source holds what it states, not what it reports.
    """
    if _report(sentence_text, 0, len(sentence_text)) is not None:
        return False
    if re.search(
        r"\b(?:reportedly|allegedly|supposedly|alleged|(?:is|are|was|were)\s+(?:said|alleged|reported)\s+to)\b",
        sentence_text,
    ):
        return False
    return all(len(words(sentence_text[mark.start : mark.end])) <= 2 for mark in quoted(sentence_text))


def find_attribution_drift(
    claim: Span, evidence: Sequence[Span], *, story: Document, source: Document
) -> tuple[Drift, ...]:
    """What `claim` (a stretch of `story`) does to the speaker and the certainty of `evidence` (stretches of `source`).

    At most one finding about the speaker and one about certainty; the order of the evidence does not matter. A hedge
    that is lost together with its speaker is reported alone.
    """
    best: tuple[float, Span] | None = None
    for span in by_sentence(evidence, source):
        share = _agreement(claim, span, _speakers(claim, story) | _speakers(span, source))
        if share >= _SAME and (best is None or share > best[0]):
            best = (share, span)
    if best is None:
        return ()
    share, span = best
    changed = rewordings(claim, [span], story=story, source=source)
    certainty = _certainty_drift(claim, span, story, source, changed)
    speaker = _speaker_drift(claim, span, share, story, source, changed)
    # A hedge lost with its speaker is one finding: who says it matters less than that they were not sure.
    if (
        certainty is not None
        and speaker is not None
        and (certainty.label, speaker.label) == ("hedge_lost", "speaker_lost")
    ):
        speaker = None
    return tuple(drift for drift in (speaker, certainty) if drift is not None)


def _speakers(span: Span, document: Document) -> frozenset[str]:
    """The stems of the words that name the speaker of a reporting sentence."""
    report = _report(document.text, span.start, span.end)
    return _content(report.speaker.name) if report and report.speaker else frozenset()


def _agreement(claim: Span, span: Span, aside: frozenset[str]) -> float:
    """The share of the claim's content words, but for those `aside`, that the evidence has; 0 when too few to tell."""
    ours = _content(claim.text) - aside
    shared = ours & _content(span.text)
    if len(shared) < max(2, min(_ENOUGH, len(ours))):
        return 0.0
    return len(shared) / len(ours)


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """The stems of the words that carry what is said, without those that say who says it and how surely."""
    bare = _HEDGES.sub(" ", re.sub(_CUE, " ", text))
    return frozenset(stem(word) for word in _WORD.findall(bare) if word.casefold() not in FUNCTION_WORDS)


def _report(text: str, start: int, end: int) -> _Report | None:
    """The first reporting construction of `text[start:end]`."""
    return next(_reports(text, start, end), None)


def _reports(text: str, start: int, end: int) -> Iterator[_Report]:
    """The reporting constructions of `text[start:end]`: "according to" first, the others as they come."""
    for according in _ACCORDING.finditer(text, start, end):
        yield _Report(according.start(), according.end(), phrase_from(text, according.end(), end), distant=False)
    cues = [found for pattern in _REPORTING for found in pattern.finditer(text, start, end)]
    inside = [(mark.start, mark.end) for mark in quoted(text[start:end])] if cues else []
    for found in sorted(cues, key=lambda one: one.start("cue")):
        at, stop = found.span("cue")
        if any(first <= at - start < last for first, last in inside):
            continue
        if re.search(
            r"\b(?:is|are|was|were|been|be|as|the|an?|his|her|its|their|not)\s+$", text[max(start, at - 6) : at]
        ):
            continue
        mark = re.compile(r"[”\"]\s*,?\s*$").search(text, start, at)
        before = text[start:at].rstrip()
        # "The wall fell, said the mayor" has one comma before its cue, "Berg, the mayor, said the wall fell" has two.
        inverted = before.endswith(",") and before.count(",") == 1 and _NAMED_NEXT.match(text, stop)
        speaker = phrase_from(text, stop, end) if mark or inverted else subject_before(text, start, at)
        if speaker is not None and speaker.name.casefold() not in FUNCTION_WORDS - PRONOUNS:
            yield _Report(at, stop, speaker, distant=_DISTANT_CUE.fullmatch(found["cue"]) is not None)


def _speaker_drift(
    claim: Span, span: Span, share: float, story: Document, source: Document, changed: Sequence[Rewording]
) -> Drift | None:
    ours = _report(story.text, claim.start, claim.end)
    reports = list(_reports(source.text, span.start, span.end))
    for report in reports if not _is_quotation(claim) else ():
        if report.speaker is None or not _report_left_out(report, source, changed):
            continue
        if ours is None or any(_same_speaker(ours, other) for other in reports if other is not report):
            return _speaker_lost(claim, report, report.speaker, story, source)
    theirs = reports[0] if reports else None
    if theirs is None or theirs.speaker is None:
        return None
    if ours is None:
        in_quotation = speaker_of(story.text, claim.start, claim.end) is not None or bool(quoted(claim.text))
        doubtful = _DOUBT.search(claim.text) is not None or in_quotation or claim.text.rstrip().endswith("?")
        if doubtful or not (theirs.distant or share >= _CLOSE) or not _reported_part(claim, span, theirs):
            return None
        return _speaker_lost(claim, theirs, theirs.speaker, story, source)
    if ours.speaker is None:
        return None
    name, other = ours.speaker.known_as, theirs.speaker.known_as
    if not name or not other or ours.speaker.name.casefold() in PRONOUNS:
        return None
    place = story.span(ours.speaker.start, ours.speaker.end)
    there = source.span(theirs.speaker.start, theirs.speaker.end)
    if different_speakers(name, story.text, other, source.text) and name not in span.text:
        message = f"The story has {name} say it, the source {other}."
        return _drift("speaker_changed", story, place, source, there, name, other, message)
    named = name.casefold() not in PRONOUNS and different_speakers(name, story.text, "Xavier Nobody", "")
    if (
        named
        and name.casefold() != other.casefold()
        and _ANONYMOUS.search(other)
        and not re.search(r"\b[A-Z][a-z]+\s+[A-Z][a-z]+", other)
    ):
        message = f"The story names {name}, the source only says “{other}”."
        return _drift("source_named", story, place, source, there, name, other, message)
    return None


def _is_quotation(claim: Span) -> bool:
    """Whether most of the claim stands in quotation marks, so that it is someone's words and not the story's."""
    inside = sum(len(words(claim.text[mark.start : mark.end])) for mark in quoted(claim.text))
    return 2 * inside > len(words(claim.text))


def _same_speaker(one: _Report, other: _Report) -> bool:
    names = [report.speaker.name.casefold() if report.speaker else None for report in (one, other)]
    return names[0] is not None and names[0] == names[1]


def _speaker_lost(claim: Span, report: _Report, speaker: Speaker, story: Document, source: Document) -> Drift:
    who = speaker.known_as or speaker.name
    message = f"The story states as a fact what the source has {who} say."
    return _drift("speaker_lost", story, claim, source, _cue_span(report, source), None, who, message)


def _report_left_out(report: _Report, source: Document, changed: Sequence[Rewording]) -> bool:
    """Whether the story left out who says it and that they say it, and nothing else there, in a sentence it repeats."""
    who = _content(report.speaker.name) if report.speaker else frozenset()
    return any(
        change.source[0] <= report.start
        and report.end <= change.source[1]
        and not change.story_words
        and not _content(_ACCORDING.sub(" ", _at(source, change.source))) - who
        for change in changed
    )


def _reported_part(claim: Span, span: Span, report: _Report) -> bool:
    """Whether what agrees is what is reported, and the claim is not about the speaker's own doing."""
    if report.speaker is None:
        return False
    about = _content(report.speaker.name)
    ours = _content(claim.text)
    return not (about and about <= ours) and len((ours & _content(span.text)) - about) >= 2


def _cue_span(report: _Report, source: Document) -> Span:
    """From the speaker to the cue, whichever comes first."""
    speaker = report.speaker
    starts = [report.start, *([speaker.start] if speaker else [])]
    ends = [report.end, *([speaker.end] if speaker else [])]
    return source.span(min(starts), max(ends))


def _certainty_drift(
    claim: Span, span: Span, story: Document, source: Document, changed: Sequence[Rewording]
) -> Drift | None:
    bare = [
        change
        for change in changed
        if not _content(_at(story, change.story)) or not _content(_at(source, change.source))
    ]
    taken = _hedge_among(span, [change.source for change in bare if not _doubts(_at(story, change.story))])
    lost = taken or _hedge_on(span, claim)
    if lost is not None and (taken or not (_DOUBT.search(claim.text) or _HEDGES.search(claim.text))):
        if _PLAN.search(lost["hedge"]) and _FUTURE.search(claim.text):
            return None
        there = source.span(span.start + lost.start(), span.start + lost.end())
        message = f"The source says “{there.text}”, the story states it as a fact."
        return _drift("hedge_lost", story, claim, source, there, None, there.text, message)
    put_in = _hedge_among(claim, [change.story for change in bare if not _doubts(_at(source, change.source))])
    added = put_in or _hedge_on(claim, span)
    if added is not None and (put_in or not (_DOUBT.search(span.text) or _HEDGES.search(span.text))):
        here = story.span(claim.start + added.start(), claim.start + added.end())
        message = f"The story says “{here.text}”, the source states it as a fact."
        return _drift("hedge_added", story, here, source, span, here.text, None, message)
    return None


def _hedge_among(span: Span, stretches: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    """A hedge in `span` that one of the stretches of its document is, apart from words without content."""
    for hedge in _HEDGES.finditer(span.text):
        start, end = span.start + hedge.start(), span.start + hedge.end()
        for first, last in stretches:
            around = span.text[first - span.start : last - span.start].replace(hedge[0], " ")
            if first < end and start < last and not _content(around):
                return hedge
    return None


def _doubts(text: str) -> bool:
    """Whether a stretch says itself that something is not sure."""
    return _DOUBT.search(text) is not None or _HEDGES.search(text) is not None


def _at(document: Document, stretch: tuple[int, int]) -> str:
    return document.text[slice(*stretch)]


def _hedge_on(span: Span, other: Span) -> re.Match[str] | None:
    """A hedge in `span` on a word that `other` has as well: the next content word after it, in the same clause."""
    shared = _content(other.text)
    for hedge in _HEDGES.finditer(span.text):
        rest = re.split(r"[.;:,“”\"]", span.text[hedge.end() : hedge.end() + 60])[0]
        following = [stem(word) for word in _WORD.findall(rest) if word.casefold() not in FUNCTION_WORDS]
        close = hedge["hedge"] != "could" or _agreement(other, span, frozenset()) >= _LIKELY_HEDGE
        if close and following and following[0] in shared and not re.match(r"\s+(?:not|n’t|n't)\b", rest):
            return hedge
    return None


def _drift(
    label: str,
    story: Document,
    here: Span,
    source: Document,
    there: Span,
    value: str | None,
    other: str | None,
    message: str,
) -> Drift:
    return Drift(
        kind=DriftKind.ATTRIBUTION,
        label=label,
        conflict=label == "speaker_changed",
        story=story.span(here.start, here.end),
        source=source.span(there.start, there.end),
        story_value=(value or "stated as a fact").casefold(),
        source_value=(other or "stated as a fact").casefold(),
        message=message,
    )


def reporter_of(text: str, start: int, end: int) -> Speaker | None:
    """Who the stretch `text[start:end]`, a sentence, reports as saying, thinking or alleging something; None for nobody."""
    report = _report(text, start, end)
    return report.speaker if report else None
