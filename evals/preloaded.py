"""Imported by the process that players are forked from: what each of them would else load for itself, at its first case."""

from __future__ import annotations

import pytest  # `multiprocessing` reimports its calling program in each player
from vcr.stubs import httpx_stubs

from evals import deck, players
from factcheck.documents import from_text
from factcheck.models.as_langchain import FactcheckChat
from factcheck.models.openai_protocol import OpenAIConnection

__all__ = ["FactcheckChat", "deck", "httpx_stubs", "players", "pytest"]

from_text("A text that is long enough to tell its language, which takes a model that is loaded only then.", id="s1")
OpenAIConnection(name="none", base_url=deck.REPLAYED_AT, key=None, timeout=1, on_loopback=True)
