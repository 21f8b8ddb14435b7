"""Values of a spreadsheet as it shows them, by the number formats of ECMA-376 (part 1, 18.8.31)."""

from __future__ import annotations

import locale
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from babel import Locale, UnknownLocaleError

Value = bool | int | float | str | datetime | date | time | timedelta

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|(AM/PM|A/P|General|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|\.0+(?=\W*$)|E[+-]|.)',
    re.DOTALL | re.IGNORECASE,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|["\\\[])*?(?:;|\Z)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_PLACEHOLDERS = frozenset("0#?.,/")
_OF_REGION = {"mm-dd-yy": "yyyy-mm-dd", "m/d/yy": "yyyy-mm-dd", "m/d/yy h:mm": "yyyy-mm-dd hh:mm"}
"""The formats that show a date in the style of the country where the file is opened."""
_COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__, "<=": Decimal.__le__, ">": Decimal.__gt__, ">=": Decimal.__ge__,
    "=": Decimal.__eq__, "<>": Decimal.__ne__,
}  # fmt: skip
_DIGITS = Context(prec=400, rounding=ROUND_HALF_UP)
_LONGEST_FORMAT = 255

Token = tuple[str, str]
"""Its kind ("text", "bracket" or "code"), and its text."""


def shown(value: Value, code: str) -> str:
    """`value` as a cell of that number format shows it: `0.125` by `0.0%` is "12.5%". Empty where the format hides it.

    A date in the reader's own national style becomes ISO 8601. Anything except a format code is skipped.
    """
    if isinstance(value, bool):
        return str(value).upper()
    code = _OF_REGION.get(code, code)[:_LONGEST_FORMAT]
    if isinstance(value, str):
        return _text(value, code)
    sections = [_tokens(found[0].removesuffix(";")) for found in _SECTION.finditer(code) if found[0]] or [
        _tokens("General")
    ]
    if isinstance(value, datetime | date | time | timedelta):
        return _moment(value, sections[0])
    number = Decimal(repr(value))
    if not number.is_finite():
        return str(value)
    with localcontext(_DIGITS):
        return _number(number, *_section(number, sections))


def _text(value: str, code: str) -> str:
    sections = [found[0].removesuffix(";") for found in _SECTION.finditer(code) if found[0]]
    if len(sections) < 4 and not (len(sections) == 1 and "@" in code):
        return value
    tokens = _tokens(sections[-1])
    return "".join(value if token == ("code", "@") else token[1] for token in tokens if token[0] != "bracket")


def _tokens(section: str) -> list[Token]:
    found: list[Token] = []
    for quoted, escaped, space, fill, bracket, code in (match.groups() for match in _TOKEN.finditer(section)):
        if bracket is not None:
            found.append(
                ("text", bracket[1:].rpartition("-")[0] or bracket[1:])
                if _is_currency(bracket)
                else ("bracket", bracket)
            )
        elif fill is None:
            found.append(("code", code) if code else ("text", quoted or escaped or (" " if space else "")))
    return found


def _is_currency(bracket: str) -> bool:
    return bracket.startswith("$") and not bracket.startswith("$-")


def _section(number: Decimal, sections: Sequence[list[Token]]) -> tuple[list[Token], bool]:
    """The section that shows the number, and whether a minus goes before it."""
    conditions = [
        next(filter(None, (_CONDITION.fullmatch(said) for kind, said in part if kind == "bracket")), None)
        for part in sections
    ]
    if any(conditions):
        for part, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARED[condition[1]](number, Decimal(condition[2])):
                return part, number < 0
        return sections[-1], number < 0
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], number < 0


def _number(number: Decimal, tokens: list[Token], minus: bool) -> str:
    if any(kind == "code" and said[0] in "yYdDhHsSmM" for kind, said in tokens):
        return _general(number)  # a number out of range, in a cell for dates
    number = abs(number).scaleb(2 * tokens.count(("code", "%")))
    places = [
        place
        for place, (kind, said) in enumerate(tokens)
        if kind == "code" and (said[0] in _PLACEHOLDERS or said[0] == "E")
    ]
    if not places:
        words = "".join(
            _general(number) if said.lower() in ("general", "@") else said for kind, said in tokens if kind != "bracket"
        )
        return ("-" if minus and any(map(str.isdigit, words)) else "") + words.strip()
    first, last = places[0], places[-1] + 1
    inner = tokens[first:last]
    if any(kind == "text" or said[0] not in _PLACEHOLDERS | {"E"} for kind, said in inner if said != " "):
        digits = _filled(number, inner)
    else:
        digits = _digits(number, "".join(said for _, said in inner))
    before, after = (
        "".join(said for kind, said in part if kind != "bracket") for part in (tokens[:first], tokens[last:])
    )
    minus = minus and any(digit in "123456789" for digit in digits)
    return f"{'-' if minus else ''}{before}{digits}{after}".strip()


def _digits(number: Decimal, code: str) -> str:
    if "/" in code:
        return _fraction(number, code)
    mantissa, exponent, power = code.partition("E+") if "E+" in code else code.partition("E-")
    while mantissa.endswith(","):
        mantissa, number = mantissa[:-1], number.scaleb(-3)
    whole, _, part = mantissa.replace(" ", "").partition(".")
    if exponent:
        head, _, tail = f"{number:.{len(part)}E}".partition("E")
        return f"{head}E{'-' if tail[0] == '-' else '+' * (exponent == 'E+')}{tail[1:].zfill(len(power))}"
    rounded = number.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    integer, _, decimals = f"{rounded:f}".partition(".")
    fewest = max((place + 1 for place, said in enumerate(part) if said == "0"), default=0)
    while len(decimals) > fewest and decimals.endswith("0"):
        decimals = decimals[:-1]
    integer = integer.lstrip("0").zfill(whole.count("0"))
    if "," in whole and integer.isdigit():
        integer = f"{int(integer):,}".zfill(len(integer))
    return integer + ("." if "." in mantissa else "") + decimals


def _fraction(number: Decimal, code: str) -> str:
    before, _, below = code.partition("/")
    whole, _, above = before.strip().rpartition(" ")
    integer = int(number) if whole.strip() else 0
    rest = Fraction(number) - integer
    if below.strip("0").isdigit() and below.isdigit() and int(below):
        numerator, denominator = round(rest * int(below)), int(below)
    else:
        nearest = rest.limit_denominator(10 ** max(1, min(len(below.strip()), 6)) - 1)
        numerator, denominator = nearest.numerator, nearest.denominator
    if not above and not whole:
        return _general(number)
    if whole.strip() and numerator in (0, denominator):
        return str(integer + numerator // denominator)
    return f"{integer or ''} {numerator}/{denominator}".strip()


def _filled(number: Decimal, inner: Sequence[Token]) -> str:
    """Puts digits into a pattern with other characters between them, from the right: "000-0000"."""
    digits = list(f"{number.quantize(Decimal(1), ROUND_HALF_UP):f}")
    out: list[str] = []
    wanted = sum(kind == "code" and said in "0#?" for kind, said in inner)
    for kind, said in reversed(inner):
        if kind == "code" and said in "0#?":
            wanted -= 1
            out.extend(reversed(digits) if not wanted else digits[-1:] or ["0" * (said == "0")])
            del digits[-1:]
        elif kind != "bracket":
            out.append(said)
    return "".join(reversed(out))


def _general(number: Decimal) -> str:
    """As a cell without a format: up to eleven digits."""
    if number == number.to_integral_value() and abs(number) < 10**15:
        return f"{number.quantize(Decimal(1)):f}"
    short = f"{float(number):.10G}" if abs(number) >= Decimal("1E-9") else f"{float(number):.5E}"
    head, mark, tail = short.partition("E")
    return (head.rstrip("0").rstrip(".") if "." in head else head) + mark + tail


def _moment(value: datetime | date | time | timedelta, tokens: list[Token]) -> str:
    codes = [said.lower() for kind, said in tokens if kind == "code"]
    elapsed = [said for kind, said in tokens if kind == "bracket" and _ELAPSED.fullmatch(said)]
    if "general" in codes or not (elapsed or any(said[0] in "ymdhs" for said in codes)):
        return str(value) if isinstance(value, timedelta) else value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        if elapsed:
            return _duration(seconds, tokens)
        value = time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
    names = _names(tokens)
    half = any(said in ("am/pm", "a/p") for said in codes)
    out: list[str] = []
    for place, (kind, said) in enumerate(tokens):
        if kind == "bracket":
            continue
        out.append(
            said if kind == "text" else _part(value, said, names, half=half, minutes=_are_minutes(tokens, place))
        )
    return "".join(out).strip()


def _are_minutes(tokens: Sequence[Token], place: int) -> bool:
    """Whether an "m" means minutes (after hours or before seconds), not a month."""
    codes = [
        (at, said[0].lower())
        for at, (kind, said) in enumerate(tokens)
        if kind != "text" and said[:1].lower() in tuple("ymdhs")
    ]
    before = next((said for at, said in reversed(codes) if at < place), "")
    after = next((said for at, said in codes if at > place), "")
    return before == "h" or after == "s"


def _part(value: datetime | date | time, code: str, names: Locale, *, half: bool, minutes: bool) -> str:
    day = value if isinstance(value, date) else date(1900, 1, 1)
    clock = value.time() if isinstance(value, datetime) else value if isinstance(value, time) else time()
    size, kind = len(code), code[0].lower()
    if code.lower() in ("am/pm", "a/p"):
        return ("AM" if clock.hour < 12 else "PM")[: 2 if size > 3 else 1]
    if kind == "y":
        return f"{day.year % 100:02}" if size < 3 else f"{day.year:04}"
    if kind == "m" and not minutes:
        if size > 2:
            name = str(names.months["format"]["abbreviated" if size == 3 else "wide"][day.month])
            return name[:1] if size == 5 else name
        return f"{day.month:0{size}}"
    if kind == "d":
        return (
            str(names.days["format"]["abbreviated" if size == 3 else "wide"][day.weekday()])
            if size > 2
            else f"{day.day:0{size}}"
        )
    if kind in "hms":
        count = {"h": (clock.hour - 1) % 12 + 1 if half else clock.hour, "m": clock.minute, "s": clock.second}[kind]
        return f"{count:0{min(size, 2)}}"
    return f"{clock.microsecond / 1e6:.{size - 1}f}"[1:] if code.startswith(".0") else code


def _duration(seconds: int, tokens: Sequence[Token]) -> str:
    """Hours, minutes and seconds, the largest of them as many as there are: "26:30"."""
    minus, seconds = seconds < 0, abs(seconds)
    rest = {"h": seconds // 3600, "m": seconds // 60 % 60, "s": seconds % 60}
    whole = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    out = ["-" * minus]
    for kind, said in tokens:
        code = said[:1].lower()
        if kind == "bracket":
            out.append(f"{whole[code]:0{len(said)}}" if _ELAPSED.fullmatch(said) else "")
        else:
            out.append(f"{rest[code]:0{len(said)}}" if kind == "code" and code in rest else said)
    return "".join(out).strip()


def _names(tokens: Sequence[Token]) -> Locale:
    """The language in which a format names months and days: "[$-407]" is German."""
    for kind, said in tokens:
        if kind == "bracket" and said.startswith("$-"):
            try:
                return Locale.parse(locale.windows_locale[int(said[2:].partition(",")[0], 16) & 0xFFFF])
            except (KeyError, ValueError, UnknownLocaleError):
                break
    return Locale.parse("en")
