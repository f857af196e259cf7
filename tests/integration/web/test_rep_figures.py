"""What a rep's page says about how sure a figure is, what it rests on, and where the period may land; each figure can be pressed."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import open_coach
from copilot.domain import Aspiration
from copilot.rep_view import RepView
from copilot.settings import load_settings
from tests.integration.web.conftest import CLOCK, Person, Site
from web.app import build_app


def section(page: str, heading: str) -> str:
    """The part of a page under a heading of the second level, up to the next."""
    begun = re.search(rf"<h2[^>]*>{re.escape(heading)}</h2>", page)
    assert begun, f"no heading {heading!r}"
    return page[begun.end() :].split("<h2")[0]


def pressed(part: str) -> dict[str, list[str]]:
    """Fact ids to the texts that open them."""
    found: dict[str, list[str]] = {}
    for fact_id, text in re.findall(r'data-fact="(f-\w+)">([^<]+)<', part):
        found.setdefault(fact_id, []).append(unescape(text))
    return found


@pytest.fixture(scope="module")
def tom_view(site: Site, helen: Person) -> RepView:
    return site.coach.rep_view(site.coach.viewer("Helen Brooks"), site.id_of("Tom Brandt"))


def test_each_piston_shows_its_interval_what_it_rests_on_and_how_many_people_the_target_pools(helen: Person, tom_view: RepView) -> None:
    part = section(helen.get(f"/reps/{tom_view.rep.id}").text, "The engine")
    rows, table = part.split("<details>")
    assert rows.count('class="sure"') == 4
    facts = tom_view.by_name
    for piston in tom_view.figures.benchmark.pistons:
        assert piston.target
        sure = facts[f"{piston.name}.interval"]
        assert pressed(rows)[sure.id][0] in sure.text
        assert sure.text in pressed(table)[sure.id]
        assert any(str(piston.n) in text for text in pressed(rows)[facts[f"{piston.name}.own"].id])
        assert f"{piston.target.n} {piston.target.whom}" in pressed(rows)[facts[f"{piston.name}.target"].id]
        assert f"{sure.text}</title>" in unescape(rows), "the chart says it in words"
        assert piston.low is not None
        assert piston.high is not None
        assert piston.low < piston.high


def test_an_interval_opens_to_what_it_means_and_the_rows(helen: Person, tom_view: RepView) -> None:
    sure = tom_view.by_name["win_rate.interval"]
    opened = helen.get(f"/api/v1/facts/{sure.id}").json()
    assert "weighed with those of everybody in the same job" in opened["source"]["how"]
    assert opened["n"] == tom_view.by_name["win_rate.own"].n
    assert opened["source_rows"]


def test_the_share_of_the_distance_stands_beside_the_piston(helen: Person, tom_view: RepView) -> None:
    part = section(helen.get(f"/reps/{tom_view.rep.id}").text, "The engine")
    shares = [f for f in tom_view.facts if f.name.endswith(".share")]
    assert shares
    for share in shares:
        assert share.text in pressed(part)[share.id]


def test_what_the_engine_does_not_explain_is_said_in_plain_words(helen: Person, tom_view: RepView) -> None:
    part = section(helen.get(f"/reps/{tom_view.rep.id}").text, "The engine")
    assert {tom_view.by_name["backlog"].id, tom_view.by_name["modelled"].id} <= set(pressed(part))
    words = unescape(re.sub(r"<[^>]+>", "", part))
    assert tom_view.by_name["backlog"].text[1:] in words
    assert "deals from before, the size of single wins, or luck" in words


def test_the_landing_says_range_chance_and_distance_and_the_chart_says_it_in_words(helen: Person, tom_view: RepView) -> None:
    part = section(helen.get(f"/reps/{tom_view.rep.id}").text, "Where this quarter may land")
    facts, shown = tom_view.by_name, pressed(part)
    for name in ("landed", "expected", "expected.range", "p_goal", "to_go", "milestone.1.to_go", "earnings", "ahead.range", "new_normal"):
        assert facts[name].id in shown, name
    for name in ("expected.p10", "expected.p50", "expected.p90", "ahead.p10", "ahead.p50", "ahead.p90"):
        assert facts[name].text in shown[facts[name].id], name
        assert helen.get(f"/api/v1/facts/{facts[name].id}").json()["source"]["how"]
    assert "new normal" in part
    words = re.search(r'class="range" role="img" aria-label="([^"]+)"', part)
    assert words
    for name in ("landed", "expected.p10", "expected.p50", "expected.p90", "goal", "milestone.1.to_go"):
        assert facts[name].text in unescape(words[1])


def test_no_commission_is_said_without_a_plan_and_a_personal_goal_has_its_distance(demo_made_once: Path, tmp_path: Path) -> None:

    folder = Path(shutil.copytree(demo_made_once, tmp_path / "data"))
    (folder / "commission.toml").unlink()
    settings = load_settings(data=folder, demo=True)
    coach = open_coach(settings, CLOCK)
    priya = coach.viewer("Priya Nair")

    coach.records.add_aspiration(priya, Aspiration(priya.id, "performance", "150,000 a quarter", CLOCK.today(), Decimal(150_000)))
    with TestClient(build_app(settings, coach)) as client:
        page = Site(client, coach, settings).person("Priya Nair").get(f"/reps/{priya.id}").text
    coach.close()
    part = section(page, "Where this quarter may land")
    assert "commission" not in part
    assert "to go to the personal goal" in re.sub(r"<[^>]+>", "", part)


def test_a_rep_page_ranks_nobody(helen: Person, tom_view: RepView) -> None:
    page = re.sub(r"<[^>]+>", " ", helen.get(f"/reps/{tom_view.rep.id}").text).lower()
    for word in ("rank", "percentile", "team average", "leaderboard", "quartile"):
        assert word not in page
