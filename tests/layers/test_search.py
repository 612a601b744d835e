"""Finding names: by characters, former names, spelling and initials, whichever reading a character has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from layers.catalog import LAYERS
from layers.profile import shipped_profile
from layers.search import NameIndex, find_plates, initials, toneless
from layers.store import Decision, Edit, EditAct, Scope, Store, open_store
from tests.county import INVENTED, load_tiny_county

SEAT = "990101100"
NOW = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
PLACES = {
    "p-chi": ("湫池岭", "Jiǎochílǐng", "public"),
    "p-lv": ("绿洲村", "Lǜzhōucūn", "public"),
    "p-bank": ("重阳堡", "", "public"),
    "p-secret": ("秘密沟", "Mìmìgōu", "internal"),
    "p-percent": ("百%_村", "", "public"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = open_store(
        f"sqlite:///{tmp_path_factory.mktemp('search') / 'county.gpkg'}", shipped_profile(INVENTED), LAYERS
    )
    load_tiny_county(made)
    made.load(list(_edits()), decision=NOW, title="地名", reason="测试")
    yield made
    made.close()


def _edits() -> Iterator[Edit]:
    import shapely  # noqa: PLC0415

    for n, (key, (label, spelling, security)) in enumerate(PLACES.items()):
        values = {"place_code": f"T-{n:06}", "label": label, "kind": "settlement", "life_cycle": "existing"}
        values |= {"spelling": spelling or None, "security": security}
        yield Edit(
            layer="place", act=EditAct.CREATE, object_id=key, division=SEAT, values=values, sets_geometry=True,
            geometry=shapely.Point(117.0, 31.2),
        )  # fmt: skip
    former = {"place": "p-chi", "text": "旧日铺", "role": "former", "status": "former"}
    yield Edit(layer="place_name", act=EditAct.CREATE, object_id="n-former", division=SEAT, values=former)


@pytest.fixture(scope="module")
def index(store: Store) -> NameIndex:
    return NameIndex.build(store)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("湫池岭", "p-chi"),
        ("湫", "p-chi"),
        ("jiaochi", "p-chi"),
        ("Jiǎochí", "p-chi"),
        ("jcl", "p-chi"),  # the local reading, jiǎo
        ("qcl", "p-chi"),  # the usual one, qiū
        ("旧日铺", "p-chi"),
        ("jrp", "p-chi"),
        ("lvzhou", "p-lv"),
        ("cyb", "p-bank"),
        ("百%", "p-percent"),
    ],
)
def test_a_name_is_found_the_way_people_type_it(index: NameIndex, typed: str, found: str) -> None:
    assert found in [hit.id for hit in index.find(typed, Scope.everything())]


def test_a_former_name_says_what_it_is(index: NameIndex) -> None:
    hit = next(hit for hit in index.find("旧日铺", Scope.everything()) if hit.id == "p-chi")
    assert hit.title == "湫池岭"
    assert "曾用名“旧日铺”" in hit.note


def test_signs_are_signs_and_no_patterns(index: NameIndex, store: Store) -> None:
    assert index.find("%", Scope.everything())[0].id == "p-percent"
    assert index.find("_", Scope.everything())[0].id == "p-percent"
    assert find_plates(store, "%", Scope.everything()) == []
    assert find_plates(store, "'; DROP TABLE door_plate --", Scope.everything()) == []


def test_internal_names_are_found_only_by_who_may_know_them(index: NameIndex) -> None:
    assert index.find("秘密沟", Scope.everything()) == []
    assert [hit.id for hit in index.find("mmg", Scope.everything(), internal=True)] == ["p-secret"]


def test_nothing_is_found_outside_the_scope(index: NameIndex) -> None:
    assert index.find("湫池岭", Scope.of("990101101")) == []
    assert index.find("湫池岭", Scope.nothing()) == []
    assert index.find("湫池岭", Scope.of(SEAT))


def test_facilities_are_found_by_initials(index: NameIndex) -> None:
    assert "nursing_home" in {hit.layer for hit in index.find("jly", Scope.everything())}


def test_every_word_of_a_plate_must_be_there(store: Store) -> None:
    plates = store.read("door_plate", Scope.everything())
    address = str(plates["address_text"].iloc[0])
    head, tail = address[:8], address[-4:]
    assert plates["id"].iloc[0] in {
        hit.id for hit in find_plates(store, f"{head} {tail}", Scope.everything(), limit=99)
    }
    assert find_plates(store, f"{head} 没有这个词", Scope.everything()) == []


def test_nothing_typed_finds_nothing(index: NameIndex, store: Store) -> None:
    assert index.find("   ", Scope.everything()) == []
    assert find_plates(store, "   ", Scope.everything()) == []


def test_letters_without_tones() -> None:
    assert toneless("Lǜzhōu Xiàn") == "lvzhouxian"
    assert toneless("NÜ’ER") == "nver"
    assert initials("云岭县") == "ylx"
