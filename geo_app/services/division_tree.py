"""The tree of divisions a person may choose from, and every division's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from layers.store import Query, Scope, Store


@dataclass(frozen=True, slots=True)
class Division:
    """One division; `depth` counts from the highest one a reader may choose."""

    code: str
    name: str
    depth: int


def division_names(store: Store) -> Mapping[str, str]:
    """Code → name of every division valid today. Names of divisions are public."""
    return _names(store, store.head()[0])  # type: ignore[arg-type]  # a store hashes by identity


def divisions_within(store: Store, scope: Scope) -> list[Division]:
    """The divisions of `scope`, parents before children."""
    codes = sorted(code for code in division_names(store) if scope.covers(code))
    highest = min((len(code) for code in codes), default=6)
    names = division_names(store)
    return [Division(code, names[code], max(0, (len(code) - highest) // 3)) for code in codes]


def division_path(store: Store, code: str) -> str:
    """The names from the township down to `code`, as an address is read; the county's own for the county."""
    names = division_names(store)
    if len(code) <= 6:
        return names.get(code, code)
    return " ".join(names.get(part, part) for part in dict.fromkeys((code[:9], code[:12])))


def narrowed(scope: Scope, division: str) -> Scope:
    """What `scope` and `division` have in common."""
    if not division:
        return scope
    if scope.covers(division):
        return Scope.of(division)
    within = tuple(code for code in scope.codes if code.startswith(division))
    return Scope(within)


@lru_cache(maxsize=8)
def _names(store: Store, sequence: int) -> Mapping[str, str]:  # noqa: ARG001  (the sequence ages the cache)
    frame = store.read("division", Scope.everything(), Query(columns=("code", "name"), geometry=False))
    return MappingProxyType(dict(zip(frame["code"], frame["name"], strict=True)))
