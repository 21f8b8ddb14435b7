"""Tapes and what changed on them, as text for a person: plain lines of at most `width` columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from evals.tapes.changes import Changes, probabilities, said, subject
from evals.tapes.status import amount, wrapped
from evals.tapes.tape import Tape


def tape_text(tape: Tape, width: int, only: int | None = None) -> str:
    """A tape for a person: what it was made from, then what was asked and answered, exchange by exchange, from 1."""
    return "\n".join(_tape(tape, width, only)) + "\n"


def changes_text(name: str, changes: Changes, width: int) -> str:
    """What is new in a tape."""
    return "\n".join(_changes(name, changes, width)) + "\n"


def _tape(tape: Tape, width: int, only: int | None) -> Iterator[str]:
    head, made = tape.head, tape.head.made_from
    yield f"{head.suite}/{head.case}: {head.exchanges} exchanges with {made.model['name']}, recorded {head.recorded}"
    for name, sha256 in {**made.prompts, **made.inputs, **made.tapes}.items():
        yield f"  from {name} {sha256[:12]}"
    yield (
        f"  {made.model['engine'] or made.model['provider']}, temperature {made.temperature:g}, "
        f"samples {', '.join(map(str, made.samples))}"
    )
    yield f"  {head.usage['prompt_tokens']:,} tokens in, {head.usage['output_tokens']:,} out, {amount(head.seconds)}"
    for number, exchange in enumerate(tape.exchanges, start=1):
        if only is not None and number != only:
            continue
        yield ""
        yield from wrapped(f"{number}. {subject(exchange)}", width)
        if only is not None:
            for message in exchange.request.get("messages", []):
                yield f"   {message.get('role')}:"
                for line in str(message.get("content")).splitlines():
                    yield from textwrap.wrap(line, width, initial_indent="     ", subsequent_indent="     ") or [""]
        weighed = sorted(probabilities(exchange).items(), key=lambda item: -item[1])[:3]
        if weighed:
            yield "   " + ", ".join(f"{word} {p:.3f}" for word, p in weighed)
        else:
            yield from wrapped(f"   {said(exchange)}", width)


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
        yield from wrapped(f"  made from: {line}", width)
    if changes.requests_changed:
        yield f"  {changes.requests_changed} requests changed"
    for line in changes.answers:
        yield from wrapped(f"  {line}", width)
    for line in changes.asked_anew:
        yield from wrapped(f"  asked anew: {line}", width)
    for line in changes.no_longer_asked:
        yield from wrapped(f"  no longer asked: {line}", width)
    yield f"  {changes.same + changes.only_bookkeeping} answers to the same request are the same"
