"""What is odd in an export is said, row by row, and never passed on as a figure in silence."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from copilot.errors import BadMapping, UnreadableFile
from copilot.policy import CoachingPolicy
from store.crm.read import read_exports
from store.crm.reading import Reading
from tests.unit.crm.figures import figures_per_rep

TODAY = dt.date(2026, 11, 22)
HEAD = "Deal ID,Owner,Account,Stage,Created Date,Close Date,Amount\n"
TWO = "1,Ann Lee,Acme,Won,2026-01-05,2026-02-25,100\n2,Bo Ray,Bolt,Lost,2026-01-06,2026-02-26,200\n"


def read(folder: Path, files: dict[str, str | bytes], mapping: str | None = None, policy: CoachingPolicy | None = None) -> Reading:
    data = folder / "in"
    data.mkdir()
    for name, content in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    rules = None
    if mapping is not None:
        rules = folder / "mapping.toml"
        rules.write_text(mapping, "utf-8")
    return read_exports([data], rules, policy or CoachingPolicy(), TODAY)


def kinds(reading: Reading) -> dict[str, list[tuple[str, int]]]:
    out: dict[str, list[tuple[str, int]]] = {}
    for w in reading.warnings:
        out.setdefault(w.kind, []).extend(w.rows)
    return out


def test_the_plain_case_warns_of_nothing(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO})
    assert reading.warnings == ()
    assert reading.rejected == ()
    assert figures_per_rep(reading)["Ann Lee"]["won_value"] == 100


def test_a_deal_without_owner_is_rejected_with_its_line(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + "3,,Acme,Won,2026-01-05,2026-02-25,100\n"})
    assert kinds(reading)["missing_owner"] == [("deals.csv", 4)]
    assert [(r.row, r.column) for r in reading.rejected] == [(4, "Owner")]
    assert len(reading.opportunities) == 2


def test_wins_without_value_or_date_and_deals_that_end_before_they_start_are_kept_and_said(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + "3,Ann Lee,A,Won,2026-03-05,2026-02-25,5\n4,Ann Lee,B,Won,2026-01-05,,5\n5,Ann Lee,C,Won,2026-01-05,2026-02-25,\n"})
    said = kinds(reading)
    assert said["close_before_start"] == [("deals.csv", 4)]
    assert said["won_without_close_date"] == [("deals.csv", 5)]
    assert said["won_without_value"] == [("deals.csv", 6)]
    ann = figures_per_rep(reading)["Ann Lee"]
    assert (ann["won"], ann["won_value"], ann["days_to_win_mean"]) == (4, 110, 51)


def test_dates_that_nothing_decides_are_left_empty_and_asked_about(tmp_path: Path) -> None:
    rows = "1,Ann Lee,Acme,Won,01/02/2026,03/04/2026,100\n2,Bo Ray,Bolt,Lost,02/03/2026,04/05/2026,200\n"
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    assert len(kinds(reading)["ambiguous_date"]) == 4
    assert len(reading.questions) == 2
    assert reading.opportunities["closed_on"].isna().all()


def test_a_sibling_column_decides_for_one_that_cannot(tmp_path: Path) -> None:
    rows = "1,Ann Lee,Acme,Won,01/02/2026,25/04/2026,100\n2,Bo Ray,Bolt,Lost,02/03/2026,04/05/2026,200\n"
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    assert "ambiguous_date" not in kinds(reading)
    assert reading.opportunities["created_on"].dt.month.tolist() == [2, 3]


def test_the_sequence_of_start_and_end_decides_where_no_day_is_above_twelve(tmp_path: Path) -> None:
    rows = "".join(f"{i},Ann Lee,A{i},Won,{i + 2:02d}/10/2024,{i:02d}/11/2024,5\n" for i in range(1, 9))
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    assert "ambiguous_date" not in kinds(reading)
    assert set(reading.opportunities["created_on"].dt.month) == {10}
    assert set(reading.opportunities["closed_on"].dt.month) == {11}


def test_stage_and_status_that_contradict_are_said_and_the_status_believed(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Status,Stage,Created Date,Close Date,Amount\n"
    reading = read(tmp_path, {"deals.csv": head + "1,Ann Lee,A,Lost,Closed Won,2026-01-05,2026-02-25,5\n2,Ann Lee,B,Won,Negotiation,2026-01-05,2026-02-25,5\n"})
    assert kinds(reading)["stage_status_conflict"] == [("deals.csv", 2)]
    assert reading.opportunities["status"].tolist() == ["lost", "won"]


def test_equal_rows_without_an_id_are_kept_and_said_or_dropped_by_policy(tmp_path: Path) -> None:
    text = "Owner,Account,Stage,Created Date,Close Date,Amount\n" + "Ann Lee,A,Won,2026-01-05,2026-02-25,5\n" * 2
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    kept = read(tmp_path / "a", {"deals.csv": text})
    dropped = read(tmp_path / "b", {"deals.csv": text}, policy=CoachingPolicy(duplicate_opportunities="drop"))
    assert kinds(kept)["duplicate_row"] == [("deals.csv", 3)]
    assert (len(kept.opportunities), len(dropped.opportunities)) == (2, 1)
    assert kept.opportunities["opportunity_id"].is_unique


def test_one_id_in_two_files_is_one_deal_as_last_modified(tmp_path: Path) -> None:
    head = "Id,Owner,Account,Stage,Created Date,Close Date,Amount,Last Modified Date\n"
    reading = read(
        tmp_path,
        {
            "a_deals.csv": head + "1,Ann Lee,A,Won,2026-01-05,2026-02-25,5,2026-03-02\n2,Ann Lee,B,Lost,2026-01-05,2026-02-25,5,2026-03-02\n",
            "b_deals.csv": head + "1,Ann Lee,A,Negotiation,2026-01-05,2026-02-25,5,2026-02-01\n",
        },
    )
    assert kinds(reading)["duplicate_row"] == [("b_deals.csv", 2)]
    assert sorted(reading.opportunities["status"]) == ["lost", "won"]


def test_spellings_of_one_name_are_one_person_and_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    users = "Id,Name,Email,Title\nU1,Ann Lee,ann1@x.test,Sales Rep\nU2,Ann Lee,ann2@x.test,Sales Rep\nU3,Bo Ray,bo@x.test,Sales Rep\n"
    deals = "Deal ID,Owner ID,Account,Stage,Created Date,Close Date,Amount\n1,U1,A,Won,2026-01-05,2026-02-25,5\n2,U2,A,Won,2026-01-05,2026-02-25,7\n3,u3,A,Won,2026-01-05,2026-02-25,7\n"
    reading = read(tmp_path, {"users.csv": users, "deals.csv": deals})
    anns = [p for p in reading.people if p.name == "Ann Lee"]
    assert {p.email for p in anns} == {"ann1@x.test", "ann2@x.test"}
    assert "same_name" in kinds(reading)
    (tmp_path / "second").mkdir()
    one = read(tmp_path / "second", {"deals.csv": HEAD + '1,"Lee, Ann",A,Won,2026-01-05,2026-02-25,5\n2,Ann Lee,A,Won,2026-01-05,2026-02-25,5\n3,ANN  LEE,A,Lost,2026-01-05,2026-02-25,5\n'})
    assert [p.name.lower() for p in one.people] == ["ann lee"]
    assert "name_variants" in kinds(one)


def test_a_name_that_two_people_share_credits_nobody(tmp_path: Path) -> None:
    users = "Id,Name,Email,Title\nU1,Ann Lee,ann1@x.test,Sales Rep\nU2,Ann Lee,ann2@x.test,Sales Rep\n"
    reading = read(tmp_path, {"users.csv": users, "deals.csv": HEAD + "1,Ann Lee,A,Won,2026-01-05,2026-02-25,5\n"})
    assert len(reading.opportunities) == 0
    assert "several people" in reading.rejected[0].why


def test_owners_known_only_by_id_are_said(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Opportunity.csv": "Id,OwnerId,StageName,CloseDate,CreatedDate,Amount\n006A,005Ec000004oBPNIA2,Closed Won,2026-02-02,2026-01-01,5\n"})
    assert kinds(reading)["unknown_owner"] == [("Opportunity.csv", 2)]
    assert not reading.people[0].named


def test_repeated_headers_totals_and_ragged_rows(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + HEAD + "3,Ann Lee,A, B,Won,2026-01-05,2026-02-25,5\nGrand Total,,,,,,300\n4,Ann Lee,C,Won,2026-01-07\n"})
    assert kinds(reading)["repeated_header"] == [("deals.csv", 4)]
    assert kinds(reading)["footer"] == [("deals.csv", 6)]
    assert [(r.row, "8 cells" in r.why) for r in reading.rejected] == [(5, True)]
    assert len(reading.opportunities) == 3


def test_a_mangled_date_costs_the_cell_and_not_the_deal(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + "3,Ann Lee,A,Won,May-20,2026-02-25,5\n"})
    assert [(r.row, r.column, r.value) for r in reading.rejected] == [(4, "Created Date", "May-20")]
    assert len(reading.opportunities) == 3


def test_two_currencies_are_kept_apart_and_said(tmp_path: Path) -> None:
    text = "Deal ID,Owner,Account,Stage,Created Date,Close Date,Amount,Currency\n1,Ann Lee,A,Won,2026-01-05,2026-02-25,5,EUR\n2,Ann Lee,A,Won,2026-01-05,2026-02-25,5,USD\n"
    reading = read(tmp_path, {"deals.csv": text})
    assert "mixed_currencies" in kinds(reading)
    assert reading.opportunities["currency"].tolist() == ["EUR", "USD"]


def test_names_that_look_like_missing_values_are_names(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + "1,Ann Lee,None,Won,2026-01-05,2026-02-25,5\n2,Christopher Null,NA,Won,2026-01-05,2026-02-25,5\n3,Ann Lee,NULL,Won,2026-01-05,2026-02-25,5\n"})
    accounts = reading.opportunities["account"]
    assert accounts.iloc[:2].tolist() == ["None", "NA"]
    assert accounts.isna().tolist() == [False, False, True]


def test_closed_without_saying_how_is_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + "1,Ann Lee,A,Closed,2026-01-05,2026-02-25,5\n2,Ann Lee,A,Open,2026-01-05,2026-02-25,5\n"})
    assert "unknown_status" in kinds(reading)
    assert reading.questions


def test_invoices_never_become_won_deals(tmp_path: Path) -> None:
    text = "invoice_number,invoice_date,Account_Executive,client_name,Amount,status\n1,2026-01-02,Ann Lee,A,100,paid\n2,2026-01-03,Ann Lee,B,100,paid\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "invoice.csv": text})
    assert len(reading.opportunities) == 2
    assert any(w.kind == "unused_file" and "invoice.csv" in w.why for w in reading.warnings)


def test_deleted_deals_are_left_out_and_said(tmp_path: Path) -> None:
    text = "Id,IsDeleted,Owner,StageName,CloseDate,CreatedDate,Amount\n1,false,Ann Lee,Closed Won,2026-02-02,2026-01-01,5\n2,true,Ann Lee,Closed Won,2026-02-02,2026-01-01,5\n"
    reading = read(tmp_path, {"Opportunity.csv": text})
    assert len(reading.opportunities) == 1
    assert kinds(reading)["deleted_row"] == [("Opportunity.csv", 3)]


def test_cancelled_counts_as_policy_says(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    text = HEAD + TWO + "3,Ann Lee,A,Cancelled,2026-01-05,2026-02-25,5\n"
    assert read(tmp_path / "a", {"deals.csv": text}).opportunities["status"].tolist() == ["won", "lost", "lost"]
    assert read(tmp_path / "b", {"deals.csv": text}, policy=CoachingPolicy(cancelled_is="ignored")).opportunities["status"].tolist() == ["won", "lost"]


def test_three_files_that_are_named_for_how_the_deals_ended(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Created Date,Close Date,Amount\n"
    reading = read(
        tmp_path,
        {
            "won deals.csv": head + "1,Ann Lee,A,2026-01-05,2026-02-25,5\n",
            "lost deals.csv": head + "2,Ann Lee,A,2026-01-06,2026-02-25,5\n",
            "open deals.csv": head + "3,Ann Lee,A,2026-01-07,2026-12-25,5\n",
        },
    )
    assert sorted(reading.opportunities["status"]) == ["lost", "open", "won"]
    assert "assumed_status" in kinds(reading)


def test_quotas_by_row_and_by_column(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "quotas.csv": "Rep,Period,Quota\nAnn Lee,2026-Q1,500\nBo Ray,2026-03,50\n", "targets.csv": "Sales Rep,Q1 2026,Q2 2026\nAnn Lee,100,200\n"})
    spans = sorted((str(q.start), str(q.end), float(q.value)) for q in reading.quotas)
    assert spans == [("2026-01-01", "2026-03-31", 100.0), ("2026-01-01", "2026-03-31", 500.0), ("2026-03-01", "2026-03-31", 50.0), ("2026-04-01", "2026-06-30", 200.0)]


def test_activities_by_type_column_by_file_name_and_by_subject(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "deals.csv": HEAD + TWO,
            "activities.csv": "Activity Type,Assigned To,Due Date,Subject,Company\nCall,Ann Lee,2026-01-15,Intro,Acme\nE-Mail,Ann Lee,2026-01-16,Offer,Acme\nDemo,Bo Ray,2026-01-17,Tour,Bolt\n",
            "Meetings.csv": "Sales Rep,Meeting Date,Attendees\nAnn Lee,2026-01-18,x\nAnn Lee,2026-01-18,x\n",
        },
    )
    assert sorted(reading.activities["type"]) == ["call", "demo", "email", "meeting", "meeting"]
    assert reading.activities["activity_id"].is_unique


def test_managers_are_known_and_are_no_reps(tmp_path: Path) -> None:
    reading = read(
        tmp_path, {"deals.csv": HEAD + TWO, "team.csv": "Sales Rep,Manager,Region,Hire Date\nAnn Lee,Mia Moss,East,2020-05-17\nBo Ray,Mia Moss,West,2021-06-18\nCy Dent,Mia Moss,West,2021-06-20\n"}
    )
    by_name = {p.name: p for p in reading.people}
    assert by_name["Ann Lee"].manager_key == by_name["Mia Moss"].key
    assert {p.name for p in reading.people if p.is_rep} == {"Ann Lee", "Bo Ray", "Cy Dent"}
    assert by_name["Ann Lee"].hired_on == dt.date(2020, 5, 17)


def test_stage_history_is_read_beside_the_deals(tmp_path: Path) -> None:
    deals = "Id,Owner,StageName,CloseDate,CreatedDate,Amount\n006A,Ann Lee,Closed Won,2026-02-02,2026-01-01,5\n006B,Ann Lee,Prospecting,2026-12-02,2026-01-01,5\n"
    history = "Id,OpportunityId,StageName,Amount,CloseDate,CreatedById,CreatedDate\nh1,006A,Prospecting,5,2026-02-02,U1,2026-01-01\nh2,006A,Closed Won,5,2026-02-02,U1,2026-02-02\nh3,006B,Prospecting,5,2026-12-02,U1,2026-01-01\n"
    reading = read(tmp_path, {"Opportunity.csv": deals, "OpportunityHistory.csv": history})
    assert len(reading.opportunities) == 2
    assert reading.stages["status"].tolist() == ["open", "won", "open"]


def test_a_mapping_overrules_columns_dates_words_and_joins(tmp_path: Path) -> None:
    deals = "key,wer,bei,ende,los,fertig,geld\n1,Ann Lee,A,Ja doch,01/02/2026,03/04/2026,5\n"
    mapping = 'date_order = "mdy"\ncurrency = "CHF"\n[[file]]\nname = "x.csv"\nkind = "opportunities"\n[file.columns]\nwer = "rep"\nbei = "account"\nende = "status"\nlos = "created_on"\nfertig = "closed_on"\ngeld = "value"\n[file.status]\n"Ja doch" = "won"\n'
    reading = read(tmp_path, {"x.csv": deals}, mapping)
    row = reading.opportunities.iloc[0]
    assert (row["status"], row["created_on"].month, row["closed_on"].month, row["value"], row["currency"]) == ("won", 1, 3, 5.0, "CHF")


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ('[[file]]\nname = "dealz.csv"\n', "did you mean 'deals.csv'"),
        ('[[file]]\nname = "deals.csv"\n[file.columns]\n"Closed Date" = "closed_on"\n', "did you mean 'Close Date'"),
        ('[[file]]\nname = "deals.csv"\n[file.columns]\n"Close Date" = "closd_on"\n', "did you mean 'closed_on'"),
        ('[[file]]\nname = "deals.csv"\nkind = "opportunity"\n', "did you mean 'opportunities'"),
        ('date_order = "ddmm"\n', "dmy"),
        ("not toml", "is not TOML"),
        ('[status]\nHandover = "gewonnen"\n', "cannot mean"),
    ],
)
def test_a_wrong_mapping_names_what_is_wrong(tmp_path: Path, mapping: str, says: str) -> None:
    with pytest.raises(BadMapping, match=says):
        read(tmp_path, {"deals.csv": HEAD + TWO}, mapping)


def _workbook(protected: bool = False) -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.save(out)
    return b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") if protected else out.getvalue()[:400]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n  \n", "empty"),
        ("prose.txt", b"Dear team\nthis is a letter\nand no table\n", "not a table"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "binary"),
        ("broken.xlsx", _workbook(), "cannot be opened|not a workbook"),
        ("locked.xlsx", _workbook(protected=True), "password"),
        ("data.json", b'{"deals": []}', "not a table"),
    ],
)
def test_a_file_that_is_no_table_gives_one_clear_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=says) as caught:
        read_exports([tmp_path / name], None, CoachingPolicy(), TODAY)
    assert "\n" not in str(caught.value)


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="not there"):
        read_exports([tmp_path / "no.csv"], None, CoachingPolicy(), TODAY)


def test_a_folder_without_tables(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("words", "utf-8")
    with pytest.raises(UnreadableFile, match="nothing in"):
        read_exports([tmp_path], None, CoachingPolicy(), TODAY)


def test_one_unreadable_file_in_a_folder_is_said_and_the_rest_read(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "photo.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "~$deals.xlsx": b"lock", ".hidden.csv": HEAD})
    assert len(reading.opportunities) == 2
    assert kinds(reading)["unreadable_file"] == [("photo.csv", 0)]


def test_every_column_is_told_with_a_reason(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO})
    assert {c.column: c.meaning for c in reading.columns} == {
        "Deal ID": "opportunity.id",
        "Owner": "opportunity.rep",
        "Account": "opportunity.account",
        "Stage": "opportunity.stage",
        "Created Date": "opportunity.created_on",
        "Close Date": "opportunity.closed_on",
        "Amount": "opportunity.value",
    }
    assert all(c.how for c in reading.columns)


def test_a_win_at_zero_is_said_like_one_without_a_value(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + "3,Ann Lee,C,Won,2026-01-05,2026-02-25,0.00\n"})
    assert kinds(reading)["won_without_value"] == [("deals.csv", 4)]


def test_an_open_stage_on_a_lost_deal_is_a_contradiction_only_where_the_other_ended_deals_say_their_end_there_too(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Stage,Status,Created Date,Close Date,Amount\n"
    ends = "".join(f"{i},Ann Lee,Acme,Closed {s},{s},2026-01-05,2026-02-25,100\n" for i, s in enumerate(("Won", "Lost", "Won", "Lost"), 1))
    odd = "5,Ann Lee,Acme,Negotiation,Lost,2026-01-05,2026-02-25,100\n"
    assert kinds(read(tmp_path, {"deals.csv": head + ends + odd}))["stage_status_conflict"] == [("deals.csv", 6)]
    (tmp_path / "b").mkdir()
    kept = "".join(f"{i},Ann Lee,Acme,Negotiation,{s},2026-01-05,2026-02-25,100\n" for i, s in enumerate(("Won", "Lost", "Won"), 1))
    assert "stage_status_conflict" not in kinds(read(tmp_path / "b", {"deals.csv": head + kept}))


def test_no_column_for_the_start_is_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": "Deal ID,Owner,Account,Stage,Close Date,Amount\n1,Ann Lee,Acme,Won,2026-02-25,100\n2,Bo Ray,Bolt,Lost,2026-02-26,200\n"})
    assert "no_start" in kinds(reading)
    assert any("began" in q for q in reading.questions)


def test_notes_below_a_table_and_totals_are_nobody(tmp_path: Path) -> None:
    below = "\nPipeline of the team\nTotal,,,,,,300\nMeridian Systems\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + below})
    assert {p.name for p in reading.people} == {"Ann Lee", "Bo Ray"}
    assert len(kinds(reading)["footer"]) == 3


def test_words_we_do_not_know_beside_a_date_of_winning_are_asked_about(tmp_path: Path) -> None:
    text = "Deal ID,Owner,Account,Result,Created Date,Won Date,Amount\n1,Ann Lee,Acme,Blue,2026-01-05,2026-02-25,100\n2,Bo Ray,Bolt,Green,2026-01-06,2026-02-26,200\n"
    assert "assumed_status" in kinds(read(tmp_path, {"deals.csv": text}))


def test_one_company_on_every_row_is_no_customer(tmp_path: Path) -> None:
    rows = "".join(f"{i},Ann Lee,Meridian,{'Won' if i % 2 else 'Lost'},2026-01-05,2026-02-25,100\n" for i in range(1, 31))
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    assert "one_account" in kinds(reading)
    assert figures_per_rep(reading)["Ann Lee"]["customers_won"] == 15
