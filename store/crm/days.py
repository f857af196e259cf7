"""Columns of days: when an activity took place, was over or was due, and when its record was made; when a deal closed, and when that was only awaited."""

from __future__ import annotations

from typing import Literal

from store.crm.names import Match, folded, matches, tokens, unspaced
from store.crm.profile import Profile
from store.crm.spoken import spoken

Said = Literal["began", "over", "done_day", "due_by"]
_BY_WORDS: tuple[tuple[Said, float, str], ...] = (
    ("began", 0.84, "its words say when it began"),
    ("over", 0.8, "its words say when it was over"),
    ("due_by", 0.78, "its words say when it was due"),
)
_RECORDED, _CHANGED = 3, 4
"""Ranks of the day of an activity that is only that of its record, made or changed: below every day it may have taken place on."""


def says(column: str, what: Said) -> bool:
    """Whether a word of a header begins as those for it do; in a script without spaces, whether it holds one."""
    parts, begins = tokens(column), {folded(w) for w in spoken(what)}
    return any(p.startswith(w) or (unspaced(w) and w in p) for p in parts for w in begins)


_WHOLE = frozenset(("est", "real", "reel"))
"""Words that others begin with: `Real Estate`."""


def _said_by(words: list[str], what: Literal["awaited", "came_true"]) -> bool:
    said = " ".join(words)
    for known in (folded(w) for w in spoken(what)):
        if known in _WHOLE:
            hit = known in words
        elif " " in known or not known[0].isascii():
            hit = known in said
        else:
            hit = any(w.startswith(known) for w in words)
        if hit:
            return True
    return False


def as_a_closing(column: str, named: Match) -> Match:
    """What a column is that by its name says when a deal closed: the day that was awaited, the day that came, or as it was named.

    Args:
        column: its header, what stands in brackets included: `Close Date (est.)`.
        named: what its name made of it, `closed_on`.
    """
    said = folded(column).split()
    awaited, came = _said_by(said, "awaited"), _said_by(said, "came_true")
    if awaited == came:
        return named
    if awaited:
        return Match("expected_close_on", 0, named.score, f"{named.how}, and a word says that it was awaited")
    return Match("closed_on", 0, max(named.score, 1.0), f"{named.how}, and a word says that it is the one that came")


def of_the_record(column: str) -> Literal["made", "changed"] | None:
    """Whether a column's name is one for the day a record was made, or changed."""
    named = [m for m in matches(column, "opportunity") if m.score > 0.85]
    if any(m.meaning == "modified_on" for m in named):
        return "changed"
    return "made" if any(m.meaning == "created_on" and m.rank == 0 for m in named) else None


def of_another_matter(column: str) -> bool:
    """Whether a column of days is about the next or the last activity, or a reminder, and not about this one."""
    return bool(set(tokens(column)) & {folded(w) for w in spoken("another_day")})


def of_a_deal(column: str) -> bool:
    """Whether a column's name speaks of the deal that an activity belongs to: `Deal closed date`."""
    return bool(set(tokens(column)) & spoken("deal_called"))


def as_a_day(column: str, p: Profile, named: Match | None) -> Match | None:
    """What a column of an activities table is worth as the day of the activity.

    Args:
        column: its header.
        p: what its cells hold.
        named: what its name alone makes of it, if anything.

    Returns:
        A match for `on`; None where it is no such day.
    """
    record = of_the_record(column)
    if record is not None:
        return Match("on", _RECORDED, 0.6, "the day of its record, for want of a day it took place") if record == "made" else None if named is None else Match("on", _CHANGED, 0.55, named.how)
    if named is not None or max(p.dates, p.serials if p.amounts < 0.6 else 0.0) < 0.6 or of_another_matter(column):
        return named
    if " ".join(tokens(column)) in {folded(w) for w in spoken("from_day")}:
        return Match("on", 0, 0.84, "a day from which it went on")
    return next((Match("on", 0 if what == "began" else 1, score, how) for what, score, how in _BY_WORDS if says(column, what)), None)
