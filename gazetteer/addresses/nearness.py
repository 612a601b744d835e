"""How near two writings are: same sound, similar shape, two characters swapped, one character off."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product

from gazetteer.addresses.tables import lookalikes
from gazetteer.addresses.variants import PENALTIES, Written
from gazetteer.romanization.dictionary import readings_of

MOST_SOUNDS = 16
MOST_SWAPPED = 3
"""So many characters of a name may be written with others of the same sound or shape."""
GENERICS = frozenset("省市县区旗州镇乡村社道路街巷组桥庄")
"""What ends in another generic term is another thing, not a slip: 河口路 is not 河口镇."""
BRIEF, BRIEF_PENALTY = 2, 0.3
"""Of a name of two characters (雷村) little is left when one of them is another (房村)."""
LOST_PENALTY = 0.9
"""A character left out: of few names, where a wrong character could be of any."""
STUTTER_PENALTY = 0.3
"""A character written twice."""


def nearness(written: str, name: str) -> tuple[Written, float] | None:
    """How a writing differs from a name by one slip, and what that costs; None when it takes more.

    Characters of the same sound or shape may be several. Equal writings are none of this: (STANDARD, 0).
    """
    if written == name:
        return Written.STANDARD, 0.0
    if written[-1] != name[-1] and written[-1] in GENERICS and _way(written[-1], name[-1]) is Written.EDITED:
        return None
    longer = len(written) - len(name)
    if longer == 0:
        return _replaced(written, name)
    return _lengthened(written, name) if abs(longer) == 1 else None


def _lengthened(written: str, name: str) -> tuple[Written, float] | None:
    longer = len(written) - len(name)
    long, short = (written, name) if longer > 0 else (name, written)
    at = next((n for n, (a, b) in enumerate(zip(long, short, strict=False)) if a != b), len(short))
    if long[at + 1 :] != short[at:]:
        return None
    if longer > 0 and written[at] in written[max(0, at - 1) : at]:
        return Written.EDITED, STUTTER_PENALTY
    return Written.EDITED, PENALTIES[Written.EDITED] if longer > 0 else LOST_PENALTY


def _replaced(written: str, name: str) -> tuple[Written, float] | None:
    differing = [(a, b) for a, b in zip(written, name, strict=True) if a != b]
    if len(differing) == 2 and differing[0] == differing[1][::-1] and _adjacent(written, name):
        return Written.TURNED, PENALTIES[Written.TURNED]
    if len(differing) > MOST_SWAPPED or len(differing) * 2 > len(name) + 1:
        return None
    ways = [_way(a, b) for a, b in differing]
    if Written.EDITED in ways:
        extra = BRIEF_PENALTY if len(name) <= BRIEF else 0.0
        return (Written.EDITED, PENALTIES[Written.EDITED] + extra) if len(ways) == 1 else None
    worst = max(ways, key=lambda way: way.penalty)
    return worst, sum(way.penalty for way in ways)


def _adjacent(written: str, name: str) -> bool:
    first, last = (n for n, (a, b) in enumerate(zip(written, name, strict=True)) if a != b)
    return last - first == 1


def _way(a: str, b: str) -> Written:
    if not sounds(a).isdisjoint(sounds(b)):
        return Written.SOUND
    return Written.SHAPE if b in lookalikes().get(a, ()) else Written.EDITED


@cache
def sounds(character: str) -> frozenset[str]:
    """The toneless readings of a character, ü as v; the character itself when it has none."""
    return frozenset(toneless(reading) for reading in readings_of(character)) or frozenset((character,))


def toneless(spelling: str) -> str:
    """Lower-case letters only, ü as v: Yúnlǐng Xiàn → yunlingxian."""
    composed = unicodedata.normalize("NFC", spelling.lower())
    for toned in "üǖǘǚǜ":
        composed = composed.replace(toned, "v")
    return "".join(c for c in unicodedata.normalize("NFD", composed) if "a" <= c <= "z")


def sound_keys(text: str) -> Iterator[str]:
    """The ways a text may sound, at most MOST_SOUNDS of them."""
    options = [sorted(sounds(character)) for character in text]
    size = 1
    for n, own in enumerate(options):
        size *= len(own)
        if size > MOST_SOUNDS:
            options[n:] = [other[:1] for other in options[n:]]
            break
    return (" ".join(way) for way in product(*options))


def one_less(text: str) -> Iterator[str]:
    """The text, and the text with each one character left out."""
    yield text
    for n in range(len(text)):
        if n == 0 or text[n] != text[n - 1]:
            yield text[:n] + text[n + 1 :]
