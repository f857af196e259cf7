"""The day of an activity is the day it took place, was over or was due, and not that of its record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.crm.test_reports import HEAD, TWO, kinds, read

LOGS = [
    ("rendez-vous", "Objet,Propriétaire,Créé le,Début,Fin", "Début"),
    ("termine", "Betreff,Besitzer,Erstellt am,Von,Bis", "Von"),
    ("reuniones", "Asunto,Propietario,Fecha de creación,Desde,Hasta", "Desde"),
    ("møder", "Emne,Ansvarlig,Oprettet,Starttidspunkt,Sluttidspunkt", "Starttidspunkt"),
    ("spotkania", "Temat,Handlowiec,Data utworzenia,Rozpoczęcie,Zakończenie", "Rozpoczęcie"),
    ("встречи", "Тема,Ответственный,Дата создания,Начало,Окончание", "Начало"),
    ("会議", "件名,担当者,作成日時,開始日時,終了日時", "開始日時"),
    ("meetings", "Title,Organizer,CreatedAt,startsAt,endsAt", "startsAt"),
    ("appointments", "subject,owner,created_at,modified_at,begins_at", "begins_at"),
    ("tasks", "Subject,Owner,Added,Deadline,Last Changed", "Deadline"),
    ("uppgifter", "Ämne,Ansvarig,Skapad,Förfaller,Påminnelse", "Förfaller"),
    ("taken", "Onderwerp,Eigenaar,Aangemaakt op,Gepland op,Gewijzigd op", "Gepland op"),
]


@pytest.mark.parametrize(("name", "head", "day"), LOGS, ids=[f"{n}: {d}" for n, _, d in LOGS])
def test_the_day_an_activity_took_place_goes_before_the_day_its_record_was_made(name: str, head: str, day: str, tmp_path: Path) -> None:
    columns = head.split(",")
    at = columns.index(day)
    rows = "".join(
        f"x{d},{('Ann Lee', 'Bo Ray')[d % 2]}," + ",".join("2026-03-2" + str(d) if i == at else "2026-02-1" + str(d) if i < at else "2026-03-2" + str(d) for i in range(2, 5)) + "\n" for d in range(6)
    )
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, f"{name}.csv": head + "\n" + rows})
    assert next(c.meaning for c in reading.columns if c.column == day) == "activity.on"
    assert set(reading.activities["on"].dt.month) == {3}


def test_the_day_of_the_record_is_taken_where_there_is_no_other(tmp_path: Path) -> None:
    rows = "".join(f"x{d},Ann Lee,2026-02-1{d},2026-09-1{d}\n" for d in range(6))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "calls.csv": "Subject,Owner,Created,Last Viewed\n" + rows})
    assert set(reading.activities["on"].dt.month) == {2}


def test_a_day_in_words_nobody_knows_goes_before_that_of_the_record_and_is_asked_about(tmp_path: Path) -> None:
    rows = "".join(f"x{d},Ann Lee,2026-02-1{d},2026-03-1{d} 10:00,2026-03-1{d} 11:00\n" for d in range(6))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "visits.csv": "Subject,Owner,Created,Zwop,Zwap\n" + rows})
    assert set(reading.activities["on"].dt.month) == {3}
    assert any("'Zwop' was taken as the day of an activity" in q for q in reading.questions)
    assert "assumed_column" in kinds(reading)


@pytest.mark.parametrize("column", ["Ort", "Lieu", "Lugar", "Luogo", "Plats", "Место", "場所", "Venue", "Lead Source", "Next Step"])
def test_where_a_meeting_was_held_is_not_what_it_was(column: str, tmp_path: Path) -> None:
    rows = "".join(f"x{d},Ann Lee,2026-02-1{d},{('Zoom', 'Office visit', 'Phone')[d % 3]}\n" for d in range(9))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "meetings.csv": f"Subject,Owner,Start,{column}\n" + rows})
    assert set(reading.activities["type"]) == {"meeting"}


def test_a_column_of_few_rows_says_nothing_of_all(tmp_path: Path) -> None:
    rows = "".join(f"x{d},Ann Lee,2026-02-1{d},{'Zoom call' if d == 2 else 'Lunch visit' if d == 3 else ''}\n" for d in range(9))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "meetings.csv": "Subject,Owner,Start,Remark\n" + rows})
    assert set(reading.activities["type"]) == {"meeting"}
