"""Pairs of sentences of many kinds, half of them agreeing: no conflict where they agree, a finding where they differ.

The first sixty were written with `same_thing` and `differences` in view, the last twenty for what was mended.
"""

from __future__ import annotations

import pytest

from factcheck.verdict.decide import HARDENED
from tests.drift.judging import found

PUBLISHED = "2024-05-20"

AGREEING = [
    ("Aleksei Petrenko owns the quarry.", "Alexey Petrenko owns the quarry."),
    ("Muhammad Karimi coached the side.", "Mohammed Karimi coached the side."),
    ("The mayor of Goteborg opened the tram.", "The mayor of Göteborg opened the tram."),
    ("Joerg Weiss wrote the report.", "Jörg Weiß wrote the report."),
    ("Britain signed the treaty.", "The United Kingdom signed the treaty."),
    ("The delegation went to Swaziland.", "The delegation went to Eswatini."),
    ("The bridge cost 1.5 billion kroner.", "The bridge cost 1,500 million kroner."),
    ("The depot holds twelve hundred bicycles.", "The depot holds 1,200 bicycles."),
    ("Between 40 and 60 boats are missing.", "From 40 to 60 boats are missing."),
    ("The job takes two to three weeks.", "The job takes 2-3 weeks."),
    ("The nurses earn €36,000 a year.", "The nurses earn €3,000 per month."),
    ("Profit fell in the third quarter.", "Profit fell in Q3."),
    ("The match kicks off at 20:00 CEST.", "The match kicks off at 18:00 GMT."),
    ("The factory is in Tulsa, Okla.", "The factory is in Tulsa, Oklahoma."),
    ("A fifth of the trees were felled.", "20 per cent of the trees were felled."),
    ("Three-quarters of the trees were felled.", "75% of the trees were felled."),
    ("The fence is 100 yards long.", "The fence is 91 metres long."),
    ("The night was the coldest at -20 °C.", "The night was the coldest at minus 20 degrees Celsius."),
    ("The victim, a 34-year-old man, was flown to hospital.", "The victim, a man aged 34, was flown to hospital."),
    ("The market opens on Wednesday, 5 June.", "The market opens on June 5."),
    ("The well is probably poisoned.", "The well is likely poisoned."),
    ("The roof was unsafe, Karin Holm said.", "According to Karin Holm, the roof was unsafe."),
    ("The trainer is charged with doping the horses.", "The trainer faces charges of doping the horses."),
    ("The trainer was found guilty of doping the horses.", "The trainer was convicted of doping the horses."),
    ("The dye is linked to rashes in children.", "The dye is associated with rashes in children."),
    ("The glacier could vanish by 2040.", "The glacier might vanish by 2040."),
    ("The council plans to close the pool.", "The council intends to close the pool."),
    ("NATO sent two ships.", "The North Atlantic Treaty Organization (NATO) sent two ships."),
    ("The IMF approved the loan.", "The International Monetary Fund approved the loan."),
    ("PM Rosa Lind will speak in Graz.", "Prime Minister Rosa Lind will speak in Graz."),
    ("Former mayor Ute Brand cut the ribbon.", "Ute Brand, the former mayor, cut the ribbon."),
    (
        "Lars Ek will act as harbour minister until June.",
        "Deputy minister Lars Ek will act as harbour minister until June.",
    ),
    ("The reading was 41 °C.", "The reading was 41 degrees Celsius."),
    ("It was 104 °F in the shade.", "It was 40 degrees Celsius in the shade."),
    (
        "Lund was the board's third choice.",
        "The board appointed Lund after its first choice, Ida Sorensen, and a banker had declined.",
    ),
    ("Hagen led with five kilometres to go.", "Hagen was ahead at 37 kilometres but tired."),
    ("The team scored with ten minutes left.", "The team scored after 80 minutes."),
    ("The 30 tonnes are 5 per cent of what the town eats.", "The town eats 600 tonnes a year."),
    ("The clinic must reply in March.", "On 20 January the court gave the clinic sixty days to reply."),
    ("Nordlys is a Norwegian fund.", "Money also came from the Nordlys fund of Norway."),
    ("Some 900 families will get keys.", "The first 200 families get keys in May, the others next year."),
    ("The guests come from 12 countries.", "Half are Danes; the other 30 come from 11 countries."),
    ("The gap has shrunk by four points since May.", "The gap is nine points now."),
    ("British police arrested the singer in May.", "English police arrested the singer in May."),
    ("African courts freed the cook in May.", "Kenyan courts freed the cook in May."),
    ("The vet lives in Europe with two dogs.", "The vet lives in Norway with two dogs."),
    ("The fleet caught 40 tonnes of cod in June.", "The fleet caught 90 tonnes of cod in May, 40 in June."),
    ("The fee is £15 per pupil.", "The fee is £15 a child."),
    ("The toddler, aged 18 months, fell.", "The 18-month-old toddler fell."),
    ("The inspector found mould.", "The inspector found mould but did not find rats."),
    ("The firm denied that the tank leaked.", "The firm said that the tank did not leak."),
    ("The council approved the bridge.", "The council did not approve the bridge until May."),
    ("Deputy-Mayor Ilse Kraft took command.", "Deputy Mayor Ilse Kraft took command."),
    ("Ex-minister Ilse Kraft took command.", "Ilse Kraft, a former minister, took command."),
    ("John Park Jr. won.", "John Park, Jr., won."),
]
DIFFERING = [
    ("Daniela Ferri signed the lease.", "Daniele Ferri signed the lease."),
    ("Tomas Keller signed the lease.", "Tomas Kessler signed the lease."),
    ("The ferry calls at Sundby.", "The ferry calls at Lundby."),
    ("The delegation went to Niger.", "The delegation went to Nigeria."),
    ("The delegation went to Austria.", "The delegation went to Australia."),
    ("The depot holds 1,200 bicycles.", "The depot holds 2,100 bicycles."),
    ("The bridge cost 150 million kroner.", "The bridge cost 15 million kroner."),
    ("Between 40 and 60 boats are missing.", "Between 14 and 16 boats are missing."),
    ("The nurses earn €3,000 per month.", "The nurses earn €3,000 per year."),
    ("The pump moves 90 litres a minute.", "The pump moves 90 litres an hour."),
    ("Profit fell in Q3 2023.", "Profit fell in the fourth quarter of 2023."),
    ("The match kicks off at 20:00 CEST.", "The match kicks off at 20:00 BST."),
    ("The factory is in Portland, Ore.", "The factory is in Portland, Maine."),
    ("Three-quarters of the trees were felled.", "65% of the trees were felled."),
    ("The tax will rise by 2 per cent.", "The tax will rise by 2 percentage points."),
    ("The crate weighs 50 kilograms.", "The crate weighs 50 pounds."),
    ("The tank holds 500 litres.", "The tank holds 500 gallons."),
    ("The victim, a 34-year-old man, was flown to hospital.", "The victim, a man aged 43, was flown to hospital."),
    ("The market opens on Wednesday, 5 June 2024.", "The market opens on Thursday, 6 June 2024."),
    ("The dam was finished on 1 Aug. 1967.", "The dam was finished on August 1, 1976."),
    ("The well is poisoned.", "The well may be poisoned."),
    ("The roof was unsafe, said Karin Holm.", "The roof was unsafe, said Peter Dahl."),
    ("The trainer doped the horses.", "The trainer was charged with doping the horses."),
    ("The trainer was convicted of doping the horses.", "The trainer is suspected of doping the horses."),
    ("The dye causes rashes in children.", "The dye has been associated with rashes in children."),
    ("The glacier will vanish by 2040.", "The glacier could vanish by 2040."),
    ("The council closed the pool.", "The council plans to close the pool."),
    ("The IMF approved the loan.", "The IEA approved the loan."),
    ("The FBI searched the office.", "The CIA searched the office."),
    ("Vice President Rosa Lind will speak in Graz.", "Former Vice President Rosa Lind will speak in Graz."),
    ("President Mara Quist opened the summit.", "Former President Mara Quist opened the summit."),
    ("Governor Neil Ashby signed the order.", "Governor-designate Neil Ashby signed the order."),
    ("Mayor Ute Brand cut the ribbon.", "Ex-mayor Ute Brand cut the ribbon."),
    ("Tove Lund, the chancellor, spoke first.", "Tove Lund, the former chancellor, spoke first."),
    ("It was 25 °C in the shade.", "It was 35 degrees Celsius in the shade."),
    ("The fee rose by 4 per cent.", "The fee rose 14 per cent."),
    ("The tunnel is five kilometres long.", "The tunnel is 15 kilometres long."),
    ("The vet lives in Scotland with two dogs.", "The vet lives in Wales with two dogs."),
    ("A Brazilian court freed the cook.", "A court in Portugal freed the cook."),
    ("The ferry cannot carry lorries.", "The ferry can carry lorries."),
    ("The firm denied that the tank leaked.", "The firm admitted that the tank leaked."),
    ("The driver, who is in his 20s, was fined.", "The driver, aged 34, was fined."),
    ("John Park the Younger won.", "John Park the Elder won."),
]


@pytest.mark.parametrize(("claim", "source"), AGREEING)
def test_what_agrees_is_no_conflict(claim: str, source: str) -> None:
    assert not [drift for drift in found(claim, source, PUBLISHED) if drift.conflict or drift.label in HARDENED]


@pytest.mark.parametrize(("claim", "source"), DIFFERING)
def test_what_differs_is_found(claim: str, source: str) -> None:
    assert found(claim, source, PUBLISHED)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("President Mara Quist opened the summit.", "Former President Mara Quist opened the summit."),
        ("Governor Neil Ashby signed the order.", "Governor-designate Neil Ashby signed the order."),
        ("The team scored with ten minutes left.", "The team scored after 80 minutes."),
        ("Some 900 families will get keys.", "The first 200 families get keys in May, the others next year."),
    ],
)
def test_what_may_be_of_another_time_or_part_is_worth_a_look(claim: str, source: str) -> None:
    assert [(drift.label, drift.conflict) for drift in found(claim, source, PUBLISHED)] == [("may_differ", False)]
