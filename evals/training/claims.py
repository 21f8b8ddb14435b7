"""The rows that the extraction is taught with: a few sentences of a written story, and the answer that a person gave for them.

The stories are those of the written pairs, whose claims were made by hand. Lines that state no fact (`furniture.yaml`) are strewn
among their sentences, because real copy is full of them. Every row is rendered by the product itself.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.written_pairs import document_of
from factcheck.english.calendar_names import MONTHS, WEEKDAYS
from factcheck.prompts import Prompt
from factcheck.steps import fidelity
from factcheck.steps.extract import SENTENCES_PER_CALL
from factcheck.steps.shown_story import ShownStory

_STREWN = 0.25
"""How many lines without a fact are put into a story, as a share of its sentences."""
_ALONE = 0.08
"""How many rows ask for one sentence once more, as a run does where an answer was refused."""
_PROBLEMS = ("sentence {n} has neither a claim nor a reason to skip it.", "the words 'about' were lost.")
_SKIPS = {"furniture": "boilerplate"}
"""What the product calls a reason that the written pairs have another word for."""

_MONTHS = "|".join(month.title() for month in MONTHS)
_DAYS = "|".join(day.title() for day in WEEKDAYS)
_DATE = rf"(?:\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS}) \d{{1,2}})(?:,? \d{{4}})?"
_DAY_WITH_DATE = re.compile(rf"\b({_DAYS}), {_DATE},?")
_ON_DATE = re.compile(rf"\bon (?:(?:{_DAYS}), )?{_DATE}")
_YEAR = re.compile(rf"(\b(?:{_MONTHS})(?: \d{{1,2}})?),? \d{{4}}")
_IN_TIME = re.compile(rf"\bin (?:(?:{_MONTHS}) )?\d{{4}}")
_SAID = re.compile(r"([\w .’'-]{2,60}?) (?:said|added|wrote|told [\w ]{2,30})[,:]? (“[^“”]+”\.?)$")
_RELATIVE_DAY = re.compile(
    rf"\b(?:on )?(?:(?:last|next|this) )?(?:{_DAYS})\b|\b(?:yesterday|today|tomorrow|tonight|last night)\b"
)
_RELATIVE_TIME = re.compile(r"\b(?:last|next|this) (?:week|month|year|spring|summer|autumn|winter)\b")


@dataclass(frozen=True)
class ClaimsRow:
    """A question about sentences and the answer that a person gave, as JSON. Rows of one `group` are from one story."""

    id: str
    group: str
    origin: str
    section: str
    inputs: Mapping[str, str]
    answer: str


def claims_rows(files: Iterable[Path]) -> Iterator[ClaimsRow]:
    """The rows of the stories in files of written pairs, each sentence in one of them."""
    strewn = yaml.safe_load((Path(__file__).parent / "furniture.yaml").read_text(encoding="utf-8"))
    for file in sorted(files):
        for pair in yaml.safe_load(file.read_text(encoding="utf-8")):
            draw = random.Random(pair["id"])  # noqa: S311 - a seed, no secret
            yield from _of_story(pair["id"], pair["story"], strewn, draw)


def _of_story(id: str, told: Any, strewn: Mapping[str, Sequence[str]], draw: random.Random) -> Iterator[ClaimsRow]:
    entries = _with_strewn(told["text"], strewn, draw)
    story = document_of("story", told, [entry["s"] for entry in entries])
    shown = ShownStory(story, with_lead=True)
    everything = f"{told['title']} {' '.join(entry['s'] for entry in entries)}"
    answers = {number: _answer(entry, everything) for number, entry in enumerate(entries, 1)}
    for number, answer in answers.items():
        if answer and _says_more(answer, shown.around([number])):
            answers[number] = None
    for numbers in _runs(answers, draw):
        alone = len(numbers) == 1 and draw.random() < 0.5
        inputs = shown.inputs(numbers)
        if alone:
            inputs["problem"] = draw.choice(_PROBLEMS).format(n=numbers[0])
        else:
            inputs["last"] = str(numbers[-1])
        answer = {f"sentence_{number}": answers[number] for number in numbers}
        yield ClaimsRow(
            id=f"{id} {numbers[0]}-{numbers[-1]}",
            group=id,
            origin="again" if alone else "written",
            section="again" if alone else "sentences",
            inputs=inputs,
            answer=json.dumps(answer, ensure_ascii=False, separators=(",", ":")),
        )


def _says_more(answer: Mapping[str, Any], shown: str) -> bool:
    """Whether a claim has a name, a figure or a word that the model would not be shown: it must not learn to make them up."""
    return any(fidelity.additions(claim, shown) or fidelity.unseen_words(claim, shown) for claim in answer["claims"])


def _runs(answers: Mapping[int, Any], draw: random.Random) -> Iterator[list[int]]:
    """Runs of sentences next to each other whose answers are all known, mostly as many as a call asks about."""
    run: list[int] = []
    size = _size(draw)
    for number, answer in answers.items():
        if answer is not None:
            run.append(number)
        if run and (answer is None or len(run) == size):
            yield run
            run, size = [], _size(draw)
    if run:
        yield run


def _size(draw: random.Random) -> int:
    return 1 if draw.random() < 2 * _ALONE else draw.choice([SENTENCES_PER_CALL] * 4 + [2, 3, 4])


def _with_strewn(text: Sequence[Any], strewn: Mapping[str, Sequence[str]], draw: random.Random) -> list[Any]:
    """The story's sentences with lines among them that state no fact."""
    entries = list(text)
    names = [gold["by"].split(",")[0] for entry in text for gold in entry.get("claims") or () if gold.get("by")]
    kinds = ["boilerplate"] * 4 + ["opinion"] * 3 + ["quote"] * 3 + ["prediction", "question"]
    for _ in range(round(_STREWN * len(text) + draw.random())):
        kind = draw.choice(kinds)
        line = draw.choice(strewn[kind])
        by = draw.choice(names) if names and "{name}" in line else None
        if "{name}" in line and by is None:
            continue
        entry = {"s": line.format(name=by), "skip": kind, "by": by}
        # A dateline, a slug and a byline stand at the top or the end more often than anywhere.
        place = draw.choice([0, len(entries), draw.randrange(len(entries) + 1)]) if kind == "boilerplate" else None
        entries.insert(draw.randrange(1, len(entries) + 1) if place is None else place, entry)
    return entries


def _answer(entry: Any, everything: str) -> dict[str, Any] | None:
    """What is to be said of a sentence; None where its claims say what the story does not."""
    if skip := entry.get("skip"):
        return {"claims": [], "speaker": entry.get("by"), "skip": _SKIPS.get(skip, skip)}
    texts = [_as_told(_unattributed(gold), entry["s"], everything) for gold in entry["claims"]]
    if any(fidelity.additions(text, everything) for text in texts):
        return None
    by = next((gold["by"] for gold in entry["claims"] if gold.get("by")), None)
    return {"claims": texts, "speaker": by and _known(by, everything), "skip": None}


def _unattributed(gold: Mapping[str, str]) -> str:
    """The claim without who said it, which the answer has in a place of its own."""
    said = _SAID.match(gold["c"])
    return said[2] if said and gold.get("by", "").startswith(said[1]) else gold["c"]


def _known(speaker: str, everything: str) -> str:
    """The speaker as the story has it: the whole of it, else what stands before the first comma."""
    return speaker if speaker in everything else speaker.split(",")[0]


def _as_told(claim: str, sentence: str, everything: str) -> str:
    """The claim with its times as the story tells them: it is code that resolves a weekday, not the model."""
    if not fidelity.additions(claim, everything):
        return claim
    relative = _RELATIVE_DAY.search(sentence)
    dated = _DAY_WITH_DATE.search(claim)
    if dated and dated[1] in sentence:
        claim = _DAY_WITH_DATE.sub(r"\1", claim)
    elif relative:
        claim = _ON_DATE.sub(relative[0], claim)
    else:
        claim = _YEAR.sub(r"\1", claim)
    if fidelity.additions(claim, everything) and (told := _RELATIVE_TIME.search(sentence)):
        claim = _IN_TIME.sub(told[0], claim)
    return _YEAR.sub(r"\1", claim) if fidelity.additions(claim, everything) else claim


def rendered(row: ClaimsRow, prompt: Prompt) -> tuple[str, str]:
    """The row's prompt in the model's chat form, cut where the adapter begins to act."""
    from evals.training.base import parts_of

    return parts_of(prompt.render(row.section, **row.inputs))
