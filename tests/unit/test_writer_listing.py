"""What a model is shown of the Facts: those of the worked-out answer, and others about the same things."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from copilot.facts import Ledger, make_fact
from copilot.writer.model import ModelWriter
from copilot.writer.outline import Outline, SectionDraft


def test_placeholders_of_other_things_are_left_out() -> None:
    day = date(2026, 11, 22)
    ledger = Ledger([make_fact(name, 1, "", f"the text of {name}", day) for name in ("call.rate", "demo.rate", "demo.target", "rep", "landed", "goal.1")])
    twin = Outline((SectionDraft("answer", "", 0, False, "{demo.rate}, and {landed}."),), "scripted")
    listed = ModelWriter._listing(twin, SimpleNamespace(ledger=ledger, passages={}))
    assert listed.splitlines() == [f"{{{name}}} reads: the text of {name}" for name in ("demo.rate", "landed", "demo.target", "rep")]
