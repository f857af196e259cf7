"""The same expressions on Spark: a local one, started by this test. Where Java or pyspark is not there, the test says so and is skipped."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from store.aggregates import ParquetAggregates
from tests.unit.store.aggregated import aggregate_files, differences, whole_text, windows_at
from tests.unit.store.readings import Landing, activity, opportunity, reading

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 10)


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    pytest.importorskip("pyspark", reason="pyspark is not installed: `make test-all` installs requirements/spark.txt")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on the PATH, which Spark runs on")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--master local[1] --conf spark.sql.shuffle.partitions=1 pyspark-shell")
    zone = time.tzname
    yield
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        running.stop()
    assert time.tzname == zone


@pytest.fixture
def house(tmp_path: Path) -> Landing:
    """Four months with all that is odd: no date, no account, a blank one, no value, cents that floats do not add up exactly, open ones."""
    made = Landing.at(tmp_path / "data")
    rows = [
        opportunity(f"o{i}", who, f"2026-0{3 + i % 4}-{1 + i:02}", "won", closed_on=f"2026-06-{1 + i:02}", value=0.1 * i, account=account)
        for i, (who, account) in enumerate([("ann", "x"), ("ann", "x"), ("ann", ""), ("bob", None), ("bob", "y"), ("bob", "z"), ("ann", "y")])
    ]
    rows += [
        opportunity("undated", "ann", None, "won", value=1 / 3),
        opportunity("lost", "bob", "2026-04-30", "lost", closed_on="2026-05-31", value=None),
        opportunity("open", "bob", "2026-05-01"),
        opportunity("later", "ann", None, "won", closed_on="2026-06-09", value=1234.56),
    ]
    calls = [activity(f"a{i}", "bob" if i % 3 else "ann", f"2026-0{3 + i % 4}-{1 + i:02}", "call" if i % 2 else "demo") for i in range(20)]
    made.land(reading(rows, [*calls, activity("undated", "ann", None)]))
    return made


def test_spark_says_what_duckdb_and_the_engine_say(spark: None, house: Landing) -> None:
    here, there = ParquetAggregates(house.database, house.folder), ParquetAggregates(house.database, house.folder, engine="spark")
    asked = windows_at(LAST, FIRST)[1:5:3]
    by_spark = [whole_text(there.figures(*one)) for one in asked]
    made = aggregate_files(house.folder.path)
    assert made
    assert [whole_text(here.figures(*one)) for one in asked] == by_spark, "what Spark kept is read by DuckDB"
    assert aggregate_files(house.folder.path) == made
    for file in made:
        (house.folder.path / file).unlink()
    assert [whole_text(here.figures(*one)) for one in asked] == by_spark
    assert [whole_text(there.figures(*one)) for one in asked] == by_spark, "and the other way round"
    company = house.company()
    for window, day in asked:
        assert differences(here.figures(window, day), company, window, day) == []
