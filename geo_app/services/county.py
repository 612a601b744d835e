"""County: the store, the profile and the accounts of one data directory, opened together."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from geo_app.accounts.people import Accounts, open_accounts
from geo_app.config import Settings
from layers.catalog import LAYERS
from layers.profile import SHIPPED, CountyProfile, load_profile
from layers.store import Store, open_store


@dataclass(frozen=True, slots=True)
class County:
    """Everything a use case needs. One per process; thread-safe."""

    settings: Settings
    profile: CountyProfile
    store: Store
    accounts: Accounts

    def close(self) -> None:
        """Releases both databases."""
        self.store.close()
        self.accounts.close()


def open_county(settings: Settings, *, profile_name: str = "zhengning") -> County:
    """Opens the data directory, creating it (with the shipped profile `profile_name`) when it is new.

    Raises Refused with a Chinese finding when the files are unsafe, unreadable, newer than this
    program, or held by another server.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    profile = load_profile(_profile_file(settings.data_dir, profile_name))
    store = open_store(settings.database_url, profile, LAYERS)
    return County(settings, profile, store, open_accounts(settings))


def _profile_file(data_dir: Path, profile_name: str) -> Path:
    target = data_dir / "profile.toml"
    if not target.exists():
        shutil.copyfile(SHIPPED / profile_name / "profile.toml", target)
    return target
