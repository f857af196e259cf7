"""Any OpenAI-compatible endpoint as a `LanguageModel`; the only importer of openai.

Importing openai takes more than a second, so the first call does it, in a thread. Each call has one hard deadline
that nothing an endpoint does can stretch (silence, trickling bytes, a stalled stream, a long Retry-After); inside
it at most one retry, on 429 and 5xx. Endpoints differ in what they accept; what one of them refuses is found out
once and remembered (`copilot.dialects`). Nothing of openai's own environment variables is used, redirects are not followed,
and the key stands in no error.
"""

from __future__ import annotations

import asyncio
import importlib
import math
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from copilot.dialects import Dialect, DialectNotes
from copilot.errors import ModelError, ModelMisspoke, ModelRejected, ModelUnavailable, SettingsError
from copilot.ports import Completion, Message, TextStream
from copilot.replies import Answer, Chunk, Strainer, Usage, Words, parse_object, read_answer, read_chunk, without_reasoning

if TYPE_CHECKING:
    import openai

DEFAULT_BASE_URL = "https://api.openai.com/v1"
_RETRY_AFTER_S = 0.5
"""Wait before the one retry where the endpoint names none."""


class OpenAIModel:
    """Chat completions of one model behind one base URL."""

    def __init__(self, base_url: str | None, api_key: SecretStr | None, model: str, timeout_s: float, max_tokens: int, notes: DialectNotes | None = None) -> None:
        """
        Args:
            base_url: usually ends in `/v1`; OpenAI's own where None.
            api_key: sent as a bearer token; none is sent where None (most local servers want none).
            timeout_s: seconds one call may take, its retry and fallbacks included.
            max_tokens: most tokens of one answer, reasoning included.
            notes: where it is kept what the endpoint accepts; for this object alone without.

        Raises:
            SettingsError: the URL is none, or the key holds what a header cannot carry.
        """
        self.name = model
        self._base_url = base_url or DEFAULT_BASE_URL
        try:
            url = urlsplit(self._base_url)
            usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
        except ValueError:
            usable = False
        if not usable:
            shown = re.sub(r"//[^/@]*@", "//", self._base_url)  # without a password
            raise SettingsError(f"NEXTPLAY_LLM_BASE_URL is {shown!r}: give a URL such as 'http://127.0.0.1:8080/v1'")
        self._where = f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}"
        """The endpoint as errors name it, without a password that the URL may hold."""
        self._key = api_key.get_secret_value().strip() if api_key else ""
        if not (self._key.isascii() and self._key.isprintable()):
            raise SettingsError("NEXTPLAY_LLM_API_KEY holds characters that a header cannot carry: copy the key again")
        self._timeout_s = timeout_s
        self._max_tokens = max_tokens
        self._notes = notes
        self._known: Dialect | None = None

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, timeout_s: float | None = None) -> Completion:
        """One answer, whole.

        Args:
            schema: a JSON schema of an object; the answer is checked against it and comes as `parsed`.
            timeout_s: shortens the configured time, never lengthens it.

        Raises:
            ModelUnavailable: refused, unknown host, too slow, 429, 5xx.
            ModelRejected: any other status than 2xx; names the setting to look at.
            ModelMisspoke: empty, cut off, not an answer in shape, or not what the schema asks for.
        """
        seconds = self._seconds(timeout_s)
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(deadline), AsyncExitStack() as stack:
                call = await _Call.open(self, stack, deadline)
                answer = read_answer(await call.send(messages, schema))
                usage = answer.usage or Usage()
                while schema is not None and self._lets_pass(answer, schema):
                    self._learn(self._dialect.looser())
                    answer = read_answer(await call.send(messages, schema))
                    more = answer.usage or Usage()
                    usage = Usage(prompt_tokens=usage.prompt_tokens + more.prompt_tokens, completion_tokens=usage.completion_tokens + more.completion_tokens)
        except TimeoutError:
            raise self._too_slow(seconds) from None
        choice = answer.choices[0]
        text = _said(choice.message)
        try:
            self._check_ending(text, choice.finish_reason, choice.message.refusal)
            parsed = parse_object(text, schema) if schema is not None else None
        except ModelMisspoke as error:
            error.spent = (usage.prompt_tokens, usage.completion_tokens) if usage.prompt_tokens or usage.completion_tokens else None
            raise
        return Completion(text, answer.model or self.name, usage.prompt_tokens, usage.completion_tokens, parsed)

    def stream(self, messages: Sequence[Message], timeout_s: float | None = None) -> TextStream:
        """Text as it comes; raises as `complete`, at the latest when the stream ends. The time runs from the first piece asked for."""
        return _LiveStream(self, messages, self._seconds(timeout_s))

    @property
    def _dialect(self) -> Dialect:
        """Read when the first call asks; nothing is touched before."""
        if self._known is None:
            self._known = self._notes.load(self._where, self.name) if self._notes else Dialect()
        return self._known

    def _learn(self, dialect: Dialect) -> None:
        if dialect != self._dialect:
            self._known = dialect
            if self._notes:
                self._notes.save(self._where, self.name, dialect)

    def _lets_pass(self, answer: Answer, schema: Mapping[str, Any]) -> bool:
        """Whether the endpoint took no notice of a schema, or of a tool to be called, and answered freely."""
        choice = answer.choices[0]
        whole = choice.finish_reason not in ("length", "content_filter") and not choice.message.refusal and bool(_said(choice.message))
        return self._dialect.schema in ("json_schema", "tool") and whole and not choice.message.tool_calls and not _fits(answer, schema)

    def _seconds(self, timeout_s: float | None) -> float:
        return self._timeout_s if timeout_s is None else min(timeout_s, self._timeout_s)

    def _check_ending(self, text: str, finish_reason: str | None, refusal: str | None) -> None:
        """Raises ModelMisspoke for an answer that is none or not whole."""
        if finish_reason == "length":
            raise ModelMisspoke(f"{self.name!r} was cut off at {self._max_tokens} tokens: raise NEXTPLAY_LLM_MAX_TOKENS (reasoning models need several thousand)")
        if refusal or finish_reason == "content_filter":
            raise ModelMisspoke(f"{self.name!r} declined to answer ({'content filter' if finish_reason == 'content_filter' else self._quoted(refusal)})")
        if not text:
            raise ModelMisspoke(f"{self.name!r} answered nothing: try again, or another NEXTPLAY_LLM_MODEL")

    # errors

    def _too_slow(self, seconds: float) -> ModelUnavailable:
        return ModelUnavailable(f"the model endpoint {self._where!r} was not done within {seconds:.3g} s: give it longer with NEXTPLAY_LLM_TIMEOUT_S, or look whether it runs")

    def _broken(self, error: Exception) -> ModelUnavailable:
        """A connection that never came about or broke."""
        cause = error.__cause__ or error
        return ModelUnavailable(f"the model endpoint {self._where!r} cannot be reached ({self._quoted(str(cause) or type(cause).__name__)}): look whether it runs and at NEXTPLAY_LLM_BASE_URL")

    def _no_client(self, error: Exception) -> ModelUnavailable:
        return ModelUnavailable(f"no connection to the model endpoint {self._where!r} can be prepared ({self._quoted(str(error))}): look at SSL_CERT_FILE, SSL_CERT_DIR and the proxy variables")

    def _failed_midway(self, words: str) -> ModelUnavailable:
        return ModelUnavailable(f"the model endpoint {self._where!r} broke off ({self._quoted(words)}): try again")

    def _refused(self, error: openai.APIStatusError) -> ModelError:
        """What a status other than 2xx means and which setting to look at."""
        status, said = error.status_code, self._quoted(_words(error))
        if status == 429 or status >= 500:
            asked = _asked_wait(error.response.headers.get("retry-after"))
            wait = f" and asks to wait {asked:.3g} s" if asked is not None else ""
            return ModelUnavailable(f"the model endpoint {self._where!r} answered {status}{wait} ({said}): try again later")
        if 300 <= status < 400:
            return ModelRejected(f"the model endpoint {self._where!r} points elsewhere ({status}), which is not followed: put the right address in NEXTPLAY_LLM_BASE_URL")
        look = {
            401: f"look at NEXTPLAY_LLM_API_KEY, which is {'set' if self._key else 'not set'}",
            403: f"NEXTPLAY_LLM_API_KEY may not use {self.name!r}; look at it and at NEXTPLAY_LLM_MODEL",
            404: f"look at NEXTPLAY_LLM_MODEL, which is {self.name!r}, and at NEXTPLAY_LLM_BASE_URL, which usually ends in '/v1'",
            413: "the request is too long for it: name a model that reads more in NEXTPLAY_LLM_MODEL",
        }
        hint = look.get(status, f"look at NEXTPLAY_LLM_MODEL, which is {self.name!r}, at NEXTPLAY_LLM_MAX_TOKENS and at NEXTPLAY_LLM_BASE_URL")
        return ModelRejected(f"the model endpoint {self._where!r} answered {status} ({said}): {hint}")

    def _quoted(self, words: str | None) -> str:
        """An endpoint's own words, short, on one line and never with the key in them."""
        plain = " ".join((words or "").split())
        if self._key:
            plain = plain.replace(self._key, "***")
        return repr(plain if len(plain) <= 160 else plain[:159] + "…")


# ---------------------------------------------------------------- one call


class _Call:
    """One question to the endpoint, with its retry and its changes of dialect."""

    def __init__(self, model: OpenAIModel, client: openai.AsyncOpenAI, library: Any, deadline: float) -> None:
        self._model, self._client, self._openai, self._deadline = model, client, library, deadline

    @classmethod
    async def open(cls, model: OpenAIModel, stack: AsyncExitStack, deadline: float) -> _Call:
        """A client of its own, closed with the stack: one cannot be shared between event loops, and a handshake is cheap beside an answer."""
        try:
            library, client = await asyncio.to_thread(_make_client, model._base_url, model._key)
        except (OSError, ValueError) as error:
            raise model._no_client(error) from None
        await stack.enter_async_context(client)
        return cls(model, client, library, deadline)

    async def send(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None) -> str:
        """The body of the answer."""
        raw = await self._send(messages, schema, stream=False)
        return str(raw.text)

    async def chunks(self, messages: Sequence[Message]) -> AsyncGenerator[Chunk]:
        """The pieces of a streamed answer."""
        raw = await self._send(messages, None, stream=True)
        try:
            async with raw.parse() as pieces:
                async for data in pieces:
                    yield read_chunk(data.model_dump(warnings=False, exclude_unset=True) if isinstance(data, BaseModel) else data)
        except self._openai.APIConnectionError as error:
            raise self._model._broken(error) from None
        except self._openai.APIError as error:
            raise self._model._failed_midway(str(error.message)) from None
        except ValueError as error:  # broken JSON, or bytes that are no UTF-8
            raise ModelMisspoke(f"the model endpoint sent a piece that is no JSON ({error}): look at NEXTPLAY_LLM_BASE_URL") from None

    async def _send(self, messages: Sequence[Message], schema: Mapping[str, Any] | None, stream: bool) -> Any:
        model, library = self._model, self._openai
        dialect, retried, first = model._dialect, False, None
        while True:
            try:
                raw = await self._client.chat.completions.with_raw_response.create(**dialect.body(model.name, model._max_tokens, messages, schema, stream), extra_headers=self._headers())
            except library.APIStatusError as error:
                if error.status_code in (400, 422):
                    first = first or error  # once all is tried, what was said about the whole request says most
                    other = dialect.after(_words(error), schema is not None, stream)
                    if other is None:
                        raise model._refused(first) from None
                    dialect = other
                    continue
                wait = self._wait(error)
                if retried or wait is None:
                    raise model._refused(error) from None
                retried = True
                await asyncio.sleep(wait)
            except library.APIConnectionError as error:
                raise model._broken(error) from None
            else:
                model._learn(dialect)
                return raw

    def _wait(self, error: openai.APIStatusError) -> float | None:
        """Seconds until the one retry, None where there is no sense or no time for one."""
        if error.status_code != 429 and error.status_code < 500:
            return None
        asked = _asked_wait(error.response.headers.get("retry-after"))
        wait = _RETRY_AFTER_S if asked is None else asked
        return wait if asyncio.get_running_loop().time() + wait < self._deadline else None

    def _headers(self) -> dict[str, Any]:
        """Take out what openai would add: facts about this machine, and whatever its own environment variables say."""
        omit, key = self._openai.Omit(), self._model._key
        headers: dict[str, Any] = {name: omit for name in self._client.default_headers if name.lower() not in ("accept", "content-type", "authorization", "user-agent")}
        return headers | {"X-Stainless-Retry-Count": omit, "User-Agent": "nextplay", "Authorization": f"Bearer {key}" if key else omit}


def _make_client(base_url: str, key: str) -> tuple[Any, Any]:
    """openai and a client of it; runs in a thread, since the first import takes over a second and reading certificates 30 ms."""
    library = importlib.import_module("openai")
    # The deadline is ours alone; a redirect would carry the text to somewhere nobody configured.
    http = library.DefaultAsyncHttpxClient(timeout=None, follow_redirects=False)
    client = library.AsyncOpenAI(api_key=key or "none", base_url=base_url, max_retries=0, timeout=None, http_client=http)
    _ = client.chat.completions  # imports once more
    return library, client


def _words(error: openai.APIStatusError) -> str:
    """What the endpoint said about a refusal: the message of its JSON, else the start of its body."""
    body = error.body
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        message = inner.get("message") if isinstance(inner, Mapping) else inner
        if isinstance(message, str):
            return message
    return error.response.text[:500] if error.response.is_closed else str(error.message)


def _asked_wait(header: str | None) -> float | None:
    """Seconds of a Retry-After header, a number or a date; None where there is none that makes sense."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            until = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp()
    return max(0.0, seconds) if math.isfinite(seconds) else None


# ---------------------------------------------------------------- answers


def _said(message: Words) -> str:
    """The words of an answer, or what a tool was called with."""
    return message.tool_calls[0].function.arguments.strip() if message.tool_calls else without_reasoning(message.content or "")


def _fits(answer: Answer, schema: Mapping[str, Any]) -> bool:
    try:
        parse_object(_said(answer.choices[0].message), schema)
    except ModelMisspoke:
        return False
    return True


# ---------------------------------------------------------------- streams


class _LiveStream:
    """A `TextStream` over one call. The deadline binds each wait for the next piece, and never the reader's own code in between."""

    def __init__(self, model: OpenAIModel, messages: Sequence[Message], seconds: float) -> None:
        self.completion: Completion | None = None
        self._model, self._messages, self._seconds = model, messages, seconds
        self._deadline: float | None = None
        self._pieces = self._read()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        if self._deadline is None:
            self._deadline = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._deadline):
                return await anext(self._pieces)
        except TimeoutError:
            await self.aclose()
            raise self._model._too_slow(self._seconds) from None

    async def aclose(self) -> None:
        await self._pieces.aclose()

    async def _read(self) -> AsyncGenerator[str]:
        """Every piece to show. Ended, closed or cancelled, it leaves no connection behind."""
        model, strainer, shown = self._model, Strainer(), []
        usage, named, finish_reason, refusal = Usage(), model.name, None, None
        async with AsyncExitStack() as stack:
            call = await _Call.open(model, stack, self._deadline or 0.0)
            async for chunk in await stack.enter_async_context(aclosing(call.chunks(self._messages))):
                named, usage = chunk.model or named, chunk.usage or usage
                for choice in chunk.choices[:1]:
                    finish_reason, refusal = choice.finish_reason or finish_reason, choice.delta.refusal or refusal
                    if piece := strainer.feed(choice.delta.content or ""):
                        shown.append(piece)
                        yield piece
            if rest := strainer.end():
                shown.append(rest)
                yield rest
        if not (finish_reason or refusal):
            raise model._failed_midway("the stream ended before the answer did")
        text = "".join(shown).strip()
        try:
            model._check_ending(text, finish_reason, refusal)
        except ModelMisspoke as error:
            error.spent = (usage.prompt_tokens, usage.completion_tokens) if usage.prompt_tokens or usage.completion_tokens else None
            raise
        self.completion = Completion(text, named, usage.prompt_tokens, usage.completion_tokens)
