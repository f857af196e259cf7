"""keep: the only node that writes. First the draft as a version with its Facts, later what a person decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from langgraph.runtime import Runtime

from copilot.domain import GoalDraft, GoalState
from copilot.errors import Conflict
from copilot.events import Decision
from copilot.graph.context import Settlement, Turn
from copilot.graph.state import Memory, State
from copilot.graph.thread_memory import decided, with_decisions, with_message
from copilot.suggestions import decide, settle


async def keep(state: State, runtime: Runtime[Turn]) -> State:
    """Store the agenda and what the thread remembers, or the decisions of a review."""
    turn = runtime.context
    if turn.settlement is not None and not state.get("outline"):
        _settle(turn.settlement, turn, date.fromisoformat(state["as_of"]))
        return {}
    if state.get("decisions"):
        return _keep_decisions(state, turn)
    return _keep_draft(state, turn)


def _keep_draft(state: State, turn: Turn) -> State:
    services = turn.services
    out: State = {"memory": _memory(state, turn)}
    used = [f for f in turn.ledger if f.id in set(state.get("fact_ids", []))]
    if turn.agenda is not None:
        before = turn.agenda.version if turn.agenda.id else None
        turn.agenda = services.records.save_agenda(turn.viewer, turn.agenda, before)
        out["agenda_id"] = turn.agenda.id
        out["memory"]["agenda_id"] = turn.agenda.id
        out["memory"]["suggested_agenda"] = turn.agenda.id
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
    if turn.agenda is None and turn.settlement is not None and turn.settlement.agenda_id:
        turn.agenda = services.records.agenda(turn.viewer, turn.settlement.agenda_id)  # as it stands without what was declined
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
    memory = with_message(memory, state["message"])
    return with_decisions(memory, _decided(turn.settlement, state["as_of"])) if turn.settlement else memory


def _decided(found: Settlement, as_of: str) -> list[dict[str, str]]:
    """What was decided in words, for the thread to remember."""
    made = [decided(as_of, found.rep_id, d.action, found.drafts[d.goal_index - 1].description, d.words) for d in found.decisions]
    return made + [decided(as_of, found.rep_id, action, goal.draft.description, words) for goal, action, words, _ in found.answers]


def _keep_decisions(state: State, turn: Turn) -> State:
    """What a person decided about the goals suggested; a goal that was never suggested is passed over."""
    services = turn.services
    drafts = [goal_from_state(g) for g in state.get("goals", [])]
    agenda_id = state.get("agenda_id")
    agenda = services.records.agenda(turn.viewer, agenda_id) if agenda_id else None
    decisions = [Decision(d["goal_index"], d["action"], d.get("words", ""), d.get("changes", {})) for d in state["decisions"] if d["goal_index"] <= len(drafts)]
    rep_id = str((state.get("request") or {}).get("rep_id"))
    settle(services.records, services.audit, turn.viewer, rep_id, drafts, agenda, decisions, date.fromisoformat(state["as_of"]), services.playbook.has, services.policy)
    made = [decided(state["as_of"], rep_id, d.action, drafts[d.goal_index - 1].description, d.words) for d in decisions]
    return {"goals": [], "decisions": state["decisions"], "memory": with_decisions(state.get("memory", Memory()), made)}


def _settle(found: Settlement, turn: Turn, as_of: date) -> None:
    """Store what was decided in words, by the same steps as a decision by button.

    Raises:
        Conflict: somebody decided meanwhile.
    """
    services, viewer = turn.services, turn.viewer
    if found.decisions:
        for review in turn.waiting:
            services.records.claim(viewer, turn.thread, review)
        said = {g.draft.description for g in services.records.goals(viewer, found.rep_id) if g.agenda_id == found.agenda_id and g.state in (GoalState.SUGGESTED, GoalState.AGREED)}
        if any(d.action != "decline" and found.drafts[d.goal_index - 1].description in said for d in found.decisions):
            raise Conflict("one of these goals was proposed a moment ago: ask again to see how they stand")
        agenda = services.records.agenda(viewer, found.agenda_id) if found.agenda_id else None
        made = settle(services.records, services.audit, viewer, found.rep_id, found.drafts, agenda, found.decisions, as_of, services.playbook.has, services.policy)
        for goal in made if found.agree else ():
            decide(services.records, viewer, goal, "agreed", "", {}, as_of, services.playbook.has, services.policy)
    for goal, action, words, changes in found.answers:
        decide(services.records, viewer, goal, action, words, changes, as_of, services.playbook.has, services.policy)


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
