"""How figures of every rep come from very many rows: `python -m benchmarks.scale [--activities 5e7] [--json] [--plot FILE]`.

Made data: so many activities and a twentieth as many opportunities over 60 months, a rep for each 25,000 activities (2,000
reps at 5e7), five types, rows of a month in no order; written as the importer writes facts, all columns, a Parquet file a month
and kind. Sizes grow tenfold and more up to the one asked for; each is made in a temporary folder and removed. At
5e7 that takes about 2 GB of disk and some minutes.

Each figure is CPU time (user and system, all threads), since other work may share the machine, of the work itself: starting
Python and loading libraries is left out. Each is taken in a process of its own, whose largest resident memory is beside it.

- `scan`: the bare scan: DuckDB reads every value of the columns that are needed (rep, type and day of activities; rep,
  status, both dates, account, value, currency and days to close of opportunities), and keeps only the smallest of each;
- `whole`: from the fact files to all figures of every rep, nothing kept from before: the aggregates of every month are made and
  written, then figures over all history, as `nextplay engine` shows them, are worked out from those;
- `month`: one month's files of both kinds have changed: its aggregates are made anew, and all the same figures worked out again; `made`
  is the first of these alone;
- `again`: nothing has changed, the figures are worked out again.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

MONTHS = 60
FIRST = np.datetime64("2021-12")
AS_OF = date(2026, 11, 15)
SIZES = (1e6, 5e6, 1.5e7, 5e7)
STEPS = ("scan", "whole", "month", "again")
NEEDED = {"activities": ("rep_id", "type", "on"), "opportunities": ("rep_id", "status", "created_on", "closed_on", "account", "value", "currency", "days_to_close")}
BYTES_A_ROW = 60


# ---------------------------------------------------------------- made data


def make_facts(folder: Path, activities: int, seed: int = 1) -> None:
    """Fact files and a list of them, `live.json`, in the place of the database's manifest."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from store.parquet import SCHEMAS, Kind

    rng, live = np.random.default_rng(seed), []
    reps = max(activities // 25_000, 1)
    names = pa.array([f"p{i:07x}" for i in range(reps)])
    each: dict[Kind, int] = {"activities": activities // MONTHS, "opportunities": activities // 20 // MONTHS}
    for number in range(MONTHS):
        month = FIRST + number
        for kind, n in each.items():
            make = _activities if kind == "activities" else _opportunities
            table = make(rng, month, n, number * n, reps, names, each["opportunities"] * MONTHS)
            path = f"facts/{kind}/{month}.made.parquet"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table.cast(SCHEMAS[kind]), folder / path, compression="zstd")
            live.append((path, kind, str(month), n, (folder / path).stat().st_size))
    (folder / "live.json").write_text(json.dumps(live), "utf-8")


def _taken(words: Any, codes: Any) -> Any:
    import pyarrow as pa

    return words.take(pa.array(codes))


def _numbered(letter: str, numbers: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(letter, pa.array(numbers).cast(pa.string()), "")


def _activities(rng: np.random.Generator, month: np.datetime64, n: int, first: int, reps: int, names: Any, deals: int) -> Any:
    import pyarrow as pa

    rep = rng.integers(0, reps, n)
    return pa.table(
        {
            "activity_id": _numbered("a", np.arange(first, first + n)),
            "rep_id": _taken(names, rep),
            "type": _taken(pa.array(["call", "email", "meeting", "demo", "task"]), rng.choice(5, n, p=[0.4, 0.35, 0.15, 0.04, 0.06])),
            "on": pa.array(_days(rng, month, n).astype("datetime64[us]")),
            "account": _numbered("acc", rep * 20 + rng.integers(0, 20, n)),
            "opportunity_id": _numbered("o", rng.integers(0, max(deals, 1), n)),
            "subject": _taken(pa.array([f"About subject {i}" for i in range(200)]), rng.integers(0, 200, n)),
            "source_file": _taken(pa.array(["activities.csv"]), np.zeros(n, dtype="int64")),
            "source_row": pa.array(np.arange(n)),
        }
    )


def _opportunities(rng: np.random.Generator, month: np.datetime64, n: int, first: int, reps: int, names: Any, deals: int) -> Any:
    import pyarrow as pa

    rep = rng.integers(0, reps, n)
    created = _days(rng, month, n)
    closed = created + rng.integers(5, 160, n)
    is_open = (closed > np.datetime64(AS_OF, "D")) | (rng.random(n) < 0.03)
    won = ~is_open & (rng.random(n) < 0.35)
    nothing = is_open | (rng.random(n) < 0.02)
    return pa.table(
        {
            "opportunity_id": _numbered("o", np.arange(first, first + n)),
            "rep_id": _taken(names, rep),
            "name": _numbered("Deal ", np.arange(first, first + n)),
            "account": pa.array(_numbered("acc", rep * 20 + rng.integers(0, 20, n)).to_pandas().mask(rng.random(n) < 0.05)),
            "product": _taken(pa.array([f"Product {i}" for i in range(12)]), rng.integers(0, 12, n)),
            "stage": _taken(pa.array(["Proposal", "Won", "Lost"]), np.where(is_open, 0, np.where(won, 1, 2))),
            "status": _taken(pa.array(["open", "won", "lost"]), np.where(is_open, 0, np.where(won, 1, 2))),
            "created_on": pa.array(created.astype("datetime64[us]")),
            "closed_on": pa.array(np.where(is_open, np.datetime64("NaT"), closed).astype("datetime64[us]")),
            "expected_close_on": pa.array(closed.astype("datetime64[us]")),
            "value": pa.array(np.where(nothing, np.nan, np.round(rng.lognormal(9, 0.7, n), 2)), from_pandas=True),
            "currency": _taken(pa.array(["EUR"]), np.zeros(n, dtype="int64")),
            "days_to_close": pa.array(np.where(is_open, np.nan, (closed - created).astype("int64")), from_pandas=True),
            "modified_on": pa.array(closed.astype("datetime64[us]")),
            "source_file": _taken(pa.array(["deals.csv"]), np.zeros(n, dtype="int64")),
            "source_row": pa.array(np.arange(n)),
        }
    )


def _days(rng: np.random.Generator, month: np.datetime64, n: int) -> Any:
    """Days of the month that have come by the day looked from: no export holds others."""
    start, end = month.astype("datetime64[D]"), min((month + 1).astype("datetime64[D]"), np.datetime64(AS_OF, "D") + 1)
    return start + rng.integers(0, int((end - start).astype("int64")), n)


# ---------------------------------------------------------------- one step, in a process of its own


def step(name: str, folder: Path) -> dict[str, Any]:
    """CPU seconds, largest resident memory in MB, and a total that must be the same whatever was kept."""
    from store.aggregates_engines import DuckDbEngine
    from store.aggregates_files import aggregate_paths
    from store.aggregates_monthly import MonthlyAggregates
    from store.folder import DataFolder
    from store.parquet import FactFile

    live = [FactFile(*row) for row in json.loads((folder / "live.json").read_text("utf-8"))]
    if name == "month":
        for f in live:
            if f.month == str(FIRST + MONTHS - 3):
                for path in aggregate_paths(f.path):
                    (folder / path).unlink()
    if name == "whole":
        shutil.rmtree(folder / "aggregates", ignore_errors=True)
    warm_up()
    began, wall = time.process_time(), time.perf_counter()
    told: Any
    made = 0.0
    if name == "scan":
        told = scan(folder, live)
    else:
        aggregates = MonthlyAggregates(DataFolder(folder), DuckDbEngine())
        aggregates.refresh(live)
        made = time.process_time() - began
        figures = aggregates.figures(live, None, AS_OF)
        won = figures.table[["won", "customers_won", "won_value", "days_to_win_median"]]
        told = [*(float(total) for total in won.sum()), int(figures.activities["n"].sum())]
    taken = time.process_time() - began
    return {"cpu_s": taken, "made_s": made, "wall_s": time.perf_counter() - wall, "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "told": told}


def warm_up() -> None:
    """Load what would otherwise be loaded on the way."""
    import duckdb
    import narwhals as nw
    import pandas
    import pyarrow as pa
    import pyarrow.parquet

    few = nw.from_native(duckdb.from_arrow(pa.table({"a": [1], "b": ["x"], "c": [AS_OF]})))
    for frame in (few, few.filter(nw.col("c").dt.truncate("1mo").is_null())):
        frame.group_by("b").agg(nw.col("a").sum().cast(nw.Int64), nw.col("b").n_unique().alias("n"), nw.col("a").median().alias("m")).collect(backend="pyarrow").to_native().to_pandas()
    pandas.DataFrame({"a": [1, 2]}).groupby("a").size()
    pa.table({"a": ["b"]}).to_pandas()


def scan(folder: Path, live: Sequence[Any]) -> str:
    import duckdb

    connection = duckdb.connect()
    told = []
    for kind, columns in NEEDED.items():
        paths = [str(folder / f.path) for f in live if f.kind == kind]
        smallest = ", ".join(f'min("{column}")' for column in columns)
        told.append(connection.execute(f"select {smallest} from read_parquet($1)", [paths]).fetchall())
    return str(told)


# ---------------------------------------------------------------- all of it


def measure(activities: int, room: Path) -> dict[str, Any]:
    folder = room / f"{activities}"
    folder.mkdir()
    make_facts(folder, activities)
    found: dict[str, Any] = {"activities": activities, "opportunities": activities // 20}
    for name in STEPS:
        done = subprocess.run([sys.executable, "-m", "benchmarks.scale", "--step", name, "--folder", str(folder)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        found[name] = json.loads(done.stdout)
    if not found["whole"]["told"] == found["month"]["told"] == found["again"]["told"]:
        raise SystemExit("figures from kept months are not those made anew")
    for name in STEPS:
        found[name].pop("told")
    found["kept_mb"] = sum(f.stat().st_size for f in (folder / "aggregates").rglob("*.parquet")) / 1e6
    found["facts_mb"] = sum(f.stat().st_size for f in (folder / "facts").rglob("*.parquet")) / 1e6
    shutil.rmtree(folder)
    return found


def shown(found: dict[str, Any]) -> str:
    cpu = {name: found[name]["cpu_s"] for name in STEPS}
    return (
        f"{found['activities']:>12,} {cpu['scan']:8.2f} {cpu['whole']:8.2f} {cpu['whole'] / cpu['scan']:6.1f} {cpu['month']:8.2f} {cpu['month'] / cpu['whole']:6.2f} {found['month']['made_s']:8.2f}"
        f" {cpu['again']:8.2f} {found['whole']['rss_mb']:8.0f} {found['facts_mb']:8.0f} {found['kept_mb']:8.0f}"
    )


def plot(rows: Sequence[dict[str, Any]]) -> str:
    """Both axes logarithmic: CPU seconds over activities, and the line on which they would grow alike."""
    width, height, left, bottom, right, top = 640, 380, 64, 52, 150, 24
    sizes = [r["activities"] for r in rows]
    series = {"whole": "from facts to all figures", "scan": "bare scan", "month": "one month changed", "again": "nothing changed"}
    values = {name: [r[name]["cpu_s"] for r in rows] for name in series}
    x0, x1 = np.log10(min(sizes)), np.log10(max(sizes))
    linear = [values["whole"][-1] * s / sizes[-1] for s in sizes]
    everything = [v for vs in values.values() for v in vs] + linear
    y0, y1 = np.floor(np.log10(min(everything))), np.ceil(np.log10(max(everything)))

    def at(size: float, seconds: float) -> tuple[float, float]:
        return left + (np.log10(size) - x0) / (x1 - x0) * (width - left - right), height - bottom - (np.log10(seconds) - y0) / (y1 - y0) * (height - bottom - top)

    def line(points: Sequence[tuple[float, float]], more: str) -> str:
        return f'<polyline fill="none" stroke="currentColor" {more} points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'

    dashes = {"whole": 'stroke-width="2.5"', "scan": 'stroke-width="1.5" stroke-dasharray="8 4"', "month": 'stroke-width="1.5" stroke-dasharray="3 3"', "again": 'stroke-width="1"'}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor" color="#333" role="img">',
        "<title>CPU seconds by number of activities</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for power in range(int(y0), int(y1) + 1):
        _, y = at(sizes[0], 10.0**power)
        parts.append(f'<path stroke="#ddd" d="M{left} {y:.1f}H{width - right}"/><text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for size in sizes:
        x, _ = at(size, 1)
        parts.append(f'<path stroke="#ddd" d="M{x:.1f} {top}V{height - bottom}"/><text x="{x:.1f}" y="{height - bottom + 18}" text-anchor="middle">{size / 1e6:g}</text>')
    parts.append(f'<text x="{(left + width - right) / 2}" y="{height - 10}" text-anchor="middle">million activities; a twentieth as many opportunities</text>')
    parts.append(line([at(s, v) for s, v in zip(sizes, linear, strict=True)], 'stroke-width="1" opacity="0.4"'))
    taken: list[float] = []
    for name, words in series.items():
        points = [at(s, v) for s, v in zip(sizes, values[name], strict=True)]
        y = points[-1][1]
        while any(abs(y - other) < 14 for other in taken):
            y += 14
        taken.append(y)
        parts += [line(points, dashes[name]), *(f'<circle cx="{x:.1f}" cy="{cy:.1f}" r="2.5"/>' for x, cy in points), f'<text x="{width - right + 8}" y="{y + 4:.1f}">{words}</text>']
    parts.append(f'<text x="{left + 6}" y="{top + 12}" opacity="0.6">thin: in proportion to the largest</text></svg>')
    return "\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=float, default=5e7, help="the largest size")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plot", type=Path, help="an SVG of the growth")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(step(given.step, given.folder)))
        return
    sizes = [int(s) for s in SIZES if s < given.activities] + [int(given.activities)]
    with tempfile.TemporaryDirectory() as where:
        if shutil.disk_usage(where).free < sizes[-1] * BYTES_A_ROW * 2:
            raise SystemExit(f"{where!r} has too little room: {sizes[-1]:,} activities take about {sizes[-1] * BYTES_A_ROW / 1e9:.0f} GB")
        if not given.json:
            print(f"{'activities':>12} {'scan':>8} {'whole':>8} {'times':>6} {'month':>8} {'share':>6} {'made':>8} {'again':>8} {'MB':>8} {'facts':>8} {'kept':>8}")
        rows = []
        for size in sizes:
            rows.append(measure(size, Path(where)))
            if not given.json:
                print(shown(rows[-1]), flush=True)
    if given.plot:
        given.plot.write_text(plot(rows), "utf-8")
    if given.json:
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
