"""Signed claims as ClaimReview, in JSON-LD by schema.org (https://schema.org/ClaimReview).

It contains only a person's ratings in a signed report, in that person's words and on the publisher's own scale; a
verdict of the check never becomes a rating. A claim that stays "not mentioned" or "unchecked" is never rated.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urldefrag, urlsplit

from factcheck.errors import InputError
from factcheck.records import Claim, Document, Report
from factcheck.render.escaping import as_json
from factcheck.render.findings import decided, title
from factcheck.review.decisions import UNRATEABLE, Decision, SignOff, fingerprint
from factcheck.review.publisher import Publisher

Node = dict[str, object]


def render(report: Report, decisions: SignOff, config: Publisher) -> str:
    """The signed and rated claims as one JSON-LD text, safe inside a `<script>` element of a page too.

    Raises InputError if nobody signed, a decision is about a claim that is not in the report or has changed since, a
    rating is not on the publisher's scale, or a claim without any finding was rated.
    """
    if not decisions.signed_by or not decisions.signed_at:
        raise InputError("nobody has signed this report: sign it in `factcheck review` first")
    claims = {claim.id: (claim, fingerprint(report, claim, verdict)) for claim, verdict in decided(report)}
    signed: dict[str, Decision] = {}
    for decision in decisions.decisions:
        if decision.claim not in claims:
            raise InputError(f"a decision is about claim {decision.claim}, which is not in the report")
        if decision.claim in signed:
            raise InputError(f"there are two decisions about claim {decision.claim}: keep one")
        if decision.fingerprint != claims[decision.claim][1]:
            raise InputError(f"claim {decision.claim} has changed since {decision.by} decided on it: decide again")
        signed[decision.claim] = decision
    reviews = [
        _review(report, claim, signed[claim.id], decisions.signed_at, config)
        for claim, _ in claims.values()
        if claim.id in signed and signed[claim.id].rating is not None
    ]
    text = as_json({"@context": "https://schema.org", "@graph": reviews})
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _review(report: Report, claim: Claim, decision: Decision, signed_at: str, config: Publisher) -> Node:
    publisher: Node = {"@type": "Organization", "name": config.name, "url": config.url}
    if config.logo:
        publisher["logo"] = config.logo
    return {
        "@type": "ClaimReview",
        "url": f"{urldefrag(config.reviews_url).url}#{quote(claim.id)}",
        "datePublished": signed_at,
        "author": publisher,
        "publisher": publisher,
        "claimReviewed": claim.text,
        "itemReviewed": _item(report.story, claim, decision),
        "reviewRating": _rating(decision, config),
    }


def _item(story: Document, claim: Claim, decision: Decision) -> Node:
    """The claim as it was made: by its speaker, else by the story's publisher or author, in the story."""
    appearance: Node = {"@type": "CreativeWork", "headline": title(story)}
    if urlsplit(story.origin).scheme in {"http", "https"}:
        appearance["url"] = story.origin
    published = _date(story.published)
    if published:
        appearance["datePublished"] = published
    if story.publisher:
        appearance["publisher"] = {"@type": "Organization", "name": story.publisher}
    if story.author:
        appearance["author"] = {"@type": "Person", "name": story.author}
    item: Node = {"@type": "Claim", "appearance": appearance}
    if claim.speaker:
        item["author"] = {"@type": decision.speaker_type, "name": claim.speaker}
    elif author := appearance.get("publisher", appearance.get("author")):
        item["author"] = author
    if published:
        item["datePublished"] = published
    return item


def _date(stated: str | None) -> str | None:
    """The story's stated date, if it is one: a page can say anything in that place."""
    try:
        datetime.fromisoformat(stated or "")
    except ValueError:
        return None
    return stated


def _rating(decision: Decision, config: Publisher) -> Node:
    if decision.verdict in UNRATEABLE:
        raise InputError(
            f"claim {decision.claim} is {decision.verdict.replace('_', ' ')} and cannot be rated: "
            "override the verdict with a reason, or take the rating back"
        )
    scale = config.scale
    if decision.rating is None or decision.rating not in scale.ratings:
        raise InputError(
            f"the rating {decision.rating!r} of claim {decision.claim} is not on the scale: {', '.join(scale.ratings)}"
        )
    rating: Node = {
        "@type": "Rating",
        "ratingValue": scale.ratings[decision.rating],
        "worstRating": scale.worst,
        "bestRating": scale.best,
        "alternateName": decision.rating,
    }
    if decision.reason:
        rating["ratingExplanation"] = decision.reason
    return rating
