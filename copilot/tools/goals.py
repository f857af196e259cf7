"""What makes a coaching goal one that can be kept: seven rules, each with a rewrite one can take (section 10) [A][B].

1 complete, 2 binary, 3 in the rep's hands, 4 dated, 5 reachable, 6 a resource for a skill, 7 one thing. Rules 2 and 7 are
in `goal_binary`, rule 3 in `goal_hands`; this file holds the others and puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from copilot.domain import GoalDraft, Violation
from copilot.facts import date_text
from copilot.policy import CoachingPolicy
from copilot.tools.dates import find_numbers
from copilot.tools.goal_binary import joined, one_of, sharpened, vague
from copilot.tools.goal_hands import outcome, own_rewrite
from copilot.tools.goal_words import ACTIVITY_NOUNS, counts, lemma, plain

_BLANK = re.compile(r"^[\s\-–—_.?…]*$|^(?:n/?a|tbd|tbc|to ?do|none|null|nil|unknown|xxx?|later|open|not (?:yet|known|set|decided))\.?$", re.IGNORECASE)
_USE = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|appl(?:y|ied|ying)|practi[sc](?:e|ed|ing)|rehears(?:e|ed|ing)|role-?play(?:ed|ing)?|read(?:ing)?|watch(?:ed|ing)?|listen(?:ed|ing)?|writ(?:e|ten|ing)|wrote|note[ds]?|fill(?:ed)?|follow(?:ed|ing)?|adapt(?:ed)?|copy|copied|take[ns]?|work(?:ed|ing)? through|walk(?:ed|ing)? through|go(?:ne)? through"
    r"|complet(?:e|ed)|stud(?:y|ied)|prepar(?:e|ed|ing)|plan(?:ned)?|ask(?:ed)?|try|tried|put(?:ting)? (?:it )?into|bring|run|draft(?:ed)?|rewrit(?:e|ten)|list(?:ed)?|map(?:ped)?|say|repeat(?:ed)?|test(?:ed)?|draw|drawn|put|cut|propos(?:e|ed)|send|sent|break|broken|review(?:ed)?|summari[sz](?:e|ed)|tell|show|teach|share)\b",
    re.IGNORECASE,
)
_PER = re.compile(r"^[^.;,]{0,40}?\b(?:a|per|each|every)\s+(day|working day|week|fortnight|month)\b|^[^.;,]{0,40}?\b(daily|weekly|monthly)\b", re.IGNORECASE)
_PER_WEEK = {"day": 5.0, "working day": 5.0, "daily": 5.0, "week": 1.0, "weekly": 1.0, "fortnight": 0.5, "month": 12 / 52, "monthly": 12 / 52}
_MORE = re.compile(r"^\s+(?:more|extra|additional|further)\b", re.IGNORECASE)


def check_goal(
    draft: GoalDraft,
    as_of: date,
    next_meeting: date | None,
    recent_rate_per_week: float | None,
    known_resources: Callable[[str], bool] | None,
    policy: CoachingPolicy,
    rep_asked_for_more: bool = False,
    offer_resource: str | None = None,
) -> tuple[Violation, ...]:
    """Every rule the goal breaks, each with a rewrite that, taken with `apply_suggestion`, no longer breaks it.

    Args:
        draft: The goal as somebody worded it.
        as_of: Today, for dates.
        next_meeting: The next 1:1: a suggested date lies on or before it.
        recent_rate_per_week: How many of that activity the rep does a week now; None leaves rule 5 unjudged.
        known_resources: Whether a document id is a page of the playbook; None takes any name.
        policy: Limits of rules 4 and 5.
        rep_asked_for_more: The rep named the number themselves, so rule 5 does not hold them back.
        offer_resource: A page of the playbook that a suggestion may name; without one, a skill goal without a page is
            offered as an activity goal.

    Returns:
        Violations in the order of the rules; a field can break several.
    """
    when = default_date(as_of, next_meeting, policy)
    found: list[Violation] = [*_complete(draft, when)]
    texts = [(name, text) for name, text in (("description", draft.description), ("success_criteria", draft.success_criteria)) if not _BLANK.match(text)]
    reach = reach_until(draft.completion_date or when, as_of, recent_rate_per_week, policy)
    number = 5 if reach is None else min(reach, 5)
    for field, text in texts:
        if words := vague(text, as_of, criteria=field == "success_criteria"):
            suggestion = sharpened(text, as_of, number) if field == "description" else _plain_success(draft, when, as_of)
            found.append(Violation("binary", f"“{words}” leaves open whether it was done; on the date the answer should be yes or no.", field, suggestion))
    for field, text in texts:
        if words := outcome(text):
            suggestion = own_rewrite(text, as_of) if field == "description" else _plain_success(draft, when, as_of)
            found.append(Violation("own_hands", f"“{words}” needs somebody else to say yes; a coaching goal needs only the rep's yes.", field, suggestion))
    found += _dated(draft, as_of, when, policy)
    if not rep_asked_for_more:
        found += _reachable(draft, as_of, when, recent_rate_per_week, policy)
    if draft.kind == "skill":
        found += _resource(draft, known_resources, offer_resource)
    if joined(draft.description):
        found.append(Violation("one_thing", "Two deeds are two goals; keep the one that matters most now.", "description", one_of(draft.description, as_of)))
    return tuple(found)


def apply_suggestion(draft: GoalDraft, violation: Violation) -> GoalDraft:
    """The goal with one suggestion taken; its violations are cleared, since they were about the old wording."""
    draft = replace(draft, violations=())
    if violation.field == "completion_date":
        return replace(draft, completion_date=date.fromisoformat(violation.suggestion))
    if violation.field == "resource":
        return replace(draft, resource=violation.suggestion)
    if violation.field == "kind":
        return replace(draft, kind="skill" if violation.suggestion == "skill" else "activity")
    if violation.rule == "reachable":
        return _with_number(draft, violation)
    if violation.field == "description":
        return replace(draft, description=violation.suggestion)
    if violation.field == "success_criteria":
        return replace(draft, success_criteria=violation.suggestion)
    return replace(draft, measure=violation.suggestion)


def default_date(as_of: date, next_meeting: date | None, policy: CoachingPolicy) -> date:
    """The date a goal gets unless somebody names one: the next 1:1, else two weeks on; never past the latest allowed, never today."""
    latest = as_of + timedelta(days=policy.goal_max_days)
    if next_meeting is not None and as_of < next_meeting <= latest:
        return next_meeting
    return min(as_of + timedelta(days=14), latest) if next_meeting is None or next_meeting <= as_of else latest


def reach_until(until: date, as_of: date, rate_per_week: float | None, policy: CoachingPolicy) -> int | None:
    """The largest number rule 5 allows until a date: max(1.3 x rate, rate + 1 a week) over the days left; at least one."""
    if rate_per_week is None:
        return None
    weeks = max((until - as_of).days, 1) / 7
    return max(1, int(weekly_reach(rate_per_week, policy) * weeks + 1e-9))


def weekly_reach(rate_per_week: float, policy: CoachingPolicy) -> float:
    return max(policy.reach_factor * rate_per_week, rate_per_week + policy.reach_add_per_week)


# ---------------------------------------------------------------- rules 1, 4, 5, 6


def _complete(draft: GoalDraft, when: date) -> list[Violation]:
    found = []
    if _BLANK.match(draft.description):
        noun = {"call": "calls", "email": "e-mails", "demo": "demos", "meeting": "meetings", "task": "tasks"}.get(draft.activity or "")
        text = f"Make {draft.amount} {noun}" if noun == "calls" and draft.amount else f"Log {draft.amount} {noun}" if noun and draft.amount else "Ask one customer with an open deal for the next step"
        found.append(Violation("complete", "It does not say what is to be done.", "description", text))
    if _BLANK.match(draft.success_criteria):
        found.append(Violation("complete", "It does not say when it counts as done.", "success_criteria", _plain_success(draft, draft.completion_date or when, when)))
    if _BLANK.match(draft.measure):
        text = "Counted in the CRM on the completion date" if draft.activity else "The rep says yes or no at the next 1:1, with what was written or noted"
        found.append(Violation("complete", "It does not say how it is measured.", "measure", text))
    if draft.completion_date is None:
        found.append(Violation("complete", "It has no completion date.", "completion_date", when.isoformat()))
    return found


def _plain_success(draft: GoalDraft, when: date, today: date) -> str:
    """Success in words that are always yes or no, and the rep's own."""
    return f"Yes if it is done by {date_text(draft.completion_date if draft.completion_date and draft.completion_date > today else when)}, no if it is not"


def _dated(draft: GoalDraft, as_of: date, when: date, policy: CoachingPolicy) -> list[Violation]:
    due = draft.completion_date
    if due is None:
        return []
    if due <= as_of:
        return [Violation("dated", f"{date_text(due)} is not after today, {date_text(as_of)}.", "completion_date", when.isoformat())]
    if due > as_of + timedelta(days=policy.goal_max_days):
        return [Violation("dated", f"{date_text(due)} is more than {policy.goal_max_days} days away.", "completion_date", when.isoformat())]
    return []


def _asked(draft: GoalDraft, today: date) -> tuple[float, bool, bool, int, int] | None:
    """The number asked for as (number, is it a week's rate, is it on top of today's rate, start, end) in the description; None where none is."""
    text = plain(draft.description)
    numbers = counts(text, today)
    best = next((c for c in numbers if draft.amount is not None and c[0] == draft.amount), None) or next((c for c in numbers if _counts_activity(text[c[2] :], draft.activity)), None)
    best = best or (numbers[0] if numbers and draft.kind == "activity" else None)
    if best is None:
        return (float(draft.amount), False, False, 0, 0) if draft.amount is not None and draft.kind == "activity" else None
    n, start, end = best
    per = _PER.match(text[end:])
    more = bool(_MORE.match(text[end:])) or bool(re.search(r"\b(?:another|additional|extra)\s+$", text[:start], re.IGNORECASE))
    if per:
        return n * _PER_WEEK[(per[1] or per[2]).lower()], True, more, start, end
    return float(n if draft.amount is None else max(n, draft.amount)), False, more, start, end


def _counts_activity(after: str, activity: str | None) -> bool:
    words = re.findall(r"[\w'-]+", after)[:4]
    return activity is not None and any(ACTIVITY_NOUNS.get(w.lower(), lemma(w)) == activity for w in words)


def _reachable(draft: GoalDraft, as_of: date, when: date, rate: float | None, policy: CoachingPolicy) -> list[Violation]:
    if rate is None or (asked := _asked(draft, as_of)) is None:
        return []
    n, weekly, more, start, end = asked
    due = draft.completion_date if draft.completion_date and draft.completion_date > as_of else when
    weeks = (due - as_of).days / 7
    limit = weekly_reach(rate, policy)
    allowed = limit if weekly else max(1.0, limit * weeks)
    total = n + (rate if weekly else rate * weeks) if more else n
    if total <= allowed + 1e-9 or (weekly and not more and n <= 1):
        return []
    text = draft.description
    if weekly:
        fits, words = max(1, int(limit + 1e-9)), " a week"
        head, unit = text[:start], _PER.match(plain(text)[end:])
        between = plain(text)[end:][: unit.start(1) if unit and unit[1] else unit.start(2) if unit else 0]
        noun = re.sub(r"\b(?:a|per|each|every)\s*$", "", between).strip()
        noun = _MORE.sub("", " " + noun).strip()
        suggestion = f"{head}{fits} {noun}{words}{text[end:][unit.end() if unit else 0 :]}"
    else:
        fits = int(allowed)
        rest = _MORE.sub("", text[end:])
        suggestion = f"{text[:start]}{fits}{rest}" if end else re.sub(r"\s+$", "", text)
    suggestion = re.sub(r"\b(?:another|additional|extra)\s+(?=\d)", "", suggestion)
    why = f"{n:g}{' more' if more else ''}{' a week' if weekly else ''} is out of reach from {rate:.1f} a week now; up to {fits}{' a week' if weekly else ''} is a stretch that can be kept."
    return [Violation("reachable", why, "description" if end else "amount", suggestion if end else str(fits))]


def _with_number(draft: GoalDraft, violation: Violation) -> GoalDraft:
    """Take a smaller number in every field that names the old one."""
    if violation.field == "amount":
        return replace(draft, amount=int(violation.suggestion))
    before, after = [n.value for n in find_numbers(draft.description)], [n.value for n in find_numbers(violation.suggestion)]
    old, new = [n for n in before if n not in after], [n for n in after if n not in before]
    changed = replace(draft, description=violation.suggestion)
    if new and draft.amount is not None:
        changed = replace(changed, amount=min(draft.amount, new[0]))
    if len(old) == 1 and len(new) == 1:
        changed = replace(changed, success_criteria=_swap(changed.success_criteria, old[0], new[0]), measure=_swap(changed.measure, old[0], new[0]))
    return changed


def _swap(text: str, old: int, new: int) -> str:
    for n in reversed(find_numbers(text)):
        if n.value == old:
            text = f"{text[: n.start]}{new}{text[n.end :]}"
    return text


def _resource(draft: GoalDraft, known: Callable[[str], bool] | None, offer: str | None) -> list[Violation]:
    """A skill goal names a page we have, and what is done with it."""
    name = (draft.resource or "").strip()
    if _BLANK.match(name) or (known is not None and not known(name)):
        why = "A skill goal names the playbook page it is learned from." if _BLANK.match(name) else f"{name!r} is no page of the playbook."
        if offer is not None and (known is None or known(offer)):
            return [Violation("resource", why, "resource", offer), *_no_use(draft, offer)]
        return [Violation("resource", why + " Without one it is an activity goal.", "kind", "activity")]
    return _no_use(draft, name)


def _no_use(draft: GoalDraft, name: str) -> list[Violation]:
    if _USE.search(draft.description) or (_USE.search(draft.success_criteria) and not _BLANK.match(draft.success_criteria)) or _BLANK.match(draft.description):
        return []
    return [Violation("resource", "It does not say what is done with the page.", "description", f"Read the page “{name}” and use it once in a customer call")]
