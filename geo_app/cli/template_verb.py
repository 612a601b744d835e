"""`geo-app template`: an empty import file with described columns."""

from __future__ import annotations

from pathlib import Path

import click

from geo_app.cli.console import Console, verb
from geo_app.cli.parameters import LAYER
from layers.exchange import template
from layers.layer import Layer


@click.command("template")
@click.argument("layer", type=LAYER)
@click.option("--format", "file_format", type=click.Choice(["csv", "xlsx"]), help="默认看 -o 的扩展名，否则 xlsx")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写到哪里（默认 图层名.格式）")
@verb
def command(console: Console, layer: Layer, file_format: str | None, output: Path | None) -> None:
    """写出空白导入模板：列名、说明、可选值，代码列为文本格式。"""
    by_name = "csv" if output is not None and output.suffix.lower() == ".csv" else "xlsx"
    file_format = file_format or by_name
    target = output or Path(f"{layer.key}.{file_format}")
    target.write_bytes(template(layer, file_format))
    console.answer({"path": str(target), "layer": layer.key, "format": file_format}, [f"已写出 {target}"])
