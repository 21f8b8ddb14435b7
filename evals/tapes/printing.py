"""Tapes and what is known of them, as text for a person: plain lines of at most `width` columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.tapes.changes import Changes, probabilities, said, subject
from evals.tapes.inventory import Entry, Estimate, State, by_reason
from evals.tapes.tape import Tape


def status_text(entries: Sequence[Entry], needed: Estimate, width: int) -> str:
    """How it stands: counts, then reasons with how many cases each touches, then the command and what it takes."""
    return "\n".join(_status(entries, needed, width)) + "\n"


def command(entries: Sequence[Entry]) -> str | None:
    """The command that records just what is lacking; None when nothing is."""
    lacking = {entry.state for entry in entries} - {State.FRESH, State.ORPHANED}
    if not lacking:
        return None
    return f"pytest evals --record {'missing' if lacking == {State.MISSING} else 'stale'}"


def tape_text(tape: Tape, width: int, only: int | None = None) -> str:
    """A tape for a person: what it was made from, then what was asked and answered, exchange by exchange, from 1."""
    return "\n".join(_tape(tape, width, only)) + "\n"


def changes_text(name: str, changes: Changes, width: int) -> str:
    """What is new in a tape."""
    return "\n".join(_changes(name, changes, width)) + "\n"


def amount(seconds: float) -> str:
    """A time as a person says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def _status(entries: Sequence[Entry], needed: Estimate, width: int) -> Iterator[str]:
    counts = Counter(entry.state for entry in entries)
    yield ", ".join(f"{counts[state]} {state.value}" for state in State if counts[state]) or "no tapes"
    for reason, suite, state, number in by_reason(entries):
        cases = "case" if number == 1 else "cases"
        if state is State.ORPHANED:
            yield from _wrapped(f"orphaned: {number} {'file' if number == 1 else 'files'} of {suite}: {reason}", width)
        else:
            yield from _wrapped(f"{state.value}: {reason}: {number} {cases} of suite {suite}", width)
    for entry in entries:
        if entry.state is State.ORPHANED:
            yield f"  {entry.file.name} in {entry.suite}"
        if entry.begun:
            yield f"  {entry.suite}/{entry.case}: a recording was stopped half-way; recording goes on from there"
    words = command(entries)
    if words is not None:
        usage = needed.usage
        guess = f", not counting {needed.guessed} cases that nothing is known of" if needed.guessed else ""
        yield ""
        yield f"Record: {words}"
        yield from _wrapped(
            f"  {needed.cases} cases, at most some {usage.calls:,} calls, {usage.prompt_tokens:,} tokens in, "
            f"{usage.output_tokens:,} out, {amount(needed.seconds)}{guess}; requests that did not change are not asked again",
            width,
        )


def _tape(tape: Tape, width: int, only: int | None) -> Iterator[str]:
    head, made = tape.head, tape.head.made_from
    yield f"{head.suite}/{head.case}: {head.exchanges} exchanges with {made.model.name}, recorded {head.recorded}"
    for name, sha256 in {**made.prompts, **made.inputs, **made.tapes}.items():
        yield f"  from {name} {sha256[:12]}"
    yield (
        f"  {made.model.engine or made.model.provider}, temperature {made.temperature:g}, "
        f"samples {', '.join(map(str, made.samples))}"
    )
    yield f"  {head.usage.prompt_tokens:,} tokens in, {head.usage.output_tokens:,} out, {amount(head.seconds)}"
    for number, exchange in enumerate(tape.exchanges, start=1):
        if only is not None and number != only:
            continue
        yield ""
        yield from _wrapped(f"{number}. {subject(exchange)}", width)
        if only is not None:
            for message in exchange.request.get("messages", []):
                yield f"   {message.get('role')}:"
                for line in str(message.get("content")).splitlines():
                    yield from textwrap.wrap(line, width, initial_indent="     ", subsequent_indent="     ") or [""]
        weighed = sorted(probabilities(exchange).items(), key=lambda item: -item[1])[:3]
        if weighed:
            yield "   " + ", ".join(f"{word} {p:.3f}" for word, p in weighed)
        else:
            yield from _wrapped(f"   {said(exchange)}", width)


def _changes(name: str, changes: Changes, width: int) -> Iterator[str]:
    if changes.empty:
        kept = f"{changes.same} exchanges are the same"
        yield (
            f"{name}: only ids, usage and times changed in {changes.only_bookkeeping}; {kept}"
            if (changes.only_bookkeeping)
            else f"{name}: nothing changed ({kept})"
        )
        return
    yield f"{name}:"
    for line in changes.made_from:
        yield from _wrapped(f"  made from: {line}", width)
    if changes.requests_changed:
        yield f"  {changes.requests_changed} requests changed"
    for line in changes.answers:
        yield from _wrapped(f"  {line}", width)
    for line in changes.asked_anew:
        yield from _wrapped(f"  asked anew: {line}", width)
    for line in changes.no_longer_asked:
        yield from _wrapped(f"  no longer asked: {line}", width)
    yield f"  {changes.same + changes.only_bookkeeping} answers to the same request are the same"


def _wrapped(line: str, width: int) -> Iterator[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    yield from textwrap.wrap(line, width, subsequent_indent=f"{indent}  ", break_on_hyphens=False) or [""]
