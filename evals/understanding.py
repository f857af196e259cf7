"""How well messages are understood: labelled ones of `evals/messages/`, put to the chat of the demo company.

A label says what a sensible person would take a message to mean: its intents, whom it is about, and what it fixes
itself (a day, a change, a figure). The messages were written without sight of the code. Half of them, chosen by their
ids, are held out: what is tuned is tuned on the other half.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copilot.coach import OPERATOR, Coach
from copilot.domain import Request, Viewer
from copilot.errors import InputError
from copilot.events import Finished
from copilot.tools.understanding.spans import resolve_span

MESSAGES = Path(__file__).parent / "messages"


class Labelled(BaseModel):
    """One message and what it means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    before: tuple[str, ...] = ()
    """What the manager said before in the thread, oldest first."""
    say: str
    intents: tuple[str, ...] = Field(min_length=1)
    rep: str | None = None
    people: tuple[str, ...] = ()
    """Everybody it is about, where several are."""
    slots: dict[str, Any] = {}
    """What the message fixes itself; see `slots_right` for what each is held to."""
    tags: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Understood:
    """A message beside what was made of it."""

    label: Labelled
    request: Request
    rep: str | None
    """Full name."""
    text: str

    @property
    def intents_right(self) -> bool:
        found = str(self.request.parameters.get("pending")).split(",") if self.asked_whom else self.request.intents
        return set(found) == set(self.label.intents)

    @property
    def rep_right(self) -> bool:
        return self.rep == self.label.rep or self.asked_whom

    @property
    def asked_whom(self) -> bool:
        """Several people were named and it was asked with whom to begin: nobody is taken for anybody else."""
        return bool(self.label.people) and self.rep is None and bool(self.request.parameters.get("choices"))

    @property
    def wrong_person(self) -> bool:
        """Somebody was taken to be meant who was not."""
        return self.rep is not None and self.rep != self.label.rep and self.rep not in self.label.people and "ask_back" not in self.request.intents

    def slots_wrong(self, as_of: date) -> tuple[str, ...]:
        """Names of the slots that were read otherwise."""
        return tuple(name for name, wanted in self.label.slots.items() if not _slot_right(name, wanted, self, as_of))

    def right(self, as_of: date) -> bool:
        return self.intents_right and self.rep_right and not self.slots_wrong(as_of)


def load_messages(folder: Path = MESSAGES) -> list[Labelled]:
    """All labelled messages, by file and place.

    Raises:
        InputError: a file that cannot be used, with the message at fault.
    """
    found: list[Labelled] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            rows = yaml.safe_load(path.read_text("utf-8")) or []
        except yaml.YAMLError as e:
            raise InputError(f"the file of messages {path.name!r} is no YAML: {e}") from e
        for place, row in enumerate(rows, 1):
            try:
                found.append(Labelled.model_validate(row))
            except ValidationError as e:
                first = e.errors()[0]
                raise InputError(f"message {place} of {path.name!r}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from e
    if len({m.id for m in found}) < len(found):
        raise InputError("two labelled messages have one id")
    return found


def import_named_deals(coach: Coach) -> None:
    """Two deals that messages name and the demo company does not have: without them nothing could be answered about them."""
    coach.import_crm(OPERATOR, [MESSAGES / "deals.csv"])


async def understand_all(coach: Coach, viewer: Viewer, messages: Iterable[Labelled], on_one: Callable[[Understood], None] | None = None) -> list[Understood]:
    """Each message in a thread of its own, after what was said before it. The coach's session must be open."""
    out = []
    for label in messages:
        thread, last = None, None
        for said in (*label.before, label.say):
            async for event in coach.chat(viewer, said, thread):
                if isinstance(event, Finished):
                    thread, last = event.thread, event
        assert last is not None  # a turn always ends with one
        out.append(Understood(label, last.request, last.rep_name, last.text))
        if on_one:
            on_one(out[-1])
    return out


def share(found: Sequence[Understood], of: Callable[[Understood], bool]) -> float:
    return sum(map(of, found)) / max(len(found), 1)


# ---------------------------------------------------------------- slots

_FIGURES = {"attainment": {"landed", "to_go", "chance"}, "landing": {"chance", "landed"}, "quota": {"quota", "to_go"}, "coachability": {"coachability"}}
"""What `asked` may be where a label names one of these figures."""
_DECLINED = {"rank": "ranking"}
_DECIDED = {"agree": {"agree", "take"}}
"""A manager who takes a goal and one who agrees to it do the same: it is put to the rep."""


def _slot_right(name: str, wanted: Any, found: Understood, as_of: date) -> bool:
    """Whether one slot was read as labelled.

    changes: what and by how much, each; meeting_on, style, decision: the same; deal: its customer stands in the answer; period: the same first and last
    day; goal: the number; want: the kind; figure: what is asked about; topic: at least half of its words of four
    letters or more stand in what is searched; why: what is declined.
    """
    p = {key.rpartition(".")[2]: value for key, value in reversed(found.request.parameters.items())}
    match name:
        case "changes":
            return _changes(wanted) <= _read_changes(str(p.get("changes") or ""))
        case "meeting_on":
            return str(p.get("meeting_on") or "") == str(wanted)
        case "style":
            return bool(p.get("style") == wanted)
        case "goal":
            return p.get("goal_index") == int(wanted) or any(str(d.get("which")) == str(wanted) for d in json.loads(str(p.get("decisions") or "[]")))
        case "want":
            return bool(p.get("want_kind") == wanted)
        case "decision":
            return any(d.get("do") in _DECIDED.get(wanted, {wanted}) for d in json.loads(str(p.get("decisions") or "[]")))
        case "why":
            return bool(p.get("about") == _DECLINED.get(wanted, wanted))
        case "period":
            window = resolve_span(str(p.get("span")), as_of) if p.get("span") else None
            return window is not None and (str(window.start), str(min(window.end, as_of))) == _days(str(wanted), as_of)
        case "figure":
            named = {p.get("asked"), p.get("activity"), p.get("other"), p.get("what"), p.get("figure"), str(p.get("fact")).split(".")[0]}
            return wanted in named or bool(_FIGURES.get(wanted, set()) & {p.get("asked"), *found.request.intents})
        case "topic":
            words = set(re.findall(r"[^\W\d_]{4,}", str(wanted).lower()))
            have = str(p.get("query") or found.label.say).lower()
            return not words or sum(w[:5] in have for w in words) >= len(words) / 2
        case "deal":
            return str(wanted).lower().split(" - ")[0] in (str(p.get("about_what") or "") + " " + found.text).lower()
        case _:
            raise InputError(f"the message {found.label.id!r} labels {name!r}, which nothing is held to")


_BY = re.compile(r"(?P<to>to )?(?P<x>x)?(?P<n>[+-]?\d+(?:[.,]\d+)?)\s*(?P<unit>%|pts|points|days|k)?\s*(?:(?:a|per|each)\s*(?P<per>week|month|day|quarter))?")
_A_WEEK = {None: 1.0, "week": 1.0, "month": 12 / 52, "day": 5.0, "quarter": 4 / 52}


def _changes(wanted: Iterable[dict[str, str]]) -> set[tuple[str, str]]:
    """Each as (what, how it reads), in the copilot's own spelling."""
    out = set()
    for change in wanted:
        m = _BY.fullmatch(str(change["by"]).strip())
        if m is None:
            raise InputError(f"a labelled change {change['by']!r} cannot be read")
        n, what, weeks = float(m["n"].replace(",", ".")), str(change["what"]), _A_WEEK[m["per"]]
        if what == "starts" and m["per"] == "month":
            weeks = 12 / 52
        match m["unit"]:
            case "%" if m["to"]:
                how = f"={n / 100:.2f}"
            case "%":
                how = f"*{1 + n / 100:.2f}"
            case "pts" | "points":
                how = f"{n:+.1f}pts"
            case "days":
                how = f"{n:+.1f}days"
            case unit:
                n *= 1000 if unit == "k" else 1
                how = f"*{n:.2f}" if m["x"] else f"={n * weeks:.2f}" if m["to"] else f"{n * weeks:+.2f}"
        out.add((what, how))
    return out


def _read_changes(text: str) -> set[tuple[str, str]]:
    out = set()
    for part in filter(None, text.split(";")):
        what, _, how = part.partition(":")
        m = re.fullmatch(r"(?P<sign>[*=]?)(?P<n>[+-]?[\d.e+]+)(?P<unit>/week|pts|days)?", how)
        if m is None:
            continue
        n = float(m["n"])
        how = f"*{n:.2f}" if m["sign"] == "*" else f"={n:.2f}" if m["sign"] == "=" else f"{n:+.1f}{m['unit']}" if m["unit"] in ("pts", "days") else f"{n:+.2f}"
        out.add((what, how))
        if what == "speed" and m["sign"] == "*":
            out.add((what, f"*{1 - (1 / n - 1) if n < 1 else 2 - n:.2f}"))  # a tenth faster: 0.9 of the days, or 1.1 of the speed
            out.add((what, f"*{round(1 / n, 2):.2f}"))
    return out


def _days(period: str, as_of: date) -> tuple[str, str]:
    """First and last day of 2026, 2026-Q3, 2026-10, 2026-10-05 or two days joined by `..`, cut at `as_of`."""
    if ".." in period:
        first, _, last = period.partition("..")
    else:
        window = resolve_span(period.lower(), as_of)
        if window is None:
            raise InputError(f"a labelled period {period!r} cannot be read")
        first, last = str(window.start), str(window.end)
    return first, min(last, str(as_of))
