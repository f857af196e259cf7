"""check: nothing ungrounded, no sin and no broken goal rule gets past here."""

from __future__ import annotations

import re
from datetime import date

from langgraph.runtime import Runtime

from copilot.claims import check_claims, words_heard
from copilot.domain import Section
from copilot.errors import DraftRefused
from copilot.events import StepStarted
from copilot.facts import Rendered, render
from copilot.graph.context import Turn
from copilot.graph.state import State
from copilot.grounding import Refusal, check_template
from copilot.placing import answers_the_question, kept_in_place, order_kept
from copilot.tools.goals import check_goal
from copilot.tools.sins import check_draft
from copilot.usage import check_usage
from copilot.writer.outline import Outline, SectionDraft

_OTHERS_WORDS = frozenset({"aspirations", "one_on_ones", "initiatives", "playbook", "goals", "people"})
"""Sources of text that people wrote: shown as theirs, and no sin of the draft."""
_SPEAKING = re.compile(r"\{[^{}]*\}|\b(I|me|my|mine|we|us|our|ours)\b|\b(let)(?=['’]s\b)", re.IGNORECASE)
"""Words by which a manager would be speaking; what stands in placeholders is somebody's own."""
_ANSWER_SINS = frozenset({"stack_ranking", "my_time"})
"""What an answer to a question can commit; only an agenda can ambush or look back too long."""


def refusals_of(template: str, turn: Turn, ours: bool = False, shown: str = "") -> list[str]:
    """Why a piece of an answer may not be shown, in words a model can act on; empty when it may.

    Args:
        template: the piece.
        turn: with the Facts, and of a model's answer the plain text.
        shown: the pieces of a model's answer before this one.
        ours: a template of our own, which names nobody, whatever a customer is called or a sentence begins with.
    """
    ungrounded = _ungrounded(template, turn, ours)
    if not ours:
        twin: Outline = turn.material["twin"]
        ungrounded += _beyond_facts(template, turn) + order_kept(shown + template, "\n".join(s.template for s in twin.sections))
    if ungrounded:
        return [str(r) for r in ungrounded]
    said = render(template, turn.ledger, turn.passages)
    section = Section("answer", "", 0, False, _own_words(said, turn), said.facts, said.passages)
    return [f"sin {f.sin}: {f.quote!r}: {f.instead}" for f in check_draft([section], whole=False) if f.verdict == "present" and f.sin in _ANSWER_SINS]


def refusals_of_whole(template: str, turn: Turn) -> list[str]:
    """Why a model's answer may not stand as a whole, each of its sentences having passed; empty when it may."""
    twin: Outline = turn.material["twin"]
    found = [str(r) for r in answers_the_question(template, [s.template for s in twin.sections], turn.ledger)]
    return found or refusals_of(template, turn)


def _ungrounded(template: str, turn: Turn, ours: bool) -> list[Refusal]:
    return [r for r in check_template(template, turn.ledger, turn.passages, () if ours else turn.names) if not (ours and r.kind == "name")]


def _beyond_facts(template: str, turn: Turn) -> list[Refusal]:
    """What a model's words claim beyond its placeholders, and placeholders that stand where their Fact is not true."""
    twin: Outline = turn.material["twin"]
    agenda = turn.material.get("agenda")
    plain = [s.template for s in twin.sections]
    heard = words_heard(f.text for f in turn.ledger if f.name.startswith("aspiration."))
    return [
        *check_usage(template, turn.ledger, turn.passages, plain, agenda.rep_id if agenda else None),
        *check_claims(template, turn.ledger, turn.passages, plain, heard),
    ]


def _beyond_section(draft: SectionDraft, turn: Turn) -> list[Refusal]:
    return _beyond_facts(draft.template, turn) + (kept_in_place(draft, turn.material["twin"], turn.ledger) if turn.material.get("agenda") else [])


def refusals_of_section(draft: SectionDraft, turn: Turn) -> list[str]:
    """Why a section of a model's draft may not be shown; empty when it may."""
    return [str(r) for r in _ungrounded(draft.template, turn, ours=False) + _beyond_section(draft, turn)]


def managers_voice(template: str) -> list[Refusal]:
    """Words of a manager's in what a rep prepares: who reads it would be asked by nobody who is there."""
    said = (m.group(1) or m.group(2) for m in _SPEAKING.finditer(template))
    return [Refusal("voice", word, "the rep prepares this: say 'you', and 'your manager' for the other side") for word in said if word]


async def check(state: State, runtime: Runtime[Turn]) -> State:
    """Look at the whole draft: grounding by section, then sins over the agenda as one, then the goal rules.

    Raises:
        DraftRefused: the deterministic twin itself did not pass.
    """
    turn = runtime.context
    outline = Outline.from_state(state["outline"])
    agenda = turn.material.get("agenda")
    if agenda:
        runtime.stream_writer(StepStarted("check", "checking every figure"))
    ours = outline.written_by == "scripted"
    refused: list[str] = []
    sections: list[Section] = []
    own: list[Section] = []
    for draft in outline.sections:
        found = _ungrounded(draft.template, turn, ours) + ([] if ours else _beyond_section(draft, turn))
        if agenda and agenda.own:
            found += managers_voice(draft.template)
        refused += [f"[{draft.id}] {r}" for r in found]
        if not found:
            said = render(draft.template, turn.ledger, turn.passages)
            sections.append(Section(draft.id, draft.title, draft.minutes, draft.looks_back, said.text, said.facts, said.passages))
            own.append(Section(draft.id, draft.title, draft.minutes, draft.looks_back, _own_words(said, turn), said.facts, said.passages))
    if not refused:
        policy = turn.services.policy
        wished = any(fact is not None and fact.name.startswith("aspiration.") for s in own for fact in map(turn.ledger.get, s.facts))  # their words are blanked out here
        sins = [f for f in check_draft(own, whole=bool(agenda), past_share=policy.past_share) if not (wished and f.sin == "no_aspiration")]
        refused += [f"[{f.sin}] {f.quote!r}: {f.instead}" for f in sins if f.verdict == "present" and (agenda or f.sin in _ANSWER_SINS)]
        if agenda:
            today = max(date.fromisoformat(state["as_of"]), agenda.meeting_on)
            refused += [f"[goal] {v.rule}: {v.why}" for g in agenda.goals for v in check_goal(g, today, None, None, turn.services.playbook.has, policy)]
        turn.material["sections"] = tuple(sections)
    if refused and state.get("plain"):
        raise DraftRefused(refused)
    return {"refused": refused}


def _own_words(said: Rendered, turn: Turn) -> str:
    """The text with quotations and what people wrote blanked out, at the same length."""
    text = said.text
    for span in said.spans:
        fact = turn.ledger.get(span.fact) if span.fact else None
        name = fact is not None and fact.kind == "name"  # also of a deal: the digits of its id are no figures
        if span.passage or name or (fact is not None and fact.kind == "words" and fact.source is not None and fact.source.table in _OTHERS_WORDS):
            text = text[: span.start] + "x" * (span.end - span.start) + text[span.end :]
    return text
