"""A bench for tests of tapes: a copy of one seed and of the prompts, and a server that answers plausibly."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.deck import Deck, Live, Mode
from evals.folders import SEEDS
from evals.recipes import Suite
from evals.seeds import Seed, load_seed
from evals.tapes.allowance import Allowance
from evals.tapes.head import hash_of
from evals.tapes.tape import body_of, read_tape, text_of
from factcheck.prompts import load_prompts, shipped_directory
from factcheck.settings import Settings
from tests.models.loopback import Loopback, Reply, Request, completion, weighing
from tests.scripted import KIND

SEED = "island-ferry"
NOWHERE = "http://nowhere.invalid/v1"
KEY = "sk-proj-0123456789abcdefghij"


def answer(request: Request) -> Reply:
    """One claim a sentence, the sentence itself; even odds; the first sentence as evidence."""
    form = request.body.get("response_format")
    if form is None:
        asked = str(request.body["messages"][-1]["content"])
        return weighing({"Fact": 0.9, "Opinion": 0.1} if KIND in asked else {"Yes": 0.7, "No": 0.2, "Unknown": 0.1})
    fields = form["json_schema"]["schema"]["properties"]
    if "sentences" in fields:
        return completion('{"sentences": [1]}')
    shown = request.body["messages"][-1]["content"]
    said: dict[str, Any] = {}
    for field in fields:
        number = field.removeprefix("sentence_")
        line = next(line for line in shown.splitlines() if line.startswith(f"[{number}] "))
        said[field] = {"claims": [line.partition("] ")[2]], "speaker": None, "skip": None}
    return completion(json.dumps(said, ensure_ascii=False))


class Bench:
    """A copy of one seed and of the prompts, with a folder for tapes, that tests may do anything to."""

    def __init__(self, folder: Path, server: Loopback) -> None:
        self.seeds = folder / "seeds"
        self.prompts = folder / "prompts"
        self.tapes = folder / "cassettes"
        shutil.copytree(SEEDS / SEED, self.seeds / SEED)
        shutil.copytree(shipped_directory(), self.prompts)
        self.server = server

    @property
    def seed(self) -> Seed:
        return load_seed(self.seeds / SEED)

    def tape(self, suite: Suite = Suite.EXTRACTION) -> Path:
        return self.tapes / suite.value / f"{SEED}.yaml"

    def deck(self, mode: Mode = Mode.NONE, calls: int | None = None, spec: str = "openai:loopback") -> Deck:
        address = NOWHERE if mode is Mode.NONE else self.server.base_url
        settings = Settings.model_validate({"openai_api_key": KEY, "base_url": address})
        return Deck(
            prompts=load_prompts(self.prompts),
            spec=spec,
            seeds=self.seeds,
            tapes=self.tapes,
            mode=mode,
            allowance=Allowance(calls),
            live=lambda: Live(None, None),
            settings=settings,
        )

    def record(self, *wanted: Suite, mode: Mode = Mode.MISSING) -> None:
        deck = self.deck(mode)
        for suite in wanted or (Suite.EXTRACTION,):
            deck.outcome(suite, self.seed)

    def replay(self, suite: Suite = Suite.EXTRACTION) -> Any:
        return self.deck().outcome(suite, self.seed)


def rewrite(path: Path, change: Callable[[list[Any]], list[Any]]) -> None:
    """Change the exchanges of a tape the way a careful forger would: with a head that fits."""
    tape = read_tape(path)
    exchanges = tuple(change(list(tape.exchanges)))
    body = body_of(exchanges)
    head = tape.head._replace(sha256=hash_of(body), exchanges=len(exchanges))
    path.write_text(text_of(head, body), encoding="utf-8")
