"""One to three coaching goals for the next 1:1, from what the figures say to look at (sections 4.5, 6, 10) [B].

Each candidate is a deed of the rep's own; what breaks a goal rule is dropped before anybody sees it. Text that others
wrote (page titles, deal names) is quoted as a name and never followed: what a page asks for becomes no goal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from copilot.domain import Conversation, GoalDraft, GoalKind, Hit
from copilot.facts import date_text
from copilot.policy import CoachingPolicy
from copilot.tools.goals import check_goal, default_date, reach_until


@dataclass(frozen=True, slots=True)
class ActivityRate:
    """One activity type of the rep, per week."""

    type: str
    """`call`, `email`, `meeting`, `demo`, `task` or the company's own."""
    rate: float | None = None
    """What the rep does now; None where it is not known."""
    target: float | None = None
    """What somebody at the level wanted does; None where too few can be pooled."""


@dataclass(frozen=True, slots=True)
class DealToTune:
    """An open deal that came up in the conversation (section 7)."""

    name: str
    reason: Literal["must_win", "stalled", "misaligned", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalContext:
    """What goals are chosen from, as plain values; every field may be left out."""

    focus_kind: Literal["activity", "mix", "piston", "none"] = "none"
    focus_name: str | None = None
    """An activity type, or a piston's name."""
    focus_facts: tuple[str, ...] = ()
    """Ids of the Facts behind the focus; they travel with the goals that serve it."""
    activities: tuple[ActivityRate, ...] = ()
    conversation: Conversation = "first"
    quadrant: str = "UNPROVEN"
    """STAR, FUTURE, INDEPENDENT, TOXIC or UNPROVEN (section 6)."""
    deals: tuple[DealToTune, ...] = ()
    hits: tuple[Hit, ...] = ()
    """Playbook pages found for the focus, best first; only those that fit are used."""
    has_aspiration: bool = False


_SMALL = frozenset({"TOXIC", "UNPROVEN"})


def suggest_goals(
    context: GoalContext,
    as_of: date,
    next_meeting: date | None,
    policy: CoachingPolicy,
    exclude: Sequence[str] = (),
    want_kind: GoalKind | None = None,
    known_resources: Callable[[str], bool] | None = None,
    count: int | None = None,
) -> tuple[GoalDraft, ...]:
    """Goals with no violation, the one that serves the focus first.

    Without `exclude` and `want_kind` there are always one to three: one for TOXIC, two to choose between for
    INDEPENDENT, else `policy.goals_per_agenda`; fewer where nothing else fits.

    Args:
        context: What the tools found.
        as_of: Today.
        next_meeting: The next 1:1, on or before which goals are due.
        policy: Limits, and which activities and skills move which piston.
        exclude: Descriptions not to suggest again (`swap the second goal`).
        want_kind: Only goals of this kind. A skill goal needs a page that fits: without one there may be none.
        known_resources: Whether a document id is a page of the playbook.
        count: How many, instead of the number above.
    """
    wanted = count or {"TOXIC": 1, "INDEPENDENT": 2}.get(context.quadrant, policy.goals_per_agenda)
    until = default_date(as_of, next_meeting, policy)
    rates = {a.type: a.rate for a in context.activities}
    chosen: list[GoalDraft] = []
    for draft in _candidates(context, as_of, until, policy):
        if want_kind is not None and draft.kind != want_kind:
            continue
        if draft.description in exclude or any(_alike(draft, c) for c in chosen):
            continue
        rate = rates.get(draft.activity) if draft.activity else None
        if check_goal(draft, as_of, next_meeting, rate, known_resources, policy):
            continue
        chosen.append(draft)
        if len(chosen) == wanted:
            break
    if context.quadrant == "INDEPENDENT" and len(chosen) > 1:
        chosen = [replace(c, why=f"{c.why} One of {len(chosen)}: the rep takes the one that serves them best.".strip()) for c in chosen]
    return tuple(chosen)


def _alike(a: GoalDraft, b: GoalDraft) -> bool:
    """Two goals about one page or one activity are one too many."""
    return a.description == b.description or (a.resource is not None and a.resource == b.resource) or (a.activity is not None and a.activity == b.activity)


def _candidates(context: GoalContext, as_of: date, until: date, policy: CoachingPolicy) -> Iterator[GoalDraft]:
    """From the list of the focus first (section 4.5), then what is left, down to a first goal for anybody."""
    skill, deals = list(_skills(context, until)), list(_deals(context, until))
    if context.conversation == "first" and not context.has_aspiration:
        yield _aspiration(until)
    if context.focus_kind in ("activity", "mix") and context.focus_name:
        yield from _activity(context, context.focus_name, as_of, until, policy, True)
        yield from skill[:1]
        yield from deals
    elif context.focus_kind == "piston" and context.focus_name:
        yield from skill[:1]
        yield from deals[:1] if context.conversation == "tune_deals" else ()
        yield from _piston(context, until)
        for name in policy.movers[context.focus_name].activities if context.focus_name in policy.movers else ():
            yield from _activity(context, name, as_of, until, policy, False)
    elif context.conversation == "tune_deals":
        yield from deals
    else:
        yield from skill[:1]
        yield from deals
    yield from skill
    yield from deals
    for known in context.activities:
        yield from _activity(context, known.type, as_of, until, policy, False)
    if not context.has_aspiration:
        yield _aspiration(until)
    else:
        yield _plain("Write down one step towards what you want this year, with its date", "The step is on paper", until)
    yield _plain("Write the next step of each open deal into the CRM", "Each open deal has a next step with a date", until)
    yield _plain("Write down three questions for your next customer conversation", "The three questions are on paper", until)


# ---------------------------------------------------------------- kinds of goals


def _plain(description: str, done: str, until: date, why: str = "", facts: tuple[str, ...] = ()) -> GoalDraft:
    return GoalDraft(
        kind="activity",
        description=f"{description} by {date_text(until)}",
        success_criteria=f"{done} by {date_text(until)}",
        measure="You say yes or no at the next 1:1 and show what you wrote",
        completion_date=until,
        why=why,
        facts=facts,
    )


def _aspiration(until: date) -> GoalDraft:
    return _plain("Write down in your own words what you want from this year", "It is on paper", until, "What you want is where a 1:1 begins.")


def _amount(context: GoalContext, activity: ActivityRate | None, as_of: date, until: date, policy: CoachingPolicy, stretch: bool) -> int:
    """How many until the date: towards the target, within reach; small where the first goals must be kept, all of the reach for a star."""
    rate = activity.rate if activity else None
    if rate is None:
        return 3
    weeks = max((until - as_of).days, 1) / 7
    reach = reach_until(until, as_of, rate, policy) or 1
    if context.quadrant in _SMALL:
        return max(1, min(reach, math.floor(rate * weeks) + 1))
    if context.quadrant == "STAR" or activity is None or activity.target is None or not stretch:
        return reach
    return max(1, min(reach, math.ceil(activity.target * weeks)))


def _activity(context: GoalContext, name: str, as_of: date, until: date, policy: CoachingPolicy, focus: bool) -> Iterator[GoalDraft]:
    """A number of calls or e-mails counts itself in the CRM; a meeting or a demo is asked for, and the asking is counted."""
    known = next((a for a in context.activities if a.type == name), None)
    n = _amount(context, known, as_of, until, policy, focus)
    why = f"The focus now is {_label(name)}." if focus else ""
    facts = context.focus_facts if focus else ()
    day = date_text(until)
    if name in ("meeting", "demo"):
        who = "customer" if n == 1 else "customers"
        number = "one" if n == 1 else str(n)
        description = f"Ask {number} {who} for a meeting by {day}" if name == "meeting" else f"Offer {number} {who} a demo by {day}"
        yield GoalDraft(
            "activity",
            description,
            f"{number.capitalize()} {who} {'was' if n == 1 else 'were'} asked by {day}",
            "You note each customer you asked and read the list at the next 1:1",
            until,
            why=why,
            facts=facts,
        )
        return
    one = n == 1
    if name == "call":
        description, done = f"Make {n} {'call' if one else 'calls'} by {day}", "call is" if one else "calls are"
    elif name == "email":
        description, done = f"Send {n} {'e-mail' if one else 'e-mails'} to customers by {day}", "e-mail is" if one else "e-mails are"
    elif name == "task":
        description, done = f"Finish {n} {'task' if one else 'tasks'} of your open deals by {day}", "task is" if one else "tasks are"
    else:
        label = _quoted(name)
        description, done = f"Log {n} activities of the kind {label} by {day}", f"activities of the kind {label} are"
    yield GoalDraft(
        kind="activity",
        description=description,
        success_criteria=f"{n} {done} logged in the CRM by {day}",
        measure=f"Counted in the CRM from {date_text(as_of + timedelta(days=1))} to {day}",
        completion_date=until,
        activity=name,
        amount=n,
        why=why,
        facts=facts,
    )


def _piston(context: GoalContext, until: date) -> Iterator[GoalDraft]:
    """A deed that moves the piston and needs only the rep."""
    deal = next((_quoted(d.name) for d in context.deals), None)
    customer = f"the customer of {deal}" if deal else "one customer with an open deal"
    few = "one customer" if context.quadrant in _SMALL else "two customers"
    asked = "That customer was" if "one" in few else "Both were"
    description, done = {
        "starts": (f"Ask {few} who bought for a referral", f"{asked} asked"),
        "win_rate": (f"Ask {customer} who else has a say in the decision", "The question was asked and the answer is written down"),
        "revenue_per_customer": (f"Ask {customer} what the problem costs them in a year", "The question was asked and the answer is written down"),
        "speed": (f"Propose a date for the next step to {customer}", "A date was proposed"),
    }.get(context.focus_name or "", ("Write the next step of each open deal into the CRM", "Each open deal has a next step with a date"))
    yield _plain(description, done, until, f"The focus now is {_label(context.focus_name or '')}.", context.focus_facts)


def _deals(context: GoalContext, until: date) -> Iterator[GoalDraft]:
    for deal in context.deals:
        name = _quoted(deal.name)
        description, done = {
            "stalled": (f"Send the customer of {name} a follow-up that asks one question", "The follow-up is sent"),
            "misaligned": (f"Ask the customer of {name} by when they need it running", "The question was asked and the answer is written down"),
            "must_win": (f"Draw the people who have a say in {name} on one page", "The page is drawn"),
        }.get(deal.reason, (f"Write the next step of {name} into the CRM", "The next step is in the CRM with a date"))
        yield _plain(description, done, until)


def _skills(context: GoalContext, until: date) -> Iterator[GoalDraft]:
    """One page and one use of it; on a deal of theirs where there is one."""
    deal = next((_quoted(d.name) for d in context.deals), None)
    for hit in context.hits:
        if not hit.fits:
            continue
        page = hit.passage
        where = f"for {deal}" if deal else "before one customer conversation"
        yield GoalDraft(
            kind="skill",
            description=f"Read the page {_quoted(page.title)} and use it once {where} by {date_text(until)}",
            success_criteria=f"The page is read and was used once by {date_text(until)}",
            measure="You show what you wrote or say what you asked at the next 1:1",
            completion_date=until,
            resource=page.document_id,
            why=f"The focus now is {_label(context.focus_name)}." if context.focus_name else "",
            facts=context.focus_facts if context.focus_name else (),
        )


def _quoted(name: str) -> str:
    """A name others gave, on one line between quotation marks; its own marks are taken out so that it stays a name."""
    inner = " ".join("".join(c for c in name if c not in '“”"`«»' and c.isprintable()).split())[:80].strip()
    return f"“{inner or 'untitled'}”"


def _label(name: str) -> str:
    return {
        "starts": "opportunity starts",
        "win_rate": "win rate",
        "revenue_per_customer": "revenue per customer",
        "speed": "speed",
        "call": "calls",
        "email": "e-mails",
        "meeting": "meetings",
        "demo": "demos",
        "task": "tasks",
    }.get(name, _quoted(name))
