"""`factcheck archive`: your own documents, to check stories against."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from factcheck.cli.root import debug_option
from factcheck.cli.streams import say, write_text

if TYPE_CHECKING:
    from factcheck.archive import Archive, Outcome
    from factcheck.records import Document

archive_option = click.option(
    "-a", "--archive", "name", default="main", show_default=True, metavar="NAME", help="Which archive."
)


@click.group("archive", short_help="Keep documents to find sources in.")
@debug_option
def command() -> None:
    """Keep documents in an archive, where `check --archive NAME` finds a story's sources. No model is needed."""


@command.command()
@click.argument("origins", nargs=-1, metavar="[FOLDER|FILE|URL...]")
@archive_option
@debug_option
def add(origins: tuple[str, ...], name: str) -> None:
    """Add documents: whole folders, files, URLs. If you name none, finish additions that were interrupted.

    Unchanged files are not read again. An unreadable document is named and skipped.
    """
    from factcheck.archive import Intake
    from factcheck.errors import UsageError

    counts: Counter[str] = Counter()

    def on_outcome(outcome: Outcome) -> None:
        counts[outcome.became] += 1
        if outcome.reason:
            say(f"passed over: {outcome.reason}")

    with _opened(name, create=bool(origins)) as archive:
        wanted = origins or archive.unfinished()
        if not wanted:
            raise UsageError(f"nothing to finish in the archive {name!r}: name the FOLDER, FILE or URL to add")
        intake = Intake(archive, on_outcome)
        intake.take(wanted)
        for notice in intake.notices:
            say(notice)
        told = ", ".join(f"{counts[became]:,} {became}" for became in ("new", "changed", "unchanged", "unreadable"))
        write_text(f"{told}; {archive.count():,} documents in the archive {name!r}\n")
        _say_unfinished(archive)


@command.command()
@click.argument("words", nargs=-1, required=True)
@click.option("-n", "--most", type=click.IntRange(min=1), default=10, show_default=True, help="How many to show.")
@archive_option
@debug_option
def search(words: tuple[str, ...], most: int, name: str) -> None:
    """List the documents that have these words, best first; of several prints of one text, only the best."""
    with _opened(name) as archive:
        _say_unfinished(archive)
        for found in archive.search(" ".join(words), most):
            prints = f"; {found.prints:,} more prints of it" if found.prints else ""
            write_text(f"{found.number:>6}  {_told(found.document)} ({', '.join(found.words)}{prints})\n")


@command.command()
@click.argument("document")
@archive_option
@debug_option
def show(document: str, name: str) -> None:
    """Show DOCUMENT, given by number, path or URL: its details, its prints, its text."""
    from factcheck.render.printable import printable

    with _opened(name) as archive:
        _say_unfinished(archive)
        found = archive.find(document)
        write_text(f"{_told(found)}\nfrom {printable(found.origin)}\nSHA-256 {found.sha256}\n")
        for other in archive.prints(found.origin):
            write_text(f"the same text, printed: {_told(other)}\n")
        text = "\n".join(printable(line) for line in found.text.splitlines())
    write_text(f"\n{text}\n")


@command.command()
@archive_option
@debug_option
def stats(name: str) -> None:
    """Show what the archive holds."""
    from rich.filesize import decimal

    from factcheck.render.printable import printable

    with _opened(name) as archive:
        _say_unfinished(archive)
        held = archive.stats()
        write_text(
            f"{archive.path}: {decimal(held.size)}\n{held.documents:,} documents, {held.texts:,} texts\n"
            f"{held.dated:,} with a date{f', {held.first} to {held.last}' if held.dated else ''}\n"
        )
        for publisher, number in held.publishers:
            write_text(f"  {number:>8,}  {printable(publisher)}\n")


@command.command()
@click.argument("origins", nargs=-1, required=True, metavar="FOLDER|FILE|URL...")
@archive_option
@debug_option
def remove(origins: tuple[str, ...], name: str) -> None:
    """Remove documents from the archive: files, everything in a folder, URLs. The files themselves stay."""
    from factcheck.archive import place_of

    with _opened(name) as archive:
        gone = sum(archive.remove(place_of(origin)) for origin in origins)
        write_text(f"{gone:,} removed; {archive.count():,} documents in the archive {name!r}\n")
        _say_unfinished(archive)


def _opened(name: str, *, create: bool = False) -> Archive:
    from factcheck.archive import Archive
    from factcheck.settings import Settings

    return Archive.named(name, Settings.from_environment().archives, create=create)


def _say_unfinished(archive: Archive) -> None:
    """If an addition was interrupted, say in a line that documents may be missing, and how to add them."""
    origins = archive.unfinished()
    if origins:
        more = f" and {len(origins) - 1:,} more" if len(origins) > 1 else ""
        say(
            f"unfinished: the addition of {origins[0]}{more} to the archive {archive.name!r}; "
            f"unless it is still running, `factcheck archive add --archive {archive.name}` finishes it"
        )


def _told(document: Document) -> str:
    from factcheck.render.printable import printable

    facts = [document.name, document.title, document.publisher, document.published]
    return ", ".join(dict.fromkeys(printable(fact) for fact in facts if fact))
