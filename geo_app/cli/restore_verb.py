"""`geo-app restore`: a backup, into an empty place."""

from __future__ import annotations

from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.services.keeping import restore


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@verb
def command(console: Console, file: Path) -> None:
    """把备份恢复到空的数据目录（或空的数据库），随后核验。"""
    restored = restore(console.settings, file)
    findings = restored.findings
    console.answer(
        {"findings": [f.as_json() for f in findings], "counts": restored.counts},
        [*finding_lines(findings), f"已恢复 {sum(restored.counts.values())} 条记录，核验问题 {len(findings)} 个"],
        status=status_of(findings),
    )
