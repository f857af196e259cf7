"""Charts: what is where, said in words, and labels that do not cover each other."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from web.charts import cadence_strip, dumbbell, landing_range, quadrant

NAMES = ("independent", "star", "commitments first", "future")
DOTS = st.lists(st.tuples(st.sampled_from(["Ana", "Bo", "Christopher", "Dee"]), st.floats(0, 1), st.floats(0, 3)), max_size=12)


def dots(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="5" class="dot"', svg)]


def test_each_rep_stands_in_their_quadrant() -> None:
    svg = quadrant([("star", 0.7, 1.0), ("future", 0.7, 0.99), ("independent", 0.69, 1.0), ("toxic", 0.69, 0.99)], 0.7, 1.0, NAMES)
    placed = dict(zip(["star", "independent", "future", "toxic"], dots(svg), strict=False))
    by_label = {label: (float(x), float(y)) for label, x, y in re.findall(r'<title>(\w+)</title><circle cx="([\d.]+)" cy="([\d.]+)"', svg)}
    assert len(placed) == 4
    assert by_label["star"][0] > 200 > by_label["independent"][0]
    assert by_label["star"][1] < 160 < by_label["future"][1]
    assert by_label["toxic"][0] < 200
    assert by_label["toxic"][1] > 160


@given(DOTS)
def test_the_quadrant_is_sound_and_keeps_inside_its_frame(found: list[tuple[str, float, float]]) -> None:
    svg = str(quadrant(found, 0.7, 1.0, NAMES))
    ElementTree.fromstring(svg)
    assert len(dots(svg)) == len(found)
    assert all(0 < x < 400 and 0 < y < 320 for x, y in dots(svg))


def test_labels_of_close_dots_stand_apart() -> None:
    svg = quadrant([("Tom", 0.8, 0.72), ("Priya", 0.8, 0.74), ("Ana", 0.81, 0.73)], 0.7, 1.0, NAMES)
    spots = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">', str(svg))
    assert len(set(spots)) == 3


def test_the_strip_says_in_words_what_it_shows() -> None:
    start = date(2026, 8, 31)
    weeks = [(start + timedelta(weeks=i), s) for i, s in enumerate(["held", "none", "moved", "missed", "held"])]
    svg = str(cadence_strip(weeks))
    ElementTree.fromstring(svg)
    assert 'aria-label="In 5 weeks: 2 held, 1 moved, 1 missed"' in svg
    assert "<title>week of 31 August: held</title>" in svg
    assert "no 1:1" in cadence_strip([(start, "none")])


def test_the_larger_of_two_figures_stands_at_the_end_of_the_rail() -> None:
    own = re.search(r'cx="([\d.]+)" cy="9" r="5.5"', dumbbell(6.0, 8.0, "Calls"))
    aim = re.search(r'cx="([\d.]+)" cy="9" r="5"', dumbbell(6.0, 8.0, "Calls"))
    assert own
    assert aim
    assert float(aim[1]) == 192
    assert float(own[1]) == 8 + 184 * 0.75
    assert "aim" not in dumbbell(0.0, None, "Calls")


def test_labels_are_escaped() -> None:
    assert "<b>" not in dumbbell(1.0, 2.0, "<b>") + quadrant([("<b>", 0.5, 0.5)], 0.7, 1.0, NAMES)


def test_the_bar_of_an_interval_stands_where_the_interval_is() -> None:
    svg = str(dumbbell(6.0, 8.0, "Calls", 5.0, 10.0))
    ElementTree.fromstring(svg)
    bar = re.search(r'<rect x="([\d.]+)" y="17" width="([\d.]+)"', svg)
    assert bar
    assert float(bar[1]) == 8 + 184 * 0.5
    assert float(bar[1]) + float(bar[2]) == 192
    assert "sure" not in dumbbell(6.0, 8.0, "Calls")


@given(st.lists(st.floats(0, 1e7), min_size=4, max_size=4), st.lists(st.floats(0, 1e7), max_size=3))
def test_the_range_of_a_landing_is_sound_and_keeps_inside(ends: list[float], marks: list[float]) -> None:
    landed, low, middle, high = sorted(ends)
    svg = str(landing_range(landed, low, middle, high, marks, "<b>in words</b>"))
    ElementTree.fromstring(svg)
    assert "<b>" not in svg
    places = [float(x) for x in re.findall(r'(?:M| x=")([\d.]+)', svg)]
    assert all(6 <= x <= 394 for x in places)
    assert svg.count('class="goal"') == min(1, len(marks))
    assert svg.count('class="beyond"') == max(0, len(marks) - 1)
