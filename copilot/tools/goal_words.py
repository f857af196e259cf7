"""The words a coaching goal is made of: deeds, vague words, people who would have to say yes.

The vocabulary is English. Words, not grammar, decide: a short list that can be read and argued with.
"""

from __future__ import annotations

import re
from datetime import date

from copilot.tools.dates import find_days, find_numbers


def word_set(text: str) -> frozenset[str]:
    """A word list written as a paragraph."""
    return frozenset(text.split())


DEEDS = word_set(
    """
    add analyse analyze answer apply arrange ask attend bring build challenge choose collect compare complete confirm contact create cut define deliver
    describe discuss do dial enter explain export fill find finish follow gather give go hand hold identify interview introduce invite join leave listen
    look make meet negotiate open organise organize phone pick post prepare prioritise prioritize propose provide publish qualify reach read recap
    rehearse remove replace rewrite ring role-play roleplay run save schedule select sell send set share show shadow sign sit speak spend start submit
    summarise summarize take talk teach tell thank think transcribe turn type upload walk watch win write close get secure convince persuade book block
    clean keep break knock
    """
)
"""Verbs that cannot be mistaken for a noun after `and`."""
NOUN_OR_DEED = word_set(
    """
    call email e-mail plan review report list note demo visit research practice practise offer request update log record use test message text work check
    map present question design study draft prospect document pitch brief mail coach interview score track tag copy edit adapt role-play voicemail debrief
    follow-up present audit schedule sort
    """
)
"""Words that are a deed only where an object follows: `and email the summary`, not `the call and email summary`."""
PARTICIPLES = {
    "made": "make", "sent": "send", "written": "write", "read": "read", "done": "do", "held": "hold", "given": "give", "run": "run", "taken": "take", "spoken": "speak", "told": "tell", "met": "meet", "shown": "show",
    "won": "win", "got": "get", "set": "set", "kept": "keep", "found": "find", "chosen": "choose", "built": "build", "brought": "bring", "told to": "tell", "left": "leave", "began": "start", "spent": "spend", "sold": "sell",
    "sat": "sit", "wrote": "write", "gave": "give", "took": "take", "spoke": "speak", "ran": "run", "did": "do", "put": "put", "broken": "break",
}  # fmt: skip
LEARNING = word_set(
    """
    read watch listen study review take open pick choose select find break attend complete work go
    """
)
"""First half of a skill goal: what is done with the resource."""
USING = word_set(
    """
    use apply practise practice try note role-play roleplay adapt test rehearse copy fill follow repeat mark
    """
)
"""Second half of a skill goal: what was learned is noted or put to use. Together with the first it is one deed."""
USING_IT = word_set(
    """
    write pick choose run ask put bring do rewrite prepare draft say list plan share take tell propose cut
    """
)
"""One deed with the first only where it says that it is the same thing: `read the page and ask one of its questions`;
`read the page and ask Acme for a date` is two."""
CHOOSING = word_set(
    """
    pick choose select take go come try sit stop
    """
)
"""`Pick one deal and write its plan` is one deed; so is `go and see`."""

ACTIVITY_NOUNS: dict[str, str] = {
    "call": "call", "calls": "call", "dials": "call", "dial": "call", "phone": "call", "phone calls": "call", "email": "email", "emails": "email", "e-mail": "email", "e-mails": "email", "mails": "email", "meeting": "meeting", "meetings": "meeting",
    "visits": "meeting", "appointments": "meeting", "demo": "demo", "demos": "demo", "demonstrations": "demo", "presentations": "demo", "task": "task", "tasks": "task", "messages": "message", "proposals": "proposal", "letters": "letter", "voicemails": "voicemail",
    "reviews": "review", "pitches": "pitch", "invitations": "invitation", "follow-ups": "follow-up", "conversations": "conversation", "posts": "post", "workshops": "workshop", "notes": "note",
}  # fmt: skip

COUNTERPART = (
    r"(?:(?:the|an?|each|every|both|all|any|my|our|your|their|his|her|at least|one|two|three|four|five|\d+|of|new|key|main|other|economic|potential|target|existing|open|out|more)\s+)*"
    r"(?:customers?|clients?|prospects?|buyers?|champions?|sponsors?|contacts?|leads?|accounts?|decision[- ]makers?|stakeholders?|procurement|purchasing|legal|finance|cfo|ceo|cto|cio|coo|cmo|cro|vps?|directors?|board|committee"
    r"|company|companies|they|he|she|the other side|owners?|somebody|someone|everyone|people|person|head of \w+|it department|team at \w+)(?:\s+(?:at|of|from)\s+(?:[A-Z][\w&.-]*\s?)+)?"
)
"""Somebody who would have to say yes."""
YES = (
    r"(?:sign|agree|accept|repl(?:y|ie)|respond|confirm|commit|approve|say yes|says yes|buy|bought|purchase|renew|book|attend|join|show up|shows up|come|came|return|decide|chose|choose|select|order|pay|paid|upgrade|answer"
    r"|move forward|moves forward|go ahead|goes ahead|goes live|go live|close|convert|consent|turn up|turns up|give us|gives us|give me|gives me|introduce|refer|recommend|green-?light|call back|calls back|call me back|calls me back|pick up|picks up|want|open the e-?mail|opens)"
    r"(?:e?s|e?d)?"
)
INTERNAL = re.compile(
    r"\b(?:with|to|for)\s+(?:my|your|our|the|a|another|one)?\s*(?:\w+\s)?(?:manager|coach|colleague|teammate|team|peer|mentor|buddy|boss|myself|yourself|trainer|enablement|sales engineer|leader)\b|\b(?:role-?play|practice|training|in (?:my|your|the) (?:calendar|diary))\b",
    re.IGNORECASE,
)

_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|«[^»]*»|`[^`]*`")
_PREFIX = re.compile(
    r"""^(?:
      [\s\-*•–—]+ | \d+[.)]\s+ | (?:coaching\s+)?goal\s*:?\s+(?:is\s+)?(?:to\s+)? | (?:my|the|your|our|this)\s+(?:\w+\s)?goal\s+is\s+(?:to\s+)? | please\s+
      | (?:i|you|we|the\s+rep|rep)\s+(?:commit|promise|want|plan|intend|agree|aim|hope|need|have|try)\s+to\s+ | (?:i|you|we)(?:['’]ll|['’]m|['’]re|['’]ve|['’]d)\s+(?:going\s+to\s+)?
      | (?:i|you|we|(?:the\s+)?rep)\s+(?:will|am|are|is|can|could|should|must|shall|has|have|had|was|were)?\s*(?:going\s+to\s+)? | (?:commit|promise|going|need|have|has|remember|be\s+sure|make\s+sure|manage|be\s+able|plan|want|start|begin|continue)\s+to\s+
      | (?:make\s+sure|ensure|be\s+sure)\s+(?:that\s+)?(?:i|you|we)?\s* | to\s+(?=[a-z]) | (?:will|must|should|shall|can)\s+ | (?:successfully|personally|actually|finally|also|then|first|just|simply|always|proactively|already|then)\s*,?\s+
      | (?:try|tries|trying|attempt|aim|aiming|strive|hope|seek|endeavou?r)\s+(?:to|and)\s+ | (?:do|doing)\s+(?:my|your)\s+best\s+to\s+ | work(?:ing)?\s+(?:hard\s+)?(?:to|towards)\s+
      | (?:yes|true|done|success(?:ful)?|successfully\s+done|achieved|kept|met|completed?|finished)(?:\s+(?:if|when|once|means|is)\b\s*:?|\s*[:,])\s+(?=\w) | (?:this|next)\s+(?:week|month|quarter)\s*,?\s+ | (?:today|tomorrow)\s*,?\s+
      | (?:by|before|until|within|in|on|during|over|at|after|for|from|with|when|whenever|once|if|every|each|as)\b[^,:]{1,70}[,:]\s+
    )""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip


def plain(text: str) -> str:
    """The text with what stands in quotation marks blanked out at the same length: titles and quotations are not the goal's own words."""
    return _QUOTED.sub(lambda m: "“" + "x" * (len(m.group()) - 2) + "”", text).replace("’", "'")


def clauses(text: str) -> list[str]:
    """Sentences and semicolon parts, each without bullets."""
    return [c.strip() for c in re.split(r"(?<=[^\d\s])[.!?](?:\s+|$)|[;\n]+", text) if c.strip()]


def core(clause: str) -> str:
    """A clause from its deed on: `By Friday, I will try to call ten prospects` is `call ten prospects`."""
    for _ in range(8):
        m = _PREFIX.match(clause)
        if m is None or m.end() >= len(clause):
            break
        clause = clause[m.end() :]
    return clause.strip()


def lemma(word: str) -> str:
    """The verb a form belongs to, where we know the verb: `calling`, `called`, `calls` are `call`; otherwise the word, lower case."""
    word = word.lower().strip(".,:;")
    known = DEEDS | NOUN_OR_DEED
    if word in known:
        return word
    if word in PARTICIPLES:
        return PARTICIPLES[word]
    for ending in ("ing", "ed", "es", "s", "d"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            for candidate in (stem, stem + "e", stem[:-1] if len(stem) > 2 and stem[-1:] == stem[-2:-1] else stem, stem[:-1] + "y" if stem.endswith("i") else stem):
                if candidate in known:
                    return candidate
    return word


def lead(clause: str) -> str:
    """The lemma of a clause's first word after `core`."""
    first = re.match(r"[\w'-]+", core(clause))
    return lemma(first.group()) if first else ""


def is_deed(word: str) -> bool:
    return lemma(word) in DEEDS or lemma(word) in NOUN_OR_DEED


_OBJECT_START = re.compile(
    r"^(?:the|an?|each|every|all|any|both|my|your|our|their|his|her|its|it|them|him|me|us|one|two|this|that|these|those|at least|what|who|whether|how|back|out|up|through|with|about|down|on|to|for|notes|prospects|customers|clients|proposals|emails|calls|"
    r"(?-i:[A-Z])|[“\"$€£\d])",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(r"^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|a dozen|a couple)\b", re.IGNORECASE)
_NO_OBJECT_FOR_NOUN = re.compile(r"^(?:with|about|on|for|to|out|through|back|down)\b", re.IGNORECASE)


def is_deed_at(text: str) -> bool:
    """Whether a part of a sentence begins with a deed: `update the CRM`, `email 5 people`; not `conditions`, `email summary`."""
    m = re.match(r"[A-Za-z][\w'-]*", text)
    if m is None:
        return False
    word, rest = m.group(), text[m.end() :].lstrip()
    if word[0].isupper() and not rest[:1].isupper() and not is_deed(word):
        return False
    base = lemma(word)
    if base in DEEDS:
        return not word.lower().endswith("s") or word.lower() in DEEDS
    if base in NOUN_OR_DEED:
        if word.lower().endswith("s") and word.lower() not in NOUN_OR_DEED:
            return False
        return bool((_OBJECT_START.match(rest) and not _NO_OBJECT_FOR_NOUN.match(rest)) or _NUMBER_WORD.match(rest)) or word.lower().endswith("ing")
    return False


_UNIT_AFTER = re.compile(r"^[\s-]*(?:%|percent|per cent|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|quarters?|years?|o'clock|am\b|pm\b|k\b|m\b|seconds?|points?|pages? long)", re.IGNORECASE)
_NOT_COUNT_BEFORE = re.compile(r"(?:[$€£#]|\b(?:page|step|stage|part|chapter|version|week|day|q|phase|level|section|slide|usd|eur|gbp|chf|no\.?|number|top|rule)\s*)$", re.IGNORECASE)


def counts(text: str, today: date) -> list[tuple[int, int, int]]:
    """(number, start, end) of how many of something: no dates, percentages, sums of money, durations or page numbers."""
    days = find_days(text, today)
    return [
        (n.value, n.start, n.end)
        for n in find_numbers(text)
        if not any(d.start <= n.start < d.end for d in days) and not _UNIT_AFTER.match(text[n.end :]) and not _NOT_COUNT_BEFORE.search(text[: n.start])
    ]
