"""A tape as a file: YAML of two documents, the head and the exchanges.

The head (`evals.tapes.head`) says what the tape was made from and holds the hash of all that follows it, so that a tape edited
by hand is found out without being replayed. The second document holds the exchanges, in the order in which they were asked,
and `texts`: the paragraphs of prompts that several exchanges share (a source, the instructions), written once under a
short hash. A message is a list of paragraphs: one of its own is written as it is, a shared one as `{text: HASH}`. In the same
way `forms` holds the answer forms (JSON schemas) that requests name as `{form: HASH}`.

Reading back gives equal exchanges; a property-based test holds that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evals.tapes.errors import BrokenTape, MissingTape
from evals.tapes.exchange import Exchange, JsonObject
from evals.tapes.head import FORMAT, SEPARATOR, Absent, Damaged, Head, hash_of, split
from evals.tapes.plain_yaml import read_plain

NOTICE = (
    "# Recorded by `pytest evals --record`. An edited tape is refused: the head holds the hash of what follows it.\n"
)
SHARED_LENGTH = 120
"""A paragraph of at least this many characters that several exchanges hold is written once."""
LITERAL_LENGTH = 70
"""A text longer than this many characters is written as a literal block."""

_PARAGRAPH = "\n\n"
_FORM = "response_format"


@dataclass(frozen=True)
class Tape:
    """A whole tape."""

    head: Head
    exchanges: tuple[Exchange, ...]


def read_tape(path: Path) -> Tape:
    """The whole tape. Raises MissingTape and BrokenTape."""
    try:
        head, body = split(path)
        text = body.decode("utf-8")
    except Absent as error:
        raise MissingTape(str(error)) from None
    except Damaged as error:
        raise BrokenTape(str(error)) from error
    except UnicodeDecodeError as error:
        raise BrokenTape(f"{path}: cannot be read as UTF-8 text ({error}); record it again") from error
    return Tape(head, read_exchanges(path, text))


def body_of(exchanges: tuple[Exchange, ...]) -> str:
    """The second document: what `Head.sha256` is of."""
    counts: Counter[str] = Counter()
    for exchange in exchanges:
        counts.update({part for _, text in _messages(exchange.request) for part in text.split(_PARAGRAPH)})
    shared = {_name(part): part for part, count in counts.items() if count > 1 and len(part) >= SHARED_LENGTH}
    forms: dict[str, JsonObject] = {}
    written = [_written(exchange, shared, forms) for exchange in exchanges]
    content = {"texts": dict(sorted(shared.items(), key=lambda item: item[1])), "forms": forms, "exchanges": written}
    return yaml.dump(content, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=10_000)


def text_of(head: Head, body: str) -> str:
    """The file. `head.sha256` must be that of `body`."""
    content = {"format": FORMAT, **head._asdict(), "made_from": head.made_from._asdict()}
    described = yaml.dump(content, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=10_000)
    return f"{NOTICE}{described.rstrip()}{SEPARATOR}{body}"


def read_exchanges(path: Path | str, body: str) -> tuple[Exchange, ...]:
    """The exchanges of a tape's second document. Raises BrokenTape naming `path`, or what else to call it."""
    try:
        content = read_plain(body)
        return tuple(_read(entry, content["texts"], content["forms"]) for entry in content["exchanges"])
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BrokenTape(f"{path}: is not a tape: {' '.join(str(error).split())}; record it again") from error


def _messages(request: JsonObject) -> Iterator[tuple[int, str]]:
    """The positions and texts of a request's messages."""
    for position, message in enumerate(request.get("messages", [])):
        if isinstance(message.get("content"), str):
            yield position, message["content"]


def _name(part: str) -> str:
    return hash_of(part)[:12]


def _written(exchange: Exchange, shared: Mapping[str, str], forms: dict[str, JsonObject]) -> JsonObject:
    """The exchange as it is written. Its answer form goes into `forms`."""
    request = dict(exchange.request)
    if _FORM in request:
        name = _name(json.dumps(request[_FORM], sort_keys=True))
        forms[name] = request[_FORM]
        request[_FORM] = {"form": name}
    texts = dict(_messages(request))
    if texts:
        request["messages"] = [
            {**message, "content": _paragraphs(texts[position], shared)} if position in texts else message
            for position, message in enumerate(request["messages"])
        ]
    return {
        "key": exchange.key,
        "path": exchange.path,
        "request": request,
        "seconds": exchange.seconds,
        "status": exchange.status,
        "response": exchange.response,
    }


def _paragraphs(text: str, shared: Mapping[str, str]) -> list[Any]:
    return [{"text": name} if (name := _name(part)) in shared else part for part in text.split(_PARAGRAPH)]


def _read(entry: JsonObject, texts: Mapping[str, str], forms: Mapping[str, JsonObject]) -> Exchange:
    request = dict(entry["request"])
    if _FORM in request:
        request[_FORM] = forms[request[_FORM]["form"]]
    if "messages" in request:
        request["messages"] = [
            {**message, "content": _joined(message["content"], texts)}
            if isinstance(message.get("content"), list)
            else message
            for message in request["messages"]
        ]
    return Exchange(entry["path"], request, entry["status"], entry["response"], entry["seconds"])


def _joined(parts: list[Any], texts: Mapping[str, str]) -> str:
    return _PARAGRAPH.join(texts[part["text"]] if isinstance(part, dict) else part for part in parts)


@cache
def _dumper() -> type[yaml.SafeDumper]:
    """A YAML writer for people: long texts as literal blocks, log-probabilities one token a line, no aliases."""

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
            return True

    def text(dumper: Any, value: str) -> Any:
        literal = "\n" in value or len(value) > LITERAL_LENGTH
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if literal else None)

    def mapping(dumper: Any, value: JsonObject) -> Any:
        flow = set(value) <= {"token", "logprob"} or value.keys() in ({"text"}, {"form"}) or "total_tokens" in value
        return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=flow)

    Dumper.add_representer(str, text)
    Dumper.add_representer(dict, mapping)
    return Dumper
