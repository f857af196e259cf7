"""One to three coaching goals for the next 1:1, from what the figures say to look at (sections 4.5, 6, 10) [B].

Each candidate is a deed of the rep's own; what breaks a goal rule is dropped before anybody sees it. Text that others
wrote (page titles, deal names) is quoted as a name and never followed: what a page asks for becomes no goal.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from copilot.domain import Conversation, GoalDraft, GoalKind, Hit
from copilot.facts import date_text
from copilot.policy import CoachingPolicy
from copilot.tools.goals import check_goal, default_date, reach_until
from copilot.tools.practices import DEALS, NOTHING_YET, PISTONS, WITHOUT_CUSTOMER, Deed, of_page, rotated


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
    customer: bool = True
    """Whether the CRM names the customer it is with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalContext:
    """What goals are chosen from, as plain values; every field may be left out."""

    focus_kind: Literal["activity", "mix", "piston", "none"] = "none"
    focus_name: str | None = None
    """An activity type, or a piston's name."""
    focus_facts: tuple[str, ...] = ()
    """Ids of the Facts behind the focus; they travel with the goals that serve it."""
    stretch: str | None = None
    """The piston where a small change is worth most; goals serve it where there is no focus."""
    activities: tuple[ActivityRate, ...] = ()
    conversation: Conversation = "first"
    quadrant: str = "UNPROVEN"
    """STAR, FUTURE, INDEPENDENT, TOXIC or UNPROVEN (section 6)."""
    deals: tuple[DealToTune, ...] = ()
    hits: tuple[Hit, ...] = ()
    """Playbook pages found for the focus, best first; only those that fit are used."""
    has_aspiration: bool = False
    turn: int = 0
    """How many goals came before, so that the next one is another deed."""
    before: tuple[str, ...] = ()
    """Descriptions of goals of late, kept, declined or running: none of their deeds is suggested again."""


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
        as_of: The day from which goals run: that of the 1:1 they are for, or today.
        next_meeting: The 1:1 after it, on or before which goals are due.
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
    known = {_deed_of(d) for d in (*exclude, *context.before)}
    for draft in _candidates(context, as_of, until, policy):
        if want_kind is not None and draft.kind != want_kind:
            continue
        if (_deed_of(draft.description) in known and draft.activity is None) or draft.description in exclude or any(_alike(draft, c) for c in chosen):
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


def _deed_of(description: str) -> str:
    """A description without its date."""
    return description.rpartition(" by ")[0] or description


def _alike(a: GoalDraft, b: GoalDraft) -> bool:
    """Two goals about one page or one activity are one too many."""
    return a.description == b.description or (a.resource is not None and a.resource == b.resource) or (a.activity is not None and a.activity == b.activity)


def _candidates(context: GoalContext, as_of: date, until: date, policy: CoachingPolicy) -> Iterator[GoalDraft]:
    """From the list of the focus first (section 4.5), then what is left, down to a first goal for anybody."""
    skill, deals = list(_skills(context, until)), list(_deals(context, until))
    piston = context.focus_name if context.focus_kind == "piston" else context.stretch if context.focus_kind == "none" else None
    if context.conversation == "first" and not context.has_aspiration:
        yield _aspiration(until)
    if context.conversation == "first":
        for deed in rotated(NOTHING_YET, context.turn):
            yield _plain(deed.do, deed.done, until)
    if context.focus_kind in ("activity", "mix") and context.focus_name:
        yield from _activity(context, context.focus_name, as_of, until, policy, True)
        yield from skill[:1]
        yield from deals
    elif context.conversation == "tune_deals":
        yield from deals[:1] if context.focus_kind == "piston" else deals
        yield from skill[:1]
    else:
        yield from skill[:1]
        # Two goals for one deal are as good as one.
        yield from deals[1:2] if context.conversation == "how_good" and skill else ()
    if piston:
        yield from _piston(context, piston, until)
        for name in policy.movers[piston].activities if piston in policy.movers else ():
            yield from _activity(context, name, as_of, until, policy, False)
    yield from deals
    yield from skill
    for known in context.activities:
        yield from _activity(context, known.type, as_of, until, policy, False)
    if not context.has_aspiration:
        yield _aspiration(until)
    else:
        yield _plain("Write down one step towards what you want this year, with its date", "The step is on paper", until)
    if context.conversation != "first":
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
    why = f"This 1:1 is about {_label(name)}, and this is in your own hands." if focus else ""
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


def _piston(context: GoalContext, piston: str, until: date) -> Iterator[GoalDraft]:
    """Deeds that move the piston and need only the rep."""
    deals = [d.name for d in context.deals if d.customer]
    deal = deals[-1] if deals else None
    for deed in rotated(PISTONS.get(piston, ()), context.turn):
        if _suits(deed, deal, context):
            yield _plain(*_words(deed, deal=deal), until, _why(context), _facts(context))


def _deals(context: GoalContext, until: date) -> Iterator[GoalDraft]:
    """One deed for each deal, and then what else could be done for them."""
    deeds = [(deal.name, rotated(DEALS[deal.reason] if deal.customer else WITHOUT_CUSTOMER, context.turn)) for deal in context.deals]
    for i in range(max((len(d) for _, d in deeds), default=0)):
        for name, of_deal in deeds:
            if i < len(of_deal):
                yield _plain(*_words(of_deal[i], deal=name), until)


def _skills(context: GoalContext, until: date) -> Iterator[GoalDraft]:
    """One use of each page, and then what else could be done with them; on a deal of theirs where there is one."""
    deal = next((d.name for d in context.deals if d.customer), None)
    pages = [hit.passage for hit in context.hits if hit.fits]
    deeds = {p.id: [d for d in of_page(p.skill, p.activity, context.turn) if _suits(d, deal, context)] for p in pages}
    for i in range(max((len(d) for d in deeds.values()), default=0)):
        for page in pages:
            if i < len(deeds[page.id]):
                description, done = _words(deeds[page.id][i], deal, page.title)
                yield GoalDraft(
                    kind="skill",
                    description=f"{description} by {date_text(until)}",
                    success_criteria=f"{done} by {date_text(until)}",
                    measure="You say yes or no at the next 1:1 and show or tell what came of it",
                    completion_date=until,
                    resource=page.document_id,
                    why=_why(context),
                    facts=_facts(context),
                )


def _suits(deed: Deed, deal: str | None, context: GoalContext) -> bool:
    """A deed for a deal needs one, and one about customers or calls so far needs somebody who has had any."""
    return (deal is not None or not deed.needs_deal) and not (deed.of_record and context.conversation == "first")


def _words(deed: Deed, deal: str | None = None, page: str = "") -> tuple[str, str]:
    """What to do and how one sees it, with the names in their places; a name with braces stays a name."""
    names = {"{deal}": _quoted(deal or ""), "{page}": _quoted(page)}
    do = re.sub(r"\{deal\}|\{page\}", lambda m: names[m.group()], deed.do)
    return do, deed.done


def _why(context: GoalContext) -> str:
    if context.focus_name:
        return f"This 1:1 is about {_label(context.focus_name)}, and this is in your own hands."
    return f"It moves {_label(context.stretch)}, where a small change is worth most." if context.stretch else ""


def _facts(context: GoalContext) -> tuple[str, ...]:
    return context.focus_facts if context.focus_name or context.stretch else ()


def _quoted(name: str) -> str:
    """A name others gave, on one line between quotation marks; its own marks are taken out so that it stays a name."""
    inner = " ".join("".join(c for c in name if c not in '“”"`«»' and c.isprintable()).split())[:80].strip()
    return f"“{inner or 'untitled'}”"


def _label(name: str) -> str:
    return {
        "starts": "new opportunities",
        "win_rate": "win rate",
        "revenue_per_customer": "revenue per customer",
        "speed": "speed",
        "call": "calls",
        "email": "e-mails",
        "meeting": "meetings",
        "demo": "demos",
        "task": "tasks",
    }.get(name, _quoted(name))
