"""More systems and data sets, each with the trap it is known for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.integration.unseen.company import DAY, Column, Company, Deal, Figures, book, deals_csv, figures, fmt, grid, money, stamp, write

Export = Callable[[Company, Path], Figures | None]
TRAPS: dict[str, Export] = {}


def export(f: Export) -> Export:
    TRAPS[f.__name__] = f
    return f


def said(won: str, lost: str, open_: str) -> Column:
    return lambda d: {"won": won, "lost": lost, "open": open_}[d.status]


@export
def vtiger(c: Company, at: Path) -> None:
    deals_csv(
        at / "Potentials.csv",
        c.deals,
        {
            "Opportunity No": lambda d: f"POT{d.id}",
            "Opportunity Name": lambda d: d.name,
            "Organization Name": lambda d: d.account,
            "Amount": lambda d: d.value,
            "Weighted Revenue": lambda d: (d.value or 0) / 2,
            "Sales Stage": said("Closed Won", "Closed Lost", "Perception Analysis"),
            "Assigned To": lambda d: d.rep,
            "Expected Close Date": lambda d: fmt(d.expected, "%d-%m-%Y"),
            "Actual Close Date": lambda d: fmt(d.closed, "%d-%m-%Y"),
            "Created Time": lambda d: stamp(d.created, 9, "%d-%m-%Y %I:%M %p"),
            "Modified Time": lambda d: stamp(d.modified, 9, "%d-%m-%Y %I:%M %p"),
            "Last Modified By": lambda d: "Administrator",
        },
    )


@export
def capsule(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Organisation": lambda d: d.account,
            "Name": lambda d: d.name,
            "Currency": lambda d: "GBP",
            "Value": lambda d: d.value,
            "Milestone": said("Won", "Lost", "Bid"),
            "Probability": said("100%", "0%", "40%"),
            "Expected Close": lambda d: fmt(d.expected, "%d/%m/%Y"),
            "Actual Close": lambda d: fmt(d.closed, "%d/%m/%Y"),
            "Owner": lambda d: d.rep,
            "Team": lambda d: "North",
            "Created": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Lost Reason": said("", "Price", ""),
        },
    )


@export
def nutshell(c: Company, at: Path) -> None:
    deals_csv(
        at / "nutshell-leads.csv",
        c.deals,
        {
            "Lead number": lambda d: f"Lead-{d.id}",
            "Lead name": lambda d: d.name,
            "Primary company": lambda d: d.account,
            "Assignee": lambda d: d.rep,
            "Outcome": said("Won", "Lost", "Open"),
            "Stage": lambda d: d.stage if d.status == "open" else "Negotiation",
            "Value": lambda d: money(d.value, before="$"),
            "Created time": lambda d: stamp(d.created, 9, "%Y-%m-%d %H:%M:%S"),
            "Closed time": lambda d: stamp(d.closed, 9, "%Y-%m-%d %H:%M:%S"),
        },
    )


@export
def netsuite(c: Company, at: Path) -> None:
    deals_csv(
        at / "OpportunityResults.csv",
        c.deals,
        {
            "Opportunity #": lambda d: d.id,
            "Date": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Title": lambda d: d.name,
            "Company": lambda d: d.account,
            "Sales Rep": lambda d: d.rep,
            "Status": said("Closed Won", "Closed Lost", "Issued Quote"),
            "Projected Total": lambda d: d.value,
            "Expected Close": lambda d: fmt(d.expected, "%m/%d/%Y"),
            "Actual Close": lambda d: fmt(d.closed, "%m/%d/%Y"),
        },
    )


@export
def sap(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunities.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Name": lambda d: d.name,
            "Account": lambda d: d.account,
            "Employee Responsible": lambda d: d.rep,
            "Sales Phase": lambda d: "Identify opportunity",
            "Status": said("Won", "Lost", "In Process"),
            "Expected Value": lambda d: f"{d.value:,.2f} EUR",
            "Chance of Success": lambda d: "40.00 %",
            "Created On": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Close Date": lambda d: fmt(d.close_date, "%d.%m.%Y"),
            "Changed On": lambda d: fmt(d.modified, "%d.%m.%Y"),
        },
        delimiter=";",
    )


@export
def clickup(c: Company, at: Path) -> None:
    deals_csv(
        at / "clickup_export.csv",
        c.deals,
        {
            "Task ID": lambda d: f"86a{d.id}",
            "Task Name": lambda d: d.name,
            "Status": said("closed won", "closed lost", "negotiation"),
            "Assignees": lambda d: f"[{d.rep}]",
            "Date Created": lambda d: str(int(dt.datetime.combine(d.created, dt.time(15), dt.UTC).timestamp() * 1000)) if d.created else "",
            "Date Closed": lambda d: str(int(dt.datetime.combine(d.closed, dt.time(15), dt.UTC).timestamp() * 1000)) if d.closed else "",
            "Due Date": lambda d: "",
            "Account (short text)": lambda d: d.account,
            "Deal Value (currency)": lambda d: d.value,
        },
    )


@export
def attio(c: Company, at: Path) -> None:
    deals_csv(
        at / "Deals - All deals - 2025.csv",
        c.deals,
        {
            "Record ID": lambda d: f"7d0c8a1e-0000-4000-8000-00000000{d.id}",
            "Deal name": lambda d: d.name,
            "Deal stage": said("Won 🎉", "Lost", "In Progress"),
            "Deal owner": lambda d: d.rep,
            "Deal value": lambda d: f"USD {d.value:,.2f}",
            "Associated company": lambda d: d.account,
            "Created at": lambda d: stamp(d.created, 9, "%Y-%m-%dT%H:%M:%S.000000000Z"),
            "Created by": lambda d: "Gail Thornton",
            "Closed at": lambda d: d.closed,
        },
    )


@export
def energy_quotes(c: Company, at: Path) -> None:
    """A public data set's columns: an id a row, a product a row, amounts converted beside."""
    out: list[list[object]] = []
    header = ["ID", "Region", "Territory", "Account_Created_Date", "Source ", "Billing_Country", "Account_Name", "Opportunity_Name", "Opportunity_ID", "Sales_Contract_No", "Account_Owner", "Opportunity_Owner",
              "Opportunity_Type", "Opportunity_Created_Date", "Product_Type", "Price", "Currency", "Last_Activity", "Quote_Expiry_Date", "Last_Modified_Date", "Last_Modified_By", "Product_Name", "ASP_Currency", "ASP",
              "ASP_(converted)_Currency", "ASP_(converted)", "Planned_Delivery_Start_Date", "Month", "Delivery_Quarter", "Delivery_Year", "Total_Amount_Currency", "Total_Amount", "Total_Taxable_Amount", "Stage"]  # fmt: skip
    for d in c.deals:
        for k, share in enumerate((0.25, 0.75)):
            created = f"{d.created.month}/{d.created.day}/{d.created.year} 19:47" if d.created else ""
            changed = f"{d.modified.month}/{d.modified.day}/{d.modified.year} 7:12"
            out.append([len(out), "EMEA", "None", "6/16/2015 5:59", "Web", "France", d.account, d.name, f"Opp_{d.id}", "None", "Account_Name_4", d.rep, "Opportunity_Type_1", created, "Product_Type_0", "None", "None",
                        "NaT", "1/30/2016", changed, "Person_Name_18", f"Product_{k}", "USD", 0.52, "USD", 0.58817, "5/1/2016", "2016 - 5", "Q2", 2016, "USD", round((d.value or 0) * share, 4), 0.0, d.stage])  # fmt: skip
    write(at / "Data set.csv", header, out)
    for d in c.deals:
        d.closed = None


@export
def date_and_time_apart(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created Time": lambda d: "10:23",
            "Created Date": lambda d: d.created,
            "Close Time": lambda d: "17:05:00" if d.closed else "",
            "Close Date": lambda d: d.closed,
            "Amount": lambda d: d.value,
        },
    )


@export
def unit_in_header(c: Company, at: Path) -> None:
    for d in c.deals:
        d.value = round((d.value or 0) / 1000, 2) * 1000
    deals_csv(
        at / "pipeline.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Deal Value ($K)": lambda d: f"{(d.value or 0) / 1000:.2f}",
        },
    )


@export
def cents_in_header(c: Company, at: Path) -> None:
    deals_csv(
        at / "pipeline.csv",
        c.deals,
        {
            "deal_id": lambda d: d.id,
            "owner_name": lambda d: d.rep,
            "account_name": lambda d: d.account,
            "stage": lambda d: d.stage,
            "created_at": lambda d: d.created,
            "closed_at": lambda d: d.closed,
            "amount_cents": lambda d: round((d.value or 0) * 100),
        },
    )


@export
def tax_and_totals(c: Company, at: Path) -> None:
    deals_csv(
        at / "offers.csv",
        c.deals,
        {
            "Offer No.": lambda d: d.id,
            "Sales Representative": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "Offer Status": said("Order received", "Lost order", "Offer submitted"),
            "Offer Date": lambda d: d.created,
            "Closing Date": lambda d: d.closed,
            "Quantity": lambda d: 3,
            "Unit Price": lambda d: 9.5,
            "Discount %": lambda d: 5,
            "Total Value": lambda d: d.value,
        },
    )


@export
def dotted_thousands_with_commas(c: Company, at: Path) -> None:
    for d in c.deals:
        d.value = float(round(d.value or 0))
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: f"{d.value:,.0f}".replace(",", "."),
        },
    )


@export
def header_with_line_breaks(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal\nID": lambda d: d.id,
            "Deal\nOwner": lambda d: d.rep,
            "Account\nName": lambda d: d.account,
            "Sales\nStage": lambda d: d.stage,
            "Create\nDate": lambda d: d.created,
            "Close\nDate": lambda d: d.closed,
            "Deal Amount\n(USD)": lambda d: d.value,
        },
    )


@export
def upper_snake(c: Company, at: Path) -> None:
    deals_csv(
        at / "OPPORTUNITY_FACT.csv",
        c.deals,
        {
            "OPPTY_ID": lambda d: d.id,
            "SALES_REP_NM": lambda d: d.rep,
            "CUST_NM": lambda d: d.account,
            "OPPTY_STG_NM": lambda d: d.stage,
            "OPPTY_STATUS_CD": said("W", "L", "O"),
            "CREATE_DT": lambda d: fmt(d.created, "%Y%m%d"),
            "CLOSE_DT": lambda d: fmt(d.closed, "%Y%m%d"),
            "OPPTY_AMT": lambda d: d.value,
            "LOAD_DT": lambda d: "20250101",
        },
        delimiter="|",
    )


@export
def carriage_returns(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: d.value,
        },
    )
    path = at / "deals.csv"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))


@export
def words_of_many_ends(c: Company, at: Path) -> None:
    won = ("Closed Won - Signed", "Won (PO received)", "5-Order Received", "100% - Won")
    lost = ("Lost to competitor", "Closed - Lost (No Budget)", "Dropped", "Regret", "Dead", "No Response - Closed Lost")
    opened = ("Hot", "On Hold", "Verbal commit", "80% - Negotiation", "Open - Quotation sent")
    deals_csv(
        at / "crm_tracker.csv",
        c.deals,
        {
            "S.No": lambda d: int(d.id) - 1000,
            "Sales Executive": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "Enquiry Date": lambda d: fmt(d.created, "%d-%b-%y"),
            "Status": lambda d: {"won": won, "lost": lost, "open": opened}[d.status][int(d.id) % {"won": 4, "lost": 6, "open": 5}[d.status]],
            "Closure Date": lambda d: fmt(d.closed, "%d-%b-%y"),
            "Quoted Value": lambda d: d.value,
            "Order Value": lambda d: d.value if d.status == "won" else None,
        },
    )


@export
def two_owners_in_a_cell(c: Company, at: Path) -> Figures:
    shared = {d.id for d in c.deals[::10]}
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: f"{d.rep}; Zoe Extra" if d.id in shared else d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: d.value,
        },
    )
    return figures(c.deals)


@export
def owner_with_role(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: f"{d.rep} [4{c.reps.index(d.rep)}]",
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: d.value,
        },
    )


@export
def first_names(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "Sales funnel.csv",
        c.deals,
        {
            "#": lambda d: int(d.id) - 1000,
            "Salesperson": lambda d: d.rep.split()[0],
            "Client": lambda d: d.account,
            "Won?": said("Yes", "No", ""),
            "Started": lambda d: d.created,
            "Finished": lambda d: d.closed,
            "Price": lambda d: d.value,
        },
    )
    return figures([replace(d, rep=d.rep.split()[0]) for d in c.deals])


@export
def coded_reps(c: Company, at: Path) -> Figures:
    code = {r: f"Person_Name_{i}" for i, r in enumerate(c.reps)}
    deals_csv(
        at / "train.csv",
        c.deals,
        {
            "Opportunity_ID": lambda d: f"Opp_{d.id}",
            "Account_Owner": lambda d: "Person_Name_50",
            "Opportunity_Owner": lambda d: code[d.rep],
            "Account_Name": lambda d: f"Account_Name_{d.account}",
            "Stage": lambda d: d.stage,
            "Opportunity_Created_Date": lambda d: d.created,
            "Opportunity_Closed_Date": lambda d: d.closed,
            "Total_Amount": lambda d: d.value,
        },
    )
    return figures([replace(d, rep=code[d.rep]) for d in c.deals])


@export
def subscription_start(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "AE": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "Deal Stage": lambda d: d.stage,
            "Start Date": lambda d: d.closed + 10 * DAY if d.status == "won" and d.closed else None,
            "End Date": lambda d: d.closed + 375 * DAY if d.status == "won" and d.closed else None,
            "Created Date": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
            "ARR": lambda d: d.value,
        },
    )


@export
def start_and_end_only(c: Company, at: Path) -> None:
    deals_csv(
        at / "Projects won and lost.csv",
        c.deals,
        {
            "Project": lambda d: d.name,
            "Account Manager": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "Result": said("Won", "Lost", "Ongoing"),
            "Start": lambda d: d.created,
            "End": lambda d: d.closed,
            "Budget": lambda d: d.value,
        },
    )


@export
def epoch_seconds(c: Company, at: Path) -> None:
    def seconds(d: dt.date | None) -> str:
        return str(int(dt.datetime.combine(d, dt.time(12), dt.UTC).timestamp())) if d else ""

    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "owner_name": lambda d: d.rep,
            "org_name": lambda d: d.account,
            "status": lambda d: d.status,
            "add_time": lambda d: seconds(d.created),
            "close_time": lambda d: seconds(d.closed),
            "won_time": lambda d: seconds(d.closed) if d.status == "won" else "",
            "lost_time": lambda d: seconds(d.closed) if d.status == "lost" else "",
            "value": lambda d: d.value,
            "weighted_value": lambda d: 1.0,
            "stage_id": lambda d: 3,
            "currency": lambda d: "USD",
        },
    )


@export
def pipedrive_api(c: Company, at: Path) -> None:
    users = {r: 7000 + i for i, r in enumerate(c.reps)}
    orgs = {n: 300 + i for i, n in enumerate(sorted({d.account or "" for d in c.deals}))}
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "creator_user_id": lambda d: 7000,
            "user_id": lambda d: users[d.rep],
            "person_id": lambda d: 5,
            "org_id": lambda d: orgs[d.account or ""],
            "stage_id": lambda d: 3,
            "title": lambda d: d.name,
            "value": lambda d: d.value,
            "currency": lambda d: "EUR",
            "add_time": lambda d: stamp(d.created, 9, "%Y-%m-%d %H:%M:%S"),
            "update_time": lambda d: stamp(d.modified, 9, "%Y-%m-%d %H:%M:%S"),
            "status": lambda d: d.status,
            "probability": lambda d: "",
            "lost_reason": said("", "x", ""),
            "close_time": lambda d: stamp(d.closed, 9, "%Y-%m-%d %H:%M:%S"),
            "won_time": lambda d: stamp(d.closed, 9, "%Y-%m-%d %H:%M:%S") if d.status == "won" else "",
            "lost_time": lambda d: stamp(d.closed, 9, "%Y-%m-%d %H:%M:%S") if d.status == "lost" else "",
            "expected_close_date": lambda d: d.expected,
        },
    )
    write(at / "users.csv", ["id", "name", "email", "active_flag", "role_id"], [[k, r, f"u{k}@x.test", "True", 1] for r, k in users.items()])
    write(at / "organizations.csv", ["id", "name", "owner_id", "address", "open_deals_count", "won_deals_count"], [[k, n, 7000, "Ulm", 1, 2] for n, k in orgs.items()])
    write(
        at / "stages.csv",
        ["id", "name", "pipeline_id", "order_nr", "deal_probability"],
        [[i, n, 1, i, 100] for i, n in enumerate(("Qualified", "Contact Made", "Demo Scheduled", "Proposal Made"), start=1)],
    )


@export
def sheets_a_rep(c: Company, at: Path) -> None:
    """A sheet a rep, named after them; no owner column."""
    columns: dict[str, Column] = {
        "Deal": lambda d: d.name,
        "Client": lambda d: d.account,
        "Stage": lambda d: d.stage,
        "Opened": lambda d: d.created,
        "Closed": lambda d: d.closed,
        "Value": lambda d: d.value,
    }
    book(at / "Pipeline by rep.xlsx", {r: grid([d for d in c.deals if d.rep == r], columns) for r in c.reps})


@export
def closed_only_with_reason(c: Company, at: Path) -> Figures:
    """An export of closed deals with a won reason and a lost reason."""
    closed = [d for d in c.deals if d.status != "open"]
    deals_csv(
        at / "closed deals.csv",
        closed,
        {
            "Deal": lambda d: d.name,
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Company": lambda d: d.account,
            "Won/Lost": said("W", "L", ""),
            "Won Reason": said("Price", "", ""),
            "Lost Reason": said("", "Timing", ""),
            "Create Date": lambda d: d.created,
            "Close Date": lambda d: d.closed,
            "Amount": lambda d: d.value,
        },
    )
    return figures(closed)


@export
def stage_percentages(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunity list.csv",
        c.deals,
        {
            "Oppty": lambda d: d.name,
            "Oppty ID": lambda d: d.id,
            "Sales Rep": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "Stage": said("6 - Won (100%)", "0 - Lost (0%)", "3 - Proposal (50%)"),
            "Date Created": lambda d: d.created,
            "Closed Date": lambda d: d.closed,
            "Est. Close": lambda d: d.expected,
            "Amount $": lambda d: d.value,
        },
    )


@export
def japanese_yen(c: Company, at: Path) -> None:
    for d in c.deals:
        d.value = float(round((d.value or 0) * 100))
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: fmt(d.created, "%Y年%m月%d日"),
            "Closed": lambda d: fmt(d.closed, "%Y年%m月%d日"),
            "Amount": lambda d: f"¥{d.value:,.0f}",
        },
    )


@export
def blank_accounts_and_starts(c: Company, at: Path) -> None:
    for i, d in enumerate(c.deals):
        if i % 6 == 1:
            d.account = None
        if i % 8 == 2:
            d.created = None
        if i % 11 == 3 and d.status == "won":
            d.value = None
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account or "",
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: d.value,
        },
    )


_ = Deal
