"""Exports of systems that nobody here has seen: imported without a mapping file, every figure must be right, and what is not must be said.

The figures are planted by the generators in `unseen/` and worked out there in plain Python. A sample is read by default, all of them with
NEXTPLAY_HEAVY=1; a few go the whole way through a data folder and the engine.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from copilot import contract
from copilot.bootstrap import open_coach
from copilot.policy import CoachingPolicy
from copilot.settings import load_settings
from store.crm.read import read_exports
from store.crm.reading import Reading
from tests.integration.unseen.abroad import ABROAD
from tests.integration.unseen.company import TODAY, Figures, company, figures
from tests.integration.unseen.lists import LISTS
from tests.integration.unseen.logs import LOGS
from tests.integration.unseen.market import market
from tests.integration.unseen.published import PUBLISHED
from tests.integration.unseen.shapes import SHAPES
from tests.integration.unseen.stacks import STACKS
from tests.integration.unseen.systems import SYSTEMS
from tests.integration.unseen.tables import TABLES
from tests.integration.unseen.tongues import TONGUES
from tests.integration.unseen.trades import TRADES
from tests.integration.unseen.traps import TRAPS
from tests.integration.unseen.vendors import VENDORS
from tests.integration.unseen.words import WORDS
from tests.unit.crm.figures import figures_per_rep

SECOND = {f"again_{name}": f for name, f in {**VENDORS, **TONGUES, **STACKS}.items()}
"""Of another company than the first ones."""
THIRD = {f"third_{name}": f for name, f in {**PUBLISHED, **ABROAD}.items()}
FOURTH = {f"fourth_{name}": f for name, f in TRADES.items()}
FIFTH = {f"fifth_{name}": f for name, f in WORDS.items()}
SIXTH = {f"sixth_{name}": f for name, f in LOGS.items()}
EXPORTS = {**SYSTEMS, **TABLES, **SHAPES, **TRAPS, **LISTS, **SECOND, **THIRD, **FOURTH, **FIFTH, **SIXTH}
SAMPLE = (
    "salesforce_objects", "close_com", "amocrm", "odoo_pipeline", "pipedrive_activities_and_goals", "amount_company_currency", "loss_reason_tells", "won_flag_and_numbered_stages", "shared_ownership",
    "ambiguous_start_beside_european_close", "workbook_with_everything", "line_items_within", "years_newest_first", "leads_without_ids_beside", "russian", "grouped_report_with_counts", "coded_reps",
    "energy_quotes", "unit_in_header", "two_owners_in_a_cell", "sheets_a_rep", "upper_snake", "owner_history_beside", "yes_no_sale", "quotas_in_people",
    "again_formatted_summary_report", "again_odoo_technical", "again_airtable_template", "again_engagement_log", "again_japanese_shift_jis", "again_turkish", "again_korean", "again_closed_with_reason", "again_line_items_hold_the_value", "again_history_holds_the_closing",
    "again_targets_long_in_thousands", "again_sheet_an_outcome", "again_star_schema",
    "third_warehouse_hubspot", "third_frappe", "third_atomic", "third_stage_table", "third_call_log_and_calendar", "third_bids_and_awards", "third_quotes_accepted_declined", "third_unknown_language", "third_pipedrive_french",
    "fourth_media_sales", "fourth_bank_corporate", "fourth_two_sheets_reps_and_log", "fourth_german_targets_and_visits", "fourth_power_query", "fourth_bookkeeping_estimates", "fourth_percent_stages", "fourth_stages_in_capitals_with_codes",
    "fifth_sap_stopped", "fifth_closed_flag_and_a_third_end", "fifth_an_end_by_its_closing_day", "fifth_codes_of_a_status", "fifth_a_status_of_customers_beside_stages",
    "sixth_one_log_with_outcomes", "sixth_logs_with_the_deals_id", "sixth_dutch_logs",
)  # fmt: skip
RUN = list(EXPORTS) if os.environ.get("NEXTPLAY_HEAVY") else list(SAMPLE)
WHOLE_WAY = ("salesforce_objects", "pipedrive_activities_and_goals", "workbook_with_everything", "quotas_annual", "energy_quotes", "blank_accounts_and_starts")
"""Through the import into a data folder and out of the engine; the others only as far as the reading."""

MUST_SAY = {
    "close_com": "assumed_column",
    "amount_company_currency": "converted_currency",
    "company_currency": "converted_currency",
    "loss_reason_tells": "assumed_status",
    "won_flag_and_numbered_stages": "assumed_status",
    "line_items_within": "line_items",
    "years_newest_first": "duplicate_row",
    "unit_in_header": "scaled_value",
    "cents_in_header": "scaled_value",
    "two_owners_in_a_cell": "several_owners",
    "sheets_a_rep": "assumed_owner",
    "blank_owners_and_totals": "missing_owner",
    "sugar": "close_date_from_expected",
    "netsuite": "assumed_column",
    "coded_reps": "assumed_column",
    "leads_without_ids_beside": "unused_file",
    "orders_alone": "unused_file",
    "third_unknown_language": "assumed_column",
    "third_close_month_and_won_flag": "no_start",
    "again_closed_with_reason": "assumed_status",
    "again_line_items_hold_the_value": "line_items",
    "again_history_holds_the_closing": "closed_from_history",
    "again_targets_long_in_thousands": "scaled_value",
    "again_airtable_template": "close_date_from_expected",
    "fifth_sap_stopped": "assumed_status",
    "fifth_closed_flag_and_a_third_end": "assumed_status",
    "fifth_an_end_by_its_closing_day": "assumed_status",
}
"""Where a choice was made that a person may want to know of."""


def shown(folder: Path, data: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What `import --json` and `engine --json` say; two reps of one name are kept apart."""
    coach = open_coach(load_settings(data=data))
    try:
        viewer = coach.viewer(None)
        report = contract.import_report(coach.import_crm(viewer, [folder]))
        engine = contract.engine(coach.engine(viewer, None, None, None, None))
    finally:
        coach.close()
    out: dict[str, dict[str, Any]] = {}
    for r in engine["reps"]:
        mine = {**r, **{f"activities.{k}": n for k, n in r["activities"].items()}, **{f"attainment.{a['period']}": a["attainment"] for a in r["attainment"]}}
        out[r["rep"] if r["rep"] not in out else f"{r['rep']} ({r['rep_id']})"] = mine
    return report, out


def from_reading(reading: Reading) -> dict[str, dict[str, Any]]:
    """The same figures from a reading, in plain Python."""
    out: dict[str, dict[str, Any]] = {rep: dict(f) for rep, f in figures_per_rep(reading).items()}
    names = {p.key: p.name for p in reading.people}
    for (rep, kind), n in Counter(zip(reading.activities["rep_id"].map(names), reading.activities["type"], strict=True)).items():
        out.setdefault(rep, {})[f"activities.{kind}"] = n
    won = reading.opportunities[reading.opportunities["status"] == "won"]
    for q in reading.quotas:
        mine = won[(won["rep_id"] == q.person_key) & (won["closed_on"].dt.date >= q.start) & (won["closed_on"].dt.date <= q.end)]
        months = (q.end.year - q.start.year) * 12 + q.end.month - q.start.month + 1
        period = {1: f"{q.start:%Y-%m}", 3: f"{q.start.year}-Q{(q.start.month + 2) // 3}", 12: f"{q.start.year}"}[months]
        out.setdefault(names[q.person_key], {})[f"attainment.{period}"] = float(mine["value"].sum()) / float(q.value)
    return out


def wrong(truth: Figures, have: dict[str, dict[str, Any]]) -> list[str]:
    found = []
    for rep, planted in truth.items():
        for name, want in planted.items():
            got = have.get(rep, {}).get(name)
            if not (got is None and want in (None, 0)) and (got is None or want is None or abs(float(got) - want) > max(0.006, 1e-6 * abs(want))):
                found.append(f"{rep} {name}: {got} instead of {want}")
    return found


def made(name: str, folder: Path) -> Figures:
    folder.mkdir()
    firm = market() if name in SECOND else market(23) if name in THIRD else market(31) if name in FOURTH else market(47, 150) if name in FIFTH else market(53) if name in SIXTH else company()
    return EXPORTS[name](firm, folder) or ({} if name == "orders_alone" else figures(firm.deals))


@pytest.mark.parametrize("name", RUN)
def test_every_figure_is_right_without_a_mapping_file(name: str, tmp_path: Path) -> None:
    truth = made(name, tmp_path / "in")
    reading = read_exports([tmp_path / "in"], None, CoachingPolicy(), TODAY)
    have = from_reading(reading)
    assert wrong(truth, have) == []
    said = {w.kind for w in reading.warnings}
    assert MUST_SAY.get(name) is None or MUST_SAY[name] in said
    assert name == "two_people_of_one_name" or set(have) <= set(truth), "somebody was credited who sells nothing"


@pytest.mark.parametrize("name", WHOLE_WAY)
def test_the_engine_says_the_same_after_a_whole_import(name: str, tmp_path: Path) -> None:
    truth = made(name, tmp_path / "in")
    _, have = shown(tmp_path / "in", tmp_path / "data")
    assert wrong(truth, have) == []


def test_the_sample_names_exports_that_exist() -> None:
    assert set(SAMPLE) <= set(EXPORTS)
    assert set(MUST_SAY) | set(WHOLE_WAY) <= set(EXPORTS)
    assert len(EXPORTS) >= 285
