"""Among columns of people the one of those who own the deals of the other tables is the owner, whatever it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.crm.reading import Reading
from tests.unit.crm.test_reports import HEAD, TWO, read

BUYERS = ("Ida Abel", "Jon Brown", "Kai Cole", "Liv Dunn")


def reps(reading: Reading) -> set[str]:
    return {p.name for p in reading.people if p.is_rep}


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("aktiviteetit", "Aihe,Person,Myyntiedustajamme,Päivämäärä"),
        ("activities", "Subject,User,Pilot,Date"),
        ("visites", "Objet,Responsable,Chez nous,Date"),
        ("llamadas", "Asunto,Agente,Quien llamó,Fecha"),
    ],
)
def test_who_owns_deals_elsewhere_goes_before_a_customer_in_a_column_named_as_an_owner(name: str, head: str, tmp_path: Path) -> None:
    rows = "".join(f"x{d},{BUYERS[d % 4]},{('Ann Lee', 'Bo Ray')[d % 2]},2026-02-1{d}\n" for d in range(9))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, f"{name}.csv": head + "\n" + rows})
    assert reps(reading) == {"Ann Lee", "Bo Ray"}
    assert len(reading.activities) == 9
    assert any("own the deals here" in w.why for w in reading.warnings)


def test_owners_in_a_list_of_users_settle_which_column_of_a_table_of_deals_is_theirs(tmp_path: Path) -> None:
    head = "Deal ID,Agent,Our side,Account,Stage,Created Date,Close Date,Amount\n"
    rows = "".join(f"{i},{BUYERS[i % 4]},{('Ann Lee', 'Bo Ray')[i % 2]},A{i},Won,2026-01-05,2026-02-25,{10 * i}\n" for i in range(1, 13))
    users = "User ID,Full Name,Email,Manager\n1,Ann Lee,a@x.example,\n2,Bo Ray,b@x.example,Ann Lee\n"
    reading = read(tmp_path, {"deals.csv": head + rows, "users.csv": users})
    names = {p.key: p.name for p in reading.people}
    assert {names[k] for k in reading.opportunities["rep_id"]} == {"Ann Lee", "Bo Ray"}


def test_people_of_whom_none_owns_anything_are_asked_about(tmp_path: Path) -> None:
    rows = "".join(f"x{d},{BUYERS[d % 4]},2026-02-1{d}\n" for d in range(9))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "calls.csv": "Subject,Person,Date\n" + rows})
    assert any("'Person'" in q and "nobody in it owns" in q for q in reading.questions)


def test_one_who_only_calls_beside_those_who_sell_is_no_question(tmp_path: Path) -> None:
    rows = "".join(f"x{d},{('Ann Lee', 'Bo Ray', 'Cleo Fox')[d % 3]},2026-02-1{d}\n" for d in range(9))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "calls.csv": "Subject,Owner,Date\n" + rows})
    assert reading.questions == ()
    assert reps(reading) == {"Ann Lee", "Bo Ray", "Cleo Fox"}


DEALS = "Deal ID,Deal Name,Owner,Account,Stage,Created Date,Close Date,Amount\n" + "".join(
    f"{i},Deal {i},{('Ann Lee', 'Bo Ray')[i % 2]},A{i},{('Won', 'Lost')[i % 2]},2026-01-05,2026-02-25,{100 * i}\n" for i in range(1, 9)
)


@pytest.mark.parametrize(
    ("name", "head", "cells"),
    [
        ("sprawy", "Opis,Szansa sprzedaży,Opiekun,Zaplanowano na,Zakończone", ("Tak", "Nie")),
        ("fu_2026", "Wording,Belongs to,Who,When,Type", ("Call", "Meeting")),
        ("記録", "内容,商談名,担当者,日付,完了", ("はい", "いいえ")),
    ],
)
def test_rows_that_name_deals_their_owners_and_days_are_activities_whatever_the_file_is_called(name: str, head: str, cells: tuple[str, str], tmp_path: Path) -> None:
    rows = "".join(f"x{d},Deal {d % 8 + 1},{('Ann Lee', 'Bo Ray')[d % 2]},2026-03-{d + 10},{cells[d % 2]}\n" for d in range(12))
    reading = read(tmp_path, {"deals.csv": DEALS, f"{name}.csv": head + "\n" + rows})
    assert len(reading.opportunities) == 8
    assert len(reading.activities) == (12 if cells == ("Call", "Meeting") else 6)
    assert set(reading.activities["opportunity_id"]) <= {str(i) for i in range(1, 9)}


def test_rows_of_deals_that_are_worth_something_are_no_activities(tmp_path: Path) -> None:
    rows = "".join(f"P{d},Deal {d % 8 + 1},{('Ann Lee', 'Bo Ray')[d % 2]},2026-03-{d + 10},{('Yes', 'No')[d % 2]},{250 * (d % 5) + 1000}\n" for d in range(12))
    reading = read(tmp_path, {"deals.csv": DEALS, "bits.csv": "Ref,Deal Name,Owner,Date,Completed,Sum\n" + rows})
    assert len(reading.activities) == 0


@pytest.mark.parametrize("column", ["Usuario", "Wer"])
def test_quotas_are_of_those_who_own_the_deals_and_not_of_what_a_goal_is_called(column: str, tmp_path: Path) -> None:
    months = "".join(f'"Ingresos {m}",Ingresos,{who},2026-0{m}-01,2026-0{m}-28,{1000 + m}\n' for who in ("Ann Lee", "Bo Ray", "Cy Poe") for m in (1, 2, 3))
    goals = f"Nombre del objetivo,Tipo de objetivo,{column},Fecha de inicio,Fecha de finalización,Objetivo\n{months}"
    reading = read(tmp_path, {"negocios.csv": HEAD + TWO + "3,Cy Poe,Cyan,Lost,2026-01-06,2026-02-26,200\n", "objetivos.csv": goals})
    names = {p.key: p.name for p in reading.people}
    assert sorted((names[q.person_key], int(q.value)) for q in reading.quotas) == [(who, 1000 + m) for who in ("Ann Lee", "Bo Ray", "Cy Poe") for m in (1, 2, 3)]
    assert not any("though nobody in it owns anything" in q for q in reading.questions)
