"""A careful reader behind the OpenAI protocol, for tests that need the command line in a process of its own."""

from __future__ import annotations

import json
import math
import threading
from collections import Counter
from collections.abc import Callable

from tests.models.loopback import Loopback, Reply, Request, completion, weighing
from tests.scripted import pointed_to, related, sentences_read


class ReadingServer(Loopback):
    """Answers as `careful_reader` does. `asked` counts how often each prompt came; `on_request` sees their number."""

    def __init__(self, on_request: Callable[[int], None] = lambda _: None) -> None:
        super().__init__(self._read)
        self.asked: Counter[str] = Counter()
        self.on_request = on_request
        self._count_lock = threading.Lock()

    def _read(self, request: Request) -> Reply:
        user = str(request.body["messages"][-1]["content"])
        weighed = bool(request.body.get("logprobs"))
        with self._count_lock:
            self.asked[json.dumps([user, weighed])] += 1
            number = self.asked.total()
        self.on_request(number)
        if weighed:
            return weighing({option: math.exp(logprob) for option, logprob in related(user).items()})
        extracting = request.body["response_format"]["json_schema"]["name"] == "ExtractAnswer"
        return completion(json.dumps(sentences_read(user) if extracting else pointed_to(user)))
