"""Open deals that ask for attention: must win, stalled, misaligned, each with its reasons as Facts (section 7 [B]).

The swing of a deal is P(target | won) - P(target | lost) in the draws of the forecast; deals of every kind are shown by it.
The target is the goal; where that is as good as certain what the rep may reach for beyond it; else a little more than the median landing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from copilot.domain import Fact, Rep, Source, Window
from copilot.facts import counted_source, date_text, make_fact, money_text, number_text
from copilot.tools.deal_stages import Reason, stage_paths
from copilot.tools.engine import own_rows
from copilot.tools.forecast import chance_of
from copilot.tools.landing import Landing, chance_text, targets_beside
from copilot.tools.segments import Standings
from copilot.tools.window import months_text

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

DealKind = Literal["must_win", "stalled", "misaligned"]
QUIET_LATELY = 7
"""Days: a deal that went quiet within them is news on a page that a manager opens every week."""


@dataclass(frozen=True, slots=True)
class DealNote:
    """One open deal and why it is mentioned."""

    kind: DealKind
    opportunity_id: str
    name: Fact
    """`<kind>.<place>.name`: what one can find it by, see `_label`."""
    value: Fact | None
    reasons: tuple[Fact, ...]
    """`<kind>.<place>.why`, `.why2` ..."""
    customer: bool = True
    """Whether the CRM names the customer it is with."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.name, *((self.value,) if self.value else ()), *self.reasons)


@dataclass(frozen=True, slots=True)
class DealReview:
    """The open deals worth a word, at most `deals_shown` of a kind; a deal may be of several kinds."""

    must_win: tuple[DealNote, ...]
    stalled: tuple[DealNote, ...]
    misaligned: tuple[DealNote, ...]
    counts: tuple[Fact, ...]
    """`deals.open`, `deals.stalled`, `deals.misaligned`: how many there are in all; `deals.gone_quiet`."""
    notes: tuple[str, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (*self.counts, *(f for d in (*self.must_win, *self.stalled, *self.misaligned) for f in d.facts))


def review_deals(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, heading: Landing, standing: Standings) -> DealReview:
    """What the rep's open deals need.

    Args:
        company: as it was at `as_of`.
        rep: whose deals.
        as_of: the day ages are counted to.
        policy: quiet days, the quantile of cycles, what is oversized, how many are shown.
        heading: the rep's period: what is still missing to the goal.
        standing: the cohort whose won cycles say what is old.
    """
    target = target_of(heading, policy)
    swings = swings_of(heading, target) if target else {}
    rows = own_rows(company, rep.id)
    still = rows[(rows["status"] == "open").to_numpy(dtype=bool)].sort_values(["value", "created_on", "opportunity_id"], ascending=[False, True, True], kind="stable")
    columns = {str(name): still[name].tolist() for name in still}
    deals: list[dict[str, Any]] = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    deals.sort(key=lambda d: -(swings[str(d["opportunity_id"])].size if str(d["opportunity_id"]) in swings else 0.0))  # the largest values stay in front among equals
    limit = _old_from(rep, standing, policy)
    last = _last_activity(company, rows["opportunity_id"])
    wins = rows.loc[(rows["status"] == "won").to_numpy(dtype=bool), "value"].dropna()
    largest = float(wins.max()) if len(wins) else None
    maker = _Maker(rep, as_of, standing.currency(rep.id))
    alone = {d.opportunity_id for d in heading.open_deals if d.no_precedent}
    paths = stage_paths(company, rep, standing, still, as_of, policy)
    stalled, misaligned = [], []
    for deal in deals:
        old = _stalled(deal, as_of, limit, last, alone, months_text(standing.window), policy)
        if old:
            stalled.append((deal, old))
        off = [*_misaligned(deal, as_of, largest, policy, maker.currency), *paths.get(str(deal["opportunity_id"]), ())]
        if off:
            misaligned.append((deal, off))
    shown = policy.deals_shown
    notes = []
    if deals and not any(np.isfinite(d["value"]) for d in deals):
        notes.append("No open deal carries a value, so none can be said to matter most.")
    if last is None and deals:
        notes.append("No activity is linked to deals, so how long a deal has been quiet is not known.")
    counts = [maker.count("open", deals, "open deals")]
    if stalled:
        counts.append(maker.count("stalled", (d for d, _ in stalled), "stalled"))
    if (lately := _gone_quiet(rep, rows, last, as_of, policy)) is not None:
        counts.append(lately)
    if misaligned:
        counts.append(maker.count("misaligned", (d for d, _ in misaligned), "with a date or a size to look at"))
    return DealReview(
        tuple(maker.note("must_win", i, deal, [why]) for i, (deal, why) in enumerate(_must_win(deals, swings, target, policy), 1)),
        tuple(maker.note("stalled", i, deal, why) for i, (deal, why) in enumerate(stalled[:shown], 1)),
        tuple(maker.note("misaligned", i, deal, why) for i, (deal, why) in enumerate(misaligned[:shown], 1)),
        tuple(counts),
        tuple(notes),
    )


def gone_quiet(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy) -> Fact | None:
    """`deals.gone_quiet`: how many open deals became quiet in the last `QUIET_LATELY` days; None where none did, or nothing is logged for deals.

    Args:
        company: as it was at `as_of`.
        rep: whose deals.
        as_of: the day.
        policy: from how many days without any activity on a deal is quiet.
    """
    rows = own_rows(company, rep.id)
    return _gone_quiet(rep, rows, _last_activity(company, rows["opportunity_id"]), as_of, policy)


def _gone_quiet(rep: Rep, rows: pd.DataFrame, last: dict[str, date] | None, as_of: date, policy: CoachingPolicy) -> Fact | None:
    """The same, of the rep's rows and the last activity of each."""
    if last is None:
        return None
    still = rows[(rows["status"] == "open").to_numpy(dtype=bool)]
    found = []
    for deal, created in zip(map(str, still["opportunity_id"].tolist()), still["created_on"], strict=True):
        seen = last.get(deal) or (None if pd.isna(created) else created.date())
        if seen is not None and 0 <= (as_of - seen).days - policy.quiet_days < QUIET_LATELY:
            found.append(deal)
    if not found:
        return None
    how = f"Open deals for which nothing was logged for {policy.quiet_days} days, which they reached in the last {QUIET_LATELY} days; a deal without any activity counts from its first day."
    text = f"{len(found):,} {'deal' if len(found) == 1 else 'deals'} gone quiet in the last {QUIET_LATELY} days"
    source = counted_source("opportunities", how, rep.id, found)
    return make_fact("deals.gone_quiet", len(found), "count", text, as_of, n=len(found), window=Window(as_of - timedelta(days=QUIET_LATELY - 1), as_of), source=source, rep_id=rep.id)


@dataclass(frozen=True, slots=True)
class Aim:
    """What the swing of a deal is measured by."""

    value: float
    words: str
    """That follow `the chance of`."""
    name: str = field(default="", compare=False)
    """The same without the share of the goal it lies at, where the words say one."""

    @property
    def short(self) -> str:
        return self.name or self.words


@dataclass(frozen=True, slots=True)
class Swing:
    """The chance of the target with a deal won in the period, and without it."""

    won: float
    lost: float

    @property
    def size(self) -> float:
        return self.won - self.lost


def target_of(heading: Landing, policy: CoachingPolicy) -> Aim | None:
    """The goal, else what is beyond it: the first of the personal goal and the milestones that is not as good as certain, else a little more than the median landing."""
    if heading.expected is None:
        return None
    landings = heading.forecast.landings()[0]
    if heading.goal is not None:
        if chance_of(landings, heading.goal.value) < policy.sure_goal:
            return Aim(heading.goal.value, "a working goal" if heading.goal.basis == "assumed" else "the goal")
        for key, money, words in targets_beside(heading):
            if chance_of(landings, money) < policy.sure_goal:
                kind, _, number = key.partition(".")
                return Aim(money, words, heading.milestones[int(number) - 1].name if kind == "milestone" else "")
    more = policy.beyond_landing * float(np.median(landings))
    return Aim(more, "going well beyond what is likely") if more > 0 else None


def swings_of(heading: Landing, target: Aim) -> dict[str, Swing]:
    """By deal: how much hangs on it; only for deals that can be won in the period at all."""
    draws, given = heading.forecast.draws, heading.forecast.given
    brought, total = draws.open_landings()[0], heading.forecast.landings()[0]
    found = {}
    for k in np.flatnonzero(given.lands(given.ends[0]) > 0):
        without = total - brought[k]
        found[str(given.deals.ids[k])] = Swing(chance_of(without + draws.values[k], target.value), chance_of(without, target.value))
    return found


def _must_win(deals: list[dict[str, Any]], swings: Mapping[str, Swing], target: Aim | None, policy: CoachingPolicy) -> list[tuple[dict[str, Any], Reason]]:
    """Those whose swing is large enough, the largest in front. A deal whose size nobody knows is not called one."""
    found: list[tuple[dict[str, Any], Reason]] = []
    for deal in deals:
        swing = swings.get(str(deal["opportunity_id"]))
        if target is None or swing is None or swing.size < policy.must_win_swing or not np.isfinite(float(deal["value"])) or len(found) == policy.deals_shown:
            continue
        how = f"The rest of the period is played through thousands of times, once with this deal won in time and once with it lost: {chance_text(swing.won)} reach {target.words}, or {chance_text(swing.lost)}."
        text = f"the chance of {target.short} is {chance_text(swing.won)} with this deal won, {chance_text(swing.lost).removesuffix(' in 100')} with it lost"  # a hundred twice a deal, for three deals, is a pile of figures
        found.append((deal, Reason(swing.size, "ratio", text, how, "what_if")))
    return found


def _old_from(rep: Rep, standing: Standings, policy: CoachingPolicy) -> float | None:
    """The 75th percentile of won cycles in the cohort, where enough others are in it; else of the rep's own wins."""
    cycles = standing.cycles
    others = [s.rep_id for s in standing.others(rep.id) if len(cycles[s.rep_id])]
    pooled = np.concatenate([cycles[i] for i in (rep.id, *others)]) if len(others) >= policy.min_pool else cycles[rep.id]
    return float(np.quantile(pooled, policy.stalled_quantile)) if len(pooled) else None


def _last_activity(company: Company, deals: pd.Series[Any]) -> dict[str, date] | None:
    """By deal of these: the day anybody last did something for it; None where nothing names any of them."""
    every = _LAST.get(company)
    if every is None:
        acts = company.activities
        linked = acts["on"].notna().to_numpy() & acts["opportunity_id"].notna().to_numpy()
        last = acts.loc[linked, ["opportunity_id", "on"]].groupby("opportunity_id")["on"].max()
        every = _LAST[company] = {str(i): on.date() for i, on in last.items()}
    return {i: every[i] for i in map(str, deals.tolist()) if i in every} or None


_LAST: WeakKeyDictionary[Company, dict[str, date]] = WeakKeyDictionary()
"""The last activity of every deal of a company, found once."""


def _stalled(deal: dict[str, Any], as_of: date, limit: float | None, last: dict[str, date] | None, alone: Collection[str], span: str, policy: CoachingPolicy) -> list[Reason]:
    reasons: list[Reason] = []
    created = None if pd.isna(deal["created_on"]) else deal["created_on"].date()
    if created is not None and limit is not None and (as_of - created).days > limit:
        age = (as_of - created).days
        share = number_text(policy.stalled_quantile * 100, 0)
        text = f"open for {age:,} days where {share} % of wins took at most {number_text(limit, 0)}"
        if str(deal["opportunity_id"]) in alone:
            text += "; there is no precedent for winning one this old"
        reasons.append(Reason(age, "days", text, f"The days since the deal was created, beside how long won deals took in the last {span}."))
    if last is not None:
        seen = last.get(str(deal["opportunity_id"])) or created
        if seen is not None and as_of - seen >= timedelta(days=policy.quiet_days):
            quiet = (as_of - seen).days
            reasons.append(Reason(quiet, "days", f"no activity for {quiet:,} days", "The days since the last activity logged for this deal, or since it was created."))
    return reasons


def _misaligned(deal: dict[str, Any], as_of: date, largest: float | None, policy: CoachingPolicy, currency: str | None) -> list[Reason]:
    reasons: list[Reason] = []
    if not pd.isna(deal["expected_close_on"]) and deal["expected_close_on"].date() < as_of:
        due = deal["expected_close_on"].date()
        reasons.append(Reason(due, "date", f"expected to close on {date_text(due)}, which has passed", "The expected close date lies before the day looked at."))
    value = float(deal["value"])
    if largest is not None and largest > 0 and np.isfinite(value) and value > policy.oversize_factor * largest:
        text = f"{money_text(value, currency)} where the largest win so far is {money_text(largest, currency)}"
        reasons.append(Reason(value, currency or "money", text, f"Its value is more than {policy.oversize_factor:g} times the rep's largest win."))
    return reasons


class _Maker:
    """Turns deals and reasons of one rep into Facts."""

    def __init__(self, rep: Rep, as_of: date, currency: str | None) -> None:
        self.rep, self.as_of, self.currency = rep, as_of, currency

    def count(self, name: str, deals: Iterable[Mapping[str, Any]], words: str) -> Fact:
        rows = [str(d["opportunity_id"]) for d in deals]
        number = len(rows)
        source = counted_source("opportunities", "This counts the rep's open deals.", self.rep.id, rows, "None are listed: no deal is open.")
        return make_fact(f"deals.{name}", number, "count", f"{number:,} {words}", self.as_of, n=number, source=source, rep_id=self.rep.id)

    def note(self, kind: DealKind, place: int, deal: dict[str, Any], reasons: list[Reason]) -> DealNote:
        key, row = f"{kind}.{place}", str(deal["opportunity_id"])
        source = Source("opportunities", "This is the deal as the CRM has it.", self.rep.id, (row,))
        label = _label(deal, self.currency)
        name = make_fact(f"{key}.name", label, "text", label, self.as_of, source=source, kind="name", rep_id=self.rep.id)
        value = None
        if np.isfinite(deal["value"]):
            amount = float(deal["value"])
            value = make_fact(f"{key}.value", amount, self.currency or "money", money_text(amount, self.currency), self.as_of, source=source, rep_id=self.rep.id)
        why = tuple(
            make_fact(f"{key}.why" + ("" if i == 1 else str(i)), r.value, r.unit, r.text, self.as_of, source=Source("opportunities", r.how, self.rep.id, (row,)), kind=r.kind, rep_id=self.rep.id)
            for i, r in enumerate(reasons, 1)
        )
        return DealNote(kind, row, name, value, why, _text(deal, "account") is not None)


def _label(deal: dict[str, Any], currency: str | None) -> str:
    """The account with the deal's name or product; else its own name; else its id, with what tells it from others.

    A product is the name of many deals: nobody finds one of them by it.
    """
    account, own, product = (_text(deal, key) for key in ("account", "name", "product"))
    if account is None and own is None:
        begun = None if pd.isna(deal["created_on"]) else f"begun {date_text(deal['created_on'].date())}"
        worth = money_text(float(deal["value"]), currency) if np.isfinite(float(deal["value"])) else None
        more = [p for p in (product, begun or worth) if p]
        return f"{deal['opportunity_id']} ({', '.join(more)})" if more else str(deal["opportunity_id"])
    parts = [p for p in (account, own, None if account and own else product) if p]
    unique = [p for p in dict.fromkeys(parts) if not any(p != other and p in other for other in parts)]
    return ", ".join(unique)


def _text(deal: dict[str, Any], column: str) -> str | None:
    """What a column says of a deal; None where it is blank."""
    return None if pd.isna(deal[column]) else str(deal[column]).strip() or None
