"""Nothing ungrounded passes, and plain coaching talk does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Passage
from copilot.facts import Ledger, UnknownPlaceholder, make_fact, render
from copilot.grounding import check_template, check_text

DAY = date(2026, 11, 13)
LEDGER = Ledger(
    [
        make_fact("win_rate", 0.62, "ratio", "62 % (31 of 50)", DAY, n=50),
        make_fact("demo.rate", 2, "per week", "2 a week", DAY),
        make_fact("demo.what_if", 40000.0, "EUR", "about €40,000 over the next four quarters", DAY, kind="what_if"),
        make_fact("rep", "Priya", "text", "Priya", DAY, kind="name"),
        make_fact("odd", "x", "text", "{win_rate} 7", DAY, kind="words"),
    ]
)
PASSAGES = {"p1": Passage("p1", "d", "Discovery", "Discovery", "Ask what happens if nothing changes. Then wait.", 0, 47, quote="Ask what happens if nothing changes.")}
NAMES = ("Darcel Schlecht", "Acme Corporation", "Zoë Lindqvist")

PLANTED = [
    ("digit", "You closed 12 of them."),
    ("digit", "That is 7th of 30."),
    ("digit", "About ½ of your deals stall."),
    ("digit", "Your rate is ６２ percent-ish."),
    ("number_word", "You run seven demos."),
    ("number_word", "Twice as quick would be fine."),
    ("number_word", "You are seventh out of thirty."),
    ("number_word", "Try one more call."),
    ("number_word", "Half of your deals are quiet."),
    ("number_word", "A dozen calls would do."),
    ("date", "Let us talk on Friday."),
    ("date", "That slipped in March."),
    ("date", "You did well last quarter."),
    ("date", "Have it done by the end of the month."),
    ("date", "This is about Q3."),
    ("comparison", "You win more than others."),
    ("comparison", "Your pipeline is growing."),
    ("comparison", "You are below where people at High Core are."),
    ("comparison", "Your win rate fell."),
    ("comparison", "You are ahead of the team average."),
    ("comparison", "You rank near the top."),
    ("comparison", "That has doubled."),
    ("cause", "It is quiet because you call too little."),
    ("cause", "This would bring {win_rate}."),
    ("cause", "That leads to quiet deals."),
    ("name", "Darcel does this well."),
    ("name", "Ask darcel schlecht about it."),
    ("name", "This is about Zorbert."),
    ("name", "Zorbert said so."),
    ("name", "Call Acme Corporation."),
    ("name", "You could ask Zoë."),
    ("quotation", "She said “call me”."),
    ("quotation", 'As the playbook says, "always be closing".'),
    ("quotation", "The page says 'never give up on them'."),
    ("placeholder", "You win {deal_rate}."),
    ("placeholder", "You win {win_rate:percent}."),
    ("placeholder", "As it says, {quote:p9}"),
    ("placeholder", "You win {win rate}."),
    ("empty", "   "),
]


@pytest.mark.parametrize(("kind", "text"), PLANTED)
def test_refuses_what_is_not_grounded(kind: str, text: str) -> None:
    assert kind in {r.kind for r in check_template(text, LEDGER, PASSAGES, NAMES)}


FINE = [
    "You win {win_rate}. What would you like to try before our next 1:1?",
    "{rep}, where do you want this year to take you?",
    "People at High Core do this in the open; what gets in your way?",
    "Tell me more about what you want. What matters most to you?",
    "{quote:p1} Which of your deals could use that question?",
    "A small change would bring {demo.what_if}, if that link holds.",
    "Now what? One thing, yours to say yes or no to.",
    "Let's talk it over. Don't rush.",
    "What would help? I can sit in on a call.",
    "You run {demo.rate:words} demos.",
]


@pytest.mark.parametrize("text", FINE)
def test_lets_plain_coaching_talk_pass(text: str) -> None:
    assert [str(r) for r in check_template(text, LEDGER, PASSAGES, NAMES)] == []


@given(st.integers(0, 10**9))
def test_any_figure_outside_a_placeholder_is_refused(n: int) -> None:
    for written in (str(n), f"{n:,}", f"{n} %", f"€{n}"):
        assert any(r.kind == "digit" for r in check_template(f"You did {written} of those.", LEDGER, PASSAGES))


@given(st.text(max_size=60).filter(lambda t: "{" not in t and "}" not in t))
def test_rendering_leaves_everything_outside_placeholders_alone(text: str) -> None:
    said = render(text + "{win_rate}" + text, LEDGER)
    assert said.text == text + "62 % (31 of 50)" + text
    assert [said.text[s.start : s.end] for s in said.spans] == ["62 % (31 of 50)"]


def test_braces_in_data_stay_literal() -> None:
    assert render("{odd}!", LEDGER).text == "{win_rate} 7!"


def test_unknown_placeholders_are_all_named() -> None:
    with pytest.raises(UnknownPlaceholder) as e:
        render("{a} {win_rate} {b}", LEDGER)
    assert e.value.names == ("a", "b")


def test_finished_text_may_only_say_numbers_of_its_facts() -> None:
    facts = list(LEDGER)
    assert check_text("You win 62 % (31 of 50) in our 1:1.", facts) == []
    assert [r.what for r in check_text("You win 63 % of 50.", facts)] == ["63"]
    assert check_text("On 13 November, 30 minutes.", facts, also=("13 November 2026", "30")) == []
