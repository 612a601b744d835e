"""Accounts: the people of one county, their one-time invitations, and how they come in.

They live in a file of their own, never in the county's. There are no default accounts and no initial
passwords: a person comes in by a one-time link and chooses a password (argon2id). Tokens are kept as
SHA-256 only.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from gazetteer.errors import NotFound, Refused
from geo_app.accounts.access_log import DONE, REFUSED, AccessLog
from geo_app.accounts.attempts import Attempts
from geo_app.accounts.database import INVITATION, PERSON, SESSION, Database, digest, moment, now
from geo_app.accounts.keepsakes import Keepsakes
from geo_app.accounts.names import account_name, visible
from geo_app.accounts.passwords import hashed, matches, refuse_weak
from geo_app.accounts.permissions import Person, Role
from geo_app.accounts.sessions import Sessions
from geo_app.config import Settings

INVITATION_DAYS = 7


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account as the administrator sees it."""

    person: Person
    active: bool
    closed: bool
    locked_until: datetime | None
    last_seen: datetime | None = None


class Accounts:
    """The accounts of one county. Thread-safe."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self._database = Database(path)
        self._attempts = Attempts(self._database, settings)
        self._keepsakes = Keepsakes(self._database)
        self.access_log = AccessLog(self._database)
        self.sessions = Sessions(self._database, settings)
        self.setting = self._keepsakes.setting
        self.set_setting = self._keepsakes.set_setting
        self.secret = self._keepsakes.secret
        self.keep_form = self._keepsakes.keep_form
        self.take_form = self._keepsakes.take_form

    def close(self) -> None:
        """Releases every connection."""
        self._database.close()

    def log(self, person: str, kind: str, *, result: str = DONE, **detail: object) -> None:
        """Appends to the access log."""
        self.access_log.add(person, kind, result=result, **detail)

    # People -------------------------------------------------------------------------------------
    def create_invitation(self, name: str, role: Role, divisions: tuple[str, ...], display_name: str = "") -> str:
        """Registers a person (or renews an unused invitation) and returns the one-time token.

        Raises Refused when the person has already chosen a password, or when the name, the role or a
        division's code cannot be used.
        """
        clean, shown = account_name(name), visible(display_name)[:40]
        if role is Role.PUBLIC or not divisions or not all(code.isascii() and code.isdigit() for code in divisions):
            raise Refused.because("account.role", "角色或所辖区划不能用于账号", remedy="选择角色和区划")
        with self._database.writing() as connection:
            row = connection.execute(select(PERSON).where(PERSON.c.name == clean)).first()
            if row is not None and row.password_hash is not None:
                raise Refused.because("account.exists", f"账号“{clean}”已经启用", remedy="换一个账号名，或重置该账号")
            values = {"role": role.value, "divisions": json.dumps(list(divisions)), "display_name": shown or clean}
            if row is None:
                connection.execute(insert(PERSON).values(name=clean, created_at=now().isoformat(), **values))
            else:
                connection.execute(update(PERSON).where(PERSON.c.name == clean).values(**values))
            return _invite(connection, clean)

    def invited(self, token: str) -> Person:
        """Whom an unused, unexpired token invites. Raises NotFound."""
        with self._database.reading() as connection:
            return _invited(connection, token)

    def accept(self, token: str, password: str) -> Person:
        """Uses a token up and sets the password. Raises NotFound, or Refused for a weak password."""
        refuse_weak(password, self.invited(token).name)
        password_hash = hashed(password)
        with self._database.writing() as connection:
            person = _invited(connection, token)
            mine = PERSON.c.name == person.name
            connection.execute(update(PERSON).where(mine).values(password_hash=password_hash))
            used = update(INVITATION).where(INVITATION.c.token_hash == digest(token))
            connection.execute(used.values(used_at=now().isoformat()))
            connection.execute(delete(SESSION).where(SESSION.c.person == person.name))
        self._attempts.forget(person.name)
        self.log(person.name, "invitation_accepted")
        return person

    def change_password(self, person: Person, old: str, new: str) -> None:
        """Replaces a password and ends all sessions. Raises Refused."""
        refuse_weak(new, person.name)
        self._attempts.begin(person.name)
        row = self._row(person.name)
        if row is None or not matches(row.password_hash, old):
            self.log(person.name, "password_changed", result=REFUSED)
            raise Refused.because("account.password", "原口令不对", remedy="重新输入原口令")
        self._attempts.forget(person.name)
        password_hash = hashed(new)
        with self._database.writing() as connection:
            mine = PERSON.c.name == person.name
            connection.execute(update(PERSON).where(mine).values(password_hash=password_hash))
            connection.execute(delete(SESSION).where(SESSION.c.person == person.name))
        self.log(person.name, "password_changed")

    def reset(self, name: str) -> str:
        """Takes the password away, ends the sessions, and returns a new one-time token. Raises NotFound."""
        self.account(name)
        with self._database.writing() as connection:
            connection.execute(update(PERSON).where(PERSON.c.name == name).values(password_hash=None))
            connection.execute(delete(SESSION).where(SESSION.c.person == name))
            token = _invite(connection, name)
        self._attempts.forget(name)
        return token

    def set_closed(self, name: str, *, closed: bool) -> None:
        """Closes or reopens an account; closing ends its sessions and its invitation. Raises NotFound."""
        self.account(name)
        with self._database.writing() as connection:
            connection.execute(update(PERSON).where(PERSON.c.name == name).values(closed=int(closed)))
            connection.execute(delete(SESSION).where(SESSION.c.person == name))
            if closed:
                connection.execute(delete(INVITATION).where(INVITATION.c.person == name))
        self._attempts.forget(name)

    def unlock(self, name: str) -> None:
        """Ends a lock-out early. Raises NotFound."""
        self.account(name)
        self._attempts.forget(name)

    def account(self, name: str) -> Account:
        """One account. Raises NotFound."""
        found = next((account for account in self.accounts() if account.person.name == name), None)
        if found is None:
            raise NotFound.because("account.missing", f"没有账号“{name[:40]}”")
        return found

    def accounts(self) -> list[Account]:
        """Every account, by name."""
        last_seen = select(func.max(SESSION.c.seen_at)).where(SESSION.c.person == PERSON.c.name).scalar_subquery()
        with self._database.reading() as connection:
            rows = connection.execute(select(PERSON, last_seen.label("last_seen")).order_by(PERSON.c.name)).fetchall()
        return [
            Account(
                _person_of(row),
                row.password_hash is not None,
                bool(row.closed),
                self._attempts.locked_until(row.name),
                moment(row.last_seen),
            )
            for row in rows
        ]

    # Coming in ----------------------------------------------------------------------------------
    def sign_in(self, name: str, password: str, agent: str = "") -> str:
        """Checks a password and returns a new session's token.

        Raises Refused with one and the same message for an unknown name and a wrong password; after
        `lockout_attempts` failures the name rests for `lockout_minutes`, known or not.
        """
        clean = name.strip()[:200]
        row = self._row(clean)
        known = clean if row is not None else ""  # what was typed for a name may be a password: it is not logged
        try:
            self._attempts.begin(clean)
        except Refused:
            self.log(known, "sign_in", result=REFUSED, reason="locked")
            raise
        good = matches(row.password_hash if row is not None and not row.closed else None, password)
        if row is None or not good:
            self.log(known, "sign_in", result=REFUSED)
            raise Refused.because("account.wrong", "账号或口令不对", remedy="核对后再试；忘记口令请系统管理员重置")
        self._attempts.forget(clean)
        self.log(row.name, "sign_in")
        return self.sessions.open(row.name, agent)

    def start_session(self, person: Person, agent: str = "") -> str:
        """A session for somebody who has just proved who they are (an invitation)."""
        return self.sessions.open(person.name, agent)

    def person_of(self, token: str) -> Person | None:
        """Who a session token belongs to; None when it is unknown, idle too long, or over. Marks it as seen."""
        row = self.sessions.row_of(token)
        return None if row is None else _person_of(row)

    def _row(self, name: str) -> Any | None:
        with self._database.reading() as connection:
            return connection.execute(select(PERSON).where(PERSON.c.name == name)).first()


def open_accounts(settings: Settings) -> Accounts:
    """The accounts of a data directory, created when new."""
    return Accounts(settings.data_dir / "accounts.sqlite", settings)


def _invite(connection: Connection, name: str) -> str:
    token = secrets.token_urlsafe(32)
    connection.execute(delete(INVITATION).where(INVITATION.c.person == name))
    connection.execute(
        insert(INVITATION).values(
            token_hash=digest(token), person=name, expires_at=(now() + timedelta(days=INVITATION_DAYS)).isoformat()
        )
    )
    return token


def _invited(connection: Connection, token: str) -> Person:
    row = connection.execute(
        select(PERSON, INVITATION.c.expires_at, INVITATION.c.used_at)
        .join(INVITATION, INVITATION.c.person == PERSON.c.name)
        .where(INVITATION.c.token_hash == digest(token), PERSON.c.closed == 0)
    ).first()
    if row is None or row.used_at is not None or (moment(row.expires_at) or now()) < now():
        raise NotFound.because(
            "account.invitation", "这个一次性链接已用过、已过期或不存在", remedy="请系统管理员重新发一个链接"
        )
    return _person_of(row)


def _person_of(row: Any) -> Person:
    return Person(row.name, row.display_name, Role(row.role), tuple(json.loads(row.divisions)))
