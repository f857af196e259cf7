"""Bringing the demo company in: each thing in the name of whoever did it, on the day they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from copilot.domain import ImportReport, Role, Viewer
from copilot.policy import CoachingPolicy
from copilot.ports import Progress
from copilot.testing.records import InMemoryRecords
from copilot.tools.goals import check_goal
from store.demo.company import DemoCompany
from store.demo.seed import OPERATOR, Seeded, SetClock, seed_demo
from tests.unit.demo.made import made

UNTIL = date(2026, 11, 22)
PAGES = Path(__file__).parents[3] / "knowledge" / "playbook"


class NothingImported:
    """Stands for the importer: remembers what it was given and takes none of it."""

    def __init__(self) -> None:
        self.given: list[Path] = []

    def run(self, viewer: Viewer, paths: Sequence[Path], mapping: Path | None = None, dry_run: bool = False, on_progress: Callable[[Progress], None] | None = None) -> ImportReport:
        self.given += paths
        return ImportReport({}, {}, (), (), ())


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, company: DemoCompany) -> tuple[InMemoryRecords, Seeded, NothingImported]:
    clock = SetClock(datetime(2026, 11, 22, 8, tzinfo=UTC))
    records = InMemoryRecords(clock, company.reps, company.managers)
    importer = NothingImported()
    return records, seed_demo(records, importer, clock, tmp_path_factory.mktemp("data"), UNTIL), importer


def test_the_export_goes_through_the_importer(seeded: tuple[InMemoryRecords, Seeded, NothingImported]) -> None:
    _, done, importer = seeded
    assert importer.given == [done.files[0].parent]
    assert all(p.is_file() for p in done.files)


def test_goals_have_the_state_and_the_days_of_the_story(seeded: tuple[InMemoryRecords, Seeded, NothingImported]) -> None:
    records, done, _ = seeded
    for rep in done.company.reps:
        kept = records.goals(OPERATOR, rep.id)
        wanted = [g for g in done.company.goals if g.rep_id == rep.id]
        assert Counter(g.state for g in kept) == Counter(g.outcome for g in wanted)
        assert {(g.suggested_at.date(), g.draft) for g in kept} == {(g.suggested_on, g.draft) for g in wanted}
        by = {(g.suggested_on, g.draft): g for g in wanted}
        for goal in kept:
            story = by[goal.suggested_at.date(), goal.draft]
            assert goal.decided_on == story.decided_on
            if goal.agreed_at is not None:
                assert goal.agreed_at.date() == story.answered_on


def test_nobody_agrees_in_a_reps_name(seeded: tuple[InMemoryRecords, Seeded, NothingImported]) -> None:
    records, done, _ = seeded
    seen: Counter[str] = Counter()
    for rep in done.company.reps:
        for goal in records.goals(OPERATOR, rep.id):
            for event in goal.history:
                seen[event.action] += 1
                if event.action in ("agreed", "declined", "contested"):
                    assert (event.by, event.role) == (rep.name, Role.REP)
                else:
                    assert (event.by, event.role) == (rep.manager_name, Role.MANAGER)
    assert seen["contested"] == 2, "one was answered, one waits"
    assert seen["withdrawn"] >= 1


def test_meetings_wishes_topics_and_initiatives_are_there(seeded: tuple[InMemoryRecords, Seeded, NothingImported]) -> None:
    records, done, _ = seeded
    company = done.company
    priya = company.person("Priya Nair")
    meetings = records.one_on_ones(OPERATOR, priya.id, UNTIL)
    assert meetings[0].state == "planned"
    assert meetings[0].on == date(2026, 11, 26)
    assert meetings[0].on.strftime("%A") == "Thursday"
    assert len(meetings) == sum(m.rep_id == priya.id for m in company.one_on_ones)
    assert any(m.notes for m in meetings)
    assert len(records.aspirations(OPERATOR, priya.id, UNTIL)) == 3
    assert [t.bring for t in records.topics(OPERATOR, priya.id)] == [False, True]
    tom = company.person("Tom Brandt")
    assert len(records.topics(OPERATOR, tom.id)) == 1, "the other one is Tom's own until he shares it"
    assert len(records.topics(Viewer(tom.id, tom.name, Role.REP), tom.id)) == 2
    assert [i.title for i in records.initiatives(OPERATOR, UNTIL)] == ["Live in ten days", "Group practice price list"]


def test_the_clock_ends_where_the_demo_is_made(seeded: tuple[InMemoryRecords, Seeded, NothingImported]) -> None:
    records, _, _ = seeded
    assert records._clock.today() == UNTIL


@pytest.mark.parametrize("seed", [7, 8])
def test_every_goal_keeps_the_rules_of_a_goal_on_the_day_it_was_suggested(seed: int) -> None:
    company = made(UNTIL, seed)
    pages = {p.stem for p in PAGES.glob("*.md")}
    for goal in company.goals:
        draft, on = goal.draft, goal.suggested_on
        mine = [d.on for d in company.deeds if d.rep_id == goal.rep_id and d.type == draft.activity and not d.planned]
        rate = sum(on - timedelta(weeks=13) < day <= on for day in mine) / 13 if draft.activity else None
        found = check_goal(draft, on, draft.completion_date, rate, pages.__contains__, CoachingPolicy())
        assert found == (), f"{draft.description}: {found}"
