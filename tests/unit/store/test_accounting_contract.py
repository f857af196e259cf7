"""What every adapter of Accounting promises, in memory and in a database alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from copilot.accounting import Accounting, Spent, TurnUse
from copilot.errors import Forbidden
from copilot.testing.accounting import InMemoryAccounting
from store.accounting import SqlAccounting
from store.database import open_database
from tests.unit.store.conftest import BACKENDS, VIEWERS, company_in

DAY = date(2026, 11, 22)
USE = TurnUse(
    at=datetime(2026, 11, 22, 9, tzinfo=UTC),
    day=DAY,
    model="m-1",
    calls=3,
    failed=1,
    estimated=1,
    tokens_in=1200,
    tokens_out=300,
    cost=Decimal("0.0000375"),
    currency="EUR",
    call_s=4.5,
    longest_s=2.25,
    turn_s=5.0,
    fallback=True,
    capped=False,
)


@pytest.fixture(params=["memory", *BACKENDS])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Accounting]:
    if request.param == "memory":
        yield InMemoryAccounting()
        return
    database = open_database(company_in(request.param, request, tmp_path))
    yield SqlAccounting(database)
    database.close()


def test_an_empty_book_says_nothing_was_used(book: Accounting) -> None:
    assert book.months(VIEWERS["admin"]) == []
    assert book.spent(DAY, "EUR") == Spent(0, Decimal(0))


def test_turns_of_a_month_are_added_up_by_model(book: Accounting) -> None:
    book.record(USE)
    book.record(replace(USE, calls=1, failed=0, estimated=0, tokens_in=10, tokens_out=5, cost=Decimal("0.000000001"), call_s=3.0, longest_s=3.0, turn_s=3.5, fallback=False))
    book.record(replace(USE, model="a-2", cost=None, currency=None, calls=0, failed=0, estimated=0, tokens_in=0, tokens_out=0, call_s=0.0, longest_s=0.0, capped=True))
    other, mine = book.months(VIEWERS["operator"])
    assert (other.model, other.month, other.cost, other.currency, other.calls, other.capped, other.seconds_per_call) == ("a-2", "2026-11", None, None, 0, 1, None)
    assert (mine.model, mine.turns, mine.calls, mine.failed, mine.estimated, mine.tokens_in, mine.tokens_out) == ("m-1", 2, 4, 1, 1, 1210, 305)
    assert mine.cost == Decimal("0.000037501")
    assert (mine.longest_s, mine.seconds_per_call, mine.seconds_per_turn, mine.fallback_rate) == (3.0, 7.5 / 4, 8.5 / 2, 0.5)


def test_months_and_currencies_stand_apart_the_newest_month_at_the_top(book: Accounting) -> None:
    book.record(replace(USE, day=date(2025, 12, 31)))
    book.record(replace(USE, currency="USD"))
    book.record(USE)
    assert [(m.month, m.currency) for m in book.months(VIEWERS["admin"])] == [("2026-11", "EUR"), ("2026-11", "USD"), ("2025-12", "EUR")]


def test_what_a_day_spent_counts_all_tokens_of_that_day_and_cost_in_one_currency(book: Accounting) -> None:
    book.record(USE)
    book.record(replace(USE, model="a-2", currency="USD", cost=Decimal(7)))
    book.record(replace(USE, model="a-3", currency=None, cost=None))
    book.record(replace(USE, day=date(2026, 11, 21)))
    assert book.spent(DAY, "EUR") == Spent(4500, Decimal("0.0000375"))
    assert book.spent(DAY, None) == Spent(4500, Decimal(0))


@pytest.mark.parametrize("who", ["ana", "priya"])
def test_managers_and_reps_do_not_read_the_book(book: Accounting, who: str) -> None:
    with pytest.raises(Forbidden, match="admin or the operator"):
        book.months(VIEWERS[who])


def test_a_folder_without_records_is_not_made_by_looking(tmp_path: Path) -> None:
    book = SqlAccounting(open_database(f"sqlite:///{tmp_path / 'none' / 'nextplay.db'}"))
    assert book.months(VIEWERS["operator"]) == []
    assert book.spent(DAY, None) == Spent(0, Decimal(0))
    assert list(tmp_path.iterdir()) == []
