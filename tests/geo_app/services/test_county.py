"""A data directory that cannot be opened says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazetteer.errors import Refused
from geo_app.services.county import open_county
from tests.county import INVENTED, opened, settings_of


@pytest.mark.parametrize("content", ["not toml [", 'code = "1"\n', "", "bounds = 5\n"])
def test_a_profile_that_cannot_be_read_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "profile.toml").write_text(content, encoding="utf-8")
    with pytest.raises(Refused, match=r"县情档案 profile\.toml 读不懂"):
        open_county(settings_of(tmp_path), profile_name=INVENTED)
    assert not (tmp_path / "county.gpkg").exists()


def test_accounts_that_cannot_be_opened_leave_the_store_closed(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    (tmp_path / "accounts.sqlite").write_bytes(b"not a database, only text " * 99)
    with pytest.raises(Refused):
        open_county(settings_of(tmp_path), profile_name=INVENTED)
    assert not (tmp_path / "county.gpkg-wal").exists()
