"""A suite: a name, cases, and a function that plays a case and scores it."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

from evals.recipes import EVALS
from evals.scores import CaseScores, Score
from evals.statistics import UnusableScore, checked
from factcheck.errors import InputError

Case: TypeAlias = Mapping[str, Any]
"""A case as its suite is given it: whatever the case's file says, with a `name` that no other case of the suite has."""
Play: TypeAlias = "Callable[[Case], Mapping[str, Any] | Awaitable[Mapping[str, Any]]]"
"""Plays a case and gives its scores by name."""

TIMEOUT_SECONDS = 300.0
"""How long a case may take unless its suite says otherwise."""
_SUITE = re.compile(r"[a-z][a-z0-9_]*")
_CASE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_RESERVED = frozenset(EVALS)


class SuiteError(InputError):
    """A suite, or a case of one, that cannot be used: one line that names it and says what is wrong."""


class Tally(NamedTuple):
    """A score: `hits` of `of` parts, and a line for a person for each part that was missed."""

    hits: float
    of: float
    missed: tuple[str, ...] = ()


def tally(parts: Iterable[tuple[bool, str]]) -> Tally:
    """The score of these parts: whether each is a hit, and the line that names it."""
    counted = list(parts)
    return Tally(sum(bool(hit) for hit, _ in counted), len(counted), tuple(line for hit, line in counted if not hit))


@dataclass(frozen=True, eq=False)
class Suite:
    """A suite. `given` are its cases, or the file that holds them, beside `file`; `seconds` are what a case may take.

    `file` and `line`, from 1, say where its function is. `depends_on` is what its answers depend on and no request shows. A suite
    that `asks` no model has no tapes.
    """

    name: str
    play: Play
    given: str | Path | Iterable[Case]
    file: Path
    line: int
    seconds: float = TIMEOUT_SECONDS
    depends_on: Mapping[str, str] = field(default_factory=dict)
    asks: bool = True

    def cases(self) -> tuple[Case, ...]:
        """The cases, in order. Raises SuiteError naming the file, or the case, that cannot be used."""
        cases = self._read() if isinstance(self.given, str | Path) else list(self.given)
        where = (
            f"the suite {self.name}" if not isinstance(self.given, str | Path) else str(self.file.parent / self.given)
        )
        seen: set[str] = set()
        for number, case in enumerate(cases, start=1):
            name = case.get("name") if isinstance(case, Mapping) else None
            if not isinstance(name, str) or not _CASE.fullmatch(name):
                raise SuiteError(
                    f"{where}: case {number} has the name {name!r}; it must be lower-case letters, digits, '.', '_', '-'"
                )
            if name in seen:
                raise SuiteError(f"{where}: two cases have the name {name!r}")
            seen.add(name)
        if not cases:
            raise SuiteError(f"{where}: has no case")
        return tuple(cases)

    def scores(self, case: str, returned: object) -> CaseScores:
        """The scores that the function returned. Raises SuiteError, UnusableScore."""
        where = f"{self.name}/{case}"
        if not isinstance(returned, Mapping) or not returned:
            raise SuiteError(f"{where}: the suite returned {returned!r}; it must be a mapping of scores by name")
        scores = tuple(_score(self.name, where, name, value) for name, value in returned.items())
        return CaseScores(eval=self.name, case=case, scores=scores)

    def _read(self) -> list[Case]:
        assert isinstance(self.given, str | Path)
        file = self.file.parent / self.given
        try:
            text = file.read_text(encoding="utf-8")
            found = list(_lines(text)) if file.suffix == ".jsonl" else yaml.safe_load(text)
        except OSError as error:
            raise SuiteError(f"{file}: cannot be read: {error.strerror}") from error
        except (ValueError, yaml.YAMLError) as error:
            raise SuiteError(f"{file}: cannot be read: {' '.join(str(error).split())}") from error
        if not isinstance(found, list):
            raise SuiteError(f"{file}: must be a list of cases, each a mapping with a name")
        return found


def suite(
    *,
    cases: str | Path | Iterable[Case],
    name: str | None = None,
    seconds: float = TIMEOUT_SECONDS,
    depends_on: Mapping[str, str] | None = None,
    asks: bool = True,
) -> Callable[[Play], Suite]:
    """Make a suite of a function, sync or async, that is given a case and returns its scores by name.

    `cases` are mappings, each with a `name`, or a YAML, JSON or JSONL file of them beside the function's own file. A score is
    a truth value, a number from 0 to 1, a Tally, or None where the case has nothing to count. A case fails when it takes longer
    than `seconds`. The suite's name is the function's unless given. `depends_on` names what the answers depend on and no request
    shows, with its version or hash ({"weights": "4f3c…"}): a tape recorded with another is stale. `asks` is False for a
    suite that asks no model, only code: its cases need no tape, and fail where they reach for the network. Raises SuiteError
    for a name that cannot be used.
    """

    def made(play: Play) -> Suite:
        code = getattr(inspect.unwrap(play), "__code__", None)
        if code is None:
            raise SuiteError(f"a suite is made of a function, not of {play!r}")
        called = name or play.__name__
        if not _SUITE.fullmatch(called):
            raise SuiteError(
                f"a suite cannot be called {called!r}: give lower-case letters, digits and '_', a letter first"
            )
        if called in _RESERVED:
            raise SuiteError(f"a suite cannot be called {called!r}: factcheck's own evals have that name")
        return Suite(
            called, play, cases, Path(code.co_filename), code.co_firstlineno, seconds, dict(depends_on or {}), asks
        )

    return made


def fingerprint(case: Case) -> str:
    """The SHA-256 of what a case says, in hexadecimal."""
    canonical = json.dumps(case, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _lines(text: str) -> Iterator[Case]:
    return (json.loads(line) for line in text.splitlines() if line.strip())


def _score(suite_name: str, where: str, name: object, value: object) -> Score:
    if not isinstance(name, str) or not _SUITE.fullmatch(name):
        raise SuiteError(
            f"{where}: a score is called {name!r}; give lower-case letters, digits and '_', a letter first"
        )
    hits, of, missed = _parts(value, f"{where}: the score {name}")
    checked(f"{where}: {name}", (hits, of))
    return Score(metric=f"{suite_name}.{name}", hits=hits, of=of, missed=missed)


def _parts(value: object, where: str) -> Tally:
    if value is None:
        return Tally(0, 0)
    if isinstance(value, Tally):
        return value
    if isinstance(value, bool | int | float):
        if not 0 <= value <= 1:
            raise UnusableScore(f"{where} is {value!r}; give a number from 0 to 1, a truth value, or Tally(hits, of)")
        return Tally(float(value), 1)
    raise UnusableScore(f"{where} is {value!r}; give a number from 0 to 1, a truth value, a Tally, or None")
