"""Fixtures of the whole suite: the county's profile, an empty store on either engine, a small full county."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser

from geo_app.services.county import County
from layers.catalog import LAYERS
from layers.profile import CountyProfile, shipped_profile
from layers.store import Store, open_store
from tests.browser import chromium
from tests.county import build_demo_county, build_tiny_county, copied
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
    opened = open_store(store_url, profile, LAYERS)
    yield opened
    opened.close()


@pytest.fixture
def file_store(tmp_path: Path, profile: CountyProfile) -> Iterator[Store]:
    """An empty store on one GeoPackage file, for tests that do not depend on the engine."""
    opened = open_store(f"sqlite:///{tmp_path / 'county.gpkg'}", profile, LAYERS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def tiny_county_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed data directory with the invented county; read it or copy it, never write to it."""
    folder = tmp_path_factory.mktemp("invented") / "county"
    build_tiny_county(folder)
    return folder


@pytest.fixture
def tiny_county(tiny_county_folder: Path, tmp_path: Path) -> Iterator[County]:
    """The invented county, full of demo data, for this test alone."""
    with copied(tiny_county_folder, tmp_path / "invented-county") as county:
        yield county


@pytest.fixture(scope="session")
def demo_county_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed data directory with the whole demo county, built once a run; read it or copy it, never write to it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demo-county"
    with FileLock(shared / "demo-county.lock"):
        if not folder.exists():
            build_demo_county(shared / "demo-county-in-work")
            (shared / "demo-county-in-work").rename(folder)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    with chromium() as started:
        yield started
