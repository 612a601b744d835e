"""What a tape check cannot use: said all at once, before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.boundaries.tape_solution import LEAST_DISTANCES, WEAKEST, ReferenceDistance, enough, weakness

CLAUSE = "界桩登记表（方位物不少于三个）"


def refuse_unusable(distances: Sequence[ReferenceDistance], sigmas_m: Sequence[float], subject: str) -> None:
    """Raises Refused for too few distances, names twice, and numbers that are none."""
    findings = [
        Finding("tape.distance", Severity.ERROR, f"方位物“{one.name}”的{what}（{value:g}）应大于 0", subject=subject)
        for one in distances
        for what, value in (("登记距离", one.card_m), ("今日距离", one.now_m))
        if not (math.isfinite(value) and value > 0)
    ]
    findings += [
        Finding("tape.azimuth", Severity.ERROR, f"方位物“{one.name}”的方位角应在 0–360°", subject=subject)
        for one in distances
        if not 0 <= one.azimuth_deg <= 360
    ]
    names = [one.name for one in distances]
    findings += [
        Finding("tape.name", Severity.ERROR, f"方位物“{name}”出现多次，分不清是哪一个", subject=subject)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if not all(math.isfinite(sigma_m) and sigma_m > 0 for sigma_m in sigmas_m):
        findings.append(Finding("tape.sigma", Severity.ERROR, "量距中误差应大于 0", subject=subject))
    if len(distances) < LEAST_DISTANCES:
        findings.append(_too_few(distances, subject))
    if findings:
        raise Refused(findings)


def _too_few(distances: Sequence[ReferenceDistance], subject: str) -> Finding:
    told = "、".join(f"{one.name} {one.now_m - one.card_m:+.2f} 米" for one in distances)
    return Finding(
        "tape.few",
        Severity.ERROR,
        f"只有 {len(distances)} 个方位物距离，至少要 {LEAST_DISTANCES} 个才能判断移位"
        + (f"（与登记表之差：{told}；差值说明有变动，但分不清是界桩还是方位物）" if told else ""),
        subject=subject,
        clause=CLAUSE,
        remedy="补量其余方位物；登记表不足三个的，先补选",
    )


def refuse_in_line(distances: Sequence[ReferenceDistance], subject: str) -> None:
    """Raises Refused where the objects stand in one line with the marker."""
    if enough(distances):
        return
    times = weakness(distances)
    told = "无穷大" if math.isinf(times) else f"{times:.0f} 倍"
    raise Refused.because(
        "tape.in_line",
        f"各方位物与界桩几乎在一条直线上，垂直于此线的移位量不出来（误差放大 {told}，限 {WEAKEST:g} 倍）",
        remedy="加量一个侧面的方位物，方向与其余的相差 30° 以上",
        subject=subject,
    )
