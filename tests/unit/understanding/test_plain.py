"""Which messages need no model beside the rules: short ones with one request, surely read."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Rep
from copilot.tools.understanding import Understander
from copilot.tools.understanding.thread import ThreadView
from evals.training.intents import TEAM
from evals.understanding import load_messages

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "said",
    [
        "get me ready for Priya Nair",
        "how is Priya doing?",
        "what if Priya ran two more demos a week?",
        "does Priya keep commitments?",
        "what do we have on multi-threading?",
        "who is due for a 1:1?",
        "thanks",
    ],
)
def test_one_short_request_is_plain(said: str, understander: Understander) -> None:
    assert understander.understand(said, TEAM, ThreadView(), SUNDAY).plain


@pytest.mark.parametrize(
    "said",
    [
        "what if Priya ran two more demos a week, and what do we have on demos?",
        "get me ready for Priya. Who else is due?",
        "what if Priya changed something?",
        "which deals need work?",
        "get me ready for Priya Nair on Thursday since I would like to see where she stands by then",
        "hm, the usual thing for Priya I suppose",
        "get me ready for her",
    ],
)
def test_what_is_long_joined_unsure_or_open_is_not(said: str, understander: Understander) -> None:
    assert not understander.understand(said, TEAM, ThreadView(), SUNDAY).plain


def test_what_is_plain_is_read_rightly(understander: Understander) -> None:
    """On the labelled messages that begin a thread; half of them were held out from everything that was tuned."""
    first = [m for m in load_messages() if not m.before]
    read = [(m, understander.understand(m.say, TEAM, ThreadView(), SUNDAY)) for m in first]
    plain = [(m, r) for m, r in read if r.plain]
    assert len(plain) >= 40
    assert [m.say for m, r in plain if set(r.intents) != set(m.intents)] == []


def test_two_requests_compare_equal_whether_plain_or_not(understander: Understander, team: list[Rep]) -> None:
    plain = understander.understand("thanks", team, ThreadView(), SUNDAY)
    assert plain == type(plain)(plain.intents, plain.rep_id, plain.parameters)
