"""OpenAI's Batch endpoint: you upload a file of requests and download the replies within a day, at half the price.

`BatchEndpoint` makes its calls. `line_of` and `replies_in` write and read the lines of its files. The endpoint's batch
is called a *parcel* here, because a batch of stories takes several.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import ValidationError

from factcheck.errors import UnknownModel
from factcheck.models.faults import Addressee, public_address, read_fault, redact, secrets_of_address, without_secrets
from factcheck.models.opening import OPENAI_BASE_URL, OTHER_TIMEOUT
from factcheck.models.retrying import FaultError, persist
from factcheck.records import Record
from factcheck.settings import Settings

if TYPE_CHECKING:
    from factcheck.models.openai_protocol import Client

MOST_REQUESTS = 50_000
"""The most requests in a parcel."""

MOST_BYTES = 190_000_000
"""The most bytes in its file; the endpoint takes 200 MB."""

_ENDPOINT: Final = "/v1/chat/completions"
_MARK = "factcheck"
"""The key of a parcel's token in the endpoint's metadata."""
_FILE_SECONDS = 3600.0
_A_DAY = 86_400.0
_ENDED = {"completed", "failed", "expired", "cancelled"}

T = TypeVar("T")


@dataclass(frozen=True)
class SentParcel:
    """A parcel as the endpoint has it. `problem` says in words why it failed, `files` are those of its replies."""

    id: str
    status: str
    requests: int = 0
    done: int = 0
    problem: str | None = None
    files: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self.status in _ENDED


class ReplyLine(Record):
    """The reply to one request: an HTTP status and a body in JSON, as a direct call would get them."""

    custom_id: str
    status: int
    body: str


class LineError(Exception):
    """An error in a reply line, with the attributes that `read_fault` looks for in a vendor's exception."""

    def __init__(self, line: ReplyLine) -> None:
        super().__init__(f"error {line.status}")
        said = json.loads(line.body)
        error = said.get("error") if isinstance(said, dict) else None
        self.status_code = line.status
        self.body = error if isinstance(error, dict) else {"message": error or line.body}
        self.param = self.body.get("param")


def line_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """A request's custom id, which is a hash of its body, and its line without the line break."""
    custom_id = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return custom_id, json.dumps({"custom_id": custom_id, "method": "POST", "url": _ENDPOINT, "body": body})


def replies_in(text: str) -> Iterator[ReplyLine]:
    """The replies in the text of an output or error file. A request that was not executed, or an unreadable line, has
    none."""
    for line in text.split("\n"):  # not `splitlines`, which would also split lines inside JSON
        try:
            told = json.loads(line)
            response = told["response"]
            body = json.dumps(response["body"], ensure_ascii=False)
            status = int(response["status_code"])
            yield ReplyLine(
                custom_id=told["custom_id"], status=status, body=body if status == 200 else without_secrets(body)
            )
        except (ValueError, TypeError, KeyError, ValidationError):
            continue


def open_endpoint(
    spec: str, settings: Settings, base_url: str | None, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> BatchEndpoint:
    """The endpoint beside an OpenAI model's, with the same key. `sleep` waits between the attempts of a call, in seconds."""
    from factcheck.models.openai_protocol import client_for

    address = base_url or settings.base_url or OPENAI_BASE_URL
    key = settings.openai_api_key
    secrets = (*secrets_of_address(address), *([key.get_secret_value()] if key else []))
    to = Addressee(spec, public_address(address), "OPENAI_API_KEY", secrets)
    return BatchEndpoint(client_for(address, key, settings.timeout or OTHER_TIMEOUT), to, sleep)


class BatchEndpoint:
    """The calls. Each is retried as `factcheck.models.faults` says, and finally raises a ModelError."""

    def __init__(self, client: Client, to: Addressee, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._client = client
        self._to = to
        self._sleep = sleep
        self._reached = False

    def __str__(self) -> str:
        return str(self._to)

    async def send(self, token: str, requests: str, since: float) -> SentParcel:
        """Have these requests executed once: a parcel with that token that already exists is not sent again.

        `requests` are lines; `since` is when the token was made, in seconds since 1970. A call whose reply was lost may
        have been executed, so each attempt looks first.
        """

        async def sent() -> SentParcel:
            async for there in self._client.batches.list(limit=100):  # the newest first
                if (there.metadata or {}).get(_MARK) == token:
                    return self._read(there)
                if there.created_at < since - _A_DAY:  # clocks differ
                    break
            file = await self._client.files.create(
                file=(f"{token}.jsonl", requests.encode()), purpose="batch", timeout=_FILE_SECONDS
            )
            made = await self._client.batches.create(
                input_file_id=file.id, endpoint=_ENDPOINT, completion_window="24h", metadata={_MARK: token}
            )
            return self._read(made)

        return await self._persist(sent)

    async def look(self, id: str) -> SentParcel:
        """How far a parcel is."""

        async def seen() -> SentParcel:
            return self._read(await self._client.batches.retrieve(id))

        return await self._persist(seen)

    async def fetch(self, sent: SentParcel) -> list[ReplyLine]:
        """The replies of a parcel that has ended."""

        async def fetched(file: str) -> str:
            return (await self._client.files.content(file, timeout=_FILE_SECONDS)).text

        texts = [await self._persist(partial(fetched, file)) for file in sent.files]
        return [reply for text in texts for reply in replies_in(text)]

    async def close(self) -> None:
        """Close the sockets."""
        await self._client.close()

    async def _persist(self, call: Callable[[], Awaitable[T]]) -> T:
        async def attempt() -> T:
            try:
                given = await call()
            except Exception as exception:  # noqa: BLE001 - the map sorts it
                if getattr(exception, "status_code", None) in (404, 405):
                    said = redact(str(exception), self._to.secrets)
                    raise UnknownModel(
                        f"{self._to}: there is no Batch endpoint, or it does not have what was sent to it ({said}); "
                        "check the base URL and the key, or leave out --batch-api"
                    ) from None
                raise FaultError(read_fault(exception, self._to, reached=self._reached)) from None
            self._reached = True
            return given

        try:
            return await persist(attempt, self._sleep)
        except FaultError as failed:
            raise failed.fault.error from None

    def _read(self, batch: Any) -> SentParcel:
        counts, errors = batch.request_counts, batch.errors.data if batch.errors else None
        said = "; ".join(dict.fromkeys(f"{error.message} ({error.code})" for error in errors or ()))
        return SentParcel(
            id=batch.id,
            status=batch.status,
            requests=counts.total if counts else 0,
            done=counts.completed + counts.failed if counts else 0,
            problem=redact(said, self._to.secrets) or None,
            files=tuple(file for file in (batch.output_file_id, batch.error_file_id) if file),
        )
