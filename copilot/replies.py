"""Reading what an endpoint sends back: its shape, the reasoning taken out, the JSON object in it checked. Knows no client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from copilot.errors import ModelMisspoke

# ---------------------------------------------------------------- shapes: the part that is used, anything else is left alone


class Usage(BaseModel):
    """Tokens as the endpoint counts them; 0 where it does not say."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Function(BaseModel):
    arguments: str = ""

    @field_validator("arguments", mode="before")
    @classmethod
    def _written(cls, arguments: object) -> object:
        """Some endpoints send the object itself."""
        return json.dumps(arguments, ensure_ascii=False) if isinstance(arguments, dict) else arguments


class ToolCall(BaseModel):
    function: Function


class Words(BaseModel):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[ToolCall] | None = None

    @field_validator("content", mode="before")
    @classmethod
    def _joined(cls, content: object) -> object:
        """Some endpoints send a list of parts, reasoning among them."""
        if isinstance(content, list):
            return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict) and part.get("type") == "text")
        return content


class Choice(BaseModel):
    message: Words
    finish_reason: str | None = None


class Answer(BaseModel):
    """A chat completion."""

    choices: list[Choice] = Field(min_length=1)
    model: str | None = None
    usage: Usage | None = None


class Delta(BaseModel):
    delta: Words = Words()
    finish_reason: str | None = None


class Chunk(BaseModel):
    """A piece of a streamed one; the piece with the usage has no choices."""

    choices: list[Delta] = []
    model: str | None = None
    usage: Usage | None = None


def read_answer(body: str) -> Answer:
    """Raises ModelMisspoke where the body is no JSON or no chat completion."""
    try:
        return Answer.model_validate_json(body)
    except ValidationError as error:
        raise ModelMisspoke(f"the endpoint sent no chat completion ({_first(error)}): look at NEXTPLAY_LLM_BASE_URL, which usually ends in '/v1'") from None


def read_chunk(data: object) -> Chunk:
    """Raises ModelMisspoke where the data is no piece of a chat completion."""
    try:
        return Chunk.model_validate(data)
    except ValidationError as error:
        raise ModelMisspoke(f"the endpoint sent no piece of a chat completion ({_first(error)}): look at NEXTPLAY_LLM_BASE_URL, which usually ends in '/v1'") from None


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return ": ".join(part for part in (".".join(str(p) for p in first["loc"]), first["msg"]) if part)


# ---------------------------------------------------------------- JSON


def parse_object(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object in a text, words or a code fence around it left out, checked against the schema.

    Raises:
        ModelMisspoke: no object, a broken one, or one that the schema does not allow, with the first place where.
    """
    import jsonschema  # type: ignore[import-untyped]  # 0.3 s to import, wanted by schema-bound calls only

    start = text.find("{")
    if start < 0:
        raise ModelMisspoke("the model was asked for a JSON object and sent none")
    try:
        found, _ = json.JSONDecoder(parse_constant=_no_number).raw_decode(text, start)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair would break whoever stores it
    except (ValueError, RecursionError) as error:
        raise ModelMisspoke(f"the model was asked for a JSON object and sent a broken one ({error})") from None
    wrong = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(dict(schema)).iter_errors(found))
    if wrong is not None:
        raise ModelMisspoke(f"the model's JSON does not fit what was asked for: at {wrong.json_path}, {wrong.message[:160]}")
    return dict(found)


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


# ---------------------------------------------------------------- reasoning

_OPEN, _CLOSE = "<think>", "</think>"


def without_reasoning(text: str) -> str:
    """The answer without `<think> ... </think>`, which is not for people, and without white space around it.

    Some chat templates write the opening tag themselves, so that the answer starts inside a block: a closing tag
    with no opening one before it ends such a block. An opening tag that is never closed hides all that follows.
    """
    close = text.find(_CLOSE)
    if close >= 0 and _OPEN not in text[:close]:
        text = text[close + len(_CLOSE) :]
    strainer = Strainer()
    return (strainer.feed(text) + strainer.end()).strip()


class Strainer:
    """The same for text that comes in pieces, tags cut anywhere; the white space before the first word is dropped."""

    def __init__(self) -> None:
        self._held = ""
        """What could still turn out to be a tag."""
        self._inside = False
        self._begun = False

    def feed(self, piece: str) -> str:
        """What of the text so far may be shown now and was not shown before."""
        self._held += piece
        shown: list[str] = []
        while True:
            tag = _CLOSE if self._inside else _OPEN
            at = self._held.find(tag)
            before = self._held[:at] if at >= 0 else self._held[: len(self._held) - _overlap(self._held, tag)]
            if not self._inside:
                shown.append(before)
            if at < 0:
                self._held = self._held[len(before) :]
                return self._trimmed("".join(shown))
            self._held = self._held[at + len(tag) :]
            self._inside = not self._inside

    def end(self) -> str:
        """What was held back as a possible tag and is none, now that nothing follows."""
        return "" if self._inside else self._trimmed(self._held)

    def _trimmed(self, text: str) -> str:
        text = text if self._begun else text.lstrip()
        self._begun = self._begun or bool(text)
        return text


def _overlap(text: str, tag: str) -> int:
    """Length of the longest end of `text` that `tag` starts with, the whole tag left out."""
    return next((n for n in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:n])), 0)
