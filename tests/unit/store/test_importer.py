"""Landing exports: people, quotas, facts; the same again; a later export; and what may go wrong on a disk."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from copilot.domain import ACTIVITY_COLUMNS, OPPORTUNITY_COLUMNS, STAGE_COLUMNS, Role, Viewer
from copilot.errors import DiskFull, FolderBusy, FolderUnreadable, Forbidden
from copilot.policy import CoachingPolicy
from store.audit import SqlAudit
from store.crm.reading import Reading
from store.folder import DataFolder
from store.parquet import FactFiles
from store.records import SqlRecords
from store.tables import ImportRow, LineRow, OpportunityChangeRow, QuotaChangeRow, StageRow
from tests.unit.store.readings import OPERATOR, TODAY, Landing, activity, opportunity, person, quota, reading

DEALS = [
    opportunity("o1", closed_on="2026-04-01", status="won", stage="Won", value=1200.5, source_row=2),
    opportunity("o2", "bob", created="2026-04-10", expected_close_on="2026-12-24", source_row=3),
    opportunity("o3", "bob", created=None, closed_on="2026-05-05", status="lost", stage="Lost", value=None, source_row=4),
    opportunity("o4", created=None, source_row=5),
]
CALLS = [activity("a1"), activity("a2", "bob", "2026-04-30", "demo", opportunity_id="o2"), activity("a3", on=None)]


@pytest.fixture
def house(tmp_path: Path, new_url: Callable[[Path], str]) -> Iterator[Landing]:
    made = Landing.at(tmp_path / "data", new_url(tmp_path / "data"))
    yield made
    made.database.close()


def first() -> Reading:
    return reading(DEALS, CALLS, quotas=[quota("ann", "50000.25"), quota("bob", "40000")])


def changes(house: Landing) -> set[tuple[Any, ...]]:
    with house.database.read() as session:
        return {
            tuple(r)
            for r in session.execute(select(OpportunityChangeRow.opportunity_id, OpportunityChangeRow.field, OpportunityChangeRow.old, OpportunityChangeRow.new, OpportunityChangeRow.changed_on))
        }


def stages(house: Landing) -> list[tuple[Any, ...]]:
    with house.database.read() as session:
        return [tuple(r) for r in session.execute(select(StageRow.opportunity_id, StageRow.stage, StageRow.status, StageRow.entered_on).order_by(StageRow.id))]


# ---------------------------------------------------------------- a first import


def test_what_was_read_comes_back_with_the_domains_columns(house: Landing) -> None:
    report = house.land(first())
    assert report.imported == {"reps": 2, "opportunities": 4, "activities": 3, "quotas": 2, "accounts": 4}
    assert report.changed == {"new": 4, "updated": 0, "same": 0}
    c = house.company()
    assert {k: str(v) for k, v in c.opportunities.dtypes.items()} == OPPORTUNITY_COLUMNS
    assert {k: str(v) for k, v in c.activities.dtypes.items()} == ACTIVITY_COLUMNS
    assert {k: str(v) for k, v in c.stages.dtypes.items()} == STAGE_COLUMNS
    ids = {r.name: r.id for r in c.reps}
    assert set(ids) == {"Ann", "Bob"}
    o = c.opportunities.set_index("opportunity_id")
    assert o.loc["o1", "rep_id"] == ids["Ann"]
    assert (o.loc["o1", "value"], o.loc["o1", "days_to_close"], o.loc["o2", "expected_close_on"]) == (1200.5, 30.0, pd.Timestamp("2026-12-24"))
    assert pd.isna(o.loc["o3", "value"])
    assert pd.isna(o.loc["o3", "days_to_close"])
    assert (o.loc["o3", "source_file"], o.loc["o3", "source_row"]) == ("deals.csv", 4)
    assert sorted(c.activities["activity_id"]) == ["a1", "a2", "a3"]
    assert [(q.rep_id, q.value) for q in c.quotas if q.rep_id == ids["Ann"]] == [(ids["Ann"], Decimal("50000.25"))]


def test_facts_lie_in_months_of_creation_else_of_closing_else_undated(house: Landing) -> None:
    house.land(first())
    months = {p.rsplit("/", 1)[-1].split(".")[0]: p.split("/")[1] for p in house.parquet() if "opportunities" in p}
    assert set(months) == {"2026-03", "2026-04", "2026-05", "undated"}
    assert {p.rsplit("/", 1)[-1].split(".")[0] for p in house.parquet() if "activities" in p} == {"2026-03", "2026-04", "undated"}


def test_newest_is_the_last_thing_that_happened_and_never_what_is_expected(house: Landing) -> None:
    house.land(
        reading([opportunity("o1", created="2026-02-01", expected_close_on="2026-10-01"), opportunity("o2", created="2027-01-01")], [activity("a1", on="2026-02-20"), activity("a2", on="2026-12-01")])
    )
    c = house.company()
    assert (c.oldest, c.newest) == (date(2026, 2, 1), date(2026, 2, 20))


def test_a_dry_run_leaves_no_trace_not_even_the_folder(house: Landing) -> None:
    report = house.land(first(), dry_run=True)
    assert report.imported["opportunities"] == 4
    assert not house.folder.path.exists()
    house.land(first())
    before = house.parquet()
    again = house.land(reading([*DEALS, opportunity("o9")]), dry_run=True)
    assert again.changed == {"new": 1, "updated": 0, "same": 4}
    assert house.parquet() == before
    assert len(house.company().opportunities) == 4


def test_importing_is_for_the_operator_and_admins(house: Landing) -> None:
    for role in (Role.MANAGER, Role.REP):
        with pytest.raises(Forbidden):
            house.importer(first()).run(Viewer("x", "X", role), [])
    assert not house.folder.path.exists()


def test_an_import_is_noted_with_its_files(house: Landing) -> None:
    house.land(first())
    entry = next(e for e in SqlAudit(house.database, house.clock).entries(OPERATOR) if e.action == "import")
    assert entry.detail["files"] == ["deals.csv"]
    with house.database.read() as session:
        assert session.scalars(select(ImportRow)).one().report["imported"]["opportunities"] == 4


def test_a_copied_folder_reads_the_same(house: Landing, tmp_path: Path) -> None:
    house.land(first())
    state = house.state()
    house.database.close()
    shutil.copytree(house.folder.path, tmp_path / "elsewhere")
    there = Landing.at(tmp_path / "elsewhere", house.url if house.database.file is None else None)  # a server's database stays where it is
    assert there.state() == state
    there.database.close()


# ---------------------------------------------------------------- the same again


def test_the_same_file_again_changes_nothing(house: Landing) -> None:
    house.land(first())
    state, files = house.state(), house.parquet()
    version = house.company()
    report = house.land(first())
    assert report.unchanged_files == ("deals.csv",)
    assert set(report.imported.values()) == {0}
    assert (house.state(), house.parquet()) == (state, files)
    assert version.newest == house.company().newest


def test_the_same_rows_in_another_file_are_the_same_rows(house: Landing) -> None:
    house.land(first())
    state = house.state()
    report = house.land(replace(first(), files=reading(DEALS, CALLS, bytes_="saved again").files))
    assert report.unchanged_files == ()
    assert report.changed == {"new": 0, "updated": 0, "same": 4}
    assert house.state() == state


def test_a_file_read_otherwise_is_read_again(house: Landing) -> None:
    """Another mapping, or a file beside it that it joins, gives other rows from the same bytes."""
    house.land(reading([opportunity("o1", created=None)], bytes_="x"))
    report = house.land(reading([opportunity("o1", created="2026-01-05")], bytes_="x"))
    assert report.unchanged_files == ()
    assert house.company().opportunities["created_on"].tolist() == [pd.Timestamp("2026-01-05")]


def test_an_older_file_that_was_taken_before_does_not_bring_old_values_back(house: Landing) -> None:
    old, new = reading([opportunity("o1", value=100.0)]), reading([opportunity("o1", value=250.0)])
    for read in (old, new, old):
        house.land(read)
    assert house.company().opportunities["value"].tolist() == [250.0]


def test_a_second_copy_of_a_file_in_one_run_counts_once(house: Landing) -> None:
    rows = [activity("a1", source_row=2), activity("a1", source_row=2, source_file="copy.csv")]
    read = reading(activities=rows, files=("deals.csv", "copy.csv"))
    read = replace(read, files=(read.files[0], replace(read.files[1], sha256=read.files[0].sha256)), people=(person("ann", file="users.csv"),))
    report = house.land(read)
    assert report.unchanged_files == ("copy.csv",)
    assert report.imported["activities"] == 1


def test_equal_rows_with_ordinals_are_all_kept_and_stay_the_same(house: Landing) -> None:
    rows = [activity(f"ann|call|2026-03-05|{k}") for k in range(3)]
    house.land(reading(activities=rows))
    house.land(reading(activities=rows, bytes_="again"))
    house.land(reading(activities=[*rows, activity("ann|call|2026-03-05|3")]))
    assert len(house.company().activities) == 4


# ---------------------------------------------------------------- a later export


def test_a_later_export_updates_what_changed_and_keeps_what_it_leaves_out(house: Landing) -> None:
    house.land(first())
    report = house.land(
        reading([opportunity("o2", "bob", created="2026-04-10", status="won", stage="Won", closed_on="2026-11-20", value=900.0, source_row=2), opportunity("o5", created="2026-11-01")])
    )
    assert report.changed == {"new": 1, "updated": 1, "same": 0}
    o = house.company().opportunities.set_index("opportunity_id")
    assert set(o.index) == {"o1", "o2", "o3", "o4", "o5"}
    assert (o.loc["o2", "status"], o.loc["o2", "value"]) == ("won", 900.0)
    assert pd.isna(o.loc["o2", "expected_close_on"]), "the export has the column, and it is blank now"
    assert changes(house) == {
        ("o2", "status", "open", "won", TODAY),
        ("o2", "stage", "Proposal", "Won", TODAY),
        ("o2", "value", "100", "900", TODAY),
        ("o2", "closed_on", None, "2026-11-20", TODAY),
        ("o2", "expected_close_on", "2026-12-24", None, TODAY),
    }


def test_a_column_the_later_export_lacks_keeps_its_values(house: Landing) -> None:
    house.land(first())
    house.land(reading([opportunity("o1", created=None, account=None, value=None, status="won", stage="Won", closed_on="2026-05-01")], says=("opportunity_id", "status", "stage", "closed_on")))
    o = house.company().opportunities.set_index("opportunity_id").loc["o1"]
    assert (o["created_on"], o["value"], o["account"], o["days_to_close"]) == (pd.Timestamp("2026-03-02"), 1200.5, "Account of o1", 60.0)


def test_a_reopened_opportunity_has_no_closing_date(house: Landing) -> None:
    house.land(first())
    house.land(reading([opportunity("o1", status="open", stage="Talks")], says=("opportunity_id", "status", "stage")))
    o = house.company().opportunities.set_index("opportunity_id").loc["o1"]
    assert o["status"] == "open"
    assert pd.isna(o["closed_on"])
    assert pd.isna(o["days_to_close"])


def test_a_row_that_moves_to_another_month_or_rep_is_there_once(house: Landing) -> None:
    house.land(first())
    house.land(reading([opportunity("o1", "bob", created="2025-12-31", closed_on="2026-04-01", status="won", stage="Won")], [activity("a1", "bob", on="2026-04-02")]))
    c = house.company()
    bob = next(r.id for r in c.reps if r.name == "Bob")
    assert c.opportunities["opportunity_id"].is_unique
    assert c.activities["activity_id"].is_unique
    assert c.opportunities.set_index("opportunity_id").loc["o1", ["rep_id", "created_on"]].tolist() == [bob, pd.Timestamp("2025-12-31")]
    assert c.activities.set_index("activity_id").loc["a1", "rep_id"] == bob
    assert len(list(house.folder.facts.rglob("*.parquet"))) == len(house.parquet())
    assert {"opportunities/2025-12", "opportunities/2026-04"} <= {"/".join(p.split("/")[1:]).split(".")[0] for p in house.parquet()}


def test_a_row_older_than_what_is_kept_is_left_out_and_said(house: Landing) -> None:
    house.land(reading([opportunity("o1", value=300.0, modified_on="2026-06-01")]))
    report = house.land(reading([opportunity("o1", value=200.0, modified_on="2026-05-01")]))
    assert [(w.kind, w.count) for w in report.warnings] == [("older_than_kept", 1)]
    assert house.company().opportunities["value"].tolist() == [300.0]


def test_an_id_twice_in_one_export_takes_the_one_modified_last_and_says_so(house: Landing) -> None:
    rows = [opportunity("o1", value=2.0, modified_on="2026-05-01", source_row=2), opportunity("o1", value=1.0, modified_on="2026-04-01", source_row=3)]
    report = house.land(reading(rows))
    assert [(w.kind, w.rows) for w in report.warnings] == [("duplicate_id", (("deals.csv", 3),))]
    assert report.imported["opportunities"] == 1
    assert house.company().opportunities["value"].tolist() == [2.0]


def test_stages_are_noted_while_open_and_when_they_change(house: Landing) -> None:
    house.land(reading([opportunity("o1", modified_on="2026-03-10"), opportunity("o2"), opportunity("o3", status="won", stage="Won", closed_on="2026-03-20")], [activity("a1", on="2026-11-20")]))
    assert stages(house) == [("o1", "Proposal", "open", date(2026, 3, 10)), ("o2", "Proposal", "open", TODAY)]
    house.land(reading([opportunity("o1", stage="Contract", modified_on="2026-04-02"), opportunity("o2", status="lost", stage="Lost", closed_on="2026-11-19")]))
    assert stages(house)[2:] == [("o1", "Contract", "open", date(2026, 4, 2)), ("o2", "Lost", "lost", date(2026, 11, 19))]


def test_an_exported_stage_history_is_taken_as_told(house: Landing) -> None:
    told = [
        {"opportunity_id": "o1", "stage": "New", "status": "open", "entered_on": "2026-03-02"},
        {"opportunity_id": "o1", "stage": "Proposal", "status": "open", "entered_on": "2026-03-09"},
        {"opportunity_id": "o8", "stage": "New", "status": "open", "entered_on": "2026-03-02"},
    ]
    report = house.land(reading([opportunity("o1")], stages=told))
    assert [(w.kind, w.count) for w in report.warnings] == [("stage_without_opportunity", 1)]
    house.land(reading([opportunity("o1")], stages=told, bytes_="again"))
    assert stages(house) == [("o1", "New", "open", date(2026, 3, 2)), ("o1", "Proposal", "open", date(2026, 3, 9))]


def test_an_old_exports_history_lies_in_its_own_time(house: Landing) -> None:
    house.land(reading([opportunity("o1", created="2017-12-31")]))
    assert stages(house) == [("o1", "Proposal", "open", date(2017, 12, 31))]


def test_quotas_are_set_anew_and_the_old_value_is_kept(house: Landing) -> None:
    house.land(first())
    house.land(reading(quotas=[quota("ann", "60000"), quota("ann", "70000", date(2026, 4, 1), date(2026, 6, 30)), quota("bob", "40000.00")]))
    assert sorted(str(q.value) for q in house.company().quotas) == ["40000", "60000", "70000"]
    with house.database.read() as session:
        assert [(c.old, c.new) for c in session.scalars(select(QuotaChangeRow))] == [(Decimal("50000.25"), Decimal("60000"))]


# ---------------------------------------------------------------- people


def names(house: Landing) -> dict[str, str]:
    return {r.id: r.name for r in house.company().reps}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (person("7", "Ann Lee", external_id="7"), person("7", "Ann Lee-Smith", external_id="7")),
        (person("ann lee", "Ann Lee", email="ann@example.com"), person("7", "Ann Smith", external_id="7", email="ANN@example.com")),
        (person("ann lee", "Ann Lee"), person("7", "ann  LEE", external_id="7")),
        (person("josé díaz", "José Díaz"), person("jose diaz", "Jose Diaz")),
        (person("7", "7", external_id="7", named=False), person("7", "Ann Lee", external_id="7")),
    ],
    ids=["same id, new name", "same e-mail", "same name, now with an id", "same name without accents", "an id gets its name"],
)
def test_people_are_joined_with_those_known(house: Landing, before: Any, after: Any) -> None:
    house.land(reading([opportunity("o1", before.key)], people=[before]))
    (id_,) = names(house)
    house.land(reading([opportunity("o2", after.key)], people=[after]))
    assert names(house) == {id_: after.name}
    assert set(house.company().opportunities["rep_id"]) == {id_}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (person("7", "Ann Lee", external_id="7"), person("8", "Ann Lee", external_id="8")),
        (person("ann lee", "Ann Lee", email="ann@example.com"), person("ann lee", "Ann Lee", email="other@example.com")),
    ],
    ids=["another id", "another e-mail"],
)
def test_one_name_with_other_ids_is_somebody_else(house: Landing, before: Any, after: Any) -> None:
    for n, who in enumerate((before, after)):
        house.land(reading([opportunity(f"o{n}", who.key)], people=[who]))
    assert sorted(names(house).values()) == ["Ann Lee", "Ann Lee"]


def test_two_people_of_one_export_never_become_one(house: Landing) -> None:
    two = [person("josé díaz", "José Díaz"), person("jose diaz", "Jose Diaz")]
    for n in range(2):
        house.land(reading([opportunity("o1", "josé díaz"), opportunity("o2", "jose diaz", value=float(n))], people=two))
        assert sorted(names(house).values()) == ["Jose Diaz", "José Díaz"]


def test_somebody_known_is_joined_by_one_person_of_an_export_alone(house: Landing) -> None:
    house.land(reading([opportunity("o1", "jose diaz")], people=[person("jose diaz", "Jose Diaz")]))
    house.land(reading([opportunity("o2", "josé díaz"), opportunity("o3", "jose diaz")], people=[person("josé díaz", "José Díaz"), person("jose diaz", "Jose Diaz")]))
    assert sorted(names(house).values()) == ["Jose Diaz", "José Díaz"]
    o = house.company().opportunities.set_index("opportunity_id")["rep_id"]
    assert o["o1"] == o["o3"] != o["o2"]


def test_a_name_two_known_people_share_joins_neither_and_is_said(house: Landing) -> None:
    house.land(reading([opportunity("o1", "7"), opportunity("o2", "8")], people=[person("7", "Ann Lee", external_id="7"), person("8", "Ann Lee", external_id="8")]))
    report = house.land(reading([opportunity("o3", "ann lee")], people=[person("ann lee", "Ann Lee")]))
    assert [w.kind for w in report.warnings] == ["ambiguous_owner"]
    assert len(names(house)) == 3


def test_the_name_of_somebody_known_is_not_replaced_by_their_id(house: Landing) -> None:
    house.land(reading([opportunity("o1", "7")], people=[person("7", "Ann Lee", external_id="7", job="AE")]))
    house.land(reading([opportunity("o2", "7")], people=[person("7", "7", external_id="7", named=False)]))
    (rep,) = house.company().reps
    assert (rep.name, rep.job) == ("Ann Lee", "AE")


def test_two_folders_filled_from_the_same_exports_agree_on_ids(house: Landing, tmp_path: Path) -> None:
    other = Landing.at(tmp_path / "other")
    for one in (house, other):
        one.land(first())
    assert house.state() == other.state()


def test_people_are_found_by_the_ids_and_mails_of_their_crm(house: Landing) -> None:
    house.land(reading([opportunity("o1", "005A")], people=[person("005A", "Ann Lee", external_id="005A", email="Ann@Example.com")]))
    records = SqlRecords(house.database, house.clock)
    assert {records.find_rep(OPERATOR, q, TODAY).name for q in ("005A", "005a", "ann@example.com", "Ann")} == {"Ann Lee"}


def lines(house: Landing) -> list[tuple[Any, ...]]:
    known = names(house) | {row[0]: row[1] for row in _people(house)}
    with house.database.read() as session:
        return [(known[x.rep_id], known[x.manager_id], x.valid_from, x.valid_to) for x in session.scalars(select(LineRow).order_by(LineRow.id))]


def _people(house: Landing) -> list[Any]:
    with house.database.read() as session:
        return list(session.execute(text("SELECT id, name FROM people")))


def led_by(manager: str, **other: Any) -> Reading:
    return reading([opportunity("o1", created="2026-11-01", **other)], people=[person("ann", manager_key=manager), person(manager, is_rep=False)])


def test_another_manager_closes_the_line_and_opens_a_new_one(house: Landing) -> None:
    house.land(led_by("mia"))
    assert lines(house) == [("Ann", "Mia", None, None)]
    house.clock.move(pd.Timedelta(days=9).to_pytimedelta())
    moved_on = house.clock.today()
    house.land(led_by("max", value=1.0))
    assert lines(house) == [("Ann", "Mia", None, moved_on), ("Ann", "Max", moved_on, None)]
    house.land(reading([opportunity("o2")]))
    assert len(lines(house)) == 2, "an export without managers leaves the lines as they are"
    records = SqlRecords(house.database, house.clock)
    mia, max_ = (records.viewer_named(n) if n == "Max" else Viewer(next(p[0] for p in _people(house) if p[1] == n), n, Role.MANAGER) for n in ("Mia", "Max"))
    assert [r.name for r in records.reps(mia, TODAY)] == ["Ann"]
    assert records.reps(mia, moved_on) == []
    assert [r.manager_name for r in records.reps(max_, moved_on)] == ["Max"]


def test_nobody_leads_themselves(house: Landing) -> None:
    house.land(reading([opportunity("o1")], people=[person("ann", manager_key="ann")]))
    assert lines(house) == []


def test_a_manager_who_sells_nothing_is_not_a_rep(house: Landing) -> None:
    house.land(led_by("mia"))
    assert [r.name for r in house.company().reps] == ["Ann"]
    assert [m.name for m in SqlRecords(house.database, house.clock).managers(OPERATOR, TODAY)] == ["Mia"]


# ---------------------------------------------------------------- what may go wrong

STEPS = ("sweep", "write opportunities 2026-03", "write opportunities undated", "write activities 2026-04", "switch", "commit")


class Stop(Exception):
    pass


def stop_at(wanted: str) -> Callable[[str], None]:
    def at(step: str) -> None:
        if step == wanted:
            raise Stop

    return at


def later() -> Reading:
    return reading([*(opportunity(f"n{k}", created=f"2026-0{k}-01") for k in range(1, 6)), opportunity("o4", created=None, value=5.0)], [activity("b1", on="2026-04-01")], quotas=[quota("ann", "1")])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The state after both imports where nothing fails."""
    twin = Landing.at(tmp_path_factory.mktemp("twin") / "data")
    for read in (first(), later()):
        twin.land(read)
    state = twin.state()
    twin.database.close()
    return state


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_fails_at_any_step_changes_nothing_and_a_rerun_finishes(house: Landing, undisturbed: str, step: str) -> None:
    house.land(first())
    state, files = house.state(), house.parquet()
    with pytest.raises(Stop):
        house.land(later(), at_step=stop_at(step))
    assert (house.state(), house.parquet()) == (state, files)
    house.land(later())
    assert house.state() == undisturbed


def test_failing_after_the_switch_keeps_the_new_state(house: Landing) -> None:
    house.land(first())
    with pytest.raises(Stop):
        house.land(later(), at_step=stop_at("swept"))
    state = house.state()
    assert "b1" in state
    assert house.land(later()).unchanged_files == ("deals.csv",)
    assert house.state() == state
    assert set(house.parquet()) == {row[0] for row in _manifest(house)}, "what the manifest does not name is swept by the next run"


def _manifest(house: Landing) -> list[Any]:
    with house.database.read() as session:
        return list(session.execute(text("SELECT path FROM fact_files")))


@pytest.mark.parametrize("failing_write", [1, 3])
def test_a_full_disk_changes_nothing_and_leaves_nothing_behind(house: Landing, failing_write: int) -> None:
    house.land(first())
    state, files = house.state(), house.parquet()
    count = 0

    def write(path: Path, content: bytes) -> None:
        nonlocal count
        count += 1
        if count == failing_write:
            path.with_name(".tmp-half").write_bytes(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        path.write_bytes(content)

    with pytest.raises(DiskFull, match="nothing was changed") as caught:
        house.importer(later(), files=FactFiles(house.folder, write)).run(OPERATOR, [])
    assert "\n" not in str(caught.value)
    assert (house.state(), house.parquet()) == (state, files)
    assert house.land(later()).changed["new"] == 5


def test_a_database_that_cannot_grow_is_a_full_disk(house: Landing) -> None:
    if house.database.file is None:
        pytest.skip("only SQLite can be told how large it may grow")
    house.land(first())
    state, files = house.state(), house.parquet()

    def fill(step: str) -> None:
        if step == "switch":
            with house.database.engine.connect() as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    many = reading([opportunity(f"m{k}", created="2026-03-03") for k in range(3000)])
    with pytest.raises(DiskFull):
        house.land(many, at_step=fill)
    house.database.close()
    assert (house.state(), house.parquet()) == (state, files)


def test_a_second_writer_waits_and_then_names_the_first(house: Landing) -> None:
    house.lock_wait_s = 0.2
    with house.folder.writing(1), pytest.raises(FolderBusy, match=rf"process {os.getpid()} \('.+'\) is writing"):
        house.land(first())
    assert house.land(first()).imported["opportunities"] == 4


def test_readers_need_no_lock(house: Landing) -> None:
    house.land(first())
    with house.folder.writing(1):
        assert len(house.company().opportunities) == 4


def test_a_reader_whose_file_is_swept_meanwhile_reads_the_new_state(house: Landing) -> None:
    from store.aggregates import ParquetAggregates

    house.land(first())
    landed = False

    class Slow(FactFiles):
        def load(self, kind: Any, paths: Any) -> pd.DataFrame:
            nonlocal landed
            if not landed:
                landed = True
                house.land(later())
            return super().load(kind, paths)

    company = ParquetAggregates(house.database, house.folder, Slow(house.folder)).company(OPERATOR, TODAY)
    assert len(company.opportunities) == 9
    assert {str(q.value) for q in company.quotas} == {"1", "40000"}


def test_a_missing_or_damaged_file_is_said_in_one_line(house: Landing) -> None:
    house.land(first())
    file = house.folder.path / _manifest(house)[0][0]
    file.write_bytes(b"PAR1 no more")
    with pytest.raises(FolderUnreadable, match="damaged"):
        house.company()
    file.unlink()
    with pytest.raises(FolderUnreadable, match="missing"):
        house.company()


def test_a_folder_that_is_a_file_or_newer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnreadable, match="not a folder"):
        Landing.at(tmp_path / "file").land(first())
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "version").write_text("999\n")
    with pytest.raises(FolderUnreadable, match="'999'"):
        Landing.at(newer).land(first())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_refused(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(FolderUnreadable, match="cannot be read and written"):
        Landing.at(locked).land(first())


def test_aggregates_are_kept_until_an_import_changes_them(house: Landing) -> None:
    from store.aggregates import ParquetAggregates

    house.land(first())
    aggregates = ParquetAggregates(house.database, house.folder)
    one, version = aggregates.company(OPERATOR, TODAY), aggregates.version()
    assert aggregates.company(OPERATOR, TODAY) is one
    house.land(first())
    assert aggregates.version() == version
    house.land(later())
    assert aggregates.version() != version
    assert len(aggregates.company(OPERATOR, TODAY).opportunities) == 9


# ---------------------------------------------------------------- over any rows

WHOLE = bool(os.environ.get("NEXTPLAY_HEAVY"))
ROWS = st.lists(
    st.builds(
        opportunity,
        st.sampled_from([f"o{k}" for k in range(6)]),
        st.sampled_from(["ann", "bob"]),
        st.sampled_from([None, "2026-01-31", "2026-02-01", "2025-12-31"]),
        st.sampled_from(["open", "won", "lost"]),
        stage=st.sampled_from(["A", "B", None]),
        value=st.sampled_from([None, 0.0, 1.5, 2.0]),
        account=st.sampled_from([None, "X", "Y"]),
    ),
    max_size=8,
    unique_by=lambda row: row["opportunity_id"],
)


@settings(max_examples=25 if WHOLE else 10, derandomize=not WHOLE, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=ROWS, two=ROWS)
def test_landing_twice_is_landing_once_and_the_later_row_wins(tmp_path_factory: pytest.TempPathFactory, one: list[dict[str, Any]], two: list[dict[str, Any]]) -> None:
    """Ten pairs of imports, the same ones each time; new ones, and more, in `make test-all`."""
    house = Landing.at(tmp_path_factory.mktemp("any") / "data")
    first_read, second = reading(one, bytes_="one"), reading(two, bytes_="two")
    house.land(first_read)
    report = house.land(second)
    state = house.state()
    assert report.changed["new"] == len({r["opportunity_id"] for r in two} - {r["opportunity_id"] for r in one})
    house.land(replace(second, files=reading(two, bytes_="three").files))
    assert house.state() == state
    o = house.company().opportunities.set_index("opportunity_id")
    assert o.index.is_unique
    want = {r["opportunity_id"]: r for r in (*one, *two)}
    assert set(o.index) == set(want)
    for id_, row in want.items():
        assert o.loc[id_, "status"] == row["status"]
        for column in ("stage", "account", "value"):
            assert (None if pd.isna(o.loc[id_, column]) else o.loc[id_, column]) == row[column]
    house.database.close()


def test_the_folder_has_a_version_and_is_its_owners_alone(house: Landing) -> None:
    house.land(first())
    assert (house.folder.path / "version").read_text() == "1\n"
    assert house.folder.path.stat().st_mode & 0o077 == 0


def test_importing_the_store_does_no_work(tmp_path: Path) -> None:
    script = "import sys, store.records, store.audit, store.accounts, store.folder; sys.exit(bool({'pandas', 'pyarrow', 'duckdb', 'alembic', 'pwdlib'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], check=False).returncode == 0
    assert DataFolder(tmp_path / "x").exists() is False
    assert CoachingPolicy().old_export_days == 45
