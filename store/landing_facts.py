"""Landing facts: what a reading adds to the opportunities and activities that are there, and what it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from copilot.policy import CoachingPolicy
from store.crm.reading import FileRead, Reading
from store.parquet import COLUMNS, ID_COLUMNS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_SOURCE = ("source_file", "source_row")
_DERIVED = ("days_to_close",)
_QUIET = ("modified_on",)
"""A change of these alone is taken over, and is no change worth telling."""

_FED = {"won_on": "closed_on", "lost_on": "closed_on", "value_actual": "value", "value_estimated": "value", "account_id": "account"}
"""Meanings of export columns that end up in a column of another name."""


@dataclass(frozen=True)
class Merge:
    """What becomes of one kind of rows."""

    landed: pd.DataFrame
    """New and changed rows as they are to be kept."""
    before: pd.DataFrame
    """The changed ones as they were, by id."""
    new: int
    updated: int
    same: int
    stale: int
    """Rows older, by their own modification date, than what is kept; left out."""
    repeated: tuple[tuple[str, int], ...]
    """(file, row) of rows whose id stands in the reading again; the later one was taken."""


def observed_on(reading: Reading, policy: CoachingPolicy, today: date) -> date:
    """The day an export speaks of: today, or where its newest record is old (section 0), that record's day.

    So the history of a five-year-old export lies in its own time.
    """
    days = [reading.opportunities[c] for c in ("created_on", "closed_on", "modified_on")] + [reading.activities["on"]]
    newest = max((d for s in days if not pd.isna(d := s[s <= pd.Timestamp(today)].max())), default=None)
    if newest is None or (today - newest.date()).days <= policy.old_export_days:
        return today
    return date(newest.year, newest.month, newest.day)


def digests(reading: Reading) -> dict[str, str]:
    """What was read from each file, as a hash: another mapping, policy or joined file gives another one.

    Returns:
        By file name; names of files do not enter it.
    """
    parts: dict[str, list[str]] = {f.name: [] for f in reading.files}
    for frame in (reading.opportunities, reading.activities):
        if frame.empty:
            continue
        hashes = pd.util.hash_pandas_object(frame.drop(columns="source_file"), index=False)
        for name, rows in hashes.groupby(frame["source_file"].to_numpy(), sort=False):
            parts.setdefault(str(name), []).append(hashlib.sha256(rows.to_numpy().tobytes()).hexdigest())
    for person in reading.people:
        parts.setdefault(person.file, []).append(repr(person))
    for quota in reading.quotas:
        parts.setdefault(quota.file, []).append(repr(quota))
    stages = hashlib.sha256(pd.util.hash_pandas_object(reading.stages, index=False).to_numpy().tobytes()).hexdigest() if len(reading.stages) else ""
    for f in reading.files:
        if "stages" in f.kinds:
            parts[f.name].append(stages)
    return {name: hashlib.sha256("\n".join(said).replace(name, "").encode()).hexdigest() for name, said in parts.items()}


def content_key(file: FileRead, digest: str) -> tuple[str, str]:
    """What makes a file the same as one before: its bytes and what was read from them (a sheet is told from its neighbours by that)."""
    return file.sha256, digest


def known_fields(reading: Reading, kind: Kind) -> dict[str, set[str]]:
    """Which columns of the domain each file has a column for: a blank there says that the value is gone."""
    prefix = {"opportunities": "opportunity.", "activities": "activity."}[kind]
    known: dict[str, set[str]] = {}
    for column in reading.columns:
        if column.meaning.startswith(prefix):
            meaning = column.meaning.removeprefix(prefix)
            known.setdefault(column.file, set()).add(_FED.get(meaning, meaning))
    return known


def merge(kind: Kind, kept: pd.DataFrame, read: pd.DataFrame, known: Mapping[str, set[str]]) -> Merge:
    """Upsert by id. A value that the export does not give keeps what is there; a column that it gives blank empties it.

    Args:
        kept: what is there (at least every row whose id is in `read`).
        read: rows of the reading, with person ids in `rep_id`.
        known: see `known_fields`.
    """
    id_ = ID_COLUMNS[kind]
    read, repeated = _last_of_each(kind, read)
    if kept.empty:
        return Merge(read.reset_index(drop=True)[list(COLUMNS[kind])].astype(COLUMNS[kind]), kept.set_index(id_), len(read), 0, 0, 0, repeated)
    old = kept[among(kept[id_], read[id_])].set_index(id_)
    is_new = ~among(read[id_], old.index)
    fresh = read[is_new]
    again = read[~is_new].set_index(id_)
    old = old.loc[again.index]
    stale = pd.Series(False, index=again.index)
    if "modified_on" in again:
        stale = again["modified_on"] < old["modified_on"]
    again = _filled(again, old, known)
    changed = pd.Series(False, index=again.index)
    for column in again.columns.difference([*_SOURCE, *_DERIVED]):
        changed |= differs(old[column], again[column])
    changed &= ~stale
    landed = pd.concat([fresh, again[changed].reset_index()], ignore_index=True)[list(COLUMNS[kind])].astype(COLUMNS[kind])
    return Merge(landed, old[changed], len(fresh), int(changed.sum()), int((~changed & ~stale).sum()), int(stale.sum()), repeated)


def among(column: pd.Series, ids: pd.Series | pd.Index) -> pd.Series:
    """Where a column of texts holds one of the ids; `isin` of pandas makes an object of each id, which takes fifty times as long."""
    found = pc.is_in(pa.array(column, type=pa.large_string()), value_set=pa.array(ids, type=pa.large_string()))
    return pd.Series(found.to_numpy(zero_copy_only=False), index=column.index)


def differs(old: pd.Series, new: pd.Series) -> pd.Series:
    """Where two columns of one index say different things; missing equals missing."""
    return ((old != new) & ~(old.isna() & new.isna())).astype(bool)


def changes(m: Merge, observed: date) -> list[dict[str, object]]:
    """The change history of opportunities: one entry a field that reads differently now."""
    if m.before.empty:
        return []
    after = m.landed.set_index("opportunity_id").loc[m.before.index]
    said: list[dict[str, object]] = []
    on = after["modified_on"].dt.date.where(after["modified_on"].notna(), observed)
    for column in after.columns.difference([*_SOURCE, *_DERIVED, *_QUIET]):
        for opportunity_id in m.before.index[differs(m.before[column], after[column])]:
            old, new = m.before.at[opportunity_id, column], after.at[opportunity_id, column]
            said.append({"opportunity_id": opportunity_id, "rep_id": after.at[opportunity_id, "rep_id"], "field": column, "old": _words(old), "new": _words(new), "changed_on": on.at[opportunity_id]})
    return said


def stage_entries(m: Merge, histories: pd.DataFrame, observed: date) -> list[dict[str, object]]:
    """The stage history that landing adds: what the export tells of it, and else where an opportunity stands now.

    An open opportunity's stage is noted from the day its record says, or the export speaks of; before that nothing is known. A change
    of stage is noted likewise; one that closes the opportunity, on the day it closed.
    """
    landed = m.landed[m.landed["stage"].notna() & ~among(m.landed["opportunity_id"], histories["opportunity_id"])]
    was = m.before[["stage", "status"]].reindex(landed["opportunity_id"])
    moved = differs(was["stage"].reset_index(drop=True), landed["stage"].reset_index(drop=True)).to_numpy()
    is_new = ~among(landed["opportunity_id"], m.before.index).to_numpy()
    landed = landed[(is_new & (landed["status"] == "open").to_numpy()) | (~is_new & moved)]
    entered = landed["closed_on"].where(landed["status"] != "open").fillna(landed["modified_on"]).dt.date
    entered = entered.where(entered.notna(), observed)
    return [
        {"opportunity_id": o, "rep_id": r, "stage": s, "status": t, "entered_on": day}
        for o, r, s, t, day in zip(landed["opportunity_id"], landed["rep_id"], landed["stage"], landed["status"], entered, strict=True)
    ]


def told_stages(histories: pd.DataFrame, owners: Mapping[str, str]) -> tuple[list[dict[str, object]], int]:
    """Rows of exported stage histories.

    Args:
        owners: opportunity id -> rep id, of all opportunities.

    Returns:
        The rows, and how many were left out for want of an opportunity, a stage or a day.
    """
    rep = histories["opportunity_id"].map(owners)
    good = histories[rep.notna() & histories["stage"].notna() & histories["entered_on"].notna()]
    rows: list[dict[str, object]] = [
        {"opportunity_id": o, "rep_id": owners[o], "stage": s, "status": t, "entered_on": day}
        for o, s, t, day in zip(good["opportunity_id"], good["stage"], good["status"], good["entered_on"].dt.date, strict=True)
    ]
    return rows, len(histories) - len(good)


def _last_of_each(kind: Kind, read: pd.DataFrame) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """One row an id: the one modified last, else the last one read."""
    id_ = ID_COLUMNS[kind]
    if not read[id_].duplicated().any():
        return read, ()
    ordered = read.sort_values("modified_on", kind="stable", na_position="first") if "modified_on" in read else read
    earlier = ordered[id_].duplicated(keep="last")
    dropped = ordered[earlier]
    rows: Iterable[tuple[str, int]] = zip(dropped["source_file"].astype(str), dropped["source_row"].astype(int), strict=True)
    return ordered[~earlier].sort_index(), tuple(sorted(rows))


def _filled(again: pd.DataFrame, old: pd.DataFrame, known: Mapping[str, set[str]]) -> pd.DataFrame:
    """Fill what the export is silent about from what is kept."""
    again = again.copy()
    redated = pd.Series(False, index=again.index)
    for column in again.columns.difference([*_SOURCE, *_DERIVED]):
        silent = again[column].isna() & ~again["source_file"].isin([f for f, fields in known.items() if column in fields])
        silent &= old[column].notna()
        if not silent.any():
            continue
        again.loc[silent, column] = old.loc[silent, column]
        if column in ("created_on", "closed_on"):
            redated |= silent
    if "status" in again:
        reopened = (again["status"] == "open") & again["closed_on"].notna()
        again.loc[reopened, "closed_on"] = pd.NaT
        again.loc[reopened, "days_to_close"] = float("nan")
        redated &= ~reopened
    if redated.any():
        days = (again["closed_on"] - again["created_on"]).dt.days.astype("float64")
        again.loc[redated, "days_to_close"] = days.where(days >= 0)[redated]
    return again


def _words(value: object) -> str | None:
    if pd.isna(value):  # type: ignore[call-overload]  # a scalar
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else f"{value:.15g}" if isinstance(value, float) else str(value)
