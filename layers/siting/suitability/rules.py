"""Siting rules (选址规则): which land a kind of facility may not stand on or near, as dated data with its source.

A rule says how sure its prohibition is and, separately, how sure its distance is: laws say 附近 (near) and
两侧 (beside) without metres, so the metres are somebody's choice. What is not sure is never asserted as law.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gazetteer.errors import Refused
from gazetteer.terms import Term


class Weight(Term):
    """What standing there means."""

    PROHIBITED = "prohibited", "禁止", "prohibited"
    RESTRICTED = "restricted", "限制", "restricted"
    HINT = "hint", "提示", "hint"


class Confidence(Term):
    """How sure a statement is."""

    CONFIRMED = "confirmed", "已核对条文", "text read"
    REPORTED = "reported", "据转载", "reported second hand"
    UNVERIFIED = "unverified", "未核实", "unverified"


@dataclass(frozen=True, slots=True)
class RuleLayer:
    """A theme that rules speak of. `holder` is the department that keeps it; `store` the office's own layer, if any.

    `where` (field → values) says which rows of that own layer belong to the theme.
    """

    key: str
    title: str
    holder: str
    store: str = ""
    where: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SitingRule:
    """A facility of one of `kinds` keeps at least `distance_m` from `layer` (0: may not overlap it).

    In force from `valid_from` until the day before `valid_to` (None: no end known). A distance equal to
    `distance_m` is kept. `confidence` is that of the prohibition, `distance_confidence` that of the metres.
    """

    key: str
    kinds: tuple[str, ...]
    layer: str
    distance_m: float
    weight: Weight
    text: str
    source: str
    article: str
    valid_from: date
    valid_to: date | None
    confidence: Confidence
    distance_confidence: Confidence
    note: str = ""

    def in_force(self, kind: str, on: date) -> bool:
        """Whether the rule speaks of this kind of facility on this day."""
        return kind in self.kinds and self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def as_json(self) -> dict[str, object]:
        """The rule as a JSON object."""
        return {
            "rule": self.key,
            "kinds": list(self.kinds),
            "layer": self.layer,
            "weight": self.weight.value,
            "limit_m": self.distance_m,
            "text": self.text,
            "source": self.source,
            "article": self.article,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "confidence": self.confidence.value,
            "distance_confidence": self.distance_confidence.value,
            "note": self.note,
        }

    @property
    def clause(self) -> str:
        """Source and article, with 未核实 where that is so."""
        unsure = "，未核实" if self.confidence is Confidence.UNVERIFIED else ""
        return f"{self.source}{self.article}{unsure}"

    @property
    def limit(self) -> str:
        """The limit in words, with 未核实 where the metres are."""
        if not self.distance_m:
            return "不得占用"
        unsure = "（距离未核实）" if self.distance_confidence is Confidence.UNVERIFIED else ""
        return f"距离不小于 {self.distance_m:g} m{unsure}"

    def asserts(self, distance_m: float) -> bool:
        """Whether standing this near is surely against the rule, or only against an unverified one or its metres."""
        if self.confidence is Confidence.UNVERIFIED:
            return False
        return distance_m <= 0 or self.distance_confidence is not Confidence.UNVERIFIED


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules and the themes they speak of, whatever their dates."""

    rules: tuple[SitingRule, ...]
    layers: tuple[RuleLayer, ...]

    def layer(self, key: str) -> RuleLayer:
        """The theme called `key`. Raises Refused with all keys when there is none."""
        for layer in self.layers:
            if layer.key == key:
                return layer
        known = "、".join(f"{layer.key}（{layer.title}）" for layer in self.layers)
        raise Refused.because("suitability.layer", f"规则里没有图层“{key[:40]}”", remedy=f"可用：{known}")

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of facility that some rule speaks of, in order of mention."""
        return tuple(dict.fromkeys(kind for rule in self.rules for kind in rule.kinds))

    def in_force(self, kind: str, on: date) -> tuple[SitingRule, ...]:
        """The rules for a kind on a day. Raises Refused for a kind nobody wrote rules for, or a day without any."""
        if kind not in self.kinds:
            raise Refused.because(
                "suitability.kind", f"没有“{kind[:40]}”的选址规则", remedy=f"可用：{'、'.join(self.kinds)}"
            )
        found = tuple(rule for rule in self.rules if rule.in_force(kind, on))
        if not found:
            raise Refused.because(
                "suitability.no_rule", f"{on} 没有有效的“{kind}”选址规则", remedy="换一个日期，或补充规则数据"
            )
        return found


def load_rules(paths: Sequence[Path]) -> RuleBook:
    """The rules of several files, later ones replacing equal keys of earlier ones.

    Raises Refused when a file cannot be understood; OSError when it cannot be read.
    """
    rules: dict[str, SitingRule] = {}
    layers: dict[str, RuleLayer] = {}
    for path in paths:
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            layers |= {layer.key: layer for layer in map(_layer, raw.get("layer", ()))}
            rules |= {rule.key: rule for rule in map(_rule, raw.get("rule", ()))}
        except (ValueError, TypeError, KeyError) as wrong:
            raise Refused.because(
                "suitability.rules", f"选址规则文件 {path.name} 读不懂：{wrong}", remedy="改正这个文件"
            ) from wrong
    if unknown := sorted({rule.layer for rule in rules.values()} - set(layers)):
        raise Refused.because("suitability.rules", f"规则用到没有声明的图层：{'、'.join(unknown)}")
    return RuleBook(tuple(rules.values()), tuple(layers.values()))


def _layer(raw: Mapping[str, Any]) -> RuleLayer:
    where = {field: tuple(values) for field, values in raw.get("where", {}).items()}
    return RuleLayer(raw["key"], raw["title"], raw["holder"], raw.get("store", ""), where or None)


def _rule(raw: Mapping[str, Any]) -> SitingRule:
    distance_m = float(raw.get("distance_m", 0.0))
    valid_from, valid_to = raw["valid_from"], raw.get("valid_to")
    if not (0 <= distance_m < 100_000 and isinstance(valid_from, date) and isinstance(valid_to, date | None)):
        raise ValueError(f"{raw['key']}：距离或日期不对")
    confidence = Confidence.of(raw["confidence"])
    return SitingRule(
        key=raw["key"],
        kinds=tuple(raw["kinds"]),
        layer=raw["layer"],
        distance_m=distance_m,
        weight=Weight.of(raw["weight"]),
        text=raw["text"],
        source=raw["source"],
        article=raw["article"],
        valid_from=valid_from,
        valid_to=valid_to,
        confidence=confidence,
        distance_confidence=Confidence.of(raw.get("distance_confidence", confidence)),
        note=raw.get("note", ""),
    )


def layers_of(rules: Iterable[SitingRule]) -> tuple[str, ...]:
    """The themes that rules speak of, in order of mention."""
    return tuple(dict.fromkeys(rule.layer for rule in rules))
