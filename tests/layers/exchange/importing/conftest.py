"""A county to import into: the invented one, opened once for tests that only ask, copied for those that load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.store import Store
from tests.county import copied


@pytest.fixture(scope="package")
def county_store(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The invented county's store; ask it, never load into it."""
    with copied(tiny_county_folder, tmp_path_factory.mktemp("asked") / "county") as county:
        yield county.store
