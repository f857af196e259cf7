"""/api/v1: what people write and decide. Who may do what is decided where records are kept, not here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from copilot import contract
from copilot.domain import Aspiration, Goal, GoalDraft, Topic
from copilot.events import Decision
from copilot.suggestions import edited
from web.deps import CoachDep, ViewerDep, found

router = APIRouter(prefix="/api/v1", tags=["records"])
Words = Annotated[str, Field(max_length=2000)]
Fields = dict[Literal["description", "success_criteria", "measure", "completion_date", "resource", "plan", "kind"], Words]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


def goal_json(goal: Goal) -> dict[str, Any]:
    """A goal as kept, with who said what when."""
    return {
        "id": goal.id,
        "state": goal.state.value,
        **contract.goal(goal.draft),
        "activity": goal.draft.activity,
        "amount": goal.draft.amount,
        "suggested_by": goal.suggested_by,
        "agenda_id": goal.agenda_id,
        "history": [{"at": e.at.isoformat(), "by": e.by, "role": e.role.value, "action": e.action, "words": e.words} for e in goal.history],
    }


# ---------------------------------------------------------------- wishes and topics


class NewAspiration(Body):
    kind: Literal["performance", "career", "purpose"]
    words: Annotated[str, Field(min_length=1, max_length=1000)]
    amount: Decimal | None = Field(default=None, ge=0, description="A personal revenue goal per quota period.")


@router.post("/reps/{rep_id}/aspirations", status_code=201)
def add_aspiration(coach: CoachDep, viewer: ViewerDep, rep_id: str, body: NewAspiration) -> dict[str, Any]:
    """What a rep wants, in their words; the rep alone may say it."""
    wish = Aspiration(rep_id, body.kind, body.words.strip(), coach.clock.today(), body.amount)
    coach.records.add_aspiration(viewer, wish)
    return {"rep_id": rep_id, "kind": wish.kind, "words": wish.words, "said_on": wish.said_on.isoformat()}


class NewTopic(Body):
    words: Annotated[str, Field(min_length=1, max_length=500)]
    bring: bool = Field(default=False, description="What the manager should come prepared for; the rep's to ask.")
    shared: bool = Field(default=True, description="A rep may keep one private until later.")


def topic_json(topic: Topic) -> dict[str, Any]:
    return {"id": topic.id, "by": topic.by, "words": topic.words, "bring": topic.bring, "shared": topic.shared}


@router.get("/reps/{rep_id}/topics")
def topics(coach: CoachDep, viewer: ViewerDep, rep_id: str) -> dict[str, Any]:
    """Topics for the next 1:1; a rep's private ones for that rep alone."""
    return {"topics": [topic_json(t) for t in coach.records.topics(viewer, rep_id)]}


@router.post("/reps/{rep_id}/topics", status_code=201)
def add_topic(coach: CoachDep, viewer: ViewerDep, rep_id: str, body: NewTopic) -> dict[str, Any]:
    """Add a topic to the next 1:1, in one's own name."""
    by: Literal["rep", "manager"] = "rep" if viewer.id == rep_id else "manager"
    return topic_json(coach.records.add_topic(viewer, Topic("", rep_id, by, body.words.strip(), body.bring and by == "rep", body.shared)))


@router.post("/reps/{rep_id}/topics/{topic_id}/share")
def share_topic(coach: CoachDep, viewer: ViewerDep, rep_id: str, topic_id: str) -> dict[str, Any]:
    """Let the other side see a topic that was private."""
    return topic_json(found(coach.share_topic, viewer, rep_id, topic_id))


@router.delete("/reps/{rep_id}/topics/{topic_id}", status_code=204)
def remove_topic(coach: CoachDep, viewer: ViewerDep, rep_id: str, topic_id: str) -> None:
    """Take back one's own topic."""
    found(coach.records.remove_topic, viewer, topic_id)


# ---------------------------------------------------------------- agendas


@router.get("/reps/{rep_id}/agendas")
def agendas(coach: CoachDep, viewer: ViewerDep, rep_id: str) -> dict[str, Any]:
    """The latest version of each that the viewer may see, newest meeting at the top."""
    found_ones = coach.records.agendas(viewer, rep_id)
    return {"agendas": [{"id": a.id, "version": a.version, "state": a.state, "meeting_on": a.meeting_on.isoformat(), "conversation": a.conversation} for a in found_ones]}


@router.get("/agendas/{agenda_id}")
def agenda(coach: CoachDep, viewer: ViewerDep, agenda_id: str) -> dict[str, Any]:
    """One agenda; a rep sees what was shared."""
    return contract.agenda(found(coach.records.agenda, viewer, agenda_id))


@router.get("/agendas/{agenda_id}/changes")
def agenda_changes(
    coach: CoachDep,
    viewer: ViewerDep,
    agenda_id: str,
    before: Annotated[int | None, Query(alias="from", ge=1, description="The version before that one where none is named.")] = None,
    after: Annotated[int | None, Query(alias="to", ge=1, description="The last one where none is named.")] = None,
) -> dict[str, Any]:
    """Which versions there are, and what changed between two of them; a rep sees those since it was shared."""
    changes = found(coach.agenda_changes, viewer, agenda_id, before, after)
    return contract.agenda_changes(changes, coach.records.agenda_versions(viewer, agenda_id))


@router.post("/agendas/{agenda_id}/share")
def share(coach: CoachDep, viewer: ViewerDep, agenda_id: str) -> dict[str, Any]:
    """Let the other side see it from now on."""
    return contract.agenda(found(coach.records.share_agenda, viewer, agenda_id))


class SuggestionDecision(Body):
    goal_index: int = Field(ge=1, description="1-based, as shown.")
    action: Literal["propose", "edit", "decline"]
    words: Words = ""
    changes: Fields = {}

    def decision(self) -> Decision:
        return Decision(self.goal_index, self.action, self.words, {str(k): v for k, v in self.changes.items()})


class Decisions(Body):
    decisions: Annotated[list[SuggestionDecision], Field(min_length=1, max_length=10)]


@router.post("/agendas/{agenda_id}/decisions")
def decide_suggestions(coach: CoachDep, viewer: ViewerDep, agenda_id: str, body: Decisions) -> dict[str, Any]:
    """Propose, edit or decline goals an agenda suggests, where no conversation waits for it."""
    found(coach.records.agenda, viewer, agenda_id)
    return {"goals": [goal_json(g) for g in coach.settle_suggestions(viewer, agenda_id, [d.decision() for d in body.decisions])]}


# ---------------------------------------------------------------- 1:1s


class HeldOneOnOne(Body):
    on: date = Field(description="The day you met; not one to come.")
    minutes: int | None = Field(default=None, ge=1, le=480)


@router.post("/reps/{rep_id}/one-on-ones/held", status_code=201)
def hold(coach: CoachDep, viewer: ViewerDep, rep_id: str, body: HeldOneOnOne) -> dict[str, Any]:
    """Note that a 1:1 took place: the planned one of that day or nearest to it, else a new one. Its shared agenda is closed."""
    meeting = coach.hold_one_on_one(viewer, rep_id, body.on, body.minutes)
    return {"id": meeting.id, "rep_id": rep_id, "on": meeting.on.isoformat(), "minutes": meeting.minutes, "state": meeting.state}


# ---------------------------------------------------------------- goals


@router.get("/reps/{rep_id}/goals")
def goals(coach: CoachDep, viewer: ViewerDep, rep_id: str) -> dict[str, Any]:
    """All goals of a rep, the newest suggestion at the top."""
    return {"goals": [goal_json(g) for g in coach.records.goals(viewer, rep_id)]}


@router.post("/reps/{rep_id}/goals", status_code=201)
def propose_goal(coach: CoachDep, viewer: ViewerDep, rep_id: str, body: Fields) -> dict[str, Any]:
    """Propose a goal, as from a promise in notes; it waits for the rep's yes."""
    return goal_json(coach.propose_goal(viewer, rep_id, {str(k): v for k, v in body.items()}))


class NotesToCheck(Body):
    text: Annotated[str, Field(min_length=1, max_length=400_000)]
    on: date | None = Field(default=None, description="The day of the 1:1, which `by Friday` is relative to.")


@router.post("/reps/{rep_id}/notes/check")
def check_notes(coach: CoachDep, viewer: ViewerDep, rep_id: str, body: NotesToCheck) -> dict[str, Any]:
    """What spoiled a 1:1, and what was promised, with the words quoted; nothing of the text is kept."""
    coach.records.rep(viewer, rep_id, coach.clock.today())
    report, _ = coach.check_notes(viewer, body.text, rep_id, body.on)
    return contract.notes_report(report)


class GoalDecision(Body):
    action: Literal["edited", "agreed", "declined", "kept", "missed", "withdrawn", "contested", "checked_in"]
    words: Words = ""
    changes: Fields = {}


@router.post("/reps/{rep_id}/goals/{goal_id}/decisions")
def decide_goal(coach: CoachDep, viewer: ViewerDep, rep_id: str, goal_id: str, body: GoalDecision) -> dict[str, Any]:
    """Say something to a goal. Only the rep agrees; the verdict is the manager's; either side may contest it in words."""
    changes = {str(k): v for k, v in body.changes.items()}
    return goal_json(coach.decide_goal(viewer, rep_id, goal_id, body.action, body.words, changes))


@router.post("/goals/check")
def check_goal(coach: CoachDep, viewer: ViewerDep, body: Fields) -> dict[str, Any]:
    """Which goal rules a wording breaks, each with a rewrite one can take."""
    fields = {str(k): v for k, v in body.items()}
    draft = edited(GoalDraft("skill" if fields.get("kind") == "skill" else "activity", "", "", "", None), fields)
    broken = coach.check_goal(draft, coach.as_of(viewer)[0])
    return {"violations": [{"rule": v.rule, "why": v.why, "field": v.field, "suggestion": v.suggestion} for v in broken]}
