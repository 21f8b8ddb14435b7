"""Which line breaks only wrap a paragraph, and which have a meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence

LIST_MARKER = re.compile(r"(?:[-*+•‣▪●○◦·–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])(?= +\S)")
_BROKEN = re.compile(r"\w[-‐\u00ad]$")
_NARROWEST, _WIDEST = 40, 130
"""Lines wrapped by hand or by a page are this many characters wide; longer lines are whole paragraphs."""


def page_width(lines: Sequence[str]) -> int:
    """The width that `lines` were wrapped to: the longest line's."""
    return max(map(len, lines), default=0)


def is_wrapped(line: str, following: str, width: int) -> bool:
    """True when the break between the two lines only wraps a paragraph of that `width`, in characters.

    It does if the first word of `following` would not have fitted, or if `following` continues in lower case or after a
    hyphen. The slack of a fifth is for proportional fonts and long words.
    """
    if not following or LIST_MARKER.match(following):
        return False
    if following[0].islower() and len(line) >= _NARROWEST // 2:
        return True
    if _BROKEN.search(line) and following[0].isalnum():
        return True
    first_word = following.split(" ", 1)[0]
    return _NARROWEST <= width <= _WIDEST and (len(line) + 1 + len(first_word)) * 5 >= width * 4
