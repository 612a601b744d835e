"""Desk checks of boundary lines: a sound line is clean, and each planted defect is found, named and explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely
from shapely import LineString, MultiLineString, Point, Polygon

from gazetteer.findings import Finding, Severity
from layers.boundaries.checks import FAMILIES, check_line
from layers.boundaries.checks.numbering import parse_number
from layers.boundaries.checks.references import spread_deg
from layers.boundaries.overview import LineOverview
from tests.county import invented_profile
from tests.layers.boundaries.sound_line import (
    LAT,
    LON,
    NORTH,
    ON,
    SHAPE,
    SOUTH,
    Plant,
    marker,
    references,
    sound_line,
    vertex,
    with_line,
    with_marker,
    with_markers,
)

XY = list(SHAPE.coords)


def judge(seen: LineOverview, on: date = ON) -> list[Finding]:
    return check_line(seen, invented_profile(), on)


def only(seen: LineOverview, rule: str, on: date = ON) -> Finding:
    """The one finding there is; it must be of this rule."""
    found = judge(seen, on)
    assert [finding.rule for finding in found] == [rule]
    return found[0]


def test_a_sound_line_is_clean() -> None:
    assert judge(sound_line()) == []


def markers_at(*numbered: tuple[str, int]) -> Plant:
    return lambda seen: with_markers(seen, *(marker(number, vertex(k)) for number, k in numbered))


LOOP = LineString([*XY[:10], (116.80, 31.26), (116.83, 31.15), *XY[10:]])
BROKEN = MultiLineString([XY[:41], [(LON[41], LAT[41]), *XY[42:]]])
PLANTED: list[tuple[str, Severity, Plant]] = [
    ("boundary.papers", Severity.WARNING, lambda s: with_line(s, agreement_number=None)),
    ("boundary.not_legal", Severity.INFO, lambda s: with_line(s, status="schematic")),
    ("boundary.code_name", Severity.ERROR, lambda s: with_line(s, side_b_name="石泉县")),
    ("boundary.sides_order", Severity.WARNING, lambda s: with_line(s, side_a_code="990102", side_a_name="松岗县",
                                                                   side_b_code="990101", side_b_name="云岭县")),
    ("boundary.length", Severity.INFO, lambda s: with_line(s, agreement_length_m=s.computed_length_m * 1.03)),
    ("boundary.length", Severity.WARNING, lambda s: with_line(s, agreement_length_m=s.computed_length_m * 1.17)),
    ("boundary.length_stale", Severity.WARNING, lambda s: with_line(s, computed_length_m=s.computed_length_m + 500)),
    ("boundary.edge_deviation", Severity.WARNING,
     lambda s: with_line(s, LineString([*XY[:30], (LON[30], LAT[30] + 8 / 110_900), *XY[31:]]))),
    ("boundary.edge_deviation", Severity.ERROR,
     lambda s: with_line(s, LineString([*XY[:30], (LON[30], LAT[30] + 40 / 110_900), *XY[31:]]))),
    ("boundary.edge_none", Severity.ERROR,
     lambda s: replace(s, areas={**s.areas, "990102": shapely.transform(SOUTH, lambda xy: xy - (0, 1e-6))})),
    ("boundary.areas_missing", Severity.INFO, lambda s: replace(s, areas={"990101": NORTH})),
    ("boundary.number_form", Severity.INFO, lambda s: with_marker(s, 4, number_text="五号桩")),
    ("boundary.number_gap", Severity.WARNING,
     markers_at(("001Q", 0), ("002Q", 20), ("004Q", 40), ("005Q", 60), ("006Q", 80))),
    ("boundary.number_set", Severity.ERROR,
     lambda s: with_markers(s, *(m for m in s.markers if m.number != "003Q"), marker("003A", vertex(40, 20)))),
    ("boundary.serial", Severity.ERROR, lambda s: with_marker(s, 1, serial=7)),
    ("boundary.stand", Severity.ERROR, lambda s: with_marker(s, 1, stand="double")),
    ("boundary.no_markers", Severity.WARNING, with_markers),
    ("boundary.marker_off_line", Severity.WARNING,
     lambda s: with_markers(s, *s.markers[:2], marker("003Q", vertex(40, 30)), *s.markers[3:])),
    ("boundary.chainage", Severity.WARNING, lambda s: with_marker(s, 2, chainage_m=1234.0)),
    ("boundary.spacing", Severity.INFO, markers_at(("001Q", 0), ("002Q", 60), ("003Q", 80))),
    ("boundary.end_unmarked", Severity.INFO, lambda s: with_markers(s, *s.markers[:4])),
    ("boundary.references", Severity.WARNING, lambda s: replace(s, references={**s.references, "002Q": references("002Q", (1.0, 150.0))})),
    ("boundary.reference_narrow", Severity.INFO,
     lambda s: replace(s, references={**s.references, "002Q": references("002Q", (350.0, 5.0, 20.0))})),
    ("boundary.condition", Severity.WARNING, lambda s: with_marker(s, 3, condition="faded")),
    ("boundary.overdue", Severity.WARNING, lambda s: sound_inspected(s, date(2018, 5, 1))),
    ("boundary.due", Severity.INFO, lambda s: sound_inspected(s, date(2021, 5, 1))),
    ("boundary.inspected_later", Severity.ERROR, lambda s: sound_inspected(s, date(2027, 1, 1))),
    ("boundary.left_out", Severity.WARNING, lambda s: with_marker(s, 3, inspected_on=date(2019, 5, 1))),
    ("boundary.left_out", Severity.WARNING, lambda s: with_marker(s, 3, inspected_on=None)),
]  # fmt: skip


def sound_inspected(seen: LineOverview, day: date) -> LineOverview:
    """Every marker last inspected on that day."""
    for n in range(len(seen.markers)):
        seen = with_marker(seen, n, inspected_on=day)
    return seen


@pytest.mark.parametrize(
    ("rule", "severity", "plant"), PLANTED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_planted_defect_is_the_only_thing_found(rule: str, severity: Severity, plant: Plant) -> None:
    finding = only(plant(sound_line()), rule)
    assert finding.severity is severity
    assert finding.message
    assert finding.remedy
    assert finding.subject


def test_a_line_without_a_shape_is_named_and_nothing_else_breaks() -> None:
    bare = replace(sound_line(), computed_length_m=0.0)
    bare = replace(bare, line=replace(bare.line, geometry=None), markers=())
    assert {f.rule for f in judge(bare)} == {"boundary.no_shape", "boundary.no_markers"}


def test_a_line_never_inspected_is_told_once() -> None:
    seen = sound_line()
    for n in range(len(seen.markers)):
        seen = with_marker(seen, n, inspected_on=None)
    assert only(seen, "boundary.never_inspected").severity is Severity.WARNING


def test_a_line_that_crosses_itself_is_an_error() -> None:
    rules = {f.rule: f.severity for f in judge(with_line(sound_line(), LOOP))}
    assert rules["boundary.self_crossing"] is Severity.ERROR


def test_a_break_is_told_with_its_width() -> None:
    found = {f.rule: f for f in judge(with_line(sound_line(), BROKEN))}
    assert "断开 " in found["boundary.broken"].message
    gap_m = float(found["boundary.broken"].message.split("断开 ")[1].split(" m")[0])
    assert gap_m == pytest.approx(385, abs=40)


def test_a_line_drawn_from_the_east_is_told() -> None:
    assert "boundary.direction" in {f.rule for f in judge(with_line(sound_line(), SHAPE.reverse()))}


def test_a_line_measured_from_the_north_is_judged_by_that_end() -> None:
    assert LAT[0] < LAT[-1] or LAT[0] > LAT[-1]
    begins_north = LAT[0] >= LAT[-1]
    found = {f.rule for f in judge(with_line(sound_line(), measured_from="north"))}
    assert ("boundary.direction" in found) is not begins_north


def test_the_other_county_of_a_line_must_be_a_neighbour() -> None:
    found = {f.rule for f in judge(with_line(sound_line(), side_b_code="990199", side_b_name="远方县"))}
    assert "boundary.not_neighbour" in found


def test_township_lines_are_not_asked_for_county_codes() -> None:
    seen = with_line(
        sound_line(), side_a_code="990101100", side_a_name="甲镇", side_b_code="990101101", side_b_name="乙乡"
    )
    assert {f.rule for f in judge(seen)} == {"boundary.areas_missing"}


def test_the_same_number_twice_is_an_error_however_it_is_written() -> None:
    seen = with_markers(sound_line(), *sound_line().markers, marker("003Q", vertex(44)))
    found = [f for f in judge(seen) if f.rule == "boundary.number_twice"]
    assert len(found) == 1
    assert "003Q" in found[0].message


def test_serials_that_run_backwards_are_told() -> None:
    seen = markers_at(("001Q", 0), ("003Q", 20), ("002Q", 40), ("004Q", 60), ("005Q", 80))(sound_line())
    assert "boundary.number_order" in {f.rule for f in judge(seen)}


def test_order_is_that_of_the_ground_not_of_the_registered_chainage() -> None:
    swapped = with_marker(with_marker(sound_line(), 1, chainage_m=20_000.0), 2, chainage_m=10_000.0)
    assert {f.rule for f in judge(swapped)} == {"boundary.chainage"}


def test_a_double_marker_on_its_own_sides_is_clean_and_swapped_it_is_not() -> None:
    others = [m for m in sound_line().markers if m.number != "003Q"]
    right = with_markers(sound_line(), *others, marker("003A", vertex(40, 25)), marker("003B", vertex(40, -25)))
    assert judge(right) == []
    wrong = with_markers(sound_line(), *others, marker("003A", vertex(40, -25)), marker("003B", vertex(40, 25)))
    assert [f.rule for f in judge(wrong)] == ["boundary.pair_side", "boundary.pair_side"]


def test_two_numbers_at_one_place_are_told() -> None:
    seen = markers_at(("001Q", 0), ("002Q", 20), ("003Q", 40), ("004Q", 40), ("005Q", 60), ("006Q", 80))(sound_line())
    assert only(seen, "boundary.same_place").severity is Severity.ERROR


def test_a_lost_marker_still_registered_as_in_use_is_told() -> None:
    rules = {f.rule for f in judge(with_marker(sound_line(), 2, condition="lost"))}
    assert rules == {"boundary.condition", "boundary.condition_status"}
    assert {f.rule for f in judge(with_marker(sound_line(), 2, condition="lost", status="missing"))} == {
        "boundary.condition"
    }


def test_an_object_without_distance_is_named() -> None:
    objects = list(references("002Q"))
    objects[1] = replace(objects[1], values={**objects[1].values, "distance_m": None})
    seen = sound_line()
    finding = only(
        replace(seen, references={**seen.references, "002Q": tuple(objects)}), "boundary.reference_unmeasured"
    )
    assert "树2" in finding.message


def test_hostile_names_are_spoken_of_as_they_are() -> None:
    name = "{{7*7}}<script>'; DROP TABLE 𠮷"
    finding = only(with_line(sound_line(), name=name, agreement_number=""), "boundary.papers")
    assert name in finding.message


def test_findings_of_a_marker_point_to_it() -> None:
    assert only(with_marker(sound_line(), 3, condition="tilted"), "boundary.condition").subject == "004Q"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("001Q", ("", 1, "Q")),
        ("6162016Q", ("6162", 16, "Q")),
        ("1253165", ("1253", 165, "")),
        ("238184I", ("238", 184, "I")),
        ("三号桩", None),
        ("", None),
        ("12", None),
        ("001q", None),
    ],
)
def test_a_printed_number_is_taken_apart_or_left_alone(text: str, parts: tuple[str, int, str] | None) -> None:
    assert parse_number(text) == parts


@pytest.mark.parametrize(
    ("azimuths", "spread"),
    [([0.0, 120.0, 240.0], 240.0), ([350.0, 10.0], 20.0), ([350.0, 5.0, 20.0], 30.0), ([7.0], 0.0)],
)
def test_the_narrowest_sector_goes_round_the_north(azimuths: list[float], spread: float) -> None:
    assert spread_deg(azimuths) == pytest.approx(spread)


def test_every_family_says_what_it_looks_at() -> None:
    titles = [family.title for family in FAMILIES]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_slivers_between_two_areas_are_not_hidden_by_a_tolerance() -> None:
    """A gap of five centimetres: the areas share no edge there, and that is said."""
    gap = Polygon([(x, y - 0.05 / 110_900) for x, y in XY] + [(117.12, 31.00), (116.80, 31.00)])
    found = only(replace(sound_line(), areas={"990101": NORTH, "990102": gap}), "boundary.edge_none")
    assert found.severity is Severity.ERROR


def test_a_marker_without_a_place_is_not_measured() -> None:
    seen = sound_line()
    lost = replace(seen.markers[2], record=replace(seen.markers[2].record, geometry=None), along_m=None, off_m=None)
    assert isinstance(seen.markers[2].point, Point)
    assert judge(replace(seen, markers=(*seen.markers[:2], lost, *seen.markers[3:]))) == []
