"""Runs of numbers as people write them (号段): 3、7–11、15; read for reserves, written for findings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gazetteer.errors import Refused
from gazetteer.numbering.door_number import MAX_NUMBER

_APART = re.compile(r"[、,;\s]+")
_RUN = re.compile(r"([0-9]{1,5})号?(?:(?:[-–—~至到])([0-9]{1,5})号?)?(单|双)?")


def as_ranges(numbers: Sequence[int], step: int = 1) -> str:
    """Ascending numbers as people write them: 3、7–11、15. With step 2 a run holds one parity only: 3、7–11单."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + step:
            parts[-1].append(number)
        else:
            parts.append([number])
    return "、".join(_run(part, step) for part in parts)


def _run(part: Sequence[int], step: int) -> str:
    if len(part) == 1:
        return str(part[0])
    parity = ("双" if part[0] % 2 == 0 else "单") if step == 2 else ""
    return f"{part[0]}–{part[-1]}{parity}"


def parse_ranges(text: str) -> list[int]:
    """Numbers, ascending and each once, from what people write: “3、7至11、20-28双”.

    A run ends in 单 or 双 where only its odd or even numbers are meant. "" holds none. Raises Refused
    (`numbering.ranges`) with every piece that cannot be read, runs backwards, or leaves 1 to MAX_NUMBER.
    """
    plain = unicodedata.normalize("NFKC", text).replace("號", "号").strip()
    found: set[int] = set()
    wrong: list[str] = []
    for piece in filter(None, _APART.split(plain)):
        numbers = _numbers_of(piece)
        if not numbers:
            wrong.append(piece)
        found.update(numbers)
    if wrong:
        raise Refused.because(
            "numbering.ranges",
            f"号段“{'”“'.join(wrong)}”读不懂",
            remedy=f"写成 3、7-11、20-28双，小号在前，在 1 至 {MAX_NUMBER} 之间",
            subject=text,
        )
    return sorted(found)


def _numbers_of(piece: str) -> Sequence[int]:
    match = _RUN.fullmatch(piece)
    if match is None:
        return ()
    first = int(match[1])
    last = int(match[2]) if match[2] else first
    if not 1 <= first <= last <= MAX_NUMBER:
        return ()
    parity = {"单": 1, "双": 0}.get(match[3] or "")
    return [number for number in range(first, last + 1) if parity is None or number % 2 == parity]
