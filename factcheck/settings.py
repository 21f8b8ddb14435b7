"""The only reader of the environment: what the user set there, checked once, as one frozen record.

| variable              | means                                                   | when unset                      |
|-----------------------|---------------------------------------------------------|---------------------------------|
| `FACTCHECK_MODEL`     | the model, as `--model` names it                        | the embedded one                |
| `FACTCHECK_BASE_URL`  | an OpenAI-compatible endpoint, as `--base-url` names it | the provider's own              |
| `FACTCHECK_CACHE_DIR` | the directory of fetched weights               | the platform's cache directory  |
| `FACTCHECK_ARCHIVES`  | the directory of archives of documents         | in the platform's data directory|
| `FACTCHECK_STORE`     | the file or `postgresql://` database that keeps answers | in the platform's data directory|
| `FACTCHECK_TIMEOUT`   | seconds that one model call may take                    | 120; 600 on this machine        |
| `FACTCHECK_TOKEN`     | the token that requests to `factcheck serve` must carry | a new one at each start         |
| `OPENAI_API_KEY`      | the key for `openai:NAME`                               | none                            |

Model providers' own libraries read their own variables (`ANTHROPIC_API_KEY`, `HTTPS_PROXY`, `LANGSMITH_TRACING`, …);
nothing here sets them, so nothing is traced unless the user's own settings ask for it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from factcheck.errors import UsageError

_VARIABLES = {
    "model": "FACTCHECK_MODEL",
    "base_url": "FACTCHECK_BASE_URL",
    "cache_dir": "FACTCHECK_CACHE_DIR",
    "archives": "FACTCHECK_ARCHIVES",
    "store": "FACTCHECK_STORE",
    "timeout": "FACTCHECK_TIMEOUT",
    "service_token": "FACTCHECK_TOKEN",
    "openai_api_key": "OPENAI_API_KEY",
}

SERVERS = ("postgresql://", "postgres://")
"""The prefixes of a store that is a database on a server, not a file."""


def place(given: str) -> Path | str:
    """A store as the user names it: a path, or an unchanged URL."""
    return given if given.startswith(SERVERS) else Path(given).expanduser()


def default_store() -> Path:
    """The file that keeps answers by default."""
    return platformdirs.user_data_path("factcheck") / "store.sqlite3"


class Settings(BaseModel):
    """The settings in the environment. `timeout` is in seconds; None leaves the choice to the model."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    model: str | None = None
    base_url: str | None = None
    cache_dir: Path = Field(default_factory=lambda: platformdirs.user_cache_path("factcheck"))
    archives: Path = Field(default_factory=lambda: platformdirs.user_data_path("factcheck") / "archives")
    store: Path | str = Field(default_factory=default_store, repr=False)  # a URL can hold a password
    timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    service_token: SecretStr | None = None
    openai_api_key: SecretStr | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings of `environment`, by default this process's. An empty variable counts as unset.

        Raises UsageError naming the variable whose value cannot be used.
        """
        environment = os.environ if environment is None else environment
        given: dict[str, str | Path] = {
            field: value.strip() for field, name in _VARIABLES.items() if (value := environment.get(name, "")).strip()
        }
        for field in ("cache_dir", "archives"):
            if field in given:
                given[field] = Path(given[field]).expanduser()
        if "store" in given:
            given["store"] = place(str(given["store"]))
        try:
            return cls.model_validate(given)
        except ValidationError as invalid:
            problem = invalid.errors()[0]
            field = str(problem["loc"][0])
            raise UsageError(f"{_VARIABLES[field]} is {given[field]!r}: {problem['msg']}") from None
