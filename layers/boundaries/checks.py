"""What can be judged of a boundary line at the desk: numbers, positions, lengths, codes, papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import shapely

from gazetteer.findings import Finding, Severity
from layers.boundaries.overview import LineOverview
from layers.crs import planar
from layers.profile import CountyProfile
from layers.store.contract import Record

MARKER_OFF_LINE_M = 5.0
LENGTH_INFO, LENGTH_WARNING = 0.02, 0.05
FEWEST_REFERENCES = 3
_NUMBER = re.compile(r"(?P<line>\d*?)(?P<serial>\d{3})(?P<kind>[A-Z]?)")
Numbered = tuple[int, str, Record]
REGULATION = "行政区域界线管理条例（国务院令第353号）"
MARKER_MEASURES = "行政区域界线界桩管理办法（民政部令第36号）"


def check_line(seen: LineOverview, profile: CountyProfile) -> list[Finding]:
    """Every desk finding about a line, in the order of the record."""
    return [
        *_papers(seen),
        *_sides(seen, profile),
        *_length(seen),
        *_numbers(seen),
        *_positions(seen, profile),
        *_references(seen),
        *_conditions(seen),
    ]


def _papers(seen: LineOverview) -> Iterator[Finding]:
    name = str(seen.line.values["name"])
    for field, title in (
        ("agreement_number", "协议书文号"),
        ("agreed_on", "协议日期"),
        ("approving_authority", "批准机关"),
    ):
        if not seen.line.values.get(field):
            yield _finding(
                "boundary.papers", Severity.WARNING, f"{name}没有登记{title}", seen.line.id, REGULATION, "按协议书补录"
            )
    if seen.line.values.get("status") != "legal":
        yield _finding(
            "boundary.not_legal",
            Severity.INFO,
            f"{name}的图形不是法定线，只作示意",
            seen.line.id,
            REGULATION,
            "取得法定界线数据后更换",
        )


def _sides(seen: LineOverview, profile: CountyProfile) -> Iterator[Finding]:
    known = {profile.code: profile.name} | {n.code: n.name for n in profile.neighbours}
    for side in ("a", "b"):
        code, name = str(seen.line.values[f"side_{side}_code"]), str(seen.line.values[f"side_{side}_name"])
        if known.get(code, name) != name:
            yield _finding(
                "boundary.code_name",
                Severity.ERROR,
                f"{code} 写作“{name}”，应为{known[code]}",
                seen.line.id,
                "GB/T 2260",
                "改正代码或名称",
            )
        if code not in known:
            yield _finding(
                "boundary.not_neighbour",
                Severity.ERROR,
                f"{name}（{code}）不是本县或毗邻县",
                seen.line.id,
                "GB/T 2260",
                "核对代码",
            )


def _length(seen: LineOverview) -> Iterator[Finding]:
    if not seen.agreement_length_m:
        return
    share = abs(seen.computed_length_m - seen.agreement_length_m) / seen.agreement_length_m
    if share > LENGTH_INFO:
        severity = Severity.WARNING if share > LENGTH_WARNING else Severity.INFO
        yield _finding(
            "boundary.length",
            severity,
            f"计算长度 {seen.computed_length_m / 1000:.3f} km 与协议长度 {seen.agreement_length_m / 1000:.3f} km 相差 {share:.1%}",
            seen.line.id,
            "",
            "两个长度各自保留；核对图形来源和比例尺",
        )


def _numbers(seen: LineOverview) -> Iterator[Finding]:
    parsed: list[Numbered] = []
    known: dict[str, str] = {}
    for marker in seen.markers:
        text = str(marker.values["number_text"])
        match = _NUMBER.fullmatch(text)
        if match is None:
            yield _finding(
                "boundary.number_form", Severity.INFO, f"界桩号“{text}”的写法不常见，未解析", marker.id, "", "核对碑面"
            )
            continue
        if text in known:
            yield _finding(
                "boundary.number_twice",
                Severity.ERROR,
                f"界桩号“{text}”出现两次",
                marker.id,
                MARKER_MEASURES,
                "核对碑面和登记表",
            )
        known[text] = marker.id
        parsed.append((int(match["serial"]), match["kind"], marker))
    yield from _order(parsed)
    yield from _pairs(seen, parsed)


def _order(parsed: list[Numbered]) -> Iterator[Finding]:
    for (before, _, _), (after, _, marker) in pairwise(parsed):
        if after < before:
            yield _finding(
                "boundary.number_order",
                Severity.ERROR,
                f"沿线里程增加而界桩序号由 {before:03d} 退到 {after:03d}",
                marker.id,
                "界桩自西向东、自北向南编号",
                "核对序号和里程",
            )
        elif after > before + 1:
            yield _finding(
                "boundary.number_gap",
                Severity.WARNING,
                f"界桩序号由 {before:03d} 跳到 {after:03d}",
                marker.id,
                "",
                "核对是否漏登",
            )


def _pairs(seen: LineOverview, parsed: list[Numbered]) -> Iterator[Finding]:
    kinds: dict[int, set[str]] = {}
    for serial, kind, _ in parsed:
        kinds.setdefault(serial, set()).add(kind)
    for serial, found in kinds.items():
        for whole in ({"A", "B"}, {"C", "D", "E"}):
            if found & whole and not whole <= found:
                missing = "、".join(sorted(whole - found))
                yield _finding(
                    "boundary.number_pair",
                    Severity.ERROR,
                    f"{serial:03d} 号同号界桩缺 {missing}",
                    seen.line.id,
                    "",
                    "补登另一侧界桩",
                )


def _positions(seen: LineOverview, profile: CountyProfile) -> Iterator[Finding]:
    if seen.line.geometry is None or not seen.markers:
        return
    there, _ = planar(profile.planar_epsg)
    line = shapely.transform(seen.line.geometry, there.transform, interleaved=False)
    for marker in seen.markers:
        if marker.geometry is None or marker.values.get("stand") != "single":
            continue
        distance_m = shapely.distance(line, shapely.transform(marker.geometry, there.transform, interleaved=False))
        if distance_m > MARKER_OFF_LINE_M:
            yield _finding(
                "boundary.marker_off_line",
                Severity.WARNING,
                f"单立界桩 {marker.values['number_text']} 距界线 {distance_m:.1f} m（容许 {MARKER_OFF_LINE_M:g} m，可配置）",
                marker.id,
                "",
                "核对界桩坐标和线形",
            )


def _references(seen: LineOverview) -> Iterator[Finding]:
    for marker in seen.markers:
        count = len(seen.references.get(marker.id, ()))
        if count < FEWEST_REFERENCES:
            yield _finding(
                "boundary.references",
                Severity.WARNING,
                f"界桩 {marker.values['number_text']} 只有 {count} 个方位物，应不少于 {FEWEST_REFERENCES} 个",
                marker.id,
                "界桩登记表",
                "重新选定方位物并量测",
            )


def _conditions(seen: LineOverview) -> Iterator[Finding]:
    remedies = {
        "faded": ("字迹模糊", "描红"), "tilted": ("倾斜", "扶正加固"), "loose": ("松动", "扶正加固"),
        "damaged": ("损坏", "由管理方修复，双方在原位重立"), "displaced": ("移位", "双方恢复到原位"),
        "lost": ("丢失", "由管理方重制，双方在原位重立"), "buried": ("被掩埋或遮挡", "清理"),
        "not_found": ("未找到", "复查，未找到不等于丢失"), "unreachable": ("不可达", "择机复查"),
    }  # fmt: skip
    for marker in seen.markers:
        word = remedies.get(str(marker.values.get("condition") or ""))
        if word:
            yield _finding(
                "boundary.condition",
                Severity.WARNING,
                f"界桩 {marker.values['number_text']} {word[0]}",
                marker.id,
                MARKER_MEASURES,
                word[1],
            )


def _finding(rule: str, severity: Severity, message: str, subject: str, clause: str, remedy: str) -> Finding:
    return Finding(rule, severity, message, subject=subject, clause=clause, remedy=remedy)
