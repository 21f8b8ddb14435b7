"""Which proven differences belong to which claim of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.drift.quotations import find_quotation_drift
from factcheck.records import Claim, Comparison, Document, Drift, DriftKind, Failure, FailureKind, Relation
from factcheck.verdict.attach import drifts_of_claim
from tests.render.reports import document, evidence

STORY = document(
    "story", "The blast killed 9 people and injured 40 people.\nThe hall stands.\nThe blast killed 9 people."
)
SOURCE = document("s1", "The blast killed 6 people and injured 40 people.\nThe hall stands.")
KILLED = Claim(id="c1", text="The blast killed 9 people.", sentences=(1,))
INJURED = Claim(id="c2", text="The blast injured 40 people.", sentences=(1,))


def supported(source: Document, *sentences: int) -> Comparison:
    """A source that, as the model says, supports the claim in these sentences."""
    return Comparison(
        claim="c1",
        source=source.id,
        relation=Relation.SUPPORTS,
        confidence=0.9,
        basis="logprobs",
        probabilities={Relation.SUPPORTS: 0.9},
        evidence=evidence(source, *sentences),
    )


def silent(source: Document) -> Comparison:
    """A source that, as the model says, says nothing of the claim."""
    return supported(source).model_copy(update={"relation": Relation.SILENT, "probabilities": {Relation.SILENT: 0.9}})


def found(claim: Claim, *results: Comparison | Failure, sources: Sequence[Document] = (SOURCE,)) -> tuple[Drift, ...]:
    """The findings on a claim of the story."""
    return drifts_of_claim(claim, STORY, sources, results, ())


def test_a_difference_belongs_to_the_claim_whose_figure_it_is() -> None:
    (drift,) = found(KILLED, supported(SOURCE, 1))
    assert (drift.kind, drift.conflict) == (DriftKind.NUMBER, True)
    assert "9" in drift.story.text
    assert drift.story.text == STORY.text[drift.story.start : drift.story.end]
    assert drift.source is not None
    assert drift.source.text == SOURCE.text[drift.source.start : drift.source.end]
    assert found(INJURED, supported(SOURCE, 1)) == ()


def test_a_failure_proves_nothing() -> None:
    failure = Failure(step="compare", kind=FailureKind.REFUSED, detail="no", claim="c1", source="s1")
    assert found(KILLED, failure) == ()


def test_a_sentence_nearer_than_all_evidence_is_looked_at_too() -> None:
    (drift,) = found(KILLED, supported(SOURCE, 2))
    assert (drift.kind, drift.conflict) == (DriftKind.NUMBER, True)
    assert drift.source is not None
    assert SOURCE.sentences_within(drift.source.start, drift.source.end) == (1,)


def test_where_the_evidence_is_as_near_as_any_sentence_no_other_is_looked_at() -> None:
    both = document("s1", "The blast killed 9 people and injured 40 people.\nA blast killed 6 people in May.")
    assert found(KILLED, supported(both, 1), sources=(both,)) == ()


def test_a_day_counted_from_the_day_of_writing_is_not_held_against_a_date_unasked() -> None:
    story = document("story", "A tram of line 4 ran off the rails at Bergplatz on 14 March 2025.")
    source = document("s1", "Tomorrow the inquiry into the tram of line 4 at Bergplatz begins.")
    source = source.model_copy(update={"published": "2025-11-05"})
    claim = Claim(id="c1", text=story.text, sentences=(1,))
    assert drifts_of_claim(claim, story, [source], [silent(source)], ()) == ()
    on_another_day = document("s1", "A tram of line 4 ran off the rails at Bergplatz on 15 March 2025.")
    assert drifts_of_claim(claim, story, [on_another_day], [silent(on_another_day)], ())


def test_what_was_expected_is_not_held_against_what_came_unasked() -> None:
    story = document("story", "Analysts had expected a profit of 430 million euros.")
    claim = Claim(id="c1", text=story.text, sentences=(1,))
    for held, findings in (("Net profit was 412 million euros.", 0), ("A profit of 412 million euros is expected.", 1)):
        source = document("s1", held)
        assert len(drifts_of_claim(claim, story, [source], [silent(source)], ())) == findings


def test_who_says_it_makes_no_sentence_less_near() -> None:
    story = document("story", "The fishers' union of Port Liske says that a seal eats nine kilograms of fish a day.")
    source = document("s1", "A seal eats two kilograms of fish a day, according to the institute.\nThe hall stands.")
    speaker = "The fishers' union of Port Liske"
    claim = Claim(id="c1", text=story.text, sentences=(1,), speaker=speaker)
    (drift,) = drifts_of_claim(claim, story, [source], [silent(source)], ())
    assert (drift.kind, drift.conflict) == (DriftKind.NUMBER, True)
    unnamed = claim.model_copy(update={"speaker": None})
    assert drifts_of_claim(unnamed, story, [source], [silent(source)], ()) == ()


def test_a_sentence_that_alone_counts_the_same_is_looked_at_however_little_else_it_shares() -> None:
    story = document(
        "story", "They had spent the night in the hut, which the Alpine Club of Brenn owns and which has 30 beds."
    )
    claim = Claim(id="c1", text=story.text, sentences=(1,))

    def conflicts(text: str) -> list[str]:
        source = document("s1", text)
        return [drift.source_value or "" for drift in drifts_of_claim(claim, story, [source], [silent(source)], ())]

    assert conflicts("It was built in 1931.\nThere are 38 beds.") == ["38"]
    assert conflicts("There are 38 beds.\nA new wing with as many beds is planned.") == [], "beds are spoken of twice"
    assert conflicts("It was built in 1931.\nThere are 380 beds.") == [], "too far away to be the same"
    assert conflicts("There are 38 beds.\nBread for 30 was baked.") == [], "the figure is there"
    assert conflicts("It was built in 1931.\nThere are 38 lamps.") == []

    jobless = document("story", "Keene called it a disaster for Lanside, where unemployment stands at 9 per cent.")
    report = document("s1", "The council met.\nUnemployment in Lanside was 6.9 per cent in January.")
    whole = Claim(id="c1", text=jobless.text, sentences=(1,))
    (drift,) = drifts_of_claim(whole, jobless, [report], [silent(report)], ())
    assert (drift.story_value, drift.source_value, drift.conflict) == ("9 percent", "6.9 percent", True)


def test_the_sentence_nearest_to_the_claim_is_looked_at_where_the_story_s_sentence_says_more() -> None:
    apart = document(
        "s1",
        "The blast injured 40 people, the clinic said on Monday morning.\nThe hall fell.\nThe blast killed 6 people.",
    )
    (drift,) = found(KILLED, supported(apart, 2), sources=(apart,))
    assert drift.source is not None
    assert apart.sentences_within(drift.source.start, drift.source.end) == (3,)


def test_a_source_that_the_model_calls_silent_is_looked_at_where_it_is_nearest() -> None:
    (drift,) = found(KILLED, silent(SOURCE))
    assert (drift.kind, drift.conflict) == (DriftKind.NUMBER, True)
    assert drift.source is not None
    assert drift.source.text == SOURCE.text[drift.source.start : drift.source.end]


def test_a_silent_source_that_speaks_of_something_else_proves_nothing() -> None:
    far = document("s1", "The mayor counted 6 boats in the harbour.\nThe hall stands.")
    assert found(KILLED, silent(far), sources=(far,)) == ()


def test_a_silent_source_is_not_told_what_is_only_worth_a_look() -> None:
    rounded = document("s1", "The blast killed some 9 people and injured about 40 people.")
    assert found(KILLED, silent(rounded), sources=(rounded,)) == ()


def test_a_silent_source_that_says_it_less_surely_shows_that_the_story_hardens_it() -> None:
    story = document("story", "The blast was caused by a gas leak.")
    claim = Claim(id="c1", text="The blast was caused by a gas leak.", sentences=(1,))
    for told, labels in (
        ("Police suspect that a gas leak caused the blast.", ["hardened"]),
        ("Police suspect that the mayor took bribes from a builder.", []),
    ):
        source = document("s1", told)
        nearest = silent(source).model_copy(update={"evidence": evidence(source, 1)})
        found = drifts_of_claim(claim, story, [source], [nearest], ())
        assert [drift.label for drift in found] == labels
        assert all(drift.source and drift.source.text == drift.source.text.strip() for drift in found)


def test_each_source_is_compared_by_its_own_evidence() -> None:
    agreeing = document("s2", "The blast killed 9 people and injured 40 people.")
    drifts = found(KILLED, supported(agreeing, 1), supported(SOURCE, 1), sources=(agreeing, SOURCE))
    assert [d.source.document for d in drifts if d.source] == ["s1"]


def test_a_claim_of_two_sentences_gets_what_both_show() -> None:
    drifts = found(KILLED.model_copy(update={"sentences": (1, 3)}), supported(SOURCE, 1))
    assert len({d.story.start for d in drifts}) == 2
    assert len(set(drifts)) == len(drifts)


def test_a_quotation_belongs_to_the_claims_of_its_sentence_that_have_its_words() -> None:
    story = document(
        "story", "“We never liked that bridge,” Ana Ruiz said.\n“It was a cold and rainy day,” Ana Ruiz said."
    )
    source = document(
        "s1", "“We always liked that bridge,” Ana Ruiz said.\n“It was a cold and rainy day,” Ana Ruiz said."
    )
    quotations = find_quotation_drift(story, [source])
    assert quotations, "the altered quotation is found"
    own = Claim(id="c1", text="Ana Ruiz said: “We never liked that bridge.”", sentences=(1,), speaker="Ana Ruiz")
    other = Claim(id="c2", text="It was a cold and rainy day.", sentences=(2,), speaker="Ana Ruiz")

    def of(claim: Claim) -> tuple[Drift, ...]:
        return drifts_of_claim(claim, story, [source], [supported(source)], quotations)

    assert {d.kind for d in of(own)} == {DriftKind.QUOTATION}
    assert of(other) == ()
