"""Reading CRM exports: files in, frames and a report out. The one entry point is `read_exports`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from copilot.domain import ACTIVITY_COLUMNS, OPPORTUNITY_COLUMNS, STAGE_COLUMNS
from copilot.policy import CoachingPolicy
from store.crm.activities import read_activities, spare_days
from store.crm.aliases import join_aliases
from store.crm.calendar import Calendar
from store.crm.columns import Assignment, Choice, assign
from store.crm.content import fill, what_is_known
from store.crm.copies import without_copies
from store.crm.deals import DealTable, read_deals, text_or_none, with_ids
from store.crm.exports import Export, load_exports
from store.crm.history import read_history
from store.crm.kinds import PLURAL, Kind, classify, wide_quotas
from store.crm.links import Read, account_names, join_accounts, join_closings, join_dates, stage_meanings
from store.crm.mapping import SINGULAR, FileRules, Mapping, load_mapping
from store.crm.moved import day_it_moved
from store.crm.owners import owners_elsewhere
from store.crm.people import People
from store.crm.quotas import ask_unread, check_scale, read_quotas, without_teams
from store.crm.reading import FileRead, QuotaRead, Reading
from store.crm.report import Findings
from store.crm.roles import owners_by_title, refine, set_leads_aside, settle_ids, take_siblings, tell_columns
from store.crm.roster import read_people
from store.crm.validate import check_activities, check_opportunities
from store.parquet import ARROW_TYPES

if TYPE_CHECKING:
    import pandas as pd

_DATE_MEANINGS = frozenset(("created_on", "closed_on", "won_on", "lost_on", "expected_close_on", "modified_on", "on", "hired_on", "start", "end", "entered_on"))
Progress = Callable[[str, int, int], None]
"""What is being done, steps done, steps in all."""


def read_exports(paths: Sequence[Path], mapping: Path | None, policy: CoachingPolicy, today: date, on_progress: Progress | None = None) -> Reading:
    """Read files or folders of exports of any CRM; nothing is stored.

    Args:
        paths: csv, tsv, txt or xlsx files, or folders of them.
        mapping: a TOML file that overrules what would be inferred (docs/import.md).
        policy: what cancelled deals and equal rows count as.
        today: the day of reading; dates after it are reported.
        on_progress: called with what is being done, steps done and steps in all.

    Returns:
        What the exports say, each column with what it was read as and why, and everything that was wrong.

    Raises:
        UnreadableFile: a path that is not there, a single file that is no table, or a folder with nothing usable.
        BadMapping: a mapping file that names what is not there.
    """
    step = on_progress or (lambda what, done, total: None)
    found = Findings()
    rules = load_mapping(mapping)
    step("opening", 0, 4)
    exports = load_exports(paths, rules, found)
    rules.check_names([e.table.name for e in exports])
    step("recognising columns", 1, 4)
    reads = [_recognise(e, rules) for e in exports]
    take_siblings(reads, rules)
    set_leads_aside(reads, rules, found)
    settle_ids(reads)
    calendar = Calendar(found, today)
    for r in reads:
        _read_dates(r, rules.rules(r.table.name), calendar)
    people = People(found)
    known = what_is_known(reads)
    for r in reads:
        if rules.rules(r.table.name).kind is None:
            fill(r, known, reads, found)
    stages, accounts = stage_meanings(reads), account_names(reads, found)
    for r in sorted(reads, key=lambda r: r.kind.kind != "quota"):  # whose quotas they are is asked of the deals, and of the quotas who owns deals
        refine(r, stages, rules.rules(r.table.name), found, owners_elsewhere(reads, r))
        _read_dates(r, rules.rules(r.table.name), calendar)
    calendar.settle()
    step("people", 2, 4)
    read_people(reads, people, calendar, found)
    join_aliases(reads, people, found)
    step("deals", 3, 4)
    titled = owners_by_title(reads, found)
    deals = [_deal_table(r, rules, stages, accounts, reads, calendar, found) for r in reads if r.kind.kind == "opportunity"]
    for d in deals:
        d.owner = titled.get(d.table.name, "")
    rows = [row for d in deals for row in read_deals(d, people, calendar, policy, found)]
    rows = check_opportunities(without_copies(rows, "opportunity", found), policy, today, found)
    with_ids(rows)
    names = {row["name"].casefold(): row["opportunity_id"] for row in rows if row["name"]}
    events: list[dict[str, Any]] = []
    quotas: list[QuotaRead] = []
    history: list[dict[str, Any]] = []
    for r in reads:
        a = r.kind.assignment
        if r.kind.kind in (None, "account", "person") and not r.kind.elsewhere and rules.rules(r.table.name).kind is None and not _has_quota(r):
            ask_unread(r.table, r.profiles, found, {c.column for c in a.chosen.values()} if a is not None else ())
        if a is None:
            continue
        if r.kind.kind == "activity":
            events += read_activities(r.table, a, people, calendar, found, today, names, rules.rules(r.table.name))
        elif r.kind.kind in ("quota", "person"):
            quota = a if r.kind.kind == "quota" else assign(r.table, r.profiles, "quota")
            if r.kind.kind == "quota" or _has_quota(r):
                quotas += read_quotas(r.table, quota, r.profiles, people, calendar, rules.rules(r.table.name), found)
        elif r.kind.kind == "stage":
            history += read_history(r.table, a, calendar, stages, found)
    everyones = quotas
    quotas = without_teams(everyones, people.names(), {row["rep_id"] for row in rows} | {e["rep_id"] for e in events} | people.listed_keys(), found)
    for key in {q.person_key for q in everyones} - {q.person_key for q in quotas}:
        people.drop(key)
    check_scale(quotas, rows, found)
    events = check_activities(without_copies(events, "activity", found))
    for r in reads:
        tell_columns(r, calendar, found)
    everybody = people.finish()
    unknown = [p for p in everybody if not p.named and p.is_rep]
    if unknown:
        found.warn(
            "unknown_owner",
            f"owners known only by an id ({', '.join(repr(p.name) for p in unknown[:3])}{' ...' if len(unknown) > 3 else ''}): no table of users names them; they go by the id",
            [(p.file, p.row) for p in unknown],
        )
    queues = [p for p in everybody if p.is_rep and _QUEUE.search(p.name.casefold())]
    if queues:
        found.warn("no_person", f"owners that by their names are no people ({', '.join(repr(p.name) for p in queues[:3])}); they are kept as if they were", [(p.file, p.row) for p in queues])
    accounts_named = _accounts(reads, rows)
    step("done", 4, 4)
    return Reading(
        files=tuple(FileRead(r.table.name, r.table.sha256, len(r.table), _kinds(r)) for r in reads),
        people=everybody,
        opportunities=_frame(rows, OPPORTUNITY_COLUMNS),
        activities=_frame(events, ACTIVITY_COLUMNS),
        stages=_frame(history, STAGE_COLUMNS),
        quotas=tuple(quotas),
        accounts=frozenset(accounts_named),
        columns=tuple(found.columns),
        rejected=tuple(found.rejected),
        warnings=found.warnings,
        questions=tuple(found.questions),
    )


_QUEUE = re.compile(r"\bqueue$|\bwarteschlange$|^house( accounts?)?$|^round robin$|^(sales )?(pool|inbox)$|^(crm |system |integration |api )(user|admin|administrator)$")


def _recognise(export: Export, mapping: Mapping) -> Read:
    table = export.table
    profiles = {h: table.profile(h) for h in table.header}
    said = mapping.rules(table.name)
    mapping.check_columns(table.name, table.header)
    if said.kind == "ignore":
        return Read(table, profiles, Kind(None, "left out, as the mapping says"))
    kind = classify(table, profiles)
    if said.kind is not None:
        single = SINGULAR[said.kind]
        kind = Kind(single, f"read as {said.kind}, as the mapping says", assign(table, profiles, single))
    if kind.assignment is not None and kind.kind is not None:
        _overrule(kind.assignment, said)
    return Read(table, profiles, kind)


def _overrule(a: Assignment, said: FileRules) -> None:
    for column, meaning in said.columns.items():
        for m in [m for m, c in a.chosen.items() if c.column == column]:
            del a.chosen[m]
        for m, rest in a.others.items():
            a.others[m] = [c for c in rest if c.column != column]
        if meaning != "ignored":
            a.chosen[meaning] = Choice(column, meaning, 2.0, "the mapping says so")
            a.others.pop(meaning, None)


def _read_dates(r: Read, said: FileRules, calendar: Calendar) -> None:
    a = r.kind.assignment
    if a is None or r.kind.kind is None:
        return
    for meaning, choice in a.chosen.items():
        if meaning in _DATE_MEANINGS:
            calendar.read(r.table, choice.column, meaning, said.order)
    if r.kind.kind == "opportunity":
        for choice in a.others.get("closed_on", [])[:1]:
            calendar.read(r.table, choice.column, "spare_close", said.order)
        if (moved := day_it_moved(r.table, a, r.profiles, said)) is not None:
            calendar.read(r.table, moved, "moved_on", said.order)
    if r.kind.kind == "activity":
        for column in spare_days(r.table, a):
            calendar.read(r.table, column, "on", said.order)


def _deal_table(r: Read, mapping: Mapping, stages: Any, accounts: dict[str, str], reads: list[Read], calendar: Calendar, found: Findings) -> DealTable:
    assert r.kind.assignment is not None
    a = r.kind.assignment
    deal = DealTable(r.table, a, r.profiles, mapping.rules(r.table.name), stages, r.kind.says, accounts)
    spare = [c for c in a.others.get("closed_on", []) if c.rank != a.chosen["closed_on"].rank]
    if spare and a.chosen["closed_on"].rank == 0:
        deal.plain_close = spare[0].column
    join_dates(deal, reads, calendar, found)
    join_accounts(deal, reads, found)
    join_closings(deal, reads, stages, calendar, found)
    deal.lines = r.lines
    return deal


def _has_quota(r: Read) -> bool:
    a = r.kind.assignment
    return a is not None and ("quota" in a or wide_quotas(r.table, r.profiles))


def _kinds(r: Read) -> tuple[str, ...]:
    kind = r.kind.kind
    if kind is None:
        return ()
    kinds = (PLURAL[kind],) if kind in ("opportunity", "activity", "person", "quota", "account", "stage") else ()
    return (*kinds, "quotas") if kind == "person" and _has_quota(r) else kinds


def _accounts(reads: list[Read], rows: list[dict[str, Any]]) -> set[str]:
    known = {row["account"] for row in rows if row["account"]}
    for r in reads:
        a = r.kind.assignment
        if r.kind.kind == "account" and a is not None and (column := a.column("name")):
            known |= {name for c in r.table.cells(column) if (name := text_or_none(c))}
    return known


def _frame(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    """Rows as a frame with exactly these columns and types."""
    out = {}
    for name, kind in columns.items():
        wanted = ARROW_TYPES[kind]
        values = pa.array([row.get(name) for row in rows], type=pa.date32() if pa.types.is_timestamp(wanted) else wanted)
        out[name] = values.cast(wanted)
    frame: pd.DataFrame = pa.table(out).to_pandas()
    return frame
