"""Text to numbered sentences with exact offsets.

`sentencex` decides where sentences end inside a paragraph. Around it: blank lines, list items, headings and unwrapped
lines always end a sentence; it reads a copy of the paragraph of the same length, in which misleading marks are
replaced; a few short joins repair cuts that are predictable in news.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

import sentencex

from factcheck.documents.language import language_of
from factcheck.documents.other_languages import NEVER_LAST, goes_on, turns
from factcheck.documents.roles import is_slug, line_role, looks_like_headline, sentence_role
from factcheck.documents.wrapping import LIST_MARKER, is_wrapped, page_width
from factcheck.english.calendar_names import MONTH, SHORT_MONTHS, SHORT_WEEKDAY, WEEKDAY
from factcheck.english.short_titles import SHORT_TITLES
from factcheck.english.speakers import CUE
from factcheck.english.zones import zone_at
from factcheck.records import Sentence, SentenceRole

Offsets = tuple[int, int]

MAX_SENTENCE = 2_000
"""No sentence is longer than this many characters: a longer one is cut, at white space if possible."""
_LONG_QUOTATION = 400
"""A quotation is kept in one piece with its sentence unless that makes it longer than this many characters."""
_LONG_ROW = 400
"""A row of a table is kept in one piece unless it is longer than this many characters: then its cells hold prose."""

_LATEX_QUOTES = re.compile(r"(`` ?|` `)|('')")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)|(?<=s)'(?= )|'(?=\d)")
_OPENING = re.compile(r"(?<![\w.,!?…)])['`](?=\S)")
_CLOSING_AFTER_STOP = re.compile(r"([.!?])([\"”’»])")
_QUOTES = re.compile(r"[\"“”„«»‘’]")
_WORD_NOT_SHORT_FORM = re.compile(
    rf"(?<![\w.])(?:(?:{'|'.join(SHORT_MONTHS)}|me|no|may|miss|ill|art|arc|OK|[A-Z]{{2}})"
    r"|(?<=\d)(?:bn|[mk]?m|k?g|min|h|s)|(?<=\d )(?:bn|[mk]?m|k?g|min|h|s))(?=\.[\"”’»)]*\s+[\"“‘«(]?[A-Z])"
)
"""Short forms that the segmenter reads as inside a sentence: before a capital letter it is a sentence's last word."""
_STATE = re.compile(
    r"(?<=\w), (?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa"
    r"|Tenn|Tex|Vt|Va|Wash|Wis|Wyo|N\.[CDHJMY]|S\.[CD]|R\.I|W\.Va|Ont|Que|Alta|Sask|B\.C)(?=\.[\"”’»)]*\s+[\"“‘«(]?[A-Z])"
)
"""The state after a town, "in Tampa, Fla.": if the sentence continues, a comma follows."""
_NEVER_LAST = re.compile(
    rf"(?:^|[\s(“\"‘'])(?:{'|'.join((*SHORT_TITLES, *map(str.upper, SHORT_TITLES)))}|S[tT]|F[tT]|M[tT]|approx|vs)\.$|-Ing\.$"
)
_BEFORE_A_NUMBER = re.compile(
    r"(?:^|[\s(§])(?i:pars?|paras?|secs?|sect|subsecs?|arts?|chs?|chap|figs?|vols?|regs?|sch|eqs?|exh?|tel|est|ed|pp?|ss|nos?|\w+str)\.$"
)
"""Words that point to a number: "par. 12", "Vol. 3"."""
_ALONE = re.compile(r"\(?(?:\d{1,3}|[A-Z])[.)]")
"""The number or letter of an item, or of a question or answer: "1.", "Q."."""
_SHORT_NAME = re.compile(r"\b[A-Z][a-z]{1,6}\.$")
_SHORTENED = re.compile(r"\w\.$")
_GOES_ON_SMALL = re.compile(r"(?!(?:de|du|da|di|la|le|van|von|der|den|ten|ter|el|al|bin)\s[A-Z])[a-z]+(?=[\s,;]|$)")
"""How a sentence continues after a short form: "51 pts. from 27 games". No name begins so, unlike "iPhone"."""
_AGENCY = re.compile(r"\([A-Z][\w .&/-]{1,24}\)\s*[—–-]")
"""The text after the place in a dateline: "SACRAMENTO, Calif. (AP) —"."""
_LONGEST_PLACE = 50
_SAID_BY = re.compile(
    rf"(?!(?:He|She|They|It|I|We|You)\s)(?:(?:{'|'.join(SHORT_TITLES)})\.\s)?(?:[A-Z][\w.'’-]*\s){{1,4}}"
    rf"(?:(?:also|later|then|\w+ly)\s)?{CUE.pattern}"
)
"""The speaker, after a quotation that ends in its own mark: "“We did it!” Hale shouted"."""
_EXCLAIMED = re.compile(r"[!?][\"”’»]+$")
_TIME = re.compile(r"\d ?[ap]\.m\.$", re.IGNORECASE)
_DAY = re.compile(
    rf"(?:{SHORT_WEEKDAY}|(?i:{WEEKDAY})s?\b(?! (?:was|is|will|has|had|saw|brought|came|began|would)\b)|(?i:{MONTH}) \d)"
)
_TITLE = rf"(?:{'|'.join(map(str.upper, SHORT_TITLES))})\. "
_TURN = re.compile(
    rf"(?:(?<=[.!?…] )|(?<=[—–-] )(?={_TITLE}))(?=(?:{_TITLE})?[A-Z][A-Z’'-]+(?: [A-Z][A-Z.’'-]*){{0,3}}: )"
)
"""Where the next speaker of a transcript begins: "MR. BRANDT: "."""


def segment(
    text: str, headings: Sequence[Offsets] = (), language: str | None = None, rows: Collection[int] = ()
) -> tuple[Sentence, ...]:
    """The sentences of `text`, numbered from 1, ascending, none overlapping.

    Together they hold every character that is not white space; none begins or ends with white space or is longer than
    `MAX_SENTENCE` characters. `headings` are the spans of lines that the format marks as headings, `language` is an ISO
    639-1 code; without one it is detected, or else English. `rows` are where the rows of tables begin: each is one
    sentence unless it is long.
    """
    language = language or language_of(text) or "en"
    heading_starts = {start for start, _ in headings}
    sentences: list[Sentence] = []
    body_seen = False
    for start, end, alone in _paragraphs(text):
        line = text[start:end]
        if start in rows:
            body_seen = True
            cut = ((start, end),) if end - start <= _LONG_ROW else _sentences(text, start, end, language)
            for first, last in cut:
                sentences.append(Sentence(number=len(sentences) + 1, start=first, end=last, role=SentenceRole.BODY))
            continue
        role = SentenceRole.HEADLINE if start in heading_starts else line_role(line)
        if role is SentenceRole.BODY and not body_seen and is_slug(line):
            role = SentenceRole.BYLINE
        elif role is SentenceRole.BODY and not body_seen:
            body_seen = True
            if alone and end < len(text) and not LIST_MARKER.match(line) and looks_like_headline(line):
                role = SentenceRole.HEADLINE
        elif role is SentenceRole.HEADLINE:
            body_seen = True
        for first, last in _sentences(text, start, end, language):
            own = sentence_role(text[first:last]) if role is SentenceRole.BODY else role
            sentences.append(Sentence(number=len(sentences) + 1, start=first, end=last, role=own))
    return tuple(sentences)


def _paragraphs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans that no sentence crosses, without white space at their ends, and whether each is one line of `text`."""
    block: list[Offsets] = []
    position = 0
    for line in [*text.split("\n"), ""]:
        span = _trimmed(text, position, position + len(line))
        if span:
            block.append(span)
        elif block:
            yield from _unwrapped(text, block)
            block = []
        position += len(line) + 1


def _unwrapped(text: str, block: Sequence[Offsets]) -> Iterator[tuple[int, int, bool]]:
    """The lines of a block (without blank lines), with wrapped lines joined."""
    width = page_width([text[start:end] for start, end in block])
    first = previous = block[0]
    for span in block[1:]:
        line, following = text[slice(*previous)], text[slice(*span)]
        marked = line_role(line) is not SentenceRole.BODY or line_role(following) is not SentenceRole.BODY
        if marked or not is_wrapped(line, following, width):
            yield first[0], previous[1], first == previous
            first = span
        previous = span
    yield first[0], previous[1], first == previous


def _sentences(text: str, start: int, end: int, language: str) -> Iterator[Offsets]:
    """The sentences of the paragraph `text[start:end]`."""
    paragraph = _for_segmenter(text[start:end], language)
    pieces: list[Offsets] = []
    for first, last in _pieces(paragraph, start, language):
        if last - first > _LONG_QUOTATION:
            pieces.extend(_pieces(_quotes_hidden(paragraph[first - start : last - start]), first, language))
        else:
            pieces.append((first, last))
    for first, last in _rejoined(text, pieces, language):
        yield from _cut(text, first, last)


def _pieces(paragraph: str, offset: int, language: str) -> list[Offsets]:
    """Where the segmenter ends sentences: spans that tile `paragraph`, moved by `offset`."""
    ends = {boundary["end_index"] for boundary in sentencex.get_sentence_boundaries(language, paragraph)}
    ends |= {turn.start() for turn in _TURN.finditer(paragraph)} | turns(paragraph, language)
    cuts = sorted({0, len(paragraph)} | {end for end in ends if 0 < end < len(paragraph)})
    return [(offset + first, offset + last) for first, last in pairwise(cuts)]


def _for_segmenter(paragraph: str, language: str) -> str:
    """A copy of the same length without anything misleading: line breaks, list numbers, words like short forms,
    straight single quotes."""
    paragraph = paragraph.replace("\n", " ")
    marker = LIST_MARKER.match(paragraph)
    if marker:
        paragraph = "-" * marker.end() + paragraph[marker.end() :]
    if language == "en":
        for pattern in (_WORD_NOT_SHORT_FORM, _STATE):
            paragraph = pattern.sub(lambda found: "0" * len(found[0]), paragraph)
    paragraph = _LATEX_QUOTES.sub(lambda found: ("“" if found[1] else "”").ljust(len(found[0])), paragraph)
    return _OPENING.sub("‘", _APOSTROPHE.sub("x", paragraph)).replace("'", "’")


def _quotes_hidden(paragraph: str) -> str:
    """A copy of the same length in which quotation marks no longer hold sentences together."""
    return _QUOTES.sub("-", _CLOSING_AFTER_STOP.sub(r"-\1", paragraph))


def _rejoined(text: str, pieces: Sequence[Offsets], language: str) -> Iterator[Offsets]:
    """The pieces without white space at their ends, joined where news never ends a sentence."""
    pending: Offsets | None = None
    for piece in pieces:
        span = _trimmed(text, *piece)
        if span is None:
            continue
        if pending is None:
            pending = span
        elif _belongs(text, pending, span, language):
            pending = pending[0], span[1]
        else:
            yield pending
            pending = span
    if pending:
        yield pending


def _belongs(text: str, pending: Offsets, span: Offsets, language: str) -> bool:
    tail, following = text[max(pending[0], pending[1] - 20) : pending[1]], text[span[0] : span[1]]
    return bool(
        (_NEVER_LAST.search(tail) and language not in NEVER_LAST)
        or goes_on(tail, following, language, apart=pending[1] < span[0])
        or _ALONE.fullmatch(tail)
        or (_BEFORE_A_NUMBER.search(tail) and following[0].isdigit())
        or (_EXCLAIMED.search(tail) and _SAID_BY.match(following))
        or (
            language == "en"
            and _SHORTENED.search(tail)
            and _GOES_ON_SMALL.match(following)
            and text[pending[0]].isupper()
        )
        or (pending[1] - pending[0] <= _LONGEST_PLACE and _AGENCY.match(following))
        or (_TIME.search(tail) and (zone_at(text, pending[1]) or _DAY.match(following)))
        or (_SHORT_NAME.search(tail) and following[0] == "&")
        or not any(map(str.isalnum, following))
    )


def _cut(text: str, start: int, end: int) -> Iterator[Offsets]:
    """The span itself, or pieces of it of at most `MAX_SENTENCE` characters."""
    while end - start > MAX_SENTENCE:
        window = text[start : start + MAX_SENTENCE]
        head = window.rsplit(None, 1)[0] if not text[start + MAX_SENTENCE].isspace() else window.rstrip()
        cut = start + len(head)
        yield start, cut
        trimmed = _trimmed(text, cut, end)
        if trimmed is None:
            return
        start = trimmed[0]
    yield start, end


def _trimmed(text: str, start: int, end: int) -> Offsets | None:
    """The span without white space at its ends, or None if nothing is left."""
    stretch = text[start:end]
    inner = stretch.strip()
    if not inner:
        return None
    start += len(stretch) - len(stretch.lstrip())
    return start, start + len(inner)
