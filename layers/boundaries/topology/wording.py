"""A face as a finding: what, where, how large, between whom, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer.findings import Finding, Severity
from layers.boundaries.topology.faces import Face, FaceKind

WORDS = {FaceKind.GAP: "缝隙", FaceKind.OVERLAP: "重叠", FaceKind.GAP_OPEN: "向外敞开的缺口"}
SLIGHT_M, SERIOUS_M = 1.0, 10.0
"""Widths (m) from which a face is a warning, and an error: survey accuracy, and ten times that."""
SHOWN_UNITS = 6


def face_finding(face: Face, names: Sequence[str], tolerance_m: float) -> Finding:
    """The finding about a face; units are named, its place is a point inside it."""
    units = [names[unit] for unit in face.units]
    shown = "、".join(units[:SHOWN_UNITS]) + ("等" if len(units) > SHOWN_UNITS else "")
    what = "超出外框的部分" if face.outside else WORDS[face.kind]
    point = face.polygon.representative_point()
    return Finding(
        f"topology.{face.kind.value}",
        _severity(face.width_m, tolerance_m),
        f"{shown or '外框内'}：{what}，面积 {face.area_m2:,.1f} m²，宽约 {face.width_m:,.2f} m",
        subject="；".join(units),
        value=f"{point.x:.7g}, {point.y:.7g}",
        remedy="查看图形并由相关单元确认；系统不会自动修改归属",
        related=tuple(units),
    )


def _severity(width_m: float, tolerance_m: float) -> Severity:
    if width_m < max(SLIGHT_M, tolerance_m):
        return Severity.INFO
    return Severity.WARNING if width_m < SERIOUS_M else Severity.ERROR
