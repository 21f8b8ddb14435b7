"""The publisher of the reviews and their scale, read from a TOML file.

name = "The Morning Ledger"
url = "https://ledger.example"
reviews_url = "https://ledger.example/checks/april-2024"   # where the page of the report will be

[scale]
worst = 1
best = 5

[scale.ratings]          # your own words and their places on the scale
"False" = 1
"Missing context" = 3
"True" = 5
"""

from __future__ import annotations

import math
import tomllib
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator

from factcheck.errors import InputError
from factcheck.records import Record


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(f"{value!r} is not an http(s) address")
    return value


Address = Annotated[str, AfterValidator(_address)]


class Scale(Record):
    """A numeric scale, and the publisher's own words for places on it."""

    worst: float
    best: float
    ratings: Annotated[dict[str, float], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not (math.isfinite(self.worst) and math.isfinite(self.best)) or self.worst >= self.best:
            raise ValueError(f"worst ({self.worst:g}) must be below best ({self.best:g})")
        for words, value in self.ratings.items():
            if not self.worst <= value <= self.best:
                raise ValueError(f"the rating {words!r} is {value:g}, outside {self.worst:g} to {self.best:g}")
        return self


class Publisher(Record):
    """The organisation that signs, its scale, and the future address of the report's page."""

    name: Annotated[str, Field(min_length=1)]
    url: Address
    reviews_url: Address
    logo: Address | None = None
    scale: Scale


def read(text: str) -> Publisher:
    """The publisher in a TOML text. Raises InputError in one line that names the fault."""
    try:
        return Publisher.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the publisher file is not TOML: {error}") from None
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the file"
        raise InputError(f"the publisher file: {where}: {problem['msg'].removeprefix('Value error, ')}") from None
