"""Layer, Field, Symbol: what a layer declares once and everything else derives.

Tables, indexes, constraints, migrations, forms, list columns, import templates, header matching,
exports, legends and documentation all come from these declarations.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field holds, in Python's terms: str, str, int, float, bool, datetime.date, str, str."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    CHOICE = "choice"
    REFERENCE = "reference"


class Geometry(StrEnum):
    """The geometry a layer stores, always in EPSG:4490 (longitude, latitude)."""

    POINT = "Point"
    LINE = "MultiLineString"
    AREA = "MultiPolygon"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed vocabulary: the stored `value`, its Chinese `title`, its English label."""

    value: str
    title: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a layer. `title` is Chinese, `english` the label of the English interface.

    `synonyms` are further header words met in spreadsheets; `unit` is shown inside the form field;
    `public` fields may appear on the public side once the publication gate is open; `pattern` is a
    full-match regular expression on the text; `references` names the layer a REFERENCE points into
    (its value is that object's `id`); `listed` fields are columns of the list by default; `searched`
    fields take part in the list's search box.
    """

    key: str
    title: str
    english: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    max_length: int = 200
    synonyms: tuple[str, ...] = ()
    references: str = ""
    public: bool = False
    listed: bool = False
    searched: bool = False
    indexed: bool = False

    def choice_title(self, value: object) -> str:
        """The Chinese title of a stored choice value; the value itself when it is not in the vocabulary."""
        return next((c.title for c in self.choices if c.value == value), "" if value is None else str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """How the layer is drawn: a Maki/Temaki icon name or "" for a plain mark, colours as #rrggbb.

    `dash` is an SVG dash pattern for lines; `shape` is circle, square, pillar, line or area.
    """

    shape: str
    colour: str
    icon: str = ""
    fill: str = ""
    dash: str = ""
    width_px: float = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A kind of record the office keeps. `key` is also its table's name; `title` is the Chinese term.

    `natural_key` are the fields by which an import recognises a record it already has; `label` is
    the field that names a record to a person; `desk` is the desk that keeps it (names, plates,
    boundaries, facilities); `public` layers may leave the office once the gate is open; `sensitive_position` layers are generalised
    before they do. Every layer also has the columns of `SYSTEM_COLUMNS`.
    """

    key: str
    title: str
    english: str
    description: str
    geometry: Geometry | None
    fields: tuple[Field, ...]
    label: str
    natural_key: tuple[str, ...]
    desk: str
    symbol: Symbol | None = None
    public: bool = False
    sensitive_position: bool = False
    geometry_required: bool = False
    keys: tuple[str, ...] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keeps the declared fields' keys, in order, at hand."""
        object.__setattr__(self, "keys", tuple(declared.key for declared in self.fields))

    def field(self, key: str) -> Field:
        """The field called `key`. Raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(f"{self.key} has no field {key}")


SYSTEM_COLUMNS = (
    "id",  # UUID text; the object's identity, never reused
    "version",  # int; grows by one with every published edit of the object
    "division",  # text; code of the division that owns the row (6, 9 or 12 digits)
    "valid_from",  # date or None; when the fact begins to hold (None: since ever / unknown)
    "valid_to",  # date or None; the first day on which it no longer holds (None: still holds)
    "recorded_from",  # UTC datetime; when the system began to say so
    "generated",  # bool; True for demo data that stands in for what is not known
    "source",  # text; where the fact comes from
)
