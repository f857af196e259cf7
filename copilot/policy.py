"""Every default of the coaching model, in one object a company can change in one TOML file.

Sections in the docstrings are those of the coaching model ([A], [B]: its two sources; [*]: decided here).
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from copilot.errors import SettingsError

SEGMENTS = ("Poor", "Low Core", "Core", "High Core", "Star")
PISTONS = ("starts", "win_rate", "revenue_per_customer", "speed")


class Mover(BaseModel):
    """What moves a piston: activities, skills and kinds of playbook page (section 4.5)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    activities: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("play", "script", "call example", "training", "template")


class Milestone(BaseModel):
    """Something to reach beyond the goal (section 5)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    """As it is called here: `the club`."""
    of_goal: float = Field(gt=0)
    """Attainment it takes: 1.2."""


class Verifier(BaseModel):
    """What the customer has done by the time a deal is in a stage, and the activity that shows it (section 7)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: str = Field(min_length=1)
    """In words that follow `the customer has not`: `seen a demo`."""
    activity: str = Field(min_length=1)
    """The type of activity that is on record for the deal where it happened: `demo`."""


class CoachingPolicy(BaseModel):
    """The rules of one company; a field each, never a literal in a formula."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # section 0
    old_export_days: int = Field(default=45, ge=0)
    """Newest record older than this: `as_of` defaults to that record's date, and the output says so."""
    min_pool: int = Field(default=3, ge=2)
    """A pooled figure needs at least this many other reps [*]."""
    anonymise: bool = True
    """Replace names of people and accounts, e-mails and phone numbers before text leaves the machine."""

    # section 1
    quota_period: Literal["month", "quarter", "year"] = "quarter"
    engine_months: int = Field(default=12, ge=1)
    activity_weeks: int = Field(default=13, ge=1)
    ramp_days: int = Field(default=90, ge=0)
    holidays: tuple[date, ...] = ()

    small_n: int = Field(default=10, ge=1)
    """Fewer observations than this are said to be few."""

    # section 2
    cancelled_is: Literal["lost", "ignored"] = "lost"
    duplicate_opportunities: Literal["keep", "drop"] = "keep"
    shrink_k: float = Field(default=20.0, gt=0)
    shrink_min_reps: int = Field(default=5, ge=2)

    # section 3
    segment_bounds: tuple[float, float, float, float] = (0.60, 0.85, 1.05, 1.30)
    """Lower bounds of Low Core, Core, High Core, Star on trailing attainment [*]."""
    segment_quantiles: tuple[float, float, float, float] = (0.10, 0.35, 0.65, 0.90)
    """The same on revenue within the cohort where no quotas are given."""
    cohort_by_region: bool = False
    early_share: float = Field(default=0.25, ge=0, le=1)
    """Before this share of a period, texts speak of the expected landing."""

    # section 4
    key_activities: tuple[str, ...] = ("call", "email", "meeting", "demo")
    gap_ratio: float = 0.85
    mix_total_band: float = 0.05
    mix_share: float = 0.10
    holm_alpha: float = 0.10
    horizon_days: int = Field(default=365, ge=1)
    """What lands within this horizon counts in the modelled revenue; longer where cycles are long."""
    horizon_cycles: float = Field(default=2.0, gt=0)
    """The horizon is at least this many of the cohort's median cycles."""
    stretch: float = Field(default=0.05, gt=0)
    """The small improvement tried on each piston where no gap is left."""
    movers: dict[str, Mover] = {
        "starts": Mover(activities=("call", "email", "meeting"), skills=("prospecting", "discovery", "referrals")),
        "win_rate": Mover(activities=("demo", "meeting"), skills=("discovery", "proposal", "multi-threading", "negotiation")),
        "revenue_per_customer": Mover(activities=("meeting",), skills=("value", "negotiation", "expansion")),
        "speed": Mover(activities=("meeting", "call"), skills=("mutual plan", "multi-threading", "next step")),
    }

    # section 5
    activity_elasticity: float = Field(default=0.5, ge=0, le=1)
    """What a piston gains per change of the activity that moves it, where the rep's own data do not say."""
    activity_elasticity_sd: float = Field(default=0.25, gt=0)
    """How far from it a rep's own may well lie: the weight it has against their own data."""
    draws: int = Field(default=10_000, ge=100)
    milestones: tuple[Milestone, ...] = ()
    """What a company holds out to reach: a club at 1.2 of the goal."""

    # section 6
    strong_coachability: float = 0.70
    min_verdicts: int = 3
    weak_p: float = 0.20
    strong_outcome: float = 1.0
    quadrant_names: dict[str, str] = {
        "STAR": "star",
        "FUTURE": "future",
        "INDEPENDENT": "independent",
        "TOXIC": "commitments first",
        "UNPROVEN": "too early to say",
    }

    # section 7
    quiet_days: int = 14
    stalled_quantile: float = 0.75
    oversize_factor: float = 2.5
    deals_shown: int = 3
    must_win_swing: float = Field(default=0.05, ge=0, le=1)
    """A deal is a must-win where winning it moves the chance of the target by at least this much."""
    sure_goal: float = Field(default=0.95, ge=0, le=1)
    """With such a chance of the goal, what comes after it is looked at."""
    beyond_landing: float = Field(default=1.1, gt=1)
    """Where nothing is named beyond the goal: this much of the median landing."""
    remaining_quantile: float = Field(default=0.10, ge=0, le=1)
    """A deal due sooner than all but this share of wins could manage from its stage is misaligned."""
    verifiers: dict[str, Verifier] = {}
    """By stage: what the customer does for a deal to be in it."""

    # section 8
    weekly_cycle_days: int = 30
    fortnight_cycle_days: int = 60
    busy_activities_per_day: float = 10.0
    meeting_minutes: int = Field(default=30, ge=10)
    past_share: float = Field(default=0.10, ge=0, le=1)
    share_ahead_days: int = 2
    adherence_weeks: int = 13

    # section 9
    redrafts: int = Field(default=2, ge=0)

    # section 10
    goal_max_days: int = 31
    reach_factor: float = 1.3
    reach_add_per_week: float = 1.0
    goals_per_agenda: int = Field(default=2, ge=1, le=3)

    # retention (product)
    transcript_days: int = 30
    audit_months: int = Field(default=6, ge=6)

    @model_validator(mode="after")
    def _rising(self) -> CoachingPolicy:
        for name in ("segment_bounds", "segment_quantiles"):
            bounds = getattr(self, name)
            if list(bounds) != sorted(set(bounds)):
                raise ValueError(f"{name} must rise from low to high, not {bounds!r}")
        return self


def load_policy(path: Path | None) -> CoachingPolicy:
    """The company's policy file, or the defaults where there is none.

    Raises:
        SettingsError: the file cannot be read, names an unknown field, or a value is out of range.
    """
    if path is None or not path.exists():
        return CoachingPolicy()
    try:
        return CoachingPolicy.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise SettingsError(f"the policy file {str(path)!r} cannot be read: {e}") from e
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(p) for p in first["loc"]) or "the file"
        raise SettingsError(f"the policy file {str(path)!r}: {where} is {first.get('input')!r}: {first['msg']}") from e
