"""Tables and columns that look like deals, owners, customers or money and are something else: read as what they are, or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.policy import CoachingPolicy
from store.crm.statuses import coded, kind_of_customer
from tests.unit.crm.figures import figures_per_rep
from tests.unit.crm.test_reports import HEAD, TWO, kinds, read


def test_a_log_of_calls_is_activities_though_it_says_how_each_call_went(tmp_path: Path) -> None:
    calls = "Call ID,Agent,Direction,Started,Duration (s),Disposition\n" + "".join(f"{i},Ann Lee,Outbound,2026-02-0{i} 09:00,{60 * i},{'No answer' if i % 2 else 'Connected'}\n" for i in range(1, 8))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "calls.csv": calls})
    assert len(reading.opportunities) == 2
    assert reading.activities["type"].tolist() == ["call"] * 7
    assert reading.questions == ()


def test_leads_that_name_the_deal_they_became_are_leads(tmp_path: Path) -> None:
    leads = "Id,FirstName,LastName,Company,Status,OwnerName,CreatedDate,IsConverted,ConvertedDate,ConvertedOpportunityId\n" + "".join(
        f"L{i},Al,Berg,A{i},{'Qualified' if i % 2 else 'Unqualified'},Ann Lee,2026-01-0{i},{i % 2},{'2026-01-09' if i % 2 else ''},{i if i % 2 else ''}\n" for i in range(1, 7)
    )
    reading = read(tmp_path, {"Opportunity.csv": HEAD + TWO, "Lead.csv": leads})
    assert len(reading.opportunities) == 2
    assert "unused_file" in kinds(reading)


def test_the_numbers_of_a_statecode_are_read_as_the_system_writes_them(tmp_path: Path) -> None:
    head = "opportunityid,name,statecode,statuscode,actualvalue,actualclosedate,createdon,ownerid\n"
    rows = "o1,A,1,3,100,2026-02-01,2026-01-01,Ann Lee\no2,B,2,4,,2026-02-02,2026-01-02,Ann Lee\no3,C,0,1,,,2026-01-03,Ann Lee\n"
    reading = read(tmp_path, {"opportunity.csv": head + rows})
    assert reading.opportunities["status"].tolist() == ["won", "lost", "open"]
    assert "assumed_status" in kinds(reading), "said, so that a column of one's own with this name can be corrected"


def test_numbers_that_no_system_writes_there_are_left_to_be_asked_about() -> None:
    assert coded("statecode", ["0", "1", "2", ""]) == {"0": "open", "1": "won", "2": "lost"}
    assert coded("State Code", ["1"]) == {"1": "won"}
    assert coded("statecode", ["0", "1", "7"]) == {}
    assert coded("stage", ["0", "1"]) == {}


def test_activities_that_are_still_to_be_done_do_not_count(tmp_path: Path) -> None:
    head = "Activity - ID,Activity - Done,Activity - Type,Activity - Due date,Activity - Assigned to user\n"
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "activities.csv": head + "1,Done,Call,2026-02-01,Ann Lee\n2,To do,Call,2026-03-01,Ann Lee\n3,Done,Meeting,2026-02-03,Bo Ray\n"})
    assert reading.activities["activity_id"].tolist() == ["1", "3"]
    assert kinds(reading)["not_done"] == [("activities.csv", 3)]


def test_a_deal_on_a_row_for_each_of_several_people_is_asked_about(tmp_path: Path) -> None:
    head = "Opportunity ID,Opportunity Name,Account,Team Member,Split %,Amount,Stage,Created Date,Close Date\n"
    rows = "1,Deal,A,Ann Lee,70%,100,Closed Won,2026-01-05,2026-02-25\n1,Deal,A,Bo Ray,30%,100,Closed Won,2026-01-05,2026-02-25\n2,Other,B,Bo Ray,100%,50,Closed Won,2026-01-05,2026-02-25\n"
    reading = read(tmp_path, {"splits.csv": head + rows})
    assert kinds(reading)["shared_credit"] == [("splits.csv", 2), ("splits.csv", 3)]
    assert any("several people" in q for q in reading.questions)


def test_a_deal_that_changed_hands_between_two_exports_asks_nothing(tmp_path: Path) -> None:
    first, later = (
        HEAD + "1,Ann Lee,Acme,Proposal,2026-01-05,,100\n2,Bo Ray,Bolt,Lost,2026-01-06,2026-02-26,9\n",
        HEAD + "1,Bo Ray,Acme,Proposal,2026-01-05,,100\n2,Bo Ray,Bolt,Lost,2026-01-06,2026-02-26,9\n",
    )
    assert "shared_credit" not in kinds(read(tmp_path, {"deals-1.csv": first, "deals-2.csv": later}))


def test_a_column_of_clients_that_says_new_or_past_names_no_customer(tmp_path: Path) -> None:
    rows = "".join(f"{i},Ann Lee,{('New', 'Current', 'Past')[i % 3]},Won,2026-01-05,2026-02-25,100\n" for i in range(6))
    reading = read(tmp_path, {"deals.csv": HEAD.replace("Account", "Client") + rows})
    assert figures_per_rep(reading)["Ann Lee"]["customers_won"] == 6, "a win without a customer counts as one of its own"
    assert {"one_account", "blank_account"} <= kinds(reading).keys()
    assert kind_of_customer(["New", "Past", ""])
    assert not kind_of_customer(["New", "Past Foods Ltd"])
    assert not kind_of_customer(["Current"]), "one word alone may be a name"


def test_a_customer_named_beside_a_column_that_says_what_kind_it_is_is_the_customer(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Client,Company,Stage,Created Date,Close Date,Amount\n"
    rows = "".join(f"{i},Ann Lee,{('New', 'Past')[i % 2]},Firm {i // 2},Won,2026-01-05,2026-02-25,100\n" for i in range(6))
    assert figures_per_rep(read(tmp_path, {"deals.csv": head + rows}))["Ann Lee"]["customers_won"] == 3


@pytest.mark.parametrize(("beside", "asked"), [("Commission", True), ("Brokerage fee", True), ("Commission rate", False), ("Cover", False)])
def test_a_premium_beside_a_commission_is_asked_about(beside: str, asked: bool, tmp_path: Path) -> None:
    rows = "".join(f"{i},Ann Lee,A{i},Won,2026-01-05,2026-02-25,{800 * i},{100 * i}\n" for i in range(1, 5))
    reading = read(tmp_path, {"deals.csv": HEAD.replace("Amount", f"Premium,{beside}") + rows})
    assert any(repr(beside) in q for q in reading.questions) is asked
    assert figures_per_rep(reading)["Ann Lee"]["won_value"] == 8000


TWO_CURRENCIES = HEAD.replace("Amount", "Amount,Currency") + "1,Ann Lee,A,Won,2026-01-05,2026-02-25,5,EUR\n2,{who},B,Won,2026-01-05,2026-02-25,5,{code}\n3,Ann Lee,C,Open,2026-01-05,,5,GBP\n"


def test_wins_in_several_currencies_are_a_question_that_names_them_and_a_way_out(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": TWO_CURRENCIES.format(who="Ann Lee", code="USD")})
    (question,) = reading.questions
    assert all(word in question for word in ("EUR (1)", "USD (1)", "GBP (1)", "converted amount"))


@pytest.mark.parametrize(("who", "code", "by_region"), [("Ann Lee", "EUR", False), ("Bo Ray", "USD", True)])
def test_currencies_that_no_figure_adds_up_are_only_said(who: str, code: str, by_region: bool, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": TWO_CURRENCIES.format(who=who, code=code)}, policy=CoachingPolicy(cohort_by_region=by_region))
    assert "mixed_currencies" in kinds(reading)
    assert reading.questions == ()


def test_a_printed_report_names_the_owner_in_a_line_over_his_deals(tmp_path: Path) -> None:
    report = (
        "Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date\n"
        "Opportunity Owner: Ann Lee (2 records),,,,,\nD1,Acme,Closed Won,$100.00,2/25/2026,1/15/2026\nD2,Bolt,Closed Lost,$50.00,2/26/2026,1/16/2026\n,,,$150.00,,\n"
        "Opportunity Owner: Bo Ray (1 records),,,,,\nD3,Cyan,Closed Won,$70.00,2/27/2026,1/17/2026\n,,,$70.00,,\n"
        "Grand Totals (3 records),,,,,\n,,,$220.00,,\n"
    )
    reading = read(tmp_path, {"printable.csv": report})
    figures = figures_per_rep(reading)
    assert {rep: (f["won"], f["lost"], f["open"], f["won_value"]) for rep, f in figures.items()} == {"Ann Lee": (1, 1, 0, 100), "Bo Ray": (1, 0, 0, 70)}
    assert reading.opportunities["source_row"].tolist() == [3, 4, 7]
    assert ("printable.csv", 2) in kinds(reading)["group_header"]


def test_a_note_with_a_colon_among_deals_is_no_group(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + "Owner: Cy Doe,,,,,,\n3,Ann Lee,A,Won,2026-01-05,2026-02-25,5\n"})
    assert "group_header" not in kinds(reading)
    assert set(figures_per_rep(reading)) == {"Ann Lee", "Bo Ray"}


def test_a_price_of_one_is_multiplied_by_how_many_and_asked_about(tmp_path: Path) -> None:
    rows = "1,Ann Lee,A,Won,2026-01-05,2026-02-25,100,3\n2,Ann Lee,B,Won,2026-01-05,2026-02-25,50.5,2\n3,Ann Lee,C,Lost,2026-01-05,2026-02-25,9,1\n"
    reading = read(tmp_path, {"deals.csv": HEAD.replace("Amount", "Unit Price,Quantity") + rows})
    assert figures_per_rep(reading)["Ann Lee"]["won_value"] == 401
    assert any("'Unit Price'" in q and "'Quantity'" in q for q in reading.questions)


def test_a_whole_price_is_not_multiplied(tmp_path: Path) -> None:
    rows = "1,Ann Lee,A,Won,2026-01-05,2026-02-25,100,3\n2,Ann Lee,B,Lost,2026-01-05,2026-02-25,50,2\n"
    assert figures_per_rep(read(tmp_path, {"deals.csv": HEAD.replace("Amount", "Amount,Quantity") + rows}))["Ann Lee"]["won_value"] == 100


MANY = HEAD + "".join(f"{i},Ann Lee,A{i},Won,2025-01-05,2025-02-0{i},2000\n" for i in range(1, 7))


@pytest.mark.parametrize(("head", "quota", "asked", "value"), [("Q1 2025", "52", True, 52), ("Q1 2025", "52000", False, 52000), ("Q1 2025 (k$)", "52", False, 52000)])
def test_quotas_a_thousand_times_too_small_are_asked_about(head: str, quota: str, asked: bool, value: float, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": MANY, "quotas.csv": f"Rep,{head},Q2 2025{head[7:]}\nAnn Lee,{quota},{quota}\nBo Ray,{quota},{quota}\n"})
    assert [float(q.value) for q in reading.quotas] == [value] * 4
    assert ("quota_scale" in kinds(reading)) is asked
    assert bool(reading.questions) is asked


@pytest.mark.parametrize(("owner", "said"), [("Sales Queue", True), ("House Account", True), ("Integration User", True), ("Mia Queuer", False), ("Greg House", False)])
def test_owners_that_are_no_people_are_said(owner: str, said: bool, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + f"3,{owner},A,Won,2026-01-05,2026-02-25,5\n"})
    assert ("no_person" in kinds(reading)) is said
    assert figures_per_rep(reading)[owner]["won"] == 1
