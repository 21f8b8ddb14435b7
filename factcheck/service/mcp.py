"""Checks over the Model Context Protocol, on standard input and output: the tools `check`, `status`, `report` and `forget`.

The SDK comes with the extra `mcp`, so it is imported when the server starts. An error is a tool's answer in one line,
marked as an error: a model can read it and send something else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from factcheck import __version__
from factcheck.errors import FactcheckError, UsageError
from factcheck.records import Record
from factcheck.service.checks import Checks, Status
from factcheck.service.sent import Asked, AskedReport, Named, Sent, problem

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

INSTRUCTIONS = (
    "Checks a news story against sources that you give: for every claim of the story, what each source says about it, with the "
    "evidence quoted. Send a story and its sources with `check`, ask `status` with wait=60 until it is done (it can take "
    "minutes), then read `report`. `supported` means that a source says so, not that it is true; `not_mentioned` and "
    "`unchecked` are different things. Show a person what needs one."
)


@dataclass(frozen=True)
class Tool:
    """A tool: its purpose, its input, and its function. `gives` is None for a text."""

    description: str
    takes: type[Record]
    answer: Callable[[Checks, Any], Awaitable[Record | str]]
    gives: type[Record] | None
    reads_only: bool


async def _check(checks: Checks, sent: Sent) -> Status:
    return await checks.check(sent)


async def _status(checks: Checks, asked: Asked) -> Status:
    return await checks.status(asked.id, asked.wait)


async def _report(checks: Checks, asked: AskedReport) -> str:
    return checks.report(asked.id, asked.format)


async def _forget(checks: Checks, asked: Named) -> str:
    await checks.forget(asked.id)
    return f"check {asked.id} is forgotten"


TOOLS = {
    "check": Tool("Start checking a story against its sources. Gives the check's id.", Sent, _check, Status, False),
    "status": Tool("A check's progress and result.", Asked, _status, Status, True),
    "report": Tool("The report of a finished check.", AskedReport, _report, None, True),
    "forget": Tool("Stop a check, and forget it and its report.", Named, _forget, None, False),
}


def server(checks: Checks) -> Server[Any]:
    """The server of these checks. Raises UsageError if the SDK is missing."""
    try:
        from mcp import types
        from mcp.server.lowlevel import Server
    except ImportError:
        raise UsageError("the MCP server needs an extra: pip install 'factcheck[mcp]'") from None

    listed = [
        types.Tool(
            name=name,
            description=tool.description,
            input_schema=tool.takes.model_json_schema(),
            output_schema=tool.gives.model_json_schema() if tool.gives else None,
            annotations=types.ToolAnnotations(read_only_hint=tool.reads_only),
        )
        for name, tool in TOOLS.items()
    ]

    async def list_tools(*_: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=listed)

    async def call_tool(_: object, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            answer = await _answered(checks, params.name, params.arguments or {})
        except FactcheckError as error:
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        if isinstance(answer, str):
            return types.CallToolResult(content=[types.TextContent(text=answer)])
        fields = answer.model_dump(mode="json", exclude_none=True)
        text = answer.model_dump_json(exclude_none=True)
        return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=fields)

    return Server(
        "factcheck",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def serve(checks: Checks) -> None:
    """Serve until standard input ends, then stop all checks and close the model. Raises UsageError without the SDK."""
    serving = server(checks)
    from mcp.server.stdio import stdio_server

    try:
        async with stdio_server() as (incoming, outgoing):
            await serving.run(incoming, outgoing, serving.create_initialization_options())
    finally:
        await checks.close()


async def _answered(checks: Checks, name: str, arguments: dict[str, Any]) -> Record | str:
    tool = TOOLS.get(name)
    if tool is None:
        raise UsageError(f"there is no tool {name!r}: there are {', '.join(TOOLS)}")
    try:
        taken = tool.takes.model_validate(arguments)
    except ValidationError as error:
        raise UsageError(problem(error)) from None
    return await tool.answer(checks, taken)
