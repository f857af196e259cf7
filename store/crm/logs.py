"""Tables of activities by what they hold: which they are where no name says so, what was done, and when."""

from __future__ import annotations

from store.crm.activities import activity_type
from store.crm.cells import before, read_days, take, untaken
from store.crm.columns import Assignment, assign
from store.crm.days import of_another_matter, of_the_record
from store.crm.done import Doneness, settle_done
from store.crm.kinds import Kind, a_deal_of_its_own, named_activities
from store.crm.links import Read, overlap
from store.crm.mapping import FileRules
from store.crm.names import tokens
from store.crm.profile import Profile
from store.crm.report import Findings
from store.crm.spoken import spoken

_MOST = 0.8
_NUMBER_CALLED = 7
"""Digits from which on a number beside calls is the one that was called, and no sum of them."""


def named_log(r: Read, reads: list[Read]) -> bool:
    """A log of calls, mails or meetings by its name, with somebody who did them and a single column of dates: its name need not be known, nor that of the owner of deals elsewhere."""
    if not named_activities(r.table) or a_deal_of_its_own(assign(r.table, r.profiles, "opportunity"), r.profiles, log=True):
        return False
    a = assign(r.table, r.profiles, "activity")
    days = [h for h in untaken(r, a) if r.profiles[h].dates >= _MOST]
    tallies = [h for h in untaken(r, a) if activity_type(h) in ("call", "email", "meeting", "demo") and r.profiles[h].amounts > 0.9 and r.profiles[h].length < _NUMBER_CALLED]
    if tallies or ("on" not in a and len(days) != 1):
        return False
    if not any(m in a for m in ("rep", "rep_id", "rep_email")):
        who = [h for h in untaken(r, a) if overlap(r.profiles[h], _owners(reads)) >= _MOST]
        if len(who) != 1:
            return False
        take(a, who[0], "rep", "its values are owners of deals here")
    if "on" not in a:
        take(a, days[0], "on", "the only column of dates")
    r.kind = Kind("activity", "read as activities by its name and what its columns hold", a)
    kind_of_activity(r, a)
    return True


def log_of_deals(r: Read, reads: list[Read], found: Findings) -> bool:
    """Rows that each name a deal of another table, an owner of deals and a day, worth nothing, and that say what was done or whether: activities in a file whose name nobody knows."""
    if a_deal_of_its_own(assign(r.table, r.profiles, "opportunity"), r.profiles, log=True) or not _worth_nothing(r):
        return False
    a = assign(r.table, r.profiles, "activity")
    who = a.column("rep") or a.column("rep_id") or a.column("rep_email")
    owners = _owners(reads)
    if who is None:
        like = [h for h in untaken(r, a) if overlap(r.profiles[h], owners) >= _MOST]
        if len(like) != 1:
            return False
        who = like[0]
        take(a, who, "rep", "its values are owners of deals here")
    deals = {v for m in ("name", "id") for p in _of_deals(reads, m) for v in p.filled}
    linked = [h for h in r.table.header if h != who and overlap(r.profiles[h], deals) >= _MOST and not r.profiles[h].flags]
    kind_of_activity(r, a)
    settle_done(r.table, r.profiles, a, FileRules())
    if "on" not in a or not linked or overlap(r.profiles[who], owners) < _MOST or not ("type" in a or Doneness(r.table, a, FileRules()).tells):
        return False
    if not any(m in a for m in ("opportunity_id", "opportunity_name")):
        take(a, linked[0], "opportunity_name", "its values are deals of another table here")
    r.kind = Kind("activity", "read as activities: each row names a deal, its owner and a day, and none is worth anything", a)
    found.ask(
        "read_as_activities", f'{r.table.name}: this file was read as activities by what its columns hold. Say `kind = "activities"` or `kind = "ignore"` for it in a mapping file', count=len(r.table)
    )
    return True


def _worth_nothing(r: Read) -> bool:
    """Whether no column holds amounts of money: what is worth something is a quote, an order or a line of one."""
    return not any(
        p.amounts >= _MOST and p.flags < 0.9 and p.dates < 0.5 and p.unique < 1.0 and p.length >= 4 and len(p.filled) > 3 for h, p in r.profiles.items() if not spoken("counts") & set(tokens(h))
    )


def day_of_activity(r: Read, a: Assignment, found: Findings) -> None:
    """Where only the day of the record is named in words we know, another column of days that most rows fill is more likely when the activity was."""
    on = a.chosen.get("on")
    if on is None or on.score > 1 or of_the_record(on.column) is None:
        return
    days = [h for h in untaken(r, a) if (p := r.profiles[h]).dates >= _MOST and p.n >= _MOST * len(r.table) and of_the_record(h) is None and not of_another_matter(h)]
    if not days:
        return
    first = next((h for h in days if all(before(read_days(r, h), read_days(r, other)) for other in days if other != h)), days[0])
    a.others.setdefault("on", []).append(on)
    take(a, first, "on", f"a day beside that of the record, {on.column!r}")
    found.ask(
        "assumed_column",
        f"{r.table.name}: {on.column!r} says when a record was made; {first!r} was taken as the day of an activity. Name the right one `on` in a mapping file if that is wrong",
        count=len(r.table),
    )


def deal_of_activity(r: Read, a: Assignment, reads: list[Read]) -> None:
    """A column taken for the customer, `Related to`, that holds names of deals of another table says which deal an activity is about."""
    best = a.chosen.get("account")
    if best is None or best.score > 1 or any(m in a for m in ("opportunity_id", "opportunity_name")):
        return
    named = {m: {v.strip().casefold() for p in _of_deals(reads, m) for v in p.filled} for m in ("name", "account")}
    cells = [v.strip().casefold() for v in r.profiles[best.column].filled]
    deals, customers = (sum(v in named[m] for v in cells) for m in ("name", "account"))
    if deals < 0.5 * len(cells) or deals <= customers:
        return
    del a.chosen["account"]
    take(a, best.column, "opportunity_name", "its values are deals of another table here")
    if (other := next((c for c in a.others.get("account", []) if c.column != best.column and not r.profiles[c.column].empty), None)) is not None:
        a.chosen["account"] = other


def _of_deals(reads: list[Read], meaning: str) -> list[Profile]:
    return [o.profiles[c] for o in reads if o.kind.kind == "opportunity" and o.kind.assignment is not None and (c := o.kind.assignment.column(meaning))]


def _owners(reads: list[Read]) -> set[str]:
    """The names of those who own deals in the other tables, as written."""
    return {v for p in _of_deals(reads, "rep") for v in p.filled}


def kind_of_activity(r: Read, a: Assignment) -> None:
    """A column of few words that are calls, mails and meetings says what was done, whatever it is called."""
    if "type" in a:
        return
    for h in untaken(r, a):
        p = r.profiles[h]
        if set(tokens(h)) & spoken("no_kind") or p.n < 0.5 * len(r.table):
            continue
        if 1 < len(p.filled) <= 25 and p.dates < 0.2 and sum(p.counts[v] for v in p.filled if activity_type(v) in ("call", "email", "meeting", "demo")) >= 0.6 * p.n:
            take(a, h, "type", f"its words are kinds of activities: {', '.join(repr(v) for v in p.filled[:4])}")
            return
