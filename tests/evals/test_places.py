"""Other stories, tapes and models than the project's: every command that reads tapes takes them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals import versions
from evals.recipes import Suite
from evals.results import read_results
from evals.versions import Place, results_of
from factcheck.cli.root import root
from factcheck.errors import InputError
from tests.evals.taping import SEED, Bench, rewrite

SPEC = "openai:loopback"


def options(bench: Bench) -> list[str]:
    return ["--seeds", str(bench.seeds), "--tapes", str(bench.tapes), "--model", SPEC]


def run(*words: str) -> Result:
    return CliRunner().invoke(root, list(words), catch_exceptions=False)


def test_the_status_of_other_tapes_and_the_command_that_records_them(bench: Bench) -> None:
    bench.record(Suite.EXTRACTION)
    ended = run("tapes", "status", "--json", *options(bench))
    found = json.loads(ended.stdout)
    states = {(tape["suite"], tape["case"]): tape["state"] for tape in found["tapes"]}
    assert states == {(suite.value, SEED): "fresh" if suite is Suite.EXTRACTION else "missing" for suite in Suite}
    assert found["record"] == " ".join(["pytest evals --record missing", *options(bench)])
    assert ended.exit_code == 1
    assert f"--model {SPEC}" in run("tapes", "status", *options(bench)).stdout


def test_other_tapes_are_compared_with_past_results(bench: Bench, tmp_path: Path) -> None:
    bench.record(*Suite)
    place = Place.chosen(bench.seeds, bench.tapes, SPEC)
    before = results_of(".", place)
    assert {case.case for case in before.cases} == {SEED}
    assert before.origin.model.name == "loopback"
    file = tmp_path / "before.json"
    file.write_text(before.model_dump_json(), encoding="utf-8")
    assert read_results(file) == before
    ended = run("evals", "compare", str(file), *options(bench))
    assert ended.exit_code == 0
    assert "Nothing got worse" in ended.stdout


def test_a_revision_is_compared_from_the_folders_that_were_asked_for(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*words: str) -> None:
        named = ("-c", "user.name=A", "-c", "user.email=a@b.invalid")
        subprocess.run(["git", "-C", str(tmp_path), *named, *words], check=True, capture_output=True)

    bench.record(*Suite)
    git("init", "-b", "main")
    git("add", "seeds", "cassettes")  # and no prompts: those are the installed package's
    git("commit", "-m", "first")
    monkeypatch.setattr(versions, "REPOSITORY", tmp_path)
    place = Place.chosen(bench.seeds, bench.tapes, SPEC)
    assert results_of("HEAD", place) == results_of(".", place)
    with pytest.raises(InputError, match="is not in this project, so that HEAD has no version of it"):
        results_of("HEAD", Place.chosen(Path("/elsewhere"), bench.tapes, SPEC))


@pytest.mark.parametrize(
    ("command", "taken"),
    [
        ("tapes status", {"--seeds", "--tapes", "--model"}),
        ("tapes show", {"--tapes"}),
        ("tapes diff", {"--tapes"}),
        ("evals compare", {"--seeds", "--tapes", "--model"}),
        ("evals history", set()),
        ("evals init", {"--model"}),
        ("prompts try", {"--seeds", "--model"}),
        ("gold", {"--model"}),
    ],
)
def test_every_command_takes_the_places_that_it_reads_by_the_same_names(command: str, taken: set[str]) -> None:
    offered = {
        option
        for option in re.findall(r"--[a-z-]+", run(*command.split(), "--help").stdout)
        if option in ("--seeds", "--tapes", "--model", "--baseline", "--cassettes", "--seeds-folder")
    }
    assert offered == taken


def test_a_tape_among_others_is_shown_and_compared(bench: Bench, tmp_path: Path) -> None:
    bench.record()
    name, tapes = f"extraction/{SEED}", ["--tapes", str(bench.tapes)]
    shown = run("tapes", "show", name, *tapes)
    assert shown.exit_code == 0
    assert "loopback" in shown.stdout
    assert "loopback" not in run("tapes", "show", name).stdout

    def git(*words: str) -> None:
        named = ("-c", "user.name=A", "-c", "user.email=a@b.invalid")
        subprocess.run(["git", "-C", str(tmp_path), *named, *words], check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "first")
    rewrite(bench.tape(), lambda exchanges: exchanges[:-1])
    changed = run("tapes", "diff", name, *tapes)
    assert changed.exit_code == 0
    assert "no longer asked: " in changed.stdout
    assert changed.stdout == run("tapes", "diff", str(bench.tape())).stdout.replace(str(bench.tape()), name)


def test_a_prompt_is_tried_on_the_stories_of_another_folder(bench: Bench) -> None:
    (bench.seeds / SEED).rename(bench.seeds / "elsewhere")
    draft = bench.prompts / "compare.short.md"
    draft.write_text((bench.prompts / "compare.md").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"there is no seed .nowhere.: .* or one of elsewhere"):
        run("prompts", "try", "compare", "--prompt", str(draft), "--seed", "nowhere", "--seeds", str(bench.seeds))
