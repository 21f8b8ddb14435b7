"""Markdown, with an optional YAML head of metadata. The markup goes and the text stays, because a check compares
words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from factcheck.documents.content import Block, Content, left_out
from factcheck.documents.dates import iso_date
from factcheck.documents.decode import decode
from factcheck.documents.formats.edited import take_out_edits
from factcheck.documents.formats.hidden import take_out_hidden
from factcheck.documents.formats.html import parse
from factcheck.documents.formats.markup import blocks_of
from factcheck.documents.formats.tables import straighten_tables

_HEAD = re.compile(r"\ufeff?---[ \t]*\n(.{0,20000}?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read(data: bytes, charset: str | None = None) -> Content:
    """The text with headings, list items and paragraphs as blocks, and the metadata of its YAML head."""
    text, notices = decode(data, charset)
    text = re.sub(r"\r\n?", "\n", text)
    metadata, text, complaints = _head(text)
    notices += complaints
    rendered = _rendered(text)
    blocks: tuple[Block, ...] = ()
    if rendered.strip():
        root = parse(f"<html><body>{rendered}</body></html>")
        notices += left_out("hidden text", take_out_hidden(root)) + take_out_edits(root)
        straighten_tables(root)
        blocks = blocks_of(root)
    return Content(
        blocks,
        title=_words(metadata, "title", "headline"),
        author=_words(metadata, "author", "authors", "byline"),
        publisher=_words(metadata, "publisher", "site", "sitename", "source"),
        published=next(filter(None, (iso_date(metadata.get(key)) for key in ("published", "date"))), None),
        notices=notices,
    )


def _rendered(text: str) -> str:
    """The text as HTML, with every footnote: the parser drops those without a reference, so each gets one."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    noted: dict[str, Any] = {}
    rendered: str = parser.render(text, noted)
    alone = [label for label, place in noted.get("footnotes", {}).get("refs", {}).items() if place < 0]
    return parser.render(text + "\n\n" + " ".join(f"[^{label[1:]}]" for label in alone)) if alone else rendered


def _head(text: str) -> tuple[Mapping[str, object], str, tuple[str, ...]]:
    """The metadata, the text after it, and a notice if an apparent head is not one."""
    found = _HEAD.match(text)
    if not found:
        return {}, text, ()
    try:
        metadata = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, text, ("the head between --- lines is not valid YAML and was kept as text",)
    if not isinstance(metadata, dict):
        return {}, text, ()
    return {str(key).lower(): value for key, value in metadata.items()}, text[found.end() :], ()


def _words(metadata: Mapping[str, object], *keys: str) -> str | None:
    for key in keys:
        value = metadata.get(key)
        values = value if isinstance(value, list) else [value]
        words = ", ".join(" ".join(str(part).split()) for part in values if isinstance(part, str | int | float))
        if words:
            return words
    return None
