"""What `nextplay notes` finds: sins, promises and how the talk was shared (section 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import Commitment, Finding, NotesReport, Verdict
from copilot.policy import CoachingPolicy
from copilot.tools.notes.promises import commitment_goal, find_commitments
from copilot.tools.notes.reading import Notes, Who, read_notes
from copilot.tools.notes.rules import ABSENT, THIN_WORDS, rule_findings, word_count
from copilot.tools.notes.talk import measure, session_risk
from copilot.tools.sins.catalogue import catalogue

if TYPE_CHECKING:
    from copilot.ports import Embedder
    from copilot.tools.notes.acts import Table
    from copilot.tools.notes.pieces import Piece

SURE_RULE = 0.75
"""A rule so sure is believed ..."""
DOUBT = 0.15
"""... where the classifier does not think otherwise."""


def check_notes(text: str, policy: CoachingPolicy, meeting_on: date, embedder: Embedder | None = None, next_meeting: date | None = None, known: Mapping[str, Who] | None = None) -> NotesReport:
    """Sins, promises and how the talk was shared; every quotation stands at its offsets in `text`.

    Args:
        text: Plain notes, Markdown, a transcript, or JSON with speakers and texts.
        policy: How much may look back, and how far away a goal may be due.
        meeting_on: The day of the 1:1, which `by Friday` is relative to.
        embedder: For the classifiers; without one only the rules speak.
        next_meeting: When they meet again, where it is known.
        known: Names of people and their side, where the caller knows.

    Raises:
        InputError: JSON that holds no utterances.
        SettingsError: An embedder that the classifiers were not trained on.
    """
    notes = read_notes(text, known)
    commitments = find_commitments(notes, text, meeting_on)
    talk = measure(notes)
    findings = rule_findings(notes, text, commitments, talk, policy)
    if embedder is not None:
        findings, commitments = _learnt(notes, text, findings, commitments, meeting_on, embedder, known or {})
    guests = {s.name for s in notes.speakers if s.who == "guest"}
    commitments = [c for c in commitments if c.speaker not in guests]
    goals = tuple(commitment_goal(c, meeting_on, next_meeting, policy) for c in commitments if c.who != "manager")
    return NotesReport(tuple(findings), tuple(commitments), talk, session_risk(notes, talk, findings), goals, notes.speakers)


def _learnt(notes: Notes, text: str, rules: list[Finding], promised: list[Commitment], meeting_on: date, embedder: Embedder, known: Mapping[str, Who]) -> tuple[list[Finding], list[Commitment]]:
    """The same two, by the classifiers, which weigh what the rules found."""
    from copilot.tools.notes.acts import ACTS, acts
    from copilot.tools.notes.agreed import agreed
    from copilot.tools.notes.pieces import is_code, pieces_of

    pieces = pieces_of(notes, known, promised)
    if not pieces:
        return rules, promised
    odds = acts(pieces, embedder)
    foreign = {p.start for p, row in zip(pieces, odds, strict=True) if row[ACTS.index("foreign")] >= 0 or is_code(p.text)}
    if foreign:  # what is no part of a 1:1 sways nothing, not even where in the text the rest stands
        pieces = pieces_of(notes, known, promised, foreign)
        odds = acts(pieces, embedder)
    if not pieces:
        return rules, promised
    judged = [f for sin in dict.fromkeys(f.sin for f in rules) for f in _judged(sin, notes, text, pieces, odds, [f for f in rules if f.sin == sin])]
    return judged, agreed(notes, text, pieces, odds, promised, meeting_on)


def _judged(sin: str, notes: Notes, text: str, pieces: Sequence[Piece], odds: Table, rules: list[Finding]) -> list[Finding]:
    from copilot.tools.notes.judging import chances, figures, load_verdicts, quotations

    weights = load_verdicts().get(sin)
    if weights is None:
        return rules
    chance = chances(weights, figures(sin, pieces, odds, rules))
    entry = catalogue()[sin]
    by_rule = any(f.verdict == "present" and f.confidence >= SURE_RULE for f in rules)
    if chance["present"] >= (min(weights.threshold, DOUBT) if by_rule else weights.threshold):
        places = quotations(sin, pieces, odds, text)
        confidence = round(max(chance["present"], weights.threshold), 2)
        if not places:
            return [Finding(sin, "present", ABSENT, None, None, entry.why, entry.instead, confidence, f"classifier:{sin}")]
        return [Finding(sin, "present", text[a:b], a, b, entry.why, entry.instead, confidence, f"classifier:{sin}") for a, b in places]
    thin = word_count(notes) < THIN_WORDS or len(pieces) < 2
    absent = chance["absent"] >= chance["cannot tell"] and (not thin or sin in ("no_commitment", "no_aspiration"))
    verdict: Verdict = "absent" if absent else "cannot tell"
    sure = chance["absent"] if absent else max(chance["cannot tell"], 1 - chance["present"] - chance["absent"])
    return [Finding(sin, verdict, ABSENT, None, None, entry.why, entry.instead, round(sure, 2), f"classifier:{sin}")]
