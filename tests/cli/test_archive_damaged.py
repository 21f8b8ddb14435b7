"""A full disk, a removed file and a damaged one are each one clear line, and nothing is lost that was written before."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from factcheck.archive import Archive, Intake, Outcome
from factcheck.cli.exit_codes import ExitCode
from factcheck.errors import ArchiveError
from tests.cli.conftest import Call, Ended

DAMAGES = int(os.environ.get("ARCHIVE_DAMAGES", "40"))
TEXTS = 60
ROOM = 500_000


@pytest.fixture(autouse=True)
def archives(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the archives. There are sixty short texts to add."""
    (desk / "texts").mkdir()
    for n in range(TEXTS):
        lines = [f"Warden {lock} counted {lock + n} herons at lock {lock} of canal {n}." for lock in range(9)]
        (desk / "texts" / f"{n:02}.md").write_text(f"# Canal {n}\n\n{' '.join(lines)}\n")
    monkeypatch.setenv("FACTCHECK_ARCHIVES", str(desk / "archives"))
    (desk / "archives").mkdir()
    return desk / "archives"


def refused(ended: Ended) -> str:
    """The one line that a call ended with."""
    assert ended.code == ExitCode.UNUSABLE_INPUT
    (line,) = ended.err.splitlines()
    return line


@contextmanager
def small_files(_: Path, limit: int = ROOM) -> Iterator[None]:
    """No file may grow beyond a limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_disk(archives: Path) -> Iterator[None]:
    """A disk that is soon full; there is room on it afterwards."""
    kept = shutil.copytree(archives, archives.with_name("kept"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(archives)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk, and not everywhere")
    try:
        shutil.copytree(kept, archives, dirs_exist_ok=True)
        yield
        shutil.rmtree(kept)
        shutil.copytree(archives, kept)
    finally:
        subprocess.run(["umount", str(archives)], check=True)
    shutil.copytree(kept, archives, dirs_exist_ok=True)


@pytest.mark.parametrize("full", [small_files, full_disk])
def test_a_full_disk_ends_the_addition_and_keeps_what_is_in(
    call: Call, desk: Path, archives: Path, full: Callable[[Path], AbstractContextManager[None]]
) -> None:
    call("archive", "add", "sources")
    for n in range(TEXTS):
        with (desk / "texts" / f"{n:02}.md").open("a") as file:
            file.write(" ".join(f"Heron {n * each} was seen at {each % 12} o'clock." for each in range(500)))
    with full(archives):
        line = refused(call("archive", "add", "texts"))
        assert line.startswith(f"factcheck: error: the archive {archives / 'main.sqlite3'} cannot be used (d")
        assert "make room" in line
    told = call("archive", "stats")
    documents = int(told.out.splitlines()[1].split()[0])
    written = documents - 2  # none, but on a machine so slow that some were written before the others were read
    assert 0 <= written < TEXTS
    assert "unfinished: " in told.err
    assert "paper.md" in call("archive", "search", "twenty", "minutes").out
    assert call("archive", "add").out.startswith(
        f"{TEXTS - written} new, 0 changed, {written} unchanged, 0 unreadable; {TEXTS + 2} "
    )
    assert call("archive", "stats").err == ""


@contextmanager
def as_anybody() -> Iterator[None]:
    """Root, who may do everything, does the following as somebody else."""
    own = os.geteuid()
    try:
        if own == 0:
            os.seteuid(65_534)
        yield
    finally:
        os.seteuid(own)


COMMANDS = [("stats",), ("search", "twenty", "minutes"), ("show", "1"), ("add", "sources"), ("remove", "texts")]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("folder", "file"), [(0o555, 0o444), (0o755, 0o000), (0o000, 0o644)])
def test_an_archive_that_one_may_not_write_is_said(
    call: Call, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], folder: int, file: int
) -> None:
    with TemporaryDirectory() as place:
        monkeypatch.setenv("FACTCHECK_ARCHIVES", place)
        call("archive", "add", "sources")
        assert call("archive", *command).code == ExitCode.DONE  # which imports all that it needs, too
        archive = Path(place, "main.sqlite3")
        archive.chmod(file)
        Path(place).chmod(folder)
        try:
            with as_anybody():
                line = refused(call("archive", *command))
        finally:
            Path(place).chmod(0o755)
        assert line.startswith(f"factcheck: error: the archive {archive} cannot be used (")
        assert line.endswith("you must be allowed to write to it and to its folder, to search it as well")


@pytest.mark.parametrize("command", COMMANDS)
def test_where_no_file_can_be_made_an_archive_says_so(
    call: Call, desk: Path, archives: Path, command: tuple[str, ...]
) -> None:
    call("archive", "add", "sources")
    with small_files(archives, 4_000):
        assert refused(call("archive", *command)).endswith("make room on its disk")
    assert call("archive", *command).code == ExitCode.DONE


def test_a_file_that_is_removed_while_it_grows_is_said(call: Call, desk: Path, archives: Path) -> None:
    def remove(_: Outcome) -> None:
        (archives / "main.sqlite3").unlink(missing_ok=True)

    with Archive.named("main", archives, create=True) as archive, pytest.raises(ArchiveError, match="was removed"):
        Intake(archive, remove).take([str(desk / "texts")])
    assert "there is no archive 'main'" in refused(call("archive", "stats"))
    assert call("archive", "add", "texts").out.startswith(f"{TEXTS} new")


@pytest.mark.parametrize("lost", ["main.sqlite3", "main.sqlite3-shm"])
def test_a_file_that_a_killed_program_left_and_that_is_lost_harms_no_other(
    call: Call, desk: Path, archives: Path, lost: str
) -> None:
    with Archive.named("main", archives, create=True) as archive:
        Intake(archive, lambda _: None).take([str(desk / "texts")])
        shutil.copytree(archives, desk / "left")  # as a kill at this moment would leave them
    assert (desk / "left" / "main.sqlite3-wal").stat().st_size
    shutil.rmtree(archives)
    (desk / "left").rename(archives)
    (archives / lost).unlink()
    found = "new" if lost == "main.sqlite3" else "unchanged"
    added = call("archive", "add", "texts")
    assert f"{TEXTS} {found}" in added.out
    assert "canal" in call("archive", "show", "7").out


def test_damage_is_said_and_never_read(desk: Path, archives: Path) -> None:
    draw = random.Random(17)  # noqa: S311 - where to damage it is no secret
    path = archives / "main.sqlite3"
    with Archive.open(path, create=True) as archive:
        Intake(archive, lambda _: None).take([str(desk / "texts")])
    origins = [str(desk / "texts" / f"{n:02}.md") for n in range(TEXTS)]
    with Archive.open(path) as archive:
        texts = {origin: archive.find(origin).text for origin in origins}
    whole = path.read_bytes()
    damages = [
        lambda at: whole[:at],
        lambda at: whole[:at] + bytes(4096) + whole[at + 4096 :],
        lambda at: whole[:at] + draw.randbytes(4096) + whole[at + 4096 :],
        lambda at: whole[:at] + draw.randbytes(1) + whole[at + 1 :],
        lambda at: whole[:at] + whole[at:].replace(b"counted 3", b"counted 8", 5),
    ]
    said: list[str] = []
    for n in range(DAMAGES):
        for left in archives.iterdir():
            left.unlink()
        path.write_bytes(damages[n % len(damages)](draw.randrange(len(whole))))
        try:
            with Archive.open(path) as archive:
                for origin in draw.sample(origins, 5):
                    assert archive.find(origin).text == texts[origin]
                for found in archive.search("herons counted at lock 3 of canal 7", TEXTS):
                    assert found.document.text in texts.values()
        except ArchiveError as error:
            said.append(str(error))
    assert len(said) > DAMAGES // 2
    assert all(len(line.splitlines()) == 1 for line in said)
    assert any("is not the one that was added): delete the file" in line for line in said)
