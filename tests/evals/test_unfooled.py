"""What a careless or cunning hand tries is found out: folders written another way, other code, ids joined another way."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from evals import versions
from evals.deck import Deck, Mode
from evals.folders import REPOSITORY
from evals.recipes import Suite
from evals.tapes.errors import TapeError, UnsafeTape
from evals.tapes.scrub import SCRUBBED, leaking_fields, leaks, scrub
from evals.tapes.tape import read_tape
from evals.versions import results_of
from factcheck.errors import InputError
from factcheck.prompts import load_prompts
from factcheck.settings import Settings
from tests.evals.taping import SEED, Bench, answer
from tests.models.loopback import Loopback, Reply, Request


def test_the_journal_is_kept_from_git_wherever_the_tapes_are(bench: Bench) -> None:
    with pytest.raises(TapeError):
        bench.deck(Mode.MISSING, calls=2).outcome(Suite.EXTRACTION, bench.seed)
    assert (bench.tapes / ".recording" / ".gitignore").read_text() == "*\n"


def test_another_way_to_write_the_folders_is_the_same_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    prompts = load_prompts()
    assert Deck(prompts, tapes=Path("cassettes"), seeds=Path("seeds/../seeds")).is_shipped
    assert not Deck(prompts, tapes=Path("elsewhere")).is_shipped


@pytest.mark.parametrize("identity", ["proj_Ab3dEf6hIjKlMn8p", "org_a1b2c3d4e5f6g7", "proj-abcdefghijklmn"])
def test_ids_of_accounts_are_scrubbed_however_they_are_joined(identity: str) -> None:
    assert scrub(f"of {identity}, who pays") == f"of {SCRUBBED}, who pays"
    assert list(leaks(f"of {identity}, who pays"))


def test_a_name_in_code_is_no_id_of_an_account() -> None:
    assert (
        scrub("user_management_interface and proj_configuration") == "user_management_interface and proj_configuration"
    )


@pytest.mark.parametrize("file", ["factcheck/decide.py", "factcheck/calibration/shipped/a-model.json"])
def test_a_revision_with_other_code_is_not_played_with_what_lies_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    def git(*words: str) -> None:
        named = ("-c", "user.name=A", "-c", "user.email=a@b.invalid")
        subprocess.run(["git", "-C", str(tmp_path), *named, *words], check=True, capture_output=True)

    module = tmp_path / file
    module.parent.mkdir(parents=True)
    module.write_text("GREEN = 1\n", encoding="utf-8")
    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "first")
    monkeypatch.setattr(versions, "REPOSITORY", tmp_path)
    module.write_text("GREEN = 0\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"HEAD has other code than what lies here \({re.escape(file)}\)"):
        results_of("HEAD")


def test_a_recording_that_meets_a_secret_half_way_keeps_what_it_paid_for_and_asks_no_more(bench: Bench) -> None:
    secret, asked = "open-sesame-and-more", 0

    def later(request: Request) -> Reply:
        nonlocal asked
        asked += 1
        reply = answer(request)
        return (
            reply if asked != 4 else replace(reply, body=json.dumps(json.loads(reply.body) | {"note": secret}).encode())
        )

    with Loopback(later) as server:
        bench.server = server
        deck = bench.deck(Mode.MISSING)
        deck.settings = Settings.model_validate({"openai_api_key": secret, "base_url": server.base_url})
        with pytest.raises(UnsafeTape, match=r"a secret of this run is in response\.note of exchange"):
            deck.outcome(Suite.EXTRACTION, bench.seed)
        journal = (bench.tapes / ".recording" / "extraction" / f"{SEED}.jsonl").read_text()
        assert secret not in journal
        paid = len(journal.splitlines()) - 1
        assert 3 <= paid <= asked - 1
        after, deck = asked, bench.deck(Mode.MISSING)
        deck.outcome(Suite.EXTRACTION, bench.seed)
        assert asked - after == read_tape(bench.tape()).head.exchanges - paid


@pytest.mark.parametrize("key", ["Sorrel", "ferry", "none", "operator", "x", "sentence", "only ferry"])
def test_a_key_that_is_short_or_a_word_of_the_story_loses_no_recording(bench: Bench, key: str) -> None:
    deck = bench.deck(Mode.MISSING)
    deck.settings = Settings.model_validate({"openai_api_key": key, "base_url": bench.server.base_url})
    deck.outcome(Suite.EXTRACTION, bench.seed)
    assert bench.tape().exists()


def test_a_leak_is_named_by_its_field_and_never_shown() -> None:
    body = {"choices": [{"message": {"content": "key open-sesame-and-more"}}], "open-sesame-and-more": 1}
    found = list(leaking_fields(body, ("open-sesame-and-more",)))
    assert found == [
        ("choices[0].message.content", "a secret of this run"),
        ("a field's name in the body", "a secret of this run"),
    ]
