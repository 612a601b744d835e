"""One small county for every test that only asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_app.services.county import County
from tests.county import copied


@pytest.fixture(scope="session")
def read_county(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The invented county, shared: look, judge, propose; save nothing."""
    with copied(tiny_county_folder, tmp_path_factory.mktemp("read") / "county") as county:
        yield county
