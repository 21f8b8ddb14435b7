"""Where an unclear claim leans, and how every output says so."""

from __future__ import annotations

import pytest

from factcheck.records import Claim, Comparison, Counted, Evidence, Relation, Verdict, VerdictName
from factcheck.render import findings
from factcheck.verdict.judge import judge
from factcheck.verdict.leaning import leaning_of
from tests.render.reports import document

CLAIM = Claim(id="c1", text="The council rejected the plan for the harbour bridge.", sentences=(1,))
NEAR = "On Monday the council approved the plan for the bridge."
FAR = "The choir sang in the old church."


def said(source: str, relation: Relation, evidence: str = NEAR, *, carried: bool = False) -> Comparison:
    span = Evidence(document=source, start=0, end=len(evidence), text=evidence, sentences=(1,))
    return Comparison(
        claim=CLAIM.id,
        source=source,
        relation=relation,
        carried=carried,
        confidence=0.8,
        basis="logprobs",
        probabilities={relation: 0.8},
        evidence=(span,),
    )


def unclear(*comparisons: Comparison, counted: Counted = Counted.UNCLEAR) -> Verdict:
    return Verdict(
        claim=CLAIM.id,
        verdict=VerdictName.UNCLEAR,
        comparisons=comparisons,
        counted={one.source: counted for one in comparisons},
    )


@pytest.mark.parametrize(
    ("comparisons", "leans"),
    [
        ((said("s1", Relation.CONTRADICTS),), Relation.CONTRADICTS),
        ((said("s1", Relation.SUPPORTS),), Relation.SUPPORTS),
        ((said("s1", Relation.SILENT),), None),
        ((said("s1", Relation.SUPPORTS), said("s2", Relation.CONTRADICTS)), Relation.CONTRADICTS),
        ((said("s1", Relation.SILENT), said("s2", Relation.SUPPORTS)), Relation.SUPPORTS),
        ((said("s1", Relation.CONTRADICTS, FAR),), None),
        ((said("s1", Relation.CONTRADICTS, FAR), said("s2", Relation.SUPPORTS)), Relation.SUPPORTS),
    ],
)
def test_an_unclear_claim_leans_to_what_a_near_source_likeliest_says(
    comparisons: tuple[Comparison, ...], leans: Relation | None
) -> None:
    assert leaning_of(CLAIM, unclear(*comparisons)) is leans


def test_what_code_doubts_leans_nowhere() -> None:
    assert leaning_of(CLAIM, unclear(said("s1", Relation.SUPPORTS, carried=True))) is None


def test_a_source_that_counts_otherwise_has_no_say() -> None:
    assert leaning_of(CLAIM, unclear(said("s1", Relation.CONTRADICTS), counted=Counted.SILENT)) is None


@pytest.mark.parametrize("name", [name for name in VerdictName if name is not VerdictName.UNCLEAR])
def test_a_settled_claim_leans_nowhere(name: VerdictName) -> None:
    settled = unclear(said("s1", Relation.CONTRADICTS)).model_copy(update={"verdict": name})
    assert leaning_of(CLAIM, settled) is None


def test_a_judged_claim_has_its_leaning_and_its_mark_says_so() -> None:
    story, source = document("story", CLAIM.text), document("s1", NEAR)
    words = {
        Relation.CONTRADICTS: ", perhaps contradicted",
        Relation.SUPPORTS: ", perhaps supported",
        Relation.SILENT: "",
    }
    for relation, word in words.items():
        verdict = judge(CLAIM, story, [source], [said("s1", relation)], ())
        assert verdict.verdict is VerdictName.UNCLEAR
        assert verdict.leaning is (None if relation is Relation.SILENT else relation)
        assert findings.mark(verdict).word == f"unclear{word}"
