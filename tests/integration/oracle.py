"""The rows as they are stored, in tables of DuckDB, for figures worked out again in plain SQL.

Nothing here goes through the product's tools: the Parquet files that the record database names and that database's own
tables are read, cut to what was known on a day, and asked.
"""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from copilot.policy import CoachingPolicy

_TABLES = {
    "people": {"id": "text", "job": "text", "region": "text", "team": "text", "hired_on": "date", "is_rep": "boolean"},
    "management_lines": {"rep_id": "text", "manager_id": "text", "valid_from": "date", "valid_to": "date"},
    "quotas": {"person_id": "text", "start_on": "date", "end_on": "date", "value": "double"},
    "aspirations": {"id": "bigint", "rep_id": "text", "kind": "text", "said_on": "date", "amount": "double", "segment": "text"},
    "goals": {"id": "text", "rep_id": "text", "state": "text", "draft": "text", "completion_date": "date", "suggested_at": "timestamp", "agreed_at": "timestamp", "decided_on": "date"},
    "goal_events": {"id": "bigint", "goal_id": "text", "at": "timestamp", "action": "text"},
    "one_on_ones": {"id": "text", "rep_id": "text", "day": "date", "minutes": "bigint", "state": "text"},
}
"""Of the record database, as they are stored."""


def months_back(day: date, months: int) -> date:
    """The same day so many months before, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter a day lies in."""
    start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    end = date(start.year, start.month + 2, monthrange(start.year, start.month + 2)[1])
    return start, end


class Books:
    """One company's stored rows as known on one evening.

    Tables: `reps` (rep_id, job, region, team, hired_on, manager_id), `deals` (rep_id, account, status, created, closed,
    value, days), `acts` (activity_id, rep_id, type, day), `days` (day, works), and those of the record database.
    """

    def __init__(self, folder: Path, as_of: date, policy: CoachingPolicy) -> None:
        self.as_of, self.policy = as_of, policy
        self.start = months_back(as_of, policy.engine_months) + timedelta(days=1)
        self._db = duckdb.connect()
        record = sqlite3.connect(folder / "nextplay.db")
        try:
            for name, columns in _TABLES.items():
                typed = ", ".join(f'"{c}" {t}' for c, t in columns.items())
                self._db.execute(f"create table {name} ({typed})")
                stored = record.execute(f"select {', '.join(columns)} from {name}").fetchall()
                if stored:
                    self._db.executemany(f"insert into {name} values ({', '.join('?' * len(columns))})", stored)
            files = record.execute("select kind, path from fact_files").fetchall()
        finally:
            record.close()
        for kind in ("opportunities", "activities"):
            paths = [str(folder / path) for of, path in files if of == kind]
            if paths:
                self._db.execute(f"create table stored_{kind} as select * from read_parquet({paths!r})")
        self._cut(any(of == "activities" for of, _ in files))

    def _cut(self, activities: bool) -> None:
        holidays = ", ".join(f"date '{d.isoformat()}'" for d in self.policy.holidays) or "date '1900-01-01'"
        day = f"date '{self.as_of.isoformat()}'"
        self._db.execute(f"""
            create table reps as
            select p.id as rep_id, p.job, p.region, p.team, p.hired_on,
                   (select m.manager_id from management_lines m where m.rep_id = p.id and (m.valid_from is null or m.valid_from <= {day}) and (m.valid_to is null or m.valid_to >= {day}) limit 1) as manager_id
            from people p where p.is_rep;
            create table days as
            select cast(d as date) as day, dayofweek(d) between 1 and 5 and cast(d as date) not in ({holidays}) as works from range(timestamp '2009-01-01', timestamp '2032-01-01', interval 1 day) t(d);
            create table deals as
            select opportunity_id, rep_id, nullif(trim(account), '') as account, cast(created_on as date) as created,
                   case when cast(closed_on as date) > {day} then null else cast(closed_on as date) end as closed,
                   case when cast(closed_on as date) > {day} then 'open' else status end as status,
                   case when cast(closed_on as date) > {day} or isnan(value) then null else value end as value,
                   case when cast(closed_on as date) > {day} or isnan(days_to_close) then null else days_to_close end as days
            from stored_opportunities where (created_on is null or cast(created_on as date) <= {day}) and rep_id in (select rep_id from reps);
        """)
        acts = (
            'select activity_id, rep_id, type, cast("on" as date) as day from stored_activities'
            if activities
            else "select '' as activity_id, '' as rep_id, '' as type, date '1900-01-01' as day where false"
        )
        self._db.execute(f"create table acts as select * from ({acts}) where day <= {day} and rep_id in (select rep_id from reps)")
        self._db.execute("create macro workdays(a, b) as (select count(*) from days where works and day between a and b)")

    def ask(self, sql: str, **given: Any) -> list[dict[str, Any]]:
        """The rows of an answer; `$as_of` and `$start`, the first day of the engine window, are always there."""
        asked = {"as_of": self.as_of, "start": self.start} | given
        found = self._db.execute(sql, {k: v for k, v in asked.items() if re.search(rf"\${k}\b", sql)})
        names = [d[0] for d in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def run(self, sql: str, **given: Any) -> None:
        """Make a table that later questions build on."""
        asked = {"as_of": self.as_of, "start": self.start} | given
        self._db.execute(sql, {k: v for k, v in asked.items() if re.search(rf"\${k}\b", sql)})

    def close(self) -> None:
        self._db.close()


def by_rep(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Rows by their `rep_id`; each only once."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        assert row["rep_id"] not in found, row
        found[row["rep_id"]] = row
    return found


STANDINGS = """
create or replace table began as
select r.rep_id, (select min(d) from (
    select min(created) as d from deals where rep_id = r.rep_id union all select min(closed) from deals where rep_id = r.rep_id union all select min(day) from acts where rep_id = r.rep_id
)) as first from reps r;
create or replace table rookies as
select r.rep_id, coalesce(r.hired_on, b.first) is null or date_diff('day', coalesce(r.hired_on, b.first), $as_of) < $ramp as ramping from reps r join began b using (rep_id);
create or replace table wins as select rep_id, closed as day, value from deals where status = 'won' and closed is not null and value is not null;
create or replace table cohort as select r.rep_id, r.job, k.ramping from reps r join rookies k using (rep_id);
create or replace table last_period as
select c.rep_id, c.job, coalesce(sum(w.value) filter (w.day between $last_start and $last_end), 0) as revenue from cohort c left join wins w using (rep_id) where not c.ramping group by all;
create or replace table assumed as
select c.rep_id, case when not c.ramping and (select count(*) from cohort o where o.job is not distinct from c.job and not o.ramping and o.rep_id <> c.rep_id) >= $min_pool
                      then (select median(revenue) from last_period l where l.job is not distinct from c.job) end as middle from cohort c;
create or replace table working as
select rep_id, case when middle > 0 then round(middle / pow(10, floor(log10(middle)) - 1)) * pow(10, floor(log10(middle)) - 1) end as amount from assumed;
create or replace table wish as
select rep_id, arg_max(amount, said_on) as amount from aspirations where kind = 'performance' and amount > 0 and said_on <= $as_of group by rep_id;
create or replace table quarters as
select cast(q as date) as first, cast(q + interval 3 month - interval 1 day as date) as last from range(timestamp '2009-01-01', timestamp '2032-01-01', interval 3 month) t(q)
where cast(q + interval 3 month - interval 1 day as date) >= $start and cast(q as date) <= $as_of;
create or replace table own_quotas as select person_id as rep_id, start_on, end_on, value from quotas where end_on >= $start and start_on <= $as_of;
-- each stretch of days with a goal: a quota's days inside the window, and whole quarters without one that the personal or the working goal fills
create or replace table spans as
select rep_id, greatest(start_on, $start) as first, least(end_on, $as_of) as last, value * workdays(greatest(start_on, $start), least(end_on, $as_of)) / workdays(start_on, end_on) as asked, 'quota' as basis from own_quotas
union all
select r.rep_id, greatest(q.first, $start), least(q.last, $as_of),
       coalesce(w.amount, a.amount) * workdays(greatest(q.first, $start), least(q.last, $as_of)) / workdays(q.first, q.last), case when w.amount is not null then 'personal' else 'assumed' end
from reps r cross join quarters q left join wish w using (rep_id) left join working a using (rep_id)
where not exists (select 1 from own_quotas o where o.rep_id = r.rep_id and o.end_on >= q.first and o.start_on <= q.last)
  and (w.amount is not null or (a.amount is not null and not exists (select 1 from own_quotas o where o.rep_id = r.rep_id)));
create or replace table twelve_months as
select r.rep_id, (select sum(asked) from spans s where s.rep_id = r.rep_id) as asked,
       (select coalesce(sum(w.value), 0) from wins w where w.rep_id = r.rep_id and exists (select 1 from spans s where s.rep_id = r.rep_id and w.day between s.first and s.last)) as won,
       (select case when count(*) filter (basis = 'quota') > 0 then 'quota' else max(basis) end from spans s where s.rep_id = r.rep_id) as basis,
       (select coalesce(sum(w.value), 0) from wins w where w.rep_id = r.rep_id and w.day between $start and $as_of) as revenue
from reps r;
create or replace table placed as
with known as (select t.*, c.job, c.ramping, won / nullif(asked, 0) as attained, exists (select 1 from own_quotas o join cohort c2 using (rep_id) where c2.job is not distinct from c.job and not c2.ramping) as quotas_there,
                      (select count(*) from cohort o where o.job is not distinct from c.job and not o.ramping and o.rep_id <> t.rep_id) as others
               from twelve_months t join cohort c using (rep_id)),
     bounds as (select job, quantile_cont(revenue, [0.10, 0.35, 0.65, 0.90]) as b, min(revenue) as least, max(revenue) as most from known where not ramping group by job)
select k.*, case
    when ramping then null
    when quotas_there then case when attained is null then null when attained >= 1.30 then 4 when attained >= 1.05 then 3 when attained >= 0.85 then 2 when attained >= 0.60 then 1 else 0 end
    when others < $min_pool or b[4] <= 0 or least = most then null
    when revenue <= least + 1e-6 then 0
    else (select sum(case when revenue > x + 1e-6 * abs(x) then 1 else 0 end) + max(case when abs(revenue - x) <= 1e-9 * abs(x) then 1 else 0 end) from unnest(b) u(x)) end as level
from known k join (select c.job, b.b, b.least, b.most from (select distinct job from cohort) c left join bounds b on b.job is not distinct from c.job) bb on bb.job is not distinct from k.job;
"""
"""Sections 1 and 3: who is ramping, goals, trailing attainment and segments (0 is Poor, 4 is Star), for every rep."""


def standings_sql(books: Books) -> None:
    """Make the tables of `STANDINGS`."""
    last_start, last_end = quarter_of(quarter_of(books.as_of)[0] - timedelta(days=1))
    for statement in STANDINGS.split(";"):
        if statement.strip():
            books.run(statement, ramp=books.policy.ramp_days, min_pool=books.policy.min_pool, last_start=last_start, last_end=last_end)


def months_there(books: Books) -> None:
    """Make `there` (rep_id, months): months of the engine window since they were hired, else since a first record clearly later than the first of all."""
    first = {r["rep_id"]: r["first"] for r in books.ask("select rep_id, first from began")}
    opening = min((d for d in first.values() if d is not None), default=None)
    rows = []
    for rep in books.ask("select rep_id, hired_on from reps"):
        begun, own = rep["hired_on"], first[rep["rep_id"]]
        if begun is None and own is not None and opening is not None and (own - opening).days > books.policy.ramp_days:
            begun = own
        rows.append((rep["rep_id"], _months(max(begun or books.start, books.start), books.as_of + timedelta(days=1))))
    books.run("create table there (rep_id text, months double)")
    for rep_id, months in rows:
        books.run("insert into there values ($rep_id, $months)", rep_id=rep_id, months=months)


def _months(start: date, after: date) -> float:
    """Calendar months from a day up to before another; the last one by its share of days."""
    whole = 0
    while months_back(start, -whole - 1) <= after:
        whole += 1
    here, following = months_back(start, -whole), months_back(start, -whole - 1)
    return whole + (after - here).days / (following - here).days
