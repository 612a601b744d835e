"""`geo-app backup`: a complete, sealed copy."""

from __future__ import annotations

from pathlib import Path

import click

from geo_app.cli.console import Console, verb
from geo_app.services.keeping import back_up


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@verb
def command(console: Console, file: Path) -> None:
    """写出完整备份（数据库、账号、县情档案、文件）和清单；已有的文件不会被覆盖。"""
    with console.county() as county:
        manifest = back_up(county, file)
    console.answer(manifest, [f"已备份到 {manifest['path']}（SHA-256 {manifest['sha256']}）"])
