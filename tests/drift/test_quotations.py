"""Quotations of a story against its sources: what changed, and what only looks changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.drift.quotations import find_quotation_drift
from factcheck.english.marks import quoted
from factcheck.english.speakers import speaker_of
from factcheck.english.words import words
from factcheck.records import Drift, DriftKind
from tests.drift.texts import document


def findings(story: str, *sources: str) -> tuple[Drift, ...]:
    named = [document(text, f"s{number}") for number, text in enumerate(sources, start=1)]
    return find_quotation_drift(document(story, "story"), named)


HARBOUR = (
    "“The harbour is open and it will stay open through the winter,” said Ada Lunde, the harbour master. "
    "She told the council that storms had damaged the outer wall. “We have not lost a single ship,” she added."
)

SILENT = [
    # The same words, whatever the typography and the house style.
    ("Lunde said: “The harbour is open and it will stay open through the winter.”", HARBOUR),
    ('Lunde said: "The harbor is open and it\'ll stay open through the winter."', HARBOUR),
    ("Lunde: «The harbour is open – and it will stay open through the winter!»", HARBOUR),
    ("``We haven't lost a single ship,'' she said.", HARBOUR),
    ("‘We have not lost a single ship,’ she said.", HARBOUR),
    ("She said “we have not lost a single ship”.", HARBOUR),
    ("“About 70% of nine ports”, he said.", "“About 70 per cent of 9 ports,” he said."),
    ("“It was, um, a very long night,” he said.", "“It was a very long night,” he said."),
    ("“A well-known old sailor”, she said.", "“A well known old sailor,” she said."),
    ("“It begins on Aug. 21,” he said.", "“It begins on 21 August,” he said."),
    (
        "“The US paid $4.6bn for the program,” he said.",
        "“The United States paid $4.6 billion for the programme,” he said.",
    ),
    ("“The crew rowed toward the harbor,” he said.", "“The crew rowed towards the harbour,” he said."),
    # The marks and apostrophes of other countries and keyboards.
    ("»Die Fähre fährt am Montag wieder«, sagte Lund.", "„Die Fähre fährt am Montag wieder“, sagte Lund."),
    ("”Färjan går igen på måndag”, sade Ek.", "»Färjan går igen på måndag», sade Ek."),
    ("« Le bac repart lundi matin », a dit Roux.", "“Le bac repart lundi matin”, a dit Roux."),
    ("„Die Fähre“, sagte Lund, „fährt am Montag wieder.“", "»Die Fähre fährt am Montag wieder«, sagte Lund."),
    ("他说：「渡轮星期一恢复航行。」", "他说：“渡轮星期一恢复航行。”"),
    ("他称这是“好事”。", "他没有多说什么。"),
    ("“We weren´t told about the ferry,” Roe said.", "“We weren’t told about the ferry,” Roe said."),
    ("“They didn`t pay the old crew,” Roe said.", "“They didn‘t pay the old crew,” Roe said."),
    # A quotation that runs on in a text whose paragraphs were joined.
    ("“I like the sea. I have two boats,” he said.", '"I like the sea. "I have two boats," he said.'),
    # A part of a quotation, its sense kept.
    ("The harbour will “stay open through the winter”, Lunde said.", HARBOUR),
    ("They had “not lost a single ship”.", HARBOUR),
    # The reporter's interruption is not part of it, on either side.
    ("“The nets are torn and the boats are old,” he said.", "“The nets are torn,” he said, “and the boats are old.”"),
    ("“The nets are torn,” he said, “and the boats are old.”", "“The nets are torn and the boats are old,” he said."),
    # Over several paragraphs, each opened anew.
    ("“The nets are torn.\n\n“The boats are old,” he said.", "“The nets are torn. The boats are old,” he said."),
    # An honest ellipsis, an honest bracket.
    ("“The harbour is open … through the winter,” she said.", HARBOUR),
    ("“[It] is open and it will stay open through the winter,” she said.", HARBOUR),
    (
        "“We are ready … and we will sail,” he said.",
        "“We are ready. They are not here. The tide is in and we will sail,” he said.",
    ),
    # Marks that quote nobody.
    ("The “so called” expert read “The Old Man and the Sea” on deck.", HARBOUR),
    ("It was a “ghost ship”.", HARBOUR),
    ("Nothing is quoted here at all.", HARBOUR),
    ("It is 6'2\" long and the crew's, the owners' and the boys' boats lie there.", HARBOUR),
    # One source has it: that is enough.
    (
        "“We will never sell the old boats,” he said.",
        "He will not sell them.",
        "“We will never sell the old boats,” he said.",
    ),
    # A speech or a transcript is all quotation.
    (
        "“The boats stay in the harbour,” she said.",
        "Dear friends, I am glad to be here. We worked hard and I thank our crews. The boats stay in the harbour. "
        "We know what our town owes them.",
    ),
    # One speaker, named in different ways.
    ("“The old wall must be repaired now,” said the council.", "“The old wall must be repaired now,” said Ida Berg."),
    ("“The old wall must be repaired now,” she said.", "“The old wall must be repaired now,” said Ida Berg."),
    ("“The old wall must be repaired now,” said Berg.", "“The old wall must be repaired now,” said mayor Ida Berg."),
]


@pytest.mark.parametrize("case", SILENT, ids=lambda case: case[0][:50])
def test_what_is_the_same_raises_nothing(case: tuple[str, ...]) -> None:
    assert [(drift.label, drift.message) for drift in findings(*case)] == []


DRIFTS = [
    ("altered", "“The harbour is closed and it will stay closed through the winter,” she said.", HARBOUR),
    ("altered", "“We have not lost a single boat,” she said.", HARBOUR),
    ("altered", "“We have lost a single ship,” she said.", HARBOUR),
    ("altered", "“We have not lost one single small ship,” she said.", HARBOUR),
    (
        "altered",
        "“I slammed the door twice and nothing at all moved,” he said.",
        "“I pushed the door twice and nothing moved,” he said.",
    ),
    (
        "altered",
        "Russia seeks “the most substantial defense expansion since the Soviet times, at a pace previously deemed "
        "unfeasible”, one official said.",
        "An official said Russia was undertaking “its most ambitious defense expansion since the Soviet era and on a "
        "faster timeline than we believed possible”.",
    ),
    (
        "extended",
        "“China’s support is pivotal in reviving the defense industry, which had otherwise suffered significant "
        "setbacks,” one official said.",
        "The official called Chinese support pivotal in reviving the defense industry, “which had otherwise suffered "
        "significant setbacks”.",
    ),
    (
        "extended",
        "“The valves were due in May and far beyond their service life,” she said.",
        "She said the valves were due in May. They were “far beyond their service life”.",
    ),
    (
        "extended",
        "“The plan would harm every family in the valley,” he said.",
        "He said the plan “would harm every family” in the valley.",
    ),
    ("quoted_paraphrase", "“Storms had damaged the outer wall,” she said.", HARBOUR),
    (
        "quoted_paraphrase",
        "“The bridge is too narrow for the new trucks,” she said.",
        "The engineer found that the bridge is too narrow for the new trucks. “We must act,” she said.",
    ),
    (
        "misattributed",
        "“The old wall must be repaired now,” said Per Holt.",
        "“The old wall must be repaired now,” said Ida Berg.",
    ),
    (
        "misattributed",
        "Per Holt said: “The old wall must be repaired now.”",
        "Ida Berg, who leads the union, spoke last. “The old wall must be repaired now,” she said.",
    ),
    (
        "misattributed",
        "“The old wall must be repaired now,” Inspector Mary Stone said.",
        "According to Ida Berg, “the old wall must be repaired now”.",
    ),
    (
        "hidden_negation",
        "“We knew of the reports … the trams were unsafe,” he said.",
        "“We knew of the reports but did not believe that the trams were unsafe,” he said.",
    ),
    ("hidden_negation", "“I will … vote for this bill,” he said.", "“I will never, ever vote for this bill,” he said."),
    (
        "hidden_negation",
        "“The water [...] safe to drink,” he said.",
        "“The water is by no means safe to drink,” he said.",
    ),
    ("trimmed", "“They can win this long war,” he said.", "“I do not think they can win this long war,” he said."),
    (
        "trimmed",
        "“We saved money on inspections,” he said.",
        "“We saved money on inspections, and in hindsight that was wrong,” he said.",
    ),
    (
        "spliced",
        "“The nets are badly torn and the young crews are leaving,” he said.",
        "“The nets are badly torn, and nobody in this town has offered us a single coin for new ones,” he said. Later he "
        "spoke of the winter, of the ice on the quay and of the price of oil, which had doubled within two years, and of "
        "his father. “The old engines smoke and the young crews are leaving,” he said.",
    ),
    (
        "spliced",
        "“The young crews are leaving … The nets are badly torn,” he said.",
        "“The nets are badly torn. Prices fall. The young crews are leaving,” he said.",
    ),
    (
        "spliced",
        "The report spoke of “a sad loss of nets a sense of fear”.",
        "The report spoke of “a sad loss of nets” that came with “a sense of fear” last year.",
    ),
    (
        "misattributed",
        "“The tide is in and we sail.” said Ivo Brandt of Hall & Co.",
        "“The tide is in and we sail.” said Luke Kelly of Hall & Co.",
    ),
    ("altered", "他说：“渡轮星期一停止航行。”", "他说：「渡轮星期一恢复航行。」"),
    ("altered", "「船は月曜日に止まります」と彼は言った。", "『船は月曜日に出発します』と彼は言った。"),
    ("quoted_paraphrase", "她说：“渡轮星期一恢复航行。”", "她说，渡轮星期一恢复航行。"),
    ("altered", "»Die Fähre fährt am Freitag nicht«, sagte Lund.", "„Die Fähre fährt am Montag nicht“, sagte Lund."),
    ("not_found", "“The city owes every family the truth,” she said.", HARBOUR),
    ("not_found", "“Nobody warned us about any of this.”", "A short report about something else entirely."),
]


@pytest.mark.parametrize(("label", "story", "source"), DRIFTS, ids=[f"{row[0]}-{row[1][:30]}" for row in DRIFTS])
def test_what_changed_is_named(label: str, story: str, source: str) -> None:
    drifts = findings(story, source)
    assert [drift.label for drift in drifts] == [label]
    drift = drifts[0]
    assert drift.kind is DriftKind.QUOTATION
    assert drift.conflict is (label not in ("trimmed", "not_found"))
    assert drift.story.text == story[drift.story.start : drift.story.end]
    assert (drift.source is None) is (label == "not_found")
    if drift.source is not None:
        assert drift.source.text == source[drift.source.start : drift.source.end]
    assert "\n" not in drift.message


def test_the_source_s_whole_quotation_is_shown() -> None:
    (drift,) = findings(*DRIFTS[5][1:])
    assert drift.source is not None
    assert drift.source.text.startswith("its most ambitious")
    assert drift.source.text.endswith("believed possible")


def test_an_extension_names_what_the_source_quotes() -> None:
    (drift,) = findings(*DRIFTS[6][1:])
    assert "only “which had otherwise suffered significant setbacks”" in drift.message


def test_the_closest_source_is_shown() -> None:
    drifts = findings("“We have not lost a single boat,” she said.", "“They lost a boat once,” he said.", HARBOUR)
    assert [(drift.label, drift.source and drift.source.document) for drift in drifts] == [("altered", "s2")]


def test_without_sources_there_is_nothing_to_say() -> None:
    assert findings("“The city owes every family the truth,” she said.") == ()


QUOTED = [
    ('He said "yes" and "no way".', ["yes", "no way"]),
    ("“One,” he said. “Two.”", ["One,", "Two."]),
    ("„Ja“, sagte er. «Oui», dit-il.", ["Ja", "Oui"]),
    ("the 'best' of the '90s, the workers' rights", ["best"]),
    ("‘the workers’ rights are ours,’ she said", ["the workers’ rights are ours,"]),
    ("‘He said “no” to me’ and “he said ‘no’ too”", ["He said “no” to me", "he said ‘no’ too"]),
    ("“never closed.\n\nNext paragraph. “Fine,” he said.", ["Fine,"]),
    ("rock 'n' roll, 'em and 'twas 'really good', ok", ["really good"]),
    ("“...” and “!”", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "inside"), QUOTED)
def test_quotation_marks_are_told_from_apostrophes(text: str, inside: list[str]) -> None:
    assert [text[one.start : one.end] for one in quoted(text)] == inside


SPEAKERS = [
    ("“The tide is in,” said Ada Lunde.", "Ada Lunde"),
    ("“The tide is in,” Lunde, the harbour master, told reporters.", "Lunde"),
    ("“The tide is in,” she said on Monday.", "she"),
    ("Lt. Gen. Mark Foss said that “the tide is in”.", "Lt. Gen. Mark Foss"),
    ("Its secretary, Ada Lunde, claimed that “the tide is in”.", "Ada Lunde"),
    ("Lunde added: “The tide is in.”", "Lunde"),
    ("“The tide is in,” according to the harbour office.", "the harbour office"),
    ("According to Lunde, “the tide is in”.", "Lunde"),
    ("“We sail,” Lunde said. “The tide is in.”", "Lunde"),
    ("Lunde called for calm, saying “the tide is in”.", "Lunde"),
    ("“The tide is in.” Nothing else was heard.", None),
    ("“The tide is in.” said Ada Lunde.", "Ada Lunde"),
    ("A sign read nothing but numbers.", None),
]


@pytest.mark.parametrize(("text", "name"), SPEAKERS)
def test_the_words_around_a_quotation_name_its_speaker(text: str, name: str | None) -> None:
    at = text.lower().find("the tide is in")
    speaker = speaker_of(text, max(at, 0), max(at, 0) + 14)
    assert (speaker.name if speaker else None) == name
    if speaker:
        assert text[speaker.start : speaker.end] == speaker.name


def test_a_pronoun_stands_for_the_one_name_before_it() -> None:
    text = "Farid Nasser was heard last. “Nobody told us,” he said."
    speaker = speaker_of(text, text.index("Nobody"), text.index(",”"))
    assert speaker is not None
    assert (speaker.name, speaker.known_as) == ("he", "Farid Nasser")


@pytest.mark.parametrize(
    "before",
    [
        "Ida Berg runs the yard.\n\nAnalysts polled by Kysten Markets wait.\n\nBerg said that it stays open.",
        "Ida Berg runs the yard. Berg’s father did, too.",
        "Ida Berg of the Seamen Alliance was not asked.",
    ],
)
def test_a_pronoun_stands_for_a_surname_and_not_for_a_body_with_an_article(before: str) -> None:
    text = f"{before} “Nobody told us,” she said."
    speaker = speaker_of(text, text.index("Nobody"), text.index(",”"))
    assert speaker is not None
    assert speaker.known_as == "Ida Berg"


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["“", "”", '"', "'", "‘", "’", "\n\n", " … ", "[x]", " he said ", ", ", ". ", "not "]),
        st.sampled_from("The boats are not old and we will sail on Monday said Ida Berg 70 %".split()).map(
            lambda w: w + " "
        ),
        st.text(max_size=5),
    ),
    max_size=25,
).map("".join)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_a_text_never_drifts_from_itself(text: str) -> None:
    assert findings(text, text) == ()


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_every_span_is_where_it_says(story: str, first: str, second: str) -> None:
    for drift in findings(story, first, second):
        assert drift.story.text == story[drift.story.start : drift.story.end]
        if drift.source is not None:
            text = {"s1": first, "s2": second}[drift.source.document]
            assert drift.source.text == text[drift.source.start : drift.source.end]


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_heard_words_are_idempotent_and_in_place(text: str) -> None:
    heard = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in heard)
    once = " ".join(word.heard for word in heard)
    assert " ".join(word.heard for word in words(once)) == once


@pytest.mark.parametrize(
    ("text", "heard"), [("ca n't", "ca not"), ("n't", "not"), ("it 's", "it s"), ("they 'll go", "they ll go")]
)
def test_words_of_tokenised_text_are_heard(text: str, heard: str) -> None:
    assert " ".join(word.heard for word in words(text)) == heard


def test_of_a_long_quotation_the_sentences_that_were_changed_are_shown() -> None:
    source = (
        "Shah said: “We have never been better placed. Pumps bring in more than a fifth of our sales. "
        "Orders are ahead of last year.”"
    )
    (found,) = findings("“Pumps bring in a third of our sales,” Shah said.", source)
    assert found.source
    assert found.source.text == "Pumps bring in more than a fifth of our sales."
