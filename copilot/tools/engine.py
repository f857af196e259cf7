"""The engine: what went in and what came out, per rep and window, raw (section 2 [B]).

Pure functions over `Company` frames as they were at some date (see `window.company_as_of`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from copilot.domain import Fact, Rep, Window
from copilot.errors import MixedCurrencies
from copilot.facts import counted_source, make_fact, money_text, number_text, percent_text
from copilot.tools.columns import Activities, Deals, in_window
from copilot.tools.window import engine_window, months_between, months_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

_DAY = np.timedelta64(1, "D")
_EPOCH = date(1970, 1, 1).toordinal()


def within(days: pd.Series[Any], window: Window | None) -> NDArray[np.bool_]:
    """Which of these dates lie in the window, both ends included; undated ones only where there is no window."""
    return in_window(days.to_numpy(), window)


def cohort_key(rep: Rep, policy: CoachingPolicy) -> tuple[str | None, str | None]:
    """Reps with an equal key may be pooled: one job, and one region where policy says so (section 3)."""
    return rep.job, rep.region if policy.cohort_by_region else None


def engine_table(company: Company, window: Window | None, policy: CoachingPolicy, deals: Deals | None = None, acts: Activities | None = None) -> pd.DataFrame:
    """The engine of every rep, those without any deal included.

    Args:
        company: as it was at the end of the window.
        window: None takes all history, undated closings too. A bounded window leaves undated closings out and
            counts them in `undated_closings`; `open` is then what was open at its end.
        policy: says who is one cohort.
        deals: the company's opportunities as columns where the caller has them already.
        acts: its activities likewise.

    Returns:
        One row a rep in the order of `company.reps`, indexed by rep id. Columns: rep, started, won, lost, open,
        win_rate (ratio; missing without closings), won_value (money), wins_with_value, customers_won,
        wins_without_account, revenue_per_customer, revenue_per_win (money; missing without such wins),
        days_to_win_median, days_to_win_mean (calendar days over dated wins), months (of the window since they
        began, see `months_in`), starts_per_month (missing without a window), undated_closings, currency (None where none is given),
        activities (dict type -> count).

    Raises:
        MixedCurrencies: won values of one cohort are in several currencies.
    """
    rows = deals or Deals.of(company)
    n, ours = rows.reps, rows.rep >= 0
    closing, created = in_window(rows.closed, window) & ours, ~np.isnat(rows.created)
    won, lost = closing & rows.won, closing & rows.lost
    if window is None:
        is_open = ours & rows.is_open
    else:
        end = np.datetime64(window.end, "us") + _DAY
        is_open = ours & (rows.is_open | (rows.closed >= end)) & ~(rows.created >= end)
    valued = won & np.isfinite(rows.value) & (rows.value != 0)
    named, alone = won & (rows.account >= 0), won & (rows.account < 0)
    pairs = np.unique(rows.rep[named] * (int(rows.account.max(initial=0)) + 1) + rows.account[named])
    customers = np.bincount(pairs // (int(rows.account.max(initial=0)) + 1), minlength=n) + rows.count(alone)
    won_value = np.bincount(rows.rep[valued], weights=rows.value[valued], minlength=n).astype("float64")
    timed = won & np.isfinite(rows.days)
    dated = rows.count(timed)
    days = np.bincount(rows.rep[timed], weights=rows.days[timed], minlength=n)
    wins, losses, starts, wins_with_value = rows.count(won), rows.count(lost), rows.count(in_window(rows.created, window) & created & ours), rows.count(valued)
    done = acts or Activities.of(company)
    first, opening = _first_days(rows, done)
    months = np.array([months_in(rep, window, begun, opening, policy) for rep, begun in zip(company.reps, first, strict=True)], dtype="float64")
    columns = {
        "rep": [rep.name for rep in company.reps],
        "started": starts,
        "won": wins,
        "lost": losses,
        "open": rows.count(is_open),
        "win_rate": _ratio(wins, wins + losses),
        "won_value": won_value,
        "wins_with_value": wins_with_value,
        "customers_won": customers.astype("int64"),
        "wins_without_account": rows.count(alone),
        "revenue_per_customer": _ratio(won_value, customers),
        "revenue_per_win": _ratio(won_value, wins_with_value),
        "days_to_win_median": _medians(rows.days[timed], rows.rep[timed], dated),
        "days_to_win_mean": _ratio(days, dated),
        "months": months,
        "starts_per_month": _ratio(starts, months),
        "undated_closings": rows.count(ours & ~rows.is_open & np.isnat(rows.closed)),
        "currency": _currencies(company, rows, valued, policy),
        "activities": pd.Series(_activity_counts(done, len(company.reps), window), dtype="object").to_numpy(),
    }
    return pd.DataFrame(columns, index=pd.Index([rep.id for rep in company.reps], dtype="object", name="rep_id"))


def _medians(values: NDArray[np.float64], code: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    """The median of each group, NaN for an empty one."""
    ranked = values[np.lexsort((values, code))]
    first = np.cumsum(count) - count
    if not len(ranked):
        return np.full(len(count), np.nan)
    low, high = first + np.maximum(count - 1, 0) // 2, first + count // 2
    last = len(ranked) - 1
    return np.where(count > 0, (ranked[np.minimum(low, last)] + ranked[np.minimum(high, last)]) / 2, np.nan)


def row_of(table: pd.DataFrame, rep_id: str) -> dict[str, Any]:
    """One rep's row of the engine table, as plain values."""
    return {str(name): value for name, value in table.loc[rep_id].items()}


def months_in(rep: Rep, window: Window | None, first: date | None, opening: date | None, policy: CoachingPolicy) -> float:
    """Months of the window in which this rep was there; NaN without a window.

    They were there from their hire date; where none is known from their first record, if that lies clearly after the
    beginning of all records: soon after it the export begins and not the rep.

    Args:
        rep: whose months.
        window: the days looked at.
        first: the day of the rep's first record.
        opening: the day of the company's first record.
        policy: `ramp_days` after the opening somebody is new.
    """
    if window is None or window.start is None:
        return float("nan")
    begun = rep.hired_on
    if begun is None and first is not None and opening is not None and (first - opening).days > policy.ramp_days and first <= window.end:
        begun = first
    return months_between(max(window.start, begun) if begun else window.start, window.end)


def _first_days(rows: Deals, acts: Activities) -> tuple[list[date | None], date | None]:
    """By rep: the day of their first dated record; and the first of all."""
    never = np.iinfo("int64").max
    earliest = np.full(rows.reps, never)
    for rep, days in ((rows.rep, rows.created), (rows.rep, rows.closed), (acts.rep, acts.on)):
        keep = (rep >= 0) & ~np.isnat(days)
        np.minimum.at(earliest, rep[keep], days[keep].astype("datetime64[D]").astype("int64"))
    found = [None if day == never else date.fromordinal(_EPOCH + day) for day in earliest.tolist()]
    return found, min((day for day in found if day is not None), default=None)


def _ratio(top: NDArray[Any], bottom: NDArray[Any]) -> NDArray[np.float64]:
    """Elementwise; missing where there is nothing below the line."""
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1), np.nan)


def _currencies(company: Company, rows: Deals, valued: NDArray[np.bool_], policy: CoachingPolicy) -> list[str | None]:
    """By rep: what their wins of the window are in."""
    codes, found = pd.factorize(company.opportunities["currency"])
    names = [str(name) for name in found]
    pairs = [divmod(int(pair), len(names) + 1) for pair in np.unique(rows.rep[valued] * (len(names) + 1) + codes[valued] + 1)]
    return one_currency_each(company.reps, [(rep, names[code - 1]) for rep, code in pairs if code], names, policy)


def one_currency_each(reps: Sequence[Rep], won_in: Iterable[tuple[int, str]], anywhere: Iterable[str], policy: CoachingPolicy) -> list[str | None]:
    """One currency a rep; one a cohort, or an error.

    Args:
        reps: everybody.
        won_in: place of a rep and a currency that their wins are in.
        anywhere: all currencies on record; the only one stands where a cohort has won nothing.
        policy: who is one cohort.

    Raises:
        MixedCurrencies: a cohort's wins are in several.
    """
    found: dict[tuple[str | None, str | None], set[str]] = {}
    own: dict[int, str] = {}
    for rep, name in won_in:
        if name:
            found.setdefault(cohort_key(reps[rep], policy), set()).add(name)
            own[rep] = name
    for (job, region), several in found.items():
        if len(several) > 1:
            who = " in ".join(part for part in (job or "everybody without a job title", region) if part)
            raise MixedCurrencies(
                f"won values of {who!r} are in {' and '.join(repr(c) for c in sorted(several))}: convert them to one currency before importing, or set cohort_by_region in the policy"
            )
    shared = {key: next(iter(several)) for key, several in found.items()}
    known = {name for name in anywhere if name}
    only = next(iter(known)) if len(known) == 1 else None
    return [own.get(i, shared.get(cohort_key(rep, policy), only)) for i, rep in enumerate(reps)]


def _activity_counts(acts: Activities, reps: int, window: Window | None) -> list[dict[str, int]]:
    """By rep: how many of each type."""
    keep = in_window(acts.on, window) & (acts.rep >= 0) & (acts.type >= 0)
    kinds = max(len(acts.types), 1)
    table = np.bincount(acts.rep[keep] * kinds + acts.type[keep], minlength=reps * kinds).reshape(-1, kinds)
    return [{acts.types[i]: int(row[i]) for i in np.flatnonzero(row)} for row in table]


# ---------------------------------------------------------------- one rep, as Facts


def own_rows(company: Company, rep_id: str) -> pd.DataFrame:
    """This rep's opportunities, in the company's order."""
    taken = _TAKEN.get(company)
    if taken is None or taken[0] != rep_id:
        places = _PLACES.get(company)
        if places is None:
            places = _PLACES[company] = {str(rep): np.asarray(where) for rep, where in company.opportunities.groupby("rep_id").indices.items()}
        taken = _TAKEN[company] = (rep_id, company.opportunities.iloc[places.get(rep_id, _NOWHERE)])
    return taken[1].copy(deep=False)


_PLACES: WeakKeyDictionary[Company, dict[str, NDArray[Any]]] = WeakKeyDictionary()
"""Where each rep's opportunities stand, found once."""
_TAKEN: WeakKeyDictionary[Company, tuple[str, pd.DataFrame]] = WeakKeyDictionary()
"""The rep last asked about and their opportunities: one answer asks for them several times."""
_NOWHERE = np.array([], dtype=np.intp)


def won_ids(rows: pd.DataFrame, window: Window) -> tuple[str, ...]:
    """Ids of those of the rows that were won in the window."""
    return tuple(rows["opportunity_id"].to_numpy(dtype="object")[within(rows["closed_on"], window) & (rows["status"] == "won").to_numpy(dtype=bool)])


def won_cycles(company: Company, window: Window) -> dict[str, NDArray[Any]]:
    """By rep: calendar days from created to closed of the dated wins of the window."""
    return dict(zip((rep.id for rep in company.reps), Deals.of(company).cycles_won(window), strict=True))


def landing_share(cycles: NDArray[Any], horizon: float) -> float:
    """G = mean over won cycles T of max(0, H - T) / H (section 4.3)."""
    return float(np.mean(np.maximum(0.0, horizon - cycles)) / horizon)


def horizon_of(cycles: Sequence[NDArray[Any]], policy: CoachingPolicy) -> float:
    """H = max(365 days, twice the median cycle of the cohort, whose cycles these are)."""
    pooled = np.concatenate([*cycles, np.empty(0)])
    return max(float(policy.horizon_days), policy.horizon_cycles * float(np.median(pooled))) if len(pooled) else float(policy.horizon_days)


def few(n: int, policy: CoachingPolicy) -> str:
    """What a text adds where it stands on little."""
    return " (few so far)" if n < policy.small_n else ""


def engine_facts(company: Company, rep: Rep, as_of: date, policy: CoachingPolicy, table: pd.DataFrame | None = None) -> list[Fact]:
    """The rep's own engine of the trailing 12 months as Facts that look back, each with its rows.

    Args:
        company: as it was at `as_of`.
        rep: whose engine.
        as_of: the last day of the window.
        policy: window length, what counts as few.
        table: the engine table of that window where the caller has it already.

    Returns:
        `engine.starts`, `.won`, `.lost`, `.open`, `.win_rate`, `.won_value`, `.customers`, `.revenue_per_customer`,
        `.speed`, and `.undated` where closings without a date were left out; a figure without observations is left out.
    """
    window = engine_window(as_of, policy)
    row, span = row_of(engine_table(company, window, policy) if table is None else table, rep.id), months_text(window)
    opps = own_rows(company, rep.id)
    status = opps["status"]
    in_closing = within(opps["closed_on"], window)
    ids = {
        "started": opps["opportunity_id"][within(opps["created_on"], window)],
        "won": opps["opportunity_id"][in_closing & (status == "won")],
        "lost": opps["opportunity_id"][in_closing & (status == "lost")],
        "open": opps["opportunity_id"][(status == "open") & ~(opps["created_on"] > pd.Timestamp(as_of))],
        "undated": opps["opportunity_id"][(status != "open") & opps["closed_on"].isna()],
    }
    rows = {key: tuple(str(i) for i in series) for key, series in ids.items()}
    closed = rows["won"] + rows["lost"]
    currency = row["currency"]
    won, lost, started = int(row["won"]), int(row["lost"]), int(row["started"])

    def fact(name: str, value: float | int, unit: str, text: str, n: int, how: str, used: tuple[str, ...]) -> Fact:
        source = counted_source("opportunities", how, rep.id, used)
        return make_fact(f"engine.{name}", value, unit, text, as_of, n=n, window=window, source=source, rep_id=rep.id, looks_back=True)

    facts = [
        fact("won", won, "count", f"{won:,} won", won, f"The opportunities won in the last {span}.", rows["won"]),
        fact("lost", lost, "count", f"{lost:,} lost", lost, f"The opportunities lost in the last {span}.", rows["lost"]),
        fact("open", int(row["open"]), "count", f"{int(row['open']):,} open", int(row["open"]), f"The opportunities open at the end of the last {span}.", rows["open"]),
    ]
    if row["months"] > 0:
        starts = float(row["starts_per_month"])
        text = f"{number_text(starts)} new opportunities a month" + few(started, policy)
        facts.append(fact("starts", starts, "per month", text, started, f"The opportunities created in the last {span}, divided by the number of months.", rows["started"]))
    if closed:
        text = f"{percent_text(float(row['win_rate']))} of {won + lost:,} closed" + few(won + lost, policy)
        facts.append(fact("win_rate", float(row["win_rate"]), "ratio", text, won + lost, f"The deals won, out of all deals won or lost in the last {span}; open ones do not count.", closed))
    if won:
        unit = currency or "money"
        customers, value = int(row["customers_won"]), float(row["won_value"])
        per_customer = float(row["revenue_per_customer"])
        text = money_text(per_customer, currency) + " a customer" + few(customers, policy)
        alone = int(row["wins_without_account"])
        how = "The value won, divided by the number of different customers won" + (f"; {alone} without an account count as one customer each." if alone else ".")
        facts += [
            fact("won_value", value, unit, money_text(value, currency) + " won", int(row["wins_with_value"]), f"The values of the deals won in the last {span}, added up.", rows["won"]),
            fact("customers", customers, "count", f"{customers:,} customers won", won, f"The different customers among the deals won in the last {span}.", rows["won"]),
            fact("revenue_per_customer", per_customer, unit, text, customers, how, rows["won"]),
        ]
    if np.isfinite(row["days_to_win_median"]):
        timed = opps[in_closing & (status == "won") & opps["days_to_close"].notna()]
        median, mean = float(row["days_to_win_median"]), float(row["days_to_win_mean"])
        text = f"{number_text(median)} days to win, mean {number_text(mean)}" + few(len(timed), policy)
        how = "Half of the wins took fewer calendar days from created to won, and half took longer; the average stands beside it."
        facts.append(fact("speed", median, "days", text, len(timed), how, tuple(str(i) for i in timed["opportunity_id"])))
    if rows["undated"]:
        left = len(rows["undated"])
        facts.append(fact("undated", left, "count", f"{left:,} closed without a date", left, "These are closed, but no closing date is on record, so they are left out.", rows["undated"]))
    return facts
