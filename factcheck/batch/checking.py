"""The settings for every story of a batch (`Terms`), the checker of one (`BatchChecker`), and its outcome (`Ended`)."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from factcheck import __version__, pipeline
from factcheck.archive import Archive, Retrieval
from factcheck.batch.listing import Item
from factcheck.batch.results import Result, State, result_of
from factcheck.calibration.calibration import Calibration, calibration_for
from factcheck.documents import expanded, is_url, load, load_sources
from factcheck.errors import DocumentError, FactcheckError, UsageError
from factcheck.models.base import Model
from factcheck.models.budget import BudgetedModel, Cap, Purse
from factcheck.models.store import Store, StoredModel
from factcheck.prompts import Prompts
from factcheck.records import SCHEMA, Document, Usage
from factcheck.render import html
from factcheck.render import json as as_json
from factcheck.render.findings import nothing_answered, stopped
from factcheck.settings import Settings

REPORT, PAGE = "report.json", "report.html"


@dataclass(frozen=True)
class Ended:
    """The outcome of one story, its files to keep by name, and this run's cost for it."""

    result: Result
    files: Mapping[str, str] = field(default_factory=dict)
    paid: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Terms:
    """The settings for every story of a batch. They can be sent to another process: nothing is open, and there is no
    key.

    `open_model` opens the model like `factcheck.models.open_model`. `common` are sources of every story.
    """

    open_model: Callable[..., Model]
    model: str | None
    base_url: str | None
    prompts: Prompts
    common: tuple[Document, ...] = ()
    archive: str | None = None
    archive_documents: int = 3
    store: str | bool = True
    """The place of the answers; True for the usual one, False to keep nothing."""
    max_false_green: float | None = None
    top: int | None = None

    @contextmanager
    def opened(self, purse: Cap | Purse, **opening: Any) -> Iterator[BatchChecker]:
        """A checker with these settings, with its store and archive open. Its user closes the model.

        `opening` are further arguments of `open_model`.
        """
        settings = Settings.from_environment()
        with ExitStack() as stack:
            store = stack.enter_context(Store.chosen(self.store, settings.store))
            retrieval = None
            if self.archive is not None:
                archive = stack.enter_context(Archive.named(self.archive, settings.archives))
                retrieval = Retrieval(archive, self.archive_documents)
            model = self.open_model(
                self.model, settings, base_url=self.base_url, prompts=self.prompts.identities, **opening
            )
            calibration = calibration_for(model.identity, self.prompts, settings)
            asked = StoredModel(BudgetedModel(model, purse), store)
            yield BatchChecker(self, model, asked, calibration, retrieval)


@dataclass(frozen=True)
class BatchChecker:
    """Checks stories, one or several at a time. `asked` is `model` behind the purse, behind the store."""

    terms: Terms
    model: Model
    asked: Model
    calibration: Calibration | None
    retrieval: Retrieval | None

    def fingerprint(self, item: Item) -> str:
        """A hash of everything that goes into the story's report, except the content of URLs and the archive.

        Files go in by their bytes. If they change before they are read, the report differs from the hash.
        """
        documents = [self._bytes_of(place) for origin in item.sources for place in _places(origin)]
        whole = [self._of_terms, item.name, _bytes_of(item.story), documents]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()

    @cached_property
    def _bytes_of(self) -> Callable[[str], list[str | None]]:
        """`_bytes_of`, each source once: stories of one manifest can share them."""
        return cache(_bytes_of)

    @cached_property
    def _of_terms(self) -> list[Any]:
        terms = self.terms
        return [
            __version__,
            SCHEMA,
            self.model.identity.model_dump(mode="json"),
            [identity.model_dump(mode="json") for identity in terms.prompts.identities],
            self.calibration.model_dump(mode="json") if self.calibration else None,
            [source.sha256 for source in terms.common],
            [terms.archive, terms.archive_documents, terms.max_false_green, terms.top],
        ]

    def estimate(self, item: Item) -> Usage:
        """A rough estimate of its check's usage, by `pipeline.estimate`; nothing for an unreadable story."""
        try:
            story, sources = self._loaded(item)
        except DocumentError:
            return Usage()
        return pipeline.estimate(story, sources, self.terms.prompts, self.terms.top, self.retrieval)

    async def check(
        self, item: Item, fingerprint: str, on_event: Callable[[pipeline.Event], None] = pipeline.ignore
    ) -> Ended:
        """The outcome of that story. Raises a FactcheckError if no other story can be checked either.

        `on_event` gets events as they come, and can end the check by raising a FactcheckError.
        """
        try:
            story, sources = await asyncio.to_thread(self._loaded, item)
        except DocumentError as error:
            return not_checked(item, State.UNREADABLE, str(error))
        try:
            report = await pipeline.check(
                story,
                sources,
                self.asked,
                self.terms.prompts,
                on_event,
                calibration=self.calibration,
                max_false_green=self.terms.max_false_green,
                top=self.terms.top,
                retrieval=self.retrieval,
            )
        except FactcheckError:
            raise
        except Exception as error:  # noqa: BLE001 - one story that trips the program up must not keep the others from a check
            return not_checked(item, State.FAILED, f"internal error, {type(error).__name__}: {error}; please report it")
        paid = report.clock.paid
        if stopped(report):
            return waiting(item, paid)
        failure = nothing_answered(report)
        if failure is not None:
            return not_checked(item, State.FAILED, f"the model answered nothing at all: {failure}")
        files = {REPORT: as_json.render(report), PAGE: html.render(report)}
        return Ended(result_of(report, item, fingerprint), files, paid)

    def _loaded(self, item: Item) -> tuple[Document, tuple[Document, ...]]:
        story, own = load(item.story), load_sources(item.sources)
        sources = [*own, *self.terms.common]
        if not sources and self.retrieval is None:
            raise UsageError(f"{item.name}: has no source: name one in the manifest, or give --source or --archive")
        numbered = (source.model_copy(update={"id": f"s{n}"}) for n, source in enumerate(sources, start=1))
        return story, tuple(numbered)


def waiting(item: Item, paid: Usage | None = None) -> Ended:
    """The outcome of a story that is not checked yet, whatever this run paid for it."""
    return Ended(Result(id=item.id, story=item.name, state=State.WAITING), paid=paid or Usage())


def not_checked(item: Item, state: State, reason: str) -> Ended:
    """The outcome of a story without a report, with the reason."""
    return Ended(Result(id=item.id, story=item.name, state=state, reason=" ".join(reason.split())))


def _places(origin: str) -> Sequence[str]:
    try:
        return expanded(origin)[0]
    except DocumentError:
        return (origin,)


def _bytes_of(place: str) -> list[str | None]:
    """The place and the SHA-256 of what is there; None for a URL, a pipe, and what cannot be read."""
    file = Path(place)
    if is_url(place) or not file.is_file():  # a pipe can be read once, by whoever loads it
        return [place, None]
    try:
        return [file.name, hashlib.sha256(file.read_bytes()).hexdigest()]
    except (OSError, ValueError):
        return [place, None]
