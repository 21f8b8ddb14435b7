"""`factcheck check`, with a model that reads word for word."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel

from factcheck.cli.exit_codes import ExitCode
from factcheck.errors import BadKey, TimedOut
from factcheck.models.base import Message
from factcheck.records import ModelIdentity, Report, VerdictName
from factcheck.render.json import read
from tests.cli.conftest import COUNCIL, STORY, Call
from tests.scripted import ScriptedModel, careful_reader

CHECK = ("check", "story.md", "--source", "sources")


def checked(call: Call, *more: str) -> Report:
    ended = call(*CHECK, "--format", "json", *more)
    assert ended.err == ""
    return read(ended.out)


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_report_says_what_each_source_says_and_nothing_else_is_printed(call: Call) -> None:
    ended = call(*CHECK)
    assert ended.code == 0
    assert [line.partition(":")[0] for line in ended.err.splitlines()] == ["to sign it off", "page"]
    said = words(ended.out)
    assert "≠ DISPUTED story sentence 2 The harbour bridge will close on 3 March for nine weeks." in said
    assert "sentence 2: The harbour bridge will close on 3 March for six weeks." in said
    assert "○ NOT MENTIONED story sentence 5 The bridge was opened by the queen in 1961." in said
    assert "6 sentences: 5 with claims, 1 skipped, 0 failed" in said
    assert "\x1b" not in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


def test_a_second_run_asks_nothing_and_gives_the_same_report(call: Call) -> None:
    first = checked(call)
    ended = call(*CHECK, "--format", "json", model=ScriptedModel(identity=careful_reader().identity))
    second = read(ended.out)
    assert second.clock.paid.calls == 0 < first.clock.paid.calls
    assert second.model_copy(update={"clock": first.clock}) == first


def test_without_the_store_everything_is_asked_again_and_nothing_is_written(call: Call, desk: Path) -> None:
    assert checked(call, "--no-store").clock.paid.calls == checked(call, "--no-store").clock.paid.calls > 0
    assert not (desk / "store.sqlite3").exists()


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ("disputed", ExitCode.FOUND),
        ("contradicted,disputed", ExitCode.FOUND),
        ("not-mentioned", ExitCode.FOUND),
        ("not_mentioned", ExitCode.FOUND),
        ("unchecked", ExitCode.DONE),
        ("", ExitCode.DONE),
    ],
)
def test_fail_on(call: Call, findings: str, code: ExitCode) -> None:
    assert call(*CHECK, "--fail-on", findings).code == code


def test_fail_on_drift_needs_one_that_cannot_be_right(call: Call, desk: Path) -> None:
    assert call(*CHECK, "--fail-on", "drift").code == ExitCode.FOUND  # nine weeks, six weeks
    (desk / "sources" / "council.md").unlink()
    assert call(*CHECK, "--fail-on", "drift").code == ExitCode.DONE


def test_the_form_follows_from_the_name_of_the_output(call: Call, desk: Path) -> None:
    ended = call(*CHECK, "--output", "report.json")
    assert (ended.code, ended.out) == (0, "")
    assert "1 disputed" in ended.err
    assert "the report is in report.json" in ended.err
    report = read((desk / "report.json").read_text(encoding="utf-8"))
    assert {verdict.verdict for verdict in report.verdicts} >= {VerdictName.DISPUTED, VerdictName.NOT_MENTIONED}
    assert sorted(file.name for file in desk.iterdir() if "part" in file.name) == []
    quiet = call(*CHECK, "--output", "report.txt", "--quiet")
    assert (quiet.out, quiet.err) == ("", "")
    assert "DISPUTED" in (desk / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ("there.html", "exists"),
        ("sources", "is a folder"),
        ("nowhere/report.html", "cannot be written"),
        ("story.md", "is an input of this command"),
        ("sources/council.md", "exists"),
        ("a" * 300 + ".html", "File name too long"),
        ("new/", "is a folder"),
    ],
)
def test_an_output_that_cannot_be_written_is_known_before_the_model_is_asked(
    call: Call, desk: Path, output: str, why: str
) -> None:
    (desk / "there.html").write_text("mine")
    ended = call(*CHECK, "--output", output, model=ScriptedModel())
    assert ended.code == ExitCode.UNUSABLE_INPUT
    assert ended.err.startswith("factcheck: error: --output")
    assert why in ended.err
    assert ended.err.count("\n") == 1
    assert (desk / "there.html").read_text() == "mine"


def test_force_replaces_an_output_but_never_an_input(call: Call, desk: Path) -> None:
    (desk / "report.json").write_text("old")
    (desk / "link.json").symlink_to("report.json")
    assert call(*CHECK, "--output", "link.json", "--force").code == 0
    assert read((desk / "report.json").read_text()).complete
    assert (desk / "link.json").is_symlink()
    assert call(*CHECK, "--output", "story.md", "--force").code == ExitCode.UNUSABLE_INPUT
    assert call("check", "story.md", "-s", "sources/paper.md", "-o", "sources/paper.md", "--force").code == 2
    assert (desk / "story.md").read_text() == STORY


def test_a_cap_stops_the_check_cleanly_and_a_higher_one_goes_on(call: Call) -> None:
    capped = call(*CHECK, "--format", "json", "--max-tokens-total", "4000", model=careful_reader(prompt_tokens=500))
    assert capped.code == ExitCode.INCOMPLETE
    assert "raise it and run the same command to continue" in capped.err
    part = read(capped.out)
    assert not part.complete
    assert part.clock.paid.calls > 0
    assert any(failure.kind == "budget_exhausted" for verdict in part.verdicts for failure in verdict.failures)
    assert "INCOMPLETE" in call(*CHECK, "--max-tokens-total", "0").out
    whole = checked(call)
    assert whole.complete
    assert whole.clock.paid.calls < sum(usage.calls for usage in whole.run.usage.values())


def test_a_cap_in_dollars_needs_prices(call: Call) -> None:
    ended = call(*CHECK, "--budget", "1", model=ScriptedModel())
    assert ended.code == ExitCode.UNUSABLE_INPUT
    assert "--price-in" in ended.err
    priced = call(*CHECK, "--budget", "0.001", "--price-in", "1", "--price-out", "1")
    assert priced.code == ExitCode.INCOMPLETE


def test_a_paid_model_is_announced_with_an_estimate(call: Call) -> None:
    def reader(endpoint: str) -> ScriptedModel:
        identity = ModelIdentity(spec="openai:big", name="big", provider="openai", endpoint=endpoint)
        scripted = careful_reader()
        scripted.identity = identity
        return scripted

    paid = call(*CHECK, "--price-in", "100", "--price-out", "100", model=reader("https://api.example.org/v1"))
    assert paid.code == 0
    assert "big at https://api.example.org/v1: about" in paid.err
    assert "$" in paid.err
    assert "about" not in call(*CHECK, model=reader("http://127.0.0.1:8000/v1")).err
    assert call(*CHECK, "--quiet", model=reader("https://api.example.org/v1")).err == ""


def test_the_story_among_its_sources_is_said(call: Call, desk: Path) -> None:
    ended = call("check", "story.md", "--source", "story.md")
    assert ended.code == 0
    assert "story.md is the story itself" in words(ended.out)


def test_a_story_without_a_claim_is_said(call: Call, desk: Path) -> None:
    (desk / "story.md").write_text("Who knows?\n\nDoes anybody?\n")
    ended = call(*CHECK, "--fail-on", "contradicted,disputed,unchecked")
    assert ended.code == 0
    assert "The story has no claim that could be checked" in ended.out


def test_a_text_from_standard_input(call: Call, monkeypatch: pytest.MonkeyPatch, desk: Path) -> None:
    with (desk / "story.md").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert "≠ DISPUTED" in call("check", "-", "--source", "sources").out


def test_a_hostile_file_name_cannot_steer_the_terminal(call: Call, desk: Path) -> None:
    name = "source\x1b[31m\u202egnp\n.md"
    (desk / name).write_text(COUNCIL)
    ended = call("check", "story.md", "--source", name)
    assert ended.code == 0
    assert not {"\x1b", "\u202e"} & set(ended.out + ended.err)
    gone = call("check", "story.md", "--source", f"no {name}")
    assert gone.code == ExitCode.UNUSABLE_INPUT
    assert gone.err.count("\n") == 1
    assert not {"\x1b", "\u202e"} & set(gone.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "story.md"),
        ("check", "story.md", "--source", "nowhere.md"),
        ("check", "nowhere.md", "--source", "sources"),
        ("check", "story.md", "--source", "ftp://example.org/x"),
        (*CHECK, "--fail-on", "everything"),
        (*CHECK, "--format", "papyrus"),
        (*CHECK, "--prompts", "nowhere"),
        (*CHECK, "--max-tokens-total", "-1"),
        ("cheque", "story.md"),
        ("--papyrus",),
    ],
)
def test_bad_input_gets_one_line_and_code_2(call: Call, arguments: tuple[str, ...]) -> None:
    ended = call(*arguments, model=ScriptedModel())
    assert (ended.code, ended.out) == (ExitCode.UNUSABLE_INPUT, "")
    assert ended.err.startswith("factcheck: error: ")
    assert ended.err.count("\n") == 1


def test_a_model_that_cannot_be_used_ends_with_code_3(call: Call) -> None:
    def refuse(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise BadKey("the key in OPENAI_API_KEY is not accepted: set another one")

    ended = call(*CHECK, model=ScriptedModel(refuse))
    assert (ended.code, ended.out) == (ExitCode.UNUSABLE_MODEL, "")
    assert ended.err == "factcheck: error: the key in OPENAI_API_KEY is not accepted: set another one\n"


def test_a_model_that_answers_nothing_gets_a_report_and_code_3(call: Call) -> None:
    def stall(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise TimedOut("no answer in 60 s")

    ended = call(*CHECK, model=ScriptedModel(stall))
    assert ended.code == ExitCode.UNUSABLE_MODEL
    assert "failed: sentence 2, could not check: no answer in time" in words(ended.out)
    assert "no answer in 60 s" in ended.err


def test_a_failed_step_is_unchecked_and_never_a_verdict(call: Call) -> None:
    reader = careful_reader()
    weigh = reader.weigh

    async def lame(message: Message, options: object):  # type: ignore[no-untyped-def]
        if "six weeks" in message.user:
            raise TimedOut("no answer in 60 s")
        return await weigh(message, options)  # type: ignore[arg-type]

    reader.weigh = lame  # type: ignore[method-assign]
    ended = call(*CHECK, "--fail-on", "unchecked", model=reader)
    assert ended.code == ExitCode.FOUND
    assert "could not check: no answer in time" in words(ended.out)


def test_the_model_is_closed_whatever_happens(call: Call) -> None:
    def fault(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise ZeroDivisionError("oops")

    for model in (careful_reader(), ScriptedModel(fault)):
        call(*CHECK, model=model)
        assert model.closed == 1


def test_a_fault_of_ours_is_one_line_and_code_70(call: Call) -> None:
    def fault(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        raise ZeroDivisionError("oops")

    ended = call(*CHECK, model=ScriptedModel(fault))
    assert ended.code == ExitCode.INTERNAL
    assert "ZeroDivisionError: oops" in ended.err
    assert "report" in ended.err
    assert ended.err.count("\n") == 1
    assert "Traceback" in call(*CHECK, "--debug", model=ScriptedModel(fault)).err
    assert "Traceback" in call("--debug", *CHECK, model=ScriptedModel(fault)).err


def test_a_store_that_cannot_be_used_is_named_before_the_model_is_asked(
    call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "store.sqlite3").write_text("Dear diary. " * 1000)
    ended = call(*CHECK, model=ScriptedModel())
    assert ended.code == ExitCode.UNUSABLE_INPUT
    assert "factcheck store clear" in ended.err
    monkeypatch.setenv("FACTCHECK_STORE", str(desk / "story.md" / "store"))
    ended = call(*CHECK, model=ScriptedModel())
    assert ended.code == ExitCode.UNUSABLE_INPUT
    assert "FACTCHECK_STORE" in ended.err
    assert call(*CHECK, "--no-store").code == 0


def test_the_output_is_as_open_as_the_user_makes_files(call: Call, desk: Path) -> None:
    call(*CHECK, "--output", "report.json")
    (desk / "plain").write_text("")
    assert stat.S_IMODE((desk / "report.json").stat().st_mode) == stat.S_IMODE((desk / "plain").stat().st_mode)


def test_json_holds_no_key(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    report = call(*CHECK, "--format", "json").out
    assert "sk-very-secret" not in report
    assert json.loads(report)["schema_name"] == "factcheck-report/2"


def test_top_checks_what_matters_most_and_says_what_it_left(call: Call) -> None:
    every = checked(call)
    ended = call(*CHECK, "--format", "json", "--top", "2")
    part = read(ended.out)
    assert ended.code == ExitCode.DONE
    assert "only the 2 claims that matter most were checked, 3 claims were left out" in ended.err
    whole = {verdict.claim: verdict for verdict in every.verdicts}
    done = [verdict for verdict in part.verdicts if verdict.comparisons]
    assert [verdict for verdict in done if verdict == whole[verdict.claim]] == done
    worth = {claim.id: claim.worth or 0 for claim in part.claims}
    assert min(worth[verdict.claim] for verdict in done) >= sorted(worth.values())[-2]
    assert call(*CHECK, "--top", "2", "--fail-on", "unchecked").code == ExitCode.FOUND
    assert call(*CHECK, "--top", "9", "--fail-on", "unchecked").code == ExitCode.DONE
    nobody = call(*CHECK, "--top", "0")
    assert (nobody.code, nobody.err.count("\n")) == (ExitCode.UNUSABLE_INPUT, 1)
