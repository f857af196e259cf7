"""Calls of a model are counted, priced and timed, and stop at the day's caps."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from copilot.errors import BudgetSpent, ModelMisspoke, ModelUnavailable, SettingsError
from copilot.metered import Budget, Meter, MeteredModel, estimate
from copilot.ports import Completion, Message
from copilot.settings import Price, load_settings
from copilot.testing.accounting import InMemoryAccounting
from copilot.testing.clock import FixedClock
from copilot.testing.model import ScriptedModel
from tests.unit.store.conftest import TODAY

ASK = [Message("system", "Be brief."), Message("user", "Say hello.")]
PRICED = Budget(Price(tokens_in=Decimal("2.5"), tokens_out=Decimal(10)), "EUR")
HELLO = Completion("Hello there.", "m-1", 1000, 200)


class House:
    """A book, a clock, and a meter for each turn."""

    def __init__(self, budget: Budget = PRICED) -> None:
        self.book, self.clock, self.budget = InMemoryAccounting(), FixedClock.on(TODAY), budget

    def turn(self, *answers: str | Completion | Exception) -> tuple[Meter, MeteredModel, ScriptedModel]:
        meter = Meter("m-1", self.book, self.budget, self.clock)
        scripted = ScriptedModel(answers, "m-1")
        return meter, MeteredModel(scripted, meter), scripted


async def read(model: MeteredModel) -> str:
    async with aclosing(model.stream(ASK)) as stream:
        return "".join([piece async for piece in stream])


async def test_a_turn_is_booked_with_what_the_endpoint_said_it_read_and_wrote() -> None:
    house = House()
    meter, model, _ = house.turn(HELLO, HELLO)
    assert (await model.complete(ASK)).text == "Hello there."
    assert await read(model) == "Hello there."
    meter.book(fallback=False)
    use = house.book.turns[0]
    assert (use.model, use.day, use.calls, use.failed, use.estimated, use.tokens_in, use.tokens_out) == ("m-1", TODAY, 2, 0, 0, 2000, 400)
    assert (use.cost, use.currency) == (Decimal("0.009"), "EUR")
    assert 0 <= use.longest_s <= use.call_s <= use.turn_s


async def test_where_the_endpoint_says_no_tokens_they_are_estimated_and_said_to_be() -> None:
    meter, model, _ = House().turn(Completion("x" * 400, "m-1", 0, 0))
    await model.complete(ASK)
    assert (meter.estimated, meter.tokens_out) == (1, 100)
    assert meter.tokens_in == estimate("Be brief.") + estimate("Say hello.") + 8


async def test_a_model_without_a_price_has_tokens_and_no_cost() -> None:
    meter, model, _ = House(Budget(currency="EUR")).turn(HELLO)
    await model.complete(ASK)
    assert (meter.tokens, meter.cost, meter.currency) == (1200, None, None)


async def test_a_call_that_failed_counts_and_one_that_answered_badly_costs_what_it_cost() -> None:
    misspoke = ModelMisspoke("no JSON")
    misspoke.spent = (70, 30)
    meter, model, _ = House().turn(misspoke, ModelUnavailable("gone"))
    for error in (ModelMisspoke, ModelUnavailable):
        with pytest.raises(error):
            await model.complete(ASK)
    assert (meter.calls, meter.failed, meter.tokens_in, meter.tokens_out) == (2, 2, 70, 30)


async def test_a_stream_left_half_way_counts_what_was_heard() -> None:
    meter, model, _ = House().turn("one two three four five six seven eight")
    async with aclosing(model.stream(ASK)) as stream:
        heard = await anext(stream) + await anext(stream)
    assert heard == "one two "
    assert (meter.calls, meter.failed, meter.estimated, meter.tokens_out) == (1, 1, 1, estimate(heard))


def test_a_turn_that_did_not_want_the_model_is_not_booked() -> None:
    house = House()
    house.turn()[0].book(fallback=False)
    assert house.book.turns == []


@pytest.mark.parametrize(("cap", "named"), [({"day_tokens": 2400}, "NEXTPLAY_LLM_DAY_TOKENS"), ({"day_cost": Decimal("0.009")}, "NEXTPLAY_LLM_DAY_COST")])
async def test_at_a_cap_nothing_more_is_sent_until_tomorrow(cap: dict[str, int | Decimal], named: str) -> None:
    house = House(replace(PRICED, **cap))  # type: ignore[arg-type]  # one field each
    meter, model, _ = house.turn(HELLO)
    await model.complete(ASK)
    meter.book(fallback=False)
    meter, model, scripted = house.turn(HELLO, HELLO, HELLO)
    await model.complete(ASK)  # half the cap was left
    for ask in (model.complete(ASK), read(model)):
        with pytest.raises(BudgetSpent, match=rf"used up \(.*{named}\)"):
            await ask
    assert len(scripted.calls) == 1
    meter.book(fallback=True)
    assert house.book.turns[-1].capped
    house.clock.move(timedelta(days=1))
    meter, model, _ = house.turn(HELLO)
    assert (await model.complete(ASK)).text == "Hello there."


def test_the_price_table_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXTPLAY_LLM_PRICES", '{"currency": "USD", "models": {"m-1": {"in": 0.15, "out": 0.6}}}')
    assert load_settings(llm_model="m-1").price == Price(tokens_in=Decimal("0.15"), tokens_out=Decimal("0.6"))
    assert load_settings(llm_model="m-2").price is None
    with pytest.raises(SettingsError, match=r"NEXTPLAY_LLM_DAY_COST.*no price for 'm-2'"):
        _ = load_settings(llm_model="m-2", llm_day_cost=5).price


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", r"NEXTPLAY_LLM_PRICES is '\{'"),
        ('{"currency": "USD", "models": {"m": {"in": -1, "out": 1}}}', r"NEXTPLAY_LLM_PRICES at 'models\.m\.in' is -1"),
        ('{"currency": "dollars", "models": {}}', r"NEXTPLAY_LLM_PRICES at 'currency' is 'dollars'"),
    ],
)
def test_a_price_table_that_is_none_is_refused_with_the_place(monkeypatch: pytest.MonkeyPatch, given: str, said: str) -> None:
    monkeypatch.setenv("NEXTPLAY_LLM_PRICES", given)
    with pytest.raises(SettingsError, match=said):
        load_settings()
