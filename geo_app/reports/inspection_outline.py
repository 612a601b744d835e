"""First part of the inspection report: what the line is, how long by whom, where it runs, who lies along it."""

from __future__ import annotations

from collections import Counter

from geo_app.documents.model import Facts, Heading, Paragraph, Part, Table
from geo_app.reports.inspection_subject import Subject, word
from geo_app.reports.report import chinese_day
from layers.boundaries.checks.cycle import last_inspected
from layers.boundaries.lines import BOUNDARY_LINE
from layers.boundaries.markers import BOUNDARY_MARKER

MISSING = "未登记"


def outline(subject: Subject) -> list[Part]:
    """The parts under 一、界线概况."""
    return [
        Heading("一、界线概况"),
        Heading("（一）基本情况", 2),
        Facts(tuple(_facts(subject))),
        Heading("（二）界线长度", 2),
        Paragraph("协议长度与计算长度是来源不同的两个数，分别登记，互不代替。"),
        _lengths(subject),
        Heading("（三）界线走向", 2),
        Paragraph(_route(subject)),
        Paragraph("本走向由界桩位置自动生成，只供对照；界线走向以协议书及附图为准。", quiet=True),
    ]


def _facts(subject: Subject) -> list[tuple[str, str]]:
    values, seen = subject.values, subject.seen
    level, status = (word(BOUNDARY_LINE, key, values[key]) for key in ("level", "status"))
    last = last_inspected(seen)
    agreed = values.get("agreed_on")
    facts = [
        ("界线名称", subject.name),
        ("界线编码", str(values["line_code"])),
        ("等级与性质", f"{level}；{status}"),
        ("甲方", f"{subject.sides[0]}（{values['side_a_code']}）{_belongs(subject, str(values['side_a_code']))}"),
        ("乙方", f"{subject.sides[1]}（{values['side_b_code']}）{_belongs(subject, str(values['side_b_code']))}"),
        ("本县毗邻", "、".join(n.name for n in subject.profile.neighbours)),
        ("协议书文号", str(values.get("agreement_number") or MISSING)),
        ("协议日期", str(agreed) if agreed else MISSING),
        ("批准机关", str(values.get("approving_authority") or MISSING)),
        ("起点", str(values.get("start_description") or MISSING)),
        ("终点", str(values.get("end_description") or MISSING)),
        ("界桩", _markers(subject)),
        ("沿线乡镇（本县）", "、".join(seen.townships) or "无"),
        ("上次检查", chinese_day(last) if last else MISSING),
    ]
    if values.get("note"):
        facts.append(("备注", str(values["note"])))
    if subject.request.as_of:
        facts.append(("数据时点", f"{chinese_day(subject.request.as_of)} 有效的记录"))
    if subject.request.recorded_at:
        facts.append(("当时所报", f"系统在 {subject.request.recorded_at:%Y-%m-%d %H:%M}（UTC）所记"))
    return facts


def _belongs(subject: Subject, code: str) -> str:
    profile = subject.profile
    if code == profile.code:
        return f"　{profile.province}{profile.prefecture}"
    return next((f"　{n.province}{n.prefecture}" for n in profile.neighbours if n.code == code), "")


def _markers(subject: Subject) -> str:
    markers = [marker.record.values for marker in subject.seen.markers]
    stands = Counter(word(BOUNDARY_MARKER, "stand", values.get("stand")) for values in markers)
    conditions = Counter(word(BOUNDARY_MARKER, "condition", values.get("condition")) or "未检查" for values in markers)
    if not markers:
        return "没有登记"
    counted = (
        "、".join(f"{name} {n} 座" for name, n in stands.items()),
        "、".join(f"{name} {n} 座" for name, n in conditions.items()),
    )
    return f"共 {len(markers)} 座：{counted[0]}。最近状况：{counted[1]}"


def _lengths(subject: Subject) -> Table:
    agreed, computed = subject.seen.agreement_length_m, subject.seen.computed_length_m
    source = str(subject.values.get("geometry_scale") or "图形来源未登记")
    difference = "协议长度未登记，不能比较"
    if agreed:
        delta = computed - agreed
        difference = f"{delta / 1000:+.3f} km（{delta / agreed:+.2%}）"
    rows = (
        ("协议长度", f"{agreed / 1000:.3f} km" if agreed else MISSING, "协议书所载，只按协议书录入，系统不代填"),
        ("计算长度", f"{computed / 1000:.3f} km", f"CGCS2000（GRS80 椭球）逐段大地线求和；{source}"),
        ("相差", difference, "计算长度减协议长度；随图形比例尺与综合程度变化"),
    )
    return Table("表1　界线长度", ("项目", "数值", "来源与方法"), rows, (1.1, 2.1, 4.4), centred=(0,))


def _route(subject: Subject) -> str:
    stretches = subject.seen.stretches
    if not stretches:
        return "本线登记的界桩不足两座，不能生成走向说明。"
    steps = [f"向{one.direction}行 {(one.end_m - one.start_m) / 1000:.2f} km 至 {one.end} 号界桩" for one in stretches]
    return f"界线自 {stretches[0].start} 号界桩起，" + "；".join(steps) + "。"
