"""addok, with text processors for Chinese as its makers advise for languages other than French.

addok 1.3 on Debian's Redis. One document a street or group with its numbers as `housenumbers`: one document a plate
took 50 times as long to build and 20 times as long to ask. Text is canonical, by the same rules as ours. addok folds
every query to ASCII before any processor, which turns Chinese into pinyin, so tokens are pairs of neighbouring syllables;
the number part becomes one token and is flagged as housenumber wherever it stands. Labels, with and without the head of
the address, are compared by addok's own n-gram distance; what scores less than 0.5 is dropped. Documents are added in
one process. Without edge n-grams, which say nothing about pairs of syllables; a half typed text is asked with
`autocomplete`, and the numbers that begin so.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from benchmarks.address_data import Entry
from benchmarks.address_peers import MEGABYTE, MOST, Absent, Canonical, same
from benchmarks.address_servers import redis_server

SCORE = 0.5
CHUNK = 500
NUMBER = re.compile(r"(?:临时)?[甲乙丙丁戊己庚辛壬癸]?[0-9]+(?:-[0-9]+)?号(?!楼)(?:[0-9A-Z]+(?:号楼|单元|层|室))*")
TYPED = re.compile(r"[0-9]+(?:-[0-9]*)?号?$")
SIGNS = str.maketrans({"临": "L", "时": "", "-": "x", "号": "h", "楼": "b", "单": "d", "元": "", "层": "c", "室": "s"})
"""The number part in letters of its own, so that folding to ASCII leaves it in one piece."""
WORD = re.compile(r"[a-z0-9]+")
HOUSENUMBER = "hn"


def number_token(part: str) -> str:
    """128-3号2号楼 as one word."""
    stems = "".join(f"k{'甲乙丙丁戊己庚辛壬癸'.index(c)}k" if c in "甲乙丙丁戊己庚辛壬癸" else c for c in part)
    return HOUSENUMBER + stems.translate(SIGNS).lower()


def prepared(text: str) -> str:
    """Canonical text with its number part as one word apart."""
    return NUMBER.sub(lambda match: f" {number_token(match.group())} ", text)


def tokenize(pipe: Iterable[str]) -> Iterator[Any]:
    """Pairs of neighbouring syllables, and the number; a processor of addok's."""
    helpers: Any = importlib.import_module("addok.helpers.text")
    for text in pipe:
        words = WORD.findall(helpers.unidecode(str(text)).lower())
        runs, position = [[]], 0
        for word in words:
            if word.startswith(HOUSENUMBER) and word[2:3].isdigit() | (word[2:3] in "lk"):
                yield helpers.Token(word, position=position, kind="housenumber")
                runs.append([])
            else:
                runs[-1].append(word)
            position += 1
        for run in runs:
            for n, (first, second) in enumerate(pairwise(run)):
                yield helpers.Token(f"{first}_{second}", position=position + n)


def make_labels(helper: Any, result: Any) -> None:  # noqa: ARG001  (what a processor takes)
    """Labels with the number where it stands in an address, with and without the head; a processor of addok's."""
    if not result.labels:
        number = getattr(result, "housenumber", None) or ""
        result.labels = [f"{label} {number}" if number else label for label in result.name_and_local]


class Addok:
    """addok in this process, on a private Redis."""

    name = "addok"

    def __init__(self, canonical: Canonical = same) -> None:
        self._canonical = canonical
        self._open = contextlib.ExitStack()

    def start(self) -> None:
        try:
            config: Any = importlib.import_module("addok.config").config
        except ImportError:
            raise Absent("pip install 'geo-app[bench]'") from None
        socket = self._open.enter_context(redis_server())
        here = __name__
        config.REDIS = {"unix_socket_path": socket, "indexes": {"db": 0}, "documents": {"db": 1}}
        config.PROCESSORS_PYPATHS = [f"{here}.tokenize"]
        config.FIELDS = [{"key": "name", "boost": 4, "null": False}, {"key": "housenumbers"}]
        config.EXTRA_FIELDS, config.FILTERS, config.MIN_SCORE = [], [], SCORE
        config.INDEXERS_PYPATHS = ["addok.helpers.index.FieldsIndexer", "addok.pairs.PairsIndexer"]
        config.SEARCH_RESULT_PROCESSORS_PYPATHS = [
            "addok.helpers.results.match_housenumber",
            f"{here}.make_labels",
            "addok.helpers.results.score_by_autocomplete_distance",
            "addok.helpers.results.score_by_ngram_distance",
        ]
        with contextlib.redirect_stdout(io.StringIO()):
            if config.loaded:
                config.resolve()
                config.post_process()
            else:
                config.load()
        self._search: Any = importlib.import_module("addok.core").search
        self._db: Any = importlib.import_module("addok.db").DB
        self._empty = self._db.info("memory")["used_memory"]

    def build(self, entries: Sequence[Entry]) -> None:
        index: Any = importlib.import_module("addok.helpers.index")
        store: Any = importlib.import_module("addok.ds")
        self._db.flushall()
        vars(index)["_CACHE"].clear()
        documents = self._documents(entries)
        while chunk := list(islice(documents, CHUNK)):
            ready = index.prepare_housenumbers(chunk)
            for _ in index.index_documents(store.store_documents(ready)):
                pass

    def _documents(self, entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
        spaces: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            spaces[entry.head].append(entry)
        for n, (head, own) in enumerate(spaces.items()):
            full = self._canonical(head)
            local = self._canonical(f"{own[0].town}{own[0].place}")
            numbers = {
                prepared(self._canonical(entry.tail)).strip(): {"lat": entry.lat, "lon": entry.lon, "own": entry.text}
                for entry in own
            }
            yield {
                "_id": str(n),
                "name": [full, local],
                "name_and_local": [[full, local]],
                "head": head,
                "lat": own[0].lat,
                "lon": own[0].lon,
                "housenumbers": numbers,
            }

    def ask(self, text: str) -> list[str]:
        asked = prepared(self._canonical(text)).strip()
        return [_address(found) for found in self._search(asked, limit=MOST)] if asked else []

    def complete(self, text: str) -> list[str]:
        asked = self._canonical(text)
        typed = TYPED.search(asked)
        head, digits = (asked[: typed.start()], typed.group()) if typed else (asked, "")
        if not head:
            return []
        found = []
        for result in self._search(head, limit=MOST, autocomplete=True):
            numbers = result.housenumbers or {}
            begun = number_token(digits) if digits else ""
            found += [data["own"] for token, data in numbers.items() if token.startswith(begun)]
            if len(found) >= MOST:
                break
        return found[:MOST]

    def megabytes(self) -> float:
        return float((self._db.info("memory")["used_memory"] - self._empty) / MEGABYTE)

    def close(self) -> None:
        self._open.close()


def _address(result: Any) -> str:
    return str(result.own if result.housenumber else result.head)
