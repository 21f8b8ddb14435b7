"""The cost of a check: the caps of the command line, and the question before a paid model is called."""

from __future__ import annotations

import ipaddress
import sys
from urllib.parse import urlsplit

import click

from factcheck.cli.screen import Screen
from factcheck.errors import UsageError
from factcheck.models.budget import Cap, Price
from factcheck.records import ModelIdentity, Usage


def capped(tokens: int | None, dollars: float | None, price_in: float | None, price_out: float | None) -> Cap:
    """The requested caps. Raises UsageError if dollars are capped but a price is unknown."""
    price = None if price_in is None or price_out is None else Price(prompt=price_in, output=price_out)
    if dollars is not None and price is None:
        raise UsageError(
            "--budget needs --price-in and --price-out, the prices of a million tokens of this model in US dollars; "
            "--max-tokens-total needs neither"
        )
    return Cap(tokens=tokens, dollars=dollars, price=price)


def is_paid(identity: ModelIdentity) -> bool:
    """Whether the model runs on somebody else's machine, as far as its address tells."""
    if identity.weights_sha256 is not None:
        return False
    host = urlsplit(identity.endpoint or "").hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return host != "localhost"


def agree(
    screen: Screen, identity: ModelIdentity, usage: Usage, price: Price | None, *, ask: bool, terms: str = ""
) -> None:
    """Say what a check may cost and, if somebody is there, ask. Raises click.Abort if the answer is no.

    `terms` says more about the price.
    """
    dollars = f", ${price.of(usage):,.2f}" if price else ""
    screen.tell(
        f"{identity.name} at {identity.endpoint or identity.provider}: about {usage.calls:,} calls, "
        f"{usage.prompt_tokens:,} tokens in, {usage.output_tokens:,} out{dollars}{terms}; answers already kept cost nothing"
    )
    if ask and sys.stdin.isatty() and sys.stderr.isatty():
        click.confirm("Go on?", default=True, abort=True, err=True)
