"""Rows planted by code: a supported claim of a written pair, with one change that its label follows from.

What a small model overlooks is planted most: certainty that was lost ("it is not known whether …"), a plan told as a deed, some
made all, a detail added, a speaker exchanged, two facts joined of which one is backed. About a third of the rows are still
supported, so that an odd wording alone gives nothing away.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import lemminflect

from evals.training.phrases import ADDED, CERTAIN, DENIED, PARTIES, SAME, SCOPE, SPEAKERS, UNCERTAIN
from evals.training.rows import Row
from evals.written_pairs import Gold, Pair, read_pairs
from factcheck.records import Document, Relation
from factcheck.steps.compare import statement
from factcheck.steps.confirm import evidence_alone

_DRAWS = 10
"""How many plants are tried for each claim; those that do not fit it give no row."""

_SMALL = re.compile(
    r"(?:The|A|An|He|She|It|They|His|Her|Its|Their|This|These|That|Those|In|On|At|For|From|By|Of|Some|Most|Many|Two|Three|"
    r"Four|Five|Six|Seven|Eight|Nine|Ten|Nearly|About|More|After|Before|Since|During|All|No|None|Both|Each|Every|There)\b"
)
_NAME = re.compile(r"(?<![.“\"] )(?<!^)\b[A-Z][\w’'-]+(?: (?:of |de |van |bin )?[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_BEING = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can|could|should)\b(?! not)")
_WILL = re.compile(
    r"\b(?:will|is to|are to|is due to|are due to|plans to|plan to|wants to|aims to|is expected to) (be )?([a-z]+)\b"
)
_WAS = re.compile(r"\b(was|were) ([a-z]+ed)\b")


@dataclass(frozen=True)
class _Case:
    """A claim's text, its speaker and its evidence, sentence by sentence, as a plant changes them; and what it draws from."""

    text: str
    speaker: str | None
    evidence: tuple[str, ...]
    gold: Gold
    pair: Pair
    draw: random.Random


_Plant = Callable[[_Case], "tuple[str, _Case] | None"]


def planted(files: Iterable[Path]) -> Iterator[Row]:
    """The planted rows of written pairs: of each claim that its source supports, some plants drawn by its own seed."""
    for file in sorted(files):
        for pair in read_pairs(file):
            for gold in pair.claims:
                if gold.relation is Relation.SUPPORTS and gold.evidence:
                    yield from _of_claim(pair, gold)


def _of_claim(pair: Pair, gold: Gold) -> Iterator[Row]:
    draw = random.Random(f"planted {pair.id} {gold.claim.id}")  # noqa: S311 - a seed, no secret
    numbers = sorted(gold.evidence)
    evidence = tuple(pair.source.sentence_text(n) for n in numbers)
    case = _Case(gold.claim.text, gold.claim.speaker, evidence, gold, pair, draw)
    for number, plant in enumerate(draw.sample(_PLANTS, _DRAWS), 1):
        made = plant(case)
        if made is None:
            continue
        label, changed = made
        claim = gold.claim.model_copy(update={"text": changed.text, "speaker": changed.speaker})
        yield Row(
            id=f"{pair.id} {gold.claim.id} {plant.__name__.strip('_')} {number}",
            group=pair.id,
            origin=plant.__name__.strip("_"),
            label=label,
            evidence=_shown(pair.source, numbers, changed.evidence),
            claim=statement(claim),
        )


@dataclass(frozen=True)
class Softening:
    """A claim and its evidence with a plant of certainty, and whether the claim lost any; `name` is the plant's."""

    name: str
    claim: str
    speaker: str | None
    evidence: tuple[str, ...]
    lost: bool


def softenings(pair: Pair, gold: Gold) -> Iterator[Softening]:
    """What the plants of certainty make of a claim that its source supports, each with a draw of its own seed."""
    evidence = tuple(pair.source.sentence_text(n) for n in sorted(gold.evidence))
    for plant in (_uncertain, _hardened, _plan, _certain, _right_speaker, _both_uncertain):
        name = plant.__name__.strip("_").replace("_", " ")
        draw = random.Random(f"{name} {pair.id} {gold.claim.id}")  # noqa: S311 - a seed, no secret
        made = plant(_Case(gold.claim.text, gold.claim.speaker, evidence, gold, pair, draw))
        if made is not None:
            label, changed = made
            yield Softening(name, changed.text, changed.speaker, changed.evidence, lost=label == "silent")


def _shown(source: Document, numbers: Sequence[int], evidence: Sequence[str]) -> str:
    """The evidence as the product shows it, with the changed sentences in their places."""
    shown = evidence_alone(source, numbers)
    for number, text in zip(numbers, evidence, strict=False):
        shown = shown.replace(f"[{number}] {source.sentence_text(number)}", f"[{number}] {text}")
    return "\n".join([shown, *evidence[len(numbers) :]])


def _within(text: str) -> str:
    """`text` as it stands within a sentence: without its full stop, its first word small where that is not a name."""
    text = text.rstrip(" .")
    return text[0].lower() + text[1:] if _SMALL.match(text) else text


def _can_be_wrapped(case: _Case) -> bool:
    return (
        len(case.evidence) == 1 and case.speaker is None and not re.search(r"[“”?:;]|\bsaid\b|\bif\b", case.evidence[0])
    )


def _wrapped(case: _Case, frame: str) -> tuple[str, ...]:
    return (frame.format(s=_within(case.evidence[0])),)


def _uncertain(case: _Case) -> tuple[str, _Case] | None:
    if not _can_be_wrapped(case):
        return None
    return "silent", replace(case, evidence=_wrapped(case, case.draw.choice(UNCERTAIN)))


def _denied(case: _Case) -> tuple[str, _Case] | None:
    if not _can_be_wrapped(case):
        return None
    return "contradicts", replace(case, evidence=_wrapped(case, case.draw.choice(DENIED)))


def _certain(case: _Case) -> tuple[str, _Case] | None:
    if not _can_be_wrapped(case):
        return None
    return "supports", replace(case, evidence=_wrapped(case, case.draw.choice(CERTAIN)))


def _both_uncertain(case: _Case) -> tuple[str, _Case] | None:
    if not _can_be_wrapped(case):
        return None
    frame = case.draw.choice(UNCERTAIN)
    return "supports", replace(case, text=frame.format(s=_within(case.text)), evidence=_wrapped(case, frame))


def _right_speaker(case: _Case) -> tuple[str, _Case] | None:
    if not _can_be_wrapped(case):
        return None
    speaker = case.draw.choice(SPEAKERS)
    told = case.draw.choice(("{who} said that {s}.", "{s}, {who} said.", "According to {who}, {s}."))
    evidence = told.format(who=speaker, s=_within(case.evidence[0]))
    return "supports", replace(case, speaker=speaker, evidence=(evidence[0].upper() + evidence[1:],))


def _wrong_speaker(case: _Case) -> tuple[str, _Case] | None:
    if not _can_be_wrapped(case):
        return None
    speaker, other = case.draw.sample(SPEAKERS, 2)
    evidence = f"{other} said that {_within(case.evidence[0])}."
    return "contradicts", replace(case, speaker=speaker, evidence=(evidence[0].upper() + evidence[1:],))


def _hardened(case: _Case) -> tuple[str, _Case] | None:
    """What the story says flatly and the source has somebody say."""
    if not _can_be_wrapped(case):
        return None
    told = case.draw.choice(
        ("{who} said that {s}.", "{s}, {who} said.", "According to {who}, {s}.", "{who} insisted that {s}.")
    )
    evidence = told.format(who=case.draw.choice(PARTIES), s=_within(case.evidence[0]))
    return "silent", replace(case, evidence=(evidence[0].upper() + evidence[1:],))


def _scope(case: _Case) -> tuple[str, _Case] | None:
    changed = _exchanged(case, SCOPE)
    return None if changed is None else ("unsupported", replace(case, text=changed))


def _reworded(case: _Case) -> tuple[str, _Case] | None:
    changed = _exchanged(case, SAME)
    return None if changed is None else ("supports", replace(case, text=changed))


def _exchanged(case: _Case, table: dict[str, str]) -> str | None:
    found = [word for word in table if re.search(rf"\b{word}\b", case.text)]
    if not found:
        return None
    word = case.draw.choice(found)
    return re.sub(rf"\b{word}\b", table[word], case.text, count=1)


def _added(case: _Case) -> tuple[str, _Case] | None:
    if not case.text.endswith(".") or "“" in case.text:
        return None
    return "silent", replace(case, text=f"{case.text.rstrip('.')} {case.draw.choice(ADDED)}.")


def _joined(case: _Case) -> tuple[str, _Case] | None:
    """Two claims as one: backed only where both are."""
    others = [
        other
        for other in case.pair.claims
        if other.claim.id != case.gold.claim.id
        and other.claim.speaker == case.gold.claim.speaker
        and len(other.claim.text) < 120
    ]
    if not others or len(case.text) > 140:
        return None
    other = case.draw.choice(others)
    text = f"{case.text.rstrip('.')}, and {_within(other.claim.text)}."
    if other.relation is not Relation.SUPPORTS:
        return "unsupported", replace(case, text=text)
    if not set(other.evidence) <= set(case.gold.evidence) and case.draw.random() < 0.5:
        return "unsupported", replace(case, text=text)
    more = tuple(
        f"[{n}] {case.pair.source.sentence_text(n)}" for n in sorted(other.evidence) if n not in case.gold.evidence
    )
    return "supports", replace(case, text=text, evidence=case.evidence + more)


def _number(case: _Case) -> tuple[str, _Case] | None:
    found = list(_NUMBER.finditer(case.text))
    if not found:
        return None
    one = case.draw.choice(found)
    others = [
        n for n in _NUMBER.findall(case.pair.source.text) if n not in case.text and abs(len(n) - len(one[0])) <= 1
    ]
    digits = [place for place, letter in enumerate(one[0]) if letter.isdigit()]
    place = case.draw.choice(digits)
    typo = one[0][:place] + case.draw.choice([d for d in "123456789" if d != one[0][place]]) + one[0][place + 1 :]
    wrong = case.draw.choice([typo, *others[:3]])
    return "contradicts", replace(case, text=case.text[: one.start()] + wrong + case.text[one.end() :])


def _name(case: _Case) -> tuple[str, _Case] | None:
    found = list(_NAME.finditer(case.text))
    shown = " ".join(case.evidence)
    others = sorted({n for n in _NAME.findall(case.pair.source.text) if n not in shown and n not in case.text})
    if not found or not others:
        return None
    one, wrong = case.draw.choice(found), case.draw.choice(others)
    return "unsupported", replace(case, text=case.text[: one.start()] + wrong + case.text[one.end() :])


def _negated(case: _Case) -> tuple[str, _Case] | None:
    found = _BEING.search(case.text)
    if found is None or re.search(r"\b(?:not|no|never|none|nobody)\b", case.text, re.IGNORECASE):
        return None
    return "contradicts", replace(case, text=f"{case.text[: found.end()]} not{case.text[found.end() :]}")


def _plan(case: _Case) -> tuple[str, _Case] | None:
    """A plan told as a deed, in the claim; or a deed of the claim that the source only plans."""
    found = _WILL.search(case.text)
    if found is not None:
        past = found[2] if found[1] else next(iter(lemminflect.getInflection(found[2], "VBD")), None)
        if past is None:
            return None
        done = f"has been {past}" if found[1] else past
        return "silent", replace(case, text=case.text[: found.start()] + done + case.text[found.end() :])
    for place, sentence in enumerate(case.evidence):
        found = _WAS.search(sentence)
        if found is not None and found[2] in case.text:
            intent = case.draw.choice(
                ("is to be", "was due to be", "will, if the council agrees, be", "should have been")
            )
            changed = f"{sentence[: found.start()]}{intent} {found[2]}{sentence[found.end() :]}"
            evidence = (*case.evidence[:place], changed, *case.evidence[place + 1 :])
            return "silent", replace(case, evidence=evidence)
    return None


_PLANTS: tuple[_Plant, ...] = (
    _uncertain,
    _uncertain,
    _hardened,
    _denied,
    _certain,
    _both_uncertain,
    _right_speaker,
    _right_speaker,
    _wrong_speaker,
    _scope,
    _reworded,
    _reworded,
    _added,
    _joined,
    _joined,
    _number,
    _name,
    _negated,
    _plan,
)
