"""Suitability: may this kind of facility stand here, by the rules in force, from files, own layers and letters."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy
import shapely
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.config import Settings
from geo_app.services.county import open_county
from geo_app.services.siting_files import placed_file, placed_layer, profile_of
from layers.catalog import layer as own_layer
from layers.profile import SHIPPED, CountyProfile, shipped_folder
from layers.siting.placed_rows import PlacedRows, to_degrees
from layers.siting.suitability import (
    USUAL_RESOLUTION_M,
    AllowedLand,
    Answer,
    Criterion,
    Evidence,
    Letter,
    RuleBook,
    RuleLayer,
    Score,
    Site,
    SiteVerdict,
    Status,
    ThemeLayer,
    Verdict,
    allowed_land,
    judge_site,
    load_rules,
    score_site,
    theme_layer,
    width_m,
)
from layers.siting.suitability.rules import SitingRule, layers_of
from layers.store.contract import Condition, Operator

RULES_FILE = "siting_rules.toml"
LETTER_WORDS = {
    **dict.fromkeys(("allowed", "不涉及", "同意", "不涉及或同意"), Answer.ALLOWED),
    **dict.fromkeys(("prohibited", "涉及", "不同意", "涉及或不同意"), Answer.PROHIBITED),
    **dict.fromkeys(("conditional", "附条件"), Answer.CONDITIONAL),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a kind, a day, and sites to judge or an area to search; layers and letters by theme or rule.

    A theme may come in several files, a rule or theme be answered by several letters. `restricted_too`: land that is
    only restricted is left out of a search as well.
    """

    kind: str
    on: date
    site: Path | None = None
    area: Path | None = None
    layers: Sequence[tuple[str, str]] = ()
    letters: Sequence[tuple[str, str]] = ()
    criteria: Sequence[Criterion] = ()
    least_m2: float = 0.0
    resolution_m: float = USUAL_RESOLUTION_M
    most: int = 20
    crs: str = ""
    own_layers: bool = True
    restricted_too: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Verdicts of the sites, or of the pieces of land found in the area (largest first), and what they rest on."""

    question: Question
    evidence: Evidence
    epsg: int
    verdicts: tuple[SiteVerdict, ...]
    scores: tuple[Score | None, ...]
    land: AllowedLand | None
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app site suitability`."""
        return {
            "kind": self.question.kind,
            "as_of": self.question.on.isoformat(),
            "crs": f"EPSG:{self.epsg}" if self.epsg else "plane",
            "layers": self.evidence.as_json(),
            "land": self._land(),
            "sites": [self._site(verdict, score) for verdict, score in zip(self.verdicts, self.scores, strict=True)],
            "counts": {verdict.value: sum(v.verdict is verdict for v in self.verdicts) for verdict in Verdict},
            "findings": [finding.as_json() for finding in self.findings],
        }

    def write(self, file: Path) -> None:
        """The sites or pieces of land as GeoJSON (EPSG:4490 degrees), each with its verdict and the rules not kept."""
        features = []
        for verdict in self.verdicts:
            [degrees] = to_degrees(numpy.array([verdict.site.shape], dtype=object), self.epsg)
            told = [r.rule.key for r in verdict.results if r.status is not Status.PASSED]
            properties = {
                "name": verdict.site.name,
                "verdict": verdict.verdict.term,
                "area_m2": round(verdict.area_m2, 1),
                "not_kept_or_unknown": "、".join(told),
                "as_of": self.question.on.isoformat(),
            }
            geometry = None if degrees.is_empty else shapely.geometry.mapping(degrees)
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")

    def _land(self) -> dict[str, object] | None:
        if self.land is None:
            return None
        return {
            "screen": self.land.screen.as_json(),
            "avoided": [rule.key for rule in self.land.avoided],
            "left_m2": round(self.land.total_m2, 1),
            "pieces": len(self.land.polygons),
            "pieces_too_small": self.land.dropped,
            "excluded": [{"layer": title, "share": round(share, 4)} for title, share in self.land.excluded_shares],
            "note": "避开的是有图层的规则（未核实的也避开）；缺图层的规则没有避开，所以不等于可以建",
        }

    def _site(self, verdict: SiteVerdict, score: Score | None) -> dict[str, object]:
        shape = verdict.site.shape
        broad = shape.area > 0 and shape.is_valid
        [degrees] = to_degrees(numpy.array([shape], dtype=object), self.epsg)
        return {
            **verdict.as_json(),
            "width_m": round(width_m(shape), 2) if broad else None,
            "score": score.as_json() if score else None,
            "wkt": shapely.to_wkt(degrees, rounding_precision=8),
        }


def judge(question: Question, settings: Settings) -> Judgement:
    """Judges sites, or searches an area. Raises Refused for unknown kinds, themes, rules, and files that cannot be used."""
    profile = profile_of(settings)
    book = rule_book(settings, profile)
    rules = book.in_force(question.kind, question.on)
    letters: dict[str, list[Letter]] = {}
    for key, text in question.letters:
        letters.setdefault(_known(key, book), []).append(read_letter(text))
    rows = _asked(question, profile)
    layers, notes = _layers(question, settings, rows.frame, book, layers_of(rules))
    evidence = Evidence(book, question.kind, question.on, layers, letters)
    land = None
    if question.area is not None:
        land = _search(_whole_area(rows), evidence, question)
        sites = [Site(f"地块 {n}", polygon) for n, polygon in enumerate(land.polygons[: question.most], start=1)]
        notes += _about_land(land, question)
    else:
        sites = [Site(name, shape or shapely.Point()) for name, shape in zip(rows.names, rows.shapes, strict=True)]
    verdicts = tuple(judge_site(site, evidence) for site in sites)
    scores = tuple(score_site(site, evidence, question.criteria) if question.criteria else None for site in sites)
    findings = [*rows.findings, *notes, *evidence.findings()]
    findings += [finding for verdict in verdicts for finding in verdict.findings]
    return Judgement(question, evidence, rows.epsg, verdicts, scores, land, tuple(findings))


def rule_book(settings: Settings, profile: CountyProfile) -> RuleBook:
    """The rules of everywhere, of the county's profile, and of the office's own file, later ones before earlier."""
    shipped = shipped_folder(profile.code)
    files = [SHIPPED / RULES_FILE, *([shipped / RULES_FILE] if shipped else []), settings.data_dir / RULES_FILE]
    return load_rules([file for file in files if file.exists()])


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """The rules for a kind on a day, and the themes they speak of."""

    on: date
    book: RuleBook
    rules: tuple[SitingRule, ...]

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app site rules`."""
        themes = [self.book.layer(key) for key in layers_of(self.rules)]
        return {
            "as_of": self.on.isoformat(),
            "kinds": list(self.book.kinds),
            "themes": [{"layer": t.key, "title": t.title, "holder": t.holder, "own": t.store} for t in themes],
            "rules": [rule.as_json() for rule in self.rules],
            "findings": [],
        }


def rules_in_force(settings: Settings, on: date, kind: str = "") -> RulesInForce:
    """The rules in force. Raises Refused for a kind nobody wrote rules for, or a day without any."""
    book = rule_book(settings, profile_of(settings))
    if kind:
        return RulesInForce(on, book, book.in_force(kind, on))
    return RulesInForce(on, book, tuple(r for r in book.rules if any(r.in_force(one, on) for one in r.kinds)))


def read_letter(text: str) -> Letter:
    """A letter from a TOML file, or written as `number;date;answer;content[;authority]`. Raises Refused.

    The file has number, authority, date, answer (allowed, prohibited, conditional, or the Chinese words), content,
    and sites (names) when it speaks of some only.
    """
    path = Path(text)
    with _readable(text):
        if len(text) < 400 and path.is_file():
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        else:
            parts = [part.strip() for part in text.replace("；", ";").split(";")]
            if not 4 <= len(parts) <= 5:
                raise ValueError("不是文件，也不是四至五项")
            raw = dict(zip(("number", "date", "answer", "content", "authority"), [*parts, ""][:5], strict=True))
            raw["date"] = date.fromisoformat(raw["date"])
        return _letter(raw)


@contextmanager
def _readable(text: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError, OSError) as wrong:
        raise Refused.because(
            "suitability.letter",
            f"书面答复“{text[:60]}”读不懂：{wrong}",
            remedy="写成“文号;日期;结论;内容;机关”（结论：不涉及、同意、不同意、附条件），或给出 TOML 文件",
        ) from wrong


def _letter(raw: Mapping[str, Any]) -> Letter:
    if raw["answer"] not in LETTER_WORDS:
        raise ValueError(f"结论“{raw['answer']}”不在 {'、'.join(LETTER_WORDS)} 之列")
    if not (isinstance(raw["date"], date) and str(raw["number"]).strip() and str(raw["content"]).strip()):
        raise ValueError("缺文号、日期或内容")
    sites = tuple(str(name) for name in raw.get("sites", ()))
    answer, number, content = LETTER_WORDS[raw["answer"]], str(raw["number"]), str(raw["content"])
    authority = str(raw.get("authority", ""))
    return Letter(number=number, authority=authority, date=raw["date"], answer=answer, content=content, sites=sites)


def _known(key: str, book: RuleBook) -> str:
    if key not in {rule.key for rule in book.rules}:
        book.layer(key)
    return key


def _layers(
    question: Question, settings: Settings, profile: CountyProfile, book: RuleBook, wanted: Sequence[str]
) -> tuple[dict[str, ThemeLayer], list[Finding]]:
    """The themes given as files, and those the office keeps itself."""
    wanted = tuple(dict.fromkeys((*wanted, *(criterion.layer for criterion in question.criteria))))
    found: dict[str, ThemeLayer] = {}
    notes: list[Finding] = []
    for key in dict.fromkeys(key for key, _ in question.layers):
        book.layer(key)
        files = [Path(text) for theme, text in question.layers if theme == key]
        parts = [placed_file(file, profile, crs=question.crs) for file in files]
        found[key] = _theme(parts)
        notes += [finding for part in parts for finding in part.findings]
        if key not in wanted:
            message = f"没有一条有效的规则用到图层“{key}”，没有采用"
            notes.append(Finding("suitability.layer_unused", Severity.WARNING, message, value=key))
    own = [theme for key in wanted if key not in found and (theme := book.layer(key)).store]
    if not (own and question.own_layers and (settings.data_dir / "profile.toml").exists()):
        return found, notes
    ours = profile_of(settings)
    if (profile.planar_epsg, profile.bounds) != (ours.planar_epsg, ours.bounds):
        message = f"所问的地方不在{ours.name}，没有采用本库的图层"
        notes.append(Finding("suitability.own_elsewhere", Severity.WARNING, message, remedy="用 --layer 给出图层"))
    else:
        more, told = _own_layers(own, settings, question.on)
        found |= more
        notes += told
    return found, notes


def _theme(parts: Sequence[PlacedRows]) -> ThemeLayer:
    """The rows of one or several files as one theme."""
    shapes = numpy.concatenate([part.shapes for part in parts])
    return theme_layer(shapes, "、".join(part.title for part in parts), [name for part in parts for name in part.names])


def _own_layers(
    themes: Sequence[RuleLayer], settings: Settings, on: date
) -> tuple[dict[str, ThemeLayer], list[Finding]]:
    found: dict[str, ThemeLayer] = {}
    notes: list[Finding] = []
    county = open_county(settings)
    try:
        for theme in themes:
            where = [Condition(field, Operator.IN, values) for field, values in (theme.where or {}).items()]
            rows = placed_layer(county.store, county.profile, own_layer(theme.store), where=where, as_of=on)
            found[theme.key] = _theme([rows])
            notes += rows.findings
    finally:
        county.close()
    return found, notes


def _asked(question: Question, profile: CountyProfile) -> PlacedRows:
    if (question.site is None) == (question.area is None):
        raise Refused.because(
            "suitability.asked", "要么给出地块（--site），要么给出范围（--area）", remedy="二者给一个"
        )
    file = question.site or question.area
    assert file is not None  # noqa: S101  (one of the two is there)
    rows = placed_file(file, profile, crs=question.crs, anywhere=True)
    if not len(rows):
        raise Refused.because("suitability.no_rows", f"{file.name} 里没有一行", remedy="检查文件")
    return rows


def _whole_area(rows: PlacedRows) -> BaseGeometry:
    """The areas of the file together. Raises Refused naming every row that is no valid area."""
    wrong = [
        Finding(
            "suitability.area",
            Severity.ERROR,
            f"{rows.title} 第 {number} 行不是有效的面",
            row=number,
            remedy="修复图形后重新判断",
        )
        for number, shape in zip(rows.numbers, rows.shapes, strict=True)
        if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or not shape.is_valid
    ]
    if wrong:
        raise Refused(wrong)
    return shapely.union_all(rows.shapes)


def _search(area: BaseGeometry, evidence: Evidence, question: Question) -> AllowedLand:
    return allowed_land(
        area,
        evidence,
        least_m2=question.least_m2,
        resolution_m=question.resolution_m,
        restricted=question.restricted_too,
    )


def _about_land(land: AllowedLand, question: Question) -> list[Finding]:
    if not land.avoided:
        message = "没有一条规则有图层可用，范围内没有排除任何土地"
        return [Finding("suitability.nothing_avoided", Severity.WARNING, message, remedy="补上图层（--layer）")]
    if land.polygons:
        more = len(land.polygons) - question.most
        message = f"共 {len(land.polygons)} 块，只逐条判定最大的 {question.most} 块"
        return (
            [Finding("suitability.more_land", Severity.INFO, message, remedy="用 --most 多判几块")] if more > 0 else []
        )
    share = "；".join(f"{theme} 排除 {part:.1%}" for theme, part in land.excluded_shares)
    least = f"不小于 {question.least_m2:g} m² 的" if question.least_m2 else ""
    message = f"范围内没有{least}可用土地。各图层单独排除的比例（筛查估算）：{share}"
    remedy = "放宽最小面积、换范围，或核对占比最大的图层和限距"
    return [Finding("suitability.no_land", Severity.ERROR, message, value=f"{land.total_m2:.0f} m²", remedy=remedy)]
