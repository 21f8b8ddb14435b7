"""`factcheck prompts`: what is shown of the prompts, and what a try finds that another one changes."""

from __future__ import annotations

import hashlib
import json
import math
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from pydantic import BaseModel

from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from factcheck.errors import TimedOut
from factcheck.models.base import Message
from factcheck.prompts import STEPS, load_prompts, shipped_directory
from factcheck.records import ModelIdentity
from tests.cli.conftest import Call
from tests.models.loopback import Loopback, Reply, Request, completion
from tests.scripted import ScriptedModel, a_fact, pointed_to, related, sentences_read

RELATION = "Is the claim true according to the document?"
LENIENT = "Does the document speak of the claim?"
GOLD = """covers: [clean]
claims:
  - id: g1
    text: "The harbour bridge will close on 3 March for nine weeks."
    sentences: ["for nine weeks"]
    verdict: contradicted
    sources:
      council.md: {relation: contradicts, evidence: ["for six weeks"]}
  - id: g2
    text: "The bridge was opened by the queen in 1961."
    sentences: ["by the queen"]
    verdict: not_mentioned
    sources:
      council.md: {relation: silent}
skipped: []
drifts: []
"""


def git(folder: Path, *words: str) -> None:
    """Run git there, whoever the person is and whatever they have set."""
    who = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "core.hooksPath=none",
        "-c",
        "commit.gpgSign=false",
    )
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def words(text: str) -> str:
    return " ".join(text.split())


def letters(shown: str) -> str:
    """A text without white space, and without the `|` before each line of a prompt."""
    return "".join(shown.replace("\n|", "\n").split())


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def prompts(desk: Path) -> Path:
    """A folder with the shipped prompts, committed in a git repository of the desk's own."""
    folder = desk / "prompts"
    folder.mkdir()
    for step in STEPS:
        (folder / f"{step}.md").write_bytes((shipped_directory() / f"{step}.md").read_bytes())
    git(desk, "init", "--quiet")
    git(desk, "add", "prompts")
    git(desk, "commit", "--quiet", "-m", "prompts")
    return folder


@pytest.fixture
def seed(desk: Path) -> Path:
    """The desk's story with the council's word alone, as a seed; no gold."""
    (desk / "sources" / "paper.md").unlink()
    return desk


def easily_pleased() -> ScriptedModel:
    """A careful reader that the prompt with `LENIENT` in it makes say yes to all that a source has something of."""

    def asked(message: Message, answer: type[BaseModel]) -> Mapping[str, object]:
        return sentences_read(message.user) if message.step == "extract" else pointed_to(message.user)

    def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
        found = related(message.user)
        if LENIENT in message.user and found["No"] > found["Unknown"]:
            return {"Yes": found["No"], "No": found["Yes"], "Unknown": found["Unknown"]}
        return found

    return ScriptedModel(asked, weighed)


class StatingServer(Loopback):
    """`easily_pleased` behind the OpenAI protocol, without log-probabilities."""

    def __init__(self) -> None:
        super().__init__(self._answer)

    def _answer(self, request: Request) -> Reply:
        user = str(request.body["messages"][-1]["content"])
        if request.body.get("logprobs"):
            return completion("Perhaps")
        name = request.body["response_format"]["json_schema"]["name"]
        if name == "ExtractAnswer":
            return completion(json.dumps(sentences_read(user)))
        if name == "EvidenceAnswer":
            return completion(json.dumps(pointed_to(user)))
        return completion(json.dumps({"answer": "Yes" if LENIENT in user else "No"}))


class TestList:
    def test_each_step_has_its_version_hash_questions_inputs_and_answer(self, call: Call, prompts: Path) -> None:
        said = words(call("prompts", "list", "--prompts", "prompts").out)
        for identity in load_prompts(prompts).identities:
            assert f"prompts/{identity.name}.md version {identity.version}, {identity.sha256[:12]}" in said
        for questions in STEPS.values():
            for question, inputs in questions.items():
                assert f"{question} inputs: {', '.join(sorted(inputs))} answer: " in said
        assert "answer: one word of Yes, No, Unknown" in said
        assert "answer: EvidenceAnswer(sentences: list[int])" in said
        assert "SentenceAnswer(claims: list[str], speaker: str | None, skip:" in said

    def test_it_says_who_uses_a_prompt_in_a_checkout_the_suites_too(
        self, call: Call, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "used by: factcheck check, suite comparison, suite relations" in words(call("prompts", "list").out)
        monkeypatch.setitem(sys.modules, "evals.recipes", None)
        assert "used by: factcheck check relation" in words(call("prompts", "list").out)

    def test_the_prompts_of_another_folder_are_used_where_it_is_named(self, call: Call, prompts: Path) -> None:
        said = words(call("prompts", "list", "--prompts", "prompts").out)
        assert said.count("used by: factcheck check --prompts prompts ") == len(STEPS)

    def test_variants_are_listed_and_disturb_nothing(self, call: Call, prompts: Path) -> None:
        (prompts / "compare.short.md").write_bytes((prompts / "compare.md").read_bytes() + b"\nBe short.\n")
        (prompts / "compare.broken.md").write_text("nothing")
        (prompts / "notes.md").write_text("not a prompt")
        before = load_prompts(prompts)
        assert before.by_step.keys() == STEPS.keys()
        ended = call("prompts", "list", "--prompts", "prompts")
        assert ended.code == 0
        assert "variant: prompts/compare.short.md version 2" in words(ended.out)
        assert "variant: prompts/compare.broken.md cannot be used: no head" in words(ended.out)
        assert "notes" not in ended.out

    def test_without_a_folder_the_shipped_prompts_are_meant(self, call: Call) -> None:
        assert load_prompts().by_step["extract"].identity.sha256[:12] in call("prompts", "list").out

    def test_a_folder_without_prompts_is_one_line(self, call: Call) -> None:
        ended = call("prompts", "list", "--prompts", "nowhere")
        assert ended.code == ExitCode.UNUSABLE_INPUT
        assert "nowhere/extract.md: no such prompt file" in ended.err
        assert ended.err.count("\n") == 1


class TestShow:
    def test_it_shows_what_the_model_is_sent_with_placeholders(self, call: Call) -> None:
        prompt = load_prompts().by_step["extract"]
        inputs = {name: f"{{{{ {name} }}}}" for name in STEPS["extract"]["sentences"]}
        sent = prompt.render("sentences", **inputs)
        shown = call("prompts", "show", "extract", "--question", "sentences").out
        at = -1
        for text in sent.texts:
            assert letters(shown).index(letters(text)) > at
            at = letters(shown).index(letters(text))
        begun = [line for line in shown.splitlines() if line.startswith("|")]
        assert len(begun) == sum(len(text.splitlines()) for text in sent.texts)
        assert "An earlier answer was refused" not in shown

    def test_every_question_is_shown_by_default(self, call: Call) -> None:
        shown = words(call("prompts", "show", "compare").out)
        assert RELATION in shown
        assert "Which sentences of the document bear on the claim" in shown

    def test_what_could_steer_a_terminal_is_written_out(self, call: Call, prompts: Path) -> None:
        edit(prompts / "compare.md", RELATION, "Is it\x1b[31m so\u202e?")
        shown = call("prompts", "show", "compare", "--prompts", "prompts").out
        assert r"Is it\x1b[31m so\u202e?" in shown
        assert not {"\x1b", "\u202e"} & set(shown)

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("nothing",), "'nothing' names no prompt"),
            (
                ("compare", "--question", "sentences"),
                "puts no question 'sentences': its questions are relation, evidence",
            ),
            (("compare.nothing",), "compare.nothing.md: no such prompt file"),
            (("story.md",), "'story.md' names no prompt"),
        ],
    )
    def test_what_is_no_prompt_is_one_line(self, call: Call, arguments: tuple[str, ...], said: str) -> None:
        ended = call("prompts", "show", *arguments)
        assert (ended.code, ended.out) == (ExitCode.UNUSABLE_INPUT, "")
        assert said in ended.err
        assert ended.err.count("\n") == 1


class TestDiff:
    def test_the_words_that_differ_from_head_are_marked_in_their_section(self, call: Call, prompts: Path) -> None:
        committed = hashlib.sha256((prompts / "compare.md").read_bytes()).hexdigest()[:12]
        edit(prompts / "compare.md", "supports every detail of the claim", "supports the claim")
        edited = hashlib.sha256((prompts / "compare.md").read_bytes()).hexdigest()[:12]
        said = words(call("prompts", "diff", "compare", "--prompts", "prompts").out)
        assert said.startswith(f"old: prompts/compare.md at HEAD version 2, {committed} new: prompts/compare.md")
        assert edited in said
        assert "RELATION 16: Is the claim true" in said
        assert "if the document supports[- every detail of-] the claim, No if" in said
        assert "Which sentences" not in said
        assert "Both say version 2" in said

    def test_two_files_and_a_revision_are_told_apart(self, call: Call, prompts: Path, desk: Path) -> None:
        edit(prompts / "compare.md", "version: 2", "version: 3")
        git(desk, "commit", "--quiet", "-a", "-m", "another version")
        (desk / "compare.mine.md").write_bytes((prompts / "compare.md").read_bytes())
        edit(desk / "compare.mine.md", "version: 3", "version: 4")
        for old, new, marked in (
            ("compare@HEAD~1", "compare", "[-2-]{+3+}"),
            ("compare", "compare.mine.md", "[-3-]{+4+}"),
            ("prompts/compare.md@HEAD~1", "compare.mine.md", "[-2-]{+4+}"),
        ):
            ended = call("prompts", "diff", old, new, "--prompts", "prompts")
            assert (ended.code, ended.err) == (0, "")
            assert f"HEAD 2: version: {marked}" in words(ended.out)
            assert "Both say" not in ended.out

    def test_case_typography_and_white_space_count(self, call: Call, prompts: Path) -> None:
        edit(prompts / "compare.md", "Answer Yes", "answer  Yes")
        said = call("prompts", "diff", "compare", "--prompts", "prompts").out
        assert "[-Answer -]{+answer  +}Yes" in said

    def test_the_same_prompt_is_called_the_same(self, call: Call, prompts: Path) -> None:
        assert "the same, byte for byte" in call("prompts", "diff", "compare", "--prompts", "prompts").out

    def test_the_line_ends_of_another_system_are_named(self, call: Call, prompts: Path) -> None:
        (prompts / "compare.md").write_bytes((prompts / "compare.md").read_bytes().replace(b"\n", b"\r\n"))
        assert "Only the line ends differ." in call("prompts", "diff", "compare", "--prompts", "prompts").out

    def test_marks_are_the_sign_and_not_colour_alone(self, call: Call, prompts: Path) -> None:
        edit(prompts / "compare.md", "Unknown if", "Perhaps if")
        ended = call("prompts", "diff", "compare", "--prompts", "prompts")
        assert "[-Unknown-]{+Perhaps+}" in ended.out
        assert "\x1b" not in ended.out
        assert max(map(len, ended.out.splitlines())) <= 80

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("compare@nowhere", "'nowhere' is not a revision"),
            ("compare@--help", "'--help' is not a revision"),
            ("compare.new@HEAD", "prompts/compare.new.md is not in git at HEAD"),
        ],
    )
    def test_what_git_has_not_is_one_line(self, call: Call, prompts: Path, name: str, said: str) -> None:
        ended = call("prompts", "diff", name, "compare", "--prompts", "prompts")
        assert (ended.code, ended.out) == (ExitCode.UNUSABLE_INPUT, "")
        assert said in ended.err
        assert ended.err.count("\n") == 1

    def test_a_prompt_at_head_that_does_not_fit_is_named_as_such(self, call: Call, prompts: Path, desk: Path) -> None:
        whole = (prompts / "compare.md").read_bytes()
        edit(prompts / "compare.md", "# Relation", "# Proof")
        git(desk, "commit", "--quiet", "-a", "-m", "broken")
        (prompts / "compare.md").write_bytes(whole)
        ended = call("prompts", "diff", "compare", "--prompts", "prompts")
        assert "prompts/compare.md at HEAD: sections are" in ended.err

    def test_outside_a_checkout_and_before_the_first_commit_there_is_no_head(
        self, call: Call, desk: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(desk.parent))
        (desk / "compare.md").write_bytes((shipped_directory() / "compare.md").read_bytes())
        ended = call("prompts", "diff", "compare", "--prompts", ".")
        assert ended.code == ExitCode.UNUSABLE_INPUT
        assert "compare.md is not in a git checkout" in ended.err
        git(desk, "init", "--quiet")
        assert "'HEAD' is not a revision" in call("prompts", "diff", "compare", "--prompts", ".").err

    def test_without_git_the_line_says_so(self, call: Call, prompts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        assert "git is not installed" in call("prompts", "diff", "compare", "--prompts", "prompts").err


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
            (("extract", "--seed", ".", "--claims", "3"), "--claims goes with the step compare"),
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
        assert "no claim was found" in ended.err

    def test_ctrl_c_says_that_what_was_paid_for_is_kept(self, call: Call, prompts: Path, seed: Path) -> None:
        def weighed(message: Message, options: Sequence[str]) -> Mapping[str, float]:
            raise KeyboardInterrupt

        edit(prompts / "compare.md", RELATION, LENIENT)
        model = ScriptedModel(easily_pleased()._asked, weighed)
        ended = call("prompts", "try", "compare", "--seed", ".", "--prompts", "prompts", model=model)
        assert (ended.code, ended.out) == (ExitCode.INTERRUPTED, "")
        assert "stopped; everything paid for is kept" in ended.err
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
        assert "gold.yaml is left aside: only a checkout of factcheck" in ended.err
        assert "2 of 5 comparisons changed" in words(ended.out)


def costs(out: str, name: str) -> list[str]:
    """The row of that name in the table of costs."""
    (row,) = re.findall(rf"^ +{name} +(.+)$", out, re.MULTILINE)
    return str(row).split()
