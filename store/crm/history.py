"""Stage history: which stage a deal entered when."""

from __future__ import annotations

from typing import Any

from store.crm.calendar import Calendar
from store.crm.columns import Assignment
from store.crm.deals import text_or_none
from store.crm.endings import Stages
from store.crm.headers import Table
from store.crm.names import folded
from store.crm.people import same_id
from store.crm.report import Findings
from store.crm.statuses import outcome

_STAGE_FIELDS = frozenset(("stage name", "stage", "dealstage", "deal stage", "stage id", "status"))


def read_history(table: Table, a: Assignment, calendar: Calendar, stages: Stages, found: Findings) -> list[dict[str, Any]]:
    """Rows of `domain.STAGE_COLUMNS`; changes of other fields than the stage are passed over."""
    entered = calendar.dates(table, a.column("entered_on"))
    column = a.column("new_value") or a.column("stage")
    out: list[dict[str, Any]] = []
    undated: list[tuple[str, int]] = []
    for i in range(len(table)):
        if "field" in a and folded(table.cell(a.column("field"), i)) not in _STAGE_FIELDS:
            continue
        stage, deal = text_or_none(table.cell(column, i)), text_or_none(table.cell(a.column("opportunity_id"), i))
        day = entered.get(table.cell(a.column("entered_on"), i))
        if stage is None or deal is None:
            continue
        if day is None:
            undated.append((table.name, table.rows[i]))
            continue
        label, said = stages.get(stage, (stage, outcome(stage)))
        status = {"won": "won", "lost": "lost", "cancelled": "lost"}.get(said or "", "open")
        out.append({"opportunity_id": same_id(deal), "stage": label, "status": status, "entered_on": day})
    if undated:
        found.warn("undated_stage", f"{table.name}: stage changes without a date; left out", undated)
    return out
