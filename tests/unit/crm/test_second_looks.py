"""Choices between columns once all tables are known, and the traps that made them necessary."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.crm.money import scale_in
from store.crm.people import numbered, owners_in
from store.crm.statuses import column_outcomes, outcome
from tests.unit.crm.figures import figures_per_rep
from tests.unit.crm.test_reports import HEAD, TWO, kinds, read


def test_an_id_that_is_a_hundredth_of_the_amount_is_no_amount(tmp_path: Path) -> None:
    rows = "".join(f"{i},Ann Lee,A{i},Won,2024-01-05,2024-02-25,{100 * i}\n" for i in range(1, 5))
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    assert figures_per_rep(reading)["Ann Lee"]["won_value"] == 1000
    assert reading.warnings == ()


def test_who_created_a_deal_is_taken_for_its_owner_only_with_a_word(tmp_path: Path) -> None:
    head = "Deal ID,Created By,Account,Stage,Created Date,Close Date,Amount\n"
    reading = read(tmp_path, {"deals.csv": head + TWO})
    assert "assumed_column" in kinds(reading)
    assert "'Created By'" in reading.questions[0]


@pytest.mark.parametrize("column", ["Amount of pallets", "Deal value pallets", "Actual revenue class"])
def test_a_part_of_a_name_is_never_money_in_silence(column: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD.replace("Amount", column) + TWO})
    assert [q for q in reading.questions if repr(column) in q and "only in part" in q], "taken as money without a word"


@pytest.mark.parametrize("column", ["Amount (EUR)", "amount_usd", "Deal Value $", "amount_cents", "Opportunity Amount 2026"])
def test_a_currency_or_a_unit_beside_the_amount_asks_nothing(column: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD.replace("Amount", column) + TWO})
    assert reading.questions == ()
    assert figures_per_rep(reading)["Ann Lee"]["won_value"] in (100, 1)


def test_a_mapping_that_names_the_value_settles_the_question(tmp_path: Path) -> None:
    mapping = '[[file]]\nname = "deals.csv"\n[file.columns]\n"Amount of pallets" = "value"\n'
    assert read(tmp_path, {"deals.csv": HEAD.replace("Amount", "Amount of pallets") + TWO}, mapping).questions == ()


def test_a_quota_named_in_part_is_asked_about(tmp_path: Path) -> None:
    asked = read(tmp_path, {"deals.csv": HEAD + TWO, "targets.csv": "Rep,Month,Target pallets\nAnn Lee,2026-01,500\nAnn Lee,2026-02,600\n"})
    assert any("'Target pallets'" in q for q in asked.questions)


def test_of_quotas_that_were_left_out_nothing_is_said_to_have_been_taken(tmp_path: Path) -> None:
    parts = "Rep,New Budget,Renewal Budget\nAnn Lee,500,40\nBo Ray,600,50\n"
    for case in "ab":
        (tmp_path / case).mkdir()
    left = read(tmp_path / "a", {"deals.csv": HEAD + TWO, "budgets.csv": parts})
    assert [q for q in left.questions if "budgets.csv" in q] == [q for q in left.questions if "name no period" in q] != []
    placed = read(tmp_path / "b", {"deals.csv": HEAD + TWO, "budgets.csv": parts.replace("Rep,", "Rep,Year,").replace("Lee,", "Lee,2026,").replace("Ray,", "Ray,2026,")})
    assert [float(q.value) for q in placed.quotas] == [540, 650]
    assert any("added up to one quota" in q for q in placed.questions)


def test_the_only_amounts_of_a_table_without_known_names_are_asked_about(tmp_path: Path) -> None:
    rows = "".join(f"{who},Won,{1000 * (i % 4) + 37}.50\n" for i in range(3) for who in ("Ann Lee", "Bob Ray", "Mary Fox", "John Hill"))
    reading = read(tmp_path, {"list.csv": "Wer,Ausgang,Zenbatekoa\n" + rows})
    assert reading.opportunities["value"].notna().all()
    assert any("'Zenbatekoa'" in q for q in reading.questions)


def test_a_name_is_never_paired_with_somebody_elses_id(tmp_path: Path) -> None:
    head = "Deal ID,Account Owner,Opportunity Owner ID,Account,Stage,Created Date,Close Date,Amount\n"
    rows = "".join(f"{i},Kim Boss,U{i % 3},A{i},Won,2024-01-05,2024-02-25,10\n" for i in range(9))
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert sorted(figures_per_rep(reading)) == ["U0", "U1", "U2"]
    assert {"assumed_column", "unknown_owner"} <= set(kinds(reading))


def test_stage_history_is_no_list_of_people(tmp_path: Path) -> None:
    history = "Id,OpportunityId,CreatedDate,StageName,Amount\nh1,1,2026-01-05,Proposal,5\nh2,1,2026-02-25,Won,5\nh3,2,2026-01-06,Proposal,5\n"
    reading = read(tmp_path, {"Opportunity.csv": HEAD + TWO, "OpportunityHistory.csv": history})
    assert {p.name for p in reading.people} == {"Ann Lee", "Bo Ray"}
    assert len(reading.stages) == 3


def test_a_row_that_has_ended_beats_an_open_one_of_the_same_id(tmp_path: Path) -> None:
    reading = read(tmp_path, {"a.csv": HEAD + TWO, "b.csv": HEAD + "1,Ann Lee,Acme,Proposal,2026-01-05,2026-12-25,1\n"})
    ann = figures_per_rep(reading)["Ann Lee"]
    assert (ann["won"], ann["open"], ann["won_value"]) == (1, 0, 100)
    assert "duplicate_row" in kinds(reading)


def test_a_month_written_with_its_year_is_a_quota_period(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "targets.csv": "Rep,Month,Target\nAnn Lee,2026-01,500\nAnn Lee,Feb 2026,600\n"})
    assert [(q.start.month, q.end.day, float(q.value)) for q in reading.quotas] == [(1, 31, 500.0), (2, 28, 600.0)]


def test_leads_alone_are_deals_where_they_are_won_and_lost(tmp_path: Path) -> None:
    head = "Lead ID,Lead Owner,Company,Lead Status,Created Date,Closed Date,Value\n"
    alone = read(tmp_path, {"leads.csv": head + TWO})
    assert figures_per_rep(alone)["Ann Lee"]["won"] == 1


def test_leads_beside_deals_are_left_out_and_said(tmp_path: Path) -> None:
    head = "Name,Owner,Company,Status,Created,Source,Value\n"
    leads = head + "".join(f"Pat {i},Ann Lee,F{i},{('Won', 'Lost')[i % 2]},2026-03-01,Web,5\n" for i in range(6))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "leads export.csv": leads})
    assert len(reading.opportunities) == 2
    assert "unused_file" in kinds(reading)


@pytest.mark.parametrize(
    ("header", "scale"),
    [
        ("Amount", 1),
        ("Deal Value ($K)", 1e3),
        ("Revenue (in thousands)", 1e3),
        ("Umsatz in TEUR", 1e3),
        ("Umsatz (T€)", 1e3),
        ("amount_cents", 0.01),
        ("Deal size (USD M)", 1e6),
        ("Value (€ million)", 1e6),
        ("Revenue (item)", 1),
        ("EUR k (net)", 1),
        ("Deal value (kEUR)", 1e3),
        ("Pipeline (Mio €)", 1e6),
        ("Deal Value (USD)", 1),
        ("Amount (UK)", 1),
        ("Amount (KRW)", 1),
        ("Premium (in lakhs)", 1e5),
        ("Value (MXN)", 1),
        ("ok amount", 1),
    ],
)
def test_units_in_headers(header: str, scale: float) -> None:
    assert scale_in(header) == scale


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Ann Lee; Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("[Ann Lee]", ["Ann Lee"]),
        ("[Ann Lee, Bo Ray]", ["Ann Lee", "Bo Ray"]),
        ("Lee, Ann", ["Lee, Ann"]),
        ("Ann Lee & Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Andy Sand", ["Andy Sand"]),
    ],
)
def test_owners_in_one_cell(cell: str, people: list[str]) -> None:
    assert owners_in(cell) == people


def test_an_id_in_brackets_behind_a_name() -> None:
    assert numbered("Ann Lee [4711]") == ("Ann Lee", "4711")
    assert numbered("Ann Lee (AE)") == ("Ann Lee (AE)", "")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Closed - Lost (No Budget)", "lost"),
        ("No Response - Closed Lost", "lost"),
        ("Open - Quotation sent", "open"),
        ("Closed Won - Signed", "won"),
        ("Won/Lost", None),
        ("Almost - Won", "open"),
        ("Lost (competitor won)", "lost"),
    ],
)
def test_outcomes_in_parts(cell: str, said: str | None) -> None:
    assert outcome(cell) == said


def test_single_letters_say_an_end_only_beside_each_other() -> None:
    assert column_outcomes(["W", "L", "O", ""]) == {"W": "won", "L": "lost", "O": "open", "": None}
    assert column_outcomes(["L", "M", "S"])["L"] is None
