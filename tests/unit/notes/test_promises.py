"""Promises are found with who, what and when; wishes, conditions, questions and reports are not promises."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Commitment
from copilot.policy import CoachingPolicy
from copilot.tools.goals import apply_suggestion
from copilot.tools.notes import commitment_goal, find_commitments, read_notes

MET = date(2026, 11, 18)
PROMISES = [
    ("I'll send the proposal to Acme by Friday.", "2026-11-20"),
    ("I will call five customers tomorrow.", "2026-11-19"),
    ("I'm going to read the page on discovery before Thursday.", "2026-11-19"),
    ("I commit to asking two open questions in each call.", ""),
    ("I promise to send you the notes tonight.", "2026-11-18"),
    ("Sure, I'll definitely update the CRM this week.", "2026-11-20"),
    ("I can have the plan ready by Monday.", "2026-11-23"),
    ("Let me send you the template.", ""),
    ("Ok, I'll book an hour for prospecting on Tuesday.", "2026-11-24"),
    ("I've agreed to role-play the price talk with you next week.", "2026-11-27"),
    ("Yes, and I'll also email the CFO.", ""),
    ("I shall draft the mutual plan by the end of the month.", "2026-11-30"),
    ("I'll take that on.", ""),
    ("I'll get you the figures by the 25th.", "2026-11-25"),
    ("I'm gonna call them back tomorrow morning.", "2026-11-19"),
    ("So I will write down three questions before the next demo.", ""),
    ("Count on me to ask for the referral.", ""),
    ("Fine, I'll make ten calls by Friday and I'll log each one.", "2026-11-20"),
    ("We'll review the Acme deal on Monday.", "2026-11-23"),
    ("I agree to listen to two of my calls.", ""),
    ("You'll have it by Friday.", "2026-11-20"),
    ("I will close the Acme deal by Friday.", "2026-11-20"),
    ("Leave it with me.", ""),
]
NO_PROMISES = [
    "So I'll call them tomorrow?",
    "And I will send it by Friday, right?",
    "If they call back, I'll send the proposal.",
    "I would like to call more.",
    "I hope to close it soon.",
    "I might ask the CFO.",
    "Maybe I'll try the new script.",
    "I'll try to call more.",
    "I sent the proposal last week.",
    "I was going to call them.",
    "Will you send it?",
    "Shall I call them?",
    "I'll be honest with you.",
    "I'll say this was a hard quarter.",
    "I'll never understand that customer.",
    "I will not call them again.",
    "I won't do that.",
    "The customer will sign next week.",
    "They will decide on Friday.",
    "You should call them tomorrow.",
    "You will need to update the CRM.",
    "I think I'll wait and see.",
    "I'd love to run my own team one day.",
    "I'll be on holiday next week.",
    "Let me think about that.",
    "Let me ask you something.",
    "Let me see if I understood.",
    "I don't know if I'll get to it.",
    "I called ten customers on Monday.",
    "It will be fine.",
    "That would help.",
    "I want to reach the club this year.",
    "I guess I'll have to.",
    "I'll bet they are talking to somebody else.",
    "When will I hear from them?",
    "He told me that he'd call.",
    "I wish I had asked.",
    "Unless they move, I will leave it.",
    "I could call them on Friday.",
    "I should ask more questions.",
    "I need to think about it.",
    "The deal will close in March.",
    "I'll see.",
    "I'll know more on Friday.",
]


def found(text: str) -> list[Commitment]:
    return find_commitments(read_notes(text), text, MET)


def said(sentence: str) -> str:
    return f"Manager: What now?\nRep: {sentence}\nManager: Good.\nRep: Yes."


@pytest.mark.parametrize(("sentence", "by"), PROMISES)
def test_a_promise_is_found_with_its_day(sentence: str, by: str) -> None:
    promises = found(said(sentence))
    assert promises
    assert {p.who for p in promises} <= {"rep", "unclear"}
    assert (by or None) in [p.by.isoformat() if p.by else None for p in promises]
    for p in promises:
        assert said(sentence)[p.start : p.end] == p.quote
        assert p.quote in sentence


@pytest.mark.parametrize("sentence", NO_PROMISES)
def test_what_is_no_promise_is_left_alone(sentence: str) -> None:
    assert found(said(sentence)) == []


def test_who_promised_is_who_spoke() -> None:
    text = "Manager: I'll send you the template by Friday.\nRep: And I'll fill it in by Monday.\nManager: Good.\nRep: We'll review it together on Tuesday."
    assert [(c.who, c.by) for c in found(text)] == [("manager", date(2026, 11, 20)), ("rep", date(2026, 11, 23)), ("unclear", date(2026, 11, 24))]


NOTES = """# 1:1 with Moses, 18 November
Manager: Dana
Talked about Acme. Moses had lost two deals last month.
- Moses will call the CFO of Acme by Friday
- Moses agreed to practise the opening twice with Dana
- Moses to send the plan to Globex tomorrow
- He said he would close the Initech deal by the end of the month
- He wants to lead a team one day
- The customer will decide next week

## Next steps
- Read the page on mutual plans and use it once by 27 Nov
- [ ] Ask two customers for a referral
- Dana: send the template
Action: write the next step of each deal into the CRM

## Last time
- Call five customers
"""


def test_notes_name_people_and_list_next_steps() -> None:
    assert [(c.who, c.what, c.by, c.in_own_hands) for c in found(NOTES)] == [
        ("rep", "call the CFO of Acme by Friday", date(2026, 11, 20), True),
        ("rep", "practise the opening twice with Dana", None, True),
        ("rep", "send the plan to Globex tomorrow", date(2026, 11, 19), True),
        ("rep", "close the Initech deal by the end of the month", date(2026, 11, 30), False),
        ("unclear", "Read the page on mutual plans and use it once by 27 Nov", date(2026, 11, 27), True),
        ("unclear", "Ask two customers for a referral", None, True),
        ("manager", "send the template", None, True),
        ("unclear", "write the next step of each deal into the CRM", None, True),
    ]
    assert all(NOTES[c.start : c.end] == c.quote for c in found(NOTES))


def test_a_promise_becomes_a_goal_with_what_still_breaks_a_rule() -> None:
    goals = [commitment_goal(c, MET, date(2026, 12, 2), CoachingPolicy()) for c in found(NOTES)]
    assert goals[0].description == "Call the CFO of Acme by Friday"
    assert (goals[0].completion_date, goals[0].violations) == (date(2026, 11, 20), ())
    assert goals[1].completion_date == date(2026, 12, 2)
    (violation,) = goals[3].violations
    assert violation.rule == "own_hands"
    assert apply_suggestion(goals[3], violation).description.startswith("Ask Initech for a decision by")
