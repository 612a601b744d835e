"""`geo-app inspect KIND`: field evidence. A kind's module holds COMMANDS; adding one is a module and a word in MODULES."""

from __future__ import annotations

import importlib

import click

from geo_app.cli.groups import OfficeGroup

MODULES: tuple[str, ...] = ("inspect_tracks", "inspect_photos", "inspect_markers", "inspect_route")
"""Modules of `geo_app.cli`, each with COMMANDS, a tuple of click commands."""


@click.group("inspect", cls=OfficeGroup)
@click.option("--json", "as_json", is_flag=True, help="只在标准输出上打印一个 JSON 文档")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """外业证据：轨迹、照片、方位物丈量、界桩移位、界线走向；只判断，不改动任何数据。"""
    ctx.obj = {**(ctx.obj or {}), "as_json": as_json or bool((ctx.obj or {}).get("as_json"))}


for _module in MODULES:
    for _command in importlib.import_module(f"geo_app.cli.{_module}").COMMANDS:
        command.add_command(_command)
