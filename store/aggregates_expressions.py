"""What is counted and summed, as Narwhals expressions: the same on DuckDB and on Spark.

Two steps. `kept_*` make from one month's fact file what is kept of it; `*_figures` make figures per rep from what was kept
of many months. Counts roll up from month to month. Distinct customers and medians do not, so of each win a few columns are
kept (account, day of closing, days it took, money), and both are worked out over the wins of the window.

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

COUNT_KEYS = ("rep_id", "status", "created", "closed", "undated_id")
ACTIVITY_KEYS = ("rep_id", "type")


def kept_activities(rows: LazyFrame[Any], unit: Unit, month: date | None = None) -> LazyFrame[Any]:
    """Rows of activities -> rep_id, type, day (the first of its month, or the day itself; missing where undated), n.

    Args:
        rows: of fact files.
        unit: how finely.
        month: the one that all rows are filed under, where they are: their days need not be read then.
    """
    if month is not None:
        counted = rows.group_by(*ACTIVITY_KEYS).agg(nw.len().cast(nw.Int64).alias("n"))
        return counted.select(*ACTIVITY_KEYS, nw.lit(month).cast(nw.Date).alias("day"), "n")
    day = nw.col("on").dt.truncate(unit).cast(nw.Date)
    return rows.select(*ACTIVITY_KEYS, day=day).group_by(*ACTIVITY_KEYS, "day").agg(nw.len().cast(nw.Int64).alias("n"))


def kept_counts(rows: LazyFrame[Any], unit: Unit) -> LazyFrame[Any]:
    """Rows of opportunities -> rep_id, status, created (first of its month, or the day), closed (the day), undated_id, n.

    undated_id is the opportunity's id where it has no created date, since stage history may still say that it was not
    there yet; missing for all others.
    """
    return rows.select("rep_id", "status", **_dates(unit)).group_by(*COUNT_KEYS).agg(nw.len().cast(nw.Int64).alias("n"))


def kept_wins(rows: LazyFrame[Any], unit: Unit) -> LazyFrame[Any]:
    """Rows of opportunities -> one row a win: rep_id, created, closed, undated_id (as of `kept_counts`), account, currency, days (from created to closed), valued (1 where it has a value other than zero), money and dust (that value, see `HUNDREDTHS`)."""
    value = nw.col("value")
    valued = (value.is_finite() & (value != 0) & (value.abs() < _LARGEST)).fill_null(False)
    keyed = rows.filter(nw.col("status") == "won").select(
        "rep_id",
        "currency",
        nw.when(nw.col("account") != "").then(nw.col("account")).alias("account"),
        **_dates(unit),
        days=nw.col("days_to_close").cast(nw.Int64),
        valued=nw.when(valued).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64),
        value=nw.when(valued).then(value).otherwise(nw.lit(0.0)),
    )
    split = keyed.with_columns(money=(nw.col("value") * HUNDREDTHS).round().cast(nw.Int64))
    split = split.with_columns(dust=((nw.col("value") - nw.col("money") / HUNDREDTHS) * DUST).round().cast(nw.Int64))
    return split.select("rep_id", "created", "closed", "undated_id", "account", "currency", "days", "valued", "money", "dust")


def _dates(unit: Unit) -> dict[str, nw.Expr]:
    return {
        "created": nw.col("created_on").dt.truncate(unit).cast(nw.Date),
        "closed": nw.col("closed_on").dt.truncate("1d").cast(nw.Date),
        "undated_id": nw.when(nw.col("created_on").is_null()).then(nw.col("opportunity_id")),
    }


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


def known_opportunities(kept: LazyFrame[Any], as_of: date, begun_later: Sequence[str] = ()) -> LazyFrame[Any]:
    """Of what was kept of opportunities, what could be known on the evening of `as_of` (section 1): those created later are gone.

    Args:
        kept: from `kept_counts` or `kept_wins`, by day of the month that `as_of` lies in.
        as_of: the day.
        begun_later: ids of opportunities without a created date whose stage history begins later.
    """
    known = (nw.col("created") <= as_of).fill_null(True)
    if begun_later:
        known = known & ~nw.col("undated_id").is_in(list(begun_later)).fill_null(False)
    return kept.filter(known)


def undated_ids(kept: LazyFrame[Any]) -> LazyFrame[Any]:
    """What was kept of opportunities -> undated_id of those without a created date."""
    return kept.filter(~nw.col("undated_id").is_null()).select("undated_id")


def filed_month(kept: LazyFrame[Any]) -> LazyFrame[Any]:
    """What was kept of opportunities, and the first day of the month that each row is filed under; missing where undated."""
    return kept.with_columns(filed=nw.coalesce("created", "closed").dt.truncate("1mo").cast(nw.Date))


def count_figures(counts: LazyFrame[Any], start: date | None, end: date | None, as_of: date, by: Sequence[str] = ()) -> LazyFrame[Any]:
    """Known `kept_counts` -> rep_id, what it is further told apart `by`, started, won, lost, open, undated_closings.

    Args:
        counts: by day wherever a bound lies within a month.
        start: the first day of the window; None for none.
        end: its last day; None takes all history, undated closings too. What is open is open at its end.
        as_of: what was closed later is open.
    """
    created, closed, status, n = nw.col("created"), nw.col("closed"), nw.col("status"), nw.col("n")
    is_open = (status == "open").fill_null(False) | (closed > as_of).fill_null(False)
    if end is None:
        started, closing, there = ~created.is_null(), ~is_open, is_open
    else:
        started, closing = _between(created, start, end), _between(closed, start, end) & ~is_open
        there = (is_open | (closed > end).fill_null(False)) & ~(created > end).fill_null(False)
    flags = {
        "started": started,
        "won": closing & (status == "won").fill_null(False),
        "lost": closing & (status == "lost").fill_null(False),
        "open": there,
        "undated_closings": ~is_open & closed.is_null(),
    }
    # A flag column summed later: Narwhals rolls up no filtered aggregate alike on every engine.
    marked = counts.select("rep_id", *by, **{name: nw.when(flag).then(n).otherwise(nw.lit(0)) for name, flag in flags.items()})
    return marked.group_by("rep_id", *by).agg(*(nw.col(name).sum().cast(nw.Int64) for name in flags))


def closed_wins(wins: LazyFrame[Any], start: date | None, end: date | None, as_of: date) -> LazyFrame[Any]:
    """Those of known `kept_wins` that closed within the bounds of `count_figures`."""
    closed = nw.col("closed")
    return wins.filter((closed <= as_of).fill_null(True) if end is None else _between(closed, start, min(end, as_of)))


def win_sums(wins: LazyFrame[Any], by: Sequence[str] = ()) -> LazyFrame[Any]:
    """`closed_wins` -> rep_id, what it is further told apart `by`, wins_without_account, wins_with_value, money, dust, days (their sum), timed (wins with days): what rolls up."""
    sums = {"wins_without_account": "alone", "wins_with_value": "valued", "money": "money", "dust": "dust", "days": "days"}
    marked = wins.with_columns(alone=nw.when(nw.col("account").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)))
    return marked.group_by("rep_id", *by).agg(*(nw.col(column).sum().cast(nw.Int64).alias(name) for name, column in sums.items()), nw.col("days").count().cast(nw.Int64).alias("timed"))


def win_spread(wins: LazyFrame[Any]) -> LazyFrame[Any]:
    """Rows with rep_id, account, days of `closed_wins` -> rep_id, accounts (distinct; a missing one counts as one), median: what does not."""
    return wins.group_by("rep_id").agg(nw.col("account").n_unique().cast(nw.Int64).alias("accounts"), nw.col("days").median().alias("median"))


def wins_by_day(wins: LazyFrame[Any]) -> LazyFrame[Any]:
    """`closed_wins` -> rep_id, closed, currency, n, valued, money, dust: what each rep won on each day; undated ones on none."""
    sums = ("valued", "money", "dust")
    return wins.group_by("rep_id", "closed", "currency").agg(nw.len().cast(nw.Int64).alias("n"), *(nw.col(name).sum().cast(nw.Int64) for name in sums))


def deals_known(counts: LazyFrame[Any]) -> LazyFrame[Any]:
    """Known `kept_counts` -> one row: n, undated (those without a created date)."""
    undated = nw.when(nw.col("created").is_null()).then(nw.col("n")).otherwise(nw.lit(0))
    return counts.select("n", undated=undated).select(nw.col("n").sum().cast(nw.Int64), nw.col("undated").sum().cast(nw.Int64))


def currencies_known(rows: LazyFrame[Any], as_of: date, begun_later: Sequence[str] = ()) -> LazyFrame[Any]:
    """Rows of opportunities -> currency, a row for each that any known one is in. Few columns and not kept: it is asked for seldom."""
    there = (nw.col("created_on").dt.truncate("1d").cast(nw.Date) <= as_of).fill_null(True)
    if begun_later:
        there = there & ~(nw.col("created_on").is_null() & nw.col("opportunity_id").is_in(list(begun_later)))
    return rows.filter(there & ~nw.col("currency").is_null()).group_by("currency").agg(nw.len().cast(nw.Int64).alias("n")).select("currency")


def totals_by_rep(totals: LazyFrame[Any], columns: Sequence[str]) -> LazyFrame[Any]:
    """Totals of several months -> rep_id and these columns of counts, added up."""
    return totals.group_by("rep_id").agg(*(nw.col(name).sum().cast(nw.Int64) for name in columns))


def _between(day: nw.Expr, start: date | None, end: date) -> nw.Expr:
    inside = day <= end if start is None else (day >= start) & (day <= end)
    return inside.fill_null(False)
