"""An endpoint on loopback that misbehaves as told, byte by byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class Endpoint:
    """Gives its replies in order, the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.received: list[Received] = []
        self.hung_up = asyncio.Event()
        """Set when a client closes its side."""
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = json.loads(await reader.readexactly(int(headers["content-length"])))
            self.received.append(Received(method, path, headers, body))
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            answering = asyncio.ensure_future(reply(writer))
            hanging_up = asyncio.ensure_future(reader.read(1))
            await asyncio.wait({answering, hanging_up}, return_when=asyncio.FIRST_COMPLETED)
            if hanging_up.done():
                self.hung_up.set()
            for task in (answering, hanging_up):
                task.cancel()
                with suppress(asyncio.CancelledError, ConnectionError):
                    await task
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@asynccontextmanager
async def endpoint(*replies: Reply) -> AsyncIterator[Endpoint]:
    served = Endpoint(*replies)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(served.serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield served
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


# ---------------------------------------------------------------- replies


def status(code: int, body: str = "{}", content_type: str = "application/json", **headers: str) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {code} Said So", f"content-type: {content_type}", f"content-length: {len(body.encode())}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in ({"connection": "close"} | headers).items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        await writer.drain()

    return reply


def refusal(code: int, message: str, **headers: str) -> Reply:
    return status(code, json.dumps({"error": {"message": message, "type": "invalid_request_error"}}), **headers)


def says(content: Any, finish_reason: str = "stop", connection: str = "close", **more: Any) -> Reply:
    """A whole chat completion."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **more}, "finish_reason": finish_reason}
    return status(
        200, json.dumps({"id": "1", "object": "chat.completion", "model": "m-1", "choices": [choice], "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}), connection=connection
    )


def calls_tool(arguments: Any) -> Reply:
    """A tool called, as the published protocol of chat completions has it: this server stands in for real ones that call tools, which the recorded one does not."""
    call = {"id": "call_1", "type": "function", "function": {"name": "answer", "arguments": arguments}}
    return says(None, "tool_calls", tool_calls=[call])


def kept_open(reply: Reply) -> Reply:
    """The reply, and then the connection left for the client to close."""

    async def and_wait(writer: asyncio.StreamWriter) -> None:
        await reply(writer)
        await asyncio.sleep(3600)

    return and_wait


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


def trickle(start: str) -> Reply:
    """A beginning, then one byte after the other for ever."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(start.encode())
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    return reply


def piece(content: str | None, finish_reason: str | None = None) -> str:
    """One event of a streamed answer."""
    delta = {} if content is None else {"content": content}
    return "data: " + json.dumps({"object": "chat.completion.chunk", "model": "m-1", "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}) + "\n\n"


COST = 'data: {"object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}\n\n'
DONE = "data: [DONE]\n\n"


def events(*parts: str, then: str = "end", pause_s: float = 0.0) -> Reply:
    """Server-sent events. `then`: `end` well, `break` off in the middle of a chunk, `stall` for ever, `repeat` the last part for ever."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n")
        for part in parts:
            writer.write(_chunk(part))
            await writer.drain()
            await asyncio.sleep(pause_s)
        if then == "stall":
            await asyncio.sleep(3600)
        while then == "repeat":
            writer.write(_chunk(parts[-1]))
            await writer.drain()
            await asyncio.sleep(0.02)
        writer.write(b"ff\r\ndata: {" if then == "break" else b"0\r\n\r\n")
        await writer.drain()

    return reply


def _chunk(part: str) -> bytes:
    data = part.encode()
    return b"%x\r\n%b\r\n" % (len(data), data)
