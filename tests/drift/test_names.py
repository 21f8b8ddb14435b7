"""Names of a claim against those of the evidence: slips, swaps and offices found, other ways to write a name left alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factcheck.drift.names import find_name_drift
from factcheck.english.naming import names
from factcheck.records import Drift, DriftKind
from tests.drift.texts import document, whole


def findings(claim: str, evidence: str, rest: str = "") -> tuple[Drift, ...]:
    """The drift of a story that is the claim, against evidence that stands before `rest` in its source."""
    story, source = document(claim, "story"), document(f"{evidence}\n\n{rest}")
    return find_name_drift(whole(story), [source.span(0, len(evidence))], story=story, source=source)


SILENT = [
    (
        "Teams from Velle, Arden, Melby and Karsund were drawn.",
        "Teams from Melby, Arden, Velle and Karsund were drawn.",
        "",
    ),
    ("On Sunday in Velle Arden beat Melby.", "In Velle on Sunday Arden beat Melby.", ""),
    ("Nadia Brand launched Cinderpath Records in 1988.", "In 1972 he sued Meridell Records over the tune.", ""),
    ("Harrow Pictures made the film in 1988.", "In 1972 he sued Meridell Pictures over the film.", ""),
    ("Lindgren Motors was sold in 1988.", "In 1972 he sued Karlsen Motors over the sale.", ""),
    ("The film won the Lyceum Prize in 1988.", "In 1972 he turned down the Aldous Prize for the film.", ""),
    ("Anders Logistics was sold in 1988.", "In 1972 he sued Petersen Logistics over the sale.", ""),
    ("Carla Mott opened the case.", "Inspector Carla Mott opened the case.", ""),
    ("Mott opened the case.", "Carla Mott opened the case.", ""),
    ("Ms Mott opened the case.", "Carla Mott opened the case.", ""),
    ("Mott’s case was opened.", "The case of Carla Mott was opened.", ""),
    ("Carla Mott was sentenced on Monday in Velle.", "The defendant Carla M. was sentenced on Monday in Velle.", ""),
    ("C. Mott opened the case.", "Carla Mott opened the case.", ""),
    ("Carla J. Mott opened the case.", "Carla Mott opened the case.", ""),
    ("Bill Rowan won the race.", "William Rowan won the race.", ""),
    ("Zoë Müller won the race.", "Zoe Muller won the race.", ""),
    ("The UN sent observers to Sudan.", "The United Nations sent observers to Sudan.", ""),
    ("The BBC aired the film.", "The British Broadcasting Corporation aired the film.", ""),
    ("The U.S. sent ships to Japan.", "The United States sent ships to Japan.", ""),
    ("American ships sailed to Japan.", "US ships sailed to Japan.", ""),
    ("Britain signed the treaty with France.", "The United Kingdom signed the treaty with France.", ""),
    ("China sold lathes to Russian firms.", "Chinese makers sold lathes to Russia.", ""),
    ("The Labour Centre opened in Leeds.", "The Labor Center opened in Leeds.", ""),
    ("The Heritage Trust wants the bell.", "The Penmoor Heritage Trust wants the bell.", ""),
    ("Volodymyr Zelensky spoke in Berlin.", "Volodymyr Zelenskyy spoke in Berlin.", ""),
    # The evidence says "he": the name is elsewhere in the source, and nothing stands in its place.
    ("Otto Lind pressed the brake twice.", "He pressed the brake twice.", "The driver, Otto Lind, was tired."),
    # The story knows more than the source: not provably wrong.
    ("Olga Sand, a baker from Velle, won the race.", "A baker from Velle won the race.", ""),
    ("Otto Lind pressed the brake.", "The driver pressed the brake near Bergplatz.", ""),
    ("The mayor of Velle opened the bridge.", "Jonas Berg opened the bridge.", ""),
    # Two people of one family, both in the source.
    ("Ida Berg won the vote.", "Jonas Berg watched as the vote was won.", "Ida Berg is his wife."),
    # Places that share a word, and words that only begin a sentence.
    ("Police in Greater Manchester found the car.", "The South Manchester coroner saw the car that police found.", ""),
    ("Officers found the car in Leeds.", "Police found the car in Leeds.", ""),
    ("On Monday the Senate met.", "The Senate met on Tuesday.", ""),
    # The same order told in the passive; a relation that works both ways.
    ("Arden beat Melby on Sunday.", "Melby was beaten by Arden on Sunday.", ""),
    ("Arden met Melby on Sunday.", "Melby met Arden on Sunday.", ""),
    # Offices: shorter, longer, past, several.
    ("Jonas Berg, the mayor of Velle, spoke.", "Mayor Jonas Berg spoke.", ""),
    ("Former president Ada Lund spoke.", "President Ada Lund spoke.", ""),
    ("Jonas Berg, the deputy mayor of Velle, spoke.", "Jonas Berg spoke.", "Jonas Berg, the deputy mayor of Velle."),
    ("Finance Minister Ada Lund spoke.", "Minister Ada Lund spoke.", ""),
    ("Nothing with a name in it.", "Ada Lund spoke.", ""),
    ("The US Supreme Court ruled on it.", "The United States Supreme Court ruled on it.", ""),
    ("The U.S. Supreme Court ruled on it.", "The US Supreme Court ruled on it.", ""),
    ("The World Health Organization has a plan.", "The World Health Organisation has a plan.", ""),
    ("I’m told the mayor will stay.", "Ada Lund told the mayor to stay.", ""),
    ("A team of Utah lost the game.", "A team of the Utahn league lost the game.", ""),
    (
        "Votes were counted in Arden, Melby and Velle on Sunday.",
        "Votes were counted in Velle, Melby and Arden on Sunday.",
        "",
    ),
    ("In the final on Sunday Melby was beaten by Arden.", "In the final on Sunday Arden has beaten Melby.", ""),
    ("On Sunday evening Ida Berg met Per Holt in Velle.", "On Sunday evening Per Holt met Ida Berg in Velle.", ""),
    ("A trade deal between Arden and Melby was signed.", "A trade deal between Melby and Arden was signed.", ""),
    # One name by two customs of transcription, with and without umlauts, in other letters.
    ("Yevgenia Lisova chairs the board.", "Evgenia Lisova chairs the board.", ""),
    ("Qasim Rahimi was freed on Monday.", "Kassem Rahimi was freed on Monday.", ""),
    ("Mohammad Salim scored twice.", "Mohamed Salem scored twice.", ""),
    ("Muhammad Iqbal Chaudhry chairs it.", "Mohammad Iqbal Chaudhary chairs it.", ""),
    ("Bashar al-Masri left the country.", "Bashar Al Masri left the country.", ""),
    ("Sergei Kovalev owns the ship.", "Sergey Kovalyov owns the ship.", ""),
    ("Jürgen Größler owns the yard.", "Juergen Groessler owns the yard.", ""),
    ("Anders Højgård leads the unit.", "Anders Hoejgaard leads the unit.", ""),
    ("Anna Griﬃn runs the mill.", "Anna Griffin runs the mill.", ""),
    ("Park Min-jun directed the film.", "Minjun Park directed the film.", ""),
    ("J.R. Carmody chairs the panel.", "John Robert Carmody chairs the panel.", ""),
    # One place under two names, in short, or for its government.
    ("The ferry left Odessa at noon.", "The ferry left Odesa at noon.", ""),
    ("The trial is held in Bombay.", "The trial is held in Mumbai.", ""),
    ("The envoy flew to Swaziland.", "The envoy flew to Eswatini.", ""),
    ("The Burmese army shelled the town.", "Myanmar’s army shelled the town.", ""),
    ("The ship docked in Côte d’Ivoire.", "The ship docked in the Ivory Coast.", ""),
    ("The mill is in Tampa, Fla., near the port.", "The mill is in Tampa, Florida, near the port.", ""),
    ("The clinic is in Ann Arbor, Mich.", "The clinic is in Ann Arbor, Michigan.", ""),
    ("Ottawa rejected the offer.", "Canada rejected the offer.", ""),
    ("Munich will host the fair.", "Germany will host the fair.", ""),
    ("Sacramento rejected the offer.", "California rejected the offer.", ""),
    ("The White House denied it.", "Washington denied it.", ""),
    # Things and bodies.
    ("Veterans of World War II met in Velle.", "Veterans of the Second World War met in Velle.", ""),
    ("WHO experts flew to Velle.", "World Health Organisation experts flew to Velle.", ""),
    ("The SEC fined the bank.", "The Securities and Exchange Commission fined the bank.", ""),
    ("The Food and Drug Agency paid for it.", "The FDA paid for it.", ""),
    ("The UNHCR opened a camp.", "The UN refugee agency opened a camp.", ""),
    # Offices: the same in short, one of two, and ranks that only a name makes certain.
    ("Liv Dahl, the CEO of Baltic Forge, left.", "Liv Dahl, the chief executive of Baltic Forge, left.", ""),
    ("A police officer was hurt in Velle.", "A police sergeant was hurt in Velle.", ""),
    ("Treasury Secretary Ada Lund wrote it.", "Chief Secretary Ada Lund wrote it.", ""),
    ("Ada Lund, mayor-elect of Velle, spoke.", "Mayor-elect Ada Lund spoke.", ""),
    # No names, though they begin a sentence.
    ("Snow has closed the pass again.", "Ice has closed the pass again.", ""),
]


@pytest.mark.parametrize("case", SILENT, ids=lambda case: case[0][:40])
def test_other_ways_to_write_a_name_raise_nothing(case: tuple[str, str, str]) -> None:
    assert [(drift.label, drift.message) for drift in findings(*case)] == []


DRIFTS = [
    ("misspelt", "Inspector Carla Motte opened the case.", "Inspector Carla Mott opened the case.", ""),
    ("misspelt", "The yard in Karsudn was sold.", "The yard in Karsund was sold.", ""),
    ("misspelt", "Peterson died on Friday.", "Liz Patersen died on Friday.", "Patersen was 78."),
    ("misspelt", "Work was done in the yards at Holm.", "Work was done in the yards at Halm.", ""),
    # a title misspelt, and a name that the story has right in another place
    ("misspelt", "They met Cief Justice John Roberts.", "They met Chief Justice John Roberts.", ""),
    ("misspelt", "Edwin Pryce found it at seven, Prce said.", "Edwin Pryce found it at seven, Pryce said.", ""),
    # names that are on both sides, each in the other's place of a sentence that is repeated
    (
        "swapped",
        "Officials of Norway said that Chile was helping Ada Lund with the plan.",
        "Officials of Norway said that Peru was helping Ada Lund with the plan.",
        "Chile and Peru are neighbours.",
    ),
    (
        "place_differs",
        "It does not conform to what Norway and Chile agreed.",
        "It does not conform to what Norway and Peru agreed.",
        "",
    ),
    ("title_differs", "The guests of Senator Hogan met him.", "The guests of Governor Hogan met him.", ""),
    (
        "title_differs",
        "The shadow home deputy secretary Ada Lund spoke.",
        "The shadow home secretary Ada Lund spoke.",
        "",
    ),
    ("misspelt", "Jonas Borg resigned.", "The mayor resigned.", "The mayor, Jonas Berg, is 50."),
    ("misspelt", "The Norland Marine board agreed.", "The Norrland Marine board agreed.", ""),
    ("name_differs", "England named James Tremlett in the side.", "England named Chris Tremlett in the side.", ""),
    ("name_differs", "James Tremlett bowled first.", "It was Chris Tremlett who bowled.", "Chris Tremlett is tall."),
    ("name_differs", "The prize for poetry went to Olga Sand.", "The prize for poetry went to Ruth Keller.", ""),
    ("name_differs", "Judge Olga Sand fined the firm heavily.", "Judge Ruth Keller fined the firm heavily.", ""),
    ("place_differs", "The lathes came by train from Japan.", "The lathes came by train from China.", ""),
    ("place_differs", "Most Japanese lathes came by train.", "Most Chinese lathes came by train.", ""),
    (
        "organisation_differs",
        "The sale was approved by the Ministry of Finance.",
        "The sale was approved by the Competition Authority.",
        "",
    ),
    (
        "organisation_differs",
        "The Penmoor Heritage Trust wants the bell.",
        "The Hythe Cross Heritage Trust wants the bell.",
        "",
    ),
    (
        "organisation_differs",
        "Liv Dahl, the chief executive of Norrland Marine, signed.",
        "Liv Dahl, the chief executive of Baltic Forge, signed.",
        "",
    ),
    ("title_differs", "Jonas Berg, the mayor of Velle, spoke.", "Jonas Berg, the deputy mayor of Velle, spoke.", ""),
    ("title_differs", "Minister Ada Lund spoke.", "Deputy Minister Ada Lund spoke.", ""),
    ("title_differs", "Secretary of Defense Ada Lund spoke.", "Secretary of State Ada Lund spoke.", ""),
    ("title_differs", "Vice President Ada Lund spoke.", "President Ada Lund spoke.", ""),
    ("title_differs", "Finance Minister Ada Lund spoke.", "Health Minister Ada Lund spoke.", ""),
    (
        "title_differs",
        "Liv Dahl, the chief operating officer of Baltic Forge, left.",
        "Liv Dahl, the chief information officer of Baltic Forge, left.",
        "",
    ),
    ("title_differs", "Superintendent Per Holt led it.", "Chief Superintendent Per Holt led it.", ""),
    ("title_differs", "Governor Ada Lund spoke.", "Lieutenant Governor Ada Lund spoke.", ""),
    ("name_differs", "Pope Clement XI wrote the letter.", "Pope Clement XII wrote the letter.", ""),
    ("name_differs", "It was built before World War I.", "It was built before World War II.", ""),
    ("name_differs", "Ida Roberts runs the old mill.", "Ida Robert runs the old mill.", ""),
    ("name_differs", "Maria Teresa Vold sang the anthem.", "Maria Luisa Vold sang the anthem.", ""),
    ("name_differs", "Khalid Nasser was held.", "Walid Nasser was held.", ""),
    ("name_differs", "Cairo will host the fair next year.", "Tunis will host the fair next year.", ""),
    ("place_differs", "The fair was held in Munich, Germany.", "The fair was held in Munich, Austria.", ""),
    ("name_differs", "The fair was held in Springfield, Ill.", "The fair was held in Springfield, Mass.", ""),
    ("place_differs", "Kenya has closed the camp.", "Uganda has closed the camp.", ""),
    ("organisation_differs", "The OSCE sent observers.", "The OECD sent observers.", ""),
    ("organisation_differs", "UNESCO paid for the roof.", "UNICEF paid for the roof.", ""),
    ("swapped", "Arden beat Melby on Sunday.", "Melby beat Arden on Sunday.", ""),
    (
        "swapped",
        "The ship went to Velle from Arden with forty crates.",
        "The ship went to Arden from Velle with forty crates.",
        "",
    ),
    (
        "swapped",
        "In March the board moved its office from Arden to Melby, as planned.",
        "In March the board moved its office from Melby to Arden, as planned.",
        "",
    ),
    ("swapped", "On Sunday Per Holt sued Ida Berg.", "Ida Berg sued Per Holt on Sunday.", ""),
    ("swapped", "Travel to Covid due to Ghana is not advised.", "Travel to Ghana due to Covid is not advised.", ""),
    (
        "swapped",
        "A fire burned a hall in Velle on the coast near the Isle of Arden.",
        "A fire burned a hall in the Isle of Arden on the coast near Velle.",
        "",
    ),
    (
        "swapped",
        "Karl Benn, who led the campaign, accepted the result.",
        "Nina Foss accepted the result.",
        "Karl Benn will go to court.",
    ),
    (
        "swapped",
        "Erik Vold, the chief executive of Baltic Forge, signed.",
        "Erik Vold, the chief executive of Norrland Marine, signed.",
        "Liv Dahl, the chief executive of Baltic Forge, smiled.",
    ),
]


@pytest.mark.parametrize(("label", "claim", "evidence", "rest"), DRIFTS, ids=[f"{r[0]}-{r[1][:30]}" for r in DRIFTS])
def test_a_changed_name_is_found(label: str, claim: str, evidence: str, rest: str) -> None:
    drifts = findings(claim, evidence, rest)
    assert [drift.label for drift in drifts] == [label]
    drift = drifts[0]
    assert drift.kind is DriftKind.NAME
    assert drift.conflict
    assert drift.source is not None
    assert drift.story.text == claim[drift.story.start : drift.story.end]
    assert drift.source.text == f"{evidence}\n\n{rest}"[drift.source.start : drift.source.end]
    assert drift.story_value != drift.source_value


NAMED = [
    ("Inspector Carla Mott met Mr. Smith on Monday.", ["Carla Mott", "Smith"]),
    ("President Donald J. Trump left New York.", ["Donald J. Trump", "New York"]),
    ("Secretary of State Antony Blinken flew to Rome.", ["Antony Blinken", "Rome"]),
    ("The Ministry of Finance and Chinese officials agreed.", ["Ministry of Finance", "Chinese"]),
    ("King Harald V and Bashar al-Masri saw World War II end.", ["Harald V", "Bashar al-Masri", "World War II"]),
    ("The WHO and Côte d’Ivoire agreed .", ["WHO", "Côte d’Ivoire"]),
    ("Twelve people left. What now?", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "found"), NAMED)
def test_names_are_told_from_other_capitals(text: str, found: list[str]) -> None:
    inside = names(text)
    assert [name.text for name in inside] == found
    assert all(text[name.start : name.end] == name.text for name in inside)


def test_without_evidence_there_is_nothing_to_say() -> None:
    story, source = document("Ada Lund spoke.", "story"), document("Ida Lund spoke.")
    assert find_name_drift(whole(story), [], story=story, source=source) == ()


WORDS = st.sampled_from(
    "Ada Lund Berg mayor of Velle , the deputy Minister China Chinese U.S. BBC beat signed by . Karsund Heritage Trust “ ” "
    "and who Mr. Jonas accepted result".split()
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=20).map(" ".join)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
@example("Ada 0 Ada Ada Ada 0 Ada Lund")
def test_a_text_never_drifts_from_itself(text: str) -> None:
    story, source = document(text, "story"), document(text)
    assert find_name_drift(whole(story), [whole(source)], story=story, source=source) == ()


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4))
def test_the_order_of_the_evidence_does_not_matter(claim: str, parts: list[str]) -> None:
    text = "\n\n".join(parts)
    story, source = document(claim, "story"), document(text)
    spans, at = [], 0
    for part in parts:
        spans.append(source.span(at, at + len(part)))
        at += len(part) + 2
    found = find_name_drift(whole(story), spans, story=story, source=source)
    assert find_name_drift(whole(story), spans[::-1], story=story, source=source) == found
    for drift in found:
        assert drift.story.text == claim[drift.story.start : drift.story.end]
        assert drift.source is not None
        assert drift.source.text == text[drift.source.start : drift.source.end]
