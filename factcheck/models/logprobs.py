"""From the alternatives of an answer's first token to how likely each of a few options is."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, isfinite, log

SMALLEST_MASS = 0.01
"""If all options together are less probable than this as the first token, the model means something else."""

_SHORTEST_START = 2
_ROUNDING = 1e-6  # the rounding error of a sum of a server's probabilities
_AROUND = " \t\r\n\"'`“”‘’«»*_.,:;!?()[]▁Ġ"


def first_token_of(logprobs: object) -> tuple[tuple[str, float], ...] | None:
    """The first token's alternatives in OpenAI's form, including the token itself; None if there are none."""
    content = logprobs.get("content") if isinstance(logprobs, dict) else None
    if not isinstance(content, list) or not content:
        return None
    listed: dict[str, float] = {}
    for entry in [*(content[0].get("top_logprobs") or ()), content[0]]:
        if entry.get("logprob") is not None:
            listed.setdefault(str(entry["token"]), float(entry["logprob"]))
    return tuple(listed.items()) or None


def option_logprobs(first_token: Sequence[tuple[str, float]], options: Sequence[str]) -> dict[str, float] | None:
    """Every option's natural-log probability, not normalised over the options.

    None if the options together do not reach `SMALLEST_MASS`. `first_token` are the listed alternatives (token,
    natural-log probability), in any order, each token once.

    An option's probability is the sum over the tokens equal to it except for case and surrounding white space or
    punctuation ("Yes", " yes", "YES."). If none is listed, tokens of two letters or more that begin only this option
    stand for it ("Contr" for "Contradicts"). An option without any token gets a floor: it was not listed, so it is at
    most as likely as the least likely listed token, and as the remainder that all listed tokens leave; it gets just
    less than the smaller of the two.
    """
    words = {option.casefold(): option for option in options}
    if len(words) != len(options):
        raise ValueError(f"options must differ in more than case: {options}")
    listed = [(token.strip(_AROUND).casefold(), logprob) for token, logprob in first_token if isfinite(logprob)]
    whole: dict[str, list[float]] = {}
    begun: dict[str, list[float]] = {}
    for token, logprob in listed:
        if token in words:
            whole.setdefault(words[token], []).append(logprob)
        elif len(token) >= _SHORTEST_START and len(meant := [w for w in words if w.startswith(token)]) == 1:
            begun.setdefault(words[meant[0]], []).append(logprob)
    found = {option: logprobs for option in options if (logprobs := whole.get(option) or begun.get(option))}
    if fsum(exp(value) for values in found.values() for value in values) < SMALLEST_MASS:
        return None
    left = 1 - fsum(exp(value) for _, value in listed)
    floor = min(*(value for _, value in listed), log(max(left, _ROUNDING))) - _ROUNDING
    return {option: _log_sum(found[option]) if option in found else floor for option in options}


def _log_sum(logprobs: Sequence[float]) -> float:
    """log(sum(exp(x))), exact for a single x and without underflow for very negative ones."""
    top = max(logprobs)
    return top + log(fsum(exp(value - top) for value in logprobs))
