"""${message}."""

from __future__ import annotations

import sqlalchemy
from alembic import context, op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """In batch mode with copy_from= the declared table: reflection would forget the geometry's type."""
    ${upgrades if upgrades else "pass"}
