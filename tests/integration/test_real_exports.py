"""Exports nobody on this project wrote: every figure right, or said to be missing."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest

from copilot.policy import CoachingPolicy
from store.crm.read import read_exports
from store.crm.reading import Reading
from tests.integration.test_crm_variants import SAME, TOLERANCE, wrong_cells
from tests.unit.crm.figures import figures_per_rep

TODAY = dt.date(2026, 11, 22)


def read(folder: Path, mapping: Path | None = None) -> Reading:
    return read_exports([folder], mapping, CoachingPolicy(), TODAY)


def expected(shared_data: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((shared_data / f"crm/expected/{name}.json").read_text("utf-8"))["reps"]


def said(reading: Reading) -> dict[str, int]:
    return {w.kind: sum(x.count for x in reading.warnings if x.kind == w.kind) for w in reading.warnings}


@pytest.mark.parametrize("folder", ["maven_iso", "maven"])
def test_maven_agrees_in_every_cell(folder: str, shared_data: Path) -> None:
    reading = read(shared_data / "crm" / folder)
    assert wrong_cells(reading, expected(shared_data, "maven")) == []
    assert sum(p.is_rep for p in reading.people) == 35
    assert {p.name for p in reading.people if not p.is_rep} == {"Dustin Brinkmann", "Melvin Marxen", "Cara Losch", "Rocco Neubert", "Celia Rouche", "Summer Sewald"}
    assert said(reading)["blank_account"] == 1425
    assert reading.questions == ()


def test_8_800_deals_are_read_in_the_time_of_a_breath(shared_data: Path) -> None:
    began = time.process_time()
    read(shared_data / "crm/maven_iso")
    assert time.process_time() - began < 3.0


def test_olist_agrees_in_wins_customers_and_days_without_a_mapping(shared_data: Path) -> None:
    reading = read(shared_data / "crm/olist")
    have = figures_per_rep(reading)
    wrong = []
    for want in expected(shared_data, "olist"):
        for ours in ("started", "won", "lost", "open", "customers_won", "win_rate", "days_to_win_mean", "days_to_win_median"):
            h = have[want["rep"]][ours]
            if h is None or abs(h - want[SAME[ours]]) > TOLERANCE.get(ours, 0):
                wrong.append((want["rep"][:4], ours))
    # one deal of this rep closed two days before its lead's first contact: the contract leaves it out of speed, the expected file does not
    assert wrong == [("495d", "days_to_win_mean"), ("495d", "days_to_win_median")]
    assert said(reading)["close_before_start"] == 1
    # a lead's own guess at its monthly revenue is no value of a deal: asked about, never taken in silence
    assert said(reading)["no_value"] == 842


def test_olist_takes_the_value_that_a_mapping_names(shared_data: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "olist.toml"
    mapping.write_text('[[file]]\nname = "olist_closed_deals_dataset.csv"\nkind = "opportunities"\n[file.columns]\ndeclared_monthly_revenue = "value"\n', "utf-8")
    have = figures_per_rep(read(shared_data / "crm/olist", mapping))
    assert {r: f["won_value"] for r, f in have.items()} == {w["rep"]: w["won_value"] for w in expected(shared_data, "olist")}


def test_insurance_budgets_take_deals_and_meetings_and_no_invoice(shared_data: Path) -> None:
    reading = read(shared_data / "crm/insurance_budgets")
    assert (len(reading.opportunities), len(reading.activities), len(reading.quotas)) == (49, 34, 0)
    assert set(reading.opportunities["status"]) == {"open"}
    assert reading.opportunities["expected_close_on"].notna().all()
    assert not any("&amp;" in str(v) for v in reading.opportunities.astype(str).to_numpy().ravel())
    assert {f.name: f.kinds for f in reading.files if not f.kinds} == {"brokerage.csv": (), "fees.csv": (), "invoice.csv": ()}
    assert said(reading)["quota_without_period"] == 8
    assert any("period" in q for q in reading.questions)


def test_insurance_budgets_become_quotas_once_a_mapping_says_the_year(shared_data: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('currency = "INR"\n[[file]]\nname = "Individual Budgets.xlsx"\nkind = "quotas"\nperiod = "2019-04..2020-03"\n', "utf-8")
    quotas = {q.person_key: q for q in read(shared_data / "crm/insurance_budgets", mapping).quotas}
    assert float(quotas["nishant sharma"].value) == 1250000 + 3500000 + 750000
    assert (quotas["nishant sharma"].start, quotas["nishant sharma"].end, quotas["nishant sharma"].currency) == (dt.date(2019, 4, 1), dt.date(2020, 3, 31), "INR")


def test_salesforce_objects_without_a_user_table(shared_data: Path) -> None:
    reading = read(shared_data / "crm/salesforce_sfdx")
    assert reading.opportunities["status"].value_counts().to_dict() == {"open": 35, "won": 12, "lost": 3}
    assert len(reading.activities) == 75
    assert reading.activities["type"].value_counts().to_dict() == {"email": 18, "call": 17, "task": 15, "other": 13, "meeting": 12}
    assert [(p.name, p.named) for p in reading.people] == [("005Ec000004oBPNIA2", False)]
    assert said(reading)["close_before_start"] == 15
    assert said(reading)["unknown_owner"] == 1
    assert not reading.opportunities["account"].str.startswith("001").any()
