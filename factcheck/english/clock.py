"""Times of day: "9.15 a.m.", "half past midnight", "three o'clock on Sunday morning", "2200 GMT", "5 p.m. Eastern"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from factcheck.english.calendar_names import WEEKDAY
from factcheck.english.moment import DAY, Grammar, Moment, compiled
from factcheck.english.numerals import ONES
from factcheck.english.zones import zone_at

_TWELVE = {"midnight": 0, "noon": 12, "midday": 12}
_HOURS = {word: number for number, word in enumerate(ONES[1:13], 1)} | _TWELVE
_HOUR = rf"(?:1[0-2]|[1-9]|{'|'.join(ONES[1:13])})"
_MINUTES = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|towards?|(?:shortly|just|soon|some\stime)\s(?:before|after))\s$",
    re.IGNORECASE,
)

_WINDOW = 40
"""How many characters before a time are read for an "about"; the longest wording has fewer."""


def _clock(match: re.Match[str], _published: date | None) -> Moment | None:
    parts = match.groupdict()
    said = (parts.get("word") or parts["h"]).lower()
    hour = _HOURS[said] if said in _HOURS else int(said)
    minute = int(parts.get("min") or 0)
    if past := re.sub(r"\W+", "-", parts.get("past") or "").lower():
        minute = _MINUTES[past] if past in _MINUTES else int(past)
        minute = -minute if parts["way"].lower() == "to" else minute
    half = (parts.get("half") or parts.get("of_day") or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half and said not in _TWELVE:
        is_late = half[0] == "p" or half in ("afternoon", "evening") or (half == "night" and 5 <= hour < 12)
        hour = hour % 12 + (12 if is_late else 0)
    written = len(said) == 1 or "min" not in parts
    zone = zone_at(match.string, match.end())
    end = zone.end if zone else match.end()
    return Moment(
        match.start(),
        end,
        match.string[match.start() : end],
        minutes=(hour * 60 + minute) % DAY,
        offsets=zone.offsets if zone else None,
        twelve=not half and said not in _TWELVE and 0 < hour <= 12 and written,
        about=_ABOUT.search(match.string, max(0, match.start() - _WINDOW), match.start()) is not None,
        to_five=bool(past),
    )


def _four_figures(match: re.Match[str], published: date | None) -> Moment | None:
    """ "2200 GMT", "0600 hours": figures that are a time by what follows."""
    found = _clock(match, published)
    return found if found and (match["hours"] or found.offsets is not None) else None


def with_glosses(moments: Sequence[Moment], text: str) -> tuple[Moment, ...]:
    """The moments, in text order; "5 p.m. local time (2200 GMT)" is one, whose zone follows from the second time."""
    found: list[Moment] = []
    for moment in moments:
        before = found[-1] if found else None
        if before is not None and (merged := _glossed(before, moment, text)):
            found[-1] = merged
        else:
            found.append(moment)
    return tuple(found)


def _glossed(one: Moment, other: Moment, text: str) -> Moment | None:
    """The first time with the second's zone; None if they are not the same time."""
    if one.minutes is None or other.minutes is None or one.twelve or one.offsets or not other.offsets:
        return None
    between = text[one.end : other.start]
    in_brackets = re.fullmatch(r"\s?[(\[]", between) is not None
    if not in_brackets and (one.offsets is None or re.fullmatch(r",?\s(?:or\s)?", between) is None):
        return None
    end = other.end + (in_brackets and text[other.end : other.end + 1] in (")", "]"))
    shift = (one.minutes - other.minutes + DAY // 2) % DAY - DAY // 2
    offsets = frozenset(shift + offset for offset in other.offsets)
    return replace(one, end=end, text=text[one.start : end], offsets=offsets)


_NO_FIGURE = r"(?<![\d.,:£$€-])"
_HALF = r"(?P<half>[ap]\.m\.|[ap]\.?m\b)"
CLOCK: Grammar = (
    (
        compiled(
            rf"\b(?:a\s)?(?P<past>half|quarter|twenty[-\s]five|(?:five|ten|twenty|[1-5]?\d(?=\sminutes))(?:(?=\spast)|(?=\sminutes)))"
            rf"(?:\sminutes)?[-\s](?P<way>past|after|to)\s(?P<h>{_HOUR}|midnight|noon|midday)\b"
            r"(?:(?:\sin\sthe\s|\s?)(?P<half>morning|afternoon|evening|[ap]\.m\.|[ap]\.?m\b))?(?!\w)"
        ),
        _clock,
    ),
    (
        compiled(
            rf"(?<=\bat\s)(?P<past>twenty[-\s]five|five|ten|twenty)\s(?P<way>to)\s(?P<h>{'|'.join(ONES[1:13])}|midnight|noon|midday)\b"
            r"(?=(?:\s(?:in\sthe\s)?(?P<half>morning|afternoon|evening)\b)?)(?!\s(?:per|euros|dollars|times))"
        ),
        _clock,
    ),
    (
        compiled(
            r"(?<=\bat\s)(?<!priced\sat\s)(?<!stood\sat\s)(?<!valued\sat\s)(?<!traded\sat\s)(?<!trading\sat\s)"
            r"(?<!stands\sat\s)(?<!quoted\sat\s)(?P<h>1\d|2[0-3]|[1-9])\.(?P<min>[0-5]\d)(?=\s(?:on|in\sthe|and|but|when|as|local)\b|[,;]\s|\.?\s*$|\.\s[A-Z])"
        ),
        _clock,
    ),
    (compiled(rf"{_NO_FIGURE}(?P<h>1[0-2]|0?[1-9])(?:[.:](?P<min>[0-5]\d))?\s?{_HALF}"), _clock),
    (
        compiled(
            rf"{_NO_FIGURE}\b(?P<h>{_HOUR})\s(?:o['’]clock\s)?(?:in\sthe\s(?P<half>morning|afternoon|evening)|at\s(?P<of_day>night))\b"
        ),
        _clock,
    ),
    (compiled(rf"{_NO_FIGURE}(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?![\d:]|\.\d)"), _clock),
    (compiled(r"(?<=\bat\s)(?P<h>[01]?\d|2[0-3])h(?P<min>[0-5]\d)?\b"), _clock),
    (
        compiled(
            rf"{_NO_FIGURE}\b(?P<h>{_HOUR})\so['’]clock\b"
            rf"(?=(?:\s(?:on\s)?(?:{WEEKDAY}|this|yesterday|tomorrow)\s(?P<half>morning|afternoon|evening|night))?)"
        ),
        _clock,
    ),
    (compiled(r"\b(?:12\s)?(?P<word>midnight|noon|midday)\b"), _clock),
    (
        compiled(
            rf"{_NO_FIGURE}(?P<h>[01]\d|2[0-4])[.:]?(?P<min>[0-5]\d)(?:(?P<hours>\s?(?:hours|hrs|h))\b|(?=\s?[(]?[A-Za-z]))"
        ),
        _four_figures,
    ),
)
