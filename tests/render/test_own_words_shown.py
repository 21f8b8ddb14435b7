"""A claim's own words and its resolved words, in every form."""

from __future__ import annotations

import csv
import io

from lxml import html as parser

from factcheck.records import Claim, Report, SentenceOutcome, SentenceRole, VerdictName
from factcheck.render import html, markdown, table, terminal
from factcheck.render.findings import title
from tests.render.reports import FULL, document, judged

STORY = document(
    "story",
    "Coal plant to shut\n"
    "Prairie Electric owns the plant.\n"
    "It was built in 1968, and the company shut it in 2019, Howard Lindqvist said.\n"
    "The hall is green.\n",
    published="2025-02-13",
)
CLAIMS = (
    Claim(id="c1", text="The plant was built in 1968.", sentences=(3,)),
    Claim(id="c2", text="Prairie Electric shut the plant in 2019.", sentences=(3,)),
    Claim(id="c3", text="The hall is green.", sentences=(4,)),
)


def report() -> Report:
    claims = {3: ("c1", "c2"), 4: ("c3",)}
    verdicts = (VerdictName.SUPPORTED, VerdictName.UNCHECKED, VerdictName.SUPPORTED)
    return FULL.model_copy(
        update={
            "story": STORY,
            "sources": (),
            "claims": CLAIMS,
            "coverage": tuple(
                SentenceOutcome(number=n, outcome="claims", claims=claims[n])
                if n in claims
                else SentenceOutcome(number=n, outcome="skipped", reason="opinion")
                for n in range(1, 5)
            ),
            "verdicts": tuple(judged(name, claim=claim.id) for claim, name in zip(CLAIMS, verdicts, strict=True)),
            "quotations": (),
            "reprints": (),
        }
    )


def test_each_claim_marks_its_own_words_and_no_others() -> None:
    sentence = parser.fromstring(html.render(report())).get_element_by_id("sentence-3")
    assert sentence.text_content() == STORY.sentence_text(3)
    marked = [(span.text_content(), span.get("data-claims")) for span in sentence.cssselect(".words")]
    assert marked == [("was built in 1968", "c1"), ("shut it in 2019", "c2")]
    ending = [(span.text_content(), span.get("data-ending")) for span in sentence.cssselect("[data-ending]")]
    assert ending == [("was built in 1968", "c1"), ("shut it in 2019", "c2")]


def test_words_of_two_claims_have_the_more_urgent_look_and_the_names_of_both() -> None:
    texts = ("The plant was built in 1968, Howard Lindqvist said.", "The company shut it, Howard Lindqvist said.")
    claims = (*(c.model_copy(update={"text": text}) for c, text in zip(CLAIMS, texts, strict=False)), CLAIMS[2])
    page = parser.fromstring(html.render(report().model_copy(update={"claims": claims})))
    both = [span for span in page.cssselect("#sentence-3 .words") if span.get("data-claims") == "c1 c2"]
    assert [span.text_content() for span in both] == ["Howard Lindqvist said"]
    assert "v-unchecked" in both[0].get("class")


def test_a_sentence_of_one_claim_needs_no_names_in_it() -> None:
    page = parser.fromstring(html.render(report()))
    assert not page.get_element_by_id("sentence-4").cssselect("[data-ending]")
    assert [span.text_content() for span in page.cssselect("#sentence-4 .words")] == ["The hall is green"]


def test_resolved_words_are_marked_and_say_where_they_come_from() -> None:
    page = parser.fromstring(html.render(report()))
    resolved = page.get_element_by_id("c2").cssselect(".text .resolved")
    assert [(one.text, one.get("title")) for one in resolved] == [
        ("Prairie Electric", "from sentence 2"),
        ("plant", "from sentence 2"),
    ]
    said = " ".join(terminal.render(report(), width=80).split())
    assert "resolved: “Prairie Electric” (from sentence 2), “plant” (from sentence 2)" in said
    assert "Resolved: “Prairie Electric” (from sentence 2), “plant” (from sentence 2)." in markdown.render(report())
    rows = {row["claim"]: row for row in csv.DictReader(io.StringIO(table.render(report()), newline=""))}
    assert rows["c2"]["resolved"] == "Prairie Electric | plant"
    assert rows["c3"]["resolved"] == ""


def test_the_headline_is_the_title_where_the_document_states_none() -> None:
    first, *rest = STORY.sentences
    headed = STORY.model_copy(
        update={"sentences": (first.model_copy(update={"role": SentenceRole.HEADLINE}), *rest), "title": None}
    )
    page = parser.fromstring(html.render(report().model_copy(update={"story": headed})))
    assert page.findtext(".//title") == "Coal plant to shut – fact check"
    assert page.findtext(".//h1") == "Coal plant to shut"
    assert title(STORY) == "story.md"
