"""Exports as named systems write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.integration.unseen.company import Company, Deal, Figures, attainment, book, company, deals_csv, figures, fmt, grid, money, stamp, write

Export = Callable[[Company, Path], Figures | None]
SYSTEMS: dict[str, Export] = {}


def export(f: Export) -> Export:
    SYSTEMS[f.__name__] = f
    return f


def ids(names: list[str], first: int = 11) -> dict[str, str]:
    return {n: str(first + i) for i, n in enumerate(sorted(set(names)))}


def login(name: str) -> str:
    plain = name.lower().replace("é", "e").replace("ı", "i").replace("'", "").split()
    return f"{plain[0]}.{plain[-1]}@example.test"


@export
def hubspot_ui(c: Company, at: Path) -> None:
    stage = {"won": "Closed Won (Sales Pipeline)", "lost": "Closed Lost (Sales Pipeline)"}
    deals_csv(
        at / "hubspot-crm-exports-all-deals-2025-01-02.csv",
        c.deals,
        {
            "Record ID": lambda d: f"9{d.id}0011",
            "Deal Name": lambda d: d.name,
            "Deal Stage": lambda d: stage.get(d.status, "Decision Maker Bought-In (Sales Pipeline)" if d.stage == "Negotiation" else "Appointment Scheduled (Sales Pipeline)"),
            "Close Date": lambda d: stamp(d.close_date, 9, "%Y-%m-%d %H:%M"),
            "Deal owner": lambda d: f"{d.rep} ({login(d.rep)})",
            "Amount": lambda d: d.value,
            "Amount in company currency": lambda d: d.value,
            "Weighted amount": lambda d: (d.value or 0) / 2,
            "Forecast amount": lambda d: (d.value or 0) / 3,
            "Pipeline": lambda d: "Sales Pipeline",
            "Create Date": lambda d: stamp(d.created, 8, "%Y-%m-%d %H:%M"),
            "Last Activity Date": lambda d: stamp(d.modified, 8, "%Y-%m-%d %H:%M"),
            "Associated Company": lambda d: d.account,
            "Associated Contact": lambda d: "Pat Smith",
            "Closed Lost Reason": lambda d: "Price" if d.status == "lost" else "",
            "Days to close": lambda d: (d.closed - d.created).days if d.closed and d.created else "",
            "Is Deal Closed?": lambda d: str(d.status != "open").lower(),
        },
    )


@export
def hubspot_api(c: Company, at: Path) -> None:
    owners = ids(c.reps, 6610)
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "hs_object_id": lambda d: d.id,
            "dealname": lambda d: d.name,
            "dealstage": lambda d: {"won": "closedwon", "lost": "closedlost"}.get(d.status, "qualifiedtobuy"),
            "amount": lambda d: d.value,
            "createdate": lambda d: stamp(d.created),
            "closedate": lambda d: stamp(d.close_date),
            "hs_lastmodifieddate": lambda d: stamp(d.modified),
            "hubspot_owner_id": lambda d: owners[d.rep],
            "hs_createdate": lambda d: stamp(d.created),
            "hs_deal_stage_probability": lambda d: {"won": "1.0", "lost": "0.0"}.get(d.status, "0.4"),
            "hs_num_associated_queue_objects": lambda d: "0",
            "company": lambda d: d.account,
        },
    )
    write(
        at / "owners.csv",
        ["id", "email", "firstName", "lastName", "userId", "createdAt", "archived"],
        [[k, login(n), n.split()[0], n.split()[1], f"7{k}", "2020-01-01T00:00:00Z", "false"] for n, k in owners.items()],
    )


@export
def pipedrive(c: Company, at: Path) -> None:
    gone = replace(c.deals[0], id="9999", status="won", value=99999.0)
    status = lambda d: "Deleted" if d is gone else d.status.title()  # noqa: E731
    deals_csv(
        at / "deals-1234-1.csv",
        [*c.deals, gone],
        {
            "Deal - ID": lambda d: d.id,
            "Deal - Title": lambda d: d.name,
            "Deal - Creator": lambda d: "Ann Marchetti",
            "Deal - Owner": lambda d: d.rep,
            "Deal - Value": lambda d: d.value,
            "Deal - Currency of Value": lambda d: "EUR",
            "Deal - Weighted value": lambda d: (d.value or 0) * 0.4,
            "Deal - Organization": lambda d: d.account,
            "Deal - Contact person": lambda d: "Pat Smith",
            "Deal - Pipeline": lambda d: "Pipeline",
            "Deal - Stage": lambda d: d.stage if d.status == "open" else "Negotiations Started",
            "Deal - Status": status,
            "Deal - Deal created": lambda d: stamp(d.created, 8, "%Y-%m-%d %H:%M:%S"),
            "Deal - Update time": lambda d: stamp(d.modified, 8, "%Y-%m-%d %H:%M:%S"),
            "Deal - Last stage change": lambda d: stamp(d.modified, 8, "%Y-%m-%d %H:%M:%S"),
            "Deal - Won time": lambda d: stamp(d.closed, 8, "%Y-%m-%d %H:%M:%S") if d.status == "won" else "",
            "Deal - Lost time": lambda d: stamp(d.closed, 8, "%Y-%m-%d %H:%M:%S") if d.status == "lost" else "",
            "Deal - Deal closed on": lambda d: stamp(d.closed, 8, "%Y-%m-%d %H:%M:%S"),
            "Deal - Expected close date": lambda d: fmt(d.expected, "%Y-%m-%d"),
            "Deal - Lost reason": lambda d: "No budget" if d.status == "lost" else "",
            "Deal - Probability": lambda d: "",
            "Deal - Total activities": lambda d: "4",
            "Deal - Product quantity": lambda d: "1",
        },
    )


@export
def zoho(c: Company, at: Path) -> None:
    deals_csv(
        at / "Deals_2025_01_02.csv",
        c.deals,
        {
            "Record Id": lambda d: f"zcrm_4567{d.id}",
            "Deal Owner.id": lambda d: f"zcrm_1{c.reps.index(d.rep)}",
            "Deal Owner": lambda d: d.rep,
            "Amount": lambda d: d.value,
            "Deal Name": lambda d: d.name,
            "Closing Date": lambda d: d.close_date,
            "Account Name.id": lambda d: f"zcrm_2{d.account}",
            "Account Name": lambda d: d.account,
            "Stage": lambda d: {"won": "Closed Won", "lost": "Closed-Lost to Competition" if int(d.id) % 2 else "Closed Lost"}.get(d.status, "Value Proposition"),
            "Type": lambda d: "New Business",
            "Probability (%)": lambda d: {"won": 100, "lost": 0}.get(d.status, 40),
            "Expected Revenue": lambda d: (d.value or 0) * {"won": 1, "lost": 0}.get(d.status, 0.4),
            "Next Step": lambda d: "",
            "Lead Source": lambda d: "Web",
            "Contact Name": lambda d: "Pat Smith",
            "Created By": lambda d: "Bo Okafor",
            "Modified By": lambda d: "Gail Thornton",
            "Created Time": lambda d: stamp(d.created, 8, "%Y-%m-%d %H:%M:%S"),
            "Modified Time": lambda d: stamp(d.modified, 8, "%Y-%m-%d %H:%M:%S"),
            "Overall Sales Duration": lambda d: "12",
        },
    )


@export
def dynamics(c: Company, at: Path) -> None:
    columns = {
        "(Do Not Modify) Opportunity": lambda d: f"5f0a1c22-0000-4000-8000-00000000{d.id}",
        "(Do Not Modify) Row Checksum": lambda d: f"ab/{d.id}==",
        "(Do Not Modify) Modified On": lambda d: d.modified,
        "Topic": lambda d: d.name,
        "Potential Customer": lambda d: d.account,
        "Status": lambda d: d.status.title(),
        "Status Reason": lambda d: {"won": "Won", "lost": "Out-Sold"}.get(d.status, "In Progress"),
        "Est. Close Date": lambda d: d.expected,
        "Est. Revenue": lambda d: (d.value or 0) * 1.3,
        "Actual Close Date": lambda d: d.closed,
        "Actual Revenue": lambda d: d.value if d.status == "won" else None,
        "Probability": lambda d: 50,
        "Rating": lambda d: "Warm",
        "Created On": lambda d: d.created,
        "Owner": lambda d: d.rep,
        "Currency": lambda d: "Euro",
    }
    book(at / "All Opportunities 1-2-2025.xlsx", {"All Opportunities": grid(c.deals, columns)})


@export
def close_com(c: Company, at: Path) -> None:
    """The API's `value` is in cents; the formatted column says so."""
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "id": lambda d: f"oppo_{d.id}xYz",
            "lead_id": lambda d: f"lead_{d.account}",
            "lead_name": lambda d: d.account,
            "user_id": lambda d: f"user_{c.reps.index(d.rep)}abc",
            "user_name": lambda d: d.rep,
            "status_label": lambda d: {"won": "Won", "lost": "Lost"}.get(d.status, "Active"),
            "status_type": lambda d: {"open": "active"}.get(d.status, d.status),
            "value": lambda d: round((d.value or 0) * 100),
            "value_formatted": lambda d: money(d.value, before="$"),
            "value_period": lambda d: "one_time",
            "value_currency": lambda d: "USD",
            "confidence": lambda d: 50,
            "date_created": lambda d: stamp(d.created, 10, "%Y-%m-%dT%H:%M:%S.000000+00:00"),
            "date_updated": lambda d: stamp(d.modified, 10, "%Y-%m-%dT%H:%M:%S.000000+00:00"),
            "date_won": lambda d: fmt(d.closed, "%Y-%m-%d") if d.status == "won" else "",
            "date_lost": lambda d: stamp(d.closed, 10, "%Y-%m-%dT%H:%M:%S.000000+00:00") if d.status == "lost" else "",
            "created_by_name": lambda d: "Bo Okafor",
        },
    )


@export
def copper(c: Company, at: Path) -> None:
    deals_csv(
        at / "copper_opportunities.csv",
        c.deals,
        {
            "Copper ID": lambda d: d.id,
            "Name": lambda d: d.name,
            "Company": lambda d: d.account,
            "Primary Contact": lambda d: "Pat Smith",
            "Status": lambda d: {"lost": "Abandoned" if int(d.id) % 3 == 0 else "Lost"}.get(d.status, d.status.title()),
            "Pipeline": lambda d: "Sales",
            "Stage": lambda d: d.stage if d.status == "open" else "Negotiation",
            "Value": lambda d: money(d.value, before="$"),
            "Owned By": lambda d: d.rep,
            "Source": lambda d: "Referral",
            "Win Probability": lambda d: "20%",
            "Created At": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Close Date": lambda d: fmt(d.close_date, "%m/%d/%Y"),
            "Loss Reason": lambda d: "Price" if d.status == "lost" else "",
            "Inactive Days": lambda d: 3,
        },
    )


@export
def freshsales(c: Company, at: Path) -> None:
    deals_csv(
        at / "freshsales_deals.csv",
        c.deals,
        {
            "Deal id": lambda d: d.id,
            "Name": lambda d: d.name,
            "Deal value": lambda d: d.value,
            "Base currency deal value": lambda d: d.value,
            "Deal stage": lambda d: {"won": "Won", "lost": "Lost"}.get(d.status, "Under review"),
            "Sales owner": lambda d: d.rep,
            "Account name": lambda d: d.account,
            "Expected close date": lambda d: d.expected,
            "Closed date": lambda d: d.closed,
            "Created at": lambda d: stamp(d.created, 8, "%b %d, %Y %I:%M %p"),
            "Updated at": lambda d: stamp(d.modified, 8, "%b %d, %Y %I:%M %p"),
            "Created by": lambda d: "Gail Thornton",
            "Probability (%)": lambda d: {"won": 100, "lost": 0}.get(d.status, 55),
            "Expected deal value": lambda d: (d.value or 0) * 0.55,
            "Age (in days)": lambda d: 14,
            "Lost reason": lambda d: "Timing" if d.status == "lost" else "",
        },
    )


@export
def insightly(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunities.csv",
        c.deals,
        {
            "OpportunityID": lambda d: d.id,
            "OpportunityName": lambda d: d.name,
            "OpportunityState": lambda d: {"lost": "ABANDONED" if int(d.id) % 4 == 0 else "LOST"}.get(d.status, d.status.upper()),
            "BidCurrency": lambda d: "USD",
            "BidAmount": lambda d: d.value,
            "BidType": lambda d: "Fixed Bid",
            "OpportunityValue": lambda d: d.value,
            "Probability": lambda d: 50,
            "ForecastCloseDate": lambda d: fmt(d.expected, "%d-%b-%Y"),
            "ActualCloseDate": lambda d: fmt(d.closed, "%d-%b-%Y"),
            "PipelineStage": lambda d: d.stage if d.status == "open" else "Negotiation",
            "UserResponsible": lambda d: d.rep,
            "OrganisationName": lambda d: d.account,
            "DateCreated": lambda d: stamp(d.created, 8, "%d-%b-%Y %H:%M"),
            "CreatedBy": lambda d: "Gail Thornton",
        },
    )


@export
def monday_board(c: Company, at: Path) -> None:
    """Groups with a title row, the header again, and a subtotal below."""
    header = ["Name", "Subitems", "Owner", "Stage", "Deal Value", "Company", "Created", "Closed on", "Item ID"]
    rows: list[list[object]] = [["Deals board"], []]
    for title, status in (("Active deals", "open"), ("Closed Won", "won"), ("Lost", "lost")):
        rows += [[title], header]
        mine = [d for d in c.deals if d.status == status]
        rows += [[d.name, None, d.rep, {"won": "Won", "lost": "Lost"}.get(status, d.stage), d.value, d.account, d.created, d.closed, d.id] for d in mine]
        rows += [[None, None, None, None, sum(d.value or 0 for d in mine)], []]
    book(at / "Deals_1736.xlsx", {"deals": rows})


@export
def sugar(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunities.csv",
        c.deals,
        {
            "Opportunity Name": lambda d: d.name,
            "ID": lambda d: f"a1b2c3d4-5e6f-7a8b-9c0d-00000000{d.id}",
            "Account Name": lambda d: d.account,
            "Sales Stage": lambda d: d.stage if d.status != "open" else "Needs Analysis",
            "Opportunity Amount": lambda d: d.value,
            "Expected Close Date": lambda d: fmt(d.close_date, "%d/%m/%Y"),
            "Date Created": lambda d: stamp(d.created, 8, "%d/%m/%Y %I:%M%p").lower(),
            "Date Modified": lambda d: stamp(d.modified, 8, "%d/%m/%Y %I:%M%p").lower(),
            "Assigned to": lambda d: login(d.rep).split("@")[0],
            "Assigned User Name": lambda d: d.rep,
            "Created By": lambda d: "admin",
            "Probability (%)": lambda d: {"won": 100, "lost": 0}.get(d.status, 30),
            "Deleted": lambda d: 0,
        },
    )


@export
def bitrix(c: Company, at: Path) -> None:
    deals_csv(
        at / "DEAL_20250102.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Pipeline": lambda d: "General",
            "Stage": lambda d: {"won": "Deal won", "lost": "Deal lost"}.get(d.status, "Create papers"),
            "Deal name": lambda d: d.name,
            "Company": lambda d: d.account,
            "Responsible": lambda d: d.rep,
            "Created on": lambda d: stamp(d.created, 8, "%d/%m/%Y %H:%M:%S"),
            "Created by": lambda d: "Frank O'Neill",
            "Start date": lambda d: fmt(d.created, "%d/%m/%Y"),
            "End date": lambda d: fmt(d.close_date, "%d/%m/%Y"),
            "Closed": lambda d: "Y" if d.status != "open" else "N",
            "Income": lambda d: d.value,
            "Currency": lambda d: "US Dollar",
            "Probability": lambda d: "",
        },
        delimiter=";",
        encoding="utf-8-sig",
    )


@export
def amocrm(c: Company, at: Path) -> None:
    deals_csv(
        at / "amocrm_export_leads_2025-01-02.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Lead title": lambda d: d.name,
            "Lead company": lambda d: d.account,
            "Main contact": lambda d: "Pat Smith",
            "Company of contact": lambda d: d.account,
            "Responsible user": lambda d: d.rep,
            "Lead status": lambda d: {"won": "Closed - won", "lost": "Closed - lost"}.get(d.status, "Discussion"),
            "Sale": lambda d: round(d.value or 0, 2),
            "Lead created at": lambda d: stamp(d.created, 8, "%d.%m.%Y %H:%M:%S"),
            "Created by": lambda d: "Gail Thornton",
            "Last modified": lambda d: stamp(d.modified, 8, "%d.%m.%Y %H:%M:%S"),
            "Closed at": lambda d: stamp(d.closed, 8, "%d.%m.%Y %H:%M:%S") if d.closed else "not closed",
            "Lead tags": lambda d: "",
            "Pipeline": lambda d: "Main",
        },
        delimiter=";",
    )


@export
def salesforce_report(c: Company, at: Path) -> None:
    deals_csv(
        at / "report1735800000.csv",
        c.deals,
        {
            "Opportunity Owner": lambda d: d.rep,
            "Account Owner": lambda d: "Gail Thornton",
            "Account Name": lambda d: d.account,
            "Opportunity Name": lambda d: d.name,
            "Stage": lambda d: d.stage,
            "Fiscal Period": lambda d: f"Q{(d.close_date.month + 2) // 3}-{d.close_date.year}",
            "Amount": lambda d: d.value,
            "Expected Revenue": lambda d: {"won": d.value, "lost": 0.0}.get(d.status, (d.value or 0) / 3),
            "Probability (%)": lambda d: {"won": 100, "lost": 0}.get(d.status, 33),
            "Age": lambda d: 30,
            "Close Date": lambda d: f"{d.close_date.month}/{d.close_date.day}/{d.close_date.year}",
            "Created Date": lambda d: f"{d.created.month}/{d.created.day}/{d.created.year}" if d.created else "",
            "Next Step": lambda d: 'call back,\n"soon"',
            "Owner Role": lambda d: "Sales East",
        },
        encoding="cp1252",
        after=[
            [],
            ["Grand Totals (90 records)"],
            ["Confidential Information - Do Not Distribute"],
            ["Copyright (c) 2000-2025 salesforce.com, inc. All rights reserved."],
            ["Generated By:  Gail Thornton  1/2/2025 9:05 AM"],
        ],
    ) if _latin(c) else None


def _latin(c: Company) -> bool:
    for d in c.deals:
        d.rep = d.rep.replace("ı", "i")
    return True


@export
def salesforce_objects(c: Company, at: Path) -> Figures:
    """Data export: Opportunity, OpportunityHistory, OpportunityLineItem, Task, Event, User, Account, Lead."""
    users = {n: f"0055g0000{i:06d}AAA"[:18] for i, n in enumerate([*c.reps, "Gail Thornton", "Hugo Sandberg"])}
    firms = {n: f"0015g0000{i:06d}AAB"[:18] for i, n in enumerate(sorted({d.account or "" for d in c.deals}))}
    opp = {d.id: f"0065g0000{int(d.id):06d}AAC"[:18] for d in c.deals}
    deals_csv(
        at / "Opportunity.csv",
        c.deals,
        {
            "Id": lambda d: opp[d.id],
            "IsDeleted": lambda d: "0",
            "AccountId": lambda d: firms[d.account or ""],
            "Name": lambda d: d.name,
            "StageName": lambda d: {"won": "Agreement signed", "lost": "Went away"}.get(d.status, d.stage),
            "Amount": lambda d: d.value,
            "Probability": lambda d: {"won": 100, "lost": 0}.get(d.status, 33),
            "ExpectedRevenue": lambda d: (d.value or 0) * 0.33,
            "CloseDate": lambda d: d.close_date,
            "IsClosed": lambda d: int(d.status != "open"),
            "IsWon": lambda d: int(d.status == "won"),
            "ForecastCategory": lambda d: {"won": "Closed", "lost": "Omitted"}.get(d.status, "Pipeline"),
            "OwnerId": lambda d: users[d.rep],
            "CreatedDate": lambda d: stamp(d.created),
            "CreatedById": lambda d: users["Gail Thornton"],
            "LastModifiedDate": lambda d: stamp(d.modified),
            "SystemModstamp": lambda d: stamp(d.modified),
            "LastActivityDate": lambda d: d.modified,
        },
    )
    history = [
        [f"0085g{d.id}{k}", opp[d.id], users["Gail Thornton"], stamp(d.created), s, d.value, (d.value or 0) / 2, d.close_date, 10, "0"]
        for d in c.deals
        for k, s in enumerate(("Prospecting", "Proposal", {"won": "Agreement signed", "lost": "Went away"}.get(d.status, d.stage)))
    ]
    write(at / "OpportunityHistory.csv", ["Id", "OpportunityId", "CreatedById", "CreatedDate", "StageName", "Amount", "ExpectedRevenue", "CloseDate", "Probability", "IsDeleted"], history)
    lines = [[f"00k5g{d.id}{k}", opp[d.id], f"01t{k}", d.product, 2, 100.0, 200.0, stamp(d.created)] for d in c.deals for k in range(2)]
    write(at / "OpportunityLineItem.csv", ["Id", "OpportunityId", "Product2Id", "Name", "Quantity", "UnitPrice", "TotalPrice", "CreatedDate"], lines)
    tasks = [
        [f"00T5g{a.id}", users[a.rep], opp[a.deal.id], a.subject, a.on, "Completed", a.type.title(), {"call": "Call", "email": "Email"}.get(a.type, "Task"), "0", stamp(a.on)]
        for a in c.activities
        if a.type != "meeting"
    ]
    write(at / "Task.csv", ["Id", "OwnerId", "WhatId", "Subject", "ActivityDate", "Status", "Type", "TaskSubtype", "IsDeleted", "CreatedDate"], tasks)
    events = [[f"00U5g{a.id}", users[a.rep], opp[a.deal.id], a.subject, stamp(a.on, 9), stamp(a.on, 9), 60, "Meeting", stamp(a.on, 10)] for a in c.activities if a.type == "meeting"]
    write(at / "Event.csv", ["Id", "OwnerId", "WhatId", "Subject", "ActivityDateTime", "StartDateTime", "DurationInMinutes", "Type", "EndDateTime"], events)
    write(
        at / "User.csv",
        ["Id", "Username", "LastName", "FirstName", "Name", "Email", "Title", "ManagerId", "IsActive", "CreatedDate"],
        [
            [
                k,
                login(n),
                n.split()[1],
                n.split()[0],
                n,
                login(n),
                "Account Executive" if n in c.managers else "Sales Manager",
                users[c.managers[n]] if n in c.managers else "",
                1,
                "2020-01-01T00:00:00.000Z",
            ]
            for n, k in users.items()
        ],
    )
    write(
        at / "Account.csv",
        ["Id", "Name", "Industry", "OwnerId", "AnnualRevenue", "CreatedDate"],
        [[k, n, "Retail", users["Ann Marchetti"], 1000000, "2020-01-01T00:00:00.000Z"] for n, k in firms.items()],
    )
    leads = [[f"00Q5g{i}", users["Bo Okafor"], "Lee", f"Firm {i}", "Qualified" if i % 3 else "Closed - Converted", int(i % 3 == 0), "2024-02-01T00:00:00.000Z", "Web", 5000] for i in range(40)]
    write(at / "Lead.csv", ["Id", "OwnerId", "LastName", "Company", "Status", "IsConverted", "CreatedDate", "LeadSource", "AnnualRevenue"], leads)
    return figures(c.deals, c.activities)


@export
def hubspot_with_engagements(c: Company, at: Path) -> Figures:
    hubspot_ui(c, at)
    planned = [["Task to come", "Ann Marchetti (ann.marchetti@example.test)", "2027-02-01 10:00"]]
    for kind, name, on in (("call", "calls", "Activity date"), ("meeting", "meetings", "Meeting start time"), ("email", "emails", "Email sent date")):
        mine = [[f"{i}", a.subject, f"{a.rep} ({login(a.rep)})", stamp(a.on, 9, "%Y-%m-%d %H:%M")] for i, a in enumerate(c.activities) if a.type == kind]
        title = {"call": "Call Title", "meeting": "Meeting name", "email": "Email subject"}[kind]
        write(at / f"hubspot-crm-exports-{name}.csv", ["Record ID", title, "Activity assigned to", on], mine)
    del planned
    return figures(c.deals, c.activities)


@export
def pipedrive_activities_and_goals(c: Company, at: Path) -> Figures:
    pipedrive(c, at)
    write(
        at / "activities-1.csv",
        [
            "Activity - ID",
            "Activity - Done",
            "Activity - Type",
            "Activity - Subject",
            "Activity - Due date",
            "Activity - Duration",
            "Activity - Assigned to user",
            "Activity - Deal",
            "Activity - Creator",
        ],
        [[a.id, "Done", a.type.title(), a.subject, a.on, "00:30", a.rep, a.deal.name, "Gail Thornton"] for a in c.activities],
    )
    write(at / "goals 2024.csv", ["Assignee", "Q1", "Q2", "Q3", "Q4"], [[r, *(c.quotas[r, 2024, q] for q in (1, 2, 3, 4))] for r in c.reps])
    return attainment(c, figures(c.deals, c.activities))


@export
def odoo_pipeline(c: Company, at: Path) -> None:
    deals_csv(
        at / "crm.lead (Opportunity).csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Opportunity": lambda d: d.name,
            "Company": lambda d: "My Company (San Francisco)",
            "Customer": lambda d: d.account,
            "Salesperson": lambda d: d.rep,
            "Sales Team": lambda d: "Europe",
            "Stage": lambda d: {"won": "Won"}.get(d.status, "Proposition" if d.status == "lost" else "Qualified"),
            "Expected Revenue": lambda d: d.value,
            "Probability": lambda d: {"won": 100, "lost": 0}.get(d.status, 33.5),
            "Active": lambda d: str(d.status != "lost").upper(),
            "Lost Reason": lambda d: "Too expensive" if d.status == "lost" else "",
            "Created on": lambda d: stamp(d.created, 8, "%Y-%m-%d %H:%M:%S"),
            "Closed Date": lambda d: stamp(d.closed, 8, "%Y-%m-%d %H:%M:%S"),
            "Expected Closing": lambda d: d.expected,
            "Created by": lambda d: "Administrator",
        },
    )


def fresh() -> Company:
    return company()


_ = Deal
