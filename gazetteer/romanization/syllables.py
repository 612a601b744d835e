"""Syllables of Hanyu Pinyin (汉语拼音方案): tone marks, joining into segments, capitals, line breaks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

TONE_MARKS = frozenset("\u0304\u0301\u030c\u0300")
"""Macron, acute, caron, grave: the four tones as combining marks."""
APOSTROPHE = "'"
RETROFLEX = "r"
"""The syllable that a written 儿 adds to the one before it (rule 12)."""


def toneless(text: str) -> str:
    """The same letters without tone marks; ü stays ü: Lǚjiāgōu → Lüjiagou."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONE_MARKS))


def bare(text: str) -> str:
    """Lower-case letters and digits only, tones, ü and marks gone: the key by which spellings are compared."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c.isascii() and c.isalnum())


def has_tones(text: str) -> bool:
    """Whether any letter carries a tone mark."""
    return any(c in TONE_MARKS for c in unicodedata.normalize("NFD", text))


def join(syllables: Sequence[str]) -> str:
    """One written segment: an apostrophe before a, o, e inside (rule 11), the first letter a capital (rule 10)."""
    joined = "".join(
        f"{APOSTROPHE}{syllable}" if n and needs_apostrophe(syllable, syllables[n - 1]) else syllable
        for n, syllable in enumerate(syllables)
    )
    return joined[:1].upper() + joined[1:]


def needs_apostrophe(syllable: str, before: str) -> bool:
    """Whether a syllable inside a segment begins with a, o or e, whatever its tone, after letters."""
    first = unicodedata.normalize("NFD", syllable)[:1].lower()
    return first in ("a", "o", "e") and before[-1:].isalpha()


def break_line(segments: Iterable[Sequence[str]], width: int) -> list[str]:
    """Lines of at most `width` characters: broken between segments, else between syllables with a hyphen (rule 13).

    A single syllable longer than the line stands alone on it. Raises ValueError for a width below 2.
    """
    if width < 2:
        raise ValueError("a line holds a letter and a hyphen at least")
    lines: list[str] = []
    for segment in segments:
        whole = join(segment)
        if lines and len(f"{lines[-1]} {whole}") <= width:
            lines[-1] = f"{lines[-1]} {whole}"
        elif len(whole) <= width:
            lines.append(whole)
        else:
            lines += _broken(segment, width)
    return lines


def _broken(segment: Sequence[str], width: int) -> list[str]:
    lines, held = [], ""
    for n, syllable in enumerate(segment):
        written = syllable[:1].upper() + syllable[1:] if n == 0 else syllable
        mark = APOSTROPHE if n and held and needs_apostrophe(syllable, held) else ""
        last = n == len(segment) - 1
        if held and len(held + mark + written) + (0 if last else 1) > width:
            lines.append(f"{held}-")
            held = written
        else:
            held += mark + written
    return [*lines, held]
