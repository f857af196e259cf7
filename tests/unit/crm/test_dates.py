"""Dates: one format for a whole column, undecided where nothing decides."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.crm.dates import is_date, read_dates

GERMAN = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]
FRENCH = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
SPANISH = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]
PORTUGUESE = ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"]
ITALIAN = ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"]
DUTCH = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]

FORMS = {
    "iso": lambda d: d.isoformat(),
    "iso with Z": lambda d: f"{d.isoformat()}T16:14:25.000Z",
    "iso with offset": lambda d: f"{d.isoformat()}T16:14:25+02:00",
    "iso slashes": lambda d: d.strftime("%Y/%m/%d %H:%M"),
    "day first dashes short year": lambda d: d.strftime("%d-%m-%y"),
    "day first dots": lambda d: f"{d.day}.{d.month}.{d.year}",
    "day first slashes time": lambda d: d.strftime("%d/%m/%Y 14:05"),
    "month first": lambda d: d.strftime("%m/%d/%Y"),
    "month first am pm": lambda d: f"{d.month}/{d.day}/{d.year} 3:05 PM",
    "month first short year": lambda d: d.strftime("%m/%d/%y"),
    "named": lambda d: d.strftime("%d-%b-%Y"),
    "named short year": lambda d: d.strftime("%d-%b-%y"),
    "named month first": lambda d: d.strftime("%B %d, %Y"),
    "named with weekday": lambda d: d.strftime("%a %b %d %Y 00:00:00 GMT+0100 (CET)"),
    "compact": lambda d: d.strftime("%Y%m%d"),
    "serial": lambda d: str((d - dt.date(1899, 12, 30)).days),
    "serial with time": lambda d: f"{(d - dt.date(1899, 12, 30)).days}.4375",
    "epoch": lambda d: str(int(dt.datetime(d.year, d.month, d.day, 12, tzinfo=dt.UTC).timestamp())),
    "epoch ms": lambda d: str(int(dt.datetime(d.year, d.month, d.day, 12, tzinfo=dt.UTC).timestamp() * 1000)),
    "german": lambda d: f"{d.day}. {GERMAN[d.month - 1]} {d.year}",
    "french": lambda d: f"{d.day} {FRENCH[d.month - 1]} {d.year}",
    "spanish": lambda d: f"{d.day} de {SPANISH[d.month - 1]} de {d.year}",
    "portuguese": lambda d: f"{d.day} de {PORTUGUESE[d.month - 1]} de {d.year}",
    "italian": lambda d: f"{d.day} {ITALIAN[d.month - 1]} {d.year}",
    "dutch": lambda d: f"{d.day} {DUTCH[d.month - 1]} {d.year}",
    "japanese": lambda d: f"{d.year}年{d.month}月{d.day}日",
}


@pytest.mark.parametrize("form", list(FORMS))
@settings(max_examples=25, deadline=None)
@given(days=st.lists(st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31)), min_size=3, max_size=30))
def test_a_column_rendered_in_a_format_reads_back_equal(form: str, days: list[dt.date]) -> None:
    # one day above twelve in one year proves the order, as any real column does; two-digit years stay within a few years of each other
    days = [d.replace(year=2016 + d.year % 3, day=min(d.day, 28)) for d in days] + [dt.date(2017, 3, 28), dt.date(2017, 11, 17)]
    texts = [FORMS[form](d) for d in days]
    read = read_dates(texts)
    assert not read.ambiguous
    assert [read.values[t] for t in texts] == days
    assert not read.bad


def test_a_column_whose_days_are_all_below_thirteen_is_undecided_and_empty() -> None:
    read = read_dates(["01/02/2017", "03/04/2017", "12/11/2017"])
    assert read.ambiguous
    assert set(read.values.values()) == {None}


def test_one_proof_decides_for_the_cells_that_prove_nothing() -> None:
    read = read_dates(["01/02/2017", "25/02/2017"])
    assert read.values["01/02/2017"] == dt.date(2017, 2, 1)


def test_two_digit_years_are_told_from_days_by_how_much_they_vary() -> None:
    texts = [f"{d:02d}-{m:02d}-{y}" for d in range(1, 29, 3) for m in (1, 6, 11) for y in (16, 17)]
    assert read_dates(texts).values["04-06-17"] == dt.date(2017, 6, 4)


def test_a_cell_mangled_by_a_spreadsheet_is_reported_and_the_column_still_read() -> None:
    read = read_dates(["13-11-2019", "14-11-2019", "May-20"])
    assert read.values["13-11-2019"] == dt.date(2019, 11, 13)
    assert read.values["May-20"] is None
    assert "May-20" in read.bad


def test_missing_words_are_no_dates_and_no_complaint() -> None:
    read = read_dates(["", "NULL", "n/a", "-", "2017-01-01"])
    assert not read.bad
    assert read.values["NULL"] is None


def test_the_order_a_mapping_gives_is_obeyed() -> None:
    assert read_dates(["01/02/2017"], order="mdy").values["01/02/2017"] == dt.date(2017, 1, 2)


@pytest.mark.parametrize("text", ["GTX Pro", "1054", "Q4 2016", "2.41E+18", "Mayfield", "0001-01-01", "12", "May-20", "+49 30 1234567"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert not is_date(text)
