"""Dates that stand in one sentence of the news and are of different things: a figure's period, a release, an event."""

from __future__ import annotations

import pytest

from tests.drift.test_dates import drift

# The end of a period, the day on which something was said or published, and the day of an event are days of different things.
OF_ANOTHER_THING = [
    (
        "Orbeck reported its highest half-year profit on Thursday.",
        "Orbeck today announces its results for the half-year ended 30 September 2026.",
    ),
    (
        "The group published its annual report on Monday.",
        "The group's annual report for the year to 31 March 2026 is available.",
    ),
    ("The bank said on 4 May that deposits rose.", "Deposits at the bank rose in the quarter ending 31 March 2026."),
    (
        "The charity filed its accounts on 12 January 2026.",
        "The charity's accounts for the period ended 30 June 2025 were filed late.",
    ),
    (
        "Unemployment fell to 4 per cent, the ministry said on Tuesday.",
        "Unemployment fell to 4 per cent in the three months to 31 October.",
    ),
    ("Figures released on Wednesday showed debt of £112m.", "As at 30 September debt stood at £112m."),
    (
        "The airline said on Friday that it carried 4m passengers.",
        "The airline carried 4m passengers in the nine months ended 30 September.",
    ),
    (
        "Ofsted inspected the school on 3 June.",
        "The school's budget for the financial year ending 31 March 2026 was approved.",
    ),
    ("The club announced a loss on Thursday.", "The club made a loss of £2m in the season to 31 May 2026."),
    ("Cases doubled, officials said on Sunday.", "Cases doubled in the week to 14 November."),
    (
        "The regulator reported on 26 November that complaints rose.",
        "Complaints rose in the six months through 30 June 2026.",
    ),
    ("The trust said on Monday that 900 people were waiting.", "On the waiting list as of 31 October were 900 people."),
    ("The mayor said on Tuesday that the bridge closed.", "The bridge closed on Friday, the mayor said."),
    ("Police said on Monday that two men were arrested.", "Two men were arrested on Saturday."),
    ("A court heard on Wednesday that Hale left the firm.", "Hale left the firm on 3 May 2026."),
    ("The company announced on Thursday it would close the plant.", "The plant closes on 1 December."),
    ("The agency reported on 4 May that output fell.", "Output fell in the week of 20 April, the agency reported."),
    ("The study, published on Monday, found mould.", "The mould was found on 12 March."),
    ("Officials confirmed on Sunday that a girl died.", "The girl died on Thursday."),
    ("Documents seen on Friday show the contract was signed.", "The contract was signed on 2 June 2025."),
    ("The minister told parliament on Wednesday the tax would rise.", "The tax will rise on 6 April."),
    ("The union announced a walkout on Monday.", "Drivers walked out on Tuesday."),
    ("Ministers told the BBC on Friday that talks had failed.", "Talks failed on Wednesday."),
    ("The report released Wednesday says rents rose.", "Rents rose in the week of 2 November."),
    ("Police on Sunday said a man drowned.", "A man drowned on Saturday."),
]
OF_THE_SAME_THING = [
    ("The whale was seen on Tuesday.", "The whale was spotted on Friday."),
    ("The suit was filed on Tuesday.", "The suit was lodged on Friday."),
    ("Sales in the 12 weeks to 3 November rose 5 per cent.", "Sales in the 12 weeks to 10 November rose 5 per cent."),
    ("Net debt at 30 September was £112m.", "Net debt as at 30 June was £112m."),
    ("Profit for the year ended 31 December 2025 was £3m.", "Profit for the year ended 31 December 2024 was £3m."),
    ("The festival ended on 30 September.", "The festival ended on 3 October."),
    ("The strike at the mill ended Sept. 30.", "The strike at the mill ended on 3 September."),
    ("Revenue for the quarter ended June 30 was $4m.", "Revenue for the quarter ended March 31 was $4m."),
    ("The population as of 1 July was 40,000.", "The population as of 1 January was 40,000."),
    ("The inquiry will report by 30 June.", "The inquiry will report by 30 September."),
    ("Votes counted to 5 p.m. on 4 May put her ahead.", "Votes counted to 5 p.m. on 6 May put her ahead."),
    ("The ship sank on Tuesday, the coastguard said.", "The ship sank on Friday, the coastguard said."),
    (
        "The minister told parliament on Wednesday the tax would rise.",
        "The minister told parliament on Thursday the tax would rise.",
    ),
    ("The museum announced the wing on Tuesday.", "The wing will open in 2028, museum officials said Wednesday."),
    ("The firm confirmed the strike would begin on Monday.", "The strike will begin on Tuesday."),
    ("The talks failed on Thursday, ministers said.", "The talks failed on Wednesday."),
    (
        "The committee heard on Tuesday that costs had doubled.",
        "The committee heard on Thursday that costs had doubled.",
    ),
    ("The vaccine was approved on Monday, the agency said.", "The vaccine was approved on Friday."),
    ("He told police he left the bar on Friday.", "He left the bar on Saturday."),
    ("The airline said it will resume flights on Friday.", "The airline will resume flights on Saturday."),
]


@pytest.mark.parametrize(("claim", "evidence"), OF_ANOTHER_THING)
def test_days_of_different_things_do_not_clash(claim: str, evidence: str) -> None:
    assert drift(claim, evidence, story_day="2026-11-27", source_day="2026-11-26") == ()


@pytest.mark.parametrize(("claim", "evidence"), OF_THE_SAME_THING)
def test_days_of_one_thing_do(claim: str, evidence: str) -> None:
    assert any(found.conflict for found in drift(claim, evidence, story_day="2026-11-27", source_day="2026-11-26"))
