"""Facilities: built without approval, or open with no approval on file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gazetteer.findings import Finding, Severity
from layers.checks.ground import Ground
from layers.layer import Layer


def check_approval(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """What was built without approval, and whose approval nobody knows."""
    if declared.desk != "facilities":
        return
    columns: list[Any] = [ground.column(declared, key) for key in ("approval", "state")]
    for row, (approval, state) in zip(ground.rows(declared), zip(*columns, strict=True), strict=True):
        if approval == "unapproved":
            yield row.finding(
                "facility.unapproved",
                Severity.WARNING,
                "未批先建",
                column="审批",
                value=approval,
                remedy="补办审批，或按规定整治",
            )
        elif approval == "unknown" and state == "open":
            yield row.finding(
                "facility.approval_unknown", Severity.INFO, "在用，审批待核实", column="审批", remedy="查档后登记"
            )
