"""`Folder`: the results of a batch on disk. Everything in it was written whole, by one batch at a time.

index.html, results.csv            all stories
stories/ID/report.html             a story's page, with report.json beside it
stories/ID/SHA256SUMS              what the other files of the story must be, as `sha256sum --check` reads it
stories/ID/result.json             its row; written last, so if it exists, the report does
spent.json                         what all runs together spent under a cap
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from factcheck.batch import pages
from factcheck.batch.checking import PAGE, REPORT, Ended
from factcheck.batch.listing import Item
from factcheck.batch.results import Result, State
from factcheck.errors import OutputError
from factcheck.records import Usage
from factcheck.whole_files import clear_drafts, write_whole

_LOCK = ".batch.lock"
_RESULT = "result.json"
_SUMS = "SHA256SUMS"


class Folder:
    """The folder of one batch; nothing else writes to it while it is open. Every method raises OutputError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Folder]:
        """The folder, created if missing. Raises OutputError for someone else's folder and while another batch has
        it."""
        with _named(path):
            if path.exists() and not (path / _LOCK).exists() and (not path.is_dir() or any(path.iterdir())):
                raise OutputError(f"--output {path} exists and is not the folder of a batch: give another name")
            path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(path / _LOCK, timeout=0)
            try:
                lock.acquire()
            except Timeout:
                raise OutputError(
                    f"another batch is writing to {path}: wait until it ends, or give another --output"
                ) from None
        try:
            with _named(path):
                clear_drafts(path)
            yield cls(path)
        finally:
            lock.release()

    def result(self, item: Item, fingerprint: str, on_damage: Callable[[str], None]) -> Result | None:
        """The kept row of that story, if its `fingerprint` matches and all its files are as written.

        `on_damage` gets a line about any file that is not.
        """
        folder = self._of(item.id)
        try:
            kept = Result.model_validate_json((folder / _RESULT).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            damaged: Path | None = folder / _RESULT
        else:
            if kept.id == item.id and kept.fingerprint != fingerprint:
                return None
            damaged = _damaged(folder) if kept.id == item.id else folder / _RESULT
        if damaged is None:
            return kept
        on_damage(f"{damaged} has changed since the batch wrote it, so {item.name} is checked again")
        return None

    def keep(self, ended: Ended) -> None:
        """Keep a story's outcome, its row last. A story without a report leaves nothing."""
        if ended.result.state is not State.CHECKED:
            return
        folder = self._of(ended.result.id)
        if not (self.path / _LOCK).exists():
            raise OutputError(
                f"{self.path} was removed while the batch wrote to it: run the same command to start over"
            )
        with _named(self.path):
            (folder / _RESULT).unlink(missing_ok=True)
            clear_drafts(folder)
            files = {**ended.files, _RESULT: ended.result.model_dump_json(indent=1) + "\n"}
            sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
            told = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
            for name, text in {_SUMS: told, **files}.items():
                if (folder / name).is_symlink():  # it would write where that leads, which may be another story's
                    (folder / name).unlink()
                write_whole(folder / name, text)

    def overview(self, results: Sequence[Result]) -> Path:
        """Write the table and the index, and give the index's path.

        A checked story whose results were removed meanwhile is shown as waiting, and finally raises OutputError.
        """
        gone = {row.id: row.story for row in results if row.state is State.CHECKED and not self._has(row.id)}
        if not (self.path / _LOCK).exists():
            raise OutputError(
                f"{self.path} was removed while the batch wrote to it: run the same command to start over"
            )
        shown = [Result(id=row.id, story=row.story, state=State.WAITING) if row.id in gone else row for row in results]
        with _named(self.path):
            write_whole(self.path / "results.csv", pages.table(shown))
            for name, page in pages.index(shown):
                write_whole(self.path / name, page)
        if gone:
            raise OutputError(
                f"{self.path}: results were removed while the batch ran, {len(gone)} in all, the first of "
                f"{next(iter(gone.values()))}: run the same command to check those again"
            )
        return self.path / "index.html"

    def spent(self) -> Usage:
        """The spending of earlier runs of this batch."""
        try:
            return Usage.model_validate_json((self.path / "spent.json").read_bytes())
        except FileNotFoundError:
            return Usage()
        except (OSError, ValidationError) as error:
            raise OutputError(
                f"{self.path / 'spent.json'} cannot be read, so this batch's spending is unknown: remove it to count from 0"
            ) from error

    def note_spent(self, spent: Usage) -> None:
        """Keep the spending so far. A full disk shows elsewhere: the count must not lose a paid answer."""
        if not (self.path / _LOCK).exists():
            return  # somebody removed the folder; recreating it without its lock would keep the next run out
        with suppress(OSError):
            write_whole(self.path / "spent.json", spent.model_dump_json() + "\n")

    def _has(self, id: str) -> bool:
        return all((self._of(id) / name).is_file() for name in (REPORT, PAGE))

    def _of(self, id: str) -> Path:
        return self.path / "stories" / id


def _damaged(folder: Path) -> Path | None:
    """The first missing or changed file of a story; None if all are whole."""
    try:
        lines = (folder / _SUMS).read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    except (OSError, ValueError):
        return folder / _SUMS
    for name in (REPORT, PAGE, _RESULT):
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return folder / name
        if found != sums.get(name):
            return folder / name
    return None


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = error.filename2 or error.filename or path
        raise OutputError(
            f"{place} cannot be written: {error.strerror or error}; what is there is whole, and the same command goes on"
        ) from error
