"""Sources that are tables: a figure is held against the row and the column that the claim is about.

The pairs of one row and those on `CITIES`, `TRADE` and `LEAGUE` were written while this was built; those on the other tables
before they were first run.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.documents import from_text
from factcheck.drift.table_rows import of_claimed_rows
from factcheck.english.quantities import find_quantities
from tests.drift.judging import found

CITIES = """\
City: Bergen | Population: 291940 | Area (km²): 465

City: Oslo | Population: 717710 | Area (km²): 454

City: Tromsø | Population: 78745 | Area (km²): 2521"""
TRADE = """\
Year: 2022 | Exports (€m): 310 | Imports (€m): 290

Year: 2023 | Exports (€m): 325 | Imports (€m): 301

Year: 2024 | Exports (€m): 338 | Imports (€m): 296"""
LEAGUE = """\
Team: Vik | Points: 41 | Goals: 60 | Men: 11

Team: Holm | Points: 38 | Goals: 44 | Men: 12

Team: Total | Points: 79 | Goals: 104 | Men: 23"""
WARDS = """\
Ward | Beds | Nurses

Ash | 24 | 11

Birch | 30 | 14

Cedar | 18 | 9"""
QUARTERS = """\
Quarter: Q1 | Sales ($ million): 41.2 | Staff: 1,310 | Margin (%): 8.1

Quarter: Q2 | Sales ($ million): 44.9 | Staff: 1,295 | Margin (%): 9.3"""
RUNNERS = """\
Rank: 1 | Runner: Mara Voss | Time (min): 128 | Club: Holm AC

Rank: 2 | Runner: Ilse Brandt | Time (min): 131 | Club: Vik"""
REGIONS = """\
Region: North Holm | Cases: 340 | Deaths: 12

Region: South Holm | Cases: 120 | Deaths: 3

Region: All | Cases: 460 | Deaths: 15"""
LAKES = """\
Lake Orrin | 31 m | 12.4 km

Lake Sell | 18 m | 7.9 km"""

AGREEING = [
    ("Oslo has 717,710 inhabitants.", "City: Oslo | Inhabitants: 717710"),
    ("Bergen has a population of 291,940.", "City: Bergen | Population: 291940 | Budget 2024 (€m): 31.5"),
    ("Oslo's budget for 2024 is €120.25 million.", "City: Oslo | Population: 717710 | Budget 2024 (€m): 120.25"),
    ("Turnout in Holm was 61.4 percent.", "Town: Holm | Turnout (%): 61.4 | Votes: 1204"),
    ("Labour won 1,204 votes in Holm.", "Town: Holm | Labour: 1204 | Green: 311"),
    ("The E6 section is 3.5 kilometres long.", "Road: E6 section | km: 3.5"),
    ("Unemployment in Vik fell to 4.1 per cent in March.", "Month: March | Unemployment in Vik, %: 4.1"),
    ("The hospital treated 12,300 patients in 2023.", "Year: 2023 | Patients: 12,300 | Beds: 410"),
    ("The Marram bakery employs 460 people.", "Firm: Marram bakery | Employees: 460"),
    ("The minister earned $95,000.", "Post: Minister | Salary (USD): 95000"),
    ("The Alder carries 24 cars and 180 passengers.", "Ship: Alder | Cars: 24 | Passengers: 180"),
    ("Exports rose by 3.2 percent in 2022.", "Year: 2022 | Change in exports: 3.2%"),
    ("The fund paid out £4.2 million.", "Fund payments (£ thousand): 4,200"),
    ("Stavanger has 148,000 inhabitants.", CITIES),
    ("Stavanger has a population of 148,000.", CITIES),
    ("The three cities cover 3,440 square kilometres.", CITIES),
    ("Oslo has a population of more than 700,000.", CITIES),
    ("Oslo's population is nine times that of Tromsø.", CITIES),
    ("Bergen has about 290,000 people.", CITIES),
    ("Exports reached €338 million in 2024.", TRADE),
    ("Exports grew by €13 million in 2024.", TRADE),
    ("Imports fell to €296 million in 2024.", TRADE),
    ("In 2021 exports were worth €298 million.", TRADE),
    ("Germany exported goods worth €900 million in 2024.", TRADE),
    ("Vik scored 60 goals.", LEAGUE),
    ("Vik and Holm have 79 points together.", LEAGUE),
    ("Vik is three points ahead of Holm.", LEAGUE),
    ("Skog has 35 points.", LEAGUE),
    ("Vik has won 12 games.", LEAGUE),
    ("The league has nine teams.", LEAGUE),
    ("Oslo covers 454 square kilometres.", CITIES),
    ("Birch ward has 30 beds.", WARDS),
    ("The Ash ward has 11 nurses.", WARDS),
    ("The three wards have 72 beds.", WARDS),
    ("Sales rose to $44.9 million in the second quarter.", QUARTERS),
    ("The company employed 1,295 people in the second quarter.", QUARTERS),
    ("Sales grew by $3.7 million.", QUARTERS),
    ("Mara Voss won in 128 minutes.", RUNNERS),
    ("Voss beat Brandt by three minutes.", RUNNERS),
    ("Ilse Brandt, 24, came second.", RUNNERS),
    ("South Holm had 120 cases.", REGIONS),
    ("There were 460 cases in all.", REGIONS),
    ("East Holm had 77 cases.", REGIONS),
    ("Holm had 460 cases.", REGIONS),
    ("Lake Orrin is 31 metres deep.", LAKES),
    ("Lake Orrin is 12.4 kilometres long.", LAKES),
    ("The margin was 9.3 percent in Q2.", QUARTERS),
    ("Voss ran for two hours and eight minutes.", RUNNERS),
    ("Dogwood ward has 40 beds.", WARDS),
]

DIFFERING = [
    ("Oslo has 771,710 inhabitants.", "City: Oslo | Inhabitants: 717710"),
    ("Bergen has a population of 391,940.", "City: Bergen | Population: 291940 | Budget 2024 (€m): 31.5"),
    ("Oslo's budget for 2024 is €210.25 million.", "City: Oslo | Population: 717710 | Budget 2024 (€m): 120.25"),
    ("Turnout in Holm was 64.1 percent.", "Town: Holm | Turnout (%): 61.4 | Votes: 1204"),
    ("Labour won 1,402 votes in Holm.", "Town: Holm | Labour: 1204 | Green: 311"),
    ("Unemployment in Vik fell to 4.7 per cent in March.", "Month: March | Unemployment in Vik, %: 4.1"),
    ("The hospital treated 13,200 patients in 2023.", "Year: 2023 | Patients: 12,300 | Beds: 410"),
    ("The Marram bakery employs 640 people.", "Firm: Marram bakery | Employees: 460"),
    ("The Alder carries 34 cars.", "Ship: Alder | Cars: 24 | Passengers: 180"),
    ("Oslo has a population of 291,940.", CITIES),
    ("Tromsø covers 2,251 square kilometres.", CITIES),
    ("Exports were worth €352 million in 2024.", TRADE),
    ("Imports reached €310 million in 2023.", TRADE),
    ("Holm scored 60 goals.", LEAGUE),
    ("Vik has 14 points.", LEAGUE),
    ("In total 140 goals were scored.", LEAGUE),
    ("Exports reached €325 million in 2024.", TRADE),
    ("The margin was 8.1 percent in Q2.", QUARTERS),
    ("Mara Voss won in 138 minutes.", RUNNERS),
    ("Ilse Brandt finished in 128 minutes.", RUNNERS),
    ("South Holm had 340 cases.", REGIONS),
    ("North Holm recorded 21 deaths.", REGIONS),
    ("Lake Sell is 9.7 kilometres long.", LAKES),
    ("There were 640 cases in all.", REGIONS),
]

LOOKS = ["Cedar ward has 24 beds.", "The Ash ward has 14 nurses."]


@pytest.mark.parametrize(("claim", "source"), AGREEING)
def test_what_a_row_bears_out_or_no_row_speaks_of_is_no_conflict(claim: str, source: str) -> None:
    assert not [drift for drift in found(claim, source) if drift.conflict]


@pytest.mark.parametrize(("claim", "source"), DIFFERING)
def test_a_figure_of_another_row_or_of_none_is_a_conflict(claim: str, source: str) -> None:
    assert [drift.label for drift in found(claim, source) if drift.conflict] == ["value_differs"]


@pytest.mark.parametrize("claim", LOOKS)
def test_figures_without_headers_are_worth_a_look(claim: str) -> None:
    assert [drift.label for drift in found(claim, WARDS)] == ["may_differ"]


def test_a_finding_names_the_column() -> None:
    (drift,) = found("Bergen has a population of 391,940.", CITIES)
    assert drift.message == "The story says 391,940, the source 291940 (Population)."


@pytest.mark.parametrize(
    ("row", "as_prose"),
    [
        ("Budget (€m): 31.5", "€31.5 million"),
        ("Budget, € million: 31.5", "€31.5 million"),
        ("Payments (£ thousand): 4,200", "£4.2 million"),
        ("Payments (US$ '000): 4,200", "US$4.2 million"),
        ("Loan (SEK bn): 1.5", "SEK 1.5 billion"),
        ("Salary (USD): 95000", "$95,000"),
        ("Turnout (%): 61.4", "61.4 percent"),
        ("Turnout, in %: 61.4", "61.4 percent"),
        ("km: 3.5", "3.5 kilometres"),
        ("Time (min): 128", "128 minutes"),
        ("Catch ['000 tonnes]: 12", "12,000 tonnes"),
        ("Visitors (thousands): 320", "320,000"),
        ("Town: Holm | Votes: 1204 | Share (%): 8.1", "8.1 percent"),
    ],
)
def test_the_header_of_a_column_gives_unit_and_scale(row: str, as_prose: str) -> None:
    read, (said,) = find_quantities(row)[-1], find_quantities(as_prose)
    assert (read.base, read.unit.measure) == (said.base, said.unit.measure)


@pytest.mark.parametrize("row", ["Year: 2023", "Patients: 12", "Depth (m): 12", "Group (B): 12", "Ada Vik, MP: 12"])
def test_a_header_that_names_no_sure_unit_gives_none(row: str) -> None:
    assert all(quantity.unit.measure == "count" for quantity in find_quantities(row))


@given(
    st.lists(st.sampled_from([*CITIES.split("\n\n"), "It was cold.", "Oslo is old."]), min_size=1, max_size=6),
    st.text(),
)
def test_only_whole_rows_are_left_out(sentences: list[str], said: str) -> None:
    source = from_text("\n\n".join(sentences), id="s1")
    kept = of_claimed_rows(said, [source.span(0, len(source.text))], source)
    assert "It was cold." not in sentences or any("It was cold." in span.text for span in kept)
    assert all(span.text == source.text[span.start : span.end] for span in kept)
    assert {span.text for span in kept} <= {*sentences, source.text}
