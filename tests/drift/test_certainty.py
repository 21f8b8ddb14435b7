"""Claims told as facts that their evidence, in words of its own, doubts, leaves open, plans or gives as one side's word."""

from __future__ import annotations

import pytest

from factcheck.drift.certainty import lost_certainty

LOST = [
    ("The drowned farm was robbed in June.", None, "Villagers suspect that it was robbed that month.", "suspect that"),
    ("A loose valve caused the leak.", None, "Whether a valve had come loose is being examined.", "Whether"),
    ("The tower will be sold to a hotel.", None, "The parish has applied to sell its tower.", "applied to"),
    ("The choir bought a second organ.", None, "The choir plans to buy another organ.", "plans to"),
    ("The yard poisoned the wells.", None, "The yard poisoned both wells, the residents said.", "said"),
    ("The yard poisoned the wells.", None, "According to the plaintiffs, the wells were poisoned.", "According to "),
    ("The bell is the oldest in Fenmark.", None, "It is perhaps the oldest bell of Fenmark.", "perhaps"),
    ("Moths ate the flags.", "the curator", "Moths ate the flags, though nobody has checked.", "nobody has checked"),
]


@pytest.mark.parametrize(("claim", "speaker", "evidence", "frame"), LOST, ids=[row[2] for row in LOST])
def test_lost_certainty_is_found_at_the_frame(claim: str, speaker: str | None, evidence: str, frame: str) -> None:
    found = lost_certainty(claim, speaker, [evidence])
    assert found is not None
    assert evidence[found.start : found.end].strip() == frame.strip()


KEPT = [
    ("The lamp in the crypt shattered.", None, "Police ask whether the lamp that shattered in the crypt is to blame."),
    ("Rua Tamati chairs the club.", None, "The club may move, said Rua Tamati, who chairs it."),
    ("Residents believe that the yard poisoned the wells.", None, "Residents allege that the yard poisoned the wells."),
    ("The yard poisoned the wells.", "the residents", "The residents insist that the yard poisoned the wells."),
    ("The wells were poisoned.", None, "Nobody disputes that the wells were poisoned."),
    ("The dock will close in June.", None, "The dock is due to close in June."),
    ("Officers arrested two men.", None, "Officers arrested two suspects."),
    ("The fair opened on 3 May.", None, "The fair opened on 3 May and closed on 9 May."),
    (
        "The mill burned down.",
        None,
        "Its owner claims that the mill is insured.  The mill burned down on Friday night.",
    ),
]


@pytest.mark.parametrize(("claim", "speaker", "evidence"), KEPT, ids=[row[2] for row in KEPT])
def test_what_is_told_as_surely_there_keeps_its_certainty(claim: str, speaker: str | None, evidence: str) -> None:
    assert lost_certainty(claim, speaker, evidence.split("  ")) is None  # two spaces part sentences
