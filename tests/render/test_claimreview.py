"""Signed claims as ClaimReview, held against the vocabulary of schema.org."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from factcheck.errors import InputError
from factcheck.records import Report, VerdictName
from factcheck.render.claimreview import render
from factcheck.render.findings import decided
from factcheck.review.decisions import Decision, SignOff, fingerprint
from factcheck.review.publisher import Publisher, read
from tests.render.extreme_stories import hostile
from tests.render.stories import april

TOML = """
name = "The Morning Ledger"
url = "https://ledger.example"
reviews_url = "https://ledger.example/checks/april-2024#top"

[scale]
worst = 1
best = 5

[scale.ratings]
"False" = 1
"Missing context" = 3
"True" = 5
"""
LEDGER = read(TOML)

# From https://schema.org: the properties we write, on the type that has them (own or inherited), and what each may hold.
CREATIVE_WORK = {
    "author": {"Organization", "Person"},
    "datePublished": {"Date", "DateTime"},
    "headline": {"Text"},
    "publisher": {"Organization", "Person"},
    "url": {"URL"},
}
VOCABULARY: dict[str, dict[str, set[str]]] = {
    "ClaimReview": CREATIVE_WORK | {"claimReviewed": {"Text"}, "itemReviewed": {"Claim"}, "reviewRating": {"Rating"}},
    "Claim": CREATIVE_WORK | {"appearance": {"CreativeWork"}},
    "CreativeWork": CREATIVE_WORK,
    "Organization": {"name": {"Text"}, "url": {"URL"}, "logo": {"URL"}},
    "Person": {"name": {"Text"}, "url": {"URL"}},
    "Rating": {
        "ratingValue": {"Number"},
        "worstRating": {"Number"},
        "bestRating": {"Number"},
        "alternateName": {"Text"},
        "ratingExplanation": {"Text"},
    },
}


ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z))?")


def kind(value: object) -> str:
    if isinstance(value, dict):
        return str(value["@type"])
    if isinstance(value, int | float):
        return "Number"
    if isinstance(value, str) and ISO.fullmatch(value):
        return "DateTime" if "T" in value else "Date"
    return "URL" if isinstance(value, str) and value.startswith(("https://", "http://")) else "Text"


def strangers(node: dict[str, Any]) -> list[str]:
    """Everything in the node that schema.org does not know there."""
    allowed = VOCABULARY[node["@type"]]
    found = []
    for name, value in node.items():
        if name == "@type":
            continue
        if kind(value) not in allowed.get(name, set()):
            found.append(f"{node['@type']}.{name}: {kind(value)}")
        if isinstance(value, dict):
            found += strangers(value)
    return found


def decision(report: Report, claim_id: str, rating: str | None, **more: Any) -> Decision:
    (found,) = [(claim, verdict) for claim, verdict in decided(report) if claim.id == claim_id]
    claim, verdict = found
    facts = {
        "claim": claim_id,
        "fingerprint": fingerprint(report, claim, verdict),
        "found": verdict.verdict,
        "verdict": verdict.verdict,
        "by": "Ada Editor",
        "at": "2024-04-13T09:30:00+00:00",
        "rating": rating,
    }
    return Decision.model_validate(facts | more)


def signed(*decisions: Decision) -> SignOff:
    return SignOff(decisions=decisions, signed_by="Ada Editor", signed_at="2024-04-13T09:45:00+00:00")


def reviews(report: Report, sign_off: SignOff, publisher: Publisher = LEDGER) -> list[dict[str, Any]]:
    value = json.loads(render(report, sign_off, publisher))
    assert value["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = value["@graph"]
    return found


def test_a_signed_and_rated_claim_is_a_review_of_schema_org() -> None:
    report = april()
    (review,) = reviews(
        report,
        signed(
            decision(
                report, "c2", "Missing context", speaker_type="Organization", reason="China’s part is 70 % of it."
            ),
            decision(report, "c1", None),
        ),
    )
    assert strangers(review) == []
    assert review["claimReviewed"] == report.claims[1].text
    assert review["url"] == "https://ledger.example/checks/april-2024#c2"
    assert review["datePublished"] == "2024-04-13T09:45:00+00:00"
    assert review["author"] == {"@type": "Organization", "name": "The Morning Ledger", "url": "https://ledger.example"}
    assert review["reviewRating"] == {
        "@type": "Rating",
        "ratingValue": 3.0,
        "worstRating": 1.0,
        "bestRating": 5.0,
        "alternateName": "Missing context",
        "ratingExplanation": "China’s part is 70 % of it.",
    }
    item = review["itemReviewed"]
    assert item["author"] == {"@type": "Organization", "name": "senior US officials"}
    assert item["datePublished"] == "2024-04-12"
    assert item["appearance"]["publisher"] == {"@type": "Organization", "name": "The Morning Ledger"}


def test_a_claim_of_nobody_is_the_story_s() -> None:
    report = april()
    (review,) = reviews(report, signed(decision(report, "c10", "False")))
    assert review["itemReviewed"]["author"] == {"@type": "Organization", "name": "The Morning Ledger"}
    assert strangers(review) == []


def test_nothing_is_rated_that_no_person_rated() -> None:
    report = april()
    assert reviews(report, signed()) == []
    assert reviews(report, signed(*(decision(report, claim.id, None) for claim in report.claims))) == []


def test_an_unsigned_report_gives_nothing_away() -> None:
    report = april()
    with pytest.raises(InputError, match="nobody has signed"):
        render(report, SignOff(decisions=(decision(report, "c2", "False"),)), LEDGER)


@pytest.mark.parametrize(("claim", "words"), [("c4", "not mentioned"), ("c11", "unchecked")])
def test_what_nobody_knows_cannot_be_rated(claim: str, words: str) -> None:
    report = april()
    with pytest.raises(InputError, match=f"claim {claim} is {words} and cannot be rated"):
        render(report, signed(decision(report, claim, "False")), LEDGER)


def test_a_person_who_found_out_may_override_and_rate() -> None:
    report = april()
    own = decision(
        report, "c4", "True", verdict=VerdictName.SUPPORTED, reason="The ministry confirmed it by telephone."
    )
    assert len(reviews(report, signed(own))) == 1


def test_a_decision_does_not_pass_to_a_changed_claim() -> None:
    report = april()
    old = decision(report, "c3", "True")
    claims = tuple(
        claim.model_copy(update={"text": claim.text.replace("90", "60")}) if claim.id == "c3" else claim
        for claim in report.claims
    )
    with pytest.raises(InputError, match="claim c3 has changed since Ada Editor decided"):
        render(report.model_copy(update={"claims": claims}), signed(old), LEDGER)


def test_a_rating_must_be_on_the_scale() -> None:
    report = april()
    with pytest.raises(
        InputError, match="'Pants on fire' of claim c2 is not on the scale: False, Missing context, True"
    ):
        render(report, signed(decision(report, "c2", "Pants on fire")), LEDGER)


def test_a_decision_about_no_claim_or_two_about_one_are_refused() -> None:
    report = april()
    one = decision(report, "c2", "False")
    with pytest.raises(InputError, match="claim c99, which is not in the report"):
        render(report, signed(one.model_copy(update={"claim": "c99"})), LEDGER)
    with pytest.raises(InputError, match="two decisions about claim c2"):
        render(report, signed(one, one), LEDGER)


def test_hostile_text_stays_text_and_no_strange_address_goes_out() -> None:
    report = hostile(3_000)
    text = render(report, signed(decision(report, "c1", "False")), LEDGER)
    assert "<" not in text
    (review,) = json.loads(text)["@graph"]
    assert review["claimReviewed"] == report.claims[0].text
    assert strangers(review) == []
    assert not {"url", "datePublished"} & set(review["itemReviewed"]["appearance"])


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("best = 5", "best = 0", r"scale: worst \(1\) must be below best \(0\)"),
        ('"True" = 5', '"True" = 6', r"scale: the rating 'True' is 6, outside 1 to 5"),
        ('url = "https://ledger.example"', 'url = "javascript:1"', r"url: 'javascript:1' is not an http\(s\) address"),
        ("[scale]", "[scale", "is not TOML"),
        ("worst = 1", "worst = nan", "must be below best"),
        ('name = "The', 'nam = "The', "name: Field required"),
    ],
)
def test_a_publisher_file_that_is_off_says_where(old: str, new: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        read(TOML.replace(old, new, 1))
