"""The deck: plays the cases of the suites, from their tapes or live while recording them.

In replay a tape is first compared with what it would be made from now; a stale or missing one is an error that says why and
how to record it. While a tape plays no socket opens; a request that no exchange answers, and an exchange that nothing
asked for, are errors, whatever became of them inside.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from evals.advice import options_of, record_command
from evals.code import answer_forms
from evals.folders import CASSETTES, SEEDS, seed_names, shown
from evals.judge import judge_prompt
from evals.makings import Makings
from evals.modes import Mode
from evals.recipes import RECIPES, Suite, adapted, name
from evals.seeds import Seed
from evals.suites import Stage, play
from evals.tapes import offline
from evals.tapes.allowance import Allowance
from evals.tapes.cassette import KeyedCassette
from evals.tapes.errors import (
    BrokenTape,
    CapReached,
    MissedExchange,
    MissingTape,
    SocketOpened,
    StaleTape,
    TapeError,
    UnusedExchange,
)
from evals.tapes.head import Head, MadeFrom, NoHead, read_head
from evals.tapes.inventory import Entry, heads_in, note_unused, take
from evals.tapes.plan import plan, plan_text, to_record
from evals.tapes.recording import record
from evals.tapes.scrub import secrets_apart_from, secrets_in
from evals.tapes.tape import Tape, read_tape
from factcheck.models import ChatModel, open_model
from factcheck.models.opening import is_on_this_machine, is_openai_itself
from factcheck.prompts import Prompt, Prompts
from factcheck.records import ModelIdentity
from factcheck.settings import Settings

_OPENAI_HOST = "https://api.openai.com"
REPLAY_HOST = "http://replay.invalid"
REPLAYED_AT = f"{REPLAY_HOST}/v1"
"""The address of a replayed engine; nothing is sent there."""


@dataclass(frozen=True)
class Live:
    """A server to ask: its base URL, and its key if it wants one. Both are None for a provider's own.

    With `replayed` nothing is sent: the answers come from a tape that was recorded from such a server.
    """

    base_url: str | None
    key: str | None = None
    replayed: bool = False


def _ignore(line: str) -> None:
    """Take no notice."""


async def _no_wait(_: float) -> None:
    """A replay's substitute for waiting between two attempts."""


@dataclass
class Deck:
    """Plays cases; each once, then from memory. `live` gives a server when the first call must be live.

    `prompts` are the product's, `judge` is the judge's; `seeds` is the folder of the seeds, `tapes` that of the tapes,
    `fallback` another one whose fresh tapes are used if `tapes` has none (for a variant of a prompt, the tapes that it
    does not touch). `players`, if any, may have played a case before it is needed (`evals.players`).
    """

    prompts: Prompts
    judge: Prompt = field(default_factory=judge_prompt)
    spec: str = "embedded"
    seeds: Path = SEEDS
    tapes: Path = CASSETTES
    fallback: Path | None = None
    mode: Mode = Mode.NONE
    allowance: Allowance = field(default_factory=Allowance)
    live: Callable[[], Live] | None = None
    players: Callable[[Suite, str], tuple[Any, Head] | None] | None = None
    settings: Settings = field(default_factory=Settings)
    on_case: Callable[[str], None] = _ignore

    def __post_init__(self) -> None:
        self._outcomes: dict[tuple[Suite, str], Any] = {}
        self._broken: dict[tuple[Suite, str], Exception] = {}
        self.faults: list[TapeError] = []
        """The faults of tapes, once each, even if the error was swallowed."""
        self.heads: dict[tuple[Suite, str], Head] = {}
        """The heads of the played tapes, by suite and seed."""

    @property
    def is_shipped(self) -> bool:
        """Whether this is what the project's baseline is of: its model on its seeds and tapes."""
        return not self.options

    @property
    def options(self) -> str:
        """The options that make `pytest evals` about this deck, each with a space before it; empty for the project's own."""
        return options_of(self.seeds, self.tapes, self.spec)

    def outcome(self, suite: Suite, seed: Seed) -> Any:
        """The outcome of `suite` on `seed` (`evals.suites.play`). Raises a TapeError each time it is called."""
        place = suite, seed.name
        if place in self._broken:
            raise self._broken[place]
        if place not in self._outcomes:
            try:
                self._outcomes[place] = self._play(suite, seed)
            except Exception as error:
                self._broken[place] = error
                if isinstance(error, TapeError) and self.cause(error) not in map(self.cause, self.faults):
                    self.faults.append(error)
                raise
        return self._outcomes[place]

    def unplayed(self) -> Deck:
        """A deck of the same tapes that has played nothing and records nothing: one to send to another process."""
        return replace(self, mode=Mode.NONE, live=None, players=None, on_case=_ignore)

    def made_from(self, suite: Suite, seed_name: str) -> MadeFrom:
        """What a tape of that case would be made from now. Raises NoHead if the case it builds on has no good tape."""
        return self._makings.of(suite, seed_name)

    def cause(self, error: BaseException) -> str | None:
        """The tape whose fault this error is, as its suite and seed; None if it is not a tape's. A cap stops all tapes
        alike."""
        if isinstance(error, CapReached):
            return "the cap"
        return next((name(*place) for place, known in self._broken.items() if known is error), None)

    @cached_property
    def identity(self) -> ModelIdentity:
        """The model, without its address and the parameters that differ by sample."""
        return self.asked.model_copy(update={"endpoint": None, "parameters": {}})

    @cached_property
    def asked(self) -> ModelIdentity:
        """The model, with its address for a recording."""
        return self._open(Live(None, replayed=True), 0.0, 0).identity

    def inventory(self) -> tuple[Entry, ...]:
        """The state of every case's tape, and the files that belong to no case. Plays nothing."""
        return take(self.tapes, self._makings, seed_names(self.seeds))

    def plan(self, wanted: Mapping[str, frozenset[Suite]]) -> str:
        """The most that a recording of these suites by seed will take, for a person, judged by the existing tapes."""
        entries = self.inventory()
        needed = {
            (below.value, seed) for seed, suites in wanted.items() for suite in suites for below in _closed(suite)
        }
        chosen = [entry for entry in to_record(entries, self.mode) if (entry.suite, entry.case) in needed]
        elsewhere = [] if self.tapes.resolve() == CASSETTES.resolve() else list(heads_in(CASSETTES))
        parts = plan(chosen, entries, elsewhere, root=self.tapes, model=self._makings.model)
        return plan_text(parts, self.identity.name, self.allowance, f"To record (--record {self.mode.value})")

    @cached_property
    def _makings(self) -> Makings:
        steps = {step for recipe in RECIPES.values() for step in recipe.prompts}
        return Makings(
            model=self.identity.model_dump(mode="json") | {"endpoint": _kept_address(self.asked)},
            prompts={step: self._prompt(step).raw for step in steps},
            forms=answer_forms(),
            seeds=self.seeds,
            tape=self._file,
        )

    def _play(self, suite: Suite, seed: Seed) -> Any:
        if self.players is not None and (found := self.players(suite, seed.name)):
            outcome, self.heads[suite, seed.name] = found
            return outcome
        below = {other: self.outcome(other, seed) for other in RECIPES[suite].builds_on}
        kept, reasons = self._kept(suite, seed.name)
        if kept is not None and not reasons and self.mode is not Mode.ALL:
            try:
                return self._replayed(kept, suite, seed, below)
            except (MissedExchange, UnusedExchange):
                if self.mode is not Mode.STALE:
                    raise
        elif self.mode is Mode.NONE or (self.mode is Mode.MISSING and kept is not None):
            self._refuse(suite, seed.name, kept, reasons)
        return self._recorded(None if self.mode is Mode.ALL else kept, suite, seed, below)

    def _kept(self, suite: Suite, seed_name: str) -> tuple[Tape | None, tuple[str, ...]]:
        """The tape there is, with what makes it stale. A broken one is as good as none when recording is on."""
        try:
            tape = read_tape(self._file(suite, seed_name))
        except MissingTape:
            return None, ()
        except BrokenTape:
            if self.mode in (Mode.NONE, Mode.MISSING):
                raise
            return None, ()
        return tape, self._makings.differences(tape.head.made_from, suite, seed_name)

    def _refuse(self, suite: Suite, seed_name: str, kept: Tape | None, reasons: tuple[str, ...]) -> None:
        tape = shown(self._file(suite, seed_name))
        if kept is None:
            raise MissingTape(f"{tape}: was never recorded; {self._record(Mode.MISSING)}")
        raise StaleTape(f"{tape} is stale: {'; '.join(reasons)}; {self._record(Mode.STALE)}")

    def _record(self, mode: Mode) -> str:
        return f"record it: {record_command(mode, self.options)}"

    def _replayed(self, tape: Tape, suite: Suite, seed: Seed, below: Mapping[Suite, Any]) -> Any:
        named = name(suite, seed.name)
        file = shown(self._file(suite, seed.name))
        before = len(offline.attempts)
        with offline.offline(), KeyedCassette.use(path=named, exchanges=tape.exchanges) as cassette:
            outcome = self._run(suite, seed, below, _replayed_from(tape.head))
        if cassette.missed:
            raise MissedExchange(
                f"{file}: {len(cassette.missed)} requests have no exchange, the first for "
                f"{cassette.missed[0]}; the code that asks changed: {self._record(Mode.STALE)}"
            )
        if offline.attempts[before:]:
            raise SocketOpened(f"{file}: {offline.attempts[before]}")
        unused = [exchange for exchange in tape.exchanges if exchange.key not in cassette.asked]
        note_unused(self.tapes, named, tape.head.sha256, len(unused), len(tape.exchanges))
        if unused:
            raise UnusedExchange(
                f"{file}: {len(unused)} of {len(tape.exchanges)} exchanges were never asked for, the "
                f"first {unused[0].key[:12]}; {self._record(Mode.STALE)}"
            )
        self.heads[suite, seed.name] = tape.head
        return outcome

    def _recorded(self, kept: Tape | None, suite: Suite, seed: Seed, below: Mapping[Suite, Any]) -> Any:
        named = name(suite, seed.name)
        texts = [document.text for document in (seed.story, *seed.sources.values())]
        words = " ".join([*texts, *(self._prompt(step).raw.decode() for step in RECIPES[suite].prompts)])
        given = (self.settings.openai_api_key,) if self.settings.openai_api_key else ()
        values = (*(secret.get_secret_value() for secret in given), *secrets_in(os.environ))
        secrets = secrets_apart_from(words, values)
        with record(self.tapes, named, kept, self.identity, self.allowance, secrets) as recording:
            with recording.asking(live=False) as known:
                outcome = self._run(suite, seed, below, Live(None, replayed=True))
            if known.missed:
                assert self.live is not None
                with recording.asking(live=True):
                    outcome = self._run(suite, seed, below, self.live())
            tape = recording.finish(suite.value, seed.name, self.made_from(suite, seed.name))
        self.on_case(f"{named}: {tape.head.exchanges} exchanges, {recording.new} of them new")
        self.heads[suite, seed.name] = tape.head
        return outcome

    def _run(self, suite: Suite, seed: Seed, below: Mapping[Suite, Any], live: Live) -> Any:
        prompts = {step: self._prompt(step) for step in RECIPES[suite].prompts}

        async def run() -> Any:
            opened: list[ChatModel] = []

            def opener(temperature: float, sample: int) -> ChatModel:
                opened.append(self._open(live, temperature, sample))
                return opened[-1]

            try:
                return await play(suite, seed, Stage(opener, prompts, below))
            finally:
                for model in opened:
                    await model.close()

        return asyncio.run(run())

    def _open(self, live: Live, temperature: float, sample: int) -> ChatModel:
        """The model of `spec`, at `live`."""
        here = is_on_this_machine(self.spec)
        served_at = REPLAYED_AT if live.replayed and live.base_url is None else live.base_url
        settings = self.settings
        if live.replayed and not here:
            asked = {} if live.base_url is None else {"base_url": live.base_url}
            settings = settings.model_copy(update={"openai_api_key": SecretStr("replayed"), **asked})
        return open_model(
            self.spec,
            settings,
            temperature=temperature,
            seed=sample,
            served_at=served_at if here else None,
            served_key=live.key if here else None,
            prompts=adapted(self.prompts.identities),
            sleep=_no_wait if live.replayed else asyncio.sleep,
        )

    def _prompt(self, step: str) -> Prompt:
        return self.judge if step == "judge" else self.prompts.by_step[step]

    def _file(self, suite: Suite, seed_name: str) -> Path:
        """Where the case's tape is: in `tapes`, or in `fallback` if only that has a fresh one."""
        own = self.tapes / f"{name(suite, seed_name)}.yaml"
        if own.exists() or self.fallback is None:
            return own
        other = self.fallback / f"{name(suite, seed_name)}.yaml"
        try:
            fresh = not self._makings.differences(read_head(other).made_from, suite, seed_name)
        except NoHead:
            fresh = False
        return other if fresh else own


def _closed(suite: Suite) -> frozenset[Suite]:
    """The suite and all that it builds on."""
    return frozenset({suite}).union(*(_closed(below) for below in RECIPES[suite].builds_on))


def _kept_address(asked: ModelIdentity) -> str | None:
    """The part of the model's address that a head keeps: what the requests depend on, but no host.

    OpenAI itself takes other parameters than servers with its protocol, and each server has its own path.
    """
    if asked.endpoint is None or asked.weights_sha256 is not None:
        return None
    host = _OPENAI_HOST if is_openai_itself(asked.endpoint) else REPLAY_HOST
    return f"{host}{urlsplit(asked.endpoint).path}"


def _replayed_from(head: Head) -> Live:
    """The server that the tape was recorded from, as far as its requests depend on that."""
    return Live(head.made_from.model["endpoint"], replayed=True)
