"""A county's numbering profile: the conventions of its profile.toml, and `numbering.toml` beside it for the rest.

`numbering.toml` may name a shipped convention as `base`; what it declares itself wins. The office edits its own copy
in the data directory; where there is none, the one shipped with the county counts.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from gazetteer.errors import Refused
from gazetteer.numbering import Confidence, NumberingProfile, VillageScope, conventions, make_profile
from layers.profile import CountyProfile, shipped_folder

FILE_NAME = "numbering.toml"


def numbering_profile(
    county: CountyProfile, data_dir: Path | None = None, file: Path | None = None
) -> NumberingProfile:
    """The profile plates of `county` are judged by.

    `file` comes before the one in `data_dir`, and that before the shipped one. Raises Refused for a file that cannot be read or says what is not understood.
    """
    own = file or (data_dir / FILE_NAME if data_dir is not None else None)
    if own is None or not own.exists():
        folder = shipped_folder(county.code)
        own = folder / FILE_NAME if folder is not None else None
    declared = read_declared(own) if own is not None and own.exists() else {}
    base = _base(declared.pop("base", ""), _of_county(county))
    return make_profile(declared, base)


def read_declared(path: Path) -> dict[str, Any]:
    """The values of a profile file. Raises Refused when it is not TOML."""
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise Refused.because(
            "numbering.profile", f"编号规则档案 {path.name} 读不懂：{wrong}", remedy="改正这个文件"
        ) from wrong


def _base(key: str, county: NumberingProfile) -> NumberingProfile:
    if not key:
        return county
    if key not in conventions():
        known = "、".join(conventions())
        raise Refused.because("numbering.profile", f"没有编号惯例“{key}”", remedy=f"可用：{known}")
    return conventions()[key]


def _of_county(county: CountyProfile) -> NumberingProfile:
    plates = county.plates
    known = {scope.value for scope in VillageScope}
    sure = {each.value for each in Confidence}
    return NumberingProfile(
        key=f"county_{county.code}",
        title=f"{county.name}门牌编号惯例",
        source=plates.source,
        confidence=Confidence.of(plates.confidence) if plates.confidence in sure else Confidence.UNVERIFIED,
        starts_east_west=plates.starts_east_west_from,
        starts_north_south=plates.starts_north_south_from,
        odd_side=plates.odd_side,
        village_scope=VillageScope.of(plates.village_numbering)
        if plates.village_numbering in known
        else VillageScope.UNKNOWN,
    )
