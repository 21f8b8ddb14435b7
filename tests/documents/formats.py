"""A document written to disk and loaded."""

from __future__ import annotations

from pathlib import Path

from factcheck.documents import load
from factcheck.records import Document


def loaded(folder: Path, name: str, data: bytes | str) -> Document:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return load(str(path), id="story")


def roles(document: Document) -> list[tuple[str, str]]:
    return [(s.role.value, document.sentence_text(s.number)) for s in document.sentences]
