"""Which open deal a message names by its customer: `kings cross`, `the Foxley one`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from copilot.tools.understanding.people import fold, is_ordinary

if TYPE_CHECKING:
    from copilot.ports import Company

_LEAST = 5
"""Letters a customer's first word must have to stand for it alone."""


def named_deal(company: Company, rep_ids: Collection[str], text: str) -> tuple[str, str] | None:
    """(rep id, opportunity id) of the open deal that a text names, where exactly one of these reps' is meant.

    A customer is named by its whole name, its first two words, or its first word where no other open deal begins so
    and the word is no ordinary one.
    """
    deals = list(_open_deals(company, rep_ids))
    said = _plain(text)
    found = [(rep, deal) for rep, deal, account in deals if _says(said, account)]
    if not found:
        first = [_plain(account).split()[:1] for _, _, account in deals]
        found = [
            (rep, deal)
            for (rep, deal, _), word in zip(deals, first, strict=True)
            if word and len(word[0]) >= _LEAST and not is_ordinary(word[0]) and first.count(word) == 1 and f" {word[0]} " in f" {said} "
        ]
    return found[0] if len(found) == 1 else None


def _open_deals(company: Company, rep_ids: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Rep, deal and customer of each open deal that has one."""
    opps = company.opportunities
    still = opps[(opps["status"] == "open").to_numpy(dtype=bool) & opps["rep_id"].isin(list(rep_ids)).to_numpy(dtype=bool) & opps["account"].notna().to_numpy(dtype=bool)]
    for rep, deal, account in zip(still["rep_id"], still["opportunity_id"], still["account"], strict=True):
        yield str(rep), str(deal), str(account)


def _plain(text: str) -> str:
    return " ".join(fold(w) for w in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text))


def _says(said: str, account: str) -> bool:
    words = _plain(account).split()
    return len(words) > 1 and f" {' '.join(words[:2])} " in f" {said} "
