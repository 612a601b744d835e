"""The dictionaries behind the readings: the only file that speaks to pypinyin.

Characters: 通用规范汉字字典 (2013) as packed in pypinyin-dict, 8,105 characters. Words: pypinyin's phrases.
"""

from __future__ import annotations

from functools import cache

LONGEST_PHRASE = 6


@cache
def _characters() -> dict[int, str]:
    from pypinyin_dict.pinyin_data.ktghz2013 import pinyin_dict  # noqa: PLC0415  (large, read on first use)

    return dict(pinyin_dict)


@cache
def _all_characters() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415  (large, read on first use)

    return dict(PINYIN_DICT)


@cache
def _phrases() -> dict[str, list[list[str]]]:
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415  (large, read on first use)

    return dict(PHRASES_DICT)


def is_standard(character: str) -> bool:
    """Whether the character is in 通用规范汉字表 (2013)."""
    return ord(character) in _characters()


def readings_of(character: str) -> tuple[str, ...]:
    """Every reading of a character in the standard dictionary, else in Unihan; empty when it has none."""
    found = _characters().get(ord(character)) or _all_characters().get(ord(character)) or ""
    return tuple(reading for reading in found.split(",") if reading)


def phrase(word: str) -> tuple[str, ...] | None:
    """The readings of a word, syllable by syllable; None when it is not in the dictionary or is read in two ways."""
    found = _phrases().get(word)
    if found is None or any(len(options) != 1 for options in found):
        return None
    return tuple(options[0] for options in found)
