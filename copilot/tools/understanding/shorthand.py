"""Short forms written out, and the common words of German, French and Spanish in English, so that days, amounts and figures are read from them.

The classifier of intents sees a message as it was typed; only what is read by rule is read from this.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

from copilot.tools.understanding.languages import language_of

_SHORT: dict[str, str] = {
    "u": "you", "ur": "your", "r": "are", "n": "and", "w": "with", "w/": "with", "w/o": "without", "pls": "please", "plz": "please", "abt": "about", "bc": "because", "cos": "because", "b4": "before",
    "wk": "week", "wks": "weeks", "mth": "month", "mths": "months", "qtr": "quarter", "qtrs": "quarters", "yr": "year", "yrs": "years", "tmrw": "tomorrow", "tom'row": "tomorrow",
    "weds": "Wednesday", "wed": "Wednesday", "wensday": "Wednesday", "wedensday": "Wednesday", "thur": "Thursday", "thurs": "Thursday", "thrs": "Thursday", "thu": "Thursday", "tue": "Tuesday", "tues": "Tuesday", "teusday": "Tuesday",
    "fri": "Friday", "firday": "Friday", "smth": "something", "sth": "something", "smthing": "something", "shud": "should", "shld": "should", "wld": "would", "wud": "would", "cld": "could", "cud": "could",
    "em": "them", "pct": "percent", "perc": "percent", "opps": "opportunities", "opp": "opportunity", "mtg": "meeting", "mtgs": "meetings", "appt": "meeting", "convo": "conversation", "avg": "average",
    "wat": "what", "wht": "what", "wich": "which", "teh": "the", "hes": "he's", "shes": "she's", "whats": "what's", "hows": "how's", "wheres": "where's", "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "cant": "can't", "im": "I'm",
    "secnd": "second", "scnd": "second", "frist": "first", "anothr": "another", "eow": "end of the week", "eom": "end of the month", "eoq": "end of the quarter", "rn": "now", "2day": "today",
}  # fmt: skip
_SHORT_WORD = re.compile(r"(?<![\w'’-])(?:" + "|".join(re.escape(w) for w in sorted(_SHORT, key=len, reverse=True)) + r")(?![\w'’-])", re.IGNORECASE)


def written_out(text: str) -> str:
    """Short forms and common slips of an English text in full; the rest as it is."""
    return _SHORT_WORD.sub(lambda m: _SHORT[m.group().lower()], text)


def in_english_words(text: str) -> str:
    """What rules are to read: short forms in full, and words of another language in English, the longest phrases first."""
    language = language_of(text)
    if language is None:
        return written_out(text)
    known, pattern = _glosses()[language]
    return pattern.sub(lambda m: known[m.group().lower()], text)


@cache
def _glosses() -> dict[str, tuple[dict[str, str], re.Pattern[str]]]:
    table: dict[str, dict[str, str]] = yaml.safe_load(files(__package__).joinpath("glosses.yaml").read_text("utf-8"))
    out = {}
    for language, pairs in table.items():
        known = {k.lower(): str(v) for k, v in pairs.items()}
        listed = "|".join(re.escape(k) for k in sorted(known, key=len, reverse=True))
        out[language] = (known, re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE))
    return out
