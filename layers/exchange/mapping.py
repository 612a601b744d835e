"""Which column is which: a layer's fields, positions and divisions found among the headings of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gazetteer.findings import Finding, Severity
from layers.exchange.headers import OURS, OWNERS, PLACES, ROLE_TITLES, ROLES, plain, readings
from layers.exchange.short_names import short_names_of
from layers.layer import Geometry, Layer

WORD_SCORES = 3  # its own title, key or English name; a synonym scores one less
PAIRS = (("lon", "lat"), ("x", "y"), ("east", "north"), ("lon_degrees", "lat_degrees"), ("point",), ("wkt",))
"""What makes a position, the first that is there counts."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Field or role → index of its column; the columns nobody knows; what is to be said about it."""

    columns: Mapping[str, int]
    unknown: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def position(self) -> tuple[str, ...]:
        """The roles that make the position; empty when the table has none."""
        return next((pair for pair in PAIRS if all(role in self.columns for role in pair)), ())


def mappable(layer: Layer) -> dict[str, str]:
    """Everything a column of this layer's files may hold, with its title: fields first, then roles."""
    roles = [role for role in ROLES if role in (*OWNERS, "generated") or (layer.geometry and _placing(layer, role))]
    return {field.key: field.title for field in layer.fields} | {role: ROLE_TITLES[role] for role in roles}


def _placing(layer: Layer, role: str) -> bool:
    return role in PLACES and (layer.geometry is Geometry.POINT or role in ("wkt", "crs"))


def map_columns(
    layer: Layer, headers: Sequence[str], chosen: Mapping[str, str] | None = None, *, has_shapes: bool = False
) -> ColumnMap:
    """Finds every field's column. `chosen` (field → header, "" for none) is obeyed before anything is matched.

    Unknown columns are information; a required field, a required position or the owning division
    without a column is an error with its remedy. `has_shapes`: the file brings geometries of its own.
    """
    columns, taken, findings = _obeyed(layer, headers, chosen or {})
    for key, index, rival in _matched(layer, headers, columns, taken):
        columns[key] = index
        taken.add(index)
        if rival is not None:
            findings.append(_ambiguous(mappable(layer)[key], headers[index], headers[rival]))
    columns = {key: index for key, index in columns.items() if index >= 0}
    unknown = tuple(
        n for n, header in enumerate(headers) if n not in taken and not OURS.intersection(readings(header)) and header
    )
    if unknown:
        findings.append(_unknown([headers[n] for n in unknown]))
    findings += _missing(layer, columns, has_shapes=has_shapes)
    return ColumnMap(columns, unknown, tuple(findings))


def _obeyed(
    layer: Layer, headers: Sequence[str], chosen: Mapping[str, str]
) -> tuple[dict[str, int], set[int], list[Finding]]:
    columns: dict[str, int] = {}
    findings: list[Finding] = []
    known = mappable(layer)
    for key, header in chosen.items():
        if key not in known:
            fitting = "、".join(known)
            findings.append(
                Finding("import.map_field", Severity.ERROR, f"没有字段“{key}”", value=key, remedy=f"可用：{fitting}")
            )
        elif not header:
            columns[key] = -1
        elif (index := _find(headers, header)) is None:
            findings.append(
                Finding(
                    "import.map_column",
                    Severity.ERROR,
                    f"文件中没有“{header}”这一列",
                    column=known[key],
                    value=header,
                    remedy=f"文件中的列：{'、'.join(headers[:40])}",
                )
            )
        else:
            columns[key] = index
    return columns, {index for index in columns.values() if index >= 0}, findings


def _find(headers: Sequence[str], header: str) -> int | None:
    """The column with this heading, character for character, else by what it says."""
    if header in headers:
        return headers.index(header)
    same = [n for n, one in enumerate(headers) if plain(header) in readings(one)]
    return same[0] if len(same) == 1 else None


def _matched(
    layer: Layer, headers: Sequence[str], settled: Mapping[str, int], taken: set[int]
) -> Iterator[tuple[str, int, int | None]]:
    """(field or role, column, another column that fits equally well), the surest first, each once."""
    words = _vocabulary(layer)
    scored = sorted(
        (
            (-(score - 0.5 * depth), n, key)
            for n, header in enumerate(headers)
            if n not in taken
            for depth, reading in enumerate(readings(header))
            for key, score in words.get(reading, {}).items()
        ),
        key=lambda found: (found[0], found[1]),
    )
    keys, used = set(settled), set(taken)
    for score, n, key in scored:
        if key in keys or n in used:
            continue
        rival = next((m for s, m, k in scored if k == key and m != n and s == score and m not in used), None)
        keys.add(key)
        used.add(n)
        yield key, n, rival


def _vocabulary(layer: Layer) -> dict[str, dict[str, float]]:
    """Word → what it may mean, with its weight. A layer's own fields come before the roles.

    The ten-letter names of our own Shapefiles count like synonyms.
    """
    words: dict[str, dict[str, float]] = {}
    for field in layer.fields:
        for word in (field.title, field.key, field.english):
            words.setdefault(plain(word), {})[field.key] = WORD_SCORES
        for word in field.synonyms:
            words.setdefault(plain(word), {}).setdefault(field.key, WORD_SCORES - 1)
    known = mappable(layer)
    for key, short in short_names_of(layer).items():
        if key in known:
            words.setdefault(plain(short), {}).setdefault(key, WORD_SCORES - 1.25)
    for role, names in ROLES.items():
        if role in known:
            for word in names:
                words.setdefault(plain(word), {}).setdefault(role, WORD_SCORES - 1.25)
    return words


def lacking(layer: Layer, columns: Mapping[str, int], *, has_shapes: bool = False) -> set[str]:
    """Fields and roles that must have a column, whether they have one (their own) or not.

    A position asks for `lon` and `lat` (or `wkt`) and an owner for `division_name` only while nothing else tells.
    """
    there = {key: index for key, index in columns.items() if index >= 0}
    needed = {field.key for field in layer.fields if field.required}
    if layer.geometry_required and not has_shapes and not any(all(r in there for r in pair) for pair in PAIRS):
        needed |= {"lon", "lat"} if layer.geometry is Geometry.POINT else {"wkt"}
    if not owned(layer, there):
        needed.add("division_name")
    return needed


def _missing(layer: Layer, columns: Mapping[str, int], *, has_shapes: bool) -> Iterator[Finding]:
    for field in layer.fields:
        if field.required and field.key not in columns:
            yield _lacks(field.title, f"表头写成“{field.title}”，或指明列：--map {field.key}=列名")
    placed = has_shapes or any(all(role in columns for role in pair) for pair in PAIRS)
    if layer.geometry_required and not placed:
        words = "“经度”和“纬度”" if layer.geometry is Geometry.POINT else "“图形（WKT）”"
        yield _lacks("位置", f"补上{words}列，或用带图形的格式（GPKG、GeoJSON、SHP）")
    if not owned(layer, columns):
        yield _lacks("所属区划", "补上“所属区划”列（代码或名称），或“乡镇”和“村”两列")


def owned(layer: Layer, columns: Mapping[str, int]) -> bool:
    """Whether a row's owning division can be told: written, the row's own code, or that of what it belongs to."""
    if layer.key == "division" or any(role in columns for role in OWNERS if role != "county"):
        return True
    return any(field.required and field.references and field.key in columns for field in layer.fields)


def _lacks(title: str, remedy: str) -> Finding:
    return Finding("import.missing_column", Severity.ERROR, f"缺少必需的列“{title}”", column=title, remedy=remedy)


def _unknown(headers: Sequence[str]) -> Finding:
    return Finding(
        "import.unknown_columns",
        Severity.INFO,
        f"{len(headers)} 列没有对应的字段，没有导入：{'、'.join(headers[:20])}",
        value="、".join(headers)[:200],
        remedy="如需导入，指明它对应哪个字段",
    )


def _ambiguous(title: str, used: str, rival: str) -> Finding:
    return Finding(
        "import.ambiguous_column",
        Severity.WARNING,
        f"“{used}”和“{rival}”两列都像“{title}”，用了前一列",
        column=used,
        value=rival,
        remedy="如不对，指明用哪一列",
    )
