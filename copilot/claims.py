"""What a model's own words may claim (section 9): nothing about how things are, unless a Fact in the same clause says it.

`grounding` refuses what must never stand outside a placeholder: digits, dates, comparisons, names. That leaves lies in
plain words (`Your buyer has gone quiet`, `You promised that`, `Butterflies begin as eggs`), and no list of forbidden words
ends. So a sentence without a Fact is held to the words that frame a talk, and one with a Fact, or a question, to the
words of the trade; a few turns of phrase are refused wherever they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from copilot.domain import Passage
from copilot.facts import Ledger
from copilot.grounding import Refusal
from copilot.sentences import TOKEN, Clause, Sentence, taken_apart
from copilot.vocabulary import CLOSED, FRAME, TALK, TOPICS, is_of

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_INVITES = re.compile(
    r"^\W*(?:let's|let us|here is|here's|here are|this is about|on|about|when it comes to|a look at|think about|look at|take|as for|with|towards?|for|to|in|some|next)\b", re.IGNORECASE
)
_SOMEBODY_DOES = re.compile(
    rf"(?P<before>[\w'’]*)\W*(?<![\w{TOKEN}])(?:you|she|he|they|people|somebody|someone|(?:your|her|his|their)\s+\w+|{TOKEN})\s+(?:(?:also|still|just|always|never|now|only|even|already|really)\s+)?(?P<does>[\w'’]+)",
    re.IGNORECASE,
)
_NOT_A_STATEMENT = frozenset(
    "what how where which whom whose if when whenever whatever whether until before than ask tell with for to of let about bring give help on at by from in fit fits suit suits between show offer meet through around beside and".split()  # noqa: SIM905
)
"""Before `you` or a name: the sentence is no statement about them, or they are spoken to."""
_NO_DEED = frozenset(
    "of by from up can could may might would choose decide pick put what how where which when whether if and or to in at on for with about into through first here there today yes no a an the as again it this that them one either".split()  # noqa: SIM905
)
"""After `you` or a name: a possibility, a choice of theirs, or no verb at all."""
_TOLD = re.compile(
    rf"\b(?:you|she|he|they|{TOKEN})\s+(?:really\s+|just\s+|also\s+)?(?:must|should|shall|need to|needs to|have to|has to|ought to|had better|are to|is to|will have to)\b", re.IGNORECASE
)
_PARTING = re.compile(rf"\bpart(?:s|ed|ing)? (?:ways|company)\b|\blet(?:ting|s)? (?:you|her|him|them|{TOKEN}) go\b|\bor else\b", re.IGNORECASE)
_WHY_YOU = re.compile(
    rf"\bwhy\s+(?:did|do|does|have|has|had|are|is|were|was|would|can|don['’]t|didn['’]t|haven['’]t|doesn['’]t|aren['’]t|isn['’]t|can['’]t)\s+(?:not\s+)?(?:you|she|he|they|your|her|his|{TOKEN})",
    re.IGNORECASE,
)
_VERDICT = re.compile(r"^\W*(?:yes|no|yeah|nope|correct|incorrect|true|false|wrong|right|indeed|exactly|absolutely|certainly|definitely|of course|sure|granted)\s*(?:[,.;:—–!]|$)", re.IGNORECASE)
_RESULT_DEED = re.compile(r"^\W*(?:please\s+|just\s+|go and\s+)?(?:close|win|sign|land|hit|reach|beat|sell|achieve|secure|get to|get)\b", re.IGNORECASE)
_SAYING = re.compile(
    rf"\b(?:say|says|said|tell|tells|told|wrote|writes|mention\w*|ask(?:s|ed)|complain\w*|admit\w*|insist\w*|recommend\w*|advis\w+|warn\w*|puts? it|according to|in (?:your|her|his|their|{TOKEN}'s) words)\b",
    re.IGNORECASE,
)
_STATUS = {
    "agree": r"agree[sd]?|agreed to|signed up|sign(?:s|ed) off|approved|accepted|confirmed|consented|said yes",
    "promise": r"promis\w+|committed|pledged|vowed|swore|took on|taken on|took this on",
    "keep": r"kept|keeps|fulfilled|completed|delivered|met (?:it|this|that|the goal|your goal)|done",
    "miss": r"missed|broke|broken|failed|not kept|skipped",
    "decline": r"declined|refused|rejected|turned down",
    "act": r"put (?:these|it|them|this|that|both) (?:in|into|through)|sent|shared|saved|booked|scheduled|updated|changed|deleted|removed|stored|added|informed|notified|forwarded|e-?mailed|posted|uploaded|submitted|created|set up|arranged|ordered|published|recorded",
    "say": _SAYING.pattern,
    "log": r"logged|counted",
    "bring": r"asked (?:me|your manager)|asked for|want(?:s|ed)? (?:me|your manager) to",
}
"""Words that say that somebody did something with a goal, a promise or the copilot: they stand only with what they stand with in the plain text."""
_STATUS_WORDS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _STATUS.items()}
_HARMLESS_STATUS = re.compile(
    rf"\b(?:it|page|playbook) says\W*{TOKEN}|\b(?:say (?:yes|no|so|what|which|where|how)|tell me|changed? into|say yes or no|to say|figures? tells?|how (?:it|that|this|they) (?:is|are) counted|i'd say|let me say|tell your manager what|what (?:you|they|she|he) (?:said|asked for))\b",
    re.IGNORECASE,
)
_HOW_IT_GOES = re.compile(
    r"\b(?:pick(?:s|ed|ing)? up|slow(?:s|ed|ing)? down|(?:take|takes|taking|took) off|com(?:e|es|ing) (?:along|on)|look(?:s|ing) (?:up|down)|shap(?:e|es|ing) up|catch(?:es|ing)? up|caught up|keep(?:s|ing)? up|get(?:s|ting)? there"
    r"|there already|head(?:s|ing)? (?:up|down|nowhere|the wrong)|on (?:track|course|target|the (?:way )?(?:up|down)|(?:its|your|her|his|their|the) way)|off (?:track|course)|go(?:es|ing)? (?:up|down|well|backwards?)|(?:is|are|was|were|be|['’]re|['’]s) (?:up|down|off|out|over|there|away|all (?:but )?(?:there|over))(?=\W|$))",
    re.IGNORECASE,
)
_GOOD_TO = re.compile(r"\ba? ?good (?:question|way|place|moment|start|time|thing to ask|opening|fit for)\b|\bin short\b|\ba fine answer\b|\bor none\b", re.IGNORECASE)
_LEVEL_CALLED = re.compile(r"\b(?:High Core|Low Core|Core|Star|Poor)s?\b")
_AT_A_LEVEL = re.compile(r"\b(?:at|to|of|towards?|from|in|reach|reaching|into|beyond)\s+(?:the\s+)?$", re.IGNORECASE)
_ODD = frozenset("<>[]|\\`#*_~@=+^%‰$€£¥₹/⟦⟧")
_AND_OR = re.compile(r"\b(?:and/or|his/her|she/he|he/she|yes/no)\b", re.IGNORECASE)


def check_claims(template: str, ledger: Ledger, passages: Mapping[str, Passage], twin: Sequence[str], heard: Collection[str] = ()) -> list[Refusal]:
    """What a model's draft claims beyond the Facts it places.

    Args:
        template: the draft, or one sentence of it.
        ledger: Facts of this turn.
        passages: passages of this turn, by id.
        twin: templates of the plain text; what stands there may be said again.
        heard: words of the rep's own aspirations, which a question may take up.
    """
    plain = [s for text in twin for s in taken_apart(text, ledger, passages)]
    same = {s.template.casefold() for s in plain}
    out = list(_odd(template))
    for sentence in taken_apart(template, ledger, passages):
        if sentence.template.casefold() in same:
            continue
        out += _phrases(sentence)
        out += _statuses(sentence, plain)
        out += _levels(sentence, ledger)
        for clause in sentence.clauses:
            out += _words(clause, sentence, heard)
    return out


def _odd(template: str) -> Iterator[Refusal]:
    """Signs that mean something by themselves, and letters that only look like those of the language."""
    text = _AND_OR.sub("", re.sub(r"\{[A-Za-z0-9_.\-:]+\}", " ", template))
    for letter in dict.fromkeys(text):
        category = unicodedata.category(letter)
        foreign = category[0] == "L" and not unicodedata.name(letter, "").startswith("LATIN")
        if letter in _ODD or foreign or category in ("Sc", "Sm", "So", "Sk", "Cf", "Co", "Cn") or (category == "Cc" and letter not in "\n\t"):
            yield Refusal("symbol", letter, "write plain words: no signs, links, markup or other scripts")
    if "!" in text:
        yield Refusal("tone", "!", "end the sentence with a full stop")


def _phrases(sentence: Sentence) -> Iterator[Refusal]:
    text = sentence.text
    if m := _VERDICT.match(text):
        yield Refusal("claim", m.group().strip(), "the plain text has no such verdict; say what it says")
    if not sentence.asks and (m := _HOW_IT_GOES.search(text)):
        yield Refusal("comparison", m.group(), "where something goes is part of its figure's own text")
    if m := _PARTING.search(text):
        yield Refusal("claim", m.group().replace(TOKEN, "{}"), "this is about coaching; leave it out")
    if m := _WHY_YOU.search(text):
        yield Refusal("claim", m.group().replace(TOKEN, "{}"), "ask what or how, not why somebody did or is something")
    if not sentence.asks and (m := _TOLD.search(text)):
        yield Refusal("command", m.group().replace(TOKEN, "{}"), "ask rather than tell; a goal stands only as its placeholder")
    if not sentence.asks and (m := _RESULT_DEED.match(text)):
        yield Refusal("command", m.group().strip(), "a goal stands only as its placeholder, and never one that needs somebody else's yes")


def _statuses(sentence: Sentence, plain: Sequence[Sentence]) -> Iterator[Refusal]:
    text = _HARMLESS_STATUS.sub(" ", sentence.text)
    mine = {m.name for m in (*sentence.marks, *sentence.listed)}
    for kind, pattern in _STATUS_WORDS.items():
        found = pattern.search(text)
        if found is None or (sentence.asks and kind in ("say", "act", "log")):
            continue
        backing = {m.name for s in plain if pattern.search(s.text) for m in (*s.marks, *s.listed)} - {"rep"}
        if kind == "say":  # what a rep wants is in the rep's own words, wherever it stands
            backing |= {name for name in mine if name.startswith("aspiration.")}
        if kind in ("promise", "agree"):  # only what a rep agreed to is called a promise
            backing |= {name for name in mine if name.startswith("promise.")}
        fact_says = any(m.fact is not None and pattern.search(m.fact.text) for m in sentence.marks)
        if not (mine & backing) and not fact_says:
            yield Refusal("status", found.group().replace(TOKEN, "{}"), "the plain text says nobody did that with this; leave it out")
        elif (
            kind in ("say", "bring", "promise", "agree") and (more := {m.name for m in (*sentence.marks, *sentence.listed) if m.fact is not None and m.fact.kind != "name"} - backing) and not fact_says
        ):
            yield Refusal("status", "{" + min(more) + "}", f"{found.group().replace(TOKEN, '{}')!r} is said of something else in the plain text")


def _levels(sentence: Sentence, ledger: Ledger) -> Iterator[Refusal]:
    known = " | ".join(f.text for f in ledger if f.unit == "text" or f.kind == "comparison")
    for m in _LEVEL_CALLED.finditer(sentence.text):
        level = m.group().rstrip("s") if m.group().endswith("s") else m.group()
        before = sentence.text[: m.start()]
        if not _AT_A_LEVEL.search(before):
            yield Refusal("level", m.group(), "say only 'at' a level, and only with its placeholder")
        elif known and not re.search(rf"\b{level}\b", known):
            yield Refusal("level", m.group(), "no Fact names that level")


def _words(clause: Clause, sentence: Sentence, heard: Collection[str]) -> Iterator[Refusal]:
    says = any(m.says for m in clause.marks)
    beside = says or any(m.says for m in (*sentence.marks, *sentence.listed))
    text = _GOOD_TO.sub(" a question ", clause.text)
    words = [w for w in _WORD.findall(text) if not (_LEVEL_CALLED.fullmatch(w) or w == "CRM")]
    if clause.asks or says:
        unknown = [w for w in words if not is_of(w, CLOSED, FRAME, TOPICS, TALK, heard)]
        instead = "nothing was worked out about that; keep to what the placeholders say, or leave it out"
    else:
        allowed = (CLOSED, FRAME, TOPICS) if beside or _INVITES.match(text) else (CLOSED, FRAME)
        unknown = [w for w in words if not is_of(w, *allowed)]
        instead = "without a figure beside it that says how things are; use a placeholder, make it a question, or leave it out"
        if not unknown:
            unknown = list(_of_somebody(text, beside))
            instead = "that says something of somebody; use a placeholder, make it a question, or leave it out"
        if not unknown and not beside and words and all(is_of(w, CLOSED) for w in words) and not sentence.text.rstrip().endswith(":"):
            unknown, instead = [clause.text.strip()], "that answers yes or no without a Fact; say what the Fact says"
    if unknown:
        yield Refusal("claim", ", ".join(dict.fromkeys(w.replace(TOKEN, "{}") for w in unknown[:6])), instead)


def _of_somebody(text: str, beside: bool) -> Iterator[str]:
    """A statement about the rep or somebody else that no Fact makes; in a sentence with one only what is denied."""
    for m in _SOMEBODY_DOES.finditer(text):
        stated = m["before"].casefold() not in _NOT_A_STATEMENT and m["does"].casefold() not in _NO_DEED
        if stated and (not beside or re.search(r"\b(?:not|never)\b|n['’]t\b", text)):
            yield m.group().strip()


def words_heard(texts: Iterable[str]) -> frozenset[str]:
    """The words of what a rep wrote down about what they want."""
    return frozenset(w.casefold() for text in texts for w in _WORD.findall(text))
