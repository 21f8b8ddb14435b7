"""A story that states as a fact what its source only accuses, suspects, plans or sees linked; and stories that do not."""

from __future__ import annotations

import pytest

from factcheck.documents import segment
from factcheck.drift import find_attribution_drift
from factcheck.records import Document, Drift
from factcheck.steps.evidence import evidence_from_sentences
from tests.drift.texts import document


def parted(text: str, name: str) -> Document:
    made = document(text, name)
    return made.model_copy(update={"sentences": tuple(segment(text))})


def findings(claim: str, evidence: str) -> list[Drift]:
    """The drift of all sentences of a story, against all sentences of its source."""
    story, source = parted(claim, "story"), parted(evidence, "s1")
    spans = evidence_from_sentences(source, [sentence.number for sentence in source.sentences])
    return [
        drift
        for sentence in story.sentences
        for drift in find_attribution_drift(story.sentence_span(sentence.number), spans, story=story, source=source)
    ]


HARDENED = [
    # An accusation, told as a deed: the source's words, the story's words.
    ("Ada Crane forged the will.", "Ada Crane is accused of forging the will.", "forged", "is accused of"),
    ("The cook stole the silver spoons.", "The cook is suspected of stealing the silver spoons.", "stole", "is suspected of"),
    ("Ida Holt burgled her shop.", "Ida Holt was charged with the burglary of her shop.", "burgled", "was charged with"),
    ("Rolf Tide killed his uncle.", "Rolf Tide is on trial for the murder of his uncle.", "killed", "is on trial for"),
    ("The yard broke the law.", "The yard is under investigation for breaking the law.", "broke", "is under investigation for"),
    ("The cook hid the spoons.", "Police are investigating whether the cook hid the spoons.", "hid", "are investigating whether"),
    ("The clerk tore up the ballots.", "The clerk denied tearing up the ballots.", "tore", "denied"),
    ("The cook sold the spoons.", "The union accused the cook of selling the spoons.", "sold", "accused the cook of"),
    # A charge told as a conviction, a denial as an admission.
    ("Ada Crane was convicted on Friday.", "Ada Crane was charged on Friday.", "convicted", "was charged"),
    ("Ada Crane was jailed over the will.", "Ada Crane was arrested over the will.", "jailed", "was arrested"),
    ("The cook admitted hiding the spoons.", "The cook denied hiding the spoons.", "admitted", "denied"),
    # A link told as a cause.
    ("Tea causes cramps in old men.", "Tea is linked to cramps in old men.", "causes", "is linked to"),
    ("Long naps lead to cramps.", "Long naps are associated with cramps.", "lead to", "are associated with"),
    ("Salt raised the number of strokes.", "Salt was tied to a higher number of strokes.", "raised", "was tied to"),
    ("Damp walls trigger asthma.", "There is a link between damp walls and asthma.", "trigger", "link between"),
    ("The frost caused the leak.", "The frost was a possible factor in the leak.", "caused", "was a possible factor in"),
    ("Coffee causes cramps, a study found.", "A study found that coffee is linked to cramps.", "causes", "is linked to"),
    # A wish or a plan told as done, a wish as what will be.
    ("The port closed its oldest dock.", "The port plans to close its oldest dock.", "closed", "plans to"),
    ("The port will close its oldest dock.", "The port wants to close its oldest dock.", "will close", "wants to"),
    ("The town banned horses from the quay.", "The town has proposed banning horses from the quay.", "banned", "proposed"),
    ("The club bought the old pier.", "The club is hoping to buy the old pier.", "bought", "is hoping to"),
    ("The firm paid the crew £900.", "The firm was ordered to pay the crew £900.", "paid", "was ordered to"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "evidence", "ours", "theirs"), HARDENED, ids=[row[0] for row in HARDENED])
def test_a_hardened_statement_is_found_with_the_words_of_both(
    claim: str, evidence: str, ours: str, theirs: str
) -> None:
    drifts = findings(claim, evidence)
    assert [(d.label, d.conflict) for d in drifts] == [("hardened", False)]
    assert (drifts[0].story.text, drifts[0].source and drifts[0].source.text) == (ours, theirs)


LOST = [
    # A modal on another form of the verb, and the story's words for it.
    ("hedge_lost", "The dyke broke at high tide.", "The dyke may have broken at high tide.", "broke"),
    ("hedge_lost", "The dyke will break at high tide.", "There is a risk that the dyke will break at high tide.", "will break"),
    ("hedge_lost", "The pill prevents seasickness.", "The pill may help to prevent seasickness.", "prevents"),
    ("hedge_lost", "The ring is worth a fortune.", "The ring is thought to be worth a fortune.", "is worth"),
    # Who says it.
    ("speaker_lost", "The mate slept on watch.", "The court heard that the mate slept on watch.", "The mate slept on watch."),
    ("speaker_lost", "The mate slept on watch.", "Jurors were told that the mate slept on watch.", "The mate slept on watch."),
    ("speaker_lost", "Thieves used the mine.", "Customs officers say thieves used the mine.", "Thieves used the mine."),
    ("speaker_lost", "The mate slept on his watch that night.", "Prosecutors say that the mate slept on his watch.", None),
]  # fmt: skip


@pytest.mark.parametrize(("label", "claim", "evidence", "ours"), LOST, ids=[f"{row[0]}-{row[2][:40]}" for row in LOST])
def test_a_lost_hedge_or_speaker_is_found(label: str, claim: str, evidence: str, ours: str | None) -> None:
    drifts = findings(claim, evidence)
    assert [drift.label for drift in drifts] == [label]
    assert ours is None or drifts[0].story.text == ours


EXCHANGED = [
    ("The mayor said that the tower leans.", "Critics say that the tower leans, a claim that the mayor rejects."),
    ("The guild said that the tower leans.", "Owners say that the tower leans, which the guild disputes."),
    ("The bishop said that the tower leans.", "Some visitors said that the tower leans. The bishop denied it."),
]


@pytest.mark.parametrize(("claim", "evidence"), EXCHANGED)
def test_who_rejects_it_did_not_say_it(claim: str, evidence: str) -> None:
    assert [(drift.label, drift.conflict) for drift in findings(claim, evidence)] == [("speaker_changed", True)]


KEPT = [
    # The story attributes or hedges it too, in its sentence or before it.
    ("The cook is accused of stealing spoons.", "The cook is suspected of stealing spoons."),
    ("Police believe that the cook stole the spoons.", "The cook is suspected of stealing the spoons."),
    ("The cook allegedly stole the spoons.", "The cook faces charges of stealing the spoons."),
    ("Prosecutors opened their case. The cook stole the spoons and hid them.", "The cook is accused of stealing the spoons."),
    ("The guild spoke first, saying it had proof. The cook stole the spoons.", "The guild says the cook stole the spoons."),
    ("The mate slept on watch, the jury was told.", "The court heard that the mate slept on watch."),
    ("Tea may cause cramps in old men.", "Tea is linked to cramps in old men."),
    ("There is a link between tea and cramps.", "Tea is linked to cramps in old men."),
    ("The dyke may break.", "There is a chance that the dyke will break."),
    ("The dock could close.", "The port wants to close the dock."),
    ("The club wants to buy the pier.", "The club is hoping to buy the pier."),
    # A plan is told as the future, on its day or not.
    ("The dock will close in June.", "The dock is due to close in June."),
    ("The dock closes in June.", "The dock is scheduled to close in June."),
    # The source states it as a fact as well.
    ("The cook stole the spoons.", "The cook was accused of stealing the spoons. She pleaded guilty to stealing them."),
    ("Crane was jailed.", "Crane was charged in May. She was jailed in June."),
    ("The cook admitted hiding the spoons.", "The cook first denied hiding the spoons. Later she admitted it."),
    ("Tea causes cramps.", "Tea was linked to cramps in 2002. A trial showed that tea causes cramps."),
    ("The port closed the dock.", "The port had planned to close the dock. It closed it in June."),
    ("The port closed a dock in May.", "The port, which plans to close another, closed a dock in May."),
    ("The ring is Roman.", "The ring was thought to be Roman. Tests settled it: the ring is Roman."),
    ("The geyser erupted in 1951.", "The geyser, which erupted in 1951, is likely to erupt again."),
    # What is linked, charged or asked for is something else.
    ("The ferry is charged at night.", "The ferry is charged at night."),
    ("Salt ruined the pipes.", "Salt, linked by some to the old quarry, ruined the pipes."),
    ("The guild was fined for hiding the losses.", "The guild was accused of hiding the losses and was fined for it."),
    ("Guides help visitors to find rooms.", "Guides are the link between visitors and rooms."),
    ("The guild disputed that the tower leans.", "Owners say that the tower leans, which the guild disputes."),
    ("Critics said that the tower leans.", "Critics say that the tower leans, a claim that the mayor rejects."),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "evidence"), KEPT, ids=[row[0] for row in KEPT])
def test_what_is_said_as_surely_on_both_sides_raises_nothing(claim: str, evidence: str) -> None:
    assert [(drift.label, drift.message) for drift in findings(claim, evidence)] == []
