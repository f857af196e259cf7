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
    leads = "Id,Company,Status,OwnerName,CreatedDate,IsConverted,ConvertedDate,ConvertedOpportunityId\n" + "".join(
        f"L{i},A{i},{'Qualified' if i % 2 else 'Unqualified'},Ann Lee,2026-01-0{i},{i % 2},{'2026-01-09' if i % 2 else ''},{i if i % 2 else ''}\n" for i in range(1, 7)
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
