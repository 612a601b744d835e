"""Field names of a dBASE file: at most ten ASCII characters, no two alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from layers.layer import SYSTEM_COLUMNS, Layer

LONGEST = 10
BESIDE = ("division_name", *SYSTEM_COLUMNS)
"""What exported files carry beside a layer's own fields."""


def short_names_of(layer: Layer) -> Mapping[str, str]:
    """Key → short name of everything a layer's Shapefile may carry, the same whichever columns are asked for."""
    return short_names((*layer.keys, *BESIDE))


def short_names(keys: Iterable[str]) -> Mapping[str, str]:
    """Key → short name, in order. Names that fit stay; others lose the ends of their words, then get a number.

    Compared without case, as dBASE programs do.
    """
    keys = list(keys)
    names = {key: key for key in _first_of_each(key for key in keys if len(key) <= LONGEST)}
    taken = {name.lower() for name in names}
    for key in keys:
        if key not in names:
            names[key] = _free(_squeezed(key), taken)
            taken.add(names[key].lower())
    return {key: names[key] for key in keys}


def _first_of_each(keys: Iterable[str]) -> Iterable[str]:
    """Of keys that differ only in case, the first."""
    first: dict[str, str] = {}
    for key in keys:
        first.setdefault(key.lower(), key)
    return first.values()


def _squeezed(key: str) -> str:
    """address_text → addr_text: words lose their ends, the longest first, until all fit."""
    words = key.split("_")
    while sum(map(len, words)) + len(words) - 1 > LONGEST and max(map(len, words)) > 2:
        longest = max(range(len(words)), key=lambda n: (len(words[n]), n))
        words[longest] = words[longest][:-1]
    return "_".join(words)[:LONGEST]


def _free(wanted: str, taken: set[str]) -> str:
    candidate, number = wanted, 1
    while candidate.lower() in taken:
        number += 1
        ending = str(number)
        candidate = wanted[: LONGEST - len(ending)] + ending
    return candidate
