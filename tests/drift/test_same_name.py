"""Two written names: whether they may be names of one person, place or body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.english.same_name import same_name

SAME = """
Kharkov = Kharkiv | Lvov = Lviv | Odessa = Odesa | Bombay = Mumbai | Peking = Beijing | Rangoon = Yangon | Danzig = Gdańsk
Swaziland = Eswatini | East Timor = Timor-Leste | Cape Verde = Cabo Verde | Turkish = Türkiye | Holland = the Netherlands
Czech = Czechia | Burma = Myanmar | Ivory Coast = Côte d’Ivoire | UAE = United Arab Emirates | The Gambia = Gambia
Macedonia = North Macedonia | Congo-Kinshasa = Democratic Republic of the Congo | Chinese = China | USA = the United States
Fla. = Florida | Penn. = Pennsylvania | Pa. = Pennsylvania | N.Y. = New York | Ont. = Ontario | B.C. = British Columbia
Moscow = Russia
Beijing = China | Nairobi = Kenya
Ahmed Hassan = Ahmad Hasan | Qassem Darwish = Qasim Darwish | Mohammad Tariq = Mohammed Tarek | Khaled Omar = Khalid Umar
Bashar al-Darwish = Bashar al Darwish | Al-Darwish = al-Darwish | Yevgenia Petrova = Evgenia Petrova | Dmitri = Dmitry
Sergei Ivanov = Sergey Ivanoff | Aleksandr Popov = Alexander Popov | Volodymyr Koval = Vladimir Koval
Jörg Größler = Joerg Groessler | Søren Bjørk = Soren Bjork | Håkan Åberg = Haakan Aaberg | Łukasz Żak = Lukasz Zak
Grifﬁn = Griffin | Siân O’Shea = Sian O'Shea | O’Shea = OShea | Jean-Luc Picot = Jean Luc Picot | Kim Min-ji = Min Ji Kim
Park Min-jun = Park Minjun | Anna Berg-Holm = Anna Berg | Holt, Anna = Anna Holt | A. Holt = Anna Holt | Anna H. = Anna Holt
Peggy Holt = Margaret Holt | Bob Holt = Robert Holt | Dr Anna Holt = Anna Holt | Mrs Holt = Anna Holt | Holt’s = Holt
Admiral Sir Per Holt = Per Holt | Per Holt Jr. = Per Holt | Anna van der Holt = Anna Van der Holt
WHO = World Health Organization | Nato = North Atlantic Treaty Organisation | IMF = International Monetary Fund
U.N. = United Nations | FBI = Federal Bureau of Investigation | MSF = Doctors Without Borders | MoD = Ministry of Defence
World War II = Second World War | WWI = First World War
Elizabeth II = Elizabeth the Second | Queen Elizabeth = Elizabeth II
Norrland Marine Ltd = Norrland Marine Limited | Holt & Berg = Holt and Berg | Heritage Trust = Penmoor Heritage Trust
AfDB = African Development Bank | UNHCR = UN | USSR = Soviet Union
J.R. Holt = John Robert Holt | Benali = Ben Ali | Houthis = Huthis | Burmese = Myanmar
Chaudhry = Muhammad Chaudhary | Abdul Rahman Faizi = Abdel-Rahman Faizi | Tel Aviv = Israel | Lima = Peru
White House = US | Kremlin = Russia | Alyaksandr = Aleksandr
Univ. of Velle = University of Velle | St. Olav = Saint Olav | Mt. Elbrus = Mount Elbrus | Labour Centre = Labor Center
"""
OTHER = """
WHO = WTO | Nairobi = Lagos | Slovakia = Slovenia | Niger = Nigeria | Austria = Australia | Iraq = Iran | Moscow = Ukraine
Harald IV = Harald V | World War I = World War II | Second Street = Third Street | Hassan Omar = Hussein Omar
Griffith = Griffiths | Mott = Motte | Holm = Halm | Norland = Norrland | Peterson = Patersen | Edna Holt = Enda Holt
Anna Holt = Per Holt | Anna Holt = Anna Berg | North Korea = South Korea | Virginia = West Virginia | Paris = Texas
Ministry of Finance = Ministry of Justice | Mahmoud = Hamoud
Sergei Holm = Oleg Holm | van Hoorn = van Doorn | Dublin = Lublin
Ann Mary Holt = Ann Ruth Holt | Norland Bank = Norland Bahn | Munich = Hamburg
Lagos = Kenya | Pentagon = White House | Georgia = Texas
FBI = CIA | Fla. = California | Republic of Congo = Democratic Republic of Congo | Mali = Malawi
"""


def pairs(table: str) -> list[tuple[str, str]]:
    """The pairs of a table "one = other | …"."""
    entries = (entry.strip().split(" = ") for line in table.strip().splitlines() for entry in line.split("|"))
    return [(one, other) for one, other in entries]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_names_of_one_thing(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(("one", "other"), pairs(OTHER))
def test_names_of_two_things(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not same_name(other, one)


@given(st.text())
def test_every_name_is_its_own(name: str) -> None:
    assert same_name(name, name)


@given(st.text(), st.text())
def test_the_order_of_the_two_does_not_matter(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)
