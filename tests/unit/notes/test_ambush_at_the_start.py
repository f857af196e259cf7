"""Short notes that open with figures about what was: an ambush from three on, quoted in whole sentences."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Finding
from copilot.policy import CoachingPolicy
from copilot.tools.notes.report import check_notes

TODAY = date(2026, 11, 20)


def _ambush(text: str) -> Finding:
    return next(f for f in check_notes(text, CoachingPolicy(), TODAY).findings if f.sin == "data_ambush")


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "Told Tom he is sixth of eight on calls this quarter. He lost 12 deals, the quarter before 9. Activity is down 20 %.\nThen pricing. Tom will call five customers by Friday.",
            "Told Tom he is sixth of eight on calls this quarter. He lost 12 deals, the quarter before 9. Activity is down 20 %.",
        ),
        ("Opened with the quarter: lost 12 deals, the quarter before 9, down 20 %. Tom was quiet.", "Opened with the quarter: lost 12 deals, the quarter before 9, down 20 %."),
        (
            "She made forty calls, ran six demos and won two deals last month. Asked why.\nPriya will write five questions by Friday.",
            "She made forty calls, ran six demos and won two deals last month.",
        ),
        ("Good to see her.\n- win rate 21 %\n- 9 deals lost\n- €40k behind\nPriya listened.", "win rate 21 %\n- 9 deals lost\n- €40k behind"),
    ],
)
def test_three_figures_about_what_was_are_an_ambush(text: str, quote: str) -> None:
    found = _ambush(text)
    assert (found.verdict, found.quote) == ("present", quote)
    assert text[found.start : found.end] == quote


@pytest.mark.parametrize(
    "text",
    [
        "Tom's win rate was 21 % last quarter. What would help? He wants to lead a team.",
        "He will make 30 calls, run 4 demos and send 10 e-mails by Friday.",
        "He won 3 deals, made 40 calls and ran 12 demos; he brought his own numbers. We spoke about what he wants.",
        "Tom spoke first. Two deals worry him. We practised the price talk. He chose a goal.",
    ],
)
def test_one_figure_or_what_lies_ahead_is_not(text: str) -> None:
    assert _ambush(text).verdict != "present"


def test_what_is_quoted_are_whole_sentences() -> None:
    text = "Good start. I pulled up the dashboard and asked him why. He said little. " + "We talked about what he wants next. " * 12
    assert _ambush(text).quote == "I pulled up the dashboard and asked him why."
