"""What happens between the reps of the demo company and their managers: 1:1s, and the goals that come of them.

An activity goal is made so that the CRM bears its verdict out: a kept one asks for no more than was done between the
day it was agreed and its date, a missed one for more, and neither for more than was within reach (coaching model, section 10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

import numpy as np

from copilot.domain import GoalDraft, GoalState, OneOnOne, Rep
from store.demo.effort import Deed
from store.demo.notes import NOTES, STAR_NOTES, NoteText
from store.demo.people import Manager, Persona
from store.demo.pipeline import Deal, last_working_day, won_flags, working_day
from store.demo.skills import SKILL_GOALS, SkillGoal

CADENCE_DAYS = 14
HISTORY_WEEKS = 52
SKIPPED_DAYS = 95
"""How long the two people who are skipped have been without a 1:1: a little over 13 weeks."""
HELD_SHARE = 0.87
VERBS = {"call": ("Make", "calls"), "email": ("Write", "e-mails"), "demo": ("Run", "demos")}
OUTCOMES = {"k": GoalState.KEPT, "m": GoalState.MISSED, "d": GoalState.DECLINED, "w": GoalState.WITHDRAWN, "o": GoalState.AGREED, "u": GoalState.AGREED, "s": GoalState.SUGGESTED}
LEFT_TO_THE_CRM = {"a": "k", "b": "m", "x": "m"}
"""Letters of goals that nobody judged, and as what their count comes out."""
WORDS = {
    "k": ("Done, and it helped.", "Yes.", "Done on the last day.", "Yes, with time to spare."),
    "m": ("Did not get to it.", "No, two days were missing.", "No.", "Half of it."),
    "d": ("I would rather choose my own.", "This does not move anything for me right now.", "No, I do this already in my own way."),
    "w": ("The deal it was for is gone; we agreed to drop it.",),
}


@dataclass(frozen=True, slots=True)
class DemoGoal:
    """A coaching goal with the days on which things were said about it."""

    rep_id: str
    manager_id: str
    draft: GoalDraft
    outcome: GoalState
    suggested_on: date
    answered_on: date | None
    """When the rep agreed or declined; None while it waits."""
    decided_on: date | None
    """When the verdict was given, or it was withdrawn."""
    words: str = ""
    contested: str = ""
    """What the rep said against a verdict, on the day after it; against the count of the CRM, on the day after the date."""
    answered: str = ""
    """What the manager said to that a week later, the verdict confirmed; empty while it waits."""


def one_on_ones_of(rep: Rep, persona: Persona, manager: Manager, deals: Sequence[Deal], until: date, rng: np.random.Generator) -> list[OneOnOne]:
    """A year of 1:1s, oldest first, and the next planned one; ids are empty, the store gives them."""
    every = 7 if persona.hired_days is not None and persona.hired_days < 90 else CADENCE_DAYS
    if persona.name == "Priya Nair":
        upcoming = until + timedelta(days=(3 - until.weekday()) % 7 or 7)  # the Thursday people ask to be made ready for
    else:
        upcoming = working_day(until + timedelta(days=int(rng.integers(1, 5 if every == 7 else 12))))
    first = max(until - timedelta(weeks=HISTORY_WEEKS), rep.hired_on + timedelta(days=3)) if rep.hired_on else until - timedelta(weeks=HISTORY_WEEKS)
    days = []
    day = upcoming - timedelta(days=every)
    while day >= first:
        days.append(last_working_day(day))
        day -= timedelta(days=every)
    held = won_flags(len(days), HELD_SHARE if not persona.skipped else 0.6, rng)
    meetings: list[OneOnOne] = []
    for k, (on, took_place) in enumerate(zip(days, held, strict=True)):
        quiet = persona.skipped and (until - on).days <= SKIPPED_DAYS
        if quiet and k not in (1, 4):
            continue
        if took_place and not quiet:
            meetings.append(_held(rep, persona, manager, deals, on, newest=not any(m.state == "held" for m in meetings), rng=rng))
        else:
            state = "missed" if quiet or rng.random() < 0.5 else "moved"
            meetings.append(OneOnOne("", rep.id, rep.manager_id, on, persona.minutes, "missed" if state == "missed" else "moved"))
            again = working_day(on + timedelta(days=2))
            if state == "moved" and again < until:
                meetings.append(_held(rep, persona, manager, deals, again, newest=False, rng=rng))
    if not persona.skipped:
        meetings.append(OneOnOne("", rep.id, rep.manager_id, upcoming, 30, "planned"))
    return sorted(meetings, key=lambda m: m.on)


def _held(rep: Rep, persona: Persona, manager: Manager, deals: Sequence[Deal], on: date, newest: bool, rng: np.random.Generator) -> OneOnOne:
    minutes = persona.minutes if persona.minutes < 30 else int(rng.choice([25, 30, 30, 30, 35, 40]))
    texts = STAR_NOTES if persona.minutes < 30 else NOTES[manager.style]
    notes = _noted(texts[int(rng.integers(len(texts)))], rep, deals, on, rng) if newest or rng.random() < 0.4 else None
    rep_mean, manager_mean = {"asks": (4.1, 4.0), "reports": (2.9, 4.5), "tells": (3.2, 3.5)}[manager.style]
    both = [int(np.clip(round(rng.normal(mean, 0.6)), 1, 5)) if rng.random() < 0.7 else None for mean in (rep_mean, manager_mean)]
    return OneOnOne("", rep.id, rep.manager_id, on, minutes, "held", notes, both[0], both[1])


def _noted(note: NoteText, rep: Rep, deals: Sequence[Deal], on: date, rng: np.random.Generator) -> str:
    names = sorted({d.account for d in deals if d.created <= on and (d.closed is None or d.closed >= on - timedelta(days=30))}) or ["the first clinic", "the second clinic"]
    picked = [names[int(i)] for i in rng.integers(len(names), size=2)]
    day = working_day(on + timedelta(days=int(rng.integers(4, 11))))
    return note.text.format(first=rep.name.split()[0], clinic=picked[0], other=picked[1], day=f"{day.day} {day:%B}", n=int(rng.integers(2, 6)))


def goals_of(rep: Rep, persona: Persona, meetings: Sequence[OneOnOne], deeds: Sequence[Deed], until: date, rng: np.random.Generator) -> list[DemoGoal]:
    """The goals of one rep, oldest first: the verdicts persona names, the newest of them from the newest 1:1s."""
    held = [m.on for m in meetings if m.state == "held"]
    plan: list[tuple[date, date, str]] = []  # agreed in, due by, letter
    due = {on: min([n for n in held if n > on] + [on + timedelta(days=CADENCE_DAYS)]) for on in held}
    past = [on for on in held[:-1] if due[on] < until]
    letters = persona.verdicts + ("u" if "u" in persona.waiting else "")
    for on, letter in zip(past[-len(letters) :] if letters else [], letters[-len(past) :] if past else "", strict=True):
        plan.append((on, due[on], letter))
    upcoming = [m.on for m in meetings if m.state == "planned"]
    if held and upcoming:
        plan += [(held[-1], upcoming[0], letter) for letter in persona.waiting if letter != "u"]
    logged = [d for d in deeds if not d.planned]
    plan = _where_the_count_fits(plan, logged, until)
    goals: list[DemoGoal] = []
    for k, (on, by, letter) in enumerate(plan):
        answered = None if letter == "s" else min(on + timedelta(days=int(rng.integers(0, 2))), until - timedelta(days=1))
        draft = None
        if letter in LEFT_TO_THE_CRM:
            draft = _left_goal(letter, on, by, logged, until)
        elif letter != "u" and k % 5 in (0, 2, 3):
            draft = _activity_goal(letter, on, answered or on, by, logged, rng)
        draft = draft or _skill_goal(SKILL_GOALS[int(rng.integers(len(SKILL_GOALS)))], by)
        decided = {"k": by, "m": by, "w": min(on + timedelta(days=5), by)}.get(letter)
        words = str(rng.choice(WORDS[letter])) if letter in WORDS else ""
        contested = answer = ""
        if letter == "m" and persona.name == "Grant Hollis" and k == 2:
            contested, answer = "I did; two of them were logged by the colleague who sat in.", "We looked together: those two were for another clinic."
        elif letter == "x" and draft.activity is not None:
            contested = "I did them all; some went out from the team's line and are logged there."
        goals.append(DemoGoal(rep.id, rep.manager_id or "", draft, OUTCOMES.get(letter, GoalState.AGREED), on, answered, decided, words, contested, answer))
    return goals


def _where_the_count_fits(plan: Sequence[tuple[date, date, str]], logged: Sequence[Deed], until: date) -> list[tuple[date, date, str]]:
    """The plan with goals left to the CRM moved to the nearest earlier 1:1 whose activities bear them out."""
    letters = [letter for _, _, letter in plan]
    for i, letter in enumerate(letters):
        if letter in LEFT_TO_THE_CRM:
            fitting = next((j for j in range(i, -1, -1) if _left_goal(letter, *plan[j][:2], logged, until) is not None), i)
            letters[i], letters[fitting] = letters[fitting], letters[i]
    return [(on, by, letter) for (on, by, _), letter in zip(plan, letters, strict=True)]


def _left_goal(letter: str, on: date, by: date, logged: Sequence[Deed], until: date) -> GoalDraft | None:
    """A count that comes out as the letter says, at the next 1:1 or on the day nearest to it; None where none does."""
    last = min(on + timedelta(days=31), until - timedelta(days=3))
    for day in sorted((on + timedelta(days=k) for k in range(4, (last - on).days + 1)), key=lambda day: abs((day - by).days)):
        for kind in sorted(VERBS):
            mine = [d.on for d in logged if d.type == kind]
            rate = sum(on - timedelta(weeks=13) <= d < on for d in mine) / 13
            reach = floor(max(1.3 * rate, rate + 1) * (day - on).days / 7) - 1
            sure, at_most = sum(on + timedelta(days=1) < d <= day for d in mine), sum(on <= d <= day for d in mine)
            amount = min(reach, sure) if LEFT_TO_THE_CRM[letter] == "k" else at_most + 1
            if rate and 2 <= amount <= reach:
                return _counted(kind, amount, day)
    return None


def _skill_goal(skill: SkillGoal, by: date) -> GoalDraft:
    words = {"day": f"{by.day} {by:%B %Y}"}
    return GoalDraft(
        "skill", skill.description.format(**words), skill.success_criteria.format(**words), skill.measure, by, resource=skill.resource, plan=skill.plan or None, why="Agreed on in the 1:1."
    )


def _activity_goal(letter: str, on: date, agreed: date, by: date, logged: Sequence[Deed], rng: np.random.Generator) -> GoalDraft | None:
    """A count the CRM can verify and that fits the verdict; None where no count within reach does."""
    weeks = (by - on).days / 7
    for kind in rng.permutation(sorted(VERBS)):
        mine = [d.on for d in logged if d.type == kind]
        rate = sum(on - timedelta(weeks=13) <= day < on for day in mine) / 13
        # Whether the day of agreeing itself is counted is not ours to say: the verdict holds either way.
        done, at_most = sum(agreed < day <= by for day in mine), sum(on <= day <= by for day in mine)
        # One below the reach of rule 5: the rate a tool counts may lie a little beside ours.
        low, high = max(2, ceil(rate * weeks)), floor(max(1.3 * rate, rate + 1) * weeks) - 1
        if letter == "k":
            high = min(high, done)
        elif letter == "m":
            low = max(low, at_most + 1)
        if rate == 0 or low > high:
            continue
        return _counted(str(kind), high if letter == "k" else low, by)
    return None


def _counted(kind: str, amount: int, by: date) -> GoalDraft:
    verb, what = VERBS[kind]
    text = f"{by.day} {by:%B %Y}"
    return GoalDraft("activity", f"{verb} {amount} {what} by {text}", f"{amount} {what} logged in the CRM by {text}", f"{what.capitalize()} in the CRM, counted", by, activity=kind, amount=amount)
