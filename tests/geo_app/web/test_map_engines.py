"""The map says the same whichever engine keeps the county."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geo_app.config import load_settings
from geo_app.factory import create_app
from geo_app.services.county import open_county
from geo_app.services.demo_county import build_demo
from tests.county import INVENTED, copied
from tests.services import Cluster

pytestmark = pytest.mark.postgis

WIDE = "110,25,125,38"
SAME = [
    "/map/start", "/map/counts?level=village", "/map/areas?level=village", "/map/lines?layer=road",
    f"/map/points?layers=door_plate,place,nursing_home&bbox={WIDE}", "/map/points?bbox=116.95,31.15,117.05,31.25",
    "/map/search?q=村", "/map/search?q=jly", "/api/place", "/api/door_plate?division=990101100&page=2",
]  # fmt: skip


@pytest.fixture(scope="module")
def on_file(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with copied(tiny_county_folder, tmp_path_factory.mktemp("engine") / "county") as county:
        yield create_app(county).test_client()


@pytest.fixture(scope="module")
def on_postgis(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    url = postgres.database()
    folder = tmp_path_factory.mktemp("engine-pg")
    county = open_county(
        load_settings({"data_dir": str(folder), "database_url": url}, environment={}), profile_name=INVENTED
    )
    try:
        build_demo(county)
        yield create_app(county).test_client()
    finally:
        county.close()
        postgres.drop(url)


@pytest.mark.parametrize("address", SAME)
def test_both_engines_answer_alike(on_file: FlaskClient, on_postgis: FlaskClient, address: str) -> None:
    one, other = on_file.get(address), on_postgis.get(address)
    assert one.status_code == other.status_code == 200
    assert one.json == other.json
