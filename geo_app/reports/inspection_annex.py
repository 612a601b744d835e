"""Annexes of the inspection report: figures, coordinates of the markers, sources and what is generated."""

from __future__ import annotations

import geopandas
import pandas
from pyproj import CRS

from geo_app.documents.line_figures import (
    SKETCHES,
    Ground,
    groups_of,
    location_figure,
    sketch_figure,
    stretch_figure,
    whole_line_figure,
)
from geo_app.documents.model import Figure, Heading, PageBreak, Paragraph, Part, Table
from geo_app.reports.inspection_subject import Subject, word
from layers.boundaries.markers import BOUNDARY_MARKER
from layers.boundaries.overview import SeenMarker, as_number
from layers.crs import planar
from layers.positions import degrees_minutes_seconds
from layers.store import Condition, Operator, Query, Scope

LONG_M = 25_000.0  # a longer line gets sheets of its stretches
SHEET_M = 22_000.0


def figures(subject: Subject) -> list[Part]:
    """Where the line runs, the whole line, its stretches when it is long, and sketches of the markers."""
    seen, office = subject.seen, subject.office
    if seen.line.geometry is None:
        return [PageBreak(), Heading("附件1　附图"), Paragraph("本线没有登记图形，不能绘图。")]
    ground = _ground(subject)
    drawn = [
        ("界线位置示意图", location_figure(ground, seen, office)),
        ("界线与界桩示意图", whole_line_figure(ground, seen, office)),
    ]
    placed = [marker for marker in seen.markers if marker.point is not None]
    groups = groups_of(placed, SHEET_M) if seen.computed_length_m > LONG_M else []
    for n, group in enumerate(groups, 1):
        title = f"界线分段示意图（{n}/{len(groups)}）：{group[0].number} 至 {group[-1].number} 号界桩"
        drawn.append((title, stretch_figure(ground, seen, group, office)))
    step = SKETCHES[0] * SKETCHES[1]
    for start in range(0, len(seen.markers), step):
        some = seen.markers[start : start + step]
        title = (
            f"界桩位置略图：{some[0].number} 至 {some[-1].number}"
            if len(some) > 1
            else f"界桩位置略图：{some[0].number}"
        )
        drawn.append((title, sketch_figure(seen, some, f"略图按方位角和距离绘制，上为北。{_mark(subject)}", office)))
    return [
        PageBreak(),
        Heading("附件1　附图"),
        *(Figure(f"图{n}　{title}", png) for n, (title, png) in enumerate(drawn, 1)),
    ]


def _mark(subject: Subject) -> str:
    return "【演示生成数据】" if subject.seen.generated else ""


def _ground(subject: Subject) -> Ground:
    """Both sides, every neighbour, and the townships, with the note that goes under each figure."""
    everything, request = Scope.everything(), subject.request

    def read(layer: str, *where: Condition) -> geopandas.GeoDataFrame:
        query = Query(where=where, columns=("name",), as_of=request.as_of, recorded_at=request.recorded_at)
        frame = subject.store.read(layer, everything, query)
        return geopandas.GeoDataFrame({"name": frame["name"]}, geometry=frame.geometry.to_numpy(), crs=frame.crs)

    county = read("division", Condition("code", Operator.EQUAL, subject.profile.code))
    units = pandas.concat([read("neighbouring_county"), county], ignore_index=True)
    return Ground(
        units=units[~units.geometry.isna()],
        townships=read("division", Condition("level", Operator.EQUAL, "township")).dropna(subset=["geometry"]),
        sides=subject.sides,
        note=f"示意图，不作划界依据。图形来源：{subject.values.get('geometry_scale') or '未登记'}　{_mark(subject)}",
        epsg=subject.profile.planar_epsg,
    )


def coordinates(subject: Subject) -> list[Part]:
    """Every marker's coordinates in degrees, minutes, seconds and on the plane."""
    there, _ = planar(subject.profile.planar_epsg)
    rows = []
    for marker in subject.seen.markers:
        east = north = None
        if marker.point is not None:
            east, north = there.transform(marker.point.x, marker.point.y)
        rows.append(_coordinates(marker, east, north))
    return [
        PageBreak(),
        Heading("附件2　界桩坐标成果"),
        Table(
            "表7　界桩坐标",
            ("界桩号", "东经", "北纬", "北坐标 X\nm", "东坐标 Y\nm", "高程\nm", "中误差\nm", "测量方法"),
            tuple(rows),
            (1.4, 2.0, 1.85, 1.9, 1.75, 1.15, 1.05, 1.35),
            small=True,
            centred=(0, 1, 2, 3, 4, 5, 6, 7),
            empty="没有登记界桩",
        ),
        Paragraph(
            f"坐标系：CGCS2000；{_plane(subject.profile.planar_epsg)}，X 为北，Y 为东。度分秒取至 0.1″。", quiet=True
        ),
    ]


def _coordinates(marker: SeenMarker, east: float | None, north: float | None) -> tuple[str, ...]:
    values, point = marker.record.values, marker.point
    height, rmse = as_number(values.get("height_m")), as_number(values.get("rmse_m"))
    return (
        marker.number,
        degrees_minutes_seconds(point.x, "lon").removeprefix("东经") if point else "未测",
        degrees_minutes_seconds(point.y, "lat").removeprefix("北纬") if point else "未测",
        f"{north:.2f}" if north is not None else "",
        f"{east:.2f}" if east is not None else "",
        f"{height:.1f}" if height is not None else "",
        f"{rmse:.1f}" if rmse is not None else "",
        word(BOUNDARY_MARKER, "method", values.get("method")),
    )


def _plane(epsg: int) -> str:
    """The planar CRS in words: projection, central meridian, EPSG code."""
    operation = CRS.from_epsg(epsg).coordinate_operation
    meridian = {p.name: p.value for p in operation.params}.get("Longitude of natural origin") if operation else None
    words = f"中央子午线东经 {meridian:g}°" if meridian is not None else "中央子午线未知"
    return f"平面坐标为高斯—克吕格投影，{words}（EPSG:{epsg}）"


def sources(subject: Subject) -> list[Part]:
    """Where every number comes from, what is generated, and what this paper is not."""
    line, markers = subject.seen.line, subject.seen.markers
    made = sum(1 for marker in markers if marker.record.generated)
    said = [
        f"线形：{line.source or subject.values.get('geometry_scale') or '来源未登记'}。{_generated(line.generated)}",
        f"界桩：共 {len(markers)} 座，其中演示生成 {made} 座。"
        + ("演示生成的位置、编号、方位物和状况都不是实测。" if made else ""),
        "协议长度、协议书文号、批准机关：只取登记值，没有登记的写“未登记”，系统不代填。",
        "计算长度、里程、走向、平面坐标：由系统按当前登记的图形计算。",
        "核对结果：由系统按第三部分所列内容判断；“未核实”字样表示所依据的标准条文尚未见到原文。",
        "本报告的栏目为系统自带式样，不是上级统一格式；本单位可以改换模板。",
        "图件为示意图，公开使用须依法送审地图；本报告不作划界、确权依据。",
    ]
    return [
        Heading("附件3　数据来源与生成说明"),
        *(Paragraph(f"{n}. {text}") for n, text in enumerate(said, 1)),
    ]


def _generated(flag: bool) -> str:
    return "本线形为演示生成。" if flag else ""
