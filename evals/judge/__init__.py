"""The faithfulness judge: how likely a text says a claim, and from which probability on that counts as a yes.

The evals put a claim's own story sentences, with a little context, in front of it. Its prompt lies apart from the
product's, so that editing the one makes no tape of the other stale. Where a yes begins is measured against people's labels
by `python -m evals.judge` and kept in `judge.json`, for each model and the prompt it was asked with.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from evals.folders import PROJECT, prompt_path
from factcheck.errors import InputError
from factcheck.models.base import Model
from factcheck.prompts import Prompt, as_data, load_prompt
from factcheck.records import Confidence, ModelIdentity, PromptIdentity, Record, Usage
from factcheck.whole_files import write_whole

PROMPT = prompt_path("judge")
QUESTIONS = {"entailed": frozenset({"text", "claim"})}
SHIPPED_POINT = Path(__file__).parent.parent / "judge.json"
"""The operating points that come with factcheck."""
OPERATING_POINT = PROJECT.baseline.with_name("judge.json")
"""The project's own, beside its floors; those that come with factcheck are good where it has none of a model."""


class JudgeError(InputError):
    """An operating point that cannot be used: one line that says why, and how to measure another."""


class NoOperatingPoint(JudgeError):
    """Nobody measured where the yes of this model begins, with this prompt."""


class Measured(Record):
    """A metric's value and its 95 % interval."""

    value: float
    low: float
    high: float


class OperatingPoint(Record):
    """From which probability on the judge says yes, and what that was measured on.

    `command` is the one that chose it. `rows` counts the labelled rows by data set; `measured` goes by metric, the mean
    over those sets, at thresholds chosen without the article of the row that they decide.
    """

    threshold: Confidence
    prompt: PromptIdentity
    model: ModelIdentity
    command: str
    measured_on: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    rows: dict[str, int]
    measured: dict[str, Measured]

    def says_yes(self, probability: float) -> bool:
        """Whether the judge says that the text says the claim."""
        return probability >= self.threshold


class OperatingPoints(Record):
    """The whole of `judge.json`: one point per model."""

    format: Literal["factcheck-judge/2"] = "factcheck-judge/2"
    points: tuple[OperatingPoint, ...]


@cache
def judge_prompt() -> Prompt:
    """The judge's prompt, loaded once. Raises PromptError when the file does not fit its question."""
    return load_prompt(PROMPT, QUESTIONS)


async def judge(text: str, claim: str, model: Model, prompt: Prompt) -> tuple[float, Usage]:
    """The probability, 0 to 1, that `text` says every detail of `claim`, and what the answer cost when first given.

    Raises a `factcheck.errors.StepError` when there is no answer, a `FatalModelError` when the model cannot be used.
    """
    message = prompt.render("entailed", text=as_data(text), claim=as_data(claim))
    weights = await model.weigh(message, ("Yes", "No"))
    return weights.probabilities["Yes"], weights.usage


def operating_points(file: Path = OPERATING_POINT) -> tuple[OperatingPoint, ...]:
    """Every operating point of that file; none where there is no such file. Raises JudgeError when it cannot be read."""
    try:
        return OperatingPoints.model_validate_json(file.read_bytes()).points
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise JudgeError(f"{file.name}: cannot be read ({error.strerror}): {_MEASURE}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise JudgeError(f"{file.name}: {where}: {first['msg']}: {_MEASURE}") from error


def operating_point(
    model: ModelIdentity, prompt: PromptIdentity, file: Path = OPERATING_POINT, *, shipped: Path | None = None
) -> OperatingPoint:
    """The operating point of this model with this prompt: that of `file`, else that of `shipped`, where one is given.

    Raises NoOperatingPoint where none was measured.
    """
    points = (*operating_points(file), *(operating_points(shipped) if shipped else ()))
    point = next((point for point in points if _who(point.model) == _who(model)), None)
    if point is None:
        names = ", ".join(dict.fromkeys(point.model.name for point in points)) or "no model"
        raise NoOperatingPoint(f"{file.name} is for {names}, not for {model.name}: {_MEASURE}")
    if point.prompt.sha256 != prompt.sha256:
        raise NoOperatingPoint(
            f"{file.name} is for {point.prompt.name}.md {point.prompt.sha256[:8]}, not for {prompt.sha256[:8]}: {_MEASURE}"
        )
    return point


def write_point(point: OperatingPoint, file: Path = OPERATING_POINT) -> None:
    """Put the point in the file, in place of another one of the same model. Raises JudgeError when it cannot be read."""
    others = (other for other in operating_points(file) if _who(other.model) != _who(point.model))
    points = OperatingPoints(points=tuple(sorted((*others, point), key=lambda one: one.model.name)))
    write_whole(file, points.model_dump_json(indent=1) + "\n")


_MEASURE = "measure the judge with `python -m evals.judge --data FILE --model MODEL --write`"


def _who(model: ModelIdentity) -> tuple[str | None, ...]:
    """Which model it is: its weights where they are known, else what it is called. Where it is asked is not part of it."""
    return (model.weights_sha256,) if model.weights_sha256 else (model.provider, model.name)
