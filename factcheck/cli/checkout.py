"""The commands that need the evals, which an extra installs."""

from __future__ import annotations


def need_evals(what: str) -> None:
    """Raises UsageError if the evals are not installed."""
    from importlib.util import find_spec

    if find_spec("evals") is None or any(find_spec(name) is None for name in ("evals.deck", "scipy", "vcr", "pytest")):
        from factcheck.errors import UsageError

        raise UsageError(f'{what} are an extra that is not installed: pip install "factcheck[evals]"')
