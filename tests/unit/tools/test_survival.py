"""How long deals take: Aalen-Johansen, and the chance of an open deal to be won in time."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.tools.survival import LOST, OPEN, WON, aalen_johansen


def curves(*deals: tuple[int, int] | tuple[int, int, int]):
    """Each deal is (age at the end, how) or (age it was watched from, age at the end, how)."""
    rows = [d if len(d) == 3 else (0, *d) for d in deals]
    entered, left, how = (np.array(column, dtype="int64") for column in zip(*rows, strict=True))
    return aalen_johansen(entered, left, how)


def by_brute_force(rows):
    """Cumulative incidence of wins and losses, walking day by day over the deals one by one, in exact fractions."""
    last = max(left for _, left, how in rows if how != OPEN)
    alive, won, lost = Fraction(1), [], []
    sum_won = sum_lost = Fraction(0)
    for age in range(last + 1):
        watched = [(left, how) for entered, left, how in rows if entered <= age <= left]
        if watched:
            wins = sum(1 for left, how in watched if left == age and how == WON)
            losses = sum(1 for left, how in watched if left == age and how == LOST)
            sum_won += alive * Fraction(wins, len(watched))
            sum_lost += alive * Fraction(losses, len(watched))
            alive *= 1 - Fraction(wins + losses, len(watched))
        won.append(sum_won)
        lost.append(sum_lost)
    return won, lost


def test_by_hand_with_one_deal_still_open():
    # age 1: five watched, one lost; age 2: four watched, one won and one leaves open; age 4: two watched, one won; age 6: one watched, lost
    got = curves((1, LOST), (2, WON), (2, OPEN), (4, WON), (6, LOST))
    # S: 4/5, 4/5 x 3/4 = 3/5, x 1/2 = 3/10, 0. Won: 4/5 x 1/4 = 1/5 at 2, 3/5 x 1/2 = 3/10 at 4. Lost: 1/5 at 1, 3/10 at 6
    assert got.won_by([1, 2, 3, 4, 99]) == pytest.approx([0, 0.4, 0.4, 1, 1])
    assert got.lost_by([0, 1, 5, 6]) == pytest.approx([0, 0.4, 0.4, 1])
    assert got.closing == pytest.approx(1)
    assert got.last_win == 4
    # a deal of age 2 with p = 0.5: 0.5 x (1 - 0.4) / (0.5 x 0.6 + 0.5 x 0.6), all of it by age 4
    assert got.chance_within(0.5, 2, 2) == pytest.approx(0.5)
    assert got.chance_within(0.5, 2, 1) == 0
    assert got.chance_within(0.5, 0, 2) == pytest.approx(0.5 * 0.4)


def test_past_the_last_win_the_chance_is_zero_and_has_no_precedent():
    got = curves((3, WON), (5, WON), (9, LOST))
    assert got.chance_within(0.9, [4, 5, 7, 40], 100).tolist() == [pytest.approx(0.9 * 0.5 / (0.9 * 0.5 + 0.1)), 0, 0, 0]
    assert got.no_precedent([4, 5, 6]).tolist() == [False, True, True]


def test_without_wins_nothing_is_ever_won():
    got = curves((3, LOST), (9, OPEN))
    assert got.last_win is None
    assert got.chance_within(0.9, 1, 100) == 0
    assert got.no_precedent(0)


def test_deals_that_nobody_closes_wait_among_the_lost():
    # two won at age 1, two lost at age 1, four still open at age 9: of what is not won, a third was lost
    got = curves((1, WON), (1, WON), (1, LOST), (1, LOST), *[(9, OPEN)] * 4)
    assert got.closing == pytest.approx(0.5)
    assert got.lost_by(50) == pytest.approx(2 / 6)


def test_a_deal_begun_before_anything_was_watched_counts_only_from_then_on():
    # the old deal came into view at age 8, so it says nothing about ages before
    got = curves((2, WON), (3, LOST), (9, OPEN), (8, 9, WON))
    # age 2: three watched; age 3: two; age 9: two (one of them came late), one won
    assert got.won_by([2, 9]) == pytest.approx([(1 / 3) / (1 / 3 + 1 / 6), 1])


def test_where_nobody_is_watched_from_the_first_days_all_count_from_theirs():
    got = curves((0, 1, WON), (6, 8, WON), (6, 9, LOST))  # the only young deal closes: nobody would be left
    plain = curves((1, WON), (8, WON), (9, LOST))
    assert got.won_by(range(10)) == pytest.approx(plain.won_by(range(10)))


def test_a_handful_watched_from_the_first_days_is_not_taken_for_all():
    entered, left, how = np.array([0, 0, 5, 5, 5, 5]), np.array([1, 9, 7, 8, 8, 9]), np.array([WON, LOST, WON, WON, LOST, LOST])
    assert aalen_johansen(entered, left, how, few=1).won_by(1) == pytest.approx((1 / 2) / (1 / 2 + 1 / 2 * 1 / 5 + 1 / 2 * 4 / 5 * 1 / 4))
    assert aalen_johansen(entered, left, how, few=2).won_by(1) == pytest.approx((1 / 6) / (3 / 6))


ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 12), st.sampled_from([OPEN, WON, LOST])).map(lambda r: (min(r[0], r[1]), r[1], r[2])), min_size=1, max_size=14).filter(
    lambda rows: any(how != OPEN for _, _, how in rows)
)


@given(ROWS)
def test_it_is_what_a_walk_over_the_deals_gives(rows):
    last = max(left for _, left, how in rows if how != OPEN)
    # the walk has no way round an empty field, so leave those cases to the test above
    alive = Fraction(1)
    for age in range(last):
        watched = [r for r in rows if r[0] <= age <= r[1]]
        closed = [r for r in watched if r[1] == age and r[2] != OPEN]
        alive *= 1 - Fraction(len(closed), len(watched)) if watched else 1
    if alive == 0:
        return
    won, lost = by_brute_force(rows)
    got = curves(*rows)
    ages = range(last + 1)
    assert got.won_by(ages) == pytest.approx([float(w / won[-1]) if won[-1] else 0.0 for w in won])
    assert got.lost_by(ages) == pytest.approx([float(x / (1 - won[-1])) if won[-1] < 1 else 0.0 for x in lost])
    assert got.closing == pytest.approx(float(won[-1] + lost[-1]))


@given(ROWS, st.floats(0, 1), st.integers(0, 15), st.integers(0, 15), st.integers(0, 15))
def test_a_chance_is_one_and_grows_with_the_days_left(rows, p, age, days, further):
    got = curves(*rows)
    sooner, later = got.chance_within(p, age, days), got.chance_within(p, age, days + further)
    assert 0 <= sooner <= later + 1e-12 <= 1 + 1e-9
    assert got.chance_within(0, age, days) == 0
    if p > 0 and got.won_by(age) < 1 and got.last_win is not None:  # whoever is sure to be won is won in the end
        assert got.chance_within(1, age, 99) == pytest.approx(1)


@given(ROWS)
def test_the_order_of_deals_changes_nothing(rows):
    one, other = curves(*rows), curves(*rows[::-1])
    assert one.won.tolist() == pytest.approx(other.won.tolist())
    assert one.lost.tolist() == pytest.approx(other.lost.tolist())
