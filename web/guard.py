"""What holds for every request: where it may come from, how large it may be, and what the browser is told about safety."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""Of a request's body."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # "no-referrer" would have browsers send forms with the Origin "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Refuses writes from elsewhere and bodies that are too large; adds the safety headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    out.setdefault(name, value)
                if scope["scheme"] == "https":
                    out.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        if scope["method"] not in _SAFE and not same_origin(headers):
            await _refuse(send_guarded, 403, "This came from another site", "Writes are taken only from Nextplay's own pages: send an Origin header that names this host.", scope["path"])
            return
        if _too_large(headers):
            await _refuse(send_guarded, 413, "That is too long", f"At most {MOST_BYTES:,} bytes, with a Content-Length.", scope["path"])
            return
        await self._app(scope, receive, send_guarded)


def same_origin(headers: Headers) -> bool:
    """Whether the Origin header names the host that was asked."""
    origin = headers.get("origin")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host", "")


def _too_large(headers: Headers) -> bool:
    length = headers.get("content-length")
    if length is None:
        return "chunked" in headers.get("transfer-encoding", "").lower()
    return not length.isdigit() or int(length) > MOST_BYTES


async def _refuse(send: Send, status: int, title: str, detail: str, path: str) -> None:
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": path}).encode()
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
