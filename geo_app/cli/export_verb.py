"""`geo-app export`: layers out, in seven formats."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, verb
from geo_app.cli.parameters import DAY, LAYER, MOMENT
from geo_app.services.exports import export_file
from layers.layer import Layer
from layers.store import Condition, Operator, Query


class ConditionParameter(click.ParamType[Condition]):
    """field=value, field!=value, field>=value, field<=value, field~text."""

    name = "CONDITION"
    operators = (
        ("!=", Operator.NOT_EQUAL),
        (">=", Operator.AT_LEAST),
        ("<=", Operator.AT_MOST),
        ("~", Operator.CONTAINS),
        ("=", Operator.EQUAL),
    )

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Condition:
        """The condition; a usage error when there is no operator."""
        if isinstance(value, Condition):
            return value
        for sign, operator in self.operators:
            key, found, right = str(value).partition(sign)
            if found and key:
                return Condition(key.strip(), operator, right.strip())
        self.fail(f"{value!r} 应写成 字段=值、字段!=值、字段>=值、字段<=值 或 字段~文字", param, ctx)


@click.command("export")
@click.argument("layer", type=LAYER)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--where", "conditions", type=ConditionParameter(), multiple=True, help="条件，可重复（并且）")
@click.option("--as-of", "as_of", type=DAY, help="某日有效的记录")
@click.option("--recorded-at", "recorded_at", type=MOMENT, help="某时刻数据库里的记录")
@verb
def command(
    console: Console,
    layer: Layer,
    file: Path,
    conditions: tuple[Condition, ...],
    as_of: datetime | None,
    recorded_at: datetime | None,
) -> None:
    """导出图层；格式看扩展名：.gpkg .geojson .shp/.zip .csv .xlsx .kml .gpx；.sheet.csv 供电子表格打开。"""
    query = Query(where=conditions, as_of=as_of.date() if as_of else None, recorded_at=recorded_at)
    with console.county() as county:
        exported = export_file(county, layer, file, query)
    console.answer(exported.as_json(), [*finding_lines(exported.findings), f"已导出 {exported.count} 条到 {file}"])
