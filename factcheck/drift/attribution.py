"""Attribution and certainty: who says it, and how sure they are, in the claim and in the evidence.

| label | conflict | meaning |
|---|---|---|
| `speaker_lost` | no | the story states as a fact something that the source has someone say or allege |
| `speaker_changed` | yes | the story has someone else say it |
| `source_named` | no | the story names the speaker, the source leaves it at "officials" or "a person familiar with" |
| `hedge_lost` | no | the source has "may", "alleged", "probably", "is thought to", the story states it as a fact |
| `hardened` | no | the story tells as a fact something that the source accuses, suspects, charges, wishes, plans or
links |
| `hedge_added` | no | the story weakens the source's statement |

These are compared only if the evidence says the same thing in much the same words. A lost hedge is not a conflict: a
thing that may have happened may indeed have happened. "He said" lost needs closer agreement than "he alleges" lost,
because news prose drops the first freely. A plan ("plans to", "is expected to") told as the future is not a finding.
Nor is anything that the source states as a fact in another sentence, or that the story follows with somebody's words in
the same paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from factcheck.drift.alignment import by_sentence, text_at
from factcheck.drift.hardening import find_hardening, is_unsure
from factcheck.drift.rewording import Rewording, rewordings
from factcheck.english.hedges import DOUBT, HEDGES, LEAVE
from factcheck.english.marks import quoted
from factcheck.english.reports import ACCORDING, ACCUSING, SAYING, Reporting, holds, report_in, reports_in
from factcheck.english.same_speaker import different_speakers, is_personal_name
from factcheck.english.speakers import CUE, PRONOUNS, Speaker, speaker_of, subject_before
from factcheck.english.verbs import BE, tokens, told
from factcheck.english.words import words
from factcheck.records import Document, Drift, DriftKind, Span

_PLAN = re.compile(r"expected to")
_FUTURE = re.compile(r"\b(?:will|would|to|set|due|going|’ll|plans?|planned|planning|aims?|hopes?)\b")
_ANONYMOUS = re.compile(
    r"\b(?:sources?|officials?|(?:an?|one|another|two|some|several)\s+(?:\w+\s+){0,2}(?:person|people|official|source|aide|"
    r"diplomat|insider)s?|person familiar|people familiar|insiders?|aides|anonymous\w*|unnamed)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\s+(?:not|n’t|n't)\b")
_REJECTING = re.compile(
    r"\b(?:rejects?|rejected|den(?:y|ies|ied)|disputes?|disputed|dismiss(?:es|ed)?|rebuts?|rebutted|contradicts?|contradicted|"
    r"disagree[sd]?|refutes?|refuted)\b"
)
_SAME = 0.6
"""Share of the claim's content words that the evidence must have for the two to say the same thing."""
_CLOSE = 0.95
"""The same if only a plain "said" was lost."""
_LIKELY_HEDGE = 0.75
"""The same if the hedge is "could", which also means that someone was able to."""
_HELD = 0.75
"""The same for another sentence of the source to state the claim as a fact."""
_ENOUGH = 3
"""So many content words at least must agree."""
_PARAGRAPH = 1500
"""So many characters at most before a claim belong to its paragraph: a text without blank lines is not one paragraph."""


def find_attribution_drift(
    claim: Span, evidence: Sequence[Span], *, story: Document, source: Document
) -> tuple[Drift, ...]:
    """How `claim` (a stretch of `story`) changes the speaker and the certainty of `evidence` (stretches of `source`).

    At most one finding about the speaker and one about certainty; the order of the evidence does not matter. If a hedge
    is lost together with its speaker, only the hedge is reported.
    """
    best: tuple[float, Span] | None = None
    for span in by_sentence(evidence, source):
        share = agreement(claim, span, _speakers(claim, story) | _speakers(span, source))
        if share >= _SAME and (best is None or share > best[0]):
            best = (share, span)
    certainty = speaker = None
    if best is not None:
        share, span = best
        changed = rewordings(claim, [span], story=story, source=source)
        certainty = _certainty_drift(claim, span, story, source, changed)
        speaker = _speaker_drift(claim, span, share, story, source, changed)
    certainty = certainty or _hardened(claim, evidence, story, source)
    # A hedge lost with its speaker is one finding: who says it matters less than that they were not sure.
    if (
        speaker is not None
        and certainty is not None
        and speaker.label == "speaker_lost" != certainty.label != "hedge_added"
    ):
        speaker = None
    return tuple(
        drift for drift in (speaker, certainty) if drift is not None and not _held_elsewhere(drift, claim, source)
    )


def _hardened(claim: Span, evidence: Sequence[Span], story: Document, source: Document) -> Drift | None:
    found = find_hardening(claim, evidence, story=story, source=source, reported=is_reported(claim, story))
    if found is None:
        return None
    here, there = found.story, found.source
    message = f"The source says “{there.text}”, the story states it as a fact: “{here.text}”."
    return _drift("hardened", story, here, source, there, here.text, there.text, message)


def _held_elsewhere(drift: Drift, claim: Span, source: Document) -> bool:
    """Whether another sentence of the source states as a fact what the story is said to have made one."""
    if drift.label not in ("hedge_lost", "speaker_lost") or drift.source is None:
        return False
    flat = _content(drift.story.text)
    for span in by_sentence([source.span(0, len(source.text))], source):
        apart = span.end <= drift.source.start or drift.source.end <= span.start
        same = flat <= _content(span.text) and agreement(claim, span, frozenset()) >= _HELD
        if apart and same and holds(span.text) and not doubts(span.text):
            return True
    return False


def is_reported(claim: Span, story: Document) -> bool:
    """Whether the story gives the claim as somebody's word: in its sentence, or in one before it in the same paragraph."""
    own = report_in(story.text, claim.start, claim.end) is not None or _is_quotation(claim)
    return own or ACCUSING.search(_paragraph_before(claim, story)) is not None


def _goes_on(claim: Span, story: Document, report: Reporting) -> bool:
    """Whether the story goes on with what the speaker of `report`, or an accuser, says in the same paragraph."""
    before = _paragraph_before(claim, story)
    who = _content(report.speaker.name) if report.speaker else frozenset()
    speaks = CUE.search(before) is not None and not who.isdisjoint(_content(before))
    return speaks or ACCUSING.search(before) is not None


def _paragraph_before(claim: Span, story: Document) -> str:
    earliest = max(0, claim.start - _PARAGRAPH)
    return story.text[max(earliest, story.text.rfind("\n\n", earliest, claim.start) + 1) : claim.start]


def _speakers(span: Span, document: Document) -> frozenset[str]:
    """The stems of the words that name the speaker of a reporting sentence."""
    report = report_in(document.text, span.start, span.end)
    return _content(report.speaker.name) if report and report.speaker else frozenset()


def agreement(claim: Span, span: Span, aside: frozenset[str]) -> float:
    """The share of the claim's content words, except those `aside`, that the evidence has; 0 if too few to tell."""
    ours = _content(claim.text) - aside
    shared = ours & _content(span.text)
    if len(shared) < max(2, min(_ENOUGH, len(ours))):
        return 0.0
    return len(shared) / len(ours)


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """The stems of the words that carry the statement, without those for its speaker and certainty."""
    bare = HEDGES.sub(" ", re.sub(SAYING, " ", text))
    return frozenset(one.key for one in tokens(bare) if one.is_content)


def _speaker_drift(
    claim: Span, span: Span, share: float, story: Document, source: Document, changed: Sequence[Rewording]
) -> Drift | None:
    ours = report_in(story.text, claim.start, claim.end)
    reports = list(reports_in(source.text, span.start, span.end))
    if ours is None and reports and _goes_on(claim, story, reports[0]):
        return None
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
        doubtful = DOUBT.search(claim.text) is not None or in_quotation or claim.text.rstrip().endswith("?")
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
    if _rejects(ours.speaker, span, source):
        message = f"The story has {name} say it, the source {other}; there {name} rejects it."
        return _drift("speaker_changed", story, place, source, there, name, other, message)
    if (
        is_personal_name(name, story.text)
        and name.casefold() != other.casefold()
        and _ANONYMOUS.search(other)
        and not re.search(r"\b[A-Z][a-z]+\s+[A-Z][a-z]+", other)
    ):
        message = f"The story names {name}, the source only says “{other}”."
        return _drift("source_named", story, place, source, there, name, other, message)
    return None


def _rejects(speaker: Speaker, span: Span, source: Document) -> bool:
    """Whether the source has the speaker, named in the same words, reject what the sentence `span` has another one say."""
    who = _content(speaker.name)
    following = by_sentence([source.span(span.end, min(len(source.text), span.end + 200))], source)[:1]
    for part in (span, *following):
        for found in _REJECTING.finditer(part.text):
            subject = subject_before(part.text, 0, found.start())
            if subject is not None and who and who <= _content(subject.name):
                return True
    return False


def _is_quotation(claim: Span) -> bool:
    """Whether most of the claim is in quotation marks, and so someone's words and not the story's."""
    inside = sum(len(words(claim.text[mark.start : mark.end])) for mark in quoted(claim.text))
    return 2 * inside > len(words(claim.text))


def _same_speaker(one: Reporting, other: Reporting) -> bool:
    names = [report.speaker.name.casefold() if report.speaker else None for report in (one, other)]
    return names[0] is not None and names[0] == names[1]


def _speaker_lost(claim: Span, report: Reporting, speaker: Speaker, story: Document, source: Document) -> Drift:
    who = speaker.known_as or speaker.name
    message = f"The story states as a fact what the source has {who} say."
    return _drift("speaker_lost", story, claim, source, _cue_span(report, source), None, who, message)


def _report_left_out(report: Reporting, source: Document, changed: Sequence[Rewording]) -> bool:
    """Whether the story left out who says it and that they say it, and nothing else there, in a sentence it repeats."""
    who = _content(report.speaker.name) if report.speaker else frozenset()
    return any(
        change.source[0] <= report.start
        and report.end <= change.source[1]
        and not change.story_words
        and not _content(ACCORDING.sub(" ", text_at(source, change.source))) - who
        for change in changed
    )


def _reported_part(claim: Span, span: Span, report: Reporting) -> bool:
    """Whether what agrees is what is reported, and the claim is not about the speaker's own doing."""
    if report.speaker is None:
        return False
    about = _content(report.speaker.name)
    ours = _content(claim.text)
    return not (about and about <= ours) and len((ours & _content(span.text)) - about) >= 2


def _cue_span(report: Reporting, source: Document) -> Span:
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
        if not _content(text_at(story, change.story)) or not _content(text_at(source, change.source))
    ]
    taken = _hedge_among(span, [change.source for change in bare if not doubts(text_at(story, change.story))])
    lost = taken or _hedge_on(span, claim)
    if lost is not None and lost["hedge"] == "may" and LEAVE.search(claim.text):
        lost = None
    if lost is not None and not _is_hedged_too(claim, span, lost) and (taken or not doubts(claim.text)):
        if _PLAN.search(lost["hedge"]) and _FUTURE.search(claim.text):
            return None
        there = source.span(span.start + lost.start(), span.start + lost.end())
        message = f"The source says “{there.text}”, the story states it as a fact."
        return _drift(
            "hedge_lost", story, _flat_words(claim, span, lost, story), source, there, None, there.text, message
        )
    put_in = _hedge_among(claim, [change.story for change in bare if not doubts(text_at(source, change.source))])
    added = put_in or _hedge_on(claim, span)
    unsure_too = added is None or is_unsure(span.text) or _is_hedged_too(span, claim, added)
    if added is not None and not unsure_too and (put_in or not doubts(span.text)):
        here = story.span(claim.start + added.start(), claim.start + added.end())
        message = f"The story says “{here.text}”, the source states it as a fact."
        return _drift("hedge_added", story, here, source, span, here.text, None, message)
    return None


def _hedge_among(span: Span, stretches: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    """A hedge in `span` that one of the stretches of its document is, apart from words without content."""
    for hedge in HEDGES.finditer(span.text):
        start, end = span.start + hedge.start(), span.start + hedge.end()
        for first, last in stretches:
            around = span.text[first - span.start : last - span.start].replace(hedge[0], " ")
            if first < end and start < last and not _content(around):
                return hedge
    return None


def doubts(text: str) -> bool:
    """Whether a stretch says itself that something is not sure."""
    return DOUBT.search(text) is not None or HEDGES.search(text) is not None


def _hedge_on(span: Span, other: Span) -> re.Match[str] | None:
    """A hedge in `span` on a word that `other` has as well: the next content word after it, in the same clause."""
    shared = _content(other.text)
    for hedge in HEDGES.finditer(span.text):
        following = _hedged(span, hedge)
        sure = any(verb.end <= hedge.start() for verb in told(tokens(span.text), frozenset(following[:1])))
        close = hedge["hedge"] != "could" or agreement(other, span, frozenset()) >= _LIKELY_HEDGE
        if close and not sure and following and following[0] in shared and not _NEGATED.match(span.text, hedge.end()):
            return hedge
    return None


def _hedged(span: Span, hedge: re.Match[str]) -> list[str]:
    """The keys of the content words that follow a hedge in its clause."""
    rest = re.split(r"[.;:,“”\"]", span.text[hedge.end() : hedge.end() + 60])[0]
    return [one.key for one in tokens(rest) if one.is_content and one.key not in ("help", "able", "well")]


def _is_hedged_too(claim: Span, span: Span, hedge: re.Match[str]) -> bool:
    """Whether the claim weakens, in its own words, what `hedge` weakens in `span`."""
    weakened = set(_hedged(span, hedge)[:2])
    return any(weakened & set(_hedged(claim, own)[:3]) for own in HEDGES.finditer(claim.text))


def _flat_words(claim: Span, span: Span, hedge: re.Match[str], story: Document) -> Span:
    """The claim's version of the verb, or of the word after "is", that `hedge` weakens in `span`; else the claim."""
    keys = frozenset(_hedged(span, hedge)[:3])
    spoken = tokens(claim.text)
    verb = next(told(spoken, keys), None)
    if verb is not None:
        return story.span(claim.start + verb.start, claim.start + verb.end)
    for copula, word in pairwise(spoken):
        if copula.word in BE and word.key in keys:
            return story.span(claim.start + copula.start, claim.start + word.end)
    return claim


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
