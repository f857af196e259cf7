"""Earlier conversations: one's own are listed, opened, named and deleted; nobody else's are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.web.conftest import Person, Site

ASKED = "how are Mei's deals?"


@pytest.fixture(scope="module")
def talk(helen: Person) -> str:
    """A conversation of Helen's about Mei, of one message."""
    thread: str = helen.events(ASKED)[-1][1]["thread"]
    return thread


def listed(person: Person) -> dict[str, dict[str, Any]]:
    return {t["thread"]: t for t in person.get("/api/v1/threads").json()["threads"]}


def test_a_conversation_is_listed_by_its_first_words_with_whom_it_is_about(helen: Person, talk: str) -> None:
    one = listed(helen)[talk]
    assert (one["first"], one["rep"], one["title"], one["last"][:10]) == (ASKED, "Mei Tanaka", None, "2026-11-22")
    page = helen.get("/conversations/part").text
    assert f"/ask?conversation={talk}" in page
    assert "Mei Tanaka, <time" in page
    assert "22 November 2026" in page


def test_opened_it_shows_what_was_asked_and_decided_and_goes_on_where_it_was(helen: Person, site: Site) -> None:
    thread = helen.events("suggest two goals for Mei Tanaka")[-1][1]["thread"]
    said = helen.events("decline the first because she did that in spring", thread=thread)[-1][1]
    assert said["request"]["intents"] == ["decide"]
    kept = helen.get(f"/api/v1/threads/{thread}").json()
    assert (kept["turns"], kept["said"][0]) == (2, "suggest two goals for Mei Tanaka")
    (decided,) = kept["decided"]
    assert (decided["what"], decided["rep_id"], decided["words"]) == ("decline", site.id_of("Mei Tanaka"), "she did that in spring")
    page = helen.get(f"/ask?conversation={thread}").text
    assert f'data-thread="{thread}"' in page
    assert "Two messages, about Mei Tanaka" in page
    assert "declined, Mei Tanaka, 22 November 2026: “she did that in spring”" in page
    assert helen.events("and her deals?", thread=thread)[-1][1]["request"]["rep"] == "Mei Tanaka"
    assert helen.get(f"/api/v1/threads/{thread}").json()["turns"] == 3


def test_the_agenda_it_was_about_lies_on_the_table_again(helen: Person) -> None:
    finished = helen.events("Get me ready for my 1:1 with Mei Tanaka")[-1][1]
    page = helen.get(f"/ask?conversation={finished['thread']}").text
    assert f'data-part="/agendas/{finished["agenda"]["id"]}/part"' in page
    assert "<h1>Get ready for Mei</h1>" in page


def test_a_rep_finds_theirs_beside_their_own_agenda_and_a_manager_none_there(tom: Person, helen: Person, talk: str) -> None:
    assert "Nothing here yet." in tom.get("/conversations/part").text
    thread = tom.events("how am I doing?")[-1][1]["thread"]
    assert f"/reps/{tom.id}/prepare?conversation={thread}" in tom.get("/conversations/part").text
    assert f'data-thread="{thread}"' in tom.get(f"/reps/{tom.id}/prepare?conversation={thread}").text
    assert f'data-thread="{talk}"' not in helen.get(f"/reps/{tom.id}/prepare?conversation={talk}").text
    assert thread not in listed(helen)


@pytest.mark.parametrize("other", ["Rafael Moreno", "Mei Tanaka"])
@pytest.mark.parametrize(
    "press",
    [
        lambda p, t: p.get(f"/api/v1/threads/{t}"),
        lambda p, t: p.get(f"/{'ask' if p.name.startswith('Rafael') else f'reps/{p.id}/prepare'}?conversation={t}"),
        lambda p, t: p.post(f"/api/v1/threads/{t}/title", {"title": "Mine"}),
        lambda p, t: p.delete(f"/api/v1/threads/{t}"),
    ],
    ids=["recall", "open", "rename", "delete"],
)
def test_somebody_elses_is_as_if_it_were_not_there(site: Site, helen: Person, talk: str, other: str, press: Callable[[Person, str], Any]) -> None:
    person = site.person(other)
    refused, unknown = press(person, talk), press(person, "0000000000000000")
    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert refused.text.replace(talk, "0000000000000000") == unknown.text
    assert talk not in listed(person)
    assert listed(helen)[talk]["title"] is None


def test_without_a_session_nothing_is_said(site: Site, talk: str) -> None:
    assert [site.client.get(f"/api/v1/threads{more}").status_code for more in ("", f"/{talk}")] == [401, 401]


def test_a_name_is_given_changed_and_taken_away(helen: Person) -> None:
    thread = helen.events("who is due?")[-1][1]["thread"]
    for title, kept in (("  Before the  quarter ends ", "Before the quarter ends"), ("<b>Due</b>", "<b>Due</b>"), ("<b>Due</b>", "<b>Due</b>")):
        assert helen.post(f"/api/v1/threads/{thread}/title", {"title": title}).json()["title"] == kept
        assert listed(helen)[thread]["title"] == kept
    assert "&lt;b&gt;Due&lt;/b&gt;" in helen.get("/conversations/part").text
    assert "“&lt;b&gt;Due&lt;/b&gt;”" in helen.get(f"/ask?conversation={thread}").text
    too_long = helen.post(f"/api/v1/threads/{thread}/title", {"title": "x" * 121})
    assert (too_long.status_code, "120 at most" in too_long.json()["detail"]) == (422, True)
    assert helen.post(f"/api/v1/threads/{thread}/title", {}).json()["title"] is None


def test_what_is_deleted_is_gone_and_a_second_press_is_told(helen: Person) -> None:
    thread = helen.events("who is due?")[-1][1]["thread"]
    assert helen.delete(f"/api/v1/threads/{thread}").status_code == 204
    again = helen.delete(f"/api/v1/threads/{thread}")
    assert (again.status_code, again.headers["content-type"]) == (404, "application/problem+json")
    assert thread not in listed(helen)
    assert thread not in helen.get("/conversations/part").text
    assert helen.get(f"/ask?conversation={thread}").status_code == 404


def test_of_many_the_newest_are_shown_and_the_others_counted(site: Site, rafael: Person) -> None:
    viewer = site.coach.viewer(rafael.name)
    before = len(site.coach.records.threads(viewer))
    opened = [f"many-{i}" for i in range(32)]
    for thread in opened:
        site.coach.records.open_thread(viewer, thread)
    found = rafael.get("/api/v1/threads").json()
    assert (len(found["threads"]), found["more"]) == (30, before + 2)
    assert "older ones; <code>nextplay chat --threads</code>" in rafael.get("/conversations/part").text
    for thread in opened:
        site.coach.records.remove_thread(viewer, thread)
