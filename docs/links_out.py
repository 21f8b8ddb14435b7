"""A hook of mkdocs: links that leave `docs/`, to the code, go to the repository that CI names, and are plain text elsewhere.

mkdocs knows only what lies in `docs/`; that these links lead somewhere is a test of its own (`tests/test_docs.py`).
"""

from __future__ import annotations

import os
import re
from typing import Any

_OUT = re.compile(r"\[([^\]]+)\]\(\.\./([^)]+)\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page's text with those links led on."""
    repository = os.environ.get("GITHUB_REPOSITORY")
    led = rf"[\1](https://github.com/{repository}/blob/main/\2)" if repository else r"\1"
    return _OUT.sub(led, markdown)
