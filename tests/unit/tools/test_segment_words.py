"""What a segment goes by where no quota was given is said wherever the segment is; and ties make no stars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot import contract
from copilot.domain import Aspiration
from copilot.policy import SEGMENTS, CoachingPolicy
from copilot.ports import Company
from copilot.show_figures import show_benchmark, show_team
from copilot.tools.benchmark import benchmark
from copilot.tools.segments import segment_by_revenue, standing_facts, standings
from copilot.tools.team import team_rows
from tests.companies import book, deal, make_company, quota, veteran

POLICY = CoachingPolicy(draws=500)
AS_OF = date(2026, 6, 30)
YEAR = ("2025-07-01", "2026-06-30")


def by_wins(*wins: int, quotas: Sequence[object] = ()) -> Company:
    """`r0`, `r1` ... with so many wins of 100 each; who has none has lost."""
    rows = [row for i, n in enumerate(wins) for row in (book(f"r{i}", n, every=1, last="2026-03-31") or book(f"r{i}", 0, 1))]
    return make_company(rows, reps=[veteran(f"r{i}") for i in range(len(wins))], quotas=quotas)  # type: ignore[arg-type]


def segments(company: Company) -> list[str | None]:
    return [s.segment for s in standings(company, AS_OF, POLICY).by_rep.values()]


# ---------------------------------------------------------------- ties


def test_ten_alike_have_no_segment_and_it_is_said_why():
    company = by_wins(*[4] * 10)
    assert set(segments(company)) == {None}
    assert "won about the same" in (standings(company, AS_OF, POLICY).by_rep["r3"].note or "")


def test_sums_in_another_order_are_still_alike():
    rows = [deal(f"r{i}", won=f"2026-0{1 + (i + j) % 3}-01", value=v, days=10) for i in range(5) for j, v in enumerate((0.1, 0.2, 0.3) if i % 2 else (0.3, 0.2, 0.1))]
    assert set(segments(make_company(rows, reps=[veteran(f"r{i}") for i in range(5)]))) == {None}


def test_those_who_won_nothing_are_at_the_bottom_and_the_others_keep_their_levels():
    # the quantiles .10 .35 .65 .90 of these ten are 0, 0, 185, 410 in hundreds: 0, 0, 1.85, 4.1
    assert segments(by_wins(0, 0, 0, 0, 0, 1, 2, 3, 4, 5)) == ["Poor"] * 5 + ["Core", "High Core", "High Core", "High Core", "Star"]


def test_a_crowd_at_the_top_is_not_all_stars():
    assert segments(by_wins(1, *[4] * 9)) == ["Poor", *["Core"] * 9]
    assert segments(by_wins(*[0] * 5, *[4] * 5)) == ["Poor"] * 5 + ["High Core"] * 5
    assert segments(by_wins(*[0] * 9, 4)) == ["Poor"] * 9 + ["Star"]


@given(st.lists(st.integers(0, 6), min_size=2, max_size=12), st.lists(st.floats(0.01, 0.99), min_size=4, max_size=4, unique=True))
def test_by_revenue_everybody_has_one_segment_more_is_never_lower_and_the_least_is_the_lowest(won: list[int], shares: list[float]):
    bounds = [float(b) for b in np.quantile(won, sorted(shares))]
    place = {v: SEGMENTS.index(segment_by_revenue(v, bounds, min(won))) for v in won}
    assert [place[v] for v in sorted(place)] == sorted(place.values())
    assert place[min(won)] == 0
    for v, at in place.items():
        assert at == 0 or v >= bounds[at - 1]  # lower bounds are closed
        assert at == 4 or v < bounds[at] or v in (bounds[at - 1], min(won))  # only a tie, or the least, stays below a bound it reaches
        if len({*bounds}) == 4 and min(bounds) > min(won):
            assert at == sum(v >= b for b in bounds)


# ---------------------------------------------------------------- words


def test_the_benchmarks_first_line_says_that_no_quota_was_given(capsys: pytest.CaptureFixture[str]):
    company = by_wins(*range(1, 12))
    show_benchmark(benchmark(company, company.reps[10], AS_OF, POLICY), POLICY)
    assert capsys.readouterr().out.splitlines()[0] == "R10, as of 30 June 2026: Star (by revenue; no quota was given)."


def test_the_team_table_marks_segments_without_a_quota_and_explains_each_mark(capsys: pytest.CaptureFixture[str]):
    company = by_wins(*range(1, 7), quotas=[quota(f"r{i}", *YEAR, 400) for i in range(4)])
    wish = Aspiration("r5", "performance", "as much as last year", date(2026, 1, 1), Decimal(150))
    rows = team_rows(company, company.reps, AS_OF, POLICY, {}, {}, {"r5": [wish]})
    show_team(contract.team(rows, AS_OF, None))
    said = capsys.readouterr().out
    assert [r.segment_by is None for r in rows] == [True] * 4 + [False] * 2
    assert f"{rows[4].segment}* " in said
    assert f"{rows[5].segment}** " in said
    assert "* Segment by a working goal assumed from the group; no quota was given." in said
    assert "** Segment by the personal goal; no quota was given." in said
    assert f"{rows[3].segment} " in said


def test_a_rep_without_a_quota_among_others_with_one_is_told_what_the_segment_goes_by():
    company = by_wins(*range(1, 7), quotas=[quota(f"r{i}", *YEAR, 400) for i in range(4)])
    where = standings(company, AS_OF, POLICY)
    own = where.by_rep["r5"]
    assert (own.by, own.goal_basis) == ("attainment", "assumed")
    facts = {f.name: f for f in standing_facts(company, where, company.reps[5], "Star")}
    assert facts["segment"].text == f"{own.segment} (by a working goal assumed from the group; no quota was given)"
    assert "a working goal is assumed" in facts["segment"].source.how
    assert facts["target.segment"].text.endswith("no quota was given)")
    assert {f.name: f for f in standing_facts(company, where, company.reps[0], "Core")}["segment"].text == where.by_rep["r0"].segment
