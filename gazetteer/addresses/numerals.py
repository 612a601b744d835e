"""Chinese numerals as they stand before a unit in an address: 一百二十八, 一二八, 〇八, 壹佰贰拾捌, 廿三."""

from __future__ import annotations

DIGITS = {sign: value for value, signs in enumerate(("〇零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")) for sign in signs}  # fmt: skip
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TWENTIES = {"廿": "二十", "卅": "三十"}
NUMERALS = "".join((*DIGITS, *TENS, *TWENTIES))
COUNTING = frozenset((*TENS, *TWENTIES))
LONGEST = 9


def numeral_value(numeral: str) -> int | None:
    """The value of a numeral written in Chinese signs; None when it is not one (十十, 百) or longer than five digits."""
    for sign, written in TWENTIES.items():
        numeral = numeral.replace(sign, written)
    if not numeral or len(numeral) > LONGEST:
        return None
    if not any(sign in TENS for sign in numeral):
        return int("".join(str(DIGITS[sign]) for sign in numeral)) if len(numeral) <= 5 else None
    return _counted(numeral)


def _counted(numeral: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for sign in numeral:
        unit = TENS.get(sign)
        if unit is None:
            if digit:
                return None
            digit = DIGITS[sign]
        elif unit >= last or (not digit and not (unit == 10 and total == 0 and digit is None)):
            return None
        else:
            total, digit, last = total + (digit or 1) * unit, None, unit
    return total + (digit or 0)
