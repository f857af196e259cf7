"""A goal in a person's own words that the CRM can count: "I'll run two demos by Friday" is two rows of the type `demo`.

Only the plain form is read: do so many of a type the CRM logs, and when. "Two discovery calls", "five e-mails to Acme" or "book
three meetings" are narrower or other than what is logged, so they stay the rep's to say: any call would be counted.
"""

from __future__ import annotations

import re
from dataclasses import replace

from copilot.domain import GoalDraft
from copilot.tools.dates import find_numbers
from copilot.tools.goal_words import ACTIVITY_NOUNS

BY_WORD = "The rep says yes or no at the next 1:1"
"""How a promise is measured as it comes out of notes."""
BY_CRM = "Counted in the CRM on the completion date"
_LOGGED = frozenset({"call", "email", "meeting", "demo", "task"})
_NOUNS = {noun: kind for noun, kind in ACTIVITY_NOUNS.items() if kind in _LOGGED}
_PLAIN = re.compile(
    rf"(?:do|make|run|hold|have|give|send|log|complete)\s+(?P<many>.+?)\s+(?:more\s+)?(?P<noun>{'|'.join(sorted(map(re.escape, _NOUNS), key=len, reverse=True))})"
    r"(?P<when>\s+(?:by|before|until|till|this|next|in|within|on|tomorrow|today)\b[\w\s,.:'’-]*)?[.\s]*",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:by|before|until|till|this|next|in|within|on|the|end|of|tomorrow|today|tonight|week|weeks|month|quarter|days?|1:1|then|our|we|meet|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|two|three|four|\d+(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)


def read_count(description: str) -> tuple[str, int] | None:
    """The type of activity and how many of it a wording plainly asks for; None where it is anything else."""
    found = _PLAIN.fullmatch(description.strip())
    if found is None or re.search(r"\w", _TIME.sub("", found["when"] or "")):
        return None
    numbers = find_numbers(found["many"])
    if len(numbers) != 1 or numbers[0].value < 1 or found["many"] != found["many"][numbers[0].start : numbers[0].end]:
        return None
    return _NOUNS[found["noun"].lower()], numbers[0].value


def countable(draft: GoalDraft) -> GoalDraft:
    """The draft with what the CRM counts, where its words say so and its measure leaves it to the rep's word; else as it is."""
    read = read_count(draft.description) if draft.kind == "activity" and draft.measure in ("", BY_WORD) else None
    return draft if read is None else replace(draft, activity=read[0], amount=read[1], measure=BY_CRM)
