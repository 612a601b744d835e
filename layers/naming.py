"""A county's names as neighbours for the naming rules: read once, a row a name, with standing, spelling and areas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas
import shapely

from gazetteer.acts import NameStatus
from gazetteer.categories import PlaceKind
from gazetteer.names import NameRole
from gazetteer.rules import Neighbour, Standing
from layers.store.contract import Query, Scope, Store

LEFT_OUT = frozenset({NameStatus.REJECTED, NameStatus.WITHDRAWN, NameStatus.REGISTERED_IN_ERROR})
"""Names that never were: they stand in nobody's way."""
HISTORICAL_STATUSES = frozenset({NameStatus.FORMER, NameStatus.ABOLISHED})
HISTORICAL_ROLES = frozenset({NameRole.FORMER, NameRole.HISTORICAL})
ENDING_ACTS = ("renaming", "abolition")
TRUSTED_READINGS = ("rule", "human", "approved")
"""Sources of readings by which a stored spelling tells how a name is heard."""
IN_BUILT_UP_AREAS = (PlaceKind.STREET.value, PlaceKind.RESIDENTIAL_OR_BUILDING.value)


@dataclass(frozen=True, slots=True)
class NamedCounty:
    """A county's names on one day: neighbours, code → name of its divisions, code → built-up areas of a division."""

    neighbours: tuple[Neighbour, ...]
    divisions: Mapping[str, str]
    areas: Mapping[str, tuple[str, ...]]

    def areas_of(self, division: str) -> tuple[str, ...]:
        """The built-up areas of the township that a division code lies in."""
        return self.areas.get(division[:9], ())


def named_county(store: Store, *, as_of: date | None = None, scope: Scope | None = None) -> NamedCounty:
    """Reads places, names, spellings, divisions, streets and built-up areas as they were valid on `as_of` (today).

    `scope` leaves out what its reader may not see; None is everything.

    Places whose names nobody registered are taken by their label; divisions, neighbouring counties and streets
    that are no places yet are added by their own name.
    """
    read = _Reader(store, as_of, scope or Scope.everything())
    areas = _Areas(read)
    names = list(_names(read, areas))
    seen = {(n.text, n.division) for n in names}
    others = [n for n in _others(read, areas) if (n.text, n.division) not in seen]
    divisions = {
        **_pairs(read("division", "code", "name"), "code", "name"),
        **_pairs(read("neighbouring_county", "code", "name"), "code", "name"),
    }
    return NamedCounty((*names, *others), divisions, areas.by_division)


class _Reader:
    def __init__(self, store: Store, as_of: date | None, scope: Scope) -> None:
        self.store, self.as_of, self.scope = store, as_of, scope

    def __call__(self, layer: str, *columns: str, geometry: bool = False) -> pandas.DataFrame:
        """Some columns of a layer, "" where nothing is stored."""
        query = Query(columns=columns, geometry=geometry, as_of=self.as_of)
        frame: pandas.DataFrame = self.store.read(layer, self.scope, query)
        text = [*columns, "id", "division"]
        frame[text] = frame[text].astype(object).where(frame[text].notna(), "")
        return frame


class _Areas:
    """Built-up areas, the latest of each name."""

    def __init__(self, read: _Reader) -> None:
        frame = (
            read("built_up_area", "name", "year", geometry=True)
            .sort_values("year")
            .drop_duplicates("name", keep="last")
        )
        self.names: list[str] = frame["name"].tolist()
        self.tree = shapely.STRtree(frame.geometry.to_numpy()) if len(frame) else None
        self.by_division: dict[str, tuple[str, ...]] = {}
        for division, name in zip(frame["division"], frame["name"], strict=True):
            self.by_division[division] = (*self.by_division.get(division, ()), name)

    def holding(self, shapes: Any) -> list[tuple[str, ...]]:
        """The areas that each shape of an array meets."""
        found: list[tuple[str, ...]] = [()] * len(shapes)
        if self.tree is None or not len(shapes):
            return found
        for at, area in self.tree.query(shapes, predicate="intersects").T.tolist():
            found[at] = (*found[at], self.names[area])
        return found


def _names(read: _Reader, areas: _Areas) -> Iterator[Neighbour]:
    places = read("place", "label", "kind", "class_code", "place_code", "life_cycle", geometry=True)
    names = read("place_name", "place", "text", "role", "status")[["id", "place", "text", "role", "status"]]
    unnamed = places[~places["id"].isin(names["place"])]
    for row in _rows(unnamed, areas):
        yield _neighbour(row, row["id"], row["label"], _standing_of(row["life_cycle"], "", ""), "", standard=True)
    joined = names.merge(places, left_on="place", right_on="id", suffixes=("", "_place"))
    spellings, ends = _spellings(read), _ends(read)
    for row in _rows(joined, areas):
        if row["status"] in LEFT_OUT:
            continue
        standing = _standing_of(row["life_cycle"], row["role"], row["status"])
        standard = row["role"] in (NameRole.STANDARD, NameRole.PLANNED)
        yield _neighbour(
            row,
            row["id"],
            row["text"],
            standing,
            spellings.get(row["id"], ""),
            standard=standard,
            until=ends.get(row["id"], ""),
        )


def _rows(frame: pandas.DataFrame, areas: _Areas) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries, streets and buildings with the built-up areas they lie in."""
    rows = frame.drop(columns="geometry").to_dict("records")
    shapes = frame["geometry"].to_numpy()
    urban = [n for n, row in enumerate(rows) if row["kind"] in IN_BUILT_UP_AREAS]
    for n, held in zip(urban, areas.holding(shapes[urban]), strict=True):
        rows[n]["areas"] = held
    yield from rows  # type: ignore[misc]  # columns are named by text


def _neighbour(
    row: Mapping[str, Any],
    identity: str,
    text: str,
    standing: Standing,
    spelling: str,
    *,
    standard: bool,
    until: str = "",
) -> Neighbour:
    return Neighbour(
        id=identity,
        text=text,
        kind=PlaceKind.of(row["kind"]),
        division=row["division"],
        place=row.get("place") or row["id"],
        class_code=row["class_code"],
        code=row["place_code"],
        spelling=spelling,
        standing=standing,
        standard=standard,
        until=until,
        areas=row.get("areas", ()),
    )


def _standing_of(life_cycle: str, role: str, status: str) -> Standing:
    if role in HISTORICAL_ROLES or status in HISTORICAL_STATUSES or life_cycle == "ceased":
        return Standing.HISTORICAL
    if role == NameRole.PLANNED or life_cycle == "planned":
        return Standing.PLANNED
    return Standing.PENDING if status == NameStatus.UNDER_REVIEW else Standing.CURRENT


def _spellings(read: _Reader) -> Mapping[str, str]:
    frame = read("place_name_spelling", "name", "scheme", "toned", "reading_source")
    frame = frame[(frame["scheme"] == "national_1984") & frame["reading_source"].isin(TRUSTED_READINGS)]
    return _pairs(frame, "name", "toned")


def _ends(read: _Reader) -> Mapping[str, str]:
    """Name → the day it was given up."""
    frame = read("naming_act", "name", "act", "acted_on")
    frame = frame[frame["act"].isin(ENDING_ACTS)]
    return {name: str(day)[:10] for name, day in zip(frame["name"], frame["acted_on"], strict=True) if day}


def _others(read: _Reader, areas: _Areas) -> Iterator[Neighbour]:
    for layer, kind in (("division", PlaceKind.DIVISION), ("neighbouring_county", PlaceKind.DIVISION)):
        frame = read(layer, "code", "name")
        for identity, code, name in zip(frame["id"], frame["code"], frame["name"], strict=True):
            of_village = len(code) == 12
            yield Neighbour(
                id=identity,
                text=name,
                kind=PlaceKind.COMMITTEE_SEAT if of_village else kind,
                division=code,
                place=identity,
            )
    frame = read("street", "name", "place", geometry=True)
    held = areas.holding(frame["geometry"].to_numpy())
    for identity, name, place, division, within in zip(
        frame["id"], frame["name"], frame["place"], frame["division"], held, strict=True
    ):
        if not place:
            yield Neighbour(
                id=identity, text=name, kind=PlaceKind.STREET, division=division, place=identity, areas=within
            )


def _pairs(frame: pandas.DataFrame, key: str, value: str) -> dict[str, str]:
    return dict(zip(frame[key], frame[value], strict=True))
