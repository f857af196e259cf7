"""What the words of the coaching model mean, in a sentence or two each."""

from __future__ import annotations

import re

_MEANINGS: tuple[tuple[str, str], ...] = (
    (r"commitments first", "“Commitments first” is one of the ways to coach: results and promises both fall short, so the talk is about the commitments themselves, and one small goal that will be kept. It is about how to coach, never about pay or ranking."),
    (r"quadrants?|future|independent|unproven|star (?:quadrant|coach)", "How to coach goes by two things: whether goals were kept, and how much of the target was won over 12 months. Star: strong in both. Future: keeps commitments, results on the way. Independent: results without kept commitments. Commitments first: neither yet. It is about how to coach, never about pay or ranking."),
    (r"coachab\w+|keeps? commitments", "Coachability is the share of coaching goals kept, of those judged kept or missed in the last 12 months. A goal past its date that nobody has judged does not count against anybody."),
    (r"win[ _]rate|close rate", "The win rate is deals won out of all deals won or lost in the last 12 months. Open deals do not count."),
    (r"starts?|new opportunities", "Starts are new opportunities a month, over the last 12 months."),
    (r"revenue[ _]per[ _]customer|deal size", "Revenue per customer is the value won in 12 months divided by the number of different customers won."),
    (r"speed|cycle", "Speed is how many days a deal takes from its first record to the win: half of the wins took less, half took more."),
    (r"engine|pistons?", "The engine is what turns work into revenue, in four parts: starts, win rate, revenue per customer and speed."),
    (r"high core|low core|core|poor|star|segments?|levels?", "The levels go by how much of the goal was won over the last 12 months: Poor under 60 %, Low Core from 60 %, Core from 85 %, High Core from 105 %, Star from 130 %. A company can set other bounds. Where nobody in the same job has a quota they go by revenue instead, and that is said."),
    (r"target", "The target is what people at the level aimed at do on average, the rep left out; it is shown only where enough people can be pooled."),
    (r"landing|forecast|expected", "The expected landing is what has landed, plus open deals by their chance to be won in time, plus what new opportunities would bring."),
    (r"p_goal|chance|probability|likelihood|odds", "The chance of the goal: the rest of the period is played through thousands of times, each deal won or lost by its chance, and this is how often the goal is reached."),
    (r"coverage", "Coverage is the value of the open deals, each by its chance to be won, divided by what is still missing to the goal."),
    (r"backlog", "The backlog is what was won beyond, or short of, what the present engine explains."),
    (r"attainment", "Attainment is the value won in a period divided by its goal."),
    (r"pace", "Pace is the value won so far divided by the part of the goal that falls on the working days so far."),
    (r"focus|look first", "The place to look first is the clearest gap to the level aimed at: an activity that is clearly short, else the result that stands out; only where it is more than chance."),
    (r"must[- ]?win|swing", "A must-win deal is one on which much of the chance of the goal hangs: the chance with it won, less the chance with it lost."),
    (r"stalled|quiet", "A deal is stalled when it has been open longer than three out of four won deals took, or when nothing was logged for it for two weeks."),
    (r"misaligned", "A deal is misaligned when its close date has passed or comes too soon, when it is far larger than any win so far, or when its stage ran ahead of what the customer did."),
    (r"tune the engine|tune the deals|how good|conversation", "There are three conversations: how good can you get, where the goal is in reach; tune the deals, where the work is right and the deals need help; tune the engine, where the work itself needs a look."),
    (r"cadence|rhythm", "The cadence is how often a 1:1 suits a team: the shorter its deals, the more often, never more than weekly and never less than monthly."),
    (r"looks? back|rear[- ]view", "What looks back, such as commitments and past figures, gets at most a tenth of a 1:1."),
    (r"skill goal|activity goal", "An activity goal is something to do a number of times by a day; a skill goal is something to learn from a page of the playbook and use once."),
    (r"sins?|data ambush|stack ranking", "A sin is something that spoils a 1:1, such as surprising somebody with figures, comparing with peers, or ending without a goal the rep agreed to."),
)  # fmt: skip


def meaning_of(*texts: str) -> str | None:
    """The meaning of the first word of the model that these texts name; None where they name none."""
    for text in texts:
        for pattern, meaning in _MEANINGS:
            if text and re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
                return meaning
    return None
