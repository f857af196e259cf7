"""What the words of the coaching model mean follows the company's own policy."""

from __future__ import annotations

import re

import pytest

from copilot.graph.glossary import meaning_of
from copilot.policy import CoachingPolicy

WORDS = ["what is coachability", "the win rate", "starts", "revenue per customer", "levels", "quadrant", "stalled", "looking back", "what does rear view mean", "commitments first", "speed", "backlog"]
OTHER = CoachingPolicy(
    engine_months=6,
    verdict_months=18,
    segment_bounds=(0.5, 0.7, 0.9, 1.2),
    stalled_quantile=0.9,
    quiet_days=21,
    past_share=0.2,
    quadrant_names={"TOXIC": "promises first"},
)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("policy", [CoachingPolicy(), OTHER, CoachingPolicy(engine_months=1, verdict_months=1)])
def test_every_meaning_is_filled_in(word: str, policy: CoachingPolicy) -> None:
    said = meaning_of(policy, word)
    assert said is None or not re.search(r"[{}]", said)


def test_windows_and_bounds_are_those_of_the_policy() -> None:
    said = {word: str(meaning_of(OTHER, word)) for word in ("win rate", "starts", "revenue per customer", "quadrant", "levels")}
    assert all("6 months" in text and "12 months" not in text for text in said.values())
    assert "in the last 18 months" in str(meaning_of(OTHER, "coachability"))
    assert "Poor under 50 %, Low Core from 50 %, Core from 70 %, High Core from 90 %, Star from 120 %." in said["levels"]
    assert "longer than 90 % of won deals took" in str(meaning_of(OTHER, "stalled"))
    assert "for 21 days" in str(meaning_of(OTHER, "stalled"))
    assert "at most 20 % of a 1:1" in str(meaning_of(OTHER, "rear view"))


def test_a_renamed_quadrant_is_found_and_called_by_its_name() -> None:
    assert str(meaning_of(OTHER, "what is promises first?")).startswith("“Promises first” is one of the ways to coach")
    assert "Promises first: neither yet." in str(meaning_of(OTHER, "quadrant"))


def test_a_window_of_one_month_reads_well() -> None:
    assert str(meaning_of(CoachingPolicy(engine_months=1), "win rate")).endswith("won or lost in the last month. Open deals do not count.")
