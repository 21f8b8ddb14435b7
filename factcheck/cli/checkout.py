"""The commands that need a checkout of factcheck: the evals and their tapes are not in the installed package."""

from __future__ import annotations


def need_evals(what: str) -> None:
    """Raises UsageError where there are no evals."""
    from importlib.util import find_spec

    if find_spec("evals") is None or find_spec("evals.deck") is None:
        from factcheck.errors import UsageError

        raise UsageError(
            f"{what} belong to a checkout of factcheck, and this is an installed package: "
            "clone the repository and install it with pip install -e '.[dev]'"
        )
