"""The pairs written blind (`blind/README.md`): no conflict where they agree, a finding where they differ, cut where they end.

What is still missed is named with why; a false proof is never among it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from factcheck.documents import from_text
from factcheck.verdict.decide import HARDENED
from tests.drift.judging import found

PUBLISHED = "2024-05-20"
AGREES, DIFFERS = "no conflict", "a finding"

MISSED = {
    "p080": "“is 42” may be anything's number; an age is known by a name, a pronoun or “aged”",
    "p082": "a baby and a boy may be two children",
    "p086": "how many voted for and against may be told in two counts or in one score, which are not held against each other",
    "p110": "the language of a line this short is not known, so that it is read as English",
    "p294": "a plan told as the future is no hardening (`attribution`)",
    "p309": "a bishop and a sexton have no names, and may be called otherwise",
    "p311": "a treasury and a central bank have no names, and may be called otherwise",
    "p332": "a German short form before a noun ends no sentence, which has a capital as every noun has",
    "q010": "that something rose or fell is compared for other figures only",
    "q042": "what is paid or used “per crossing” is not read",
    "q048": "“is 71” may be anything's number",
    "q053": "the same",
    "q098": "a season without a year is not read",
    "q099": "the winter of a year may be its first months or its last",
    "q150": "a vicar and a curate have no names, and may be called otherwise",
    "q151": "an airline and a union have no names, and may be called otherwise",
    "q159": "a German short form before a noun ends no sentence, which has a capital as every noun has",
    "q161": "a German ordinal before a month is taken for the end of a sentence where German is not known",
}
WRONG = {
    "q144": "The source only reports what the airline says: the story states it in its own voice, as `hardening` tells."
}
"""Where what the writer expected does not hold."""


def _lines() -> list[dict[str, str]]:
    files = sorted((Path(__file__).parent / "blind").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def _as_expected(pair: dict[str, str]) -> bool:
    if pair["kind"] == "segmentation":
        text = from_text(pair["story"], id="story")
        return " ¦ ".join(text.sentence_text(sentence.number) for sentence in text.sentences) == pair["expected"]
    drifts = found(pair["story"], pair["source"], PUBLISHED)
    if pair["expected"].startswith(AGREES):
        return not [drift for drift in drifts if drift.conflict or drift.label in HARDENED]
    return bool(drifts)


@pytest.mark.parametrize("pair", _lines(), ids=lambda pair: str(pair["id"]))
def test_pairs_written_blind(pair: dict[str, str]) -> None:
    if pair["id"] in WRONG:
        pytest.skip(WRONG[pair["id"]])
    expected = pair["id"] not in MISSED
    assert _as_expected(pair) is expected, MISSED.get(pair["id"], "")


def test_no_miss_is_a_false_proof() -> None:
    assert not [p["id"] for p in _lines() if p["id"] in MISSED and p["expected"].startswith(AGREES)]
