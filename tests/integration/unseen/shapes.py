"""Workbooks, dumps of databases, several files that belong together, and quotas and activities beside the deals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.integration.unseen.company import DAY, Company, Deal, Figures, attainment, book, deals_csv, figures, fmt, grid, stamp, write

Export = Callable[[Company, Path], Figures | None]
SHAPES: dict[str, Export] = {}
PLAIN: dict[str, Callable[[Deal], Any]] = {
    "Deal ID": lambda d: d.id,
    "Deal Name": lambda d: d.name,
    "Owner": lambda d: d.rep,
    "Company": lambda d: d.account,
    "Stage": lambda d: d.stage,
    "Created": lambda d: d.created,
    "Close Date": lambda d: d.close_date,
    "Amount": lambda d: d.value,
}


def export(f: Export) -> Export:
    SHAPES[f.__name__] = f
    return f


@export
def workbook_with_everything(c: Company, at: Path) -> Figures:
    """Deals with salesperson ids, the people, a dashboard, lists, activities and wide quotas."""
    keys = {r: 200 + i for i, r in enumerate(c.reps)}
    columns = {**PLAIN}
    del columns["Owner"]
    columns = {"salesperson_id": lambda d: keys[d.rep], **columns}
    book(
        at / "Sales CRM 2024.xlsx",
        {
            "Dashboard": [["Sales dashboard 2024"], [], ["Total won", 123456], ["Win rate", 0.5], ["Best rep", "Ann Marchetti"]],
            "Deals": grid(c.deals, columns),
            "Salespeople": [["salesperson_id", "salesperson_name", "manager", "region"], *[[k, r, c.managers[r], "East"] for r, k in keys.items()]],
            "Activity log": [["Date", "salesperson_id", "Activity Type", "Comments"], *[[a.on, keys[a.rep], a.type.title(), a.subject] for a in c.activities]],
            "Quota": [
                ["Quotas 2024"],
                [],
                ["Salesperson", "Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024", "Total"],
                *[[r, *(c.quotas[r, 2024, q] for q in (1, 2, 3, 4)), sum(c.quotas[r, 2024, q] for q in (1, 2, 3, 4))] for r in c.reps],
            ],
            "Lists": [["Stages", "Products", "Regions"], ["Prospecting", "Basic", "East"], ["Closed Won", "Plus", "West"], ["Closed Lost", "Premium", "North"]],
        },
    )
    return attainment(c, figures(c.deals, c.activities))


@export
def database_dump(c: Company, at: Path) -> Figures:
    users = {n: str(i) for i, n in enumerate([*c.reps, "Gail Thornton", "Hugo Sandberg"], start=1)}
    firms = {n: str(900 + i) for i, n in enumerate(sorted({d.account or "" for d in c.deals}))}
    stages = {"Prospecting": "1", "Qualification": "2", "Proposal": "3", "Negotiation": "4", "Closed Won": "5", "Closed Lost": "6"}
    zone = "%Y-%m-%d %H:%M:%S.123456+00"
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "user_id": lambda d: users[d.rep],
            "account_id": lambda d: firms[d.account or ""],
            "stage_id": lambda d: stages[d.stage],
            "name": lambda d: d.name,
            "amount": lambda d: d.value,
            "created_at": lambda d: stamp(d.created, 14, zone),
            "updated_at": lambda d: stamp(d.modified, 14, zone),
            "closed_at": lambda d: stamp(d.closed, 14, zone) or "\\N",
            "deleted_at": lambda d: "\\N",
        },
    )
    write(
        at / "users.csv",
        ["id", "full_name", "email", "role", "manager_id", "created_at"],
        [[k, n, f"u{k}@example.test", "rep" if n in c.managers else "manager", users[c.managers[n]] if n in c.managers else "\\N", "2020-01-01 00:00:00+00"] for n, k in users.items()],
    )
    write(at / "accounts.csv", ["id", "name", "industry", "created_at"], [[k, n, "Retail", "2020-01-01 00:00:00+00"] for n, k in firms.items()])
    write(at / "stages.csv", ["id", "name", "position", "is_won", "is_closed"], [[k, n, k, "t" if k == "5" else "f", "t" if k in "56" else "f"] for n, k in stages.items()])
    write(at / "activities.csv", ["id", "user_id", "opportunity_id", "activity_type", "occurred_at"], [[a.id, users[a.rep], a.deal.id, a.type, stamp(a.on, 9, zone)] for a in c.activities])
    return figures(c.deals, c.activities)


@export
def line_items_beside(c: Company, at: Path) -> None:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    write(at / "deal_products.csv", ["Deal ID", "Product", "Quantity", "Unit Price", "Line Total"], [[d.id, p, 2, 50.0, 100.0] for d in c.deals for p in ("Basic", "Plus")])


@export
def line_items_within_whole_amount(c: Company, at: Path) -> None:
    """One line a product; the deal's amount stands on each."""
    rows = [[d.id, d.name, d.rep, d.account, d.stage, d.created, d.close_date, d.value, p, (d.value or 0) / 2] for d in c.deals for p in ("Basic", "Plus")]
    write(
        at / "opportunities with products.csv",
        ["Opportunity ID", "Opportunity Name", "Opportunity Owner", "Account Name", "Stage", "Created Date", "Close Date", "Amount", "Product Name", "Total Price"],
        rows,
    )


@export
def line_items_within(c: Company, at: Path) -> None:
    """One line a product with its own amount: the deal's value is their sum."""
    rows = [[d.id, d.rep, d.account, d.stage, d.created, d.close_date, p, round((d.value or 0) * share, 4)] for d in c.deals for p, share in (("Basic", 0.25), ("Plus", 0.75))]
    write(at / "deals by product.csv", ["Deal ID", "Owner", "Company", "Stage", "Created", "Close Date", "Product", "Amount"], rows)


@export
def years_newest_first(c: Company, at: Path) -> None:
    """A sheet a year; what was open at the end of 2023 stands in both, as it was then and as it is."""
    old = [replace(d, status="open", stage="Proposal", closed=None, expected=d.expected) if d.closed and d.closed.year == 2024 else d for d in c.deals if d.created and d.created.year == 2023]
    new = [d for d in c.deals if (d.created and d.created.year == 2024) or (d.closed and d.closed.year == 2024) or d.status == "open"]
    book(at / "Pipeline.xlsx", {"2024": grid(new, PLAIN), "2023": grid(old, PLAIN)})


@export
def years_as_files(c: Company, at: Path) -> None:
    for year in (2023, 2024):
        deals_csv(at / f"deals_{year}.csv", [d for d in c.deals if d.created and d.created.year == year], PLAIN)


@export
def won_and_lost_as_files(c: Company, at: Path) -> None:
    columns = {k: v for k, v in PLAIN.items() if k != "Stage"}
    for status, name in (("won", "Won deals.csv"), ("lost", "Lost deals.csv"), ("open", "Open pipeline.csv")):
        deals_csv(at / name, [d for d in c.deals if d.status == status], columns)


@export
def all_deals_and_a_part(c: Company, at: Path) -> None:
    deals_csv(at / "all deals.csv", c.deals, PLAIN)
    deals_csv(at / "won this year.csv", [d for d in c.deals if d.status == "won" and d.closed and d.closed.year == 2024], PLAIN)


@export
def leads_beside(c: Company, at: Path) -> None:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    write(
        at / "leads.csv",
        ["Lead ID", "Lead Name", "Lead Owner", "Company", "Lead Status", "Created Date", "Converted Date", "Annual Revenue", "Rating"],
        [
            [f"L{i}", f"Pat {i}", c.reps[i % 6], f"Firm {i}", ("Converted", "Lost", "New", "Closed - Not Converted")[i % 4], "2024-03-01", "2024-04-01" if i % 4 == 0 else "", 500000, "Hot"]
            for i in range(60)
        ],
    )


@export
def leads_without_ids_beside(c: Company, at: Path) -> None:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    write(
        at / "Leads export.csv",
        ["Name", "Owner", "Company", "Status", "Created", "Source", "Email", "Value"],
        [[f"Pat {i}", c.reps[i % 6], f"Firm {i}", ("Won", "Lost", "New", "Contacted")[i % 4], "2024-03-01", "Web", f"p{i}@example.test", 500] for i in range(60)],
    )


@export
def snapshots(c: Company, at: Path) -> None:
    """A row a deal and month."""
    rows = []
    for month_end in (d for d in (DAY * 0 + _first, _first + 31 * DAY, _first + 62 * DAY, _last)):
        for d in c.deals:
            done = d.closed is not None and d.closed <= month_end
            rows.append([month_end, d.id, d.rep, d.account, d.stage if done or d.status == "open" else "Proposal", d.created, d.close_date, d.value if done or d.status == "open" else 1.0])
    rows.sort(key=lambda r: (r[0], r[1]), reverse=True)
    write(at / "pipeline_snapshots.csv", ["Snapshot Date", "Opportunity ID", "Opportunity Owner", "Account", "Stage", "Created Date", "Close Date", "Amount"], rows)


_last = __import__("datetime").date(2024, 12, 31)
_first = __import__("datetime").date(2024, 9, 30)


@export
def stage_history_beside(c: Company, at: Path) -> None:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    rows = [[d.id, "Prospecting", d.stage, fmt(d.modified, "%Y-%m-%d"), d.rep] for d in c.deals]
    write(at / "stage_changes.csv", ["Deal ID", "From Stage", "To Stage", "Changed On", "Changed By"], rows)


@export
def two_people_of_one_name(c: Company, at: Path) -> Figures:
    keys = {r: f"U{i}" for i, r in enumerate(c.reps)}
    shown = {r: ("Bo Okafor" if r == "Ann Marchetti" else r) for r in c.reps}
    columns = {**PLAIN, "Owner ID": lambda d: keys[d.rep], "Owner": lambda d: shown[d.rep]}
    deals_csv(at / "deals.csv", c.deals, columns)
    write(at / "users.csv", ["User ID", "Name", "Email", "Role"], [[k, shown[r], f"{k.lower()}@example.test", "Sales Rep"] for r, k in keys.items()])
    return {k: v for k, v in figures(c.deals).items() if k not in ("Ann Marchetti", "Bo Okafor")}


@export
def last_name_first_in_one_file(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, {**PLAIN, "Owner": lambda d: ", ".join(reversed(d.rep.split()))})
    write(at / "calls 2024.csv", ["Call date", "Rep", "Duration (min)", "Company"], [[fmt(a.on, "%Y-%m-%d"), a.rep, 12, a.deal.account] for a in c.activities])
    return figures(c.deals, [replace(a, type="call") for a in c.activities])


@export
def quotas_monthly_long(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    write(at / "targets.csv", ["Rep", "Month", "Target"], [[r, f"2024-{m:02d}", round(c.quotas[r, 2024, (m + 2) // 3] / 3, 4)] for r in c.reps for m in range(1, 13)])
    out = figures(c.deals)
    for r in c.reps:
        for m in range(1, 13):
            won = sum(d.value or 0 for d in c.deals if d.rep == r and d.status == "won" and d.closed and (d.closed.year, d.closed.month) == (2024, m))
            out[r][f"attainment.2024-{m:02d}"] = won / round(c.quotas[r, 2024, (m + 2) // 3] / 3, 4)
    return out


@export
def quotas_annual(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    c.quotas = {(r, 2024, 1): sum(c.quotas[r, 2024, q] for q in (1, 2, 3, 4)) for r in c.reps}
    write(at / "annual quota.csv", ["Sales Rep", "Fiscal Year", "Annual Quota"], [[r, 2024, f"${c.quotas[r, 2024, 1]:,.0f}"] for r in c.reps])
    return attainment(c, figures(c.deals), by="year")


@export
def quotas_quarter_rows(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    write(at / "quotas.csv", ["Year", "Quarter", "Employee", "Quota Amount"], [[y, f"Q{q}", r, v] for (r, y, q), v in c.quotas.items()])
    return attainment(c, figures(c.deals))


@export
def quotas_wide_short_names(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    write(
        at / "Team targets FY2024.csv",
        ["Name", "Manager", "Q1", "Q2", "Q3", "Q4", "FY Total"],
        [[r, c.managers[r], *(c.quotas[r, 2024, q] for q in (1, 2, 3, 4)), sum(c.quotas[r, 2024, q] for q in (1, 2, 3, 4))] for r in c.reps],
    )
    return attainment(c, figures(c.deals))


@export
def quotas_start_end(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    ends = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}
    write(at / "forecasting_quotas.csv", ["Owner Name", "Start Date", "End Date", "Quota Amount"], [[r, f"{y}-{3 * q - 2:02d}-01", f"{y}-{ends[q]}", v] for (r, y, q), v in c.quotas.items()])
    return attainment(c, figures(c.deals))


@export
def activity_summary_words(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    said = {"call": "Outbound Call", "email": "Email sent", "meeting": "In-person meeting"}
    write(
        at / "CRM activities.csv",
        ["activity_id", "logged_by", "activity_kind", "logged_at", "regarding", "status"],
        [[a.id, a.rep, said[a.type], stamp(a.on, 9, "%m/%d/%Y %I:%M %p"), a.deal.name, "Completed"] for a in c.activities],
    )
    return figures(c.deals, c.activities)


@export
def cancelled_and_planned_activities(c: Company, at: Path) -> Figures:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    rows = [[a.id, a.subject, a.type.title(), a.rep, fmt(a.on, "%d/%m/%Y"), "Cancelled" if i % 10 == 3 else "Completed"] for i, a in enumerate(c.activities)]
    write(at / "Tasks and events.csv", ["Activity ID", "Subject", "Type", "Assigned To", "Due Date", "Status"], rows)
    return figures(c.deals, [a for i, a in enumerate(c.activities) if i % 10 != 3])


@export
def orders_and_invoices_beside(c: Company, at: Path) -> None:
    deals_csv(at / "deals.csv", c.deals, PLAIN)
    write(
        at / "invoices.csv", ["Invoice No", "Invoice Date", "Customer", "Salesperson", "Amount", "Status"], [[f"I{i}", "2024-05-05", d.account, d.rep, d.value, "Paid"] for i, d in enumerate(c.deals)]
    )
    write(
        at / "sales_orders.csv",
        ["Order ID", "Order Date", "Customer", "Sales Rep", "Order Total", "Status"],
        [[f"O{i}", "2024-05-05", d.account, d.rep, d.value, "Completed"] for i, d in enumerate(c.deals)],
    )


@export
def orders_alone(c: Company, at: Path) -> Figures:
    """No deals at all: nothing may be counted as won."""
    write(
        at / "orders.csv",
        ["Order ID", "Order Date", "Customer", "Sales Rep", "Order Total", "Status"],
        [[f"O{i}", "2024-05-05", d.account, d.rep, d.value, "Completed"] for i, d in enumerate(c.deals)],
    )
    return {}


@export
def contacts_and_products_beside(c: Company, at: Path) -> None:
    deals_csv(at / "sales_pipeline.csv", c.deals, PLAIN)
    write(
        at / "contacts.csv",
        ["Contact ID", "First Name", "Last Name", "Email", "Company", "Owner", "Created Date"],
        [[i, "Pat", f"Smith{i}", f"p{i}@x.test", "Acme Corp", c.reps[i % 6], "2024-01-01"] for i in range(40)],
    )
    write(at / "products.csv", ["product", "series", "sales_price"], [["Basic", "A", 10], ["Plus", "B", 20]])
    write(at / "data_dictionary.csv", ["Table", "Field", "Description"], [["sales_pipeline", "Owner", "Sales agent"], ["sales_pipeline", "Stage", "Won, lost or open"]])
    write(at / "sales_teams.csv", ["Sales agent", "Manager", "Regional office"], [[r, m, "East"] for r, m in c.managers.items()])


@export
def typed_workbook_with_title(c: Company, at: Path) -> None:
    rows = [
        ["Regional pipeline - confidential"],
        ["As of", "2024-12-31"],
        [],
        *([None, *r] for r in grid(c.deals, PLAIN)),
        [None, "Grand total", None, None, None, None, None, None, sum(d.value or 0 for d in c.deals)],
        [],
        ["Prepared by Ann Marchetti"],
    ]
    old = [replace(d, status="won", stage="Closed Won", value=1.0) for d in c.deals[:5]]
    book(at / "pipeline.xlsx", {"Pipeline": rows, "old copy": grid(old, PLAIN)}, hidden=["old copy"])


@export
def russian(c: Company, at: Path) -> None:
    for d in c.deals:
        d.rep = d.rep.replace("é", "e").replace("ı", "i")
    deals_csv(
        at / "сделки.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Название сделки": lambda d: d.name,
            "Ответственный": lambda d: d.rep,
            "Компания": lambda d: d.account,
            "Этап сделки": lambda d: {"won": "Успешно реализовано", "lost": "Закрыто и не реализовано"}.get(d.status, "Переговоры"),
            "Бюджет": lambda d: d.value,
            "Дата создания": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Дата закрытия": lambda d: fmt(d.closed, "%d.%m.%Y"),
        },
        delimiter=";",
        encoding="cp1251",
    )


@export
def owner_id_without_users(c: Company, at: Path) -> Figures:
    keys = {r: f"{7700 + i}" for i, r in enumerate(c.reps)}
    deals_csv(at / "deals.csv", c.deals, {**{k: v for k, v in PLAIN.items() if k != "Owner"}, "Owner ID": lambda d: keys[d.rep]})
    return figures([replace(d, rep=keys[d.rep]) for d in c.deals])


@export
def grouped_report(c: Company, at: Path) -> None:
    """A report grouped by owner: the name on the first row of each group, a subtotal below."""
    rows: list[list[Any]] = []
    for r in c.reps:
        for i, d in enumerate(x for x in c.deals if x.rep == r):
            rows.append([r if i == 0 else "", d.id, d.account, d.stage, d.created, d.close_date, d.value])
        rows.append(["Subtotal", "", "", "", "", "", sum(d.value or 0 for d in c.deals if d.rep == r)])
    write(at / "report.csv", ["Opportunity Owner", "Opportunity ID", "Account Name", "Stage", "Created Date", "Close Date", "Amount"], rows)


@export
def grouped_report_with_counts(c: Company, at: Path) -> None:
    """As Salesforce Lightning exports it: the group and its count in one cell."""
    rows: list[list[Any]] = []
    for r in c.reps:
        mine = [d for d in c.deals if d.rep == r]
        rows.append([f"{r} ({len(mine)})", *[""] * 6])
        rows += [["", d.id, d.account, d.stage, d.created, d.close_date, d.value] for d in mine]
    write(at / "report.csv", ["Opportunity Owner", "Opportunity ID", "Account Name", "Stage", "Created Date", "Close Date", "Amount"], rows)
