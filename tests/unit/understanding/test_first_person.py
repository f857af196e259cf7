"""A rep who says `I` is read as the manager would ask about them."""

from __future__ import annotations

import pytest

from copilot.tools.understanding.first_person import in_third_person


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("how am I doing?", "how is Ana Silva doing?"),
        ("What holds me back", "What holds Ana Silva back"),
        ("which of my deals need work", "which of Ana Silva's deals need work"),
        ("will i make it, i'm at half", "will Ana Silva make it, Ana Silva is at half"),
        ("what if I'd run two more demos", "what if Ana Silva would run two more demos"),
        ("what have I promised, and do I keep it?", "what has Ana Silva promised, and does Ana Silva keep it?"),
        ("what did my manager promise me?", "what did I promise Ana Silva?"),
        ("i.e. the demos in Miami, mid-March", "i.e. the demos in Miami, mid-March"),
        ("how are the deals?", "how are the deals?"),
    ],
)
def test_the_speaker_is_named(said: str, read: str) -> None:
    assert in_third_person(said, "Ana Silva") == read
