"""Every default of the coaching model, in one object a company can change in one TOML file.

Sections in the docstrings are those of the coaching model ([A], [B]: its two sources; [*]: decided here).
"""

from __future__ import annotations

import tomllib
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

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
    """The period a goal is set for."""
    engine_months: int = Field(default=12, ge=1, le=60)
    """How many months back the pistons are measured."""
    activity_weeks: int = Field(default=13, ge=1)
    """How many weeks back activities are counted."""
    ramp_days: int = Field(default=90, ge=0)
    """Whoever has less history than this is compared with nobody."""
    holidays: tuple[date, ...] = ()
    """Days that are no working days, beside Saturdays and Sundays."""

    small_n: int = Field(default=10, ge=1)
    """Fewer observations than this are said to be few."""

    # section 2
    cancelled_is: Literal["lost", "ignored"] = "lost"
    """What a cancelled deal counts as."""
    duplicate_opportunities: Literal["keep", "drop"] = "keep"
    """What becomes of a deal that stands in an export twice under two ids."""
    shrink_k: float = Field(default=20.0, gt=0)
    """Where the data cannot say how much people differ: after so many observations a figure is half the rep's own, half the group's."""
    shrink_min_reps: int = Field(default=5, ge=2)
    """From so many reps on the data themselves say how much people differ."""

    # section 3
    segment_bounds: tuple[float, float, float, float] = (0.60, 0.85, 1.05, 1.30)
    """Lower bounds of Low Core, Core, High Core, Star on trailing attainment [*]."""
    segment_quantiles: tuple[float, float, float, float] = (0.10, 0.35, 0.65, 0.90)
    """The same on revenue within the cohort where no quotas are given."""
    cohort_by_region: bool = False
    """Compare people within their region only."""
    early_share: float = Field(default=0.25, ge=0, le=1)
    """Before this share of a period, texts speak of the expected landing."""

    # section 4
    key_activities: tuple[str, ...] = ("call", "email", "meeting", "demo")
    """Activities that are compared with the level wanted."""
    gap_ratio: float = Field(default=0.85, gt=0, lt=1)
    """An activity is looked at where the rep does at most this share of what the level wanted does."""
    mix_total_band: float = Field(default=0.05, ge=0, lt=1)
    """The mix of activities is looked at where their total is this close to the level wanted."""
    mix_share: float = Field(default=0.10, gt=0, lt=1)
    """A kind of activity stands out where its share differs by at least this much."""
    holm_alpha: float = Field(default=0.10, gt=0, lt=1)
    """How often chance alone may name a place to look at."""
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
    """What moves each piston; a piston that a company leaves out keeps its own."""

    # section 5
    activity_elasticity: float = Field(default=0.5, ge=0, le=1)
    """What a piston gains per change of the activity that moves it, where the rep's own data do not say."""
    activity_elasticity_sd: float = Field(default=0.25, gt=0)
    """How far from it a rep's own may well lie: the weight it has against their own data."""
    draws: int = Field(default=10_000, ge=100)
    """How many futures a forecast draws."""
    kind_chance: float = Field(default=0.10, ge=0, le=1)
    """A next play says what it does for the chance of the goal where that comes to at least this: a smaller one reads as a verdict [*]."""
    milestones: tuple[Milestone, ...] = ()
    """What a company holds out to reach: a club at 1.2 of the goal."""

    # section 6
    strong_coachability: float = Field(default=0.70, gt=0, le=1)
    """From this coachability on somebody is called coachable."""
    verdict_months: int = Field(default=12, ge=1, le=60)
    """How many months back kept and missed goals count."""
    min_verdicts: int = Field(default=3, ge=1)
    """With fewer judged goals than this nobody is called coachable."""
    weak_p: float = Field(default=0.20, gt=0, lt=1)
    """Coachability is called weak where a coachable person would keep so few goals with less than this chance."""
    strong_outcome: float = Field(default=1.0, gt=0)
    """From this trailing attainment on results are called strong."""
    leads_min_reps: int = Field(default=8, ge=3)
    """With fewer reps who have both, whether keeping commitments leads attainment is not looked at [*]."""
    leads_matters: float = Field(default=0.3, gt=0, lt=1)
    """A rank correlation below this would not matter: where the interval ends below it the answer is no, else too early [*]."""
    leads_resamples: int = Field(default=1000, ge=100)
    """How often the reps are drawn anew for the interval of that correlation."""
    goal_after_meeting_days: int = Field(default=7, ge=0)
    """A goal agreed within so many days of a 1:1, and before the next one, came of it [*]."""
    quadrant_names: dict[str, str] = {
        "STAR": "star",
        "FUTURE": "future",
        "INDEPENDENT": "independent",
        "TOXIC": "commitments first",
        "UNPROVEN": "too early to say",
    }
    """What the quadrants are called; one that is left out keeps its name."""

    # section 7
    quiet_days: int = Field(default=14, ge=1)
    """A deal without any activity for this long is quiet."""
    stalled_quantile: float = Field(default=0.75, gt=0, lt=1)
    """A deal is old when it has been open for longer than this share of wins took."""
    oversize_factor: float = Field(default=2.5, gt=1)
    """A deal is oversized at this many times the largest win so far."""
    deals_shown: int = Field(default=3, ge=1)
    """How many deals of a kind an agenda names."""
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
    weekly_cycle_days: int = Field(default=30, ge=1)
    """Where deals take at most so many days, 1:1s are weekly."""
    fortnight_cycle_days: int = Field(default=60, ge=1)
    """Where deals take at most so many days, 1:1s are every two weeks; where longer, monthly."""
    busy_activities_per_day: float = Field(default=10.0, gt=0)
    """With more activities than this a working day 1:1s are one step more often."""
    meeting_minutes: int = Field(default=30, ge=10)
    """How long a 1:1 is."""
    past_share: float = Field(default=0.10, ge=0, le=1)
    """How much of a 1:1 may look back."""
    share_ahead_days: int = Field(default=2, ge=0)
    """How many days before a 1:1 its agenda is shared."""
    adherence_weeks: int = Field(default=13, ge=1)
    """Over how many weeks held 1:1s are counted."""
    uneven_below: float = Field(default=0.5, ge=0, le=1)
    """Time is shared unevenly where who got the least got less than this share of what the one with the most got [*]."""
    baseline_periods: int = Field(default=4, ge=2)
    """A rep's new normal is the median attainment of so many complete periods."""

    # section 9
    redrafts: int = Field(default=2, ge=0)
    """How often a model may mend a draft before the plain one is taken."""

    # section 10
    goal_max_days: int = Field(default=31, ge=1)
    """A coaching goal is due within this many days."""
    reach_factor: float = Field(default=1.3, ge=1)
    """A goal asks for at most this many times what the rep does now ..."""
    reach_add_per_week: float = Field(default=1.0, ge=0)
    """... or this many more a week, whichever is larger."""
    goals_per_agenda: int = Field(default=2, ge=1, le=3)
    """How many goals an agenda offers."""

    # retention (product)
    transcript_days: int = Field(default=30, ge=0)
    """How long transcripts are kept."""
    audit_months: int = Field(default=6, ge=6)
    """How long it stays on record who saw what."""

    @field_validator("movers", "quadrant_names", mode="before")
    @classmethod
    def _beside_the_defaults(cls, given: Any, info: ValidationInfo) -> Any:
        """A company names what differs; the others stay."""
        known = cls.model_fields[str(info.field_name)].default
        if not isinstance(given, dict):
            return given
        strange = sorted(set(given) - set(known))
        if strange:
            raise ValueError(f"knows no {strange[0]!r}; there are {', '.join(known)}")
        return {**known, **given}

    @model_validator(mode="after")
    def _rising(self) -> CoachingPolicy:
        for name in ("segment_bounds", "segment_quantiles"):
            bounds = getattr(self, name)
            if list(bounds) != sorted(set(bounds)):
                raise ValueError(f"{name} must rise from low to high, not {bounds!r}")
        if self.segment_bounds[0] <= 0:
            raise ValueError(f"segment_bounds must lie above 0, not {self.segment_bounds!r}")
        if self.segment_quantiles[0] <= 0 or self.segment_quantiles[-1] >= 1:
            raise ValueError(f"segment_quantiles must lie between 0 and 1, not {self.segment_quantiles!r}")
        if self.fortnight_cycle_days < self.weekly_cycle_days:
            raise ValueError(f"fortnight_cycle_days is {self.fortnight_cycle_days!r}, less than weekly_cycle_days: {self.weekly_cycle_days!r}")
        return self


def load_policy(path: Path | None) -> CoachingPolicy:
    """The company's policy file, or the defaults where there is none.

    Raises:
        SettingsError: the file cannot be read, names an unknown field, or a value is out of range.
    """
    if path is None:
        return CoachingPolicy()
    try:
        return CoachingPolicy.model_validate(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return CoachingPolicy()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise SettingsError(f"the policy file {str(path)!r} cannot be read: {e}") from e
    except ValidationError as e:
        wrong = what_is_wrong(e)
        others = f" (and {len(wrong) - 1} more: `nextplay policy check {path}` lists them)" if len(wrong) > 1 else ""
        raise SettingsError(f"the policy file {str(path)!r}: {wrong[0]}{others}") from e


def what_is_wrong(error: ValidationError) -> list[str]:
    """A line each: the rule, the value, why, and what was probably meant."""
    lines = []
    for each in error.errors():
        where = ".".join(str(p) for p in each["loc"]) or "the file"
        if each["type"] == "extra_forbidden":
            near = get_close_matches(str(each["loc"][-1]), CoachingPolicy.model_fields if len(each["loc"]) == 1 else (), 1)
            hint = f"; did you mean {near[0]!r}?" if near else "; `nextplay policy show` lists the rules"
            lines.append(f"there is no rule {where!r}{hint}")
        else:
            lines.append(f"{where} is {each.get('input')!r}: {each['msg'].removeprefix('Value error, ')}")
    return lines
