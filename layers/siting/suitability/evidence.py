"""Evidence (依据): what is known about a theme: its shapes, a department's letter, or nothing.

Nothing known is never “nothing there”. A layer with broken shapes can convict but not acquit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from gazetteer.terms import Term
from layers.siting.suitability.rules import RuleBook, SitingRule, layers_of

Shapes = NDArray[numpy.object_]
COLLECTION = 7
"""GEOS' number of the type GeometryCollection."""


class Standing(Term):
    """How a theme is known."""

    PRESENT = "present", "有图层", "layer present"
    LETTER = "letter", "有书面答复", "answered by letter"
    MISSING = "missing", "缺", "missing"


class Answer(Term):
    """What a department's letter says of the site."""

    ALLOWED = "allowed", "不涉及或同意", "not affected, or consent"
    PROHIBITED = "prohibited", "涉及或不同意", "affected, or refusal"
    CONDITIONAL = "conditional", "附条件", "with conditions"


STRICTNESS = (Answer.ALLOWED, Answer.CONDITIONAL, Answer.PROHIBITED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A department's written answer (书面答复) standing for a theme that the office does not hold.

    It speaks of `sites` by name (empty: of whatever is asked) and counts from its `date` on.
    """

    number: str
    authority: str
    date: date
    answer: Answer
    content: str
    sites: tuple[str, ...] = ()

    def speaks_of(self, site: str) -> bool:
        """Whether it was written about this site."""
        return not self.sites or site in self.sites

    @property
    def cited(self) -> str:
        """Authority, number and date, as a paper cites it."""
        return f"{self.authority}{self.number}（{self.date}）"

    def as_json(self) -> dict[str, object]:
        """The letter as a JSON object."""
        return {
            "number": self.number,
            "authority": self.authority,
            "date": self.date.isoformat(),
            "answer": self.answer.value,
            "content": self.content,
            "sites": list(self.sites),
        }


@dataclass(frozen=True, slots=True, eq=False)
class ThemeLayer:
    """The shapes of one theme in the planar CRS (metres), where they come from, and how many were unusable."""

    shapes: Shapes
    source: str
    names: tuple[str, ...] = ()
    faulty: int = 0
    tree: shapely.STRtree = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", shapely.STRtree(self.shapes))

    @property
    def whole(self) -> bool:
        """Whether every row could be used: only then does “nothing near” mean anything."""
        return not self.faulty


def theme_layer(shapes: Sequence[BaseGeometry | None] | Shapes, source: str, names: Sequence[str] = ()) -> ThemeLayer:
    """A theme from any geometries in planar metres; missing, empty, invalid or endless ones are counted as faulty.

    Collections are taken apart, because areas and lines are cut differently; heights are left out.
    """
    array = numpy.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    sound = ~(shapely.is_missing(array) | shapely.is_empty(array)) & shapely.is_valid(array)
    sound &= numpy.isfinite(shapely.bounds(array)).all(axis=1) if len(array) else sound
    kept, row = shapely.force_2d(array[sound]), numpy.flatnonzero(sound)
    while (mixed := shapely.get_type_id(kept) == COLLECTION).any():
        parts, of = shapely.get_parts(kept[mixed], return_index=True)
        kept, row = numpy.concatenate([kept[~mixed], parts]), numpy.concatenate([row[~mixed], row[mixed][of]])
    called = tuple(str(names[n]) for n in row.tolist()) if len(names) else ()
    return ThemeLayer(kept, source, called, int((~sound).sum()))


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that is known on a day: layers by theme, letters (any number) by theme or rule."""

    book: RuleBook
    kind: str
    on: date
    layers: Mapping[str, ThemeLayer]
    letters: Mapping[str, Sequence[Letter]] = field(default_factory=dict)

    @property
    def rules(self) -> tuple[SitingRule, ...]:
        """The rules in force."""
        return self.book.in_force(self.kind, self.on)

    def layer(self, theme: str) -> ThemeLayer | None:
        """The theme's layer; None when there is none, or none with a single usable or faulty row (empty ≠ nothing)."""
        layer = self.layers.get(theme)
        return layer if layer is not None and (len(layer.shapes) or layer.faulty) else None

    def letter(self, rule: SitingRule, site: str) -> Letter | None:
        """The letter that answers a rule for a site.

        One about the rule goes before one about its theme; of several the youngest counts, of one day the strictest.
        """
        for key in (rule.key, rule.layer):
            heard = [one for one in self.letters.get(key, ()) if one.speaks_of(site) and one.date <= self.on]
            if heard:
                return max(heard, key=lambda one: (one.date, STRICTNESS.index(one.answer)))
        return None

    def standing(self, theme: str) -> Standing:
        """How a theme is known at all."""
        if self.layer(theme) is not None:
            return Standing.PRESENT
        keys = {theme, *(rule.key for rule in self.rules if rule.layer == theme)}
        answered = any(letter.date <= self.on for key in keys for letter in self.letters.get(key, ()))
        return Standing.LETTER if answered else Standing.MISSING

    def as_json(self) -> list[dict[str, object]]:
        """Each theme that a rule in force speaks of: present, by letter, or missing."""
        listed = []
        for key in layers_of(self.rules):
            theme, layer = self.book.layer(key), self.layer(key)
            letters = [
                {"for": name, **letter.as_json()}
                for name, heard in self.letters.items()
                if name == key or any(rule.key == name and rule.layer == key for rule in self.rules)
                for letter in heard
            ]
            listed.append(
                {
                    "layer": key,
                    "title": theme.title,
                    "holder": theme.holder,
                    "standing": self.standing(key).value,
                    "source": layer.source if layer else "",
                    "features": len(layer.shapes) if layer else 0,
                    "faulty": layer.faulty if layer else 0,
                    "letters": letters,
                }
            )
        return listed

    def findings(self) -> list[Finding]:
        """What is missing, empty, broken, too young, or rests on an unverified rule."""
        told = [finding for key in layers_of(self.rules) for finding in self._of_theme(key)]
        known = {*layers_of(self.rules), *(rule.key for rule in self.rules)}
        for key, letter in ((key, letter) for key, heard in self.letters.items() for letter in heard):
            if key not in known:
                message = f"书面答复 {letter.cited} 所对应的“{key}”不在 {self.on} 有效的规则之列，没有采用"
                told.append(Finding("suitability.letter_unused", Severity.WARNING, message, value=key))
            elif letter.date > self.on:
                message = f"书面答复 {letter.cited} 晚于判断日期 {self.on}，没有采用"
                told.append(
                    Finding("suitability.letter_later", Severity.WARNING, message, value=letter.date.isoformat())
                )
        return told

    def _of_theme(self, key: str) -> list[Finding]:
        theme, layer, given = self.book.layer(key), self.layer(key), self.layers.get(key)
        if layer is None and self.standing(key) is Standing.MISSING:
            concerned = tuple(rule.key for rule in self.rules if rule.layer == key)
            what = "图层是空的，空图层不等于没有" if given is not None else "缺图层，也没有书面答复"
            return [
                Finding(
                    "suitability.layer_missing",
                    Severity.WARNING,
                    f"{theme.title}（{key}）：{what}；{len(concerned)} 条规则不能判断",
                    subject=key,
                    related=concerned,
                    remedy=f"向{theme.holder}索取图层（--layer {key}=文件）或书面答复（--letter {key}=文件）",
                )
            ]
        if layer is not None and layer.faulty:
            message = f"{theme.title}（{key}）有 {layer.faulty} 个图形无效或缺失：能据此判不合，不能据此判合格"
            return [
                Finding(
                    "suitability.layer_faulty", Severity.WARNING, message, subject=key, remedy="修复原图层后重新判断"
                )
            ]
        return []
