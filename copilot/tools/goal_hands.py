"""Rule 3 of a coaching goal: success needs only the rep's yes [A][B].

Asking, inviting, calling, preparing and practising are the rep's own. Closing, winning, signing, a reply, a booked
meeting, a quota or a win rate need somebody else and are refused. Running a meeting, a call or a demo counts as the
rep's own activity (it is what the CRM counts); getting one agreed does not. A purpose may name an outcome
(`Call Acme to get a date`): the deed is the call.
"""

from __future__ import annotations

import re
from datetime import date

from copilot.tools.dates import find_days
from copilot.tools.goal_words import COUNTERPART, INTERNAL, YES, clauses, core, counts, is_deed, is_deed_at, lead, plain, word_set

_I = re.IGNORECASE
_DEAL = r"(?:contracts?|deals?|orders?|quotes?|renewals?|agreements?|p\.?o\.?s?|purchase orders?|paperwork|ndas?|msas?|lois?|signatures?|approvals?|budgets?|commitments?|opportunit(?:y|ies)|opps?|upsells?|cross-sells?|business|sales?)"
_MEETING = r"(?:meetings?|demos?|demonstrations?|appointments?|(?:\w+ )?calls?|conversations?|sessions?|slots?|visits?|workshops?|lunch(?:es)?|coffees?|pilots?|trials?|pocs?|proofs? of concept|presentations?|time|dates?|reviews?)"
_REPLY = r"(?:repl(?:y|ies)|responses?|answers?|callbacks?|call[- ]backs?|confirmations?|decisions?|yes|verbals?|go-ahead|green light|sign-?offs?|buy-in|consents?|permission|acceptances?|referrals?|introductions?|intros?|testimonials?|references?|payments?|next steps?|access|interest)"
_CUSTOMERS = r"(?:logos?|(?:new |paying |more )?(?:customers?|clients?|accounts?|users?)|renewals?|leads?|opportunit(?:y|ies)|opps?|pipeline|revenue|wins?)"
_METRIC = (
    r"(?:quotas?|targets?|revenue|bookings|turnover|arr|mrr|acv|win[- ]rates?|close[- ]rates?|closing rates?|hit rates?|conversion(?: rates?)?|conversions|deal sizes?|average deal|order values?|pipeline|attainment|market share|forecast|commission|reply rates?"
    r"|response rates?|show rates?|retention|churn|nps|csat|customer satisfaction|sales cycles?|cycle times?|sales|my numbers?|the numbers?|your numbers?|the plan|president's club|the club|margins?|profit|close[- ]to[- ]won)"
)
_DET = r"(?:(?:the|an?|my|our|your|their|each|every|all|both|another|at least|up to|more|new|first|next|final|signed|firm|written|verbal|clear|positive|qualified|initial|follow-up|executive|second|open|big|full|whole|extra|additional|one|two|three|four|five|six|seven|eight|nine|ten|\d[\d,.]*%?|of|discovery|sales|product|face-to-face|in-person|30-minute)\s+)*"
_MONEY = r"(?:[$€£]\s?\d|\d[\d,.]*\s?(?:k|m|usd|eur|gbp|dollars|euros|pounds)\b)"
_SET = r"(?:signed|won|closed(?:-won)?|accepted|approved|agreed|booked|confirmed|received|countersigned|counter-signed|returned|secured|in hand|landed|renewed|granted|scheduled|obtained|gained|executed|finali[sz]ed|paid|hit|reached|met|exceeded|achieved|on the calendar|in the diary|arranged|in place|back|set up)"

_GET = r"(?:get|obtain|gain|secure|receive|earn|collect|elicit|acquire|attract|capture|gather|have|win|achieve|nail down|pin down|lock in|lock down|extract|land|score|bring back)"
_BOOK = (
    r"(?:earn|receive|win|attract|book|schedule|set up|set|arrange|fix|line up|organi[sz]e|confirm|lock in|pin down|nail down|secure|agree|land|get|obtain|win|generate|have booked|source|score|fill)"
)
_REACH = r"(?:hit|reach|meet|make|exceed|beat|achieve|attain|deliver|surpass|smash|crush|generate|bring in|bring|close|book|produce|earn|drive|grow|increase|raise|lift|improve|boost|double|triple|reduce|shorten|cut|lower|decrease|get|add|maintain|keep|finish|land|build|be|create|sell|do|win|move|take)"

OUTCOMES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(p, _I)
    for p in (
        r"^(?:win|clinch|seal|persuade|convince|convert|upsell|up-sell|cross-sell|renew|retain|onboard|sell|negotiate|bag|re-?sign|re-?win)\b(?!-)",
        r"^(?:land|nail|save|rescue|revive|recover)\s+" + _DET + r"(?:\w+\s+){0,3}?" + rf"(?:{_DEAL}|{_CUSTOMERS})\b",
        r"^land\s+(?-i:[A-Z])",
        r"^(?:be|been)\s+(?:signed|closed|won)\b",
        r"^(?:get|be|become)\s+(?:invited|accepted|approved|selected|chosen|short-?listed|introduced|referred|promoted|on\s+(?:\w+\s+)?(?:calendar|agenda|diary|short-?list))\b",
        # close: deals, names and sums; not calls, loops, tasks, lost deals
        rf"^clos(?:e|ed|ing)(?:\s+out)?\s+(?!.*\b(?:as lost|as closed|lost in|as dead)\b)(?!(?:the |any |that |this )?(?:loop|gap|books?|tab|tasks?|out tasks|lost|stale|dead|old|to-?dos?|questions?)\b)(?!{_DET}(?:\w+\s+)?(?:calls?|meetings?|e-?mails?|conversations?|demos?|tasks?|activit(?:y|ies)|presentations?|plans?|to-?dos?)\b)",
        rf"^close\s*$|^close\s+{_DEAL}\b",
        r"^sign(?:ed|ing)?\s+(?!up for\b|in\b|off\s*$|off on\b|into\b|the attendance\b)",
        rf"^{_GET}\s+(?:[\w'&.,-]+\s+){{0,7}}?{_DEAL}\b(?!\s+(?:data|stage|field|record|page|notes?|plan|template|review|ready|reports?|updated|rep))",
        rf"^{_GET}\s+(?:[\w'&.,-]+\s+){{0,6}}?(?:signed|agreed|approved|closed|onboard|on board|over the line|across the line|live|to the table|on a call|countersigned|won|booked|accepted|bought in|committed|interested|excited|happy)\b",
        rf"^{_GET}\s+{_DET}(?:[\w'-]+\s+){{0,4}}?{_REPLY}\b",
        rf"^{_GET}\s+{_DET}(?:[\w'-]+\s+){{0,2}}?{_CUSTOMERS}\b(?!\s+(?:list|data|stories|story|names|questions?|examples?))",
        rf"^(?:get|have|make|push)\s+(?!ready|back\b|used\b|round\b|around\b|up\b|down\b|going\b|started\b|into\b|through\b|in touch\b|on with\b|out\b|set\b|better\b|my\b|more\b)(?:[\w'&.-]+\s+){{1,6}}?to\s+(?:{YES}|agree\w*|sign\w*|commit\w*|see|meet|talk|speak|take|share|give|send|say|confirm|try|switch|review|do|be|become|look|consider|make|have|start|tell|use|increase|expand)\b",
        rf"^have\s+(?:{COUNTERPART}|(?-i:[A-Z])[\w&.'-]*(?:\s(?-i:[A-Z])[\w&.'-]*)*)\s+(?:{YES}|sign\w*|agree\w*)\b",
        rf"^(?!set .*\bin the crm\b){_BOOK}\s+{_DET}(?:[\w'-]+\s+){{0,3}}?{_MEETING}\b(?!\s+(?:notes?|plan|agenda|list|block|reminder|invitation|invites?|request|script|questions?|prep|preparation|to prepare))",
        rf"^{_BOOK}\s+(?:{_MONEY}|{_DET}(?:revenue|business|bookings|deals?|customers?|prospects?))",
        rf"^(?:get|have)\s+(?:[\w'&.-]+\s+){{1,5}}?{_MEETING}\s+(?:booked|scheduled|agreed|confirmed|on the calendar|in the diary|set up)\b",
        rf"^agree\s+(?!to\s+(?:role|practi|try))(?:.*\b(?:with|from)\b|(?:on\s+)?{_DET}(?:price|terms|dates?|next|scope|timeline|pilot|contract|plan))",
        rf"^{_REACH}\s+(?:[\w%'.,$€£-]+\s+){{0,6}}?{_METRIC}(?![\w-]|\s+(?:accounts|customers|companies|prospects|market|segment|people|list|questions?|plan|review|notes?|template|page|script|deck|report|data|fields?|hygiene|calls?|e-?mails?|meetings?|stages?|training|story|pitch|process|methodology|books?|enablement|manager|team|in the crm))",
        rf"^(?:close|book|win|sell|bring in|bring|generate|land|add|make|earn|do|produce|hit|reach|deliver|secure|drive|create|build)\s+{_DET}{_MONEY}",
        r"^(?:generate|create|source|add|open|start|build|bring in|produce|develop)\s+(?:[\w'-]+\s+){0,4}?(?:pipeline|opportunit(?:y|ies)|opps?)\b(?!\s+(?:list|plan|review|report|page|notes?|map|in the crm|record))",
        r"^(?:generate|bring in|attract|produce)\s+(?:[\w'-]+\s+){0,3}?(?:leads?|customers?|clients?|business|deals?|accounts?|logos?|referrals?|meetings?|demos?)\b",
        r"^(?:move|advance|progress|push|drive|take|bring|promote|promot\w+)\s+(?:.{0,50}?)\s*\b(?:stages?|forward|ahead|over the line|across the line|to (?:proposal|negotiation|contract|close|closing|verbal|commit|closed|won|signature|the next step)|into (?:proposal|negotiation|contract|closing|commit)|past (?:proposal|procurement|legal))\b(?!\s+(?:field|in the crm))",
        rf"^(?:advance|progress)\s+{_DET}(?:[\w'-]+\s+){{0,3}}?{_DEAL}\b",
        r"^(?:finali[sz]e|conclude|complete|wrap up|execute|ink|finish)\s+(?:[\w'&.-]+\s+){0,4}?(?:contracts?|deals?|sales?|agreements?|negotiations?|purchase|orders?|renewals?)\b(?!\s+(?:review|plan|template|checklist|training|course|module|page|book|prep|methodology|enablement))",
        rf"^make\s+{_DET}(?:sales?|deals?|upsells?)\b(?!\s+(?:calls?|plan|e-?mails?|pitch|visits?|review|board|desk|list|sheet))",
        r"^have\s+(?:[\w'&.-]+\s+){1,5}?(?:commit|agree|sign|renew|confirm|accept|reply|respond|approve|buy|say yes)\b",
        r"^bring\s+.{1,40}\bhome\b",
        r"^(?:turn|flip)\s+.{1,50}\b(?:into|to)\s+(?:[\w-]+\s+){0,3}?(?:customers?|clients?|wins?|deals?|opportunit\w+|orders?|meetings?)\b",
        r"^(?:win|talk|bring)\s+.{1,40}\b(?:over|into|on board|round)\b(?<!talk through)",
    )
)
"""Getting what somebody else has to give."""
_STATES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(p, _I)
    for p in (
        # outcomes as things that are there: "Signed contract from Acme", "Deal closed by Friday", "Two wins"
        rf"^{_DET}(?:signed|closed|won|booked|approved|accepted|confirmed|countersigned)\s+(?:\w+\s+){{0,2}}?(?:{_DEAL}|{_MEETING}|proposals?)\b",
        rf"^{_DET}(?:[\w'&.-]+\s+){{0,4}}?(?:{_DEAL}|{_MEETING}|{_REPLY}|{_METRIC}|proposals?|offers?)\s+(?:(?:with|from|for|by|at|in|of)\s+(?:[\w'&.-]+\s+){{1,4}}?)?(?:(?:is|are|was|were|gets?|got|has been|have been|to be|being|will be|should be|must be)\s+)?(?:\w+ly\s+)?{_SET}\b",
        rf"^{_DET}(?:{_REPLY}|signatures?|{_MEETING})\s+(?:from|by)\s+(?!my|your|our|the manager)\w",
        rf"^{_DET}(?:wins?|logos?|signatures?|signed \w+|orders?|referrals?|repl(?:y|ies)|responses?|closed deals?|sales|deals|new customers?|new clients?|new accounts?|contracts)\s*(?:$|(?:by|in|this|before|from|within|until|closed|signed|won)\b)",
        rf"^(?!the plan is (?:sent|written|drawn|drafted|shared|ready|on|in)\b)(?:{_DET}(?:[\w'-]+\s+){{0,2}}?)?{_METRIC}\s*(?:$|(?:is|of|at|above|over|reaches|hits|up|goes|rises|increases?|improves?|grows?|below|under|down|to|exceeds?|stays|falls|drops|has)\b)",
        rf"^(?:\d[\d,.]*\s?(?:%|percent)\s+(?:of\s+)?|{_MONEY}\S*\s+(?:in|of)\s+)(?:\w+\s+){{0,2}}?(?:{_METRIC}|{_DEAL}|{_CUSTOMERS}|bookings)\b",
        r"^(?:no|fewer|less)\s+(?:\w+\s+)?(?:lost deals|churn|objections)\b",
    )
)
_SOME = r"(?:at least |the )*(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|some|most|half|all|both|none|any)(?: of (?:them|the \w+))?"
_NAME = r"(?-i:[A-Z][\w&.'-]*(?:\s+(?:&\s+|and\s+)?[A-Z][\w&.'-]*){0,3})"
_FORMS = rf"(?:(?:will|would|has|have|had|must|should|needs? to|does|do|is|are|was|gets?|to|finally|actually|both|all|formally|verbally|in writing)\s+){{0,3}}(?:\w+ly\s+)?(?:{YES}|signed|agreed|bought|chosen|decided|replied|said yes|given (?:a|us|me|their)|on board|committed|approved|ready to (?:sign|buy))\b"
_SUBJECT = re.compile(rf"^(?P<who>{COUNTERPART}|{_SOME}|(?P<name>{_NAME}))\s+{_FORMS}", _I)
_THIRD = re.compile(
    r"\b(?:signs|agrees|accepts|replies|responds|confirms|commits|approves|says|buys|purchases|renews|attends|joins|shows|comes|returns|decides|chooses|selects|orders|pays|upgrades|answers|moves|goes|closes|converts|consents|turns|gives|introduces|refers|recommends|greenlights|picks|wants|calls|books|opens|will|would|has|have|had|must|should|needs?|is|are|was|gets?|does)\b|(?:ed|bought|chose|chosen|said)\b",
    _I,
)
_PLURAL = re.compile(r"(?:s|they|people|\bone|\btwo|three|four|five|six|seven|eight|nine|ten|\d|some|most|half|all|both|any|them)$", _I)
_PLAIN_YES = re.compile(
    r"^(?:(?:both|all|verbally|formally|finally)\s+)?(?:sign|agree|accept|reply|respond|confirm|commit|approve|say yes|buy|renew|attend|join|show up|turn up|convert|decide|answer)$", _I
)
_UNTIL = re.compile(
    rf"\b(?:until|till|only if|provided(?: that)?|as long as|if and when|and|so|(?:yes|done|success\w*|kept|achieved|met|true|counts?|complete[d]?) (?:if|when|once|means)|depends on|depending on|unless|once|if|when)\s+(?:at least |that )?(?P<who>{COUNTERPART}|{_SOME}|{_NAME})\s+(?P<verb>{_FORMS})",
    _I,
)
_UNTIL_OUTCOME = re.compile(
    r"\b(?:until|till)\s+(?:i|you|we)\s+(?:\w+\s+)?(.+)$|\b(?:resulting in|leading to|that leads? to|which leads? to|with the result of|ending in|and thereby|with)\s+(.+)$", _I
)
_ASKING = word_set(
    """
    ask invite request propose offer challenge
    """
)
_CONDITION_OF_OWN_DEED = re.compile(r"^(?:when|if|once|whenever|after|before|each time)\b", _I)


def outcome(text: str) -> str | None:
    """What in a goal's text needs somebody else's yes, as the words that say so; None where nothing does."""
    for clause in clauses(plain(text)):
        if (found := _outcome_of(clause)) is not None:
            return found
    return None


def _says_yes(who: str, verb: str) -> bool:
    """Whether the words after a possible subject are its verb: `customers reply`, `Acme signs`; not `customer order`."""
    return bool(_THIRD.search(verb) or (_PLURAL.search(who.strip()) and _PLAIN_YES.match(verb.strip())))


def _outcome_of(clause: str) -> str | None:
    whole = core(clause)
    if not whole:
        return None
    first = lead(clause)
    if not INTERNAL.search(whole):
        states = () if is_deed_at(whole) else _STATES
        for pattern in (*OUTCOMES, *states):
            if m := pattern.search(whole):
                return m.group().strip()
    for start in dict.fromkeys((clause, whole)):
        m = _SUBJECT.match(start)
        if m and not (m["name"] and is_deed(m["name"].split()[0])) and _says_yes(m["who"], m.group()[len(m["who"]) :]):
            return m.group().strip()
    m = _UNTIL.search(clause)
    if m and _says_yes(m["who"], m["verb"]) and not is_deed(m["who"].split()[0]):
        # "When the customer says no, ask why" and "ask whether they agree" name no condition of success
        joined = clause[m.start() :].split()[0].lower()
        asks_inside = first in _ASKING and joined in ("if", "and", "when", "once", "so")
        own_deed_after = joined in ("if", "when", "once") and (
            re.search(r"[,:]\s*\w", clause[m.end() :]) or (is_deed(first) and not re.match(r"(?:yes|done|success|kept|achieved|met|true)", clause, _I))
        )
        if not asks_inside and not own_deed_after:
            return m.group().strip()
    m = _UNTIL_OUTCOME.search(whole)
    if m and (rest := m.group(1) or m.group(2)):
        for pattern in (*OUTCOMES, *_STATES):
            if not INTERNAL.search(rest) and (hit := pattern.search(core(rest))) and m.group(1):
                return hit.group().strip()
    if first in _ASKING:
        return None
    for part in re.split(r",?\s+(?:and|then|&|plus)\s+(?:then\s+|also\s+)?|[,;]\s+", whole)[1:]:
        if _CONDITION_OF_OWN_DEED.match(part) or INTERNAL.search(part):
            continue
        for pattern in OUTCOMES:
            if (m2 := pattern.search(core(part))) and re.search(r"\s", part):
                return m2.group().strip()
    return None


# ---------------------------------------------------------------- the rewrite

_STOP_NAMES = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december crm cfo
    ceo cto cio coo vp i q1 q2 q3 q4 yes no po nda arr mrr the a an poc
    """
)
_NOT_NAMES = word_set(
    """
    advance agree agreement bring buy-in convert convince customer client close contract create deal decision demo finalise finalize generate get have hit
    increase land line make meet meeting meetings move negotiate obtain order persuade progress prospect prospects proposal push quota raise reach receive
    renew revenue secure sell sign signature signed set they turn upsell win
    """
)
_TOPICS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:referral|introduction|intro|testimonial|reference)s?\b", _I), "referral"),
    (re.compile(r"\b(?:demo|demonstration)s?\b", _I), "demo"),
    (re.compile(r"\b(?:pilot|trial|poc|proof of concept)s?\b", _I), "trial"),
    (re.compile(r"\b(?:repl(?:y|ies)|respon(?:se|ses|d|ds)|answers?|call ?backs?|calls? (?:me |us )?back)\b", _I), "reply"),
    (re.compile(r"\b(?:meeting|appointment|visit|conversation|workshop|lunch|coffee|call|session|slot)s?\b", _I), "meeting"),
)


def own_rewrite(text: str, today: date) -> str:
    """The nearest goal that needs only the rep's yes: `Close the Acme deal by Friday` is `Ask Acme for a decision by Friday`."""
    words = plain(text).replace("“", "").replace("”", "")
    days = find_days(words, today)
    tail = next((f" {m.group(1).lower()} {words[d.start : d.end]}" for d in days if (m := re.search(r"\b(by|before|on|until)\s+(?:the\s+)?$", words[: d.start], _I))), "")
    numbers = [words[s:e] for n, s, e in counts(words, today) if 1 < n <= 50 and not re.match(r"\s*(?:[$€£]|k\b|m\b)", words[e:])]
    metric = re.search(rf"\b{_METRIC}\b", words, _I) or re.search(_MONEY, words, _I)
    who = _who(words)
    n = numbers[0].lower() if numbers and not metric else None
    topic = next((name for pattern, name in _TOPICS if pattern.search(words)), "decision")
    asked = re.search(r"^(?:get|have|make|push|persuade|convince)\s+(?P<who>(?:[\w'&.-]+\s+){1,5}?)to\s+(?P<what>[a-z][\w\s'-]+?)(?=\s+(?:by|before|on|until|this|next)\b|[.,;]|$)", core(words), _I)
    if asked and outcome(candidate := f"Ask {asked['who'].strip()} to {asked['what'].strip()}{tail}") is None:
        return candidate
    if metric and topic in ("decision", "reply"):
        return f"Ask two customers with an open deal for the next step{tail}"
    if n:
        return {
            "meeting": f"Ask {n} prospects for a meeting",
            "demo": f"Offer {n} prospects a demo",
            "trial": f"Offer {n} prospects a trial",
            "referral": f"Ask {n} customers for a referral",
            "reply": f"Send {n} prospects a follow-up that asks one question",
        }.get(topic, f"Ask {n} customers with an open deal for a decision") + tail  # fmt: skip
    return {
        "meeting": f"Ask {who} for a meeting",
        "demo": f"Offer {who} a demo",
        "trial": f"Offer {who} a trial",
        "referral": f"Ask {who} for a referral",
        "reply": f"Send {who} a follow-up that asks one question",
    }.get(topic, f"Ask {who} for a decision") + tail


def _who(words: str) -> str:
    """The account or person meant: a name, else `the CFO`, else `the customer`."""
    for m in re.finditer(r"(?<![\w.])[A-Z][\w&'-]*(?:\s+(?:&\s+)?[A-Z][\w&'-]*)*", words):
        name = m.group()
        head, _, rest = name.partition(" ")
        if is_deed(head) or head.lower() in _STOP_NAMES | _NOT_NAMES or (m.start() == 0 and not rest and not _SUBJECT.match(words)):
            name = rest
        name = re.sub(r"'s$", "", name).strip()
        if name and name.split()[0].lower() not in _STOP_NAMES and not is_deed(name.split()[0]):
            return name
    m2 = re.search(r"\b(?:the|my|our)\s+(?:\w+\s+)?(?:customer|client|prospect|buyer|champion|sponsor|cfo|ceo|cto|cio|director|board|committee|decision[- ]maker)\b", words, _I)
    return m2.group()[:1].lower() + m2.group()[1:] if m2 else "the customer"
