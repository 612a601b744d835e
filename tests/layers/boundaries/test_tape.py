"""The tape check: finds what was moved, names the odd distance, and says what three distances cannot tell."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from gazetteer.findings import Severity
from layers.boundaries.tape import check_tape
from layers.boundaries.tape_solution import ReferenceDistance, weakness

CARD = (("老槐树", 15.0, 42.0), ("井台", 130.0, 18.5), ("民房西南角", 250.0, 77.3), ("电杆", 310.0, 30.0))


def measured(east_m: float = 0.0, north_m: float = 0.0, card=CARD, noise=None) -> list[ReferenceDistance]:
    """The card's objects measured from a marker that stands (east, north) metres from where it stood."""
    found = []
    for n, (name, azimuth_deg, card_m) in enumerate(card):
        x = card_m * math.sin(math.radians(azimuth_deg)) - east_m
        y = card_m * math.cos(math.radians(azimuth_deg)) - north_m
        found.append(
            ReferenceDistance(name, azimuth_deg, card_m, math.hypot(x, y) + (0.0 if noise is None else noise[n]))
        )
    return found


@settings(deadline=None)
@given(st.floats(-5, 5), st.floats(-5, 5), st.sampled_from([3, 4]))
def test_without_error_the_displacement_is_exact(east_m: float, north_m: float, count: int) -> None:
    check = check_tape(measured(east_m, north_m, CARD[:count]))
    assert (check.east_m, check.north_m) == (pytest.approx(east_m, abs=1e-5), pytest.approx(north_m, abs=1e-5))
    assert check.agree
    assert check.moved == (check.statistic > check.limit)


@settings(deadline=None)
@given(st.floats(0, 360), st.floats(-3, 3), st.floats(-3, 3))
def test_turning_everything_turns_the_answer(turn_deg: float, east_m: float, north_m: float) -> None:
    assume(math.hypot(east_m, north_m) > 0.01)
    straight = check_tape(measured(east_m, north_m))
    turned = check_tape([replace(one, azimuth_deg=(one.azimuth_deg + turn_deg) % 360) for one in straight.measured])
    assert turned.distance_m == pytest.approx(straight.distance_m, abs=1e-5)
    apart = (turned.azimuth_deg - straight.azimuth_deg - turn_deg + 180) % 360 - 180
    assert apart == pytest.approx(0, abs=1e-2)
    assert turned.statistic == pytest.approx(straight.statistic, rel=1e-4)


def fields(count: int, seed: int = 7):
    """Random sets of objects 10–150 m away, at least 30° apart."""
    dice = numpy.random.default_rng(seed)
    while True:
        azimuths = dice.uniform(0, 360, count)
        gaps = numpy.diff(numpy.sort(numpy.concatenate([azimuths, azimuths[:1] + 360])))
        card = tuple((f"物{n}", float(a), float(dice.uniform(10, 150))) for n, a in enumerate(azimuths))
        if gaps.min() >= 30 and weakness(measured(card=card)) <= 3:
            yield dice, card


def share(count: int, sigma_m: float, moved_m: float, draws: int = 400) -> tuple[float, float]:
    """How often a marker so displaced is called moved, and the median error of the displacement, in metres."""
    found, errors = 0, []
    for (dice, card), _ in zip(fields(count), range(draws), strict=False):
        way = dice.uniform(0, 2 * math.pi)
        east, north = moved_m * math.sin(way), moved_m * math.cos(way)
        noise = dice.normal(0, sigma_m * math.sqrt(2), count)  # of the card and of today
        check = check_tape(measured(east, north, card, noise), sigma_m=sigma_m)
        found += check.moved
        errors.append(math.hypot(check.east_m - east, check.north_m - north))
    return found / draws, float(numpy.median(errors))


@pytest.mark.parametrize(
    ("sigma_m", "moved_m", "least", "most"),
    [
        (0.05, 0.0, 0.02, 0.09),
        (0.2, 0.0, 0.02, 0.09),
        (0.05, 0.3, 0.93, 1.0),
        (0.2, 1.0, 0.85, 1.0),
        (0.5, 3.0, 0.9, 1.0),
        (0.2, 0.3, 0.1, 0.35),
    ],
)
def test_three_tapes_find_what_they_can(sigma_m: float, moved_m: float, least: float, most: float) -> None:
    found, error_m = share(3, sigma_m, moved_m)
    assert least <= found <= most
    assert error_m < 2.2 * sigma_m


@pytest.mark.parametrize("odd", range(4))
@pytest.mark.parametrize("moved_m", [0.0, 1.0])
def test_of_four_the_one_that_is_off_is_named(odd: int, moved_m: float) -> None:
    distances = measured(moved_m, 0.0)
    distances[odd] = replace(distances[odd], now_m=distances[odd].now_m + 4.0)
    check = check_tape(distances)
    assert check.suspects == (CARD[odd][0],)
    assert check.east_m == pytest.approx(moved_m, abs=1e-5)
    assert check.verdict == ("moved" if moved_m else "in_place")
    answer = check.as_json()["references"]
    assert [one["residual_m"] is None for one in answer] == [n == odd for n in range(4)]  # type: ignore[attr-defined]
    assert "tape.object_moved" in {finding.rule for finding in check.findings}


def test_of_three_nobody_can_tell_and_it_says_so() -> None:
    distances = measured(card=CARD[:3])
    distances[1] = replace(distances[1], now_m=distances[1].now_m + 4.0)
    check = check_tape(distances)
    assert check.suspects == ()
    assert check.verdict == "unclear"
    assert [finding.rule for finding in check.findings][:2] == ["tape.disagree", "tape.unclear"]
    assert all(finding.severity is Severity.WARNING for finding in check.findings)
    assert "第四个" in check.findings[0].remedy


def test_two_wrong_of_four_are_not_blamed_on_one() -> None:
    distances = measured()
    for n, by in ((0, 3.0), (1, -5.0)):
        distances[n] = replace(distances[n], now_m=distances[n].now_m + by)
    check = check_tape(distances)
    assert check.verdict == "unclear"
    assert check.suspects == ()


def test_when_two_might_be_it_both_are_named() -> None:
    distances = measured(2.0, 0.0)
    distances[0] = replace(distances[0], now_m=distances[0].now_m + 4.0)
    check = check_tape(distances)
    assert check.verdict == "unclear"
    assert CARD[0][0] in check.suspects
    assert len(check.suspects) > 1
    assert all(name in check.findings[0].message for name in check.suspects)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_are_refused_with_what_they_show(count: int) -> None:
    with pytest.raises(Refused) as caught:
        check_tape(measured(0.5, 0.0, CARD[:count]), subject="012Q")
    [finding] = caught.value.findings
    assert finding.rule == "tape.few"
    assert finding.subject == "012Q"
    assert all(name in finding.message for name, *_ in CARD[:count])


@pytest.mark.parametrize("azimuths", [(10.0, 190.0, 12.0), (0.0, 0.0, 180.0), (80.0, 81.0, 79.0, 260.5)])
def test_objects_in_one_line_are_refused(azimuths) -> None:
    card = [(f"物{n}", azimuth, 20.0) for n, azimuth in enumerate(azimuths)]
    with pytest.raises(Refused, match="一条直线"):
        check_tape(measured(card=card))


def test_everything_unusable_is_said_at_once() -> None:
    bad = [
        ReferenceDistance("树", 400.0, 10.0, 10.0),
        ReferenceDistance("井", 20.0, 0.0, math.nan),
        ReferenceDistance("井", 20.0, 5.0, -1.0),
        ReferenceDistance("塔", math.nan, 5.0, 5.0),
    ]
    with pytest.raises(Refused) as caught:
        check_tape(bad, sigma_m=0.0)
    assert [finding.rule for finding in caught.value.findings] == [
        "tape.distance", "tape.distance", "tape.distance", "tape.azimuth", "tape.azimuth", "tape.name", "tape.sigma",
    ]  # fmt: skip


def test_a_better_tape_than_the_card_counts() -> None:
    check = check_tape(measured(0.25, 0.0), sigma_m=0.02, card_sigma_m=0.05)
    assert check.verdict == "moved"
    assert check_tape(measured(0.25, 0.0), sigma_m=0.3).verdict == "in_place"


def test_a_great_displacement_is_doubted() -> None:
    assert "tape.far" in {finding.rule for finding in check_tape(measured(12.0, 0.0)).findings}


def test_the_ellipse_lies_along_the_weak_direction() -> None:
    card = (("甲", 80.0, 30.0), ("乙", 100.0, 40.0), ("丙", 265.0, 30.0), ("丁", 30.0, 25.0))
    check = check_tape(measured(card=card))
    assert check.ellipse_m[0] > check.ellipse_m[1]
    assert check.ellipse_azimuth_deg == pytest.approx(0, abs=15) or check.ellipse_azimuth_deg > 165
