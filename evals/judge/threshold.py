"""Where a score begins to count as a yes: chosen on labelled scores, and tried on articles that the choice has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.bench.metrics import Flags, Numbers

FOLDS = 5

_LOG_ODDS = np.arange(-8.0, 8.01, 0.1)
_SMOOTHED_OVER = 11
"""Balanced accuracy is a jagged function of the threshold; its mean over a log odds of 1 is looked at."""
_CERTAIN = 1e-12
"""The log odds of a probability nearer than this to 0 or 1 are those of this."""


@dataclass(frozen=True)
class Scored:
    """Labelled scores: one entry per row. `odds` are natural-log odds of yes; rows of one article stay together."""

    odds: Numbers
    yes: Flags
    datasets: npt.NDArray[np.str_]
    articles: npt.NDArray[np.str_]

    @classmethod
    def of(cls, probabilities: Numbers, yes: Flags, datasets: Sequence[str], articles: Sequence[str]) -> Scored:
        """From probabilities of yes."""
        odds = np.log(np.maximum(probabilities, _CERTAIN)) - np.log(np.maximum(1 - probabilities, _CERTAIN))
        return cls(odds, yes, np.array(datasets, dtype=str), np.array(articles, dtype=str))

    def threshold(self) -> float:
        """The probability at which a yes begins.

        It is the middle of the stretch of log odds where balanced accuracy, the mean over data sets, smoothed, is highest.
        """
        curves = []
        for dataset in np.unique(self.datasets):
            yes, no = (self.odds[(self.datasets == dataset) & (self.yes == label)] for label in (True, False))
            if len(yes) and len(no):
                said, denied = yes[:, None] >= _LOG_ODDS, no[:, None] < _LOG_ODDS
                curves.append((said.mean(axis=0) + denied.mean(axis=0)) / 2)
        kernel = np.ones(_SMOOTHED_OVER)
        accuracy = np.mean(curves, axis=0)
        smooth = np.convolve(accuracy, kernel, mode="same") / np.convolve(np.ones_like(accuracy), kernel, mode="same")
        best = float(_LOG_ODDS[smooth >= smooth.max() - 1e-9].mean())
        return round(1 / (1 + math.exp(-best)), 5)

    def said_out_of_fold(self) -> Flags:
        """Whether each row reaches the threshold that the articles of the other folds give."""
        from sklearn.model_selection import StratifiedGroupKFold

        said = np.empty(len(self.yes), dtype=bool)
        strata = np.char.add(self.datasets, np.where(self.yes, " yes", " no"))
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
        for train, test in folds.split(self.odds, strata, self.articles):
            threshold = Scored(
                self.odds[train], self.yes[train], self.datasets[train], self.articles[train]
            ).threshold()
            said[test] = self.odds[test] >= math.log(threshold / (1 - threshold))
        return said
