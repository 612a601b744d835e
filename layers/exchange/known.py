"""What the store already holds, as an import asks it: divisions, records by natural key, records meant by a word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from shapely.geometry.base import BaseGeometry

from layers.layer import Layer
from layers.profile import CountyProfile
from layers.store.contract import Condition, Operator, Query, Scope, Store, Value

Key = tuple[Value, ...]
FEW = 2000
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it is believed now."""

    id: str
    version: int
    division: str
    values: Mapping[str, Value]
    geometry: BaseGeometry | None


@dataclass(slots=True)
class Meant:
    """Who is meant by a word in a reference column: ids by code, by (division, label), and each one's division."""

    by_code: dict[str, list[str]] = field(default_factory=dict)
    by_label: dict[str, list[str]] = field(default_factory=dict)
    divisions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """A store as one person may use it. Everything is read once, when first asked for."""

    store: Store
    profile: CountyProfile
    scope: Scope
    layers: Mapping[str, Layer]
    _divisions: dict[str, str] | None = None
    _meant: dict[str, Meant] = field(default_factory=dict)

    @property
    def divisions(self) -> dict[str, str]:
        """Code → name of every division of the county, and of the neighbouring counties."""
        if self._divisions is None:
            frame = self.store.read("division", Scope.everything(), Query(columns=("code", "name"), geometry=False))
            self._divisions = {neighbour.code: neighbour.name for neighbour in self.profile.neighbours}
            self._divisions |= {self.profile.code: self.profile.name}
            self._divisions |= dict(zip(frame["code"], frame["name"], strict=True))
        return self._divisions

    def standing(self, layer: Layer, keys: Iterable[Key]) -> dict[Key, Standing]:
        """The records that now hold any of `keys`, wherever they are: a natural key is the county's, not a clerk's."""
        if not layer.natural_key or not self.store.count(layer.key, Scope.everything(), Query(all_times=True)):
            return {}
        wanted = set(keys)
        found: dict[Key, Standing] = {}
        for query in _queries(layer, wanted):
            for record in _records(layer, self.store.read(layer.key, Scope.everything(), query)):
                key = tuple(record.values[part] for part in layer.natural_key)
                if key in wanted:
                    found[key] = record
        return found

    def meant(self, layer_key: str) -> Meant:
        """How records of `layer_key` within the person's divisions may be called."""
        if layer_key not in self._meant:
            self._meant[layer_key] = self._read_meant(self.layers[layer_key])
        return self._meant[layer_key]

    def _read_meant(self, layer: Layer) -> Meant:
        codes = [key for key in layer.natural_key if not layer.field(key).references and key != layer.label]
        columns = tuple(dict.fromkeys((*codes, layer.label)))
        frame = self.store.read(layer.key, self.scope, Query(columns=columns, geometry=False))
        meant = Meant()
        ids = [str(one) for one in frame["id"]]
        meant.divisions = dict(zip(ids, frame["division"], strict=True))
        for column in codes:
            for one, code in zip(ids, frame[column], strict=True):
                if code not in (None, ""):
                    meant.by_code.setdefault(str(code), []).append(one)
        for one, label in zip(ids, frame[layer.label], strict=True):
            if label not in (None, ""):
                meant.by_label.setdefault(str(label), []).append(one)
        return meant


def _queries(layer: Layer, wanted: set[Key]) -> Iterator[Query]:
    """One query for everything, or, when few keys are wanted, some that ask for those only."""
    open_ended = Condition("valid_to", Operator.EMPTY)
    if len(wanted) > FEW:
        yield Query(where=(open_ended,), all_times=True)
        return
    firsts = iter({key[0] for key in wanted if key[0] is not None})
    while some := tuple(islice(firsts, AT_ONCE)):
        yield Query(where=(open_ended, Condition(layer.natural_key[0], Operator.IN, some)), all_times=True)


def _records(layer: Layer, frame: Any) -> Iterator[Standing]:
    columns: Sequence[list[Any]] = [list(frame[key]) for key in layer.keys]
    for one, version, division, geometry, *values in zip(
        frame["id"], frame["version"], frame["division"], frame.geometry.values, *columns, strict=True
    ):
        held = {key: _settled(value) for key, value in zip(layer.keys, values, strict=True)}
        yield Standing(str(one), int(version), str(division), held, geometry)


def _settled(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
