"""Prints of one text are found, and no two texts are taken for one: on the seeds, and on copies made of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.seeds import Seed, all_seeds
from factcheck.records import Document, Reprint
from factcheck.verdict.reprints import find_reprints, notice_of
from tests.render.reports import document

SEEDS = all_seeds()
STORY = document("story", "A story of its own.")
WIRE = SEEDS[1].sources["regional-wire.md"]
LONG = [source for seed in SEEDS for source in seed.sources.values() if len(source.sentences) >= 9]


def numbered(*documents: Document) -> list[Document]:
    """The documents as the sources of one check."""
    return [one.model_copy(update={"id": f"s{number}"}) for number, one in enumerate(documents, start=1)]


def printed(source: Document, lines: list[str], published: str | None = None) -> Document:
    """Another print with these lines."""
    return document("s2", "\n".join(lines), published=published or source.published or "")


def sentences(source: Document) -> list[str]:
    return [" ".join(source.sentence_text(sentence.number).split()) for sentence in source.sentences]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_the_seeds_reprints_are_found_with_what_they_reprint(seed: Seed) -> None:
    names = {source.id: name for name, source in seed.sources.items()}
    found = find_reprints(seed.story, list(seed.sources.values()))
    assert {names.get(one.document): names.get(one.of) for one in found} == seed.gold.reprints
    assert all(one.dated and one.share > 0.9 for one in found)


def test_of_all_the_seeds_texts_only_the_reprints_are_prints_of_each_other() -> None:
    """Stories share sentences with their sources, and are not prints of them."""
    names = [f"{seed.name}/{name}" for seed in SEEDS for name in [*seed.sources, "story"]]
    texts = numbered(*(one for seed in SEEDS for one in [*seed.sources.values(), seed.story]))
    found = find_reprints(STORY, texts)
    assert {names[int(one.document[1:]) - 1]: names[int(one.of[1:]) - 1] for one in found} == {
        f"{seed.name}/{reprint}": f"{seed.name}/{of}" for seed in SEEDS for reprint, of in seed.gold.reprints.items()
    }
    assert len(texts) * (len(texts) - 1) // 2 >= 741


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LONG), st.sampled_from([0.5, 0.75, 1.0]))
def test_a_trimmed_print_under_another_headline_is_found(source: Document, kept: float) -> None:
    """The first sentences stay, as an editor cuts from below; the first eighth of every third sentence is reworded."""
    body = sentences(source)[1:]
    body = body[: max(5, int(len(body) * kept))]
    edited = [_edited(line) if number % 3 == 1 else line for number, line in enumerate(body)]
    copy = printed(source, ["What the neighbours saw that day", "By our own reporter", *edited])
    found = find_reprints(STORY, numbered(source, copy))
    assert [(one.document, one.of) for one in found] in ([("s2", "s1")], [("s1", "s2")])


def _edited(line: str) -> str:
    words = line.split()
    size = max(1, len(words) // 8)
    return " ".join(["elsewhere"] * size + words[size:])


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(4)), st.booleans())
def test_the_order_in_which_sources_are_given_does_not_matter(order: list[int], dated: bool) -> None:
    days = ["2025-08-18T11:20:00+01:00", "2025-08-18T16:00:00+01:00", "2025-08-19", "2025-08-20"]
    body = sentences(WIRE)
    copies = [
        document(f"c{n}", "\n".join(body[: len(body) - 2 * n]), **({"published": days[n]} if dated else {}))
        for n in range(3)
    ]
    given_ = [*copies, LONG[-1].model_copy(update={"id": "c3"})]
    found = find_reprints(STORY, [given_[n] for n in order])
    assert {(one.document, one.of, one.dated) for one in found} == {("c1", "c0", dated), ("c2", "c0", dated)}


def test_a_text_is_a_print_of_one_other_and_that_is_none_itself() -> None:
    body = sentences(WIRE)
    half = len(body) // 2
    first, last = printed(WIRE, body[: half + 1]), printed(WIRE, body[half:])
    found = find_reprints(STORY, numbered(first, WIRE, last))
    assert {(one.document, one.of) for one in found} == {("s1", "s2"), ("s3", "s2")}


def test_equal_short_texts_are_prints_of_one_and_nearly_equal_ones_are_not() -> None:
    one, twin = document("s1", "The bridge closes for six weeks."), document("s2", "THE BRIDGE closes – for six weeks!")
    assert find_reprints(STORY, [one, twin]) == (Reprint(document="s2", of="s1", share=1.0, dated=False),)
    line = (
        "The bridge at {} closes for six weeks from the third of March on because its deck is cracked in many places."
    )
    here, there = (document(f"s{n}", line.format(town)) for n, town in ((1, "Aldery"), (2, "Brooke")))
    assert find_reprints(STORY, [here, there]) == ()


def test_texts_without_a_word_are_not_prints_of_each_other() -> None:
    assert find_reprints(document("story", "…"), [document("s1", "…"), document("s2", "—")]) == ()


def test_a_form_with_other_figures_in_it_is_no_reprint() -> None:
    form = (
        "The council of {town} met on {day} and approved the accounts of the year with {yes} votes in favour and {no} "
        "against. The surplus of {sum} thousand crowns will be paid into the reserve, as the law asks. Questions to the "
        "treasurer can be put in writing until the end of the month, and the accounts can be read in the town hall."
    )
    one = document("s1", form.format(town="Aldery", day="4 May 2023", yes=17, no=4, sum=812))
    other = document("s2", form.format(town="Aldery", day="9 June 2024", yes=15, no=6, sum=340))
    assert find_reprints(STORY, [one, other]) == ()
    copy = document("s2", form.format(town="Aldery", day="4 May 2023", yes=17, no=4, sum=821))
    assert find_reprints(STORY, [one, copy]), "one figure of six is a slip, and the text is still the same"


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025-08-21", ("s1", "story", True)),
        ("2025-08-01", ("story", "s1", True)),
        ("", ("s1", "story", False)),
    ],
)
def test_a_part_of_the_story_among_the_sources(published: str, expected: tuple[str, str, bool]) -> None:
    story = SEEDS[1].story
    (found,) = find_reprints(story, [document("s1", "\n".join(sentences(story)[:-2]), published=published)])
    assert (found.document, found.of, found.dated) == expected
    assert found.share > 0.9


def test_the_story_itself_is_the_story_whatever_its_date_says() -> None:
    early = WIRE.model_copy(update={"id": "s1", "published": "2001-01-01"})
    (found,) = find_reprints(WIRE.model_copy(update={"id": "story"}), [early])
    assert (found.document, found.of) == ("s1", "story")


@pytest.mark.parametrize(
    ("reprint", "said"),
    [
        (Reprint(document="s2", of="s1", share=0.92, dated=True), "echo.md is a reprint of wire.md (92 % of"),
        (Reprint(document="s2", of="s1", share=0.92, dated=False), "echo.md and wire.md are prints of one text"),
        (Reprint(document="s1", of="story", share=1.0, dated=True), "wire.md is the story itself: its support"),
        (Reprint(document="s1", of="story", share=0.8, dated=True), "wire.md is nearly (80 % of the shorter text"),
        (Reprint(document="story", of="s1", share=0.8, dated=True), "The story repeats wire.md, which came first"),
    ],
)
def test_the_notice_names_both_by_what_people_call_them(reprint: Reprint, said: str) -> None:
    assert notice_of(reprint, {"story": "story.md", "s1": "wire.md", "s2": "echo.md"}).startswith(said)
