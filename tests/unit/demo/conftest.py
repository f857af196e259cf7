"""The demo company of one day, generated once for the tests that only read it."""

from __future__ import annotations

from datetime import date

import pytest

from store.demo.company import DemoCompany
from tests.unit.demo.made import made


@pytest.fixture(scope="session")
def company() -> DemoCompany:
    return made(date(2026, 11, 22))
