"""What changed between two checks of a story, and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.changes.diff import Cause, compare_reports
from factcheck.changes.matching import LEAST, Telling, match
from factcheck.records import Claim, Conflict, ConflictKind, PromptIdentity, Relation, Report, Verdict, VerdictName
from factcheck.render import diff
from factcheck.render.findings import decided
from tests.render.reports import CITY, FULL, NOTHING, found, judged


def without(report: Report, *gone: str) -> Report:
    """The report without some claims, the others numbered anew."""
    kept = [(claim, verdict) for claim, verdict in decided(report) if claim.id not in gone]
    ids = {claim.id: f"c{place}" for place, (claim, _) in enumerate(kept, start=1)}
    claims = tuple(claim.model_copy(update={"id": ids[claim.id]}) for claim, _ in kept)
    verdicts = tuple(verdict.model_copy(update={"claim": ids[verdict.claim]}) for _, verdict in kept)
    return report.model_copy(update={"claims": claims, "verdicts": verdicts})


def with_verdict(report: Report, new: Verdict) -> Report:
    verdicts = tuple(new if verdict.claim == new.claim else verdict for verdict in report.verdicts)
    return report.model_copy(update={"verdicts": verdicts})


def with_text(report: Report, claim: str, text: str) -> Report:
    claims = tuple(one.model_copy(update={"text": text}) if one.id == claim else one for one in report.claims)
    return report.model_copy(update={"claims": claims})


def contradicted() -> Verdict:
    relation = found("c4", CITY, Relation.CONTRADICTS, 0.9, 5)
    (old,) = [verdict for verdict in FULL.verdicts if verdict.claim == "c4"]
    return judged(claim="c4", verdict=VerdictName.CONTRADICTED, comparisons=(relation, old.comparisons[1]))


def test_the_same_report_has_no_difference() -> None:
    found = compare_reports(FULL, FULL)
    assert found.empty
    assert (found.unchanged, found.sources, found.prompts, found.story_changed) == (6, (), (), False)
    assert diff.render(found).startswith("0 verdicts moved, 0 other claims changed, 0 new, 0 gone, 6 unchanged\n")


def test_a_claim_that_is_gone_renumbers_the_others_and_changes_none() -> None:
    found = compare_reports(FULL, without(FULL, "c1"))
    assert [one.claim.id for one in found.gone] == ["c1"]
    assert (found.new, found.changed, found.unchanged) == ((), (), 5)
    back = compare_reports(without(FULL, "c1"), FULL)
    assert [one.claim.id for one in back.new] == ["c1"]
    assert back.gone == ()


def test_everything_new_and_everything_gone() -> None:
    assert len(compare_reports(NOTHING, FULL).new) == 6
    assert len(compare_reports(FULL, NOTHING).gone) == 6


def test_a_changed_source_is_why_a_verdict_moved() -> None:
    source = CITY.model_copy(update={"text": CITY.text.replace("every 20", "every 90"), "sha256": "0" * 64})
    new = with_verdict(FULL, contradicted()).model_copy(update={"sources": (source, FULL.sources[1])})
    result = compare_reports(FULL, new)
    assert [(one.change, one.new) for one in result.sources] == [("changed", "s1")]
    (one,) = result.moved
    assert (one.before, one.after, one.causes) == (
        VerdictName.SUPPORTED,
        VerdictName.CONTRADICTED,
        (Cause.SOURCE_CHANGED,),
    )
    assert [(move.name, move.before, move.after) for move in one.moves] == [
        ("city-council.md", Relation.SUPPORTS, Relation.CONTRADICTS)
    ]
    text = diff.render(result)
    assert "c4 ✓ supported -> ✗ contradicted" in text
    assert "why: a source changed" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_source_that_comes_without_a_word_changes_no_claim() -> None:
    quiet = CITY.model_copy(update={"id": "s3", "name": "quiet.md", "origin": "quiet.md", "text": "Nothing here."})
    verdicts = tuple(
        verdict.model_copy(
            update={
                "comparisons": (
                    *verdict.comparisons,
                    found(verdict.claim, CITY, Relation.SILENT, 0.9).model_copy(update={"source": "s3"}),
                )
            }
        )
        for verdict in FULL.verdicts
    )
    new = FULL.model_copy(update={"sources": (*FULL.sources, quiet), "verdicts": verdicts})
    result = compare_reports(FULL, new)
    assert result.empty
    assert [(one.change, one.name) for one in result.sources] == [("added", "quiet.md")]
    assert [(one.change, one.name) for one in compare_reports(new, FULL).sources] == [("removed", "quiet.md")]


def test_sources_in_another_order_are_the_same_sources() -> None:
    value = FULL.model_dump_json()
    for old, new in (("s1", "§"), ("s2", "s1"), ("§", "s2")):
        value = value.replace(f'"{old}"', f'"{new}"')
    swapped = Report.model_validate_json(value)
    assert compare_reports(FULL, swapped).empty


def test_prompt_and_model_are_named_where_a_verdict_moved_and_only_there() -> None:
    prompts = (PromptIdentity(name="compare", version=3, sha256="ef" * 32), FULL.run.prompts[1])
    model = FULL.run.model.model_copy(update={"name": "other"})
    new = with_verdict(FULL, contradicted())
    new = new.model_copy(update={"run": FULL.run.model_copy(update={"prompts": prompts, "model": model})})
    result = compare_reports(FULL, new)
    assert (result.prompts, result.model_changed) == (("compare",), True)
    (one,) = result.changed
    assert one.causes == (Cause.PROMPT_CHANGED, Cause.MODEL_CHANGED)


def test_a_changed_story_sentence_and_a_claim_worded_anew() -> None:
    text = "A ferry will run every fifteen minutes."
    reworded = with_text(FULL, "c4", text)
    (one,) = compare_reports(FULL, reworded).changed
    assert (one.reworded, one.moved, one.causes) == (True, False, (Cause.CLAIM_REWORDED,))
    story = FULL.story.model_copy(
        update={"text": FULL.story.text.replace("every twenty minute", "every thirty minute")}
    )
    result = compare_reports(FULL, reworded.model_copy(update={"story": story}))
    (one,) = result.changed
    assert result.story_changed
    assert one.causes == (Cause.STORY_CHANGED,)
    assert "now: A ferry will run every fifteen minutes." in diff.render(result)


def test_a_step_that_failed_before_is_why() -> None:
    (old,) = [verdict for verdict in FULL.verdicts if verdict.claim == "c5"]
    mended = old.model_copy(
        update={
            "verdict": VerdictName.NOT_MENTIONED,
            "comparisons": (found("c5", CITY, Relation.SILENT, 0.9), *old.comparisons),
            "failures": (),
        }
    )
    (one,) = compare_reports(FULL, with_verdict(FULL, mended)).moved
    assert one.causes == (Cause.STEP_FAILED,)


def test_nothing_that_explains_a_move_is_said() -> None:
    result = compare_reports(FULL, with_verdict(FULL, contradicted()))
    assert result.moved[0].causes == ()
    assert "why: nothing that the two reports show" in diff.render(result)


def test_hostile_words_do_not_steer_the_terminal() -> None:
    evil = with_text(FULL, "c4", "A ferry will run every \x1b[2Jtwenty\u202e minutes.\x07")
    text = diff.render(compare_reports(FULL, evil))
    assert not {"\x1b", "\u202e", "\x07"} & set(text)


TELLINGS = st.lists(st.builds(Telling, st.text("abc ", max_size=12), st.text("abc ", max_size=12)), max_size=7)


@settings(max_examples=150, deadline=None)
@given(TELLINGS, TELLINGS)
def test_matching_is_one_to_one_and_keeps_to_its_limit(old: list[Telling], new: list[Telling]) -> None:
    pairs = match(old, new)
    assert len({pair.old for pair in pairs}) == len({pair.new for pair in pairs}) == len(pairs)
    assert all(LEAST <= pair.likeness <= 1.0 for pair in pairs)
    same = match(old, old)
    assert all(pair.likeness == 1.0 for pair in same)
    assert len(same) == len(old)


def test_a_claim_type_is_not_confused_with_its_neighbour() -> None:
    claims = [
        Claim(id="a", text="The port pays 70 %.", sentences=(1,)),
        Claim(id="b", text="It rained.", sentences=(1,)),
    ]
    tellings = [Telling(claim.text, "") for claim in claims]
    assert [(pair.old, pair.new) for pair in match(tellings, tellings[::-1])] == [(0, 1), (1, 0)]


def disputed_as(kind: ConflictKind | None) -> Report:
    """FULL, its disputed claim with that kind of conflict."""
    (old,) = [verdict for verdict in FULL.verdicts if verdict.claim == "c1"]
    conflict = Conflict(kind=kind, supports=None, contradicts=None, reason="so it is") if kind else None
    return with_verdict(FULL, old.model_copy(update={"conflict": conflict}))


def test_another_kind_of_conflict_is_a_change_of_the_claim() -> None:
    found = compare_reports(disputed_as(ConflictKind.VALUES_DIFFER), disputed_as(ConflictKind.SUPERSEDED))
    (one,) = found.changed
    assert (one.new.id, one.moved, one.conflict_moved) == ("c1", False, True)
    assert "conflict: values differ -> superseded" in diff.render(found)


@pytest.mark.parametrize("kind", [None, ConflictKind.SCOPE])
def test_a_report_from_before_there_were_kinds_differs_from_none(kind: ConflictKind | None) -> None:
    assert compare_reports(disputed_as(None), disputed_as(kind)).empty
    assert compare_reports(disputed_as(kind), disputed_as(kind)).empty
