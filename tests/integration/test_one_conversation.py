"""The team, a rep's page and the agenda name the same conversation for the next 1:1, also where it falls into another period."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, date, datetime
from pathlib import Path

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock

EVERY = 1 if os.environ.get("NEXTPLAY_HEAVY") else 3


def test_all_three_agree_for_everybody_on_the_eve_of_a_quarter(shared_data: Path, tmp_path: Path) -> None:
    """Each third of the 35 reps, so some of each of the six teams, and one for each kind of conversation; everybody in `make test-all`."""
    coach = open_coach(load_settings(data=tmp_path / "data"), FixedClock(datetime(2017, 12, 31, 9, tzinfo=UTC)))
    coach.import_crm(OPERATOR, [shared_data / "crm" / "maven_iso"])
    everybody, day, _ = coach.team(OPERATOR)
    assert day == date(2017, 12, 31)
    assert len(everybody) == 35
    kinds = {r.conversation: r for r in everybody}
    assert len(kinds) == 3
    rows = [r for place, r in enumerate(everybody) if place % EVERY == 0 or r is kinds[r.conversation]]
    on_pages = {r.rep.name: coach.rep_view(OPERATOR, r.rep.id).figures for r in rows}
    drafted = {r.rep.name: asyncio.run(coach.prepare(OPERATOR, r.rep.name)).agenda for r in rows}
    coach.close()
    assert len(drafted) == len(rows) >= 12
    of_agendas = {name: agenda.conversation for name, agenda in drafted.items() if agenda is not None}
    assert {r.rep.name: r.conversation for r in rows} == of_agendas
    assert {name: figures.choice.kind for name, figures in on_pages.items()} == of_agendas
    moved = [name for name, figures in on_pages.items() if figures.landing.period.end < figures.choice.landing.period.start]
    assert len(moved) >= 30 / 35 * len(rows), "the 1:1s are in the new quarter, and what has landed is still said of the old one"
    for agenda in drafted.values():
        assert agenda is not None
        said = "\n".join(s.text for s in agenda.sections)
        assert "a customer" in said or not any("wins with each" in n for n in agenda.notes), "no note on a figure the agenda does not say"
        assert sum("ctivit" in n for n in agenda.notes) <= 1, "that no activity is known is said once"
