"""In Dutch a sale that was scored is won and one that was missed is lost; in English a lead is scored and a call missed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from store.crm.statuses import outcome
from tests.unit.crm.test_reports import read


@pytest.mark.parametrize(
    ("word", "says"), [("Gescoord", "won"), ("Gemist", "lost"), ("Misgelopen", "lost"), ("Niet gescoord", "lost"), ("Offerte gemist", "lost"), ("Scored", None), ("Missed call", None)]
)
def test_scored_and_missed(word: str, says: str | None) -> None:
    assert outcome(word) == says


@pytest.mark.parametrize(
    "head",
    ["Naam,Klant,Eigenaar,Status,Bedrag,Aangemaakt op,Gescoord/gemist op", "Onderwerp,Bedrijf,Verkoper,Status,Waarde,Datum aangemaakt,Gewonnen/misgelopen op"],
)
def test_the_day_of_either_is_when_a_deal_closed(head: str, tmp_path: Path) -> None:
    won, lost = ("Gescoord", "Gemist") if "Klant" in head else ("Gewonnen", "Misgelopen")
    rows = "".join(f"D{i},Firm {i},Ann Lee,{(won, lost)[i % 2]},{100 * i},2026-01-0{i},2026-02-1{i}\n" for i in range(1, 6))
    reading = read(tmp_path, {"sales.csv": f"{head}\n{rows}D6,Firm 6,Ann Lee,Open,600,2026-01-06,\n"})
    assert reading.opportunities["status"].tolist() == ["lost", "won", "lost", "won", "lost", "open"]
    assert [d.date() for d in reading.opportunities["closed_on"][:5]] == [dt.date(2026, 2, 10 + i) for i in range(1, 6)]
