"""What exports of further systems write: small tables as the systems lay them out, each read to the figures its rows say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from store.crm.columns import assign
from store.crm.dates import is_date, read_dates
from store.crm.headers import find_header
from store.crm.markup import is_markup
from store.crm.money import read_money
from store.crm.names import matches, tokens
from store.crm.nested import unfold
from store.crm.people import spoken
from store.crm.statuses import flag, outcome
from tests.unit.crm.figures import figures_per_rep
from tests.unit.crm.test_reports import HEAD, TWO, kinds, read


def test_tasks_that_were_not_started_do_not_count_where_others_are_completed(tmp_path: Path) -> None:
    head = "Id,Subject,ActivityDate,Status,OwnerName,TaskSubtype\n"
    done, waiting = "1,Call,2026-02-01,Completed,Ann Lee,Call\n", "2,Call,2026-02-02,Not Started,Ann Lee,Call\n3,Call,2026-02-03,In Progress,Bo Ray,Call\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "Task.csv": head + done + waiting})
    assert reading.activities["activity_id"].tolist() == ["1"]
    assert kinds(reading)["not_done"] == [("Task.csv", 3), ("Task.csv", 4)]


def test_tasks_of_which_none_was_done_are_counted_and_said(tmp_path: Path) -> None:
    head = "Id,Subject,ActivityDate,Status,OwnerName,TaskSubtype\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "Task.csv": head + "2,Call,2026-02-02,Not Started,Ann Lee,Call\n"})
    assert len(reading.activities) == 1
    assert "not_done" in kinds(reading)


def test_a_column_of_ids_called_activity_is_not_the_kind_of_activity(tmp_path: Path) -> None:
    head = "(Do Not Modify) Activity,Subject,Activity Type,Activity Status,Owner,Due Date\n"
    rows = "".join(f"{i:032x},Hello,{'Phone Call' if i % 2 else 'Appointment'},Completed,Ann Lee,2026-02-{i + 1:02d}\n" for i in range(12))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "All Activities.csv": head + rows})
    assert sorted(reading.activities["type"].unique()) == ["call", "meeting"]


def test_a_history_of_fields_is_no_table_of_deals(tmp_path: Path) -> None:
    grid = [["Opportunity ID", "Edited By", "Edit Date", "Field / Event", "Old Value", "New Value"], ["0065g1", "Ann Lee", "1/2/2026", "Stage", "Prospecting", "Closed Won"]]
    assert find_header(grid) == 0
    history = "Opportunity ID,Edited By,Edit Date,Field / Event,Old Value,New Value\n" + "".join(f"{i},Ann Lee,2026-01-0{i},Stage,Prospecting,Closed Won\n" for i in (1, 2))
    assert len(read(tmp_path, {"deals.csv": HEAD + TWO, "history.csv": history}).opportunities) == 2


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("user_id.name", "user name"),
        ("owner_id.email", "owner email"),
        ("org_id/name", "org name"),
        ("User - Owner → Name", "owner name"),
        ("Custom field (Deal value)", "deal value"),
    ],
)
def test_the_fields_of_a_record_pointed_at_are_told_by_its_name(header: str, words: str) -> None:
    assert " ".join(tokens(header)) == words


@pytest.mark.parametrize(
    ("header", "meaning"),
    [("Tatsächl. Umsatz", "value_actual"), ("Gesch. Umsatz", "value_estimated"), ("Vorauss. Abschlussdatum", "expected_close_on"), ("المبلغ", "value"), ("תאריך סגירה", "closed_on")],
)
def test_shortened_and_right_to_left_headers_are_known(header: str, meaning: str) -> None:
    assert matches(header, "opportunity")[0].meaning == meaning


def test_a_deal_without_a_day_of_winning_is_not_won_by_a_zero_or_a_day_at_the_end_of_time(tmp_path: Path) -> None:
    head = "Deal Id,Owner,Company,Milestone,Amount,Created,Won Date\n"
    rows = "1,Ann Lee,A,Proposal,10,2026-01-05,0\n2,Ann Lee,B,Proposal,10,2026-01-06,9999-12-31\n3,Ann Lee,C,Won,10,2026-01-07,2026-02-01\n"
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert reading.opportunities["status"].tolist() == ["open", "open", "won"]
    assert reading.rejected == ()


@pytest.mark.parametrize("cell", ["Not closed", "не закрыта", "TBC", "0", "1900-01-00", "31.12.9999"])
def test_words_for_no_date_yet_are_no_reject(cell: str) -> None:
    column = read_dates([cell, "2026-02-01"])
    assert column.values[cell] is None
    assert not column.bad


def test_a_word_that_is_neither_a_date_nor_the_lack_of_one_stays_a_reject() -> None:
    assert read_dates(["soonish", "2026-02-01"]).bad.keys() == {"soonish"}


@pytest.mark.parametrize(
    ("written", "name"),
    [("Ann Lee (Employee)", "Ann Lee"), ("Ann Lee (Inactive User)", "Ann Lee"), ("Lee, Ann (Inactive)", "Ann Lee"), ("Ann Lee - inactive", "Ann Lee"), ("Ann Lee (Berlin)", "Ann Lee (Berlin)")],
)
def test_what_a_system_writes_behind_a_name_is_not_part_of_it(written: str, name: str) -> None:
    assert spoken(written) == name


@pytest.mark.parametrize(
    "users",
    [
        "id,user_name,first_name,last_name,status\nu1,ann,Ann,Lee,Active\nu2,bo,Bo,Ray,Active\n",
        "EMP_ID,FRST_NM,LAST_NM,MGR_EMP_ID\nu1,Ann,Lee,u9\nu2,Bo,Ray,u9\n",
        "id,name,surname\nu1,Ann,Lee\nu2,Bo,Ray\n",
    ],
    ids=["login beside two names", "warehouse names", "given name called name"],
)
def test_people_whose_names_stand_in_two_columns_have_both(tmp_path: Path, users: str) -> None:
    deals = "Deal ID,Owner ID,Company,Status,Amount,Created,Closed\n1,u1,A,Won,10,2026-01-05,2026-02-01\n2,u2,B,Lost,10,2026-01-05,2026-02-01\n"
    reading = read(tmp_path, {"deals.csv": deals, "users.csv": users})
    assert {p.name for p in reading.people if p.is_rep} == {"Ann Lee", "Bo Ray"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Сделка успешна", "won"),
        ("Сделка провалена", "lost"),
        ("Deal accepted by customer won", "won"),
        ("Closed rejected", "lost"),
        ("Closed - rerouted", "lost"),
        ("Deal", None),
    ],
)
def test_the_word_for_a_deal_beside_its_end_changes_nothing(text: str, said: str | None) -> None:
    assert outcome(text) == said


def test_yes_and_no_are_known_in_further_languages() -> None:
    assert [flag(x) for x in ("да", "Нет", "evet", "hayır", "是", "否", "kyllä", "ei", "perhaps")] == [True, False, True, False, True, False, True, False, None]


def test_one_table_of_deals_and_activities_is_read_as_both(tmp_path: Path) -> None:
    head = "Record Type,Record ID,Subject,Owner,Account,Status,Amount,Created,Closed\n"
    rows = "Opportunity,1,Big,Ann Lee,A,Won,10,2026-01-05,2026-02-01\nCall,c1,Talk,Ann Lee,A,Completed,,2026-01-06,2026-01-06\nEmail,c2,Mail,Bo Ray,B,Completed,,2026-01-07,2026-01-07\n"
    reading = read(tmp_path, {"all.csv": head + rows})
    assert (len(reading.opportunities), sorted(reading.activities["type"])) == (1, ["call", "email"])
    assert reading.activities["source_row"].tolist() == [3, 4]
    assert reading.questions == ()


def test_types_of_deals_alone_do_not_part_a_table(tmp_path: Path) -> None:
    head = "Type,Deal ID,Owner,Company,Status,Amount,Created,Closed\n"
    rows = "Deal,1,Ann Lee,A,Won,10,2026-01-05,2026-02-01\nQuote,2,Bo Ray,B,Lost,10,2026-01-05,2026-02-01\n"
    assert len(read(tmp_path, {"deals.csv": head + rows}).opportunities) == 2


def test_two_starts_that_are_one_day_written_twice_are_no_question(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Company,Status,Amount,Created,Created Date,Closed\n"
    rows = "1,Ann Lee,A,Won,10,2026-01-05 09:00:00,2026-01-05,2026-02-01\n2,Bo Ray,B,Lost,10,2026-01-06 10:00:00,2026-01-06,2026-02-01\n"
    assert read(tmp_path, {"deals.csv": head + rows}).questions == ()


def _page(rows: list[str], cell: str) -> str:
    return "".join("<tr>" + "".join(f"<{cell}>{c}</{cell}>" for c in r.split(",")) + "</tr>" for r in rows)


def test_a_page_called_xls_is_read_as_its_table(tmp_path: Path) -> None:
    lines = (HEAD + TWO).splitlines()
    page = f"<html><body><table>{_page(lines[:1], 'th')}{_page(lines[1:], 'td')}</table></body></html>"
    sheet = '<?xml version="1.0"?><Workbook xmlns:ss="urn:x"><Worksheet ss:Name="Deals"><Table>' + "".join(
        "<Row>" + "".join(f'<Cell ss:Index="{k}"><Data>{c}</Data></Cell>' for k, c in enumerate(line.split(","), 1) if c) + "</Row>" for line in lines
    )
    for folder in "abc":
        (tmp_path / folder).mkdir()
    plain = read(tmp_path / "a", {"deals.csv": HEAD + TWO})
    for folder, text in (("b", page), ("c", sheet + "</Table></Worksheet></Workbook>")):
        again = read(tmp_path / folder, {"report.xls": text})
        assert again.opportunities.drop(columns=["source_file"]).equals(plain.opportunities.drop(columns=["source_file"]))
    assert is_markup("\ufeff<html><table>".encode("utf-16"))
    assert not is_markup(b"<none>,a\n")


def test_a_table_that_only_pairs_ids_is_no_question_once_it_was_used(tmp_path: Path) -> None:
    deals = "id,name,assigned_user_name,sales_stage,amount,date_entered,date_closed\no1,X,Ann Lee,Closed Won,10,2026-01-05,2026-02-01\no2,Y,Ann Lee,Closed Lost,10,2026-01-05,2026-02-01\n"
    accounts, pairs = "id,name,account_type,industry\na1,Acme,Customer,Toys\na2,Bolt,Customer,Toys\n", "pair,opportunity_id,account_id\np1,o1,a1\np2,o2,a2\n"
    reading = read(tmp_path, {"opportunities.csv": deals, "accounts.csv": accounts, "accounts_opportunities.csv": pairs})
    assert reading.opportunities["account"].tolist() == ["Acme", "Bolt"]
    assert reading.questions == ()


def test_the_only_kind_of_activity_there_is_stays_one_though_few_rows_recur(tmp_path: Path) -> None:
    from store.crm.headers import Table
    from store.crm.profile import Profile

    table = Table("calls.csv", "", ["Owner", "Date", "Activity"], [["Ann Lee"] * 3, ["2026-02-01"] * 3, ["Call", "Email", "Demo"]], [2, 3, 4], "", 1)
    assert assign(table, {h: Profile(table.cells(h)) for h in table.header}, "activity").column("type") == "Activity"


def test_what_was_reached_beside_a_quota_is_no_quota(tmp_path: Path) -> None:
    quotas = "Rep,Q1 2026 Quota,Q1 2026 Actual,Q2 2026 Quota,Q2 2026 Actual\nAnn Lee,100,70,200,90\nBo Ray,300,10,400,20\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "quota.csv": quotas})
    assert [int(q.value) for q in reading.quotas] == [100, 200, 300, 400]
    assert reading.questions == ()


def test_two_columns_of_one_period_that_nothing_tells_apart_are_no_quota_but_a_question(tmp_path: Path) -> None:
    quotas = "Rep,Q1 2026 New,Q1 2026 Renewal,Q2 2026 New,Q2 2026 Renewal\nAnn Lee,100,70,200,90\nBo Ray,300,10,400,20\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "quota.csv": quotas})
    assert reading.quotas == ()
    assert "ambiguous_column" in kinds(reading)


@pytest.mark.parametrize(
    ("name", "table", "kind"),
    [
        ("gong_calls.csv", "Title,Host,Recorded\nIntro,Ann Lee,2026-02-01 09:00\n", "call"),
        ("aircall.csv", "date (UTC),direction,user,duration (total),missed_call_reason\n2026-02-01 09:00:00,outbound,Ann Lee,120,\n", "call"),
        ("outreach_emails.csv", "Mailing ID,Sender,Recipient,Delivered At\n1,Ann Lee,x@y.example,2026-02-01T10:00:00Z\n", "email"),
        ("calendar.csv", "Event,Organizer,Start,End,Attendees\nLunch,Ann Lee,2026-02-01 12:00,2026-02-01 13:00,x@y.example\n", "meeting"),
    ],
)
def test_logs_of_other_tools_are_activities_of_the_kind_they_speak_of(tmp_path: Path, name: str, table: str, kind: str) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, name: table})
    assert reading.activities["type"].tolist() == [kind]
    assert reading.questions == ()


def test_activities_of_which_nothing_says_the_kind_are_asked_about(tmp_path: Path) -> None:
    log = "id,user,date,duration\n1,Ann Lee,2026-02-01,30\n2,Ann Lee,2026-02-02,30\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "log.csv": log})
    assert reading.activities["type"].tolist() == ["task", "task"]
    assert "unknown_activity" in kinds(reading)


def test_the_owner_of_the_account_is_asked_about_beside_another_owner(tmp_path: Path) -> None:
    head = "Deal ID,{},Account Owner,Company,Stage,Amount,Created,Closed\n"
    rows = "1,Ann Lee,Cy Moss,A,Won,10,2026-01-05,2026-02-01\n2,Bo Ray,Cy Moss,B,Lost,10,2026-01-05,2026-02-01\n"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    now = read(tmp_path / "a", {"deals.csv": head.format("Current Owner") + rows})
    assert {p.name for p in now.people if p.is_rep} == {"Ann Lee", "Bo Ray"}
    assert any("'Acting Owner' may be" in q for q in read(tmp_path / "b", {"deals.csv": head.format("Acting Owner") + rows}).questions)


def test_a_legend_explains_stages_that_are_numbers(tmp_path: Path) -> None:
    deals = "Deal ID,Rep,Client,Stage,Amount,Created,Closed\n1,Ann Lee,A,6,10,2026-01-05,2026-02-01\n2,Bo Ray,B,7,10,2026-01-05,2026-02-01\n3,Bo Ray,C,1,10,2026-01-05,\n"
    reading = read(tmp_path, {"deals.csv": deals, "legend.csv": "Stage,Meaning\n1,Qualification\n6,Won\n7,Lost\n"})
    assert reading.opportunities["status"].tolist() == ["won", "lost", "open"]
    assert reading.questions == ()


def test_deals_with_a_day_of_deletion_are_left_out(tmp_path: Path) -> None:
    head = HEAD.strip() + ",Deleted At\n"
    reading = read(tmp_path, {"deals.csv": head + "1,Ann Lee,A,Won,2026-01-05,2026-02-25,1,\n2,Ann Lee,B,Won,2026-01-05,2026-02-25,1,2026-03-01 10:00:00\n"})
    assert len(reading.opportunities) == 1
    assert kinds(reading)["deleted_row"] == [("deals.csv", 3)]


def test_records_and_lists_in_cells_are_unfolded() -> None:
    header, columns = unfold(["owner", "org", "note"], [['{"id": 7, "name": "Ann Lee", "ok": true}', ""], ["['Acme']", "[{'name': 'Bolt'}, {'name': 'Cog'}]"], ["{draft", "{x"]])
    assert header == ["owner.id", "owner.name", "org", "note"]
    assert columns == [["7", ""], ["Ann Lee", ""], ["Acme", "Bolt; Cog"], ["{draft", "{x"]]


@pytest.mark.parametrize("cell", ["2026-03-04 14:22:00 +0000 UTC", "20260304T142200Z", "Mar  4 2026  2:22PM", "2026/03/04 (Wed)", "2026/03/04（水）", "Wed, 2026-03-04"])
def test_instants_and_weekdays_as_programs_write_them_are_dates(cell: str) -> None:
    assert is_date(cell)
    assert read_dates([cell]).values[cell] == dt.date(2026, 3, 4)


def test_tallies_of_a_week_are_as_many_activities(tmp_path: Path) -> None:
    tallies = "Rep,Week Starting,Calls,Emails,Meetings,Total\nAnn Lee,2026-02-02,3,2,0,5\nBo Ray,2026-02-02,1,,1,2\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "activity_weekly.csv": tallies})
    assert sorted(reading.activities["type"]) == ["call"] * 4 + ["email"] * 2 + ["meeting"]
    assert kinds(reading).keys() == {"tallies"}


def test_tallies_without_a_day_are_left_out_and_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "calls.csv": "Rep,Calls,Emails\nAnn Lee,3,2\nBo Ray,1,4\n"})
    assert len(reading.activities) == 0
    assert reading.questions


def test_an_amount_with_its_conversion_is_the_converted_one() -> None:
    column = read_money(["EUR 1,200.00 (USD 1,296.00)", "USD 500.00", "(12.50)"])
    assert list(column.values.values()) == [1296.0, 500.0, -12.5]
    assert set(column.currencies.values()) == {"USD"}


@pytest.mark.parametrize("units", ["(no.),(name),(name),(text),(date),(date),(USD)", "id,text,text,picklist,date,date,currency"])
def test_a_row_of_units_below_the_header_is_no_deal(tmp_path: Path, units: str) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + units + "\n" + TWO})
    assert len(reading.opportunities) == 2
    assert kinds(reading).keys() == {"units_row"}


def test_the_owner_of_a_goal_is_whose_quota_it_is(tmp_path: Path) -> None:
    goals = "Name,Goal Owner,Goal Metric,From,To,Target (Money),Actual (Money)\nAnn Q1,Ann Lee,Revenue,2026-01-01,2026-03-31,100,7\nBo Q1,Bo Ray,Revenue,2026-01-01,2026-03-31,200,8\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "Goals.csv": goals})
    names = {p.key: p.name for p in reading.people}
    assert {names[q.person_key]: int(q.value) for q in reading.quotas} == {"Ann Lee": 100, "Bo Ray": 200}


def test_quotas_with_a_column_a_person_are_turned(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "quotas.csv": "Month,Ann Lee,Bo Ray,Total\nJan 2026,10,20,30\nFeb 2026,11,21,32\n"})
    assert sorted((q.start.month, int(q.value)) for q in reading.quotas) == [(1, 10), (1, 20), (2, 11), (2, 21)]
    assert {p.name for p in reading.people} == {"Ann Lee", "Bo Ray"}


def test_a_team_among_the_quotas_is_no_person(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "quota 2026.csv": "Name,Q1,Q2\nTeam North,300,300\nAnn Lee,100,100\nBo Ray,200,200\n"})
    assert len(reading.quotas) == 4
    assert {p.name for p in reading.people} == {"Ann Lee", "Bo Ray"}


def test_quotas_of_people_nobody_knows_are_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "quota 2026.csv": "Name,Q1,Q2\nCy Moss,100,100\nDi Park,200,200\n"})
    assert any("own no deal" in q for q in reading.questions)


def test_the_unit_of_quotas_may_stand_in_the_name_of_the_file(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "quotas 2026 ($000).csv": "Rep,Q1,Q2\nAnn Lee,1,2\nBo Ray,3,4\n"})
    assert [int(q.value) for q in reading.quotas] == [1000, 2000, 3000, 4000]


COPIED = "Owner,Account,Stage,Created Date,Close Date,Amount\n"
ROWS = "".join(f"Ann Lee,A{i},Won,2026-01-{i + 1:02d},2026-02-25,{i}\n" for i in range(1, 7))


def test_deals_without_ids_that_stand_in_two_files_count_once(tmp_path: Path) -> None:
    reading = read(tmp_path, {"all.csv": COPIED + ROWS, "again.csv": COPIED.replace("Stage", "Deal Stage") + ROWS})
    assert len(reading.opportunities) == 6
    assert len(kinds(reading)["duplicate_row"]) == 6


def test_the_state_of_a_copy_that_has_ended_stands(tmp_path: Path) -> None:
    earlier = ROWS.replace("Won,2026-01-02,2026-02-25", "Prospecting,2026-01-02,")
    reading = read(tmp_path, {"b_later.csv": COPIED + ROWS, "a_earlier.csv": COPIED + earlier})
    assert reading.opportunities["status"].tolist() == ["won"] * 6


def test_deals_that_only_share_a_rep_and_a_customer_are_not_copies(tmp_path: Path) -> None:
    other = ROWS.replace(",2026-01-", ",2026-03-").replace("2026-02-25", "2026-04-25")
    assert len(read(tmp_path, {"one.csv": COPIED + ROWS, "two.csv": COPIED + other}).opportunities) == 12


def test_the_names_beside_ids_that_no_table_explains_are_the_owners(tmp_path: Path) -> None:
    head = "id,name,stage,amount,created_at,closed_at,owner_id,name\n"
    rows = "".join(f"{i},Deal {i},Closed Won,10,2026-01-05,2026-02-01,{11 + i % 3},{('Ann Lee', 'Bo Ray', 'Cy Moss')[i % 3]}\n" for i in range(12))
    reading = read(tmp_path, {"joined.csv": head + rows})
    assert {p.name for p in reading.people} == {"Ann Lee", "Bo Ray", "Cy Moss"}


def test_a_stage_that_is_not_won_and_has_no_chance_is_lost(tmp_path: Path) -> None:
    deals = "deal_id,owner,company,deal_pipeline_stage_id,amount,created,closed\n1,Ann Lee,A,91,10,2026-01-05,2026-02-01\n2,Bo Ray,B,92,10,2026-01-05,2026-02-01\n3,Bo Ray,C,80,10,2026-01-05,\n"
    stages = "stage_id,label,probability,closed_won,display_order\n80,First talk,0.2,false,0\n91,Signed up,1,true,1\n92,Gone cold,0,false,2\n"
    reading = read(tmp_path, {"deal.csv": deals, "deal_pipeline_stage.csv": stages})
    assert reading.opportunities["status"].tolist() == ["won", "lost", "open"]


def test_of_amounts_in_several_currencies_the_column_of_one_is_taken(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Company,Stage,Local Amount,Local Currency,Amount USD,Created,Closed\n"
    rows = "1,Ann Lee,A,Won,90,EUR,100,2026-01-05,2026-02-25\n2,Ann Lee,B,Won,80,GBP,110,2026-01-05,2026-02-25\n3,Bo Ray,C,Lost,80,GBP,110,2026-01-05,2026-02-25\n"
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert reading.opportunities["value"].tolist() == [100.0, 110.0, 110.0]
    assert set(reading.opportunities["currency"]) == {"USD"}
    assert reading.questions == ()


def test_the_way_a_call_went_is_no_kind_of_activity(tmp_path: Path) -> None:
    calls = "Record Id,Call Owner,Subject,Call Type,Call Start Time\n1,Ann Lee,Hello,Outbound,2026-02-01 10:00:00\n2,Ann Lee,Hello,Missed,2026-02-02 10:00:00\n"
    reading = read(tmp_path, {"Deals.csv": HEAD + TWO, "Calls_2026_02_03.csv": calls})
    assert reading.activities["type"].tolist() == ["call", "call"]


def test_sums_and_headings_between_the_groups_of_a_board_are_no_deals(tmp_path: Path) -> None:
    head, line = "Name,Stage,Owner,Value,Account,Forecast,Created,Closed\n", "Deal {0},{1},Ann Lee,100,Acme {0},50,2026-01-0{0},{2}\n"
    group = [head + "".join(line.format(i + 1, word, day) for i in range(3)) + ",,,300,,150,,\n" for word, day in (("Won", "2026-02-01"), ("Negotiation", ""))]
    reading = read(tmp_path, {"board.csv": "Deals\n\nClosed\n" + group[0] + "\nStill open\n" + group[1]})
    assert reading.opportunities["name"].tolist() == ["Deal 1", "Deal 2", "Deal 3"] * 2
    assert reading.rejected == ()
    assert len(kinds(reading)["footer"]) == 3


def test_an_owner_named_above_a_repeated_header_still_owns_the_rows_below(tmp_path: Path) -> None:
    head, line = "Owner,Deal,Account,Stage,Amount,Created,Closed\n", ",Deal {0},Acme {0},Won,100,2026-01-0{0},2026-02-01\n"
    rows = "".join(line.format(i) for i in (1, 2, 3))
    reading = read(tmp_path, {"print.csv": head + "Ann Lee,,,,,,\n" + rows + "Bo Ray,,,,,,\n" + head + rows})
    assert {who: f["won"] for who, f in figures_per_rep(reading).items()} == {"Ann Lee": 3, "Bo Ray": 3}


def test_a_phase_called_accepted_asks_nothing_where_the_status_says_won(tmp_path: Path) -> None:
    head = "Title,Responsible,Customer,Phase,Status,Amount,Created,Closing date\n"
    rows = "A,Ann Lee,Acme,Accepted,Won,100,2026-01-05,2026-02-25\nB,Bo Ray,Bolt,Refused,Lost,200,2026-01-06,2026-02-26\nC,Bo Ray,Cask,Proposal sent,Open,200,2026-01-06,\n"
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert reading.opportunities["status"].tolist() == ["won", "lost", "open"]
    assert reading.questions == ()


def test_an_estimate_issued_beside_a_negotiation_is_no_contradiction(tmp_path: Path) -> None:
    head = "Title,Sales Rep,Customer,Status,Opportunity Status,Amount,Created,Closed\n"
    rows = "A,Ann Lee,Acme,Closed Won,Closed - Won,100,2026-01-05,2026-02-25\nB,Bo Ray,Bolt,Closed Lost,Closed - Lost,200,2026-01-06,2026-02-26\n"
    agreed = read(tmp_path, {"deals.csv": head + rows + "C,Bo Ray,Cask,In Negotiation,Issued Estimate,200,2026-01-06,\n"})
    assert "ambiguous_column" not in kinds(agreed)
    (tmp_path / "b").mkdir()
    at_odds = read(tmp_path / "b", {"deals.csv": head + rows + "C,Bo Ray,Cask,In Negotiation,Closed - Won,200,2026-01-06,\n"})
    assert "ambiguous_column" in kinds(at_odds)


def test_the_module_before_the_name_of_an_account_is_no_part_of_it(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Potentials.csv": HEAD + TWO.replace("Acme", "Accounts::::Acme").replace("Bolt", "Accounts::::Bolt")})
    assert reading.opportunities["account"].tolist() == ["Acme", "Bolt"]
