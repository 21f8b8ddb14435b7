"""What a date or an amount is of: the background, another time, another case and what is only hoped for prove nothing.

So do an ordinal that picks one of several, and a name that only says whose an office is. The pairs were written in two threes
of some twenty. Right at the first try were 9 of 22 of the first dates, 19 of 20 and 18 of 20 of the next ones; 9 of 20 of the
first amounts, 13 of 20, 20 of 20 and 10 of 10. One is left out: "paid out £2m" beside "£3m last month" is only worth a look.
"""

from __future__ import annotations

import pytest

from tests.drift.judging import found

OF_ANOTHER_EVENT = [
    (
        "Cinderpath, for which he made 11 albums between 1989 and 2018, will release duets with Lena Aubrecht, a student at "
        "Kessling College, where he taught.",
        "He taught at Kessling College from 1978 until 2006, where his students included Lena Aubrecht.",
    ),
    (
        "The yard, which built 40 ferries from 1950 to 1990, is owned by the Lund family, who also run the Orla mill.",
        "The Lund family has run the Orla mill from 1962 until 2001.",
    ),
    (
        "Berg won the race in 2019 and is married to the painter Ida Holm, who lives in Velle.",
        "The painter Ida Holm has lived in Velle since 2003.",
    ),
    (
        "In 2018 the film was selected for the National Film Registry.",
        "The library has selected films for their importance since the registry began in 1988.",
    ),
    (
        "The women's team won the cup in 2019.",
        "The women's team took the cup this year, building on their success in 2018 when the men's team won the trophy.",
    ),
    (
        "The club drew 0-0 with Velle on Tuesday.",
        "The club returned to training on Wednesday, a day after the goalless draw with Velle.",
    ),
    (
        "He spoke to the Courier on Wednesday about the offer.",
        "He told the Courier that links to Saturday's opponents were flattering and spoke of the offer.",
    ),
    (
        "The second woman bishop of the church was consecrated at the minster.",
        "Libby Moe was the church's first woman bishop, and was consecrated at the minster in January.",
    ),
    (
        'Irna Cola maker AB Brun said it had made "considerable progress".',
        'Chief executive Roger Vik said AB Brun had made "considerable progress" in a hard year.',
    ),
    (
        "The choir sang at the palace in 2021.",
        "The choir has toured each summer since it was formed in 1974, and sang at the palace this year.",
    ),
    (
        "The bridge was closed to lorries in March.",
        "The bridge was closed to lorries this month, after a survey in January found cracks.",
    ),
    ("The mayor met the owners on Thursday.", "The mayor met the owners a day after Wednesday's vote."),
    ("The ferry sank on Monday.", "Divers found the ferry on Tuesday, the day after it sank."),
    ("The third victim was identified as a man of 40.", "The first victim, a man, was identified on Monday."),
    (
        "The tournament was held in Oslo in 2023.",
        "When the tournament was first held in 1996, Oslo was the host; it was held there again last year.",
    ),
    ("The paper was published in 2020.", "The paper came out three years after the survey was done in 2017."),
    ("The second phase will open in May.", "The first phase will open in May."),
    (
        "The orchestra played in Ghent in 2022.",
        "The orchestra, founded in 1957, played in Ghent for the first time in two years.",
    ),
    ("The harbour master resigned on Friday.", "The harbour master resigned two days after Sunday's grounding."),
    (
        "The law took effect in July.",
        "The law took effect this summer, six months after parliament passed it in January.",
    ),
    ("The painting was sold in 2020.", "The painting was sold before the gallery closed in 2023."),
    ("Kari Lund joined the board in 2019.", "Kari Lund, who left the navy in 2016, later joined the board."),
    (
        "The vaccine was approved on Tuesday.",
        "The vaccine was approved while the committee was still to meet on Thursday.",
    ),
    ("The road reopened on Monday.", "The road reopened after engineers finished their work on Sunday."),
    ("Prices rose in August.", "Prices rose last month, as they had in June."),
    ("Beer maker Holt said Vik Brewing would close.", "Chief executive Ann Lee said Vik Brewing would close."),
    ("The third patient died in Oslo.", "The first patient died in Oslo on Friday."),
    (
        "The dam was inspected in May.",
        "The dam, built in 1962, was inspected after a leak in April was reported by walkers.",
    ),
    ("Anna Vik became editor in 2018.", "Anna Vik, who joined the paper in 2004, became editor in a year of upheaval."),
    ("The protest took place on Sunday.", "The protest took place a week after police shot a man on a Thursday night."),
    (
        "The trial began on 12 June.",
        "The trial began while a second case, due to open on 20 June, was still being prepared.",
    ),
    ("The minister spoke on Monday.", "The minister spoke at length about Friday's storm."),
    ("The plant closed in 2015.", "The plant closed yesterday's chapter of the town's history, which began in 1890."),
    ("The striker scored in March.", "The striker has not scored since he broke his leg in December."),
    ("The report was leaked on Tuesday.", "The report, delivered to ministers on Monday, was leaked a day later."),
    ("Oil firm Brandt said Kolm Energy had paid.", "Lawyer Erik Strand said Kolm Energy had paid."),
    ("The fourth ship was sunk near Velle.", "The first ship was sunk near Velle in June."),
    ("The mill employs 220 people.", "The mill, which employed 400 people in 1990, has cut its staff twice."),
    ("The fire killed 12 people.", "The fire was the worst since a blaze that killed 30 people in 2003."),
    ("The bridge will cost €40m.", "The bridge replaces one that cost €6m when it was built."),
    ("Profit rose by 8 per cent.", "Profit had risen by 15 per cent a year earlier."),
    ("The school has 300 pupils.", "The school is one of three in a town where 1,200 pupils are taught."),
    ("The storm cut power to 5,000 homes.", "The storm came a month after a gale that cut power to 9,000 homes."),
    ("She won by 500 votes.", "She lost by 1,200 votes when she first stood in 2018."),
    ("The museum drew 40,000 visitors.", "The museum hopes to draw 60,000 visitors once the wing is open."),
    ("Rents rose 4 per cent in Velle.", "Rents rose 7 per cent in Tamm, the agency said."),
    ("The ferry carried 80 passengers.", "The ferry is licensed to carry 120 passengers."),
    ("Nine officers were hurt.", "In a similar march last year, 14 officers were hurt."),
    ("The company owes 3 million crowns.", "The company's rival owes 5 million crowns."),
    ("The trial heard from six witnesses.", "Prosecutors plan to call 20 witnesses in all."),
    ("Rents rose 4 per cent in Velle.", "Rents rose 7 per cent in Tamm, the agency said."),
    ("Ida Berg won 500 votes.", "Tom Feld won 700 votes."),
    ("The yard employs 90 welders.", "The yard employed 140 welders in its best year, 1974."),
    ("The flood damaged 60 houses.", "The flood was less severe than one in which 200 houses were damaged."),
    ("The fund paid out £2m.", "The fund had paid out £5m before its rules were changed."),
    ("The stadium seats 30,000.", "The club wants a stadium that seats 45,000."),
    ("The clinic treated 80 patients.", "The clinic could treat 150 patients a week if it had the staff."),
    ("The strike cost the port 6 million kroner.", "A separate dispute cost the port 11 million kroner."),
    ("The trial lasted nine weeks.", "Fraud trials of this kind last 20 weeks on average."),
    ("Police fined 40 drivers.", "When the cameras were first switched on, police fined 300 drivers in a day."),
    ("The book sold 12,000 copies.", "Her first book, which nobody reviewed, sold 900 copies."),
    ("The lake is 40 metres deep.", "A neighbouring lake is 60 metres deep."),
    ("The choir has 40 members.", "A rival choir in Tamm has 65 members."),
    ("Ola Lie scored 12 goals.", "Per Dahl scored 19 goals for the same club."),
    ("The tunnel is 3 kilometres long.", "Engineers had planned a tunnel 5 kilometres long."),
    ("The plant made 900 cars.", "The plant, which made 2,000 cars in 1988, is to close."),
    ("The storm injured eight people.", "The storm followed one that injured 20 people."),
    ("The hospital has 60 beds.", "The new hospital will have 110 beds."),
    ("She raised £4,000.", "Her sister raised £7,000 by selling cakes."),
    ("The vote was 14 to 9.", "The council's previous vote on the plan was 12 to 11."),
    ("The theft cost the bank $2m.", "It is the costliest theft since robbers took $9m in 1997."),
    ("The farm keeps 300 sheep.", "Farms in the valley keep 450 sheep on average."),
    # beside what the sentence is about
    ("Her husband died six years ago.", "Ida Moe, who edited the paper for 26 years, died on Saturday in Velle."),
    ("Spending rises by 4.9 per cent.", "The levy rises 2.8 per cent, which is under the state's cap of 3.1 per cent."),
    ("The bank closed 14 branches.", "The bank, which opened 30 branches in the boom, closed its doors in Tamm."),
    ("The mayor served five years.", "The mayor, who lived in Orla for 40 years, served on three boards."),
    ("The ship carried 900 containers.", "The ship, where 22 sailors work, was built for grain."),
    ("The orchard lost 60 trees.", "The orchard, which sells 9,000 jars of jam, lost a barn."),
]

OF_THE_SAME = [
    ("The ferry sank on Monday.", "The ferry sank on Tuesday after hitting a rock."),
    (
        "The film was selected for the registry in 2018.",
        "The film was selected for the registry in 2016, when 25 films were chosen.",
    ),
    ("The choir was formed in 1981.", "The choir has toured each summer since it was formed in 1974."),
    ("The women's team won the cup in 2019.", "The women's team won the cup in 2018."),
    ("It was Moe's first win of the year.", "It was Moe's second win of the year."),
    ("The council will vote on Thursday.", "The council will vote on Wednesday, the mayor said."),
    ("Saturday's match was called off.", "Sunday's match was called off because of snow."),
    ("The museum opened in 1931.", "The museum, which opened in 1913, drew 40,000 visitors."),
    ("The orchestra was founded in 1975.", "The orchestra, founded in 1957, played in Ghent."),
    ("The harbour master resigned on Friday.", "The harbour master resigned on Sunday after the grounding."),
    ("The law took effect in July.", "The law took effect in January."),
    ("The painting was sold in 2020.", "The painting was sold in 2023, when the gallery closed."),
    ("Kari Lund left the navy in 2019.", "Kari Lund, who left the navy in 2016, later joined the board."),
    ("Engineers finished their work on Saturday.", "The road reopened after engineers finished their work on Sunday."),
    ("Prices rose in August.", "Prices rose in June, the office said."),
    ("The vote is due on 4 May.", "The vote is due on 14 May."),
    ("He was arrested on Wednesday.", "Police arrested him on Thursday."),
    ("The match starts at 7 p.m.", "The match starts at 8 p.m."),
    ("The dam was built in 1926.", "The dam, built in 1962, was inspected in May."),
    ("Anna Vik joined the paper in 2014.", "Anna Vik, who joined the paper in 2004, became editor."),
    ("Police shot a man on Friday.", "The protest took place a week after police shot a man on Thursday."),
    ("The case opens on 12 June.", "The case, which opens on 20 June, concerns a stolen boat."),
    ("The strike ended on Monday.", "The strike ended on Tuesday night."),
    ("The plant closed in 2015.", "The plant closed in 2012 with the loss of 300 jobs."),
    ("The court will rule on 3 March.", "The court will rule on 13 March, its clerk said."),
    ("The festival runs until 4 May.", "The festival runs until 14 May."),
    ("The store opens at 9 a.m.", "The store opens at 10 a.m. each day."),
    ("The town was founded in 1712.", "When the town was founded in 1721, it had 40 houses."),
    ("The mill employs 220 people.", "The mill employs 240 people."),
    ("The fire killed 12 people.", "Fourteen people died in the fire."),
    ("The bridge will cost €40m.", "The bridge, which will cost €46m, replaces one built in 1931."),
    ("Profit rose by 8 per cent.", "Profit rose by 18 per cent, the firm said."),
    ("She won by 500 votes.", "She won by 50 votes."),
    ("The ferry carried 80 passengers.", "The ferry, licensed for 120, carried 90 passengers."),
    ("Nine officers were hurt.", "Four officers were hurt in the march."),
    ("The yard employs 90 welders.", "The yard employs 190 welders."),
    ("The flood damaged 60 houses.", "The flood damaged 80 houses in the valley."),
    ("The stadium seats 30,000.", "The stadium, which seats 35,000, was full."),
    ("The clinic treated 80 patients.", "After the crash the clinic treated 60 patients."),
    ("The trial lasted nine weeks.", "The trial, which lasted seven weeks, ended on Friday."),
    ("Police fined 40 drivers.", "Police fined 14 drivers on the first day."),
    ("The lake is 40 metres deep.", "The lake is 14 metres deep."),
    ("The choir has 40 members.", "The choir has 60 members, its leader said."),
    ("Ola Lie scored 12 goals.", "Lie scored 10 goals this season."),
    ("The tunnel is 3 kilometres long.", "The tunnel, opened in May, is 13 kilometres long."),
    ("The storm injured eight people.", "The storm injured 18 people."),
    ("The hospital has 60 beds.", "The hospital, which has 80 beds, will close."),
    ("She raised £4,000.", "She raised £14,000 for the hospice."),
    ("The vote was 14 to 9.", "The vote was 14 to 8."),
    ("The theft cost the bank $2m.", "The theft cost the bank $3m, police said."),
    ("The farm keeps 300 sheep.", "The farm keeps 350 sheep and two dogs."),
    ("The plant made 900 cars.", "The plant made 600 cars before the strike."),
    ("The ship carried 900 containers.", "The ship, which carried 700 containers, sank on Monday."),
    ("The mayor served five years.", "The mayor, who served 15 years, retires in May."),
    ("The bank closed 14 branches.", "The bank, which closed 40 branches, is for sale."),
    ("The orchard lost 60 trees.", "In the storm the orchard lost 160 trees, which were in bloom."),
    # a month, not a verb
    ("The fire killed 12 people.", "The fire killed 14 people in May."),
    ("The crash hurt nine people.", "In May the crash hurt seven people."),
    ("The mill employs 220 people.", "The mill employs 240 people, May Lund said."),
]


@pytest.mark.parametrize(("claim", "source"), OF_ANOTHER_EVENT)
def test_what_is_of_another_event_disproves_nothing(claim: str, source: str) -> None:
    assert not [drift for drift in found(claim, source, None) if drift.conflict]


@pytest.mark.parametrize(("claim", "source"), OF_THE_SAME)
def test_what_is_of_the_same_event_disproves(claim: str, source: str) -> None:
    assert any(drift.conflict for drift in found(claim, source, None))
