"""What the environment says is read once, in one place, and bad values are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck.errors import UsageError
from factcheck.settings import Settings


def test_an_empty_environment_leaves_everything_to_the_defaults() -> None:
    settings = Settings.from_environment({"FACTCHECK_MODEL": "", "FACTCHECK_TIMEOUT": " "})
    assert settings == Settings.from_environment({})
    assert settings.model is None
    assert settings.timeout is None
    assert settings.openai_api_key is None
    assert settings.cache_dir.is_absolute()
    assert isinstance(settings.store, Path)
    assert settings.store.is_absolute()


def test_every_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "FACTCHECK_MODEL": "openai:m",
            "FACTCHECK_BASE_URL": "http://localhost:1/v1",
            "FACTCHECK_CACHE_DIR": "~/weights",
            "FACTCHECK_STORE": "steps.db",
            "FACTCHECK_TIMEOUT": "2.5",
            "OPENAI_API_KEY": " sk-secret ",
        }
    )
    assert settings.model == "openai:m"
    assert settings.base_url == "http://localhost:1/v1"
    assert settings.cache_dir == Path.home() / "weights"
    assert settings.store == Path("steps.db")
    assert settings.timeout == 2.5
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-secret"


def test_the_store_may_be_a_database_whose_password_is_not_shown() -> None:
    settings = Settings.from_environment({"FACTCHECK_STORE": "postgresql://me:secret@db.example/answers"})
    assert settings.store == "postgresql://me:secret@db.example/answers"
    assert "secret" not in f"{settings!r} {settings}"


def test_this_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_MODEL", "openai:from-here")
    assert Settings.from_environment().model == "openai:from-here"


def test_the_key_is_not_shown() -> None:
    settings = Settings.from_environment({"OPENAI_API_KEY": "sk-secret"})
    assert "sk-secret" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan", "inf"])
def test_a_timeout_that_is_none_is_named_with_its_value(value: str) -> None:
    with pytest.raises(UsageError, match=f"FACTCHECK_TIMEOUT is '{value}'"):
        Settings.from_environment({"FACTCHECK_TIMEOUT": value})
