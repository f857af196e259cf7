"""The calls that are recorded from a real server and replayed: fixed requests, so that no changed prompt breaks a recording."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

from copilot.llm import OpenAIModel
from copilot.ports import Message

NEUTRAL = "http://127.0.0.1:8080"
"""What recordings say instead of the port that the server happened to have."""
KEY = "key-of-the-recording"
MODEL = "smollm2-135m-instruct"
GREET = [Message("system", "You answer in one short sentence."), Message("user", "Say hello to a sales manager.")]
PLACE = [Message("system", "You answer with JSON."), Message("user", "In which city and country does the Eiffel Tower stand?")]
PLACE_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "maxLength": 20}, "country": {"type": "string", "maxLength": 20}},
    "required": ["city", "country"],
    "additionalProperties": False,
}


def model_at(address: str, key: str = KEY) -> OpenAIModel:
    return OpenAIModel(f"{address}/v1", SecretStr(key), MODEL, timeout_s=60, max_tokens=60)


def neutral(request: Any) -> Any:
    """A request as kept: only what goes to `/v1/`, without host and key. (A vcrpy hook; None leaves it out.)"""
    url = urlsplit(request.uri)
    if not url.path.startswith("/v1/"):
        return None
    request.uri = urlunsplit((*urlsplit(NEUTRAL)[:2], url.path, url.query, ""))
    request.headers.pop("authorization", None)
    request.headers["host"] = urlsplit(NEUTRAL).netloc
    return request
