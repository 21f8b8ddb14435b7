"""A plan that depends on something, told as what will be."""

from __future__ import annotations

import pytest

from factcheck.drift.certainty import certainty_drift
from factcheck.records import Drift
from tests.drift.number_lines import document


def drift(claim: str, evidence: str) -> Drift | None:
    story, source = document(claim), document(evidence, id="s1")
    return certainty_drift(claim, None, story.sentence_span(1), [source.sentence_span(1)], story=story, source=source)


# claim, evidence
DEPENDS = [
    ("Building work begins in May.", "Subject to planning consent, building will start in May 2027."),
    ("The ferry will run from June.", "The ferry will run from June, subject to the approval of the harbour board."),
    ("The merger will close in March.", "The merger will close in March, provided that regulators approve it."),
    ("The mill will shut in July.", "The mill will shut in July unless a buyer is found."),
    ("The school will get a new gym.", "The school will get a new gym if approved by the council next week."),
    (
        "The club will move to the new ground in 2028.",
        "Pending the outcome of a review, the club will move to the new ground in 2028.",
    ),
    (
        "The tram line will be extended to Hale.",
        "The tram line will be extended to Hale once ministers approve the money.",
    ),
    ("The tax will fall to 15 per cent.", "Should parliament approve it, the tax will fall to 15 per cent."),
    ("The plant will create 400 jobs.", "Assuming the money is found, the plant will create 400 jobs."),
    ("The stadium opens in August.", "The stadium opens in August, subject to safety checks."),
    ("Staff will get a rise of 4 per cent.", "Staff will get a rise of 4 per cent, subject to a ballot of members."),
    ("The bank will sell its French arm.", "The bank will sell its French arm if shareholders agree."),
    ("The bridge will reopen on Monday.", "The bridge will reopen on Monday, as long as the weather holds."),
    (
        "The hospital will employ 60 more nurses.",
        "The hospital will employ 60 more nurses, contingent on state funding.",
    ),
    ("Flights will resume on 3 May.", "Flights will resume on 3 May, providing the runway is cleared."),
    (
        "The deal gives the firm 30 wells.",
        "The deal, which is still subject to regulatory approval, gives the firm 30 wells.",
    ),
    ("He will be extradited in June.", "He will be extradited in June unless his appeal succeeds."),
    ("The theatre will reopen in autumn.", "The theatre will reopen in autumn, funding permitting."),
    ("The new law takes effect in January.", "The new law takes effect in January if it is passed by the Senate."),
    ("The bakery sells 400 loaves a day.", "The bakery sells 400 loaves a day as long as it is open."),
    ("The contract runs to 2030.", "The contract, which is subject to review every two years, runs to 2030."),
    ("The bill becomes law.", "The bill was passed by 60 votes to 40, and it becomes law if the king consents."),
    ("The tunnel will be dug from the north.", "Subject to contract, the tunnel will be dug from the north."),
]
DOES_NOT = [
    ("Mika Aas is 23.", "The club will sign the midfielder Mika Aas, 23, subject to a work permit and clearance."),
    (
        "Mika Aas is a midfielder.",
        "The club will sign the midfielder Mika Aas, 23, subject to a work permit and clearance.",
    ),
    ("The transfer hinges on a work permit.", "The transfer is subject to a work permit and clearance."),
    ("The transfer rests on clearance.", "The transfer is subject to a work permit and clearance."),
    ("The transfer awaits a work permit.", "The transfer is subject to a work permit and clearance."),
    ("The sale is pending approval.", "The sale is still subject to approval by members."),
    ("Visitors are subject to a charge of £5.", "Visitors are subject to a charge of £5."),
    ("The charity provided the meals.", "The charity provided the meals for 40 families."),
    ("The village earns its money from tourism.", "The village depends on tourism for its money."),
    ("Three cases are pending.", "Three cases are pending before the court."),
    ("The ferry will run from June.", "The ferry will run from June. The timetable is subject to change."),
    ("The site was subject to flooding.", "The site was subject to flooding in 2019."),
    ("The council approved the road.", "The council approved the road, providing £3m for it."),
    (
        "The mine closed in 1984.",
        "The mine closed in 1984, and the town has had no work since, unless you count the museum.",
    ),
    ("Once ministers approved the money, work began.", "Once ministers approved the money, work began."),
    ("Work began in 2020.", "Once ministers approved the money, work began in 2020."),
    ("The vote takes place on 4 June.", "The vote takes place on 4 June; if passed, the tax falls."),
    ("Residents complained about noise.", "Residents complained about noise and asked if the council agreed."),
    ("The runner finished in 2:09.", "The runner, dependent on insulin since childhood, finished in 2:09."),
    ("Bail was granted pending trial.", "Bail was granted pending trial."),
    (
        "The bill was passed by 60 votes to 40.",
        "The bill was passed by 60 votes to 40, and it becomes law if the king consents.",
    ),
    (
        "Theatres will stand idle without anaesthetists.",
        "Unless anaesthetists are found, the theatres will sit unused.",
    ),
    ("The extension depends on ministers.", "The extension comes in May, subject to the consent of ministers."),
]


@pytest.mark.parametrize(("claim", "evidence"), DEPENDS)
def test_a_condition_that_was_dropped_is_told(claim: str, evidence: str) -> None:
    found = drift(claim, evidence)
    assert found
    assert (found.label, found.conflict) == ("hardened", False)


@pytest.mark.parametrize(("claim", "evidence"), DOES_NOT)
def test_words_of_conditions_that_are_none_and_conditions_kept(claim: str, evidence: str) -> None:
    assert drift(claim, evidence) is None
