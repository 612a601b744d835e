"""What every searcher of addresses answers to here, and those that need no server: SQLite and tantivy.

`sqlite_btree`: equality of the whole text and a range for prefixes; the plainest there is. `sqlite_fts5_raw`: FTS5 with
the trigram tokenizer over the registered text; `sqlite_fts5_canonical`: the same over canonical text, the query made
canonical by the same rules as ours. Both ask in steps and stop at the first that finds something: the text as one
phrase; its parts between spaces and marks as phrases joined by AND (shorter ones than a trigram looked for in what is
found); all its trigrams joined by OR, the 200 best by bm25, put in order of shared pairs and triples of characters.
What shares less than `CUT_OFF` of them is dropped. A half typed text is a phrase to them, and a range over an indexed column
where it is shorter than a trigram. `tantivy`: an n-gram (2 and 3) index over canonical text, AND, then OR with the same order and cut.
"""

from __future__ import annotations

import importlib
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.address_data import Entry

MOST = 10
CANDIDATES = 200
CUT_OFF = 0.5
LAST = "\U0010ffff"
MARKS = re.compile(r"[\s，,。.、（）()；;：:]+")
MEGABYTE = 1_000_000
Canonical = Callable[[str], str]


class Absent(Exception):
    """What a peer needs is not installed; the message says what."""


class Searcher(Protocol):
    """Finds addresses by text.

    `start` gets ready whatever it needs (Absent when it cannot), `build` fills it anew and is timed, `ask` and `complete`
    answer at most ten addresses or heads of addresses, the best first; `megabytes` is what the index holds.
    """

    name: str

    def start(self) -> None: ...
    def build(self, entries: Sequence[Entry]) -> None: ...
    def ask(self, text: str) -> list[str]: ...
    def complete(self, text: str) -> list[str]: ...
    def megabytes(self) -> float: ...
    def close(self) -> None: ...


def same(text: str) -> str:
    """The text as it is."""
    return text


def grams(text: str, sizes: Sequence[int] = (2, 3)) -> set[str]:
    """Neighbouring characters, two and three each."""
    return {text[n : n + size] for size in sizes for n in range(len(text) - size + 1)}


def in_order(text: str, found: Sequence[tuple[str, str]], cut_off: float = CUT_OFF) -> list[str]:
    """Of (address, indexed text): those that share enough of the query's grams, the most first (then the shortest)."""
    wanted = grams(text)
    shares = [(len(wanted & grams(indexed)) / max(1, len(wanted)), -len(indexed), own) for own, indexed in found]
    return [own for share, _, own in sorted(shares, reverse=True) if share >= cut_off][:MOST]


class Sqlite:
    """A table of plates in memory, with a b-tree for whole texts and prefixes."""

    name = "sqlite_btree"
    canonical: Canonical = staticmethod(same)

    def start(self) -> None:
        try:
            self._sqlite: Any = importlib.import_module("pysqlite3.dbapi2")
        except ImportError:
            raise Absent("pip install pysqlite3") from None

    def build(self, entries: Sequence[Entry]) -> None:
        self._db: Any = self._sqlite.connect(":memory:")
        self._db.execute("CREATE TABLE plate (id INTEGER PRIMARY KEY, own TEXT, local TEXT, indexed TEXT)")
        rows = ((n, e.text, e.local, self.canonical(e.text)) for n, e in enumerate(entries))
        self._db.executemany("INSERT INTO plate VALUES (?, ?, ?, ?)", rows)
        self._db.execute("CREATE INDEX by_local ON plate (local, own)")
        self._index()

    def _index(self) -> None:
        self._db.execute("CREATE INDEX by_text ON plate (own)")

    def ask(self, text: str) -> list[str]:
        query = "SELECT own FROM plate WHERE own = ? UNION ALL SELECT own FROM plate WHERE local = ? LIMIT 10"
        return [row[0] for row in self._db.execute(query, (text, text))]

    def complete(self, text: str) -> list[str]:
        query = "SELECT own FROM plate WHERE local >= ? AND local < ? LIMIT 10"
        return [row[0] for row in self._db.execute(query, (text, text + LAST))]

    def megabytes(self) -> float:
        [pages], [size] = (self._db.execute(f"PRAGMA {key}").fetchone() for key in ("page_count", "page_size"))
        return float(pages * size / MEGABYTE)

    def close(self) -> None:
        self._db.close()


class SqliteFts(Sqlite):
    """FTS5 with trigrams, over text as it is or canonical."""

    def __init__(self, name: str, canonical: Canonical = same) -> None:
        self.name, self.canonical = name, canonical

    def _index(self) -> None:
        self._db.execute(
            "CREATE VIRTUAL TABLE texts USING fts5 (indexed, content='plate', content_rowid='id', tokenize='trigram')"
        )
        self._db.execute("INSERT INTO texts (texts) VALUES ('rebuild')")

    def ask(self, text: str) -> list[str]:
        parts = [part for part in MARKS.split(self.canonical(text)) if part]
        whole = "".join(parts)
        long = [part for part in parts if len(part) > 2]
        for phrases, within in (([whole] if len(whole) > 2 else [], []), (long, [p for p in parts if len(p) <= 2])):
            found = self._matching(" AND ".join(f'"{p}"' for p in phrases), within) if phrases else []
            if found:
                return in_order(whole, found, 0.0)
        every = " OR ".join(f'"{gram}"' for gram in sorted(grams(whole, (3,))))
        return in_order(whole, self._matching(every, [])) if every else []

    def complete(self, text: str) -> list[str]:
        asked = self.canonical(text)
        if len(asked) < 3:
            return super().complete(text)
        query = "SELECT own FROM texts JOIN plate ON plate.id = texts.rowid WHERE texts MATCH ? LIMIT 10"
        return [row[0] for row in self._db.execute(query, (f'"{asked}"',))]

    def _matching(self, match: str, within: Sequence[str]) -> list[tuple[str, str]]:
        query = (
            "SELECT own, plate.indexed FROM texts JOIN plate ON plate.id = texts.rowid WHERE texts MATCH ?"
            + " AND instr(plate.indexed, ?)" * len(within)
            + " ORDER BY rank LIMIT ?"
        )
        return list(self._db.execute(query, (match, *within, CANDIDATES)))


class Tantivy:
    """An n-gram index of tantivy's, in a temporary folder."""

    name = "tantivy"

    def __init__(self, canonical: Canonical = same) -> None:
        self._canonical = canonical

    def start(self) -> None:
        try:
            self._tantivy: Any = importlib.import_module("tantivy")
        except ImportError:
            raise Absent("pip install 'geo-app[bench]'") from None

    def build(self, entries: Sequence[Entry]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        tantivy = self._tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("indexed", stored=False, tokenizer_name="grams", index_option="freq")
        builder.add_unsigned_field("row", stored=True)
        self._index = tantivy.Index(builder.build(), path=self._folder.name)
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(min_gram=2, max_gram=3)).build()
        self._index.register_tokenizer("grams", analyzer)
        writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        self._rows = [(entry.text, self._canonical(entry.text)) for entry in entries]
        for row, (_, indexed) in enumerate(self._rows):
            writer.add_document(tantivy.Document(indexed=indexed, row=row))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, text: str) -> list[str]:
        whole = "".join(MARKS.split(self._canonical(text)))
        found = self._matching(whole, every=True)
        return in_order(whole, found, 0.0) if found else in_order(whole, self._matching(whole, every=False))

    def _matching(self, text: str, *, every: bool) -> list[tuple[str, str]]:
        query, schema = self._tantivy.Query, self._index.schema
        occur = self._tantivy.Occur.Must if every else self._tantivy.Occur.Should
        terms = [(occur, query.term_query(schema, "indexed", g, index_option="freq")) for g in sorted(grams(text))]
        hits = self._searcher.search(query.boolean_query(terms), CANDIDATES).hits if terms else ()
        return [self._rows[self._searcher.doc(address)["row"][0]] for _, address in hits]

    def complete(self, text: str) -> list[str]:
        return [own for own, _ in self._matching(self._canonical(text), every=True) if text in own][:MOST]

    def megabytes(self) -> float:
        return sum(file.stat().st_size for file in Path(self._folder.name).iterdir()) / MEGABYTE

    def close(self) -> None:
        self._folder.cleanup()
