"""An archive that grows: the time to index a document and to answer a query, and whether the evidence is among the first found.

The documents are phrases of our own written texts, put together anew, so that words are as frequent as in news and no two
documents are prints of each other. Among them are the sources that hold evidence: those of the written pairs, searched for by all
claims of their stories as a check does, and those of `--data`, each searched for by one supported claim alone.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

import click
import numpy as np

from evals.written_pairs import PARTS, pairs_of
from factcheck.archive import Archive, Retrieval
from factcheck.calibration.labelled import read_rows
from factcheck.documents import from_text
from factcheck.errors import UsageError
from factcheck.records import Claim, Document, Relation

AMONG = (3, 5, 10)
SENTENCES = (8, 24)
"""A made document has between so many sentences."""
PHRASE = (4, 9)
"""It is made of stretches of so many words each."""
BATCH = 500
"""Documents that are written to the archive at once."""
TIMED = 200
"""Queries that are timed at each size."""

Search = tuple[Document, list[Claim], dict[str, str]]
"""A story, its claims, and of each claim whose evidence is known the name of the source that holds it."""


@dataclass(frozen=True)
class Size:
    """What was measured with so many documents. Indexing is of those added last, from words in memory to disk."""

    documents: int
    index_seconds: float
    documents_a_second: float
    query_ms_median: float
    query_ms_p95: float
    megabytes: float


@dataclass(frozen=True)
class Recall:
    """The share of claims whose source is among the first 3, 5 and 10, by number."""

    claims: int
    found: dict[int, float]


def made_documents(texts: Sequence[str], seed: int) -> Iterator[Document]:
    """Documents of phrases of these texts, without end, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    words = [re.findall(r"\S+", text) for text in texts]
    number = 0
    while True:
        sentences = []
        for _ in range(rng.randint(*SENTENCES)):
            phrases: list[str] = []
            for _ in range(rng.randint(2, 4)):
                source = rng.choice(words)
                start = rng.randrange(len(source))
                phrases += source[start : start + rng.randint(*PHRASE)]
            sentences.append(" ".join(phrases).rstrip(".,;:") + ".")
        number += 1
        day = date(2015, 1, 1) + timedelta(days=rng.randrange(4000))
        made = from_text(" ".join(sentences), name=f"made-{number}", published=day.isoformat())
        yield made.model_copy(update={"origin": made.name})


def written_searches() -> tuple[list[Document], list[Search]]:
    """The sources of the written pairs, and their stories with all claims; those that the source is silent on are not counted."""
    sources: list[Document] = []
    searches: list[Search] = []
    for part in PARTS:
        for pair in pairs_of(part):
            name = f"source of {part} {pair.id}"
            sources.append(pair.source.model_copy(update={"name": name, "origin": name}))
            known = {gold.claim.id: name for gold in pair.claims if gold.relation is not Relation.SILENT}
            searches.append((pair.story, [gold.claim for gold in pair.claims], known))
    return sources, searches


def labelled_searches(path: Path) -> tuple[list[Document], list[Search]]:
    """The sources of the rows whose claim is supported, each once, and each claim as a story of its own."""
    rows = [row for row in read_rows(path) if row.supported]
    names = {row.source: f"source of {row.article}" for row in rows}
    sources: list[Document] = []
    for text, name in names.items():
        document = from_text(text, name=name)
        sources.append(
            document.model_copy(update={"origin": f"{name} {len(sources)}", "name": f"{name} {len(sources)}"})
        )
    found = dict(zip(names, (source.name for source in sources), strict=True))
    claims = [(row, Claim(id="c1", text=row.claim, sentences=(1,))) for row in rows]
    return sources, [(from_text(row.claim), [claim], {"c1": found[row.source]}) for row, claim in claims]


def grow(
    archive: Archive, documents: Iterator[Document], sizes: Sequence[int], searches: Sequence[Search]
) -> Iterator[Size]:
    """Fill the archive to each of these sizes in turn, and measure at each."""
    for size in sizes:
        before = archive.count()
        texts = islice(documents, size - before)
        started = time.perf_counter()
        while batch := list(islice(texts, BATCH)):
            archive.add([(document, "") for document in batch])
        seconds = time.perf_counter() - started
        times = query_times(archive, searches)
        yield Size(
            documents=archive.count(),
            index_seconds=round(seconds, 1),
            documents_a_second=round((archive.count() - before) / seconds, 1),
            query_ms_median=round(float(np.median(times)), 1),
            query_ms_p95=round(float(np.quantile(times, 0.95)), 1),
            megabytes=round(archive.stats().size / 1e6, 1),
        )


def query_times(archive: Archive, searches: Sequence[Search]) -> list[float]:
    """Milliseconds that a search for one claim takes, for `TIMED` claims of different stories."""
    claims = [claims[0].text for _, claims, _ in searches if claims]
    chosen = random.Random(0).sample(claims, min(TIMED, len(claims)))  # noqa: S311
    times = []
    for text in chosen:
        started = time.perf_counter()
        archive.search(text, max(AMONG))
        times.append((time.perf_counter() - started) * 1000)
    return times


def recall(archive: Archive, searches: Sequence[Search]) -> Recall:
    """How often the source that holds the evidence is among the first."""
    ranks = []
    for story, claims, known in searches:
        chosen = Retrieval(archive, max(AMONG)).choose(story, claims, ())
        names = {document.id: document.name for document in chosen.documents}
        rank = {(one.claim, names[one.source]): one.rank for one in chosen.search.retrieved}
        ranks += [rank.get((claim, source), max(AMONG) + 1) for claim, source in known.items()]
    return Recall(len(ranks), {most: round(sum(rank <= most for rank in ranks) / len(ranks), 4) for most in AMONG})


@click.command("archive", short_help="Time of indexing and searching as an archive grows, and recall of the evidence.")
@click.option("--documents", type=click.IntRange(1000), default=100_000, show_default=True, help="The last size.")
@click.option(
    "--data", type=click.Path(dir_okay=False, path_type=Path), help="Labelled rows, as of `verify`, to search for, too."
)
@click.option(
    "--per-set",
    type=click.IntRange(1),
    default=400,
    show_default=True,
    help="Stories or rows searched for in each set.",
)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--json", "as_json", type=click.Path(path_type=Path), help="Write the numbers there as JSON.")
def command(documents: int, data: Path | None, per_set: int, seed: int, as_json: Path | None) -> None:
    """Fill an archive with a quarter, a half and all of --documents, and measure."""
    sets = {"written pairs": written_searches()}
    if data is not None:
        sets["labelled rows"] = labelled_searches(data)
    holding = [source for sources, _ in sets.values() for source in sources]
    if len(holding) >= documents // 4:
        raise UsageError(f"--documents {documents} leaves no room beside the {len(holding)} that hold evidence")
    rng = random.Random(seed)  # noqa: S311
    asked = {name: rng.sample(searches, min(per_set, len(searches))) for name, (_, searches) in sets.items()}
    texts = [source.text for source in sets["written pairs"][0]]
    texts += [story.text for story, _, _ in sets["written pairs"][1]]
    everything = chain(holding, made_documents(texts, seed))
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "bench.sqlite3", create=True) as archive:
        sizes = []
        for size in grow(archive, everything, (documents // 4, documents // 2, documents), asked["written pairs"]):
            sizes.append(size)
            click.echo(
                f"{size.documents:>9,} documents  {size.documents_a_second:>7,} indexed a second  "
                f"query {size.query_ms_median} ms (95 %: {size.query_ms_p95} ms)  {size.megabytes:,} MB"
            )
        recalls = {name: recall(archive, searches) for name, searches in asked.items()}
    for name, one in recalls.items():
        among = "  ".join(f"{most}: {share:.1%}" for most, share in one.found.items())
        click.echo(f"{name}: {one.claims:,} claims; source among the first {among}")
    click.echo(f"all indexed in {sum(size.index_seconds for size in sizes) / 60:.1f} minutes")
    if as_json is not None:
        whole = {"sizes": [asdict(size) for size in sizes], "recall": {name: asdict(r) for name, r in recalls.items()}}
        as_json.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
