"""The desk: a report, the log beside it, and one person's new decisions and signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError

from factcheck.records import Record, Report, VerdictName
from factcheck.render.wording import VERDICTS
from factcheck.review.decisions import UNRATEABLE
from factcheck.review.log import Decided, Log, LogContent, Signed, now
from factcheck.review.outcome import DeskItem, Standing, signed_claims, stand
from factcheck.review.publisher import Scale

LONGEST = 10_000
"""Characters of a reason or a note."""

LONGEST_NUMBER = 12
"""Digits of an entry's number in the log; no log has more entries than that."""


class SubmissionRefused(Exception):
    """A submission that was not kept. `status` is HTTP's; `claim` is its claim, None for the signature."""

    def __init__(self, status: int, message: str, claim: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.claim = claim


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


Words = Annotated[str, Field(max_length=LONGEST), AfterValidator(_plain)]


class Submission(Record):
    """A person's decision about one claim, as sent. `seen` is the log's position when they loaded the page."""

    claim: str
    seen: Annotated[int, Field(ge=0, lt=10**LONGEST_NUMBER)]
    verdict: VerdictName
    reason: Words = ""
    note: Words = ""
    rating: Words = ""
    speaker_type: Literal["Person", "Organization"] = "Person"


def submission(fields: dict[str, str]) -> Submission:
    """The fields of a form as a submission; an empty field counts as left out. Raises SubmissionRefused."""
    try:
        return Submission.model_validate({name: value for name, value in fields.items() if value})
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise SubmissionRefused(400, f"Not saved: {where}: {problem['msg']}", fields.get("claim")) from None


@dataclass(frozen=True)
class Desk:
    """One person (`name`) at one report. `scale` None: ratings are any words."""

    report: Report
    log: Log
    name: str
    scale: Scale | None = None

    def standing(self) -> Standing:
        """The current decisions. Raises InputError if the log cannot be read."""
        return stand(self.report, self.log.read())

    def decide(self, sent: Submission) -> None:
        """Keep a decision. Raises SubmissionRefused if it is invalid or behind a newer one; OutputError, InputError."""
        self.log.add(lambda reading: self._decided(sent, reading))

    def sign(self, seen: int) -> None:
        """Sign the whole set. Raises SubmissionRefused if it is not the set that the person saw."""
        self.log.add(lambda reading: self._signed(seen, reading))

    def _decided(self, sent: Submission, reading: LogContent) -> Decided:
        item = stand(self.report, reading).item(sent.claim)
        if item is None:
            raise SubmissionRefused(400, f"Not saved: the report has no claim {sent.claim!r}.")
        self._check(sent, item)
        newer = [entry for entry in reading.entries[sent.seen :] if isinstance(entry, Decided)]
        if sent.seen > reading.position or any(entry.fingerprint == item.fingerprint for entry in newer):
            by = f"{item.decision.by} decided on this claim" if item.decision else "Someone changed the decisions"
            raise SubmissionRefused(
                409,
                f"Not saved: {by} after you opened this page. The current decision is shown here, and your words below: "
                "save again to decide otherwise.",
                sent.claim,
            )
        return Decided(
            claim=sent.claim,
            fingerprint=item.fingerprint,
            found=item.verdict.verdict,
            before=item.held,
            verdict=sent.verdict,
            by=self.name,
            at=now(),
            reason=sent.reason,
            note=sent.note,
            rating=sent.rating or None,
            speaker_type=sent.speaker_type,
            text=item.claim.text,
            story=tuple(map(self.report.story.sentence_text, item.claim.sentences)),
        )

    def _check(self, sent: Submission, item: DeskItem) -> None:
        found, held = VERDICTS[item.verdict.verdict].word, VERDICTS[sent.verdict].word
        if sent.verdict is not item.verdict.verdict and not sent.reason:
            raise SubmissionRefused(400, f"Not saved: give a reason to override “{found}” with “{held}”.", sent.claim)
        if sent.rating and sent.verdict in UNRATEABLE:
            raise SubmissionRefused(
                400,
                f"Not saved: a claim that is “{held}” cannot be rated. Override the verdict, or remove the rating.",
                sent.claim,
            )
        if sent.rating and self.scale and sent.rating not in self.scale.ratings:
            known = ", ".join(self.scale.ratings)
            raise SubmissionRefused(
                400, f"Not saved: “{sent.rating}” is not on the publisher's scale: {known}.", sent.claim
            )

    def _signed(self, seen: int, reading: LogContent) -> Signed:
        standing = stand(self.report, reading)
        if standing.signature:
            raise SubmissionRefused(
                409, f"Not signed again: {standing.signature.by} has signed, and nothing has changed since."
            )
        if seen != reading.position:
            raise SubmissionRefused(
                409, "Not signed: something was decided after you opened this page. Look, then sign."
            )
        return Signed(by=self.name, at=now(), claims=signed_claims(standing.items))
