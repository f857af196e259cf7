"""Quotas and targets: one row a period, or one column a period."""

from __future__ import annotations

import calendar as days
import re
from collections import defaultdict
from collections.abc import Container, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from store.crm.calendar import Calendar
from store.crm.columns import Assignment, said_in_part
from store.crm.dates import _MONTHS as MONTHS
from store.crm.headers import Table
from store.crm.kinds import quota_columns, quota_like, quota_parts
from store.crm.mapping import FileRules
from store.crm.money import CODES, currency_in, read_money, scale_in
from store.crm.names import folded
from store.crm.people import People
from store.crm.profile import Profile
from store.crm.reading import QuotaRead
from store.crm.report import Findings
from store.crm.spoken import spoken

_QUARTER = re.compile(r"\b(?:q|qtr|quarter|t|trim|trimestre|quartal|k|kw?artaal)\s*([1-4])\b|\b([1-4])\s*(?:q|\.?\s*quartal|t|trimestre|st quarter|nd quarter|rd quarter|th quarter)\b")
_HALF = re.compile(r"\b(?:h|half|s|semestre)\s*([12])\b|\b([12])\s*h\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_SHORT_YEAR = re.compile(r"\b(?:fy|cy|q[1-4]|')\s*(\d\d)\b|\b(\d\d)$")


def month_span(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, days.monthrange(year, last)[1])


def period_of(text: str, year: int | None = None) -> tuple[date, date] | None:
    """The first and last day of a period in words: `2025-Q1`, `Q1 FY25`, `2025-03`, `Mar 2025`, `März 25`, `2025`, `H1 2025`, `2019-04..2020-03`.

    Args:
        year: for periods that name none.
    """
    raw = text.strip()
    if m := re.fullmatch(r"(\d{4})-(\d{2})\s*(?:\.\.|to|bis|–)\s*(\d{4})-(\d{2})", raw):
        return date(int(m[1]), int(m[2]), 1), month_span(int(m[3]), int(m[4]), int(m[4]))[1]
    if m := re.fullmatch(r"(20\d\d)[-/.]?(0[1-9]|1[0-2])(?:[-/.](\d{1,2}))?(?:[T ].*)?", raw):
        return month_span(int(m[1]), int(m[2]), int(m[2]))
    if m := re.fullmatch(r"(0?[1-9]|1[0-2])[-/.](20\d\d)", raw):
        return month_span(int(m[2]), int(m[1]), int(m[1]))
    said = folded(re.sub(r"(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)", " ", raw.replace("_", " ").replace("-", " ")))
    found_year = _YEAR.search(said)
    y = int(found_year[1]) if found_year else None
    rest = said.replace(found_year[1], " ") if found_year else said
    quarter, half = _QUARTER.search(rest), _HALF.search(rest)
    month = next((MONTHS[w] for w in rest.split() if w in MONTHS), None)
    if y is None:
        bare = _QUARTER.sub(" ", _HALF.sub(" ", rest))
        short = _SHORT_YEAR.search(bare.strip())
        y = 2000 + int(short[1] or short[2]) if short and (quarter or half or month or "fy" in rest) else year
    if y is None:
        return None
    if quarter:
        q = int(quarter[1] or quarter[2])
        return month_span(y, 3 * q - 2, 3 * q)
    if half:
        h = int(half[1] or half[2])
        return month_span(y, 6 * h - 5, 6 * h)
    if month:
        return month_span(y, month, month)
    if found_year and not re.sub(r"\b(fy|cy|year|annual|quota|target|budget|goal|total|ziel|jahr|annee|ano|anno|plan|fiscal|objectif|objetivo|meta|revenue|usd|eur)\b", " ", rest).strip():
        return month_span(y, 1, 12)
    return None


def read_quotas(table: Table, a: Assignment, profiles: dict[str, Profile], people: People, calendar: Calendar, rules: FileRules, found: Findings) -> list[QuotaRead]:
    """One quota a person and period; rows without a period are asked about, not placed by guess."""
    amounts_of = [h for h in table.header if profiles[h].amounts > 0.6 and profiles[h].dates < 0.5 and h not in (a.column("year"), a.column("month"), a.column("quarter"))]
    by_row = _by_year_of_row(table, a, amounts_of, found)
    wide = by_row or [(h, p) for h in amounts_of if (p := period_of(h, title_year(table))) is not None]
    wide = wide if by_row else _one_a_period(table, wide, found)
    value = a.column("value")
    parts = [h for h in quota_parts(table, profiles) if h not in {w for w, _ in wide}]
    if len(wide) >= 2 or (wide and value in (None, wide[0][0])):
        columns = wide
    elif value is not None:
        columns = [(value, None)]  # type: ignore[list-item]  # None: the row says its period
    elif parts:
        columns = [(p, None) for p in parts]  # type: ignore[misc]  # None: as above
    else:
        ask_unread(table, profiles, found)
        return []
    chosen = a.chosen.get("value")
    together = len(parts) > 1 and columns[0][1] is None
    in_part = chosen is not None and columns[0][0] == chosen.column and columns[0][1] is None and chosen.column not in rules.columns and said_in_part(chosen, "quota")
    if together:
        columns = [(p, None) for p in parts]  # type: ignore[misc]  # None: as above
        for part in parts:
            found.column(table.name, part, "quota.value", "a part of the quota: the columns of budgets are added up")
    read = {c: read_money(set(table.cells(c)), rules.decimal, table.decimal_hint) for c, _ in columns}
    for c, money in read.items():
        if (scale := scale_in(c) if scale_in(c) != 1.0 else _scale_in_title(table)) != 1.0:
            money.values = {k: None if v is None else round(v * scale, 6) for k, v in money.values.items()}
            found.warn("scaled_value", f"{table.name}: {c!r} (or the title) says that its amounts are in units of {scale:g}; they were multiplied by it", count=len(table))
    out: list[QuotaRead] = []
    homeless: list[tuple[str, int]] = []
    for i in range(len(table)):
        who = people.find(table.cell(a.column("rep"), i), table.cell(a.column("rep_id"), i), table.cell(a.column("rep_email"), i), table.name, table.rows[i])
        if who is None:
            continue
        if together:
            amounts = [x for p in parts if (x := read[p].values.get(table.cell(p, i))) is not None]
            period = _row_period(table, a, i, calendar, rules) if amounts else None
            if amounts and period is None:
                homeless.append((table.name, table.rows[i]))
            elif period is not None:
                people.sold(who)
                out.append(QuotaRead(who, *period, Decimal(str(sum(amounts))), rules.currency or currency_in(parts[0]) or "", table.name, table.rows[i]))
            continue
        for column, span in columns:
            amount = read[column].values.get(table.cell(column, i))
            if amount is None:
                continue
            period = (_in_year_of(table, a, i, span) if by_row else span) or _row_period(table, a, i, calendar, rules)
            if period is None:
                homeless.append((table.name, table.rows[i]))
                continue
            said = table.cell(a.column("currency"), i).strip().upper()
            currency = said if said in CODES else read[column].currencies.get(table.cell(column, i)) or rules.currency or currency_in(column) or ""
            people.sold(who)
            out.append(QuotaRead(who, *period, Decimal(str(amount)), currency, table.name, table.rows[i]))
    if together and out:
        found.ask("quota_parts", f"{table.name}: {', '.join(repr(p) for p in parts)} were added up to one quota. If one of them is the quota, name it in a mapping file", count=len(table))
    elif in_part and out:
        found.ask("assumed_column", f"{table.name}: {value!r} was taken as the quota, though its name says it only in part. Name the right one in a mapping file if that is wrong", count=len(table))
    if by_row and out and not quota_like(table):
        found.ask(
            "assumed_column",
            f'{table.name}: amounts in columns of periods were taken as quotas, though nothing calls them so. Say `kind = "quotas"` for it in a mapping file, or `kind = "ignore"` if they were sold',
            count=len(table),
        )
    if homeless:
        found.ask(
            "quota_without_period",
            f'{table.name}: amounts that look like quotas name no period; left out. Say `period = "2025"` (or 2025-Q1, 2025-03, 2019-04..2020-03) for this file in a mapping file',
            homeless,
        )
    return out


def ask_unread(table: Table, profiles: Mapping[str, Profile], found: Findings, taken: Container[str] = ()) -> None:
    """Ask where a file is called quotas or the like and none of its amounts was read as one; `taken` are columns read as something else."""
    amounts = [h for h in table.header if h not in taken and profiles[h].amounts > 0.6 and profiles[h].dates < 0.5 and profiles[h].length >= 3 and not spoken("counts") & set(folded(h).split())]
    if amounts and quota_like(table):
        found.ask(
            "unread_quotas",
            f'{table.name}: its name speaks of quotas, and none of its columns of amounts ({", ".join(map(repr, amounts[:4]))}) was read as one. Say `kind = "quotas"` and which column is `value` in a mapping file',
            count=len(table),
        )


_ANY_YEAR = 2024


def _by_year_of_row(table: Table, a: Assignment, amounts: list[str], found: Findings) -> list[tuple[str, tuple[date, date]]]:
    """Columns called after a month, a quarter or a half and no year, where a column says the year of each row: with a stand-in year for that of the row."""
    column = a.column("year")
    if column is None or not all(_year_in(v) for v in table.profile(column).filled):
        return []
    spans = [(h, span) for h in amounts if period_of(h) is None and (span := period_of(h, _ANY_YEAR)) is not None]
    shortest = min(((end - start).days for _, (start, end) in spans), default=0)
    finest = [(h, s) for h, s in spans if (s[1] - s[0]).days <= shortest + 3]  # months and not the quarters that add them up
    return _one_a_period(table, finest, found) if len(spans) >= 2 else []


def _year_in(cell: str) -> int | None:
    """The year a cell says: `2025`, `FY25`, `FY 2025`."""
    said = re.fullmatch(r"(?:[A-Za-z]{2,3}\s*)?(?:(20\d\d)(?:\.0+)?|'?(\d\d))", cell.strip())
    return int(said[1] or f"20{said[2]}") if said else None


def _in_year_of(table: Table, a: Assignment, i: int, span: tuple[date, date] | None) -> tuple[date, date] | None:
    """The period of a column in the year which the row says."""
    year = _year_in(table.cell(a.column("year"), i))
    return month_span(year, span[0].month, span[1].month) if year and span else None


def _one_a_period(table: Table, wide: list[tuple[str, tuple[date, date]]], found: Findings) -> list[tuple[str, tuple[date, date]]]:
    """One column a period: where quotas stand beside what was reached, the quotas; where nothing tells two columns apart, neither, and a question."""
    wide = [(h, span) for h, span in wide if not spoken("reached") & set(folded(h).split())] or wide
    by_span: dict[tuple[date, date], list[str]] = defaultdict(list)
    for h, span in wide:
        by_span[span].append(h)
    named = set(quota_columns([h for h, _ in wide]))
    out = []
    for span, headers in by_span.items():
        kept = [h for h in headers if h in named] if len(headers) > 1 and named else headers
        if len(kept) == 1:
            out.append((kept[0], span))
        else:
            shown = ", ".join(repr(h) for h in headers)
            found.ask("ambiguous_column", f"{table.name}: {shown} speak of one period; none was taken as its quota. Say in a mapping file which one to leave out", count=len(table))
    return out


def title_year(table: Table) -> int | None:
    """The one year which the name of the file or a title names."""
    years = {int(y) for t in (*table.titles, table.name.replace("_", " ")) for y in re.findall(r"(?<!\d)20\d\d(?!\d)", t)}
    return years.pop() if len(years) == 1 else None


def _scale_in_title(table: Table) -> float:
    """The unit which the name of the file or a title above the table says: `quotas 2024 ($000).csv`."""
    return next((s for t in (re.sub(r"\.\w+$", "", table.name), *table.titles) if (s := scale_in(t)) != 1.0), 1.0)


def _row_period(table: Table, a: Assignment, i: int, calendar: Calendar, rules: FileRules) -> tuple[date, date] | None:
    start = calendar.dates(table, a.column("start")).get(table.cell(a.column("start"), i)) if "start" in a else None
    end = calendar.dates(table, a.column("end")).get(table.cell(a.column("end"), i)) if "end" in a else None
    if start and end and start <= end:
        return start, end
    year_text = table.cell(a.column("year"), i).strip()
    year = int(float(year_text)) if re.fullmatch(r"20\d\d(\.0)?", year_text) else None
    period = table.cell(a.column("period"), i).strip()
    if period:
        span = period_of(period, year or title_year(table))
        if span:
            return span
        if year and re.fullmatch(r"[1-4]", period):
            return month_span(year, 3 * int(period) - 2, 3 * int(period))
    told = table.cell(a.column("month"), i).strip() or table.cell(a.column("quarter"), i).strip()
    if told and (span := period_of(told, year or title_year(table))):
        return span
    if year:
        month, quarter = table.cell(a.column("month"), i).strip(), table.cell(a.column("quarter"), i).strip()
        if month:
            return period_of(month, year) or (month_span(year, int(month), int(month)) if re.fullmatch(r"0?[1-9]|1[0-2]", month) else None)
        if q := re.search(r"[1-4]", quarter):
            return month_span(year, 3 * int(q[0]) - 2, 3 * int(q[0]))
        return month_span(year, 1, 12)
    if start:
        return _span_from(start, table, a, calendar)
    return period_of(rules.period) if rules.period else None


def _span_from(start: date, table: Table, a: Assignment, calendar: Calendar) -> tuple[date, date]:
    """Only beginnings are given: a period lasts to the day before the next beginning in the column, by its usual step."""
    begins = sorted({d for d in calendar.dates(table, a.column("start")).values() if d is not None})
    steps = [(b - a_).days for a_, b in pairwise(begins)]
    months = 12 if steps and min(steps) > 300 else 3 if steps and min(steps) > 80 else 1
    if not steps:
        months = 3 if start.month in (1, 4, 7, 10) else 1
    last = start.month + months - 1
    year, month = start.year + (last - 1) // 12, (last - 1) % 12 + 1
    return start, date(year, month, days.monthrange(year, month)[1]) if start.day == 1 else start + timedelta(days=30 * months)


_SEVERAL_PEOPLE = re.compile(r"^(?:team|region|group|department|territory|gruppe|equipe|equipo)\b|\b(?:team|total|region|group|department)$|^(?:all|overall|company|gesamt|summe)\b", re.IGNORECASE)


def without_teams(quotas: list[QuotaRead], names: Mapping[str, str], known: Container[str], found: Findings) -> list[QuotaRead]:
    """Quotas of people only: a row called after a team, of whom nothing else is known, adds up others'.

    Args:
        names: person_key -> name.
        known: keys of those who own a deal or an activity or stand in a table of people.
    """
    teams = [q for q in quotas if q.person_key not in known and _SEVERAL_PEOPLE.search(names.get(q.person_key, "").strip())]
    if teams:
        shown = ", ".join(repr(n) for n in sorted({names[q.person_key] for q in teams})[:3])
        found.warn("footer", f"{teams[0].file}: {shown} are no people by their names; their quotas were left out", sorted({(q.file, q.row) for q in teams}))
    kept = [q for q in quotas if q not in teams]
    by_file: dict[str, set[str]] = defaultdict(set)
    for q in kept:
        by_file[q.file].add(q.person_key)
    for file, keys in by_file.items():
        strangers = sorted(names.get(k, k) for k in keys if k not in known)
        if len(strangers) > 0.5 * len(keys):
            found.ask(
                "unknown_owner",
                f"{file}: most of whom it gives quotas to ({', '.join(map(repr, strangers[:3]))}) own no deal and stand in no table of people. Say which column is `rep` in a mapping file, or write the names as the deals do",
                count=len(strangers),
            )
    return kept


_TOO_SMALL, _ENOUGH_WINS = 50.0, 5


def check_scale(quotas: list[QuotaRead], deals: list[dict[str, Any]], found: Findings) -> None:
    """Ask where people won fifty times their quotas all told: the quotas are in thousands, or count something else than money."""
    won: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for deal in deals:
        if deal["status"] == "won" and deal["closed_on"] and deal["value"]:
            won[deal["rep_id"]].append((deal["closed_on"], deal["value"]))
    by_file: dict[str, list[QuotaRead]] = defaultdict(list)
    for quota in quotas:
        by_file[quota.file].append(quota)
    for file, said in by_file.items():
        reached = [value for q in said for day, value in won[q.person_key] if q.start <= day <= q.end]
        asked = float(sum(q.value for q in said))
        if asked > 0 and len(reached) >= _ENOUGH_WINS and sum(reached) >= _TOO_SMALL * asked:
            found.ask(
                "quota_scale",
                f"{file}: quotas add up to {asked:,.0f} where the same people won {sum(reached):,.0f} in those periods: they may be in thousands, or count something else than money. "
                "Say the unit in the column's name, such as 'Quota (k)', if they are in thousands",
                count=len(said),
            )
