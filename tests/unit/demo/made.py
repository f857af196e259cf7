"""Demo companies that tests only read, each generated once in a process."""

from __future__ import annotations

from datetime import date
from functools import cache

from store.demo.company import DemoCompany, demo_company


def made(until: date, seed: int = 7) -> DemoCompany:
    """The company of that day; whoever wants to see it generated anew calls `demo_company`."""
    return _made(until, seed)


@cache
def _made(until: date, seed: int) -> DemoCompany:
    return demo_company(until, seed)
