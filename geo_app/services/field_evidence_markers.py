"""Has a marker moved: by re-measured distances to its reference objects, or by a new position beside the old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.services.field_evidence import EvidenceLine
from layers.boundaries.displacement import Displacement, Position, displacement
from layers.boundaries.displacement_datum import SHIFTED, comparable, system_name
from layers.boundaries.overview import as_number
from layers.boundaries.tape import DEFAULT_SIGMA_M, TapeCheck, check_tape
from layers.boundaries.tape_solution import ReferenceDistance
from layers.crs import is_geographic
from layers.degrees import parse_degrees


@dataclass(frozen=True, slots=True)
class MarkerEvidence:
    """A marker's tape check or displacement, with what was noticed about its line and its card."""

    marker: str
    result: TapeCheck | Displacement
    notes: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The notes, then the verdict."""
        return (*self.notes, *self.result.findings)

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app inspect tape` and `geo-app inspect displacement`."""
        kind = "tape" if isinstance(self.result, TapeCheck) else "displacement"
        findings = [finding.as_json() for finding in self.findings]
        return {"kind": kind, "marker": self.marker, **self.result.as_json(), "findings": findings}


def inspect_tape(
    distances: Sequence[ReferenceDistance],
    *,
    marker: str = "",
    sigma_m: float = DEFAULT_SIGMA_M,
    card_sigma_m: float | None = None,
    notes: Sequence[Finding] = (),
) -> MarkerEvidence:
    """The tape check of a marker. Raises Refused, with the notes, where the distances cannot tell."""
    try:
        check = check_tape(distances, sigma_m=sigma_m, card_sigma_m=card_sigma_m, subject=marker)
    except Refused as refused:
        raise Refused([*notes, *refused.findings]) from None
    return MarkerEvidence(marker, check, tuple(notes))


def measured_again(
    line: EvidenceLine, number: str, now: Sequence[tuple[str, float]]
) -> tuple[list[ReferenceDistance], list[Finding]]:
    """A marker's card (own layers) with today's distances by object's name or serial number.

    Objects that were not measured are noted. Raises Refused for a marker without a card, and for distances to
    objects that are not on it or are named twice.
    """
    line.marker(number)
    card = line.references.get(number, ())
    if not card:
        raise Refused.because(
            "evidence.no_card", f"界桩 {number} 没有登记方位物", remedy="用 --card 给出登记表", subject=number
        )
    by_word: dict[str, list[int]] = {}
    for n, record in enumerate(card):
        for word in {str(record.values["name"]), str(record.values.get("serial") or n + 1)}:
            by_word.setdefault(word, []).append(n)
    found: dict[int, float] = {}
    against = []
    for word, now_m in now:
        places = by_word.get(word, [])
        if len(places) != 1 or places[0] in found:
            known = "、".join(f"{record.values.get('serial')} {record.values['name']}" for record in card)
            why = "不在登记表上" if not places else "指的不止一个" if len(places) > 1 else "量了两次"
            message = f"方位物“{word}”{why}；登记表上有：{known}"
            against.append(Finding("evidence.reference", Severity.ERROR, message, subject=number, value=word))
        else:
            found[places[0]] = now_m
    distances = []
    for n, record in enumerate(card):
        azimuth_deg, card_m = (as_number(record.values.get(key)) for key in ("azimuth_deg", "distance_m"))
        if n in found and (azimuth_deg is None or card_m is None):
            message = f"方位物“{record.values['name']}”登记表上没有方位角或距离，不能用"
            against.append(Finding("evidence.reference", Severity.ERROR, message, subject=number))
        elif n in found and azimuth_deg is not None and card_m is not None:
            distances.append(ReferenceDistance(str(record.values["name"]), azimuth_deg, card_m, found[n]))
    if against:
        raise Refused(against)
    return distances, _left_out([str(record.values["name"]) for n, record in enumerate(card) if n not in found], number)


def _left_out(names: Sequence[str], number: str) -> list[Finding]:
    if not names:
        return []
    message = f"方位物{'、'.join(names)}没有复量"
    return [
        Finding("evidence.not_measured", Severity.INFO, message, subject=number, remedy="能量的都量，多一个多一分检核")
    ]


def inspect_displacement(
    before: Position, after: Position, *, planar_epsg: int, k: float, marker: str = "", notes: Sequence[Finding] = ()
) -> MarkerEvidence:
    """How far a marker stands from where it stood, and what may be said of it. Raises Refused."""
    found = displacement(before, after, planar_epsg=planar_epsg, k=k, subject=marker)
    return MarkerEvidence(marker, found, tuple(notes))


def registered_position(line: EvidenceLine, number: str) -> Position:
    """Where a marker is registered, with its method and RMSE."""
    marker = line.marker(number)
    record = line.records.get(number)
    values = record.values if record is not None else {}
    method = str(values.get("method") or "")
    return Position(x=marker.lon, y=marker.lat, method=method, rmse_m=as_number(values.get("rmse_m")))


def typed_position(text: str, system: str, *, method: str = "", rmse_m: float | None = None) -> Position:
    """A position as typed: `east,north` in metres or `longitude,latitude` (decimal, or degrees, minutes, seconds).

    Raises Refused for what cannot be read; for an old datum first, since that is the graver reason.
    """
    name = system_name(system)
    comparable(name, f"位置“{text[:60]}”")
    parts = text.replace("，", ",").split(",")
    try:
        if len(parts) != 2:
            raise ValueError("应是两个数，先东（经度）后北（纬度），用逗号隔开")  # noqa: TRY301  (said below, with the text)
        if name in SHIFTED or is_geographic(name):
            x, y = parse_degrees(parts[0], "lon"), parse_degrees(parts[1], "lat")
        else:
            x, y = float(parts[0]), float(parts[1])
    except ValueError as wrong:
        raise Refused.because(
            "evidence.position",
            f"位置“{text[:60]}”读不懂：{wrong}",
            remedy="写成 117.0123,31.2345 或 501234.56,3456789.01",
        ) from None
    return Position(x=x, y=y, system=name, method=method, rmse_m=rmse_m)
