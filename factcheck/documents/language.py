"""The language of a text, judged by its letters."""

from __future__ import annotations

import py3langid

from factcheck.errors import OutputError

_SAMPLE = 20_000
_ENOUGH_LETTERS = 40
"""With fewer letters than this the detector is wrong too often."""


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text`, or None if there is too little text.

    Raises OutputError if there is no room for the temporary file to which the detector unpacks its model, once per
    process.
    """
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _ENOUGH_LETTERS:
        return None
    try:
        code = str(py3langid.classify(sample)[0])
    except OSError as error:
        raise OutputError(
            f"no temporary file can be written ({error.strerror or error}): make room there, or set TMPDIR"
        ) from error
    return code if len(code) == 2 else None
