"""The decision table, row by row, and what proven differences do to it."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.records import (
    MAY_DIFFER,
    Claim,
    Comparison,
    Counted,
    Drift,
    DriftKind,
    Failure,
    FailureKind,
    PartKind,
    Relation,
    Span,
    Uncovered,
    VerdictName,
)
from factcheck.verdict.decide import HARDENED, decide, verdict_of

S, P, U, C, N, F = (
    Counted.SUPPORTS,
    Counted.PARTLY_SUPPORTS,
    Counted.UNCLEAR,
    Counted.CONTRADICTS,
    Counted.SILENT,
    None,
)
CLAIM = Claim(id="c1", text="Nine died.", sentences=(1,))
NAMES = {f"s{n}": f"paper-{n}.md" for n in range(1, 9)}
DECIDING = (DriftKind.NUMBER, DriftKind.UNIT, DriftKind.DATE, DriftKind.NAME)

anything = st.lists(st.sampled_from([S, P, U, C, N, F]), max_size=8)


def lacking(kind: PartKind, *, absent: bool = True, source: str = "s1") -> Uncovered:
    """A part of the claim that the evidence of that source does not have; `absent`: that no sentence of it has."""
    return Uncovered(source=source, kind=kind, text="Nine", start=0, end=4, absent=absent)


def result(source: str, counted: Counted | None) -> Comparison | Failure:
    """What that source says, None for a failure; unclear is support that its evidence does not carry."""
    if counted is None:
        return Failure(
            step="compare", kind=FailureKind.TIMED_OUT, detail="no answer in 60 s", claim=CLAIM.id, source=source
        )
    relation = Relation.SUPPORTS if counted in (U, P) else Relation(counted.value)
    return Comparison(
        claim=CLAIM.id,
        source=source,
        relation=relation,
        carried=counted is not U,
        confidence=0.9,
        basis="logprobs",
        probabilities={relation: 0.9},
    )


def results(*each: Counted | None) -> list[Comparison | Failure]:
    """One result per source, s1 first."""
    return [result(f"s{n}", counted) for n, counted in enumerate(each, start=1)]


def drift(kind: DriftKind, source: str | None, *, conflict: bool = True) -> Drift:
    """A difference in nine and six that code proved in that source."""
    return Drift(
        kind=kind,
        label="differs",
        conflict=conflict,
        story=Span(document="story", start=0, end=4, text="Nine"),
        source=None if source is None else Span(document=source, start=0, end=3, text="Six"),
        story_value="9",
        source_value="6",
        message="nine, not six",
    )


class TestTheTable:
    """One test a row; silent sources change none of them."""

    @pytest.mark.parametrize("more", [(), (N,), (N, N)])
    @pytest.mark.parametrize("each", [(S, C), (C, S), (S, S, S, C)])
    def test_support_and_contradiction_are_disputed(self, each: tuple[Counted, ...], more: tuple[Counted, ...]) -> None:
        assert verdict_of([*each, *more]) is VerdictName.DISPUTED

    @pytest.mark.parametrize("each", [(S, C, F), (F, S, C, N), (F, F, C, S)])
    def test_a_missing_answer_cannot_undo_a_dispute(self, each: tuple[Counted | None, ...]) -> None:
        assert verdict_of(each) is VerdictName.DISPUTED

    @pytest.mark.parametrize("each", [(S,), (S, S), (N, S), (S, N, N)])
    def test_support_alone_is_supported(self, each: tuple[Counted, ...]) -> None:
        assert verdict_of(each) is VerdictName.SUPPORTED

    @pytest.mark.parametrize("each", [(C,), (C, C), (N, C), (C, N, N)])
    def test_contradiction_alone_is_contradicted(self, each: tuple[Counted, ...]) -> None:
        assert verdict_of(each) is VerdictName.CONTRADICTED

    @pytest.mark.parametrize("each", [(P,), (P, P), (N, P), (U, P, N)])
    def test_part_of_it_is_partly_supported(self, each: tuple[Counted, ...]) -> None:
        assert verdict_of(each) is VerdictName.PARTLY_SUPPORTED

    @pytest.mark.parametrize("each", [(U,), (U, U), (N, U, N)])
    def test_a_source_that_speaks_of_it_without_a_clear_word_is_unclear(self, each: tuple[Counted, ...]) -> None:
        assert verdict_of(each) is VerdictName.UNCLEAR

    @pytest.mark.parametrize("each", [(C, P), (C, U), (U, P, C)])
    def test_half_a_support_disputes_no_contradiction(self, each: tuple[Counted, ...]) -> None:
        assert verdict_of(each) is VerdictName.CONTRADICTED

    @pytest.mark.parametrize("each", [(P, F), (F, U), (U, P, F)])
    def test_anything_in_between_with_a_missing_answer_is_unchecked(self, each: tuple[Counted | None, ...]) -> None:
        assert verdict_of(each) is VerdictName.UNCHECKED

    @pytest.mark.parametrize("each", [(N,), (N, N, N)])
    def test_silence_everywhere_is_not_mentioned(self, each: tuple[Counted, ...]) -> None:
        assert verdict_of(each) is VerdictName.NOT_MENTIONED

    @pytest.mark.parametrize("each", [(S, F), (F, S, S), (S, N, F)])
    def test_support_with_a_missing_answer_is_unchecked(self, each: tuple[Counted | None, ...]) -> None:
        assert verdict_of(each) is VerdictName.UNCHECKED

    @pytest.mark.parametrize("each", [(C, F), (F, C, C), (C, N, F)])
    def test_contradiction_with_a_missing_answer_is_unchecked(self, each: tuple[Counted | None, ...]) -> None:
        assert verdict_of(each) is VerdictName.UNCHECKED

    @pytest.mark.parametrize("each", [(F,), (F, F), (N, F), (F, N, N)])
    def test_nothing_but_silence_and_missing_answers_is_unchecked(self, each: tuple[Counted | None, ...]) -> None:
        assert verdict_of(each) is VerdictName.UNCHECKED

    def test_without_a_source_a_claim_is_unchecked(self) -> None:
        assert verdict_of([]) is VerdictName.UNCHECKED

    @given(anything, st.randoms(use_true_random=False))
    def test_neither_order_nor_number_matters(self, each: list[Counted | None], random: Random) -> None:
        shuffled = sorted(each, key=lambda _: random.random())
        assert verdict_of(shuffled) is verdict_of(each) is verdict_of([*each, *shuffled])

    @given(anything, st.integers(1, 20))
    def test_support_never_outvotes_contradiction(self, each: list[Counted | None], more: int) -> None:
        if C in each:
            assert verdict_of([*each, *[S] * more]) is VerdictName.DISPUTED

    def test_a_verdict_is_settled_only_when_no_missing_answer_could_change_it(self) -> None:
        """The rows with a failure follow from those without: try every answer that the failed sources could give."""
        for known in product([S, P, U, C, N, F], repeat=3):
            filled = [
                [answer if one is F else one for one, answer in zip(known, answers, strict=True)]
                for answers in product([S, P, U, C, N], repeat=3)
            ]
            possible = {verdict_of(each) for each in filled}
            said = verdict_of(known)
            assert said is (possible.pop() if len(possible) == 1 else VerdictName.UNCHECKED)


class TestADecision:
    def test_every_source_is_in_it_once_in_order(self) -> None:
        verdict = decide(CLAIM, results(S, F, N, C, F), [], [], NAMES)
        assert [c.source for c in verdict.comparisons] == ["s1", "s3", "s4"]
        assert [f.source for f in verdict.failures] == ["s2", "s5"]
        assert (verdict.claim, verdict.disagreements) == ("c1", ())

    @pytest.mark.parametrize("kind", DECIDING)
    def test_a_proven_conflict_turns_support_into_contradiction_and_says_so(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(S), [drift(kind, "s1")], [], NAMES)
        assert verdict.verdict is VerdictName.CONTRADICTED
        assert verdict.counted == {"s1": C}
        assert verdict.comparisons[0].relation is Relation.SUPPORTS, "what the model said is kept as it said it"
        assert len(verdict.disagreements) == 1
        assert "paper-1.md" in verdict.disagreements[0]

    @pytest.mark.parametrize("kind", DECIDING)
    def test_it_counts_against_its_own_source_alone(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(S, S), [drift(kind, "s2")], [], NAMES)
        assert (verdict.verdict, verdict.counted) == (VerdictName.DISPUTED, {"s1": S, "s2": C})
        assert "paper-2.md" in verdict.disagreements[0]

    @pytest.mark.parametrize("kind", [DriftKind.QUOTATION, DriftKind.ATTRIBUTION])
    def test_touched_words_and_exchanged_speakers_leave_support_in_part(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(S), [drift(kind, "s1")], [], NAMES)
        assert (verdict.verdict, verdict.counted) == (VerdictName.PARTLY_SUPPORTED, {"s1": P})
        assert verdict.drifts

    def test_a_quotation_that_no_source_has_is_never_supported(self) -> None:
        finding = drift(DriftKind.QUOTATION, None, conflict=False)
        assert decide(CLAIM, results(S, S), [finding], [], NAMES).verdict is VerdictName.PARTLY_SUPPORTED

    @pytest.mark.parametrize("label", sorted(HARDENED))
    def test_what_a_source_has_as_less_than_a_fact_is_supported_in_part(self, label: str) -> None:
        finding = drift(DriftKind.ATTRIBUTION, "s1", conflict=False).model_copy(update={"label": label})
        assert decide(CLAIM, results(S), [finding], [], NAMES).verdict is VerdictName.PARTLY_SUPPORTED
        assert decide(CLAIM, results(S, S), [finding], [], NAMES).verdict is VerdictName.SUPPORTED, "s2 states it"

    def test_a_number_that_may_be_another_is_unclear_and_only_at_its_source(self) -> None:
        finding = drift(DriftKind.NUMBER, "s1", conflict=False).model_copy(update={"label": MAY_DIFFER})
        assert decide(CLAIM, results(S), [finding], [], NAMES).verdict is VerdictName.UNCLEAR
        assert decide(CLAIM, results(S, S), [finding], [], NAMES).verdict is VerdictName.SUPPORTED, "s2 has the number"

    @pytest.mark.parametrize("kind", [kind for kind in PartKind if kind not in (PartKind.DEGREE, PartKind.WORDS)])
    def test_a_part_that_no_sentence_has_leaves_support_in_part(self, kind: PartKind) -> None:
        assert decide(CLAIM, results(S), [], [lacking(kind)], NAMES).verdict is VerdictName.PARTLY_SUPPORTED
        elsewhere = lacking(kind).model_copy(update={"absent": False})
        assert decide(CLAIM, results(S), [], [elsewhere], NAMES).verdict is VerdictName.SUPPORTED

    def test_support_without_a_word_of_degree_is_unclear_and_only_at_its_source(self) -> None:
        found = [lacking(PartKind.DEGREE, absent=False)]
        assert decide(CLAIM, results(S), [], found, NAMES).verdict is VerdictName.UNCLEAR
        assert decide(CLAIM, results(S, S), [], found, NAMES).verdict is VerdictName.SUPPORTED, "s2 has it"
        assert decide(CLAIM, results(C), [], found, NAMES).verdict is VerdictName.CONTRADICTED
        assert decide(CLAIM, results(N), [], found, NAMES).verdict is VerdictName.NOT_MENTIONED

    def test_a_name_that_may_stand_for_another_must_be_in_the_evidence(self) -> None:
        """ "Thornmere can recall him" does not say whom: the story's "his" may not be the one that the claim names."""
        found = [lacking(PartKind.NAME, absent=False)]
        left_open = CLAIM.model_copy(update={"unresolved": ("his",)})
        assert decide(left_open, results(S), [], found, NAMES).verdict is VerdictName.UNCLEAR
        assert decide(left_open, results(S, S), [], found, NAMES).verdict is VerdictName.SUPPORTED, "s2 has the name"
        assert decide(left_open, results(S), [], [], NAMES).verdict is VerdictName.SUPPORTED
        assert decide(CLAIM, results(S), [], found, NAMES).verdict is VerdictName.SUPPORTED, "the story names one"
        of_speaker = [found[0].model_copy(update={"of_speaker": True})]
        assert decide(left_open, results(S), [], of_speaker, NAMES).verdict is VerdictName.SUPPORTED

    def test_a_quotation_by_nobody_knows_whom_is_unclear(self) -> None:
        said = CLAIM.model_copy(update={"text": "“Nine died,” she added.", "unresolved": ("she",)})
        assert decide(said, results(S), [], [], NAMES).verdict is VerdictName.UNCLEAR
        named = said.model_copy(update={"speaker": "Ida Berg"})
        assert decide(named, results(S), [], [], NAMES).verdict is VerdictName.SUPPORTED
        told = said.model_copy(update={"text": "She added that nine died."})
        assert decide(told, results(S), [], [], NAMES).verdict is VerdictName.SUPPORTED

    def test_other_words_are_a_place_to_look_and_decide_nothing(self) -> None:
        verdict = decide(CLAIM, results(S), [], [lacking(PartKind.WORDS, absent=False)], NAMES)
        assert (verdict.verdict, len(verdict.uncovered)) == (VerdictName.SUPPORTED, 1)

    @given(
        st.lists(st.sampled_from([S, C, N, U]), min_size=1, max_size=4),
        st.lists(st.tuples(st.sampled_from(list(PartKind)), st.booleans()), min_size=1, max_size=3),
    )
    def test_nothing_is_supported_that_every_source_lacks_a_part_of(
        self, each: list[Counted], parts: list[tuple[PartKind, bool]]
    ) -> None:
        uncovered = [
            lacking(kind, absent=absent and kind not in (PartKind.DEGREE, PartKind.WORDS), source=f"s{n}")
            for n in range(1, len(each) + 1)
            for kind, absent in parts
        ]
        verdict = decide(CLAIM, results(*each), [], uncovered, NAMES).verdict
        if any(part.absent or part.kind is PartKind.DEGREE for part in uncovered):
            assert verdict not in (VerdictName.SUPPORTED, VerdictName.DISPUTED)

    @pytest.mark.parametrize("relation", list(Relation))
    def test_what_the_evidence_does_not_carry_is_unclear_whatever_the_model_said(self, relation: Relation) -> None:
        shaky = results(Counted(relation.value))[0].model_copy(update={"carried": False})
        verdict = decide(CLAIM, [shaky], [], [], NAMES)
        assert (verdict.verdict, verdict.counted) == (VerdictName.UNCLEAR, {"s1": U})
        assert decide(CLAIM, [shaky], [drift(DriftKind.NUMBER, "s1")], [], NAMES).verdict is VerdictName.CONTRADICTED

    @pytest.mark.parametrize("kind", list(DriftKind))
    def test_a_difference_that_both_sides_can_live_with_changes_nothing(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(S), [drift(kind, "s1", conflict=False)], [], NAMES)
        assert (verdict.verdict, verdict.disagreements) == (VerdictName.SUPPORTED, ())
        assert verdict.drifts

    @pytest.mark.parametrize("kind", DECIDING)
    def test_a_proven_conflict_turns_silence_into_contradiction_and_says_so(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(N), [drift(kind, "s1")], [], NAMES)
        assert (verdict.verdict, verdict.counted) == (VerdictName.CONTRADICTED, {"s1": C})
        assert verdict.comparisons[0].relation is Relation.SILENT, "what the model said is kept as it said it"
        assert "finds nothing on the claim there" in verdict.disagreements[0]

    @pytest.mark.parametrize("kind", list(DriftKind))
    def test_where_the_model_saw_a_contradiction_there_is_nothing_to_disagree_about(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(C), [drift(kind, "s1")], [], NAMES)
        assert verdict.verdict is VerdictName.CONTRADICTED
        assert (verdict.disagreements, verdict.counted) == ((), {"s1": C})

    @pytest.mark.parametrize(("yes", "counted"), [(0.89, C), (0.9, U), (0.95, U)])
    def test_a_proof_that_the_evidence_alone_speaks_against_is_unclear_and_never_green(
        self, yes: float, counted: Counted
    ) -> None:
        said = results(S)[0].model_copy(
            update={"confirmation": {Relation.SUPPORTS: yes, Relation.CONTRADICTS: 1 - yes, Relation.SILENT: 0.0}}
        )
        verdict = decide(CLAIM, [said], [drift(DriftKind.NUMBER, "s1")], [], NAMES)
        assert verdict.counted == {"s1": counted}
        assert len(verdict.disagreements) == 1

    def test_a_finding_that_no_source_has_decides_nothing(self) -> None:
        assert decide(CLAIM, results(S), [drift(DriftKind.NAME, None)], [], NAMES).verdict is VerdictName.SUPPORTED

    def test_code_alone_never_makes_a_failure_a_relation(self) -> None:
        verdict = decide(CLAIM, results(F), [drift(DriftKind.NUMBER, "s1")], [], NAMES)
        assert (verdict.verdict, verdict.comparisons) == (VerdictName.UNCHECKED, ())
