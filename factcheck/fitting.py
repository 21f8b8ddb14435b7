"""Fits a calibration to labelled comparisons, and measures it on rows that the fit has not seen.

The regressions are scikit-learn's, with an L2 penalty. Every dataset weighs the same, and in it every class, so that the
probabilities are those of a claim that is as likely supported as not. Rows of one article stay together: the folds of the
cross-validation are made of articles. What is reported comes from a nested cross-validation (Stone 1974): the strength of
the penalty and the threshold are chosen inside each outer fold, from its own rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from factcheck.calibration import CONTRADICTION_FEATURES, SUPPORT_FEATURES, Calibration, Measured, Stage, Term, features
from factcheck.errors import InputError, UsageError
from factcheck.labelled import Compared, Label
from factcheck.prompts import Prompts
from factcheck.records import Comparison, ModelIdentity

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDS = 5
FEWEST_ARTICLES = 2 * FOLDS
FEWEST_OF_A_CLASS = 20
"""Fewer rows than these do not fit a regression that is better than none."""
STRENGTHS = tuple(10.0**power for power in (-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1))
"""The inverse strengths C of the penalty to choose from."""
_THRESHOLDS = np.linspace(0.05, 0.95, 91)
_SMOOTHED_OVER = 11
"""Balanced accuracy is a jagged function of the threshold; its mean over 0.1 is looked at."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Example:
    """One labelled comparison: its features by name, what is right, and where it is from."""

    features: dict[str, float]
    label: Label
    dataset: str
    article: str


def example(compared: Compared) -> Example | None:
    """The example that a compared row makes, None for one without an answer or without log-probabilities."""
    if not isinstance(compared.result, Comparison) or compared.result.basis != "logprobs":
        return None
    row = compared.row
    seen = features(row.claim, compared.sentences, compared.result.probabilities)
    return Example(seen, row.label, row.dataset, row.article)


def require_scikit_learn() -> None:
    """Raise UsageError, saying what to install, where scikit-learn is not there."""
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise UsageError("fitting needs scikit-learn: pip install 'factcheck[calibrate]'") from None


def fit(examples: Sequence[Example], model: ModelIdentity, prompts: Prompts, *, day: str | None = None) -> Calibration:
    """The calibration of `model` with the compare prompt of `prompts`; `day` is an ISO 8601 date, by default today.

    Raises InputError when there are too few rows of a class, or of too few articles.
    """
    question = _Question.of(examples)
    _check(question, "supported or not")
    strength, out_of_fold = question.validated()
    supports = question.stage(strength, question.best_threshold(out_of_fold))
    finer = [e for e in examples if e.label in (Label.CONTRADICTED, Label.NOT_MENTIONED)]
    second = _Question.of(finer, CONTRADICTION_FEATURES, Label.CONTRADICTED)
    contradicts = None
    if second.can_be_fitted() and second.beats(np.array([e.features["contradiction"] >= 0 for e in finer])):
        chosen, held_out = second.validated()
        contradicts = second.stage(chosen, second.best_threshold(held_out))
    prompt = prompts.by_step["compare"].identity
    return Calibration(
        name=re.sub(r"[^\w.-]+", "-", f"{model.name} compare-{prompt.version}").lower(),
        provider=model.provider,
        model=model.name,
        endpoint=model.endpoint,
        weights_sha256=model.weights_sha256,
        prompt_sha256=prompt.sha256,
        fitted=day or datetime.now(UTC).date().isoformat(),
        regularisation=strength,
        supports=supports,
        contradicts=contradicts,
        measured=_measured(question),
    )


@dataclass(frozen=True)
class HeldOut:
    """What a fit without a row's article says of the row: how likely supported, and whether that is said."""

    probability: float
    supported: bool


def held_out(examples: Sequence[Example]) -> list[HeldOut]:
    """One for each example, from the nested cross-validation. Raises InputError as `fit` does."""
    question = _Question.of(examples)
    _check(question, "supported or not")
    probabilities, said = question.nested()
    return [HeldOut(float(p), bool(s)) for p, s in zip(probabilities, said, strict=True)]


@dataclass(frozen=True)
class _Question:
    """One yes/no question about n rows: `values` is n × `names`, the rest have one entry per row."""

    names: tuple[str, ...]
    values: Numbers
    yes: Flags
    datasets: Words
    articles: Words

    @classmethod
    def of(
        cls, examples: Sequence[Example], names: tuple[str, ...] = SUPPORT_FEATURES, yes: Label = Label.SUPPORTED
    ) -> _Question:
        return cls(
            names,
            np.array([[e.features[name] for name in names] for e in examples]).reshape(-1, len(names)),
            np.array([e.label is yes for e in examples], dtype=bool),
            np.array([e.dataset for e in examples], dtype=str),
            np.array([e.article for e in examples], dtype=str),
        )

    def only(self, rows: npt.NDArray[np.intp]) -> _Question:
        return _Question(self.names, self.values[rows], self.yes[rows], self.datasets[rows], self.articles[rows])

    def fewest(self) -> int:
        """How many rows the smaller class has."""
        return int(min(self.yes.sum(), (~self.yes).sum()))

    def can_be_fitted(self) -> bool:
        """Whether there are rows and articles enough."""
        return self.fewest() >= FEWEST_OF_A_CLASS and len(set(self.articles)) >= FEWEST_ARTICLES

    def beats(self, said: Flags) -> bool:
        """Whether it is right about more held-out rows, weighted, than `said`, the model's own answers.

        A regression that finds nothing shrinks to a constant, and would give every row the same answer.
        """
        _, ours = self.nested()
        return float((self.weights() * (ours == self.yes)).sum()) > float((self.weights() * (said == self.yes)).sum())

    def weights(self) -> Numbers:
        """Each dataset weighs the same, and in it each class; the mean weight is 1."""
        cells = list(zip(self.datasets.tolist(), self.yes.tolist(), strict=True))
        rows = Counter(cells)
        classes = Counter(dataset for dataset, _ in rows)
        weights: Numbers = np.array([1 / (rows[cell] * classes[cell[0]]) for cell in cells])
        return weights / float(weights.mean())

    def validated(self) -> tuple[float, Numbers]:
        """The strength with the smallest weighted log loss on held-out rows, and its held-out probabilities."""
        weights = self.weights()
        best: tuple[float, float, Numbers] | None = None
        for strength in STRENGTHS:
            probabilities = np.empty(len(self.yes))
            for train, test in self._folds():
                probabilities[test] = _fitted(self.only(train), strength).predict_proba(self.values[test])[:, 1]
            right = np.where(self.yes, probabilities, 1 - probabilities)
            loss = float(-(weights * np.log(np.clip(right, 1e-12, 1))).sum())
            if best is None or loss < best[0]:
                best = loss, strength, probabilities
        assert best is not None  # noqa: S101 - STRENGTHS is not empty
        return best[1], best[2]

    def nested(self) -> tuple[Numbers, Flags]:
        """For each row: its probability, and whether it reaches the threshold, both chosen without its article."""
        probabilities = np.empty(len(self.yes))
        said = np.empty(len(self.yes), dtype=bool)
        for train, test in self._folds():
            inner = self.only(train)
            strength, out_of_fold = inner.validated()
            probabilities[test] = _fitted(inner, strength).predict_proba(self.values[test])[:, 1]
            said[test] = probabilities[test] >= inner.best_threshold(out_of_fold)
        return probabilities, said

    def best_threshold(self, probabilities: Numbers) -> float:
        """Where the mean over datasets of balanced accuracy, smoothed, is highest; the weights make it that mean."""
        weights = self.weights()
        right = (probabilities[:, None] >= _THRESHOLDS) == self.yes[:, None]
        accuracy = (weights[:, None] * right).mean(axis=0)
        kernel = np.ones(_SMOOTHED_OVER)
        smooth = np.convolve(accuracy, kernel, mode="same") / np.convolve(np.ones_like(accuracy), kernel, mode="same")
        best = np.flatnonzero(smooth >= smooth.max() - 1e-9)
        return round(float(_THRESHOLDS[best].mean()), 3)

    def stage(self, strength: float, threshold: float) -> Stage:
        """The regression on all rows."""
        fitted = _fitted(self, strength)
        scaler, regression = fitted[0], fitted[1]
        terms = {
            name: Term(mean=float(mean), scale=float(scale), coefficient=float(coefficient))
            for name, mean, scale, coefficient in zip(
                self.names, scaler.mean_, scaler.scale_, regression.coef_[0], strict=True
            )
        }
        return Stage(intercept=float(regression.intercept_[0]), terms=terms, threshold=threshold)

    def _folds(self) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
        from sklearn.model_selection import StratifiedGroupKFold

        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
        yield from folds.split(self.values, self.yes, self.articles)


def _fitted(question: _Question, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    chain = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=1000))
    return chain.fit(question.values, question.yes, logisticregression__sample_weight=question.weights())


def _check(question: _Question, what: str) -> None:
    if question.fewest() < FEWEST_OF_A_CLASS:
        raise InputError(
            f"{question.fewest()} answered rows in the smaller class of {what}: fitting needs {FEWEST_OF_A_CLASS} of each"
        )
    if len(set(question.articles)) < FEWEST_ARTICLES:
        raise InputError(
            f"the answered rows are of {len(set(question.articles))} articles: fitting needs {FEWEST_ARTICLES}"
        )


def _measured(question: _Question) -> dict[str, Measured]:
    probabilities, said = question.nested()
    measured = {}
    for dataset in dict.fromkeys(question.datasets.tolist()):
        rows = np.flatnonzero(question.datasets == dataset)
        measured[dataset] = _measure(question.only(rows), probabilities[rows], said[rows])
    return measured


def _measure(question: _Question, probabilities: Numbers, said: Flags) -> Measured:
    """The metrics of one dataset; those that compare two classes are None where it has but one."""
    from sklearn.metrics import balanced_accuracy_score, roc_auc_score

    both = question.fewest() > 0
    brier = float((question.weights() * (probabilities - question.yes) ** 2).mean())
    return Measured(
        rows=len(said),
        balanced_accuracy=round(float(balanced_accuracy_score(question.yes, said)), 4) if both else None,
        auroc=round(float(roc_auc_score(question.yes, probabilities)), 4) if both else None,
        brier=round(brier, 4),
    )
