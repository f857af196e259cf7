"""What stands in for a column that is missing: the last change of stage for the day a deal closed, who made a record for its owner; and never beside the real one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from store.crm.moved import says_moved
from tests.unit.crm.test_reports import kinds, read

HEAD = "Deal ID,Owner,Account,Stage,Created Date,Amount,{}\n"


def deals(*further: str) -> str:
    """Eight deals in turn won, lost and open, with the same cells behind each but for `{i}`."""
    return "".join(f"{i},{('Ann Lee', 'Bo Ray')[i % 2]},A{i},{('Won', 'Lost', 'Proposal')[i % 3]},2026-01-05,{10 * i},{','.join(f.format(i=i) for f in further)}\n" for i in range(1, 9))


@pytest.mark.parametrize(
    "column",
    [
        "last_stage_change_at",
        "Stage changed on",
        "Last stage change",
        "Datum der letzten Phasenänderung",
        "Date du dernier changement d'étape",
        "Fecha del último cambio de etapa",
        "Senaste fasändring",
        "阶段变更时间",
    ],
)
def test_a_deal_that_ended_closed_when_it_last_changed_its_stage_and_that_is_asked(column: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD.format(column) + deals("2026-03-0{i}")})
    for row in reading.opportunities.to_dict("records"):
        day = row["closed_on"]
        assert (None if row["status"] == "open" else dt.date(2026, 3, int(row["opportunity_id"]))) == (None if row["status"] == "open" else day.date())
    assert set(reading.opportunities.loc[reading.opportunities["status"] == "open", "closed_on"].isna()) == {True}
    assert any(repr(column) in q for q in reading.questions)
    assert len(kinds(reading)["close_date_from_stage_change"]) == 5
    assert next(c.meaning for c in reading.columns if c.column == column) == "opportunity.closed_on"


@pytest.mark.parametrize("order", [("Close Date", "Last stage change"), ("Last stage change", "Close Date")])
def test_a_real_day_of_closing_goes_before_the_last_change_of_stage(order: tuple[str, str], tmp_path: Path) -> None:
    cells = {"Close Date": "2026-02-1{i}", "Last stage change": "2026-04-0{i}"}
    reading = read(tmp_path, {"deals.csv": HEAD.format(",".join(order)) + deals(*(cells[c] for c in order))})
    ended = reading.opportunities[reading.opportunities["status"] != "open"]
    assert {d.month for d in ended["closed_on"]} == {2}
    assert "close_date_from_stage_change" not in kinds(reading)


def test_a_change_of_stage_that_nobody_needs_is_not_read_and_nothing_in_it_asked(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD.format("Close Date,Last stage change") + deals("2026-02-1{i}", "0{i}/03/2026")})
    assert reading.questions == ()


@pytest.mark.parametrize("header", ["Stage", "Last modified", "Next stage", "Etappe", "Phase 2 start", "Changed on"])
def test_a_day_of_another_matter_is_no_change_of_stage(header: str) -> None:
    assert not says_moved(header)


def with_creator(owner: str, creator: str, cells: tuple[str, str], makers: tuple[str, str]) -> str:
    rows = "".join(f"{i},{cells[i % 2]},A{i},Won,2026-01-05,2026-02-2{i},{10 * i},{makers[i % 2]}\n" for i in range(1, 9))
    return f"Id,{owner},Account,Stage,Created Date,Close Date,Amount,{creator}\n{rows}"


USERS = "id,full_name,email\n487001,Ann Lee,a@firm.example\n487002,Bo Ray,b@firm.example\n"


def test_who_made_a_deal_is_not_taken_for_its_owner_beside_the_owners_id(tmp_path: Path) -> None:
    table = with_creator("Owner", "Created_By", ("487001", "487002"), ("487001", "487002"))
    reading = read(tmp_path, {"Deals.csv": table, "Users.csv": USERS})
    assert reading.questions == ()
    assert next(c.meaning for c in reading.columns if c.column == "Created_By") == "ignored"
    assert {p.name for p in reading.people if p.is_rep} == {"Ann Lee", "Bo Ray"}


def test_who_made_a_deal_is_not_taken_for_its_owner_beside_the_owners_address(tmp_path: Path) -> None:
    table = with_creator("Owner Email", "Created By", ("a@firm.example", "b@firm.example"), ("Cy Dow", "Di Eck"))
    reading = read(tmp_path, {"Deals.csv": table, "Users.csv": USERS})
    assert not any("as the owner" in q for q in reading.questions)
    assert {p.name for p in reading.people if p.is_rep} == {"Ann Lee", "Bo Ray"}
