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
        ("Missed", "never"),
        ("Llamada perdida", "never"),
        ("Perdida", None),
        ("Gemist", None),
        ("Past due", "to do"),
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


DONE_DAYS = [
    "Completed date",
    "Done on",
    "Date completed",
    "Closed Time",
    "Erledigt am",
    "Terminé le",
    "Réalisé le",
    "Fecha de finalización",
    "Concluída em",
    "Completato il",
    "Uitgevoerd op",
    "Gjennomført dato",
    "Data wykonania",
]


@pytest.mark.parametrize("column", DONE_DAYS)
def test_an_overdue_activity_has_no_day_of_being_done_though_outcomes_stand_on_others(column: str, tmp_path: Path) -> None:
    head = f"Subject,Type,Owner,Start date,{column},Outcome"
    rows = "".join(f"Call {d},Call,{('Ann Lee', 'Bo Ray')[d % 2]},2026-02-1{d},{done}\n" for d, done in enumerate(["2026-02-20,Left message", ",", "2026-02-21,Interested", "2026-02-22,"] * 2))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "activities.csv": f"{head}\n{rows}"})
    assert len(reading.activities) == 6
    assert kinds(reading)["not_done"] == [("activities.csv", 3), ("activities.csv", 7)]
    assert any(w.why.startswith(f"activities.csv: 2 activities have no day in {column!r}") for w in reading.warnings)


def test_a_kind_that_never_has_a_day_of_being_done_is_counted_on_its_dates(tmp_path: Path) -> None:
    said = [("Task", "2026-02-28"), ("Call", ""), ("Task", ""), ("Email", "")] * 5 + [("Demo", "")]
    rows = "".join(f"S{d},{kind},{('Ann Lee', 'Bo Ray')[d % 2]},2026-02-{10 + d % 15},{done}\n" for d, (kind, done) in enumerate(said))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "activities.csv": f"Subject,Type,Owner,Date,Completed date\n{rows}"})
    assert sorted(reading.activities["type"]) == ["call"] * 5 + ["email"] * 5 + ["task"] * 5
    assert len(kinds(reading)["not_done"]) == 6  # of one demo nobody can say that demos never have a day


@pytest.mark.parametrize(("deal_column", "column"), [("Opportunity", "Closed date"), ("", "Ticket closed date")])
def test_the_day_the_deal_of_a_row_closed_says_nothing_of_the_activity(deal_column: str, column: str, tmp_path: Path) -> None:
    ended = {"Acme": "2026-02-25", "Bolt": ""}
    rows = "".join(f"S{d},Call,Ann Lee,2026-02-1{d}{',' + deal if deal_column else ''},{ended[deal]}\n" for d, deal in enumerate(["Acme", "Bolt"] * 4))
    reading = read(tmp_path, {"deals.csv": HEAD + TWO, "activities.csv": f"Subject,Type,Owner,Date{',' + deal_column if deal_column else ''},{column}\n{rows}"})
    assert len(reading.activities) == 8
    assert "not_done" not in kinds(reading)


def test_a_kind_of_activity_says_itself_that_it_was_not_held(tmp_path: Path) -> None:
    head = "Date,Time,Type,Contact,Company,Regarding,Details,Duration,Record Manager\n"
    said = ["Call Completed", "Call Not Held", "Meeting Held", "Meeting Not Held", "E-mail Sent", "To-do Done", "To-do Not Done", "Call Completed"]
    log = head + "".join(f"2/{10 + d}/2026,1:00 PM,{kind},Pat Smith,Acme,Follow up,,30 minutes,{('Ann Lee', 'Bo Ray')[d % 2]}\n" for d, kind in enumerate(said))
    reading = read(tmp_path, {"Opportunity List.csv": HEAD.replace("Owner", "Record Manager") + TWO, "History List.csv": log})
    assert sorted(reading.activities["type"]) == ["call", "call", "email", "meeting", "task"]
    assert kinds(reading)["not_done"] == [("History List.csv", r) for r in (3, 5, 8)]
    assert {p.name for p in reading.people} == {"Ann Lee", "Bo Ray"}


@pytest.mark.parametrize("cell", ["Planifiée", "Planifié", "Prévues", "Programmée", "Non effectuée"])
def test_what_french_calls_planned_is_still_to_do(cell: str) -> None:
    assert said_of(cell) == "to do"


MANY_CALLS = "Subject,Call_Type,Owner,Call_Start_Time,Call_Result,{}"


@pytest.mark.parametrize(
    ("column", "done", "late"),
    [
        ("Outgoing_Call_Status", "Completed", "Overdue"),
        ("Outgoing_Call_Status", "Completed", "Scheduled"),
        ("Call State", "Held", "Missed"),
        ("Stand des Anrufs", "Erledigt", "Überfällig"),
        ("Estado de la llamada", "Realizada", "Vencida"),
        ("Gespreksstatus", "Voltooid", "Achterstallig"),
        ("通話状態", "完了", "期限切れ"),
    ],
)
def test_a_result_in_words_for_done_does_not_hide_a_status_beside_it(column: str, done: str, late: str, tmp_path: Path) -> None:
    reading = log(tmp_path, MANY_CALLS.format(column), [f"Interested,{done}", f",{late}", f"Interested,{done}"], name="Calls")
    assert len(reading.activities) == 6
    assert len(kinds(reading)["not_done"]) == 3
    assert next(c.meaning for c in reading.columns if c.column == column) == "activity.status"


@pytest.mark.parametrize("column", ["Outgoing Call Status", "Anrufstatus", "Puhelun tila", "通話状態"])
@pytest.mark.parametrize("result", ["", "Interested"])
def test_a_status_that_only_says_what_is_overdue_takes_nothing_from_the_rows_it_is_blank_on(column: str, result: str, tmp_path: Path) -> None:
    reading = log(tmp_path, MANY_CALLS.format(column), ["Interested,", f"{result},Overdue", ","], name="Calls")
    assert len(reading.activities) == 6
    assert len(kinds(reading)["not_done"]) == 3
    assert reading.questions == ()


def test_calls_and_tasks_each_have_a_status_of_their_own(tmp_path: Path) -> None:
    head = "Subject,Type,Owner,Date,Call status,Task status"
    reading = log(tmp_path, head, ["Completed,", "Overdue,", ",Completed", ",In Progress", "Cancelled,", ","])
    assert list(reading.activities["source_row"]) == [2, 4, 7, 8, 10]
    assert sorted(len(rows) for kind, rows in ((w.kind, w.rows) for w in reading.warnings) if kind == "not_done") == [1, 1, 2]


def test_the_status_of_the_deal_beside_an_activity_is_not_that_of_the_activity(tmp_path: Path) -> None:
    reading = log(tmp_path, "Subject,Type,Owner,Date,Lead Status", ["Open", "Closed", "New"])
    assert len(reading.activities) == 9


def test_a_word_for_overdue_in_a_column_that_nobody_read_is_said(tmp_path: Path) -> None:
    reading = log(tmp_path, "Subject,Type,Owner,Date,Traffic light", ["Overdue", "fine", "amber"])
    assert len(reading.activities) == 9
    assert [len(w.rows) for w in reading.warnings if w.kind == "unused_column" and "'Traffic light'" in w.why and "'Overdue'" in w.why] == [3]


def test_a_word_for_overdue_beside_a_status_of_done_is_nothing_to_say(tmp_path: Path) -> None:
    reading = log(tmp_path, "Subject,Type,Owner,Date,Status,Traffic light", ["Completed,Overdue", "Completed,fine", "Open,amber"])
    assert len(reading.activities) == 6
    assert not any("Traffic light" in w.why for w in reading.warnings)
