"""Records as JSON files that a person can read and diff: results of the evals, and the baseline of their gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from evals.statistics import UnusableScore
from factcheck.errors import InputError
from factcheck.records import Record
from factcheck.whole_files import write_whole

RecordT = TypeVar("RecordT", bound=Record)


class UnusableFile(InputError):
    """A file that cannot be read or written: one line that names the file and what is wrong."""


def read_record(path: Path, kind: type[RecordT]) -> RecordT:
    """The record in that file. Raises UnusableFile naming the file and the first thing that is wrong."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UnusableFile(f"{path}: cannot be read: {error.strerror}") from error
    except UnusableScore as error:
        raise UnusableFile(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UnusableFile(f"{path}: {where}: {first['msg']}") from error


def write_record(record: Record, path: Path) -> None:
    """Write it whole or not at all, equal records as equal bytes. Raises UnusableFile."""
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        write_whole(path, text)
    except OSError as error:
        raise UnusableFile(f"{path}: cannot be written: {error.strerror}") from error
