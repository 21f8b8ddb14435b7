"""What only factcheck's code can say about tapes: the identity of the embedded model, and the form of each answer."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import factcheck
from evals.recipes import RECIPES, adapted


def answer_forms() -> dict[str, str]:
    """The SHA-256 of the JSON schema of every answer that a recipe names."""
    return {answer: _form(answer) for recipe in RECIPES.values() for answer in recipe.answers}


def model_identity(spec: str, base_url: str | None = None) -> dict[str, Any]:
    """The identity of a model as the suites ask it, with the shipped prompts, as JSON has it. Nothing is asked, nor any key."""
    from pydantic import SecretStr

    from factcheck.models import open_model
    from factcheck.prompts import STEPS, load_prompt, shipped_directory
    from factcheck.settings import Settings

    # A missing prompt makes tapes stale; it must not prevent the report of that.
    files = {step: shipped_directory() / f"{step}.md" for step in STEPS}
    prompts = [load_prompt(file, STEPS[step]).identity for step, file in files.items() if file.exists()]
    return open_model(
        spec, Settings(base_url=base_url, openai_api_key=SecretStr("none")), prompts=adapted(prompts)
    ).identity.model_dump(mode="json")


def hashes_of_code() -> str:
    """A text that is another one wherever the above could say something else.

    It is a SHA-256 of every module of factcheck and every card of an adapter, and the versions of Python and of pydantic, which
    writes the schemas. The prompts, which adapters belong to, are not in it.
    """
    package = Path(factcheck.__file__).parent
    found = find_spec("pydantic")
    assert found is not None
    assert found.origin is not None
    parts = [sys.version, Path(found.origin).with_name("version.py").read_text(encoding="utf-8")]
    parts += [answer for recipe in RECIPES.values() for answer in recipe.answers]
    modules = hashlib.sha256()
    for folder, _, names in sorted(os.walk(package)):
        for name in sorted(names):
            if name.endswith(".py") or (Path(folder).name == "adapters" and name.endswith(".json")):
                with Path(folder, name).open("rb", buffering=0) as file:
                    content = file.read()
                modules.update(f"{folder.removeprefix(str(package))}/{name} {len(content)}\n".encode())
                modules.update(content)
    return "\n".join([*parts, modules.hexdigest()])


def _form(answer: str) -> str:
    module, _, name = answer.rpartition(".")
    schema = getattr(import_module(module), name).model_json_schema()
    return hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()
