"""`nextplay forecast` and `nextplay backtest` on the demo company: what is asked for outside is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from copilot import contract
from copilot.bootstrap import open_coach
from copilot.cli import app
from copilot.coach import OPERATOR, Coach
from copilot.errors import Forbidden, InputError
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock


@pytest.fixture
def coach(demo_folder: Path) -> Iterator[Coach]:
    opened = open_coach(load_settings(data=demo_folder), FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC)))
    yield opened
    opened.close()


def test_the_fields_of_a_forecast(coach: Coach) -> None:
    found = contract.forecast(coach.forecast(OPERATOR, "Mei Tanaka", ["starts=+5%", "demo=+2/week"]))
    assert found["rep"] == "Mei Tanaka"
    for name in ("goal", "landed", "expected", "p10", "p50", "p90", "p_goal", "earnings"):
        assert isinstance(found[name], float), name
    assert found["landed"] <= found["p10"] <= found["p50"] <= found["p90"]
    assert [c["what"] for c in found["changes"]] == ["starts", "demo", "together"]
    for change in found["changes"]:
        assert {"what", "factor", "expected", "d_expected", "d_attainment", "d_p_goal", "next_four"} <= change.keys()
        assert change["expected"] == pytest.approx(found["expected"] + change["d_expected"])
        assert change["d_attainment"] == pytest.approx(change["d_expected"] / found["goal"])
    assert found["period"] == "2026-Q4"
    names = {f["name"] for f in found["facts"]}
    assert {"expected.range", "p_goal", "ahead.expected", "earnings", "personal.to_go", "milestone.1.to_go", "what_if.starts", "what_if.demo.goal"} <= names
    assert json.loads(json.dumps(found)) == found


def test_every_fact_of_a_forecast_can_be_asked_for(coach: Coach) -> None:
    for found in coach.forecast(OPERATOR, "Mei Tanaka", ["win_rate=+5%"]).facts:
        assert coach.fact(OPERATOR, found.id).text == found.text


def test_the_agenda_and_the_forecast_say_the_same(coach: Coach) -> None:
    view = coach.rep_view(OPERATOR, coach.records.find_rep(OPERATOR, "Priya Nair", date(2026, 11, 22)).id)
    found = coach.forecast(OPERATOR, "Priya Nair")
    assert view.by_name["expected"].value == pytest.approx(found.now.expected)
    assert view.by_name["p_goal"].value == found.now.p_goal


def test_every_rep_of_the_demo_has_one_with_a_sane_interval(coach: Coach) -> None:
    for rep in coach.records.reps(OPERATOR, date(2026, 11, 22)):
        found = coach.forecast(OPERATOR, rep.id)
        assert found.now is not None
        assert found.landing.landed <= found.now.p10 <= found.now.expected * 1.2
        assert found.now.p90 >= found.now.expected * 0.8


def test_a_change_that_cannot_be_read_is_one_clear_line(coach: Coach) -> None:
    with pytest.raises(InputError, match="'golf'"):
        coach.forecast(OPERATOR, "Mei Tanaka", ["golf=+2/week"])


def test_a_backtest_is_not_for_a_manager(coach: Coach) -> None:
    with pytest.raises(Forbidden):
        coach.backtest(coach.viewer("Helen Brooks"))


def test_what_is_printed_begins_with_sentences(demo_folder: Path) -> None:
    got = CliRunner().invoke(app, ["--data", str(demo_folder), "forecast", "Mei Tanaka", "--change", "starts=+5%", "--as-of", "2026-11-22"])
    assert got.exit_code == 0, got.output
    lines = got.output.splitlines()
    assert lines[0] == "Mei Tanaka, as of 2026-11-22, 2026-Q4"
    assert "landed so far" in lines[1]
    assert "5 % more new" in got.output


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("what if Priya's win rate were 6 times what it is, +500 %?", "as far as 100 %"),
        ("what if Priya closed deals 100000 % faster?", "+900 % at most"),
        ("what if Priya ran 500 more demos a week?", "+900 % at most"),
    ],
)
async def test_the_chat_answers_what_cannot_be_with_how_far_it_goes(coach: Coach, message: str, says: str) -> None:
    async with coach.session():
        events = [e async for e in coach.chat(OPERATOR, message)]
    assert says in events[-1].text, events[-1].text
