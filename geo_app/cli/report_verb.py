"""`geo-app report`: documents that people sign and file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, verb
from geo_app.cli.parameters import DAY, MOMENT
from geo_app.reports import REPORTS, write_report
from geo_app.reports.report import Request


@click.command("report")
@click.argument("name", type=click.Choice([report.key for report in REPORTS]))
@click.option("--line", default="", help="界线编码或名称（inspection）")
@click.option("--year", type=int, help="年度")
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
    as_of: datetime | None,
    recorded_at: datetime | None,
    output: Path,
) -> None:
    """生成报告；同样的输入得到同样的字节。"""
    request = Request(line=line, year=year, as_of=as_of.date() if as_of else None, recorded_at=recorded_at)
    with console.county() as county:
        seal, findings = write_report(county.store, county.profile, name, request, output)
    document = {"path": str(output), "sha256": seal, "findings": [f.as_json() for f in findings]}
    console.answer(document, [*finding_lines(findings), f"已写出 {output}（SHA-256 {seal}）"])
