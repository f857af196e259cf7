"""Lists kept by hand, exports of small tools and tables of courses, each written with one odd habit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.integration.unseen.company import DAY, Column, Company, Deal, Figures, attainment, book, deals_csv, figures, fmt, grid, money, stamp, write

Export = Callable[[Company, Path], Figures | None]
LISTS: dict[str, Export] = {}


def export(f: Export) -> Export:
    LISTS[f.__name__] = f
    return f


def said(won: str, lost: str, open_: str) -> Column:
    return lambda d: {"won": won, "lost": lost, "open": open_}[d.status]


def plain(**more: Column) -> dict[str, Column]:
    base: dict[str, Column] = {
        "Deal ID": lambda d: d.id,
        "Owner": lambda d: d.rep,
        "Company": lambda d: d.account,
        "Stage": lambda d: d.stage,
        "Created": lambda d: d.created,
        "Close Date": lambda d: d.close_date,
        "Amount": lambda d: d.value,
    }
    return {**base, **more}


@export
def espo(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunity.csv",
        c.deals,
        {
            "Name": lambda d: d.name,
            "Account Name": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Amount": lambda d: d.value,
            "Amount Currency": lambda d: "USD",
            "Amount Converted": lambda d: (d.value or 0) * 0.9,
            "Probability": said("100", "0", "40"),
            "Close Date": lambda d: d.close_date,
            "Assigned User Name": lambda d: d.rep,
            "Created By Name": lambda d: "Admin",
            "Created At": lambda d: stamp(d.created, 9, "%Y-%m-%d %H:%M"),
            "Modified At": lambda d: stamp(d.modified, 9, "%Y-%m-%d %H:%M"),
            "ID": lambda d: f"64f0c{d.id}",
        },
    )


@export
def erpnext(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunity.csv",
        c.deals,
        {
            "ID": lambda d: f"CRM-OPP-2024-{d.id}",
            "Opportunity From": lambda d: "Customer",
            "Party": lambda d: d.account,
            "Customer Name": lambda d: d.account,
            "Status": said("Converted", "Lost", "Quotation"),
            "Opportunity Owner": lambda d: d.rep,
            "Opportunity Date": lambda d: fmt(d.created, "%d-%m-%Y"),
            "Expected Closing Date": lambda d: fmt(d.expected, "%d-%m-%Y"),
            "Closed On": lambda d: fmt(d.closed, "%d-%m-%Y"),
            "Opportunity Amount": lambda d: d.value,
            "Sales Stage": lambda d: "Prospecting",
        },
    )


@export
def salesflare(c: Company, at: Path) -> None:
    deals_csv(
        at / "Salesflare opportunities.csv",
        c.deals,
        {
            "Opportunity": lambda d: d.name,
            "Account": lambda d: d.account,
            "Owner": lambda d: d.rep,
            "Assignee": lambda d: c.reps[int(d.id) % 6],
            "Stage": said("Won", "Lost", "Proposal made"),
            "Value": lambda d: f"{d.value:.2f} USD",
            "Creation date": lambda d: d.created,
            "Close date": lambda d: d.closed,
            "Lost reason": said("", "Timing", ""),
            "Done": said("true", "true", "false"),
        },
    )


@export
def teamleader(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Referentie": lambda d: d.id,
            "Titel": lambda d: d.name,
            "Klant": lambda d: d.account,
            "Verantwoordelijke": lambda d: d.rep,
            "Fase": said("Aanvaard", "Geweigerd", "Offerte verstuurd"),
            "Bedrag": lambda d: money(d.value, ".", ","),
            "Aangemaakt op": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Gesloten op": lambda d: fmt(d.closed, "%d/%m/%Y"),
        },
        delimiter=";",
    )


@export
def airtable(c: Company, at: Path) -> None:
    deals_csv(
        at / "Deals-Grid view.csv",
        c.deals,
        {
            "Opportunity name": lambda d: d.name,
            "Status": said("Closed—won", "Closed—lost", "Negotiation"),
            "Priority": lambda d: "High",
            "Owner": lambda d: d.rep,
            "Estimated value": lambda d: money(d.value, before="$"),
            "Account": lambda d: d.account,
            "Primary contact": lambda d: "Pat Smith",
            "Created time": lambda d: f"{d.created.month}/{d.created.day}/{d.created.year} 4:31pm" if d.created else "",
            "Expected close date": lambda d: f"{d.expected.month}/{d.expected.day}/{d.expected.year}",
            "Closed date": lambda d: f"{d.closed.month}/{d.closed.day}/{d.closed.year}" if d.closed else "",
            "Last contact": lambda d: "1/2/2025",
        },
    )


@export
def french_list(c: Company, at: Path) -> None:
    deals_csv(
        at / "Suivi commercial 2024.csv",
        c.deals,
        {
            "Réf.": lambda d: d.id,
            "Commercial": lambda d: d.rep.replace("ı", "i"),
            "Société": lambda d: d.account,
            "Statut": said("Signé", "Perdu", "Devis envoyé"),
            "Date d'entrée": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Date de signature / perte": lambda d: fmt(d.closed, "%d/%m/%Y"),
            "Montant HT": lambda d: money(d.value, " ", ",", after=" €"),
        },
        delimiter=";",
        encoding="cp1252",
    )
    for d in c.deals:
        d.rep = d.rep.replace("ı", "i")


@export
def spanish_list(c: Company, at: Path) -> None:
    deals_csv(
        at / "Embudo de ventas.csv",
        c.deals,
        {
            "N.º": lambda d: d.id,
            "Ejecutivo de cuenta": lambda d: d.rep,
            "Razón social": lambda d: d.account,
            "Estado": said("Ganada", "Perdida", "En negociación"),
            "Fecha de apertura": lambda d: fmt(d.created, "%d-%m-%Y"),
            "Fecha de cierre": lambda d: fmt(d.close_date, "%d-%m-%Y"),
            "Monto (USD)": lambda d: money(d.value, ".", ","),
        },
        delimiter=";",
        encoding="utf-8-sig",
    )


@export
def tabs_with_quotes_inside(c: Company, at: Path) -> None:
    """Inches in product names: quotes that do not close."""
    rows = ["\t".join(["Deal ID", "Owner", "Product", "Company", "Stage", "Created", "Close Date", "Amount"])]
    rows += ["\t".join([d.id, d.rep, f'Screen {24 + int(d.id) % 3}"', d.account or "", d.stage, str(d.created), str(d.close_date), f"{d.value:.2f}"]) for d in c.deals]
    (at / "deals.tsv").write_bytes("\r\n".join(rows).encode())


@export
def csv_within_quotes(c: Company, at: Path) -> None:
    """Every cell quoted, decimal commas in a comma file."""
    head = list(plain())
    lines = [",".join(f'"{h}"' for h in head)]
    for d in c.deals:
        cells = [d.id, d.rep, d.account, d.stage, d.created, d.close_date, f"{d.value:.2f}".replace(".", ",")]
        lines.append(",".join(f'"{x}"' for x in cells))
    (at / "deals.csv").write_text("\n".join(lines), "utf-8")


@export
def opportunity_and_account_revenue(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            **plain(),
            "Annual Revenue": lambda d: 5_000_000.0,
            "Employees": lambda d: 50,
            "Expected Revenue": lambda d: (d.value or 0) * 0.3,
            "Gross Profit": lambda d: (d.value or 0) * 0.2,
            "Commission": lambda d: (d.value or 0) * 0.05,
        },
    )


@export
def revenue_without_amount(c: Company, at: Path) -> None:
    columns = {k: v for k, v in plain().items() if k != "Amount"}
    deals_csv(at / "opportunities.csv", c.deals, {**columns, "Annual Company Revenue": lambda d: 5_000_000.0, "Deal Revenue": lambda d: d.value, "Revenue Forecast": lambda d: (d.value or 0) * 0.5})


@export
def days_open_beside(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            **plain(),
            "Days in Stage": lambda d: 4,
            "Sales Cycle (days)": lambda d: (d.closed - d.created).days if d.closed and d.created else "",
            "Number of Calls": lambda d: 3,
            "Close Quarter": lambda d: f"Q{(d.close_date.month + 2) // 3}",
            "Close Year": lambda d: d.close_date.year,
        },
    )


@export
def qualified_date_beside(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            **plain(),
            "Qualified Date": lambda d: d.created + 3 * DAY if d.created else None,
            "First Contact Date": lambda d: d.created - 30 * DAY if d.created else None,
            "Proposal Date": lambda d: d.created + 5 * DAY if d.created else None,
            "Last Modified": lambda d: d.modified,
            "Last Activity": lambda d: d.modified,
            "Contract End Date": lambda d: d.expected + 365 * DAY,
        },
    )


@export
def original_close_date_beside(c: Company, at: Path) -> None:
    columns = plain()
    columns = {"Original Close Date": lambda d: d.close_date - 20 * DAY, "Close Date Pushes": lambda d: 2, **columns}
    deals_csv(at / "deals.csv", c.deals, columns)


@export
def owner_history_beside(c: Company, at: Path) -> None:
    columns = {
        "Previous Owner": lambda d: c.reps[int(d.id) % 6],
        "Owner Manager": lambda d: c.managers[d.rep],
        "Owner Role": lambda d: "AE",
        "Owner Active": lambda d: "TRUE",
        **plain(),
        "Lead Owner": lambda d: "Kim Sdr",
        "Contact Owner": lambda d: "Lou Csm",
    }
    deals_csv(at / "deals.csv", c.deals, columns)


@export
def archived_and_test_rows(c: Company, at: Path) -> None:
    """Deleted rows flagged, and renewals told by a type."""
    gone = [replace(d, id=f"8{d.id}") for d in c.deals[:4]]
    dead = {d.id for d in gone}
    deals_csv(at / "deals.csv", [*c.deals, *gone], {**plain(), "Is Deleted": lambda d: "TRUE" if d.id in dead else "FALSE", "Type": lambda d: "Renewal" if int(d.id) % 5 == 0 else "New Business"})


@export
def two_status_columns(c: Company, at: Path) -> None:
    """The state of the record beside the state of the deal."""
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            **{k: v for k, v in plain().items() if k != "Stage"},
            "Record Status": lambda d: "Active",
            "Approval Status": lambda d: "Approved",
            "Payment Status": lambda d: "Paid",
            "Deal Outcome": said("Won", "Lost", "Open"),
        },
    )


@export
def status_active_stage_won(c: Company, at: Path) -> None:
    deals_csv(at / "deals.csv", c.deals, {**plain(), "Status": lambda d: "Active", "State": lambda d: "Bavaria"})


@export
def state_of_the_customer(c: Company, at: Path) -> None:
    deals_csv(at / "deals.csv", c.deals, {**plain(), "State": lambda d: ("CA", "NY", "TX")[int(d.id) % 3], "City": lambda d: "Open Springs", "Country": lambda d: "US", "Region": lambda d: "West"})


@export
def contract_status_words(c: Company, at: Path) -> None:
    deals_csv(at / "deals.csv", c.deals, {**{k: v for k, v in plain().items() if k != "Stage"}, "Contract Status": said("Signed", "Declined", "In review")})


@export
def yes_no_sale(c: Company, at: Path) -> None:
    deals_csv(
        at / "visits.csv",
        c.deals,
        {
            "Visit ID": lambda d: d.id,
            "Sales Rep": lambda d: d.rep,
            "Store": lambda d: d.account,
            "Deal Won": said("Yes", "No", "Pending"),
            "Start Date": lambda d: d.created,
            "Close Date": lambda d: d.closed,
            "Deal Size": lambda d: d.value,
        },
    )


@export
def months_as_sheets(c: Company, at: Path) -> None:
    """A sheet a quarter of closing, and the open ones on their own."""
    sheets: dict[str, Any] = {}
    for year, q in ((2023, 1), (2023, 2), (2023, 3), (2023, 4), (2024, 1), (2024, 2), (2024, 3), (2024, 4)):
        mine = [d for d in c.deals if d.closed and d.closed.year == year and (d.closed.month + 2) // 3 == q]
        if mine:
            sheets[f"Q{q} {year}"] = grid(mine, plain())
    sheets["Open"] = grid([d for d in c.deals if not d.closed], plain())
    book(at / "closed by quarter.xlsx", sheets)


@export
def side_table_in_sheet(c: Company, at: Path) -> None:
    """A small summary to the right of the deals, two empty columns between."""
    rows = grid(c.deals, plain())
    summary = [["Rep", "Total"], *[[r, 123.0] for r in c.reps]]
    wide = [[*r, None, None, *(summary[i] if i < len(summary) else [None, None])] for i, r in enumerate(rows)]
    book(at / "deals.xlsx", {"Deals": wide})


@export
def quotas_in_people(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, plain())
    c.quotas = {(r, 2024, 1): sum(c.quotas[r, 2024, q] for q in (1, 2, 3, 4)) for r in c.reps}
    write(at / "sales team 2024.csv", ["Employee Name", "Title", "Hire Date", "Manager", "2024 Quota"], [[r, "AE", "2021-03-01", m, c.quotas[r, 2024, 1]] for r, m in c.managers.items()])
    return attainment(c, figures(c.deals), by="year")


@export
def quotas_by_month_wide(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, plain())
    names = ("Jan-24", "Feb-24", "Mar-24", "Apr-24", "May-24", "Jun-24", "Jul-24", "Aug-24", "Sep-24", "Oct-24", "Nov-24", "Dec-24")
    write(at / "Sales targets.csv", ["Sales Rep", *names], [[r, *(c.quotas[r, 2024, (m + 2) // 3] for m in range(1, 13))] for r in c.reps])
    out = figures(c.deals)
    for r in c.reps:
        for m in range(1, 13):
            won = sum(d.value or 0 for d in c.deals if d.rep == r and d.status == "won" and d.closed and (d.closed.year, d.closed.month) == (2024, m))
            out[r][f"attainment.2024-{m:02d}"] = won / c.quotas[r, 2024, (m + 2) // 3]
    return out


@export
def call_log_with_results(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, plain())
    calls = [a for a in c.activities if a.type == "call"]
    write(
        at / "call_log.csv",
        ["call_id", "agent", "call_start", "call_end", "direction", "outcome", "customer"],
        [
            [a.id, a.rep, stamp(a.on, 9, "%Y-%m-%d %H:%M:%S"), stamp(a.on, 10, "%Y-%m-%d %H:%M:%S"), "outbound", ("Connected", "No answer", "Lost", "Won")[i % 4], a.deal.account]
            for i, a in enumerate(calls)
        ],
    )
    return figures(c.deals, calls)


@export
def mixed_calendar_export(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, plain())
    write(
        at / "calendar_events.csv",
        ["Subject", "Start Date", "Start Time", "End Date", "Organizer", "Required Attendees"],
        [[a.subject, fmt(a.on, "%m/%d/%Y"), "9:00:00 AM", fmt(a.on, "%m/%d/%Y"), a.rep, "Pat Smith"] for a in c.activities],
    )
    return figures(c.deals, [replace(a, type="meeting") for a in c.activities])


_ = Deal
