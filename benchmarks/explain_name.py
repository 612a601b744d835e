"""A proposed name explained among 10,000 neighbours: our index, the same rules over a list, and fuzzy matching of strings.

The neighbours are the county's own names, and as many more, made of their characters and generic terms in the same
townships, as 10,000 take (a county of less than `SMALL` names gets twenty a name). The queries are 200 names: one in
use, one with another generic term, one with a character that sounds alike, one with a new specific part, in turn.
All in one run, in seconds of this process's processor.

`explain_ms`, `explain_p95_ms`: every rule, its findings with clause, neighbours and remedy. `build_seconds`: the index,
readings of every name included, once. `likeness_ms`: the rules of sameness, sound, shape and writing alone, with
their scopes. `found`: of the neighbours that those rules name, the share that is named. `named`: neighbours named
a query, in the legal scope or not.

Peers. `linear`: the same rules asked of a list that compares the keys of the query with those of each neighbour in
turn; its keys are made once, as ours. Its findings are compared with ours one by one (`disagreements`). `rapidfuzz`:
`process.extract` with `fuzz.ratio` over names (cut at 66: two characters of three) and over spellings without tones
(cut at 90), lists made once; scopes, standing, readings of polyphones and reasons are nobody's business there. It is
in the `bench` extra.
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from benchmarks import compared
from benchmarks.clock import county_at, processor_seconds
from gazetteer.romanization import ReadingTables, romanize
from gazetteer.romanization.dictionary import readings_of
from gazetteer.romanization.syllables import toneless
from gazetteer.rules import (
    Candidate,
    Extent,
    Inquiry,
    Likeness,
    Neighbour,
    NeighbourIndex,
    ask,
    duplicates,
    explain,
    homophones,
    resemblance,
    shipped_rulebook,
)
from layers.naming import named_county
from layers.reading_tables import shipped_readings

NEIGHBOURS, SMALL, QUERIES = 10_000, 500, 200
LIKENESS_RULES = (*duplicates.RULES, *homophones.RULES, *resemblance.RULES)
NAME_CUT, SPELLING_CUT = 66, 90
DAY = date(2026, 11, 26)


def run(folder: Path) -> dict[str, Any]:
    """Milliseconds a name, seconds to build, and what each way finds."""
    with county_at(folder) as county:
        own = list(named_county(county.store).neighbours)
        tables = shipped_readings(county.profile)
    chance = random.Random(7)
    neighbours = filled(own, NEIGHBOURS if len(own) >= SMALL else 20 * len(own), chance)
    queries = asked_for(neighbours, chance)
    index = NeighbourIndex(neighbours, tables=tables)
    truth = [_related(ask(inquiry(query, index, tables), LIKENESS_RULES).findings) for query in queries]
    ours = {
        "rows": len(neighbours),
        **_explained(queries, index, tables),
        "build_seconds": processor_seconds(lambda: NeighbourIndex(neighbours, tables=tables)),
        "likeness_ms": _likeness_ms(queries, index, tables),
        "found": 1.0,
        "named": mean(len(found) for found in truth),
    }
    answer = compared(ours, {"linear": _linear(queries, neighbours, tables)})
    answer["disagreements"] = _disagreements(queries, index, Linear(neighbours, tables), tables)
    if importlib.util.find_spec("rapidfuzz") is None:
        answer["peers"]["rapidfuzz"] = {"not_installed": "pip install 'geo-app[bench]'"}
        return answer
    matched = compared(ours, {"rapidfuzz": _fuzzy(queries, neighbours, truth, tables)})
    answer["peers"] |= matched["peers"]
    answer["ratios"]["rapidfuzz"] = {"likeness_ms": matched["ratios"]["rapidfuzz"]["likeness_ms"]}
    return answer


def filled(own: Sequence[Neighbour], size: int, chance: random.Random) -> list[Neighbour]:
    """The county's names, and made ones of their characters, kinds, terms and townships up to `size`."""
    parts = [(one, one.parts) for one in own]
    characters = "".join(split.specific for _, split in parts)
    made = []
    for n in range(size - len(own)):
        like, split = chance.choice(parts)
        specific = "".join(chance.choices(characters, k=chance.choice((1, 2, 2, 2, 3))))
        text = specific + (split.generic or "沟")
        made.append(Neighbour(id=f"made-{n}", text=text, kind=like.kind, division=like.division, areas=like.areas))
    return [*own, *made][:size]


def asked_for(neighbours: Sequence[Neighbour], chance: random.Random) -> list[Candidate]:
    """The queries, four kinds in turn."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for character in sorted({c for one in neighbours for c in one.text}):
        for reading in readings_of(character)[:1]:
            by_sound[toneless(reading)].append(character)
    queries = []
    for n in range(QUERIES):
        like = chance.choice(neighbours)
        split, other = like.parts, chance.choice(neighbours).parts
        specific, generic = split.specific, split.generic
        if n % 4 == 1:
            generic = other.generic or generic
        elif n % 4 == 2 and specific:
            alike = by_sound[toneless((readings_of(specific[-1]) or ("",))[0])] or [specific[-1]]
            specific = specific[:-1] + chance.choice(alike)
        elif n % 4 == 3:
            specific = other.specific[:1] + specific[1:]
        text = specific + generic
        queries.append(Candidate(text=text, kind=like.kind, division=like.division[:9], areas=like.areas))
    return queries


def inquiry(query: Candidate, neighbours: Any, tables: ReadingTables) -> Inquiry:
    """What the rules are asked, nothing worked out yet."""
    return Inquiry(query, neighbours, shipped_rulebook(DAY), tables)


class Linear:
    """Neighbours as a list: each question looks at every one of them; the keys are made once."""

    covers = Extent.COUNTY

    def __init__(self, neighbours: Sequence[Neighbour], tables: ReadingTables) -> None:
        self.index = NeighbourIndex(neighbours, tables=tables)
        keys: dict[Likeness, dict[str, set[str]]] = {likeness: defaultdict(set) for likeness in Likeness}
        for likeness in Likeness:
            for key, held in self.index.held(likeness):
                for one in held:
                    keys[likeness][one.id].add(key)
        self.rows = {likeness: [(frozenset(of[one.id]), one) for one in neighbours] for likeness, of in keys.items()}

    def alike(self, likeness: Likeness, keys: Collection[str]) -> Iterable[Neighbour]:
        """See `Neighbours.alike`."""
        wanted = frozenset(keys)
        return [one for held, one in self.rows[likeness] if not wanted.isdisjoint(held)]

    def is_settled(self, neighbour: Neighbour) -> bool:
        """See `Neighbours.is_settled`."""
        return self.index.is_settled(neighbour)

    def __len__(self) -> int:
        return len(self.index)


def _explained(queries: Sequence[Candidate], neighbours: Any, tables: ReadingTables) -> dict[str, float]:
    book, spent = shipped_rulebook(DAY), []
    for query in [*queries[:4], *queries]:
        started = time.process_time()
        explain(query, neighbours, book=book, tables=tables)
        spent.append(time.process_time() - started)
    each = spent[4:]
    return {"explain_ms": 1000 * mean(each), "explain_p95_ms": 1000 * quantiles(each, n=20)[-1]}


def _likeness_ms(queries: Sequence[Candidate], neighbours: Any, tables: ReadingTables) -> float:
    return _each_ms(queries, lambda query: ask(inquiry(query, neighbours, tables), LIKENESS_RULES))


def _each_ms(queries: Sequence[Candidate], work: Callable[[Candidate], object]) -> float:
    return 1000 * processor_seconds(lambda: [work(query) for query in queries]) / len(queries)


def _linear(queries: Sequence[Candidate], neighbours: Sequence[Neighbour], tables: ReadingTables) -> dict[str, float]:
    linear = Linear(neighbours, tables)
    few = queries[: QUERIES // 4]
    return {
        **_explained(few, linear, tables),
        "likeness_ms": _likeness_ms(few, linear, tables),
    }


def _disagreements(queries: Sequence[Candidate], left: Any, right: Any, tables: ReadingTables) -> int:
    told = partial(explain, day=DAY, tables=tables)
    few = queries[: QUERIES // 4]
    return sum(told(query, left).as_json() != told(query, right).as_json() for query in few)


def _fuzzy(
    queries: Sequence[Candidate], neighbours: Sequence[Neighbour], truth: Sequence[set[str]], tables: ReadingTables
) -> dict[str, float]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (an optional peer)

    names = [one.text for one in neighbours]
    spellings = [_spelled(one.text, one.kind, tables) for one in neighbours]

    def named(query: Candidate) -> set[str]:
        text, spelling = query.text, _spelled(query.text, query.kind, tables)
        by_name = process.extract(text, names, scorer=fuzz.ratio, score_cutoff=NAME_CUT, limit=None)
        by_sound = process.extract(spelling, spellings, scorer=fuzz.ratio, score_cutoff=SPELLING_CUT, limit=None)
        return {neighbours[at].id for _, _, at in [*by_name, *by_sound]}

    found = [named(query) for query in queries]
    wanted = sum(len(right) for right in truth)
    return {
        "likeness_ms": _each_ms(queries, named),
        "found": sum(len(right & said) for right, said in zip(truth, found, strict=True)) / wanted if wanted else 1.0,
        "named": mean(len(said) for said in found),
    }


def _spelled(text: str, kind: Any, tables: ReadingTables) -> str:
    return romanize(text, kind, tables=tables).plain.lower()


def _related(findings: Iterable[Any]) -> set[str]:
    return {identity for finding in findings for identity in finding.related}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
