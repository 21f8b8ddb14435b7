"""HTML pages: the article, as trafilatura finds it, without what the page hides."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from lxml import etree, html

from factcheck.documents.content import Block, Content, left_out
from factcheck.documents.dates import iso_date
from factcheck.documents.decode import decode
from factcheck.documents.formats.edited import take_out_edits
from factcheck.documents.formats.hidden import take_out_hidden
from factcheck.documents.formats.markup import blocks_of
from factcheck.documents.formats.page import (
    articles_first,
    beside,
    changed_on,
    folded,
    is_crowded,
    keep_captions,
    stated_title,
    structured_data,
    take_out_consent,
    whole_article,
)
from factcheck.documents.formats.tables import straighten_tables
from factcheck.documents.limits import DEEP, MAX_ATTRIBUTES, MAX_DEEP, MAX_DEPTH
from factcheck.errors import DocumentError

# They log what they leave out of a page; the terminal is not the place for that.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_DECLARED = re.compile(
    rb"(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_WINDOWS_NUMBER = re.compile(r"&#(?:(1[2-5]\d)|x([89][0-9a-f]))(?:;|(?![0-9a-z]))", re.IGNORECASE)
"""A character by its number in Windows-1252, which browsers read so: "&#150;" is a dash."""
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_OPENING = re.compile(r"<(?:([a-zA-Z][^\s/>]*)|!--)")
_MARK = re.compile(r">|=\s{0,20}[\"']")
_VALUE = re.compile(r"=\s{0,20}(?:\"[^\"]*\"|'[^']*')")
_BETWEEN = re.compile(r"[\s/]+")
_CLOSING = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
_PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
)


def read(data: bytes, charset: str | None = None) -> Content:
    """The article of a page with its title as the first heading, once.

    `charset` is the server's. Raises DocumentError if the page is not text or cannot be read as HTML.
    """
    import trafilatura  # slow to import, and the readers of other formats need only the rest of this module

    root, notices = _tree(data, charset)
    described = structured_data(root)  # before it is removed with everything else that no reader sees
    hidden = take_out_hidden(root)
    notices += left_out("hidden text", hidden) + take_out_edits(root) + take_out_consent(root)
    published = _published(root, [node.get("datePublished") for node in articles_first(described)])
    keep_captions(root)
    straighten_tables(root)
    if is_crowded(root):
        words = "has too many elements to look for the article among them; the whole page was read"
        return _whole(root, stated_title(root, described), published, (*notices, words))
    article = trafilatura.bare_extraction(
        etree.tostring(root, encoding="unicode", method="html"),
        with_metadata=True,
        include_comments=False,
        favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if article is None or isinstance(article, dict) or article.body is None or not len(article.body):
        return _whole(root, None, published, (*notices, "no article found; the whole page was read"))
    title = stated_title(root, described) or article.title or None
    blocks = blocks_of(article.body)
    blocks = _with_title(title, whole_article(root, blocks) or blocks)
    if published is None and (published := iso_date(article.date)) in (changed := changed_on(root, described)):
        notices += (f"says when it was changed ({', '.join(sorted(changed))}), not when it was published",)
        published = None
    return Content(
        blocks=blocks,
        title=title,
        author=article.author or None,
        publisher=article.sitename or article.hostname or None,
        published=published,
        notices=notices + beside(root, blocks),
    )


def _whole(root: etree._Element, title: str | None, published: str | None, notices: tuple[str, ...]) -> Content:
    title = title or " ".join(str(root.xpath("string(//title)")).split()) or None
    return Content(blocks_of(root), title=title, published=published, notices=notices)


def read_whole(data: bytes, charset: str | None = None) -> Content:
    """Everything that a page shows, for pages of plain text: a book's, or the body of an e-mail.

    Raises DocumentError like `read`.
    """
    root, notices = _tree(data, charset)
    notices += left_out("hidden text", take_out_hidden(root)) + take_out_edits(root)
    straighten_tables(root)
    title = " ".join(str(root.xpath("string(//title)")).split())
    return Content(blocks_of(root), title=title or None, notices=notices)


def _tree(data: bytes, charset: str | None) -> tuple[etree._Element, tuple[str, ...]]:
    found = _DECLARED.search(data[:2048])
    text, notices = decode(data, charset or (found[1].decode("ascii") if found else None))
    return parse(text), notices


def parse(text: str) -> etree._Element:
    """The page as a tree. Raises DocumentError if there is none, or a tag has too many attributes."""
    text = _XML_DECLARATION.sub("", text, count=1).replace("\0", "")
    text = _WINDOWS_NUMBER.sub(_windows_character, text)
    _refuse_overlong_tags(text)
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))
        _refuse_too_deep(root)
        return root
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError("cannot be read as HTML: it holds no elements and no text") from error


def _refuse_too_deep(root: etree._Element) -> None:
    """Raises DocumentError if elements nest so deep that the parser drops their content, or too many nest deep."""
    depth = deep = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise DocumentError(f"has elements that nest more than {MAX_DEPTH:,} deep")
        deep += event == "start" and depth > DEEP
        if deep > MAX_DEEP:
            raise DocumentError(f"has more than {MAX_DEEP:,} elements that nest more than {DEEP} deep")


def _refuse_overlong_tags(text: str) -> None:
    """Raises DocumentError if a tag has too many attributes. One pass, which ignores the content of scripts and
    comments."""
    at = 0
    while opening := _OPENING.search(text, at):
        name = opening[1]
        if name is None:
            end = text.find("-->", opening.end())
        else:
            end = _end_of_tag(text, opening.end())
            if (end if end >= 0 else len(text)) - opening.end() > MAX_ATTRIBUTES:
                attributes = _VALUE.sub("=x ", text[opening.end() : end if end >= 0 else len(text)])
                if len(_BETWEEN.split(attributes, MAX_ATTRIBUTES + 1)) > MAX_ATTRIBUTES:
                    raise DocumentError(f"has a tag <{name[:20]}> with more than {MAX_ATTRIBUTES:,} attributes")
            if name.lower() in ("script", "style") and end >= 0:
                closing = _CLOSING[name.lower()].search(text, end)
                end = closing.start() if closing else -1
        if end < 0:
            return
        at = end


def _end_of_tag(text: str, at: int) -> int:
    """Where the tag that is open at `at` ends, ignoring quoted values; -1 if it does not."""
    while found := _MARK.search(text, at):
        if found[0] == ">":
            return found.start()
        at = text.find(found[0][-1], found.end()) + 1
        if not at:
            return -1
    return -1


def _windows_character(found: re.Match[str]) -> str:
    code = int(found[1]) if found[1] else int(found[2], 16)
    return bytes([code]).decode("cp1252", errors="ignore") if code >= 0x80 else found[0]


def _with_title(title: str | None, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    if not title:
        return blocks
    for position, block in enumerate(blocks[:5]):
        if folded(block.text) == folded(title):
            return (*blocks[:position], Block(block.text, heading=True), *blocks[position + 1 :])
    return Block(title, heading=True), *blocks


def _published(root: etree._Element, structured: Sequence[object]) -> str | None:
    """When the page says it was first published; the day of a change does not count."""
    stated = (str(value) for path in _PUBLISHED for value in root.xpath(path))
    dates = map(iso_date, (*stated, *structured))
    return next(filter(None, dates), None)
