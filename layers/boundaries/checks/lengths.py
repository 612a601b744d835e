"""Lengths: the agreement's and the computed one are two facts; their difference is said, neither is mended."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.findings import Finding, Severity
from layers.boundaries.checks.judging import SURVEY_STANDARD, Desk, Family, finding
from layers.boundaries.overview import LineOverview, as_number

DIFFERS, DIFFERS_MUCH = 0.02, 0.05  # shares of the agreement length; own proposal, see docs
STALE = 0.001  # share by which the length kept with the record may differ from its own shape


def judge(seen: LineOverview, desk: Desk) -> Iterator[Finding]:  # noqa: ARG001  (every family is asked alike)
    """Findings about the lengths of a line."""
    agreed, computed = seen.agreement_length_m, seen.computed_length_m
    if agreed and computed:
        share = abs(computed - agreed) / agreed
        if share > DIFFERS:
            yield finding(
                "length",
                Severity.WARNING if share > DIFFERS_MUCH else Severity.INFO,
                f"计算长度 {computed / 1000:.3f} km 与协议长度 {agreed / 1000:.3f} km 相差 {share:.1%}",
                seen.line.id,
                clause=SURVEY_STANDARD,
                remedy="两个长度各自保留；核对图形来源和比例尺",
            )
    kept = as_number(seen.line.values.get("computed_length_m"))
    if kept and computed and abs(kept - computed) / computed > STALE:
        yield finding(
            "length_stale",
            Severity.WARNING,
            f"登记的计算长度 {kept / 1000:.3f} km 与当前图形的 {computed / 1000:.3f} km 不符",
            seen.line.id,
            remedy="图形更换后重算并登记计算长度",
        )


FAMILY = Family("协议长度与计算长度的差；登记的计算长度与当前图形是否一致", judge)
