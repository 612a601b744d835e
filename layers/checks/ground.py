"""What the checks stand on: the layers' rows of today, read once and shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import geopandas
import shapely
from pyproj import Transformer

from gazetteer.findings import Finding, Severity
from gazetteer.numbering import NumberingProfile
from gazetteer.romanization import ReadingTables
from gazetteer.rules import Neighbour, NeighbourIndex, Rulebook, shipped_rulebook
from layers.catalog import layer
from layers.crs import planar
from layers.layer import Layer
from layers.naming import named_county
from layers.numbering.profile_file import numbering_profile
from layers.profile import CountyProfile
from layers.reading_tables import shipped_readings
from layers.store.contract import Query, Scope, Store


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a check speaks of it: which layer, which object, what a person calls it."""

    layer: Layer
    id: str
    label: str

    def finding(self, rule: str, severity: Severity, message: str, **more: Any) -> Finding:
        """A finding about this row: its subject is the object's id, its message begins with the row's label."""
        return Finding(rule, severity, f"{self.layer.title}“{self.label}”{message}", subject=self.id, **more)


@dataclass(frozen=True, slots=True)
class NamingGround:
    """What the naming rules stand on: the names that the reader may see, by record and by likeness; book and readings."""

    by_id: Mapping[str, Neighbour]
    index: NeighbourIndex
    divisions: Mapping[str, str]
    book: Rulebook
    tables: ReadingTables


class Ground:
    """Today's rows within `scope`, each layer read once.

    What a row refers to is looked for in the whole county: only whether it exists is told.
    """

    def __init__(
        self,
        store: Store,
        scope: Scope,
        profile: CountyProfile,
        *,
        book: Rulebook | None = None,
        tables: ReadingTables | None = None,
        numbering: NumberingProfile | None = None,
    ) -> None:
        self.store, self.scope, self.profile = store, scope, profile
        self._book, self._tables, self._numbering = book, tables, numbering
        self._frames: dict[str, geopandas.GeoDataFrame] = {}
        self._rows: dict[str, list[Row]] = {}
        self._known: dict[str, frozenset[str]] = {}

    def frame(self, key: str) -> geopandas.GeoDataFrame:
        """The rows of a layer that hold today."""
        if key not in self._frames:
            self._frames[key] = self.store.read(key, self.scope)
        return self._frames[key]

    def rows(self, declared: Layer) -> list[Row]:
        """The same rows by identity and label, in the frame's order."""
        if declared.key not in self._rows:
            frame = self.frame(declared.key)
            self._rows[declared.key] = [
                Row(declared, identity, str(label or identity[:8]))
                for identity, label in zip(frame["id"], frame[declared.label], strict=True)
            ]
        return self._rows[declared.key]

    def column(self, declared: Layer, key: str) -> list[Any]:
        """A column's values, None where nothing is stored."""
        return [None if value is None or value != value else value for value in self.frame(declared.key)[key].tolist()]  # noqa: PLR0124  (NaN is unequal to itself)

    def known_ids(self, key: str) -> frozenset[str]:
        """Every object of a layer that was ever valid, in the whole county."""
        if key not in self._known:
            query = Query(columns=(), geometry=False, all_times=True)
            self._known[key] = frozenset(self.store.read(key, Scope.everything(), query)["id"])
        return self._known[key]

    @cached_property
    def numbering(self) -> NumberingProfile:
        """What door numbers are judged by."""
        return self._numbering or numbering_profile(self.profile)

    @cached_property
    def divisions(self) -> geopandas.GeoDataFrame:
        """The divisions of the whole county, with their areas."""
        return self.store.read("division", Scope.everything(), Query(columns=("code", "name", "level", "parent_code")))

    @cached_property
    def naming(self) -> NamingGround:
        """Names within the scope, the rulebook of today and the office's readings, unless others were given."""
        named = named_county(self.store, scope=self.scope)
        tables = self._tables if self._tables is not None else shipped_readings(self.profile)
        book = self._book or shipped_rulebook(datetime.now(UTC).astimezone().date())
        by_id = {neighbour.id: neighbour for neighbour in named.neighbours}
        return NamingGround(by_id, NeighbourIndex(named.neighbours, tables=tables), named.divisions, book, tables)

    @cached_property
    def division_areas(self) -> Mapping[str, Any]:
        """Code → area in degrees, for divisions that have one."""
        frame = self.divisions
        return {code: area for code, area in zip(frame["code"], frame.geometry, strict=True) if area is not None}

    @cached_property
    def to_metres(self) -> Transformer:
        """From degrees to the county's planar CRS."""
        return planar(self.profile.planar_epsg)[0]

    def in_metres(self, geometry: Any) -> Any:
        """A shape in the county's planar CRS."""
        transform: Any = self.to_metres.transform
        return shapely.transform(geometry, transform, interleaved=False)


Check = Callable[[Ground, Layer], Iterator[Finding]]
"""A check looks at one layer; it says nothing about layers it does not know."""


def called(key: str) -> Layer:
    """The layer `key` of the catalogue."""
    return layer(key)
