"""Whether a sentence states a fact, and its own words as a claim if the model's will not do."""

from __future__ import annotations

import re
from collections.abc import Mapping

from factcheck.english.datelines import without_dateline
from factcheck.english.furniture import CLOCK
from factcheck.english.naming import NAME_INSIDE
from factcheck.prompts import as_data
from factcheck.records import Document, SentenceRole, SkipReason
from factcheck.steps import fidelity
from factcheck.steps.shown_story import lead_of

SURE_NOTICE = 0.8
"""From this probability on a sentence is a notice to readers (docs/measurements.md)."""
LEAST_VIEW = 0.1
"""Below this joint probability of opinion and prediction the model means neither, whatever it thinks of fact."""
KINDS = ("Fact", "Opinion", "Prediction", "Notice")

_TO_READERS = re.compile(r"\b(?:you|your|us|our|we)\b", re.IGNORECASE)
_STAMP = re.compile(rf"^{CLOCK}\s*(?:[:|–—-]\s*|(?=[A-Z“]))")


def own_wording(sentence: str) -> str:
    """A sentence of a story as a claim: unchanged, on one line, without a dateline or the time of an update."""
    return _STAMP.sub("", without_dateline(as_data(sentence)))


def no_fact(sentence: str, probabilities: Mapping[str, float]) -> SkipReason | None:
    """Why to skip a sentence with these probabilities of kinds; None for a fact.

    Opinion and prediction together must be likelier than fact, and not next to nothing. Small models take many facts
    for notices, so a notice must be sure (`SURE_NOTICE`) and address the reader or mention the paper ("you", "our").
    """
    if probabilities["Notice"] >= SURE_NOTICE and _TO_READERS.search(sentence):
        return SkipReason.BOILERPLATE
    opinion, prediction = probabilities["Opinion"], probabilities["Prediction"]
    if opinion + prediction <= max(probabilities["Fact"], LEAST_VIEW):
        return None
    return SkipReason.OPINION if opinion > prediction else SkipReason.PREDICTION


_ENDS_SENTENCE = re.compile(r"[.!?][\"”’»)]*$")
_HAPPENED = re.compile(
    r"\b(?:(?:was|were|is|are|been)\s+(?:also\s+|not\s+|safely\s+|later\s+)?(?:unhurt|uninjured|unharmed|hurt|injured|harmed|killed|wounded|arrested|charged|"
    r"detained|evacuated|rescued|reported|cancell?ed|damaged|destroyed|fined|jailed|suspended|closed|reopened|recovered|found|brought|missing|made)|"
    r"there\s+(?:was|were|is|are|(?:has|have|had)\s+been)\s+no\s+(?:\w+\s+)?(?:injur|casualt|death|fatalit|arrest|damage|victim|survivor|complaint|delay)\w*|"
    r"(?:survived|escaped|died|drowned|fled|resigned|surrendered))\b",
    re.IGNORECASE,
)
"""What happened to somebody or something, in the shortest sentences of the news: "Nobody was hurt." """


def _states_something(story: Document, number: int) -> bool:
    """Whether one answer is too little to skip a sentence as opinion: a headline, the lead, a sentence with a detail or
    a name, or one that says what happened."""
    sentence, text = story.sentence(number), story.sentence_text(number)
    return (
        sentence.role is SentenceRole.HEADLINE
        or number in lead_of(story)
        or fidelity.has_detail(text)
        or NAME_INSIDE.search(text) is not None
        or _HAPPENED.search(text) is not None
    )


def is_doubtful(reason: SkipReason, story: Document, number: int) -> bool:
    """Whether the model's word alone is too little to skip a sentence for `reason`.

    Much page furniture that code does not know has a name or a date: only a sentence of the lead is never taken for it.
    Slugs and stamps above a story do not end like a sentence.
    """
    if reason is SkipReason.BOILERPLATE:
        return number in lead_of(story) and _ENDS_SENTENCE.search(story.sentence_text(number)) is not None
    return reason in (SkipReason.OPINION, SkipReason.PREDICTION) and _states_something(story, number)
