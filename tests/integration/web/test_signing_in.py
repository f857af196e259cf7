"""Who gets in, how the session is kept, and where writes may come from."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.demo_links import demo_links, sign_link, signing_secret
from copilot.errors import SettingsError
from copilot.settings import load_settings
from tests.integration.web.conftest import CLOCK, ORIGIN, Person, Site
from web.app import build_app

PASSWORD = "four plain words here"


@pytest.fixture
def anna(site: Site) -> str:
    """A rep with a password; gives the e-mail they sign in with."""
    person = next(a for a in site.coach.accounts.everyone(OPERATOR) if a.name == "Ana Souza")
    site.coach.accounts.set_password(OPERATOR, person.id, PASSWORD)
    assert person.email
    return person.email


def test_a_page_sends_whoever_is_not_signed_in_to_the_sign_in_page_and_back(site: Site) -> None:
    answer = site.client.get("/goals", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/goals")
    assert 'name="next" value="/goals"' in site.client.get("/sign-in?next=/goals").text


def test_the_api_says_so_as_problem_json(site: Site) -> None:
    answer = site.client.get("/api/v1/team")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Please sign in"


def test_a_password_opens_a_session_that_scripts_cannot_read(site: Site, anna: str) -> None:
    answer = site.client.post("/sign-in", data={"login": anna, "password": PASSWORD, "next": "/goals"}, headers=ORIGIN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/goals")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("nextplay=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    site.client.cookies.clear()


def test_over_https_the_cookie_is_bound_to_the_host_and_secure(site: Site, anna: str) -> None:
    client = TestClient(site.client.app, base_url="https://testserver")
    answer = client.post("/sign-in", data={"login": anna, "password": PASSWORD}, headers={"Origin": "https://testserver"}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-nextplay=")
    assert "Secure" in cookie
    assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize("login", ["Ana Souza", "nobody@nowhere.example"])
def test_a_wrong_password_and_an_unknown_name_read_the_same(site: Site, login: str) -> None:
    answer = site.client.post("/sign-in", data={"login": login, "password": "wrong"}, headers=ORIGIN)
    assert answer.status_code == 403
    assert "That did not work" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_off_the_site(site: Site, anna: str, onward: str) -> None:
    answer = site.client.post("/sign-in", data={"login": anna, "password": PASSWORD, "next": onward}, headers=ORIGIN, follow_redirects=False)
    assert answer.headers["location"] == f"/reps/{site.id_of('Ana Souza')}"
    site.client.cookies.clear()


def test_a_forged_or_foreign_cookie_is_nobody(site: Site, helen: Person) -> None:
    for cookie in (helen.cookie[:-2] + "xx", sign_link(helen.id, signing_secret(site.settings)), "x"):
        answer = site.client.get("/team", headers={"Cookie": f"nextplay={cookie}"}, follow_redirects=False)
        assert answer.headers["location"].startswith("/sign-in")


def test_a_session_ends_after_a_working_day(site: Site, helen: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    import itsdangerous.timed

    now = itsdangerous.timed.time.time()
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: now + 12 * 3600 + 5)
    assert helen.get("/team").headers["location"].startswith("/sign-in")


def test_signing_out_takes_the_cookie_away_and_ends_every_copy_of_it(site: Site) -> None:
    here, elsewhere = site.person("Helen Brooks"), site.person("Helen Brooks")
    assert here.get("/team").status_code == 200
    answer = here.client.post("/sign-out", headers={**ORIGIN, "Cookie": f"nextplay={here.cookie}"}, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in"
    assert 'nextplay=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert here.get("/team").headers["location"].startswith("/sign-in")
    assert here.get("/api/v1/me").status_code == 401
    assert elsewhere.get("/team").status_code == 200


def test_signing_in_again_ends_the_sign_in_before(site: Site) -> None:
    before = site.person("Helen Brooks")
    link = dict(site.coach.demo_links("", signing_secret(site.settings)))["Rafael Moreno (manager)"]
    assert before.get(link).status_code == 303
    assert before.get("/api/v1/me").status_code == 401
    site.client.cookies.clear()


def test_a_new_password_signs_out_whoever_is_signed_in_with_the_old_one(site: Site) -> None:
    ana = site.person("Ana Souza")
    assert ana.get("/api/v1/me").status_code == 200
    site.coach.accounts.set_password(OPERATOR, ana.id, PASSWORD)
    assert ana.get("/api/v1/me").status_code == 401


def test_whoever_is_no_longer_admin_or_manager_loses_access_at_once(site: Site) -> None:
    from sqlalchemy import delete, update

    from store.tables import LineRow, PersonRow

    account = site.coach.accounts.add_admin(OPERATOR, "Wanda Admin", "wanda@example.com")  # type: ignore[attr-defined]  # of the adapter
    wanda, helen, zoe = site.person(account.id), site.person("Helen Brooks"), site.id_of("Zoë Lindqvist")
    database = site.coach.accounts._database  # type: ignore[attr-defined]

    def change(*steps: Any) -> None:
        with database.write() as session:
            for step in steps:
                session.execute(step)

    led_by = update(LineRow).where(LineRow.rep_id == zoe, LineRow.valid_to.is_(None))
    assert wanda.get(f"/reps/{zoe}").status_code == 200
    change(update(PersonRow).where(PersonRow.id == wanda.id).values(is_admin=False))
    assert wanda.get(f"/reps/{zoe}").status_code == 403
    change(led_by.values(manager_id=wanda.id))
    assert wanda.get(f"/reps/{zoe}").status_code == 200
    change(led_by.values(manager_id=helen.id))
    assert wanda.get(f"/reps/{zoe}").status_code == 403
    change(delete(PersonRow).where(PersonRow.id == wanda.id))
    assert wanda.get("/team").headers["location"].startswith("/sign-in")
    assert wanda.get("/api/v1/me").status_code == 401


# ---------------------------------------------------------------- demo links


def test_a_demo_link_signs_in_and_is_noted(site: Site) -> None:
    links = dict(site.coach.demo_links("http://testserver", signing_secret(site.settings)))
    assert list(links)[:3] == ["Helen Brooks (manager)", "Ingrid Solheim (manager)", "Rafael Moreno (manager)"]
    assert len(links) == 27
    answer = site.client.get(links["Helen Brooks (manager)"], follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/team")
    assert "nextplay=" in answer.headers["set-cookie"]
    newest = site.coach.audit.entries(OPERATOR, limit=1)[0]
    assert (newest.action, newest.detail["by"]) == ("sign_in", "demo link")
    site.client.cookies.clear()


def test_a_forged_demo_link_is_refused_in_plain_words(site: Site, helen: Person) -> None:
    answer = site.client.get(f"/demo?as={sign_link(helen.id, 'another secret')}")
    assert answer.status_code == 403
    assert "not one of this demo" in answer.text


def test_a_demo_link_ends_after_a_day(site: Site, helen: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    import itsdangerous.timed

    link = f"/demo?as={sign_link(helen.id, signing_secret(site.settings))}"
    now = itsdangerous.timed.time.time()
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: now + 24 * 3600 + 5)
    answer = site.client.get(link)
    assert answer.status_code == 403
    assert "more than a day old" in answer.text


def test_outside_the_demo_a_link_opens_nothing(tmp_path: Path) -> None:
    secret = "s" * 32
    settings = load_settings(data=tmp_path / "d", secret=secret)
    coach = open_coach(settings, CLOCK)
    with TestClient(build_app(settings, coach)) as client:
        answer = client.get(f"/demo?as={sign_link('p-1', secret)}", follow_redirects=False)
    coach.close()
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_demo_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path / "d", demo=True)
    made = signing_secret(settings)
    assert len(made) >= 32
    assert signing_secret(settings) == made
    kept = tmp_path / "d" / "demo-secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert signing_secret(load_settings(data=tmp_path / "e", demo=True)) != made
    assert demo_links([], "http://x", made) == []


@pytest.mark.parametrize("secret", [None, "too short"])
def test_outside_the_demo_a_real_secret_is_asked_for(tmp_path: Path, secret: str | None) -> None:
    with pytest.raises(SettingsError, match="NEXTPLAY_SECRET"):
        build_app(load_settings(data=tmp_path, secret=secret))


# ---------------------------------------------------------------- where writes come from, and the headers


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://testserver.evil.example"}])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/api/v1/chat", "/api/v1/reps/x/topics"])
def test_a_write_from_elsewhere_is_refused(helen: Person, path: str, origin: dict[str, str]) -> None:
    answer = helen.client.post(path, headers={"Cookie": f"nextplay={helen.cookie}", **origin})
    assert answer.status_code == 403
    assert answer.json()["title"] == "This came from another site"


def test_a_body_that_is_too_long_is_refused_before_it_is_read(helen: Person) -> None:
    answer = helen.post("/api/v1/chat", {"message": "x" * 1_000_001})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/sign-in", "/team", "/api/v1/me", "/static/style.css", "/nowhere"])
def test_every_answer_says_what_a_browser_may_do(helen: Person, path: str) -> None:
    headers = helen.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_page_is_kept_by_no_cache(helen: Person) -> None:
    assert helen.get("/team").headers["cache-control"] == "no-store"
