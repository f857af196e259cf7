"""Shapes of files: sample tables as published, warehouse dumps, workbooks, files that join, quotas and activities, second look."""

from __future__ import annotations

from pathlib import Path

from tests.integration.unseen.company import Company, Figures, attainment, book, deals_csv, figures, fmt, grid, money, serial, stamp, write
from tests.integration.unseen.market import LEADERS, SELLERS, Export, ended, last_first, login, loss, mail, odds, pick, said, without

STACKS: dict[str, Export] = {}


def export(f: Export) -> Export:
    STACKS[f.__name__] = f
    return f


@export
def acquisition_to_close(c: Company, at: Path) -> None:
    deals_csv(
        at / "CRM and Sales Pipelines.csv",
        c.deals,
        {
            "Organization": lambda d: d.account,
            "Country": pick(("Portugal", "Latvia", "Austria")),
            "Latitude": lambda d: 41.1,
            "Longitude": lambda d: -8.6,
            "Industry": pick(("Banking and Finance", "Real Estate")),
            "Organization size": pick(("Small (11-200)", "Large (1001-10,000)")),
            "Owner": lambda d: d.rep,
            "Lead acquisition date": lambda d: fmt(d.created, "%-m/%-d/%Y"),
            "Product": lambda d: d.product,
            "Status": said("Customer", "Disqualified", "Qualified", "Sales Accepted", "Opportunity"),
            "Status sequence": lambda d: {"won": 5, "lost": 0}.get(d.status, 3),
            "Stage": said("Won", "Lost", "Discovery", "Evaluation", "Proposal", "Negotiation"),
            "Stage sequence": lambda d: {"won": 6, "lost": 7}.get(d.status, 2),
            "Deal value, $": lambda d: money(d.value),
            "Probability, %": odds,
            "Expected close date": lambda d: fmt(d.expected, "%-m/%-d/%Y"),
            "Actual close date": lambda d: fmt(d.closed, "%-m/%-d/%Y"),
        },
    )


@export
def dashboard_sample(c: Company, at: Path) -> None:
    rows = grid(
        c.deals,
        {
            "Opportunity ID": lambda d: d.id,
            "Opportunity Name": lambda d: d.name,
            "Account Name": lambda d: d.account,
            "Salesperson": lambda d: d.rep,
            "Sales Stage": lambda d: pick(("Lead", "Qualify", "Solution", "Proposal", "Finalize"))(d),
            "Opportunity Status": said("Won", "Lost", "Open"),
            "Opportunity Created On": lambda d: d.created,
            "Opportunity Days": lambda d: (d.closed - d.created).days if d.closed and d.created else None,
            "Close Date": lambda d: d.closed,
            "Revenue": lambda d: d.value,
            "Factored Revenue": lambda d: round((d.value or 0) * odds(d) / 100, 2),
            "Partner Driven": pick(("Yes", "No")),
            "Month Of Opportunity": lambda d: d.created.strftime("%b") if d.created else "",
        },
    )
    book(at / "Opportunity Analysis.xlsx", {"Fact": rows, "Notes": [["Sample data"], ["Figures are invented"]]})


@export
def star_schema(c: Company, at: Path) -> None:
    accounts = sorted({d.account or "" for d in c.deals})
    deals_csv(
        at / "fct_opportunity.csv",
        c.deals,
        {
            "opportunity_key": lambda d: d.id,
            "account_key": lambda d: 900 + accounts.index(d.account or ""),
            "owner_employee_key": lambda d: 50 + SELLERS.index(d.rep),
            "created_date_key": lambda d: fmt(d.created, "%Y%m%d"),
            "close_date_key": lambda d: fmt(d.close_date, "%Y%m%d"),
            "is_closed": lambda d: int(d.status != "open"),
            "is_won": lambda d: int(d.status == "won"),
            "tcv_amount": lambda d: d.value,
            "record_count": lambda d: 1,
            "etl_loaded_at": lambda d: "2026-11-20 03:00:00",
        },
    )
    write(
        at / "dim_employee.csv",
        ["employee_key", "employee_code", "full_name", "email_address", "manager_employee_key", "is_current"],
        [[50 + i, f"E{i:03d}", n, mail(n), 59 + LEADERS.index(c.managers[n]) if n in c.managers else "", "Y"] for i, n in enumerate((*SELLERS, *LEADERS))],
    )
    write(at / "dim_account.csv", ["account_key", "account_name", "segment"], [[900 + i, n, "SMB"] for i, n in enumerate(accounts)])


@export
def weekly_snapshots(c: Company, at: Path) -> None:
    rows = []
    for d in c.deals:
        rows.append(["2026-11-02", f"OP-{d.id}", d.rep, d.account, d.stage if d.status == "open" else "Contracting", "Open", d.value, d.created, d.expected, ""])
        for week in ("2026-11-09", "2026-11-16"):
            rows.append([week, f"OP-{d.id}", d.rep, d.account, d.stage, said("Won", "Lost", "Open")(d), d.value, d.created, d.expected, d.closed])
    write(
        at / "pipeline_snapshots.csv",
        ["snapshot_date", "opportunity_id", "owner_name", "account_name", "stage_name", "status", "amount", "created_date", "expected_close_date", "actual_close_date"],
        sorted(rows, key=lambda r: (r[0], r[1])),
    )


@export
def sheet_an_outcome(c: Company, at: Path) -> None:
    def part(status: str, when: str) -> list[list[object]]:
        return grid(
            [d for d in c.deals if d.status == status],
            {"Deal": lambda d: d.name, "Client": lambda d: d.account, "AE": lambda d: d.rep, "ACV": lambda d: d.value, "Opened": lambda d: d.created, when: lambda d: d.close_date},
        )

    book(at / "Sales tracker 2026.xlsx", {"Won": part("won", "Won on"), "Lost": part("lost", "Lost on"), "Pipeline": part("open", "Expected close")})


@export
def file_an_outcome(c: Company, at: Path) -> None:
    for status, name in (("won", "Closed Won deals.csv"), ("lost", "Closed Lost deals.csv"), ("open", "Open deals.csv")):
        deals_csv(
            at / name,
            [d for d in c.deals if d.status == status],
            {
                "Deal ID": lambda d: d.id,
                "Owner": lambda d: d.rep,
                "Company": lambda d: d.account,
                "Amount": lambda d: money(d.value, before="$"),
                "Created": lambda d: d.created,
                "Close Date": lambda d: d.close_date,
            },
        )


@export
def yes_no_blank(c: Company, at: Path) -> None:
    deals_csv(
        at / "deal log.csv",
        c.deals,
        {
            "Ref": lambda d: f"#{d.id}",
            "Rep": lambda d: d.rep,
            "Prospect": lambda d: d.account,
            "Size": lambda d: money(d.value, before="£"),
            "First meeting": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Decision date": lambda d: fmt(d.closed, "%d/%m/%Y"),
            "Won?": said("Y", "N", ""),
            "Why lost": loss,
        },
    )


@export
def emoji_stages(c: Company, at: Path) -> None:
    rows = [
        [d.rep, d.account, d.name, said("✅ Won", "❌ Lost", "🟡 Talking", "🟠 Quoted", "🔵 Waiting")(d), f"{(d.value or 0) / 1000:.5f}k", fmt(d.created, "%-d %b %Y"), fmt(d.closed, "%-d %b %Y")]
        for d in c.deals
    ]
    rows.insert(40, [""] * 7)
    rows.insert(80, [""] * 7)
    write(at / "Pipeline - Sheet1.csv", ["Who", "Account", "Deal", "Status", "$", "Added", "Closed"], rows)


@export
def closed_with_reason(c: Company, at: Path) -> None:
    deals_csv(
        at / "opps.csv",
        c.deals,
        {
            "Opp #": lambda d: d.id,
            "Sales Executive": lambda d: d.rep,
            "Customer Name": lambda d: d.account,
            "Opp Status": said("Closed", "Closed", "Open", "Open"),
            "Close Reason": lambda d: {"won": "Won - " + pick(("Relationship", "Product fit"))(d), "lost": "Lost - " + loss(d)}.get(d.status, ""),
            "Total Contract Value": lambda d: d.value,
            "Date Opened": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Date Closed": lambda d: fmt(d.closed, "%m/%d/%Y"),
        },
    )


@export
def first_and_last_name_columns(c: Company, at: Path) -> None:
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "opportunity.number": lambda d: d.id,
            "opportunity.title": lambda d: d.name,
            "owner.first_name": lambda d: d.rep.partition(" ")[0],
            "owner.last_name": lambda d: d.rep.partition(" ")[2],
            "owner.email": lambda d: mail(d.rep),
            "account.name": lambda d: d.account,
            "opportunity.state": said("CLOSED_WON", "CLOSED_LOST", "IN_PROGRESS"),
            "opportunity.total.amount": lambda d: d.value,
            "opportunity.total.currency": lambda d: "CHF",
            "opportunity.created_at": lambda d: stamp(d.created, form="%Y-%m-%dT%H:%M:%S+02:00"),
            "opportunity.closed_at": lambda d: stamp(d.closed, form="%Y-%m-%dT%H:%M:%S+02:00"),
        },
        delimiter="|",
    )


@export
def many_people_columns(c: Company, at: Path) -> None:
    deals_csv(
        at / "pipeline.csv",
        c.deals,
        {
            "Opportunity": lambda d: d.name,
            "SDR": lambda d: SELLERS[(SELLERS.index(d.rep) + 1) % 9],
            "Account Executive": lambda d: d.rep,
            "Solution Engineer": pick(("Nils Berg", "Uma Das")),
            "CSM": pick(("Otto Lang", "Vera Cruz")),
            "Sales Manager": lambda d: c.managers[d.rep],
            "Customer": lambda d: d.account,
            "Stage": said("7 - Won", "8 - Lost", "1 - Discovery", "2 - Demo", "3 - Proposal", "4 - Legal"),
            "ARR": lambda d: money(d.value, before="$"),
            "One-time fees": lambda d: money(500.0, before="$"),
            "Created": lambda d: fmt(d.created, "%m/%d/%y"),
            "Closed / expected": lambda d: fmt(d.close_date, "%m/%d/%y"),
            "Contract start": lambda d: fmt(d.closed, "%m/%d/%y") if d.status == "won" else "",
            "Renewal date": lambda d: fmt(d.closed.replace(day=1, year=d.closed.year + 1), "%m/%d/%y") if d.closed and d.status == "won" else "",
        },
    )


@export
def two_header_rows(c: Company, at: Path) -> None:
    head: list[list[object]] = [["Deal", "", "", "People", "", "Dates", "", "Money", ""], ["No.", "Client", "Status", "Owner", "Team lead", "Created", "Closed", "Currency", "Amount"]]
    rows: list[list[object]] = [[int(d.id), d.account, said("Won", "Lost", "Open")(d), d.rep, c.managers[d.rep], d.created, d.closed, "EUR", d.value] for d in c.deals]
    book(at / "Deals overview.xlsx", {"Overview": head + rows})


@export
def serial_days_text(c: Company, at: Path) -> None:
    deals_csv(
        at / "crm_dump.csv",
        c.deals,
        {
            "DealNo": lambda d: d.id,
            "SalesRep": lambda d: last_first(d.rep),
            "CustomerName": lambda d: d.account,
            "DealStatus": said("W", "L", "O"),
            "NetAmount": lambda d: f"{d.value:.2f}",
            "OpenDate": lambda d: serial(d.created),
            "CloseDate": lambda d: serial(d.closed),
        },
    )


@export
def trailing_minus_and_brackets(c: Company, at: Path) -> Figures:
    from dataclasses import replace

    deals = [replace(d, value=-(d.value or 0) / 4) if d.status == "won" and i % 9 == 0 else d for i, d in enumerate(c.deals)]
    deals_csv(
        at / "Auftraege.csv",
        deals,
        {
            "Beleg": lambda d: d.id,
            "VB-Name": lambda d: d.rep,
            "Debitor": lambda d: d.account,
            "Status": said("gewonnen", "verloren", "offen"),
            "Nettowert": lambda d: money(abs(d.value or 0), ".", ",") + ("-" if (d.value or 0) < 0 else ""),
            "Angelegt am": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Abgeschlossen am": lambda d: fmt(d.closed, "%d.%m.%Y"),
        },
        delimiter=";",
    )
    return figures(deals)


@export
def excel_unicode_text(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunities.txt",
        c.deals,
        {
            "Opp Name": lambda d: d.name,
            "Opp Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Sales Stage": said("Closed Won", "Closed Lost", "10% - Intro", "30% - Scoped", "60% - Proposed", "90% - Verbal"),
            "Deal Amount": lambda d: money(d.value, before="$ "),
            "Date Entered": lambda d: fmt(d.created, "%A, %B %-d, %Y"),
            "Date Closed": lambda d: fmt(d.closed, "%A, %B %-d, %Y"),
        },
        delimiter="\t",
        encoding="utf-16",
    )


@export
def sep_line_first(c: Company, at: Path) -> None:
    deals_csv(
        at / "export_2026-11-20.csv",
        c.deals,
        {
            "Id": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Organisation": lambda d: d.account,
            "State": said("Won", "Lost", "Pending"),
            "Total": lambda d: f"{d.value:.2f}".replace(".", ","),
            "Created at": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Closed at": lambda d: fmt(d.closed, "%d/%m/%Y"),
        },
        delimiter=";",
        before=[["sep="]],
    )
    path = at / "export_2026-11-20.csv"
    path.write_bytes(path.read_bytes().replace(b"sep=\r\n", b"sep=;\r\n"))


@export
def files_a_year_overlapping(c: Company, at: Path) -> None:
    columns = {"Opportunity ID": lambda d: d.id, "Owner Full Name": lambda d: d.rep, "Account": lambda d: d.account, "Stage": lambda d: d.stage, "Amount": lambda d: d.value, "Created Date": lambda d: d.created, "Close Date": lambda d: d.close_date, "Last Modified": lambda d: d.modified}  # fmt: skip
    from dataclasses import replace

    early = [replace(d, status="open", stage="Proposal", closed=None, modified=d.created) for d in c.deals if d.created and d.created.year == 2024 and d.closed and d.closed.year > 2024]
    deals_csv(at / "opportunities_2024.csv", [*early, *(d for d in c.deals if d.created and d.created.year == 2024 and d.id not in {e.id for e in early})], columns)
    deals_csv(at / "opportunities_2025_2026.csv", [d for d in c.deals if (d.created and d.created.year > 2024) or d.id in {e.id for e in early}], columns)


@export
def line_items_hold_the_value(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "opportunity_id": lambda d: d.id,
            "name": lambda d: d.name,
            "account": lambda d: d.account,
            "owner": lambda d: d.rep,
            "stage": lambda d: d.stage,
            "created_at": lambda d: d.created,
            "close_date": lambda d: d.close_date,
        },
    )
    rows: list[list[object]] = []
    for d in c.deals:
        part = round((d.value or 0) / 3, 2)
        rows += [[f"L{len(rows)}", d.id, d.product, 1, part, part], [f"L{len(rows) + 1}", d.id, "Services", 1, round((d.value or 0) - part, 2), round((d.value or 0) - part, 2)]]
    write(at / "opportunity_line_items.csv", ["line_item_id", "opportunity_id", "product_name", "quantity", "unit_price", "total_price"], rows)


@export
def monthly_quotas_wide(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal": lambda d: d.id,
            "Rep": lambda d: d.rep,
            "Client": lambda d: d.account,
            "Status": said("Won", "Lost", "Open"),
            "Value": lambda d: d.value,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
        },
    )
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    rows = [[n, *(round(c.quotas[n, 2025, m // 3 + 1] / 3, 2) for m in range(12)), sum(c.quotas[n, 2025, q] for q in (1, 2, 3, 4))] for n in SELLERS]
    book(
        at / "Quota 2025.xlsx",
        {"Quota": [["Sales quota 2025, USD"], [], ["Rep", *(f"{m}-25" for m in months), "FY25 total"], *rows, ["Total", *(round(sum(r[i] for r in rows), 2) for i in range(1, 14))]]},
    )  # type: ignore[misc]
    out = figures(c.deals)
    for n in SELLERS:
        for m in range(12):
            won = sum(d.value or 0 for d in c.deals if d.rep == n and d.status == "won" and d.closed and (d.closed.year, d.closed.month) == (2025, m + 1))
            out[n][f"attainment.2025-{m + 1:02d}"] = won / round(c.quotas[n, 2025, m // 3 + 1] / 3, 2)
    return out


@export
def targets_long_in_thousands(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "opps.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "owner_email": lambda d: mail(d.rep),
            "account": lambda d: d.account,
            "stage": lambda d: d.stage,
            "amount": lambda d: d.value,
            "created_date": lambda d: d.created,
            "close_date": lambda d: d.close_date,
        },
    )
    write(at / "targets.csv", ["Salesperson", "E-mail", "Quarter", "Target (k€)"], [[n, mail(n), f"Q{q} 2025", f"{v / 1000:.1f}"] for (n, _, q), v in c.quotas.items()])
    return attainment(c, figures(c.deals))


@export
def quota_halves_of_roster(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "opps.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "owner": lambda d: d.rep,
            "account": lambda d: d.account,
            "stage": lambda d: d.stage,
            "amount": lambda d: d.value,
            "created_date": lambda d: d.created,
            "close_date": lambda d: d.close_date,
        },
    )
    yearly = {n: sum(c.quotas[n, 2025, q] for q in (1, 2, 3, 4)) for n in SELLERS}
    write(
        at / "team.csv",
        ["Employee ID", "Name", "E-mail", "Reports To", "Start Date", "Region", "Annual Quota 2025"],
        [[f"E{i}", n, mail(n), c.managers[n], "2021-05-03", "EMEA", yearly[n]] for i, n in enumerate(SELLERS)],
    )
    return attainment(type(c)(c.deals, c.activities, {(n, 2025, 0): v for n, v in yearly.items()}, c.managers, c.rng), figures(c.deals), "year")


@export
def engagement_log(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "opps.csv",
        c.deals,
        {
            "Opp ID": lambda d: d.id,
            "Owner": lambda d: login(d.rep),
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Amount": lambda d: d.value,
            "Created": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
        },
    )
    words = {"call": ("Outbound call", "Phone"), "email": ("Email sent", "E-mail"), "meeting": ("Video conference", "On-site meeting")}
    write(
        at / "engagements.csv",
        ["Engagement ID", "Channel", "Logged by", "Logged at", "Opp ID", "Outcome", "Duration (min)"],
        [[a.id, words[a.type][int(a.id) % 2], login(a.rep), stamp(a.on, form="%Y-%m-%d %H:%M"), a.deal.id, "Completed", 15] for a in c.activities],
    )
    write(at / "people.csv", ["Login", "Full name", "Role", "Manager"], [[login(n), n, "Rep", c.managers[n]] for n in SELLERS])
    return figures(c.deals, c.activities)


@export
def separate_activity_files(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Company": lambda d: d.account,
            "Deal Stage": lambda d: d.stage,
            "Amount": lambda d: d.value,
            "Create Date": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
        },
    )
    for kind, name, head in (("call", "calls.csv", "Call date"), ("email", "emails.csv", "Sent on"), ("meeting", "meetings.csv", "Meeting start")):
        write(at / name, ["Record ID", "Title", "Owner", head, "Associated Deal ID"], [[a.id, a.subject, a.rep, stamp(a.on, form="%Y-%m-%d %H:%M"), a.deal.id] for a in c.activities if a.type == kind])
    return figures(c.deals, c.activities)


@export
def no_start_column(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "closed business.csv",
        c.deals,
        {
            "Opportunity": lambda d: d.name,
            "Opportunity Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Amount": lambda d: d.value,
            "Close Date": lambda d: d.close_date,
        },
    )
    return figures(without(c.deals, created=None))


@export
def history_holds_the_closing(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunity.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "owner_name": lambda d: d.rep,
            "account_name": lambda d: d.account,
            "amount": lambda d: d.value,
            "stage": lambda d: d.stage,
            "created_at": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"),
        },
    )
    rows = []
    for d in c.deals:
        rows.append([d.id, "", "Discovery", stamp(d.created, form="%Y-%m-%d %H:%M:%S")])
        if d.closed:
            rows.append([d.id, "Discovery", d.stage, stamp(d.closed, 16, "%Y-%m-%d %H:%M:%S")])
        elif d.stage != "Discovery":
            rows.append([d.id, "Discovery", d.stage, stamp(d.modified, 16, "%Y-%m-%d %H:%M:%S")])
    write(at / "opportunity_stage_history.csv", ["opportunity_id", "from_stage", "to_stage", "changed_at"], rows)


@export
def forecast_tool(c: Company, at: Path) -> None:
    deals_csv(
        at / "forecast_export.csv",
        c.deals,
        {
            "CRM ID": lambda d: d.id,
            "Opportunity": lambda d: d.name,
            "Account": lambda d: d.account,
            "User": lambda d: d.rep,
            "Forecast Category": said("Closed", "Omitted", "Pipeline", "Best Case", "Commit"),
            "CRM Stage": said("Closed Won", "Closed Lost", "S1", "S2", "S3", "S4"),
            "CRM Amount": lambda d: money(d.value),
            "Rep Forecast Amount": lambda d: money((d.value or 0) * 0.9),
            "CRM Close Date": lambda d: d.close_date,
            "CRM Created Date": lambda d: d.created,
            "CRM Score": odds,
        },
    )


@export
def won_and_lost_dates_only(c: Company, at: Path) -> None:
    deals_csv(
        at / "Projekte.csv",
        c.deals,
        {
            "Projekt": lambda d: d.name,
            "Kunde": lambda d: d.account,
            "Vertrieb": lambda d: d.rep,
            "Volumen": lambda d: money(d.value, "'", ".", before="CHF "),
            "Anfrage vom": lambda d: fmt(d.created, "%d.%m.%y"),
            "Auftrag am": lambda d: fmt(ended(d, "won"), "%d.%m.%y"),
            "Absage am": lambda d: fmt(ended(d, "lost"), "%d.%m.%y"),
        },
        delimiter=";",
    )
