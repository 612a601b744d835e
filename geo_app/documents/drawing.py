"""A sheet on which figures for papers are drawn: frame in metres, labels that give way, scale, north, note.

The same input gives the same PNG bytes. Text is set in Song; stored text is never read as mathematics.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy
import shapely
from matplotlib import font_manager, patheffects
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo_app.documents.fonts import HEI, RARE, SONG, face
from geo_app.documents.office import NO_OFFICE, Office

INK, QUIET, FAINT, PAPER, ACCENT, LINE = "#1e2328", "#5b6570", "#b9b3a7", "#f6f2e8", "#b3341f", "#5b4a66"
DPI = 200
GAP_POINTS = 4.0  # between a point and its label
AROUND = ((1, 1), (-1, 1), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1))
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place (metres): its size in points, colour, and weight."""

    x: float
    y: float
    text: str
    size: float = 8.0
    colour: str = INK
    bold: bool = False


class _Paper(FigureCanvasAgg):
    """A canvas that draws when it is told to; GeoPandas asks for a redrawing after every layer."""

    def draw_idle(self, *args: Any, **kwargs: Any) -> None:
        """Not now."""


class Sheet:
    """One figure: axes in metres of the county's planar CRS, filled from the back to the front, then `png()`."""

    def __init__(self, width_mm: float, height_mm: float, bounds: Bounds, office: Office = NO_OFFICE) -> None:
        self.canvas = Canvas(figsize=(width_mm / 25.4, height_mm / 25.4), dpi=DPI, facecolor="white")
        _Paper(self.canvas)
        foot = 6.5 / height_mm
        self.axes: Any = self.canvas.add_axes((0.006, foot, 0.988, 1 - foot - 0.006))
        self._faces = (_names(SONG, office.fonts), _names(HEI, office.fonts))
        self._taken: list[Bbox] = []
        self.axes.set_xticks([])
        self.axes.set_yticks([])
        for spine in self.axes.spines.values():
            spine.set_color(INK)
            spine.set_linewidth(0.9)
        self._frame(bounds)

    @property
    def bounds(self) -> Bounds:
        """The view: west, south, east, north in metres."""
        west, east = self.axes.get_xlim()
        south, north = self.axes.get_ylim()
        return west, south, east, north

    def font(self, size: float, *, bold: bool = False) -> FontProperties:
        """Song (Hei when bold) with fallbacks for rare characters."""
        return FontProperties(family=list(self._faces[bold]), size=size)

    def write(self, label: Label) -> None:
        """A word in the middle of its place, where it stays whatever stands there."""
        text = self._annotate(label, (0, 0), "center", "center")
        self._taken.append(text.get_window_extent())

    def write_if_free(self, label: Label) -> None:
        """A word in the middle of its place, left out when it would cover another."""
        text = self._annotate(label, (0, 0), "center", "center")
        box = text.get_window_extent()
        if any(_common_area(box, other) for other in self._taken):
            text.remove()
        else:
            self._taken.append(box)

    def free_part(self, area: BaseGeometry) -> Polygon | None:
        """The largest part of an area (metres) that no word or furniture has taken yet; None when all is taken."""
        back = self.axes.transData.inverted()
        boxes = [shapely.box(*back.transform((b.x0, b.y0)), *back.transform((b.x1, b.y1))) for b in self._taken]
        parts = shapely.get_parts(area.difference(shapely.union_all(boxes)))
        return max((part for part in parts if isinstance(part, Polygon)), key=shapely.area, default=None)

    def write_beside(self, labels: list[Label], crowded: numpy.ndarray, within: Bounds | None = None) -> None:
        """Words beside their points, each where it covers least of other words and of `crowded` (x, y rows in metres).

        They keep inside `within` (metres; the frame when None) if they can.
        """
        pixels = self.axes.transData.transform(crowded) if len(crowded) else numpy.empty((0, 2))
        west, south, east, north = within or self.bounds
        (x1, y1), (x2, y2) = self.axes.transData.transform([(west, south), (east, north)])
        room = Bbox.from_extents(x1, y1, x2, y2)
        for label in labels:
            text = self._annotate(label, (0, 0), "center", "center")
            box = text.get_window_extent()
            costs = [self._cost(_beside(box, side), pixels, room) for side in AROUND]
            side = AROUND[costs.index(min(costs))]
            text.remove()
            self._taken.append(_beside(box, side))
            shift = side[0] * GAP_POINTS, side[1] * GAP_POINTS
            self._annotate(label, shift, ("center", "left", "right")[side[0]], ("center", "bottom", "top")[side[1]])

    def _cost(self, box: Bbox, pixels: numpy.ndarray, room: Bbox) -> float:
        """How much a word in `box` would cover of other words, of the drawing, and of what lies outside."""
        inside = (pixels > (box.x0, box.y0)).all(axis=1) & (pixels < (box.x1, box.y1)).all(axis=1)
        covered = sum(_common_area(box, other) for other in self._taken)
        outside = box.width * box.height - _common_area(box, room)
        return covered * 4 + outside * 8 + float(inside.sum()) * 60

    def _annotate(self, label: Label, shift: tuple[float, float], horizontal: str, vertical: str) -> Any:
        return self.axes.annotate(
            plain(label.text),
            (label.x, label.y),
            xytext=shift,
            textcoords="offset points",
            color=label.colour,
            ha=horizontal,
            va=vertical,
            linespacing=1.15,
            fontproperties=self.font(label.size, bold=label.bold),
            path_effects=[patheffects.withStroke(linewidth=2.2, foreground="white")],
            annotation_clip=True,
            zorder=9,
        )

    def keep_clear(self, x: float, y: float, radius_points: float = 4.0) -> None:
        """Labels shall not cover this point."""
        px, py = self.axes.transData.transform((x, y))
        reach = radius_points * DPI / 72
        self._taken.append(Bbox.from_extents(px - reach, py - reach, px + reach, py + reach))

    def furnish(self, note: str, legend: list[Any], crowded: numpy.ndarray) -> None:
        """Legend, scale bar and north arrow in the emptiest corners, and the note that goes with a schematic map."""
        self.axes.set_xlabel("")
        self.axes.set_ylabel("")
        corner = ""
        if legend:
            corner = self._emptiest(crowded, 0.24, 0.34)
            place = {"sw": "lower left", "se": "lower right", "nw": "upper left", "ne": "upper right"}[corner]
            made = self.axes.legend(
                handles=legend,
                loc=place,
                prop=self.font(7.5),
                title="图例",
                title_fontproperties=self.font(8, bold=True),
                framealpha=1.0,
                edgecolor=QUIET,
                fancybox=False,
                borderpad=0.7,
                borderaxespad=0.8,
                handlelength=2.6,
            )
            made.get_frame().set_linewidth(0.5)
            made.set_zorder(8)
            self.canvas.draw_without_rendering()
            self._taken.append(made.get_window_extent())
        self._scale_bar(self._emptiest(crowded, 0.36, 0.17, but=corner))
        self.furnish_note(note)

    def furnish_note(self, note: str) -> None:
        """The note under the frame."""
        height_mm = self.canvas.get_figheight() * 25.4
        self.canvas.text(0.008, 2.2 / height_mm, plain(note), color=QUIET, fontproperties=self.font(7))

    def _emptiest(self, crowded: numpy.ndarray, wide: float, high: float, but: str = "") -> str:
        """The corner where a box, as shares of the view, covers fewest of the drawing's points; lower ones win ties."""
        west, south, east, north = self.bounds
        counts = {}
        for corner in ("se", "sw", "nw", "ne"):
            x = (east - crowded[:, 0] if "e" in corner else crowded[:, 0] - west) / (east - west)
            y = (north - crowded[:, 1] if "n" in corner else crowded[:, 1] - south) / (north - south)
            counts[corner] = int(((x > 0) & (x < wide) & (y > 0) & (y < high)).sum())
        return min((corner for corner in counts if corner != but), key=lambda corner: counts[corner])

    def _scale_bar(self, corner: str) -> None:
        """A bar in four parts with its lengths, and beside it the arrow to the north."""
        west, south, east, north = self.bounds
        metres = (east - west) / (self.axes.get_window_extent().width / DPI * 25.4)  # on the ground, per mm on paper
        bar_m = round_length_m((east - west) / 5)
        wide, high = bar_m + 22 * metres, 12 * metres
        x = east - 3 * metres - wide if "e" in corner else west + 3 * metres
        y = south + 3 * metres if "s" in corner else north - 3 * metres - high
        room = Rectangle((x, y), wide, high, facecolor="white", edgecolor=QUIET, linewidth=0.5, zorder=6)
        self.axes.add_patch(room)
        self._taken.append(room.get_window_extent())
        left, low, thick = x + 5 * metres, y + 6.2 * metres, 1.3 * metres
        for n in range(4):
            colour = INK if n % 2 == 0 else "white"
            part = Rectangle((left + bar_m * n / 4, low), bar_m / 4, thick, facecolor=colour, edgecolor=INK,
                             linewidth=0.6, zorder=7)  # fmt: skip
            self.axes.add_patch(part)
        for share in (0.0, 0.5, 1.0):
            word = length_word(bar_m * share, unit=share == 1.0, like_m=bar_m)
            self._annotate(Label(left + bar_m * share, low, word, 7), (0, -2), "center", "top")
        self._north(x + wide - 5 * metres, y + 1.6 * metres, metres)

    def _north(self, x: float, y: float, metres: float) -> None:
        arrow = {"arrowstyle": "-|>,head_length=0.6,head_width=0.24", "color": INK, "linewidth": 1.0}
        self.axes.annotate("", (x, y + 6.2 * metres), xytext=(x, y), arrowprops=arrow, zorder=7)
        self._annotate(Label(x, y + 6.4 * metres, "北", 8, bold=True), (0, 0), "center", "bottom")

    def _frame(self, bounds: Bounds) -> None:
        """Sets the view, widened so that metres are equally long both ways."""
        west, south, east, north = bounds
        box = self.axes.get_window_extent()
        want = box.width / box.height
        width, height = max(east - west, 1.0), max(north - south, 1.0)
        if width / height < want:
            grow = (height * want - width) / 2
            west, east = west - grow, east + grow
        else:
            grow = (width / want - height) / 2
            south, north = south - grow, north + grow
        self.axes.set_aspect("auto")
        self.axes.set_autoscale_on(False)
        self.axes.set_xlim(west, east)
        self.axes.set_ylim(south, north)

    def png(self) -> bytes:
        """The finished picture; no time and no program name in it."""
        stream = io.BytesIO()
        self.canvas.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
        return stream.getvalue()


def plain(text: str) -> str:
    """Text as it stands: matplotlib reads an even number of `$` as mathematics otherwise."""
    return text.replace("$", r"\$")


def round_length_m(most_m: float) -> float:
    """The longest of 1, 2, 5 times a power of ten that is not longer than `most_m`."""
    power = 10.0 ** numpy.floor(numpy.log10(most_m))
    return float(max(step * power for step in (1, 2, 5) if step * power <= most_m * 1.0001))


def length_word(length_m: float, *, unit: bool, like_m: float) -> str:
    """A length in kilometres when the bar `like_m` is that long, else in metres."""
    value, word = (length_m / 1000, "km") if like_m >= 1000 else (length_m, "m")
    return f"{value:g} {word}" if unit else f"{value:g}"


def _beside(box: Bbox, side: tuple[int, int]) -> Bbox:
    """A box about a point, moved to a side of it."""
    gap = GAP_POINTS * DPI / 72
    return box.translated(side[0] * (box.width / 2 + gap), side[1] * (box.height / 2 + gap))


def _common_area(one: Bbox, other: Bbox) -> float:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return float(wide * high) if wide > 0 and high > 0 else 0.0


@lru_cache(maxsize=8)
def _names(wanted: tuple[str, ...], office: Path | None) -> tuple[str, ...]:
    """Matplotlib's names of the faces to draw with: the wanted one, then those for rare characters."""
    names = []
    for one in (wanted, *((name,) for name in RARE)):
        found = face(one, office)
        if found is not None:
            font_manager.fontManager.addfont(str(found.path))
            names.append(font_manager.fontManager.ttflist[-1].name)
    return tuple(dict.fromkeys(names)) or ("DejaVu Sans",)
