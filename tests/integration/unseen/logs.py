"""Exports whose files of calls, meetings and tasks have an outcome, an end or the id of a deal, as deals have: sixth look."""

from __future__ import annotations

from pathlib import Path

from tests.integration.unseen.company import Activity, Company, Figures, deals_csv, figures, fmt, stamp, write
from tests.integration.unseen.market import SELLERS, Export, ended, odds, said

LOGS: dict[str, Export] = {}


def export(f: Export) -> Export:
    LOGS[f.__name__] = f
    return f


def _deals(c: Company, at: Path, name: str) -> None:
    deals_csv(
        at / name,
        c.deals,
        {
            "id": lambda d: d.id,
            "name": lambda d: f"{d.name} {d.id}",
            "account": lambda d: d.account,
            "sales owner": lambda d: d.rep,
            "stage": said("Won", "Lost", "New", "Quoted", "Negotiation"),
            "amount": lambda d: d.value,
            "created at": lambda d: stamp(d.created),
            "closed date": lambda d: d.closed,
        },
    )


def _of(c: Company, kind: str) -> list[Activity]:
    return [a for a in c.activities if a.type == kind]


@export
def one_log_with_outcomes(c: Company, at: Path) -> Figures:
    _deals(c, at, "deals_export.csv")
    shown = {"call": "Phone call", "email": "Email", "meeting": "Meeting"}
    write(
        at / "sales_activities_export.csv",
        ["Id", "Title", "Sales activity type", "Outcome", "Start date", "End date", "Sales owner", "Related to", "Notes", "Created at"],
        [[a.id, a.subject, shown[a.type], "Interested", stamp(a.on, 9), stamp(a.on, 10), a.rep, f"{a.deal.name} {a.deal.id}", "", stamp(a.on, 9)] for a in c.activities],
    )
    return figures(c.deals, c.activities)


@export
def logs_with_the_deals_id(c: Company, at: Path) -> Figures:
    _deals(c, at, "deals.0.csv")
    write(
        at / "calls.0.csv",
        ["id", "user_id", "user", "phone_number", "duration", "incoming", "missed", "summary", "made_at", "outcome", "deal_id"],
        [[a.id, 900 + SELLERS.index(a.rep), a.rep, f"+1555{a.id}", 120, "false", "false", "", stamp(a.on), "Not interested" if int(a.id) % 3 else "Interested", a.deal.id] for a in _of(c, "call")],
    )
    tasks = [Activity(a.id, a.rep, "task", a.on, a.deal, a.subject) for a in _of(c, "meeting")]
    write(
        at / "tasks.0.csv",
        ["id", "owner_id", "owner", "content", "completed", "completed_at", "due_date", "resource_type", "resource_id", "created_at"],
        [[a.id, 900 + SELLERS.index(a.rep), a.rep, "Send quote", "true", stamp(a.on), stamp(a.on), "deal", a.deal.id, stamp(a.deal.created)] for a in tasks],
    )
    return figures(c.deals, [*_of(c, "call"), *tasks])


@export
def dutch_logs(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Nummer": lambda d: f"2026/{d.id}",
            "Titel": lambda d: f"{d.name} {d.id}",
            "Klant": lambda d: d.account,
            "Verantwoordelijke": lambda d: d.rep,
            "Fase": said("Gewonnen", "Verloren", "Nieuw", "Offerte"),
            "Kans": lambda d: f"{odds(d)}%",
            "Bedrag": lambda d: d.value,
            "Aanmaakdatum": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Afsluitdatum": lambda d: fmt(d.closed, "%d/%m/%Y"),
        },
        delimiter=";",
    )
    rows = {kind: [["Opvolging", a.deal.account, f"{a.deal.name} {a.deal.id}", a.rep, fmt(a.on, "%d/%m/%Y"), "", "Afgewerkt"] for a in _of(c, kind)] for kind in ("call", "meeting")}
    write(at / "telefoongesprekken.csv", ["Omschrijving", "Klant", "Deal", "Toegewezen aan", "Vervaldatum", "Uitkomst", "Status"], rows["call"], ";")
    write(at / "afspraken.csv", ["Titel", "Klant", "Deal", "Deelnemer", "Datum", "Locatie", "Status"], rows["meeting"], ";")
    return figures(c.deals, [*_of(c, "call"), *_of(c, "meeting")])


@export
def german_logs(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "Verkaufschancen.csv",
        c.deals,
        {
            "Verkaufschance": lambda d: f"{d.name} {d.id}",
            "Kunde": lambda d: d.account,
            "Besitzer": lambda d: d.rep,
            "Phase": said("Gewonnen", "Verloren", "Bedarf", "Angebot"),
            "Betrag": lambda d: d.value,
            "Erstellt am": lambda d: fmt(d.created, "%d.%m.%Y"),
            "Abgeschlossen am": lambda d: fmt(d.closed, "%d.%m.%Y"),
        },
        delimiter=";",
    )
    for kind, name in (("call", "Anrufe"), ("meeting", "Besprechungen")):
        rows = [[a.id, a.subject, f"{a.deal.name} {a.deal.id}", "Verkaufschance", a.rep, fmt(a.on, "%d.%m.%Y"), "Interesse", "Erledigt"] for a in _of(c, kind)]
        write(at / f"{name}.csv", ["Nr", "Betreff", "Verkaufschance", "Bezug Typ", "Besitzer", "Datum", "Ergebnis", "Status"], rows, ";")
    return figures(c.deals, [*_of(c, "call"), *_of(c, "meeting")])


@export
def french_logs(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "affaires.csv",
        c.deals,
        {
            "Nom de l'affaire": lambda d: f"{d.name} {d.id}",
            "Client": lambda d: d.account,
            "Commercial": lambda d: d.rep,
            "Étape": said("Gagnée", "Perdue", "Qualification", "Devis envoyé"),
            "Montant": lambda d: d.value,
            "Date de création": lambda d: fmt(d.created, "%d/%m/%Y"),
            "Gagnée le": lambda d: fmt(ended(d, "won"), "%d/%m/%Y"),
            "Perdue le": lambda d: fmt(ended(d, "lost"), "%d/%m/%Y"),
        },
        delimiter=";",
    )
    for kind, name in (("call", "appels"), ("meeting", "rendez-vous")):
        rows = [[a.subject, a.deal.account, f"{a.deal.name} {a.deal.id}", a.rep, fmt(a.on, "%d/%m/%Y"), "Intéressé"] for a in _of(c, kind)]
        write(at / f"{name}.csv", ["Objet", "Client", "Affaire", "Commercial", "Date", "Statut"], rows, ";")
    return figures(c.deals, [*_of(c, "call"), *_of(c, "meeting")])
