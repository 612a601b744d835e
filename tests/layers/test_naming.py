"""A county's names as neighbours: who they are, how they stand, what is heard, and what a reader may not see."""

from __future__ import annotations

import pytest

from gazetteer.categories import PlaceKind
from gazetteer.rules import Standing
from geo_app.services.county import County
from layers.naming import named_county
from layers.store import Condition, Edit, EditAct, Operator, Query, Record, Scope
from tests.layers.store.rows import load

ALL = Scope.everything()
STANDARD = Condition("role", Operator.EQUAL, "standard")


def name_in_use(county: County, at: int = 0) -> Record:
    ids = county.store.read("place_name", ALL, Query(where=(STANDARD,), columns=(), order_by=("id",)))["id"]
    return county.store.get("place_name", ids.iloc[at], ALL)


def correct(county: County, record: Record, **values: object) -> None:
    edit = Edit(
        layer=record.layer, act=EditAct.CORRECT, object_id=record.id, base_version=record.version, values=values
    )  # type: ignore[arg-type]  # values of any layer
    load(county.store, edit)


def test_each_name_is_there_once_with_what_the_rules_need(tiny_county: County) -> None:
    named = named_county(tiny_county.store)
    assert len({n.id for n in named.neighbours}) == len(named.neighbours)
    assert len(named.neighbours) >= tiny_county.store.count("place_name", ALL)
    streets = [n for n in named.neighbours if n.kind is PlaceKind.STREET]
    assert streets
    assert all(n.areas and n.spelling and n.place and len(n.division) >= 9 for n in streets)
    assert {n.text for n in named.neighbours if n.kind is PlaceKind.DIVISION} >= {"云峰镇", "平溪县"}
    assert (named.divisions["990101100"], named.divisions["980201"]) == ("云峰镇", "平溪县")
    assert named.areas_of("990101100001") == ("云峰镇建成区",)
    assert named.areas_of("990101") == ()


@pytest.mark.parametrize(
    ("role", "status", "standing", "standard"),
    [
        ("former", "former", Standing.HISTORICAL, False),
        ("alias", "announced", Standing.CURRENT, False),
        ("planned", "announced", Standing.PLANNED, True),
        ("standard", "under_review", Standing.PENDING, True),
        ("standard", "abolished", Standing.HISTORICAL, True),
        ("standard", "rejected", None, None),
    ],
)
def test_how_a_name_stands(tiny_county, role: str, status: str, standing: Standing | None, standard: bool) -> None:
    record = name_in_use(tiny_county)
    correct(tiny_county, record, role=role, status=status)
    found = [n for n in named_county(tiny_county.store).neighbours if n.id == record.id]
    assert [(n.standing, n.standard) for n in found] == ([] if standing is None else [(standing, standard)])


def test_a_place_without_a_name_is_taken_by_its_label(tiny_county: County) -> None:
    record, other = name_in_use(tiny_county), name_in_use(tiny_county, 1)
    place = str(record.values["place"])
    correct(tiny_county, record, place=str(other.values["place"]))
    [found] = [n for n in named_county(tiny_county.store).neighbours if n.id == place]
    assert found.text == tiny_county.store.get("place", place, ALL).values["label"]


def test_a_reader_of_one_township_sees_only_its_names(tiny_county: County) -> None:
    named = named_county(tiny_county.store, scope=Scope.of("990101100"))
    assert named.neighbours
    assert all(n.division.startswith("990101100") for n in named.neighbours)
    assert named_county(tiny_county.store, scope=Scope.nothing()).neighbours == ()
