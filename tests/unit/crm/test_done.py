"""What was done counts, what is still to do does not, and a word that nobody knows is asked about, in the languages of the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.crm.done import said_of
from store.crm.reading import Reading
from tests.unit.crm.test_reports import HEAD, TWO, kinds, read


def log(folder: Path, head: str, cells: list[str], name: str = "activities", mapping: str | None = None) -> Reading:
    """Nine calls; the last column takes its cells in turn."""
    rows = "".join(f"Call {d},Call,{('Ann Lee', 'Bo Ray')[d % 2]},2026-02-1{d},{cells[d % len(cells)]}\n" for d in range(9))
    return read(folder, {"deals.csv": HEAD + TWO, f"{name}.csv": head + "\n" + rows}, mapping)


FLAGS = [
    ("Emne,Type,Ansvarlig,Dato,Fullført", "Ja", "Nei"),
    ("Otsikko,Tyyppi,Vastuuhenkilö,Päivämäärä,Valmis", "Kyllä", "Ei"),
    ("Temat,Typ,Handlowiec,Data,Zakończone", "Tak", "Nie"),
    ("Předmět,Typ,Obchodník,Datum,Hotovo", "Ano", "Ne"),
    ("Тема,Тип,Ответственный,Дата,Выполнено", "Да", "Нет"),
    ("Konu,Tür,Sorumlu,Tarih,Tamamlandı", "Evet", "Hayır"),
    ("Objet,Type,Responsable,Date,Terminée", "Oui", "Non"),
    ("件名,種別,担当者,日付,完了", "はい", "いいえ"),
    ("Subject,Type,Owner,Date,Is Task Done?", "TRUE", "FALSE"),
    ("Subject,Type,Owner,Date,Done", "x", ""),
]


@pytest.mark.parametrize(("head", "yes", "no"), FLAGS, ids=[h.rsplit(",", 1)[1] for h, _, _ in FLAGS])
def test_what_a_flag_calls_not_done_is_not_counted(head: str, yes: str, no: str, tmp_path: Path) -> None:
    reading = log(tmp_path, head, [yes, no, yes])
    assert len(reading.activities) == 6
    assert len(kinds(reading)["not_done"]) == 3


def test_the_status_is_the_column_of_what_was_done_and_not_of_what_came_of_it(tmp_path: Path) -> None:
    head = "Betreff,Typ,Besitzer,Datum,Ergebnis,Stand des Anrufs"
    reading = log(tmp_path, head, ["Interessiert,Abgeschlossen", ",Geplant", "Kein Interesse,Abgeschlossen"])
    assert len(reading.activities) == 6
    assert next(c.meaning for c in reading.columns if c.column == "Stand des Anrufs") == "activity.status"


def test_what_came_of_a_call_is_no_question_and_takes_no_call_away(tmp_path: Path) -> None:
    reading = log(tmp_path, "Subject,Type,Owner,Date,Outcome", ["Connected", "Wants a callback in May", "Left voicemail"])
    assert len(reading.activities) == 9
    assert reading.questions == ()


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("Pending Input", "to do"),
        ("Wartet auf andere", "to do"),
        ("Ej påbörjad", "to do"),
        ("Odroczone", "to do"),
        ("未着手", "to do"),
        ("2 - In Progress", "to do"),
        ("Uitgevoerd", "done"),
        ("Genomförd", "done"),
        ("済み", "done"),
        ("Zrealizowane", "done"),
        ("Odwołane", "never"),
        ("No-show", "never"),
        ("Gloopy", None),
        ("", None),
    ],
)
def test_words_for_done_and_not_done_are_a_closed_list(cell: str, says: str | None) -> None:
    assert said_of(cell) == says


def test_a_status_that_nobody_knows_is_asked_about_and_not_counted(tmp_path: Path) -> None:
    reading = log(tmp_path, "Asunto,Tipo,Propietario,Fecha,Estado", ["Completada", "Zzz", "Pendiente"])
    assert len(reading.activities) == 3
    assert len(kinds(reading)["unknown_status"]) == 3
    assert any("'Zzz'" in q for q in reading.questions)


@pytest.mark.parametrize(("said", "n"), [("done", 6), ("open", 3), ("cancelled", 3)])
def test_a_mapping_says_what_a_status_of_activities_means(said: str, n: int, tmp_path: Path) -> None:
    reading = log(tmp_path, "Asunto,Tipo,Propietario,Fecha,Estado", ["Completada", "Zzz", "Pendiente"], mapping=f'[status]\nZzz = "{said}"\n')
    assert len(reading.activities) == n
    assert reading.questions == ()


@pytest.mark.parametrize("column", ["Completed At", "Erledigt am", "Voltooid op", "Выполнено в", "Slutförd"])
def test_what_has_no_day_of_being_done_is_still_to_do(column: str, tmp_path: Path) -> None:
    reading = log(tmp_path, f"Subject,Type,Owner,Due Date,{column}", ["2026-02-20", "", "2026-02-21"], name="tasks")
    assert len(reading.activities) == 6
    assert len(kinds(reading)["not_done"]) == 3
