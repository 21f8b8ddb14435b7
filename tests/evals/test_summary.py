"""The summary says what got worse first, in every form; text from stories and models stays text."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright
from rich.cells import cell_len

from evals.gate import first_baseline
from evals.outcomes import Extracted
from evals.results import Results
from evals.scores import CaseScores, Score
from evals.scoring.tally import named
from evals.statistics import Parts
from evals.summary import machine, markdown, page, terminal, wording
from evals.summary.overview import Overview, overview, side_by_side
from evals.summary.page import Fate, StoryRun
from factcheck.records import Claim, Document, Failure, FailureKind, Sentence, SentenceOutcome, SkipReason, Usage
from tests.evals.runs import MODEL, origin_of, results_of
from tests.render.conftest import NAMES, QUIET

RIGHT, FOUND, SKIPS = "right.relations", "complete.claims_found", "complete.sentences_skipped_as_in_gold"
STORIES = tuple(f"story-{n:02}" for n in range(12))
EVIL = '<script>alert("1")</script> | [x](javascript:alert(1)) \x1b[31m\u202e & `a`'
PAGE = Path(page.__file__).parent / "page"


def run(right: float = 8, found: float = 8, *, missed: str = "c1 “Eleven.”", recorded: str = "first") -> Results:
    metrics: dict[str, dict[str, Parts]] = {
        RIGHT: dict.fromkeys(STORIES, (right, 10)),
        FOUND: dict.fromkeys(STORIES, (found, 10)),
        SKIPS: {"story-00": (17, 20)},
    }
    lines = {(RIGHT, story): (missed,) for story in STORIES}
    results = results_of(metrics, origin=origin_of(*STORIES, recorded=recorded), missed=lines)
    return results.model_copy(update={"usage": {"comparison": Usage(calls=1234)}, "seconds": {"comparison": 61.0}})


def worse_and_better() -> Overview:
    return side_by_side(
        run(8, 8), run(6, 9, missed="c2 “Twelve.”", recorded="later"), names=("tapes of HEAD", "this tree")
    )


# What there is to tell


def test_a_run_alone_is_held_against_nothing() -> None:
    told = overview(run())
    assert (told.before, told.gated, told.findings) == (None, False, ())
    assert "3 metrics, held against nothing." in terminal.render(told)


def test_a_run_against_its_own_baseline_passes() -> None:
    told = overview(run(), first_baseline(run()))
    assert (
        terminal.render(told).splitlines()[1]
        == "The gate passes. Nothing got worse, 0 better, 3 cannot tell, against baseline."
    )


def test_what_got_worse_comes_first() -> None:
    told = overview(run(6, 9), first_baseline(run(8, 8)).model_copy(update={"older": (RIGHT,)}))
    forms = {terminal.render(told): ("▼ right", "▲ complete"), markdown.render(told): ("▼ right", "▲ complete")}
    forms[page.render(told, run(6, 9))] = (">Worse<", ">Better<")
    for text, changes in forms.items():
        order = [
            text.lower().index(words.lower())
            for words in ("The gate fails, for 1 reason.", "Why the gate fails", *changes, "95 %")
        ]
        assert order == sorted(order)


def test_seventeen_of_twenty_is_not_eight_hundred_fifty_of_a_thousand() -> None:
    few, many = (terminal.render(overview(results_of({RIGHT: {"tram": parts}}))) for parts in ((17, 20), (850, 1000)))
    assert re.search(r"85\.0 +17/20 +64–95\*", few)
    assert re.search(r"85\.0 +850/1,000 +83–87\*", many)


def test_flips_are_named_with_their_texts() -> None:
    told = worse_and_better()
    assert [flip.metric for flip in told.flips] == [RIGHT] * 12 + [FOUND] * 12
    assert (told.flips[0].newly_missed, told.flips[0].no_longer_missed) == (("c2 “Twelve.”",), ("c1 “Eleven.”",))
    assert "now missed: c2 “Twelve.”" in markdown.render(told)


def test_a_claim_that_only_moved_up_by_one_did_not_flip() -> None:
    """One claim more in a story gives all that follow it another id."""
    before = run(right=6, missed="c18 “Nobody complains.”")
    now = run(right=7, missed="c19 “Nobody complains.”")
    (flip, *_) = side_by_side(before, now).flips
    assert (flip.newly_missed, flip.no_longer_missed) == ((), ())


def lacking(story: str) -> tuple[str, str]:
    return (
        f"complete/{story}",
        f"cassettes/extraction/{story}.yaml is stale: prompts/extract.md changed; record it: do so",
    )


def test_cases_that_share_their_reason_are_one_line() -> None:
    stories = tuple(f"s{number}" for number in range(5))
    told = side_by_side(run(), run().model_copy(update={"unplayed": dict(map(lacking, stories))}))
    assert wording.headline(told).endswith(" 5 cases could not be played.")
    assert wording.notes(told)["Could not be played"] == (
        "complete/s0, complete/s1, complete/s2 and 2 more: "
        "cassettes/extraction/*.yaml is stale: prompts/extract.md changed; record it: do so",
    )


def test_a_case_alone_keeps_its_own_reason() -> None:
    told = side_by_side(run(), run().model_copy(update={"unplayed": dict([lacking("a")])}))
    assert wording.notes(told)["Could not be played"] == (": ".join(lacking("a")),)


def test_scores_stand_beside_those_of_the_same_stories() -> None:
    """What could not be played is in neither score, and its tape is not told to be gone."""
    both = results_of({"complete.found": {"tram": (6, 10), "pier": (1, 10)}})
    one = results_of({"complete.found": {"tram": (7, 10)}}).model_copy(
        update={"unplayed": {"complete/pier": "is stale"}}
    )
    told = side_by_side(both, one)
    (row,) = told.rows
    assert [side and side.value for side in (row.before, row.now)] == [0.6, 0.7]
    assert row.compared
    assert row.compared.difference == pytest.approx(0.1)
    assert not any("cassettes" in line for lines in told.moved.values() for line in lines)


def test_runs_of_one_name_are_told_apart() -> None:
    told = side_by_side(run(), run())
    assert (told.before, told.name) == (
        "small-instruct-q4 (compare v3), run A",
        "small-instruct-q4 (compare v3), run B",
    )


def test_another_model_is_named_and_its_failures_are_beside() -> None:
    other = run().model_copy(update={"origin": origin_of(*STORIES, model=MODEL.model_copy(update={"name": "bigger"}))})
    failing = other.model_copy(
        update={"cases": (*other.cases, CaseScores(eval="right", case="x", scores=(), failures=3))}
    )
    text = terminal.render(side_by_side(run(), failing))
    assert "bigger (compare v3)" in text
    assert "right 3 (steps without an answer: in no score)\n  before: none" in text
    assert "model: name small-instruct-q4 -> bigger" in text


# The forms


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("color", [False, True])
def test_the_terminal_form_keeps_to_its_width(width: int, color: bool) -> None:
    text = terminal.render(worse_and_better(), width=width, color=color)
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(cell_len(line) for line in bare.splitlines()) <= width
    assert ("\x1b" in text) == color
    assert color or not any(line.endswith(" ") for line in bare.splitlines())


def test_nothing_steers_the_terminal() -> None:
    told = side_by_side(run(), run(6, missed=EVIL), names=("a", EVIL))
    assert not set(terminal.render(told)) & {"\x1b", "\u202e"}


def test_markdown_shows_what_is_in_the_lines_and_makes_nothing_of_it() -> None:
    told = side_by_side(run(), run(6, missed=EVIL), names=("a", EVIL))
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown.render(told))
    assert not re.search(r"<script|<a |<img", html)
    assert "&lt;script&gt;alert(" in html
    rows = re.findall(r"<tr>.*?</tr>", html, re.S)
    assert {row.count("<t") - 1 for row in rows} == {7}


def test_the_json_is_the_overview() -> None:
    told = worse_and_better()
    content = json.loads(machine.render(told))
    assert content.pop("headline") == "1 worse, 1 better, 1 cannot tell, against tapes of HEAD."
    assert Overview.model_validate(content) == told
    assert machine.render(told) == machine.render(worse_and_better())


# The page

TEXT = "Headline here\n\nIt weighs 310kg & <b>costs</b> £18,000. Will it ring? It is old."
SENTENCES = ("Headline here", "It weighs 310kg & <b>costs</b> £18,000.", "Will it ring?", "It is old.")


def story_run(case: str = "story-00", **tapes: str) -> StoryRun:
    starts = [TEXT.index(text) for text in SENTENCES]
    story = Document(
        id="story", name="story.md", origin="seeds", media_type="text/markdown", text=TEXT, sha256="0" * 64,
        sentences=tuple(
            Sentence(number=n, start=start, end=start + len(text))
            for n, (start, text) in enumerate(zip(starts, SENTENCES, strict=True), start=1)
        ),
    )  # fmt: skip
    claims = (
        Claim(id="c1", text="The bell weighs 310 kg.", sentences=(2,)),
        Claim(id="c2", text="The bell costs <b>£18,000</b>.", sentences=(2,), speaker="A <i>dealer</i>"),
        Claim(id="c3", text="The headline is here.", sentences=(1,)),
    )
    failure = Failure(step="extract", kind=FailureKind.TRUNCATED, detail="cut off")
    coverage = (
        SentenceOutcome(number=1, outcome="claims", claims=("c3",)),
        SentenceOutcome(number=2, outcome="claims", claims=("c1", "c2")),
        SentenceOutcome(number=3, outcome="skipped", reason=SkipReason.QUESTION),
        SentenceOutcome(number=4, outcome="failed", failure=failure),
    )
    return StoryRun(case, story, Extracted(claims, coverage), tapes)


def scored(*scores: Score) -> Results:
    results = run()
    return results.model_copy(
        update={"cases": (*results.cases, CaseScores(eval="faithful", case="story-00", scores=scores))}
    )


class Reader(HTMLParser):
    """The text inside elements of a class, and every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_claims_are_coloured_by_what_became_of_them() -> None:
    story = story_run()
    c1, c2, _ = story.extracted.claims
    results = scored(
        Score(metric="faithful.entailed", hits=2, of=3, missed=(f"{named(c1)}: 0.21",)),
        Score(metric="complete.claims_in_gold", hits=2, of=3, missed=(named(c2),)),
    )
    html = page.render(overview(results), results, [story])
    fates = {
        tag[1]["id"]: tag[1]["class"] for tag in Reader(html).tags if (tag[1].get("id") or "").startswith("story-00-")
    }
    assert fates == {
        "story-00-c1": f"f-{Fate.UNFAITHFUL}",
        "story-00-c2": f"f-{Fate.NOT_IN_GOLD}",
        "story-00-c3": f"f-{Fate.SOUND}",
    }
    assert (
        f'<span class="sentence f-{Fate.UNFAITHFUL}">It weighs 310kg &amp; &lt;b&gt;costs' in html
    )  # the worst of two
    assert 'title="skipped: question">Will it ring?' in html
    assert 'class="sentence failed" title="could not check: truncated answer">It is old.' in html


def test_the_page_holds_the_whole_story_and_the_tapes() -> None:
    html = page.render(overview(run()), run(), [story_run(extraction="../cassettes/extraction/story-00.yaml")])
    (shown,) = re.findall(r'<div class="story own" dir="auto">(.*?)</div>', html, re.S)
    words = re.sub(r'<(a|small) class="(ref|why)[^>]*>.*?</\1>', "", shown, flags=re.S)
    assert re.sub(r"<[^>]+>", "", words).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">") == TEXT
    assert '<a href="../cassettes/extraction/story-00.yaml">extraction</a>' in html


def test_every_link_within_the_page_leads_somewhere() -> None:
    told = worse_and_better()
    tags = Reader(page.render(told, run(), [story_run()])).tags
    ids = {attrs["id"] for _, attrs in tags if "id" in attrs}
    links = {str(attrs["href"])[1:] for tag, attrs in tags if tag == "a" and str(attrs.get("href")).startswith("#")}
    assert links
    assert links <= ids


def test_no_text_becomes_markup_and_nothing_is_loaded() -> None:
    told = side_by_side(run(), run(6, missed=EVIL), names=("a", EVIL))
    html = page.render(told, run(6, missed=EVIL), [story_run()])
    tags = Reader(html).tags
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "i"}
    assert "<b>costs" not in html
    assert not [attrs for _, attrs in tags if any(name == "src" or name.startswith("on") for name in attrs)]
    assert "javascript:" not in str([attrs.get("href") for _, attrs in tags])


def test_the_policy_allows_the_page_s_own_style_and_nothing_else() -> None:
    html = page.render(overview(run()), run())
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.S)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_ink_can_be_read_on_every_paper_it_stands_on(scheme: int) -> None:
    style = (PAGE / "page.css").read_text(encoding="utf-8")
    both = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)
    ]
    assert set(both[0]) == set(both[1])
    colours = both[scheme]
    pairs = [(ink, paper) for ink in ("ink", "soft", "link", "good", "bad", "between") for paper in ("paper", "raised")]
    pairs += [("ink", f"{tone}-wash") for tone in ("good", "bad", "between")] + [("bad", "bad-wash")]
    for ink, paper in pairs:
        light, dark = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)


@pytest.mark.browser
def test_the_page_is_read_at_360_pixels_in_light_and_dark(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.render(worse_and_better(), run(6, 9), [story_run(extraction="tape.yaml")]), encoding="utf-8")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser on this machine: none of {', '.join(NAMES)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for scheme in schemes:
            context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme, bypass_csp=True)
            shown = context.new_page()
            shown.goto(file.as_uri())
            shown.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            assert shown.evaluate("document.documentElement.scrollWidth") <= 360
            problems = Axe().run(shown).response["violations"]
            assert [(problem["id"], problem["nodes"][0]["html"]) for problem in problems] == []
            context.close()
        browser.close()
