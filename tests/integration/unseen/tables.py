"""Single tables with the naming habits of data sets and of lists kept by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.integration.unseen.company import DAY, Company, Deal, Figures, deals_csv, figures, fmt, money, serial, stamp, write

Export = Callable[[Company, Path], Figures | None]
TABLES: dict[str, Export] = {}


def export(f: Export) -> Export:
    TABLES[f.__name__] = f
    return f


def outcome(won: str, lost: str, open_: str) -> Callable[[Deal], str]:
    return lambda d: {"won": won, "lost": lost, "open": open_}[d.status]


@export
def sales_agent_opp_created(c: Company, at: Path) -> None:
    deals_csv(
        at / "pipeline.csv",
        c.deals,
        {
            "Opp #": lambda d: d.id,
            "Sales Agent": lambda d: d.rep,
            "Team Lead": lambda d: c.managers[d.rep],
            "Client": lambda d: d.account,
            "Opp. Created": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Won Date": lambda d: fmt(d.closed, "%m/%d/%Y") if d.status == "won" else "",
            "Lost Date": lambda d: fmt(d.closed, "%m/%d/%Y") if d.status == "lost" else "",
            "TCV": lambda d: money(d.value, before="$"),
        },
    )


@export
def assigned_to_closed_at(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities_export.csv",
        c.deals,
        {
            "uuid": lambda d: f"{int(d.id):08d}-aaaa-4bbb-8ccc-1234567890ab",
            "title": lambda d: d.name,
            "assigned_to": lambda d: d.rep,
            "organisation": lambda d: d.account,
            "outcome": outcome("WON", "LOST", ""),
            "created_at": lambda d: stamp(d.created, 14, "%Y-%m-%d %H:%M:%S+00"),
            "updated_at": lambda d: stamp(d.modified, 14, "%Y-%m-%d %H:%M:%S+00"),
            "closed_at": lambda d: stamp(d.closed, 14, "%Y-%m-%d %H:%M:%S+00"),
            "expected_close_at": lambda d: d.expected,
            "deal_value_usd": lambda d: d.value,
            "win_probability": lambda d: 0.5,
        },
    )


@export
def entry_date_result(c: Company, at: Path) -> None:
    deals_csv(
        at / "Sales Data.csv",
        c.deals,
        {
            "Entry Date": lambda d: fmt(d.created, "%d-%b-%Y"),
            "Salesperson": lambda d: d.rep,
            "Customer Name": lambda d: d.account,
            "Product": lambda d: d.product,
            "Result": outcome("Win", "Loss", "Pending"),
            "Decision Date": lambda d: fmt(d.closed, "%d-%b-%Y"),
            "Deal Value USD": lambda d: d.value,
        },
        encoding="utf-16",
        delimiter="\t",
    )


@export
def status_closed_stage_won(c: Company, at: Path) -> None:
    deals_csv(
        at / "crm.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Deal Owner Name": lambda d: d.rep,
            "Created By": lambda d: c.managers[d.rep],
            "Org": lambda d: d.account,
            "Status": outcome("Closed", "Closed", "Open"),
            "Pipeline Stage": lambda d: d.stage,
            "Date Opened": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
            "ACV": lambda d: d.value,
        },
    )


@export
def won_flag_and_numbered_stages(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals_dump.csv",
        c.deals,
        {
            "deal_id": lambda d: d.id,
            "owner": lambda d: d.rep,
            "customer": lambda d: d.account,
            "sales_stage": lambda d: {"won": 6, "lost": 7}.get(d.status, 1 + int(d.id) % 5),
            "won": outcome("1", "0", ""),
            "open_date": lambda d: d.created,
            "close_date": lambda d: d.closed,
            "amount": lambda d: d.value,
        },
    )


@export
def won_flag_zero_for_open(c: Company, at: Path) -> None:
    """`won` is 0 for open deals too; what is closed says the date alone."""
    deals_csv(
        at / "deals_flags.csv",
        c.deals,
        {
            "deal_id": lambda d: d.id,
            "owner": lambda d: d.rep,
            "customer": lambda d: d.account,
            "is_closed": lambda d: int(d.status != "open"),
            "is_won": outcome("1", "0", "0"),
            "created_date": lambda d: d.created,
            "close_date": lambda d: d.close_date,
            "amount": lambda d: d.value,
        },
    )


@export
def loss_reason_tells(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Rep": lambda d: d.rep,
            "Company": lambda d: d.account,
            "Status": outcome("Closed", "Closed", "Open"),
            "Loss Reason": lambda d: ("Price", "Timing", "Competitor")[int(d.id) % 3] if d.status == "lost" else "",
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: d.value,
        },
    )


@export
def probability_only(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "Opportunity": lambda d: d.name,
            "Opportunity ID": lambda d: d.id,
            "Sales Rep": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Probability": lambda d: {"won": "100%", "lost": "0%"}.get(d.status, "40%"),
            "Created Date": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
            "Amount": lambda d: d.value,
        },
    )


@export
def company_currency(c: Company, at: Path) -> None:
    """Two currencies, and a column in the company's own."""
    rate = lambda d: 1.1 if int(d.id) % 2 else 1.0  # noqa: E731
    deals_csv(
        at / "opps.csv",
        c.deals,
        {
            "Opportunity ID": lambda d: d.id,
            "Opportunity Owner": lambda d: d.rep,
            "Account Name": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Amount Currency": lambda d: "EUR" if int(d.id) % 2 else "USD",
            "Amount": lambda d: (d.value or 0) / rate(d),
            "Amount (converted) Currency": lambda d: "USD",
            "Amount (converted)": lambda d: d.value,
            "Created Date": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
        },
    )


@export
def amount_company_currency(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Deal Owner": lambda d: d.rep,
            "Company": lambda d: d.account,
            "Deal Stage": lambda d: d.stage,
            "Amount in Deal Currency": lambda d: (d.value or 0) * (0.9 if int(d.id) % 2 else 1),
            "Currency": lambda d: "EUR" if int(d.id) % 2 else "USD",
            "Amount (Company Currency)": lambda d: d.value,
            "Create Date": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
        },
    )


@export
def mrr_beside_total(c: Company, at: Path) -> None:
    deals_csv(
        at / "saas deals.csv",
        c.deals,
        {
            "Deal": lambda d: d.name,
            "AE": lambda d: d.rep,
            "SDR": lambda d: "Kim Sdr",
            "CSM": lambda d: "Lou Csm",
            "Customer": lambda d: d.account,
            "MRR": lambda d: (d.value or 0) / 24,
            "ARR": lambda d: (d.value or 0) / 2,
            "Contract Term (months)": lambda d: 24,
            "Total Contract Value": lambda d: d.value,
            "Stage": lambda d: {"won": "Closed - Won 🎉", "lost": "Closed - Lost"}.get(d.status, "Demo"),
            "Demo Date": lambda d: d.created,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Contract Start Date": lambda d: d.closed,
            "Renewal Date": lambda d: d.expected,
        },
    )


@export
def real_estate(c: Company, at: Path) -> None:
    deals_csv(
        at / "listings.csv",
        c.deals,
        {
            "MLS #": lambda d: f"ML{d.id}",
            "Agent": lambda d: d.rep,
            "Property Address": lambda d: f"{d.id} Oak St",
            "Client Name": lambda d: d.account,
            "Status": outcome("Sold", "Withdrawn", "Active"),
            "List Price": lambda d: (d.value or 0) * 1.1,
            "Sale Price": lambda d: d.value if d.status == "won" else None,
            "Date Listed": lambda d: d.created,
            "Sold Date": lambda d: d.closed if d.status == "won" else None,
        },
    )


@export
def insurance_quotes(c: Company, at: Path) -> None:
    deals_csv(
        at / "quotes.csv",
        c.deals,
        {
            "Quote ID": lambda d: f"Q-{d.id}",
            "Producer": lambda d: d.rep,
            "Insured": lambda d: d.account,
            "Line of Business": lambda d: d.product,
            "Quote Status": outcome("Bound", "Not Taken Up", "Quoted"),
            "Quote Date": lambda d: d.created,
            "Bound Date": lambda d: d.closed if d.status == "won" else None,
            "Annual Premium": lambda d: d.value,
        },
    )


@export
def quotations(c: Company, at: Path) -> None:
    deals_csv(
        at / "Quotation list.csv",
        c.deals,
        {
            "Quotation No": lambda d: f"SQ{d.id}",
            "Sales Person": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "Quotation Date": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Status": outcome("Accepted", "Rejected", "Sent"),
            "Closed Date": lambda d: fmt(d.closed, "%d/%m/%Y"),
            "Net Amount": lambda d: d.value,
            "VAT": lambda d: (d.value or 0) * 0.2,
            "Gross Amount": lambda d: (d.value or 0) * 1.2,
        },
    )


@export
def lead_funnel(c: Company, at: Path) -> None:
    deals_csv(
        at / "lead_tracker.csv",
        c.deals,
        {
            "Lead ID": lambda d: f"L{d.id}",
            "Lead Owner": lambda d: d.rep,
            "Company": lambda d: d.account,
            "Lead Source": lambda d: "Web",
            "Lead Created": lambda d: d.created,
            "Outcome": outcome("Sale made", "No sale", "In progress"),
            "Closed On": lambda d: d.closed,
            "Deal Size": lambda d: d.value,
        },
    )


@export
def us_and_european_dates(c: Company, at: Path) -> None:
    deals_csv(
        at / "mixed.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Status": lambda d: d.status,
            "Created": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Close Date": lambda d: fmt(d.close_date, "%d/%m/%Y"),
            "Amount": lambda d: d.value,
        },
    )


@export
def ambiguous_start_beside_european_close(c: Company, at: Path) -> None:
    """No start is after the 12th and months come first there; the sibling column is day first."""
    for d in c.deals:
        assert d.created is not None
        d.created = d.created.replace(day=1 + d.created.day % 12)
        if d.closed and d.closed < d.created:
            d.closed = d.created
    deals_csv(
        at / "mixed.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Status": lambda d: d.status,
            "Created": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Close Date": lambda d: fmt(d.close_date, "%d/%m/%Y"),
            "Amount": lambda d: d.value,
        },
    )


@export
def excel_serials_with_time(c: Company, at: Path) -> None:
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created Date": lambda d: serial(d.created) + ".4375",
            "Close Date": lambda d: serial(d.close_date),
            "Amount": lambda d: d.value,
        },
    )


@export
def european_numbers(c: Company, at: Path) -> None:
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created Date": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Close Date": lambda d: fmt(d.close_date, "%d.%m.%Y"),
            "Amount": lambda d: money(d.value, " ", ",", after=" €"),
        },
        delimiter=";",
        encoding="utf-8-sig",
    )


@export
def indian_lakhs(c: Company, at: Path) -> None:
    def lakhs(d: Deal) -> str:
        whole, cents = f"{d.value:.2f}".split(".")
        head, tail = whole[:-3], whole[-3:]
        groups = []
        while head:
            groups.insert(0, head[-2:])
            head = head[:-2]
        return "₹ " + ",".join([*groups, tail]) + "." + cents

    for d in c.deals:
        d.value = round((d.value or 0) * 37, 2)
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Executive": lambda d: d.rep,
            "Party Name": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Enquiry Date": lambda d: fmt(d.created, "%d-%m-%Y"),
            "Closure Date": lambda d: fmt(d.close_date, "%d-%m-%Y"),
            "Order Value": lakhs,
        },
    )


@export
def thousands_as_k(c: Company, at: Path) -> None:
    for d in c.deals:
        d.value = round((d.value or 0) / 1000, 1) * 1000
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: f"${(d.value or 0) / 1000:.1f}k",
        },
    )


@export
def credit_notes(c: Company, at: Path) -> None:
    for d in c.deals[::9]:
        d.value = -(d.value or 0)
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: f"({abs(d.value or 0):,.2f})" if (d.value or 0) < 0 else f"{d.value:,.2f}",
        },
    )


@export
def blank_owners_and_totals(c: Company, at: Path) -> Figures:
    header = ["Deal ID", "Owner", "Account", "Stage", "Created", "Closed", "Amount"]
    rows: list[list[object]] = []
    kept = []
    for i, d in enumerate(c.deals):
        owner = "" if i % 15 == 4 else d.rep
        if owner:
            kept.append(d)
        rows.append([d.id, owner, d.account, d.stage, d.created, d.closed, d.value])
        if i % 30 == 29:
            rows += [[], header]
    rows.append(["Total", "", "", "", "", "", f"{sum(d.value or 0 for d in c.deals):.2f}"])
    write(at / "export.csv", header, rows)
    return figures(kept)


@export
def owner_email_only(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "rep_email": lambda d: f"rep{c.reps.index(d.rep)}@example.test",
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed,
            "Amount": lambda d: d.value,
        },
    )
    return figures([replace(d, rep=f"rep{c.reps.index(d.rep)}@example.test") for d in c.deals])


@export
def lead_and_opportunity_created(c: Company, at: Path) -> None:
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Opportunity ID": lambda d: d.id,
            "Lead Created Date": lambda d: d.created - 300 * DAY if d.created else None,
            "Account Created Date": lambda d: "2019-05-05",
            "Opportunity Created Date": lambda d: d.created,
            "Opportunity Close Date": lambda d: d.close_date,
            "Previous Stage": lambda d: "Closed Won" if int(d.id) % 5 == 0 else "Proposal",
            "Stage": lambda d: d.stage,
            "Forecast Category": lambda d: "Commit",
            "Account Owner": lambda d: "Gail Thornton",
            "Opportunity Owner": lambda d: d.rep,
            "Account Name": lambda d: d.account,
            "Parent Account": lambda d: "Holding",
            "Discount Amount": lambda d: 5.0,
            "Opportunity Amount": lambda d: d.value,
            "Annual Revenue": lambda d: 1000000,
        },
    )


@export
def messy_text(c: Company, at: Path) -> None:
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Notes": lambda d: 'He said: "no",\nthen; yes\n\n- done',
            "Deal ID": lambda d: f" {d.id} ",
            "Owner": lambda d: f"  {d.rep.upper() if int(d.id) % 7 == 0 else d.rep} ",
            "Account": lambda d: (d.account or "").upper() if int(d.id) % 4 == 0 else d.account,
            "Stage": lambda d: f"  {d.stage.lower()}",
            "Created": lambda d: d.created,
            "Closed": lambda d: d.closed or "N/A",
            "Amount": lambda d: d.value if d.status != "lost" else "-",
        },
    )


@export
def close_date_without_closing(c: Company, at: Path) -> None:
    """Both dates, both filled for every deal; offsets that cross midnight."""
    deals_csv(
        at / "export.csv",
        c.deals,
        {
            "Id": lambda d: d.id,
            "OwnerName": lambda d: d.rep,
            "AccountName": lambda d: d.account,
            "StageName": lambda d: d.stage,
            "CreatedDate": lambda d: f"{d.created}T23:40:00-08:00",
            "CloseDate": lambda d: f"{d.close_date}T00:10:00+09:00",
            "Amount": lambda d: d.value,
        },
    )


@export
def win_loss_study(c: Company, at: Path) -> None:
    deals_csv(
        at / "WA_Sales-Win-Loss.csv",
        c.deals,
        {
            "Opportunity Number": lambda d: d.id,
            "Supplies Subgroup": lambda d: "Exterior Accessories",
            "Sales Rep": lambda d: d.rep,
            "Client": lambda d: d.account,
            "Region": lambda d: "Northwest",
            "Route To Market": lambda d: "Fields Sales",
            "Elapsed Days In Sales Stage": lambda d: 76,
            "Opportunity Result": outcome("Won", "Loss", "Open"),
            "Sales Stage Change Count": lambda d: 13,
            "Total Days Identified Through Closing": lambda d: (d.closed - d.created).days if d.closed and d.created else "",
            "Opportunity Amount USD": lambda d: d.value,
            "Client Size By Revenue": lambda d: 1,
            "Revenue From Client Past Two Years": lambda d: 0,
            "Date Identified": lambda d: d.created,
            "Date Closed": lambda d: d.closed,
            "Deal Size Category": lambda d: 3,
        },
    )


@export
def german_list(c: Company, at: Path) -> None:
    deals_csv(
        at / "Vertriebschancen.csv",
        c.deals,
        {
            "Chancen-Nr.": lambda d: d.id,
            "Vertriebler": lambda d: d.rep.replace("ı", "i"),
            "Kunde": lambda d: d.account,
            "Status": outcome("Auftrag", "Absage", "Angebot läuft"),
            "Anfragedatum": lambda d: fmt(d.created, "%d.%m.%y"),
            "Entscheidung am": lambda d: fmt(d.closed, "%d.%m.%y"),
            "Auftragswert netto": lambda d: money(d.value, ".", ","),
        },
        delimiter=";",
        encoding="cp1252",
    )
    for d in c.deals:
        d.rep = d.rep.replace("ı", "i")


@export
def two_names_for_owner(c: Company, at: Path) -> None:
    deals_csv(
        at / "crm_opportunities.csv",
        c.deals,
        {
            "opportunity_id": lambda d: d.id,
            "owner_first_name": lambda d: d.rep.split()[0],
            "owner_last_name": lambda d: d.rep.split()[1],
            "account_name": lambda d: d.account,
            "stage": lambda d: f"{({'won': 6, 'lost': 7}).get(d.status, 3)}. {d.stage}",
            "opened": lambda d: d.created,
            "closed": lambda d: d.closed,
            "total_amount": lambda d: d.value,
        },
    )


@export
def shared_ownership(c: Company, at: Path) -> None:
    """A second owner column of a supporting role, and a manager."""
    deals_csv(
        at / "q.csv",
        c.deals,
        {
            "Opportunity": lambda d: d.name,
            "Secondary Owner": lambda d: c.reps[int(d.id) % 6],
            "Primary Owner": lambda d: d.rep,
            "Sales Manager": lambda d: c.managers[d.rep],
            "Sales Engineer": lambda d: c.reps[(int(d.id) + 3) % 6],
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Create Date": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
            "Amount": lambda d: d.value,
        },
    )
