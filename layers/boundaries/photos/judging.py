"""Whether a photograph can stand for what it is said to show: taken near it, in time, looking at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy

from gazetteer.findings import Finding, Severity
from gazetteer.terms import Term
from layers.boundaries.directions import direction_word
from layers.boundaries.photos.claims import PhotoClaims
from layers.boundaries.tracks.intake import Taken
from layers.boundaries.tracks.moments import spoken_time
from layers.crs import GEOD

LONGEST_PAUSE_S = 300.0
MAGNETIC_SLACK_DEG = 10.0


class Answer(Term):
    """Whether one thing about a photograph fits."""

    YES = "yes", "相符", "fits"
    NO = "no", "不符", "does not fit"
    UNCLEAR = "unclear", "无从判断", "cannot be told"
    NOT_ASKED = "not_asked", "未要求", "not asked"


class Verdict(Term):
    """What the photograph is good for."""

    SUPPORTS = "supports", "可作佐证", "supports"
    CONTRADICTS = "contradicts", "与所称不符，不能作佐证", "contradicts"
    INSUFFICIENT = "insufficient", "信息不足，单凭它不能佐证", "insufficient"
    NOT_JUDGED = "not_judged", "没有给出对象和时间，只读未判", "not judged"


@dataclass(frozen=True, slots=True)
class Target:
    """What the photograph is said to show, in degrees of EPSG:4490."""

    name: str
    lon: float
    lat: float

    @property
    def spoken(self) -> str:
        """The name in a sentence: a space before it where it begins with a figure or Latin letter."""
        return f" {self.name}" if self.name[:1].isascii() else self.name


@dataclass(frozen=True, slots=True)
class Span:
    """The time of the field work, seconds since 1970."""

    begin_s: float
    end_s: float

    @property
    def told(self) -> str:
        """In Beijing time."""
        return f"{spoken_time(self.begin_s)} 至 {spoken_time(self.end_s)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRules:
    """How near, how timely: house practice (未核实), told with every answer. Metres, seconds, degrees."""

    near_m: float = 50.0
    margin_s: float = 86_400.0
    facing_deg: float = 60.0
    track_m: float = 100.0

    def __post_init__(self) -> None:
        """Raises ValueError for a negative number."""
        wrong = [name for name, value in asdict(self).items() if not value >= 0]
        if wrong:
            raise ValueError(f"not usable: {', '.join(wrong)}")

    def told(self) -> str:
        """The rules in one Chinese sentence."""
        return (
            f"距对象 {self.near_m:g} 米内、拍摄时间在外业期间前后 {self.margin_s / 3600:g} 小时内为相符；"
            f"超出不足两倍定位误差的不下结论；镜头朝向与对象方向相差不超过 {self.facing_deg:g}° 为朝向对象（系统提示值，未核实）"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoJudged:
    """A photograph and what was found: metres from target and track (None: unknown), answers, the verdict."""

    claims: PhotoClaims
    target: Target | None = None
    distance_m: float | None = None
    track_m: float | None = None
    near: Answer = Answer.NOT_ASKED
    timely: Answer = Answer.NOT_ASKED
    facing: Answer = Answer.NOT_ASKED
    on_track: Answer = Answer.NOT_ASKED
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """By place, time and track; where the camera looked is told, and decides nothing."""
        asked = [one for one in (self.near, self.timely, self.on_track) if one is not Answer.NOT_ASKED]
        if not asked:
            return Verdict.NOT_JUDGED
        if Answer.NO in asked:
            return Verdict.CONTRADICTS
        return Verdict.INSUFFICIENT if Answer.UNCLEAR in asked else Verdict.SUPPORTS

    def as_json(self) -> dict[str, object]:
        """The claims and the judgement as a JSON object."""
        return {
            **self.claims.as_json(),
            "target": "" if self.target is None else self.target.name,
            "distance_m": None if self.distance_m is None else round(self.distance_m, 1),
            "track_m": None if self.track_m is None else round(self.track_m, 1),
            "near": self.near.value,
            "timely": self.timely.value,
            "facing": self.facing.value,
            "on_track": self.on_track.value,
            "verdict": self.verdict.value,
            "verdict_text": self.verdict.term,
        }


def judge_photo(
    claims: PhotoClaims,
    *,
    targets: Sequence[Target] = (),
    span: Span | None = None,
    track: Taken | None = None,
    rules: PhotoRules | None = None,
) -> PhotoJudged:
    """What a photograph is good for. Of several targets the nearest is taken.

    `span` is the time of the field work, `track` that of whoever took it: where the track was at that moment
    is compared with where the photograph says it was.
    """
    rules = rules or PhotoRules()
    found: list[Finding] = []
    target, distance_m, azimuth_deg = _nearest(claims, targets)
    near = _near(claims, target, distance_m, rules, found) if targets else Answer.NOT_ASKED
    timely = _timely(claims, span, rules, found) if span else Answer.NOT_ASKED
    on_track, track_m = _on_track(claims, track, rules, found) if track is not None else (Answer.NOT_ASKED, None)
    facing = Answer.NOT_ASKED
    if target is not None and claims.direction is not None:
        facing = _facing(claims, target, distance_m, azimuth_deg, rules, found)
    return PhotoJudged(
        claims=claims,
        target=target,
        distance_m=distance_m,
        track_m=track_m,
        near=near,
        timely=timely,
        facing=facing,
        on_track=on_track,
        findings=(*claims.findings, *found),
    )


def _nearest(claims: PhotoClaims, targets: Sequence[Target]) -> tuple[Target | None, float | None, float]:
    """The nearest target, its distance from the photograph's place in metres, and its azimuth from there."""
    if claims.position is None or not targets:
        return (targets[0] if len(targets) == 1 else None), None, 0.0
    here = claims.position
    count = len(targets)
    azimuths, _, away = GEOD.inv(
        [here.lon] * count, [here.lat] * count, [one.lon for one in targets], [one.lat for one in targets]
    )
    nearest = int(numpy.argmin(away))
    return targets[nearest], float(away[nearest]), float(azimuths[nearest]) % 360.0


def _near(
    claims: PhotoClaims, target: Target | None, distance_m: float | None, rules: PhotoRules, found: list[Finding]
) -> Answer:
    if claims.position is None or target is None or distance_m is None:
        return Answer.UNCLEAR
    error_m = claims.position.error_m
    if claims.moment is not None and claims.moment.stale_fix:
        return Answer.UNCLEAR
    if distance_m <= rules.near_m:
        return Answer.YES
    told = f"照片拍摄处距{target.spoken} {distance_m:.0f} 米，超过 {rules.near_m:g} 米"
    if distance_m - 2 * error_m <= rules.near_m:
        message = f"{told}，但在定位误差（{error_m:.0f} 米）之内，不下结论"
        found.append(Finding("photo.near_unclear", Severity.WARNING, message, subject=claims.name))
        return Answer.UNCLEAR
    remedy = "核对照片是否归错了对象；确为远摄的，另补近照"
    found.append(
        Finding("photo.far", Severity.ERROR, told, subject=claims.name, value=f"{distance_m:.1f}", remedy=remedy)
    )
    return Answer.NO


def _timely(claims: PhotoClaims, span: Span, rules: PhotoRules, found: list[Finding]) -> Answer:
    when = claims.moment
    if when is None:
        return Answer.UNCLEAR
    begin, end = span.begin_s - rules.margin_s, span.end_s + rules.margin_s
    if begin <= when.earliest_s and when.latest_s <= end:
        return Answer.YES
    if when.latest_s < begin or when.earliest_s > end:
        message = f"照片摄于{when.spoken}，不在外业期间（{span.told}）"
        remedy = "核对照片是否为以前拍的，相机时间是否正确"
        found.append(Finding("photo.untimely", Severity.ERROR, message, subject=claims.name, remedy=remedy))
        return Answer.NO
    message = f"照片的时间（{when.spoken}）一部分在外业期间（{span.told}）之外，不下结论"
    found.append(Finding("photo.timely_unclear", Severity.WARNING, message, subject=claims.name))
    return Answer.UNCLEAR


def _on_track(
    claims: PhotoClaims, track: Taken, rules: PhotoRules, found: list[Finding]
) -> tuple[Answer, float | None]:
    """How far the photograph's place is from where the track was at that moment, in metres."""
    if claims.position is None or claims.moment is None or claims.moment.earliest_s != claims.moment.latest_s:
        return Answer.UNCLEAR, None
    at = _track_at(track, claims.moment.earliest_s)
    if at is None:
        message = f"照片摄于{claims.moment.spoken}，此时没有轨迹，不能相互印证"
        found.append(Finding("photo.no_track_then", Severity.WARNING, message, subject=claims.name))
        return Answer.UNCLEAR, None
    away = float(GEOD.inv(claims.position.lon, claims.position.lat, *at)[2])
    if away - 2 * claims.position.error_m <= rules.track_m:
        return Answer.YES, away
    message = f"拍摄时轨迹在 {away:.0f} 米以外，照片与轨迹不是同一人所为，或钟、位置有误"
    found.append(Finding("photo.off_track", Severity.ERROR, message, subject=claims.name, value=f"{away:.1f}"))
    return Answer.NO, away


def _track_at(track: Taken, when_s: float) -> tuple[float, float] | None:
    """Longitude and latitude between the fixes before and after a moment, at most some minutes apart."""
    order = numpy.argsort(track.when_s, kind="stable")
    times = track.when_s[order]
    times = times[~numpy.isnan(times)]
    after = int(numpy.searchsorted(times, when_s))
    first, last = max(after - 1, 0), min(after, len(times) - 1)
    if not len(times) or not times[first] - 60 <= when_s <= times[last] + 60:
        return None
    if times[last] - times[first] > LONGEST_PAUSE_S:
        return None
    share = numpy.clip((when_s - times[first]) / max(times[last] - times[first], 1e-9), 0.0, 1.0)
    lon, lat = track.lon[order], track.lat[order]
    return float(lon[first] + share * (lon[last] - lon[first])), float(lat[first] + share * (lat[last] - lat[first]))


def _facing(
    claims: PhotoClaims,
    target: Target,
    distance_m: float | None,
    azimuth_deg: float,
    rules: PhotoRules,
    found: list[Finding],
) -> Answer:
    """Whether the camera looked at the target; unclear where the target is within the error of the position."""
    looked, place = claims.direction, claims.position
    if looked is None or place is None or distance_m is None or distance_m < 2 * place.error_m:
        return Answer.UNCLEAR
    slack = 0.0 if looked.magnetic is False else MAGNETIC_SLACK_DEG
    apart = abs((looked.azimuth_deg - azimuth_deg + 180.0) % 360.0 - 180.0)
    if apart <= rules.facing_deg + slack:
        return Answer.YES
    message = (
        f"镜头朝{direction_word(looked.azimuth_deg)}（{looked.azimuth_deg:.0f}°），{target.spoken} 在"
        f"{direction_word(azimuth_deg)}（{azimuth_deg:.0f}°），照片上多半没有它"
    )
    found.append(Finding("photo.looks_away", Severity.WARNING, message, subject=claims.name, remedy="看照片核对"))
    return Answer.NO
