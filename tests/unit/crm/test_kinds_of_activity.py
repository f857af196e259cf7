"""What kind of activity a word is in the languages of the table, whether its column goes before the subject, and that notes are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.crm.activities import activity_type, is_note
from store.crm.reading import Reading
from tests.unit.crm.test_reports import HEAD, TWO, kinds, read


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Courrier électronique", "email"),
        ("Elektronische Post", "email"),
        ("Correo electrónico", "email"),
        ("Posta elettronica", "email"),
        ("Mensagem eletrônica", "email"),
        ("E-bericht", "email"),
        ("E-postmeddelande", "email"),
        ("E-postmelding", "email"),
        ("Sähköpostiviesti", "email"),
        ("Poczta elektroniczna", "email"),
        ("Att göra", "task"),
        ("À faire", "task"),
        ("Zu erledigen", "task"),
        ("Por hacer", "task"),
        ("Da fare", "task"),
        ("A fazer", "task"),
        ("Te doen", "task"),
        ("Å gjøre", "task"),
        ("Do zrobienia", "task"),
        ("Appel à faire", "call"),
        ("Proposta", "proposta"),
        ("Licitación", "licitacion"),
        ("Courrier", "courrier"),
    ],
)
def test_the_kind_a_word_says(word: str, kind: str) -> None:
    assert activity_type(word) == kind


def log(folder: Path, rows: list[tuple[str, str]], head: str = "Asunto,Tipo,Propietario,Fecha", name: str = "actividades") -> Reading:
    """An activity a day, each of a subject and a type."""
    body = "".join(f"{subject},{kind},{('Ann Lee', 'Bo Ray')[i % 2]},2026-02-{i + 1:02d}\n" for i, (subject, kind) in enumerate(rows))
    return read(folder, {"deals.csv": HEAD + TWO, f"{name}.csv": head + "\n" + body})


def test_a_task_is_one_whatever_its_subject_speaks_of_where_its_column_tells_kinds_apart(tmp_path: Path) -> None:
    reading = log(tmp_path, [("Preparar reunión", "Tarea"), ("Oferta", "Llamada"), ("Enviar correo", "Tarea"), ("Oferta", "Reunión")])
    assert reading.activities["type"].tolist() == ["task", "call", "task", "meeting"]


def test_the_subject_says_what_was_done_where_every_row_is_a_task(tmp_path: Path) -> None:
    reading = log(tmp_path, [("Appel client", "Tâche"), ("Réunion de projet", "Tâche"), ("Offre", "Tâche")], "Objet,Type,Propriétaire,Date", "activites")
    assert reading.activities["type"].tolist() == ["call", "meeting", "task"]


@pytest.mark.parametrize("word", ["Note", "Notiz", "Nota", "Notitie", "Anteckning", "Notatka", "Poznámka", "Заметка", "メモ", "Internal Note", "Note interne"])
def test_a_note_is_no_activity_and_that_is_said(word: str, tmp_path: Path) -> None:
    reading = log(tmp_path, [("Offer", "Call"), ("Offer", word), ("Offer", "Email")], "Subject,Type,Owner,Date", "activities")
    assert reading.activities["type"].tolist() == ["call", "email"]
    assert kinds(reading)["note"] == [("activities.csv", 3)]


@pytest.mark.parametrize("word", ["Call note", "Delivery note", "Notified", "Notar"])
def test_a_word_with_a_note_in_it_is_something_else(word: str) -> None:
    assert not is_note(word)


def test_a_file_of_notes_holds_no_activities(tmp_path: Path) -> None:
    reading = log(tmp_path, [("Likes golf", "x"), ("Moves in May", "y")], "Body,Reference,Owner,Date", "notes")
    assert reading.activities.empty
    assert kinds(reading)["note"] == [("notes.csv", 2), ("notes.csv", 3)]
