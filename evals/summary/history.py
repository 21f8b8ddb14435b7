"""The scores of past runs by commit, as one page of HTML that is whole in itself. Pure."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from jinja2 import FileSystemLoader
from markupsafe import Markup

from evals.paired import Change, PairedComparison, compare_metrics
from evals.results import Results, failures, parts_by_metric
from evals.statistics import pooled
from evals.summary import wording
from factcheck.render.templates import page_template

_PAGE = Path(__file__).parent / "page"
WIDTH, HEIGHT = 160, 32
"""Of a metric's curve, in pixels."""


@dataclass(frozen=True)
class Past:
    """A past run: what to call it (a commit, or the file's name), when (ISO 8601, or nothing), what the commit says of itself."""

    label: str
    results: Results
    when: str = ""
    subject: str = ""


@dataclass(frozen=True)
class _Cell:
    """One metric of one run. `compared` is the run held against the one before it."""

    value: float | None
    parts: str
    compared: PairedComparison | None

    @property
    def change(self) -> Change | None:
        return self.compared.change if self.compared else None


@dataclass(frozen=True)
class _Row:
    metric: str
    cells: tuple[_Cell, ...]

    @property
    def curve(self) -> tuple[str, ...]:
        """The points of the curve, oldest first; a run without a score parts it."""
        step = WIDTH / max(len(self.cells) - 1, 1)
        curves: list[list[str]] = [[]]
        for place, cell in enumerate(self.cells):
            if cell.value is None:
                curves.append([])
            else:
                curves[-1].append(f"{place * step:.1f},{(1 - cell.value) * (HEIGHT - 4) + 2:.1f}")
        return tuple(" ".join(points) for points in curves if points)


def render(runs: Sequence[Past]) -> str:
    """The whole page of these runs, oldest first. Each run is held against the one before, on the cases that both have."""
    parts = [parts_by_metric(run.results) for run in runs]
    compared: list[Mapping[str, PairedComparison]] = [{}]
    compared += [compare_metrics(before, now) for before, now in pairwise(parts)]
    metrics = dict.fromkeys(metric for scores in parts for metric in scores)
    rows = [
        _Row(
            metric,
            tuple(
                _cell(scores.get(metric, {}), found.get(metric)) for scores, found in zip(parts, compared, strict=True)
            ),
        )
        for metric in metrics
    ]
    style = (_PAGE / "page.css").read_text(encoding="utf-8") + (_PAGE / "history.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return _TEMPLATE.render(
        runs=runs,
        rows=rows,
        failures=[sum(failures(run.results).values()) for run in runs],
        words=wording,
        width=WIDTH,
        height=HEIGHT,
        style=Markup(style),  # noqa: S704 - our own files
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )


def _cell(cases: Mapping[str, tuple[float, float]], compared: PairedComparison | None) -> _Cell:
    hits, of = pooled(cases)
    return _Cell(hits / of if of else None, f"{wording.number(hits)}/{wording.number(of)}" if of else "", compared)


_TEMPLATE = page_template(FileSystemLoader(_PAGE), "history.html.j2")
