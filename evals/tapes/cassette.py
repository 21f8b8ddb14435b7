"""vcrpy's cassette, with an exchange found by its key in one look-up, whatever the order and however many there are.

vcrpy itself goes through all exchanges for each request, and by default ignores the body. Here an exchange answers only
the request it was recorded for, as often as that is asked; what was asked in vain is remembered in `missed`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

from vcr.cassette import Cassette
from vcr.filters import decode_response
from vcr.record_mode import RecordMode
from vcr.request import Request

from evals.tapes.errors import MissedExchange, TapeError
from evals.tapes.exchange import Exchange, JsonObject, request_key
from evals.tapes.scrub import scrub, scrub_response
from evals.tapes.vcrpy import asked, key_of, played


class KeyedCassette(Cassette):  # type: ignore[misc]
    """A cassette over `exchanges`.

    With `record` what is not among them is asked live, and given to `record` when the answer is a good one (HTTP 2xx, a
    JSON object); `admit` may refuse by raising before a request is sent. Without `record` it raises MissedExchange and
    nothing is sent. `asked` are the keys in the order they were first asked for.
    """

    def __init__(
        self,
        exchanges: Iterable[Exchange],
        *,
        path: str,
        record: Callable[[Exchange], None] | None = None,
        admit: Callable[[JsonObject], None] | None = None,
    ) -> None:
        mode = RecordMode.NONE if record is None else RecordMode.NEW_EPISODES
        super().__init__(path=path, record_mode=mode, allow_playback_repeats=True)
        self._exchanges = {exchange.key: exchange for exchange in exchanges}
        self._record = record
        self._admit = admit
        self._sent: dict[str, float] = {}
        self._answered = 0.0
        self.asked: dict[str, None] = {}
        self.missed: list[str] = []
        """One line for each request that had no exchange."""

    @classmethod
    def load(cls, **arguments: Any) -> KeyedCassette:
        """vcrpy's way of making a cassette; there is no file to read here."""
        return cls(**arguments)

    def _save(self, force: bool = False) -> None:
        """Nothing: whoever made the cassette writes the tape."""

    def can_play_response_for(self, request: Request) -> bool:
        """Whether there is an exchange for the request. Raises MissedExchange when it may not be asked live either."""
        try:
            key = self._key(request)
        except TapeError as error:
            self.missed.append(str(error))
            raise
        self.asked.setdefault(key)
        if key in self._exchanges:
            return True
        if self._record is None:
            self.missed.append(_described(request))
            raise MissedExchange(f"{self.path}: no exchange for {self.missed[-1]}")
        if self._admit is not None:
            self._admit(scrub(asked(request.path, request.body)))
        self._sent[key] = time.monotonic()
        return False

    def play_response(self, request: Request) -> dict[str, Any]:
        """The recorded answer, in vcrpy's form."""
        return played(self._exchanges[self._key(request)])

    def append(self, request: Request, response: dict[str, Any]) -> None:
        """Keep a live answer, if it is one to keep."""
        status = response["status"]["code"]
        try:
            body = json.loads(decode_response(response)["body"]["string"])  # providers compress
        except ValueError:
            return
        if not 200 <= status < 300 or not isinstance(body, dict):
            return
        assert self._record is not None
        key = self._key(request)
        # From when the model could begin with it: so the seconds of calls made at once add up to what they took together.
        now = time.monotonic()
        seconds = round(now - max(self._sent[key], self._answered), 2)
        self._answered = now
        content = scrub(asked(request.path, request.body))
        exchange = Exchange(request.path, content, status, scrub_response(body, key), seconds)
        self._exchanges[exchange.key] = exchange
        self._record(exchange)

    def _key(self, request: Request) -> str:
        """The key of the request as a tape keeps it. One that is found as it stands has nothing to scrub."""
        key = key_of(request.path, request.body)
        return key if key in self._exchanges else request_key(request.path, scrub(asked(request.path, request.body)))


def _described(request: Request) -> str:
    """The request in one line for a person: its sample and the end of its last message."""
    body = json.loads(request.body)
    last = body.get("messages", [{}])[-1].get("content", "")
    shown = " ".join(str(last).split())
    return f"sample {body.get('seed', 0)} of {body.get('model', '?')}: “…{shown[-160:]}”"


class AnsweringCassette(KeyedCassette):
    """The same for a client that nobody knows: what may not be asked is answered with HTTP 404, which clients do not retry.

    They would take an exception for a broken connection, wait, and try again several times.
    """

    def can_play_response_for(self, request: Request) -> bool:
        """Whether there is an exchange for the request, or a refusal; the refusal is in `missed` as well."""
        try:
            return super().can_play_response_for(request)
        except TapeError:
            return True

    def play_response(self, request: Request) -> dict[str, Any]:
        """The recorded answer, or the refusal."""
        try:
            return super().play_response(request)
        except (KeyError, TapeError):
            said = {"error": {"message": f"the tape {self.path} has no answer to this", "code": "no_exchange"}}
            return {
                **played(Exchange(request.path, {}, 404, said, 0.0)),
                "status": {"code": 404, "message": "Not Found"},
            }
