"""The index of a store finds every plate it holds, by names as they are registered, former ones and spellings included."""

from __future__ import annotations

import pytest

from gazetteer.addresses import Address, canonical, compose
from gazetteer.numbering import parse_number
from geo_app.services.county import County
from layers.address_index import AddressIndex
from layers.address_match import Precision
from layers.addressing.registered import registered_names, registered_plates
from layers.addressing.statuses import GeocodeStatus
from layers.store import Query, Scope


def test_every_plate_of_the_store_is_found(tiny_county: County) -> None:
    index = AddressIndex.from_store(tiny_county.store, tiny_county.profile)
    assert index.findings == ()
    plates = tiny_county.store.read("door_plate", Scope.everything(), Query(order_by=("plate_code",)))
    assert len(index.plates) == len(plates)
    for code, address, i, point in zip(
        plates["plate_code"], plates["address_text"], plates["id"], plates.geometry, strict=True
    ):
        answer = index.geocode(address)
        assert answer.status is GeocodeStatus.OK, address
        match = answer.matches[0]
        assert (match.plate, match.record, match.lon, match.lat) == (code, i, point.x, point.y)


def test_names_make_a_tree_below_the_county(tiny_county: County) -> None:
    profile = tiny_county.profile
    found = registered_names(tiny_county.store, profile)
    keys = [name.key for name in found.names]
    assert keys[:3] == [profile.province, profile.prefecture, profile.code]
    assert len(set(keys)) == len(keys)
    assert all(name.parent in keys for name in found.names[1:])
    assert {name.level.value for name in found.names} >= {"town", "village", "group", "street"}
    reached = [position.radius_m for position in found.positions.values() if position.radius_m is not None]
    assert all(0 < radius_m < 200_000 for radius_m in reached)


def test_plates_come_in_the_same_order_every_time(tiny_county: County) -> None:
    assert registered_plates(tiny_county.store) == registered_plates(tiny_county.store)


def test_a_spelling_of_the_gazetteer_finds_its_place(tiny_county: County) -> None:
    index = AddressIndex.from_store(tiny_county.store, tiny_county.profile)
    places = tiny_county.store.read("place", Scope.everything(), Query(columns=("label", "spelling"), geometry=False))
    spelled = {label: spelling for label, spelling in zip(places["label"], places["spelling"], strict=True) if spelling}
    towns = [name.name for name in index.lexicon.entries if name.level.value == "town" and name.name in spelled]
    assert towns
    for town in towns:
        answer = index.geocode(spelled[town])
        assert any(match.address.endswith(town) for match in answer.matches), (town, spelled[town])


def test_composing_the_components_of_a_registered_address_gives_it_back(tiny_county: County) -> None:
    index = AddressIndex.from_store(tiny_county.store, tiny_county.profile)
    names = ("province", "city", "county", "town", "village", "group", "street", "lane", "estate", "building", "unit")
    for plate in index.plates:
        found = index.geocode(plate.address).components
        number = parse_number(found["number"]) if found["number"] else None
        known = {name: found[name] for name in names}
        if found["street"] or found["lane"]:
            assert known["village"] == ""
        address = compose(Address(**known, number=number, temporary=bool(found["temp"])))
        assert canonical(address).text == canonical(plate.address).text


def test_premises_are_found_by_name(tiny_county: County) -> None:
    index = AddressIndex.from_store(tiny_county.store, tiny_county.profile)
    homes = tiny_county.store.read("nursing_home", Scope.everything(), Query(columns=("name",)))
    assert len(homes)
    for name, i in zip(homes["name"], homes["id"], strict=True):
        answer = index.geocode(name)
        match = next(match for match in answer.matches if match.record == i)
        assert match.precision is Precision.POI
        assert match.address.endswith(name)
        assert match.address.count(name[:3]) == 1


def test_a_frame_in_another_system_makes_the_same_index(tiny_county: County) -> None:
    frame = tiny_county.store.read("door_plate", Scope.everything(), Query(order_by=("plate_code",)))
    epsg = tiny_county.profile.planar_epsg
    renamed = frame.to_crs(epsg).rename(columns={"plate_code": "code", "address_text": "text"})
    index = AddressIndex.from_frame(renamed, plate="code", address="text")
    own = AddressIndex.from_store(tiny_county.store, tiny_county.profile)
    for plate in own.plates[::7]:
        match = index.geocode(plate.address).matches[0]
        assert (match.plate, match.division) == (plate.plate, plate.division)
        assert match.lon == pytest.approx(plate.lon, abs=1e-8)
    with pytest.raises(ValueError, match="reference system"):
        AddressIndex.from_frame(frame.set_crs(None, allow_override=True))
