"""The embedded model for real: a seed through the command line, and once more from the store.

What a small model finds is not the point here; what the checker is promised is.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from evals.folders import SEEDS
from factcheck.models import open_model
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import shipped_prompts
from factcheck.records import Document, PromptIdentity, Report, Span
from factcheck.render.json import read
from factcheck.settings import Settings
from factcheck.verdict.decide import verdict_of

SEED = SEEDS / "island-ferry"
MINUTES = 30
"""More than the slowest machine needs; a run that takes longer hangs."""

WEIGHTS = Settings.from_environment().cache_dir / "weights" / EMBEDDED.file
pytestmark = [
    pytest.mark.embedded,
    pytest.mark.skipif(not WEIGHTS.is_file(), reason="the weights are not in the cache: run `factcheck pull`"),
]


@dataclass(frozen=True)
class Checked:
    """A report, and what the run that made it said on standard error."""

    report: Report
    err: str


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that is not there yet."""
    return tmp_path_factory.mktemp("embedded") / "store.sqlite3"


@pytest.fixture(scope="module")
def first(store: Path) -> Checked:
    """The run that pays."""
    return check(FACTCHECK_STORE=str(store))


@pytest.fixture(scope="module")
def again(first: Checked, store: Path, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """The same command once more, where no engine could start: its weights could neither be found nor kept."""
    no_folder = tmp_path_factory.mktemp("again") / "cache"
    no_folder.touch()
    return check(FACTCHECK_STORE=str(store), FACTCHECK_CACHE_DIR=str(no_folder))


def check(**environment: str) -> Checked:
    """The command line in a process of its own, on the default model."""
    kept = {k: v for k, v in os.environ.items() if k not in ("FACTCHECK_MODEL", "FACTCHECK_BASE_URL")}
    arguments = ["check", str(SEED / "story.md"), "--source", str(SEED / "sources"), "--format", "json"]
    ended = subprocess.run(
        [sys.executable, "-m", "factcheck", *arguments],
        env={**kept, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60 * MINUTES,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return Checked(read(ended.stdout), ended.stderr)


def spans_of(report: Report) -> Iterator[Span]:
    """Everything that the report quotes."""
    for verdict in report.verdicts:
        for comparison in verdict.comparisons:
            yield from comparison.evidence
    for drift in [*report.quotations, *(drift for verdict in report.verdicts for drift in verdict.drifts)]:
        yield drift.story
        if drift.source is not None:
            yield drift.source


def test_every_quote_is_verbatim_at_its_offsets(first: Checked) -> None:
    documents: dict[str, Document] = {d.id: d for d in (first.report.story, *first.report.sources)}
    spans = list(spans_of(first.report))
    assert spans
    for span in spans:
        assert documents[span.document].text[span.start : span.end] == span.text


def test_every_sentence_is_accounted_for(first: Checked) -> None:
    report = first.report
    assert [outcome.number for outcome in report.coverage] == [s.number for s in report.story.sentences]
    named = {claim for outcome in report.coverage for claim in outcome.claims}
    assert named == {claim.id for claim in report.claims}
    for outcome in report.coverage:
        told = {"claims": outcome.claims, "skipped": outcome.reason, "failed": outcome.failure}
        assert [name for name, value in told.items() if value] == [outcome.outcome]


def test_every_claim_has_one_result_a_source_and_the_verdict_of_the_table(first: Checked) -> None:
    report = first.report
    assert [verdict.claim for verdict in report.verdicts] == [claim.id for claim in report.claims]
    for verdict in report.verdicts:
        answered = [c.source for c in verdict.comparisons] + [f.source for f in verdict.failures if f.source]
        assert sorted(answered) == [source.id for source in report.sources]
        counted = [verdict.counted[c.source] for c in verdict.comparisons]
        assert verdict.verdict is verdict_of([*counted, *(None for _ in verdict.failures)])


def test_the_model_read_the_story(first: Checked) -> None:
    """What it answers is usable, and a good part of a story that follows its source is supported."""
    report = first.report
    assert report.run.model.weights_sha256 == EMBEDDED.sha256
    assert set(report.run.model.adapters) == {"confirm", "extract"}
    assert len(report.claims) >= 10
    assert len(report.claims) > sum(outcome.outcome == "claims" for outcome in report.coverage), "of one fact each"
    failed = [outcome.number for outcome in report.coverage if outcome.outcome == "failed"]
    assert not failed
    supported = [verdict for verdict in report.verdicts if verdict.verdict == "supported"]
    assert len(supported) >= len(report.claims) / 3


def test_a_planted_difference_is_shown(first: Checked) -> None:
    """The story has 34 cars and 25 May, its source 24 of each; what code proved of it decides, whatever the model said."""
    planted = {("number", "34"), ("date", "25")}
    shown = {
        (kind, value): verdict.verdict
        for verdict in first.report.verdicts
        for drift in verdict.drifts
        for kind, value in planted
        if drift.kind == kind
        and drift.conflict
        and value in drift.story.text
        and "24" in getattr(drift.source, "text", "")
    }
    assert shown
    assert set(shown.values()) == {"contradicted"}


def test_the_shipped_confirm_adapter_acts_on_its_question() -> None:
    """The engine answers without an adapter, and says nothing, where the prompt lacks the words that the adapter begins at.

    That of the extraction acts where a sentence makes several claims (`test_the_model_read_the_story`).
    """
    prompt = shipped_prompts().by_step["confirm"]
    message = prompt.render("relation", evidence="1 The mill shut on 3 May.", claim="The mill will stay open.")

    async def answers(identities: tuple[PromptIdentity, ...]) -> dict[str, float]:
        model = open_model("embedded", prompts=identities)
        try:
            return dict((await model.weigh(message, ["Yes", "No"])).probabilities)
        finally:
            await model.close()

    plain, taught = asyncio.run(answers(())), asyncio.run(answers((prompt.identity,)))
    assert abs(plain["Yes"] - taught["Yes"]) > 0.001


def test_again_from_the_store_it_is_the_same_report_and_no_model_was_started(first: Checked, again: Checked) -> None:
    assert first.report.clock.paid.calls > 0
    assert again.report.clock.paid.calls == 0
    assert without_clock(first.report) == without_clock(again.report)


def without_clock(report: Report) -> str:
    """The report but for the only part that may differ between two runs."""
    return json.dumps(report.model_dump(mode="json", exclude={"clock"}), sort_keys=True)
