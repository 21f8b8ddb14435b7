"""Markdown, with an optional YAML head of metadata. The markup goes, its text stays: words are what is compared."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml
from markdown_it import MarkdownIt

from factcheck.documents.content import Block, Content
from factcheck.documents.dates import iso_date
from factcheck.documents.decode import decode
from factcheck.documents.formats.hidden import take_out_hidden
from factcheck.documents.formats.html import hidden_notice, parse
from factcheck.documents.formats.markup import blocks_of

_HEAD = re.compile(r"\ufeff?---[ \t]*\n(.{0,20000}?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read(data: bytes, charset: str | None = None) -> Content:
    """The text with headings, list items and paragraphs as blocks, and the metadata of its YAML head."""
    text, notices = decode(data, charset)
    text = re.sub(r"\r\n?", "\n", text)
    metadata, text, complaints = _head(text)
    notices += complaints
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    blocks: tuple[Block, ...] = ()
    if rendered.strip():
        root = parse(f"<html><body>{rendered}</body></html>")
        hidden = take_out_hidden(root)
        blocks = blocks_of(root)
        if hidden:
            notices = (*notices, hidden_notice(hidden))
    return Content(
        blocks,
        title=_words(metadata, "title", "headline"),
        author=_words(metadata, "author", "authors", "byline"),
        publisher=_words(metadata, "publisher", "site", "sitename", "source"),
        published=next(filter(None, (iso_date(metadata.get(key)) for key in ("published", "date"))), None),
        notices=notices,
    )


def _head(text: str) -> tuple[Mapping[str, object], str, tuple[str, ...]]:
    """The metadata, the text after it, and a notice when what looks like a head is none."""
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
