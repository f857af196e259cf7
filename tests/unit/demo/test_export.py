"""The export the demo company is written as: complete, repeatable, and as messy as it says."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from store.demo.company import DemoCompany
from store.demo.files import MESS, write_export


@pytest.fixture(scope="module")
def folder(company: DemoCompany, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export")
    write_export(company, path)
    return path


@pytest.fixture(scope="module")
def rows(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "opportunities.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def test_the_same_company_is_written_as_the_same_bytes(company: DemoCompany, folder: Path, tmp_path: Path) -> None:
    again = write_export(company, tmp_path)
    assert {p.name for p in again} == {"users.csv", "accounts.csv", "opportunities.csv", "stage_history.csv", "activities.csv", "quotas.xlsx"}
    for path in again:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_every_deal_is_in_the_file_once_but_for_the_duplicates(company: DemoCompany, rows: pd.DataFrame) -> None:
    assert set(rows["Opportunity ID"]) == {d.id for d in company.deals}
    assert rows.duplicated().sum() == MESS["duplicate_row"] == len(rows) - len(company.deals)


def test_owners_are_written_in_many_ways_and_some_not_at_all(company: DemoCompany, rows: pd.DataFrame) -> None:
    names = {r.name for r in company.reps}
    owners = rows.drop_duplicates()["Opportunity Owner"]
    assert (owners == "").sum() == MESS["missing_owner"]
    odd = owners[(owners != "") & ~owners.isin(names)]
    assert len(odd) > 0.05 * len(rows)
    assert (odd.str.upper() == odd).any()
    assert (odd.str.lower() == odd).any()
    assert (odd.str.strip() != odd).any()
    plain = {" ".join(n.split()).casefold() for n in names}
    assert {" ".join(o.split()).casefold() for o in odd} <= plain, "each can still be told by name"


def test_the_mess_is_there_as_often_as_listed(rows: pd.DataFrame) -> None:
    once = rows.drop_duplicates()
    won = once[once.Status == "Won"]
    assert (won.Amount == "0.00").sum() == MESS["won_without_value"]
    assert (won["Close Date"] == "").sum() == MESS["won_without_close_date"]
    backwards = (once["Close Date"] != "") & (once["Close Date"] < once["Created Date"])
    assert backwards.sum() == MESS["closed_before_created"]
    conflict = once.Status.isin(["Won", "Lost"]) & ~once.Stage.str.startswith("Closed")
    assert conflict.sum() == MESS["stage_status_conflict"]
    assert 0.02 < (once["Account Name"] == "").mean() < 0.06
    assert once.Product.nunique() == 6, "three products, each spelt two ways"


def test_the_mess_moves_nobody_far_from_their_story(company: DemoCompany, rows: pd.DataFrame) -> None:
    once = rows.drop_duplicates()
    once = once[once.Status == "Won"]
    written = once.Amount.str.replace(",", "").astype(float).groupby(once["Opportunity Owner"].str.split().str.join(" ").str.casefold()).sum()
    true = {r.name.casefold(): sum(d.value for d in company.deals if d.rep_id == r.id and d.status == "won") for r in company.reps}
    for name, value in true.items():
        assert written.get(name, 0.0) >= 0.9 * value


def test_activities_have_their_header_twice_and_day_first_dates(company: DemoCompany, folder: Path) -> None:
    with (folder / "activities.csv").open(encoding="utf-8", newline="") as f:
        lines = list(csv.reader(f))
    assert lines.count(lines[0]) == 2
    body = [line for line in lines if line != lines[0]]
    assert len(body) == len(company.deeds)
    dates = pd.to_datetime([line[3] for line in body], format="%d.%m.%Y")
    assert dates.min() == pd.Timestamp(min(d.on for d in company.deeds))
    assert sum(line[7] == "Planned" for line in body) > 0


def test_quotas_are_a_workbook_with_the_header_in_its_second_row(company: DemoCompany, folder: Path) -> None:
    sheet = load_workbook(folder / "quotas.xlsx").active
    assert sheet is not None
    table = [list(r) for r in sheet.iter_rows(values_only=True)]
    assert table[0][1:] == [None] * (len(table[0]) - 1), "a title"
    assert table[1][:3] == ["Rep", "Team", "2025-Q2"]
    assert table[1][-1] == "2026-Q4"
    by = {str(row[0]).strip(): row for row in table[2:]}
    assert len(by) == 24
    assert set(by["Zoë Lindqvist"][2:]) == {None}
    assert sum(v for row in by.values() for v in row[2:] if v is not None) == sum(float(q.value) for q in company.quotas)
