"""The entry points of `import factcheck`: a check, its two steps and their chains.

Stories and sources are documents, or anything `load` takes. Models are names, as for `--model`, results of
`open_model`, or LangChain chat models. A model that is opened here is closed here; a given one stays open.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from langchain_core.callbacks import Callbacks
from langchain_core.runnables import Runnable, RunnableLambda

from factcheck import pipeline, records
from factcheck.archive import DOCUMENTS, Archive, Retrieval
from factcheck.calibration.calibration import Calibration, calibration_for
from factcheck.documents import from_text, load, load_sources
from factcheck.errors import UsageError
from factcheck.models import open_model
from factcheck.models.base import Model
from factcheck.models.budget import BudgetedModel, Cap
from factcheck.models.from_langchain import as_model
from factcheck.models.store import Store, StoredModel
from factcheck.prompts import Prompts, load_prompts, shipped_prompts
from factcheck.records import Claim, Comparison, Document, Failure
from factcheck.render import html
from factcheck.render.findings import count
from factcheck.settings import Settings
from factcheck.steps.chains import Pair, comparing, extracting
from factcheck.steps.compare import CostedResult
from factcheck.steps.extract import Extraction

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Given: TypeAlias = "Document | str | os.PathLike[str]"
"""A document, or its place: a path, an `http(s)` URL, `-` for standard input."""

ModelGiven: TypeAlias = "Model | BaseChatModel | str | None"
"""A model or its name; None means the settings' model, else the embedded one."""

PromptsGiven: TypeAlias = "Prompts | str | os.PathLike[str] | None"
"""Prompts, or their folder; None means the shipped ones."""

StoreGiven: TypeAlias = "Store | str | os.PathLike[str] | bool"
"""Where answers are kept: a store, its file or its database; True means the command line's store, False none on
disk."""


class Report(records.Report):
    """The result of a check. A notebook shows it as the page that `factcheck check -o report.html` writes."""

    def _repr_html_(self) -> str:
        found = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in count(self).verdicts.items() if n)
        page = escape(html.render(self), quote=True)
        return (
            f"<p><b>{escape(self.story.name)}</b>: {escape(found) or 'no checkable claim'}</p>"
            '<iframe title="factcheck report" sandbox="allow-scripts allow-popups" loading="lazy" '
            f'style="width: 100%; height: 640px; border: 1px solid #8884" srcdoc="{page}"></iframe>'
        )


async def check(
    story: Given,
    sources: Given | Iterable[Given] = (),
    *,
    archive: Archive | str | None = None,
    archive_documents: int = DOCUMENTS,
    model: ModelGiven = None,
    prompts: PromptsGiven = None,
    store: StoreGiven = False,
    max_tokens_total: int | None = None,
    max_false_green: float | None = None,
    top: int | None = None,
    callbacks: Callbacks = None,
    on_event: Callable[[pipeline.Event], None] = pipeline.ignore,
) -> Report:
    """The report on `story`, compared with `sources`. A folder stands for all documents in it.

    With an `archive`, or its name, each claim is also compared with at most `archive_documents` of its documents;
    `sources` can then be empty.

    `max_tokens_total` stops the check before it uses more tokens; the report is then not `complete`. `max_false_green`
    caps the share of the claims shown as supported that are not. With `top`, only the `top` claims that matter most are
    compared; the others stay unchecked, and the report is not `complete`. `callbacks` are LangChain's. `on_event` gets
    settled sentences, compared pairs and decided claims as they come.

    Raises a FactcheckError if there is no report: InputError for an unusable document or prompt, FatalModelError for an
    unusable model. A failure that affects only one claim is in the report.
    """
    if top is not None and top < 1:
        raise UsageError(f"top is {top}: check at least one claim")
    if archive_documents < 1:
        raise UsageError(f"archive_documents is {archive_documents}: search for at least one document")
    ours = _documents(story, sources, alone=archive is not None)
    async with AsyncExitStack() as stack:
        searched = stack.enter_context(_archive(archive)) if isinstance(archive, str) else archive
        asked = await stack.enter_async_context(_opened(model, prompts, store, Cap(tokens=max_tokens_total)))
        report = await pipeline.check(
            ours[0],
            ours[1:],
            asked.model,
            asked.prompts,
            on_event,
            asked.calibration,
            max_false_green,
            callbacks,
            top,
            Retrieval(searched, archive_documents) if searched else None,
        )
    return Report.model_construct(**dict(report))


async def extract(
    story: Given,
    *,
    model: ModelGiven = None,
    prompts: PromptsGiven = None,
    store: StoreGiven = False,
    callbacks: Callbacks = None,
) -> Extraction:
    """The claims of `story`, and the outcome of each of its sentences. Raises like `check`."""
    async with _opened(model, prompts, store) as asked:
        step = extracting(asked.model, asked.prompts.by_step)
        return await step.ainvoke(_document(story), {"callbacks": callbacks})


async def compare(
    claim: Claim | str,
    source: Given,
    *,
    model: ModelGiven = None,
    prompts: PromptsGiven = None,
    store: StoreGiven = False,
    published: str | None = None,
    max_false_green: float | None = None,
    callbacks: Callbacks = None,
) -> Comparison | Failure:
    """What `source` says about `claim`, or why there is no answer. Raises like `check`.

    `published` is the story's date in ISO 8601, to resolve "Friday" in the claim.
    """
    async with _opened(model, prompts, store) as asked:
        step = comparing(asked.model, asked.prompts.by_step, asked.calibration, max_false_green=max_false_green)
        pair = Pair(_claim(claim), _document(source, "s1"), published)
        compared = await step.ainvoke(pair, {"callbacks": callbacks})
    return compared.result


def extract_chain(
    model: ModelGiven = None, *, prompts: PromptsGiven = None, store: Store | None = None
) -> Runnable[Any, Extraction]:
    """The pipeline's own extraction as a LangChain Runnable: from a story to its claims.

    Its input is a document, its place, or a LangChain document. `stream` yields parts in story order as they are
    settled; their sum equals the result of `invoke`. A model that it opens stays open.
    """
    asked = _asked(model, prompts, store)
    documents: Runnable[Any, Document] = RunnableLambda(_document, name="story")
    return documents | extracting(asked.model, asked.prompts.by_step)


def compare_chain(
    model: ModelGiven = None,
    *,
    prompts: PromptsGiven = None,
    store: Store | None = None,
    max_false_green: float | None = None,
) -> Runnable[Any, Comparison | Failure]:
    """The pipeline's own comparison as a LangChain Runnable: from a claim and a source to what the source says about
    it.

    Its input is `{"claim": …, "source": …}`, with `"published"` if the story's date is known: the arguments of
    `compare`. A source can be a LangChain document. A model that it opens stays open.
    """
    asked = _asked(model, prompts, store)
    pairs: Runnable[Any, Pair] = RunnableLambda(_pair, name="pair")
    step = comparing(asked.model, asked.prompts.by_step, asked.calibration, max_false_green=max_false_green)
    return pairs | step | RunnableLambda(_result, name="result")


@dataclass(frozen=True)
class _Asked:
    """The model, the prompts and the calibration of a check."""

    model: Model
    prompts: Prompts
    calibration: Calibration | None


def _asked(model: ModelGiven, prompts: PromptsGiven, store: Store | None, cap: Cap | None = None) -> _Asked:
    """The model behind its cap, behind the store, with its prompts. Nothing is started."""
    settings = Settings.from_environment()
    ours = _prompts(prompts)
    opened: Model = (
        open_model(model, settings, prompts=ours.identities)
        if model is None or isinstance(model, str)
        else as_model(model)
    )
    calibration = calibration_for(opened.identity, ours, settings)
    if cap is not None and cap.tokens is not None:
        opened = BudgetedModel(opened, cap)
    return _Asked(StoredModel(opened, store) if store else opened, ours, calibration)


@asynccontextmanager
async def _opened(
    model: ModelGiven, prompts: PromptsGiven, store: StoreGiven, cap: Cap | None = None
) -> AsyncIterator[_Asked]:
    """The same, closed at the end if it was opened here."""
    async with AsyncExitStack() as stack:
        kept = store
        if not isinstance(kept, Store):
            kept = stack.enter_context(Store.chosen(kept, Settings.from_environment().store))
        asked = _asked(model, prompts, kept, cap)
        if model is None or isinstance(model, str):
            stack.push_async_callback(asked.model.close)
        yield asked


def _archive(name: str) -> Archive:
    """The archive of that name, in the command line's folder."""
    return Archive.named(name, Settings.from_environment().archives)


def _prompts(given: PromptsGiven) -> Prompts:
    if given is None:
        return shipped_prompts()
    return given if isinstance(given, Prompts) else load_prompts(Path(given))


def _documents(story: Given, sources: Given | Iterable[Given], *, alone: bool) -> list[Document]:
    """The story and its sources, under the ids that tell them apart in a report; `alone` if sources are found later."""
    listed = [sources] if isinstance(sources, Document | str | os.PathLike) else list(sources)
    loaded = [_document(story)]
    for source in listed:
        loaded += load_sources([source]) if isinstance(source, str | os.PathLike) else [_document(source)]
    if len(loaded) == 1 and not alone:
        raise UsageError("there is no source to compare the story with: give at least one, or an archive")
    ids = ["story", *(f"s{number}" for number in range(1, len(loaded)))]
    return [document.model_copy(update={"id": id}) for document, id in zip(loaded, ids, strict=True)]


def _document(given: Any, id: str = "story") -> Document:
    """Our document: loaded from its place, or made from a LangChain document."""
    if isinstance(given, Document):
        return given
    if isinstance(given, str | os.PathLike):
        return load(given, id=id)
    if isinstance(text := getattr(given, "page_content", None), str):
        told = given.metadata
        name = told.get("source") or told.get("title") or "text"
        stated = {field: told[field] for field in ("title", "author", "publisher", "published") if told.get(field)}
        return from_text(text, id=id, name=str(name), **stated)
    raise UsageError(
        f"a {type(given).__name__} is not a document: give a path, a URL, or a result of load or from_text"
    )


def _claim(given: Any) -> Claim:
    if isinstance(given, Claim):
        return given
    if isinstance(given, str) and given.strip():
        return Claim(id="c1", text=given, sentences=(1,))
    raise UsageError(f"{given!r} is not a claim: give a sentence, or a claim from extract")


def _pair(given: Any) -> Pair:
    if not isinstance(given, Mapping) or not {"claim", "source"} <= given.keys() <= {"claim", "source", "published"}:
        raise UsageError('a comparison takes {"claim": …, "source": …}, and "published" if it is known')
    return Pair(_claim(given["claim"]), _document(given["source"], "s1"), given.get("published"))


def _result(compared: CostedResult) -> Comparison | Failure:
    return compared.result
