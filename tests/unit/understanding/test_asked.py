"""What exactly a question is after, and what a follow-up keeps of the one before."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Intent, Rep, Window
from copilot.tools.understanding import ThreadView, Understander
from copilot.tools.understanding.asked import Parameters, carry, read_asked
from copilot.tools.understanding.spans import resolve_span, span_words

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("intent", "said", "asked"),
    [
        ("benchmark", "how likely is Sam to hit quota?", "chance"),
        ("benchmark", "will he make it", "chance"),
        ("benchmark", "how much has she closed this quarter?", "landed"),
        ("benchmark", "how far is Sam from her number", "to_go"),
        ("benchmark", "what's his win rate", "win_rate"),
        ("benchmark", "is it activity or win rate with Sam", "focus"),
        ("benchmark", "what is Sam good at", "strengths"),
        ("benchmark", "Sam's numbers", "figures"),
        ("history", "what does she want this year?", "performance"),
        ("history", "what motivates Sam?", "purpose"),
        ("history", "where does he see himself in the long run, career wise", "career"),
        ("history", "when did we last meet", "last_held"),
        ("history", "what did she promise last time", "last_promise"),
        ("history", "any commitments still open?", "open_promises"),
        ("history", "what did I promise Sam", "mine"),
        ("deals", "which deals have gone quiet", "stalled"),
        ("deals", "which ones matter most", "must_win"),
        ("deals", "what's her pipeline worth", "value"),
        ("cadence", "who have I been neglecting", "overdue"),
        ("explain", "why that one and not her win rate?", "why"),
        ("explain", "why is it so low?", "cause"),
        ("explain", "why tune the engine?", "why_conversation"),
        ("explain", "what does coverage mean?", "term"),
        ("talk", "write me a poem", "outside"),
    ],
)
def test_what_is_asked(intent: Intent, said: str, asked: str) -> None:
    assert read_asked(intent, said)["asked"] == asked


def test_a_count_says_what_and_when() -> None:
    found = read_asked("benchmark", "how many discovery calls did Sam make last week?")
    assert found == {"asked": "count", "activity": "call", "narrowed": "discovery", "span": "last week"}
    assert read_asked("benchmark", "how many more calls did he make")["narrowed"] is None


@pytest.mark.parametrize(
    ("before", "said", "kept"),
    [
        ({"asked": "count", "activity": "call", "narrowed": "discovery"}, {"asked": "demo"}, {"asked": "count", "activity": "demo", "narrowed": None, "span": None}),
        ({"asked": "count", "activity": "call"}, {"span": "in october"}, {"asked": "count", "activity": "call", "span": "in october"}),
        ({"asked": "demo"}, {"span": "last month"}, {"asked": "count", "activity": "demo", "narrowed": None, "span": "last month"}),
        ({"asked": "win_rate"}, {"asked": "speed"}, {"asked": "speed"}),
        ({"asked": "chance"}, {}, {"asked": "chance"}),
    ],
)
def test_a_follow_up_keeps_what_it_does_not_say(before: Parameters, said: Parameters, kept: Parameters) -> None:
    assert carry("benchmark", before, said) == kept


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("this quarter", "2026-10-01", "2026-11-22"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("in the last 30 days", "2026-10-24", "2026-11-22"),
        ("the past two weeks", "2026-11-09", "2026-11-22"),
        ("in october", "2026-10-01", "2026-10-31"),
        ("since october", "2026-10-01", "2026-11-22"),
        ("in december", "2025-12-01", "2025-12-31"),
    ],
)
def test_a_stretch_of_time_in_words_is_its_days(words: str, start: str, end: str) -> None:
    assert span_words(f"how many calls did he make {words}?") is not None
    assert resolve_span(words, SUNDAY) == Window(date.fromisoformat(start), date.fromisoformat(end))


def test_no_stretch_of_time_is_none() -> None:
    assert span_words("how is he doing?") is None
    assert resolve_span("some day", SUNDAY) is None


def test_the_second_one_of_a_list_is_that_deal_goal_or_person(understander: Understander, team: list[Rep]) -> None:
    deals = ThreadView(rep_id="r1", intents=("deals",), listed=("d1", "d2"), listed_kind="deals")
    request = understander.understand("the second one", team, deals, SUNDAY)
    assert (request.intents, request.rep_id, request.parameters) == (("deals",), "r1", {"deal": "d2"})
    goals = ThreadView(rep_id="r1", intents=("goals",), listed=("a", "b"), listed_kind="goals", goals=2)
    request = understander.understand("tell me about the first one", team, goals, SUNDAY)
    assert (request.intents, request.parameters["goal_index"]) == (("explain",), 1)
    reps = ThreadView(intents=("cadence",), listed=("r2", "r1"), listed_kind="reps")
    request = understander.understand("the second one", team, reps, SUNDAY)
    assert (request.intents, request.rep_id) == (("ask_back",), "r1")
    request = understander.understand("the third one", team, reps, SUNDAY)
    assert (request.intents, request.rep_id) == (("ask_back",), None)


def test_another_person_takes_over_what_was_asked(understander: Understander, team: list[Rep]) -> None:
    thread = ThreadView(rep_id="r1", intents=("benchmark",), asked={"asked": "chance"})
    request = understander.understand("and Tom?", team, thread, SUNDAY)
    assert (request.intents, request.rep_id, request.parameters["asked"]) == (("benchmark",), "r2", "chance")


def test_somebody_nobody_knows_is_never_answered_as_the_one_before(understander: Understander, team: list[Rep]) -> None:
    thread = ThreadView(rep_id="r1", intents=("explain",), asked={"asked": "why"})
    request = understander.understand("what about Moses", team, thread, SUNDAY)
    assert request.intents == ("ask_back",)
    assert request.rep_id is None


@pytest.mark.parametrize(
    ("intent", "said", "told", "asked"),
    [
        ("benchmark", "does Sam pick up the phone enough", ("call", 0.9), "call"),
        ("benchmark", "win rate of Sam", ("speed", 0.4), "win_rate"),  # the pattern stands against a guess
        ("benchmark", "win rate of Sam", ("speed", 0.9), "speed"),
        ("benchmark", "Sam then", ("speed", 0.1), None),  # a guess without a pattern is none
        ("history", "what did Sam promise last time", ("promises", 0.9), "last_promise"),  # only the patterns tell these apart
        ("deals", "what about the deals", ("none", 0.9), None),
        ("share", "send it", ("none", 0.9), None),
    ],
)
def test_the_classifier_and_the_patterns_together(intent: Intent, said: str, told: tuple[str, float], asked: str | None) -> None:
    assert read_asked(intent, said, told).get("asked") == asked
