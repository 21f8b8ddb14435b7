"""Finds what one side states and the other denies: "found mould", "did not find mould"; "said that it leaked", "denied
that it leaked".

Never a proof: another time, or a part of the sentence that is not read, may explain it. It is reported only if the
sentences otherwise say the same in the same order, and no sentence of the source states it as the story does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from factcheck.drift.alignment import by_sentence
from factcheck.english.marks import quoted
from factcheck.english.numerals import any_of
from factcheck.english.verbs import Token, key_of, tokens
from factcheck.english.words import IN_THE_END, NOT_ALL_OF_IT
from factcheck.records import MAY_DIFFER, Document, Drift, DriftKind, Span

_SAYS = frozenset(
    map(key_of, "say tell state confirm admit acknowledge concede claim insist announce report argue".split())
)
_DENIES = frozenset(map(key_of, "deny reject dispute refute rebut".split()))
_FEWEST = 3
"""So many content words, saying and denying among them, the two must have in common."""
_LONGER = 1.6
"""At most so many times as many of them the source's sentence may have."""
_OPENING = frozenset("till except whether if but although though while neither nor".split())
_OPEN = re.compile(rf"\b(?:{any_of(NOT_ALL_OF_IT | IN_THE_END | _OPENING)})\b|\?", re.IGNORECASE)
"""Words with which a "not" denies something else, or not all of it."""


@dataclass(frozen=True)
class _Said:
    """The keys of a sentence's content words, all verbs of saying and denying being one, and the words that deny."""

    keys: tuple[str, ...]
    denied: tuple[tuple[Token, str], ...]
    """Each word that denies, with the key of what it denies."""

    @property
    def is_denied(self) -> bool:
        return len(self.denied) % 2 == 1


def find_denial_drift(claim: Span, evidence: Sequence[Span], *, story: Document, source: Document) -> tuple[Drift, ...]:
    """Whether `claim`, a stretch of `story`, states what `evidence`, stretches of `source`, deny, or denies what they state.

    At most one finding; the order of the evidence does not matter.
    """
    ours = _said(claim.text)
    if quoted(claim.text):  # compared with other quotations
        return ()
    if len(ours.keys) < _FEWEST or len(ours.denied) > 1 or _OPEN.search(claim.text):
        return ()
    every = [_said(span.text) for span in by_sentence([source.span(0, len(source.text))], source)]
    if any(_repeats(ours, one) and one.is_denied == ours.is_denied for one in every):
        return ()
    for span in by_sentence(evidence, source):
        theirs = _said(span.text)
        if not _repeats(ours, theirs) or theirs.is_denied == ours.is_denied or _OPEN.search(span.text):
            continue
        places = dict(_counted(ours, theirs))
        if not places or any(count != 1 for count in places.values()):
            continue
        here, there = _place(claim, ours, theirs, story), _place(span, theirs, ours, source)
        message = f"The story says “{here.text}”, the source “{there.text}”: one of them denies it."
        return (
            Drift(
                kind=DriftKind.ATTRIBUTION,
                label=MAY_DIFFER,
                conflict=False,
                story=here,
                source=there,
                story_value=here.text.casefold(),
                source_value=there.text.casefold(),
                message=message,
            ),
        )
    return ()


def _repeats(ours: _Said, theirs: _Said) -> bool:
    """Whether the sentence has all that the claim says, in its order, and not much more."""
    enough = len(ours.keys) >= _FEWEST and len(theirs.keys) <= _LONGER * len(ours.keys)
    return enough and LCSseq.similarity(ours.keys, theirs.keys) == len(ours.keys)


def _counted(ours: _Said, theirs: _Said) -> Iterator[tuple[str, int]]:
    """Each side's denials, and how often both sides say the word at most: "found mould, but did not find rats" is no
    denial of mould."""
    for _, key in (*ours.denied, *theirs.denied):
        yield key, max(ours.keys.count(key), theirs.keys.count(key)) if key in ours.keys and key in theirs.keys else 0


_SAYING = "say"


def _said(text: str) -> _Said:
    keys: list[str] = []
    denied: list[tuple[Token, str]] = []
    pending: list[Token] = []
    for token in tokens(text):
        if token.is_negation:
            pending.append(token)
            continue
        is_denying = token.key in _DENIES
        if not (is_denying or token.key in _SAYS or token.is_content):
            continue
        keys.append(_SAYING if is_denying or token.key in _SAYS else token.key)
        denied += [(one, keys[-1]) for one in pending]
        pending = [token] if is_denying else []
    return _Said(tuple(keys), tuple(denied))


def _place(span: Span, own: _Said, other: _Said, document: Document) -> Span:
    """The denial, with the denied words; if this side states it, the word that the other side denies."""
    denying, key = (own.denied or other.denied)[0]
    if denying.key in _DENIES:
        key = _SAYING
    first = denying.start if own.denied else -1
    for token in tokens(span.text):
        said = _SAYING if token.key in _SAYS | _DENIES else token.key
        if said == key and token.start >= first:
            return document.span(span.start + (token.start if first < 0 else first), span.start + token.end)
    return span
