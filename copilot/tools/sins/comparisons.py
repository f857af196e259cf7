"""Words that compare a rep with peers, a list or an average; what a whole level does is no such comparison [A]."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from copilot.tools.dates import ORDINALS

_ORDINAL = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|"
    + "|".join(sorted((o for o in ORDINALS), key=len, reverse=True)).replace("-", "[- ]")
    + "|(?:second|third|next)[- ]to[- ]last|second[- ]best|second[- ]worst|last|dead last)"
)
_COUNT = r"(?:\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|hundred)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
_PEER = r"(?:peers?|colleagues?|co-?workers?|team-?mates?|reps?|sellers?|sales ?people|salespersons?|account executives?|aes?|sdrs?|bdrs?|people (?:here|on (?:the|your|our|this) team)|folks|others|everyone else|everybody else|the rest(?! of (?:this|the|that|my|your|our) (?:period|quarter|year|month|week|day|deal|plan|call|conversation|agenda))|the (?:whole |entire )?(?:team|floor|region|office|group|company|org(?:anisation|anization)?|field|pack|cohort)|your (?:team|cohort|region|office|group)|our (?:team|region|office)|other (?:reps?|people|sellers|members)|members of (?:the|your) team|anyone else|anybody else|nobody else|the other\w*)"
_GROUP = r"(?:team|company|peer|group|regional|region|office|department|floor|cohort|org(?:anisation|anization)?|organi[sz]ation(?:al)?|national|sales|class|rep|colleagues|peers|others|field)"
_BETTER = r"(?:better|worse|more|fewer|less|higher|lower|faster|slower|stronger|weaker|ahead|behind|above|below|quicker|larger|bigger|smaller)"

_HELD_UP = r"\b(?-i:[A-Z])[\w'’-]+(?:\s(?-i:[A-Z])[\w'’-]+)?\s+(?:\w+\s+){0,4}?(?:better|more|faster|higher|stronger|twice|ahead|double|quicker|fewer|larger|bigger|further)\b(?:\s+[\w'’%$€£.,-]+){0,6}?\s+(?:than|as|of|what)\s+(?:you|yours|your (?:own|numbers?|results?|figures?|rate|win rate|calls?|deals?)|him|her|them|me)\b"
_PATTERNS = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        # places in a list
        rf"\b(?:you(?:['’]re| are|r)?|your \w+|s?he|they|i)\b[^.?!\n]{{0,25}}?\b(?:rank(?:s|ed|ing)?|plac(?:e|es|ed)|position(?:ed)?|sit(?:s|ting)?|stand(?:s|ing)?|finish(?:ed|es)?|c[oa]me|com(?:es|ing)|land(?:ed)?|ended up|currently|are|is|were|was|['’]re)\s+(?:in\s+|at\s+)?(?:the\s+)?(?:number\s+|no\.?\s*|#\s*)?(?:{_ORDINAL}\s+(?:place|position|spot|overall|on|in|among|out|from|of\s+(?:the\s+|all\s+)?(?:{_PEER}|{_COUNT}(?!\s+\w+(?:\s+(?:goal|step)))))|{_COUNT}\s+(?:of|out of)\s+{_COUNT}\s+{_PEER})",
        rf"\b{_ORDINAL}\s+(?:out\s+)?of\s+(?:all\s+|the\s+|our\s+)*{_COUNT}(?=\s+(?:\w+\s+)?{_PEER}\b|\s*(?:[.,;:!?)]|$|\n|\band\b|\bon\b|\bin\b|\bby\b|\bfor\b|\bthis\b|\blast\b|\bwith\b))(?!\s+(?:november|december|january))",
        rf"\b{_ORDINAL}\s+(?:place|position|spot|rank)\b(?!\s+to\s+(?:start|begin))(?<!first place)",
        rf"\b{_ORDINAL}\s+(?:on|in|of|across|among|amongst)\s+(?:the\s+|our\s+|your\s+|all\s+)*(?:(?:sales\s+)?(?:team|floor|company|region|office|leader\s?board|table|ranking|group|cohort|reps|sellers)|{_PEER})\b",
        r"(?<!\w)(?:number|no\.|nr\.?|#)\s*(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:on|in|of|out of|across|among|overall)\b(?!\s+(?:the\s+)?(?:list of|agenda|page|your list))",
        rf"\b(?:rank(?:s|ed|ing|ings)?|stack[- ]rank\w*)\s+(?:you\b|#?\d|{_ORDINAL}\b|near|in the|at the|among|above|below|ahead|behind|highest|lowest|higher|lower|against|of (?:all|the|our) (?:reps|team|sellers))",
        r"\b(?:stack(?:ed)?[- ]rank\w*|leader\s?-?boards?|league[- ]tables?|score\s?boards?|pecking order|forced ranking|sales rankings?|team rankings?|the rankings?\b|your rank(?:ing)?\b|his rank(?:ing)?\b|her rank(?:ing)?\b|current rank(?:ing)?\b|percentiles?|quartiles?|deciles?|quintiles?|terciles?|bell curve)",
        rf"\b{_COUNT}\s+(?:out\s+)?of\s+(?:the\s+|our\s+|all\s+)*{_COUNT}\s+(?:other\s+|sales\s+)?(?:{_PEER})\b",
        rf"\b(?:top|bottom|upper|lower|best|worst|lowest|highest)\s+(?:{_COUNT}|\d+)\s*(?:%|percent|per cent|{_PEER}|performers?|in the|on the|of the (?:team|company|list))",
        r"\b(?:top|bottom|upper|lower|middle|best|worst)\s+(?:half|third|quarter|fifth|tenth|tier|bracket)\s*(?:of\s+(?:the|our|your)\s+\w+|\bon\b|\bin\b|[.,;!?]|$)",
        r"\b(?:top|bottom|foot|head|tail end|back|front|middle)\s+of\s+(?:the|our|your)\s+(?:leader\s?board|team|table|list|pack|ranking|class|board|group|pile|heap|league|sales\s+\w+|company|region|office)\b",
        rf"\b(?:best|worst|lowest|highest|weakest|strongest|slowest|fastest|top|leading|least\s+\w+|most\s+\w+)(?:[- ]\w+)?\s+(?:{_PEER}|performers?|numbers?|figures?|win rate|closer|seller|rep|results?|rates?)?\s*(?:on|in|of|across|among)\s+(?:the\s+|our\s+|your\s+|all\s+)*(?:team|company|region|office|floor|group|cohort|reps|department|organi[sz]ation)\b",
        # averages
        rf"\b(?:(?:the|your|our)\s+)?{_GROUP}(?:['’]s?|[- ]wide)?\s+(?:averages?|means?|medians?|norms?|mid-?points?)\b(?!\s+(?:that|to|while|because|he|she|you|they|it))",
        r"\b(?:averages?|mean|median|norm)\s+(?:of|for|in|across|on|among)\s+(?:the\s+|our\s+|your\s+|all\s+|other\s+)*(?:team|company|group|region|office|reps|peers|colleagues|sellers|people|everyone|everybody|cohort|floor|department|organi[sz]ation|others|rest)\b",
        r"\b(?:below|above|under|over|beneath|beat(?:s|ing)?|short of|worse than|better than|lower than|higher than|slower than|faster than|more than|fewer than|less than|at|around|near|under the)\s+(?:the\s+|our\s+|just\s+|an?\s+)?(?:\w+\s+)?average\b(?!\s+(?:deal|order|value|size|cycle|call))",
        r"\b(?:below|above|sub)[- ]average\b|\baverage (?:rep|seller|colleague|performer|salesperson|peer|team member|team-?mate)\b(?!\s+(?:at|in) (?:the )?(?:high core|star|core|low core|level))|\baverages? across (?:the )?(?:team|reps|company)\b|\b(?:merely|just|only|pretty|rather) average\b",
        # other people
        rf"\b(?:compar(?:ed|ing|es?|ison)|relative|versus|vs\.?|against|benchmark(?:ed|ing)?|measured|stack(?:s|ed)? up|match(?:ed|ing)? up|up)\s+(?:you\s+|yourself\s+|your \w+\s+|it\s+|them\s+|this\s+|that\s+)?(?:with|to|against|by|and|versus)?\s*(?:that of\s+|those of\s+|what\s+)?(?:the\s+|your\s+|our\s+|all\s+|other\s+|most\s+|some of\s+|any of\s+)*(?:{_PEER})\b",
        rf"\b(?:{_BETTER}|as (?:many|much|well|good|often|fast)(?:\s+\w+)?)\s+(?:\w+\s+){{0,4}}?(?:than|of|as)\s+(?:the\s+|your\s+|our\s+|all\s+|most\s+|almost\s+|any\s+|many\s+|half\s+|some\s+|of\s+|other\s+|\d+\s*%?\s*(?:of\s+)?)*(?:{_PEER}|most\b|others\b)",
        rf"\b(?:ahead of|behind|outperform\w*|outsell\w*|outsold|outpac\w*|trail(?:s|ing|ed)?|lag(?:s|ging|ged)?(?:\s+behind)?|beat(?:s|ing|en)?(?:\s+by)?|overtak\w+|overtook|surpass\w*|catch(?:ing)? up (?:with|to)|keep(?:ing)? up with|fall(?:s|ing|en)? behind|exceed\w*)\s+(?:by\s+)?(?:the\s+|your\s+|our\s+|all\s+|most\s+(?:of\s+)?|many\s+(?:of\s+)?|some\s+(?:of\s+)?|almost\s+|half\s+|every(?:one)?\s+|\d+\s*%?\s*(?:of\s+)?)*(?:{_PEER}|you\b(?=\s*[.,;!]|\s+(?:by|in|on|this|last)\b))",
        rf"\b(?:unlike|like)\s+(?:the\s+|your\s+|our\s+|most\s+|some\s+)*(?:{_PEER})\b",
        rf"\b(?:most|all|half|many|some|every|each)\s+(?:of\s+)?(?:the\s+|your\s+|our\s+)*(?:{_PEER})\s+(?:\w+\s+){{0,3}}?(?:{_BETTER}|beat|close|win|make|do|did|are|have|has|hit|sell)\b",
        rf"\b(?:your|our|the other|other|the)\s+(?:peers?|colleagues?|co-?workers?|team-?mates?|reps|sellers|sales ?people|others)\s+(?:\w+\s+){{0,4}}?{_BETTER}\b",
        r"\b(?:everyone|everybody|nobody|no one|anyone) else\s+(?:on|in|here|is|has|does|did|makes?|closes?|hits?|wins?|sells?|manages?|managed)\b",
        # a name held up: "Anna does better than you", "Bob closes twice what you do"
        _HELD_UP,
        r"\b(?:than|as well as|as good as|as many as|as much as|unlike|like|not)\s+(?-i:[A-Z])[\w'’-]+(?:\s(?-i:[A-Z])[\w'’-]+)?(?:['’]s)?\s+(?:does|did|do|is|was|has|makes?|made|closes?|closed|wins?|won|sells?|sold|manages?|managed|runs?|hits?|hit)\b",
        r"\byou(?:['’]re| are| were)?\s+(?:\w+\s+){0,3}?(?:behind|ahead of|trailing|outsold by|beaten by|lagging|better than|worse than|slower than|faster than|less productive than|below|above)\s+(?-i:[A-Z])[\w'’-]+\b(?!\s*(?:quota|target|core))",
        r"\bwhy (?:can['’]?t|aren['’]?t|don['’]?t|couldn['’]?t) you\b[^.?!\n]{0,30}\b(?:like|as)\s+(?-i:[A-Z])\w+",
    )
)  # fmt: skip
_NOT_A_NAME = re.compile(r"(?:you|somebody|someone|people|what|doing|it|that|this|the|your|i|we|there|an?|no|do|can|high core|low core|core|star|poor|next|small|each|one)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|without|nobody|nor|n['’]t|instead of|rather than|stop|avoid|put away)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_SOME_THINGS = re.compile(rf"\bsome\s+(?:of\s+(?:the|these|those|your|our)\s+)?(?!{_PEER}\b)(?!people\b)\w+\b[^.?!,;\n]*\bthan\s+others$", re.IGNORECASE)
"""Things of a kind among themselves: `some customers take longer than others`."""
_OWN_WORDS = re.compile(r"“[^”]*”")


class Comparison(NamedTuple):
    quote: str
    start: int
    end: int


def comparisons(text: str, own_words: bool = True) -> Iterator[Comparison]:
    """Each span that ranks, compares with peers or names a group's average.

    Args:
        text: What is said.
        own_words: Leave out what stands between “ and ”: a rep's or a page's own words.
    """
    return iter(_found(text, own_words))


@lru_cache(maxsize=1_000)
def _found(text: str, own_words: bool) -> tuple[Comparison, ...]:
    """The same; a draft's sections are looked at again as parts of a whole."""
    found: list[Comparison] = []
    quoted = [(m.start(), m.end()) for m in _OWN_WORDS.finditer(text)] if own_words else []
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for m in pattern.finditer(text):
            if any(s <= m.start() < e for s, e in quoted) or any(m.start() < e and s < m.end() for s, e in taken) or _DENIED.search(text[: m.start()]):
                continue
            if _SOME_THINGS.search(text[: m.end()]):
                continue
            if pattern.pattern == _HELD_UP and _NOT_A_NAME.match(m.group()):
                continue
            taken.append((m.start(), m.end()))
            found.append(Comparison(m.group(), m.start(), m.end()))
    return tuple(found)
