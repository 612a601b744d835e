"""`geo-app bench`: how quick we are beside others, on the data directory's own data."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from gazetteer.errors import Refused
from geo_app.cli.bench_table import bench_lines
from geo_app.cli.console import Console, verb

SOURCE = Path(__file__).parents[2]


@click.command("bench")
@click.argument("names", nargs=-1, metavar="[NAME]…")
@verb
def command(console: Console, names: tuple[str, ...]) -> None:
    """与同类工具在同一数据上比较速度和对错。不写明名称则全部运行；各项见 benchmarks/README.md。"""
    benchmarks = _benchmarks()
    known = (*benchmarks.NAMES, *benchmarks.IN_A_BROWSER)
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(f"没有测速项 {'、'.join(unknown)}；可用：{'、'.join(known)}")
    if not (console.settings.data_dir / "profile.toml").exists():
        raise Refused.because("bench.county", "数据目录里没有数据", remedy="先运行 geo-app demo")
    answers = []
    for name in names or benchmarks.NAMES:
        console.say(f"{name} ……")
        answers.append(benchmarks.run_benchmark(name, console.settings.data_dir))
    console.answer({"benchmarks": answers}, [line for answer in answers for line in bench_lines(answer)])


def _benchmarks() -> Any:
    """The benchmarks, which stand beside the packages in the source and are not installed."""
    if not (SOURCE / "benchmarks").is_dir():
        raise Refused.because("bench.source", "安装包里没有测速程序", remedy="在源代码目录中运行")
    if str(SOURCE) not in sys.path:
        sys.path.append(str(SOURCE))
    return importlib.import_module("benchmarks")
