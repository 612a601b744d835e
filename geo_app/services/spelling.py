"""Spelling a name as this county's office would: the rules, and its own readings."""

from __future__ import annotations

from gazetteer.categories import PlaceKind
from gazetteer.errors import Refused
from gazetteer.romanization import ReadingTables, Spelling, romanize
from geo_app.config import Settings
from layers.profile import SHIPPED, load_profile, shipped_folder
from layers.reading_tables import FILE_NAME, load_reading_tables

DEFAULT = "zhengning"


def reading_tables(settings: Settings) -> ReadingTables:
    """The office's own file in the data directory, else the one shipped with its profile."""
    own = settings.data_dir / FILE_NAME
    if own.exists():
        return load_reading_tables(own)
    profile = settings.data_dir / "profile.toml"
    folder = shipped_folder(load_profile(profile).code) if profile.exists() else SHIPPED / DEFAULT
    return load_reading_tables(folder / FILE_NAME) if folder else ReadingTables()


def spell(settings: Settings, name: str, class_text: str = "") -> Spelling:
    """The spelling of a name whose class is a kind (`division`, 行政区划) or a five-digit code.

    Raises Refused for a class that is neither.
    """
    kind = kind_of(class_text)
    code = class_text if class_text.isdigit() else ""
    return romanize(name, kind, class_code=code, tables=reading_tables(settings))


def kind_of(text: str) -> PlaceKind | None:
    """A kind by its stored value or its Chinese term; None for a code or nothing. Raises Refused for another word."""
    if not text or (text.isdigit() and len(text) == 5):
        return None
    for kind in PlaceKind:
        if text in (kind.value, kind.term):
            return kind
    known = "、".join(f"{kind.value}（{kind.term}）" for kind in PlaceKind)
    raise Refused.because("romanize.class", f"没有类别“{text[:40]}”", remedy=f"用五位类别代码，或：{known}")
