"""The numbering rules of other places, shipped for comparison and as a base for a county's own profile."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from gazetteer.numbering.declared import make_profile
from gazetteer.numbering.profile import NumberingProfile


@cache
def conventions() -> Mapping[str, NumberingProfile]:
    """Key → profile, in the order of the file."""
    text = (resources.files("gazetteer.numbering") / "conventions.toml").read_text(encoding="utf-8")
    return {key: make_profile({"key": key, **declared}) for key, declared in tomllib.loads(text).items()}


def agreeing(starts_from: str, odd_side: str) -> list[str]:
    """Keys of the conventions by which a road starts at that compass end with that odd side.

    `starts_from` is east, west, north or south. A convention that lays down neither is not named.
    """
    along = "east_west" if starts_from in ("east", "west") else "north_south"
    return [
        key
        for key, profile in conventions().items()
        if profile.starts(along) == starts_from and profile.odd_side == odd_side
    ]
