"""A deal is with a company, not with the person there whom the export names beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.crm.test_reports import read

BUYERS = ("Ida Abel", "Jon Brown", "Kai Cole", "Liv Dunn")
FIRMS = ("Acme GmbH", "Bolt Ltd", "Cog AB", "Dyn Oy", "Elm BV", "Fir Inc")


def deals(firm: str, contact: str, cells: tuple[str, ...] = FIRMS) -> str:
    head = f"Deal ID,Owner,{contact},{firm},Stage,Created Date,Close Date,Amount\n"
    return head + "".join(f"{i},Ann Lee,{BUYERS[i % 4]},{cells[i % len(cells)]},Won,2026-01-05,2026-02-25,{10 * i}\n" for i in range(1, 25))


@pytest.mark.parametrize(
    ("firm", "contact"),
    [
        ("Kundenakte", "Contact"),
        ("Main Account", "Primary Contact"),
        ("Client file", "Contact Name"),
        ("Lead", "Contact person"),
        ("Ficha de cliente", "Contact"),
        ("Anything", "Associated Contact"),
        ("Asiakasyritys", "Person"),
    ],
)
def test_a_company_goes_before_a_contact(firm: str, contact: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": deals(firm, contact)})
    assert set(reading.opportunities["account"]) == set(FIRMS)


def test_the_id_of_a_contact_is_none_of_the_customer(tmp_path: Path) -> None:
    head = "id,owner,company,contact_id,status,date_created,date_won,value\n"
    rows = "".join(f"{i},Ann Lee,{FIRMS[i % 3]},cont_{i % 7},Won,2026-01-05,2026-02-25,{10 * i}\n" for i in range(1, 25))
    reading = read(tmp_path, {"opportunities.csv": head + rows})
    assert set(reading.opportunities["account"]) == set(FIRMS[:3])


def test_who_buys_for_themselves_stays_the_customer(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": deals("Customer Group", "Contact", ("Gold", "Silver"))})
    assert set(reading.opportunities["account"]) == set(BUYERS)
    head = "id,owner,contact,contact_id,status,date_created,date_won,value\n"
    rows = "".join(f"{i},Ann Lee,{BUYERS[i % 2]},cont_{i % 4},Won,2026-01-05,2026-02-25,{10 * i}\n" for i in range(1, 25))
    (tmp_path / "b").mkdir()
    assert read(tmp_path / "b", {"opportunities.csv": head + rows}).opportunities["account"].nunique() == 4
