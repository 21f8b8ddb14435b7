"""What a recording session may spend. It stops before the call that could pass a cap, and what it has recorded is kept."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from evals.tapes.errors import CapReached
from evals.tapes.exchange import Exchange
from factcheck.records import Usage

Prices: TypeAlias = Callable[[str, Usage], float | None]
"""What the usage of a model comes to in US dollars; None when nobody knows."""

_BYTES_PER_TOKEN = 3
"""For the guess before a request is sent: English has 4 to 5, Chinese 3; fewer is on the safe side."""
_LIMITS = ("max_completion_tokens", "max_tokens")
_UNLIMITED_OUTPUT = 4096
"""The output tokens that a call is guessed to take which sets no limit."""


def free(model: str, usage: Usage) -> float:  # noqa: ARG001 - it goes where a price list goes
    """What the calls of a model on this machine cost: 0 US dollars."""
    return 0.0


@dataclass
class Allowance:
    """What a session may spend over all its tapes, in calls and in US dollars; None is no cap.

    `spent` are the calls so far, `cost` the dollars. A call counts with a cautious guess while it is under way, and with what it
    cost once it is back; one that failed keeps its guess, for the provider may have charged for it.
    """

    calls: int | None = None
    dollars: float | None = None
    prices: Prices = free
    spent: int = 0
    cost: float = 0.0
    refused: str | None = None
    """Why a call was refused; None while none was."""

    def admit(self, request: Mapping[str, Any]) -> None:
        """Count one call. Raises CapReached when there is no room for it, and ever after: a cap stops the session."""
        if self.refused is not None:
            raise CapReached(self.refused)
        if self.calls is not None and self.spent >= self.calls:
            self._refuse(f"the cap of {self.calls} calls is reached")
        if self.dollars is not None:
            guess = self._dollars(request, _guess(request))
            if self.cost + guess > self.dollars:
                self._refuse(
                    f"the next call could pass the cap of ${self.dollars:,.2f} (spent so far: ${self.cost:,.4f}; "
                    f"the call may cost ${guess:,.4f})"
                )
            self.cost += guess
        self.spent += 1

    def settle(self, exchange: Exchange) -> None:
        """Count what the call cost in place of the guess."""
        if self.dollars is not None:
            request = exchange.request
            self.cost += self._dollars(request, exchange.usage) - self._dollars(request, _guess(request))

    def _dollars(self, request: Mapping[str, Any], usage: Usage) -> float:
        model = str(request.get("model", "?"))
        dollars = self.prices(model, usage)
        if dollars is None:
            self._refuse(
                f"no price is known for the model {model}, so that --max-cost cannot be held: say --price-in and --price-out"
            )
        return dollars

    def _refuse(self, why: str) -> NoReturn:
        self.refused = why
        raise CapReached(why)


def _guess(request: Mapping[str, Any]) -> Usage:
    """The most that a call is likely to take."""
    said = json.dumps(request, ensure_ascii=False).encode("utf-8", "surrogatepass")
    limit = next((request[field] for field in _LIMITS if request.get(field)), _UNLIMITED_OUTPUT)
    return Usage(calls=1, prompt_tokens=math.ceil(len(said) / _BYTES_PER_TOKEN), output_tokens=int(limit))
