"""A claim in a source's own words: only where both say the same, and never anything else of the claim."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.seeds import all_seeds
from factcheck.english.moments import find_moments
from factcheck.english.quantities import find_quantities
from factcheck.steps.restate import restate, say_the_rest

THURSDAY = "2025-05-08"
FRIDAY = "2025-05-09"
SATURDAY = "2025-05-10"


@pytest.mark.parametrize(
    ("claim", "story", "said", "source", "restated"),
    [
        # days, by the days of publication
        ("It met on Thursday, 8 May 2025.", None, "It met today.", THURSDAY, "It met today."),
        ("It met on Thursday.", SATURDAY, "It met today.", THURSDAY, "It met today."),
        ("It met today.", THURSDAY, "It met on Thursday, 8 May.", SATURDAY, "It met on Thursday, 8 May."),
        ("It met today.", THURSDAY, "The meeting was on 8 May 2025.", None, "It met on 8 May 2025."),
        ("It met yesterday.", SATURDAY, "Friday brought a meeting.", SATURDAY, "It met on Friday."),
        ("It met on 8 May 2025.", None, "It met on May 8, 2025.", None, "It met on May 8, 2025."),
        ("It met on 8 May 2025.", None, "It met on 8 May.", SATURDAY, "It met on 8 May."),
        ("It met on 8 May 2025, as planned.", None, "It met on 8 May.", SATURDAY, "It met on 8 May, as planned."),
        ("The sale of Friday, 2 May 2025, failed.", None, "The sale of 2 May failed.", SATURDAY, "The sale of 2 May failed."),
        ("It meets on Monday, 12 May 2025.", None, "It will meet on Monday.", THURSDAY, "It meets on Monday."),
        ("By Thursday, 8 May 2025, it was dry.", None, "By today it was dry.", THURSDAY, "By today it was dry."),
        ("In 2024 it lost money.", None, "It lost money last year.", THURSDAY, "Last year it lost money."),
        ("It lost money last year.", THURSDAY, "It lost money in 2024.", None, "It lost money in 2024."),
        ("It met on 8 May 2025.", None, "HYTHE, May 8 — It met on Thursday.", SATURDAY, "It met on Thursday."),
        ("It met in March 2025.", None, "It met in March.", SATURDAY, "It met in March."),
        ("It opened on 14 February 2025.", None, "It opened on 14 February.", "2025-12-20", "It opened on 14 February."),
        ("From June 2025 it runs daily.", None, "From June it runs daily.", "2024-12-20", "From June it runs daily."),
        # times
        ("It starts at 7 p.m.", None, "Start: 19:00.", None, "It starts at 19:00."),
        ("It starts at 2 p.m. CET sharp.", None, "Start: 1 p.m. GMT.", None, "It starts at 1 p.m. GMT sharp."),
        ("It was over by half past midnight.", None, "At 00:30 it was over.", None, "It was over by 00:30."),
        ("It leaves at 9.15 a.m. daily.", None, "Departure: 9:15.", None, "It leaves at 9:15 daily."),
        ("It runs from 3 to 5 May 2025.", None, "It runs May 3-5.", SATURDAY, "It runs May 3-5."),
        ("It runs on May 3-5, 2025.", None, "It runs from 3 to 5 May 2025.", None, "It runs from 3 to 5 May 2025."),
        ("Open from 9 a.m. to 5:30 p.m. daily.", None, "Open 09:00 to 17:30.", None, "Open from 09:00 to 17:30 daily."),
        # amounts
        ("It cost €2.4 million.", None, "The cost was 2,400,000 euros.", None, "It cost 2,400,000 euros."),
        ("It fell to 1.3 billion crowns.", None, "Profit: NOK 1,300 million.", None, "It fell to NOK 1,300 million."),
        ("It takes 95 minutes.", None, "It takes an hour and 35 minutes.", None, "It takes an hour and 35 minutes."),
        ("It adds $250,000.", None, "It adds a quarter of a million dollars.", None, "It adds a quarter of a million dollars."),
        ("12 of the 60 went.", None, "Twelve of the sixty went.", None, "Twelve of the sixty went."),
        ("One in five shops closed.", None, "It closed 20 percent of shops.", None, "20 percent of shops closed."),
        ("It is over 5 km.", None, "It is more than five kilometres.", None, "It is over five kilometres."),
        ("The ban is of 18 months.", None, "It lasts a year and a half.", None, "The ban is of a year and a half."),
        # what follows from the source's amount
        ("About 700 called.", None, "There were 718 calls.", None, "718 called."),
        ("Nearly 900 fled.", None, "In all 897 people fled.", None, "897 fled."),
        ("More than a third of it is foreign.", None, "Some 37 per cent of it is.", None, "37 per cent of it is foreign."),
        ("It cost at least €3 million.", None, "The bill is €3.2m.", None, "It cost €3.2m."),
        ("Fewer than 60 of them came.", None, "Of these 58 came.", None, "58 of them came."),
        # a day to come, of the week in which the story is told
        ("It is due on Saturday.", THURSDAY, "It is due tomorrow.", FRIDAY, "It is due tomorrow."),
        ("It is set for Thursday at the town hall.", THURSDAY, "It is today.", THURSDAY, "It is set for today at the town hall."),
    ],
)  # fmt: skip
def test_what_both_say_is_put_in_the_sources_words(
    claim: str, story: str | None, said: str, source: str | None, restated: str
) -> None:
    assert restate(claim, [said], published=story, source_published=source) == restated


@pytest.mark.parametrize(
    ("claim", "story", "said", "source"),
    [
        # another day, or nobody knows which
        ("It met on Thursday, 8 May 2025.", None, "It met today.", SATURDAY),
        ("It met on Thursday, 8 May 2025.", None, "It met today.", None),
        ("It met on Thursday.", None, "It met today.", THURSDAY),
        ("It met on Thursday, 1 May 2025.", None, "It met on Thursday.", THURSDAY),
        ("It meets on Monday, 19 May 2025.", None, "It will meet on Monday.", THURSDAY),
        ("It is due on Saturday.", THURSDAY, "It is due on 17 May 2025.", FRIDAY),
        ("It is due on Saturday.", None, "It is due tomorrow.", FRIDAY),
        ("It is open Monday to Saturday.", THURSDAY, "It is open tomorrow.", FRIDAY),
        ("It met on 8 May 2024.", None, "It met on 8 May.", SATURDAY),
        ("It met in May 2024.", None, "It met in May.", SATURDAY),
        ("It met in May 2025.", None, "It met in June.", SATURDAY),
        ("It met on Friday, 8 May 2025.", None, "It met on Thursday, 8 May 2025.", None),
        # wider or vaguer
        ("It met in May 2025.", None, "It met on 8 May 2025.", None),
        ("It lost money in late 2024.", None, "It lost money last year.", THURSDAY),
        # part of a longer phrase
        ("The 2025 budget was cut.", None, "The money for this year was cut.", THURSDAY),
        ("It met on 8 May 2025.", None, "Today’s meeting was short.", THURSDAY),
        ("Ann Lee, 81, was first.", None, "Lee, an 81-year-old, was first.", None),
        ("Waves of nine metres broke.", None, "Nine-metre waves broke.", None),
        ("It met on Friday, 8 May 2025.", None, "It met today.", THURSDAY),
        ("It runs from 3 to 6 May 2025.", None, "It runs May 3-5.", SATURDAY),
        # another zone, or nobody knows which
        ("It starts at 1 p.m. EST sharp.", None, "Start: 13:00.", None),
        ("It starts at 2 p.m. CET sharp.", None, "Start: 2 p.m. GMT.", None),
        ("It leaves at 9.15 p.m. daily.", None, "Departure: 9:15.", None),
        # half a day apart
        ("It starts at 7 a.m.", None, "Start: 19:00.", None),
        # another amount, another bound, another currency
        ("It cost €2.4 million.", None, "The cost was 2,500,000 euros.", None),
        ("More than 12 went.", None, "A dozen went.", None),
        ("It cost $2 million.", None, "It cost two million euros.", None),
        ("It is five miles.", None, "It is eight kilometres.", None),
        # what does not follow from it
        ("About 700 called.", None, "There were 780 calls.", None),
        ("700 called.", None, "There were 718 calls.", None),
        ("718 called.", None, "There were about 700 calls.", None),
        ("More than 70 % agreed.", None, "95 % agreed.", None),
        ("More than 70 % agreed.", None, "More than 72 % agreed.", None),
        ("More than €3 million was spent.", None, "They spent $3.2m.", None),
        ("700 or more called.", None, "There were 718 calls.", None),
        # the same words but for their form
        ("It cost €2.4 million on May 8, 2025.", None, "May 8 2025: cost € 2.4 million.", None),
        ("Nothing is dated or counted here.", SATURDAY, "Nothing here either.", SATURDAY),
    ],
)
def test_what_differs_is_left(claim: str, story: str | None, said: str, source: str | None) -> None:
    assert restate(claim, [said], published=story, source_published=source) == claim


def test_the_nearest_sentence_gives_the_words() -> None:
    claim, own, other = "It met on 8 May 2025.", "It met today.", "The roof was mended on Thursday."
    assert restate(claim, [own, other], source_published=THURSDAY) == "It met today."
    assert restate(claim, [other, own], source_published=THURSDAY) == "It met on Thursday."


def test_nothing_is_restated_in_its_own_words() -> None:
    for seed in all_seeds():
        for document in (seed.story, *seed.sources.values()):
            sentences = [document.sentence_text(sentence.number) for sentence in document.sentences]
            for text in sentences:
                published = document.published
                assert restate(text, [text, *sentences], published=published, source_published=published) == text


@pytest.mark.parametrize(
    ("claim", "shown", "others", "rest"),
    [
        ("It met on 8 May 2025.", ["It met today."], ["On 8 May it rained."], ()),
        ("It met on 8 May 2025.", ["It met."], ["It rained.", "On 8 May it met.", "It left today."], (1,)),
        ("Twelve of the 60 went.", ["There were sixty."], ["A dozen went.", "12 stayed."], (0,)),
        ("Twelve of the 60 went.", [], ["A dozen went.", "There were sixty."], (0, 1)),
        ("Twelve of the 60 went.", [], ["A dozen of the sixty went.", "There were sixty."], (0,)),
        ("Twelve went.", ["Some went."], ["Thirteen went."], ()),
        ("They went.", ["Some went."], ["Thirteen went on 8 May."], ()),
    ],
)
def test_what_the_evidence_does_not_say_is_looked_for(
    claim: str, shown: list[str], others: list[str], rest: tuple[int, ...]
) -> None:
    assert say_the_rest(claim, shown, others, source_published=THURSDAY) == rest


FORMS = {3: ("3", "three"), 12: ("12", "twelve", "a dozen"), 40: ("40", "forty"), 2000: ("2,000", "two thousand")}


@given(st.sampled_from(sorted(FORMS)), st.sampled_from(sorted(FORMS)), st.data())
def test_an_amount_keeps_its_value(ours: int, theirs: int, data: st.DataObject) -> None:
    claim = f"The town has {data.draw(st.sampled_from(FORMS[ours]))} shops left."
    said = f"There are {data.draw(st.sampled_from(FORMS[theirs]))} shops."
    restated = restate(claim, [said])
    assert [q.base for q in find_quantities(restated)] == [q.base for q in find_quantities(claim)]
    assert restate(restated, [said]) == restated
    if ours != theirs:
        assert restated == claim


@given(st.dates(date(2025, 1, 6), date(2025, 12, 20)), st.integers(0, 6), st.integers(0, 6))
def test_a_day_keeps_its_meaning(source_day: date, back: int, claimed_back: int) -> None:
    said_day, claimed_day = source_day - timedelta(back), source_day - timedelta(claimed_back)
    claim = f"The council met on {claimed_day:%A}, {claimed_day.day} {claimed_day:%B %Y}."
    said = f"The council met on {said_day:%A}."
    restated = restate(claim, [said], source_published=source_day.isoformat())
    assert [m.first for m in find_moments(restated, source_day)] == [claimed_day]
    assert (restated == said) == (claimed_day == said_day)
