"""What there is among the tapes, told from their heads without playing one: fresh, stale and why, missing, broken, orphaned.

Whether a replay leaves exchanges of a tape unasked shows only in playing it: a replay that does notes it beside the tapes
(`note_unused`), and the inventory tells it while the tape stays the same.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from evals.folders import JOURNALS
from evals.recipes import Suite, name
from evals.tapes.head import COUNTED, Absent, Damaged, Head, NoHead, from_yaml, read_head

if TYPE_CHECKING:  # own suites count their tapes too, and know nothing of factcheck's steps
    from evals.makings import Makings


class State(StrEnum):
    """How it stands with a tape."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"
    BROKEN = "broken"
    PARTLY_USED = "partly used"
    ORPHANED = "orphaned"


class Entry(NamedTuple):
    """One case, or one file that belongs to no case. `reasons` say why it is not fresh; `begun` that a recording stopped."""

    suite: str
    case: str
    file: Path
    state: State
    reasons: tuple[str, ...] = ()
    head: Head | None = None
    begun: bool = False


class Estimate(NamedTuple):
    """What recording some cases will take, going by the tapes there are; `guessed` of them have no tape to go by."""

    cases: int
    guessed: int
    seconds: float
    usage: Mapping[str, int]


def take(
    root: Path, makings: Makings, seed_names: Iterable[str], parse: Callable[[str], Any] = from_yaml
) -> tuple[Entry, ...]:
    """The entries of the cases of these seeds, in the order of the suites, then the orphaned files under `root`, sorted.

    `parse` reads the fields of a head, as `from_yaml` does.
    """
    read = cache(partial(read_head, parse=parse))
    notes = frozenset(f"{file.parent.name}/{file.name}" for file in root.glob(f"{JOURNALS}/*/*"))
    entries = [_entry(root, makings, suite, seed_name, read, notes) for suite, seed_name in product(Suite, seed_names)]
    known = {entry.file for entry in entries}
    orphans = [file for file in root.glob("*/*.yaml") if file not in known and file.parent.name[0] != "."]
    return (*entries, *(_orphan(file) for file in sorted(orphans)))


def estimate(entries: Sequence[Entry], *, states: frozenset[State]) -> Estimate:
    """What it takes to record the entries in those states. A case without a tape is reckoned as the mean of its suite's."""
    wanted = [entry for entry in entries if entry.state in states and entry.state is not State.ORPHANED]
    seconds, usage, guessed = 0.0, dict.fromkeys(COUNTED, 0), 0
    for entry in wanted:
        heads = [entry.head] if entry.head else [e.head for e in entries if e.suite == entry.suite and e.head]
        if not entry.head:
            guessed += not heads
        if heads:
            seconds += sum(head.seconds for head in heads) / len(heads)
            usage = {one: usage[one] + round(sum(head.usage[one] for head in heads) / len(heads)) for one in COUNTED}
    return Estimate(len(wanted), guessed, seconds, usage)


def heads_in(root: Path) -> Iterator[Head]:
    """The heads of the tapes under `root` that can be read."""
    for file in sorted(root.glob("*/*.yaml")):
        with contextlib.suppress(NoHead):
            yield read_head(file)


def note_unused(root: Path, name: str, sha256: str, unused: int, of: int) -> None:
    """Note that a replay asked for all but `unused` of the `of` exchanges of a tape with that hash; for all: forget it."""
    note = root / JOURNALS / f"{name}.unused"
    if not unused:
        note.unlink(missing_ok=True)
        return
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{sha256} {unused} of {of}\n", encoding="utf-8")


def _entry(
    root: Path,
    makings: Makings,
    suite: Suite,
    seed_name: str,
    read: Callable[[Path], Head],
    notes: frozenset[str],
) -> Entry:
    """The entry of a case; `notes` are the files in the folder of journals, as suite/case with their endings."""
    tape = name(suite, seed_name)
    file = makings.tape(suite, seed_name)
    begun = f"{tape}.jsonl" in notes
    try:
        head = read(file)
    except Absent:
        return Entry(suite.value, seed_name, file, State.MISSING, ("was never recorded",), begun=begun)
    except Damaged as error:
        return Entry(suite.value, seed_name, file, State.BROKEN, (str(error),), begun=begun)
    try:
        reasons = makings.differences(head.made_from, suite, seed_name, read)
    except NoHead as error:
        reasons = (f"it builds on a tape that is not there: {error}",)
    if reasons:
        return Entry(suite.value, seed_name, file, State.STALE, reasons, head, begun)
    if f"{tape}.unused" in notes and (unused := _noted(root, tape, head)):
        return Entry(suite.value, seed_name, file, State.PARTLY_USED, (unused,), head, begun)
    return Entry(suite.value, seed_name, file, State.FRESH, (), head, begun)


def _noted(root: Path, tape: str, head: Head) -> str | None:
    note = root / JOURNALS / f"{tape}.unused"
    try:
        sha256, _, counts = note.read_text(encoding="utf-8").strip().partition(" ")
    except OSError:
        return None
    return f"the last replay never asked for {counts} exchanges" if sha256 == head.sha256 else None


def _orphan(file: Path) -> Entry:
    try:
        head = read_head(file)
    except NoHead:
        head = None
    reason = "no suite and seed of that name"
    return Entry(file.parent.name, file.stem, file, State.ORPHANED, (reason,), head)


def by_reason(entries: Iterable[Entry]) -> Iterator[tuple[str, str, State, int]]:
    """(reason, suite, state, how many cases), in the order they first come."""
    counts: dict[tuple[str, str, State], int] = {}
    for entry in entries:
        for reason in entry.reasons:
            key = reason, entry.suite, entry.state
            counts[key] = counts.get(key, 0) + 1
    for (reason, suite, state), count in counts.items():
        yield reason, suite, state, count
