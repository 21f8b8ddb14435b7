"""Which rows a bench looks at, and the model that answers: the options that the benches on labelled claims share."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import click

from factcheck.calibration.labelled import Row, read_rows
from factcheck.cli.screen import Screen
from factcheck.errors import Unavailable, UsageError
from factcheck.models import open_model
from factcheck.models.base import Answer, AnswerT, Message, Model, ModelAround, Weights
from factcheck.models.store import Store, StoredModel
from factcheck.records import PromptIdentity
from factcheck.settings import Settings

_ROW_OPTIONS = (
    click.option("--data", required=True, type=click.Path(path_type=Path), metavar="FILE", help="JSON lines."),
    click.option("--datasets", metavar="A,B", help="Only these, in this order. By default all, as they come."),
    click.option("--per-dataset", type=click.IntRange(min=1), metavar="N", help="At most N rows of each dataset."),
    click.option(
        "--longest", type=click.IntRange(min=1), metavar="N", help="Only rows with a source of less than N characters."
    ),
    click.option("--seed", type=int, default=7, show_default=True, help="Which rows are drawn, in which order."),
)
_MODEL_OPTIONS = (
    click.option("-m", "--model", "spec", metavar="MODEL", help="The language model, as `factcheck check` names it."),
    click.option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint."),
    click.option(
        "--store",
        "path",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Keep the answers there; else in the user's.",
    ),
    click.option("--kept-only", is_flag=True, help="Ask nothing: take the kept answers, leave out rows without one."),
)


def row_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options about rows and model, for a bench's command."""
    return _with(command, _ROW_OPTIONS + _MODEL_OPTIONS)


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options about the model alone."""
    return _with(command, _MODEL_OPTIONS)


def sample(
    rows: Sequence[Row],
    *,
    datasets: Sequence[str] = (),
    per_dataset: int | None = None,
    longest: int | None = None,
    seed: int = 7,
) -> list[Row]:
    """Up to `per_dataset` rows of each dataset, supported and not by turns as far as there are both.

    The datasets take turns as well, so that a bench that is stopped half-way has some of each. More rows of the same
    seed begin with the same rows. Raises UsageError naming a dataset that has no row.
    """
    kept = [row for row in rows if longest is None or len(row.source) < longest]
    names = list(datasets) or list(dict.fromkeys(row.dataset for row in kept))
    shuffle = random.Random(seed).shuffle  # noqa: S311 - a sample, no secret
    drawn = []
    for name in names:
        ours = [row for row in kept if row.dataset == name]
        if not ours:
            raise UsageError(f"the data has no row of {name!r} (it has {', '.join(sorted({r.dataset for r in kept}))})")
        shuffle(ours)
        classes = [row for row in ours if row.supported], [row for row in ours if not row.supported]
        drawn.append(_by_turns(classes)[:per_dataset])
    return _by_turns(drawn)


def sampled(
    data: Path, datasets: str | None, per_dataset: int | None, longest: int | None, seed: int
) -> tuple[list[Row], list[str]]:
    """The rows that the options ask for, and lines on what was left out."""
    rows = read_rows(data)
    names = [name.strip() for name in (datasets or "").split(",") if name.strip()]
    chosen = sample(rows, datasets=names, per_dataset=per_dataset, longest=longest, seed=seed)
    counts = Counter(row.dataset for row in chosen)
    lines = [f"{len(chosen)} of {len(rows)} rows: " + ", ".join(f"{name} {n}" for name, n in counts.items())]
    if longest is not None:
        long = sum(len(row.source) >= longest for row in rows)
        lines.append(f"{long} rows are not drawn from: their source has {longest} characters or more")
    return chosen, lines


class KeptOnly(ModelAround):
    """A model that is never asked: every call raises Unavailable."""

    async def ask(self, message: Message, answer: type[AnswerT], *, max_tokens: int) -> Answer[AnswerT]:  # noqa: ARG002
        """No answer."""
        raise Unavailable("no kept answer")

    async def weigh(self, message: Message, options: Sequence[str]) -> Weights:  # noqa: ARG002
        """No answer."""
        raise Unavailable("no kept answer")


@contextmanager
def stored_model(
    spec: str | None,
    base_url: str | None,
    path: Path | None,
    *,
    kept_only: bool,
    prompts: Iterable[PromptIdentity] = (),
    adapters: Path | None = None,
) -> Iterator[tuple[Model, Screen]]:
    """The model that the options ask for, behind its store, and the screen to show progress on.

    It is asked with `prompts`, and with the adapters for them in the folder `adapters`, by default the shipped ones.
    """
    settings = Settings.from_environment()
    with Screen(quiet=False) as screen, Store.open(path or settings.store) as store:
        model: Model = open_model(
            spec,
            settings,
            base_url=base_url,
            prompts=prompts,
            adapters=adapters,
            on_progress=screen.on_fetched,
            on_notice=screen.tell,
        )
        yield StoredModel(KeptOnly(model) if kept_only else model, store), screen


def _with(command: Callable[..., Any], options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command


def _by_turns(lists: Sequence[Sequence[Row]]) -> list[Row]:
    """The first of each, the second of each, and so on, until all are through."""
    return [row for row in chain.from_iterable(zip_longest(*lists)) if row is not None]
