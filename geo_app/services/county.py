"""County: the store, the profile and the accounts of one data directory, opened together."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from gazetteer.errors import Refused
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
    profile = _profile(_profile_file(settings.data_dir, profile_name))
    store = open_store(settings.database_url, profile, LAYERS)
    try:
        return County(settings, profile, store, open_accounts(settings))
    except BaseException:
        store.close()
        raise


def _profile(file: Path) -> CountyProfile:
    try:
        return load_profile(file)
    except (ValueError, TypeError, KeyError) as wrong:  # a TOML error is a ValueError
        raise Refused.because(
            "county.profile",
            f"县情档案 {file.name} 读不懂：{wrong}",
            remedy="改正这个文件，或从备份中取回原来的；没有改动任何数据",
        ) from wrong


def _profile_file(data_dir: Path, profile_name: str) -> Path:
    target = data_dir / "profile.toml"
    if not target.exists():
        shutil.copyfile(SHIPPED / profile_name / "profile.toml", target)
    return target
