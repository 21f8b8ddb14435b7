"""Calibration: what the features say, what a fitted record does, and whose answers it is used for."""

from __future__ import annotations

import asyncio
import json
import math
import random
from pathlib import Path

import pytest

from factcheck.calibration import SHIPPED, Calibration, Stage, Term, calibration_for, features, own_calibrations
from factcheck.compare import compare
from factcheck.documents import from_text
from factcheck.errors import InputError
from factcheck.fitting import Example, fit, held_out
from factcheck.labelled import Label, read_rows
from factcheck.prompts import Prompts, load_prompts, shipped_directory
from factcheck.reading import Reader
from factcheck.records import Claim, Comparison, Relation
from factcheck.settings import Settings
from tests.scripted import IDENTITY, ScriptedModel

EVEN = dict.fromkeys(Relation, 1 / 3)
PROMPTS = load_prompts()


def seen(claim: str, *sentences: str) -> dict[str, float]:
    return features(claim, sentences, EVEN)


def stage(coefficient: float, threshold: float, feature: str = "support") -> Stage:
    return Stage(intercept=0, terms={feature: Term(mean=0, scale=1, coefficient=coefficient)}, threshold=threshold)


def made(prompts: Prompts = PROMPTS, **changes: object) -> Calibration:
    fields: dict[str, object] = {
        "name": "scripted compare",
        "provider": IDENTITY.provider,
        "model": IDENTITY.name,
        "endpoint": IDENTITY.endpoint,
        "weights_sha256": IDENTITY.weights_sha256,
        "prompt_sha256": prompts.by_step["compare"].identity.sha256,
        "fitted": "2025-01-01",
        "regularisation": 0.1,
        "supports": stage(1, 0.9),
        "contradicts": stage(1, 0.3, "contradiction"),
        "measured": {},
    }
    return Calibration.model_validate(fields | changes)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FACTCHECK_STORE", str(tmp_path / "kept" / "store.sqlite3"))
    return Settings.from_environment()


def test_log_odds_of_the_models_answer() -> None:
    said = {Relation.SUPPORTS: 0.5, Relation.CONTRADICTS: 0.4, Relation.SILENT: 0.1}
    found = features("A claim.", ["A source."], said)
    assert found["support"] == pytest.approx(0)
    assert found["contradiction"] == pytest.approx(math.log(4))


def test_an_impossible_answer_has_finite_odds() -> None:
    said = {Relation.SUPPORTS: 1.0, Relation.CONTRADICTS: 0.0, Relation.SILENT: 0.0}
    assert all(map(math.isfinite, features("A claim.", ["A source."], said).values()))


def test_shares_of_words_and_of_neighbouring_pairs() -> None:
    found = seen("Maria Stone sold 1,200 boats.", "Stone's crew sold 1,200 boats.")
    assert found["words_near"] == pytest.approx(4 / 5)
    assert found["pairs_near"] == pytest.approx(2 / 4)


def test_the_best_stretch_counts_not_the_whole() -> None:
    words = "harbour", "ferry", "captain", "storm"
    spread = [f"The {word} waited." for word in words for _ in range(3)]
    together = ["The ferry captain met a storm in the harbour.", *["Nothing else."] * 11]
    claim = "The ferry captain met a storm in the harbour."
    assert seen(claim, *together)["words_near"] == 1 > seen(claim, *spread)["words_near"]
    assert seen(claim, *together)["pairs_near"] == 1 > seen(claim, *spread)["pairs_near"]


def test_probabilities_add_up_to_one() -> None:
    found = made().probabilities(seen("A claim.", "A source."))
    assert sum(found.values()) == pytest.approx(1)
    assert set(found) == set(Relation)


def test_without_a_second_stage_the_models_own_odds_stand() -> None:
    said = {Relation.SUPPORTS: 0.2, Relation.CONTRADICTS: 0.6, Relation.SILENT: 0.2}
    alone = made(contradicts=None)
    found = alone.probabilities(features("A claim.", ["A source."], said))
    assert found[Relation.CONTRADICTS] / found[Relation.SILENT] == pytest.approx(3)
    assert alone.relation(features("A claim.", ["A source."], said)) is Relation.CONTRADICTS


async def said_of(calibration: Calibration | None) -> Comparison:
    model = ScriptedModel(weighed=lambda *_: {"Yes": math.log(0.8), "No": math.log(0.15), "Unknown": math.log(0.05)})
    reader = Reader(from_text("A source says a thing.", id="s1"), 4096)
    claim = Claim(id="c1", text="A claim.", sentences=(1,))
    compared = await compare(claim, reader, model, PROMPTS.by_step["compare"], calibration, evidence=False)
    assert isinstance(compared.result, Comparison)
    return compared.result


def test_a_comparison_goes_through_its_calibration() -> None:
    raw, calibrated = asyncio.run(said_of(None)), asyncio.run(said_of(made()))
    assert (raw.relation, raw.calibrated) == (Relation.SUPPORTS, False)
    assert raw.confidence == pytest.approx(0.8)
    assert (calibrated.relation, calibrated.calibrated) == (Relation.CONTRADICTS, True)
    assert calibrated.confidence == pytest.approx(0.2 * 0.75)
    assert calibrated.probabilities == raw.probabilities


def test_it_belongs_to_its_prompt_and_its_weights(tmp_path: Path, settings: Settings) -> None:
    made().write(own_calibrations(settings) / "mine.json")
    assert calibration_for(IDENTITY, PROMPTS, settings) == made()
    other = IDENTITY.model_copy(update={"weights_sha256": "00" * 32})
    assert calibration_for(other, PROMPTS, settings) is None
    for file in shipped_directory().glob("*.md"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert calibration_for(IDENTITY, load_prompts(tmp_path), settings) is None


def test_a_model_without_known_weights_is_known_by_its_name_and_address() -> None:
    hosted = IDENTITY.model_copy(update={"weights_sha256": None, "endpoint": "https://a.example/v1"})
    its = made(weights_sha256=None, endpoint="https://a.example/v1")
    assert its.fits(hosted, PROMPTS)
    assert not its.fits(hosted.model_copy(update={"endpoint": "https://b.example/v1"}), PROMPTS)
    assert not its.fits(IDENTITY, PROMPTS)


def test_a_file_that_is_no_calibration_is_named(settings: Settings) -> None:
    own_calibrations(settings).mkdir(parents=True)
    (own_calibrations(settings) / "broken.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.json is no calibration"):
        calibration_for(IDENTITY, PROMPTS, settings)


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.json")), ids=lambda file: file.stem)
def test_a_shipped_calibration_is_of_the_shipped_prompt(file: Path) -> None:
    shipped = Calibration.model_validate_json(file.read_bytes())
    assert shipped.prompt_sha256 == PROMPTS.by_step["compare"].identity.sha256


def examples(count: int = 120) -> list[Example]:
    """Answers whose zero is in the wrong place: the odds of a claim that is not supported are 2, of one that is, 4."""
    generator = random.Random(1)  # noqa: S311 - no secret
    labels = (Label.SUPPORTED, Label.CONTRADICTED, Label.SUPPORTED, Label.NOT_MENTIONED)
    rows = []
    for number in range(count):
        label = labels[number % 4]
        found = seen("A claim.", "A source.") | {
            "support": generator.gauss(4 if label is Label.SUPPORTED else 2, 0.5),
            "contradiction": generator.gauss(1 if label is Label.CONTRADICTED else -1, 0.5),
        }
        rows.append(Example(found, label, f"d{number % 3}", f"a{number // 2}"))
    return rows


def test_fitting_moves_the_zero_to_where_the_labels_say() -> None:
    fitted = fit(examples(), IDENTITY, PROMPTS, day="2025-01-01")
    plain = seen("A claim.", "A source.")
    assert fitted.relation(plain | {"support": 2.0, "contradiction": 1.0}) is Relation.CONTRADICTS
    assert fitted.relation(plain | {"support": 2.0, "contradiction": -1.0}) is Relation.SILENT
    assert fitted.relation(plain | {"support": 4.0}) is Relation.SUPPORTS
    assert all(m.auroc is not None and m.auroc > 0.95 for m in fitted.measured.values())
    assert fitted.fits(IDENTITY, PROMPTS)


def test_a_second_question_without_skill_leaves_the_models_own_odds() -> None:
    """Labels that have nothing to do with the answers: the fit would say one thing of every row."""
    generator = random.Random(3)  # noqa: S311 - no secret
    rows = [
        Example(e.features | {"contradiction": 1.0 if e.label is Label.CONTRADICTED else -1.0}, e.label, "d", e.article)
        for e in examples()
    ]
    noise = [Example(e.features | {"contradiction": generator.gauss(0, 1)}, e.label, "d", e.article) for e in rows]
    assert fit(rows, IDENTITY, PROMPTS).contradicts is None, "the model's own odds are right already"
    fitted = fit(noise, IDENTITY, PROMPTS)
    said = {fitted.relation(e.features | {"support": -9.0}) for e in noise}
    assert said == {Relation.CONTRADICTS, Relation.SILENT}


def test_fitting_twice_gives_the_same() -> None:
    assert fit(examples(), IDENTITY, PROMPTS, day="d") == fit(examples(), IDENTITY, PROMPTS, day="d")


def test_noise_is_not_measured_as_skill() -> None:
    """Two rows an article with equal features: a fit that saw one of them would know the other."""
    generator = random.Random(2)  # noqa: S311 - no secret
    rows = []
    for article in range(60):
        label = generator.choice((Label.SUPPORTED, Label.UNSUPPORTED))
        found = {name: generator.gauss(0, 1) for name in seen("A claim.", "A source.")}
        rows += [Example(found, label, "d", f"a{article}")] * 2
    right = [said.supported == (row.label is Label.SUPPORTED) for said, row in zip(held_out(rows), rows, strict=True)]
    assert sum(right) / len(right) < 0.7


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(InputError, match="fitting needs 20 of each"):
        fit(examples(30), IDENTITY, PROMPTS)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: is not JSON"),
        ("[]", "line 2: is no JSON object"),
        ('{"claim": "c", "source": "s", "label": "true"}', "line 2: label: .*got 'true'"),
        ('{"claim": "c", "label": "supported"}', "line 2: source: Field required"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, message: str) -> None:
    good = json.dumps({"claim": "c", "source": "s", "label": "supported"})
    (tmp_path / "rows.jsonl").write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_rows(tmp_path / "rows.jsonl")
