"""All rules over all data: a sound county is clean, and every rule finds the fault planted for it, and only that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from gazetteer.findings import Finding, blocking
from geo_app.services.county import County
from layers.checks import CHECKS, Checked, check_layers
from layers.layer import Layer
from layers.store import Condition, Edit, EditAct, Operator, Query, Record, Scope, Store
from tests.county import copied, invented_profile, load_tiny_county
from tests.layers.store.rows import load

ALL = Scope.everything()
CLEAN = {"plates.repair", "numbering.activation", "boundary.papers", "boundary.not_legal", "boundary.condition", "facility.unapproved",
         "naming.duplicate"}  # fmt: skip
"""What the demo holds on purpose: damaged plates, activated plates without a photo, lines without an agreement, worn markers, burial areas without approval,
hamlets of one township that share a name."""


def checked(county: County, *keys: str, scope: Scope = ALL) -> Checked:
    wanted = [declared for declared in county.store.layers if not keys or declared.key in keys]
    return check_layers(county.store, wanted, scope, county.profile)


def one(store: Store, key: str, *where: Condition, at: int = 0) -> Record:
    ids = store.read(key, ALL, Query(where=where, columns=(), geometry=False, order_by=("id",)))["id"]
    return store.get(key, ids.iloc[at % len(ids)], ALL)


def spoil(store: Store, record: Record, *, move: tuple[float, float] | None = None, **values: Any) -> str:
    """Corrects a record into a wrong one, as somebody might."""
    division = values.pop("division", None)
    edit = Edit(
        layer=record.layer,
        act=EditAct.CORRECT,
        object_id=record.id,
        base_version=record.version,
        values=values,
        division=division,
        geometry=shapely.Point(*move) if move else None,
        sets_geometry=move is not None,
    )
    load(store, edit)
    return record.id


def is_(field: str, value: str) -> Condition:
    return Condition(field, Operator.EQUAL, value)


def street_plate(store: Store, at: int = 0) -> Record:
    return one(store, "door_plate", is_("kind", "large"), Condition("street", Operator.NOT_EMPTY), at=at)


def twin(store: Store, _: int) -> str:
    """A plate takes the number of another in its street."""
    large = store.read("door_plate", ALL, Query(where=(is_("kind", "large"),), order_by=("id",)))
    longest = large["street"].value_counts().index[0]
    first, second = (store.get("door_plate", i, ALL) for i in large["id"][large["street"] == longest].iloc[-2:])
    spoil(store, first, status="activated")
    return spoil(store, second, number_text=str(first.values["number_text"]), status="activated")


def mirrored(store: Store, at: int) -> str:
    """A plate crosses the street."""
    plate = street_plate(store, at)
    line = shapely.line_merge(store.get("street", str(plate.values["street"]), ALL).geometry)
    point = plate.geometry
    assert isinstance(point, shapely.Point)
    foot = line.interpolate(line.project(point))
    return spoil(store, plate, move=(2 * foot.x - point.x, 2 * foot.y - point.y))


def second_standard(store: Store, at: int) -> str:
    """A place gets another announced standard name."""
    announced = (is_("role", "standard"), is_("status", "announced"))
    name = one(store, "place_name", *announced, at=at)
    other = one(store, "place_name", *announced, Condition("place", Operator.NOT_EQUAL, str(name.values["place"])))
    spoil(store, other, place=str(name.values["place"]))
    return str(name.values["place"])


def corner(store: Store, at: int) -> str:
    west, south, _, _ = store.profile.bounds
    return spoil(store, one(store, "place", at=at), move=(west + 1e-6, south + 1e-6))


def other_village(store: Store, at: int) -> str:
    plate = one(store, "door_plate", at=at)
    codes = sorted(store.count_by("door_plate", "division", ALL))
    return spoil(store, plate, division=next(code for code in codes if code[:9] != plate.division[:9]))


def cancelled(store: Store, at: int) -> str:
    plate = one(store, "door_plate", is_("status", "activated"), at=at)
    spoil(store, store.get("address", str(plate.values["address"]), ALL), status="cancelled")
    return plate.id


def same_code(store: Store, at: int) -> str:
    first, second = one(store, "door_plate", at=at), one(store, "door_plate", at=at + 1)
    return spoil(store, second, qr_id=str(first.values["qr_id"]))


def called(store: Store, name: Record, text: str) -> str:
    """A place is called otherwise, in its label too."""
    spoil(store, store.get("place", str(name.values["place"]), ALL), label=text)
    return spoil(store, name, text=text)


def with_name(text: str) -> Callable[[Store, int], str]:
    """A hamlet that nothing else is planted on is called so."""
    return lambda store, at: called(store, one(store, "place_name", is_("role", "standard"), at=at), text)


def with_values(key: str, *where: Condition, **values: Any) -> Callable[[Store, int], str]:
    """A fault that is one or more wrong values of a record."""
    return lambda store, at: spoil(store, one(store, key, *where, at=at), **values)


VILLAGE = is_("level", "village")
FAULTS: dict[str, Callable[[Store, int], str]] = {
    "field.length": with_values("road", name="长" * 201),
    "field.pattern": with_values("door_plate", plate_code="p 1"),
    "position.zero": with_values("place", move=(0.0, 0.0)),
    "position.outside": with_values("place", move=(10.0, 10.0)),
    "position.outside_outline": corner,
    "division.owner": with_values("place", division="990101999"),
    "divisions.code_name": with_values("division", VILLAGE, name="错村"),
    "division.parent_code": with_values("division", VILLAGE, parent_code="990101"),
    "reference.nowhere": with_values("address", parent="00000000"),
    "names.status": with_values("place_name", is_("status", "announced"), is_("role", "standard"), status="former"),
    "names.label": with_values("place", label="别的名字"),
    "names.two_standard": second_standard,
    "names.act_document": with_values("naming_act", act="announcement", document_number=None),
    "numbering.duplicate": twin,
    "numbering.side": mirrored,
    "numbering.form": lambda store, at: spoil(store, street_plate(store, at), number_text="八八六十四号半"),
    "plates.outside_village": other_village,
    "plates.address_text": with_values("door_plate", address_text="别处1号"),
    "plates.pair": cancelled,
    "plates.dates": with_values("door_plate", installed_on=date(2020, 1, 2), activated_on=date(2020, 1, 1)),
    "plates.qr_twice": same_code,
    "facility.unapproved": with_values("day_care_centre", approval="unapproved"),
    "naming.foreign": with_name("华盛顿村"),
    "naming.character_table": with_name("東山村"),
    "naming.marks": with_name("南·关村"),
}
"""Rule → what makes it speak: a fault is planted at a place of a layer's list, and the one at fault is returned."""


@dataclass(frozen=True)
class Spoiled:
    """One county before and after every fault was planted in it, each in another record."""

    before: Checked
    after: Checked
    planted: dict[str, str]


@pytest.fixture(scope="module")
def spoiled(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Spoiled:
    with copied(tiny_county_folder, tmp_path_factory.mktemp("spoiled") / "county") as county:
        before = checked(county)
        planted = {rule: plant(county.store, at) for at, (rule, plant) in enumerate(FAULTS.items())}
        return Spoiled(before, checked(county), planted)


@pytest.mark.parametrize("rule", FAULTS)
def test_each_rule_finds_the_fault_planted_for_it(spoiled: Spoiled, rule: str) -> None:
    found = [f for f in spoiled.after.findings if f.rule == rule and f not in spoiled.before.findings]
    assert spoiled.planted[rule] in {f.subject for f in found}
    finding = next(f for f in found if f.subject == spoiled.planted[rule])
    assert finding.remedy
    assert "“" in finding.message
    assert len(found) <= 3


def test_two_villages_of_one_name_block_each_other(tiny_county: County) -> None:
    store = tiny_county.store
    committees = store.read("place", ALL, Query(where=(is_("kind", "committee_seat"),), order_by=("id",)))
    before = checked(tiny_county, "place_name")
    first, second = (one(store, "place_name", is_("place", place)) for place in committees["id"].iloc[-2:])
    called(store, second, str(first.values["text"]))
    found = [f for f in checked(tiny_county, "place_name").findings if f not in before.findings]
    assert {(f.rule, f.severity.value, f.subject) for f in found} == {
        ("naming.duplicate", "block", first.id),
        ("naming.duplicate", "block", second.id),
    }
    assert all(f.related and f.clause and f.remedy for f in found)
    own = [f for f in checked(tiny_county, "place_name", scope=Scope.of(first.division)).findings if f in found]
    assert own == [], "who sees one village is not told of another"


def test_errors_lower_the_score(spoiled: Spoiled) -> None:
    assert spoiled.after.score < spoiled.before.score == 100.0


def test_a_sound_county_is_clean(tiny_county: County) -> None:
    result = checked(tiny_county)
    assert set(result.counts) <= CLEAN
    assert blocking(result.findings) == []
    assert (result.score, result.refused) == (100.0, 0)
    assert result.judged == sum(tiny_county.store.count(d.key, ALL) for d in tiny_county.store.layers)


def test_both_engines_are_judged_alike(store: Store) -> None:
    load_tiny_county(store)
    result = check_layers(store, store.layers, ALL, invented_profile())
    assert set(result.counts) <= CLEAN
    assert (result.refused, result.judged) == (0, sum(store.count(d.key, ALL) for d in store.layers))


def test_the_score_is_the_share_of_records_without_an_error(tiny_county: County) -> None:
    for at in range(3):
        spoil(tiny_county.store, one(tiny_county.store, "street", at=at), place="nowhere")
    result = checked(tiny_county, "street")
    assert (result.judged, result.refused) == (tiny_county.store.count("street", ALL), 3)
    assert 0 <= 100 * (result.judged - 3) / result.judged - result.score < 0.01
    assert Checked(findings=(), judged=1_000_000, refused=1).score < 100
    assert result.counts == {"reference.nowhere": 3}


def test_a_missing_plate_and_a_missing_centre_are_counted(tiny_county: County) -> None:
    totals = tiny_county.profile.plates.totals
    assert totals
    plate = one(tiny_county.store, "door_plate", is_("kind", next(iter(totals))))
    ended = Edit(layer="door_plate", act=EditAct.WITHDRAW, object_id=plate.id, base_version=plate.version)
    load(tiny_county.store, ended)
    spoil(tiny_county.store, one(tiny_county.store, "day_care_centre", is_("state", "open")), state="closed")
    published = [f for f in checked(tiny_county).findings if f.rule == "published.count"]
    assert len(published) == 2
    assert all("公布" in f.message for f in published)


def test_a_clerk_is_told_of_the_township_only(tiny_county: County) -> None:
    township = tiny_county.profile.seat_township
    spoil(tiny_county.store, one(tiny_county.store, "street"), place="nowhere")
    everything, own = checked(tiny_county), checked(tiny_county, scope=Scope.of(township))
    assert own.judged < everything.judged
    seen = {f.subject for f in own.findings}
    for finding in everything.findings:
        record = next((r for r in _records(tiny_county, finding)), None)
        if record is not None and not record.division.startswith(township):
            assert finding.subject not in seen
    assert "published.count" not in own.counts


def _records(county: County, finding: Finding) -> list[Record]:
    layers = ("door_plate", "street", "burial_area")
    ids = {key: set(county.store.read(key, ALL, Query(columns=(), geometry=False))["id"]) for key in layers}
    return [county.store.get(key, finding.subject, ALL) for key in layers if finding.subject in ids[key]]


def test_a_name_whose_acts_fell_on_one_day_is_read_in_an_allowed_order(tiny_county: County) -> None:
    name = one(tiny_county.store, "place_name", is_("status", "announced"))
    known = tiny_county.store.read("naming_act", ALL, Query(where=(is_("name", name.id),)))
    for identity in known["id"]:
        act = tiny_county.store.get("naming_act", identity, ALL)
        load(
            tiny_county.store,
            Edit(layer="naming_act", act=EditAct.WITHDRAW, object_id=act.id, base_version=act.version),
        )
    for n, act_type in enumerate(("renaming", "census")):
        load(
            tiny_county.store,
            Edit(
                layer="naming_act",
                act=EditAct.CREATE,
                object_id=f"00000000-0000-0000-0000-00000000000{n}",
                division=name.division,
                values={"name": name.id, "act": act_type, "acted_on": date(2018, 6, 30)},
                source="测试",
            ),
        )
    spoil(tiny_county.store, name, status="former")
    assert "names.act_not_allowed" not in checked(tiny_county, "place_name").counts
    assert "names.status" not in checked(tiny_county, "place_name").counts


def test_every_check_is_in_the_list_once_and_stays_silent_about_strange_layers(tiny_county: County) -> None:
    assert len(set(CHECKS)) == len(CHECKS)
    road: Layer = next(d for d in tiny_county.store.layers if d.key == "road")
    assert check_layers(tiny_county.store, [road], ALL, tiny_county.profile).findings == ()
