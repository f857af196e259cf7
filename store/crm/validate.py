"""Checks over all deals and activities of an import: duplicates, what is missing, what cannot be."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from copilot.policy import CoachingPolicy
from store.crm.report import Findings

_CONTENT = ("rep_id", "name", "account", "product", "stage", "status", "created_on", "closed_on", "expected_close_on", "value", "currency")
_LINE = ("rep_id", "name", "account", "stage", "status", "created_on", "closed_on", "expected_close_on", "currency", "modified_on")
"""What all lines of one deal share."""


def _at(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(r["source_file"], r["source_row"]) for r in rows]


def check_opportunities(rows: list[dict[str, Any]], policy: CoachingPolicy, today: date, found: Findings) -> list[dict[str, Any]]:
    """Settle duplicates, set `days_to_close`, report the rest. Returns the rows that stay."""
    rows = _one_per_id(_add_up_lines(rows, found), found)
    rows = _equal_rows(rows, policy, found)
    backwards, undated, valueless, future = [], [], [], []
    for row in rows:
        created, closed = row["created_on"], row["closed_on"]
        row["days_to_close"] = float((closed - created).days) if created and closed and closed >= created else None
        if created and closed and closed < created:
            backwards.append(row)
        if row["status"] == "won" and closed is None:
            undated.append(row)
        if row["status"] == "won" and not row["value"]:
            valueless.append(row)
        if (created and created > today) or (closed and closed > today):
            future.append(row)
    found_rows = (
        ("close_before_start", "closed before they started; kept, left out of speed", backwards),
        ("won_without_close_date", "won without a date of closing; kept, left out of bounded windows and of speed", undated),
        ("won_without_value", "won without a value, or at 0; counted as wins that add nothing", valueless),
        ("future_date", "started or closed after today; kept as they are", future),
    )
    for kind, why, which in found_rows:
        if which:
            found.warn(kind, f"deals {why}", _at(which))
    _currencies(rows, policy, found)
    return rows


def _add_up_lines(rows: list[dict[str, Any]], found: Findings) -> list[dict[str, Any]]:
    """Deals written one line a product: the same in everything but product and value; their values are added up."""
    ids = [(row["source_file"], row["opportunity_id"]) for row in rows if row["opportunity_id"] is not None]
    if len(set(ids)) == len(ids):
        return rows
    by_id: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["opportunity_id"] is not None:
            by_id[row["source_file"], row["opportunity_id"]].append(row)
    of_file: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)
    for (file, _), same in by_id.items():
        if len(same) > 1:
            of_file[file].append(same)
    gone: set[int] = set()
    for file, groups in of_file.items():
        alike = [g for g in groups if len({tuple(r[c] for c in _LINE) for r in g}) == 1 and len({r["product"] for r in g}) > 1]
        differ = [g for g in alike if len({r["value"] for r in g}) > 1]
        if len(alike) < 0.9 * len(groups) or len(differ) < max(2, 0.5 * len(alike)):
            continue
        for g in alike:
            g[0]["value"] = sum(v) if (v := [r["value"] for r in g if r["value"] is not None]) else None
            gone |= {id(r) for r in g[1:]}
        found.ask(
            "line_items",
            f"{file}: a deal stands on a line for each of its products; the amounts of its lines were added up. Name the column of the whole value in a mapping file if that is wrong",
            _at([r for g in alike for r in g[1:]]),
        )
    return [r for r in rows if id(r) not in gone]


def _one_per_id(rows: list[dict[str, Any]], found: Findings) -> list[dict[str, Any]]:
    """The same id twice is one deal: the row modified last stands, else the later one."""
    ids = [row["opportunity_id"] for row in rows if row["opportunity_id"] is not None]
    if len(set(ids)) == len(ids):
        return rows
    by_id: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["opportunity_id"] is not None:
            by_id[row["opportunity_id"]].append(row)
    gone: set[int] = set()
    repeated: list[dict[str, Any]] = []
    shared: list[dict[str, Any]] = []
    for same in by_id.values():
        if len(same) > 1:
            if _shared(same):
                shared += same
            # without a date of change, what has ended is later than what is open
            last = max(enumerate(same), key=lambda x: (x[1]["modified_on"] or date.min, x[1]["status"] != "open", x[0]))[1]
            others = [r for r in same if r is not last]
            gone |= {id(r) for r in others}
            repeated += others
    if repeated:
        found.warn("duplicate_row", "deals whose id stands on another row too; the row modified last was taken, else one that has ended, else the last", _at(repeated))
    if shared:
        found.ask(
            "shared_credit",
            "deals whose id stands on a row for each of several people, alike in all else, as where credit is split; each is credited whole to the person of its last row. "
            "Import an export with one owner a deal if that is wrong",
            _at(shared),
        )
    return [r for r in rows if id(r) not in gone]


def _shared(same: list[dict[str, Any]]) -> bool:
    """Whether rows of one id in one file differ in who sold it and in nothing that time changes."""
    apart = {(r["source_file"], *(r[c] for c in _LINE if c != "rep_id")) for r in same}
    return len(apart) == 1 and len({r["rep_id"] for r in same}) > 1


def _equal_rows(rows: list[dict[str, Any]], policy: CoachingPolicy, found: Findings) -> list[dict[str, Any]]:
    """Equal rows without an id are counted events, kept and reported, unless policy drops them."""
    seen: Counter[tuple[Any, ...]] = Counter()
    stay, again = [], []
    for row in rows:
        if row["opportunity_id"] is None:
            key = (row["source_file"], *(row[c] for c in _CONTENT))
            seen[key] += 1
            if seen[key] > 1:
                again.append(row)
                if policy.duplicate_opportunities == "drop":
                    continue
        stay.append(row)
    if again:
        what = "left out, as policy says" if policy.duplicate_opportunities == "drop" else "kept: without an id they may be two deals"
        found.warn("duplicate_row", f"deals equal to an earlier row in every field; {what}", _at(again))
    return stay


def _currencies(rows: list[dict[str, Any]], policy: CoachingPolicy, found: Findings) -> None:
    """Won values in several currencies are a question: nobody's can be added up, save where each person sells in one and regions are cohorts."""
    said = Counter(r["currency"] for r in rows if r["value"])
    named = {c: n for c, n in said.items() if c}
    if len(named) > 1:
        shown = ", ".join(f"{c} ({n})" for c, n in sorted(named.items(), key=lambda kv: -kv[1]))
        most = max(named, key=lambda c: named[c])
        others = _at([r for r in rows if r["currency"] and r["currency"] != most and r["value"]])
        why = f"values in several currencies: {shown}; each is kept in its own and never added to another"
        won_in: dict[str, set[str]] = defaultdict(set)
        for r in rows:
            if r["status"] == "won" and r["value"] and r["currency"]:
                won_in[r["rep_id"]].add(r["currency"])
        one_each = policy.cohort_by_region and all(len(c) == 1 for c in won_in.values())
        if one_each or len(set().union(*won_in.values())) < 2:
            found.warn("mixed_currencies", why, others)
        else:
            found.ask(
                "mixed_currencies",
                f"{why}, so figures of money cannot be given. Import an export with the converted amount (one column in the company's currency); "
                "or keep a data folder for each currency; or, where every region sells in one, set cohort_by_region in the policy",
                others,
            )


def check_activities(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row an activity id (the later stands); rows without an id are all kept and numbered."""
    last: dict[str, int] = {}
    for i, row in enumerate(rows):
        if row["activity_id"] is not None:
            last[row["activity_id"]] = i
    out = [row for i, row in enumerate(rows) if row["activity_id"] is None or last[row["activity_id"]] == i]
    seen: Counter[tuple[Any, ...]] = Counter()
    for row in out:
        if row["activity_id"] is None:
            key = (row["rep_id"], row["type"], row["on"], row["account"], row["subject"])
            seen[key] += 1
            row["activity_id"] = "|".join([*(str(k or "") for k in key), str(seen[key])])
    return out
