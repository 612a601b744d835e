"""One invented county for all tests of reports that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_app.services.county import County
from tests.county import copied


@pytest.fixture(scope="module")
def county(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Read only; who changes something takes `tiny_county`."""
    with copied(tiny_county_folder, tmp_path_factory.mktemp("reports") / "county") as opened:
        yield opened
