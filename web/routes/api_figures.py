"""/api/v1: figures and the playbook, in the shapes that the commands give with --json."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from copilot import contract
from web.deps import CoachDep, ViewerDep, found

router = APIRouter(prefix="/api/v1", tags=["figures"])
AsOf = Annotated[date | None, Query(description="Look as of this day; later records do not exist.")]
Rep = Annotated[str, Query(description="A full name, an id, or an unambiguous part of a name.")]


@router.get("/me")
def me(viewer: ViewerDep) -> dict[str, Any]:
    """Who is signed in."""
    return {"id": viewer.id, "name": viewer.name, "role": viewer.role.value}


@router.get("/team")
def team(coach: CoachDep, viewer: ViewerDep, as_of: AsOf = None) -> dict[str, Any]:
    """Who is due for a 1:1, and which conversation suits whom; for a rep only themselves."""
    return contract.team(*coach.team(viewer, as_of))


@router.get("/engine")
def engine(
    coach: CoachDep, viewer: ViewerDep, rep: str | None = None, start: Annotated[date | None, Query(alias="from")] = None, end: Annotated[date | None, Query(alias="to")] = None, as_of: AsOf = None
) -> dict[str, Any]:
    """Starts, win rate, revenue per customer and speed."""
    return contract.engine(coach.engine(viewer, rep, start, end, as_of))


@router.get("/benchmark")
def benchmark(coach: CoachDep, viewer: ViewerDep, rep: Rep, as_of: AsOf = None) -> dict[str, Any]:
    """What somebody at the next level does, and where to look first."""
    return contract.benchmark(coach.benchmark(viewer, rep, as_of))


@router.get("/forecast")
def forecast(
    coach: CoachDep,
    viewer: ViewerDep,
    rep: Rep,
    change: Annotated[list[Annotated[str, Query(max_length=60)]], Query(max_length=10, description="A what-if, as `starts=+5%` or `demo=+2/week`.")] = [],  # noqa: B006  # read, never kept
    as_of: AsOf = None,
) -> dict[str, Any]:
    """Where this period and the next four may land, and what changes would be worth, one by one and together."""
    return contract.forecast(coach.forecast(viewer, rep, change, as_of))


@router.get("/facts/{fact_id}")
def fact(coach: CoachDep, viewer: ViewerDep, fact_id: str) -> dict[str, Any]:
    """How a figure came about: its meaning, n, window, and the rows it was computed from."""
    said = found(coach.fact, viewer, fact_id)
    rows = [{"id": r.id, "what": r.what, "detail": r.detail, "where": r.where} for r in coach.fact_rows(viewer, said)]
    return {**contract.fact(said), "rep_id": said.source.rep_id if said.source else None, "source_rows": rows}


@router.get("/playbook/search")
def search(coach: CoachDep, viewer: ViewerDep, q: Annotated[str, Query(max_length=400)], k: Annotated[int, Query(ge=1, le=50)] = 5) -> dict[str, Any]:
    """The pages that fit a question best; `fits` is the honest judgement."""
    return contract.hits(coach.search(viewer, q, k))
