"""What changed between two checks of a story: claims, verdicts, and what may have moved them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from factcheck.changes.matching import Telling, match
from factcheck.records import Claim, ConflictKind, Document, Record, Relation, Report, Verdict, VerdictName
from factcheck.render.findings import decided

SourcePair: TypeAlias = tuple[Document, Document] | tuple[None, Document] | tuple[Document, None]
"""A source in the old and in the new report."""


class Cause(StrEnum):
    """Something that differs between the two checks and bears on a claim."""

    STORY_CHANGED = "story_changed"
    """The story's sentences behind the claim changed."""
    CLAIM_REWORDED = "claim_reworded"
    """The claim's words, speaker or hedge changed, and its story sentences did not."""
    SOURCE_CHANGED = "source_changed"
    SOURCE_ADDED = "source_added"
    SOURCE_REMOVED = "source_removed"
    PROMPT_CHANGED = "prompt_changed"
    MODEL_CHANGED = "model_changed"
    CALIBRATION_CHANGED = "calibration_changed"
    PROGRAM_CHANGED = "program_changed"
    """Another version of factcheck: what code proves may differ."""
    STEP_FAILED = "step_failed"
    """A comparison failed in one check and gave an answer in the other."""


class SourceChange(Record):
    """A source that differs between the checks. `old` and `new` are its ids; None if it is missing there."""

    change: Literal["changed", "added", "removed"]
    name: str
    old: str | None
    new: str | None


class RelationMove(Record):
    """What one source said about a claim before and after. None: it was not compared, or the step failed.

    `old` and `new` are the source's ids in the two reports; None if it is missing there.
    """

    name: str
    old: str | None
    new: str | None
    before: Relation | None
    after: Relation | None


class ClaimDiff(Record):
    """One claim in both checks.

    `likeness` compares the two tellings, 0 to 1 (`factcheck.changes.matching`). `before` and `after` are the verdicts.
    `moves` are the sources whose relation changed. `causes` are the differences that bear on the claim: each may be why
    a verdict moved, and without any the reports do not explain it. `conflict_before` and `conflict_after` are the kinds
    of conflict if it was disputed; also None in a report without them.
    """

    old: Claim
    new: Claim
    likeness: float
    before: VerdictName
    after: VerdictName
    moves: tuple[RelationMove, ...]
    causes: tuple[Cause, ...]
    conflict_before: ConflictKind | None = None
    conflict_after: ConflictKind | None = None

    @property
    def conflict_moved(self) -> bool:
        """Whether the claim is disputed in both checks, for different reasons."""
        return None not in (self.conflict_before, self.conflict_after) and self.conflict_before != self.conflict_after

    @property
    def reworded(self) -> bool:
        """Whether the claim's content or wording changed."""
        return _said(self.old) != _said(self.new)

    @property
    def moved(self) -> bool:
        """Whether the verdict changed."""
        return self.before is not self.after


class ClaimVerdict(Record):
    """A claim that only one of the checks has, with its verdict there."""

    claim: Claim
    verdict: VerdictName


class ReportDiff(Record):
    """Everything that changed from an old check of a story to a new one.

    `changed` are the claims in both whose words, verdict, relations or kind of conflict differ; `unchanged` counts the
    others. Claims are in the order of the new report (`gone`: of the old). `prompts` names those whose text changed.
    """

    schema_name: Literal["factcheck-diff/1"] = "factcheck-diff/1"
    story_changed: bool
    sources: tuple[SourceChange, ...]
    prompts: tuple[str, ...]
    model_changed: bool
    calibration_changed: bool
    program_changed: bool
    new: tuple[ClaimVerdict, ...]
    gone: tuple[ClaimVerdict, ...]
    changed: tuple[ClaimDiff, ...]
    unchanged: int

    @property
    def moved(self) -> tuple[ClaimDiff, ...]:
        """The claims whose verdict changed."""
        return tuple(one for one in self.changed if one.moved)

    @property
    def empty(self) -> bool:
        """Whether no claim is new, gone or changed."""
        return not (self.new or self.gone or self.changed)


def compare_reports(old: Report, new: Report) -> ReportDiff:
    """What changed from `old` to `new`.

    Claims are paired one to one by the likeness of their words and of their story sentences; sources by content, else
    by origin, else by name. Ids play no part: they follow the order in each report.
    """
    sources = _paired(old.sources, new.sources)
    run = _run_causes(old, new)
    olds, news = decided(old), decided(new)
    pairs = match([_telling(old, claim) for claim, _ in olds], [_telling(new, claim) for claim, _ in news])
    both = {pair.new: _Both(old, new, olds[pair.old], news[pair.new], pair.likeness, sources) for pair in pairs}
    changed = tuple(one.diff(run) for _, one in sorted(both.items()) if one.differs)
    left = {pair.old for pair in pairs}
    return ReportDiff(
        story_changed=old.story.text != new.story.text,
        sources=tuple(change for before, after in sources if (change := _source_change(before, after))),
        prompts=_changed_prompts(old, new),
        model_changed=Cause.MODEL_CHANGED in run,
        calibration_changed=Cause.CALIBRATION_CHANGED in run,
        program_changed=Cause.PROGRAM_CHANGED in run,
        new=tuple(_only(*one) for place, one in enumerate(news) if place not in both),
        gone=tuple(_only(*one) for place, one in enumerate(olds) if place not in left),
        changed=changed,
        unchanged=len(both) - len(changed),
    )


@dataclass(frozen=True)
class _Both:
    """A claim with its verdict in two reports whose sources are paired."""

    old_report: Report
    new_report: Report
    old: tuple[Claim, Verdict]
    new: tuple[Claim, Verdict]
    likeness: float
    sources: Sequence[SourcePair]

    @property
    def differs(self) -> bool:
        return (
            self._sentences_differ
            or _said(self.old[0]) != _said(self.new[0])
            or self.old[1].verdict is not self.new[1].verdict
            or bool(self._moves())
            or (None not in self._conflicts and len(set(self._conflicts)) > 1)
        )

    def diff(self, run: Sequence[Cause]) -> ClaimDiff:
        causes = [Cause.STORY_CHANGED] if self._sentences_differ else []
        if not causes and _said(self.old[0]) != _said(self.new[0]):
            causes = [Cause.CLAIM_REWORDED]
        return ClaimDiff(
            old=self.old[0],
            new=self.new[0],
            likeness=self.likeness,
            before=self.old[1].verdict,
            after=self.new[1].verdict,
            moves=self._moves(),
            causes=(*causes, *self._source_causes(), *run),
            conflict_before=self._conflicts[0],
            conflict_after=self._conflicts[1],
        )

    @property
    def _conflicts(self) -> tuple[ConflictKind | None, ConflictKind | None]:
        before, after = self.old[1].conflict, self.new[1].conflict
        return before.kind if before else None, after.kind if after else None

    @property
    def _sentences_differ(self) -> bool:
        return _sentences(self.old_report, self.old[0]) != _sentences(self.new_report, self.new[0])

    def _moves(self) -> tuple[RelationMove, ...]:
        moves = []
        for before, after in self.sources:
            was, now = _relation(self.old[1], before), _relation(self.new[1], after)
            in_both = before is not None and after is not None
            # A source that comes or goes without saying anything on the claim changes nothing for it.
            if was is not now and (in_both or {was, now} != {None, Relation.SILENT}):
                moves.append(
                    RelationMove(
                        name=_present(before, after).name,
                        old=before.id if before else None,
                        new=after.id if after else None,
                        before=was,
                        after=now,
                    )
                )
        return tuple(moves)

    def _source_causes(self) -> list[Cause]:
        """The changes in those sources with a different result, in the order of `Cause`."""
        causes = set()
        for before, after in self.sources:
            was, now = _found(self.old[1], before), _found(self.new[1], after)
            if was == now:
                continue
            change = _source_change(before, after)
            if change:
                causes.add(_SOURCE_CAUSES[change.change])
            if before and after and was.failed != now.failed:
                causes.add(Cause.STEP_FAILED)
        return [cause for cause in Cause if cause in causes]


_SOURCE_CAUSES = {
    "changed": Cause.SOURCE_CHANGED,
    "added": Cause.SOURCE_ADDED,
    "removed": Cause.SOURCE_REMOVED,
}


@dataclass(frozen=True)
class _Found:
    """A source's result on a claim; equal if nothing of substance differs. A missing source is silent."""

    relation: Relation | None = Relation.SILENT
    evidence: tuple[str, ...] = ()
    drifts: tuple[str, ...] = ()
    failed: bool = False


def _found(verdict: Verdict, source: Document | None) -> _Found:
    if source is None:
        return _Found()
    comparison = next((one for one in verdict.comparisons if one.source == source.id), None)
    return _Found(
        relation=comparison.relation if comparison else None,
        evidence=tuple(one.text for one in comparison.evidence) if comparison else (),
        drifts=tuple(one.message for one in verdict.drifts if one.source and one.source.document == source.id),
        failed=any(failure.source == source.id for failure in verdict.failures),
    )


def _relation(verdict: Verdict, source: Document | None) -> Relation | None:
    return next((one.relation for one in verdict.comparisons if source and one.source == source.id), None)


def _paired(old: Sequence[Document], new: Sequence[Document]) -> tuple[SourcePair, ...]:
    """Each source with what it is in the other report: equal text, else equal origin, else equal name, in their order."""
    before, after, pairs = list(old), list(new), []
    alike: tuple[Callable[[Document], str], ...] = (lambda d: d.text, lambda d: d.origin, lambda d: d.name)
    for key in alike:
        for one in list(before):
            other = next((candidate for candidate in after if key(candidate) == key(one)), None)
            if other:
                before.remove(one)
                after.remove(other)
                pairs.append((one, other))
    order = {source.id: place for place, source in enumerate(new)}
    pairs.sort(key=lambda pair: order[pair[1].id])
    return (*pairs, *((None, one) for one in after), *((one, None) for one in before))


def _present(before: Document | None, after: Document | None) -> Document:
    found = after or before
    if found is None:
        raise ValueError("a pair of sources has one at least")
    return found


def _source_change(before: Document | None, after: Document | None) -> SourceChange | None:
    change: Literal["changed", "added", "removed"]
    if before and after:
        if before.text == after.text:
            return None
        change = "changed"
    else:
        change = "added" if after else "removed"
    return SourceChange(
        change=change,
        name=_present(before, after).name,
        old=before.id if before else None,
        new=after.id if after else None,
    )


def _run_causes(old: Report, new: Report) -> tuple[Cause, ...]:
    """How the making of the two reports differs, in the order of `Cause`."""
    found = {
        Cause.PROMPT_CHANGED: bool(_changed_prompts(old, new)),
        Cause.MODEL_CHANGED: old.run.model != new.run.model,
        Cause.CALIBRATION_CHANGED: old.run.calibration != new.run.calibration,
        Cause.PROGRAM_CHANGED: old.run.factcheck_version != new.run.factcheck_version,
    }
    return tuple(cause for cause, differs in found.items() if differs)


def _changed_prompts(old: Report, new: Report) -> tuple[str, ...]:
    before, after = ({one.name: one.sha256 for one in report.run.prompts} for report in (old, new))
    return tuple(name for name in sorted(before | after) if before.get(name) != after.get(name))


def _telling(report: Report, claim: Claim) -> Telling:
    return Telling(claim.text, _sentences(report, claim))


def _sentences(report: Report, claim: Claim) -> str:
    return " ".join(" ".join(map(report.story.sentence_text, claim.sentences)).split())


def _said(claim: Claim) -> tuple[str, str | None, str | None]:
    return claim.text, claim.speaker, claim.hedge


def _only(claim: Claim, verdict: Verdict) -> ClaimVerdict:
    return ClaimVerdict(claim=claim, verdict=verdict.verdict)
