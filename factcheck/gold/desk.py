"""The gold desk: one person corrects a draft and signs it. Every change is on the disk before the page says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from factcheck.errors import InputError, OutputError
from factcheck.gold.agreement import Labelled
from factcheck.gold.draft import Draft, DraftClaim, DraftSkip, SourceLabel, hashes_of, problems
from factcheck.gold.writing import gold_yaml
from factcheck.records import Document, Relation, SkipReason
from factcheck.review.desk import LONGEST, SubmissionRefused
from factcheck.review.log import now
from factcheck.whole_files import write_whole

DRAFT = ".gold-draft.json"
GOLD = "gold.yaml"
LABELS = "labels"
_CONFLICTS = get_args(DraftClaim.model_fields["conflict"].annotation)


class GoldDesk:
    """A draft in `folder`, with its documents; `sources` is by file name, `name` is the person at the desk.

    `check` is called with the folder once the gold is written, and raises InputError if it cannot be read back; the
    file is then removed. Raises InputError if the draft is of other documents, or not a draft.
    """

    def __init__(
        self, folder: Path, story: Document, sources: dict[str, Document], name: str, check: Callable[[Path], object]
    ) -> None:
        self.folder, self.story, self.sources, self.name = folder, story, sources, name
        self._check = check
        self._lock = Lock()
        self.draft = read_draft(folder)
        if self.draft.hashes != hashes_of(story, sources):
            raise InputError(
                f"{folder / DRAFT} is a draft of other texts than those in the folder: remove it to start again"
            )

    @property
    def signed(self) -> bool:
        """Whether there already is a gold."""
        return (self.folder / GOLD).exists()

    def problems(self) -> dict[str, tuple[str, ...]]:
        """The problems that keep the draft from being signed."""
        return problems(self.draft, self.story, self.sources)

    def save_claim(self, sent: Mapping[str, str]) -> str:
        """Keep a submitted claim, and give its id. Raises SubmissionRefused."""
        with self._lock:
            old = self._seen(sent)
            new = self._claim(old, sent)
            self._keep(
                self.draft.model_copy(update={"claims": tuple(new if c is old else c for c in self.draft.claims)})
            )
            return new.id

    def remove_claim(self, sent: Mapping[str, str]) -> str:
        """Remove a claim, and give the number of its first sentence. Raises SubmissionRefused."""
        with self._lock:
            old = self._seen(sent)
            self._keep(self.draft.model_copy(update={"claims": tuple(c for c in self.draft.claims if c is not old)}))
            return str(old.sentences[0]) if old.sentences else "top"

    def add_claim(self, sent: Mapping[str, str]) -> str:
        """Add a claim to a sentence, in the sentence's own words, and give its id. Raises SubmissionRefused."""
        with self._lock:
            number = self._number(sent)
            new = DraftClaim(
                id=self.draft.next_id(),
                text=self.story.sentence_text(number),
                sentences=(number,),
                sources={name: SourceLabel() for name in self.sources},
            )
            claims = sorted((*self.draft.claims, new), key=lambda claim: claim.sentences[:1])
            skips = {place: skip for place, skip in self.draft.skips.items() if place != number}
            self._keep(self.draft.model_copy(update={"claims": tuple(claims), "skips": skips}))
            return new.id

    def skip(self, sent: Mapping[str, str]) -> str:
        """Say why a sentence has no claim, or that it has one, and give its number. Raises SubmissionRefused."""
        with self._lock:
            number = self._number(sent)
            skips = {place: skip for place, skip in self.draft.skips.items() if place != number}
            if reason := sent.get("reason", ""):
                if reason not in set(SkipReason):
                    raise SubmissionRefused(400, f"Not saved: {reason!r} is not a reason to skip a sentence.")
                of = sent.get("duplicate_of", "").strip() or None
                duplicate_of = of if reason == SkipReason.DUPLICATE else None
                skips[number] = DraftSkip(reason=SkipReason(reason), duplicate_of=duplicate_of)
            self._keep(self.draft.model_copy(update={"skips": dict(sorted(skips.items()))}))
            return str(number)

    def keep_drift(self, sent: Mapping[str, str]) -> str:
        """Say whether a difference goes into the gold. Raises SubmissionRefused."""
        with self._lock:
            place = sent.get("drift", "")
            if not place.isdecimal() or len(place) > 6 or int(place) >= len(self.draft.drifts):
                raise SubmissionRefused(400, f"Not saved: there is no difference {place[:20]!r}.")
            drifts = list(self.draft.drifts)
            drifts[int(place)] = drifts[int(place)].model_copy(update={"kept": sent.get("kept") == "yes"})
            self._keep(self.draft.model_copy(update={"drifts": tuple(drifts)}))
            return "drifts"

    def sign(self, _: Mapping[str, str]) -> str:
        """Write the gold, and the labels under the person's name. Raises SubmissionRefused if the draft has problems."""
        with self._lock:
            left = self.problems()
            if left:
                raise SubmissionRefused(409, f"Not signed: {len(left)} places are still to be decided.")
            gold = self.folder / GOLD
            before = gold.read_text(encoding="utf-8") if gold.exists() else None
            try:
                write_whole(gold, gold_yaml(self.draft, self.story, self.sources))
                self._check(self.folder)
            except InputError as error:
                if before is None:
                    gold.unlink(missing_ok=True)
                else:
                    write_whole(gold, before)
                raise SubmissionRefused(409, f"Not signed: {error}") from error
            except OSError as error:
                raise OutputError(f"{gold} cannot be written: {error.strerror}") from error
            write_labels(self.folder, labelled(self.draft, self.name))
            return "top"

    def _seen(self, sent: Mapping[str, str]) -> DraftClaim:
        """The claim that a form is about, if it is still as its person saw it."""
        claim = self.draft.claim(sent.get("claim", ""))
        if claim is None:
            raise SubmissionRefused(400, f"Not saved: there is no claim {sent.get('claim', '')[:20]!r}.")
        if claim.mark != sent.get("seen"):
            raise SubmissionRefused(
                409, "Not saved: the claim was changed after you opened this page. Look, then save again.", claim.id
            )
        return claim

    def _claim(self, old: DraftClaim, sent: Mapping[str, str]) -> DraftClaim:
        sources = {}
        for place, name in enumerate(self.sources):
            said = sent.get(f"relation-{place}", "")
            if said and said not in set(Relation):
                raise SubmissionRefused(400, f"Not saved: {said!r} is not a relation.", old.id)
            numbers = self._numbers(sent.get(f"evidence-{place}", ""), old.id)
            sources[name] = SourceLabel(relation=Relation(said) if said else None, evidence=numbers)
        fields: dict[str, Any] = {
            "text": _words(sent, "text"),
            "sentences": self._numbers(sent.get("sentences", ""), old.id),
            "speaker": _words(sent, "speaker") or None,
            "hedge": _words(sent, "hedge") or None,
            "note": _words(sent, "note") or None,
            "conflict": sent["conflict"] if sent.get("conflict") in _CONFLICTS else old.conflict,
            "sources": sources,
        }
        if max(len(value) for value in fields.values() if isinstance(value, str)) > LONGEST:
            raise SubmissionRefused(400, f"Not saved: a text has at most {LONGEST:,} characters.", old.id)
        return old.model_copy(update=fields)

    def _number(self, sent: Mapping[str, str]) -> int:
        said = sent.get("sentence", "")
        if not said.isdecimal() or len(said) > 6 or not 1 <= int(said) <= len(self.story.sentences):
            raise SubmissionRefused(400, f"Not saved: the story has no sentence {said[:20]!r}.")
        return int(said)

    @staticmethod
    def _numbers(said: str, claim: str) -> tuple[int, ...]:
        """Numbers and ranges separated by commas or blanks, as people write them: `4, 6-8`."""
        found: set[int] = set()
        for part in re.split(r"[,;\s]+", said.strip()):
            match = re.fullmatch(r"(\d{1,5})(?:[-–](\d{1,5}))?", part)
            if part and match is None:
                raise SubmissionRefused(
                    400, f"Not saved: {part[:20]!r} is not the number of a sentence; write 4, 6-8.", claim
                )
            if match:
                first, last = int(match[1]), int(match[2] or match[1])
                if last < first:
                    raise SubmissionRefused(
                        400, f"Not saved: {part!r} ends before it begins; write {last}-{first}.", claim
                    )
                found |= set(range(first, last + 1))
        if 0 in found:
            raise SubmissionRefused(400, "Not saved: sentences are counted from 1.", claim)
        return tuple(sorted(found))

    def _keep(self, draft: Draft) -> None:
        write_draft(self.folder, draft)
        self.draft = draft


def read_draft(folder: Path) -> Draft:
    """The draft in that folder. Raises InputError naming the file."""
    file = folder / DRAFT
    try:
        return Draft.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the file"
        raise InputError(f"{file} is not a draft of gold: {where}: {problem['msg']}") from error


def write_draft(folder: Path, draft: Draft) -> None:
    """Write the draft whole or not at all. Raises OutputError."""
    try:
        write_whole(folder / DRAFT, draft.model_dump_json(indent=1) + "\n")
    except OSError as error:
        raise OutputError(f"{folder / DRAFT} cannot be written: {error.strerror}") from error


def labelled(draft: Draft, name: str) -> Labelled:
    """The labels that a draft without problems holds."""
    labels = {
        claim.id: {source: label.relation for source, label in claim.sources.items() if label.relation is not None}
        for claim in draft.claims
    }
    words = {claim.id: claim.text for claim in draft.claims}
    return Labelled(by=name, at=now(), made_gold=True, claims=words, labels=labels)


def labels_file(folder: Path, name: str) -> Path:
    """The file of one person's labels of that gold."""
    stem = re.sub(r"\W+", "-", name.casefold()).strip("-") or "person"
    return folder / LABELS / f"{stem}.yaml"


def write_labels(folder: Path, labels: Labelled) -> None:
    """Write one person's labels. Raises OutputError."""
    file = labels_file(folder, labels.by)
    try:
        write_whole(
            file, yaml.safe_dump(labels.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=1_000)
        )
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror}") from error


def read_labels(folder: Path) -> tuple[Labelled, ...]:
    """Everybody's labels of that gold: its own first, then the others by time. Raises InputError naming the file."""
    found = []
    for file in sorted(folder.glob(f"{LABELS}/*.yaml")):
        try:
            found.append(Labelled.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))))
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise InputError(f"{file} holds no labels: {' '.join(str(error).split())[:200]}") from error
    return tuple(sorted(found, key=lambda one: (not one.made_gold, one.at)))


def _words(sent: Mapping[str, str], name: str) -> str:
    return " ".join(sent.get(name, "").split())
