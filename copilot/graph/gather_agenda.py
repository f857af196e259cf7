"""Gatherers for what ends in an agenda: preparing it, changing it, suggesting goals."""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from copilot.domain import GoalDraft, Hit, Topic
from copilot.events import StepStarted
from copilot.facts import date_text, number_text
from copilot.graph.agenda_parts import about_figures, deal_lines, focus_of, landing_sentence, rows_of
from copilot.graph.ask import Ask
from copilot.graph.gather_figures import what_if_chip
from copilot.graph.gather_promises import promises
from copilot.graph.keep import goal_to_state
from copilot.graph.state import Memory
from copilot.tools.meeting_day import day_looked_at, far_ahead
from copilot.writer.material import AgendaMaterial, PageLine

if TYPE_CHECKING:
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.conversation import ConversationChoice
    from copilot.tools.deals import DealReview
    from copilot.tools.verdicts import Judged

_PAGE_WORDS = {
    "starts": "start conversations with new prospects, prospecting and referrals",
    "win_rate": "win the deal: discovery, the proposal and everybody who decides",
    "revenue_per_customer": "value of the problem to the customer, price and growing an account",
    "speed": "agree a plan and a next step so that a deal keeps moving",
    "call": "make good first calls to prospects",
    "email": "write an e-mail that earns an answer",
    "meeting": "run a discovery meeting",
    "demo": "run a demo around one problem",
    "task": "agree the next step with the customer",
    "first": "open a first call to somebody who does not know you",
    "how_good": "growing an account and the value for the customer",
    "tune_deals": "wake a deal that has gone quiet, the people who decide",
}


@dataclass(frozen=True)
class _Figures:
    """What the tools say about one rep, computed once a turn."""

    benchmark: Benchmark
    choice: ConversationChoice
    deals: DealReview
    quadrant: str
    hits: tuple[Hit, ...]
    judged: tuple[Judged, ...]
    """What became of the rep's goals."""


def prepare(ask: Ask) -> Iterator[StepStarted]:
    """Everything one agenda needs, step by step; the one on the table is read out where that is asked."""
    if ask.parameters.get("asked") == "read" and (agenda_id := ask.memory.get("agenda_id")):
        yield ask.step("records", "opening the agenda")
        _read_out(ask, agenda_id)
        return
    figures = yield from _figures(ask)
    goals = suggested(ask, figures)
    _assemble(ask, figures, goals, style="shorter" if ask.parameters.get("style") == "shorter" else None)


def _read_out(ask: Ask, agenda_id: str) -> None:
    """The sections of the agenda with their minutes, or how it opens."""
    agenda = ask.services.records.agenda(ask.turn.viewer, agenda_id)
    if re.search(r"\b(?:open|start|begin|lead)(?:s|ing)?\b(?! the agenda)", ask.message, re.IGNORECASE):
        ask.say("{" + ask.words("agenda.opening", _one_line(agenda.sections[0].text), "This is how the agenda on the table begins.", "one_on_ones") + "}")
        return
    lines = [ask.words(f"agenda.{s.id}", f"{s.title} ({s.minutes} min)", "This is a section of the agenda on the table.", "one_on_ones") for s in agenda.sections]
    ask.say("The agenda, in order: " + ", ".join(f"{{{n}}}" for n in lines) + ". The whole of it stands beside this conversation.")


def goals(ask: Ask) -> Iterator[StepStarted]:
    """Goals to choose from, without an agenda."""
    figures = yield from _figures(ask)
    before = ask.memory.get("goals_seen", []) if ask.parameters.get("again") else []
    found = suggested(ask, figures, exclude=before, want_kind=ask.parameters.get("want_kind"))
    ask.remember(Memory(goals_seen=[*before, *(g.description for g in found)]))
    names = _goal_facts(ask, found)
    topic = str(ask.parameters.get("about_what") or "")
    if topic and found and not any(word[:5] in g.description.lower() for g in found for word in topic.lower().split()):
        about = ask.words("about", topic, "This is what was asked about.")
        ask.say(f"I have nothing on {{{about}}} that follows from the figures, so here is what does.")
    if found:
        ask.say("Something {rep} could say yes or no to:\n" + "\n".join(f"- {{{n}}}" for n in names))
    else:
        ask.say("I have no goal of that kind that {rep} could keep alone. Shall I suggest one of the other kind?")
    _wait_for(ask, found)
    ask.chips += [f"swap goal {len(found)} for a skill goal" if found else "suggest an activity goal"]


def revise(ask: Ask) -> Iterator[StepStarted]:
    """The agenda on the table, changed as asked; without one, offer to make it."""
    agenda_id = ask.memory.get("agenda_id")
    if not agenda_id:
        yield from ()
        ask.say("There is no agenda on the table yet. Shall I prepare one for {rep}?")
        ask.chips.append(f"get me ready for {ask.someone.name}")
        return
    standing = ask.services.records.agenda(ask.turn.viewer, agenda_id)
    if standing.rep_id != ask.someone.id:  # what stands on the table is another rep's: theirs is made
        yield from prepare(ask)
        return
    if not ask.parameters.get("meeting_on"):
        ask.meeting_on = standing.meeting_on
    figures = yield from _figures(ask)
    kept = list(standing.goals)
    index = ask.parameters.get("goal_index")
    place = int(index) - 1 if index and 1 <= int(index) <= len(kept) else None
    deed, want = ask.parameters.get("do"), ask.parameters.get("want_kind")
    said = "The agenda, changed."
    style = ask.parameters.get("style") or ask.memory.get("style")
    if place is not None and deed == "drop" and len(kept) > 1:
        said = "That goal is gone."
        kept.pop(place)
    elif place is not None or want or deed == "swap":
        place = place if place is not None else len(kept) - 1
        others = suggested(ask, figures, exclude=[g.description for g in kept], want_kind=want, count=1)
        if others:
            kept[place] = others[0]
            said = "I have put another goal in its place."
        else:
            said = "I found no other goal of that kind that fits, so it stays as it is."
    elif deed == "undo" and standing.version > 1:
        kept, style = list(ask.services.records.agenda(ask.turn.viewer, agenda_id, standing.version - 1).goals), None
        said = "Back to the agenda before that."
    elif deed == "undo":
        said = "This is the first version, so there is nothing to go back to."
    elif ask.parameters.get("style") == "shorter":
        said = "A shorter agenda: what can wait has been left out."
    elif ask.parameters.get("style") and ask.services.writer is None:
        said = "The words are as plain as I can make them, and the order is the same every time; I can leave parts out or swap a goal."
    elif not ask.parameters.get("meeting_on") and ask.services.writer is None:
        said = "I did not find what to change. I can make it shorter, drop or swap a goal, or go back a version; a topic you add on the agenda itself."
    ask.turn.material["memory"] = Memory(style=str(style) if style else None)
    _assemble(ask, figures, tuple(kept), style=str(style) if style else None)
    agenda = replace(ask.turn.material["agenda"], id=standing.id, version=standing.version)
    ask.turn.material["agenda"] = agenda
    ask.turn.material["introduction"] = said


# ---------------------------------------------------------------- figures


def _figures(ask: Ask) -> Generator[StepStarted, None, _Figures]:
    """Run the tools, telling what is looked at; returns `_Figures` through `yield from`."""
    from copilot.tools.benchmark import benchmark
    from copilot.tools.coachability import coachability, quadrant_fact, quadrant_of
    from copilot.tools.conversation import choose_conversation
    from copilot.tools.deals import review_deals

    rep, policy = ask.someone, ask.services.policy
    yield ask.step("engine", f"looking at the last {policy.engine_months} months")
    compared = benchmark(ask.company, rep, ask.as_of, policy, ask.aspirations, ask.standing)
    ask.add(compared.facts)
    yield ask.step("benchmark", "comparing with people at the level aimed at" if compared.target_segment else "looking for what to compare with")
    choice = choose_conversation(ask.company, rep, ask.as_of, policy, ask.aspirations, ask.standing, looked_at(ask))
    ask.add([*choice.landing.facts, choice.why])
    yield ask.step("deals", "going through the open deals")
    deals = review_deals(ask.company, rep, ask.as_of, policy, choice.landing, ask.standing)
    ask.add(deals.facts)
    yield ask.step("records", "reading goals, topics and wishes")
    judged = coachability(ask.goals, rep, ask.as_of, policy, ask.company)
    own = ask.standing.by_rep[rep.id]
    quadrant = quadrant_of(judged.level, own.trailing, policy)
    ask.add([*judged.facts, quadrant_fact(rep, quadrant, ask.as_of, policy, judged, own.goal_basis)])
    yield ask.step("playbook", "looking through the playbook")
    hits = pages_for(ask, compared, choice, deals)
    yield ask.step("goals", "thinking of goals that need only a yes")
    return _Figures(compared, choice, deals, quadrant, hits, judged.judged)


def pages_for(ask: Ask, compared: Benchmark, choice: ConversationChoice, deals: DealReview) -> tuple[Hit, ...]:
    """Pages that fit the focus, the rep's segment, and the stage of the deals to be spoken about; put into the turn's passages."""
    focus = compared.focus.name or (compared.stretch.piston if compared.stretch else choice.kind)
    words = _PAGE_WORDS.get(focus) or _PAGE_WORDS.get(choice.kind) or focus
    piston = focus if compared.focus.kind == "piston" else None
    activity = focus if compared.focus.kind == "activity" else None
    stage = _stage_to_tune(ask, deals) if choice.kind == "tune_deals" else None
    # Pages of another piston do not serve the focus; of an activity or a stage, which is in the CRM's words, there are too few to leave any out. A manager's page says so
    # by its audience; one that says nothing is for all.
    found = ask.services.playbook.search(words, 5, piston, activity, stage=stage, on=ask.as_of, segment=compared.segment, audience="rep", only=("piston",))
    hits = [h for h in found if h.fits][:2]
    openings = {p.document_id: p for p in ask.services.playbook.documents()} if hits else {}
    hits = [replace(h, passage=openings.get(h.passage.document_id, h.passage)) for h in hits]  # a page's opening says what it is for
    for hit in hits:
        ask.turn.passages[hit.passage.id] = hit.passage
    return tuple(hits)


def _stage_to_tune(ask: Ask, deals: DealReview) -> str | None:
    """The stage in which most of the deals to speak about are; of equal ones that of the first named."""
    from copilot.tools.engine import own_rows

    staged = own_rows(ask.company, ask.someone.id).dropna(subset=["stage"])
    stage_of = dict(zip(staged["opportunity_id"], staged["stage"], strict=True))
    stages = [str(stage_of[d.opportunity_id]) for d in (*deals.stalled, *deals.misaligned, *deals.must_win) if d.opportunity_id in stage_of]
    return max(dict.fromkeys(stages), key=stages.count, default=None)


def suggested(ask: Ask, figures: _Figures, exclude: Sequence[str] = (), want_kind: str | None = None, count: int | None = None) -> tuple[GoalDraft, ...]:
    """Goals from the focus, none of which breaks a rule."""
    from copilot.tools.goal_suggest import ActivityRate, DealToTune, GoalContext, suggest_goals

    compared, ledger = figures.benchmark, ask.turn.ledger
    deals = [DealToTune(d.name.text, d.kind, d.customer) for d in (*figures.deals.stalled, *figures.deals.misaligned, *figures.deals.must_win)]
    focus_fact = ledger.get("focus.sentence")
    if figures.choice.kind == "how_good":
        deals.sort(key=lambda deal: deal.reason != "must_win")
    deals.sort(key=lambda deal: not deal.customer)  # where the customer is known, there is more to do
    context = GoalContext(
        focus_kind=compared.focus.kind,
        focus_name=compared.focus.name,
        focus_facts=(focus_fact.id,) if focus_fact else (),
        stretch=compared.stretch.piston if compared.stretch else None,
        activities=tuple(ActivityRate(a.type, a.weekly, a.target.value * 5 if a.target else None) for a in compared.activities),
        conversation=figures.choice.kind,
        quadrant=figures.quadrant,
        deals=tuple(deals),
        hits=figures.hits,
        has_aspiration=bool(ask.aspirations),
        turn=len(ask.goals) + zlib.crc32(ask.someone.id.encode()),
        before=tuple(g.draft.description for g in ask.goals),
    )
    kind = want_kind if want_kind in ("activity", "skill") else None
    return suggest_goals(context, begins_on(ask), following_meeting(ask), ask.services.policy, exclude, kind, ask.services.playbook.has, count)  # type: ignore[arg-type]  # kind was checked above


def begins_on(ask: Ask) -> date:
    """The day goals are agreed on, from which their dates count: that of the 1:1."""
    return max(ask.meeting_on, ask.as_of)


def following_meeting(ask: Ask) -> date:
    """When the goals of this 1:1 are looked at again: the one after it by the team's cadence, within the days a goal may take."""
    from copilot.tools.cadence import CADENCE_DAYS, team_cadence, team_of

    every = team_cadence(ask.company, team_of(ask.someone, ask.company.reps), ask.standing, ask.services.policy).every
    return begins_on(ask) + timedelta(days=min(CADENCE_DAYS[every], ask.services.policy.goal_max_days))


def looked_at(ask: Ask) -> date:
    """A day of the period the agenda is about."""
    return day_looked_at(ask.meeting_on, ask.as_of, ask.services.policy)


def _far_note(ask: Ask) -> str | None:
    """That the 1:1 asked for lies far from what is known."""
    if not far_ahead(ask.meeting_on, ask.as_of, ask.services.policy):
        return None
    days = f"This 1:1 is on {date_text(ask.meeting_on)}, long after {date_text(ask.as_of)}, the day these figures are from"
    return f"{days}: what happened in between is not in here. Import a newer export first, or take the figures as they were then."


# ---------------------------------------------------------------- the agenda


def _assemble(ask: Ask, figures: _Figures, goals: tuple[GoalDraft, ...], style: str | None) -> None:
    """Sort what was found into the places of the agenda."""
    from copilot.tools.what_if import plain_what_if, small_step

    policy, rep, ledger = ask.services.policy, ask.someone, ask.turn.ledger
    compared, choice = figures.benchmark, figures.choice
    what_if = None
    said_already = "focus.sentence" in ledger and ledger["focus.sentence"].kind == "what_if"
    if compared.focus.name and not said_already:
        step = small_step(compared.focus.name, compared.weekly, policy)
        found = plain_what_if(ask.company, rep, step.what, step.factor, ask.as_of, policy, ask.standing, step.words, ask.aspirations)
        if found and found.change > 0:
            ask.add([found.fact])
            what_if = found.fact.name
    focus, focus_on = focus_of(ask, compared) if choice.kind != "first" else (None, None)
    wishes = _wishes(ask)
    promised = promises(ask, figures.judged)
    topics = ask.services.records.topics(ask.turn.viewer, rep.id)
    ask.day("meeting.date", ask.meeting_on, "This is the day of this 1:1.", "one_on_ones")
    goal_names = _goal_facts(ask, goals)
    landing = landing_sentence(ask, choice.landing)
    ask.turn.material["agenda"] = AgendaMaterial(
        rep_id=rep.id,
        as_of=ask.as_of,
        meeting_on=ask.meeting_on,
        conversation=choice.kind,
        minutes=policy.meeting_minutes,
        past_minutes=int(policy.meeting_minutes * policy.past_share + 1e-9),
        reason="conversation.why",
        performance=wishes["performance"],
        career=wishes["career"],
        purpose=wishes["purpose"],
        landing=landing,
        what_if=what_if if choice.kind != "first" and compared.focus.kind != "none" else None,
        focus=focus,
        focus_on=focus_on,
        open_goals=promised.running,
        due_goals=promised.due,
        settled_goals=promised.settled,
        contested_goals=promised.contested,
        kept=ask.words(
            "kept.sentence",
            f"You kept {ledger['coachability.kept'].text} goals so far",
            "This counts the goals that were judged in the months looked back on.",
            "goals",
            looks_back=True,
            rows=rows_of(ledger["coachability.kept"]),
        )
        if "coachability.kept" in ledger and ledger["coachability.kept"].value
        else None,
        deals=deal_lines(figures.deals),
        rep_topics=_topic_facts(ask, [t for t in topics if t.by == "rep" and not t.bring], "topic.rep"),
        bring=_topic_facts(ask, [t for t in topics if t.by == "rep" and t.bring], "topic.bring"),
        manager_topics=_topic_facts(ask, [t for t in topics if t.by == "manager"], "topic.manager"),
        initiatives=_initiatives(ask),
        pages=_pages(ask, figures.hits),
        goals=goals,
        goal_names=goal_names,
        notes=tuple(n for n in (ask.as_of_note, _far_note(ask)) if n),
        about_figures=about_figures(compared, choice),
        own=ask.turn.viewer.id == rep.id,
        style=style,
    )
    ask.turn.material["style"] = style
    ask.turn.material["aspiration_words"] = "\n".join(a.words for a in ask.aspirations)
    _wait_for(ask, goals)
    ask.chips += [
        *([what_if_chip(compared, policy)] if choice.kind != "first" else []),
        "shorter",
        "swap the second goal for a skill goal" if len(goals) > 1 else "suggest another goal",
        "what do we have on next steps?",
    ]


def _wait_for(ask: Ask, goals: tuple[GoalDraft, ...]) -> None:
    """These goals wait for a person's decision."""
    ask.turn.material["goals_state"] = [goal_to_state(g) for g in goals]


def _wishes(ask: Ask) -> dict[str, tuple[str, ...]]:
    """The newest aspiration of each kind, as quoted words."""
    out: dict[str, tuple[str, ...]] = {"performance": (), "career": (), "purpose": ()}
    for wish in sorted(ask.aspirations, key=lambda a: a.said_on, reverse=True):
        if not out[wish.kind]:
            text = f"“{_one_line(wish.words)}” ({date_text(wish.said_on)})"
            out[wish.kind] = (ask.words(f"aspiration.{wish.kind}", text, "These are the rep's own words, with the day they said them.", "aspirations"),)
    return out


def _goal_facts(ask: Ask, goals: Sequence[GoalDraft]) -> tuple[str, ...]:
    policy = ask.services.policy
    within = f"at most {number_text(policy.reach_factor)} times it, or {number_text(policy.reach_add_per_week)} more a week"
    how = f"This goal is suggested for what the 1:1 is about, and is the rep's alone to do. A number in it is within reach of their own recent rate ({within}); it is due by the 1:1 after this one."
    return tuple(ask.words(f"goal.{i}", g.description, how, "goals") for i, g in enumerate(goals, 1))


def _topic_facts(ask: Ask, topics: Sequence[Topic], prefix: str) -> tuple[str, ...]:
    return tuple(ask.words(f"{prefix}.{i}", _one_line(t.words), "One of you put this on the agenda.", "one_on_ones") for i, t in enumerate(topics[:4], 1))


def _initiatives(ask: Ask) -> tuple[str, ...]:
    found = ask.services.records.initiatives(ask.turn.viewer, ask.meeting_on)
    return tuple(ask.words(f"initiative.{i}", f"{_one_line(n.title)}: {_one_line(n.body)}", "This is a company initiative that runs now.", "initiatives") for i, n in enumerate(found[:2], 1))


def _pages(ask: Ask, hits: Sequence[Hit]) -> tuple[PageLine, ...]:
    from copilot.tools.goal_binary import one_of

    out = []
    for i, hit in enumerate(hits, 1):
        title = ask.words(f"page.{i}.title", f"“{_one_line(hit.passage.title)}”", "This is the title of a playbook page.", "playbook")
        deed = one_of(_one_line(hit.passage.action), ask.as_of).rstrip(".")  # of two things a page asks for, the first
        action = ask.words(f"page.{i}.action", deed, "This is what the page asks one to do.", "playbook") if deed else None
        out.append(PageLine(title, action, hit.passage.id))
    return tuple(out)


def _one_line(text: str | None) -> str:
    """Words of others on one line, without marks that could be read as quoting or braces."""
    return re.sub(r"\s+", " ", text or "").strip()
