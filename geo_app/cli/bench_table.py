"""A benchmark's answer as tables for the console: a row a figure, a column for us and for every peer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

LONG = 24
"""Characters from which a figure is told below the table rather than in it."""


def bench_lines(answer: Mapping[str, Any]) -> list[str]:
    """The lines of one answer of `geo-app bench`; ratios (peer ÷ ours) stand behind a peer's figure with ×."""
    columns = {"本系统": _flat(answer["ours"]), **{peer: _flat(of) for peer, of in answer["peers"].items()}}
    ratios = answer["ratios"]
    keys = dict.fromkeys(key for figures in columns.values() for key, value in figures.items() if _is_short(value))
    rows = [["", *columns]]
    for key in keys:
        row = [key]
        for name, figures in columns.items():
            shown = _shown(figures[key]) if _is_short(figures.get(key)) else ""
            ratio = ratios.get(name, {}).get(key)
            row.append(f"{shown} ({ratio:g}×)" if ratio is not None else shown)
        rows.append(row)
    told = [f"{answer['name']}（{answer['machine']}）", *_table(rows)]
    for name, figures in columns.items():
        for key, value in figures.items():
            told += _below(name, key, value)
    return told


def _flat(figures: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in figures.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{before}{key} ")
        else:
            flat[before + key] = value
    return flat


def _is_short(value: Any) -> bool:
    return value is not None and not isinstance(value, list | tuple) and len(str(value)) < LONG


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _below(name: str, key: str, value: Any) -> Iterator[str]:
    """What does not fit a cell: texts in a line of their own, lists of figures as a table of their own."""
    if _is_short(value) or value is None or value in ([], ()):
        return
    if not isinstance(value, Sequence) or isinstance(value, str):
        yield f"  {name} {key}：{value}"
    elif all(isinstance(each, Mapping) for each in value):
        yield f"  {name} {key}："
        heads = dict.fromkeys(head for each in value for head in each)
        rows = [[_shown(each[head]) if each.get(head) is not None else "" for head in heads] for each in value]
        yield from _table([[*heads], *rows])
    else:
        yield f"  {name} {key}：{'、'.join(map(str, value))}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    return ["    " + "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
