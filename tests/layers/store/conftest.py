"""Stores that many tests share: founding a place costs more than most tests do with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.catalog import LAYERS
from layers.profile import CountyProfile
from layers.store import Store, open_store
from tests.services import Cluster


@pytest.fixture(scope="module", params=["geopackage", pytest.param("postgis", marks=pytest.mark.postgis)])
def shared_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, profile: CountyProfile
) -> Iterator[Store]:
    """One store a module and engine; its tests use record numbers of their own, or leave no trace."""
    folder: Path = tmp_path_factory.mktemp("shared")
    cluster: Cluster | None = request.getfixturevalue("postgres") if request.param == "postgis" else None
    url = cluster.database() if cluster else f"sqlite:///{folder / 'county.gpkg'}"
    opened = open_store(url, profile, LAYERS)
    yield opened
    opened.close()
    if cluster:
        cluster.drop(url)
