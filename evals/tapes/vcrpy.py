"""Tapes for vcrpy as it comes: `tape_vcr()` records, loads and plays them.

    with tape_vcr().use_cassette("cassettes/extraction/island-ferry.yaml"):
        client.chat.completions.create(...)

vcrpy has two registers for this, and both are used: a serializer, which reads and writes the YAML that people review
(`evals.tapes.tape`), and a matcher, which compares requests by the hash of what they ask (`evals.tapes.exchange`). The
hash is remembered, because vcrpy holds a request against every exchange there is. The deck plays tapes with a cassette of
its own (`evals.tapes.cassette`) that finds an exchange in one look-up and keeps a journal while it records.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import vcr
from vcr.request import Request

from evals.tapes.errors import BrokenTape, TapeError, UnsafeTape
from evals.tapes.exchange import Exchange, JsonObject, request_key
from evals.tapes.head import NAMELESS, SEPARATOR, Head, MadeFrom, from_yaml, hash_of
from evals.tapes.scrub import leaks, scrub, scrub_response
from evals.tapes.tape import body_of, read_exchanges, text_of
from factcheck.records import Usage

TAPE = "tape"
"""The name that the serializer and the matcher are registered under."""
HOST = "http://tape.invalid"
"""A tape keeps the path of a request and not the host, so that this stands for every host."""
_REMEMBERED = 8_192
"""Requests whose hash is remembered: more than the longest tape has."""


def tape_vcr(**options: Any) -> vcr.VCR:
    """A `vcr.VCR` that uses tapes unless told otherwise; `options` are those of `vcr.VCR`.

    As vcrpy does by default, it plays each exchange once (`allow_playback_repeats` of `use_cassette`) and records a tape
    only where there is none (`record_mode`).
    """
    ours = {
        "serializer": TAPE,
        "match_on": (TAPE,),
        "before_record_request": _scrubbed,
        "before_record_response": _good,
        "decode_compressed_response": True,
    }
    recorder = vcr.VCR(**(ours | options))
    recorder.register_serializer(TAPE, TapeSerializer)
    recorder.register_matcher(TAPE, same_request)
    return recorder


def same_request(one: Request, other: Request) -> bool:
    """Whether two requests ask the same: path and JSON body, whatever the host and the headers."""
    return key_of(one.path, one.body) == key_of(other.path, other.body)


@lru_cache(maxsize=_REMEMBERED)
def key_of(path: str, body: bytes | None) -> str:
    """The key of a request (`evals.tapes.exchange`). Raises TapeError where its body is not a JSON object."""
    return request_key(path, asked(path, body))


def asked(path: str, body: bytes | None) -> JsonObject:
    """What a request asks. Raises TapeError where that is not a JSON object, or wants a streamed answer."""
    try:
        content = json.loads(body or b"")
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise TapeError(f"a request to {path} has no JSON object for a body; a tape holds only such requests")
    if content.get("stream") is True:
        raise TapeError(f"a request to {path} wants a streamed answer; a tape holds whole ones: ask without streaming")
    return content


class TapeSerializer:
    """Between vcrpy's interactions and the text of a tape."""

    @staticmethod
    def deserialize(text: str) -> dict[str, Any]:
        """vcrpy's interactions from a tape. Raises BrokenTape where it was cut or edited."""
        described, separator, body = text.partition(SEPARATOR)
        try:
            head = from_yaml(described)
        except ValueError as error:
            raise BrokenTape(f"the head of this cassette is not a tape's ({error})") from error
        if not separator or hash_of(body) != head["sha256"]:
            raise BrokenTape(f"the tape {head['suite']}/{head['case']} was cut short or edited; record it again")
        exchanges = read_exchanges(f"the tape {head['suite']}/{head['case']}", body)
        return {"version": 1, "interactions": [_interaction(exchange) for exchange in exchanges]}

    @staticmethod
    def serialize(recorded: Mapping[str, Any]) -> str:
        """The text of a tape. Raises TapeError where one cannot hold an interaction, UnsafeTape before it holds a secret.

        The head has no name and does not say what the tape was made from: vcrpy knows neither.
        """
        exchanges = tuple(_exchange(interaction) for interaction in recorded["interactions"])
        body = body_of(exchanges)
        head = Head(
            suite=NAMELESS[0],
            case=NAMELESS[1],
            made_from=MadeFrom(_models(exchanges), {}, {}, {}, {}, (), 0.0),
            recorded=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=0.0,
            usage=sum((exchange.usage for exchange in exchanges), Usage()).model_dump(),
            exchanges=len(exchanges),
            sha256=hash_of(body),
        )
        return _safe(text_of(head, body))


def played(exchange: Exchange) -> dict[str, Any]:
    """An exchange's answer as vcrpy has it. The type of its content is all that is left of its headers."""
    return {
        "status": {"code": exchange.status, "message": ""},
        "headers": {"content-type": ["application/json"]},
        "body": {"string": json.dumps(exchange.response, ensure_ascii=False).encode()},
    }


def _interaction(exchange: Exchange) -> dict[str, Any]:
    body = json.dumps(exchange.request, ensure_ascii=False)
    request = {"method": "POST", "uri": f"{HOST}{exchange.path}", "body": body, "headers": {}}
    return {"request": request, "response": played(exchange)}


def _exchange(interaction: Mapping[str, Any]) -> Exchange:
    request, response = interaction["request"], interaction["response"]
    path = urlsplit(request["uri"]).path
    body = request["body"]
    content = scrub(asked(path, body.encode() if isinstance(body, str) else body))
    answer = scrub_response(_answered(response), request_key(path, content))
    return Exchange(path, content, response["status"]["code"], answer, 0.0)


def _answered(response: Mapping[str, Any]) -> JsonObject:
    """What an answer says. Raises TapeError where that is not a JSON object."""
    try:
        answer = json.loads(response["body"]["string"])
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise TapeError("an answer has no JSON object for a body; a tape holds only such answers")
    return answer


def _models(exchanges: tuple[Exchange, ...]) -> dict[str, Any]:
    """All that is known of the models: what the requests call them."""
    names = sorted({str(exchange.request["model"]) for exchange in exchanges if "model" in exchange.request})
    unknown: dict[str, Any] = {"endpoint": None, "weights_sha256": None, "engine": None, "parameters": {}}
    return {"spec": "vcrpy", "name": ", ".join(names), "provider": "vcrpy", **unknown}


def _scrubbed(request: Request) -> Request:
    """The request as a tape keeps it."""
    request.body = _scrubbed_body(request.path, request.body)
    return request


@lru_cache(maxsize=64)
def _scrubbed_body(path: str, body: bytes | None) -> bytes:
    content = asked(path, body)
    kept = scrub(content)
    return json.dumps(kept, ensure_ascii=False).encode() if kept != content or body is None else body


def _good(response: dict[str, Any]) -> dict[str, Any] | None:
    """The answer, if it is one to keep: what failed is asked again, not recorded.

    An answer that no tape may hold is refused here, while its request is being made. vcrpy leaves the HTTP libraries
    patched when the serializer raises, as it saves only after the last request.
    """
    if not 200 <= response["status"]["code"] < 300:
        return None
    _safe(json.dumps(scrub_response(_answered(response), ""), ensure_ascii=False))
    return response


def _safe(text: str) -> str:
    """`text`, if a tape may hold it. Raises UnsafeTape."""
    if found := sorted(set(leaks(text))):
        raise UnsafeTape(f"the tape would hold {', '.join(found)}; nothing was written")
    return text
