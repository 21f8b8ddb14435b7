"""The words and figures of every form of the summary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evals.few import few
from evals.paired import Change, PairedComparison
from evals.statistics import Interval
from evals.summary.overview import Cost, MetricRow, Overview
from factcheck.records import Usage
from factcheck.render.wording import plural

CHANGES = {Change.WORSE: "worse", Change.BETTER: "better", Change.CANNOT_TELL: "cannot tell"}
MARKS = {Change.WORSE: "▼", Change.BETTER: "▲", Change.CANNOT_TELL: "·"}
"""A sign beside the word, so that neither colour nor position has to be read."""
MINUS = "\N{MINUS SIGN}"


def headline(overview: Overview) -> str:
    """The run in a line: what got worse first."""
    if overview.gated and overview.findings:
        verdict = f"The gate fails, for {plural(len(overview.findings), 'reason')}. "
    else:
        verdict = "The gate passes. " if overview.gated else ""
    if overview.before is None:
        return f"{plural(len(overview.rows), 'metric')}, held against nothing."
    counts = {change: len(overview.changed(change)) for change in CHANGES}
    parts = [f"{plural(len(overview.fell), 'case')} lower on the same answers"] if overview.fell else []
    parts += [f"{counts[Change.WORSE]} worse"] if counts[Change.WORSE] else []
    lower = f" Floors are lower than at {overview.before_lowered}." if overview.lowered else ""
    told = f"{', '.join(parts) or 'Nothing got worse'}, {counts[Change.BETTER]} better, {counts[Change.CANNOT_TELL]} cannot tell"
    missing = f" {plural(len(overview.unplayed), 'case')} could not be played." if overview.unplayed else ""
    return f"{verdict}{told}, against {overview.before}.{lower}{'' if overview.gated else missing}"


def notes(overview: Overview) -> dict[str, tuple[str, ...]]:
    """What a reader must know before the scores, under a heading each; only what there is."""
    alone = overview.before is not None and not overview.gated
    found = {
        "Lower on the same answers": tuple(fall.message for fall in overview.fell) if alone else (),
        f"Floors lower than at {overview.before_lowered}": overview.lowered,
        "Could not be played": tuple(_by_reason(overview.unplayed)),
        "Not measured": tuple(f"{metric}: {reason}" for metric, reason in overview.skipped.items()),
    }
    return {heading: lines for heading, lines in found.items() if lines}


def _by_reason(unplayed: Mapping[str, str]) -> Iterator[str]:
    """A line for each reason, with the cases that it keeps from being scored; of several stories, `*` for the story's name."""
    kinds: dict[str, dict[str, str]] = {}
    for case, reason in unplayed.items():
        story = re.escape(case.partition("/")[2])
        kinds.setdefault(re.sub(rf"(?<=/){story}(?![\w-])", "*", reason), {})[case] = reason
    for kind, cases in kinds.items():
        alike = len(set(cases.values())) == 1
        yield f"{_cases(tuple(cases))}: {next(iter(cases.values())) if alike else kind}"


def _cases(cases: tuple[str, ...]) -> str:
    """Cases by eval, the first few of each by name."""
    by_eval: dict[str, list[str]] = {}
    for case in cases:
        by_eval.setdefault(case.partition("/")[0], []).append(case)
    return ", ".join(few(named, ", ", " and ") for named in by_eval.values())


def change_line(row: MetricRow) -> str:
    """A metric that changed, in a line."""
    found = row.compared
    if found is None or found.difference is None or found.interval is None:
        return row.metric
    p = min(found.p_worse, found.p_better)
    shown = f"p {p:.3f}" if p >= 0.001 else "p < 0.001"
    lost = f"; lower in {', '.join(found.lost)}" if found.change is Change.WORSE and found.lost else ""
    return f"{row.metric}: {points(found.difference)} points ({span(found.interval)}, {shown}){lost}"


def score(row: MetricRow) -> str:
    """The run's score in percent."""
    return "–" if row.now is None or row.now.value is None else percent(row.now.value)


def score_before(row: MetricRow) -> str:
    """The score of what it is held against, in percent."""
    return "–" if row.before is None or row.before.value is None else percent(row.before.value)


def parts(row: MetricRow) -> str:
    """The parts behind the score: 17/20 is not 850/1000."""
    return "" if row.now is None else f"{number(row.now.hits)}/{number(row.now.of)}"


def interval(row: MetricRow) -> str:
    """The 95 % interval in percent; `*` marks one that takes parts for independent."""
    if row.now is None or row.now.interval is None:
        return ""
    star = "*" if row.now.interval_of == "parts" else ""
    return f"{100 * row.now.interval.low:.0f}–{100 * row.now.interval.high:.0f}{star}"


def change(row: MetricRow) -> str:
    """What came of the comparison: sign, word, difference in points."""
    if row.compared is None:
        return "not compared"
    if row.compared.difference is None:
        return "no case in common"
    return f"{MARKS[row.compared.change]} {CHANGES[row.compared.change]} {points(row.compared.difference)}"


def detectable(found: PairedComparison | None) -> str:
    """The smallest difference that the cases could have shown, in points."""
    if found is None or found.difference is None:
        return ""
    return "none" if found.detectable is None else f"{100 * found.detectable:.1f}"


def failures(counts: Mapping[str, int]) -> str:
    """Steps without an answer, by eval; "none" where there are none."""
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count) or "none"


def tone(value: float | None) -> str:
    """How a case's score is shown: `all`, `some` or `low` (under a half) of the parts; `none` where it has no parts."""
    if value is None:
        return "none"
    if value >= 1:
        return "all"
    return "some" if value >= 0.5 else "low"


def cost(of: Cost) -> str:
    """The cost of a run in a line."""
    return spent(of.usage, of.seconds)


def spent(usage: Usage, seconds: float | None) -> str:
    """Calls, tokens and time in a line."""
    time = "" if seconds is None else f", {duration(seconds)}"
    return f"{usage.calls:,} calls, {usage.prompt_tokens:,} tokens in, {usage.output_tokens:,} out{time}"


def duration(seconds: float) -> str:
    """Minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def percent(value: float) -> str:
    """0.853 as "85.3"."""
    return f"{100 * value:.1f}"


def points(difference: float) -> str:
    """-0.05 as "−5.0", with its sign."""
    shown = f"{100 * abs(difference):.1f}"
    sign = "" if shown == "0.0" else "+" if difference > 0 else MINUS
    return sign + shown


def span(of: Interval) -> str:
    """The interval of a difference, in points."""
    return f"{points(of.low)} to {points(of.high)}"


def number(value: float) -> str:
    """A count as it is, a mean of counts with one decimal."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


LEGEND = (
    "Scores in percent with their 95 % interval, drawn by story (* where the stories do not differ: of independent parts). "
    "Changes in points; “could show” is the smallest change that these stories would have shown four times in five."
)
