"""Which language a text is in, as far as its letters tell."""

from __future__ import annotations

import py3langid

_SAMPLE = 20_000
_ENOUGH_LETTERS = 40
"""With fewer letters than this the detector is wrong too often to say anything."""


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text`, or None when there is too little to tell by."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _ENOUGH_LETTERS:
        return None
    code = str(py3langid.classify(sample)[0])
    return code if len(code) == 2 else None
