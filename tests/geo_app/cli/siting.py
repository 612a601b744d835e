"""Files about an invented county and the `site` group called on them, for the tests of its methods."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import jsonschema
import pytest
from click.testing import CliRunner
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geo_app.cli.site_verb import command
from layers.crs import planar
from layers.profile import SHIPPED
from tests.county import INVENTED, invented_profile

SCHEMAS = Path(__file__).parents[3] / "geo_app/cli/schemas"
PROFILE = invented_profile()


def corner() -> tuple[float, float]:
    """The middle of the county in its planar CRS, metres."""
    west, south, east, north = PROFILE.bounds
    x, y = planar(PROFILE.planar_epsg)[0].transform((west + east) / 2, (south + north) / 2)
    return round(x), round(y)


X, Y = corner()


def degrees(x: float, y: float) -> tuple[float, float]:
    """Degrees of a position in metres from the corner."""
    lon, lat = planar(PROFILE.planar_epsg)[1].transform(X + x, Y + y)
    return float(lon), float(lat)


def points_file(file: Path, *rows: tuple[Any, ...], columns: tuple[str, ...] = ("人口",)) -> str:
    """A CSV of names, positions (metres from the corner) and further columns."""
    lines = [",".join(("名称", "经度", "纬度", *columns))]
    for name, x, y, *more in rows:
        lon, lat = degrees(x, y)
        lines.append(",".join([str(name), f"{lon:.10f}", f"{lat:.10f}", *map(str, more)]))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def shapes_file(file: Path, shapes: dict[str, BaseGeometry], crs: int = 4490, **columns: list[Any]) -> str:
    """A GeoJSON or GeoPackage of shapes drawn in metres from the corner."""
    moved = [translate(shape, X, Y) for shape in shapes.values()]
    frame = geopandas.GeoDataFrame({"name": list(shapes), **columns}, geometry=moved, crs=PROFILE.planar_epsg)
    frame.to_crs(crs).to_file(file)
    return str(file)


@dataclass
class Ran:
    """One call: its status, what it said, and its document."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one document on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    def rules(self) -> list[str]:
        """The findings' rules, each once."""
        return sorted({finding["rule"] for finding in self.document["findings"]})


class Desk:
    """An office with a profile and nothing else, calling one method of siting."""

    def __init__(self, folder: Path, method: str) -> None:
        self.folder, self.method = folder, method
        folder.mkdir(exist_ok=True)
        if not (folder / "profile.toml").exists():
            shutil.copyfile(SHIPPED / INVENTED / "profile.toml", folder / "profile.toml")

    def __call__(self, *arguments: str, json_: bool = True) -> Ran:
        """Calls with --json and holds the answer to its schema."""
        words = ["--data", str(self.folder), *(("--json",) if json_ else ()), *arguments]
        result = CliRunner().invoke(command, [self.method, *words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        ran = Ran(result.exit_code, result.stdout, result.stderr)
        if json_ and ran.status != 2:
            refused = ran.document.get("status") == "rejected"
            schema = json.loads((SCHEMAS / ("refused.json" if refused else "site.json")).read_text(encoding="utf-8"))
            if not refused:
                schema = {"$ref": f"#/$defs/{self.method}", "$defs": schema["$defs"]}
            jsonschema.validate(ran.document, schema)
        return ran


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    for name in ("GEO_APP_DATA", "GEO_APP_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path
