"""Folding takes typography away and keeps everything else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.folding import fold

TEXTS = st.text(
    st.one_of(
        st.sampled_from("abAB 12 .,'’‘\"“”«»-–—…\n\u00a0\u00ad\u200bﬁéü½²`"),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“We’ll pay.”", '"We\'ll pay."'),
        ("``so be it''", "“so be it”"),
        ("«oui»", '"oui"'),
        ("2019–2024 was hard — very hard.", "2019-2024 was hard -- very hard."),
        ("Wait… what?", "Wait... what?"),
        ("70\u00a0%", "70 %"),
        ("govern\u00adment", "government"),
        ("an of\ufb01cial from Zürich", "an official from Zu\u0308rich"),
        ("first line\r\n  second line ", "first line second line"),
        ("Ａｌｌ right", "All right"),
    ],
)
def test_the_same_text_in_two_editions_is_folded_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Mayor", "mayor"), ("5²", "52"), ("1½", "11⁄2"), ("café", "cafe"), ("well known", "wellknown")]
)
def test_other_texts_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@settings(max_examples=150)
@given(TEXTS)
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
