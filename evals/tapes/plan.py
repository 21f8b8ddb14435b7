"""What a recording will take, told before it begins: calls, tokens, money and time by suite, going by the tapes there are.

It is told as the most it can be: requests that an old tape or a stopped recording has an answer to are not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evals.modes import Mode
from evals.recipes import RECIPES
from evals.tapes.allowance import Allowance
from evals.tapes.freshness import model_of
from evals.tapes.head import Head
from evals.tapes.inventory import Entry, State
from evals.tapes.recording import kept_answers
from evals.tapes.status import amount
from factcheck.records import Usage


class Part(NamedTuple):
    """What recording the cases of one suite takes; of `unknown` of them no tape tells.

    `seconds` is None where all that is known comes from another model, whose pace says nothing.
    """

    suite: str
    cases: int
    unknown: int
    usage: Usage
    seconds: float | None


def to_record(entries: Sequence[Entry], mode: Mode) -> tuple[Entry, ...]:
    """The entries that a recording in that mode may have to record: also those that build on one whose answers may change."""
    states = {
        Mode.NONE: frozenset[State](),
        Mode.MISSING: frozenset({State.MISSING}),
        Mode.STALE: frozenset(State) - {State.FRESH, State.ORPHANED},
        Mode.ALL: frozenset(State) - {State.ORPHANED},
    }[mode]
    chosen = {(entry.suite, entry.case) for entry in entries if entry.state in states}
    if mode is not Mode.MISSING:
        chosen |= {(suite, case) for suite, case in chosen for suite in _builds_on_it(suite)}
    return tuple(entry for entry in entries if (entry.suite, entry.case) in chosen)


def plan(
    chosen: Iterable[Entry],
    known: Sequence[Entry],
    elsewhere: Sequence[Head],
    *,
    root: Path,
    model: Mapping[str, Any],
) -> tuple[Part, ...]:
    """What it takes to record `chosen`, by suite in their order.

    A case is reckoned by its own tape, else by the mean of its suite's in `known`, else by its tape `elsewhere`, among those of
    another model or folder, or by the mean of its suite's there. What a stopped recording under `root` has already is taken off.
    """
    parts: dict[str, Part] = {}
    for entry in chosen:
        heads = [entry.head] if entry.head else [one.head for one in known if one.suite == entry.suite and one.head]
        if not heads:
            alike = [head for head in elsewhere if head.suite == entry.suite]
            heads = [head for head in alike if head.case == entry.case] or alike
        before = parts.get(entry.suite) or Part(entry.suite, 0, 0, Usage(), 0.0)
        own_pace = all(model_of(head.made_from.model) == model_of(model) for head in heads)
        usage, seconds = _mean(heads)
        if entry.begun:
            answered = list(kept_answers(root, f"{entry.suite}/{entry.case}", model))
            usage = _less(usage, sum((one.usage for one in answered), Usage()))
            seconds = max(0.0, seconds - sum(one.seconds for one in answered))
        parts[entry.suite] = Part(
            entry.suite,
            before.cases + 1,
            before.unknown + (not heads),
            before.usage + usage,
            before.seconds + seconds if own_pace and before.seconds is not None else None,
        )
    return tuple(parts.values())


def plan_text(parts: Sequence[Part], model: str, allowance: Allowance, begin: str) -> str:
    """The plan for a person: `begin`, a line a suite, and what they come to together; what is not known is said."""
    return "\n".join(_lines(parts, model, allowance, begin)) + "\n"


def _lines(parts: Sequence[Part], model: str, allowance: Allowance, begin: str) -> Iterator[str]:
    if not parts:
        yield f"{begin}: nothing to ask the model for"
        return
    yield f"{begin}, at most (requests that did not change are not asked again):"
    whole = _together(parts)
    for part in [*parts, whole] if len(parts) > 1 else parts:
        yield _line(part, allowance.prices(model, part.usage))
    if whole.unknown:
        one = "1 case has" if whole.unknown == 1 else f"{whole.unknown} cases have"
        yield f"  Not counted: {one} no tape of the suite to go by"
    if allowance.prices(model, whole.usage) is None:
        yield f"  No price is known for {model}: --price-in and --price-out give it, in US dollars a million tokens"
    if allowance.dollars is not None:
        yield f"  --max-cost: no call is made that could pass ${allowance.dollars:,.2f}; the same again goes on"
    if allowance.calls is not None:
        yield f"  --max-calls: at most {allowance.calls:,} calls are made; the same again goes on"


def _line(part: Part, dollars: float | None) -> str:
    cases = f"{part.cases} {'case' if part.cases == 1 else 'cases'}"
    if part.unknown == part.cases:
        return f"  {part.suite:<10} {cases}, nothing known"
    usage = part.usage
    money = "" if dollars == 0 else ", $?" if dollars is None else f", ${dollars:,.2f}"
    time = "time unknown" if part.seconds is None else amount(part.seconds)
    return (
        f"  {part.suite:<10} {cases}, {usage.calls:,} calls, {usage.prompt_tokens:,} tokens in, "
        f"{usage.output_tokens:,} out, {time}{money}"
    )


def _together(parts: Sequence[Part]) -> Part:
    seconds = [part.seconds for part in parts if part.seconds is not None]
    return Part(
        "in all",
        sum(part.cases for part in parts),
        sum(part.unknown for part in parts),
        sum((part.usage for part in parts), Usage()),
        sum(seconds) if len(seconds) == len(parts) else None,
    )


def _builds_on_it(suite: str) -> Iterator[str]:
    """The suites that play the answers of that one."""
    yield from (other.value for other, recipe in RECIPES.items() if suite in recipe.builds_on)


def _mean(heads: Sequence[Head]) -> tuple[Usage, float]:
    if not heads:
        return Usage(), 0.0
    fields = {one: round(sum(head.usage[one] for head in heads) / len(heads)) for one in heads[0].usage}
    return Usage(**fields), sum(head.seconds for head in heads) / len(heads)


def _less(usage: Usage, done: Usage) -> Usage:
    counted = done.model_dump()
    return Usage(**{one: max(0, count - counted[one]) for one, count in usage.model_dump().items()})
