"""What changed, where people look: a comment on a pull request, SARIF at a prompt's line, the history of past runs."""

from __future__ import annotations

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evals.folders import REPOSITORY
from evals.results import write_results
from evals.statistics import Parts
from evals.summary import comment, sarif
from evals.summary.history import Past, render
from evals.summary.overview import side_by_side
from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.past_runs import prompt_places
from factcheck.records import PromptIdentity
from tests.evals.runs import PROMPT, origin_of, results_of

STORIES = [f"story-{n:02}" for n in range(12)]
NEWER = PromptIdentity(name="compare", version=4, sha256="b" * 64)


def run_of(
    hits: float, prompt: PromptIdentity = PROMPT, stories: list[str] = STORIES, missed: str = "c1 “x”"
) -> object:
    parts: dict[str, Parts] = dict.fromkeys(stories, (hits, 10.0))
    steady: dict[str, Parts] = {story: (float(n % 3), 3.0) for n, story in enumerate(stories)}
    lines = {("right.relations", story): (missed,) for story in stories} if hits < 10 else {}
    return results_of(
        {"right.relations": parts, "right.evidence": steady},
        origin=origin_of(*stories, prompt=prompt, recorded=str(hits)),
        missed=lines,
    )


GOOD, BAD = run_of(10), run_of(5, NEWER)


def test_the_comment_has_the_verdict_and_the_cases_that_flipped() -> None:
    text = comment.render(side_by_side(GOOD, BAD, ("main", "branch")))
    assert text.startswith(f"{comment.MARK}\n\n## Evals: branch against main\n")
    assert "1 worse, 0 better, 1 cannot tell" in text
    assert "| `right.relations` | 100.0 | 50.0 | **▼ worse −50.0** |" in text
    before_details = text.partition("<details>")[0]
    assert before_details.count("- ▼ `right.relations`") == len(STORIES)
    assert "`right.evidence`" not in before_details
    assert "`right.evidence`" in text


def test_a_comparison_without_change_says_so_and_claims_nothing() -> None:
    text = comment.render(side_by_side(GOOD, GOOD, ("main", "branch")))
    assert "No metric moved by more than chance explains." in text
    assert "No case flipped." in text


def test_a_comment_fits_and_counts_what_does_not() -> None:
    stories = [f"story-{n:04}" for n in range(600)]
    long = "a line of words that somebody missed " * 5
    before, now = run_of(10, stories=stories), run_of(5, stories=stories, missed=long)
    text = comment.render(side_by_side(before, now, ("main", "branch")))
    assert len(text) <= comment.LONGEST + 1
    told = text.partition("<details>")[0].count("- ▼ `right.relations`")
    assert 0 < told < 600
    assert f"and {600 - told} more cases" in text
    assert "</details>" in text


def test_nothing_of_a_case_is_markup_in_a_comment() -> None:
    text = comment.render(side_by_side(GOOD, run_of(5, missed="<img src=x> **bold** @all [a](b)"), ("main", "branch")))
    assert "\\<img src=x\\> \\*\\*bold\\*\\* \\@all \\[a\\](b)" in text


def test_the_command_writes_a_comment_and_sarif(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    a, b = tmp_path / "a.json", tmp_path / "b.json"
    write_results(GOOD, a)
    write_results(BAD, b)
    assert main(["evals", "compare", str(a), str(b), "--markdown"]) == ExitCode.DONE
    assert capfd.readouterr().out.startswith(comment.MARK)
    assert main(["evals", "compare", str(a), str(b), "--format", "sarif", "--fail-on-worse"]) == ExitCode.FOUND
    (run,) = json.loads(capfd.readouterr().out)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["right.relations"]
    assert len(run["results"]) == len(STORIES)
    for result in run["results"]:
        assert (result["ruleId"], result["level"]) == ("right.relations", "error")
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "prompts/compare.md"


def test_a_case_of_an_own_suite_is_put_at_its_tape() -> None:
    before, now = (results_of({"orders.fields": dict.fromkeys(STORIES, (hits, 2.0))}) for hits in (2, 1))
    (run,) = json.loads(sarif.render(side_by_side(before, now), {"compare": ("prompts/compare.md", 1)}))["runs"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert places == [f"cassettes/suites/orders/{story}.yaml" for story in STORIES]


def test_the_line_of_a_prompt_is_the_first_that_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    lines = (REPOSITORY / "prompts" / "compare.md").read_text(encoding="utf-8").splitlines(keepends=True)
    draft = tmp_path / "compare.md"
    draft.write_text("".join([*lines[:6], "Another line.\n", *lines[7:]]), encoding="utf-8")
    relative = Path("drafts", "compare.md")
    assert prompt_places(f"compare={draft}", ".")["compare"] == ("prompts/compare.md", 7)
    assert prompt_places("x.json", ".")["compare"] == ("prompts/compare.md", 1)
    assert prompt_places("no-such-revision", ".")["extract"] == ("prompts/extract.md", 1)
    assert "compare" not in prompt_places(".", f"compare={relative}")


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_the_history_is_one_page_that_asks_for_nothing() -> None:
    text = render([Past("3f2a91c", GOOD, "2026-05-01T10:00:00Z", "A <b>bold</b> change"), Past("next", BAD)])
    page = Page(text)
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not {"src", "href", "style"} & {name for name, _ in page.attributes}
    assert any((value or "").startswith("default-src 'none'") for _, value in page.attributes)
    assert "A &lt;b&gt;bold&lt;/b&gt; change" in text
    assert page.tags.count("svg") == 2


def cells(text: str, metric: str) -> list[str]:
    row = next(row for row in text.split("<tr>") if f"<code>{metric}</code>" in row)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)][1:]


def test_each_run_is_held_against_the_one_before_the_newest_first() -> None:
    text = render([Past("a", GOOD), Past("b", BAD), Past("c", BAD), Past("d", GOOD)])
    assert cells(text, "right.relations") == ["▲ 100.0", "50.0", "▼ 50.0", "100.0"]
    assert cells(text, "right.evidence") == ["33.3"] * 4
    assert re.findall(r'points="([^"]*)"', text)[0].split()[0] == "0.0,2.0"


def test_a_run_without_a_metric_parts_its_curve() -> None:
    other = results_of({"complete.claims_found": dict.fromkeys(STORIES, (1.0, 2.0))})
    text = render([Past("a", GOOD), Past("b", other), Past("c", GOOD)])
    assert cells(text, "right.relations") == ["100.0", "–", "100.0"]
    assert text.count("<circle") == 2 * 2 + 1


def test_the_command_orders_runs_by_their_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commits = []
    for day, subject in ((2, "Second"), (1, "First")):
        when = f"2026-05-0{day}T12:00:00+00:00"
        named = ["-c", "user.name=a", "-c", "user.email=a@invalid", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "init", "-q"], check=True)
        subprocess.run(
            ["git", *named, "commit", "-q", "--allow-empty", "-m", subject, "--date", when],
            check=True,
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_COMMITTER_DATE": when, "HOME": str(tmp_path)},
        )
        found = subprocess.run(["git", "rev-parse", "--short=9", "HEAD"], check=True, capture_output=True, text=True)
        commits.append(found.stdout.strip())
    past = tmp_path / "past"
    past.mkdir()
    write_results(BAD, past / f"a-{commits[0]}.json")
    write_results(GOOD, past / f"b-{commits[1]}.orders.json")
    assert main(["evals", "history", "past", "-o", "history.html"]) == ExitCode.DONE
    text = (tmp_path / "history.html").read_text(encoding="utf-8")
    assert text.index("Second") < text.index("First")
    assert cells(text, "right.relations") == ["▼ 50.0", "100.0"]
    assert "2026-05-01T12:00:00Z" in text
    write_results(GOOD, past / "of-no-commit.json")
    assert main(["evals", "history", "past", "-o", "history.html", "--force"]) == ExitCode.DONE
    assert len(cells((tmp_path / "history.html").read_text(encoding="utf-8"), "right.relations")) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["evals", "history", "empty"], "empty: no file there ends in .json"),
        (["evals", "history", "none.json"], "none.json: cannot be read"),
        (["evals", "history", "bad.json"], "bad.json: "),
    ],
)
def test_files_that_cannot_be_used_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    assert main(words) == ExitCode.UNUSABLE_INPUT
    error = capfd.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
