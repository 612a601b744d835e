"""Allowed land of a whole county: ours beside buffers united and subtracted, and beside a raster alone.

Ground: the county's own area; 40 roads kept 500 m away, 30 rivers 300 m, every door plate 500 m, 20,000 parcels not
to be stood on, all but the plates with a fixed seed (random walks and rectangles). Everything in the planar CRS.

`ours`: `allowed_land` at its usual 50 m: a screen, then an exact cut where the screen is undecided.
`geopandas`: buffer each layer (`GeoSeries.buffer(distance, quad_segs=24)`), `union_all`, `difference` from the area.
`raster`: rasterio 30 m, `rasterize(all_touched=True)`, scipy distance transform, cells farther than the limit: what
most suitability tools do. Its answer is cells, not land: `missed_share` is the truly allowed land it does not find,
`wrong_share` the land it calls free that is not, both of the truly allowed land (the geopandas answer).
Processor seconds, one run each.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import numpy
import shapely
from scipy import ndimage

from benchmarks import compared
from benchmarks.clock import county_at, processor_seconds
from geo_app.services.siting_files import placed_layer
from layers.catalog import layer
from layers.siting.suitability import (
    AllowedLand,
    Confidence,
    Evidence,
    RuleBook,
    RuleLayer,
    SitingRule,
    Weight,
    allowed_land,
    theme_layer,
)
from layers.store.contract import Condition, Operator

try:
    import rasterio.features
    import rasterio.transform
except ImportError:
    rasterio = None

SEED = 20260330
LIMITS = {"roads": 500.0, "rivers": 300.0, "plates": 500.0, "parcels": 0.0}
CELL_M = 30.0
Themes = Mapping[str, Any]


def run(folder: Path) -> dict[str, Any]:
    """Seconds and square kilometres of each."""
    with county_at(folder) as county:
        plates = placed_layer(county.store, county.profile, layer("door_plate")).shapes
        whole = Condition("code", Operator.EQUAL, county.profile.code)
        [area] = placed_layer(county.store, county.profile, layer("division"), where=[whole]).shapes
    themes = {**_scattered(area), "plates": plates}
    found: dict[str, Any] = {}

    def ours() -> None:
        found["ours"] = _ours(area, themes)

    def vectors() -> None:
        found["vectors"] = _vectors(area, themes)

    def raster() -> None:
        found["raster"] = _raster(area, themes)

    our_figures = {"seconds": processor_seconds(ours, 1)}
    peers = {"geopandas": {"seconds": processor_seconds(vectors, 1)}}
    if rasterio is not None:
        peers["raster"] = {"seconds": processor_seconds(raster, 1)}
    answer = compared(our_figures, peers)
    truth = found["vectors"]
    mine = shapely.union_all(list(found["ours"].polygons))
    answer["ours"] |= {"rows": len(plates), "pieces": len(found["ours"].polygons), **_beside(mine, truth)}
    answer["peers"]["geopandas"] |= {"free_km2": round(truth.area / 1e6, 3)}
    if rasterio is not None:
        answer["peers"]["raster"] |= {"version": rasterio.__version__, **_beside(found["raster"], truth)}
    else:
        answer["peers"]["raster"] = {"not_installed": "pip install 'geo-app[bench]'"}
    return answer


def _scattered(area: Any) -> dict[str, Any]:
    dice = numpy.random.default_rng(SEED)
    west, south, east, north = area.bounds

    def walks(count: int, steps: int, step_m: float) -> Any:
        start = dice.uniform((west, south), (east, north), (count, 1, 2))
        turns = numpy.cumsum(dice.normal(0, 0.3, (count, steps)), axis=1) + dice.uniform(0, 6.3, (count, 1))
        way = numpy.cumsum(step_m * numpy.stack([numpy.cos(turns), numpy.sin(turns)], axis=2), axis=1)
        return shapely.linestrings(start + way)

    corner = dice.uniform((west, south), (east, north), (20_000, 2))
    size = dice.uniform(20, 250, (20_000, 2))
    parcels = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + size[:, 0], corner[:, 1] + size[:, 1])
    return {"roads": walks(40, 150, 100.0), "rivers": walks(30, 250, 80.0), "parcels": parcels}


def _ours(area: Any, themes: Themes) -> AllowedLand:
    rules = tuple(
        SitingRule(
            key=key, kinds=("cemetery",), layer=key, distance_m=far, weight=Weight.PROHIBITED, text=key, source="-",
            article="", valid_from=date(2000, 1, 1), valid_to=None, confidence=Confidence.CONFIRMED,
            distance_confidence=Confidence.CONFIRMED,
        )
        for key, far in LIMITS.items()
    )  # fmt: skip
    book = RuleBook(rules, tuple(RuleLayer(key, key, "") for key in LIMITS))
    layers = {key: theme_layer(shapes, key) for key, shapes in themes.items()}
    return allowed_land(area, Evidence(book, "cemetery", date(2026, 1, 1), layers))


def _vectors(area: Any, themes: Themes) -> Any:
    free = area
    for key, far in LIMITS.items():
        shapes = geopandas.GeoSeries(themes[key])
        free = free.difference((shapes.buffer(far, quad_segs=24) if far else shapes).union_all())
    return free


def _raster(area: Any, themes: Themes) -> Any:
    west, south, east, north = area.bounds
    margin = max(LIMITS.values()) + CELL_M
    columns, rows = (int((far - near + 2 * margin) / CELL_M) + 1 for near, far in ((west, east), (south, north)))
    place = rasterio.transform.from_origin(west - margin, north + margin, CELL_M, CELL_M)
    options = {"out_shape": (rows, columns), "transform": place}
    free = rasterio.features.rasterize([area], **options).astype(bool)
    for key, far in LIMITS.items():
        hit = rasterio.features.rasterize(themes[key], all_touched=True, **options).astype(bool)
        free &= ~hit if not far else ndimage.distance_transform_edt(~hit, sampling=CELL_M) > far
    cells = [
        shapely.geometry.shape(shape)
        for shape, value in rasterio.features.shapes(free.astype("uint8"), mask=free, transform=place)
        if value
    ]
    return shapely.union_all(cells)


def _beside(found: Any, truth: Any) -> dict[str, float]:
    return {
        "free_km2": round(found.area / 1e6, 3),
        "missed_share": round(truth.difference(found).area / truth.area, 5),
        "wrong_share": round(found.difference(truth).area / truth.area, 5),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
