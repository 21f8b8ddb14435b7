"""The decision table, row by row, and what proven differences do to it."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.decide import decide, verdict_of
from factcheck.records import Claim, Comparison, Drift, DriftKind, Failure, FailureKind, Relation, Span, VerdictName

S, C, N, F = Relation.SUPPORTS, Relation.CONTRADICTS, Relation.SILENT, None
CLAIM = Claim(id="c1", text="Nine died.", sentences=(1,))
NAMES = {f"s{n}": f"paper-{n}.md" for n in range(1, 9)}
DECIDING = (DriftKind.NUMBER, DriftKind.UNIT, DriftKind.DATE, DriftKind.NAME)

any_relations = st.lists(st.sampled_from([S, C, N, F]), max_size=8)


def result(source: str, relation: Relation | None) -> Comparison | Failure:
    """What that source says, None for a failure."""
    if relation is None:
        return Failure(
            step="compare", kind=FailureKind.TIMED_OUT, detail="no answer in 60 s", claim=CLAIM.id, source=source
        )
    return Comparison(
        claim=CLAIM.id,
        source=source,
        relation=relation,
        confidence=0.9,
        basis="logprobs",
        probabilities={relation: 0.9},
    )


def results(*each: Relation | None) -> list[Comparison | Failure]:
    """One result per source, s1 first."""
    return [result(f"s{n}", relation) for n, relation in enumerate(each, start=1)]


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
    @pytest.mark.parametrize("relations", [(S, C), (C, S), (S, S, S, C)])
    def test_support_and_contradiction_are_disputed(
        self, relations: tuple[Relation, ...], more: tuple[Relation, ...]
    ) -> None:
        assert verdict_of([*relations, *more]) is VerdictName.DISPUTED

    @pytest.mark.parametrize("relations", [(S, C, F), (F, S, C, N), (F, F, C, S)])
    def test_a_missing_answer_cannot_undo_a_dispute(self, relations: tuple[Relation | None, ...]) -> None:
        assert verdict_of(relations) is VerdictName.DISPUTED

    @pytest.mark.parametrize("relations", [(S,), (S, S), (N, S), (S, N, N)])
    def test_support_alone_is_supported(self, relations: tuple[Relation, ...]) -> None:
        assert verdict_of(relations) is VerdictName.SUPPORTED

    @pytest.mark.parametrize("relations", [(C,), (C, C), (N, C), (C, N, N)])
    def test_contradiction_alone_is_contradicted(self, relations: tuple[Relation, ...]) -> None:
        assert verdict_of(relations) is VerdictName.CONTRADICTED

    @pytest.mark.parametrize("relations", [(N,), (N, N, N)])
    def test_silence_everywhere_is_not_mentioned(self, relations: tuple[Relation, ...]) -> None:
        assert verdict_of(relations) is VerdictName.NOT_MENTIONED

    @pytest.mark.parametrize("relations", [(S, F), (F, S, S), (S, N, F)])
    def test_support_with_a_missing_answer_is_unchecked(self, relations: tuple[Relation | None, ...]) -> None:
        assert verdict_of(relations) is VerdictName.UNCHECKED

    @pytest.mark.parametrize("relations", [(C, F), (F, C, C), (C, N, F)])
    def test_contradiction_with_a_missing_answer_is_unchecked(self, relations: tuple[Relation | None, ...]) -> None:
        assert verdict_of(relations) is VerdictName.UNCHECKED

    @pytest.mark.parametrize("relations", [(F,), (F, F), (N, F), (F, N, N)])
    def test_nothing_but_silence_and_missing_answers_is_unchecked(self, relations: tuple[Relation | None, ...]) -> None:
        assert verdict_of(relations) is VerdictName.UNCHECKED

    def test_without_a_source_a_claim_is_unchecked(self) -> None:
        assert verdict_of([]) is VerdictName.UNCHECKED

    @given(any_relations, st.randoms(use_true_random=False))
    def test_neither_order_nor_number_matters(self, each: list[Relation | None], random: Random) -> None:
        shuffled = sorted(each, key=lambda _: random.random())
        assert verdict_of(shuffled) is verdict_of(each) is verdict_of([*each, *shuffled])

    @given(any_relations, st.integers(1, 20))
    def test_support_never_outvotes_contradiction(self, each: list[Relation | None], more: int) -> None:
        if C in each:
            assert verdict_of([*each, *[S] * more]) is VerdictName.DISPUTED

    def test_a_verdict_is_settled_only_when_no_missing_answer_could_change_it(self) -> None:
        """The rows with a failure follow from those without: try every answer that the failed sources could give."""
        for known in product([S, C, N, F], repeat=3):
            filled = [
                [answer if relation is F else relation for relation, answer in zip(known, answers, strict=True)]
                for answers in product([S, C, N], repeat=3)
            ]
            possible = {verdict_of(each) for each in filled}
            said = verdict_of(known)
            assert said is (possible.pop() if len(possible) == 1 else VerdictName.UNCHECKED)


class TestADecision:
    def test_every_source_is_in_it_once_in_order(self) -> None:
        verdict = decide(CLAIM, results(S, F, N, C, F), [], NAMES)
        assert [c.source for c in verdict.comparisons] == ["s1", "s3", "s4"]
        assert [f.source for f in verdict.failures] == ["s2", "s5"]
        assert (verdict.claim, verdict.disagreements) == ("c1", ())

    @pytest.mark.parametrize("kind", DECIDING)
    def test_a_proven_conflict_turns_support_into_contradiction_and_says_so(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(S), [drift(kind, "s1")], NAMES)
        assert verdict.verdict is VerdictName.CONTRADICTED
        assert verdict.overruled == ("s1",)
        assert verdict.comparisons[0].relation is S, "what the model said is kept as it said it"
        assert len(verdict.disagreements) == 1
        assert "paper-1.md" in verdict.disagreements[0]

    @pytest.mark.parametrize("kind", DECIDING)
    def test_it_counts_against_its_own_source_alone(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(S, S), [drift(kind, "s2")], NAMES)
        assert (verdict.verdict, verdict.overruled) == (VerdictName.DISPUTED, ("s2",))
        assert "paper-2.md" in verdict.disagreements[0]

    @pytest.mark.parametrize("kind", [DriftKind.QUOTATION, DriftKind.ATTRIBUTION])
    def test_touched_words_and_speakers_are_said_but_not_counted(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(S), [drift(kind, "s1")], NAMES)
        assert (verdict.verdict, verdict.overruled) == (VerdictName.SUPPORTED, ())
        assert verdict.drifts
        assert len(verdict.disagreements) == 1

    @pytest.mark.parametrize("kind", list(DriftKind))
    def test_a_difference_that_both_sides_can_live_with_changes_nothing(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(S), [drift(kind, "s1", conflict=False)], NAMES)
        assert (verdict.verdict, verdict.disagreements) == (VerdictName.SUPPORTED, ())
        assert verdict.drifts

    @pytest.mark.parametrize("kind", DECIDING)
    def test_a_proven_conflict_turns_silence_into_contradiction_and_says_so(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(N), [drift(kind, "s1")], NAMES)
        assert (verdict.verdict, verdict.overruled) == (VerdictName.CONTRADICTED, ("s1",))
        assert verdict.comparisons[0].relation is N, "what the model said is kept as it said it"
        assert "finds nothing on the claim there" in verdict.disagreements[0]

    @pytest.mark.parametrize("kind", list(DriftKind))
    def test_where_the_model_saw_a_contradiction_there_is_nothing_to_disagree_about(self, kind: DriftKind) -> None:
        verdict = decide(CLAIM, results(C), [drift(kind, "s1")], NAMES)
        assert verdict.verdict is VerdictName.CONTRADICTED
        assert (verdict.disagreements, verdict.overruled) == ((), ())

    def test_a_finding_that_no_source_has_decides_nothing(self) -> None:
        assert decide(CLAIM, results(S), [drift(DriftKind.NAME, None)], NAMES).verdict is VerdictName.SUPPORTED

    def test_code_alone_never_makes_a_failure_a_relation(self) -> None:
        verdict = decide(CLAIM, results(F), [drift(DriftKind.NUMBER, "s1")], NAMES)
        assert (verdict.verdict, verdict.comparisons) == (VerdictName.UNCHECKED, ())
