"""HTML pages: the article, as trafilatura finds it, without what the page hides."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence

from lxml import etree, html

from factcheck.documents.content import Block, Content
from factcheck.documents.dates import iso_date
from factcheck.documents.decode import decode
from factcheck.documents.formats.hidden import take_out_hidden
from factcheck.documents.formats.markup import blocks_of
from factcheck.errors import DocumentError

# They report what they leave out of a page; the terminal is not the place for that.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
)
_SHOWN = 60


def read(data: bytes, charset: str | None = None) -> Content:
    """The article of a page with its title as the first heading, once.

    `charset` is what the server said. Raises DocumentError when the page is not text or cannot be read as HTML.
    """
    import trafilatura  # slow to import, and the readers of other formats need only the rest of this module

    found = _DECLARED.search(data[:2048])
    text, notices = decode(data, charset or (found[1].decode("ascii") if found else None))
    root = parse(text)
    structured = _structured_dates(root)  # before it goes, with all that no reader sees
    hidden = take_out_hidden(root)
    if hidden:
        notices = (*notices, hidden_notice(hidden))
    article = trafilatura.bare_extraction(
        etree.tostring(root, encoding="unicode", method="html"),
        with_metadata=True,
        include_comments=False,
        favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if article is None or isinstance(article, dict) or article.body is None or not len(article.body):
        title = " ".join(root.xpath("string(//title)").split()) or None
        return Content(blocks_of(root), title=title, notices=(*notices, "no article found; the whole page was read"))
    return Content(
        blocks=_with_title(article.title, blocks_of(article.body)),
        title=article.title or None,
        author=article.author or None,
        publisher=article.sitename or article.hostname or None,
        published=_published(root, structured) or iso_date(article.date),
        notices=notices,
    )


def parse(text: str) -> etree._Element:
    """The page as a tree. Raises DocumentError when there is none."""
    text = _XML_DECLARATION.sub("", text, count=1).replace("\0", "")
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError("cannot be read as HTML: it holds no elements and no text") from error


def hidden_notice(hidden: str) -> str:
    """The line that tells a reader of text that a document hides."""
    shown = hidden if len(hidden) <= _SHOWN else hidden[:_SHOWN].rstrip() + "…"
    return f"left out hidden text of {len(hidden)} characters: “{shown}”"


def _with_title(title: str | None, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    if not title:
        return blocks
    for position, block in enumerate(blocks[:5]):
        if _folded(block.text) == _folded(title):
            return (*blocks[:position], Block(block.text, heading=True), *blocks[position + 1 :])
    return Block(title, heading=True), *blocks


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _published(root: etree._Element, structured: Sequence[object]) -> str | None:
    """When the page was first published, as far as it says so itself; when it was changed is another day."""
    stated = (str(value) for path in _PUBLISHED for value in root.xpath(path))
    dates = map(iso_date, (*stated, *structured))
    return next(filter(None, dates), None)


def _structured_dates(root: etree._Element) -> list[object]:
    """The `datePublished` of what the page's JSON-LD says the page is, not of what that holds in turn."""
    found: list[object] = []
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            said = json.loads(script.text_content())
        except (ValueError, RecursionError):
            continue
        things = said if isinstance(said, list) else [said]
        for thing in things:
            if isinstance(thing, dict):
                graph = thing.get("@graph")
                nodes = [thing, *(graph if isinstance(graph, list) else ())]
                found += [node.get("datePublished") for node in nodes if isinstance(node, dict)]
    return found
