"""The command line: the only printer, and the only owner of exit codes.

`main` runs one command and turns whatever ends it into an exit code and, for an error, one line. Each command is a
module of this package, imported when it is called. A command imports its other needs when it runs, which keeps
LangChain, OpenAI's library and the engine out of `factcheck --help`.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import click

from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.streams import say, silence, tolerate_any_character


def main(arguments: Sequence[str] | None = None, *, wiring: object = None) -> int:
    """Run the command that `arguments` name (by default, this process's) and give its exit code.

    `wiring` reaches the commands as `click.Context.obj`: a program passes its own model there.
    """
    from factcheck.cli.root import root

    return run(root, "factcheck", arguments, wiring=wiring)


def run(command: click.Command, name: str, arguments: Sequence[str] | None = None, *, wiring: object = None) -> int:
    """Run any command under that name as `main` runs those of factcheck."""
    tolerate_any_character()
    shared: dict[str, object] = {}
    try:
        with command.make_context(name, list(sys.argv[1:] if arguments is None else arguments), obj=wiring) as context:
            shared = context.meta
            command.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("stopped")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of the output has seen enough: neither a fault nor a finding.
        silence(sys.stdout)
        silence(sys.stderr)
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the last line: whatever it is, it ends in one line and a code
        if shared.get("debug"):
            traceback.print_exc()
        return _failed(error)
    return ExitCode.DONE


def _failed(error: BaseException) -> int:
    """Say in one line what went wrong, and give the exit code."""
    from factcheck.errors import FactcheckError

    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, click.UsageError):
        help_for = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
        say(f"factcheck: error: {error.format_message()}{help_for}")
        return ExitCode.UNUSABLE_INPUT
    if isinstance(error, click.ClickException):
        say(f"factcheck: error: {error.format_message()}")
        return ExitCode.UNUSABLE_INPUT
    if isinstance(error, FactcheckError):
        say(f"factcheck: error: {error}")
        return error.exit_code
    say(
        f"factcheck: error: internal error, {type(error).__name__}: {error}; "
        "please report it, with the traceback that `--debug` adds"
    )
    return ExitCode.INTERNAL
