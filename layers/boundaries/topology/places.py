"""How a position is written in findings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy


def place(xy: Sequence[float] | numpy.ndarray) -> str:
    """A position to read: ten-millionths of a degree, or centimetres of a plane."""
    x, y = float(xy[0]), float(xy[1])
    return f"{x:.7f}, {y:.7f}" if max(abs(x), abs(y)) <= 360 else f"{x:.2f}, {y:.2f}"
