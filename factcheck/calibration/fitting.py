"""Fits a calibration to labelled comparisons, and measures it on rows that the fit has not seen.

The regressions are scikit-learn's, with two values each: the model's log odds on the source, and those on the evidence
alone; a model that is asked about the evidence only has one. Every dataset weighs the same, and every row in it, so the
probabilities hold for rows as they come. Thresholds, if requested, are where the mean over datasets of balanced
accuracy is highest. Measurements come from a cross-validation (Stone 1974) that keeps rows of one article together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from factcheck.calibration.calibration import (
    AS_ANSWERED,
    AS_CONFIRMED,
    Calibration,
    Correction,
    Measured,
    Quality,
    Scaling,
    Thresholds,
    contradiction_odds,
    fitted_adapters,
    support_odds,
)
from factcheck.calibration.labelled import ComparedRow, Label
from factcheck.calibration.promise import Step, steps
from factcheck.errors import InputError, UsageError
from factcheck.prompts import Prompts
from factcheck.records import Comparison, ModelIdentity, Relation

FOLDS = 10
"""At least so many articles are needed."""
FEWEST_OF_A_CLASS = 20
"""With fewer rows than these, a regression is no better than none."""
_SMOOTHED_OVER = 0.1
"""Balanced accuracy is a jagged function of the threshold: it is averaged over this share of the possible ones."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Example:
    """One labelled comparison: the model's answer, its uncalibrated relation, and the right one.

    `probabilities` are the model's own on the source, `confirmation` those on the evidence alone; empty or None if it was
    not asked. `may_be_green` says that only these can keep the claim from being shown as supported, `may_be_red` from being
    shown as contradicted.
    """

    probabilities: Mapping[Relation, float]
    relation: Relation
    label: Label
    dataset: str
    article: str
    confirmation: Mapping[Relation, float] | None = None
    may_be_green: bool = False
    may_be_red: bool = False


def example(compared: ComparedRow) -> Example | None:
    """The example from a row compared without a calibration; None for a row without log-probabilities."""
    result, row = compared.result, compared.row
    if not isinstance(result, Comparison) or result.basis != "logprobs":
        return None
    return Example(
        result.probabilities,
        result.relation,
        row.label,
        row.dataset,
        row.article,
        result.confirmation,
        may_be_green=result.confirmation is not None,
        may_be_red=counts_as_contradiction(result),
    )


def counts_as_contradiction(result: Comparison) -> bool:
    """Whether an uncalibrated comparison finds a contradiction that counts: a calibration may ask for more, not for less."""
    return result.relation is Relation.CONTRADICTS and result.carried


def by_article(one: Example) -> str:
    """The groups of a cross-validation: rows of one article are not independent."""
    return one.article


def require_scikit_learn() -> None:
    """Raise UsageError, saying what to install, if scikit-learn is missing."""
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise UsageError("fitting needs scikit-learn: pip install 'factcheck[calibrate]'") from None


def fit(
    examples: Sequence[Example], model: ModelIdentity, prompts: Prompts, *, chooses: bool, day: str | None = None
) -> Calibration:
    """The calibration of `model` with `prompts`; `day` is an ISO 8601 date, by default today.

    One that `chooses` has thresholds, any other only corrects the confidence. The promise's thresholds are counted with
    corrections fitted to other articles. Raises InputError if a class has too few rows or articles, or if the answers
    have nothing to do with the labels.
    """
    corrections = held_out(examples, chooses=chooses)
    found = measured(examples, corrections)
    chances = [
        (one, correction.probabilities(one.probabilities, one.confirmation))
        for one, correction in zip(examples, corrections, strict=True)
        if one.confirmation is not None
    ]
    whole = any(one.probabilities for one in examples)
    prompt = prompts.by_step["compare" if whole else "confirm"].identity
    sets = Counter(one.dataset for one in examples)
    return Calibration(
        **dict(_correction(examples, chooses)),
        name=re.sub(r"[^\w.-]+", "-", f"{model.name} {prompt.name}-{prompt.version}").lower(),
        provider=model.provider,
        model=model.name,
        endpoint=model.endpoint,
        weights_sha256=model.weights_sha256,
        prompt_sha256=prompt.sha256 if whole else None,
        confirm_sha256=prompts.by_step["confirm"].identity.sha256,
        adapters=fitted_adapters(model, confirmed=True),
        steps=_steps([pair for pair in chances if pair[0].may_be_green], Relation.SUPPORTS),
        red_steps=_steps(
            [pair for pair in chances if pair[0].may_be_red and pair[0].label is not Label.UNSUPPORTED],
            Relation.CONTRADICTS,
        ),
        steps_from=", ".join(f"{number} claims of {name}" for name, number in sets.items()),
        fitted=day or datetime.now(UTC).date().isoformat(),
        measured=found,
    )


def _steps(chances: Sequence[tuple[Example, Mapping[Relation, float]]], relation: Relation) -> tuple[Step, ...]:
    """How many of these examples each threshold on the chance of `relation` would show."""
    return steps([chance[relation] for _, chance in chances], [_is_right(one.label, relation) for one, _ in chances])


def held_out(
    examples: Sequence[Example], *, chooses: bool, together: Callable[[Example], str] = by_article
) -> list[Correction]:
    """For each example a correction fitted to others, none of them in its group by `together`.

    There are `FOLDS` fits, or one for each group if there are fewer groups. Raises InputError like `fit`.
    """
    from sklearn.model_selection import GroupKFold

    _check(examples)
    groups = [together(one) for one in examples]
    found: dict[int, Correction] = {}
    for train, test in GroupKFold(min(FOLDS, len(set(groups)))).split(groups, groups=groups):
        found |= dict.fromkeys(test.tolist(), _correction([examples[place] for place in train], chooses))
    return [found[place] for place in range(len(examples))]


def measured(examples: Sequence[Example], corrections: Sequence[Correction]) -> dict[str, Measured]:
    """The quality of each dataset's examples, uncalibrated and with their corrections."""
    datasets: dict[str, list[tuple[Example, Correction]]] = {}
    for one, correction in zip(examples, corrections, strict=True):
        datasets.setdefault(one.dataset, []).append((one, correction))
    return {
        dataset: Measured(
            rows=len(pairs),
            uncalibrated=_quality([(e, e.relation, _answered(e)[e.relation]) for e, _ in pairs]),
            calibrated=_quality([_corrected(e, correction) for e, correction in pairs]),
        )
        for dataset, pairs in datasets.items()
    }


def as_lines(found: Mapping[str, Measured]) -> str:
    """A line for each dataset, uncalibrated -> calibrated, and one with the plain mean of several."""
    lines = [_line(f"{name}: {one.rows} rows", one.uncalibrated, one.calibrated) for name, one in found.items()]
    if len(found) > 1:
        means = (_mean([one.uncalibrated for one in found.values()]), _mean([one.calibrated for one in found.values()]))
        lines.append(_line("mean", *means))
    return "\n".join(lines)


@dataclass(frozen=True)
class _Question:
    """One yes/no question about n rows: the model's log odds of yes, on the source and on the evidence alone, as n × 2; what is
    right; and which dataset a row is of."""

    odds: Numbers
    yes: Flags
    datasets: tuple[str, ...]

    @classmethod
    def of(
        cls, examples: Sequence[Example], odds: Callable[[Mapping[Relation, float] | None], float], yes: Label
    ) -> _Question:
        return cls(
            np.array([(odds(one.probabilities), odds(one.confirmation)) for one in examples]).reshape(-1, 2),
            np.array([one.label is yes for one in examples], dtype=bool),
            tuple(one.dataset for one in examples),
        )

    def fewest(self) -> int:
        """How many rows the smaller class has."""
        return int(min(self.yes.sum(), (~self.yes).sum()))

    def scaling(self) -> Scaling | None:
        """The regression; None if all labels are the same, or yes is not likelier when the model finds it so."""
        from sklearn.linear_model import LogisticRegression

        if self.fewest() == 0:
            return None
        used = [0, 1]
        while used:
            fitted = LogisticRegression(max_iter=1000)
            fitted.fit(self.odds[:, used], self.yes, sample_weight=_weights(self.datasets))
            slopes = dict(zip(used, map(float, fitted.coef_[0]), strict=True))
            if min(slopes.values()) >= 0:
                if not any(slopes.values()):
                    return None
                return Scaling(
                    slope=slopes.get(0, 0.0), alone=slopes.get(1, 0.0), intercept=float(fitted.intercept_[0])
                )
            # An answer that is less right the surer it is tells nothing.
            used = [place for place in used if slopes[place] > 0]
        return None

    def threshold(self, scaling: Scaling) -> float:
        """The calibrated probability at which the smoothed mean over datasets of balanced accuracy is highest."""
        probabilities = np.array([scaling.probability(*odds) for odds in self.odds])
        thresholds = np.unique(probabilities)
        right = (probabilities[:, None] >= thresholds) == self.yes[:, None]
        weights = _weights(self.datasets, self.yes.tolist())
        accuracy = (weights[:, None] * right).mean(axis=0)
        kernel = np.ones(max(1, round(len(thresholds) * _SMOOTHED_OVER)))
        smooth = np.convolve(accuracy, kernel, mode="same") / np.convolve(np.ones_like(accuracy), kernel, mode="same")
        return float(thresholds[smooth.argmax()])


def _correction(examples: Sequence[Example], chooses: bool) -> Correction:
    """The fit to all of `examples`."""
    first = _Question.of(examples, support_odds, Label.SUPPORTED)
    supports = first.scaling()
    if supports is None:
        raise InputError("the model's answers have nothing to do with the labels: there is nothing to fit")
    told_apart = [one for one in examples if one.label in (Label.CONTRADICTED, Label.NOT_MENTIONED)]
    second = _Question.of(told_apart, contradiction_odds, Label.CONTRADICTED)
    contradicts = second.scaling() if second.fewest() >= FEWEST_OF_A_CLASS else None
    thresholds = None
    if chooses:
        otherwise = second.threshold(contradicts) if contradicts else 0.5
        thresholds = Thresholds(supports=first.threshold(supports), contradicts=otherwise)
    as_answered = AS_ANSWERED if any(one.probabilities for one in examples) else AS_CONFIRMED
    return Correction(supports=supports, contradicts=contradicts or as_answered, thresholds=thresholds)


def _check(examples: Sequence[Example]) -> None:
    supported = sum(one.label is Label.SUPPORTED for one in examples)
    fewest = min(supported, len(examples) - supported)
    if fewest < FEWEST_OF_A_CLASS:
        raise InputError(
            f"{fewest} answered rows in the smaller class of supported or not: fitting needs {FEWEST_OF_A_CLASS} of each"
        )
    articles = len({one.article for one in examples})
    if articles < FOLDS:
        raise InputError(f"the answered rows are of {articles} articles: fitting needs {FOLDS}")


def _weights(datasets: Sequence[str], classes: Sequence[bool] | None = None) -> Numbers:
    """Each dataset weighs the same, and in it each of its `classes`, or each row if none are given; the mean is 1."""
    cells = list(zip(datasets, classes or [True] * len(datasets), strict=True))
    rows = Counter(cells)
    cells_of = Counter(dataset for dataset, _ in rows)
    weights: Numbers = np.array([1 / (rows[cell] * cells_of[cell[0]]) for cell in cells])
    return weights / float(weights.mean())


def _corrected(one: Example, correction: Correction) -> tuple[Example, Relation, float]:
    """The example, the relation shown with that correction, and its confidence."""
    relation = correction.relation(one.probabilities, one.confirmation) or one.relation
    return one, relation, correction.probabilities(one.probabilities, one.confirmation)[relation]


def _quality(shown: Sequence[tuple[Example, Relation, float]]) -> Quality:
    """The quality of examples with their shown relations and confidences."""
    right = np.array([_is_right(one.label, relation) for one, relation, _ in shown])
    confidence = np.array([confidence for *_, confidence in shown])
    return Quality(
        right=round(float(right.mean()), 4),
        confidence=round(float(confidence.mean()), 4),
        brier=round(float(((confidence - right) ** 2).mean()), 4),
    )


def _is_right(label: Label, relation: Relation) -> bool:
    """Whether the relation matches the label; for an unsupported claim without a finer class, any other relation
    does."""
    return relation is label.relation if label.relation else relation is not Relation.SUPPORTS


def _answered(one: Example) -> Mapping[Relation, float]:
    """The model's first answer: on the source, or else on the evidence."""
    return one.probabilities or one.confirmation or {}


def _mean(qualities: Sequence[Quality]) -> Quality:
    return Quality.model_validate(
        {name: np.mean([getattr(q, name) for q in qualities]) for name in Quality.model_fields}
    )


def _line(what: str, before: Quality, after: Quality) -> str:
    return (
        f"{what}; relations right {before.right:.3f} -> {after.right:.3f}; "
        f"mean confidence {before.confidence:.3f} -> {after.confidence:.3f}; "
        f"Brier {before.brier:.3f} -> {after.brier:.3f}"
    )
