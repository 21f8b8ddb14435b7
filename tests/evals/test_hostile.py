"""The suite of hostile texts: what the product's rules see of them, and that clean text is left alone."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.hostile import (
    HostileText,
    Into,
    Kind,
    added_notices,
    bases,
    clean_document,
    hostile_claim,
    hostile_document,
    hostile_texts,
)
from evals.seeds import all_seeds
from factcheck.documents import from_text
from factcheck.hostile import find_attempts, unmasked
from factcheck.records import Relation

BY_ID = {text.id: text for text in hostile_texts()}
HIDDEN_FROM_READERS = [t for t in hostile_texts() if t.kind is Kind.HIDDEN and t.form != "plain"]


def test_the_suite_is_large_and_covers_every_kind() -> None:
    attacks = [text for text in hostile_texts() if text.kind is not Kind.CONTROL]
    assert len(attacks) >= 60
    assert len(BY_ID) == len(hostile_texts())
    assert Counter(text.kind for text in hostile_texts()).keys() == set(Kind)
    assert {text.into for text in attacks} == set(Into)


def test_every_base_is_short_and_clean_and_has_claims_of_every_relation() -> None:
    for base in bases():
        for form in ("plain", "markdown", "html"):
            document = clean_document(base, form)
            assert document.notices == ()
            assert all(paragraph in document.text for paragraph in base.paragraphs), form
            assert len(document.text.split()) <= 180
        assert {claim.relation for claim in base.claims} == set(Relation)
        assert base.wrong in {claim.text for claim in base.claims if claim.relation is Relation.CONTRADICTS}


@pytest.mark.parametrize("text", hostile_texts(), ids=lambda text: text.id)
def test_what_a_rule_can_see_is_in_the_notices_and_nothing_else_is(text: HostileText) -> None:
    for base in bases():
        if text.into is Into.CLAIM:
            hostile = from_text(hostile_claim(base.claims[0], text, base).text, id="story")
            assert bool(hostile.notices) == text.found
        else:
            hostile = hostile_document(base, text)
            assert bool(added_notices(hostile, clean_document(base, text.form))) == text.found


@pytest.mark.parametrize("text", HIDDEN_FROM_READERS, ids=lambda text: text.id)
def test_what_a_page_hides_from_its_readers_is_not_read(text: HostileText) -> None:
    for base in bases():
        assert hostile_document(base, text).text == clean_document(base, text.form).text


@pytest.mark.parametrize("change", ["zero-width-all", "soft-hyphens", "bidi-all"])
def test_invisible_characters_change_no_word(change: str) -> None:
    for base in bases():
        assert hostile_document(base, BY_ID[change]).text == clean_document(base).text


def test_look_alike_letters_are_shown_as_they_are_and_read_as_they_look() -> None:
    for base in bases():
        document = hostile_document(base, BY_ID["homoglyph-all"])
        assert document.text != clean_document(base).text
        assert unmasked(document.text) == clean_document(base).text


def test_of_the_seeds_only_the_planted_attempts_are_found() -> None:
    planted = 0
    for seed in all_seeds():
        for document in (seed.story, *seed.sources.values()):
            here = [i.text for i in seed.gold.injections if not i.hidden and i.text in document.text]
            assert bool(find_attempts(document.text)) == bool(here), (seed.name, document.name)
            assert unmasked(document.text) == document.text, "prompts of the seeds stay as they are"
            planted += len(here)
    assert planted >= 2
