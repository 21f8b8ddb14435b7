"""The list of what the mutation run breaks, and the breaking itself; the run takes minutes and is scheduled."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import factcheck
from evals.bench import mutations
from evals.bench.mutations import Ended, Mutation, broken, command, read_mutations
from factcheck.errors import InputError


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(Path(factcheck.__file__).parent, root / "factcheck", ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.mark.parametrize("mutation", read_mutations(), ids=lambda mutation: mutation.does)
def test_each_breaks_one_module_that_still_is_python_and_leaves_it_as_it_was(copy: Path, mutation: Mutation) -> None:
    before = {file: file.read_text(encoding="utf-8") for file in (copy / "factcheck").rglob("*.py")}
    with broken(mutation, copy) as file:
        now = file.read_text(encoding="utf-8")
        assert ast.dump(ast.parse(now)) != ast.dump(ast.parse(before[file]))
        assert all(other.read_text(encoding="utf-8") == text for other, text in before.items() if other != file)
    assert file.read_text(encoding="utf-8") == before[file]


def test_a_broken_function_gives_what_it_is_told_to() -> None:
    mutation = Mutation(does="nothing is found", function="find", returns="()")
    changed = mutation.changed("def find(text: str) -> tuple[str, ...]:\n    return tuple(text)\n")
    space: dict[str, object] = {}
    exec(changed or "", space)  # noqa: S102 - the text above
    assert space["find"]("abc") == ()  # type: ignore[operator]


@pytest.mark.parametrize(
    "mutation",
    [
        Mutation(does="a function that is gone", function="find_everything", returns="()"),
        Mutation(does="text that is gone", old="if the moon is green:", new="if False:"),
    ],
    ids=lambda mutation: mutation.does,
)
def test_what_no_module_has_is_told_by_name(copy: Path, mutation: Mutation) -> None:
    with pytest.raises(InputError, match=f"'{mutation.does}': 0 modules have"), broken(mutation, copy):
        pass


def test_a_run_that_was_stopped_goes_on_from_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log.txt"
    log.write_text("names are not compared: SURVIVES\n", encoding="utf-8")
    played = []

    def replay(root: Path) -> Ended:
        played.append(root)
        return Ended(len(played) == 1, "right.drifts_found fell")

    monkeypatch.setattr(mutations, "replay", replay)
    for _ in range(2):
        ended = CliRunner().invoke(command, ["--only", "are not compared", "--log", str(log)])
        assert ended.exit_code == 1
        assert ended.output.endswith("3 of 4 are caught\nsurvives: names are not compared\n"), ended.output
    assert len(played) == 1 + 3, "the whole once, then what the log lacks; nothing the second time"
