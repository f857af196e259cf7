"""What is counted and summed, as Narwhals expressions: the same on DuckDB and on Spark.

Two steps. `kept_*` make from one month's fact file what is kept of it; `*_figures` make figures per rep from what was kept
of many months. Counts and sums of money roll up from month to month; distinct customers and medians do not, so wins are kept
by day of closing, account and days to close: pairs of rep and customer are told apart over all months of a window, and
the median is read from how many wins took how many days.

A window may begin or end within a month. Of such a month nothing kept is used: the same first step runs over its rows by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import narwhals as nw
from narwhals import LazyFrame

Unit = Literal["1mo", "1d"]
"""By what created and done days are grouped: whole months are kept; the ends of a window are looked at by day."""

HUNDREDTHS = 1e4
"""Money is summed exactly, so in any order: hundredths of a cent as an integer,"""
DUST = 2.0**52
"""and what a value is off them, mostly nothing, in 2^-52 parts as another."""
_LARGEST = 1e14
"""A value at or beyond this is no money and would not fit; it counts as none."""

OPPORTUNITY_KEYS = ("rep_id", "status", "created", "closed", "account", "days", "currency", "undated_id")
ACTIVITY_KEYS = ("rep_id", "type", "day")
_SUMS = ("valued", "money", "dust")


def kept_activities(rows: LazyFrame[Any], unit: Unit) -> LazyFrame[Any]:
    """Rows of activities -> rep_id, type, day (the first of its month, or the day itself; missing where undated), n."""
    day = nw.col("on").dt.truncate(unit).cast(nw.Date)
    return rows.select("rep_id", "type", day=day).group_by(*ACTIVITY_KEYS).agg(nw.len().cast(nw.Int64).alias("n"))


def kept_opportunities(rows: LazyFrame[Any], unit: Unit) -> LazyFrame[Any]:
    """Rows of opportunities -> one row a group, by the keys below.

    Keys: rep_id; status; created (first of its month, or the day); closed (the day); account, days (from created to
    closed) and currency, of wins only; undated_id, the opportunity's id where it has no created date, since stage history may
    still say that it was not there yet.

    Columns: n; valued (wins with a value other than zero); money and dust (their sum, see `HUNDREDTHS`).
    """
    won = nw.col("status") == "won"
    value = nw.col("value")
    valued = (won & value.is_finite() & (value != 0) & (value.abs() < _LARGEST)).fill_null(False)
    named = [nw.when(won & (nw.col(name) != "")).then(nw.col(name)).alias(name) for name in ("account", "currency")]
    keyed = rows.select(
        "rep_id",
        "status",
        *named,
        created=nw.col("created_on").dt.truncate(unit).cast(nw.Date),
        closed=nw.col("closed_on").dt.truncate("1d").cast(nw.Date),
        days=nw.when(won).then(nw.col("days_to_close").cast(nw.Int64)),
        undated_id=nw.when(nw.col("created_on").is_null()).then(nw.col("opportunity_id")),
        valued=nw.when(valued).then(nw.lit(1)).otherwise(nw.lit(0)),
        value=nw.when(valued).then(value).otherwise(nw.lit(0.0)),
    )
    split = keyed.with_columns(money=(nw.col("value") * HUNDREDTHS).round().cast(nw.Int64))
    split = split.with_columns(dust=((nw.col("value") - nw.col("money") / HUNDREDTHS) * DUST).round().cast(nw.Int64))
    return split.group_by(*OPPORTUNITY_KEYS).agg(nw.len().cast(nw.Int64).alias("n"), *(nw.col(name).sum().cast(nw.Int64) for name in _SUMS))


def activity_figures(kept: LazyFrame[Any], start: date | None, end: date | None, as_of: date) -> LazyFrame[Any]:
    """What was kept of activities -> rep_id, type, n, over the days from `start` to `end`.

    Args:
        kept: from `kept_activities`, by day wherever a bound lies within a month.
        start: the first day; None for none.
        end: the last day; None takes all that was known at `as_of`, undated ones too.
        as_of: later ones were not known.
    """
    day = nw.col("day")
    here = ~nw.col("type").is_null() & ((day <= as_of).fill_null(True) if end is None else _between(day, start, min(end, as_of)))
    return kept.filter(here).group_by("rep_id", "type").agg(nw.col("n").sum().cast(nw.Int64))


def known_opportunities(kept: LazyFrame[Any], start: date | None, end: date | None, as_of: date, begun_later: Sequence[str] = ()) -> LazyFrame[Any]:
    """What was kept of opportunities, as it could be known on the evening of `as_of` (section 1), with flags for a window.

    Args:
        kept: from `kept_opportunities`, by day wherever a bound lies within a month.
        start: the first day of the window; None for none.
        end: its last day; None takes all history, undated closings too.
        as_of: what was created later is gone, what was closed later is open.
        begun_later: ids of opportunities without a created date whose stage history begins later.

    Returns:
        The same rows with here_started, here_won, here_lost, here_open, undated (each 0 or 1) and days, account,
        currency, valued, money and dust of wins in the window, missing or 0 for all others.
    """
    created, closed, status = nw.col("created"), nw.col("closed"), nw.col("status")
    known = (created <= as_of).fill_null(True)
    if begun_later:
        known = known & ~nw.col("undated_id").is_in(list(begun_later)).fill_null(False)
    later = (closed > as_of).fill_null(False)
    is_open = (status == "open").fill_null(False) | later
    if end is None:
        started, closing, there = ~created.is_null(), ~is_open, is_open
    else:
        started, closing = _between(created, start, end), _between(closed, start, end) & ~is_open
        there = (is_open | (closed > end).fill_null(False)) & ~(created > end).fill_null(False)
    flags = {
        "here_started": started,
        "here_won": closing & (status == "won").fill_null(False),
        "here_lost": closing & (status == "lost").fill_null(False),
        "here_open": there,
        "undated": ~is_open & closed.is_null(),
    }
    return kept.filter(known).with_columns(**flags)


def undated_ids(kept: LazyFrame[Any]) -> LazyFrame[Any]:
    """What was kept of opportunities -> undated_id of those without a created date."""
    return kept.filter(~nw.col("undated_id").is_null()).select("undated_id")


def opportunity_figures(known: LazyFrame[Any]) -> LazyFrame[Any]:
    """`known_opportunities` -> rep_id, started, won, lost, open, undated_closings, wins_without_account, wins_with_value, money, dust, timed (wins with days), days (their sum)."""
    n, won = nw.col("n"), nw.col("here_won")
    columns = {
        "started": _where(nw.col("here_started"), n),
        "won": _where(won, n),
        "lost": _where(nw.col("here_lost"), n),
        "open": _where(nw.col("here_open"), n),
        "undated_closings": _where(nw.col("undated"), n),
        "wins_without_account": _where(won & nw.col("account").is_null(), n),
        "wins_with_value": _where(won, nw.col("valued")),
        "money": _where(won, nw.col("money")),
        "dust": _where(won, nw.col("dust")),
        "timed": _where(won & ~nw.col("days").is_null(), n),
        "days": _where(won & ~nw.col("days").is_null(), n * nw.col("days")),
    }
    return known.select("rep_id", **columns).group_by("rep_id").agg(*(nw.col(name).sum().cast(nw.Int64) for name in columns))


def customers_won(known: LazyFrame[Any]) -> LazyFrame[Any]:
    """`known_opportunities` -> rep_id, customers: distinct accounts among the wins of the window."""
    pairs = known.filter(nw.col("here_won") & ~nw.col("account").is_null()).group_by("rep_id", "account").agg(nw.len().alias("wins"))
    return pairs.group_by("rep_id").agg(nw.len().cast(nw.Int64).alias("customers"))


def cycles_won(known: LazyFrame[Any]) -> LazyFrame[Any]:
    """`known_opportunities` -> rep_id, days, n: how many wins of the window took so many days."""
    return known.filter(nw.col("here_won") & ~nw.col("days").is_null()).group_by("rep_id", "days").agg(nw.col("n").sum().cast(nw.Int64))


def currencies_won(known: LazyFrame[Any]) -> LazyFrame[Any]:
    """`known_opportunities` -> rep_id, currency: what the valued wins of the window are in."""
    named = known.filter(nw.col("here_won") & (nw.col("valued") > 0) & ~nw.col("currency").is_null())
    return named.group_by("rep_id", "currency").agg(nw.len().cast(nw.Int64).alias("n"))


def _between(day: nw.Expr, start: date | None, end: date) -> nw.Expr:
    inside = day <= end if start is None else (day >= start) & (day <= end)
    return inside.fill_null(False)


def _where(flag: nw.Expr, what: nw.Expr) -> nw.Expr:
    """A flag column summed later: Narwhals rolls up no filtered aggregate alike on every engine."""
    return nw.when(flag).then(what).otherwise(nw.lit(0))
