"""`geo-app demo`: the demo county."""

from __future__ import annotations

import click

from geo_app.cli.console import Console, verb
from geo_app.services.demo_county import build_demo, demo_profile


@click.command("demo")
@click.option(
    "--profile", "profile_name", default="zhengning", show_default=True, help="县情档案：zhengning 或 invented"
)
@verb
def command(console: Console, profile_name: str) -> None:
    """建立演示县：真实区划与轮廓，其余按固定种子生成，并处处标明“演示数据”。可重复运行。"""
    with console.county(profile_name=demo_profile(profile_name, console.say)) as county:
        built = build_demo(county, progress=console.say)
    counts = built["counts"]
    assert isinstance(counts, dict)  # noqa: S101
    console.answer(built, [*(f"{key:<28}{n:>8}" for key, n in counts.items()), f"用时 {built['seconds']:.1f} 秒"])
