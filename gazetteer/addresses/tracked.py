"""Text that remembers, character by character, which part of the original it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Replace = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Tracked:
    """`starts[i]` and `ends[i]` say where in the original the i-th character of `text` comes from; both never fall."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> Tracked:
        """Text that is its own original."""
        return cls(original, tuple(range(len(original))), tuple(range(1, len(original) + 1)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original behind `text[start:end]`; empty where that is empty."""
        if start >= end:
            at = self.starts[start] if start < len(self.text) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def translated(self, table: Mapping[int, str]) -> Tracked:
        """What `text.translate(table)` is, still tracked."""
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for n, character in enumerate(self.text):
            new = table[ord(character)]
            parts.append(new)
            starts += [self.starts[n]] * len(new)
            ends += [self.ends[n]] * len(new)
        return Tracked("".join(parts), tuple(starts), tuple(ends))

    def replaced(self, pattern: re.Pattern[str], replace: Replace) -> Tracked:
        """What `pattern.sub(replace, text)` is, still tracked; what stays the same at both ends of a match keeps its place."""
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for match in pattern.finditer(self.text):
            old, new = match.group(), replace(match)
            head = _common(old, new)
            tail = _common(old[head:][::-1], new[head:][::-1])
            first, last = match.start() + head, match.end() - tail
            self._copy(at, first, parts, starts, ends)
            middle = new[head : len(new) - tail]
            begin, end = self._behind(first, last, added=bool(middle), before=head > 0)
            parts.append(middle)
            starts += [begin] * len(middle)
            ends += [end] * len(middle)
            at = last
        self._copy(at, len(self.text), parts, starts, ends)
        return Tracked("".join(parts), tuple(starts), tuple(ends))

    def _behind(self, first: int, last: int, *, added: bool, before: bool) -> tuple[int, int]:
        """Where new text comes from; what was only added belongs to the character before it, else to the one after."""
        if added and first == last:
            return self.span(first - 1, first) if before else self.span(first, first + 1)
        return self.span(first, last)

    def _copy(self, first: int, last: int, parts: list[str], starts: list[int], ends: list[int]) -> None:
        parts.append(self.text[first:last])
        starts += self.starts[first:last]
        ends += self.ends[first:last]


def _common(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
