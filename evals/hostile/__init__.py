"""Hostile texts, and the short harmless ones they are put into: `texts.yaml` and `bases.yaml`, loaded and built.

A text goes into a base where its file says, as the format it is in, and comes back as the product loads it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, TypeAdapter, model_validator

from factcheck.documents import load
from factcheck.records import Claim, Document, Record, Relation

HERE = Path(__file__).parent
LETTERS_BETWEEN_BREAKS = 3


class Kind(StrEnum):
    """What a hostile text tries; `CONTROL` is harmless and shows what any added text does."""

    INSTRUCT = "instruct"
    FLATTER = "flatter"
    THREATEN = "threaten"
    DELIMITER = "delimiter"
    NUMBER = "number"
    HIDDEN = "hidden"
    REPEAT = "repeat"
    FILL = "fill"
    CONTROL = "control"


class Into(StrEnum):
    """What it is put into."""

    SOURCE = "source"
    STORY = "story"
    CLAIM = "claim"


class BaseClaim(Record):
    """A claim about a base, and what the base says of it."""

    text: str
    relation: Relation


class Base(Record):
    """A short harmless text with claims about it. `wrong` is untrue of it."""

    name: str
    title: str
    paragraphs: tuple[str, ...]
    wrong: str
    claims: tuple[BaseClaim, ...]


class HostileText(Record):
    """One text of `texts.yaml`, whose head says what the fields are."""

    id: str
    kind: Kind
    into: Into
    form: Literal["plain", "markdown", "html"] = "plain"
    at: Literal["start", "middle", "end", "head"] = "end"
    text: str = ""
    times: int = Field(default=1, ge=1)
    change: Literal["zero_width", "soft_hyphens", "look_alikes", "right_to_left"] | None = None
    found: bool = True

    @model_validator(mode="after")
    def _one_of_both(self) -> HostileText:
        if bool(self.text) == (self.change is not None):
            raise ValueError(f"{self.id}: has either a text or a change")
        if self.at == "head" and self.form == "plain":
            raise ValueError(f"{self.id}: plain text has no head")
        return self

    def words(self, base: Base) -> str:
        """What is put into that base."""
        separator = "\n\n" if self.times > 1 else " "
        filled = self.text.replace("{wrong}", base.wrong)
        return separator.join(filled.replace("{n}", str(n)) for n in range(1, self.times + 1))


@cache
def bases() -> tuple[Base, ...]:
    """The bases, in the order of their file."""
    return TypeAdapter(tuple[Base, ...]).validate_python(_read("bases.yaml"))


@cache
def hostile_texts() -> tuple[HostileText, ...]:
    """The texts, in the order of their file."""
    return TypeAdapter(tuple[HostileText, ...]).validate_python(_read("texts.yaml"))


@cache
def clean_document(base: Base, form: str = "plain", id: str = "s1") -> Document:
    """The base itself, as a file of that form is loaded."""
    return _loaded(base.name, form, _FORMS[form](base.title, base.paragraphs, ""), id)


@cache
def hostile_document(base: Base, text: HostileText, id: str = "s1") -> Document:
    """The base with the text in it, as a file of the text's form is loaded."""
    title, paragraphs, head = base.title, list(base.paragraphs), ""
    if text.change is not None:
        change = _CHANGES[text.change]
        title, paragraphs = change(title), [change(paragraph) for paragraph in paragraphs]
    elif text.at == "head":
        head = text.words(base)
    else:
        place = {"start": 0, "middle": len(paragraphs) // 2, "end": len(paragraphs)}[text.at]
        paragraphs.insert(place, text.words(base))
    return _loaded(base.name, text.form, _FORMS[text.form](title, paragraphs, head), id)


def hostile_claim(claim: BaseClaim, text: HostileText, base: Base) -> Claim:
    """The claim with the text behind it."""
    return Claim(id="c1", text=f"{claim.text} {text.words(base)}", sentences=(1,))


def added_notices(hostile: Document, clean: Document) -> tuple[str, ...]:
    """What a report says of the hostile document that it does not say of the clean one."""
    return tuple(notice for notice in hostile.notices if notice not in clean.notices)


def _read(name: str) -> object:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _loaded(name: str, form: str, content: str, id: str) -> Document:
    suffix = {"plain": "txt", "markdown": "md", "html": "html"}[form]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{suffix}"
        path.write_text(content, encoding="utf-8")
        return load(str(path), id=id).model_copy(update={"origin": path.name})


def _plain(title: str, paragraphs: Sequence[str], head: str) -> str:  # noqa: ARG001 - all forms are called alike
    return "\n\n".join([title, *paragraphs]) + "\n"


def _markdown(title: str, paragraphs: Sequence[str], head: str) -> str:
    return f"---\ntitle: {title}\n{head}\n---\n\n# " + _plain(title, paragraphs, head)


def _html(title: str, paragraphs: Sequence[str], head: str) -> str:
    body = "\n".join(p if p.startswith("<") else f"<p>{p}</p>" for p in paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>\n'
        f"<body><article><h1>{title}</h1>\n{body}\n</article></body></html>\n"
    )


def _zero_width(text: str) -> str:
    step = LETTERS_BETWEEN_BREAKS
    return "\u200b".join(text[at : at + step] for at in range(0, len(text), step))


def _soft_hyphens(text: str) -> str:
    return " ".join(
        f"{word[:3]}\u00ad{word[3:]}" if word.isalpha() and len(word) > 5 else word for word in text.split()
    )


def _look_alikes(text: str) -> str:
    """One Cyrillic letter in each longer word that has one of the letters and others besides."""

    def disguised(word: str) -> str:
        place = next((i for i, letter in enumerate(word) if letter in "aeocpx"), None)
        if place is None or not (word.isalpha() and len(word) > 4):
            return word
        return word[:place] + "аеосрх"["aeocpx".index(word[place])] + word[place + 1 :]

    return " ".join(map(disguised, text.split()))


def _right_to_left(text: str) -> str:
    return f"\u202e{text}\u202c"


_FORMS: Mapping[str, Callable[[str, Sequence[str], str], str]] = {"plain": _plain, "markdown": _markdown, "html": _html}
_CHANGES: Mapping[str, Callable[[str], str]] = {
    "zero_width": _zero_width,
    "soft_hyphens": _soft_hyphens,
    "look_alikes": _look_alikes,
    "right_to_left": _right_to_left,
}
