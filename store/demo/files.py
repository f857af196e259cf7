"""The demo company as a CRM export, as messy as real ones: what `nextplay import` is then given.

The mess is listed in `MESS`, with how many cells or rows of each there are; none of it is repaired on the way in
by anything but the ordinary importer.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from store.demo.company import DemoCompany
from store.demo.people import STORIES
from store.demo.pipeline import PROBABILITY, quarter_end

MESS = {
    "blank_account": 0.04,
    "owner_in_other_case": 0.05,
    "owner_with_spaces": 0.03,
    "won_without_value": 10,
    "won_without_close_date": 3,
    "closed_before_created": 5,
    "missing_owner": 6,
    "duplicate_row": 8,
    "stage_status_conflict": 5,
    "product_spelt_differently": 0.05,
    "open_without_value": 0.15,
}
"""Opportunities: a share of rows (below 1) or a number of rows. Activities have owners in other case, blank accounts and a header line repeated in the middle."""

OPPORTUNITY_HEADER = (
    "Opportunity ID", "Opportunity Name", "Account Name", "Opportunity Owner", "Product", "Stage", "Status", "Amount", "Currency", "Probability (%)", "Created Date",
    "Close Date", "Expected Close Date", "Lead Source", "Type", "Loss Reason",
)  # fmt: skip
ACTIVITY_HEADER = ("Activity ID", "Assigned To", "Activity Type", "Date", "Account Name", "Opportunity ID", "Subject", "Status")

Row = list[str]


def write_export(company: DemoCompany, folder: Path) -> list[Path]:
    """Write the export into the folder (made if need be) and return its files.

    The same company gives the same bytes, so that importing them twice changes nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([company.seed, 2000])
    tables: list[tuple[str, str]] = [
        ("users.csv", _csv(_users(company), delimiter=";")),
        ("accounts.csv", _csv(_accounts(company, rng))),
        ("opportunities.csv", "\ufeff" + _csv(_opportunities(company, rng))),
        ("stage_history.csv", _csv(_stages(company, rng))),
        ("activities.csv", _csv(_activities(company, rng))),
    ]
    paths = []
    for name, text in tables:
        path = folder / name
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    book = folder / "quotas.xlsx"
    book.write_bytes(_quotas(company))
    return [*paths, book]


def _csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _users(company: DemoCompany) -> list[Row]:
    rows = [["User ID", "Full Name", "Email", "Role", "Team", "Region", "Manager", "Hire Date"]]
    for who in (*company.managers, *company.reps):
        rows.append([who.id, who.name, who.email or "", who.job or "", who.team or "", who.region or "", who.manager_name or "", who.hired_on.isoformat() if who.hired_on else ""])
    return rows


def _accounts(company: DemoCompany, rng: np.random.Generator) -> list[Row]:
    names = sorted({d.account for d in company.deals} | {d.account for d in company.deeds})
    cities = ("Hamburg", "Leeds", "Utrecht", "Lyon", "Porto", "Aarhus", "Gdańsk", "Cork")
    rows = [["Account Name", "Industry", "City", "Clinicians"]]
    rows += [[name, "Healthcare", str(rng.choice(cities)), str(int(rng.integers(3, 60)))] for name in names]
    return rows


def _opportunities(company: DemoCompany, rng: np.random.Generator) -> list[Row]:
    """Header and rows, in the order they were created; see `MESS`."""
    names = {r.id: r.name for r in company.reps}
    deals = sorted(company.deals, key=lambda d: (d.created, d.id))
    told = {name for story in STORIES for name in story.reps}

    def some(kind: str, where: Sequence[int]) -> set[int]:
        amount = MESS[kind]
        count = round(amount * len(where)) if amount < 1 else int(amount)
        return {int(i) for i in rng.choice(np.asarray(where), size=count, replace=False)}

    every = list(range(len(deals)))
    won = [i for i in every if deals[i].status == "won"]
    # One small win a rep may lose its value and one its date, so that a hole shows and nobody's year is another one.
    small: dict[str, list[int]] = {}
    for i in sorted(won, key=lambda i: deals[i].value):
        if names[deals[i].rep_id] not in told:
            small.setdefault(deals[i].rep_id, []).append(i)
    holes = [(mine[0], mine[1]) for mine in small.values()]
    lost = [i for i in every if deals[i].status == "lost"]
    still = [i for i in every if deals[i].status == "open"]
    blank_account, upper, spaced = some("blank_account", every), some("owner_in_other_case", every), some("owner_with_spaces", every)
    valueless, undated = some("won_without_value", [first for first, _ in holes]), some("won_without_close_date", [second for _, second in holes])
    backwards, ownerless, twice = some("closed_before_created", lost), some("missing_owner", lost + still), some("duplicate_row", lost + still)
    conflict, respelt, unpriced = some("stage_status_conflict", lost), some("product_spelt_differently", every), some("open_without_value", still)

    rows: list[Row] = [list(OPPORTUNITY_HEADER)]
    for i, deal in enumerate(deals):
        owner = names[deal.rep_id]
        if i in upper:
            owner = owner.upper() if i % 2 else owner.lower()
        if i in spaced:
            owner = f" {owner}" if i % 2 else owner.replace(" ", "  ") + " "
        closed = deal.closed
        if closed is not None and i in backwards:
            closed = deal.created - timedelta(days=int(rng.integers(2, 9)))
        row = [
            deal.id,
            deal.name,
            "" if i in blank_account else deal.account,
            "" if i in ownerless else owner,
            deal.product.replace(" ", "") if i in respelt else deal.product,
            "Negotiation" if i in conflict else deal.stage,
            deal.status.capitalize(),
            "0.00" if i in valueless else ("" if i in unpriced else f"{deal.value:,.2f}"),
            company.currency,
            str(PROBABILITY[deal.stage]),
            deal.created.isoformat(),
            "" if closed is None or i in undated else closed.isoformat(),
            deal.expected.isoformat(),
            deal.source,
            deal.kind,
            deal.lost_reason,
        ]
        rows.append(row)
        if i in twice:
            rows.append(list(row))
    return rows


def _stages(company: DemoCompany, rng: np.random.Generator) -> list[Row]:
    rows = [["Opportunity ID", "Stage", "Entered On", "Entered By"]]
    names = {r.id: r.name for r in company.reps}
    for deal in company.deals:
        for stage, day in deal.history:
            rows.append([deal.id, stage, f"{day.isoformat()}T{int(rng.integers(7, 18)):02d}:{int(rng.integers(60)):02d}:00Z", names[deal.rep_id]])
    return rows


def _activities(company: DemoCompany, rng: np.random.Generator) -> list[Row]:
    names = {r.id: r.name for r in company.reps}
    words = {"call": "Call", "email": "Email", "meeting": "Meeting", "demo": "Demo", "task": "To-do"}
    deeds = sorted(company.deeds, key=lambda d: (d.on, d.rep_id, d.type, d.opportunity_id, d.account))
    rows: list[Row] = [list(ACTIVITY_HEADER)]
    cases = rng.random((len(deeds), 2))
    for k, deed in enumerate(deeds):
        owner = names[deed.rep_id]
        owner = owner.upper() if cases[k, 0] < 0.02 else owner
        account = "" if cases[k, 1] < 0.05 else deed.account
        rows.append([f"ACT-{k + 1:06d}", owner, words[deed.type], f"{deed.on:%d.%m.%Y}", account, deed.opportunity_id, deed.subject, "Planned" if deed.planned else "Completed"])
    rows.insert(len(rows) // 2, list(ACTIVITY_HEADER))
    return rows


def _quotas(company: DemoCompany) -> bytes:
    """A workbook as people keep them: a title above the header, a column a quarter, somebody's name with a space too many."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "Quotas"
    starts = sorted({q.start for q in company.quotas})
    sheet.append([f"{company.name} quota plan, all amounts in {company.currency}"])
    sheet.append(["Rep", "Team", *[f"{s.year}-Q{(s.month + 2) // 3}" for s in starts]])
    by = {(q.rep_id, q.start): float(q.value) for q in company.quotas}
    for k, rep in enumerate(company.reps):
        sheet.append([rep.name + (" " if k == 6 else ""), rep.team, *[by.get((rep.id, s)) for s in starts]])
    raw = io.BytesIO()
    book.save(raw)
    return _still(raw.getvalue(), quarter_end(starts[-1]))


def _still(workbook: bytes, day: date) -> bytes:
    """The same workbook without the moment it was written, so that equal content is equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", f"{day.isoformat()}T00:00:00Z".encode(), data)
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()
