"""Building the demo county: once; a second time it finds everything there and adds nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from gazetteer.errors import Refused
from geo_app.services.county import County
from layers.demo.county import demo_layers
from layers.demo.outlines import outlines_available
from layers.profile import shipped_folder
from layers.store import Condition, Decision, Edit, Operator, Query, Scope

OPERATOR = "演示数据生成"


def build_demo(county: County, progress: Callable[[str], None] = lambda _: None) -> dict[str, object]:
    """Loads the demo county in one transaction; returns `counts` and `seconds`.

    What is already there stays untouched. Raises Refused when the store holds records that are not of
    the demo, or when the profile's outline data is not installed.
    """
    started = time.perf_counter()
    profile = county.profile
    folder = shipped_folder(profile.code)
    if folder is None:
        raise Refused.because("demo.profile", f"没有 {profile.name} 的演示档案", remedy="用随附的档案新建数据目录")
    if not outlines_available(profile):
        raise Refused.because(
            "demo.outline",
            f"没有安装轮廓数据包 {profile.outline_package}",
            remedy="安装 geo-app[demo]，或用 --profile invented 建立虚构县",
        )
    _refuse_real_data(county)
    edits: list[Edit] = []
    for key, made in demo_layers(profile, folder, progress):
        known = set(county.store.read(key, Scope.everything(), Query(all_times=True, columns=(), geometry=False))["id"])
        edits += [edit for edit in made if edit.object_id not in known]
    if edits:
        progress(f"入库 {len(edits)} 条（含历史、事件链和空间索引）……")
        decision = Decision(basis="console", decided_by=OPERATOR, decided_at=datetime.now(UTC))
        county.store.load(edits, decision=decision, title="建立演示县", reason="演示数据，固定种子生成")
    else:
        progress("演示县已经建好，没有需要补充的记录")
    return {"counts": demo_counts(county), "seconds": round(time.perf_counter() - started, 2), "loaded": len(edits)}


def demo_counts(county: County) -> dict[str, int]:
    """Records by layer, and door plates by kind as `door_plate.<kind>`."""
    everything = Scope.everything()
    counts = {layer.key: county.store.count(layer.key, everything) for layer in county.store.layers}
    kinds = county.store.count_by("door_plate", "kind", everything)
    return counts | {f"door_plate.{kind}": n for kind, n in kinds.items()}


def is_demo(county: County) -> bool:
    """Whether the county's plates are demo data."""
    made = Query(where=(Condition("generated", Operator.EQUAL, True),))
    return county.store.count("division", Scope.everything(), made) > 0


def _refuse_real_data(county: County) -> None:
    real = Query(where=(Condition("generated", Operator.EQUAL, False), Condition("source", Operator.EQUAL, "")))
    for key in ("door_plate", "place", "division"):
        if county.store.count(key, Scope.everything(), real):
            raise Refused.because(
                "demo.real_data", "数据目录里已有实际数据，不能混入演示数据", remedy="换一个空的数据目录（--data）"
            )
