"""Hiding names before text leaves the machine, and putting them back (product: what must hold).

People and accounts that are known become `⟦person:1⟧` and `⟦account:2⟧`, e-mails and phone numbers `⟦email:1⟧` and
`⟦phone:1⟧`; a first name that several people share is `⟦name:1⟧`. A part or another spelling of a name keeps its person's
placeholder and adds which spelling it was (`⟦person:1⟧·b`), so that a reader still sees one person and the way back is exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r"⟦(?:person|account):\d+⟧(?:·[a-z]+)?|⟦(?:name|email|phone):\d+⟧")
_ANY_TOKEN = re.compile(r"⟦[^⟦⟧]{0,60}⟧(?:·[a-z]+)?")
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s.,'’&/()+|-]{0,4}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,:/$€£⟦·+-])(?:\+|\(\+?)?\d(?:[\s().\-/–]{0,2}\d){6,16}(?:\s?(?:ext\.?|x)\s?\d{1,5})?(?![\w⟧]|[.,:/-]\d|\s?%)")
_PHONE_WORD = re.compile(r"(?:\b(?:tel|phone|telephone|mobile|cell|fax|call|ring|dial|text|whatsapp|reach|number|ph|mob|direct)\b[^\d\n]{0,20}|[☎📞]\s*)$", re.IGNORECASE)
_DATE_LIKE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}\s?[-/–]\s?\d{4}|\d{8}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([ .,\u00a0\u202f])\d{3})(?:\1\d{3})*")
_LEGAL = frozenset("inc ltd llc llp gmbh corp corporation co company plc ag sa sas srl bv nv ab oy as kg pty limited incorporated".split())  # noqa: SIM905
_PARTICLES = frozenset("van von der den de del della di da du la le el al bin ibn ter ten zu st mac".split())  # noqa: SIM905
COMMON_WORDS = frozenset(
    "will mark may grace rose bill drew hunter chase rich faith hope dawn art frank grant pat rob sue jack amber iris summer june april august joy ray dean guy max page price young long short small king cook baker brown green white black gray "  # noqa: SIM905
    "wood woods stone field fields rice lane reed read love case day west north south best good great sharp stern strong bright swift hill banks bush carter mason miller porter taylor turner walker ward wells law major noble lord church bishop pope "
    "cross post marks bond cash sales target apple signal base plan bold next open first general national global united american standard square box block zoom slack stripe gap shell orange sprint visa chase discover progressive key core star level "
    "unity pilot quest summit peak spark bolt dash amazon oracle meta snap mint fig lime blue red an so do no my ben dan sam lee kim the and of for in on at to a i we you it is be by or as us if up".split()
)
"""Words that are names and words: hidden only where written as a name."""
_AFTER_AUXILIARY = re.compile(r"\s+(?:i|you|he|she|it|we|they|the|a|an|this|that|these|those|my|your|our|their|his|her|there|all|be|not|somebody|anybody|of|to|in|on)\b")


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a name, as folded words."""

    words: tuple[str, ...]
    kind: str
    number: int
    strict: bool
    """Only where capitalised: the word has another meaning."""


def _fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


class Anonymiser:
    """Hides and reveals one set of names; a text hidden by one instance is revealed by the same one.

    Args:
        people: Full names, each a person of its own.
        accounts: Names of customers and prospects.
    """

    def __init__(self, people: Sequence[str], accounts: Sequence[str]) -> None:
        self._surface: dict[str, str] = {}
        """Token to the text it stands for."""
        self._token: dict[tuple[str, str], str] = {}
        """(token without spelling, text) to token."""
        self._spellings: dict[str, int] = {}
        self._counts = {"email": 0, "phone": 0}
        self._forms: dict[tuple[str, ...], _Form] = {}
        self._lengths: dict[str, list[int]] = {}
        """First word to how many words the names beginning with it have, longest first."""
        self._shared: dict[str, int] = {}
        people, accounts = list(dict.fromkeys(p for p in people if p.strip())), list(dict.fromkeys(a for a in accounts if a.strip()))
        owners: dict[tuple[str, ...], set[int]] = {}
        for i, name in enumerate(people, 1):
            self._base(f"⟦person:{i}⟧", name)
            for words in _person_forms(name):
                owners.setdefault(words, set()).add(i)
        for words, numbers in owners.items():
            strict = len(words) == 1 and words[0] in COMMON_WORDS
            if len(numbers) == 1:
                self._add(_Form(words, "person", next(iter(numbers)), strict))
            else:
                self._add(_Form(words, "name", 0, strict))
        for i, name in enumerate(accounts, 1):
            self._base(f"⟦account:{i}⟧", name)
            for words in _account_forms(name):
                if words not in owners:
                    self._add(_Form(words, "account", i, len(words) == 1 and (words[0] in COMMON_WORDS or len(words[0]) < 3)))
        for words in self._forms:
            self._lengths.setdefault(words[0], []).append(len(words))
        self._lengths = {first: sorted(set(lengths), reverse=True) for first, lengths in self._lengths.items()}

    def hide(self, text: str) -> str:
        """The text with names, e-mails and phone numbers replaced; what is replaced already stays as it is."""
        # What stands beside a name can turn out to be a number once the name is gone: look again until nothing is found.
        while spans := self._spans(text):
            out, at = [], 0
            for start, end, token in spans:
                ambiguous = text[end : end + 1] == "·" and "·" not in token and token.startswith(("⟦person", "⟦account"))
                out += [text[at:start], token + ("·a" if ambiguous else "")]
                at = end
            text = "".join(out) + text[at:]
        return text

    def reveal(self, text: str) -> str:
        """The text with known placeholders replaced by what they stand for; unknown ones stay as they are."""
        return TOKEN.sub(lambda m: self._surface.get(m.group(), m.group()), text)

    def foreign(self, text: str) -> tuple[str, ...]:
        """Placeholders in a text that stand for nothing here, in order: a model made them up."""
        return tuple(m.group() for m in _ANY_TOKEN.finditer(text) if m.group() not in self._surface)

    # ------------------------------------------------------------ inside

    def _base(self, token: str, name: str) -> None:
        self._surface[token] = self._surface[token + "·a"] = name
        self._token[(token, name)] = token
        self._spellings[token] = 1

    def _add(self, form: _Form) -> None:
        self._forms.setdefault(form.words, form)

    def _spans(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, token) of what to replace, in order, without overlaps."""
        taken = [(m.start(), m.end()) for m in _ANY_TOKEN.finditer(text)]
        spans: list[tuple[int, int, str]] = []

        def free(start: int, end: int) -> bool:
            return all(end <= s or start >= e for s, e in taken)

        for kind, found in (("email", _emails(text)), ("phone", _phones(text))):
            for start, end in found:
                if free(start, end):
                    spans.append((start, end, self._dynamic(kind, text[start:end])))
                    taken.append((start, end))
        words = [(m.start(), m.end(), _fold(m.group())) for m in _WORD.finditer(text)]
        i = 0
        while i < len(words):
            found_form = self._match(text, words, i)
            if found_form is None:
                i += 1
                continue
            form, last = found_form
            start, end = words[i][0], words[last][1]
            if free(start, end):
                spans.append((start, end, self._spelled(form, text[start:end])))
                i = last + 1
            else:
                i += 1
        return sorted(spans)

    def _match(self, text: str, words: list[tuple[int, int, str]], i: int) -> tuple[_Form, int] | None:
        for length in self._lengths.get(words[i][2], ()):
            last = i + length - 1
            form = self._forms.get(tuple(w[2] for w in words[i : last + 1]))
            if form is None or last >= len(words) or any(not _GAP.fullmatch(text[words[k][1] : words[k + 1][0]]) for k in range(i, last)):
                continue
            surface = text[words[i][0] : words[last][1]]
            if form.strict and not _as_name(text, words[i][0], words[last][1], surface):
                continue
            return form, last
        return None

    def _dynamic(self, kind: str, surface: str) -> str:
        token = self._token.get((kind, surface))
        if token is None:
            self._counts[kind] += 1
            token = f"⟦{kind}:{self._counts[kind]}⟧"
            self._token[(kind, surface)] = token
            self._surface[token] = surface
        return token

    def _spelled(self, form: _Form, surface: str) -> str:
        if form.kind == "name":
            token = self._token.get(("name", surface))
            if token is None:
                self._shared[surface] = len(self._shared) + 1
                token = f"⟦name:{self._shared[surface]}⟧"
                self._token[("name", surface)] = token
                self._surface[token] = surface
            return token
        base = f"⟦{form.kind}:{form.number}⟧"
        token = self._token.get((base, surface))
        if token is None:
            token = f"{base}·{_letters(self._spellings[base])}"
            self._spellings[base] += 1
            self._token[(base, surface)] = token
            self._surface[token] = surface
        return token


def _letters(n: int) -> str:
    """0 is a, 1 is b, 26 is aa."""
    out = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        out = chr(97 + rest) + out
    return out


def _as_name(text: str, start: int, end: int, surface: str) -> bool:
    """Whether a word that is also a name is written as one: capitalised, and no `Will she ...` or `May I ...`."""
    if not any(c.isupper() for c in surface):
        return False
    begins = not text[:start].strip() or bool(re.search(r"[.!?:\n•-]\s*$", text[:start]))
    return not (begins and _AFTER_AUXILIARY.match(text[end:]))


def _words_of(name: str) -> tuple[str, ...]:
    return tuple(_fold(m.group()) for m in _WORD.finditer(name))


def _person_forms(name: str) -> Iterator[tuple[str, ...]]:
    """Full name, `Last, First`, first, last (with and without particles), `P. Nair`, `Priya N.`."""
    if name.count(",") == 1:
        last_part, first_part = name.split(",")
        name = f"{first_part} {last_part}"
    words = _words_of(name)
    if not words:
        return
    yield words
    yield _words_of(name.replace("'", "").replace("’", ""))
    if len(words) < 2:
        return
    spaced = [_words_of(part) for part in name.split()]
    spaced = [p for p in spaced if p]
    first = spaced[0]
    k = next((i for i, p in enumerate(spaced) if i and p[0] in _PARTICLES), len(spaced) - 1)
    last = tuple(w for p in spaced[k:] for w in p)
    yield first + last
    yield last + first
    yield (*last, *first, *(w for p in spaced[1:k] for w in p))
    yield (first[0][0], *last)
    if len(last[-1]) > 1:
        yield (*first, last[0][0])
    for part in (first, last, spaced[-1], *spaced[1:k], *((w,) for p in spaced for w in p)):
        if len(part) > 1 or (len(part[0]) > 2 and part[0] not in _PARTICLES) or (len(part[0]) == 2 and part in (first, spaced[-1]) and part[0] not in _PARTICLES):
            yield part


def _account_forms(name: str) -> Iterator[tuple[str, ...]]:
    words = _words_of(name)
    if not words or all(w.isdigit() for w in words):
        return
    yield words
    core = list(words)
    while len(core) > 1 and core[-1] in _LEGAL:
        core.pop()
    if tuple(core) != words and not all(w.isdigit() for w in core):
        yield tuple(core)


def _emails(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in _EMAIL.finditer(text)]


def _phones(text: str) -> list[tuple[int, int]]:
    """Numbers written like phone numbers; dates, years, sums and plain long numbers are not."""
    found = []
    for m in _PHONE.finditer(text):
        raw = m.group().strip()
        main = re.sub(r"\s?(?:ext\.?|x)\s?\d{1,5}$", "", raw)
        digits = re.sub(r"\D", "", main)
        if not 7 <= len(digits) <= 15 or _DATE_LIKE.fullmatch(main) or _THOUSANDS.fullmatch(main):
            continue
        named = bool(_PHONE_WORD.search(text[: m.start()]))
        international = main.startswith(("+", "(+", "00"))
        area = bool(re.match(r"\(?0?\d{2,5}\)[\s-]?\d", main)) and "(" in main
        trunk = digits.startswith("0") and len(digits) >= 9
        grouped = bool(re.fullmatch(r"(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}|\d{3}-\d{4}|(?:1[-. ])\d{3}[-. ]\d{3}[-. ]\d{4}", main))
        if named or international or area or trunk or grouped:
            found.append((m.start(), m.start() + len(m.group().rstrip())))
    return found
