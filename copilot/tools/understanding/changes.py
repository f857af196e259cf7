"""What a what-if changes and by how much, as people say it: "two more demos a week and close 10 % faster".

`Request.parameters` of a what_if: `changes` holds all of them as `what:amount` joined by `;`, where the amount is `*1.1`
(a factor), `+2/week` (added per week), `=6/week` or `=0.4` (a level to reach), `+5pts` (percentage points), `-10days`
or `+5000` (money). The first also stands apart: `what`, and `factor`, `per_week`, `to`, `points`, `days` or `amount`.
A cycle that gets 10 % shorter is speed times 1/0.9, for speed divides the days (coaching model, section 5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from copilot.tools.dates import find_numbers
from copilot.tools.understanding.people import NEUTRAL

_WHATS: tuple[tuple[str, str], ...] = (
    ("win_rate", r"(?:win|close|closing|hit|success|conversion) ?(?:rate|ratio)s?|conversions?|winning percentage|wins? (?:a )?(?:higher|bigger|larger) share|(?:close[sd]?|wins?|won|convert\w*)(?: \w+){0,4} of (?:what|the (?:deals|ones|opportunities)|them|her|his|their|those)"),
    ("speed", r"(?:sales |deal |buying |won )?cycles?(?: time| length)?|time[- ]to[- ]close|days[- ]to[- ](?:close|win)|speed|velocity|deal duration|faster|quicker|sooner|speeds? (?:\w+ )?up|slower"),
    ("revenue_per_customer", r"(?:(?:average|avg|mean) )?(?:deal|order|contract|ticket|sale|account) (?:size|value)s?|(?:average|avg) (?:deal|order|ticket|sale|contract)|acv|revenue per (?:customer|client|account|deal)|(?:bigger|larger) deals|deals? (?:\w+ ){0,4}(?:bigger|larger)|value per (?:customer|deal)|deal values?|\d+ ?(?:%|per ?cent) (?:bigger|larger)|(?:sell|sells|sold|selling) (?:bigger|larger)"),
    ("demo", r"demos?|demonstrations?|product tours?"),
    ("meeting", r"meetings?|appointments?|visits?|sit[- ]downs?|face[- ]to[- ]faces?"),
    ("email", r"e-?mail(?:s|ed|ing)?|mails|messages"),
    ("call", r"(?:discovery |cold |outbound |phone |sales )?calls?|called|calling|dials?|dialled|conversations?|phone ?calls"),
    ("starts", r"(?:new )?(?:opportunit(?:y|ies)|opps)|starts?|new deals|(?:starts?|opens?|started|opened|starting|opening|creat\w+)(?: \w+){0,4} deals?|pipeline|deals? (?:started|opened|created)|new business"),
    ("task", r"tasks?|follow[- ]?ups?|to-?dos?"),
)  # fmt: skip
_WHAT = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _WHATS), re.IGNORECASE)
_WINS = re.compile(r"\b(?:win(?:s|ning)?|won|close[sd]?|convert(?:s|ed)?|land(?:s|ed)?)\b(?=.*(?:more|%|percent|of (?:them|her|his|their|the)|deals))", re.IGNORECASE)
_ACTIVITIES = {"call", "email", "meeting", "demo", "task"}
_COUNTED = _ACTIVITIES | {"starts"}
_PER = re.compile(
    r"\b(?:a|per|each|every|/|the|an)\s*(?P<unit>(?:working |business )?day|week|fortnight|month|quarter|year|two weeks|hour)\b|\b(?P<ly>daily|weekly|monthly|quarterly)\b", re.IGNORECASE
)
_WEEKS = {
    "day": 0.2,
    "working day": 0.2,
    "business day": 0.2,
    "daily": 0.2,
    "week": 1,
    "weekly": 1,
    "fortnight": 2,
    "two weeks": 2,
    "month": 52 / 12,
    "monthly": 52 / 12,
    "quarter": 13,
    "quarterly": 13,
    "year": 52,
}
_LESS = re.compile(
    r"\b(?:fewer|less|shorter|reduc\w+|lower\w*|drop(?:s|ped)?|cut(?:s|ting)?|decreas\w+|minus|smaller|slower|down|shav\w+|trim\w*|falls?|fell|loses?|lost|off (?:the|her|his|their) cycle)\b|(?<![\w])-\s?(?=\d)",
    re.IGNORECASE,
)
_SHORTER = re.compile(r"\b(?:faster|quicker|sooner|speed\w*(?: \w+)? up|velocity|speed|more quickly)\b", re.IGNORECASE)
_PERCENT = re.compile(r"(?P<sign>[+-])?\s?(?P<n>\d+(?:[.,]\d+)?)\s?(?:%|per ?cent\b|pct\b)", re.IGNORECASE)
_PERCENT_WORD = re.compile(r"\b(?P<w>[a-z]+(?:[- ][a-z]+)?)\s(?:%|per ?cent\b)", re.IGNORECASE)
_POINTS = re.compile(r"(?P<sign>[+-])?\s?(?P<n>\d+(?:\.\d+)?|[a-z]+)\s?(?:percentage |%-? ?)?(?:points?|pts?|pp)\b", re.IGNORECASE)
_MONEY = re.compile(
    r"(?P<cur>[$€£]|\b(?:usd|eur|gbp)\s?)\s?(?P<n>\d[\d,.]*)\s?(?P<k>k|m|thousand|million)?\b|\b(?P<n2>\d[\d,.]*)\s?(?P<k2>k|thousand|m|million)\b|\b(?P<n3>\d[\d,.]*)\s?(?:dollars|euros?|pounds)\b",
    re.IGNORECASE,
)
_TIMES: tuple[tuple[str, float], ...] = (
    (r"tripl\w+|three times|3x|x3", 3.0),
    (r"doubl\w+|twice|two times|2x|x2", 2.0),
    (r"a third (?:more|bigger|larger|higher|faster)|(?:more|bigger|larger|higher|up) by a third|up a third", 4 / 3),
    (r"a quarter (?:more|bigger|larger|higher|faster)|(?:more|bigger|larger|higher|up) by a quarter|up a quarter", 1.25),
    (r"a fifth (?:more|bigger|larger|higher|faster)|(?:more|bigger|larger|higher|up) by a fifth|up a fifth", 1.2),
    (r"a tenth (?:more|bigger|larger|higher|faster)|(?:more|bigger|larger|higher|up) by a tenth|up a tenth", 1.1),
    (r"a tenth (?:less|fewer|lower|down)|(?:down|lower|shorter) (?:by )?a tenth", 0.9),
    (r"half as many again|half again", 1.5),
    (r"hal(?:f|ve[sd]?|ving)", 0.5),
    (r"a third (?:less|fewer)", 2 / 3),
)  # fmt: skip
_PART = re.compile(r"\b(?:a|one)[ -](?P<part>half|third|quarter|fifth|tenth)\b(?! (?:goal|one|of november|deal))", re.IGNORECASE)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_MORE = re.compile(r"\b(?:more|extra|up|on top|higher|bigger|larger|adds?|added|gains?|gained|raises?|raised|increas\w+|grows?|grew|faster|quicker)\b", re.IGNORECASE)
_DAYS = re.compile(r"(?P<n>\d+|[a-z]+(?:-[a-z]+)?)\s(?P<unit>days?|weeks?)\b", re.IGNORECASE)
_ASSIGNED = re.compile(r"\b(?P<what>starts|win_rate|revenue_per_customer|speed|call|email|meeting|demo|task)s?\s*[=:]\s*(?P<sign>[+-])?(?P<n>\d+(?:\.\d+)?)\s?%", re.IGNORECASE)
_JOINS = re.compile(
    r"\s*(?:;|,(?!\d)|\band\b|\bbut\b|\bor\b(?= (?:\d|an?\b|one|two|three|four|five|ten|close|clos|win|bigger))|\bplus\b|\bas well as\b|\btogether with\b|\bwhile\b|\bwith\b(?=[^,;]*\b(?:more|%|percent|extra)\b))\s*",
    re.IGNORECASE,
)


class Change(NamedTuple):
    """One change of a piston or an activity."""

    what: str
    key: str
    """`factor`, `per_week`, `to`, `points`, `days` or `amount`."""
    value: float

    def __str__(self) -> str:
        v = f"{self.value:g}"
        signed = f"{self.value:+g}"
        return (
            self.what
            + ":"
            + {"factor": f"*{v}", "per_week": f"{signed}/week", "to": f"={v}" + ("/week" if self.what in _COUNTED else ""), "points": f"{signed}pts", "days": f"{signed}days", "amount": signed}[
                self.key
            ]
        )


def read_changes(text: str, before: str | None = None) -> list[Change]:
    """The changes a what-if names, in order; none where no figure or no piston can be read.

    Args:
        text: The request, names masked.
        before: What an earlier turn changed, for "and with three?".
    """
    for m in _ASSIGNED.finditer(text):
        text = text.replace(m.group(), f"{m['sign'] or '+'}{m['n']} % {m['what'].replace('_', ' ')} ")
    found: list[Change] = []
    last: str | None = None
    for piece in _JOINS.split(text):
        what = _what(piece)
        change = _change(piece, what or last or before) if (what or ((last or before) and _has_figure(piece))) else None
        if change is not None and all(c.what != change.what for c in found):
            found.append(change)
        last = what or last
    if not found and (what := _what(text)):
        change = _change(text, what)
        found = [change] if change else []
    return found


def _what(text: str) -> str | None:
    text = re.sub(rf"\b(?:1:1|one[- ]on[- ]one|{NEUTRAL})s?\b", " ", text)
    matches = [(m.lastgroup or "", m.start()) for m in _WHAT.finditer(text)]
    activities = [w for w, _ in matches if w in _ACTIVITIES]
    if any(w == "speed" for w, _ in matches) and not activities:
        return "speed"
    if matches:
        return activities[0] if activities else matches[0][0]
    return "win_rate" if _WINS.search(text) else None


def _has_figure(text: str) -> bool:
    return bool(_PERCENT.search(text) or find_numbers(text) or any(re.search(rf"\b(?:{p})\b", text, re.IGNORECASE) for p, _ in _TIMES))


def _percent(text: str) -> float | None:
    if m := _PERCENT.search(text):
        n = float(m["n"].replace(",", "."))
        return -n if m["sign"] == "-" else n
    if m := _PERCENT_WORD.search(text):
        numbers = find_numbers(m["w"])
        return float(numbers[-1].value) if numbers else None
    return None


def _change(text: str, what: str | None) -> Change | None:
    if what is None:
        return None
    sign = -1.0 if _LESS.search(text) else 1.0
    level = re.search(r"\b(?:to|at|were|was|is|becomes?|of|reach\w*)\s+(?=\d|[$€£])", text) and not re.search(
        r"\b(?:more|extra|additional|another|fewer|less|faster|higher|bigger|quicker|shorter)\b", text
    )
    if what == "win_rate" and (m := _POINTS.search(text)):
        n = float(m["n"]) if m["n"][0].isdigit() else next((float(k.value) for k in find_numbers(m["n"])), None)
        if n is not None:
            return Change(what, "points", -n if m["sign"] == "-" else sign * n)
    percent = _percent(text)
    if percent is not None:
        if what == "win_rate" and level:
            return Change(what, "to", round(percent / 100, 4))
        faster = what == "speed" and not _SHORTER.search(text)
        change = sign * percent if percent > 0 else percent
        if what == "speed" and faster:
            return Change(what, "factor", round(1 / (1 + change / 100), 4)) if change > -100 else None  # a shorter cycle is more speed
        return Change(what, "factor", round(1 + change / 100, 4))
    for pattern, times in _TIMES:
        if re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
            return Change(what, "factor", round(1 / times if what == "speed" and re.search(r"\bcycle|time\b", text, re.IGNORECASE) else times, 4))
    if (m := _PART.search(text)) and (_LESS.search(text) or _MORE.search(text)):
        change = sign / _PARTS[m["part"].lower()]
        return Change(what, "factor", round(1 / (1 + change) if what == "speed" and not _SHORTER.search(text) else 1 + change, 4))
    if what == "revenue_per_customer":
        return _money_change(text, sign)
    if what == "speed":
        m = _DAYS.search(text)
        n = next((float(k.value) for k in find_numbers(m["n"])), 1.0 if m["n"].lower() in ("a", "one") else None) if m else None
        return Change(what, "days", -n * (7 if m["unit"].startswith("week") else 1)) if m and n is not None else None
    if what not in _COUNTED:
        return None
    return _count_change(text, what, sign, bool(level))


def _money_change(text: str, sign: float) -> Change | None:
    m = _MONEY.search(text)
    if not m:
        return None
    unit = (m["k"] or m["k2"] or "").lower()
    amount = float((m["n"] or m["n2"] or m["n3"]).rstrip(".,").replace(",", "")) * {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}.get(unit, 1)
    return Change("revenue_per_customer", "to", amount) if re.search(r"\bto\s*$", text[: m.start()]) else Change("revenue_per_customer", "amount", sign * amount)


def _count_change(text: str, what: str, sign: float, level: bool) -> Change | None:
    per = _PER.search(text)
    weeks = _WEEKS.get(" ".join((per["unit"] or per["ly"]).lower().split()), 1) if per else (52 / 12 if what == "starts" else 1)
    moved = re.search(r"\bfrom\s+(\w+)\s+to\s+(\w+)", text, re.IGNORECASE)
    if moved and (end := find_numbers(moved[2])):
        return Change(what, "to", round(end[0].value / weeks, 3))
    numbers = [n for n in find_numbers(text) if not re.match(r"\s?(?:%|per ?cent|days?\b|weeks?\b|months?\b|quarters?\b)", text[n.end :])]
    count = float(numbers[0].value) if numbers else None
    if count is None:
        if re.search(r"\b(?:one|a|an|another|1|single)\s+(?:more|extra|additional|\w*\s?(?:demo|call|meeting|email|task))|\bone\b|\banother\b", text, re.IGNORECASE):
            count = 1.0
        elif re.search(r"\bcouple\b", text, re.IGNORECASE):
            count = 2.0
        else:
            return None
    plain = not re.search(r"\b(?:more|extra|additional|another|add\w*|fewer|less|plus|up|down|increas\w+|cut\w*)\b", text, re.IGNORECASE)
    if level or (plain and per):  # "ten calls a day" is a level, "two more" is not
        return Change(what, "to", round(count / weeks, 3))
    return Change(what, "per_week", round(sign * count / weeks, 3))


_TEXT = re.compile(r"(?P<what>\w+):(?P<sign>[*=]?)(?P<n>[+-]?[\d.]+(?:e[+-]?\d+)?)(?P<unit>/week|pts|days)?")
_INSTEAD = re.compile(r"\b(?:instead of|rather than|not)\s+(?:\w+\s+)?\w+", re.IGNORECASE)
_MAKE_IT = re.compile(r"\b(?:make|say|call|try|and|with|what about) (?:it |that )?(?P<n>[a-z]+)\W*$", re.IGNORECASE)


def vary(before: str, text: str) -> list[Change]:
    """The change of the turn before with another amount ("and 20?", "make it one") or of another figure ("the same, but faster"); none where neither is said.

    Args:
        before: the changes of that turn, as their text; the last of several is varied.
        text: what is said now, names masked.
    """
    last = [*_TEXT.finditer(before)][-1:]
    if not last:
        return []
    m = last[0]
    text = _INSTEAD.sub(" ", text)
    n, unit = float(m["n"]), m["unit"]
    named, numbers = _WHAT.search(text), [float(k.value) for k in find_numbers(text)]
    if (made := _MAKE_IT.search(text)) and (found := find_numbers(f"{made['n']} more")):
        numbers.append(float(found[-1].value))
    what = (named.lastgroup if named else None) or m["what"]
    if what == m["what"] and not numbers:
        return []
    amount = _percent(text) or (numbers[-1] if numbers else None)
    if m["sign"] == "*":
        return [Change(what, "factor", n if amount is None else round(1 + (amount if n >= 1 else -amount) / 100, 4))] if amount is None or amount > -100 else []
    if (what in _COUNTED) != (m["what"] in _COUNTED) or (what != m["what"] and unit in ("pts", "days")):
        return []
    if amount is None:
        return [Change(what, "to" if m["sign"] == "=" else "per_week", n)] if what in _COUNTED else []
    signed = -amount if n < 0 else amount
    if m["sign"] == "=":
        return [Change(what, "to", amount if unit else amount / 100 if what == "win_rate" and amount > 1 else amount)]
    return [Change(what, {"pts": "points", "days": "days", "/week": "per_week"}.get(unit or "", "amount"), signed)]


def change_parameters(changes: Sequence[Change]) -> dict[str, str | float | int | None]:
    if not changes:
        return {}
    first = changes[0]
    return {"what": first.what, first.key: first.value, "changes": ";".join(str(c) for c in changes)}
