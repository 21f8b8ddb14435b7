"""`Ledger`: the requests of a batch of stories to the Batch endpoint, in the folder of its results. No paid reply is
lost.

batch-api/TOKEN.requests.jsonl     a parcel of requests, written before it is sent under that token
batch-api/TOKEN.id                 the endpoint's name for it
batch-api/TOKEN.replies.jsonl      the replies; the two others are then gone
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.errors import BudgetExhausted, OutputError, Postponed
from factcheck.models.batch_endpoint import MOST_BYTES, MOST_REQUESTS, LineError, ReplyLine, line_of
from factcheck.models.budget import Cap, guessed
from factcheck.models.connection import Send
from factcheck.records import Usage
from factcheck.whole_files import clear_drafts, write_whole

FOLDER = "batch-api"
MOST_SENT = 3
"""How often a run repeats a request that ends in a server error; then the error is its reply."""

_FINAL = {200, 400, 413, 422}
"""An answer, or a fault of the request itself. Other errors concern the server, the account or the moment."""

_FORGOTTEN = 0
"""Replaces a reply's status: only its cost is kept."""


@dataclass(frozen=True)
class Parcel:
    """Requests sent together, their number, and when they were written, in seconds since 1970.

    `id` is the endpoint's name for it; None until it is known to be there.
    """

    token: str
    requests: int
    since: float
    id: str | None = None


class Ledger:
    """Requests and replies. A model's requests go `through` it: it has the reply, or notes the request.

    All replies are in memory. `cap` is the cap for all runs together, at the Batch endpoint's price: a request counts
    with a guess until its reply is there. Methods that read or write files raise OutputError.
    """

    def __init__(self, results: Path, cap: Callable[[], Cap] = Cap) -> None:
        self._folder = results / FOLDER
        self._cap = cap
        self._noted: dict[str, str] = {}
        self._replies: dict[str, ReplyLine] = {}
        self._errors: Counter[str] = Counter()
        self._paid = Usage()
        self._guesses: dict[str | None, Usage] = {}
        self._directly = False
        self.put_off = 0
        """How many calls had no reply so far."""
        self.read: set[str] = set()
        """The requests that had a reply since this was last cleared, by their custom ids."""
        self.capped = False
        """Whether the cap kept a request from being noted since the last parcels were made."""
        with _named(self._folder):
            for path in sorted(self._folder.glob("*.requests.jsonl")):
                self._guesses[_token(path)] = sum(map(_guess, _lines_in(path)), Usage())
            for path in sorted(self._folder.glob("*.replies.jsonl")):
                self._keep(_replies_in(path))
                self._drop_requests(_token(path))

    @property
    def spent(self) -> Usage:
        """The cost of all replies, and the most that the requests without one can cost."""
        return sum(self._guesses.values(), self._paid)

    @property
    def noted(self) -> int:
        """How many noted requests are in no parcel yet."""
        return len(self._noted)

    async def through(self, body: dict[str, Any], send: Send) -> str:
        """The reply to a request, or its error.

        Without either, it notes the request and raises Postponed, or BudgetExhausted if it could exceed the cap.
        """
        if self._directly:
            return await send(body)
        custom_id, line = line_of(body)
        reply = self._replies.get(custom_id)
        if reply is None:
            self.put_off += 1
            self._note(custom_id, line)
            raise Postponed("asked with the next parcel for the Batch endpoint")
        self.read.add(custom_id)
        if reply.status != 200:
            raise LineError(reply)
        return reply.body

    async def sleep(self, seconds: float) -> None:
        """The pause between the attempts of a call: none, because a second look here finds the same."""
        if self._directly:
            await asyncio.sleep(seconds)

    @contextmanager
    def stepping_aside(self) -> Iterator[None]:
        """A time in which requests are sent as usual."""
        self._directly = True
        try:
            yield
        finally:
            self._directly = False

    def make_parcels(self) -> None:
        """Write the noted requests down as parcels."""
        with _named(self._folder):
            clear_drafts(self._folder)
            for lines in _parcels(self._noted.values()):
                number = len({_token(path) for path in self._folder.glob("*.jsonl")}) + 1
                token = f"{number:04}-{os.urandom(6).hex()}"
                write_whole(self._path(token, "requests.jsonl"), "\n".join(lines) + "\n")
                self._guesses[token] = sum(map(_guess, lines), Usage())
        self._noted.clear()
        self._guesses.pop(None, None)
        self.capped = False

    def under_way(self) -> list[Parcel]:
        """The parcels without their replies, in the order in which they were made."""
        with _named(self._folder):
            return [self._parcel(path) for path in sorted(self._folder.glob("*.requests.jsonl"))]

    def requests_of(self, parcel: Parcel) -> str:
        """Its lines."""
        with _named(self._folder):
            return self._path(parcel.token, "requests.jsonl").read_text(encoding="utf-8")

    def sent(self, parcel: Parcel, id: str) -> None:
        """Keep the endpoint's name for it."""
        with _named(self._folder):
            write_whole(self._path(parcel.token, "id"), id)

    def came(self, parcel: Parcel, replies: Iterable[ReplyLine]) -> int:
        """Keep the replies, and give their number. A request without a final reply will be noted again."""
        lines = list(replies)
        final = [line for line in lines if line.status in _FINAL]
        with _named(self._folder):
            write_whole(self._path(parcel.token, "replies.jsonl"), _text(final))
            self._drop_requests(parcel.token)
        self._keep(final)
        for line in lines:
            if line.status not in _FINAL:
                self._errors[line.custom_id] += 1
                if self._errors[line.custom_id] >= MOST_SENT:
                    self._replies[line.custom_id] = line  # for this run only
        return len(lines)

    def forget(self, custom_ids: Set[str]) -> None:
        """Let the next run ask those requests again. The cost of their replies stays counted."""
        with _named(self._folder):
            for path in self._folder.glob("*.replies.jsonl"):
                lines = _replies_in(path)
                if any(line.custom_id in custom_ids for line in lines):
                    kept = [_only_the_cost(line) if line.custom_id in custom_ids else line for line in lines]
                    write_whole(path, _text(kept))

    def _note(self, custom_id: str, line: str) -> None:
        if custom_id in self._noted:
            return
        guess = _guess(line)
        cap = self._cap().passed_by(self.spent + guess)
        if cap is not None:
            self.capped = True
            raise BudgetExhausted(
                f"not asked: it could have exceeded {cap}; raise the cap and run the same command to continue"
            )
        self._noted[custom_id] = line
        self._guesses[None] = self._guesses.get(None, Usage()) + guess

    def _keep(self, lines: Iterable[ReplyLine]) -> None:
        for line in lines:
            self._paid += _cost(line)
            if line.status != _FORGOTTEN:
                self._replies[line.custom_id] = line

    def _drop_requests(self, token: str) -> None:
        """Drop the requests of a parcel that is back."""
        self._guesses.pop(token, None)
        for name in ("requests.jsonl", "id"):
            self._path(token, name).unlink(missing_ok=True)

    def _parcel(self, path: Path) -> Parcel:
        id_file = self._path(_token(path), "id")
        id = id_file.read_text(encoding="utf-8") if id_file.exists() else None
        return Parcel(_token(path), len(_lines_in(path)), path.stat().st_mtime, id)

    def _path(self, token: str, name: str) -> Path:
        return self._folder / f"{token}.{name}"


def _parcels(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines, split into parcels that the endpoint accepts."""
    parcel: list[str] = []
    size = 0
    for line in lines:
        more = len(line.encode()) + 1
        if parcel and (len(parcel) == MOST_REQUESTS or size + more > MOST_BYTES):
            yield parcel
            parcel, size = [], 0
        parcel.append(line)
        size += more
    if parcel:
        yield parcel


def _token(path: Path) -> str:
    return path.name.partition(".")[0]


def _lines_in(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]


def _replies_in(path: Path) -> list[ReplyLine]:
    return [ReplyLine.model_validate_json(line) for line in _lines_in(path)]


def _text(lines: Iterable[ReplyLine]) -> str:
    return "".join(line.model_dump_json() + "\n" for line in lines)


def _guess(line: str) -> Usage:
    """The most that a request can cost."""
    body = json.loads(line)["body"]
    return guessed(
        json.dumps(body, ensure_ascii=False), body.get("max_completion_tokens") or body.get("max_tokens") or 0
    )


def _usage_in(line: ReplyLine) -> dict[str, Any]:
    body = json.loads(line.body)
    told = body.get("usage") if isinstance(body, dict) else None
    return told if isinstance(told, dict) else {}


def _cost(line: ReplyLine) -> Usage:
    """The cost of a reply; an error costs nothing."""
    told = _usage_in(line)
    return Usage(
        calls=bool(told), prompt_tokens=told.get("prompt_tokens") or 0, output_tokens=told.get("completion_tokens") or 0
    )


def _only_the_cost(line: ReplyLine) -> ReplyLine:
    return ReplyLine(custom_id=line.custom_id, status=_FORGOTTEN, body=json.dumps({"usage": _usage_in(line)}))


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"{folder} cannot be used: {' '.join(said.split())}; its content is whole; run the same command to continue"
        ) from error
