"""Finding addresses by what people write: our index beside SQLite FTS5, pg_trgm, tantivy and addok.

The plates are the county's own, and ten times as many (`address_data`); the queries are drawn from them with a fixed
seed, in classes (`address_queries`): the address as registered, without its head, without its township, one slip
(a character of the same sound, of similar shape, or one lost, doubled, wrong or changed about), two slips, the parts in
another order, other ways of writing, a number that is not there, half typed, and addresses of other places. Every
searcher gets the same plates and the same queries, is asked each twice, of which the quicker counts (what else the
machine does interrupts one of them), and gives at most ten answers; a slow one is stopped after `BUDGET_S` a class (`asked`
is the fewest queries it was asked). The peers' set-ups are told in
`address_peers`, `address_servers` and `address_addok`.

`p50_ms`, `p95_ms`: the wall clock in this process, servers' answers included. `hit1`, `hit5`: the share of queries whose
first answer, or one of the first five, is right. `out_of_area_accepted`: the share of addresses elsewhere that got any
answer. `build_s`: from plates in memory; ours also from the store (`from_store_s`). `index_mb`: what the index holds (ours: traced
allocations of Python, SQLite: its pages, PostgreSQL: the relation with its indexes, Redis: its memory, tantivy: its files).
`x10_`: the same with ten times the plates. `x10_slower`: ours, the same queries on ten times the plates, 1 is as quick.
`missing_number_as_gate`: the share of numbers that are not there for which ours named a plate as the very gate.
`undecided`: of one-slip queries whose first answer of ours is wrong, the share where ours says that several are as good as
each other and lists the right one among them.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.address_addok import Addok
from benchmarks.address_data import Entry, names_of, read_entries, tenfold
from benchmarks.address_peers import MEGABYTE, Absent, Searcher, Sqlite, SqliteFts, Tantivy
from benchmarks.address_queries import Asked, ask_all
from benchmarks.address_servers import Postgres
from benchmarks.clock import county_at
from gazetteer.addresses.canonical import canonical_text
from layers.address_index import AddressIndex
from layers.addressing.rows import PlateRow
from layers.addressing.statuses import GeocodeStatus
from layers.profile import CountyProfile

QUERIES = 500
BUDGET_S = 2.0
FEWEST = 5
SMALL, SMALL_QUERIES, SMALL_BUDGET_S = 5_000, 12, 0.1
"""A county of so few plates is a test's; it is asked little."""
TYPING = "prefix"
ELSEWHERE = "out_of_area"
MISSING = "missing_number"
SLIPS = ("homophone", "lookalike", "edit")
ROUNDS = 5
Queries = Mapping[str, Sequence[Asked]]


class Ours:
    """Our index, answering as the peers do."""

    name = "ours"

    def __init__(self, profile: CountyProfile) -> None:
        self._neighbours = [neighbour.name for neighbour in profile.neighbours]

    def start(self) -> None:
        return

    def build(self, entries: Sequence[Entry]) -> None:
        self.index, self._entries = self._built(entries), entries

    def _built(self, entries: Sequence[Entry]) -> AddressIndex:
        rows = [PlateRow(entry.code, entry.text, entry.lon, entry.lat) for entry in entries]
        return AddressIndex.build(rows, names_of(entries), neighbours=self._neighbours)

    def ask(self, text: str) -> list[str]:
        return [match.address for match in self.index.geocode(text).matches]

    def complete(self, text: str) -> list[str]:
        return [match.address for match in self.index.complete(text)]

    def megabytes(self) -> float:
        """Of an index built a second time, with every allocation traced."""
        tracemalloc.start()
        second = self._built(self._entries)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        del second
        return held / MEGABYTE

    def close(self) -> None:
        return


def peers() -> Iterator[Searcher]:
    """The others, each new."""
    yield Sqlite()
    yield SqliteFts("sqlite_fts5_raw")
    yield SqliteFts("sqlite_fts5_canonical", canonical_text)
    yield Tantivy(canonical_text)
    yield Postgres(canonical_text)
    yield Addok(canonical_text)


def run(folder: Path) -> dict[str, Any]:
    """Figures by class of query, for the county's plates and for ten times as many."""
    profile, entries = read_entries(folder)
    many = tenfold(entries)
    count = QUERIES if len(entries) > SMALL else SMALL_QUERIES
    sizes = {"": (entries, ask_all(entries, profile, count)), "x10_": (many, ask_all(many, profile, count))}
    ours, single = Ours(profile), Ours(profile)
    figures: dict[str, float] = {}
    for prefix, (plates, queries) in sizes.items():
        searcher = ours if prefix else single
        figures |= {prefix + key: value for key, value in _measured(searcher, plates, queries).items()}
        figures |= {prefix + key: value for key, value in _judged(searcher.index, queries).items()}
    figures["x10_slower"] = _slower(single, ours, sizes[""][1])
    figures["from_store_s"] = _from_store_s(folder, profile)
    del ours, single
    others = {peer.name: _peer(peer, sizes) for peer in peers()}
    return _answer(figures, others, len(entries))


def _answer(figures: Mapping[str, float], others: Mapping[str, Mapping[str, Any]], rows: int) -> dict[str, Any]:
    """Ratios of times and sizes only: a share has no ratio that says anything."""
    present = {peer: own for peer, own in others.items() if "not_installed" not in own}
    costs = [key for key, value in figures.items() if value and key.endswith(("_ms", "_s", "_mb"))]
    return {
        "ours": {"rows": rows, **_rounded(figures)},
        "peers": {peer: own if peer not in present else _rounded(own) for peer, own in others.items()},
        "ratios": {
            peer: {key: float(f"{own[key] / figures[key]:.3g}") for key in costs if key in own}
            for peer, own in present.items()
        },
    }


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {key: round(value, 4) for key, value in figures.items()}


def _peer(peer: Searcher, sizes: Mapping[str, tuple[Sequence[Entry], Queries]]) -> dict[str, Any]:
    try:
        peer.start()
    except Absent as absent:
        return {"not_installed": str(absent)}
    found: dict[str, Any] = {}
    try:
        for prefix, (plates, queries) in sizes.items():
            found |= {prefix + key: value for key, value in _measured(peer, plates, queries).items()}
    finally:
        peer.close()
    return found


def _measured(searcher: Searcher, entries: Sequence[Entry], queries: Queries) -> dict[str, float]:
    gc.collect()
    started = time.perf_counter()
    searcher.build(entries)
    found: dict[str, float] = {"build_s": time.perf_counter() - started}
    found["index_mb"] = searcher.megabytes()
    times: list[float] = []
    asked: list[int] = []
    for name, own in queries.items():
        ask = searcher.complete if name == TYPING else searcher.ask
        answers, seconds = _asked(ask, own)
        times += seconds
        asked.append(len(answers))
        found |= {f"{name}_p50_ms": median(seconds) * 1000, f"{name}_p95_ms": _p95(seconds) * 1000}
        if name == ELSEWHERE:
            found[f"{name}_accepted"] = sum(map(bool, answers)) / len(answers)
            continue
        for most in (1, 5):
            hits = sum(any(map(q.is_right, a[:most])) for q, a in zip(own, answers, strict=False))
            found[f"{name}_hit{most}"] = hits / len(answers)
    found |= {"p50_ms": median(times) * 1000, "p95_ms": _p95(times) * 1000, "asked": min(asked)}
    return found


def _asked(ask: Callable[[str], list[str]], queries: Sequence[Asked]) -> tuple[list[list[str]], list[float]]:
    """Answers and seconds, of as many as the budget allows."""
    answers: list[list[str]] = []
    seconds: list[float] = []
    budget_s = BUDGET_S if len(queries) > SMALL_QUERIES else SMALL_BUDGET_S
    started = time.perf_counter()
    for query in queries:
        begun = time.perf_counter()
        ask(query.text)
        between = time.perf_counter()
        answers.append(ask(query.text))
        ended = time.perf_counter()
        seconds.append(min(between - begun, ended - between))
        if ended - started > budget_s and len(answers) >= FEWEST:
            break
    return answers, seconds


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


def _judged(index: AddressIndex, queries: Queries) -> dict[str, float]:
    """What only ours says of its answers."""
    gates = [bool(index.geocode(query.text).key) for query in queries[MISSING]]
    misses = [
        (query, answer)
        for query in chain.from_iterable(queries[name] for name in SLIPS)
        if not (answer := index.geocode(query.text)).matches or answer.matches[0].address != query.address
    ]
    undecided = [
        answer.status is GeocodeStatus.AMBIGUOUS and any(query.is_right(m.address) for m in answer.matches)
        for query, answer in misses
    ]
    return {
        f"{MISSING}_as_gate": sum(gates) / max(1, len(gates)),
        "undecided": sum(undecided) / len(undecided) if undecided else 1.0,
    }


def _slower(single: Ours, tenfold_index: Ours, queries: Queries) -> float:
    """The same queries on both, in turns."""
    texts = [query.text for name, own in queries.items() if name != TYPING for query in own]
    ratios = []
    for _ in range(ROUNDS):
        spent = []
        for index in (single, tenfold_index):
            started = time.process_time()
            for text in texts:
                index.ask(text)
            spent.append(time.process_time() - started)
        ratios.append(spent[1] / spent[0])
    return median(ratios)


def _from_store_s(folder: Path, profile: CountyProfile) -> float:
    with county_at(folder) as county:
        started = time.perf_counter()
        AddressIndex.from_store(county.store, profile)
        return time.perf_counter() - started


def table(answer: Mapping[str, Any]) -> Iterator[str]:
    """The figures by class, one searcher a column."""
    columns = {"ours": answer["ours"], **answer["peers"]}
    for name, figures in columns.items():
        if "not_installed" in figures:
            yield f"{name}: not installed, {figures['not_installed']}"
    present = {name: own for name, own in columns.items() if "not_installed" not in own}
    yield "".join([f"{'':32}", *(f"{name[:21]:>22}" for name in present)])
    for key in answer["ours"]:
        yield "".join([f"{key:32}", *(f"{own.get(key, ''):>22}" for own in present.values())])


if __name__ == "__main__":
    found = run(Path(sys.argv[1] if len(sys.argv) > 1 else "county"))
    print("\n".join(table(found)))
    print(json.dumps(found["ratios"], ensure_ascii=False, indent=1))
