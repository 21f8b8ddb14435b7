"""The command line in processes that come up quickly, because everything is imported before they are forked."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIGKILL

from factcheck.cli import main

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.cli.warm"])

CHECK = ("check", "story.md", "-s", "sources", "--model", "openai:toy")


def started(
    desk: Path,
    *arguments: str,
    terminal: str | None = None,
    command: tuple[str, ...] = CHECK,
    killed_at: int | None = None,
) -> BaseProcess:
    """`factcheck check` on the desk's story, or another command, with standard error in the file `stderr`.

    With the name of a terminal, standard input and error are that terminal instead. `killed_at` counts calls and returns of
    functions, so that a kill hits the same point on any machine.
    """
    child = _forks.Process(target=_run, args=(desk, [*command, *arguments], terminal, killed_at))
    child.start()
    return child


def finished(child: BaseProcess) -> int | None:
    """Its exit code, or minus the signal that ended it."""
    child.join(600)
    return child.exitcode


def counted(run: Callable[[], object]) -> int:
    """How many calls and returns of functions there are while that runs."""
    counter = count()
    sys.setprofile(lambda *_: next(counter))
    try:
        run()
    finally:
        sys.setprofile(None)
    return next(counter)


def _run(desk: Path, arguments: list[str], terminal: str | None, killed_at: int | None) -> None:
    os.chdir(desk)
    os.environ |= {"FACTCHECK_STORE": str(desk / "store.sqlite3"), "FACTCHECK_ARCHIVES": str(desk / "archives")}
    os.environ |= {"TERM": "xterm", "COLUMNS": "80"}
    os.environ["FACTCHECK_TIMEOUT"] = "600"  # a server that holds a request back, on a busy machine, is not asked again
    if terminal is None:
        os.dup2(os.open("stderr", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    else:
        line = os.open(terminal, os.O_RDWR)
        os.dup2(line, 0)
        os.dup2(line, 2)
    # Python's own streams still take these for what they were when the fork server began.
    sys.stdin, sys.stderr = os.fdopen(0, closefd=False), os.fdopen(2, "w", buffering=1, closefd=False)
    if killed_at is not None:
        counter = count()
        sys.setprofile(lambda *_: os.kill(os.getpid(), SIGKILL) if next(counter) == killed_at else None)
    sys.exit(main(arguments))
