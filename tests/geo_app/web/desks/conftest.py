"""Offices for the desks' pages: one to look at, one of its own for a test that writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_app.web.security import limiter
from tests.county import copied
from tests.geo_app.web.desks.office import Office, office_of, plant_hostile_names, settle


@pytest.fixture(scope="session", autouse=True)
def _no_limits() -> Iterator[None]:
    limiter.enabled = False
    yield
    limiter.enabled = True


@pytest.fixture(scope="session")
def office_folder(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed data directory of an office where everybody has an account."""
    folder = tmp_path_factory.mktemp("office") / "county"
    with copied(tiny_county_folder, folder) as county:
        settle(county)
    return folder


@pytest.fixture
def office(office_folder: Path, tmp_path: Path) -> Iterator[Office]:
    """An office for this test alone."""
    with office_of(office_folder, tmp_path / "office") as opened:
        yield opened


@pytest.fixture(scope="session")
def seen_office(office_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office to look at, with hostile names in its first township; change nothing."""
    with office_of(office_folder, tmp_path_factory.mktemp("seen") / "office") as opened:
        opened.hostile = plant_hostile_names(opened.county)
        yield opened
