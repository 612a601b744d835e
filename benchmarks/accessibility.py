"""Floating catchments over every door plate, beside PySAL's `access`.

Demand: each plate of the county, 1 to 4 people (fixed seed). Supply: 75 facilities as many as the county's day-care
centres, and 1,000, at plates chosen with the fixed seed, 10 to 80 beds. Reach 6 km in a straight line, zones of 2 km
with weights 1, 0.68, 0.22.

`access` (1.1) gets the same pairs within reach as a table, ready made: `access.Access(…)` is built once and not
counted, then `two_stage_fca(max_cost)`, `enhanced_two_stage_fca(max_cost, weight_fn=step_fn)`, `three_stage_fca(…)`
are timed. Ours get the same pairs ready made; what finding them costs us is told apart (`search`), since `access` has
no search of this kind. Processor seconds, the median of three runs. `largest_difference` is the largest difference of a score between the two.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy
import pandas

from benchmarks import compared
from benchmarks.clock import county_at, processor_seconds
from geo_app.services.siting_files import placed_layer
from layers.catalog import layer
from layers.siting.accessibility import Method, floating_catchment, threshold, zones
from layers.siting.costs import Costs, Pairs, PlanarCosts

try:
    import access
except ImportError:
    access = None

SEED = 20260330
REACH_M = 6000.0
ZONES = {2000.0: 1.0, 4000.0: 0.68, 6000.0: 0.22}
FACILITIES = (75, 1000)
ASKED = {
    Method.TWO_STEP: ("two_stage_fca", {}),
    Method.ENHANCED: ("enhanced_two_stage_fca", {"weights": True}),
    Method.THREE_STEP: ("three_stage_fca", {"weights": True}),
}


class Ready(Costs):
    """Costs whose pairs within reach have been found before."""

    method = "ready"

    def __init__(self, costs: Costs) -> None:
        self.shape, self.unit, self._near, self._costs = costs.shape, costs.unit, costs.within(REACH_M), costs

    def pairs(self, demands: Any, candidates: Any) -> Any:
        return self._costs.pairs(demands, candidates)

    def within(self, limit: float) -> Pairs:
        return self._near.kept_within(limit)


def run(folder: Path) -> dict[str, Any]:
    """Seconds by method and number of facilities, and how far the scores are apart."""
    with county_at(folder) as county:
        plates = placed_layer(county.store, county.profile, layer("door_plate")).points()
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    apart = 0.0
    for count in FACILITIES:
        costs, people, beds = _case(plates, count)
        ours[f"search_{count}_s"] = processor_seconds(partial(costs.within, REACH_M))
        peer = _peer(costs, people, beds) if access else None
        for method in Method:
            decay = threshold(REACH_M) if method is Method.TWO_STEP else zones(tuple(ZONES.items()))
            ask = partial(floating_catchment, Ready(costs), people, beds, decay, method)
            key = f"{method.value}_{count}_s"
            ours[key] = processor_seconds(ask)
            if peer is not None:
                call = _call(peer, method)
                theirs[key] = processor_seconds(call)
                scores = call()["x_beds"].reindex(range(len(people))).fillna(0.0).to_numpy()
                apart = max(apart, float(numpy.abs(scores - ask().score).max()))
    answer = compared(ours, {"access": theirs} if access else {})
    answer["ours"] |= {"rows": len(plates)}
    if access:
        answer["peers"]["access"] |= {"version": access.__version__, "largest_difference": apart}
    else:
        answer["peers"]["access"] = {"not_installed": "pip install 'geo-app[bench]'"}
    return answer


def _case(plates: Any, count: int) -> tuple[PlanarCosts, Any, Any]:
    dice = numpy.random.default_rng(SEED + count)
    people = dice.integers(1, 5, len(plates)).astype(float)
    places = plates[dice.choice(len(plates), min(count, len(plates)), replace=False)]
    return PlanarCosts(plates, places), people, dice.integers(10, 81, len(places)).astype(float)


def _peer(costs: PlanarCosts, people: Any, beds: Any) -> Any:
    near = costs.within(REACH_M)
    table = pandas.DataFrame({"o": near.origins, "d": near.destinations, "cost": near.costs})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = access.Access(
            demand_df=pandas.DataFrame({"id": range(len(people)), "people": people}),
            demand_index="id",
            demand_value="people",
            supply_df=pandas.DataFrame({"id": range(len(beds)), "beds": beds}),
            supply_index="id",
            supply_value="beds",
            cost_df=table,
            cost_origin="o",
            cost_dest="d",
            cost_name="cost",
        )
    logging.disable(logging.INFO)  # it says of every column that it is written over
    return peer


def _call(peer: Any, method: Method) -> Callable[[], Any]:
    name, wanted = ASKED[method]
    options = {"weight_fn": access.weights.step_fn(ZONES)} if wanted else {}

    def call() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return getattr(peer, name)(name="x", max_cost=REACH_M, **options)

    return call


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
