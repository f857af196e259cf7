"""What exactly a question is after, within its intent: one figure, a count, a chance, a wish, a kind of deal.

The parameter `asked`, by intent (absent: the whole of what the intent answers):

benchmark     chance | landed | to_go | quota | count | figures | compare | focus | strengths | one figure: a piston, `segment`, or a type of activity
what_if       takes: what it would take to reach the goal
history       mine | wishes | performance | career | purpose | last_held | last_promise | open_promises | promises | notes | topics
coachability  quadrant | last | list
deals         stalled | must_win | misaligned | biggest | count | value | coverage | single: those that hang on one contact
cadence       next | overdue | often | held | even
goals         nothing; `again` where others than those just suggested are wanted
explain       why | why_goal | why_conversation | cause | term | sure
prepare       read: the agenda on the table is read out, not made anew
talk          thanks | hello | able | act | data | outside

Beside it: `activity` and `narrowed` ("discovery" in "discovery calls") of what is counted, `span` (see `spans`), and `other`,
the figure that a "why not" names; `span_before`, the days of the turn before; `outcome` (won | lost | open) and `many` of deals; `cause` where it is asked why a figure is as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from copilot.domain import Intent
from copilot.tools.understanding.people import NEUTRAL
from copilot.tools.understanding.spans import span_words

Parameters = dict[str, str | float | int | None]

OF_ONE = frozenset({"asked", "activity", "narrowed", "outcome", "many", "last", "cause", "other", "due"})
"""Parameters that mean something for one intent alone; of several intents each has its own, as `deals.asked`."""

_WHO = rf"(?:{NEUTRAL}|him|her|them|he|she|they)"
_TARGET = r"(?:quota|target|goals?|numbers?|plan|budget)"
_REACH = r"(?:hit|make|reach|meet|beat|miss|get to|get there|attain|achieve|land|come in|fall short|pull it off)"
CHANCE = (
    rf"\b(?:he|she|they|{NEUTRAL})'ll [^.?!]{{0,25}}\b{_REACH}\b|\bhow (?:likely|probable|realistic)\b|\b(?:chances?|odds|probability|likelihood)\b|\b(?:will|would|can|could|is|are|does|do|might|should|think) {_WHO}(?:'s|'ll)? [^.?!]{{0,25}}\b{_REACH}\b"
    rf"[^.?!]{{0,25}}\b(?:{_TARGET}|it|this (?:quarter|month|year))\b|\bon (?:track|course|pace|target)\b|\bforecast(?:ed)?\b|\bexpected (?:landing|to land)\b|\bwhere (?:will|is|does|might) {_WHO} [^.?!]{{0,15}}\b(?:land|end up|finish)"
)
PILED = r"\b(?:pipeline|open deals|deals)\b[^.?!]{0,15}\bworth\b|\b(?:worth|value|size) of (?:\w+ )?(?:pipeline|open deals|deals)\b|\bhow (?:big|large|much) is [^.?!]{0,15}\bpipeline\b|\bhow much [^.?!]{0,25}\b(?:open|in (?:the |his |her |their )?pipeline)\b"
STRENGTHS = r"\bgood at\b|\bstrengths?\b|\bstrong(?:est)?\b|\bdo(?:es|ing)? well\b|\bgoing well\b|\bworks? well\b"
LANDED = (
    rf"\bwhat (?:did|has|have) {_WHO} (?:win|won|closed?|sell|sold|book|booked|land|landed|brought in|bring in)\b|\bwhen did {_WHO} last (?:win|close|sell|sign|land)\b|\bhow many (?:(?:deals|opportunities|opps|customers) )?(?:did|has|have|does|do) {_WHO} [^.?!]{{0,12}}\b(?:win|won|close|closed|lose|lost|sign|signed|land|landed)\b|\bhow much (?:business |revenue |money )?(?:has|have|did|does|is) {_WHO} [^.?!]{{0,15}}\b(?:closed?|sold|sell|won|booked?|landed|brought in|done|got in)\b|\b(?:closed|sold|won|booked|landed) (?:so far|this (?:quarter|month|year))\b|\b(?:attainment|quota attainment)\b"
)  # fmt: skip
TO_GO = (
    rf"\bhow far (?:is|are|away|off|from|does)\b[^.?!]{{0,40}}\b(?:{_TARGET})\b|\bhow much (?:more |is |does |do )?[^.?!]{{0,25}}\b(?:left|missing|to go|short|still needs?|needs? to)\b|\b(?:gap|distance) to (?:the |her |his |their )?{_TARGET}\b"
)  # fmt: skip
QUOTA = (
    rf"\b(?:what|how (?:much|big|high|large)|which|tell me|show me|give me|remind me)\b[^.?!]{{0,25}}\b(?:{_WHO}(?:'s)?|his|her|their) (?:(?:sales|revenue|current|present|own|quarterly|annual|yearly|monthly) )?(?:quotas?|target|number)\b(?! (?:of|for) \w+ (?:calls|demos|meetings))"
    rf"|\bquotas? (?:of|for|does|did|do|has|have|was|is) {_WHO}\b|\b(?:does|did|do|has|have) {_WHO} (?:got |have |get )?(?:an? )?(?:quotas?|sales target)\b|^(?:and )?{NEUTRAL}'s (?:quotas?|sales target)\W*$|^(?:and )?(?:his|her|their) (?:quotas?|sales target)\W*$"
)  # fmt: skip
HELD = r"\bhow many (?:1:1s?|1-1s?|121s?|one[- ]on[- ]ones?|one[- ]to[- ]ones?|check[- ]?ins?|sessions|catch[- ]?ups)\b"
EVEN = r"\b(?:my|our) time\b[^.?!]{0,30}\b(?:even\w*|fair\w*|equal\w*|balanced|spread)\b|\b(?:even\w*|fair\w*|equal\w*)\b[^.?!]{0,30}\b(?:my time|everyone|everybody|between|among|across)\b"
MINE = r"\bwhat (?:did|do|have|had) i (?:still )?(?:promise\w*|owe|agree\w*|commit\w*|say i)\b|\bmy (?:promises?|commitments?|part|to-?dos?)\b"
READ = r"\bwhat(?:'s| is| was| does)\b[^.?!]{0,15}\b(?:on|in) (?:the|this|our|that) agenda\b|\b(?:read|show|open|give|see|display|view) (?:me |us )?(?:the|that|this|our) agenda\b|\bwhat (?:should|do|could|can|shall) i (?:open|start|begin|lead) with\b|\bhow (?:should|do|could) i (?:open|start|begin)\b"
TAKES = rf"\bwhat (?:would|will|does|must) it take\b|\bwhat (?:would|will|does|must|has to|needs to)\b[^.?!]{{0,25}}\b(?:it take|have to happen|need to happen|happen for|{_WHO} need)\b[^.?!]{{0,40}}\b{_REACH}\b"
COUNT = r"\bhow many\b[^.?!]{0,30}\b(?:calls?|demos?|meetings?|e-?mails?|tasks?|activities|conversations)\b|\b(?:number|count) of (?:\w+ )?(?:calls|demos|meetings|e-?mails|tasks)\b"
WISHES = (
    rf"\b(?:aspirations?|ambitions?|dreams?|motivat\w+|career|long[- ]term|in the long run)\b|\bwhat (?:does|do|did|is|was) {_WHO} (?:\w+ ){{0,2}}(?:want|aim|hope|dream|care|working (?:towards|for)|after|looking for|strive)\b"
    rf"|\b(?:wants?|hopes?) (?:out of|from (?:this|the|life|work)|to (?:become|be|get to|achieve)|this (?:year|quarter)|in (?:life|the))|\bin (?:it|this) for\b|\bwhat(?:'s| is) (?:driving|important to|behind it for)\b|\bpersonal goals?\b|\bwhat drives\b"
)
OPEN = r"\b(?:promises?|commitments?|goals?|actions?|items)\b[^.?!]{0,20}\b(?:outstanding|open|still|pending|running|left)\b|\b(?:outstanding|open|pending|running|current) (?:promises?|commitments?|goals?|actions?|items)\b|\bstill (?:owe|has to|have to|needs? to)\b"
ACTS = (
    rf"\b(?:delete|erase|wipe|clear|cancel)\b[^.?!]{{0,25}}\b(?:all|every\w*|goals?|records?|data|account|history|1:1s?)\b|\bon (?:his|her|their|{NEUTRAL}'s) behalf\b|\bin (?:his|her|their|{NEUTRAL}'s) name\b"
    rf"|\b(?:mark|set|record)\b[^.?!]{{0,30}}\bas (?:kept|missed|done|agreed|completed?)\b|\b(?:agree|accept|approve|confirm|say yes)\b[^.?!]{{0,30}}\bfor (?:him|her|them|{NEUTRAL})\b|\b(?:book|schedule|move|reschedule|put)\b[^.?!]{{0,30}}\b(?:calendar|diary)\b|\b(?:call|phone|text|message) {_WHO}\b"
)
DATA = r"\bwhere (?:do|does|is|are) (?:you|your|the|my) (?:get |have )?(?:your |the |my )?(?:data|numbers|information)\b|\b(?:is|are) (?:my|our|the|this) (?:data|conversation|chat)\b[^.?!]{0,20}\b(?:private|safe|secure|shared|confidential)\b|\b(?:what|which) (?:ai |language )?model\b|\bwho can (?:see|read) this\b|\bare you (?:chatgpt|gpt|claude|gemini)\b"
MACHINE = r"<\s*script|\b(?:system prompt|admin mode|developer mode|debug mode|your (?:instructions|prompt|rules|guidelines)|audit log|passwords?|api key|jailbreak|act as|pretend (?:to be|you are)|you are now)\b"
TOPICS = rf"\b(?:what|which|any(?:thing)?)\b[^.?!]{{0,25}}\b{_WHO} [^.?!]{{0,20}}\b(?:talk about|bring up|put on|added?|raise[d]?|want me to bring|on (?:his|her|their) list)\b|\btopics? (?:of|from|by|has|did|does) {_WHO}\b|\b{NEUTRAL}'s topics?\b"

ACTIVITIES = frozenset({"call", "demo", "meeting", "email", "task"})
_FIGURES: tuple[tuple[str, str], ...] = (
    ("win_rate", r"(?:win|close|closing|hit|winning) ?(?:rate|ratio)s?|conversion(?: rate)?"),
    ("revenue_per_customer", r"revenue per (?:customer|client)|deal (?:size|value)s?|(?:average|avg|typical|mean) (?:deal|order|ticket)|acv"),
    ("speed", r"(?:sales |deal |buying )?cycles?(?: time| length)?|speed|velocity|days to (?:win|close)|time to (?:win|close)|(?:taking|take|takes) (?:too long|so long) to close|how (?:long|quick\w*|fast) (?:do|does|are|is)\b[^.?!]{0,25}\bdeals?"),
    ("starts", r"starts|new (?:opportunit(?:y|ies)|opps|deals|business)|opportunities (?:a|per|each) month|pipeline creation|prospecting"),
    ("segment", r"segments?|which level|what level|what band"),
    ("demo", r"demos?|demonstrations?"),
    ("call", r"calls?|calling|dials?"),
    ("meeting", r"meetings|appointments"),
    ("email", r"e-?mails?"),
    ("task", r"tasks"),
)  # fmt: skip
_FIGURE = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _FIGURES), re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:how many|number of|count of|many|more|fewer|extra|additional|another|\d+|one|two|three|four|five|six|ten|a|any|enough)\s+(?P<narrowed>[a-z][a-z-]+)\s+(?P<what>calls?|demos?|meetings?|e-?mails?|tasks?)\b",
    re.IGNORECASE,
)
_NO_KIND = frozenset(
    [
        "more",
        "fewer",
        "extra",
        "additional",
        "new",
        "other",
        "such",
        "good",
        "big",
        "many",
        "of",
        "the",
        "his",
        "her",
        "their",
        "enough",
        "proper",
        "real",
        "weekly",
        "daily",
        "sales",
        "total",
        "actual",
        "same",
        "few",
        "couple",
        "first",
        "second",
    ]
)
_WHY_NOT = re.compile(rf"\b(?:not|instead of|rather than|over|and why not)\s+(?:(?:his|her|their|the|on|at|with|{NEUTRAL}'s)\s+)*(?P<rest>.+)$", re.IGNORECASE)

_DEALS: tuple[tuple[str, str], ...] = (
    ("coverage", r"\bcover(?:age|s|ed)?\b|\benough pipeline\b"),
    ("value", PILED),
    ("count", r"\bhow many\b"),
    ("biggest", r"\b(?:biggest|largest|highest[- ]value|most valuable|highest value|biggest[- ]ticket)\b(?! (?:problem|risk|gap|worry|chance|swing))"),
    ("must_win", r"\bmust[- ]?wins?\b|\b(?:matter|important|key|crucial|decide|make or break|swing)\b|\bhang"),
    ("stalled", r"\b(?:stall\w*|stuck|quiet|cold|dead|dying|sleeping|asleep|stale|old|not moving|no activity|gone dark|silent|neglected|sitting)\b"),
    ("misaligned", r"\b(?:close dates?|overdue|past due|slipp\w+|misaligned|unrealistic|wrong date|late|out of date|expected to close|push(?:ed|ing))\b"),
)
_CADENCE: tuple[tuple[str, str], ...] = (
    ("held", HELD),
    ("even", EVEN),
    ("overdue", r"\b(?:overdue|skip\w*|miss\w*|neglect\w*|forg[eo]t\w*|haven't (?:i |we )?(?:seen|met|spoken)|not (?:been )?seen|in a while|for a while|long time|not (?:seen|met|spoken)|left out)\b"),
    ("often", r"\bhow (?:often|frequently|regular\w*)\b|\bcadence\b|\brhythm\b|\bweekly or\b|\bmore often\b|\boften enough\b"),
    ("next", r"\bnext\b|\bfirst\b"),
)
_HISTORY: tuple[tuple[str, str], ...] = (
    ("mine", MINE),
    ("topics", TOPICS),
    ("last_held", r"\bwhen (?:did|was|were|have|is)\b|\bhow long (?:ago|since|has it|is it)\b|\blast (?:met|saw|spoke|seen)\b"),
    ("career", r"\b(?:career|long[- ]term|long run|further out|in (?:two|three|five|ten|\d+) years|one day)\b"),
    ("purpose", r"\b(?:motivat\w+|what drives|driving|in (?:it|this) for|why does \w+ (?:work|do (?:it|this)))\b"),
    ("performance", r"\bwants? (?:out of|from|for)?\s*this (?:year|quarter)\b|\bwant this (?:year|quarter)\b|\bpersonal goal\b|\bhop\w+ for this\b"),
    ("wishes", WISHES),
    ("last_promise", r"\b(?:promis\w+|commit\w*|agree\w*|say (?:he|she|they)(?:'d| would)|owe\w*)\b[^.?!]*\b(?:last|previous|yesterday)\b|\blast\b[^.?!]*\b(?:promis\w+|commit\w*|agree\w*)\b"),
    ("open_promises", OPEN),
    ("promises", r"\bgoals?\b|\b(?:promis\w+|commit\w*|agree\w*|owe\w*|open (?:goals|items|actions?)|outstanding|still (?:running|open))\b"),
    ("notes", r"\b(?:last time|last \w+|discuss\w*|talk\w* about|speak about|spoke about|happen\w*|come up|came up|notes?|leave it|leave off|left (?:it|off)|decide\w*|say|said)\b"),
)  # fmt: skip
_CAUSE = re.compile(
    rf"\bwhy (?:is|are|does|do|has|did|'s|isn't|doesn't) (?:it|that|this|they|these|{_WHO}|his|her|their|the|{NEUTRAL}'s)\b[^.?!]{{0,40}}\b(?:low|lower|high|higher|down|slow|slower|short|small|weak|drop\w*|fall\w*|fell|few|fewer|bad|poor|behind|lose|losing|so)\b",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"^(?:\w+,? )?(?:so |and |ok |sorry |but )*(?:what(?:'s| is| are| does| do)(?: an?| the)?\b(?!.*\b(?:his|her|their|its|Sam's?)\b).*|define\b.*|what do you mean by\b.*|meaning of\b.*|explain (?:what )?(?:the term |an? )?.*\b(?:means?|is|are)\b.*|what counts as\b.*)$",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"\bhow (?:sure|certain|confident|reliable|solid|accurate|trustworthy|good)\b|\bcan i (?:trust|rely)\b|\b(?:is|are) (?:that|this|it|those) (?:reliable|solid|accurate|right|true|correct)\b|\bsure\?|\b(?:interval|margin|error bar|confidence|spread|how wide)\b",
    re.IGNORECASE,
)
_TALK: tuple[tuple[str, str], ...] = (
    ("act", ACTS),
    ("data", DATA),
    ("outside", MACHINE),
    ("thanks", r"\b(?:thanks?|thx|thank you|cheers|ta|bye|goodbye|see you|that's (?:all|it|great)|that is all|got it|perfect|great|brilliant|lovely|awesome|super|cool|ok(?:ay)?|fine|no worries|all good)\b"),
    ("able", r"\bwhat (?:can|do|are) you\b|\bwhat can i ask\b|\bwho are you\b|\bhow (?:do you|does this) work\b|\bare you (?:an? )?(?:ai|bot|robot|human|real)\b|\bhelp\b"),
    ("hello", r"^(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|morning|there|again|you|coach|team|everyone|how are you|today)[\s,.!?]*)+$"),
)  # fmt: skip


def parameters_of(intent: str, parameters: Mapping[str, str | float | int | None]) -> Parameters:
    """What a message's parameters say to one of its intents."""
    return {k: v for k, v in parameters.items() if "." not in k} | {k.removeprefix(f"{intent}."): v for k, v in parameters.items() if k.startswith(f"{intent}.")}


def read_figure(text: str) -> str | None:
    """The piston, activity or level that is named: the first one in the text."""
    m = _FIGURE.search(re.sub(rf"\b(?:1:1|one[- ]on[- ]one|{NEUTRAL})s?\b", " ", text))
    return m.lastgroup if m else None


def read_figures(text: str) -> tuple[str, ...]:
    """All pistons and activities that are named, each once, in order."""
    return tuple(dict.fromkeys(m.lastgroup or "" for m in _FIGURE.finditer(re.sub(r"\b(?:bigger|larger) deals\b", "deal size", text))))


def read_narrowed(text: str) -> str | None:
    """`discovery` of `discovery calls`: a kind of activity that its type alone does not tell."""
    m = _COUNTED.search(text)
    return m["narrowed"].lower() if m and m["narrowed"].lower() not in _NO_KIND else None


TRUST, LEAST = 0.5, 0.2
"""From here on the classifier's word stands above the patterns', and from there on where they have none: of what it had not seen it was right in 98 of 100 from 0.5 on, in 89 between 0.3 and that, in 55 below."""
_NARROWER = {"performance": "wishes", "last_promise": "promises"}
"""What only the patterns tell apart, and what the classifier calls it."""


def read_asked(intent: Intent | None, clause: str, told: tuple[str, float] | None = None) -> Parameters:
    """What exactly is asked, for one clause with its names masked; nothing where the intent alone says it.

    Args:
        intent: what the clause asks for.
        clause: its words.
        told: what the classifier takes to be asked, and how sure it is of it (see `head.told`).
    """
    found = _by_patterns(intent, clause)
    if intent is None or told is None or intent not in _TOLD:
        return found
    label, sure = told
    named = str(found.get("activity") or found.get("asked") or "") or None
    if label in (named, _NARROWER.get(named or "")) or sure < (TRUST if named else LEAST) or found.get("many") or found.get("outcome") == "lost":
        return found
    if intent == "cadence" and not named and _has(r"\bdue\b", clause):
        return found  # all who are, the longest waiting at the start
    if intent == "benchmark":
        return _figure_told(label, clause)
    if intent == "deals" and label == "biggest":
        return _biggest(clause)
    return {k: v for k, v in found.items() if k != "asked"} | ({"asked": label} if label not in ("none", "source") else {})


_TOLD: frozenset[Intent] = frozenset({"benchmark", "history", "deals", "cadence", "coachability", "explain", "prepare", "talk"})


def _figure_told(label: str, clause: str) -> Parameters:
    """One figure by its label, with the days and the kind that words fix."""
    span = span_words(clause)
    if label in ACTIVITIES:
        counted = (_has(COUNT, clause) or span) and not _has(_SHOULD, clause)
        return {"asked": "count", "activity": label, "narrowed": read_narrowed(clause), "span": span} if counted else {"asked": label, "narrowed": read_narrowed(clause)}
    if label in ("chance", "landed", "to_go"):
        return _heading(label, clause, span)
    if label in ("figures", "compare", "focus", "strengths", "segment"):
        return {"asked": label}
    return {"span": span} if label == "none" else {"asked": label, "span": span, "cause": 1 if _has(r"\bwhy\b|\bhow come\b", clause) else None}


def _heading(name: str, clause: str, span: str | None) -> Parameters:
    return {
        "asked": name,
        "span": span,
        "outcome": "lost" if name == "landed" and _has(r"\blos[et]\w*\b", clause) else None,
        "many": 1 if name == "landed" and _has(r"\bhow many\b", clause) else None,
        "last": 1 if name == "landed" and _has(r"^\W*(?:and |so )?when\b", clause) else None,
    }


_SHOULD = r"\b(?:should|need|needs|next level|one level|would)\b"


def _by_patterns(intent: Intent | None, clause: str) -> Parameters:
    match intent:
        case "benchmark":
            return _benchmark(clause)
        case "what_if":
            found: Parameters = {"asked": "takes"} if _has(TAKES, clause) else {}
            return found | ({"narrowed": n} if (n := read_narrowed(clause)) else {})
        case "prepare":
            return {"asked": "read"} if _has(READ, clause) else {}
        case "history":
            return _first(_HISTORY, clause)
        case "coachability":
            if _has(r"\b(?:last|latest|previous) (?:\w+ )?(?:goal|commitment|promise)\b", clause):
                return {"asked": "last"}
            if _has(r"\bwhich\b|\bhow many\b|\blist\b", clause):
                return {"asked": "list"}
            return {"asked": "quadrant"} if _has(r"\bwhat (?:should|do|can|could) i do\b|\bquadrants?\b|\bhow (?:should|do|to) (?:i |we )?coach\b", clause) else {}
        case "deals":
            return _deals(clause)
        case "cadence":
            return _first(_CADENCE, clause) | ({"span": span} if (span := span_words(clause)) else {})
        case "explain":
            return _explain(clause)
        case "talk":
            return _first(_TALK, clause) or {"asked": "outside"}
        case _:
            return {}


def _deals(clause: str) -> Parameters:
    """Which of the deals; of the biggest also whether those open, won or lost, and of which days."""
    found = _first(_DEALS, clause)
    return _biggest(clause) if found.get("asked") == "biggest" else found


def _biggest(clause: str) -> Parameters:
    outcome = "won" if _has(r"\b(?:won|wins?|closed[- ]won|ever closed|landed|signed)\b", clause) else "lost" if _has(r"\blos(?:t|e|ses?)\b", clause) else "open"
    return {"asked": "biggest", "outcome": outcome, "span": span_words(clause)}


def carry(intent: Intent | None, before: Mapping[str, str | float | int | None], found: Parameters) -> Parameters:
    """What a follow-up asks for: its own words over those of the turn before ("and demos?", "and last month?", "and Boris?")."""
    if intent == "goals":
        return {**{k: v for k, v in before.items() if k == "want_kind"}, **found, "again": 1}
    if found.get("span") and before.get("span"):
        found = {**found, "span_before": before["span"]}
    if intent != "benchmark":
        return {**before, **found}
    counted, named, span = before.get("asked") == "count", found.get("asked"), found.get("span") or before.get("span")
    if named in ACTIVITIES and (counted or span):
        return {"asked": "count", "activity": named, "narrowed": found.get("narrowed"), "span": span} | ({"span_before": found["span_before"]} if found.get("span_before") else {})
    if named:
        return found
    if found.get("span") and before.get("asked") in ACTIVITIES:
        return {"asked": "count", "activity": before["asked"], "narrowed": before.get("narrowed"), **found}
    if found.get("span") and not before.get("asked"):
        return {"asked": "landed", **found}
    return {**before, **found}


def keep_days(before: Mapping[str, str | float | int | None], found: Parameters, clause: str) -> Parameters:
    """ "and how many did he lose?" after "how many did he win in Q2?" is about Q2 too; days named anew may lean on those before."""
    if found.get("asked") not in ("landed", "count") or found.get("asked") != before.get("asked") or not before.get("span"):
        return found
    if found.get("span"):
        return {**found, "span_before": before["span"]}
    return {**found, "span": before["span"]} if _has(r"^\W*(?:and|but|so)\b|\b(?:he|she|they|him|her|them)\b", clause) else found


def _has(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def _first(table: tuple[tuple[str, str], ...], clause: str) -> Parameters:
    return next(({"asked": name} for name, pattern in table if _has(pattern, clause)), {})


def _benchmark(clause: str) -> Parameters:
    span = span_words(clause)
    figure = read_figure(clause)
    if _has(r"\bor\b", clause) and figure:
        return {"asked": "focus"}
    if figure in ACTIVITIES and (_has(COUNT, clause) or span) and not _has(_SHOULD, clause):
        return {"asked": "count", "activity": figure, "narrowed": read_narrowed(clause), "span": span}
    if _has(QUOTA, clause) and not _has(f"{TO_GO}|{CHANCE}", clause):
        return {"asked": "quota", "span": span}
    for name, pattern in (("to_go", TO_GO), ("landed", LANDED), ("chance", CHANCE)):
        if _has(pattern, clause):
            return _heading(name, clause, span)
    if _has(STRENGTHS, clause):
        return {"asked": "strengths"}
    if figure:
        return {"asked": figure, "span": span, "narrowed": read_narrowed(clause), "cause": 1 if _has(r"\bwhy\b|\bhow come\b", clause) else None}
    if _has(r"\b(?:figures|numbers|stats|metrics|engine|pistons?|everything|all|full|whole|picture|table)\b", clause):
        return {"asked": "figures"}
    if _has(r"\b(?:next|one) (?:level|segment|step)|\bbenchmark|\bcompare|\bwhat separates|\bagainst\b|\bstand\b|\bvs\b", clause):
        return {"asked": "compare"}
    if _has(r"\bhold(?:s|ing)? \w+ back|\bfocus|\bgap\b|\bweak|\bwrong\b|\bfirst\b|\bimprove|\bwork on\b|\bstops?\b|\bbehind\b|\bmissing\b|\bstruggl|\blos(?:e|ing)\b|\bproblem|\bmain thing", clause):
        return {"asked": "focus"}
    return {"span": span} if span else {}


def _explain(clause: str) -> Parameters:
    if _SURE.search(clause):
        return {"asked": "sure"}
    if _has(r"\bgoal (?:\d|one|two|three)\b", clause):
        return {"asked": "why_goal"}
    if _has(r"^(?:(?:and|but|so|ok(?:ay)?)[\s,]+)*(?:not|what about|how about|and)\b", clause) and (figure := read_figure(clause)):
        return {"asked": "why", "other": figure}
    if _has(r"\bwhy\b|\bhow come\b|\bwhat makes you\b|\breason\b", clause):
        if _has(r"\btune\b|\bconversation\b|\bthat (?:kind|talk)\b", clause):
            return {"asked": "why_conversation"}
        if _has(r"\b(?:goal|suggest\w*|commitment)\b", clause):
            return {"asked": "why_goal"}
        if _CAUSE.search(clause):
            return {"asked": "cause", "other": read_figure(clause)}
        m = _WHY_NOT.search(clause)
        return {"asked": "why", "other": read_figure(m["rest"]) if m else None}
    if _TERM.match(clause) and not _has(r"\b(?:that|this|those|these) (?:number|figure|one)\b|\d", clause):
        return {"asked": "term"}
    return {}
