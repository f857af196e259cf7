"""What the sliders of a rep's page ask: the forecast with changes, every figure of which can be pressed."""

from __future__ import annotations

import pytest

from tests.integration.web.conftest import Person


def test_changes_together_are_worded_and_each_figure_can_be_pressed(priya: Person) -> None:
    found = priya.get(f"/api/v1/forecast?rep={priya.id}&change=starts=%2B10%25&change=demo=%2B1/week").json()
    changed = {f["name"]: f for f in found["facts"] if f["name"].startswith("changed.")}
    assert set(changed) >= {"changed.expected", "changed.p_goal", "changed.milestone.1", "changed.ahead", "changed.earnings"}
    together = found["changes"][-1]
    assert together["what"] == "together"
    assert changed["changed.expected"]["value"] == pytest.approx(together["expected"])
    assert together["expected"] > found["expected"]
    assert "more than as things are" in changed["changed.expected"]["text"]
    assert changed["changed.ahead"]["value"] == pytest.approx(together["next_four"]["d_expected"])
    for fact in changed.values():
        assert priya.get(f"/api/v1/facts/{fact['id']}").json()["text"] == fact["text"]


def test_one_change_for_the_worse_says_less(helen: Person, priya: Person) -> None:
    found = helen.get(f"/api/v1/forecast?rep={priya.id}&change=win_rate=-20%25").json()
    said = next(f for f in found["facts"] if f["name"] == "changed.expected")
    assert "less than as things are" in said["text"]
    assert said["value"] < found["expected"]


def test_without_a_change_nothing_is_said_to_change(priya: Person) -> None:
    assert not [f for f in priya.get(f"/api/v1/forecast?rep={priya.id}").json()["facts"] if f["name"].startswith("changed.")]


def test_another_manager_and_another_rep_learn_nothing(rafael: Person, tom: Person, priya: Person) -> None:
    for person in (rafael, tom):
        assert person.get(f"/api/v1/forecast?rep={priya.id}&change=starts=%2B5%25").status_code in (403, 404)


def test_a_change_that_cannot_be_read_is_said(priya: Person) -> None:
    answer = priya.get(f"/api/v1/forecast?rep={priya.id}&change=luck=%2B5%25")
    assert answer.status_code == 422
    assert "luck" in answer.json()["detail"]


def test_both_sides_have_the_sliders(helen: Person, priya: Person) -> None:
    for person in (helen, priya):
        page = person.get(f"/reps/{priya.id}").text
        for name in ("starts", "win_rate", "revenue_per_customer", "speed", "call", "meeting", "demo"):
            assert f'id="k-{name}" name="{name}" type="range"' in page
