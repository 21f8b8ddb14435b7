"""YAML that holds no more than JSON can is read as PyYAML reads it; what holds more is refused."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evals.tapes.plain_yaml import read_plain

SCALARS = [
    "1",
    "-2.5",
    "1e3",
    "1_000",
    "0x1f",
    "null",
    "~",
    "true",
    "Yes",
    "no",
    '"1"',
    "'yes'",
    "2020-01-01",
    "a b",
    ".inf",
]

TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))  # elsewhere JSON has escapes that YAML has not
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@pytest.mark.parametrize("text", [*SCALARS, "a: |-\n  one\n\n  two\n", "- {b: [1, x]}\n-\n", "1: 2"])
def test_reads_what_pyyaml_reads(text: str) -> None:
    read = read_plain(text)
    assert repr(read) == repr(yaml.safe_load(text))


@given(VALUES)
def test_reads_json_as_pyyaml_reads_it(value: object) -> None:
    text = json.dumps(value)
    assert repr(read_plain(text)) == repr(yaml.load(text, Loader=yaml.CSafeLoader))


@pytest.mark.parametrize(
    "text", ["", "a: &x 1\nb: *x", "!!str 1", "!!python/tuple []", "{<<: {a: 1}}", "a: [", "a: 1\n---\nb: 2"]
)
def test_refuses_what_json_has_not(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        read_plain(text)
