"""What the story leaves out: sentences of its sources near a claim's evidence that deny, condition or contrast it.

Code only. A sentence qualifies if it has such words (`CUES`), no claim's evidence quotes it, no claim of the story is
likely to be about it (`steps.bearing`), the story lacks most of its words, and it is within `NEAR` sentences of
evidence for or against a claim. It is something to read, never an error: a person decides whether it belongs in the
story. docs/measurements.md says how often that was right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from factcheck.english.furniture import is_furniture
from factcheck.hostile import spoken_to_machines
from factcheck.records import Claim, Cue, Document, LeftOut, Relation, SentenceRole, Verdict
from factcheck.steps.bearing import chances_to_bear
from factcheck.steps.fidelity import stems
from factcheck.steps.reading import Reader
from factcheck.verdict.worth import worth

MOST = 5
"""The most sentences to show."""
NEAR = 2
"""Sentences from the evidence, on either side."""
ABOUT_A_CLAIM = 0.2
"""From this chance of bearing on a claim on, a sentence counts as that claim's content, …"""
LIKE_A_CLAIM = 0.1
"""… if its letters are this similar (0 to 1): whatever the claim, some sentence is the likeliest."""
TOLD = 0.5
"""A sentence is in the story if the story has this share of its words (0 to 1, rare ones counting more)."""
SHORTEST = 5
"""Words of a sentence."""
_ALIKE = 0.6
"""From this share of common words on, two sentences say the same."""

_NO_ANSWER = r"(?:respond|reply|replied|answer|comment)(?:ed)?"
CUES = {
    Cue.NO_ANSWER: re.compile(
        rf"\b(?:(?:did|has|had|have|could|would)(?: not|n[’']t) (?:immediately |yet )?(?:{_NO_ANSWER}|be reached)|"
        r"declin(?:es?|ed) (?:to (?:comment|say|answer|give)|comment)|refus(?:es?|ed) to (?:comment|say|answer)|no comment)\b",
        re.IGNORECASE,
    ),
    Cue.DENIAL: re.compile(
        r"\b(?:den(?:y|ies|ied|ying|ials?)|reject(?:s|ed|ing)?|disput(?:ed|ing)|disputes? (?:that|the|this|it)|"
        r"(?:he|she|they) disputes?|refut(?:es?|ed)|contest(?:s|ed)?|dismiss(?:es|ed) (?:the|that|those|as|any)|disagree[sd]?|"
        r"not true|untrue|plead(?:s|ed)? not guilty|no evidence|insist(?:s|ed)?|accus(?:es?|ed)|critici[sz](?:es?|ed|m)|"
        r"object(?:s|ed) to|oppos(?:es?|ed) (?:the|it|this|that|any)|warn(?:s|ed))\b",
        re.IGNORECASE,
    ),
    Cue.CONDITION: re.compile(
        r"\b(?:only if|unless|except(?:ing)?|on condition|provided (?:that|the)|subject to|as long as|not before|conditional|"
        r"depends? on|pending|excluding|do(?:es)? not (?:include|cover|apply)|not included?|still (?:has|have|needs?) to|"
        r"yet to)\b",
        re.IGNORECASE,
    ),
    Cue.CONTRAST: re.compile(
        r"(?:^|[;,.—–] ?)(?:but|however|yet|although|though|while|whereas|(?:by|in) contrast|on the other hand|nevertheless)\b|"
        r"\b(?:however|although|despite|even though|rather than|instead of)\b",
        re.IGNORECASE,
    ),
}
"""The words of each cue, the most telling one first."""


def find_left_out(
    story: Document, sources: Sequence[Document], claims: Sequence[Claim], verdicts: Sequence[Verdict]
) -> tuple[LeftOut, ...]:
    """The sentences of the sources to show beside the report, at most `MOST`, those worth most to a checker first
    (`verdict.worth`).

    `verdicts` are those on `claims`. Empty if no source has evidence for or against a claim.
    """
    told = Reader(story, 0)
    found: list[LeftOut] = []
    for source in sources:
        beside = _beside_evidence(source, verdicts)
        if not beside:
            continue
        reader = Reader(source, 0)
        chances = [chances_to_bear(reader, claim.text, claim.speaker) for claim in claims]
        likeness = [reader.likeness(claim.text) for claim in claims]
        for number, (claim, cue) in beside.items():
            said = any(
                chance[number - 1] >= ABOUT_A_CLAIM and like[number - 1] >= LIKE_A_CLAIM
                for chance, like in zip(chances, likeness, strict=True)
            )
            span = source.sentence_span(number)
            if not said and told.coverage(span.text, range(1, len(story.sentences) + 1)) < TOLD:
                found.append(LeftOut(**span.model_dump(), sentence=number, claim=claim, cue=cue))
    kept: list[LeftOut] = []
    for one in sorted(found, key=lambda one: -worth(one.text)):
        if len(kept) < MOST and not any(_alike(one.text, other.text) for other in kept):
            kept.append(one)
    return tuple(kept)


def _beside_evidence(source: Document, verdicts: Sequence[Verdict]) -> dict[int, tuple[str, Cue]]:
    """The sentences with a cue near evidence that are not evidence, by number: the nearest claim, and the cue."""
    evidence: dict[int, str] = {}
    quoted: set[int] = set()
    for verdict in verdicts:
        for comparison in verdict.comparisons:
            if comparison.source == source.id:
                numbers = [n for one in comparison.evidence for n in one.sentences]
                quoted.update(numbers)
                if comparison.relation is not Relation.SILENT:
                    evidence |= {n: verdict.claim for n in numbers if n not in evidence}
    beside = {}
    if evidence:
        for number, cue in _cued(source):
            nearest = min(evidence, key=lambda n: (abs(n - number), n))
            if number not in quoted and abs(nearest - number) <= NEAR:
                beside[number] = (evidence[nearest], cue)
    return beside


def _cued(source: Document) -> Iterator[tuple[int, Cue]]:
    """The sentences of the source's body that have a cue, with the cue."""
    left_out = spoken_to_machines(source.text, source.sentences)
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.end]
        if sentence.role is not SentenceRole.BODY or sentence.number in left_out:
            continue
        if len(text.split()) >= SHORTEST and not is_furniture(text):
            cue = next((cue for cue, words in CUES.items() if words.search(text)), None)
            if cue is not None:
                yield sentence.number, cue


def _alike(one: str, other: str) -> bool:
    ours, theirs = stems(one), stems(other)
    return len(ours & theirs) >= _ALIKE * min(len(ours), len(theirs))
