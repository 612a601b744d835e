"""Sixteen directions from true north, as route descriptions of boundary lines word them.

Each covers 22°30′, north from 348°45′ to 11°15′.
"""

from __future__ import annotations

import math

WORDS = (
    "北", "北偏东北", "东北", "东偏东北", "东", "东偏东南", "东南", "南偏东南",
    "南", "南偏西南", "西南", "西偏西南", "西", "西偏西北", "西北", "北偏西北",
)  # fmt: skip
SECTOR_DEG = 22.5


def direction_word(azimuth_deg: float) -> str:
    """The word for an azimuth in degrees clockwise from true north; any finite value. Raises ValueError otherwise."""
    if not math.isfinite(azimuth_deg):
        raise ValueError(f"not an azimuth: {azimuth_deg}")
    return WORDS[int(((azimuth_deg % 360.0) + SECTOR_DEG / 2) // SECTOR_DEG) % len(WORDS)]
