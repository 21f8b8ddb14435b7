"""How much it matters that a person checks a claim: its worth, 0 to 1. Reports order their work for people by it.

Who could be harmed or misled by a wrong one? Accusations, figures, money, health, votes and quoted words come before
where a place is and who sat beside whom. The signs of these in a claim are weighed twice: does it state a fact, and
would a checker take that fact up? The weights, in `worth.json`, come from two logistic regressions, fitted to our own
hand-labelled sentences (`evals/written/worth.yaml`). `python -m evals.bench worth` fits them and measures them on
sentences that others labelled; docs/measurements.md has the figures. Nothing here calls a model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp, fsum, log, log1p

from factcheck.english.naming import NAME_INSIDE
from factcheck.records import Claim, Document, SentenceRole

FIRST_WITH_CLAIMS = 2
"""The lead is so many first sentences of the body with claims, and the headline."""
LEAD = 1.0
"""The lead's bonus on the log-odds of a claim's worth: a choice, not a measurement."""


def _any_of(words: str, more: str = "") -> re.Pattern[str]:
    """A pattern for any of these words (`_` is a space, a `*` at the end any ending), or for the pattern `more`."""
    stems = "|".join(re.escape(word).replace("_", " ").replace(r"\*", r"\w*") for word in words.split())
    return re.compile(rf"\b(?:{stems})\b{'|' if more else ''}{more}", re.IGNORECASE)


_PATTERNS: dict[str, re.Pattern[str]] = {
    "figure": _any_of(
        "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety "
        "hundred* thousand* million* billion* trillion* lakh crore dozen* half halved third* quarter* twice double* triple*",
        r"\d",
    ),
    "share": _any_of("percent per_cent percentage* majority minority one_in out_of rate* average", "%"),
    "money": _any_of(
        "money dollar* euro* pound* cent* pence tax* budget* deficit* debt* cost* price* profit* revenue* sales spend* spent "
        "fund* wage* salar* pay* paid subsid* loan* bank* insur* premium* income* fee fees fine fines fined million* billion*",
        "[$€£¥₹]",
    ),
    "work": _any_of("job jobs unemploy* employ* worker* factor* econom* trade export* import* compan* industr* business*"),
    "change": _any_of(
        "rose rise* risen fell fall* fallen grew grow* grown increas* decreas* rais* cut cuts cutting lower* drop* declin* "
        "doubled tripled halved lost lose* gained creat* clos* shut scrap* ban* banned abolish* expand* "
        "reduc* went_up gone_up down up"
    ),
    "extreme": _any_of(
        "most least highest lowest largest biggest smallest longest worst best first last only never ever every none all nobody "
        "record more less fewer than since nearly almost"
    ),
    "accusation": _any_of(
        "accus* alleg* charg* convict* guilty fraud* lied lying lie lies brib* corrupt* sued lawsuit* illegal* unlawful* crime* "
        "criminal* abus* assault* murder* stole* stolen theft* thief arrest* polic* prison* jail* court* judge* tribunal* jur* "
        "investigat* inquir* scandal* violat* breach* deliberate* fake hid hidden knew dump* resign* sack* suspend* weapon* "
        "blame* misle* cheat* smuggl* drug* deni* deny"
    ),
    "harm": _any_of(
        "die died dies dead death* kill* injur* wound* hurt victim* crash* collaps* burn* drown* flood* poison* toxic danger* "
        "unsafe hungry hunger homeless poverty war wars attack* bomb* missile* terror* nuclear"
    ),
    "health": _any_of(
        "health* hospital* clinic* patient* vaccin* disease* cancer virus infect* medic* doctor* nurse* drug*"
    ),
    "votes": _any_of(
        "vot* elect* poll* ballot* seat seats parliament* senat* congress* president* minister* governor* mayor* council* party "
        "parties republican* democrat* government* administration law laws legislat* treat* veto* sanction*"
    ),
    "cause": _any_of("because caus* led_to due_to result* owing_to thanks_to responsible so_that"),
    "said": _any_of("said says told according_to claims claimed promised pledged warned announced called", "[“”\"]"),
    "not": _any_of("not no never neither nor nobody none nothing without cannot", "n['’]t\\b"),
    "past": _any_of("was were had did has have been became made took went came gave found left built sent won", r"\b\w{2,}ed\b"),
    "i": _any_of("i me my mine myself"),
    "we": _any_of("we us our ours"),
    "you": _any_of("you your yours"),
    "view": _any_of(
        "think believe hope* want* wish* feel* like love* agree* disagree* opinion question* deserve* great wonderful lovely "
        "proud decent honest* respect* dream* vision courage trust know course well simply"
    ),
    "should": _any_of("should must need* ought let let's would could may might can if perhaps maybe please want_to", "let[’']s"),
    "will": _any_of("will shall going_to won't would tomorrow next future", "[’']ll\\b"),
    "courtesy": _any_of("thank* welcome good_evening good_morning bless applause congratulat* ladies gentlemen tonight"),
    "question": re.compile(r"\?[\s”\"')]*$"),
}  # fmt: skip
_SAID = "said"
_COUNTED = ("figure", "past")
"""Signs that count more the more often they occur; of any other it counts that it is there."""
_WORD = re.compile(r"\w+")

SIGNS = (*_PATTERNS, "names", "words")
"""The names of the signs, as `worth.json` has them."""


def signs_of(text: str, speaker: str | None = None) -> dict[str, float]:
    """How strongly each of `SIGNS` shows in a statement, from 0 on; having a `speaker` counts as a sign that somebody said it."""
    found = {}
    for name, pattern in _PATTERNS.items():
        times = len(pattern.findall(text))
        found[name] = log1p(times) if name in _COUNTED else float(times > 0)
    if speaker:
        found[_SAID] = 1.0
    return found | {"names": log1p(len(NAME_INSIDE.findall(text))), "words": log1p(len(_WORD.findall(text)))}


def factual(text: str, speaker: str | None = None) -> float:
    """The probability, 0 to 1, that a statement can be checked at all."""
    return _probability("fact", signs_of(text, speaker))


def worth(text: str, speaker: str | None = None) -> float:
    """The probability, 0 to 1, that a checker would take a statement up: that it states a fact that matters."""
    signs = signs_of(text, speaker)
    return _probability("fact", signs) * _probability("matters", signs)


def with_worth(claims: Sequence[Claim], story: Document) -> list[Claim]:
    """The claims of `story`, each with its worth; those in the lead are worth more. No other place counts."""
    lead = _lead(claims, story)
    return [
        claim.model_copy(update={"worth": _in_lead(own) if lead & set(claim.sentences) else own})
        for claim in claims
        for own in (round(worth(claim.text, claim.speaker), 4),)
    ]


def worthiest_first(claims: Iterable[Claim]) -> list[Claim]:
    """The claims by their worth; claims of equal worth, or without one, keep their order."""
    return sorted(claims, key=lambda claim: -(claim.worth or 0.0))


def _lead(claims: Sequence[Claim], story: Document) -> set[int]:
    """The numbers of the sentences that a story opens with: its headline, and the first of its body that have claims."""
    numbers = sorted({number for claim in claims for number in claim.sentences})
    headline = {n for n in numbers if story.sentence(n).role is SentenceRole.HEADLINE}
    return headline | set([n for n in numbers if n not in headline][:FIRST_WITH_CLAIMS])


def _in_lead(own: float) -> float:
    own = min(max(own, 1e-6), 1 - 1e-6)
    return round(_from_log_odds(log(own / (1 - own)) + LEAD), 4)


def _probability(question: str, signs: Mapping[str, float]) -> float:
    weights = _weights()[question]
    return _from_log_odds(fsum([weights["constant"], *(weights[name] * value for name, value in signs.items())]))


def _from_log_odds(value: float) -> float:
    return 1 / (1 + exp(-value))


@cache
def _weights() -> dict[str, dict[str, float]]:
    """By question (`fact`, `matters`): the weight of each sign, and a constant."""
    weights: dict[str, dict[str, float]] = json.loads(
        files("factcheck.verdict").joinpath("worth.json").read_text("utf-8")
    )
    return weights
