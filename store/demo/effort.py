"""Activities of the demo company: calls, e-mails, meetings, demos and tasks, week by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from itertools import groupby
from operator import itemgetter

import numpy as np

from copilot.domain import Rep
from store.demo.people import Persona
from store.demo.pipeline import HISTORY_MONTHS, Deal, months_before
from store.demo.words import SUBJECTS

WEEKLY = {"call": 8.0, "email": 5.0, "meeting": 2.6, "demo": 1.7, "task": 0.9}
"""Of an ordinary rep, per working week."""
PROSPECTING = {"call": 0.35, "email": 0.3, "meeting": 0.05, "demo": 0.0, "task": 0.3}
"""Share that belongs to no opportunity yet."""

BLOCK_DAYS = 20


@dataclass(frozen=True, slots=True)
class Deed:
    """One activity, done unless `planned`."""

    rep_id: str
    type: str
    on: date
    account: str
    opportunity_id: str
    subject: str
    planned: bool = False


def deeds_of(rep: Rep, persona: Persona, deals: list[Deal], prospects: list[str], until: date, rng: np.random.Generator) -> list[Deed]:
    """Everything one rep logged, oldest first, and a planned task or two after the demo is made.

    Args:
        deals: the rep's own; activities are spread over those alive on the day, the longest untouched first.
        prospects: clinics without a deal yet.
    """
    last = until - timedelta(days=1)
    begin = months_before(until, HISTORY_MONTHS)
    if persona.hired_days is not None:
        begin = max(begin, until - timedelta(days=persona.hired_days))
    touched: dict[str, date] = {}
    deeds: list[Deed] = []
    for day, kinds in groupby(sorted(_when(persona, begin, last, rng)), key=itemgetter(0)):
        alive = [d for d in deals if d.created <= day and (d.closed is None or day <= d.closed) and (d.quiet_from is None or day <= d.quiet_from)]
        for _, kind in kinds:
            subject = SUBJECTS[kind][int(rng.integers(len(SUBJECTS[kind])))]
            if not alive or rng.random() < PROSPECTING[kind]:
                deeds.append(Deed(rep.id, kind, day, prospects[int(rng.integers(len(prospects)))], "", subject))
                continue
            waiting = nsmallest(3, alive, key=lambda d: (touched.get(d.id, d.created - timedelta(days=7)), d.id))
            deal = waiting[int(rng.integers(len(waiting)))]
            touched[deal.id] = day
            deeds.append(Deed(rep.id, kind, day, deal.account, deal.id, subject))
    for deal in [d for d in deals if d.status == "open" and d.quiet_from is None][:2]:
        deeds.append(Deed(rep.id, "task", until + timedelta(days=int(rng.integers(1, 9))), deal.account, deal.id, "Prepare the proposal", planned=True))
    return deeds


def _when(persona: Persona, begin: date, last: date, rng: np.random.Generator) -> list[tuple[date, str]]:
    """Day and type of each activity.

    Four weeks hold what the rate says, spread at random over their days: weeks differ as they do in life, and a
    quarter still shows how a rep works.
    """
    every = [begin + timedelta(days=k) for k in range((last - begin).days + 1)]
    working = [day for day in every if day.weekday() < 5]
    carried = dict.fromkeys(WEEKLY, 0.5)
    done: list[tuple[date, str]] = []
    for at in range(0, len(working), BLOCK_DAYS):
        block = working[at : at + BLOCK_DAYS]
        busy = np.array([0.25 if (day.month, day.day) >= (12, 22) else (0.75 if day.month == 8 else 1.0) for day in block])
        for kind, rate in WEEKLY.items():
            carried[kind] += rate * persona.effort.get(kind, persona.effort.get("all", 1.0)) * float(busy.sum()) / 5
            count = int(carried[kind])
            carried[kind] -= count
            done += [(block[int(k)], kind) for k in rng.choice(len(block), size=count, p=busy / busy.sum())]
    return done
