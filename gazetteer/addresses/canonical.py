"""Canonical text (规范文本): the one form in which what was typed and what is registered are compared.

Both sides go through the same steps, so a variant in writing is no difference. Nothing is guessed here: only the way
of writing changes, and where each character came from stays known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gazetteer.addresses.characters import CHARACTERS
from gazetteer.addresses.cutting import CUTS, SUSPECT, RemovedKind, kind_of
from gazetteer.addresses.tracked import Tracked
from gazetteer.addresses.units import ENGLISH_UNITS, LETTER_UNITS, UNITS, from_english, from_letters, in_one_form

VERSION = "2026-11.2"
"""Changes when the same text may come out differently; stored canonical text is then written anew."""

MOST_PASSES = 6
"""One form may bring a number beside another unit (12号甲一组 → 12号甲1组 → 甲12号1组)."""
HEAD_ENDINGS = "省市县区旗盟州镇乡村道路街巷"
_ENDINGS = re.compile(f"[{HEAD_ENDINGS}]")
_SPELLED = re.compile("[A-Z]{2}")
_SPACES = re.compile(r"^ +| +$|(?<![0-9A-Z ]) +| +(?![0-9A-Z ])| +(?= )")
_SPACED = re.compile(r" *[^ ](?: +[^ ]){5,} *")
_ALL_SPACES = re.compile(" ")
_REPEATED = re.compile(rf"([^0-9 ()]{{1,24}}?[{HEAD_ENDINGS}])\1+")


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece cut out: what it is and where it stands in the original. The piece itself is not repeated."""

    kind: RemovedKind
    start: int
    end: int


@dataclass(frozen=True)
class Canonical:
    """`text` in canonical form, and the way back to the `original`.

    `starts[i]:ends[i]` is the part of the original behind `text[i]`; both are worked out when first asked for.
    """

    original: str = field(repr=False)
    text: str
    version: str = VERSION

    @cached_property
    def _trail(self) -> tuple[Tracked, tuple[Removed, ...]]:
        return _tracked(self.original)

    @property
    def starts(self) -> Sequence[int]:
        """For each character of `text` where its part of the original begins; never falling."""
        return self._trail[0].starts

    @property
    def ends(self) -> Sequence[int]:
        """For each character of `text` where its part of the original ends (exclusive); never falling."""
        return self._trail[0].ends

    @property
    def removed(self) -> tuple[Removed, ...]:
        """Telephones, postcodes, identity numbers and people that were cut out, in order."""
        return self._trail[1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original behind `text[start:end]`, for underlining."""
        return self._trail[0].span(start, end)


def canonical(text: str) -> Canonical:
    """The canonical form of any text. Never raises; text without an address in it becomes "" or stays unexplained."""
    return Canonical(text, canonical_text(text))


def canonical_text(text: str) -> str:
    """Only the text of `canonical(text)`, in a few microseconds."""
    text = text.translate(CHARACTERS)
    for _ in range(MOST_PASSES):
        before = text
        if SUSPECT.search(text):
            text = CUTS.sub(_blank, text)
        if " " in text:
            text = _spaces_of(text).sub("", text)
        if _SPELLED.search(text):
            text = LETTER_UNITS.sub(from_letters, ENGLISH_UNITS.sub(from_english, text))
        text = UNITS.sub(in_one_form, text)
        if _may_repeat(text):
            text = _REPEATED.sub(_once, text)
        if text == before:
            break
    return text


def _tracked(original: str) -> tuple[Tracked, tuple[Removed, ...]]:
    """The same steps as `canonical_text`, with the way back."""
    trail = Tracked.of(original).translated(CHARACTERS)
    removed: list[Removed] = []
    for _ in range(MOST_PASSES):
        before = trail.text
        if SUSPECT.search(before):
            removed += (Removed(kind_of(match), *trail.span(*match.span())) for match in CUTS.finditer(before))
            trail = trail.replaced(CUTS, _blank)
        trail = (
            trail.replaced(_spaces_of(trail.text), _nothing)
            .replaced(ENGLISH_UNITS, from_english)
            .replaced(LETTER_UNITS, from_letters)
            .replaced(UNITS, in_one_form)
        )
        if _may_repeat(trail.text):
            trail = trail.replaced(_REPEATED, _once)
        if trail.text == before:
            break
    return trail, tuple(sorted(removed, key=_by_start))


def _spaces_of(text: str) -> re.Pattern[str]:
    """The spaces that say nothing; where every character stands alone (山 河 镇 1 5 号), all of them."""
    return _ALL_SPACES if _SPACED.fullmatch(text) else _SPACES


def _by_start(piece: Removed) -> int:
    return piece.start


def _may_repeat(text: str) -> bool:
    endings = _ENDINGS.findall(text)
    return len(endings) != len(set(endings))


def _blank(match: re.Match[str]) -> str:  # noqa: ARG001  (what a replacement takes)
    return " "


def _nothing(match: re.Match[str]) -> str:  # noqa: ARG001  (what a replacement takes)
    return ""


def _once(match: re.Match[str]) -> str:
    return match[1]
