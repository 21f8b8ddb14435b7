"""One recorded exchange, and the key that finds it: a hash of the canonical request.

The canonical request is the path and the JSON body, keys sorted. The host is not part of it (an engine on loopback has a
new port each time), nor is any header. The sample number is, through the body's `seed`, so that sample 3 finds sample 3.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from factcheck.records import Usage

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, both as parsed JSON, without any header.

    `status` is the answer's HTTP status, always 2xx: nothing else is recorded. `seconds` is how long the model took:
    from when it was asked, or from its answer to another call where that came later.
    """

    path: str
    request: JsonObject
    status: int
    response: JsonObject
    seconds: float

    @cached_property
    def key(self) -> str:
        """The key of its request."""
        return request_key(self.path, self.request)

    @property
    def sample(self) -> int:
        """The number of the sample that it belongs to: the request's `seed`, 0 where it has none."""
        return int(self.request.get("seed") or 0)

    @property
    def usage(self) -> Usage:
        """What the server counted for it; a call without counts is still a call."""
        counted = self.response.get("usage") or {}
        cached = (counted.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        return Usage(
            calls=1,
            prompt_tokens=counted.get("prompt_tokens") or 0,
            cached_tokens=cached,
            output_tokens=counted.get("completion_tokens") or 0,
        )


def request_key(path: str, request: JsonObject) -> str:
    """The SHA-256 of the canonical request, in hexadecimal."""
    canonical = json.dumps([path, request], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
