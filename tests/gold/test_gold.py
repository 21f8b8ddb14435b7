"""Gold made at a desk: it is the gold that the evals read, it is kept as it grows, and a second person's labels give kappa."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from evals.folders import REPOSITORY, SEEDS, seed_names
from evals.seeds import Seed, load_seed
from factcheck.cli import main
from factcheck.cli.exit_codes import ExitCode
from factcheck.documents import from_text
from factcheck.errors import InputError
from factcheck.gold.agreement import agreement
from factcheck.gold.desk import DRAFT, GoldDesk, read_labels
from factcheck.gold.draft import Draft, DraftClaim, DraftSkip, SourceLabel, draft_of, hashes_of, problems
from factcheck.gold.second import SecondDesk
from factcheck.gold.writing import NoAnchor, anchor, gold_yaml
from factcheck.records import Relation, SkipReason
from tests.evals.taping import KEY, answer
from tests.gold.conftest import SEED, Seat, Sitting, desk_of, draft_of_seed, second_of
from tests.models.loopback import Loopback
from tests.render.stories import april

HOSTILE = '"><script>alert(1)</script></textarea>{{ 7*7 }}\u202e'


@pytest.mark.parametrize("name", seed_names())
def test_the_gold_of_every_seed_comes_back_through_a_draft(tmp_path: Path, name: str) -> None:
    shutil.copytree(SEEDS / name, tmp_path / name)
    seed = load_seed(SEEDS / name)
    draft = draft_of_seed(seed)
    assert problems(draft, seed.story, seed.sources) == {}
    (tmp_path / name / "gold.yaml").write_text(gold_yaml(draft, seed.story, seed.sources), encoding="utf-8")
    back = load_seed(tmp_path / name)
    for old, new in zip(seed.claims, back.claims, strict=True):
        assert (old.gold.text, old.sentences, old.gold.verdict) == (new.gold.text, new.sentences, new.gold.verdict)
        assert (old.gold.speaker, old.gold.hedge, old.gold.conflict) == (
            new.gold.speaker,
            new.gold.hedge,
            new.gold.conflict,
        )
        for source, label in old.relations.items():
            assert label.relation == new.relations[source].relation
            shown = {number for span in label.evidence for number in span.sentences}
            assert shown <= {number for span in new.relations[source].evidence for number in span.sentences}
    skipped = {(skip.sentences, skip.gold.reason) for skip in seed.skipped}
    assert {(skip.sentences, skip.gold.reason) for skip in back.skipped} == skipped
    for one, other in zip(seed.drifts, back.drifts, strict=True):
        assert (one.gold.kind, one.gold.label, one.gold.source) == (
            other.gold.kind,
            other.gold.label,
            other.gold.source,
        )
        assert other.story.start <= one.story.start <= one.story.end <= other.story.end


@given(st.lists(st.sampled_from(["one", "two", "three", "four."]), min_size=1, max_size=30), st.data())
def test_an_anchor_holds_its_stretch_and_occurs_once(words: list[str], data: st.DataObject) -> None:
    document = from_text(" ".join(words), id="s1")
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    found = anchor(document, start, end)
    assert document.text[start:end] in found
    assert document.text.count(found) == 1


def test_a_check_gives_a_draft_that_asks_for_what_it_could_not_tell() -> None:
    report = april()
    names = {source.id: f"{source.id}.md" for source in report.sources}
    draft = draft_of(report, names)
    sources = {names[source.id]: source for source in report.sources}
    assert [claim.text for claim in draft.claims] == [claim.text for claim in report.claims]
    assert draft.hashes == hashes_of(report.story, sources)
    told = {
        (verdict.claim.replace("c", "g"), names[source]): counted
        for verdict in report.verdicts
        for source, counted in verdict.counted.items()
    }
    for claim in draft.claims:
        for name, label in claim.sources.items():
            counted = told.get((claim.id, name))
            certain = counted in ("supports", "contradicts", "silent")
            assert label.relation == (counted if certain else None)
    undecided = {claim.id for claim in draft.claims if any(label.relation is None for label in claim.sources.values())}
    assert undecided
    assert undecided <= problems(draft, report.story, sources).keys()


def test_a_person_corrects_and_signs_and_it_is_the_gold_of_a_seed(seed: Seed, seat: Seat) -> None:
    sitting = seat(desk_of(seed))
    assert "Nothing is left to decide." in sitting.page()
    form = sitting.form("g2")
    sent = form | {"text": "A claim, reworded.", "relation-0": "contradicts", "evidence-0": "2, 4-5", "speaker": "Ada"}
    assert sitting.send("claim", **sent).status_code == 303
    assert sitting.send("sign").status_code == 303
    assert "There is a gold." in sitting.page()
    (source,) = seed.sources
    claim = load_seed(seed.folder).claim("g2")
    assert (claim.gold.text, claim.gold.speaker, claim.gold.verdict) == ("A claim, reworded.", "Ada", "contradicted")
    spans = claim.relations[source].evidence
    assert [span.sentences for span in spans] == [(2,), (4, 5)]
    (labels,) = read_labels(seed.folder)
    assert (labels.by, labels.labels["g2"]) == ("Ada Editor", {source: Relation.CONTRADICTS})


def test_what_is_left_to_decide_keeps_it_from_being_signed(seed: Seed, seat: Seat) -> None:
    draft = draft_of_seed(seed)
    bare = draft.claims[0].model_copy(update={"sources": {name: SourceLabel() for name in seed.sources}})
    number = next(iter(draft.skips))
    skips = {place: skip for place, skip in draft.skips.items() if place != number}
    sitting = seat(desk_of(seed, draft.model_copy(update={"claims": (bare, *draft.claims[1:]), "skips": skips})))
    page = sitting.page()
    assert "2 places to decide" in page
    assert f"<h3>{bare.id} <small>to decide</small></h3>" in page, "what nobody decided is not “not mentioned”"
    assert "does it support the claim, contradict it, or say nothing about it?" in page
    assert "no claim is made of it, and no reason says why" in page
    refused = sitting.send("sign")
    assert refused.status_code == 409
    assert "2 places are still to be decided" in refused.text
    assert not (seed.folder / "gold.yaml").exists()
    assert sitting.send("skip", sentence=str(number), reason="boilerplate").status_code == 303
    assert sitting.send("claim", **sitting.form(bare.id), **{"relation-0": "silent"}).status_code == 303
    assert sitting.send("sign").status_code == 303
    assert load_seed(seed.folder).skipped


def test_a_claim_is_added_and_removed_and_a_difference_left_out(seed: Seed, seat: Seat) -> None:
    sitting = seat(desk_of(seed))
    number = next(iter(draft_of_seed(seed).skips))
    before = len(seed.claims)
    assert sitting.send("add", sentence=str(number)).status_code == 303
    new = f"g{before + 1}"
    assert sitting.form(new)["text"] == " ".join(seed.story.sentence_text(number).split())
    assert sitting.send("claim", **sitting.form(new), **{"relation-0": "silent"}).status_code == 303
    removed = sitting.form("g1")
    assert sitting.send("remove", claim="g1", seen=removed["seen"]).status_code == 303
    assert sitting.send("drift", drift="0", kept="no").status_code == 303
    desk = sitting.desk
    assert isinstance(desk, GoldDesk)
    again = GoldDesk(seed.folder, seed.story, seed.sources, "Ada Editor", load_seed)
    assert again.draft == desk.draft, "all of it is on the disk"
    assert [claim.id for claim in again.draft.claims].count("g1") == 0
    assert len(again.draft.claims) == before
    assert [drift.kept for drift in again.draft.drifts] == [False, True]


def test_two_tabs_the_second_is_told_and_keeps_its_words(seed: Seed, seat: Seat) -> None:
    sitting = seat(desk_of(seed))
    form = sitting.form("g1")
    assert sitting.send("claim", **form | {"text": "From the first tab."}).status_code == 303
    second = sitting.send("claim", **form | {"text": "From the second tab."})
    assert second.status_code == 409
    assert "was changed after you opened this page" in second.text
    assert "From the second tab." in second.text
    assert sitting.form("g1")["text"] == "From the first tab."


@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("claim", {"claim": "g99"}, "there is no claim"),
        ("claim", {"evidence-0": "two"}, "is not the number of a sentence"),
        ("claim", {"evidence-0": "0"}, "counted from 1"),
        ("claim", {"sentences": "1-2-3"}, "is not the number of a sentence"),
        ("claim", {"evidence-0": "8-6"}, "ends before it begins; write 6-8"),
        ("claim", {"sentences": "9" * 5_000}, "is not the number of a sentence"),
        ("claim", {"relation-0": "maybe"}, "is not a relation"),
        ("claim", {"text": "x" * 10_001}, "at most 10,000 characters"),
        ("add", {"sentence": "999"}, "the story has no sentence"),
        ("add", {"sentence": "9" * 5_000}, "the story has no sentence"),
        ("skip", {"sentence": "1", "reason": "dull"}, "is not a reason"),
        ("drift", {"drift": "9" * 5_000}, "there is no difference"),
        ("drift", {"drift": "²"}, "there is no difference"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    seed: Seed, seat: Seat, action: str, fields: dict[str, str], said: str
) -> None:
    sitting = seat(desk_of(seed))
    before = (seed.folder / DRAFT).read_bytes()
    form = sitting.form("g1") if action == "claim" else {}
    refused = sitting.send(action, **form | fields)
    assert refused.status_code == 400
    assert said in refused.text
    assert (seed.folder / DRAFT).read_bytes() == before


def test_words_of_people_and_texts_stay_words(seed: Seed, seat: Seat) -> None:
    sitting = seat(desk_of(seed))
    assert sitting.send("claim", **sitting.form("g1") | {"text": HOSTILE, "note": HOSTILE}).status_code == 303
    page = sitting.page()
    assert "<script" not in page
    assert "{{ 7*7 }}" in page
    assert sitting.form("g1")["text"] == HOSTILE
    assert sitting.send("sign").status_code == 303
    assert load_seed(seed.folder).claim("g1").gold.text == HOSTILE


def test_only_the_page_itself_may_send_anything(seed: Seed, seat: Seat) -> None:
    sitting = seat(desk_of(seed))
    for headers in ({}, {"Origin": "http://evil.invalid"}):
        assert httpx.post(f"{sitting.address}sign", headers=headers).status_code == 403
    wrong = f"{'/'.join(sitting.address.split('/')[:3])}/another-token/"
    assert httpx.get(wrong).status_code == 403


def test_a_sentence_that_stands_twice_cannot_be_told_apart(seed: Seed) -> None:
    story = from_text("It rained all day. The bridge was closed. It rained all day.", id="story")
    claim = DraftClaim(id="g1", text="It rained.", sentences=(1,), sources={})
    draft = Draft(
        hashes={},
        claims=(claim, claim.model_copy(update={"id": "g2", "sentences": (2,)})),
        skips={3: DraftSkip(reason=SkipReason.DUPLICATE, duplicate_of="g1")},
    )
    with pytest.raises(NoAnchor, match="sentence 1 is in the story more than once"):
        gold_yaml(draft, story, {})
    kept = yaml.safe_load(gold_yaml(draft.model_copy(update={"claims": draft.claims[1:]}), story, {}))
    assert kept["skipped"][0]["occurrence"] == 2


def test_a_draft_of_other_texts_is_refused(seed: Seed) -> None:
    desk_of(seed)
    other = from_text("Another story.", id="story")
    with pytest.raises(InputError, match="is a draft of other texts"):
        GoldDesk(seed.folder, other, seed.sources, "Ada", load_seed)
    (seed.folder / DRAFT).write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="is not a draft of gold"):
        GoldDesk(seed.folder, seed.story, seed.sources, "Ada", load_seed)


def test_a_second_person_labels_blind_and_gets_kappa(seed: Seed, seat: Seat, capfd: pytest.CaptureFixture[str]) -> None:
    desk_of(seed).sign({})
    sitting = seat(second_of(seed))
    assert " checked" not in sitting.page(), "nobody's labels are shown"
    assert f"{len(seed.claims)} labels to give" in sitting.page()
    assert sitting.send("sign").status_code == 409
    (source,) = seed.sources
    mine = {}
    for place, claim in enumerate(seed.claims):
        mine[claim.gold.id] = "silent" if place % 4 == 0 else str(claim.relations[source].relation)
        assert sitting.send("label", claim=claim.gold.id, relation_of_0=mine[claim.gold.id]).status_code == 303
    begun = second_of(seed)
    assert begun.labels == {claim: {source: relation} for claim, relation in mine.items()}, "it is on the disk"
    assert sitting.send("sign").status_code == 303
    expected = cohen_kappa_score([str(claim.relations[source].relation) for claim in seed.claims], list(mine.values()))
    assert f"Cohen’s κ is {expected:.2f}." in sitting.page()
    assert "Where you two differ" in sitting.page()
    assert sitting.send("label", claim="g1", relation_of_0="supports").status_code == 409
    assert main(["gold", str(seed.folder), "--agreement"]) == ExitCode.DONE
    out = capfd.readouterr().out
    assert out.startswith("Ada Editor and Bo Second: ")
    assert f"κ = {expected:.2f}" in out
    with pytest.raises(InputError, match="Bo Second has labelled"):
        second_of(seed)
    again = GoldDesk(seed.folder, seed.story, seed.sources, "Ada Editor", load_seed)
    again.sign({})
    assert [labels.by for labels in read_labels(seed.folder)] == ["Ada Editor", "Bo Second"], (
        "whose gold it is stays first"
    )


@given(st.lists(st.tuples(st.sampled_from(list(Relation)), st.sampled_from(list(Relation))), min_size=1, max_size=40))
def test_kappa_is_cohens(pairs: list[tuple[Relation, Relation]]) -> None:
    first, second = ({f"g{n}": {"a": pair[side]} for n, pair in enumerate(pairs)} for side in (0, 1))
    found = agreement(first, second)
    assert found.of == len(pairs)
    assert found.same == sum(one == other for one, other in pairs)
    if len({label for pair in pairs for label in pair}) == 1:
        assert found.kappa is None
    else:
        expected = cohen_kappa_score([str(one) for one, _ in pairs], [str(other) for _, other in pairs])
        assert found.kappa == pytest.approx(expected)


def test_a_second_desk_needs_a_first(seed: Seed) -> None:
    with pytest.raises(InputError, match="has no labels of a first person"):
        second_of(seed)
    assert not isinstance(desk_of(seed), SecondDesk)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gold", "story.md"], "a check needs at least one --source"),
        (["gold", "empty"], "empty has neither a draft nor a gold"),
        (["gold", "empty", "--agreement"], "empty has the labels of 0 people"),
        (["gold", "none.md", "-s", "story.md", "--to", "seed"], "none.md"),
        (["gold", "notes.txt", "-s", "story.md", "--to", "seed"], "save it as Markdown or plain text first"),
    ],
)
def test_a_call_that_cannot_be_followed_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "story.md").write_text("The bridge was closed on Monday.\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("The bridge was *closed* on Monday.\n", encoding="utf-8")
    nobody = ["--model", "openai:toy", "--base-url", "http://127.0.0.1:9/v1"]
    assert main([*words, *nobody, "--name", "Ada", "--no-open"]) == ExitCode.UNUSABLE_INPUT
    error = capfd.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
    assert not (tmp_path / "seed").exists()


def test_the_command_checks_serves_and_leaves_a_seed(tmp_path: Path) -> None:
    """As a person runs it: a process of its own, a model on loopback, forms, Ctrl-C."""
    shutil.copytree(SEEDS / SEED, tmp_path / "texts")
    with Loopback(answer) as server:
        words = ["gold", "texts/story.md", "-s", "texts/sources", "--to", "seeds/mine", "--name", "Ada", "--no-open"]
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "factcheck", *words, "-m", "openai:toy", "--base-url", server.base_url, "-y"],
            cwd=tmp_path,
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(tmp_path),
                "PYTHONPATH": str(REPOSITORY),
                "OPENAI_API_KEY": KEY,
                "FACTCHECK_CACHE_DIR": str(tmp_path / "cache"),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), process.communicate()[1]
            sitting = Sitting(None, address)  # type: ignore[arg-type]
            claims = dict.fromkeys(re.findall(r'name="claim" value="(g\d+)"', sitting.page()))
            assert claims
            for claim in claims:
                form = sitting.form(claim) | {"relation-0": "supports", "evidence-0": "2"}
                assert sitting.send("claim", **form).status_code == 303
            for place in re.findall(r'<a href="#(\d+)">', sitting.page()):
                assert sitting.send("skip", sentence=place, reason="boilerplate").status_code == 303
            assert sitting.send("sign").status_code == 303
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    assert process.returncode == ExitCode.DONE
    made = load_seed(tmp_path / "seeds" / "mine")
    assert [claim.gold.id for claim in made.claims] == list(claims)
    assert made.story.text == load_seed(SEEDS / SEED).story.text
    assert not list((tmp_path / "seeds").glob(".*"))
