"""What a claim turns round although it keeps to the words of its sentence."""

from __future__ import annotations

import pytest

from factcheck.steps import alterations
from factcheck.steps.alterations import alteration
from tests.extracting import of_line, one

TURNED = [
    # a denial lost, or added
    ("The vaccine is not linked to autism.", "The vaccine is linked to autism."),
    ("No one was hurt in the fire at the mill.", "People were hurt in the fire at the mill."),
    ("Martin Dray denies stealing the money.", "Martin Dray stole the money."),
    ("The firm failed to file its accounts on time.", "The firm filed its accounts."),
    ("The minister said he would not resign.", "The minister would resign."),
    ("She left without paying the fine.", "She paid the fine."),
    ("He hardly spoke of the war.", "He spoke of the war."),
    ("The bank raised its forecast.", "The bank did not raise its forecast."),
    # a condition told as a fact
    ("Bus routes will be cut if the council agrees to the plan.", "The council agrees to the plan."),
    ("He asked whether the dam was safe.", "The dam was safe."),
    # the opposite
    ("Sales fell 12 percent in May.", "Sales rose 12 percent in May."),
    ("Turnout was three points higher than in 2018.", "Turnout was three points lower than in 2018."),
    ("Police arrested 14 people after the march.", "Police arrested 14 people before the march."),
    # of all
    ("Two of the 31 farms passed the test.", "All of the farms passed the test."),
    ("The council voted 11-7 for the plan.", "The council voted unanimously for the plan."),
    # figures that change places
    ("The museum was built in 1744 and restored in 2005.", "The museum was restored in 1744."),
    ("Hale had 50.1 percent and Burke had 49.9 percent.", "Burke had 50.1 percent."),
    # a bound lost, or another one
    ("The bridge was closed for about six weeks.", "The bridge was closed for six weeks."),
    ("Nearly a third of adults signed.", "More than a third of adults signed."),
    ("At least nine people died.", "Nine people died."),
    ("The repair came to more than twice the estimate.", "The repair came to twice the estimate."),
    ("Almost all of the beds are taken.", "All of the beds are taken."),
    ("The strike will cost the port at least a week's trade.", "The strike will cost the port a week's trade."),
    ("The lake was almost dry by August.", "The lake was dry by August."),
    ("It is up to twice as effective in older patients.", "It is twice as effective in older patients."),
    ("Wages will rise by at most a tenth.", "Wages will rise by a tenth."),
    ("The orchestra, which is just under a century old, played on.", "The orchestra is a century old."),
    ("The bill is more than triple the sum set aside.", "The bill is nearly triple the sum set aside."),
    # of another than it is told of
    ("Joan Hale, whose father paid £90 for it, was there.", "Joan Hale paid £90."),
    ("The museum got a grant from the Heritage Board and raised the rest.", "The Heritage Board raised the rest."),
    ("The museum, having had a grant from the Heritage Board, raised the rest.", "The Heritage Board raised the rest."),
    ("The museum received £9,000 from the Heritage Board.", "The Heritage Board received £9,000."),
    ("Velmark said its profit fell by 3 percent.", "Velmark fell by 3 percent."),
    ("The father of the missing boy died.", "The missing boy died."),
    ("Ola Brandt's brother sold the land.", "Ola Brandt sold the land."),
    ("Ida Feld beat Rosa Kent and won the title.", "Rosa Kent won the title."),
    ("Hale married Ida Burke and moved to Vell.", "Ida Burke moved to Vell."),
    ("The town bought the mill from the Drays and turned it into a hall.", "The Drays turned the mill into a hall."),
    # unit, scale, sides
    ("The fund lost $3.2bn in May.", "The fund lost €3.2bn in May."),
    ("The bridge was closed for six weeks.", "The bridge was closed for six months."),
    ("Velmark beat Sund 3-1.", "Sund beat Velmark 3-1."),
    # a total of several given to one of them
    (
        "The porridge was sold in 310 shops of the Coopmart and Vilja chains.",
        "The porridge was sold in 310 shops of the Vilja chain.",
    ),
    ("The fire killed 12 people in Tamm and Velle.", "The fire killed 12 people in Tamm."),
    ("The two firms employ 900 people in Norway and Sweden.", "The two firms employ 900 people in Sweden."),
    ("Some 40 delegates from Chad, Niger and Mali met.", "Some 40 delegates from Niger met."),
    ("She raised $5m from Alba and Corvo.", "She raised $5m from Alba."),
    ("The party won fourteen seats in Aldery and Brooke.", "The party won fourteen seats in Aldery."),
    (
        "The storm destroyed 60 old wooden houses in Orla and Velle.",
        "The storm destroyed 60 old wooden houses in Velle.",
    ),
    ("About 300 workers at Lind and Berg walked out.", "About 300 workers at Lind walked out."),
    ("It closed 22 branches across Wales and Scotland.", "It closed 22 branches across Wales."),
    ("The college trains 80 nurses in Oslo, Bergen and Tromso.", "The college trains 80 nurses in Bergen."),
]


@pytest.mark.parametrize(("sentence", "claim"), TURNED)
def test_a_claim_that_turns_its_sentence_round(sentence: str, claim: str) -> None:
    assert alteration(claim, sentence, sentence, None) is not None


@pytest.mark.parametrize(("sentence", "claim"), TURNED)
def test_the_sentence_itself_turns_nothing_round(sentence: str, claim: str) -> None:
    assert alteration(sentence, sentence, sentence, None) is None
    assert alteration(claim, claim, claim, None) is None


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("The vaccine is not linked to autism.", "The vaccine has no link to autism."),
        ("The school did not open until 2019.", "The school opened in 2019."),
        ("Not only Ruiz voted against it.", "Ruiz voted against it."),
        ("The non-profit group opened a school.", "The group opened a school."),
        ("The plant at No. 3 Mill Road burned.", "The plant burned."),
        ("Profits declined by 4 percent.", "Profits fell by 4 percent."),
        ("The firm failed to file its accounts on time.", "The firm did not file its accounts on time."),
        ("The museum, built in 1744 and restored in 2005, is shut.", "The museum was restored in 2005."),
        ("The museum is closed on Mondays.", "The museum does not open on Mondays."),
        ("Eighty students had left the hall minutes before it fell.", "The hall fell after 80 students had left."),
        ("Some 900 people fled.", "About 900 people fled."),
        ("The bank, which lost a third of its clients, will close.", "The bank lost a third of its clients."),
        ("All 48 lizards were tracked.", "The 48 lizards were tracked."),
        ("Joan Hale, whose father paid £90 for it, was there.", "Joan Hale’s father paid £90."),
        ("Two of the boys died.", "The boys died."),
        ("Hale and Burke resigned.", "Burke resigned."),
        ("Hale met Burke in Vell.", "Burke met Hale in Vell."),
        ("The grant came from the Heritage Board, which raised the rest.", "The Heritage Board raised the rest."),
        ("Hale said Burke resigned and left.", "Burke left."),
        ("Velmark said its profit fell by 3 percent.", "The company’s profit fell by 3 percent."),
        ("Some 300 households on the plain will be moved.", "The 300 households will be moved."),
        ("He climbed over the wall of the yard.", "The wall of the yard is high."),
        ("It cost more than the estimate of the council.", "The estimate of the council was wrong."),
        ("The lake was not nearly full.", "The lake was not full."),
        ("If it rains, the match will be played on Sunday.", "If it rains, the match will be played on Sunday."),
        ("Lena Marsk, the governor, opened the school.", "Lena Marsk is the governor."),
        ("He said she had preyed on customers.", "Dympna Lohan preyed on customers."),
        # what each of several has, and the total without them
        ("Prices rose 4 per cent in Tamm and Velle.", "Prices rose 4 per cent in Tamm."),
        ("On 3 May Chad and Niger signed the treaty.", "Chad signed the treaty on 3 May."),
        ("Lind and Berg each employ 300 people in Oslo and Bergen.", "Lind employs 300 people in Oslo."),
        ("The fire killed 12 people in Tamm and Velle.", "The fire killed 12 people in Tamm and Velle."),
        ("The fire killed 12 people in Tamm and Velle.", "The fire killed people in Tamm."),
        ("The fire killed 12 people in Tamm and Velle.", "The fire killed 12 people."),
        ("Shops in Tamm, Orla and Velle were shut.", "Shops in Tamm were shut."),
        ("He scored two goals for Velle and won the cup with Tamm.", "He scored two goals for Velle."),
        ("Since 2019 Oslo and Bergen have had trams.", "Oslo has had trams since 2019."),
        ("The bridge is 40 metres from Tamm and Velle lies beyond.", "The bridge is 40 metres from Tamm."),
    ],
)
def test_a_claim_that_says_the_same_or_less(sentence: str, claim: str) -> None:
    assert alteration(claim, sentence, f"Dympna Lohan was jailed. {sentence}", None) is None


@pytest.mark.parametrize(
    ("claim", "sentence", "wish"),
    [
        ("The canton closed the trail.", "He had asked the canton to close the trail, but got no reply.", "to close"),
        ("The council sold the hall.", "The council decided on Monday to sell the hall.", "to sell"),
        ("The firm carried out the cuts.", "The firm refused to carry out the cuts.", "to carry"),
        ("The council planned a hall.", "The mayor urged the council to plan a hall.", "to plan"),
        ("The council is to close the trail.", "He asked the council to close the trail.", None),
        ("The council will sell the hall.", "The council decided to sell the hall.", None),
        ("He asked the canton to close the trail.", "He had asked the canton to close the trail.", None),
        ("The trail was closed.", "He asked to close the trail, and it was closed.", None),
        ("The team reached the hut.", "The team managed to reach the hut.", None),
        ("The council brought in charges.", "The council voted 11-7 to bring in charges from April 1.", "to bring"),
        ("The hall was sold.", "The hall could be sold.", "could be sold"),
        ("Ruiz became mayor.", "Ruiz would later become mayor.", None),
        ("Trains run every 20 minutes.", "Trains would run every six minutes, not every 20 as now.", None),
    ],
)
def test_what_was_asked_for_or_promised_is_not_stated_as_done(claim: str, sentence: str, wish: str | None) -> None:
    assert alterations.planned_as_done(claim, sentence) == wish


@pytest.mark.parametrize(("sentence", "claim"), [TURNED[0], TURNED[2], TURNED[10], TURNED[15]])
def test_an_extraction_asks_again_and_keeps_to_the_sentence(sentence: str, claim: str) -> None:
    stubborn = of_line(sentence, lambda _again: one(claim))
    assert [(c.text, c.wording) for c in stubborn.claims] == [(sentence, "sentence")]
    corrected = of_line(sentence, lambda again: one(sentence if again else claim))
    assert [(c.text, c.wording) for c in corrected.claims] == [(sentence, "model")]


@pytest.mark.parametrize(
    ("claim", "sentence", "name"),
    [
        ("Tobi Adele sat with Tobi on Tuesday.", "“I sat with Tobi on Tuesday,” the director said.", "Tobi Adele"),
        ("Ana Ruiz asked Ana to stay.", "“I asked Ana to stay,” she said.", "Ana Ruiz"),
        ("Rovers beat Rovers 2-1.", "“We beat Rovers 2-1,” he said.", "Rovers"),
        ("Rosalind was Rosalind Vane’s wife.", "Vane died. Rosalind, his wife, was at his side.", "Rosalind"),
        ("Velle beat Arden in Velle.", "Velle beat Arden at home in Velle.", None),
        ("New York is north of New Jersey.", "New York is north of New Jersey.", None),
        ("The Bank of Velle lent money to Velle.", "The Bank of Velle lent money to Velle.", None),
        ("The director sat with Tobi on Tuesday.", "“I sat with Tobi on Tuesday,” the director said.", None),
    ],
)
def test_nobody_does_something_with_himself_by_name(claim: str, sentence: str, name: str | None) -> None:
    assert alterations.named_twice(claim, sentence) == name
    assert bool(alteration(claim, sentence, sentence, None)) == bool(name)
