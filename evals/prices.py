"""The cost of calls to a model: by the options, else by the price table of `genai-prices`; nothing on your own
machine."""

from __future__ import annotations

from dataclasses import dataclass

from factcheck.cli.cost import is_paid
from factcheck.errors import UsageError
from factcheck.models.budget import Price
from factcheck.models.opening import OPENAI_BASE_URL
from factcheck.records import ModelIdentity, Usage


@dataclass(frozen=True)
class PriceList:
    """The cost of calls in US dollars. `given` overrides the table. `model` is the session's, if any: its address shows
    whether it costs anything, and whose price applies. For any other model only the name is known.
    """

    given: Price | None = None
    model: ModelIdentity | None = None

    def __call__(self, name: str, usage: Usage) -> float | None:
        """The cost of that usage of the model of that name; None if its price is unknown."""
        known = self.model if self.model is not None and name == self.model.name else None
        if known is not None and not is_paid(known):
            return 0.0
        if self.given is not None:
            return self.given.of(usage)
        from genai_prices import Usage as Tokens
        from genai_prices import calc_price

        tokens = Tokens(
            input_tokens=usage.prompt_tokens,
            cache_read_tokens=usage.cached_tokens,
            output_tokens=usage.output_tokens,
        )
        try:
            if known is not None and known.endpoint not in (None, OPENAI_BASE_URL):
                found = calc_price(tokens, model_ref=name, provider_api_url=known.endpoint)
            else:
                found = calc_price(tokens, model_ref=name, provider_id=known.provider if known is not None else None)
        except LookupError:
            return None
        return float(found.total_price)


def given_price(price_in: float | None, price_out: float | None) -> Price | None:
    """The price that the options give. Raises UsageError for half of one."""
    if price_in is None and price_out is None:
        return None
    if price_in is None or price_out is None:
        raise UsageError(
            "--price-in and --price-out go together: what a million tokens in, and out, cost in US dollars"
        )
    return Price(prompt=price_in, output=price_out)
