"""The page of a report, opened from disk in a real browser."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from factcheck.records import Report
from factcheck.verdict.worth import with_worth
from tests.render.conftest import Opened
from tests.render.extreme_stories import HOSTILE, hostile, large
from tests.render.reports import FULL, NOTHING
from tests.render.stories import april, real
from tests.render.test_own_words_shown import report as report_of_own_words

Open = Callable[..., Opened]
browser = pytest.mark.browser
FOCUSED = """(() => {
  const e = document.activeElement, claim = e.closest("article");
  if (e === document.body) return "";
  if (claim) return `${claim.id} ${e.localName}`;
  return e.id || e.getAttribute("href") || e.name || (e.matches(".scroller") ? "matrix" : e.localName);
})()"""


def weighed(report: Report) -> Report:
    """The report with the worth of its claims."""
    return report.model_copy(update={"claims": tuple(with_worth(report.claims, report.story))})


def shown_claims(page: Page) -> list[str]:
    shown: list[str] = page.locator("article.claim:visible").evaluate_all("claims => claims.map(claim => claim.id)")
    return shown


@browser
@pytest.mark.parametrize(
    ("report", "scheme", "width"),
    [
        (april(), "light", 1280),
        (april(), "dark", 360),
        (FULL, "light", 360),
        (FULL, "dark", 1280),
        (NOTHING, "light", 360),
        (real(), "light", 1280),
    ],
    ids=["april-light-wide", "april-dark-phone", "full-light-phone", "full-dark-wide", "nothing", "a-real-run"],
)
def test_axe_finds_nothing_serious(opened: Open, report: Report, scheme: str, width: int) -> None:
    page = opened(report, width=width, color_scheme=scheme).page
    if report.claims:
        page.get_by_role("button", name="Open all").click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}] == []


@browser
@pytest.mark.parametrize(
    "report",
    [april(), FULL, hostile(20_000), large(20, 10), real(), weighed(april())],
    ids=["april", "full", "hostile", "large", "a-real-run", "with worth"],
)
def test_a_phone_never_scrolls_sideways(opened: Open, report: Report) -> None:
    page = opened(report, width=360).page
    page.get_by_role("button", name="Open all").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@browser
def test_a_click_on_a_sentence_opens_its_claim(opened: Open) -> None:
    page = opened(april()).page
    expect(page.locator("#c2 details")).not_to_have_attribute("open", "")
    page.locator("#sentence-3").click()
    expect(page.locator("#c2 details")).to_have_attribute("open", "")
    expect(page.locator("#c2 blockquote mark")).to_be_in_viewport()
    expect(page.locator("#sentence-3")).to_have_class(re.compile("current"))
    assert page.url.endswith("#c2")


@browser
def test_a_click_on_the_words_of_a_claim_opens_that_one_and_marks_them(opened: Open) -> None:
    page = opened(report_of_own_words()).page
    page.locator("#sentence-3 .words", has_text="shut it").click()
    expect(page.locator("#c2 details")).to_have_attribute("open", "")
    expect(page.locator("#c1 details")).not_to_have_attribute("open", "")
    current = page.locator("#sentence-3 .words.current")
    assert current.all_text_contents() == ["shut it in 2019"]
    page.locator("a.ref[href='#c1']").hover()
    assert page.locator(".words.pointed").all_text_contents() == ["was built in 1968"]


@browser
def test_words_of_claims_that_are_not_shown_are_not_marked(opened: Open) -> None:
    page = opened(report_of_own_words()).page
    page.locator("input[value='unchecked']").check()
    off = page.locator("#sentence-3 .words.off, #sentence-4 .words.off")
    assert off.all_text_contents() == ["was built in 1968", "The hall is green"]


@browser
def test_a_link_to_a_claim_opens_it_and_so_does_one_to_a_source_of_it(opened: Open) -> None:
    page = opened(april(), at="#c8").page
    expect(page.locator("#c8 details")).to_have_attribute("open", "")
    expect(page.locator("#c8")).to_be_in_viewport()
    page.locator("#matrix a[href='#c10-s2']").click()
    expect(page.locator("#c10-s2")).to_be_in_viewport()


@browser
def test_the_whole_page_can_be_walked_with_the_keyboard(opened: Open) -> None:
    page = opened(april()).page
    seen: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if seen[-1] == "":
            break
    assert seen[0] == "#claims", "the first stop skips to the claims"
    stops = ("#story", "story", "#c2", "sentence-9", "input", "speaker", "c1 a", "c1 summary", "c11 summary", "matrix")
    order = [seen.index(stop) for stop in stops]
    assert order == sorted(order)
    assert seen[-1] == "", "the keyboard leaves the page at its end"


@browser
def test_a_claim_opens_with_enter_and_shows_where_the_focus_is(opened: Open) -> None:
    page = opened(april()).page
    summary = page.locator("#c6 summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#c6 .drift ins").first).to_be_visible()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@browser
def test_arrow_keys_move_in_the_matrix(opened: Open) -> None:
    page = opened(april()).page
    page.locator("#matrix tbody th a").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.hash") == "#c2-s2"
    page.keyboard.press("Enter")
    expect(page.locator("#c2 details")).to_have_attribute("open", "")


@browser
def test_a_skipped_sentence_says_why_on_hover_and_on_focus_until_escape(opened: Open) -> None:
    page = opened(april()).page
    why = page.locator("#why-10")
    expect(why).to_be_hidden()
    page.locator("#sentence-10").hover()
    expect(why).to_be_visible()
    expect(why).to_have_text("skipped: question")
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()
    page.mouse.move(0, 0)
    page.locator("#sentence-14").focus()
    expect(page.locator("#why-14")).to_have_text("skipped: says the same again as c3")
    expect(page.locator("#why-14")).to_be_visible()


@browser
def test_a_failed_sentence_says_so_in_plain_sight(opened: Open) -> None:
    page = opened(april()).page
    expect(page.locator("#story .flag")).to_have_text("! could not check: the model declined")


@browser
def test_a_failed_comparison_is_no_verdict_and_not_mentioned_is_not_unchecked(opened: Open) -> None:
    page = opened(april(), at="#c11").page
    expect(page.locator("#c11-s3 .relation")).to_have_text("! could not check: truncated answer")
    expect(page.locator("#c11 summary .verdict")).to_contain_text("? unchecked")
    expect(page.locator("#c4 summary .verdict")).to_contain_text("○ not mentioned")


@browser
@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        (["contradicted"], ["c2", "c10"]),
        (["disputed"], ["c8"]),
        (["unchecked"], ["c11"]),
        (["drift"], ["c2", "c6", "c7", "c10"]),
        (["person"], ["c2", "c4", "c6", "c7", "c8", "c9", "c10", "c11"]),
        (["disputed", "unchecked"], ["c8", "c11"]),
    ],
)
def test_filters_show_what_they_name(opened: Open, filters: list[str], shown: list[str]) -> None:
    page = opened(april()).page
    for value in filters:
        page.locator(f"input[value={value}]").check()
    assert shown_claims(page) == shown
    expect(page.get_by_role("status")).to_have_text(f"{len(shown)} of 11 claims shown")
    rows = page.locator("#matrix tbody tr:visible").evaluate_all("rows => rows.map(row => row.dataset.claim)")
    assert rows == shown
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("status")).to_have_text("11 of 11 claims shown")
    assert len(shown_claims(page)) == 11


@browser
def test_filters_by_speaker_and_source_narrow_together(opened: Open) -> None:
    page = opened(april()).page
    page.get_by_label("Speaker").select_option("one official")
    assert shown_claims(page) == ["c6", "c7"]
    page.get_by_label("Source that speaks").select_option("s2")
    assert shown_claims(page) == []
    page.get_by_label("Speaker").select_option("")
    assert shown_claims(page) == ["c5", "c8", "c10"]


@browser
def test_a_link_to_a_claim_that_a_filter_hides_takes_the_filter_away(opened: Open) -> None:
    page = opened(april()).page
    page.locator("input[value=disputed]").check()
    page.locator("#story a[href='#c3']").first.click()
    expect(page.locator("#c3 details")).to_have_attribute("open", "")
    assert len(shown_claims(page)) == 11


@browser
def test_the_page_of_a_real_run_shows_all_that_it_found(opened: Open) -> None:
    report = real()
    page = opened(report).page
    assert shown_claims(page) == [claim.id for claim in report.claims]
    page.get_by_role("button", name="Open all").click()
    for verdict in report.verdicts:
        for drift in verdict.drifts:
            expect(page.locator(f"#{verdict.claim}")).to_contain_text(drift.message)


@browser
def test_the_difference_of_the_two_spans_is_aligned(opened: Open) -> None:
    page = opened(april(), at="#c2").page
    drift = page.locator("#c2 .drift")
    assert drift.locator("ins").all_inner_texts() == [
        "over",
        "Russia’s machine-tool imports came from China, totalling around",
    ]
    assert drift.locator("del").all_inner_texts() == ["more than", "the", "of machine tools"]


@browser
def test_without_javascript_everything_is_there(opened: Open) -> None:
    page = opened(april(), java_script_enabled=False).page
    expect(page.locator("form.filters")).to_be_hidden()
    page.locator("#c8 summary").click()
    expect(page.locator("#c8 mark").first).to_have_text(
        "Trade between Russia and China rose by 26 % to $240 billion last year, customs figures show."
    )


@browser
def test_the_print_holds_every_claim_s_evidence_and_every_reason(opened: Open) -> None:
    page = opened(april()).page
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    for words in ("fourteen Chinese companies", "skipped: prediction", "SHA-256", "2024-04-12T16:05:00-04:00", "c11"):
        assert words in text
    assert page.locator("details[open]").count() == 0, "after printing the page is as it was"


@browser
def test_hostile_text_changes_nothing_but_text(opened: Open) -> None:
    report = hostile()
    value = hostile(5_000).model_dump_json()
    for number, line in enumerate(HOSTILE):
        value = value.replace(json.dumps(line, ensure_ascii=False), f'"tame words {number}"')
    # Offsets no longer fit the tame texts, but the tags of the head, the claims and the foot do not depend on them.
    tame = Report.model_validate_json(value)
    shape = """[...document.querySelectorAll("header *, article.claim, summary *, .disagree *, footer *")]
      .filter((e) => !e.matches(".gap")).map((e) => [e.tagName, ...e.getAttributeNames()].join(" "))"""
    attacked = opened(report).page
    assert attacked.evaluate(shape) == opened(tame).page.evaluate(shape)
    assert attacked.title() == f"{HOSTILE[0]} – fact check"
    assert attacked.locator("script, style, img, svg, [onerror], [onload], [onfocus]").count() == 2
    assert attacked.locator("a[href^='javascript' i]").count() == 0
    for number, line in enumerate(HOSTILE, start=1):
        assert attacked.locator(f"#sentence-{number}").text_content() == line
    assert len(attacked.locator("#sentence-7").text_content() or "") == 1_000_000
    assert "characters not shown" in (attacked.locator("#c7-s1").text_content() or "")


@browser
def test_marks_of_writing_direction_reorder_nothing_around_them(opened: Open) -> None:
    page = opened(hostile(2_000)).page
    loose = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            if (!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(walker.currentNode.data) || parent.matches("option, script")) continue;
            let isolated = false;
            for (let e = parent; e && !isolated; e = e.parentElement) {
              isolated = getComputedStyle(e).unicodeBidi.startsWith("isolate");
              if (getComputedStyle(e).display === "block") break;
            }
            if (!isolated) found.push(parent.outerHTML.slice(0, 120));
          }
          return found;
        }"""
    )
    assert loose == []


@browser
def test_a_hundred_claims_and_ten_sources_stay_usable(opened: Open) -> None:
    page = opened(large(100, 10), at="#c100").page
    expect(page.locator("#c100 details")).to_have_attribute("open", "")
    page.get_by_label("Speaker").select_option("speaker 3")
    expect(page.get_by_role("status")).to_have_text("14 of 100 claims shown")  # within the browser's own patience
    assert page.evaluate("document.querySelectorAll('*').length") < 25_000
