"""Passwords: what is too weak, and how they are kept (argon2id)."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gazetteer.errors import Refused

SHORTEST = 10
LONGEST = 200
WEAK = frozenset(
    {"1234567890", "0123456789", "password12", "password123", "qwertyuiop", "abcd123456", "admin12345", "woaini1314"}
)
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. No hash takes as long as a wrong password."""
    try:
        return _hasher.verify(password_hash or _nobodys(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def refuse_weak(password: str, name: str) -> None:
    """Raises Refused, saying why, for a password that is easy to guess or holds the account's name."""
    if len(password) > LONGEST:
        raise Refused.because("account.weak", f"口令太长：最多 {LONGEST} 个字符", remedy="换一个短些的口令")
    if len(password) < SHORTEST or password.lower() in WEAK or len(set(password)) < 4:
        raise Refused.because(
            "account.weak", f"口令太弱：至少 {SHORTEST} 个字符，不能是常见口令或重复字符", remedy="换一个口令"
        )
    if name.lower() in password.lower():
        raise Refused.because("account.weak", "口令不能包含账号名", remedy="换一个口令")


@cache
def _nobodys() -> str:
    """The hash an unknown name is checked against."""
    return _hasher.hash("nobody has this password")
