"""Money: thousands and decimals decided for a whole column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.crm.money import currency_in, is_money, read_money


def _plain(v: float) -> str:
    return f"{v:,.2f}"


def _indian(v: float) -> str:
    whole, cents = f"{v:.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    parts = []
    while len(head) > 2:
        head, part = head[:-2], head[-2:]
        parts.insert(0, part)
    return ",".join([p for p in [head, *parts] if p] + [tail]) + "." + cents


FORMS = {
    "english": _plain,
    "dollar": lambda v: "$" + _plain(v),
    "code before": lambda v: "USD " + _plain(v),
    "code after": lambda v: _plain(v) + " USD",
    "bare": lambda v: f"{v:.2f}",
    "german": lambda v: _plain(v).replace(",", "_").replace(".", ",").replace("_", "."),
    "german euro": lambda v: _plain(v).replace(",", "_").replace(".", ",").replace("_", ".") + " €",
    "french": lambda v: _plain(v).replace(",", "\u202f").replace(".", ",") + " €",
    "swiss": lambda v: "CHF " + _plain(v).replace(",", "’"),
    "brazilian": lambda v: "R$ " + _plain(v).replace(",", "_").replace(".", ",").replace("_", "."),
    "indian": lambda v: "₹" + _indian(v),
    "rupees": lambda v: "Rs. " + _indian(v),
}


@pytest.mark.parametrize("form", list(FORMS))
@settings(max_examples=25, deadline=None)
@given(cents=st.lists(st.integers(0, 10**10), min_size=1, max_size=20))
def test_a_column_rendered_in_a_format_reads_back_equal(form: str, cents: list[int]) -> None:
    amounts = [c / 100 for c in cents]
    texts = [FORMS[form](v) for v in amounts]
    read = read_money(texts)
    assert [read.values[t] for t in texts] == pytest.approx(amounts)
    assert not read.bad


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(1,000.00)", -1000),
        ("-5", -5),
        ("5-", -5),
        ("$1.2M", 1_200_000),
        ("12k", 12_000),
        ("1.5 lakh", 150_000),
        ("2 crore", 20_000_000),
        ("12,5 Mio. €", 12_500_000),
        ("1.200,- €", 1200),
        ("1E+5", 100_000),
        ("€ 1.234.567", 1_234_567),
    ],
)
def test_single_amounts(text: str, value: float) -> None:
    assert read_money([text]).values[text] == pytest.approx(value)


def test_three_digits_after_every_dot_part_thousands() -> None:
    assert read_money(["1.234", "950", "12.500", "7.000"]).values["1.234"] == 1234


def test_three_digits_after_a_dot_are_decimals_where_thousands_stand_without() -> None:
    assert read_money(["1.234", "15000", "2.500"]).values["1.234"] == pytest.approx(1.234)


def test_zero_is_an_amount_and_a_dash_is_none() -> None:
    read = read_money(["0", "-", "TBD", "five"])
    assert read.values == {"0": 0.0, "-": None, "TBD": None, "five": None}
    assert set(read.bad) == {"five"}


def test_currencies_of_cells_are_kept() -> None:
    assert read_money(["€5", "5 USD", "5"]).currencies == {"€5": "EUR", "5 USD": "USD"}


@pytest.mark.parametrize(("header", "code"), [("Amount (EUR)", "EUR"), ("Deal Value ($)", "USD"), ("amount_usd", "USD"), ("Amount", None), ("Montant (€)", "EUR"), ("All values", None)])
def test_the_header_may_name_the_currency(header: str, code: str | None) -> None:
    assert currency_in(header) == code


@pytest.mark.parametrize("text", ["Acme", "2017-01-01", "A12", "12 rue", "1,2,3", "OPP19"])
def test_words_and_dates_are_no_money(text: str) -> None:
    assert not is_money(text) or read_money([text]).bad
