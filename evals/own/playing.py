"""Playing the cases of suites: from their tapes without a socket, or live while recording them; of code alone, without a tape.

A case has one tape, `suites/<suite>/<case>.yaml` among the project's tapes. What a suite asks is not known before it asks it,
so that whether a tape is still good shows in playing it: a request that it has no answer to, or an answer that nothing asked
for, means that what the suite asks has changed.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from langsmith import tracing_context

from evals.advice import options_of, record_command
from evals.folders import JOURNALS, shown
from evals.modes import Mode
from evals.own.suite import Case, Suite, SuiteError, fingerprint
from evals.results import Origin, Results
from evals.scores import CaseScores
from evals.tapes import offline
from evals.tapes.allowance import Allowance
from evals.tapes.cassette import AnsweringCassette
from evals.tapes.errors import (
    BrokenTape,
    MissedExchange,
    MissingTape,
    SocketOpened,
    StaleTape,
    TapeError,
    UnusedExchange,
)
from evals.tapes.head import MadeFrom
from evals.tapes.inventory import Entry, State
from evals.tapes.plan import plan, plan_text, to_record
from evals.tapes.recording import record
from evals.tapes.scrub import secrets_apart_from, secrets_in
from evals.tapes.tape import Tape, read_tape
from factcheck.errors import FactcheckError
from factcheck.records import ModelIdentity, Usage

FOLDER = "suites"
"""Among the tapes: a folder for each suite."""
MODEL = ModelIdentity(spec="own", name="own", provider="own")
"""Stands for the model in a head: each request names its own."""
_DEPENDS = "depends on/"
"""Begins, among what a tape was made from, the name of something that a suite says its answers depend on."""
_LIVE = contextvars.ContextVar("_LIVE", default=False)


def is_live() -> bool:
    """Whether the case that is being played reaches its model: a server of your own need only run then.

    A case that is being recorded does; one that is replayed does not, nor does anything outside a case.
    """
    return _LIVE.get()


class Player:
    """Plays cases, each once. `root` is the folder of the tapes."""

    def __init__(self, root: Path, mode: Mode, allowance: Allowance, on_case: Callable[[str], None]) -> None:
        self._folder = root
        self._root = root / FOLDER
        self._mode = mode
        self._allowance = allowance
        self._on_case = on_case
        self._scores: dict[tuple[str, str], CaseScores] = {}
        self._broken: dict[tuple[str, str], Exception] = {}
        self._tapes: dict[tuple[str, str], Tape] = {}
        self._stuck: str | None = None
        # One loop for all cases: a client that a module keeps holds connections that belong to the loop they were opened on.
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """End the loop that the cases ran on."""
        self._runner.close()

    def scores(self, suite: Suite, case: Case) -> CaseScores:
        """The scores of a case. Raises a TapeError, a SuiteError or what the suite's function raised, each time it is asked."""
        place = suite.name, case["name"]
        if place in self._broken:
            raise self._broken[place]
        if place not in self._scores:
            try:
                self._scores[place] = suite.scores(case["name"], self._played(suite, case))
            except Exception as error:
                self._broken[place] = error
                raise
        return self._scores[place]

    def results(self, suite: Suite, cases: tuple[Case, ...]) -> Results:
        """The scores of all cases that could be played; the others are in `unplayed`, with the reason."""
        scored, unplayed, files = [], {}, {}
        usage, seconds, models = Usage(), 0.0, set()
        for case in cases:
            name = case["name"]
            try:
                scored.append(self.scores(suite, case))
            except Exception as error:  # noqa: BLE001 - whatever it is, the other cases have their scores
                unplayed[f"{suite.name}/{name}"] = _reason(error)
            files[f"cases/{suite.name}/{name}"] = fingerprint(case)
            tape = self._tapes.get((suite.name, name))
            if tape is not None:
                files[f"cassettes/{FOLDER}/{suite.name}/{name}.yaml"] = tape.head.sha256
                usage, seconds = usage + Usage(**tape.head.usage), seconds + tape.head.seconds
                models |= {str(exchange.request.get("model", "")) for exchange in tape.exchanges}
        return Results(
            origin=Origin(
                model=MODEL.model_copy(update={"name": ", ".join(sorted(models - {""})) or "no model"}),
                prompts=(),
                files=files,
            ),
            cases=tuple(scored),
            usage={suite.name: usage},
            seconds={suite.name: round(seconds, 2)},
            unplayed=unplayed,
        )

    def plan(self, suite: Suite, cases: tuple[Case, ...]) -> str:
        """What a recording of the suite will take at most, for a person, going by the tapes there are."""
        entries, models = [], set()
        for case in cases:
            file = self._file(suite, case)
            try:
                tape = read_tape(file)
            except (MissingTape, BrokenTape):
                entries.append(Entry(suite.name, case["name"], file, State.MISSING, begun=self._begun(suite, case)))
                continue
            models |= {str(exchange.request.get("model", "")) for exchange in tape.exchanges}
            state = State.FRESH if tape.head.made_from == _made_from(suite, case) else State.STALE
            entries.append(Entry(suite.name, case["name"], file, state, (), tape.head, self._begun(suite, case)))
        parts = plan(to_record(entries, self._mode), entries, [], root=self._root, model=MODEL.model_dump(mode="json"))
        begin = f"To record of {suite.name} (--record {self._mode.value})"
        return plan_text(parts, min(models, default="its model"), self._allowance, begin)

    def _record(self, mode: Mode) -> str:
        return f"record it: {record_command(mode, options_of(tapes=self._folder))}"

    def _begun(self, suite: Suite, case: Case) -> bool:
        return (self._root / JOURNALS / suite.name / f"{case['name']}.jsonl").exists()

    def orphans(self, suite: Suite, cases: tuple[Case, ...]) -> tuple[str, ...]:
        """The tapes of the suite that belong to no case of it."""
        known = {case["name"] for case in cases}
        return tuple(shown(file) for file in sorted(self._root.glob(f"{suite.name}/*.yaml")) if file.stem not in known)

    def _played(self, suite: Suite, case: Case) -> object:
        if not suite.asks:
            return self._unasked(suite, case)
        tape = self._file(suite, case)
        kept = self._kept(tape)
        if kept is None and self._mode is Mode.NONE:
            raise MissingTape(f"{shown(tape)}: was never recorded; {self._record(Mode.MISSING)}")
        if kept is not None and (changed := _changed(kept, suite)):
            if self._mode in (Mode.NONE, Mode.MISSING):
                raise StaleTape(f"{shown(tape)} is stale: {changed}; {self._record(Mode.STALE)}")
            kept = None
        if kept is not None and self._mode is not Mode.ALL:
            try:
                return self._replayed(kept, tape, suite, case)
            except (MissedExchange, UnusedExchange):
                if self._mode is not Mode.STALE:
                    raise
        return self._recorded(None if self._mode is Mode.ALL else kept, suite, case)

    def _unasked(self, suite: Suite, case: Case) -> object:
        before = len(offline.attempts)
        try:
            with offline.offline():
                return self._run(suite, case)
        finally:
            if offline.attempts[before:]:
                raise SuiteError(
                    f"{suite.name}/{case['name']}: {offline.attempts[before]}; a suite that asks a model has no asks=False"
                )

    def _kept(self, file: Path) -> Tape | None:
        """The tape there is. A broken one is as good as none when everything may be recorded."""
        try:
            return read_tape(file)
        except MissingTape:
            return None
        except BrokenTape:
            if self._mode in (Mode.NONE, Mode.MISSING):
                raise
            return None

    def _replayed(self, tape: Tape, file: Path, suite: Suite, case: Case) -> object:
        named, before = f"{suite.name}/{case['name']}", len(offline.attempts)
        failed: Exception | None = None
        returned: object = None
        with offline.offline(), AnsweringCassette.use(path=named, exchanges=tape.exchanges) as cassette:
            try:
                returned = self._run(suite, case)
            except Exception as error:  # noqa: BLE001 - what is wrong with the tape is why, and is told first
                failed = error
        if cassette.missed:
            raise MissedExchange(
                f"{shown(file)}: {len(cassette.missed)} requests have no exchange, the first for {cassette.missed[0]}; "
                f"what the suite asks changed: {self._record(Mode.STALE)}"
            ) from failed
        if offline.attempts[before:]:
            raise SocketOpened(f"{shown(file)}: {offline.attempts[before]}") from failed
        if failed is not None:
            raise failed
        unused = [exchange for exchange in tape.exchanges if exchange.key not in cassette.asked]
        if unused:
            raise UnusedExchange(
                f"{shown(file)}: {len(unused)} of {len(tape.exchanges)} exchanges were never asked for, the first "
                f"{unused[0].key[:12]}; {self._record(Mode.STALE)}"
            )
        self._tapes[suite.name, case["name"]] = tape
        return returned

    def _recorded(self, kept: Tape | None, suite: Suite, case: Case) -> object:
        named = f"{suite.name}/{case['name']}"
        words = json.dumps(case, ensure_ascii=False, default=str)
        given = secrets_apart_from(words, secrets_in(os.environ))
        with record(self._root, named, kept, MODEL, self._allowance, given) as recording:
            failed: Exception | None = None
            returned: object = None
            with recording.asking(live=True) as cassette:
                token = _LIVE.set(True)
                try:
                    returned = self._run(suite, case)
                except Exception as error:  # noqa: BLE001 - as in a replay
                    failed = error
                finally:
                    _LIVE.reset(token)
            if cassette.missed:
                raise TapeError(f"{named}: {cassette.missed[0]}") from failed
            if failed is not None and not self._allowance.refused:
                raise failed
            tape = recording.finish(suite.name, case["name"], _made_from(suite, case))
        self._on_case(f"{named}: {tape.head.exchanges} exchanges, {recording.new} of them new")
        self._tapes[suite.name, case["name"]] = tape
        return returned

    def _run(self, suite: Suite, case: Case) -> object:
        if self._stuck is not None:
            raise SuiteError(f"{suite.name}/{case['name']}: was not played, because {self._stuck} is still running")
        # Else the loop would keep the context of its first run, and `is_live` with it.
        return self._runner.run(self._awaited(suite, case), context=contextvars.copy_context())

    async def _awaited(self, suite: Suite, case: Case) -> object:
        named = f"{suite.name}/{case['name']}"
        in_thread = not inspect.iscoroutinefunction(suite.play)
        try:
            with tracing_context(enabled=False):  # LangChain's reports to LangSmith are not part of a case
                waited = _in_thread(suite.play, case) if in_thread else suite.play(case)
                returned = await asyncio.wait_for(waited, suite.seconds)  # type: ignore[arg-type]
                return await asyncio.wait_for(returned, suite.seconds) if inspect.isawaitable(returned) else returned
        except TimeoutError as error:
            self._stuck = named if in_thread else None
            raise SuiteError(
                f"{named}: did not end within {suite.seconds:g} s; @suite(seconds=…) allows it more"
            ) from error

    def _file(self, suite: Suite, case: Case) -> Path:
        return self._root / suite.name / f"{case['name']}.yaml"


def _made_from(suite: Suite, case: Case) -> MadeFrom:
    """The case, and what the suite says that its answers depend on. The requests say the rest."""
    inputs = {f"cases/{suite.name}/{case['name']}": fingerprint(case)} | _depends_on(suite)
    return MadeFrom(MODEL.model_dump(mode="json", exclude={"adapters"}), {}, {}, inputs, {}, (0,), 0.0)


def _depends_on(suite: Suite) -> dict[str, str]:
    return {f"{_DEPENDS}{name}": said for name, said in suite.depends_on.items()}


def _changed(tape: Tape, suite: Suite) -> str:
    """What the tape's answers depend on that is another one now, for a person; empty where nothing is."""
    before = {name: said for name, said in tape.head.made_from.inputs.items() if name.startswith(_DEPENDS)}
    now = _depends_on(suite)
    changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    return "; ".join(
        f"{name.removeprefix(_DEPENDS)} is {now.get(name, 'not named')}, not {before.get(name, 'not named')}"
        for name in changed
    )


async def _in_thread(play: Callable[[Case], Any], case: Case) -> object:
    """Call a sync function in a thread. The thread is a daemon, so that one that never ends does not keep pytest from ending."""
    done: Future[object] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        done.set_running_or_notify_cancel()
        try:
            done.set_result(context.run(play, case))
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            done.set_exception(error)

    threading.Thread(target=run, name="suite", daemon=True).start()
    return await asyncio.wrap_future(done)


def _reason(error: Exception) -> str:
    said = str(error) if isinstance(error, FactcheckError) else f"{type(error).__name__}: {error}"
    return " ".join(said.split())
