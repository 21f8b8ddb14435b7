"""Reports as SARIF: what the standard requires is there, and each finding stands at its line of the story's own file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from factcheck.documents import load
from factcheck.records import Claim, Document, Report, SentenceOutcome, Verdict, VerdictName
from factcheck.render import json as report_json
from factcheck.render.places import Places
from factcheck.render.sarif import RULES, render
from tests.render.extreme_stories import hostile
from tests.render.reports import FULL, NOTHING
from tests.render.stories import april

LEVELS = {"none", "note", "warning", "error"}
MARKDOWN = """---
title: The *quay*
published: 2026-05-02
---

# The quay

The **old quay** opened again on [Friday, 1 May](https://quay.invalid/opened), the harbour said.

It is 240 metres
long &mdash; and it cost
the town *€2 million*.

- The mayor, Ada Vold, cut a ribbon.
- It rained.
"""
HTML = """<!doctype html><html><head><title>The quay</title></head><body><article><h1>The quay</h1>
<p>The <b>old</b> quay opened
again on Friday, the harbour of the town said in a statement to the press.</p>
<p>It is <a href="/long">240 metres</a> long, and it cost the town two million euros.</p>
</article></body></html>
"""


def checked(text: str) -> list[dict[str, Any]]:
    """The results of a log, once every field that SARIF 2.1.0 requires, and GitHub's code scanning needs, is there."""
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(set(rules)) == len(rules)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
    assert all(type(call["executionSuccessful"]) is bool for call in run["invocations"])
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in LEVELS
        assert result["message"]["text"].strip()
        assert result["partialFingerprints"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"]
        region = place["region"]
        assert region["startLine"] >= 1
        if "endLine" in region:
            first, last = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
            assert (1, 1) <= first < last
        for related in result.get("relatedLocations", []):
            assert related["physicalLocation"]["artifactLocation"]["uri"]
            assert related["message"]["text"]
    found: list[dict[str, Any]] = run["results"]
    return found


@pytest.mark.parametrize("report", [FULL, NOTHING, april(), hostile()], ids=["full", "nothing", "april", "hostile"])
def test_the_log_has_what_the_standard_requires(report: Report) -> None:
    results = checked(render(report, report.story.text))
    assert {result["ruleId"] for result in results} <= RULES.keys()
    needing = [verdict for verdict in report.verdicts if verdict.verdict is not VerdictName.SUPPORTED]
    assert len(results) >= len(needing)
    assert render(report) == render(report)


def test_no_text_of_a_document_becomes_a_link() -> None:
    claim = Claim(id="c1", text="See [here](https://bad.invalid/) now.", sentences=(1,))
    story = FULL.story
    report = FULL.model_copy(
        update={
            "claims": (claim,),
            "verdicts": (Verdict(claim="c1", verdict=VerdictName.NOT_MENTIONED),),
            "story": story,
        }
    )
    assert not any("](" in result["message"]["text"].replace("\\]", "") for result in checked(render(report)))


def stretch(file: str, region: Any) -> str:
    """What a file has from the region's start to its end."""
    lines = file.splitlines(keepends=True)
    first, last = region.start_line - 1, region.end_line - 1
    if first == last:
        return lines[first][region.start_column - 1 : region.end_column - 1]
    inner = "".join(lines[first + 1 : last])
    return lines[first][region.start_column - 1 :] + inner + lines[last][: region.end_column - 1]


def placed(folder: Path, name: str, content: str) -> tuple[Document, Places, str]:
    file = folder / name
    file.write_text(content, encoding="utf-8", newline="")
    return load(file), Places(load(file), content), content


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_stretches_of_markdown_are_found_in_its_file(tmp_path: Path, ending: str) -> None:
    story, places, file = placed(tmp_path, "story.md", MARKDOWN.replace("\n", ending))
    expected = {
        "old quay": (8, "old quay"),
        "Friday, 1 May": (8, "Friday, 1 May"),
        "240 metres": (10, "240 metres"),
        "€2 million": (12, "2 million"),
        "Ada Vold": (14, "Ada Vold"),
        "It rained.": (15, "It rained"),
    }
    for said, (line, there) in expected.items():
        start = story.text.index(said)
        region = places.region(start, start + len(said))
        assert region is not None
        assert (region.start_line, stretch(file, region)) == (line, there)


def test_a_sentence_over_several_lines_ends_where_it_ends(tmp_path: Path) -> None:
    story, places, _ = placed(tmp_path, "story.md", MARKDOWN)
    number = next(s.number for s in story.sentences if "240" in story.sentence_text(s.number))
    sentence = story.sentence(number)
    region = places.region(sentence.start, sentence.end)
    assert region is not None
    assert (region.start_line, region.end_line) == (10, 12)


def test_stretches_of_html_are_found_past_its_tags(tmp_path: Path) -> None:
    story, places, file = placed(tmp_path, "story.html", HTML)
    for said, line in {"quay opened": 2, "240 metres": 4, "two million euros": 4}.items():
        start = story.text.index(said)
        region = places.region(start, start + len(said))
        assert region is not None
        assert region.start_line == line
        assert stretch(file, region).split() == said.split()


def test_every_sentence_of_the_seeds_is_found_in_its_file() -> None:
    from evals.folders import SEEDS

    lost, of = [], 0
    for file in sorted(SEEDS.glob("*/story.md")):
        story = load(file)
        places = Places(story, file.read_text(encoding="utf-8"))
        for sentence in story.sentences:
            of += 1
            if places.region(sentence.start, sentence.end) is None:
                lost.append((file.parent.name, sentence.number))
    assert (lost, of > 200) == ([], True)


def test_a_stretch_that_the_file_lacks_is_put_on_no_line_that_it_has_not(tmp_path: Path) -> None:
    story, _, _ = placed(tmp_path, "story.md", MARKDOWN)
    assert Places(story, "Another text, of other words.\n").region(0, 5) is None
    report = NOTHING.model_copy(
        update={
            "story": story,
            "claims": (Claim(id="c1", text="It rained.", sentences=(len(story.sentences),)),),
            "verdicts": (Verdict(claim="c1", verdict=VerdictName.NOT_MENTIONED),),
            "coverage": (SentenceOutcome(number=len(story.sentences), outcome="claims", claims=("c1",)),),
        }
    )
    (result,) = checked(render(report, "Another text.\n"))
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert "line in the file is not known" in result["message"]["text"]


def test_render_writes_it_with_the_line_of_the_file_by_the_name_of_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my story.md").write_text(MARKDOWN, encoding="utf-8")
    story = load("my story.md")
    number = next(s.number for s in story.sentences if "Vold" in story.sentence_text(s.number))
    report = NOTHING.model_copy(
        update={
            "story": story,
            "claims": (Claim(id="c1", text="Ada Vold cut a ribbon.", sentences=(number,)),),
            "verdicts": (Verdict(claim="c1", verdict=VerdictName.CONTRADICTED),),
        }
    )
    (tmp_path / "report.json").write_text(report_json.render(report), encoding="utf-8")
    assert main(["render", "report.json", "-o", "report.sarif"]) == ExitCode.DONE
    (result,) = checked((tmp_path / "report.sarif").read_text(encoding="utf-8"))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20story.md"
    assert place["region"]["startLine"] == 14
    assert (result["ruleId"], result["level"]) == ("contradicted", "error")
