"""The founding: every table as the layers declare it.

A new place is founded from the declarations and stamped with the latest revision; this revision is
where that history begins, and does nothing to tables that are there.
"""

from __future__ import annotations

from alembic import context, op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes what is missing."""
    context.config.attributes["tables"].metadata.create_all(op.get_bind())
