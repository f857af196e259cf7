"""Cases of an eval: one YAML file each, naming a rep of the demo company, a day, and what must hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copilot.domain import SECTION_IDS
from copilot.errors import InputError

if TYPE_CHECKING:
    from inspect_ai.dataset import Dataset

CASES = Path(__file__).parent / "cases"


class Case(BaseModel):
    """One 1:1 to prepare, and what the agenda must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """The file's stem."""
    rep: str
    """Full name of a rep of the demo company."""
    viewer: str
    """Who asks: the rep's manager."""
    days_before: int = Field(default=0, ge=0, le=365)
    """The agenda is made as of so many days before the day the demo company ends."""
    meeting_in: int = Field(default=2, ge=1, le=31)
    """Days from then to the 1:1."""
    why: str
    """What makes this case worth having."""
    sections: tuple[str, ...] = ("connect", "calibrate", "conversation", "now_what")
    """Ids that must be there with a text."""
    aspiration: Literal["taken_up", "asked"]
    """Whether the agenda takes up what the rep wants, or asks since nobody knows yet."""
    goals: tuple[int, int] = (1, 3)
    """At least and at most."""


def load_cases(task: str) -> list[Case]:
    """All cases of a task, by id.

    Raises:
        InputError: no such task, or a case file that cannot be used, with the field at fault.
    """
    files = sorted((CASES / task).glob("*.yaml"))
    if not files:
        raise InputError(f"there are no cases for the task {task!r}; tasks with cases: {', '.join(task_names())}")
    cases = [_load(path) for path in files]
    for case in cases:
        if unknown := set(case.sections) - set(SECTION_IDS):
            raise InputError(f"the case {case.id!r} names the sections {sorted(unknown)!r}; there are {', '.join(SECTION_IDS)}")
    return cases


def task_names() -> list[str]:
    """Tasks that have cases."""
    return sorted(p.name for p in CASES.iterdir() if p.is_dir() and any(p.glob("*.yaml")))


def to_dataset(task: str, cases: list[Case]) -> Dataset:
    """The same as Inspect samples; the whole case is the sample's metadata."""
    from inspect_ai.dataset import MemoryDataset, Sample

    return MemoryDataset([Sample(id=c.id, input=f"Prepare the 1:1 of {c.viewer} with {c.rep}.", target=c.why, metadata=c.model_dump(mode="json")) for c in cases], name=task)


def _load(path: Path) -> Case:
    try:
        said = yaml.safe_load(path.read_text("utf-8"))
        return Case.model_validate({"id": path.stem, **said})
    except yaml.YAMLError as e:
        raise InputError(f"the case file {str(path)!r} is no YAML: {e}") from e
    except ValidationError as e:
        first = e.errors()[0]
        raise InputError(f"the case file {str(path)!r}: {'.'.join(str(p) for p in first['loc'])} is {first.get('input')!r}: {first['msg']}") from e
