"""Lists as trades keep them, each in its own words, and files as people hand them on: fourth look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.integration.unseen.company import Cells, Company, Deal, Figures, attainment, book, deals_csv, figures, fmt, grid, money, serial, stamp, write
from tests.integration.unseen.market import LEADERS, SELLERS, STEPS, Export, ended, last_first, login, loss, mail, odds, pick, said, without

TRADES: dict[str, Export] = {}


def export(f: Export) -> Export:
    TRADES[f.__name__] = f
    return f


@export
def solar(c: Company, at: Path) -> None:
    deals_csv(
        at / "solar projects.csv",
        c.deals,
        {
            "Project #": lambda d: d.id,
            "Homeowner": lambda d: d.account,
            "Closer": lambda d: d.rep,
            "Setter": pick(("Nils Berg", "Uma Das")),
            "Appt Date": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Disposition": said("Sold", "No Sale", "Pending", "Rescheduled"),
            "Contract Price": lambda d: money(d.value, before="$"),
            "Decision Date": lambda d: fmt(d.closed, "%m/%d/%Y"),
            "System Size (kW)": lambda d: 4 + int(d.id) % 9,
        },
    )


@export
def car_dealer(c: Company, at: Path) -> None:
    deals_csv(
        at / "desk log.csv",
        c.deals,
        {
            "Deal #": lambda d: d.id,
            "Salesperson 1": lambda d: d.rep,
            "Salesperson 2": lambda d: "",
            "Sales Manager": lambda d: c.managers[d.rep],
            "Buyer": lambda d: d.account,
            "Stock #": lambda d: f"S{int(d.id) % 900}",
            "Opportunity Date": lambda d: fmt(d.created, "%m/%d/%y"),
            "Status": said("Delivered", "Lost", "Working", "Active"),
            "Front Gross": lambda d: money(900.0),
            "Sale Price": lambda d: money(d.value),
            "Date Sold/Lost": lambda d: fmt(d.closed, "%m/%d/%y"),
        },
    )


@export
def agency_pitches(c: Company, at: Path) -> None:
    rows = grid(
        c.deals,
        {
            "Brand": lambda d: d.account,
            "Pitch": lambda d: d.name,
            "New biz lead": lambda d: d.rep,
            "Brief received": lambda d: d.created,
            "Fee (£)": lambda d: d.value,
            "Result": said("Won 🎉", "Lost", "Pitching", "Shortlisted"),
            "Result date": lambda d: d.closed,
            "Feedback": loss,
        },
    )
    book(at / "New business tracker.xlsx", {"Pitches": rows, "Contacts": [["Name", "Brand", "Phone"], ["Kim Park", "Acme", "+44"]]})


@export
def staffing(c: Company, at: Path) -> None:
    deals_csv(
        at / "job_orders.csv",
        c.deals,
        {
            "JobOrderID": lambda d: d.id,
            "Client Corporation": lambda d: d.account,
            "Owner": lambda d: last_first(d.rep),
            "Date Added": lambda d: stamp(d.created, 9, "%m/%d/%Y %I:%M %p"),
            "Status": said("Placed", "Lost", "Accepting Candidates", "On Hold"),
            "Fee": lambda d: money(d.value, before="$"),
            "Date Closed": lambda d: stamp(d.closed, 9, "%m/%d/%Y %I:%M %p"),
            "Employment Type": lambda d: "Direct Hire",
        },
    )


@export
def telecom(c: Company, at: Path) -> None:
    deals_csv(
        at / "funnel.csv",
        c.deals,
        {
            "OPTY_ID": lambda d: d.id,
            "ACCT_MGR": lambda d: d.rep,
            "CUST_NM": lambda d: d.account,
            "OPTY_STG_CD": said("W", "L", "P", "Q"),
            "TCV": lambda d: d.value,
            "MRC": lambda d: round((d.value or 0) / 36, 2),
            "NRC": lambda d: 100.0,
            "TERM": lambda d: 36,
            "OPTY_CRT_DT": lambda d: fmt(d.created, "%Y%m%d"),
            "OPTY_CLS_DT": lambda d: fmt(d.closed, "%Y%m%d"),
        },
        delimiter="|",
    )


@export
def medical_devices(c: Company, at: Path) -> None:
    deals_csv(
        at / "capital pipeline.csv",
        c.deals,
        {
            "IDN / Hospital": lambda d: d.account,
            "Territory Manager": lambda d: d.rep,
            "RSD": lambda d: c.managers[d.rep],
            "Capital Equipment": lambda d: d.product,
            "Stage": said("6. PO Received", "X. Closed Lost", "1. Identified", "2. Clinical Eval", "3. VAC", "4. Contract"),
            "Value (USD)": lambda d: money(d.value),
            "Date Identified": lambda d: fmt(d.created, "%d-%b-%y"),
            "Close Date": lambda d: fmt(d.close_date, "%d-%b-%y"),
            "Competitor": pick(("A", "B")),
        },
    )


@export
def media_sales(c: Company, at: Path) -> None:
    deals_csv(
        at / "IO tracker.csv",
        c.deals,
        {
            "Advertiser": lambda d: d.account,
            "Agency": pick(("Northlight", "Pixel & Co")),
            "Seller": lambda d: d.rep,
            "Campaign": lambda d: d.name,
            "Proposal Sent": lambda d: fmt(d.created, "%Y-%m-%d"),
            "Net Revenue": lambda d: money(d.value, before="$"),
            "Pipeline Status": said("Closed/Won", "Closed/Lost", "10%", "50%", "75%", "90%"),
            "IO Signed / Lost On": lambda d: fmt(d.closed, "%Y-%m-%d"),
        },
    )


@export
def law_matters(c: Company, at: Path) -> None:
    deals_csv(
        at / "pursuits.csv",
        c.deals,
        {
            "Pursuit No": lambda d: d.id,
            "Client": lambda d: d.account,
            "Lead Partner": lambda d: d.rep,
            "Practice": pick(("Tax", "M&A")),
            "Opened": lambda d: fmt(d.created, "%d %B %Y"),
            "Outcome": said("Instructed", "Not instructed", "Live"),
            "Outcome date": lambda d: fmt(d.closed, "%d %B %Y"),
            "Fee estimate": lambda d: money(d.value, before="£"),
        },
    )


@export
def hotel_groups(c: Company, at: Path) -> None:
    deals_csv(
        at / "bookings.csv",
        c.deals,
        {
            "Booking ID": lambda d: d.id,
            "Account": lambda d: d.account,
            "Booking Owner": lambda d: d.rep,
            "Booking Status": said("Definite", "Lost", "Tentative", "Prospect"),
            "Created": lambda d: fmt(d.created, "%m/%d/%Y"),
            "Arrival": lambda d: "12/01/2027",
            "Definite/Lost Date": lambda d: fmt(d.closed, "%m/%d/%Y"),
            "Total Revenue": lambda d: money(d.value),
            "Room Nights": lambda d: int(d.id) % 300,
        },
    )


@export
def university(c: Company, at: Path) -> None:
    deals_csv(
        at / "partnerships.csv",
        c.deals,
        {
            "Organisation": lambda d: d.account,
            "Partnership": lambda d: d.name,
            "Relationship manager": lambda d: d.rep,
            "Date of first approach": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Contract value": lambda d: money(d.value, before="£"),
            "Stage": said("Agreement signed", "Declined by partner", "Scoping", "Proposal", "Due diligence"),
            "Date concluded": lambda d: fmt(d.closed, "%d/%m/%Y"),
        },
    )


@export
def bank_corporate(c: Company, at: Path) -> None:
    deals_csv(
        at / "pipeline_corporate.csv",
        c.deals,
        {
            "Deal Ref": lambda d: d.id,
            "Borrower": lambda d: d.account,
            "Relationship Manager": lambda d: d.rep,
            "Facility Amount": lambda d: money(d.value),
            "Ccy": lambda d: "EUR",
            "Deal Status": said("Closed - Won", "Closed - Lost", "Mandated", "Term sheet"),
            "Origination Date": lambda d: d.created,
            "Closing Date": lambda d: d.close_date,
            "Prob.": lambda d: f"{odds(d)}%",
        },
    )


@export
def subscriptions_new_and_renewal(c: Company, at: Path) -> None:
    deals_csv(
        at / "bookings.tsv",
        c.deals,
        {
            "opportunity_id": lambda d: d.id,
            "ae": lambda d: d.rep,
            "ae_manager": lambda d: c.managers[d.rep],
            "customer": lambda d: d.account,
            "opp_type": pick(("new", "expansion")),
            "opp_stage": said("closed_won", "closed_lost", "s1_discovery", "s2_validation", "s3_proposal", "s4_contract"),
            "new_acv": lambda d: d.value,
            "tcv": lambda d: (d.value or 0) * 3,
            "opp_created": lambda d: d.created,
            "opp_closed": lambda d: d.closed,
            "opp_expected_close": lambda d: d.expected,
        },
        delimiter="\t",
    )


@export
def notion_database(c: Company, at: Path) -> None:
    deals_csv(
        at / "Deals 3f2a9c.csv",
        c.deals,
        {
            "Deal name": lambda d: d.name,
            "Account Owner": lambda d: d.rep,
            "Company": lambda d: f"{d.account} (https://www.notion.so/{firm(d)})",
            "Deal value": lambda d: money(d.value, before="$"),
            "Stage": said("Won", "Lost", "Lead", "Qualified", "Proposal", "Negotiation"),
            "Created time": lambda d: stamp(d.created, 9, "%B %-d, %Y %-I:%M %p"),
            "Close date": lambda d: fmt(d.close_date, "%B %-d, %Y"),
            "Priority": pick(("High", "Low")),
        },
        encoding="utf-8-sig",
    )


def firm(d: Deal) -> str:
    return f"{sum(map(ord, d.account or '')):x}"


@export
def clickhouse_dump(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals_raw.tsv",
        c.deals,
        {
            "uid": lambda d: d.id,
            "ts_created": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"),
            "ts_closed": lambda d: stamp(d.closed, form="%Y-%m-%d %H:%M:%S") or "\\N",
            "seller": lambda d: mail(d.rep),
            "buyer": lambda d: d.account,
            "gmv": lambda d: d.value,
            "state": said("closed_won", "closed_lost", "open"),
        },
        delimiter="\t",
    )
    write(at / "sellers.tsv", ["email", "fullname", "team", "boss"], [[mail(n), n, "EMEA", c.managers[n]] for n in SELLERS], delimiter="\t")


@export
def semicolon_quotes_and_blank_rows(c: Company, at: Path) -> None:
    rows: Cells = [[d.id, d.rep, d.account, said("Vinta", "Persa", "Aperta")(d), money(d.value, ".", ","), fmt(d.created, "%d-%m-%Y"), fmt(d.closed, "%d-%m-%Y"), ""] for d in c.deals]
    mixed = [r for k, row in enumerate(rows) for r in ([[""] * 8, row] if k % 25 == 24 else [row])]
    write(at / "offerte commerciali.csv", ["N. offerta", "Commerciale", "Cliente", "Stato", "Totale imponibile", "Data offerta", "Data esito", ""], mixed, delimiter=";")


@export
def two_sheets_reps_and_log(c: Company, at: Path) -> Figures:
    deals = grid(
        c.deals,
        {
            "Code": lambda d: int(d.id),
            "Rep code": lambda d: f"SR-{SELLERS.index(d.rep) + 1:02d}",
            "Client": lambda d: d.account,
            "Opened on": lambda d: d.created,
            "Closed on": lambda d: d.closed,
            "Result": said("Won", "Lost", "Open"),
            "Worth": lambda d: d.value,
        },
    )
    reps = [["Rep code", "Rep", "Line manager", "Started"], *[[f"SR-{i + 1:02d}", n, c.managers[n], "2019-01-07"] for i, n in enumerate(SELLERS)]]
    log = [
        ["Date", "Rep code", "What", "Client", "Notes"],
        *[[a.on, f"SR-{SELLERS.index(a.rep) + 1:02d}", {"call": "Phone", "email": "Mail", "meeting": "Visit"}[a.type], a.deal.account, a.subject] for a in c.activities],
    ]
    book(at / "Sales book.xlsx", {"Reps": reps, "Deals": deals, "Log": log})
    return figures(c.deals, c.activities)


@export
def quota_by_half_year(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "deal": lambda d: d.name,
            "rep": lambda d: d.rep,
            "client": lambda d: d.account,
            "stage": lambda d: d.stage,
            "amount": lambda d: d.value,
            "created": lambda d: d.created,
            "closed": lambda d: d.close_date,
        },
    )
    write(at / "targets.csv", ["Rep", "Q1 2025 Target", "Q2 2025 Target", "Q3 2025 Target", "Q4 2025 Target"], [[n, *(money(c.quotas[n, 2025, q], before="$") for q in (1, 2, 3, 4))] for n in SELLERS])
    return attainment(c, figures(c.deals))


@export
def german_targets_and_visits(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "Verkaufschancen.csv",
        c.deals,
        {
            "Chance": lambda d: d.name,
            "Mitarbeiter": lambda d: d.rep,
            "Kunde": lambda d: d.account,
            "Status": said("Gewonnen", "Verloren", "Offen"),
            "Umsatz": lambda d: money(d.value, ".", ","),
            "Erfasst": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Abschluss": lambda d: fmt(d.closed, "%d.%m.%Y"),
        },
        delimiter=";",
    )
    write(
        at / "Besuchsberichte.csv",
        ["Besuch-Nr.", "Mitarbeiter", "Kunde", "Datum", "Art", "Betreff"],
        [[a.id, a.rep, a.deal.account, fmt(a.on, "%d.%m.%Y"), {"call": "Telefonat", "email": "E-Mail", "meeting": "Besuch"}[a.type], a.subject] for a in c.activities],
        delimiter=";",
    )
    write(
        at / "Ziele 2025.csv",
        ["Mitarbeiter", "1. Quartal", "2. Quartal", "3. Quartal", "4. Quartal"],
        [[n, *(money(c.quotas[n, 2025, q], ".", ",") for q in (1, 2, 3, 4))] for n in SELLERS],
        delimiter=";",
    )
    return attainment(c, figures(c.deals, c.activities))


@export
def french_objectives(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "opportunites.csv",
        c.deals,
        {
            "Opportunité": lambda d: d.name,
            "Commercial": lambda d: d.rep,
            "Société": lambda d: d.account,
            "Statut": said("Gagnée", "Perdue", "En cours"),
            "Montant HT (€)": lambda d: money(d.value, " ", ","),
            "Date création": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Date de clôture": lambda d: fmt(d.closed, "%d/%m/%Y"),
        },
        delimiter=";",
        encoding="utf-8-sig",
    )
    write(
        at / "objectifs.csv",
        ["Commercial", "Année", "Trimestre", "Objectif CA (€)"],
        [[n, 2025, f"T{q}", money(v, " ", ",")] for (n, _, q), v in c.quotas.items()],
        delimiter=";",
        encoding="utf-8-sig",
    )
    return attainment(c, figures(c.deals))


@export
def board_of_cards(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "board export.csv",
        c.deals,
        {
            "Card ID": lambda d: d.id,
            "Card Name": lambda d: d.name,
            "List": said("Won", "Lost", "Leads", "Meeting set", "Offer out", "Verbal"),
            "Members": lambda d: d.rep,
            "Labels": pick(("hot", "cold")),
            "Custom field: Value": lambda d: d.value,
            "Custom field: Customer": lambda d: d.account,
            "Created": lambda d: stamp(d.created),
            "Due Date": lambda d: stamp(d.close_date),
        },
    )
    return {r: {k: v for k, v in f.items() if "days" not in k} for r, f in figures(c.deals).items()}


@export
def issue_tracker(c: Company, at: Path) -> None:
    deals_csv(
        at / "Sales Jira.csv",
        c.deals,
        {
            "Issue key": lambda d: f"SALE-{d.id}",
            "Issue Type": lambda d: "Deal",
            "Summary": lambda d: d.name,
            "Assignee": lambda d: d.rep,
            "Reporter": lambda d: LEADERS[0],
            "Status": said("Won", "Lost", "To Do", "In Progress"),
            "Resolution": said("Won", "Lost", ""),
            "Created": lambda d: stamp(d.created, 14, "%d/%b/%y %-I:%M %p"),
            "Resolved": lambda d: stamp(d.closed, 14, "%d/%b/%y %-I:%M %p"),
            "Custom field (Customer)": lambda d: d.account,
            "Custom field (Deal Value)": lambda d: d.value,
        },
    )


@export
def power_query(c: Company, at: Path) -> None:
    deals_csv(
        at / "Query1.csv",
        c.deals,
        {
            "Opportunities[Opportunity ID]": lambda d: d.id,
            "Opportunities[Owner]": lambda d: d.rep,
            "Opportunities[Account]": lambda d: d.account,
            "Opportunities[Stage]": lambda d: d.stage,
            "Opportunities[Created Date]": lambda d: stamp(d.created, 0, "%-m/%-d/%Y 12:00:00 AM"),
            "Opportunities[Close Date]": lambda d: stamp(d.close_date, 0, "%-m/%-d/%Y 12:00:00 AM"),
            "[Sum of Amount]": lambda d: d.value,
        },
    )


@export
def tableau_extract(c: Company, at: Path) -> None:
    deals_csv(
        at / "crosstab.csv",
        c.deals,
        {
            "Opportunity Id (Opportunity)": lambda d: d.id,
            "Name (Account)": lambda d: d.account,
            "Name (Owner)": lambda d: d.rep,
            "Stage (Opportunity)": lambda d: d.stage,
            "Day of Created Date": lambda d: fmt(d.created, "%-d %B %Y"),
            "Day of Close Date": lambda d: fmt(d.close_date, "%-d %B %Y"),
            "Amount": lambda d: money(d.value, before="$"),
        },
        delimiter="\t",
        encoding="utf-16",
    )


@export
def bookkeeping_estimates(c: Company, at: Path) -> None:
    deals_csv(
        at / "Estimates.csv",
        c.deals,
        {
            "Estimate Date": lambda d: fmt(d.created, "%Y-%m-%d"),
            "Estimate Number": lambda d: f"EST-{d.id}",
            "Estimate Status": said("Accepted", "Declined", "Sent", "Draft"),
            "Customer Name": lambda d: d.account,
            "Sales person": lambda d: d.rep,
            "Currency Code": lambda d: "USD",
            "SubTotal": lambda d: d.value,
            "Total": lambda d: round((d.value or 0) * 1.08, 2),
            "Accepted Date": lambda d: ended(d, "won"),
            "Declined Date": lambda d: ended(d, "lost"),
        },
    )


@export
def spreadsheet_serials(c: Company, at: Path) -> None:
    deals_csv(
        at / "opps_values.csv",
        c.deals,
        {
            "OppRef": lambda d: d.id,
            "Rep Name": lambda d: d.rep,
            "Acct": lambda d: d.account,
            "Opp Stage": lambda d: d.stage,
            "Amt USD": lambda d: d.value,
            "Created (serial)": lambda d: serial(d.created),
            "Closed (serial)": lambda d: serial(d.closed),
        },
    )


@export
def lowercase_logins_without_directory(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "deal_ref": lambda d: d.id,
            "assigned": lambda d: login(d.rep),
            "org": lambda d: d.account,
            "outcome": said("WON", "LOST", "OPEN"),
            "deal_size": lambda d: d.value,
            "entered": lambda d: d.created,
            "finalised": lambda d: d.closed,
        },
    )
    return figures([replace(d, rep=login(d.rep)) for d in c.deals])


@export
def thousands_in_cells(c: Company, at: Path) -> Figures:
    deals = [replace(d, value=float(round(d.value or 0, -2))) for d in c.deals]
    deals_csv(
        at / "forecast sheet.csv",
        deals,
        {
            "Rep": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "Deal": lambda d: d.name,
            "$K": lambda d: f"{(d.value or 0) / 1000:.1f}",
            "Stage": said("Won", "Lost", "Upside", "Commit"),
            "Entered": lambda d: fmt(d.created, "%d-%b-%Y"),
            "Close": lambda d: fmt(d.close_date, "%d-%b-%Y"),
        },
    )
    return figures(deals)


@export
def stages_in_capitals_with_codes(c: Company, at: Path) -> None:
    deals_csv(
        at / "ZSD_OPPTY.csv",
        c.deals,
        {
            "Opportunity": lambda d: f"000{d.id}",
            "Description": lambda d: d.name,
            "Sold-To Party": lambda d: d.account,
            "Employee Responsible": lambda d: d.rep,
            "Start Date": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Closing Date": lambda d: fmt(d.close_date, "%d.%m.%Y"),
            "User Status": said("E0004 Won", "E0005 Lost", "E0001 Open", "E0002 In process"),
            "Expected Sales Volume": lambda d: money(d.value, ".", ","),
            "Crcy": lambda d: "EUR",
        },
        delimiter=";",
    )


@export
def renewed_every_month(c: Company, at: Path) -> None:
    half = [d for d in c.deals if d.closed and d.closed.year < 2026]
    columns = {"Opp ID": lambda d: d.id, "Owner": lambda d: d.rep, "Account": lambda d: d.account, "Status": said("Won", "Lost", "Open"), "Amount": lambda d: d.value, "Created": lambda d: d.created, "Closed": lambda d: d.closed}  # fmt: skip
    deals_csv(at / "export 2025-12.csv", half, columns)
    deals_csv(at / "export 2026-11.csv", c.deals, columns)


@export
def spanish_board(c: Company, at: Path) -> None:
    deals_csv(
        at / "seguimiento.csv",
        c.deals,
        {
            "Nº": lambda d: d.id,
            "Asesor": lambda d: d.rep,
            "Cliente": lambda d: d.account,
            "Propuesta": lambda d: d.name,
            "Importe sin IVA": lambda d: money(d.value, ".", ",", after=" €"),
            "Importe con IVA": lambda d: money((d.value or 0) * 1.21, ".", ",", after=" €"),
            "Situación": said("Aceptada", "Rechazada", "Pendiente", "Enviada"),
            "Fecha propuesta": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Fecha respuesta": lambda d: fmt(d.closed, "%d/%m/%Y"),
        },
        delimiter=";",
        encoding="utf-8-sig",
    )


@export
def portuguese_funnel(c: Company, at: Path) -> None:
    deals_csv(
        at / "funil.csv",
        c.deals,
        {
            "Negócio": lambda d: d.name,
            "Vendedor responsável": lambda d: d.rep,
            "Cliente": lambda d: d.account,
            "Valor estimado (R$)": lambda d: money(d.value, ".", ","),
            "Situação": said("Fechado", "Perdido", "Em aberto"),
            "Aberto em": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Encerrado em": lambda d: fmt(d.closed, "%d/%m/%Y"),
        },
        delimiter=";",
        encoding="utf-8-sig",
    )


@export
def dutch_offers(c: Company, at: Path) -> None:
    deals_csv(
        at / "offertes.csv",
        c.deals,
        {
            "Offertenummer": lambda d: d.id,
            "Relatie": lambda d: d.account,
            "Accountmanager": lambda d: d.rep,
            "Offertedatum": lambda d: fmt(d.created, "%d-%m-%Y"),
            "Totaal excl. BTW": lambda d: money(d.value, ".", ",", before="€ "),
            "Totaal incl. BTW": lambda d: money((d.value or 0) * 1.21, ".", ",", before="€ "),
            "Status": said("Akkoord", "Afgewezen", "Verzonden", "Concept"),
            "Datum akkoord/afgewezen": lambda d: fmt(d.closed, "%d-%m-%Y"),
        },
        delimiter=";",
    )


@export
def percent_stages(c: Company, at: Path) -> None:
    deals_csv(
        at / "pipe.csv",
        c.deals,
        {
            "Opp": lambda d: d.name,
            "Sales Rep": lambda d: d.rep,
            "Acct Name": lambda d: d.account,
            "Stage %": said("100%", "0%", "10%", "25%", "50%", "75%"),
            "Value": lambda d: d.value,
            "Date In": lambda d: d.created,
            "Date Out": lambda d: d.closed,
        },
    )


@export
def steps_as_columns(c: Company, at: Path) -> None:
    """Each step has a column with the day it was reached."""

    def reached(step: int) -> object:
        return lambda d: fmt(d.created, "%Y-%m-%d") if step == 0 else (d.modified if d.status == "open" and STEPS.index(d.stage) >= step else "")

    deals_csv(
        at / "stage dates.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Owner": lambda d: d.rep,
            "Company": lambda d: d.account,
            "Amount": lambda d: d.value,
            "Create date": lambda d: d.created,
            'Date entered "Discovery"': reached(0),
            'Date entered "Proposal"': reached(2),
            'Date entered "Closed won"': lambda d: ended(d, "won"),
            'Date entered "Closed lost"': lambda d: ended(d, "lost"),
        },
    )  # type: ignore[dict-item]


@export
def wins_only(c: Company, at: Path) -> Figures:
    won = [d for d in c.deals if d.status == "won"]
    deals_csv(
        at / "closed won 2024-2026.csv",
        won,
        {
            "Opportunity Name": lambda d: d.name,
            "Account Name": lambda d: d.account,
            "Opportunity Owner": lambda d: d.rep,
            "Amount": lambda d: money(d.value, before="$"),
            "Close Date": lambda d: fmt(d.closed, "%m/%d/%Y"),
        },
    )
    return figures(without(won, created=None))
