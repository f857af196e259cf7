"""Gatherers for what people said, promised and wrote, and for the playbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from copilot.domain import Aspiration, GoalDraft, GoalState, OneOnOne, Window
from copilot.events import StepStarted
from copilot.facts import date_text
from copilot.graph.ask import Ask
from copilot.graph.gather_periods import asked_window, days_text, in_days

_MOST_QUOTES = 3
_NOTES_SHOWN = 400
"""Characters of the notes of a 1:1 that an answer quotes."""


def history(ask: Ask) -> Iterator[StepStarted]:
    """What somebody wants, said, promised or put on the table, or when you last met: what was asked, and nothing beside it."""
    yield ask.step("history", "looking back through the 1:1s")
    asked = str(ask.parameters.get("asked") or "")
    name = ask.someone.name
    if asked in ("wishes", "performance", "career", "purpose"):
        _wishes(ask, asked)
        ask.chips += [f"get me ready for {name}", f"how is {name.split()[0]} doing?"]
        return
    days = _days_asked(ask, asked)
    topic = _customer(ask) or str(ask.parameters.get("about_what") or "")
    if asked == "mine":
        _my_part(ask, days)
    elif asked == "topics":
        _topics(ask)
    elif topic and asked not in ("promises", "open_promises", "last_promise", "last_held"):
        _mentions(ask, topic, days)
    elif asked in ("promises", "open_promises", "last_promise"):
        promised(ask, last=asked == "last_promise" and days is None, running=asked == "open_promises", days=days)
    elif asked == "notes" or days is not None:
        _last_notes(ask, days)
    else:
        _last_met(ask)
    ask.chips += [f"get me ready for {name}", "suggest goals"]


def _customer(ask: Ask) -> str | None:
    """The customer of the open deal of the rep's that the question names, by the name's first two words, as notes have it."""
    from copilot.tools.deal_names import named_deal

    deal = named_deal(ask.company, [ask.someone.id], ask.message)
    if deal is None:
        return None
    opps = ask.company.opportunities
    return " ".join(str(opps.loc[(opps["opportunity_id"] == deal.deal_id).to_numpy(dtype=bool), "account"].iloc[0]).split()[:2])


def _days_asked(ask: Ask, asked: str) -> Window | None:
    """The days to look back over, where the question names some in which something is on record; where nothing is, that is said and the newest is told instead."""
    days = asked_window(ask)
    if days is None or (days.start or days.end) > ask.as_of or asked in ("topics", "last_held"):
        return None
    found = any(in_days(g.suggested_at.date(), days) for g in ask.goals) if asked.endswith(("promises", "promise")) else any(in_days(m.on, days) for m in _held(ask, None))
    if found:
        return days
    ask.words("days.asked", days_text(days).strip(), "These are the days that were asked about.")
    ask.say("Nothing {rep} promised is on record {days.asked}." if asked.endswith(("promises", "promise")) else "No 1:1 with {rep} is on record {days.asked}.")
    return None


def _held(ask: Ask, days: Window | None) -> list[OneOnOne]:
    """The 1:1s held, the newest at the start."""
    return sorted((m for m in ask.meetings if m.state == "held" and m.on <= ask.as_of and (days is None or in_days(m.on, days))), key=lambda m: m.on, reverse=True)


def _last_met(ask: Ask) -> None:
    held = _held(ask, None)
    if not held:
        ask.say("No 1:1 with {rep} is on record yet.")
        return
    ask.day("last_held", held[0].on, "This is the day of the last 1:1 that was held.", "one_on_ones", (held[0].id,))
    coming = min((m.on for m in ask.meetings if m.state == "planned" and m.on > ask.as_of), default=None)
    ask.say(
        "You last met {rep} on {last_held}."
        + (f" The next 1:1 is planned for {{{ask.day('next_planned', coming, 'This is the day of the next 1:1 in the calendar.', 'one_on_ones')}}}." if coming else "")
    )


def _wishes(ask: Ask, kind: str) -> None:
    """In the rep's own words, the newest of each kind."""
    openings = {"performance": "What {rep} wants", "career": "Further out", "purpose": "What it is for"}
    newest: dict[str, Aspiration] = {}
    for wish in sorted(ask.aspirations, key=lambda a: a.said_on, reverse=True):
        newest.setdefault(wish.kind, wish)
    wanted = [kind] if kind in newest else [k for k in openings if k in newest]
    if not newest:
        ask.say("Nobody has written down yet what {rep} wants. It is a good first question for the next 1:1: what do you hope for, and what is it for?")
        return
    missing = {"performance": "for this year", "career": "about the long run", "purpose": "about what it is for"}.get(kind) if kind not in newest and kind != "wishes" else None
    said = [f"{openings[k]}: {{{_wish(ask, newest[k])}}}." for k in wanted]
    ask.say((f"Nothing {missing} is written down yet. " if missing else "") + " ".join(said))


def _wish(ask: Ask, wish: Aspiration) -> str:
    text = f"“{_one_line(wish.words).rstrip('.')}” ({date_text(wish.said_on)})"
    return ask.words(f"aspiration.{wish.kind}", text, "These are the rep's own words, with the day they said them.", "aspirations")


def _topics(ask: Ask) -> None:
    theirs = [t for t in ask.services.records.topics(ask.turn.viewer, ask.someone.id) if t.by == "rep"]
    if not theirs:
        ask.say("{rep} has not put anything on the agenda yet.")
        return
    names = [ask.words(f"topic.{i}", f"“{_one_line(t.words)}”", "This was put on the agenda by the rep.", "one_on_ones") for i, t in enumerate(theirs[:4], 1)]
    brings = [f"{{{n}}}" for n, t in zip(names, theirs, strict=False) if t.bring]
    talks = [f"{{{n}}}" for n, t in zip(names, theirs, strict=False) if not t.bring]
    said = [f"{{rep}} put on the agenda: {', '.join(talks)}." if talks else "", f"{{rep}} asks you to come prepared for: {', '.join(brings)}." if brings else ""]
    if re.search(r"\bbring\b", ask.message):
        said = said[::-1] if brings else ["{rep} has not asked you to bring anything.", said[0]]
    ask.say(" ".join(s for s in said if s))


def _my_part(ask: Ask, days: Window | None) -> None:
    """What the manager took on, as the notes of the last 1:1 (of these days) say."""
    from copilot.tools.notes import check_notes

    for meeting in _held(ask, days):
        if not (meeting.notes or "").strip():
            continue
        mine = [c for c in check_notes(meeting.notes or "", ask.services.policy, meeting.on, ask.services.embedder).commitments if c.who == "manager"]
        quotes = [c.quote for c in mine] or [s for s in re.split(r"(?<=[.?!])\s+|\n", meeting.notes or "") if re.match(r"(?:my part|i will|i'll)\b", s.strip(), re.IGNORECASE)]
        if quotes:
            ask.day("last_noted", meeting.on, "This is the day of the 1:1 these notes are from.", "one_on_ones", (meeting.id,))
            names = [
                ask.words(f"mine.{i}", f"“{_one_line(q).rstrip('.')}”", "These words are in the notes of that 1:1.", "one_on_ones", looks_back=True) for i, q in enumerate(quotes[:_MOST_QUOTES], 1)
            ]
            ask.say(f"From the notes of {{last_noted}}: {', '.join(f'{{{n}}}' for n in names)}.")
            return
    ask.say("Nothing that you took on is in the notes of your 1:1s with {rep}.")


def promised(ask: Ask, last: bool = False, running: bool = False, days: Window | None = None) -> None:
    """Goals agreed to, newest first; of the last 1:1 or of these days only, where that is asked."""
    words = {GoalState.AGREED: "still running", GoalState.KEPT: "kept", GoalState.MISSED: "not kept"}
    found = sorted((g for g in ask.goals if g.state in words and (days is None or in_days(g.suggested_at.date(), days))), key=lambda g: g.suggested_at, reverse=True)
    if running:
        found = [g for g in found if g.state is GoalState.AGREED]
    if not found:
        ask.say("Nothing {rep} promised is still open." if running else "Nothing {rep} promised is on record.")
        return
    if last:
        newest = found[0].suggested_at.date()
        found = [g for g in found if g.suggested_at.date() == newest]
    lines = []
    for goal in found[:5]:
        when = f", by {date_text(goal.draft.completion_date)}" if goal.draft.completion_date and date_text(goal.draft.completion_date) not in goal.draft.description else ""
        lines.append(
            ask.words(
                f"promise.{goal.id}",
                f"{_one_line(goal.draft.description)}{when} ({words[goal.state]})",
                "This is a goal the rep agreed to, with what came of it.",
                "goals",
                looks_back=True,
                rows=(goal.id,),
            )
        )
    if len(lines) == 1:
        ask.say(f"{{rep}} agreed to this: {{{lines[0]}}}.")
    else:
        ask.say("{rep} agreed to these, the newest at the start:\n" + "\n".join(f"- {{{n}}}" for n in lines))


def _last_notes(ask: Ask, days: Window | None) -> None:
    """What the notes of the last 1:1 (of these days) say, and what was agreed in it."""
    held = _held(ask, days)
    if not held:
        ask.say("No 1:1 with {rep} is on record yet.")
        return
    ask.day("last_held", held[0].on, "This is the day of the last 1:1 that was held.", "one_on_ones", (held[0].id,))
    text = _one_line(held[0].notes)
    if not text:
        ask.say("You last met {rep} on {last_held}; no notes of it are kept." if days is None else "You met {rep} on {last_held}; no notes of it are kept.")
        promised(ask, last=days is None, days=days)
        return
    ask.say(
        f"You {'last ' if days is None else ''}met {{rep}} on {{last_held}}. From the notes: {{{ask.words('last_notes', f'“{_opening(text)}”', 'These are the notes of that 1:1.', 'one_on_ones', looks_back=True)}}}"
    )


def _opening(text: str) -> str:
    """Whole sentences from the start, as many as fit."""
    if len(text) <= _NOTES_SHOWN:
        return text
    cut = text[:_NOTES_SHOWN]
    end = max(cut.rfind(". "), cut.rfind("? "))
    return cut[: end + 1] if end > 0 else cut.rsplit(" ", 1)[0] + " ..."


def _mentions(ask: Ask, topic: str, days: Window | None) -> None:
    """Sentences of notes, wishes, topics and goals that speak of something; honestly none."""
    stems = [w[:5] for w in re.findall(r"[a-z]{3,}", topic.lower()) if w not in _EMPTY] or [topic.lower().strip(" ?.!")]
    texts = [(m.on, "notes", s) for m in _held(ask, None) for s in re.split(r"(?<=[.?!])\s+|\n", m.notes or "")]
    texts += [(a.said_on, "what they want", a.words) for a in ask.aspirations]
    texts += [(ask.as_of, "their topics", t.words) for t in ask.services.records.topics(ask.turn.viewer, ask.someone.id) if t.by == "rep"]
    texts += [(g.suggested_at.date(), "goals", g.draft.description) for g in ask.goals if g.state in (GoalState.AGREED, GoalState.KEPT, GoalState.MISSED)]
    hits = sorted(
        {(on, where, _one_line(s)) for on, where, s in texts if s.strip() and (days is None or in_days(on, days)) and all(re.search(rf"\b{re.escape(k)}", s.lower()) for k in stems)}, reverse=True
    )
    about = ask.words("about", _one_line(topic).rstrip("?.!"), "This is what was asked about.")
    if not hits:
        ask.say(f"Nothing on record with {{rep}} speaks of {{{about}}}. I look through notes, goals, topics and what was said about the future.")
        return
    lines = [
        ask.words(f"mention.{i}", f"{date_text(on)}, {where}: “{said}”", "These words are on record for that day.", "one_on_ones", looks_back=True)
        for i, (on, where, said) in enumerate(hits[:_MOST_QUOTES], 1)
    ]
    ask.say(f"On {{{about}}}, the newest at the start:\n" + "\n".join(f"- {{{n}}}" for n in lines))


_EMPTY = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "about",
        "that",
        "this",
        "his",
        "her",
        "their",
        "them",
        "last",
        "time",
        "any",
        "anything",
        "something",
        "was",
        "were",
        "has",
        "have",
        "had",
        "did",
        "does",
        "from",
        "our",
    ]
)


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def playbook(ask: Ask) -> Iterator[StepStarted]:
    """The pages that fit, quoted, what to do told of the best two; or honestly none."""
    yield ask.step("playbook", "looking through the playbook")
    query = str(ask.parameters.get("query") or ask.message)
    if re.search(r"\binitiatives?\b", ask.message, re.IGNORECASE):
        running = ask.services.records.initiatives(ask.turn.viewer, ask.as_of)
        names = [ask.words(f"initiative.{i}", f"{_one_line(n.title)}: {_one_line(n.body)}", "This is a company initiative that runs now.", "initiatives") for i, n in enumerate(running[:3], 1)]
        ask.say("Running now, from the company:\n" + "\n".join(f"- {{{n}}}" for n in names) if names else "No company initiative runs at the moment.")
        return
    hits = [h for h in ask.services.playbook.search(query, 3, on=ask.as_of) if h.fits]
    if not hits:
        ask.say("Nothing in the playbook fits that. If your company has a page on it, add it and I will find it.")
        return
    for i, hit in enumerate(hits, 1):
        ask.turn.passages[hit.passage.id] = hit.passage
        title = ask.words(f"found.{i}.title", f"“{hit.passage.title}”", "This is the title of a playbook page.", "playbook")
        what = ask.words(f"found.{i}.action", hit.passage.action, "This is what the page asks one to do.", "playbook") if hit.passage.action and i <= 2 else None
        ask.say(f"{{{title}}}: {{quote:{hit.passage.id}}}" + (f" To do: {{{what}}}" if what else ""))
    ask.chips += [f"suggest a skill goal for {ask.rep.name}"] if ask.rep else []


def judge_goal(ask: Ask) -> Iterator[StepStarted]:
    """Whether a goal is one that only the rep has to say yes to; each broken rule with a rewrite."""
    from copilot.tools.dates import parse_day
    from copilot.tools.goals import check_goal

    yield ask.step("goals", "holding it against the goal rules")
    text, begins = str(ask.parameters.get("goal_text") or "").strip(), ask.as_of
    if not text and (index := ask.parameters.get("goal_index")) and (agenda_id := ask.memory.get("agenda_id")):
        agenda = ask.services.records.agenda(ask.turn.viewer, agenda_id)
        text = agenda.goals[int(index) - 1].description if int(index) <= len(agenda.goals) else ""
        begins = max(begins, agenda.meeting_on)
    if not text:
        ask.say("Tell me the goal in the words you would write down, and I will say whether it is one that only the rep has to say yes to.")
        return
    found = parse_day(text, ask.as_of)
    due = found[0] if found else None
    draft = GoalDraft("activity", text, f"Yes if it is done by {date_text(due or ask.as_of + timedelta(days=7))}", "You say yes or no at the next 1:1", due or ask.as_of + timedelta(days=7))
    violations = [v for v in check_goal(draft, begins, None, None, ask.services.playbook.has, ask.services.policy) if v.rule not in ("complete", "resource")]
    ask.words("judged", f"“{text}”", "This is the goal you asked about.")
    if not violations:
        ask.say("{judged} works: it can be answered yes or no, and it needs only the rep." + ("" if found else " Give it a day by which it is done."))
        return
    for i, v in enumerate(violations, 1):
        why = ask.words(f"rule.{i}", f"{v.why.rstrip('.')}. Instead: {v.suggestion}", "A goal can be answered yes or no, needs only the rep, has a date, is within reach and asks for one thing.")
        ask.say(f"{{{why}}}")
    ask.chips.append("suggest goals")


def notes(ask: Ask) -> Iterator[StepStarted]:
    """What spoiled a 1:1 and what was promised, from notes pasted into the chat."""
    from copilot.tools.notes import check_notes

    yield ask.step("notes", "reading the notes")
    text = str(ask.parameters.get("notes_text") or "").strip()
    if not text:
        ask.say("Paste the notes or the transcript here, or open the notes page, and I will mark what to do differently and what was promised.")
        return
    report = check_notes(text, ask.services.policy, ask.as_of, ask.services.embedder)
    present = [f for f in report.findings if f.verdict == "present"]
    for i, f in enumerate(present, 1):
        what = ask.words(f"finding.{i}", f"“{f.quote}”: {f.why} Instead: {f.instead}" if f.start is not None else f"{f.why} Instead: {f.instead}", "This was found in the notes you pasted.")
        ask.say(f"{{{what}}}")
    if not present:
        ask.say("Nothing in these notes that I would do differently.")
    for i, c in enumerate(report.commitments[:5], 1):
        by = f", by {date_text(c.by)}" if c.by else ""
        what = ask.words(f"commitment.{i}", f"“{c.quote}”{by}" + ("" if c.in_own_hands else " (it depends on somebody else)"), "This promise was found in the notes you pasted.")
        ask.say(f"A promise: {{{what}}}")
