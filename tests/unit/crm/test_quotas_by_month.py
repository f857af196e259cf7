"""Quotas with a column a month or quarter and the year in a column of its own, in the languages of the table; and amounts that nobody reads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from store.crm.reading import Reading
from tests.unit.crm.test_reports import HEAD, TWO, read

MONTHS = {
    "Vendedor,Año": "Enero,Febrero,Marzo,Abril,Mayo,Junio,Julio,Agosto,Septiembre,Octubre,Noviembre,Diciembre",
    "Commercial,Année": "Janv.,Févr.,Mars,Avr.,Mai,Juin,Juil.,Août,Sept.,Oct.,Nov.,Déc.",
    "Verkäufer,Jahr": "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember",
    "Verkoper,Jaar": "januari,februari,maart,april,mei,juni,juli,augustus,september,oktober,november,december",
    "Vendedor,Ano": "Jan,Fev,Mar,Abr,Mai,Jun,Jul,Ago,Set,Out,Nov,Dez",
    "Säljare,År": "Januari,Februari,Mars,April,Maj,Juni,Juli,Augusti,September,Oktober,November,December",
    "Salesperson,Fiscal Year": "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec",
}
TWO_YEARS = ("2025", "2026")


def quotas(reading: Reading) -> dict[tuple[str, dt.date, dt.date], float]:
    names = {p.key: p.name for p in reading.people}
    return {(names[q.person_key], q.start, q.end): float(q.value) for q in reading.quotas}


def rows(years: tuple[str, ...], columns: int, more: str = "") -> str:
    return "".join(f"{who},{year},{','.join(str(1000 * (y + 1) + 10 * c + w) for c in range(columns))}{more}\n" for w, who in enumerate(("Ann Lee", "Bo Ray")) for y, year in enumerate(years))


@pytest.mark.parametrize("head", MONTHS, ids=list(MONTHS))
def test_a_column_a_month_is_a_quota_in_the_year_of_its_row(head: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "quotas.csv": f"{head},{MONTHS[head]}\n" + rows(TWO_YEARS, 12)})
    found = quotas(reading)
    assert len(found) == 48
    assert found["Ann Lee", dt.date(2025, 1, 1), dt.date(2025, 1, 31)] == 1000
    assert found["Bo Ray", dt.date(2026, 4, 1), dt.date(2026, 4, 30)] == 2031
    assert found["Ann Lee", dt.date(2026, 12, 1), dt.date(2026, 12, 31)] == 2110


@pytest.mark.parametrize("years", [TWO_YEARS, ("FY25", "FY26")])
def test_a_column_a_quarter_likewise_and_their_sum_is_none(years: tuple[str, ...], tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "targets.csv": "Account Executive,Year,Q1,Q2,Q3,Q4,Total\n" + rows(years, 5)})
    found = quotas(reading)
    assert len(found) == 16
    assert found["Bo Ray", dt.date(2025, 10, 1), dt.date(2025, 12, 31)] == 1031


def test_months_go_before_the_quarters_that_add_them_up(tmp_path: Path) -> None:
    head = "Vendedor,Año,Enero,Febrero,Marzo,T1\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "cuotas.csv": head + rows(("2026",), 4)})
    assert {(s, e) for _, s, e in quotas(reading)} == {(dt.date(2026, 1, 1), dt.date(2026, 1, 31)), (dt.date(2026, 2, 1), dt.date(2026, 2, 28)), (dt.date(2026, 3, 1), dt.date(2026, 3, 31))}


def test_months_that_nothing_calls_quotas_are_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "by month.csv": "Rep,Year,January,February,March\n" + rows(("2026",), 3)})
    assert any("by month.csv" in q and "nothing calls them so" in q for q in reading.questions)


def test_amounts_that_nobody_reads_in_a_file_called_quota_are_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "sales quota.csv": "Rep,Year,Hardware,Services\n" + rows(("2026",), 2)})
    assert reading.quotas == ()
    assert any("sales quota.csv" in q and "'Hardware'" in q for q in reading.questions)
