"""`factcheck prompts try`: what it finds that another prompt changes."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from pydantic import BaseModel

from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from factcheck.errors import TimedOut
from factcheck.models.base import Message
from factcheck.prompts import STEPS
from factcheck.records import ModelIdentity
from tests.cli.conftest import Call
from tests.cli.prompting import (
    GOLD,
    LENIENT,
    RELATION,
    StatingServer,
    costs,
    easily_pleased,
    edit,
    words,
)
from tests.scripted import ScriptedModel, a_fact, related, sentences_read


class TestTry:
    def test_each_claim_that_changed_is_shown_and_no_other(self, call: Call, prompts: Path, seed: Path) -> None:
        edit(prompts / "compare.md", RELATION, LENIENT)
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=easily_pleased())
        said = words(ended.out)
        assert ended.code == 0
        assert said.startswith("old: prompts/compare.md at HEAD version 2")
        assert "2 of 5 comparisons changed: 2 in relation, 0 in confidence alone" in said
        assert (
            "c2 The harbour bridge will close on 3 March for nine weeks. "
            "council.md: ✗ contradicts 90 % -> ✓ supports 90 % "
            "[2] The harbour bridge will close on 3 March for six weeks."
        ) in said
        assert "council decided" not in said
        assert "gold" not in said

    def test_what_was_asked_is_counted_and_a_second_try_asks_nothing(
        self, call: Call, prompts: Path, seed: Path
    ) -> None:
        edit(prompts / "compare.md", RELATION, LENIENT)
        arguments = ("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts")
        first = call(*arguments, model=easily_pleased())
        second = call(*arguments, model=ScriptedModel())
        # Five relations and three times evidence; the question of evidence is the same in both prompts.
        for ended, kept_of_old, kept_of_new in ((first, "0", "3"), (second, "8", "8")):
            assert costs(ended.out, "old")[:5] == ["8", kept_of_old, "80", "0", "8"]
            assert costs(ended.out, "new")[:5] == ["8", kept_of_new, "80", "0", "8"]
        assert first.out.partition("COST")[0] == second.out.partition("COST")[0]

    def test_claims_caps_what_is_compared(self, call: Call, prompts: Path, seed: Path) -> None:
        edit(prompts / "compare.md", RELATION, LENIENT)
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", "--claims", "1")
        assert "0 of 1 comparison changed" in ended.out

    def test_gold_claims_are_compared_where_there_is_gold(self, call: Call, prompts: Path, seed: Path) -> None:
        (seed / "gold.yaml").write_text(GOLD)
        edit(prompts / "compare.md", RELATION, LENIENT)
        arguments = ("prompts", "try", "compare", "--seed", str(seed), "--prompts", "prompts")
        model = easily_pleased()
        said = words(call(*arguments, model=model).out)
        assert {message.step for message in model.messages} == {"compare", "confirm"}
        assert "1 of 2 comparisons changed" in said
        assert "as the gold has it: 2 of 2 -> 1 of 2" in said
        assert "g1 The harbour bridge" in said
        assert "✓ supports 90 % (wrong now; the gold: contradicts)" in said
        assert "as the gold has it: 1 of 1 -> 0 of 1" in words(call(*arguments, "--claims", "1").out)

    def test_a_confidence_is_shown_from_the_stated_amount_on(self, call: Call, prompts: Path, seed: Path) -> None:
        def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
            sure = 0.8 if LENIENT in message.user else 0.9
            return {"Yes": math.log((1 - sure) / 2), "No": math.log((1 - sure) / 2), "Unknown": math.log(sure)}

        edit(prompts / "compare.md", RELATION, LENIENT)
        arguments = ("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts")
        model = ScriptedModel(lambda message, _: sentences_read(message.user), weighed)
        said = words(call(*arguments, "--points", "10", model=model).out)
        assert "5 of 5 comparisons changed: 0 in relation, 5 in confidence alone (by 10 points or more)" in said
        assert "council.md: ○ silent 90 % -> ○ silent 80 %" in said
        assert "0 of 5 comparisons changed" in words(call(*arguments, "--points", "11", model=model).out)

    def test_other_evidence_is_shown_sentence_by_sentence(self, call: Call, prompts: Path, seed: Path) -> None:
        def asked(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
            if message.step == "extract":
                return sentences_read(message.user)
            return {"sentences": [3] if LENIENT in message.user else [2]}

        edit(prompts / "compare.md", "Which sentences of the document bear", f"{LENIENT} Which sentences bear")
        (seed / "story.md").write_text("Zyx qwv jkp.")

        def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
            return a_fact() if "Fact" in options else {"Yes": 0.0, "No": -9.0, "Unknown": -9.0}

        model = ScriptedModel(asked, weighed)
        said = words(call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=model).out)
        assert (
            "1 of 1 comparison changed: 0 in relation, 0 in confidence alone (by 10 points or more), 1 in evidence"
            in said
        )
        assert "- [2] The harbour bridge will close on 3 March for six weeks." in said
        assert "+ [3] The city council decided this on Friday evening." in said

    def test_a_failure_is_no_relation_and_is_counted(self, call: Call, prompts: Path, seed: Path) -> None:
        def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
            if LENIENT in message.user and "CLAIM: A ferry" in message.user:
                raise TimedOut("no answer")
            return related(message.user)

        edit(prompts / "compare.md", RELATION, LENIENT)
        model = ScriptedModel(easily_pleased()._asked, weighed)
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=model)
        said = words(ended.out)
        assert ended.code == 0
        assert "could not check: 0 -> 1 no answer in time" in said
        assert "council.md: ○ silent 90 % -> ! no answer in time" in said

    def test_no_answer_at_all_is_said_and_is_the_models_fault(self, call: Call, prompts: Path, seed: Path) -> None:
        def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
            raise TimedOut("no answer")

        edit(prompts / "compare.md", RELATION, LENIENT)
        model = ScriptedModel(easily_pleased()._asked, weighed)
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=model)
        assert ended.code == ExitCode.UNUSABLE_MODEL
        assert "could not check: 5 -> 5" in words(ended.out)
        assert "the model answered nothing at all" in ended.err

    def test_extract_shows_claims_that_appear_vanish_and_are_told_another_way(
        self, call: Call, prompts: Path, seed: Path
    ) -> None:
        def asked(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
            read = sentences_read(message.user)
            if "BE STRICT" in message.system:
                for number, claims, skip in (
                    (3, ["The council of the city decided this on Friday evening."], None),
                    (4, [], "boilerplate"),
                    (5, ["The bridge was opened by the queen in 1961.", "The queen opened a bridge."], None),
                ):
                    read[f"sentence_{number}"] = {"claims": claims, "speaker": None, "skip": skip}
            return read

        edit(prompts / "extract.md", "You prepare", "BE STRICT. You prepare")
        model = ScriptedModel(asked)
        ended = call("prompts", "try", "extract", "--seed", ".", "--prompts", "prompts", model=model)
        said = words(ended.out)
        assert ended.code == 0
        assert "5 claims -> 5: 1 appeared, 1 vanished, 1 told another way, 3 unchanged" in said
        assert "VANISHED sentence 4: A ferry will run every twenty minutes." in said
        assert "APPEARED sentence 5: The queen opened a bridge." in said
        assert "was: The city council decided this on Friday evening." in said
        assert "now: The council of the city decided this on Friday evening." in said
        assert "sentence 4: 1 claim -> skipped: boilerplate" in said
        assert "sentence 5: " not in said.partition("SENTENCES SETTLED")[2]

    def test_a_variant_is_held_against_the_steps_own_prompt(self, call: Call, prompts: Path, seed: Path) -> None:
        variant = prompts / "compare.lenient.md"
        variant.write_bytes((prompts / "compare.md").read_bytes())
        edit(variant, RELATION, LENIENT)
        arguments = ("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", "--prompt")
        for name in ("compare.lenient", "prompts/compare.lenient.md", str(variant)):
            said = words(call(*arguments, name, model=easily_pleased()).out)
            assert said.startswith("old: prompts/compare.md version 2")
            assert "new: prompts/compare.lenient.md version 2" in said
            assert "2 of 5 comparisons changed" in said
        edit(prompts / "compare.md", RELATION, LENIENT)
        said = words(call(*arguments, "compare", "--against", "HEAD", model=easily_pleased()).out)
        assert "2 of 5 comparisons changed" in said

    def test_a_paid_model_is_announced(self, call: Call, prompts: Path, seed: Path) -> None:
        edit(prompts / "compare.md", RELATION, LENIENT)
        paid = ModelIdentity(spec="openai:x", name="x", provider="openai", endpoint="https://api.example.org/v1")
        model = easily_pleased()
        model.identity = paid
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=model)
        assert re.search(r"x at https://api\.example\.org/v1: about \d+ calls, [\d,]+ tokens in", ended.err)

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("relate", "--seed", "."), "there is no step 'relate': the steps are extract, kind, compare"),
            (("compare", "--seed", "no-such-story"), "there is no seed 'no-such-story'"),
            (("compare", "--seed", ".", "--prompt", "compare.no"), "compare.no.md: no such prompt file"),
            (("compare", "--seed", ".", "--prompt", "prompts/extract.md"), "extract.md: sections are"),
            (("compare", "--seed", ".", "--against", "story.md"), "story.md: no head"),
            (("extract", "--seed", ".", "--claims", "3"), "--claims works only with the step compare"),
        ],
    )
    def test_what_cannot_be_tried_is_one_line_and_asks_nothing(
        self, call: Call, prompts: Path, seed: Path, arguments: tuple[str, ...], said: str
    ) -> None:
        for step in STEPS:
            edit(prompts / f"{step}.md", "version: ", "version: 1")
        ended = call("prompts", "try", *arguments, "--prompts", "prompts", model=ScriptedModel())
        assert (ended.code, ended.out) == (ExitCode.UNUSABLE_INPUT, "")
        assert said in ended.err
        assert ended.err.count("\n") == 1

    def test_two_equal_prompts_are_not_tried(self, call: Call, prompts: Path, seed: Path) -> None:
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=ScriptedModel())
        assert ended.code == ExitCode.UNUSABLE_INPUT
        assert "are the same prompt" in ended.err

    def test_a_story_without_claims_has_nothing_to_compare(self, call: Call, prompts: Path, seed: Path) -> None:
        edit(prompts / "compare.md", RELATION, LENIENT)
        (seed / "story.md").write_text("Is that enough?")
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts")
        assert ended.code == ExitCode.UNUSABLE_INPUT
        assert "it has no claim" in ended.err

    def test_ctrl_c_says_that_what_was_paid_for_is_kept(self, call: Call, prompts: Path, seed: Path) -> None:
        def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
            raise KeyboardInterrupt

        edit(prompts / "compare.md", RELATION, LENIENT)
        model = ScriptedModel(easily_pleased()._asked, weighed)
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=model)
        assert (ended.code, ended.out) == (ExitCode.INTERRUPTED, "")
        assert "stopped; paid answers are kept" in ended.err
        assert model.closed

    def test_a_server_without_log_probabilities_is_asked_and_that_is_said(
        self, desk: Path, prompts: Path, seed: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        edit(prompts / "compare.md", RELATION, LENIENT)
        (seed / "story.md").write_text("The harbour bridge will close on 3 March for nine weeks.")
        with StatingServer() as server:
            arguments = ("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", "--model", "openai:toy")
            code = main((*arguments, "--base-url", server.base_url))
        out, err = capfd.readouterr()
        assert code == 0
        assert "✗ contradicts 90 % -> ✓ supports 90 %" in out
        assert "toy: " in err
        assert "uncalibrated" in err
        assert "old: prompts/compare.md at HEAD\nnew: prompts/compare.md\n" in err

    def test_gold_that_cannot_be_read_here_is_left_aside_and_said(
        self, call: Call, prompts: Path, seed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "evals.seeds", None)
        (seed / "gold.yaml").write_text(GOLD)
        edit(prompts / "compare.md", RELATION, LENIENT)
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=easily_pleased())
        assert "gold.yaml is ignored: only a checkout of factcheck" in ended.err
        assert "2 of 5 comparisons changed" in words(ended.out)
