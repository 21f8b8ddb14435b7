"""A headless Chromium for the tests of the page, where the machine has one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from factcheck.records import Report
from factcheck.render import html

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Opened:
    """A page from disk, and what the browser had to say while it was open."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, started once a module: while Playwright runs, nothing else in this thread can start an event loop."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser on this machine: none of {', '.join(NAMES)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens the page of a report from disk: `opened(report, at="#c3", width=360, color_scheme="dark")`.

    A page that complains, or that asks for anything but itself, fails the test.
    """
    contexts = []
    pages: list[Opened] = []

    def open_page(report: Report, at: str = "", width: int = 1280, **options: Any) -> Opened:
        file = tmp_path / f"report-{len(pages)}.html"
        file.write_text(html.render(report), encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        this = Opened(context.new_page(), file.as_uri())
        pages.append(this)
        this.page.on("console", lambda message: this.complaints.append(message.text))
        this.page.on("pageerror", lambda error: this.complaints.append(str(error)))
        this.page.on("dialog", lambda dialog: this.complaints.append(f"dialog: {dialog.message}"))
        this.page.on("request", lambda request: this.requests.append(request.url.partition("#")[0]))
        this.page.goto(this.address + at)
        return this

    yield open_page
    for context in contexts:
        context.close()
    for this in pages:
        assert this.complaints == []
        assert set(this.requests) <= {this.address}
