"""What pages, PDFs, Word documents and plain text hold beside their prose: kept, or named in a notice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import factcheck
from tests.documents.files import pdf_bytes
from tests.growth import assert_not_quadratic

LONG = (
    "The count in all nine wards of Holm ended shortly after midnight on Monday, the clerk of the town told the press."
)
PAGE = '<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{before}<main><article><h1>Vote in Holm</h1>'
PAGE += f"<p>{LONG}</p>{{body}}<p>{LONG}</p></article></main>{{after}}</body></html>"


def page(**parts: str) -> bytes:
    given = {"title": "Vote in Holm", "head": "", "before": "", "body": "", "after": "", **parts}
    return PAGE.format(**given).encode()


def loaded(tmp_path: Path, name: str, data: bytes) -> factcheck.Document:
    (tmp_path / name).write_bytes(data)
    return factcheck.load(tmp_path / name)


def test_a_caption_is_kept_and_what_stands_beside_the_article_is_named(tmp_path: Path) -> None:
    figure = "<figure><img src=x><figcaption>Lund on the pier on 3 May.</figcaption></figure>"
    aside = "<aside><h2>Related</h2><p>The harbour master resigns over missing millions.</p></aside>"
    document = loaded(tmp_path, "a.html", page(body=figure, after=aside))
    assert "Lund on the pier on 3 May." in document.text
    assert "resigns" not in document.text
    assert any("beside the article" in notice and "Related The harbour master" in notice for notice in document.notices)


def test_the_day_of_a_change_is_no_publication_date(tmp_path: Path) -> None:
    changed = '<meta property="article:modified_time" content="2024-06-02T09:00:00Z">'
    document = loaded(tmp_path, "a.html", page(head=changed, body="<p>Updated on 2 June 2024</p>"))
    assert document.published is None
    assert "says when it was changed (2024-06-02), not when it was published" in document.notices


def test_the_article_is_dated_before_the_page_around_it(tmp_path: Path) -> None:
    said = (
        '[{"@type": "WebPage", "datePublished": "2020-01-01"}, {"@type": "NewsArticle", "datePublished": "2024-05-14"}]'
    )
    head = f'<script type="application/ld+json">{said}</script>'
    assert loaded(tmp_path, "a.html", page(head=head)).published == "2024-05-14"


def test_a_page_that_a_script_shows_is_read(tmp_path: Path) -> None:
    assert LONG in loaded(tmp_path, "a.html", page(head="<style>body{visibility:hidden}</style>")).text


def test_a_page_of_many_elements_is_read_whole_in_a_time_that_grows_with_their_number_alone(tmp_path: Path) -> None:
    def run(data: bytes) -> None:
        assert any("too many elements" in notice for notice in loaded(tmp_path, "a.html", data).notices)

    assert_not_quadratic(lambda size: page(body=f"<p>{'<b>x y</b> ' * size}</p>"), run, size=2_000)


def test_a_page_that_nests_too_deep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(factcheck.DocumentError, match="nest more than 1,000 deep"):
        loaded(tmp_path, "a.html", page(body="<div>" * 1_500 + "deep" + "</div>" * 1_500))


def test_words_broken_at_a_line_end_in_a_pdf_and_in_plain_text(tmp_path: Path) -> None:
    lines = [
        "The har-",
        "bour is a well-",
        "known, anti-",
        "American one, for two-",
        "and three-year plans of 2010-",
        "2014.",
    ]
    whole = "The harbour is a well-known, anti-American one, for two- and three-year plans of 2010-2014."
    assert loaded(tmp_path, "a.pdf", pdf_bytes(lines)).text == whole
    text = loaded(tmp_path, "a.txt", "\n".join(lines).encode())
    assert " ".join(text.text.split()) == whole
    assert "joined 1 word broken at a line end" in text.notices


def test_a_page_without_text_among_others_is_named(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a.pdf", pdf_bytes(["The pier is shut."], [], ["It costs 4.2 million."]))
    assert any("on page 2 of 3" in notice for notice in document.notices)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_and_said(tmp_path: Path, encoding: str) -> None:
    document = loaded(tmp_path, "a.txt", "Zoë paid €4.2 million.\n".encode(encoding))
    assert document.text == "Zoë paid €4.2 million."
    assert any(encoding in notice for notice in document.notices)


@pytest.mark.parametrize("slug", ["HOLM-PIER, 2nd Ld-Writethru", "HOLM-VOTE (1st Lead)", "Eds: Updates with quotes."])
def test_a_line_for_editors_is_no_title(tmp_path: Path, slug: str) -> None:
    assert (
        loaded(tmp_path, "a.txt", f"{slug}\n\nHolm shuts pier\n\nThe council voted.\n".encode()).title
        == "Holm shuts pier"
    )


def test_a_pipe_that_nobody_writes_to_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(factcheck.DocumentError, match="a pipe that nobody writes to"):
        factcheck.load(tmp_path / "a.txt")
