"""A server on loopback that answers OpenAI's protocol as the careful reader of `tests.scripted` does."""

from __future__ import annotations

import json
import math

from tests.models.loopback import Loopback, Reply, Request, completion, weighing
from tests.scripted import pointed_to, related, sentences_read


def careful(request: Request) -> Reply:
    """The careful reader's answer to a request: weights where log-probabilities are asked for, else JSON."""
    prompt = request.body["messages"][-1]["content"]
    if request.body.get("logprobs"):
        return weighing({option: math.exp(logprob) for option, logprob in related(prompt).items()})
    return completion(json.dumps(sentences_read(prompt) if "CLAIM:" not in prompt else pointed_to(prompt)))


def careful_server() -> Loopback:
    """The server, to be started with `with`."""
    return Loopback(careful)
