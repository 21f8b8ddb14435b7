"""Whether a day that a sentence names without a date is past or still to come, by the verb that it goes with.

A day goes with the last verb before it in its clause, else with the first one after it ("On Monday, the judge will hear …"),
else with the clause before ("They play Leeds on Wednesday and Hull on Saturday").

| verb | the day |
|---|---|
| "will", "is to", "plans to", "is meeting", "may", "must" | is to come |
| the plain present of what is held on a day: "plays", "opens", "is on" | is to come |
| a past, "has" with its participle, "since" before the day | is past |
| "would", "could", "was due to", "promised to", "postponed until", another present | cannot be told |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

from factcheck.english.verbs import (
    BE,
    BEFORE_NOUNS,
    CAN,
    COULD,
    DID,
    DO,
    HAD,
    HAS,
    IS,
    WAS,
    WILL,
    infinitive,
    is_past,
    is_plain_present,
    tokens,
)

_BREAK = re.compile(
    r"[,;:()“”\"–—]|\b(?:that|which|who|whose|where|when|while|because|but|and|as|after|before|if|although|though|so|than)\b"
)
"""Separators of clauses. One too many does no harm: a clause without a verb takes its neighbour's."""
_END = re.compile(r"[.!?]\s|\n")
_SINCE = re.compile(r"\bsince\s(?:the\s|last\s)?$", re.IGNORECASE)
_PUT_OFF = re.compile(r"\b(?:until|till|for|to)\s$", re.IGNORECASE)
"""Before a day to which something that is past itself was put."""

_IS = IS | {"they're", "we're", "i'm", "you're"}
_AUXILIARIES = _IS | BE | HAS | HAD | DO | DID | {"having"}
_FIXED = frozenset("due set expected scheduled planned slated supposed likely poised ready called booked".split())
"""Words about a day on which something is planned."""
_NO_MATTER = frozenset("not still also now only already then again soon later due".split())
_GO_BEFORE = frozenset("at in on from by for until this next late early over".split())
_BEFORE_NOUNS = BEFORE_NOUNS | {"at", "to"}
_EVENTS = frozenset(
    "play resume open reopen begin start meet vote face host visit return travel hold take go come close end expire launch leave "
    "arrive fly sail depart run kick premiere air appear continue convene compete perform celebrate turn report publish release "
    "decide fight race tour gather".split()
)
"""Verbs for events held on a set day."""
_PLANS = _FIXED | frozenset(
    "plan want hope aim intend expect need seek prepare vow pledge promise threaten agree vote ask tell order decide refuse urge "
    "invite call allow".split()
)
"""Words followed by "to" and something yet to be done."""
_LONGEST = 5
"""Words between "is" and the day if nothing else is said about it: "is at noon in the main hall on Monday"."""


class _Day(Enum):
    """What a verb says of the day that goes with it. The values are those of `is_to_come`."""

    TO_COME = True
    PAST = False
    EITHER = None


_Reading = tuple[_Day, int]
"""What a verb says of the day, and where the verb ends in its clause."""


def is_to_come(text: str, start: int, end: int) -> bool | None:
    """Whether the day named by `text[start:end]` is still to come; None if that is unclear.

    A day in words without any verb is past: it belongs to a caption or a dateline.
    """
    first = max((found.end() for found in _END.finditer(text, 0, start)), default=0)
    stop = _END.search(text, end)
    before = _BREAK.split(text[first:start])
    after = _BREAK.split(text[end : stop.start() if stop else len(text)])
    lead, near = text[first:start], before[-1]
    if _SINCE.search(lead):
        return False
    following = next((told for told, _ in _readings(after[0], to_day=False)), None)
    if found := _readings(near, to_day=True):
        told, behind = found[-1]
        if told is _Day.PAST and _PUT_OFF.search(lead) and not _is_possessive(text, end):
            return None
        of_more = sum(token.word.isalpha() and token.word not in _GO_BEFORE for token in tokens(near[behind:])) > 1
        return None if told is _Day.PAST and of_more and following is _Day.TO_COME else told.value
    if following is not None:
        of_a_thing = any(token.word not in _GO_BEFORE for token in tokens(near)) or _is_possessive(text, end)
        return None if following is _Day.TO_COME and of_a_thing else following.value
    others = [told for clause in before[:-1] for told, _ in _readings(clause, to_day=False)][-1:]
    others += [told for clause in after[1:] for told, _ in _readings(clause, to_day=False)]
    return others[0].value if others else False


def _is_possessive(text: str, end: int) -> bool:
    return text.startswith(("'s", "’s"), end)


def _readings(clause: str, *, to_day: bool) -> list[_Reading]:
    """The reading of each verb of a clause; `to_day` says that the day is what follows the clause.

    It leaves out names, which can look like verbs: "Will", "Leeds United".
    """
    every = tokens(clause)
    led = {one for before, one in pairwise(every) if before.word in _BEFORE_NOUNS and one.word != "to"}
    spoken = [one for one in every if clause[one.start].islower() or one.word in _AUXILIARIES or "'" in one.word]
    words = [token.word for token in spoken]
    found: list[_Reading] = []
    for place, token in enumerate(spoken):
        told = None if token in led else _read(words, place, found, to_day=to_day)
        if told is not None:
            found.append((told, token.end))
    return found


def _read(words: Sequence[str], place: int, found: Sequence[_Reading], *, to_day: bool) -> _Day | None:
    """What the word says; None if it is not a verb or belongs to one read before. `found` is what the words before it say."""
    word, rest = words[place], [one for one in words[place + 1 :] if one not in _NO_MATTER or one == "due"]
    following = rest[0] if rest else ""
    if word in WILL or word.endswith("'ll"):
        return _Day.TO_COME
    if word in CAN | COULD:
        return _Day.PAST if "have" in rest[:2] else _Day.EITHER if word in COULD else _Day.TO_COME
    if word in _IS:
        return _present_of_be(rest, to_day=to_day)
    if word in WAS:
        return _Day.EITHER if following in _FIXED | {"to", "going", "hoping", "planning"} else _Day.PAST
    if word in HAD | DID:
        return _Day.PAST
    if word in HAS:
        is_done = following == "been" or is_past(following)
        return _Day.TO_COME if following == "to" else _Day.PAST if is_done else _Day.EITHER
    if word in DO:
        return _Day.TO_COME
    if word == "to":
        return _infinitive(words, place, found)
    before = next((one for one in reversed(words[:place]) if one not in _NO_MATTER), "")
    if before in _AUXILIARIES or before in WILL | CAN | COULD or before == "to" or before.endswith("'ll"):
        return None
    if infinitive(word) in _EVENTS and is_plain_present(word):
        return None if found and found[-1][0] is _Day.PAST else _Day.TO_COME
    if word in _FIXED and following == "to":
        return None  # what follows says it: "Strikes set to hit the port"
    if is_past(word):
        is_set = word in _FIXED and to_day and len(rest) <= 1
        return (_Day.EITHER if found else _Day.TO_COME) if is_set else _Day.PAST
    return _Day.EITHER if is_plain_present(word) and word.endswith("s") and not found else None


def _present_of_be(rest: Sequence[str], *, to_day: bool) -> _Day:
    """What "is" says by the words that follow it."""
    following = rest[0] if rest else ""
    if (
        following == "to"
        or following in _FIXED
        or (following.endswith("ing") and following not in ("being", "missing"))
    ):
        return _Day.TO_COME
    is_held = not rest or (len(rest) <= _LONGEST and following in _GO_BEFORE)
    return _Day.TO_COME if to_day and is_held else _Day.EITHER


def _infinitive(words: Sequence[str], place: int, found: Sequence[_Reading]) -> _Day | None:
    """What "to" says with the verb that follows; None where none does."""
    following = words[place + 1] if place + 1 < len(words) else ""
    if following == "have":
        return _Day.PAST
    if not (following == "be" or is_plain_present(following)):
        return None
    previous = words[place - 1] if place else ""
    if not found or (infinitive(previous) in _PLANS - _FIXED and is_plain_present(previous)):
        return _Day.TO_COME
    is_planned = found[-1][0] is _Day.PAST and any({word, infinitive(word)} & _PLANS for word in words[:place])
    return _Day.EITHER if is_planned else None
