"""Rules 2 and 7 of a coaching goal: a yes or a no at the date, and one thing [A][B].

`improve`, `try`, `more`, `better` without a number leave room for argument. `and` that joins two deeds makes two goals;
learning something and using it once is one deed (rule 6 asks for both), and so is choosing something and doing it.
"""

from __future__ import annotations

import re
from datetime import date

from copilot.tools.dates import find_days
from copilot.tools.goal_words import (
    ACTIVITY_NOUNS,
    CHOOSING,
    LEARNING,
    USING,
    USING_IT,
    clauses,
    core,
    counts,
    is_deed,
    is_deed_at,
    lead,
    lemma,
    plain,
)

_I = re.IGNORECASE
# Effort is no deed, with a number or without.
_EFFORT = re.compile(
    r"\b(?:try(?:ing)? (?:to|and|harder|out more|my best|hard)|tries to|attempt(?:ing)? to|aim(?:ing)? (?:to|for|at)|striv(?:e|ing)|do(?:ing)? (?:my|your) (?:very )?best|give it (?:a go|my best)|make an effort|seek to|endeavou?r|hope(?:fully)?|work(?:ing)? hard(?:er)?|as (?:much|many|often|well) as (?:possible|i can|you can))\b|^try\s*$",
    _I,
)
_VAGUE_VERB = re.compile(
    r"\b(?:improv(?:e|es|ed|ing|ement)|enhanc(?:e|ing)|optimi[sz](?:e|ing)|maximi[sz](?:e|ing)|minimi[sz](?:e|ing)|strengthen(?:ing)?|sharpen(?:ing)?|polish(?:ing)?|refin(?:e|ing)|hon(?:e|ing)|boost(?:ing)?|increas(?:e|es|ed|ing)|rais(?:e|ing) (?:the (?:quality|level|standard|bar)|(?!the |an? |it |this ))|reduc(?:e|ing)|decreas(?:e|ing)|lower(?:ing)? |accelerat(?:e|ing)|speed(?:ing)? up|step(?:ping)? up|ramp(?:ing)? up"
    r"|grow(?:ing)? (?:my|your|as|the|in|into)|get(?:ting)? (?:better|good|comfortable|stronger|faster|more|used to|up to speed|the hang)|becom(?:e|ing)\b|be (?:more|less|better|proactive|a better|an? (?:better|stronger|great)|consistent|confident|organi[sz]ed|disciplined|persistent|patient|positive|mindful|aware|present|prepared|attentive|curious|strategic)\b"
    r"|work(?:ing)? on|focus(?:ing)? (?:on|more)|concentrat(?:e|ing) on|pay(?:ing)? (?:more |closer )?attention|keep in mind|stay on top|think(?:ing)? (?:about|of|more)|consider(?:ing)?|explor(?:e|ing)|look(?:ing)? into|understand(?:ing)?|learn(?!ed|ing page)(?:ing)?(?! by heart)|famil[ia]+ri[sz]e|master(?:ing)?|develop(?:ing)? (?:my|your|better|stronger|skills?|the skills?|a (?:better|deeper|good)|relationships?|rapport|confidence)"
    r"|build(?:ing)? (?:my |better |more |stronger |a (?:better|stronger|good) )?(?:relationships?|rapport|trust|confidence|momentum|credibility|skills?)|gain(?:ing)? (?:\w+ )?(?:confidence|experience|understanding|insight)|show(?:ing)? (?:more|better)|continue|keep (?:up|on|going|improving|working|calling|pushing|doing|trying)|maintain(?:ing)?|stay (?:focused|positive|consistent|motivated|in touch)|remain|take ownership|own the process|drive value|level up|up my game|fix my)\b",
    _I,
)
_VAGUE_WORD = re.compile(
    r"\b(?:more|better|fewer|less|harder|smarter|faster|quicker|stronger|deeper|earlier|clearer|sooner|higher|longer|shorter|bigger|larger|greater|regularly|often|frequently|consistently|effectively|efficiently|confidently|proactively|properly|whenever (?:possible|i can|you can)|where(?:ver)? possible|if possible|where appropriate|as needed|when needed|somewhat|a bit|a little|several|a few|some|many|lots of|a lot(?: of)?|plenty|various|enough|sufficient(?:ly)?|numerous|a number of|a handful of|effective|efficient|excellent|great|good|confident|comfortable|successful|strong)\b",
    _I,
)
_FIXED_PHRASES = re.compile(
    r"\b(?:no (?:more|later|less|fewer) than|not more than|more than \d|at least|at (?:the )?(?:latest|most)|once more|one more|good (?:morning|afternoon|news)|what (?:good|better|success) looks like|for some reason|less than \d|fewer than \d|how (?:good|many|much|often)|whether|good fit|what (?:they|she|he) (?:want|need) more of|enough to)\b",
    _I,
)
_TITLE_WORD = re.compile(r"(?<=[a-z,:] )[A-Z][\w'-]*")


def vague(text: str, today: date, criteria: bool = False) -> str | None:
    """The words that leave the answer open, or None where it will be yes or no.

    Args:
        text: Description or success criteria.
        today: For telling counts from dates.
        criteria: Success criteria may be a plain statement without a deed (`Yes if done by 4 December`).
    """
    own = _TITLE_WORD.sub(lambda m: "X" * len(m.group()), plain(text))
    if m := _EFFORT.search(own):
        return m.group()
    for clause in clauses(own):
        rest = _FIXED_PHRASES.sub(lambda m: "x" * len(m.group()), clause)
        if counts(clause, today) or re.search(r"\d\s*%", clause):
            continue
        for pattern in (_VAGUE_VERB, _VAGUE_WORD):
            if m := pattern.search(rest):
                return m.group().strip()
    words = re.findall(r"[A-Za-z][\w'-]*", core(own))
    nameless = len(words) == 1 and words[0].lower().endswith("ing")
    if not criteria and 0 < len(words) <= 3 and not counts(own, today) and (nameless or not any(is_deed(w) for w in words)):
        return " ".join(words)
    return None


def sharpened(text: str, today: date, number: int) -> str:
    """The nearest goal with a yes or a no: a number where a quantity was vague, practice where a skill was."""
    words = plain(text).replace("“", "").replace("”", "").strip().rstrip(".")
    tail = _tail(words, today)
    unit = next(
        (
            noun
            for noun in ("calls", "emails", "e-mails", "demos", "meetings", "proposals", "follow-ups", "visits", "messages", "questions", "conversations")
            if re.search(rf"\b{noun.rstrip('s')}(?:s|ing)?\b", words, _I)
        ),
        None,
    )
    words = re.sub(r"\bas many (\w+) as (?:possible|i can|you can)\b", r"many \1", words, flags=_I)
    effort = re.sub(_EFFORT.pattern.replace("|^try\\s*$", ""), "", words, flags=_I).strip()
    counted = re.sub(
        r"\b(?:(?:some|many|a few|several|lots of|a lot of|enough|plenty of|numerous|various|a number of|a handful of)(?: more)?|more)\s+(?=(?!often|than|and|time|effort|energy|focus|attention|in\\b|on\\b|of\\b|\w+ly)\w+)",
        f"{number} ",
        effort,
        count=1,
        flags=_I,
    )
    for candidate in (effort, counted):
        candidate = candidate[:1].upper() + candidate[1:]
        if candidate != words and is_deed(lead(candidate) or "x") and vague(candidate, today) is None and joined(candidate) is None:
            return candidate
    quantity = re.search(r"\b(?:more|a few|several|some|many|increase|boost|lots|a lot|regularly|often|frequently|consistently|keep|enough|plenty|numerous|ramp|step|raise|grow)\b", words, _I)
    topic = re.sub(rf"^.*?(?:{_VAGUE_VERB.pattern})\s*(?:at|in|on|about|with|of|my|our|your|the|how to)?\s*(?:more |better |at |in |about |my |the |your )*", "", words, count=1, flags=_I)
    topic = topic.removesuffix(tail.strip()).strip(" .,") if tail else topic.strip(" .,")
    skilful = bool(topic) and not re.search(r"\b(?:accounts?|customers?|prospects?|relationships?|needs?|people|it|me)\b|\b(?:i|you|we)\b", topic, _I) and len(topic.split()) <= 6 and topic != words
    if re.search(r"\b(?:activity|activities|outreach|prospecting)\b", topic, _I) and quantity:
        unit = "calls"
    if (
        quantity
        and unit in ("calls", "emails", "e-mails", "demos", "meetings", "proposals", "follow-ups", "visits", "messages")
        and not re.search(r"\b(?:on|in|during|after) (?:my |the |your )?\w*\s*(?:calls|demos|meetings)", words, _I)
    ):
        verb = {"calls": "Make", "demos": "Run", "meetings": "Hold"}.get(unit, "Send")
        return f"{verb} {number} {unit}{tail}"
    for candidate in (f"Practise {topic} once with a colleague{tail}",) if skilful else ():
        if vague(candidate.replace("once", ""), today) is None and joined(candidate) is None:
            return candidate
    return f"Practise one customer conversation with a colleague{tail}"


def _tail(words: str, today: date) -> str:
    for d in find_days(words, today):
        if m := re.search(r"\b(by|before|on|until)\s+(?:the\s+)?$", words[: d.start], _I):
            return f" {m.group(1).lower()} {words[d.start : d.end]}"
    return ""


# ---------------------------------------------------------------- one thing

_JOIN = re.compile(
    r"(?:,?\s+(?:and|&|\+|plus|as well as|in addition to|along with|while also|followed by)(?:\s+(?:then|also|to|i['’]?ll|i will|you['’]?ll|after that|afterwards|subsequently|finally))*|,?\s+then|,\s+also|\s*;|,|\.)\s+(?:also\s+|then\s+)?",
    _I,
)
_NUMBER_NOUN = re.compile(
    r"^(?:(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|a|an|one)\s+)(?:[\w-]+\s+){0,2}?(?P<noun>" + "|".join(sorted(ACTIVITY_NOUNS, key=len, reverse=True)) + r")\b", _I
)
_RESOURCE = re.compile(
    r"\b(?:pages?|playbook|script|template|recordings?|calls?|course|module|training|video|article|chapter|guide|book|examples?|lesson|podcast|webinar|materials?|section|it|story|stories|plan|one)\b|“",
    _I,
)
"""What one learns from: `Read the page and use it` is one deed, `Review the proposal and rewrite the summary` is two."""
_SAME_THING = re.compile(r"^[\w-]+\s+(?:it|its|them|(?:one|two|three|all)\s+of\s+(?:its|them|these|those))\b|^write\s+down\b", _I)
"""The second half is still about what was read: it, or what one wrote down of it."""
_SUBCLAUSE = re.compile(r"^(?:by|before|until|within|in|on|during|over|at|after|for|from|with|when|whenever|once|if|every|each|as|while|so|using)\b", _I)


def joined(text: str) -> tuple[int, int] | None:
    """Where a second deed begins and how long its joint is, as (start of joint, start of second deed); None for one deed."""
    own = plain(text)
    offset = len(own) - len(own.lstrip())
    body = own.strip()
    deed_core = core(body)
    shift = body.find(deed_core) if deed_core else 0
    first = lead(body)
    if not _leads_with_deed(deed_core):
        return _joined_states(own)
    for m in _JOIN.finditer(deed_core):
        before, second = deed_core[: m.start()], deed_core[m.end() :]
        if not second:
            continue
        joint = m.group().strip().lower()
        here = (offset + shift + m.start(), offset + shift + m.end())
        word = re.match(r"[\w'-]+", second)
        base = lemma(word.group()) if word else ""
        if not is_deed(before.split()[-1] if len(before.split()) == 1 else "x") and _SUBCLAUSE.match(before.rsplit(",", 1)[-1].strip()) and joint == ",":
            continue
        noun = _NUMBER_NOUN.match(second)
        if noun and joint != ".":
            # "10 calls and 5 demos" are two; "3 customers and 2 prospects" are one list
            earlier = re.search(r"\b(" + "|".join(sorted(ACTIVITY_NOUNS, key=len, reverse=True)) + r")\b", before, _I)
            if earlier and ACTIVITY_NOUNS[earlier.group(1).lower()] != ACTIVITY_NOUNS[noun["noun"].lower()]:
                return here
            if re.match(r"^\w+\s+\d|^\w+\s+(?:two|three|four|five|six|seven|eight|nine|ten)\b", deed_core) and first in ("call", "email", "visit", "phone", "message"):
                return here
        twin = len(before.split()) == 1 and (is_deed(base)) and joint in ("and", "&", "+", "then", "and then", "plus")
        if not twin and not is_deed_at(core(second) if joint in (".", ";") else second):
            continue
        if joint in ("as well as", "in addition to", "followed by", "along with", "plus") and not (word and word.group().lower().endswith("ing")) and not is_deed_at(second):
            continue
        if first in LEARNING and _uses(base, second) and _RESOURCE.search(before) and not _counted_contacts(second):
            # a further deed after the use is one too many: only the first joint is excused
            rest = _after_first_use(second)
            if rest is None:
                return None
            return (here[1] + rest[0], here[1] + rest[1])
        if first in CHOOSING and joint in ("and", "and then") and (len(before.split()) == 1 or first in ("pick", "choose", "select")) and not _counted_contacts(second):
            return None
        if first in ("ask", "invite", "request", "propose", "tell", "remind") and re.search(r"\b(?:to|whether|if|that|what|who|how)\b", before):
            continue  # "Ask Acme to review the plan and send comments": the second deed is theirs
        if re.search(r"\b(?:how|what|who|when|where|why|which|whether)\b[^,]*$", before) and joint in ("and", ","):
            continue
        if re.search(r"\bboth\b[^,]*$", before):
            continue
        return here
    return None


def _leads_with_deed(deed_core: str) -> bool:
    m = re.match(r"[\w'-]+", deed_core)
    return bool(m and is_deed(m.group()))


def _uses(base: str, second: str) -> bool:
    """Whether the second half is the use of what was learned in the first."""
    return base in USING or (base in USING_IT and bool(_SAME_THING.search(second)))


def _counted_contacts(second: str) -> bool:
    """A second deed done to many people is a goal of its own: `call 10 prospects`."""
    return bool(
        re.match(r"(?:call|email|e-mail|phone|visit|message|contact|send|ask|invite)\b", second, _I)
        and re.search(r"\b(?:\d{1,3}|ten|five|six|seven|eight|nine|twelve|twenty)\b\s+(?:\w+\s)?(?:prospects|customers|clients|people|emails|e-mails|calls|accounts|leads|contacts)", second, _I)
    )


def _after_first_use(second: str) -> tuple[int, int] | None:
    m = re.search(r",?\s+(?:and|then|plus)\s+(?:then\s+|also\s+)?", second, _I)
    while m:
        if is_deed_at(second[m.end() :]):
            return m.start(), m.end()
        m2 = re.compile(r",?\s+(?:and|then|plus)\s+(?:then\s+|also\s+)?", _I).search(second, m.end())
        m = m2
    return None


def _joined_states(own: str) -> tuple[int, int] | None:
    """Two deeds told as done: `10 prospects called and the CRM updated`, `10 calls and 5 demos`."""
    deed = r"(?:called|phoned|emailed|e-mailed|sent|made|written|updated|logged|prepared|read|watched|reviewed|visited|contacted|asked|invited|completed|booked|held|recorded|practised|practiced|run|given|done)"
    m = re.search(rf"\b{deed}\b.*?(,?\s+(?:and|plus|then)\s+)(?=.*\b{deed}\b)", own, _I)
    if m:
        return m.start(1), m.end(1)
    first = _NUMBER_NOUN.match(core(own))
    if first and (m := re.search(r"(\s*(?:,|\band\b|\bplus\b|&|\+)\s+)(?=" + _NUMBER_NOUN.pattern[1:].replace("?P<noun>", "?:") + ")", own, _I)):
        return m.start(1), m.end(1)
    return None


def one_of(text: str, today: date) -> str:
    """The first of two deeds, with the deadline that stood at the end."""
    cut = joined(text)
    if cut is None:
        return text
    before, after = text[: cut[0]].rstrip(" ,;."), text[cut[1] :]
    if len(core(before).split()) == 1 and (m := re.match(r"[\w'-]+\s+", after)):
        # "Call and email 10 prospects": the object belongs to both
        kept = f"{before} {after[m.end() :]}"
        return one_of(kept, today) if joined(kept) else kept.strip()
    tail = _tail(after, today)
    kept = before + ("" if tail and tail.strip().lower() in before.lower() else tail)
    return one_of(kept, today) if joined(kept) is not None and kept != text else kept
