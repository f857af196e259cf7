"""Exports put together at random from what columns are called and how cells are written: combinations nobody thought of one by one."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.integration.unseen.company import Column, Company, Deal, Figures, deals_csv, figures, fmt, grid, money, serial, stamp, write
from tests.integration.unseen.company import book as write_book
from tests.integration.unseen.market import LEADERS, SELLERS, key, last_first, login, loss, mail, odds, pick, said, without

OWNER = ["Owner", "Deal Owner", "Opp Owner", "Sales Rep", "Rep", "AE", "Account Exec", "Salesperson", "Assigned Rep", "Owner Name", "Sales Lead", "owner_full_name", "SalesRepName", "Opportunity: Owner", "Seller Name", "Deal owner (name)", "SALES_REP", "Closer", "Responsible", "Rep Responsible"]  # fmt: skip
FIRM = [
    "Account",
    "Account Name",
    "Company",
    "Customer",
    "Client",
    "Organization",
    "company_name",
    "CustomerName",
    "Prospect",
    "Buyer",
    "Account: Name",
    "Company / Account",
    "CUSTOMER_NAME",
    "Client Company",
    "Organisation Name",
]
NAME = ["Deal", "Deal Name", "Opportunity", "Opportunity Name", "Title", "Opp", "Name", "Description", "deal_title", "Subject", "Opp Name"]
ID = ["ID", "Deal ID", "Opp ID", "Opportunity ID", "Record ID", "#", "No.", "Ref", "deal_id", "OpportunityNumber", "Opp #", "CRM ID"]
CREATED = [
    "Created",
    "Created Date",
    "Create Date",
    "Date Created",
    "Created On",
    "created_at",
    "Date Opened",
    "Open Date",
    "Opened",
    "Entry Date",
    "CreateDt",
    "Date Added",
    "Creation Date",
    "Date Entered",
    "Deal Created",
    "CREATED_DATE",
    "Start Date",
]
CLOSED = ["Closed", "Close Date", "Closed Date", "Date Closed", "Closed On", "closed_at", "Actual Close Date", "Closing Date", "Deal Closed", "Closure Date", "CLOSE_DATE", "Closed At", "Actual Close"]
VALUE = [
    "Amount",
    "Value",
    "Deal Value",
    "Deal Size",
    "Deal Amount",
    "Amount (USD)",
    "Total Value",
    "Contract Value",
    "Revenue",
    "ACV",
    "TCV",
    "amount_usd",
    "OppAmount",
    "Opportunity Value",
    "Price",
    "Total Contract Value",
    "$ Amount",
    "Booking Amount",
    "AMOUNT",
]
STATUS = ["Status", "Deal Status", "Outcome", "Result", "Stage", "Deal Stage", "Sales Stage", "Opp Stage", "Current Stage", "State", "Opportunity Status", "STAGE_NAME", "Won/Lost", "Pipeline Stage"]
WORDS: list[tuple[str, ...]] = [
    ("Won", "Lost", "Open"),
    ("Closed Won", "Closed Lost", "Prospecting", "Qualification", "Proposal", "Negotiation"),
    ("closedwon", "closedlost", "appointmentscheduled", "contractsent"),
    ("WON", "LOST", "IN_PROGRESS"),
    ("5. Closed Won", "6. Closed Lost", "1. Lead", "2. Qualified", "3. Proposal", "4. Negotiation"),
    ("Closed - Won", "Closed - Lost", "Discovery", "Demo", "Pricing", "Legal"),
    ("Win", "Loss", "Pending"),
    ("Signed", "Rejected", "Intro", "Trial", "Quote"),
    ("Deal Won", "Deal Lost", "In Discussion", "Proposal Sent"),
    ("Closed/Won (100%)", "Closed/Lost (0%)", "Qualified (20%)", "Quoted (60%)"),
    ("W", "L", "O"),
    ("Customer Won", "Lost to competitor", "New", "Working"),
]
DAYS: list[Callable[[object], str]] = [
    lambda d: fmt(d, "%Y-%m-%d"), lambda d: fmt(d, "%m/%d/%Y"), lambda d: fmt(d, "%d/%m/%Y"), lambda d: fmt(d, "%d.%m.%Y"), lambda d: fmt(d, "%-m/%-d/%y"), lambda d: fmt(d, "%d-%b-%Y"), lambda d: fmt(d, "%b %-d, %Y"),
    lambda d: stamp(d), lambda d: stamp(d, form="%Y-%m-%d %H:%M:%S"), lambda d: stamp(d, 9, "%m/%d/%Y %I:%M %p"), lambda d: serial(d), lambda d: fmt(d, "%Y%m%d"), lambda d: fmt(d, "%d %B %Y"), lambda d: stamp(d, form="%Y-%m-%dT%H:%M:%S+02:00"),
]  # type: ignore[arg-type,list-item]  # fmt: skip
SUMS: list[Callable[[float | None], object]] = [
    lambda v: v, lambda v: money(v), lambda v: money(v, before="$"), lambda v: money(v, ".", ","), lambda v: money(v, before="USD "), lambda v: money(v, " ", ",", after=" €"), lambda v: money(v, after=" EUR"), lambda v: f"{v:.2f}", lambda v: f"{v:.4f}", lambda v: money(v, "'", "."),
]  # fmt: skip
NOISE: list[tuple[str, Column]] = [
    ("Lead Source", pick(("Web", "Referral", "Event"))), ("Probability (%)", odds), ("Next Step", lambda d: ""), ("Region", pick(("EMEA", "AMER"))), ("Industry", pick(("Retail", "Energy"))), ("Age (days)", lambda d: int(d.id) % 90),
    ("Expected Revenue Weighted", lambda d: (d.value or 0) * odds(d) / 100), ("Loss Reason", loss), ("Forecast Category", said("Closed", "Omitted", "Pipeline", "Commit")), ("Created By", lambda d: LEADERS[0]), ("Last Modified By", lambda d: LEADERS[1]),
    ("Last Modified Date", lambda d: d.modified), ("Last Activity Date", lambda d: d.modified), ("Phone", lambda d: f"+47 22 {d.id}"), ("Contact Name", pick(("Kim Park", "Lee Wu", "Ana Lopes"))), ("Number of Contacts", lambda d: 1 + int(d.id) % 5),
    ("Quantity", lambda d: 1 + int(d.id) % 20), ("Campaign", pick(("Spring", "Autumn"))), ("Fiscal Quarter", lambda d: f"Q{(d.close_date.month + 2) // 3} FY{d.close_date:%y}"), ("Notes", lambda d: "Called, will decide; later"), ("Type", pick(("New", "Existing"))),
    ("Competitor", pick(("Umbra", "Vertex", ""))), ("Discount %", lambda d: int(d.id) % 15), ("Territory", pick(("North", "South", "West"))), ("Email", lambda d: "info@example.org"), ("Close Quarter", lambda d: f"{d.close_date.year}Q{(d.close_date.month + 2) // 3}"),
]  # fmt: skip


def composed(c: Company, at: Path, seed: int) -> Figures:
    """One export; returns what is true of it."""
    rng = random.Random(seed)
    day, total = rng.choice(DAYS), rng.choice(SUMS)
    words = rng.choice(WORDS)
    going = words[2:]
    deals = list(c.deals)
    columns: list[tuple[str, Column]] = []
    how = rng.choices(("name", "last first", "e-mail with users", "id with users", "login with users", "name and e-mail"), (8, 2, 1, 2, 1, 1))[0]
    owner = rng.choice(OWNER)
    if how == "name":
        columns.append((owner, lambda d: d.rep))
    elif how == "last first":
        columns.append((owner, lambda d: last_first(d.rep)))
    elif how == "name and e-mail":
        columns += [(owner, lambda d: d.rep), (f"{owner} Email", lambda d: mail(d.rep))]
    else:
        of: Callable[[str], str] = {"e-mail with users": mail, "id with users": key, "login with users": login}[how]
        columns.append((rng.choice(("Owner ID", "owner_id", "Sales Rep ID", "OwnerId")) if how.startswith("id") else owner, lambda d: of(d.rep)))
        head = {"e-mail with users": "Email", "id with users": "User ID", "login with users": rng.choice(("Username", "Login", "User Name"))}[how]
        write(at / "users.csv", [head, "Full Name", "Role"], [[of(n), n, "Account Executive"] for n in SELLERS])
    columns += [(rng.choice(FIRM), lambda d: d.account), (rng.choice(STATUS), said(words[0], words[1], *going)), (rng.choice(VALUE), lambda d: total(d.value))]
    columns.append((rng.choice(CREATED), lambda d: day(d.created)))
    if rng.random() < 0.7:
        columns.append((rng.choice(CLOSED), lambda d: day(d.closed)))
        if rng.random() < 0.4:
            columns.append((rng.choice(("Expected Close Date", "Est. Close", "Target Close Date", "Forecast Close Date")), lambda d: day(d.expected)))
    else:
        columns.append((rng.choice(("Close Date", "Closing Date", "CLOSE_DATE")), lambda d: day(d.close_date)))
    if rng.random() < 0.6:
        columns.append((rng.choice(ID), lambda d: rng_id(d, seed)))
    if rng.random() < 0.6:
        columns.append((rng.choice(NAME), lambda d: d.name))
    columns += rng.sample(NOISE, rng.randrange(0, 8))
    if rng.random() < 0.15:
        columns = [(h, f) for h, f in columns if h not in CREATED]
        deals = without(deals, created=None)
    rng.shuffle(columns)
    table = dict(columns)
    before = rng.choice(([], [], [], [["Pipeline report"], ["Generated 2026-11-20"], []]))
    after = rng.choice(([], [], [], [[], ["Confidential Information - Do Not Distribute"]]))
    name = rng.choice(("deals", "opportunities", "pipeline", "export", "report", "sales data"))
    if rng.random() < 0.2:
        write_book(at / f"{name}.xlsx", {"Sheet1": [*before, *grid(deals, table), *after]})
    else:
        comma = money(1.0, ".", ",") == total(1.0) or money(1.0, " ", ",", after=" €") == total(1.0)
        deals_csv(
            at / f"{name}.csv",
            deals,
            table,
            delimiter=rng.choice((";", "\t") if comma else (",", ",", ";", "\t", "|")),
            encoding=rng.choice(("utf-8", "utf-8-sig", "utf-16")),
            before=before,
            after=after,
        )
    return figures(deals)


def rng_id(d: Deal, seed: int) -> str:
    return (f"D-{d.id}", d.id, f"0065g00000{d.id}AAA", f"OPP{int(d.id):07d}")[seed % 4]
