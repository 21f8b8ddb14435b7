"""Files that appear whole or not at all, and their names."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

_LONGEST_STEM = 40
_DRAFT = ".factcheck-"


def stem(name: str) -> str:
    """A text's name as the start of a folder's name: letters, digits, dashes."""
    return re.sub(r"[^\w-]+", "-", Path(name).stem)[:_LONGEST_STEM].strip("-") or "story"


def write_whole(path: Path, text: str) -> None:
    """Write the text, in UTF-8, or leave the file as it was: never half of it. Makes its folder. Raises OSError."""
    target = path.resolve() if path.is_symlink() else path
    target.parent.mkdir(parents=True, exist_ok=True)
    with draft(target, text) as new:
        new.replace(target)


def clear_drafts(folder: Path) -> None:
    """Remove leftovers of killed programs from a folder that nobody else is writing to. Raises OSError."""
    for left in folder.glob(f"{_DRAFT}*.part"):
        left.unlink(missing_ok=True)


@contextlib.contextmanager
def draft(target: Path, text: str) -> Iterator[Path]:
    """A new file with that text in the folder of `target`; deleted afterwards, unless it was renamed."""
    new = target.with_name(f"{_DRAFT}{os.urandom(4).hex()}.part")
    try:
        with new.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        yield new
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
