"""Raised text: an exponent, an ordinal's ending, or a footnote mark, which does not belong to the word before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ONE_MARK = r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{2,5}|[*†‡§¶#]{1,4})[\])]?"
_MARK = re.compile(rf"{_ONE_MARK}(?:(?:\s?[,;–-]\s?|\s|(?<=[\])])){_ONE_MARK})*")
_EXPONENT = re.compile(r"[-−–+]?\d{1,3}")
_UNIT = re.compile(r"(?:\d\s?|[/(·]|\bper )(?:[kcdhmnµμ]?m|ft|yd|mi|in|s)$")
_POWER = re.compile(r"(?:(?<![\d.,])10|(?<!\w)[A-Za-z])$")
_ORDINAL = re.compile(r"(?:(?<![\d.,])\d{1,3}\.?|\b(?:[IVXLC]+|[nN]))$")
_SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_NAMED = 8


def lowered(before: str, raised: str, after: str) -> str | None:
    """The text of a line for `raised` between `before` and `after`, or None for a footnote mark: "1,204²" is 1,204.

    Powers ("380 m²", "10⁶", "¹⁴C") become superscript characters; "19th" and "™" stay as they are.
    """
    words = raised.strip()
    if not _MARK.fullmatch(words) and not _EXPONENT.fullmatch(words):
        return raised
    if words in ("o", "0", "O") and before[-1:].isdigit() and re.match(r"\s?[CF]\b", after):
        return "°"
    if words.isdigit() and re.match(r"\s?[/⁄]\s?\d", after):
        return f" {words}" if before[-1:].isdigit() else words
    if words.isalpha():
        return raised if len(words) == 1 and _ORDINAL.search(before) else None
    attached = bool(before[-1:].strip())
    power = attached and (_POWER.search(before) or (words[-1] in "123" and _UNIT.search(before)))
    if _EXPONENT.fullmatch(words) and (power or words[0] in "-−–+" or (not attached and after[:1].isalpha())):
        return words.translate(_SUPERSCRIPTS)
    return None


def marks_notice(marks: Sequence[str]) -> tuple[str, ...]:
    """The notice of footnote marks that were left out; none if there were none."""
    if not marks:
        return ()
    shown = ", ".join(marks[:_NAMED]) + (f" and {len(marks) - _NAMED} more" if len(marks) > _NAMED else "")
    return (f"left out {len(marks)} footnote mark{'s' * (len(marks) > 1)}: {shown}",)
