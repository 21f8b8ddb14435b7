"""From what a model answered to how likely each relation is: a small regression, fitted on labelled comparisons.

A model's own probabilities rank claims well and are off as odds. A `Calibration` corrects them with two logistic
regressions over a few standardised features: does the source support the claim, and if not, does it contradict it? The
features are the model's answer and what code sees of the claim in the text that was read.

A calibration belongs to one model and one compare prompt and is never used with another: `calibration_for` finds the one
that fits exactly, among those shipped and the user's own, or None. Fitting is in `factcheck.fitting`; applying one is
arithmetic and needs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import exp, log
from pathlib import Path

from pydantic import Field, ValidationError

from factcheck.drift.words import FUNCTION_WORDS
from factcheck.errors import InputError, OutputError
from factcheck.prompts import Prompts
from factcheck.records import Confidence, ModelIdentity, Record, Relation
from factcheck.settings import Settings
from factcheck.whole_files import write_whole

SHIPPED = Path(__file__).parent / "calibrations"
LARGEST_WINDOW = 3
"""Sentences that are looked at together for the words of one claim."""
SMALLEST_PROBABILITY = 1e-9

SUPPORT_FEATURES = ("support", "words_near")
"""What the first question looks at. Few on purpose: on a few hundred rows more of `features` fit noise."""
CONTRADICTION_FEATURES = ("contradiction", "words_near", "pairs_near")
"""What the second question looks at: a source that contradicts a claim speaks of the same things in the same words."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


class Term(Record):
    """One feature's part in a regression: `coefficient * (value - mean) / scale`."""

    mean: float
    scale: float = Field(gt=0)
    coefficient: float


class Stage(Record):
    """A logistic regression that answers one yes/no question; yes from `threshold` on."""

    intercept: float
    terms: dict[str, Term]
    threshold: Confidence

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely yes is."""
        score = self.intercept
        for name, term in self.terms.items():
            score += term.coefficient * (features[name] - term.mean) / term.scale
        return _logistic(score)


class Measured(Record):
    """How well a calibration did on rows of one dataset that its fit had not seen, each class weighing the same."""

    rows: int
    balanced_accuracy: float | None
    auroc: float | None
    brier: float


class Calibration(Record):
    """A fitted correction and what it belongs to.

    `weights_sha256` says which model it is where the weights are known, else `provider`, `name` and `endpoint` do.
    `contradicts` is the second question's regression, None where the labels told no contradiction from silence: then the
    model's own odds stand. `measured` goes by dataset name; articles are never split between fit and measurement.
    """

    name: str
    provider: str
    model: str
    endpoint: str | None
    weights_sha256: str | None
    prompt_sha256: str
    fitted: str
    """ISO 8601 date."""
    regularisation: float
    """The inverse strength C of the L2 penalty, chosen by cross-validation."""
    supports: Stage
    contradicts: Stage | None
    measured: dict[str, Measured]

    def fits(self, model: ModelIdentity, prompts: Prompts) -> bool:
        """Whether it was fitted for just this model and compare prompt."""
        if self.prompt_sha256 != prompts.by_step["compare"].identity.sha256:
            return False
        if self.weights_sha256 is not None or model.weights_sha256 is not None:
            return self.weights_sha256 == model.weights_sha256
        return (self.provider, self.model, self.endpoint) == (model.provider, model.name, model.endpoint)

    def probabilities(self, features: Mapping[str, float]) -> dict[Relation, float]:
        """The relations' calibrated probabilities; they add up to 1."""
        supports = self.supports.probability(features)
        contradicts = (1 - supports) * self._contradicts(features)
        return {
            Relation.SUPPORTS: supports,
            Relation.CONTRADICTS: contradicts,
            Relation.SILENT: max(0.0, 1 - supports - contradicts),
        }

    def relation(self, features: Mapping[str, float]) -> Relation:
        """The relation that the thresholds choose, one question after the other."""
        if self.supports.probability(features) >= self.supports.threshold:
            return Relation.SUPPORTS
        threshold = self.contradicts.threshold if self.contradicts else 0.5
        return Relation.CONTRADICTS if self._contradicts(features) >= threshold else Relation.SILENT

    def write(self, file: Path) -> None:
        """Write it as JSON, in place of what was there. Raises OutputError when that cannot be done."""
        try:
            write_whole(file, self.model_dump_json(indent=2) + "\n")
        except OSError as error:
            raise OutputError(f"the calibration {file} cannot be written: {error.strerror}") from error

    def _contradicts(self, features: Mapping[str, float]) -> float:
        """How likely the source contradicts the claim, given that it does not support it."""
        return self.contradicts.probability(features) if self.contradicts else _logistic(features["contradiction"])


def features(claim: str, sentences: Sequence[str], probabilities: Mapping[Relation, float]) -> dict[str, float]:
    """What is known of one comparison, by name.

    `sentences` are those the model read, `probabilities` its own for the three relations. `support` and `contradiction`
    are log odds of its answer (supports against the rest; contradicts against silent). `words_near` and `pairs_near` are
    the shares, 0 to 1, of the claim's content words and of their neighbouring pairs in the best stretch of up to
    `LARGEST_WINDOW` sentences; 1 where the claim has none.
    """
    supports, contradicts, silent = (
        max(probabilities[relation], SMALLEST_PROBABILITY)
        for relation in (Relation.SUPPORTS, Relation.CONTRADICTS, Relation.SILENT)
    )
    read = [_content(sentence) for sentence in sentences]
    words = _content(claim)
    return {
        "support": log(supports) - log(contradicts + silent),
        "contradiction": log(contradicts) - log(silent),
        "words_near": max((_share(set(words), set(window)) for window in _windows(read)), default=0.0),
        "pairs_near": max((_share(_pairs(words), _pairs(window)) for window in _windows(read)), default=0.0),
    }


def calibration_for(model: ModelIdentity, prompts: Prompts, settings: Settings | None = None) -> Calibration | None:
    """The calibration fitted for this model and this compare prompt, the user's own before a shipped one, or None.

    `settings` (by default the environment's) say where the user's own lie. Raises InputError naming the file when one
    of those cannot be read.
    """
    own = own_calibrations(settings or Settings.from_environment())
    for file in (*sorted(own.glob("*.json")), *sorted(SHIPPED.glob("*.json"))):
        calibration = _read(file, file.stat().st_mtime_ns)
        if calibration.fits(model, prompts):
            return calibration
    return None


def own_calibrations(settings: Settings) -> Path:
    """The folder of the user's own calibrations: beside the store."""
    return settings.store.parent / "calibrations"


@cache
def _read(file: Path, changed: int) -> Calibration:  # noqa: ARG001 - part of the cache's key: a rewritten file is read anew
    try:
        return Calibration.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InputError(f"the calibration {file} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(
            f"{file} is no calibration of this version ({where}: {first['msg']}): "
            "delete it, or make it anew with `factcheck calibrate`"
        ) from error


def _logistic(score: float) -> float:
    """1 / (1 + exp(-score)) without overflow."""
    return 1 / (1 + exp(-score)) if score >= 0 else exp(score) / (1 + exp(score))


def _content(text: str) -> list[str]:
    """The words that carry meaning, and the numbers, in order."""
    found = re.findall(rf"{_WORD.pattern}|{_NUMBER.pattern}", text.casefold())
    return [word for word in (_POSSESSIVE.sub("", word) for word in found) if word not in FUNCTION_WORDS]


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(words))


def _windows(read: Sequence[list[str]]) -> Iterator[list[str]]:
    """The words of every stretch of `LARGEST_WINDOW` sentences; of all, where there are fewer."""
    for first in range(max(1, len(read) - LARGEST_WINDOW + 1)):
        yield [word for words in read[first : first + LARGEST_WINDOW] for word in words]


def _share(wanted: set[str] | set[tuple[str, str]], found: set[str] | set[tuple[str, str]]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 1.0
