"""Bring the demo company into a data folder by the ordinary ways: the importer for its CRM export, the Records port for
what people said and decided, each in their own name and on the day they did.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from copilot.domain import GoalState, ImportReport, Initiative, Rep, Role, Viewer
from copilot.errors import FolderUnreadable
from copilot.policy import CoachingPolicy
from copilot.ports import Importer, Progress, Records
from store.demo.coaching import DemoGoal
from store.demo.company import DemoCompany, demo_company
from store.demo.files import write_export

OPERATOR = Viewer("operator", "operator", Role.OPERATOR)
EXPORT_FOLDER = "demo-export"
MARK = "demo.json"
"""In a data folder that holds the demo company, whole: when it was made and from which seed."""
RULES = ("policy.toml", "commission.toml")
"""The demo company's own, copied into its data folder: examples of what a company may say."""
LOCK_WAIT_S = 10.0


class SetClock:
    """A clock one sets: the demo's history is written on the days it happened."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def today(self) -> date:
        return self.at.date()

    def now(self) -> datetime:
        return self.at


class SeedRecords(Records, Protocol):
    """Records that can also be told of initiatives."""

    def add_initiative(self, viewer: Viewer, initiative: Initiative) -> None: ...


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was brought in."""

    company: DemoCompany
    files: tuple[Path, ...]
    report: ImportReport


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something to be done on a day; `order` settles what comes first on it."""

    on: date
    order: int
    do: Callable[[], object]


def demo_is_there(data: Path) -> bool:
    """Whether the data folder holds the demo company, made to its end."""
    return (data / MARK).is_file()


def seed(data: Path, policy: CoachingPolicy, until: date, on_progress: Callable[[Progress], None] | None = None, seed: int = 7) -> Seeded:
    """Make the demo company's data folder.

    It is made beside its place and moved there when whole, so that a demo that was broken off is made anew.

    Raises:
        FolderUnreadable: the folder holds something else already, or cannot be made.
    """
    from store.database import open_database
    from store.folder import DataFolder
    from store.importer import CrmImporter
    from store.records import SqlRecords

    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise FolderUnreadable(f"{str(data)!r} holds other data already; give the demo a folder of its own with --data")
    part = data.with_name(data.name + ".part")
    if part.exists():
        shutil.rmtree(part)
    folder = DataFolder(part)
    folder.create()
    clock = SetClock(datetime.combine(until, time(8), UTC))
    database = open_database(f"sqlite:///{folder.database.resolve()}")
    try:
        made = seed_demo(SqlRecords(database, clock), CrmImporter(database, folder, policy, clock, LOCK_WAIT_S), clock, part, until, seed, on_progress)
    finally:
        database.close()
    for name in RULES:
        shutil.copyfile(Path(__file__).parent / name, part / name)
    (part / MARK).write_text(json.dumps({"until": until.isoformat(), "seed": seed}) + "\n", "utf-8")
    part.replace(data)
    return replace(made, files=tuple(data / EXPORT_FOLDER / f.name for f in made.files))


def seed_demo(
    records: SeedRecords,
    importer: Importer,
    clock: SetClock,
    folder: Path,
    until: date,
    seed: int = 7,
    on_progress: Callable[[Progress], None] | None = None,
) -> Seeded:
    """Write the export into `folder/demo-export`, import it, and add 1:1s, goals, wishes, topics and initiatives.

    Args:
        records: works by `clock`, which is set to each day in turn and left at `until`.
        importer: the ordinary one.
        folder: the data folder.
        until: the day the demo is made.

    Raises:
        What the importer raises; nothing is added where it does.
    """
    company = demo_company(until, seed)
    files = write_export(company, folder / EXPORT_FOLDER)
    report = importer.run(OPERATOR, [folder / EXPORT_FOLDER], on_progress=on_progress)
    known = {r.name: r for r in records.reps(OPERATOR, until)}
    reps = {r.id: known[r.name] for r in company.reps}
    deeds = sorted(_deeds(records, company, reps), key=lambda d: (d.on, d.order))
    for done, deed in enumerate(deeds):
        clock.at = datetime.combine(deed.on, time(9), UTC) + timedelta(seconds=done % 3600)
        deed.do()
        if on_progress is not None and done % 50 == 0:
            on_progress(Progress("1:1s and goals", done, len(deeds)))
    clock.at = datetime.combine(until, time(8), UTC)
    return Seeded(company, tuple(files), report)


def _deeds(records: SeedRecords, company: DemoCompany, reps: dict[str, Rep]) -> Iterator[_Deed]:
    """All that people did, in no order; topics last, since a 1:1 that is held closes the topics before it."""
    for k, initiative in enumerate(company.initiatives):
        named = replace(initiative, id=f"demo-{k + 1}")
        yield _Deed(initiative.start, 0, partial(records.add_initiative, OPERATOR, named))
    for wish in company.aspirations:
        rep = reps[wish.rep_id]
        said = replace(wish, rep_id=rep.id)
        yield _Deed(wish.said_on, 1, partial(records.add_aspiration, _as_rep(rep), said))
    eve = company.until - timedelta(days=1)
    for meeting in company.one_on_ones:
        rep = reps[meeting.rep_id]
        saved = replace(meeting, id=f"demo-{rep.id}-{meeting.on.isoformat()}", rep_id=rep.id, manager_id=rep.manager_id)
        yield _Deed(min(meeting.on, eve), 2, partial(records.save_one_on_one, OPERATOR, saved))
    for goal in company.goals:
        yield from _goal_deeds(records, goal, reps[goal.rep_id])
    for topic in company.topics:
        rep = reps[topic.rep_id]
        yield _Deed(eve, 9, partial(records.add_topic, _as_rep(rep), replace(topic, rep_id=rep.id)))


def _goal_deeds(records: SeedRecords, goal: DemoGoal, rep: Rep) -> Iterator[_Deed]:
    """Suggested by the manager; agreed or declined by the rep alone; judged by the manager or left to the CRM; contested by the rep."""
    manager, own = _as_manager(rep), _as_rep(rep)
    given: list[str] = []

    def suggest() -> None:
        given.append(records.suggest_goal(manager, rep.id, goal.draft).id)

    yield _Deed(goal.suggested_on, 3, suggest)
    if goal.answered_on is None:
        return
    if goal.outcome is GoalState.DECLINED:
        yield _Deed(goal.answered_on, 4, lambda: records.decide_goal(own, given[0], "declined", goal.words))
        return
    yield _Deed(goal.answered_on, 4, lambda: records.decide_goal(own, given[0], "agreed"))
    if goal.decided_on is None:
        if goal.contested and goal.draft.completion_date is not None:
            yield _Deed(goal.draft.completion_date + timedelta(days=1), 6, lambda: records.decide_goal(own, given[0], "contested", goal.contested))
        return
    if goal.outcome is GoalState.KEPT:
        yield _Deed(goal.decided_on, 5, lambda: records.decide_goal(manager, given[0], "kept", goal.words))
    elif goal.outcome is GoalState.MISSED:
        yield _Deed(goal.decided_on, 5, lambda: records.decide_goal(manager, given[0], "missed", goal.words))
    else:
        yield _Deed(goal.decided_on, 5, lambda: records.decide_goal(manager, given[0], "withdrawn", goal.words))
    if goal.contested:
        yield _Deed(goal.decided_on + timedelta(days=1), 6, lambda: records.decide_goal(own, given[0], "contested", goal.contested))
    if goal.answered:
        yield _Deed(goal.decided_on + timedelta(days=7), 7, lambda: records.decide_goal(manager, given[0], "missed", goal.answered))


def _as_rep(rep: Rep) -> Viewer:
    return Viewer(rep.id, rep.name, Role.REP)


def _as_manager(rep: Rep) -> Viewer:
    return Viewer(rep.manager_id or "", rep.manager_name or "", Role.MANAGER)
