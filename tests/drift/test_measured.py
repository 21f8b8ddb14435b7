"""A difference, a multiple, a part or a rate is not a level, and another number of it proves nothing."""

from __future__ import annotations

import pytest

from tests.drift.judging import found


def proofs(claim: str, source: str) -> list[str]:
    return [
        f"{drift.story.text}/{drift.source and drift.source.text}" for drift in found(claim, source) if drift.conflict
    ]


APART = [
    (
        "Orla Reyes led Tim Voss by fewer than 300 votes.",
        "Returns show Orla Reyes with 7,412 votes, Tim Voss with 7,140.",
    ),
    ("Voss finished nine points ahead of Reyes.", "Voss finished with 54 points, Reyes with 45."),
    ("Her term is eight months shorter than usual.", "Her term is 16 months. The usual term is two years."),
    ("The new bridge is 40 metres longer than the old one.", "The new bridge is 310 metres long, the old one was 270."),
    (
        "The gap between the two towns is 12 kilometres.",
        "Orla is 30 kilometres from the coast, the other of the two towns 42 kilometres.",
    ),
    (
        "The director's pay is four and a half times that of a nurse.",
        "The director's pay is $180,000. Nurses asked three times for $40,000.",
    ),
    (
        "The winner's prize is three and a half times that of the loser.",
        "The winner's prize is 70 million, the loser's prize was cut five times.",
    ),
    (
        "Unemployment rose by a tenth of a percentage point in May.",
        "Unemployment rose to 4.3 per cent in May from 4.2 in April.",
    ),
    ("The rate fell by three tenths of a point in June.", "The rate fell to 2.8 per cent in June."),
    ("Growth slowed by half a percentage point in spring.", "Growth slowed to 1.5 per cent in spring."),
    ("About one in four nurses did not answer the second survey.", "Of the nurses, 76% answered the second survey."),
    ("A third of the pupils never came back to the school.", "Some 66% of the pupils came back to the school."),
    ("Nearly 30 per cent of members did not vote on the merger.", "On the merger 71 per cent of the members voted."),
    ("The diver reached the boat within half an hour.", "The diver reached the boat in nine minutes."),
    ("The lifeboat was at the wreck within 40 minutes.", "The lifeboat was at the wreck after 12 minutes."),
    (
        "A child from Orla would spend 80 minutes a day on the bus.",
        "A child from Orla would ride the bus for 40 minutes each way.",
    ),
    ("The ferry trip to Tamm costs £24 return.", "The ferry trip to Tamm costs £12 one way."),
    ("The four winners share £48,000 from the lottery.", "The winners from the lottery get £12,000 each."),
    (
        "Orla clears fewer than three roads in four within a day.",
        "Of 300 roads sampled in Orla, 71% were cleared within a day.",
    ),
    ("Two pupils in five walk to school in Orla.", "In Orla 40% of the 500 pupils walk to school."),
    (
        "Spending will rise 6.1 percent.",
        "Spending will be $208 million, against $196 million this year. Wages will rise 3.2 percent.",
    ),
]
AFRESH = [
    (
        "Dana Hill won the seat by less than 200 votes.",
        "Dana Hill won the seat with 10,480 votes, Roy Pike got 10,311.",
    ),
    (
        "The second climb is 350 metres higher than the first.",
        "The second climb is 1,900 metres high, the first 1,550.",
    ),
    ("The fine is six weeks shorter than in similar cases.", "The ban is 10 weeks, in similar cases it was 16 weeks."),
    (
        "Adult seats cost one and a half times what children pay.",
        "Adult seats cost 30 euros, and prices rose two times. Children pay 20 euros.",
    ),
    ("The lead of the Greens over Labour is five points.", "The Greens have 31 points in the poll, Labour 26."),
    (
        "Inflation slowed by two tenths of a percentage point in July.",
        "Inflation slowed to 2.6 per cent in July from 2.8 in June.",
    ),
    ("One in three tenants did not return the form.", "Of all tenants, 67% returned the form."),
    ("A quarter of the crew did not sign the letter.", "Some 74% of the crew signed the letter."),
    ("Firefighters were at the mill within a quarter of an hour.", "Firefighters were at the mill in six minutes."),
    (
        "Commuters from Leck will lose two hours a day on the train.",
        "Commuters from Leck will need an hour each way on the train.",
    ),
    ("The three partners put up £90,000 for the mill.", "The partners put up £30,000 apiece for the mill."),
    ("Nine patients in ten were seen on time in Tamm.", "Of the 200 patients in Tamm, 90% were seen on time."),
    ("The levy will go up 2.5 percent.", "The levy will be $41 million instead of $40 million. Fees go up 4 percent."),
]
STILL_PROVED = [
    ("Orla Reyes led Tim Voss by 300 votes.", "Orla Reyes led Tim Voss by 120 votes."),
    ("Voss is nine points ahead of Reyes.", "Voss is four points ahead of Reyes."),
    ("Her term is eight months shorter than usual.", "Her term is three months shorter than usual."),
    ("Prices rose by 12 percent in May.", "Prices rose 7 percent in May."),
    ("In Orla 40 per cent of the pupils walk to school.", "In Orla 25 per cent of the pupils walk to school."),
    ("The diver reached the boat within 20 minutes.", "The diver reached the boat in 50 minutes."),
    ("The bus ride takes 80 minutes each way.", "The bus ride takes 50 minutes each way."),
    ("The tickets for the show cost £20 each.", "The tickets for the show cost £35."),
    ("The track was renewed for 2.1 million euros.", "Its renewal cost 2.1 billion euros."),
    ("Classes will rise to an average of 24, from 22.", "Classes will average 24 pupils, up from 21."),
    ("Contractors were paid $24.6 million last winter.", "Contractors were paid $13.9 million last winter."),
    ("Fewer than 40 people were on the ferry.", "There were 95 people on the ferry."),
]

UNSEEN = [
    ("Kimani beat Osei by under two seconds.", "Kimani ran 48.2 seconds, Osei 49.9 seconds."),
    ("The Reds won by 14 runs.", "The Reds made 212 runs, the Blues 198."),
    ("The majority was fewer than 50 votes.", "Lena Holt had 3,312 votes and Bert Aas 3,270 votes."),
    (
        "The second tunnel is two kilometres shorter than the first.",
        "The second tunnel is nine kilometres long, the first 11 kilometres.",
    ),
    ("A ticket in Orla is £4 cheaper than in Tamm.", "A ticket in Orla is £11, a ticket in Tamm £15."),
    (
        "The firm's debt is three times its yearly sales.",
        "The firm's debt is $90 million. Yearly sales of $30 million fell for five quarters.",
    ),
    (
        "The strike cost two and a half times what the pay rise would have cost.",
        "The strike cost $50 million, the pay rise would have cost $20 million over three years.",
    ),
    ("Turnout slipped by a fifth of a percentage point.", "Turnout slipped to 61.3 per cent from 61.5."),
    ("Six in ten patients were not told of the delay.", "Some 40% of patients were told of the delay."),
    ("A tenth of households have never paid the fee.", "The fee has been paid by 91 per cent of households."),
    ("The crews reached the village within an hour and a half.", "The crews reached the village in 50 minutes."),
    ("Workers spend three hours a day on the ferry.", "Workers spend an hour and a half on the ferry each way."),
    ("The two brothers inherited 80 hectares.", "The brothers inherited 40 hectares each."),
    ("Four shops in five on the High Street are open.", "Of the 60 shops on the High Street, 80% are open."),
    (
        "Water bills will go up by 8 percent.",
        "Water bills will be £54 a month instead of £50. Sewage bills will go up 3 percent.",
    ),
    (
        "The loan is to be paid back 18 months earlier than agreed.",
        "The loan is to be paid back in three years, it was agreed for 54 months.",
    ),
]
UNSEEN_PROVED = [
    ("The Reds won by 14 runs.", "The Reds won by 40 runs."),
    ("The majority was 50 votes.", "The majority was 120 votes."),
    ("A ticket in Orla is £4 cheaper than in Tamm.", "A ticket in Orla is £9 cheaper than in Tamm."),
    ("Turnout was 61 per cent in the town.", "Turnout was 52 per cent in the town."),
    ("Six in ten patients were not told of the delay.", "Of the patients, 35 per cent were not told of the delay."),
    ("The team of nurses lost four hours to the strike.", "The team of nurses lost nine hours to the strike."),
    ("The show runs for 90 minutes without a break.", "The show runs for 75 minutes without a break."),
    ("The ferry carried 40 cars in two days.", "The ferry carried 62 cars in two days."),
    ("The repair took six weeks longer than planned.", "The repair took two weeks longer than planned."),
    ("The firm will hire three people in Orla.", "The firm will hire seven people in Orla."),
    ("Workers get $30 an hour at the mill.", "Workers get $22 an hour at the mill."),
]


@pytest.mark.parametrize(("claim", "source"), [*APART, *AFRESH, *UNSEEN])
def test_what_is_measured_otherwise_proves_nothing(claim: str, source: str) -> None:
    assert not proofs(claim, source)


@pytest.mark.parametrize(("claim", "source"), [*STILL_PROVED, *UNSEEN_PROVED])
def test_what_is_measured_alike_is_proved(claim: str, source: str) -> None:
    assert proofs(claim, source)


@pytest.mark.parametrize(
    ("claim", "source", "published"),
    [
        ("In today's money the line costs £3 billion.", "In today's money that is £3 billion.", "2024-05-02"),
    ],
)
def test_money_of_today_is_no_date(claim: str, source: str, published: str) -> None:
    assert not [drift for drift in found(claim, source, published) if drift.kind == "date"]
