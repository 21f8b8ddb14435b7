"""Results worked out from texts, kept in a file under the hash of each text, to avoid repeating the work.

Loading the code for it (YAML's reader, pydantic, the steps) takes longer than reading and hashing all the tapes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from factcheck.whole_files import write_whole


class Memo:
    """The results kept in `file`; a context manager that in the end keeps only those used within it.

    An unreadable file counts as empty, and an unwritable one stays as it is: that costs only time.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, Any] = {}
        self._asked: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, TypeError):
            self._kept = dict(json.loads(file.read_bytes()))

    def of(self, text: str, work_out: Callable[[str], Any]) -> Any:
        """The result of `work_out` on `text`, in JSON values. Its errors are raised each time."""
        key = hashlib.sha256(text.encode()).hexdigest()
        if key not in self._asked:
            self._asked[key] = self._kept[key] if key in self._kept else work_out(text)
        return self._asked[key]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._asked.keys() != self._kept.keys():
            with contextlib.suppress(OSError):
                write_whole(self._file, json.dumps(self._asked, ensure_ascii=False, indent=1) + "\n")
