"""Alembic's entry: runs on the connection, and inside the transaction, that the store hands it."""

from __future__ import annotations

from alembic import context

from layers.store.migrating import ours, type_differs

tables = context.config.attributes["tables"]
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    include_object=ours,
    render_as_batch=True,
    compare_type=type_differs,
)
with context.begin_transaction():
    context.run_migrations()
