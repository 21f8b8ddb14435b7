"""A tape's head: what the tape was made from, read and checked by itself.

Whether tapes are fresh is told from the heads of all of them, so that this module loads nothing that a head does not need;
pydantic alone takes longer to load than all the tapes to read, and a data class four times as long to make as a named tuple.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

FORMAT = "factcheck-tape/1"
SEPARATOR = "\n---\n"
NAMELESS = ("", "")
"""The suite and the case of a tape that vcrpy recorded by itself: it goes by any name."""
COUNTED = ("calls", "prompt_tokens", "cached_tokens", "output_tokens")
"""What `Head.usage` counts, as `factcheck.records.Usage` does."""


class NoHead(Exception):
    """A file without a head to go by: one line that names it and says what to do. `evals.tapes.errors` has its kinds."""


class Absent(NoHead):
    """There is no such file."""


class Damaged(NoHead):
    """The file is not a tape, or was changed after it was recorded."""


class MadeFrom(NamedTuple):
    """All that a tape's exchanges follow from. Two equal values mean that a recording would ask the same again.

    `model` is a `factcheck.records.ModelIdentity`; of its adapters it has those that answered. `prompts` and `inputs` map
    files, as the repository names them, to the SHA-256 of their bytes; `schemas` maps answer types to that of their JSON
    schema; `tapes` maps the tapes whose answers this one builds on to their `sha256`. `samples` are the seeds of the samples.
    """

    model: Mapping[str, Any]
    prompts: Mapping[str, str]
    schemas: Mapping[str, str]
    inputs: Mapping[str, str]
    tapes: Mapping[str, str]
    samples: tuple[int, ...]
    temperature: float


class Head(NamedTuple):
    """A tape's own description.

    `recorded` is ISO 8601, UTC, when the last exchange was recorded; `seconds` the time the model took over them all,
    `usage` what it counted; `sha256` is of the file's bytes after the head.
    """

    suite: str
    case: str
    made_from: MadeFrom
    recorded: str
    seconds: float
    usage: Mapping[str, int]
    exchanges: int
    sha256: str


def from_yaml(described: str) -> dict[str, Any]:
    """The fields of a head. Raises ValueError naming the first that is missing, unknown or of another kind."""
    import yaml

    try:
        content = yaml.load(described, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
    return _checked(content)


def read_head(path: Path, parse: Callable[[str], Any] = from_yaml) -> Head:
    """The head, once the hash it holds is that of the rest of the file. Raises Absent and Damaged.

    `parse` does what `from_yaml` does.
    """
    head, _ = _split(path, parse)
    return head


def split(path: Path) -> tuple[Head, bytes]:
    """The head and all that follows it, once that has the hash that the head holds. Raises Absent and Damaged."""
    head, body = _split(path, from_yaml)
    return head, bytes(body)


def hash_of(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _split(path: Path, parse: Callable[[str], Any]) -> tuple[Head, memoryview]:
    """What `split` gives, the body in place: to copy it takes half as long as to hash it."""
    separator = SEPARATOR.encode()
    try:
        content = path.read_bytes()
        end = content.find(separator)
        text = (content if end < 0 else content[:end]).decode("utf-8")
    except FileNotFoundError:
        raise Absent(f"{path}: was never recorded") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(f"{path}: cannot be read as UTF-8 text ({error}); record it again") from error
    try:
        head = _head(parse(text))
    except ValueError as error:
        raise Damaged(f"{path}: its head is not a tape's ({error}); record it again") from error
    if (head.suite, head.case) not in ((path.parent.name, path.stem), NAMELESS):
        raise Damaged(
            f"{path}: is the tape of {head.suite}/{head.case}, by another name; name it so, or record it again"
        )
    body = memoryview(content)[end + len(separator) :]
    if end < 0 or hashlib.sha256(body).hexdigest() != head.sha256:
        raise Damaged(f"{path}: its exchanges are not those that were recorded (cut short or edited); record it again")
    return head, body


def _checked(content: Any) -> dict[str, Any]:
    if misfit := next(_misfits(content, _SHAPE, "the head"), None):
        raise ValueError(misfit)
    checked: dict[str, Any] = content
    return checked


def _head(content: Mapping[str, Any]) -> Head:
    made_from = {**content["made_from"], "samples": tuple(content["made_from"]["samples"])}
    fields = {name: value for name, value in content.items() if name != "format"}
    return Head(**{**fields, "made_from": MadeFrom(**made_from)})


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in kinds


def _are_hashes(value: Any) -> bool:
    return type(value) is dict and all(type(part) is str for pair in value.items() for part in pair)


_TEXT, _TEXT_OR_NONE, _COUNT, _NUMBER = _is(str), _is(str, type(None)), _is(int), _is(int, float)

_Shape: TypeAlias = "Callable[[Any], bool] | Mapping[str, _Shape]"
"""What a value must be: a condition, or for a mapping the shape of each of its fields."""

_SHAPE: _Shape = {
    "format": lambda value: value == FORMAT,
    "suite": _TEXT,
    "case": _TEXT,
    "made_from": {
        "model": {
            "spec": _TEXT,
            "name": _TEXT,
            "provider": _TEXT,
            "endpoint": _TEXT_OR_NONE,
            "weights_sha256": _TEXT_OR_NONE,
            "engine": _TEXT_OR_NONE,
            "parameters": _is(dict),
            "adapters": _are_hashes,
        },
        "prompts": _are_hashes,
        "schemas": _are_hashes,
        "inputs": _are_hashes,
        "tapes": _are_hashes,
        "samples": lambda value: type(value) is list and all(type(sample) is int for sample in value),
        "temperature": _NUMBER,
    },
    "recorded": _TEXT,
    "seconds": _NUMBER,
    "usage": dict.fromkeys(COUNTED, _COUNT),
    "exchanges": _COUNT,
    "sha256": _TEXT,
}


_OPTIONAL = frozenset({"adapters"})
"""The fields that a head need not have."""


def _misfits(value: Any, shape: _Shape, name: str) -> Iterator[str]:
    if callable(shape):
        if not shape(value):
            yield f"{name} cannot be {value!r}"
    elif type(value) is not dict:
        yield f"{name} is not a mapping"
    else:
        yield from (f"{field} is missing" for field in shape if field not in value and field not in _OPTIONAL)
        yield from (f"{field} is not a field of {name}" for field in value if field not in shape)
        for field in shape.keys() & value.keys():
            yield from _misfits(value[field], shape[field], field)
