"""The words and marks of every report: one symbol and one word per idea, whatever the output.

Colour is never the only sign: a mark is a symbol and a word, and each verdict has its own symbol. "Not mentioned" and
"unchecked" share neither; a failure is worded as a failure, never as a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck.english.turns import turn_gone_on
from factcheck.records import (
    Anachronism,
    Comparison,
    ConflictKind,
    Counted,
    Cue,
    Document,
    DriftKind,
    Failure,
    FailureKind,
    LeftOut,
    Promise,
    Relation,
    Reprint,
    SentenceOutcome,
    SkipReason,
    Span,
    VerdictName,
)

if TYPE_CHECKING:
    from factcheck.steps.own_words import Resolved


@dataclass(frozen=True)
class Mark:
    """An idea's sign (`symbol`, one character), its name, and its meaning in a line."""

    symbol: str
    word: str
    meaning: str


VERDICTS: dict[VerdictName, Mark] = {
    VerdictName.CONTRADICTED: Mark("✗", "contradicted", "at least one source says otherwise and none supports it"),
    VerdictName.DISPUTED: Mark("≠", "disputed", "the sources do not agree with each other"),
    VerdictName.UNCHECKED: Mark(
        "?", "unchecked", "not checked: a step that could have changed the outcome failed or was left out"
    ),
    VerdictName.UNCLEAR: Mark("~", "unclear", "a source speaks of it, but its position is not clear"),
    VerdictName.PARTLY_SUPPORTED: Mark(
        "◐", "partly supported", "a source supports part of it and lacks the rest, or does not state it as a fact"
    ),
    VerdictName.NOT_MENTIONED: Mark("○", "not mentioned", "every source was read and none says anything about it"),
    VerdictName.SUPPORTED: Mark("✓", "supported", "at least one source says so and none says otherwise"),
}
"""In order of urgency: what a checker on deadline should see first."""

RELATIONS: dict[Relation, Mark] = {
    Relation.CONTRADICTS: Mark("✗", "contradicts", "the source says otherwise"),
    Relation.SUPPORTS: Mark("✓", "supports", "the source says so"),
    Relation.SILENT: Mark("○", "silent", "the source says nothing about it"),
}

LEANINGS = {Relation.CONTRADICTS: "perhaps contradicted", Relation.SUPPORTS: "perhaps supported"}
"""The words for where an unclear claim leans (`factcheck.verdict.leaning`)."""

COUNTED: dict[Counted, Mark] = {
    Counted.CONTRADICTS: RELATIONS[Relation.CONTRADICTS],
    Counted.SUPPORTS: RELATIONS[Relation.SUPPORTS],
    Counted.PARTLY_SUPPORTS: Mark("◐", "partly supports", "the source supports part of it"),
    Counted.UNCLEAR: Mark("~", "unclear", "the source speaks of it, but its position is not clear"),
    Counted.SILENT: RELATIONS[Relation.SILENT],
}
"""The words for how a source counts."""

WORD_FOR_WORD = "word for word, from the same person"
"""The words for a source that has the claim as a quotation."""

GAPS = {True: "in no source that speaks of it", False: "not in the evidence"}
"""The words for an uncovered stretch, by whether it is missing from every sentence of the sources."""

CONFLICTS: dict[ConflictKind, tuple[str, str]] = {
    ConflictKind.VALUES_DIFFER: ("values differ", "both cannot be right, and nothing explains the difference"),
    ConflictKind.SUPERSEDED: ("superseded", "a later source supersedes an earlier one"),
    ConflictKind.SCOPE: ("different scope", "the figures count different things; each can be right"),
    ConflictKind.ROUNDING: ("rounding", "they differ only in precision; both can be right"),
    ConflictKind.UNKNOWN: ("kind unknown", "code cannot tell why the sources disagree"),
}
"""The kinds of conflict: the name of each, and its meaning in a line."""

FAILED = Mark("!", "could not check", "a step gave no answer; this says nothing about the claim")
LEFT = Mark(
    "–", "left out", "the claim was not checked, because others matter more (--top); this says nothing about it"
)
DRIFT = Mark("Δ", "drift", "a difference between story and source that code proved")
HEADLINE = Mark(
    "!", "headline", "Found by code: the headline says this and the story below it does not. It changes no verdict."
)

FAILURES: dict[FailureKind, str] = {
    FailureKind.REFUSED: "the model declined",
    FailureKind.FILTERED: "answer withheld by a content filter",
    FailureKind.TRUNCATED: "truncated answer",
    FailureKind.UNPARSABLE: "unreadable answer",
    FailureKind.UNAVAILABLE: "model unavailable",
    FailureKind.TIMED_OUT: "no answer in time",
    FailureKind.RATE_LIMITED: "rate limited",
    FailureKind.CONTEXT_TOO_LONG: "text too long for the model",
    FailureKind.EVIDENCE_NOT_FOUND: "evidence not found in the source",
    FailureKind.BUDGET_EXHAUSTED: "budget used up",
    FailureKind.BEYOND_TOP: "left out by --top",
}

SKIPS: dict[SkipReason, str] = {
    SkipReason.OPINION: "opinion",
    SkipReason.PREDICTION: "prediction",
    SkipReason.QUESTION: "question",
    SkipReason.QUOTE: "quotation without checkable content",
    SkipReason.BOILERPLATE: "boilerplate",
    SkipReason.DUPLICATE: "says the same again",
    SkipReason.NOT_CHECKABLE: "nothing checkable",
}

DRIFTS: dict[DriftKind, str] = {
    DriftKind.NUMBER: "number",
    DriftKind.UNIT: "unit",
    DriftKind.DATE: "date",
    DriftKind.NAME: "name",
    DriftKind.QUOTATION: "quotation",
    DriftKind.ATTRIBUTION: "attribution",
}


CUES = {
    Cue.NO_ANSWER: "no answer",
    Cue.DENIAL: "a denial or an objection",
    Cue.CONDITION: "a condition or an exception",
    Cue.CONTRAST: "another side",
}
"""The words for the cue of a sentence that the story may have left out."""
LEFT_OUT = "The sources also say"
"""The heading over those sentences."""
LEFT_OUT_MEANING = "Found by code beside the evidence, and perhaps not in the story: to read, not an error."


def beside(left_out: LeftOut) -> str:
    """The place of such a sentence, and the reason to show it: `s1, sentence 7, beside c3: a denial or an objection`."""
    return f"{left_out.document}, {numbered((left_out.sentence,))}, beside {left_out.claim}: {CUES[left_out.cue]}"


def could_not_check(failure: Failure) -> str:
    """A failure in words: `could not check: truncated answer`; for a claim left out, `not checked: left out by
    --top`."""
    word = "not checked" if failure.kind is FailureKind.BEYOND_TOP else FAILED.word
    return f"{word}: {FAILURES[failure.kind]}"


def no_answer(failure: Failure) -> Mark:
    """The mark of a failed step, or of a claim that was left out."""
    return LEFT if failure.kind is FailureKind.BEYOND_TOP else FAILED


def skipped(outcome: SentenceOutcome) -> str:
    """Why a skipped sentence was skipped: `skipped: opinion`, `skipped: says the same again as c3`."""
    reason = SKIPS[outcome.reason] if outcome.reason else "no reason given"
    return f"skipped: {reason} as {outcome.duplicate_of}" if outcome.duplicate_of else f"skipped: {reason}"


def reprinted(reprint: Reprint) -> str:
    """The relation of two prints of one text: `s3 is a reprint of s1`, `s2 is the story itself`."""
    if reprint.of == "story":
        return f"{reprint.document} is {'' if reprint.share == 1 else 'nearly '}the story itself"
    if reprint.document == "story":
        return f"the story repeats {reprint.of}"
    if reprint.dated:
        return f"{reprint.document} is a reprint of {reprint.of}"
    return f"{reprint.document} and {reprint.of} are one text"


def resolved_from(words: Resolved) -> str:
    """Where resolved words come from: `from sentence 3`, `from the story’s date`."""
    return f"from sentence {words.sentence}" if words.sentence else "from the story’s date"


def older(anachronism: Anachronism) -> str:
    """Says that a source is older than the event it seems to speak of."""
    return (
        f"{anachronism.source} was published on {anachronism.published}, before the event that it is said to speak of "
        f"(“{anachronism.words}”, {anachronism.event} at the earliest)"
    )


def promised(promise: Promise | None) -> str:
    """The error rate that a report promises, in a line."""
    if promise is None:
        return "no error rate is promised: it was not measured for this model and these prompts"
    return (
        f"at most {percent(promise.max_false_green)} of the claims shown as supported are not, "
        f"with {percent(promise.confidence)} confidence, on text like the measured one "
        f"({promise.measured_on}: {promise.wrong} of {promise.shown} wrong); on other text it may not hold"
    )


def percent(share: float) -> str:
    """A probability for a person: `87 %`, never a false certainty (`over 99 %`, `under 1 %`)."""
    if share >= 0.995:
        return "over 99 %"
    if share < 0.005:
        return "under 1 %"
    return f"{share:.0%}".replace("%", " %")


def confidence(comparison: Comparison) -> str:
    """How sure the model is of the relation, and whether that number was calibrated on labelled data."""
    share = percent(comparison.confidence)
    if comparison.calibrated:
        return share
    return f"{share}, uncalibrated" if comparison.basis == "logprobs" else f"{share}, stated by the model, uncalibrated"


def numbered(sentences: tuple[int, ...]) -> str:
    """Where in a document: `sentence 4`, `sentences 4–6, 9`. Numbers are ascending."""
    if not sentences:
        return "no sentence"
    runs: list[list[int]] = []
    for number in sentences:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spans = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"sentence {spans}" if len(sentences) == 1 else f"sentences {spans}"


def place(document: Document, sentences: tuple[int, ...]) -> str:
    """Where in that document, for captions when in the recording, and in a transcript who speaks: `sentences 4–6 (at
    00:01:02, Ruth Amadi)`."""
    if not sentences:
        return numbered(sentences)
    first = document.sentence(sentences[0])
    turn = turn_gone_on(document.text, first.start)
    told = (first.time and f"at {first.time}", turn.speaker if turn else None)
    more = ", ".join(filter(None, told))
    return numbered(sentences) + (f" ({more})" if more else "")


def place_of(document: Document, span: Span) -> str:
    """Where in its document a span is: `place` of its sentences."""
    return place(document, document.sentences_within(span.start, span.end))


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """A count with its noun: `1 claim`, `1,200 claims`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
