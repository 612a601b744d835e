"""The ground every demo layer stands on: units with their areas, one random stream a topic, stable ids."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from gazetteer.categories import PlaceKind
from gazetteer.divisions import place_name_of
from gazetteer.romanization import ReadingTables, Spelling, romanize
from layers.demo.coverage import Cells, as_multi, dissolve, hand_out, make_cells, spread_seeds
from layers.demo.outlines import Outlines
from layers.demo.relief import Relief, imagine_relief
from layers.profile import CountyProfile
from layers.reading_tables import FILE_NAME, load_reading_tables
from layers.store.contract import Edit, EditAct, Value

SEED = 20_260_330
NAMESPACE = uuid.UUID("6b0e6c0a-6a5c-5b07-9c43-0d8f5d1b7f10")
GENERATED = "演示生成（固定种子），不是实测数据"
CELLS_PER_UNIT = 60
TOWNSHIP_SHARE = 0.75
"""A township's area grows with the number of its units, less than in proportion."""
SHARE_OF_LEVEL = {"village": 1.0, "community": 0.45, "quasi_village": 2.2}


@dataclass(frozen=True, slots=True)
class Unit:
    """A division of the demo: its code, place name, listed name, level, area and an inner point."""

    code: str
    name: str
    statistical_name: str
    level: str
    parent_code: str
    area: BaseGeometry
    centre: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ground:
    """Profile, outlines and units; `townships` and `villages` (all village-level units) by code."""

    profile: CountyProfile
    outlines: Outlines
    relief: Relief
    county: Unit
    townships: Mapping[str, Unit]
    villages: Mapping[str, Unit]
    facts: Mapping[str, float]
    readings: ReadingTables

    def spell(self, name: str, kind: str) -> Spelling:
        """A name of a place of this kind, spelled with the county's own readings."""
        return romanize(name, PlaceKind.of(kind), tables=self.readings)

    def random(self, topic: str) -> numpy.random.Generator:
        """A random stream of its own for each topic, so that topics do not disturb each other."""
        return numpy.random.default_rng([SEED, int(self.profile.code), *topic.encode()])

    def identity(self, layer: str, natural: str) -> str:
        """The stable id of a demo record."""
        return str(uuid.uuid5(NAMESPACE, f"{self.profile.code}/{layer}/{natural}"))

    def villages_of(self, township: str) -> list[Unit]:
        """Village-level units of a township, in order of code."""
        return [unit for unit in self.villages.values() if unit.parent_code == township]

    def create(
        self,
        layer: str,
        natural: str,
        division: str,
        values: Mapping[str, Value],
        geometry: BaseGeometry | None = None,
        *,
        generated: bool = True,
        source: str = GENERATED,
    ) -> Edit:
        """A CREATE edit of a demo record."""
        return Edit(
            layer=layer,
            act=EditAct.CREATE,
            object_id=self.identity(layer, natural),
            division=division,
            values=values,
            geometry=geometry,
            sets_geometry=geometry is not None,
            generated=generated,
            source=source,
        )

    def head(self, code: str) -> str:
        """The head of an address down to a division: province, prefecture, county, township, village."""
        parts = [self.profile.province, self.profile.prefecture, self.profile.name]
        if len(code) >= 9:
            parts.append(self.townships[code[:9]].name)
        if len(code) == 12:
            parts.append(self.villages[code].name)
        return "".join(parts)


def lay_ground(profile: CountyProfile, outlines: Outlines, folder: Path) -> Ground:
    """Reads the divisions and gives every village-level unit a generated area inside the outline."""
    rows = read_rows(folder / "divisions.csv")
    random = numpy.random.default_rng([SEED, int(profile.code), 1])
    townships = [row for row in rows if row["level"] == "township"]
    villages = {row["code"]: row for row in rows if len(row["code"]) == 12}
    relief = imagine_relief(outlines.county.bounds, random)
    cells = make_cells(outlines.county, CELLS_PER_UNIT * max(len(villages), 20), relief, random)
    areas = dict(zip(villages, _areas(cells, townships, list(villages.values()), folder, random), strict=True))
    return Ground(
        profile=profile,
        outlines=outlines,
        relief=relief,
        county=_unit(next(row for row in rows if row["level"] == "county"), outlines.county),
        townships={row["code"]: _unit(row, _union(areas, row["code"])) for row in townships},
        villages={code: _unit(row, areas[code]) for code, row in sorted(villages.items())},
        facts=read_facts(folder / "plan_facts.csv"),
        readings=load_reading_tables(folder / FILE_NAME),
    )


def _areas(
    cells: Cells,
    townships: list[dict[str, str]],
    villages: list[dict[str, str]],
    folder: Path,
    random: numpy.random.Generator,
) -> list[MultiPolygon]:
    """Areas of the village-level units in their order: townships first, then the units of each within it."""
    counts = [sum(row["parent_code"] == township["code"] for row in villages) for township in townships]
    seeds = _township_seeds(cells, [row["code"] for row in townships], folder, random)
    sectors = hand_out(cells, seeds, [count**TOWNSHIP_SHARE for count in counts])
    owners = numpy.full(len(cells.faces), -1)
    for n, township in enumerate(townships):
        own = [k for k, row in enumerate(villages) if row["parent_code"] == township["code"]]
        members = numpy.flatnonzero(sectors == n)
        within = spread_seeds(cells, members, len(own), seeds[n], random)
        shares = [SHARE_OF_LEVEL[villages[k]["level"]] * random.uniform(0.7, 1.4) for k in own]
        handed = hand_out(cells, within, shares, members)
        owners[members] = numpy.array(own)[handed[members]]
    return dissolve(cells, owners, len(villages))


def _union(areas: Mapping[str, MultiPolygon], township: str) -> MultiPolygon:
    return as_multi(shapely.coverage_union_all([area for code, area in areas.items() if code.startswith(township)]))


def read_rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_facts(path: Path) -> dict[str, float]:
    """Published counts by `topic/item`."""
    return {f"{row['topic']}/{row['item']}": float(row["value"]) for row in read_rows(path)} if path.exists() else {}


def _unit(row: Mapping[str, str], area: BaseGeometry) -> Unit:
    inner = shapely.point_on_surface(area)
    return Unit(
        row["code"],
        place_name_of(row["statistical_name"]),
        row["statistical_name"],
        row["level"],
        row["parent_code"],
        area,
        (float(inner.x), float(inner.y)),
    )


def _township_seeds(cells: Cells, codes: list[str], folder: Path, random: numpy.random.Generator) -> list[int]:
    sites = folder / "township_sites.csv"
    if sites.exists():
        known = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in read_rows(sites)}
        return [cells.nearest(*known[code]) for code in codes]
    lon, lat = cells.points.mean(axis=0)
    return spread_seeds(cells, numpy.arange(len(cells.faces)), len(codes), cells.nearest(lon, lat), random)
