"""The least change of a written number for what rows alone show to be wrong. A preview: nothing is ever applied.

As few plates as can be get another number: of several doors with one number the first keeps it, and of sub-numbers
that lost their main number one takes its place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gazetteer.errors import Refused
from gazetteer.numbering.door_number import MAX_NUMBER, DoorNumber, SubStyle
from gazetteer.numbering.next_number import Key, Stock
from gazetteer.numbering.profile import NumberingProfile
from gazetteer.numbering.rows import DEAD, GONE, ON_GATES, Rows, read_number
from gazetteer.numbering.rules import Judge
from gazetteer.numbering.running import number_spaces, scopes_of
from gazetteer.numbering.stock import stocks_of
from gazetteer.numbering.wording import plain_text

_ZEROS = re.compile(r"(?<![0-9])0+(?=[1-9])|(?<![〇零一二三四五六七八九十百千])[〇零]+(?=[一二三四五六七八九十])")
_FIRST_SUB = re.compile(r"号?[-附之]")


@dataclass(frozen=True, slots=True)
class Remedy:
    """One plate's number as written before and after, by which rules, and why."""

    id: str
    before: str
    after: str
    rules: tuple[str, ...]
    reason: str


@dataclass(slots=True)
class _Plate:
    """A plate while its number is being put right."""

    id: str
    space: Any
    address: Any
    before: str
    text: str
    number: DoorNumber | None = None
    done: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What identifies its number; nothing but zeros while it has none."""
        return self.number.key if self.number else (0, 0, 0)

    @property
    def owner(self) -> Any:
        """Plates of one address bear one number; a plate without an address stands for itself."""
        return ("address", self.address) if self.address else ("plate", self.id)

    def change(self, number: DoorNumber, rule: str, reason: str) -> None:
        """Another number, by which rule and why."""
        self.number, self.text = number, str(number)
        self.done.append((rule, reason))


def remedies(rows: Rows, profile: NumberingProfile) -> list[Remedy]:
    """For every number that N01, N02 (leading zeros), N10, N26 or N27 speaks of, the least change, in the order of rows.

    Numbers that cannot be read at all, or whose main number is held back, are left to a person. Applied, nothing is
    left to change.
    """
    judge = Judge(profile)
    plates = list(_plates(rows, judge))
    for plate in plates:
        _read(plate)
    stocks = stocks_of(rows, profile)
    by_space: dict[Any, list[_Plate]] = defaultdict(list)
    for plate in plates:
        if plate.space:
            by_space[plate.space].append(plate)
    for space, own in by_space.items():
        _Space(own, stocks.get(space, Stock()), profile.sub_style).settle()
    return [
        Remedy(
            plate.id,
            plate.before,
            plate.text,
            tuple(dict.fromkeys(rule for rule, _ in plate.done)),
            "；".join(reason for _, reason in plate.done),
        )
        for plate in plates
        if plate.text != plate.before
    ]


def _plates(rows: Rows, judge: Judge) -> Iterator[_Plate]:
    spaces = number_spaces(rows, judge, scopes_of(rows))
    keys = ("id", "address", "number_text", "kind", "status", "address_status")
    for space, (identity, address, text, kind, status, address_status) in zip(spaces, rows.each(*keys), strict=True):
        on_gate = kind is None or kind in ON_GATES
        if text and on_gate and status not in GONE and address_status not in DEAD:
            yield _Plate(str(identity), space, address, str(text), str(text))


def _read(plate: _Plate) -> None:
    """Plain characters, no leading zeros; what is read then."""
    plain, reasons = plain_text(plate.text)
    if reasons and plain != plate.text:
        plate.text = plain
        plate.done.append(("N26", f"改正{'、'.join(reasons)}"))
    found = read_number(plate.text)
    if isinstance(found, Refused) and found.findings[0].rule == "numbering.leading_zero":
        bare = _ZEROS.sub("", plate.text)
        found = read_number(bare)
        if isinstance(found, DoorNumber):
            plate.text = bare
            plate.done.append(("N02", "去掉前面的 0"))
    plate.number = found if isinstance(found, DoorNumber) else None


class _Space:
    """The plates of one space, and the keys they use as changes go on."""

    def __init__(self, plates: list[_Plate], stock: Stock, style: SubStyle) -> None:
        self.plates = plates
        self.stock = stock
        self.style = style
        self.used = {plate.number.key for plate in plates if plate.number}

    def settle(self) -> None:
        """Main numbers first: what hangs on them comes after."""
        self._mains_for_orphans()
        self._stacked()
        self._duplicates()

    def _mains_for_orphans(self) -> None:
        orphans: dict[tuple[int, int], list[_Plate]] = defaultdict(list)
        for plate in self.plates:
            if plate.number and plate.number.sub and (*plate.number.key[:2], 0) not in self.used:
                orphans[plate.number.key[:2]].append(plate)
        for (number, _), found in orphans.items():
            if number in self.stock.held or number in self.stock.reserved:
                continue
            first = min(found, key=lambda plate: (plate.key, bool(plate.done), plate.id))
            main = DoorNumber(number, stem=first.number.stem if first.number else "")
            for plate in found:
                if plate.key == first.key and plate.owner == first.owner:
                    plate.change(main, "N10", f"没有在用的{main}，由附号改为主号")
            self.used = {plate.key for plate in self.plates if plate.number}

    def _stacked(self) -> None:
        for plate in self.plates:
            found = read_number(plate.text)
            if isinstance(found, DoorNumber) or found.findings[0].rule != "numbering.sub_of_sub":
                continue
            first = _FIRST_SUB.search(plate.text)
            parent = read_number(plate.text[: first.start()]) if first else found
            if isinstance(parent, DoorNumber) and parent.key in self.used:
                plate.change(self._next_sub(parent), "N27", "附号下不再编附号，改为并列的附号")

    def _duplicates(self) -> None:
        doors: dict[Key, dict[Any, list[_Plate]]] = defaultdict(lambda: defaultdict(list))
        for plate in sorted(self.plates, key=lambda each: (bool(each.done), each.id)):
            if plate.number:
                doors[plate.key][plate.owner].append(plate)
        for owners in doors.values():
            for found in [*owners.values()][1:]:
                number = found[0].number
                assert number is not None  # noqa: S101  (chosen so)
                sub = self._next_sub(number)
                for plate in found:
                    plate.change(sub, "N01", f"{number}重号，编为附号")

    def _next_sub(self, number: DoorNumber) -> DoorNumber:
        main, stem, _ = number.key
        free = next(sub for sub in range(1, MAX_NUMBER) if (main, stem, sub) not in self.used)
        self.used.add((main, stem, free))
        return DoorNumber(number.number, free, number.stem, self.style)
