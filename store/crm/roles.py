"""Second thoughts on columns once all tables are known, and what the report says about each column."""

from __future__ import annotations

import re
from collections.abc import Mapping as Said
from dataclasses import replace

from store.crm.calendar import Calendar
from store.crm.columns import Assignment, Choice, assign, said_in_part, swap
from store.crm.customers import settle_customers
from store.crm.dates import read_dates
from store.crm.done import settle_done
from store.crm.endings import Stages
from store.crm.kinds import Kind, a_deal_of_its_own, lead_like, named_activities, names_a_person, quote_like, title_of, who_owns
from store.crm.links import Read, overlap
from store.crm.mapping import FileRules, Mapping
from store.crm.money import CODES, currency_in, read_money, scale_in
from store.crm.names import folded, matches, tokens
from store.crm.owners import settle_owners, take_known_owners
from store.crm.people import same_id, same_name
from store.crm.report import Findings
from store.crm.statuses import outcome

_SAME = 0.02
_GOING_ON = re.compile(r"pipeline|active|in progress|current|ongoing|forecast|funnel|aktiv|laufend|en cours|en curso|em andamento|in corso|lopend")
_GUESSED = {"rep": "as the owner", "created_on": "as the day a deal began", "closed_on": "as the day a deal closed", "account": "as the customer"}
"""Meanings that are said to be a guess where only a distant word for them is there."""
_CREATOR = 3
"""Rank of the words for who made a record, the last of those for an owner."""
_ASKED = ("value", "closed_on", "created_on", "rep", "status", "stage", "account")


def refine(r: Read, stages: Stages, said: FileRules, found: Findings, owners: frozenset[str] = frozenset()) -> None:
    """Ask where two columns would do equally well and differ."""
    a = r.kind.assignment
    if a is None:
        return
    take_known_owners(r, a, said, owners, found)
    settle_owners(r, a, said, found)
    if r.kind.kind == "activity":
        settle_done(r.table, r.profiles, a, said)
    if r.kind.kind != "opportunity":
        return
    _drop_creator(r, a, said)
    _keep_one_owner(r, a, said, found)
    settle_customers(r, a, said, found)
    _take_formatted(r, a, found)
    _take_one_currency(r, a, said, found)
    for meaning, as_what in _GUESSED.items():
        choice = a.chosen.get(meaning)
        if choice is not None and choice.rank >= 2 and choice.column not in said.columns:
            found.ask(
                "assumed_column", f"{r.table.name}: {choice.column!r} was taken {as_what}, for want of a clearer column. Name the right one in a mapping file if that is wrong", count=len(r.table)
            )
    for meaning in ("value", "value_actual", "value_estimated"):
        worth = a.chosen.get(meaning)
        if worth is not None and worth.column not in said.columns and said_in_part(worth, "opportunity"):
            found.ask(
                "assumed_column",
                f"{r.table.name}: {worth.column!r} was taken as the value of a deal, though its name says it only in part. Name the right one in a mapping file if that is wrong",
                count=len(r.table),
            )
    _ask_twins(r, a, found)
    _ask_whether_deals(r, a, said, found)
    _ask_other_owner(r, a, said, found)
    _ask_whose_money(r, a, said, found)


def _ask_whether_deals(r: Read, a: Assignment, said: FileRules, found: Findings) -> None:
    """Say in words that a file was read as deals, where its name speaks of something else or nothing in it but its name speaks of deals."""
    if said.kind is not None or r.kind.says is not None:
        return
    log = named_activities(r.table)
    why = "though its name speaks of activities" if log else "though it has no amount, no stage and no words for won or lost" if not a_deal_of_its_own(a, r.profiles, log=False) else None
    if why is not None:
        found.ask("read_as_deals", f'{r.table.name}: this file was read as deals, {why}. Say `kind = "opportunities"` or `kind = "activities"` for it in a mapping file', count=len(r.table))


def set_leads_aside(reads: list[Read], mapping: Mapping, found: Findings) -> None:
    """Leads with owners and outcomes are deals where a system calls its deals so; beside a table of deals they are not."""
    deals = [r for r in reads if r.kind.kind == "opportunity"]
    plain = [r for r in deals if not lead_like(r.table)]
    if not plain:
        return
    for r in deals:
        if quote_like(r.table) and any(not quote_like(p.table) for p in plain) and mapping.rules(r.table.name).kind is None:
            r.kind = Kind(None, 'these are quotes beside a table of deals: left out; a mapping file can say `kind = "opportunities"`', elsewhere=True)
        if r not in plain and mapping.rules(r.table.name).kind is None:
            r.kind = Kind(None, 'these are leads beside a table of deals: left out; a mapping file can say `kind = "opportunities"`', elsewhere=True)


def take_siblings(reads: list[Read], mapping: Mapping) -> None:
    """A sheet beside `Won` and `Lost` with their columns, called `Pipeline` or the like, holds the deals that are still open."""
    said = [r for r in reads if r.kind.kind == "opportunity" and r.kind.says is not None]
    for r in reads:
        if r.kind.kind is not None or r.kind.elsewhere or mapping.rules(r.table.name).kind is not None or not _GOING_ON.search(folded(title_of(r.table))):
            continue
        book = r.table.name.partition("#")[0]
        alike = next(
            (s for s in reads if s.kind.kind == "opportunity" and (s in said or s.table.name.startswith(f"{book}#")) and len(set(s.table.header) & set(r.table.header)) >= 0.6 * len(r.table.header)),
            None,
        )
        if alike is not None:
            r.kind = Kind("opportunity", f"read as opportunities, with the columns of {alike.table.name}", assign(r.table, r.profiles, "opportunity"), says="open")


def owners_by_title(reads: list[Read], found: Findings) -> dict[str, str]:
    """Table -> whom its sheet or file is named after, where several tables of deals without an owner are each named after a person."""
    bare = [r for r in reads if r.kind.kind == "opportunity" and r.kind.assignment is not None and not who_owns(r.kind.assignment)]
    names = {r.table.name: title_of(r.table) for r in bare}
    if len(bare) < 2 or len(set(names.values())) < len(bare) or not all(names_a_person(t) for t in names.values()):
        return {}
    for r in bare:
        found.ask(
            "assumed_owner",
            f"{r.table.name}: no column names the owner; the table is named after {names[r.table.name]!r}, who was taken. Name the right one in a mapping file if that is wrong",
            count=len(r.table),
        )
    return names


def settle_ids(reads: list[Read]) -> None:
    """Where a list of people has several ids, the one that deals and activities refer to."""
    refer = [r.profiles[c] for r in reads if r.kind.assignment is not None and r.kind.kind in ("opportunity", "activity", "quota") and (c := r.kind.assignment.column("rep_id"))]
    if not refer:
        return
    for r in reads:
        a = r.kind.assignment
        if r.kind.kind != "person" or a is None or "id" not in a or a.chosen["id"].score > 1:
            continue

        def hits(column: str, r: Read = r) -> float:
            mine = {same_id(v) for v in r.table.cells(column) if v.strip()}
            return sum(overlap(p, mine) for p in refer)

        mine = a.chosen["id"]
        ids = [c for c in a.others.get("id", []) if r.profiles[c.column].unique > 0.9]
        best = max(ids, key=lambda c: hits(c.column), default=None)
        if best is not None and hits(best.column) > hits(mine.column):
            a.chosen["id"] = replace(best, how=f"{best.how}; the owners elsewhere are among its values")
            a.others["id"] = [mine, *(c for c in ids if c is not best)]


def _drop_creator(r: Read, a: Assignment, said: FileRules) -> None:
    """Who made a record is no owner where another column holds the owner's id or address: only where names of people stand beside ids may it say whose they are."""
    name = a.chosen.get("rep")
    closer = [c for m in ("rep_id", "rep_email") if (c := a.chosen.get(m)) is not None]
    if name is None or name.column in said.columns or name.rank < _CREATOR or not closer:
        return
    if "rep_email" in a or r.profiles[name.column].people < 0.5 or any(r.table.cells(c.column) == r.table.cells(name.column) for c in closer):
        del a.chosen["rep"]


def _keep_one_owner(r: Read, a: Assignment, said: FileRules, found: Findings) -> None:
    """A name and an id (or e-mail) that do not go together are two people's: the one whose column is named more closely stays."""
    for other in ("rep_id", "rep_email"):
        name, key = a.chosen.get("rep"), a.chosen.get(other)
        if name is None or key is None or name.column in said.columns or key.column in said.columns:
            continue
        both = {(n, k) for n, k in zip(map(same_name, r.table.cells(name.column)), map(same_id, r.table.cells(key.column)), strict=True) if n and k}
        names, keys = {n for n, _ in both}, {k for _, k in both}
        few, many = sorted((len(names), len(keys)))
        if not few or (len(both) <= max(1.5 * many, many + 1) and many <= max(1.5 * few, few + 1)):
            continue
        out = "rep" if (name.rank, -name.score) > (key.rank, -key.score) else other
        found.ask(
            "assumed_column",
            f"{r.table.name}: {name.column!r} and {key.column!r} name different people; {a.chosen['rep' if out == other else other].column!r} was taken as the owner. Name the right one in a mapping file if that is wrong",
            count=len(r.table),
        )
        del a.chosen[out]


def _take_formatted(r: Read, a: Assignment, found: Findings) -> None:
    """An amount in cents beside the same amount as people read it."""
    best = a.chosen.get("value")
    if best is None or best.score > 1 or scale_in(best.column) != 1.0:
        return
    taken = {c.column for m, c in a.chosen.items() if m not in ("value_estimated", "ignored")}
    base = set(tokens(best.column)) & {"value", "amount", "price", "revenue", "total", "deal"}
    cents: dict[str, float | None] | None = None
    for column in r.table.header:
        if column in taken or not base & set(tokens(column)) or r.profiles[column].amounts < 0.6 or r.profiles[column].dates > 0.5:
            continue
        cents = cents if cents is not None else read_money(set(r.table.cells(best.column))).values
        whole = read_money(set(r.table.cells(column)), None, r.table.decimal_hint).values
        both = [(x, y) for c, w in zip(r.table.cells(best.column), r.table.cells(column), strict=True) if (x := cents.get(c)) and (y := whole.get(w))]
        if len(both) >= 3 and len({x for x, _ in both}) >= 3 and sum(abs(x - 100 * y) <= 0.51 * max(1.0, abs(y) * 1e-6) for x, y in both) >= 0.95 * len(both):
            found.warn("assumed_column", f"{r.table.name}: {best.column!r} is a hundred times {column!r}, so in cents; {column!r} was taken as the value", count=len(r.table))
            swap(a, "value", column, f"the same amount as {best.column!r}, which is in cents")
            return


_OWN = frozenset(("converted", "company", "home", "base", "reporting", "corporate", "konzernwahrung", "hauswahrung", "unternehmenswahrung"))


def _take_one_currency(r: Read, a: Assignment, said: FileRules, found: Findings) -> None:
    """Where deals are in several currencies and a column holds all amounts in the company's own, that one."""
    best, currency = a.chosen.get("value"), a.chosen.get("currency")
    if best is None or best.score > 1:
        return
    named = [h for h in r.table.header if "currency" in folded(h).split() and r.profiles[h].amounts < 0.3]
    coded = [h for h in r.table.header if currency_in(h) and r.profiles[h].amounts > 0.6 and r.profiles[h].n >= r.profiles[best.column].n and _is_value(h)]
    own = (
        [best.column]
        if _own(best.column)
        else coded
        if len(coded) == 1
        else [h for h in r.table.header if _own(h) and r.profiles[h].amounts > 0.6 and r.profiles[h].n >= r.profiles[best.column].n and _is_value(h)]
    )
    if len(own) != 1:
        return
    mixed = any(len(r.profiles[h].filled) > 1 for h in named) or len(set(read_money(set(r.table.cells(best.column))).currencies.values())) > 1
    if not mixed:
        return
    column = own[0]
    found.warn("converted_currency", f"{r.table.name}: deals are in several currencies; {column!r} holds every amount in the company's own and was taken", count=len(r.table))
    if column != best.column:
        swap(a, "value", column, f"every amount in one currency, where {best.column!r} is in several")
    if currency is not None and currency.column not in said.columns:
        del a.chosen["currency"]
    theirs = next((h for h in named if folded(h) == f"{folded(column)} currency"), None)
    if theirs is not None:
        a.chosen["currency"] = Choice(theirs, "currency", 0.9, f"the currency of {column!r}")


def _own(header: str) -> bool:
    return bool(set(folded(header).split()) & _OWN)


def _is_value(header: str) -> bool:
    bare = " ".join(w for w in folded(header).split() if w not in _OWN and w not in ("currency", "in") and w.upper() not in CODES)
    return any(m.meaning == "value" and m.score > 0.9 for h in (header, bare) for m in matches(h, "opportunity"))


_PAID_ON, _EARNED = frozenset(("premium", "gwp", "pramie", "prime", "premio")), frozenset(("commission", "brokerage", "courtage", "provision", "comision", "comissao", "provvigione", "fee", "fees"))
"""What passes through a broker's hands, and what stays there."""


def _ask_whose_money(r: Read, a: Assignment, said: FileRules, found: Findings) -> None:
    """A broker's premium goes to the insurer: where a column of commission stands beside it, only a person knows which one quotas speak of."""
    best = a.chosen.get("value")
    if best is None or best.column in said.columns or not _PAID_ON & set(tokens(best.column)):
        return
    earned = next((h for h in r.table.header if _EARNED & set(tokens(h)) and not {"rate", "percent", "pct"} & set(tokens(h)) and r.profiles[h].amounts >= 0.6 and r.profiles[h].dates < 0.5), None)
    if earned is not None:
        found.ask(
            "ambiguous_column",
            f"{r.table.name}: {best.column!r} was taken as the value of a deal; {earned!r} beside it may be what the firm earns. Name the right one in a mapping file if that is wrong",
            count=len(r.table),
        )


def _ask_twins(r: Read, a: Assignment, found: Findings) -> None:
    for meaning in _ASKED:
        best = a.chosen.get(meaning)
        for other in a.others.get(meaning, []):
            if best is None or best.score - other.score > _SAME or other.rank != best.rank or r.profiles[other.column].empty:
                continue
            mine, theirs = r.table.cells(best.column), r.table.cells(other.column)
            said = {m: _meant(meaning, cells) for m, cells in (("mine", mine), ("theirs", theirs))}
            rows = [
                (r.table.name, r.table.rows[i])
                for i, (x, y) in enumerate(zip(mine, theirs, strict=True))
                if x.strip() != y.strip() and y.strip() and said["mine"].get(x, x) != said["theirs"].get(y, y)
            ]
            if rows:
                found.ask(
                    "ambiguous_column",
                    f"{r.table.name}: {best.column!r} and {other.column!r} could both be opportunity.{meaning} and differ; {best.column!r} was taken. Name the right one in a mapping file if that is wrong",
                    rows,
                )


_OWNERS = frozenset(("owner", "rep", "seller", "salesperson", "salesman", "ae", "besitzer", "inhaber", "proprietaire", "propietario", "proprietario", "eigenaar", "vendedor", "verkaufer", "venditore"))
_NOT_OWNERS = frozenset(
    (
        "manager",
        "created",
        "creator",
        "modified",
        "original",
        "previous",
        "former",
        "prior",
        "first",
        "old",
        "account",
        "contact",
        "lead",
        "company",
        "customer",
        "role",
        "team",
        "region",
        "id",
        "email",
        "mail",
    )
)


def _ask_other_owner(r: Read, a: Assignment, said: FileRules, found: Findings) -> None:
    """The owner of the account was taken, and another column is somebody's too."""
    best = a.chosen.get("rep")
    if best is None or best.rank == 0 or best.column in said.columns:
        return
    taken = {c.column for c in a.chosen.values()}
    for h in r.table.header:
        words = set(tokens(h))
        if h not in taken and words & _OWNERS and not words & _NOT_OWNERS and r.profiles[h].people >= 0.5 and r.table.cells(h) != r.table.cells(best.column):
            found.ask("ambiguous_column", f"{r.table.name}: {best.column!r} was taken as the owner; {h!r} may be. Name the right one in a mapping file if that is wrong", count=len(r.table))


def _meant(meaning: str, cells: list[str]) -> Said[str, object]:
    """What distinct cells mean, so that two columns are compared by that: `1,000.00` is `1000`, `1 March, 9:00` the first of March."""
    if meaning in ("status", "stage"):
        return {c: outcome(c) for c in set(cells)}
    if meaning == "account":
        return {c: folded(c.split(";")[0]) for c in set(cells)}  # of several companies the first
    if meaning == "value":
        return read_money(set(cells)).values
    if meaning in ("closed_on", "created_on"):
        dates = read_dates(set(cells))
        return {} if dates.ambiguous else dates.values
    return {}


def tell_columns(r: Read, calendar: Calendar, found: Findings) -> None:
    """One line a column: what it was read as, and how that was known."""
    a, table = r.kind.assignment, r.table
    by_column = {c.column: (m, c.how) for m, c in a.chosen.items()} if a is not None and r.kind.kind is not None else {}
    told = {(c.file, c.column) for c in found.columns}
    for column in table.header:
        if (table.name, column) in told:
            continue
        meaning, how = by_column.get(column, ("ignored", ""))
        if meaning in ("ignored", "value_weighted") or r.kind.kind is None:
            found.column(table.name, column, "ignored", r.kind.why if r.kind.kind is None else how or "nothing here needs it")
            continue
        dates = calendar.how(table, column)
        found.column(table.name, column, f"{r.kind.kind}.{meaning}", f"{how}; {dates}" if dates else how)
    if r.kind.kind == "lead" and not any(c.file == table.name and c.meaning.startswith("opportunity.") for c in found.columns):
        found.warn("unused_file", f"{table.name}: leads are no deals before they are converted; left out", count=len(table))
    if r.kind.kind is None and not any(file == table.name for file, _ in told):
        # what could be deals, or is not known at all, is for a person to decide
        say = found.ask if "a mapping file can say" in r.kind.why else found.warn
        say("unused_file", f"{table.name}: {r.kind.why}", count=len(table))
