"""One person under several spellings is one person where only they can be meant, and a question where several can."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.crm.aliases import _may_be
from tests.unit.crm.figures import figures_per_rep
from tests.unit.crm.test_reports import HEAD, kinds, read

TEAM = "Full Name,Title,Manager\nAnn Lee,AE,Gwen Park\nBo McRay,AE,Gwen Park\n"


def deals(*owners: str) -> str:
    return HEAD + "".join(f"{i},{owner},Acme,Won,2026-01-05,2026-02-25,100\n" for i, owner in enumerate(owners, 1))


@pytest.mark.parametrize("written", ["Ann", "A. Lee", "Ann L.", "LEE Ann", "ann.lee@x.example", "alee@x.example", "lee_ann@x.example"])
def test_spellings_that_can_mean_ann_lee(written: str) -> None:
    assert _may_be(written, ("ann", "lee"))


@pytest.mark.parametrize("written", ["Lee", "A L", "Anna", "Ann Berg", "B. Lee", "sales@x.example", "lee.berg@x.example"])
def test_spellings_that_cannot_mean_ann_lee(written: str) -> None:
    assert not _may_be(written, ("ann", "lee"))


@pytest.mark.parametrize("spelled", [("Ann", "Bo"), ("LEE Ann", "MCRAY Bo"), ("ann.lee@x.example", "bmcray@x.example"), ("Ann L.", "B. McRay")])
def test_deals_of_a_spelling_are_credited_to_the_one_listed(tmp_path: Path, spelled: tuple[str, str]) -> None:
    reading = read(tmp_path, {"deals.csv": deals(*spelled), "team.csv": TEAM})
    assert {rep: f["won"] for rep, f in figures_per_rep(reading).items()} == {"Ann Lee": 1, "Bo McRay": 1}
    assert reading.questions == ()
    assert kinds(reading)["name_variants"] == [("deals.csv", 2), ("deals.csv", 3)]


def test_an_address_in_deals_and_a_name_in_activities_are_one_person(tmp_path: Path) -> None:
    calls = "Call ID,Rep,Date\nc1,Ann Lee,2026-02-01\n"
    reading = read(tmp_path, {"deals.csv": deals("ann.lee@x.example", "bo.ray@x.example"), "calls.csv": calls})
    assert sorted(p.name for p in reading.people) == ["Ann Lee", "bo.ray@x.example"]
    assert set(reading.activities["rep_id"]) <= set(reading.opportunities["rep_id"])


def test_a_first_name_that_two_have_is_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": deals("Ann", "Bo"), "team.csv": TEAM + "Ann Berg,AE,Gwen Park\n"})
    assert "ambiguous_name" in kinds(reading)
    assert any("'Ann' may be 'Ann Berg' or 'Ann Lee'" in q for q in reading.questions)


def test_two_spellings_in_one_column_stay_two_people(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": deals("Ann", "Ann Lee")})
    assert len(figures_per_rep(reading)) == 2


def test_one_id_beside_two_names_that_share_nothing_is_a_question(tmp_path: Path) -> None:
    head = "Deal ID,Owner ID,Owner,Account,Stage,Created Date,Close Date,Amount\n"
    rows = "".join(f"{i},u{1 if i < 9 else i},{'Ann Lee' if i != 3 else 'Bo Ray'},A,Won,2026-01-05,2026-02-25,1\n" for i in range(1, 9))
    reading = read(tmp_path, {"deals.csv": head + rows + "9,u9,Cy Moss,A,Won,2026-01-05,2026-02-25,1\n"})
    assert "one_id_two_names" in kinds(reading) or any("different people" in q for q in reading.questions)
