"""Running the revisions from code, inside the caller's transaction; there is no alembic.ini."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def to_head(connection: Connection) -> None:
    """All of them or none: the transaction is the caller's."""
    config = config_for_revisions()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def config_for_revisions() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
