"""Time zones as news writes them behind a time of day, and how far they are from UTC.

The abbreviations come from the time zone database ("EST", "CEST", "MSK"), the names and the abbreviations for both halves of the
year from the Unicode CLDR ("ET", "Eastern Time", "Central European Summer Time"), the towns from both ("Moscow time").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

_SHIFT = r"[+\-−–]\s?(?P<{0}hours>1[0-4]|0?\d)(?::?(?P<{0}minutes>[0-5]\d))?(?!\d)"
_ZONES = [
    re.compile(pattern)
    for pattern in (
        rf"\s?[(\[]?(?P<utc>(?:UTC|GMT)\s?{_SHIFT.format('utc_')}|(?<=T\d\d:\d\d){_SHIFT.format('iso_')}|(?<=\d)Z\b)",
        r"\s?[(\[]?(?P<name>(?!AT\b)[A-Z]{1,4}T|(?i:UTC|GMT|[ECMP][SD]T|CES?T|BST)|MSK|WIB|WITA)\b(?![-’'])",
        r"\s[(\[]?(?P<words>(?:[A-Z][\w.-]*\s){1,4}[Tt]ime)\b",
        r"\s[(\[]?(?P<elsewhere>(?:local|UK|US|[A-Z]\w+(?:an|ish|ese|i|ch))\stime)\b",
        r"\s(?P<coast>Eastern|Central|Mountain|Pacific)\b(?!\s?[A-Z]|\s[Tt]ime)",
    )
]


_TIME_BEFORE = re.compile(r"(?:\d|\b[ap]\.?m\.?|\bnoon|\bmidday|\bmidnight)(?P<gap>\s?[(\[]?)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Zone:
    """A zone that ends at `end` of a text. `offsets` are the minutes east of UTC that it may mean, none for "local time"."""

    end: int
    offsets: frozenset[int]


def zone_at(text: str, at: int) -> Zone | None:
    """The zone that follows directly on `text[:at]`, with the brackets around it; None where there is none."""
    for match in filter(None, (pattern.match(text, at) for pattern in _ZONES)):
        groups = match.groupdict()
        end = match.end() + (match.group().strip()[0] in "([" and text[match.end() : match.end() + 1] in (")", "]"))
        if groups.get("utc"):
            return Zone(end, frozenset({_shift(match)}))
        if groups.get("elsewhere"):
            return Zone(end, frozenset())
        short, longer = groups.get("name"), groups.get("words") or f"{groups.get('coast')} time"
        name = short.upper() if short else longer.lower()
        if offsets := _offsets().get(name):
            return Zone(end, offsets)
    return None


def is_zone(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is, or begins, the zone of a time of day: the "New York" of "2 p.m. New York time"."""
    before = _TIME_BEFORE.search(text, max(0, start - 12), start)
    zone = zone_at(text, before.start("gap")) if before else None
    return zone is not None and end <= zone.end


def _shift(match: re.Match[str]) -> int:
    """The minutes that "UTC+5:30" or "-0400" says."""
    kind = "utc" if match["utc_hours"] else "iso"
    minutes = 60 * int(match[f"{kind}_hours"] or 0) + int(match[f"{kind}_minutes"] or 0)
    return -minutes if re.search(r"[-−–]", match["utc"]) else minutes


@lru_cache(maxsize=1)
def _offsets() -> dict[str, frozenset[int]]:
    """The offsets of every abbreviation, and of every longer name in lower-case."""
    found: dict[str, set[int]] = defaultdict(set)
    for name, offset in _named_offsets():
        found[name if name.isupper() else name.lower()].add(offset)
    return {name: frozenset(offsets) for name, offsets in found.items()}


def _named_offsets() -> Iterator[tuple[str, int]]:
    locale = Locale.parse("en_US")
    families = get_global("meta_zones")
    for key in sorted(available_timezones()):
        town = locale.time_zones.get(key, {}).get("city", key.rpartition("/")[2].replace("_", " "))
        family = locale.meta_zones.get(families.get(key, ""), {})
        moments = [datetime(2025, month, 1, tzinfo=ZoneInfo(key)) for month in (1, 7)]  # winter and summer
        offsets = [round((moment.utcoffset() or timedelta()).total_seconds() / 60) for moment in moments]
        for moment, offset in zip(moments, offsets, strict=True):
            yield moment.tzname() or key, offset
            yield f"{town} time", offset
            half = "standard" if offset == min(offsets) else "daylight"
            for names in (family.get(width, {}) for width in ("long", "short")):
                yield from ((names[form], offset) for form in (half, "generic") if form in names)
    yield from (("UTC", 0), ("GMT", 0))
