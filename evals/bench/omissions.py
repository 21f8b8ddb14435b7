"""How often "The sources also say" is right, on written pairs from whose stories sentences were taken out.

Every third sentence with claims is taken out of a story, beginning with the first, the second or the third in turn. The source's
sentences that were evidence for those claims alone are what the story then leaves out: somebody once thought them worth a claim.
Sentences that are evidence for a claim that is left, or for none, are not. No model is asked: the relations are the gold's, and
code chooses the evidence.
"""

from __future__ import annotations

import click

from evals.written_pairs import Gold, Pair, pairs_of
from factcheck.records import Comparison, Document, Evidence, Relation, Sentence, Verdict, VerdictName
from factcheck.steps.bearing import chances_to_bear, choose_evidence
from factcheck.steps.reading import Reader
from factcheck.verdict.left_out import CUES, find_left_out


@click.command("omissions", short_help="How often the sentences shown as left out are.")
@click.option("--whole", is_flag=True, help="Take nothing out, and list what is shown, for a person to judge.")
def command(whole: bool) -> None:
    """Count what is shown for the pairs of `train` and `calibrate`, and how much of it the story had been robbed of."""
    if not whole:
        click.echo(
            "| part | stories | shown | left out | of those left out with a cue | of all left out |\n|---|--:|--:|--:|--:|--:|"
        )
    for part in ("train", "calibrate"):
        stories = shown = right = cued = every = 0
        for place, pair in enumerate(pairs_of(part)):
            gone = frozenset() if whole else _taken_out(pair, place)
            kept = [gold for gold in pair.claims if not gone.intersection(gold.claim.sentences)]
            left = _evidence([gold for gold in pair.claims if gold not in kept]) - _evidence(kept)
            story, claims = _without(pair.story, gone), [gold.claim for gold in kept]
            found = find_left_out(story, [pair.source], claims, [_verdict(gold, pair.source) for gold in kept])
            stories, shown, every = stories + 1, shown + len(found), every + len(left)
            right += sum(one.sentence in left for one in found)
            cued += sum(any(cue.search(pair.source.sentence_text(n)) for cue in CUES.values()) for n in left)
            for one in found if whole else ():
                click.echo(f"{pair.id} {one.sentence} {one.cue}: {one.text}")
        if not whole:
            share = f"{right / (shown or 1):.0%}".replace("%", " %")
            click.echo(f"| {part} | {stories} | {shown} | {right} ({share}) | {right} of {cued} | {right} of {every} |")


def _taken_out(pair: Pair, place: int) -> frozenset[int]:
    with_claims = sorted({number for gold in pair.claims for number in gold.claim.sentences})
    return frozenset(with_claims[place % 3 :: 3])


def _without(story: Document, gone: frozenset[int]) -> Document:
    """The story without those sentences, and the others numbered from 1."""
    text = ""
    sentences: list[Sentence] = []
    for sentence in story.sentences:
        if sentence.number not in gone:
            words = story.sentence_text(sentence.number)
            place = {"number": len(sentences) + 1, "start": len(text), "end": len(text) + len(words)}
            sentences.append(sentence.model_copy(update=place))
            text += f"{words}\n"
    return story.model_copy(update={"text": text, "sentences": tuple(sentences)})


def _evidence(golds: list[Gold]) -> set[int]:
    return {number for gold in golds for number in gold.evidence}


def _verdict(gold: Gold, source: Document) -> Verdict:
    """A verdict that holds what a comparison finds where the model gives the gold's relation."""
    reader = Reader(source, 0)
    chances = chances_to_bear(reader, gold.claim.text, gold.claim.speaker)
    silent = gold.relation is Relation.SILENT
    numbers = [] if silent else choose_evidence(reader, gold.claim.text, chances, range(1, len(source.sentences) + 1))
    comparison = Comparison(
        claim=gold.claim.id,
        source=source.id,
        relation=gold.relation,
        confidence=1,
        basis="logprobs",
        probabilities={},
        evidence=tuple(Evidence(**source.sentence_span(n).model_dump(), sentences=(n,)) for n in numbers),
    )
    return Verdict(claim=gold.claim.id, verdict=VerdictName.UNCLEAR, comparisons=(comparison,))
