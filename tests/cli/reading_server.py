"""A careful reader behind the OpenAI protocol, for tests that need the command line in a process of its own."""

from __future__ import annotations

import json
import math
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.models.loopback import Loopback, Reply, Request, completion, weighing
from tests.scripted import pointed_to, related, sentences_read


class ReadingServer(Loopback):
    """Answers as `careful_reader` does. `asked` counts how often each question came, `held` how often it was held back."""

    def __init__(self) -> None:
        super().__init__(self._read)
        self.asked: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._limit: int | None = None
        self._reached = threading.Event()
        self._released = threading.Event()

    @contextmanager
    def holding_after(self, requests: int) -> Iterator[threading.Event]:
        """Answer that many requests in all and hold the later ones back; the event says that the first one is held."""
        self._reached, self._released, self._limit = threading.Event(), threading.Event(), requests
        try:
            yield self._reached
        finally:
            self._limit = None
            self._released.set()

    def _read(self, request: Request) -> Reply:
        user = str(request.body["messages"][-1]["content"])
        weighed = bool(request.body.get("logprobs"))
        question = json.dumps([user, weighed])
        with self._counting:
            self.asked[question] += 1
            held = self._limit is not None and self.asked.total() > self._limit
            self.held[question] += held
        if held:
            released = self._released
            self._reached.set()
            released.wait(120)
        if weighed:
            return weighing({option: math.exp(logprob) for option, logprob in related(user).items()})
        extracting = request.body["response_format"]["json_schema"]["name"] == "ExtractAnswer"
        return completion(json.dumps(sentences_read(user) if extracting else pointed_to(user)))
