"""A careful reader behind OpenAI's Batch endpoint: files go up, parcels of requests are carried out, replies come down."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.cli.reading_server import ReadingServer
from tests.models.loopback import Reply, Request, completion, failure, json_reply, weighing

PAGE = 2
"""Parcels on one page of the list."""


class BatchServer(ReadingServer):
    """The endpoint beside the chat completions. `asked` of the base counts the questions, however they came.

    A parcel is done at the second look at it. `fates` are what becomes of the parcels in turn, `completed` for those beyond:
    `expired` carries out every other request of a parcel, `failed` none. `refusing` may give an error for a request's body,
    in whichever way it came; such requests are not `asked`, but `refused`. An answer costs `prompt_tokens` and 5 tokens out.
    `key` is the only one that is let in. `before` may say that a call is lost before it is heard; `after` is told of each
    that was carried out and is not answered yet.
    """

    def __init__(self, *fates: str, key: str | None = None, endpoint: bool = True) -> None:
        super().__init__()
        self.fates = list(fates)
        self.refusing: Callable[[dict[str, Any]], Reply | None] = lambda _: None
        self.before: Callable[[str], bool] = lambda _: False
        self.after: Callable[[str], None] = lambda _: None
        self.calls: list[str] = []
        self.directly = 0
        self.refused = 0
        self.prompt_tokens = 10
        self.parcels: list[dict[str, Any]] = []
        self.files: dict[str, str] = {}
        self._key = key
        self._endpoint = endpoint
        self._looks: dict[str, int] = {}

    def _read(self, request: Request) -> Reply:
        path = urlsplit(request.path).path.removeprefix("/v1")
        call = f"{request.method} {path}"
        self.calls.append(call)
        if self.before(call):
            return Reply(end="reset")
        reply = self._carried_out(request, path)
        self.after(call)
        return reply

    def _carried_out(self, request: Request, path: str) -> Reply:
        if self._key and request.headers.get("authorization") != f"Bearer {self._key}":
            return failure(401, "Incorrect API key provided", code="invalid_api_key")
        if path == "/chat/completions":
            self.directly += 1
            return self._chat(request)
        if not self._endpoint:
            return failure(404, "Not Found")
        match request.method, *path.strip("/").split("/"):
            case "POST", "files":
                return self._uploaded(request)
            case "GET", "files", id, "content":
                return Reply(self.files[id].encode()) if id in self.files else failure(404, "No such File object")
            case "POST", "batches":
                return self._created(request.body)
            case "GET", "batches":
                return self._listed(parse_qs(urlsplit(request.path).query))
            case "GET", "batches", id:
                return self._looked_at(id)
        return failure(404, "Not Found")

    def _chat(self, request: Request) -> Reply:
        refusal = self.refusing(request.body)
        if refusal is not None:
            self.refused += 1
            return refusal
        if "Is two more than one?" not in str(request.body["messages"][-1]["content"]):
            told = json.loads(super()._read(request).body)
            told["usage"]["prompt_tokens"] = self.prompt_tokens
            return json_reply(told)
        return weighing({"Yes": 0.9, "No": 0.1}) if request.body.get("logprobs") else completion('{"answer": "Yes"}')

    def _uploaded(self, request: Request) -> Reply:
        form = message_from_bytes(f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode() + request.raw)
        parts = {part.get_param("name", header="content-disposition"): part for part in form.get_payload()}  # type: ignore[union-attr]
        assert parts["purpose"].get_payload() == "batch"  # type: ignore[union-attr]
        text = parts["file"].get_payload(decode=True).decode()  # type: ignore[union-attr]
        id = self._file(text)
        told = {
            "object": "file",
            "bytes": len(text),
            "created_at": int(time.time()),
            "filename": "f",
            "purpose": "batch",
        }
        return json_reply({"id": id, "status": "processed", **told})

    def _file(self, text: str) -> str:
        id = f"file-{len(self.files)}"
        self.files[id] = text
        return id

    def _created(self, body: dict[str, Any]) -> Reply:
        assert (body["endpoint"], body["completion_window"]) == ("/v1/chat/completions", "24h")
        parcel = {
            **body,
            "id": f"batch_{len(self.parcels)}",
            "object": "batch",
            "created_at": int(time.time()),
            "status": "validating",
        }
        self.parcels.append(parcel)
        return json_reply(parcel)

    def _listed(self, query: dict[str, list[str]]) -> Reply:
        newest_first = self.parcels[::-1]
        ids = [parcel["id"] for parcel in newest_first]
        start = ids.index(query["after"][0]) + 1 if "after" in query else 0
        page = newest_first[start : start + PAGE]
        return json_reply({"object": "list", "data": page, "has_more": start + PAGE < len(ids)})

    def _looked_at(self, id: str) -> Reply:
        parcel = next((parcel for parcel in self.parcels if parcel["id"] == id), None)
        if parcel is None:
            return failure(404, f"No batch found with id '{id}'.")
        self._looks[id] = self._looks.get(id, 0) + 1
        if self._looks[id] == 1:
            parcel["status"] = "in_progress"
        elif parcel["status"] == "in_progress":
            self._finish(parcel)
        return json_reply(parcel)

    def _finish(self, parcel: dict[str, Any]) -> None:
        parcel["status"] = self.fates.pop(0) if self.fates else "completed"
        lines = [json.loads(line) for line in self.files[parcel["input_file_id"]].splitlines()]
        assert len({line["custom_id"] for line in lines}) == len(lines)
        assert {(line["method"], line["url"]) for line in lines} == {("POST", "/v1/chat/completions")}
        if parcel["status"] == "failed":
            said = "Enqueued token limit reached for loopback in organization org-0123456789abcdef."
            parcel["errors"] = {"object": "list", "data": [{"code": "token_limit_exceeded", "message": said}]}
            return
        good: list[dict[str, Any]] = []
        bad: list[dict[str, Any]] = []
        for number, line in enumerate(lines):
            if parcel["status"] == "expired" and number % 2:
                late = {"code": "batch_expired", "message": "This request could not be executed in time."}
                bad.append({"custom_id": line["custom_id"], "response": None, "error": late})
                continue
            reply = self._chat(Request("", {}, line["body"]))
            response = {"status_code": reply.status, "request_id": "r", "body": json.loads(reply.body)}
            (good if reply.status == 200 else bad).append(
                {"id": f"batch_req_{number}", "custom_id": line["custom_id"], "response": response, "error": None}
            )
        for name, kept in (("output_file_id", good), ("error_file_id", bad)):
            # As the endpoint does, in another order than that of the requests.
            parcel[name] = self._file("".join(json.dumps(one) + "\n" for one in reversed(kept))) if kept else None
        parcel["request_counts"] = {"total": len(lines), "completed": len(good), "failed": len(bad)}
