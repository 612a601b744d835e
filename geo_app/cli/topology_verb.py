"""`geo-app topology`: whether the areas of a file cover their frame, and every place where they do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, verb
from geo_app.services.topology import CheckedFile, check_file
from layers.boundaries.topology import WIDEST_M


@click.command("topology")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--frame", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="外框：上级区划的面")
@click.option("--tolerance", type=click.FloatRange(min=0), default=0.0, help="宽度小于此值（米）的只作提示")
@click.option("--layer", default="", help="文件里的图层或工作表")
@click.option("--frame-layer", default="", help="外框文件里的图层")
@click.option(
    "--expected",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="应有单元的名单：文本文件，每行一个名称或代码",
)
@click.option("--proposals", is_flag=True, help="另列处理建议和各单元增减面积的账；只是建议，不改图形")
@click.option("--lines", "with_lines", is_flag=True, help="另列相邻单元之间的界线和长度")
@verb
def command(
    console: Console,
    file: Path,
    frame: Path | None,
    tolerance: float,
    layer: str,
    frame_layer: str,
    expected: Path | None,
    proposals: bool,
    with_lines: bool,
) -> None:
    """检查面图形是否无缝无叠地盖满外框；只报告，不修改任何图形。"""
    checked = check_file(
        file,
        frame=frame,
        tolerance_m=tolerance,
        sheet=layer,
        frame_sheet=frame_layer,
        expected=expected,
        with_lines=with_lines,
    )
    document = checked.as_json()
    document |= checked.proposals() if proposals else {}
    document |= checked.lines() if with_lines else {}
    told = [*finding_lines(checked.all_findings()), *_proposal_lines(checked, proposals), *_boundary_lines(checked)]
    console.answer(document, [*told, checked.verdict], status=0 if checked.valid else 1)


def _boundary_lines(checked: CheckedFile) -> Iterator[str]:
    names = checked.coverage.names
    for shared in checked.coverage.lines:
        yield f"界线 {names[shared.first]}—{names[shared.second]}：{checked.measure.length_m(shared.line):,.1f} m"


def _proposal_lines(checked: CheckedFile, wanted: bool) -> Iterator[str]:
    if not wanted:
        return
    names, transfers = checked.coverage.names, checked.coverage.proposals()
    for transfer in transfers:
        holder = f"归 {names[transfer.holder]}" if transfer.holder >= 0 else "各单元退出"
        changes = "，".join(f"{names[unit]} {m2:+,.1f} m²" for unit, m2 in transfer.changes_m2)
        yield f"建议 {holder}（{transfer.reason}）：{changes}"
    if left := len(checked.coverage.faces) - len(transfers):
        yield f"另有 {left} 处宽于 {WIDEST_M:g} m 或不与任何单元相邻，可能缺少或重复了单元，不作建议"
