"""What the command line does without a check stays light."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "asyncio",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "numpy",
    "openai",
    "pydantic",
    "rich",
    "scipy",
    "xllamacpp",
}
IMPORTED = f"""
import sys
from factcheck.cli import main
main(sys.argv[1:])
print(sorted({HEAVY!r} & {{name.split(".")[0] for name in sys.modules}}))
"""


@pytest.mark.parametrize(
    "arguments", ["--help", "--version", "check --help", "render --help", "store --help", "serve --help", "mcp --help"]
)
def test_help_imports_neither_a_vendor_nor_the_engine(arguments: str) -> None:
    command = [sys.executable, "-c", IMPORTED, *arguments.split()]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"
