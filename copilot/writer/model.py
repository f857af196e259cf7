"""ModelWriter: a language model words what the tools computed. It is given placeholders and gives placeholders back.

Names of people and accounts, e-mails and phone numbers are hidden before anything leaves the machine (policy
`anonymise`). Every call has what is left of the turn's one deadline; calls and tokens are counted on the turn.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from copilot.domain import Fact, Passage, Rep
from copilot.errors import ModelMisspoke, ModelUnavailable
from copilot.facts import Ledger, placeholders
from copilot.placing import root_of
from copilot.policy import CoachingPolicy
from copilot.ports import Completion, LanguageModel, Message
from copilot.quoting import shown
from copilot.tools.names import Anonymiser
from copilot.writer.outline import Outline
from prompts.load import Prompt, data_block, load

if TYPE_CHECKING:
    from copilot.tools.understanding.thread import ThreadView

_MOST_FACTS = 60
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+|\n+")
_KINDS = {"what_if": " (what if)", "decomposition": " (share of the gap)"}


class TurnView(Protocol):
    """What a writer sees of a turn."""

    ledger: Ledger
    passages: dict[str, Passage]
    material: dict[str, Any]
    people: tuple[str, ...]
    accounts: tuple[str, ...]
    calls: int
    tokens: int

    @property
    def seconds_left(self) -> float: ...


class ModelWriter:
    """Understands a message and words drafts with a language model.

    Every method raises ModelError where the model cannot be used; the caller then takes the deterministic twin.
    """

    def __init__(self, model: LanguageModel, policy: CoachingPolicy) -> None:
        self._model = model
        self._policy = policy
        self.name = model.name

    # ------------------------------------------------------------ understanding

    async def understand(self, message: str, people: Sequence[Rep], view: ThreadView, turn: TurnView) -> dict[str, Any]:
        """The intents, `rep_id` and parameters of a message; keys as in `domain.Request`."""
        hider = self._hider(turn)
        tokens = {hider.hide(p.name): p for p in people} if self._policy.anonymise else {p.name: p for p in people}
        hidden = hider.hide(message)
        about = next((t for t, p in tokens.items() if p.id == view.rep_id), None)
        listed = [t for t in tokens if t in hidden or t == about] or ["(nobody is named)"]
        prompt = load("understand")
        thread = f"about {about or 'nobody yet'}; last asked for: {', '.join(view.intents) or 'nothing'}" + ("; an agenda is on the table" if view.has_agenda else "")
        answer = await self._ask(prompt, turn, people="\n".join(listed), thread=thread, message=data_block("message", hidden))
        read = dict(answer.parsed or {})
        rep = tokens.get(str(read.get("rep"))) if read.get("rep") else None
        said = read.get("parameters") or {}
        parameters: dict[str, Any] = {
            "what": said.get("what"),
            "style": said.get("text") if "revise" in read.get("intents", ()) else None,
            "query": said.get("what") if "playbook" in read.get("intents", ()) else None,
        }
        if said.get("amount") is not None and said.get("unit") == "percent":
            parameters["factor"] = 1 + float(said["amount"]) / 100
        elif said.get("amount") is not None and said.get("unit") == "per_week":
            parameters["per_week"] = float(said["amount"])
        return {"intents": read.get("intents", []), "rep_id": rep.id if rep else None, "parameters": parameters}

    # ------------------------------------------------------------ drafts

    async def agenda(self, twin: Outline, turn: TurnView, refused: Sequence[str]) -> Outline:
        """The agenda in the model's words, every section of the twin under its own id; `refused` asks it to write again."""
        prompt = load("agenda")
        hider = self._hider(turn)
        messages = list(
            prompt.messages(
                outline=data_block("outline", hider.hide(_outline_text(twin))),
                placeholders=data_block("placeholders", hider.hide(self._listing(twin, turn))),
                aspiration=data_block("aspiration", hider.hide(str(turn.material.get("aspiration_words") or "nothing is known yet"))),
                style=str(turn.material.get("style") or "as it is"),
                voice="the rep, for themselves" if turn.material["agenda"].own else "the manager, for the rep",
            )
        )
        self._remember(prompt, turn)
        if refused:
            redraft = load("redraft")
            self._remember(redraft, turn)
            last = turn.material.get("last_draft", "")
            messages += [Message("assistant", last), *redraft.messages(refused=data_block("refused", hider.hide("\n".join(refused[:20]))), again="the whole JSON object")]
        answer = await self._complete(messages, prompt.schema, turn)
        turn.material["last_draft"] = answer.text
        texts = {str(s.get("id")): str(s.get("text", "")).strip() for s in (answer.parsed or {}).get("sections", [])}
        known = {s.id for s in twin.sections}
        if not texts or not known <= set(texts):
            raise ModelMisspoke(f"{self.name!r} left out the sections {sorted(known - set(texts))!r}")
        return twin.with_texts({k: v for k, v in texts.items() if k in known}, self.name)

    async def answer(self, twin: Outline, turn: TurnView) -> AsyncIterator[str]:
        """The answer to a question, sentence by sentence as the model says it, each with its trailing space."""
        prompt = load("answer")
        hider = self._hider(turn)
        messages = prompt.messages(
            question=data_block("question", hider.hide(str(turn.material.get("message", "")))),
            answer=data_block("answer", hider.hide(_outline_text(twin))),
            placeholders=data_block("placeholders", hider.hide(self._listing(twin, turn))),
            thread=data_block("thread", hider.hide(str(turn.material.get("thread_words") or "this is the first message"))),
        )
        self._remember(prompt, turn)
        left = self._time(turn)
        turn.calls += 1
        stream = self._model.stream(messages, timeout_s=left)
        buffer = ""
        try:
            async for piece in stream:
                buffer += piece
                *whole, buffer = _cut(buffer)
                for sentence in whole:
                    if sentence.strip():
                        yield sentence
            if buffer.strip():
                yield buffer
        finally:
            if stream.completion is not None:
                turn.tokens += stream.completion.tokens_in + stream.completion.tokens_out
            await stream.aclose()

    async def sentence_again(self, sentence: str, refused: Sequence[str], shown: Sequence[str], turn: TurnView) -> str:
        """One refused sentence, written once more."""
        prompt, redraft = load("answer"), load("redraft")
        self._remember(redraft, turn)
        hider = self._hider(turn)
        twin: Outline = turn.material["twin"]
        messages = [
            Message("system", prompt.system),
            Message("user", data_block("placeholders", hider.hide(self._listing(twin, turn)))),
            Message("assistant", hider.hide("".join(shown) + sentence)),
            *redraft.messages(refused=data_block("refused", hider.hide("\n".join(refused[:10]))), again=data_block("sentence", hider.hide(sentence))),
        ]
        answer = await self._complete(messages, None, turn)
        return answer.text.strip() + " "

    # ------------------------------------------------------------ calls

    async def _ask(self, prompt: Prompt, turn: TurnView, **values: str) -> Completion:
        self._remember(prompt, turn)
        return await self._complete(prompt.messages(**values), prompt.schema, turn)

    async def _complete(self, messages: Sequence[Message], schema: Mapping[str, Any] | None, turn: TurnView) -> Completion:
        left = self._time(turn)
        turn.calls += 1
        answer = await self._model.complete(messages, schema, timeout_s=left)
        turn.tokens += answer.tokens_in + answer.tokens_out
        return answer

    @staticmethod
    def _time(turn: TurnView) -> float:
        left = turn.seconds_left
        if left <= 0:
            raise ModelUnavailable("the time for this turn is used up (NEXTPLAY_TURN_TIMEOUT_S)")
        return left

    @staticmethod
    def _remember(prompt: Prompt, turn: TurnView) -> None:
        turn.material.setdefault("prompt_shas", {})[prompt.id] = prompt.sha256

    def _hider(self, turn: TurnView) -> Anonymiser:
        """Hides what must not leave the machine, or nothing where policy says so."""
        return Anonymiser(turn.people, turn.accounts) if self._policy.anonymise else Anonymiser((), ())

    @staticmethod
    def _listing(twin: Outline, turn: TurnView) -> str:
        """Each placeholder, how it will read and what it stands for: those of the twin, then others about the same things."""
        used = [name.partition(":")[0] for s in twin.sections for _, _, name in placeholders(s.template)]
        facts: dict[str, Fact] = {f.name: f for f in (turn.ledger.get(n) for n in used) if f is not None}
        about = {"rep", *map(root_of, facts)}
        for fact in turn.ledger:
            if len(facts) >= _MOST_FACTS:
                break
            if root_of(fact.name) in about:
                facts.setdefault(fact.name, fact)
        lines = [f"{{{name}}} reads: {f.text}{_KINDS.get(f.kind, '')}{' (looks back)' if f.looks_back else ''}" for name, f in facts.items()]
        return "\n".join(lines + [f"{{quote:{p.id}}} reads: “{shown(p.quote)}” (from the page {p.title})" for p in turn.passages.values()])


def sentences_of(text: str) -> list[str]:
    """The sentences of an answer as they are shown one by one, each with its trailing space."""
    return [s for s in _cut(text) if s.strip()]


def _cut(text: str) -> list[str]:
    """Text cut after each end of a sentence; the last piece may be one that has not ended."""
    cuts = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(cuts)]


def _outline_text(outline: Outline) -> str:
    return "\n\n".join(f"[{s.id}] {s.title} ({s.minutes} min{', looks back' if s.looks_back else ''})\n{s.template}" for s in outline.sections)
