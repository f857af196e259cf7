"""keep: the only node that writes. First the draft as a version with its Facts, later what a person decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from langgraph.runtime import Runtime

from copilot.domain import GoalDraft
from copilot.events import Decision
from copilot.graph.context import Turn
from copilot.graph.state import Memory, State
from copilot.suggestions import settle


async def keep(state: State, runtime: Runtime[Turn]) -> State:
    """Store the agenda and what the thread remembers, or the decisions of a review."""
    if state.get("decisions"):
        return _keep_decisions(state, runtime.context)
    return _keep_draft(state, runtime.context)


def _keep_draft(state: State, turn: Turn) -> State:
    services = turn.services
    out: State = {"memory": _memory(state, turn)}
    used = [f for f in turn.ledger if f.id in set(state.get("fact_ids", []))]
    if turn.agenda is not None:
        before = turn.agenda.version if turn.agenda.id else None
        turn.agenda = services.records.save_agenda(turn.viewer, turn.agenda, before)
        out["agenda_id"] = turn.agenda.id
        out["memory"]["agenda_id"] = turn.agenda.id
        used = list(turn.ledger)
    elif used:
        services.records.save_facts(turn.viewer, used)
    prompts = turn.material.get("prompt_shas", {})
    services.audit.record(
        turn.viewer,
        "draft",
        str((state.get("request") or {}).get("rep_id") or "everybody"),
        {"thread": turn.thread, "agenda": turn.agenda.id if turn.agenda else None, "written_by": state["outline"]["written_by"], "prompts": prompts, "facts": [f.id for f in used]},
    )
    out["model"] = {"calls": turn.calls, "tokens": turn.tokens, "fallback": turn.fallback}
    return out


def _memory(state: State, turn: Turn) -> Memory:
    """What this turn leaves for the next; a message that is not about somebody else keeps the person."""
    request: dict[str, Any] = state.get("request") or {}
    parameters: dict[str, Any] = request.get("parameters") or {}
    memory: Memory = {**state.get("memory", Memory()), **turn.material.get("memory", Memory())}
    memory["intents"] = list(request.get("intents", []))
    memory["asked_back"] = state["message"] if "ask_back" in memory["intents"] else None
    if parameters.get("what"):
        memory["what"] = str(parameters["what"])
    if request.get("rep_id"):
        if request["rep_id"] != memory.get("rep_id"):
            memory["agenda_id"] = None
        memory["rep_id"] = request["rep_id"]
    if state.get("fact_ids"):
        memory["facts"] = list(state["fact_ids"])
        memory["fact_names"] = [f.name for f in (turn.ledger.get(i) for i in state["fact_ids"]) if f is not None]
    if state.get("passage_ids"):
        memory["passages"] = list(state["passage_ids"])
    return memory


def _keep_decisions(state: State, turn: Turn) -> State:
    """What a person decided about the goals suggested; a goal that was never suggested is passed over."""
    services = turn.services
    drafts = [goal_from_state(g) for g in state.get("goals", [])]
    agenda_id = state.get("agenda_id")
    agenda = services.records.agenda(turn.viewer, agenda_id) if agenda_id else None
    decisions = [Decision(d["goal_index"], d["action"], d.get("words", ""), d.get("changes", {})) for d in state["decisions"] if d["goal_index"] <= len(drafts)]
    rep_id = str((state.get("request") or {}).get("rep_id"))
    settle(services.records, services.audit, turn.viewer, rep_id, drafts, agenda, decisions, date.fromisoformat(state["as_of"]), services.playbook.has, services.policy)
    return {"goals": [], "decisions": state["decisions"]}


def goal_to_state(draft: GoalDraft) -> dict[str, Any]:
    """A goal draft as plain data for the checkpoint."""
    return {
        "kind": draft.kind,
        "description": draft.description,
        "success_criteria": draft.success_criteria,
        "measure": draft.measure,
        "completion_date": draft.completion_date.isoformat() if draft.completion_date else None,
        "resource": draft.resource,
        "activity": draft.activity,
        "amount": draft.amount,
        "plan": draft.plan,
        "why": draft.why,
        "facts": list(draft.facts),
    }


def goal_from_state(data: dict[str, Any]) -> GoalDraft:
    """The goal draft of `goal_to_state`."""
    values = {**data, "facts": tuple(data.get("facts", ()))}
    if values.get("completion_date"):
        values["completion_date"] = date.fromisoformat(values["completion_date"])
    return GoalDraft(**values)
