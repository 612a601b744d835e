"""Attempts to sign in: counted before the password is looked at, for known and unknown names alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from gazetteer.errors import Refused
from geo_app.accounts.database import ATTEMPT, Database, digest, moment, now
from geo_app.config import Settings

FORGOTTEN_AFTER = timedelta(days=1)


class Attempts:
    """Lock-out after `lockout_attempts` failures for `lockout_minutes`; parallel guesses count like any other."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def begin(self, name: str) -> None:
        """Counts one attempt. Raises Refused, saying how long, while the name rests."""
        key, at = digest(name), now()
        with self._database.writing() as connection:
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.at < (at - FORGOTTEN_AFTER).isoformat()))
            row = connection.execute(select(ATTEMPT).where(ATTEMPT.c.name_hash == key)).first()
            until = moment(row.locked_until) if row else None
            rests = until is not None and until > at
            failures = 1 if row is None or (until is not None and not rests) else row.failures + 1
            if not rests:
                full = failures >= self._settings.lockout_attempts
                until = at + timedelta(minutes=self._settings.lockout_minutes) if full else None
                values = {
                    "failures": failures,
                    "at": at.isoformat(),
                    "locked_until": until.isoformat() if until else None,
                }
                change = (
                    update(ATTEMPT).where(ATTEMPT.c.name_hash == key) if row else insert(ATTEMPT).values(name_hash=key)
                )
                connection.execute(change.values(**values))
        if rests and until is not None:
            raise _resting(until)

    def forget(self, name: str) -> None:
        """The right password, or an administrator: the name starts afresh."""
        with self._database.writing() as connection:
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.name_hash == digest(name)))

    def locked_until(self, name: str) -> datetime | None:
        """Until when a name rests; None when it does not."""
        with self._database.reading() as connection:
            text = connection.scalar(select(ATTEMPT.c.locked_until).where(ATTEMPT.c.name_hash == digest(name)))
        until = moment(text)
        return until if until is not None and until > now() else None


def _resting(until: datetime) -> Refused:
    minutes = max(1, round((until - now()).total_seconds() / 60))
    return Refused.because(
        "account.locked",
        f"连续输错口令，账号已暂停，约 {minutes} 分钟后再试",
        remedy="稍后再试，或请系统管理员解锁",
    )
