"""What the accounts' file keeps besides people: settings, the signing key, forms that wait for a sign-in."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from geo_app.accounts.database import KEPT_FORM, SETTING, Database, digest, now

FORM_KEPT_FOR = timedelta(hours=12)
MOST_FORMS = 500


class Keepsakes:
    """Settings by key, and forms by an unguessable key, each taken once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def setting(self, key: str) -> str | None:
        """A stored setting."""
        with self._database.reading() as connection:
            found: str | None = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == key))
        return found

    def set_setting(self, key: str, value: str) -> None:
        """Stores a setting."""
        statement = upsert(SETTING).values(key=key, value=value)
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

    def secret(self) -> str:
        """The key that signs cookies and forms: made once, the same in every process."""
        statement = upsert(SETTING).values(key="secret", value=secrets.token_urlsafe(48)).on_conflict_do_nothing()
        if self.setting("secret") is None:
            with self._database.writing() as connection:
                connection.execute(statement)
        return self.setting("secret") or ""

    def keep_form(self, document: str) -> str:
        """Keeps a form for half a day and returns its key; the oldest give way when there are too many."""
        key, at = secrets.token_urlsafe(24), now()
        with self._database.writing() as connection:
            newest = select(KEPT_FORM.c.key_hash).order_by(KEPT_FORM.c.kept_at.desc()).limit(MOST_FORMS - 1)
            connection.execute(
                delete(KEPT_FORM).where(
                    (KEPT_FORM.c.kept_at < (at - FORM_KEPT_FOR).isoformat()) | KEPT_FORM.c.key_hash.not_in(newest)
                )
            )
            connection.execute(
                insert(KEPT_FORM).values(key_hash=digest(key), kept_at=at.isoformat(), document=document)
            )
        return key

    def take_form(self, key: str) -> str | None:
        """The form kept under a key, and no longer kept; None when there is none."""
        mine = KEPT_FORM.c.key_hash == digest(key)
        fresh = KEPT_FORM.c.kept_at >= (now() - FORM_KEPT_FOR).isoformat()
        with self._database.writing() as connection:
            document: str | None = connection.scalar(select(KEPT_FORM.c.document).where(mine, fresh))
            connection.execute(delete(KEPT_FORM).where(mine))
        return document
