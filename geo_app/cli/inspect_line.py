"""Options by which the kinds of `geo-app inspect` name a line, and how stretches of it are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any, TypeVar

import click

from geo_app.services.field_evidence import LineChoice
from layers.boundaries.photos.moment import read_offset
from layers.boundaries.tracks import Interval
from layers.boundaries.tracks.moments import BEIJING

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
SYSTEM = click.Choice(["EPSG:4326", "EPSG:4490", "GCJ-02", "BD-09"])
MOST_STRETCHES = 40


def line_options(command: Command) -> Command:
    """Adds --line, --line-file, --line-crs and --markers; the function takes what `choice_of` takes."""
    for option in (
        click.option("--markers", type=FILE, help="界桩表或点图层（与 --line-file 同用）：界桩号、经度、纬度"),
        click.option("--line-crs", default="", metavar="CRS", help="界线文件没有写明坐标系时写在这里"),
        click.option("--line-file", type=FILE, help="界线图形文件，代替本库的界线"),
        click.option("--line", default="", metavar="LINE", help="界线编码或名称；文件里有几条线时指其中一条"),
    ):
        command = option(command)
    return command


def choice_of(line: str, line_file: Path | None, line_crs: str, markers: Path | None) -> LineChoice | None:
    """The line that was named, None when none was. Wrong usage: what belongs to a file without one."""
    if line_file is None and (markers is not None or line_crs):
        raise click.UsageError("--markers、--line-crs 与 --line-file 同用")
    if line_file is None and not line:
        return None
    return LineChoice(name=line, file=line_file, markers=markers, crs=line_crs)


def needed(choice: LineChoice | None) -> LineChoice:
    """The choice, which must have been made."""
    if choice is None:
        raise click.UsageError("用 --line 指明界线，或用 --line-file 给出图形文件")
    return choice


class ZoneParameter(click.ParamType[tzinfo]):
    """An offset from UTC, +08:00."""

    name = "±HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tzinfo:
        """The zone; a usage error when it is none."""
        if isinstance(value, tzinfo):
            return value
        zone = read_offset(str(value))
        if zone is None:
            self.fail(f"{value!r} 不是时区，例如 +08:00", param, ctx)
        offset = zone.utcoffset(None) or timedelta()
        return BEIJING if offset == BEIJING.utcoffset(None) else timezone(offset, f"时区 {value}")


def told_stretches(intervals: Iterable[Interval]) -> str:
    """Stretches in kilometres along the line, the first of them where there are many."""
    some = [f"{one.start_m / 1000:.2f}–{one.end_m / 1000:.2f}" for one in intervals]
    more = f" 等 {len(some)} 段" if len(some) > MOST_STRETCHES else ""
    return "、".join(some[:MOST_STRETCHES]) + more if some else "无"
