"""Names leave the machine as placeholders and come back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.tools.names import TOKEN, Anonymiser

PEOPLE = ["Priya Nair", "Moses Frase", "Anna Snelling", "Anna van der Berg", "Will Marsh", "Zoë O'Neil", "Cher"]
ACCOUNTS = ["Acme Corp", "Initech", "Target", "Johnson & Sons Ltd", "Acme Corporation of Ohio", "3M", "42"]


@pytest.fixture
def hider() -> Anonymiser:
    return Anonymiser(PEOPLE, ACCOUNTS)


def test_full_names_and_accounts_become_their_placeholders(hider: Anonymiser) -> None:
    assert hider.hide("Priya Nair met Initech") == "⟦person:1⟧ met ⟦account:2⟧"


def test_a_part_of_a_name_keeps_its_persons_placeholder(hider: Anonymiser) -> None:
    hidden = hider.hide("Get me ready for Priya on Thursday; Nair's deals, and priya too")
    assert hidden == "Get me ready for ⟦person:1⟧·b on Thursday; ⟦person:1⟧·c's deals, and ⟦person:1⟧·d too"
    assert hider.reveal("Ask ⟦person:1⟧ and ⟦person:1⟧·b") == "Ask Priya Nair and Priya"


def test_the_longest_name_wins(hider: Anonymiser) -> None:
    assert hider.hide("Acme Corporation of Ohio and Acme Corp and Acme") == "⟦account:5⟧ and ⟦account:1⟧ and ⟦account:1⟧·b"


def test_a_shared_first_name_is_hidden_without_saying_whose(hider: Anonymiser) -> None:
    assert hider.hide("Anna, Anna Snelling, van der Berg") == "⟦name:1⟧, ⟦person:3⟧, ⟦person:4⟧·b"


@pytest.mark.parametrize(
    "text",
    [
        "Will you get me ready?", "We will mark the target", "May I ask", "What is the target rate", "The annals of nairobi", "initechnology", "Mosesfrase", "He made 42 calls", "berger",
        "It is 2026-11-22", "on 22.11.2026", "11/22/2026", "worth 1,204,000", "worth 1.204.000", "worth 1 204 000 EUR", "$1 200 000", "FY 2025-2026", "order 123456789012", "12-18 calls", "100 200 300", "id 20261122", "win rate 62 %", "opportunity 4815162342",
        "9:30-10:30", "3 of 30", "1:1", "v1.2.3.4.5.6.7",
    ],
)  # fmt: skip
def test_words_dates_and_figures_stay(hider: Anonymiser, text: str) -> None:
    assert hider.hide(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Will met Bo",
        "talk to Will about it",
        "We hit Target last week",
        "O’Neil called",
        "Zoe O'Neil",
        "ZOË",
        "P. Nair",
        "Nair, Priya",
        "Priya N. said",
        "MOSES",
        "moses frase",
        "Cher",
        "Johnson & Sons",
        "3M",
        "Priya\nNair",
        "Priya’s",
    ],
)
def test_names_are_found_in_other_spellings(hider: Anonymiser, text: str) -> None:
    hidden = hider.hide(text)
    assert TOKEN.search(hidden)
    assert not any(part in hidden for part in ("Nair", "Priya", "Neil", "Zo", "oses", "Cher", "Johnson", "3M", "Target", "MOSES"))
    assert hider.reveal(hidden) == text


@pytest.mark.parametrize(
    "number",
    [
        "+49 30 1234567",
        "+1 (555) 123-4567",
        "(555) 123-4567",
        "555-123-4567",
        "555.123.4567",
        "0049 30 123456",
        "030/12345678",
        "+44 20 7946 0958",
        "030 1234 5678",
        "1-800-555-0199",
        "+1-555-123-4567 ext. 89",
        "+351912345678",
        "07911 123456",
        "555-0199",
    ],
)
def test_phone_numbers_are_hidden(hider: Anonymiser, number: str) -> None:
    hidden = hider.hide(f"Her number is {number}, mornings")
    assert hidden == "Her number is ⟦phone:1⟧, mornings"
    assert hider.reveal(hidden) == f"Her number is {number}, mornings"


def test_a_bare_number_is_a_phone_number_where_the_words_say_so(hider: Anonymiser) -> None:
    assert hider.hide("call me on 5551234567") == "call me on ⟦phone:1⟧"


@pytest.mark.parametrize("mail", ["priya.nair@acme.com", "a+b@mail.example.co.uk", "x_y-z@sub.domain.io"])
def test_e_mails_are_hidden_whole(hider: Anonymiser, mail: str) -> None:
    assert hider.hide(f"Write to {mail}.") == "Write to ⟦email:1⟧."


def test_the_same_mail_is_the_same_placeholder(hider: Anonymiser) -> None:
    assert hider.hide("a@b.co c@d.co a@b.co") == "⟦email:1⟧ ⟦email:2⟧ ⟦email:1⟧"


def test_unknown_placeholders_stay_and_are_reported(hider: Anonymiser) -> None:
    text = "Ask ⟦person:1⟧, ⟦person:99⟧ and ⟦foo⟧"
    assert hider.reveal(text) == "Ask Priya Nair, ⟦person:99⟧ and ⟦foo⟧"
    assert hider.foreign(text) == ("⟦person:99⟧", "⟦foo⟧")
    assert hider.foreign(hider.hide("Priya and Acme, a@b.co")) == ()


def test_without_names_only_addresses_are_hidden() -> None:
    assert Anonymiser((), ()).hide("Priya a@b.co") == "Priya ⟦email:1⟧"


pieces = st.sampled_from(
    [
        *PEOPLE,
        *ACCOUNTS,
        "Anna",
        "Priya",
        "priya",
        "NAIR",
        "'s",
        "a@b.co",
        "+49 30 1234567",
        "555-123-4567",
        "2026-11-22",
        "1,204",
        "·",
        "·b",
        " ",
        ". ",
        "\n",
        "-",
        ",",
        "Will ",
        "you",
        "x",
        "7",
        "(",
        ")",
        "call ",
    ]
)
texts = st.one_of(st.lists(pieces, max_size=12).map("".join), st.lists(pieces, max_size=12).map(" ".join), st.text(alphabet=st.characters(exclude_characters="⟦⟧"), max_size=60))


@settings(max_examples=200, deadline=None)
@given(texts)
def test_hiding_and_revealing_is_exact_and_hiding_twice_is_hiding_once(text: str) -> None:
    hider = Anonymiser(PEOPLE, ACCOUNTS)
    hidden = hider.hide(text)
    assert hider.reveal(hidden) == text
    assert hider.hide(hidden) == hidden
    assert hider.foreign(hidden) == ()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=20), max_size=6), st.lists(st.text(min_size=1, max_size=20), max_size=6), st.text(alphabet=st.characters(exclude_characters="⟦⟧"), max_size=40))
def test_any_names_are_hidden_and_come_back(people: list[str], accounts: list[str], text: str) -> None:
    hider = Anonymiser(people, accounts)
    whole = text + " " + " ".join(n for n in [*people, *accounts] if "⟦" not in n and "⟧" not in n)
    assert hider.reveal(hider.hide(whole)) == whole


def test_thousands_of_accounts_are_fast_enough_for_a_turn() -> None:
    import time

    hider = Anonymiser(PEOPLE, [f"Account Number{i} Ltd" for i in range(20_000)])
    text = "Priya met Account Number77 Ltd and asked about the plan. " * 200
    start = time.process_time()
    hidden = hider.hide(text)
    assert time.process_time() - start < 1.0
    assert hidden.count("⟦account:78⟧") == 200
