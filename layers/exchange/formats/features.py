"""A table of features out of records that need not all have the same properties."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.formats.mangled import codes
from layers.exchange.formats.noticed import Noticed
from layers.exchange.limits import Limits
from layers.exchange.table import Cell, RawRow, RawTable


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its properties and its geometry as well-known binary (None when it has none)."""

    properties: Mapping[str, Cell]
    wkb: bytes | None


def feature_table(
    name: str,
    features: Sequence[Feature],
    noticed: Noticed,
    limits: Limits,
    *,
    crs: str,
    crs_source: str,
    encoding: str = "",
) -> RawTable:
    """The features as a table; rows are numbered by their index. Raises Refused beyond the limits."""
    if len(features) > limits.rows:
        raise Refused.because(
            "reader.rows", f"“{name}”有 {len(features)} 个要素，最多 {limits.rows} 个", remedy="拆成几个文件"
        )
    columns = tuple(dict.fromkeys(key for feature in features for key in feature.properties))
    if len(columns) > limits.columns or len(columns) * len(features) > limits.cells:
        raise Refused.because(
            "reader.columns", f"“{name}”有 {len(columns)} 个属性，最多 {limits.columns} 个", remedy="删去不用的属性"
        )
    rows = tuple(
        RawRow(index, tuple([feature.properties.get(column) for column in columns]), feature.wkb)
        for index, feature in enumerate(features)
    )
    for finding in codes(columns, (), rows):
        noticed.add(finding)
    if not rows:
        noticed.add(
            Finding("reader.no_rows", Severity.WARNING, f"“{name}”里没有要素", value=name, remedy="检查是否选错文件")
        )
    return RawTable(
        name=name,
        columns=columns,
        rows=rows,
        crs=crs,
        crs_source=crs_source,
        encoding=encoding,
        findings=noticed.findings(),
    )


def plain(value: Any) -> Cell:
    """A property's value as a cell; lists and objects as JSON text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value if value != "" else None
    return json.dumps(value, ensure_ascii=False)


def bad_geometry(index: int, why: str) -> Finding:
    """The finding for a feature whose geometry cannot be read."""
    return Finding(
        "reader.geometry",
        Severity.ERROR,
        f"第 {index} 个要素（从 0 数起）的几何读不出来：{why}",
        row=index,
        remedy="在 GIS 软件中检查并修复这个要素，重新导出",
    )
