"""Tape check of a marker (方位物丈量): has it moved, by nothing but re-measured distances to its reference objects?

The marker card (界桩登记表) gives azimuth and horizontal distance to three objects or more. Measuring the
distances again and solving for the displacement by least squares finds decimetres where a phone finds
metres. The check assumes that the objects stand where they stood; from four distances on it tests that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy.stats import chi2

from gazetteer.findings import Finding, Severity
from layers.boundaries.directions import direction_word
from layers.boundaries.tape_intake import CLAUSE, refuse_in_line, refuse_unusable
from layers.boundaries.tape_solution import (
    LEAST_DISTANCES,
    ReferenceDistance,
    Solution,
    objects_agree,
    solve,
    suspects,
)

DEFAULT_SIGMA_M = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class TapeCheck:
    """What the distances say.

    Displacement from the card's position in metres (east, north, by the card's azimuths); the ellipse of
    `confidence` by its semi-axes (m) and the azimuth of the longer one; `statistic` against `limit` tells
    whether it is more than measuring error. `measured` are all distances, `residuals_m` belong to the `used`
    ones; `agree` says whether all distances can be true together, `suspects` the objects any one of which may
    have moved itself or been misread: a single one is left out of the solution.
    """

    measured: tuple[ReferenceDistance, ...]
    solution: Solution
    ellipse_m: tuple[float, float]
    ellipse_azimuth_deg: float
    statistic: float
    limit: float
    agree: bool
    suspects: tuple[str, ...]
    sigma_m: float
    card_sigma_m: float
    confidence: float
    subject: str = ""

    @property
    def east_m(self) -> float:
        """How far the marker moved to the east."""
        return float(self.solution.moved[0])

    @property
    def north_m(self) -> float:
        """How far the marker moved to the north."""
        return float(self.solution.moved[1])

    @property
    def distance_m(self) -> float:
        """Length of the displacement."""
        return math.hypot(self.east_m, self.north_m)

    @property
    def azimuth_deg(self) -> float:
        """Its azimuth, in the system of the card's azimuths."""
        return math.degrees(math.atan2(self.east_m, self.north_m)) % 360.0

    @property
    def moved(self) -> bool:
        """Whether the displacement is more than measuring error explains."""
        return self.statistic > self.limit

    @property
    def reliable(self) -> bool:
        """Whether the distances used agree with each other."""
        return self.agree or len(self.suspects) == 1

    @property
    def verdict(self) -> str:
        """`moved`, `in_place`, or `unclear` when the distances contradict each other and none can be singled out."""
        if not self.reliable:
            return "unclear"
        return "moved" if self.moved else "in_place"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The verdict in words, and whether the objects can be trusted."""
        return tuple(_findings(self))

    def as_json(self) -> dict[str, object]:
        """Metres to the millimetre; an object that was not used has no residual."""
        used = dict(zip((one.name for one in self.solution.distances), self.solution.residuals.tolist(), strict=True))
        return {
            "verdict": self.verdict,
            "distance_m": round(self.distance_m, 3),
            "azimuth_deg": round(self.azimuth_deg, 1),
            "direction": direction_word(self.azimuth_deg),
            "east_m": round(self.east_m, 3),
            "north_m": round(self.north_m, 3),
            "ellipse_m": [round(axis, 3) for axis in self.ellipse_m],
            "ellipse_azimuth_deg": round(self.ellipse_azimuth_deg, 1),
            "statistic": round(self.statistic, 3),
            "limit": round(self.limit, 3),
            "references": [
                {
                    "name": one.name,
                    "azimuth_deg": one.azimuth_deg,
                    "card_m": one.card_m,
                    "now_m": one.now_m,
                    "difference_m": round(one.now_m - one.card_m, 3),
                    "residual_m": None if one.name not in used else round(used[one.name], 3),
                }
                for one in self.measured
            ],
            "references_agree": self.agree,
            "suspects": list(self.suspects),
            "sigma_m": self.sigma_m,
            "card_sigma_m": self.card_sigma_m,
            "confidence": self.confidence,
        }


def check_tape(
    distances: Sequence[ReferenceDistance],
    *,
    sigma_m: float = DEFAULT_SIGMA_M,
    card_sigma_m: float | None = None,
    confidence: float = 0.95,
    subject: str = "",
) -> TapeCheck:
    """The displacement of a marker from re-measured distances.

    `sigma_m` is the standard deviation of a distance taped today, `card_sigma_m` of one on the card (None:
    the same). Raises Refused, saying everything at once, for fewer than three distances, distances that are
    no positive numbers, azimuths outside 0–360, and objects in one line with the marker, across which
    nothing can be known.
    """
    card_sigma_m = sigma_m if card_sigma_m is None else card_sigma_m
    refuse_unusable(distances, (sigma_m, card_sigma_m), subject)
    refuse_in_line(distances, subject)
    variance_m2 = sigma_m**2 + card_sigma_m**2
    solved = solve(distances)
    agree = objects_agree(solved, variance_m2, confidence)
    odd = () if agree else suspects(distances, variance_m2, confidence)
    if len(odd) == 1:
        solved = solve([one for one in distances if one.name not in odd])
    covariance = solved.cofactors * variance_m2
    values, axes = numpy.linalg.eigh(covariance)
    limit = float(chi2.ppf(confidence, 2))
    east, north = (float(part) for part in axes[:, 1])
    return TapeCheck(
        measured=tuple(distances),
        solution=solved,
        ellipse_m=(math.sqrt(limit * float(values[1])), math.sqrt(limit * float(values[0]))),
        ellipse_azimuth_deg=math.degrees(math.atan2(east, north)) % 180.0,
        statistic=float(solved.moved @ numpy.linalg.solve(covariance, solved.moved)),
        limit=limit,
        agree=agree,
        suspects=odd,
        sigma_m=sigma_m,
        card_sigma_m=card_sigma_m,
        confidence=confidence,
        subject=subject,
    )


def _findings(check: TapeCheck) -> list[Finding]:
    found = [] if check.agree else [_disagreement(check)]
    found.append(_movement(check))
    if check.distance_m > min(one.card_m for one in check.solution.distances) / 2:
        message = "算得的移位超过最近方位物距离的一半，登记表的方位角误差会放大，只能作参考"
        found.append(Finding("tape.far", Severity.WARNING, message, subject=check.subject, remedy="用 RTK 复测"))
    return found


def _disagreement(check: TapeCheck) -> Finding:
    names = "、".join(f"“{name}”" for name in check.suspects)
    if check.reliable:
        return Finding(
            "tape.object_moved",
            Severity.WARNING,
            f"方位物{names}与其他距离矛盾，可能是它自己变动，或量错、抄错；已不用它计算",
            subject=check.subject,
            value=check.suspects[0],
            clause=CLAUSE,
            remedy="复量这个距离；确已变动的，另选方位物并更新登记表",
        )
    if len(check.measured) == LEAST_DISTANCES:
        why, remedy = "只有三个距离，指不出是哪一个", "复量全部距离，并加量第四个方位物"
    elif names:
        why, remedy = f"{names}中的一个变动或量错都说得通", "复量这几个距离；仍分不清的，再加量一个方位物"
    else:
        why, remedy = "去掉任何一个都不能单独说明，可能不止一个变动或量错", "复量全部距离；仍矛盾的，用 RTK 复测"
    return Finding(
        "tape.disagree",
        Severity.WARNING,
        f"各距离互相矛盾，超出量距误差：{why}；由此算出的移位不可靠",
        subject=check.subject,
        remedy=remedy,
        related=check.suspects,
    )


def _movement(check: TapeCheck) -> Finding:
    error_m = check.ellipse_m[0]
    told = f"{check.distance_m:.2f} 米，方向{direction_word(check.azimuth_deg)}（{check.azimuth_deg:.0f}°）"
    value = f"{check.distance_m:.3f}"
    if check.verdict == "unclear":
        message = f"不能认定界桩是否移位：按现有距离算得 {told}，仅供复量时参考"
        return Finding("tape.unclear", Severity.WARNING, message, subject=check.subject, value=value)
    if check.moved:
        return Finding(
            "tape.moved",
            Severity.ERROR,
            f"界桩移位 {told}，{check.confidence:.0%} 误差椭圆长半轴 {error_m:.2f} 米",
            subject=check.subject,
            value=value,
            clause=CLAUSE,
            remedy="先核对方位物没有变动；由双方在原位置恢复，做好联合记录",
        )
    message = f"距离与登记表相符，未发现移位；按量距中误差 {check.sigma_m:g} 米，{error_m:.2f} 米以内的移位可能看不出"
    return Finding("tape.in_place", Severity.INFO, message, subject=check.subject, value=value)
