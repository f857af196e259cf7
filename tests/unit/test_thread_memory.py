"""A conversation is known by its first message, however long it goes on."""

from __future__ import annotations

from copilot.graph.state import Memory
from copilot.graph.thread_memory import MOST_SAID, with_message


def test_the_first_message_stays_when_it_is_no_longer_among_the_last() -> None:
    memory = Memory()
    for i in range(MOST_SAID + 3):
        memory = with_message(memory, f"question  {i}")
    assert memory["first"] == "question 0"
    assert memory["said"] == [f"question {i}" for i in range(3, MOST_SAID + 3)]


def test_a_conversation_from_before_it_was_kept_is_known_by_the_oldest_that_is() -> None:
    assert with_message(Memory(turns=9, said=["the eighth", "the ninth"]), "the tenth")["first"] == "the eighth"
