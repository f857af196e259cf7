"""What the words of the coaching model mean, in a sentence or two each, with the windows and bounds of the company's own policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot.facts import number_text, percent_text
from copilot.policy import SEGMENTS

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy

_MEANINGS: tuple[tuple[str, str], ...] = (
    (r"commitments first|{toxic}", "“{Toxic}” is one of the ways to coach: results and promises both fall short, so the talk is about the commitments themselves, and one small goal that will be kept. It is about how to coach, never about pay or ranking."),
    (r"quadrants?|future|independent|unproven|star (?:quadrant|coach)", "How to coach goes by two things: whether goals were kept, and how much of the target was won over the last {engine}. {Star}: strong in both. {Future}: keeps commitments, results on the way. {Independent}: results without kept commitments. {Toxic}: neither yet. It is about how to coach, never about pay or ranking."),
    (r"coachab\w+|keeps? commitments", "Coachability is the share of coaching goals kept, of those judged kept or missed in the last {verdicts}. A goal past its date that nobody has judged does not count against anybody."),
    (r"win[ _]rate|close rate", "The win rate is deals won out of all deals won or lost in the last {engine}. Open deals do not count."),
    (r"starts?|new opportunities", "Starts are new opportunities a month, over the last {engine}."),
    (r"revenue[ _]per[ _]customer|deal size", "Revenue per customer is the value won in the last {engine} divided by the number of different customers won."),
    (r"speed|cycle", "Speed is how many days a deal takes from its first record to the win: half of the wins took less, half took more."),
    (r"engine|pistons?", "The engine is what turns work into revenue, in four parts: starts, win rate, revenue per customer and speed."),
    (r"high core|low core|core|poor|star|segments?|levels?", "The levels go by how much of the goal was won over the last {engine}: {levels}. Where nobody in the same job has a quota they go by revenue instead, and that is said."),
    (r"target", "The target is what people at the level aimed at do on average, the rep left out; it is shown only where enough people can be pooled."),
    (r"landing|forecast|expected", "The expected landing is what has landed, plus open deals by their chance to be won in time, plus what new opportunities would bring."),
    (r"p_goal|chance|probability|likelihood|odds", "The chance of the goal: the rest of the period is played through thousands of times, each deal won or lost by its chance, and this is how often the goal is reached."),
    (r"coverage", "Coverage is the value of the open deals, each by its chance to be won, divided by what is still missing to the goal."),
    (r"backlog", "The backlog is what was won beyond, or short of, what the present engine explains."),
    (r"attainment", "Attainment is the value won in a period divided by its goal."),
    (r"pace", "Pace is the value won so far divided by the part of the goal that falls on the working days so far."),
    (r"focus|look first", "The place to look first is the clearest gap to the level aimed at: an activity that is clearly short, else the result that stands out; only where it is more than chance."),
    (r"must[- ]?win|swing", "A must-win deal is one on which much of the chance of the goal hangs: the chance with it won, less the chance with it lost."),
    (r"stalled|quiet", "A deal is stalled when it has been open longer than {old} of won deals took, or when nothing was logged for it for {quiet} days."),
    (r"misaligned", "A deal is misaligned when its close date has passed or comes too soon, when it is far larger than any win so far, or when its stage ran ahead of what the customer did."),
    (r"tune the engine|tune the deals|how good|conversation", "There are three conversations: how good can you get, where the goal is in reach; tune the deals, where the work is right and the deals need help; tune the engine, where the work itself needs a look."),
    (r"cadence|rhythm", "The cadence is how often a 1:1 suits a team: the shorter its deals, the more often, never more than weekly and never less than monthly."),
    (r"looks? back|rear[- ]view", "What looks back, such as commitments and past figures, gets at most {past} of a 1:1."),
    (r"skill goal|activity goal", "An activity goal is something to do a number of times by a day; a skill goal is something to learn from a page of the playbook and use once."),
    (r"sins?|data ambush|stack ranking", "A sin is something that spoils a 1:1, such as surprising somebody with figures, comparing with peers, or ending without a goal the rep agreed to."),
)  # fmt: skip


def meaning_of(policy: CoachingPolicy, *texts: str) -> str | None:
    """The meaning of the first word of the model that these texts name; None where they name none."""
    terms = _terms(policy)
    for text in texts:
        for pattern, meaning in _MEANINGS:
            if text and re.search(rf"\b(?:{pattern.replace('{toxic}', re.escape(terms['toxic']))})\b", text, re.IGNORECASE):
                return meaning.format(**terms)
    return None


def _terms(policy: CoachingPolicy) -> dict[str, str]:
    """What a company's policy puts into the meanings."""
    least = [f"{SEGMENTS[0]} under {percent_text(policy.segment_bounds[0])}"]
    levels = [f"{name} from {percent_text(bound)}" for name, bound in zip(SEGMENTS[1:], policy.segment_bounds, strict=True)]
    names = {key.capitalize(): name[:1].upper() + name[1:] for key, name in policy.quadrant_names.items()}
    return {
        **names,
        "toxic": policy.quadrant_names["TOXIC"],
        "engine": _months(policy.engine_months),
        "verdicts": _months(policy.verdict_months),
        "levels": ", ".join(least + levels),
        "old": percent_text(policy.stalled_quantile),
        "quiet": str(policy.quiet_days),
        "past": percent_text(policy.past_share),
    }


def _months(number: int) -> str:
    return "month" if number == 1 else f"{number_text(number)} months"
