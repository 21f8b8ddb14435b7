"""The scoring reads texts with code of its own: what factcheck's reading gets wrong is seen in the scores."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from evals.folders import REPOSITORY
from evals.outcomes import Judged
from evals.scoring.faithful import faithful
from factcheck.english import naming, numerals
from factcheck.records import Claim
from factcheck.steps import fidelity
from tests.evals.small_seed import changed, gold_extraction, score, small_seed

OF_THE_PRODUCT = {
    "right.py": {"factcheck.drift", "factcheck.pipeline"},
    "consistent.py": {"factcheck.steps.compare"},
}
"""What these score is what the product makes of the answers; how a text is read is no part of it."""
READERS = sorted([REPOSITORY / "evals" / name for name in ("reading.py", "matcher.py", "folding.py")])
SCORERS = sorted((REPOSITORY / "evals" / "scoring").glob("*.py"))


@pytest.mark.parametrize("file", [*READERS, *SCORERS], ids=lambda file: file.name)
def test_nothing_that_reads_a_text_for_the_scores_is_factcheck_s(file: Path) -> None:
    modules = {
        node.module
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    used = {module for module in modules if module and module.startswith("factcheck")}
    assert used <= {"factcheck.records", *OF_THE_PRODUCT.get(file.name, set())}


def test_a_number_that_a_broken_reading_lets_pass_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = small_seed(tmp_path / "seed")
    added = Claim(id="x", text="Fares will rise to £41 in Brenn in May.", sentences=(4,))
    extracted = changed(gold_extraction(seed), 4, added)
    judged = Judged(dict.fromkeys([claim.id for claim in extracted.claims], 1.0))
    before = score(faithful(seed, extracted, judged, 0.5), "faithful.nothing_added")
    assert any("£41 in Brenn" in line and "adds “41”" in line for line in before.missed)
    for module, name in ((numerals, "find_numerals"), (naming, "names"), (fidelity, "additions")):
        monkeypatch.setattr(module, name, lambda *_, **__: ())
    assert score(faithful(seed, extracted, judged, 0.5), "faithful.nothing_added") == before
