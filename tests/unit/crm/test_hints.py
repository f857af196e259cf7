"""Words and columns that nobody knows: what the columns beside them say, and what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.crm.figures import figures_per_rep
from tests.unit.crm.test_reports import HEAD, TWO, kinds, read

OPEN = "3,Ann Lee,Cyan,Proposal,2026-01-07,{},300\n"


def test_an_unknown_word_without_anything_beside_it_is_a_question(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + OPEN.format("2026-03-01") + "4,Ann Lee,Delta,Frobnicated,2026-01-08,2026-03-02,400\n"})
    assert figures_per_rep(reading)["Ann Lee"]["open"] == 2
    assert any("'Frobnicated'" in q for q in reading.questions)


def test_a_closing_day_that_only_ended_deals_have_makes_an_unknown_word_an_end_and_asks(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + OPEN.format("") + "4,Ann Lee,Delta,Frobnicated,2026-01-08,2026-03-02,400\n"})
    assert figures_per_rep(reading)["Ann Lee"]["lost"] == 1
    assert any("'Frobnicated'" in q and "'Close Date'" in q for q in reading.questions)


def test_no_closing_day_where_ended_deals_have_one_leaves_it_open_without_a_question(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": HEAD + TWO + "4,Ann Lee,Delta,Frobnicated,2026-01-08,,400\n"})
    assert figures_per_rep(reading)["Ann Lee"]["open"] == 1
    assert kinds(reading)["unknown_status"] == [("deals.csv", 4)]
    assert reading.questions == ()


@pytest.mark.parametrize(("chance", "end"), [("0", "lost"), ("100", "won"), ("40", "open")])
def test_a_probability_that_goes_with_the_known_words_says_how_an_unknown_one_ended(tmp_path: Path, chance: str, end: str) -> None:
    head = "Deal ID,Owner,Account,Stage,Created Date,Close Date,Amount,Probability (%)\n"
    rows = [(TWO.splitlines()[0], 100), (TWO.splitlines()[1], 0), (OPEN.format("2026-03-01").strip(), 50), ("4,Cy Poe,Delta,Frobnicated,2026-01-08,2026-03-02,400", chance)]
    reading = read(tmp_path, {"deals.csv": head + "".join(f"{row},{p}\n" for row, p in rows)})
    assert figures_per_rep(reading)["Cy Poe"][end] == 1
    assert bool(reading.questions) == (end != "open")


def test_a_status_nobody_knows_is_not_read_as_open_because_its_stage_is(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Stage,Status,Created Date,Close Date,Amount\n"
    rows = "1,Ann Lee,A,Proposal,Won,2026-01-05,2026-02-25,1\n2,Ann Lee,B,Proposal,Lost,2026-01-05,2026-02-25,1\n3,Ann Lee,C,Proposal,Open,2026-01-05,2026-02-25,1\n"
    reading = read(tmp_path, {"deals.csv": head + rows + "4,Ann Lee,D,Proposal,Frobnicated,2026-01-05,2026-02-25,1\n"})
    assert any("'Frobnicated' in 'Status'" in q for q in reading.questions)


def test_a_deal_flagged_closed_is_not_counted_as_open_for_an_unknown_stage(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Stage,Closed,Created Date,Close Date,Amount\n"
    rows = "1,Ann Lee,A,Won,Y,2026-01-05,2026-02-25,1\n2,Ann Lee,B,Lost,Y,2026-01-05,2026-02-25,1\n3,Ann Lee,C,Proposal,N,2026-01-05,2026-02-25,1\n"
    reading = read(tmp_path, {"deals.csv": head + rows + "4,Ann Lee,D,Frobnicated,Y,2026-01-05,2026-02-25,1\n"})
    assert figures_per_rep(reading)["Ann Lee"]["lost"] == 2
    assert reading.questions


def test_a_stage_with_both_ends_is_believed_over_a_status_with_one(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Status,Stage,Created Date,Close Date,Amount\n"
    rows = "1,Ann Lee,A,Customer,Won,2026-01-05,2026-02-25,10\n2,Ann Lee,B,Opportunity,Lost,2026-01-05,2026-02-25,1\n3,Ann Lee,C,Churned Customer,Won,2026-01-05,2026-02-25,20\n"
    reading = read(tmp_path, {"deals.csv": head + rows + "4,Ann Lee,D,Opportunity,Proposal,2026-01-05,2026-02-25,1\n"})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"], mine["won_value"]) == (2, 1, 1, 30)
    assert kinds(reading)["stage_status_conflict"] == [("deals.csv", 4)]


def test_a_flag_of_winning_leaves_a_stage_still_open_where_another_stage_is_called_lost(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Stage,Is Won,Created Date,Close Date,Amount\n"
    rows = "1,Ann Lee,A,Won,true,2026-01-05,2026-02-25,1\n2,Ann Lee,B,Lost,false,2026-01-05,2026-02-25,1\n3,Ann Lee,C,Frobnicated,false,2026-01-05,2026-02-25,1\n"
    reading = read(tmp_path, {"deals.csv": head + rows})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["lost"], mine["open"]) == (1, 1)
    assert reading.questions


@pytest.mark.parametrize(("letters", "won"), [("W L O", 1), ("G V O", 1), ("G P O", 1), ("W L Open", 1)])
def test_ends_by_their_first_letters(tmp_path: Path, letters: str, won: int) -> None:
    rows = "".join(f"{i},Ann Lee,A{i},{x},2026-01-05,2026-02-25,10\n" for i, x in enumerate(letters.split()))
    mine = figures_per_rep(read(tmp_path, {"deals.csv": HEAD + rows}))["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"]) == (won, 1, 1)


@pytest.mark.parametrize("table", ["id,name,type\n1,Talk,open\n2,Ink,won\n3,Ash,lost\n", "status_id,status_name\n1,Open\n2,Won\n3,Lost\n"])
def test_a_small_table_says_what_the_ids_of_stages_mean(tmp_path: Path, table: str) -> None:
    key = "stage_id" if table.startswith("id") else "status_id"
    deals = f"opportunity_id,owner,customer,{key},created_ts,closed_ts,value_usd\n" + "".join(f"{i},Ann Lee,A{i},{i},1767571200,{1767571200 + 864000},10\n" for i in (1, 2, 3))
    reading = read(tmp_path, {"opportunities.csv": deals, "words.csv": table})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"], mine["days_to_win_mean"]) == (1, 1, 1, 10)


def test_no_loss_at_all_beside_wins_and_open_deals_is_a_question(tmp_path: Path) -> None:
    rows = "".join(f"{i},Ann Lee,A{i},{s},2026-01-05,2026-02-25,10\n" for i, s in enumerate(["Won", "Won", "Won", "Open", "Open", "Open"]))
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    assert set(kinds(reading)) == {"no_losses"}
    assert reading.questions


def test_words_for_both_ends_are_found_beside_a_date_of_winning(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Company,Chapter,Value,Created,Won Date\n"
    reading = read(tmp_path, {"deals.csv": head + "1,Ann Lee,A,Won,10,2026-01-05,2026-01-25\n2,Ann Lee,B,Lost,20,2026-01-05,\n3,Ann Lee,C,Proposal,30,2026-01-05,\n"})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"]) == (1, 1, 1)


def test_what_people_see_of_an_id_is_the_owner_and_the_account(tmp_path: Path) -> None:
    shown = "@OData.Community.Display.V1.FormattedValue"
    head = f"opportunityid,_ownerid_value,_ownerid_value{shown},_parentaccountid_value,_parentaccountid_value{shown},statecode,statecode{shown},actualvalue,actualclosedate,createdon\n"
    rows = "".join(f"o{i},u1,Ann Lee,a{i},Acme {i},{n},{s},10,2026-02-05,2026-01-05\n" for i, (n, s) in enumerate(((1, "Won"), (2, "Lost"), (0, "Open"))))
    reading = read(tmp_path, {"opportunities.csv": head + rows})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["lost"], mine["open"], mine["won_value"]) == (1, 1, 1, 10)
    assert set(reading.opportunities["account"]) == {"Acme 0", "Acme 1", "Acme 2"}


def test_a_seller_whose_names_are_companies_is_no_rep_where_an_agent_is_named(tmp_path: Path) -> None:
    head = "MLS #,Agent of record,Seller,Status,Price,Created Date,Close Date\n"
    rows = "".join(f"{i},Ann Lee,Firm {'abcdefgh'[i]} Ltd,{s},10,2026-01-05,2026-02-05\n" for i, s in enumerate(("Sold", "Expired", "Active", "Sold")))
    assert set(figures_per_rep(read(tmp_path, {"deals.csv": head + rows}))) == {"Ann Lee"}


def test_no_account_is_a_question_where_a_column_of_names_was_not_read(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Zyzzyva,Quux,Stage,Created Date,Close Date,Amount\n"
    rows = "".join(f"{i},Ann Lee,House {chr(97 + i % 9)}x,Plot {chr(97 + i % 7)}y,{('Won', 'Lost')[i % 2]},2026-01-05,2026-02-05,10\n" for i in range(20))
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert any("'Zyzzyva'" in q for q in reading.questions)


def test_no_day_of_closing_is_a_question_where_a_column_of_dates_was_not_read(tmp_path: Path) -> None:
    head = "Deal ID,Owner,Account,Stage,Created Date,Zyzzyva,Quux,Amount\n"
    rows = "".join(f"{i},Ann Lee,A{i},{('Won', 'Lost')[i % 2]},2026-01-05,2026-02-1{i % 9},2026-03-1{i % 8},10\n" for i in range(12))
    reading = read(tmp_path, {"deals.csv": head + rows})
    assert "no_close" in kinds(reading)
    assert any("'Zyzzyva', 'Quux'" in q for q in reading.questions)


PRODUCTS = "Owner,Account,Opportunity Name,Stage,Amount,Created Date,Close Date,Product,Total Price\n"


def _lines(parts: tuple[int, int]) -> str:
    return "".join(f"Ann Lee,A{i},Deal {i},Won,100,2026-01-05,2026-02-05,{p},{price}\n" for i in range(4) for p, price in zip("xy", parts, strict=True))


def test_products_whose_prices_add_up_to_the_amount_are_lines_of_one_deal(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": PRODUCTS + _lines((30, 70))})
    mine = figures_per_rep(reading)["Ann Lee"]
    assert (mine["won"], mine["won_value"]) == (4, 400)
    assert len(kinds(reading)["line_items"]) == 4
    assert reading.questions == ()


def test_rows_alike_but_for_the_product_are_a_question_where_nothing_adds_up(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": PRODUCTS + _lines((30, 30))})
    assert figures_per_rep(reading)["Ann Lee"]["won"] == 8
    assert any("lines of one" in q for q in reading.questions)


def test_a_title_that_says_thousands_is_heeded_and_asked(tmp_path: Path) -> None:
    reading = read(tmp_path, {"deals.csv": "All amounts in thousands,,,,,,\n" + HEAD + TWO})
    assert figures_per_rep(reading)["Ann Lee"]["won_value"] == 100_000
    assert "scaled_value" in kinds(reading)
    assert reading.questions


def test_where_no_word_says_won_the_one_unknown_end_is_the_win(tmp_path: Path) -> None:
    rows = "".join(f"{i},Ann Lee,A{i},{('Erreicht', 'Lost', 'Open')[i % 3]},2026-01-05,{'' if i % 3 == 2 else '2026-02-25'},10\n" for i in range(9))
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    assert reading.opportunities["status"].tolist() == ["won", "lost", "open"] * 3
    assert any("taken as won" in q for q in reading.questions)


def test_of_several_unknown_ends_none_is_guessed_to_be_the_win(tmp_path: Path) -> None:
    rows = "".join(f"{i},Ann Lee,A{i},{('Erreicht', 'Vertan', 'Lost', 'Open')[i % 4]},2026-01-05,{'' if i % 4 == 3 else '2026-02-25'},10\n" for i in range(12))
    reading = read(tmp_path, {"deals.csv": HEAD + rows})
    assert reading.opportunities["status"].tolist() == ["open", "open", "lost", "open"] * 3
    assert sum("is no word we know for won or lost; counted as open" in q for q in reading.questions) == 2
