"""The policy in words: every rule with its value, whether the company changed it, and what it does; and what is odd in a file."""

from __future__ import annotations

import ast
import inspect
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from copilot import policy as module
from copilot.errors import InputError
from copilot.policy import PISTONS, CoachingPolicy, Milestone, Mover, Verifier, what_is_wrong

FRIDAY = 4
"""As `date.weekday` counts."""
SECTIONS: dict[str, tuple[str, ...]] = {
    "What is known, and who may be compared": ("old_export_days", "min_pool", "anonymise", "small_n"),
    "Days and periods": ("quota_period", "engine_months", "activity_weeks", "ramp_days", "holidays"),
    "The engine": ("cancelled_is", "duplicate_opportunities", "shrink_k", "shrink_min_reps"),
    "Segments": ("segment_bounds", "segment_quantiles", "cohort_by_region", "early_share"),
    "Where to look first": ("key_activities", "gap_ratio", "mix_total_band", "mix_share", "holm_alpha", "horizon_days", "horizon_cycles", "stretch", "movers"),
    "What is to come": ("activity_elasticity", "activity_elasticity_sd", "draws", "kind_chance", "milestones"),
    "Coachability": (
        "strong_coachability",
        "verdict_months",
        "min_verdicts",
        "weak_p",
        "strong_outcome",
        "leads_min_reps",
        "leads_matters",
        "leads_resamples",
        "goal_after_meeting_days",
        "quadrant_names",
    ),
    "Deals": ("quiet_days", "stalled_quantile", "oversize_factor", "deals_shown", "must_win_swing", "sure_goal", "beyond_landing", "remaining_quantile", "verifiers"),
    "The 1:1": (
        "weekly_cycle_days",
        "fortnight_cycle_days",
        "busy_activities_per_day",
        "meeting_minutes",
        "past_share",
        "share_ahead_days",
        "adherence_weeks",
        "uneven_below",
        "baseline_periods",
        "redrafts",
    ),
    "Coaching goals": ("goal_max_days", "reach_factor", "reach_add_per_week", "goals_per_agenda"),
    "What is kept": ("transcript_days", "audit_months"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it is in force."""

    section: str
    name: str
    value: str
    """In words."""
    default: str | None
    """What it is without a file, where the company changed it."""
    meaning: str


def rules_in_words(policy: CoachingPolicy) -> tuple[Rule, ...]:
    """Every rule in force, in the order of the coaching model."""
    meanings, before = _meanings(), CoachingPolicy()
    found = []
    for section, names in SECTIONS.items():
        for name in names:
            now, then = getattr(policy, name), getattr(before, name)
            found.append(Rule(section, name, in_words(now), None if now == then else in_words(then), meanings.get(name, "")))
    return tuple(found)


def _meanings() -> dict[str, str]:
    """By rule: the sentence that stands below it where it is defined."""
    body = next(n for n in ast.parse(inspect.getsource(module)).body if isinstance(n, ast.ClassDef) and n.name == CoachingPolicy.__name__).body
    found = {}
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            found[field.target.id] = str(text.value.value).replace(" [*]", "").replace("`", "")
    return found


def in_words(value: Any) -> str:
    """A value as one would say it: `yes`, `call, email`, `the club at 120 %`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mover):
        return "; ".join(", ".join(each) for each in (value.activities, value.skills, value.kinds) if each)
    if isinstance(value, Milestone):
        return f"{value.name} at {value.of_goal:.0%} of the goal".replace("%", " %")
    if isinstance(value, Verifier):
        return f"the customer has {value.action}, shown by: {value.activity}"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {in_words(each)}" for key, each in value.items()) or "none"
    if isinstance(value, tuple):
        return ", ".join(in_words(each) for each in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a policy file found."""

    wrong: tuple[str, ...]
    """Why it cannot be used."""
    odd: tuple[str, ...]
    """What can be used and is perhaps not meant."""
    changed: tuple[Rule, ...]
    """Where it differs from the defaults."""


def check_policy(path: Path) -> Checked:
    """All that is wrong with a file at once, what is odd, and what it changes.

    Raises:
        InputError: there is no such file, or it is no TOML.
    """
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as e:
        raise InputError(f"there is no policy file {str(path)!r}") from e
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise InputError(f"the policy file {str(path)!r} cannot be read: {e}") from e
    try:
        policy = CoachingPolicy.model_validate(given)
    except ValidationError as e:
        return Checked(tuple(what_is_wrong(e)), (), ())
    return Checked((), tuple(_odd(policy)), tuple(r for r in rules_in_words(policy) if r.default is not None))


def _odd(policy: CoachingPolicy) -> list[str]:
    found = []
    keys = set(policy.key_activities)
    for piston in PISTONS:
        for name in policy.movers[piston].activities:
            if name not in keys:
                found.append(f"movers.{piston} names the activity {name!r}, which is not among key_activities: it is never compared")
    for stage, verifier in policy.verifiers.items():
        if verifier.activity not in keys:
            found.append(f"verifiers.{stage} waits for the activity {verifier.activity!r}, which is not among key_activities: is it on record under that name?")
    for milestone in policy.milestones:
        if milestone.of_goal <= 1:
            found.append(f"the milestone {milestone.name!r} is at {milestone.of_goal:g} of the goal: a milestone lies beyond it")
    weekend = [day for day in policy.holidays if day.weekday() > FRIDAY]
    if weekend:
        found.append(f"holidays has {len(weekend)} on a Saturday or Sunday, the first {weekend[0].isoformat()!r}: those are no working days anyway")
    if len(set(policy.holidays)) < len(policy.holidays):
        found.append("holidays has a day twice")
    return found
