"""Which document came first, and which source is older than the event that it is said to confirm."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.seeds import all_seeds
from factcheck.records import Anachronism, Claim, Comparison, Document, Drift, DriftKind, Failure, FailureKind, Relation
from factcheck.verdict.chronology import earlier_of, find_anachronisms, in_order
from tests.render.reports import document, found

TOLD = "2025-10-14"
S, C, N = Relation.SUPPORTS, Relation.CONTRADICTS, Relation.SILENT


def published(when: str | None) -> Document:
    return document("s1", "It happened.", **({"published": when} if when else {}))


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        ("2025-10-01", "2025-10-02", "one"),
        ("2025-10-02T09:00:00+02:00", "2025-10-02T08:30:00+01:00", "one"),
        ("2025-10-02T10:00:00+02:00", "2025-10-02T08:30:00+01:00", "other"),
        ("2025-10-02T09:00:00+02:00", "2025-10-02T08:00:00+01:00", None),
        ("2025-10-02", "2025-10-02T08:00:00+01:00", None),
        ("2025-10-01", "2025-10-02T08:00:00+01:00", "one"),
        ("2025-10-02T09:00:00", "2025-10-02T10:00:00", None),
        (None, "2025-10-02", None),
        ("soon", "2025-10-02", None),
    ],
)
def test_which_was_published_first(one: str | None, other: str | None, first: str | None) -> None:
    both = {"one": published(one), "other": published(other)}
    expected = both[first] if first else None
    assert earlier_of(both["one"], both["other"]) is expected
    assert earlier_of(both["other"], both["one"]) is expected


@given(st.lists(st.sampled_from(["2025-10-01", "2025-10-02T23:00:00+02:00", "2025-10-03T01:00:00+05:00", "x", ""])))
def test_what_has_no_date_comes_last(days: list[str]) -> None:
    ordered = sorted(map(published, days), key=in_order)
    known = [one.published not in (None, "x") for one in ordered]
    assert known == sorted(known, reverse=True)


def older(claim: str, source: str | None, *, told: str = TOLD, relation: Relation = S) -> tuple[Anachronism, ...]:
    """The anachronisms of a claim that one source speaks of."""
    story = document("story", claim, published=told)
    the = Claim(id="c1", text=claim, sentences=(1,))
    return find_anachronisms(the, story, [published(source)], [found("c1", published(source), relation, 0.9, 1)], [])


@pytest.mark.parametrize(
    ("claim", "source", "event"),
    [
        ("The referendum was held on Saturday, 11 October 2025.", "2025-09-28", "2025-10-11"),
        ("The referendum was held on Saturday.", "2025-09-28", "2025-10-11"),
        ("The bell was stolen on 16 August.", "2025-08-10", "2025-08-16"),
        ("The bridge reopened yesterday.", "2025-10-12T22:00:00+02:00", "2025-10-13"),
        ("Imports fell by a third in late 2023.", "2023-02-20", "2023-08-01"),
        ("The court ruled in September 2025 and again on 3 October 2025.", "2025-08-31", "2025-09-01"),
        ("He was killed by Norwegian police on 3 October 2025.", "2025-10-02", "2025-10-03"),
    ],
)
@pytest.mark.parametrize("relation", [S, C])
def test_a_source_older_than_the_event(claim: str, source: str, event: str, relation: Relation) -> None:
    (one,) = older(claim, source, relation=relation)
    assert (one.source, one.published, one.event) == ("s1", source[:10], event)
    assert one.words in claim


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The referendum was held on Saturday, 11 October 2025.", "2025-10-11"),
        ("The referendum was held on Saturday, 11 October 2025.", None),
        ("The referendum was held on Saturday, 11 October 2025.", "last week"),
        ("The yes side won by 1,130 votes.", "2025-09-28"),
        ("The bridge will close on 3 November 2025.", "2025-09-28"),
        ("The bridge closes on 3 November 2025.", "2025-09-28"),
        ("The town promised to open the pool on 10 June 2025.", "2025-05-03"),
        ("The contract runs from 1 July 2025 on.", "2025-05-03"),
        ("The law was due to take effect on 1 July 2025.", "2025-05-03"),
        ("The work was to be done by June 2025.", "2025-05-03"),
        ("The court ruled in September 2025 and again on 3 October 2025.", "2025-09-20"),
        ("The bell was stolen on 16 December.", "2025-01-10"),
        ("The ferry left at 8:15.", "2025-01-10"),
        ("The hall opened in spring.", "2025-01-10"),
    ],
)
def test_nothing_is_said_where_anything_else_could_be_meant(claim: str, source: str | None) -> None:
    assert older(claim, source) == ()


def test_a_silent_source_and_a_failed_one_confirm_nothing() -> None:
    claim = "The referendum was held on Saturday, 11 October 2025."
    assert older(claim, "2025-09-28", relation=N) == ()
    the, story = Claim(id="c1", text=claim, sentences=(1,)), document("story", claim, published=TOLD)
    failure = Failure(step="compare", kind=FailureKind.TIMED_OUT, detail="late", claim="c1", source="s1")
    assert find_anachronisms(the, story, [published("2025-09-28")], [failure], []) == ()


def test_a_source_that_gives_another_date_contradicts_and_is_not_too_old() -> None:
    claim = "The referendum was held on Saturday, 11 October 2025."
    the, story, source = Claim(id="c1", text=claim, sentences=(1,)), document("story", claim), published("2025-10-10")
    drift = Drift(
        kind=DriftKind.DATE,
        label="different_day",
        conflict=True,
        story=story.span(27, 53),
        source=source.span(0, 2),
        story_value="2025-10-11",
        source_value="2025-10-09",
        message="another day",
    )
    result = found("c1", source, C, 0.9, 1)
    assert find_anachronisms(the, story, [source], [result], [drift]) == ()
    assert find_anachronisms(the, story, [source], [result], []) != ()


@settings(max_examples=80, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_a_past_day_is_after_a_source_just_when_it_was_published_before(event: date, days: int) -> None:
    source = event + timedelta(days)
    claim = f"The hall burnt down on {event.day} {event:%B} {event.year}."
    told = f"{event + timedelta(500)}"
    assert bool(older(claim, f"{source}", told=told)) == (days < 0)


def test_the_seeds_sources_are_not_older_than_what_they_speak_of() -> None:
    """Every relation of the gold is right, so nothing may be found; and what each could be too old for is real."""
    claims = 0
    for seed in all_seeds():
        sources = list(seed.sources.values())
        for one in seed.claims:
            the = Claim(id=one.gold.id, text=one.gold.text, sentences=one.sentences)
            drifts = [
                Drift(
                    kind=drift.gold.kind,
                    label=drift.gold.label,
                    conflict=drift.gold.conflict,
                    story=drift.story,
                    source=drift.source,
                    story_value="",
                    source_value="",
                    message="",
                )
                for drift in seed.drifts
                if drift.gold.claim == one.gold.id
            ]
            results: list[Comparison | Failure] = [
                found(one.gold.id, seed.sources[name], said.relation, 0.9) for name, said in one.relations.items()
            ]
            assert find_anachronisms(the, seed.story, sources, results, drifts) == (), (seed.name, one.gold.id)
            claims += 1
    assert claims > 250
