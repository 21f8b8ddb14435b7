"""Prompt files for a terminal: the list, the messages to the model, and the word-by-word difference of two. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rich.text import Text

from factcheck.prompts import STEPS, Prompt
from factcheck.records import PromptIdentity
from factcheck.render.lines import Page
from factcheck.render.printable import printable

SHORT_HASH = 12
"""How many hexadecimal digits of a hash to show."""

_STRONG, _OLD, _NEW, _INPUT = "bold", "red", "green", "cyan"
_INDENT = 4
_PLACEHOLDER = re.compile(r"\{\{ \w+ \}\}")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_WORDY = re.compile(r"\w")


@dataclass(frozen=True)
class PromptFile:
    """A valid prompt of a step, with its place and the text of its file."""

    prompt: Prompt
    place: str
    text: str


@dataclass(frozen=True)
class Misfit:
    """An unusable file beside the prompts, and the line that says why."""

    place: str
    problem: str


def render_list(
    files: Mapping[str, Sequence[PromptFile | Misfit]],
    answers: Mapping[str, Mapping[str, str]],
    users: Mapping[str, str],
    *,
    width: int = 80,
    color: bool = False,
) -> str:
    """The files of each step with version, hash and questions: its own prompt first, then its variants.

    `answers` has the form of an answer by step and question; `users` who uses the step's own prompt, by step.
    """
    page = Page(width, color=color)
    for step, (own, *variants) in files.items():
        page.gap()
        _file(page, own)
        page.add(users[step], indent=_INDENT, label="used by:")
        for question, inputs in STEPS[step].items():
            page.add(question, indent=_INDENT)
            page.add(", ".join(sorted(inputs)), indent=2 * _INDENT, label="inputs:", hang=4 * _INDENT)
            page.add(answers[step][question], indent=2 * _INDENT, label="answer:", hang=4 * _INDENT)
        for variant in variants:
            _file(page, variant, indent=_INDENT, label="variant:")
    return str(page)


def render_prompt(
    file: PromptFile,
    questions: Sequence[str],
    answers: Mapping[str, str],
    *,
    width: int = 80,
    color: bool = False,
) -> str:
    """The messages to the model for each of `questions`, turn by turn, with `{{ name }}` where an input goes."""
    page = Page(width, color=color)
    page.add(_headed(file))
    _turn(page, "System", file.prompt.system)
    if file.prompt.example:
        _turn(page, "User, an example", file.prompt.example[0])
        _turn(page, "Assistant, the example's answer", file.prompt.example[1])
    for question in questions:
        inputs = {name: f"{{{{ {name} }}}}" for name in file.prompt.inputs[question]}
        _turn(page, f"User, the question {question}", file.prompt.render(question, **inputs).user)
        page.gap()
        page.add(answers[question], label="answer:")
    return str(page)


def render_diff(old: PromptFile, new: PromptFile, *, width: int = 80, color: bool = False) -> str:
    """The differences between two prompt files, line by line: `[-words of the old-]` and `{+words of the new+}`."""
    page = Page(width, color=color)
    add_versions(page, old, new)
    if old.prompt.identity.sha256 == new.prompt.identity.sha256:
        page.gap()
        page.add("The two are the same, byte for byte.")
        return str(page)
    changes = list(_changed_lines(old.text, new.text))
    section = None
    for change in changes:
        if change.section != section:
            section = change.section
            page.heading(section)
        page.gap()
        page.add(change.line, label=f"{change.number}:", hang=_INDENT + 2)
    page.gap()
    page.add(_counted(old.text, new.text) if changes else "Only the line ends differ.")
    if old.prompt.identity.version == new.prompt.identity.version:
        page.add(f"Both say version {new.prompt.identity.version}: give a change that you keep the next number.")
    return str(page)


@dataclass(frozen=True)
class _Change:
    """A stretch of lines that differs: the section it is in, the number of its first line in the new file, the words."""

    section: str
    number: int
    line: Text


def _file(page: Page, file: PromptFile | Misfit, *, indent: int = 0, label: str = "") -> None:
    if isinstance(file, PromptFile):
        page.add(_headed(file), indent=indent, label=label)
        return
    page.add(Text(printable(file.place), style=_STRONG), indent=indent, label=label)
    page.add(printable(file.problem), indent=indent + _INDENT, label="cannot be used:")


def _headed(file: PromptFile) -> Text:
    return Text.assemble((printable(file.place), _STRONG), "  ", _identified(file.prompt.identity))


def _identified(identity: PromptIdentity) -> str:
    """A prompt's version and the head of its hash."""
    return f"version {identity.version}, {identity.sha256[:SHORT_HASH]}"


def add_versions(page: Page, old: PromptFile, new: PromptFile) -> None:
    """The names of the two prompts being compared."""
    page.add(_headed(old), label="old:")
    page.add(_headed(new), label="new:")


def _turn(page: Page, heading: str, text: str) -> None:
    """One turn of the exchange. Each of its lines begins after a `|`, to tell line breaks from wrapped lines."""
    page.heading(heading)
    for line in text.split("\n"):
        shown = Text(_visible(line))
        shown.highlight_regex(_PLACEHOLDER, _INPUT)
        page.add(shown, label="|")


def _visible(text: str) -> str:
    """One line with its white space, and with escapes for anything else that is invisible or steers a terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _changed_lines(old: str, new: str) -> Iterator[_Change]:
    before, after = old.splitlines(), new.splitlines()
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _Change(_section(after, c), c + 1, _marked("\n".join(before[a:b]), "\n".join(after[c:d])))


def _marked(old: str, new: str) -> Text:
    """The words of both; words of only one are between marks, and its line breaks are `⏎`."""
    marked = Text()
    for piece, style in _words(old, new):
        if not style:
            marked.append("\n".join(map(_visible, piece.split("\n"))))
            continue
        opening, closing = ("[-", "-]") if style == _OLD else ("{+", "+}")
        marked.append(opening + "⏎\n".join(map(_visible, piece.split("\n"))) + closing, style)
    return marked


def _words(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Both texts as one: shared stretches without style, the others with the style of their text.

    Differing words with only white space or a mark between them are one stretch, to read as a phrase.
    """
    ours, theirs = _WORD.findall(old), _WORD.findall(new)
    gone = come = ""
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        before, after = "".join(ours[a:b]), "".join(theirs[c:d])
        last = b == len(ours) and d == len(theirs)
        if kind != "equal" or ((gone or come) and not last and not _WORDY.search(before)):
            gone, come = gone + before, come + after
            continue
        yield from _pair(gone, come)
        yield before, ""
        gone = come = ""
    yield from _pair(gone, come)


def _pair(gone: str, come: str) -> Iterator[tuple[str, str]]:
    if gone:
        yield gone, _OLD
    if come:
        yield come, _NEW


def _section(lines: Sequence[str], at: int) -> str:
    """The name of the section that a line is in; the head has none."""
    return next((line[2:].strip() for line in reversed(lines[: at + 1]) if line.startswith("# ")), "Head")


def _counted(old: str, new: str) -> str:
    counts = dict.fromkeys((_OLD, _NEW), 0)
    for piece, style in _words(old, new):
        if style:
            counts[style] += _word_count(piece)
    return f"Of {_word_count(old)} words, {counts[_OLD]} are gone; {counts[_NEW]} are new."


def _word_count(text: str) -> int:
    return len(re.findall(r"\w+", text))
