"""Figures for papers, drawn with GeoPandas in the county's planar CRS; the same input gives the same PNG."""

from __future__ import annotations

import io
from typing import Any

import geopandas
import numpy
import shapely
from matplotlib import patheffects
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties

from geo_app.documents.fonts import SONG, face
from layers.boundaries.overview import LineOverview
from layers.profile import CountyProfile

INK, QUIET, PAPER, ACCENT, LINE = "#1e2328", "#5b6570", "#f6f2e8", "#b3341f", "#5b4a66"
DPI = 200


def location_figure(
    profile: CountyProfile,
    county: geopandas.GeoDataFrame,
    neighbours: geopandas.GeoDataFrame,
    seen: LineOverview,
    note: str,
) -> bytes:
    """Where the line runs: the county, its neighbours, the line in the accent colour."""
    canvas, axes = _sheet(7.6, 5.2)
    crs = profile.planar_epsg
    outside, inside = neighbours.to_crs(crs), county.to_crs(crs)
    line = geopandas.GeoSeries([seen.line.geometry], crs=county.crs).to_crs(crs)
    outside.plot(ax=axes, facecolor="#ffffff", edgecolor="#b9b3a7", linewidth=0.6)
    inside.plot(ax=axes, facecolor=PAPER, edgecolor=LINE, linewidth=1.0)
    line.plot(ax=axes, color=ACCENT, linewidth=2.2)
    west, south, east, north = inside.total_bounds
    margin = 0.28 * max(east - west, north - south)
    _frame(axes, (west - margin, south - margin * 0.7, east + margin, north + margin * 0.7))
    box = shapely.box(*axes.get_xlim()[:1], *axes.get_ylim()[:1], axes.get_xlim()[1], axes.get_ylim()[1])
    for name, shape in zip(outside["name"], outside.geometry, strict=True):
        seen_part = shape.intersection(box)
        if not seen_part.is_empty:
            point = seen_part.representative_point()
            _label(axes, point.x, point.y, str(name), QUIET, 9)
    centre = inside.geometry.iloc[0].representative_point()
    _label(axes, centre.x, centre.y, profile.name, INK, 12)
    _furniture(axes, note)
    return _png(canvas)


def strip_figure(profile: CountyProfile, seen: LineOverview, note: str) -> bytes:
    """The whole line with its markers and chainages."""
    canvas, axes = _sheet(7.6, 5.4)
    crs = profile.planar_epsg
    line = geopandas.GeoSeries([seen.line.geometry], crs=4490).to_crs(crs)
    line.plot(ax=axes, color=LINE, linewidth=1.8, linestyle=(0, (9, 2, 2, 2)))
    points = geopandas.GeoSeries([m.geometry for m in seen.markers], crs=4490).to_crs(crs)
    west, south, east, north = line.total_bounds
    margin = 0.12 * max(east - west, north - south)
    _frame(axes, (west - margin, south - margin, east + margin, north + margin))
    for marker, point in zip(seen.markers, points, strict=True):
        axes.plot(
            point.x,
            point.y,
            marker="s",
            markersize=5.5,
            markerfacecolor="white",
            markeredgecolor=INK,
            markeredgewidth=1.1,
        )
        chainage = float(marker.values.get("chainage_m") or 0) / 1000
        _label(axes, point.x, point.y, f"{marker.values['number_text']}\n{chainage:.1f} km", INK, 7.5, shift=(6, 4))
    _furniture(axes, note)
    return _png(canvas)


def _sheet(width_in: float, height_in: float) -> tuple[Canvas, Any]:
    canvas = Canvas(figsize=(width_in, height_in), dpi=DPI)
    FigureCanvasAgg(canvas)
    axes = canvas.add_axes((0.005, 0.06, 0.99, 0.935))
    axes.set_facecolor("#ffffff")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(QUIET)
        spine.set_linewidth(0.6)
    return canvas, axes


def _frame(axes: Any, bounds: tuple[float, float, float, float]) -> None:
    """Sets the view, widened so that metres are equally long both ways."""
    west, south, east, north = bounds
    box = axes.get_window_extent()
    want = box.width / box.height
    width, height = east - west, north - south
    if width / height < want:
        grow = (height * want - width) / 2
        west, east = west - grow, east + grow
    else:
        grow = (width / want - height) / 2
        south, north = south - grow, north + grow
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal", adjustable="box")


def _label(
    axes: Any, x: float, y: float, text: str, colour: str, size: float, shift: tuple[float, float] | None = None
) -> None:
    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    axes.annotate(
        text.replace("$", r"\$"),
        (x, y),
        xytext=shift or (0, 0),
        textcoords="offset points",
        color=colour,
        fontsize=size,
        ha="left" if shift else "center",
        va="bottom" if shift else "center",
        fontproperties=_font(size),
        path_effects=halo,
        clip_on=True,
    )


def _furniture(axes: Any, note: str) -> None:
    """Scale bar, north arrow, and the note that always goes with a schematic map."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    width, height = east - west, north - south
    rough = width / 5
    power = 10 ** numpy.floor(numpy.log10(rough))
    bar_m = float(max(step for step in (1, 2, 5, 10) if step * power <= rough) * power)
    x, y = east - width * 0.03 - bar_m, south + height * 0.045
    axes.plot([x, x, x + bar_m, x + bar_m], [y + height * 0.012, y, y, y + height * 0.012], color=INK, linewidth=1.1)
    _label(axes, x + bar_m / 2, y + height * 0.03, f"{bar_m / 1000:g} km" if bar_m >= 1000 else f"{bar_m:g} m", INK, 8)
    axes.annotate(
        "",
        (east - width * 0.04, north - height * 0.05),
        xytext=(east - width * 0.04, north - height * 0.14),
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.2},
    )
    _label(axes, east - width * 0.04, north - height * 0.17, "北", INK, 9)
    axes.figure.text(0.01, 0.018, note.replace("$", r"\$"), fontproperties=_font(7.5), color=QUIET)


def _font(size: float) -> FontProperties:
    found = face(SONG)
    return FontProperties(fname=str(found.path), size=size) if found else FontProperties(size=size)


def _png(canvas: Canvas) -> bytes:
    stream = io.BytesIO()
    canvas.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()
