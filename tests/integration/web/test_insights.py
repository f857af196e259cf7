"""The page about coaching itself: for whoever leads people, about nobody by name."""

from __future__ import annotations

from tests.integration.web.conftest import Person, Site


def test_the_page_says_the_gap_the_time_the_curve_and_whether_commitments_lead(helen: Person, site: Site) -> None:
    page = helen.get("/insights").text
    view = site.coach.insights(site.coach.viewer("Helen Brooks"))
    assert page.index("The gap") < page.index("Time, evenly") < page.index("The curve") < page.index("Do kept commitments lead results here?")
    shown = [p for p in view.curve if p.fact is not None]
    assert len(shown) >= 2
    assert page.count('class="dots"') == len(shown)
    assert page.count('class="dot"') == sum(len(p.values) for p in shown)
    assert f'data-fact="{view.leads.fact.id}"' in page


def test_nobody_of_the_team_is_named(helen: Person, site: Site) -> None:
    page = helen.get("/insights").text
    for name in [r.name for r in site.coach.records.reps(site.coach.viewer("Helen Brooks"), site.coach.clock.today())]:
        assert name not in page


def test_its_figures_can_be_pressed_and_show_nobodys_rows(helen: Person, site: Site) -> None:
    for fact in site.coach.insights(site.coach.viewer("Helen Brooks")).facts:
        if fact.name.startswith(("curve.", "coaching_gap.", "coachability.leads")):
            behind = helen.get(f"/api/v1/facts/{fact.id}")
            assert behind.status_code == 200, fact.name
            assert behind.json()["source_rows"] == []


def test_a_rep_is_sent_to_their_own_page_and_has_no_link_to_it(priya: Person) -> None:
    assert priya.get("/insights").headers["location"] == f"/reps/{priya.id}"
    assert "/insights" not in priya.get("/goals").text
