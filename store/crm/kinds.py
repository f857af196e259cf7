"""What kind of table a file holds, from the meanings its columns can have and the name of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from store.crm.columns import Assignment, assign, said_in_part
from store.crm.dates import _MONTHS
from store.crm.doings import doing
from store.crm.headers import Table
from store.crm.names import folded, matches, tokens, words
from store.crm.profile import Profile

PLURAL = {"opportunity": "opportunities", "activity": "activities", "person": "people", "quota": "quotas", "account": "accounts", "stage": "stages", "lead": "leads", "definition": "stage definitions"}

_WEIGHTS: dict[str, dict[str, float]] = {
    "opportunity": {
        "stage": 3,
        "status": 2,
        "is_won": 3,
        "is_closed": 1,
        "won_on": 3,
        "lost_on": 2,
        "value": 2,
        "value_actual": 1.5,
        "value_estimated": 1.5,
        "closed_on": 2,
        "expected_close_on": 2,
        "probability": 1.5,
        "created_on": 1,
        "rep": 1,
        "rep_id": 1,
        "rep_email": 0.5,
        "account": 1,
        "account_id": 0.7,
        "name": 1,
        "id": 1,
        "product": 0.5,
        "lost_reason": 1,
        "lead_id": 0.5,
        "value_weighted": 1,
    },
    "activity": {
        "on": 2,
        "type": 2,
        "subject": 1.5,
        "rep": 1,
        "rep_id": 1,
        "rep_email": 0.5,
        "opportunity_id": 1,
        "account": 0.5,
        "account_id": 0.3,
        "duration": 1.5,
        "attendees": 1.5,
        "status": 0.3,
        "id": 0.5,
        "opportunity_name": 0.3,
    },
    "person": {
        "name": 2,
        "first": 1.5,
        "last": 1.5,
        "email": 1.5,
        "manager": 2,
        "manager_id": 2,
        "hired_on": 2,
        "job": 1.5,
        "region": 1,
        "team": 1,
        "is_active": 1,
        "id": 1,
        "quota": 0.5,
        "user_type": 1,
    },
    "quota": {"value": 3, "rep": 1.5, "rep_id": 1.5, "rep_email": 0.5, "period": 2, "start": 1, "end": 1, "year": 1, "month": 1, "quarter": 1},
    "account": {"name": 2, "id": 1, "industry": 2, "size": 2, "place": 2, "parent": 1, "owner": 0.3},
    "stage": {"opportunity_id": 2, "stage": 2, "from_stage": 2, "entered_on": 1, "field": 2, "new_value": 2, "old_value": 1},
    "lead": {"id": 1.5, "created_on": 1, "origin": 2, "status": 1, "converted": 3},
    "definition": {"id": 1, "label": 1, "is_won": 2, "is_closed": 2, "probability": 1.5, "order": 1.5, "ends": 2},
}
_FILE_WORDS: dict[str, str] = {
    "opportunity": r"opportunit|deal|pipeline|\bopps?\b|oppty|verkaufschance|oportunidad|negocio|affaires|trattativ|verkoopkans|potentials|closed won|abschlusse|geschafte|\bsales\b",
    "activity": r"task|activit|\bcalls?\b|meeting|emails?\b|e mails|events?\b|engagement|aktivitat|termine|anrufe|besprechung|reunion|appels|llamadas|reunioes|attivita|activiteit|touch|appointment|interaction|visits?\b|demos?\b",
    "person": r"\busers?\b|team|\breps?\b|agents?|employee|sales ?people|owners?\b|staff|mitarbeiter|equipe|vendedor|vendeurs|verkaufer|salespersons?|roster|people",
    "quota": r"quota|target|budget|\bgoals?\b|ziele|\bplan\b|objectif|objetivo|cuota|\bmetas?\b|obiettiv|doelen",
    "account": r"account|compan|customer|client|organi[sz]ation|kunden|firmen|clientes|empresas|comptes|cuentas|aziende|klanten",
    "stage": r"histor|stage change|transitions?",
    "lead": r"\bleads?\b|\bmqls?\b|qualified leads",
    "definition": r"stages?\b|pipeline stage",
}
_ELSEWHERE_FILES = {
    "invoices": r"invoice|rechnung|factur|fattur|brokerage|fees?\b|payment|billing",
    "orders": r"\borders?\b|order lines?",
    "cases": r"\bcases?\b|tickets?",
    "contacts": r"contacts?\b|kontakte",
    "campaigns": r"campaign",
    "items": r"line ?items?",
    "products": r"products?\b|produkt|produit|price ?book",
}


@dataclass
class Kind:
    """What a table was taken for; `kind` is None where nothing of use is in it."""

    kind: str | None
    why: str
    assignment: Assignment | None = None
    score: float = 0.0
    elsewhere: bool = False
    """Known to be something else: invoices, cases, contacts."""
    says: Literal["won", "lost", "open"] | None = None
    """What the file's name or title says of all its deals, where no column says how they ended."""


_SAYS: tuple[tuple[Literal["won", "lost", "open"], re.Pattern[str]], ...] = (
    ("won", re.compile(r"\bwon\b|\bwins\b|gewonnen|gagnee?s|ganad[oa]s|ganh[oa]s|vint[ei]\b")),
    ("lost", re.compile(r"\blost\b|\blosses\b|verloren|perdu(e|s|es)?\b|perdid[oa]s|\bpers[ei]\b")),
    ("open", re.compile(r"\bopen (deals|opportunities|pipeline)|(deals|opportunities|pipeline) open|\bopen\b|offene|ouvertes|abiert[oa]s|abert[oa]s|apert[ei]\b")),
)


def _said(label: str) -> Literal["won", "lost", "open"] | None:
    said = [s for s, pattern in _SAYS if pattern.search(label)]
    return said[0] if len(said) == 1 else None


def classify(table: Table, profiles: dict[str, Profile]) -> Kind:
    """The kind whose meanings the columns fill best, if what that kind cannot do without is there."""
    label = folded(re.sub(r"\.(csv|tsv|txt|xlsx|xlsm|xls)\b", " ", table.name.replace("_", " "))) + " " + " ".join(folded(t) for t in table.titles)
    scored: list[tuple[float, str, Assignment]] = []
    for kind in _WEIGHTS:
        a = assign(table, profiles, kind)
        lacks = _lacks(kind, a, table, profiles, label)
        if lacks:
            continue
        score = sum(_WEIGHTS[kind].get(m, 0.2 if m != "ignored" else 0.0) * c.score for m, c in a.chosen.items())
        if re.search(_FILE_WORDS[kind], label) or (kind == "activity" and named_activities(table)):
            score += 2.5
        scored.append((score, kind, a))
    other, signs, headed = _elsewhere(table, label)
    scored.sort(key=lambda s: -s[0])
    if scored:
        score, kind, a = scored[0]
        says_ends = kind == "opportunity" and (_said(label) is not None or (_says_outcome(a, profiles) if not headed else _ends_both_ways(a, profiles)))
        if other and not says_ends and (kind in ("opportunity", "activity", "account") or (kind in ("quota", "person") and headed)):
            return Kind(None, f"these look like {other} ({signs}), not deals, activities, people or quotas: left out", elsewhere=True)
        return Kind(kind, f"read as {PLURAL[kind]}", a, score, says=_said(label) if kind == "opportunity" and not _says_outcome(a, profiles) else None)
    if other:
        return Kind(None, f"these look like {other} ({signs}), not deals, activities, people or quotas: left out", elsewhere=True)
    return Kind(None, "no deals, activities, people, quotas or accounts were recognised in it: left out; a mapping file can say what it is")


def who_owns(a: Assignment) -> bool:
    return any(m in a for m in ("rep", "rep_id", "rep_email", "rep_last"))


def _both_words(a: Assignment, profiles: dict[str, Profile]) -> bool:
    return any(m in a and profiles[a.chosen[m].column].outcomes["won"] and profiles[a.chosen[m].column].outcomes["lost"] for m in ("stage", "status"))


def title_of(table: Table) -> str:
    """The sheet's name, else the file's, without what files end on."""
    return re.sub(r"\.\w+$", "", re.split(r"[#/]", table.name)[-1]).replace("_", " ").strip()


def names_a_person(title: str) -> bool:
    """Two to four words, each capitalised, none of them a word for a table or a period."""
    words = title.split()
    said = folded(title)
    plain = not any(re.search(p, said) for p in _FILE_WORDS.values()) and not any(p.search(said) for _, p in _SAYS)
    return plain and 2 <= len(words) <= 4 and all(re.fullmatch(r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-][^\W\d_]*)*", w) and w[0].isupper() for w in words)


_BECAME = frozenset(("converted", "conversion"))
"""A lead's columns say which deal it became: `ConvertedOpportunityId`."""


def lead_like(table: Table) -> bool:
    """Whether a table's name or headers speak of leads and nothing in it of deals."""
    label = folded(re.sub(r"\.\w+$", "", table.name.replace("_", " ")))
    headed = [set(tokens(h)) for h in table.header]
    deals = bool(re.search(r"opportunit|deal|\bopps?\b|pipeline", label)) or any(t & {"opportunity", "deal", "opp"} and not t & _BECAME for t in headed)
    return not deals and (bool(re.search(r"\bleads?\b", label)) or any(t & {"lead", "leads"} for t in headed))


_DEALS_NAMED = re.compile(_FILE_WORDS["opportunity"].removesuffix(r"|\bsales\b"))
"""Words for deals in the name of a file; `sales` alone may go before activities."""


def named_activities(table: Table) -> bool:
    """Whether the name of a sheet, else of its file, speaks of activities, and not of deals."""
    for title in (title_of(table), folded(re.sub(r"\.\w+$", "", table.name.partition("#")[0].rsplit("/", 1)[-1].replace("_", " ")))):
        said = folded(title)
        if _DEALS_NAMED.search(said):
            return False
        if doing(said) or re.search(_FILE_WORDS["activity"], said):
            return True
    return False


def a_deal_of_its_own(a: Assignment, profiles: dict[str, Profile], log: bool) -> bool:
    """Whether rows have what only deals have: an amount, a stage, words for won and lost; else, where no file of activities, their own id and a closing day.

    Args:
        a: the table read as deals.
        profiles: what its columns hold.
        log: whether its name speaks of activities; then an outcome is what came of a call, and its end when that ended.
    """
    worth = any(m in a and not said_in_part(a.chosen[m], "opportunity") for m in ("value", "value_actual", "value_estimated"))
    if worth or any(m in a for m in ("is_won", "won_on", "lost_on")) or ("stage" in a and a.chosen["stage"].score > 0.6) or _both_words(a, profiles):
        return True
    if log:
        return False
    own = "id" in a and profiles[a.chosen["id"].column].unique > 0.9  # the id of a deal on many rows is that of another table
    return _says_outcome(a, profiles) or "probability" in a or (own and any(m in a for m in ("closed_on", "expected_close_on")))


def quota_like(table: Table) -> bool:
    """Whether the name of the file or a title speaks of quotas."""
    return bool(re.search(_FILE_WORDS["quota"], " ".join(map(folded, (re.sub(r"\.\w+$", "", table.name.replace("_", " ")), *table.titles)))))


def quote_like(table: Table) -> bool:
    """Whether a table's name speaks of quotes, and not of deals: beside deals they would be counted twice."""
    label = folded(re.sub(r"\.\w+$", "", table.name.replace("_", " ")))
    return bool(re.search(r"\bquotes?\b|quotations?|\bproposals?\b|\bangebote?\b|\bdevis\b|cotizacion|\bestimates?\b", label)) and not re.search(_FILE_WORDS["opportunity"], label)


def _ends_both_ways(a: Assignment, profiles: dict[str, Profile]) -> bool:
    """Proof against headers that speak of invoices or tickets: a stage by name, flags, or words for won and for lost."""
    return _both_words(a, profiles) or any(m in a for m in ("is_won", "won_on")) or ("stage" in a and a.chosen["stage"].score > 0.9)


def _says_outcome(a: Assignment, profiles: dict[str, Profile]) -> bool:
    words_say = any(m in a and profiles[a.chosen[m].column].ends for m in ("stage", "status"))
    return words_say or any(m in a for m in ("is_won", "won_on", "lost_on")) or ("stage" in a and a.chosen["stage"].score > 0.6)


def _chances_end(a: Assignment, profiles: dict[str, Profile]) -> bool:
    """A probability that is certain on some rows and not on others."""
    column = a.column("probability")
    said = {v.replace("%", "").strip() for v in profiles[column].filled} if column else set()
    return bool(said & {"0", "0.0", "0.00"}) and bool(said & {"100", "1", "1.0", "100.0", "100.00"}) and len(said) > 2


def _archived(a: Assignment, profiles: dict[str, Profile]) -> bool:
    """Won by a word for it, lost by being switched off: a table of deals, whatever it is called."""
    wins = any(m in a and profiles[a.chosen[m].column].outcomes["won"] for m in ("stage", "status")) or _chances_end(a, profiles)
    return wins and "is_active" in a and "probability" in a


_CHANGES = frozenset(("from stage", "to stage", "old value", "new value", "old stage", "new stage"))
"""Headers of tables of changes: a row a change, not a deal."""


def _deal_like(table: Table) -> bool:
    return any(m.meaning in ("stage", "closed_on", "created_on", "won_on", "account", "name") and m.score > 0.9 for h in table.header for m in matches(h, "opportunity"))


def _lacks(kind: str, a: Assignment, table: Table, profiles: dict[str, Profile], label: str) -> bool:
    """Whether what a kind cannot do without is missing."""

    def has(*meanings: str) -> bool:
        return any(m in a for m in meanings)

    who = has("rep", "rep_id", "rep_email", "rep_last")
    if kind == "opportunity":
        named = bool(re.search(_FILE_WORDS["opportunity"], label)) or any("opportunity" in tokens(h) or "deal" in tokens(h) or "opp" in tokens(h) for h in table.header)
        ends = _says_outcome(a, profiles) or ("status" in a and named) or (named and _chances_end(a, profiles)) or (named and _said(label) is not None)
        if (re.search(_FILE_WORDS["stage"], label) and not who) or any(folded(h) in _CHANGES for h in table.header):
            return True
        if not who and not has("value", "value_actual", "value_estimated", "closed_on", "created_on", "won_on", "lost_on", "expected_close_on"):
            return True  # a table of stages, say: nobody's, of no day, worth nothing
        if re.search(_FILE_WORDS["activity"], label) and not named and not has("value", "value_actual", "value_estimated", "stage", "closed_on", "is_won", "won_on", "lost_on"):
            return True  # a log of calls says how each went
        log = named_activities(table)
        if (log or not re.search(_FILE_WORDS["opportunity"], label)) and not a_deal_of_its_own(a, profiles, log):
            return True  # what belongs to a deal is none itself
        if doing(title_of(table)) and not a_deal_of_its_own(a, profiles, log=True) and not _lacks("activity", assign(table, profiles, "activity"), table, profiles, label):
            return True  # `Opportunity Tasks`
        lines = "id" in a and profiles[a.chosen["id"].column].unique < 0.5 and not has("rep", "rep_id")
        return (
            not ends or not (who or named) or not has("value", "value_actual", "value_estimated", "closed_on", "created_on", "won_on", "expected_close_on", "probability", "name", "account") or lines
        )
    if kind == "activity":
        if any(p.outcomes["won"] and p.outcomes["lost"] and p.known_outcomes >= 0.5 for p in profiles.values()) and not re.search(_FILE_WORDS["activity"], label) and not named_activities(table):
            return True  # what is won or lost are deals
        typed = has("type", "subject", "duration", "attendees") or bool(re.search(_FILE_WORDS["activity"], label)) or named_activities(table)
        return not who or "on" not in a or not typed
    if kind == "person":
        column = a.column("name") or a.column("last") or a.column("email")
        if column is None:
            return True
        more = has("manager", "manager_id", "region", "team", "job", "hired_on", "email", "is_active", "id") and len(table) > 0
        if any(m.score > 0.9 for h in table.header for m in matches(h, "stage") if m.meaning == "opportunity_id"):
            return True  # rows that belong to deals
        keys = [column, *(k for m in ("id", "email") if (k := a.column(m)))]
        return not more or profiles[column].unique < 0.3 or max(profiles[k].unique for k in keys) < 0.85 or (profiles[column].people + profiles[column].emails < 0.3 and not has("first", "last"))
    if kind == "quota":
        if _both_words(assign(table, profiles, "opportunity"), profiles):
            return True
        amounts = a.column("value")
        plainly = bool(quota_parts(table, profiles)) or bool(re.search(_FILE_WORDS["quota"], label))
        if amounts is not None and not plainly and (_wide(table, profiles) < 2 or _deal_like(table)):
            return True  # amounts by period are quotas only where something calls them so
        return not who or not (("value" in a and has("period", "start", "year", "month", "quarter", "end")) or _wide(table, profiles) >= 2 or len(quota_parts(table, profiles)) >= 1)
    if kind == "account":
        column = a.column("name")
        return column is None or not has("industry", "size", "place", "parent", "id") or profiles[column].unique < 0.8
    if kind == "stage":
        column = a.column("opportunity_id")
        return (
            column is None
            or not (has("stage", "new_value") and "entered_on" in a)
            or (profiles[column].unique > 0.95 and len(table) > 5 and not has("from_stage", "old_value") and not re.search(_FILE_WORDS["stage"], label))
        )
    if kind == "lead":
        deals = assign(table, profiles, "opportunity")
        worth = any(m in deals for m in ("value", "closed_on", "value_estimated"))
        if who_owns(deals) and worth and "converted" not in a and (_both_words(deals, profiles) or _archived(deals, profiles)):
            return True  # some systems call their deals leads
        return not ("id" in a and "created_on" in a and (has("converted", "origin") or bool(re.search(_FILE_WORDS["lead"], label))))
    return not ("id" in a and "label" in a and len(table) <= 200 and (has("is_won", "is_closed", "probability", "order") or _names_ends(a, table, profiles)))


def _names_ends(a: Assignment, table: Table, profiles: dict[str, Profile]) -> bool:
    """Whether a small list of ids says of one that it is won and of another that it is lost, each in a row of its own."""
    key = profiles[a.chosen["id"].column]
    if key.unique < 1.0 or len(table.header) > 8 or any(p.dates > 0.5 and p.amounts < 0.5 for p in profiles.values()):
        return False
    return any(m in a and profiles[a.chosen[m].column].outcomes["won"] and profiles[a.chosen[m].column].outcomes["lost"] for m in ("label", "ends"))


_PERIOD = re.compile(
    r"\b([1-4] ?(?:quartal|quarter|trimestre|kwartaal|ceyrek|kvartal)|(?:quartal|quarter|trimestre|kwartaal|kvartal) ?[1-4]|q[1-4]|[1-4]q|t[1-4]|k[1-4]|h[12]|20\d\d|fy\d\d|jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)"
)


def _wide(table: Table, profiles: dict[str, Profile]) -> int:
    """Columns whose name is a period and whose cells are amounts."""
    return sum((bool(_PERIOD.search(folded(h))) or _a_month(h)) and profiles[h].amounts > 0.7 and profiles[h].dates < 0.5 for h in table.header)


def _a_month(header: str) -> bool:
    """Whether a header is the name of a month and nothing else but a year."""
    said = [w for w in folded(header).split() if not w.isdigit()]
    return len(said) == 1 and said[0] in _MONTHS


def wide_quotas(table: Table, profiles: dict[str, Profile]) -> bool:
    """Whether a list of people holds an amount a period, and is called quotas or the like."""
    label = folded(table.name.replace("_", " ")) + " " + " ".join(folded(t) for t in table.titles)
    return _wide(table, profiles) >= 2 and bool(re.search(_FILE_WORDS["quota"], label))


_QUOTA_WORDS = frozenset(
    ["quota", "quotas", "target", "targets", "budget", "budgets", "goal", "goals", "ziel", "zielumsatz", "soll", "objectif", "objetivo", "cuota", "meta", "cota", "obiettivo", "doel"]
)


def quota_columns(header: list[str]) -> list[str]:
    """Headers that have a word for quota in them."""
    return [h for h in header if any(w in _QUOTA_WORDS or (len(w) == 6 and sorted(w) == sorted("budget")) for w in tokens(h))]


def quota_parts(table: Table, profiles: dict[str, Profile]) -> list[str]:
    """Columns of amounts whose name has a word for quota in it, slips of the pen (`bugdet`) included."""
    near = quota_columns(table.header)
    return [h for h in near if profiles[h].amounts > 0.6 and profiles[h].dates < 0.5]


def _elsewhere(table: Table, label: str) -> tuple[str | None, str, bool]:
    """Another kind of table that the headers or the file's name speak of, what says so, and whether headers do."""
    joined = {"".join(tokens(h)): h for h in table.header}
    best: tuple[float, str, str, bool] = (0.0, "", "", False)
    for kind, phrases in words().elsewhere.items():
        hits = [h for j, h in joined.items() if j in phrases]
        in_name = bool(re.search(_ELSEWHERE_FILES.get(kind, r"(?!)"), label))
        weight = len(hits) + (1.5 if in_name else 0)
        if weight > best[0] and (len(hits) >= 2 or in_name or (kind in ("invoices", "cases", "items") and hits)):
            best = (weight, kind, ", ".join(repr(h) for h in hits[:3]) or "the file's name", bool(hits))
    return (best[1], best[2], best[3]) if best[0] else (None, "", False)
