"""What changed between two versions of a tape, in the terms of the work.

Exchanges are paired by their key; those whose request changed are paired, within the same form of answer and the same
sample, by how alike the ends of their last messages are (that is where a claim or the sentences stand). Then what the
answers say is compared: claims that appeared or vanished, a relation that changed, other evidence.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from evals.tapes.exchange import Exchange
from evals.tapes.freshness import differences
from evals.tapes.tape import Tape

ALIKE = 55.0
"""Requests whose ends are less alike than this (rapidfuzz ratio, 0 to 100) are not the same question asked anew."""
MOVED = 0.1
"""A probability that moved by less is not told."""
_END = 600
"""How many characters of a last message's end are compared."""


@dataclass
class Changes:
    """What is new in a tape. `made_from` are lines as the inventory's; each other line names one thing."""

    made_from: tuple[str, ...] = ()
    requests_changed: int = 0
    asked_anew: list[str] = field(default_factory=list)
    no_longer_asked: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    only_bookkeeping: int = 0
    """Exchanges with the same request and answer whose ids, usage or times differ."""
    same: int = 0

    @property
    def empty(self) -> bool:
        """Whether the two tapes say the same, bookkeeping apart."""
        return not (self.made_from or self.requests_changed or self.asked_anew or self.no_longer_asked or self.answers)


def compare_tapes(old: Tape, new: Tape) -> Changes:
    """What is new in `new`."""
    changes = Changes(made_from=differences(old.head.made_from, new.head.made_from))
    before = {exchange.key: exchange for exchange in old.exchanges}
    after = {exchange.key: exchange for exchange in new.exchanges}
    for key in [key for key in before if key in after]:
        _compare_answers(before[key], after[key], changes)
    gone = [exchange for key, exchange in before.items() if key not in after]
    come = [exchange for key, exchange in after.items() if key not in before]
    for one, other in _pairs(gone, come):
        changes.requests_changed += 1
        gone.remove(one)
        come.remove(other)
        _compare_answers(one, other, changes)
    changes.no_longer_asked += [subject(exchange) for exchange in gone]
    changes.asked_anew += [subject(exchange) for exchange in come]
    return changes


def subject(exchange: Exchange) -> str:
    """What an exchange is about, in a line: the claim, the sentence or the sentences, and which sample but for the first."""
    text = str(exchange.request.get("messages", [{}])[-1].get("content", ""))
    named = next((name for name in ("CLAIM: ", "SENTENCE: ") if name in text), None)
    claim = text.rpartition(named)[2].partition("\n")[0] if named else ""
    numbers = sorted({line.partition("]")[0][1:] for line in text.splitlines() if line[:1] == "["}, key=_as_number)
    said = claim or (f"sentences {numbers[0]} to {numbers[-1]}" if numbers else " ".join(text.split())[-80:])
    return f"{said} (sample {exchange.sample})" if exchange.sample else said


def said(exchange: Exchange) -> str:
    """The text of an answer."""
    choices = exchange.response.get("choices") or [{}]
    return str((choices[0].get("message") or {}).get("content") or "")


def probabilities(exchange: Exchange) -> dict[str, float]:
    """The first token's alternatives that are words, by their text without white space; empty when there are none."""
    choices = exchange.response.get("choices") or [{}]
    content = (choices[0].get("logprobs") or {}).get("content") or []
    found: defaultdict[str, float] = defaultdict(float)
    for token in content[0].get("top_logprobs", []) if content else []:
        word = token["token"].strip()
        if word.isalpha():
            found[word] += math.exp(token["logprob"])
    return dict(found)


def _compare_answers(old: Exchange, new: Exchange, changes: Changes) -> None:
    lines = list(_differences(old, new))
    changes.answers += [f"{subject(new)}: {line}" for line in lines]
    if not lines and old == new:
        changes.same += 1
    elif not lines and old.key == new.key:
        changes.only_bookkeeping += 1


def _differences(old: Exchange, new: Exchange) -> Iterator[str]:
    was, now = probabilities(old), probabilities(new)
    if was and now:
        yield from _moved(was, now)
        return
    one, other = _parsed(said(old)), _parsed(said(new))
    if one == other:
        return
    claims, others = Counter(_claims(one)), Counter(_claims(other))
    if claims or others:
        yield from (f"claim gone: {claim}" for claim in (claims - others))
        yield from (f"claim new: {claim}" for claim in (others - claims))
        if claims == others:
            yield "speakers or reasons to skip changed"
    else:
        yield f"answer was {_short(said(old))}, is {_short(said(new))}"


def _moved(was: dict[str, float], now: dict[str, float]) -> Iterator[str]:
    first, second = max(was, key=lambda word: was[word]), max(now, key=lambda word: now[word])
    if first != second:
        yield f"was {first} ({was[first]:.2f}), is {second} ({now[second]:.2f})"
    elif abs(was[first] - now[first]) >= MOVED:
        yield f"{first} moved from {was[first]:.2f} to {now[first]:.2f}"


def _claims(answer: Any) -> Iterator[str]:
    if isinstance(answer, dict):
        for value in answer.values():
            if isinstance(value, dict) and isinstance(value.get("claims"), list):
                yield from map(str, value["claims"])


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _pairs(gone: Sequence[Exchange], come: Sequence[Exchange]) -> list[tuple[Exchange, Exchange]]:
    """The most alike first; each exchange once."""
    candidates = []
    for i, one in enumerate(gone):
        for j, other in enumerate(come):
            if _kind(one) == _kind(other):
                alike = fuzz.ratio(_end(one), _end(other))
                if alike >= ALIKE:
                    candidates.append((-alike, abs(i - j), i, j))
    taken: set[tuple[str, int]] = set()
    pairs = []
    for _, _, i, j in sorted(candidates):
        if not {("old", i), ("new", j)} & taken:
            taken |= {("old", i), ("new", j)}
            pairs.append((gone[i], come[j]))
    return pairs


def _kind(exchange: Exchange) -> tuple[str, int]:
    form = exchange.request.get("response_format") or {}
    return str((form.get("json_schema") or {}).get("name", "")), exchange.sample


def _end(exchange: Exchange) -> str:
    return str(exchange.request.get("messages", [{}])[-1].get("content", ""))[-_END:]


def _as_number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
