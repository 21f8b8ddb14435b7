"""`factcheck tapes`: which recorded exchanges are fresh, what is on one, and what changed on one.

The tapes belong to a project with evals.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from factcheck.cli.checkout import need_evals
from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.places import place_options, tapes_place
from factcheck.cli.root import debug_option
from factcheck.cli.streams import width, write_data, write_text


@click.group("tapes", short_help="Show the recorded tapes of the evals.")
@debug_option
def command() -> None:
    """Show the tapes of the evals: recorded exchanges with a language model, which replay offline."""


@command.command(short_help="Say which tapes are stale, and why.")
@click.option("--json", "wants_json", is_flag=True, help="Write JSON.")
@place_options
@debug_option
@click.pass_context
def status(context: click.Context, wants_json: bool, seeds: Path | None, tapes: Path | None, model: str | None) -> None:
    """Say which tapes are fresh, stale and why, missing, broken, partly used or orphaned; nothing is played.

    The exit code is 1 if any tape is not fresh. The last line is the command that records these, with its cost.
    """
    need_evals("the tapes")
    from evals.collecting import collect_seldom

    collect_seldom()  # before anything is loaded
    from evals.advice import options_of
    from evals.folders import CASSETTES, JOURNALS, PROJECT, SEEDS, seed_names
    from evals.makings import makings_of
    from evals.memo import Memo
    from evals.tapes.head import from_yaml
    from evals.tapes.inventory import State, estimate, take
    from evals.tapes.status import command as recording
    from evals.tapes.status import status_text

    folder, stories, spec = tapes or CASSETTES, seeds or SEEDS, model or PROJECT.model
    with Memo(folder / JOURNALS / "memo.json") as memo:
        makings = makings_of(memo, model=spec, seeds=stories, tapes=folder)
        entries = take(folder, makings, seed_names(stories), lambda head: memo.of(head, from_yaml))
    options = options_of(stories, folder, spec)
    needed = estimate(entries, states=frozenset(State) - {State.FRESH})
    if wants_json:
        from factcheck.render.escaping import as_json

        found = {
            "tapes": [
                {"suite": e.suite, "case": e.case, "state": e.state.value, "reasons": e.reasons, "begun": e.begun}
                for e in entries
            ],
            "record": recording(entries, options),
            "estimate": {"cases": needed.cases, "seconds": needed.seconds, **needed.usage},
        }
        write_data(as_json(found))
    else:
        write_text(status_text(entries, needed, width(), options))
    if any(entry.state is not State.FRESH for entry in entries):
        context.exit(ExitCode.FOUND)


@command.command(short_help="Print a tape for people to read.")
@click.argument("tape", metavar="TAPE")
@click.option(
    "--exchange", "number", type=click.IntRange(min=1), metavar="N", help="Print only that one, with its prompt."
)
@tapes_place
@debug_option
def show(tape: str, number: int | None, tapes: Path | None) -> None:
    """Print TAPE (comparison/island-ferry, or a file): what it was made from, the requests and the answers."""
    need_evals("the tapes")
    from evals.tapes.printing import tape_text
    from factcheck.errors import UsageError

    read = _tape(tape, tapes)
    if number is not None and number > len(read.exchanges):
        raise UsageError(f"{tape} has {len(read.exchanges)} exchanges; exchange {number} does not exist")
    write_text(tape_text(read, width(), number))


@command.command(short_help="Show what changed on a tape.")
@click.argument("tape", metavar="TAPE")
@click.argument("other", metavar="[OTHER]", required=False)
@click.option(
    "--against", metavar="REVISION", default="HEAD", show_default=True, help="The git version to compare with."
)
@tapes_place
@debug_option
def diff(tape: str, other: str | None, against: str, tapes: Path | None) -> None:
    """Show what changed from git's version of TAPE to the working tree's, or from TAPE to OTHER.

    It says which prompts changed, which claims appeared or vanished, which relations changed, or that only ids and
    usage did.
    """
    need_evals("the tapes")
    from evals.tapes.changes import compare_tapes
    from evals.tapes.printing import changes_text

    if other is None:
        old, new = _committed(_file(tape, tapes), against), _tape(tape, tapes)
    else:
        old, new = _tape(tape, tapes), _tape(other, tapes)
    write_text(changes_text(other or tape, compare_tapes(old, new), width()))


def _file(tape: str, tapes: Path | None) -> Path:
    """The file of a tape: the named file, or the one for its suite and case among the `tapes`."""
    from evals.folders import CASSETTES

    return Path(tape) if tape.endswith(".yaml") else (tapes or CASSETTES) / f"{tape}.yaml"


def _tape(tape: str, tapes: Path | None) -> Any:
    from evals.tapes.tape import read_tape

    return read_tape(_file(tape, tapes))


def _committed(file: Path, revision: str) -> Any:
    """The tape in that file as git has it at `revision`."""
    import tempfile

    from evals.tapes.tape import read_tape
    from factcheck.cli.prompt_files import committed

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.parent.name / file.name
        copy.parent.mkdir()
        copy.write_bytes(committed(file, revision))
        return read_tape(copy)
