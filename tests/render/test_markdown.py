"""Reports as Markdown, read back by a Markdown parser."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from factcheck.render.escaping import escaped, isolated, without_controls
from factcheck.render.markdown import render
from tests.render.extreme_stories import HOSTILE, hostile
from tests.render.reports import FULL, NOTHING
from tests.render.stories import april

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)

# What Markdown itself is made of, and what HTML is: far likelier to break out than letters.
NASTY = st.text(
    alphabet=st.sampled_from(list("*_`~[]()<>!#|\\&;:/=+-.0123 \n\tawx@$^{}'\"\u202e\u2066\u2069")), max_size=60
)
DIRECTIONS = "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"


def words(tokens: list[Token]) -> str:
    """The text that a reader sees."""
    return "".join(token.content for token in tokens if token.type in {"text", "text_special"})


def undirected(text: str) -> str:
    return re.sub(f"[{DIRECTIONS}]", "", text)


@settings(max_examples=200, deadline=None)
@given(st.one_of(NASTY, st.text(max_size=60)))
@example("1. one\n2. two")
@example("    indented code")
@example("---")
@example("a\n===")
@example("&lt;b&gt; &#35;")
@example("https://evil.example www.evil.example")
def test_escaped_text_is_read_back_as_itself(text: str) -> None:
    text = text.replace("\0", "")
    tokens = PARSER.parse(escaped(text))
    expected = undirected(" ".join(without_controls(text).split()))
    if not tokens:
        assert expected.strip() == ""
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert undirected(words(children)).strip() == expected.strip()


@given(st.text(alphabet=DIRECTIONS + "ab "))
def test_an_isolated_text_closes_what_it_opens_and_nothing_else(text: str) -> None:
    depth = 0
    for position, character in enumerate(made := isolated(text)):
        depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
        assert depth >= 0
        if any(mark in text for mark in DIRECTIONS) and position < len(made) - 1:
            assert depth > 0, "our own isolate ends with the text"
    assert depth == 0


def test_text_without_marks_of_direction_stays_as_it_is() -> None:
    assert isolated("עברית and plain words") == "עברית and plain words"


def test_the_headline_comes_first() -> None:
    lines = render(april()).splitlines()
    assert lines[0].startswith("# Fact check: China is helping Russia arm")
    counts = (
        "**11 claims:** 2 ✗ contradicted, 1 ≠ disputed, 1 ? unchecked, 0 ~ unclear, 0 ◐ partly supported, "
        "1 ○ not mentioned, 6 ✓ supported; 4 Δ with drift."
    )
    assert lines.index(counts) < lines.index("## Matrix")
    assert "16 sentences: 11 with claims, 4 skipped, 1 failed." in lines


@pytest.mark.parametrize(
    "report", [april(), FULL, NOTHING, hostile(5_000)], ids=["april", "full", "nothing", "hostile"]
)
def test_every_footnote_is_used_once_and_every_row_has_every_column(report: object) -> None:
    text = render(report)  # type: ignore[arg-type]
    defined = re.findall(r"^\[\^(e\d+)\]:", text, re.M)
    used = re.findall(r"(?<!\\)\[\^(e\d+)\](?!:)", text)
    assert sorted(defined) == sorted(used) == sorted(set(defined))
    tokens = PARSER.parse(text)
    widths = []
    for token in tokens:
        if token.type == "tr_open":
            widths.append(0)
        elif token.type in {"td_open", "th_open"}:
            widths[-1] += 1
    assert len(set(widths)) == 1
    assert len(widths) == 1 + len(report.claims)  # type: ignore[attr-defined]


def test_a_hostile_story_makes_no_link_no_image_no_html() -> None:
    tokens = PARSER.parse(render(hostile(5_000)))
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in [*tokens, *inline]}
    assert not kinds & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "code_inline",
        "fence",
        "code_block",
        "em_open",
    }
    assert sum(token.type == "heading_open" and token.tag == "h1" for token in tokens) == 1
    for line in HOSTILE:
        assert undirected(line) in undirected(words(inline))


def test_a_failure_and_silence_are_different_words() -> None:
    text = render(april())
    assert "- ! **could not check: truncated answer** (s3, transcript.pdf)" in text
    assert "## c4: ○ not mentioned" in text
    assert "## c11: ? unchecked" in text


def test_sentences_without_a_claim_are_listed_with_their_reason() -> None:
    text = render(april())
    assert "- sentence 10, skipped: question: “What will Europe do about it?”" in text
    assert "- sentence 15, ! could not check: the model declined: “Chinese chips" in text
    assert "skipped: says the same again as c3" in text
