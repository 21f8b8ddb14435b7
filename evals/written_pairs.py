"""The pairs of a story and a source that were written for this project, with their claims: `evals/written/`, README.md there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from factcheck.documents import from_text
from factcheck.records import Claim, Document, Relation, Sentence

FOLDER = Path(__file__).parent / "written"
PARTS = ("train", "calibrate", "report")
"""What each part is for: nothing is chosen on the last one."""


@dataclass(frozen=True)
class Gold:
    """A claim as a person wrote it, and what the source says of it.

    `evidence` are the numbers of the source's sentences from which it follows or with which it clashes; of a claim that the
    source is silent on, of those that nearly say it. `wrong` are the story's words that are not borne out, and `kind` says in
    which way; both are empty for a supported claim.
    """

    claim: Claim
    relation: Relation
    evidence: tuple[int, ...]
    wrong: str
    kind: str


@dataclass(frozen=True)
class Pair:
    """A story and a source, one sentence for each entry of their texts, with the story's claims.

    `skipped` says, by number, why a sentence of the story has none.
    """

    id: str
    genre: str
    story: Document
    source: Document
    claims: tuple[Gold, ...]
    skipped: Mapping[int, str]


def pairs_of(part: str) -> Iterator[Pair]:
    """The pairs of a part, in the order of their files."""
    for file in sorted((FOLDER / part).glob("*.yaml")):
        yield from read_pairs(file)


def read_pairs(file: Path) -> Iterator[Pair]:
    """The pairs of one file."""
    for pair in yaml.safe_load(file.read_text(encoding="utf-8")):
        told = pair["story"]["text"]
        yield Pair(
            id=pair["id"],
            genre=pair["genre"],
            story=document_of("story", pair["story"], [entry["s"] for entry in told]),
            source=document_of("s1", pair["source"], pair["source"]["text"]),
            claims=tuple(_claims(told)),
            skipped={number: entry["skip"] for number, entry in enumerate(told, 1) if "skip" in entry},
        )


def _claims(told: list[dict[str, Any]]) -> Iterator[Gold]:
    number = 0
    for place, sentence in enumerate(told, 1):
        for gold in sentence.get("claims") or ():
            number += 1
            yield Gold(
                claim=Claim(id=f"c{number}", text=gold["c"], sentences=(place,), speaker=gold.get("by")),
                relation=Relation(gold["r"]),
                evidence=tuple(gold.get("e") or ()),
                wrong=gold.get("wrong", ""),
                kind=gold.get("kind", ""),
            )


def document_of(id: str, told: dict[str, Any], entries: list[str]) -> Document:
    """A document with a sentence for each of `entries`; `told` has its title, publisher and date."""
    starts = accumulate((len(entry) + 1 for entry in entries[:-1]), initial=0)
    base = from_text("\n".join(entries), id=id)
    sentences = tuple(
        Sentence(number=n, start=start, end=start + len(entry))
        for n, (start, entry) in enumerate(zip(starts, entries, strict=True), 1)
    )
    facts = {key: str(told[key]) for key in ("title", "publisher", "published") if told.get(key)}
    return base.model_copy(update={"sentences": sentences, **facts})
