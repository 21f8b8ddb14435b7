"""The parts of a page besides its article: the consent banner, its stated title, the article's own element."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

from lxml.etree import _Element

from factcheck.documents.content import Block, left_out
from factcheck.documents.dates import iso_date
from factcheck.documents.formats.hidden import remove
from factcheck.documents.formats.markup import BLOCKS, blocks_of
from factcheck.documents.limits import MAX_SEARCHED

_NAMED = re.compile(r"cookie|consent|gdpr|ccpa|onetrust|didomi|cybot|usercentrics|sp_message|quantcast|trustarc", re.I)
_TOPIC = re.compile(r"cookie|consent|technolog|personal data|privacy|datenschutz|einwilligung|données", re.I)
_TO_THE_READER = re.compile(
    r"\b(?:we (?:and|use|store|value|may|would like|ask)|our (?:\w+ )?(?:partners|(?:web)?sites?|pages?)|th(?:is|e) (?:web)?site"
    r"|your (?:device|privacy|data|personal|browser|choices?|consent|preferences|experience)|by (?:clicking|continuing)"
    r"|(?:accept|allow|reject) (?:all|cookies)|wir|diese (?:web)?seite|nous|ce site)\b",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"(?:i |yes,? )?(?:accept|agree|allow|reject|decline|manage|got it|ok(?:ay)?|settings|alle)\b.{0,30}"
    r"|(?:\w+ )?(?:akzeptieren|accepter)\W*",
    re.IGNORECASE,
)
_BANNER = "div section aside dialog form footer header p".split()
_LONGEST_BANNER = 10_000
_FEWEST_LEFT = 10
"""With fewer words left, the banner found was the page itself."""
_MENUS = ("nav", "form", "button", "menu", "head", "footer")
_NO_PROSE = ("nav", "aside", "footer", "form", "button", "figure", "dialog", "menu")
_LONGEST_CHECKED = 100_000
_MOSTLY = 0.5
_MOST_IN_LINE = 1_000
"""Words in bold and their like in one paragraph."""
_ITEM = re.compile(r"\A\d{1,7}\. ")
_ARTICLES = frozenset({"Article", "Report", "Posting"})
"""Endings of the names of article types: NewsArticle, LiveBlogPosting."""
_CHANGED = (
    "//meta[@property='article:modified_time' or @property='og:updated_time']/@content",
    "//meta[@itemprop='dateModified']/@content",
    "//time[@itemprop='dateModified']/@datetime",
)
_FEWEST_WORDS = 3


def take_out_consent(root: _Element) -> tuple[str, ...]:
    """Takes what asks for consent to cookies out of the tree, and says so."""
    if not _TOPIC.search(text_of(root)):
        return ()
    taken: list[str] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        banner = _banner(node) if node.tag in _BANNER else None
        if banner is None:
            waiting.extend(reversed(node))
        elif len(text_of(root).split()) - len(text_of(banner).split()) >= _FEWEST_LEFT:
            taken.append(text_of(banner))
            remove(banner)
            if banner is not node:
                waiting.append(node)
    return left_out("a cookie banner", " ".join(taken))


def whole_article(root: _Element, found: Sequence[Block]) -> tuple[Block, ...] | None:
    """The blocks of the page's one article element, if the blocks `found` lack one of its paragraphs or glue two.

    A page without such an element is read whole if two paragraphs are glued.
    """
    places = root.xpath("//article") or root.xpath("//*[@itemprop='articleBody']") or root.xpath("//main")
    marked = bool(places)
    places = places or root.xpath("//body")
    if len(places) != 1:
        return None
    if len(text_of(places[0])) > _LONGEST_CHECKED:
        return None
    article = copy.deepcopy(places[0])
    article.tail = None
    for node in list(article.iter()):
        if (
            node is not article
            and isinstance(node.tag, str)
            and _is_furniture(node)
            and article in node.iterancestors()
        ):
            remove(node)
    have = [folded(block.text) for block in found]
    said = "".join(have)
    paragraphs = [folded(text_of(node)) for node in article.iter("p", "blockquote", "li", "td", "th") if _words(node)]
    apart = {
        folded(text_of(node)) for node in article.iter("p", "tr", "h1", "h2", "h3") if not node.xpath("ancestor::tr")
    } - {""}
    lost = marked and any(paragraph not in said for paragraph in paragraphs)
    glued = any(sum(part in block for part in apart if len(part) < len(block)) > 1 for block in have)
    return blocks_of(article) if lost or glued else None


def stated_title(root: _Element, data: Sequence[dict[str, Any]]) -> str | None:
    """The title that a page states, if its one main heading says the same: a live blog's updates have their own
    headings."""
    headings = root.xpath("//h1")
    stated: list[str] = []
    for node in articles_first(data):
        if _types(node) & {*_ARTICLES, "WebPage"} and isinstance(node.get("headline"), str):
            stated.append(str(node["headline"]))
    for place in ("//meta[@property='og:title']/@content", "//meta[@name='twitter:title']/@content"):
        stated += map(str, root.xpath(place))
    title = " ".join(str(root.xpath("string(//title)")).split())
    stated.append(re.split(r" [|–—·•] | - (?=[^-]*$)", title)[0])
    stated = [words for words in (" ".join(words.split()) for words in stated) if words]
    if len(headings) == 1:
        heading = text_of(headings[0])
        return heading if folded(heading) in map(folded, stated) else None
    return stated[0] if stated else None


def structured_data(root: _Element) -> list[dict[str, Any]]:
    """The page's type in its JSON-LD, not the types of its parts."""
    found: list[dict[str, Any]] = []
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            said = json.loads(script.text_content())
        except (ValueError, RecursionError):
            continue
        for thing in said if isinstance(said, list) else [said]:
            if isinstance(thing, dict):
                graph = thing.get("@graph")
                for node in (thing, *(graph if isinstance(graph, list) else ())):
                    if isinstance(node, dict):
                        found.append(node)
                        about = node.get("mainEntity")
                        found += [about] if isinstance(about, dict) and _types(about) & _ARTICLES else []
    return found


def articles_first(data: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page's types in its JSON-LD, articles before the page around them."""
    return sorted(data, key=lambda node: not _types(node) & _ARTICLES)


def changed_on(root: _Element, data: Sequence[dict[str, Any]]) -> set[str]:
    """The days on which the page says that it was changed, as ISO 8601 dates."""
    stated = [*(value for path in _CHANGED for value in root.xpath(path)), *(node.get("dateModified") for node in data)]
    return {day[:10] for day in map(iso_date, stated) if day}


def keep_captions(root: _Element) -> None:
    """Turns the captions of an article's pictures into paragraphs: they also state facts."""
    for figure in root.xpath("//article//figure | //main//figure | //*[@itemprop='articleBody']//figure"):
        captions = [caption for caption in figure.iter("figcaption") if _words(caption)]
        if captions and figure.getparent() is not None and next(figure.iter("table", "blockquote"), None) is None:
            for caption in captions:
                caption.tag = "p"
                caption.tail = None
                figure.addprevious(caption)
            remove(figure)


def is_crowded(root: _Element) -> bool:
    """Whether the page has more elements than can be searched for an article: the time grows faster than their
    number."""
    for total, node in enumerate(root.iter()):
        if total > MAX_SEARCHED or (
            len(node) > _MOST_IN_LINE and sum(child.tag not in BLOCKS for child in node) > _MOST_IN_LINE
        ):
            return True
    return False


def beside(root: _Element, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The notice of text that the page shows beside the article, except its menus and forms."""
    page = copy.deepcopy(root)
    for node in list(page.iter(*_MENUS)):
        remove(node)
    have = [folded(block.text) for block in blocks]
    said = "".join(have) if sum(map(len, have)) < _LONGEST_CHECKED else ""
    kept = set(have)
    others = ((block.text, folded(_ITEM.sub("", block.text))) for block in blocks_of(page))
    return left_out(
        "text beside the article",
        " ".join(text for text, folded in others if folded and folded not in kept and folded not in said),
    )


def _types(node: dict[str, Any]) -> set[str]:
    """The types of a thing; for article types, only their ending."""
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return {next((end for end in _ARTICLES if str(name).endswith(end)), str(name)) for name in names}


def _banner(node: _Element) -> _Element | None:
    """`node` if its name says that it asks for consent, or the innermost element in it with the words and buttons."""
    if not _asks(node):
        return None
    named = " ".join(filter(None, map(node.get, ("id", "class", "aria-label", "data-testid"))))
    if _NAMED.search(named):
        return node
    found = None
    for inner in node.iter(*_BANNER):
        if _asks(inner) and any(_ANSWER.fullmatch(text_of(answer)) for answer in inner.iter("button", "a")):
            found = inner
    return found


def _asks(node: _Element) -> bool:
    text = text_of(node)
    if len(text) > _LONGEST_BANNER or not _TOPIC.search(text) or not _TO_THE_READER.search(text):
        return False
    return not node.xpath("descendant::article | descendant::main | descendant::h1 | ancestor::article")


def _is_furniture(node: _Element) -> bool:
    if node.tag in _NO_PROSE:
        return True
    if node.tag not in ("p", "ul", "ol", "div", "section"):
        return False
    text = text_of(node)
    linked = sum(len(text_of(link)) for link in node.iter("a"))
    return bool(text) and linked > len(text) * _MOSTLY and not re.search(r"[.!?][\"'”’)]*$", text)


def _words(node: _Element) -> bool:
    return len(text_of(node).split()) >= _FEWEST_WORDS


def text_of(node: _Element) -> str:
    """The words of an element and all in it, parted by single spaces."""
    return " ".join("".join(map(str, node.itertext())).split())


def folded(text: str) -> str:
    """The letters and digits of a text in lower case, by which two texts are told to be the same."""
    return re.sub(r"\W+", "", text).casefold()
