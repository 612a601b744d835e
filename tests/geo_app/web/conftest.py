"""The small county for questions of access, made once a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_app.web.security import limiter
from tests.geo_app.web.world import World, county_for_access


@pytest.fixture(scope="session")
def world(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One application, everybody in it; tests ask it and leave it as it is."""
    with county_for_access(tiny_county_folder, tmp_path_factory.mktemp("access") / "county") as made:
        limiter.enabled = False
        yield made
        limiter.enabled = True
