"""The MCP server in a process of its own, asked by the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from tests.cli.conftest import Call
from tests.cli.reading_server import ReadingServer
from tests.service.conftest import SENT, VERDICTS, environment, found


def started(folder: Path, base_url: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "factcheck", "mcp"],
        env={"PYTHONPATH": _tree(), **environment(folder, base_url)},
    )


def _tree() -> str:
    return str(Path(__file__).parents[2])


def said(result: CallToolResult) -> str:
    """The one text of an answer."""
    (content,) = result.content
    assert content.type == "text"
    return content.text


def refused(result: CallToolResult) -> str:
    """The one line of an answer that is an error."""
    assert result.is_error
    assert "\n" not in said(result)
    return said(result)


def test_without_the_extra_it_says_what_to_install(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.lowlevel", None)
    ended = call("mcp")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "factcheck: error: the MCP server needs an extra: pip install 'factcheck[mcp]'\n"


def test_a_client_checks_a_story(tmp_path: Path) -> None:
    async def asking(model: ReadingServer) -> None:
        async with Client(started(tmp_path, model.base_url)) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert list(tools) == ["check", "status", "report", "forget"]
            Draft202012Validator(tools["check"].input_schema).validate(SENT)

            taken = await client.call_tool("check", SENT)
            assert not taken.is_error
            id = taken.structured_content["id"]
            status: dict[str, Any] = json.loads(said(await client.call_tool("status", {"id": id, "wait": 60})))
            assert status["state"] == "done"
            assert found(status["verdicts"]) == VERDICTS
            Draft202012Validator(tools["status"].output_schema or {}).validate(status)

            assert "The council voted for six new buses." in said(await client.call_tool("report", {"id": id}))
            report = json.loads(said(await client.call_tool("report", {"id": id, "format": "json"})))
            assert report["sources"][0]["name"] == "agency"
            await client.call_tool("forget", {"id": id})
            assert "there is no check" in refused(await client.call_tool("report", {"id": id}))

            for arguments, complaint in [
                ({"sources": [{"text": "It is so."}]}, "story: Field required"),
                ({**SENT, "story": {"text": ""}}, "story: is empty"),
                ({**SENT, "story": {"path": "/etc/passwd"}}, "story.path: "),
                ({**SENT, "sources": [{"url": "http://localhost/"}]}, "private address"),
            ]:
                assert complaint in refused(await client.call_tool("check", arguments))
            assert "there is no tool 'sing'" in refused(await client.call_tool("sing", {}))

    with ReadingServer() as model:
        asyncio.run(asking(model))
