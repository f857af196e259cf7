"""Landing what exports say: all of it or nothing, and the same file twice changes nothing.

The order of a landing, under the folder's one writer lock: leftovers of a run that was cut off are swept; new Parquet files
are written beside the live ones, each durable before the next; then people, quotas, histories and the manifest
switch in one database transaction; last, the files that were replaced are swept. A process killed anywhere leaves either the old
state or the new one, and a second run finishes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from sqlalchemy import insert, select

from copilot.domain import ImportReport, ImportWarning, Viewer
from copilot.errors import Forbidden
from copilot.policy import CoachingPolicy
from copilot.ports import Clock, Progress
from store.access import SEES_ALL
from store.audit import note
from store.crm.reading import Reading
from store.database import Database, insert_ignoring
from store.folder import DataFolder
from store.landing_facts import Merge, among, changes, content_key, digests, known_fields, merge, observed_on, stage_entries, told_stages
from store.landing_people import Directory, join, write_lines, write_people, write_quotas
from store.manifest import live_files, switch_manifest
from store.parquet import COLUMNS, ID_COLUMNS, FactFile, FactFiles, Kind, as_table, months_of
from store.tables import ImportFileRow, ImportRow, OpportunityChangeRow, StageRow

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

KEPT_ROWS = 1000
"""How many rejected cells, and rows of a warning, the stored report keeps."""


class ReadExports(Protocol):
    """`store.crm.read.read_exports`."""

    def __call__(self, paths: Sequence[Path], mapping: Path | None, policy: CoachingPolicy, today: date, on_progress: Callable[[str, int, int], None] | None = None) -> Reading: ...


@dataclass(frozen=True)
class _Plan:
    """Everything a landing will do, worked out before anything is written."""

    reading: Reading
    """Without what the unchanged files said."""
    observed: date
    unchanged: tuple[str, ...]
    digests: dict[str, str]
    directory: Directory
    merges: dict[Kind, Merge]
    months: dict[Kind, dict[str, pa.Table]]
    """The months to be written anew, with all their rows."""
    stages: list[dict[str, object]]
    warnings: tuple[ImportWarning, ...]


class CrmImporter:
    """The Importer port.

    `imported` in the report counts what this run landed: a file that was imported before, with the same mapping and the same
    files beside it, is listed in `unchanged_files` and counts nothing. Rows that a later export no longer has are kept.
    """

    def __init__(
        self,
        database: Database,
        folder: DataFolder,
        policy: CoachingPolicy,
        clock: Clock,
        lock_wait_s: float,
        read: ReadExports | None = None,
        files: FactFiles | None = None,
        at_step: Callable[[str], None] = lambda _: None,
    ) -> None:
        """
        Args:
            lock_wait_s: how long to wait for another writer.
            read: reads the exports; the CRM reader where none is given.
            files: for tests of what a disk may do.
            at_step: called with each step's name before it; for tests of being cut off.
        """
        self._database, self._folder, self._policy, self._clock, self._lock_wait_s = database, folder, policy, clock, lock_wait_s
        self._read, self._files, self._at_step = read, files or FactFiles(folder), at_step

    def run(self, viewer: Viewer, paths: Sequence[Path], mapping: Path | None = None, dry_run: bool = False, on_progress: Callable[[Progress], None] | None = None) -> ImportReport:
        """Read the exports and land them; a dry run writes nothing, not even the folder.

        Raises:
            UnreadableFile, BadMapping: from reading; nothing is changed.
            FolderBusy: another process writes, and still did after the wait.
            FolderUnreadable: the data folder cannot be used.
            DiskFull: nothing was changed.
            Forbidden: somebody else than an admin or the operator.
        """
        if viewer.role not in SEES_ALL:
            raise Forbidden("importing is for an admin; ask whoever runs Nextplay here")
        self._folder.check()
        reading = self._reader()(paths, mapping, self._policy, self._clock.today(), _told(on_progress))
        if dry_run:
            return _report(reading, self._plan(reading))
        with self._folder.writing(self._lock_wait_s):
            self._at_step("sweep")
            self._files.sweep(f.path for f in self._live())
            plan = self._plan(reading)
            report = _report(reading, plan)
            if len(plan.unchanged) < len(reading.files):
                self._land(viewer, plan, report, on_progress)
                self._at_step("swept")
                self._files.sweep(f.path for f in self._live())
            else:
                with self._database.write() as session:
                    note(session, self._clock.now(), viewer, "import", "unchanged", {"files": list(plan.unchanged)})
        return report

    def _reader(self) -> ReadExports:
        if self._read is not None:
            return self._read
        from store.crm.read import read_exports

        return read_exports

    # ------------------------------------------------------------ planning: nothing is written

    def _live(self) -> tuple[FactFile, ...]:
        if not self._database.exists():
            return ()
        with self._database.read() as session:
            return live_files(session)

    def _plan(self, reading: Reading) -> _Plan:
        observed = observed_on(reading, self._policy, self._clock.today())
        digest_of = digests(reading)
        there = self._database.exists()
        with self._database.read() if there else nullcontext() as session:
            seen = {tuple(row) for row in session.execute(select(ImportFileRow.sha256, ImportFileRow.digest))} if session else set()
            live = live_files(session) if session else ()
            unchanged: list[str] = []
            for file in reading.files:
                key = content_key(file, digest_of[file.name])
                if key in seen:
                    unchanged.append(file.name)
                seen.add(key)  # a second copy in the same run is the same file too
            directory = join(session, reading.people)
        reading = _without(reading, set(unchanged))
        merges: dict[Kind, Merge] = {}
        months: dict[Kind, dict[str, pa.Table]] = {}
        owners: dict[str, str] = {}
        for kind in COLUMNS:
            read = reading.opportunities if kind == "opportunities" else reading.activities
            read = read.assign(rep_id=read["rep_id"].map(directory.ids).astype("str"))
            kept = self._files.load(kind, self._touched(kind, live, read))
            m = merges[kind] = merge(kind, kept, read, known_fields(reading, kind))
            months[kind] = _months_to_write(kind, kept, m)
            if kind == "opportunities":
                owners = {**dict(zip(kept["opportunity_id"], kept["rep_id"], strict=True)), **dict(zip(m.landed["opportunity_id"], m.landed["rep_id"], strict=True))}
        told, lost = told_stages(reading.stages, owners)
        stages = told + stage_entries(merges["opportunities"], reading.stages, observed)
        return _Plan(reading, observed, tuple(unchanged), digest_of, directory, merges, months, stages, (*directory.warnings, *_warnings(merges["opportunities"], lost)))

    def _touched(self, kind: Kind, live: tuple[FactFile, ...], read: pd.DataFrame) -> list[str]:
        """The files that hold a row which the reading names again, and those of the months it adds to."""
        import pyarrow as pa

        of_kind = [f for f in live if f.kind == kind]
        if kind == "opportunities":  # few, and all their owners are needed
            return [f.path for f in of_kind]
        months = set(months_of(kind, read))
        ids = pa.array(read[ID_COLUMNS[kind]], type=pa.string())
        return [f.path for f in of_kind if f.month in months or self._files.holds_any(kind, f.path, ids)]

    # ------------------------------------------------------------ writing

    def _land(self, viewer: Viewer, plan: _Plan, report: ImportReport, on_progress: Callable[[Progress], None] | None) -> None:
        try:
            written = self._write_months(plan, on_progress)
            self._at_step("switch")
            self._switch(viewer, plan, written, report)
        except BaseException:
            self._files.sweep(f.path for f in self._live())
            raise

    def _write_months(self, plan: _Plan, on_progress: Callable[[Progress], None] | None) -> list[FactFile]:
        written: list[FactFile] = []
        total = sum(len(months) for months in plan.months.values())
        for kind, months in plan.months.items():
            for month, rows in sorted(months.items()):
                self._at_step(f"write {kind} {month}")
                written.append(self._files.write(kind, month, rows))
                if on_progress is not None:
                    on_progress(Progress("storing", len(written), total))
        return written

    def _switch(self, viewer: Viewer, plan: _Plan, written: list[FactFile], report: ImportReport) -> None:
        """The one moment everything changes."""
        now = self._clock.now()
        people = [p for p in plan.reading.people if p.file not in plan.unchanged or plan.directory.ids[p.key] in plan.directory.new]
        m = plan.merges["opportunities"]
        with self._database.write() as session:
            write_people(session, people, plan.directory)
            write_lines(session, people, plan.directory, plan.observed)
            record = ImportRow(at=now, by_id=viewer.id, observed_on=plan.observed, report=_kept_report(report))
            session.add(record)
            session.flush()
            write_quotas(session, plan.reading.quotas, plan.directory, record.id, now)
            history = [{**c, "import_id": record.id, "at": now} for c in changes(m, plan.observed)]
            if history:
                session.execute(insert(OpportunityChangeRow), history)
            insert_ignoring(session, StageRow, cast("list[dict[str, Any]]", plan.stages))
            session.add_all(ImportFileRow(import_id=record.id, name=f.name, sha256=f.sha256, digest=plan.digests[f.name], rows=f.rows) for f in plan.reading.files if f.name not in plan.unchanged)
            switch_manifest(session, written)
            note(session, now, viewer, "import", str(record.id), {"files": [f.name for f in plan.reading.files], "imported": report.imported, "changed": report.changed})
            self._at_step("commit")


def _told(on_progress: Callable[[Progress], None] | None) -> Callable[[str, int, int], None] | None:
    if on_progress is None:
        return None
    return lambda what, done, total: on_progress(Progress(what, done, total))


def _without(reading: Reading, unchanged: set[str]) -> Reading:
    """The reading without rows of files that were imported before; people stay, since other files name them."""
    if not unchanged:
        return reading
    o, a = reading.opportunities, reading.activities
    told = any("stages" in f.kinds and f.name not in unchanged for f in reading.files)
    return replace(
        reading,
        opportunities=o[~o["source_file"].isin(unchanged)],
        activities=a[~a["source_file"].isin(unchanged)],
        stages=reading.stages if told else reading.stages.iloc[:0],
        quotas=tuple(q for q in reading.quotas if q.file not in unchanged),
    )


def _months_to_write(kind: Kind, kept: pd.DataFrame, m: Merge) -> dict[str, pa.Table]:
    """The months that gain, lose or change a row, each with all the rows it has then; empty where it has none left."""
    import pandas as pd

    month_of_kept, month_of_landed = months_of(kind, kept), months_of(kind, m.landed)
    replaced = among(kept[ID_COLUMNS[kind]], m.before.index)
    rest, rest_months = kept[~replaced], month_of_kept[~replaced]
    touched = set(month_of_landed) | set(month_of_kept[replaced])
    stays = rest_months.isin(touched)
    every = pd.concat([rest[stays], m.landed], ignore_index=True).astype(COLUMNS[kind])
    month_of = pd.concat([rest_months[stays], month_of_landed], ignore_index=True)
    by_month = month_of.sort_values(kind="stable")
    table = as_table(kind, every.loc[by_month.index])  # one for all, cut where a month ends: columns are laid out once
    begins = by_month.searchsorted(months := sorted(touched))
    ends = by_month.searchsorted(months, side="right")
    return {month: table.slice(begin, end - begin) for month, begin, end in zip(months, begins.tolist(), ends.tolist(), strict=True)}


def _warnings(m: Merge, lost_stages: int) -> list[ImportWarning]:
    found = []
    if m.repeated:
        found.append(ImportWarning("duplicate_id", len(m.repeated), "an opportunity's id stands more than once; the one modified last, else the last one, was taken", m.repeated))
    if m.stale:
        found.append(ImportWarning("older_than_kept", m.stale, "rows modified before what is kept of them; what is kept stays"))
    if lost_stages:
        found.append(ImportWarning("stage_without_opportunity", lost_stages, "stage history of opportunities that no export brought, or without a stage or day; left out"))
    return found


def _report(reading: Reading, plan: _Plan) -> ImportReport:
    taken, m = plan.reading, plan.merges["opportunities"]
    selling = set(taken.opportunities["rep_id"]) | set(taken.activities["rep_id"]) | {q.person_key for q in taken.quotas}
    anything = len(plan.unchanged) < len(reading.files)
    return ImportReport(
        read={f.name: f.rows for f in reading.files},
        imported={
            "reps": sum(p.is_rep and (p.key in selling or p.file not in plan.unchanged) for p in taken.people),
            "opportunities": len(taken.opportunities) - len(m.repeated),
            "activities": len(taken.activities) - len(plan.merges["activities"].repeated),
            "quotas": len(taken.quotas),
            "accounts": len(taken.accounts) if anything else 0,
        },
        columns=reading.columns,
        rejected=reading.rejected,
        warnings=(*reading.warnings, *plan.warnings),
        unchanged_files=plan.unchanged,
        changed={"new": m.new, "updated": m.updated, "same": m.same + m.stale},
        questions=reading.questions,
    )


def _kept_report(report: ImportReport) -> dict[str, Any]:
    short = replace(report, rejected=report.rejected[:KEPT_ROWS], warnings=tuple(replace(w, rows=w.rows[:KEPT_ROWS]) for w in report.warnings))
    return asdict(short)
