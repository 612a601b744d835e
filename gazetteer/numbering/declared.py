"""A profile from declared values (a TOML file, a form): everything that is not understood is refused, all at once."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from gazetteer.errors import Refused
from gazetteer.findings import Severity
from gazetteer.numbering.door_number import MAX_NUMBER, SubStyle
from gazetteer.numbering.profile import OFF, Confidence, NumberingProfile, VillageScope
from gazetteer.plates import PlateKind

_WORDS: Mapping[str, tuple[str, ...]] = {
    "starts_east_west": ("", "east", "west"),
    "starts_north_south": ("", "north", "south"),
    "odd_side": ("", "left", "right"),
    "one_sided": ("single_parity", "running"),
    "building_order": ("", "snake_north_east", "snake_entrance_left"),
    "confidence": tuple(Confidence),
    "village_scope": tuple(VillageScope),
    "sub_style": tuple(style for style in SubStyle if style is not SubStyle.NONE),
}
_TEXTS = ("key", "title", "source")
_RULES = frozenset(f"N{number:02}" for number in range(1, 31))
_KINDS = tuple(PlateKind)
_DAYS = frozenset({"apply", "confirm", "notify", "install", "restore"})
_SEVERITIES = (*Severity, OFF)


def make_profile(declared: Mapping[str, Any], base: NumberingProfile | None = None) -> NumberingProfile:
    """A profile from declared values, what is not declared taken from `base`.

    Raises Refused (`numbering.profile`) with every value that is not understood: nothing is skipped over in silence.
    """
    wrong = [*_unknown(declared), *_wrong_words(declared), *_wrong_values(declared), *_wrong_tables(declared)]
    if base is None:
        wrong += [f"没有写明 {key}" for key in _TEXTS if not declared.get(key)]
    if wrong:
        raise Refused.because("numbering.profile", f"编号规则档案有误：{'；'.join(wrong)}", remedy="改正档案后重试")
    values = dict(declared)
    for key, term in (("confidence", Confidence), ("village_scope", VillageScope), ("sub_style", SubStyle)):
        if key in values:
            values[key] = term.of(values[key])
    if "kinds" in values:
        values["kinds"] = {space: tuple(kinds) for space, kinds in values["kinds"].items()}
    if base is None:
        return NumberingProfile(**values)
    for key in ("days", "kinds", "clauses", "severities"):
        values[key] = {**getattr(base, key), **values.get(key, {})}
    return dataclasses.replace(base, **values)


def _unknown(declared: Mapping[str, Any]) -> Iterator[str]:
    known = {each.name for each in dataclasses.fields(NumberingProfile)}
    yield from (f"没有“{key}”这一项" for key in declared if key not in known)


def _wrong_words(declared: Mapping[str, Any]) -> Iterator[str]:
    for key, words in _WORDS.items():
        if key in declared and declared[key] not in words:
            yield f"{key} 不能是“{declared[key]}”，可用：{'、'.join(word or '（空）' for word in words)}"


def _wrong_values(declared: Mapping[str, Any]) -> Iterator[str]:
    checks: Mapping[str, tuple[Callable[[Any], bool], str]] = {
        **dict.fromkeys(_TEXTS, (lambda value: isinstance(value, str), "文字")),
        "as_of": (lambda value: isinstance(value, date) and not isinstance(value, datetime), "日期，如 2026-01-31"),
        "metres_per_number": (lambda value: _is_number(value) and value > 0, "大于 0 的数（米）"),
        "sound_alike_km": (lambda value: _is_number(value) and value >= 0, "不小于 0 的数（公里）"),
        "archive_hold_years": (lambda value: _is_number(value) and value >= 0, "不小于 0 的数（年）"),
        "temporary_limit_days": (_is_count, "大于 0 的整数（日）"),
        "largest_number": (
            lambda value: _is_count(value) and value <= MAX_NUMBER,
            f"1 至 {MAX_NUMBER} 的整数",
        ),
    }
    for key, (fits, said) in checks.items():
        if key in declared and not fits(declared[key]):
            yield f"{key} 应为{said}，现为“{declared[key]}”"


def _wrong_tables(declared: Mapping[str, Any]) -> Iterator[str]:
    checks: Mapping[str, Callable[[str, Any], bool]] = {
        "days": lambda key, value: key in _DAYS and _is_count(value),
        "kinds": lambda _, value: isinstance(value, (list, tuple)) and all(kind in _KINDS for kind in value),
        "clauses": lambda key, value: key in _RULES and isinstance(value, str),
        "severities": lambda key, value: key in _RULES and value in _SEVERITIES,
    }
    for table, fits in checks.items():
        values = declared.get(table, {})
        if not isinstance(values, Mapping):
            yield f"{table} 应为一个表"
            continue
        yield from (f"{table}.{key} 不能是“{value}”" for key, value in values.items() if not fits(key, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
