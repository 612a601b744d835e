"""The constrained fuzzy step: a stretch nobody explains is compared with names, and only those that fit the rest count.

A slip may lie across the edge of a name that was found (东关大村), so the stretch is also tried together with its
neighbours in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gazetteer.addresses.elsewhere import UPPER
from gazetteer.addresses.levels import COUNTY_RANK, GROUP_RANK, TOWN_RANK, VILLAGE_RANK
from gazetteer.addresses.lexicon import Candidate, Lexicon
from gazetteer.addresses.neighbourhood import LONGEST, Neighbourhood
from gazetteer.addresses.resolving import MANY_CANDIDATES, MOST_DROPPED, Context, distinct, resolve
from gazetteer.addresses.scanning import NameToken, PartToken
from gazetteer.addresses.variants import Written

NEAR_ENOUGH = 0.3
"""A correction this cheap is taken without trying the stretch together with its neighbours."""
MOST_VILLAGES = 12
MOST_GAPS = 8
"""Further gaps of one text stay unexplained."""
ENDINGS = frozenset("省市县区镇乡村路街巷道组")
Span = tuple[int, int]


class Pieces(NamedTuple):
    """What a text was cut into, as far as it stands."""

    names: tuple[NameToken, ...]
    parts: tuple[PartToken, ...]


class Repaired(NamedTuple):
    """Contexts after the corrections, the pieces behind the best of them, and what stayed unexplained."""

    contexts: list[Context]
    pieces: Pieces
    unexplained: tuple[Span, ...]


def repair(
    text: str,
    pieces: Pieces,
    gaps: Sequence[Span],
    lexicon: Lexicon,
    near: Neighbourhood,
    *,
    known: list[Context] | None = None,
    only_alone: bool = False,
) -> Repaired:
    """Explains the gaps one after the other. `only_alone` tries each gap by itself, for what may be a shop's name.

    `known` is what the anchored names of the pieces mean (see `anchored`), where that is known already.
    """
    given, firm = pieces, anchored(text, pieces.names, lexicon)
    contexts = resolve(text, firm, lexicon) if known is None else known
    unexplained: list[Span] = []
    waiting = list(gaps)
    tries = 0
    while waiting:
        gap = waiting.pop(0)
        tries += 1
        if tries > MOST_GAPS or len(contexts[0].dropped) > MOST_DROPPED:
            unexplained += [gap, *waiting]
            break
        tried = list(_attempts(text, pieces, gap, contexts, lexicon, near, only_alone=only_alone))
        if tried and not only_alone:
            tried += _name_by_name(text, pieces, gap, tried, contexts, lexicon, near)
        if tried:
            best = min(tried, key=lambda attempt: attempt.contexts[0].penalty)
            contexts = distinct(context for attempt in tried for context in attempt.contexts)
            pieces = best.pieces
        elif len(split := _split(text, gap)) > 1:
            waiting = [*split, *waiting]
        elif wider := _with_short_name(text, pieces, gap, waiting, lexicon, near):
            contexts, pieces = wider.contexts, wider.pieces
            waiting = waiting[1:]
        else:
            unexplained.append(gap)
    if pieces is given and len(firm) < len(given.names):
        contexts = resolve(text, given.names, lexicon)
    for name in list(dict.fromkeys(name for context in contexts for name in context.dropped))[:MOST_DROPPED]:
        contexts = distinct([*contexts, *_instead(text, pieces, name, contexts, lexicon, near)])
    return Repaired(contexts, pieces, tuple(unexplained))


def anchored(text: str, names: Sequence[NameToken], lexicon: Lexicon) -> Sequence[NameToken]:
    """The names without a group's number that no village goes with: every village has one, so it says nothing yet."""
    firm = [name for name in names if not _is_loose(name, lexicon)]
    if len(firm) == len(names) or any(lexicon.ranks[name.candidates[0].entry] >= VILLAGE_RANK for name in firm):
        return names
    town = _town(firm, lexicon)
    loose = (name for name in names if name not in firm)
    there = all(town < 0 or lexicon.in_town(town, text[name.start : name.end]) for name in loose)
    return firm if there else names


def _is_loose(name: NameToken, lexicon: Lexicon) -> bool:
    return len(name.candidates) > MANY_CANDIDATES and lexicon.ranks[name.candidates[0].entry] == GROUP_RANK


def _attempts(
    text: str,
    pieces: Pieces,
    gap: Span,
    contexts: Sequence[Context],
    lexicon: Lexicon,
    near: Neighbourhood,
    *,
    only_alone: bool,
) -> Iterator[Repaired]:
    """The gap alone, then with what stands before, after, and on both sides of it."""
    dropped = len(contexts[0].dropped)
    villages = _villages(contexts)
    supported = any(_supports(name, lexicon) for name in pieces.names)
    for span, kept in _windows(gap, pieces, lexicon):
        town = -1 if dropped else _town(kept.names, lexicon)
        found_near = near.near(text[span[0] : span[1]], villages, town)
        candidates = _sparing_heads(found_near, text[gap[0] : gap[1]], lexicon, supported=supported)
        if not candidates:
            continue
        token = NameToken(*span, candidates)
        names = tuple(sorted((*kept.names, token), key=lambda name: name.start))
        found = [c for c in resolve(text, names, lexicon) if len(c.dropped) <= dropped and token not in c.dropped]
        if found:
            yield Repaired(found, Pieces(names, kept.parts), ())
            slip = next((c for c in found[0].changes if (c.start, c.end) == span), None)
            if slip is not None and slip.penalty <= NEAR_ENOUGH and not found[0].dropped:
                return
        if only_alone:
            return


def _name_by_name(
    text: str,
    pieces: Pieces,
    gap: Span,
    tried: Sequence[Repaired],
    contexts: list[Context],
    lexicon: Lexicon,
    near: Neighbourhood,
) -> Iterator[Repaired]:
    """A stretch of several names that was taken for a pair of ours by more than one slip: each name by itself as well."""
    cost = min(attempt.contexts[0].penalty for attempt in tried) - contexts[0].penalty
    split = _split(text, gap) if cost > NEAR_ENOUGH else ()
    if len(split) > 1:
        apart = repair(text, pieces, split, lexicon, near, known=contexts)
        if not apart.unexplained and len(apart.contexts[0].dropped) <= len(contexts[0].dropped):
            yield apart


def _with_short_name(
    text: str, pieces: Pieces, gap: Span, waiting: Sequence[Span], lexicon: Lexicon, near: Neighbourhood
) -> Repaired | None:
    """A short name between two stretches may be the beginning of a slip (松树 in 三加乡松树平村): all three, name by name."""
    end = waiting[0][0] if waiting else -1
    between = next((n for n in pieces.names if (n.start, n.end) == (gap[1], end)), None)
    if between is None or between.candidates[0].written is not Written.SHORT:
        return None
    kept = Pieces(tuple(name for name in pieces.names if name is not between), pieces.parts)
    split = _split(text, (gap[0], waiting[0][1]))
    apart = repair(text, kept, split, lexicon, near) if len(split) > 1 else None
    return None if apart is None or apart.unexplained or apart.contexts[0].dropped else apart


def _town(names: Sequence[NameToken], lexicon: Lexicon) -> int:
    """The township that the text names beyond doubt; -1 when it does not."""
    for name in names:
        best = name.candidates[0]
        if lexicon.ranks[best.entry] == TOWN_RANK and len(name.candidates) == 1:
            return best.entry
    return -1


def _supports(name: NameToken, lexicon: Lexicon) -> bool:
    """Whether a name makes it likely that our county is meant: its province, prefecture, or a township in full."""
    best = name.candidates[0]
    return not best.penalty and lexicon.ranks[best.entry] <= TOWN_RANK


def _sparing_heads(
    candidates: Sequence[Candidate], gap: str, lexicon: Lexicon, *, supported: bool
) -> tuple[Candidate, ...]:
    """Without those that would take another county for a slip of ours, or its generic term for one of a village's name.

    A county with one character wrong is ours only when a larger or a township's name supports it.
    """
    upper = UPPER.search(gap)
    if upper is None:
        return tuple(candidates)
    return tuple(
        c
        for c in candidates
        if (supported or c.written is not Written.EDITED)
        if lexicon.ranks[c.entry] <= COUNTY_RANK or upper.group() in lexicon.entries[c.entry].name
    )


def _split(text: str, gap: Span) -> list[Span]:
    """A stretch that holds several names, cut behind each generic term."""
    start, end = gap
    cuts: list[int] = []
    for n in range(start + 1, end - 2):
        if text[n] in ENDINGS and n not in cuts and _begins_name(text[n], text[n + 1]):
            cuts.append(n + 1)
    return list(zip([start, *cuts], [*cuts, end], strict=True))


def _begins_name(ending: str, following: str) -> bool:
    """Whether a name may begin behind a generic term: not with another one, but behind a township's with that of a road (路里村)."""
    return following not in ENDINGS or (ending in "镇乡" and following in "路街巷道")


def _windows(gap: Span, pieces: Pieces, lexicon: Lexicon) -> Iterator[tuple[Span, Pieces]]:
    yield gap, pieces
    known: list[NameToken | PartToken] = [*pieces.names, *pieces.parts]
    before = [piece for piece in known if piece.end == gap[0] and _may_belong(piece, lexicon)]
    after = [piece for piece in known if piece.start == gap[1] and _may_belong(piece, lexicon)]
    for taken in (before, after, [*before, *after] if before and after else []):
        if taken:
            start, end = min(gap[0], *(p.start for p in taken)), max(gap[1], *(p.end for p in taken))
            if end - start <= LONGEST:
                names = tuple(name for name in pieces.names if name not in taken)
                yield (start, end), Pieces(names, tuple(part for part in pieces.parts if part not in taken))


def _may_belong(piece: NameToken | PartToken, lexicon: Lexicon) -> bool:
    """Names, and bare numbers: with its unit a number stands by itself, and so does a township in full."""
    if isinstance(piece, PartToken):
        return piece.kind == "number" and piece.text.isdigit()
    best = piece.candidates[0]
    return best.written is not Written.STANDARD or lexicon.ranks[best.entry] > TOWN_RANK


def _instead(
    text: str, pieces: Pieces, name: NameToken, contexts: Sequence[Context], lexicon: Lexicon, near: Neighbourhood
) -> Iterator[Context]:
    """Meanings in which a name that contradicts the others is a slip for one that does not.

    Two names of one level are two places (东关村或石家村), neither a slip for the other.
    """
    rank = lexicon.ranks[name.candidates[0].entry]
    if any(lexicon.ranks[other.candidates[0].entry] == rank for other in pieces.names if other is not name):
        return
    candidates = tuple(c for c in near.near(text[name.start : name.end], _villages(contexts)) if not _same(c, name))
    if candidates:
        token = NameToken(name.start, name.end, candidates)
        names = tuple(token if other is name else other for other in pieces.names)
        yield from (c for c in resolve(text, names, lexicon) if token not in c.dropped)


def _same(candidate: Candidate, name: NameToken) -> bool:
    return candidate.written is Written.STANDARD and any(candidate.entry == known.entry for known in name.candidates)


def _villages(contexts: Sequence[Context]) -> list[int]:
    found = dict.fromkeys(c.places[VILLAGE_RANK] for c in contexts if c.places[VILLAGE_RANK] >= 0)
    return list(found)[:MOST_VILLAGES]
