"""Won and lost in any form and order of the words, under any header, and by a probability where nobody knows the word."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.crm.statuses import outcome
from tests.unit.crm.figures import figures_per_rep
from tests.unit.crm.test_reports import HEAD, kinds, read

FORMS = {
    "won": [
        "Geschlossene und gewonnene",
        "Gewonnener Auftrag",
        "Gewonnen und geschlossen",
        "Fermées et gagnées",
        "Affaire remportée",
        "Signée et fermée",
        "Ganadas cerradas",
        "Cerrado y ganado",
        "Ganhos",
        "Chiuse e vinte",
        "Afgesloten en gewonnen",
        "Vunna affärer",
        "Vundne salg",
        "Wygrane",
        "Zamknięta - wygrana",
        "Выигранные",
        "Closed and signed",
    ],
    "lost": [
        "Geschlossene und verlorene",
        "Verlorener Auftrag",
        "Fermée et perdue",
        "Cerradas y perdidas",
        "Fechadas e perdidas",
        "Chiusa e persa",
        "Förlorade affärer",
        "Tabte",
        "Przegrane szanse",
        "Geschlossen - abgelehnt",
        "Nicht gewonnene",
        "Not won",
        "Lost - win back",
        "Closed - lost contact",
        "Lost interest",
        "Lost: contact left, will review",
        "Lost, time ran out",
        "Lost/Contact later",
        "Lost (contact moved)",
        "Won't proceed",
    ],
    "open": ["Noch nicht gewonnen", "Pas encore gagné", "Not yet won", "To be won", "Lost contact, follow up", "Por ganar"],
    "ended": ["Geschlossene", "Fermées", "Закрытые"],
    None: ["Lost contact", "Verlorene Zeit", "Kontakt verloren", "Perdu de vue", "Win-back", "Win/loss review", "Won't decide until autumn", "Vintage", "Ganadería", "Zu gewinnen"],
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in FORMS.items() for text in texts])
def test_an_end_is_known_in_any_form_of_its_word_and_its_look_alikes_are_none(said: str | None, text: str) -> None:
    assert outcome(text) == said


CHANCES = "Deal ID,Owner,Account,Stage,Probability,Created Date,Close Date,Amount\n"
LOST_AND_OPEN = "1,Bo Ray,Bolt,Lost,0,2026-01-06,2026-02-26,200\n2,Bo Ray,Cyan,Proposal,40,2026-01-07,2027-01-30,300\n"


@pytest.mark.parametrize(
    ("word", "chances", "closing", "end"),
    [
        ("Frobnicated", (100, 100, 100), "2026-03-01", "won"),
        ("Frobnicated", (*[100] * 19, 90), "2026-03-01", "open"),
        ("Frobnicated", (100, 100, 100), "2027-03-01", "open"),
        ("Frobnicated", (100, 100, 100), "", "open"),
    ],
)
def test_a_word_whose_rows_are_all_certain_and_closed_is_an_end_and_said_so(word: str, chances: tuple[int, ...], closing: str, end: str, tmp_path: Path) -> None:
    rows = "".join(f"{10 + i},Ann Lee,A{i},{word},{p},2026-01-{1 + i:02},{closing},100\n" for i, p in enumerate(chances))
    reading = read(tmp_path, {"deals.csv": CHANCES + LOST_AND_OPEN + rows})
    assert figures_per_rep(reading)["Ann Lee"][end] == len(chances)
    assert any(f"'{word}'" in q for q in reading.questions)


def test_a_word_whose_rows_have_no_chance_is_lost_where_no_open_deal_has_none(tmp_path: Path) -> None:
    head = CHANCES + "1,Bo Ray,Bolt,Won,100,2026-01-06,2026-02-26,200\n"
    rows = "".join(f"{10 + i},Ann Lee,A{i},Frobnicated,0,2026-01-0{1 + i},2026-03-01,100\n" for i in range(3))
    going = "".join(f"{20 + i},Bo Ray,C{i},Proposal,40,2026-01-07,2027-01-30,300\n" for i in range(19))
    begun = going + "40,Bo Ray,Cyan,Proposal,0,2026-01-07,2027-01-30,300\n"
    assert figures_per_rep(read(tmp_path, {"deals.csv": head + going + rows}))["Ann Lee"]["lost"] == 3
    (tmp_path / "again").mkdir()
    assert figures_per_rep(read(tmp_path / "again", {"deals.csv": head + begun + rows}))["Ann Lee"]["open"] == 3


STAGED = "Deal ID,Owner,Account,Stage,{},Created Date,Close Date,Amount\n"
ROWS = (
    "1,Ann Lee,A,Won,{won},2026-01-05,2026-02-25,10\n2,Ann Lee,B,Proposal,{lost},2026-01-05,2026-02-25,20\n"
    "3,Ann Lee,C,New,{lost},2026-01-05,2026-02-25,20\n4,Ann Lee,D,New,{open},2026-01-05,,30\n5,Ann Lee,E,Won,{won},2026-01-05,2026-02-25,10\n"
)


@pytest.mark.parametrize(
    ("column", "won", "lost", "still_open"),
    [
        ("Is Won", "Won", "Lost", "Pending"),
        ("Closed", "Won", "Lost", "Open"),
        ("How did it go", "Won", "Lost", "Open"),
        ("Gewonnen", "Gewonnen", "Verloren", "Offen"),
        ("Wie ging es aus", "Gewonnen", "Verloren", ""),
    ],
)
def test_a_column_of_nothing_but_ends_is_the_status_whatever_it_is_called(column: str, won: str, lost: str, still_open: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": STAGED.format(column) + ROWS.format(won=won, lost=lost, open=still_open)})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"]) == (2, 2, 1)
    assert next(c.meaning for c in reading.columns if c.column == column) == "opportunity.status"
    assert ("assumed_column" in kinds(reading)) == (column in ("How did it go", "Wie ging es aus"))


def test_a_flag_of_winning_filled_with_words_is_the_status_though_a_mapping_says_what_the_file_is(tmp_path: Path) -> None:
    rows = STAGED.format("Is Won") + ROWS.format(won="Won", lost="Lost", open="Pending")
    assert figures_per_rep(read(tmp_path, {"deals.csv": rows}, '[[file]]\nname = "deals.csv"\nkind = "opportunities"\n'))["Ann Lee"]["lost"] == 2


@pytest.mark.parametrize(("column", "won", "lost"), [("Previous result", "Won", "Lost"), ("Competitor outcome", "Won", "Lost"), ("How did it go", "Lost", "Won")])
def test_ends_of_something_else_or_against_the_stage_are_not_those_of_the_deal(column: str, won: str, lost: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": STAGED.format(column) + ROWS.format(won=won, lost=lost, open="Open")})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"]) == (2, 0, 3)


def _with_reasons(chances: str) -> str:
    head = "Deal ID,Owner,Account,Stage,Created Date,Close Date,Amount,Lost Reason" + (",Probability\n" if chances else "\n")
    deals = [("Won", "", "100"), ("New", "Price", "0"), ("Proposal", "Timing", "0"), ("Proposal", "", "40"), ("New", "", "0"), ("Won", "", "100"), ("Won", "", "100")]
    return head + "".join(f"{i},Ann Lee,A{i},{stage},2026-01-05,2026-02-25,10,{reason}" + (f",{chance}\n" if chances else "\n") for i, (stage, reason, chance) in enumerate(deals))


def test_a_reason_of_loss_and_no_chance_left_is_lost_and_asked_about(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": _with_reasons("some")})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"]) == (3, 2, 2)
    assert kinds(reading)["assumed_status"] == [("deals.csv", 3), ("deals.csv", 4)]
    assert any("'Lost Reason'" in q for q in reading.questions)


def test_reasons_of_loss_without_a_probability_are_named_in_the_question(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": _with_reasons("")})
    assert figures_per_rep(reading)["Ann Lee"]["lost"] == 0
    assert any("2 of the open ones have a 'Lost Reason'" in q for q in reading.questions)


def test_a_stage_called_close_is_told_by_the_status_and_not_said_to_be_told_by_another_column(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Status,Status Reason,Pipeline Phase,Created Date,Close Date,Amount\n"
    said = [("Won", "Won", "4-Close"), ("Lost", "Out-Sold", "4-Close"), ("Open", "In Progress", "2-Develop"), ("Lost", "Canceled", "4-Close")]
    rows = "".join(f"{i},Ann Lee,A{i},{s},{why},{phase},2026-01-05,2026-02-25,10\n" for i, (s, why, phase) in enumerate(said))
    reading = read(tmp_path, {"deals.csv": head + rows})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"]) == (1, 2, 1)
    assert "assumed_status" not in kinds(reading)


def test_a_phase_of_a_german_report_needs_no_mapping(tmp_path: Path) -> None:
    rows = "1,Ann Lee,A,Geschlossene und gewonnene,2026-01-05,2026-02-25,10\n2,Ann Lee,B,Geschlossen und verloren,2026-01-05,2026-02-25,10\n3,Ann Lee,C,Verhandlung,2026-01-05,2027-02-25,10\n"
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"]) == (1, 1, 1)
    assert reading.questions == ()
