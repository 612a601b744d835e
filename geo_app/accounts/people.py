"""Accounts: people, one-time invitations, sessions, lock-out, and the log of who came in.

They live in a file of their own, never in the county's. There are no default accounts and no initial
passwords: a person comes in by a one-time link and chooses a password (argon2id). Tokens are kept as
SHA-256 only.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import URL

from gazetteer.errors import NotFound, Refused
from geo_app.accounts.permissions import Person, Role
from geo_app.config import Settings
from layers.store.sqlite_library import library

INVITATION_DAYS = 7
SHORTEST_PASSWORD = 10
WEAK = frozenset({"1234567890", "0123456789", "password12", "qwertyuiop", "1111111111", "abcd123456"})
_METADATA = MetaData()
_person = Table(
    "person", _METADATA,
    Column("name", Text, primary_key=True), Column("display_name", Text, nullable=False), Column("role", Text, nullable=False),
    Column("divisions", Text, nullable=False), Column("password_hash", Text), Column("closed", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0), Column("locked_until", Text), Column("created_at", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip
_invitation = Table(
    "invitation", _METADATA,
    Column("token_hash", Text, primary_key=True), Column("person", Text, nullable=False),
    Column("expires_at", Text, nullable=False), Column("used_at", Text), sqlite_strict=True,
)  # fmt: skip
_session = Table(
    "session", _METADATA,
    Column("token_hash", Text, primary_key=True), Column("person", Text, nullable=False), Column("created_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False), Column("expires_at", Text, nullable=False), Column("agent", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip
_log = Table(
    "access_log", _METADATA,
    Column("sequence", Integer, primary_key=True), Column("at", Text, nullable=False), Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False), Column("detail", Text, nullable=False), sqlite_strict=True,
)  # fmt: skip
_setting = Table(
    "setting",
    _METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account as the administrator sees it."""

    person: Person
    active: bool
    closed: bool
    locked_until: datetime | None


class Accounts:
    """The accounts of one county. Thread-safe."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self._settings = settings
        self._hasher = PasswordHasher()
        self._sql = create_engine(
            URL.create("sqlite", database=str(path)),
            module=library().module,
            connect_args={"check_same_thread": False, "timeout": 30, "isolation_level": None},
        )
        event.listen(self._sql, "connect", _prepare)
        with self._writing() as connection:
            _METADATA.create_all(connection)
        path.chmod(0o600)

    def close(self) -> None:
        """Releases every connection."""
        self._sql.dispose()

    # People -------------------------------------------------------------------------------------
    def create_invitation(self, name: str, role: Role, divisions: tuple[str, ...], display_name: str = "") -> str:
        """Registers a person (or renews an unused invitation) and returns the one-time token.

        Raises Refused when the person has already chosen a password.
        """
        clean = name.strip()
        if not clean or len(clean) > 40:
            raise Refused.because("account.name", "账号名应为 1–40 个字", remedy="换一个账号名")
        token = secrets.token_urlsafe(32)
        with self._writing() as connection:
            row = connection.execute(select(_person).where(_person.c.name == clean)).first()
            if row is not None and row.password_hash is not None:
                raise Refused.because("account.exists", f"账号“{clean}”已经启用", remedy="换一个账号名，或重置该账号")
            if row is None:
                connection.execute(
                    insert(_person).values(
                        name=clean,
                        display_name=display_name or clean,
                        role=role.value,
                        divisions=json.dumps(list(divisions)),
                        created_at=_text(_now()),
                    )
                )
            connection.execute(delete(_invitation).where(_invitation.c.person == clean))
            connection.execute(
                insert(_invitation).values(
                    token_hash=_digest(token), person=clean, expires_at=_text(_now() + timedelta(days=INVITATION_DAYS))
                )
            )
        return token

    def invited(self, token: str) -> Person:
        """Whom an unused, unexpired token invites. Raises NotFound."""
        with self._sql.connect() as connection:
            return self._invited(connection, token)

    def accept(self, token: str, password: str) -> Person:
        """Uses a token up and sets the password. Raises NotFound, or Refused for a weak password."""
        _refuse_weak(password)
        with self._writing() as connection:
            person = self._invited(connection, token)
            _refuse_name_as_password(person, password)
            connection.execute(
                update(_person)
                .where(_person.c.name == person.name)
                .values(password_hash=self._hasher.hash(password), failures=0, locked_until=None)
            )
            connection.execute(
                update(_invitation).where(_invitation.c.token_hash == _digest(token)).values(used_at=_text(_now()))
            )
            connection.execute(delete(_session).where(_session.c.person == person.name))
        self.log(person.name, "invitation_accepted")
        return person

    def change_password(self, person: Person, old: str, new: str) -> None:
        """Replaces a password and ends all sessions. Raises Refused."""
        _refuse_weak(new)
        _refuse_name_as_password(person, new)
        with self._writing() as connection:
            row = connection.execute(select(_person).where(_person.c.name == person.name)).first()
            if row is None or not self._matches(row.password_hash, old):
                raise Refused.because("account.password", "原口令不对", remedy="重新输入原口令")
            connection.execute(
                update(_person).where(_person.c.name == person.name).values(password_hash=self._hasher.hash(new))
            )
            connection.execute(delete(_session).where(_session.c.person == person.name))
        self.log(person.name, "password_changed")

    def reset(self, name: str) -> str:
        """Takes the password away, ends the sessions, and returns a new one-time token."""
        with self._writing() as connection:
            connection.execute(update(_person).where(_person.c.name == name).values(password_hash=None))
            connection.execute(delete(_session).where(_session.c.person == name))
        account = self.account(name)
        return self.create_invitation(name, account.person.role, account.person.divisions)

    def set_closed(self, name: str, *, closed: bool) -> None:
        """Closes or reopens an account; closing ends its sessions."""
        with self._writing() as connection:
            connection.execute(
                update(_person).where(_person.c.name == name).values(closed=int(closed), failures=0, locked_until=None)
            )
            connection.execute(delete(_session).where(_session.c.person == name))

    def account(self, name: str) -> Account:
        """One account. Raises NotFound."""
        found = next((account for account in self.accounts() if account.person.name == name), None)
        if found is None:
            raise NotFound.because("account.missing", f"没有账号“{name}”")
        return found

    def accounts(self) -> list[Account]:
        """Every account, by name."""
        with self._sql.connect() as connection:
            rows = connection.execute(select(_person).order_by(_person.c.name)).fetchall()
        return [
            Account(_person_of(row), row.password_hash is not None, bool(row.closed), _moment(row.locked_until))
            for row in rows
        ]

    # Signing in ---------------------------------------------------------------------------------
    def sign_in(self, name: str, password: str, agent: str = "") -> str:
        """Checks a password and returns a new session's token.

        Raises Refused with one and the same message for an unknown name and a wrong password; after
        `lockout_attempts` failures the account rests for `lockout_minutes`.
        """
        with self._writing() as connection:
            row = connection.execute(select(_person).where(_person.c.name == name.strip())).first()
            refusal = self._refusal(connection, row, password)
            if refusal is None and row is not None:
                token = self._open(connection, row.name, agent)
        if refusal is not None or row is None:
            self.log(name.strip()[:40], "sign_in_refused")
            raise refusal or _wrong()
        self.log(row.name, "signed_in")
        return token

    def start_session(self, person: Person, agent: str = "") -> str:
        """A session for somebody who has just proved who they are (an invitation)."""
        with self._writing() as connection:
            return self._open(connection, person.name, agent)

    def person_of(self, token: str) -> Person | None:
        """Who a session token belongs to; None when it is unknown, idle too long, or over. Marks it as seen."""
        with self._sql.connect() as connection:
            row = connection.execute(
                select(_person, _session.c.seen_at, _session.c.expires_at)
                .join(_session, _session.c.person == _person.c.name)
                .where(_session.c.token_hash == _digest(token), _person.c.closed == 0)
            ).first()
        if row is None:
            return None
        seen, expires = _moment(row.seen_at) or _now(), _moment(row.expires_at) or _now()
        if _now() > expires or _now() - seen > timedelta(minutes=self._settings.idle_minutes):
            self.sign_out(token)
            return None
        if _now() - seen > timedelta(minutes=1):
            with self._writing() as connection:
                connection.execute(
                    update(_session).where(_session.c.token_hash == _digest(token)).values(seen_at=_text(_now()))
                )
        return _person_of(row)

    def sign_out(self, token: str) -> None:
        """Ends one session."""
        with self._writing() as connection:
            connection.execute(delete(_session).where(_session.c.token_hash == _digest(token)))

    def sign_out_everywhere(self, name: str) -> None:
        """Ends every session of a person."""
        with self._writing() as connection:
            connection.execute(delete(_session).where(_session.c.person == name))

    def sessions(self, name: str) -> list[Mapping[str, str]]:
        """A person's sessions, latest first: since when, last seen, with which browser."""
        with self._sql.connect() as connection:
            rows = connection.execute(
                select(_session).where(_session.c.person == name).order_by(_session.c.seen_at.desc())
            )
            return [{"created_at": row.created_at, "seen_at": row.seen_at, "agent": row.agent} for row in rows]

    # Log and settings ---------------------------------------------------------------------------
    def log(self, person: str, kind: str, **detail: object) -> None:
        """Appends to the access log."""
        with self._writing() as connection:
            connection.execute(
                insert(_log).values(
                    at=_text(_now()),
                    person=person,
                    kind=kind,
                    detail=json.dumps(detail, ensure_ascii=False, default=str),
                )
            )

    def log_entries(self, limit: int = 200, offset: int = 0) -> list[Mapping[str, Any]]:
        """The access log, latest first."""
        with self._sql.connect() as connection:
            rows = connection.execute(select(_log).order_by(_log.c.sequence.desc()).limit(limit).offset(offset))
            return [dict(row._mapping) for row in rows]  # noqa: SLF001  (SQLAlchemy's public name for it)

    def setting(self, key: str) -> str | None:
        """A stored setting."""
        with self._sql.connect() as connection:
            return connection.scalar(select(_setting.c.value).where(_setting.c.key == key))

    def set_setting(self, key: str, value: str) -> None:
        """Stores a setting."""
        with self._writing() as connection:
            connection.execute(delete(_setting).where(_setting.c.key == key))
            connection.execute(insert(_setting).values(key=key, value=value))

    def secret(self) -> str:
        """The key that signs cookies and forms; made once."""
        found = self.setting("secret")
        if found is None:
            self.set_setting("secret", secrets.token_urlsafe(48))
            found = self.setting("secret")
        return found or ""

    # Inside -------------------------------------------------------------------------------------
    def _invited(self, connection: Connection, token: str) -> Person:
        row = connection.execute(
            select(_person, _invitation.c.expires_at, _invitation.c.used_at)
            .join(_invitation, _invitation.c.person == _person.c.name)
            .where(_invitation.c.token_hash == _digest(token))
        ).first()
        if row is None or row.used_at is not None or (_moment(row.expires_at) or _now()) < _now():
            raise NotFound.because(
                "account.invitation", "这个一次性链接已用过、已过期或不存在", remedy="请系统管理员重新发一个链接"
            )
        return _person_of(row)

    def _refusal(self, connection: Connection, row: Any, password: str) -> Refused | None:
        if row is None or row.password_hash is None or row.closed:
            self._matches(None, password)
            return _wrong()
        locked = _moment(row.locked_until)
        if locked is not None and locked > _now():
            minutes = max(1, round((locked - _now()).total_seconds() / 60))
            return Refused.because(
                "account.locked",
                f"连续输错口令，账号已暂停，约 {minutes} 分钟后再试",
                remedy="稍后再试，或请系统管理员解锁",
            )
        if self._matches(row.password_hash, password):
            connection.execute(update(_person).where(_person.c.name == row.name).values(failures=0, locked_until=None))
            return None
        failures = row.failures + 1
        until = (
            _now() + timedelta(minutes=self._settings.lockout_minutes)
            if failures >= self._settings.lockout_attempts
            else None
        )
        connection.execute(
            update(_person)
            .where(_person.c.name == row.name)
            .values(failures=0 if until else failures, locked_until=_text(until) if until else None)
        )
        return _wrong()

    def _matches(self, password_hash: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash or _UNKNOWN, password)
        except (VerificationError, InvalidHashError):
            return False

    def _open(self, connection: Connection, name: str, agent: str) -> str:
        token = secrets.token_urlsafe(32)
        now = _now()
        connection.execute(
            insert(_session).values(
                token_hash=_digest(token),
                person=name,
                created_at=_text(now),
                seen_at=_text(now),
                agent=agent[:200],
                expires_at=_text(now + timedelta(hours=self._settings.session_hours)),
            )
        )
        return token

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._sql.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")


def open_accounts(settings: Settings) -> Accounts:
    """The accounts of a data directory, created when new."""
    return Accounts(settings.data_dir / "accounts.sqlite", settings)


_UNKNOWN = PasswordHasher().hash("nobody has this password")
"""What an unknown name is checked against, so that it takes as long as a known one."""


def _refuse_weak(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD or password.lower() in WEAK or len(set(password)) < 4:
        raise Refused.because(
            "account.weak", f"口令太弱：至少 {SHORTEST_PASSWORD} 个字符，不能是常见口令或重复字符", remedy="换一个口令"
        )


def _refuse_name_as_password(person: Person, password: str) -> None:
    if person.name.lower() in password.lower():
        raise Refused.because("account.weak", "口令不能包含账号名", remedy="换一个口令")


def _wrong() -> Refused:
    return Refused.because("account.wrong", "账号或口令不对", remedy="核对后再试；忘记口令请系统管理员重置")


def _person_of(row: Any) -> Person:
    return Person(row.name, row.display_name, Role(row.role), tuple(json.loads(row.divisions)))


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (f"journal_mode={library().journal}", "synchronous=FULL", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


def _text(moment: datetime) -> str:
    return moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
