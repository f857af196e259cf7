"""The day a closing was awaited on is not the day it came, whatever language says so and whichever column stands first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.unit.crm.test_reports import read

AWAITED_AND_CAME = [
    ("Id,Nazwa,Handlowiec,Klient,Status,Kwota,Data utworzenia", "Przewidywana data zamknięcia", "Rzeczywista data zamknięcia"),
    ("Id,Titel,Besitzer,Kunde,Status,Betrag,Erstellt am", "Vermutliches Abschlussdatum", "Abschlussdatum (tatsächlich)"),
    ("Id,Nombre,Propietario,Cliente,Estado,Importe,Fecha de creación", "Fecha de cierre probable", "Fecha de cierre efectiva"),
    ("Id,Nome,Proprietario,Cliente,Stato,Importo,Data di creazione", "Data di chiusura stimata", "Data di chiusura reale"),
    ("Id,Nome,Responsável,Cliente,Status,Valor,Data de criação", "Data de conclusão prevista", "Data de conclusão efetiva"),
    ("Id,Naam,Eigenaar,Klant,Status,Bedrag,Aangemaakt op", "Vermoedelijke sluitingsdatum", "Daadwerkelijke sluitingsdatum"),
    ("Id,Namn,Ansvarig,Kund,Status,Belopp,Skapad", "Beräknat avslutsdatum förväntad", "Faktiskt avslutsdatum"),
    ("Id,Nom,Propriétaire,Compte,Statut,Montant,Créé le", "Date de conclusion prévue", "Date de conclusion effective"),
]


@pytest.mark.parametrize(("head", "awaited", "came"), AWAITED_AND_CAME, ids=[c for _, _, c in AWAITED_AND_CAME])
@pytest.mark.parametrize("first", ["awaited", "came"])
def test_the_day_a_deal_closed_is_the_one_that_came(head: str, awaited: str, came: str, first: str, tmp_path: Path) -> None:
    rows = "".join(
        f"{i},Deal {i},{('Ann Lee', 'Bo Ray')[i % 2]},Firm {i},{('Won', 'Lost')[i % 3 == 0]},{1000 + i},2026-01-0{i},"
        + (f"2026-03-0{i},2026-02-1{i}" if first == "awaited" else f"2026-02-1{i},2026-03-0{i}")
        + "\n"
        for i in range(1, 8)
    )
    last = f"8,Deal 8,Ann Lee,Firm 8,Open,900,2026-01-08,{'2026-09-01,' if first == 'awaited' else ',2026-09-01'}\n"
    columns = f"{awaited},{came}" if first == "awaited" else f"{came},{awaited}"
    reading = read(tmp_path, {"deals.csv": f"{head},{columns}\n{rows}{last}"})
    deals = reading.opportunities.set_index("opportunity_id")
    assert [d.date() for d in deals.loc[[str(i) for i in range(1, 8)], "closed_on"]] == [dt.date(2026, 2, 10 + i) for i in range(1, 8)]
    assert deals.loc["8", "status"] == "open"
    assert deals.loc["8", "expected_close_on"].date() == dt.date(2026, 9, 1)
    assert not any("could both be opportunity.closed_on" in q for q in reading.questions)


def test_where_only_an_awaited_day_is_there_the_import_says_that_it_stood_in(tmp_path: Path) -> None:
    head = "Id,Nom,Propriétaire,Compte,Statut,Montant,Créé le,Date de conclusion estimée\n"
    rows = "".join(f"{i},Affaire {i},Ann Lee,Firme {i},Gagnée,{1000 + i},2026-01-0{i},2026-02-1{i}\n" for i in range(1, 6))
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert any("Date de conclusion estimée" in w.why for w in reading.warnings if w.kind == "close_date_from_expected")


def test_a_real_estate_closing_is_as_it_was_named(tmp_path: Path) -> None:
    head = "Id,Name,Owner,Customer,Stage,Amount,Created Date,Estate Close Date\n"
    rows = "".join(f"{i},Deal {i},Ann Lee,Firm {i},Won,{1000 + i},2026-01-0{i},2026-02-1{i}\n" for i in range(1, 6))
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert next(c.meaning for c in reading.columns if c.column == "Estate Close Date") == "opportunity.closed_on"


@pytest.mark.parametrize("column", ["Assumed close date", "Presumed Close Date", "Date de clôture supposée", "Fecha de cierre tentativa", "Beoogde sluitingsdatum"])
def test_a_day_that_was_only_assumed_is_said_to_stand_in_for_the_closing(column: str, tmp_path: Path) -> None:
    rows = "".join(f"{i},Deal {i},Ann Lee,Firm {i},{('Won', 'Lost')[i % 2]},{1000 + i},2026-01-0{i},2026-02-1{i}\n" for i in range(1, 6))
    reading = read(tmp_path, {"deals.csv": f"Id,Name,Owner,Customer,Stage,Amount,Created Date,{column}\n{rows}"})
    assert any(repr(column) in w.why for w in reading.warnings if w.kind == "close_date_from_expected")
