"""Written migrations (Alembic), for what a declaration alone cannot say: a rename, a change of meaning.

A new layer, field, choice, bound or index needs none: `layers.store.upgrading` grows the tables to
their declarations. A written migration runs before that.
"""

LATEST = "0001"
"""The last revision in `versions/`; a test holds it to Alembic's own answer."""
