"""Recording one tape: resumable while it lasts, atomic at its end, and by one process at a time.

Every good answer is written to a journal beside the tapes as soon as it is there; a recording that was stopped goes on from
it. The old tape stays until the new one is whole. Exchanges of the old tape whose request is asked again unchanged, of the
same model, are kept and not paid for again, unless everything is to be recorded anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from evals.folders import JOURNALS
from evals.tapes.allowance import Allowance
from evals.tapes.cassette import KeyedCassette
from evals.tapes.errors import BusyTape, CapReached, TapeError, UnsafeTape
from evals.tapes.exchange import Exchange, JsonObject
from evals.tapes.freshness import model_of
from evals.tapes.head import Head, MadeFrom, hash_of
from evals.tapes.scrub import A_SECRET, leaking_fields, leaks
from evals.tapes.tape import Tape, body_of, text_of
from factcheck.records import ModelIdentity, Usage
from factcheck.whole_files import write_whole


class Recording:
    """One tape being recorded; made by `record`."""

    def __init__(
        self,
        root: Path,
        name: str,
        kept: Tape | None,
        model: ModelIdentity,
        allowance: Allowance,
        secrets: tuple[str, ...] = (),
    ) -> None:
        self._path = root / f"{name}.yaml"
        self._journal = root / JOURNALS / f"{name}.jsonl"
        self._name = name
        self._allowance = allowance
        self._secrets = secrets
        self._unsafe: str | None = None
        self._kept = kept
        self._model = model_of(model.model_dump(mode="json"))
        same = kept is not None and model_of(kept.head.made_from.model) == self._model
        resumed = list(kept_answers(root, name, self._model))
        if not resumed:
            self._journal.unlink(missing_ok=True)  # of another model, or without an answer that is whole
        known = [*(kept.exchanges if kept and same else ()), *resumed]
        self._known = {exchange.key: exchange for exchange in known}
        self._new = 0
        self._asked: tuple[str, ...] = ()

    @property
    def new(self) -> int:
        """How many exchanges this process recorded."""
        return self._new

    @contextmanager
    def asking(self, *, live: bool) -> Iterator[KeyedCassette]:
        """Within it, what is asked comes from what is there already, or `live`, which is kept.

        Raises UnsafeTape in place of whatever an answer that no tape may hold led to.
        """
        write = self._write if live else None
        cassette = KeyedCassette.use(
            path=self._name, exchanges=tuple(self._known.values()), record=write, admit=self._admit
        )
        with cassette as asked:
            try:
                yield asked
            except Exception as error:
                if self._unsafe:
                    raise UnsafeTape(self._unsafe) from error
                raise
            self._asked = tuple(asked.asked)

    def finish(self, suite: str, case: str, made_from: MadeFrom) -> Tape:
        """Write the tape, whole, with what this run asked for, sample by sample; the journal goes.

        Raises TapeError when a call got no good answer, CapReached when one may not be made (the journal stays), UnsafeTape when
        the file would hold a secret. What was recorded before stays in the journal either way.
        """
        if self._unsafe:
            raise UnsafeTape(self._unsafe)
        lacking = [key for key in self._asked if key not in self._known]
        if lacking:
            kept = "what was recorded is kept: run the same again to go on"
            if self._allowance.refused:
                raise CapReached(f"{self._name}: {self._allowance.refused}; {kept}")
            raise TapeError(f"{self._name}: {len(lacking)} calls got no good answer; {kept}")
        # Samples may be asked for side by side; a tape has them one after the other, each in the order it was asked.
        exchanges = tuple(sorted((self._known[key] for key in self._asked), key=lambda exchange: exchange.sample))
        body = body_of(exchanges)
        kept_date = self._kept.head.recorded if self._kept and not self._new else None
        head = Head(
            suite=suite,
            case=case,
            made_from=made_from,
            recorded=kept_date or datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(sum(exchange.seconds for exchange in exchanges), 2),
            usage=sum((exchange.usage for exchange in exchanges), Usage()).model_dump(),
            exchanges=len(exchanges),
            sha256=hash_of(body),
        )
        text = text_of(head, body)
        if found := sorted(set(leaks(text, self._secrets))):
            raise UnsafeTape(
                f"{self._name}: would hold {', '.join(found)}; no tape was written, the answers are kept in {JOURNALS}/"
            )
        write_whole(self._path, text)
        self._journal.unlink(missing_ok=True)
        return Tape(head, exchanges)

    def _admit(self, request: JsonObject) -> None:
        """Let one more call be made. Raises UnsafeTape after an answer that no tape may hold: the next might cost, too."""
        if self._unsafe:
            raise UnsafeTape(self._unsafe)
        self._allowance.admit(request)

    def _write(self, exchange: Exchange) -> None:
        """Keep an answer at once, unless a tape may not hold it; then nothing more is asked."""
        self._allowance.settle(exchange)
        sides = {"path": exchange.path, "request": exchange.request, "response": exchange.response}
        found = next(leaking_fields(sides, self._secrets), None)
        if found is not None:
            field, what = found
            self._unsafe = (
                f"{self._name}: {what} is in {field} of exchange {exchange.key[:12]} (sample {exchange.sample}), so that no "
                "tape may hold it; nothing of it was written, what was recorded before it is kept"
            )
            if what == A_SECRET:
                self._unsafe += (
                    ". Secrets are the API key, and what variables named …KEY, …TOKEN, …SECRET, …PASSWORD hold"
                )
            return
        self._known[exchange.key] = exchange
        self._new += 1
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        ignored = self._journal.parent.parent / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        new = not self._journal.exists()
        with self._journal.open("a", encoding="utf-8") as stream:
            if new:
                stream.write(_first_line(self._model) + "\n")
            stream.write(json.dumps(asdict(exchange), ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())


def kept_answers(root: Path, name: str, model: Mapping[str, Any]) -> Iterator[Exchange]:
    """The exchanges of a recording of that tape under `root` that was stopped, if it was of that model.

    A line cut short is left out.
    """
    try:
        lines = (root / JOURNALS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    if not lines or lines[0] != _first_line(model):
        return
    for line in lines[1:]:
        try:
            yield Exchange(**json.loads(line))
        except ValueError:
            continue


def _first_line(model: Mapping[str, Any]) -> str:
    return json.dumps(model_of(model), sort_keys=True)


@contextmanager
def record(
    root: Path,
    name: str,
    kept: Tape | None,
    model: ModelIdentity,
    allowance: Allowance,
    secrets: tuple[str, ...] = (),
) -> Iterator[Recording]:
    """A recording of the tape `<root>/<name>.yaml`, of which `kept` may be reused. Raises BusyTape.

    An answer with one of `secrets` in it is not kept.
    """
    lock = root / JOURNALS / f"{name}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=0):
            yield Recording(root, name, kept, model, allowance, secrets)
    except Timeout:
        raise BusyTape(f"{name}: another process is recording this tape; wait for it, or end it") from None
