"""Invented ground for the tests of suitability: rules, themes and letters around one corner of a plane."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy
import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from layers.siting.suitability import (
    Answer,
    Confidence,
    Evidence,
    Letter,
    RuleBook,
    RuleLayer,
    SitingRule,
    ThemeLayer,
    Weight,
    theme_layer,
)

X, Y = 500_000.0, 3_450_000.0
TODAY = date(2026, 11, 1)
THEMES = ("farmland", "water", "road")


def box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A rectangle, metres from the corner."""
    return shapely.box(X + west, Y + south, X + east, Y + north)


def moved(shape: BaseGeometry) -> BaseGeometry:
    """A shape drawn around 0, 0, moved to the corner."""
    return translate(shape, X, Y)


def rule(key: str, layer: str, distance_m: float = 0.0, **changes: Any) -> SitingRule:
    """A confirmed prohibition, unless told otherwise."""
    given: dict[str, Any] = {
        "kinds": ("cemetery",), "weight": Weight.PROHIBITED, "text": f"不得靠近 {layer}", "source": "某条例",
        "article": "第一条", "valid_from": date(2000, 1, 1), "valid_to": None, "confidence": Confidence.CONFIRMED,
        "distance_confidence": Confidence.CONFIRMED,
    }  # fmt: skip
    return SitingRule(key=key, layer=layer, distance_m=distance_m, **{**given, **changes})


def letter(answer: Answer, *sites: str, on: date = date(2026, 5, 6)) -> Letter:
    """A department's answer."""
    return Letter(number="〔2026〕7 号", authority="某局", date=on, answer=answer, content="经核查如下", sites=sites)


def evidence(
    rules: list[SitingRule],
    layers: Mapping[str, ThemeLayer | list[BaseGeometry]],
    letters: Mapping[str, Letter | list[Letter]] | None = None,
    on: date = TODAY,
) -> Evidence:
    """What is known on a day."""
    book = RuleBook(tuple(rules), tuple(RuleLayer(key, key, "某部门") for key in THEMES))
    known = {key: v if isinstance(v, ThemeLayer) else theme_layer(v, "图") for key, v in layers.items()}
    heard = {key: one if isinstance(one, list) else [one] for key, one in (letters or {}).items()}
    return Evidence(book, "cemetery", on, known, heard)


def scattered(seed: int, spread_m: float = 900.0) -> dict[str, list[BaseGeometry]]:
    """Random fields, waters and roads: areas with holes, lines, points, some overlapping."""
    dice = numpy.random.default_rng(seed)

    def spot(count: int) -> Any:
        return dice.uniform(0, spread_m, (count, 2)) + numpy.array([X, Y])

    fields = [shapely.Point(p).buffer(dice.uniform(20, 120), quad_segs=int(dice.integers(1, 6))) for p in spot(4)]
    ring = shapely.Point(spot(1)[0])
    fields.append(ring.buffer(150).difference(ring.buffer(70)))
    waters: list[BaseGeometry] = [shapely.LineString(spot(4)), shapely.MultiPoint(spot(3))]
    x = numpy.linspace(0, spread_m, 300)
    winding = moved(shapely.LineString(numpy.column_stack([x, 500 + numpy.cumsum(dice.normal(0, 4, 300))])))
    return {"farmland": fields, "water": waters, "road": [shapely.LineString(spot(3)), winding]}
