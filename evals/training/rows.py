"""The rows that the confirming question is taught with: sentences, a claim, and what the sentences say of it.

Three kinds: pairs of a story and a source written for this project (`pairs/`, README.md there), public sets that lie outside the
repository, and rows made from the written ones by showing other sentences than those that bear on the claim. Every row is
rendered by the product itself, so that what is trained on is what is asked.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.written_pairs import Pair, read_pairs
from factcheck.documents import from_text
from factcheck.prompts import Prompt
from factcheck.records import Claim
from factcheck.steps.bearing import chances_to_bear, choose_evidence
from factcheck.steps.compare import statement
from factcheck.steps.confirm import evidence_alone
from factcheck.steps.reading import Reader
from factcheck.steps.restate import restate

CONTEXT_TOKENS = 8192
LABELS = ("supports", "contradicts", "silent", "unsupported")
"""`unsupported` is one of the two in the middle, not said which."""


@dataclass(frozen=True)
class Row:
    """`before` and `after` are the prompt, cut where the adapter begins to act; rows of one `group` are not independent."""

    id: str
    group: str
    origin: str
    label: str
    evidence: str
    claim: str


def written(files: Iterable[Path]) -> Iterator[Row]:
    """The rows of written pairs: each claim with its evidence, with more, with what code would choose, or without it."""
    for file in sorted(files):
        for pair in read_pairs(file):
            yield from _of_pair(pair)


def _of_pair(pair: Pair) -> Iterator[Row]:
    source = pair.source
    reader = Reader(source, CONTEXT_TOKENS)
    for gold in pair.claims:
        claim = gold.claim
        shares = reader.relevance(claim.text)
        nearest = sorted(range(1, len(shares) + 1), key=lambda n, s=shares: (-s[n - 1], n))  # type: ignore[misc]
        text = restate(
            claim.text,
            [source.sentence_text(n) for n in nearest],
            published=pair.story.published,
            source_published=source.published,
        )
        draw = random.Random(f"{pair.id} {claim.id}")  # noqa: S311 - a seed, no secret

        def row(kind: str, numbers: Iterable[int], label: str, claim: Claim = claim, text: str = text) -> Row:
            return Row(
                id=f"{pair.id} {claim.id} {kind}",
                group=pair.id,
                origin=kind,
                label=label,
                evidence=evidence_alone(source, numbers),
                claim=statement(claim.model_copy(update={"text": text})),
            )

        bearing = list(gold.evidence)
        label = gold.relation.value
        chosen = choose_evidence(reader, text, chances_to_bear(reader, text, gold.claim.speaker), nearest)
        others = [n for n in nearest if n not in bearing]
        if label == "silent":
            yield row("written", bearing or chosen, label)
            if bearing and set(chosen) != set(bearing):
                yield row("chosen", chosen, label)
            continue
        yield row("written", bearing, label)
        if set(chosen) != set(bearing):
            if set(bearing) <= set(chosen):
                yield row("chosen", chosen, label)
            elif not set(bearing) & set(chosen):
                yield row("missing", chosen, "silent")
        elif others and draw.random() < 0.3:
            yield row("more", [*bearing, others[0]], label)


def public(folder: Path) -> Iterator[Row]:
    """The rows of the public sets in `folder`; README.md names them."""
    yield from _fool_me_twice(folder)
    yield from _factcg(folder)


def _lines(file: Path) -> Iterator[Any]:
    if file.exists():
        with file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _numbered(sentences: Iterable[str]) -> str:
    return "\n".join(f"[{number}] {' '.join(text.split())}" for number, text in enumerate(sentences, 1))


_FOOLED = {"SUPPORTS": "supports", "REFUTES": "contradicts"}


def _fool_me_twice(folder: Path) -> Iterator[Row]:
    for part in ("dev", "test"):
        for one in _lines(folder / f"fool-me-twice-{part}.jsonl"):
            told = [f"({one['wikipedia_page'].replace('_', ' ')}) {e['text']}" for e in one["gold_evidence"]]
            yield Row(
                f"fm2 {one['id']}",
                one["wikipedia_page"],
                "fool-me-twice",
                _FOOLED[one["label"]],
                _numbered(told),
                one["text"],
            )


def _factcg(folder: Path) -> Iterator[Row]:
    file = folder / "factcg-cg2c-doc.json"
    if not file.exists():
        return
    text = file.read_text(encoding="utf-8")
    rows = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines()]
    for number, one in enumerate(rows):
        document = from_text(one["text_a"], id="s1")
        claim = one["text_b"][0]
        sentences = [document.sentence_text(s.number) for s in document.sentences]
        yield Row(
            f"cg2c {number}",
            sentences[-1],
            "factcg",
            "supports" if one["orig_label"] == 1 else "unsupported",
            _numbered(sentences),
            claim,
        )


def rendered(row: Row, prompt: Prompt) -> tuple[str, str]:
    """The row's prompt in the model's chat form, cut where the adapter begins to act."""
    from evals.training.base import parts_of

    return parts_of(prompt.render("relation", evidence=row.evidence, claim=row.claim))
