"""Loads, checks, versions, hashes and renders the prompt files of `prompts/`.

A prompt is one Markdown file per step. Its head (YAML between `---` lines) states `version`, a whole number. Then come
`# System`, `# User` and one `# <Question>` section for each question of the step: the question follows the user
section, so that everything before it is the same prompt prefix and is read by the model once. A pair `# Example` and `#
Answer` can show the model one worked exchange.

`{{ name }}` stands for an input of the step (`STEPS`). An unknown name, and an input that no template of a question
uses, are errors at load. Values are data: template syntax inside them stays as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import jinja2
import yaml
from jinja2 import meta

from factcheck.errors import PromptError
from factcheck.hostile import unmasked
from factcheck.models.base import Message
from factcheck.records import PromptIdentity

STEPS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "extract": {
        "sentences": frozenset({"headline", "before", "sentences", "after", "first", "last"}),
        "again": frozenset({"headline", "before", "sentences", "after", "first", "problem"}),
    },
    "kind": {
        "kind": frozenset({"sentence"}),
    },
    "compare": {
        "relation": frozenset({"source", "claim"}),
        "evidence": frozenset({"source", "claim"}),
    },
    "confirm": {
        "relation": frozenset({"evidence", "claim"}),
    },
}
"""The steps, the questions each puts, and the inputs each question needs. File name = step."""

_SECTION = re.compile(r"^# +(\w+)[ \t]*$", re.MULTILINE)
_CONTROL_TOKEN = re.compile(r"([<\[])(?=[|｜]|/?\w+[>\]|])")
_ENVIRONMENT = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=False)  # noqa: S701 - a prompt is not HTML
_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True)
class Prompt:
    """One step's prompt, loaded and checked."""

    identity: PromptIdentity
    system: str
    questions: Mapping[str, str]
    """The template of each question, with the user section before it."""
    inputs: Mapping[str, frozenset[str]]
    """The inputs of each question."""
    example: tuple[str, str] | None = None
    raw: bytes = b""
    """The file's bytes."""

    def render(self, question: str, **inputs: str) -> Message:
        """The message that asks `question` with these inputs, which must be exactly the ones it takes."""
        expected = self.inputs[question]
        if expected != inputs.keys():
            raise TypeError(f"{self.identity.name}.{question} takes {sorted(expected)}, got {sorted(inputs)}")
        return Message(
            step=self.identity.name,
            system=self.system,
            user=fill(self.questions[question], inputs),
            example=self.example,
        )


@dataclass(frozen=True)
class Prompts:
    """The prompts of all steps."""

    by_step: Mapping[str, Prompt]

    @property
    def identities(self) -> tuple[PromptIdentity, ...]:
        """The identities, by step name."""
        return tuple(self.by_step[name].identity for name in sorted(self.by_step))


def shipped_directory() -> Path:
    """The folder of this version's prompts: in the installed package, or at the top of a checkout."""
    package = Path(__file__).parent
    installed = package / "_prompts"
    return installed if installed.is_dir() else package.parent / "prompts"


def load_prompts(directory: Path | None = None) -> Prompts:
    """The prompts of `directory`, or the shipped ones. Raises PromptError naming the file and what is wrong."""
    folder = directory or shipped_directory()
    if not folder.is_dir():
        raise PromptError(f"no such prompt directory: {folder} (give a folder with {_file_list()})")
    return Prompts({step: load_prompt(folder / f"{step}.md", questions) for step, questions in STEPS.items()})


def load_prompt(path: Path, questions: Mapping[str, frozenset[str]], *, name: str | None = None) -> Prompt:
    """The prompt in one file, which asks `questions`, each with its inputs.

    `name` is the step's, by default the file's without its ending. Raises PromptError naming the file and what is wrong.
    """
    step = name or path.stem
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        raise PromptError(f"{path}: no such prompt file (it should hold the prompt of the step {step!r})") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    version, body = _split_head(path, text)
    sections = _split_sections(path, body, step, questions)

    def checked(source: str, allowed: frozenset[str], needed: frozenset[str], where: str) -> str:
        try:
            names = meta.find_undeclared_variables(_ENVIRONMENT.parse(source))
        except jinja2.TemplateSyntaxError as error:
            raise PromptError(f"{path}: {where}: {error.message} (line {error.lineno} of the section)") from None
        if unknown := sorted(names - allowed):
            raise PromptError(
                f"{path}: {where} names {unknown[0]!r}, which is not an input (inputs: {sorted(allowed)})"
            )
        if missing := sorted(needed - names):
            raise PromptError(
                f"{path}: {where} lacks the input {missing[0]!r}: write {{{{ {missing[0]} }}}} where it goes"
            )
        return source

    templates = {}
    for question, inputs in questions.items():
        put = f"{sections['user']}\n\n{sections[question]}"
        templates[question] = checked(put, inputs, inputs, f"# User with # {question.title()}")
    for part in ("system", "example", "answer"):
        checked(sections.get(part, ""), frozenset(), frozenset(), f"# {part.title()}")
    return Prompt(
        identity=PromptIdentity(name=step, version=version, sha256=hashlib.sha256(raw).hexdigest()),
        system=sections["system"],
        questions=templates,
        inputs=questions,
        example=(sections["example"], sections["answer"]) if "example" in sections else None,
        raw=raw,
    )


@lru_cache(maxsize=1 << 12)  # a story and its sources: each of their sentences is in many prompts
def as_data(text: str) -> str:
    """Document text as one line that cannot pose as anything else in a prompt.

    White space is folded to single spaces, so that text cannot open a line of its own (a forged sentence number, a
    forged section), and anything like a control token of a chat template (`<|im_end|>`, `</s>`, `[INST]`) gets a space
    inside, because servers read such tokens anywhere. A word in mixed alphabets is read as it looks.
    """
    return _CONTROL_TOKEN.sub(r"\1 ", " ".join(unmasked(text).split()))


def fill(template: str, inputs: Mapping[str, str]) -> str:
    """A template of a loaded prompt with its inputs filled in unchanged."""
    return _compiled(template).render(inputs)


@cache
def _compiled(template: str) -> jinja2.Template:
    return _ENVIRONMENT.from_string(template)


def _file_list() -> str:
    return ", ".join(f"{step}.md" for step in STEPS)


def _split_head(path: Path, text: str) -> tuple[int, str]:
    match = _HEAD.match(text)
    if match is None:
        raise PromptError(f"{path}: no head: begin the file with '---', 'version: 1', '---'")
    try:
        head = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise PromptError(f"{path}: the head is not YAML ({' '.join(str(error).split())})") from None
    if (
        not isinstance(head, dict)
        or set(head) != {"version"}
        or type(head["version"]) is not int
        or head["version"] < 1
    ):
        raise PromptError(f"{path}: the head must hold only 'version' with a whole number from 1 up, got {head!r}")
    return head["version"], text[match.end() :]


def _split_sections(path: Path, body: str, step: str, questions: Mapping[str, frozenset[str]]) -> dict[str, str]:
    parts = _SECTION.split(body)
    if parts[0].strip():
        raise PromptError(f"{path}: text before the first section: {parts[0].strip()[:40]!r}")
    names = [name.lower() for name in parts[1::2]]
    expected = ["system", "user", *questions]
    if "example" in names or "answer" in names:
        expected[1:1] = ["example", "answer"]
    if sorted(names) != sorted(expected):
        wanted = ", ".join(f"# {name.title()}" for name in expected)
        raise PromptError(f"{path}: sections are {names}, but the step {step!r} needs {wanted}, each once")
    sections = dict(zip(names, (text.strip() for text in parts[2::2]), strict=True))
    if empty := [name for name in expected if not sections[name]]:
        raise PromptError(f"{path}: the section # {empty[0].title()} is empty")
    return sections


@cache
def shipped_prompts() -> Prompts:
    """The shipped prompts, loaded once."""
    return load_prompts()
