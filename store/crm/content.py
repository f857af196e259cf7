"""Columns whose names say nothing, recognised by what they hold and by how they agree with each other."""

from __future__ import annotations

from dataclasses import dataclass

from store.crm.cells import before, read_days, take, untaken
from store.crm.columns import Assignment, assign, names_both_ends
from store.crm.given_names import given_names
from store.crm.kinds import Kind, a_deal_of_its_own, named_activities
from store.crm.links import Read, line_totals, overlap
from store.crm.logs import day_of_activity, deal_of_activity, kind_of_activity, log_of_deals, named_log
from store.crm.moved import says_moved
from store.crm.names import folded, matches, tokens, words
from store.crm.people import same_id, same_name
from store.crm.report import Findings
from store.crm.spoken import spoken
from store.crm.statuses import column_outcomes

_WHO = ("rep", "rep_id", "rep_email", "rep_last")
_OF_OTHERS = frozenset(("competitor", "renewal", "parent", "forecast", "predicted", "prediction", "proposal", "demo", "call", "meeting", "trial", "lead", "quote"))
"""Words of a header whose won and lost are those of something else than the deal."""
_ENDS = ("stage", "status", "is_won", "won_on")
_MOST = 0.8


@dataclass(frozen=True)
class Known:
    """Names and ids that the tables of people and accounts hold, folded."""

    people: frozenset[str]
    accounts: frozenset[str]


def what_is_known(reads: list[Read]) -> Known:
    people: set[str] = set()
    accounts: set[str] = set()
    for r in reads:
        a = r.kind.assignment
        if a is None:
            continue
        if r.kind.kind == "person":
            for m in ("name", "id", "email"):
                if column := a.column(m):
                    people |= {same_name(v) if m == "name" else same_id(v).casefold() for v in r.table.cells(column) if v.strip()}
            if "first" in a and "last" in a:
                people |= {same_name(f"{f} {n}") for f, n in zip(r.table.cells(a.chosen["first"].column), r.table.cells(a.chosen["last"].column), strict=True)}
        elif r.kind.kind == "account":
            for m in ("name", "id"):
                if column := a.column(m):
                    accounts |= {v.strip().casefold() for v in r.table.cells(column) if v.strip()}
    return Known(frozenset(people), frozenset(accounts))


def fill(r: Read, known: Known, reads: list[Read], found: Findings) -> None:
    """Add to a table of deals what its names did not tell; take an unknown table for deals where its cells say so."""
    if r.kind.kind == "activity" and r.kind.assignment is not None:
        kind_of_activity(r, r.kind.assignment)
        day_of_activity(r, r.kind.assignment, found)
        deal_of_activity(r, r.kind.assignment, reads)
        return
    fresh = r.kind.kind is None and r.kind.assignment is None and not r.kind.elsewhere
    if r.kind.kind != "opportunity" and not fresh:
        return
    if fresh and (named_log(r, reads) or log_of_deals(r, reads, found)):
        return
    a = r.kind.assignment if r.kind.assignment is not None else assign(r.table, r.profiles, "opportunity")
    trial = Assignment("opportunity", dict(a.chosen), a.others)
    ends = _both_ends(r, trial)
    _ending(r, trial)
    if fresh and not a_deal_of_its_own(trial, r.profiles, named_activities(r.table)):
        return
    _owner(r, trial, known, found, fresh)
    _name_of_owner(r, trial, known, found)
    if fresh and not (any(m in trial for m in _WHO) and any(m in trial for m in _ENDS)):
        return
    _account(r, trial, known, found)
    _dates(r, trial, found)
    _id(r, trial)
    _value(r, trial, reads, found)
    a.chosen = trial.chosen
    if ends is not None:
        found.warn("assumed_column", f"{r.table.name}: {ends!r} was taken for how deals ended, since it holds nothing but words for won, lost and open", count=len(r.table))
    if fresh:
        r.kind = Kind("opportunity", "read as opportunities by what its columns hold", a)


def _ending(r: Read, a: Assignment) -> None:
    if "is_won" in a or {"won_on", "lost_on"} <= a.chosen.keys() or any(m in a and ((p := r.profiles[a.chosen[m].column]).ends or p.outcomes["ended"]) for m in ("stage", "status")):
        return
    fits = [h for h in untaken(r, a) if (p := r.profiles[h]).ends and p.known_outcomes >= 0.6 and len(p.filled) <= 60 and p.flags < 0.9]
    if any(m in a for m in _ENDS):
        # beside a column meant for it, one that says nothing of ends, only another that says both
        fits = [h for h in fits if r.profiles[h].outcomes["won"] and r.profiles[h].outcomes["lost"]]
    free = next((m for m in ("status", "stage") if m not in a), None)
    if fits and free:
        best = max(fits, key=lambda h: r.profiles[h].known_outcomes)
        take(a, best, free, f"its words say how deals ended: {', '.join(repr(v) for v in r.profiles[best].filled[:4])}")


def _both_ends(r: Read, a: Assignment) -> str | None:
    """A column of nothing but words for won, lost and open is the status of a deal whatever it is called, where those taken name one end or none and it agrees with them.

    Where one of these says that deals ended and not how, that is told from beside when the ends are read.
    """
    taken = {m: c.column for m in ("status", "stage") if (c := a.chosen.get(m)) is not None}
    if any(m in a for m in ("is_won", "is_lost", "lost_on")) or any(a.chosen[m].score > 1 for m in taken):
        return None
    if any((o["lost"] or o["cancelled"]) if (o := r.profiles[c].outcomes)["won"] else o["ended"] for c in taken.values()):
        return None
    about_another = {folded(w) for w in spoken("another_day")} | _OF_OTHERS
    fits = [h for h in untaken(r, a) if names_both_ends(r.profiles[h]) and not about_another & set(tokens(h)) and r.profiles[h].n >= 0.5 * len(r.table) and _agrees(r, h, list(taken.values()))]
    if len(fits) != 1:
        return None
    meaning = next((m for m in ("status", "stage") if m not in a), "status")
    if meaning in taken:
        a.others.setdefault(meaning, []).append(a.chosen[meaning])
    take(a, fits[0], meaning, f"its words say how deals ended: {', '.join(repr(v) for v in r.profiles[fits[0]].filled[:4])}")
    return fits[0]


def _agrees(r: Read, column: str, others: list[str]) -> bool:
    """Whether a column calls won what the others call won, and lost what they call lost, but for a row in twenty."""
    said = column_outcomes(r.table.cells(column))
    for other in others:
        theirs = column_outcomes(r.table.cells(other))
        both = [(said[x], theirs[y]) for x, y in zip(r.table.cells(column), r.table.cells(other), strict=True) if theirs[y] in ("won", "lost") and x.strip()]
        if both and sum(x == y for x, y in both) < 0.95 * len(both):
            return False
    return True


def _owner(r: Read, a: Assignment, known: Known, found: Findings, fresh: bool) -> None:
    if any(m in a for m in _WHO):
        return
    free = untaken(r, a)

    def known_share(h: str) -> float:
        sample = r.profiles[h].sample
        return sum(same_name(v) in known.people or same_id(v).casefold() in known.people for v in sample) / len(sample) if sample else 0.0

    listed = [h for h in free if known_share(h) >= 0.6]
    if listed:
        take(a, max(listed, key=known_share), "rep", "its values are people of another table here")
        return
    like = [
        h
        for h in free
        if (p := r.profiles[h]).people >= _MOST
        and p.unique <= 0.5
        and len(p.filled) <= 500
        and not spoken("other_people") & set(tokens(h))
        and overlap(p, set()) == 0
        and sum(v.strip().casefold() in known.accounts for v in p.sample) < 0.3 * max(1, len(p.sample))
    ]
    known_names = {h: given_names(r.profiles[h].sample) for h in like}
    named = [h for h in like if known_names[h] >= 0.3]
    if len(like) > 1 and len(named) == 1 and max(known_names[h] for h in like if h not in named) <= 0.15:
        take(a, named[0], "rep", "its values begin with given names, and no other column's do")
        found.ask(
            "assumed_column",
            f"{r.table.name}: no column names the owner in words we know; {named[0]!r} was taken, since it holds names of people. Name the right one in a mapping file if that is wrong",
            count=len(r.table),
        )
    elif len(like) == 1 and known_names[like[0]] < 0.1:
        found.ask(
            "ambiguous_column", f"{r.table.name}: no column names the owner; {like[0]!r} may, though we know none of the names in it. Say which column is `rep` in a mapping file", count=len(r.table)
        )
    elif len(like) == 1:
        take(a, like[0], "rep", "its values look like names of people, and no other column's do")
        if not fresh:
            found.ask(
                "assumed_column",
                f"{r.table.name}: no column names the owner; {like[0]!r} was taken, since it alone holds names of people. Name the right one in a mapping file if that is wrong",
                count=len(r.table),
            )
    elif "manager" in a and not fresh and any(m in a for m in _ENDS) and not named:
        boss = a.chosen.pop("manager")
        take(a, boss.column, "rep", "no other column names people who sell")
        found.ask("assumed_column", f"{r.table.name}: no column names the owner; {boss.column!r} was taken. Name the right one in a mapping file if that is wrong", count=len(r.table))
    elif like and any(m in a for m in _ENDS):
        found.ask("ambiguous_column", f"{r.table.name}: {', '.join(repr(h) for h in like)} could each be the owner; say which is `rep` in a mapping file", count=len(r.table))


def _name_of_owner(r: Read, a: Assignment, known: Known, found: Findings) -> None:
    """Beside ids of owners that no table explains, the one column of people that has one name for each id and one id for each name."""
    key = a.column("rep_id")
    if key is None or any(m in a for m in ("rep", "rep_email", "rep_last")):
        return
    ids = r.profiles[key]
    if len(ids.filled) < 3 or ids.n < 3 * len(ids.filled) or sum(same_id(v).casefold() in known.people for v in ids.sample) >= 0.6 * len(ids.sample):
        return
    fits = []
    for h in untaken(r, a):
        p = r.profiles[h]
        if p.people < _MOST or len(p.filled) != len(ids.filled) or spoken("other_people") & set(tokens(h)):
            continue
        pairs = {(k, n) for k, n in zip(r.table.cells(key), r.table.cells(h), strict=True) if k.strip() and n.strip()}
        if len(pairs) == len(ids.filled):
            fits.append(h)
    if len(fits) == 1:
        take(a, fits[0], "rep", f"one name for each value of {key!r}, and one value for each name")
        found.warn("assumed_column", f"{r.table.name}: {fits[0]!r} was taken as the names of {key!r}, since each name stands with one id only", count=len(r.table))


def _account(r: Read, a: Assignment, known: Known, found: Findings) -> None:
    if "account" in a or "account_id" in a:
        return
    if not known.accounts:
        _account_by_look(r, a, found)
        return
    for h in untaken(r, a):
        sample = r.profiles[h].sample
        if sample and sum(v.strip().casefold() in known.accounts for v in sample) >= 0.6 * len(sample):
            take(a, h, "account", "its values are accounts of another table here")
            return


def _account_by_look(r: Read, a: Assignment, found: Findings) -> None:
    """The only other column of texts that recur but not always: whom deals are with."""
    look = [
        h
        for h in untaken(r, a)
        if not matches(h, "opportunity")
        and (p := r.profiles[h]).dates < 0.2
        and p.amounts < 0.2
        and p.codes < 0.3
        and p.emails < 0.2
        and len(p.filled) >= 8
        and 0.02 < p.unique < 0.9
        and p.n > 0.8 * len(r.table)
        and p.length <= 45
        and given_names(p.sample) <= 0.15
    ]
    if len(look) == 1:
        take(a, look[0], "account", "the only other column of texts that recur")
        found.ask("assumed_column", f"{r.table.name}: no column names the account in words we know; {look[0]!r} was taken. Name the right one in a mapping file if that is wrong", count=len(r.table))


def _dates(r: Read, a: Assignment, found: Findings) -> None:
    """Two columns of dates of which one never comes first are start and end; one that only ended deals have is the end."""
    begins = "created_on" in a
    ends = any(m in a for m in ("closed_on", "won_on", "lost_on"))
    if begins and ends:
        return
    free = [h for h in untaken(r, a) if r.profiles[h].dates >= _MOST and not any(m.meaning in ("ignored", "modified_on", "expected_close_on") for m in matches(h, "opportunity")[:1])]
    if not free:
        return
    days = {h: read_days(r, h) for h in [*free, *(c.column for m, c in a.chosen.items() if m in ("created_on", "closed_on"))]}
    if not begins and not ends and len(free) == 2:
        first, second = sorted(free, key=lambda h: (-r.profiles[h].n, r.table.index[h]))
        if before(days[second], days[first]) and not before(days[first], days[second]):
            first, second = second, first
        if before(days[first], days[second]):
            take(a, first, "created_on", f"a date, never after {second!r}")
            if not says_moved(second):  # that one only stands in, for deals that ended
                take(a, second, "closed_on", f"a date, never before {first!r}")
    elif (
        not ends
        and begins
        and len(free) == 1
        and not says_moved(free[0])
        and before(days[a.chosen["created_on"].column], days[free[0]])
        and ("expected_close_on" not in a or _only_ended(r, a, free[0]))
    ):
        take(a, free[0], "closed_on", "the only other date, never before the deal began")
        found.ask(
            "assumed_column",
            f"{r.table.name}: {free[0]!r} was taken as the day a deal closed, since it is the only other date. Name the right one in a mapping file if that is wrong",
            count=len(r.table),
        )
    elif not begins and "closed_on" in a and len(free) == 1 and before(days[free[0]], days[a.chosen["closed_on"].column]):
        take(a, free[0], "created_on", "the only other date, never after the deal closed")
        found.ask(
            "assumed_column",
            f"{r.table.name}: {free[0]!r} was taken as the day a deal began, since it is the only other date. Name the right one in a mapping file if that is wrong",
            count=len(r.table),
        )


def _only_ended(r: Read, a: Assignment, column: str) -> bool:
    """Whether a date stands on deals that ended and on hardly any other."""
    words = next((c for m in ("status", "stage") if (c := a.column(m)) and r.profiles[c].ends), None)
    if words is None:
        return False
    said = column_outcomes(r.table.cells(words))
    ended = [said[w] in ("won", "lost", "cancelled", "ended") for w, d in zip(r.table.cells(words), r.table.cells(column), strict=True) if d.strip()]
    return bool(ended) and sum(ended) >= 0.95 * len(ended)


def _id(r: Read, a: Assignment) -> None:
    if "id" in a:
        return
    for h in untaken(r, a):
        p = r.profiles[h]
        if p.unique == 1.0 and p.n == len(r.table) and p.codes > 0.95 and p.dates < 0.5 and len(r.table) >= 5:
            take(a, h, "id", "a code that never repeats")
            return


def _value(r: Read, a: Assignment, reads: list[Read], found: Findings) -> None:
    if any(m in a for m in ("value", "value_actual", "value_estimated")):
        return
    weighted = {c.column for m, c in a.chosen.items() if m == "value_weighted"}
    like = [
        h
        for h in untaken(r, a)
        if h not in weighted
        and (p := r.profiles[h]).amounts >= 0.95
        and p.dates < 0.3
        and p.flags < 0.9
        and len(p.filled) >= 3
        and not (p.unique > 0.95 and p.codes == 1.0 and p.n == len(r.table) and all(v.strip().isdigit() for v in p.sample))
        and not _share_of_hundred(p.sample)
    ]
    unnamed = [h for h in like if "ignored" not in a.chosen or a.chosen["ignored"].column != h]
    amounts = [h for h in unnamed if not spoken("counts") & set(tokens(h)) and not any(m.meaning in ("ignored", "days_to_close", "value_weighted") for m in matches(h, "opportunity")[:1])]
    if len(amounts) == 1 and not (len(tokens(amounts[0])) > 1 and words().spoilers & set(tokens(amounts[0]))):
        take(a, amounts[0], "value", "the only column of amounts")
        found.ask(
            "assumed_column",
            f"{r.table.name}: no column is named as the value of a deal; {amounts[0]!r} was taken, the only one that holds amounts. Name the right one in a mapping file",
            count=len(r.table),
        )
        return
    if not amounts and (lines := line_totals(r, a, reads, found)):
        r.lines = lines
        return
    named = [h for h in untaken(r, a) if any(m.meaning == "value" and m.score > 0.9 for m in matches(h, "opportunity"))]
    coded = [h for h in untaken(r, a) if h not in weighted and r.profiles[h].amounts >= 0.95 and r.profiles[h].dates < 0.3]  # numbers that may be ids
    hold = (
        f"{', '.join(repr(h) for h in (amounts or unnamed or coded)[:4])} hold numbers"
        if unnamed or (coded and not named)
        else f"the cells of {named[0]!r} are no amounts we can read"
        if named
        else "none holds amounts"
    )
    found.ask("no_value", f"{r.table.name}: no column is named as the value of a deal; {hold}. If one is it, say so in a mapping file; until then deals have no value", count=len(r.table))


def _share_of_hundred(sample: list[str]) -> bool:
    numbers = [float(t) for v in sample if (t := v.replace("%", "").strip()).replace(".", "", 1).isdigit()]
    return bool(numbers) and max(numbers) <= 100 and len(set(numbers)) <= 30
