"""What there is among the tapes, told from their heads without playing one: fresh, stale and why, missing, broken, orphaned.

Whether a replay leaves exchanges of a tape unasked shows only in playing it: a replay that does notes it beside the tapes
(`note_unused`), and the inventory tells it while the tape stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evals.tapes.errors import BrokenTape, MissingTape, TapeError
from evals.tapes.freshness import differences
from evals.tapes.recording import JOURNALS
from evals.tapes.tape import Head, MadeFrom, read_head
from factcheck.records import Usage


class State(StrEnum):
    """How it stands with a tape."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"
    BROKEN = "broken"
    PARTLY_USED = "partly used"
    ORPHANED = "orphaned"


@dataclass(frozen=True)
class Entry:
    """One case, or one file that belongs to no case. `reasons` say why it is not fresh; `begun` that a recording stopped."""

    suite: str
    case: str
    file: Path
    state: State
    reasons: tuple[str, ...] = ()
    head: Head | None = None
    begun: bool = False


@dataclass(frozen=True)
class Estimate:
    """What recording some cases will take, going by the tapes there are; `guessed` of them have no tape to go by."""

    cases: int
    guessed: int
    seconds: float
    usage: Usage


@dataclass(frozen=True)
class Case:
    """A case that should have a tape: where, and what a tape of it would be made from now, or why nobody can say."""

    suite: str
    case: str
    file: Path
    made_from: MadeFrom | TapeError


def take(root: Path, cases: Iterable[Case]) -> tuple[Entry, ...]:
    """The entries of `cases`, in their order, then the orphaned files under `root`, sorted."""
    entries = [_entry(root, case) for case in cases]
    known = {entry.file for entry in entries}
    orphans = [file for file in sorted(root.glob("*/*.yaml")) if file not in known and file.parent.name[0] != "."]
    return (*entries, *(_orphan(file) for file in orphans))


def estimate(entries: Sequence[Entry], *, states: frozenset[State]) -> Estimate:
    """What it takes to record the entries in those states. A case without a tape is reckoned as the mean of its suite's."""
    wanted = [entry for entry in entries if entry.state in states and entry.state is not State.ORPHANED]
    seconds, usage, guessed = 0.0, Usage(), 0
    for entry in wanted:
        heads = [entry.head] if entry.head else [e.head for e in entries if e.suite == entry.suite and e.head]
        if not entry.head:
            guessed += not heads
        if heads:
            seconds += sum(head.seconds for head in heads) / len(heads)
            usage += _mean([head.usage for head in heads])
    return Estimate(len(wanted), guessed, seconds, usage)


def note_unused(root: Path, name: str, sha256: str, unused: int, of: int) -> None:
    """Note that a replay asked for all but `unused` of the `of` exchanges of a tape with that hash."""
    note = root / JOURNALS / f"{name}.unused"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{sha256} {unused} of {of}\n", encoding="utf-8")


def _entry(root: Path, case: Case) -> Entry:
    begun = (root / JOURNALS / case.suite / f"{case.case}.jsonl").exists()
    try:
        head = read_head(case.file)
    except MissingTape:
        return Entry(case.suite, case.case, case.file, State.MISSING, ("was never recorded",), begun=begun)
    except BrokenTape as error:
        return Entry(case.suite, case.case, case.file, State.BROKEN, (str(error),), begun=begun)
    if isinstance(case.made_from, TapeError):
        return Entry(case.suite, case.case, case.file, State.STALE, (_below(case.made_from),), head, begun)
    if reasons := differences(head.made_from, case.made_from):
        return Entry(case.suite, case.case, case.file, State.STALE, reasons, head, begun)
    if unused := _noted(root, case, head):
        return Entry(case.suite, case.case, case.file, State.PARTLY_USED, (unused,), head, begun)
    return Entry(case.suite, case.case, case.file, State.FRESH, (), head, begun)


def _below(error: TapeError) -> str:
    return f"it builds on a tape that is not there: {error}"


def _noted(root: Path, case: Case, head: Head) -> str | None:
    note = root / JOURNALS / case.suite / f"{case.case}.unused"
    try:
        sha256, _, counts = note.read_text(encoding="utf-8").strip().partition(" ")
    except OSError:
        return None
    return f"the last replay never asked for {counts} exchanges" if sha256 == head.sha256 else None


def _orphan(file: Path) -> Entry:
    try:
        head = read_head(file)
    except TapeError:
        head = None
    reason = "no suite and seed of that name"
    return Entry(file.parent.name, file.stem, file, State.ORPHANED, (reason,), head)


def _mean(usages: Sequence[Usage]) -> Usage:
    total = sum(usages, Usage())
    return Usage(**{name: round(value / len(usages)) for name, value in total.model_dump().items()})


def by_reason(entries: Iterable[Entry]) -> Iterator[tuple[str, str, State, int]]:
    """(reason, suite, state, how many cases), in the order they first come."""
    counts: dict[tuple[str, str, State], int] = {}
    for entry in entries:
        for reason in entry.reasons:
            key = reason, entry.suite, entry.state
            counts[key] = counts.get(key, 0) + 1
    for (reason, suite, state), count in counts.items():
        yield reason, suite, state, count
