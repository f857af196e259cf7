"""Every page, for everybody: narrow and wide, light and dark, keyboard alone, on paper."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live

Visit = Callable[..., Page]
PATHS = ("/team", "/ask", "/reps/{priya}", "/reps/{priya}/prepare", "/reps/{priya}/notes", "/agendas/{agenda}", "/goals", "/insights", "/playbook", "/playbook?q=a+quiet+deal")

_CHECKS = """() => {
  const found = [];
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  if (!document.documentElement.lang) found.push('no language');
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  if (!document.querySelector('main')) found.push('no main');
  let level = 0;
  for (const h of document.querySelectorAll('h1,h2,h3,h4')) if (shown(h)) { const l = +h.tagName[1]; if (l > level + 1) found.push(`h${l} after h${level}: ${h.textContent.trim().slice(0, 40)}`); level = l; }
  const nameOf = (e) => (e.getAttribute('aria-label') || (e.labels && [...e.labels].map((l) => l.textContent).join(' ')) || e.textContent || '').trim();
  for (const e of document.querySelectorAll('button,a[href],input:not([type=hidden]),select,textarea')) if (shown(e) && !nameOf(e)) found.push('no name: ' + e.outerHTML.slice(0, 80));
  for (const e of document.querySelectorAll('svg')) if (shown(e) && !(e.getAttribute('role') === 'img' && e.getAttribute('aria-label'))) found.push('a chart without words');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) found.push('twice the id ' + id);
  for (const e of document.querySelectorAll('[aria-controls],[aria-labelledby]')) for (const a of ['aria-controls', 'aria-labelledby']) if (e.hasAttribute(a) && !document.getElementById(e.getAttribute(a))) found.push(a + ' names nothing');
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return { r: m[0], g: m[1], b: m[2], a: m.length > 3 ? m[3] : 1 }; };
  const light = (c) => { const f = (v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; return .2126 * f(c.r) + .7152 * f(c.g) + .0722 * f(c.b); };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a === 1) return c; } return { r: 255, g: 255, b: 255 }; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !shown(e) || e.closest('svg,.sr,[disabled],noscript,script')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}: ${walker.currentNode.textContent.trim().slice(0, 40)}`);
  }
  const ground = light(behind(document.querySelector('main')));
  for (const t of document.querySelectorAll('svg text')) { const [a, b] = [light(parse(getComputedStyle(t).fill)), ground].sort((x, y) => y - x); if ((a + .05) / (b + .05) < 4.5) found.push('contrast in a chart: ' + t.textContent); }
  return [...new Set(found)];
}"""

_OPEN = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"


@pytest.fixture(scope="module")
def places(live: Live) -> dict[str, str]:
    """Ids for the paths; one agenda is prepared and shared."""
    coach = live.coach
    helen = coach.viewer("Helen Brooks")
    with ThreadPoolExecutor() as aside:  # the browser's event loop runs in this thread
        agenda = aside.submit(asyncio.run, coach.prepare(helen, "Priya Nair")).result().agenda
    assert agenda is not None
    coach.records.share_agenda(helen, agenda.id)
    return {"priya": live.id_of("Priya Nair"), "agenda": agenda.id}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_in_order_light_and_dark_and_no_wider_than_a_phone(visit: Visit, places: dict[str, str], path: str) -> None:
    page = visit("Helen Brooks", path.format(**places))
    page.evaluate(_OPEN)
    assert page.evaluate(_CHECKS) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(_CHECKS) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_sign_in_page_and_the_sheet_are_in_order_too(visit: Visit, places: dict[str, str]) -> None:
    assert visit(None, "/sign-in").evaluate(_CHECKS) == []
    page = visit("Priya Nair", dark=True)
    page.locator(".fig").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("What it means")
    assert page.evaluate(_CHECKS) == []


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_a_reps_is_wider_than_a_phone(visit: Visit, places: dict[str, str], path: str) -> None:
    page = visit("Priya Nair", path.format(**places), width=360)
    page.evaluate(_OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_a_phone_the_talk_and_the_agenda_take_turns(visit: Visit, places: dict[str, str]) -> None:
    page = visit("Helen Brooks", f"/reps/{places['priya']}/prepare", width=360)
    expect(page.locator(".agenda")).to_be_visible()
    expect(page.get_by_label("Ask or say what to change")).to_be_hidden()
    page.get_by_role("button", name="Talk").click()
    expect(page.get_by_label("Ask or say what to change")).to_be_visible()
    expect(page.locator(".agenda")).to_be_hidden()


def test_the_page_is_dark_where_one_wants_it_dark(visit: Visit, live: Live) -> None:
    grounds = [visit("Helen Brooks", "/team", dark=dark).evaluate("getComputedStyle(document.body).backgroundColor") for dark in (False, True)]
    assert grounds[0] != grounds[1]
    red, green, blue = (int(n) for n in re.findall(r"\d+", grounds[1])[:3])
    assert max(red, green, blue) < 48


def focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
      return { text: e.textContent.trim(), outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, y: e.getBoundingClientRect().y }; }""")
    return found


def test_the_whole_way_by_keyboard_alone(visit: Visit, places: dict[str, str]) -> None:
    page = visit("Helen Brooks")
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "Skip to the page"
    assert focused(page)["y"] >= 0
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert focused(page)["outline"], focused(page)
        if focused(page)["text"].startswith("Mei Tanaka") or focused(page)["text"].startswith("Tom Brandt"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Tom Brandt|Mei Tanaka"))
    page.locator(".play .fig").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.classList.contains('fig')")
    page.goto("/playbook")
    page.keyboard.press("/")
    page.keyboard.type("a quiet deal")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Wake a deal that has gone quiet")).to_be_visible()


def test_who_wants_less_motion_gets_none(visit: Visit, places: dict[str, str]) -> None:
    page = visit("Helen Brooks", f"/reps/{places['priya']}/prepare", reduced_motion="reduce")
    page.get_by_label("Ask or say what to change").fill("how are the deals?")
    page.keyboard.press("Enter")
    page.locator(".steps li").first.wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.steps li:last-child'), '::before').animationName") == "none"
    expect(page.locator(".reply").first).not_to_be_empty()


def test_on_paper_the_agenda_stands_alone(visit: Visit, places: dict[str, str]) -> None:
    page = visit("Priya Nair", f"/agendas/{places['agenda']}", dark=True)
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator(".add").first).to_be_hidden()
    expect(page.get_by_role("heading", name="Now what?")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.agenda h3')).color") == "rgb(0, 0, 0)"


def test_a_first_visit_is_light(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks")
    sizes: list[int] = []
    page.on("response", lambda r: sizes.append(len(r.body())))
    page.goto("/team")
    page.wait_for_load_state("networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) < 100_000
