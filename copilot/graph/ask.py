"""One question to the tools: who asks about whom, as of when, and what the thread knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from copilot.domain import Aspiration, Fact, Goal, OneOnOne, Rep, Source, SourceTable
from copilot.events import StepStarted
from copilot.facts import date_text, make_fact
from copilot.graph.context import Services, Turn
from copilot.graph.state import Memory

if TYPE_CHECKING:
    from copilot.ports import Company
    from copilot.tools.segments import Standings


_ONLY_WORDS = "None are listed: these are words, and nothing was counted for them."
_ONLY_A_DAY = "None are listed: it is a day of the calendar, and nothing was counted for it."
_NO_ROWS: dict[SourceTable, str] = {
    "goals": "None are listed: this is a goal in words that nothing has been counted for yet.",
    "one_on_ones": "None are listed: these are words as one of you wrote them down.",
    "aspirations": "None are listed: these are the rep's own words, as they were written down.",
    "initiatives": "None are listed: these are the words the company announced it with.",
    "playbook": "None are listed: these are the words of a playbook page.",
}


@dataclass
class Ask:
    """What a gatherer needs; figures that several need are computed once."""

    turn: Turn
    rep: Rep | None
    as_of: date
    as_of_note: str | None
    meeting_on: date
    parameters: dict[str, Any]
    memory: Memory
    message: str
    paragraphs: list[str] = field(default_factory=list)
    """Templates of the answer, in order."""
    chips: list[str] = field(default_factory=list)

    @property
    def services(self) -> Services:
        return self.turn.services

    @property
    def someone(self) -> Rep:
        """The rep, where a gatherer is only called with one."""
        assert self.rep is not None
        return self.rep

    @cached_property
    def company(self) -> Company:
        from copilot.tools.window import company_as_of

        return company_as_of(self.services.aggregates.company(self.turn.viewer, self.services.clock.today()), self.as_of, self.services.policy)

    @cached_property
    def aspirations(self) -> list[Aspiration]:
        return self.services.records.aspirations(self.turn.viewer, self.someone.id, self.as_of)

    @cached_property
    def goals(self) -> list[Goal]:
        return self.services.records.goals(self.turn.viewer, self.someone.id)

    @cached_property
    def meetings(self) -> list[OneOnOne]:
        return self.services.records.one_on_ones(self.turn.viewer, self.someone.id, self.as_of)

    @cached_property
    def standing(self) -> Standings:
        from copilot.tools.segments import standings

        return standings(self.company, self.as_of, self.services.policy, self.aspirations if self.rep else ())

    # ------------------------------------------------------------ Facts

    def add(self, facts: Iterable[Fact]) -> None:
        self.turn.ledger.add(facts)

    def words(self, name: str, text: str, how: str, table: SourceTable = "policy", looks_back: bool = False, rows: tuple[str, ...] = (), note: str | None = None) -> str:
        """A Fact that is words: a title, a name, what somebody said. Returns its name, for a placeholder.

        Args:
            name: of the Fact.
            text: the words.
            how: where they are from.
            table: likewise.
            looks_back: whether saying them dwells on the past.
            rows: ids of the rep's rows they are about.
            note: what is said about the rows; else, without any, what `table` says.
        """
        rep_id = self.rep.id if self.rep else None
        source = Source(table, how, rep_id, rows, note if note is not None else "" if rows else _NO_ROWS.get(table, _ONLY_WORDS))
        self.add([make_fact(name, text, "text", text, self.as_of, source=source, kind="words", rep_id=rep_id, looks_back=looks_back)])
        return name

    def day(self, name: str, day: date, how: str, table: SourceTable = "policy", rows: tuple[str, ...] = ()) -> str:
        """A Fact that is a date, with the rows it was read from, where there are any. Returns its name."""
        rep_id = self.rep.id if self.rep else None
        source = Source(table, how, rep_id, rows, "" if rows else _ONLY_A_DAY)
        self.add([make_fact(name, day, "date", date_text(day), self.as_of, source=source, kind="date", rep_id=rep_id)])
        return name

    def name_rep(self) -> None:
        """Add the rep's first name, the placeholder `{rep}`."""
        name = self.someone.name
        first = name.split()[0] if " " in name else name
        source = Source("people", "This is the name as imported.", self.someone.id, rows_note="None are listed: it is a name, and nothing was counted for it.")
        self.add([make_fact("rep", first, "text", first, self.as_of, source=source, kind="name", rep_id=self.someone.id)])

    def say(self, *templates: str) -> None:
        """Add paragraphs to the answer."""
        self.paragraphs += [t for t in templates if t]

    def remember(self, memory: Memory) -> None:
        """What the thread should know next time; what was remembered before this in the turn stays."""
        self.turn.material["memory"] = Memory(**{**self.turn.material.get("memory", {}), **memory})

    @staticmethod
    def step(step: str, text: str) -> StepStarted:
        return StepStarted(step, text)
