"""The extraction as people get it: with its adapter.

`evals.recipes` plays the extraction without one, because an edited prompt has none and the two must be compared alike. So nothing
there sees what the adapter makes of a story. This suite does, on few of the stories of `seeds/`, each of which takes the
embedded model five minutes. It is a suite as anybody may write one (docs/own-suites.md); only its scores are those of the evals
`complete` and `faithful`, as far as they need no judge.
"""

from __future__ import annotations

from evals.deck import REPLAYED_AT
from evals.folders import SEEDS
from evals.matcher import covers, stated_by_extraction, stated_by_gold
from evals.outcomes import Extracted
from evals.own import Case, Tally, is_live, suite, tally
from evals.scoring.complete import complete
from evals.scoring.faithful import told_by_code
from evals.scoring.tally import named
from evals.seeds import Seed, load_seed
from factcheck.errors import StepError
from factcheck.models import open_model
from factcheck.models.adapters import adapters_for
from factcheck.models.weights import EMBEDDED
from factcheck.prompts import shipped_prompts
from factcheck.settings import Settings
from factcheck.steps.extract import extract

STORIES = ("night-train",)
PROMPTS = shipped_prompts().by_step
ASKED = [PROMPTS[step].identity for step in ("extract", "kind")]
HASHES = {
    f"the adapter of {adapter.card.step}": adapter.card.sha256 for adapter in adapters_for(EMBEDDED.sha256, ASKED)
}


@suite(
    cases=[{"name": name} for name in STORIES],
    seconds=1800,
    depends_on={"the weights": EMBEDDED.sha256, **HASHES},
)
async def taught(case: Case) -> dict[str, Tally]:
    """The story broken into claims, held against those of a person."""
    seed = load_seed(SEEDS / case["name"])
    settings = Settings.from_environment()
    model = open_model("embedded", settings, prompts=ASKED, served_at=None if is_live() else REPLAYED_AT)
    try:
        extraction = await extract(seed.story, model, PROMPTS, lambda *_: None)
    finally:
        await model.close()
    extracted = Extracted(tuple(extraction.claims), tuple(extraction.outcomes))
    if failed := [outcome.number for outcome in extracted.coverage if outcome.outcome == "failed"]:
        raise StepError(
            f"{seed.name}: there was no answer about sentence {failed[0]}, nor about {len(failed) - 1} others"
        )
    scores = [*complete(seed, extracted).scores, *told_by_code(seed.story, extracted.claims)]
    found = {score.metric.partition(".")[2]: Tally(score.hits, score.of, score.missed) for score in scores}
    return found | {"one_fact": _one_fact(seed, extracted)}


def _one_fact(seed: Seed, extracted: Extracted) -> Tally:
    """Of the claims that hold a claim of a person, those that hold no second one."""
    gold = stated_by_gold(seed)
    held = [sum(covers(one, claim) for one in gold) for claim in stated_by_extraction(extracted, seed.story)]
    return tally((number == 1, named(claim)) for number, claim in zip(held, extracted.claims, strict=True) if number)
