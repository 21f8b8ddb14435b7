"""How often a comparison of two runs cries worse where nothing changed, and how often it sees what it says it can."""

from __future__ import annotations

import math

import click
import numpy as np
from scipy import stats

from evals.paired import LEVEL, POWER, Change, compare_paired
from evals.statistics import Cases, pooled

SETTINGS = ((12, 0.7, 8), (12, 0.85, 8), (12, 0.95, 15), (12, 0.8, 100), (8, 0.7, 8), (24, 0.7, 8), (48, 0.7, 8))
"""Stories, the rate of hits, and how alike the stories are: the a + b of the beta distribution of their rates."""


SIZES = (12, 24, 48)
"""Numbers of stories for which the smallest difference is looked for that a comparison shows."""
_MOST_POINTS = 50


@click.command("alarms", short_help="Simulate false alarms of comparisons of two runs.")
@click.option("--runs", type=click.IntRange(min=1), default=2000, help="Pairs of runs for each line.")
@click.option("--seed", type=int, default=1, help="Of the generator.")
@click.option("--losses", is_flag=True, help="Find the smallest loss that is called worse four times in five.")
def command(runs: int, seed: int, losses: bool) -> None:
    """Compare simulated runs between which nothing changed, on stories of 6 to 19 parts, and count what is said."""
    if losses:
        click.echo("| stories | rate | alike | smallest loss |\n|--:|--:|--:|--:|")
        for stories in SIZES:
            for rate, likeness in dict.fromkeys(
                (rate, likeness) for size, rate, likeness in SETTINGS if size == SIZES[0]
            ):
                points = smallest_loss(stories, rate, likeness, runs, seed)
                click.echo(f"| {stories} | {rate} | {likeness} | {points} points |")
        return
    click.echo("| stories | rate | alike | worse | better | part by part |\n|--:|--:|--:|--:|--:|--:|")
    for stories, rate, likeness in SETTINGS:
        generator = np.random.default_rng(seed)
        said, alone = dict.fromkeys(Change, 0), 0
        for _ in range(runs):
            of = generator.integers(6, 20, stories)
            a, b = (_run(generator, of, rate, likeness) for _ in range(2))
            said[compare_paired(a, b).change] += 1
            alone += _worse_part_by_part(a, b)
        shares = (100 * count / runs for count in (said[Change.WORSE], said[Change.BETTER], alone))
        click.echo(f"| {stories} | {rate} | {likeness} | {' | '.join(f'{share:.1f} %' for share in shares)} |")


def smallest_loss(stories: int, rate: float, likeness: float, runs: int, seed: int) -> int:
    """The smallest loss, in whole points, that is called worse in `POWER` of simulated pairs of runs, by bisection."""
    low, high = 0, min(_MOST_POINTS, round(100 * rate) - 1)
    while high - low > 1:
        points = (low + high) // 2
        generator = np.random.default_rng(seed)
        worse = 0
        for _ in range(runs):
            of = generator.integers(6, 20, stories)
            a, b = (_run(generator, of, one, likeness) for one in (rate, rate - points / 100))
            worse += compare_paired(a, b).change is Change.WORSE
        low, high = (low, points) if worse >= POWER * runs else (points, high)
    return high


def _run(generator: np.random.Generator, of: np.ndarray, rate: float, likeness: float) -> Cases:
    rates = generator.beta(rate * likeness, (1 - rate) * likeness, len(of))
    hits = generator.binomial(of, rates)
    return {str(n): (float(h), float(o)) for n, (h, o) in enumerate(zip(hits, of, strict=True))}


def _worse_part_by_part(a: Cases, b: Cases) -> bool:
    """What a two-sample z-test says that takes every part for independent: not a test to use, one to see the need by."""
    (before, of), (after, _) = pooled(a), pooled(b)
    spread = math.sqrt((before * (of - before) + after * (of - after)) / of)
    return bool(spread and (after - before) / spread <= stats.norm.ppf(LEVEL))
