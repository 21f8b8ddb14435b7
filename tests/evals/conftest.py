"""Fixtures of the tests of the evals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.seeds import Seed
from tests.evals.small_seed import small_seed
from tests.evals.taping import Bench, answer
from tests.models.loopback import Loopback


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Seed:
    """A small seed, made once for a file of tests."""
    return small_seed(tmp_path_factory.mktemp("seeds") / "ferry")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Loopback(answer) as server:
        yield Bench(tmp_path, server)
