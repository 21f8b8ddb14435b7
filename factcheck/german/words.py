"""German words without content, and the number words up to 999,999 with their values."""

from __future__ import annotations

EMPTY_WORDS = frozenset(
    """aber alle allem allen aller alles als also am an auch auf aus bei beim bis da damit dann das dass dem den denn der
    des dessen deren die dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines er es etwa
    fast für gegen haben hat hatte hatten hier hinter ich ihr ihre ihrem ihren ihrer im in ins ist ja kein keine können man
    mehr mit nach nicht noch nun nur ob oder ohne rund sagte sein seine seinem seinen seiner seit sich sie sind so sollen
    sollte sowie um und uns unter unser vom von vor war waren was weil weniger wenn wer werden wie wieder wir wird wo wurde
    wurden zu zum zur zwischen über""".split()
)
"""Words too frequent to say what a sentence is about."""

ONES = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_TEEN = ["drei", "vier", "fünf", "sech", "sieb", "acht", "neun"]
_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()

PARTS = {
    "drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8, "neuntel": 9, "zehntel": 10,
}  # fmt: skip
"""The words for a part of a whole, and how many of them make it."""


def _below_hundred() -> dict[str, int]:
    values = {word: value for value, word in enumerate(ONES)} | {"eins": 1}
    values |= {f"{stem}zehn": 13 + place for place, stem in enumerate(_TEEN)}
    for place, ten in enumerate(_TENS, 2):
        values[ten] = 10 * place
        values |= {f"{ONES[one]}und{ten}": 10 * place + one for one in range(1, 10)}
    return values


_BELOW_HUNDRED = _below_hundred()


def number_word(word: str) -> int | None:
    """The value of a number word in lower case: 12 for "zwölf", 3500 for "dreitausendfünfhundert"; None for any other word."""
    total = 0
    for scale, name in ((1000, "tausend"), (100, "hundert")):
        before, found, after = word.partition(name)
        if found:
            count = number_word(before) if before else 1
            if not count or count >= 1000:
                return None
            total, word = total + count * scale, after.removeprefix("und")
    if not word and total:
        return total
    rest = _BELOW_HUNDRED.get(word)
    return None if rest is None or (total and not rest) else total + rest
