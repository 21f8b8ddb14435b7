"""A result in a batch's folder that is not what the batch wrote is named, and its story is checked again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from tests.cli.conftest import Call
from tests.cli.test_batch import BATCH, OUT, results
from tests.scripted import careful_reader


@pytest.fixture(autouse=True)
def stories(desk: Path) -> Path:
    """A folder with two stories."""
    folder = desk / "stories"
    folder.mkdir()
    (folder / "ferry.md").write_text("# Ferry\n\nA ferry will run every twenty minutes.\n")
    (folder / "queen.md").write_text("# Queen\n\nThe bridge was opened by the queen in 1961.\n")
    return folder


def of(desk: Path, story: str, name: str) -> Path:
    """A file of that story's result."""
    (path,) = (desk / OUT / "stories").glob(f"{story}-*/{name}")
    return path


def cut_short(path: Path) -> None:
    """Half of it."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def one_letter(path: Path) -> None:
    """Another letter, in what is still the same kind of file."""
    content = path.read_bytes()
    assert b"ferry" in content or b"report" in content
    path.write_bytes(content.replace(b"ferry", b"fairy", 1).replace(b"report", b"repost", 1))


def the_other_storys(path: Path) -> None:
    """What is there for the other story."""
    (other,) = (path.parents[1]).glob(f"queen-*/{path.name}")
    path.write_bytes(other.read_bytes())


def of_another_schema(path: Path) -> None:
    """What an earlier or later factcheck would have written there."""
    path.write_bytes(re.sub(rb'"(schema_name|state|claims)"', rb'"\1_2"', path.read_bytes()).replace(b"  ", b" "))


def another_name_for_the_other_storys(path: Path) -> None:
    """A link to what is there for the other story."""
    (other,) = path.parents[1].glob(f"queen-*/{path.name}")
    path.unlink()
    path.symlink_to(other.resolve())


@pytest.mark.parametrize("name", ["report.json", "report.html", "result.json", "SHA256SUMS"])
@pytest.mark.parametrize(
    "damage",
    [
        cut_short,
        the_other_storys,
        lambda path: path.write_text("{}\n"),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\xff\x00"),
        Path.unlink,
        one_letter,
        of_another_schema,
        another_name_for_the_other_storys,
    ],
)
def test_it_is_named_and_made_again_from_the_answers_that_were_kept(
    call: Call, desk: Path, damage: Callable[[Path], None], name: str
) -> None:
    call(*BATCH)
    whole = results(desk)
    path = of(desk, "ferry", name)
    damage(path)
    under_way = not path.with_name("result.json").exists()  # as when the batch is killed before a story is done
    model = careful_reader()
    ended = call(*BATCH, model=model)
    assert ended.code == ExitCode.DONE, ended.err
    assert model.messages == []
    assert results(desk) == whole
    named = [
        line
        for line in ended.err.splitlines()
        if "has changed since the batch wrote it, so ferry.md is checked" in line
    ]
    assert len(named) == (0 if under_way else 1)
    assert "is not as the batch wrote it" not in call(*BATCH).err
    assert results(desk) == whole


def test_the_sums_are_those_of_the_files(call: Call, desk: Path) -> None:
    call(*BATCH)
    lines = of(desk, "ferry", "SHA256SUMS").read_text().splitlines()
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(of(desk, "ferry", name).read_bytes()).hexdigest() == digest
    assert len(lines) == 3


@pytest.mark.parametrize("name", ["report.json", "SHA256SUMS"])
def test_a_folder_in_place_of_a_file_is_named(call: Call, desk: Path, name: str) -> None:
    call(*BATCH)
    whole = results(desk)
    path = of(desk, "ferry", name)
    path.unlink()
    (path / "other").mkdir(parents=True)
    ended = call(*BATCH)
    assert ended.code == ExitCode.UNUSABLE_INPUT
    error = ended.err.splitlines()[-1]
    assert f"{path.relative_to(desk)} cannot be written: Is a directory" in error
    (path / "other").rmdir()
    path.rmdir()
    assert call(*BATCH).code == ExitCode.DONE
    assert results(desk) == whole


def test_a_story_that_was_reported_in_another_schema_is_checked_again(
    call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("factcheck.batch.checking.SCHEMA", "factcheck-report/1")
        call(*BATCH)
    before = of(desk, "ferry", "result.json").read_bytes()
    model = careful_reader()
    assert call(*BATCH, model=model).code == ExitCode.DONE
    assert of(desk, "ferry", "result.json").read_bytes() != before
    assert model.messages == []
