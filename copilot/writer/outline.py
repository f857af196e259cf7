"""A draft before its placeholders are filled in."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """One section of an agenda, or one paragraph of an answer."""

    id: str
    title: str
    minutes: int
    looks_back: bool
    template: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole draft; `written_by` is `scripted` or the model's name."""

    sections: tuple[SectionDraft, ...]
    written_by: str = "scripted"

    def with_texts(self, texts: dict[str, str], written_by: str) -> Outline:
        """The same sections with other words; a section that is not named keeps its own."""
        return Outline(tuple(replace(s, template=texts.get(s.id, s.template)) for s in self.sections), written_by)

    def to_state(self) -> dict[str, Any]:
        return {"sections": [asdict(s) for s in self.sections], "written_by": self.written_by}

    @classmethod
    def from_state(cls, data: dict[str, Any]) -> Outline:
        return cls(tuple(SectionDraft(**s) for s in data["sections"]), data["written_by"])
