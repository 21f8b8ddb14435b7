"""Every piece of Python in docs/api.md runs as it stands, with a server on loopback for the model."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import factcheck
from tests.answering import careful_server
from tests.models.loopback import Loopback

PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")

STORY = "The bridge opened on Monday.\n\nA ferry runs every twenty minutes.\n\nThe council voted for nine new buses.\n"
AGENCY = "The bridge opened on Monday.\n\nThe council voted for six new buses.\n"
VERDICTS = {"The bridge opened on Monday.": "supported", "The council voted for nine new buses.": "contradicted"}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A folder with the files that the recipes name, and the environment's model on loopback."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "story.md": STORY,
        "agency.md": AGENCY,
        "minutes.md": AGENCY,
        "stories/bridge.md": STORY,
        "stories/empty.md": "",
        "sources/agency.md": AGENCY,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    for variable in ("FACTCHECK_STORE", "FACTCHECK_CACHE_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
    with careful_server() as server:
        monkeypatch.setenv("FACTCHECK_MODEL", "openai:my-model")
        monkeypatch.setenv("FACTCHECK_BASE_URL", server.base_url)
        yield server


def recipe(title: str) -> list[str]:
    """The pieces of Python under that heading."""
    return re.findall(r"```python\n(.*?)```", sections()[title], re.DOTALL)


def sections() -> dict[str, str]:
    """The page by heading. A heading is never inside a piece of Python: none of them has a comment at the left edge."""
    parts = re.split(r"^#+ (.+)\n", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


async def run_cells(cells: list[str]) -> dict[str, Any]:
    """What the cells leave behind; the value of an expression that ends one is `_`, as in a notebook."""
    names: dict[str, Any] = {}
    for cell in cells:
        tree = ast.parse(cell)
        if isinstance(tree.body[-1], ast.Expr):
            tree.body[-1] = ast.fix_missing_locations(ast.Assign([ast.Name("_", ast.Store())], tree.body[-1].value))
        code = compile(tree, "docs/api.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        outcome = eval(code, names)  # noqa: S307 - our own page
        if asyncio.iscoroutine(outcome):
            await outcome
    return names


def verdicts(report: factcheck.Report) -> dict[str, str]:
    """The verdicts by the claim's text, but for what no source mentions."""
    texts = {claim.id: claim.text for claim in report.claims}
    found = {texts[v.claim]: v.verdict.value for v in report.verdicts}
    return {text: verdict for text, verdict in found.items() if verdict != "not_mentioned"}


def test_the_page_has_the_recipes_and_no_other_python() -> None:
    assert [title for title in sections() if recipe(title)] == [
        "Using factcheck from Python",
        "A notebook",
        "A web service",
        "A batch",
        "An archive",
        "Your own prompts",
        "Your own model",
        "LangChain",
    ]


def test_the_first_lines(server: Loopback) -> None:
    names = asyncio.run(run_cells(recipe("Using factcheck from Python")))
    assert verdicts(names["report"]) == VERDICTS


def test_a_notebook(server: Loopback) -> None:
    names = asyncio.run(run_cells(recipe("A notebook")))
    assert verdicts(names["report"]) == VERDICTS
    assert ("supported", "The bridge opened on Monday.") in names["_"]
    page = names["report"]._repr_html_()
    assert "1 supported" in page
    assert "nine new buses" in page


def test_a_web_service(server: Loopback) -> None:
    async def served() -> list[httpx.Response]:
        (cell,) = recipe("A web service")
        app = (await run_cells([cell]))["app"]
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client,
        ):
            return [
                await client.post("/check", json={"story": STORY, "sources": {"agency.md": AGENCY}}),
                await client.post("/check", json={"story": "", "sources": {"agency.md": AGENCY}}),
                await client.post("/check", json={"story": "../../etc/passwd is a path.", "sources": {"a": AGENCY}}),
            ]

    checked, empty, path = asyncio.run(served())
    assert verdicts(factcheck.Report.model_validate(checked.json())) == VERDICTS
    assert (empty.status_code, empty.json()) == (422, {"error": "story: has no text"})
    assert path.json()["story"]["text"] == "../../etc/passwd is a path."


def test_a_batch_goes_on_where_it_was(server: Loopback, capsys: pytest.CaptureFixture[str]) -> None:
    (cell,) = recipe("A batch")
    for round in range(2):
        exec(compile(cell, "docs/api.md", "exec"), {})  # noqa: S102 - our own page
        asked = len(server.requests)
        report = factcheck.Report.model_validate_json(Path("bridge.json").read_text(encoding="utf-8"))
        assert verdicts(report) == VERDICTS
        assert capsys.readouterr().out == "stories/empty.md: is empty\n"
        assert report.clock.paid.calls == (asked if round == 0 else 0)
    assert len(server.requests) == asked


def test_an_archive_by_its_file_and_by_its_name(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    names = asyncio.run(run_cells(recipe("An archive")))
    assert verdicts(names["report"]) == VERDICTS
    assert names["_"]
    monkeypatch.setenv("FACTCHECK_ARCHIVES", ".")
    by_name = factcheck.run(factcheck.check("story.md", archive="wire", archive_documents=1))
    assert by_name.search is not None
    assert (by_name.search.archive, by_name.search.most) == ("wire", 1)
    assert verdicts(by_name) == VERDICTS
    with pytest.raises(factcheck.FactcheckError, match="no archive 'main'"):
        factcheck.run(factcheck.check("story.md", archive="main"))
    with pytest.raises(factcheck.UsageError, match="archive_documents is 0"):
        factcheck.run(factcheck.check("story.md", archive="wire", archive_documents=0))
    with pytest.raises(factcheck.UsageError, match="no source"):
        factcheck.run(factcheck.check("story.md"))


def test_own_prompts(server: Loopback) -> None:
    names = asyncio.run(run_cells(recipe("Your own prompts")))
    assert verdicts(names["report"]) == VERDICTS
    assert any("You edit a newspaper." in request.body["messages"][0]["content"] for request in server.requests)


def test_own_model(server: Loopback) -> None:
    own, _ = recipe("Your own model")
    names = asyncio.run(run_cells([own]))
    assert verdicts(names["report"])["The bridge opened on Monday."] == "supported"
    assert server.requests == []


def test_a_chat_model_of_langchains(server: Loopback) -> None:
    _, cell = recipe("Your own model")
    names = asyncio.run(run_cells([cell.replace("http://localhost:8000/v1", server.base_url)]))
    assert verdicts(names["report"]) == VERDICTS


def test_langchain(server: Loopback) -> None:
    names = asyncio.run(run_cells(recipe("LangChain")))
    assert [result.relation.value for result in names["results"]] == ["supports", "silent", "contradicts"]
    assert names["tokens"].usage_metadata["my-model"]["input_tokens"] > 0
    assert {entry["token"] for entry in names["alternatives"]} == {"Yes", "No", "Unknown"}
    assert server.requests[-1].body["seed"] == 3
