"""The session cookie: whose sign-in it is, signed; good for one working day, or until somebody signs out."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from copilot.ports import Accounts

SESSION_HOURS = 12


def cookie_name(request: Request) -> str:
    """Bound to the host by its prefix where the page is served over https."""
    return "__Host-nextplay" if request.url.scheme == "https" else "nextplay"


class Sessions:
    """Signs and reads session cookies. What a cookie names must stand on the server too, so that signing out ends every copy of it."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="nextplay.session")

    def person(self, cookie: str | None, accounts: Accounts) -> str | None:
        """The id in a cookie; None where there is none, it is forged, it ran out, or it was signed out."""
        held = self._read(cookie)
        return held[0] if held is not None and accounts.session_open(*held) else None

    def cookie(self, person_id: str, accounts: Accounts) -> str:
        """The cookie of a new sign-in."""
        return str(self._signer.dumps([person_id, accounts.open_session(person_id, SESSION_HOURS)]))

    def open(self, request: Request, response: Response, person_id: str, accounts: Accounts) -> None:
        """Sign somebody in by setting the cookie; whoever was signed in with the browser before is signed out."""
        self.revoke(request, accounts)
        secure = request.url.scheme == "https"
        response.set_cookie(cookie_name(request), self.cookie(person_id, accounts), max_age=SESSION_HOURS * 3600, path="/", httponly=True, samesite="lax", secure=secure)

    def close(self, request: Request, response: Response, accounts: Accounts) -> None:
        """End the sign-in on the server, and take the cookie away."""
        self.revoke(request, accounts)
        response.delete_cookie(cookie_name(request), path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")

    def revoke(self, request: Request, accounts: Accounts) -> None:
        held = self._read(request.cookies.get(cookie_name(request)))
        if held is not None:
            accounts.close_session(*held)

    def _read(self, cookie: str | None) -> tuple[str, str] | None:
        if not cookie:
            return None
        try:
            held = self._signer.loads(cookie, max_age=SESSION_HOURS * 3600)
        except BadSignature:
            return None
        return (str(held[0]), str(held[1])) if isinstance(held, list) and len(held) == 2 else None  # a cookie of an earlier version holds an id alone
