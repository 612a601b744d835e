"""Fixtures of the whole suite: the county's profile, and an empty store on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.profile import CountyProfile, shipped_profile
from layers.store import Store, open_store
from tests.services import Cluster, postgres_cluster


@pytest.fixture(scope="session")
def profile() -> CountyProfile:
    """The county the tests speak of."""
    return shipped_profile("zhengning")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One private PostgreSQL for the session, started when first asked for."""
    with postgres_cluster() as cluster:
        yield cluster


@pytest.fixture(params=["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty place, on each engine in turn."""
    if request.param == "geopackage":
        yield f"sqlite:///{tmp_path / 'county.gpkg'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    url = cluster.database()
    yield url
    cluster.drop(url)


@pytest.fixture
def store(store_url: str, profile: CountyProfile) -> Iterator[Store]:
    """An empty store on each engine in turn."""
    opened = open_store(store_url, profile)
    yield opened
    opened.close()


@pytest.fixture
def file_store(tmp_path: Path, profile: CountyProfile) -> Iterator[Store]:
    """An empty store on one GeoPackage file, for tests that do not depend on the engine."""
    opened = open_store(f"sqlite:///{tmp_path / 'county.gpkg'}", profile)
    yield opened
    opened.close()
