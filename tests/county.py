"""The invented county for tests: small, complete, made by the same builder as the real demo county."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from geo_app.config import Settings, load_settings
from geo_app.services.county import County, open_county
from geo_app.services.demo_county import build_demo
from layers.demo.county import demo_layers
from layers.profile import SHIPPED, CountyProfile, shipped_profile
from layers.store import Decision, Edit, Publication, Store

INVENTED = "invented"


def invented_profile() -> CountyProfile:
    """The invented county's profile, in another zone than the real one's."""
    return shipped_profile(INVENTED)


@cache
def tiny_county_layers() -> dict[str, tuple[Edit, ...]]:
    """The invented county's edits by layer, in the order of the catalogue; built once a session."""
    return {key: tuple(edits) for key, edits in demo_layers(invented_profile(), SHIPPED / INVENTED)}


def tiny_county_edits(*layers: str) -> list[Edit]:
    """The edits of the invented county, of `layers` only when some are named."""
    return [edit for key, edits in tiny_county_layers().items() if not layers or key in layers for edit in edits]


def load_tiny_county(store: Store, *layers: str) -> Publication:
    """Loads the invented county (or some of its layers) into any store, as the operator would."""
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    return store.load(tiny_county_edits(*layers), decision=decision, title="虚构县", reason="测试")


def settings_of(folder: Path) -> Settings:
    """Settings of a data directory, without a look at the environment."""
    return load_settings({"data_dir": str(folder)}, environment={})


def build_tiny_county(folder: Path) -> None:
    """A data directory with the invented county in it, closed again."""
    with opened(folder) as county:
        build_demo(county)


def build_demo_county(folder: Path) -> None:
    """A data directory with the demo county of the first shipped profile, closed again."""
    county = open_county(settings_of(folder))
    try:
        build_demo(county)
    finally:
        county.close()


@contextmanager
def opened(folder: Path) -> Iterator[County]:
    """A data directory of the invented county, opened and closed."""
    county = open_county(settings_of(folder), profile_name=INVENTED)
    try:
        yield county
    finally:
        county.close()


@contextmanager
def copied(template: Path, folder: Path) -> Iterator[County]:
    """A copy of a closed data directory, opened: a county of its own for one test, in milliseconds."""
    shutil.copytree(template, folder)
    with opened(folder) as county:
        yield county
