"""Rules about what hangs on what: sub-numbers on their main number, units on buildings, plots and numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from gazetteer.findings import Finding
from gazetteer.numbering.rows import DEAD, GONE, ON_GATES, RowRule, Rows, written
from gazetteer.numbering.rules import Judge

PARENTS = {"building": "院落（门牌）", "building_unit": "楼"}


def check_sub_numbers(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N10: a sub-number has its main number alive in the same space. A wrong side is N04's."""
    main: set[tuple[Any, int, int]] = set()
    subs: list[tuple[Any, ...]] = []
    keys = ("id", "label", "number_text", "space", "key", "status", "address_status")
    for identity, label, text, space, key, status, address_status in rows.each(*keys):
        if not space or not key or status in GONE or address_status in DEAD:
            continue
        if key[2]:
            subs.append((identity, label, text, space, key))
        else:
            main.add((space, key[0], key[1]))
    for identity, label, text, space, key in subs:
        if (space, key[0], key[1]) not in main:
            parent = written((key[0], key[1], 0))
            # A number behind a hyphen that is larger than the one before it looks like a run (128-132号).
            run = f"；如指 {key[0]} 至 {key[2]} 号，按各号分别登记" if key[2] > key[0] and not key[1] else ""
            yield judge.finding(
                "N10",
                f"门楼牌“{label}”是{parent}的附号 {key[2]}，但没有在用的{parent}",
                subject=identity,
                column="门牌号",
                value=str(text or written(key)),
                remedy=f"补登主号，或改编为空闲的主号{run}",
            )


def check_sub_of_sub(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N27: the parent of a sub-number is not itself a sub-number."""
    keys = ("id", "label", "kind", "address", "parent", "sub")
    with_sub = {address for _, _, kind, address, _, sub in rows.each(*keys) if sub and address and kind in ON_GATES}
    for identity, label, kind, address, parent, sub in rows.each(*keys):
        if sub and kind in ON_GATES and parent in with_sub and parent != address:
            yield judge.finding(
                "N27",
                f"门楼牌“{label}”的主号本身是附号",
                subject=identity,
                column="上级地址",
                value=str(sub),
                remedy="改为并列的附号",
                related=(str(parent),),
            )


def check_parents(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N15: a unit names a building, a building names a gate; both are there."""
    kinds = {address: kind for address, kind in rows.each("address", "kind") if address}
    wanted = {"building": ON_GATES, "building_unit": frozenset({"building"})}
    for identity, label, kind, parent in rows.each("id", "label", "kind", "parent"):
        if kind not in wanted or kinds.get(parent) in wanted[kind]:
            continue
        said = "没有登记上级" if not parent else "的上级" + ("不在库中" if parent not in kinds else "种类不对")
        yield judge.finding(
            "N15",
            f"门楼牌“{label}”{said}，应挂在{PARENTS[kind]}之下",
            subject=identity,
            column="上级地址",
            value=str(parent or ""),
            remedy=f"先登记{PARENTS[kind]}，再选为上级",
        )


def check_parcels(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N29: one number to a homestead plot, one plot to a number (village plates)."""
    plots: dict[str, dict[Any, str]] = defaultdict(dict)
    numbers: dict[Any, dict[str, str]] = defaultdict(dict)
    keys = ("id", "space", "space_kind", "key", "sub", "parcel", "status", "kind")
    for identity, space, space_kind, key, sub, parcel, status, kind in rows.each(*keys):
        if (
            parcel
            and key
            and space_kind in ("group", "village")
            and status not in GONE
            and not sub
            and kind in ON_GATES
        ):
            plots[parcel].setdefault((space, key), identity)
            numbers[space, key].setdefault(parcel, identity)
    for parcel, found in plots.items():
        if len(found) > 1:
            yield _parcel(
                judge, f"宗地 {parcel} 上有 {len(found)} 个门牌号", [*found.values()], "并户的保留一个号，分户的编户号"
            )
    for (_, key), parcels in numbers.items():
        if len(parcels) > 1:
            yield _parcel(
                judge,
                f"{written(key)}同时用于宗地 {'、'.join(sorted(parcels))}",
                [*parcels.values()],
                "一宗宅基地一个号",
            )


def _parcel(judge: Judge, message: str, identities: list[str], remedy: str) -> Finding:
    return judge.finding(
        "N29",
        message,
        name="numbering.parcel",
        subject=identities[0],
        column="宅基地宗地",
        remedy=remedy,
        related=identities[1:],
    )


def check_two_roads(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N25: one building has numbers of two streets only where one address names the other as its main one."""
    found: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    keys = ("building", "id", "space", "space_name", "address", "main_address", "kind", "status")
    for building, *rest, kind, status in rows.each(*keys):
        if building and kind in ON_GATES and status not in GONE:
            found[building].append(tuple(rest))
    for building, gates in found.items():
        addresses = {address for _, _, _, address, _ in gates}
        alone = [gate for gate in gates if gate[4] not in addresses - {gate[3]}]
        if len({gate[1] for gate in alone}) > 1:
            names = "".join(sorted({f"“{gate[2] or gate[1]}”" for gate in alone}))
            yield judge.finding(
                "N25",
                f"建筑 {building} 同时有{names}的号，没有登记主辅关系",
                subject=str(alone[0][0]),
                column="主地址",
                remedy="定一个主地址，其余登记为辅地址；转角的取主要道路的号",
                related=[str(gate[0]) for gate in alone[1:]],
            )


HIERARCHY_RULES = (
    RowRule("N10", ("space", "key"), check_sub_numbers),
    RowRule("N15", ("kind", "address", "parent"), check_parents),
    RowRule("N25", ("building", "main_address"), check_two_roads),
    RowRule("N27", ("address", "parent", "number"), check_sub_of_sub),
    RowRule("N29", ("parcel",), check_parcels),
)
