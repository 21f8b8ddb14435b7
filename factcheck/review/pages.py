"""The page of a report with the desk in it. The report's own part is made once, the desk's each time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from importlib.resources import files
from typing import Any

from jinja2 import PackageLoader

from factcheck.render import html, wording
from factcheck.render.templates import page_template
from factcheck.review.desk import LONGEST, Desk, SubmissionRefused
from factcheck.review.outcome import Standing

_SLOT = re.compile(r"<!--slot (.*?)-->", re.S)
_TEMPLATE = page_template(PackageLoader("factcheck.review", "page"), "desk.html.j2")


class DeskPage:
    """The page of one desk."""

    def __init__(self, desk: Desk) -> None:
        page = html.render(desk.report, html.Served(_asset("desk.css"), _asset("desk.js")))
        # Even places hold fixed text, odd ones the names of the slots between.
        self._pieces = _SLOT.split(page)
        self._desk = desk

    def render(
        self, standing: Standing, refusal: SubmissionRefused | None = None, sent: Mapping[str, str] | None = None
    ) -> str:
        """The page; after a refusal, with the reason and the submitted words still in their form."""
        slots = self._slots(standing, refusal, sent or {})
        return "".join(
            slots.get(unescape(piece), "") if place % 2 else piece for place, piece in enumerate(self._pieces)
        )

    def _slots(self, standing: Standing, refusal: SubmissionRefused | None, sent: Mapping[str, str]) -> dict[str, str]:
        name, scale = self._desk.name, self._desk.scale
        again = sum(item.earlier is not None for item in standing.items)
        macros: Any = _TEMPLATE.make_module({"words": wording, "longest": LONGEST, "again": again})
        general = refusal if refusal and standing.item(refusal.claim or "") is None else None
        slots = {"sign-off": macros.sign_off(standing, name, general, self._desk.log.path.name)}
        following = _next_to_decide(standing)
        for item in standing.items:
            claim = item.claim.id
            about = refusal if refusal and refusal.claim == claim else None
            slots[f"badge {claim}"] = macros.badge(item)
            slots[f"decision {claim}"] = macros.decision(
                item,
                standing,
                name,
                tuple(scale.ratings) if scale else (),
                about,
                sent if about else None,
                following[claim],
            )
        return slots


def _next_to_decide(standing: Standing) -> dict[str, str | None]:
    """For each claim, the next one without a decision, continuing at the beginning after the end."""
    following: dict[str, str | None] = {}
    upcoming = next((item.claim.id for item in standing.items if not item.decision), None)
    for item in reversed(standing.items):
        following[item.claim.id] = upcoming
        if not item.decision:
            upcoming = item.claim.id
    return following


def _asset(name: str) -> str:
    return files("factcheck.review").joinpath("page", name).read_text(encoding="utf-8")
