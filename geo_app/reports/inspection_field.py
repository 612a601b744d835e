"""Fourth part of the inspection report: what the field party takes along and fills in, marker by marker."""

from __future__ import annotations

from geo_app.documents.model import Part, Table
from geo_app.reports.inspection_subject import Subject, word
from layers.boundaries.markers import BOUNDARY_MARKER
from layers.boundaries.overview import SeenMarker, as_number, chainage_m


def marker_tables(subject: Subject) -> list[Part]:
    """Every marker with its latest state, and its reference objects with room for today's tape."""
    return [
        Table(
            "表3　界桩检查记录",
            ("界桩号", "类型\n材质", "所在地（上甲方、下乙方）", "里程\nkm", "高程\nm", "管理\n方", "上次\n检查", "状况",
             "本次处理", "照片\n号"),
            tuple(_marker(marker) for marker in subject.seen.markers),
            (1.4, 0.85, 2.75, 0.95, 1.1, 0.75, 1.5, 1.05, 1.3, 0.75),
            small=True,
            centred=(0, 1, 3, 4, 5, 6, 7),
            empty="没有登记界桩",
        ),
        Table(
            "表4　方位物量测记录",
            ("界桩号", "序", "方位物", "量测点", "方位角", "登记距离 m", "本次距离 m", "相差 m"),
            tuple(row for marker in subject.seen.markers for row in _references(subject, marker)),
            (1.5, 0.5, 1.8, 1.3, 1.2, 1.4, 1.4, 1.2),
            small=True,
            centred=(0, 1, 4, 5),
            empty="没有登记方位物",
        ),
    ]  # fmt: skip


def stretch_table(subject: Subject) -> list[Part]:
    """The stretches between markers with room for what was seen."""
    rows = tuple(
        (
            f"{one.start} — {one.end}",
            one.direction,
            f"{one.start_m / 1000:.2f}—{one.end_m / 1000:.2f}",
            f"{(one.end_m - one.start_m) / 1000:.2f}",
            "",
            "□清晰□模糊□不可辨",
        )
        for one in subject.seen.stretches
    )
    return [
        Table(
            "表5　界线分段检查记录",
            ("起止界桩", "走向", "里程 km", "沿线长 km", "地物地貌变化", "界线辨认"),
            rows,
            (2.0, 1.1, 1.6, 0.95, 1.9, 2.35),
            small=True,
            centred=(0, 1, 2, 3),
            empty="登记的界桩不足两座",
        )
    ]


def _marker(marker: SeenMarker) -> tuple[str, ...]:
    values = marker.record.values
    height = as_number(values.get("height_m"))
    stand, material = word(BOUNDARY_MARKER, "stand", values.get("stand")), str(values.get("material") or "")
    keeper = {"A": "甲方", "B": "乙方"}.get(str(values.get("manager_side") or ""), "")
    return (
        marker.number,
        f"{stand}\n{material}".strip(),
        f"{values.get('location_a') or '—'}\n{values.get('location_b') or '—'}",
        f"{chainage_m(marker) / 1000:.2f}",
        f"{height:.1f}" if height is not None else "",
        keeper,
        str(values.get("inspected_on") or "无记录"),
        word(BOUNDARY_MARKER, "condition", values.get("condition")) or "未检查",
        "",
        "",
    )


def _references(subject: Subject, marker: SeenMarker) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for n, one in enumerate(subject.seen.references.get(marker.record.id, ()), 1):
        azimuth, distance = as_number(one.values.get("azimuth_deg")), as_number(one.values.get("distance_m"))
        rows.append(
            (
                marker.number,
                str(n),
                str(one.values["name"]),
                str(one.values.get("point_description") or ""),
                f"{azimuth:.1f}°" if azimuth is not None else "未量",
                f"{distance:.2f}" if distance is not None else "未量",
                "",
                "",
            )
        )
    return rows
