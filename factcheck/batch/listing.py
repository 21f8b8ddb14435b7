"""The stories of a batch: all documents of a folder, or those of a manifest (YAML or CSV) with their sources."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.documents import expanded, is_url
from factcheck.documents.fetch import shown_url
from factcheck.errors import InputError
from factcheck.whole_files import stem

_MANIFESTS = (".yaml", ".yml", ".csv")


@dataclass(frozen=True)
class Item:
    """One story of a batch: its `name` in the folder or manifest, its place, and the places of its own sources."""

    name: str
    story: str
    sources: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The name of its folder among the results, the same in every run."""
        return f"{stem(self.name)}-{hashlib.sha256(self.name.encode(errors='surrogateescape')).hexdigest()[:8]}"


def listed(origin: str) -> tuple[list[Item], tuple[str, ...]]:
    """The stories of that folder or manifest, in its order, and notices of skipped files.

    In a manifest, paths are relative to it. YAML is a list of `{story: …, sources: […]}`; CSV has the columns `story` and
    `source` and a row for each source. Raises InputError if it is neither a folder nor a manifest, or lists no story.
    """
    path = Path(origin)
    if path.is_dir():
        found, notices = expanded(origin)
        return [Item(Path(one).relative_to(path).as_posix(), one) for one in found], notices
    if path.suffix.lower() not in _MANIFESTS:
        raise InputError(f"{origin}: give a folder of stories, or a manifest of them that ends in .yaml or .csv")
    rows = _rows(path)
    if not rows:
        raise InputError(f"{origin}: lists no story")
    return [_item(path.parent, story, sources) for story, sources in rows.items()], ()


def _rows(path: Path) -> dict[str, list[str]]:
    """Each story's sources in the manifest."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text") from error
    return _of_csv(path, text) if path.suffix.lower() == ".csv" else _of_yaml(path, text)


def _of_csv(path: Path, text: str) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if not {"story", "source"} >= set(reader.fieldnames or ()) >= {"story"}:
            raise InputError(f"{path}: its first line must name the columns: story,source")
        for row in reader:
            if None in row:
                raise InputError(f"{path}, line {reader.line_num}: has more than two cells")
            story, source = ((row.get(column) or "").strip() for column in ("story", "source"))
            if not story:
                raise InputError(f"{path}, line {reader.line_num}: names no story")
            rows.setdefault(story, []).extend([source] if source else [])
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: is not CSV: {error}") from error
    return rows


def _of_yaml(path: Path, text: str) -> dict[str, list[str]]:
    import yaml

    try:
        entries = yaml.safe_load(text) or []
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(entries, list):
        raise InputError(f"{path}: must be a list of stories, each with `story` and `sources`")
    rows: dict[str, list[str]] = {}
    for number, entry in enumerate(entries, start=1):
        story, sources = _entry(f"{path}, entry {number}", entry)
        if story in rows:
            raise InputError(f"{path}, entry {number}: {story} is listed twice")
        rows[story] = sources
    return rows


def _entry(where: str, entry: Any) -> tuple[str, list[str]]:
    if isinstance(entry, str):
        entry = {"story": entry}
    if not isinstance(entry, dict) or not {"story"} <= entry.keys() <= {"story", "sources"}:
        raise InputError(f"{where}: must have `story`, can have `sources`, and nothing else")
    sources = entry.get("sources") or []
    sources = [sources] if isinstance(sources, str) else sources
    if not isinstance(sources, list) or not all(isinstance(one, str) and one for one in [entry["story"], *sources]):
        raise InputError(f"{where}: a story, and each of its sources, is a path or a URL")
    return entry["story"], sources


def _item(folder: Path, story: str, sources: list[str]) -> Item:
    def place(origin: str) -> str:
        return origin if is_url(origin) else str(folder / origin)

    return Item(shown_url(story) if is_url(story) else story, place(story), tuple(map(place, sources)))
