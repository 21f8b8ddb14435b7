"""The common part of `factcheck serve` and `factcheck mcp`: their options, and the checks built from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from factcheck.cli.keeping import store_options
from factcheck.cli.model_options import prompts_option
from factcheck.cli.root import CommandT

if TYPE_CHECKING:
    from factcheck.models.base import Model
    from factcheck.service.checks import Checks


_OPTIONS = (
    click.option("-m", "--model", metavar="MODEL", help="The language model, as for `factcheck check`."),
    click.option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint to ask."),
    prompts_option,
    click.option(
        "--max-tokens-total",
        type=click.IntRange(min=0),
        metavar="N",
        help="Stop each check before it uses more than N tokens. A paid model needs it.",
    ),
    click.option(
        "--max-false-green",
        type=click.FloatRange(min=0, max=1, min_open=True, max_open=True),
        metavar="SHARE",
        help="As for `factcheck check`.",
    ),
    click.option(
        "--at-once",
        type=click.IntRange(1, 64),
        default=1,
        show_default=True,
        help="How many checks run at the same time.",
    ),
    click.option(
        "--waiting",
        type=click.IntRange(0, 10_000),
        default=20,
        show_default=True,
        help="How many checks can wait for their turn; further ones are refused.",
    ),
    store_options,
)


@dataclass(frozen=True)
class ServiceOptions:
    """The options of the checks."""

    model: str | None
    base_url: str | None
    prompts: Path | None
    max_tokens_total: int | None
    max_false_green: float | None
    at_once: int
    waiting: int
    store: str | bool


def service_options(command: CommandT) -> CommandT:
    """The options of `ServiceOptions`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@contextmanager
def opened(options: ServiceOptions, model_factory: Callable[..., Model] | None = None) -> Iterator[Checks]:
    """The checks, with their store open. The caller closes them.

    Raises a FactcheckError for what cannot be used, and UsageError for a paid model without a cap.
    """
    from factcheck.cli.cost import is_paid
    from factcheck.cli.streams import say
    from factcheck.errors import UsageError
    from factcheck.models import open_model
    from factcheck.models.store import Store
    from factcheck.prompts import load_prompts
    from factcheck.service.checks import Checker, Checks, Limits
    from factcheck.settings import Settings

    settings = Settings.from_environment()
    prompts = load_prompts(options.prompts)
    model = (model_factory or open_model)(
        options.model, settings, base_url=options.base_url, prompts=prompts.identities, on_notice=say
    )
    if is_paid(model.identity) and options.max_tokens_total is None:
        where = model.identity.endpoint or model.identity.provider
        raise UsageError(
            f"{model.identity.name} at {where} can cost money: cap the tokens of a check with --max-tokens-total"
        )
    with Store.chosen(options.store, settings.store) as store:
        checker = Checker(model, prompts, store, options.max_tokens_total, options.max_false_green)
        yield Checks(checker, Limits(at_once=options.at_once, waiting=options.waiting))
