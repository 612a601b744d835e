"""What the server's process hands to the process that runs GDAL: two files of its own making, no database.

`job.json` holds the driver's options and the columns, `shapes.wkb` the geometries one after the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import shapely

from gazetteer.errors import Refused
from layers.exchange.writers.gdal_child import JOB, LENGTH, SHAPES

CHILD = Path(__file__).with_name("gdal_child.py")
SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class GdalColumn:
    """A column as GDAL writes it. `kind` is text, integer, number, yes_no or date (ISO); None is null."""

    name: str
    kind: str
    values: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class GdalJob:
    """One file to write: GDAL's driver, layer, geometry type ("" for none), CRS and options."""

    path: str
    driver: str
    layer: str
    geometry_type: str
    crs: str
    dataset_options: Mapping[str, str] = field(default_factory=dict)
    layer_options: Mapping[str, str] = field(default_factory=dict)
    layer_metadata: Mapping[str, str] = field(default_factory=dict)
    configuration: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def run_job(job: GdalJob, columns: Sequence[GdalColumn], shapes: Any, folder: Path) -> None:
    """Writes the file in a process of its own, `folder` being its workplace. Raises Refused when that fails."""
    document = {"job": asdict(job), "columns": [asdict(column) for column in columns]}
    (folder / JOB).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8", errors="surrogatepass")
    if shapes is not None:
        _write_shapes(shapes, folder / SHAPES)
    command = [sys.executable, "-I", str(CHILD), str(folder)]
    try:
        done = subprocess.run(  # noqa: S603  (our own module, our own folder)
            command, capture_output=True, text=True, check=False, timeout=SECONDS, cwd=folder
        )
    except subprocess.TimeoutExpired:
        raise _failed(f"{SECONDS} 秒内没有写完") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise _failed(lines[-1][:200] if lines else f"退出码 {done.returncode}")


def _write_shapes(shapes: Any, path: Path) -> None:
    with path.open("wb") as stream:
        for wkb in shapely.to_wkb(shapes):
            stream.write(LENGTH.pack(-1 if wkb is None else len(wkb)))
            stream.write(wkb or b"")


def _failed(reason: str) -> Refused:
    return Refused.because(
        "export.not_written", f"文件没有写成：{reason}", remedy="核对磁盘空间后重试；或改用 CSV、XLSX"
    )
