"""The verdict: each rule with its distance, and never more said than is known."""

from __future__ import annotations

from datetime import date

import numpy
import pytest
import shapely

from gazetteer.errors import Refused
from gazetteer.findings import Severity
from layers.siting.suitability import (
    Answer,
    Confidence,
    Site,
    Standing,
    Status,
    Verdict,
    Weight,
    allowed_land,
    judge_site,
    theme_layer,
    verdict,
)
from tests.layers.siting.suitability.ground import box, evidence, letter, moved, rule, scattered

FIELD, RIVER = box(0, 0, 100, 100), moved(shapely.LineString([(-500, 400), (900, 400)]))
FREE_SITE = Site("东坡", box(200, 0, 250, 50))


def one(result):
    [only] = result.results
    return only


def test_every_rule_is_told_with_distance_limit_and_area() -> None:
    known = evidence([rule("a", "farmland"), rule("b", "water", 375)], {"farmland": [FIELD], "water": [RIVER]})
    judged = judge_site(Site("坡", box(80, 0, 130, 50)), known)
    field, river = judged.results
    assert (field.status, field.distance_m, field.area_m2) == (Status.FAILED, 0.0, 1000.0)
    assert (river.status, river.distance_m) == (Status.FAILED, 350.0)
    assert river.area_m2 == pytest.approx(50 * 25, rel=0.02)
    assert judged.verdict is Verdict.PROHIBITED
    [first, second] = judged.findings
    assert (first.severity, first.column, first.clause) == (Severity.BLOCK, "a", "某条例第一条")
    assert "占用" in first.message
    assert "350.0 m" in second.message
    assert judge_site(FREE_SITE, known).verdict is Verdict.PROHIBITED, "350 m from the river"
    told = river.as_json()
    assert (told["status"], told["limit_m"], told["article"]) == ("fail", 375, "第一条")


def test_a_distance_equal_to_the_limit_is_kept() -> None:
    known = evidence([rule("b", "water", 350)], {"water": [RIVER]})
    assert judge_site(FREE_SITE, known).verdict is Verdict.FEASIBLE


def test_touching_edges_is_not_standing_on() -> None:
    known = evidence([rule("a", "farmland")], {"farmland": [FIELD]})
    assert judge_site(Site("邻", box(100, 0, 150, 50)), known).verdict is Verdict.FEASIBLE
    assert judge_site(Site("邻", box(99.9, 0, 150, 50)), known).verdict is Verdict.PROHIBITED


def test_a_line_or_point_inside_the_site_is_stood_on() -> None:
    for shape in (RIVER, moved(shapely.Point(20, 410))):
        known = evidence([rule("b", "water")], {"water": [shape]})
        assert judge_site(Site("河滩", box(0, 380, 50, 420)), known).verdict is Verdict.PROHIBITED


@pytest.mark.parametrize("layers", [{}, {"farmland": []}])
def test_what_is_missing_or_empty_is_never_allowed(layers) -> None:
    known = evidence([rule("a", "farmland"), rule("b", "water", 10)], {**layers, "water": [RIVER]})
    judged = judge_site(FREE_SITE, known)
    assert judged.verdict is Verdict.UNVERIFIED
    assert [result.status for result in judged.results] == [Status.UNKNOWN, Status.PASSED]
    [missing] = known.findings()
    assert missing.rule == "suitability.layer_missing"
    assert "某部门" in missing.remedy


def test_a_broken_layer_convicts_but_does_not_acquit() -> None:
    bow_tie = moved(shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    layer = theme_layer([FIELD, bow_tie, None, shapely.Point(numpy.nan, 1)], "图")
    assert (len(layer.shapes), layer.faulty) == (1, 3)
    known = evidence([rule("a", "farmland")], {"farmland": layer})
    assert judge_site(FREE_SITE, known).verdict is Verdict.UNVERIFIED
    assert judge_site(Site("田", box(50, 50, 60, 60)), known).verdict is Verdict.PROHIBITED
    assert [finding.rule for finding in known.findings()] == ["suitability.layer_faulty"]
    only_broken = evidence([rule("a", "farmland")], {"farmland": theme_layer([bow_tie], "图")})
    assert judge_site(FREE_SITE, only_broken).verdict is Verdict.UNVERIFIED


def test_collections_are_taken_apart() -> None:
    nested = shapely.GeometryCollection([FIELD, shapely.GeometryCollection([RIVER, FIELD.exterior])])
    layer = theme_layer([nested, box(500, 500, 510, 510)], "图", ["合", "分"])
    assert sorted(layer.names) == ["分", "合", "合", "合"]
    known = evidence([rule("a", "farmland")], {"farmland": layer})
    assert judge_site(Site("河滩", box(0, 380, 50, 420)), known).verdict is Verdict.PROHIBITED
    assert judge_site(FREE_SITE, known).verdict is Verdict.FEASIBLE
    [land] = allowed_land(box(-50, -50, 150, 150), known).polygons
    assert land.area == pytest.approx(200**2 - 100**2, rel=1e-3)


@pytest.mark.parametrize(
    ("answer", "status", "verdict"),
    [
        (Answer.ALLOWED, Status.PASSED, Verdict.FEASIBLE),
        (Answer.PROHIBITED, Status.FAILED, Verdict.PROHIBITED),
        (Answer.CONDITIONAL, Status.UNKNOWN, Verdict.UNVERIFIED),
    ],
)
def test_a_letter_stands_for_a_layer(answer: Answer, status: Status, verdict: Verdict) -> None:
    for key in ("farmland", "a"):
        judged = judge_site(FREE_SITE, evidence([rule("a", "farmland")], {}, {key: letter(answer)}))
        assert (one(judged).status, one(judged).standing, judged.verdict) == (status, Standing.LETTER, verdict)
        assert one(judged).as_json()["letter"] == "某局〔2026〕7 号（2026-05-06）"


def test_a_letter_counts_for_its_sites_and_from_its_day() -> None:
    rules, answer = [rule("a", "farmland")], letter(Answer.ALLOWED, "西坡")
    assert judge_site(FREE_SITE, evidence(rules, {}, {"a": answer})).verdict is Verdict.UNVERIFIED
    early = evidence(rules, {}, {"a": letter(Answer.ALLOWED)}, on=date(2026, 5, 5))
    assert judge_site(FREE_SITE, early).verdict is Verdict.UNVERIFIED
    assert {finding.rule for finding in early.findings()} == {"suitability.layer_missing", "suitability.letter_later"}
    unused = evidence(rules, {}, {"zzz": letter(Answer.ALLOWED)})
    assert "suitability.letter_unused" in {finding.rule for finding in unused.findings()}


def test_of_several_letters_the_youngest_counts_and_of_one_day_the_strictest() -> None:
    old, new = letter(Answer.PROHIBITED, on=date(2026, 1, 1)), letter(Answer.ALLOWED, on=date(2026, 2, 1))
    other = letter(Answer.PROHIBITED, "西坡", on=date(2026, 3, 1))
    rules = [rule("a", "farmland")]
    assert judge_site(FREE_SITE, evidence(rules, {}, {"a": [new, old, other]})).verdict is Verdict.FEASIBLE
    same_day = letter(Answer.CONDITIONAL, on=date(2026, 2, 1))
    assert judge_site(FREE_SITE, evidence(rules, {}, {"a": [same_day, new]})).verdict is Verdict.UNVERIFIED
    assert judge_site(FREE_SITE, evidence(rules, {}, {"a": [new], "farmland": [old]})).verdict is Verdict.FEASIBLE


@pytest.mark.parametrize(
    ("weight", "answer", "site", "verdict", "differ"),
    [
        (Weight.PROHIBITED, Answer.ALLOWED, "on", Verdict.PROHIBITED, True),
        (Weight.RESTRICTED, Answer.ALLOWED, "on", Verdict.FEASIBLE, True),
        (Weight.RESTRICTED, Answer.CONDITIONAL, "on", Verdict.UNVERIFIED, True),
        (Weight.PROHIBITED, Answer.PROHIBITED, "on", Verdict.PROHIBITED, False),
        (Weight.PROHIBITED, Answer.PROHIBITED, "off", Verdict.PROHIBITED, True),
        (Weight.PROHIBITED, Answer.CONDITIONAL, "off", Verdict.UNVERIFIED, True),
        (Weight.PROHIBITED, Answer.ALLOWED, "off", Verdict.FEASIBLE, False),
    ],
)
def test_where_letter_and_layer_meet(weight, answer, site, verdict, differ) -> None:
    known = evidence([rule("a", "farmland", weight=weight)], {"farmland": [FIELD]}, {"a": letter(answer)})
    place = Site("田", box(50, 50, 60, 60)) if site == "on" else FREE_SITE
    judged = judge_site(place, known)
    assert judged.verdict is verdict
    assert ("suitability.letter_differs" in {finding.rule for finding in judged.findings}) is differ


def test_what_is_unverified_is_not_asserted() -> None:
    unsure = {"confidence": Confidence.UNVERIFIED, "distance_confidence": Confidence.UNVERIFIED}
    on_field = Site("田", box(50, 50, 60, 60))
    judged = judge_site(on_field, evidence([rule("a", "farmland", **unsure)], {"farmland": [FIELD]}))
    assert (one(judged).status, judged.verdict) == (Status.FAILED, Verdict.UNVERIFIED)
    assert "未核实" in judged.findings[0].clause
    metres = rule("a", "farmland", 50, distance_confidence=Confidence.UNVERIFIED)
    near = Site("近", box(110, 0, 120, 10))
    by_metres = judge_site(near, evidence([metres, rule("b", "farmland")], {"farmland": [FIELD]}))
    assert (by_metres.verdict, by_metres.unverified_rules) == (Verdict.UNVERIFIED, ("a",))
    assert judge_site(on_field, evidence([metres], {"farmland": [FIELD]})).verdict is Verdict.PROHIBITED


def test_hints_decide_nothing() -> None:
    rules = [rule("a", "farmland", weight=Weight.HINT), rule("b", "water", weight=Weight.HINT)]
    judged = judge_site(Site("田", box(50, 50, 60, 60)), evidence(rules, {"farmland": [FIELD]}))
    assert judged.verdict is Verdict.FEASIBLE
    assert [finding.severity for finding in judged.findings] == [Severity.INFO]


def test_a_point_has_no_extent_and_a_broken_shape_no_verdict() -> None:
    known = evidence([rule("a", "farmland")], {"farmland": [FIELD]})
    assert judge_site(Site("点", moved(shapely.Point(300, 0))), known).verdict is Verdict.UNVERIFIED
    assert judge_site(Site("点", moved(shapely.Point(30, 30))), known).verdict is Verdict.PROHIBITED
    mixed = shapely.GeometryCollection([FIELD, RIVER])
    for shape in (moved(shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])), shapely.Polygon(), mixed):
        broken = judge_site(Site("坏", shape), known)
        assert (broken.verdict, broken.findings[0].severity) == (Verdict.UNVERIFIED, Severity.ERROR)


def test_rules_have_their_days() -> None:
    old = rule("old", "farmland", valid_to=date(2026, 3, 30))
    new = rule("new", "water", valid_from=date(2026, 3, 30))
    keys = [[r.key for r in evidence([old, new], {}, on=day).rules] for day in (date(2026, 3, 29), date(2026, 3, 30))]
    assert keys == [["old"], ["new"]]
    with pytest.raises(Refused):
        _ = evidence([new], {}, on=date(2020, 1, 1)).rules
    with pytest.raises(Refused, match="没有"):
        evidence([new], {}).book.in_force("castle", date(2026, 4, 1))


def test_a_layer_that_is_nowhere_near_is_questioned() -> None:
    known = evidence([rule("a", "farmland"), rule("b", "water", 5)], {"farmland": [FIELD], "water": [RIVER]})
    judged = judge_site(Site("远", box(12_000, 390, 12_050, 395)), known)
    assert judged.verdict is Verdict.FEASIBLE
    assert [(f.rule, f.column, f.severity) for f in judged.findings] == [
        ("suitability.far_layer", "farmland", Severity.INFO),
        ("suitability.far_layer", "water", Severity.INFO),
    ]
    assert judge_site(FREE_SITE, known).findings == ()


@pytest.mark.parametrize("seed", range(12))
def test_large_outlines_are_measured_alike(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    themes = scattered(seed)
    known = evidence([rule("a", "farmland", 30), rule("b", "water", 30), rule("c", "road", 30)], themes)
    dice = numpy.random.default_rng(seed)
    ring = moved(shapely.Point(dice.uniform(0, 900, 2)).buffer(90, quad_segs=50))
    site = Site("环", shapely.MultiPolygon([ring.difference(ring.centroid.buffer(60)), box(2000, 0, 2010, 10)]))
    whole = [(r.status, r.distance_m, r.area_m2) for r in judge_site(site, known).results]
    monkeypatch.setattr(verdict, "FEW", 0)
    for before, after in zip(whole, judge_site(site, known).results, strict=True):
        assert (after.status, after.distance_m, after.area_m2) == (before[0], pytest.approx(before[1]), before[2])
