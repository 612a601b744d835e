"""Sessions: kept on the server, known by a random token of which only the SHA-256 is stored."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from gazetteer.errors import Refused
from geo_app.accounts.database import PERSON, SESSION, Database, digest, moment, now
from geo_app.config import Settings

SEEN_EVERY = timedelta(minutes=1)


class Sessions:
    """The sessions of one county: they end after `idle_minutes` unused and after `session_hours` in any case."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def open(self, name: str, agent: str = "") -> str:
        """A new session's token; sessions that are over are cleared away."""
        token, at = secrets.token_urlsafe(32), now()
        with self._database.writing() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.expires_at < at.isoformat()))
            connection.execute(
                insert(SESSION).values(
                    token_hash=digest(token),
                    person=name,
                    created_at=at.isoformat(),
                    seen_at=at.isoformat(),
                    agent=agent[:200],
                    expires_at=(at + timedelta(hours=self._settings.session_hours)).isoformat(),
                )
            )
        return token

    def row_of(self, token: str) -> Any | None:
        """The person's row of a living session, marked as seen; None when it is unknown, idle too long, or over."""
        key, at = digest(token), now()
        with self._database.reading() as connection:
            row = connection.execute(
                select(PERSON, SESSION.c.seen_at, SESSION.c.expires_at)
                .join(SESSION, SESSION.c.person == PERSON.c.name)
                .where(SESSION.c.token_hash == key, PERSON.c.closed == 0)
            ).first()
        if row is None:
            return None
        seen, expires = moment(row.seen_at) or at, moment(row.expires_at) or at
        if at >= expires or at - seen > timedelta(minutes=self._settings.idle_minutes):
            self.end(token)
            return None
        if at - seen > SEEN_EVERY:
            self._mark_seen(key, at)
        return row

    def _mark_seen(self, key: str, at: datetime) -> None:
        """Notes that the session is in use; on a full or read-only disk reading goes on without the note."""
        with contextlib.suppress(Refused), self._database.writing() as connection:
            connection.execute(update(SESSION).where(SESSION.c.token_hash == key).values(seen_at=at.isoformat()))

    def end(self, token: str) -> None:
        """Ends one session."""
        with self._database.writing() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.token_hash == digest(token)))

    def end_all(self, name: str) -> None:
        """Ends every session of a person."""
        with self._database.writing() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.person == name))

    def of(self, name: str) -> list[Mapping[str, Any]]:
        """A person's sessions, latest first: since when, last seen, with which browser."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(SESSION).where(SESSION.c.person == name).order_by(SESSION.c.seen_at.desc())
            ).fetchall()
        return [
            {"created_at": moment(row.created_at), "seen_at": moment(row.seen_at), "agent": row.agent} for row in rows
        ]
