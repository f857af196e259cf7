"""Figures, days, places in a list and topics in a request: the parameters of `Request`.

what_if     see `changes`
prepare, revise     `meeting_on` an ISO date
goals, revise       `goal_index` 1-based, `want_kind` activity | skill
revise              `style` shorter | longer | plainer | reorder, `do` undo | drop | swap | edit | add | keep where a verb says so
playbook            `query`
explain             `fact` a fact's name where one is meant, else the words
judge_goal          `goal_text`
notes               `notes_text`
decline             `about`, see `refusals`
history             `about_what` where a topic is named; `span`
deals               `span`, and `due` where it is asked which are to close then
decide              `decisions`, see `decisions`
many                `asked` and what belongs to it, see `asked`
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from copilot.domain import Intent
from copilot.tools.dates import ORDINALS, find_days, find_numbers
from copilot.tools.understanding.asked import LEAST, TRUST, read_asked, read_figures
from copilot.tools.understanding.changes import change_parameters, read_changes, vary
from copilot.tools.understanding.clauses import QUOTE, Message
from copilot.tools.understanding.people import NEUTRAL
from copilot.tools.understanding.spans import span_words
from copilot.tools.understanding.thread import ThreadView


def read_meeting_day(text: str, today: date) -> date | None:
    """The day of the 1:1: a day today or later that is named as such, not the last day of `next week` or a quarter."""
    for mention in find_days(text, today):
        words = text[mention.start : mention.end].lower()
        if mention.day >= today and not re.search(
            r"\b(?:(?:this|next|coming|following|last) (?:week|month|quarter|year)|week|month|quarter|q[1-4]|eow|eom|eoq|end of|year)\b",
            re.sub(r"\b\w+day (?:of )?(?:next )?week|week on \w+day", "", words),
        ):
            return mention.day
    return None


_PLACE = re.compile(
    rf"\b(?P<ord>{'|'.join(list(ORDINALS)[:5])}|last|1st|2nd|3rd|4th|5th|other)\s+(?:of (?:the|them)|(?:\w+\s)?(?:goal|one|suggestion|commitment|card|option)s?)\b|\b(?:goal|suggestion|number|no\.?|#)\s*#?(?P<n>[1-5]|one|two|three|four|five)\b|\bthe (?P<bare>first|second|third|last|2nd|1st|3rd)\s*(?:$|[?.!,]|please|pls|instead|is|for|should|with|too|out|seems|looks)",
    re.IGNORECASE,
)


def read_goal_index(text: str, count: int) -> int | None:
    """Which of the goals suggested is meant, 1-based; None where none, or one beyond the count, is named."""
    m = _PLACE.search(text)
    if not m:
        return None
    words = (m["ord"] or m["bare"] or m["n"]).lower()
    if words in ("last", "other"):
        return (count if words == "last" else {2: 2}.get(count)) or None
    n = ORDINALS.get(words) or next((k.value for k in find_numbers(words)), None) or int(re.sub(r"\D", "", words) or 0) or {"one": 1}.get(words, 0)
    return n if n and (not count or n <= count) else None


def read_want_kind(text: str) -> str | None:
    """The kind of goal asked for: the one after `for a`, `with a`, `into a` where both are named."""
    m = re.search(r"\b(?:for|with|by|to|into|be|about|want|make it|prefer|rather have)\s+(?:an?\s|another\s|the\s|one\s)?(?:\w+\s)?(?P<k>skills?|activity)\b", text, re.IGNORECASE) or re.search(
        r"\b(?P<k>skills?|activity)[ -](?:goal|one|based|kind)", text, re.IGNORECASE
    )
    if m:
        return "skill" if m["k"].lower().startswith("skill") else "activity"
    # "Something she can practise rather than count": which of the two stands for what is wanted.
    wanted = re.split(r"\b(?:rather than|instead of|not just|and not|more than)\b", text, maxsplit=1)[0]
    if re.search(r"\b(?:practi[sc]e|learns?|get(?:s)? better at|an? skill)\b", wanted, re.IGNORECASE):
        return "skill"
    return "activity" if re.search(r"\b(?:with a (?:count|number)|count (?:in|on)|something (?:we|one|she|he|they) can count)\b", wanted, re.IGNORECASE) else None


def _how_long(text: str) -> str | None:
    """`shorter` or `longer` where the agenda asked for is to be so."""
    if re.search(
        r"\b(?:(?:keep|make|something|version|bit|kept|quite|very|only) (?:it )?(?:short|brief|quick)|short (?:one|version|agenda|please|and)|short\W*$|quick (?:one|version)|20 min(?:ute)?s?|15 min(?:ute)?s?|10 min(?:ute)?s?|one page|one screen|bullet points?|the essentials)\b",
        text,
        re.IGNORECASE,
    ):
        return "shorter"
    return "longer" if re.search(r"\b(?:long version|in (?:full|detail|depth)|thorough|an hour)\b", text, re.IGNORECASE) else None


_STYLES: tuple[tuple[str, str], ...] = (
    ("shorter", r"short(?:er|en\w*)?|brief(?:er)?|tight(?:er|en\w*)?|trim\w*|condens\w*|crisp(?:er)?|too long|too much text|cut (?:it|this|that) (?:down|back)|half the length|one page|fewer words|compact|concise|less text|in a nutshell|wordy|lengthy|slim\w*|halve\w*|in half|one screen|cut (?:it|that|this) by"),
    ("warmer", r"warm(?:er|th)|friendl\w+|nicer|kinder|soft(?:er|en)|gentl\w+|more (?:human|personal)|less (?:cold|stiff|stern)|stiff|cold|sound like a person|tax office|robot\w*"),
    ("longer", r"longer|more detail\w*|expand\w*|elaborate|fuller|more depth|in[- ]depth|too short|flesh\w*|extend"),
    ("plainer", r"plain(?:er|ly)?|simpl\w+|less jargon|no jargon|jargon|easier to (?:read|understand)|everyday (?:words|language)|not so formal|less formal|clearer|corporate|consultant|buzzwords?|dumb\w*|human(?:ly)?|layman\w*"),
    ("reorder", r"re-?order\w*|re-?arrange\w*|(?:move|put|bring|shift|push)\b.*\b(?:up|down|first|last|top|end|beginning|start|before|after|earlier|later|ahead|bottom)|start with|begin with|end with|swap the order|other order|different order|come first|goes? first"),
)  # fmt: skip
_DEEDS: tuple[tuple[str, str], ...] = (
    ("undo", r"undo|revert|go back|step back|as it was|(?:back to )?the (?:previous|last|old) (?:version|draft|agenda)"),
    ("swap", r"swap|replac\w+|exchange|switch|different goal|other goal instead|instead of|another goal"),
    ("drop", r"drop|remove|delete|kill|take out|leave out|get rid of|scrap|lose|strike|ditch|skip|cut(?! (?:it|this|that) down)|without|throw out|no need for|bin"),
    ("keep", r"keep only|only keep|just keep|only one goal|just one goal"),
    ("add", r"add|include|insert|put in|mention"),
    ("edit", r"change|edit|reword|rephrase|rewrite|make the|adjust|modify|tweak|correct|update|fix|easier|harder|ambitious|easy|softer|warmer"),
)  # fmt: skip


def read_style(text: str) -> str | None:
    return next((name for name, pattern in _STYLES if re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)), None)


def read_deed(text: str) -> str | None:
    return next((name for name, pattern in _DEEDS if re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)), None)


_QUERY = re.compile(
    r"\b(?:on|about|for|regarding|around|covering|covers?|re|into|teach(?:es)? about|say(?:s)? (?:on|about)|help(?:s)? (?:\w+ )?with|deal(?:s|ing)? with|up|handle|handling|with the|what is|what's|what are|to improve|get better at|improve)\s+(?P<q>.+)$",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\bhow (?:do|does|to|would|should|can|could)\s+(?:(?:i|you|we|one|people|somebody|someone|good reps|the best(?: reps?| sellers?| people)?|top (?:reps|performers|sellers)|reps|sellers|good sellers|great reps)\s+)?(?P<q>.+)$",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s,]+(?:please|pls|plz|thanks|thank you|cheers|in (?:the|our) (?:playbook|library|handbook)|at all|right now|anywhere|somewhere|that (?:fits|could help|helps)|there|for (?:me|us)|to read|by any chance))+[\s.?!]*$",
    re.IGNORECASE,
)
_LEADING = re.compile(rf"^(?:(?:the|a|an|our|some|any|how to|how|topic of|subject of|{NEUTRAL}|him|her|them|me|us|with|about|on|is|are)\s+)+", re.IGNORECASE)


def read_query(text: str, quotes: Sequence[str]) -> str:
    """What to look for in the playbook: the words after `on`, `about`, `for`; else the whole request."""
    if quotes:
        return quotes[0]
    text = _TRAILING.sub("", text.strip(" ?.!"))
    text = re.sub(r"\b(?:coach|manage|handle|help|deal with|lead) (?:someone|somebody|a rep|a seller|people|reps) (?:who|that)\b", "about", text, flags=re.IGNORECASE)
    text = re.sub(rf"^(?:for|with|to help|so that)?\s*\b{NEUTRAL}\b[,:]?\s*", "", text)
    m = _HOW_TO.search(text) or _QUERY.search(text)
    query = (
        m["q"]
        if m
        else re.sub(
            r"^(?:please |pls |can you |could you )?(?:find|show|search|get|look up|give|any(?:thing)?|resources?|material|playbook|playbook page)\b\s*(?:me |us )?", "", text, flags=re.IGNORECASE
        )
    )
    if m and re.match(rf"(?:{NEUTRAL}|him|her|them|me|us)\b", query, re.IGNORECASE) and (again := _QUERY.search(query)):
        query = again["q"]
    query = _TRAILING.sub("", re.sub(rf"\s+(?:for|to|with|that) (?:{NEUTRAL}|him|her|them)\b.*$", "", query))
    return _LEADING.sub("", query).strip(" ?.!,:") or text


_FACTS: tuple[tuple[str, str], ...] = (
    ("win_rate", r"(?:win|close|closing|hit) ?(?:rate|ratio)|conversion"),
    ("revenue_per_customer", r"revenue per (?:customer|client)|deal size|average deal"),
    ("speed", r"speed|sales cycle|cycle(?: time)?|days to (?:win|close)"),
    ("starts", r"starts?|opportunities started|new opportunities"),
    ("attainment", r"attainment|pace"),
    ("segment", r"segment|high core|low core|\bcore\b|\bpoor\b"),
    ("coachability", r"coachab\w+|kept goals|goals kept|commitments kept"),
    ("quadrant", r"quadrant|\bfuture\b|independent|toxic|commitments first"),
    ("landing", r"(?:expected )?landing|forecast"),
    ("p_goal", r"chance|probability|likelihood|odds"),
    ("coverage", r"coverage"),
    ("backlog", r"backlog"),
    ("goal", r"\b(?:goal|quota|target)\b(?! suggestion)"),
    ("focus", r"focus"),
    ("conversation", r"tune the (?:engine|deals)|how good can|conversation"),
    ("swing", r"swing|must[- ]win"),
    ("demo.rate", r"demos?"),
    ("call.rate", r"calls?"),
    ("meeting.rate", r"meetings?"),
    ("email.rate", r"e-?mails?"),
)  # fmt: skip


def read_fact(text: str, shown: Sequence[str], quotes: Sequence[str] = ()) -> str | None:
    """The fact asked about: a name among those shown, else the name its words stand for, else the words of a figure."""
    words = " ".join((text, *quotes))
    plain = words.lower().replace("_", " ")
    for name in sorted(shown, key=len, reverse=True):
        if re.search(rf"\b{re.escape(name.lower().replace('_', ' ').replace('.', ' '))}\b", plain) or name.lower() in words.lower():
            return name
    for name, pattern in _FACTS:
        if re.search(rf"\b(?:{pattern})\b", plain):
            return next((s for s in shown if s == name or s.startswith(f"{name}.")), name)
    if m := re.search(r"[$€£]?\d[\d,.]*\s?(?:%|k\b|m\b)?", words):
        return m.group().strip(" ,.")
    m = re.search(r"\b(?:what (?:does|is|are|do you mean by)|define|meaning of|explain)\s+(?:the |an? )?(?P<w>[\w -]{2,40}?)(?:\s+(?:mean|stand for|measure)\b|[?.!]|$)", text, re.IGNORECASE)
    return m["w"].strip() if m and not re.match(r"(?:that|this|it|you|number|figure|these|those)\b", m["w"], re.IGNORECASE) else None


def read_goal_text(text: str, quotes: Sequence[str], pasted: str | None) -> str | None:
    """The goal to judge: quoted, pasted after a colon, or between `is` and `a good goal`."""
    if quotes or pasted:
        return quotes[0] if quotes else pasted
    for pattern in (
        r"\b(?:is|would|are|was|does|do you think|think|will|could)\s+(?!it\b|this\b|that\b|the goal\b|my goal\b|these\b)(?P<g>.+?)\s+(?:is |be |make |count as |work as |work for |qualify as |pass as |sound like |seem like |ok(?:ay)? as |good as |enough as |fine as )?(?:an? )?(?:(?:really |very |too |quite )?(?:good|fair|proper|realistic|smart|okay|ok|decent|reasonable|valid|sensible|binary|real|fine|measurable|sound|bad|acceptable|clear)\s*)*(?:enough )?(?:as )?(?:an? )?(?:coaching |activity |skill )?(?:goal|commitment|objective|target)\b",
        r"\b(?:goal|commitment|objective)\s+(?:is|would be|was|of)\s+(?:to |that )?(?P<g>.+?)(?:,\s*(?:is|good|any|ok|what|thoughts|does|would|fair)\b.*)?$",
        r"\b(?:asking|ask|telling|having|get|getting|setting|committing)\s+(?:\w+\s)?(?:to|up to)\s+(?P<g>.+?)(?:,\s*(?:is|good|any|ok|what|thoughts|does|would|fair)\b.*)?$",
    ):  # fmt: skip
        m = re.search(pattern, text, re.IGNORECASE)
        if m and len(m["g"].split()) >= 2:
            return m["g"].strip(" ,.?")
    return None


def read_topic(text: str) -> str | None:
    """What a look back is about: `what did she say about pricing`."""
    m = re.search(
        r"\b(?:about|mentioned|mention|brought up|bring up|raised)\s+(?:an? |the |any |anything about )?(?P<t>.+?)(?:\s+(?:last time|last \w+|before|in (?:our|the|my) .*|with .*))?[?.!]*$",
        text,
        re.IGNORECASE,
    )
    if not m or re.match(rf"(?:{NEUTRAL}|him|her|them|last|it|that|this)\b", m["t"], re.IGNORECASE):
        return None
    return None if (days := span_words(m["t"])) and m["t"].lower().strip().startswith(days) else _WHEN.sub("", m["t"]).strip(" ,") or None


_WHEN = re.compile(r"\s+(?:when|while|the last time|last time|as)\s+(?:we|i|you|he|she|they)\b.*$", re.IGNORECASE)


def read_on(text: str) -> str | None:
    """What a goal is wanted on: `a goal on discovery`."""
    m = re.search(r"\bgoals?\b(?: \w+)? (?:on|around|regarding|to do with)\s+(?P<t>.+?)[?.!]*$", text, re.IGNORECASE)
    return m["t"].strip() if m else None


# ---------------------------------------------------------------- all of one request


def read_parameters(
    intent: Intent | None, clause: str, about: str | None, message: Message, whole: str, thread: ThreadView, today: date, told: tuple[str, float] | None = None
) -> dict[str, str | float | int | None]:
    """The parameters of one request.

    Args:
        intent: What the clause asks for.
        clause: Its words, names masked.
        about: What is declined, where it is.
        message: The message it is part of, for quotations and pasted text.
        whole: All of the manager's own words, names masked: a day or a change may stand in another sentence.
        thread: The turns before.
        today: What "Thursday" is relative to.
        told: What the classifier takes to be asked within the intent, and how sure it is.
    """
    surely = told[0] if told and told[1] >= TRUST else None
    own = clause.replace(QUOTE, "").strip()
    found: dict[str, str | float | int | None] = {}
    match intent:
        case "what_if":
            before = str(thread.asked.get("changes") or "")
            varied, corrects = vary(before, clause), bool(_CORRECTS.search(clause))
            found = change_parameters((varied if corrects else []) or read_changes(clause, thread.what) or read_changes(whole, thread.what) or varied) or _unmeasured(clause)
        case "prepare":
            found = {"meeting_on": _iso(read_meeting_day(whole, today)), "style": _how_long(whole) or ("shorter" if surely == "shorter" else None)}
        case "goals":
            found = {"want_kind": read_want_kind(clause) or (surely if surely in ("skill", "activity") else None), "about_what": read_topic(clause) or read_on(clause)}
        case "revise":
            style, place = (_STYLE_TOLD.get(surely) if surely else None) or read_style(clause), read_goal_index(clause, thread.goals)
            found = {"style": style, "goal_index": place, "want_kind": read_want_kind(clause), "meeting_on": _iso(read_meeting_day(clause, today)) if place is None else None}
            found["do"] = None if style and place is None else read_deed(clause) or (surely if surely in ("drop", "swap", "undo", "add") else None)
        case "playbook":
            found = {"query": read_query(own, message.quotes)}
        case "explain":
            figure = read_figures(clause)[:1] or ((str(thread.asked.get("activity") or thread.asked.get("asked")),) if _is_figure(thread.asked) else ())
            found = {"figure": figure[0] if figure else None, "fact": read_fact(clause, thread.facts, message.quotes), "goal_index": read_goal_index(clause, thread.goals)}
        case "judge_goal":
            found = {"goal_text": read_goal_text(own, message.quotes, message.pasted), "goal_index": read_goal_index(clause, thread.goals)}
        case "notes":
            found = {"notes_text": message.pasted or "\n".join(message.quotes)}
        case "history":
            found = {"about_what": read_topic(clause), "span": span_words(clause)}
        case "coachability":
            found = {"span": span_words(clause)}
        case "deals":
            found = {"span": span_words(clause)}
            found["due"] = 1 if found["span"] and _DUE.search(clause) else None
        case "decline":
            found = {"about": about or (told[0] if told and told[1] >= LEAST and told[0] in _ABOUT_TOLD else None)}
        case _:
            pass
    return {k: v for k, v in {**read_asked(intent, clause, told), **found}.items() if v is not None and v != ""}


_STYLE_TOLD = {"shorter": "shorter", "longer": "longer", "warmer": "warmer", "plainer": "plainer", "order": "reorder"}
_ABOUT_TOLD = frozenset({"ranking", "emotions", "health", "leaving", "pay", "dismissal", "protected"})
_CORRECTS = re.compile(r"\btoo (?:many|much|few|little)\b|\binstead of\b|\brather than\b|\bmake (?:it|that)\b", re.IGNORECASE)
"""The amount or the figure of the turn before is put right: numbers said first may be those of before."""
_DUE = re.compile(r"\b(?:due|clos(?:e|es|ing)(?! rates?)|sign(?:s|ing)?|land(?:s|ing)?|expected|com(?:e|es|ing) in|finish\w*|goes? through|planned)\b", re.IGNORECASE)
"""Words that ask which deals are to close in the days named."""


def _is_figure(asked: Mapping[str, object]) -> bool:
    """Whether the turn before was about one figure."""
    return bool(asked.get("activity")) or str(asked.get("asked")) in {"starts", "win_rate", "revenue_per_customer", "speed", "call", "demo", "meeting", "email", "landed", "quota", "chance"}


def _unmeasured(clause: str) -> dict[str, str | float | int | None]:
    """What is to change where no amount is named: "more calls or bigger deals?", "what if calls went up?"."""
    whats = [w for w in read_figures(clause) if w != "segment"]
    return {"whats": ";".join(whats)} if len(whats) > 1 or (whats and re.search(r"\bif\b", clause, re.IGNORECASE)) else {}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
