"""Floating catchments: by hand, by loops, as PySAL's `access` has them, and with their sums kept."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.siting.accessibility import (
    Method,
    coverage,
    floating_catchment,
    gaussian,
    reached_supply,
    thirds,
    threshold,
    zones,
)
from layers.siting.accessibility.indicators import gini, weighted_quantile
from layers.siting.costs import GivenCosts, PlanarCosts

# three places, each with its own facility; costs differ by direction: here 1, the next 20, the one after 40, back 80
PEOPLE, BEDS = numpy.array([100.0, 50.0, 10.0]), numpy.array([15.0, 20.0, 100.0])
ZONES = ((10, 1.0), (30, 0.68), (60, 0.22))


def triangle() -> GivenCosts:
    return GivenCosts(numpy.array([[1.0, 20.0, 40.0], [20.0, 1.0, 80.0], [40.0, 80.0, 1.0]]))


def by_loops(costs, people, beds, weigh, three: bool):
    """The definitions, written out."""
    n, m = len(people), len(beds)
    weight = [[weigh(costs[i][j]) for j in range(m)] for i in range(n)]
    if three:
        for i in range(n):
            total = sum(weight[i])
            weight[i] = [w * w / total if total else 0.0 for w in weight[i]]
    claim = [sum(weight[i][j] * people[i] for i in range(n)) for j in range(m)]
    ratio = [beds[j] / claim[j] if claim[j] else 0.0 for j in range(m)]
    return [sum(weight[i][j] * ratio[j] for j in range(m)) for i in range(n)]


def test_two_steps_by_hand() -> None:
    # facility 1 is reached by all (160), facility 2 by places 1 and 2 (150), facility 3 by places 1 and 3 (110)
    found = floating_catchment(triangle(), PEOPLE, BEDS, threshold(61))
    assert found.claim.tolist() == [160, 150, 110]
    first, second, third = 15 / 160, 20 / 150, 100 / 110
    assert found.score == pytest.approx([first + second + third, first + second, first + third], rel=1e-15)


def test_zones_by_hand() -> None:
    found = floating_catchment(triangle(), PEOPLE, BEDS, zones(ZONES), Method.ENHANCED)
    first, second, third = 15 / (100 + 0.68 * 50 + 0.22 * 10), 20 / (0.68 * 100 + 50), 100 / (0.22 * 100 + 10)
    by_hand = [first + 0.68 * second + 0.22 * third, 0.68 * first + second, 0.22 * first + third]
    assert found.score == pytest.approx(by_hand, rel=1e-15)


def test_three_steps_by_hand() -> None:
    found = floating_catchment(triangle(), PEOPLE, BEDS, zones(ZONES), Method.THREE_STEP)
    one, two, three = 1 + 0.68 + 0.22, 0.68 + 1, 0.22 + 1
    first = 15 / (100 * 1 / one + 50 * 0.68**2 / two + 10 * 0.22**2 / three)
    second = 20 / (100 * 0.68**2 / one + 50 * 1 / two)
    third = 100 / (100 * 0.22**2 / one + 10 * 1 / three)
    by_hand = [
        (first + 0.68**2 * second + 0.22**2 * third) / one,
        (0.68**2 * first + second) / two,
        (0.22**2 * first + third) / three,
    ]
    assert found.score == pytest.approx(by_hand, rel=1e-14)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method.TWO_STEP, [15 / 110 + 100 / 160, 20 / 60 + 100 / 160, 15 / 110 + 20 / 60 + 100 / 160]),
        (Method.ENHANCED, [0.7539138943, 0.9902846196, 1.0094379588]),
        (Method.THREE_STEP, [0.719834, 0.966209, 1.470612]),
    ],
)
def test_known_values_where_the_way_there_is_not_the_way_back(method: Method, expected: list[float]) -> None:
    """Everybody goes to the third place in 20, its people to the others in 40; figures once measured with access 1.1."""
    costs = GivenCosts(numpy.array([[1.0, 80.0, 20.0], [80.0, 1.0, 20.0], [40.0, 40.0, 1.0]]))
    decay = threshold(61) if method is Method.TWO_STEP else zones(ZONES)
    assert floating_catchment(costs, PEOPLE, BEDS, decay, method).score == pytest.approx(expected, abs=1e-6)


def test_costs_that_change_change_the_answer() -> None:
    """What PySAL's access once got wrong: a sum over the wrong column does not notice the costs."""
    near = floating_catchment(triangle(), PEOPLE, BEDS, threshold(61)).score
    changed = triangle().dense()
    changed[0, 2] = 90.0
    assert not numpy.allclose(floating_catchment(GivenCosts(changed), PEOPLE, BEDS, threshold(61)).score, near)


def county(seed: int, places: int = 12, facilities: int = 5):
    dice = numpy.random.default_rng(seed)
    costs = GivenCosts(
        numpy.where(dice.random((places, facilities)) < 0.1, numpy.inf, dice.uniform(0, 90, (places, facilities)))
    )
    people = dice.integers(0, 50, places).astype(float) * (dice.random(places) > 0.2)
    return costs, people, dice.integers(0, 40, facilities).astype(float)


@given(st.integers(0, 100_000), st.sampled_from(Method))
def test_equal_to_the_definition_and_nothing_is_lost(seed: int, method: Method) -> None:
    costs, people, beds = county(seed)
    decay = threshold(45) if method is Method.TWO_STEP else zones([(15, 1.0), (30, 0.5), (60, 0.1)])
    found = floating_catchment(costs, people, beds, decay, method)

    def weigh(cost: float) -> float:
        return float(decay.weigh(numpy.array([cost]))[0]) if cost <= decay.limit else 0.0

    assert found.score == pytest.approx(
        by_loops(costs.dense(), people, beds, weigh, method is Method.THREE_STEP), rel=1e-12
    )
    assert (people * found.score).sum() == pytest.approx(beds[found.claim > 0].sum())
    mean = found.indicators[0]
    assert mean.numerator == pytest.approx(beds[found.claim > 0].sum())
    assert mean.denominator == people.sum()


@given(st.integers(0, 100_000))
def test_more_supply_never_means_less_access_and_order_does_not_matter(seed: int) -> None:
    costs, people, beds = county(seed)
    before = floating_catchment(costs, people, beds, thirds(60), Method.ENHANCED)
    more = floating_catchment(costs, people, beds + numpy.eye(5)[0] * 5, thirds(60), Method.ENHANCED)
    assert (more.score >= before.score - 1e-12).all()
    shuffled = numpy.random.default_rng(seed).permutation(len(people))
    turned = floating_catchment(
        GivenCosts(costs.dense()[shuffled]), people[shuffled], beds, thirds(60), Method.ENHANCED
    )
    assert turned.score == pytest.approx(before.score[shuffled])


@pytest.mark.parametrize("method", Method)
def test_equal_to_pysal_access(method: Method) -> None:
    access = pytest.importorskip("access")
    import pandas  # noqa: PLC0415

    dice = numpy.random.default_rng(11)
    here, there = dice.uniform(0, 20_000, (400, 2)) + 400_000, dice.uniform(0, 20_000, (30, 2)) + 400_000
    people, beds = dice.integers(1, 60, 400).astype(float), dice.integers(5, 80, 30).astype(float)
    costs = PlanarCosts(here, there)
    dense = costs.dense()
    rows = pandas.DataFrame({"o": numpy.repeat(range(400), 30), "d": numpy.tile(range(30), 400), "cost": dense.ravel()})
    peer = access.Access(
        demand_df=pandas.DataFrame({"geoid": range(400), "pop": people}), demand_index="geoid", demand_value="pop",
        supply_df=pandas.DataFrame({"geoid": range(30), "beds": beds}), supply_index="geoid", supply_value="beds",
        cost_df=rows, cost_origin="o", cost_dest="d", cost_name="cost",
    )  # fmt: skip
    steps = {2000.0: 1.0, 4000.0: 0.68, 6000.0: 0.22}
    weigh = access.weights.step_fn(steps)
    if method is Method.TWO_STEP:
        theirs = peer.two_stage_fca(name="x", max_cost=6000)
        ours = floating_catchment(costs, people, beds, threshold(6000), method)
    else:
        ask = peer.enhanced_two_stage_fca if method is Method.ENHANCED else peer.three_stage_fca
        theirs = ask(name="x", max_cost=6000, weight_fn=weigh)
        ours = floating_catchment(costs, people, beds, zones(tuple(steps.items())), method)
    expected = theirs["x_beds"].reindex(range(400)).fillna(0.0).to_numpy()
    assert numpy.abs(ours.score - expected).max() < 1e-9
    assert ours.score.max() > 0.01


def test_nobody_near_and_nothing_near_are_told() -> None:
    costs = GivenCosts(numpy.array([[1.0, numpy.inf, 99.0], [numpy.inf, numpy.inf, 99.0], [2.0, numpy.inf, 99.0]]))
    found = floating_catchment(costs, numpy.array([10.0, 5.0, 0.0]), numpy.array([2.0, 3.0, 0.0]), threshold(50))
    assert found.score.tolist() == [0.2, 0.0, 0.2]
    assert numpy.isnan(found.ratio[1])
    told = {finding.rule: finding for finding in found.findings}
    assert set(told) == {
        "accessibility.zero_demand", "accessibility.zero_supply", "accessibility.unreached", "accessibility.unclaimed",
    }  # fmt: skip
    assert "1 处需求在搜索范围内没有设施（需求 5，占 33.3%）" in told["accessibility.unreached"].message
    reached = {indicator.key: (indicator.numerator, indicator.denominator) for indicator in found.indicators}
    assert reached == {"mean": (2.0, 15.0), "reached_demand": (10.0, 15.0), "reached_supply": (2.0, 5.0)}


def test_supply_near_places_without_people_is_not_divided_by_nothing() -> None:
    found = floating_catchment(GivenCosts(numpy.array([[1.0]])), numpy.array([0.0]), numpy.array([5.0]), threshold(9))
    assert found.score.tolist() == [0.0]
    assert {"accessibility.no_demand", "accessibility.unclaimed"} <= {finding.rule for finding in found.findings}
    assert found.indicators[0].value is None
    assert found.gini is None


def test_amounts_that_are_none_are_refused_with_their_rows() -> None:
    with pytest.raises(Refused) as refused:
        floating_catchment(triangle(), numpy.array([1.0, numpy.nan, -3.0]), BEDS, threshold(9))
    assert [finding.row for finding in refused.value.findings] == [2, 3]
    with pytest.raises(Refused):
        floating_catchment(triangle(), PEOPLE[:2], BEDS, threshold(9))


@pytest.mark.parametrize("steps", [(), ((30, 1.0), (20, 0.5)), ((10, -1.0),), ((0, 1.0),), ((numpy.inf, 1.0),)])
def test_zones_that_make_no_sense_are_refused(steps: tuple) -> None:
    with pytest.raises(Refused):
        zones(steps)


def test_a_cost_equal_to_the_limit_counts() -> None:
    assert zones(ZONES).weigh(numpy.array([0.0, 10.0, 10.5, 60.0, 60.1])).tolist() == [1.0, 1.0, 0.68, 0.22, 0.0]
    assert gaussian(20, 60).weigh(numpy.array([0.0, 20.0])) == pytest.approx([1.0, numpy.exp(-0.5)])
    assert thirds(30).zones == ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))


def test_coverage_keeps_both_parts_of_every_ratio() -> None:
    costs = GivenCosts(numpy.array([[5.0, 9.0], [30.0, 20.0], [numpy.inf, numpy.inf], [40.0, 90.0]]))
    people = numpy.array([10.0, 20.0, 30.0, 40.0])
    found = coverage(costs, people, 20.0)
    assert {i.key: (i.numerator, i.denominator) for i in found.indicators} == {
        "covered_demand": (30.0, 100.0),
        "covered_places": (2.0, 4.0),
    }
    assert found.mean == pytest.approx((10 * 5 + 20 * 20 + 40 * 40) / 70)
    assert (found.p90, found.worst) == (40.0, 3)
    assert [finding.value for finding in found.findings] == ["1"]
    assert reached_supply(costs, numpy.array([3.0, 4.0]), 30.0).tolist() == [7.0, 7.0, 0.0, 0.0]


def test_coverage_grows_with_the_limit() -> None:
    costs, people, _ = county(3)
    covered = [coverage(costs, people, limit).indicators[0].numerator for limit in (5, 20, 60, 90)]
    assert covered == sorted(covered)


def test_equal_shares_have_no_inequality() -> None:
    assert gini(numpy.array([2.0, 2.0, 2.0]), numpy.array([1.0, 5.0, 9.0])) == pytest.approx(0)
    assert gini(numpy.array([0.0, 1.0]), numpy.array([99.0, 1.0])) == pytest.approx(0.99)
    assert weighted_quantile(numpy.array([1.0, 2.0, 3.0]), numpy.array([1.0, 1.0, 8.0]), 0.2) == 2.0
