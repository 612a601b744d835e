"""Finding things by a few words: names, former names, spellings without tones, initials; plates by their text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin, pinyin

from layers.catalog import LAYERS, layer
from layers.layer import Layer
from layers.store.contract import Condition, Operator, Query, Scope, Store

MOST = 12
SHORTEST_INNER = 3
"""Letters a spelling must share before a match in its middle says anything."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: which layer, which record, what to show, where it lies and why it was found; its kind."""

    layer: str
    id: str
    title: str
    note: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name by which one record is found; `also` says what the name is when it is not the record's own."""

    hit: Hit
    text: str
    division: str
    plain: str
    initials: str
    letters: tuple[str, ...]
    order: int
    internal: bool = False


class NameIndex:
    """Every current place and facility by each of its names, with toneless spelling and initials."""

    def __init__(self, entries: list[_Entry]) -> None:
        self._entries = entries

    @classmethod
    def build(cls, store: Store) -> NameIndex:
        """Reads places, their names and the facilities; a few thousand names take a fraction of a second."""
        divisions = store.read("division", Scope.everything(), Query(columns=("code", "name"), geometry=False))
        where = dict(zip(divisions["code"], divisions["name"], strict=True))
        entries = list(_places(store, where))
        for order, declared in enumerate(found for found in LAYERS if found.desk == "facilities"):
            entries += _facilities(store, declared, where, 10 + order)
        return cls(entries)

    def find(self, text: str, scope: Scope, *, internal: bool = False, limit: int = MOST) -> list[Hit]:
        """Best first: exact, beginning with, containing, spelling, initials. `internal` names only when asked for."""
        word, plain = text.strip(), toneless(text)
        if not word:
            return []
        ranked = []
        for entry in self._entries:
            rank = _rank(entry, word, plain)
            if rank is not None and (internal or not entry.internal) and scope.covers(entry.division):
                ranked.append((rank, entry.order, len(entry.text), entry.text, entry.hit))
        ranked.sort(key=lambda item: item[:4])
        best: dict[tuple[str, str], Hit] = {}
        for *_, hit in ranked:
            best.setdefault((hit.layer, hit.id), hit)
            if len(best) == limit:
                break
        return list(best.values())


def find_plates(store: Store, text: str, scope: Scope, *, limit: int = MOST) -> list[Hit]:
    """Plates whose address holds every word of the text. Literal text; nothing is a pattern."""
    plates = layer("door_plate")
    words = text.split()
    if not words:
        return []
    where = tuple(Condition(plates.label, Operator.CONTAINS, word) for word in words)
    found = store.read(
        plates.key, scope, Query(where=where, columns=(plates.label, "kind"), geometry=False, limit=limit)
    )
    return [
        Hit(plates.key, i, address, plates.title, kind)
        for i, address, kind in zip(found["id"], found[plates.label], found["kind"], strict=True)
    ]


def toneless(spelling: str) -> str:
    """Lower-case letters only, ü as v: Yúnlǐng Xiàn → yunlingxian."""
    composed = unicodedata.normalize("NFC", spelling.lower())
    for toned in "üǖǘǚǜ":
        composed = composed.replace(toned, "v")
    return "".join(c for c in unicodedata.normalize("NFD", composed) if "a" <= c <= "z")


def initials(name: str) -> str:
    """First letters of the characters' usual readings: 云岭县 → ylx."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def _places(store: Store, where: Mapping[str, str]) -> Iterator[_Entry]:
    places = store.read(
        "place", Scope.everything(), Query(columns=("label", "kind", "spelling", "security"), geometry=False)
    )
    names = store.read("place_name", Scope.everything(), Query(columns=("place", "text", "role"), geometry=False))
    kinds, roles = layer("place").field("kind"), layer("place_name").field("role")
    others: dict[str, list[tuple[str, str]]] = {}
    for place, text, role in zip(names["place"], names["text"], names["role"], strict=True):
        others.setdefault(place, []).append((text, role))
    for i, label, kind, division, spelling, security in zip(
        *(places[key] for key in ("id", "label", "kind", "division", "spelling", "security")), strict=True
    ):
        about = f"{kinds.choice_title(kind)} · {where.get(division, '')}"
        own = Hit("place", i, label, about, kind)
        yield _entry(own, label, division, spelling or "", 0, internal=security != "public")
        for text, role in others.get(i, []):
            if text != label:
                hit = Hit("place", i, label, f"{roles.choice_title(role)}“{text}” · {about}", kind)
                yield _entry(hit, text, division, "", 1, internal=security != "public")


def _facilities(store: Store, declared: Layer, where: Mapping[str, str], order: int) -> Iterator[_Entry]:
    found = store.read(declared.key, Scope.everything(), Query(columns=(declared.label,), geometry=False))
    for i, label, division in zip(found["id"], found[declared.label], found["division"], strict=True):
        hit = Hit(declared.key, i, label, f"{declared.title} · {where.get(division, '')}")
        yield _entry(hit, label, division, "", order)


def _entry(hit: Hit, text: str, division: str, spelling: str, order: int, *, internal: bool = False) -> _Entry:
    plain = toneless(spelling) or toneless("".join(lazy_pinyin(text)))
    letters = tuple(
        "".join(dict.fromkeys(reading[0].lower() for reading in readings if reading))
        for readings in pinyin(text, style=Style.FIRST_LETTER, heteronym=True)
    )
    return _Entry(hit, text, division, plain, initials(text), letters, order, internal)


def _rank(entry: _Entry, word: str, plain: str) -> int | None:
    spelled = bool(plain) and len(plain) == sum(c.isalpha() for c in unicodedata.normalize("NFC", word))
    tests = (
        entry.text == word,
        entry.text.startswith(word),
        word in entry.text,
        spelled and entry.plain.startswith(plain),
        spelled and entry.initials.startswith(plain),
        spelled and len(plain) <= len(entry.letters) and all(map(str.__contains__, entry.letters, plain)),
        spelled and len(plain) >= SHORTEST_INNER and (plain in entry.plain or plain in entry.initials),
    )
    return next((n for n, fits in enumerate(tests) if fits), None)
