"""The small county for questions of access, made once a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from geo_app.factory import create_app
from geo_app.services.county import County
from geo_app.web.security import limiter
from tests.geo_app.web.world import World, county_for_access


@pytest.fixture(scope="session")
def world(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One application, everybody in it; tests ask it and leave it as it is."""
    with county_for_access(tiny_county_folder, tmp_path_factory.mktemp("access") / "county") as made:
        yield made


@pytest.fixture
def app(tiny_county: County) -> Flask:
    """The application of a small county of one's own."""
    return create_app(tiny_county)


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests ask more often than people; what asks about the limits switches them on."""
    monkeypatch.setattr(limiter, "enabled", False)
