"""The session cookie: whose session it is, signed, and good for one working day."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

SESSION_HOURS = 12


def cookie_name(request: Request) -> str:
    """Bound to the host by its prefix where the page is served over https."""
    return "__Host-nextplay" if request.url.scheme == "https" else "nextplay"


class Sessions:
    """Signs and reads session cookies."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="nextplay.session")

    def person(self, cookie: str | None) -> str | None:
        """The id in a cookie; None where there is none, it is forged, or it ran out."""
        if not cookie:
            return None
        try:
            return str(self._signer.loads(cookie, max_age=SESSION_HOURS * 3600))
        except BadSignature:
            return None

    def open(self, request: Request, response: Response, person_id: str) -> None:
        """Sign somebody in by setting the cookie."""
        secure = request.url.scheme == "https"
        response.set_cookie(cookie_name(request), self._signer.dumps(person_id), max_age=SESSION_HOURS * 3600, path="/", httponly=True, samesite="lax", secure=secure)

    def close(self, request: Request, response: Response) -> None:
        response.delete_cookie(cookie_name(request), path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")
