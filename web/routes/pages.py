"""The pages. Each asks the facade once and hands what it got to a template."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Query, Request
from fastapi.responses import RedirectResponse, Response

from copilot.coach import Coach
from copilot.domain import Role, Viewer
from copilot.errors import Forbidden, UnknownRep
from web.deps import CoachDep, Missing, ViewerDep, found, render
from web.figures import figures_said
from web.routes.auth import start_of
from web.routes.talks import Opened, OpenedDep

router = APIRouter(include_in_schema=False)


@router.get("/team")
def team(request: Request, coach: CoachDep, viewer: ViewerDep) -> Response:
    if viewer.role is Role.REP:
        return RedirectResponse(start_of(viewer), 303)
    view = coach.team_view(viewer)
    return render(request, "team.html", {"viewer": viewer, "view": view, "policy": coach.policy, "folder": request.app.state.settings.data})


@router.get("/reps/{rep_id}")
def rep(request: Request, coach: CoachDep, viewer: ViewerDep, rep_id: str) -> Response:
    view = coach.rep_view(viewer, rep_id)
    return render(request, "rep.html", {"viewer": viewer, "view": view, "facts": view.by_name, "own": viewer.id == rep_id, "policy": coach.policy, "judged": view.judged, "today": coach.clock.today()})


@router.get("/reps/{rep_id}/prepare")
def prepare(request: Request, coach: CoachDep, viewer: ViewerDep, rep_id: str, later: BackgroundTasks, talk: OpenedDep) -> Response:
    later.add_task(coach.warm, viewer)  # what the first question needs, while the page is being read
    day, note = coach.as_of(viewer)
    person = coach.records.rep(viewer, rep_id, day)
    standing = next((a for a in coach.records.agendas(viewer, rep_id) if a.state != "held" and a.meeting_on >= day), None)
    context: dict[str, Any] = {"viewer": viewer, "rep": person, "own": viewer.id == rep_id, "note": note, "standing": standing, "today": day}
    context |= _talk_context(coach, viewer, talk if viewer.id == rep_id else None)  # a manager's are opened at /ask
    if standing is not None:
        context |= _agenda_context(coach, viewer, standing.id)
    return render(request, "prepare.html", context)


_FIRST_QUESTIONS = ("Who needs me this week?", "What can you do?")


@router.get("/ask")
def ask(request: Request, coach: CoachDep, viewer: ViewerDep, later: BackgroundTasks, talk: OpenedDep) -> Response:
    """A conversation about anybody the viewer leads; a rep has theirs beside their own agenda."""
    if viewer.role is Role.REP:
        return RedirectResponse(f"/reps/{viewer.id}/prepare", 303)
    later.add_task(coach.warm, viewer)
    _, note = coach.as_of(viewer)
    context = {"viewer": viewer, "note": note, "starts": _FIRST_QUESTIONS, "standing": None, **_talk_context(coach, viewer, talk)}
    if talk is not None and talk.kept.agenda_id is not None:
        try:
            context |= _agenda_context(coach, viewer, talk.kept.agenda_id)
            context["standing"] = context["agenda"]
        except (Missing, Forbidden, UnknownRep):
            pass  # it is gone, or no longer this viewer's to see; the conversation goes on without it
    return render(request, "ask.html", context)


def _talk_context(coach: Coach, viewer: Viewer, talk: Opened | None) -> dict[str, Any]:
    """What a page that talks shows of the conversation it goes on with."""
    names = {r.id: r.name for r in coach.records.reps(viewer, coach.clock.today())} if talk is not None and talk.kept.decided else {}
    return {"talk": talk, "names": names}


@router.get("/reps/{rep_id}/notes")
def notes(request: Request, coach: CoachDep, viewer: ViewerDep, rep_id: str) -> Response:
    today = coach.clock.today()
    person = coach.records.rep(viewer, rep_id, today)
    held = next((m.on for m in coach.records.one_on_ones(viewer, rep_id, today) if m.state == "held"), today)
    return render(request, "notes.html", {"viewer": viewer, "rep": person, "own": viewer.id == rep_id, "today": today, "held": held})


@router.get("/agendas/{agenda_id}")
def agenda(request: Request, coach: CoachDep, viewer: ViewerDep, agenda_id: str) -> Response:
    return render(request, "agenda.html", _agenda_context(coach, viewer, agenda_id))


@router.get("/agendas/{agenda_id}/changes")
def agenda_changes(
    request: Request,
    coach: CoachDep,
    viewer: ViewerDep,
    agenda_id: str,
    before: Annotated[int | None, Query(alias="from", ge=1)] = None,
    after: Annotated[int | None, Query(alias="to", ge=1)] = None,
) -> Response:
    """Two versions of an agenda side by side."""
    changes = found(coach.agenda_changes, viewer, agenda_id, before, after)
    rep = coach.records.rep(viewer, changes.after.rep_id, coach.clock.today())
    versions = coach.records.agenda_versions(viewer, agenda_id)
    return render(request, "agenda_changes.html", {"viewer": viewer, "rep": rep, "own": viewer.id == rep.id, "changes": changes, "versions": versions})


@router.get("/agendas/{agenda_id}/part")
def agenda_part(request: Request, coach: CoachDep, viewer: ViewerDep, agenda_id: str) -> Response:
    """The agenda alone, for the page that has it beside the chat."""
    return render(request, "agenda_part.html", _agenda_context(coach, viewer, agenda_id))


def _agenda_context(coach: Coach, viewer: Viewer, agenda_id: str) -> dict[str, Any]:
    view = found(coach.agenda_view, viewer, agenda_id)
    return {
        "viewer": viewer,
        "rep": view.rep,
        "view": view,
        "agenda": view.agenda,
        "own": viewer.id == view.rep.id,
        "by_id": {f.id: f for f in view.agenda.facts},
        "passages": {p.id: p for p in view.agenda.passages},
        "today": coach.clock.today(),
        "judged": coach.judged_goals(viewer, view.rep),
        "checked": figures_said(view.agenda.sections, view.agenda.facts),
    }


@router.get("/goals")
def goals(request: Request, coach: CoachDep, viewer: ViewerDep) -> Response:
    """All goals of those the viewer may see, by what they wait for."""
    queue = coach.goal_queue(viewer)
    judged = {i.goal.id: i.judged for group in (queue.asked, queue.waiting, queue.settled, queue.open, queue.earlier) for i in group}
    return render(request, "goals.html", {"viewer": viewer, "queue": queue, "judged": judged, "today": queue.as_of, "alone": viewer.role is Role.REP})


@router.get("/insights")
def insights(request: Request, coach: CoachDep, viewer: ViewerDep) -> Response:
    if viewer.role is Role.REP:
        return RedirectResponse(start_of(viewer), 303)
    model_use = coach.model_use(viewer)[0][:6] if viewer.role is Role.ADMIN else []
    return render(request, "insights.html", {"viewer": viewer, "view": coach.insights(viewer), "model_use": model_use})


@router.get("/playbook")
def playbook(request: Request, coach: CoachDep, viewer: ViewerDep, q: str = "") -> Response:
    hits = coach.search(viewer, q[:400], 6) if q.strip() else []
    about, today = coach.playbook.about(), coach.clock.today()
    pages = [] if any(h.fits for h in hits) else [p for p in coach.playbook.documents() if not about[p.document_id].expired(today)]
    return render(request, "playbook.html", {"viewer": viewer, "q": q, "hits": hits, "pages": pages})


@router.get("/playbook/{document_id:path}")
def playbook_page(request: Request, document_id: str, coach: CoachDep, viewer: ViewerDep) -> Response:
    from web.passages import rendered

    passages = found(coach.playbook.page, document_id)
    about = coach.playbook.about()[document_id]
    over = about.expired(coach.clock.today())
    return render(request, "playbook_page.html", {"viewer": viewer, "page": passages[0], "parts": [(p, rendered(p)) for p in passages], "about": about, "over": over})
