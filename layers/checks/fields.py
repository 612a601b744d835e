"""Every value against its field's declaration, as an import or a form would judge it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from gazetteer.findings import Finding
from layers.checks.ground import Ground, Row
from layers.conform import conform
from layers.layer import Layer


def check_fields(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Required values, patterns, lengths, ranges, closed vocabularies."""
    columns = [ground.column(declared, key) for key in declared.keys]
    for row, values in zip(ground.rows(declared), zip(*columns, strict=True), strict=True):
        _, findings = conform(declared, dict(zip(declared.keys, values, strict=True)))
        for finding in findings:
            yield _about(row, finding)


def _about(row: Row, finding: Finding) -> Finding:
    return dataclasses.replace(finding, subject=row.id, message=f"{row.layer.title}“{row.label}”：{finding.message}")
