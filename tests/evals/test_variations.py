"""Changes of a story that leave its meaning alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.folders import SEEDS as FOLDER
from evals.folding import fold
from evals.seeds import Seed, all_seeds, load_seed
from evals.variations import vary
from factcheck.documents import from_text
from factcheck.records import SentenceRole

SEEDS = {seed.name: seed for seed in all_seeds()}
CHANGES = {name: vary(seed) for name, seed in SEEDS.items()}

SWAPPED = {
    "april-2024-build-up": ("What the two figures do not show", "China has not given Russia any weapons"),
    "bell-theft": ("A scrap dealer from Penmoor took the bell.", "The police found tyre marks"),
    "clinic-waits": ("The clinic treated 18,300 people", "The share of patients"),
    "island-ferry": ("In summer the Alder will make", "Westing Lines bought the ship"),
    "library-roof": ("The grant has to be spent", "The new roof will carry 320 solar panels."),
    "night-train": ("Nordlinie has trained 90 attendants", "The track through the Varr valley"),
    "pier-reopening": ("The pier is once more 310 metres long.", "Repairs cost €2.4 million"),
    "quarry-rockfall": ("Managers ignored warnings", "The collapse was caused by heavy rain."),
    "reservoir-nitrate": ("No case of illness has been reported", "About 700 customers called"),
    "shipyard-sale": ("“Ships have been built here", "The yard was founded in 1911"),
    "tram-inquiry": ("“The valves were due for replacement", "The driver, Otto Lind, described"),
    "valley-vote": ("The new town will have 38,600 inhabitants", "The Keep Two Towns group alleges"),
}
"""How the two swapped paragraphs begin, in their new order: read by a person, who found that neither refers to the other."""

every_seed = pytest.mark.parametrize("name", sorted(SEEDS))


@every_seed
def test_every_sentence_of_a_changed_story_is_the_sentence_it_is_mapped_to(name: str) -> None:
    seed = SEEDS[name]
    for change, varying in CHANGES[name].items():
        assert set(varying.numbers) == {sentence.number for sentence in varying.story.sentences}
        assert len(set(varying.numbers.values())) == len(varying.numbers)
        for number, own in varying.numbers.items():
            assert fold(varying.story.sentence_text(number)) == fold(seed.story.sentence_text(own))
            if change != "headline_dropped":  # the first line may then be taken for one
                assert varying.story.sentence(number).role == seed.story.sentence(own).role


@every_seed
def test_only_a_dropped_headline_is_missing(name: str) -> None:
    numbers = {sentence.number for sentence in SEEDS[name].story.sentences}
    headlines = {s.number for s in SEEDS[name].story.sentences if s.role is SentenceRole.HEADLINE}
    missing = {change: numbers - set(varying.numbers.values()) for change, varying in CHANGES[name].items()}
    assert missing == {
        "paragraphs_swapped": set(),
        "typography": set(),
        "white_space": set(),
        "headline_dropped": headlines,
    }
    assert headlines
    assert CHANGES[name]["headline_dropped"].story.title != SEEDS[name].story.title


@every_seed
def test_two_paragraphs_that_do_not_refer_to_each_other_change_places(name: str) -> None:
    seed, varying = SEEDS[name], CHANGES[name]["paragraphs_swapped"]
    own = seed.story.text.split("\n\n")
    changed = varying.story.text.split("\n\n")
    places = [i for i, (one, other) in enumerate(zip(own, changed, strict=True)) if one != other]
    first, second = places
    assert second == first + 1
    assert [own[first], own[second]] == [changed[second], changed[first]]
    assert changed[first].startswith(SWAPPED[name][0])
    assert changed[second].startswith(SWAPPED[name][1])


@every_seed
def test_typography_changes_marks_and_no_words(name: str) -> None:
    own, changed = SEEDS[name].story.text, CHANGES[name]["typography"].story.text
    assert own != changed
    assert fold(own) == fold(changed)
    assert "ﬁ" not in changed, "a ligature is read as its letters"
    assert ("“" in own) != ("“" in changed)


@every_seed
def test_white_space_breaks_lines_inside_sentences(name: str) -> None:
    own, changed = SEEDS[name].story, CHANGES[name]["white_space"].story
    assert own.text.split() == changed.text.split()
    broken = [s.number for s in changed.sentences if "\n" in changed.sentence_text(s.number)]
    assert len(broken) > len(changed.sentences) / 3
    assert max(map(len, changed.text.splitlines())) <= 72


def test_the_metadata_stay_what_they_are() -> None:
    seed = SEEDS["island-ferry"]
    for change, varying in CHANGES["island-ferry"].items():
        story = varying.story
        assert (story.id, story.author, story.published) == ("story", seed.story.author, seed.story.published)
        assert story.title == (None if change == "headline_dropped" else seed.story.title)


def test_changing_twice_gives_the_same() -> None:
    assert vary(load_seed(FOLDER / "island-ferry")) == CHANGES["island-ferry"]


def _telling(body: str) -> Seed:
    seed = SEEDS["island-ferry"]
    return replace(seed, story=from_text(f"Ferry to sail\n\n{body}", id="story", name="story.md"))


LEAD = "A second ferry will sail to the island in June."
END = "Write to us about it."
ALONE = ["The harbour has 14 berths.", "Tickets cost nine euros.", "Storms are frequent in January."]


def test_paragraphs_that_stand_alone_are_swapped() -> None:
    varying = vary(_telling("\n\n".join([LEAD, *ALONE, END])))["paragraphs_swapped"]
    assert varying.numbers == {1: 1, 2: 2, 3: 4, 4: 3, 5: 5, 6: 6}


@pytest.mark.parametrize(
    "dependent",
    [
        "It has 14 berths.",  # a pronoun
        "These berths are new.",
        "Berths were also added.",  # a connective
    ],
)
def test_a_paragraph_that_points_back_stays_in_its_place(dependent: str) -> None:
    body = [LEAD, ALONE[0], dependent, ALONE[1], ALONE[2], "Dogs travel free.", END]
    varying = vary(_telling("\n\n".join(body)))["paragraphs_swapped"]
    assert varying.numbers == {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 5, 7: 7, 8: 8}


def test_what_a_paragraph_introduces_is_not_spoken_of_before_it() -> None:
    body = [LEAD, "Mayor Dana Whitlock came by.", "Whitlock praised everyone.", *ALONE, END]
    varying = vary(_telling("\n\n".join(body)))["paragraphs_swapped"]
    assert [number for number, own in varying.numbers.items() if number != own] != [3, 4]


def test_a_story_in_which_nothing_can_be_swapped_has_the_other_changes() -> None:
    changes = vary(_telling("\n\n".join([LEAD, "It has 14 berths.", "It is new.", END])))
    assert set(changes) == {"typography", "white_space", "headline_dropped"}


def test_a_change_that_resegments_the_story_is_an_error() -> None:
    # A list item at the beginning of a broken line is a paragraph of its own.
    long = "The council named nine reasons for what it did in the course of the year 2. and one against."
    with pytest.raises(ValueError, match="white_space makes"):
        vary(_telling("\n\n".join([LEAD, *ALONE, long, END])))
