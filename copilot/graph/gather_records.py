"""Gatherers for what people said, promised and wrote, and for the playbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from copilot.domain import GoalDraft, GoalState
from copilot.events import StepStarted
from copilot.facts import date_text
from copilot.graph.ask import Ask


def history(ask: Ask) -> Iterator[StepStarted]:
    """The last 1:1 and what was promised, newest first."""
    yield ask.step("history", "looking back through the 1:1s")
    held = [m for m in ask.meetings if m.state == "held" and m.on <= ask.as_of]
    if held:
        ask.day("last_held", held[0].on, "The last 1:1 that was held.", "one_on_ones")
        ask.say("You last met {rep} on {last_held}.")
    else:
        ask.say("No 1:1 with {rep} is on record yet.")
    shown = [g for g in ask.goals if g.state in (GoalState.AGREED, GoalState.KEPT, GoalState.MISSED)][:5]
    words = {GoalState.AGREED: "agreed", GoalState.KEPT: "kept", GoalState.MISSED: "not kept"}
    lines = []
    for goal in sorted(shown, key=lambda g: g.suggested_at, reverse=True):
        when = f", by {date_text(goal.draft.completion_date)}" if goal.draft.completion_date and date_text(goal.draft.completion_date) not in goal.draft.description else ""
        lines.append(ask.words(f"promise.{goal.id}", f"{goal.draft.description}{when}: {words[goal.state]}", "A goal with what was said about it.", "goals", looks_back=True))
    if lines:
        ask.say("What was promised:\n" + "\n".join(f"- {{{n}}}" for n in lines))
    else:
        ask.say("Nothing has been promised on record.")
    ask.chips += [f"get me ready for {ask.someone.name}", "suggest goals"]


def explain(ask: Ask) -> Iterator[StepStarted]:
    """How a figure came about, in words, with its n and window."""
    yield ask.step("explain", "looking up where that comes from")
    records, viewer = ask.services.records, ask.turn.viewer
    known = [records.fact(viewer, i) for i in ask.memory.get("facts", [])]
    wanted = str(ask.parameters.get("fact") or "").lower().replace(" ", "_")
    agenda_id = ask.memory.get("agenda_id")
    everything = [*known, *(records.agenda(viewer, agenda_id).facts if agenda_id else ())]
    chosen = [f for f in everything if wanted and (f.name.lower() == wanted or wanted in f.name.lower() or f.name.lower().split(".")[0] in wanted)]
    figures = [f for f in (chosen or known) if f.source and f.unit != "text"] or chosen or known
    if not figures:
        ask.say("There is no figure on the table yet. Ask me about a rep first, then I can say where each figure comes from.")
        return
    for i, fact in enumerate(list(dict.fromkeys(figures))[:3], 1):
        ask.add([fact])
        how = fact.source.how if fact.source else ""
        n = f" It rests on {fact.n:,}." if fact.n is not None else ""
        window = f" From {date_text(fact.window.start)} to {date_text(fact.window.end)}." if fact.window and fact.window.start else ""
        ask.say("{" + ask.words(f"explain.{i}", f"{fact.text}: {how}{n}{window}", "How the figure came about.") + "}")


def playbook(ask: Ask) -> Iterator[StepStarted]:
    """The pages that fit, quoted; or honestly none."""
    yield ask.step("playbook", "looking through the playbook")
    query = str(ask.parameters.get("query") or ask.message)
    hits = [h for h in ask.services.playbook.search(query, 3, on=ask.as_of) if h.fits]
    if not hits:
        ask.say("Nothing in the playbook fits that. If your company has a page on it, add it and I will find it.")
        return
    for i, hit in enumerate(hits, 1):
        ask.turn.passages[hit.passage.id] = hit.passage
        title = ask.words(f"found.{i}.title", f"“{hit.passage.title}”", "The title of a playbook page.", "playbook")
        what = ask.words(f"found.{i}.action", hit.passage.action, "What the page asks one to do.", "playbook") if hit.passage.action else None
        ask.say(f"{{{title}}}: {{quote:{hit.passage.id}}}" + (f" To do: {{{what}}}" if what else ""))
    ask.chips += [f"suggest a skill goal for {ask.rep.name}"] if ask.rep else []


def judge_goal(ask: Ask) -> Iterator[StepStarted]:
    """Whether a goal is one that only the rep has to say yes to; each broken rule with a rewrite."""
    from copilot.tools.dates import parse_day
    from copilot.tools.goals import check_goal

    yield ask.step("goals", "holding it against the goal rules")
    text = str(ask.parameters.get("goal_text") or "").strip()
    if not text and (index := ask.parameters.get("goal_index")) and (agenda_id := ask.memory.get("agenda_id")):
        standing = ask.services.records.agenda(ask.turn.viewer, agenda_id).goals
        text = standing[int(index) - 1].description if int(index) <= len(standing) else ""
    if not text:
        ask.say("Tell me the goal in the words you would write down, and I will say whether it is one that only the rep has to say yes to.")
        return
    found = parse_day(text, ask.as_of)
    due = found[0] if found else None
    draft = GoalDraft("activity", text, f"Yes if it is done by {date_text(due or ask.as_of + timedelta(days=7))}", "You say yes or no at the next 1:1", due or ask.as_of + timedelta(days=7))
    violations = [v for v in check_goal(draft, ask.as_of, None, None, ask.services.playbook.has, ask.services.policy) if v.rule not in ("complete", "resource")]
    ask.words("judged", f"“{text}”", "The goal you asked about.")
    if not violations:
        ask.say("{judged} works: it can be answered yes or no, and it needs only the rep." + ("" if found else " Give it a day by which it is done."))
        return
    for i, v in enumerate(violations, 1):
        why = ask.words(f"rule.{i}", f"{v.why.rstrip('.')}. Instead: {v.suggestion}", "The goal rules: complete, binary, in the rep's own hands, dated, reachable, with a resource, one thing.")
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
    report = check_notes(text, ask.services.policy, ask.as_of)
    present = [f for f in report.findings if f.verdict == "present"]
    for i, f in enumerate(present, 1):
        what = ask.words(f"finding.{i}", f"“{f.quote}”: {f.why} Instead: {f.instead}" if f.start is not None else f"{f.why} Instead: {f.instead}", "Found in the notes you pasted.")
        ask.say(f"{{{what}}}")
    if not present:
        ask.say("Nothing in these notes that I would do differently.")
    for i, c in enumerate(report.commitments[:5], 1):
        by = f", by {date_text(c.by)}" if c.by else ""
        what = ask.words(f"commitment.{i}", f"“{c.quote}”{by}" + ("" if c.in_own_hands else " (it depends on somebody else)"), "A promise found in the notes you pasted.")
        ask.say(f"A promise: {{{what}}}")
