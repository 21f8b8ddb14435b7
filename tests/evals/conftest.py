"""Fixtures of the tests of the evals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evals.taping import Bench, answer
from tests.models.loopback import Loopback


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Loopback(answer) as server:
        yield Bench(tmp_path, server)
