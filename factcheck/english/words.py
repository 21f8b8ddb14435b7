"""A text as the words that a listener hears: what remains of a quotation when typography and house style are gone.

Two editions of one quotation differ in letter case, marks, spelling ("defence", "defense"), contractions ("don't",
"do not"), small numbers ("nine", "9"), "70%" and "70 per cent", and whether "um" was kept. None of that changes what
was said, so `words` gives the same words for both. Hyphens separate words. In a script that is written without spaces
every sign is a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from factcheck.english.calendar_names import MONTHS
from factcheck.english.numerals import ONES

_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese signs."""
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_APOSTROPHES = "'’‘‛ʼʹ′´`＇"
_TO_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_LETTER = rf"[^\W\d_{_UNSPACED}]"
_WORD = re.compile(
    rf"(?:{_LETTER}\.){{2,}}|\d+(?:[.,]\d+)*|{_LETTER}+(?:[{_APOSTROPHES}]{_LETTER}+)*['’]?|[%$€£¥]|(?=\w)[{_UNSPACED}]"
)
_CONTRACTED = re.compile(r"(?i)(n't|'re|'ve|'ll|'m|'d|'s)$")
_FULL_FORM = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am"}
_FULL_STEM = {"wo": "will", "ca": "can", "sha": "shall"}
_S_IS_A_VERB = frozenset({"it", "that", "he", "she", "there", "here", "what", "who", "where", "let"})
_FILLERS = frozenset({"uh", "um", "er", "erm", "uhm"})
_NUMERALS = {word: str(value) for value, word in enumerate([*ONES, "twenty"])}
_SPELLINGS = (
    (re.compile(r"(?<=\w{3})our(?=s?$|ed$|ing$|able$|ite$|hood$)"), "or"),
    (re.compile(r"(?<=\w{3})([iy])s(?=e[ds]?$|ing$|ation|er)"), r"\1z"),
    (re.compile(r"(?<=\w[fcp]en)ce(?=s?$|less$)"), "se"),
    (re.compile(r"(?<=\w{2}[nbt])tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=[aeiou]l)l(?=(?:ed|ing|er|ers)$)"), ""),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=gram)me(?=s?$)"), ""),
    (re.compile(r"^((?:to|up|after|for|back|down|on)ward)s$"), r"\1"),
)
_GLUED = {"cannot": ("can", "not"), "gonna": ("going", "to"), "wanna": ("want", "to")}

_SHORT_MONTHS = {month[:3]: month for month in MONTHS if month != "may"} | {"sept": "september"}
_SCALES = {"bn": "billion", "m": "million", "k": "thousand"}
_ONE_NAME = {
    ("united", "states"): "us",
    ("united", "kingdom"): "uk",
    ("european", "union"): "eu",
    ("united", "nations"): "un",
}

NEGATIONS = frozenset(
    {"not", "no", "never", "nor", "neither", "none", "nobody", "nothing", "nowhere", "hardly", "barely", "without"}
)
"""Words, as `words` gives them, that turn a statement round."""
NOT_ALL_OF_IT = frozenset("only just longer least doubt".split())
"""Words with which a "not" denies something else, or a part: "not only", "no longer", "no doubt"."""
IN_THE_END = frozenset("until unless before than".split())
"""Words that may tell that what is denied was so in the end: "did not open until 2019"."""
LIKE_A_NOT = r"(?:refus|reject|lack|block|scrap|cancel|halt|stop|against|instead|rather)\w*"
"""A regular expression for words that may say the same as a "not"."""

_FUNCTION_WORDS = """
a an the and or but nor so yet if than that this these those there here it its he she they them him her his hers
their i me my we us our you your who whom whose which what when where why how as at by for from in into of off
on onto out over to up with about after before under between through is are was were be been being am do does
did done have has had will would shall should can could may might must 's s not no all any some more most very
just only also too then now one 1 said says say"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words too frequent to say that two stretches are about the same thing."""


@dataclass(frozen=True)
class Word:
    """A heard word and its place, `text[start:end]`. Both words of a contraction have the whole of it."""

    heard: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        """Whether the word says what the stretch is about."""
        return self.heard not in FUNCTION_WORDS

    @property
    def is_sign(self) -> bool:
        """Whether it is one sign of a script without spaces, in which a word has about two."""
        return _IS_UNSPACED.match(self.heard) is not None


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """The heard words of `text`, in order."""
    heard: list[Word] = []
    for match in _WORD.finditer(text):
        written = match[0].casefold().translate(_TO_APOSTROPHE).rstrip("'")
        for part in _heard(written):
            if part in _FILLERS:
                continue
            previous = heard[-1] if heard else None
            if part in _SCALES and previous and previous.end == match.start() and previous.heard[0].isdigit():
                part = _SCALES[part]  # "4.6bn" is heard as "4.6 billion"
            if previous and part == "cent" and previous.heard == "per":
                heard[-1] = Word("percent", previous.start, match.end())
            elif previous and (previous.heard, part) in _ONE_NAME:
                heard[-1] = Word(_ONE_NAME[previous.heard, part], previous.start, match.end())
            elif previous and previous.heard.isdigit() and len(previous.heard) < 3 and _month(match[0]):
                # "23 June" is heard as "June 23"; both words have the whole of it.
                heard[-1:] = [Word(word, previous.start, match.end()) for word in (_month(match[0]), previous.heard)]
            else:
                heard.append(Word(_month(match[0]) or part, match.start(), match.end()))
    return tuple(heard)


def _month(written: str) -> str:
    """The month that a word with a capital names in full or in short, else nothing."""
    name = written.lower()
    return _SHORT_MONTHS.get(name, name if name in MONTHS else "") if written[:1].isupper() else ""


def _heard(written: str) -> tuple[str, ...]:
    if written[1:2] == ".":
        return (written.replace(".", ""),)
    if written in _GLUED:
        return _GLUED[written]
    if contracted := _CONTRACTED.search(written):
        stem, ending = written[: contracted.start()], contracted[1]
        if ending == "'s" and stem in _S_IS_A_VERB:
            return (stem, "is")
        full = _FULL_FORM.get(ending, ending)
        # Tokenised text has its endings apart: "ca n't".
        return (_spelling(_FULL_STEM.get(stem, stem)), full) if stem else (full,)
    return (_spelling(written),)


@lru_cache(maxsize=16384)
def _spelling(written: str) -> str:
    """One spelling for words that British and American editors write differently."""
    if written == "%":
        return "percent"
    if written[0].isdigit():
        return written.replace(",", "")
    for pattern, replacement in _SPELLINGS:
        written = pattern.sub(replacement, written)
    return _NUMERALS.get(written, written)
