"""The command line: the only printer, and the only owner of exit codes.

`main` runs one command and turns whatever ends it into an exit code and, where it is an error, one line. Each command
is a module of this package; it is imported when it is called, and what it needs of the rest when it runs, so that
`factcheck --help` loads neither LangChain nor OpenAI's library nor the engine.
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

    `wiring` reaches the commands as `click.Context.obj`: a program that brings a model of its own says so there.
    """
    from factcheck.cli.root import root

    tolerate_any_character()
    shared: dict[str, object] = {}
    try:
        with root.make_context(
            "factcheck", list(sys.argv[1:] if arguments is None else arguments), obj=wiring
        ) as context:
            shared = context.meta
            root.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("stopped")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough: no fault, and no finding.
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
        "please report it, with what `--debug` adds to this line"
    )
    return ExitCode.INTERNAL
