"""`factcheck gold`: a story's gold, made at a desk in the browser from what a check found."""

from __future__ import annotations

import contextlib
import shutil
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from factcheck.cli.checkout import need_evals
from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.model_options import yes_option
from factcheck.cli.review import person
from factcheck.cli.root import debug_option
from factcheck.cli.streams import say, write_text

if TYPE_CHECKING:
    from factcheck.gold.desk import GoldDesk
    from factcheck.gold.second import SecondDesk
    from factcheck.records import Document


@click.command("gold", short_help="Make a story's gold for the evals, at a desk in the browser.")
@click.argument("story")
@click.option("-s", "--source", "sources", multiple=True, metavar="SOURCE", help="A source, as for `factcheck check`.")
@click.option("--to", type=click.Path(path_type=Path), metavar="DIR", help="The seed's folder. Default: seeds/STORY.")
@click.option("-m", "--model", metavar="MODEL", help="The model that checks the story, as for `factcheck check`.")
@click.option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint for that model.")
@yes_option
@click.option("--name", help="Who corrects and signs. Default: your login name.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to serve on. Default: any free one.")
@click.option("--open/--no-open", "opens", default=True, help="Whether to open the page in the browser. Default: yes.")
@click.option(
    "--agreement", "tells", is_flag=True, help="Say how far the labels of a seed's folder agree; opens no desk."
)
@debug_option
@click.pass_context
def command(
    context: click.Context,
    story: str,
    sources: tuple[str, ...],
    to: Path | None,
    model: str | None,
    base_url: str | None,
    yes: bool,
    name: str | None,
    port: int,
    opens: bool,
    tells: bool,
) -> None:
    """Check STORY against its sources and open a desk, where a person corrects claims, relations and evidence.

    The signed result becomes `gold.yaml` in a seed's folder, with copies of the texts: a story for the evals. STORY can
    be such a folder: the person who made its draft continues it; a second person labels its gold without seeing the
    labels, and Cohen's κ says how far the two agree.
    """
    need_evals("the evals, which read the gold,")
    folder = Path(story)
    if tells:
        _tell(folder)
        return
    if not folder.is_dir():
        code = _begin(story, sources, folder := to or _usual(story), model, base_url, yes)
        if code is not None:
            context.exit(code)
    desk = _desk(folder, person(name))
    from factcheck.gold.second import SecondDesk

    _serve(desk, port, opens)
    if isinstance(desk, SecondDesk) and desk.agreement is not None:
        from factcheck.gold.agreement import told

        write_text(told(desk.agreement, desk.first.by, desk.name))


def _begin(
    story: str, sources: tuple[str, ...], folder: Path, model: str | None, base_url: str | None, yes: bool
) -> ExitCode | None:
    """Check the story and leave the draft with copies of its texts in `folder`; the exit code if there is no draft."""
    from factcheck.cli.check import CheckOptions, run
    from factcheck.cli.output import Output
    from factcheck.cli.reports import read_report
    from factcheck.errors import UsageError
    from factcheck.gold.desk import DRAFT, GOLD, write_draft
    from factcheck.gold.draft import draft_of

    if not sources:
        raise UsageError("a check needs at least one --source")
    if (folder / DRAFT).exists() or (folder / GOLD).exists():
        raise UsageError(f"{folder} has a draft or a gold already: `factcheck gold {folder}` continues it")
    copies = folder.with_name(f".{folder.name}.begun")
    shutil.rmtree(copies, ignore_errors=True)
    names = _copied(story, sources, copies)
    output = Output(copies / "report.json", "json")
    unset = {
        "prompts": None,
        "max_tokens_total": None,
        "budget": None,
        "price_in": None,
        "price_out": None,
        "top": None,
    }
    options = CheckOptions(
        story=str(copies / "story.md"),
        sources=tuple(str(copies / "sources" / name) for name in names),
        model=model,
        base_url=base_url,
        fail_on=frozenset(),
        opens=False,
        store=True,
        max_false_green=None,
        archive=None,
        archive_documents=1,
        yes=yes,
        quiet=False,
        **unset,
    )
    try:
        code = run(options, output)
        if code is not ExitCode.DONE:
            return code
        report = read_report(str(copies / "report.json"))
        write_draft(copies, draft_of(report, {source.id: source.name for source in report.sources}))
        (copies / "report.json").unlink()
        folder.mkdir(parents=True, exist_ok=True)
        for part in copies.iterdir():
            part.replace(folder / part.name)
    finally:
        shutil.rmtree(copies, ignore_errors=True)
    return None


def _copied(story: str, sources: tuple[str, ...], folder: Path) -> list[str]:
    """Copy the texts into `folder` in a seed's layout, and give the names of the sources.

    Raises InputError if the copy would read as another text, or two sources share a name.
    """
    from factcheck.documents import load, load_sources
    from factcheck.errors import InputError

    documents = [load(story, id="story"), *load_sources(sources)]
    names: list[str] = []
    for document in documents:
        if document.id == "story":
            target = folder / "story.md"
        else:
            given = Path(document.name).name
            target = (
                folder
                / "sources"
                / (given if Path(document.origin).is_file() else f"{Path(given).stem or 'source'}.txt")
            )
            if target.name in names:
                raise InputError(f"two sources are called {target.name}: rename one")
            names.append(target.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if Path(document.origin).is_file():
            shutil.copyfile(document.origin, target)
        else:
            target.write_text(document.text, encoding="utf-8")
        if load(target, id=document.id).text != document.text:
            kind = "Markdown or plain text" if document.id == "story" else "a file of text"
            raise InputError(f"{document.name}: the evals would read it differently: save it as {kind} first")
    return names


def _usual(story: str) -> Path:
    """The folder of a story's seed in the project."""
    from evals.folders import SEEDS
    from factcheck.whole_files import stem

    return SEEDS / stem(story).casefold()


def _desk(folder: Path, name: str) -> GoldDesk | SecondDesk:
    """The desk for a folder: the first person's if they have a draft to continue, else the second's."""
    from evals.seeds import load_seed
    from factcheck.errors import UsageError
    from factcheck.gold.desk import DRAFT, GOLD, GoldDesk, labels_file, read_labels
    from factcheck.gold.second import SecondDesk
    from factcheck.records import Claim

    has_draft, has_gold = (folder / DRAFT).exists(), (folder / GOLD).exists()
    first = read_labels(folder)[:1]
    if has_draft and (not has_gold or (first and labels_file(folder, first[0].by) == labels_file(folder, name))):
        story, sources = _documents(folder)
        return GoldDesk(folder, story, sources, name, load_seed)
    if not has_gold:
        raise UsageError(f"{folder} has neither a draft nor a gold: give a story and its sources")
    seed = load_seed(folder)
    claims = [Claim(id=claim.gold.id, text=claim.gold.text, sentences=claim.sentences) for claim in seed.claims]
    return SecondDesk(folder, seed.story, seed.sources, claims, name)


def _documents(folder: Path) -> tuple[Document, dict[str, Document]]:
    """The story and the sources of a seed's folder, these by file name, as the evals read them."""
    from factcheck.documents import load

    files = sorted((folder / "sources").iterdir())
    sources = {file.name: load(file, id=f"s{number}") for number, file in enumerate(files, start=1)}
    return load(folder / "story.md", id="story"), sources


def _serve(desk: GoldDesk | SecondDesk, port: int, opens: bool) -> None:
    from functools import partial

    from factcheck.gold.serving import application
    from factcheck.review.server import PageServer

    server = PageServer(partial(application, desk), port)
    write_text(f"{server.address}\n")
    say(f"your work is saved in {desk.folder}; Ctrl-C ends the desk")
    if opens:
        webbrowser.open(server.address)
    with contextlib.suppress(KeyboardInterrupt):  # the way it ends
        server.run()


def _tell(folder: Path) -> None:
    """Say how far the labels of that folder agree, each person with the first."""
    from factcheck.errors import InputError
    from factcheck.gold.agreement import agreement, told
    from factcheck.gold.desk import read_labels

    found = read_labels(folder)
    if len(found) < 2:
        raise InputError(
            f"{folder} has the labels of {len(found)} people: `factcheck gold {folder}` takes a second person's"
        )
    first, *others = found
    for other in others:
        if first.claims != other.claims:
            raise InputError(f"{first.by} and {other.by} labelled other claims: the gold was changed between them")
        write_text(told(agreement(first.labels, other.labels), first.by, other.by))
