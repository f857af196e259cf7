"""How each deal ended, from all columns that speak of it: won, lost or open, with what contradicts what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from store.crm.columns import Assignment
from store.crm.dates import MISSING, is_date, no_date
from store.crm.headers import Table
from store.crm.hints import Hint, hints
from store.crm.money import read_money
from store.crm.profile import Profile
from store.crm.report import Findings
from store.crm.statuses import Outcome, coded, column_outcomes, flag, outcome

Stages = Mapping[str, tuple[str, Outcome | None]]
"""Stage id -> label and outcome, from a table of stages."""


@dataclass
class Endings:
    """Per row: `won`, `lost`, `open`, or None for a deal to leave out (deleted, or cancelled where policy ignores those)."""

    status: list[str | None]
    left_out: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def _missing(text: str) -> bool:
    return text.strip().lower() in MISSING


def _dated(text: str) -> bool:
    return bool(text) and not no_date(text) and is_date(text, serials=True)


def _spoken(table: Table, column: str, found: Findings, said: Mapping[str, Outcome], stages: Stages, elsewhere: bool) -> dict[str, Outcome | None]:
    """What each distinct word of a column says; `closed` and its like are taken as the end that the column does not name otherwise.

    Args:
        elsewhere: whether another column names both ends, so that nothing need be guessed from this one.
    """
    out: dict[str, Outcome | None] = {}
    codes = coded(column, table.cells(column))
    if codes and not any(c.strip() in stages or c.strip().lower() in said for c in codes):
        shown = ", ".join(f"{code.strip()} {end}" for code, end in sorted(codes.items()))
        found.warn("assumed_status", f"{table.name}: the numbers in {column!r} were read as the system writes them: {shown}", count=len(table))
        return {**dict.fromkeys(table.cells(column)), **codes}
    for cell, plainly in column_outcomes(table.cells(column)).items():
        out[cell] = said.get(cell.strip().lower()) or (stages[cell.strip()][1] or outcome(stages[cell.strip()][0]) if cell.strip() in stages else plainly)
    ended = [c for c, o in out.items() if o == "ended"]
    if ended:
        have = set(out.values())
        loses, wins = bool(have & {"lost", "cancelled"}), "won" in have
        rows = [(table.name, table.rows[i]) for i, c in enumerate(table.cells(column)) if out[c] == "ended"]
        shown = ", ".join(repr(e) for e in sorted(ended))
        if loses != wins and not elsewhere:
            taken: Outcome = "won" if loses else "lost"
            found.ask("assumed_status", f"{table.name}: {shown} in {column!r} was taken as {taken}, since the other end has words of its own there; a mapping file can say otherwise", rows)
            out.update(dict.fromkeys(ended, taken))
    return out


def _names_both(table: Table, column: str | None, said: Mapping[str, Outcome], stages: Stages) -> bool:
    """Whether a column has words of its own for won and for lost."""
    if column is None:
        return False
    words = {said.get(c.strip().lower()) or (stages[c.strip()][1] if c.strip() in stages else o) for c, o in column_outcomes(table.cells(column)).items()}
    return "won" in words and bool(words & {"lost", "cancelled"})


def read_endings(
    table: Table,
    a: Assignment,
    profiles: dict[str, Profile],
    found: Findings,
    said: Mapping[str, Outcome],
    stages: Stages,
    says: str | None,
    cancelled_is: str,
    ended_by_now: Callable[[int], bool],
) -> Endings:
    """Weigh flags over status words over stage words over dates of winning and losing over probability.

    Args:
        said: status words that a mapping file explains (folded to lower case).
        says: how the file's name or title says that all its deals ended.
        cancelled_is: policy: `lost` or `ignored`.
        ended_by_now: whether the day that the row closed, or was to close, is not still to come; False where it has none.
    """
    columns = {m: a.column(m) for m in ("status", "stage", "is_won", "is_lost", "is_closed", "is_active", "probability", "won_on", "lost_on", "lost_reason", "is_deleted", "deleted_on", "closed_on")}
    # a stage that names both ends is believed over a status that names one: `Customer`, `Churned customer`
    status_tells = _names_both(table, columns["status"], said, stages)
    stage_tells = _names_both(table, columns["stage"], said, stages) and not status_tells
    tells = {"status": stage_tells, "stage": status_tells}
    spoken = {m: _spoken(table, c, found, said, stages, tells[m]) for m in ("status", "stage") if (c := columns[m])}
    speaks = {m: any(o in ("won", "lost", "cancelled") for o in words.values()) for m, words in spoken.items()}
    flags = {m: _flags(table.cells(c)) for m in ("is_won", "is_lost", "is_closed", "is_active", "is_deleted") if (c := columns[m])}
    chances: dict[str, float | None] = {}
    if columns["probability"]:
        texts = {c: c.replace("%", "").strip() for c in set(table.cells(columns["probability"]))}
        numbers = read_money(set(texts.values())).values
        top = max((v for v in numbers.values() if v is not None), default=0.0)
        chances = {c: (None if (v := numbers[t]) is None else v / (100.0 if top > 1 else 1.0)) for c, t in texts.items()}
    decisive = any(speaks.values()) or bool({"is_won", "is_lost"} & flags.keys()) or bool(columns["won_on"] or columns["lost_on"])
    names_lost = any(o in ("lost", "cancelled") for words in spoken.values() for o in words.values())
    hinted = {m: hints(table, c, spoken[m], columns, chances, flags.get("is_closed", {}), ended_by_now) for m in spoken if speaks[m] and (c := columns[m])}
    guessed: dict[tuple[str, str, Hint], list[int]] = defaultdict(list)
    told = _told_beside(table, a, profiles, spoken, found)
    by_reason = _reasons_tell(table, columns, spoken, flags)
    no_win = _without_a_win(table, columns, flags)
    without_chance = set() if names_lost or not decisive else _lost_without_a_chance(table, columns, spoken, flags, chances)
    assumed_lost: list[int] = []
    reasoned: list[int] = []
    hopeless: list[int] = []
    ended_at: dict[bool, list[int]] = {True: [], False: []}
    dated_words: dict[str, list[int]] = defaultdict(list)
    out = Endings([None] * len(table))
    conflicts: dict[str, list[int]] = defaultdict(list)
    unknown: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_chance: list[int] = []
    undecided: dict[str, list[int]] = defaultdict(list)
    given = {m: table.cells(c) for m, c in columns.items() if c}
    absent = dict.fromkeys(columns, "")
    for i in range(len(table)):
        cell = {**absent, **{m: cells[i] for m, cells in given.items()}}
        if flags.get("is_deleted", {}).get(cell["is_deleted"]) or _dated(cell["deleted_on"]):
            out.left_out["deleted"].append(i)
            continue
        words = {m: spoken[m][cell[m]] for m in spoken}
        if "deleted" in words.values():
            out.left_out["deleted"].append(i)
            continue
        flagged = _by_flags({m: f.get(cell[m]) for m, f in flags.items()})
        status, stage = words.get("status"), words.get("stage")
        by_words = status if status is not None and status != "ended" and (speaks.get("status") or not speaks.get("stage")) else None
        if by_words == "open" and not speaks.get("status") and stage not in (None, "open", "ended"):
            by_words = None
        by_stage = stage if stage != "ended" else None
        if stage_tells and by_words and by_stage in ("won", "lost", "cancelled"):
            if by_words != "open" and _end(by_words) != _end(by_stage):
                conflicts[f"{columns['stage']!r} says {_end(by_stage)} where {columns['status']!r} says {_end(by_words)}"].append(i)
            by_words = None
        by_date = "won" if _dated(cell["won_on"]) else "lost" if _dated(cell["lost_on"]) else None
        if _dated(cell["won_on"]) and _dated(cell["lost_on"]):
            by_date = None
        explicit = flagged or by_words
        if by_words in ("won", "lost") and by_stage is not None:
            ended_at[by_stage != "open"].append(i)
        verdict: Outcome | None = explicit or by_stage  # type: ignore[assignment]  # the strings are outcomes
        if (verdict is None or (verdict == "open" and explicit is None)) and by_date:
            verdict = by_date  # type: ignore[assignment]  # the strings are outcomes
            if by_date == "won" and (word := next((cell[m].strip() for m in spoken if words[m] is None and not _missing(cell[m])), None)):
                dated_words[word].append(i)
        if explicit and by_stage and _end(explicit) != _end(by_stage) and (by_stage != "open" or (flagged and flagged != "open" and not by_words)) and by_stage != "open":
            conflicts[f"{_shown(flagged, by_words, columns)} says {_end(explicit)} where {columns['stage']!r} says {_end(by_stage)}"].append(i)
        elif flagged and by_words and _end(flagged) != _end(by_words):
            conflicts[f"the flags say {_end(flagged)} where {columns['status']!r} says {_end(by_words)}"].append(i)
        if verdict in (None, "open") and not explicit and _lost_by_hand(cell, flags, chances, decisive):
            verdict = "lost"
        if verdict in (None, "open") and not explicit and i in without_chance:
            verdict = "lost"
            hopeless.append(i)
        if verdict is None and not decisive and chances.get(cell["probability"]) in (0.0, 1.0):
            verdict = "won" if chances[cell["probability"]] == 1.0 else "lost"
            by_chance.append(i)
        if verdict is None and "ended" in words.values() and told:
            verdict = told.get(i)
        if verdict is None and "ended" in words.values() and by_reason:
            verdict = "won" if _missing(cell["lost_reason"]) else "lost"
            reasoned.append(i)
        strange = [m for m in spoken if words[m] is None and not _missing(cell[m])]
        doubted = verdict == "open" and not explicit and status is None and "status" in strange and speaks["status"]
        if verdict is None or doubted:
            # a status that names ends in other words is not overruled by a stage that is only called open
            hint = next(((m, h) for m in strange if (h := hinted.get(m, {}).get(cell[m].strip()))), None)
            if hint is not None:
                verdict = hint[1].says
                guessed[hint[0], cell[hint[0]].strip(), hint[1]].append(i)
            elif doubted:
                unknown["status", cell["status"].strip()].append(i)
        if verdict is None and flags.get("is_won", {}).get(cell["is_won"]) is False and "is_closed" not in flags and not (strange and names_lost):
            verdict = no_win(cell)
            assumed_lost.append(i)
        if verdict is None and says:
            verdict = says  # type: ignore[assignment]  # won, lost or open
        if verdict is None:
            verdict = "open"
            for m in spoken:
                if not _missing(cell[m]) and words[m] is None and not (m == "status" and stage is not None) and not (m == "stage" and status is not None):
                    unknown[m, cell[m].strip()].append(i)
                elif words[m] == "ended":
                    undecided[cell[m].strip()].append(i)
        if verdict == "cancelled":
            if cancelled_is == "ignored":
                out.left_out["cancelled"].append(i)
                continue
            verdict = "lost"
        out.status[i] = verdict
    if len(ended_at[True]) >= 4 * max(1, len(ended_at[False])):
        # where a stage is the last one before the end, as some systems keep it, this is no contradiction
        for i in ended_at[False]:
            conflicts[f"{columns['status']!r} says {out.status[i] or 'an end'} where {columns['stage']!r} says open"].append(i)
    if len(dated_words) > 1 and not speaks.get("status") and not speaks.get("stage"):
        at = [(table.name, table.rows[i]) for rows in dated_words.values() for i in rows]
        shown = ", ".join(repr(w) for w in sorted(dated_words)[:5])
        found.ask(
            "assumed_status", f"{table.name}: deals with a {columns['won_on']!r} were taken as won, though they are called {shown}, words we do not know. Say in a mapping file what they mean", at
        )
    if reasoned:
        at = [(table.name, table.rows[i]) for i in reasoned]
        found.ask(
            "assumed_status",
            f"{table.name}: ended deals with a {columns['lost_reason']!r} were taken as lost, those without as won, since no column says it plainly. Say otherwise in a mapping file if that is wrong",
            at,
        )
    if hopeless:
        found.ask(
            "assumed_status",
            f"{table.name}: deals with a {columns['lost_reason']!r} and no {columns['probability']!r} left were taken as lost, though no stage says so. Say otherwise in a mapping file if that is wrong",
            [(table.name, table.rows[i]) for i in hopeless],
        )
    if assumed_lost:
        lost, open_ = (sum(out.status[i] == s for i in assumed_lost) for s in ("lost", "open"))
        at = [(table.name, table.rows[i]) for i in assumed_lost]
        found.ask(
            "assumed_status",
            f"{table.name}: only {columns['is_won']!r} says how deals ended; of those not won, {no_win.why}: {lost} lost, {open_} open. Name a column of status in a mapping file if that is wrong",
            at,
        )
    if decisive and out.status.count("won") >= 3 and "lost" not in out.status and out.status.count("open") >= 3 and not unknown:
        reasons = sum(out.status[i] == "open" and not _missing(cell) for i, cell in enumerate(given.get("lost_reason", [])))
        found.ask(
            "no_losses",
            f"{table.name}: deals were won and are open, but none was lost as far as its columns say"
            + (f", though {reasons} of the open ones have a {columns['lost_reason']!r}" if reasons else "")
            + ". If lost ones are here, say in a mapping file which column or word tells them",
            count=out.status.count("open"),
        )
    _tell_hints(table, columns, found, guessed)
    _tell(table, columns, found, out, conflicts, unknown, undecided, by_chance, says if not decisive else None)
    return out


def _tell_hints(table: Table, columns: Mapping[str, str | None], found: Findings, guessed: Mapping[tuple[str, str, Hint], list[int]]) -> None:
    """What unknown words were taken for: an end is a question, a deal still open only a word."""
    for (meaning, word, hint), at in guessed.items():
        rows = [(table.name, table.rows[i]) for i in at]
        if hint.says == "open":
            found.warn("unknown_status", f"{table.name}: {word!r} in {columns[meaning]!r} is no word we know for won or lost; counted as open, as {hint.by!r} says too", rows)
        else:
            found.ask("assumed_status", f"{table.name}: {word!r} in {columns[meaning]!r} is no word we know; taken as {hint.says} by {hint.by!r}. Say in a mapping file what it means", rows)


def _told_beside(table: Table, a: Assignment, profiles: dict[str, Profile], spoken: Mapping[str, Mapping[str, Outcome | None]], found: Findings) -> dict[int, Outcome]:
    """Row -> how a deal ended that a word calls only closed, from another column that says won or lost of nearly all of these: `Won - price`."""
    if not any("ended" in words.values() for words in spoken.values()):
        return {}
    at = [i for i in range(len(table)) if {words[table.cell(a.column(m), i)] for m, words in spoken.items()} - {None} == {"ended"}]
    if not at:
        return {}
    chosen = {a.column(m) for m in spoken}
    for h in table.header:
        if h in chosen or profiles[h].empty or profiles[h].dates > 0.5 or profiles[h].amounts > 0.8 or len(profiles[h].filled) > 200:
            continue
        cells = table.cells(h)
        said: dict[int, Outcome] = {i: "won" if o == "won" else "lost" for i in at if (o := outcome(cells[i])) in ("won", "lost", "cancelled")}
        if len(said) >= 0.9 * len(at) and {"won", "lost"} <= set(said.values()):
            found.warn("assumed_status", f"{table.name}: deals that are only called closed were taken as won or lost by {h!r}", [(table.name, table.rows[i]) for i in at])
            return said
    return {}


def _reasons_tell(table: Table, columns: Mapping[str, str | None], spoken: Mapping[str, Mapping[str, Outcome | None]], flags: Mapping[str, object]) -> bool:
    """Whether a reason of loss tells lost from won where a word says only that deals ended: some have one, some have none, and open ones never do."""
    reason = columns["lost_reason"]
    if reason is None or flags.keys() & {"is_won", "is_lost"}:
        return False
    ended = {True: [0, 0], False: [0, 0]}
    for i in range(len(table)):
        said = {words[table.cell(columns[m], i)] for m, words in spoken.items()}
        ended["ended" in said][_missing(table.cell(reason, i))] += 1
    return ended[True][0] > 0 and ended[True][1] > 0 and ended[False][0] <= 0.02 * max(1, sum(ended[False]))


def _lost_without_a_chance(
    table: Table, columns: Mapping[str, str | None], spoken: Mapping[str, Mapping[str, Outcome | None]], flags: Mapping[str, object], chances: Mapping[str, float | None]
) -> set[int]:
    """Rows with a reason of loss and a probability of 0, where no word is for lost, no win has a reason, and no reason stands beside a chance."""
    reason, probability = columns["lost_reason"], columns["probability"]
    if reason is None or probability is None or flags.keys() & {"is_won", "is_lost"} or columns["lost_on"]:
        return set()
    given = [i for i, cell in enumerate(table.cells(reason)) if not _missing(cell)]
    won = any(words[table.cell(columns[m], i)] == "won" for i in given for m, words in spoken.items())
    return set(given) if not won and all(chances.get(table.cell(probability, i)) == 0.0 for i in given) else set()


@dataclass(frozen=True)
class _NoWin:
    """What a deal is that a flag says was not won, where nothing says whether it is closed."""

    why: str
    by_date: bool

    def __call__(self, cell: Mapping[str, str]) -> Outcome:
        return "open" if self.by_date and no_date(cell["closed_on"]) else "lost"


def _without_a_win(table: Table, columns: Mapping[str, str | None], flags: Mapping[str, Mapping[str, bool | None]]) -> _NoWin:
    """A blank flag beside a no is an open deal; else a blank close date is."""
    won, closed = flags.get("is_won", {}), columns["closed_on"]
    if any(v is None for v in won.values()):
        return _NoWin("a no was taken as lost, a blank as open", False)
    if closed and any(won.get(w) is False and no_date(c) for w, c in zip(table.cells(columns["is_won"] or closed), table.cells(closed), strict=True)):
        return _NoWin(f"those with a {closed!r} were taken as lost, those without as open", True)
    return _NoWin("all were taken as lost", False)


def _flags(cells: list[str]) -> dict[str, bool | None]:
    """A column of flags; where only the yes is ever written, blank is a no."""
    read = {c: flag(c) for c in set(cells)}
    if any(v is True for v in read.values()) and not any(v is False for v in read.values()):
        return {c: bool(v) for c, v in read.items()}
    return read


def _by_flags(f: dict[str, bool | None]) -> str | None:
    if f.get("is_won"):
        return "won"
    if f.get("is_lost"):
        return "lost"
    if f.get("is_closed") is True and f.get("is_won") is False:
        return "lost"
    if f.get("is_closed") is False:
        return "open"
    if f.get("is_won") is False and f.get("is_lost") is False:
        return "open"
    return None


def _lost_by_hand(cell: dict[str, str], flags: dict[str, dict[str, bool | None]], chances: dict[str, float | None], decisive: bool) -> bool:
    """Some systems archive what was lost: not active and no chance left, or a reason of loss on a deal nobody called lost."""
    archived = flags.get("is_active", {}).get(cell["is_active"]) is False
    hopeless = chances.get(cell["probability"]) == 0.0 if chances else True
    return archived and hopeless and (bool(chances) or bool(cell["lost_reason"]))


def _end(word: str) -> str:
    return "lost" if word == "cancelled" else word


def _shown(flagged: str | None, by_words: str | None, columns: dict[str, str | None]) -> str:
    return repr(columns["is_won"] or columns["is_closed"] or columns["is_lost"]) if flagged else repr(columns["status"])


def _tell(
    table: Table,
    columns: dict[str, str | None],
    found: Findings,
    out: Endings,
    conflicts: dict[str, list[int]],
    unknown: dict[tuple[str, str], list[int]],
    undecided: dict[str, list[int]],
    by_chance: list[int],
    assumed: str | None,
) -> None:
    def rows(indices: list[int]) -> list[tuple[str, int]]:
        return [(table.name, table.rows[i]) for i in indices]

    for what, at in conflicts.items():
        found.warn("stage_status_conflict", f"{table.name}: {what}; the first was believed", rows(at))
    for (meaning, word), at in unknown.items():
        # nothing beside it says whether it is an end: a person has to
        found.ask("unknown_status", f"{table.name}: {word!r} in {columns[meaning]!r} is no word we know for won or lost; counted as open. Say in a mapping file what it means", rows(at))
    for word, at in undecided.items():
        found.ask("unknown_status", f"{table.name}: {word!r} says that a deal ended but not how; counted as open. Say in a mapping file whether it is won or lost", rows(at))
    if by_chance:
        found.warn("assumed_status", f"{table.name}: no column says won or lost; a probability of 100 was taken as won, of 0 as lost", rows(by_chance))
    if assumed:
        found.warn("assumed_status", f"{table.name}: nothing in the rows says how a deal ended; the file's name or title says they are {assumed}", count=sum(s == assumed for s in out.status))
    if out.left_out.get("deleted"):
        found.warn("deleted_row", f"{table.name}: marked as deleted in the CRM; left out", rows(out.left_out["deleted"]))
    if out.left_out.get("cancelled"):
        found.warn("cancelled_row", f"{table.name}: cancelled, which policy ignores; left out", rows(out.left_out["cancelled"]))
