"""A project with suites of its own, for tests: the files of docs/own-suites.md, and a server that answers their requests."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from evals.folders import REPOSITORY
from tests.models.loopback import Reply, Request, completion, failure, json_reply

PAGE = REPOSITORY / "docs" / "own-suites.md"
KEY = "sk-proj-0123456789abcdefghij"
HARD_LIMIT_SECONDS = 300
"""A recording that hangs fails its test, and not the run."""
_WORDS = ("leave", "days", "train", "flight", "key", "cost")


def written_out(folder: Path) -> Path:
    """The project of the page in that folder."""
    for name, content in re.findall(
        r"```(?:python|yaml)\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    ):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (folder / "pyproject.toml").write_text("[tool.factcheck.evals]\n", encoding="utf-8")
    return folder


def answer(request: Request) -> Reply:
    """What a model that reads well would say, for whoever has the key."""
    if request.headers.get("authorization") != f"Bearer {KEY}":
        return failure(401, "no key", code="invalid_api_key")
    if request.path.endswith("/embeddings"):
        vectors = [[float(word in text.lower()) for word in _WORDS] for text in request.body["input"]]
        data = [{"object": "embedding", "index": n, "embedding": vector} for n, vector in enumerate(vectors)]
        usage = {"prompt_tokens": 9, "total_tokens": 9}
        return json_reply({"object": "list", "data": data, "model": "loopback", "usage": usage})
    asked = str(request.body["messages"][-1]["content"])
    if "response_format" in request.body:
        number, item, city = re.findall(r"(\d+) ([a-z ]+?)(?=,| to ).*? (?:to|in) ([A-Z]\w+)", asked)[0]
        return completion(json.dumps({"item": item, "quantity": int(number), "city": city}))
    passage, _, question = asked.partition("\n\n")
    words = {word for word in re.findall(r"\w{4,}", question.lower()) if word not in ("does", "where")}
    best = max(passage.split(". "), key=lambda said: sum(word in said.lower() for word in words))
    return completion(best if any(word in best.lower() for word in words) else "That is not in the handbook.")


def evals(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`pytest evals` there, on this checkout, as if it were installed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FACTCHECK_", "OPENAI_", "PYTEST", "COV_"))}
    plugins = ["-p", "factcheck.pytest_plugin", "-p", "no:langsmith_plugin", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "evals", "-q", *plugins, *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(REPOSITORY), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=HARD_LIMIT_SECONDS,
    )
