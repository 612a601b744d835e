"""A file whose every position is some 500 m off, as map providers' are, is found out; honest noise is not."""

from __future__ import annotations

import numpy
import pytest
import shapely

from gazetteer.findings import Severity
from layers.exchange import ImportPlan
from layers.exchange.shift import DATUMS
from layers.exchange.table import RawTable
from layers.store import Scope, Store
from tests.layers.exchange.importing.tables import HEADERS, PLATE, plan, table

NEW = "X-"


def plates(store: Store, name: str, *, new: bool = False, noise_m: float = 0.0, groups: bool = False) -> RawTable:
    """A file of plates that are held, or of new ones at the same doors, in the datum `name`."""
    frame = store.read("door_plate", Scope.everything()).iloc[:240]
    at = shapely.get_coordinates(frame.geometry.to_numpy())
    random = numpy.random.default_rng(7)
    at = at + random.normal(0, noise_m / 100_000, at.shape)
    lon, lat = DATUMS[name](at[:, 0], at[:, 1]) if name else (at[:, 0], at[:, 1])
    codes = store.read("villagers_group", Scope.everything()).set_index("id")["group_code"]
    rows = [
        (
            f"{NEW}{n:06d}" if new else record.plate_code, PLATE.field("kind").choice_title(record.kind),
            record.address_text, record.number_text, "已安装", record.division, float(x), float(y),
            *((codes.get(record.villagers_group),) if groups else ()),
        )
        for n, (record, x, y) in enumerate(zip(frame.itertuples(), lon, lat, strict=True))
    ]  # fmt: skip
    return table(*rows, headers=(*HEADERS, *(("村民小组",) if groups else ())))


def suspicions(made: ImportPlan) -> list[tuple[str, Severity]]:
    return [(f.value.split()[0], f.severity) for f in made.findings if f.rule.startswith("position.shift")]


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
@pytest.mark.parametrize("new", [False, True], ids=["held", "new"])
def test_a_provider_s_datum_is_suspected_and_nothing_is_moved(county_store: Store, name: str, new: bool) -> None:
    given = plates(county_store, name, new=new, groups=True)
    made = plan(county_store, given)
    assert suspicions(made) == [(name, Severity.ERROR)]
    assert made.status == "rejected"
    placed = next(row.edit for row in made.rows if row.edit is not None)
    assert (placed.geometry.x, placed.geometry.y) == given.rows[0].cells[6:8]  # type: ignore[union-attr]


def test_the_areas_alone_raise_the_suspicion(county_store: Store) -> None:
    assert suspicions(plan(county_store, plates(county_store, "BD-09", new=True))) == [("BD-09", Severity.ERROR)]


def test_a_person_s_word_turns_it_into_a_warning(county_store: Store) -> None:
    made = plan(county_store, plates(county_store, "GCJ-02"), crs="EPSG:4490")
    assert (suspicions(made), made.status) == ([("GCJ-02", Severity.WARNING)], "accepted_with_warnings")


def test_declared_and_converted_it_is_where_it_was(county_store: Store) -> None:
    made = plan(county_store, plates(county_store, "GCJ-02"), crs="GCJ-02")
    assert suspicions(made) == []
    moved = [row for row in made.rows if row.edit is not None and row.edit.sets_geometry]
    assert moved == []


@pytest.mark.parametrize("new", [False, True], ids=["held", "new"])
@pytest.mark.parametrize("noise_m", [0.0, 5.0, 30.0])
def test_honest_positions_raise_none(county_store: Store, noise_m: float, new: bool) -> None:
    made = plan(county_store, plates(county_store, "", new=new, noise_m=noise_m, groups=new))
    assert suspicions(made) == []
