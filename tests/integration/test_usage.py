"""What the model costs: booked by turn, listed by month, and at a cap of the day the plain wording says so."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.errors import Forbidden, ModelUnavailable, SettingsError
from copilot.ports import Completion
from copilot.settings import Price, Prices, load_settings
from copilot.testing.clock import FixedClock
from copilot.testing.model import ScriptedModel
from tests.conftest import ROOT
from tests.integration.endpoint import endpoint, says
from tests.integration.test_cli import Nextplay
from tests.integration.web.conftest import Site
from web.app import build_app

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
PRICES = Prices(currency="EUR", models={"m-1": Price(tokens_in=Decimal(1000), tokens_out=Decimal(2000))})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small company, as an earlier version left it."""
    with tarfile.open(ROOT / "tests" / "fixtures" / "data-folder-0.1.0.tar.gz") as file:
        file.extractall(tmp_path, filter="data")
    return tmp_path / "data"


def opened(folder: Path, *answers: str | Completion | Exception, **settings: object) -> tuple[Coach, ScriptedModel]:
    model = ScriptedModel(answers, "m-1")
    return open_coach(load_settings(data=folder, llm_model="m-1", **settings), CLOCK, model), model


async def test_a_turn_says_what_it_cost_and_the_month_adds_turns_up(folder: Path) -> None:
    nonsense = [Completion("{}", "m-1", 1000, 50, {"sections": []}), ModelUnavailable("the endpoint is gone")]
    coach, _ = opened(folder, *nonsense, llm_prices=PRICES)
    costly = await coach.prepare(OPERATOR, "Ana Silva")
    assert (costly.model.calls, costly.model.tokens, costly.model.cost, costly.model.currency) == (1, 1050, Decimal("1.1"), "EUR")
    assert costly.model.fallback
    free = await coach.prepare(OPERATOR, "Ana Silva")
    assert (free.model.calls, free.model.tokens, free.model.cost) == (1, 0, Decimal(0))
    (month,), today, _ = coach.model_use(OPERATOR)
    assert (month.month, month.model, month.turns, month.calls, month.failed, month.fallback_rate, month.cost) == ("2026-11", "m-1", 2, 2, 1, 1.0, Decimal("1.1"))
    assert (today.tokens, today.cost) == (1050, Decimal("1.1"))
    with pytest.raises(Forbidden):
        coach.model_use(coach.viewer("Mona Berg"))
    coach.close()


@pytest.mark.parametrize(("cap", "words"), [({"llm_day_tokens": 1050}, "1,050 of 1,050 tokens"), ({"llm_day_cost": "1.10"}, "1.10 of 1.10 EUR")])
async def test_at_the_cap_the_agenda_comes_in_plain_wording_and_says_so(folder: Path, cap: dict[str, object], words: str) -> None:
    coach, model = opened(folder, Completion("{}", "m-1", 1000, 50, {"sections": []}), llm_prices=PRICES, **cap)
    await coach.prepare(OPERATOR, "Ana Silva")
    finished = await coach.prepare(OPERATOR, "Ana Silva")
    assert len(model.calls) == 1
    assert finished.agenda is not None
    assert finished.agenda.written_by == "scripted"
    assert "today's budget for the language model is used up" in str(finished.model.fallback)
    assert words in str(finished.model.fallback)
    assert coach.model_use(OPERATOR)[0][0].capped == 1
    coach.close()


def test_a_cap_on_cost_wants_a_price(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"NEXTPLAY_LLM_DAY_COST is '5'.*'m-1'"):
        opened(folder, llm_day_cost=5)


async def test_the_command_lists_what_a_real_endpoint_counted(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    async with endpoint(says("I would rather talk about the weather.")) as served:
        coach = open_coach(load_settings(data=folder, llm_model="m-1", llm_base_url=served.url), CLOCK)
        await coach.prepare(OPERATOR, "Ana Silva")
        coach.close()
    nextplay = Nextplay(folder, monkeypatch, capfd)
    month = nextplay("usage", "--json").json["months"][0]
    assert (month["month"], month["model"], month["calls_estimated"]) == ("2026-11", "m-1", 0)
    assert month["calls"] == month["calls_failed"] >= 1
    asked = len(served.received)  # a call asks in other ways where the first is passed over, and each is paid for
    assert asked >= month["calls"]
    assert (month["tokens_in"], month["tokens_out"]) == (7 * asked, 3 * asked)
    assert (month["cost"], month["currency"], month["fallback_rate"]) == (None, None, 1.0)
    assert "no price" in nextplay("usage").out
    assert nextplay("--manager", "Mona Berg", "usage").rc == 2


def test_the_command_says_where_there_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    assert "No language model has been asked yet" in Nextplay(tmp_path, monkeypatch, capfd)("usage").out


async def test_the_page_about_the_company_says_it_to_an_admin_and_to_nobody_else(folder: Path) -> None:
    settings = load_settings(data=folder, demo=True, llm_prices=PRICES)
    coach = open_coach(settings, CLOCK, ScriptedModel([Completion("{}", "m-1", 1000, 50, {"sections": []})], "m-1"))
    admin = coach.accounts.add_admin(OPERATOR, "Ada Admin", "ada@example.com")  # type: ignore[attr-defined]  # of the adapter
    with TestClient(build_app(settings, coach), raise_server_exceptions=False) as client:
        site = Site(client, coach, settings)
        assert "The language model" not in site.person(admin.id).get("/insights").text
        await coach.prepare(OPERATOR, "Ana Silva")
        assert "2026-11, m-1: 1 turn, 1 call, 1,050 tokens; plain wording in 100% of turns." in site.person(admin.id).get("/insights").text
        assert "The language model" not in site.person("Mona Berg").get("/insights").text
    coach.close()
