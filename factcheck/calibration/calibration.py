"""From a model's answers to how likely each relation is: two small regressions, fitted on labelled comparisons.

A model's own probabilities rank claims well and are off as odds. A `Calibration` corrects them by Platt scaling (Platt 1999,
"Probabilistic outputs for support vector machines and comparisons to regularized likelihood methods") of their log odds, in two
questions: does the source support the claim, and if not, does it contradict it? With `thresholds` a calibration also chooses
the relation; without, it corrects the confidence alone.

A calibration belongs to one model and its prompts and is never used with others: `calibration_for` finds the
one that fits exactly, among the shipped and the user's own, or None. Fitting is in `factcheck.calibration.fitting`;
applying a calibration is plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import exp, log
from pathlib import Path

from pydantic import Field, ValidationError

from factcheck.calibration.promise import (
    BEGIN_RED,
    MAX_FALSE_RED,
    NEVER,
    PROMISE_CONFIDENCE,
    RATES,
    Step,
    threshold_for,
)
from factcheck.errors import InputError, OutputError
from factcheck.prompts import Prompts
from factcheck.records import Confidence, ModelIdentity, Promise, Record, Relation
from factcheck.settings import Settings, default_store
from factcheck.whole_files import write_whole

SHIPPED = Path(__file__).parent / "shipped"
SMALLEST_PROBABILITY = 1e-9
MORE_LIKELY_THAN_NOT = 0.5


class Scaling(Record):
    """Platt scaling of log odds: yes has the probability 1 / (1 + exp(-(slope * x + alone * y + intercept))). It rises with both.

    x are the log odds of the answer on the source, y those of the answer on the evidence alone; each is 0 if that was not
    asked.
    """

    slope: float = Field(ge=0)
    alone: float = Field(default=0.0, ge=0)
    intercept: float

    def probability(self, odds: float, odds_alone: float = 0.0) -> float:
        """How likely yes is, from the model's own log odds."""
        return _logistic(self.slope * odds + self.alone * odds_alone + self.intercept)


AS_ANSWERED = Scaling(slope=1, intercept=0)
"""The model's own odds on the source, unchanged."""
AS_CONFIRMED = Scaling(slope=0, alone=1, intercept=0)
"""The model's own odds on the evidence alone, unchanged."""


class Thresholds(Record):
    """The calibrated probabilities from which on the answer is yes: that the source supports; if not, that it
    contradicts."""

    supports: Confidence
    contradicts: Confidence


class Correction(Record):
    """The two questions' scalings. If the labels did not separate contradiction from silence, the second is
    `AS_ANSWERED` or `AS_CONFIRMED`.

    Without `thresholds` the choice of the relation is left to `factcheck.steps.compare.relation_of`.
    """

    supports: Scaling
    contradicts: Scaling
    thresholds: Thresholds | None

    def probabilities(
        self, answered: Mapping[Relation, float], alone: Mapping[Relation, float] | None = None
    ) -> dict[Relation, float]:
        """The relations' calibrated probabilities; they add up to 1.

        `answered` are the model's own on the source, empty if it was not asked, `alone` those on the evidence.
        """
        supports, contradicts = self._chances(answered, alone)
        return {
            Relation.SUPPORTS: supports,
            Relation.CONTRADICTS: (1 - supports) * contradicts,
            Relation.SILENT: (1 - supports) * (1 - contradicts),
        }

    def relation(
        self, answered: Mapping[Relation, float], alone: Mapping[Relation, float] | None = None
    ) -> Relation | None:
        """The relation that the thresholds choose, one question after the other; None without thresholds."""
        if self.thresholds is None:
            return None
        supports, contradicts = self._chances(answered, alone)
        if supports >= self.thresholds.supports:
            return Relation.SUPPORTS
        return Relation.CONTRADICTS if contradicts >= self.thresholds.contradicts else Relation.SILENT

    def _chances(
        self, answered: Mapping[Relation, float], alone: Mapping[Relation, float] | None
    ) -> tuple[float, float]:
        """How likely it is that the source supports the claim, and, if it does not, that it contradicts it."""
        return (
            self.supports.probability(support_odds(answered), support_odds(alone)),
            self.contradicts.probability(contradiction_odds(answered), contradiction_odds(alone)),
        )


class Quality(Record):
    """The quality of the shown relations on some rows. All three are shares, 0 to 1.

    `right` is how many were right, `confidence` their mean confidence, `brier` the mean squared difference between that
    and 1 for a right one, 0 for a wrong one (Brier 1950): 0 is best, and always saying 0.5 gets 0.25.
    """

    right: float
    confidence: float
    brier: float


class Measured(Record):
    """How a calibration did on rows of one dataset: uncalibrated, and calibrated by a fit that had not seen their articles."""

    rows: int
    uncalibrated: Quality
    calibrated: Quality


class Calibration(Correction):
    """A fitted correction and what it belongs to.

    `weights_sha256` identifies the model if the weights are known, else `provider`, `name` and `endpoint` do.
    `measured` is by dataset name.
    """

    name: str
    provider: str
    model: str
    endpoint: str | None
    weights_sha256: str | None
    prompt_sha256: str | None
    """SHA-256 of the compare prompt; None if only the answer on the evidence was fitted."""
    confirm_sha256: str | None = None
    """SHA-256 of the confirm prompt; None if only the answer on the source was fitted."""
    adapters: dict[str, str] = Field(default_factory=dict)
    """SHA-256 of the adapter of each step that has one."""
    fitted: str
    """ISO 8601 date."""
    measured: dict[str, Measured]
    steps: tuple[Step, ...] = ()
    """How many unseen labelled claims each threshold shows as supported; if empty, nothing can be promised."""
    red_steps: tuple[Step, ...] = ()
    """The same for contradicted."""
    steps_from: str = ""
    """A description of those claims, in a few words."""

    @property
    def title(self) -> str:
        """Its name in a report: a refit keeps the name and has a new date."""
        return f"{self.name} of {self.fitted}"

    def green_from(self, max_false_green: float | None = None) -> float | None:
        """The probability from which on a claim is shown as supported; None if no error rate can be promised.

        `max_false_green` is the rate to keep, by default `self.rate`. `NEVER` if these labels do not prove it.
        """
        if not self.steps:
            return None
        step = threshold_for(self.steps, self.rate if max_false_green is None else max_false_green)
        return step.threshold if step else NEVER

    @property
    def rate(self) -> float:
        """The default error rate: the lowest proven one of `RATES`, else the last."""
        return next((rate for rate in RATES if threshold_for(self.steps, rate)), RATES[-1])

    @property
    def red_step(self) -> Step | None:
        """The threshold from which on a claim is shown as contradicted on the model's word; None if these labels prove none."""
        return threshold_for(self.red_steps, MAX_FALSE_RED, begin=BEGIN_RED)

    def settle(
        self,
        answered: Mapping[Relation, float],
        alone: Mapping[Relation, float],
        max_false_green: float | None = None,
    ) -> tuple[Relation, bool] | None:
        """The relation from both answers, and whether it counts; None if no error rate can be promised.

        Support and contradiction count from the thresholds that keep their error rates, silence if it is more likely
        than not. Anything else is the likeliest relation and does not count.
        """
        green = self.green_from(max_false_green)
        if green is None:
            return None
        chances = self.probabilities(answered, alone)
        if chances[Relation.SUPPORTS] >= green:
            return Relation.SUPPORTS, True
        red = self.red_step
        if red is not None and chances[Relation.CONTRADICTS] >= red.threshold:
            return Relation.CONTRADICTS, True
        likeliest = max(chances, key=lambda relation: chances[relation])
        return likeliest, likeliest is Relation.SILENT and chances[likeliest] > MORE_LIKELY_THAN_NOT

    def promise(self, max_false_green: float | None = None) -> Promise | None:
        """A report's promise about the error rate; None if none can be made."""
        rate = self.rate if max_false_green is None else max_false_green
        step = threshold_for(self.steps, rate)
        if step is None:
            return None
        return Promise(
            max_false_green=rate,
            confidence=PROMISE_CONFIDENCE,
            threshold=step.threshold,
            shown=step.shown,
            wrong=step.wrong,
            measured_on=self.steps_from,
        )

    def fits(self, model: ModelIdentity, prompts: Prompts) -> bool:
        """Whether it was fitted for exactly this model, with its adapters, and these prompts."""
        if self.prompt_sha256 not in (None, prompts.by_step["compare"].identity.sha256):
            return False
        if self.confirm_sha256 not in (None, prompts.by_step["confirm"].identity.sha256):
            return False
        # A model that was taught to confirm is not asked about the source.
        if (self.prompt_sha256 is None) != ("confirm" in model.adapters):
            return False
        if self.adapters != fitted_adapters(model, confirmed=self.confirm_sha256 is not None):
            return False
        if self.weights_sha256 is not None or model.weights_sha256 is not None:
            return self.weights_sha256 == model.weights_sha256
        return (self.provider, self.model, self.endpoint) == (model.provider, model.name, model.endpoint)

    def write(self, file: Path) -> None:
        """Write it as JSON, replacing any earlier file. Raises OutputError if that fails."""
        try:
            write_whole(file, self.model_dump_json(indent=2) + "\n")
        except OSError as error:
            raise OutputError(f"the calibration {file} cannot be written: {error.strerror}") from error


def fitted_adapters(model: ModelIdentity, *, confirmed: bool) -> dict[str, str]:
    """The model's adapters that a calibration depends on; the confirm step's only if it is `confirmed`."""
    asked = {"compare", "confirm"} if confirmed else {"compare"}
    return {step: sha256 for step, sha256 in model.adapters.items() if step in asked}


def support_odds(answered: Mapping[Relation, float] | None) -> float:
    """The natural logarithm of the odds of `supports` against the rest in a model's answer; always finite, 0 without an
    answer."""
    if not answered:
        return 0.0
    return _log_odds(answered[Relation.SUPPORTS], answered[Relation.CONTRADICTS] + answered[Relation.SILENT])


def contradiction_odds(answered: Mapping[Relation, float] | None) -> float:
    """The natural logarithm of the odds of `contradicts` against `silent` in a model's answer; always finite, 0 without
    an answer."""
    if not answered:
        return 0.0
    return _log_odds(answered[Relation.CONTRADICTS], answered[Relation.SILENT])


def calibration_for(model: ModelIdentity, prompts: Prompts, settings: Settings | None = None) -> Calibration | None:
    """The calibration fitted for this model and these prompts, the user's own before a shipped one, or None.

    `settings` (by default the environment's) say where the user's own are. Raises InputError naming a file that cannot
    be read.
    """
    own = own_calibrations(settings or Settings.from_environment())
    return _first_that_fits(own, model, prompts) or shipped_calibration(model, prompts)


def shipped_calibration(model: ModelIdentity, prompts: Prompts) -> Calibration | None:
    """The calibration that comes with this version for this model and these prompts, or None."""
    return _first_that_fits(SHIPPED, model, prompts)


def _first_that_fits(folder: Path, model: ModelIdentity, prompts: Prompts) -> Calibration | None:
    for file in sorted(folder.glob("*.json")):
        calibration = _read(file, file.stat().st_mtime_ns)
        if calibration.fits(model, prompts):
            return calibration
    return None


def own_calibrations(settings: Settings) -> Path:
    """The folder of the user's own calibrations: beside the store, if that is a file."""
    store = settings.store if isinstance(settings.store, Path) else default_store()
    return store.parent / "calibrations"


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
            f"{file} is not a calibration of this version ({where}: {first['msg']}): "
            "delete it, or remake it with `factcheck calibrate`"
        ) from error


def _logistic(score: float) -> float:
    """1 / (1 + exp(-score)) without overflow."""
    return 1 / (1 + exp(-score)) if score >= 0 else exp(score) / (1 + exp(score))


def _log_odds(yes: float, no: float) -> float:
    return log(max(yes, SMALLEST_PROBABILITY)) - log(max(no, SMALLEST_PROBABILITY))
