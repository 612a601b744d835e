"""The names a candidate stands among: what a rule may ask of them, and an index of any list that answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from gazetteer.categories import PlaceKind
from gazetteer.romanization.readings import NO_TABLES, ReadingTables, decide_readings
from gazetteer.rules.extent import Extent
from gazetteer.rules.parts import Parts, plain_name, split_parts
from gazetteer.rules.sounds import Sound, sound_of, sound_written
from gazetteer.rules.standard_table import legible_text, standard_text
from gazetteer.terms import Term


class Standing(Term):
    """How a neighbour's name stands today."""

    CURRENT = "current", "现用", "in use"
    PENDING = "pending", "在审", "under review"
    PLANNED = "planned", "规划预留", "planned or reserved"
    HISTORICAL = "historical", "历史", "historical"


RESERVED = frozenset({Standing.PENDING, Standing.PLANNED})


class Bond(Term):
    """How a neighbour's name hangs on another name or entity (`Neighbour.bound_to`)."""

    NONE = "", "", ""
    DERIVED = "derived", "派生自", "derived from"
    SEAT = "seat", "驻地", "seat of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A name of the surroundings. `id` is the name's record, `place` its entity.

    `spelling` is the approved one with tone marks, "" when there is none. `areas` are the built-up areas it
    lies in. `extends` says that the entity reaches beyond the unit `division` names. `protected` names are on
    the heritage list; `measures` says that measures for a change are on file. `attested` is the year of the
    first evidence.
    """

    id: str
    text: str
    kind: PlaceKind
    division: str = ""
    place: str = ""
    class_code: str = ""
    code: str = ""
    spelling: str = ""
    standing: Standing = Standing.CURRENT
    standard: bool = True
    until: str = ""
    areas: tuple[str, ...] = ()
    famous: bool = False
    extends: bool = False
    bond: Bond = Bond.NONE
    bound_to: str = ""
    protected: bool = False
    measures: bool = False
    attested: int | None = None

    @property
    def plain(self) -> str:
        """The name by which it is compared; a committee's is that of its village."""
        return plain_name(self.text, self.kind)

    @property
    def parts(self) -> Parts:
        """Specific part and generic term of the plain name."""
        return split_parts(self.plain, self.kind)

    def as_json(self) -> dict[str, object]:
        """What a person needs to recognise it."""
        return {
            "id": self.id,
            "name": self.text,
            "kind": self.kind.value,
            "division": self.division,
            "standing": self.standing.value,
            "until": self.until,
            "spelling": self.spelling,
        }


class Likeness(StrEnum):
    """In what a neighbour may be like a candidate; keys are compared for equality.

    TEXT is the plain name (`plain_name`), STANDARD the same without spaces, marks and invisible
    characters, in standard characters.
    """

    TEXT = "text"
    STANDARD = "standard"
    SPECIFIC = "specific"
    TONED = "toned"
    TONELESS = "toneless"
    FOLDED = "folded"
    CODE = "code"
    PLACE = "place"
    BOUND_TO = "bound_to"


class Neighbours(Protocol):
    """What the rules ask of the surroundings; a list (`NeighbourIndex`) or a store may answer."""

    def alike(self, likeness: Likeness, keys: Collection[str]) -> Iterable[Neighbour]:
        """Every neighbour with one of `keys` in that respect, in any order, each at least once."""
        ...

    def is_settled(self, neighbour: Neighbour) -> bool:
        """Whether every reading of the neighbour's name is settled."""
        ...

    def __len__(self) -> int:
        """How many neighbours there are; 0 says that nothing is known of the surroundings."""
        ...

    @property
    def covers(self) -> Extent:
        """The widest area of which no name is missing; a wider legal scope is only partly compared, and said so."""
        ...


class NeighbourIndex:
    """Neighbours held in memory, found by key. Built once; `tables` decide readings that no spelling gives.

    `covers` is the widest area whose names are all there, as far as whoever made the list knows.
    """

    def __init__(
        self,
        neighbours: Iterable[Neighbour] = (),
        *,
        tables: ReadingTables = NO_TABLES,
        covers: Extent = Extent.COUNTY,
    ) -> None:
        self.covers = covers
        self._all: tuple[Neighbour, ...] = tuple(neighbours)
        self._open: set[str] = set()
        self._by: dict[Likeness, dict[str, list[Neighbour]]] = {likeness: defaultdict(list) for likeness in Likeness}
        sounds: dict[tuple[str, str], Sound] = {}
        for neighbour in self._all:
            plain = neighbour.plain
            written = (plain, neighbour.spelling if plain == neighbour.text else "")
            if written not in sounds:
                sounds[written] = sound_of_name(*written, tables=tables)
            self._add(neighbour, sounds[written])

    def _add(self, neighbour: Neighbour, sound: Sound) -> None:
        single = {
            Likeness.TEXT: neighbour.plain,
            Likeness.STANDARD: standard_text(legible_text(neighbour.plain)),
            Likeness.SPECIFIC: neighbour.parts.specific,
            Likeness.CODE: neighbour.code,
            Likeness.PLACE: neighbour.place,
            Likeness.BOUND_TO: neighbour.bound_to,
        }
        several = {Likeness.TONED: sound.toned, Likeness.TONELESS: sound.toneless, Likeness.FOLDED: sound.folded}
        for likeness, key in single.items():
            if key:
                self._by[likeness][key].append(neighbour)
        for likeness, keys in several.items():
            for key in keys:
                self._by[likeness][key].append(neighbour)
        if not sound.settled:
            self._open.add(neighbour.id)

    def alike(self, likeness: Likeness, keys: Collection[str]) -> Sequence[Neighbour]:
        """See `Neighbours.alike`."""
        held = self._by[likeness]
        return [neighbour for key in keys for neighbour in held.get(key, ())]

    def held(self, likeness: Likeness) -> Iterator[tuple[str, Sequence[Neighbour]]]:
        """Every key of a likeness with those who have it."""
        yield from self._by[likeness].items()

    def is_settled(self, neighbour: Neighbour) -> bool:
        """See `Neighbours.is_settled`."""
        return neighbour.id not in self._open

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Neighbour]:
        return iter(self._all)


def sound_of_name(text: str, spelling: str = "", *, tables: ReadingTables = NO_TABLES) -> Sound:
    """The keys of a name: by its approved spelling, else by the readings of its characters."""
    written = sound_written(text, spelling) if spelling else None
    return written or sound_of(decide_readings(text, tables))
