"""What `factcheck tapes status` costs, beside `factcheck --version` and one read of the tapes.

Processor time, user and system, of processes of their own, by turns; the read is of this process, and hashes what it reads.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from statistics import median

import click

from evals.folders import CASSETTES, REPOSITORY

GOAL = 1.5
RUNS = 10


def processor_time(*arguments: str) -> float:
    """The seconds that factcheck computes for, with these arguments, once Python has kept its modules compiled."""
    command = [sys.executable, "-m", "factcheck", *arguments]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, env=kept) as process:  # noqa: S603 - our own
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def reading_time() -> float:
    """The seconds that it takes to read and hash every tape."""
    started = time.process_time()
    for file in CASSETTES.glob("*/*.yaml"):
        hashlib.sha256(file.read_bytes())
    return time.process_time() - started


@click.command("status", short_help="What `factcheck tapes status` costs.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(as_json: bool) -> None:
    """Measure `factcheck tapes status` of this checkout, from its second run on."""
    processor_time("tapes", "status")
    runs = [(processor_time("--version"), reading_time(), processor_time("tapes", "status")) for _ in range(RUNS)]
    version, read, status = (median(times) for times in zip(*runs, strict=True))
    ratio = status / (version + read)
    if as_json:
        click.echo(json.dumps({"version": version, "read": read, "status": status, "ratio": ratio}, indent=1))
        return
    click.echo("| factcheck --version, s | reading the tapes, s | factcheck tapes status, s |\n|---|---|---|")
    click.echo(f"| {version:.3f} | {read:.3f} | {status:.3f} |")
    click.echo(f"\n- medians of {RUNS} runs: status costs {ratio:.2f} times the others together (goal: under {GOAL:g})")
