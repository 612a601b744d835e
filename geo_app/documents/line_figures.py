"""Figures of a boundary line, drawn with GeoPandas in the county's planar CRS."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas
import numpy
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from geo_app.documents.drawing import FAINT, INK, LINE, QUIET, Bounds, Label, Sheet, plain
from geo_app.documents.office import NO_OFFICE, Office
from layers.boundaries.lengths import chainages_m
from layers.boundaries.overview import LineOverview, SeenMarker, as_number, chainage_m
from layers.crs import STORAGE_EPSG

DASHES = (0, (9, 2.2, 2, 2.2))
TINTS = ("#f6f0dd", "#e6eee9")  # side A, side B
SKETCHES = (4, 2)  # columns and rows of marker sketches on a sheet
SHEET_MM = (156.0, 92.0)  # two of them, with captions and the heading, fill a page


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies around a line, in EPSG:4490: `units` (both sides and other neighbours) and `townships`, by name.

    `sides` are the names of side A and side B. `note` stands under every figure.
    """

    units: geopandas.GeoDataFrame
    townships: geopandas.GeoDataFrame
    sides: tuple[str, ...]
    note: str
    epsg: int


def location_figure(ground: Ground, seen: LineOverview, office: Office = NO_OFFICE) -> bytes:
    """Where the line runs: both sides whole, their neighbours, the line."""
    drawn = _Drawn(ground, seen)
    sides = drawn.units[drawn.units["name"].isin(ground.sides)]
    bounds = _padded((sides if len(sides) else drawn.line).total_bounds, 0.08)
    sheet = Sheet(*SHEET_MM, bounds, office)
    drawn.areas(sheet, townships=False)
    drawn.draw_line(sheet, 2.4, solid=True)
    sheet.furnish(ground.note, [_line_key(2.4, solid=True), *drawn.keys()], drawn.vertices)
    _name_areas(sheet, drawn.units, drawn.sides, 12, 9)
    return sheet.png()


def whole_line_figure(ground: Ground, seen: LineOverview, office: Office = NO_OFFICE) -> bytes:
    """The whole line with its numbered markers, the townships along it, both sides by name."""
    drawn = _Drawn(ground, seen)
    sheet = Sheet(*SHEET_MM, _padded(drawn.line.total_bounds, 0.14), office)
    drawn.areas(sheet, townships=True)
    drawn.draw_line(sheet, 1.8)
    sheet.furnish(ground.note, [_line_key(1.8), _marker_key(), *drawn.keys(townships=True)], drawn.vertices)
    _markers(sheet, drawn, seen.markers, chainages=False)
    return sheet.png()


def stretch_figure(
    ground: Ground, seen: LineOverview, markers: Sequence[SeenMarker], office: Office = NO_OFFICE
) -> bytes:
    """A stretch from the first to the last of `markers`, with chainages; the rest of the line is thin."""
    drawn = _Drawn(ground, seen)
    stretch = drawn.between(chainage_m(markers[0]), chainage_m(markers[-1]))
    sheet = Sheet(*SHEET_MM, _padded(stretch.bounds, 0.2), office)
    drawn.areas(sheet, townships=True)
    drawn.draw_line(sheet, 0.7)
    drawn.draw_line(sheet, 2.2, part=stretch)
    sheet.furnish(ground.note, [_line_key(2.2), _marker_key(), *drawn.keys(townships=True)], drawn.vertices)
    _markers(sheet, drawn, markers, chainages=True)
    return sheet.png()


def sketch_figure(seen: LineOverview, markers: Sequence[SeenMarker], note: str, office: Office = NO_OFFICE) -> bytes:
    """Sketches of up to eight markers with their reference objects by azimuth and distance, north up, to scale."""
    columns, rows = SKETCHES
    sheet = Sheet(SHEET_MM[0], 43.0 * min(rows, math.ceil(len(markers) / columns)) + 6, (0.0, 0.0, 4.0, 1.0), office)
    west, south, east, north = sheet.bounds
    wide, high = (east - west) / columns, (north - south) / min(rows, math.ceil(len(markers) / columns))
    for n, marker in enumerate(markers):
        x, y = west + wide * (n % columns + 0.5), north - high * (n // columns + 0.5)
        cell = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        _cell(sheet, cell)
        _sketch(sheet, seen, marker, cell)
    sheet.furnish_note(note)
    return sheet.png()


def groups_of(markers: Sequence[SeenMarker], longest_m: float) -> list[tuple[SeenMarker, ...]]:
    """Markers in runs whose stretch is about `longest_m` or shorter; neighbouring runs share a marker."""
    if len(markers) < 2:
        return []
    total = chainage_m(markers[-1]) - chainage_m(markers[0])
    count = max(1, math.ceil(total / longest_m))
    steps = len(markers) - 1
    edges = sorted({round(n * steps / count) for n in range(count + 1)})
    return [tuple(markers[a : b + 1]) for a, b in pairwise(edges)]


class _Drawn:
    """The ground and the line in metres."""

    def __init__(self, ground: Ground, seen: LineOverview) -> None:
        self.units = ground.units.to_crs(ground.epsg)
        self.townships = ground.townships.to_crs(ground.epsg)
        self.sides = ground.sides
        self.line = geopandas.GeoSeries([seen.line.geometry], crs=STORAGE_EPSG).to_crs(ground.epsg)
        self.chainages = chainages_m(seen.line.geometry) if seen.line.geometry is not None else numpy.empty(0)
        self.epsg = ground.epsg
        self.vertices = shapely.get_coordinates(shapely.segmentize(self.line.to_numpy(), 200.0))

    def areas(self, sheet: Sheet, *, townships: bool) -> None:
        """The units, each side in its tint, and the borders of townships."""
        tints = dict(zip(self.sides, TINTS, strict=False))
        colours = [tints.get(str(name), "#ffffff") for name in self.units["name"]]
        self.units.plot(ax=sheet.axes, facecolor=colours, edgecolor=FAINT, linewidth=0.7, zorder=1, autolim=False)
        if townships and len(self.townships):
            edges = self.townships.boundary
            edges.plot(ax=sheet.axes, color=FAINT, linewidth=0.6, linestyle=(0, (4, 2)), zorder=2, autolim=False)

    def draw_line(
        self, sheet: Sheet, width: float, *, solid: bool = False, part: shapely.LineString | None = None
    ) -> None:
        """The line, or a part of it, in a white casing."""
        drawn = self.line if part is None else geopandas.GeoSeries([part], crs=self.epsg)
        drawn.plot(ax=sheet.axes, color="white", linewidth=width + 1.6, zorder=3, autolim=False)
        drawn.plot(
            ax=sheet.axes, color=LINE, linewidth=width, linestyle="-" if solid else DASHES, zorder=4, autolim=False
        )

    def keys(self, *, townships: bool = False) -> list[Any]:
        """What the legend says of the areas."""
        made: list[Any] = [
            Patch(facecolor=tint, edgecolor=FAINT, label=plain(side))
            for side, tint in zip(self.sides, TINTS, strict=False)
        ]
        if townships and len(self.townships):
            made.append(Line2D([], [], color=FAINT, linewidth=0.8, linestyle=(0, (4, 2)), label="乡镇界"))
        return made

    def place(self, marker: SeenMarker) -> tuple[float, float]:
        """A marker's place in metres."""
        point = geopandas.GeoSeries([marker.point], crs=STORAGE_EPSG).to_crs(self.epsg).iloc[0]
        return float(point.x), float(point.y)

    def between(self, start_m: float, end_m: float) -> shapely.LineString:
        """The line's vertices between two chainages, as one line."""
        xy = shapely.get_coordinates(self.line.iloc[0])
        kept = xy[(self.chainages >= start_m - 1) & (self.chainages <= end_m + 1)]
        return shapely.LineString(kept if len(kept) > 1 else xy)


def _markers(sheet: Sheet, drawn: _Drawn, markers: Sequence[SeenMarker], *, chainages: bool) -> None:
    labels = []
    for marker in markers:
        if marker.point is None:
            continue
        x, y = drawn.place(marker)
        sheet.axes.plot(x, y, marker="s", markersize=5, markerfacecolor="white", markeredgecolor=INK,
                        markeredgewidth=1.1, zorder=6)  # fmt: skip
        sheet.keep_clear(x, y)
        text = marker.number + (f"\n{chainage_m(marker) / 1000:.2f} km" if chainages else "")
        labels.append(Label(x, y, text, 7.5))
    _name_areas(sheet, drawn.units[drawn.units["name"].isin(drawn.sides)], drawn.sides, 12, 9)
    sheet.write_beside(labels, drawn.vertices)
    _name_areas(sheet, drawn.units[~drawn.units["name"].isin(drawn.sides)], (), 9, 9)
    _name_areas(sheet, drawn.townships, (), 7.5, 7.5)


def _name_areas(
    sheet: Sheet, areas: geopandas.GeoDataFrame, sides: tuple[str, ...], side_size: float, other_size: float
) -> None:
    """Writes each area's name in the middle of what the sheet shows of it; slivers stay unnamed."""
    west, south, east, north = sheet.bounds
    view, least = shapely.box(west, south, east, north), (east - west) * (north - south) * 0.012
    for name, shape in zip(areas["name"], areas.geometry, strict=True):
        parts = shapely.get_parts(shapely.make_valid(shape).intersection(view))
        part = max((p for p in parts if isinstance(p, shapely.Polygon)), key=shapely.area, default=None)
        if part is None or part.area < least:
            continue
        free = sheet.free_part(part)
        circle = shapely.maximum_inscribed_circle(free or part, tolerance=(east - west) / 200)
        middle = shapely.get_point(circle, 0)
        if name in sides:
            sheet.write(Label(middle.x, middle.y, str(name), side_size, INK, bold=True))
        else:
            sheet.write_if_free(Label(middle.x, middle.y, str(name), other_size, QUIET))


def _cell(sheet: Sheet, bounds: Bounds) -> None:
    west, south, east, north = bounds
    sheet.axes.plot([west, east, east, west, west], [south, south, north, north, south], color=FAINT, linewidth=0.5)


def _sketch(sheet: Sheet, seen: LineOverview, marker: SeenMarker, cell: Bounds) -> None:
    west, south, east, north = cell
    room = min(east - west, north - south)
    x, y = (west + east) / 2, (south + north) / 2 - room * 0.04
    objects = seen.references.get(marker.record.id, ())
    measured = [
        (str(one.values["name"]), azimuth, distance)
        for one in objects
        if (azimuth := as_number(one.values.get("azimuth_deg"))) is not None
        and (distance := as_number(one.values.get("distance_m"))) is not None
    ]
    farthest = max((distance for *_, distance in measured), default=1.0) or 1.0
    scale = room * 0.27 / farthest
    top = north - room * 0.05
    sheet.axes.annotate(
        "", (x + room * 0.4, top - room * 0.01), xytext=(x + room * 0.4, top - room * 0.12),
        arrowprops={"arrowstyle": "-|>", "color": QUIET, "linewidth": 0.8},
    )  # fmt: skip
    sheet.write(Label(x, top - room * 0.03, marker.number, 8.5, bold=True))
    sheet.keep_clear(x, y, 6)
    labels = []
    for name, azimuth, distance in measured:
        dx, dy = distance * scale * math.sin(math.radians(azimuth)), distance * scale * math.cos(math.radians(azimuth))
        sheet.axes.plot([x, x + dx], [y, y + dy], color=QUIET, linewidth=0.7, zorder=3)
        sheet.axes.plot(x + dx, y + dy, marker="o", markersize=3, color=INK, zorder=4)
        labels.append(Label(x + dx, y + dy, f"{name}\n{azimuth:.1f}°\n{distance:.2f} m", 6.5))
    sheet.axes.plot(x, y, marker="s", markersize=6, markerfacecolor="white", markeredgecolor=INK, markeredgewidth=1.2,
                    zorder=5)  # fmt: skip
    rays = numpy.array([(x + (one.x - x) * k / 9, y + (one.y - y) * k / 9) for one in labels for k in range(1, 10)])
    sheet.write_beside(labels, rays.reshape(-1, 2), cell)
    if not measured:
        sheet.write(Label(x, y - room * 0.2, "没有方位物", 7.5, QUIET))


def _line_key(width: float, *, solid: bool = False) -> Line2D:
    return Line2D([], [], color=LINE, linewidth=width, linestyle="-" if solid else DASHES, label="本界线")


def _marker_key() -> Line2D:
    return Line2D([], [], linestyle="none", marker="s", markersize=5, markerfacecolor="white", markeredgecolor=INK,
                  label="界桩及编号")  # fmt: skip


def _padded(bounds: Sequence[float], share: float) -> Bounds:
    west, south, east, north = map(float, bounds)
    margin = max(share * max(east - west, north - south), 300.0)
    return west - margin, south - margin, east + margin, north + margin
