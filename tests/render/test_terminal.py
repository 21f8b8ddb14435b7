"""The report in a terminal: everything is there, in words, within the width, and nothing in a text steers it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from factcheck.records import Document, Passage, Report
from factcheck.render import html
from factcheck.render.printable import printable
from factcheck.render.terminal import render
from factcheck.render.wording import COUNTED, DRIFT, FAILED, VERDICTS
from tests.render.extreme_stories import large
from tests.render.reports import FULL, NOTHING, document

HOSTILE = "\x1b[2J\x1b]0;owned\x07\x9b31mred\x00\x08\u202eevil\u2066\u200b\ufeff\r\nnew\tline"


def words(report: Report, width: int = 80) -> str:
    return " ".join(render(report, width=width).split())


def claim_block(text: str, claim: str) -> str:
    found = re.search(rf"^{claim} .*?(?=^c\d |^QUOTATIONS)", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[0]


def test_what_needs_a_person_comes_first_with_the_claims_named() -> None:
    lines = render(FULL).splitlines()
    first, rest = lines.index("NEEDS A PERSON"), lines.index("THE REST")
    counts = [" ".join(line.split()) for line in lines[first + 1 : rest] if line]
    assert counts == [
        "✗ contradicted 1 c3",
        "≠ disputed 1 c1",
        "? unchecked 1 c5",
        "~ unclear 0",
        "◐ partly supported 0",
        "○ not mentioned 1 c6",
        "Δ drift 4 c1, c2, c3, 1 quotation outside the claims",
        "? failed sentences 1 story sentence 7",
    ]


def test_the_claims_are_in_story_order_with_all_that_is_known_of_them() -> None:
    text = render(FULL)
    assert re.findall(r"^(c\d) +\S ([A-Z ]+?)  ", text, re.MULTILINE) == [
        ("c1", "DISPUTED"),
        ("c2", "SUPPORTED"),
        ("c3", "CONTRADICTED"),
        ("c4", "SUPPORTED"),
        ("c5", "UNCHECKED"),
        ("c6", "NOT MENTIONED"),
    ]
    said = words(FULL)
    for fact in (
        "speaker: the city s1 ✗ contradicts 91 % sentence 2: Works last six weeks. s2 ✓ supports 97 %",
        "hedge: “reportedly” the story leaves open: “Two contractors”",
        "s2 ○ silent over 99 %",
        "s2 ○ silent (stated by the model, uncalibrated)",
        "(read: sentence 1 of 2)",
        "(the story's own sentence: the model's wording was refused)",
        "! disagreement: s1: the model says it supports the claim; code proved that the quotation was altered",
        "Δ drift number: share as total (cannot both be right)",
        "9 sentences: 6 with claims, 2 skipped, 1 failed",
        "skipped: says the same again as c1: sentence 1",
        "failed: sentence 7, could not check: truncated answer (the answer ran into 400 tokens) “It is a scandal",
        "- the story is also given as a source",
        "13 calls, 13,500 tokens in (9,000 cached), 740 out",
    ):
        assert fact in said
    assert said.count("uncalibrated:") == 1


def test_the_matrix_has_a_sign_for_each_claim_and_source() -> None:
    text = render(FULL)
    matrix = text[text.index("CLAIMS BY SOURCE") : text.index("\nCLAIMS\n")]
    lines = matrix.splitlines()
    assert lines[lines.index("         s1 s2") :] == [
        "         s1 s2",
        "  c1 ≠   ✗Δ ✓",
        "  c2 ✓   ✓Δ ○",
        "  c3 ✗   ✗Δ ○",
        "  c4 ✓   ✓  ○",
        "  c5 ?   !  ○",
        "  c6 ○   ○  ○",
    ]
    for mark in (*VERDICTS.values(), *COUNTED.values(), FAILED, DRIFT):
        assert f"{mark.symbol} {mark.word}" in words(FULL)
    assert "CLAIMS BY SOURCE" not in render(NOTHING)


@pytest.mark.parametrize("width", [40, 80, 100])
def test_a_matrix_of_many_sources_is_in_blocks(width: int) -> None:
    text = render(large(claims=12, sources=60), width=width)
    matrix = text[text.index("CLAIMS BY SOURCE") : text.index("\nCLAIMS\n")]
    heads = re.findall(r"^ +(s\d.*)$", matrix, re.MULTILINE)
    assert [name for head in heads for name in head.split()] == [f"s{n}" for n in range(1, 61)]
    for number in range(1, 13):
        rows = re.findall(rf"^  c{number} +\S +(.*)$", matrix, re.MULTILINE)
        assert [len(row.split()) for row in rows] == [len(head.split()) for head in heads]
    assert max(cell_len(line) for line in matrix.splitlines()) <= width


def test_what_of_a_long_source_was_read_is_said() -> None:
    source = document("s1", "\n".join(f"Sentence number {n}." for n in range(1, 301)))
    read = tuple(
        Passage(start=source.sentence(a).start, end=source.sentence(b).end, first=a, last=b)
        for a, b in [(1, 40), (81, 120)]
    )
    verdict = FULL.verdicts[3]
    partly = verdict.comparisons[0].model_copy(update={"evidence": (), "whole": False, "read": read})
    verdicts = (verdict.model_copy(update={"comparisons": (partly,)}),)
    report = FULL.model_copy(update={"sources": (source,), "verdicts": verdicts, "quotations": ()})
    assert "(read: sentences 1–40, 81–120 of 300)" in words(report)
    assert "in part: sentences 1–40, 81–120 of 300" in html.render(report)


def test_not_mentioned_and_not_checked_are_different_words() -> None:
    text = render(FULL)
    assert "not mentioned" not in claim_block(text, "c5").lower()
    assert "could not check: no answer in time" in claim_block(text, "c5")
    assert "check" not in claim_block(text, "c6").lower()


def test_the_words_that_drifted_are_marked_below_them() -> None:
    lines = render(FULL).splitlines()
    for shown, differs in [("nine weeks, the city said", "nine"), ("six weeks", "six"), ("far worse state", "far")]:
        at = next(n for n, line in enumerate(lines) if line.strip().startswith(("s1, ", "story, ")) and shown in line)
        start = lines[at].index(differs)
        assert lines[at + 1][start : start + len(differs) + 1].strip() == "^" * len(differs)


def test_an_early_end_and_a_story_without_claims_are_said_first() -> None:
    head = render(NOTHING).splitlines()[:5]
    assert "INCOMPLETE: the run stopped before everything was asked." in head
    assert "The story has no claim that could be checked." in head
    assert "calibrated by small-model-2025" in words(NOTHING)


def hostile(report: Report, text: str) -> Report:
    """The report with that text wherever a document or a model can put some."""

    def poisoned(of: Document) -> Document:
        return of.model_copy(update={"name": text, "title": text, "publisher": text, "published": text})

    claims = tuple(
        claim.model_copy(update={"text": text, "speaker": text, "hedge": text, "unresolved": (text,)})
        for claim in report.claims
    )
    verdicts = tuple(
        verdict.model_copy(
            update={
                "comparisons": tuple(
                    one.model_copy(
                        update={"evidence": tuple(e.model_copy(update={"text": text}) for e in one.evidence)}
                    )
                    for one in verdict.comparisons
                ),
                "failures": tuple(one.model_copy(update={"detail": text}) for one in verdict.failures),
                "drifts": tuple(
                    one.model_copy(update={"message": text, "story": one.story.model_copy(update={"text": text})})
                    for one in verdict.drifts
                ),
                "disagreements": (text,),
            }
        )
        for verdict in report.verdicts
    )
    return report.model_copy(
        update={
            "story": poisoned(report.story),
            "sources": tuple(poisoned(source) for source in report.sources),
            "claims": claims,
            "verdicts": verdicts,
            "notices": (text,),
        }
    )


def test_nothing_in_a_text_steers_the_terminal() -> None:
    text = render(hostile(FULL, HOSTILE))
    assert not set(text) & set("\x1b\x9b\x07\x00\x08\r\t\u202e\u2066\u200b\ufeff")
    assert "owned" not in text
    assert "redevil new line" in text


@settings(max_examples=15, deadline=None)
@given(text=st.text(max_size=300), width=st.integers(40, 120))
def test_no_text_makes_a_line_too_wide(text: str, width: int) -> None:
    report = hostile(FULL, f"{text} {'宽' * 90} e\u0301{'x' * 200}")
    for line in render(report, width=width).splitlines():
        assert cell_len(line) <= width
        assert line == line.rstrip(" ")


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters() | st.sampled_from("\x1b[]\x9b\x07;mK\u202e\u200d"), max_size=200))
def test_plain_text_is_one_clean_line_and_stays_as_it_is(text: str) -> None:
    once = printable(text)
    assert not set(once) & set(map(chr, [*range(32), *range(127, 160), 0x202A, 0x202E, 0x2066, 0xFEFF]))
    assert printable(once) == once


def test_ordinary_text_is_not_touched() -> None:
    for text in ("Ça coûte 5 €, “naïve” — ok…", "e\u0301a\u0308", "👩\u200d👩\u200d👧 हिन्दी עברית 中文"):
        assert printable(text) == text


def test_colour_changes_only_the_look() -> None:
    colourful = render(FULL, color=True)
    assert "\x1b[1;31m✗ CONTRADICTED" in colourful
    assert re.sub(r"\x1b\[[\d;]*m", "", colourful).split() == render(FULL).split()


@pytest.mark.parametrize("variable", ["NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"])
def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    before = render(FULL), render(FULL, color=True)
    monkeypatch.setenv(variable, "30")
    assert (render(FULL), render(FULL, color=True)) == before


def test_a_story_with_no_sentence_at_all() -> None:
    empty = NOTHING.model_copy(update={"story": document("story", "—\n"), "coverage": ()})
    assert "0 sentences: 0 with claims, 0 skipped, 0 failed" in words(empty)
