"""Amounts in all the ways that newsrooms put them: no conflict where they agree, a finding where they differ."""

from __future__ import annotations

import pytest

from factcheck.drift import find_number_drift
from factcheck.records import Drift
from tests.drift.texts import document, whole

SAME = [
    ("Car sales rose 3%.", "Van sales rose 7%."),
    ("Sales of cars rose 3%.", "Sales of vans rose 7%."),
    ("The fund lost minus four percent.", "The fund returned -4%."),
    ("Sales fell by 10 percent.", "Sales changed by -10%."),
    ("Sales fell by 10 percent.", "Sales were at -10.3% for the year."),
    ("It was 8 degrees below zero in Alder at dawn.", "It was −8 °C in Alder at dawn."),
    ("The low was –3°C on Friday.", "The low was minus three degrees on Friday."),
    ("A quarter of pupils were absent.", "25.3% of pupils were absent."),
    ("One in three adults smokes.", "33% of adults smoke."),
    ("Two-fifths of members voted.", "40 per cent of members voted."),
    ("He ran three and three-quarter miles.", "He ran 3.75 miles."),
    ("He ran 3½ miles.", "He ran three and a half miles."),
    ("Use half a litre of stock.", "Use 500 ml of stock."),
    ("Support rose to 45pc.", "Support rose to 45 p.c. in the poll."),
    ("It was his two hundredth win.", "It was his 200th win."),
    ("The town has 1.2 million people.", "There are one point two million people in the town."),
    ("Prices rose 0.5 per cent.", "Prices rose nought point five per cent."),
    ("The low was -2.5 degrees.", "The low was minus two point five degrees."),
    ("The plan costs 32.8 million euros.", "The plan costs thirty-two point eight million euros."),
    ("The fine was 1.05 million euros.", "The fine was one point oh five million euros."),
    ("At one point two million people were without power.", "At one point 2 million people were without power."),
    ("Traffic doubled last year.", "Traffic rose by 100 per cent last year."),
    ("Traffic tripled last year.", "Traffic rose threefold last year."),
    ("Traffic tripled last year.", "Traffic rose 200% last year."),
    ("Rent is £900 a month.", "Rent is £900 per month."),
    ("Rent is £1,200 a month.", "Rent is £14,400 a year."),
    ("The yard turns out 10 boats a month.", "The yard turns out 120 boats a year."),
    ("He earns an annual salary of £24,000.", "He earns £2,000 a month."),
    ("No homes were damaged in the fire at Alder.", "Twelve barns were damaged in the fire at Alder."),
    ("No children died in the fire at Alder.", "Four people died in the fire at Alder."),
    ("Rovers beat Town four-two.", "Rovers beat Town 4-2."),
    ("Call 01632 960 983 for help.", "Call 01632 960983 for help."),
    ("The state gave 20 lakh rupees.", "The state gave Rs 20,00,000."),
    ("The plan costs ₹2,000 crore.", "The plan costs 20 billion rupees."),
    ("The plan costs Rs 1.5 lakh crore.", "The plan costs 1.5 trillion rupees."),
    ("Die Brücke kostet 3,5 Millionen Euro.", "Die Brücke kostet 3.5 million euros."),
    ("The race took 2h 15m.", "The race took 135 minutes."),
    ("About 4,800 children are at risk.", "In all 4,878 children are at risk."),
    ("4,800 children are at risk.", "4,878 children are at risk."),
    ("More than 4,800 children are at risk.", "4,878 children are at risk."),
    ("Net profit fell 8 percent in the quarter.", "Its shares fell as much as 4.2 percent on Tuesday."),
    ("Volta's net profit fell 8 percent in the quarter.", "Volta's shares fell as much as 4.2 percent on Tuesday."),
    ("The parcel weighed 12 pounds.", "The parcel weighed 5.4 kg."),
    ("A loaf costs 90p.", "A loaf costs £0.90."),
    ("It was 35C in Velle.", "It was 95F in Velle."),
    ("It was 95 degrees in Velle.", "It was 35C in Velle."),
    ("Seas warmed by 1.8°F.", "Seas warmed by 1°C."),
    ("The bank cut its rate by a quarter point.", "The bank cut its rate by 25 basis points."),
    ("Costs will rise 5 to 10 percent.", "Costs will rise between 5% and 10%."),
    ("Fewer than 40 people came.", "38 people came."),
    ("The poll has a margin of error of ±3 points.", "The poll has a margin of error of plus or minus three points."),
    ("He was paid $5,000.", "He was paid $5,000 a month."),
    ("The firm sold 40 buses in a year.", "The firm sold 40 buses."),
    ("The clinic treats 50 patients a day.", "The clinic treats 350 patients a week."),
    ("The plant makes 1,000 cars a week.", "The plant makes about 52,000 cars a year."),
    ("Nobody was hurt in the fire at Alder.", "Three horses were hurt in the fire at Alder."),
    ("None of the miners survived the blast.", "No miners survived the blast."),
    ("The wine sold by the third bottle.", "The wine sold by one bottle."),
    ("Negative growth of 0.3% was recorded.", "Growth of minus 0.3 per cent was recorded."),
    ("Growth was negative 0.3% last spring.", "Growth was -0.3% last spring."),
    ("He tested negative two days later.", "He tested negative 2 days later."),
    ("Prices dropped 4%.", "Prices: -4%."),
    ("Temperatures plunged to -20C.", "Temperatures plunged to 20 degrees below zero."),
    ("The sea lies at -3 metres.", "The sea lies at minus 3 m."),
    ("Five-eighths of the field flooded.", "62.5% of the field flooded."),
    ("Some two-thirds of the field flooded.", "65% of the field flooded."),
    ("Nearly three-quarters of the field flooded.", "74% of the field flooded."),
    ("One in eight clerks left.", "12.5 per cent of clerks left."),
    ("One in seven clerks left.", "14% of clerks left."),
    ("The pond is 1 1/2 acres.", "The pond is one and a half acres."),
    ("The pond is ¾ of an acre.", "The pond is three-quarters of an acre."),
    ("Each bag weighs a quarter of a kilo.", "Each bag weighs 250 grams."),
    ("VAT rises to 20pct.", "VAT rises to 20 percent."),
    ("The firm recycled 8 PCs.", "The firm recycled eight PCs."),
    ("It is the twenty-second edition of the fair.", "It is the 22nd edition of the fair."),
    ("Membership halved in 2020.", "Membership fell by 50 per cent in 2020."),
    ("Membership halved in 2020.", "Membership fell by half in 2020."),
    ("Exports rose fivefold.", "Exports quintupled."),
    ("Exports rose tenfold.", "Exports rose 10-fold."),
    ("Exports nearly doubled.", "Exports rose 96%."),
    ("Exports more than doubled.", "Exports rose 2.3-fold."),
    ("Exports more than doubled.", "Exports rose 130%."),
    ("The firm has 300 staff, three times as many as in May.", "The firm has 300 staff, up from 100 in May."),
    ("Wolves drew one-one with Rovers.", "Wolves drew 1-1 with Rovers."),
    ("She won 6-3, 6-2.", "She won 6-3 6-2."),
    ("The vase dates from around 450 BC.", "The vase dates from about 450 B.C."),
    ("Ring 0800 555 111 now.", "Ring 0800 555111 now."),
    ("Ring +44 20 7946 0018 now.", "Ring 020 7946 0018 now."),
    ("Output was 1.2 billion rupees.", "Output was 120 crore rupees."),
    ("Er zahlte 1.500.000 Euro.", "Er zahlte 1,5 Mio. Euro."),
    ("Er zahlte drei Milliarden Euro.", "He paid three billion euros."),
    ("The flight lasts an hour and a half.", "The flight lasts 90 minutes."),
    ("The flight lasts 1h30.", "The flight lasts 90 minutes."),
    ("Rates were cut by 50 basis points.", "Rates were cut by half a percentage point."),
    ("Rates were cut by 50bps.", "Rates were cut by 0.5 percentage points."),
    ("Rates were cut by 50bps.", "Rates were cut by 0.5 percent."),
    ("Between five and ten people came.", "5-10 people came."),
    ("Up to 90 people came.", "85 people came."),
    ("At least 90 people came.", "140 people came."),
    ("Some 1,950 pupils sat it.", "1,947 pupils sat it."),
    ("Revenue was €1.93bn.", "Revenue was €1.9bn."),
    ("Orders at Kem rose 12 percent.", "Costs at Kem rose 4 percent."),
    ("Revenue rose to $5m.", "Profit rose to $3m."),
    ("Pre-tax profit was down 11%.", "The stock was down 3% in early trade."),
    ("The ship carries 2,000 tons of coal.", "The ship carries 2,000 tonnes of coal."),
    ("Cuts of 5 million pounds of public money loom.", "Cuts of £5m of public money loom."),
    ("The lake covers 20 km².", "The lake covers 20 square kilometres."),
    ("It drew 61.4³ per cent.", "It drew 61.4 per cent."),
]

OTHER = [
    ("Add two and a quarter cups of flour.", "Add 2 3/4 cups of flour."),
    ("Sales of cars rose 3%.", "Car sales rose 7%."),
    ("The economy grew by 2 percent in May.", "The economy grew by -2% in May."),
    ("It was 8 degrees in Alder at dawn.", "It was minus 8 degrees in Alder at dawn."),
    ("A quarter of pupils were absent.", "35% of pupils were absent."),
    ("Three-fifths of members voted.", "40 per cent of members voted."),
    ("He ran 3½ miles.", "He ran 3.25 miles."),
    ("Use half a litre of stock.", "Use a quarter of a litre of stock."),
    ("Support rose to 45pc.", "Support rose to 54 pct."),
    ("It was his thirtieth win.", "It was his 31st win."),
    ("It was his one hundred and first win.", "It was his 100th win."),
    ("Traffic doubled last year.", "Traffic rose by 50 per cent last year."),
    ("Traffic quadrupled last year.", "Traffic tripled last year."),
    ("The town has twice as many cafes as bakers.", "The town has three times as many cafes as bakers."),
    ("Rent is £900 a month.", "Rent is £900 a week."),
    ("The yard turns out 10 boats a month.", "The yard turns out 10 boats a year."),
    ("Petrol costs $1.20 a litre.", "Petrol costs $1.20 a gallon."),
    ("Nobody was hurt in the fire at Alder.", "Three people were hurt in the fire at Alder."),
    ("No homes were damaged in the fire at Alder.", "Twelve homes were damaged in the fire at Alder."),
    ("Rovers beat Town four-two.", "Rovers beat Town 4-1."),
    ("The king died in AD 45.", "The king died in 45 BC."),
    ("The state gave 20 lakh rupees.", "The state gave 2 lakh rupees."),
    ("Die Brücke kostet 3,5 Millionen Euro.", "Die Brücke kostet 3,5 Milliarden Euro."),
    ("The race took two hours and five minutes.", "The race took 2 hours 15 minutes."),
    ("Net profit fell 8 percent in the quarter.", "Net profit fell 9 percent in the quarter."),
    ("The parcel weighed 12 pounds.", "The parcel weighed 12 kilograms."),
    ("A loaf costs 90p.", "A loaf costs 95 pence."),
    ("It was 40C in Velle.", "It was 95F in Velle."),
    ("Seas warmed by 1.8°F.", "Seas warmed by 2°C."),
    ("The bank cut its rate by half a point.", "The bank cut its rate by 25 basis points."),
    ("Costs will rise 5 to 10 percent.", "Costs will rise between 5% and 15%."),
    ("The poll has a margin of error of ±3 points.", "The poll has a margin of error of plus or minus two points."),
    ("Growth slowed to 3 per cent a year.", "Growth slowed to 3 per cent a month."),
    ("Workers get 12 pounds an hour.", "Workers get 12 pounds a day."),
    ("The pump moves 30 litres a second.", "The pump moves 30 litres a minute."),
    ("No one drowned when the boat sank off Holm.", "Two people drowned when the boat sank off Holm."),
    ("None of the miners survived the blast.", "Six of the miners survived the blast."),
    ("There were no arrests at the march in Lund.", "There were 14 arrests at the march in Lund."),
    ("Temperatures plunged to -20C.", "Temperatures plunged to -2C."),
    ("Nearly three-quarters of the field flooded.", "54% of the field flooded."),
    ("One in seven clerks left.", "7% of clerks left."),
    ("The pond is 1 1/4 acres.", "The pond is one and a half acres."),
    ("The pond is ¾ of an acre.", "The pond is ½ of an acre."),
    ("VAT rises to 20pct.", "VAT rises to 22pc."),
    ("She placed her fortieth order.", "She placed her 45th order."),
    ("It is the twenty-second edition of the fair.", "It is the 23rd edition of the fair."),
    ("Membership halved in 2020.", "Membership fell by 30% in 2020."),
    ("Exports rose tenfold.", "Exports rose 8-fold."),
    ("Wolves drew one-one with Rovers.", "Wolves drew 2-2 with Rovers."),
    ("She won 6-3, 6-2.", "She won 6-3, 6-4."),
    ("The wall was built in the 3rd century BC.", "The wall was built in the 3rd century AD."),
    ("Output was 12 crore rupees.", "Output was 120 crore rupees."),
    ("Er zahlte drei Milliarden Euro.", "Er zahlte 3 Mio. Euro."),
    ("The flight lasts an hour and a half.", "The flight lasts 80 minutes."),
    ("Rates were cut by 50bps.", "Rates were cut by 0.25 percentage points."),
    ("Turnout rose three per cent.", "Turnout rose three percentage points."),
    ("At least 90 people came.", "85 people came."),
    ("Revenue was €1.93bn.", "Revenue was €1.39bn."),
    ("Profit rose to $5m.", "Profit rose to $3m."),
    ("The boxer lost 30 pounds.", "The boxer lost 30 euros."),
    ("Costs of 30p a mile.", "Costs of 30p a kilometre."),
    ("The flood hit ﬁfteen farms.", "The flood hit fifty farms."),
    ("It holds 12 litres².", "It holds 15 litres."),
    ("The lake covers 20 km².", "The lake covers 20 square miles."),
]

NEARLY = [
    "getting on for", "close on", "nigh on", "not far off", "not far short of", "something like", "in the region of",
    "of the order of", "more or less", "the best part of", "give or take", "about", "roughly",
]  # fmt: skip
"""Words for "about"."""


@pytest.mark.parametrize("words", NEARLY)
def test_about_in_any_words_is_about(words: str) -> None:
    assert drift("The dispute cost about £1.8 million.", f"The dispute cost {words} £1.8 million.") == ()
    (found,) = drift("The dispute cost £1.8 million.", f"The dispute cost {words} £1.8 million.")
    assert (found.label, found.conflict) == ("hedge_lost", False)


def drift(claim: str, evidence: str) -> tuple[Drift, ...]:
    story, source = document(claim, "story"), document(evidence)
    return find_number_drift(whole(story), [whole(source)], story=story, source=source)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_may_both_be_right_is_no_conflict(one: str, other: str) -> None:
    for claim, evidence in ((one, other), (other, one)):
        assert [found for found in drift(claim, evidence) if found.conflict] == []


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_differs_is_found(one: str, other: str) -> None:
    for claim, evidence in ((one, other), (other, one)):
        assert drift(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence", "label"),
    [
        ("The choir has 4,878 members.", "The choir has 4,800 members.", "sharpened"),
        ("Output grew by 2 percent in May.", "Output grew by -2% in May.", "sign_differs"),
        ("Traffic doubled last year.", "Traffic rose by 50 per cent last year.", "may_differ"),
        # A looser bound is not implied where it is a condition.
        ("Staff of more than five years get two days.", "Staff of more than ten years get two days.", "may_differ"),
        (
            "Households on less than £30,000 get the grant.",
            "Households on less than £20,000 get the grant.",
            "may_differ",
        ),
        ("Over 200 shops went without bread.", "Over 230 shops went without bread.", "may_differ"),
        ("At least 12 cows died at the farm.", "At least 20 cows died at the farm.", "may_differ"),
        ("Nobody was hurt in the fire at Alder.", "Three people were hurt in the fire at Alder.", "may_differ"),
        ("Mill profit rose 5 percent.", "Profit and sales at the mill rose 6 percent.", "may_differ"),
    ],
)
def test_what_is_less_than_certain_is_worth_a_look(claim: str, evidence: str, label: str) -> None:
    (found,) = drift(claim, evidence)

    assert (found.label, found.conflict) == (label, False)


@pytest.mark.parametrize(
    ("claim", "evidence", "label"),
    [
        ("Rent is £900 a month.", "Rent is £900 a week.", "unit_differs"),
        ("The bank cut its rate by 50 percentage points.", "The bank cut its rate by 50 basis points.", "unit_differs"),
        ("The parcel weighed 12 pounds.", "The parcel weighed 12 kilograms.", "unit_differs"),
        ("The state gave 20 lakh rupees.", "The state gave 20 crore rupees.", "scale_differs"),
        ("Traffic quadrupled last year.", "Traffic tripled last year.", "value_differs"),
    ],
)
def test_what_cannot_both_be_right_is_a_conflict(claim: str, evidence: str, label: str) -> None:
    (found,) = drift(claim, evidence)

    assert (found.label, found.conflict) == (label, True)


def test_a_profit_is_no_share_price() -> None:
    assert drift("Net profit fell 8 percent in the quarter.", "Shares fell as much as 4.2 percent on Tuesday.") == ()


def test_spans_are_those_of_the_text_as_written() -> None:
    (found,) = drift("The flood hit ﬁfteen farms.", "The flood hit ﬁfty farms.¹")

    assert found.source is not None
    assert (found.story.text, found.source.text) == ("ﬁfteen", "ﬁfty")
