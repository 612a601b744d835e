"""Finding things by a few words: names, spellings without tones, initials; plates and facilities by text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from layers.catalog import LAYERS
from layers.layer import Layer
from layers.store.contract import Condition, Operator, Query, Scope, Store

MOST = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: which layer, which record, what to show, and why it was found."""

    layer: str
    id: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    label: str
    kind: str
    division: str
    plain: str
    initials: str


class NameIndex:
    """Every current place name, with its toneless spelling and initials."""

    def __init__(self, entries: list[_Entry]) -> None:
        self._entries = entries

    @classmethod
    def build(cls, store: Store) -> NameIndex:
        """Reads the places once; a few thousand names take milliseconds."""
        frame = store.read(
            "place", Scope.everything(), Query(columns=("label", "kind", "spelling", "security"), geometry=False)
        )
        frame = frame[frame["security"] == "public"]
        return cls(
            [
                _Entry(i, label, kind, division, toneless(spelling), initials(label))
                for i, label, kind, division, spelling in zip(
                    frame["id"],
                    frame["label"],
                    frame["kind"],
                    frame["division"],
                    frame["spelling"].fillna(""),
                    strict=True,
                )
            ]
        )

    def find(self, text: str, scope: Scope, limit: int = MOST) -> list[tuple[str, str, str, str]]:
        """Best first: exact, beginning with, containing, spelling, initials. Tuples of id, label, kind, division."""
        word, plain = text.strip(), toneless(text)
        ranked = []
        for entry in self._entries:
            rank = _rank(entry, word, plain)
            if rank is not None and scope.covers(entry.division):
                ranked.append((rank, len(entry.label), entry.label, entry))
        ranked.sort(key=lambda item: item[:3])
        return [(e.id, e.label, e.kind, e.division) for *_, e in ranked[:limit]]


def _rank(entry: _Entry, word: str, plain: str) -> int | None:
    tests = (
        entry.label == word,
        entry.label.startswith(word),
        word in entry.label,
        bool(plain) and entry.plain.startswith(plain),
        bool(plain) and entry.initials.startswith(plain),
        len(plain) > 2 and plain in entry.plain,
    )
    return next((n for n, fits in enumerate(tests) if fits), None)


def toneless(spelling: str) -> str:
    """Lower-case letters only: Yúnlǐng Xiàn → yunlingxian."""
    decomposed = unicodedata.normalize("NFD", spelling.lower().replace("ü", "v"))
    return "".join(c for c in decomposed if "a" <= c <= "z")


def initials(name: str) -> str:
    """First letters of the characters' usual readings: 云岭县 → ylx."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def find_everything(store: Store, index: NameIndex, text: str, scope: Scope, *, full: bool) -> list[Hit]:
    """Names first, then facilities, then plates. Literal text; nothing is a pattern."""
    names = store.read("division", Scope.everything(), Query(columns=("code", "name"), geometry=False))
    where = dict(zip(names["code"], names["name"], strict=True))
    hits = [Hit("place", i, label, where.get(division, "")) for i, label, _, division in index.find(text, scope)]
    for layer in _searched_layers(full=full):
        if len(hits) >= MOST * 2:
            break
        hits += _text_hits(store, layer, text, scope, where)
    return hits[: MOST * 2]


def _searched_layers(*, full: bool) -> list[Layer]:
    plates = [layer for layer in LAYERS if layer.key == "door_plate" and (full or layer.public)]
    return [*(layer for layer in LAYERS if layer.desk == "facilities"), *plates]


def _text_hits(store: Store, layer: Layer, text: str, scope: Scope, where: dict[str, str]) -> list[Hit]:
    found = store.read(
        layer.key,
        scope,
        Query(
            where=(Condition(layer.label, Operator.CONTAINS, text.strip()),),
            columns=(layer.label,),
            geometry=False,
            limit=MOST,
        ),
    )
    return [
        Hit(layer.key, i, label, f"{layer.title} · {where.get(division, '')}")
        for i, label, division in zip(found["id"], found[layer.label], found["division"], strict=True)
    ]
