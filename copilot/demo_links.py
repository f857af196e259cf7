"""Signed links that sign one in to the demo company, and the secret they and the session cookies are signed with."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from copilot.domain import Role
from copilot.errors import FolderUnreadable, Forbidden
from copilot.ports import Account
from copilot.settings import Settings

LINK_HOURS = 24
"""A demo link works for so long after it was printed."""
_SALT = "nextplay.demo-link"
_SECRET_FILE = "demo-secret"
_ROLES = {Role.ADMIN: "admin", Role.MANAGER: "manager", Role.REP: "rep", Role.OPERATOR: "operator"}


def signing_secret(settings: Settings) -> str:
    """The secret of the settings; in the demo one that is made at the first use and kept in the data folder, for its owner to read.

    Raises:
        SettingsError: none, or one too short, outside the demo.
        FolderUnreadable: the demo's secret can be neither read nor made.
    """
    settings.check_serving()
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    path = settings.data / _SECRET_FILE
    try:
        return _kept_secret(path)
    except OSError as e:
        raise FolderUnreadable(f"the demo's secret {str(path)!r} cannot be kept: {e.strerror}; give the demo a folder you may write to") from e


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        path.chmod(0o600)
        kept = path.read_text("utf-8").strip()
        if kept:
            return kept
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    made = secrets.token_urlsafe(32)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(made + "\n")
    return made


def demo_links(accounts: Sequence[Account], base: str, secret: str) -> list[tuple[str, str]]:
    """(who, link) for everybody one can sign in as: managers at the top, then reps, each by name.

    Args:
        accounts: everybody in the demo folder.
        base: where it is served, `http://127.0.0.1:8000`.
        secret: of `signing_secret`.
    """
    order = {Role.ADMIN: 0, Role.MANAGER: 1, Role.REP: 2}
    people = sorted(accounts, key=lambda a: (order.get(a.role, 3), a.name.casefold()))
    return [(f"{a.name} ({_ROLES[a.role]})", f"{base}/demo?{urlencode({'as': sign_link(a.id, secret)})}") for a in people]


def sign_link(person_id: str, secret: str) -> str:
    """The token of one person's link."""
    from itsdangerous import URLSafeTimedSerializer

    return URLSafeTimedSerializer(secret, salt=_SALT).dumps(person_id)


def person_of_link(token: str, secret: str) -> str:
    """Whose link it is.

    Raises:
        Forbidden: not signed by this demo, or older than a day.
    """
    from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

    try:
        return str(URLSafeTimedSerializer(secret, salt=_SALT).loads(token, max_age=LINK_HOURS * 3600))
    except SignatureExpired:
        raise Forbidden("this sign-in link is more than a day old; start the demo again for new ones") from None
    except BadSignature:
        raise Forbidden("this sign-in link is not one of this demo; copy the whole line that 'make demo' printed") from None
