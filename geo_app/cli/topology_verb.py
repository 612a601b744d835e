"""`geo-app topology`: whether the areas of a file cover their frame, and every place where they do not."""

from __future__ import annotations

from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, verb
from geo_app.services.topology import check_file


@click.command("topology")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--frame", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="外框：上级区划的面")
@click.option("--tolerance", type=click.FloatRange(min=0), default=0.0, help="宽度小于此值（米）的只作提示")
@click.option("--layer", default="", help="文件里的图层或工作表")
@click.option("--frame-layer", default="", help="外框文件里的图层")
@verb
def command(console: Console, file: Path, frame: Path | None, tolerance: float, layer: str, frame_layer: str) -> None:
    """检查面图形是否无缝无叠地盖满外框；只报告，不修改任何图形。"""
    checked = check_file(file, frame=frame, tolerance_m=tolerance, sheet=layer, frame_sheet=frame_layer)
    valid = checked.coverage.valid
    console.answer(
        checked.as_json(),
        [*finding_lines((*checked.findings, *checked.coverage.findings)), "拓扑正确" if valid else "拓扑有问题"],
        status=0 if valid else 1,
    )
