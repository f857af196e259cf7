"""Which column is what where its name alone misleads: kinds of activities, owners, days, ids under a name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from store.crm.activities import activity_type
from store.crm.reading import Reading
from tests.unit.crm.test_reports import HEAD, TWO, kinds, read


def types(reading: Reading) -> Counter[str]:
    return Counter(reading.activities["type"])


def meaning(reading: Reading, column: str) -> str:
    return next(c.meaning for c in reading.columns if c.column == column)


ACTIVITIES = [
    ("Дата исполнения,Ответственный,Объект,{},Статус", "Тип задачи", ("Звонок", "Встреча")),
    ("Дата,Ответственный,Компания,{},Статус", "Вид активности", ("Звонок", "Встреча")),
    ("Datum,Zugewiesen an,Kunde,{},Status", "Art der Aufgabe", ("Anruf", "Besprechung")),
    ("Date,Assigné à,Compte,{},Statut", "Type de tâche", ("Appel", "Réunion")),
    ("Fecha,Asignado a,Cuenta,{},Estado", "Tipo de tarea", ("Llamada", "Reunión")),
    ("Datum,Toegewezen aan,Klant,{},Status", "Soort taak", ("Telefoon", "Vergadering")),
    ("Data aktywności,Handlowiec,Klient,{},Status", "Rodzaj zadania", ("Rozmowa telefoniczna", "Spotkanie")),
    ("Dato,Ansvarlig,Kunde,{},Status", "Opgavetype", ("Opkald", "Møde")),
    ("日付,担当者,取引先名,{},状況", "タスク種別", ("電話", "会議")),
    ("日期,负责人,客户,{},状态", "任务类型", ("电话", "会议")),
]


@pytest.mark.parametrize(("head", "column", "words"), ACTIVITIES, ids=[c for _, c, _ in ACTIVITIES])
def test_a_column_of_types_of_tasks_says_what_kind_an_activity_is(head: str, column: str, words: tuple[str, str], tmp_path: Path) -> None:
    rows = "".join(f"2026-02-{d:02},{who},Acme,{words[d % 2]},x\n" for d, who in enumerate(("Ann Lee", "Bo Ray") * 4, start=1))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "tasks.csv": head.format(column) + "\n" + rows})
    assert types(reading) == {"call": 4, "meeting": 4}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Звонок", "call"),
        ("Встреча", "meeting"),
        ("Письмо", "email"),
        ("Связаться", "task"),
        ("Toplantı", "meeting"),
        ("전화", "call"),
        ("שיחה", "call"),
        ("Spring fair", "spring fair"),
        ("Лист 1", "лист 1"),
    ],
)
def test_words_for_kinds_of_activities_are_known_in_the_languages_of_the_table(word: str, kind: str) -> None:
    assert activity_type(word) == kind


def test_a_column_named_as_a_kind_that_is_not_used_is_said(tmp_path: Path) -> None:
    for case in "ab":
        (tmp_path / case).mkdir()
    rows = "".join(f"2026-02-{d:02},{who},Acme,{'Outing' if d % 2 else 'Stroll'}\n" for d, who in enumerate(("Ann Lee", "Bo Ray") * 4, start=1))
    reading = read(tmp_path / "a", {"deals.csv": HEAD + TWO, "tasks.csv": "Due Date,Assigned To,Account,Bespoke Number Type\n" + rows})
    assert meaning(reading, "Bespoke Number Type") == "ignored"
    assert "unused_column" in kinds(reading)
    named = read(tmp_path / "b", {"deals.csv": HEAD + TWO, "tasks.csv": "Due Date,Assigned To,Account,Type\n" + rows})
    assert "unused_column" not in kinds(named)
    assert types(named) == {"outing": 4, "stroll": 4}


PEOPLE = ("Ann Lee", "Bo Ray", "Cleo Fox", "Dag Moe")


def test_activities_of_two_people_are_asked_about(tmp_path: Path) -> None:
    rows = "".join(f"Call,2026-02-{d:02},{PEOPLE[d % 4]},{PEOPLE[(d + 1) % 4]},Completed\n" for d in range(1, 13))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "tasks.csv": "Task Name,Due Date,Assigned User,Task Owner,Status\n" + rows})
    assert len(kinds(reading)["ambiguous_column"]) == 12
    assert any("'Assigned User'" in q and "'Task Owner'" in q for q in reading.questions)


def deals(n: int, owner: str, assignee: str, mine: str = "Owner", theirs: str = "Assignee") -> str:
    head = f"Deal ID,{mine},{theirs},Account,Stage,Created Date,Close Date,Amount\n"
    return head + "".join(f"{i},{owner.format(PEOPLE[i % 4])},{assignee.format(PEOPLE[(i + i // 4) % 4])},A{i},Won,2026-01-05,2026-02-25,{10 * i}\n" for i in range(1, n + 1))


def owners(reading: Reading) -> set[str]:
    names = {p.key: p.name for p in reading.people}
    return {names[k] for k in reading.opportunities["rep_id"]}


def test_one_owner_on_every_row_gives_way_to_the_column_of_people_that_varies(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": deals(24, "Eve Boss", "{}")})
    assert owners(reading) == set(PEOPLE)
    assert len(reading.questions) == 1
    assert "'Assignee' was taken as the owner" in reading.questions[0]


def test_one_owner_on_few_rows_stays_and_is_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": deals(8, "Eve Boss", "{}")})
    assert owners(reading) == {"Eve Boss"}
    assert any("'Owner' was taken" in q for q in reading.questions)


def test_two_columns_of_people_that_mostly_differ_are_asked_about_whatever_they_are_called(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": deals(24, "{}", "{}")})
    assert "ambiguous_column" in kinds(reading)
    assert owners(reading) == set(PEOPLE)


@pytest.mark.parametrize("column", ["Account Owner", "Created By", "Owner Role", "Contact"])
def test_whose_customer_it_is_is_no_second_owner(column: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": deals(24, "{}", "{}", theirs=column)})
    assert reading.questions == ()


@pytest.mark.parametrize(("column", "families"), [("Person", 4), ("Person", 1), ("Assignee", 4)])
def test_the_people_who_buy_from_one_seller_are_no_owners(column: str, families: int, tmp_path: Path) -> None:
    first, last = ("Ida", "Jon", "Kai", "Liv", "Max", "Nia"), ("Abel", "Brown", "Cole", "Dunn")
    head = f"Deal ID,Owner,{column},Account,Stage,Created Date,Close Date,Amount\n"
    rows = "".join(f"{i},Ann Lee,{first[i % 6]} {last[i // 6 % families]},A{i},Won,2026-01-05,2026-02-25,{10 + i}\n" for i in range(24))
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert owners(reading) == {"Ann Lee"}
    assert not [q for q in reading.questions if "rep" in q or "owner" in q]


def test_a_longer_spelling_of_the_same_people_is_no_second_owner(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Assignee,Account,Stage,Created Date,Close Date,Amount\n"
    rows = "".join(f"{i},{PEOPLE[i % 4]},{PEOPLE[i % 4].replace(' ', ' M. ')},A{i},Won,2026-01-05,2026-02-25,{10 * i}\n" for i in range(1, 25))
    assert not [q for q in read(tmp_path, {"deals.csv": head + rows}).questions if "Assignee" in q]


def test_the_mapping_settles_which_of_two_people_it_is(tmp_path: Path) -> None:
    mapping = '[[file]]\nname = "deals.csv"\n[file.columns]\nOwner = "rep"\n'
    reading = read(tmp_path, {"deals.csv": deals(24, "Eve Boss", "{}")}, mapping)
    assert owners(reading) == {"Eve Boss"}
    assert reading.questions == ()


DAYS = "Subject,Activity Type,Activity Status,Owner,Start Date,Due Date,Actual End\n"


def test_the_day_of_an_activity_is_the_next_best_one_where_the_first_is_blank(tmp_path: Path) -> None:
    rows = (
        "a,Call,Completed,Ann Lee,2026-02-01,2026-02-03,2026-02-02\n"
        "b,Call,Completed,Ann Lee,,2026-02-13,2026-02-12\n"
        "c,Call,Completed,Bo Ray,,2026-02-23,\n"
        "d,Call,Unclear,Bo Ray,,2026-02-24,\n"
        "e,Call,Completed,Bo Ray,,,\n"
    )
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "activities.csv": DAYS + rows})
    assert [(s, f"{d:%m-%d}") for s, d in zip(reading.activities["subject"], reading.activities["on"], strict=True)] == [("a", "02-01"), ("b", "02-12"), ("c", "02-23")]
    assert kinds(reading)["day_from_another_column"] == [("activities.csv", 3), ("activities.csv", 4)]
    assert kinds(reading)["undated_activity"] == [("activities.csv", 5), ("activities.csv", 6)]
    assert all("'Start Date'" in w.why for w in reading.warnings if w.kind in ("undated_activity", "day_from_another_column"))


GUIDS = ("24a3fe65-054a-b850-372d-72fd6c1510e5", "968bfc15-0f5a-cc5f-552a-56fa278de24e", "{D80A1038-56A6-BE24-EE49-61E22C52F02C}")


def test_a_column_of_guids_is_the_id_and_never_a_name(tmp_path: Path) -> None:
    head = "(Do Not Modify) Opportunity,Topic,Potential Customer,Owner,Status,Created On,Actual Close Date,Actual Revenue\n"
    rows = "".join(f"{g},Deal {i},Acme {i},Ann Lee,{'Won' if i else 'Lost'},2026-01-05,2026-02-2{i},{100 + i}\n" for i, g in enumerate(GUIDS))
    reading = read(tmp_path, {"opportunities.csv": head + rows})
    assert meaning(reading, "(Do Not Modify) Opportunity") == "opportunity.id"
    assert meaning(reading, "Topic") == "opportunity.name"
    assert list(reading.opportunities["name"]) == ["Deal 0", "Deal 1", "Deal 2"]
    assert set(reading.opportunities["opportunity_id"]) == {g.strip("{}").lower() for g in GUIDS}


def test_a_deal_called_by_its_guid_is_found_from_its_activities(tmp_path: Path) -> None:
    deal_rows = "".join(f"{g},Deal {i},Ann Lee,Acme,Won,2026-01-05,2026-02-25,100\n" for i, g in enumerate(GUIDS))
    calls = "".join(f"Call,Ann Lee,2026-02-1{i},{g}\n" for i, g in enumerate(GUIDS))
    files: dict[str, str | bytes] = {
        "deals.csv": "Deal ID,Topic,Owner,Account,Stage,Created Date,Close Date,Amount\n" + deal_rows,
        "activities.csv": "Activity Type,Owner,Due Date,Opportunity\n" + calls,
    }
    reading = read(tmp_path, files)
    assert set(reading.activities["opportunity_id"]) == set(reading.opportunities["opportunity_id"])


@pytest.mark.parametrize(
    ("columns", "taken"),
    [
        (("Start", "Actual Start", "Actual End"), "Actual End"),
        (("Beginn", "Fällig am", "Erledigt am"), "Erledigt am"),
        (("Start Date", "Due Date", "Date Completed"), "Date Completed"),
        (("Start Date", "Due Date", "Meeting Date"), "Meeting Date"),
    ],
)
def test_when_it_was_over_goes_before_when_it_began_and_that_before_when_it_was_due(columns: tuple[str, ...], taken: str, tmp_path: Path) -> None:
    head = "Subject,Type,Status,Owner," + ",".join(columns) + "\n"
    days = {c: f"2026-02-0{i}" for i, c in enumerate(columns, start=1)}
    rows = "".join(f"x{i},Call,Completed,Ann Lee,{','.join('' if c == columns[0] and i else days[c] for c in columns)}\n" for i in range(3))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "activities.csv": head + rows})
    why = [w.why for w in reading.warnings if w.kind == "day_from_another_column"]
    assert len(why) == 1
    assert why[0].endswith(f"taken from {taken!r}")


@pytest.mark.parametrize(
    ("column", "cells"), [("Owner Role", ("Account Executive", "Sales Director")), ("Type", ("New Customer", "Existing Customer")), ("Deal Type", ("newbusiness", "existingbusiness"))]
)
def test_a_role_is_no_team_and_a_type_of_deal_no_pipeline(column: str, cells: tuple[str, str], tmp_path: Path) -> None:
    rows = "".join(f"{i},{PEOPLE[i % 4]},A{i},Won,2026-01-05,2026-02-25,{10 * i},{cells[i % 2]}\n" for i in range(1, 9))
    reading = read(tmp_path, {"deals.csv": HEAD.replace("Amount", f"Amount,{column}") + rows})
    assert meaning(reading, column) not in ("opportunity.team", "opportunity.pipeline", "opportunity.rep", "opportunity.account")
    assert all(p.team is None for p in reading.people)
    assert reading.questions == ()


@pytest.mark.parametrize(
    ("created", "won", "lost"),
    [
        ("Datum toegevoegd", "Datum aanvaard", "Datum geweigerd"),
        ("Hinzugefügt am", "Angenommen am", "Datum abgelehnt"),
        ("Date d'ajout", "Date d'acceptation", "Date de refus"),
        ("Date Added", "Date Accepted", "Date Refused"),
    ],
)
def test_days_of_adding_accepting_and_refusing_are_start_win_and_loss(created: str, won: str, lost: str, tmp_path: Path) -> None:
    head = f"Deal ID,Owner,Account,Phase,{created},{won},{lost},Amount\n"
    rows = "1,Ann Lee,Acme,x,05/01/2026,25/02/2026,,100\n2,Bo Ray,Bolt,y,06/01/2026,,26/02/2026,200\n3,Bo Ray,Cog,z,07/01/2026,,,300\n"
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert [meaning(reading, c) for c in (created, won, lost)] == ["opportunity.created_on", "opportunity.won_on", "opportunity.lost_on"]
    assert list(reading.opportunities["status"]) == ["won", "lost", "open"]


def test_where_ended_deals_have_only_an_expected_day_the_last_change_of_stage_is_offered(tmp_path: Path) -> None:
    head = "id,owner,name,company_name,value,stage,estimated_close_date,added_at,last_stage_change_at\n"
    rows = "".join(f"{i},{PEOPLE[i % 4]},Deal {i},A{i},{10 * i},{'Won' if i % 2 else 'Lost'},2026-02-25,2026-01-05,2026-02-2{i}\n" for i in range(1, 9))
    reading = read(tmp_path, {"deals.csv": head + rows})
    asked = [w.why for w in reading.warnings if w.kind == "close_date_from_expected"]
    assert len(asked) == 1
    assert "'last_stage_change_at'" in asked[0]
