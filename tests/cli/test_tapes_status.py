"""`factcheck tapes status` in a checkout of its own: light, and still told of whatever changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evals.folders import CASSETTES, REPOSITORY

PARTS = ("factcheck", "evals", "prompts", "seeds", "cassettes")
MEMO = Path("cassettes") / ".recording" / "memo.json"
IMPORTED = """
import sys
from factcheck.cli import main
main(["tapes", "status"])
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""
NEVER = {"langchain", "langchain_core", "langchain_openai", "openai", "trafilatura", "vcr", "xllamacpp"}
ONLY_AT_FIRST = {"asyncio", "jinja2", "numpy", "pydantic", "rich", "yaml"}
"""What the first call after a change of the code loads, to ask the code anew, and no later one."""


def python(checkout: Path, *words: str) -> str:
    """What Python says in that checkout, on both streams."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.stdout


def status(checkout: Path) -> str:
    return python(checkout, "-m", "factcheck", "tapes", "status")


def copy_of(checkout: Path, folder: Path) -> Path:
    for part in PARTS:
        shutil.copytree(checkout / part, folder / part, ignore=shutil.ignore_patterns("*.lock", "*.jsonl", "*.unused"))
    return folder


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[set[str]]]:
    """A checkout in which the status was asked for twice, with what each of the two loaded."""
    checkout = copy_of(REPOSITORY, tmp_path_factory.mktemp("used"))
    (checkout / MEMO).unlink(missing_ok=True)
    return checkout, [set(python(checkout, "-c", IMPORTED).splitlines()[-1].split()) for _ in range(2)]


@pytest.fixture
def checkout(used: tuple[Path, list[set[str]]], tmp_path: Path) -> Path:
    """A copy of it, to do anything to."""
    return copy_of(used[0], tmp_path / "checkout")


def test_status_loads_neither_vendor_nor_engine_and_the_second_time_no_schemas(
    used: tuple[Path, list[set[str]]],
) -> None:
    first, second = used[1]
    assert not first & NEVER
    assert first & ONLY_AT_FIRST >= {"pydantic", "yaml"}
    assert not second & (NEVER | ONLY_AT_FIRST)


CHANGES = {
    "a field of an answer": (
        "factcheck/steps/extract.py",
        ("    speaker: str | None\n    skip:", "    said_by: str | None\n    skip:"),
        "stale: the answer form SentenceAnswer changed: 12 cases of suite extraction",
    ),
    "the weights": (
        "factcheck/models/weights.py",
        ('sha256="cc324af0', 'sha256="0c324af0'),
        "(weights 0c324af0, not cc324af0): 12 cases of suite judge",
    ),
    "a word of a prompt": (
        "prompts/compare.md",
        ("# System\n", "# System\n\nRead with care.\n"),
        "stale: prompts/compare.md changed: 12 cases of suite comparison",
    ),
    "a word of the judge's prompt": (
        "evals/prompts/judge.md",
        ("# System\n", "# System\n\nRead with care.\n"),
        "stale: evals/prompts/judge.md changed: 12 cases of suite judge",
    ),
    "a sentence of a story": (
        "seeds/bell-theft/story.md",
        (".", "!"),
        "stale: seeds/bell-theft/story.md changed: 1 case of suite extraction",
    ),
    "the head of a tape": (
        "cassettes/judge/bell-theft.yaml",
        ("\nseconds: ", "\nseconds: some "),
        "seconds cannot be 'some ",
    ),
    "an answer of a tape": (
        "cassettes/extraction/bell-theft.yaml",
        ("\n  status: 200", "\n  status: 201"),
        "its exchanges are not those that were recorded (cut short or edited)",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_named_however_much_is_remembered(checkout: Path, change: str) -> None:
    file, (old, new), said = CHANGES[change]
    text = (checkout / file).read_text(encoding="utf-8")
    assert old in text
    (checkout / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    told = " ".join(status(checkout).split())
    assert said in told
    assert "Record: pytest evals --record stale" in told


def test_files_that_are_gone_are_named(checkout: Path) -> None:
    (checkout / "prompts" / "extract.md").unlink()
    (checkout / "seeds" / "bell-theft" / "story.md").unlink()
    told = " ".join(status(checkout).split())
    assert "stale: prompts/extract.md is gone: 12 cases of suite extraction" in told
    assert "stale: seeds/bell-theft/story.md is gone: 1 case of suite judge" in told


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": 1}', b"\xff"])
def test_a_memory_that_cannot_be_read_is_made_anew(checkout: Path, content: bytes) -> None:
    (checkout / MEMO).write_bytes(content)
    assert status(checkout) == f"{len(list(CASSETTES.glob('*/*.yaml')))} fresh\n"
    assert (checkout / MEMO).stat().st_size > 1000
