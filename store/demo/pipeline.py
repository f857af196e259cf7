"""Opportunities of the demo company with their stage history, and the quotas they are held against.

Outcomes are drawn in blocks rather than one by one, so that a rep with a win rate of 0.30 has close to that
many wins in any year: the stories hold on every date the demo is made, and the rest stays random.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from copilot.domain import Quota, Rep
from store.demo.people import CURRENCY, Persona
from store.demo.words import CLINIC_KINDS, CLINIC_PLACES, LOST_REASONS, SOURCES

STAGES = ("Discovery", "Demo", "Proposal", "Negotiation")
WON, LOST = "Closed Won", "Closed Lost"
PROBABILITY = {"Discovery": 10, "Demo": 30, "Proposal": 50, "Negotiation": 75, WON: 100, LOST: 0}
PRODUCTS = (("Front Desk", 6200.0, 0.40), ("Clinic Suite", 13800.0, 0.45), ("Group Practice", 31000.0, 0.15))
"""Name, ordinary value in EUR a year, share of deals."""

HISTORY_MONTHS = 18
RUN_IN_DAYS = 150
"""Deals created before the history begins are in the export where they closed within it or are open still."""
STARTS_A_MONTH = 7.5
WIN_RATE = 0.30
CYCLE_DAYS = 42.0
"""Median of won deals; lost ones are a little quicker and more spread."""
STALL_MONTHS = 7


@dataclass(frozen=True, slots=True)
class Deal:
    """One opportunity as it stands on the last day of the history."""

    id: str
    rep_id: str
    name: str
    account: str
    product: str
    source: str
    kind: str
    created: date
    closed: date | None
    expected: date
    stage: str
    status: str
    value: float
    lost_reason: str
    quiet_from: date | None
    """From when nobody works on it; None for deals that are alive."""
    history: tuple[tuple[str, date], ...]
    """Stages entered, oldest first."""


def months_before(day: date, months: int) -> date:
    """The first of the month, so many months earlier."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def working_day(day: date) -> date:
    """The same day, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def last_working_day(day: date) -> date:
    """The same day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def quarter_start(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def quarter_end(start: date) -> date:
    return months_before(start, -3) - timedelta(days=1)


def won_flags(count: int, rate: float, rng: np.random.Generator) -> list[bool]:
    """Which of so many deals are won: each block of ten holds its share, in random order."""
    flags: list[bool] = []
    while len(flags) < count:
        size = 10
        upto = int(np.floor(rate * (len(flags) + size) + 0.5)) - sum(flags)
        block = [True] * upto + [False] * (size - upto)
        rng.shuffle(block)
        flags += block
    return flags[:count]


def account_names(count: int, rng: np.random.Generator) -> list[str]:
    """Distinct clinics."""
    pairs = [f"{place} {kind}" for place in CLINIC_PLACES for kind in CLINIC_KINDS]
    return [pairs[i] for i in rng.permutation(len(pairs))[:count]]


def deals_of(rep: Rep, persona: Persona, accounts: list[str], until: date, rng: np.random.Generator) -> list[Deal]:
    """All deals of one rep, values not yet scaled to the attainment aimed at.

    Args:
        accounts: the rep's own clinics, taken in order for new business.
        until: the day the demo is made; nothing happens on it or later.
    """
    last = until - timedelta(days=1)
    begin = months_before(until, HISTORY_MONTHS)
    first = begin - timedelta(days=RUN_IN_DAYS)
    if persona.hired_days is not None:
        first = max(first, until - timedelta(days=persona.hired_days))
    if persona.hired_days is not None and persona.hired_days < 90:
        first += timedelta(days=6)

    gap = 30.44 / (STARTS_A_MONTH * persona.starts)
    created: list[date] = []
    at = first.toordinal() + rng.uniform(0, gap)
    while at <= last.toordinal():
        created.append(last_working_day(date.fromordinal(int(at))) if at - first.toordinal() > 2 else working_day(date.fromordinal(int(at))))
        at += rng.gamma(3.0, gap / 3.0)
    created = [day for day in created if first <= day <= last]
    wins = won_flags(len(created), WIN_RATE * persona.win, rng)
    stall_from = months_before(until, STALL_MONTHS)
    stalls = iter(won_flags(len(created), persona.stall, rng))

    deals: list[Deal] = []
    clinics = iter(accounts)
    customers: list[str] = []
    for number, (start, won) in enumerate(zip(created, wins, strict=True)):
        again = bool(customers) and rng.random() < 0.14
        account = str(rng.choice(customers)) if again else next(clinics)
        which = int(rng.choice(len(PRODUCTS), p=[p[2] for p in PRODUCTS]))
        product, price, _ = PRODUCTS[which]
        value = price * float(rng.lognormal(-0.04, 0.30))
        median, spread = (CYCLE_DAYS, 0.42) if won else (CYCLE_DAYS * 0.85, 0.65)
        cycle = int(np.clip(persona.cycle * median * rng.lognormal(0, spread), 3, 220))
        stalled = start >= stall_from and next(stalls) and (until - start).days > 70
        reached = len(STAGES) - 1 if won or stalled else int(rng.choice(4, p=persona.lost_at))
        if stalled:
            reached = int(rng.choice([1, 2, 2, 3]))
        end = working_day(start + timedelta(days=cycle))
        marks = np.sort(rng.uniform(0.12, 0.85, size=reached))
        path = [(STAGES[0], start)] + [(STAGES[k + 1], working_day(start + timedelta(days=int(cycle * m)))) for k, m in enumerate(marks)]
        if won and reached == 3 and rng.random() < 0.15:
            path.pop(2 if rng.random() < 0.1 else 3)
        quiet = start + timedelta(days=int(rng.integers(30, 50))) if stalled else None
        if quiet is not None:
            path = [(stage, day) for stage, day in path if day <= quiet]
        closed = end if not stalled and end <= last else None
        path = [(stage, day) for stage, day in path if day <= (closed or last)]
        if closed is not None:
            path.append((WON if won else LOST, closed))
            if closed < begin:
                if won:
                    customers.append(account)
                continue
            if won:
                customers.append(account)
        # What the rep believed when the deal began; for stalled ones it has long passed.
        belief = working_day(start + timedelta(days=int(np.clip(CYCLE_DAYS * persona.cycle * rng.lognormal(0.15, 0.35), 14, 160))))
        expected = closed or (max(belief, working_day(last + timedelta(days=int(rng.integers(3, 40))))) if quiet is None and rng.random() < 0.8 else belief)
        deals.append(
            Deal(
                id=f"OPP-{rep.id[-2:]}{number:04d}",
                rep_id=rep.id,
                name=f"{account} - {product}",
                account=account,
                product=product,
                source=str(rng.choice(SOURCES)),
                kind="Existing Customer" if again else "New Business",
                created=start,
                closed=closed,
                expected=expected,
                stage=path[-1][0],
                status="open" if closed is None else ("won" if won else "lost"),
                value=value,
                lost_reason=str(rng.choice(LOST_REASONS)) if closed is not None and not won else "",
                quiet_from=quiet,
                history=tuple(path),
            )
        )
    return deals


def quotas_of(rep: Rep, persona: Persona, until: date, rng: np.random.Generator) -> list[Quota]:
    """One quota a calendar quarter, the running one included; none in the first months of somebody new."""
    begin = months_before(until, HISTORY_MONTHS)
    territory = float(rng.choice([0.92, 0.96, 1.0, 1.0, 1.04, 1.08]))
    hired = until - timedelta(days=persona.hired_days) if persona.hired_days is not None else None
    quotas = []
    start = quarter_start(begin)
    while start <= until:
        ramped = hired is None or start >= hired + timedelta(days=60)
        if ramped:
            value = round((84_000 if start.year < until.year else 90_000) * territory / 500) * 500
            quotas.append(Quota(rep.id, start, quarter_end(start), Decimal(value), CURRENCY))
        start = quarter_end(start) + timedelta(days=1)
    return quotas


def window_quota(quotas: list[Quota], start: date, end: date) -> float:
    """Quota of a window, each quarter's prorated by its working days inside (coaching model, section 3)."""
    total = 0.0
    for quota in quotas:
        low, high = max(start, quota.start), min(end, quota.end)
        if low <= high:
            inside = np.busday_count(low, high + timedelta(days=1))
            total += float(quota.value) * inside / np.busday_count(quota.start, quota.end + timedelta(days=1))
    return total


def trailing(until: date) -> tuple[date, date]:
    """First and last day of the 12 months up to the day the demo is made."""
    back = date(until.year - 1, until.month, min(until.day, 28))
    return back + timedelta(days=1), until


def level(persona: Persona, deals: list[Deal], quotas: list[Quota], until: date) -> float:
    """Factor on all of a rep's values that brings their trailing attainment to the one aimed at; 1 without a quota.

    Wins of a time without a quota count on neither side (coaching model, section 3).
    """
    start, end = trailing(until)
    landed = sum(d.value for d in deals if d.status == "won" and d.closed is not None and start <= d.closed <= end and any(q.start <= d.closed <= q.end for q in quotas))
    goal = window_quota(quotas, start, end)
    return persona.attainment * goal / landed if landed and goal and persona.attainment else 1.0
