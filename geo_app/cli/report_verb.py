"""`geo-app report`: documents that people sign and file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, verb
from geo_app.cli.parameters import DAY, MOMENT
from geo_app.documents.office import Office
from geo_app.reports import REPORTS, write_report
from geo_app.reports.report import Request


@click.command("report")
@click.argument("name", type=click.Choice([report.key for report in REPORTS]))
@click.option("--line", default="", help="界线编码或名称（inspection）")
@click.option("--year", type=click.IntRange(1949, 2200), help="检查年度；默认为报告日期的年份")
@click.option("--round", "round_", type=click.IntRange(1, 99), help="检查轮次")
@click.option("--date", "dated", type=DAY, help="报告日期；默认为最后一次变更的日期")
@click.option("--as-of", "as_of", type=DAY, help="某日有效的记录")
@click.option("--recorded-at", "recorded_at", type=MOMENT, help="按当时所报（某时刻数据库里的记录）")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help=".docx、.pdf 或 .html"
)
@verb
def command(
    console: Console,
    name: str,
    line: str,
    year: int | None,
    round_: int | None,
    dated: datetime | None,
    as_of: datetime | None,
    recorded_at: datetime | None,
    output: Path,
) -> None:
    """生成报告；同样的输入得到同样的字节。数据目录的 templates/ 里有同名模板时用本单位的。"""
    request = Request(
        line=line,
        year=year,
        round=round_,
        dated=dated.date() if dated else None,
        as_of=as_of.date() if as_of else None,
        recorded_at=recorded_at,
    )
    with console.county() as county:
        office = Office(county.settings.data_dir)
        seal, findings = write_report(county.store, county.profile, name, request, output, office)
    document = {"path": str(output), "sha256": seal, "findings": [f.as_json() for f in findings]}
    console.answer(document, [*finding_lines(findings), f"已写出 {output}（SHA-256 {seal}）"])
