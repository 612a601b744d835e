"""Which places the names of a text mean together: one path through the tree, or several when the text leaves it open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gazetteer.addresses.levels import COUNTY_RANK, GROUP_RANK, POI_RANK, TOWN_RANK, VILLAGE_RANK
from gazetteer.addresses.lexicon import Candidate, Lexicon
from gazetteer.addresses.scanning import NameToken
from gazetteer.addresses.variants import Written

MOST_CONTEXTS = 64
MANY_CANDIDATES = 6
MOST_DROPPED = 4
"""A text whose names contradict each other more often than this is hardly an address."""
DROPPED_PENALTY = {TOWN_RANK: 1.0, VILLAGE_RANK: 1.6, GROUP_RANK: 0.8}
"""What it costs to leave out a name that contradicts the others, by the rank of what it names."""
OTHER_DROPPED_PENALTY = 1.2

Places = tuple[int, ...]
"""Entry by rank of its level; -1 where nothing is known. Levels down to the county are left at -1."""
NOWHERE: Places = (-1,) * (POI_RANK + 1)


class NameChange(NamedTuple):
    """A name written otherwise than its standard: where in canonical text, the entry meant, how it was written."""

    start: int
    end: int
    entry: int
    written: Written
    penalty: float


class Context(NamedTuple):
    """Places found together, what they cost, what was written otherwise, and the names left out."""

    places: Places
    penalty: float
    changes: tuple[NameChange, ...] = ()
    dropped: tuple[NameToken, ...] = ()


EMPTY = Context(NOWHERE, 0.0)


def resolve(text: str, names: Sequence[NameToken], lexicon: Lexicon) -> list[Context]:
    """Every consistent meaning, the cheapest first.

    Where names contradict each other each of them is given up in turn; a context then says what it dropped.
    """
    upper: list[NameToken] = []
    lower: list[NameToken] = []
    for name in names:
        (upper if lexicon.ranks[name.candidates[0].entry] <= COUNTY_RANK else lower).append(name)
    if len(lower) > 1:
        lower.sort(key=_by_count)
    contexts = _joined([_upper_context(upper)], text, lower, lexicon)
    dropped = contexts[0].dropped
    if dropped:
        for name in dropped[:MOST_DROPPED]:
            others = [name, *(other for other in lower if other is not name)]
            contexts += _joined([_upper_context(upper)], text, others, lexicon)
        contexts = distinct(contexts)
    return contexts


def _by_count(name: NameToken) -> int:
    return len(name.candidates)


def _upper_context(upper: Sequence[NameToken]) -> Context:
    """Names down to the county say no more than that the text is about this county; corrections of them are kept."""
    penalty, changes = 0.0, []
    for name in upper:
        best = name.candidates[0]
        if best.penalty:
            penalty += best.penalty
            changes.append(NameChange(name.start, name.end, *best))
    return EMPTY if not changes else Context(NOWHERE, penalty, tuple(changes))


def _joined(contexts: list[Context], text: str, names: Iterable[NameToken], lexicon: Lexicon) -> list[Context]:
    for name in names:
        found = [
            joined
            for context in contexts
            for candidate in _candidates(context, text, name, lexicon)
            if (joined := join(context, candidate, lexicon, name)) is not None
        ]
        if not found:
            contexts = [_without(context, name, lexicon.ranks[name.candidates[0].entry]) for context in contexts]
        else:
            contexts = found if len(found) == 1 else distinct(found)
    return contexts


def _candidates(context: Context, text: str, name: NameToken, lexicon: Lexicon) -> Sequence[Candidate]:
    """A group's number names a group in every village: only those of the village, or of the township, are looked at."""
    if len(name.candidates) <= MANY_CANDIDATES:
        return name.candidates
    key = text[name.start : name.end]
    village, town = context.places[VILLAGE_RANK], context.places[TOWN_RANK]
    own = lexicon.children.get((village, key)) if village >= 0 else lexicon.in_town(town, key) if town >= 0 else None
    if own:
        return own
    return name.candidates if len(name.candidates) <= MOST_CONTEXTS else ()


def join(context: Context, candidate: Candidate, lexicon: Lexicon, name: NameToken) -> Context | None:
    """The context with one more name; None when the tree forbids it (a village of another township)."""
    places = context.places
    merged: list[int] | None = None
    for rank, entry in lexicon.chains[candidate.entry]:
        known = places[rank]
        if known == entry:
            continue
        if known >= 0:
            return None
        merged = merged or list(places)
        merged[rank] = entry
    joined = tuple(merged) if merged else places
    if not candidate.penalty:
        return Context(joined, context.penalty, context.changes, context.dropped)
    change = NameChange(name.start, name.end, *candidate)
    return Context(joined, context.penalty + candidate.penalty, (*context.changes, change), context.dropped)


def _without(context: Context, name: NameToken, rank: int) -> Context:
    penalty = DROPPED_PENALTY.get(rank, OTHER_DROPPED_PENALTY)
    return context._replace(penalty=context.penalty + penalty, dropped=(*context.dropped, name))


def distinct(contexts: Iterable[Context]) -> list[Context]:
    """One context for the same places, the cheapest first, not more than MOST_CONTEXTS."""
    best: dict[Places, Context] = {}
    for context in contexts:
        known = best.get(context.places)
        if known is None or context.penalty < known.penalty:
            best[context.places] = context
    return sorted(best.values(), key=_by_penalty)[:MOST_CONTEXTS]


def _by_penalty(context: Context) -> tuple[float, Places]:
    return context.penalty, context.places


def said_ranks(names: Iterable[NameToken], places: Places, lexicon: Lexicon) -> Iterator[int]:
    """Ranks of the places that the text itself named."""
    for name in names:
        for candidate in name.candidates:
            rank = lexicon.ranks[candidate.entry]
            if rank <= COUNTY_RANK or places[rank] == candidate.entry:
                yield rank
                break
