"""How many of an activity a rep logged in a stretch of time, and what exactly was counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from copilot.domain import Window
from copilot.events import StepStarted
from copilot.facts import counted_source, make_fact
from copilot.graph.ask import Ask
from copilot.graph.gather_periods import asked_window, days_text, outside
from copilot.tools.what_if import plural

if TYPE_CHECKING:
    import pandas as pd


def counted(ask: Ask) -> Iterator[StepStarted]:
    """Activities of one type, by the words of their subject where a kind was named; the answer says which."""
    yield ask.step("count", "counting in the CRM")
    kind = str(ask.parameters["activity"])
    window = _window(ask)
    acts = ask.company.activities
    of_kind = acts[(acts["type"] == kind).to_numpy(dtype=bool)]
    if of_kind.empty:
        ask.words("counted.kind", plural(kind), "This is a type of activity, as the CRM names it.", "activities")
        ask.say("Nobody here logs {counted.kind} in the CRM, so I cannot say how many there were.")
        return
    if outside(ask, window, of_kind["on"].min().date()):
        return
    own = of_kind[(of_kind["rep_id"] == ask.someone.id).to_numpy(dtype=bool) & _inside(of_kind, window)]
    narrowed = ask.parameters.get("narrowed")
    told_apart = narrowed is not None and bool(_mentions(of_kind, str(narrowed)).any())
    said = _count(ask, f"{kind}.count", kind, own, window, f"These are all {plural(kind)} logged for these days.", days=not told_apart)
    if not narrowed:
        ask.say(f"{{rep}} logged {{{said}}}.")
    elif told_apart:
        told = own[_mentions(own, str(narrowed))]
        how = f"Counted are {plural(kind)} logged for these days whose subject says “{narrowed}”."
        name = _count(ask, f"{kind}.count.{narrowed}", kind, told, window, how, f" whose subject says “{narrowed}”")
        ask.say(f"{{rep}} logged {{{name}}}. Whatever the subject, it was {{{said}}}.")
    else:
        label = ask.words("counted.kind", f"{narrowed} {plural(kind)}", "This is the kind of activity that was asked about.", "activities")
        ask.say(f"The CRM does not tell {{{label}}} from others, so this counts all of them: {{rep}} logged {{{said}}}.")
    name = ask.someone.name.split()[0]
    ask.chips += [f"and {plural('demo' if kind != 'demo' else 'call')}?", f"how is {name} doing?", f"get me ready for {ask.someone.name}"]


def _window(ask: Ask) -> Window:
    """The days asked about, else the activity window of the policy."""
    from copilot.tools.window import activity_window

    return asked_window(ask) or activity_window(ask.as_of, ask.services.policy)


def _inside(acts: pd.DataFrame, window: Window) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    from copilot.tools.columns import in_window

    return np.asarray(in_window(acts["on"].to_numpy(), window), dtype=bool)


def _mentions(acts: pd.DataFrame, word: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(acts["subject"].str.contains(word, case=False, regex=False).fillna(False), dtype=bool)


def _count(ask: Ask, name: str, kind: str, rows: pd.DataFrame, window: Window, how: str, which: str = "", days: bool = True) -> str:
    """The Fact of a count; its name."""
    n = len(rows)
    noun = plural(kind) if n != 1 else kind.replace("email", "e-mail")
    text = f"{n if n else 'no'} {noun}{which}{days_text(window) if days else ''}"
    source = counted_source("activities", how, ask.someone.id, tuple(str(i) for i in rows["activity_id"]))
    ask.add([make_fact(name, n, "count", text, ask.as_of, n=n, window=window, source=source, rep_id=ask.someone.id, looks_back=True)])
    return name
