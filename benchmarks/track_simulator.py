"""Simulated inspections with a known truth: a winding line, stretches of it walked, and everything that misleads.

Per seed: a line; stretches walked along it with a wandering step, pauses, turning back and walking again;
roads that cross the line; a road parallel to it 300 m away; a receiver with noise (white and drifting), single
fixes thrown kilometres away, jumps between places inside one segment. The truth is what the legs did, not
what the receiver said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

Floats = NDArray[numpy.float64]
BEGIN_S = 1_746_061_200.0  # 2025-05-01 09:00 in Beijing
TO_DEGREES = Transformer.from_crs(
    plane := CRS.from_proj4("+proj=tmerc +lat_0=31.2 +lon_0=117 +ellps=GRS80 +units=m"),
    plane.geodetic_crs,
    always_xy=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One kind of inspection. Metres, seconds; noise is the standard deviation of a fix in each direction."""

    length_m: float = 30_000.0
    vertex_m: float = 40.0
    every_s: float = 5.0
    noise_m: float = 5.0
    drifting: float = 0.7  # share of the noise's variance that drifts slowly
    stretches: int = 5
    crossings: int = 6
    parallel_m: float = 3_000.0
    thrown: float = 0.002  # share of fixes thrown far away
    walking_m_s: float = 1.2
    driving_m_s: float = 9.0


@dataclass(frozen=True, slots=True)
class Walk:
    """A line and a track in degrees (times in seconds since 1970), and the stretches truly walked, in metres."""

    line: shapely.LineString
    lon: Floats
    lat: Floats
    when_s: Floats
    truth: tuple[tuple[float, float], ...]
    length_m: float


def simulate(seed: int, setting: Setting | None = None, shape: shapely.LineString | None = None) -> Walk:
    """The walk of that seed, the same every time: along a line of its own, or along `shape` (degrees)."""
    setting = setting or Setting()
    rng = numpy.random.default_rng(seed)
    to_degrees = TO_DEGREES if shape is None else _degrees_about(shape)
    line = _line(rng, setting)
    if shape is not None:
        xy = shapely.get_coordinates(shape)
        line = numpy.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))
    along = numpy.concatenate([[0.0], numpy.cumsum(numpy.hypot(*numpy.diff(line, axis=0).T))])
    course = _Course(line, along)
    stretches = _stretches(rng, setting, along[-1])
    deeds: list[Floats] = []
    for start, end in stretches:
        deeds.append(_walked(rng, course, start, end, setting))
    deeds += [_crossing(rng, course, rng.uniform(0, along[-1]), setting) for _ in range(setting.crossings)]
    if setting.parallel_m:
        deeds.append(_parallel(rng, course, setting))
    deeds = [deed for deed in deeds if len(deed)]  # a road beside a tight bend may vanish
    rng.shuffle(deeds)  # type: ignore[arg-type]
    xy, when = _received(rng, deeds, setting)
    lon, lat = to_degrees.transform(xy[:, 0], xy[:, 1])
    shape = shapely.LineString(numpy.column_stack(to_degrees.transform(line[:, 0], line[:, 1])))
    return Walk(shape, lon, lat, when, tuple(stretches), float(along[-1]))


def _degrees_about(shape: shapely.LineString) -> Transformer:
    """From a plane about a line's middle to degrees."""
    west, south, east, north = shape.bounds
    local = CRS.from_proj4(f"+proj=tmerc +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +ellps=GRS80 +units=m")
    return Transformer.from_crs(local, local.geodetic_crs, always_xy=True)


def score(found: list[tuple[float, float]], walk: Walk) -> tuple[float, float]:
    """Precision and recall of intervals by length."""
    both = sum(max(0.0, min(b, d) - max(a, c)) for a, b in found for c, d in walk.truth)
    told, true = sum(b - a for a, b in found), sum(d - c for c, d in walk.truth)
    return (both / told if told else 1.0), (both / true if true else 1.0)


@dataclass(frozen=True, slots=True)
class _Course:
    line: Floats
    along: Floats

    def at(self, m: Floats | float) -> Floats:
        return numpy.column_stack([numpy.interp(m, self.along, self.line[:, k]) for k in (0, 1)])

    def normal(self, m: Floats | float) -> Floats:
        m = numpy.atleast_1d(m)
        way = self.at(numpy.minimum(m + 20, self.along[-1])) - self.at(numpy.maximum(m - 20, 0))
        way /= numpy.hypot(way[:, 0], way[:, 1])[:, None]
        return numpy.column_stack([-way[:, 1], way[:, 0]])

    def clear(self, origin: Floats, way: Floats, length: float) -> bool:
        """Whether a straight way leaves the line for good: 30 m off from its 40th metre on, 60 m from its 75th."""
        shape = shapely.LineString(self.line)
        for from_m, off_m in ((40.0, 30.0), (75.0, 60.0)):
            rest = shapely.LineString([origin + from_m * way, origin + max(length, from_m + 1) * way])
            if shapely.dwithin(shape, rest, off_m):
                return False
        return True


def _line(rng: numpy.random.Generator, setting: Setting) -> Floats:
    """A winding line: its heading wanders about east with bends of some hundred metres."""
    steps = int(setting.length_m / 10)
    bend = rng.normal(0, 1, steps)
    kernel = numpy.hanning(41)
    heading = numpy.convolve(bend, kernel / kernel.sum(), "same") * 4.0 + 0.5 * numpy.sin(numpy.arange(steps) / 300)
    xy = numpy.cumsum(10 * numpy.column_stack([numpy.cos(heading), numpy.sin(heading)]), axis=0)
    every = max(1, int(setting.vertex_m / 10))
    return xy[::every] - xy[len(xy) // 2]


def _stretches(rng: numpy.random.Generator, setting: Setting, length_m: float) -> list[tuple[float, float]]:
    """Disjoint stretches of 0.5 km and more, at least 300 m apart."""
    cuts = numpy.sort(rng.uniform(0, length_m, 2 * setting.stretches))
    pairs = [(float(a), float(b)) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    made: list[tuple[float, float]] = []
    for start, end in pairs:
        if end - start >= 500 and (not made or start - made[-1][1] >= 300):
            made.append((start, end))
    return made or [(length_m * 0.2, length_m * 0.5)]


def _walked(rng: numpy.random.Generator, course: _Course, start: float, end: float, setting: Setting) -> Floats:
    """Positions a second: coming from a road, along the line with pauses and turning back, away again."""
    m = _between(start, end, setting.walking_m_s)
    for _ in range(rng.poisson((end - start) / 2500)):  # turn back, and walk again
        cut = int(rng.uniform(0.2, 0.9) * len(m))
        at, back = m[cut], max(start, m[cut] - rng.uniform(50, 500))
        m = numpy.concatenate(
            [m[:cut], _between(at, back, setting.walking_m_s), _between(back, at, setting.walking_m_s), m[cut:]]
        )
    for _ in range(rng.poisson((end - start) / 1500)):  # stand still
        cut = int(rng.uniform(0, 1) * (len(m) - 1))
        m = numpy.concatenate([m[:cut], numpy.full(int(rng.uniform(30, 300)), m[cut]), m[cut:]])
    wander = numpy.interp(m, numpy.linspace(start, end, 12), rng.normal(0, 3, 12))[:, None]
    walked = course.at(m) + wander * course.normal(m)
    come = _spur(rng, course, start, walked[0], setting)[::-1]
    go = _spur(rng, course, end, walked[-1], setting)
    return numpy.vstack([come, walked, go])


def _spur(rng: numpy.random.Generator, course: _Course, m: float, origin: Floats, setting: Setting) -> Floats:
    """Walking away from the line, within 30° of a right angle, for some hundred metres.

    The way keeps clear of the line once it has left it: else it would be walked there too, against the truth.
    """
    way = course.normal(m)[0]
    for _ in range(60):
        turn, length = rng.uniform(-numpy.pi / 6, numpy.pi / 6), rng.uniform(150, 600)
        side = rng.choice([-1.0, 1.0]) * course.normal(m)[0]
        way = side @ numpy.array([[numpy.cos(turn), numpy.sin(turn)], [-numpy.sin(turn), numpy.cos(turn)]])
        if course.clear(origin, way, length):
            break
    else:
        length = 40.0
    return origin + _between(0, length, setting.walking_m_s)[:, None] * way


def _crossing(rng: numpy.random.Generator, course: _Course, m: float, setting: Setting) -> Floats:
    """A road across the line, driven or walked, within 30° of a right angle."""
    origin = course.at(m)[0]
    there = _spur(rng, course, m, origin, setting)
    way = there[-1] - origin
    way /= numpy.hypot(*way)
    beyond = 400.0 if course.clear(origin, -way, 400.0) else 40.0
    pace = rng.choice([1, int(setting.driving_m_s / setting.walking_m_s)])
    whole = numpy.vstack([there[::-1], origin - _between(0, beyond, setting.walking_m_s)[:, None] * way])
    if rng.random() < 0.3:  # a rest on the line
        cut = len(there)
        whole = numpy.vstack([whole[:cut], numpy.repeat(whole[cut : cut + 1], 90 * pace, axis=0), whole[cut:]])
    return whole[::pace]


def _parallel(rng: numpy.random.Generator, course: _Course, setting: Setting) -> Floats:
    """A road 300 m beside the line."""
    start = rng.uniform(0, max(1.0, course.along[-1] - setting.parallel_m))
    m = _between(start, start + setting.parallel_m, setting.driving_m_s)
    smooth = shapely.LineString(course.at(m)).simplify(100).offset_curve(300)
    return shapely.get_coordinates(shapely.segmentize(smooth, setting.driving_m_s))


def _between(start: float, end: float, step_m: float) -> Floats:
    return numpy.linspace(start, end, max(2, int(abs(end - start) / step_m)))


def _received(rng: numpy.random.Generator, deeds: list[Floats], setting: Setting) -> tuple[Floats, Floats]:
    """What the receiver wrote: every some seconds, with noise, drift, thrown fixes; jumps between the deeds."""
    places, times, clock = [], [], BEGIN_S
    for deed in deeds:
        some = deed[:: max(1, int(setting.every_s))]
        places.append(some)
        times.append(clock + numpy.arange(len(some)) * setting.every_s)
        clock = times[-1][-1] + rng.choice([setting.every_s, 600.0])  # a jump at once, or after a pause
    xy, when = numpy.vstack(places), numpy.concatenate(times)
    xy = xy + rng.normal(0, setting.noise_m * numpy.sqrt(1 - setting.drifting), xy.shape)
    xy += _drift(rng, len(xy), setting.every_s, setting.noise_m * numpy.sqrt(setting.drifting))
    thrown = rng.random(len(xy)) < setting.thrown
    xy[thrown] += rng.normal(0, 5_000, (int(thrown.sum()), 2))
    return xy, when


def _drift(rng: numpy.random.Generator, count: int, every_s: float, sigma_m: float) -> Floats:
    """A slow error that forgets itself in about five minutes."""
    keep = numpy.exp(-every_s / 300.0)
    steps = rng.normal(0, sigma_m * numpy.sqrt(1 - keep**2), (count, 2))
    drift = numpy.empty((count, 2))
    drift[0] = rng.normal(0, sigma_m, 2)
    for n in range(1, count):
        drift[n] = keep * drift[n - 1] + steps[n]
    return drift
