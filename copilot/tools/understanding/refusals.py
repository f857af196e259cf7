"""What the copilot does not help with: ranking people, dismissal, pay, emotions, health, protected traits, intent to leave.

Read on the manager's own words with names masked. Each pattern has innocent neighbours ("fire off an e-mail", "rank
her deals", "health of the pipeline"); they are told apart by what the word is said of.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from copilot.tools.understanding.people import NEUTRAL

About = Literal["ranking", "dismissal", "pay", "emotions", "health", "protected", "leaving", "character"]

GRAVE: frozenset[About] = frozenset({"dismissal", "pay"})
"""The rest of such a message serves the same end, so all of it is declined."""

_PERSON = (
    rf"(?:{NEUTRAL}(?:'s)?|him|her|them|he|she|they|someone|somebody|anyone|anybody|this (?:rep|guy|person|woman|man|one)|(?:my|a|the|that) (?:rep|seller|guy|colleague|employee|worst|weakest)\w*)"
)
_PEOPLE = rf"(?:reps?|team(?: ?members?|mates?)?|people|sellers?|salespeople|sales ?(?:men|persons?|reps?|team)|everyone|everybody|guys|folks|staff|employees?|performers?|aes|ae's|direct reports|reports|crew|squad|bunch|lot|{NEUTRAL})"
_THINGS = r"(?:deals?|opportunit\w+|opps|pipeline|accounts?|goals?|pistons?|activit\w+|topics?|sections?|stages?|customers?|prospects?|leads?|plays?|pages?|priorit\w+|levers?|changes?|options?|ideas?|cards?)"
_EXTREME = r"(?:best|worst|weakest|strongest|top|bottom|poorest|lowest|highest|laziest|slowest|fastest|greatest|most|least|better|worse)"
_PAY = r"(?:salar(?:y|ies)|pay(?:check|cheque)?|bonus(?:es)?|commissions?|compensation|comp plan|wages?|base|ote|raise|payout|spiff)"
_FEELING = (
    r"(?:depress\w*|unhapp\w+|happy|sad|anxious|anxiety|stress\w*|burn(?:ed|t|ing)?[ -]?out|miserable|angry|upset|mood|moody|emotion\w*|frustrat\w+|lonely|scared|afraid|bitter|resent\w*|demotivated|unmotivated|disengaged|"
    r"feel(?:s|ing|ings)?|overwhelmed|exhausted|insecure|jealous|checked out|mental(?:ly)? (?:state|well|ok\w*|fine)|(?:trouble|problems?|something|issues) at home|losing (?:motivation|heart|interest)|personality|temperament|psych\w+)"
)
_HEALTH = r"(?:sick(?! of)|\bill\b|illness|unwell|disease|health(?:y)?|medical|medication|doctor|hospital|adhd|add\b|autis\w+|dyslexi\w+|therap\w+|disab\w+|drunk|drinking|alcohol\w*|drugs?|addict\w*|rehab|diagnos\w+|cancer|surgery|menopaus\w+|bipolar|hungover)"
_TRAIT = (
    r"(?:pregnan\w+|expecting a (?:baby|child)|maternity|paternity|(?:having|have|has|want|wants|planning|plan for|get) (?:\w+ )?(?:kids|children|a baby|a family)|religio\w+|church|mosque|synagogue|muslim|christian|jewish|catholic|hindu|buddhist|atheist|"
    r"gay|lesbian|bisexual|trans(?:gender)?|queer|sexual\w*|ethnic\w*|\brace\b|racial|nationality|immigrant|citizenship|married|divorc\w+|single (?:mother|father|parent|mum|mom|dad)|politic\w+|vote[sd]?\b|union member|skin colou?r|too (?:old|young)|retirement age)"
)
_NOT_OF_PEOPLE = (
    r"(?:customers?|clients?|buyers?|prospects?|accounts?|champions?|stakeholders?|cfo|procurement|pipeline|deals?|opportunit\w+|funnel|forecast|coverage|mix|quarter|business|numbers?|crm)"
)
_ASKING = r"(?:is|isn't|are|was|does|do|did|has|have|can you tell|could|would|will|why|how|what|whether|if|think|tell me|find out|seem\w*|look\w*|sound\w*|wonder\w*|guess|sense|read)"

_PATTERNS: tuple[tuple[About, str, str | None], ...] = (
        # dismissal
        ("dismissal", rf"\b(?:fir(?:e|ed|ing)|sack(?:ed|ing)?|ax(?:e|ing)|boot|dump|ditch)\s+{_PERSON}(?!'s)\b(?! (?:off|up|over|away|a|an|the|some|two|do|get|be|have|make|hit|reach|close|win|keep|read|see|run|improve|learn|work|still|really|also|go|take|handle|use|help|manage|say|start|sell|realistically|even|actually|expect|land|bring|look|come|try|\d)\b)(?= *(?:[?.!,]|$|now|yet|then|before|after|this|next|for|because|over|or|and|if|without|soon|already|today))", None),
        ("dismissal", rf"\b(?:fire|fired|firing|sacking|sacked)\b(?!\s+(?:off|up|away|drill|side|questions?|at|on|back|engine|\w+ questions))(?=.*\b{_PERSON}\b)|\b{_PERSON}\b.*\b(?:be|being|get|getting) (?:fired|sacked|let go|dismissed|terminated)", rf"\bfire (?:it|this|that|the|an?)\b|\bon fire\b|quick[- ]?fire|fire (?:off|over|away|up)|firing on|in the firing line|fire {NEUTRAL} (?:off|an?|the|over)\b"),
        ("dismissal", r"\bwhich (?:of (?:my|the|these|those) |one of )?(?:my )?(?:reps?|sellers?|people|person|them)\b[^.?!]{0,15}\b(?:should|do|would|can|could|shall) (?:i|we)\b[^.?!]{0,12}\b(?:drop|cut|fire|sack|let go|lose|replace|get rid)\b", None),
        ("dismissal", r"\b(?:who|whom)\b.*\b(?:fire|sack|let go(?! of)|lay off|get rid of|cut loose|dismiss|afford to lose|replace)\b", None),
        ("dismissal", rf"\b(?:get(?:ting)? rid of|manag(?:e|ing) out|let(?:ting)? go of|part(?:ing)? ways with|lay(?:ing)? off|push(?:ing)? out|(?:build|make|making|building|need|have) a case (?:against|to (?:let|get|fire|dismiss|remove))|exit(?:ing)?|terminat(?:e|ing)|dismiss(?:ing)?|oust(?:ing)?|replac(?:e|ing)|discard)\s+(?:of\s+)?{_PERSON}(?!'s)\b", rf"\breplace (?:him|her|them|{NEUTRAL}) (?:with|in|on) (?:the )?(?:draft|agenda|text|sentence)|replac\w+ (?:them|her|his)\s+\w"),
        ("dismissal", r"\b(?:case|evidence|ammunition|dirt|grounds|proof|file|dossier|paper trail|documentation)\b.*\b(?:against|to (?:fire|dismiss|sack|terminate|let|get rid)|(?:for|of) (?:dismiss\w*|terminat\w*|firing)|isn't up to|not up to|to push)\b", r"against (?:goal|quota|target|plan|the (?:goal|target|plan|competition|competitor))"),
        ("dismissal", rf"\b(?:let|letting)\s+{_PERSON}\s+go\b(?! (?:through|over|first|ahead|home|to|into|with|for|on|after|deeper|back|and|see))|\b(?:manage|push|ease|force|drum|kick|get|move|want|have)\s+{_PERSON}\s+(?:out\b(?! of (?:the|their|his|her) (?:comfort|shell|way|rut|slump))|gone\b|off (?:my|the) team)|show(?:ing)? {_PERSON} the door", None),
        ("dismissal", r"\b(?:pip|performance improvement plan|terminat\w+ (?:letter|meeting|notice|process)|dismissal|severance|redundan\w+|(?:written|formal|final) warning|disciplin(?:e|ary)\b.*|paper trail)\b", None),
        ("dismissal", rf"\b(?:should|can|could) {_PERSON} (?:still )?(?:be|stay|remain) (?:on|in|with|at) (?:the|my|our|this) (?:payroll|team|company|job|role|firm)|\bdocument\w*\b[^.?!]{{0,30}}\b(?:failures?|mistakes|shortcomings|underperformance|poor performance)|\b(?:failures|shortcomings|mistakes)\b[^.?!]{{0,25}}\bhr\b|\bhr\b[^.?!]{{0,25}}\b(?:fire|let|dismiss|remove)|\bwh(?:o|om|ich (?:two|one|three|of them))\b[^.?!]{{0,12}}\b(?:would you|should i|do i|can i|to|should we|could i)\s+(?:keep|cut|drop|lose|let go)\b", rf"\b{_THINGS}\b|\b(?:drop|cut|keep) (?:from|in|out of) the agenda"),
        ("dismissal", rf"\b(?:is|are) {_PERSON} (?:still )?worth (?:keeping|the (?:headcount|seat|salary))|\b(?:should|do|shall) (?:i|we) keep {_PERSON}\s*(?:[?.]|$|on the team|around|or\b)|\bkeep or (?:cut|fire)|\bdeadwood|dead weight", None),
        # pay
        ("pay", rf"\b(?:cut|cutting|reduc\w+|lower\w*|withhold\w*|dock\w*|slash\w*|freez\w+|take away|taking away|deny|denying|hold(?:ing)? back|adjust\w*|cap|claw back|strip|skip|raise|increase|halve|give|stop|trim|lose|kill)\b[^.?!]{{0,40}}\b{_PAY}\b", r"\b(?:what would|how much|how would|if (?:he|she|they|Sam|i)\b|worth|raise (?:the|her|his|their) (?:win|deal|price)|base (?:rate|line)|base of)\b(?!.*\b(?:salar|bonus|pay\b|wage))|\b(?:customer|client|price|discount|section|agenda|topic|part|paragraph)\b"),
        ("pay", rf"\b(?:deserv\w+|merit\w*|earned|worthy of|qualif\w+ for|entitled to|get|give {_PERSON}|getting)\b[^.?!]{{0,30}}\b(?:raise|bonus|pay rise|pay raise|promot\w+|salary)\b", r"\bwould\b|\bif\b.*\bearn"),
        ("pay", rf"\b(?:what|how much|which)\b[^.?!]{{0,25}}\b(?:salary|pay|bonus|wage|compensation)\b|\bhow much (?:does|do|is|did) {_PERSON} (?:earn|make|paid|get paid|cost)\b(?!\s+(?:calls|demos|meetings|emails))|\b(?:pay cut|pay rise|salary (?:review|cut|increase)|bonus (?:decision|pool|allocation)|overpaid|underpaid)\b|\bpay(?:ing)? {_PERSON} (?:too|more|less)\b|\b(?:less|lower|no) (?:commission|bonus|pay)\b", r"\bwould\b|\bif\b|pay(?:s|ing)? off|pay attention"),
        ("pay", rf"\bwho(?:m)? (?:should|do|would|can) (?:i|we|you) (?:promote|demote)|\b(?:should|shall|can|do) (?:i|we) (?:promote|demote) {_PERSON}|\b(?:promote|demote|demotion) {_PERSON}\b", None),
        # ranking
        ("ranking", r"\b(?:leader ?board|league table|score ?board|stack[- ]?rank\w*|forced ranking|pecking order|bell curve)\b", r"\b(?:no|not a|without a|isn't a|don't want a) (?:leader ?board|ranking)\b"),
        ("ranking", rf"\b(?:rank(?:ing|ings|ed)?|order|sort|(?<!win )(?<!close )(?<!hit )(?<!closing )(?<!conversion )(?<!response )rate|grade|score|compare|list)\b[^.?!]{{0,25}}\b(?:my|the|our|all|these|of|every|each)?\s*{_PEOPLE}\b", rf"\b{_THINGS}\b|\b(?:does|do|would|to) {NEUTRAL} compare|\bcompare (?:{_PERSON})\b(?! (?:and|with|to|vs|against|or) {NEUTRAL})|\bin order to\b|\b(?:sort|rate|rank|order|list|score) (?:out )?{NEUTRAL}'s\b|\b(?:rate|grade|score|list|order|sort)s?\s+(?:of|for)?\s*{NEUTRAL}|score (?:for|of) {NEUTRAL}|\bsort(?:ed)? out\b|\bone[- ]to[- ]one|\bdue\b|overdue|1:1|one on one"),
        ("ranking", rf"\b{_PEOPLE}(?<!{NEUTRAL}) (?:sorted|ranked|ordered|listed|lined up)\b|\b(?:worst|weakest) (?:at the|to|on the) (?:bottom|best|top|end)|\bput (?:my |the |our )?{_PEOPLE}(?<!{NEUTRAL}) in (?:an )?order\b|\bbest to worst\b|\bline (?:them|everyone|everybody) up by\b|\b{_PEOPLE} (?:from )?top to bottom\b", rf"\b{_THINGS}\b"),
        ("ranking", rf"\b(?:rank|ranking|stands?|sits?|places?|comes?)\b[^.?!]{{0,20}}\b(?:in|on|within|among|of|across) (?:the|my|our) (?:team|group|others|reps|peers)\b|\b(?:where|how) (?:does|do|would) {_PERSON} rank\b|\b(?:what|which) (?:place|rank|position|percentile)\b|\bpercentile\b|\branks? (?:in|among|of)\b", rf"\b{_THINGS}\b"),
        ("ranking", rf"\bwho(?:'s|se|m| is| are| has| have| does| do| did| was| sells?| closes?| performs?| makes?| wins?| would| will)?\b[^.?!]{{0,50}}\b{_EXTREME}\b", r"\b(?:1:1|one on ones?|1-1s?|due|overdue|time|meet\w*|spoken|talk\w*|skipp\w+|neglect\w*|attention|coaching|see|seen|session|catch|buyer|customer|deal|need\w*|next level|help|longest|at least)\b"),
        ("ranking", rf"\b{_EXTREME}(?:[- ]\w+)?\s+(?:rep|reps|seller|sellers|performers?|salesperson|salespeople|sales ?(?:rep|man|guy)s?|people|person|employees?|team members?|ae|aes|guy|two|three|five|one on (?:my|the) team|on (?:my|the) team|of (?:my|the) team|in (?:my|the) team)\b", r"\b(?:what|how) (?:do|does|would|did) (?:the |a )?(?:best|top|good|great|better) (?:reps?|sellers?|performers?|salespeople|people)|(?:best|top|most|least|better|worst) (?:\w+ )?(?:two|three|five|people|person)\b(?=.*\b(?:deals?|at|buyers?|customers?|opportunit\w+)\b)|the most people|deals?"),
        ("ranking", r"\b(?:who|which|anyone|anybody|whose|name|list)\b[^.?!]{0,30}\b(?:under ?-?perform\w*|out ?-?perform\w*|lagging|falling behind|slack(?:ing|er|ers)|dragging|weak(?:est)? link|letting (?:us|me) down|not pulling|free ?riding|coasting|lazy)\b|\bweakest link\b|\bunder-?performers?\b", rf"\b{_THINGS}\b"),
        ("ranking", rf"\b(?:is|are|was|does|do)\s+{_PERSON}\b[^.?!]{{0,30}}\b(?:better|worse|stronger|weaker|lazier|slower)\b[^.?!]{{0,20}}\b(?:than|or)\b[^.?!]{{0,12}}\b(?:{_PEOPLE}|others|rest|peers?|colleagues?|average|him|her|them)\b", None),
        ("ranking", rf"\b(?:who|which(?: one)?|which of (?:them|the two|these))\b[^.?!]{{0,30}}\b(?:better|worse|stronger|weaker)\b|\b(?:compare|put)\b[^.?!]{{0,12}}\b{NEUTRAL}\b\s*(?:and|with|to|against|vs\.?|versus|or|next to|beside)\s*{NEUTRAL}\b|\b{NEUTRAL} (?:vs\.?|versus|or|against) {NEUTRAL}\b", rf"\b{_THINGS}\b|\b(?:first|monday|tuesday|wednesday|thursday|friday|next)\b|which (?:change|option|goal|play|one of (?:the|these) goals)"),
        # intent to leave
        ("leaving", rf"\b{_PERSON}\b[^.?!]{{0,40}}\b(?:quit(?:s|ting)?|resign\w*|leav(?:e|es|ing) (?:us|the (?:company|team|firm|job)|soon|me|for (?:a|another)|\?|$)|(?:looking|searching|hunting|applying|applied|interviewing|interview) (?:for (?:another|a new|other|a different|new|jobs?|something else)|around|elsewhere|somewhere|with (?:a competitor|others?|another|some\w+ else))|interviewing (?:at|with)|hand(?:s|ing)? in (?:the|their|his|her) notice|talking to recruiters|job[- ]?hunt\w*|jump(?:ing)? ship|out the door|flight risk|retention risk|(?:going|planning|want\w*|likely|about) to (?:leave|go|stay|quit|resign)|stay with us|handing in|notice\b)", r"\b(?:leave (?:out|off|it|with|a|the (?:call|meeting|room|first|second|deals?|agenda))|quit(?:ting)? (?:smoking|talking|asking)|look(?:ing)? for (?:a )?(?:new (?:deals?|customers?|leads?|ways?|business|opportunit\w+))|notice (?:that|how|any|the|in)|go (?:to|into|for|through|over|after|about|from|next|beyond)\b|(?:want|going) to (?:go|stay) (?:to|on|for|at|with the|in|over|into|after))"),
        ("leaving", rf"\b(?:flight risk|retention risk|attrition risk|how likely (?:is|are) {_PERSON} to (?:walk|leave|quit|go|resign|stay|jump)\b|which of them (?:will|might) be gone|who(?:'s| is| will| might|'ll| may)?\b[^.?!]{{0,30}}\b(?:quit|resign|leave|leaving|quitting|resigning|jump ship))\b|\b(?:will|might|is|are|would|could|may) (?:{_PERSON}) (?:going to |gonna |about to |planning to |likely to |thinking (?:of|about) )?(?:leav(?:e|ing)|quit(?:ting)?|resign(?:ing)?)\b(?! (?:out|off|it|the (?:call|meeting)|with|a |money|value|deals?|business|revenue|for (?:holiday|vacation|lunch|the)))", r"\b(?:last|room|meeting early|on (?:holiday|vacation|leave))\b"),
        # emotions
        ("emotions", rf"\b{_ASKING}\b(?:.*\b{_PERSON}\b[^.?!]{{0,40}}\b{_FEELING}\b|[^.?!]{{0,40}}\b{_FEELING}\b[^.?!]{{0,30}}\b{_PERSON}\b)", rf"\b{_NOT_OF_PEOPLE}\b|\b(?:i'm|i am|we're) happy|\bhappy (?:to|with (?:it|this|that|the|my|our|her|his|a)|for {_PERSON} to)|feel free|\bi (?:don't |do )?feel\b|feels? (?:free|like (?:a|an|the|we|i|it|this|that)|ready|too|right|long|short|wrong|prepared|confident|comfortable)|make (?:it|this) feel|good feel|(?:handle|handling|deal with|defuse) "),
        ("emotions", rf"\b(?:{NEUTRAL}'s|his|her|their|{_PERSON}) (?:mood|feelings?|emotional state|state of mind|emotions|mental state|morale|personality|psychology)\b|\b(?:analy[sz]e|read|infer|detect|guess|assess) (?:the )?(?:emotion\w*|sentiment|feelings?|mood)\b|\bhow (?:is|are|does|do|did) {_PERSON} feel(?:ing)?\b", r"\bcustomer|\bbuyer|\bfeel(?:ing)? about (?:the|our|this|that) (?:goal|agenda|plan|deal|proposal|price|pricing)"),
        # character
        ("character", rf"\b(?:is|are|isn't|was|would you (?:say|call)|do you think|seems?)\b[^.?!]{{0,25}}\b{_PERSON}\b[^.?!]{{0,25}}\b(?:lazy|stupid|dumb|useless|incompetent|hopeless|dishonest|a liar|lying|a loser|an idiot|smart enough|clever enough|a bad (?:person|hire)|a mistake)\b", None),
        # health
        ("health", rf"\b{_PERSON}\b[^.?!]{{0,40}}\b{_HEALTH}\b|\b{_HEALTH}\b[^.?!]{{0,25}}\b(?:of|with|has|does|is) {_PERSON}\b", rf"\b{_NOT_OF_PEOPLE}\b|\bhealth ?care|medical (?:device|sector|industry|sales)|pharma|(?:drug|health|medical|hospital) (?:companies|company|sector|industry|business)|sell\w* to|healthy (?:pipeline|number|mix|share|level|win|amount)|doctor(?:ed|ing)"),
        # protected traits
        ("protected", rf"\b(?:is|are) {_PERSON} expecting\s*[?.]*$|\b{_PERSON} (?:is|are) expecting\s*[?.]*$|\b{_PERSON}\b[^.?!]{{0,40}}\b{_TRAIT}|\b{_TRAIT}[^.?!]{{0,25}}\b(?:of|does|is|are) {_PERSON}\b|\bhow old (?:is|are) {_PERSON}(?!'s)\b|\b(?:{NEUTRAL}'s|his|her|their) (?:age|religion|faith|race|ethnicity|sexuality|gender|nationality|politics|marriage|family plans)\b", rf"\b{_NOT_OF_PEOPLE}\b|race (?:to|against|for)|\bpolitics (?:of|at|in)|\b(?:deals?|pipeline)\b"),
)  # fmt: skip


@cache
def _compiled() -> tuple[tuple[About, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple((about, re.compile(pattern, re.IGNORECASE), re.compile(unless, re.IGNORECASE) if unless else None) for about, pattern, unless in _PATTERNS)


_CONTEXT_ONLY: frozenset[About] = frozenset({"emotions", "health", "protected", "leaving"})
"""A statement ("she has been ill") asks for nothing; only a question or a wish about it is declined."""


def refused(clause: str, asking: bool, together: str = "") -> About | None:
    """What a clause (names masked) asks for that is declined; None where it may be answered.

    Args:
        clause: One request, or a sentence said for context.
        asking: Whether it is a question or a command.
        together: What "them" refers to, as words: `deals` after a turn about deals.
    """
    if re.search(r"\b(?:rank|sort|order|list)\s+(?:them|these|those)\b", clause, re.IGNORECASE):
        return None if re.search(_THINGS, clause + " " + together, re.IGNORECASE) else "ranking"
    for about, pattern, unless in _compiled():
        if about in _CONTEXT_ONLY and not asking:
            continue
        if pattern.search(clause) and not (unless and unless.search(clause)):
            return about
    return None


_HINTS: tuple[tuple[About, str], ...] = (
    ("dismissal", r"\b(?:let(?:ting)? \w+ go|out (?:by|at|end)|is out|exit|hr\b|terminat\w+|sack\w*|fir(?:e|ed|ing)|get(?:ting)? rid|replac\w+|shouldn't stay|pip\b|performance (?:plan|improvement)|lay\w* off|severance|warning|case against|dismiss\w*|kündig\w*|entlass\w*|licenci\w+|despid\w*|despedir\w*|renvo\w+|virer)"),
    ("pay", r"\b(?:pay|paid|salar\w+|raise|rise|rasie|bonus\w*|commission|comp|money|gehalt\w*|salaire\w*|prime|sueldo|salario|aumento|augmentation|verdien\w*)\b"),
    ("protected", r"\b(?:pregnan\w+|expecting|baby|kids?|child\w*|married|marry|age|old|young|relig\w+|church|faith|origin|nationality|accent|gay|woman|women|man|men|schwanger\w*|enceinte|embarazad\w*|kinder|enfants?|hijos|ramadan|fasting)\b"),
    ("health", r"\b(?:ill|sick|illness|chronic|doctor|hospital|health\w*|back (?:trouble|pain)|injur\w+|medic\w+|krank\w*|malad\w+|enferm\w+|gesund\w*|arrêt|baja|drink\w*)\b"),
    ("leaving", r"\b(?:leav\w+|notice|linkedin|quit\w*|resign\w*|recruit\w*|interview\w*|other job|new job|gone by|stay\w*|kündigen|wechsel\w*|part(?:ir|ira)|démission\w*|irse|marcharse|renunci\w*|looking (?:around|elsewhere))"),
    ("ranking", r"\b(?:rank\w*|best|worst|weakest|strongest|top|bottom|sort\w*|order|list|league|who(?:'s| is)? (?:below|above|behind|ahead)|better than|worse than|rangliste|classement|clasific\w+|beste\w*|schlechteste\w*|meilleur\w*|pire|mejor\w*|peor\w*)\b"),
    ("emotions", r"\b(?:feel\w*|mood|down|flat|annoyed|upset|happy|unhappy|stress\w*|burn\w*|angry|motivat\w+|fed up|frustrat\w+|sad|low|stimmung|humeur|ánimo|triste|contento|malheureux)\b"),
)  # fmt: skip


def declined_as(clause: str) -> About | None:
    """Which kind of refusal fits a clause that is known to ask for something declined; None where no word tells."""
    return next((about for about, pattern in _HINTS if re.search(pattern, clause, re.IGNORECASE)), None)
