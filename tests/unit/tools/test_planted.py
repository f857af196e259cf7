"""The focus names what was planted, and nothing where nothing was (see `benchmarks.planted`)."""

from __future__ import annotations

import os

import pytest

from benchmarks.planted import CAUSES, KINDS, Kind, answer, planted

WHOLE = bool(os.environ.get("NEXTPLAY_HEAVY"))
COMPANIES = 500 if WHOLE else 40
ASKED = 0.90
BY_CHANCE = 0.0 if WHOLE else 0.10
"""Of 40 companies with a true share of 0.90 fewer than 32 are right in one sample of seventy."""


@pytest.mark.parametrize("kind", KINDS)
def test_the_focus_is_what_was_planted_or_none(kind: Kind):
    answers = [answer(planted(kind, i)) for i in range(COMPANIES)]
    right = sum(a.focus == a.cause for a in answers) / COMPANIES
    assert right >= ASKED - BY_CHANCE
    if kind == "gap":
        assert {a.cause for a in answers} == set(CAUSES)
    else:
        assert sum(a.naive is not None for a in answers) / COMPANIES > 0.9, "what differs most from the average always says something"


def test_a_company_is_the_same_each_time_and_no_other():
    one, again, other = planted("gap", 3).company, planted("gap", 3).company, planted("gap", 11).company
    assert one.opportunities.equals(again.opportunities)
    assert one.activities.equals(again.activities)
    assert not one.opportunities["value"].equals(other.opportunities["value"])
