"""The seeds are what the product is measured on: every anchor, sentence and verdict of their gold is checked."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.folders import SEEDS
from evals.seeds import Conflict, Seed, SeedError, Topic, all_seeds, load_seed
from factcheck.documents import load
from factcheck.records import Document, DriftKind, Relation, SkipReason, VerdictName

ALL = all_seeds()
WORDS_OF_STORY = (250, 700)
WORDS_OF_SOURCE = (200, 700)
WORD = re.compile(r"\w+(?:[’'.,:-]\w+)*")

each_seed = pytest.mark.parametrize("seed", ALL, ids=lambda seed: seed.name)


def word_count(document: Document) -> int:
    return len(WORD.findall(document.text))


def test_every_folder_is_loaded() -> None:
    folders = sorted(path.name for path in SEEDS.iterdir() if path.is_dir())
    assert [seed.name for seed in ALL] == folders
    assert len(ALL) >= 10


@each_seed
def test_lengths_and_heads(seed: Seed) -> None:
    documents = {"story": seed.story, **seed.sources}
    assert 1 <= len(seed.sources) <= 4
    for name, document in documents.items():
        least, most = WORDS_OF_STORY if name == "story" else WORDS_OF_SOURCE
        assert least <= word_count(document) <= most, name
        assert document.title, name
        assert document.published, name
        if not name.endswith(".txt"):
            assert document.author, name
            assert document.publisher, name


@each_seed
def test_every_story_sentence_has_claims_or_one_skip(seed: Seed) -> None:
    claimed = {number for claim in seed.claims for number in claim.sentences}
    skipped = [number for skip in seed.skipped for number in skip.sentences]
    assert len(skipped) == len(seed.skipped), "a skip is one sentence"
    assert max(Counter(skipped).values(), default=0) <= 1
    assert not claimed & set(skipped)
    assert claimed | set(skipped) == {sentence.number for sentence in seed.story.sentences}


@each_seed
def test_spans_are_verbatim(seed: Seed) -> None:
    by_id = {document.id: document for document in (seed.story, *seed.sources.values())}
    spans = [span for claim in seed.claims for relation in claim.relations.values() for span in relation.evidence]
    for span in (*spans, *(d.story for d in seed.drifts), *(d.source for d in seed.drifts if d.source)):
        assert by_id[span.document].text[span.start : span.end] == span.text
    assert all(span.sentences for span in spans)


@each_seed
def test_drifts_lie_in_their_claim(seed: Seed) -> None:
    """A drift's stretches are in its claim's sentences, and in evidence of a claim of the same sentences."""
    for drift in seed.drifts:
        assert drift.gold.claim is not None
        claim = seed.claim(drift.gold.claim)
        assert set(seed.story.sentences_within(drift.story.start, drift.story.end)) <= set(claim.sentences)
        if drift.gold.source is None or drift.source is None:
            continue
        if claim.relations[drift.gold.source].relation is Relation.SILENT:
            assert not drift.gold.conflict, "what conflicts contradicts, or is a quotation whose sense holds"
            continue
        neighbours = [other for other in seed.claims if set(other.sentences) & set(claim.sentences)]
        spans = [span for other in neighbours for span in other.relations[drift.gold.source].evidence]
        shown = {number for span in spans for number in span.sentences}
        source = seed.sources[drift.gold.source]
        assert shown & set(source.sentences_within(drift.source.start, drift.source.end))


@each_seed
def test_conflicting_facts_contradict(seed: Seed) -> None:
    """A source that conflicts in fact contradicts the claim; one that conflicts in wording alone may support it."""
    for drift in seed.drifts:
        if drift.gold.source is None or drift.gold.claim is None:
            continue
        relation = seed.claim(drift.gold.claim).relations[drift.gold.source].relation
        if drift.gold.kind is not DriftKind.QUOTATION:
            assert (relation is Relation.CONTRADICTS) == drift.gold.conflict, drift.gold


@each_seed
def test_covers_says_what_the_gold_holds(seed: Seed) -> None:
    covers = set(seed.gold.covers)
    drifts = seed.gold.drifts
    labels = {(drift.kind, drift.label) for drift in drifts}
    drifted = {drift.claim for drift in drifts if drift.source is not None}
    verdicts = {claim.verdict for claim in seed.gold.claims}
    conflicts = {claim.conflict for claim in seed.gold.claims}
    reasons = {skip.reason for skip in seed.gold.skipped}
    held: dict[Topic, bool] = {
        Topic.PLAIN_AGREEMENT: VerdictName.SUPPORTED in verdicts,
        Topic.CLEAN: not drifts,
        Topic.NUMBER: any(drift.kind is DriftKind.NUMBER and drift.conflict for drift in drifts),
        Topic.ROUNDING: (DriftKind.NUMBER, "rounded") in labels,
        Topic.UNIT: any(drift.kind is DriftKind.UNIT for drift in drifts),
        Topic.SHARE_AS_TOTAL: (DriftKind.NUMBER, "share_as_total") in labels,
        Topic.DATE: any(drift.kind is DriftKind.DATE and drift.conflict for drift in drifts),
        Topic.VAGUER_DATE: (DriftKind.DATE, "vaguer") in labels,
        Topic.SWAPPED_NAMES: (DriftKind.NAME, "swapped") in labels,
        Topic.MISSPELT_NAME: (DriftKind.NAME, "misspelt") in labels,
        Topic.WRONG_TITLE: (DriftKind.NAME, "title_differs") in labels,
        Topic.WRONG_ORGANISATION: (DriftKind.NAME, "organisation_differs") in labels,
        Topic.ALTERED_QUOTATION: (DriftKind.QUOTATION, "altered") in labels,
        Topic.EXTENDED_QUOTATION: (DriftKind.QUOTATION, "extended") in labels,
        Topic.MISATTRIBUTED_QUOTATION: (DriftKind.QUOTATION, "misattributed") in labels,
        Topic.TRIMMED_QUOTATION: (DriftKind.QUOTATION, "trimmed") in labels,
        Topic.SPLICED_QUOTATION: (DriftKind.QUOTATION, "spliced") in labels,
        Topic.QUOTED_PARAPHRASE: (DriftKind.QUOTATION, "quoted_paraphrase") in labels,
        Topic.INVENTED_QUOTATION: (DriftKind.QUOTATION, "not_found") in labels,
        Topic.HIDDEN_NEGATION: (DriftKind.QUOTATION, "hidden_negation") in labels,
        Topic.DROPPED_HEDGE: any(drift.label == "hedge_lost" for drift in drifts),
        Topic.DROPPED_SPEAKER: (DriftKind.ATTRIBUTION, "speaker_lost") in labels,
        Topic.CHANGED_SPEAKER: (DriftKind.ATTRIBUTION, "speaker_changed") in labels,
        Topic.DISPUTED: VerdictName.DISPUTED in verdicts,
        Topic.SUPERSEDED: Conflict.SUPERSEDED in conflicts,
        Topic.NOT_MENTIONED: any(
            claim.gold.verdict is VerdictName.NOT_MENTIONED and claim.gold.id not in drifted for claim in seed.claims
        ),
        Topic.REPRINT: bool(seed.gold.reprints),
        Topic.INJECTION_PLAIN: any(not injection.hidden for injection in seed.gold.injections),
        Topic.INJECTION_HIDDEN: any(injection.hidden for injection in seed.gold.injections),
        Topic.OPINION: SkipReason.OPINION in reasons,
        Topic.PREDICTION: SkipReason.PREDICTION in reasons,
        Topic.QUESTION: SkipReason.QUESTION in reasons,
        Topic.BOILERPLATE: SkipReason.BOILERPLATE in reasons,
        Topic.DUPLICATE: SkipReason.DUPLICATE in reasons,
    }
    beyond_code = {Topic.REFORMATTED, Topic.NEGATION, Topic.CORRECTION, Topic.ALLEGATION}
    assert set(held) | beyond_code == set(Topic)
    assert {topic for topic, holds in held.items() if holds} == covers - beyond_code


def test_every_topic_and_drift_kind_is_covered() -> None:
    assert {topic for seed in ALL for topic in seed.gold.covers} == set(Topic)
    assert {drift.kind for seed in ALL for drift in seed.gold.drifts} == set(DriftKind)
    assert {file.suffix for seed in ALL for file in (seed.folder / "sources").iterdir()} == {".md", ".html", ".txt"}


def test_two_clean_seeds_hold_nothing_against_the_story() -> None:
    clean = [seed for seed in ALL if Topic.CLEAN in seed.gold.covers]
    assert len(clean) >= 2
    for seed in clean:
        assert {claim.verdict for claim in seed.gold.claims} == {VerdictName.SUPPORTED}


@each_seed
def test_hidden_text_is_in_the_file_but_not_in_the_document(seed: Seed) -> None:
    for injection in seed.gold.injections:
        raw = (seed.folder / "sources" / injection.source).read_text(encoding="utf-8")
        assert injection.text in raw
        assert (injection.text in seed.sources[injection.source].text) != injection.hidden


@each_seed
def test_a_superseding_source_is_the_later_one(seed: Seed) -> None:
    for claim in seed.claims:
        if claim.gold.conflict is not Conflict.SUPERSEDED:
            continue
        published = {
            relation: {
                seed.sources[name].published or ""
                for name, found in claim.relations.items()
                if found.relation is relation
            }
            for relation in (Relation.SUPPORTS, Relation.CONTRADICTS)
        }
        assert max(published[Relation.SUPPORTS]) < min(published[Relation.CONTRADICTS])


def test_the_facts_of_april_2024_are_worded_as_given() -> None:
    seed = next(seed for seed in ALL if seed.name == "april-2024-build-up")
    report_b = seed.sources["report-b.md"].text
    assert "the most substantial defense expansion since the Soviet times, at a pace previously deemed unfeasible" in (
        seed.story.text
    )
    assert (
        "its most ambitious defense expansion since the Soviet era and on a faster timeline than we believed"
        in report_b
    )
    assert "“which had otherwise suffered significant setbacks”" in report_b
    assert [(drift.gold.kind, drift.gold.label) for drift in seed.drifts] == [
        (DriftKind.NUMBER, "share_as_total"),
        (DriftKind.QUOTATION, "altered"),
        (DriftKind.QUOTATION, "extended"),
    ]


def test_readme_lists_every_seed_with_its_counts() -> None:
    lines = (SEEDS / "README.md").read_text(encoding="utf-8").splitlines()
    for seed in ALL:
        row = f"| {seed.name} | {len(seed.sources)} | {len(seed.claims)} | {len(seed.skipped)} | {len(seed.drifts)} |"
        assert any(line.startswith(row) for line in lines), row


def test_readme_lists_every_topic() -> None:
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    assert [topic for topic in Topic if f"`{topic}`" not in readme] == []


Edit = Callable[[Path], None]


def replace(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def remove(name: str) -> Edit:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (replace("story.md", "180 passengers", "190 passengers"), None),
        (replace("story.md", "34 cars", "30 cars"), r"story\.md: the anchor “34 cars” occurs 0 times"),
        (
            replace("sources/westing-release.md", "The crossing takes 40", "A crossing takes 40"),
            r"westing-release\.md: the anchor “The crossing takes 40 minutes\.” occurs 0 times",
        ),
        (
            replace("story.md", "By Nell Ashby", "By Nell Ashby\n\nEach crossing takes 40 minutes."),
            r"story\.md: the anchor “Each crossing takes 40 minutes\.” occurs 2 times in the text, not once",
        ),
        (
            replace("gold.yaml", "verdict: contradicted", "verdict: supported"),
            "the relations give the verdict contradicted",
        ),
        (replace("gold.yaml", "relation: supports", "relation: backs"), r"gold\.yaml: claims\.0\.sources"),
        (replace("gold.yaml", "relation: supports", "relation: silent"), "a silent source has no evidence"),
        (replace("gold.yaml", "id: g2\n", "id: g1\n"), "the claim id g1 is given to more than one claim"),
        (replace("gold.yaml", "claim: g20", "claim: g99"), "there is no claim g99"),
        (replace("gold.yaml", "source: westing-release.md", "source: other.md"), r"there is no source other\.md"),
        (replace("gold.yaml", "westing-release.md:", "other.md:"), r"g1 names the sources \['other\.md'\]"),
        (replace("gold.yaml", "reason: opinion", "reason: duplicate"), "a duplicate, and no other skip"),
        (replace("gold.yaml", "label: value_differs", "label: Value differs"), r"drifts\.0\.label"),
        (replace("gold.yaml", "covers: [", "covers: [magic, "), r"covers\.0"),
        (replace("gold.yaml", "covers: [", "covers: ]"), r"gold\.yaml: is not YAML"),
        (replace("gold.yaml", "covers:", "surprise: 1\ncovers:"), "surprise"),
        (lambda folder: (folder / "gold.yaml").write_bytes(b"covers: \xff"), r"gold\.yaml: is not UTF-8 at byte 8"),
        (remove("gold.yaml"), r"gold\.yaml: cannot be read"),
    ],
)
def test_a_broken_seed_is_one_clear_line(tmp_path: Path, edit: Edit, message: str | None) -> None:
    folder = tmp_path / "island-ferry"
    shutil.copytree(SEEDS / "island-ferry", folder)
    edit(folder)
    if message is None:
        assert load_seed(folder).claim("g4").gold.text
        return
    with pytest.raises(SeedError, match=message) as caught:
        load_seed(folder)
    assert "\n" not in str(caught.value)


def test_an_occurrence_picks_one_of_equal_sentences() -> None:
    seed = next(seed for seed in ALL if seed.name == "valley-vote")
    repeated = next(skip for skip in seed.skipped if skip.gold.occurrence == 2)
    (number,) = repeated.sentences
    assert seed.story.sentence_text(number) == repeated.gold.sentence
    assert number > seed.claim("g1").sentences[0]


def test_documents_are_those_of_the_product() -> None:
    seed = ALL[0]
    loaded = load(str(seed.folder / "story.md"), id="story")
    assert seed.story == loaded.model_copy(update={"origin": f"seeds/{seed.name}/story.md"})
