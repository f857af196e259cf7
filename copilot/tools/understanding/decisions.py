"""What a message decides about goals suggested: "propose 1, decline 2 because she did that last month".

Read by grammar, before anything else is: a decision is stored, so it has to be plain. A verb that decides stands
before what it decides about, by place ("the first", "goal 2", "both", "the rest") or in the goal's own words; around
them there is nothing but politeness and a reason. A question, a condition, somebody else's decision told, and a wish
for another goal are none. Of a manager with goals on the table, whose yes still needs the rep's, what the classifiers
surely read as a decision is one too (`decided_as`): "skip no 3, he's got enough on".
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Literal, cast

from rapidfuzz.distance import OSA

from copilot.tools.dates import find_numbers
from copilot.tools.goal_words import is_deed
from copilot.tools.understanding.clauses import QUOTE, asks, split_requests, split_sentences
from copilot.tools.understanding.people import fold, is_ordinary
from copilot.tools.understanding.thread import ThreadView

Deed = Literal["propose", "agree", "take", "decline", "edit"]
"""`take` is a wish for a goal without saying whose yes it is: `go with the first`."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, as said; what it is about is looked up later."""

    do: Deed
    which: str
    """Places joined by commas (`1,2`; `-1` is the last), `all`, `rest`, `it`, or empty where `goal` says it."""
    goal: str = ""
    """Words of the goal meant."""
    but: str = ""
    """Places left out of `all`."""
    words: str = ""
    """The reason given."""
    to: str = ""
    """For `edit`: the goal as it should read."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a message decides, and what else it says."""

    decided: tuple[Decided, ...]
    head: str
    """The message without reasons and new wordings: where a name says whose goals are meant."""
    rest: str
    """What asks for something else."""


def decisions_to_text(decided: Sequence[Decided]) -> str:
    """As the parameter `decisions` of a Request has them: a JSON list."""
    return json.dumps([{k: v for k, v in asdict(d).items() if v} for d in decided], ensure_ascii=False)


def decisions_from_text(text: str) -> list[Decided]:
    """The decisions of `decisions_to_text`."""
    return [Decided(**{"which": "", **d}) for d in json.loads(text)]


# ---------------------------------------------------------------- words

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "former": 1, "latter": 2, "last": -1}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_NOUN = r"(?:goals?|suggestions?|proposals?|commitments?)"
_WHOSE = r"(?:the|my|her|his|their|your|that|those|these)\s+"
_ORD = rf"(?:{'|'.join(_ORDINALS)})"
_AFTER = r"(?![\w'%]|[.,:]\d|\s*(?:%|percent|per cent|calls?|demos?|meetings?|e-?mails?|deals?|opportunit\w+|reps?|people|customers?|weeks?|days?|times?|more|thing|call|section|topic|part|paragraph|half|quarter|month|goals|suggestions|another|other)\b)"
_REF = (
    rf"(?:(?:{_WHOSE})?(?:very\s+)?{_ORD}(?:\s+(?:two|three))?(?:\s+(?:{_NOUN}|ones?|options?))?{_AFTER}"
    rf"|(?:the\s+)?(?:{_NOUN}|numbers?|no\.?|nr\.?|options?)\s*#?(?:[1-9]|one|two|three|four|five){_AFTER}|#[1-9]{_AFTER}|[1-9]{_AFTER})"
)
_LIST = rf"{_REF}(?:\s*(?:,\s*and|,|and|&|\+|plus|as well as)\s*{_REF})*"
_ALL = rf"(?:both|all|every ?one|each)(?:\s+of)?(?:\s+(?:them|these|those|two|three|four|(?:{_WHOSE})?(?:(?:two|three|four)\s+)?(?:{_NOUN}|ones)))?|everything|them (?:both|all)|(?:the|these|those|her|his|their|my|your) (?:(?:two|three|four) )?(?:goals|suggestions|proposals)|the lot|them|these|those"
_REST = rf"(?:the )?(?:rest|others?|remaining)(?: (?:{_NOUN}|ones?))?"
_IT = r"(?:it|this|that)(?: (?:one|goal|suggestion))?|(?:the|my|her|his|their|your) (?:only )?(?:goal|suggestion|proposal|one)"
_QUOTED = rf"(?:(?:the|my|her|his|their|this|that)\s+)?(?:(?:goal|suggestion|proposal|commitment|one)\s*)?(?:(?:to|of|about|called|that says|which says)\s+)?[,:]?\s*(?P<quote>{QUOTE}\d+)"
_KIND = r"(?!(?:same|new|next|right|wrong|whole|best|only|other|good|better|easy|easier|hard|harder|previous|old|different|another)\b)"
_NAMED = rf"the {_KIND}(?P<named>[\w-]+(?: [\w-]+)?) (?:goal|suggestion|one)\b|(?:the|my|her|his|their) (?:goal|suggestion|one) (?:to|about|on|with|of|for)? ?(?P<called>(?!that\b|which\b|please\b|now\b|for\b|to (?:her|him|them)\b)[\w-]+[^,.;:?]*?)(?=\s*(?:[,.;:?]|$|\bbecause\b|\band (?:propose|agree|accept|decline|reject|take|say)\b))"
_TARGET = rf"(?:(?P<list>{_LIST})|(?P<rest>{_REST})(?![\w'])|{_QUOTED}|{_NAMED}|(?P<all>{_ALL})(?![\w'])(?:,? (?:except|but|apart from|other than|save|without)(?: for)? (?P<but>{_LIST}))?|(?P<it>{_IT})(?![\w']))"

_VERBS: tuple[tuple[Deed, bool, str], ...] = (
    # deed, whether it needs goals on the table to be read so, words
    ("decline", False, r"declin(?:e|ed|ing)|reject(?:ed|ing)?|refus(?:e|ed|ing)|turn(?:ed|ing)? down|say(?:ing)? no to|(?:do(?:n't| not)|won't|will not|can't|cannot|can not|wouldn't) (?:want to )?(?:propose|accept|agree(?: to| with| on)?|take on|commit to)|disagree with|veto"),
    ("decline", True, r"no(?: thanks| thank you)?,? (?:to|for)|(?:do(?:n't| not)) (?:want|take|need)|(?:won't|can't|cannot) do|pass on|(?:and |but )?not"),
    ("propose", False, r"propos(?:e|ed|ing)|put forward|put to (?:her|him|them)|offer"),
    ("propose", True, r"suggest"),
    ("agree", False, r"agree(?:d|ing)?(?: to| with| on)?|accept(?:ed|ing)?|approv(?:e|ed|ing)(?: of)?|say(?:ing)? yes to|commit(?:ting)? to|sign up (?:to|for)|confirm"),
    ("take", True, r"tak(?:e|ing)(?: on)?|go(?:ing)? (?:with|for|ahead with)|use|pick|choose|adopt|yes,? (?:to|for)|ok(?:ay)? (?:to|with|for)|fine with|(?:i'd like|i would like|i want|i prefer|let's (?:do|have)|i'll (?:do|have))|yes,?|ok(?:ay)?,?"),
)  # fmt: skip
_EDITS = r"(?:edit|change|reword|rephrase|rewrite|make|set|adjust|update|correct|modify|word|amend)"
_LIGHT_WORDS = (
    r"ok(?:ay)?|yes|yep|yeah|sure|no|great|good|thanks?|thank you|perfect|fine|cool|please|pls|plz|so|and|then|now|also|but|or|well|right|hi|hello|hey|i think|i guess|i'll|i will|i would|i'd|i do|i am|i'm|i|we'll|we will|we'd|we|let's|lets|let me|let us|can you|could you|"
    r"will you|can i|can we|could we|may i|like to|want to|you can|you may|please do|go ahead and|go ahead|just|only|for (?:her|him|them|me|us|now|today|this week|next week|the (?:1:1|meeting))|to (?:her|him|them|me)|with (?:her|him|them)|from (?:that|the) (?:list|agenda)|my answer(?: is)?|all right|"
    r"alright|hm+|um|happy to|glad to|going to|gonna|actually|rather|too|as well|instead|though|indeed|by all means|of (?:them|these|those|the (?:two|three)|your suggestions|the (?:goals|suggestions))|as (?:is|it is|it stands|they are|suggested|proposed|written|shown)|that you suggest(?:ed)?|you suggest(?:ed)?"
)
_REASON = re.compile(
    r"^\s*(?:[,;:(–—-]+\s*)?(?:because|cause|cos|coz|since|given that|for the reason that|the reason(?: is|:))\b[:,]?\s*|^\s*as (?=(?:he|she|they|it|we|i|that|this|the|there)\b)|^\s*[,;:(–—]\s*|^\s*-\s+",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"^\W*(?:and |but )?(?:only )?(?:if|unless|provided|once|when|until|in case)\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:he|she|they|who|somebody|someone|everybody)\W*$", re.IGNORECASE)
_FOR_ANOTHER = re.compile(r"\bbehalf\b|\bin (?:his|her|their|\w+'s) (?:place|name)\b", re.IGNORECASE)
"""Nobody decides for somebody else."""
_POLITE = re.compile(r"^\W*(?:(?:ok(?:ay)?|so|and|hi|hello|hey|thanks|yes)\W+)*(?:please|can you|could you|will you|can we|could we|can i|may i)\b", re.IGNORECASE)
_SAYS_MORE = re.compile(r"^(?:he|she|they|it|we|i|that|this|there|because|already|too|not enough|no time)\b", re.IGNORECASE)
_BARE: tuple[tuple[Deed, str], ...] = (("agree", r"agreed?|accept(?:ed)?|approved?"), ("decline", r"declined?|reject(?:ed)?"), ("propose", r"propose"))
_AFTER_IT: tuple[tuple[Deed, str], ...] = (("take", r"yes|ok(?:ay)?|fine"), ("agree", r"agreed?|accept(?:ed)?"), ("decline", r"no|declined?|reject(?:ed)?"), ("propose", r"proposed?"))
_SPELT = ("agree", "accept", "approve", "propose", "decline", "reject", "first", "second", "third", "goals", "goal", "both", "because", "please")


@cache
def _said() -> re.Pattern[str]:
    verbs = "|".join(f"(?P<v{n}>{words})" for n, (_, _, words) in enumerate(_VERBS))
    return re.compile(rf"(?<![\w'-])(?:{verbs})(?![\w'])\s*[,:]?\s*(?:(?:just|only)\s+)?{_TARGET}", re.IGNORECASE)


@cache
def _edit() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w'-]){_EDITS}\s+{_TARGET}\s*(?:(?P<paste>(?:to|into|as)?(?: say| read)?\s*:)\s*$|(?:so (?:that )?it )?(?P<into>to (?:say|read|be)|to|into|as|says?|reads?)?\s*[:,]?\s*(?:(?P<new>{QUOTE}\d+)|(?P<free>[\w].*)))",
        re.IGNORECASE,
    )


@cache
def _reversed() -> re.Pattern[str]:
    deeds = "|".join(f"(?P<d{n}>{words})" for n, (_, words) in enumerate(_AFTER_IT))
    return re.compile(rf"(?<![\w'-])(?P<list>{_LIST})\s*(?:[:=–-]|is|,)?\s*(?:a )?(?:{deeds})(?![\w'])", re.IGNORECASE)


@cache
def _only_target() -> re.Pattern[str]:
    return re.compile(_TARGET, re.IGNORECASE)


# ---------------------------------------------------------------- reading


def read_decisions(own: str, names: Sequence[str], quotes: Sequence[str], pasted: str | None, thread: ThreadView) -> Decisions | None:
    """What a message decides about goals; None where it decides nothing.

    Args:
        own: The person's own words, quotations as `QUOTE`.
        names: Reps as named in them.
        quotes: The quotations, in order.
        pasted: What follows a colon.
        thread: Whether goals are on the table, and what was asked back.
    """
    count = iter(range(len(own)))
    own = re.sub(rf"\b{QUOTE}\b", lambda _: f"{QUOTE}{next(count)}", own)
    reader = _Reader(_light(names), tuple(quotes), pasted, thread)
    decided: list[Decided] = []
    heads: list[str] = []
    rest: list[str] = []
    for sentence in split_sentences(own):
        found = reader.sentence(_spelt(sentence, names))
        if found is not None:
            decided += found.decided
            heads.append(found.head)
            rest += [found.rest] if found.rest else []
        elif decided and decided[-1].do == "decline" and not decided[-1].words and not rest and not asks(sentence) and (_SAYS_MORE.match(sentence) or sentence.startswith(tuple(names))):
            decided[-1] = replace(decided[-1], words=reader.quoted(sentence.strip(" .")))
        else:
            rest.append(sentence)
    if not decided:
        return None
    return Decisions(tuple(decided), " ".join(heads), re.sub(rf"\b{QUOTE}\d+", QUOTE, ". ".join(r.strip(" ,;.") if not r.endswith("?") else r for r in rest)))


@dataclass(frozen=True)
class _Reader:
    """Reads sentences of one message."""

    light: re.Pattern[str]
    quotes: tuple[str, ...]
    pasted: str | None
    thread: ThreadView

    def sentence(self, text: str) -> Decisions | None:
        """The decisions of one sentence, or None where it is anything else."""
        if (text.rstrip().endswith("?") and not _POLITE.match(text)) or _FOR_ANOTHER.search(text):
            return None
        if (answer := self._answer(text)) is not None:
            return answer
        if (edit := self._edit(text)) is not None:
            return edit
        pattern = _said()
        matches = [m for m in pattern.finditer(text) if self._counts(m, text)]
        if not matches:
            return self._bare(text) or self._turned(text)
        return self._joined(text, [(m.start(), m.end(), self._about(m, self._verb(m)[0])) for m in matches]) or self._turned(text)

    def quoted(self, text: str) -> str:
        """Words with their quotations back in."""
        return re.sub(rf"{QUOTE}(\d+)", lambda m: f"“{self._quote(m.group())}”", text).strip()

    def _quote(self, token: str) -> str:
        n = int(token.removeprefix(QUOTE))
        return self.quotes[n] if n < len(self.quotes) else ""

    def _on_the_table(self) -> bool:
        return self.thread.goals > 0 and self.thread.listed_kind not in ("deals", "reps")

    def _counts(self, m: re.Match[str], text: str) -> bool:
        """Whether a verb and what stands after it are a decision here."""
        deed, needs_table, verb = self._verb(m)
        names_goal = bool(m["quote"] or m["named"] or m["called"] or re.search(_NOUN, m.group(), re.IGNORECASE))
        vague = bool(m["it"] or m["all"] or m["rest"])
        if (needs_table or vague) and not (
            self._on_the_table() or (names_goal and not vague and self.thread.goals > 0) or (vague and names_goal and not needs_table and (m["all"] or "").lower().startswith(("both", "all")))
        ):
            return False
        if needs_table and (m["named"] or m["called"]) and not re.search(_NOUN, m.group(), re.IGNORECASE):
            return False
        if deed == "propose" and verb.startswith("suggest") and vague and m["all"]:
            return False
        if m["it"] and re.match(r"agree(?:d|ing)? (?:with|on)", verb):
            return False  # "I agree with that" is said of anything
        before = text[: m.start()]
        return not (_TOLD.search(before) or (verb.endswith("ed") and re.search(r"\b(?:we|you|had|has|have|was|were|been)\W*$", before, re.IGNORECASE)))

    @staticmethod
    def _verb(m: re.Match[str]) -> tuple[Deed, bool, str]:
        for n, (deed, needs_table, _) in enumerate(_VERBS):
            if m[f"v{n}"]:
                return deed, needs_table, m[f"v{n}"].lower()
        raise AssertionError("a match has a verb")

    def _about(self, m: re.Match[str], deed: Deed) -> Decided:
        groups = m.groupdict()
        if m["list"]:
            return Decided(deed, _places(m["list"]))
        if groups.get("quote"):
            return Decided(deed, "", goal=self._quote(m["quote"]))
        if words := groups.get("named") or groups.get("called"):
            return Decided(deed, "", goal=words.strip())
        if groups.get("all"):
            return Decided(deed, "all", but=_places(m["but"]) if groups.get("but") else "")
        return Decided(deed, "rest" if groups.get("rest") else "it")

    def _joined(self, text: str, found: list[tuple[int, int, Decided]]) -> Decisions | None:
        """The decisions with what stands between them: politeness, reasons, or another request at the end."""
        if not self.light.fullmatch(text[: found[0][0]]):
            return None
        head, rest, out = text[: found[0][0]], "", []
        for n, (start, end, one) in enumerate(found):
            tail = text[end : found[n + 1][0] if n + 1 < len(found) else len(text)]
            head += text[start:end]
            if self.light.fullmatch(tail):
                head += tail
            elif _CONDITION.match(tail):
                return None
            else:
                said, more = self._tail(tail, last=n + 1 == len(found))
                if said is None:
                    return None
                if reason := _REASON.match(said):
                    one = replace(one, words=self.quoted(said[reason.end() :].strip(" ,.;()–—-")))
                else:
                    head += said
                rest = more
            out.append(one)
        if self.pasted and text.rstrip().endswith(":"):
            out[-1] = replace(out[-1], which="", goal=self.pasted) if out[-1].which == "it" else replace(out[-1], words=self.pasted)
        return Decisions(tuple(out), head, rest)

    def _tail(self, tail: str, last: bool) -> tuple[str | None, str]:
        """A reason or politeness, and another request after it; (None, "") where it is neither."""
        tail = re.sub(r"(?:\s|,|;)+(?:and|but|then)\W*$", "", tail) if not last else tail
        pieces = split_requests(tail)
        if not pieces:
            return "", ""
        begins = tail.index(pieces[0])
        first = tail[:begins] + pieces[0]
        if last and asks(re.sub(r"^(?:and|then|but|also)\s+", "", pieces[0], flags=re.IGNORECASE)):
            return "", ", ".join(pieces)
        after = ", ".join(pieces[1:])
        if _REASON.match(first):
            if after and not (last and asks(pieces[1])):
                return tail, ""
            return first, after
        return (first, after) if self.light.fullmatch(first) else (None, "")

    def _edit(self, text: str) -> Decisions | None:
        m = _edit().search(text)
        if m is None or not self.light.fullmatch(text[: m.start()]) or ((m["it"] or m["all"]) and not self._on_the_table()):
            return None
        one = self._about(m, "edit")
        if m["new"] and self.light.fullmatch(text[m.end() :]):
            return Decisions((replace(one, to=self._quote(m["new"])),), text[: m.start("new")], "")
        if m["paste"] and self.pasted:
            return Decisions((replace(one, to=self.pasted),), text, "")
        free = (m["free"] or "").strip(" .")
        into = (m["into"] or "").lower()
        if into and len(free.split()) >= 3 and (into.endswith(("say", "read", "says", "reads")) or is_deed(free.split()[0].lower())):
            return Decisions((replace(one, to=self.quoted(free[:1].upper() + free[1:])),), text[: m.start("free")], "")
        return None

    def _answer(self, text: str) -> Decisions | None:
        """ "the second" after a question back which one; "and the second too" after a decision."""
        deed = self.thread.deciding
        if deed is None or not (m := _only_target().search(text)):
            return None
        before, after = text[: m.start()], text[m.end() :]
        again = re.match(r"^\W*(?:(?:ok(?:ay)?|yes|and|also|then|plus)\W+)*(?:and|also|plus)\W+$", before, re.IGNORECASE) or re.fullmatch(
            r"\W*(?:too|as well|also|the same)\W*(?:please)?\W*", after, re.IGNORECASE
        )
        if not (self.light.fullmatch(before) and self.light.fullmatch(after)) or not (self.thread.deciding_asked or (again and not m["it"])):
            return None
        return Decisions((self._about(m, cast(Deed, deed)),), text, "")

    def _bare(self, text: str) -> Decisions | None:
        """ "I agree" with a goal on the table."""
        if not self._on_the_table() or len(text.split()) > 5:
            return None
        for deed, words in _BARE:
            if (m := re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)) and self.light.fullmatch(text[: m.start()]) and self.light.fullmatch(text[m.end() :]) and not _TOLD.search(text[: m.start()]):
                return Decisions((Decided(deed, "it"),), text, "")
        return None

    def _turned(self, text: str) -> Decisions | None:
        """ "1 yes, 2 no"."""
        if not self._on_the_table():
            return None
        matches = list(_reversed().finditer(text))
        if not matches:
            return None
        found = [(m.start(), m.end(), Decided(next(deed for n, (deed, _) in enumerate(_AFTER_IT) if m[f"d{n}"]), _places(m["list"]))) for m in matches]
        return self._joined(text, found)


_SAYS: tuple[tuple[Deed, str], ...] = (
    ("decline", r"no|nope|nah|not|skip|bin|scrap|ditch|drop|forget|leave|lose|reject\w*|declin\w+|pass|rather not|without|don't|won't|too (?:much|many|hard|soon)|nein|nicht|non|pas"),
    ("propose", r"offer|propos\w+|suggest\w*|put|float|pitch|run|show|ask|tell|see (?:what|if)|invite|vorschlagen|schlag\w*|propone\w*"),
    ("take", r"yes|yep|yeah|ok|okay|lock|love|like|fine|agreed?|accept\w*|go|goes|deal|done|sure|good|great|perfect|taken?|taking|keep|in|ja|einverstanden|oui|d'accord|sí|si|vale"),
)
"""What a clause that is known to decide does, the first that it says."""
_TOLD_OF = re.compile(
    r"\b(?:if|unless|provided|once|until|deals?|we (?:have |had )?(?:already )?(?:agreed|took|declined|said|set)|(?:he|she|they) (?:has |have |had )?(?:already )?(?:agreed|took|taken|declined|said))\b",
    re.IGNORECASE,
)
"""A condition, what was decided before, or a deal: nothing is decided here."""


def decided_as(text: str, thread: ThreadView, deed: str | None = None) -> Decided | None:
    """What a clause surely read as a decision does, and about what: the places it names, all, or the goal just spoken of; None where no goal is on the table, or it asks or sets a condition.

    Args:
        text: the clause.
        thread: the goals on the table.
        deed: what the classifier is sure is done; else words tell.
    """
    if not thread.goals or thread.listed_kind in ("deals", "reps") or (text.rstrip().endswith("?") and not _POLITE.match(text)) or _FOR_ANOTHER.search(text) or _TOLD_OF.search(text):
        return None
    do = cast("Deed | None", deed) or next((name for name, words in _SAYS if re.search(rf"(?<![\w'-])(?:{words})(?![\w'])", text, re.IGNORECASE)), None)
    if do not in ("propose", "agree", "take", "decline"):
        return None
    m = next((m for m in _only_target().finditer(text) if m["list"] or m["all"] or m["rest"]), None)
    if m is None:
        return None if find_numbers(text) else Decided(do, "it")  # "four demos are enough" corrects it
    tail = text[m.end() :]
    said = tail[reason.end() :].strip(" ,.;") if do == "decline" and (reason := _REASON.match(tail)) and QUOTE not in tail else ""
    return Decided(do, _places(m["list"]) if m["list"] else "all" if m["all"] else "rest", words=said)


@cache
def _light_of(names: tuple[str, ...]) -> re.Pattern[str]:
    called = "|".join(rf"(?:for |to |with )?{re.escape(n)}(?:'s)?" for n in sorted(names, key=len, reverse=True))
    words = rf"{called}|{_LIGHT_WORDS}" if called else _LIGHT_WORDS
    return re.compile(rf"\W*(?:(?:{words})(?![\w'])\W*)*", re.IGNORECASE)


def _light(names: Sequence[str]) -> re.Pattern[str]:
    return _light_of(tuple(dict.fromkeys(names)))


def _places(text: str) -> str:
    """`the first and third`, `the first two`, `goals 1 & 2` as `1,3`, `1,2`, `1,2`."""
    out: list[int] = []
    for m in re.finditer(rf"\b(?P<ord>{_ORD})(?:\s+(?P<many>two|three))?\b|\b(?P<word>one|two|three|four|five)\b|(?P<n>[1-9])", text, re.IGNORECASE):
        if m["ord"]:
            place = _ORDINALS[m["ord"].lower()]
            many = _NUMBERS.get((m["many"] or "").lower(), 1)
            out += range(1, many + 1) if place == 1 else range(-many, 0) if place == -1 else [place]
        elif m["n"]:
            out.append(int(m["n"]))
        elif not re.search(rf"{_ORD}\s*$", text[: m.start()], re.IGNORECASE):
            out.append(_NUMBERS[m["word"].lower()])
    return ",".join(str(n) for n in dict.fromkeys(out))


def _spelt(text: str, names: Sequence[str]) -> str:
    """Slips in the few words that decide put right: `agre`, `declne`, `secnod`; no ordinary word and no name is touched."""
    known = {w.lower() for n in names for w in re.findall(r"\w+", n)}

    def right(m: re.Match[str]) -> str:
        word = m.group()
        low = word.lower()
        if len(low) < 4 or low in known or low in _SPELT or low.startswith(QUOTE.lower()) or is_ordinary(fold(low)):
            return word
        near = min(_SPELT, key=lambda w: OSA.distance(low, w))
        return near if OSA.distance(low, near) <= (2 if len(near) >= 7 else 1) and low[0] == near[0] else word

    return re.sub(r"[^\W\d_]+(?:'[^\W\d_]+)?", right, text)
