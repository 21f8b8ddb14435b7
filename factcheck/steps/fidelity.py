"""Checks that a claim adds, sharpens or loses nothing of its sentences. Code only, no model.

A claim is a model's wording, so it is checked before anyone sees it: every number, date and name in it must occur in the
text the model was shown, words in quotation marks must be verbatim, and a hedge that weakens a fact must still be there.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from factcheck.english.calendar_names import CALENDAR
from factcheck.english.moments import find_moments
from factcheck.english.numerals import FIGURE, NUMBER_WORDS, find_numerals
from factcheck.english.verbs import WORD, key_of
from factcheck.english.words import FUNCTION_WORDS
from factcheck.steps.whole_claims import fragment

_POSSESSIVE = re.compile(r"['’]s?$")
_QUOTED = re.compile(r"[“\"]([^“”\"]{3,})[”\"]")

_CALENDAR = CALENDAR - {"may"}
_MODAL_HEDGE = re.compile(
    r"\b(?:alleged(?:ly)?|alleges?|reportedly|reported to|(?-i:may)|might|could|likely|possibl[ey]|perhaps|apparently|suspected|"
    r"purported(?:ly)?|expected to|plans? to|intends? to|(?:is|are) believed to|appears? to|seems? to|unconfirmed)\b",
    re.IGNORECASE,
)
_SOFTER = re.compile(
    r"\b(?:(?:is|are|was|were|been) (?:\w+ly )?(?:believed|thought|said|understood|reported|presumed|feared|due|set|scheduled) to"
    r"|probabl[ey]|can|would|aims? to|hopes? to|forecast)\b",
    re.IGNORECASE,
)
"""Other words that can stand for such a word in a claim, or in its sentence."""
_NUMERIC_HEDGE = re.compile(
    r"\b(about|around|roughly|approximately|nearly|almost|some|at least|at most|up to|as (?:many|much) as|more than|over|under"
    r"|less than|fewer than|just over|just under|close to|an estimated)\s+((?:[$€£]\s?)?\d+(?:[.,]\d+)*)",
    re.IGNORECASE,
)
_BARE_ATTRIBUTION = re.compile(
    r"\W*(?:[\w.'’-]+\s+){1,6}(?:said|says?|told\s+\w+(?:\s+\w+)?|added|adds|wrote|explained|noted|stated)\W*$"
    r"|\W*according to\b.{0,60}$",
    re.IGNORECASE,
)
_OPEN_REFERENCE = re.compile(
    r"\b(he|she|they|him|her|them|his|hers|their|theirs|it|its|this|these|those|here|there|then)\b", re.IGNORECASE
)
_OPENERS = frozenset(
    "a an the this that these those he she it they we i you his her its their our my in on at by for from with as to of and"
    " but or so yet after before when while if although though since until there here what which who both all some many most"
    " one no not also more another each every such then now".split()
)
"""Words that are capitalised only because they open a sentence."""
_PRONOUNS = frozenset("i he she it they we him her them us his hers its their theirs our who whose".split())
_EXISTENTIAL = re.compile(r"there\s+(?:is|are|was|were|have|has|had|will|would|may|might|could)\b", re.IGNORECASE)
_OPEN_TIME = re.compile(
    r"\b(today|yesterday|tomorrow|tonight|this (?:week|month|year|morning|afternoon|evening)|"
    r"(?:last|next) (?:week|month|year|night|quarter|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|earlier|recently)\b",
    re.IGNORECASE,
)

_CONNECTING = FUNCTION_WORDS | frozenset(
    "because while during when since until again there where without within against among both each other such"
    " last first second next before after earlier later ago according".split()
)
"""Words that join the words of a fact."""
_CONNECTING_KEYS = frozenset(
    map(
        key_of,
        "make take come go get give hold happen place include contain cost last number people person total amount part use"
        " belong concern occur call name base involve".split(),
    )
)
"""Other words that a claim may need to make a sentence out of a phrase ("the $3m plant": "The plant cost $3m")."""

_BE = "is|are|was|were|been"
_PLACED = re.compile(
    rf"\b(?:{_BE})\s+(?P<when>(?:in|on|at|between|from|during|until|since|by|for|after|before)\b[^,]*)$"
)
LEAST_OVERLAP = 0.5
"""A claim with a smaller share of its words in the text it was taken from is refused (`overlap`)."""

_WORDS_KEPT = 1 << 14
"""So many folded words are cached: the vocabulary of a story and its sources, needed for every claim."""
_TEXTS_KEPT = 1 << 10
"""So many parsed sentences and claims are cached: each claim is compared with all sentences near it."""


def problem(claim: str, sentence: str, shown: str) -> str | None:
    """The fault of a claim of `sentence`, in words for the model; None if there is none."""
    if added := additions(claim, shown):
        return f"the claim {claim!r} has {added[0]!r}, which the text does not have."
    if altered := altered_quotations(claim, shown):
        return f"the words {altered[0]!r} are in quotation marks but the text does not have them."
    if swapped := swapped_names(claim, sentence):
        return f"the claim {claim!r} has {swapped[1]!r} where the sentence has {swapped[0]!r}."
    if overlap(claim, shown) < LEAST_OVERLAP:
        return f"the claim {claim!r} is not what the text says."
    if breaks_off(claim, sentence):
        return f"the claim {claim!r} breaks off."
    return None


def departure(claim: str, sentence: str, shown: str) -> str | None:
    """Where a claim of `sentence` leaves the words of the text, in words for the model; None if it keeps to them.

    For a model that was taught to keep to them: from any other it would refuse many claims that only reword a fact.
    """
    if unseen := unseen_words(claim, shown):
        return f"the claim {claim!r} has {unseen[0]!r}, which is no word of the text."
    if strays(claim, sentence) or is_thing_in_time(claim, sentence):
        return f"the claim {claim!r} is not what the text says."
    if broken := fragment(claim, sentence):
        return f"the claim {claim!r} is no whole sentence: {broken!r}."
    return None


def additions(claim: str, shown: str) -> tuple[str, ...]:
    """The numbers, dates and names of `claim` that do not occur in `shown`, the text it was taken from, in claim order.

    Numbers are compared by value ("1,200" is "1200", "twelve" is "12"); months and weekdays as words; a name is any
    capitalised word after the first. Possessives, case and accents are folded.
    """
    known_words = _forms_in(shown)
    known_numbers = numbers_of(shown)
    same_values = _same_values(claim, shown)
    found: dict[str, None] = {}
    for match in FIGURE.finditer(claim):
        if _plain(match[0]) not in known_numbers and match.start() not in same_values:
            found[match[0]] = None
    for position, match in enumerate(WORD.finditer(claim)):
        word = match[0]
        forms = _word_forms(word)
        if word[0].isdigit() or not forms.isdisjoint(known_words) or match.start() in same_values:
            continue
        is_name = word[0].isupper() and (position > 0 or (word.isupper() and len(word) > 1))
        if is_name or not forms.isdisjoint(NUMBER_WORDS | _CALENDAR):
            found[word] = None
    return tuple(found)


def _same_values(claim: str, shown: str) -> frozenset[int]:
    """The offsets in `claim` of numbers whose value `shown` has, in digits or in words."""
    values = {numeral.value for numeral in find_numerals(shown)}
    return frozenset(
        offset
        for numeral in find_numerals(claim)
        if numeral.value in values
        for offset in range(numeral.start, numeral.end)
    )


def unseen_words(claim: str, shown: str) -> tuple[str, ...]:
    """The words of `claim`, except names and figures, of which `shown` has no form, in claim order.

    It leaves out words of two letters and those that a phrase needs to become a sentence. A claim in its own words may
    state another fact ("killed" for someone hurt).
    """
    known = _keys_in(shown)
    found: dict[str, None] = {}
    for position, match in enumerate(WORD.finditer(claim)):
        word = _bare(match[0])
        if len(word) < 3 or not word.isalpha() or word in _CONNECTING or (position and match[0][0].isupper()):
            continue
        if known.isdisjoint(_keys(word)) and _CONNECTING_KEYS.isdisjoint(_keys(word)):
            found[match[0]] = None
    return tuple(found)


def strays(claim: str, sentence: str) -> bool:
    """Whether most words of `claim`, except names and figures, come from elsewhere than its own `sentence`."""
    elsewhere, words = unseen_words(claim, sentence), unseen_words(claim, "")
    return len(elsewhere) > len(words) / 2


def is_thing_in_time(claim: str, sentence: str) -> bool:
    """Whether `claim` only says that something was at a time, in words that `sentence` lacks.

    "The canneries are between June and August" is what a small model makes of a sentence on who works there then. "The
    vote was on Monday" is refused with it: of the 3,217 claims that the extraction was taught with, 22 are of this
    form.
    """
    placed = _PLACED.search(claim.rstrip(" ."))
    if placed is None or not find_moments(placed["when"]):
        return False
    said = r"\s+".join(map(re.escape, placed["when"].split()[:2]))
    return re.search(rf"\b(?:{_BE})\s+{said}\b", sentence) is None


def altered_quotations(claim: str, shown: str) -> tuple[str, ...]:
    """The quoted stretches of `claim` whose words are not in `shown` in this order."""
    return tuple(match[1] for match in _QUOTED.finditer(claim) if in_words(match[1]) not in in_words(shown))


def lost_hedges(claims: tuple[str, ...], sentence: str) -> tuple[str, ...]:
    """The hedges of `sentence` that its claims, taken together, dropped.

    A hedge before a number ("about 900") must stand in every claim that states the number; any other hedge ("may",
    "allegedly") is lost if the sentence has one and no claim has any.
    """
    lost: dict[str, None] = {}
    for match in _NUMERIC_HEDGE.finditer(sentence):
        hedge, number = match[1].lower(), _plain(match[2])
        for claim in claims:
            numbers = {_plain(found[0]) for found in FIGURE.finditer(claim)}
            if _plain(number) in numbers and not _has_numeric_hedge(claim, number):
                lost[f"{hedge} {match[2]}"] = None
    modal = _MODAL_HEDGE.search(sentence)
    kept = any(_MODAL_HEDGE.search(claim) or _SOFTER.search(claim) for claim in claims)
    if modal and claims and not kept:
        lost[modal[0]] = None
    return tuple(lost)


def has_detail(text: str) -> bool:
    """Whether `text` has a number, in digits or words, a month or weekday, or words in quotation marks."""
    words = {_fold(match[0]) for match in WORD.finditer(text)}
    return bool(FIGURE.search(text) or _QUOTED.search(text) or not words.isdisjoint(NUMBER_WORDS | _CALENDAR))


def breaks_off(claim: str, sentence: str) -> bool:
    """Whether `claim` ends, without a stop, right before words of `sentence` in quotation marks: the answer was cut there."""
    last = [match[0] for match in WORD.finditer(claim)][-3:]
    if not last or claim.rstrip().endswith((".", "!", "?", "”", '"')):
        return False
    ending = r"\W+".join(map(re.escape, last))
    return re.search(rf"{ending}[\s,:]*“", sentence, re.IGNORECASE) is not None


def is_bare_attribution(claim: str) -> bool:
    """Whether a claim says only that somebody spoke ("US officials said.")."""
    return bool(_BARE_ATTRIBUTION.match(claim))


def hedge_of(claim: str) -> str | None:
    """The claim's own words that weaken it, joined by commas, or None."""
    found = [(match.start(), match[0]) for match in _MODAL_HEDGE.finditer(claim)]
    found += [(match.start(), match[1]) for match in _NUMERIC_HEDGE.finditer(claim)]
    return ", ".join(word for _, word in sorted(found)) or None


def open_references(claim: str, *, dated: bool) -> tuple[str, ...]:
    """The words of `claim` that point outside it: pronouns, and relative times if the story has no date (`dated`)."""
    outside = _QUOTED.sub(lambda quotation: " " * len(quotation[0]), claim)
    found = [match[0] for match in _OPEN_REFERENCE.finditer(outside) if not _is_dummy(outside, match)]
    if not dated:
        found += [match[0] for match in _OPEN_TIME.finditer(claim)]
    return tuple(dict.fromkeys(found))


def swapped_names(claim: str, sentence: str) -> tuple[str, str] | None:
    """The first stretch of `sentence` and its replacement in `claim`, if a name or figure became a different name.

    The two are aligned word by word. A claim should write a name for "he", "it" or "the company"; one name for another,
    or for a phrase with a figure ("the two countries"), says something else. A stretch much longer than its replacement
    was left out, not renamed, and a name that the sentence has elsewhere was moved.
    """
    ours = [match[0] for match in WORD.finditer(claim)]
    theirs = [match[0] for match in WORD.finditer(sentence)]
    folded_ours = [_bare(word) for word in ours]
    folded_theirs = [_bare(word) for word in theirs]
    aligned = SequenceMatcher(None, folded_theirs, folded_ours, autojunk=False)
    for kind, a, b, c, d in aligned.get_opcodes():
        if kind != "replace" or b - a > d - c + 2:
            continue
        names = {
            folded_ours[i]
            for i in range(c, d)
            if ours[i][0].isupper() and folded_ours[i] not in _OPENERS | NUMBER_WORDS
        }
        # At the head of a sentence, a capitalised word is a name only if it stands alone.
        lost = {
            folded_theirs[i]
            for i in range(a, b)
            if (theirs[i][0].isupper() and folded_theirs[i] not in _OPENERS and (i or b - a == 1) and b - a < d - c + 2)
            or folded_theirs[i] in NUMBER_WORDS
        }
        resolved = not _PRONOUNS.isdisjoint(folded_theirs[a:b])
        if names and lost and not resolved and not lost & set(folded_ours) and names.isdisjoint(folded_theirs):
            return " ".join(theirs[a:b]), " ".join(ours[c:d])
    return None


def overlap(claim: str, text: str) -> float:
    """The share, 0 to 1, of the claim's numbers and longer words (4 letters and up) that begin like a word of `text`.

    Words count as the same from five equal first letters on, so that "produced" meets "producing". 1 for a claim of none.
    """
    wanted = stems(claim)
    return len(wanted & _beginnings(text)) / len(wanted) if wanted else 1.0


@lru_cache(maxsize=_TEXTS_KEPT)
def in_words(text: str) -> str:
    """The words of `text`, folded, each between two spaces."""
    return f" {' '.join(_fold(match[0]) for match in WORD.finditer(text))} "


@lru_cache(maxsize=_TEXTS_KEPT)
def _forms_in(text: str) -> frozenset[str]:
    """All forms of all words of `text`."""
    return frozenset(form for match in WORD.finditer(text) for form in _word_forms(match[0]))


@lru_cache(maxsize=_TEXTS_KEPT)
def _beginnings(text: str) -> frozenset[str]:
    """The first five letters, folded, of all words of `text`."""
    return frozenset(_bare(match[0])[:5] for match in WORD.finditer(text))


@lru_cache(maxsize=_TEXTS_KEPT)
def _keys_in(text: str) -> frozenset[str]:
    """The keys of all words of `text`."""
    return frozenset(key for match in WORD.finditer(text) for key in _keys(_bare(match[0])))


@lru_cache(maxsize=_WORDS_KEPT)
def _keys(word: str) -> frozenset[str]:
    """The common keys of a word's forms: that of a verb's forms, and the first five letters."""
    return frozenset({key_of(word), word[:5]})


@lru_cache(maxsize=_TEXTS_KEPT)
def stems(text: str) -> frozenset[str]:
    """The first five letters, folded, of the numbers and the longer words (4 letters and up) of `text`."""
    return frozenset(_bare(m[0])[:5] for m in WORD.finditer(text) if len(m[0]) >= 4 or m[0][0].isdigit())


def _is_dummy(claim: str, match: re.Match[str]) -> bool:
    """Whether a pronoun refers to nothing outside: "there is/are/were", "this year", or a possessive with its owner before it."""
    word = match[0].lower()
    if word == "there":
        return bool(_EXISTENTIAL.match(claim, match.start()))
    if word == "this" and _OPEN_TIME.match(claim, match.start()):
        return True  # a time, which the story's date resolves
    before = [
        w[0] for w in WORD.finditer(claim[: match.start()]) if _fold(w[0]) not in _OPENERS | _CALENDAR | _CONNECTING
    ]
    names_before = [w for w in before if w[0].isupper() or len(w) > 4]
    return word in {"his", "her", "hers", "their", "theirs", "its", "it", "he", "she", "they"} and bool(names_before)


def _has_numeric_hedge(claim: str, number: str) -> bool:
    return any(_plain(match[2]) == number for match in _NUMERIC_HEDGE.finditer(claim))


@lru_cache(maxsize=_WORDS_KEPT)
def _word_forms(word: str) -> frozenset[str]:
    folded, bare = _fold(word), _bare(word)
    return frozenset({folded, bare, bare.removesuffix("s")} if len(bare) > 3 else {folded, bare})


@lru_cache(maxsize=_WORDS_KEPT)
def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", _fold(word))


@lru_cache(maxsize=_WORDS_KEPT)
def _fold(text: str) -> str:
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _plain(number: str) -> str:
    digits = number.replace("$", "").replace("€", "").replace("£", "").strip()
    return re.sub(r",(?=\d{3}\b)", "", digits)


@lru_cache(maxsize=_TEXTS_KEPT)
def numbers_of(text: str) -> tuple[str, ...]:
    """The numbers written in digits in `text`, in order, without thousands separators."""
    return tuple(_plain(match[0]) for match in FIGURE.finditer(text))
