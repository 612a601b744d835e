"""Export: rows on their way out, and what a file must say of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gazetteer.findings import Finding
from layers.layer import FieldKind, Geometry, Layer
from layers.store.contract import Value

NOT_SURVEY = "CGCS2000 经纬度按 EPSG:4326 写出，两者相差在厘米级，数值未作变换"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `stored` are values as kept, `shown` as a person reads and re-enters them.

    Choices are shown by their title, yes/no as 是/否, references by the code of what they mean. `coded` text
    is an identifier that a spreadsheet must not take for a number.
    """

    key: str
    title: str
    kind: FieldKind
    stored: Sequence[Value]
    shown: Sequence[Value]
    coded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What every exported file says of itself.

    `as_of` is the day the rows hold on (数据截至), `recorded_at` the moment of the database asked for (None:
    now), `generated` how many rows are made up, `notes` what must not be forgotten (示意, publication).
    """

    title: str
    issuer: str
    as_of: date
    recorded_at: datetime | None
    exported_at: datetime
    sources: tuple[str, ...]
    count: int
    generated: int
    notes: tuple[str, ...]

    def lines(self, crs: str) -> list[tuple[str, str]]:
        """Heading and text, in the order they are read; `crs` is the file's own."""
        known = f"，{self.recorded_at:%Y-%m-%d %H:%M:%S} UTC 时库中所载" if self.recorded_at else ""
        made = f"{self.generated} 条为演示生成，不是实测数据" if self.generated else "无"
        return [
            ("名称", self.title),
            ("单位", self.issuer),
            ("数据截至", f"{self.as_of.isoformat()}{known}"),
            ("导出时间", f"{self.exported_at:%Y-%m-%d %H:%M} UTC"),
            ("条数", str(self.count)),
            ("演示生成", made),
            ("来源", "；".join(self.sources) or "未登记"),
            *([("坐标系", crs)] if crs else []),
            *(("注意", note) for note in self.notes),
        ]

    def sentence(self, crs: str) -> str:
        """The same in one line, for formats that have one place for it."""
        return "；".join(f"{heading}：{text}" for heading, text in self.lines(crs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Rows of one layer, column by column. `shapes` are shapely geometries in EPSG:4490, None for tables."""

    layer: Layer
    columns: tuple[Column, ...]
    shapes: Any
    labels: Sequence[str]
    about: About

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.labels)

    @property
    def geometry(self) -> Geometry | None:
        """What the layer's shapes are; None when rows have none."""
        return self.layer.geometry if self.shapes is not None else None


@dataclass(frozen=True, slots=True)
class Made:
    """What a writer says of its file: what could not be carried over, and how often."""

    findings: tuple[Finding, ...] = ()
