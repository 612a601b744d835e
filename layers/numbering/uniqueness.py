"""Numbers that cannot be read, numbers that hang twice, two plates on one spot, one address on two spots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from gazetteer.numbering.signs import LISTED
from layers.numbering.axes import grouped
from layers.numbering.scene import GroundRule, Scene

SAME_POINT_M = 0.5
FAR_APART_M = 100.0


def check_form(scene: Scene) -> Iterator[Finding]:
    """N02 (and N27 where a text itself stacks sub-numbers): what cannot be read, and what is beyond the largest number."""
    register, largest = scene.register, scene.profile.largest_number
    texts = register.columns["number_text"]
    for index, found in enumerate(register.parsed):
        if not isinstance(found, Refused) or not register.live[index]:
            continue
        for reason in found.findings:
            rule = "N27" if reason.rule == "numbering.sub_of_sub" else "N02"
            if scene.judge.on(rule):
                yield scene.judge.finding(
                    rule,
                    f"{scene.title(index)}：{reason.message}",
                    name=reason.rule,
                    subject=register.ids[index],
                    column="门牌号",
                    value=str(texts[index]),
                    remedy=reason.remedy,
                )
    for index in numpy.flatnonzero(register.gates & (register.numbers[:, 0] > largest)).tolist():
        yield scene.judge.finding(
            "N02",
            f"{scene.title(index)}的号超过上限 {largest}",
            name="numbering.range",
            subject=register.ids[index],
            column="门牌号",
            value=str(texts[index]),
            remedy="核对号码；确有这样大的号，修改编号规则档案的上限",
        )


def duplicates(scene: Scene) -> Iterator[list[int]]:
    """Plates of one number space with one number and different addresses, ascending by identity."""
    register = scene.register
    gates = numpy.flatnonzero(register.gates)
    keys = numpy.column_stack([scene.number_space[gates], register.numbers[gates]])
    _, inverse, counts = numpy.unique(keys, axis=0, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    addresses = register.columns.get("address") or [None] * len(register)
    twice = numpy.flatnonzero(counts[inverse] > 1)
    for _, at in grouped(inverse, twice):
        found = gates[at].tolist()
        known = {addresses[index] for index in found}
        if len(known) > 1 or known <= {None, ""}:
            yield sorted(found, key=lambda index: register.ids[index])


def keeper(scene: Scene, found: list[int]) -> int:
    """Of plates with one number, the one that stands in order; among equals the first by identity."""
    return next((n for n in found if n not in scene.out_of_order and n not in scene.twins), found[0])


def check_duplicates(scene: Scene) -> Iterator[Finding]:
    """N01: every plate after the first that bears a number its space already has."""
    register = scene.register
    for found in duplicates(scene):
        kept = keeper(scene, found)
        for index in found:
            if index != kept:
                yield scene.judge.finding(
                    "N01",
                    f"{scene.title(index)}的号“{scene.number(index)}”在“{register.space(index).name}”内出现 {len(found)} 次",
                    subject=register.ids[index],
                    column="门牌号",
                    value=str(register.columns["number_text"][index]),
                    remedy="核对实地后改编其中之一，或编附号",
                    related=scene.related([other for other in found if other != index]),
                )


def check_same_point(scene: Scene) -> Iterator[Finding]:
    """N13: plates with different numbers on one spot; a main number and its own sub-numbers may share one."""
    register = scene.register
    at = numpy.flatnonzero(register.gates & register.placed & scene.usable)
    pairs = (
        cKDTree(register.xy[at]).query_pairs(SAME_POINT_M, output_type="ndarray") if len(at) else numpy.empty((0, 2))
    )
    if not len(pairs):
        return
    ones, others = at[pairs[:, 0]], at[pairs[:, 1]]
    own = (register.space_of[ones] == register.space_of[others]) & (
        register.numbers[ones, 0] == register.numbers[others, 0]
    )
    pairs = pairs[~own]
    size = len(at)
    graph = coo_matrix((numpy.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    _, cluster = connected_components(graph, directed=False)
    for _, members in grouped(cluster.astype(numpy.int64), numpy.unique(pairs)):
        found = sorted(at[members].tolist(), key=lambda index: register.ids[index])
        first = found[0]
        shown = "、".join(register.labels[index] for index in found[:3]) + ("等" if len(found) > 3 else "")
        yield scene.judge.finding(
            "N13",
            f"{len(found)} 块号码不同的门牌在同一点：{shown}",
            subject=register.ids[first],
            column="位置",
            value=f"{register.lon[first]:.6f}, {register.lat[first]:.6f}",
            remedy="到实地重新定位；几户共用一门的登记为附号",
            related=scene.related(found[1 : LISTED + 1]),
        )


def check_far_apart(scene: Scene) -> Iterator[Finding]:
    """N13: one address on plates far from each other, unless the other one is a side gate (余门)."""
    register = scene.register
    roles = register.columns.get("gate_role") or [None] * len(register)
    spots: dict[object, list[int]] = defaultdict(list)
    for index in numpy.flatnonzero(register.gates & register.placed).tolist():
        if register.columns["address"][index] and roles[index] != "other":
            spots[register.columns["address"][index]].append(index)
    for found in spots.values():
        xy = register.xy[found]
        apart = float(numpy.hypot(*(xy.max(axis=0) - xy.min(axis=0)))) if len(found) > 1 else 0.0
        if apart > FAR_APART_M:
            yield scene.judge.finding(
                "N13",
                f"{scene.title(found[0])}与“{'”“'.join(register.labels[n] for n in found[1:4])}”挂的是同一个地址，相距 {apart:.0f} m",
                name="numbering.far_apart",
                subject=register.ids[found[0]],
                column="位置",
                value=f"{apart:.0f}",
                remedy="核对位置；同一院落的边门登记为余门",
                related=scene.related(found[1:]),
            )


FORM_RULES = (GroundRule("N02", check_form), GroundRule("N01", check_duplicates))
SPOT_RULES = (
    GroundRule("N13", check_same_point, ("position",)),
    GroundRule("N13", check_far_apart, ("position", "address")),
)
