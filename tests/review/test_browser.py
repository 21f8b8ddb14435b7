"""The review in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.review.conftest import Start


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain-forms"])
def test_a_person_decides_in_two_tabs(chromium: Browser, start: Start, script: bool) -> None:
    review = start()
    context = chromium.new_context(java_script_enabled=script)
    try:
        complaints: list[str] = []
        tabs = [context.new_page(), context.new_page()]
        for tab in tabs:
            tab.on("pageerror", lambda error: complaints.append(str(error)))
            tab.goto(review.address + "#c2")
            if not script:
                tab.locator("#c2 summary").click()
        first, second = tabs
        first.locator("#c2-desk [name=note]").fill("from the first tab")
        first.locator("#c2-desk button").press("Enter")
        expect(first.locator("#c2-badge")).to_have_text("accepted")
        second.locator("#c2-desk [name=note]").fill("from the second tab")
        second.locator("#c2-desk button").click()
        expect(second.locator("#c2-desk .answer")).to_contain_text("after you opened this page")
        expect(second.locator("#c2-desk [name=note]")).to_have_value("from the second tab")
        first.locator("#sign-off button").press("Enter")
        expect(first.locator("#sign-off")).to_contain_text("Signed by Ada Editor")
        assert len(review.entries) == 2
        assert complaints == []
    finally:
        context.close()
