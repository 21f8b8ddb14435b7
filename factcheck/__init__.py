"""Check a news story against its sources.

    import factcheck

    report = await factcheck.check("story.md", ["agency.md", "minutes.pdf"])
    report = factcheck.run(factcheck.check("story.md", ["agency.md"]))    # in code that is not async

docs/api.md has recipes. Each name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from factcheck.api import Report, check, compare, compare_chain, extract, extract_chain
    from factcheck.documents.load import from_text, load, load_sources
    from factcheck.errors import (
        BadKey,
        BudgetExhausted,
        ContextTooLong,
        DocumentError,
        EngineFailed,
        FactcheckError,
        FatalModelError,
        Filtered,
        InputError,
        ModelError,
        OutputError,
        PromptError,
        QuotaExhausted,
        RateLimited,
        Refused,
        StepError,
        StoreError,
        TimedOut,
        Truncated,
        Unavailable,
        UnknownModel,
        Unparsable,
        UsageError,
        WeightsError,
    )
    from factcheck.models import open_model
    from factcheck.models.as_langchain import FactcheckChat
    from factcheck.models.base import Answer, Message, Model, Weights
    from factcheck.models.from_langchain import from_langchain
    from factcheck.models.store import Store
    from factcheck.prompts import load_prompts
    from factcheck.records import Claim, Comparison, Document, Failure, ModelIdentity, Usage, Verdict
    from factcheck.running import run
    from factcheck.steps.extract import Extraction

_HOMES = {
    "api": "Report check compare compare_chain extract extract_chain",
    "documents": "from_text load load_sources",
    "errors": "BadKey BudgetExhausted ContextTooLong DocumentError EngineFailed FactcheckError FatalModelError Filtered "
    "InputError ModelError OutputError PromptError QuotaExhausted RateLimited Refused StepError StoreError TimedOut Truncated "
    "Unavailable UnknownModel Unparsable UsageError WeightsError",
    "models": "open_model",
    "models.as_langchain": "FactcheckChat",
    "models.base": "Answer Message Model Weights",
    "models.from_langchain": "from_langchain",
    "prompts": "load_prompts",
    "records": "Claim Comparison Document Failure ModelIdentity Usage Verdict",
    "running": "run",
    "steps.extract": "Extraction",
    "models.store": "Store",
}
"""The modules of the public names."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Answer",
    "BadKey",
    "BudgetExhausted",
    "Claim",
    "Comparison",
    "ContextTooLong",
    "Document",
    "DocumentError",
    "EngineFailed",
    "Extraction",
    "FactcheckChat",
    "FactcheckError",
    "Failure",
    "FatalModelError",
    "Filtered",
    "InputError",
    "Message",
    "Model",
    "ModelError",
    "ModelIdentity",
    "OutputError",
    "PromptError",
    "QuotaExhausted",
    "RateLimited",
    "Refused",
    "Report",
    "StepError",
    "Store",
    "StoreError",
    "TimedOut",
    "Truncated",
    "Unavailable",
    "UnknownModel",
    "Unparsable",
    "Usage",
    "UsageError",
    "Verdict",
    "Weights",
    "WeightsError",
    "__version__",
    "check",
    "compare",
    "compare_chain",
    "extract",
    "extract_chain",
    "from_langchain",
    "from_text",
    "load",
    "load_prompts",
    "load_sources",
    "open_model",
    "run",
]


def __getattr__(name: str) -> Any:
    """A public name, imported now."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'factcheck' has no attribute {name!r}")
    value = getattr(import_module(f"factcheck.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
