"""The scoring reads texts with code of its own: what factcheck's reading gets wrong is seen in the scores."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel

from evals.bench.wording import backed
from evals.folders import REPOSITORY
from evals.outcomes import Extracted
from evals.scoring.complete import complete
from evals.scoring.faithful import told_by_code
from evals.seeds import Seed
from factcheck import languages
from factcheck.english import naming, numerals, quantities, spoken
from factcheck.models.base import Message
from factcheck.prompts import load_prompts
from factcheck.steps import fidelity
from factcheck.steps.extract import extract
from tests.evals.small_seed import small_seed
from tests.scripted import ScriptedModel, a_fact

NO_READERS = frozenset(
    f"factcheck.{name}" for name in ("records", "errors", "settings", "whole_files", "prompts", "models.base")
)
"""What anybody may import: values, how a call ends, where things are set and written, what a model is."""

SCORERS = (
    *("evals.reading", "evals.matcher", "evals.folding", "evals.statistics", "evals.paired", "evals.falls"),
    *sorted(f"evals.scoring.{file.stem}" for file in (REPOSITORY / "evals" / "scoring").glob("[a-z]*.py")),
    *("evals.bench.metrics", "evals.bench.shares", "evals.bench.said_alike", "evals.bench.wording"),
    *("evals.bench.attributions", "evals.judge.threshold", "evals.judge.pairs"),
)
"""The modules that decide what is right. What they import decides with them."""

ALLOWED: Mapping[tuple[str, str], str] = {
    (
        "evals.scoring.right",
        "factcheck.verdict.judge",
    ): "verdicts are scored, and this makes them of the played answers",
    ("evals.scoring.right", "factcheck.drift"): "proven differences are scored, and this proves those of quotations",
    (
        "evals.seeds",
        "factcheck.documents",
    ): "a story has the sentences that a check gives it; gold names stretches of text",
    ("evals.judge.pairs", "factcheck.documents"): "the same, for the stories of the hand-made pairs",
    ("evals.judge.measuring", "factcheck.documents"): "which claims are of one sentence, not which are right",
    ("evals.judge.measuring", "factcheck.calibration.labelled"): "the type of a labelled row",
    ("evals.bench.texts", "factcheck.documents"): "the same, for annotated texts",
    ("evals.bench.texts", "factcheck.steps.extract"): "the extraction is scored, and this makes it",
    ("evals.bench.attributions", "factcheck.english.reports"): "which sentences report is scored",
    ("evals.bench.attributions", "factcheck.english.speakers"): "speakers of quotations are scored",
    ("evals.bench.attributions", "factcheck.steps.speaking"): "speakers of sentences are scored",
}
"""What of factcheck the scorers reach, by the module that imports it, and why that is not scoring with the scored code."""


def imported(module: str) -> Iterator[str]:
    """The modules of evals and factcheck that a module imports when it runs, wherever in it that stands."""
    place = REPOSITORY.joinpath(*module.split("."))
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_types = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            packages = node.module.startswith("evals") or node.module == "factcheck"
            yield from (one if packages and _exists(one) else node.module for one in inner)


def _exists(module: str) -> bool:
    place = REPOSITORY.joinpath(*module.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def reached(scorers: tuple[str, ...]) -> set[tuple[str, str]]:
    """What of factcheck these modules of evals import, directly or through others of evals: importer and imported."""
    found: set[tuple[str, str]] = set()
    seen: set[str] = set()
    ahead = list(scorers)
    while ahead:
        module = ahead.pop()
        if module in seen:
            continue
        seen.add(module)
        for one in imported(module):
            if one.partition(".")[0] == "evals":
                ahead.append(one)
            elif one.partition(".")[0] == "factcheck" and one != "factcheck" and one not in NO_READERS:
                found.add((module, one))
    return found


def test_no_scorer_reaches_code_that_it_scores() -> None:
    assert reached(SCORERS) - ALLOWED.keys() == set()


def test_no_reason_outlives_its_import() -> None:
    assert ALLOWED.keys() - reached(SCORERS) == set()


def extracted(seed: Seed, fares: str) -> Extracted:
    """What the product makes of the small seed where the model says `fares` of the sentence on fares."""
    said = {
        "sentence_2": "The Alder was built in 2011.",
        "sentence_3": "About 700 islanders signed a letter.",
        "sentence_4": fares,
    }

    def asked(_: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        return {
            field: {"claims": [said[field]], "speaker": None, "skip": None}
            if field in said
            else {"claims": [], "speaker": None, "skip": "opinion"}
            for field in answer.model_fields
        }

    found = asyncio.run(extract(seed.story, ScriptedModel(asked, a_fact), load_prompts().by_step, lambda *_: None))
    return Extracted(tuple(found.claims), tuple(found.outcomes))


def scores(seed: Seed, found: Extracted) -> dict[str, float]:
    """The scores that a number or a name out of nowhere must lower."""
    _, added = told_by_code(seed.story, found.claims)
    kept = next(one for one in complete(seed, found).scores if one.metric == "complete.claims_found")
    supported = [backed(claim, seed.story) for claim in found.claims]
    return {
        "nothing_added": added.hits / added.of,
        "claims_found": kept.hits / kept.of,
        "backed": sum(supported) / len(supported),
    }


def no_numbers(broken: pytest.MonkeyPatch) -> None:
    """No text has a number, for all of the product."""
    for module in (numerals, fidelity, quantities, spoken, languages):
        broken.setattr(module, "find_numerals", lambda *_: ())
    broken.setattr(fidelity, "FIGURE", re.compile(r"(?!)"))


def no_names(broken: pytest.MonkeyPatch) -> None:
    """No claim adds a name, for all of the product."""
    broken.setattr(fidelity, "additions", lambda *_: ())
    broken.setattr(naming, "names", lambda *_, **__: ())


@pytest.mark.parametrize(
    ("fares", "breaks", "lower"),
    [
        ("Fares will rise to £41 in May.", no_numbers, {"nothing_added", "claims_found", "backed"}),
        ("Fares will rise to £12 in Brenn in May.", no_names, {"nothing_added", "backed"}),
    ],
)
def test_what_a_broken_product_lets_into_a_claim_lowers_the_scores(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fares: str,
    breaks: Callable[[pytest.MonkeyPatch], None],
    lower: set[str],
) -> None:
    seed = small_seed(tmp_path / "seed")
    whole = extracted(seed, fares)
    assert fares not in {claim.text for claim in whole.claims}
    before = scores(seed, whole)
    breaks(monkeypatch)
    now = extracted(seed, fares)
    assert fares in {claim.text for claim in now.claims}
    after = scores(seed, now)
    assert {name for name in before if after[name] < before[name]} == lower
