"""Two benches compared as pairs, from the JSON that they wrote."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.bench import extract, replies
from evals.bench.pairs import FIRST, SECOND, command, of_texts, paired
from evals.bench.replies import Gold, Reply, Result, estimates
from evals.bench.shares import Share
from evals.bench.texts import Task, Text
from factcheck.calibration.labelled import Label
from factcheck.errors import InputError
from factcheck.records import Relation

LABELS = (Label.SUPPORTED, Label.CONTRADICTED)


def bench(right: float, count: int = 40) -> Result:
    """A bench whose system gives `right` to what is right, on articles of two rows each."""
    rows = tuple(Gold(f"r{n}", "news", f"news {n // 2}", LABELS[n % 2]) for n in range(count))
    said = [Reply(p, p >= 0.5, Relation.SUPPORTS) for row in rows for p in (right if row.supported else 1 - right,)]
    return Result(rows, {"factcheck": said}, {"news": Counter(timed_out=1)}, {}, None)


def extraction(hits: int, count: int = 12) -> extract.Result:
    """A bench of extraction that finds so many of 4 claims of every text."""
    texts = [Text(id=f"t{n}", task=Task.DECOMPOSE, dataset="news", text="A text.") for n in range(count)]
    return extract.Result([extract.Measured(text, {"gold_claims_found": Share(hits, 4)}) for text in texts])


def write(folder: Path, name: str, written: str) -> str:
    file = folder / name
    file.write_text(written, encoding="utf-8")
    return str(file)


def test_what_is_written_is_read_back() -> None:
    found = bench(0.8)
    again = replies.from_json(replies.as_json(found))
    assert (again.rows, again.replies, again.calibration) == (found.rows, found.replies, None)


def test_a_better_bench_is_better_on_the_same_rows() -> None:
    difference = estimates(paired(bench(0.2), bench(0.9), "factcheck"))[f"{SECOND} - {FIRST}"]["news"]
    assert difference["auroc"].value == 1
    assert difference["balanced_accuracy"].value == 1
    same = estimates(paired(bench(0.9), bench(0.9), "factcheck"))[f"{SECOND} - {FIRST}"]["news"]
    assert (same["auroc"].value, same["auroc"].low, same["auroc"].high) == (0, 0, 0)


def test_only_rows_of_both_count_whatever_their_order() -> None:
    first, second = bench(0.9, 20), bench(0.9, 40)
    turned = Result(second.rows[::-1], {"factcheck": second.replies["factcheck"][::-1]}, {}, {}, None)
    both = paired(first, turned, "factcheck")
    assert both.rows == first.rows
    assert both.replies[FIRST] == both.replies[SECOND]


def test_other_data_are_refused() -> None:
    first, second = bench(0.9), bench(0.9)
    relabelled = (Gold("r0", "news", "news 0", Label.CONTRADICTED), *second.rows[1:])
    with pytest.raises(InputError, match="row 'r0' has another label"):
        paired(first, Result(relabelled, second.replies, {}, {}, None), "factcheck")
    with pytest.raises(InputError, match=r"the first bench has no system 'x' \(it has factcheck\)"):
        paired(first, second, "x")


def test_extractions_are_compared_text_by_text() -> None:
    one, other = (extract.from_json(extract.as_json(extraction(hits, n))) for hits, n in ((1, 12), (3, 10)))
    difference = of_texts(one, other)["news"]["gold_claims_found"]
    assert (difference.value, difference.low, difference.high) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("kind", ["verify", "extract"])
def test_the_command_takes_what_the_benches_write(tmp_path: Path, kind: str) -> None:
    if kind == "verify":
        written, told = [replies.as_json(bench(right)) for right in (0.2, 0.9)], "second - first"
    else:
        written, told = [extract.as_json(extraction(hits)) for hits in (1, 3)], "+0.500"
    files = [write(tmp_path, f"{number}.json", text) for number, text in enumerate(written)]
    ran = CliRunner().invoke(command, files)
    assert ran.exit_code == 0, ran.output
    assert told in ran.output


@pytest.mark.parametrize("written", ["{", "[]", "{}", json.dumps({"format": "other"})])
def test_what_is_no_bench_is_refused(tmp_path: Path, written: str) -> None:
    files = [write(tmp_path, "a.json", written), write(tmp_path, "b.json", replies.as_json(bench(0.5)))]
    for order in (files, files[::-1]):
        ran = CliRunner().invoke(command, order)
        assert isinstance(ran.exception, InputError)
        assert "not two benches of one kind" in str(ran.exception)
