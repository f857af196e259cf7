"""What the crowd's benchmark counts: the first text and no step, the end, and everything else as lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from benchmarks.crowd import Timed, quantile, rotated, say, summed_up

STEP, FACT, TEXT, DONE = "event: step_started\ndata: {}\n\n", "event: fact_found\ndata: {}\n\n", "event: text_delta\ndata: {}\n\n", "event: finished\ndata: {}\n\n"
FAILED = 'event: failed\ndata: {"status": 503}\n\n'


def turn(*parts: str | float, status: int = 200, breaks: bool = False) -> Timed:
    """A turn whose answer comes in these parts; a number is a pause in seconds."""

    async def body() -> AsyncIterator[bytes]:
        for part in parts:
            if isinstance(part, str):
                yield part.encode()
            else:
                await asyncio.sleep(part)
        if breaks:
            raise httpx.ReadError("gone")

    async def ask() -> Timed:
        transport = httpx.MockTransport(lambda _: httpx.Response(status, content=body()))
        async with httpx.AsyncClient(transport=transport, base_url="http://nextplay") as client:
            return await say(client, "Ada", "hello", "hello", "t1")

    return asyncio.run(ask())


def test_the_wait_ends_with_the_first_text_and_not_with_a_step_or_a_fact() -> None:
    timed = turn(STEP, FACT, 0.1, TEXT, 0.1, TEXT, DONE)
    assert timed.lost is None
    assert timed.first_text_s is not None
    assert timed.finished_s is not None
    assert 0.1 <= timed.first_text_s < timed.finished_s
    assert timed.finished_s - timed.first_text_s >= 0.1


def test_an_answer_that_asks_back_is_told_apart() -> None:
    assert turn(STEP, TEXT, 'event: finished\ndata: {"request": {"intents": ["ask_back"]}}\n\n').asked_back
    assert not turn(STEP, TEXT, 'event: finished\ndata: {"request": {"intents": ["deals"]}}\n\n').asked_back


@pytest.mark.parametrize(
    ("parts", "more", "why"),
    [
        ((STEP, FAILED), {}, "503"),
        ((STEP, TEXT), {}, "ended before"),
        ((STEP, DONE), {}, "without a text"),
        ((STEP, TEXT), {"breaks": True}, "ReadError"),
        (("{}",), {"status": 500}, "500"),
    ],
)
def test_whatever_does_not_finish_with_a_text_is_lost(parts: tuple[str, ...], more: dict[str, Any], why: str) -> None:
    assert why in str(turn(*parts, **more).lost)


def test_lost_turns_are_listed_and_in_no_median() -> None:
    good = [Timed("Ada", "a", s, s + 1) for s in (0.1, 0.2, 0.9)]
    found = summed_up([*good, Timed("Ben", "b", 7.0, None, "500")])
    assert found["turns"] == 4
    assert [lost["who"] for lost in found["lost"]] == ["Ben"]
    assert found["first_text"] == {"median_s": 0.2, "p95_s": 0.9, "max_s": 0.9}
    assert found["finished"]["median_s"] == 1.2


def test_ninety_five_of_a_hundred_are_within_the_quantile() -> None:
    assert quantile(range(1, 101), 0.95) == 95
    assert quantile([3], 0.95) == 3


def test_everybody_begins_elsewhere_and_says_everything() -> None:
    assert rotated(("a", "b", "c"), 1) == ("b", "c", "a")
    assert rotated(("a", "b", "c"), 3) == ("a", "b", "c")
