"""Words a model's draft may use outside placeholders, by how much they can claim.

No list of forbidden words is ever complete, so a draft is held to what it may say: whatever is in none of these lists
(butterflies, tired, betrayed, brilliant) says something that nothing was worked out about. Base forms stand for their
inflections; `is_of` strips them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection


def _words(text: str) -> frozenset[str]:
    """A list of words written as a paragraph."""
    return frozenset(text.split())


CLOSED = _words(
    """
    a an the this that these those it its itself one ones other another any some each either neither every
    i me my mine myself we us our ours ourselves you your yours yourself she her hers herself he him his himself they them their theirs themselves who whom whose
    what which where when why how whatever whichever wherever whenever however whether if unless until as than
    and or but so yet nor because while although though since before after
    to of in on at by for from with without into onto out off up down over about around through during between among against towards toward along across per via near beside besides
    be am is are was were been being do does did done doing have has had having will would shall should can could may might must
    i'm i've i'd i'll you're you've you'd you'll we're we've we'd we'll it's that's there's here's what's who's how's where's let's she's he's they're they've they'd they'll
    don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't haven't hasn't hadn't
    not no yes also too then there here now far still just only even ever again back else both all away
    """
)
"""Say nothing by themselves."""

FRAME = _words(
    """
    ask talk think look begin start choose pick say tell bring write note hear want like help try come go take give get make put set leave let find see know mean matter
    fit change add decide meet sit join spend wait pass read explore walk practise prepare plan hold use learn picture imagine wonder hope wish count rest depend suit
    stand lie keep offer suggest stop turn show follow check word
    part time question answer idea thing something anything somebody someone anybody anyone everything step way room place hand word yes topic agenda meeting sitting look thought conversation
    page playbook choice decision plan list view rest point example figure number sample hint detail data crm range link week day month moment while bit piece side direction minute
    aspiration company period future
    open small first last own together aside free easy useful helpful worth ready glad happy sure clear other different possible simple rather instead maybe perhaps really quite please alike
    available known listed yours today next normal record counted head end finish commit order easier simpler news whole right exactly separately alone honest plain
    further soon anywhere otherwise
    """
)
"""Frame the talk itself: enough for an offer, an invitation, or what kind of thing comes next; nothing about how anybody or any deal is doing."""

TOPICS = _words(
    """
    call e-mail email meeting demo task activity start opportunity deal pipeline win rate customer revenue speed goal quota engine level stage page commitment promise
    people person due chance landing expected expect landed worth value size cycle decision proposal conversation discovery prospect core star poor low high segment piston focus
    """
)
"""What figures are about; outside a question only beside a figure, or in an invitation to talk about it."""

TALK = _words(
    """
    able account across action afternoon agree aim already although angle appointment approach arrange aside attention aware balance barrier basis begin believe block blocker bring
    budget build busy buyer buying calendar calibrate care career carry case champion clarity clinic close coach coaching colleague come comfortable committee common concern concrete connect contact contract
    conversation cover create criteria crowd cut daily date deal decide decider decision-maker demonstration describe detail development dial difference differently discount discover discuss draw drive
    early earn effort energy enter everyday evidence exist expand experience experiment explain explore face familiar feed feedback feel field finish focus form front gather give group grow guide
    habit handle handover hang happen hard head heading hear held hesitate hit hour inbox inside interest introduce introduction invitation invite involve issue itself judge keep key kind land landing language
    lead leader leading lesson letter lift light listen live locate log logged made maintain manage manager map market material meaning message mind minute miss model money morning move name narrow natural need
    negotiate network note notice objection obstacle observe occasion offer office often opener opening order organise outcome outside own owner pace pair partner past patient pattern pause perspective phone phrase
    picture piece pipeline pitch place plan play point practice practise prefer preparation prepare present pressure preparing price pricing priority problem process product programme progress project promise proof
    proposal propose prospect prospecting protect purpose push put quarter question quiet quota quote raise reach reaction read reading realistic reason recall recap record reference referral reflect relationship remain
    remember renewal renew reorder repeat replace reply request require research resource respond rest result return reveal review revisit rhythm risk role roleplay room route routine run running sale sales say schedule
    screen script section sector secure segment sell seller send sense separate service session shape share shift show sign signal simple situation skill slide slot sort sound source space speak spend stage stake stakeholder
    stand start stay step stick story strategy stretch structure style subject suggest support surface surprise swap switch talk target task tell template tend term test theme think timing tool touch towards track
    trade train training trial trust try tune turn understand unit use usual value variation verdict verify version visit voice walk watch week wonder word work working workload workshop write year yet normal rate engine piston
    opportunity customer client prospective activity revenue win won lose lost stall stalled stuck waiting open closed goal commitment kept keep agreed suggested taken logged counted spoken planned held due land landed
    expected expect towards chance period quarter level after wanted career direction performance personal long-term distance share rest earnings figure pooled
    ambition hope dream wish enjoy fun curious interesting appealing attractive comfortable natural doable realistic manageable workable willing keen
    feel feels felt sound sounds seem seems appear become grow change turn remain
    """
)
"""What may be asked about, and what may stand in the same clause as a figure."""

_ENDINGS = (("ies", "y"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("es", ""), ("es", "e"), ("s", ""), ("ly", ""))
_IRREGULAR = {
    "brought": "bring", "said": "say", "told": "tell", "took": "take", "taken": "take", "gave": "give", "given": "give", "went": "go", "gone": "go", "came": "come", "made": "make", "thought": "think",
    "wrote": "write", "written": "write", "saw": "see", "seen": "see", "knew": "know", "known": "know", "heard": "hear", "found": "find", "left": "leave", "began": "begin", "begun": "begin", "chose": "choose",
    "chosen": "choose", "met": "meet", "spent": "spend", "ran": "run", "meant": "mean", "got": "get", "gotten": "get", "led": "lead", "spoke": "speak", "sold": "sell", "sent": "send", "sat": "sit", "stood": "stand",
    "understood": "understand", "people": "person", "drew": "draw", "drawn": "draw", "held": "hold", "shown": "show", "built": "build", "felt": "feel", "paid": "pay", "worth": "worth",
}  # fmt: skip


@functools.lru_cache(maxsize=4096)
def bases(word: str) -> tuple[str, ...]:
    """The forms a word may be an inflection of, itself included.

    >>> bases("calling")
    ('calling', 'call', 'calle')
    """
    word = word.casefold().replace("’", "'")
    word = re.sub(r"'s$", "", word) if word not in CLOSED else word
    found = [word]
    if word in _IRREGULAR:
        found.append(_IRREGULAR[word])
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            base = word[: -len(ending)] + instead
            found.append(base)
            if not instead and len(base) > 3 and base[-1] == base[-2]:
                found.append(base[:-1])  # running -> run
    return tuple(dict.fromkeys(found))


def is_of(word: str, *lists: Collection[str]) -> bool:
    """Whether a word, or each part of a hyphenated one, is in one of the lists, inflected or not."""
    if any(base in words for base in bases(word) for words in lists):
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(is_of(part, *lists) for part in parts)
