"""The vector verdict (逐条判定): every rule against a site's true shape, with distance, limit, source and area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from gazetteer.terms import Term
from layers.siting.straight_pieces import straight_pieces
from layers.siting.suitability.buffers import around
from layers.siting.suitability.evidence import Answer, Evidence, Letter, Standing, ThemeLayer
from layers.siting.suitability.rules import Confidence, SitingRule, Weight, layers_of

TOUCH_M2 = 0.01
"""Overlap up to this is a shared edge, not an encroachment: coordinates of two offices are not equal to the last digit."""
ROUNDING_M = 1e-6
"""Nearer than the limit by less than this is rounding: seven-digit coordinates in metres carry no more."""
FEW = 1000
"""Corners of a site up to which its distances are measured from the whole shape at once."""
FAR_M = 10_000.0
"""A theme whose nearest shape is farther than this may simply not have been drawn here."""


class Status(Term):
    """Whether a rule is kept."""

    PASSED = "pass", "合格", "kept"
    FAILED = "fail", "不合", "broken"
    UNKNOWN = "unknown", "不能判断", "cannot be judged"


class Verdict(Term):
    """What may be said of a site."""

    FEASIBLE = "feasible", "可行", "feasible"
    PROHIBITED = "prohibited", "禁止", "prohibited"
    UNVERIFIED = "unverified", "待核实", "to be verified"


@dataclass(frozen=True, slots=True)
class Site:
    """A place to judge: its name and its shape in the planar CRS (metres)."""

    name: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule for one site. `distance_m` and `area_m2` are None where nothing was measured.

    `area_m2` is the part of the site on or nearer than allowed to the theme. `nearest` names what is nearest.
    """

    rule: SitingRule
    status: Status
    standing: Standing
    distance_m: float | None = None
    area_m2: float | None = None
    nearest: str = ""
    letter: Letter | None = None

    @property
    def bars(self) -> bool:
        """Whether this alone prohibits the site, beyond doubt."""
        if self.status is not Status.FAILED or self.rule.weight is not Weight.PROHIBITED:
            return False
        by_letter = self.standing is Standing.LETTER
        return by_letter or (self.distance_m is not None and self.rule.asserts(self.distance_m))

    @property
    def leaves_open(self) -> bool:
        """Whether this has to be verified before the site can be called feasible."""
        return self.status is not Status.PASSED and self.rule.weight is not Weight.HINT and not self.bars

    def as_json(self) -> dict[str, object]:
        """The result with its rule."""
        rule = self.rule
        return {
            "rule": rule.key,
            "layer": rule.layer,
            "weight": rule.weight.value,
            "status": self.status.value,
            "standing": self.standing.value,
            "distance_m": None if self.distance_m is None else round(self.distance_m, 3),
            "limit_m": rule.distance_m,
            "area_m2": None if self.area_m2 is None else round(self.area_m2, 2),
            "nearest": self.nearest,
            "text": rule.text,
            "source": rule.source,
            "article": rule.article,
            "valid_from": rule.valid_from.isoformat(),
            "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
            "confidence": rule.confidence.value,
            "distance_confidence": rule.distance_confidence.value,
            "note": rule.note,
            "letter": self.letter.cited if self.letter else "",
        }


@dataclass(frozen=True, slots=True)
class SiteVerdict:
    """All rules for one site, and what follows."""

    site: Site
    verdict: Verdict
    area_m2: float
    results: tuple[RuleResult, ...]
    findings: tuple[Finding, ...]

    @property
    def unverified_rules(self) -> tuple[str, ...]:
        """The rules that were judged although their text or their metres are unverified."""
        return tuple(
            result.rule.key
            for result in self.results
            if Confidence.UNVERIFIED in (result.rule.confidence, result.rule.distance_confidence)
        )

    def as_json(self) -> dict[str, object]:
        """The site with every rule, the findings left to the document's own list."""
        return {
            "name": self.site.name,
            "verdict": self.verdict.value,
            "verdict_text": self.verdict.term,
            "area_m2": round(self.area_m2, 2),
            "unverified_rules": list(self.unverified_rules),
            "rules": [result.as_json() for result in self.results],
        }


def judge_site(site: Site, evidence: Evidence) -> SiteVerdict:
    """Judges a site by every rule in force.

    Prohibited: a rule whose text is known is surely broken. Feasible: every prohibiting or restricting rule is
    kept. Everything else is to be verified: a missing layer, an unverified rule or distance that is broken, a
    conditional letter, a shape that is a point (it has no extent) or not valid.
    """
    if problem := _unfit(site):
        return SiteVerdict(site, Verdict.UNVERIFIED, 0.0, (), (problem,))
    nearest = _nearest_by_theme(site, evidence)
    results = tuple(_judge(rule, site, evidence, nearest.get(rule.layer)) for rule in evidence.rules)
    point = site.shape.area <= 0
    findings = [finding for result in results if (finding := _finding(result, site)) is not None]
    findings += _contradictions(results, site)
    findings += _far_layers(results, site, evidence)
    if point:
        message = f"{site.name} 只是一个点（线），没有范围：合格只对这个位置成立"
        findings.append(
            Finding("suitability.no_extent", Severity.WARNING, message, subject=site.name, remedy="给出用地范围的面")
        )
    if any(result.bars for result in results):
        verdict = Verdict.PROHIBITED
    elif point or any(result.leaves_open for result in results):
        verdict = Verdict.UNVERIFIED
    else:
        verdict = Verdict.FEASIBLE
    return SiteVerdict(site, verdict, float(site.shape.area), results, tuple(findings))


def _unfit(site: Site) -> Finding | None:
    shape = site.shape
    if shape.is_empty or not numpy.isfinite(shape.bounds).all():
        message = f"{site.name} 没有可用的图形（空，或坐标不是数）"
    elif shape.geom_type == "GeometryCollection":
        message = f"{site.name} 的图形是点、线、面混在一起的集合，不知道以哪个为准"
    elif not shape.is_valid:
        message = f"{site.name} 的图形无效：{shapely.is_valid_reason(shape)}"
    else:
        return None
    return Finding("suitability.site_shape", Severity.ERROR, message, subject=site.name, remedy="修复图形后重新判断")


def _nearest_by_theme(site: Site, evidence: Evidence) -> dict[str, tuple[int, float]]:
    """For each theme with shapes the nearest of them, and how far it is."""
    found = {}
    for theme in layers_of(evidence.rules):
        layer = evidence.layer(theme)
        if layer is not None and len(layer.shapes):
            found[theme] = _nearest(site.shape, layer)
    return found


def _nearest(shape: BaseGeometry, layer: ThemeLayer) -> tuple[int, float]:
    """The nearest shape of a theme and its distance; of a large area by the pieces of its outline, which is quicker."""
    if shape.area <= 0 or shapely.get_num_coordinates(shape) <= FEW:
        nearest = int(layer.tree.nearest(shape))
        return nearest, float(shapely.distance(shape, layer.shapes[nearest]))
    touching = layer.tree.query(shape, predicate="intersects")
    if len(touching):
        return int(touching[0]), 0.0
    pieces, _ = straight_pieces(shapely.get_rings(shapely.get_parts(shape)))
    (which, _), away = shapely.STRtree(pieces).query_nearest(layer.shapes, return_distance=True, all_matches=False)
    return int(which[away.argmin()]), float(away.min())


def _judge(rule: SitingRule, site: Site, evidence: Evidence, nearest: tuple[int, float] | None) -> RuleResult:
    layer, letter = evidence.layer(rule.layer), evidence.letter(rule, site.name)
    if layer is None:
        measured = RuleResult(rule, Status.UNKNOWN, Standing.MISSING)
    else:
        measured = _measure(rule, site.shape, layer, nearest)
    if letter is None:
        return measured
    status = _by_letter(rule, letter, measured.status)
    return replace(measured, status=status or measured.status, standing=_standing(status, layer), letter=letter)


def _standing(settled: Status | None, layer: ThemeLayer | None) -> Standing:
    return Standing.LETTER if settled is not None or layer is None else Standing.PRESENT


def _by_letter(rule: SitingRule, letter: Letter, measured: Status) -> Status | None:
    """What a letter makes of a rule; None where what was measured stands.

    A refusal always counts. Consent settles what could not be judged and what is only restricted; it does not
    lift a prohibition that the layer shows to be broken. Conditions leave the rule open unless it is broken.
    """
    if letter.answer is Answer.PROHIBITED:
        return Status.FAILED if measured is not Status.FAILED else None
    if measured is Status.FAILED:
        consent = letter.answer is Answer.ALLOWED and rule.weight is not Weight.PROHIBITED
        return Status.PASSED if consent else None
    if letter.answer is Answer.CONDITIONAL:
        return Status.UNKNOWN
    return Status.PASSED if measured is Status.UNKNOWN else None


def _measure(rule: SitingRule, shape: BaseGeometry, layer: ThemeLayer, nearest: tuple[int, float] | None) -> RuleResult:
    if nearest is None:
        return RuleResult(rule, Status.UNKNOWN, Standing.PRESENT)
    which, distance_m = nearest
    near = distance_m < rule.distance_m - ROUNDING_M
    kept = bool(rule.distance_m) and not near
    area_m2 = 0.0 if kept else _area_within(rule.distance_m, shape, layer)
    broken = near or (not rule.distance_m and _overlaps(shape, layer, area_m2))
    status = Status.FAILED if broken else Status.PASSED if layer.whole else Status.UNKNOWN
    name = layer.names[which] if layer.names else ""
    return RuleResult(rule, status, Standing.PRESENT, distance_m, area_m2, name)


def _overlaps(shape: BaseGeometry, layer: ThemeLayer, area_m2: float) -> bool:
    """Whether the site stands on the theme: by area, or, where one of the two has none, by touching its inside."""
    touching = layer.shapes[layer.tree.query(shape, predicate="intersects")]
    if shape.area > 0:
        flat = shapely.get_dimensions(touching) < 2
        return area_m2 > TOUCH_M2 or bool(shapely.relate_pattern(touching[flat], shape, "T********").any())
    return bool(len(touching))


def _area_within(distance_m: float, shape: BaseGeometry, layer: ThemeLayer) -> float:
    if shape.area <= 0:
        return 0.0
    if distance_m:
        near = layer.shapes[layer.tree.query(shape, predicate="dwithin", distance=distance_m)]
        near = around(near, distance_m)
    else:
        near = layer.shapes[layer.tree.query(shape, predicate="intersects")]
    if not len(near):
        return 0.0
    return float(shapely.area(shapely.intersection(shape, shapely.union_all(near))))


def _finding(result: RuleResult, site: Site) -> Finding | None:
    """What to say about a rule that is not kept; nothing about one that is, or whose theme is missing.

    A missing theme is told once for all sites (`Evidence.findings`).
    """
    if result.status is Status.PASSED or result.standing is Standing.MISSING:
        return None
    rule = result.rule
    if result.status is Status.UNKNOWN:
        if rule.weight is Weight.HINT:
            return None
        why = f"书面答复附条件：{result.letter.content}" if result.letter else "图层不完整"
        message = f"{site.name}：“{rule.text}”不能判断（{why}）"
        return _told("suitability.unknown", Severity.WARNING, message, result, site, "补齐图层或书面答复")
    severity = Severity.BLOCK if result.bars else Severity.INFO if rule.weight is Weight.HINT else Severity.WARNING
    message = f"{site.name}：{_how(result)}；{rule.text}，{rule.limit}"
    if not result.bars and rule.weight is Weight.PROHIBITED:
        message += "；规则或距离未核实，不作禁止结论"
    remedy = {Weight.PROHIBITED: "另选地块，或缩小范围避开", Weight.RESTRICTED: "征得主管部门书面同意"}.get(
        rule.weight, "知悉"
    )
    return _told("suitability.broken", severity, message, result, site, remedy)


def _how(result: RuleResult) -> str:
    if result.letter is not None and result.standing is Standing.LETTER:
        return f"{result.letter.cited}答复“{result.letter.content}”"
    named = f"（{result.nearest}）" if result.nearest else ""
    if result.distance_m:
        return f"距最近的{named or '要素'} {result.distance_m:.1f} m，{result.area_m2 or 0:,.0f} m² 在限距内"
    return f"占用{named or '禁区要素'} {result.area_m2 or 0:,.1f} m²"


def _told(rule: str, severity: Severity, message: str, result: RuleResult, site: Site, remedy: str) -> Finding:
    value = "" if result.distance_m is None else f"{result.distance_m:.2f} m"
    return Finding(
        rule,
        severity,
        message,
        subject=site.name,
        column=result.rule.key,
        value=value,
        clause=result.rule.clause,
        remedy=remedy,
    )


def _contradictions(results: Iterable[RuleResult], site: Site) -> list[Finding]:
    """Where a layer and a letter say different things, and which of them was followed."""
    told = []
    for result in results:
        letter, by_letter = result.letter, result.standing is Standing.LETTER
        if letter is None or result.distance_m is None:
            continue
        differ = by_letter or (letter.answer is not Answer.PROHIBITED and result.status is Status.FAILED)
        if differ:
            followed = "答复" if by_letter else "图层"
            message = (
                f"{site.name}：“{result.rule.text}”按图层量得 {result.distance_m:.1f} m，{letter.cited}答复"
                f"“{letter.answer.term}”；按{followed}处理"
            )
            remedy = "与答复部门核对图层"
            told.append(_told("suitability.letter_differs", Severity.WARNING, message, result, site, remedy))
    return told


def _far_layers(results: Iterable[RuleResult], site: Site, evidence: Evidence) -> list[Finding]:
    """Themes that acquit only because nothing of them is anywhere near: does the layer reach this far at all?"""
    far = {
        result.rule.layer: result.distance_m
        for result in results
        if result.status is Status.PASSED and result.distance_m is not None and result.distance_m > FAR_M
    }
    return [
        Finding(
            "suitability.far_layer",
            Severity.INFO,
            f"{site.name}：{evidence.book.layer(theme).title}最近的要素在 {distance_m / 1000:.0f} km 外",
            subject=site.name,
            column=theme,
            value=f"{distance_m:.0f} m",
            remedy="核对这个图层是否覆盖地块所在的地方",
        )
        for theme, distance_m in far.items()
    ]
