"""`factcheck tapes` and `factcheck evals` on the tapes of this checkout."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evals import versions
from evals.folders import CASSETTES, REPOSITORY
from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode

TAPE = "extraction/island-ferry"


def test_status_knows_every_tape_of_the_checkout(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["tapes", "status", "--json"]) == ExitCode.DONE
    found = json.loads(capfd.readouterr().out)
    told = {f"{entry['suite']}/{entry['case']}" for entry in found["tapes"]}
    assert told == {str(file.relative_to(CASSETTES).with_suffix("")) for file in CASSETTES.glob("[a-z]*/*.yaml")}
    assert {entry["state"] for entry in found["tapes"]} == {"fresh"}
    assert found["record"] is None


def test_show_prints_what_was_asked_and_answered(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["tapes", "show", TAPE]) == ExitCode.DONE
    out = capfd.readouterr().out
    assert out.startswith(f"{TAPE}: ")
    assert "prompts/extract.md" in out
    assert "1. sentences 1 to 6" in out


def test_show_prints_one_exchange_with_its_prompt(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["tapes", "show", TAPE, "--exchange", "2"]) == ExitCode.DONE
    out = capfd.readouterr().out
    assert "1. sentences 1" not in out
    assert "You prepare news stories for fact-checking." in " ".join(out.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "extraction/no-such-seed"], "was never recorded"),
        (["show", TAPE, "--exchange", "900"], "exchange 900 does not exist"),
        (["diff", TAPE, "--against", "no-such-revision"], "'no-such-revision' is not a revision in the git repository"),
    ],
)
def test_what_cannot_be_shown_is_one_line(words: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["tapes", *words]) == ExitCode.UNUSABLE_INPUT
    caught = capfd.readouterr()
    assert said in caught.err
    assert len(caught.err.splitlines()) == 1
    assert not caught.out


def test_diff_of_a_tape_with_itself_says_that_nothing_changed(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["tapes", "diff", TAPE, TAPE]) == ExitCode.DONE
    assert "nothing changed" in capfd.readouterr().out


def test_a_version_that_git_does_not_know_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["evals", "compare", "no-such-revision"]) == ExitCode.UNUSABLE_INPUT
    caught = capfd.readouterr()
    assert "'no-such-revision' is not a version that can be compared" in caught.err
    assert len(caught.err.splitlines()) == 1


def test_a_version_whose_prompts_do_not_fit_the_code_is_one_line_without_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def without_a_prompt(_revision: str, _folders: Iterable[Path]) -> Iterator[Path]:
        shutil.copytree(REPOSITORY / "prompts", tmp_path / "prompts", ignore=shutil.ignore_patterns("kind.md"))
        yield tmp_path

    monkeypatch.setattr(versions, "_checked_out", without_a_prompt)
    assert main(["evals", "compare", "v0", "."]) == ExitCode.UNUSABLE_INPUT
    caught = capfd.readouterr()
    assert "v0 does not play with the code that lies here: prompts/kind.md: no such prompt file" in caught.err
    assert str(tmp_path) not in caught.err
    assert len(caught.err.splitlines()) == 1
