"""The evals under pytest, in any project whose `pyproject.toml` has a section `[tool.factcheck.evals]`.

pytest loads this module in every project of an environment with factcheck. So it looks for that section; without one it
loads nothing, adds no option and takes no time.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

_SECTION = "[tool.factcheck.evals]"
_NEEDED = ("scipy", "vcr")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Bring the options and fixtures of the evals into a project that asks for them."""
    root = _project(early_config.rootpath)
    if root is None:
        return
    package = find_spec("evals")
    if package is None or package.origin is None or find_spec("evals.deck") is None:
        raise pytest.UsageError(f"{root}/evals hides factcheck's package of that name: remove its __init__.py")
    if Path(package.origin).parent == root / "evals":
        return  # factcheck's own checkout, where evals/conftest.py does it
    if not Path.cwd().is_relative_to(root):
        raise pytest.UsageError(f"the evals of {root} are run from there: cd {root}")
    lacking = [name for name in _NEEDED if find_spec(name) is None]
    if lacking:
        raise pytest.UsageError(
            f'{root}/pyproject.toml asks for evals: install them with pip install "factcheck[evals]"'
        )
    from factcheck.errors import FactcheckError

    try:
        early_config.pluginmanager.import_plugin("evals.conftest")
    except FactcheckError as error:
        raise pytest.UsageError(str(error)) from error


def _project(start: Path) -> Path | None:
    """The innermost folder from `start` upwards whose `pyproject.toml` has the section."""
    for folder in (start, *start.parents):
        try:
            text = (folder / "pyproject.toml").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if _SECTION in text:
            return folder
    return None
