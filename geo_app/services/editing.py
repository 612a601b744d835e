"""Drafting a change of one record: values judged, position judged, saved as a draft; nothing typed is lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused, Stale
from gazetteer.findings import Finding, Severity, blocking
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.county import County
from layers.conform import FULL_WIDTH, conform
from layers.layer import Geometry, Layer
from layers.positions import check_position
from layers.store import ChangeSet, ChangeState, Condition, Edit, EditAct, Operator, Query, Record, Value

ACTS = {
    EditAct.CORRECT: ("勘误（原来登记错了）", "Correction (it was recorded wrongly)"),
    EditAct.CHANGE: ("变更（实际情况变了）", "Change (the world changed)"),
    EditAct.END: ("注销（不再存在）", "End (it no longer exists)"),
    EditAct.WITHDRAW: ("撤销登记（本不该登记）", "Withdraw (registered by mistake)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A saved draft and what was remarked about it (nothing that refuses)."""

    change_set: ChangeSet
    remarks: tuple[Finding, ...]


def draft_new(county: County, person: Person, declared: Layer, form: Mapping[str, str]) -> Drafted:
    """Drafts a new record. Raises Refused with every finding at once."""
    values, findings = conform(declared, form)
    geometry, more = read_geometry(county, declared, form)
    division, about_division = _division(county, person, form.get("division", ""))
    findings += more + about_division + _wanting_geometry(declared, geometry) + _wanting_reason(form)
    _refuse(findings)
    edit = Edit(
        layer=declared.key,
        act=EditAct.CREATE,
        object_id=str(uuid.uuid4()),
        division=division,
        values=values,
        geometry=geometry,
        sets_geometry=geometry is not None,
        effective=_day(form, "effective"),
        source=form.get("source", "")[:200],
    )
    return _save(county, person, [edit], form, f"新增{declared.title}“{values.get(declared.label)}”", findings)


def draft_edit(county: County, person: Person, declared: Layer, object_id: str, form: Mapping[str, str]) -> Drafted:
    """Drafts a change of a record. Raises Stale when the form is older than the record, Refused otherwise."""
    record = county.store.get(declared.key, object_id, person.scope)
    _refuse_stale(declared, record, form)
    act = _act(form)
    values, findings = _changed_values(declared, record, form) if act in (EditAct.CORRECT, EditAct.CHANGE) else ({}, [])
    geometry, more = read_geometry(county, declared, form)
    findings += more + _wanting_reason(form)
    moved = geometry is not None and (record.geometry is None or not geometry.equals_exact(record.geometry, 5e-8))
    if act in (EditAct.CORRECT, EditAct.CHANGE) and not values and not moved:
        findings.append(Finding("edit.nothing", Severity.ERROR, "没有任何改动", remedy="修改至少一处，或返回"))
    if act in (EditAct.CHANGE, EditAct.END) and not form.get("effective"):
        findings.append(
            Finding(
                "edit.effective",
                Severity.ERROR,
                "变更和注销需要填写生效日期",
                column="生效日期",
                remedy="填写实际发生的日期",
            )
        )
    _refuse(findings)
    edit = Edit(
        layer=declared.key,
        act=act,
        object_id=object_id,
        values=values,
        geometry=geometry if moved else None,
        sets_geometry=moved,
        base_version=record.version,
        effective=_day(form, "effective"),
    )
    edits = [edit, *_following(county, person, declared, record, edit)]
    title = f"{ACTS[act][0].split('（')[0]}{declared.title}“{record.values.get(declared.label)}”"
    return _save(county, person, edits, form, title, findings)


def open_drafts(county: County, person: Person) -> list[ChangeSet]:
    """One's own drafts that a further edit can join."""
    return county.store.change_sets(person.scope, states=[ChangeState.DRAFT, ChangeState.RETURNED], author=person.name)


def read_geometry(
    county: County, declared: Layer, form: Mapping[str, str]
) -> tuple[BaseGeometry | None, list[Finding]]:
    """The geometry a form gives: longitude and latitude for points, GeoJSON for lines and areas."""
    if declared.geometry is Geometry.POINT:
        return _point(county, form)
    text = form.get("geojson", "").strip()
    if not text or declared.geometry is None:
        return None, []
    try:
        shape = shapely.from_geojson(json.dumps(json.loads(text)))
    except (ValueError, ShapelyError):
        return None, [
            Finding("edit.geojson", Severity.ERROR, "图形不是有效的 GeoJSON", column="图形", remedy="在图上重新绘制")
        ]
    wanted = declared.geometry.value.removeprefix("Multi")
    if shape is None or shape.geom_type.removeprefix("Multi") != wanted or shape.is_empty:
        return None, [
            Finding("edit.geometry_kind", Severity.ERROR, f"图形应为 {wanted}", column="图形", remedy="在图上重新绘制")
        ]
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        return None, [
            Finding(
                "edit.geometry_invalid",
                Severity.ERROR,
                f"图形不合法：{reason}",
                column="图形",
                remedy="改正自相交等问题",
            )
        ]
    return shape, []


def _point(county: County, form: Mapping[str, str]) -> tuple[BaseGeometry | None, list[Finding]]:
    lon, lat = form.get("lon", "").strip(), form.get("lat", "").strip()
    if not lon and not lat:
        return None, []
    try:
        x, y = degrees(lon), degrees(lat)
    except ValueError:
        return None, [
            Finding(
                "edit.position",
                Severity.ERROR,
                f"经纬度写法不对：{lon}, {lat}",
                column="位置",
                remedy="写成 108.360000 或 108°21′36″",
            )
        ]
    findings = check_position(x, y, county.profile)
    return (None, findings) if findings else (shapely.Point(x, y), [])


def degrees(text: str) -> float:
    """Decimal degrees, or degrees, minutes and seconds with their signs. Raises ValueError."""
    plain = text.translate(FULL_WIDTH).strip().lstrip("东西南北经纬").strip("EWNSewns ")
    for sign, blank in (
        ("°", " "),
        ("度", " "),
        ("′", " "),
        ("分", " "),
        ("'", " "),
        ("″", " "),
        ("秒", " "),
        ('"', " "),
    ):
        plain = plain.replace(sign, blank)
    parts = [float(part) for part in plain.split()]
    if not 1 <= len(parts) <= 3 or any(part < 0 or part >= 60 for part in parts[1:]):
        raise ValueError(text)
    return parts[0] + sum(part / 60 ** (n + 1) for n, part in enumerate(parts[1:]))


def _changed_values(declared: Layer, record: Record, form: Mapping[str, str]) -> tuple[dict[str, Value], list[Finding]]:
    """What the form changes; fields whose value stays the same are left alone and not judged again."""
    given = {key: form[key] for key in declared.keys if key in form}
    values, findings = conform(declared, given, partial=True)
    changed = {key: value for key, value in values.items() if value != record.values.get(key)}
    return changed, findings


def _following(county: County, person: Person, declared: Layer, record: Record, edit: Edit) -> list[Edit]:
    """A standard name's new text is also the place's label; both are proposed together."""
    text = edit.values.get("text")
    if declared.key != "place_name" or not text or record.values.get("role") != "standard":
        return []
    place = county.store.get("place", str(record.values["place"]), person.scope)
    if place.values.get("label") == text:
        return []
    return [
        Edit(
            layer="place",
            act=edit.act,
            object_id=place.id,
            values={"label": text},
            base_version=place.version,
            effective=edit.effective,
        )
    ]


def _save(
    county: County, person: Person, edits: list[Edit], form: Mapping[str, str], title: str, remarks: list[Finding]
) -> Drafted:
    joined = form.get("change_set", "")
    if joined:
        before = county.store.change_set(joined, person.scope)
        if not allowed(person, Action.DRAFT, state=before.state, author=before.author):
            raise Refused.because("edit.draft", "不能加入这项变更", remedy="另起一项变更")
        known = county.store.edits(joined, person.scope)
        made = county.store.amend(joined, [*known, *edits], actor=person.name, version=before.version)
    else:
        made = county.store.draft(
            edits, author=person.name, title=title[:120], reason=form.get("reason", "").strip()[:500]
        )
    return Drafted(change_set=made, remarks=tuple(remarks))


def _division(county: County, person: Person, code: str) -> tuple[str, list[Finding]]:
    known = county.store.count("division", person.scope, Query(where=(Condition("code", Operator.EQUAL, code),)))
    if known and person.scope.covers(code):
        return code, []
    return code, [
        Finding(
            "edit.division",
            Severity.ERROR,
            f"所属区划 {code or '（空）'} 不在您所辖范围",
            column="所属区划",
            remedy="选择所辖的区划",
        )
    ]


def _refuse_stale(declared: Layer, record: Record, form: Mapping[str, str]) -> None:
    seen = form.get("version", "")
    if str(record.version) != seen:
        raise Stale(
            [
                Finding(
                    "edit.stale",
                    Severity.ERROR,
                    f"{declared.title}“{record.values.get(declared.label)}”已被他人修改：您打开的是第 {seen or '?'} 版，现在是第 {record.version} 版",
                    subject=record.id,
                    remedy="对照下面两个版本，改好后再保存；您填写的内容都在",
                )
            ]
        )


def _act(form: Mapping[str, str]) -> EditAct:
    try:
        act = EditAct(form.get("act", "correct"))
    except ValueError:
        act = EditAct.RESTORE
    if act not in ACTS:
        raise Refused.because("edit.act", "没有这种办理方式", remedy="选择勘误、变更、注销或撤销登记")
    return act


def _wanting_reason(form: Mapping[str, str]) -> list[Finding]:
    if form.get("reason", "").strip() or form.get("change_set"):
        return []
    return [
        Finding("edit.reason", Severity.ERROR, "没有填写理由和依据", column="理由", remedy="写明为什么改、依据什么")
    ]


def _wanting_geometry(declared: Layer, geometry: Any) -> list[Finding]:
    if geometry is None and declared.geometry_required:
        return [
            Finding("edit.geometry", Severity.ERROR, "没有标出位置", column="位置", remedy="在图上点一下，或填写经纬度")
        ]
    return []


def _day(form: Mapping[str, str], key: str) -> date | None:
    try:
        return date.fromisoformat(form.get(key, "")) if form.get(key) else None
    except ValueError:
        raise Refused.because("edit.date", f"日期写法不对：{form.get(key)}", remedy="写成 2026-11-23") from None


def _refuse(findings: list[Finding]) -> None:
    if blocking(findings):
        raise Refused(findings)
