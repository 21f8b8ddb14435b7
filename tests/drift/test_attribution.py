"""Who says it and how surely: what a claim did to the speaker and the hedges of its evidence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.drift.attribution import find_attribution_drift
from factcheck.english.reports import holds
from factcheck.records import Drift, DriftKind
from tests.drift.texts import document, whole


def findings(claim: str, evidence: str, before: str = "") -> tuple[Drift, ...]:
    """The drift of a story that is the claim, against evidence that stands after `before` in its source."""
    story, source = document(claim, "story"), document(f"{before}{evidence}")
    spans = [source.span(len(before), len(source.text))]
    return find_attribution_drift(whole(story), spans, story=story, source=source)


SILENT = [
    # The speaker kept, however named.
    ("Tasker alleges that a dealer took the bell.", "Glyn Tasker alleges that a dealer took the bell.", ""),
    ("Their neighbour said a dealer took the bell.", "Our neighbour Glyn Tasker said a dealer took the bell.", ""),
    ("A dealer took the bell, Tasker said.", "Glyn Tasker alleges that a dealer took the bell.", ""),
    (
        "According to Glyn Tasker, a dealer took the bell.",
        "Tasker claimed that a dealer took the bell.",
        "Glyn Tasker spoke. ",
    ),
    ("He said that a dealer took the bell.", "Glyn Tasker said that a dealer took the bell.", ""),
    ("The neighbour said a dealer took the bell.", "Glyn Tasker said a dealer took the bell.", ""),
    ("The White House said the talks had failed.", "John Kirby said the talks had failed.", ""),
    ("Police believe a dealer took the bell.", "The police believe that a dealer took the bell.", ""),
    ("The allegation is that a dealer took the bell.", "Tasker alleges that a dealer took the bell.", ""),
    ("A dealer is accused of taking the old bell.", "Tasker alleges that a dealer took the old bell.", ""),
    # The hedge kept, in these words or others.
    ("The wall may have collapsed in the rain.", "The wall may have collapsed in the rain.", ""),
    ("The wall probably collapsed in the rain.", "The wall may have collapsed in the rain.", ""),
    ("It is possible that the wall collapsed in the rain.", "The wall might have collapsed in the rain.", ""),
    ("The alleged thief took the bell at night.", "The man allegedly took the bell at night.", ""),
    ("The bell is believed to be worth £18,000.", "The bell is thought to be worth £18,000.", ""),
    # A hedge on something else.
    ("The bell is worth £18,000.", "The bell is worth £18,000 and may be sold.", ""),
    ("The yard employs 460 people.", "The yard employs 460 people, who might strike.", ""),
    # Plans, and the future they are told as.
    ("The town will build a new bridge.", "The town plans to build a new bridge.", ""),
    ("The town will build a new bridge.", "The town is expected to build a new bridge.", ""),
    # A fact on both sides, and evidence about something else.
    ("A dealer from Penmoor took the bell.", "A dealer from Penmoor took the bell at night.", ""),
    ("A dealer from Penmoor took the bell.", "The mayor alleges that taxes are too high.", ""),
    ("The bell weighs 310kg.", "Tasker alleges that a dealer took the bell.", ""),
    ("“A dealer took the bell,” a neighbour said.", "Glyn Tasker alleges that a dealer took the bell.", ""),
    ("Did a dealer take the bell at night?", "Glyn Tasker alleges that a dealer took the bell at night.", ""),
    # "Said" lost where the story tells it in its own words.
    ("On Monday a young dealer drove off with the church bell.", "Police said a dealer drove off with the bell.", ""),
    # What is left out tells of the speaker.
    ("Karl Benn led the campaign.", "Karl Benn, who led the campaign, said that he would go.", ""),
    ("The vote is void, a senior aide said.", "The vote is void, a senior aide said.", ""),
    # May: the month, not the hedge.
    ("In May the wall collapsed.", "In May the wall collapsed.", ""),
    ("Engineers say the wall was leaning.", "The wall was leaning, engineers say.", ""),
    ("“We heard a crack and ran,” he wrote.", "“We heard a crack and ran,” he wrote, the Velle Post reported.", ""),
]


@pytest.mark.parametrize("case", SILENT, ids=lambda case: case[0][:40])
def test_what_was_kept_raises_nothing(case: tuple[str, str, str]) -> None:
    assert [(drift.label, drift.message) for drift in findings(*case)] == []


DRIFTS = [
    (
        "speaker_lost",
        "A dealer from Penmoor took the bell.",
        "Glyn Tasker alleges that a dealer from Penmoor took the bell.",
    ),
    ("speaker_lost", "A dealer from Penmoor took the bell.", "A dealer from Penmoor took the bell, Tasker claimed."),
    (
        "speaker_lost",
        "Managers ignored warnings about cracks.",
        "The union alleges that managers ignored warnings about cracks.",
    ),
    (
        "speaker_lost",
        "The losses were hidden for years.",
        "A former bookkeeper, Henrik Aas, argues that the losses were hidden for years.",
    ),
    ("speaker_lost", "The firm broke the law in May.", "Prosecutors believe the firm broke the law in May."),
    ("speaker_lost", "Rebels shelled the old town on Friday.", "Rebels shelled the old town on Friday, the army said."),
    (
        "speaker_lost",
        "Rebels shelled the old town on Friday.",
        "According to the army, rebels shelled the old town on Friday.",
    ),
    (
        "speaker_lost",
        "Two surveys suggest that the wall was leaning for years.",
        "Two surveys suggest that the wall was leaning for years, according to The Velle Post.",
    ),
    (
        "speaker_lost",
        "Engineers say the wall was leaning for years.",
        "Engineers say the wall was leaning for years, the Velle Post reported.",
    ),
    (
        "speaker_lost",
        "The driver was given a 'hefty' fine and lost his licence on Monday.",
        "The driver was given a 'hefty' fine and lost his licence on Monday, according to the police.",
    ),
    (
        "hedge_lost",
        "The pair sold the bell to pay for the roof.",
        "At the time it was suggested that the pair sold the bell to pay for the roof.",
    ),
    ("speaker_lost", "The minister knew of the payments.", "Foss insisted that the minister knew of the payments."),
    (
        "speaker_changed",
        "Nina Foss said that she would ask for a recount.",
        "Karl Benn said that he would ask for a recount.",
    ),
    ("speaker_changed", "The talks have failed, Nina Foss said.", "According to Karl Benn, the talks have failed."),
    (
        "speaker_changed",
        "Minister Ada Lund warned that the wall would fall.",
        "Inspector Per Holt warned that the wall would fall.",
    ),
    (
        "speaker_changed",
        "Nina Foss claims that the vote was rigged.",
        "Karl Benn, who led the campaign, claims that the vote was rigged.",
    ),
    (
        "source_named",
        "Nina Foss said that the talks had failed.",
        "A person familiar with the matter said that the talks had failed.",
    ),
    ("source_named", "Nina Foss said the talks had failed.", "Two officials said the talks had failed."),
    ("hedge_lost", "The bell is worth £18,000.", "The bell is thought to be worth £18,000."),
    ("hedge_lost", "The collapse was caused by heavy rain.", "The collapse may have been caused by heavy rain."),
    (
        "hedge_lost",
        "The nitrate came from a spill at Holt Farm.",
        "The nitrate probably came from the spill at Holt Farm.",
    ),
    (
        "hedge_lost",
        "Clearwell will lift its notice on Monday.",
        "We may lift the notice on Monday, Clearwell wrote in its notice.",
    ),
    ("hedge_lost", "The man took the bell at night.", "The man allegedly took the bell at night."),
    ("hedge_lost", "The ship sank near the cape.", "The ship reportedly sank near the cape."),
    ("hedge_lost", "The plan killed the reef.", "The plan could have killed the reef."),
    ("hedge_lost", "The fire started in the kitchen.", "The fire is believed to have started in the kitchen."),
    ("hedge_lost", "The fire started in the kitchen.", "The fire appears to have started in the kitchen."),
    ("hedge_lost", "The fire started in the kitchen.", "The fire possibly started in the kitchen."),
    (
        "hedge_lost",
        "The collapse was caused by heavy rain.",
        "The collapse may have been caused by heavy rain, said the provincial geologist, Arne Huss.",
    ),
    ("hedge_lost", "It is clear that the old bell was sold.", "It is clear that the old bell may have been sold."),
    ("hedge_lost", "The dealer took the bell at night.", "It is alleged that the dealer took the bell at night."),
    (
        "speaker_lost",
        "The school should have had the money instead.",
        "The school should have had the money instead, Adler said.",
    ),
    ("source_named", "The vote is void, Lena Osgood told reporters.", "The vote is void, an official told reporters."),
    ("hedge_added", "They said the bell was allegedly sold at night.", "They said the bell was sold at night."),
    ("hedge_added", "The bell may be worth £18,000.", "The bell is worth £18,000."),
    ("hedge_added", "The wall possibly collapsed in the rain.", "The wall collapsed in the rain."),
]


@pytest.mark.parametrize(("label", "claim", "evidence"), DRIFTS, ids=[f"{r[0]}-{r[2][:35]}" for r in DRIFTS])
def test_a_changed_speaker_or_certainty_is_found(label: str, claim: str, evidence: str) -> None:
    drifts = findings(claim, evidence)
    assert [drift.label for drift in drifts] == [label]
    drift = drifts[0]
    assert drift.kind is DriftKind.ATTRIBUTION
    assert drift.conflict is (label == "speaker_changed")
    assert drift.source is not None
    assert drift.story.text == claim[drift.story.start : drift.story.end]
    assert drift.source.text == evidence[drift.source.start : drift.source.end]
    assert drift.story_value != drift.source_value


HELD = [
    ("A dealer took the bell.", True),
    ("The council voted for the plan on Monday.", True),
    ("The bell weighs 310kg and is worth £18,000.", True),
    ("The council called it a “ghost ship”.", True),
    ("Mott reports to the mayor.", True),
    ("Tasker alleges that a dealer took the bell.", False),
    ("A dealer took the bell, Tasker said.", False),
    ("“A dealer took the bell,” said Tasker.", False),
    ("According to Tasker, a dealer took the bell.", False),
    ("Tasker said the bell was gone.", False),
    ("Tasker told reporters on Monday that the bell was gone.", False),
    ("“The bell was there on Sunday and gone on Monday.”", False),
    ("The bell was reportedly sold.", False),
    ("The man is said to have sold the bell.", False),
    ("", True),
]


@pytest.mark.parametrize(("sentence", "held"), HELD)
def test_a_source_holds_what_it_states_and_not_what_it_reports(sentence: str, held: bool) -> None:
    assert holds(sentence) is held


def test_without_evidence_there_is_nothing_to_say() -> None:
    story, source = document("A dealer took the bell.", "story"), document("Tasker alleges it.")
    assert find_attribution_drift(whole(story), [], story=story, source=source) == ()


WORDS = st.sampled_from(
    "Tasker Ada Lund said alleges that , a dealer took the old bell may probably according to “ ” . is thought to be "
    "worth officials he police believe".split()
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=20).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_text_never_drifts_from_itself(text: str) -> None:
    assert findings(text, text) == ()


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4))
def test_the_order_of_the_evidence_does_not_matter(claim: str, parts: list[str]) -> None:
    text = "\n\n".join(parts)
    story, source = document(claim, "story"), document(text)
    spans, at = [], 0
    for part in parts:
        spans.append(source.span(at, at + len(part)))
        at += len(part) + 2
    found = find_attribution_drift(whole(story), spans, story=story, source=source)
    assert find_attribution_drift(whole(story), spans[::-1], story=story, source=source) == found
    for drift in found:
        assert drift.story.text == claim[drift.story.start : drift.story.end]
        assert drift.source is not None
        assert drift.source.text == text[drift.source.start : drift.source.end]
