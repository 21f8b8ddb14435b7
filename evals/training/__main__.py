"""`python -m evals.training`: teach the embedded model the question of a step. README.md beside this says how."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import torch

from evals.training.base import INVOCATIONS
from evals.training.card import Run, write_card
from evals.training.claims import claims_rows
from evals.training.export import export
from evals.training.planted import planted
from evals.training.rows import public, written
from evals.training.score import command as score_command
from evals.training.train import Recipe, train
from evals.written_pairs import FOLDER
from factcheck.cli import run
from factcheck.models.adapters import read_card
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import shipped_prompts
from factcheck.settings import Settings


@click.group("python -m evals.training", context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Teach the embedded model a step's question."""


_weights = click.option(
    "--weights", type=click.Path(path_type=Path, exists=True), help="The GGUF file; by default the embedded model's."
)
_work = click.option(
    "--work", type=click.Path(path_type=Path), required=True, help="A folder for checkpoints and unpacked weights."
)


_step = click.option(
    "--step",
    type=click.Choice(sorted(INVOCATIONS)),
    default="confirm",
    show_default=True,
    help="The step whose question is taught.",
)


@commands.command("train")
@_step
@click.option(
    "--pairs",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    default=[FOLDER / "train"],
    help="Written pairs: a file, or a folder of them.",
)
@click.option(
    "--dev", multiple=True, type=click.Path(path_type=Path, exists=True), help="Written pairs to look at only."
)
@click.option("--public", "folder", type=click.Path(path_type=Path, exists=True), help="The folder of the public sets.")
@click.option("--rows", type=int, default=Recipe.rows, show_default=True, help="How many rows to see in all.")
@click.option("--batch", type=int, default=Recipe.batch, show_default=True, help="How many rows a step learns from.")
@click.option("--rank", type=int, default=Recipe.rank, show_default=True)
@click.option("--rate", type=float, default=Recipe.rate, show_default=True, help="The learning rate.")
@click.option(
    "--start", type=click.Path(path_type=Path, exists=True), help="An adapter to begin with; its card lies beside it."
)
@click.option("--seed", type=int, default=Recipe.seed, show_default=True)
@click.option(
    "--minutes", type=float, default=60.0, show_default=True, help="Stop after so many; the same command goes on."
)
@_weights
@_work
def train_command(
    step: str,
    pairs: tuple[Path, ...],
    dev: tuple[Path, ...],
    folder: Path | None,
    rows: int,
    batch: int,
    rank: int,
    rate: float,
    start: Path | None,
    seed: int,
    minutes: float,
    weights: Path | None,
    work: Path,
) -> None:
    """Train an adapter, or go on training it."""
    files = _files(pairs)
    pools: dict[str, list[Any]] = (
        {"written": list(claims_rows(files))}
        if step == "extract"
        else {
            "written": list(written(files)),
            "planted": list(planted(files)),
            "public": list(public(folder)) if folder else [],
        }
    )
    click.echo(f"{ {kind: len(of) for kind, of in pools.items()} }")
    recipe = Recipe(rows=rows, batch=batch, rank=rank, rate=rate, seed=seed, start=str(start or ""))
    work.mkdir(parents=True, exist_ok=True)
    prompt = shipped_prompts().by_step[step]
    done = train(pools, list(written(_files(dev))), prompt, weights or _embedded(), work, recipe, minutes)
    click.echo("done" if done else "not done: the same command goes on")


@commands.command("export")
@_step
@click.argument("output", type=click.Path(path_type=Path))
@_weights
@_work
def export_command(step: str, output: Path, weights: Path | None, work: Path) -> None:
    """Write the adapter of the last checkpoint as GGUF, `STEP.gguf`, with its card beside it."""
    checkpoint, base = work / "checkpoint.pt", weights or _embedded()
    prompt = shipped_prompts().by_step[step]
    export(checkpoint, base, output, prompt)
    run = Run(torch.load(checkpoint), work / "log.jsonl")
    start = run.checkpoint["recipe"].get("start", "")
    earlier = read_card(Path(start).with_suffix(".json")) if start else None
    write_card(output, run, prompt, base, earlier)


def _files(places: Sequence[Path]) -> list[Path]:
    """The files named, and those of the folders named."""
    return [file for place in places for file in (sorted(place.glob("*.yaml")) if place.is_dir() else [place])]


def _embedded() -> Path:
    return Settings.from_environment().cache_dir / "weights" / EMBEDDED.file


commands.add_command(score_command)
sys.exit(run(commands, "python -m evals.training"))
