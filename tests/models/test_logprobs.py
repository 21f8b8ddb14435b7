"""How likely each option is, from the alternatives of the first token."""

from __future__ import annotations

from math import exp, inf, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.models.logprobs import SMALLEST_MASS, option_logprobs

OPTIONS = ("Yes", "No")


def of(**probabilities: float) -> list[tuple[str, float]]:
    return [(token, log(p)) for token, p in probabilities.items()]


def test_a_token_that_is_the_option_gives_exactly_its_logprob() -> None:
    assert option_logprobs([("Yes", -0.1234567), ("No", -3.25)], OPTIONS) == {"Yes": -0.1234567, "No": -3.25}


def test_spellings_of_one_option_add_up() -> None:
    tokens = [("Yes", log(0.4)), (" yes", log(0.2)), ("YES.", log(0.1)), ("**No", log(0.2)), ("Not", log(0.1))]
    found = option_logprobs(tokens, OPTIONS)
    assert found is not None
    assert exp(found["Yes"]) == pytest.approx(0.7)
    assert exp(found["No"]) == pytest.approx(0.2)


def test_letters_are_options_too() -> None:
    found = option_logprobs([("B", log(0.6)), (" a", log(0.3)), ("Because", log(0.1))], ("A", "B", "C"))
    assert found is not None
    assert exp(found["A"]) == pytest.approx(0.3)
    assert exp(found["B"]) == pytest.approx(0.6)


def test_the_beginning_of_one_option_stands_for_it_only_where_it_is_not_listed_whole() -> None:
    options = ("Supports", "Contradicts", "Silent")
    found = option_logprobs(of(Contr=0.6, Supports=0.2, Supp=0.1, S=0.05, Sil=0.05), options)
    assert found is not None
    assert {option: round(exp(value), 6) for option, value in found.items()} == {
        "Contradicts": 0.6,
        "Supports": 0.2,
        "Silent": 0.05,
    }


def test_an_option_that_is_not_listed_is_less_likely_than_all_that_are() -> None:
    found = option_logprobs(of(Yes=0.7, Well=0.2), OPTIONS)
    assert found is not None
    assert log(0.1) - 0.001 < found["No"] < log(0.1)


def test_an_option_that_is_not_listed_is_less_likely_than_what_the_others_leave_over() -> None:
    found = option_logprobs(of(Yes=0.999), OPTIONS)
    assert found is not None
    assert found["No"] == pytest.approx(log(0.001), abs=1e-3)
    certain = option_logprobs(of(Yes=1.0), OPTIONS)
    assert certain is not None
    assert certain["No"] < log(1e-5)


def test_an_answer_that_begins_with_none_of_the_options_has_no_weights() -> None:
    assert option_logprobs(of(The=0.99, Yes=0.005, No=0.004), OPTIONS) is None
    assert option_logprobs(of(The=1.0), OPTIONS) is None
    assert option_logprobs([("Yes", -inf)], OPTIONS) is None
    assert option_logprobs([], OPTIONS) is None


def test_options_that_are_the_same_but_for_case_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="differ"):
        option_logprobs(of(Yes=1.0), ("Yes", "yes"))


words = st.sampled_from(["Yes", "yes", " Yes", "No", "NO", "no.", "The", "I", "\n", "Y", "Maybe"])


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(words, st.floats(1e-9, 1.0), min_size=1), st.floats(0.1, 1.0))
def test_whatever_is_listed_the_weights_are_probabilities_of_all_options(raw: dict[str, float], mass: float) -> None:
    total = sum(raw.values())
    tokens = [(token, log(weight / total * mass)) for token, weight in raw.items()]
    found = option_logprobs(tokens, OPTIONS)
    meant = sum(exp(v) for token, v in tokens if token.strip(" .").casefold() in ("yes", "no"))
    if found is None:
        assert meant < SMALLEST_MASS + 1e-9
        return
    assert set(found) == set(OPTIONS)
    assert sum(exp(value) for value in found.values()) <= 1 + 1e-5
    for option, value in found.items():
        listed = [v for token, v in tokens if token.strip(" .").casefold() == option.casefold()]
        if listed:
            assert exp(value) == pytest.approx(sum(exp(v) for v in listed))
        else:
            assert value < min(v for _, v in tokens)
