"""The page of a report as a file: its policy, its links and its colours."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

import pytest

from factcheck.render import html
from factcheck.render.html import web_address
from tests.render.stories import april


def test_the_policy_names_the_page_s_own_style_and_script_and_nothing_else() -> None:
    page = html.render(april())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    policy = policy.replace("&#39;", "'")
    (style,), (script,) = (
        re.findall(r"<style>(.*?)</style>", page, re.S),
        re.findall(r"<script>(.*?)</script>", page, re.S),
    )
    for name, text in (("style", style), ("script", script)):
        assert f"{name}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_the_same_report_gives_the_same_page() -> None:
    assert html.render(april()) == html.render(april())


@pytest.mark.parametrize(
    "origin",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/hosts",
        "//evil",
        "http:",
        "http://[x",
        "-",
    ],
)
def test_only_web_addresses_become_links(origin: str) -> None:
    assert web_address(origin) is None


def test_a_web_address_is_a_link() -> None:
    assert '<a href="https://daily-b.example/world/china-trade" rel="noopener noreferrer">' in html.render(april())


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_ink_can_be_read_on_every_paper_it_stands_on(scheme: str) -> None:
    style = files("factcheck.render").joinpath("page", "page.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.S)[:2]
    )
    assert set(dark) == set(light)
    colours = light if scheme == "light" else dark
    tones = ("supported", "contradicted", "disputed", "not_mentioned", "unchecked")
    pairs = [(ink, paper) for ink in ("ink", "soft", "link", *tones) for paper in ("paper", "raised")]
    pairs += [("ink", wash) for wash in colours if wash.endswith("-wash") or wash in {"evidence", "added", "missing"}]
    pairs += [(tone, f"{tone}-wash") for tone in tones if f"{tone}-wash" in colours]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
