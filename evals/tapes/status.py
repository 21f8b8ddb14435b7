"""How it stands with the tapes, as text for a person: plain lines of at most `width` columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.advice import record_command
from evals.modes import Mode
from evals.tapes.inventory import Entry, Estimate, State, by_reason


def status_text(entries: Sequence[Entry], needed: Estimate, width: int, options: str = "") -> str:
    """How it stands: counts, then reasons with how many cases each touches, then the command and what it takes.

    `options` are what the command needs besides, as it is typed.
    """
    return "\n".join(_status(entries, needed, width, options)) + "\n"


def command(entries: Sequence[Entry], options: str = "") -> str | None:
    """The command that records just what is lacking; None when nothing is."""
    lacking = {entry.state for entry in entries} - {State.FRESH, State.ORPHANED}
    if not lacking:
        return None
    return record_command(Mode.MISSING if lacking == {State.MISSING} else Mode.STALE, options)


def amount(seconds: float) -> str:
    """A time as a person says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def wrapped(line: str, width: int) -> Iterator[str]:
    """The line broken at `width`, what follows indented by two more than its own indent."""
    indent = " " * (len(line) - len(line.lstrip()))
    yield from textwrap.wrap(line, width, subsequent_indent=f"{indent}  ", break_on_hyphens=False) or [""]


def _status(entries: Sequence[Entry], needed: Estimate, width: int, options: str) -> Iterator[str]:
    counts = Counter(entry.state for entry in entries)
    yield ", ".join(f"{counts[state]} {state.value}" for state in State if counts[state]) or "no tapes"
    for reason, suite, state, number in by_reason(entries):
        cases = "case" if number == 1 else "cases"
        if state is State.ORPHANED:
            yield from wrapped(f"orphaned: {number} {'file' if number == 1 else 'files'} of {suite}: {reason}", width)
        else:
            yield from wrapped(f"{state.value}: {reason}: {number} {cases} of suite {suite}", width)
    for entry in entries:
        if entry.state is State.ORPHANED:
            yield f"  {entry.file.name} in {entry.suite}"
        if entry.begun:
            yield f"  {entry.suite}/{entry.case}: a recording was stopped half-way; recording goes on from there"
    words = command(entries, options)
    if words is not None:
        usage = needed.usage
        guess = f", not counting {needed.guessed} cases that nothing is known of" if needed.guessed else ""
        yield ""
        yield f"Record: {words}"
        yield from wrapped(
            f"  {needed.cases} cases, at most some {usage['calls']:,} calls, {usage['prompt_tokens']:,} tokens in, "
            f"{usage['output_tokens']:,} out, {amount(needed.seconds)}{guess}; requests that did not change are not asked again",
            width,
        )
