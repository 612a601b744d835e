"""Route text of a line (界线走向说明), as a draft: marker to marker, sixteen directions from true north, lengths.

What the line follows on the ground (a ridge, a river's middle) no geometry tells: it is taken from the records
where they say so, and else left as a gap to be filled in the field. The agreement's own text is the legal one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.boundaries.along import place_on_line
from layers.boundaries.directions import SECTOR_DEG
from layers.boundaries.route_text_legs import Leg, Part
from layers.boundaries.tracks.line_cells import plane_about

MOST_LEGS = 6
LEG_M = 2000.0
"""A long stretch may have a leg for every so many metres, else MOST_LEGS."""
SAME_PLACE_M = 5.0
"""Markers and ends of the line this near to each other along it are one place, and no stretch between."""
OFF_LINE_M = 5.0
UNKNOWN = "〔所沿地物待填〕"
STANDARD = "GB/T 17796-2009"


@dataclass(frozen=True, slots=True)
class RouteMarker:
    """A marker by its number, in degrees of EPSG:4490."""

    number: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Followed:
    """What the line follows between two chainages in metres: 山脊, 河流中心线, 道路中心线 …"""

    start_m: float
    end_m: float
    term: str


@dataclass(frozen=True, slots=True)
class RouteLeg:
    """A leg and what it follows ("" where nobody has recorded it)."""

    leg: Leg
    follows: str

    def as_json(self) -> dict[str, object]:
        """Metres to the decimetre, the azimuth to a tenth of a degree."""
        return {
            "direction": self.leg.direction,
            "azimuth_deg": round(self.leg.azimuth_deg, 1),
            "start_m": round(self.leg.start_m, 1),
            "end_m": round(self.leg.end_m, 1),
            "length_m": round(self.leg.length_m, 1),
            "straight": self.leg.straight,
            "follows": self.follows,
        }


@dataclass(frozen=True, slots=True)
class RouteSection:
    """From one marker (or end of the line) to the next."""

    start: str
    end: str
    whole: Leg
    legs: tuple[RouteLeg, ...]

    @property
    def text(self) -> str:
        """The section in Chinese."""
        km = self.whole.length_m / 1000
        start, end = _spaced(self.start), _spaced(self.end)
        ways = "，".join(self._ways())
        return f"由{start}起，{ways}，至{end}。{start.strip()}至{end}间界线长 {km:.3f} 千米。"

    def as_json(self) -> dict[str, object]:
        """The section as a JSON object."""
        return {
            "start": self.start,
            "end": self.end,
            "start_m": round(self.whole.start_m, 1),
            "end_m": round(self.whole.end_m, 1),
            "length_m": round(self.whole.length_m, 1),
            "direction": self.whole.direction,
            "azimuth_deg": round(self.whole.azimuth_deg, 1),
            "legs": [one.as_json() for one in self.legs],
            "text": self.text,
        }

    def _ways(self) -> Iterator[str]:
        before: RouteLeg | None = None
        for one in self.legs:
            follows = "" if before is not None and before.follows == one.follows else f"沿{one.follows or UNKNOWN}"
            if before is not None and follows:
                follows = f"再{follows}"
            length = "" if len(self.legs) == 1 else f"约 {_length(one.leg.length_m)}"
            yield f"{follows}{_turn(before, one)}{one.leg.direction}行{length}"
            before = one


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteText:
    """The draft of a line's route text. Lengths are geodesic, of the geometry that was given."""

    name: str
    sections: tuple[RouteSection, ...]
    length_m: float
    findings: tuple[Finding, ...] = ()

    @property
    def text(self) -> str:
        """All sections, a paragraph each."""
        return "\n".join(section.text for section in self.sections)

    def as_json(self) -> dict[str, object]:
        """The draft as a JSON object."""
        return {
            "name": self.name,
            "draft": True,
            "length_m": round(self.length_m, 1),
            "sections": [section.as_json() for section in self.sections],
            "text": self.text,
        }


def describe_route(
    line: BaseGeometry,
    markers: Sequence[RouteMarker] = (),
    *,
    name: str = "",
    ends: tuple[str, str] = ("", ""),
    follows: Sequence[Followed] = (),
) -> RouteText:
    """The draft for a line in degrees (EPSG:4490), in the order of its vertices.

    `ends` are the words for its beginning and end where no marker stands there. Parts follow one another, each
    with sections of its own. Raises Refused for a line without length, and for stretches followed that are no
    stretches of the line.
    """
    plane = plane_about(line)
    parts: list[Part] = []
    for shape in shapely.get_parts(line):
        part = Part.of(shape, parts[-1].end_m if parts else 0.0, plane)
        if len(part.xy) > 1:
            parts.append(part)
    if not parts:
        raise Refused.because("route.line", "界线没有长度，写不出走向", remedy="检查界线图形", subject=name)
    _refuse_follows(follows, parts[-1].end_m, name)
    placed, off = _placed(line, markers)
    sections = [
        section
        for n, part in enumerate(parts)
        for section in _sections(part, _nodes(part, placed, _ends(ends, n, len(parts))), follows)
    ]
    found = (*_off_line(off, name), *_findings(sections, len(parts), name))
    return RouteText(name=name, sections=tuple(sections), length_m=parts[-1].end_m, findings=found)


Node = tuple[float, str]


def _placed(line: BaseGeometry, markers: Sequence[RouteMarker]) -> tuple[list[Node], list[tuple[str, float]]]:
    """Chainage and name of each marker in order along the line, and how far each stands from it."""
    if not markers:
        return [], []
    lon, lat = (numpy.array([getattr(one, axis) for one in markers]) for axis in ("lon", "lat"))
    along, away = place_on_line(line, lon, lat)
    numbers = [one.number for one in markers]
    return sorted(zip(along.tolist(), numbers, strict=True)), list(zip(numbers, away.tolist(), strict=True))


def _ends(ends: tuple[str, str], n: int, count: int) -> tuple[str, str]:
    """Words for where a part begins and ends."""
    first = (ends[0] or "界线起点") if n == 0 else f"第 {n + 1} 段起点"
    last = (ends[1] or "界线终点") if n == count - 1 else f"第 {n + 1} 段终点"
    return first, last


def _nodes(part: Part, placed: Sequence[Node], ends: tuple[str, str]) -> list[Node]:
    """Places of a part between which sections run: its ends, and markers, those at one place together."""
    here = [one for one in placed if part.begin_m - SAME_PLACE_M <= one[0] <= part.end_m + SAME_PLACE_M]
    groups: list[list[Node]] = []
    for node in here:
        if groups and node[0] - groups[-1][0][0] <= SAME_PLACE_M:
            groups[-1].append(node)
        else:
            groups.append([node])
    nodes = [
        (min(max(group[0][0], part.begin_m), part.end_m), f"{'、'.join(name for _, name in group)} 号界桩")
        for group in groups
    ]
    if not nodes or nodes[0][0] - part.begin_m > SAME_PLACE_M:
        nodes.insert(0, (part.begin_m, ends[0]))
    if part.end_m - nodes[-1][0] > SAME_PLACE_M:
        nodes.append((part.end_m, ends[1]))
    return nodes


def _sections(part: Part, nodes: Sequence[Node], follows: Sequence[Followed]) -> Iterator[RouteSection]:
    for (start_m, start), (end_m, end) in pairwise(nodes):
        most = max(MOST_LEGS, math.ceil((end_m - start_m) / LEG_M))
        changes = (m for one in follows for m in (one.start_m, one.end_m))
        inside = {m for m in changes if start_m + SAME_PLACE_M < m < end_m - SAME_PLACE_M}
        cuts = sorted({start_m, end_m, *inside})
        legs = [
            RouteLeg(leg, _followed(follows, (a + b) / 2))
            for a, b in pairwise(cuts)
            for leg in part.legs(a, b, max(1, round(most * (b - a) / (end_m - start_m))))
        ]
        yield RouteSection(start, end, part.leg(start_m, end_m), tuple(legs))


def _followed(follows: Sequence[Followed], m: float) -> str:
    return next((one.term for one in follows if one.start_m <= m <= one.end_m), "")


def _turn(before: RouteLeg | None, now: RouteLeg) -> str:
    """How the way turns into a leg: towards (向), bending (转) or breaking off (折); by and large where it winds."""
    if before is None:
        return "向" if now.leg.straight else "大体向"
    turned = abs((now.leg.azimuth_deg - before.leg.azimuth_deg + 180.0) % 360.0 - 180.0)
    word = "折" if turned >= 3 * SECTOR_DEG else "转"
    return f"{word}向" if now.leg.straight else f"{word}而大体向"


def _spaced(name: str) -> str:
    """A name with a space before it where it begins with a figure or Latin letter, as the text is set."""
    return f" {name}" if name[:1].isascii() else name


def _length(length_m: float) -> str:
    return f"{max(10, round(length_m, -1)):.0f} 米" if length_m < 995 else f"{length_m / 1000:.2f} 千米"


def _refuse_follows(follows: Sequence[Followed], length_m: float, name: str) -> None:
    findings = [
        Finding(
            "route.follows",
            Severity.ERROR,
            f"所沿“{one.term}”的里程 {one.start_m:g}–{one.end_m:g} 米不在界线（全长 {length_m:.0f} 米）上或起止颠倒",
            subject=name,
            remedy="核对起止里程",
        )
        for one in follows
        if not (one.term.strip() and 0 <= one.start_m < one.end_m <= length_m + 1.0)
    ]
    ordered = sorted(follows, key=lambda one: one.start_m)
    findings += [
        Finding(
            "route.follows",
            Severity.ERROR,
            f"所沿“{a.term}”与“{b.term}”的里程在 {b.start_m:g}–{a.end_m:g} 米重叠",
            subject=name,
            remedy="核对起止里程",
        )
        for a, b in pairwise(ordered)
        if b.start_m < a.end_m
    ]
    if findings:
        raise Refused(findings)


def _off_line(off: Sequence[tuple[str, float]], name: str) -> Iterator[Finding]:
    for number, away_m in off:
        if away_m > OFF_LINE_M:
            message = f"界桩 {number} 离界线 {away_m:.1f} 米，走向按它在线上的垂足写"
            remedy = "双立、三立界桩属正常；其余核对界桩与界线的坐标"
            yield Finding("route.marker_off_line", Severity.WARNING, message, subject=name, remedy=remedy)


def _findings(sections: Sequence[RouteSection], parts: int, name: str) -> Iterator[Finding]:
    message = "走向说明为草稿，方向和长度由所给图形算出；以协议书及其附图、界线走向说明为准"
    yield Finding("route.draft", Severity.INFO, message, subject=name, clause=STANDARD)
    gaps = sum(any(not one.follows for one in section.legs) for section in sections)
    if gaps:
        message = f"{gaps} 段没有记载界线沿什么地物走，文中留“{UNKNOWN}”"
        remedy = "对照协议书附图或实地填写：山脊、山谷、河流中心线、道路中心线、沟渠、地边等"
        yield Finding("route.follows_missing", Severity.INFO, message, subject=name, remedy=remedy)
    if parts > 1:
        message = f"界线图形分成 {parts} 段，断开处没有写走向"
        yield Finding("route.parts", Severity.WARNING, message, subject=name, remedy="核对是否缺段")
