"""`Folder`: the results of a batch on disk. What is there was written whole, and by one batch at a time.

index.html, results.csv            all stories
stories/ID/report.html             a story's page, with report.json beside it
stories/ID/result.json             its row; written last, so that where it is, the report is there
spent.json                         what all runs together spent under a cap
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


class Folder:
    """The folder of one batch, which nothing else writes to while it is open. Every method raises OutputError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Folder]:
        """The folder, made where it is not there. Raises OutputError for another's folder and while another batch has it."""
        with _named(path):
            if path.exists() and not (path / _LOCK).exists() and (not path.is_dir() or any(path.iterdir())):
                raise OutputError(f"--output {path} is there and is no batch's folder: give another name")
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

    def result(self, item: Item, fingerprint: str) -> Result | None:
        """The kept row of that story, if it was made of just what `fingerprint` says and its report is still there."""
        try:
            kept = Result.model_validate_json((self._of(item.id) / _RESULT).read_bytes())
        except (OSError, ValidationError):
            return None
        return kept if self._has(item.id) and kept.fingerprint == fingerprint else None

    def keep(self, ended: Ended) -> None:
        """Keep what came of a story, its row last. Nothing is kept of one that has no report."""
        if ended.result.state is not State.CHECKED:
            return
        folder = self._of(ended.result.id)
        if not (self.path / _LOCK).exists():
            raise OutputError(f"{self.path} was removed while the batch wrote to it: the same command begins anew")
        with _named(self.path):
            (folder / _RESULT).unlink(missing_ok=True)
            clear_drafts(folder)
            for name, text in ended.files.items():
                write_whole(folder / name, text)
            write_whole(folder / _RESULT, ended.result.model_dump_json(indent=1) + "\n")

    def overview(self, results: Sequence[Result]) -> Path:
        """Write the table and the index, and give the index's path.

        A checked story whose results somebody removed meanwhile is shown as waiting, and is an OutputError in the end.
        """
        gone = {row.id: row.story for row in results if row.state is State.CHECKED and not self._has(row.id)}
        if not (self.path / _LOCK).exists():
            raise OutputError(f"{self.path} was removed while the batch wrote to it: the same command begins anew")
        shown = [Result(id=row.id, story=row.story, state=State.WAITING) if row.id in gone else row for row in results]
        with _named(self.path):
            write_whole(self.path / "results.csv", pages.table(shown))
            for name, page in pages.index(shown):
                write_whole(self.path / name, page)
        if gone:
            raise OutputError(
                f"{self.path}: results were removed while the batch ran, {len(gone)} in all, the first of "
                f"{next(iter(gone.values()))}: the same command checks those again"
            )
        return self.path / "index.html"

    def spent(self) -> Usage:
        """What earlier runs of this batch spent."""
        try:
            return Usage.model_validate_json((self.path / "spent.json").read_bytes())
        except FileNotFoundError:
            return Usage()
        except (OSError, ValidationError) as error:
            raise OutputError(
                f"{self.path / 'spent.json'} cannot be read, so what this batch has spent is not known: remove it to count from 0"
            ) from error

    def note_spent(self, spent: Usage) -> None:
        """Keep what was spent so far. A full disk shows elsewhere: an answer that is paid for must not be lost to the count."""
        if not (self.path / _LOCK).exists():
            return  # somebody removed the folder; to make it anew, without its lock, would keep the next run from it
        with suppress(OSError):
            write_whole(self.path / "spent.json", spent.model_dump_json() + "\n")

    def _has(self, id: str) -> bool:
        return all((self._of(id) / name).is_file() for name in (REPORT, PAGE))

    def _of(self, id: str) -> Path:
        return self.path / "stories" / id


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}; what is there is whole, and the same command goes on"
        ) from error
