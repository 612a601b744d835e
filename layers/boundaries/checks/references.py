"""Reference objects: three at least, all measured, spread widely enough to find a lost marker again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gazetteer.findings import Finding, Severity
from layers.boundaries.checks.judging import SURVEY_STANDARD, Desk, Family, finding
from layers.boundaries.overview import LineOverview, SeenMarker, as_number
from layers.store.contract import Record

FEWEST = 3
NARROW_DEG = 60.0  # all objects within this sector fix the marker in one direction only; own proposal


def judge(seen: LineOverview, desk: Desk) -> Iterator[Finding]:  # noqa: ARG001  (every family is asked alike)
    """Findings about the reference objects of a line's markers."""
    for marker in seen.markers:
        objects = seen.references.get(marker.record.id, ())
        if len(objects) < FEWEST:
            yield finding(
                "references",
                Severity.WARNING,
                f"界桩 {marker.number} 只有 {len(objects)} 个方位物，应不少于 {FEWEST} 个",
                marker.record.id,
                clause=f"{SURVEY_STANDARD} 界桩登记表",
                remedy="重新选定方位物并量测",
            )
        yield from _measured(marker, objects)


def _measured(marker: SeenMarker, objects: Sequence[Record]) -> Iterator[Finding]:
    unmeasured = [
        str(one.values["name"])
        for one in objects
        if as_number(one.values.get("azimuth_deg")) is None or not as_number(one.values.get("distance_m"))
    ]
    if unmeasured:
        yield finding(
            "reference_unmeasured",
            Severity.WARNING,
            f"界桩 {marker.number} 的方位物{'、'.join(unmeasured)}没有方位角或距离",
            marker.record.id,
            clause=f"{SURVEY_STANDARD} 界桩登记表",
            remedy="补量方位角与距离",
        )
    azimuths = [a for one in objects if (a := as_number(one.values.get("azimuth_deg"))) is not None]
    if len(azimuths) >= FEWEST and spread_deg(azimuths) < NARROW_DEG:
        yield finding(
            "reference_narrow",
            Severity.INFO,
            f"界桩 {marker.number} 的方位物集中在 {spread_deg(azimuths):.0f}° 之内，丢失后难以定位",
            marker.record.id,
            remedy="补选其他方向的方位物",
        )


def spread_deg(azimuths: Sequence[float]) -> float:
    """The narrowest sector, in degrees, that holds all azimuths."""
    ordered = sorted(a % 360.0 for a in azimuths)
    gaps = [(b - a) % 360.0 for a, b in zip(ordered, [*ordered[1:], ordered[0]], strict=True)]
    return 360.0 - max(gaps) if len(ordered) > 1 else 0.0


FAMILY = Family("方位物是否不少于三个、量测齐全、方向分散", judge)
