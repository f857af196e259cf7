"""What people do with it, from the link to the rep's yes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from copilot.coach import OPERATOR
from copilot.domain import GoalState
from tests.browser.conftest import Live

Visit = Callable[..., Page]


def test_the_first_minute_link_team_rep_prepare_agenda_with_sources(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks")
    expect(page).to_have_url(re.compile("/team$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("need you this week")
    page.get_by_role("link", name="Priya Nair", exact=True).first.click()
    expect(page.get_by_role("heading", level=1, name="Priya Nair")).to_be_visible()
    expect(page.get_by_role("region", name="Next play")).to_contain_text("where people at Core run")
    page.get_by_role("link", name="Prepare", exact=True).click()
    agenda = page.get_by_role("article", name=re.compile("Agenda for"))
    expect(agenda).to_be_visible()
    for title in ("Connect", "Since last time", "Where you're going", "Tune the engine", "Your topics", "Now what?"):
        expect(agenda.get_by_role("heading", level=3, name=re.compile(re.escape(title)))).to_be_visible()
    agenda.locator(".fig").first.click()
    sheet = page.get_by_role("dialog", name="Where this figure comes from")
    expect(sheet).to_contain_text("What it means")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(agenda).to_contain_text(re.compile(r"Looks back \d of 30 min"))


def test_a_figure_shows_its_rows(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", f"/reps/{live.id_of('Priya Nair')}")
    page.get_by_role("button", name=re.compile(r"\d+ % of \d+ closed")).first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("The deals won, out of all deals won or lost")
    expect(sheet.locator("ol li").first).to_contain_text(re.compile(r"opportunities.*\.csv, line \d+"))
    page.get_by_role("button", name="Close", exact=True).click()
    expect(sheet).to_be_hidden()


def test_the_talk_streams_its_steps_and_goes_on_with_a_what_if(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", f"/reps/{live.id_of('Mei Tanaka')}/prepare")
    log = page.get_by_role("log")
    expect(log.locator(".steps li", has_text="going through the open deals")).to_be_visible()
    expect(log.locator(".reply").first).to_contain_text("Here is a plan for Mei")
    page.get_by_label("Ask or say what to change").fill("what if she started one more opportunity a month?")
    page.keyboard.press("Enter")
    reply = log.locator(".reply").nth(1)
    expect(reply).to_contain_text("over the next four quarters")
    expect(reply.locator(".fig").first).to_be_visible()
    expect(log).not_to_contain_text("That did not work")
    page.locator("#chips button").first.click()
    expect(log.locator(".reply").nth(2)).not_to_be_empty()


def test_asking_for_somebody_else_heads_the_page_with_their_name(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", f"/reps/{live.id_of('Tom Brandt')}/prepare")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get ready for Tom")
    expect(page.get_by_role("log").locator(".reply").first).to_contain_text("Here is a plan for Tom")
    page.get_by_label("Ask or say what to change").fill("get me ready for Zoë Lindqvist")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get ready for Zoë")
    expect(page.locator(".eyebrow a")).to_have_attribute("href", f"/reps/{live.id_of('Zoë Lindqvist')}")
    expect(page.get_by_role("button", name="Share with Zoë")).to_be_visible()


def test_a_goal_is_proposed_and_the_rep_alone_says_yes(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", f"/reps/{live.id_of('Samuel Adeyemi')}/prepare")
    cards = page.locator(".goal[data-index]")
    expect(cards).to_have_count(2)
    wanted = cards.nth(0).get_by_role("heading").inner_text()
    save = page.get_by_role("button", name="Save decisions")
    expect(save).to_be_disabled()
    cards.nth(0).get_by_role("button", name="Propose").click()
    cards.nth(1).get_by_role("button", name="Decline").click()
    save.click()
    expect(cards).to_have_count(0)
    expect(page.locator(".agenda")).to_contain_text("waiting for Samuel’s yes")
    expect(page.locator(".agenda").get_by_role("button", name=re.compile("^Agree"))).to_have_count(0)
    page.get_by_role("button", name="Share with Samuel").click()
    expect(page.locator(".agenda header .tag")).to_have_text("shared")

    rep = visit("Samuel Adeyemi")
    expect(rep.get_by_role("heading", level=1, name="Samuel Adeyemi")).to_be_visible()
    rep.get_by_role("link", name=re.compile("Open the agenda")).click()
    rep.get_by_label("Add a topic").fill("Who decides about discounts")
    rep.get_by_label("Ask your manager to bring this").check()
    rep.get_by_role("button", name="Add", exact=True).click()
    expect(rep.locator(".topic", has_text="Who decides about discounts")).to_contain_text("for the manager to bring")
    card = rep.locator(".goal", has_text=wanted)
    card.get_by_role("button", name=re.compile("^Agree")).click()
    expect(rep.locator(".goal", has_text=wanted).locator(".tag")).to_have_text("agreed")
    page.reload()
    expect(page.locator(".goal", has_text=wanted).locator(".tag").first).to_have_text("agreed")
    expect(page.locator(".agenda")).to_contain_text("Who decides about discounts")


def test_an_edit_shows_the_broken_rules_with_a_rewrite_to_take(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", f"/reps/{live.id_of('Maria Jensen')}/prepare")
    card = page.locator(".goal[data-index]").first
    card.get_by_role("button", name="Edit").click()
    wording = card.get_by_label("What will be done")
    expect(wording).to_be_focused()
    wording.fill("Try to win more deals")
    wording.blur()
    rule = card.locator(".rule").first
    expect(rule).to_be_visible()
    take = card.get_by_role("button", name=re.compile("^Take")).first
    rewrite = re.sub(r"^Take “|”$", "", take.inner_text())
    take.click()
    assert rewrite in [f.input_value() for f in card.locator("textarea, input").all()]
    wording.fill("Ask two customers for a referral")
    page.get_by_role("button", name="Save decisions").click()
    expect(page.locator(".agenda .goal", has_text="Ask two customers for a referral")).to_contain_text("waiting for Maria’s yes")


def test_declining_can_be_undone(visit: Visit, live: Live) -> None:
    page = visit("Tom Brandt", "/goals")
    card = page.locator(".goal", has_text="waiting for your yes")
    card.get_by_role("button", name=re.compile("^Decline")).click()
    expect(card).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(card).to_be_visible()
    page.reload()
    expect(card).to_be_visible()
    card.get_by_role("button", name=re.compile("^Decline")).click()
    expect(card).to_be_hidden()
    page.goto("/playbook")  # leaving the page sends it, in the background
    patience = time.monotonic() + 20
    while any(g.state is GoalState.SUGGESTED for g in live.coach.records.goals(OPERATOR, live.id_of("Tom Brandt"))):
        assert time.monotonic() < patience, "the decision was not sent"
        page.wait_for_timeout(100)
    page.goto("/goals")
    expect(page.locator(".goal", has_text="waiting for your yes")).to_have_count(0)


def test_a_stranger_reads_plain_words_and_the_way_back(visit: Visit, live: Live) -> None:
    page = visit("Tom Brandt", f"/reps/{live.id_of('Priya Nair')}")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is not yours to see or do")
    page.get_by_role("link", name="Back to the start").click()
    expect(page.get_by_role("heading", level=1, name="Tom Brandt")).to_be_visible()


def test_a_name_and_a_password_do_what_a_link_does(visit: Visit, live: Live) -> None:
    live.coach.accounts.set_password(OPERATOR, live.id_of("Ana Souza"), "four plain words here")
    page = visit(None, "/goals")
    page.get_by_label("E-mail or full name").fill("Ana Souza")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    page.get_by_label("Password").fill("four plain words here")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/goals$"))


def test_signing_out_ends_it(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in$"))
    page.goto("/team")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_sliders_work_by_keyboard_and_say_what_the_change_is_worth(visit: Visit, live: Live) -> None:
    page = visit("Priya Nair")
    worth, back = page.locator("#worth"), page.get_by_role("button", name="Put all back")
    expect(worth).to_have_text("Nothing is changed yet.")
    expect(back).to_be_disabled()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/forecast" in r.url else None)
    slider = page.get_by_role("slider", name="New opportunities")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("output[for=k-starts]")).to_have_text("+15 %")
    assert slider.get_attribute("aria-valuetext") == "+15 %"
    figure = worth.locator(".fig").first
    expect(figure).to_contain_text("more than as things are")
    assert len(asked) == 1, "three key presses are one question"
    figure.click()
    expect(page.get_by_role("dialog")).to_contain_text("worked out twice")
    page.keyboard.press("Escape")
    back.click()
    expect(worth).to_have_text("Nothing is changed yet.")
    expect(page.locator("output[for=k-starts]")).to_have_text("as now")
    expect(slider).to_be_focused()


def test_goals_are_worked_by_keyboard(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", "/goals")
    cards = page.locator(".goal[id]:visible")
    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(cards.nth(0)).to_be_focused()
    first = page.locator(".goal", has_text="waiting for Maria’s yes").first
    first.focus()
    page.keyboard.press("e")
    wording = first.get_by_label("What will be done")
    expect(wording).to_be_focused()
    page.keyboard.type("jd")  # typing is typing
    expect(wording).to_be_focused()
    expect(first).to_be_visible()
    first.focus()
    page.keyboard.press("d")
    expect(first).to_be_hidden()
    page.keyboard.press("u")
    expect(first).to_be_visible()
    expect(first).to_be_focused()
    expect(page.locator("#toast")).to_be_hidden()


def test_a_rep_agrees_by_keyboard(visit: Visit, live: Live) -> None:
    page = visit("Grant Hollis", "/goals")
    card = page.locator(".goal", has_text="waiting for your yes")
    wanted = card.get_by_role("heading").inner_text()
    page.keyboard.press("j")
    expect(card).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(".goal", has_text=wanted).locator(".tag").first).to_have_text("agreed")


def test_what_was_done_is_told_without_covering_text_on_a_phone(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", "/goals", width=390)
    card = page.locator(".goal", has_text="waiting for Maria’s yes").first
    card.get_by_role("button", name=re.compile("^Decline")).click()
    toast = page.locator("#toast")
    expect(toast).to_be_visible()
    covered = page.evaluate(
        """() => { const at = document.querySelector("#toast").getBoundingClientRect();
        return [...document.querySelectorAll("main h2, main h3, main p, main dd, main button")].filter((one) => one.offsetParent && !one.closest("#toast"))
          .filter((one) => { const box = one.getBoundingClientRect(); return box.left < at.right && at.left < box.right && box.top < at.bottom && at.top < box.bottom; }).map((one) => one.textContent); }"""
    )
    assert covered == []
    page.get_by_role("button", name="Undo").click()
    expect(card).to_be_visible()


def test_a_figure_is_contested_in_words_that_stand_on_the_next_agenda(visit: Visit, live: Live) -> None:
    page = visit("Tom Brandt")
    page.locator("main .fig").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Contest this").fill("Two deals are missing")
    sheet.get_by_role("button", name="Put it on the next agenda").click()
    expect(sheet).to_contain_text("It is on the next agenda, in your words.")
    topics = live.coach.records.topics(live.coach.viewer("Tom Brandt"), live.id_of("Tom Brandt"))
    assert [t.words for t in topics if t.words.endswith(": Two deals are missing")]


def test_a_verdict_of_the_crm_is_contested_with_two_presses(visit: Visit, live: Live) -> None:
    item = next(i for i in live.coach.goal_queue(OPERATOR).settled if i.rep.manager_id)
    page = visit(item.rep.name, "/goals")
    card = page.locator(f"#goal-{item.goal.id}")
    card.get_by_role("button", name=re.compile("^Contest this")).click()
    card.get_by_label("What do you see differently?").fill("One was logged by a colleague")
    card.get_by_role("button", name="Say so").click()
    expect(page.locator(f"#goal-{item.goal.id} .tag").first).to_have_text("contested, waiting for a verdict")
    expect(page.locator(f"#goal-{item.goal.id}")).to_contain_text("“One was logged by a colleague”")


def test_notes_are_looked_through_and_a_promise_becomes_a_goal(visit: Visit, live: Live) -> None:
    page = visit("Helen Brooks", f"/reps/{live.id_of('Ana Souza')}/notes")
    page.get_by_label("Notes or a transcript").fill(
        "Helen: You rank sixth of eight on calls. <b>Look</b>\nAna: I'll record two discovery calls by Friday.\nHelen: I will send the contract tomorrow.\nAna: Thanks.\n"
    )
    page.get_by_role("button", name="Look through it").click()
    found = page.get_by_role("region", name="What was found")
    expect(found.get_by_role("heading", name="Ranking against peers")).to_be_visible()
    expect(found.locator("blockquote b")).to_have_count(0)
    expect(found).to_contain_text("Promised by the rep")
    found.get_by_role("button", name="Make it a goal").click()
    expect(found).to_contain_text("Proposed. It waits for the rep’s yes.")
    assert any("discovery calls" in g.draft.description and g.state is GoalState.SUGGESTED for g in live.coach.records.goals(OPERATOR, live.id_of("Ana Souza")))
    found.get_by_role("button", name="Not so").first.click()
    expect(found.get_by_role("heading", name="Ranking against peers")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(found.get_by_role("heading", name="Ranking against peers")).to_be_visible()
