"""A register out of plain tables of plates and roads, as people have them: a CSV, a workbook, a GeoPackage.

Headers are recognised by the fields' titles and synonyms; what has no column is None, and the rules that need it
are not judged. Positions stay where the file says they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy
import shapely
from pyproj import Transformer

from gazetteer.errors import Refused
from layers.crs import is_geographic, to_storage
from layers.degrees import parse_degrees
from layers.exchange.table import RawTable
from layers.layer import Field
from layers.numbering.axes import as_axis
from layers.numbering.from_store import in_metres
from layers.numbering.register import Floats, Metres, Register, Space
from layers.plates import DOOR_PLATE
from layers.roads import STREET

WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("plate_code", "id", "编号", "标识", "fid"),
    "label": ("address_text", "full_text", "name"),
    "space_name": ("street", "道路", "路名", "街路巷名称", "road"),
    "group_name": ("villagers_group", "组", "小组", "村民小组名称", "group"),
    "village": ("village", "村", "村名", "行政村", "村（社区）"),
    "division": ("division", "区划代码", "所属区划代码"),
    "division_name": ("division_name", "所属区划"),
    "lon": ("lon", "longitude", "经度", "x", "东经"),
    "lat": ("lat", "latitude", "纬度", "y", "北纬"),
    "wkt": ("wkt", "geometry", "geom", "图形WKT"),
    "photo": ("photo_on_file", "photo"),
    "address": ("address", "地址记录", "address_id"),
    "parent": ("parent", "上级地址"),
    "gate_role": ("gate_role", "门的用途"),
    "main_address": ("main_address", "主地址"),
    "parcel": ("parcel", "宗地", "宅基地宗地", "宗地号"),
    "building": ("building", "建筑", "建筑编号"),
    "temporary": ("temporary", "临时", "临时地址"),
    "temporary_since": ("temporary_since", "临时地址起始日期"),
    "applied_on": ("applied_on", "申请日期"),
    "decided_on": ("decided_on", "办结日期"),
    "confirmed_on": ("confirmed_on", "确认日期"),
    "notified_on": ("notified_on", "通知日期"),
    "removed_on": ("removed_on", "拆下日期"),
    "restored_on": ("restored_on", "恢复日期"),
    "cancelled_on": ("cancelled_on", "注销日期"),
    "issued_on": ("issued_on", "编号日期"),
    "changed_on": ("changed_on", "改号日期"),
    "replaces": ("replaces", "原地址"),
    "address_status": ("address_status", "地址状态"),
}
"""Headers by which a column is known, beside those of the layer's own fields."""

FIELDS = ("kind", "status", "number_text", "face_text", "qr_id", "installed_on", "activated_on", "batch")
ROAD_FIELDS = ("name", "kind", "starts_from", "odd_side")
WEB_SYSTEMS = frozenset({"", "GCJ-02", "BD-09"})
YES = frozenset({"是", "1", "true", "yes", "y", "有"})
NO = frozenset({"否", "0", "false", "no", "n", "无"})


def register_of_tables(
    plates: RawTable, roads: RawTable | None, *, crs: str = "", totals: Mapping[str, int] | None = None
) -> Register:
    """The register of a table of plates, and of one of roads or streets with their axes.

    `crs` is the positions' reference system where the plates' file does not say (EPSG:n, GCJ-02, BD-09); degrees
    are assumed otherwise. Roads whose file does not say are taken as degrees, as `crs` where they cannot be. Metres are those of a transverse Mercator projection at the data's own middle. Raises
    Refused, with all reasons, where the columns that everything needs are missing, and for an unknown system.
    """
    columns = _columns(plates)
    missing = [word for key, word in (("number_text", "门牌号"),) if key not in columns]
    if not any(key in columns for key in ("space_name", "group_name")):
        missing.append("街路巷或村民小组")
    if missing:
        raise Refused.because(
            "numbering.columns",
            f"{plates.name} 缺少列：{'、'.join(missing)}（现有：{'、'.join(plates.columns[:20])}）",
            remedy="补上这些列，表头写成上面的名称",
        )
    if crs.upper().replace("_", "-") not in WEB_SYSTEMS:
        is_geographic(crs)
    lon, lat = _positions(plates, columns, crs)
    lines = _lines(roads, crs) if roads is not None else []
    metres = _local(lon, lat, [line for _, line in lines])
    names = _names_of_codes(roads)
    if "space_name" in columns:
        columns["space_name"] = [names.get(str(value), value) for value in columns["space_name"]]
    return _assembled(columns, lon, lat, _road_spaces(roads, lines, metres), metres, totals or {})


def _columns(table: RawTable) -> dict[str, list[Any]]:
    """Values by key, for every column that is recognised; choices as stored, days as dates."""
    fields = {key: DOOR_PLATE.field(key) for key in FIELDS}
    found = {}
    for key, field in fields.items():
        at = _find(table, (field.key, field.title, field.english, *field.synonyms))
        if at is not None:
            found[key] = [_value(field, row.cells[at]) for row in table.rows]
    extra = {"address_text": "label", "plate_code": "id", "street": "space_name", "villagers_group": "group_name"}
    for key, words in WORDS.items():
        own = [name for name, meant in extra.items() if meant == key]
        for name in own:
            field = DOOR_PLATE.field(name)
            words = (*words, field.title, *field.synonyms)  # noqa: PLW2901  (a rule's own words are added to)
        at = _find(table, words)
        if at is not None:
            found[key] = [_plain(key, row.cells[at]) for row in table.rows]
    return found


def _find(table: RawTable, words: Sequence[str]) -> int | None:
    headers = [header.strip().casefold() for header in table.columns]
    return next((headers.index(word.casefold()) for word in words if word.casefold() in headers), None)


def _value(field: Field, cell: Any) -> Any:
    if cell is None or cell == "":
        return None
    for choice in field.choices:
        if str(cell).strip() in (choice.value, choice.title, choice.english):
            return choice.value
    return _day(cell) if field.key.endswith("_on") else str(cell).strip()


def _plain(key: str, cell: Any) -> Any:
    if cell is None or cell == "":
        return None
    if key.endswith(("_on", "_since")):
        return _day(cell)
    if key in ("photo", "temporary"):
        word = str(cell).strip().casefold()
        return True if word in YES else False if word in NO else None
    return str(cell).strip() if isinstance(cell, str) else cell


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell).strip().replace("/", "-")[:10])
    except ValueError:
        return None


def _positions(table: RawTable, columns: Mapping[str, list[Any]], crs: str) -> tuple[Floats, Floats]:
    size = len(table.rows)
    x, y = numpy.full(size, numpy.nan), numpy.full(size, numpy.nan)
    if any(row.wkb for row in table.rows):
        shapes = numpy.array(
            [None if row.wkb is None else shapely.from_wkb(row.wkb) for row in table.rows], dtype=object
        )
        points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
        x[points], y[points] = shapely.get_x(shapes[points]), shapely.get_y(shapes[points])
    elif "lon" in columns and "lat" in columns:
        for n, (east, north) in enumerate(zip(columns["lon"], columns["lat"], strict=True)):
            x[n], y[n] = _degrees(east, "lon"), _degrees(north, "lat")
    system = crs or table.crs
    there = numpy.isfinite(x) & numpy.isfinite(y)
    if system and there.any():
        x[there], y[there] = to_storage(x[there], y[there], system)
    return x, y


def _degrees(cell: Any, axis: str) -> float:
    """A coordinate as a number; swapped or projected ones are kept, to be judged as such."""
    if isinstance(cell, int | float):
        return float(cell)
    try:
        return float(cell)
    except (TypeError, ValueError):
        pass
    try:
        return parse_degrees(str(cell or ""), axis)
    except ValueError:
        return float("nan")


def _lines(table: RawTable, crs: str) -> list[tuple[int, Any]]:
    """Rows with a line, in degrees."""
    at = _find(table, WORDS["wkt"])
    found = []
    for n, row in enumerate(table.rows):
        shape = None
        if row.wkb is not None:
            shape = shapely.from_wkb(row.wkb)
        elif at is not None and row.cells[at]:
            shape = shapely.from_wkt(str(row.cells[at]), on_invalid="ignore")
        if shape is not None and shape.geom_type in ("LineString", "MultiLineString"):
            found.append((n, _in_degrees(shape, table.crs or ("" if _are_degrees(shape) else crs))))
    return found


def _are_degrees(shape: Any) -> bool:
    return bool((numpy.abs(shapely.get_coordinates(shape)) <= (180, 90)).all())


def _in_degrees(shape: Any, system: str) -> Any:
    if not system:
        return shape
    change: Any = lambda x, y: to_storage(x, y, system)  # noqa: E731  (shapely calls it so)
    return shapely.transform(shapely.force_2d(shape), change, interleaved=False)


def _local(lon: Floats, lat: Floats, lines: Sequence[Any]) -> Metres:
    """Transverse Mercator at the roads' middle, else at the plates': roads tell even when plates are swapped."""
    xy = numpy.vstack([shapely.get_coordinates(line) for line in lines]) if lines else numpy.column_stack([lon, lat])
    xy = xy[numpy.isfinite(xy).all(axis=1)]
    middle = numpy.median(xy, axis=0) if len(xy) else numpy.array([105.0, 35.0])
    origin = float(numpy.clip(middle[1], -80, 80))
    to = f"+proj=tmerc +lat_0={origin} +lon_0={float(middle[0])} +k=1 +ellps=GRS80 +units=m +type=crs"
    transform: Any = Transformer.from_crs("EPSG:4490", to, always_xy=True).transform
    return lambda x, y: tuple(numpy.where(numpy.isfinite(a), a, numpy.nan) for a in transform(x, y))  # type: ignore[return-value]  # two arrays


def _road_spaces(table: RawTable | None, lines: Sequence[tuple[int, Any]], metres: Metres) -> list[Space]:
    """A space a name: rows of one name are one street where their lines join, else one each."""
    if table is None:
        return []
    at = {key: _find(table, _road_words(key)) for key in ROAD_FIELDS}
    if at["name"] is None:
        raise Refused.because("numbering.columns", f"{table.name} 缺少列：名称", remedy="道路表要有名称列")
    by_name: dict[str, list[tuple[int, Any]]] = {}
    for row, line in lines:
        name = table.rows[row].cells[at["name"]]
        if name:
            by_name.setdefault(str(name).strip(), []).append((row, in_metres(line, metres)))
    spaces = []
    for name, parts in by_name.items():
        whole = as_axis(shapely.union_all([line for _, line in parts]))
        runs = [(parts[0][0], whole)] if whole is not None else [(row, as_axis(line)) for row, line in parts]
        for n, (row, axis) in enumerate(runs):
            spaces.append(_road_space(table, at, row, name, axis, n))
    return spaces


def _names_of_codes(table: RawTable | None) -> dict[str, str]:
    """A road's code or identity → its name: exports of this register name streets so."""
    if table is None:
        return {}
    name = _find(table, _road_words("name"))
    codes = [at for words in (_road_words("street_code"), WORDS["id"]) if (at := _find(table, words)) is not None]
    if name is None:
        return {}
    return {
        str(row.cells[code]): str(row.cells[name]).strip()
        for code in codes
        for row in table.rows
        if row.cells[code] and row.cells[name]
    }


def _road_words(key: str) -> tuple[str, ...]:
    field = STREET.field(key)
    return (field.key, field.title, field.english, *field.synonyms, *({"name": ("路名", "街路巷")}.get(key, ())))


def _road_space(table: RawTable, at: Mapping[str, int | None], row: int, name: str, axis: Any, serial: int) -> Space:
    values = {}
    for key in ("kind", "starts_from", "odd_side"):
        column = at[key]
        value = None if column is None else _value(STREET.field(key), table.rows[row].cells[column])
        known = {choice.value for choice in STREET.field(key).choices}
        values[key] = value if value in known else ""
    identity = name if serial == 0 else f"{name}#{serial + 1}"
    return Space(
        id=identity,
        kind=values["kind"] or _kind_of(name),
        name=name,
        axis=axis,
        starts_from=values["starts_from"],
        odd_side=values["odd_side"],
    )


def _kind_of(name: str) -> str:
    return "road" if name.endswith(("路", "道")) else "lane" if name.endswith(("巷", "胡同", "弄")) else "street"


def _assembled(
    columns: dict[str, list[Any]],
    lon: Floats,
    lat: Floats,
    roads: list[Space],
    metres: Metres,
    totals: Mapping[str, int],
) -> Register:
    size = len(lon)
    empty: list[Any] = [None] * size
    spaces, space_of = _spaces(columns, roads, size)
    labels = [
        label or f"{spaces[at].name if at >= 0 else ''}{number or ''}" or f"第 {n + 1} 条"
        for n, (label, at, number) in enumerate(
            zip(columns.get("label", empty), space_of, columns["number_text"], strict=True)
        )
    ]
    made = {
        "id": [str(i) if i not in (None, "") else f"第 {n + 1} 条" for n, i in enumerate(columns.get("id", empty))],
        "label": labels,
        "kind": columns.get("kind") or ["small"] * size,
        "status": columns.get("status", empty),
        "division": columns.get("division", empty),
    }
    placed = _nearest_of_name(spaces, space_of, metres, lon, lat)
    return Register(
        columns={
            **{
                k: v
                for k, v in columns.items()
                if k not in ("lon", "lat", "wkt", "space_name", "group_name", "division_name")
            },
            **made,
        },
        lon=lon,
        lat=lat,
        spaces=tuple(spaces),
        space_of=placed,
        metres=metres,
        on=datetime.now(UTC).astimezone().date(),
        totals=totals,
        whole=bool(totals),
    )


def _spaces(columns: Mapping[str, list[Any]], roads: list[Space], size: int) -> tuple[list[Space], list[int]]:
    """Streets by name, groups by village and name; a street that no road was given for has no axis."""
    spaces, at = list(roads), {space.id: n for n, space in enumerate(roads)}
    empty: list[Any] = [None] * size
    columns = {**columns, "village": _villages(columns, size)}
    keys = ("space_name", "group_name", "village")
    found = []
    for street, group, village in zip(*(columns.get(key, empty) for key in keys), strict=True):
        if not street and not group:
            found.append(-1)
            continue
        identity = str(street) if street else f"{village or ''}{group}"
        if identity not in at:
            at[identity] = len(spaces)
            kind = _kind_of(identity) if street else "group"
            spaces.append(Space(id=identity, kind=kind, name=str(street or group), village=str(village or "")))
        found.append(at[identity])
    for n, name in _read_names(columns, spaces, found).items():
        spaces[n] = replace(spaces[n], name=name, kind=_kind_of(name) if spaces[n].is_street else "group")
    return spaces, found


def _read_names(columns: Mapping[str, list[Any]], spaces: Sequence[Space], space_of: Sequence[int]) -> dict[int, str]:
    """What spaces known by a code alone are called on their own plates: what most faces say before the number."""
    coded = {n for n, space in enumerate(spaces) if _CODE.fullmatch(space.name)}
    heads: dict[int, Counter[str]] = {n: Counter() for n in coded}
    faces = columns.get("face_text") or [None] * len(space_of)
    for n, face, number in zip(space_of, faces, columns["number_text"], strict=True):
        if n in coded and face and number and str(face).endswith(str(number)):
            heads[n][str(face).removesuffix(str(number)).strip()] += 1
    most = {n: max(found, key=lambda head: (found[head], head)) for n, found in heads.items() if found}
    return {n: head for n, head in most.items() if head}


_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


def _villages(columns: Mapping[str, list[Any]], size: int) -> list[Any]:
    """The village where it is given, else the last part of the division's name (白鹿乡 上河村)."""
    empty: list[Any] = [None] * size
    rows = zip(columns.get("village", empty), columns.get("division_name", empty), strict=True)
    return [village or (str(name).split()[-1] if name and str(name).split() else None) for village, name in rows]


def _nearest_of_name(spaces: Sequence[Space], space_of: Sequence[int], metres: Metres, lon: Floats, lat: Floats) -> Any:
    """Where several streets bear one name, each plate goes to the nearest of them."""
    chosen = numpy.array(space_of, dtype=numpy.int64)
    same: dict[str, list[int]] = {}
    for n, space in enumerate(spaces):
        if space.axis is not None:
            same.setdefault(space.name, []).append(n)
    x, y = metres(lon, lat)
    for own in (own for own in same.values() if len(own) > 1):
        at = numpy.flatnonzero(numpy.isin(chosen, own) & numpy.isfinite(x) & numpy.isfinite(y))
        points = shapely.points(x[at], y[at])
        away = numpy.array([shapely.distance(spaces[n].axis, points) for n in own])
        chosen[at] = numpy.array(own)[numpy.argmin(away, axis=0)]
    return chosen
