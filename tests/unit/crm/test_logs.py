"""Files of calls, meetings and tasks are activities, whatever columns of theirs a table of deals could have too."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.crm.doings import doing, of_the_linked
from tests.unit.crm.test_reports import HEAD, TWO, kinds, read

DEALS = HEAD.replace("Owner", "Deal owner") + TWO


def rows(template: str, n: int = 12) -> str:
    return "".join(template.format(i=i, who="Ann Lee" if i % 2 else "Bo Ray") + "\n" for i in range(10, 10 + n))


def test_sales_activities_with_an_outcome_and_an_end_are_activities(tmp_path: Path) -> None:
    log = "Id,Title,Sales activity type,Outcome,Start date,End date,Sales owner,Related to,Notes,Created at\n" + rows(
        "{i},visit {i},Meeting,Interested,2026-03-{i},2026-03-{i},{who},Acme - Starter,,2026-03-{i}"
    )
    reading = read(tmp_path, {"deals.csv": DEALS, "sales_activities_export.csv": log})
    assert len(reading.opportunities) == 2
    assert reading.activities["type"].tolist() == ["meeting"] * 12


def test_calls_that_name_their_deal_by_its_id_are_activities_on_their_only_date(tmp_path: Path) -> None:
    log = "id,user,phone_number,duration,missed,held_moment,outcome,deal_id\n" + rows("{i},{who},+15550{i},120,false,2026-10-{i}T09:44:00Z,Interested,{i}")
    reading = read(tmp_path, {"deals.0.csv": DEALS, "calls.0.csv": log})
    assert len(reading.opportunities) == 2
    assert reading.activities["type"].tolist() == ["call"] * 12
    assert set(reading.activities["on"].dt.month) == {10}


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("telefoongesprekken", "Omschrijving;Klant;Deal;Toegewezen aan;Vervaldatum;Uitkomst;Status", "call"),
        ("taken", "Omschrijving;Klant;Deal;Toegewezen aan;Vervaldatum;Prioriteit;Status", "task"),
        ("afspraken", "Titel;Klant;Deal;Aanwezige;Datum;Locatie;Status", "meeting"),
    ],
)
def test_dutch_logs_are_activities_of_the_kind_the_file_is_named_after(tmp_path: Path, name: str, head: str, kind: str) -> None:
    log = head + "\n" + rows("Opvolging;Acme {i};Acme - Starter;{who};{i}/10/2025;;Afgewerkt")
    reading = read(tmp_path, {"deals.csv": DEALS, f"{name}.csv": log})
    assert len(reading.opportunities) == 2
    assert reading.activities["type"].tolist() == [kind] * 12
    assert {p.name for p in reading.people} == {"Ann Lee", "Bo Ray"}


@pytest.mark.parametrize(("column", "values"), [("resource_type", "deal"), ("Related To Type", "Opportunity"), ("parent_type", "Zzz"), ("Regarding type", "Account")])
def test_the_type_of_the_linked_record_is_no_kind_of_activity(tmp_path: Path, column: str, values: str) -> None:
    log = f"id,owner,content,completed_at,{column},resource_id\n" + rows("{i},{who},Send quote,2026-06-{i}," + values + ",{i}")
    reading = read(tmp_path, {"deals.csv": DEALS, "tasks.0.csv": log})
    assert reading.activities["type"].tolist() == ["task"] * 12


def test_a_column_of_kinds_of_activity_is_one_though_it_is_headed_related() -> None:
    assert not of_the_linked("Related activity type", ["Call", "Meeting"])
    assert not of_the_linked("Type", ["Call", "Deal review"])
    assert of_the_linked("Type", ["Deal", "Contact"])


def test_deals_in_a_file_named_after_demos_stay_deals(tmp_path: Path) -> None:
    reading = read(tmp_path, {"demo.csv": DEALS, "meetings.csv": "Deal,Owner,Status,Closed on\n" + rows("Acme {i},{who},Won,2026-03-{i}", 6) + rows("Bolt {i},{who},Lost,2026-04-{i}", 6)})
    assert len(reading.opportunities) == 14
    assert any(w.kind == "read_as_deals" and "meetings.csv: this file was read as deals" in w.why for w in reading.warnings)


def test_open_work_on_deals_is_no_deal_of_its_own(tmp_path: Path) -> None:
    steps = "What,Deal,Assigned to,Status\n" + rows("Write {i},Acme - Starter,{who},Underway")
    reading = read(tmp_path, {"deals.csv": DEALS, "checklist.csv": steps})
    assert len(reading.opportunities) == 2
    assert "unused_file" in kinds(reading)


def test_tasks_of_opportunities_are_tasks_though_the_file_names_both(tmp_path: Path) -> None:
    log = "Id,Opportunity ID,Subject,Owner,Due Date,Status,Close Date\n" + rows("{i},{i},Ring,{who},2025-10-{i},Completed,2025-10-{i}")
    reading = read(tmp_path, {"deals.csv": DEALS, "Opportunity Tasks.csv": log})
    assert len(reading.opportunities) == 2
    assert reading.activities["type"].tolist() == ["task"] * 12


@pytest.mark.parametrize(
    ("name", "head", "row"),
    [
        ("llamadas", "Asunto;Oportunidad;Propietario;Fecha;Resultado;Fecha de cierre;Estado", "Seguim;Acme - S;{who};{i}/10/2025;Interesado;{i}/10/2025;Completada"),
        ("aramalar", "Konu;Firsat;Sorumlu;Tarih;Sonuc;Durum", "T;Acme - S;{who};{i}.10.2025;Ilgili;Tamamlandi"),
        ("Звонки", "Тема;Сделка;Ответственный;Дата звонка;Результат;Статус", "Т;Acme - S;{who};{i}.10.2025;Заинтересован;Завершена"),
        ("通話履歴", "件名;商談;担当者;日付;結果;ステータス", "T;Acme - S;{who};2025-10-{i};興味あり;完了"),
    ],
)
def test_calls_are_calls_in_other_languages_too(tmp_path: Path, name: str, head: str, row: str) -> None:
    reading = read(tmp_path, {"deals.csv": DEALS, f"{name}.csv": head + "\n" + rows(row)})
    assert len(reading.opportunities) == 2
    assert reading.activities["type"].tolist() == ["call"] * 12


def test_deals_that_nothing_but_the_name_of_the_file_calls_so_are_said(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": "Name,Owner,Status,Created\n" + rows("Acme {i},{who},Underway,2026-03-{i}")})
    assert len(reading.opportunities) == 12
    assert any("deals.csv: this file was read as deals" in w.why for w in reading.warnings)


@pytest.mark.parametrize(("title", "kind"), [("Rendez-vous 2026", "meeting"), ("звонки", "call"), ("Aufgaben", "task"), ("商談", None), ("Opportunities", None), ("sales_activities", "activity")])
def test_the_name_of_a_file_tells_the_kind(title: str, kind: str | None) -> None:
    assert doing(title.replace("_", " ")) == kind


@pytest.mark.parametrize(("related", "meaning"), [("Acme - Starter {i}", "opportunity_name"), ("Acme {i}", "account")])
def test_what_an_activity_is_related_to_is_the_deal_where_it_names_deals(related: str, meaning: str, tmp_path: Path) -> None:
    deals = HEAD.replace("Deal ID", "Deal ID,Deal Name") + rows("{i},Acme - Starter {i},{who},Acme {i},Won,2026-01-05,2026-02-25,100")
    log = "Id,Subject,Type,Owner,Date,Related to\n" + rows("{i},Talk,Call,{who},2026-03-{i}," + related)
    reading = read(tmp_path, {"deals.csv": deals, "activities.csv": log})
    assert next(c.meaning for c in reading.columns if c.column == "Related to") == f"activity.{meaning}"
    assert reading.activities["opportunity_id"].notna().all() == (meaning == "opportunity_name")
