"""`geo-app assets`: what pages and papers need besides Python, fetched once at set-up."""

from __future__ import annotations

import click

from geo_app.cli.console import Console, verb
from geo_app.maps.assets import install_assets


@click.command("assets")
@verb
def command(console: Console) -> None:
    """安装网页脚本、样式与公文字体；已安装则不联网。"""
    lines = install_assets()
    console.answer({"installed": lines}, lines)
