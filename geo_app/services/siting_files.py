"""What siting is asked about: files, read in the isolated child, and the office's own layers, all in planar metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.config import Settings
from geo_app.services.county import open_county
from layers.catalog import LAYERS
from layers.exchange.reader import read_file
from layers.exchange.table import RawTable
from layers.layer import Layer
from layers.profile import SHIPPED, CountyProfile, load_profile
from layers.siting.placed_rows import PlacedRows, place_degrees, place_table
from layers.store import Store
from layers.store.contract import Condition, Query, Scope

DEFAULT = "zhengning"


def profile_of(settings: Settings) -> CountyProfile:
    """The profile in the data directory, else the default one; nothing is created."""
    own = settings.data_dir / "profile.toml"
    return load_profile(own if own.exists() else SHIPPED / DEFAULT / "profile.toml")


def placed_file(
    file: Path, profile: CountyProfile, *, crs: str = "", needs_positions: bool = True, anywhere: bool = False
) -> PlacedRows:
    """The rows of a file. A file with no row gives no rows and no refusal: what that means is the asker's to say.

    Raises Refused when it cannot be read, holds several tables and none was named, or has no usable positions.
    """
    read = read_file(file, file.name)
    tables = [table for table in read.tables if table.rows] or list(read.tables[:1])
    shaped = [table for table in tables if any(row.wkb for row in table.rows)]
    tables = shaped if len(shaped) == 1 else tables
    if len(tables) > 1:
        names = "、".join(table.name for table in tables)
        raise Refused.because(
            "siting.sheet", f"{file.name} 里有 {len(tables)} 个图层或工作表（{names}）", remedy="另存为只含一个的文件"
        )
    table = tables[0] if tables else RawTable(name=file.stem, columns=(), rows=())
    rows = place_table(table, file.name, profile, crs=crs, needs_positions=needs_positions, anywhere=anywhere)
    return _with(rows, [*read.findings, *table.findings])


def placed_layer(store: Store, profile: CountyProfile, layer: Layer, *, where: Sequence[Condition] = (),
                 as_of: date | None = None) -> PlacedRows:  # fmt: skip
    """The rows of an own layer that hold on a day (default today)."""
    frame = store.read(layer.key, Scope.everything(), Query(where=tuple(where), as_of=as_of))
    shapes = numpy.array(list(frame.geometry.values), dtype=object) if len(frame) else numpy.empty(0, dtype=object)
    labels = frame[layer.label].tolist() if layer.label in frame else frame["id"].tolist()
    columns = {str(name): frame[name].tolist() for name in frame.columns if name != frame.geometry.name}
    rows = place_degrees(
        shapes,
        f"本库“{layer.title}”",
        profile,
        names=[str(label) for label in labels],
        numbers=list(range(1, len(frame) + 1)),
        columns=columns,
    )
    generated = sum(bool(value) for value in columns.get("generated", ()))
    if not generated:
        return rows
    message = f"本库“{layer.title}”有 {generated} 条是演示生成的，结论只供演示"
    return _with(rows, [Finding("siting.generated", Severity.WARNING, message, subject=layer.key)])


@dataclass(frozen=True, slots=True)
class Sources:
    """Reads what a person names: a file, or the key of an own layer."""

    settings: Settings
    crs: str = ""
    as_of: date | None = None

    def rows(self, text: str, *, beside: PlacedRows | None = None, needs_positions: bool = True) -> PlacedRows:
        """The rows of the file at this path, else of the own layer of this key. Raises Refused when it is neither.

        `beside`: rows read before; these are placed by the same frame.
        """
        path = Path(text)
        if path.suffix.lower() == ".npy" and not needs_positions and path.exists():
            return _amounts_alone(path, profile_of(self.settings))
        if path.exists():
            frame = beside.frame if beside else profile_of(self.settings)
            options = {"needs_positions": needs_positions, "anywhere": beside is None}
            return placed_file(path, frame, crs=self.crs, **options)
        for layer in LAYERS:
            if layer.key == text and layer.geometry is not None:
                return self._own(layer, beside)
        known = "、".join(layer.key for layer in LAYERS if layer.geometry is not None)
        raise Refused.because(
            "siting.source", f"“{text[:80]}”既不是文件，也不是图层", remedy=f"核对路径，或用本库图层：{known}"
        )

    def _own(self, layer: Layer, beside: PlacedRows | None) -> PlacedRows:
        county = open_county(self.settings)
        try:
            frame = beside.frame if beside else county.profile
            return placed_layer(county.store, frame, layer, as_of=self.as_of)
        finally:
            county.close()


def _amounts_alone(file: Path, profile: CountyProfile) -> PlacedRows:
    """A .npy of one number a row, for a matrix of costs that brings no positions; read without pickle."""
    try:
        numbers = numpy.load(file, allow_pickle=False)
    except (ValueError, EOFError) as wrong:
        raise Refused.because("siting.npy", f"{file.name} 不是数值数组（.npy）", remedy="用 numpy.save 保存") from wrong
    if not isinstance(numbers, numpy.ndarray) or numbers.ndim != 1 or numbers.dtype.kind not in "fiub":
        raise Refused.because("siting.npy", f"{file.name} 应为一维数值数组", remedy="每行一个数")
    return replace(counted(len(numbers), file.name, profile), columns={"weight": numbers.tolist()})


def counted(count: int, title: str, profile: CountyProfile) -> PlacedRows:
    """So many rows that are nothing but their numbers, from 0."""
    nowhere = numpy.full(count, None, dtype=object)
    return PlacedRows(
        title,
        replace(profile, planar_epsg=0),
        tuple(str(n) for n in range(count)),
        tuple(range(count)),
        nowhere,
        {},
        (),
    )


def _with(rows: PlacedRows, findings: Sequence[Finding]) -> PlacedRows:
    return replace(rows, findings=(*findings, *rows.findings))
