"""What pages show, that nothing in them runs, and that nothing in them comes from elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.settings import load_settings
from copilot.tools.deals import gone_quiet
from tests.integration.web.conftest import CLOCK, Person, Site
from web.app import build_app

NASTY = "<img src=x onerror=alert(1)>'\"{{7*7}}</script>"


def test_the_team_page_begins_with_who_needs_the_manager(helen: Person) -> None:
    page = helen.get("/team").text
    assert page.index("need you this week") < page.index("Where to coach") < page.index("Everyone, evenly")
    assert "A quadrant is about how to coach, nothing else." in page
    assert page.count('class="strip"') == 8
    assert "Too early to say" in page


def test_a_shared_agenda_leaves_the_list_of_those_who_need_one(helen: Person, site: Site) -> None:
    def waiting() -> str:
        page = helen.get("/team").text
        return page[page.index("need you this week") : page.index("Where to coach")]

    assert "Samuel Adeyemi" in waiting()
    agenda = helen.post("/api/v1/prepare", {"rep": "Samuel Adeyemi"}).json()
    assert "agenda drafted, not shared" in waiting()
    helen.post(f"/api/v1/agendas/{agenda['id']}/share")
    assert "Samuel Adeyemi" not in waiting()


def test_a_rep_page_says_the_next_play_before_any_chart(helen: Person, site: Site) -> None:
    page = helen.get(f"/reps/{site.id_of('Priya Nair')}").text
    assert page.index("Next play") < page.index("<svg")
    assert page.count('class="dumbbell"') >= 6
    for heading in ("What Priya wants", "Deals", "How we work", "Goals", "1:1s"):
        assert f"<h2>{heading}</h2>" in page


@pytest.mark.parametrize("name", ["Zoë Lindqvist", "Łukasz Zieliński", "Viktor Petrov", "Daniel Okafor"])
def test_every_kind_of_rep_has_a_page(site: Site, name: str) -> None:
    reps = {r.name: r for r in site.coach.records.reps(OPERATOR, CLOCK.today())}
    rep = reps.get(name) or next(r for n, r in reps.items() if n.startswith(name.split()[0]))
    assert site.person(rep.id).get(f"/reps/{rep.id}").status_code == 200


def test_a_figure_opens_to_its_meaning_and_its_rows(helen: Person, site: Site) -> None:
    page = helen.get(f"/reps/{site.id_of('Priya Nair')}").text
    fact_id = re.search(r'data-fact="(f-\w+)">\d+ % of \d+ closed<', page)
    assert fact_id
    fact = helen.get(f"/api/v1/facts/{fact_id[1]}").json()
    assert fact["source"]["how"].startswith("The deals won, out of all deals won or lost in the last 12 months")
    assert len(fact["source_rows"]) == min(50, fact["source"]["rows"]) == fact["n"]
    row = fact["source_rows"][0]
    assert row["what"]
    assert re.search(r", line \d+$", row["where"])
    assert re.search(r"\b(won|lost)\b", row["detail"], re.IGNORECASE)


def test_a_pooled_figure_shows_nobodys_rows(helen: Person, site: Site) -> None:
    page = helen.get(f"/reps/{site.id_of('Priya Nair')}").text
    pooled = re.search(r'data-fact="(f-\w+)">about \d+ %<', page)
    assert pooled
    assert helen.get(f"/api/v1/facts/{pooled[1]}").json()["source_rows"] == []


def test_a_fact_of_anothers_rep_is_not_shown(helen: Person, rafael: Person, site: Site) -> None:
    fact_id = re.search(r'data-fact="(f-\w+)"', helen.get(f"/reps/{site.id_of('Priya Nair')}").text)
    assert fact_id
    assert rafael.get(f"/api/v1/facts/{fact_id[1]}").status_code == 403
    assert rafael.get("/api/v1/facts/f-0000000000").status_code == 404


# ---------------------------------------------------------------- nothing runs


def test_words_of_people_are_shown_as_words(helen: Person, priya: Person) -> None:
    priya.post(f"/api/v1/reps/{priya.id}/topics", {"words": NASTY})
    priya.post(f"/api/v1/reps/{priya.id}/aspirations", {"kind": "purpose", "words": NASTY})
    agenda = helen.post("/api/v1/prepare", {"rep": "Priya Nair"}).json()
    for page in (helen.get(f"/reps/{priya.id}").text, helen.get(f"/agendas/{agenda['id']}").text, helen.get(f"/reps/{priya.id}/prepare").text, priya.get(f"/playbook?q={NASTY}").text):
        assert "&lt;img" in page
        assert "<img" not in page
        assert "{{7*7}}" in page


def test_names_of_an_export_are_shown_as_words(tmp_path: Path) -> None:
    export = tmp_path / "deals.csv"
    quoted = NASTY.replace('"', '""')
    rows = [f'D{i},"{quoted}","{quoted}",won,2026-10-0{i},2026-11-0{i},100{i}' for i in range(1, 6)]
    export.write_text("Opportunity ID,Owner,Account,Status,Created Date,Close Date,Amount\n" + "\n".join(rows) + "\n", "utf-8")
    settings = load_settings(data=tmp_path / "d", demo=True)
    coach = open_coach(settings, CLOCK)
    coach.import_crm(OPERATOR, [export])
    rep = coach.records.reps(OPERATOR, CLOCK.today())[0]
    assert "<img" in rep.name
    with TestClient(build_app(settings, coach)) as client:
        person = Site(client, coach, settings).person(rep.id)
        for path in (f"/reps/{rep.id}", f"/reps/{rep.id}/prepare", "/goals"):
            page = person.get(path).text
            assert "&lt;img" in page
            assert "<img" not in page
            assert page.count("<script") == page.count("</script>") == page.count('<script src="/static/')
    coach.close()


@pytest.mark.parametrize("path", ["/team", "/goals", "/playbook", "/playbook?q=a+quiet+deal", "/sign-in", "/nowhere"])
def test_a_page_has_one_heading_a_language_no_inline_code_and_no_address_elsewhere(helen: Person, path: str) -> None:
    page = helen.get(path).text
    assert '<html lang="en">' in page
    assert page.count("<h1") == 1
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    assert page.count("<script") == page.count('<script src="/static/')


def test_a_first_visit_is_light(helen: Person, site: Site) -> None:
    page = helen.get(f"/reps/{site.id_of('Priya Nair')}/prepare")
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    assert len(files) == 4
    total = len(page.content) + sum(len(helen.get(f).content) for f in files)
    assert total < 100_000


def test_the_playbook_says_honestly_when_nothing_fits(helen: Person) -> None:
    assert "Wake a deal that has gone quiet" in helen.get("/playbook?q=a deal that has gone quiet").text
    assert "Nothing in the playbook fits that." in helen.get("/playbook?q=parking permits for the harbour").text
    assert helen.get("/playbook").text.count("<li>") >= 12


def test_before_any_import_the_team_page_says_what_to_do(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path / "d", demo=True)
    coach = open_coach(settings, CLOCK)
    admin = coach.accounts.add_admin(OPERATOR, "Ada Admin", "ada@example.com")  # type: ignore[attr-defined]
    with TestClient(build_app(settings, coach)) as client:
        page = Site(client, coach, settings).person(admin.id).get("/team").text
    coach.close()
    assert "Nobody is here yet" in page
    assert f"nextplay --data {settings.data} import PATH" in page


# ---------------------------------------------------------------- errors


def test_an_unforeseen_error_shows_no_traceback(helen: Person, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(site.coach, "team_view", broken)
    monkeypatch.setattr(site.coach, "team", broken)
    page, data = helen.get("/team"), helen.get("/api/v1/team")
    assert page.status_code == data.status_code == 500
    assert data.headers["content-type"] == "application/problem+json"
    for text in (page.text, data.text):
        assert "secret detail" not in text
        assert "Traceback" not in text
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/agendas/a-none", 404), ("/reps/p-nobody", 404), ("/reps/{priya}", 403)])
def test_an_error_page_keeps_the_way_elsewhere(tom: Person, site: Site, path: str, status: int) -> None:
    answer = tom.get(path.format(priya=site.id_of("Priya Nair")))
    assert answer.status_code == status
    assert '<nav aria-label="Pages">' in answer.text
    assert f'href="/reps/{tom.id}"' in answer.text
    assert "Sign out" in answer.text


def test_an_error_page_for_nobody_has_no_bar(site: Site) -> None:
    answer = site.client.get("/nowhere")
    assert answer.status_code == 404
    assert "<nav" not in answer.text


def test_an_unforeseen_error_keeps_the_way_elsewhere_too(helen: Person, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(site.coach, "team_view", broken)
    assert '<nav aria-label="Pages">' in helen.get("/team").text


def test_an_unknown_name_comes_with_near_ones(helen: Person) -> None:
    answer = helen.get("/api/v1/benchmark?rep=Prya Nair")
    assert answer.status_code == 404
    assert answer.json()["suggestions"] == ["Priya Nair"]
    unclear = helen.get("/api/v1/benchmark?rep=a")
    assert unclear.status_code == 422
    assert len(unclear.json()["suggestions"]) > 1


@pytest.mark.parametrize(("path", "status"), [("/api/v1/nowhere", 404), ("/api/v1/agendas/a-none", 404), ("/api/v1/engine?from=x", 422), ("/api/v1/engine?from=2026-02-01&to=2026-01-01", 422)])
def test_the_api_tells_errors_as_problem_json(helen: Person, path: str, status: int) -> None:
    answer = helen.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() | {"status": status, "instance": path.split("?")[0]} == answer.json()
    assert answer.status_code == status


def test_figures_come_in_the_shapes_of_the_commands(helen: Person) -> None:
    team = helen.get("/api/v1/team").json()
    assert len(team["reps"]) == 8
    assert {"rep", "segment", "coachability", "quadrant", "due_on"} <= set(team["reps"][0])
    engine = helen.get("/api/v1/engine?rep=Priya Nair").json()
    assert engine["reps"][0]["rep"] == "Priya Nair"
    assert helen.get("/api/v1/benchmark?rep=Priya Nair").json()["focus"]["kind"] == "activity"
    assert helen.get("/api/v1/playbook/search?q=a quiet deal&k=1").json()["hits"][0]["document_id"] == "wake-a-quiet-deal"
    assert helen.get("/api/v1/me").json()["role"] == "manager"


def test_the_api_describes_itself(helen: Person) -> None:
    paths = helen.get("/api/v1/openapi.json").json()["paths"]
    assert "text/event-stream" in paths["/api/v1/chat"]["post"]["responses"]["200"]["content"]
    assert all(p.startswith("/api/v1/") for p in paths)
    assert all(op.get("description") or op.get("summary") for path in paths.values() for op in path.values())


def test_a_page_of_the_playbook_is_linked_where_it_is_named_and_shows_its_quotation(helen: Person, priya: Person) -> None:
    listed = helen.get("/playbook").text
    assert 'href="/playbook/wake-a-quiet-deal"' in listed
    page = priya.get("/playbook/wake-a-quiet-deal").text
    assert "<h1>Wake a deal that has gone quiet</h1>" in page
    assert page.count("Wake a deal that has gone quiet") == 2, "in the title and the heading; the text does not say it again"
    assert "<mark>" in page
    assert re.search(r'<section id="wake-a-quiet-deal\.\d+"', page)
    assert 'href="/playbook/wake-a-quiet-deal#wake-a-quiet-deal.' in helen.get("/playbook?q=a deal that has gone quiet").text
    assert "Enablement, last looked at on 18 November 2026" in page
    gone = helen.get("/playbook/no-such-page")
    assert gone.status_code == 404
    assert "no-such-page" in gone.text


def test_the_team_page_says_which_deals_went_quiet_and_whose_time_went_where_as_the_reps_own_page_does(site: Site, helen: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    page = helen.get("/team").text
    team = site.coach.team_view(site.coach.viewer("Helen Brooks"))
    shares = [m.time_share for m in team.members]
    assert all(s is not None and f'data-fact="{s.id}"' in page for s in shares)
    assert sum(float(s.value) for s in shares if s is not None and isinstance(s.value, float)) == pytest.approx(1)
    for m in team.members[:3]:
        own = site.person(m.row.rep.name).get(f"/reps/{m.row.rep.id}").text
        assert m.time_share is not None
        assert f'data-fact="{m.time_share.id}"' in own
        assert (f'data-fact="{m.gone_quiet.id}"' in own) if m.gone_quiet else ("gone quiet in the last" not in own)


def test_deals_that_went_quiet_stand_with_whose_they_are_and_can_be_pressed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for back in range(90):
        day = CLOCK.today() - timedelta(days=back)
        company = site.coach.company(OPERATOR, day)
        news = [(rep, fact) for rep in company.reps if rep.manager_id and (fact := gone_quiet(company, rep, day, site.coach.policy)) is not None]
        if news:
            break
    rep, fact = news[0]
    monkeypatch.setattr(site.coach, "as_of", lambda viewer, asked=None: (day, None))
    said = site.person(str(rep.manager_id)).get("/team").text.split('class="lately soft"')[1].split("</p>")[0]
    assert "gone quiet (<a href=" in said
    assert f'/reps/{rep.id}#deals">{rep.name.split()[0]}</a> <button type="button" class="fig" data-fact="{fact.id}">' in said
