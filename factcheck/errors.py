"""Everything that `factcheck` raises on purpose.

FactcheckError                    one clear line for a person; the command line ends with `exit_code`
├── UsageError                    the call itself is wrong (exit 2)
├── InputError                    a story, source, prompt, config or output that cannot be used (exit 2)
│   ├── DocumentError             a document that cannot be loaded; names the document
│   ├── PromptError               a prompt file that is not valid for its step; names the file
│   └── OutputError               an output that cannot be written, or exists already
├── StoreError                    the store on disk cannot be used (exit 2)
├── ArchiveError                  an archive of documents that is missing or unusable (exit 2)
├── WeightsError                  the embedded model's weights cannot be fetched or do not match (exit 3)
└── ModelError                    a model gave no answer
    ├── FatalModelError           no further call can succeed: the run stops, what was paid for stays (exit 3)
    │   ├── BadKey                the key is missing, wrong or not allowed
    │   ├── UnknownModel          unknown model, provider or endpoint
    │   ├── QuotaExhausted        the account is out of credit
    │   └── EngineFailed          the embedded engine did not start or died
    └── StepError                 this call gave no answer; the step becomes a `Failure` of `kind`
        ├── Refused               the model declined
        ├── Filtered              a content filter withheld the answer
        ├── Truncated             the answer ran into the output limit
        ├── Unparsable            the answer does not have the requested form
        ├── ContextTooLong        the prompt does not fit the model
        ├── RateLimited           still rate limited after the bounded retries
        ├── TimedOut              no answer in time after the bounded retries
        ├── BudgetExhausted       the run's cap on tokens is reached; nothing was sent
        ├── Postponed             the call is asked later, with others; nothing was sent yet
        └── Unavailable           server error or lost connection after the bounded retries

Messages show the wrong value and say what is wrong, where, and what to do. No message ever contains a key.
"""

from __future__ import annotations

from typing import ClassVar

from factcheck.records import FailureKind


class FactcheckError(Exception):
    """The root: `str(error)` is one line that a person can act on."""

    exit_code: ClassVar[int] = 2


class UsageError(FactcheckError):
    """The call itself is wrong."""


class InputError(FactcheckError):
    """A story, source, prompt, config or output that cannot be used."""


class DocumentError(InputError):
    """A document that cannot be loaded."""


class PromptError(InputError):
    """A prompt file that is not valid for its step."""


class OutputError(InputError):
    """An output that cannot be written, or exists already."""


class StoreError(FactcheckError):
    """The store on disk cannot be used."""


class ArchiveError(FactcheckError):
    """An archive of documents is missing or unusable."""


class WeightsError(FactcheckError):
    """The embedded model's weights cannot be fetched, or do not match their hash."""

    exit_code = 3


class ModelError(FactcheckError):
    """A model gave no answer."""

    exit_code = 3


class FatalModelError(ModelError):
    """No further call can succeed; the run stops and what was paid for stays."""


class BadKey(FatalModelError):
    """The key is missing, wrong, or not allowed to use this model."""


class UnknownModel(FatalModelError):
    """The model, provider or endpoint does not exist."""


class QuotaExhausted(FatalModelError):
    """The account is out of credit."""


class EngineFailed(FatalModelError):
    """The embedded engine did not start, or died."""


class StepError(ModelError):
    """This call gave no answer; the step that made it becomes a `Failure` of this `kind`."""

    kind: ClassVar[FailureKind] = FailureKind.UNAVAILABLE


class Refused(StepError):
    """The model declined to answer."""

    kind = FailureKind.REFUSED


class Filtered(StepError):
    """A content filter withheld the answer."""

    kind = FailureKind.FILTERED


class Truncated(StepError):
    """The answer ran into the output limit."""

    kind = FailureKind.TRUNCATED


class Unparsable(StepError):
    """The answer does not have the requested form."""

    kind = FailureKind.UNPARSABLE


class ContextTooLong(StepError):
    """The prompt does not fit the model's context."""

    kind = FailureKind.CONTEXT_TOO_LONG


class RateLimited(StepError):
    """Still rate limited after the bounded retries."""

    kind = FailureKind.RATE_LIMITED


class TimedOut(StepError):
    """No answer in time after the bounded retries."""

    kind = FailureKind.TIMED_OUT


class Unavailable(StepError):
    """Server error or lost connection after the bounded retries."""

    kind = FailureKind.UNAVAILABLE


class Postponed(StepError):
    """The call is asked later, with others. It makes no report: the step runs again once there is an answer."""


class BudgetExhausted(StepError):
    """The run's cap on tokens is reached; nothing was sent."""

    kind = FailureKind.BUDGET_EXHAUSTED
