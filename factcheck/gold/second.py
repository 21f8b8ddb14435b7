"""The second desk: another person labels the claims of a gold without seeing its labels, and sees how far the two
agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

from pydantic import ValidationError

from factcheck.errors import InputError, OutputError
from factcheck.gold.agreement import Agreement, Labelled, Labels, agreement
from factcheck.gold.desk import labels_file, read_labels, write_labels
from factcheck.records import Claim, Document, Relation
from factcheck.review.desk import SubmissionRefused
from factcheck.review.log import now
from factcheck.whole_files import write_whole


class SecondDesk:
    """The claims of the gold in `folder`, for `name` to label. Labels from before an interruption are still there.

    Raises InputError if that person's labels exist already, if nobody has labelled before, or if a file of labels
    cannot be read.
    """

    def __init__(
        self, folder: Path, story: Document, sources: dict[str, Document], claims: Sequence[Claim], name: str
    ) -> None:
        self.folder, self.story, self.sources, self.claims, self.name = folder, story, sources, tuple(claims), name
        self._lock = Lock()
        before = read_labels(folder)
        if not before:
            raise InputError(
                f"{folder} has no labels of a first person: `factcheck gold STORY` makes them with the gold"
            )
        if labels_file(folder, name).exists():
            raise InputError(f"{name} has labelled {folder} already: give another --name")
        self.first = before[0]
        self._begun = folder / f".gold-labels-{labels_file(folder, name).stem}.json"
        self.labels: Labels = self._read()
        self.agreement: Agreement | None = None

    @property
    def left(self) -> int:
        """How many labels are still to be given."""
        return sum(len(self.sources) - len(self.labels.get(claim.id, {})) for claim in self.claims)

    def save(self, sent: Mapping[str, str]) -> str:
        """Keep the labels of a claim, and give its id. Raises SubmissionRefused."""
        with self._lock:
            claim = next((one for one in self.claims if one.id == sent.get("claim")), None)
            if claim is None:
                raise SubmissionRefused(400, f"Not saved: there is no claim {sent.get('claim', '')[:20]!r}.")
            if self.agreement is not None:
                raise SubmissionRefused(409, "Not saved: the labels are signed.", claim.id)
            given = {}
            for place, name in enumerate(self.sources):
                said = sent.get(f"relation-{place}", "")
                if said and said not in set(Relation):
                    raise SubmissionRefused(400, f"Not saved: {said!r} is not a relation.", claim.id)
                if said:
                    given[name] = Relation(said)
            labels = {**self.labels, claim.id: given}
            self._write(labels)
            self.labels = labels
            return claim.id

    def sign(self, _: Mapping[str, str]) -> str:
        """Write the labels, and work out the agreement. Raises SubmissionRefused if some are missing."""
        with self._lock:
            if self.left:
                raise SubmissionRefused(409, f"Not signed: {self.left} labels are still to be given.")
            at = now()
            words = {claim.id: claim.text for claim in self.claims}
            write_labels(self.folder, Labelled(by=self.name, at=at, claims=words, labels=self.labels))
            self._begun.unlink(missing_ok=True)
            self.agreement = agreement(self.first.labels, self.labels)
            return "top"

    def _read(self) -> Labels:
        try:
            return Labelled.model_validate_json(self._begun.read_bytes()).labels
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            raise InputError(f"{self._begun} holds no labels: remove it to begin again") from error

    def _write(self, labels: Labels) -> None:
        try:
            write_whole(self._begun, Labelled(by=self.name, at="", claims={}, labels=labels).model_dump_json() + "\n")
        except OSError as error:
            raise OutputError(f"{self._begun} cannot be written: {error.strerror}") from error
