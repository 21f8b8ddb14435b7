"""The kind of conflict that two sources are in: the seeds' gold, and what must hold for any texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.seeds import Seed, SeedClaim, all_seeds
from factcheck.records import Claim, Comparison, ConflictKind, Counted, Document, Relation, VerdictName
from factcheck.verdict.attach import drifts_of_claim
from factcheck.verdict.conflict import conflict_of, kinds
from factcheck.verdict.decide import decide
from tests.conflicting import (
    AFTERNOON,
    MORNING,
    NEXT_DAY,
    NEXT_YEAR,
    NPS,
    SUPERSEDED,
    TIMES,
    UNKNOWN,
    VALUES,
    C,
    S,
    judged,
    source,
)
from tests.render.reports import found
from tests.test_conflict_cases import CASES

GOLD = [(seed, claim) for seed in all_seeds() for claim in seed.claims if claim.gold.conflict]


@pytest.mark.parametrize(("seed", "claim"), GOLD, ids=lambda one: getattr(one, "name", None) or one.gold.id)
def test_the_kinds_of_the_seeds_gold(seed: Seed, claim: SeedClaim) -> None:
    """By the relations and the evidence of the gold; the drifts are those that code finds."""
    sources = list(seed.sources.values())
    the = Claim(id="c1", text=claim.gold.text, sentences=claim.sentences, speaker=claim.gold.speaker)
    results = [
        Comparison(
            claim="c1",
            source=seed.sources[name].id,
            relation=said.relation,
            confidence=1,
            basis="logprobs",
            probabilities={},
            evidence=said.evidence,
        )
        for name, said in claim.relations.items()
    ]
    drifts = drifts_of_claim(the, seed.story, sources, results, ())
    conflict = conflict_of(the, decide(the, results, drifts, (), {one.id: one.name for one in sources}), sources)
    assert conflict is not None
    assert conflict.kind.value == str(claim.gold.conflict), conflict.reason


def test_the_gold_has_disputed_claims_of_both_kinds() -> None:
    assert {claim.gold.conflict for _, claim in GOLD} == {"values_differ", "superseded"}
    assert len(GOLD) >= 5


EARLY = source("Twelve people died in the rockfall.", MORNING, NPS)
LATE = source("Fifteen people died in the rockfall. This report replaces that of 09:00.", AFTERNOON, NPS)
LATEST = source("Twelve people died in the rockfall.", NEXT_DAY, TIMES)


@pytest.mark.parametrize(
    ("sources", "relations", "kind"),
    [
        ((EARLY, EARLY, LATE), (S, S, C), SUPERSEDED),
        ((EARLY, LATE, LATEST), (S, C, S), VALUES),
        ((EARLY, LATE, source("Nobody died in the rockfall.", NEXT_DAY, TIMES)), (S, C, C), UNKNOWN),
    ],
)
def test_of_several_pairs_the_kind_is_the_one_that_leaves_most_to_settle(
    sources: Sequence[Document], relations: Sequence[Relation], kind: ConflictKind
) -> None:
    conflict = judged("Twelve people died in the rockfall.", relations, sources).conflict
    assert conflict is not None
    assert conflict.kind is kind


@pytest.mark.parametrize("relations", [(S, S), (C, C), (S, Relation.SILENT), (Relation.SILENT, C)])
def test_where_nothing_is_disputed_there_is_no_conflict(relations: Sequence[Relation]) -> None:
    assert (
        judged("The council met.", relations, [source("The council met."), source("The council met.")]).conflict is None
    )


def test_a_source_that_code_overruled_stands_on_the_other_side() -> None:
    verdict = judged("Nine people died in the fire.", (S, S), [source("Nine people died in the fire."), SIX])
    assert (verdict.verdict, verdict.counted["s2"]) == (VerdictName.DISPUTED, Counted.CONTRADICTS)
    assert verdict.conflict is not None
    assert verdict.conflict.contradicts is not None
    assert verdict.conflict.contradicts.text == SIX.text
    assert verdict.conflict.kind is VALUES


SIX = source("Six people died in the fire.")


def test_a_side_without_evidence_has_nothing_to_quote() -> None:
    claim = Claim(id="c1", text="The council met.", sentences=(1,))
    documents = [source("The council met."), source("It never met.").model_copy(update={"id": "s2"})]
    verdict = decide(claim, [found("c1", documents[0], S, 0.9, 1), found("c1", documents[1], C, 0.9)], (), (), {})
    conflict = conflict_of(claim, verdict, documents)
    assert conflict is not None
    assert (conflict.kind, conflict.contradicts) == (UNKNOWN, None)
    assert conflict.supports == documents[0].sentence_span(1)


WORDS = st.sampled_from(
    "twelve 15 people died on Monday in Oslo in 2023 not alone correction now rises to 70 % of the $2m , . “ ” \n é 𝔘 £".split(
        " "
    )
)
TEXTS = st.lists(WORDS, min_size=1, max_size=18).map(" ".join).filter(lambda text: bool(text.strip()))
PUBLISHED = st.sampled_from(["", MORNING, AFTERNOON, NEXT_DAY, NEXT_YEAR, "soon"])


@settings(max_examples=120, deadline=None)
@given(TEXTS, TEXTS, TEXTS, PUBLISHED, PUBLISHED, st.sampled_from(["", NPS]))
def test_any_two_texts_have_a_conflict_that_is_quoted_from_them(
    claim: str, one: str, other: str, first: str, second: str, publisher: str
) -> None:
    sources = [source(one, first, publisher), source(other, second, publisher)]
    verdict = judged(claim, (S, C), sources)
    assert (verdict.conflict is not None) == (verdict.verdict is VerdictName.DISPUTED)
    if verdict.conflict is None:
        return
    again = judged(claim, (S, C), sources).conflict
    assert again == verdict.conflict
    for span, text in ((verdict.conflict.supports, one), (verdict.conflict.contradicts, other)):
        assert span is not None
        assert text[span.start : span.end] == span.text
    assert "\n" not in verdict.conflict.reason
    if verdict.conflict.later:
        assert first != second


ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)


def test_the_table_of_kinds_in_the_documents_has_the_rows_of_the_code_in_their_order() -> None:
    page = (Path(__file__).parents[1] / "docs" / "decision-table.md").read_text(encoding="utf-8")
    table = page[page.index("| kind | the rule |") :]
    rows = [kind for kind, _ in ROW.findall(table[: table.index("\n\n")])]
    assert rows == [kind for kind, _ in ROW.findall(kinds.__doc__ or "")]
    assert set(rows) == set(ConflictKind)
    assert f"{len(CASES)} cases of a" in " ".join(page.split())
