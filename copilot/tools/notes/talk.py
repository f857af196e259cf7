"""How a conversation was shared: who talked, asked and told, and how much looked back [A]."""

from __future__ import annotations

import math
import re

from copilot.domain import Finding, Talk
from copilot.tools.notes.promises import SENTENCE
from copilot.tools.notes.reading import Notes

TELLING = re.compile(
    r"\b(?:you (?:really |just |also |all )?(?:need to|must|should|have to|['’]ve got to|gotta|had better|ought to|shouldn['’]t|can['’]t keep|need|might want to|could just|want to (?:make sure|be))|i (?:need|want|expect|would like|['’]d like) you to|what you (?:need|should|have to)|make sure (?:you|that you)|it['’]s important (?:that|to|for you)|don['’]t (?:forget|do)|why don['’]t you|if i were you|my advice|i (?:suggest|recommend|advise)|the (?:problem|thing) (?:with you )?is)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"^[\W_]*(?:\w+[\s,]+){0,4}?(?:what|how|why|which|who|where|when|tell me|describe|in what)\b", re.IGNORECASE)
PAST = re.compile(
    r"\b(?:last (?:week|month|quarter|year|time)|yesterday|ago|previous(?:ly)?|back then|in the past|earlier this (?:year|quarter|month)|(?:i|you|we|they|he|she|it) (?:was|were|had|did|didn['’]t|went|got|missed|lost|won|made|sent|called|told|said|thought|came|forgot|tried|failed|closed|met|ran|took|should have|could have)|what (?:happened|went wrong))\b",
    re.IGNORECASE,
)


def measure(notes: Notes) -> Talk:
    """Shares between 0 and 1; None where the text cannot tell: who led, or too little was said."""
    sentences = [(u.who, m.group()) for u in notes.utterances for m in SENTENCE.finditer(u.text) if re.search(r"\w", m.group())]
    past = sum(bool(PAST.search(s)) for _, s in sentences) / len(sentences) if len(sentences) >= 5 else None
    leader = [s for who, s in sentences if who == "manager"]
    if notes.kind != "transcript" or not leader or not any(who == "rep" for who, _ in sentences):
        return Talk(None, None, None, None, past)
    words = {who: sum(len(s.split()) for w, s in sentences if w == who) for who in ("manager", "rep")}
    questions = [s for s in leader if s.rstrip().endswith("?")]
    return Talk(
        leader_share=words["manager"] / max(1, words["manager"] + words["rep"]),
        question_share=len(questions) / len(leader),
        open_question_share=sum(bool(_OPEN.match(s)) for s in questions) / len(questions) if questions else 0.0,
        telling_share=sum(bool(TELLING.search(s)) for s in leader) / len(leader),
        past_share=past,
    )


def session_risk(notes: Notes, talk: Talk, findings: list[Finding]) -> float:
    """How likely the session as a whole was a poor one, 0 to 1: telling, a leader who fills the time, few turns, and sins found.

    The weights are judged, not fitted; benchmarks say how well they order real sessions.
    """
    score = -1.0
    for f in findings:
        if f.verdict == "present":
            score += 0.7 * f.confidence
    if talk.telling_share is not None and talk.leader_share is not None and talk.open_question_share is not None:
        leader_turns = [u for u in notes.utterances if u.who == "manager"]
        per_turn = sum(len(u.text.split()) for u in leader_turns) / max(1, len(leader_turns))
        score += 8.0 * min(talk.telling_share, 0.3) + 2.0 * (talk.leader_share - 0.5) - 0.8 * talk.open_question_share
        score += 0.6 * math.log(max(per_turn, 5) / 20) - 0.5 * math.log(max(len(notes.utterances), 4) / 30)
    return round(1 / (1 + math.exp(-score)), 3)
