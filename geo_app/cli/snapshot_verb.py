"""`geo-app snapshot`: an ordinary GeoPackage for QGIS, GDAL and other people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from geo_app.cli.console import Console, verb
from geo_app.cli.parameters import DAY, LAYER
from layers.layer import Layer
from layers.store import Scope, snapshot


@click.command("snapshot")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--layer", "layers", type=LAYER, multiple=True, help="只要这些图层，可重复")
@click.option("--public", "public_only", is_flag=True, help="只含公开图层的公开字段")
@click.option("--as-of", "as_of", type=DAY, help="某日有效的记录")
@verb
def command(console: Console, file: Path, layers: tuple[Layer, ...], public_only: bool, as_of: datetime | None) -> None:
    """写出给外部使用的 GeoPackage 快照；不是备份，也不是正在使用的数据库。"""
    with console.county() as county:
        counts = snapshot(
            county.store,
            file,
            layers=tuple(layer.key for layer in layers) or None,
            scope=Scope.everything(),
            public_only=public_only,
            as_of=as_of.date() if as_of else None,
        )
    console.answer({"path": str(file), "counts": counts}, [f"已写出 {file}：{sum(counts.values())} 条"])
