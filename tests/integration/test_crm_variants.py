"""The same 8,800 deals as other systems would export them: every figure of every rep must come out the same.

Each variant renames, reformats, splits or buries the real table as one CRM does, without a mapping file.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from copilot.policy import CoachingPolicy
from store.crm.read import read_exports
from store.crm.reading import Reading
from tests.unit.crm.figures import figures_per_rep

TODAY = dt.date(2026, 11, 22)
SAME = {
    "started": "opps_started_with_date",
    "won": "won",
    "lost": "lost",
    "open": "open",
    "win_rate": "win_rate_closed",
    "won_value": "won_value",
    "customers_won": "won_customers",
    "revenue_per_customer": "revenue_per_won_customer",
    "days_to_win_mean": "avg_days_to_win",
    "days_to_win_median": "median_days_to_win",
}
TOLERANCE = {"win_rate": 0.0006, "won_value": 0.011, "revenue_per_customer": 0.011, "days_to_win_mean": 0.011, "days_to_win_median": 0.011}

Row = dict[str, str]
Variant = Callable[[list[Row], Path], None]
VARIANTS: dict[str, Variant] = {}


def variant(f: Variant) -> Variant:
    VARIANTS[f.__name__] = f
    return f


# ---------------------------------------------------------------- writing


def write(path: Path, header: list[str], rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8", before: list[list[str]] | None = None, after: list[list[str]] | None = None) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([*(before or []), header, *rows, *(after or [])])
    path.write_bytes(out.getvalue().encode(encoding))


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def as_(form: str) -> Callable[[str], str]:
    return lambda text: d.strftime(form) if (d := day(text)) else ""


def money(thousands: str, decimal: str, before: str = "", after: str = "") -> Callable[[str], str]:
    def render(text: str) -> str:
        if not text:
            return ""
        whole, cents = f"{float(text):,.2f}".split(".")
        return before + whole.replace(",", thousands) + decimal + cents + after

    return render


def sf_id(prefix: str, n: int, long: bool = True) -> str:
    return f"{prefix}Ec{n:010d}" + ("IAZ" if long else "")


def ids(values: list[str], prefix: str) -> dict[str, str]:
    return {v: sf_id(prefix, i) for i, v in enumerate(sorted({v for v in values if v}))}


def expected_close(r: Row) -> str:
    """A close date for open deals too, as most systems demand one."""
    if r["close_date"]:
        return r["close_date"]
    start = day(r["engage_date"]) or dt.date(2017, 10, 1)
    return (start + dt.timedelta(days=60 + len(r["opportunity_id"] + r["product"]))).isoformat()


# ---------------------------------------------------------------- systems


@variant
def salesforce_objects(rows: list[Row], at: Path) -> None:
    users, accounts = ids([r["sales_agent"] for r in rows], "005"), ids([r["account"] for r in rows], "001")
    stage = {"Won": "Closed Won", "Lost": "Closed Lost", "Engaging": "Negotiation/Review", "Prospecting": "Prospecting"}
    header = [
        "Id",
        "IsDeleted",
        "AccountId",
        "Name",
        "StageName",
        "Amount",
        "Probability",
        "ExpectedRevenue",
        "CloseDate",
        "Type",
        "IsClosed",
        "IsWon",
        "ForecastCategory",
        "ForecastCategoryName",
        "OwnerId",
        "CreatedDate",
        "CreatedById",
        "LastModifiedDate",
        "FiscalQuarter",
        "FiscalYear",
    ]
    body = []
    for i, r in enumerate(rows):
        done, won = r["deal_stage"] in ("Won", "Lost"), r["deal_stage"] == "Won"
        body.append(
            [
                sf_id("006", i),
                "false",
                accounts.get(r["account"], ""),
                f"{r['account']} {r['product']}",
                stage[r["deal_stage"]],
                r["close_value"],
                "100" if won else "0" if done else "40",
                "12.5",
                expected_close(r),
                "New Business",
                str(done).lower(),
                str(won).lower(),
                "Closed",
                "Closed",
                users[r["sales_agent"]],
                f"{r['engage_date']}T10:11:12.000+0000" if r["engage_date"] else "",
                users[r["sales_agent"]],
                "2018-01-01T00:00:00.000+0000",
                "1",
                "2017",
            ]
        )
    write(at / "Opportunity.csv", header, body, encoding="utf-8-sig")
    write(
        at / "User.csv",
        ["Id", "Username", "LastName", "FirstName", "Name", "Email", "IsActive", "ManagerId", "UserRoleId"],
        [[v[:15], f"{k.split()[0].lower()}@x.test", k.split()[-1], k.split()[0], k, f"{k.replace(' ', '.').lower()}@x.test", "true", "", "00E1"] for k, v in users.items()],
    )
    write(at / "Account.csv", ["Id", "Name", "Type", "Industry", "AnnualRevenue", "OwnerId"], [[v, k, "Customer", "Retail", "123456", ""] for k, v in accounts.items()])


@variant
def salesforce_report(rows: list[Row], at: Path) -> None:
    stage = {"Won": "Closed Won", "Lost": "Closed Lost", "Engaging": "Proposal/Price Quote", "Prospecting": "Qualification"}
    usd = money(",", ".", "USD ")
    header = [
        "Opportunity Owner",
        "Account Name",
        "Opportunity Name",
        "Stage",
        "Fiscal Period",
        "Amount",
        "Expected Revenue",
        "Probability (%)",
        "Age",
        "Close Date",
        "Created Date",
        "Next Step",
        "Lead Source",
        "Type",
        "Opportunity ID",
    ]
    body = [
        [
            r["sales_agent"],
            r["account"],
            r["product"],
            stage[r["deal_stage"]],
            "Q1-2017",
            usd(r["close_value"]),
            usd("12"),
            "40",
            "31",
            as_("%m/%d/%Y")(expected_close(r)),
            as_("%m/%d/%Y")(r["engage_date"]),
            "",
            "Web",
            "New",
            sf_id("006", i, False),
        ]
        for i, r in enumerate(rows)
    ]
    footer = [[], ["Grand Totals", "", "", "", "", "USD 10,005,534.00"], [], ["Confidential Information - Do Not Distribute"], ["Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."]]
    write(
        at / "report1511.csv",
        header,
        body,
        before=[["All Opportunities"], ["As of 2026-11-20 10:00:00", "Generated by A. Person"], ["Filtered By"], ["Show: All opportunities"], []],
        after=footer,
        encoding="cp1252",
    )


@variant
def hubspot(rows: list[Row], at: Path) -> None:
    stage = {
        "Won": "Closed won (Sales Pipeline)",
        "Lost": "Closed lost (Sales Pipeline)",
        "Engaging": "Decision maker bought-In (Sales Pipeline)",
        "Prospecting": "Appointment scheduled (Sales Pipeline)",
    }
    header = [
        "Record ID",
        "Deal Name",
        "Deal Stage",
        "Close Date",
        "Deal owner",
        "Amount",
        "Amount in company currency",
        "Create Date",
        "Pipeline",
        "Last Activity Date",
        "Associated Company",
        "Associated Company IDs",
        "Deal probability",
        "Weighted amount",
        "Is Closed Won",
    ]
    body = [
        [
            str(9000000 + i),
            r["product"],
            stage[r["deal_stage"]],
            f"{expected_close(r)} 09:15",
            r["sales_agent"],
            r["close_value"],
            r["close_value"],
            f"{r['engage_date']} 11:20" if r["engage_date"] else "",
            "Sales Pipeline",
            "2018-01-03 10:00",
            r["account"],
            "",
            "0.4",
            "77.5",
            str(r["deal_stage"] == "Won").lower(),
        ]
        for i, r in enumerate(rows)
    ]
    write(at / "hubspot-crm-exports-all-deals-2026-11-20.csv", header, body)


@variant
def dynamics_xlsx(rows: list[Row], at: Path) -> None:
    status = {"Won": ("Won", "Won"), "Lost": ("Lost", "Out-Sold"), "Engaging": ("Open", "In Progress"), "Prospecting": ("Open", "On Hold")}
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("All Opportunities")
    sheet.append(
        [
            "(Do Not Modify) Opportunity",
            "(Do Not Modify) Row Checksum",
            "(Do Not Modify) Modified On",
            "Topic",
            "Potential Customer",
            "Est. Close Date",
            "Est. Revenue",
            "Actual Close Date",
            "Actual Revenue",
            "Status",
            "Status Reason",
            "Pipeline Phase",
            "Owner",
            "Created On",
            "Probability",
            "Rating",
        ]
    )
    for i, r in enumerate(rows):
        won = r["deal_stage"] == "Won"
        sheet.append(
            [
                f"{i:08x}-0000-4000-8000-00000000{i % 10000:04d}",
                "abc=",
                dt.datetime(2018, 1, 1, 10),
                r["product"],
                r["account"] or None,
                day(expected_close(r)),
                5000.5,
                day(r["close_date"]),
                float(r["close_value"]) if won else None,
                *status[r["deal_stage"]],
                "2-Develop",
                r["sales_agent"],
                dt.datetime.combine(d, dt.time(9, 30)) if (d := day(r["engage_date"])) else None,
                40,
                "Hot",
            ]
        )
    book.save(at / "All Opportunities 11-20-2026.xlsx")


@variant
def pipedrive(rows: list[Row], at: Path) -> None:
    header = [
        "Deal - ID",
        "Deal - Title",
        "Deal - Owner",
        "Deal - Value",
        "Deal - Currency of Value",
        "Deal - Weighted value",
        "Deal - Probability",
        "Deal - Organization",
        "Deal - Pipeline",
        "Deal - Contact person",
        "Deal - Stage",
        "Deal - Status",
        "Deal - Deal created",
        "Deal - Update time",
        "Deal - Won time",
        "Deal - Lost time",
        "Deal - Deal closed on",
        "Deal - Lost reason",
        "Deal - Expected close date",
        "Deal - Total activities",
    ]
    status = {"Won": "Won", "Lost": "Lost"}
    body = []
    for i, r in enumerate(rows):
        s, closed = r["deal_stage"], f"{r['close_date']} 12:00:00" if r["close_date"] else ""
        body.append(
            [
                str(i + 1),
                r["product"],
                r["sales_agent"],
                r["close_value"],
                "USD",
                "1",
                "",
                r["account"],
                "Pipeline",
                "Somebody Else",
                "Negotiations Started",
                status.get(s, "Open"),
                f"{r['engage_date']} 08:00:00" if r["engage_date"] else "",
                "2018-01-01 10:00:00",
                closed if s == "Won" else "",
                closed if s == "Lost" else "",
                closed,
                "Price" if s == "Lost" else "",
                expected_close(r),
                "4",
            ]
        )
    write(at / "deals-12345-67.csv", header, body)


@variant
def zoho(rows: list[Row], at: Path) -> None:
    stage = {"Won": "Closed Won", "Lost": "Closed Lost to Competition", "Engaging": "Value Proposition", "Prospecting": "Id. Decision Makers"}
    header = [
        "Record Id",
        "Deal Owner.id",
        "Deal Owner",
        "Amount",
        "Deal Name",
        "Closing Date",
        "Account Name.id",
        "Account Name",
        "Stage",
        "Type",
        "Probability (%)",
        "Expected Revenue",
        "Created By",
        "Modified By",
        "Created Time",
        "Modified Time",
        "Reason For Loss",
    ]
    body = [
        [
            f"zcrm_{i:012d}",
            "zcrm_" + r["sales_agent"].encode().hex(),
            r["sales_agent"],
            r["close_value"],
            r["product"],
            expected_close(r),
            "",
            r["account"],
            stage[r["deal_stage"]],
            "New",
            "40",
            "17",
            "Imp Ort",
            "Imp Ort",
            f"{r['engage_date']} 10:00:00" if r["engage_date"] else "",
            "2018-01-01 10:00:00",
            "",
        ]
        for i, r in enumerate(rows)
    ]
    write(at / "Deals_2026_11_20.csv", header, body)


# ---------------------------------------------------------------- languages


def _localised(rows: list[Row], at: Path, name: str, header: list[str], words: dict[str, str], form: str, amount: Callable[[str], str], delimiter: str, encoding: str) -> None:
    body = [
        [r["opportunity_id"], r["sales_agent"], r["product"], r["account"], words[r["deal_stage"]], as_(form)(r["engage_date"]), as_(form)(expected_close(r)), amount(r["close_value"])] for r in rows
    ]
    write(at / name, header, body, delimiter, encoding)


@variant
def german(rows: list[Row], at: Path) -> None:
    _localised(
        rows,
        at,
        "Verkaufschancen.csv",
        ["Verkaufschancen-ID", "Zuständiger Mitarbeiter", "Produkt", "Kunde", "Verkaufsphase", "Erstellt am", "Abschlussdatum", "Betrag (€)"],
        {"Won": "Gewonnen", "Lost": "Verloren", "Engaging": "Verhandlung", "Prospecting": "Qualifizierung"},
        "%d.%m.%Y",
        money(".", ","),
        ";",
        "cp1252",
    )


@variant
def french(rows: list[Row], at: Path) -> None:
    _localised(
        rows,
        at,
        "opportunités.csv",
        ["N°", "Propriétaire de l’opportunité", "Produit", "Nom du compte", "Étape", "Date de création", "Date de clôture", "Montant"],
        {"Won": "Fermée gagnée", "Lost": "Fermée perdue", "Engaging": "Négociation", "Prospecting": "Prospection"},
        "%d/%m/%Y",
        money("\u202f", ",", "", " €"),
        ";",
        "utf-8",
    )


@variant
def spanish(rows: list[Row], at: Path) -> None:
    _localised(
        rows,
        at,
        "oportunidades.csv",
        ["ID de la oportunidad", "Propietario de la oportunidad", "Producto", "Nombre de la cuenta", "Etapa", "Fecha de creación", "Fecha de cierre", "Importe"],
        {"Won": "Cerrada ganada", "Lost": "Cerrada perdida", "Engaging": "Negociación", "Prospecting": "Prospección"},
        "%d/%m/%Y %H:%M",
        money(".", ",", "", " EUR"),
        ";",
        "utf-8-sig",
    )


@variant
def brazilian(rows: list[Row], at: Path) -> None:
    _localised(
        rows,
        at,
        "negocios.csv",
        ["Código", "Vendedor", "Produto", "Empresa", "Situação", "Data de criação", "Data de fechamento", "Valor"],
        {"Won": "Ganho", "Lost": "Perdido", "Engaging": "Em andamento", "Prospecting": "Em andamento"},
        "%d/%m/%Y",
        money(".", ",", "R$ "),
        ";",
        "cp1252",
    )


@variant
def italian(rows: list[Row], at: Path) -> None:
    _localised(
        rows,
        at,
        "trattative.csv",
        ["ID", "Titolare trattativa", "Prodotto", "Azienda", "Fase trattativa", "Data creazione", "Data di chiusura", "Importo"],
        {"Won": "Chiusa con successo", "Lost": "Chiusa persa", "Engaging": "Negoziazione", "Prospecting": "Qualificazione"},
        "%d/%m/%Y",
        money("'", ","),
        "\t",
        "utf-16",
    )


@variant
def dutch(rows: list[Row], at: Path) -> None:
    _localised(
        rows,
        at,
        "verkoopkansen.csv",
        ["Nummer", "Eigenaar", "Product", "Klant", "Status", "Aangemaakt op", "Sluitingsdatum", "Bedrag"],
        {"Won": "Gewonnen", "Lost": "Verloren", "Engaging": "In behandeling", "Prospecting": "Nieuw"},
        "%d-%m-%Y",
        money(".", ",", "€ "),
        ";",
        "utf-8",
    )


# ---------------------------------------------------------------- shapes


PLAIN = ["opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value"]


def _plain(rows: list[Row], form: str = "%Y-%m-%d", header: list[str] | None = None) -> tuple[list[str], list[list[str]]]:
    return header or PLAIN, [
        [r["opportunity_id"], r["sales_agent"], r["product"], r["account"], r["deal_stage"], as_(form)(r["engage_date"]), as_(form)(r["close_date"]), r["close_value"]] for r in rows
    ]


@variant
def split_and_reordered(rows: list[Row], at: Path) -> None:
    order = [5, 7, 2, 0, 6, 4, 1, 3]
    header, body = _plain(rows)
    for k in range(3):
        write(at / f"deals_{k}.csv", [header[i] for i in order], [[b[i] for i in order] for b in body[k::3]])


@variant
def without_an_id(rows: list[Row], at: Path) -> None:
    header, body = _plain(rows)
    write(at / "pipeline.csv", header[1:], [b[1:] for b in body])


@variant
def american_dates(rows: list[Row], at: Path) -> None:
    write(at / "deals.csv", ["Deal ID", "Sales Rep", "Product", "Customer", "Outcome", "Open Date", "Closed Date", "Deal Size"], _plain(rows, "%m/%d/%y")[1])


@variant
def month_names(rows: list[Row], at: Path) -> None:
    write(at / "deals.csv", ["Deal #", "Rep", "Product", "Customer", "Result", "Date Opened", "Date Closed", "Deal Value ($)"], _plain(rows, "%d-%b-%y")[1])


@variant
def spreadsheet_serials(rows: list[Row], at: Path) -> None:
    _, body = _plain(rows)
    zero = dt.date(1899, 12, 30)
    for b in body:
        for k in (5, 6):
            b[k] = str((d - zero).days) if (d := day(b[k])) else ""
    write(at / "pipeline.csv", ["Opportunity ID", "Owner", "Product", "Account", "Stage", "Created Date", "Close Date", "Amount"], body)


@variant
def warehouse_dump(rows: list[Row], at: Path) -> None:
    """Epochs, ids for everything, stages in a table of their own."""
    reps = {n: str(101 + i) for i, n in enumerate(sorted({r["sales_agent"] for r in rows}))}
    firms = {n: str(5001 + i) for i, n in enumerate(sorted({r["account"] for r in rows if r["account"]}))}
    stages = {"Won": "9003", "Lost": "9004", "Engaging": "9002", "Prospecting": "9001"}

    def epoch(text: str) -> str:
        return str(int(dt.datetime.combine(d, dt.time(6), dt.UTC).timestamp() * 1000)) if (d := day(text)) else "NULL"

    body = [
        [
            "False",
            str(i),
            reps[r["sales_agent"]],
            firms.get(r["account"], "NULL"),
            "default",
            stages[r["deal_stage"]],
            r["close_value"] or "NULL",
            epoch(r["engage_date"]),
            epoch(r["close_date"]),
            r["product"],
        ]
        for i, r in enumerate(rows)
    ]
    write(
        at / "deal_data.csv",
        [
            "is_deleted",
            "deal_id",
            "owner_id",
            "property_associatedcompanyid",
            "deal_pipeline_id",
            "deal_pipeline_stage_id",
            "property_amount",
            "property_createdate",
            "property_closedate",
            "property_dealname",
        ],
        body,
    )
    write(
        at / "owner_data.csv",
        ["owner_id", "_fivetran_synced", "created_at", "email", "first_name", "last_name", "type"],
        [[v, "2020-01-01", "2019-01-01", f"{k.split()[0].lower()}{v}@x.test", " ".join(k.split()[:-1]), k.split()[-1], "PERSON"] for k, v in reps.items()],
    )
    write(at / "company_data.csv", ["id", "name", "industry", "city"], [[v, k, "Retail", "Ulm"] for k, v in firms.items()])
    write(
        at / "deal_pipeline_stage_data.csv",
        ["stage_id", "label", "display_order", "closed_won", "is_closed", "pipeline_id", "probability"],
        [
            ["9001", "First talk", "0", "False", "False", "default", "0.1"],
            ["9002", "Deep talk", "1", "False", "False", "default", "0.5"],
            ["9003", "Handed over", "2", "True", "True", "default", "1"],
            ["9004", "Gone", "3", "False", "True", "default", "0"],
        ],
    )


@variant
def nothing_in_the_names(rows: list[Row], at: Path) -> None:
    """Headers that say nothing; the tables of people and accounts lie beside."""
    _, body = _plain(rows)
    write(at / "data.csv", [f"Spalte {chr(65 + i)}" for i in range(8)], body)
    write(at / "sales_teams.csv", ["sales_agent", "manager"], [[n, "The Boss"] for n in sorted({r["sales_agent"] for r in rows})])
    write(at / "accounts.csv", ["account", "sector"], [[n, "retail"] for n in sorted({r["account"] for r in rows if r["account"]})])


@variant
def odoo(rows: list[Row], at: Path) -> None:
    body = [
        [
            f"crm_lead_{i}",
            r["product"],
            r["account"],
            r["sales_agent"],
            "Won" if r["deal_stage"] == "Won" else "Proposition",
            r["close_value"],
            "3",
            "100" if r["deal_stage"] == "Won" else "0" if r["deal_stage"] == "Lost" else "33.3",
            f"{r['engage_date']} 08:11:00" if r["engage_date"] else "",
            f"{r['close_date']} 10:00:00" if r["close_date"] else "",
            "" if r["deal_stage"] != "Engaging" else expected_close(r),
            "False" if r["deal_stage"] == "Lost" else "True",
            "Too expensive" if r["deal_stage"] == "Lost" else "",
        ]
        for i, r in enumerate(rows)
    ]
    write(
        at / "crm.lead.csv",
        [
            "External ID",
            "Opportunity",
            "Customer",
            "Salesperson",
            "Stage",
            "Expected Revenue",
            "Prorated Revenue",
            "Probability",
            "Created on",
            "Closed Date",
            "Expected Closing",
            "Active",
            "Lost Reason",
        ],
        body,
    )


@variant
def messy(rows: list[Row], at: Path) -> None:
    """Names in three spellings, blank lines, the header again, a total, unknown columns."""
    rng = random.Random(3)

    def spell(name: str) -> str:
        first, _, last = name.partition(" ")
        return rng.choice([name, name, f"{last}, {first}", name.upper(), f" {first}  {last} "])

    header = ["Ref", "Sales Person", "Item", "Company", "Deal Stage", "Start Date", "End Date", "Total Amount", "Notes", ""]
    body = []
    for i, r in enumerate(rows):
        body.append(
            [
                r["opportunity_id"],
                spell(r["sales_agent"]),
                r["product"],
                r["account"] if i % 5 else r["account"].upper(),
                r["deal_stage"],
                as_("%b %d, %Y")(r["engage_date"]),
                as_("%b %d, %Y")(r["close_date"]),
                money(",", ".", "$")(r["close_value"]) if r["deal_stage"] != "Lost" else "-",
                'said "no", then\nyes',
                "",
            ]
        )
        if i % 2000 == 7:
            body += [[], header]
    body.append(["Total", "", "", "", "", "", "", "$10,005,534.00", "", ""])
    write(at / "export.txt", header, body, "|", "cp1252")


@variant
def sheet_with_titles(rows: list[Row], at: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("Read me").append(["This workbook was made by somebody"])
    sheet = book.create_sheet("Pipeline")
    for row in (
        [],
        ["", "Sales pipeline of the company"],
        ["", "Status: 2018-01-01"],
        [],
        ["", "Opp ID", "Account Executive", "Product", "Client", "Opp Status", "Opp Created", "Opp Closed", "TCV (EUR)"],
    ):
        sheet.append(row)
    for r in rows:
        sheet.append(
            [
                None,
                r["opportunity_id"],
                r["sales_agent"],
                r["product"],
                r["account"] or None,
                r["deal_stage"],
                day(r["engage_date"]),
                day(r["close_date"]),
                float(r["close_value"]) if r["close_value"] else None,
            ]
        )
    book.save(at / "pipeline review.xlsx")


# ---------------------------------------------------------------- the test


@pytest.fixture(scope="module")
def maven(shared_data: Path) -> list[Row]:
    with (shared_data / "crm/maven_iso/sales_pipeline.csv").open(encoding="utf-8") as f:
        return list(csv.DictReader(f))


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> list[dict[str, Any]]:
    return json.loads((shared_data / "crm/expected/maven.json").read_text("utf-8"))["reps"]


def wrong_cells(reading: Reading, expected: list[dict[str, Any]]) -> list[str]:
    have = figures_per_rep(reading)
    wrong = []
    for want in expected:
        for ours, theirs in SAME.items():
            if (w := want.get(theirs)) is not None:
                h = have.get(want["rep"], {}).get(ours)
                if h is None or abs(h - w) > TOLERANCE.get(ours, 0):
                    wrong.append(f"{want['rep']} {ours}: {h} instead of {w}")
    return wrong


@pytest.mark.parametrize("name", list(VARIANTS)[:: 1 if os.environ.get("NEXTPLAY_HEAVY") else 3])
def test_every_figure_survives(name: str, maven: list[Row], expected: list[dict[str, Any]], tmp_path: Path) -> None:
    VARIANTS[name](maven, tmp_path)
    reading = read_exports([tmp_path], None, CoachingPolicy(), TODAY)
    assert wrong_cells(reading, expected) == []
