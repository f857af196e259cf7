"""Activities: calls, e-mails, meetings, demos and tasks, counted as events of a rep."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from store.crm.calendar import Calendar
from store.crm.columns import Assignment
from store.crm.dates import is_date, no_date
from store.crm.days import says
from store.crm.deals import text_or_none
from store.crm.doings import doing
from store.crm.done import Doneness
from store.crm.headers import Table
from store.crm.mapping import FileRules
from store.crm.names import folded, tokens, unspaced
from store.crm.people import People, same_id
from store.crm.report import Findings
from store.crm.spoken import spoken
from store.crm.statuses import flag

_TYPES = (
    ("demo", r"\bdemos?\b|demonstration|vorfuhrung|product tour|demonstracion|demonstracao|dimostrazione"),
    ("call", r"\bcalls?\b|phone|dial|\bcold call|anruf|telefon|appel|telephone|llamada|ligacao|chiamata|telefonata|\bbel|voicemail|\btel\b"),
    ("email", r"e ?mails?\b|\bmail|correo|courriel|inbox|outreach|\bcorreio|\bposta"),
    (
        "meeting",
        r"meeting|visit|calendar|kalender|agenda|appointment|lunch|event|besprechung|termin|treffen|besuch|rendez vous|reunion|rdv|\bcitas?\b|visita|reuniao|riunione|incontro|appuntamento|afspraak|vergadering|bezoek|on ?site|video|zoom|webinar|conference|presentation",
    ),
    ("task", r"\btasks?\b|to ?do|aufgabe|tache|tarea|tarefa|attivita|taak|follow up|\bprep\b"),
)
_FURTHER: tuple[Literal["demo", "call", "email", "meeting", "task"], ...] = ("demo", "call", "email", "meeting", "task")
_THAI = re.compile("[\u0e00-\u0e7f]")
_VAGUE = frozenset(("task", "event", "activity", "none", ""))
_DONE_WITH_SOMEBODY = frozenset(("call", "email", "meeting", "demo"))
_WAYS = frozenset(("inbound", "outbound", "incoming", "outgoing", "missed", "received", "sent"))
"""Which way a call or mail went: columns called `Call Type` hold it, and it is no kind of activity."""


_HEADED = (
    ("call", frozenset(("call", "calls", "dial", "caller", "callee", "voicemail", "ring"))),
    ("email", frozenset(("recipient", "recipients", "mailing", "replied", "bounced", "cc", "bcc"))),
    ("meeting", frozenset(("attendees", "invitees", "organizer", "organiser", "guests"))),
)
"""Words of headers that only a log of one kind of activity has."""


@cache
def _further(kind: Literal["call", "email", "meeting", "demo", "task"]) -> re.Pattern[str]:
    """The words of further languages for a kind of activity, folded; a script without spaces may hold one anywhere."""
    words = sorted({folded(w) for w in spoken(kind)}, key=len, reverse=True)
    within = [w for w in words if unspaced(w) or _THAI.search(w)]
    return re.compile("|".join([rf"\b(?:{'|'.join(w for w in words if w not in within)})\b", *within]))


def _by_name(table: Table) -> str | None:
    """The kind that the name of the file or sheet speaks of, where it is one of ours."""
    label = re.sub(r"\.\w+$", "", table.name.replace("_", " ").rsplit("/", 1)[-1])
    return next((kind for kind in (activity_type(label), doing(label)) if kind in ("call", "email", "meeting", "demo", "task", "note")), None)


def _by_headers(table: Table) -> str | None:
    """The kind that the headers speak of, where they speak of one."""
    words = {w for h in table.header for w in folded(h).split()}
    said = [kind for kind, known in _HEADED if words & known]
    return said[0] if len(said) == 1 else None


@lru_cache(maxsize=10_000)
def activity_type(text: str) -> str | None:
    """One of our types where the words say so, else the company's own word; None for nothing."""
    said = folded(text)
    for kind, pattern in _TYPES:
        if re.search(pattern, said):
            return kind
    return next((kind for kind in _FURTHER if _further(kind).search(said)), said or None)


@lru_cache(maxsize=10_000)
def is_note(text: str) -> bool:
    """Whether a word for a kind of activity says that something was only written down: `Note`, `Internal note`, `Notiz`."""
    said = folded(text)
    notes = {folded(w) for w in spoken("note")}
    return said in notes or (bool(set(said.split()) & notes) and set(said.split()) <= notes | spoken("beside_note"))


def spare_days(table: Table, a: Assignment) -> list[str]:
    """Columns that say the day of an activity where the one taken is blank: when it was over, when it began, and last when it was due."""
    best = a.chosen.get("on")
    if best is None or table.profile(best.column).n == len(table):
        return []
    others = [c.column for c in a.others.get("on", []) if (c.rank == 0 or says(c.column, "over")) and not table.profile(c.column).empty]
    return sorted((c for c in others if table.profile(c).dates >= 0.6), key=lambda c: (says(c, "due_by"), not says(c, "over")))


def _unread_kinds(table: Table, a: Assignment) -> list[str]:
    """Columns that by name tell one kind of activity from another and are read as nothing, where no column is read as the kind."""
    if "type" in a:
        return []
    taken = {c.column for c in a.chosen.values()}
    known = {folded(w) for w in spoken("type_of")}
    out = []
    for h in table.header:
        parts, p = tokens(h), table.profile(h)
        named = bool(known & {*parts[:1], *parts[-1:]}) or any(unspaced(w) and w in "".join(parts) for w in known)
        if named and h not in taken and len(p.filled) > 1 and p.unique < 0.9 and p.dates < 0.5 and p.amounts < 0.9 and p.flags < 0.9:
            out.append(h)
    return out


def read_activities(table: Table, a: Assignment, people: People, calendar: Calendar, found: Findings, today: date, opportunity_names: dict[str, str], rules: FileRules) -> list[dict[str, Any]]:
    """Rows of `domain.ACTIVITY_COLUMNS`; without an owner or a date a row counts for nobody and is rejected."""
    col = {m: a.column(m) for m in ("id", "rep", "rep_id", "rep_email", "type", "on", "account", "account_id", "opportunity_id", "opportunity_name", "subject", "status", "is_deleted", "deleted_on")}
    others = [c.column for c in a.others.get("type", [])]
    kinds = {t: activity_type(t) for t in set(table.cells(col["type"]))} if col["type"] else {}
    told_apart = any(k in _DONE_WITH_SOMEBODY for k in kinds.values())
    by_file = _by_name(table) or _by_headers(table)
    days = calendar.dates(table, col["on"])
    spare = [(c, calendar.dates(table, c)) for c in spare_days(table, a)]
    lent: dict[str, list[tuple[str, int]]] = defaultdict(list)
    out: list[dict[str, Any]] = []
    ownerless, undated, planned, deleted, unclear, unnamed, notes = [], [], [], [], [], [], []
    to_do: dict[str, list[tuple[str, int]]] = defaultdict(list)
    said = Doneness(table, a, rules)
    untold, awaited = said.unread(), defaultdict[str, list[tuple[str, int]]](list)
    missed: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for i in range(len(table)):
        row = table.rows[i]
        cell = {m: (table.cell(c, i) if c else "") for m, c in col.items()}
        if flag(cell["is_deleted"]) or (not no_date(cell["deleted_on"]) and is_date(cell["deleted_on"], serials=True)):
            deleted.append((table.name, row))
            continue
        if is_note(cell["type"]) or (by_file == "note" and not text_or_none(cell["type"])):
            notes.append((table.name, row))
            continue
        done = said.of(i)
        if done == "never":
            missed[said.told_by(i)].append((table.name, row))
            continue
        if done == "to do" and not said.none_done:
            to_do[said.told_by(i)].append((table.name, row))
            continue
        who = people.find(cell["rep"], cell["rep_id"], cell["rep_email"], table.name, row)
        if who is None:
            ownerless.append((table.name, row))
            found.reject(table.name, row, col["rep"] or col["rep_id"] or "", cell["rep"] or cell["rep_id"], "no owner: nobody to count the activity for")
            continue
        day = days.get(cell["on"])
        if day is None and no_date(cell["on"]):
            column, day = next(((c, d) for c, values in spare if (d := values.get(table.cell(c, i))) is not None and (done == "done" or not says(c, "due_by"))), ("", None))
            if day is not None:
                lent[column].append((table.name, row))
        if day is None:
            undated.append((table.name, row))
            continue
        if done == "unknown":
            unclear.append((table.name, row))
            continue
        if day > today:
            planned.append((table.name, row))
        elif untold and (other := said.awaited(i, untold)) is not None:
            awaited[other].append((table.name, row))
        people.sold(who)
        kind = activity_type(cell["type"]) if text_or_none(cell["type"]) else None
        if kind in _WAYS:
            kind = by_file
        if kind in _VAGUE or kind is None:
            # `Task` says only what kind of record it is; another column may say what was done, and the subject where no row is of another kind
            told = [activity_type(table.cell(c, i)) for c in others if text_or_none(table.cell(c, i))]
            from_subject = activity_type(cell["subject"]) if cell["subject"] and not (kind == "task" and told_apart) else None
            kind = next((t for t in told if t and t not in _VAGUE), None) or (from_subject if from_subject in _DONE_WITH_SOMEBODY and not by_file else None) or kind or by_file
            if kind is None:
                kind = "task"
                if not col["type"]:
                    unnamed.append((table.name, row))
        out.append(
            {
                "activity_id": same_id(cell["id"]) if text_or_none(cell["id"]) else None,
                "rep_id": who,
                "type": kind,
                "on": day,
                "account": text_or_none(cell["account"]),
                "opportunity_id": same_id(cell["opportunity_id"]) if text_or_none(cell["opportunity_id"]) else opportunity_names.get(cell["opportunity_name"].strip().casefold()),
                "subject": text_or_none(cell["subject"]),
                "source_file": table.name,
                "source_row": row,
            }
        )
    if unnamed:
        found.ask(
            "unknown_activity",
            f"{table.name}: nothing says what kind of activities these are; counted as tasks. Say which column is `type` in a mapping file, or name the file calls, emails or meetings",
            unnamed,
        )
    if out and (unread := _unread_kinds(table, a)):
        shown = ", ".join(map(repr, unread))
        found.warn("unused_column", f"{table.name}: {shown} may say what kind of activities these are and was not used. If one does, name it `type` in a mapping file", count=len(out))
    if ownerless:
        found.warn("missing_owner", f"{table.name}: activities without an owner; left out", ownerless)
    for column, rows in lent.items():
        found.warn("day_from_another_column", f"{table.name}: where {col['on']!r} is blank, the day of an activity was taken from {column!r}", rows)
    if undated:
        lacking = " and ".join(repr(c) for c in (col["on"], *(c for c, _ in spare)) if c)
        found.warn("undated_activity", f"{table.name}: activities without a date in {lacking}; left out" if lacking else f"{table.name}: no column says when these activities were; left out", undated)
    if planned:
        found.warn("future_date", f"{table.name}: activities dated after today; kept, counted when their day comes", planned)
    for column, rows in to_do.items():
        why = f"{len(rows)} activities have no day in {column!r}, so they" if column == said.day else f"{column!r} says that these activities"
        found.warn("not_done", f"{table.name}: {why} are still to be done; not counted", rows)
    for column, rows in missed.items():
        found.warn("not_done", f"{table.name}: {column!r} says that these activities did not take place; not counted", rows)
    for column, rows in awaited.items():
        shown = ", ".join(sorted({repr(c.strip()) for c in table.profile(column).filled if said.is_to_come(c)})[:4])
        found.warn("unused_column", f"{table.name}: {column!r} says {shown} of activities that were counted. Name it `status` in a mapping file if it tells which were done", rows)
    if unclear:
        words = ", ".join(map(repr, sorted(said.unknown)[:6]))
        found.ask(
            "unknown_status",
            f'{table.name}: nobody knows whether {col["status"]!r} {words} means done; not counted. Say "done" or "open" for each under `status` in a mapping file',
            unclear,
        )
    if said.none_done:
        found.warn("not_done", f"{table.name}: {col['status']!r} calls none of these activities done; they were counted on their dates all the same", count=len(out))
    if notes:
        found.warn("note", f"{table.name}: notes, which are no activities; not counted", notes)
    if deleted:
        found.warn("deleted_row", f"{table.name}: marked as deleted in the CRM; left out", deleted)
    return out
