"""All that `nextplay forecast` says about one rep: as things are, and with changes one at a time and together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import Aspiration, Fact, Rep, Window
from copilot.errors import InputError, MixedCurrencies
from copilot.facts import about_money_text, date_text, make_fact, more_text, played_source
from copilot.tools.change_option import read_change
from copilot.tools.draws import AS_IS, Factors
from copilot.tools.forecast import Forecast, Outlook, chance_of
from copilot.tools.landing import Landing, landing, targets_beside
from copilot.tools.segments import Standings, standings
from copilot.tools.what_if import LINK, MOST, Effect, can_forecast, capped_text, chances_text, effects, in_words, moved, what_if_facts

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company
    from copilot.tools.commission import CommissionPlan

TOGETHER = "together"
_HOW_CHANGED = "The forecast is worked out twice, as things are and with all of these changes; open deals count by their chance to be won in time, new opportunities at the rep's own pace."


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change, or all of them at once."""

    what: str
    """A piston, a type of activity, or `together`."""
    factor: float | None
    """None for all at once."""
    words: str
    """With what it rests on: a link that is assumed, a win rate that ends at 100 %."""
    now: Effect
    ahead: Effect
    d_earnings: float | None
    """On top in this period, on average; None without a commission plan and a quota."""
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class ForecastReport:
    """The fields of `nextplay forecast`."""

    rep: Rep
    as_of: date
    landing: Landing
    now: Outlook | None
    """None for a rep without any deal."""
    ahead: Outlook | None
    goal_ahead: float | None
    earnings: float | None
    changes: tuple[ChangeRow, ...]
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]


def forecast_report(
    company: Company,
    rep: Rep,
    as_of: date,
    policy: CoachingPolicy,
    aspirations: Sequence[Aspiration] = (),
    changes: Sequence[str] = (),
    plan: CommissionPlan | None = None,
    standing: Standings | None = None,
) -> ForecastReport:
    """Where the rep's period and the four after it may land.

    Args:
        company: as it was at `as_of`.
        rep: whose.
        as_of: the day.
        policy: periods, draws, movers.
        aspirations: the rep's, where the caller may read them.
        changes: as typed, see `change_option.read_change`.
        plan: the commission plan, where there is one.
        standing: everybody's standing where the caller has it already.

    Raises:
        InputError: a change cannot be read, or all together go beyond `MOST` times what is now.
        MixedCurrencies: the plan's bonuses are in another currency than the rep's wins.
    """
    where = standing or standings(company, as_of, policy, aspirations)
    heading = landing(company, rep, as_of, policy, aspirations, where)
    of, currency = heading.forecast, where.currency(rep.id)
    read = [read_change(text, rep, company, where, policy) for text in changes]
    if heading.expected is None:
        return ForecastReport(rep, as_of, heading, None, None, of.goal_ahead, None, (), heading.facts, ("There are no deals on record yet, so there is nothing to forecast from.",))
    if plan is not None and currency and plan.currency != currency:
        raise MixedCurrencies(f"the commission plan {plan.name!r} is in {plan.currency!r} and the deals of {rep.name!r} in {currency!r}: give the plan in the deals' currency")
    notes = [] if can_forecast(of, where) else ["There is no win to go by yet, so only what has landed is counted."]
    if of.given.left_out:
        notes.append(f"{len(of.given.left_out):,} open deals are left out: without a created date, or without any value or win rate to go by, nothing can be said of them.")
    now, ahead = of.outlook()
    paid = _earnings(of, plan, AS_IS)
    facts = list(heading.facts)
    if paid is not None and plan is not None:
        how = f"The period is played through thousands of times, each time paid by the commission plan “{plan.name}”, and this is the average."
        text = f"about {about_money_text(paid, currency)} of commission for this {heading.period.kind}"
        facts.append(make_fact("earnings", paid, currency or "money", text, as_of, window=heading.period.window, source=played_source(how, rep.id, of.given.rows), rep_id=rep.id))
    rows: list[ChangeRow] = []
    all_factors, linked = AS_IS, False
    for change in read:
        factors, piston, e = moved(change, rep, company, where, policy)
        all_factors, _, _ = moved(change, rep, company, where, policy, all_factors)
        on_now, on_ahead = effects(of, factors)
        words = in_words(change, piston, factors, rep, where)
        said = what_if_facts(of, rep, replace(change, words=words), piston, e, on_now, on_ahead, currency)
        facts += said
        linked = linked or e is not None
        if max(all_factors.starts, all_factors.revenue_per_customer, all_factors.win_rate, all_factors.speed) > MOST * (1 + 1e-9):
            raise InputError(f"all of {', '.join(repr(text) for text in changes)} together go beyond {MOST} times what is now: ask for less at a time")
        rows.append(ChangeRow(change.what, change.factor, words + (f", {LINK}" if e is not None else ""), on_now, on_ahead, _more(of, plan, factors, paid), said))
    if len(read) > 1:
        on_now, on_ahead = effects(of, all_factors)
        words = "all of these together" + capped_text(all_factors, rep, where, False) + (f", {LINK}" if linked else "")
        rows.append(ChangeRow(TOGETHER, None, words, on_now, on_ahead, _more(of, plan, all_factors, paid), ()))
    if rows:
        facts += changed_facts(heading, rows[-1], all_factors, linked)
    return ForecastReport(rep, as_of, heading, now, ahead, of.goal_ahead, paid, tuple(rows), tuple(facts), tuple(notes))


def _earnings(of: Forecast, plan: CommissionPlan | None, factors: Factors) -> float | None:
    """Mean pay on top for the present period; a plan pays by quota, so without one it says nothing."""
    if plan is None or of.goal is None or of.goal.basis != "quota":
        return None
    return float(plan.earnings(of.landings(factors)[0], of.goal.value).mean())


def _more(of: Forecast, plan: CommissionPlan | None, factors: Factors, before: float | None) -> float | None:
    after = _earnings(of, plan, factors)
    return None if after is None or before is None else after - before


def changed_facts(heading: Landing, last: ChangeRow, factors: Factors, linked: bool) -> list[Fact]:
    """How things would stand with all changes made: `changed.expected`, `.p_goal`, one a target beside the goal, `.ahead`, `.earnings`.

    Args:
        heading: as things are.
        last: the row of all changes together.
        factors: of all of them.
        linked: whether an activity is among them, so that the texts rest on a link that is assumed.
    """
    of, rep, currency, end = heading.forecast, heading.rep, heading.currency, heading.period.end
    links = " A change of an activity is taken to move what follows from it; that link is an assumption." if linked else ""
    tail = f", {LINK}" if linked else ""
    drawn = "The rest of the period is played through thousands of times, with the changes and without them, and this is how often it is reached."

    def fact(name: str, value: float, measure: str, text: str, how: str = _HOW_CHANGED, window: Window = heading.period.window) -> Fact:
        return make_fact(f"changed.{name}", value, measure, text + tail, of.given.as_of, window=window, source=played_source(how + links, rep.id, of.given.rows), kind="what_if", rep_id=rep.id)

    money, now = currency or "money", last.now
    more = f"{by} than as things are" if (by := more_text(now.d_expected, currency)) else "as much as without them"
    facts = [fact("expected", now.expected, money, f"about {about_money_text(now.expected, currency)} expected by {date_text(end)}, {more}")]
    if of.goal is not None and of.goal.basis != "assumed" and now.p_goal is not None and now.d_p_goal is not None:
        facts.append(fact("p_goal", now.p_goal, "ratio", f"the chance of the goal {chances_text(now.p_goal - now.d_p_goal, now.p_goal)}", drawn))
        for key, target, words in targets_beside(heading):
            before, after = (chance_of(of.landings(f)[0], target) for f in (AS_IS, factors))
            facts.append(fact(key, after, "ratio", f"the chance of {words} {chances_text(before, after)}", drawn))
    ahead, later = last.ahead.d_expected, Window(of.given.periods[1].start, of.given.periods[-1].end)
    facts.append(fact("ahead", ahead, money, f"about {more_text(ahead, currency) or 'as much'} over the next four {heading.period.kind}s", window=later))
    if last.d_earnings is not None:
        paid = f"about {more_text(last.d_earnings, currency) or 'as much'} commission for this {heading.period.kind}"
        facts.append(
            fact(
                "earnings",
                last.d_earnings,
                money,
                paid,
                "The period is played through thousands of times, with the changes and without them, each time paid by the commission plan; this is the difference.",
            )
        )
    return facts
