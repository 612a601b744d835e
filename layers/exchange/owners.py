"""Whose row it is: a division's code out of a code, a name, or the names of township and village."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from gazetteer.divisions import check_code, check_code_name, place_name_of
from gazetteer.findings import Finding, Severity
from layers.conform import FULL_WIDTH
from layers.exchange.headers import OWNERS
from layers.exchange.table import Cell
from layers.profile import CountyProfile

Owner = tuple[str, tuple[Finding, ...]]
_CODE = re.compile(r"\d{2,12}")
_CODE_AND_NAME = re.compile(r"(\d{6,12})\s*[-/ ]?\s*(\D+)|(\D+?)\s*[-/（( ]?\s*(\d{6,12})\s*[)）]?")
_DEPTHS = {"county": 6, "township": 9, "village": 12}
_TITLES = {"county": "县", "township": "乡镇", "village": "村、社区"}


class Owners:
    """Finds the owning division of a row from what its cells say, and refuses what disagrees.

    The same words always mean the same division, so that 59,466 rows of 108 villages are judged 108 times.
    """

    def __init__(self, divisions: Mapping[str, str], profile: CountyProfile) -> None:
        self.divisions, self.profile = divisions, profile
        self.named: dict[str, list[str]] = {}
        for code, name in divisions.items():
            for word in dict.fromkeys((name, place_name_of(name))):
                self.named.setdefault(word, []).append(code)
        self.judge = lru_cache(maxsize=20_000)(self._judge)

    def owner(self, cells: Mapping[str, Cell]) -> Owner:
        """The division's code ("" when there is none) and what stands against what is written."""
        return self.judge(tuple(map(cells.get, OWNERS)))

    def _judge(self, said: tuple[Cell, ...]) -> Owner:
        words = dict(zip(OWNERS, map(_text, said), strict=True))
        code, name = _split(words["division"])
        other, said_name = _split(words["division_name"])
        code, name = code or other, name or said_name
        if code:
            return code, tuple(self._against(code, name, words))
        path = {role: words[role] for role in _DEPTHS if words[role]}
        if name and not path:
            return self._by_name(name)
        if name and "village" not in path and name not in path.values():
            path["village"] = name
        return self._by_path(path) if path else ("", ())

    def _against(self, code: str, name: str, words: Mapping[str, str]) -> list[Finding]:
        found = check_code(code, county_code=self.profile.code)
        if name:
            found += self._pair(code, name)
        elif not found and code not in self.divisions:
            found.append(_unknown(code, f"区划表中没有代码 {code}"))
        for role, depth in _DEPTHS.items():
            if words[role] and words[role] != name and len(code) >= depth:
                found += self._pair(code[:depth], words[role])
        return found

    def _pair(self, code: str, name: str) -> list[Finding]:
        """The disagreement of a code and a name. A short name (东关 for 东关村) is no disagreement."""
        if code in self._meaning(name) or code in self._called(name, code):
            return []
        return check_code_name(code, name, self.divisions)

    def _by_name(self, name: str) -> Owner:
        """A name alone, or a path of names run together: 山河镇东关村."""
        return self._one(name, self._meaning(name))

    def _meaning(self, name: str) -> list[str]:
        bare = name
        for head in (self.profile.province, self.profile.prefecture, self.profile.name):
            bare = bare.removeprefix(head).strip(" /·-、") or bare
        found = self._called(bare, "")
        if len(found) != 1:
            for town, codes in self.named.items():
                rest = bare.removeprefix(town).strip(" /·-、")
                if rest != bare and rest and len(codes[0]) == 9:
                    found = [code for one in codes for code in self._called(rest, one)] or found
        return found

    def _by_path(self, path: Mapping[str, str]) -> Owner:
        within, found, last = self.profile.code, [self.profile.code], ""
        for role, depth in _DEPTHS.items():
            if role not in path:
                continue
            last = path[role]
            found = self._called(last, within if role != "county" else "", depth)
            if len(found) != 1:
                return self._one(last, found, _TITLES[role])
            within = found[0]
        return found[0], tuple(check_code(found[0], county_code=self.profile.code))

    def _called(self, name: str, within: str, depth: int = 0) -> list[str]:
        """Codes of the divisions called `name` (or 东关 for 东关村) below `within`."""
        words = (name, place_name_of(name), f"{name}村", f"{name}镇", f"{name}乡", f"{name}社区")
        for word in dict.fromkeys(words):
            found = [
                code
                for code in self.named.get(word, ())
                if code.startswith(within) and (not depth or len(code) == depth)
            ]
            if found:
                return sorted(set(found))
        return []

    def _one(self, name: str, found: list[str], title: str = "所属区划") -> Owner:
        if len(found) == 1:
            return found[0], tuple(check_code(found[0], county_code=self.profile.code))
        if found:
            where = "、".join(f"{code}（{self.divisions.get(code[:9], '')}）" for code in found[:4])
            message = f"有 {len(found)} 个区划叫“{name}”：{where}"
            return "", (_unknown(name, message, title, "填写区划代码，或加上乡镇名称"),)
        return "", (_unknown(name, f"区划表中没有“{name}”", title, "按区划表的名称填写，或填写区划代码"),)


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).translate(FULL_WIDTH).strip()


def _split(text: str) -> tuple[str, str]:
    """A cell's code and name; either may be missing."""
    if _CODE.fullmatch(text):
        return text, ""
    if both := _CODE_AND_NAME.fullmatch(text):
        return (both[1] or both[4]), (both[2] or both[3]).strip(" -/（()）")
    return "", text


def _unknown(value: str, message: str, column: str = "所属区划", remedy: str = "核对代码和名称") -> Finding:
    return Finding("divisions.unknown", Severity.ERROR, message, column=column, value=value, remedy=remedy)
