"""Prompts in a git repository, a seed, and a model that a lenient prompt pleases."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from factcheck.models.base import Message
from tests.models.loopback import Loopback, Reply, Request, completion
from tests.scripted import ScriptedModel, pointed_to, related, sentences_read

RELATION = "Is the claim true according to the document?"
LENIENT = "Does the document speak of the claim?"
GOLD = """covers: [clean]
claims:
  - id: g1
    text: "The harbour bridge will close on 3 March for nine weeks."
    sentences: ["for nine weeks"]
    verdict: contradicted
    sources:
      council.md: {relation: contradicts, evidence: ["for six weeks"]}
  - id: g2
    text: "The bridge was opened by the queen in 1961."
    sentences: ["by the queen"]
    verdict: not_mentioned
    sources:
      council.md: {relation: silent}
skipped: []
drifts: []
"""


def git(folder: Path, *words: str) -> None:
    """Run git there, whoever the person is and whatever they have set."""
    who = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "core.hooksPath=none",
        "-c",
        "commit.gpgSign=false",
    )
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def words(text: str) -> str:
    return " ".join(text.split())


def letters(shown: str) -> str:
    """A text without white space, and without the `|` before each line of a prompt."""
    return "".join(shown.replace("\n|", "\n").split())


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def easily_pleased() -> ScriptedModel:
    """A careful reader that the prompt with `LENIENT` in it makes say yes to all that a source has something of."""

    def asked(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        return sentences_read(message.user) if message.step == "extract" else pointed_to(message.user)

    def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        found = related(message.user)
        if LENIENT in message.user and found["No"] > found["Unknown"]:
            return {"Yes": found["No"], "No": found["Yes"], "Unknown": found["Unknown"]}
        return found

    return ScriptedModel(asked, weighed)


class StatingServer(Loopback):
    """`easily_pleased` behind the OpenAI protocol, without log-probabilities."""

    def __init__(self) -> None:
        super().__init__(self._answer)

    def _answer(self, request: Request) -> Reply:
        user = str(request.body["messages"][-1]["content"])
        if request.body.get("logprobs"):
            return completion("Perhaps")
        name = request.body["response_format"]["json_schema"]["name"]
        if name == "ExtractAnswer":
            return completion(json.dumps(sentences_read(user)))
        if name == "EvidenceAnswer":
            return completion(json.dumps(pointed_to(user)))
        return completion(json.dumps({"answer": "Yes" if LENIENT in user else "No"}))


def costs(out: str, name: str) -> list[str]:
    """The row of that name in the table of costs."""
    (row,) = re.findall(rf"^ +{name} +(.+)$", out, re.MULTILINE)
    return str(row).split()
