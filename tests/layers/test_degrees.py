"""Angles are read as people write them, or refused with a sentence."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.degrees import parse_degrees
from layers.positions import degrees_minutes_seconds


@pytest.mark.parametrize(
    ("text", "axis", "degrees"),
    [
        ("108.36", "lon", 108.36),
        ("１０８．３６", "lon", 108.36),
        ("东经108°21′36″", "lon", 108.36),
        ("108°21'36\"E", "lon", 108.36),
        ("108°21′36″ e", "lon", 108.36),
        ("108 21 36", "lon", 108.36),
        ("108度21分36秒", "lon", 108.36),
        ("北纬35°29′30.0″", "lat", 35.491666666666667),
        ("35°29.5′", "lat", 35.491666666666667),
        ("35°", "lat", 35.0),
        ("南纬1°30′", "lat", -1.5),
        ("-1.5", "lat", -1.5),
        ("0", "lat", 0.0),
    ],
)
def test_reads(text: str, axis: str, degrees: float) -> None:
    assert parse_degrees(text, axis) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "axis", "part"),
    [
        ("", "lon", "不是角度"),
        ("abc", "lon", "不是角度"),
        ("nan", "lon", "不是角度"),
        ("1e5", "lon", "不是角度"),
        ("108°61′", "lon", "小于 60"),
        ("181", "lon", "超出"),
        ("91", "lat", "超出"),
        ("北纬35°", "lon", "写反"),
        ("36543210.1", "lon", "超出"),
    ],
)
def test_refuses(text: str, axis: str, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        parse_degrees(text, axis)


@given(st.floats(-180, 180))
def test_what_is_shown_can_be_typed_back(degrees: float) -> None:
    shown = degrees_minutes_seconds(degrees, "lon")
    assert parse_degrees(shown, "lon") == pytest.approx(degrees, abs=0.05 / 3600 + 1e-9)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert -90 <= parse_degrees(text, "lat") <= 90
