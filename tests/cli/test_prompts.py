"""`factcheck prompts`: what is shown of the prompts, and how two of them differ."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from factcheck.cli.exit_codes import ExitCode
from factcheck.prompts import STEPS, load_prompts, shipped_directory
from tests.cli.conftest import Call
from tests.cli.prompting import RELATION, edit, git, letters, words


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
            (("nothing",), "'nothing' is not a prompt"),
            (
                ("compare", "--question", "sentences"),
                "puts no question 'sentences': its questions are relation, evidence",
            ),
            (("compare.nothing",), "compare.nothing.md: no such prompt file"),
            (("story.md",), "'story.md' is not a prompt"),
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
