"""The journeys' ground: the whole demo county, served, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Served, serving


@pytest.fixture
def served(demo_county_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """A server of its own on a copy of the demo county; journeys may change what they like."""
    folder = tmp_path / "county"
    shutil.copytree(demo_county_folder, folder)
    with serving(folder) as running:
        yield running
