"""`geo-app site p-median|mclp|lscp|p-center`: files or a matrix in, a plan with bounds out, every refusal explained."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy
import pytest
from shapely import LineString

from tests.geo_app.cli.siting import Desk, here, points_file, shapes_file

__all__ = ["here"]

VILLAGES = (("甲村", 0, 0, 100), ("乙村", 3000, 0, 50), ("丙村", 9000, 0, 10), ("丁村", 12_000, 0, 80))
SITES = (("东院", 500, 0, "东", 1), ("中院", 6000, 0, "中", 1), ("西院", 11_000, 0, "西", 0))
FILES = ("--demand", "demand.csv", "--candidates", "sites.csv")
METHODS = ("p-median", "mclp", "lscp", "p-center")


class Office:
    """One folder, every method."""

    def __init__(self, folder: Path) -> None:
        points_file(folder / "demand.csv", *VILLAGES)
        points_file(folder / "sites.csv", *SITES, columns=("片区", "可用"))
        self.desks = {method: Desk(folder / "county", method) for method in METHODS}

    def __call__(self, method: str, *arguments: str, json_: bool = True):
        radius = () if method not in {"mclp", "lscp"} or "--radius" in arguments else ("--radius", "3000")
        return self.desks[method](*arguments, *radius, json_=json_)


@pytest.fixture
def office(here: Path) -> Office:
    return Office(here)


def test_every_method_answers_from_files(office: Office) -> None:
    median = office("p-median", *FILES, "--p", "2").document
    assert [site["name"] for site in median["sites"]] == ["东院", "西院"]
    assert median["objective"] == pytest.approx(100 * 500 + 50 * 2500 + 10 * 2000 + 80 * 1000, rel=1e-6)
    mclp = office("mclp", *FILES, "--p", "1").document
    assert (mclp["open"], mclp["objective"], mclp["sense"]) == ([0], 150, "max")
    assert [row["name"] for row in mclp["uncovered_demands"]] == ["丁村", "丙村"]
    assert {remedy["kind"] for remedy in mclp["remedies"]} >= {"site", "radius"}
    lscp = office("lscp", *FILES).document
    assert (lscp["open"], lscp["objective"]) == ([0, 2], 2)
    assert lscp["certain_open"] == [0, 2]
    centre = office("p-center", *FILES, "--p", "2").document
    assert centre["objective"] == pytest.approx(2500, rel=1e-6)
    assert centre["sites"][0]["farthest_name"] == "乙村"
    for found in (median, mclp, lscp, centre):
        assert (found["status"], found["gap"], found["unit"]) == ("optimal", 0, "m")
        assert found["sites"][0]["lon"] is not None


def test_a_matrix_and_weights_alone(office: Office) -> None:
    numpy.save("costs.npy", numpy.array([[1.0, 5.0], [6.0, 2.0], [numpy.inf, numpy.inf]]))
    numpy.save("people.npy", numpy.array([10.0, 20.0, 5.0]))
    found = office("p-center", "--costs", "costs.npy", "--weights", "people.npy", "--p", "1")
    assert found.status == 0
    assert (found.document["open"], found.document["objective"], found.document["uncovered"]) == ([1], 5, [2])
    assert "site.unreachable" in found.rules()
    median = office("p-median", "--costs", "costs.npy", "--weights", "people.npy", "--p", "2").document
    assert median["objective"] == 50
    banned = office("p-center", "--costs", "costs.npy", "--p", "1", "--ban", "1").document
    assert banned["open"] == [0]
    stay = office("p-center", "--costs", "costs.npy", "--existing", "0", "--new", "1").document
    assert [(site["name"], site["existing"]) for site in stay["sites"]] == [("候选点 0", True), ("候选点 1", False)]
    outside = office("p-center", "--costs", "costs.npy", "--existing", "0,9", "--new", "1")
    assert (outside.status, outside.rules()) == (1, ["site.rules_place"])
    small = office("lscp", "--costs", "costs.npy", "--radius", "2").document
    assert (small["open"], small["uncovered"], small["remedies"][0]["kind"]) == ([0, 1], [2], "none")


def test_existing_sites_stay_unless_they_may_close(office: Office, here: Path) -> None:
    points_file(
        here / "old.csv", ("旧院", 6000, 0, "中", "开"), ("危院", 6000, 500, "中", "停"), columns=("片区", "状态")
    )
    asked = (*FILES, "--existing", "old.csv", "--existing-where", "状态=开")
    kept = office("p-center", *asked, "--new", "1").document
    assert [site["name"] for site in kept["sites"] if site["existing"]] == ["旧院"]
    assert len(kept["open"]) == 2
    assert kept["closed"] == []
    more = office("p-center", *asked, "--new", "1", "--sensitivity").document["sensitivity"]["variants"]
    assert [(variant["value"], len(variant["open"])) for variant in more] == [(1, 1), (3, 3)]
    free = office("p-center", *asked, "--p", "2", "--may-close", "1").document
    assert [site["name"] for site in free["sites"]] == ["东院", "西院"]
    assert free["closed"] == [3]
    strict = office("lscp", *asked, "--new", "1")
    assert strict.status == 1
    assert "site.rules_conflict" in strict.rules()
    assert "最多新建 1 个" in strict.document["findings"][-1]["message"]
    text = office("p-center", *asked, "--p", "2", "--may-close", "1", json_=False).out
    assert "关闭的现有站点：旧院" in text


def test_quotas_and_names(office: Office) -> None:
    each = office("p-median", *FILES, "--p", "3", "--district", "片区", "--least", "*=1").document
    assert each["open"] == [0, 1, 2]
    none = office("mclp", *FILES, "--p", "2", "--district", "片区", "--least", "*=1")
    assert none.status == 1
    assert "site.quota_over_p" in none.rules()
    fixed = office("p-median", *FILES, "--p", "1", "--fix", "中院").document
    assert fixed["open"] == fixed["certain_open"] == [1]
    wrong = office("p-median", *FILES, "--p", "1", "--fix", "没有", "--ban", "也没有")
    assert (wrong.status, wrong.rules(), len(wrong.document["findings"])) == (1, ["site.candidate_name"], 2)


def test_an_empty_column_is_no_amount(office: Office, here: Path) -> None:
    points_file(here / "empty.csv", ("甲村", 0, 0, ""), ("乙村", 900, 0, ""))
    ran = office("p-median", "--demand", "empty.csv", "--candidates", "sites.csv", "--p", "1")
    assert (ran.status, ran.document["weight"]) == (0, 2)
    assert "siting.amount_one" in ran.rules()


def test_room(office: Office, here: Path) -> None:
    points_file(
        here / "beds.csv", ("东院", 500, 0, 120), ("中院", 6000, 0, 100), ("西院", 11_000, 0, 60), columns=("床位",)
    )
    asked = ("--demand", "demand.csv", "--candidates", "beds.csv", "--capacity", "床位")
    plain = office("p-center", "--demand", "demand.csv", "--candidates", "beds.csv", "--p", "3").document
    for method in METHODS:
        count = () if method == "lscp" else ("--p", "3")
        reach = ("--radius", "7000") if method in {"lscp", "mclp"} else ()
        ran = office(method, *asked, *count, *reach)
        assert ran.status == 0, ran.out
        assert "site.capacity_shared" in ran.rules()
        served = {site["name"]: site["served"] for site in ran.document["sites"]}
        assert sum(served.values()) == pytest.approx(240)
        assert served["西院"] <= 60
    assert office("p-center", *asked, "--p", "3").document["objective"] > plain["objective"]
    small = office("p-center", *asked, "--p", "2")
    assert (small.status, "site.capacity_short" in small.rules()) == (1, True)
    assert "去掉它" not in office("p-center", *asked, "--p", "3", json_=False).out


def test_along_roads(office: Office, here: Path) -> None:
    shapes_file(
        here / "roads.geojson", {"一": LineString([(0, 0), (7000, 0)]), "二": LineString([(8900, 0), (12_500, 0)])}
    )
    cut = office("p-center", *FILES, "--p", "1", "--roads", "roads.geojson")
    assert cut.status == 1
    assert "site.reach" in cut.rules()
    assert "至少要 2 个" in next(f for f in cut.document["findings"] if f["rule"] == "site.reach")["message"]
    whole = office("p-center", *FILES, "--p", "2", "--roads", "roads.geojson").document
    assert (whole["open"], whole["objective"]) == ([0, 2], pytest.approx(2500, abs=0.1))


def test_what_else_could_be_asked(office: Office) -> None:
    found = office("mclp", *FILES, "--p", "2", "--sensitivity").document["sensitivity"]
    assert [(variant["changed"], variant["value"]) for variant in found["variants"]] == [
        ("p", 1), ("p", 3), ("radius", pytest.approx(2700)), ("radius", pytest.approx(3300)),
    ]  # fmt: skip
    assert found["persistent"] == [0]
    last = office("p-center", *FILES, "--p", "3", "--sensitivity").document["sensitivity"]["variants"][-1]
    assert (last["status"], last["open"]) == ("infeasible", [])
    assert last["findings"][0]["rule"] == "site.p_over_candidates"


def test_a_planner_reads_lines(office: Office, here: Path) -> None:
    text = office("mclp", *FILES, "--p", "1", "--sensitivity", "-o", "who.csv", json_=False).out
    for part in (
        "最大覆盖：开 1 处",
        "62.50%",
        "已证明最优",
        "★ 东院",
        "没有覆盖的需求：2 个，数量 90",
        "再开西院",
        "p = 2",
    ):
        assert part in text, text
    rows = list(csv.reader((here / "who.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 5
    assert rows[1][1:5] == ["甲村", "100.0", "0", "东院"]
    assert [row[6] for row in rows[1:]] == ["1", "1", "0", "0"]
    centre = office("p-center", *FILES, "--p", "2", json_=False).out
    assert "最远 2,500 米" in centre
    hopeless = office("lscp", *FILES, "--radius", "10", json_=False)
    assert hopeless.status == 1
    assert "没有可行的方案" in hopeless.out
    assert "没有候选点能覆盖甲村" in hopeless.out


def test_no_time_is_said_and_nothing_claimed(office: Office) -> None:
    numpy.save("costs.npy", numpy.random.default_rng(5).integers(1, 500, (120, 120)).astype(float))
    for method in METHODS:
        count = () if method == "lscp" else ("--p", "6")
        radius = ("--radius", "40") if method in {"lscp", "mclp"} else ()
        ran = office(method, "--costs", "costs.npy", *count, *radius, "--time-limit", "0")
        if ran.document["status"] == "rejected":
            assert ran.rules() == ["site.time"]
            continue
        assert ran.document["lower_bound"] <= ran.document["upper_bound"]
        assert (ran.document["status"] == "optimal") == (ran.document["gap"] == 0)


@pytest.mark.parametrize(
    ("method", "arguments", "rule"),
    [
        ("p-median", ("--demand", "demand.csv", "--candidates", "nothing", "--p", "1"), "siting.source"),
        ("p-center", ("--costs", "nan.npy", "--p", "1"), "costs.value"),
        ("lscp", ("--costs", "minus.npy", "--radius", "1"), "costs.value"),
        ("mclp", (*FILES, "--p", "1", "--weight", "没有"), "siting.column"),
        ("p-median", ("--demand", "bad.csv", "--candidates", "sites.csv", "--p", "1"), "siting.amount"),
        ("p-median", ("--demand", "zero.csv", "--candidates", "sites.csv", "--p", "1"), "site.weights_zero"),
        ("p-center", ("--demand", "empty.geojson", "--candidates", "sites.csv", "--p", "1"), "site.empty"),
        ("p-center", ("--demand", "demand.csv", "--candidates", "empty.geojson", "--p", "1"), "site.empty"),
        ("p-median", ("--costs", "one.npy", "--weights", "two.npy", "--p", "1"), "costs.matrix"),
    ],
)
def test_what_cannot_be_asked_is_refused(office: Office, here: Path, method: str, arguments: tuple, rule: str) -> None:
    numpy.save("nan.npy", numpy.array([[numpy.nan, 1.0]]))
    numpy.save("minus.npy", numpy.array([[-1.0, 1.0]]))
    numpy.save("one.npy", numpy.array([[1.0, 1.0]]))
    numpy.save("two.npy", numpy.array([1.0, 1.0]))
    points_file(here / "bad.csv", ("甲村", 0, 0, -5), ("乙村", 0, 0, "多"))
    points_file(here / "zero.csv", ("甲村", 0, 0, 0))
    (here / "empty.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    ran = office(method, *arguments)
    assert (ran.status, ran.rules()) == (1, [rule])


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("p-median", FILES),
        ("p-median", ("--p", "2")),
        ("p-center", (*FILES, "--p", "0")),
        ("p-median", (*FILES, "--p", "1", "--least", "东=1")),
        ("p-center", (*FILES, "--existing", "sites.csv", "--new", "1", "--may-close", "1")),
        ("p-median", (*FILES, "--p", "1", "--district", "片区", "--least", "东=多")),
        ("p-median", (*FILES, "--p", "1", "--costs", "c.npy", "--detour", "1.3")),
        ("lscp", (*FILES, "--radius", "-1")),
        ("p-median", (*FILES, "--p", "1", "--weights", "w.npy")),
    ],
)
def test_wrong_use(office: Office, method: str, arguments: tuple[str, ...]) -> None:
    assert office(method, *arguments).status == 2


def test_every_reason_against_comes_at_once(office: Office) -> None:
    ran = office("p-center", *FILES, "--p", "5", "--ban", "东院", "--fix", "东院")
    assert ran.status == 1
    assert ran.document["status"] == "infeasible"
    assert set(ran.rules()) >= {"site.p_over_candidates", "site.fixed_prohibited"}
    doubled = office("p-median", "--demand", "demand.csv", "--candidates", "demand.csv", "--existing", "demand.csv",
                     "--may-close", "4", "--p", "2").document  # fmt: skip
    assert doubled["status"] == "optimal"
    assert "site.candidate_double" in {finding["rule"] for finding in doubled["findings"]}
