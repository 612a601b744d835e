"""The joint-inspection report of one boundary line (界线联合检查报告), first version; a house template.

Numbers are taken from the records; what people must say is left to fill in. Measures: 省级行政区域界线
联合检查实施办法 (MCA order 28) and the five content items there.
"""

from __future__ import annotations

import shapely

from gazetteer.findings import Finding
from geo_app.documents.figures import location_figure, strip_figure
from geo_app.documents.model import (
    Document,
    Facts,
    Figure,
    FillIn,
    Heading,
    PageBreak,
    Paragraph,
    Part,
    Signatures,
    Table,
)
from geo_app.reports.report import Report, Request
from layers.boundaries.checks import check_line
from layers.boundaries.lengths import geodesic_area_m2
from layers.boundaries.lines import BOUNDARY_LINE
from layers.boundaries.markers import BOUNDARY_MARKER
from layers.boundaries.overview import LineOverview, find_line, overview
from layers.conform import shown
from layers.positions import degrees_minutes_seconds
from layers.profile import CountyProfile
from layers.store import Condition, Operator, Query, Scope, Store

DEMO = "演示数据，不是实际检查结果"
NUMERALS = "一二三四五六七八九十"


def build(store: Store, profile: CountyProfile, request: Request) -> tuple[Document, list[Finding]]:
    """The report's document and the desk findings in it."""
    everything = Scope.everything()
    line = find_line(store, everything, request.line, request.as_of, request.recorded_at)
    seen = overview(store, everything, line, request.as_of, request.recorded_at)
    findings = check_line(seen, profile)
    sequence, head = store.head()
    demo = seen.generated
    values = line.values
    year = request.year or _last_year(seen)
    code = f"{values['line_code']}　数据截至第 {sequence} 号事件　{head[:12]}"
    document = Document(
        title=f"{values['name']}联合检查报告",
        subtitle=f"{year} 年度" if year else "年度：　　　　",
        parties=(f"{values['side_a_name']}人民政府", f"{values['side_b_name']}人民政府"),
        dated=f"{year} 年　　月　　日" if year else "　　　　年　　月　　日",
        mark=DEMO if demo else "",
        page_code=code,
        parts=tuple(_parts(store, profile, seen, findings, request, demo=demo, head=(sequence, head))),
    )
    return document, findings


def _parts(
    store: Store,
    profile: CountyProfile,
    seen: LineOverview,
    findings: list[Finding],
    request: Request,
    *,
    demo: bool,
    head: tuple[int, str],
) -> list[Part]:
    return [
        *_outline(seen, request),
        *_organisation(),
        *_desk_check(findings, head),
        PageBreak(),
        *_field_check(seen),
        *_problems(findings),
        *_conclusion(seen),
        PageBreak(),
        *_figures(store, profile, seen, demo=demo),
    ]


def _outline(seen: LineOverview, request: Request) -> list[Part]:
    values = seen.line.values
    agreement = (
        f"{seen.agreement_length_m / 1000:.3f} km（协议书所载）"
        if seen.agreement_length_m
        else "未录入（以协议书为准，系统不代填）"
    )
    stands: dict[str, int] = {}
    for marker in seen.markers:
        word = shown(BOUNDARY_MARKER.field("stand"), marker.values.get("stand"))
        stands[word] = stands.get(word, 0) + 1
    counted = "，".join(f"{word} {n} 座" for word, n in stands.items()) or "无"
    asked = [f"按 {request.as_of} 有效的记录"] if request.as_of else []
    asked += [f"按 {request.recorded_at:%Y-%m-%d %H:%M} 当时所报"] if request.recorded_at else []
    return [
        Heading("一、界线概况"),
        Facts(
            (
                ("界线名称", str(values["name"])),
                ("界线编码", str(values["line_code"])),
                (
                    "等级与性质",
                    f"{shown(BOUNDARY_LINE.field('level'), values['level'])}；{shown(BOUNDARY_LINE.field('status'), values['status'])}",
                ),
                (
                    "双方",
                    f"甲方 {values['side_a_name']}（{values['side_a_code']}）　乙方 {values['side_b_name']}（{values['side_b_code']}）",
                ),
                ("起止", f"{values.get('start_description') or '未录入'}；{values.get('end_description') or '未录入'}"),
                ("协议长度", agreement),
                ("计算长度", f"{seen.computed_length_m / 1000:.3f} km（GRS80 椭球，按当前图形计算，不代替协议长度）"),
                ("图形来源", str(values.get("geometry_scale") or "未录入")),
                ("界桩", f"共 {len(seen.markers)} 座：{counted}"),
                ("沿线乡镇（本县）", "、".join(seen.townships) or "无"),
                ("协议书", str(values.get("agreement_number") or "未录入")),
                *((("时点", "，".join(asked)),) if asked else ()),
            )
        ),
    ]


def _organisation() -> list[Part]:
    return [
        Heading("二、组织实施"),
        FillIn("牵头方与配合方"),
        FillIn("联席会议时间、地点"),
        FillIn("检查组成员（双方）", 2),
        FillIn("外业起止日期与方法"),
    ]


def _desk_check(findings: list[Finding], head: tuple[int, str]) -> list[Part]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.severity.term] = counts.get(finding.severity.term, 0) + 1
    summary = "，".join(f"{word} {n} 项" for word, n in counts.items()) or "没有发现问题"
    return [
        Heading("三、内业检查"),
        Paragraph(
            "对界线登记、双方代码与名称、协议长度与计算长度、界桩编号的顺序与成对、单立界桩到界线的距离、"
            f"方位物数量和界桩状况作了核对：{summary}。详见第五部分。"
        ),
        Paragraph(f"依据的数据：事件链第 {head[0]} 号，摘要 {head[1]}。", quiet=True),
    ]


def _field_check(seen: LineOverview) -> list[Part]:
    rows = []
    for marker in seen.markers:
        values = marker.values
        position = ""
        if isinstance(marker.geometry, shapely.Point):
            position = f"{degrees_minutes_seconds(marker.geometry.x, 'lon')} {degrees_minutes_seconds(marker.geometry.y, 'lat')}"
        references = "；".join(
            f"{r.values['name']} {float(r.values.get('azimuth_deg') or 0):.1f}° {float(r.values.get('distance_m') or 0):.2f} m"  # type: ignore[arg-type]  # declared numbers
            for r in seen.references.get(marker.id, ())
        )
        rows.append(
            (
                str(values["number_text"]),
                shown(BOUNDARY_MARKER.field("stand"), values["stand"]),
                position,
                f"{float(values.get('chainage_m') or 0) / 1000:.2f}",
                shown(BOUNDARY_MARKER.field("condition"), values.get("condition")) or "未检查",  # type: ignore[arg-type]  # a declared number
                references,
                "",
            )
        )
    stretches = tuple(
        (f"{s.start}—{s.end}", s.direction, f"{(s.end_m - s.start_m) / 1000:.2f}", "", "") for s in seen.stretches
    )
    return [
        Heading("四、外业检查"),
        Table(
            "表1　界桩检查记录",
            ("界桩号", "类型", "位置", "里程 km", "状况", "方位物（方位角、距离）", "本次处理"),
            tuple(rows),
            (1.25, 0.9, 2.3, 0.85, 1.0, 3.0, 1.0),
            small=True,
        ),
        Table(
            "表2　界线走向分段（草稿，以协议书为准）",
            ("起止界桩", "走向", "沿线长 km", "地物地貌变化", "清晰程度"),
            stretches,
            (2.2, 1.4, 1.1, 2.6, 1.4),
            small=True,
        ),
    ]


def _problems(findings: list[Finding]) -> list[Part]:
    rows = tuple(
        (str(n + 1), f"{f.severity.mark} {f.severity.term}", f.message, f.clause, f.remedy, "")
        for n, f in enumerate(findings)
    )
    return [
        Heading("五、问题与处理"),
        Table(
            "表3　检查发现",
            ("序", "程度", "内容", "依据", "处理建议", "处理结果"),
            rows,
            (0.5, 0.9, 3.6, 2.0, 1.8, 1.2),
            small=True,
        ),
    ]


def _conclusion(seen: LineOverview) -> list[Part]:
    return [
        Heading("六、结论与建议"),
        FillIn("双方一致意见", 3),
        Signatures((f"{seen.line.values['side_a_name']}", f"{seen.line.values['side_b_name']}")),
    ]


def _figures(store: Store, profile: CountyProfile, seen: LineOverview, *, demo: bool) -> list[Part]:
    if seen.line.geometry is None:
        return []
    everything = Scope.everything()
    county = store.read(
        "division", everything, Query(where=(Condition("code", Operator.EQUAL, profile.code),), columns=("name",))
    )
    neighbours = store.read("neighbouring_county", everything, Query(columns=("name",)))
    note = f"示意图，不作划界依据。图形来源：{seen.line.values.get('geometry_scale') or '未录入'}" + (
        "　【演示数据】" if demo else ""
    )
    area_km2 = geodesic_area_m2(county.geometry.iloc[0]) / 1e6
    return [
        Heading("附图"),
        Figure("图1　界线位置示意图", location_figure(profile, county, neighbours, seen, note)),
        Figure("图2　界线与界桩示意图（里程自起点）", strip_figure(profile, seen, note)),
        Paragraph(f"本县轮廓按当前图形计算的椭球面积为 {area_km2:.1f} km²，不是法定面积。", quiet=True),
    ]


def _last_year(seen: LineOverview) -> int | None:
    dates = [m.values.get("inspected_on") for m in seen.markers]
    years = [d.year for d in dates if hasattr(d, "year")]
    return max(years, default=None)


REPORT = Report("inspection", "界线联合检查报告", build)
