"""Exports whose ends have words of their own, or codes that a small table explains: fifth look."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.integration.unseen.company import Column, Company, Deal, Figures, book, deals_csv, fmt, grid, money, stamp, write
from tests.integration.unseen.market import Export, odds, said

WORDS: dict[str, Export] = {}
STAGES = ("Discovery", "Evaluation", "Proposal", "Contracting")


def export(f: Export) -> Export:
    WORDS[f.__name__] = f
    return f


def third(d: Deal) -> bool:
    """Every third lost deal ended in another way."""
    return d.status == "lost" and int(d.id) % 3 == 0


def _stage(won: str, lost: str, other: str, names: tuple[str, ...] = STAGES) -> Column:
    return lambda d: other if third(d) else {"won": won, "lost": lost}.get(d.status) or names[int(d.id) % 4]


def _milliseconds(day: dt.date | None, by: int = 1000) -> int | str:
    return "" if day is None else int(dt.datetime.combine(day, dt.time(9), dt.UTC).timestamp()) * by


@export
def sap_stopped(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities_c4c.csv",
        c.deals,
        {
            "Opportunity ID": lambda d: d.id,
            "Name": lambda d: d.name,
            "Account": lambda d: d.account,
            "Owner": lambda d: d.rep,
            "Status": _stage("Won", "Lost", "Halted for good", ("Open", "In Process", "Open", "In Process")),
            "Sales Phase": lambda d: STAGES[int(d.id) % 4],
            "Expected Value": lambda d: money(d.value, ".", ",", after=" EUR"),
            "Close Date": lambda d: fmt(d.close_date, "%d.%m.%Y"),
            "Created On": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Chance of Success": odds,
        },
        delimiter=";",
    )


@export
def fusion(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunity.csv",
        c.deals,
        {
            "OptyId": lambda d: f"3000000{d.id}",
            "Name": lambda d: d.name,
            "TargetPartyName": lambda d: d.account,
            "OwnerResourcePartyName": lambda d: d.rep,
            "StatusCode": _stage("WON", "LOST", "NO_SALE", ("OPEN",) * 4),
            "SalesStage": lambda d: f"0{int(d.id) % 4 + 1} - {STAGES[int(d.id) % 4]}",
            "Revenue": lambda d: d.value,
            "CurrencyCode": lambda d: "USD",
            "EffectiveDate": lambda d: fmt(d.expected, "%Y-%m-%d"),
            "ActualCloseDate": lambda d: fmt(d.closed, "%Y-%m-%d"),
            "CreationDate": lambda d: stamp(d.created),
            "CreatedBy": lambda d: "SALES_ADMIN",
            "LastUpdatedBy": lambda d: "SALES_ADMIN",
        },
        delimiter="|",
    )


@export
def people_are_contacts(c: Company, at: Path) -> None:
    deals_csv(
        at / "leads-export.csv",
        c.deals,
        {
            "Lead": lambda d: d.name,
            "Lead number": lambda d: f"#{d.id}",
            "Companies": lambda d: d.account,
            "People": lambda d: "Sam Ho",
            "Status": _stage("Won", "Lost", "Cancelled", ("Open",) * 4),
            "Value": lambda d: money(d.value, before="$"),
            "Assignee": lambda d: d.rep,
            "Created": lambda d: fmt(d.created, "%b %d, %Y"),
            "Anticipated close": lambda d: fmt(d.expected, "%b %d, %Y"),
            "Closed": lambda d: fmt(d.closed, "%b %d, %Y"),
        },
    )


@export
def closed_flag_and_a_third_end(c: Company, at: Path) -> None:
    deals_csv(
        at / "DEAL_20261101.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Stage": _stage("Deal won", "Deal lost", "Went to the archive"),
            "Closed": lambda d: "N" if d.status == "open" else "Y",
            "Deal name": lambda d: d.name,
            "Income": lambda d: d.value,
            "Company": lambda d: d.account,
            "Responsible": lambda d: d.rep,
            "Created on": lambda d: fmt(d.created, "%d.%m.%Y") + " 10:15:00",
            "Start date": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Closed on": lambda d: fmt(d.closed, "%d.%m.%Y"),
        },
        delimiter=";",
        encoding="utf-8-sig",
    )


@export
def likely_between_worst_and_best(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunities.csv",
        c.deals,
        {
            "Opportunity Name": lambda d: d.name,
            "Account Name": lambda d: d.account,
            "Sales Stage": said("Closed Won", "Closed Lost", *STAGES),
            "Worst": lambda d: (d.value or 0) * 0.5,
            "Likely": lambda d: d.value,
            "Best": lambda d: (d.value or 0) * 1.5,
            "Closed Date": lambda d: d.close_date,
            "Assigned to": lambda d: d.rep,
            "Date Created": lambda d: d.created,
        },
    )


@export
def an_end_by_its_closing_day(c: Company, at: Path) -> None:
    rows = grid(
        c.deals,
        {
            "Opportunity name": lambda d: d.name,
            "Customer": lambda d: d.account,
            "Stage": _stage("Closed won", "Closed lost", "Handed to a dealer"),
            "Owner": lambda d: d.rep,
            "Opportunity amount": lambda d: d.value,
            "Expected closing date": lambda d: d.expected,
            "Actual closing date": lambda d: d.closed,
            "Created on": lambda d: d.created,
        },
    )
    book(at / "Opportunities.xlsx", {"Opportunities": rows})


@export
def first_letters_under_a_legend(c: Company, at: Path) -> None:
    rows = grid(
        c.deals,
        {
            "Rep": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "£ value": lambda d: d.value,
            "Date opened": lambda d: d.created,
            "Date closed": lambda d: d.closed,
            "Outcome (W / L / Open)": said("W", "L", "Open"),
        },
    )
    book(at / "Sales tracker.xlsx", {"Deals": [["Sales tracker"], [], *rows, [], ["Total", None, sum(d.value or 0 for d in c.deals)]], "Lists": [["Outcome"], ["W"], ["L"]]})


@export
def stages_of_a_data_base(c: Company, at: Path) -> None:
    firms = sorted({d.account or "" for d in c.deals})
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "account_id": lambda d: 500 + firms.index(d.account or ""),
            "owner_id": lambda d: 11 + c.reps.index(d.rep),
            "stage_id": lambda d: {"won": 5, "lost": 6}.get(d.status, int(d.id) % 4 + 1),
            "amount_cents": lambda d: round((d.value or 0) * 100),
            "created_at": lambda d: _milliseconds(d.created),
            "closed_at": lambda d: _milliseconds(d.closed),
        },
    )
    write(at / "users.csv", ["id", "first_name", "last_name"], [[11 + i, r.split()[0], " ".join(r.split()[1:])] for i, r in enumerate(c.reps)])
    write(at / "accounts.csv", ["id", "name", "industry"], [[500 + i, f, "Tech"] for i, f in enumerate(firms)])
    write(at / "stages.csv", ["id", "name", "type"], [*([i, s, "open"] for i, s in enumerate(STAGES, start=1)), [5, "Ink", "won"], [6, "Ash", "lost"]])


@export
def codes_of_a_status(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "opportunity_id": lambda d: d.id,
            "owner_user_id": lambda d: f"u-{c.reps.index(d.rep):03d}",
            "customer": lambda d: d.account,
            "status_id": lambda d: 4 if third(d) else {"open": 1, "won": 2, "lost": 3}[d.status],
            "value_usd": lambda d: d.value,
            "created_ts": lambda d: _milliseconds(d.created, 1),
            "closed_ts": lambda d: _milliseconds(d.closed, 1),
        },
    )
    write(at / "users.csv", ["user_id", "full_name", "role"], [[f"u-{i:03d}", r, "AE"] for i, r in enumerate(c.reps)])
    write(at / "statuses.csv", ["status_id", "status_name"], [[1, "Open"], [2, "Won"], [3, "Lost"], [4, "Cancelled"]])


@export
def a_status_of_customers_beside_stages(c: Company, at: Path) -> Figures | None:
    deals_csv(
        at / "CRM data.csv",
        c.deals,
        {
            "Organization": lambda d: d.account,
            "Owner": lambda d: d.rep,
            "Lead acquisition date": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Status": lambda d: ("Customer" if int(d.id) % 4 else "Churned Customer") if d.status == "won" else "Opportunity",
            "Stage": said("Won", "Lost", *STAGES),
            "Deal Value, $": lambda d: d.value,
            "Expected close date": lambda d: fmt(d.expected, "%m/%d/%Y"),
            "Actual close date": lambda d: fmt(d.closed, "%m/%d/%Y"),
        },
    )
    return None


@export
def web_interface_of_dynamics(c: Company, at: Path) -> None:
    shown = "@OData.Community.Display.V1.FormattedValue"
    code = {"open": 0, "won": 1, "lost": 2}
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "@odata.etag": lambda d: f'W/"{d.id}"',
            "opportunityid": lambda d: f"{int(d.id):08x}-0000",
            "_ownerid_value": lambda d: f"{c.reps.index(d.rep):08x}-00aa",
            f"_ownerid_value{shown}": lambda d: d.rep,
            "_parentaccountid_value": lambda d: f"acc-{d.account}",
            f"_parentaccountid_value{shown}": lambda d: d.account,
            "statecode": lambda d: code[d.status],
            f"statecode{shown}": lambda d: d.status.title(),
            "estimatedvalue": lambda d: (d.value or 0) * 1.1,
            "actualvalue": lambda d: d.value if d.status == "won" else None,
            "estimatedclosedate": lambda d: d.expected,
            "actualclosedate": lambda d: d.closed,
            "createdon": lambda d: stamp(d.created),
        },
    )


@export
def milestones_beside_a_won_date(c: Company, at: Path) -> None:
    deals_csv(
        at / "Deals-export.csv",
        c.deals,
        {
            "Deal Id": lambda d: d.id,
            "Name": lambda d: d.name,
            "Value": lambda d: d.value,
            "Milestone": said("Won", "Lost", "New", "Prospect", "Proposal"),
            "Owner Name": lambda d: d.rep,
            "Related Company": lambda d: d.account,
            "Created Time": lambda d: _milliseconds(d.created, 1),
            "Close Date": lambda d: _milliseconds(d.close_date, 1),
            "Won Date": lambda d: _milliseconds(d.closed if d.status == "won" else None, 1),
        },
    )
