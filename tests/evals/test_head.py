"""The heads of tapes by themselves: what is none is refused by name, and what was written is read back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.folders import CASSETTES
from evals.tapes.head import Absent, Damaged, read_head, split
from evals.tapes.tape import text_of

TAPE = Path("comparison") / "island-ferry.yaml"


@pytest.mark.parametrize("file", sorted(CASSETTES.glob("*/*.yaml")), ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_head_is_written_as_it_was_read(file: Path) -> None:
    head, body = split(file)
    assert text_of(head, body.decode()) == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format: factcheck-tape/1", "format: factcheck-tape/2", "format cannot be 'factcheck-tape/2'"),
        (r"\nseconds: [\d.]+", "", "seconds is missing"),
        (r"\nseconds: [\d.]+", "\nseconds: long", "seconds cannot be 'long'"),
        (r"\nexchanges: \d+", "\nexchanges: 42\nnote: mine", "note is not a field of the head"),
        (r"\n  calls: \d+", "", "calls is missing"),
        (r"\nrecorded: '[^']+'", "\nrecorded: 2026-11-22", "recorded cannot be datetime.date"),
        (r"\n  tapes: \{\}", "\n  tapes: {a: 1}", "tapes cannot be {'a': 1}"),
        ("\n  - 0\n", "\n  - zero\n", "samples cannot be ['zero']"),
        ("\n    provider: llama.cpp", "", "provider is missing"),
        (r"\n    adapters:\n      confirm: \w+", "\n    adapters: [a]", "adapters cannot be ['a']"),
        ("\nsuite: comparison", "\nsuite: extraction", "is the tape of extraction/island-ferry, by another name"),
        ("\nsuite: comparison", "\nsuite: [", "its head is not a tape's"),
        ("\n---\n", "\n", "its head is not a tape's"),
        ("\n---\n", "\n---\n ", "its exchanges are not those that were recorded"),
    ],
)
def test_an_edited_head_is_refused_by_what_is_wrong_with_it(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (CASSETTES / TAPE).read_text(encoding="utf-8")
    edited, count = re.subn(old, new, text, count=1)
    assert count == 1
    file = tmp_path / TAPE
    file.parent.mkdir()
    file.write_text(edited, encoding="utf-8")
    with pytest.raises(Damaged) as caught:
        read_head(file)
    line = str(caught.value)
    assert line.startswith(f"{file}: ")
    assert said in line
    assert "\n" not in line


def test_a_head_that_is_not_there_is_absent(tmp_path: Path) -> None:
    with pytest.raises(Absent, match="was never recorded"):
        read_head(tmp_path / TAPE)
