"""`geo-app site accessibility`: files in, one document out, every wrong row named."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy
import pytest
from shapely import LineString

from tests.county import copied
from tests.geo_app.cli.siting import Desk, degrees, here, points_file, shapes_file

__all__ = ["here"]


@pytest.fixture
def ask(here: Path) -> Desk:
    points_file(here / "demand.csv", ("甲", 0, 0, 100), ("乙", 3000, 0, 50), ("丙", 9000, 0, 10))
    points_file(here / "supply.csv", ("院", 0, 500, 30), ("站", 3500, 0, 20), columns=("床位",))
    return Desk(here / "county", "accessibility")


ARGUMENTS = ("--demand", "demand.csv", "--supply", "supply.csv")


def test_two_steps_from_files(ask: Desk) -> None:
    ran = ask(*ARGUMENTS, "--method", "2sfca", "--threshold", "3800")
    assert ran.status == 0, ran.out
    found = ran.document
    assert {facility["name"]: facility["claim"] for facility in found["facilities"]} == {"院": 150, "站": 150}
    both = 30 / 150 + 20 / 150
    assert [place["score"] for place in found["places"]] == pytest.approx([both, both, 0], rel=1e-9)
    mean = found["indicators"][0]
    assert (mean["numerator"], mean["denominator"]) == (pytest.approx(50), 160)
    assert "EPSG:" in found["cost_method"]
    assert {"siting.amount_column", "accessibility.unreached"} <= set(ran.rules())


def test_every_method_answers(ask: Desk) -> None:
    for method in ("2sfca", "e2sfca", "3sfca", "coverage", "cumulative"):
        ran = ask(*ARGUMENTS, "--method", method, "--threshold", "4000", "--detour", "1.2")
        assert ran.status == 0, ran.out
        assert "绕行系数 1.2" in ran.document["cost_method"]
    covered = ask(*ARGUMENTS, "--method", "coverage", "--threshold", "4000").document
    assert covered["indicators"][0]["numerator"] == 150
    assert covered["summary"]["worst"]["name"] == "丙"
    zoned = ask(*ARGUMENTS, "--threshold", "9000", "--zones", "1000:1,9000:0.5").document
    assert "≤1000 计 1，≤9000 计 0.5" in zoned["definition"]
    assert "高斯" in ask(*ARGUMENTS, "--threshold", "9000", "--bandwidth", "3000").document["definition"]


def test_along_roads(ask: Desk, here: Path) -> None:
    roads = {"一": LineString([(0, 0), (0, 500)]), "二": LineString([(3000, 0), (3500, 0)])}
    shapes_file(here / "roads.geojson", roads)
    ran = ask(*ARGUMENTS, "--method", "coverage", "--threshold", "600", "--roads", "roads.geojson")
    nearest = [place["nearest"] for place in ran.document["places"]]
    assert nearest[:2] == pytest.approx([500, 500], abs=0.01)
    assert nearest[2] == pytest.approx(5500, abs=0.01), "to the road, beside it, back: the way off the road counts"
    assert "network.far" in ran.rules()
    cut = ask(
        *ARGUMENTS, "--method", "coverage", "--threshold", "600", "--roads", "roads.geojson", "--farthest", "1000"
    )
    assert cut.document["places"][2]["nearest"] is None
    assert cut.document["summary"]["unreachable"] == 1
    assert "accessibility.unreachable" in cut.rules()
    slow = ask(*ARGUMENTS, "--method", "coverage", "--threshold", "10", "--roads", "roads.geojson", "--travel", "walk")
    assert slow.document["unit"] == "min"
    assert slow.document["places"][0]["nearest"] == pytest.approx(500 / 4000 * 60, abs=0.01)
    refused = ask(*ARGUMENTS, "--threshold", "10", "--roads", "roads.geojson", "--travel", "drive")
    assert refused.rules() == ["network.class"]


def test_a_matrix_of_costs_and_amounts_alone(ask: Desk) -> None:
    numpy.save("costs.npy", numpy.array([[1.0, numpy.inf], [2.0, 3.0], [numpy.inf, numpy.inf]]))
    numpy.save("people.npy", numpy.array([10.0, 20.0, 5.0]))
    numpy.save("beds.npy", numpy.array([6.0, 2.0]))
    ran = ask("--costs", "costs.npy", "--demand", "people.npy", "--supply", "beds.npy", "--threshold", "2",
              "--method", "2sfca")  # fmt: skip
    assert [place["score"] for place in ran.document["places"]] == pytest.approx([0.2, 0.2, 0])
    assert ran.document["facilities"][1]["ratio"] is None
    assert ran.document["unit"] == "matrix"
    alone = ask("--costs", "costs.npy", "--weights", "people.npy", "--radius", "2", "--method", "coverage").document
    assert alone["indicators"][0]["numerator"] == 30
    assert ask("--costs", "costs.npy", "--threshold", "2", "--method", "2sfca").document["places"][0]["demand"] == 1
    Path("costs.csv").write_text("origin,destination,cost\n甲,院,5\n乙,院,7\n乙,站,1\n", encoding="utf-8")
    by_rows = ask(*ARGUMENTS, "--costs", "costs.csv", "--threshold", "6", "--method", "2sfca").document
    assert [place["score"] for place in by_rows["places"]] == pytest.approx([0.3, 0.4, 0])


@pytest.mark.parametrize(
    ("costs", "rules"),
    [
        ([[numpy.nan, 1], [1, 1], [1, 1]], ["costs.value"]),
        ([[-1, 1], [1, 1], [1, 1]], ["costs.value"]),
        ([[1, 1], [1, 1]], ["costs.matrix"]),
        ([1, 2, 3], ["costs.matrix"]),
    ],
)
def test_costs_that_are_none_are_refused(ask: Desk, costs: list, rules: list[str]) -> None:
    numpy.save("costs.npy", numpy.array(costs, dtype=float))
    ran = ask(*ARGUMENTS, "--costs", "costs.npy", "--threshold", "6")
    assert (ran.status, ran.rules()) == (1, rules)


def test_pickles_are_not_read(ask: Desk) -> None:
    numpy.save("costs.npy", numpy.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert ask(*ARGUMENTS, "--costs", "costs.npy", "--threshold", "6").rules() == ["costs.matrix"]
    assert ask(
        "--costs", "costs.npy", "--demand", "costs.npy", "--supply", "supply.csv", "--threshold", "6"
    ).rules() == ["siting.npy"]


def test_rows_that_are_wrong_are_named(ask: Desk, here: Path) -> None:
    points_file(here / "bad.csv", ("甲", 0, 0, ""), ("乙", 0, 0, -3), ("丙", 0, 0, "多"), ("丁", 0, 0, 4))
    ran = ask("--demand", "bad.csv", "--supply", "supply.csv", "--threshold", "500")
    assert ran.status == 1
    assert [finding["row"] for finding in ran.document["findings"]] == [2, 3, 4]
    text = (here / "bad.csv").read_text(encoding="utf-8").splitlines()
    (here / "lost.csv").write_text("\n".join([*text[:1], "甲,,,5", "乙,NaN,31,4"]) + "\n", encoding="utf-8")
    lost = ask("--demand", "lost.csv", "--supply", "supply.csv", "--threshold", "500")
    assert lost.rules() == ["siting.no_position"]
    assert [finding["row"] for finding in lost.document["findings"]] == [2, 3]


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("--demand", "demand.csv", "--supply", "supply.csv", "--weight", "没有"), "siting.column"),
        (("--demand", "demand.csv", "--supply", "supply.csv", "--where", "床位=99"), "siting.none_such"),
        (("--demand", "demand.csv", "--supply", "nothing"), "siting.source"),
        (("--demand", "nowhere.csv", "--supply", "supply.csv"), "siting.position"),
        (("--demand", "elsewhere.csv", "--supply", "supply.csv"), "siting.elsewhere"),
        (("--demand", "demand.csv", "--supply", "supply.csv", "--crs", "EPSG:4610"), "crs.parameters"),
        (("--demand", "demand.csv", "--supply", "supply.csv", "--zones", "a:b"), "accessibility.zones"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask: Desk, arguments: tuple[str, ...], rule: str) -> None:
    Path("nowhere.csv").write_text("名称,人口\n甲,5\n", encoding="utf-8")
    Path("elsewhere.csv").write_text("名称,经度,纬度\n甲,2.35,48.85\n", encoding="utf-8")
    ran = ask(*arguments, "--threshold", "500")
    assert (ran.status, ran.rules()) == (1, [rule])


def test_empty_sides_and_turned_coordinates(ask: Desk, here: Path) -> None:
    Path("empty.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    nobody = ask("--demand", "empty.geojson", "--supply", "supply.csv", "--threshold", "500")
    assert (nobody.status, nobody.rules()) == (1, ["accessibility.no_rows"])
    nothing = ask("--demand", "demand.csv", "--supply", "empty.geojson", "--threshold", "500")
    assert nothing.status == 0
    assert {"accessibility.no_supply", "accessibility.unreached"} <= set(nothing.rules())
    assert [place["score"] for place in nothing.document["places"]] == [0, 0, 0]
    x, y = degrees(0, 0)
    Path("turned.csv").write_text(f"名称,x,y\n甲,{y},{x}\n", encoding="utf-8")
    turned = ask("--demand", "turned.csv", "--supply", "supply.csv", "--threshold", "500", "--crs", "EPSG:4490")
    assert "写反" in turned.document["findings"][0]["message"]


def test_wrong_use_is_two(ask: Desk) -> None:
    assert ask(*ARGUMENTS).status == 2
    assert ask("--demand", "demand.csv", "--threshold", "5").status == 2
    assert ask(*ARGUMENTS, "--threshold", "0").status == 2
    assert ask(*ARGUMENTS, "--threshold", "5", "--costs", "c.npy", "--roads", "r.geojson").status == 2


def test_own_layers_and_a_table_for_people(tiny_county_folder: Path, here: Path) -> None:
    with copied(tiny_county_folder, here / "county"):
        pass
    ask = Desk(here / "county", "accessibility")
    ran = ask("--demand", "door_plate", "--supply", "day_care_centre", "--method", "coverage", "--threshold", "2000",
              "--roads", "road", "-o", "places.csv")  # fmt: skip
    assert ran.status == 0, ran.out
    assert "siting.generated" in ran.rules()
    with Path("places.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == len(ran.document["places"]) + 1
    assert rows[0][-1] == ran.document["definition"]
    spoken = ask("--demand", "door_plate", "--supply", "day_care_centre", "--method", "coverage", "--threshold", "900",
                 json_=False)  # fmt: skip
    assert "需求覆盖率" in spoken.out


def test_plain_metres(ask: Desk) -> None:
    Path("here.csv").write_text("名称,x,y,人口\n甲,0,0,100\n乙,3000,0,50\n", encoding="utf-8")
    Path("there.csv").write_text("名称,x,y,床位\n院,0,500,30\n", encoding="utf-8")
    ran = ask(
        "--demand", "here.csv", "--supply", "there.csv", "--threshold", "600", "--method", "2sfca", "--crs", "plane"
    )
    assert [place["score"] for place in ran.document["places"]] == pytest.approx([0.3, 0])
    assert "plane" in ran.document["cost_method"]


def test_ratios_by_group_add_up(ask: Desk, here: Path) -> None:
    rows = [("甲", 0, 0, 100, "东"), ("乙", 3000, 0, 50, "西"), ("丙", 9000, 0, 10, "西")]
    points_file(here / "grouped.csv", *rows, columns=("人口", "乡镇"))
    for method in ("2sfca", "coverage", "cumulative"):
        words = ("--demand", "grouped.csv", "--supply", "supply.csv", "--threshold", "3800", "--method", method)
        found = ask(*words, "--by", "乡镇").document
        assert [group["title"] for group in found["groups"]] == ["东", "西"]
        for part in ("numerator", "denominator"):
            assert sum(group[part] for group in found["groups"]) == pytest.approx(found["indicators"][0][part])
        assert found["groups"][1]["denominator"] == 60
    assert "西：" in ask(*words, "--by", "乡镇", json_=False).out
    assert ask(*words, "--by", "没有").rules() == ["siting.column"]
