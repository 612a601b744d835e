"""`geo-app import`: check, preview, load."""

from __future__ import annotations

from pathlib import Path

import click

from gazetteer.errors import Refused
from geo_app.cli.console import Console, finding_lines, verb
from geo_app.cli.parameters import LAYER, PAIR
from geo_app.services.imports import begin_reading, import_file
from layers.exchange import ImportOptions
from layers.layer import Layer


@click.command("import")
@click.argument("layer", type=LAYER)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mode",
    type=click.Choice(["all", "rows"]),
    default="all",
    show_default=True,
    help="all：有一行不合格就全部不入库；rows：合格的行入库",
)
@click.option("--crs", help="坐标系：EPSG:n、GCJ-02 或 BD-09（声明优先于检测）")
@click.option("--map", "columns", type=PAIR, multiple=True, help="字段=列名，可重复")
@click.option("--sheet", help="工作表名称")
@click.option("--dry-run", is_flag=True, help="只检查和预览，不入库")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="把问题写回工作簿")
@verb
def command(
    console: Console,
    layer: Layer,
    file: Path,
    mode: str,
    crs: str | None,
    columns: tuple[tuple[str, str], ...],
    sheet: str | None,
    dry_run: bool,
    errors: Path | None,
) -> None:
    """检查、预览并导入；不带 --dry-run 即为确认入库。同一文件再导入一次不会重复。"""
    options = ImportOptions(mode=mode, crs=crs or "", columns=dict(columns), sheet=sheet or "")
    reading = begin_reading(file, file.name, options)
    try:
        with console.county() as county:
            plan = import_file(county, layer, file, options, dry_run=dry_run, errors=errors, reading=reading)
    except Refused as refused:
        _unread(console, refused)
        return
    document = plan.as_json()
    summary = f"读取 {plan.read} 行，接受 {plan.accepted} 行，拒绝 {plan.rejected} 行：{plan.status}"
    console.answer(document, [*finding_lines(plan.findings), summary], status=1 if plan.status == "rejected" else 0)


def _unread(console: Console, refused: Refused) -> None:
    """A file of which not one row could be judged: the same document, with no rows in it."""
    findings = [finding.as_json() for finding in refused.findings]
    document = {"status": "rejected", "read": 0, "accepted": 0, "rejected": 0, "findings": findings}
    console.answer(document, finding_lines(refused.findings), status=1)
