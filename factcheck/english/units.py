"""The units and currencies of news texts: how they are written, what they measure, and how large they are.

pint knows more units, but reads "pound" as mass only, "m" never as a million, knows no currency, and takes a second to load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from babel.core import get_global
from babel.numbers import get_currency_name


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures, its canonical name, its size in the measure's base unit and its zero on that scale."""

    measure: str
    name: str
    size: Fraction = Fraction(1)
    zero: int = 0

    def in_base(self, value: Fraction) -> Fraction:
        """So many of this unit in the measure's base unit."""
        return (value - self.zero) * self.size


_TABLE = """
share        percent              1               % per_cent pct pct. p.c. prozent
points       percentage_point     1               percentage-point pp %_point %-point per_cent_point prozentpunkt prozentpunkte
points       basis_point          0.01            basis-point bp
length       metre                1               meter
length       kilometre            1000            kilometer km
length       centimetre           0.01            centimeter cm
length       millimetre           0.001           millimeter mm
length       mile                 1609.344
length       nautical_mile        1852
length       yard                 0.9144          yd
length       foot                 0.3048          feet ft
length       inch                 0.0254          inches
area         square_metre         1               square_meter sq_m m²
area         square_kilometre     1000000         square_kilometer sq_km km²
area         square_mile          2589988.110336  sq_mile
area         square_foot          0.09290304      square_feet sq_ft
area         hectare              10000           ha
area         acre                 4046.8564224
mass         kilogram             1               kilogramme kilo kg
mass         milligram            0.000001        milligramme mg
mass         microgram            0.000000001     microgramme µg μg
mass         gram                 0.001           gramme g
mass         tonne                1000            metric_ton ton
mass         pound_weight         0.45359237      lb lbs
mass         ounce                0.028349523125  oz
mass         stone                6.35029318
volume       litre                1               liter
volume       millilitre           0.001           milliliter ml
volume       gallon               3.785411784
volume       barrel               158.987294928
speed        kilometre_per_hour   1               km/h kph kmh kilometres_per_hour kilometers_per_hour kilometres_an_hour
speed        mile_per_hour        1.609344        mph miles_per_hour miles_an_hour
speed        knot                 1.852
power        watt                 1
power        kilowatt             1000            kw
power        megawatt             1000000         mw
power        gigawatt             1000000000      gw
energy       kilowatt-hour        1               kwh kilowatt_hour
energy       megawatt-hour        1000            mwh megawatt_hour
storage      megabyte             1               mb
storage      gigabyte             1000            gb
storage      terabyte             1000000         tb
temperature  degree_Celsius       1               degrees_celsius °c degrees_centigrade degree_centigrade celsius
temperature  degree_Fahrenheit    5/9             degrees_fahrenheit °f fahrenheit
temperature  degree               1               ° grad
time         second               1               sec
time         minute               60              min mins
time         hour                 3600            hr hrs
time         day                  86400
time         week                 604800
time         fortnight            1209600
months       month                1
months       year                 12              yr yrs
months       decade               120
months       century              1200            centuries
money        USD                  1               dollar us_dollar u.s._dollar american_dollar us$ $
money        EUR                  1               euro €
money        GBP                  1               pound pound_sterling british_pound £
money        penny                0.01            pence
money        AUD                  1               australian_dollar a$ au$
money        CAD                  1               canadian_dollar c$ ca$
money        HKD                  1               hong_kong_dollar hk$
money        NZD                  1               new_zealand_dollar nz$
money        JPY                  1               yen ¥
money        CNY                  1               yuan renminbi
money        INR                  1               rupee ₹ rs
money        RUB                  1               rouble ruble ₽
money        KRW                  1               ₩
money        TRY                  1               lira ₺
money        CHF                  1               swiss_franc
money        SEK                  1               krona kronor swedish_krona swedish_crown
money        NOK                  1               norwegian_krone norwegian_kroner norwegian_crown
money        DKK                  1               danish_krone danish_kroner danish_crown
money        CZK                  1               koruna czech_koruna czech_crown
money        crowns               1               krone kroner
money        pesos                1               peso
money        shillings            1               shilling
money        dinars               1               dinar
money        dirhams              1               dirham
money        BRL                  1               reais
money        PLN                  1               zloty zlotys
money        UAH                  1               hryvnia
money        ILS                  1               shekel
money        ZAR                  1               rand
money        NGN                  1               naira ₦
"""

_NAMESAKES = (
    frozenset({"crowns", "SEK", "NOK", "DKK", "CZK", "ISK"}),
    frozenset({"pesos", "MXN", "ARS", "CLP", "COP", "CUP", "DOP", "PHP", "UYU"}),
    frozenset({"shillings", "KES", "TZS", "UGX", "SOS"}),
    frozenset({"dinars", "RSD", "IQD", "JOD", "KWD", "BHD", "DZD", "LYD", "TND"}),
    frozenset({"dirhams", "AED", "MAD"}),
)
"""The crowns, pesos and so on of one name, by themselves or by country code."""

UNITS: dict[str, Unit] = {}
"""A unit as written, in lower case and in the singular, with plain spaces -> the unit."""

for _line in _TABLE.strip().splitlines():
    _measure, _name, _size, *_spellings = _line.split()
    _found = Unit(_measure, _name.replace("_", " "), Fraction(_size), 32 if _name == "degree_Fahrenheit" else 0)
    for _spelling in (_name, *_spellings):
        UNITS[_spelling.replace("_", " ").lower()] = _found

_BY_ITSELF = frozenset({"crowns", "pesos", "shillings", "dinars", "dirhams"})
_WORDS = frozenset({"ALL", "AMD", "COP", "CUP", "GEL", "MAD", "MOP", "SOS", "TOP"})
"""Codes of currencies that mean something else before a number, too: "COP 26"."""

_CODES: dict[str, Unit] = {
    code: UNITS.get(code.lower(), Unit("money", code))
    for currencies in get_global("territory_currencies").values()
    for code, _, end, is_tender in currencies
    if is_tender and end is None and code not in _WORDS
}
"""The codes of the currencies in use (CLDR), which stand before an amount: "KES 400m"."""

for _code, _currency in _CODES.items():  # "Kenyan shillings", "Brazilian reals"
    for _count in (1, 2):
        UNITS.setdefault(get_currency_name(_code, _count, locale="en").lower(), _currency)

_WRITTEN = "|".join(
    re.escape(written).replace(r"\ ", r"[\s-]") for written in sorted(UNITS, key=lambda w: (-len(w), w))
)
_AFTER = re.compile(rf"[\s\u00a0-]{{0,2}}(?P<unit>{_WRITTEN})(?P<plural>s?)(?![\w²$])", re.IGNORECASE)
_BY_CASE = {"pc": "percent", "p": "penny", "h": "hour", "C": "degree Celsius", "F": "degree Fahrenheit", "t": "tonne"}
_AFTER_BY_CASE = re.compile(r"(?:(?<=\d)(?P<tight>pc|[phCFt])|\s(?P<apart>pc|[CFt]))(?![\w²$’'-]|\.\w|\s[A-Z])")
"""Units of a letter or two, which mean it only in this case: "8pc", but "8 PCs"."""
_BEFORE = re.compile(
    r"(?:(?P<unit>(?:\b(?:US|AU|HK|NZ|CA|A|C))?\$|[€£¥₹₽₩₺₦])|\b(?P<code>[A-Z]{3}|Rs\.?))\s?$",
)


def same_unit(one: Unit, other: Unit) -> bool:
    """Whether the two are one unit. Plain crowns and pesos match any country's."""
    names = {one.name, other.name}
    return one == other or any(names <= alike and not names.isdisjoint(_BY_ITSELF) for alike in _NAMESAKES)


def unit_after(text: str, end: int) -> tuple[Unit, int] | None:
    """The unit written right after `text[:end]`, and where it ends."""
    if match := _AFTER.match(text, end):
        return _lookup(match["unit"]), match.end()
    if match := _AFTER_BY_CASE.match(text, end):
        return UNITS[_BY_CASE[match["tight"] or match["apart"]].lower()], match.end()
    return None


def currency_before(text: str, start: int) -> tuple[Unit, int] | None:
    """The currency written right before `text[start:]`, and where it begins."""
    match = _BEFORE.search(text, max(0, start - 6), start)
    if match is None:
        return None
    written = match["unit"] or match["code"]
    unit = _CODES.get(written) or UNITS.get(written.rstrip(".").lower())
    return (unit, match.start()) if unit is not None and unit.measure == "money" else None


def _lookup(written: str) -> Unit:
    plain = " ".join(written.lower().split())
    return UNITS.get(plain) or UNITS[plain.replace("-", " ")]
