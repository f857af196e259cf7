"""Opportunities: from tables whose columns are understood to rows of `domain.OPPORTUNITY_COLUMNS`."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from copilot.policy import CoachingPolicy
from store.crm.calendar import Calendar
from store.crm.columns import Assignment
from store.crm.endings import Stages, read_endings
from store.crm.headers import Table
from store.crm.lines import one_row_a_deal
from store.crm.mapping import FileRules
from store.crm.money import CODES, MoneyColumn, currency_in, read_money, scale_in
from store.crm.moved import awaited_stands_in, day_it_moved, moved_of_ended
from store.crm.names import folded, matches
from store.crm.people import People, owners_in, plain, same_id, spoken_missing
from store.crm.profile import Profile
from store.crm.report import Findings

_MANGLED_ID = re.compile(r"^\d[.,]?\d*[eE]\+\d+$")
_NO_TEXT = frozenset(
    ("", "null", "n/a", "-", "--", "(blank)", "#n/a", "nan", "\\n", "[null]", "<null>", "(none)", "#n/a!", "#ref!", "(leer)", "(vide)", "(vacío)", "undefined", "(no value)", "no value")
)
_SET_ASIDE = frozenset(("ignored", "product", "region", "team", "pipeline", "deal_type", "owner_role", "lost_reason", "currency", "manager", "modified_on", "name", "id"))
"""Columns of these meanings are not proposed for another one."""
_OF_AMOUNTS = re.compile(r"\b(amounts?|values?|figures?|currency|numbers|revenue|betrage|beträge|werte|angaben|montants?|valeurs?|importes?|valores|importi|valori|bedragen)\b", re.IGNORECASE)
"""A title that speaks of the amounts below it."""
_DATES = ("created_on", "closed_on", "won_on", "lost_on", "expected_close_on", "modified_on")


@lru_cache(maxsize=50_000)
def text_or_none(cell: str) -> str | None:
    """A cell of text; None where it says that there is none. `None`, `NA` and `Null` stay: they may be names."""
    s = plain(cell)
    return None if s.lower() in _NO_TEXT and s not in ("Null", "Nan", "NAN") else s


@dataclass
class DealTable:
    """One table of opportunities with everything decided about it."""

    table: Table
    a: Assignment
    profiles: dict[str, Profile]
    rules: FileRules
    stages: Stages
    says: str | None = None
    """What the file's name says of all its deals, where no column does."""
    account_names: dict[str, str] = field(default_factory=dict)
    """Account id -> name."""
    account_of: dict[str, str] = field(default_factory=dict)
    """Deal id -> account, where another table pairs them."""
    joined: dict[str, tuple[str, dict[str, date | None]]] = field(default_factory=dict)
    """Meaning -> (key column, key -> date) from another file."""
    lines: dict[str, float] = field(default_factory=dict)
    """Deal id -> value, where another table holds its lines."""
    owner: str = ""
    """Who the sheet or file is named after, where no column names an owner."""
    plain_close: str | None = None
    """A second, less certain column of closing dates, for rows where the first is empty."""


def read_deals(deal: DealTable, people: People, calendar: Calendar, policy: CoachingPolicy, found: Findings) -> list[dict[str, Any]]:
    """Rows of one table, in its order; what cannot be credited to anybody is rejected."""
    table, a = deal.table, deal.a
    dates = {m: calendar.dates(table, a.column(m)) for m in _DATES}
    spare_close = calendar.dates(table, deal.plain_close)

    def ended_by_now(i: int) -> bool:
        days = [d for m in ("closed_on", "won_on", "lost_on", "expected_close_on") if (d := dates[m].get(table.cell(a.column(m), i))) is not None]
        return bool(days) and days[0] <= calendar.today

    endings = read_endings(table, a, deal.profiles, found, deal.rules.status, deal.stages, "won" if deal.rules.won_only else deal.says, policy.cancelled_is, ended_by_now)
    money = read_amounts(table, a, deal.rules, found)
    value_of = _times_quantity(deal, _value_reader(table, a, money, endings.status, found), found)
    currency_of = _currency_reader(table, a, money, deal.rules, found)
    owner_of = _owner_reader(table, a, people, deal.owner, found)
    account_of = _account_reader(deal)
    actual = a.chosen["closed_on"].rank == 0 if "closed_on" in a else False
    col = {m: a.column(m) for m in ("id", "name", "product", "stage", "manager", "region", "team", *_DATES)}
    given = {m: table.cells(c) for m, c in col.items() if c}
    absent, undated = dict.fromkeys(col, ""), dict.fromkeys(_DATES)
    dated = [m for m in _DATES if m in given]
    ids = _trusted_ids(table, a, found)
    out: list[dict[str, Any]] = []
    ownerless: list[tuple[str, int]] = []
    accountless: list[tuple[str, int]] = []
    borrowed: list[tuple[str, int]] = []
    unsaid = not any(m in a for m in ("closed_on", "won_on", "lost_on")) and deal.plain_close is None
    moved = moved_of_ended(table, day_it_moved(table, a, deal.profiles, deal.rules), endings.status) if unsaid and "closed_on" not in deal.joined else None
    only_expected = "expected_close_on" in a and unsaid and (moved is None or awaited_stands_in(table, a, endings.status))
    moves = calendar.dates(table, moved)
    stood_in: list[tuple[str, int]] = []
    for i, status in enumerate(endings.status):
        if status is None:
            continue
        row = table.rows[i]
        who, shown = owner_of(i, row)
        if who is None:
            if shown in people.unsure:
                found.reject(table.name, row, a.column("rep") or "", shown, "several people have this name and nothing in the row tells them apart")
            else:
                found.reject(table.name, row, a.column("rep") or a.column("rep_id") or "", shown, "no owner: nobody to credit the deal to")
                ownerless.append((table.name, row))
            continue
        people.sold(who)
        if col["manager"]:
            people.reports_to_named(who, table.cell(col["manager"], i), table.name, row)
        cell = {**absent, **{m: cells[i] for m, cells in given.items()}}
        day: dict[str, date | None] = {**undated, **{m: dates[m].get(cell[m]) for m in dated}}
        for meaning, (key, known) in deal.joined.items():
            if day.get(meaning) is None and (meaning != "closed_on" or status != "open"):
                day[meaning] = known.get(same_id(table.cell(key, i)))
        plain_day = spare_close.get(table.cell(deal.plain_close, i)) if deal.plain_close else None
        closed, expected = _close(status, day, plain_day, actual)
        if only_expected and status != "open" and closed is None and expected is not None:
            closed, expected = expected, None
            borrowed.append((table.name, row))
        elif moved is not None and not only_expected and status != "open" and closed is None and (closed := moves.get(table.cell(moved, i))) is not None:
            stood_in.append((table.name, row))
        account = account_of(i) or deal.account_of.get(same_id(cell["id"]))
        if account is None:
            accountless.append((table.name, row))
        stage = text_or_none(cell["stage"])
        if stage is not None and stage in deal.stages:
            stage = deal.stages[stage][0]
        out.append(
            {
                "opportunity_id": same_id(cell["id"]) if ids and text_or_none(cell["id"]) and not _MANGLED_ID.match(cell["id"].strip()) else None,
                "written_id": cell["id"].strip(),
                "rep_id": who,
                "name": text_or_none(cell["name"]),
                "account": account,
                "product": text_or_none(cell["product"]),
                "stage": stage or (text_or_none(table.cell(a.column("status"), i)) if "status" in a else None),
                "status": status,
                "created_on": day["created_on"],
                "closed_on": closed,
                "expected_close_on": expected,
                "value": value_of(i, status) if not deal.lines else deal.lines.get(same_id(cell["id"])),
                "currency": currency_of(i),
                "modified_on": day["modified_on"],
                "source_file": table.name,
                "source_row": row,
            }
        )
    if out and "created_on" not in a and "created_on" not in deal.joined:
        found.ask("no_start", f"{table.name}: no column says when deals began: starts and days to win are unknown. If one does, name it in a mapping file", count=len(out))
    if borrowed:
        found.ask(
            "close_date_from_expected",
            f"{table.name}: no column says when deals closed; {col['expected_close_on']!r} was taken for won and lost deals. "
            + (f'{moved!r} says when a deal last changed its stage: for one that ended that may be the day (`{moved} = "closed_on"`). ' if moved else "")
            + "Name the right column in a mapping file if that is wrong",
            borrowed,
        )
    if stood_in and moved is not None:
        found.column(table.name, moved, "opportunity.closed_on", "the day of the last change of stage, taken for deals that ended")
        found.ask(
            "close_date_from_stage_change",
            f"{table.name}: no column says when deals closed; {moved!r}, the day of the last change of stage, was taken for won and lost deals. Name the right column in a mapping file if that is wrong",
            stood_in,
        )
    if ownerless and not deal.owner and not any(m in a for m in ("rep", "rep_id", "rep_email", "rep_last")):
        found.ask("missing_owner", f"{table.name}: no column names the owner of a deal; all were left out. Say which column is `rep` in a mapping file", ownerless)
    elif ownerless:
        found.warn("missing_owner", f"{table.name}: deals without an owner; left out, since nobody can be credited", ownerless)
    if accountless and len(accountless) < len(endings.status):
        found.warn("blank_account", f"{table.name}: deals without an account; a win among them counts as a customer of its own", accountless)
    elif accountless:
        unread = _unread(deal, lambda p: p.dates < 0.5 and p.amounts < 0.5 and p.codes < 0.5 and p.emails < 0.5 and p.flags < 0.5 and len(p.filled) >= max(5, 0.15 * p.n) and p.length < 60)
        if unread:
            found.ask(
                "blank_account",
                f"{table.name}: no column was recognised as the account, so every win counts as a customer of its own; {unread} may name it. Say so in a mapping file if one does",
                count=len(accountless),
            )
        else:
            found.warn("blank_account", f"{table.name}: no column names the account; every win counts as a customer of its own", count=len(accountless))
    if out and not stood_in and not any(m in a or m in deal.joined for m in ("closed_on", "won_on", "lost_on", "expected_close_on")) and (unread := _unread(deal, lambda p: p.dates >= 0.6)):
        found.ask("no_close", f"{table.name}: no column was recognised as the day a deal closed; {unread} hold dates. If one is it, say so in a mapping file", count=len(out))
    return one_row_a_deal(table, a, deal.profiles, out, found)


def _unread(deal: DealTable, test: Callable[[Profile], bool]) -> str:
    """Columns that were taken for nothing and pass a test, as a report names them."""
    taken = {c.column for c in deal.a.chosen.values()} | {deal.plain_close, *(key for key, _ in deal.joined.values())}
    return ", ".join(repr(h) for h in deal.table.header if h not in taken and not _known_otherwise(h) and not deal.profiles[h].empty and test(deal.profiles[h]))


def _known_otherwise(header: str) -> bool:
    return any(m.score > 0.9 and m.meaning in _SET_ASIDE for m in matches(header, "opportunity"))


def _close(status: str, day: dict[str, date | None], plain_day: date | None, actual: bool) -> tuple[date | None, date | None]:
    """When it closed, and when it is expected to: a plain close date says the one for ended deals, the other for open ones."""
    if status == "open":
        plainly = plain_day if actual else day["closed_on"]
        return None, day["expected_close_on"] or plainly
    own = day["won_on"] if status == "won" else day["lost_on"]
    return own or day["closed_on"] or plain_day, day["expected_close_on"]


def _trusted_ids(table: Table, a: Assignment, found: Findings) -> bool:
    """Whether the id column tells deals apart; it does not where one id stands on rows that have little in common."""
    column = a.column("id")
    if column is None:
        return False
    cells = table.cells(column)
    counts = Counter(c for c in cells if text_or_none(c))
    mangled = [(table.name, table.rows[i]) for i, c in enumerate(cells) if _MANGLED_ID.match(c.strip())]
    if mangled:
        found.warn(
            "mangled_id",
            f"{table.name}: ids in {column!r} such as {cells[table.rows.index(mangled[0][1])]!r} lost their digits in a spreadsheet; these rows are told apart by what else they hold",
            mangled,
        )
    repeated = {c for c, n in counts.items() if n > 1 and not _MANGLED_ID.match(c.strip())}
    if not repeated:
        return True
    others = [m for m in ("name", "account", "account_id", "rep", "rep_id", "created_on") if m in a]
    seen: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for i, c in enumerate(cells):
        if c in repeated:
            seen[c].add(tuple(table.cell(a.column(m), i) for m in others))
    strangers = sum(len({v[:3] for v in values}) > 1 and not _share_anything(values) for values in seen.values())
    if strangers > len(repeated) / 2:
        found.ask(
            "ambiguous_column", f"{table.name}: {column!r} repeats on deals that have nothing in common; not used as the id of a deal. Name the right `id` in a mapping file", count=len(repeated)
        )
        return False
    return True


def _share_anything(values: set[tuple[str, ...]]) -> bool:
    return any(len({v[k] for v in values}) == 1 for k in range(len(next(iter(values)))))


def _owner_reader(table: Table, a: Assignment, people: People, by_title: str, found: Findings) -> Callable[[int, int], tuple[str | None, str]]:
    columns = {m: a.column(m) for m in ("rep", "rep_id", "rep_email", "rep_first", "rep_last", "region", "team")}
    given = {m: table.cells(c) for m, c in columns.items() if c}
    absent = dict.fromkeys(columns, "")
    cells = {c.strip() for c in table.cells(columns["rep"])} if columns["rep"] else set()
    shared: dict[str, str] = {}
    for cell in cells:
        several = owners_in(cell, cells)
        if len(several) > 1:
            shared[cell] = several[0]
            at = [(table.name, table.rows[i]) for i, c in enumerate(table.cells(columns["rep"] or "")) if c.strip() == cell]
            found.warn("several_owners", f"{table.name}: cells of {columns['rep']!r} name several people; the deal was credited to the first", at)
        elif several[0] != cell:
            shared[cell] = several[0]

    def owner(i: int, row: int) -> tuple[str | None, str]:
        cell = {**absent, **{m: cells[i] for m, cells in given.items()}}
        name = shared.get(cell["rep"].strip(), cell["rep"]) or by_title or " ".join(x for x in (cell["rep_first"], cell["rep_last"]) if x.strip())
        key = people.find(name, cell["rep_id"], cell["rep_email"], table.name, row)
        if key is not None:
            people.detail(key, region=text_or_none(cell["region"]) or "", team=text_or_none(cell["team"]) or "")
        return key, name if not spoken_missing(name) else cell["rep_id"]

    return owner


def _account_reader(deal: DealTable) -> Callable[[int], str | None]:
    """The customer's name, one spelling for one customer; two customers of one name are told apart by id."""
    table, by_name, by_id = deal.table, deal.a.column("account"), deal.a.column("account_id")
    spelled: dict[str, str] = {}
    owners: dict[str, set[str]] = defaultdict(set)
    for known_id, name in deal.account_names.items():
        owners[name.casefold()].add(known_id)
    if by_name and by_id:
        for n, k in zip(table.cells(by_name), table.cells(by_id), strict=True):
            written = text_or_none(n)
            if written and text_or_none(k):
                owners[written.casefold()].add(same_id(k))

    def account(i: int) -> str | None:
        name = text_or_none(table.cell(by_name, i)) if by_name else None
        code = text_or_none(table.cell(by_id, i)) if by_id else None
        if name is not None and code is None and same_id(name) in deal.account_names:
            code, name = name, None
        if code is not None:
            key = same_id(code)
            name = deal.account_names.get(key) or name
            if name is None:
                return code
            if len(owners[name.casefold()]) > 1:
                return f"{name} ({code})"
        return None if name is None else spelled.setdefault(name.casefold(), name)

    return account


def read_amounts(table: Table, a: Assignment, rules: FileRules, found: Findings, meanings: tuple[str, ...] = ("value", "value_actual", "value_estimated")) -> dict[str, MoneyColumn]:
    """The columns of money, their decimal signs decided together; cells that are no amount reported."""
    chosen = {m: c for m in meanings if (c := a.column(m))}
    read = {m: read_money(set(table.cells(c)), rules.decimal, table.decimal_hint) for m, c in chosen.items()}
    for m, c in chosen.items():
        column = read[m]
        above = next((t for t in table.titles if _OF_AMOUNTS.search(t) and scale_in(t) != 1.0), None) if scale_in(c) == 1.0 else None
        scale = scale_in(above or c)
        if scale != 1.0:
            column.values = {k: None if v is None else round(v * scale, 6) for k, v in column.values.items()}
        if above is not None:
            found.ask("scaled_value", f"{table.name}: above the header stands {above!r}; {c!r} was multiplied by {scale:g}. Correct that in the file if it is wrong", count=len(table))
        elif scale != 1.0:
            found.warn("scaled_value", f"{table.name}: {c!r} says that its amounts are in units of {scale:g}; they were multiplied by it", count=len(table))
        where = [i for i, cell in enumerate(table.cells(c)) if cell in column.bad]
        for i in where:
            found.reject(table.name, table.rows[i], c, table.cell(c, i), f"{column.bad[table.cell(c, i)]}; the row is kept with this cell empty")
        if where:
            found.warn("unreadable_value", f"{table.name}: cells of {c!r} are no amounts; those cells are left empty", [(table.name, table.rows[i]) for i in where])
        if column.ambiguous:
            found.ask("ambiguous_number", f'{table.name}: {c!r} was read with {column.how}; say `decimal = "."` or `","` in a mapping file if that is wrong', count=len(column.values))
    return read


def _value_reader(table: Table, a: Assignment, money: dict[str, MoneyColumn], statuses: list[str | None], found: Findings) -> Callable[[int, str], float | None]:
    """A won deal is worth what it brought, else what was asked; an open one what is estimated."""
    columns = {m: a.column(m) for m in money}
    fallen: list[tuple[str, int]] = []
    not_won = ("value", "value_estimated", "value_actual")
    asked = {"won": ("value_actual", "value", "value_estimated"), "lost": not_won, "open": not_won}

    def value(i: int, status: str) -> float | None:
        for m in asked[status]:
            if m in money:
                got = money[m].values.get(table.cell(columns[m], i))
                if got is not None:
                    return got
        return None

    if "value_actual" in money or ("value_estimated" in money and "value" in money):
        first = next(m for m in asked["won"] if m in money)
        for i, status in enumerate(statuses):
            if status == "won" and money[first].values.get(table.cell(columns[first], i)) is None and value(i, "won") is not None:
                fallen.append((table.name, table.rows[i]))
        if fallen:
            found.warn("value_from_estimate", f"{table.name}: won deals without a value in {columns[first]!r}; another amount of the row was taken", fallen)
    elif "value_estimated" in money and any(s == "won" for s in statuses):
        found.warn("value_from_estimate", f"{table.name}: the only amount is the estimate in {columns['value_estimated']!r}; it was taken for won deals too", count=sum(s == "won" for s in statuses))
    return value


_A_PIECE = re.compile(r"\b(unit|per unit|per piece|each|per seat|per user|per license)\b|^(einzelpreis|stuckpreis|prix unitaire|precio unitario|preco unitario|prezzo unitario|stukprijs)$")
_PIECES = re.compile(
    r"^(order |sales )?(quantity|qty|units?|pieces|seats|licen[sc]es|no of units|number of units|menge|stuckzahl|anzahl|quantite|cantidad|quantidade|quantita|aantal)( sold| ordered)?$"
)


def _times_quantity(deal: DealTable, value_of: Callable[[int, str], float | None], found: Findings) -> Callable[[int, str], float | None]:
    """Where the only price is that of one piece and a column counts pieces, a deal is worth both together."""
    table, priced = deal.table, deal.a.column("value")
    pieces = next((h for h in table.header if _PIECES.match(folded(h)) and deal.profiles[h].amounts >= 0.9), None)
    if priced is None or priced in deal.rules.columns or pieces is None or not _A_PIECE.search(folded(priced)) or any(m in deal.a for m in ("value_actual", "value_estimated")):
        return value_of
    counted = read_money(set(table.cells(pieces)), deal.rules.decimal, table.decimal_hint).values
    found.ask(
        "assumed_column",
        f"{table.name}: {priced!r} is the price of one; the value of a deal was taken as that times {pieces!r}. Name the right `value` in a mapping file if that is wrong",
        count=len(table),
    )

    def value(i: int, status: str) -> float | None:
        each, n = value_of(i, status), counted.get(table.cell(pieces, i))
        return None if each is None or n is None else round(each * n, 6)

    return value


def _currency_reader(table: Table, a: Assignment, money: dict[str, MoneyColumn], rules: FileRules, found: Findings) -> Callable[[int], str | None]:
    """The row's own currency, else the cell's sign, else the header's, else what a mapping says."""
    own = a.column("currency")
    columns = {m: a.column(m) for m in money}
    headed = next((c for m in ("value_actual", "value", "value_estimated") if columns.get(m) and (c := currency_in(str(columns[m])))), None)
    default = rules.currency or headed
    written = Counter(c for column in money.values() for c in column.currencies.values())
    if default is None and len(written) == 1:
        default = next(iter(written))

    def currency(i: int) -> str | None:
        if own:
            said = table.cell(own, i).strip()
            code = said.upper() if said.upper() in CODES else currency_in(said)
            if code:
                return code
        for m, column in money.items():
            code = column.currencies.get(table.cell(columns[m], i))
            if code:
                return code
        return default

    return currency


def with_ids(rows: list[dict[str, Any]]) -> None:
    """Give rows without an id of their own a natural key with an ordinal: the same deal in a later export gets the same."""
    seen: Counter[str] = Counter()
    for row in rows:
        if row["opportunity_id"] is None:
            key = "|".join(str(row[c] or "") for c in ("rep_id", "name", "account", "product", "created_on"))
            seen[key] += 1
            row["opportunity_id"] = f"k{hashlib.sha256(key.encode()).hexdigest()[:12]}-{seen[key]}"
