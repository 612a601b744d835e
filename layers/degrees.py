"""Degrees as people write them: 108.36, 东经108°21′36″, 108°21'36"E, 108 21 36."""

from __future__ import annotations

import re

from layers.conform import FULL_WIDTH

_LIMIT = {"lon": 180.0, "lat": 90.0}
_POSITIVE = {"lon": ("东经", "E"), "lat": ("北纬", "N")}
_NEGATIVE = {"lon": ("西经", "W"), "lat": ("南纬", "S")}
_NUMBER = r"\d{1,3}(?:\.\d+)?"
_SEXAGESIMAL = re.compile(
    rf"({_NUMBER})\s*(?:°|度|\s)\s*(?:({_NUMBER})\s*(?:['′\u2019分]|\s|$)\s*(?:({_NUMBER})\s*(?:\"|″|”|''|′′|秒|$))?)?"
)


def parse_degrees(text: str, axis: str) -> float:
    """A longitude (`axis` "lon") or latitude ("lat") in decimal degrees, east and north positive.

    Full-width digits are read as digits. Raises ValueError with a Chinese sentence when the text is not
    an angle, names the other axis, or lies outside ±180 (±90).
    """
    plain = text.translate(FULL_WIDTH).strip()
    bare, sign = _without_hemisphere(plain, axis)
    degrees = sign * _magnitude(bare, text)
    if abs(degrees) > _LIMIT[axis]:
        raise ValueError(f"“{text.strip()}”超出 ±{_LIMIT[axis]:g}°")
    return degrees


def _without_hemisphere(plain: str, axis: str) -> tuple[str, float]:
    other = "lat" if axis == "lon" else "lon"
    for word in (*_POSITIVE[other], *_NEGATIVE[other]):
        if _marked(plain, word):
            wanted = "经度" if axis == "lon" else "纬度"
            raise ValueError(f"“{plain}”不是{wanted}，经纬度好像写反了")
    for words, sign in ((_POSITIVE[axis], 1.0), (_NEGATIVE[axis], -1.0)):
        for word in words:
            if _marked(plain, word):
                return re.sub(re.escape(word), "", plain, flags=re.IGNORECASE).strip(), sign
    if plain.startswith(("-", "−", "+")):
        return plain[1:].strip(), 1.0 if plain[0] == "+" else -1.0
    return plain, 1.0


def _marked(plain: str, word: str) -> bool:
    upper = plain.upper()
    rest = upper.removeprefix(word) if upper.startswith(word) else upper.removesuffix(word)
    return rest != upper and rest.strip()[:1].isdigit()


def _magnitude(bare: str, text: str) -> float:
    if re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", bare):
        return float(bare)
    match = _SEXAGESIMAL.fullmatch(bare)
    if match is None:
        raise ValueError(f"“{text.strip()[:40]}”不是角度，写成 108.3600 或 108°21′36″")
    degrees, minutes, seconds = (float(part or 0) for part in match.groups())
    if minutes >= 60 or seconds >= 60:
        raise ValueError(f"“{text.strip()[:40]}”的分、秒应小于 60")
    return degrees + minutes / 60 + seconds / 3600
