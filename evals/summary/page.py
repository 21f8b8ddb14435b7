"""The summary as one page of HTML: suites, cases, and every story with its claims coloured by what became of them.

The page is whole in itself: one style sheet inside it, no script, nothing loaded from elsewhere, which its content-security
policy says as well. Text of stories, claims and cases is escaped. It is read at 360 pixels as on a wide screen, in light and
in dark.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from jinja2 import FileSystemLoader
from markupsafe import Markup

from evals.outcomes import Extracted
from evals.paired import Change
from evals.results import Results, parts_by_metric
from evals.scores import CaseScores, Score
from evals.scoring.tally import named
from evals.statistics import Parts
from evals.summary import wording
from evals.summary.overview import Overview
from factcheck.records import Claim, Document, SentenceOutcome
from factcheck.render.templates import page_template
from factcheck.render.wording import could_not_check, skipped

_PAGE = Path(__file__).parent / "page"


class Fate(StrEnum):
    """What became of an extracted claim, the worst first."""

    UNFAITHFUL = "unfaithful"
    NOT_IN_GOLD = "not_in_gold"
    SOUND = "sound"


FATES: dict[Fate, tuple[str, str]] = {
    Fate.UNFAITHFUL: ("✗", "says what its sentences do not"),
    Fate.NOT_IN_GOLD: ("○", "faithful, but gold has no such claim"),
    Fate.SOUND: ("✓", "faithful, and gold has it"),
}
"""A sign and words for each: colour is never the only difference."""


@dataclass(frozen=True)
class StoryRun:
    """A story and what the extraction made of it. `tapes` maps suites to links, as the page is to reach their tapes."""

    case: str
    story: Document
    extracted: Extracted
    tapes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _ClaimView:
    """A claim with what became of it, and the metrics that counted it as missed."""

    claim: Claim
    fate: Fate
    missed: tuple[str, ...]


@dataclass(frozen=True)
class _Piece:
    """A sentence of a story, or the text between two (then without outcome), with the claims made of it."""

    text: str
    outcome: SentenceOutcome | None = None
    claims: tuple[_ClaimView, ...] = ()

    @property
    def state(self) -> str:
        """The worst fate of its claims, else `skipped`, `failed`, or nothing."""
        if self.claims:
            return min((view.fate for view in self.claims), key=list(Fate).index)
        return self.outcome.outcome if self.outcome and self.outcome.outcome != "claims" else ""

    @property
    def said(self) -> str:
        """Why the sentence has no claim, in words."""
        if self.outcome is None or self.outcome.outcome == "claims":
            return ""
        if self.outcome.failure:
            return could_not_check(self.outcome.failure)
        return skipped(self.outcome)


@dataclass(frozen=True)
class _StoryView:
    run: StoryRun
    pieces: tuple[_Piece, ...]
    claims: tuple[_ClaimView, ...]
    scores: tuple[Score, ...]


def render(overview: Overview, results: Results, stories: Sequence[StoryRun] = ()) -> str:
    """The whole page. `results` are those of the overview; a story that they do not score is shown without marks."""
    style = (_PAGE / "page.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return _TEMPLATE.render(
        overview=overview,
        results=results,
        words=wording,
        Change=Change,
        fates=FATES,
        cases=_cases(results),
        stories=[_story_view(run, results) for run in stories],
        style=Markup(style),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )


def _cases(results: Results) -> dict[str, dict[str, dict[str, Parts]]]:
    """By eval and case: the parts by metric. The metrics of an eval are those whose names begin with it."""
    found: dict[str, dict[str, dict[str, Parts]]] = {}
    for metric, cases in parts_by_metric(results).items():
        for case, parts in cases.items():
            found.setdefault(metric.partition(".")[0], {}).setdefault(case, {})[metric] = parts
    return found


def _story_view(run: StoryRun, results: Results) -> _StoryView:
    scores = tuple(score for entry in _of_case(results, run.case) for score in entry.scores)
    claims = tuple(_claim_view(claim, scores) for claim in run.extracted.claims)
    return _StoryView(run, tuple(_pieces(run, claims)), claims, scores)


def _of_case(results: Results, case: str) -> Iterator[CaseScores]:
    return (entry for entry in results.cases if entry.case == case)


def _claim_view(claim: Claim, scores: Sequence[Score]) -> _ClaimView:
    """A claim is in what a metric missed where the line begins with its name."""
    missed = tuple(score.metric for score in scores if any(line.startswith(named(claim)) for line in score.missed))
    if any(metric.startswith("faithful.") for metric in missed):
        return _ClaimView(claim, Fate.UNFAITHFUL, missed)
    return _ClaimView(claim, Fate.NOT_IN_GOLD if "complete.claims_in_gold" in missed else Fate.SOUND, missed)


def _pieces(run: StoryRun, claims: Sequence[_ClaimView]) -> Iterator[_Piece]:
    """The story's sentences and the text between them; joined, they are the story's text."""
    outcomes = {outcome.number: outcome for outcome in run.extracted.coverage}
    at = 0
    for sentence in run.story.sentences:
        if at < sentence.start:
            yield _Piece(run.story.text[at : sentence.start])
        made = tuple(view for view in claims if sentence.number in view.claim.sentences)
        yield _Piece(run.story.text[sentence.start : sentence.end], outcomes.get(sentence.number), made)
        at = sentence.end
    if at < len(run.story.text):
        yield _Piece(run.story.text[at:])


_TEMPLATE = page_template(FileSystemLoader(_PAGE), "page.html.j2")
