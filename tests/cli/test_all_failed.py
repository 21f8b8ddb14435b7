"""A story of which nothing could be read is unchecked, in every output: nobody knows what it claims."""

from __future__ import annotations

import csv
import io

import pytest

from factcheck.cli.exit_codes import ExitCode
from factcheck.errors import FactcheckError, Filtered, Refused, StepError, TimedOut, Truncated, Unparsable
from factcheck.models.base import Message
from factcheck.render.json import read
from tests.cli.conftest import Call
from tests.cli.test_check import CHECK, words
from tests.scripted import ScriptedModel, careful_reader

FAILURES: tuple[StepError, ...] = (
    TimedOut("no answer in time"),
    Refused("the model declined"),
    Truncated("the answer breaks off"),
    Unparsable("the answer is no JSON"),
    Filtered("withheld"),
)


def failing(error: FactcheckError, *, only: str = "") -> ScriptedModel:
    """A reader whose extraction raises `error`, or only where the prompt has the words `only`."""
    reader = careful_reader()

    def asked(message: Message, answer: type) -> object:
        if message.step == "extract" and only in message.user:
            raise error
        return reader._asked(message, answer)

    return ScriptedModel(asked, reader._weighed)  # type: ignore[arg-type]


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_the_record_says_unchecked(call: Call, error: StepError) -> None:
    ended = call(*CHECK, "--format", "json", model=failing(error))
    assert ended.code == ExitCode.UNUSABLE_MODEL
    report = read(ended.out)
    assert not report.complete
    assert not any("No checkable claim" in notice for notice in report.notices)
    assert any(notice.startswith("Unchecked: 5 of 6 sentences") for notice in report.notices)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "csv"])
def test_every_output_sends_it_to_a_person(call: Call, form: str) -> None:
    said = words(call(*CHECK, "--format", form, model=failing(FAILURES[0])).out)
    for soothing in (
        "No checkable claim",
        "The story has no claim that could be checked",
        "No claim was found",
        "0 claims need",
    ):
        assert soothing not in said
    wanted = {
        "text": ("INCOMPLETE: 5 sentences of the story could not be read", "? failed sentences 5"),
        "markdown": ("**This check is not complete:** 5 sentences", "5 unchecked sentences need a person."),
        "html": ("<b>This check is not complete:</b> 5 sentences", "5 unchecked sentences need a person."),
        "csv": (",unchecked,yes,",),
    }
    for part in wanted[form]:
        assert part in said


def test_the_table_has_a_row_for_each_of_them(call: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(call(*CHECK, "--format", "csv", model=failing(FAILURES[0])).out)))
    assert [row["story_sentences"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {(row["claim"], row["verdict"], row["needs_person"], row["failure"]) for row in rows} == {
        ("", "unchecked", "yes", "timed_out")
    }
    assert rows[1]["claim_text"] == "The harbour bridge will close on 3 March for nine weeks."


def test_fail_on_and_the_line_beside_a_file(call: Call) -> None:
    assert call(*CHECK, "--fail-on", "unchecked", model=failing(FAILURES[0])).code == ExitCode.FOUND
    written = call(*CHECK, "--output", "report.md", model=failing(FAILURES[0]))
    assert written.code == ExitCode.UNUSABLE_MODEL
    assert "no checkable claim" not in written.err


def test_one_sentence_that_failed_is_counted_beside_the_claims(call: Call, desk: object) -> None:
    (desk / "story.md").write_text("".join(f"The mayor opened bridge {n} on 3 May.\n\n" for n in range(1, 8)))  # type: ignore[operator]
    ended = call(*CHECK, "--format", "markdown", model=failing(FAILURES[0], only="\n[7]"))
    assert ended.code == ExitCode.DONE
    assert "unchecked sentences need a person" in ended.out
    assert "factcheck: incomplete:" in ended.err
    assert "could not be read and must be checked by a person" in ended.err
