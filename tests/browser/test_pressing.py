"""Pressed twice, by two people, while the server is away, with the keys alone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from copilot.coach import OPERATOR
from copilot.domain import GoalState
from tests.browser.conftest import Live

Visit = Callable[..., Page]


def ask(page: Page, words: str) -> None:
    page.get_by_label("Ask or say what to change").fill(words)
    page.keyboard.press("Enter")


def prepared(visit: Visit, live: Live, name: str) -> Page:
    """The prepare page of a rep, once its agenda is there and the talk has ended."""
    page = visit("Helen Brooks", f"/reps/{live.id_of(name)}/prepare")
    expect(page.locator(".goal[data-index]").first).to_be_visible()
    expect(page.locator("#chips button").first).to_be_visible()
    return page


def test_goals_are_decided_in_the_words_of_the_chat_and_the_agenda_shows_it(visit: Visit, live: Live) -> None:
    page = prepared(visit, live, "Maria Jensen")
    wanted = page.locator(".goal[data-index]").nth(0).get_by_role("heading").inner_text()
    ask(page, "propose the first and decline the second")
    expect(page.locator(".goal[data-index]")).to_have_count(0)
    expect(page.locator(".agenda .goal", has_text=wanted)).to_contain_text("waiting for Maria’s yes")
    goals = [g for g in live.coach.records.goals(OPERATOR, live.id_of("Maria Jensen")) if g.draft.description == wanted]
    assert [g.state for g in goals] == [GoalState.SUGGESTED]


def test_a_button_pressed_twice_counts_once(visit: Visit, live: Live) -> None:
    page = visit("Priya Nair", f"/reps/{live.id_of('Priya Nair')}/prepare")
    expect(page.get_by_label("Add a topic")).to_be_visible()
    page.get_by_label("Add a topic").fill("Said once")
    page.get_by_role("button", name="Add", exact=True).dblclick()
    expect(page.locator(".topic", has_text="Said once")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert [t.words for t in live.coach.records.topics(live.coach.viewer("Priya Nair"), live.id_of("Priya Nair"))].count("Said once") == 1

    other = visit("Grant Hollis", "/goals")
    card = other.locator(".goal", has_text="waiting for your yes")
    wanted = card.get_by_role("heading").inner_text()
    card.get_by_role("button", name=re.compile("^Agree")).dblclick()
    expect(other.locator(".goal", has_text=wanted).locator(".tag").first).to_have_text("agreed")
    expect(other.locator("#toast")).to_be_hidden()
    (goal,) = [g for g in live.coach.records.goals(OPERATOR, live.id_of("Grant Hollis")) if g.draft.description == wanted]
    assert [e.action for e in goal.history].count("agreed") == 1


def test_of_two_browsers_the_second_is_told_and_shown_how_it_stands(visit: Visit, live: Live) -> None:
    one = prepared(visit, live, "Ana Souza")
    two = visit("Helen Brooks", f"/reps/{live.id_of('Ana Souza')}/prepare")
    for page in (one, two):
        page.locator(".goal[data-index]").first.get_by_role("button", name="Propose").click()
    one.get_by_role("button", name="Save decisions").click()
    expect(one.locator("#toast")).to_contain_text("waits for a yes")
    two.get_by_role("button", name="Save decisions").click()
    expect(two.locator("#toast")).to_contain_text("proposed from this agenda already")
    expect(two.locator(".agenda .goal", has_text="waiting for Ana’s yes")).to_have_count(1)

    tom = [visit("Tom Brandt", "/goals") for _ in range(2)]
    for page in tom:
        expect(page.locator(".goal", has_text="waiting for your yes")).to_have_count(1)
    tom[0].get_by_role("button", name=re.compile("^Agree")).click()
    expect(tom[0].locator(".goal", has_text="waiting for your yes")).to_have_count(0)
    tom[1].get_by_role("button", name=re.compile("^Agree")).click()
    expect(tom[1].locator("#toast")).to_contain_text("this goal is agreed to already")
    expect(tom[1].locator(".goal", has_text="waiting for your yes")).to_have_count(0)


def test_an_answer_that_breaks_off_says_so_and_keeps_the_question(visit: Visit, live: Live) -> None:
    page = prepared(visit, live, "Samuel Adeyemi")

    def half(route: Route) -> None:
        route.fulfill(status=200, content_type="text/event-stream", body='event: text_delta\ndata: {"text": "Half an ", "parts": [{"text": "Half an ", "fact": null}]}\n\n')

    page.route("**/api/v1/chat", half)
    ask(page, "how are the deals?")
    expect(page.get_by_role("log")).to_contain_text("The connection broke off before the answer was whole; please ask again.")
    expect(page.get_by_label("Ask or say what to change")).to_have_value("how are the deals?")
    page.route("**/api/v1/**", lambda route: route.abort())  # before the other goes: with none left requests are let through for a moment
    page.unroute("**/api/v1/chat")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Nextplay cannot be reached.")
    page.unroute("**/api/v1/**")
    page.keyboard.press("Enter")
    expect(page.locator(".reply").last.locator(".fig").first).to_be_visible()


def test_reloading_in_mid_answer_and_going_back_leave_one_agenda_on_the_table(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", f"/reps/{live.id_of('Zoë Lindqvist')}")
    page.get_by_role("link", name="Prepare", exact=True).click()
    page.locator(".steps li").first.wait_for()
    page.reload()
    expect(page.locator(".agenda")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Zoë Lindqvist")).to_be_visible()
    page.go_forward()
    expect(page.locator(".agenda")).to_have_count(1)
    expect(page.locator(".agenda")).to_be_visible()
    days = [a.meeting_on for a in live.coach.records.agendas(live.coach.viewer("Helen Brooks"), live.id_of("Zoë Lindqvist")) if a.state == "draft"]
    assert len(set(days)) == 1


def press_until(page: Page, words: str) -> None:
    """Tab until what has the focus begins with these words."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if str(page.evaluate("document.activeElement.textContent.trim()")).startswith(words):
            assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
            return
    raise AssertionError(f"{words!r} is not reached by Tab")


def test_from_sign_in_to_a_proposal_by_the_keys_alone(visit: Visit, live: Live) -> None:
    live.coach.accounts.set_password(OPERATOR, live.coach.viewer("Helen Brooks").id, "four plain words here")
    page = visit(None, "/sign-in")
    page.keyboard.press("Tab")  # past the link that skips to the page
    page.keyboard.press("Tab")
    page.keyboard.type("Helen Brooks")
    page.keyboard.press("Tab")
    page.keyboard.type("four plain words here")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("this week")
    press_until(page, "Mei Tanaka")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Mei Tanaka")).to_be_visible()
    press_until(page, "Prepare")
    page.keyboard.press("Enter")
    expect(page.locator(".goal[data-index]").first).to_be_visible()
    expect(page.locator("#chips button").first).to_be_visible()
    press_until(page, "Propose")
    page.keyboard.press("Space")
    press_until(page, "Save decisions")
    page.keyboard.press("Enter")
    expect(page.locator(".agenda")).to_contain_text("waiting for Mei’s yes")


def test_an_earlier_conversation_is_named_opened_gone_on_with_and_deleted_by_the_keys_alone(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", "/ask")
    press, box, toast = page.keyboard.press, page.get_by_label("Ask a question"), page.locator("#toast")
    box.fill("which of Mei's deals are stuck?")
    press("Enter")
    expect(page.locator("#chips button").first).to_be_visible()
    page.get_by_role("button", name="Begin a new conversation").press("Enter")
    expect(toast).to_have_text("What you ask now begins a new conversation.")
    expect(box).to_be_focused()
    page.locator("#earlier summary").press("Enter")
    expect(page.locator("#talks li", has_text="which of Mei's deals are stuck?")).to_contain_text(re.compile("Mei Tanaka, .* 2026"))
    press_until(page, "Rename “which of Mei's deals are stuck?”")
    press("Enter")
    page.keyboard.type("Mei in November")
    press("Enter")
    expect(toast).to_have_text("It is called “Mei in November” now.")
    expect(page.get_by_role("link", name="Mei in November")).to_be_focused()
    press("Enter")
    expect(page.locator("#kept")).to_contain_text("which of Mei's deals are stuck?")
    thread = page.url.split("=")[1]
    box.fill("and how likely is she to reach the goal?")
    press("Enter")
    expect(page.locator(".reply .fig").first).to_be_visible()
    expect(page.locator("#chips button").first).to_be_visible()
    assert page.request.get(f"/api/v1/threads/{thread}").json()["turns"] == 2
    page.locator("#earlier summary").press("Enter")
    item = page.locator("#talks li", has_text="Mei in November")
    expect(item.locator("a[aria-current]")).to_be_visible()
    item.get_by_role("button", name="Delete “Mei in November”").press("Enter")
    press_until(page, "Keep it")
    press("Enter")
    expect(item.get_by_role("button", name="Delete “Mei in November”")).to_be_focused()
    expect(item.get_by_role("button", name="Delete it")).to_be_hidden()
    press("Enter")
    press_until(page, "Delete it")
    press("Enter")
    expect(toast).to_have_text("The conversation is gone. What you ask now begins a new one.")
    expect(page).to_have_url(re.compile("/ask$"))
    expect(page.locator("#kept")).to_have_count(0)
    assert thread not in page.request.get("/conversations/part").text()


def test_without_scripts_the_pages_can_be_read_and_say_what_they_miss(visit: Visit, live: Live) -> None:
    agenda = prepared(visit, live, "Tom Brandt").locator("#table").get_attribute("data-part") or ""
    for path, words in (("/team", "Everyone, evenly"), (f"/reps/{live.id_of('Tom Brandt')}", "Next play"), (agenda.removesuffix("/part"), "Now what?")):
        page = visit("Helen Brooks", path, java_script_enabled=False)
        expect(page.get_by_role("heading", name=words)).to_be_visible()
        expect(page.locator("main > noscript p")).to_be_visible()
