"""The parts of a claim and which of them a source has: by kind, through the same readings as drift."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.records import Claim, Comparison, Document, PartKind, Relation, Uncovered
from factcheck.steps.evidence import evidence_from_sentences
from factcheck.verdict.parts import find_uncovered
from tests.render.reports import document

STORY = document("story", "The ferry Alder ran aground on Monday.\n", published="2025-03-05")
SOURCE = document(
    "s1",
    "The ferry Alder ran aground off Sorrel on Monday, with 897 people aboard.\n"
    "“Nobody was hurt, and we are thankful,” said Ida Marsh, who runs Westing Lines.\n"
    "The repair will cost €2.4 million, Norrland Bank has told the World Health Organization.\n"
    "A third of the crew live on the island.\n",
    title="Ferry aground",
    publisher="Westing Lines",
    published="2025-03-05",
)


def uncovered(
    text: str, *evidence: int, speaker: str | None = None, source: Document = SOURCE
) -> tuple[Uncovered, ...]:
    """What of that claim those sentences of the source do not have."""
    comparison = Comparison(
        claim="c1",
        source=source.id,
        relation=Relation.SUPPORTS,
        confidence=0.9,
        basis="logprobs",
        probabilities={},
        evidence=evidence_from_sentences(source, evidence),
    )
    return find_uncovered(Claim(id="c1", text=text, sentences=(1,), speaker=speaker), comparison, STORY, source)


def absent(text: str, *evidence: int, speaker: str | None = None) -> list[tuple[PartKind, str]]:
    """What of that claim no sentence of the source has."""
    return [(part.kind, part.text) for part in uncovered(text, *evidence, speaker=speaker) if part.absent]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The Alder ran aground with nearly 900 people aboard.", 1),
        ("The Alder ran aground on 3 March 2025.", 1),
        ("Marsh said that nobody was hurt.", 2),
        ("“Nobody was hurt,” Ida Marsh said.", 2),
        ("The repair will cost 2,400,000 euros.", 3),
        ("Norrland Bank told the WHO.", 3),
        ("33 percent of the crew live on the island.", 4),
        ("The grounding happened on the day of the report, 5 March 2025.", 1),
        ("Westing Lines says that the Alder ran aground.", 1),
    ],
)
def test_what_a_source_has_in_another_form_is_there(text: str, evidence: int) -> None:
    assert absent(text, evidence) == []


@pytest.mark.parametrize(
    ("text", "evidence", "kind", "words"),
    [
        ("The Alder ran aground with 1,200 people aboard.", 1, PartKind.NUMBER, "1,200"),
        ("The Alder ran aground on 7 March 2025.", 1, PartKind.DATE, "7 March 2025"),
        ("The ferry Rowan ran aground off Sorrel.", 1, PartKind.NAME, "Rowan"),
        (
            "“Nobody was hurt, and we are sorry,” said Ida Marsh.",
            2,
            PartKind.QUOTATION,
            "Nobody was hurt, and we are sorry,",
        ),
        ("The repair will cost €3.1 million.", 3, PartKind.NUMBER, "€3.1 million"),
        ("Norrland Bank told the WTO.", 3, PartKind.NAME, "WTO"),
        ("64 percent of the crew live on the island.", 4, PartKind.NUMBER, "64 percent"),
    ],
)
def test_what_no_sentence_has_is_absent(text: str, evidence: int, kind: PartKind, words: str) -> None:
    assert (kind, words) in absent(text, evidence)


def test_a_part_that_another_sentence_has_is_uncovered_and_not_absent() -> None:
    found = uncovered("Ida Marsh said that the Alder ran aground.", 1)
    assert [(part.text, part.absent) for part in found if part.kind is PartKind.NAME] == [("Ida Marsh", False)]


def test_other_words_are_named_and_never_absent() -> None:
    found = uncovered("The ferry Alder capsized off Sorrel.", 1)
    assert [(part.kind, part.text, part.absent) for part in found] == [(PartKind.WORDS, "capsized", False)]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Two dogs died after drinking from the lake.", "Two dogs that drank from the lake died."),
        ("Prices rose.", "Prices have risen."),
        ("The firm bought the mill.", "The firm buys the mill."),
        ("The shares fell.", "The shares have fallen."),
        ("They met in Graz.", "They will meet in Graz."),
    ],
)
def test_another_form_of_a_verb_is_the_same_word(claim: str, source: str) -> None:
    assert uncovered(claim, 1, source=document("s1", source)) == ()


def test_another_verb_is_another_word() -> None:
    (part,) = uncovered("The mayor cut the ribbon.", 1, source=document("s1", "The mayor painted the ribbon."))
    assert (part.text, part.absent) == ("cut", False)


DEGREES = document(
    "s1",
    "All the islands lost power, and most of the schools shut.\nThe Sorrel storm was the worst since 1987.\n"
    "The Alder is larger than the Rowan, and at least 40 metres long.\nOnly the harbour kept its lights.\n"
    "The ferry sails daily.\n",
)


@pytest.mark.parametrize(
    ("text", "evidence", "words"),
    [
        ("Every island lost power.", 1, []),
        ("All the schools shut.", 2, ["All"]),
        ("Most of the schools shut.", 1, []),
        ("Most of the islands lost power.", 4, ["Most"]),
        ("The storm was the worst since 1987.", 2, []),
        ("The storm was the strongest since 1987.", 2, ["strongest"]),
        ("The Alder is larger than the Rowan.", 3, []),
        ("The Alder is faster than the Rowan.", 3, ["faster"]),
        ("The Alder is at least 40 metres long.", 3, []),
        ("The Alder has an all-day crew.", 3, []),
        ("The harbour alone kept its lights.", 4, []),
        ("The harbour was the only place with lights.", 3, ["only"]),
        ("The Alder came from the west a day earlier than the Rowan.", 3, []),
        ("The rest of the crew was the best.", 3, ["best"]),
        ("“Only the harbour”, she said.", 4, []),
        ("The ferry sails every day.", 5, []),
        ("Each ferry sails daily.", 4, []),
        ("Each of the ferries sails.", 4, ["Each"]),
        ("The two ferries cost £31 million each.", 4, ["each"]),
    ],
)
def test_words_of_degree_that_the_evidence_lacks_are_named(text: str, evidence: int, words: list[str]) -> None:
    found = uncovered(text, evidence, source=DEGREES)
    assert [part.text for part in found if part.kind is PartKind.DEGREE] == words
    assert not any(part.absent for part in found if part.kind is PartKind.DEGREE)


def test_the_speaker_has_parts_too() -> None:
    found = uncovered("The Alder ran aground.", 1, speaker="Mayor Jon Berg")
    assert ("Jon Berg", True, True) in [(part.text, part.of_speaker, part.absent) for part in found]


def test_a_small_count_may_be_a_list() -> None:
    listed = document("s1", "Bheki and Andile, her sons, survive her.\n")
    assert [part.absent for part in uncovered("She leaves two sons.", 1, source=listed) if part.text == "two"] == [
        False
    ]


def test_without_evidence_nothing_is_said() -> None:
    assert uncovered("The ferry Rowan sank.") == ()


@given(
    st.lists(
        st.sampled_from(
            [
                "Ida Marsh",
                "Jon Berg",
                "897",
                "1,200",
                "€2.4 million",
                "on Monday",
                "“Nobody was hurt”",
                "ferry",
                "sank",
                ",",
                ".",
            ]
        ),
        max_size=12,
    ),
    st.sets(st.integers(1, 4), min_size=1),
)
def test_parts_lie_in_the_claim_and_what_the_evidence_has_is_not_uncovered(
    words: list[str], evidence: set[int]
) -> None:
    text = " ".join(words)
    for part in uncovered(text, *evidence):
        assert text[part.start : part.end] == part.text
        assert not (part.absent and part.kind is PartKind.WORDS)
        shown = " ".join(SOURCE.sentence_text(number) for number in evidence)
        assert part.text not in shown or part.kind is PartKind.QUOTATION
    whole = uncovered(text, 1, 2, 3, 4)
    assert {(p.start, p.end) for p in whole} <= {(p.start, p.end) for p in uncovered(text, *evidence)}


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The price was 11 per cent below a valuation.", "The price was €11 million below a valuation."),
        ("Profit fell by $30 million.", "Profit fell by 30 percent."),
        ("The trail is 18 km long.", "The trail crew carried 18 kg each."),
        ("The river rose to 14 degrees.", "The river rose by 14 metres."),
        ("The gusts reached 90 mph.", "The gusts cost 90 euros a roof."),
        ("The load was 12 tonnes.", "The load filled 12 per cent of the hold."),
    ],
)
def test_the_same_figure_of_another_measure_is_not_in_the_source(claim: str, source: str) -> None:
    lacking = uncovered(claim, 1, source=document("s1", source + "\n"))
    assert [part.kind for part in lacking if part.absent] == [PartKind.NUMBER]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("A 91-year-old was rescued.", "The man, 91, was rescued."),
        ("He polled 10 percent.", "He himself, at 10, came last; his rival had 60 percent."),
        ("The trail is 18 km long.", "The trail, 18 in all, was measured in kilometres."),
        ("The fine was $30.", "The fine was 30 dollars and the walk 30 miles."),
    ],
)
def test_a_figure_that_the_source_gives_bare_may_be_the_same(claim: str, source: str) -> None:
    assert not [part for part in uncovered(claim, 1, source=document("s1", source + "\n")) if part.absent]


def test_a_name_in_the_plural_is_in_a_source_that_has_it_in_the_singular() -> None:
    source = document("s1", "The Greens had met.\nGreen leader Mart Sool spoke.\n")
    assert not [
        part for part in uncovered("Mart Sool leads the Greens.", 2, source=source) if part.kind is PartKind.NAME
    ]
