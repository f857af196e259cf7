"""Which open deal a message names by its customer: `kings cross`, `the Foxley one`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from copilot.tools.understanding.people import fold, is_ordinary

if TYPE_CHECKING:
    from copilot.ports import Company

_LEAST = 5
"""Letters a customer's first word must have to stand for it alone."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class NamedDeal(NamedTuple):
    """An open deal in a text; `start` and `end` are characters of the customer's name there, end exclusive."""

    rep_id: str
    deal_id: str
    start: int
    end: int


def named_deal(company: Company, rep_ids: Collection[str], text: str) -> NamedDeal | None:
    """The open deal that a text names, where exactly one of these reps' is meant.

    A customer is named by its whole name, its first two words, or its first word where no other open deal begins so
    and the word is no ordinary one.
    """
    said = [(fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]
    deals = [(rep, deal, words) for rep, deal, account in _open_deals(company, rep_ids) if (words := [fold(w) for w in _WORD.findall(account)])]
    found = _found(deals, said, 2)
    if not found:
        first = Counter(words[0] for _, _, words in deals)
        found = _found([d for d in deals if len(d[2][0]) >= _LEAST and first[d[2][0]] == 1 and not is_ordinary(d[2][0])], said, 1)
    return found[0] if len(found) == 1 else None


def _found(deals: list[tuple[str, str, list[str]]], said: list[tuple[str, int, int]], least: int) -> list[NamedDeal]:
    """Deals whose customer stands in the text by at least so many of its first words, with all that follow there."""
    found = []
    for rep, deal, words in deals:
        for i in range(len(said)):
            same = sum(1 for _ in takewhile(lambda pair: pair[0][0] == pair[1], zip(said[i:], words, strict=False)))
            if same >= least:
                found.append(NamedDeal(rep, deal, said[i][1], said[i + same - 1][2]))
                break
    return found


def _open_deals(company: Company, rep_ids: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Rep, deal and customer of each open deal that has one."""
    opps = company.opportunities
    still = opps[(opps["status"] == "open").to_numpy(dtype=bool) & opps["rep_id"].isin(list(rep_ids)).to_numpy(dtype=bool) & opps["account"].notna().to_numpy(dtype=bool)]
    for rep, deal, account in zip(still["rep_id"], still["opportunity_id"], still["account"], strict=True):
        yield str(rep), str(deal), str(account)
