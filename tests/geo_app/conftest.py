"""What all tests of the application share: hashing of passwords made cheap (it is still argon2id)."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from geo_app.accounts import passwords


@pytest.fixture(autouse=True)
def _cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()
