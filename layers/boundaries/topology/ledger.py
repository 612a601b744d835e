"""Proposals: what closing a gap or settling an overlap would give and take, in square metres, for each unit.

A proposal is paper. Nothing here changes a unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers.boundaries.topology.faces import Face, FaceKind

NOBODY = -1
WIDEST_M = 100.0


@dataclass(frozen=True, slots=True)
class Transfer:
    """For one face: the unit that would hold it, by position, and square metres gained (+) or lost (-) by unit.

    `holder` is NOBODY for ground beyond the frame, which all would leave.
    """

    face: Face
    holder: int
    changes_m2: tuple[tuple[int, float], ...]
    reason: str


def propose(faces: Sequence[Face]) -> list[Transfer]:
    """One proposal a face: it goes to the unit whose edges run along it farthest; the reason says so.

    Ground beyond the frame would be left by the units that reach out. Faces that border on no unit get none, nor
    do those wider than `WIDEST_M`: there a unit is missing, or stands there twice, and no rule may give it away.
    """
    return [_propose(face) for face in faces if face.units and face.width_m <= WIDEST_M]


def balance_m2(transfers: Sequence[Transfer]) -> dict[int, float]:
    """What each unit, by position, would gain (+) or lose (-) over all proposals."""
    total: dict[int, float] = {}
    for transfer in transfers:
        for unit, change in transfer.changes_m2:
            total[unit] = total.get(unit, 0.0) + change
    return dict(sorted(total.items()))


def _propose(face: Face) -> Transfer:
    if face.outside:
        return Transfer(face, NOBODY, tuple((unit, -face.area_m2) for unit in face.units), "超出外框")
    holder = max(face.units, key=lambda unit: (face.along.get(unit, 0.0), -unit))
    if face.kind is FaceKind.OVERLAP:
        losers = tuple((unit, -face.area_m2) for unit in face.units if unit != holder)
        return Transfer(face, holder, losers, "归公共边界最长的一方，其余单元减去重叠")
    return Transfer(face, holder, ((holder, face.area_m2),), "归公共边界最长的一方")
