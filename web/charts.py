"""Charts as SVG, made on the server: text labels, titles, colours of the page. Each page gives the same figures as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

_WIDTH, _HEIGHT, _PAD = 400, 320, 14
_CHAR = 6.6
"""Width of a letter of a label, about."""
_LINE = 15
"""Height of a label."""


def quadrant(dots: Sequence[tuple[str, float, float]], strong_x: float, strong_y: float, names: tuple[str, str, str, str]) -> Markup:
    """Where to coach: how much of what was promised was kept, across; outcomes, up.

    Args:
        dots: (label, kept share 0 to 1, outcome as a ratio of the goal).
        strong_x: from here on commitments are kept.
        strong_y: from here on the outcome is there.
        names: of the quadrants upper left, upper right, lower left, lower right.
    """
    middle_x, middle_y = _WIDTH / 2, _HEIGHT / 2
    placed: list[tuple[float, float, float, float]] = []
    marks = []
    for label, x, y in sorted(dots, key=lambda d: (-d[2], d[0])):
        at_x = _place(x, 0.0, strong_x, 1.0, _PAD, middle_x, _WIDTH - _PAD)
        at_y = _HEIGHT - _place(y, strong_y / 2, strong_y, 1.5 * strong_y, _PAD + 22, middle_y, _HEIGHT - _PAD - 22)
        text_x, text_y, anchor = _label(at_x, at_y, len(label) * _CHAR, placed)
        marks.append(
            Markup('<g><title>{}</title><circle cx="{:.1f}" cy="{:.1f}" r="5" class="dot"/><text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text></g>').format(
                label, at_x, at_y, text_x, text_y, anchor, label
            )
        )
    corners = Markup("").join(
        Markup('<text x="{}" y="{}" text-anchor="{}" class="corner">{}</text>').format(x, y, anchor, name)
        for name, x, y, anchor in (
            (names[0], _PAD, 24, "start"),
            (names[1], _WIDTH - _PAD, 24, "end"),
            (names[2], _PAD, _HEIGHT - 14, "start"),
            (names[3], _WIDTH - _PAD, _HEIGHT - 14, "end"),
        )
    )
    frame = Markup('<rect x="1" y="1" width="{}" height="{}" rx="10" class="frame"/><path d="M{} 1V{}M1 {}H{}" class="axis"/>').format(
        _WIDTH - 2, _HEIGHT - 2, middle_x, _HEIGHT - 1, middle_y, _WIDTH - 1
    )
    title = "Where to coach: across, how many of their commitments each rep kept; up, their outcomes"
    return Markup('<svg viewBox="0 0 {} {}" class="quadrant" role="img" aria-label="{}">{}{}{}</svg>').format(_WIDTH, _HEIGHT, title, frame, corners, Markup("").join(marks))


def _place(value: float, least: float, strong: float, most: float, low: float, middle: float, high: float) -> float:
    """Linear on both sides of the threshold, so that the line between weak and strong stands in the middle."""
    value = min(max(value, least), most)
    if value < strong:
        return low + (middle - low - 8) * (value - least) / (strong - least)
    return middle + 8 + (high - middle - 8) * (value - strong) / (most - strong)


def _label(x: float, y: float, width: float, placed: list[tuple[float, float, float, float]]) -> tuple[float, float, str]:
    """Beside the dot, right or left, moved up or down until it covers no other label."""
    for step in (0, 1, -1, 2, -2, 3, -3, 4):
        for anchor in ("start", "end"):
            left = x + 9 if anchor == "start" else x - 9 - width
            top = y - _LINE / 2 + step * _LINE
            box = (left, top, left + width, top + _LINE)
            inside = left >= 4 and left + width <= _WIDTH - 4 and top >= 28 and top + _LINE <= _HEIGHT - 26
            if inside and not any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in placed):
                placed.append(box)
                return (x + 9 if anchor == "start" else x - 9), y + 4 + step * _LINE, anchor
    return x + 9, y + 4, "start"


_WEEK_WORDS = {"held": "held", "moved": "moved", "missed": "missed", "planned": "planned", "none": "none"}


def cadence_strip(weeks: Sequence[tuple[date, str]]) -> Markup:
    """1:1s week by week, oldest at the left: filled is held, ringed is moved, a bar is missed, a point is none.

    Args:
        weeks: (Monday, held | moved | missed | planned | none).
    """
    marks = []
    for i, (monday, state) in enumerate(weeks):
        x = 8 + i * 15
        shape = {
            "held": Markup('<circle cx="{}" cy="9" r="5" class="held"/>'),
            "moved": Markup('<circle cx="{}" cy="9" r="4.2" class="moved"/>'),
            "missed": Markup('<rect x="{}" y="3.5" width="3" height="11" rx="1.5" class="missed" transform="translate(-1.5 0)"/>'),
            "planned": Markup('<circle cx="{}" cy="9" r="4.2" class="moved" stroke-dasharray="2 2"/>'),
        }.get(state, Markup('<circle cx="{}" cy="9" r="1.4" class="none"/>'))
        marks.append(Markup("<g><title>{}: {}</title>{}</g>").format(f"week of {monday.day} {monday:%B}", _WEEK_WORDS[state], shape.format(x)))
    counts = ", ".join(f"{n} {state}" for state in ("held", "moved", "missed") if (n := sum(s == state for _, s in weeks)))
    width = 8 + len(weeks) * 15
    return Markup('<svg viewBox="0 0 {} 18" class="strip" role="img" aria-label="{}">{}</svg>').format(width, f"In {len(weeks)} weeks: {counts or 'no 1:1'}", Markup("").join(marks))


def dumbbell(own: float, target: float | None, label: str, low: float | None = None, high: float | None = None) -> Markup:
    """One figure beside the level wanted: a filled dot for one's own, a ring for the target, both from zero; a thin bar for how sure it is.

    Args:
        own: one's own figure.
        target: of the level wanted, in the same unit; None where none may be said.
        label: all in words.
        low: where the bar of the interval begins; None draws none.
        high: where it ends.
    """
    top = max(own, target or 0.0, high or 0.0) or 1.0

    def at(value: float) -> float:
        return 8 + 184 * value / top

    line = Markup('<path d="M8 9H192" class="rail"/>')
    aim = (
        Markup('<path d="M{:.1f} 9H{:.1f}" class="gap"/><circle cx="{:.1f}" cy="9" r="5" class="aim"/>').format(min(at(own), at(target)), max(at(own), at(target)), at(target))
        if target is not None
        else ""
    )
    sure = Markup('<rect x="{:.1f}" y="17" width="{:.1f}" height="3" rx="1.5" class="sure"/>').format(at(low), at(high) - at(low)) if low is not None and high is not None else ""
    height = 22 if sure else 18
    return Markup('<svg viewBox="0 0 200 {}" class="dumbbell" role="img" aria-label="{}"><title>{}</title>{}{}<circle cx="{:.1f}" cy="9" r="5.5" class="own"/>{}</svg>').format(
        height, label, label, line, aim, at(own), sure
    )


def landing_range(landed: float, low: float, middle: float, high: float, marks: Sequence[float], label: str) -> Markup:
    """Where a period may land, from nothing: what has landed as a bar, eight cases of ten as a band, their middle as a tick, the goal and what lies beyond as lines.

    Args:
        landed: money so far.
        low: exceeded in nine cases of ten.
        middle: in half of them.
        high: in one of ten.
        marks: the goal at the start, then what may be reached for beyond it; empty without a goal.
        label: all in words.
    """
    top = max(landed, high, *marks, 0.0) or 1.0

    def at(value: float) -> float:
        return 6 + 388 * value / top

    lines = Markup("").join(Markup('<path d="M{:.1f} 2V38" class="{}"/>').format(at(m), "beyond" if i else "goal") for i, m in enumerate(marks))
    return Markup(
        '<svg viewBox="0 0 400 40" class="range" role="img" aria-label="{}"><title>{}</title><path d="M6 20H394" class="rail"/><rect x="{:.1f}" y="11" width="{:.1f}" height="18" rx="4" class="band"/>'
        '<rect x="6" y="17" width="{:.1f}" height="6" rx="3" class="landed"/><path d="M{:.1f} 9V31" class="middle"/>{}</svg>'
    ).format(label, label, at(low), max(at(high) - at(low), 2.0), at(landed) - 6, at(middle), lines)


def dots_strip(values: Sequence[float], label: str) -> Markup:
    """Everybody's attainment in one period as dots on one line, from nothing to twice the goal; nobody is named.

    Args:
        values: ratios of the goal.
        label: the same in words.
    """

    def at(value: float) -> float:
        return 8 + 304 * min(max(value, 0.0), 2.0) / 2

    dots = Markup("").join(Markup('<circle cx="{:.1f}" cy="14" r="5" class="dot"/>').format(at(v)) for v in values)
    goal = Markup('<path d="M{:.1f} 3V25" class="axis"/>').format(at(1.0))
    return Markup('<svg viewBox="0 0 320 28" class="dots" role="img" aria-label="{}"><title>{}</title><path d="M8 14H312" class="rail"/>{}{}</svg>').format(label, label, goal, dots)
