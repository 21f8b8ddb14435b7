"""Who holds which office where, according to names and the words around them.

"Liv Dahl, the chief executive of Baltic Forge", "Deputy Minister Anna Holt", "Norrland Marine's chairman, Erik Vold".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.english.naming import Name, plain

_HEADS = {
    word: head
    for head, forms in {
        "chair": "chairman chairwoman chair chairperson",
        "spokesperson": "spokesman spokeswoman spokesperson",
        "representative": "congressman congresswoman representative",
        "mp": "mp",
        "executive": "executive ceo",
        "minister": "minister premier",
    }.items()
    for word in forms.split()
}
_OTHER_HEADS = """
president secretary chancellor mayor governor senator ambassador judge director manager captain coach inspector
superintendent constable sergeant colonel general major lieutenant commander admiral professor leader councillor
commissioner sheriff attorney editor founder treasurer bishop archbishop
"""
_HEADS |= {word: word for word in _OTHER_HEADS.split()}
_RANKS = frozenset({"deputy", "vice", "assistant", "associate", "prime", "junior"})
BESIDE = frozenset({"elect", "designate"})
"""These are ranks beside a name alone: elsewhere the president of a sentence may be the next one."""
_GRADES = {"governor": {"lieutenant"}}
_GRADES |= {rank: {"chief"} for rank in ("inspector", "superintendent", "constable", "judge")}
"""Words that change the rank of an office beside a name; a negotiator may well be the chief one."""
_LEFT_OUT = {"colonel": {"lieutenant"}, "commander": {"lieutenant"}, "admiral": {"rear", "vice"}}
_LEFT_OUT |= {"general": {"lieutenant", "major", "brigadier", "attorney", "solicitor", "surgeon", "adjutant"}}
"""The same if the shorter title is also a form of address: a lieutenant colonel is called "colonel"."""
_BRANCHES = {"ceo": "executive", "cfo": "financial", "coo": "operating", "cto": "technology", "cio": "information"}
"""A chief officer's field; a chief executive also counts."""
_PAST = frozenset({"former", "ex", "late", "then", "onetime", "shadow", "candidate"})
FOR_LIFE = frozenset({"president", "governor", "senator", "ambassador", "judge", "general", "admiral", "colonel"})
"""Offices that people are addressed by when they hold them no longer."""
_FOR_A_TIME = frozenset("acting interim act acts acted will would become becomes became".split())
"""With these an office is another than the person's own, for a time or from some time on."""
_FIELD_WORDS = """
state defense foreign finance interior health education justice home treasury energy labor trade agriculture environment
transport culture
"""
_FIELDS = {
    "defence": "defense",
    **{word: word for word in _FIELD_WORDS.split()},
}
_HEAD_PATTERN = "|".join(sorted({*_HEADS, *_BRANCHES, "officer"}, key=len, reverse=True))
_HEAD_PATTERN = f"(?:ex-)?(?:{_HEAD_PATTERN})(?:[- ](?:elect|designate|officer))?"
_WORDS_BEFORE = r"(?:[\w-]+\s+){0,3}?"
_FIELD_AFTER = r"(?:\s+(?:of|for)\s+(?:the\s+)?(?:" + "|".join(_FIELDS) + r")\b)?"
_AFTER = re.compile(
    rf"\s*,\s+(?:(?:the|a|an|its|his|her|their|who is|who was|now)\s+)*"
    rf"(?P<role>{_WORDS_BEFORE}(?:{_HEAD_PATTERN})\b{_FIELD_AFTER})(?P<link>\s+(?:of|at|for|with)\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_HOLDER = re.compile(
    r"(?:['’]s?)?\s(?:[a-z-]+\s)?(?!(?:never|later|after|under|over|either|neither|together|however|rather)\b)"
    r"(?:[a-z-]*(?:er|or|ist|man|woman|ent)|boss|chief|star|giant|firm|group|coach|captain|mayor|head)\s[A-Z]"
)
_BEFORE = re.compile(
    rf"(?P<role>{_WORDS_BEFORE}(?<![\w-])(?:\w+-){{0,2}}(?:{_HEAD_PATTERN})\b{_FIELD_AFTER}),?\s+$", re.IGNORECASE
)


@dataclass(frozen=True)
class Office:
    """A person's office at `text[start:end]`, with the body or place it is held at when one is named."""

    person: Name
    start: int
    end: int
    head: str
    ranks: frozenset[str]
    fields: frozenset[str]
    past: bool
    body: Name | None

    @property
    def title(self) -> str:
        """The office for comparison: "deputy minister (finance)"."""
        fields = f" ({', '.join(sorted(self.fields))})" if self.fields else ""
        return " ".join([*sorted(self.ranks), self.head]) + fields


@lru_cache(maxsize=64)
def offices(text: str, names: tuple[Name, ...]) -> tuple[Office, ...]:
    """The offices that the names of `text` are given beside them, in order."""
    found = []
    for name in names:
        if name.is_body or name.is_place:
            continue
        if after := _AFTER.match(text, name.end):
            body = next((one for one in names if after["link"] and one.start == after.end()), None)
            found.append(_office(name, after, body))
        before = _BEFORE.search(text, max(0, name.start - 60), name.start)
        if before and "\n" not in before[0]:
            found.append(_office(name, before, None))
    return tuple(office for office in found if office is not None)


def is_of_an_office(text: str, end: int) -> bool:
    """Whether the name that ends at `end` says whose somebody's office is: "Irna Cola maker AB Brun", "Velle striker Jon Moe"."""
    return _HOLDER.match(text, end) is not None


def is_shortened(one: Office, other: Office) -> bool:
    """Whether the ranks of two offices of one head differ by no more than a form of address leaves out."""
    return one.ranks ^ other.ranks <= _LEFT_OUT.get(one.head, set()) and not (one.ranks and other.ranks)


def is_other_office(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the words and the others are only offices and ranks, of different offices; "deputy" for nothing counts,
    too."""
    if len(words) == len(others) == 1 and {*words, *others} <= _BRANCHES.keys():  # CEO, CFO
        return True
    known = _HEADS.keys() | _RANKS | {"chief", "executive"}
    if not {*words, *others} <= known or _standing(words) == _standing(others):
        return False
    # A head that is there on one side alone makes no other office: "Anna Berg" for "Mayor Anna Berg".
    return bool(words and others) or {*words, *others} <= _RANKS


def _standing(words: Sequence[str]) -> frozenset[str]:
    """The heads and ranks of an office's words."""
    ranks = {"prime"} if "premier" in words else set(words) & _RANKS
    return frozenset(ranks | {_HEADS[word] for word in words if word in _HEADS})


def _branch(words: Sequence[str]) -> str:
    """A chief officer's field: "financial" of "chief financial officer" and "CFO", else empty."""
    short = next((_BRANCHES[word] for word in words if word in _BRANCHES), "")
    if short or "chief" not in words:
        return short
    following = words[words.index("chief") + 1 :]
    if following[:1] == ["executive"]:
        return "executive"
    return following[0] if following[1:2] == ["officer"] else ""


def _office(person: Name, match: re.Match[str], body: Name | None) -> Office | None:
    """The office that the match says the person holds; none for an officer who is not the chief of anything."""
    words = [plain(word) for word in re.findall(r"[\w]+", match["role"])]
    heads = [word for word in words if word in _HEADS]
    branch = _branch(words)
    if branch:
        head, ranks = "chief officer", set(words) & _RANKS
    elif heads:
        head = _HEADS[heads[-1]]
        ranks = {"prime"} if heads[-1] == "premier" else set(words) & (_RANKS | BESIDE)
        ranks |= set(words) & (_GRADES.get(head, set()) | _LEFT_OUT.get(head, set()))
    else:
        return None
    start, end = match.span("role")
    return Office(
        person=person,
        start=min(start, person.start),
        end=max(end, person.end, body.end if body else 0),
        head=head,
        ranks=frozenset(ranks),
        fields=frozenset({branch} if branch else (_FIELDS[word] for word in words if word in _FIELDS)),
        past=bool((_PAST | _FOR_A_TIME) & set(words)),
        body=body,
    )
