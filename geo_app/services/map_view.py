"""What one reader may see on maps and public pages: which rows, which layers, which fields, how precisely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gazetteer.errors import NotFound
from geo_app.accounts.permissions import Person, desks_of
from geo_app.services.county import County
from geo_app.services.publication import Gate, read_gate
from layers.catalog import layer
from layers.layer import Layer
from layers.store import Condition, Operator, Query, Record, Scope, Value

REFERENCE_LAYERS = frozenset({"boundary_line", "neighbouring_county"})
"""Lines around the county: nobody's township owns them, and everybody who may see the map sees them."""


@dataclass(frozen=True, slots=True)
class View:
    """Rows within `scope`; every field of the layers kept at `desks`, else the public ones, generalised."""

    scope: Scope
    desks: frozenset[str]
    gate: Gate

    def full(self, declared: Layer) -> bool:
        """Whether every field and the exact position are shown."""
        return declared.desk in self.desks

    def sees(self, declared: Layer) -> bool:
        """Whether a layer is shown at all."""
        return declared.public or self.full(declared)

    def rows(self, declared: Layer) -> Scope:
        """Which of a layer's rows are shown."""
        return Scope.everything() if declared.key in REFERENCE_LAYERS else self.scope


def view_of(county: County, person: Person) -> View:
    """The view of a person. Raises NotFound while the gate keeps them out, or when they have no division."""
    gate = read_gate(county)
    desks = frozenset(desks_of(person))
    if desks and not person.scope.codes:
        raise NotFound.because("map.scope", "您的账号没有分配区划，没有可看的范围", remedy="请系统管理员分配区划")
    if desks:
        return View(person.scope, desks, gate)
    if gate.is_open or not person.is_anonymous:
        return View(Scope.everything(), frozenset(), gate)
    raise NotFound.because("publication.closed", "地图暂未公开", remedy="工作人员请先登录")


def public_view(view: View) -> View:
    """The same rows as anybody would see them: public fields, generalised positions."""
    return View(view.scope, frozenset(), view.gate)


def seen_layer(view: View, key: str) -> Layer:
    """The layer called `key`. Raises NotFound when there is none for this reader."""
    try:
        declared = layer(key)
    except KeyError:
        declared = None
    if declared is None or not view.sees(declared):
        raise NotFound.because("map.layer", "没有这个图层", remedy="看 /api/ 的目录")
    return declared


def shown_where(county: County, view: View, declared: Layer) -> tuple[Condition, ...]:
    """The conditions that keep records marked internal, and what belongs to them, from readers without the desk."""
    if view.full(declared):
        return ()
    if "security" in declared.keys:
        return (Condition("security", Operator.EQUAL, "public"),)
    parents = {"place_name": ("place", "place"), "place_name_spelling": ("name", "place_name")}
    field, parent = (parents | {"naming_act": ("name", "place_name")}).get(declared.key, ("", ""))
    hidden = sorted(_hidden(county, parent)) if parent else []
    return (Condition(field, Operator.NOT_IN, tuple(hidden)),) if hidden else ()


def _hidden(county: County, key: str) -> set[str]:
    """Ids of internal places, or of the names of internal places."""
    internal = _ids(county, "place", (Condition("security", Operator.NOT_EQUAL, "public"),))
    if key == "place" or not internal:
        return internal
    return _ids(county, "place_name", (Condition("place", Operator.IN, tuple(sorted(internal))),))


def _ids(county: County, key: str, where: Iterable[Condition]) -> set[str]:
    query = Query(where=tuple(where), columns=(), geometry=False, all_times=True)
    return set(county.store.read(key, Scope.everything(), query)["id"])


def find_record(county: County, view: View, key: str, object_id: str) -> tuple[Layer, Record]:
    """One record this reader may see, with its layer. Raises NotFound, and never says why."""
    declared = seen_layer(view, key)
    found = county.store.get(declared.key, object_id, view.rows(declared))
    for condition in shown_where(county, view, declared):
        value = found.values.get(condition.field)
        kept = value == condition.value if condition.operator is Operator.EQUAL else value not in _values(condition)
        if not kept:
            raise NotFound.because("store.not_found", f"没有找到这条{declared.title}记录", remedy="从地图或搜索进入")
    return declared, found


def _values(condition: Condition) -> tuple[Value, ...]:
    return condition.value if isinstance(condition.value, tuple) else (condition.value,)
