"""Where a quotation of a playbook page is shown, its words are, on one line and without the marks around them."""

from __future__ import annotations

import pytest

from copilot import contract
from copilot.domain import Hit, Passage
from copilot.facts import Ledger, render
from copilot.show import show_hits

QUOTE = "Ask **who** signs\n> the paper, and [when](http://a.b/c)."
PASSAGE = Passage("p.1", "p", "A title", "", QUOTE, 0, len(QUOTE), quote=QUOTE)
WORDS = "Ask who signs the paper, and when."


def test_a_draft_that_cites_a_passage_says_its_words() -> None:
    assert render("As the page says: {quote:p.1}", Ledger(), {"p.1": PASSAGE}).text == f"As the page says: “{WORDS}”"


def test_programs_and_the_terminal_get_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    assert contract.passage(PASSAGE)["quote"] == WORDS
    assert [h["quote"] for h in contract.hits([Hit(PASSAGE, 0.9, True)])["hits"]] == [WORDS]
    show_hits([Hit(PASSAGE, 0.9, True)])
    assert WORDS in capfd.readouterr().out
