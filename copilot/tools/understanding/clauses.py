"""The manager's own words apart from what they quote or paste, and those words split into requests.

Quoted and pasted text is data: it can be searched for, judged or checked, and never adds an intent, a person or a
refusal (architecture section 3, untrusted text).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

QUOTE = "QUOTE"
"""Stands in the manager's own words where a quotation was taken out."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message, its own words and its data apart."""

    own: str
    """What the manager says, quotations replaced by `QUOTE`."""
    quotes: tuple[str, ...] = ()
    """Quotations of three words and more, in order."""
    pasted: str | None = None
    """Notes, a transcript or a goal that was pasted or follows a colon."""
    whole: bool = False
    """Nothing but pasted notes: the message says nothing itself."""


_SPACES = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x2011: "-", 0x2010: "-", 0xFF1F: "?"}
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTATION = re.compile(r"“([^”]*)(?:”|\Z)|«([^»]*)(?:»|\Z)|\"([^\"]*)(?:\"|\Z)|(?<![\w'])'((?:[^'\n]|(?<=\w)'(?=\w))*)'(?!\w)", re.DOTALL)
_SPEAKER = re.compile(r"^[ \t]*(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?[ \t-]*)?[A-Z][\w .'-]{0,30}:[ \t]+\S", re.MULTILINE)
_OPENS_DATA = re.compile(
    r"\b(?:notes?|transcripts?|minutes|summary|recap|write[- ]?up|recording|goals?|objective|commitment|target|check (?:this|these)|look at this|this one|what (?:i|we) (?:wrote|typed|said|noted|jotted|promised)|here (?:you|it) (?:go|is|are)|"
    r"read (?:this|these)|judge this|rate this|good one|following|below|pasted?|pasting)\b(?:[^:\n]|(?<=\d):(?=\d)){0,80}(?:(?<!\d):|:(?!\d))\s*(?=\S)",
    re.IGNORECASE,
)
_OPENS_BARE = re.compile(r"^[^\n:]{0,160}(?:\bnotes?|\btranscripts?|\brecap|\bbelow|\bpasted?|\bminutes|\bsummary)\b[^\n:]{0,80}\n+(?=\S)", re.IGNORECASE)


_TOMORROW = re.compile(r"\b(?:tmrw|tmr|tmw|2moro|2morrow|tmoro|tomorow|tommorow|tommorrow|tomorro)\b", re.IGNORECASE)


def plain(text: str) -> str:
    """Curly apostrophes, odd spaces, odd hyphens and `tmrw` made plain; double quotation marks stay as they are."""
    return _TOMORROW.sub("tomorrow", text.translate(_SPACES))


def read_message(text: str) -> Message:
    """Own words, quotations and pasted text of one message."""
    text = plain(text).strip()
    quotes: list[str] = []
    pasted: list[str] = []

    def take_block(m: re.Match[str]) -> str:
        pasted.append(re.sub(r"^[ \t]*>[ \t]?|```\w*", "", m.group(), flags=re.MULTILINE).strip())
        return " "

    def take_quote(m: re.Match[str]) -> str:
        words = next((g for g in m.groups() if g is not None), "").strip()
        if len(words.split()) < 3 and "\n" not in words:
            return words if words else " "
        quotes.append(words)
        return f" {QUOTE} "

    text = _FENCE.sub(take_block, text)
    text = _QUOTED_LINE.sub(take_block, text)
    opened = _OPENS_DATA.search(text)
    before_quote = opened and not re.search(r"[\"“«]", text[: opened.start()])
    if opened and before_quote and not re.match(r"\s*[\"“«]", text[opened.end() :]) and (len(text[opened.end() :].split()) >= 3):
        pasted.insert(0, text[opened.end() :].strip())
        text = text[: opened.end()]
    elif m := _OPENS_BARE.match(text):
        if len(text[m.end() :].split()) >= 8:
            pasted.insert(0, text[m.end() :].strip())
            text = text[: m.end()]
    elif _is_paste(text):
        return Message("", (), text, whole=True)
    own = " ".join(_QUOTATION.sub(take_quote, text).replace("\n", " \n ").split(" ")).strip()
    data = "\n".join(p for p in pasted if p)
    if not own and data:
        return Message("", tuple(quotes), data, whole=True)
    return Message(own, tuple(quotes), data or None)


def _is_paste(text: str) -> bool:
    """A transcript or notes and nothing else: speakers on several lines, or many lines, or very many words."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(_SPEAKER.findall(text)) >= 2 and len(lines) >= 2:
        return True
    bullets = sum(bool(re.match(r"\s*(?:[-*•]|\d+[.)])\s+", line)) for line in lines)
    return bullets >= 3 or (len(lines) >= 4 and len(text.split()) >= 40) or len(text.split()) >= 120


# ---------------------------------------------------------------- requests

_WH = r"(?:what(?:'?s|'?re)?|whats|how(?:'?s)?|hows|who(?:'?s)?|whom|whose|when(?:'?s)?|where(?:'?s|\s+are|\s+is|\s+do)?|which|why)"
_AUX = r"(?:is|are|was|were|does|do|did|has|have|can|could|should|would|will|shall|am|isn't|doesn't|don't|can't)"
_VERB = (
    r"(?:get|give|show|tell|find|make|prepare|prep|draft|write|suggest|propose|recommend|explain|send|share|check|judge|rate|rank|compare|list|remind|pull|bring|look|put|set|plan|brief|search|"
    r"add|remove|drop|swap|replace|change|shorten|cut|keep|move|rewrite|redo|simplify|summari[sz]e|walk|help|let|need|tighten|trim|delete|kill|run|calculate|model|simulate|review|read|analy[sz]e|forward)"
)
_START = (
    rf"(?:{_WH}\b|{_AUX}\s+(?:i|we|you|he|she|they|it|this|that|these|there|my|our|his|her|their|the|any|[A-Z][\w-]+)\b|(?:please\s+|pls\s+|can\s+you\s+|could\s+you\s+|just\s+)?{_VERB}\s+\w|"
    r"any(?:thing)?\b|(?:i|we)\s+(?:need|want|would like|'?d like)\b|if\b)"
)
_JOINT = re.compile(rf"(?:\s*,\s*|\s+)(?:and|then|also|plus|but|oh and|and then|and also|btw|by the way|after that|next)\s*,?\s+(?:also\s+|then\s+|please\s+)?(?={_START})", re.IGNORECASE)
_STOPS = re.compile(r"(?<=[?!;])\s*|(?<=[.])(?=\s+\S)(?<!\b[A-Za-z]\.)(?<!\bvs\.)(?<!\bapprox\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)\s+|\s*\n\s*|\s+[–—]\s+")
_COMMA = re.compile(
    rf"\s*,\s*(?={_WH}\b\s+\w|(?:can|could|would)\s+you\b|(?:please\s+)?(?:get|give|show|tell|find|draft|write|suggest|explain|send|share)\s+(?:me|us|it|them|this|that|him|her)\b)", re.IGNORECASE
)


def split_sentences(own: str) -> list[str]:
    """The sentences in the manager's own words, in order."""
    return [s.strip() for s in _STOPS.split(own) if re.search(r"\w", s)]


def split_requests(own: str) -> list[str]:
    """The requests in the manager's own words, in order; context sentences stay clauses of their own."""
    parts: list[str] = []
    for sentence in _STOPS.split(own):
        for piece in _JOINT.split(sentence):
            parts.extend(_COMMA.split(piece))
    kept: list[str] = []
    for part in (p.strip(" ,;–—\n\t") for p in parts if re.search(r"\w", p)):
        if kept and re.fullmatch(rf"(?:{QUOTE}\W*)+", part):
            kept[-1] = f"{kept[-1]} {part}"
        else:
            kept.append(part)
    return kept


_ASKS = re.compile(rf"^(?:(?:so|ok|okay|and|also|then|hey|hi|hello|well|please|pls|but|now|right|um|uh|yes|no|just|btw|quick one|quick question)\b[\s,:-]*)*{_START}", re.IGNORECASE)


def asks(clause: str) -> bool:
    """Whether a clause is a question or a command, and not only said for context."""
    return clause.rstrip().endswith("?") or bool(_ASKS.match(clause))
