"""A gold desk in a thread, and a person who sends it forms."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path

import httpx
import pytest

from evals.folders import SEEDS
from evals.seeds import Seed, load_seed
from factcheck.gold.desk import GoldDesk, write_draft
from factcheck.gold.draft import Draft, DraftClaim, DraftDrift, DraftSkip, SourceLabel, hashes_of
from factcheck.gold.second import SecondDesk
from factcheck.gold.serving import application
from factcheck.records import Claim
from factcheck.review.server import PageServer

SEED = "island-ferry"


def draft_of_seed(seed: Seed) -> Draft:
    """The draft that a person would have made of a seed's gold."""
    claims = tuple(
        DraftClaim(
            id=claim.gold.id,
            text=claim.gold.text,
            sentences=claim.sentences,
            speaker=claim.gold.speaker,
            hedge=claim.gold.hedge,
            conflict=claim.gold.conflict.value if claim.gold.conflict else "values_differ",
            note=claim.gold.note,
            sources={
                name: SourceLabel(
                    relation=label.relation,
                    evidence=tuple(sorted({number for span in label.evidence for number in span.sentences})),
                )
                for name, label in claim.relations.items()
            },
        )
        for claim in seed.claims
    )
    drifts = tuple(
        DraftDrift(
            kind=drift.gold.kind,
            label=drift.gold.label,
            message="",
            story=(drift.story.start, drift.story.end),
            source=drift.gold.source,
            evidence=(drift.source.start, drift.source.end) if drift.source else None,
            conflict=drift.gold.conflict,
            claim=drift.gold.claim,
        )
        for drift in seed.drifts
    )
    skips = {
        number: DraftSkip(reason=skip.gold.reason, duplicate_of=skip.gold.duplicate_of)
        for skip in seed.skipped
        for number in skip.sentences
    }
    return Draft(
        hashes=hashes_of(seed.story, seed.sources),
        claims=claims,
        skips=skips,
        drifts=drifts,
        reprints=seed.gold.reprints,
    )


@dataclass
class Sitting:
    """A desk that is being served."""

    desk: GoldDesk | SecondDesk
    address: str

    def page(self) -> str:
        return httpx.get(self.address).raise_for_status().text

    def send(self, action: str, **fields: str) -> httpx.Response:
        origin = "/".join(self.address.split("/")[:3])
        named = {name.replace("_of_", "-"): value for name, value in fields.items()}
        return httpx.post(self.address + action, data=named, headers={"Origin": origin}, timeout=30)

    def form(self, claim: str) -> dict[str, str]:
        """What the page has in the form of a claim, as a browser would send it."""
        page = self.page()
        block = page.split(f'<div class="claim" id="{claim}">')[1].split('action="remove"')[0]
        fields = dict(re.findall(r'<input(?: type="hidden"| class="short")? name="([^"]+)" value="([^"]*)"', block))
        fields |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', block))
        (text,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", block, re.DOTALL)
        return {name: unescape(value) for name, value in fields.items()} | {"text": unescape(text)}


Seat = Callable[[GoldDesk | SecondDesk], Sitting]


@pytest.fixture
def seat() -> Iterator[Seat]:
    """Serves a desk: `seat(desk)`."""
    running: list[tuple[PageServer, threading.Thread]] = []

    def serving(desk: GoldDesk | SecondDesk) -> Sitting:
        server = PageServer(partial(application, desk))
        thread = threading.Thread(target=server.run)
        thread.start()
        running.append((server, thread))
        return Sitting(desk, server.address)

    yield serving
    for server, thread in running:
        server.stop()
        thread.join(20)


@pytest.fixture
def seed(tmp_path: Path) -> Seed:
    """A copy of a seed without its gold."""
    shutil.copytree(SEEDS / SEED, tmp_path / SEED)
    found = load_seed(tmp_path / SEED)
    (tmp_path / SEED / "gold.yaml").unlink()
    return found


def desk_of(seed: Seed, draft: Draft | None = None, name: str = "Ada Editor") -> GoldDesk:
    write_draft(seed.folder, draft or draft_of_seed(seed))
    return GoldDesk(seed.folder, seed.story, seed.sources, name, load_seed)


def second_of(seed: Seed, name: str = "Bo Second") -> SecondDesk:
    claims = [Claim(id=claim.gold.id, text=claim.gold.text, sentences=claim.sentences) for claim in seed.claims]
    return SecondDesk(seed.folder, seed.story, seed.sources, claims, name)
