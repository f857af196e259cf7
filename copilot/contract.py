"""The JSON that commands and the API give: one object each, numbers as numbers, unknown as null, dates ISO."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from copilot.domain import Agenda, AgendaVersion, Fact, GoalDraft, Hit, ImportReport, NotesReport, Passage, Thread
from copilot.names import told_apart
from copilot.quoting import shown

if TYPE_CHECKING:
    from copilot.agenda_changes import AgendaChanges
    from copilot.coach_talks import Recall
    from copilot.events import Finished, ModelUse
    from copilot.insights import Insights
    from copilot.ports import PlaybookReport
    from copilot.tools.backtest import Backtest
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.engine_report import EngineReport
    from copilot.tools.forecast import Outlook
    from copilot.tools.forecast_report import ForecastReport
    from copilot.tools.team import TeamRow
    from copilot.tools.verdicts import Judged


def plain(value: Any) -> Any:
    """A value as JSON has it: NaN and infinities as null, dates ISO, decimals and numpy scalars as numbers."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if hasattr(value, "item"):
        return plain(value.item())
    return str(value)


def import_report(report: ImportReport) -> dict[str, Any]:
    return {
        "read": dict(report.read),
        "imported": {k: report.imported.get(k, 0) for k in ("reps", "opportunities", "activities", "quotas", "accounts")},
        "columns": [asdict(c) for c in report.columns],
        "rejected": [asdict(r) for r in report.rejected],
        "warnings": [{"kind": w.kind, "count": w.count, "why": w.why, "rows": [{"file": f, "row": r} for f, r in w.rows]} for w in report.warnings],
        "unchanged_files": list(report.unchanged_files),
        "changed": dict(report.changed),
    }


def fact(found: Fact) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "value": plain(found.value),
        "unit": found.unit,
        "text": found.text,
        "n": found.n,
        "window": {"from": plain(found.window.start), "to": plain(found.window.end)} if found.window else None,
        "source": {"table": found.source.table, "how": found.source.how, "rows": len(found.source.rows), "rows_note": found.source.rows_note or None} if found.source else None,
        "kind": found.kind,
        "as_of": found.as_of.isoformat(),
    }


def passage(found: Passage) -> dict[str, Any]:
    return {"id": found.id, "document": found.document_id, "title": found.title, "quote": shown(found.quote)}


def goal(draft: GoalDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "description": draft.description,
        "success_criteria": draft.success_criteria,
        "measure": draft.measure,
        "completion_date": plain(draft.completion_date),
        "resource": draft.resource,
        "plan": draft.plan,
        "why": draft.why,
        "violations": [asdict(v) for v in draft.violations],
    }


def model_use(use: ModelUse) -> dict[str, Any]:
    cost = float(use.cost) if use.cost is not None else None
    return {"name": use.name, "calls": use.calls, "tokens": use.tokens, "estimated": use.estimated, "cost": cost, "currency": use.currency, "seconds": use.seconds, "fallback": use.fallback}


def agenda(found: Agenda) -> dict[str, Any]:
    return {
        "id": found.id or None,
        "version": found.version,
        "state": found.state,
        "rep_id": found.rep_id,
        "as_of": found.as_of.isoformat(),
        "meeting_on": found.meeting_on.isoformat(),
        "conversation": found.conversation,
        "sections": [{"id": s.id, "title": s.title, "minutes": s.minutes, "looks_back": s.looks_back, "text": s.text, "facts": list(s.facts), "passages": list(s.passages)} for s in found.sections],
        "goals": [goal(g) for g in found.goals],
        "facts": [fact(f) for f in found.facts],
        "passages": [passage(p) for p in found.passages],
        "minutes": {"total": found.minutes_total, "past": found.minutes_past},
        "written_by": found.written_by,
        "notes": list(found.notes),
    }


def agenda_changes(found: AgendaChanges, versions: Sequence[AgendaVersion]) -> dict[str, Any]:
    """Two versions of an agenda side by side, and which there are."""
    changed = [{"what": c.what, "title": c.title, "change": c.change, "minutes": c.minutes, "lines": [{"kind": line.kind, "text": line.text} for line in c.lines]} for c in found.changed]
    listed = [{"version": v.version, "at": v.at.isoformat(), "by": v.by} for v in versions]
    after = found.after
    return {
        "id": after.id,
        "rep_id": after.rep_id,
        "meeting_on": after.meeting_on.isoformat(),
        "state": after.state,
        "versions": listed,
        "from": found.before.version,
        "to": after.version,
        "changes": changed,
    }


def prepared(turn: Finished) -> dict[str, Any]:
    """`prepare`: the agenda, whose it is, and what the model did."""
    assert turn.agenda is not None  # a preparation always ends in an agenda
    return {"rep": turn.rep_name, **agenda(turn.agenda), "model": model_use(turn.model)}


def turn(finished: Finished) -> dict[str, Any]:
    """`chat`: one turn."""
    request = finished.request
    return {
        "thread": finished.thread,
        "request": {"intents": list(request.intents), "rep": finished.rep_name, "rep_id": request.rep_id, "parameters": plain(request.parameters)},
        "text": finished.text,
        "facts": [fact(f) for f in finished.facts],
        "passages": [passage(p) for p in finished.passages],
        "review": {"interrupt_id": finished.review.interrupt_id, **plain(finished.review.payload)} if finished.review else None,
        "model": model_use(finished.model),
        "agenda": agenda(finished.agenda) if finished.agenda else None,
        "chips": list(finished.chips),
    }


def thread(found: Thread) -> dict[str, Any]:
    """One conversation as its owner lists it."""
    return {"thread": found.id, "begun": found.begun.isoformat(), "last": found.last.isoformat(), "rep": found.rep_name, "rep_id": found.rep_id, "title": found.title}


def recall(kept: Recall) -> dict[str, Any]:
    """What a conversation keeps of all that was said."""
    return {"turns": kept.turns, "said": list(kept.said), "decided": [plain(asdict(d)) for d in kept.decided]}


def notes_report(report: NotesReport) -> dict[str, Any]:
    return {
        "findings": [plain(asdict(f)) for f in report.findings],
        "commitments": [plain(asdict(c)) for c in report.commitments],
        "talk": plain(asdict(report.talk)),
        "risk": plain(report.risk),
        "goals": [goal(g) for g in report.goals],
        "speakers": [plain(asdict(s)) for s in report.speakers],
    }


def hits(found: Sequence[Hit]) -> dict[str, Any]:
    return {
        "hits": [
            {
                "passage_id": h.passage.id,
                "document_id": h.passage.document_id,
                "title": h.passage.title,
                "score": round(h.score, 4),
                "fits": h.fits,
                "quote": shown(h.passage.quote),
                "kind": h.passage.kind,
            }
            for h in found
        ]
    }


def playbook_report(report: PlaybookReport) -> dict[str, Any]:
    return {
        "added": list(report.added),
        "updated": list(report.updated),
        "unchanged": list(report.unchanged),
        "deleted": list(report.deleted),
        "replaced": [{"document_id": d, "was": was} for d, was in report.replaced],
        "rejected": [{"path": p, "why": w} for p, w in report.rejected],
        "warnings": [{"path": p, "why": w} for p, w in report.warnings],
    }


def benchmark(found: Benchmark) -> dict[str, Any]:
    """`benchmark`; activity rates are per week of five working days."""
    from copilot.tools.window import WORKING_WEEK

    return {
        "rep": found.rep.name,
        "rep_id": found.rep.id,
        "as_of": found.as_of.isoformat(),
        "segment": found.segment,
        "target_segment": found.target_segment,
        "focus": {"kind": found.focus.kind, "name": found.focus.name, "sentence": found.focus.sentence},
        "activities": [plain({"type": a.type, "rate": a.weekly, "target": a.target.value * WORKING_WEEK if a.target else None, "n": a.n, "obvious": a.obvious}) for a in found.activities],
        "pistons": [
            plain({"name": p.name, "raw": p.raw, "shrunk": p.shrunk, "low": p.low, "high": p.high, "n": p.n, "target": p.target.value if p.target else None, "share_of_gap": p.share_of_gap})
            for p in found.pistons
        ],
        "notes": list(found.notes),
        "facts": [fact(f) for f in found.facts],
    }


def engine(report: EngineReport) -> dict[str, Any]:
    """`engine`: figures per rep; `shown_as` tells reps of one name apart."""
    names = ("started", "won", "lost", "open", "win_rate", "won_value", "customers_won", "revenue_per_customer", "days_to_win_median", "days_to_win_mean")
    rows = []
    shown = told_apart([row.rep for row in report.rows])
    for row in report.rows:
        figures = {n: plain(row.figures[n]) for n in names}
        attained = [plain({"period": a.period, "quota": a.quota, "won_value": a.won_value, "attainment": a.attainment}) for a in row.attainment]
        rows.append(
            {
                "rep": row.rep.name,
                "rep_id": row.rep.id,
                "shown_as": shown[row.rep.id],
                **figures,
                "currency": plain(row.figures["currency"]),
                "activities": plain(row.figures["activities"]),
                "attainment": attained,
            }
        )
    return {"window": {"from": plain(report.window.start), "to": plain(report.window.end)}, "as_of": plain(report.as_of), "reps": rows, "notes": list(report.notes)}


def forecast(found: ForecastReport) -> dict[str, Any]:
    """`forecast`: the present period, `next_four` after it, what each change does to both, open deals with their chances at their age: `chance` to be won at all, `in_time` by the end of the period."""

    def outlook(of: Outlook | None) -> dict[str, Any]:
        return {name: plain(getattr(of, name)) if of else None for name in ("expected", "p10", "p50", "p90", "p_goal")}

    heading = found.landing
    rows = []
    for row in found.changes:
        spans = [{k: plain(getattr(e, k)) for k in ("expected", "d_expected", "d_attainment", "p_goal", "d_p_goal")} for e in (row.now, row.ahead)]
        rows.append({"what": row.what, "factor": plain(row.factor), "words": row.words, **spans[0], "d_earnings": plain(row.d_earnings), "next_four": spans[1]})
    return {
        "rep": found.rep.name,
        "rep_id": found.rep.id,
        "as_of": found.as_of.isoformat(),
        "period": heading.period.label,
        "currency": heading.currency,
        "goal": plain(heading.goal.value) if heading.goal else None,
        "goal_basis": heading.goal.basis if heading.goal else None,
        "landed": plain(heading.landed),
        **outlook(found.now),
        "earnings": plain(found.earnings),
        "next_four": {"goal": plain(found.goal_ahead), **outlook(found.ahead)},
        "changes": rows,
        "deals": [plain({"id": d.opportunity_id, "value": d.value, "chance": d.at_age, "in_time": d.in_time, "no_precedent": d.no_precedent}) for d in heading.open_deals],
        "facts": [fact(f) for f in found.facts],
        "notes": list(found.notes),
    }


def backtest(found: Backtest) -> dict[str, Any]:
    """`backtest`: scores over all, by how much of the period was over, and every trial."""
    from copilot.tools.backtest import ELAPSED

    return {
        "goal": found.goal,
        "all": plain(asdict(found.score())),
        "by_elapsed": [{"elapsed": round(share, 2), **plain(asdict(found.score(share)))} for share in ELAPSED],
        "trials": [plain({**asdict(t), "inside": t.inside, "reached": t.reached}) for t in found.trials],
    }


def verdict(judged: Judged) -> dict[str, Any]:
    """One goal of late: what became of it, who said so, what was counted."""
    return {
        "goal_id": judged.goal.id,
        "description": judged.goal.draft.description,
        "completion_date": plain(judged.goal.draft.completion_date),
        "verdict": judged.outcome,
        "by": judged.by,
        "asked": judged.count.asked if judged.count else None,
        "counted": judged.count.done if judged.count else None,
        "fact": judged.evidence.id if judged.evidence else None,
        "contest": {"by": judged.contest.by, "words": judged.contest.words, "at": judged.contest.at.isoformat()} if judged.contest else None,
    }


def insights(found: Insights) -> dict[str, Any]:
    """`teams`, `coaching_gaps`, `leads` and `curve`; without a name beside a figure but the manager's own."""

    def said(of: Fact | None) -> dict[str, Any] | None:
        return {"value": plain(of.value), "text": of.text, "n": of.n, "fact": of.id} if of else None

    return {
        "teams": [
            {
                "id": t.id,
                "name": t.name,
                "adherence": said(t.adherence),
                "evenness": said(t.evenness),
                "skipped": [s.rep.name for s in t.reps if s.skipped],
                "selective": t.finding.verdict,
                "ended_in_goal": said(t.ended_in_goal),
            }
            for t in found.teams
        ],
        "coaching_gaps": [
            {
                "manager_id": g.pool.manager_id,
                "manager": g.pool.manager_name,
                "manager_mean": round(g.pool.manager_mean, 2),
                "rep_mean": round(g.pool.rep_mean, 2),
                "reps": g.pool.reps,
                **(said(g.fact) or {}),
            }
            for g in found.gaps
        ],
        "agenda_minutes": {"past": found.agendas.past, "total": found.agendas.total},
        "leads": {"answer": found.leads.answer, "low": plain(found.leads.low), "high": plain(found.leads.high), "reps": found.leads.reps, **(said(found.leads.fact) or {})},
        "curve": [{"period": p.period.label, "n": len(p.values), **({"median": plain(p.fact.value), "text": p.fact.text, "fact": p.fact.id} if p.fact else {})} for p in found.curve],
    }


def team(rows: Sequence[TeamRow], as_of: date, note: str | None, found: Insights | None = None) -> dict[str, Any]:
    """`team`: who is due, and which conversation suits whom; with `found`, how time is shared and what 1:1s ended in."""
    return {
        "as_of": as_of.isoformat(),
        "reps": [
            {
                "rep": r.rep.name,
                "rep_id": r.rep.id,
                "segment": r.segment,
                "segment_by": r.segment_by,
                "attainment": plain(r.attainment),
                "pace": plain(r.pace),
                "coachability": {
                    "kept": r.coachability.kept,
                    "missed": r.coachability.missed,
                    "score": plain(r.coachability.score),
                    "unverified": len(r.coachability.unverified),
                    "contested": len(r.coachability.contested),
                    "taken_up": plain(r.coachability.taken_up),
                },
                "verdicts": [verdict(j) for j in r.lately],
                "check_ins": [{"goal_id": c.judged.goal.id, "halfway": c.halfway.isoformat(), "text": c.fact.text, "fact": c.fact.id} for c in r.check_ins],
                "quadrant": r.quadrant,
                "quadrant_name": r.quadrant_name,
                "conversation": r.conversation,
                "cadence": r.cadence,
                "last_held": plain(r.last_held),
                "due_on": plain(r.due_on),
                "adherence": {"held": r.rhythm.held - r.rhythm.extra, "due": r.rhythm.due, "extra": r.rhythm.extra, "minutes": r.rhythm.held_minutes},
                "ramping": r.ramping,
            }
            for r in rows
        ],
        **({} if found is None else insights(found)),
        "facts": [fact(f) for f in (*(f for r in rows for f in r.facts), *(found.facts if found else ()))],
        "notes": [note] if note else [],
    }
