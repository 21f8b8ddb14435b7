"""How often a finding on a headline is right: on headlines as written, and on those with a planted error.

A written story is given its headline as its first sentence. Nearly all of these headlines say what their stories say, so each
one that is found must be read (`--list`). Then errors are planted: an edit of the headline, where the body has the words that
are edited; or, since few headlines hedge or deny, a sentence of the body with its hedge dropped or its verb denied, put above it;
or a claim that is known to tell as a fact what its source does not, above that source. No model is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

import click

from evals.bench.planting import KINDS, Edit, Planter, Sentence, draw
from evals.bench.planting.edits import replaced
from evals.written_pairs import Pair, pairs_of
from factcheck.records import Document, DriftKind, HeadlineFinding, SentenceRole
from factcheck.records import Sentence as Placed
from factcheck.verdict.headline import find_headline

_MADE_FACTS = ("hardened", "plan")
"""Kinds of wrong claims that tell as a fact what their source has as an accusation, a wish or a plan."""
_WILL = re.compile(r"\b(will|is|are|was|were|has|have|had)\b(?! not\b)")
_DOES = re.compile(
    r"(?<=[a-z0-9] )(approve|win|plan|open|sell|cut|back|halt|clear|find|raise|fire|ban|buy|return|kill|injure|swap|pulp|close|"
    r"agree|vote|pass|get|sign|hit|end|beat|resign|quit|reject|order|charge|admit|deny|lose|block|fall|rise|drop|begin|start|reopen|"
    r"damage|add|reach|pay|shut|seek|leave|keep|launch|scrap|delay|face|join|lift|hold|make|take|build|move|arrest)(?:e?s)\b"
)
_DENIED = re.compile(
    r"\b(?:(did|does|do|will|was|were|is|are|has|have|had) not|(did|does|was|were|is|are|has|had)n[’']t)\b"
)


@dataclass(frozen=True)
class Planted:
    """A story with a wrong headline; what is wrong in it is `text[start:end]`, None where any of it may be named."""

    story: Document
    start: int
    end: int


def with_headline(story: Document, headline: str) -> Document:
    """The story with `headline` as its first sentence."""
    moved = len(headline) + 2
    body = [
        one.model_copy(update={"number": one.number + 1, "start": one.start + moved, "end": one.end + moved})
        for one in story.sentences
    ]
    first = Placed(number=1, start=0, end=len(headline), role=SentenceRole.HEADLINE)
    text = f"{headline}\n\n{story.text}"
    return story.model_copy(update={"text": text, "title": headline, "sentences": (first, *body)})


@click.command("headlines", short_help="How often a finding on a headline is right.")
@click.option(
    "--list", "listed", is_flag=True, help="List each finding on a headline as written, and each error not found."
)
@click.option("--per-type", default=60, show_default=True, type=click.IntRange(min=1), help="Errors of a type at most.")
@click.option("--seed", default=1, show_default=True, help="What the errors are drawn by.")
def command(listed: bool, per_type: int, seed: int) -> None:
    """Count the findings on the headlines of `train` and `calibrate` as written, and on headlines with an error."""
    click.echo("| headlines as written | stories | with a finding |\n|---|--:|--:|")
    for part in ("train", "calibrate"):
        stories = found = 0
        for pair in pairs_of(part):
            told = find_headline(with_headline(pair.story, pair.story.title or ""))
            stories, found = stories + 1, found + bool(told)
            for one in told if listed else ():
                click.echo(f"{pair.id} “{pair.story.title}”: {one.message}")
        click.echo(f"| {part} | {stories} | {found} |")
    click.echo("\n| planted | headlines | found |\n|---|--:|--:|")
    pairs = list(pairs_of("train"))
    total = right = 0
    for name, planted in _all_planted(pairs, per_type, seed).items():
        hits = 0
        for wrong in planted:
            hit = any(_is_at(finding, wrong) for finding in find_headline(wrong.story))
            hits += hit
            if listed and not hit:
                click.echo(f"not found: {wrong.story.title}")
        total, right = total + len(planted), right + hits
        click.echo(f"| {name} | {len(planted)} | {_share(hits, len(planted))} |")
    click.echo(f"| all | {total} | {_share(right, total)} |")


def _share(hits: int, of: int) -> str:
    return f"{hits} ({hits / (of or 1):.0%})".replace("%", " %")


def _is_at(finding: HeadlineFinding, planted: Planted) -> bool:
    return finding.headline.start < planted.end and planted.start < finding.headline.end


def _all_planted(pairs: list[Pair], per_type: int, seed: int) -> Mapping[str, list[Planted]]:
    """The stories with a wrong headline, by the type of their error."""
    stories = {pair.id: pair.story for pair in pairs}
    heads = [Sentence(pair.story.title or "", pair.story, (), "retold", pair.id, intact=True) for pair in pairs]
    bodies = [
        Sentence(pair.story.sentence_text(one.number), pair.story, (), "copied", pair.id, intact=True)
        for pair in pairs
        for one in pair.story.sentences
        if one.number not in pair.skipped
    ]
    own: dict[str, tuple[list[Sentence], Planter]] = {
        f"{kind}: {name}": (heads, planter)
        for kind in (DriftKind.NUMBER, DriftKind.UNIT, DriftKind.DATE, DriftKind.NAME)
        for name, planter in KINDS[kind].items()
        if name not in _NO_ERROR
    }
    own["negation: put into the headline"] = (heads, _denied)
    own["negation: put into a sentence"] = (bodies, _denied)
    own["negation: taken from a sentence"] = (bodies, _affirmed)
    own["certainty: hedge of a sentence dropped"] = (bodies, KINDS[DriftKind.ATTRIBUTION]["hedge dropped"])
    found = {
        name: [
            Planted(with_headline(stories[sentence.origin], edit.text), edit.start, edit.end)
            for sentence, edit in draw(sentences, {name: _known(planter)}, per_type, seed)[name]
        ]
        for name, (sentences, planter) in own.items()
    }
    found["certainty: a claim known to be hardened"] = list(_hardened(pairs))[:per_type]
    return found


def _known(planter: Planter) -> Planter:
    """The edits of words that the body has, too: a headline may have others of its own, which nothing shows to be wrong."""

    def planted(sentence: Sentence, random: Random) -> Iterator[Edit]:
        for edit in planter(sentence, random):
            if sentence.family == "copied" or not edit.kinds or edit.is_stated_in(sentence.whole):
                yield edit

    return planted


_NO_ERROR = ("hedge dropped", "bound turned round", "title or rank changed", "percent and points")
"""What headlines do by custom, or have too seldom to count."""


def _hardened(pairs: list[Pair]) -> Iterator[Planted]:
    for pair in pairs:
        for gold in pair.claims:
            if gold.kind in _MADE_FACTS and gold.relation != "supports":
                text = gold.claim.text
                yield Planted(with_headline(pair.source, text), 0, len(text))


def _denied(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for match in _DOES.finditer(sentence.text):
        yield replaced(sentence.text, *match.span(), f"does not {match[1]}")
    for match in _WILL.finditer(sentence.text):
        yield replaced(sentence.text, *match.span(), f"{match[1]} not")


def _affirmed(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for match in _DENIED.finditer(sentence.text):
        text = sentence.text[: match.start()] + (match[1] or match[2]) + sentence.text[match.end() :]
        yield Edit(text, 0, len(text), match[0], ())
