"""What an endpoint turned out to accept: found out by asking, remembered in a file, so that no process asks it twice."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import TypeAdapter

from copilot.ports import Message

Way = Literal["json_schema", "tool", "json_object", "plain"]
"""How an answer is bound to a schema, the strictest first: by the schema, as the arguments of a tool, as any JSON object, in words."""
_WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one endpoint is asked."""

    schema: Way = "json_schema"
    tokens: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    stream_usage: bool = True

    def body(self, model: str, max_tokens: int, messages: Sequence[Message], schema: Mapping[str, Any] | None, stream: bool) -> dict[str, Any]:
        """The request, always in the same order of keys."""
        # What a shell passes as broken bytes must not break the request.
        told = [{"role": m.role, "content": m.content.encode("utf-8", "replace").decode()} for m in messages]
        body: dict[str, Any] = {"model": model, "messages": told, self.tokens: max_tokens}
        if stream:
            body["stream"] = True
            if self.stream_usage:
                body["stream_options"] = {"include_usage": True}
        if schema is None:
            return body
        if self.schema == "json_schema":
            body["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)}}
            return body
        if self.schema == "tool":
            body["tools"] = [{"type": "function", "function": {"name": "answer", "description": "Give the answer.", "parameters": dict(schema)}}]
            body["tool_choice"] = {"type": "function", "function": {"name": "answer"}}
            return body
        # Some chat templates take one system message, at the front.
        asked = "Answer with one JSON object that fits this JSON schema, and with nothing else:\n" + json.dumps(schema, sort_keys=True)
        if told and told[0]["role"] == "system":
            told[0]["content"] += "\n\n" + asked
        else:
            told.insert(0, {"role": "system", "content": asked})
        if self.schema == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def after(self, words: str, with_schema: bool, stream: bool) -> Dialect | None:
        """What to try next where a request was refused (400, 422) with these words; None where nothing is left."""
        if "max_completion_tokens" in words and self.tokens == "max_tokens":
            return replace(self, tokens="max_completion_tokens")
        if with_schema and self.schema != "plain":
            return self.looser()
        if stream and self.stream_usage:
            return replace(self, stream_usage=False)
        return None

    def looser(self) -> Dialect:
        """The next way of binding an answer to a schema."""
        return replace(self, schema=_WAYS[_WAYS.index(self.schema) + 1])


class DialectNotes:
    """A file of what endpoints accept, by address and model. One that cannot be read or written is as none: it is found out again."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self, where: str, model: str) -> Dialect:
        try:
            return TypeAdapter(Dialect).validate_python(self._all()[_key(where, model)])
        except (KeyError, ValueError):
            return Dialect()

    def save(self, where: str, model: str, dialect: Dialect) -> None:
        kept = {**self._all(), _key(where, model): asdict(dialect)}
        beside = self._file.with_suffix(f".{os.getpid()}.new")
        with suppress(OSError):
            beside.write_text(json.dumps(kept, indent=1, sort_keys=True), "utf-8")
            beside.replace(self._file)

    def _all(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _key(where: str, model: str) -> str:
    return f"{where} {model}"
