"""What can be seen of figures: how sure one is, what a change is worth while a slider is moved, an answer to what the team page was asked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live

Visit = Callable[..., Page]


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_the_bar_of_an_interval_is_seen_told_in_words_and_opens(visit: Visit, live: Live, width: int, dark: bool) -> None:
    page = visit("Helen Brooks", f"/reps/{live.id_of('Tom Brandt')}", width=width, dark=dark)
    chart = page.get_by_role("img", name=re.compile(r"^Win rate: .*between \d+ % and \d+ % in eight cases of ten"))
    bar = chart.locator(".sure").bounding_box()
    whole = chart.bounding_box()
    assert bar
    assert whole
    assert bar["width"] > 10
    assert bar["height"] >= 2
    assert whole["x"] <= bar["x"]
    assert bar["x"] + bar["width"] <= whole["x"] + whole["width"]
    row = page.locator(".beside", has_text="Win rate")
    row.get_by_role("button", name=re.compile("^settles between")).click()
    expect(page.get_by_role("dialog")).to_contain_text("weighed with those of everybody in the same job")
    page.keyboard.press("Escape")
    row.get_by_role("button", name=re.compile(r"^\d+ people at")).click()
    expect(page.get_by_role("dialog")).to_contain_text("None are listed: this is pooled")


def test_on_a_phone_what_a_change_is_worth_is_in_sight_of_every_slider(visit: Visit, live: Live) -> None:
    page = visit("Priya Nair", width=390)
    for slider in page.locator("#sliders input[type=range]").all():
        slider.focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#worth .fig").first).to_be_visible()
        expect(page.locator("#worth")).not_to_have_attribute("aria-busy", "true")
        at, result = slider.bounding_box(), page.locator("#worth .fig").first.bounding_box()
        box = page.locator(".worth").bounding_box()
        assert at
        assert result
        assert box
        assert 0 <= result["y"] < result["y"] + result["height"] <= 800
        assert at["y"] >= 0
        assert at["y"] + at["height"] <= box["y"] + 1, "the result covers no slider that is moved"


def test_what_the_team_page_is_asked_is_answered_and_stands_in_no_address(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", "/team")
    page.keyboard.press("/")
    page.keyboard.type("how are the deals of Priya Nair?")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/ask\??$"))
    log = page.get_by_role("log")
    expect(log.locator(".said")).to_have_text("how are the deals of Priya Nair?")
    expect(log.locator(".reply .fig").first).to_be_visible()
    page.reload()
    expect(page.locator("#log")).to_be_empty()
